//! The statements that topics have for levels and roles: which of them apply to a role.

use std::collections::HashSet;
use std::sync::Arc;

use crate::content::{Id, Kind, Reference, Statement};

use super::EntityId;
use super::entities::Entities;
use super::ladders::Ladders;

/// All grid cells, by the level or role they name.
#[derive(Debug)]
pub struct Grids {
    cells: Vec<Vec<(EntityId, Arc<Statement>)>>,
}

impl Grids {
    /// Reads the grids of all topics.
    pub fn of(entities: &Entities) -> Self {
        let mut cells = vec![Vec::new(); entities.facts().len()];
        for topic in entities.ids(Kind::Skill).chain(entities.ids(Kind::Responsibility)) {
            for grid in entities.topic(topic).map(|topic| topic.grids.as_slice()).unwrap_or_default() {
                for cell in &grid.cells {
                    if let Some(at) = entities.find(grid.axis, &cell.at.value) {
                        let statements = cell.statements.iter().map(|statement| (topic, Arc::clone(statement)));
                        cells[at.at()].extend(statements);
                    }
                }
            }
        }
        Self { cells }
    }

    /// The statements that apply to a role, each with the level or role that its cell names.
    pub fn matching<'a>(
        &'a self,
        entities: &'a Entities,
        ladders: &'a Ladders,
        role: EntityId,
    ) -> impl Iterator<Item = (EntityId, EntityId, &'a Arc<Statement>)> {
        let applies = applies_to(entities, ladders, role);
        let lists = entities.level_of(role).into_iter().chain([role]);
        let all =
            lists.flat_map(|at| self.cells[at.at()].iter().map(move |(topic, statement)| (at, *topic, statement)));
        all.filter(move |(_, _, statement)| applies(statement))
    }

    /// Whether any statement applies to a role.
    pub fn has_any(&self, entities: &Entities, ladders: &Ladders, role: EntityId) -> bool {
        self.matching(entities, ladders, role).next().is_some()
    }

    /// The topics of which a statement applies to any role.
    pub fn used_topics(&self, entities: &Entities, ladders: &Ladders) -> HashSet<EntityId> {
        let mut roles_at = vec![Vec::new(); self.cells.len()];
        for role in entities.ids(Kind::Role) {
            for at in entities.level_of(role).into_iter().chain([role]) {
                roles_at[at.at()].push(role);
            }
        }
        let mut used = HashSet::new();
        for (cells, roles) in self.cells.iter().zip(&roles_at) {
            for (topic, statement) in cells {
                let applies = |role: &EntityId| applies_to(entities, ladders, *role)(statement);
                if !used.contains(topic) && roles.iter().any(applies) {
                    used.insert(*topic);
                }
            }
        }
        used
    }
}

/// Whether a statement applies to a role, by the role's tracks and family.
fn applies_to<'a>(entities: &'a Entities, ladders: &Ladders, role: EntityId) -> impl Fn(&Statement) -> bool + use<'a> {
    let tracks: Vec<&Id> = ladders.tracks[role.at()].iter().map(|track| &entities.fact(*track).id).collect();
    let family = ladders.families[role.at()].map(|family| &entities.fact(family).id);
    move |statement| allows(&statement.tracks, &tracks) && allows(&statement.families, family.as_slice())
}

fn allows(named: &[Reference], own: &[&Id]) -> bool {
    named.is_empty() || named.iter().any(|name| own.contains(&&name.value))
}
