//! Lanes: links that share a line run beside each other, and gutters and channels get the room that takes.
//!
//! Turns ways on lines into points. It knows no nodes but their boxes, and nothing of how it is drawn.

use super::MapLink;
use super::grid::{Geometry, MapGrid, Rect, STACK_GAP};
use super::route::{MapRoute, Segment, may_merge};
use crate::chart::Point;

/// From lane to lane.
pub const LANE: f64 = 12.0;
/// What lanes keep from the corners of a node, together.
const CORNERS: f64 = 24.0;
/// What lanes may take of the gap in a stack, or of the side of a node.
const GAP_LANES: f64 = STACK_GAP - 10.0;

/// One of the lanes of a stretch of a line, from the left or top.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lane {
    number: usize,
    /// How many the stretch has.
    of: usize,
}

/// A segment that waits for its lane.
struct Waiting {
    link: usize,
    segment: usize,
    from: usize,
    to: usize,
    /// Where its neighbours come from and lead to: negative is left or up.
    pull: i64,
    lane: usize,
    stretch: usize,
}

/// The lane of each segment of each route; the ones that turn left are to the left.
pub fn lanes(grid: &MapGrid, links: &[MapLink], routes: &[Option<MapRoute>]) -> Vec<Vec<Lane>> {
    let of = |route: &Option<MapRoute>| vec![Lane { number: 0, of: 1 }; route.as_ref().map_or(0, Vec::len)];
    let mut lanes: Vec<Vec<Lane>> = routes.iter().map(of).collect();
    let across = (0..grid.lines()).map(|line| (false, line));
    let down = (0..2 * grid.columns + 1).map(|line| (true, line));
    for (vertical, line) in across.chain(down) {
        for waiting in share(links, waiting(routes, vertical, line)) {
            lanes[waiting.0][waiting.1] = waiting.2;
        }
    }
    lanes
}

/// The most lanes on a line.
pub fn most(lanes: &[Vec<Lane>], routes: &[Option<MapRoute>], vertical: bool, line: usize) -> usize {
    let segments = routes.iter().zip(lanes).filter_map(|(route, lanes)| Some((route.as_ref()?, lanes)));
    segments
        .flat_map(|(route, lanes)| route.iter().zip(lanes))
        .filter(|(segment, _)| segment.vertical == vertical && segment.line == line)
        .map(|(_, lane)| lane.of)
        .max()
        .unwrap_or(0)
}

/// The corners of a route, from border to border.
pub fn points(
    grid: &MapGrid,
    geometry: &Geometry,
    route: &MapRoute,
    lanes: &[Lane],
    [from, to]: [Rect; 2],
) -> Vec<Point> {
    let coordinates: Vec<f64> = route
        .iter()
        .zip(lanes)
        .map(|(segment, lane)| {
            let room = match (segment.vertical, grid.row_of(segment.line)) {
                (true, _) if segment.line % 2 == 1 => Some(geometry.sizes.column - CORNERS),
                (false, Some(_)) => Some(GAP_LANES),
                _ => None,
            };
            let middle = (lane.of as f64 - 1.0) / 2.0;
            let step = room.map_or(LANE, |room| LANE.min(room / (2.0 * middle).max(1.0)));
            let line = if segment.vertical { geometry.x[segment.line] } else { geometry.y[segment.line] };
            line + (lane.number as f64 - middle) * step
        })
        .collect();
    let mut points = Vec::with_capacity(coordinates.len() + 1);
    if let (Some(first), Some(last)) = (route.first(), route.last()) {
        points.push(border(first, coordinates[0], from, first.to > first.from));
        for (number, pair) in coordinates.windows(2).enumerate() {
            let [a, b] = [pair[0], pair[1]];
            points.push(if route[number].vertical { Point { x: a, y: b } } else { Point { x: b, y: a } });
        }
        points.push(border(last, coordinates[coordinates.len() - 1], to, last.to < last.from));
    }
    points
}

/// Where a segment meets a node, at its lower or right side if the segment is there.
fn border(segment: &Segment, coordinate: f64, rect: Rect, far_side: bool) -> Point {
    match (segment.vertical, far_side) {
        (true, true) => Point { x: coordinate, y: rect.bottom },
        (true, false) => Point { x: coordinate, y: rect.top },
        (false, true) => Point { x: rect.right, y: coordinate },
        (false, false) => Point { x: rect.left, y: coordinate },
    }
}

/// The segments on a line.
fn waiting(routes: &[Option<MapRoute>], vertical: bool, line: usize) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    for (link, route) in routes.iter().enumerate() {
        let Some(route) = route else { continue };
        for (number, segment) in route.iter().enumerate() {
            if segment.vertical != vertical || segment.line != line {
                continue;
            }
            let side = |other: Option<&Segment>, end: fn(&Segment) -> usize| {
                other.map_or(0, |other| (end(other) as i64 - 2 * line as i64).signum())
            };
            let before = number.checked_sub(1).and_then(|before| route.get(before));
            let pull = side(before, |one| one.from) + side(route.get(number + 1), |one| one.to);
            let (from, to) = (segment.from.min(segment.to), segment.from.max(segment.to));
            waiting.push(Waiting { link, segment: number, from, to, pull, lane: 0, stretch: 0 });
        }
    }
    waiting.sort_by_key(|one| (one.pull, one.from, one.link, one.segment));
    waiting
}

/// The lanes of the segments of one line: link, segment, lane.
fn share(links: &[MapLink], mut waiting: Vec<Waiting>) -> Vec<(usize, usize, Lane)> {
    let meets = |a: &Waiting, b: &Waiting| a.from <= b.to && b.from <= a.to;
    for at in 0..waiting.len() {
        let (placed, rest) = waiting.split_at(at);
        let one = &rest[0];
        let apart = |other: &&Waiting| meets(one, other) && !may_merge(&links[one.link], &links[other.link]);
        let after = placed.iter().filter(apart).map(|other| other.lane + 1).max().unwrap_or(0);
        let together = |other: &&Waiting| meets(one, other) && !apart(other) && other.lane >= after;
        waiting[at].lane = placed.iter().filter(together).map(|other| other.lane).min().unwrap_or(after);
    }
    // Stretches that meet, directly or through others, are centred together.
    let mut by_start: Vec<usize> = (0..waiting.len()).collect();
    by_start.sort_by_key(|one| waiting[*one].from);
    let (mut stretch, mut end) = (0, 0);
    for one in by_start {
        if waiting[one].from > end {
            stretch += 1;
        }
        end = end.max(waiting[one].to);
        waiting[one].stretch = stretch;
    }
    let lanes = |one: &Waiting| {
        let numbers = || waiting.iter().filter(|other| other.stretch == one.stretch).map(|other| other.lane);
        let least = numbers().min().unwrap_or(0);
        Lane { number: one.lane - least, of: numbers().max().unwrap_or(0) - least + 1 }
    };
    waiting.iter().map(|one| (one.link, one.segment, lanes(one))).collect()
}
