//! What a role expects, and why: the rules of resolution.
//!
//! - The role's own statements,
//! - those it inherits through `extends`, minus `without`; one of the same id is replaced,
//! - the grid cells that match its level, id, tracks and family,
//! - on a cumulative track all that the rung below expects, minus `without` and what is replaced: a statement by one of the
//!   same id or the same words, a growing cell by the next, a step of a skill by another,
//! - the steps that rules give to skills that none of these name (see [`super::derived`]),
//! - the statements of the steps that its skills require, lower steps too on a cumulative scale.
//!
//! Every expectation remembers which rule put it there. Whether the names exist is `check`'s business.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::content::{Id, Kind, Prose, Role, Statement};
use crate::hash::FastState;
use crate::source::Place;

use super::derived::{Derivation, derived};
use super::entities::Entities;
use super::grids::Grids;
use super::ladders::Ladders;
use super::order::Order;
use super::{EntityId, Handbook};

/// A role's expectations and needs, by topic in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolved {
    /// The statements.
    pub expectations: Vec<Expectation>,
    /// The skills with their steps.
    pub needs: Vec<ResolvedNeed>,
}

/// One statement that a role expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The statement.
    pub statement: Arc<Statement>,
    /// The responsibility or skill it stands under.
    pub topic: EntityId,
    /// The entity in whose file it was written.
    pub source: EntityId,
    /// Which rule put it there.
    pub why: Why,
}

/// The rule that put an expectation there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The role says so itself.
    Own,
    /// The role extends the one that says so.
    Inherited(EntityId),
    /// A grid says so for everyone at this level, or for this very role.
    Grid(EntityId),
    /// The required step of the skill, counted from 0, or a lower one on a cumulative scale.
    Step(usize),
}

/// A skill that a role needs.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedNeed {
    /// The skill.
    pub skill: EntityId,
    /// The step, counted from 0; `None` if none was given or it is not on the scale.
    pub step: Option<usize>,
    /// How much it counts.
    pub weight: Option<String>,
    /// A remark.
    pub note: Option<Prose>,
    /// The role that says so: the role itself or one that it extends; the family or track of a derived need.
    pub from: EntityId,
    /// How rules gave the step, if they did.
    pub derivation: Option<Derivation>,
}

impl Expectation {
    /// Where the statement was written.
    pub fn place(&self, handbook: &Handbook) -> Place {
        Place::at(&handbook.get(self.source).path, self.statement.span)
    }
}

impl Resolved {
    /// The topics of all expectations and needs, some more than once.
    pub fn topics(&self) -> impl Iterator<Item = EntityId> {
        let needs = self.needs.iter().map(|need| need.skill);
        self.expectations.iter().map(|expectation| expectation.topic).chain(needs)
    }

    /// What is expected of everyone in the role: the statements of no band.
    pub fn expected(&self) -> impl Iterator<Item = &Expectation> {
        self.expectations.iter().filter(|expectation| expectation.statement.band.is_none())
    }

    /// The need of a skill.
    pub fn need(&self, skill: EntityId) -> Option<&ResolvedNeed> {
        self.needs.iter().find(|need| need.skill == skill)
    }
}

/// Works out what a role expects. Takes time in proportion to what the role and those that it extends say.
pub fn resolve(entities: &Entities, order: &Order, ladders: &Ladders, grids: &Grids, role: EntityId) -> Resolved {
    let Explicit { statements, needs, cells } = explicit(entities, ladders, grids, role);
    let mut said = KnownExpectations::default();
    statements.into_values().for_each(|expectation| said.say(expectation));
    let mut needs: Vec<ResolvedNeed> = needs.into_values().collect();
    let is_dropped = |skill: EntityId| {
        let without = entities.role(role).map(|role| role.without.as_slice()).unwrap_or_default();
        without.iter().any(|name| name.value.strip_prefix("skill:") == Some(&*entities.fact(skill).id))
    };
    for need in derived(entities, ladders, role) {
        if !is_dropped(need.skill) && needs.iter().all(|known| known.skill != need.skill) {
            needs.push(need);
        }
    }
    cells.into_iter().for_each(|cell| said.add(cell));
    for need in &needs {
        add_steps(entities, need, &mut said);
    }
    let mut expectations = said.expectations;
    needs.sort_by_key(|need| order.topic(need.skill));
    // A stable sort: within a topic the order above stays.
    expectations.sort_by_key(|expectation| order.topic(expectation.topic));
    Resolved { expectations, needs }
}

/// Own and inherited statements and needs, and grid cells, before steps.
#[derive(Debug, Clone, Default)]
struct Explicit {
    statements: IndexMap<Id, Expectation, FastState>,
    needs: Needs,
    /// The cells that match the role, after those that it keeps from the rung below.
    cells: Vec<Expectation>,
}

