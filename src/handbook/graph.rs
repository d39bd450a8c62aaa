//! The graph: how the entities of a handbook refer to each other. A pure function of the facts of its files.
//!
//! What every page needs is worked out at once, stage by stage. What a role expects, what changes from one role to
//! another, the anchors of a page and which topics are used are worked out on the first request, and kept.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::content::Kind;
use crate::content::strings::capitalised;

use super::EntityId;
use super::anchors::Anchors;
use super::derived;
use super::difference::RoleDifference;
use super::entities::Entities;
use super::expectations::{self, Resolved, ResolvedNeed};
use super::facts::GraphInput;
use super::grids::Grids;
use super::history::{BrokenRelease, Release, Releases};
use super::ladders::Ladders;
use super::links::{self, Resolution};
use super::moves::{Move, Moves};
use super::order::Order;
use super::used_by::{self, UsedBy};

/// How entities refer to each other.
#[derive(Debug)]
pub struct Graph {
    entities: Entities,
    order: Order,
    ladders: Ladders,
    moves: Moves,
    used_by: Vec<UsedBy>,
    grids: Grids,
    used_topics: OnceLock<HashSet<EntityId>>,
    followed: Vec<Vec<Resolution>>,
    backlinks: Vec<Vec<EntityId>>,
    heirs: OnceLock<HashSet<EntityId>>,
    has_without: bool,
    resolved: Vec<OnceLock<Resolved>>,
    topics_used_by: OnceLock<Vec<UsedBy>>,
    anchors: Vec<OnceLock<Anchors>>,
    differences: HashMap<(EntityId, EntityId), OnceLock<Arc<RoleDifference>>>,
    releases: OnceLock<Releases>,
}

/// A graph is also the table of its entities.
impl Deref for Graph {
    type Target = Entities;

    fn deref(&self) -> &Entities {
        &self.entities
    }
}

impl Graph {
    /// Links the facts of a handbook.
    pub fn of(input: GraphInput) -> Self {
        let entities = Entities::of(input);
        let (followed, (order, ladders, moves, used_by, grids)) = rayon::join(
            || links::follow_all(&entities),
            || {
                let order = Order::of(&entities);
                let ladders = Ladders::of(&entities, &order);
                let moves = Moves::of(&entities, &order, &ladders);
                let used_by = used_by::used_by(&entities, &order, &ladders);
                let grids = Grids::of(&entities);
                (order, ladders, moves, used_by, grids)
            },
        );
        let backlinks = links::backlinks(&followed, &order);
        let count = entities.facts().len();
        let has_without =
            entities.ids(Kind::Role).filter_map(|role| entities.role(role)).any(|role| !role.without.is_empty());
        let differences = moves.from.iter().flatten().map(|one| ((one.from, one.to), OnceLock::new())).collect();
        Self {
            entities,
            order,
            ladders,
            moves,
            used_by,
            grids,
            used_topics: OnceLock::new(),
            followed,
            backlinks,
            heirs: OnceLock::new(),
            has_without,
            resolved: (0..count).map(|_| OnceLock::new()).collect(),
            topics_used_by: OnceLock::new(),
            anchors: (0..count).map(|_| OnceLock::new()).collect(),
            differences,
            releases: OnceLock::new(),
        }
    }

    /// How high a level stands, from 0 for the lowest.
    pub fn level_rank(&self, level: EntityId) -> Option<usize> {
        self.order.level(level)
    }

    /// How high a role's level stands.
    pub fn rank(&self, role: EntityId) -> Option<usize> {
        self.level_of(role).and_then(|level| self.level_rank(level))
    }

    /// The family of a role: its own, else that of its first track that has one.
    pub fn family_of(&self, role: EntityId) -> Option<EntityId> {
        self.ladders.families[role.at()]
    }

    /// The family of a track: its own, else the one that all its roles share.
    pub fn track_family(&self, track: EntityId) -> Option<EntityId> {
        self.ladders.families[track.at()]
    }

    /// The roles of a track that exist, lowest first.
    pub fn rungs(&self, track: EntityId) -> Vec<EntityId> {
        self.ladders.rungs[track.at()].clone()
    }

    /// The tracks of a role: those that list it, in the tracks' order, then those it names.
    pub fn tracks_of(&self, role: EntityId) -> &[EntityId] {
        &self.ladders.tracks[role.at()]
    }

