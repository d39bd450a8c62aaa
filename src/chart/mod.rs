//! Charts as inline SVG, and social cards and icons as PNG: pure functions from plain view models to markup and
//! pictures.
//!
//! A chart on a page carries classes and no styles: all looks are in the theme's `charts.css`, whose font sizes are
//! those in [`text`]. Charts know nothing of the handbook, of URLs (they print the addresses they are given) or of
//! languages (every word comes from the caller).

pub mod card;
pub mod map;
pub mod radar;

mod glyphs;
mod raster;
mod text;

pub use raster::icon;

use std::fmt::{self, Display, Formatter};

use crate::encode::OneLine as Escaped;

/// A length for an attribute: at most one decimal, always with a point, never `-0`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Px(f64);

impl Display for Px {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let tenths = if self.0.is_finite() { (self.0 * 10.0).round() / 10.0 } else { 0.0 };
        write!(f, "{}", if tenths == 0.0 { 0.0 } else { tenths })
    }
}

/// A point, `y` downwards as in SVG.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

impl Display for Point {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Px(self.x), Px(self.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_most_one_decimal() {
        let cases = [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (100.049, "100"), (f64::NAN, "0"), (-2.5, "-2.5")];
        for (number, expected) in cases {
            assert_eq!(Px(number).to_string(), expected);
        }
    }
}
