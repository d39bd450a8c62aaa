//! Pages that are lists or texts: home, the list of each kind, roadmaps, interview kits, ordinary pages, the
//! page for missing pages and redirects.

use crate::content::{self, Kind, Status};
use crate::handbook::EntityId;

use super::build::Builder;
use super::ladder::{active, by_track, side_by_side};
use super::view::{
    Card, CardGroup, Home, Index as List, Interview, Mark, NeededSkill, Question, Redirect, Roadmap, Round, Stage, Text,
};
use super::{prose, url};

/// With more tracks than this, the home page lists them by family instead of drawing them.
const TRACKS_ON_HOME: usize = 8;

/// The first page.
pub fn home(builder: &Builder) -> Home {
    let handbook = builder.handbook;
    let listed = |kind: Kind| handbook.sorted(kind).iter().copied().filter(|index| active(handbook, *index));
    let families: Vec<Card> = builder.cards(listed(Kind::Family));
    let mut tracks: Vec<EntityId> = listed(Kind::Track).collect();
    let many = tracks.len() > TRACKS_ON_HOME && !families.is_empty();
    let mut groups = Vec::new();
    if many {
        by_family(builder, &mut tracks);
        groups = grouped(builder, &tracks, |track| family_heading(builder, track));
    }
    Home {
        body: intro(builder, "index"),
        tracks: if many || tracks.len() > 4 * TRACKS_ON_HOME { Vec::new() } else { side_by_side(builder, tracks) },
        families: if !many && families.len() > 1 { families } else { Vec::new() },
        groups,
        guides: builder.cards(listed(Kind::Page).filter(|page| {
            let id = &handbook.get(*page).id;
            id.starts_with("guides/") && !id.ends_with("/index")
        })),
        roadmaps: builder.cards(listed(Kind::Roadmap)),
    }
}

/// The list of a kind.
pub fn list(builder: &Builder, kind: Kind) -> List {
    let handbook = builder.handbook;
    let all = handbook.sorted(kind).iter().copied();
    let all: Vec<EntityId> = match kind {
        Kind::Page => all.filter(|page| handbook.get(*page).id.starts_with("guides/")).collect(),
        _ => all.collect(),
    };
    let mut shown: Vec<EntityId> = all.iter().copied().filter(|index| active(handbook, *index)).collect();
    if kind == Kind::Track {
        by_family(builder, &mut shown);
    }
    let groups = match kind {
        Kind::Role => by_track(builder, &shown),
        Kind::Skill | Kind::Responsibility => grouped(builder, &shown, |index| {
            let theme = handbook.topic(index)?.theme.as_ref()?;
            let listed = handbook.config.themes.iter().find(|listed| *listed.id.value == *theme.value);
            let summary = listed.and_then(|theme| theme.summary.as_ref());
            Some(Heading {
                title: handbook.theme_title(&theme.value),
                href: None,
                summary: summary.map(|summary| prose::html(handbook, summary, crate::parse::HANDBOOK, &builder.root)),
            })
        }),
        Kind::Track => grouped(builder, &shown, |index| family_heading(builder, index)),
        _ => grouped(builder, &shown, |_| None),
    };
    List {
        of: kind.name(),
        body: intro(builder, &format!("{}/index", kind.folder())),
        groups,
        compare: (kind == Kind::Role && builder.plan.has(url::COMPARISONS)).then(|| builder.href(url::COMPARISONS)),
        retired: builder.cards(all.into_iter().filter(|index| handbook.get(*index).status == Status::Retired)),
    }
}

struct Heading {
    title: String,
    href: Option<String>,
    summary: Option<String>,
}

/// Cards under headings, in the order in which the headings first come; a single heading is left out.
/// Sorts tracks as their families are sorted; those of none come last.
fn by_family(builder: &Builder, tracks: &mut [EntityId]) {
    let families = builder.handbook.sorted(Kind::Family);
    let place = |track: &EntityId| {
        let family = builder.handbook.track_family(*track)?;
        families.iter().position(|known| *known == family)
    };
    tracks.sort_by_key(|track| place(track).unwrap_or(families.len()));
}

fn family_heading(builder: &Builder, track: EntityId) -> Option<Heading> {
    let family = builder.card(builder.handbook.track_family(track)?);
    Some(Heading { title: family.title, href: Some(family.href), summary: family.summary })
}

