//! The career map: tracks as columns, levels as rows with the lowest at the bottom, roles as rungs, moves as edges.
//!
//! The drawing is a group of links that the keyboard reaches from the lowest rung of the first track upwards. Edges,
//! row names and ladders are hidden from assistive technology: the list beside the chart says the same in order.
//! It knows no handbook and no words: every title and address is the caller's.

mod draw;
mod grid;
mod lanes;
mod order;
mod route;

pub use order::order_columns;

use self::grid::{Geometry, MapGrid, Rect, Sizes};
use self::lanes::{LANE, Lane, lanes, most, points};
use self::route::MapRoute;
use super::{Point, text};

/// What the chart shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    /// The beginning of every `id` in the drawing: different for every chart of a page.
    pub id: String,
    /// The drawing's name.
    pub title: String,
    /// The tracks. The drawing changes their order where that makes it simpler, see [`order_columns`].
    pub columns: Vec<MapColumn>,
    /// The names of the levels, lowest first.
    pub rows: Vec<String>,
    /// The name of the row for nodes without level; may be empty.
    pub no_row: String,
    /// The roles; several in one cell are stacked in this order, the first at the bottom.
    pub nodes: Vec<MapNode>,
    /// The moves between them.
    pub edges: Vec<Edge>,
}

/// A track.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapColumn {
    /// Its name.
    pub title: String,
    /// Its address.
    pub href: String,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapNode {
    /// Its name.
    pub title: String,
    /// Its address.
    pub href: String,
    /// The tracks it is on, as indices of columns. One on neighbouring columns spans them; one on no column stands in
    /// a nameless column at the end.
    pub columns: Vec<usize>,
    /// Its level, as an index of rows.
    pub row: Option<usize>,
    /// Whether the page is about it.
    pub current: bool,
}

/// A move from one role to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The index of a node.
    pub from: usize,
    /// The index of a node.
    pub to: usize,
    /// Whether it leads upwards, and not to another track.
    pub is_promotion: bool,
    /// What stands in between.
    pub gate: Option<String>,
}

/// The map as an `svg` element; an empty one if there are no nodes.
pub fn svg(map: &Map) -> String {
    draw::svg(map, &MapLayout::new(map))
}

/// The most lines of a node or a heading.
const MAX_LINES: usize = 3;
/// From a node's text to its border, left and right together.
const PADDING: f64 = 22.0;
/// The room of row names, unless a word needs more.
const ROW_NAME: f64 = 84.0;
/// The most room of row names, beyond which a word is cut.
const WIDEST_ROW_NAME: f64 = 150.0;
/// How far a ladder reaches beyond its outermost rungs.
const LADDER_END: f64 = 12.0;

/// An edge, or two lateral ones there and back.
#[derive(Debug, Clone, PartialEq)]
struct MapLink {
    from: usize,
    to: usize,
    promotion: bool,
    /// Whether it leads both ways.
    both: bool,
    gates: Vec<String>,
}

/// Where everything goes.
struct MapLayout {
    grid: MapGrid,
    geometry: Geometry,
    size: Point,
    boxes: Vec<Rect>,
    lines: Vec<Vec<String>>,
    headings: Vec<Vec<String>>,
    row_names: Vec<Vec<String>>,
    links: Vec<(MapLink, Vec<Point>)>,
}

