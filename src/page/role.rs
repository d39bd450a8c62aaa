//! The page of a role: what is expected, why, and what changes.

use std::collections::{HashMap, HashSet};

use crate::content::{Kind, Prose};
use crate::handbook::difference::{Change, StepChange};
use crate::handbook::{self, EntityId, Handbook};

use super::build::Builder;
use super::compare::{self, Detail};
use super::ladder;
use super::view::{Card, Group, Move, Need, Role, Spoke};

/// Builds the page.
pub fn role(builder: &Builder, index: EntityId) -> Role {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let below = below(handbook, index);
    let groups = groups(builder, index, below.first().copied());
    let (responsibilities, skills) =
        groups.into_iter().partition(|group| group.topic.kind == Kind::Responsibility.name());
    let radar = radar(builder, index, below.first().copied());
    let users = handbook.users(index);
    let (leads_to, comes_from) = (leads_to(builder, index), comes_from(builder, index));
    let (next, last) = (handbook.moves_from(index).iter(), handbook.moves_to(index).iter());
    let map_svg = super::map::around(builder, index, next.map(|next| next.to).chain(last.map(|last| last.from)));
    Role {
        summary: builder.summary(entity),
        aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
        body: builder.body(entity),
        family: handbook.family_of(index).map(|family| builder.card(family)),
        tracks: handbook.tracks_of(index).iter().map(|track| ladder::ladder(builder, *track)).collect(),
        level: builder.level_of(index),
        code: entity.as_role().and_then(|role| role.code.clone()),
        facts: entity.as_role().map(|role| builder.facts(&role.facts, entity)).unwrap_or_default(),
        changes: below.iter().map(|old| compare::section(builder, *old, index, Detail::ChangesOnly)).collect(),
        responsibilities,
        skills,
        radar_svg: crate::chart::radar::svg(&entity.title, &radar, "radar"),
        radar,
        map_svg,
        leads_to,
        comes_from,
        roadmaps: builder.cards(users.roadmaps.iter().copied()),
        interviews: builder.cards(users.interviews.iter().copied()),
        mentions: builder.mentions(index),
    }
}

/// The roles that this one is compared with: the rungs below it, else the roles it extends.
pub fn below(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let below = handbook.below(index);
    if !below.is_empty() {
        return below.to_vec();
    }
    let extends = handbook.role(index).map(|role| role.extends.as_slice()).unwrap_or_default();
    extends.iter().filter_map(|base| handbook.find(Kind::Role, &base.value)).filter(|base| *base != index).collect()
}

/// Expectations and needs by topic, each with its change against the role below.
pub fn groups(builder: &Builder, index: EntityId, below: Option<EntityId>) -> Vec<Group> {
    let handbook = builder.handbook;
    let resolved = handbook.resolved(index);
    let fates = below.map(|old| Fates::of(builder, old, index));
    let mut topics: Vec<EntityId> = resolved.expectations.iter().map(|expectation| expectation.topic).collect();
    topics.extend(resolved.needs.iter().map(|need| need.skill));
    topics.sort_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    let anchors = handbook.anchors(index);
    let mut groups = Vec::with_capacity(topics.len());
    let mut statements = resolved.expectations.iter().enumerate().peekable();
    for topic in topics {
        let mut group = Group {
            topic: builder.card(topic),
            theme: builder.theme(topic),
            need: None,
            summary: None,
            examples: Vec::new(),
            statements: Vec::new(),
        };
        if let Some((summary, examples, from)) = about(handbook, index, topic) {
            group.summary = builder.maybe(summary, handbook.get(from));
            group.examples = builder.htmls(examples, handbook.get(from));
        }
        group.need = resolved.need(topic).and_then(|need| {
            let change = fates.as_ref().map(|fates| fates.step(topic));
            let before = change.and_then(|(_, before)| before).and_then(|before| builder.step(topic, before));
            Some(Need {
                step: builder.step(topic, need.step?)?,
                before,
                change: change.map(|(kind, _)| kind),
                weight: need.weight.clone(),
                note: builder.maybe(&need.note, handbook.get(need.from)),
            })
        });
        // Expectations are sorted by topic as well.
        while let Some((at, expectation)) = statements.next_if(|(_, expectation)| expectation.topic == topic) {
            let mut statement = builder.statement(&expectation.statement, expectation.source, anchors.name(at));
            statement.why = Some(builder.provenance(index, expectation));
            statement.change = fates.as_ref().and_then(|fates| fates.statements.get(&at).copied());
            statement.only.clear();
            group.statements.push(statement);
        }
        groups.push(group);
    }
    groups
}

/// What a role, or the nearest role that it extends, says about a topic as a whole, and who says it.
fn about(handbook: &Handbook, index: EntityId, topic: EntityId) -> Option<(&Option<Prose>, &[Prose], EntityId)> {
    let mut waiting = vec![index];
    let mut seen = HashSet::new();
    while let Some(from) = waiting.pop() {
        let Some(role) = handbook.role(from).filter(|_| seen.insert(from)) else { continue };
        let topic = handbook.get(topic);
        let subjects = role.responsibilities.iter().filter(|_| topic.kind() == Kind::Responsibility);
        let subjects = subjects.map(|subject| (&subject.topic, &subject.summary, &subject.examples));
        let needs = role.skills.iter().filter(|_| topic.kind() == Kind::Skill);
        let needs = needs.map(|need| (&need.skill, &need.summary, &need.examples));
        let mut said = subjects.chain(needs).filter(|(named, ..)| named.value == topic.id);
        if let Some((_, summary, examples)) = said.find(|said| said.1.is_some() || !said.2.is_empty()) {
            return Some((summary, examples, from));
        }
        waiting.extend(role.extends.iter().rev().filter_map(|base| handbook.find(Kind::Role, &base.value)));
    }
    None
}