type Needs = IndexMap<EntityId, ResolvedNeed, FastState>;

/// What a role, those that it extends and those that it keeps from say. A chain of roles may be as long as the handbook, so this uses no
/// recursion, and what only one role inherits is moved on rather than copied.
fn explicit(entities: &Entities, ladders: &Ladders, grids: &Grids, role: EntityId) -> Explicit {
    let bases = |role: EntityId| entities.bases(role).chain(ladders.kept_from[role.at()].iter().copied());
    let lineage = lineage(role, |role| bases(role).collect());
    let mut heirs: HashMap<EntityId, usize> = HashMap::new();
    for base in lineage.iter().flat_map(|heir| bases(*heir)) {
        *heirs.entry(base).or_default() += 1;
    }
    // Cells go up a track only, not along `extends`.
    let lower: HashSet<EntityId> = lineage.iter().flat_map(|heir| &ladders.kept_from[heir.at()]).copied().collect();
    let mut done: HashMap<EntityId, Explicit> = HashMap::new();
    for at in lineage {
        let Some(written) = entities.role(at) else { continue };
        let mut result = Explicit::default();
        let mut kept = Vec::new();
        for base in bases(at) {
            let left = heirs.entry(base).or_default();
            *left -= 1;
            // A base that is not done yet closes a circle, which is followed no further.
            let inherited = if *left == 0 { done.remove(&base) } else { done.get(&base).cloned() };
            let mut inherited = inherited.unwrap_or_default();
            let cells = std::mem::take(&mut inherited.cells);
            if ladders.kept_from[at.at()].contains(&base) {
                kept.extend(cells);
                result.raise(&inherited.needs);
            }
            result.inherit(inherited);
        }
        result.cells = kept;
        result.drop_without(entities, written);
        result.add_own(entities, at, written);
        if at == role || lower.contains(&at) {
            result.add_cells(grids.matching(entities, ladders, at));
        }
        done.insert(at, result);
    }
    let mut result = done.remove(&role).unwrap_or_default();
    for expectation in result.statements.values_mut() {
        if expectation.source != role {
            expectation.why = Why::Inherited(expectation.source);
        }
    }
    result
}

/// The role and all that it builds on by any way, each once, bases before their heirs.
fn lineage(role: EntityId, bases_of: impl Fn(EntityId) -> Vec<EntityId>) -> Vec<EntityId> {
    let mut lineage = Vec::new();
    let mut seen = HashSet::from([role]);
    let mut path: Vec<(EntityId, Vec<EntityId>)> = vec![(role, bases_of(role))];
    while let Some((at, bases)) = path.last_mut() {
        if bases.is_empty() {
            lineage.push(*at);
            path.pop();
            continue;
        }
        let base = bases.remove(0);
        if seen.insert(base) {
            path.push((base, bases_of(base)));
        }
    }
    lineage
}

impl Explicit {
    fn inherit(&mut self, base: Self) {
        if self.statements.is_empty() && self.needs.is_empty() {
            *self = base;
            return;
        }
        for (id, expectation) in base.statements {
            self.statements.entry(id).or_insert(expectation);
        }
        for (skill, need) in base.needs {
            self.needs.entry(skill).or_insert(need);
        }
    }

    /// Where the rung below asks for a higher step than what is inherited so far, the higher step counts.
    fn raise(&mut self, below: &Needs) {
        for (skill, need) in below {
            if let Some(known) = self.needs.get_mut(skill)
                && known.step < need.step
            {
                *known = need.clone();
            }
        }
    }

