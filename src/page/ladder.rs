//! Pages of tracks, families and levels: the ladders themselves.

use std::collections::{BTreeSet, HashSet};

use crate::content::{self, Kind, Status};
use crate::handbook::{CellAt, EntityId, Handbook};

use super::build::Builder;
use super::compare::counts;
use super::view::{CardGroup, Family, Group, Ladder, Level, Link, Rung, Step, Track};
use super::{map, role, topic, url};

/// How many ladders fit side by side in a window of ordinary width.
const IN_A_ROW: usize = 3;

/// A track and its rungs.
pub fn ladder(builder: &Builder, index: EntityId) -> Ladder {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let track = handbook.track(index);
    let rungs = handbook.rungs(index);
    let mut shown = Vec::with_capacity(rungs.len());
    for rung in rungs.iter().copied() {
        let below = handbook.below(rung).iter().copied().find(|below| rungs.contains(below));
        let others = handbook.tracks_of(rung).iter().copied().filter(|track| *track != index);
        shown.push(Rung {
            role: builder.card(rung),
            level: handbook.level_of(rung).map(|level| builder.brief(level)),
            shared_with: builder.briefs(others),
            from_below: below.map(|below| step(builder, below, rung)),
            gap: 0,
        });
    }
    Ladder {
        track: builder.card(index),
        kind: track.map(|track| track.kind.name().to_owned()).unwrap_or_default(),
        primary_focus: track.and_then(|track| builder.maybe(&track.primary_focus, entity)),
        rungs: shown,
    }
}

/// Ladders that stand side by side, with gaps that put roles of one level at one height. There are no gaps if a ladder
/// has two roles on one level or one on none, and none if the ladders are too many for one row.
pub fn side_by_side(builder: &Builder, tracks: impl IntoIterator<Item = EntityId>) -> Vec<Ladder> {
    let handbook = builder.handbook;
    let tracks: Vec<EntityId> = tracks.into_iter().collect();
    let mut ladders: Vec<Ladder> = tracks.iter().map(|track| ladder(builder, *track)).collect();
    let ranks: Option<Vec<Vec<usize>>> = tracks
        .iter()
        .map(|track| handbook.rungs(*track).into_iter().map(|rung| handbook.rank(rung)).collect())
        .collect();
    let Some(ranks) = ranks.filter(|ranks| (2..=IN_A_ROW).contains(&ranks.len())) else { return ladders };
    if ranks.iter().any(|ranks| ranks.windows(2).any(|pair| pair[0] >= pair[1])) {
        return ladders;
    }
    let floors: BTreeSet<usize> = ranks.iter().flatten().copied().collect();
    for (ladder, ranks) in ladders.iter_mut().zip(&ranks) {
        let mut above = None;
        for (rung, rank) in ladder.rungs.iter_mut().zip(ranks) {
            rung.gap =
                floors.iter().filter(|floor| **floor < *rank && above.is_none_or(|above| **floor > above)).count();
            above = Some(*rank);
        }
    }
    ladders
}

fn step(builder: &Builder, old: EntityId, new: EntityId) -> Step {
    let handbook = builder.handbook;
    let difference = builder.plan.difference(handbook, old, new);
    Step {
        role: builder.card(old),
        href: builder.href(&url::compare(&handbook.get(old).id, &handbook.get(new).id)),
        counts: counts(&difference.difference.counts),
    }
}

/// The page of a track.
pub fn track(builder: &Builder, index: EntityId, _track: &content::Track) -> Track {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let rungs = handbook.rungs(index);
    let on_track: HashSet<EntityId> = rungs.iter().copied().collect();
    let mut exits = Vec::new();
    for rung in &rungs {
        for exit in handbook.moves_from(*rung).iter().filter(|exit| !on_track.contains(&exit.to)) {
            exits.push((builder.card(*rung), role::one_move(builder, exit, builder.card(exit.to))));
        }
    }
    Track {
        summary: builder.summary(entity),
        body: builder.body(entity),
        ladder: ladder(builder, index),
        family: handbook.track_family(index).map(|family| builder.card(family)),
        matrix: matrix(builder, index),
        print: print(builder, index),
        map_svg: map::neighbourhood(builder, index),
        exits,
        mentions: builder.mentions(index),
    }
}

