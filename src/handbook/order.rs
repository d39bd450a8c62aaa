//! Reading order: which level is higher, which topic comes first, what stands beside what.
//!
//! Order comes from what authors wrote (`levels:`, `themes:`, `order:`), then from titles; never from the order of files.

use std::collections::HashMap;

use crate::content::{Config, Entity, Kind, Status};

use super::EntityId;
use super::entities::Entities;

/// The place of every entity among others.
#[derive(Debug)]
pub struct Order {
    levels: HashMap<EntityId, usize>,
    topics: HashMap<EntityId, usize>,
    sorted: [Vec<EntityId>; Kind::ALL.len()],
    siblings: HashMap<(Kind, String), Vec<EntityId>>,
    positions: Vec<u32>,
}

impl Order {
    /// Works out the order of all entities.
    pub fn of(entities: &Entities) -> Self {
        let title = |index: EntityId| entities.fact(index).title.to_lowercase();
        let placed = |index: EntityId| (entities.fact(index).order.unwrap_or(i64::MAX), title(index), index);
        let levels = ranks(entities.ids(Kind::Level), placed);
        let topics = entities.ids(Kind::Responsibility).chain(entities.ids(Kind::Skill));
        let topics = ranks(topics, |index| {
            let theme = entities.topic(index).and_then(|topic| topic.theme.as_ref()).map(|theme| theme.value.as_str());
            (entities.fact(index).kind() == Kind::Skill, theme_rank(entities.config(), theme), placed(index))
        });
        let first = |index: EntityId| match entities.fact(index).kind() {
            Kind::Role => entities.level_of(index).and_then(|level| levels.get(&level)).copied().unwrap_or(usize::MAX),
            Kind::Level => levels.get(&index).copied().unwrap_or(usize::MAX),
            Kind::Skill | Kind::Responsibility => topics.get(&index).copied().unwrap_or(usize::MAX),
            _ => 0,
        };
        let mut sorted: [Vec<EntityId>; Kind::ALL.len()] = Default::default();
        for kind in Kind::ALL {
            let mut list: Vec<EntityId> = entities.ids(kind).collect();
            list.sort_by_cached_key(|index| (first(*index), placed(*index)));
            sorted[kind as usize] = list;
        }
        let reading = || Kind::ALL.into_iter().flat_map(|kind| &sorted[kind as usize]).copied();
        let mut positions = vec![0; entities.facts().len()];
        reading().zip(0..).for_each(|(index, position)| positions[index.at()] = position);
        let mut siblings: HashMap<(Kind, String), Vec<EntityId>> = HashMap::new();
        for index in reading() {
            let entity = entities.fact(index);
            let folder_page =
                entity.kind() == Kind::Page && (entity.id.ends_with("/index") || !entity.id.contains('/'));
            if entity.status != Status::Retired && !folder_page {
                siblings.entry(group(entity)).or_default().push(index);
            }
        }
        Self { levels, topics, sorted, siblings, positions }
    }

    /// How high a level stands, from 0 for the lowest.
    pub fn level(&self, level: EntityId) -> Option<usize> {
        self.levels.get(&level).copied()
    }

    /// Where a topic stands among all responsibilities and skills.
    pub fn topic(&self, topic: EntityId) -> usize {
        self.topics.get(&topic).copied().unwrap_or(usize::MAX)
    }

    /// The entities of a kind in reading order.
    pub fn sorted(&self, kind: Kind) -> &[EntityId] {
        &self.sorted[kind as usize]
    }

    /// The active entities that stand beside one: of the same theme, or pages of the same folder.
    pub fn siblings(&self, entity: &Entity) -> &[EntityId] {
        self.siblings.get(&group(entity)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The place of an entity in the reading order of the whole handbook.
    pub fn position(&self, index: EntityId) -> u32 {
        self.positions[index.at()]
    }
}

/// The place of each entity, from 0, when they are sorted by a key.
fn ranks<K: Ord>(ids: impl Iterator<Item = EntityId>, key: impl Fn(EntityId) -> K) -> HashMap<EntityId, usize> {
    let mut sorted: Vec<EntityId> = ids.collect();
    sorted.sort_by_cached_key(|index| key(*index));
    sorted.into_iter().enumerate().map(|(rank, index)| (index, rank)).collect()
}

/// What an entity stands under together with others: its theme, or a page's folder.
fn group(entity: &Entity) -> (Kind, String) {
    let name = match entity.kind() {
        Kind::Page => entity.id.rsplit_once('/').map_or("", |(folder, _)| folder),
        _ => entity.as_topic().and_then(|topic| topic.theme.as_ref()).map_or("", |theme| theme.value.as_str()),
    };
    (entity.kind(), name.to_owned())
}

/// Listed themes in their order, a nested one right after its parent; then the others by id; no theme last.
fn theme_rank(config: &Config, theme: Option<&str>) -> (usize, String) {
    let Some(theme) = theme else { return (usize::MAX, String::new()) };
    let listed = |id: &str| config.themes.iter().position(|theme| *theme.id.value == *id);
    match listed(theme) {
        Some(at) => (at, String::new()),
        None => {
            let parent = theme.split_once('/').and_then(|(parent, _)| listed(parent));
            (parent.unwrap_or(usize::MAX - 1), theme.to_owned())
        }
    }
}

/// The title of a theme: as listed, else its last part with a capital.
pub fn theme_title(config: &Config, theme: &str) -> String {
    if let Some(listed) = config.themes.iter().find(|listed| *listed.id.value == *theme) {
        return listed.title.clone();
    }
    let last = theme.rsplit('/').next().unwrap_or(theme).replace(['-', '_'], " ");
    let mut characters = last.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
