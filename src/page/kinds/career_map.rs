//! The career map: roles on tracks and levels, and the ways between them, as a chart and as the list that says
//! the same.

use std::collections::HashMap;

use serde::Serialize;

use crate::chart;
use crate::chart::map::{Column, Edge, EdgeKind, Node};
use crate::content::{Kind, MoveKind, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Builder, Card, active};
use crate::page::frame::Heading;
use crate::page::site::SchemaType;
use crate::page::urls;

use super::role::{MoveView, leads_to};
use super::{Address, PageKind};

/// A chart with more tracks than this is split by family, and one that is not split is not drawn.
const TRACKS_IN_CHART: usize = 12;

/// The career map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CareerMapView {
    /// The text above it, HTML.
    pub body: String,
    /// The whole map, or one a family when there are many tracks.
    pub charts: Vec<MapChart>,
}

/// One chart of the career map, with the list that says the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapChart {
    /// The family it shows, if there are several charts.
    pub family: Option<Card>,
    /// Inline SVG, accessible, without style attributes.
    pub svg: String,
    /// The roles by track, lowest first, with their moves.
    pub ladders: Vec<MapLadder>,
}

/// A track of the career map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapLadder {
    /// The track; `None` for roles on no track.
    pub track: Option<Card>,
    /// The roles, lowest first.
    pub rungs: Vec<MapRung>,
}

/// A role on the career map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapRung {
    /// The role.
    pub role: Card,
    /// Its level.
    pub level: Option<Card>,
    /// Where one can go.
    pub moves: Vec<MoveView>,
}

/// The career map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CareerMapPage;

impl PageKind for CareerMapPage {
    type View = CareerMapView;
    const NAME: &'static str = "map";
    const TEMPLATE: &'static str = "map.html";
    const INTRO: Option<&'static str> = Some("map");
    const SCHEMA_TYPE: SchemaType = SchemaType::CollectionPage;

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let any = handbook.of_kind(Kind::Role).next().is_some();
        any.then(|| Address::built_in(urls::MAP, Self, "the career map")).into_iter().collect()
    }

    fn heading(self, builder: &Builder) -> Heading {
        Heading::introduced(builder, "map", builder.text("map.title", &[]))
    }

    fn view(self, builder: &Builder) -> Self::View {
        let handbook = builder.handbook;
        let tracks: Vec<EntityId> =
            handbook.sorted(Kind::Track).iter().copied().filter(|track| active(handbook, *track)).collect();
        let families: Vec<EntityId> =
            handbook.sorted(Kind::Family).iter().copied().filter(|family| active(handbook, *family)).collect();
        let charts = if tracks.len() <= TRACKS_IN_CHART || families.is_empty() {
            vec![whole(builder, &tracks)]
        } else {
            let with_family = |family: &EntityId| {
                let own: Vec<EntityId> =
                    tracks.iter().copied().filter(|track| handbook.track_family(*track) == Some(*family)).collect();
                let chart = chart(builder, &own, &[], None, &format!("map-{}", handbook.get(*family).id));
                MapChart { family: Some(builder.card(*family)), ..chart }
            };
            let mut charts: Vec<MapChart> =
                families.iter().map(with_family).filter(|chart| !chart.ladders.is_empty()).collect();
            let rest: Vec<EntityId> =
                tracks.iter().copied().filter(|track| handbook.track_family(*track).is_none()).collect();
            if !rest.is_empty() {
                charts.push(chart(builder, &rest, &[], None, "map-other"));
            }
            charts
        };
        CareerMapView { body: builder.intro("map"), charts }
    }
}

fn whole(builder: &Builder, tracks: &[EntityId]) -> MapChart {
    let handbook = builder.handbook;
    let loose: Vec<EntityId> = handbook
        .sorted(Kind::Role)
        .iter()
        .copied()
        .filter(|role| handbook.tracks_of(*role).is_empty() && handbook.get(*role).status != Status::Retired)
        .collect();
    chart(builder, tracks, &loose, None, "map")
}

/// The map of a family; `None` if it has fewer than two roles.
pub fn family(builder: &Builder, family: EntityId) -> Option<CareerMapView> {
    let handbook = builder.handbook;
    let used_by = handbook.used_by(family);
    let tracks: Vec<EntityId> = used_by.tracks.iter().copied().filter(|track| active(handbook, *track)).collect();
    let chart = chart(builder, &tracks, &[], None, "map");
    let roles: usize = chart.ladders.iter().map(|ladder| ladder.rungs.len()).sum();
    (roles > 1).then(|| CareerMapView { body: String::new(), charts: vec![chart] })
}

/// A track with the tracks that its roles lead to, as SVG; `None` if there is nothing to draw.
pub fn neighbourhood(builder: &Builder, track: EntityId) -> Option<String> {
    let handbook = builder.handbook;
    let mut tracks = vec![track];
    for rung in handbook.rungs(track) {
        let next = handbook.moves_from(rung).iter().map(|next| next.to);
        for other in next.chain([rung]).flat_map(|role| handbook.tracks_of(role).iter().copied()) {
            if !tracks.contains(&other) {
                tracks.push(other);
            }
        }
    }
    tracks.truncate(4);
    let chart = chart(builder, &tracks, &[], Some(track), "map");
    (!chart.svg.is_empty()).then_some(chart.svg)
}

