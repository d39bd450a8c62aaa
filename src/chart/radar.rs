//! The radar: one polygon over skill themes, and a dashed one for the role below.
//!
//! It is an image to assistive technology, described by the values; a table beside it says the same. It knows
//! numbers and titles, no skills and no scales.

use std::f64::consts::TAU;
use std::fmt::Write;
use std::hash::{Hash, Hasher};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Escaped, Point, Px, text};

/// The room of a label.
const LABEL: f64 = 128.0;
/// From the outermost ring to the labels.
const AWAY: f64 = 14.0;
/// More rings than this are not drawn one by one.
const MAX_RINGS: usize = 10;

/// A spoke of the radar.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Spoke {
    /// The theme's name.
    pub title: String,
    /// The mean step number of the theme's skills, from 0 to `of`.
    pub value: f64,
    /// The same for the role below, if there is one.
    pub before: Option<f64>,
    /// The highest step number.
    pub of: usize,
}

impl Hash for Spoke {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { title, value, before, of } = self;
        (title, value.to_bits(), before.map(f64::to_bits), of).hash(state);
    }
}

/// The radar as an `svg` element, or nothing with fewer than three spokes: they would span no area.
///
/// `id` begins every `id` in the drawing; it differs between the charts of a page.
pub fn svg(title: &str, spokes: &[Spoke], id: &str) -> Option<String> {
    if spokes.len() < 3 {
        return None;
    }
    let count = spokes.len() as f64;
    let radius = 112.0_f64.max(count * 9.0);
    let most_lines = if spokes.len() > 14 { 1 } else { 3 };
    let labels: Vec<SpokeLabel> = spokes
        .iter()
        .enumerate()
        .map(|(at, spoke)| SpokeLabel::new(spoke, at, spokes.len(), radius, most_lines))
        .collect();
    let edge =
        |of: fn(&SpokeLabel) -> f64, pick: fn(f64, f64) -> f64, ring: f64| labels.iter().map(of).fold(ring, pick);
    let left = edge(|label| label.left, f64::min, -radius) - 4.0;
    let right = edge(|label| label.left + label.width, f64::max, radius) + 4.0;
    let top = edge(|label| label.top, f64::min, -radius) - 4.0;
    let bottom = edge(|label| label.top + label.height, f64::max, radius) + 4.0;
    // The same room on both sides keeps the figure in the middle of the page's column.
    let half = right.max(-left).ceil();

    let mut out = String::new();
    let (id, size) = (Escaped(id), Point { x: 2.0 * half, y: (bottom - top).ceil() });
    let (width, height) = (Px(size.x), Px(size.y));
    let _ = write!(
        out,
        "<svg class=\"radar\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"{} {} {width} {height}\" text-anchor=\"middle\"><title id=\"{id}-title\">{}</title>\
         <desc id=\"{id}-desc\">{}</desc><g fill=\"none\" stroke=\"currentColor\">",
        Px(-half),
        Px(top.floor()),
        Escaped(title),
        Escaped(&description(spokes))
    );
    draw_rings(&mut out, spokes, radius);
    if spokes.iter().any(|spoke| spoke.before.is_some()) {
        let before = points(spokes, radius, |spoke| part(spoke.before.unwrap_or(0.0), spoke.of));
        let _ = write!(out, "<path class=\"radar-before\" stroke-dasharray=\"4 4\" d=\"{}\"/>", polygon(&before));
    }
    let values = points(spokes, radius, |spoke| part(spoke.value, spoke.of));
    // The titles of the spokes and the points that stand for their values, as JSON for scripts.
    let data =
        Value::from_iter(spokes.iter().zip(&values).map(|(spoke, at)| json!([spoke.title, at.x, at.y]))).to_string();
    let _ = write!(out, "<path class=\"radar-value\" data-spokes=\"{}\" d=\"{}\"/>", Escaped(&data), polygon(&values));
    for Point { x, y } in values {
        let _ = write!(out, "<circle class=\"radar-point\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>", Px(x), Px(y));
    }
    out.push_str("</g>");
    for label in &labels {
        let x = label.left + label.width / 2.0;
        let title = Point { x, y: label.top + text::LINE / 2.0 };
        text::below(&mut out, "radar-label", title, &label.lines);
        let value = Point { x, y: title.y + label.lines.len() as f64 * text::LINE };
        text::below(&mut out, "radar-number", value, std::slice::from_ref(&label.number));
    }
    out.push_str("</svg>\n");
    Some(out)
}

