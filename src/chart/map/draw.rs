//! The map's markup from its layout.
//!
//! It decides what is a link, what is hidden from assistive technology and where gates sit; it moves nothing.

use std::fmt::Write;

use super::{LADDER_END, Map, MapColumn, MapLayout, MapLink, row_names_width, way};
use crate::chart::{Escaped, Point, Px, text};

/// A map that is no wider than this is made to fit a phone; a wider one scrolls there.
const SMALL: f64 = 480.0;

/// The map as an `svg` element.
pub fn svg(map: &Map, layout: &MapLayout) -> String {
    let mut out = String::new();
    let (id, title) = (Escaped(&map.id), Escaped(&map.title));
    let (width, height) = (Px(layout.size.x.ceil()), Px(layout.size.y.ceil()));
    let small = if layout.size.x <= SMALL { " map-small" } else { "" };
    let _ = write!(
        out,
        "<svg class=\"map{small}\" role=\"group\" aria-labelledby=\"{id}-title\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" text-anchor=\"middle\"><title id=\"{id}-title\">{title}</title>"
    );
    draw_rows(&mut out, layout);
    draw_ladders(&mut out, layout);
    draw_edges(&mut out, map, layout);
    for column in 0..layout.grid.columns {
        draw_heading(&mut out, map, layout, column);
        for node in layout.climb(column) {
            draw_node(&mut out, map, layout, node);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn draw_rows(out: &mut String, layout: &MapLayout) {
    let width = row_names_width(&layout.row_names);
    out.push_str("<g aria-hidden=\"true\" text-anchor=\"start\">");
    for (lines, (top, bottom)) in layout.row_names.iter().zip(&layout.geometry.rows) {
        let y = (top + bottom) / 2.0;
        let (start, end) = (Px(width), Px(layout.size.x));
        let _ = write!(out, "<path class=\"map-row-line\" d=\"M{start} {0}H{end}\"/>", Px(y));
        text::centred(out, "map-row", Point { x: 0.0, y }, lines);
    }
    out.push_str("</g>");
}

/// Two rails a column, from its lowest to its highest rung.
fn draw_ladders(out: &mut String, layout: &MapLayout) {
    out.push_str("<g aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\">");
    for column in 0..layout.grid.columns {
        let on = |place: &super::grid::GridPlace| (place.first..=place.last).contains(&column);
        let rungs =
            || layout.grid.places.iter().zip(&layout.boxes).filter(|(place, _)| on(place)).map(|(_, rect)| rect);
        let top = rungs().map(|rect| rect.top).fold(f64::INFINITY, f64::min) - LADDER_END;
        let bottom = rungs().map(|rect| rect.bottom).fold(f64::NEG_INFINITY, f64::max) + LADDER_END;
        if top < bottom {
            let (x, inset) = (layout.geometry.x[2 * column + 1], layout.geometry.sizes.column / 2.0 - 16.0);
            let (left, right, top, bottom) = (Px(x - inset), Px(x + inset), Px(top), Px(bottom));
            let _ = write!(out, "<path class=\"map-ladder\" d=\"M{left} {top}V{bottom}M{right} {top}V{bottom}\"/>");
        }
    }
    out.push_str("</g>");
}

fn draw_heading(out: &mut String, map: &Map, layout: &MapLayout, column: usize) {
    let Some((lines, index)) = layout.headings.get(column).zip(layout.grid.order.get(column)) else { return };
    let MapColumn { title, href } = &map.columns[*index];
    // Headings stand on a common lowest line, close to their ladders.
    let most = layout.headings.iter().map(Vec::len).max().unwrap_or(0);
    let y = text::LINE * (0.5 + (most - lines.len()) as f64);
    let _ = write!(out, "<a class=\"map-column\" href=\"{}\">", Escaped(href));
    if lines.last().is_some_and(|line| line.ends_with('…')) {
        let _ = write!(out, "<title>{}</title>", Escaped(title));
    }
    text::below(out, "map-column-title", Point { x: layout.geometry.x[2 * column + 1], y }, lines);
    out.push_str("</a>");
}

fn draw_node(out: &mut String, map: &Map, layout: &MapLayout, index: usize) {
    let (node, rect) = (&map.nodes[index], layout.boxes[index]);
    let (class, current) = if node.current { (" map-node-current", " aria-current=\"page\"") } else { ("", "") };
    let _ = write!(out, "<a class=\"map-node{class}\" href=\"{}\"{current}>", Escaped(&node.href));
    // Columns that the box does not reach are named in a title, and so is what has no room.
    let place = layout.grid.places[index];
    let spanned = layout.grid.order.get(place.first..=place.last).unwrap_or_default();
    let elsewhere: Vec<usize> = node.columns.iter().copied().filter(|column| !spanned.contains(column)).collect();
    let cut = layout.lines[index].last().is_some_and(|line| line.ends_with('…'));
    if cut || !elsewhere.is_empty() {
        let _ = write!(out, "<title>{}", Escaped(&node.title));
        for column in elsewhere.iter().filter_map(|other| map.columns.get(*other)) {
            let _ = write!(out, " · {}", Escaped(&column.title));
        }
        out.push_str("</title>");
    }
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"none\" stroke=\"currentColor\"/>",
        Px(rect.left),
        Px(rect.top),
        Px(rect.right - rect.left),
        Px(rect.bottom - rect.top)
    );
    let middle = Point { x: (rect.left + rect.right) / 2.0, y: (rect.top + rect.bottom) / 2.0 };
    text::centred(out, "map-node-title", middle, &layout.lines[index]);
    out.push_str("</a>");
}

fn draw_edges(out: &mut String, map: &Map, layout: &MapLayout) {
    out.push_str("<g aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\">");
    let mut gates: Vec<Point> = Vec::new();
    let is_current = |link: &MapLink| map.nodes[link.from].current || map.nodes[link.to].current;
    let mut order: Vec<usize> = (0..layout.links.len()).collect();
    // What belongs to the page's role lies on top.
    order.sort_by_key(|at| is_current(&layout.links[*at].0));
    for at in order {
        let (link, points) = &layout.links[at];
        let kind = if link.promotion { "" } else { " map-edge-lateral" };
        let current = if is_current(link) { " map-edge-current" } else { "" };
        let _ = write!(out, "<g class=\"map-edge{kind}{current}\"><title>{}", Escaped(&way(map, link.from, link.to)));
        if link.both {
            let _ = write!(out, "; {}", Escaped(&way(map, link.to, link.from)));
        }
        let backwards: Vec<Point> = points.iter().rev().copied().collect();
        // Dashes begin where lines join, or those that lie on each other would fill each other's gaps.
        let fans_in = !link.promotion && layout.links.iter().any(|(other, _)| other != link && other.to == link.to);
        let _ = write!(
            out,
            "</title><path class=\"map-edge-line\" d=\"{}\"/>",
            rounded(if fans_in { &backwards } else { points })
        );
        draw_arrow(out, points);
        if link.both {
            draw_arrow(out, &backwards);
        }
        if !link.gates.is_empty() {
            let place = gate_place(layout, at, &gates);
            gates.push(place);
            let (gate, Point { x, y }) = (Escaped(&link.gates.join("; ")).to_string(), place);
            let (left, right, top, bottom) = (Px(x - GATE), Px(x + GATE), Px(y - GATE), Px(y + GATE));
            let (x, y) = (Px(x), Px(y));
            let _ = write!(
                out,
                "<path class=\"map-gate\" d=\"M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}Z\"><title>{gate}</title></path>"
            );
        }
        out.push_str("</g>");
    }
    out.push_str("</g>");
}

/// Half a gate's width.
const GATE: f64 = 6.0;
/// The length of an arrow's head.
const HEAD: f64 = 8.0;

/// A head whose tip is the last point.
fn draw_arrow(out: &mut String, points: &[Point]) {
    let [.., before, tip] = points else { return };
    let (dx, dy) = direction(*before, *tip);
    let at = |along: f64, aside: f64| Point { x: tip.x - dx * along - dy * aside, y: tip.y - dy * along + dx * aside };
    let _ = write!(out, "<path class=\"map-arrow\" d=\"M{tip}L{}L{}Z\"/>", at(HEAD, HEAD / 2.0), at(HEAD, -HEAD / 2.0));
}

/// A path through points with rounded corners.
fn rounded(points: &[Point]) -> String {
    let mut path = String::new();
    for (at, point) in points.iter().enumerate() {
        let (Some(before), Some(after)) = (at.checked_sub(1).map(|before| points[before]), points.get(at + 1)) else {
            let _ = write!(path, "{}{point}", if at == 0 { 'M' } else { 'L' });
            continue;
        };
        let radius = (distance(before, *point).min(distance(*point, *after)) / 2.0).min(10.0);
        let towards = |other: Point| {
            let (dx, dy) = direction(*point, other);
            Point { x: point.x + dx * radius, y: point.y + dy * radius }
        };
        let _ = write!(path, "L{}Q{point} {}", towards(before), towards(*after));
    }
    path
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The unit vector from one point to another.
fn direction(from: Point, to: Point) -> (f64, f64) {
    let length = (to.x - from.x).hypot(to.y - from.y);
    if length == 0.0 { (0.0, 0.0) } else { ((to.x - from.x) / length, (to.y - from.y) / length) }
}

/// Where on a link its gate is seen best: away from other links, gates and the arrow's head, near the middle.
fn gate_place(layout: &MapLayout, link: usize, gates: &[Point]) -> Point {
    let (both, points) = (layout.links[link].0.both, &layout.links[link].1);
    let mut best = (f64::INFINITY, points[0]);
    for (number, pair) in points.windows(2).enumerate() {
        let [a, b] = [pair[0], pair[1]];
        let head = if number + 2 == points.len() { HEAD } else { 0.0 } - if both && number == 0 { HEAD } else { 0.0 };
        let length = distance(a, b);
        let (dx, dy) = direction(a, b);
        for part in [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9, 0.05] {
            let along = (length - head) * part;
            let place = Point { x: a.x + dx * along, y: a.y + dy * along };
            let others = layout.links.iter().enumerate().filter(|(other, _)| *other != link);
            let crowd = others.flat_map(|(_, (_, points))| points.windows(2)).filter(|pair| near(place, pair)).count()
                + 4 * gates.iter().filter(|gate| distance(**gate, place) < 3.0 * GATE).count();
            let tight = (2.0 * (GATE + HEAD) + 4.0 - length).max(0.0);
            let cost = 100.0 * crowd as f64 + tight + 10.0 * (part - 0.5_f64).abs() - length / 100.0;
            if cost < best.0 {
                best = (cost, place);
            }
        }
    }
    best.1
}

/// Whether an axis-parallel piece passes a gate's place.
fn near(place: Point, pair: &[Point]) -> bool {
    let within = |value: f64, a: f64, b: f64| value > a.min(b) - 1.5 * GATE && value < a.max(b) + 1.5 * GATE;
    within(place.x, pair[0].x, pair[1].x) && within(place.y, pair[0].y, pair[1].y)
}
