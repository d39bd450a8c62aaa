//! The ways of edges: along the lines of the grid, around every node, with few bends and crossings.
//!
//! A way is a list of segments on lines; where several share a line, lanes come later. It knows no final
//! coordinates, only nominal ones to tell long from short.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::MapLink;
use super::grid::{Geometry, GridPlace, MapGrid};

/// What a bend costs, in user units of length.
const BEND: u32 = 50;
/// What a crossing costs.
const CROSSING: u32 = 40;
/// What it costs, per step, to run beside another edge.
const BESIDE: u32 = 16;
/// What it costs to pass through an empty cell rather than beside it.
const THROUGH: u32 = 30;

/// The way of a link from node to node: its segments from the first to the last, in turns downwards and across.
pub type MapRoute = Vec<Segment>;

/// A straight piece of a way.
///
/// Places along it are counted in half lines of the other direction, so that the border of a node lies between its
/// line and the next: line `n` is at `2n`, the borders of a node on it at `2n - 1` and `2n + 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Whether it lies on a line downwards.
    pub vertical: bool,
    /// The line it lies on.
    pub line: usize,
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// Finds the ways of all links. Gutters between groups of spanning nodes are free, and so are the gaps in stacks, so
/// that every link has one.
pub fn routes(grid: &MapGrid, nominal: &Geometry, links: &[MapLink]) -> Vec<Option<MapRoute>> {
    let mut search = RouteSearch::new(grid, nominal, links);
    let mut order: Vec<usize> = (0..links.len()).collect();
    // Straight and short ones first: the others can go around them.
    order.sort_by_key(|link| {
        let (from, to) = (&grid.places[links[*link].from], &grid.places[links[*link].to]);
        let across = to.first.saturating_sub(from.last) + from.first.saturating_sub(to.last);
        (across + from.row.abs_diff(to.row), across)
    });
    let mut routes = vec![None; links.len()];
    for link in order {
        let Some(points) = direct(grid, links, link).or_else(|| search.way(link)) else { continue };
        search.remember(link, &points);
        routes[link] = Some(segments(&points));
    }
    routes
}

/// Whether two links may share a line without being mistaken for one another: a fan from one node or to one node.
pub fn may_merge(a: &MapLink, b: &MapLink) -> bool {
    a.promotion == b.promotion && !a.both && !b.both && (a.from == b.from || a.to == b.to)
}

/// A point in half lines: across, down.
type Half = (usize, usize);

/// Between neighbours in one stack there is only the gap.
fn direct(grid: &MapGrid, links: &[MapLink], link: usize) -> Option<Vec<Half>> {
    let (from, to) = (&grid.places[links[link].from], &grid.places[links[link].to]);
    if from.row != to.row {
        return None;
    }
    let (upper, lower) = if from.line < to.line { (from, to) } else { (to, from) };
    let column = (from.first.max(to.first)..=from.last.min(to.last)).find(|column| {
        let between = |place: &GridPlace| place.line > upper.line && place.line < lower.line;
        !grid.places.iter().any(|place| place.covers(from.row, *column) && between(place))
    })?;
    let x = 2 * (2 * column + 1);
    let points = [(x, 2 * upper.line + 1), (x, 2 * lower.line - 1)];
    Some(if from.line < to.line { points.to_vec() } else { points.into_iter().rev().collect() })
}

/// Joins points that follow each other on a line.
fn segments(points: &[Half]) -> MapRoute {
    let mut segments: Vec<Segment> = Vec::new();
    for pair in points.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        if (x0, y0) == (x1, y1) {
            continue;
        }
        let vertical = x0 == x1;
        let (line, from, to) = if vertical { (x0 / 2, y0, y1) } else { (y0 / 2, x0, x1) };
        match segments.last_mut() {
            Some(last) if last.vertical == vertical => last.to = to,
            _ => segments.push(Segment { vertical, line, from, to }),
        }
    }
    segments
}

/// Where edges leave or reach a node: the point on its border, the first free crossing, and what it costs.
struct Port {
    border: Half,
    x: usize,
    y: usize,
    vertical: bool,
    cost: u32,
}

