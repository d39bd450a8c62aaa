//! The career map: roles on tracks and levels, and the ways between them, as a chart and as the list that says
//! the same.

use std::collections::HashMap;

use serde::Serialize;

use crate::chart;
use crate::chart::map::{Edge, MapColumn, MapNode};
use crate::content::{Kind, MoveKind, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder, PageFormat, active};
use crate::page::frame::PageHeading;
use crate::page::map_table::{MapTable, map_table};
use crate::page::site::SchemaType;
use crate::page::urls;

use super::role::{MoveView, leads_to};
use super::{Address, PageKind};

/// A map with more tracks than this is split by family.
const TRACKS_IN_CHART: usize = 12;
/// A chart with more roles or moves than this is not drawn, because its lines could not be followed.
const ROLES_IN_CHART: usize = 250;
const MOVES_IN_CHART: usize = 500;
/// The most tracks in the chart of one track and those that its roles lead to.
const TRACKS_BESIDE: usize = 4;

/// The career map.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CareerMapView {
    /// The text above it, HTML.
    pub body: String,
    /// The whole map, or one a family when there are many tracks.
    pub charts: Vec<MapChart>,
}

/// One chart of the career map, with the list that says the same.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapChart {
    /// The family it shows, if there are several charts.
    pub family: Option<Card>,
    /// The map as a table; `None` where it would be too large to read.
    pub table: Option<MapTable>,
    /// For one track and its neighbours: inline SVG, accessible, without style attributes.
    pub svg: String,
    /// The roles by track, lowest first, with their moves.
    pub ladders: Vec<MapLadder>,
}

/// A track of the career map.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapLadder {
    /// The track; `None` for roles on no track.
    pub track: Option<Card>,
    /// The roles, lowest first.
    pub rungs: Vec<MapRung>,
}

/// A role on the career map.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        PageHeading::introduced(builder, "map", builder.text("map.title", &[]))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let charts = parts(builder.handbook).into_iter().map(|part| {
            let prefix = match part.family {
                Some(family) => format!("map-{}", builder.handbook.get(family).id),
                None if part.is_rest => "map-other".to_owned(),
                None => "map".to_owned(),
            };
            let chart = chart(builder, &part.tracks, &part.loose, None, &prefix);
            MapChart { family: part.family.map(|family| builder.card(family)), ..chart }
        });
        let charts: Vec<MapChart> = charts.collect();
        CareerMapView { body: builder.intro("map"), charts }
    }
}

/// What one chart of the career map shows.
struct MapPart {
    /// The family it is about; `None` for the whole handbook and for tracks of no family.
    family: Option<EntityId>,
    /// Whether other charts show the families.
    is_rest: bool,
    tracks: Vec<EntityId>,
    /// The roles that stand on no track.
    loose: Vec<EntityId>,
}

fn active_of(handbook: &Handbook, indices: &[EntityId]) -> Vec<EntityId> {
    indices.iter().copied().filter(|index| active(handbook, *index)).collect()
}

/// The charts of the career map: one of the whole handbook, or one per family where the handbook has many tracks.
fn parts(handbook: &Handbook) -> Vec<MapPart> {
    let tracks = active_of(handbook, handbook.sorted(Kind::Track));
    let families = active_of(handbook, handbook.sorted(Kind::Family));
    if tracks.len() <= TRACKS_IN_CHART || families.is_empty() {
        let roles = handbook.sorted(Kind::Role).iter().copied();
        let is_loose =
            |role: &EntityId| handbook.tracks_of(*role).is_empty() && handbook.get(*role).status != Status::Retired;
        return vec![MapPart { family: None, is_rest: false, tracks, loose: roles.filter(is_loose).collect() }];
    }
    let has_rungs = |track: &EntityId| !handbook.rungs(*track).is_empty();
    let mut parts: Vec<MapPart> = families
        .iter()
        .map(|family| MapPart {
            family: Some(*family),
            is_rest: false,
            tracks: active_of(handbook, &handbook.used_by(*family).tracks),
            loose: Vec::new(),
        })
        .filter(|part| part.tracks.iter().any(has_rungs))
        .collect();
    let rest: Vec<EntityId> = tracks.into_iter().filter(|track| handbook.track_family(*track).is_none()).collect();
    if !rest.is_empty() {
        parts.push(MapPart { family: None, is_rest: true, tracks: rest, loose: Vec::new() });
    }
    parts
}

