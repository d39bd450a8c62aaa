//! Colours and their contrast, as WCAG 2.2 defines it.
//!
//! Knows nothing of settings or stylesheets.

use std::fmt;

/// The least contrast of readable text: WCAG 2.2, success criterion 1.4.3.
pub const READABLE: f64 = 4.5;

/// Red, green and blue in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// The ratio of the two colours' luminances, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The colour itself if it can be read on `paper`, else the nearest mixture with black or white that can; the
    /// darkest or lightest one if none can.
    pub fn readable_on(self, paper: Self) -> Self {
        const STEPS: u16 = 255;
        let black_or_white = [Self(0, 0, 0), Self(255, 255, 255)];
        (0..=STEPS)
            .flat_map(|step| black_or_white.map(|end| self.mixed(end, step, STEPS)))
            .find(|mixture| mixture.contrast(paper) >= READABLE)
            .unwrap_or_else(|| match black_or_white[0].contrast(paper) > black_or_white[1].contrast(paper) {
                true => black_or_white[0],
                false => black_or_white[1],
            })
    }

    /// `step` of `steps` parts of the way to `end`.
    fn mixed(self, end: Self, step: u16, steps: u16) -> Self {
        let part = |from: u8, to: u8| {
            let (from, to) = (u32::from(from), u32::from(to));
            let (step, steps) = (u32::from(step), u32::from(steps));
            ((from * (steps - step) + to * step + steps / 2) / steps) as u8
        };
        Self(part(self.0, end.0), part(self.1, end.1), part(self.2, end.2))
    }

    /// The relative luminance: WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
        assert_eq!(black.contrast(white), 21.0);
        assert_eq!(white.contrast(white), 1.0);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(white) - 4.54).abs() < 0.01, "the well-known lightest grey that passes");
    }

    #[test]
    fn an_unreadable_colour_moves_only_as_far_as_needed() {
        let white = Colour(255, 255, 255);
        let better = Colour::parse("#ff8800").unwrap().readable_on(white);
        assert!((READABLE..READABLE + 0.1).contains(&better.contrast(white)), "{better}");
        assert_eq!(Colour::parse("#005500").unwrap().readable_on(white).to_string(), "#005500");
        let lighter = Colour::parse("#004400").unwrap().readable_on(Colour(0x12, 0x12, 0x12));
        assert!(lighter.contrast(Colour(0x12, 0x12, 0x12)) >= READABLE);
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse("#0a0B0c"), Some(Colour(10, 11, 12)));
        for wrong in ["", "#fff", "0a0b0c", "#ggffff", "#ää€"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }
}
