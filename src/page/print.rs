//! A whole track as one document: the lowest role in full, every other as what it adds to the one below.

use crate::handbook::EntityId;

use super::build::Builder;
use super::compare::{self, Detail};
use super::view::{Print, PrintPart};
use super::{prose, role};

/// Builds the page.
pub fn print(builder: &Builder, track: EntityId) -> Print {
    let handbook = builder.handbook;
    let entity = handbook.get(track);
    let mut below: Option<EntityId> = None;
    let mut parts = Vec::new();
    for role in handbook.rungs(track) {
        let change = below.map(|below| compare::section(builder, below, role, Detail::ChangesOnly));
        let mut groups = if change.is_none() { role::groups(builder, role, None) } else { Vec::new() };
        for statement in groups.iter_mut().flat_map(|group| &mut group.statements) {
            // Several roles of one page may share a statement, so that its anchor stands on the role's page only.
            statement.change = None;
        }
        parts.push(PrintPart {
            role: builder.card(role),
            level: builder.level_of(role),
            body: prose::prefixed_anchors(&builder.body(handbook.get(role)), &format!("{}-", handbook.get(role).id)),
            groups,
            change,
        });
        below = Some(role);
    }
    let focus = handbook.track(track).and_then(|track| builder.maybe(&track.primary_focus, entity));
    Print { track: builder.card(track), primary_focus: focus, parts }
}