/// How much a chart would have to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartSize {
    /// Tracks with roles, and one more for the roles on no track.
    pub tracks: usize,
    /// Roles; one on two tracks counts twice.
    pub roles: usize,
    /// Moves from these roles.
    pub moves: usize,
}

impl ChartSize {
    fn of(handbook: &Handbook, tracks: &[EntityId], loose: &[EntityId]) -> Self {
        let rungs: Vec<Vec<EntityId>> = tracks.iter().map(|track| handbook.rungs(*track)).collect();
        let roles = || rungs.iter().flatten().chain(loose);
        Self {
            tracks: rungs.iter().filter(|rungs| !rungs.is_empty()).count() + usize::from(!loose.is_empty()),
            roles: roles().count(),
            moves: roles().map(|role| handbook.moves_from(*role).len()).sum(),
        }
    }

    /// The first number that is too large for a chart, what it counts, and the most that a chart holds.
    pub fn excess(self) -> Option<(usize, &'static str, usize)> {
        let limits = [
            (self.tracks, "tracks", TRACKS_IN_CHART),
            (self.roles, "roles", ROLES_IN_CHART),
            (self.moves, "moves", MOVES_IN_CHART),
        ];
        limits.into_iter().find(|(count, _, most)| count > most)
    }
}

/// The charts of the career map that are too large to draw, with the family that each is about.
pub fn too_large(handbook: &Handbook) -> Vec<(Option<EntityId>, ChartSize)> {
    let sizes = parts(handbook).into_iter();
    let sizes = sizes.map(|part| (part.family, ChartSize::of(handbook, &part.tracks, &part.loose)));
    sizes.filter(|(_, size)| size.excess().is_some()).collect()
}

/// The whole map for the first page; `None` if it is empty or too large to read.
pub fn brief(builder: &PageBuilder) -> Option<MapTable> {
    let tracks = active_of(builder.handbook, builder.handbook.sorted(Kind::Track));
    chart(builder, &tracks, &[], None, "map").table.filter(|table| !table.columns.is_empty())
}

/// The map of a family; `None` if it has fewer than two roles.
pub fn family(builder: &PageBuilder, family: EntityId) -> Option<CareerMapView> {
    let handbook = builder.handbook;
    let tracks = active_of(handbook, &handbook.used_by(family).tracks);
    let chart = chart(builder, &tracks, &[], None, "map");
    let roles: usize = chart.ladders.iter().map(|ladder| ladder.rungs.len()).sum();
    (roles > 1).then(|| CareerMapView { body: String::new(), charts: vec![chart] })
}

/// A track with the tracks that its roles lead to, as SVG; `None` if there is nothing to draw.
pub fn neighbourhood(builder: &PageBuilder, track: EntityId) -> Option<String> {
    let handbook = builder.handbook;
    let mut tracks = vec![track];
    'all: for rung in handbook.rungs(track) {
        let next = handbook.moves_from(rung).iter().map(|next| next.to);
        for other in next.chain([rung]).flat_map(|role| handbook.tracks_of(role).iter().copied()) {
            if !tracks.contains(&other) {
                tracks.push(other);
            }
            if tracks.len() == TRACKS_BESIDE {
                break 'all;
            }
        }
    }
    let chart = chart(builder, &tracks, &[], Some(track), "map");
    (!chart.svg.is_empty()).then_some(chart.svg)
}

fn chart(
    builder: &PageBuilder,
    tracks: &[EntityId],
    loose: &[EntityId],
    current: Option<EntityId>,
    prefix: &str,
) -> MapChart {
    let handbook = builder.handbook;
    let size = ChartSize::of(handbook, tracks, loose);
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
    let is_drawn = builder.format == PageFormat::Html && size.tracks > 0 && size.excess().is_none();
    let beside = is_drawn && current.is_some();
    let svg = if beside { draw(builder, tracks, loose, current, prefix) } else { String::new() };
    let table = (is_drawn && !beside).then(|| table(builder, tracks, loose, prefix));
    MapChart { family: None, table, svg, ladders }
}