fn grouped(builder: &Builder, indices: &[EntityId], heading: impl Fn(EntityId) -> Option<Heading>) -> Vec<CardGroup> {
    let mut groups: Vec<CardGroup> = Vec::new();
    for index in indices {
        let heading = heading(*index);
        let title = heading.as_ref().map(|heading| heading.title.clone());
        if let Some(group) = groups.iter_mut().find(|group| group.title == title) {
            group.cards.push(builder.card(*index));
            continue;
        }
        let (href, summary) = heading.map(|heading| (heading.href, heading.summary)).unwrap_or_default();
        groups.push(CardGroup { title, href, summary, cards: vec![builder.card(*index)] });
    }
    if let [only] = &mut groups[..] {
        only.title = None;
        only.href = None;
    }
    groups
}

/// The text of a page that introduces something else; empty if nobody wrote one.
pub fn intro(builder: &Builder, id: &str) -> String {
    let page = builder.handbook.find(Kind::Page, id);
    page.map(|page| builder.body(builder.handbook.get(page))).unwrap_or_default()
}

/// A roadmap.
pub fn roadmap(builder: &Builder, index: EntityId, roadmap: &content::Roadmap) -> Roadmap {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let (from, to) = (handbook.find(Kind::Role, &roadmap.from.value), handbook.find(Kind::Role, &roadmap.to.value));
    let compare = from.zip(to).and_then(|(from, to)| builder.plan.compare(from, to));
    let stages = roadmap.stages.iter().enumerate().map(|(at, stage)| Stage {
        number: at + 1,
        title: stage.title.clone(),
        outcome: builder.maybe(&stage.outcome, entity),
        duration: stage.duration.clone(),
        skills: stage.skills.iter().filter_map(|(skill, step)| needed(builder, skill, step)).collect(),
        responsibilities: stage
            .responsibilities
            .iter()
            .filter_map(|topic| builder.find(Kind::Responsibility, &topic.value))
            .collect(),
        evidence: builder.htmls(&stage.evidence, entity),
        resources: builder.resources(&stage.resources, entity),
    });
    Roadmap {
        summary: builder.summary(entity),
        body: builder.body(entity),
        from: from.map(|from| builder.card(from)),
        to: to.map(|to| builder.card(to)),
        compare: compare.map(|url| builder.href(url)),
        stages: stages.collect(),
        mentions: builder.mentions(index),
    }
}

fn needed(builder: &Builder, skill: &content::Reference, step: &content::Reference) -> Option<NeededSkill> {
    let handbook = builder.handbook;
    let index = handbook.find(Kind::Skill, &skill.value)?;
    let step = handbook.step_number(index, step).and_then(|number| builder.step(index, number));
    Some(NeededSkill { skill: builder.card(index), step })
}

/// An interview kit.
pub fn interview(builder: &Builder, index: EntityId, interview: &content::Interview) -> Interview {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let rounds = interview.rounds.iter().enumerate().map(|(at, round)| Round {
        number: at + 1,
        title: round.title.clone(),
        minutes: round.minutes,
        summary: builder.maybe(&round.summary, entity),
        assesses: builder.cards(round.assesses.iter().filter_map(|name| handbook.assessed(&name.value).ok())),
        questions: round
            .questions
            .iter()
            .map(|question| Question {
                ask: builder.html(&question.ask, entity),
                looks_for: builder.htmls(&question.looks_for, entity),
                follow_ups: builder.htmls(&question.follow_ups, entity),
            })
            .collect(),
        rubric: round
            .rubric
            .iter()
            .map(|(name, meaning)| Mark { name: name.clone(), meaning: builder.html(meaning, entity) })
            .collect(),
    });
    Interview {
        summary: builder.summary(entity),
        body: builder.body(entity),
        roles: interview.roles.iter().filter_map(|role| builder.find(Kind::Role, &role.value)).collect(),
        rounds: rounds.collect(),
        minutes: interview.rounds.iter().map(|round| round.minutes).sum(),
        mentions: builder.mentions(index),
    }
}

/// An ordinary page.
pub fn text(builder: &Builder, index: EntityId) -> Text {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    // Only a folder's page lists what stands in the folder; a page in it belongs to the same shelf.
    let children = if entity.id.ends_with("/index") { handbook.shelf(index) } else { &[] };
    Text {
        summary: builder.summary(entity),
        body: builder.body(entity),
        children: builder.cards(children.iter().copied()),
        mentions: builder.mentions(index),
    }
}

/// The page for missing pages.
pub fn not_found(builder: &Builder) -> Text {
    Text { summary: None, body: intro(builder, "404"), children: Vec::new(), mentions: Vec::new() }
}

/// A page that leads to an entity.
pub fn redirect(builder: &Builder, to: EntityId) -> Redirect {
    let entity = builder.handbook.get(to);
    Redirect { href: builder.href(&prose::entity_address(builder.handbook, to)), title: entity.title.clone() }
}