/// What became of each statement and step on the way from the role below.
struct Fates {
    statements: HashMap<usize, &'static str>,
    steps: HashMap<EntityId, (&'static str, Option<usize>)>,
}

impl Fates {
    fn of(builder: &Builder, old: EntityId, new: EntityId) -> Self {
        let difference = builder.plan.difference(builder.handbook, old, new);
        let mut fates = Self { statements: HashMap::new(), steps: HashMap::new() };
        for group in &difference.difference.groups {
            let step = match group.step {
                Some(StepChange::Same { .. }) => Some(("unchanged", None)),
                Some(StepChange::Raised { from, .. }) => Some(("raised", Some(from))),
                Some(StepChange::Lowered { from, .. }) => Some(("lowered", Some(from))),
                Some(StepChange::New { .. }) => Some(("new", None)),
                Some(StepChange::Dropped { .. }) | None => None,
            };
            if let Some(step) = step {
                fates.steps.insert(difference.topics[group.group], step);
            }
            for change in &group.changes {
                match change {
                    Change::Unchanged { new, .. } => drop(fates.statements.insert(*new, "unchanged")),
                    Change::Reworded { new, .. } => drop(fates.statements.insert(*new, "reworded")),
                    Change::New { new } => drop(fates.statements.insert(*new, "new")),
                    Change::Dropped { .. } => {}
                }
            }
        }
        fates
    }

    fn step(&self, skill: EntityId) -> (&'static str, Option<usize>) {
        self.steps.get(&skill).copied().unwrap_or(("unchanged", None))
    }
}

/// The mean needed step of each theme of skills, in the themes' order.
fn radar(builder: &Builder, index: EntityId, below: Option<EntityId>) -> Vec<Spoke> {
    let handbook = builder.handbook;
    let now = means(builder, index);
    let before: Option<HashMap<String, Mean>> = below.map(|below| means(builder, below).into_iter().collect());
    let mut spokes = Vec::new();
    for (theme, mean) in now {
        let was = before.as_ref().map(|before| before.get(&theme).map_or(0.0, |mean| mean.value()));
        spokes.push(Spoke { title: handbook.theme_title(&theme), value: mean.value(), before: was, of: mean.of });
    }
    spokes
}

#[derive(Default)]
struct Mean {
    sum: usize,
    count: usize,
    of: usize,
}

impl Mean {
    /// Rounded to hundredths, so that the same content gives the same bytes.
    fn value(&self) -> f64 {
        (self.sum as f64 / self.count.max(1) as f64 * 100.0).round() / 100.0
    }
}

fn means(builder: &Builder, role: EntityId) -> Vec<(String, Mean)> {
    let handbook = builder.handbook;
    let mut means: Vec<(String, Mean)> = Vec::new();
    for need in &handbook.resolved(role).needs {
        let theme = handbook.topic(need.skill).and_then(|topic| topic.theme.as_ref());
        let (Some(theme), Some(step)) = (theme, need.step) else { continue };
        let of =
            handbook.skill(need.skill).and_then(|skill| handbook.scale_of(skill)).map_or(0, |scale| scale.steps.len());
        let at = match means.iter().position(|(known, _)| *known == theme.value) {
            Some(at) => at,
            None => {
                means.push((theme.value.clone(), Mean::default()));
                means.len() - 1
            }
        };
        let mean = &mut means[at].1;
        mean.sum += step + 1;
        mean.count += 1;
        mean.of = mean.of.max(of);
    }
    means
}

/// The moves from a role, written and implied.
pub fn leads_to(builder: &Builder, index: EntityId) -> Vec<Move> {
    let moves = builder.handbook.moves_from(index).iter();
    moves.map(|one| one_move(builder, one, builder.card(one.to))).collect()
}

/// The moves to a role, written and implied.
fn comes_from(builder: &Builder, index: EntityId) -> Vec<Move> {
    let moves = builder.handbook.moves_to(index).iter();
    moves.map(|one| one_move(builder, one, builder.brief(one.from))).collect()
}

/// A move, with the role at its other end.
pub fn one_move(builder: &Builder, one: &handbook::Move, role: Card) -> Move {
    let written = builder.handbook.written(one);
    let entity = builder.handbook.get(one.from);
    Move {
        role,
        kind: one.kind.name(),
        gate: written.and_then(|written| written.gate.clone()),
        note: written.and_then(|written| builder.maybe(&written.note, entity)),
        compare: builder.plan.compare(one.from, one.to).map(|url| builder.href(url)),
        roadmaps: roadmaps(builder, one.from, one.to),
    }
}

/// Roadmaps from one role to another.
pub fn roadmaps(builder: &Builder, from: EntityId, to: EntityId) -> Vec<Card> {
    let handbook = builder.handbook;
    let leads = |index: &EntityId| {
        let crate::content::Data::Roadmap(roadmap) = &handbook.get(*index).data else { return false };
        handbook.find(Kind::Role, &roadmap.from.value) == Some(from)
            && handbook.find(Kind::Role, &roadmap.to.value) == Some(to)
    };
    builder.cards(handbook.users(from).roadmaps.iter().copied().filter(leads))
}
