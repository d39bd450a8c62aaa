//! The social card: the picture that chats and networks show beside a link to a page.
//!
//! Text in the theme's own serif, drawn as outlines, and the rungs of a ladder. Everything follows from a [`SocialCard`] and
//! [`Colours`], so the same card has the same bytes on every machine.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use crate::hash::Fingerprint;

use super::glyphs::{FontWeight, Type, can_draw};
use super::{Point, Px, raster, text};

/// The width in pixels.
pub const WIDTH: u32 = 1200;
/// The height in pixels.
pub const HEIGHT: u32 = 630;

/// Where texts begin, and the room that they have.
const LEFT: f64 = 236.0;
const ROOM: f64 = 868.0;
/// The highest and the lowest rung.
const TOP: f64 = 92.0;
const BOTTOM: f64 = 538.0;
/// The two rails.
const RAILS: (f64, f64) = (84.0, 164.0);
/// With more rungs than this, they stand too close.
const MAX_RUNGS: usize = 14;

const NOTE: Type = Type { weight: FontWeight::Regular, size: 32.0 };
const SMALL: Type = Type { weight: FontWeight::Regular, size: 28.0 };

/// What a card shows. Texts that the fonts cannot draw are left out; for a title that they cannot draw there is no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialCard {
    /// The line above the title.
    pub above: Option<String>,
    /// The title: of a difference, the older role's, and then the newer one's.
    pub titles: Vec<String>,
    /// One sentence.
    pub text: Option<String>,
    /// The line at the foot.
    pub site: String,
    /// How many rungs the ladder has.
    pub rungs: usize,
    /// The rungs that stand out, counted from 0 at the foot; the last one most of all.
    pub marked: Vec<usize>,
}

/// The colours of the theme as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Colours {
    /// Of the ground.
    pub paper: String,
    /// Of texts.
    pub ink: String,
    /// Of what stands out.
    pub accent: String,
}

/// Whether there can be a card with this title.
pub fn can_show(title: &str) -> bool {
    !title.trim().is_empty() && can_draw(title)
}

/// A card ready to be drawn.
pub struct Drawing(String);

impl Drawing {
    /// Lays the texts out.
    pub fn of(card: &SocialCard, colours: &Colours) -> Self {
        let Colours { paper, ink, accent } = colours;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\"><path fill=\"{paper}\" d=\"M0 \
             0H{WIDTH}V{HEIGHT}H0Z\"/>"
        );
        ladder(&mut svg, card, colours);
        let mut page = TextColumn { svg, y: TOP - 8.0 };
        if let Some(above) = card.above.as_deref().filter(|above| can_draw(above)) {
            page.lines(SMALL, above, 1, accent);
            page.y += 18.0;
        }
        match card.titles.as_slice() {
            [old, new] => {
                page.lines(Type { weight: FontWeight::Regular, size: 52.0 }, old, 2, &faint(ink));
                page.y += 14.0;
                page.arrow(accent);
                page.title(new, ink, 2);
            }
            titles => titles.iter().for_each(|title| page.title(title, ink, 3)),
        }
        page.y += 20.0;
        // What is left above the foot, in lines.
        let lines = ((BOTTOM - 56.0 - page.y) / (NOTE.size * 1.35)).max(0.0) as usize;
        if let Some(note) = card.text.as_deref().filter(|note| lines > 0 && can_draw(note)) {
            page.lines(NOTE, note, lines.min(3), &faint(ink));
        }
        if can_draw(&card.site) {
            page.y = BOTTOM - SMALL.size;
            page.lines(SMALL, &card.site, 1, &faint(ink));
        }
        Self(page.svg + "</svg>")
    }

    /// Stands for what the file follows from.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.0)
    }

    /// The bytes of the file.
    pub fn png(&self) -> Vec<u8> {
        raster::png(&self.0)
    }
}

/// A paint of less weight.
fn faint(colour: &str) -> String {
    format!("{colour}\" fill-opacity=\".7")
}

/// The text column, filled from the top.
struct TextColumn {
    svg: String,
    y: f64,
}

impl TextColumn {
    /// The title, in the largest size that takes few lines.
    fn title(&mut self, title: &str, paint: &str, most: usize) {
        let sizes = [(92.0, most.min(2)), (76.0, most.min(2)), (60.0, most)];
        let of = |size| Type { weight: FontWeight::SemiBold, size };
        let fits = sizes.iter().find(|(size, most)| {
            let ruler = Ruler::of(of(*size));
            let longest = title.split_whitespace().map(|word| ruler.width(word)).fold(0.0, f64::max);
            longest <= ROOM && ruler.lines(title, most + 1).len() <= *most
        });
        let (size, most) = *fits.unwrap_or(&sizes[2]);
        self.lines(of(size), title, most, paint);
    }

    fn lines(&mut self, font: Type, text: &str, most: usize, paint: &str) {
        for line in Ruler::of(font).lines(text, most) {
            self.y += font.size * if font.weight == FontWeight::SemiBold { 1.1 } else { 1.35 };
            let outlines = font.path(&line, Point { x: LEFT, y: self.y - font.size * 0.22 });
            let _ = write!(self.svg, "<path fill=\"{paint}\" {outlines}/>");
        }
    }

    /// An arrow from the older title down to the newer one.
    fn arrow(&mut self, paint: &str) {
        let (x, y) = (Px(LEFT + 14.0), Px(self.y));
        let _ = write!(
            self.svg,
            "<path fill=\"none\" stroke=\"{paint}\" stroke-width=\"4\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \
             d=\"M{x} {y}v34m-12 -12l12 12l12 -12\"/>"
        );
        self.y += 40.0;
    }
}