fn print(builder: &Builder, index: EntityId) -> Option<Link> {
    let url = url::print(&builder.handbook.get(index).id);
    builder.plan.has(&url).then(|| Link { title: "As one document".into(), href: builder.href(&url) })
}

fn matrix(builder: &Builder, index: EntityId) -> Option<Link> {
    let entity = builder.handbook.get(index);
    let url = url::matrix(entity.kind(), &entity.id);
    builder.plan.has(&url).then(|| Link { title: format!("{}: matrix", entity.title), href: builder.href(&url) })
}

/// The page of a family.
pub fn family(builder: &Builder, index: EntityId) -> Family {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let users = handbook.users(index);
    let tracks: Vec<EntityId> = users.tracks.iter().copied().filter(|track| active(handbook, *track)).collect();
    let on_tracks: HashSet<EntityId> = tracks.iter().flat_map(|track| handbook.rungs(*track)).collect();
    let others = users.roles.iter().copied().filter(|role| !on_tracks.contains(role) && active(handbook, *role));
    Family {
        summary: builder.summary(entity),
        body: builder.body(entity),
        map: map::family(builder, index),
        tracks: side_by_side(builder, tracks),
        others: builder.cards(others),
        matrix: matrix(builder, index),
        mentions: builder.mentions(index),
    }
}

/// The page of a level.
pub fn level(builder: &Builder, index: EntityId, level: &content::Level) -> Level {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    Level {
        summary: builder.summary(entity),
        body: builder.body(entity),
        facts: super::view::LevelFacts {
            card: builder.card(index),
            scope: builder.maybe(&level.scope, entity),
            autonomy: builder.maybe(&level.autonomy, entity),
            impact: builder.maybe(&level.impact, entity),
            code: level.code.clone(),
            facts: builder.facts(&level.facts, entity),
        },
        roles: by_track(builder, &handbook.users(index).roles),
        groups: expected_of_all(builder, index),
        mentions: builder.mentions(index),
    }
}

/// Roles under the first track of each; those on no track last, without a title.
pub fn by_track(builder: &Builder, roles: &[EntityId]) -> Vec<CardGroup> {
    let handbook = builder.handbook;
    let mut groups: Vec<(Option<EntityId>, CardGroup)> = Vec::new();
    for role in roles.iter().copied().filter(|role| active(handbook, *role)) {
        let track = handbook.tracks_of(role).first().copied();
        if let Some((_, group)) = groups.iter_mut().find(|(known, _)| *known == track) {
            group.cards.push(builder.card(role));
            continue;
        }
        let card = track.map(|track| builder.card(track));
        let group = CardGroup {
            title: card.as_ref().map(|card| card.title.clone()),
            href: card.as_ref().map(|card| card.href.clone()),
            summary: card.and_then(|card| card.summary),
            cards: vec![builder.card(role)],
        };
        groups.push((track, group));
    }
    let position = |track: &Option<EntityId>| {
        track
            .and_then(|track| handbook.sorted(Kind::Track).iter().position(|known| *known == track))
            .unwrap_or(usize::MAX)
    };
    groups.sort_by_key(|(track, _)| position(track));
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What grids expect of everyone at a level, by topic.
fn expected_of_all(builder: &Builder, level: EntityId) -> Vec<Group> {
    let handbook = builder.handbook;
    let mut groups = Vec::new();
    for index in handbook.sorted(Kind::Responsibility).iter().chain(handbook.sorted(Kind::Skill)) {
        let grids = handbook.topic(*index).map(|topic| topic.grids.as_slice()).unwrap_or_default();
        if grids.iter().all(|grid| grid.axis != Kind::Level) {
            continue;
        }
        // These are at home on the topic's page, so their anchors are the ones they have there.
        let cells = handbook.cells(*index);
        let cells = cells.iter().filter(|cell| matches!(cell.at, CellAt::Grid(_, at) if at == level));
        let statements: Vec<_> = cells.flat_map(|cell| topic::statements(builder, *index, cell)).collect();
        if !statements.is_empty() {
            let topic = index;
            groups.push(Group {
                topic: builder.card(*topic),
                theme: builder.theme(*topic),
                need: None,
                summary: None,
                examples: Vec::new(),
                statements,
            });
        }
    }
    groups
}

/// Whether an entity belongs into lists.
pub fn active(handbook: &Handbook, index: EntityId) -> bool {
    handbook.get(index).status != Status::Retired
}