fn chart(
    builder: &Builder,
    tracks: &[EntityId],
    loose: &[EntityId],
    current: Option<EntityId>,
    prefix: &str,
) -> MapChart {
    let handbook = builder.handbook;
    let mut ladders: Vec<MapLadder> = Vec::new();
    for track in tracks {
        let rungs = handbook.rungs(*track);
        if !rungs.is_empty() {
            ladders.push(MapLadder {
                track: Some(builder.card(*track)),
                rungs: rungs.into_iter().map(|rung| rung_of(builder, rung)).collect(),
            });
        }
    }
    if !loose.is_empty() {
        ladders.push(MapLadder { track: None, rungs: loose.iter().map(|role| rung_of(builder, *role)).collect() });
    }
    let drawn = (1..=TRACKS_IN_CHART).contains(&ladders.len());
    let svg = if drawn { draw(builder, tracks, loose, current, prefix) } else { String::new() };
    MapChart { family: None, svg, ladders }
}

fn rung_of(builder: &Builder, role: EntityId) -> MapRung {
    MapRung {
        role: builder.card(role),
        level: builder.handbook.level_of(role).map(|level| builder.link_card(level)),
        moves: leads_to(builder, role),
    }
}

fn draw(builder: &Builder, tracks: &[EntityId], loose: &[EntityId], current: Option<EntityId>, prefix: &str) -> String {
    let handbook = builder.handbook;
    let columns: Vec<EntityId> = tracks.iter().copied().filter(|track| !handbook.rungs(*track).is_empty()).collect();
    let mut places: Vec<(EntityId, Vec<usize>)> = Vec::new();
    for (column, track) in columns.iter().enumerate() {
        for role in handbook.rungs(*track) {
            match places.iter_mut().find(|(known, _)| *known == role) {
                Some((_, shared)) => shared.push(column),
                None => places.push((role, vec![column])),
            }
        }
    }
    places.extend(loose.iter().map(|role| (*role, Vec::new())));
    let on_current = current.map(|track| handbook.rungs(track)).unwrap_or_default();
    let edges = edges(builder, &places);
    svg(builder, Drawing { columns: &columns, places: &places, edges, current: &on_current, prefix })
}

/// What a chart is drawn from.
struct Drawing<'a> {
    /// The tracks.
    columns: &'a [EntityId],
    /// The roles, each with the columns it is on.
    places: &'a [(EntityId, Vec<usize>)],
    /// The ways between them.
    edges: Vec<Edge>,
    /// The roles that the page is about.
    current: &'a [EntityId],
    /// The beginning of ids.
    prefix: &'a str,
}

/// Only levels that some role stands on become rows.
fn svg(builder: &Builder, drawing: Drawing) -> String {
    let Drawing { columns, places, edges, current, prefix } = drawing;
    let handbook = builder.handbook;
    let mut levels: Vec<EntityId> = places.iter().filter_map(|(role, _)| handbook.level_of(*role)).collect();
    levels.sort_by_key(|level| handbook.level_rank(*level));
    levels.dedup();
    let nodes = places.iter().map(|(role, columns)| {
        let card = builder.card(*role);
        let level = handbook.level_of(*role);
        Node {
            title: card.title,
            href: card.href,
            columns: columns.clone(),
            row: level.and_then(|level| levels.iter().position(|known| *known == level)),
            current: current.contains(role),
        }
    });
    let titles = columns.iter().map(|track| {
        let card = builder.card(*track);
        Column { title: card.title, href: Some(card.href) }
    });
    chart::map::svg(&chart::map::Map {
        id: prefix.to_owned(),
        title: builder.text("map.title", &[]),
        columns: titles.collect(),
        rows: levels.iter().map(|level| handbook.get(*level).title.clone()).collect(),
        no_row: builder.text("map.no_level", &[]),
        nodes: nodes.collect(),
        edges,
    })
}

fn edges(builder: &Builder, places: &[(EntityId, Vec<usize>)]) -> Vec<Edge> {
    let handbook = builder.handbook;
    let number: HashMap<EntityId, usize> = places.iter().enumerate().map(|(at, (role, _))| (*role, at)).collect();
    let mut edges = Vec::new();
    for (from, (role, _)) in places.iter().enumerate() {
        for next in handbook.moves_from(*role) {
            let Some(to) = number.get(&next.to) else { continue };
            let kind = match next.kind {
                MoveKind::Lateral => EdgeKind::Lateral,
                MoveKind::Promotion => EdgeKind::Promotion,
            };
            let gate = handbook.written(next).and_then(|written| written.gate.clone());
            edges.push(Edge { from, to: *to, kind, gate });
        }
    }
    edges
}
