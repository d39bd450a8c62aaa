//! What a role expects, and why: the rules of resolution.
//!
//! - The role's own statements,
//! - those it inherits through `extends`, minus `without`; one of the same id is replaced,
//! - the grid cells that match its level, id, tracks and family,
//! - the statements of the steps that its skills require, lower steps too on a cumulative scale.
//!
//! Every expectation remembers which rule put it there. Whether the names exist is `check`'s business.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Id, Kind, Prose, Reference, Role, Statement};
use crate::source::Place;

use super::{Handbook, Index};

/// A role's expectations and needs, by topic in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolved {
    /// The statements.
    pub expectations: Vec<Expectation>,
    /// The skills with their steps.
    pub needs: Vec<Need>,
}

/// One statement that a role expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The statement.
    pub statement: Arc<Statement>,
    /// The responsibility or skill it stands under.
    pub topic: Index,
    /// The entity in whose file it was written.
    pub source: Index,
    /// Which rule put it there.
    pub why: Why,
}

/// The rule that put an expectation there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The role says so itself.
    Own,
    /// The role extends the one that says so.
    Inherited(Index),
    /// A grid says so for everyone at this level, or for this very role.
    Grid(Index),
    /// The required step of the skill, counted from 0, or a lower one on a cumulative scale.
    Step(usize),
}

/// A skill that a role needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The skill.
    pub skill: Index,
    /// The step, counted from 0; `None` if none was given or it is not on the scale.
    pub step: Option<usize>,
    /// How much it counts.
    pub weight: Option<String>,
    /// A remark.
    pub note: Option<Prose>,
    /// The role that says so: the role itself or one that it extends.
    pub from: Index,
}

impl Expectation {
    /// Where the statement was written.
    pub fn place(&self, handbook: &Handbook) -> Place {
        Place::at(&handbook.get(self.source).path, self.statement.span)
    }
}

impl Resolved {
    /// The need of a skill.
    pub fn need(&self, skill: Index) -> Option<&Need> {
        self.needs.iter().find(|need| need.skill == skill)
    }
}

/// Works out every role.
pub fn resolve(handbook: &Handbook) -> HashMap<Index, Resolved> {
    let mut written = HashMap::new();
    for (role, _) in handbook.of_kind(Kind::Role) {
        explicit(handbook, role, &mut written, &mut Vec::new());
    }
    let grids = Grids::of(handbook);
    let roles: Vec<(Index, Explicit)> = written.into_iter().collect();
    roles
        .into_par_iter()
        .map(|(role, explicit)| {
            let resolved = complete(handbook, role, &explicit, &grids);
            (role, resolved)
        })
        .collect()
}

/// Own and inherited statements and needs, before grids and steps.
#[derive(Debug, Clone, Default)]
struct Explicit {
    expectations: Vec<Expectation>,
    needs: Vec<Need>,
}

/// Follows `extends`. `path` holds the roles on the way; one that comes again is a cycle, which is reported by
/// `check::cycle` and followed no further here.
fn explicit(handbook: &Handbook, index: Index, done: &mut HashMap<Index, Explicit>, path: &mut Vec<Index>) {
    let Some(role) = handbook.role(index) else { return };
    if done.contains_key(&index) || path.contains(&index) {
        return;
    }
    path.push(index);
    let mut result = Explicit::default();
    for base in role.extends.iter().filter_map(|base| handbook.find(Kind::Role, &base.value)) {
        explicit(handbook, base, done, path);
        if let Some(base_explicit) = done.get(&base) {
            inherit(handbook, &mut result, base_explicit, base, role);
        }
    }
    path.pop();
    add_own(handbook, &mut result, index, role);
    done.insert(index, result);
}

fn inherit(handbook: &Handbook, result: &mut Explicit, base: &Explicit, from: Index, role: &Role) {
    let dropped = |topic: Index, id: Option<&Id>| {
        role.without.iter().any(|drop| match drop.value.split_once(':') {
            Some((kind, name)) => {
                let entity = handbook.get(topic);
                entity.kind().name() == kind && *entity.id == *name
            }
            None => id.is_some_and(|id| **id == *drop.value),
        })
    };
    for expectation in &base.expectations {
        let known = result.expectations.iter().any(|other| other.statement.id == expectation.statement.id);
        if !known && !dropped(expectation.topic, Some(&expectation.statement.id)) {
            let why = match expectation.why {
                Why::Own => Why::Inherited(from),
                other => other,
            };
            result.expectations.push(Expectation { why, ..expectation.clone() });
        }
    }
    for need in &base.needs {
        if !dropped(need.skill, None) && !result.needs.iter().any(|other| other.skill == need.skill) {
            result.needs.push(need.clone());
        }
    }
}

