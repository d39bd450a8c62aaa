//! A track's roles rise in level, name their track, and promotions lead upwards within a track.

use std::cell::LazyCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::content::{Id, Kind, Reference, Status};
use crate::diagnostic::{Diagnostic, LEVEL_ORDER, TRACK_MISMATCH};
use crate::handbook::{EntityId, Handbook};
use crate::parse::id::is_valid;
use crate::source::{Place, Span};

use super::in_post_order;

/// Reports level orders and memberships that contradict each other.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (track, _) in handbook.of_kind(Kind::Track) {
        order(handbook, track, diagnostics);
        membership(handbook, track, diagnostics);
    }
    let tracks = handbook.of_kind(Kind::Track).map(|(track, _)| track);
    let lists: HashSet<(EntityId, &Id)> =
        tracks.flat_map(|track| written(handbook, track).iter().map(move |role| (track, &role.value))).collect();
    let circles = LazyCell::new(|| Circles::of(handbook));
    for (role, _) in handbook.of_kind(Kind::Role) {
        listed(handbook, &lists, role, diagnostics);
        promotions(handbook, role, &circles, diagnostics);
    }
}

fn order(handbook: &Handbook, track: EntityId, diagnostics: &mut Vec<Diagnostic>) {
    let entity = handbook.get(track);
    let mut highest: Option<(EntityId, usize)> = None;
    let mut listed: BTreeMap<&Id, Span> = BTreeMap::new();
    for reference in written(handbook, track) {
        if let Some(first) = listed.insert(&reference.value, reference.span) {
            let message = format!("the track lists `{}` twice", reference.value);
            diagnostics.push(
                Diagnostic::at(TRACK_MISMATCH, &entity.path, reference.span, message)
                    .help("A role is one rung of a track: remove one of the two.")
                    .related(Place::at(&entity.path, first), "first listed here"),
            );
            continue;
        }
        let Some(role) = handbook.find(Kind::Role, &reference.value) else { continue };
        let Some(rank) = handbook.rank(role) else { continue };
        match highest {
            Some((below, most)) if rank < most => {
                let message = format!(
                    "`{}` stands above `{}` but its level `{}` is below `{}`",
                    handbook.get(role).id,
                    handbook.get(below).id,
                    level_id(handbook, role),
                    level_id(handbook, below),
                );
                diagnostics.push(
                    Diagnostic::at(LEVEL_ORDER, &entity.path, reference.span, message)
                        .label("out of order")
                        .help("List the roles lowest first, or correct the level of one of them.")
                        .related(level_place(handbook, role), "the level is given here"),
                );
            }
            _ => highest = Some((role, rank)),
        }
    }
}

/// A role says on which tracks it stands, and a track lists its roles: the two should agree.
fn membership(handbook: &Handbook, track: EntityId, diagnostics: &mut Vec<Diagnostic>) {
    let id = &handbook.get(track).id;
    for rung in handbook.rungs(track) {
        let entity = handbook.get(rung);
        let Some(role) = entity.as_role() else { continue };
        if entity.status == Status::Retired {
            // The report at the track says to remove it there.
            continue;
        }
        // A role that names no track at all leaves it to the track.
        // One that names an unknown track was reported, and most likely means this one.
        let is_known = |named: &Reference| handbook.find(Kind::Track, &named.value).is_some();
        if let Some(first) = role.tracks.first()
            && !role.tracks.iter().any(|named| named.value == *id || !is_known(named))
        {
            let message = format!("the track `{id}` lists this role, which does not name it");
            diagnostics.push(
                Diagnostic::at(TRACK_MISMATCH, &entity.path, first.span, message)
                    .label(format!("`{id}` is missing here"))
                    .help(format!("Add `{id}` to `track:`, or take the role off the track."))
                    .related(reference_place(handbook, track, rung), "listed here"),
            );
        }
    }
}

/// A track that a role names should list it. `lists` has the roles that each track lists.
fn listed(handbook: &Handbook, lists: &HashSet<(EntityId, &Id)>, role: EntityId, diagnostics: &mut Vec<Diagnostic>) {
    let entity = handbook.get(role);
    if !is_valid(entity) || entity.status == Status::Retired {
        // The id was reported, and no track could list it. A retired role leaves its tracks.
        return;
    }
    for named in entity.as_role().map(|role| role.tracks.as_slice()).unwrap_or_default() {
        let Some(track) = handbook.find(Kind::Track, &named.value) else { continue };
        // `references` reports an unknown name in the list. It most likely means this role.
        let has_unknown =
            || written(handbook, track).iter().any(|rung| handbook.find(Kind::Role, &rung.value).is_none());
        if !lists.contains(&(track, &entity.id)) && !is_listed_elsewhere(handbook, role) && !has_unknown() {
            let message = format!("the track `{}` does not list this role", named.value);
            diagnostics.push(
                Diagnostic::at(TRACK_MISMATCH, &entity.path, named.span, message)
                    .help(format!("Add `{}` to the `roles:` of the track, where it belongs on the ladder.", entity.id))
                    .related(handbook.get(track).place(), "the track"),
            );
        }
    }
}

