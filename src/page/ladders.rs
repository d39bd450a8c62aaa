//! Tracks drawn as ladders, on the pages of tracks, families, roles and on the home page.

use serde::Serialize;

use crate::handbook::EntityId;

use super::cards::{Builder, Card};
use super::kinds::comparison::{self, CountsView};
use super::urls;

/// A track and its roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LadderView {
    /// The track.
    pub track: Card,
    /// `individual`, `management` or the author's word.
    pub kind: String,
    /// What it is about, HTML.
    pub primary_focus: Option<String>,
    /// The roles, lowest first.
    pub rungs: Vec<RungView>,
}

/// A role in a ladder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RungView {
    /// The role.
    pub role: Card,
    /// Its level.
    pub level: Option<Card>,
    /// Other tracks that share the rung.
    pub shared_with: Vec<Card>,
    /// The difference from the rung below.
    pub from_below: Option<StepView>,
}

/// What changes from one role to another, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepView {
    /// The other role.
    pub role: Card,
    /// The difference page.
    pub href: String,
    /// The numbers.
    pub counts: CountsView,
}

/// A track and its rungs.
pub fn ladder(builder: &Builder, index: EntityId) -> LadderView {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let track = handbook.track(index);
    let rungs = handbook.rungs(index);
    let mut shown = Vec::with_capacity(rungs.len());
    for rung in rungs.iter().copied() {
        let below = handbook.below(rung).iter().copied().find(|below| rungs.contains(below));
        let others = handbook.tracks_of(rung).iter().copied().filter(|track| *track != index);
        shown.push(RungView {
            role: builder.card(rung),
            level: handbook.level_of(rung).map(|level| builder.link_card(level)),
            shared_with: builder.link_cards(others),
            from_below: below.map(|below| step(builder, below, rung)),
        });
    }
    LadderView {
        track: builder.card(index),
        kind: track.map(|track| track.kind.name().to_owned()).unwrap_or_default(),
        primary_focus: track.and_then(|track| builder.optional_html(&track.primary_focus, entity)),
        rungs: shown,
    }
}

fn step(builder: &Builder, old: EntityId, new: EntityId) -> StepView {
    let handbook = builder.handbook;
    let difference = handbook.difference(old, new);
    StepView {
        role: builder.card(old),
        href: builder.href(&urls::comparison(&handbook.get(old).id, &handbook.get(new).id)),
        counts: comparison::counts(&difference.difference.counts),
    }
}