    /// The role's own cells follow those that it keeps. One of the same id, or of the same growing expectation, replaces
    /// the kept one, as does a statement of the role with the same id.
    fn add_cells<'a>(&mut self, own: impl Iterator<Item = (EntityId, EntityId, &'a Arc<Statement>)>) {
        let own: Vec<Expectation> = own
            .map(|(at, topic, statement)| Expectation {
                statement: Arc::clone(statement),
                topic,
                source: topic,
                why: Why::Grid(at),
            })
            .collect();
        let growing: HashSet<&Id> = own.iter().filter_map(|cell| cell.statement.growth.as_ref()).collect();
        let same_id: HashSet<(EntityId, &Id)> = own.iter().map(|cell| (cell.topic, &cell.statement.id)).collect();
        self.cells.retain(|cell| {
            let statement = &cell.statement;
            let grows = statement.growth.as_ref().is_some_and(|growth| growing.contains(growth));
            !grows && !same_id.contains(&(cell.topic, &statement.id)) && !self.statements.contains_key(&statement.id)
        });
        self.cells.extend(own);
    }

    /// Drops inherited statements: by their id, or all under a topic and the need of it.
    fn drop_without(&mut self, entities: &Entities, role: &Role) {
        for drop in &role.without {
            let Some((kind, name)) = drop.value.split_once(':') else {
                self.statements.shift_remove(drop.value.as_str());
                self.cells.retain(|cell| *cell.statement.id != *drop.value);
                continue;
            };
            let is_meant = |topic: EntityId| {
                let entity = entities.fact(topic);
                entity.kind().name() == kind && *entity.id == *name
            };
            self.statements.retain(|_, expectation| !is_meant(expectation.topic));
            self.cells.retain(|cell| !is_meant(cell.topic));
            self.needs.retain(|skill, _| !is_meant(*skill));
        }
    }

    /// Own statements replace inherited ones of the same id where those stand; new ones follow.
    fn add_own(&mut self, entities: &Entities, index: EntityId, role: &Role) {
        let responsibilities =
            role.responsibilities.iter().map(|subject| (Kind::Responsibility, &subject.topic, &subject.statements));
        let skills = role.skills.iter().map(|need| (Kind::Skill, &need.skill, &need.statements));
        for (kind, topic, statements) in responsibilities.chain(skills) {
            let Some(topic) = entities.find(kind, &topic.value) else { continue };
            for statement in statements {
                let own = Expectation { statement: statement.clone(), topic, source: index, why: Why::Own };
                self.statements.insert(statement.id.clone(), own);
            }
        }
        for need in &role.skills {
            let Some(skill) = entities.find(Kind::Skill, &need.skill.value) else { continue };
            let own = ResolvedNeed {
                skill,
                step: need.step.as_ref().and_then(|step| entities.step_number(skill, step)),
                weight: need.weight.clone(),
                note: need.note.clone(),
                from: index,
                derivation: None,
            };
            self.needs.insert(skill, own);
        }
    }
}

fn add_steps(entities: &Entities, need: &ResolvedNeed, said: &mut KnownExpectations) {
    let (Some(skill), Some(required)) = (entities.skill(need.skill), need.step) else { return };
    let Some(scale) = entities.scale_of(skill) else { return };
    let lowest = if scale.cumulative { 0 } else { required };
    for number in lowest..=required {
        let Some(step) = scale.steps.get(number) else { continue };
        for cell in skill.steps.iter().filter(|cell| cell.at.value == step.id.value) {
            for statement in &cell.statements {
                let source = need.skill;
                let statement = statement.clone();
                said.add(Expectation { statement, topic: source, source, why: Why::Step(number) });
            }
        }
    }
}

/// What a role expects so far, found by topic and id, and by topic and words.
#[derive(Default)]
struct KnownExpectations {
    expectations: Vec<Expectation>,
    by_id: HashMap<(EntityId, Id), usize>,
    by_words: HashMap<(EntityId, Words), usize>,
}

impl KnownExpectations {
    fn push(&mut self, new: Expectation) {
        let at = self.expectations.len();
        self.by_id.entry((new.topic, new.statement.id.clone())).or_insert(at);
        self.by_words.entry((new.topic, Words(new.statement.clone()))).or_insert(at);
        self.expectations.push(new);
    }

    /// Adds a statement that the role or one that it builds on says. What a role repeats of what it inherits counts once.
    fn say(&mut self, new: Expectation) {
        let known = self.by_words.get(&(new.topic, Words(new.statement.clone()))).copied();
        match known.map(|at| (at, self.expectations[at].why, new.why)) {
            Some((_, _, Why::Inherited(_))) => {}
            Some((at, Why::Inherited(_), _)) => {
                self.by_id.entry((new.topic, new.statement.id.clone())).or_insert(at);
                self.expectations[at] = new;
            }
            _ => self.push(new),
        }
    }

    /// Adds a statement unless its topic says the same already; one with the id of a statement of a lower step or
    /// another cell takes its place.
    fn add(&mut self, new: Expectation) {
        let same_id = self.by_id.get(&(new.topic, new.statement.id.clone())).copied();
        let same_words = self.by_words.get(&(new.topic, Words(new.statement.clone()))).copied();
        let Some(at) = same_id.filter(|at| same_words.is_none_or(|other| *at <= other)) else {
            if same_words.is_none() {
                self.push(new);
            }
            return;
        };
        let old = &self.expectations[at];
        if new.why > old.why || matches!((old.why, new.why), (Why::Grid(_), Why::Grid(_))) {
            self.by_words.remove(&(old.topic, Words(old.statement.clone())));
            self.by_words.insert((new.topic, Words(new.statement.clone())), at);
            self.expectations[at] = new;
        }
    }
}

/// A statement by what it says: two are equal if they differ in the final full stop and white space alone.
#[derive(Debug, Clone)]
struct Words(Arc<Statement>);

impl Words {
    fn text(&self) -> &str {
        self.0.text.plain.trim().trim_end_matches('.')
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Words {}

impl Hash for Words {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

#[cfg(test)]
mod tests;