fn rung_of(builder: &PageBuilder, role: EntityId) -> MapRung {
    MapRung {
        role: builder.card(role),
        level: builder.handbook.level_of(role).map(|level| builder.link_card(level)),
        moves: leads_to(builder, role),
    }
}

fn draw(
    builder: &PageBuilder,
    tracks: &[EntityId],
    loose: &[EntityId],
    current: Option<EntityId>,
    prefix: &str,
) -> String {
    let (columns, places) = places(builder.handbook, tracks, loose);
    let current = current.map(|track| builder.handbook.rungs(track)).unwrap_or_default();
    chart::map::svg(&drawing(builder, &columns, &places, &current, prefix))
}

/// The same as a table, its columns in the order that keeps shared roles in one piece.
fn table(builder: &PageBuilder, tracks: &[EntityId], loose: &[EntityId], prefix: &str) -> MapTable {
    let (columns, mut places) = places(builder.handbook, tracks, loose);
    let order = chart::map::order_columns(&drawing(builder, &columns, &places, &[], prefix));
    let at: HashMap<usize, usize> = order.iter().enumerate().map(|(at, column)| (*column, at)).collect();
    places.iter_mut().flat_map(|(_, on)| on).for_each(|column| *column = at[column]);
    let columns: Vec<EntityId> = order.iter().map(|column| columns[*column]).collect();
    map_table(builder, prefix, &columns, &places)
}

/// Roles, each with the columns it is on.
type Places = Vec<(EntityId, Vec<usize>)>;

/// The tracks that have roles, as columns, and the roles.
fn places(handbook: &Handbook, tracks: &[EntityId], loose: &[EntityId]) -> (Vec<EntityId>, Places) {
    let columns: Vec<EntityId> = tracks.iter().copied().filter(|track| !handbook.rungs(*track).is_empty()).collect();
    let mut places = Places::new();
    for (column, track) in columns.iter().enumerate() {
        for role in handbook.rungs(*track) {
            match places.iter_mut().find(|(known, _)| *known == role) {
                Some((_, shared)) => shared.push(column),
                None => places.push((role, vec![column])),
            }
        }
    }
    places.extend(loose.iter().map(|role| (*role, Vec::new())));
    (columns, places)
}

/// What is drawn of tracks and roles; `current` are the roles that the page is about. Only levels that some role stands
/// on become rows.
fn drawing(
    builder: &PageBuilder,
    columns: &[EntityId],
    places: &Places,
    current: &[EntityId],
    prefix: &str,
) -> chart::map::Map {
    let handbook = builder.handbook;
    let mut levels: Vec<EntityId> = places.iter().filter_map(|(role, _)| handbook.level_of(*role)).collect();
    levels.sort_by_key(|level| handbook.level_rank(*level));
    levels.dedup();
    let nodes = places.iter().map(|(role, columns)| {
        let card = builder.card(*role);
        let level = handbook.level_of(*role);
        MapNode {
            title: card.title,
            href: card.href,
            columns: columns.clone(),
            row: level.and_then(|level| levels.iter().position(|known| *known == level)),
            current: current.contains(role),
        }
    });
    let titles = columns.iter().map(|track| {
        let card = builder.card(*track);
        MapColumn { title: card.title, href: card.href }
    });
    chart::map::Map {
        id: prefix.to_owned(),
        title: builder.text("map.title", &[]),
        columns: titles.collect(),
        rows: levels.iter().map(|level| handbook.get(*level).title.clone()).collect(),
        no_row: builder.text("map.no_level", &[]),
        nodes: nodes.collect(),
        edges: edges(builder, places),
    }
}

fn edges(builder: &PageBuilder, places: &Places) -> Vec<Edge> {
    let handbook = builder.handbook;
    let number: HashMap<EntityId, usize> = places.iter().enumerate().map(|(at, (role, _))| (*role, at)).collect();
    let mut edges = Vec::new();
    for (from, (role, _)) in places.iter().enumerate() {
        for next in handbook.moves_from(*role) {
            let Some(to) = number.get(&next.to) else { continue };
            let gate = handbook.written(next).and_then(|written| written.gate.clone());
            edges.push(Edge { from, to: *to, is_promotion: next.kind == MoveKind::Promotion, gate });
        }
    }
    edges
}
