//! Text as outlines of the theme's serif, so that a picture looks the same wherever it is drawn.
//!
//! Places one letter after the other, from left to right, and knows kerning. Scripts whose letters join, and those that
//! the fonts lack, cannot be drawn: ask [`can_draw`] first.

use std::fmt::Write;
use std::sync::LazyLock;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder, Tag};

use super::{Point, Px};

/// The fonts, one per script. The first that has a letter draws it.
static FILES: [&[u8]; 4] = [
    include_bytes!("../../themes/default/cards/latin.ttf"),
    include_bytes!("../../themes/default/cards/latin-ext.ttf"),
    include_bytes!("../../themes/default/cards/cyrillic.ttf"),
    include_bytes!("../../themes/default/cards/greek.ttf"),
];

/// How bold letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FontWeight {
    /// For running text.
    Regular,
    /// For titles.
    SemiBold,
}

/// Text in one size and weight.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    pub weight: FontWeight,
    /// The size of an em.
    pub size: f64,
}

impl Type {
    /// How wide a line of text is.
    pub fn width(self, text: &str) -> f64 {
        self.placed(text, |_, _, _| {})
    }

    /// The outlines of a line of text that begins at `at` on its baseline, as the attributes of a path.
    pub fn path(self, text: &str, at: Point) -> String {
        let mut path = String::new();
        self.placed(text, |face, glyph, x| {
            face.outline_glyph(glyph, &mut Pen { path: &mut path, x: (x / self.unit(face)).round() as i32 });
        });
        // All the fonts count in the same units, and upwards.
        let unit = self.unit(&faces(self.weight)[0]);
        format!("transform=\"translate({} {}) scale({unit} -{unit})\" d=\"{path}\"", Px(at.x), Px(at.y))
    }

    /// The length of a unit of the font.
    fn unit(self, face: &Face) -> f64 {
        self.size / f64::from(face.units_per_em())
    }

    /// Calls `each` with every letter and its distance from the beginning; returns the width of all.
    fn placed(self, text: &str, mut each: impl FnMut(&Face<'static>, GlyphId, f64)) -> f64 {
        let faces = faces(self.weight);
        let mut x = 0.0;
        let mut last: Option<(usize, GlyphId)> = None;
        for (number, glyph) in text.chars().filter_map(|c| find(faces, c)) {
            let face = &faces[number];
            let scale = self.unit(face);
            if let Some((_, before)) = last.filter(|(of, _)| *of == number) {
                x += f64::from(kerning(face, before, glyph).unwrap_or(0)) * scale;
            }
            each(face, glyph, x);
            x += f64::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
            last = Some((number, glyph));
        }
        x
    }
}

/// Whether the fonts have every letter of the text, and placing one after the other is all that it needs.
pub fn can_draw(text: &str) -> bool {
    let faces = faces(FontWeight::Regular);
    text.chars().all(|c| !is_combining(c) && find(faces, c).is_some())
}

/// Whether the character is drawn over the one before it.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

fn find(faces: &[Face<'static>], c: char) -> Option<(usize, GlyphId)> {
    let found = |(number, face): (usize, &Face)| Some((number, face.glyph_index(c)?));
    faces.iter().enumerate().find_map(found)
}

fn faces(weight: FontWeight) -> &'static [Face<'static>] {
    static REGULAR: LazyLock<Vec<Face>> = LazyLock::new(|| with_weight(400.0));
    static SEMI_BOLD: LazyLock<Vec<Face>> = LazyLock::new(|| with_weight(600.0));
    match weight {
        FontWeight::Regular => &REGULAR,
        FontWeight::SemiBold => &SEMI_BOLD,
    }
}

fn with_weight(weight: f32) -> Vec<Face<'static>> {
    let face = |bytes: &'static [u8]| {
        let mut face = Face::parse(bytes, 0).expect("the fonts are part of the program");
        face.set_variation(Tag::from_bytes(b"wght"), weight).expect("the fonts have weights");
        face
    };
    FILES.into_iter().map(face).collect()
}

/// How much nearer the second letter moves, in units of the font.
fn kerning(face: &Face, first: GlyphId, second: GlyphId) -> Option<i16> {
    let pairs = face.tables().gpos?.lookups.into_iter().flat_map(|lookup| lookup.subtables.into_iter());
    pairs
        .filter_map(|subtable| match subtable {
            PositioningSubtable::Pair(pair) => Some(pair),
            _ => None,
        })
        .find_map(|pair| {
            let covered = pair.coverage().get(first)?;
            let (moved, _) = match pair {
                PairAdjustment::Format1 { sets, .. } => sets.get(covered)?.get(second)?,
                PairAdjustment::Format2 { classes, matrix, .. } => {
                    matrix.get((classes.0.get(first), classes.1.get(second)))?
                }
            };
            Some(moved.x_advance)
        })
}

/// Writes an outline in units of the font, moved to the right by `x`.
struct Pen<'a> {
    path: &'a mut String,
    x: i32,
}

impl Pen<'_> {
    fn write(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        for (number, (x, y)) in points.iter().enumerate() {
            let space = if number == 0 { "" } else { " " };
            let _ = write!(self.path, "{space}{} {}", self.x + x.round() as i32, y.round() as i32);
        }
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.write('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.write('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: Type = Type { weight: FontWeight::SemiBold, size: 100.0 };

    #[test]
    fn letters_of_european_scripts_can_be_drawn_and_others_not() {
        for text in ["Größe — “Łódź” · Œuvre…", "Ведущий инженер", "Μηχανικός λογισμικού", "Çalışan", ""]
        {
            assert!(can_draw(text), "{text}");
        }
        for text in ["مهندس", "エンジニア", "工程师", "엔지니어", "מהנדס", "Go 🚀", "e\u{301}", "tab\tstop"]
        {
            assert!(!can_draw(text), "{text}");
        }
    }

    #[test]
    fn kerning_and_weight_change_the_width() {
        assert!(TITLE.width("AV") < TITLE.width("A") + TITLE.width("V"));
        assert!(Type { weight: FontWeight::Regular, ..TITLE }.width("Engineer") < TITLE.width("Engineer"));
        assert_eq!(TITLE.width(""), 0.0);
    }

    #[test]
    fn an_outline_is_in_units_of_the_font() {
        let start = "transform=\"translate(10 200) scale(0.1 -0.1)\" d=\"";
        assert_eq!(TITLE.path("", Point { x: 10.0, y: 200.0 }), format!("{start}\""));
        let path = TITLE.path("l", Point { x: 10.0, y: 200.0 });
        let outline = path.strip_prefix(start).unwrap();
        assert!(outline.starts_with('M') && outline.ends_with("Z\""), "{path}");
        let shapes = |text: &str| TITLE.path(text, Point { x: 0.0, y: 0.0 }).matches('M').count();
        assert_eq!(shapes("il"), shapes("i") + shapes("l"));
    }
}