/// Own statements replace inherited ones of the same id where those stand; new ones follow.
fn add_own(handbook: &Handbook, result: &mut Explicit, index: Index, role: &Role) {
    let responsibilities =
        role.responsibilities.iter().map(|subject| (Kind::Responsibility, &subject.topic, &subject.statements));
    let skills = role.skills.iter().map(|need| (Kind::Skill, &need.skill, &need.statements));
    for (kind, topic, statements) in responsibilities.chain(skills) {
        let Some(topic) = handbook.find(kind, &topic.value) else { continue };
        for statement in statements {
            let own = Expectation { statement: statement.clone(), topic, source: index, why: Why::Own };
            match result.expectations.iter_mut().find(|other| other.statement.id == statement.id) {
                Some(inherited) => *inherited = own,
                None => result.expectations.push(own),
            }
        }
    }
    for need in &role.skills {
        let Some(skill) = handbook.find(Kind::Skill, &need.skill.value) else { continue };
        let own = Need {
            skill,
            step: need.step.as_ref().and_then(|step| handbook.step_number(skill, step)),
            weight: need.weight.clone(),
            note: need.note.clone(),
            from: index,
        };
        match result.needs.iter_mut().find(|other| other.skill == skill) {
            Some(inherited) => *inherited = own,
            None => result.needs.push(own),
        }
    }
}

/// All grid cells, by the level or role they name.
struct Grids<'a> {
    cells: HashMap<Index, Vec<(Index, &'a Arc<Statement>)>>,
}

impl<'a> Grids<'a> {
    fn of(handbook: &'a Handbook) -> Self {
        let mut cells: HashMap<Index, Vec<(Index, &Arc<Statement>)>> = HashMap::new();
        for (topic, entity) in handbook.all() {
            for grid in entity.as_topic().map(|topic| topic.grids.as_slice()).unwrap_or_default() {
                for cell in &grid.cells {
                    if let Some(at) = handbook.find(grid.axis, &cell.at.value) {
                        let list = cells.entry(at).or_default();
                        list.extend(cell.statements.iter().map(|statement| (topic, statement)));
                    }
                }
            }
        }
        Self { cells }
    }
}

fn complete(handbook: &Handbook, role: Index, explicit: &Explicit, grids: &Grids) -> Resolved {
    let mut expectations = explicit.expectations.clone();
    let tracks: Vec<&Id> = handbook.tracks_of(role).iter().map(|track| &handbook.get(*track).id).collect();
    let family = handbook.family_of(role).map(|family| &handbook.get(family).id);
    for at in handbook.level_of(role).into_iter().chain([role]) {
        for (topic, statement) in grids.cells.get(&at).map(Vec::as_slice).unwrap_or_default() {
            if allows(&statement.tracks, &tracks) && allows(&statement.families, family.as_slice()) {
                add(
                    &mut expectations,
                    Expectation { statement: Arc::clone(statement), topic: *topic, source: *topic, why: Why::Grid(at) },
                );
            }
        }
    }
    for need in &explicit.needs {
        add_steps(handbook, need, &mut expectations);
    }
    let mut needs = explicit.needs.clone();
    needs.sort_by_key(|need| handbook.topic_rank(need.skill));
    // A stable sort: within a topic the order above stays.
    expectations.sort_by_key(|expectation| handbook.topic_rank(expectation.topic));
    Resolved { expectations, needs }
}

fn allows(named: &[Reference], own: &[&Id]) -> bool {
    named.is_empty() || named.iter().any(|name| own.contains(&&name.value))
}

fn add_steps(handbook: &Handbook, need: &Need, expectations: &mut Vec<Expectation>) {
    let (Some(skill), Some(required)) = (handbook.skill(need.skill), need.step) else { return };
    let Some(scale) = handbook.scale_of(skill) else { return };
    let lowest = if scale.cumulative { 0 } else { required };
    for number in lowest..=required {
        let Some(step) = scale.steps.get(number) else { continue };
        for cell in skill.steps.iter().filter(|cell| cell.at.value == step.id.value) {
            for statement in &cell.statements {
                let source = need.skill;
                add(
                    expectations,
                    Expectation { statement: statement.clone(), topic: source, source, why: Why::Step(number) },
                );
            }
        }
    }
}

/// Adds a statement unless its topic says the same already; one with the id of a statement of a lower step or
/// another cell takes its place.
fn add(expectations: &mut Vec<Expectation>, new: Expectation) {
    let same_topic = expectations.iter_mut().filter(|other| other.topic == new.topic);
    for other in same_topic {
        if other.statement.id == new.statement.id {
            if new.why > other.why || matches!((other.why, new.why), (Why::Grid(_), Why::Grid(_))) {
                *other = new;
            }
            return;
        }
        if difference_key(&other.statement) == difference_key(&new.statement) {
            return;
        }
    }
    expectations.push(new);
}

/// Words that are equal in this form are the same statement.
fn difference_key(statement: &Statement) -> &str {
    statement.text.plain.trim().trim_end_matches('.')
}
