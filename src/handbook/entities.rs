//! The entities of a handbook and their names: the first stage of the graph.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::content::{Config, Entity, Id, Kind, Resource, Role, Scale, Skill, Topic, Track, slug};

use super::EntityId;
use super::facts::{Facts, GraphInput};
use super::names::{self, Defined, Names};

/// Every entity, found by its number, kind, id or other name.
#[derive(Debug)]
pub struct Entities {
    input: GraphInput,
    names: Names,
    /// Made when the first link asks, because most links name an id.
    aliases: OnceLock<HashMap<String, Vec<EntityId>>>,
}

impl Entities {
    /// Indexes the entities.
    pub fn of(input: GraphInput) -> Self {
        let names = Names::of(&input.facts);
        Self { input, names, aliases: OnceLock::new() }
    }

    /// What all of this is made of.
    pub fn input(&self) -> &GraphInput {
        &self.input
    }

    /// The settings.
    pub(super) fn config(&self) -> &Config {
        &self.input.config
    }

    /// The facts of every entity, by number.
    pub(super) fn facts(&self) -> &[Arc<Facts>] {
        &self.input.facts
    }

    /// The entity as far as linking may read it.
    pub(super) fn fact(&self, index: EntityId) -> &Entity {
        &self.input.facts[index.at()].entity
    }

    /// The numbers of the entities of a kind, by id.
    pub fn ids(&self, kind: Kind) -> impl ExactSizeIterator<Item = EntityId> + use<> {
        let facts = &self.input.facts;
        let start = facts.partition_point(|one| one.entity.kind() < kind);
        let end = facts.partition_point(|one| one.entity.kind() <= kind);
        (start as u32..end as u32).map(EntityId)
    }

    /// The entity of a kind with an id.
    pub fn find(&self, kind: Kind, id: &str) -> Option<EntityId> {
        self.names.by_id[kind as usize].get(id).copied()
    }

    /// The entities that have a name besides their id, by number.
    pub(super) fn aliases(&self, name: &str) -> &[EntityId] {
        let table = self.aliases.get_or_init(|| names::aliases(self.facts()));
        table.get(&slug(name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an entity is the first of its id and kind. Only the first has a page.
    pub fn is_first(&self, index: EntityId) -> bool {
        let before = index.at().checked_sub(1).map(|at| &self.input.facts[at].entity);
        before.is_none_or(|before| before.id != self.fact(index).id || before.kind() != self.fact(index).kind())
    }

    /// The entities that a file defines.
    pub(super) fn of_path(&self, path: &str) -> &[EntityId] {
        self.names.by_path.get(path).map(Defined::as_slice).unwrap_or_default()
    }

    /// Whether `id` may have been meant for something that a broken file or a draft defines.
    pub fn is_incomplete(&self, kind: Kind, id: &Id) -> bool {
        let incomplete = &self.input.incomplete;
        let ends_so = |page: &str| page.rsplit_once('/').is_some_and(|(_, last)| *last == **id);
        incomplete.kinds.contains(&kind)
            || incomplete.ids.contains(&(kind, id.clone()))
            // A page answers to the last part of its id, too.
            || (kind == Kind::Page && incomplete.ids.iter().any(|(kind, page)| *kind == Kind::Page && ends_so(page)))
            || incomplete.drafts.contains_key(&(kind, id.clone()))
            || incomplete.hidden.contains_key(&(kind, id.clone()))
    }

    /// Whether a file that could not be read in full, other than `path`, may name `id`.
    pub fn may_be_named(&self, id: &str, path: &str) -> bool {
        let incomplete = &self.input.incomplete;
        incomplete.unknown_text || incomplete.texts.iter().any(|(known, text)| **known != *path && text.contains(id))
    }

    /// Whether some of an entity's own fields could not be read.
    pub fn is_broken(&self, index: EntityId) -> bool {
        let entity = self.fact(index);
        self.input.incomplete.parts.contains(&(entity.kind(), entity.id.clone()))
    }

    /// The drafts that were left out, in no particular order.
    pub(super) fn drafts(&self) -> impl Iterator<Item = &Entity> {
        self.input.incomplete.drafts.values().map(|draft| &draft.entity)
    }

    /// The entities for other audiences, in no particular order.
    pub(super) fn hidden(&self) -> impl Iterator<Item = &Entity> {
        self.input.incomplete.hidden.values().map(|hidden| &hidden.entity)
    }

    /// The drafts and the entities for other audiences, in no particular order.
    pub fn left_out(&self) -> impl Iterator<Item = &Entity> {
        self.drafts().chain(self.hidden())
    }

    /// The draft with an id that was left out.
    pub(super) fn draft(&self, kind: Kind, id: &Id) -> Option<&Entity> {
        self.input.incomplete.drafts.get(&(kind, id.clone())).map(|draft| &draft.entity)
    }

    /// Whether `handbook.yaml` is missing or broken, so that levels and scales are unknown.
    pub fn lacks_config(&self) -> bool {
        self.input.incomplete.config
    }

    /// The role at `index` with its own fields.
    pub fn role(&self, index: EntityId) -> Option<&Role> {
        self.fact(index).as_role()
    }

    /// The track's own fields.
    pub fn track(&self, index: EntityId) -> Option<&Track> {
        self.fact(index).as_track()
    }

    /// The skill's own fields.
    pub fn skill(&self, index: EntityId) -> Option<&Skill> {
        self.fact(index).as_skill()
    }

    /// The fields that skills and responsibilities share.
    pub fn topic(&self, index: EntityId) -> Option<&Topic> {
        self.fact(index).as_topic()
    }

    /// The shared resource that a recommendation names, if it names one.
    pub fn shared(&self, resource: &Resource) -> Option<EntityId> {
        self.find(Kind::Resource, &resource.shared.as_ref()?.value)
    }

    /// The level of a role.
    pub fn level_of(&self, role: EntityId) -> Option<EntityId> {
        let level = self.role(role)?.level.as_ref()?;
        self.find(Kind::Level, &level.value)
    }

    /// The roles that a role extends, as far as they exist, but for itself.
    pub fn bases(&self, role: EntityId) -> impl Iterator<Item = EntityId> {
        let extends = self.role(role).map(|role| role.extends.as_slice()).unwrap_or_default();
        let bases = extends.iter().filter_map(|base| self.find(Kind::Role, &base.value));
        bases.filter(move |base| *base != role)
    }

    /// The scale of a skill: the one it names, else the handbook's only one.
    pub fn scale_of(&self, skill: &Skill) -> Option<&Scale> {
        let scales = &self.config().scales;
        match &skill.scale {
            Some(named) => scales.iter().find(|scale| scale.id.value == named.value),
            None if scales.len() == 1 => scales.first(),
            None => None,
        }
    }
}
