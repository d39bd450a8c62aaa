//! Order and membership: which level is higher, which topic comes first, who belongs to whom.
//!
//! Order comes from what authors wrote (`levels:`, `themes:`, `order:`, a track's `roles:`), then from titles;
//! never from the order of files.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Config, Data, Entity, Kind, Status};

use super::structure::Structure;
use super::{EntityId, Handbook, Users};

/// What stands where, as readers see it.
#[derive(Debug, Default)]
pub struct Order {
    /// How high each level stands, from 0.
    pub level_rank: HashMap<EntityId, usize>,
    /// Where each topic stands among all.
    pub topic_rank: HashMap<EntityId, usize>,
    /// Each kind in reading order.
    pub sorted: HashMap<Kind, Vec<EntityId>>,
    /// What stands beside each other.
    pub shelves: HashMap<(Kind, String), Vec<EntityId>>,
    /// Each entity's place in the reading order of the whole handbook, by index.
    pub position: Vec<u32>,
}

/// The order of a handbook that differs from `previous` in the `edited` entities alone; `None` if it has to be worked
/// out from the beginning, or is not the same.
///
/// An order is made of the settings, which are the same, and of what [`topic_key`] and [`key`] read of each entity,
/// of its status and of its shelf. An edited entity is in its place if it lies between its neighbours as they are now:
/// then every pair of neighbours is in order, those that were not edited because they were before, and an order
/// without ties has only one sequence that is. Levels are left out, because the order of roles follows from them.
pub fn after(handbook: &mut Handbook, previous: &Handbook, edited: &[EntityId]) -> Option<Arc<Order>> {
    // The keys ask for the rank of levels and topics, which must be the ones that are to be kept.
    let order = previous.structure.order.clone();
    handbook.structure = Arc::new(Structure { order: order.clone(), ..Structure::default() });
    let keeps_place = |index: EntityId| {
        let (old, new) = (previous.get(index), handbook.get(index));
        let list = previous.sorted(new.kind());
        let start = order.position[list[0].0 as usize];
        let at = (order.position[index.0 as usize] - start) as usize;
        let neighbours = &list[at.saturating_sub(1)..(at + 2).min(list.len())];
        let in_order = match new.kind() {
            Kind::Skill | Kind::Responsibility => neighbours.is_sorted_by_key(|index| topic_key(handbook, *index)),
            _ => neighbours.is_sorted_by_key(|index| key(handbook, *index)),
        };
        new.kind() != Kind::Level && in_order && old.status == new.status && shelf(old) == shelf(new)
    };
    edited.iter().all(|index| keeps_place(*index)).then_some(order)
}

/// What entities of one kind are sorted by.
pub type Key = (usize, i64, String, u32);

/// The sort key of an entity among its kind.
pub fn key(handbook: &Handbook, index: EntityId) -> Key {
    let entity = handbook.get(index);
    let first = match entity.kind() {
        Kind::Role => handbook.rank(index).unwrap_or(usize::MAX),
        Kind::Level => handbook.level_rank(index).unwrap_or(usize::MAX),
        Kind::Skill | Kind::Responsibility => handbook.topic_rank(index),
        _ => 0,
    };
    (first, entity.order.unwrap_or(i64::MAX), entity.title.to_lowercase(), index.0)
}

/// Every kind in reading order.
pub fn sorted(handbook: &Handbook) -> HashMap<Kind, Vec<EntityId>> {
    let one = |kind: Kind| {
        let mut all: Vec<EntityId> = handbook.of_kind(kind).map(|(index, _)| index).collect();
        handbook.sort(&mut all);
        (kind, all)
    };
    Kind::ALL.into_par_iter().map(one).collect()
}

/// Active entities by what they stand together under, in reading order.
pub fn shelves(handbook: &Handbook) -> HashMap<(Kind, String), Vec<EntityId>> {
    let mut shelves: HashMap<(Kind, String), Vec<EntityId>> = HashMap::new();
    for index in Kind::ALL.into_iter().flat_map(|kind| handbook.sorted(kind)) {
        let entity = handbook.get(*index);
        let folder_page = entity.kind() == Kind::Page && (entity.id.ends_with("/index") || !entity.id.contains('/'));
        if entity.status != Status::Retired && !folder_page {
            shelves.entry(shelf(entity)).or_default().push(*index);
        }
    }
    shelves
}

/// What an entity stands together with others under: its theme, or a page's folder.
pub fn shelf(entity: &Entity) -> (Kind, String) {
    let name = match entity.kind() {
        Kind::Page => entity.id.rsplit_once('/').map_or("", |(folder, _)| folder),
        _ => entity.as_topic().and_then(|topic| topic.theme.as_ref()).map_or("", |theme| theme.value.as_str()),
    };
    (entity.kind(), name.to_owned())
}

/// Each entity's place in the reading order of the whole handbook, by index.
pub fn positions(handbook: &Handbook) -> Vec<u32> {
    let mut positions = vec![0; handbook.all().len()];
    for (at, index) in Kind::ALL.into_iter().flat_map(|kind| handbook.sorted(kind)).enumerate() {
        positions[index.0 as usize] = at as u32;
    }
    positions
}