/// Whether another track lists the role, which does not name it; that was reported there.
fn is_listed_elsewhere(handbook: &Handbook, role: EntityId) -> bool {
    let named = handbook.role(role).map(|role| role.tracks.as_slice()).unwrap_or_default();
    let mut tracks = handbook.tracks_of(role).iter();
    tracks.any(|track| !named.iter().any(|named| named.value == handbook.get(*track).id))
}

fn promotions(
    handbook: &Handbook,
    role: EntityId,
    circles: &LazyCell<Circles, impl FnOnce() -> Circles>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let entity = handbook.get(role);
    for next in entity.as_role().into_iter().flat_map(super::promotions) {
        let Some(to) = handbook.find(Kind::Role, &next.value).filter(|to| *to != role) else { continue };
        let at = |message: String, code| Diagnostic::at(code, &entity.path, next.span, message);
        if let (Some(from_rank), Some(to_rank)) = (handbook.rank(role), handbook.rank(to))
            && to_rank < from_rank
        {
            if are_out_of_order(handbook, role, to) || circles.join(role, to) {
                // It was reported with the track or with the circle.
                continue;
            }
            let message = format!(
                "a promotion leads down, from level `{}` to `{}`",
                level_id(handbook, role),
                level_id(handbook, to)
            );
            diagnostics.push(at(message, LEVEL_ORDER).help("Write `kind: lateral`, or correct a level."));
            continue;
        }
        let (own, other) = (handbook.tracks_of(role), handbook.tracks_of(to));
        if !own.is_empty() && !other.is_empty() && !own.iter().any(|track| other.contains(track)) {
            let message = format!("a promotion leads to `{}`, which is on another track", next.value);
            diagnostics.push(at(message, TRACK_MISMATCH).help("A move to another track is `kind: lateral`."));
        }
    }
}

/// Whether a track lists two roles in this order.
fn are_out_of_order(handbook: &Handbook, from: EntityId, to: EntityId) -> bool {
    handbook.tracks_of(from).iter().any(|track| {
        let place =
            |role: EntityId| written(handbook, *track).iter().position(|rung| rung.value == handbook.get(role).id);
        place(from).zip(place(to)).is_some_and(|(from, to)| from < to)
    })
}

/// The groups of roles that promotions join in circles. Two passes over all promotions find them (Kosaraju's algorithm):
/// one call for each promotion that leads down would take time with the square of the roles.
struct Circles(HashMap<EntityId, EntityId>);

impl Circles {
    fn of(handbook: &Handbook) -> Self {
        let mut next: HashMap<EntityId, Vec<EntityId>> = HashMap::new();
        let mut last: HashMap<EntityId, Vec<EntityId>> = HashMap::new();
        for (role, entity) in handbook.of_kind(Kind::Role) {
            let written = entity.as_role().into_iter().flat_map(super::promotions);
            for to in written.filter_map(|to| handbook.find(Kind::Role, &to.value)) {
                next.entry(role).or_default().push(to);
                last.entry(to).or_default().push(role);
            }
        }
        let roles = handbook.of_kind(Kind::Role).map(|(role, _)| role);
        let order = in_post_order(roles, |role| next.get(&role).into_iter().flatten().copied());
        let mut groups = HashMap::new();
        for first in order.into_iter().rev() {
            let mut waiting = vec![first];
            while let Some(at) = waiting.pop() {
                if let Entry::Vacant(free) = groups.entry(at) {
                    free.insert(first);
                    waiting.extend(last.get(&at).into_iter().flatten());
                }
            }
        }
        Self(groups)
    }

    /// Whether promotions lead from one role to the other and back.
    fn join(&self, one: EntityId, other: EntityId) -> bool {
        self.0.get(&one) == self.0.get(&other)
    }
}

/// The roles that a track lists, as written.
fn written(handbook: &Handbook, track: EntityId) -> &[Reference] {
    handbook.track(track).map(|track| track.roles.as_slice()).unwrap_or_default()
}

fn level_id(handbook: &Handbook, role: EntityId) -> &str {
    handbook.level_of(role).map_or("", |level| &handbook.get(level).id)
}

fn level_place(handbook: &Handbook, role: EntityId) -> Place {
    let entity = handbook.get(role);
    let span = entity.as_role().and_then(|role| role.level.as_ref()).map_or(Span::default(), |level| level.span);
    Place::at(&entity.path, span)
}

fn reference_place(handbook: &Handbook, track: EntityId, role: EntityId) -> Place {
    let entity = handbook.get(track);
    let id = &handbook.get(role).id;
    let listed = written(handbook, track).iter().find(|listed| listed.value == *id);
    Place::at(&entity.path, listed.map_or(entity.span, |listed| listed.span))
}
