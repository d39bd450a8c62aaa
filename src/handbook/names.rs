//! The tables from names to entities: ids by kind, files, and the other names that wiki links may use.
//!
//! Knows nothing of what a link means when a name is missing or ambiguous (see `links`).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::content::{Id, Kind, slug};
use crate::hash::FastMap;

use super::EntityId;
use super::facts::Facts;

/// Who answers to a name. Every link and field asks, so these tables hash faster than those of the standard library.
#[derive(Debug, Default)]
pub struct Names {
    /// The entity with an id, by kind.
    pub(super) by_id: [FastMap<Id, EntityId>; Kind::ALL.len()],
    /// What each file defines.
    pub(super) by_path: FastMap<Arc<str>, Defined>,
}

/// What a file defines; most files define one entity.
#[derive(Debug)]
pub(super) enum Defined {
    /// One entity.
    One(EntityId),
    /// Several, by number.
    Several(Vec<EntityId>),
}

impl Names {
    /// Reads the names of the entities; an entity's index is its place. Of two with one id the first keeps it.
    pub fn of(facts: &[Arc<Facts>]) -> Self {
        let mut names = Self::default();
        names.by_path.reserve(facts.len());
        for of_kind in facts.chunk_by(|one, next| one.entity.kind() == next.entity.kind()) {
            names.by_id[of_kind[0].entity.kind() as usize].reserve(of_kind.len());
        }
        for (at, Facts { entity, .. }) in facts.iter().map(|one| &**one).enumerate() {
            let index = EntityId(at as u32);
            names.by_id[entity.kind() as usize].entry(entity.id.clone()).or_insert(index);
            match names.by_path.entry(entity.path.clone()) {
                Entry::Vacant(free) => drop(free.insert(Defined::One(index))),
                Entry::Occupied(mut known) => known.get_mut().push(index),
            }
        }
        names
    }
}

impl Defined {
    fn push(&mut self, index: EntityId) {
        match self {
            Self::One(first) => *self = Self::Several(vec![*first, index]),
            Self::Several(all) => all.push(index),
        }
    }

    /// All of them.
    pub fn as_slice(&self) -> &[EntityId] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::Several(all) => all,
        }
    }
}

/// Who answers to a name besides its id: slugs of aliases, old ids, titles and the last parts of page ids.
pub fn aliases(facts: &[Arc<Facts>]) -> HashMap<String, Vec<EntityId>> {
    let mut table: HashMap<String, Vec<EntityId>> = HashMap::new();
    for (at, Facts { entity, .. }) in facts.iter().map(|one| &**one).enumerate() {
        let index = EntityId(at as u32);
        let short = entity.id.rsplit('/').next().filter(|_| entity.id.contains('/'));
        let written = entity.aliases.iter().chain(&entity.redirect_from).map(|alias| alias.value.as_str());
        for name in written.chain([entity.title.as_str()]).chain(short).map(slug).filter(|name| !name.is_empty()) {
            let list = table.entry(name).or_default();
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }
    table
}