/// Ranks of levels: those listed in `handbook.yaml` and those in files by `order`, then by title.
pub fn levels(handbook: &Handbook) -> HashMap<EntityId, usize> {
    let mut levels: Vec<EntityId> = handbook.of_kind(Kind::Level).map(|(index, _)| index).collect();
    levels.sort_by_cached_key(|index| {
        let entity = handbook.get(*index);
        (entity.order.unwrap_or(i64::MAX), entity.title.to_lowercase(), index.0)
    });
    levels.into_iter().enumerate().map(|(rank, index)| (index, rank)).collect()
}

/// Ranks of responsibilities, then skills: by theme, `order` and title.
pub fn topics(handbook: &Handbook) -> HashMap<EntityId, usize> {
    let mut topics: Vec<EntityId> =
        handbook.of_kind(Kind::Responsibility).chain(handbook.of_kind(Kind::Skill)).map(|(index, _)| index).collect();
    topics.sort_by_cached_key(|index| topic_key(handbook, *index));
    topics.into_iter().enumerate().map(|(rank, index)| (index, rank)).collect()
}

/// What topics are sorted by, among all of them.
fn topic_key(handbook: &Handbook, index: EntityId) -> (bool, (usize, String), i64, String, u32) {
    let entity = handbook.get(index);
    let theme = handbook.topic(index).and_then(|topic| topic.theme.as_ref()).map(|theme| theme.value.as_str());
    let theme = theme_rank(&handbook.config, theme);
    (entity.kind() == Kind::Skill, theme, entity.order.unwrap_or(i64::MAX), entity.title.to_lowercase(), index.0)
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

/// The tracks of each role: those it names and those that list it, in the tracks' reading order.
pub fn tracks_of(handbook: &Handbook) -> HashMap<EntityId, Vec<EntityId>> {
    let mut all: HashMap<EntityId, Vec<EntityId>> = HashMap::new();
    for track in handbook.sorted(Kind::Track).iter().copied() {
        for role in handbook.rungs(track) {
            all.entry(role).or_default().push(track);
        }
    }
    for (role, entity) in handbook.of_kind(Kind::Role) {
        let named = entity.as_role().map(|role| role.tracks.as_slice()).unwrap_or_default();
        for track in named.iter().filter_map(|track| handbook.find(Kind::Track, &track.value)) {
            let tracks = all.entry(role).or_default();
            if !tracks.contains(&track) {
                tracks.push(track);
            }
        }
    }
    all
}

/// Who names whom in their fields, in reading order.
pub fn users(handbook: &Handbook) -> HashMap<EntityId, Users> {
    let mut all: HashMap<EntityId, Users> = HashMap::new();
    for role in handbook.sorted(Kind::Role).iter().copied() {
        let mut of: Vec<EntityId> = handbook.tracks_of(role).to_vec();
        of.extend(handbook.family_of(role));
        of.extend(handbook.level_of(role));
        of.extend(handbook.resolved(role).needs.iter().map(|need| need.skill));
        of.extend(handbook.resolved(role).expectations.iter().map(|expectation| expectation.topic));
        of.sort_unstable();
        of.dedup();
        for index in of {
            all.entry(index).or_default().roles.push(role);
        }
    }
    for track in handbook.sorted(Kind::Track).iter().copied() {
        if let Some(family) = handbook.track_family(track) {
            all.entry(family).or_default().tracks.push(track);
        }
    }
    for roadmap in handbook.sorted(Kind::Roadmap).iter().copied() {
        for index in roadmap_names(handbook, roadmap) {
            push(&mut all.entry(index).or_default().roadmaps, roadmap);
        }
    }
    for interview in handbook.sorted(Kind::Interview).iter().copied() {
        for index in interview_names(handbook, interview) {
            push(&mut all.entry(index).or_default().interviews, interview);
        }
    }
    all
}

fn roadmap_names(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let Data::Roadmap(roadmap) = &handbook.get(index).data else { return Vec::new() };
    let roles = [&roadmap.from, &roadmap.to].into_iter().filter_map(|role| handbook.find(Kind::Role, &role.value));
    let skills = roadmap.stages.iter().flat_map(|stage| &stage.skills);
    let skills = skills.filter_map(|(skill, _)| handbook.find(Kind::Skill, &skill.value));
    let others = roadmap.stages.iter().flat_map(|stage| &stage.responsibilities);
    let others = others.filter_map(|other| handbook.find(Kind::Responsibility, &other.value));
    roles.chain(skills).chain(others).collect()
}

fn interview_names(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let Data::Interview(interview) = &handbook.get(index).data else { return Vec::new() };
    let roles = interview.roles.iter().filter_map(|role| handbook.find(Kind::Role, &role.value));
    let assessed = interview.rounds.iter().flat_map(|round| &round.assesses);
    roles.chain(assessed.filter_map(|name| handbook.assessed(&name.value).ok())).collect()
}

fn push(list: &mut Vec<EntityId>, index: EntityId) {
    if !list.contains(&index) {
        list.push(index);
    }
}
