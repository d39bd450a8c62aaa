//! What a role expects, and why: the rules of resolution.
//!
//! - The role's own statements,
//! - those it inherits through `extends`, minus `without`; one of the same id is replaced,
//! - the grid cells that match its level, id, tracks and family,
//! - the statements of the steps that its skills require, lower steps too on a cumulative scale.
//!
//! Every expectation remembers which rule put it there. Whether the names exist is `check`'s business.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Entity, Id, Kind, Prose, Reference, Role, Statement};
use crate::source::Place;

use super::{EntityId, Handbook};

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
pub struct Need {
    /// The skill.
    pub skill: EntityId,
    /// The step, counted from 0; `None` if none was given or it is not on the scale.
    pub step: Option<usize>,
    /// How much it counts.
    pub weight: Option<String>,
    /// A remark.
    pub note: Option<Prose>,
    /// The role that says so: the role itself or one that it extends.
    pub from: EntityId,
}

impl Expectation {
    /// Where the statement was written.
    pub fn place(&self, handbook: &Handbook) -> Place {
        Place::at(&handbook.get(self.source).path, self.statement.span)
    }
}

impl Resolved {
    /// The need of a skill.
    pub fn need(&self, skill: EntityId) -> Option<&Need> {
        self.needs.iter().find(|need| need.skill == skill)
    }
}

/// What roles expect in a handbook that differs from `previous` in the `edited` entities alone, whose order and
/// membership are known already; `None` if every role has to be worked out.
///
/// What a role expects is made of its own fields and of those that it extends, of the steps of the skills that it
/// needs, of grid cells, and of order, tracks, family and level. Where order and tracks are the same, no edited topic
/// has a grid, and no family or level can have changed, only those roles can expect anything else that were edited,
/// that extend one that was, or that have to do with an edited topic; they are worked out again. Whom a topic has to
/// do with cannot have changed but by an edit of the role. Roles that extend each other in a circle are left out,
/// because there it matters who is asked first.
pub fn after(
    handbook: &Handbook,
    previous: &Handbook,
    edited: &[EntityId],
) -> Option<HashMap<EntityId, Arc<Resolved>>> {
    let (now, before) = (&handbook.structure, &previous.structure);
    if !Arc::ptr_eq(&now.order, &before.order) || now.tracks_of != before.tracks_of {
        return None;
    }
    let mut affected: Vec<EntityId> = Vec::new();
    for index in edited.iter().copied() {
        let (old, new) = (previous.get(index), handbook.get(index));
        match new.kind() {
            _ if old.data == new.data => {}
            Kind::Role => {
                let place = |entity: &Entity| {
                    let role = entity.as_role()?;
                    let value = |name: &Option<Reference>| name.as_ref().map(|name| name.value.clone());
                    Some((value(&role.family), value(&role.level)))
                };
                if place(old) != place(new) {
                    return None;
                }
                affected.push(index);
            }
            Kind::Skill | Kind::Responsibility => {
                let has_grids = |entity: &Entity| entity.as_topic().is_some_and(|topic| !topic.grids.is_empty());
                if has_grids(old) || has_grids(new) {
                    return None;
                }
                affected.extend_from_slice(&previous.users(index).roles);
            }
            Kind::Family | Kind::Track | Kind::Level => return None,
            Kind::Roadmap | Kind::Interview | Kind::Page => {}
        }
    }
    extend_to_heirs(handbook, &mut affected);
    let (mut written, grids) = (HashMap::new(), Grids::of(handbook));
    let mut resolved = before.resolved.clone();
    for role in affected {
        if explicit(handbook, role, &mut written, &mut Vec::new()) {
            return None;
        }
        if let Some(explicit) = written.get(&role) {
            resolved.insert(role, Arc::new(complete(handbook, role, explicit, &grids)));
        }
    }
    Some(resolved)
}

/// Adds the roles that extend one of `roles`, or one that does; each once.
fn extend_to_heirs(handbook: &Handbook, roles: &mut Vec<EntityId>) {
    roles.sort_unstable();
    roles.dedup();
    let mut known: HashSet<EntityId> = roles.iter().copied().collect();
    loop {
        let before = roles.len();
        for (heir, entity) in handbook.of_kind(Kind::Role) {
            let bases = entity.as_role().map(|role| role.extends.as_slice()).unwrap_or_default();
            let mut bases = bases.iter().filter_map(|base| handbook.find(Kind::Role, &base.value));
            if bases.any(|base| known.contains(&base)) && known.insert(heir) {
                roles.push(heir);
            }
        }
        if roles.len() == before {
            return;
        }
    }
}

/// Works out every role.
pub fn resolve(handbook: &Handbook) -> HashMap<EntityId, Arc<Resolved>> {
    let mut written = HashMap::new();
    for (role, _) in handbook.of_kind(Kind::Role) {
        explicit(handbook, role, &mut written, &mut Vec::new());
    }
    let grids = Grids::of(handbook);
    let roles: Vec<(EntityId, Explicit)> = written.into_iter().collect();
    roles
        .into_par_iter()
        .map(|(role, explicit)| {
            let resolved = complete(handbook, role, &explicit, &grids);
            (role, Arc::new(resolved))
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
/// Returns whether there was one; then what its roles inherit depends on the order in which they are asked for.
fn explicit(
    handbook: &Handbook,
    index: EntityId,
    done: &mut HashMap<EntityId, Explicit>,
    path: &mut Vec<EntityId>,
) -> bool {
    let Some(role) = handbook.role(index) else { return false };
    if done.contains_key(&index) || path.contains(&index) {
        return path.contains(&index);
    }
    path.push(index);
    let mut in_circles = false;
    let mut result = Explicit::default();
    for base in role.extends.iter().filter_map(|base| handbook.find(Kind::Role, &base.value)) {
        in_circles |= explicit(handbook, base, done, path);
        if let Some(base_explicit) = done.get(&base) {
            inherit(handbook, &mut result, base_explicit, base, role);
        }
    }
    path.pop();
    add_own(handbook, &mut result, index, role);
    done.insert(index, result);
    in_circles
}

fn inherit(handbook: &Handbook, result: &mut Explicit, base: &Explicit, from: EntityId, role: &Role) {
    let dropped = |topic: EntityId, id: Option<&Id>| {
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
fn add_own(handbook: &Handbook, result: &mut Explicit, index: EntityId, role: &Role) {
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
    cells: HashMap<EntityId, Vec<(EntityId, &'a Arc<Statement>)>>,
}

impl<'a> Grids<'a> {
    fn of(handbook: &'a Handbook) -> Self {
        let mut cells: HashMap<EntityId, Vec<(EntityId, &Arc<Statement>)>> = HashMap::new();
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

fn complete(handbook: &Handbook, role: EntityId, explicit: &Explicit, grids: &Grids) -> Resolved {
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
