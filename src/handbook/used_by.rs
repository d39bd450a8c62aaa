//! Who refers to an entity in its fields, and which topics any role uses.

use std::collections::HashSet;

use crate::content::{Data, Kind, Resource};

use super::derived::derived;
use super::entities::Entities;
use super::grids::Grids;
use super::ladders::Ladders;
use super::order::Order;
use super::uses::{assessed, references};
use super::{EntityId, Graph};

/// Who refers to an entity in its fields, in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UsedBy {
    /// Roles: of a family, track or level; that need a skill; that have statements under a responsibility.
    pub roles: Vec<EntityId>,
    /// Tracks of a family.
    pub tracks: Vec<EntityId>,
    /// Roadmaps from or to a role, or that train a skill or responsibility.
    pub roadmaps: Vec<EntityId>,
    /// Interview kits for a role, or that look at a skill or responsibility.
    pub interviews: Vec<EntityId>,
    /// Skills, responsibilities and roadmaps that recommend a resource.
    pub recommended_by: Vec<EntityId>,
}

/// What uses each entity, by its number, except the roles of skills and responsibilities: those follow from what
/// every role expects (see [`of_topics`]).
pub fn used_by(entities: &Entities, order: &Order, ladders: &Ladders) -> Vec<UsedBy> {
    let mut all = vec![UsedBy::default(); entities.facts().len()];
    for role in order.sorted(Kind::Role).iter().copied() {
        let groups = ladders.tracks[role.at()].iter().copied();
        for index in groups.chain(ladders.families[role.at()]).chain(entities.level_of(role)) {
            all[index.at()].roles.push(role);
        }
    }
    for track in order.sorted(Kind::Track).iter().copied() {
        if let Some(family) = ladders.families[track.at()] {
            all[family.at()].tracks.push(track);
        }
    }
    for roadmap in order.sorted(Kind::Roadmap).iter().copied() {
        let named = references(entities.fact(roadmap)).into_iter().filter(|(kind, _)| *kind != Kind::Resource);
        for index in named.filter_map(|(kind, id)| entities.find(kind, &id.value)) {
            push_new(&mut all[index.at()].roadmaps, roadmap);
        }
    }
    for interview in order.sorted(Kind::Interview).iter().copied() {
        let kit = entities.fact(interview);
        let roles = references(kit).into_iter().filter_map(|(kind, id)| entities.find(kind, &id.value));
        let topics = assessed(kit).filter_map(|name| entities.assessed(&name.value).ok());
        for index in roles.chain(topics) {
            push_new(&mut all[index.at()].interviews, interview);
        }
    }
    for kind in [Kind::Skill, Kind::Responsibility, Kind::Roadmap] {
        for from in order.sorted(kind).iter().copied() {
            for resource in recommended(&entities.fact(from).data) {
                if let Some(index) = entities.shared(resource) {
                    push_new(&mut all[index.at()].recommended_by, from);
                }
            }
        }
    }
    all
}

/// The resources that a skill, a responsibility or the stages of a roadmap recommend.
fn recommended(data: &Data) -> Vec<&Resource> {
    match data {
        Data::Skill(skill) => skill.topic.resources.iter().collect(),
        Data::Responsibility(topic) => topic.resources.iter().collect(),
        Data::Roadmap(roadmap) => roadmap.stages.iter().flat_map(|stage| &stage.resources).collect(),
        _ => Vec::new(),
    }
}

/// For each entity the roles that need it as a skill or expect something under it, in reading order. Works out what
/// every role expects.
pub fn of_topics(graph: &Graph) -> Vec<Vec<EntityId>> {
    let mut all = vec![Vec::new(); graph.facts().len()];
    for role in graph.sorted(Kind::Role).iter().copied() {
        for topic in graph.resolved(role).topics() {
            push_new(&mut all[topic.at()], role);
        }
    }
    all
}

/// The skills and responsibilities that any role needs or expects something under. What is inherited counts for the role
/// that it is inherited from.
pub fn used_topics(entities: &Entities, ladders: &Ladders, grids: &Grids) -> HashSet<EntityId> {
    let mut used = grids.used_topics(entities, ladders);
    for role in entities.ids(Kind::Role) {
        used.extend(own_topics(entities, role));
        used.extend(derived(entities, ladders, role).iter().map(|need| need.skill));
    }
    used
}

/// The skills that a role itself needs, and the responsibilities under which it has statements.
pub fn own_topics(entities: &Entities, role: EntityId) -> impl Iterator<Item = EntityId> {
    let role = entities.role(role);
    let subjects = role.map(|role| role.responsibilities.as_slice()).unwrap_or_default().iter();
    let subjects = subjects.filter(|subject| !subject.statements.is_empty());
    let subjects = subjects.filter_map(|subject| entities.find(Kind::Responsibility, &subject.topic.value));
    let needs = role.map(|role| role.skills.as_slice()).unwrap_or_default().iter();
    subjects.chain(needs.filter_map(|need| entities.find(Kind::Skill, &need.skill.value)))
}

/// Adds an index to a list that grows in reading order, once.
fn push_new(list: &mut Vec<EntityId>, index: EntityId) {
    if list.last() != Some(&index) {
        list.push(index);
    }
}
