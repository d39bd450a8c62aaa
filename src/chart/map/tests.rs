//! Invariants of the career map, on examples and on any graph. They look at places and at the markup's structure,
//! not at exact coordinates.

use proptest::prelude::*;
use scraper::{Html, Selector};

use super::*;

/// A node without the parts that layout does not read.
pub fn node(title: &str, columns: &[usize], row: usize) -> MapNode {
    MapNode {
        title: title.into(),
        href: format!("{title}.html"),
        columns: columns.to_vec(),
        row: Some(row),
        current: false,
    }
}

pub fn edge(from: usize, to: usize) -> Edge {
    Edge { from, to, is_promotion: true, gate: None }
}

pub fn map(columns: usize, rows: usize, nodes: Vec<MapNode>, edges: Vec<Edge>) -> Map {
    let column = |at| MapColumn { title: format!("Track {at}"), href: format!("tracks/{at}.html") };
    Map {
        id: "map".into(),
        title: "Career map".into(),
        columns: (0..columns).map(column).collect(),
        rows: (1..=rows).map(|row| format!("L{row}")).collect(),
        no_row: "Other".into(),
        nodes,
        edges,
    }
}

#[test]
fn a_promotion_on_one_track_is_a_straight_line() {
    let layout = MapLayout::new(&map(1, 2, vec![node("a", &[0], 0), node("b", &[0], 1)], vec![edge(0, 1)]));
    let points = &layout.links[0].1;
    assert_eq!(points.len(), 2);
    assert_eq!((points[0].x, points[0].y), (points[1].x, layout.boxes[0].top));
    assert!(layout.boxes[1].bottom < layout.boxes[0].top, "the higher level is above");
}

#[test]
fn lateral_moves_there_and_back_are_one_line_with_two_heads() {
    let lateral = |from, to| Edge { is_promotion: false, gate: Some("Talk".into()), ..edge(from, to) };
    let map = map(2, 1, vec![node("a", &[0], 0), node("b", &[1], 0)], vec![lateral(0, 1), lateral(1, 0)]);
    let html = Html::parse_fragment(&svg(&map));
    assert_eq!(select(&html, ".map-edge-lateral .map-edge-line").len(), 1);
    assert_eq!(select(&html, ".map-arrow").len(), 2);
    assert_eq!(texts(&html, ".map-gate title"), ["a → b: Talk; b → a: Talk"]);
}

#[test]
fn a_shared_node_spans_its_neighbouring_columns() {
    let layout = MapLayout::new(&map(3, 1, vec![node("a", &[0, 2], 0), node("b", &[1], 0)], vec![]));
    let rect = layout.boxes[0];
    assert!(rect.right - rect.left > 2.0 * layout.geometry.sizes.column);
}

#[test]
fn hostile_titles_are_text() {
    let hostile = "\"><script>alert(1)</script><a href=javascript:x>&amp; '";
    let mut map = map(1, 1, vec![node(hostile, &[0], 0)], vec![]);
    for text in [&mut map.title, &mut map.columns[0].title, &mut map.rows[0], &mut map.id, &mut map.nodes[0].href] {
        *text = hostile.into();
    }
    map.nodes.push(node("b", &[0], 0));
    map.edges.push(Edge { gate: Some(hostile.into()), ..edge(0, 1) });
    let html = Html::parse_fragment(&svg(&map));
    assert!(select(&html, "script, style, [style]").is_empty());
    assert_eq!(select(&html, "a").len(), 3);
    assert_eq!(texts(&html, ".map-node > title")[0], hostile);
    assert_eq!(texts(&html, ".map-column > title")[0], hostile);
}

#[test]
fn an_empty_map_is_drawn_too() {
    assert_eq!(select(&Html::parse_fragment(&svg(&Map::default())), "svg").len(), 1);
}

fn any_map() -> impl Strategy<Value = Map> {
    (0_usize..9, 0_usize..7, 1_usize..24).prop_flat_map(|(columns, rows, count)| {
        let node = (prop::collection::vec(0..columns + 2, 0..4), prop::option::of(0..rows + 1), "\\PC{0,60}");
        let edge = (0..count + 1, 0..count, any::<bool>(), prop::option::of("[a-z]{3}"));
        let nodes = prop::collection::vec(node, count);
        (nodes, prop::collection::vec(edge, 0..30)).prop_map(move |(nodes, edges)| {
            let nodes = nodes.into_iter().enumerate().map(|(at, (columns, row, title))| MapNode {
                title,
                columns,
                row,
                href: at.to_string(),
                current: at == 0,
            });
            let edge = |(from, to, is_promotion, gate)| Edge { from, to, is_promotion, gate };
            let edges = edges.into_iter().map(edge);
            map(columns, rows, nodes.collect(), edges.collect())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn boxes_do_not_overlap_and_are_inside(map in any_map()) {
        let layout = MapLayout::new(&map);
        for (at, one) in layout.boxes.iter().enumerate() {
            prop_assert!(one.left >= 0.0 && one.top >= 0.0 && one.right <= layout.size.x && one.bottom <= layout.size.y);
            for other in &layout.boxes[at + 1..] {
                let apart = one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
                prop_assert!(apart, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn edges_join_borders_and_pass_no_node(map in any_map()) {
        let layout = MapLayout::new(&map);
        prop_assert_eq!(layout.links.len(), links(&map).len(), "every link has a way");
        for (link, points) in &layout.links {
            prop_assert!(on_border(points[0], layout.boxes[link.from]));
            prop_assert!(on_border(points[points.len() - 1], layout.boxes[link.to]));
            for pair in points.windows(2) {
                prop_assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y);
                prop_assert!(pair.iter().all(|point| point.x >= 0.0 && point.x <= layout.size.x));
                prop_assert!(pair.iter().all(|point| point.y >= 0.0 && point.y <= layout.size.y));
                for rect in &layout.boxes {
                    prop_assert!(!runs_through(pair, *rect), "{pair:?} runs through {rect:?}");
                }
            }
        }
    }

    #[test]
    fn every_node_has_one_link(map in any_map()) {
        let svg = svg(&map);
        prop_assert_eq!(&svg, &super::svg(&map), "the same twice");
        let html = Html::parse_fragment(&svg);
        let mut hrefs: Vec<usize> =
            select(&html, "a.map-node").iter().map(|node| node.attr("href").unwrap().parse().unwrap()).collect();
        hrefs.sort_unstable();
        prop_assert_eq!(hrefs, (0..map.nodes.len()).collect::<Vec<_>>());
        prop_assert_eq!(select(&html, "[aria-current]").len(), 1);
    }
}

fn select<'a>(html: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    select(html, selector).iter().map(|element| element.text().collect()).collect()
}

fn on_border(point: Point, rect: Rect) -> bool {
    let across = point.x > rect.left && point.x < rect.right && (point.y == rect.top || point.y == rect.bottom);
    across || point.y > rect.top && point.y < rect.bottom && (point.x == rect.left || point.x == rect.right)
}

fn runs_through(pair: &[Point], rect: Rect) -> bool {
    let [a, b] = [pair[0], pair[1]];
    a.x.min(b.x) < rect.right && a.x.max(b.x) > rect.left && a.y.min(b.y) < rect.bottom && a.y.max(b.y) > rect.top
}
