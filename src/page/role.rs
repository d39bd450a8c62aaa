//! The page of a role: what is expected, why, and what changes.

use std::collections::{HashMap, HashSet};

use crate::content::{Kind, Move as MoveKind};
use crate::handbook::difference::{Change, StepChange};
use crate::handbook::{EntityId, Handbook};

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
    let around = leads_to.iter().chain(&comes_from).filter_map(|next| handbook.find(Kind::Role, &next.role.id));
    let map_svg = super::map::around(builder, index, around);
    Role {
        summary: builder.summary(entity),
        aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
        body: builder.body(entity),
        family: handbook.family_of(index).map(|family| builder.card(family)),
        tracks: handbook.tracks_of(index).iter().map(|track| ladder::ladder(builder, *track)).collect(),
        level: builder.level_of(index),
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
        return below;
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
    let mut anchors = HashSet::new();
    let mut groups = Vec::with_capacity(topics.len());
    let mut statements = resolved.expectations.iter().enumerate().peekable();
    for topic in topics {
        let mut group =
            Group { topic: builder.card(topic), theme: builder.theme(topic), need: None, statements: Vec::new() };
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
            let mut statement = builder.statement(&expectation.statement, expectation.source, &mut anchors);
            statement.why = Some(builder.provenance(index, expectation));
            statement.change = fates.as_ref().and_then(|fates| fates.statements.get(&at).copied());
            statement.only.clear();
            group.statements.push(statement);
        }
        groups.push(group);
    }
    groups
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

/// Written moves, then the rungs above that nobody wrote down.
pub fn leads_to(builder: &Builder, index: EntityId) -> Vec<Move> {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let mut moves = Vec::new();
    let mut seen = HashSet::new();
    for next in entity.as_role().map(|role| role.leads_to.as_slice()).unwrap_or_default() {
        let Some(to) = handbook.find(Kind::Role, &next.role.value) else { continue };
        if seen.insert(to) {
            moves.push(Move {
                role: builder.card(to),
                kind: next.kind.name(),
                gate: next.gate.clone(),
                note: builder.maybe(&next.note, entity),
                compare: builder.plan.compare(index, to).map(|url| builder.href(url)),
                roadmaps: roadmaps(builder, index, to),
            });
        }
    }
    for to in handbook.above(index) {
        if seen.insert(to) {
            moves.push(unwritten(builder, index, to, builder.card(to)));
        }
    }
    moves
}

fn comes_from(builder: &Builder, index: EntityId) -> Vec<Move> {
    let handbook = builder.handbook;
    let mut moves = Vec::new();
    let mut seen = HashSet::new();
    for from in &handbook.users(index).comes_from {
        let entity = handbook.get(*from);
        let written = entity.as_role().map(|role| role.leads_to.as_slice()).unwrap_or_default();
        let written = written.iter().find(|next| handbook.find(Kind::Role, &next.role.value) == Some(index));
        if let Some(next) = written
            && seen.insert(*from)
        {
            moves.push(Move {
                role: builder.brief(*from),
                kind: next.kind.name(),
                gate: next.gate.clone(),
                note: builder.maybe(&next.note, entity),
                compare: builder.plan.compare(*from, index).map(|url| builder.href(url)),
                roadmaps: roadmaps(builder, *from, index),
            });
        }
    }
    for from in handbook.below(index) {
        if seen.insert(from) {
            moves.push(unwritten(builder, from, index, builder.brief(from)));
        }
    }
    moves
}

fn unwritten(builder: &Builder, from: EntityId, to: EntityId, role: Card) -> Move {
    Move {
        role,
        kind: MoveKind::Promotion.name(),
        gate: None,
        note: None,
        compare: builder.plan.compare(from, to).map(|url| builder.href(url)),
        roadmaps: roadmaps(builder, from, to),
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