struct RouteSearch<'a> {
    grid: &'a MapGrid,
    nominal: &'a Geometry,
    links: &'a [MapLink],
    width: usize,
    height: usize,
    /// Whether one can go from a crossing to the next to its right, and to the next below.
    open: [Vec<bool>; 2],
    /// The links that do so already.
    taken: [Vec<Vec<usize>>; 2],
}

impl<'a> RouteSearch<'a> {
    fn new(grid: &'a MapGrid, nominal: &'a Geometry, links: &'a [MapLink]) -> Self {
        let (width, height) = (nominal.x.len(), nominal.y.len());
        let rows: Vec<Option<usize>> = (0..height).map(|line| grid.row_of(line)).collect();
        let rects: Vec<_> = grid.places.iter().map(|place| nominal.rect(place)).collect();
        let mut across = vec![false; width * height];
        let mut down = vec![false; width * height];
        for y in 0..height {
            for x in 0..width {
                if x + 1 < width {
                    // Both halves of a column, from its gutter to its centre and on, have its number times two.
                    across[y * width + x] = rows[y].is_none_or(|row| grid.is_free(row, x / 2, y));
                }
                if y + 1 < height {
                    let row = rows[y].or(rows[y + 1]);
                    down[y * width + x] = if x % 2 == 1 {
                        row.is_none_or(|row| grid.is_empty(row, x / 2))
                    } else {
                        let (top, bottom) = (nominal.y[y], nominal.y[y + 1]);
                        !rects.iter().any(|rect| {
                            rect.left < nominal.x[x]
                                && nominal.x[x] < rect.right
                                && rect.top <= bottom
                                && top <= rect.bottom
                        })
                    };
                }
            }
        }
        let taken = [vec![Vec::new(); width * height], vec![Vec::new(); width * height]];
        Self { grid, nominal, links, width, height, open: [across, down], taken }
    }

