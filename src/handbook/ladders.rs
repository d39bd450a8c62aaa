//! Who stands on which track, what is kept from rung to rung, and which family a role and a track belong to.

use std::collections::HashSet;

use crate::content::Kind;

use super::EntityId;
use super::entities::Entities;
use super::moves::{MAX_MOVES_PER_LEVEL, push_new, steps};
use super::order::Order;

/// Tracks with their roles. All lists are by the number of an entity and empty for other kinds.
#[derive(Debug)]
pub struct Ladders {
    /// The roles of a track, lowest first.
    pub(super) rungs: Vec<Vec<EntityId>>,
    /// The tracks of a role: those that list it, in the tracks' order, then those it names.
    pub(super) tracks: Vec<Vec<EntityId>>,
    /// The roles one rung below a role on its cumulative tracks: it is expected to do what they are.
    pub(super) kept_from: Vec<Vec<EntityId>>,
    /// The family of a role or track.
    pub(super) families: Vec<Option<EntityId>>,
}

impl Ladders {
    /// Reads the ladders from the tracks and roles.
    pub fn of(entities: &Entities, order: &Order) -> Self {
        let count = entities.facts().len();
        let mut ladders = Self {
            rungs: vec![Vec::new(); count],
            tracks: vec![Vec::new(); count],
            kept_from: vec![Vec::new(); count],
            families: vec![None; count],
        };
        let rank = |role: EntityId| entities.level_of(role).and_then(|level| order.level(level));
        for track in order.sorted(Kind::Track).iter().copied() {
            let rungs = rungs(entities, track);
            for role in &rungs {
                ladders.tracks[role.at()].push(track);
            }
            if entities.track(track).is_some_and(|track| track.cumulative) {
                ladders.keep(&steps(&rungs, &rank));
            }
            ladders.families[track.at()] = track_family(entities, track);
            ladders.rungs[track.at()] = rungs;
        }
        for role in entities.ids(Kind::Role) {
            let Some(written) = entities.role(role) else { continue };
            let tracks = &mut ladders.tracks[role.at()];
            for track in written.tracks.iter().filter_map(|track| entities.find(Kind::Track, &track.value)) {
                push_new(tracks, track);
            }
            let own = written.family.as_ref().and_then(|family| entities.find(Kind::Family, &family.value));
            let of_track = || ladders.tracks[role.at()].iter().find_map(|track| ladders.families[track.at()]);
            ladders.families[role.at()] = own.or_else(of_track);
        }
        ladders
    }

    /// Whether any track is cumulative.
    pub fn has_cumulative(&self) -> bool {
        self.kept_from.iter().any(|below| !below.is_empty())
    }

    /// Every role of a step keeps what the roles of the step below expect.
    fn keep(&mut self, steps: &[Vec<EntityId>]) {
        for (below, step) in steps.iter().zip(steps.iter().skip(1)) {
            if below.len() * step.len() > MAX_MOVES_PER_LEVEL {
                continue;
            }
            for role in step {
                below.iter().for_each(|below| push_new(&mut self.kept_from[role.at()], *below));
            }
        }
    }
}

fn rungs(entities: &Entities, track: EntityId) -> Vec<EntityId> {
    let roles = entities.track(track).map(|track| track.roles.as_slice()).unwrap_or_default();
    let mut seen = HashSet::new();
    roles.iter().filter_map(|role| entities.find(Kind::Role, &role.value)).filter(|role| seen.insert(*role)).collect()
}

/// The family of a track: its own, else the one that all its roles share.
fn track_family(entities: &Entities, track: EntityId) -> Option<EntityId> {
    let written = entities.track(track)?;
    if let Some(family) = &written.family {
        return entities.find(Kind::Family, &family.value);
    }
    let mut families = written.roles.iter().filter_map(|role| {
        let role = entities.find(Kind::Role, &role.value)?;
        entities.find(Kind::Family, &entities.role(role)?.family.as_ref()?.value)
    });
    let first = families.next()?;
    families.all(|family| family == first).then_some(first)
}
