//! Reading order: which level is higher, which topic comes first, what stands beside what.
//!
//! Order comes from what authors wrote (`levels:`, `themes:`, `order:`, the sequence in a file of several entities), then
//! from titles in the order of the handbook's language; never from the order of files.

use std::collections::HashMap;

use crate::content::{Collation, Config, Entity, Kind, Status};

use super::EntityId;
use super::entities::Entities;
use super::facts::Facts;

/// The place of every entity among others.
#[derive(Debug)]
pub struct Order {
    levels: Ranks,
    topics: Ranks,
    sorted: [Vec<EntityId>; Kind::ALL.len()],
    siblings: [HashMap<String, Vec<EntityId>>; Kind::ALL.len()],
    positions: Vec<u32>,
}

impl Order {
    /// Works out the order of all entities.
    pub fn of(entities: &Entities) -> Self {
        let collation = Collation::of(&entities.config().language);
        let places: Vec<OrderKey> = entities.facts().iter().map(|facts| OrderKey::of(facts, entities)).collect();
        let placed = |index: EntityId| (&places[index.at()], index);
        let levels = Ranks::of(entities, entities.ids(Kind::Level), placed);
        let topics = entities.ids(Kind::Responsibility).chain(entities.ids(Kind::Skill));
        let topics = Ranks::of(entities, topics, |index| {
            let theme = entities.topic(index).and_then(|topic| topic.theme.as_ref()).map(|theme| theme.value.as_str());
            (
                entities.fact(index).kind() == Kind::Skill,
                theme_rank(entities.config(), theme, &collation),
                placed(index),
            )
        });
        let first = |index: EntityId| match entities.fact(index).kind() {
            Kind::Role => entities.level_of(index).map_or(usize::MAX, |level| levels.get(level)),
            Kind::Level => levels.get(index),
            Kind::Skill | Kind::Responsibility => topics.get(index),
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
        let mut siblings: [HashMap<String, Vec<EntityId>>; Kind::ALL.len()] = Default::default();
        for index in reading() {
            let entity = entities.fact(index);
            let folder_page =
                entity.kind() == Kind::Page && (entity.id.ends_with("/index") || !entity.id.contains('/'));
            if entity.status != Status::Retired && !folder_page {
                let of_kind = &mut siblings[entity.kind() as usize];
                match of_kind.get_mut(group(entity)) {
                    Some(known) => known.push(index),
                    None => drop(of_kind.insert(group(entity).to_owned(), vec![index])),
                }
            }
        }
        Self { levels, topics, sorted, siblings, positions }
    }

    /// How high a level stands, from 0 for the lowest.
    pub fn level(&self, level: EntityId) -> Option<usize> {
        Some(self.levels.get(level)).filter(|rank| *rank != usize::MAX)
    }

    /// Where a topic stands among all responsibilities and skills.
    pub fn topic(&self, topic: EntityId) -> usize {
        self.topics.get(topic)
    }

    /// The entities of a kind in reading order.
    pub fn sorted(&self, kind: Kind) -> &[EntityId] {
        &self.sorted[kind as usize]
    }

    /// The active entities that stand beside one: of the same theme, or pages of the same folder.
    pub fn siblings(&self, entity: &Entity) -> &[EntityId] {
        self.siblings[entity.kind() as usize].get(group(entity)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The place of an entity in the reading order of the whole handbook.
    pub fn position(&self, index: EntityId) -> u32 {
        self.positions[index.at()]
    }
}

/// What decides between entities of one level or theme.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct OrderKey<'a> {
    order: i64,
    sequence: Sequence<'a>,
}

/// The place of an entity without `order:`, or among entities of the same `order:`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sequence<'a> {
    /// In a file of several entities: the path and the place in the file, in bytes.
    Written(&'a str, u32),
    /// In a file of its own: the sort key of the title.
    Title(&'a [u8]),
}

impl<'a> OrderKey<'a> {
    fn of(Facts { entity, title_key, .. }: &'a Facts, entities: &Entities) -> Self {
        let sequence = match entities.of_path(&entity.path) {
            [_, _, ..] => Sequence::Written(&entity.path, entity.span.start),
            _ => Sequence::Title(title_key),
        };
        Self { order: entity.order.unwrap_or(i64::MAX), sequence }
    }
}

/// The places of some entities among themselves, from 0; `usize::MAX` for the others.
#[derive(Debug)]
struct Ranks(Vec<usize>);

impl Ranks {
    /// Sorts entities by a key.
    fn of<K: Ord>(entities: &Entities, ids: impl Iterator<Item = EntityId>, key: impl Fn(EntityId) -> K) -> Self {
        let mut sorted: Vec<EntityId> = ids.collect();
        sorted.sort_by_cached_key(|index| key(*index));
        let mut ranks = vec![usize::MAX; entities.facts().len()];
        sorted.into_iter().enumerate().for_each(|(rank, index)| ranks[index.at()] = rank);
        Self(ranks)
    }

    fn get(&self, index: EntityId) -> usize {
        self.0[index.at()]
    }
}

/// What an entity stands under together with others of its kind: its theme, or a page's folder.
fn group(entity: &Entity) -> &str {
    match entity.kind() {
        Kind::Page => entity.id.rsplit_once('/').map_or("", |(folder, _)| folder),
        _ => entity.as_topic().and_then(|topic| topic.theme.as_ref()).map_or("", |theme| theme.value.as_str()),
    }
}

/// Listed themes in their order, a nested one right after its parent; then the others by id; no theme last.
fn theme_rank(config: &Config, theme: Option<&str>, collation: &Collation) -> (usize, Vec<u8>) {
    let Some(theme) = theme else { return (usize::MAX, Vec::new()) };
    let listed = |id: &str| config.themes.iter().position(|theme| *theme.id.value == *id);
    match listed(theme) {
        Some(at) => (at, Vec::new()),
        None => {
            let parent = theme.split_once('/').and_then(|(parent, _)| listed(parent));
            (parent.unwrap_or(usize::MAX - 1), collation.key(theme))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handbook::sample::handbook;

    /// The titles of the skills in reading order.
    fn skills(language: &str, files: &[(&str, &str)]) -> Vec<String> {
        let settings = format!("title: T\nlanguage: {language}\n");
        let mut all = vec![("handbook.yaml", settings.as_str())];
        all.extend_from_slice(files);
        let handbook = handbook(&all);
        handbook.sorted(Kind::Skill).iter().map(|index| handbook.get(*index).title.clone()).collect()
    }

    #[test]
    fn titles_are_in_the_order_of_the_language() {
        let files =
            [("skills/a.yaml", "title: Zebra"), ("skills/b.yaml", "title: Ärger"), ("skills/c.yaml", "title: Anfang")];
        assert_eq!(skills("de", &files), ["Anfang", "Ärger", "Zebra"]);
        assert_eq!(skills("sv", &files), ["Anfang", "Zebra", "Ärger"]);
    }

    #[test]
    fn entities_of_one_file_keep_the_order_in_which_they_are_written() {
        let collection = "z: { title: Third letter }\ny: { title: Second letter }\nx: { title: First, order: 1 }\n";
        let files = [("skills.yaml", collection), ("skills/a.yaml", "title: A file of its own")];
        assert_eq!(skills("en", &files), ["First", "Third letter", "Second letter", "A file of its own"]);
    }
}