    /// The cheapest way of a link, by Dijkstra over crossings and the direction one arrives in.
    fn way(&self, link: usize) -> Option<Vec<Half>> {
        let MapLink { from, to, promotion, .. } = self.links[link];
        let starts = self.ports(&self.grid.places[from], promotion, true);
        let ends = self.ports(&self.grid.places[to], promotion, false);
        let state = |x: usize, y: usize, vertical: bool| (y * self.width + x) * 2 + usize::from(vertical);
        let goal = self.width * self.height * 2;
        let mut best = vec![u32::MAX; goal + 1];
        let mut before = vec![usize::MAX; goal + 1];
        let mut heap = BinaryHeap::new();
        for port in &starts {
            let state = state(port.x, port.y, port.vertical);
            if port.cost < best[state] {
                best[state] = port.cost;
                heap.push(Reverse((port.cost, state)));
            }
        }
        while let Some(Reverse((cost, at))) = heap.pop() {
            if at == goal {
                break;
            }
            if cost > best[at] {
                continue;
            }
            let (x, y, vertical) = (at / 2 % self.width, at / 2 / self.width, at % 2 == 1);
            let mut reach = |next: usize, cost: u32| {
                if cost < best[next] {
                    best[next] = cost;
                    before[next] = at;
                    heap.push(Reverse((cost, next)));
                }
            };
            for port in ends.iter().filter(|port| (port.x, port.y) == (x, y)) {
                reach(goal, cost + port.cost + if port.vertical == vertical { 0 } else { BEND });
            }
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                let (Some(next_x), Some(next_y)) = (x.checked_add_signed(dx), y.checked_add_signed(dy)) else {
                    continue;
                };
                if next_x >= self.width || next_y >= self.height {
                    continue;
                }
                let turns = (dy != 0) != vertical;
                let Some(step) = self.step(link, (x.min(next_x), y.min(next_y)), dy != 0) else { continue };
                let crossing = if turns { BEND } else { self.crossings(link, x, y, vertical) * CROSSING };
                reach(state(next_x, next_y, dy != 0), cost + step + crossing);
            }
        }
        if best[goal] == u32::MAX {
            return None;
        }
        let mut states = Vec::new();
        let mut at = before[goal];
        while at != usize::MAX {
            states.push(at);
            at = before[at];
        }
        states.reverse();
        let point = |state: &usize| (state / 2 % self.width, state / 2 / self.width);
        let (first, last) = (states.first()?, states.last()?);
        let start =
            starts.iter().filter(|port| state(port.x, port.y, port.vertical) == *first).min_by_key(|port| port.cost)?;
        let end = ends
            .iter()
            .filter(|port| (port.x, port.y) == point(last))
            .min_by_key(|port| port.cost + if port.vertical == (last % 2 == 1) { 0 } else { BEND })?;
        let mut points = vec![start.border];
        points.extend(states.iter().map(point).map(|(x, y)| (2 * x, 2 * y)));
        points.push(end.border);
        Some(points)
    }

    /// What a step right or down costs, if it is possible.
    fn step(&self, link: usize, (x, y): (usize, usize), vertical: bool) -> Option<u32> {
        let at = y * self.width + x;
        if !self.open[usize::from(vertical)][at] {
            return None;
        }
        let length = if vertical {
            self.nominal.y[y + 1] - self.nominal.y[y]
        } else {
            self.nominal.x[x + 1] - self.nominal.x[x]
        };
        let in_cell = if vertical { x % 2 == 1 } else { self.grid.row_of(y).is_some() };
        let beside = self.taken[usize::from(vertical)][at].iter().filter(|other| !self.merges(link, **other)).count();
        Some(length as u32 + beside as u32 * BESIDE + if in_cell { THROUGH } else { 0 })
    }

    /// How many links one crosses by going straight on.
    fn crossings(&self, link: usize, x: usize, y: usize, vertical: bool) -> u32 {
        let (x_before, y_before) = if vertical { (x.checked_sub(1), Some(y)) } else { (Some(x), y.checked_sub(1)) };
        let (Some(x_before), Some(y_before)) = (x_before, y_before) else { return 0 };
        let taken = &self.taken[usize::from(!vertical)];
        let after = &taken[y * self.width + x];
        let crossed = |other: &&usize| after.contains(other) && !self.merges(link, **other);
        taken[y_before * self.width + x_before].iter().filter(crossed).count() as u32
    }

    fn merges(&self, link: usize, other: usize) -> bool {
        may_merge(&self.links[link], &self.links[other])
    }

    fn remember(&mut self, link: usize, points: &[Half]) {
        for pair in points.windows(2) {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            for half_y in y0.min(y1)..=y0.max(y1) {
                for half_x in x0.min(x1)..=x0.max(x1) {
                    let last = if x0 == x1 { half_y == y0.max(y1) } else { half_x == x0.max(x1) };
                    if !last {
                        let at = half_y / 2 * self.width + half_x / 2;
                        let taken = &mut self.taken[usize::from(x0 == x1)][at];
                        if taken.last() != Some(&link) {
                            taken.push(link);
                        }
                    }
                }
            }
        }
    }

    /// Promotions climb out of the top and into the bottom; lateral moves leave and arrive by the sides.
    fn ports(&self, place: &GridPlace, promotion: bool, leaving: bool) -> Vec<Port> {
        let [top, bottom, side] = match (promotion, leaving) {
            (true, true) => [0, 240, 90],
            (true, false) => [240, 0, 90],
            (false, _) => [50, 50, 0],
        };
        let (above, below) = (self.grid.channel(place.row), self.grid.channel(place.row + 1));
        let length = |a: f64, b: f64| (a - b).abs() as u32;
        let mut ports = Vec::new();
        for column in place.first..=place.last {
            let x = 2 * column + 1;
            // Inside a stack there is the gap between two nodes instead of a channel.
            let y = if self.grid.is_top(place, column) { above } else { place.line - 1 };
            let cost = top + length(self.nominal.y[y], self.nominal.y[place.line]);
            ports.push(Port { border: (2 * x, 2 * place.line - 1), x, y, vertical: true, cost });
            let y = if self.grid.is_bottom(place, column) { below } else { place.line + 1 };
            let cost = bottom + length(self.nominal.y[y], self.nominal.y[place.line]);
            ports.push(Port { border: (2 * x, 2 * place.line + 1), x, y, vertical: true, cost });
        }
        let (left, right) = (2 * place.first + 1, 2 * place.last + 1);
        let y = place.line;
        ports.push(Port { border: (2 * right + 1, 2 * y), x: right + 1, y, vertical: false, cost: side + 30 });
        ports.push(Port { border: (2 * left - 1, 2 * y), x: left - 1, y, vertical: false, cost: side + 30 });
        ports
    }
}