/// Measures text and keeps the width of each word, because lines are tried in many ways.
struct Ruler {
    font: Type,
    space: f64,
    words: RefCell<HashMap<String, f64>>,
}

impl Ruler {
    fn of(font: Type) -> Self {
        Self { font, space: font.width(" "), words: RefCell::default() }
    }

    fn lines(&self, text: &str, most: usize) -> Vec<String> {
        text::wrap_as(text, ROOM, most, &|line| self.width(line))
    }

    fn width(&self, line: &str) -> f64 {
        let mut words = self.words.borrow_mut();
        let width = |word: &str| match words.get(word) {
            Some(width) => *width,
            None => *words.entry(word.to_owned()).or_insert_with(|| self.font.width(word)),
        };
        line.split(' ').map(width).sum::<f64>() + self.space * line.matches(' ').count() as f64
    }
}

/// The rails and rungs at the side.
fn ladder(svg: &mut String, card: &SocialCard, colours: &Colours) {
    let (left, right) = RAILS;
    let (top, bottom) = (Px(TOP - 40.0), Px(BOTTOM + 40.0));
    let _ = write!(
        svg,
        "<path fill=\"none\" stroke=\"{}\" stroke-opacity=\".25\" stroke-width=\"4\" stroke-linecap=\"round\" \
         d=\"M{left} {top}V{bottom}M{right} {top}V{bottom}\"/>",
        colours.ink
    );
    let rungs = card.rungs.clamp(1, MAX_RUNGS);
    let gap = if rungs > 1 { (BOTTOM - TOP) / (rungs - 1) as f64 } else { 0.0 };
    for rung in 0..rungs {
        let y = Px(BOTTOM - gap * rung as f64);
        let (paint, opacity, width) = match card.marked.iter().position(|marked| *marked == rung) {
            Some(at) if at + 1 == card.marked.len() => (&colours.accent, "1", 16),
            Some(_) => (&colours.accent, ".5", 10),
            None => (&colours.ink, ".25", 5),
        };
        let _ = write!(
            svg,
            "<path fill=\"none\" stroke=\"{paint}\" stroke-opacity=\"{opacity}\" stroke-width=\"{width}\" \
             d=\"M{left} {y}H{right}\"/>"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(title: &str) -> SocialCard {
        SocialCard {
            above: Some("Individual contributors".into()),
            titles: vec![title.into()],
            text: Some("What the role is for.".into()),
            site: "Handbook".into(),
            rungs: 5,
            marked: vec![2],
        }
    }

    fn drawing(card: &SocialCard) -> Drawing {
        Drawing::of(card, &Colours { paper: "#fdfdfc".into(), ink: "#171b1f".into(), accent: "#0c6651".into() })
    }

    #[test]
    fn the_same_card_has_the_same_bytes_everywhere() {
        let file = drawing(&card("Senior Engineer")).png();
        let hash = blake3::hash(&file).to_hex();
        assert_eq!(&hash[..16], "0c0c6727fc9165cd", "look at the picture before you change this");
        assert!(file.len() < 20_000, "{}", file.len());
    }

    #[test]
    fn a_card_is_recognised_by_what_it_shows() {
        let one = drawing(&card("Senior Engineer")).fingerprint();
        assert_eq!(drawing(&card("Senior Engineer")).fingerprint(), one);
        assert_ne!(drawing(&card("Staff Engineer")).fingerprint(), one);
        assert_ne!(drawing(&SocialCard { marked: vec![3], ..card("Senior Engineer") }).fingerprint(), one);
    }

    #[test]
    fn texts_without_letters_in_the_fonts_are_left_out() {
        let without = SocialCard { above: None, text: None, site: String::new(), ..card("Engineer") };
        let unknown =
            SocialCard {
                above: Some("技術".into()), text: Some("🚀".into()), site: "日本".into(), ..without.clone()
            };
        assert_eq!(drawing(&without).fingerprint(), drawing(&unknown).fingerprint());
        assert!(!can_show("エンジニア") && !can_show(" ") && can_show("Główny inżynier"));
    }

    #[test]
    fn long_titles_stay_on_the_card() {
        let long = "Principal Verantwortungsübernahmebeauftragter ".repeat(6);
        for titles in [vec![long.clone()], vec![long.clone(), long]] {
            let Drawing(svg) = drawing(&SocialCard { titles, text: Some("word ".repeat(80)), ..card("") });
            let lines: Vec<&str> = svg.split("translate(").skip(1).collect();
            assert!(lines.len() > 3, "{}", lines.len());
            for line in lines {
                let (place, rest) = line.split_once(") scale(").unwrap();
                let (unit, outline) = rest.split_once(" -").unwrap();
                let baseline: f64 = place.split_once(' ').unwrap().1.parse().unwrap();
                let outline = outline.split_once("d=\"").unwrap().1.split('"').next().unwrap();
                let numbers = outline.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|text| !text.is_empty());
                let numbers: Vec<f64> = numbers.map(|text| text.parse().unwrap()).collect();
                let right = numbers.iter().step_by(2).copied().fold(0.0, f64::max) * unit.parse::<f64>().unwrap();
                assert!(right <= ROOM + 4.0 && baseline <= 560.0, "{right} {baseline}");
            }
        }
    }
}
