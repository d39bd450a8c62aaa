//! A role that leaves out most of what the rung below it expects, on a track that is not cumulative.

use rayon::prelude::*;

use crate::content::{Kind, Status};
use crate::diagnostic::{DROPPED_EXPECTATIONS, Diagnostic};
use crate::handbook::difference::Change;
use crate::handbook::{EntityId, Handbook, Why};

use super::is_complete;

/// With fewer expectations, "more than half" says little.
const MIN_EXPECTATIONS: usize = 4;

/// Suggests a cumulative track, once per track. To compare roles takes its time, so it is done on all threads.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    if !is_complete(handbook) {
        return;
    }
    let tracks: Vec<EntityId> = handbook.of_kind(Kind::Track).map(|(track, _)| track).collect();
    let found: Vec<Diagnostic> = tracks.into_par_iter().filter_map(|track| suggestion(handbook, track)).collect();
    diagnostics.extend(found);
}

/// What to say of a track.
fn suggestion(handbook: &Handbook, track: EntityId) -> Option<Diagnostic> {
    let entity = handbook.get(track);
    let written = entity.as_track().filter(|track| !track.cumulative)?;
    let rungs = handbook.rungs(track);
    let found: Vec<(EntityId, EntityId, (usize, usize))> = rungs
        .iter()
        .flat_map(|role| handbook.below(*role).iter().map(move |below| (*below, *role)))
        .filter(|(below, _)| rungs.contains(below))
        .filter(|(below, role)| [below, role].iter().all(|one| handbook.get(**one).status == Status::Active))
        .map(|(below, role)| (below, role, loss(handbook, below, role)))
        .filter(|(.., (dropped, all))| *all >= MIN_EXPECTATIONS && 2 * dropped > *all)
        .collect();
    let (below, role, (dropped, all)) = found.first()?;
    let (below, role) = (handbook.get(*below), handbook.get(*role));
    let reference = written.roles.iter().find(|reference| reference.value == role.id)?;
    let message =
        format!("`{}` leaves out {dropped} of the {all} expectations of `{}`, the rung below it", role.id, below.id);
    let others = match found.len() - 1 {
        0 => String::new(),
        1 => " One more step of the track does so too.".to_owned(),
        others => format!(" {others} more steps of the track do so too."),
    };
    let diagnostic = Diagnostic::at(DROPPED_EXPECTATIONS, &entity.path, reference.span, message)
        .label("its page calls them no longer expected")
        .help(format!(
            "If what is expected at one rung stays expected above it, add `cumulative: true` to the track.{others}"
        ));
    Some(diagnostic.related(below.place(), "the rung below"))
}

/// How many expectations of the rung below a role leaves out, and how many there are.
fn loss(handbook: &Handbook, below: EntityId, role: EntityId) -> (usize, usize) {
    let found = handbook.difference(below, role);
    // What belongs to the step of a skill follows the step.
    let counts = |at: usize| !matches!(found.old[at].why, Why::Step(_));
    let changes = found.difference.groups.iter().flat_map(|group| &group.changes);
    let dropped = changes.filter(|change| matches!(change, Change::Dropped { old } if counts(*old))).count();
    (dropped, (0..found.old.len()).filter(|at| counts(*at)).count())
}