    /// The moves from a role: the written ones as the author ordered them, then those that its tracks imply.
    pub fn moves_from(&self, role: EntityId) -> &[Move] {
        &self.moves.from[role.at()]
    }

    /// The moves to a role: the written ones in the order of roles, then those that its tracks imply.
    pub fn moves_to(&self, role: EntityId) -> &[Move] {
        &self.moves.to[role.at()]
    }

    /// The roles one level below a role on each of its tracks: those that lead up to it.
    pub fn below(&self, role: EntityId) -> &[EntityId] {
        &self.moves.below[role.at()]
    }

    /// The roles one level above a role on each of its tracks: those that it leads up to.
    pub fn above(&self, role: EntityId) -> &[EntityId] {
        &self.moves.above[role.at()]
    }

    /// The roles one rung below a role on its cumulative tracks: it is expected to do what they are.
    pub fn kept_from(&self, role: EntityId) -> &[EntityId] {
        &self.ladders.kept_from[role.at()]
    }

    /// What a role expects; nothing for other kinds.
    pub fn resolved(&self, role: EntityId) -> &Resolved {
        self.resolved[role.at()]
            .get_or_init(|| expectations::resolve(&self.entities, &self.order, &self.ladders, &self.grids, role))
    }

    /// The skills that rules ask of a role, whatever the role says itself.
    pub fn derived(&self, role: EntityId) -> Vec<ResolvedNeed> {
        derived::derived(&self.entities, &self.ladders, role)
    }

    /// Works out what every role expects, on all threads, for a caller that will ask for all.
    pub fn resolve_all(&self) {
        let roles: Vec<EntityId> = self.ids(Kind::Role).collect();
        roles.par_iter().for_each(|role| {
            self.resolved(*role);
        });
    }

    /// Whether a role expects anything or needs a skill. What a role expects is worked out only where `without` may leave
    /// nothing of what it inherits.
    pub fn expects_anything(&self, role: EntityId) -> bool {
        if used_by::own_topics(&self.entities, role).next().is_some()
            || self.grids.has_any(&self.entities, &self.ladders, role)
            || !self.derived(role).is_empty()
        {
            return true;
        }
        if !self.heirs().contains(&role) {
            return false;
        }
        if !self.has_without && !self.ladders.has_cumulative() {
            return true;
        }
        let resolved = self.resolved(role);
        !resolved.expectations.is_empty() || !resolved.needs.is_empty()
    }

    /// The roles that build on a role that names a topic, by any way: those that extend it or keep what it expects. Of
    /// those that keep something, some may keep nothing.
    fn heirs(&self) -> &HashSet<EntityId> {
        self.heirs.get_or_init(|| {
            let mut heirs: HashMap<EntityId, Vec<EntityId>> = HashMap::new();
            for role in self.ids(Kind::Role) {
                let bases = self.bases(role).chain(self.kept_from(role).iter().copied());
                bases.for_each(|base| heirs.entry(base).or_default().push(role));
            }
            let hands_on: HashSet<EntityId> =
                self.ids(Kind::Role).flat_map(|role| self.kept_from(role)).copied().collect();
            let names_topic = |role: &EntityId| {
                used_by::own_topics(&self.entities, *role).next().is_some()
                    || (hands_on.contains(role) && self.grids.has_any(&self.entities, &self.ladders, *role))
            };
            let mut waiting: Vec<EntityId> = self.ids(Kind::Role).filter(names_topic).collect();
            let mut found = HashSet::new();
            while let Some(role) = waiting.pop() {
                let new = heirs.get(&role).into_iter().flatten().copied();
                let new: Vec<EntityId> = new.filter(|heir| found.insert(*heir)).collect();
                waiting.extend(new);
            }
            found
        })
    }

    /// What changes from one role to another; kept for roles between which there is a move.
    pub fn difference(&self, old: EntityId, new: EntityId) -> Arc<RoleDifference> {
        let work_out = || Arc::new(RoleDifference::of(self, old, new));
        match self.differences.get(&(old, new)) {
            Some(known) => known.get_or_init(work_out).clone(),
            None => work_out(),
        }
    }