/// A spoke's title and value outside the rings.
struct SpokeLabel {
    lines: Vec<String>,
    number: String,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl SpokeLabel {
    fn new(spoke: &Spoke, at: usize, count: usize, radius: f64, most_lines: usize) -> Self {
        let lines = text::wrap(&spoke.title, LABEL, most_lines);
        let number = Px(part(spoke.value, spoke.of) * spoke.of as f64).to_string();
        let width = lines.iter().chain([&number]).map(|line| text::width(line)).fold(0.0, f64::max);
        let height = (lines.len() + 1) as f64 * text::LINE;
        let Point { x, y } = on(at, count, radius + AWAY);
        let (sine, cosine) = (x / (radius + AWAY), -y / (radius + AWAY));
        // Wholly beside, above or below where the spoke points, and in between on the way from one to the other.
        let left = match sine {
            sine if sine > 0.2 => x,
            sine if sine < -0.2 => x - width,
            _ => x - width / 2.0,
        };
        Self { left, top: y - height * (1.0 + cosine) / 2.0, width, height, lines, number }
    }
}

fn draw_rings(out: &mut String, spokes: &[Spoke], radius: f64) {
    let steps = spokes.iter().map(|spoke| spoke.of).max().unwrap_or(0).max(1);
    let rings = if steps > MAX_RINGS { 5 } else { steps };
    for ring in 1..=rings {
        let share = ring as f64 / rings as f64;
        let _ = write!(out, "<path class=\"radar-ring\" d=\"{}\"/>", polygon(&points(spokes, radius, |_| share)));
    }
    let axes: String = points(spokes, radius, |_| 1.0).iter().map(|end| format!("M0 0L{end}")).collect();
    let _ = write!(out, "<path class=\"radar-axis\" d=\"{axes}\"/>");
}

/// Titles and values in the order of the spokes.
fn description(spokes: &[Spoke]) -> String {
    let number = |value: f64, of: usize| Px(part(value, of) * of as f64);
    let one = |spoke: &Spoke| {
        let before = spoke.before.map(|before| format!("{} → ", number(before, spoke.of))).unwrap_or_default();
        format!("{}: {before}{} / {}", spoke.title, number(spoke.value, spoke.of), spoke.of)
    };
    spokes.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A value as a part of the whole, between 0 and 1 whatever it is.
fn part(value: f64, of: usize) -> f64 {
    let part = value / of as f64;
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 }
}

/// A point on each spoke, at a part of its length.
fn points(spokes: &[Spoke], radius: f64, part: impl Fn(&Spoke) -> f64) -> Vec<Point> {
    spokes.iter().enumerate().map(|(at, spoke)| on(at, spokes.len(), radius * part(spoke))).collect()
}

fn polygon(corners: &[Point]) -> String {
    let corners: Vec<String> = corners.iter().map(Point::to_string).collect();
    format!("M{}Z", corners.join("L"))
}

/// The point on a spoke; the first points up, the others follow clockwise.
fn on(at: usize, count: usize, distance: f64) -> Point {
    let (sine, cosine) = (TAU * at as f64 / count as f64).sin_cos();
    // Whole units are exact enough for the eye, and half as long.
    Point { x: (distance * sine).round(), y: (-distance * cosine).round() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scraper::{Html, Selector};

    use super::*;

    fn spoke(title: &str, value: f64, before: Option<f64>, of: usize) -> Spoke {
        Spoke { title: title.into(), value, before, of }
    }

    fn count(svg: &str, selector: &str) -> usize {
        Html::parse_fragment(svg).select(&Selector::parse(selector).unwrap()).count()
    }

    #[test]
    fn two_spokes_are_no_radar() {
        assert_eq!(svg("Skills", &[spoke("a", 1.0, None, 4), spoke("b", 1.0, None, 4)], "r"), None);
    }

    #[test]
    fn the_description_lists_the_values() {
        let spokes =
            [spoke("Craft", 2.5, Some(2.0), 4), spoke("<People>", 9.0, None, 5), spoke("Rest", f64::NAN, None, 0)];
        let svg = svg("Skills", &spokes, "r").unwrap();
        let html = Html::parse_fragment(&svg);
        let desc = html.select(&Selector::parse("desc#r-desc").unwrap()).next().unwrap();
        assert_eq!(desc.text().collect::<String>(), "Craft: 2 → 2.5 / 4; <People>: 5 / 5; Rest: 0 / 0");
        assert_eq!((count(&svg, ".radar-value"), count(&svg, ".radar-before"), count(&svg, ".radar-ring")), (1, 1, 5));
        assert_eq!(count(&svg, "[style], style, script"), 0);
    }

    proptest! {
        #[test]
        fn any_spokes_draw_a_radar(
            values in prop::collection::vec((".{0,40}", any::<f64>(), any::<Option<f64>>(), 0_usize..20), 3..24)
        ) {
            let spokes: Vec<Spoke> =
                values.iter().map(|(title, value, before, of)| spoke(title, *value, *before, *of)).collect();
            let svg = svg("Skills", &spokes, "r").unwrap();
            prop_assert_eq!(count(&svg, ".radar-point"), spokes.len());
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf ") && !svg.contains("-0 "));
        }
    }
}
