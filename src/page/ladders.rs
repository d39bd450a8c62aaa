//! Tracks drawn as ladders, on the pages of tracks, families, roles and on the home page.

use std::collections::HashSet;

use serde::Serialize;

use crate::handbook::EntityId;

use super::cards::{Card, PageBuilder};
use super::kinds::comparison::{self, CountsView};
use super::statements::ScaleStepView;
use super::urls;

/// A track and its roles.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
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
pub fn ladder(builder: &PageBuilder, index: EntityId) -> LadderView {
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
        kind: track.map(|track| track.kind.clone()).unwrap_or_default(),
        primary_focus: track.and_then(|track| builder.optional_html(&track.primary_focus, entity)),
        rungs: shown,
    }
}

/// A track whose roles ask for a topic.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TopicLadderView {
    /// The track.
    pub track: Card,
    /// The roles that ask for the topic, lowest first.
    pub rungs: Vec<TopicRungView>,
}

/// A role that asks for a topic.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TopicRungView {
    /// The role.
    pub role: Card,
    /// The topic on the role's page.
    pub href: String,
    /// The step of a skill that the role needs.
    pub step: Option<ScaleStepView>,
}

/// The most tracks that a topic's page shows: more would be longer than the page itself.
const MAX_TOPIC_LADDERS: usize = 4;

/// The tracks on which at least two of `roles`, those that ask for `topic`, stand; the tracks with most of them.
pub fn topic_ladders(builder: &PageBuilder, topic: EntityId, roles: &[EntityId]) -> Vec<TopicLadderView> {
    let handbook = builder.handbook;
    let entity = handbook.get(topic);
    let asks: HashSet<EntityId> = roles.iter().copied().collect();
    let mut tracks: Vec<(EntityId, Vec<EntityId>)> = Vec::new();
    for role in roles {
        for track in handbook.tracks_of(*role) {
            if tracks.iter().all(|(known, _)| known != track) {
                let mut rungs = handbook.rungs(*track);
                rungs.retain(|rung| asks.contains(rung));
                tracks.push((*track, rungs));
            }
        }
    }
    tracks.retain(|(_, rungs)| rungs.len() > 1);
    tracks.sort_by_key(|(_, rungs)| std::cmp::Reverse(rungs.len()));
    tracks.truncate(MAX_TOPIC_LADDERS);
    let rung = |role: EntityId| {
        let card = builder.link_card(role);
        let need = handbook.resolved(role).need(topic).and_then(|need| need.step);
        TopicRungView {
            href: format!("{}#section-{}-{}", card.href, entity.kind().name(), urls::encode(&entity.id)),
            role: card,
            step: need.and_then(|step| builder.step(topic, step)),
        }
    };
    let ladder = |(track, rungs): (EntityId, Vec<EntityId>)| TopicLadderView {
        track: builder.link_card(track),
        rungs: rungs.into_iter().map(rung).collect(),
    };
    tracks.into_iter().map(ladder).collect()
}

fn step(builder: &PageBuilder, old: EntityId, new: EntityId) -> StepView {
    let handbook = builder.handbook;
    let difference = handbook.difference(old, new);
    StepView {
        role: builder.card(old),
        href: builder.href(&urls::comparison(&handbook.get(old).id, &handbook.get(new).id)),
        counts: comparison::counts(&difference.difference.counts),
    }
}