    /// The released versions in `content/changes/`, newest first.
    pub fn releases(&self) -> &[Release] {
        &self.read_releases().all
    }

    /// The files in `content/changes/` that are meant to be releases and cannot be read.
    pub fn broken_releases(&self) -> &[BrokenRelease] {
        &self.read_releases().broken
    }

    fn read_releases(&self) -> &Releases {
        self.releases.get_or_init(|| Releases::of(&self.entities.input().assets))
    }

    /// The anchors of the statements on an entity's own page; none for a page without statements.
    pub fn anchors(&self, owner: EntityId) -> &Anchors {
        self.anchors[owner.at()].get_or_init(|| Anchors::on_page_of(self, owner))
    }

    /// Whether a copied file is published: nothing speaks against it, or a link names it.
    pub fn is_published(&self, path: &str) -> bool {
        let asset = self.input().assets.get(path);
        let is_linked =
            || self.followed.iter().flatten().any(|one| matches!(one, Resolution::Asset(known) if known == path));
        asset.is_some_and(|asset| asset.doubt.is_none() || is_linked())
    }

    /// Where the links of an entity's texts lead, in the order of [`proses`](links::proses) and their links.
    pub fn followed(&self, index: EntityId) -> &[Resolution] {
        &self.followed[index.at()]
    }

    /// Pages and entities whose text links to an entity, in reading order.
    pub fn backlinks(&self, index: EntityId) -> &[EntityId] {
        &self.backlinks[index.at()]
    }

    /// Entities whose fields name an entity. Asking for a skill or responsibility works out what every role expects.
    pub fn used_by(&self, index: EntityId) -> &UsedBy {
        match self.fact(index).kind() {
            Kind::Skill | Kind::Responsibility => &self.topics_used_by.get_or_init(|| {
                let roles = used_by::of_topics(self);
                let known = self.used_by.iter().zip(roles);
                known.map(|(used_by, roles)| UsedBy { roles, ..used_by.clone() }).collect()
            })[index.at()],
            _ => &self.used_by[index.at()],
        }
    }

    /// Whether any role needs a skill, or expects something under a topic.
    pub fn is_used(&self, topic: EntityId) -> bool {
        let used = self.used_topics.get_or_init(|| used_by::used_topics(&self.entities, &self.ladders, &self.grids));
        used.contains(&topic)
    }

    /// Where a topic stands among all responsibilities and skills: by theme, then order, then title.
    pub fn topic_rank(&self, topic: EntityId) -> usize {
        self.order.topic(topic)
    }

    /// The name of a theme: as `handbook.yaml` lists it, else the last part of its id with a capital.
    pub fn theme_title(&self, theme: &str) -> String {
        let listed = self.config().themes.iter().find(|listed| *listed.id.value == *theme);
        let last = theme.rsplit('/').next().unwrap_or(theme);
        listed.map_or_else(|| capitalised(&last.replace(['-', '_'], " ")), |listed| listed.title.clone())
    }

    /// The name of a band; the id if the handbook does not define it, which is reported.
    pub fn band_title(&self, band: &str) -> String {
        let known = self.config().bands.iter().find(|known| *known.id.value == *band);
        known.map_or_else(|| band.to_owned(), |known| known.title.clone())
    }

    /// Entities of a kind in the order readers see: by level, theme, `order` and title, as the kind has them.
    pub fn sorted(&self, kind: Kind) -> &[EntityId] {
        self.order.sorted(kind)
    }

    /// The active entities that stand beside one: of the same theme, or pages of the same folder.
    pub fn siblings(&self, index: EntityId) -> &[EntityId] {
        self.order.siblings(self.fact(index))
    }

    /// The entities before and after one in a list that is in reading order; none if it is not in the list.
    pub fn neighbours(&self, row: &[EntityId], index: EntityId) -> (Option<EntityId>, Option<EntityId>) {
        let position = |index: &EntityId| self.order.position(*index);
        match row.binary_search_by_key(&position(&index), position) {
            Ok(at) => (at.checked_sub(1).map(|before| row[before]), row.get(at + 1).copied()),
            Err(_) => (None, None),
        }
    }

    /// Sorts entities as readers see them.
    pub fn sort(&self, indices: &mut [EntityId]) {
        indices.sort_unstable_by_key(|index| self.order.position(*index));
    }
}