impl MapLayout {
    fn new(map: &Map) -> Self {
        let grid = MapGrid::new(map);
        let column = if grid.columns <= 8 { 152.0 } else { 136.0 };
        let headings: Vec<Vec<String>> =
            grid.order.iter().map(|one| text::wrap(&map.columns[*one].title, column * 0.9, MAX_LINES)).collect();
        let heading = headings.iter().map(Vec::len).max().unwrap_or(0) as f64 * text::LINE;

        let row_names = row_names(map, &grid);
        let links = links(map);
        let mut sizes = Sizes {
            origin: Point { x: row_names_width(&row_names), y: heading + 8.0 },
            column,
            gutters: vec![44.0; grid.columns + 1],
            channels: vec![46.0; grid.rows + 1],
            nodes: vec![44.0; grid.rows],
        };
        let lines: Vec<Vec<String>> = (map.nodes.iter().zip(&grid.places))
            .map(|(node, place)| {
                let between = (place.last - place.first) as f64;
                text::wrap(&node.title, (between + 1.0) * column + between * 44.0 - PADDING, MAX_LINES)
            })
            .collect();
        for (place, lines) in grid.places.iter().zip(&lines) {
            let height = &mut sizes.nodes[place.row];
            *height = height.max(lines.len() as f64 * text::LINE + 16.0);
        }

        let nominal = grid.geometry(sizes.clone());
        let routes = route::routes(&grid, &nominal, &links);
        let lanes = lanes(&grid, &links, &routes);
        let room = |lanes: usize, base: f64| base + lanes.saturating_sub(1) as f64 * LANE;
        for (at, gutter) in sizes.gutters.iter_mut().enumerate() {
            let lanes = most(&lanes, &routes, true, 2 * at);
            let outer = at == 0 || at == grid.columns;
            *gutter = if outer && lanes == 0 { 12.0 } else { room(lanes, 44.0) };
        }
        for (row, channel) in sizes.channels.iter_mut().enumerate() {
            let lanes = most(&lanes, &routes, false, grid.channel(row));
            let outer = row == 0 || row == grid.rows;
            *channel = if outer && lanes == 0 { 2.0 * LADDER_END } else { room(lanes, 46.0) };
        }

        let geometry = grid.geometry(sizes);
        let boxes: Vec<Rect> = grid.places.iter().map(|place| geometry.rect(place)).collect();
        let drawn = |((link, route), lanes): ((MapLink, &Option<MapRoute>), &Vec<Lane>)| {
            let ends = [boxes[link.from], boxes[link.to]];
            let points = points(&grid, &geometry, route.as_ref()?, lanes, ends);
            Some((link, points))
        };
        let links = links.into_iter().zip(&routes).zip(&lanes).filter_map(drawn).collect();
        Self { size: geometry.end(), grid, geometry, boxes, lines, headings, row_names, links }
    }

    /// The nodes that stand in a column first, from the lowest up.
    fn climb(&self, column: usize) -> Vec<usize> {
        let mut nodes: Vec<usize> =
            (0..self.boxes.len()).filter(|node| self.grid.places[*node].first == column).collect();
        nodes.sort_by_key(|node| std::cmp::Reverse(self.grid.places[*node].line));
        nodes
    }
}

/// The edges without doubles, there and back in one, and without those that lead nowhere.
fn links(map: &Map) -> Vec<MapLink> {
    let mut links: Vec<MapLink> = Vec::new();
    for edge in &map.edges {
        if edge.from == edge.to || edge.from.max(edge.to) >= map.nodes.len() {
            continue;
        }
        let promotion = edge.is_promotion;
        let there = |link: &MapLink| link.promotion == promotion && (link.from, link.to) == (edge.from, edge.to);
        let back = |link: &MapLink| !promotion && !link.promotion && (link.to, link.from) == (edge.from, edge.to);
        let gate = edge.gate.as_ref().map(|gate| format!("{}: {gate}", way(map, edge.from, edge.to)));
        match links.iter_mut().find(|link| there(link) || back(link)) {
            Some(link) => {
                link.both |= back(link);
                link.gates.extend(gate);
            }
            None => {
                let gates = Vec::from_iter(gate);
                links.push(MapLink { from: edge.from, to: edge.to, promotion, both: false, gates });
            }
        }
    }
    links
}

fn way(map: &Map, from: usize, to: usize) -> String {
    format!("{} → {}", map.nodes[from].title, map.nodes[to].title)
}

/// The names of rows from the top, in lines; none if all are empty.
fn row_names(map: &Map, grid: &MapGrid) -> Vec<Vec<String>> {
    let names = map.rows.iter().rev().chain([&map.no_row]).take(grid.rows).map(|name| name.trim());
    let names: Vec<&str> = names.collect();
    if names.iter().all(|name| name.is_empty()) {
        return Vec::new();
    }
    let word = names.iter().map(|name| text::widest_word(name)).fold(ROW_NAME, f64::max);
    names.iter().map(|name| text::wrap(name, word.min(WIDEST_ROW_NAME), MAX_LINES)).collect()
}

/// The room that the names of rows take.
fn row_names_width(names: &[Vec<String>]) -> f64 {
    let widest = names.iter().flatten().map(|line| text::width(line)).fold(0.0, f64::max);
    if names.is_empty() { 0.0 } else { widest.ceil() + 16.0 }
}

#[cfg(test)]
mod tests;
