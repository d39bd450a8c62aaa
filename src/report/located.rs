//! The files that diagnostics point into, each with its lines read once, and places turned into positions.
//!
//! Knows nothing of formats.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{Content, Lines, Place, Position, Source, Sources, Span};

/// The text files among those that some diagnostics mention, by path.
pub(super) struct Files<'a>(BTreeMap<&'a str, LocatedFile<'a>>);

/// A text and its lines.
pub(super) struct LocatedFile<'a> {
    pub text: &'a str,
    pub lines: Lines<'a>,
}

/// From one position up to, and not with, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub start: Position,
    pub end: Position,
}

impl<'a> Files<'a> {
    /// Reads the lines of every file that `diagnostics` mention. Files that are not text, or not there, have none.
    pub fn of(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Self {
        let mut files = BTreeMap::new();
        for diagnostic in diagnostics {
            for place in diagnostic.related.iter().map(|related| &related.place).chain([&diagnostic.place]) {
                if let Some(text) = sources.get(&place.path).and_then(|source| text(source)) {
                    files.entry(&*place.path).or_insert_with(|| LocatedFile { text, lines: Lines::of(text) });
                }
            }
        }
        Self(files)
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&LocatedFile<'a>> {
        self.0.get(path)
    }

    /// Where a place is; `None` for a file as a whole and for files without text.
    pub fn region(&self, place: &Place) -> Option<Region> {
        Some(self.get(&place.path)?.region(place.span?))
    }
}

/// The text of a source; of a file that is copied, its bytes if they are text.
fn text(source: &Source) -> Option<&str> {
    match &source.content {
        Content::Text(text) => Some(text),
        Content::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        Content::Unreadable(_) => None,
    }
}

impl LocatedFile<'_> {
    /// Where a span is; what lies past the end of the text is at its end.
    pub fn region(&self, span: Span) -> Region {
        let Range { start, end } = self.clamped(span);
        Region { start: self.lines.position(start), end: self.lines.position(end) }
    }

    /// The bytes of `span` that are in the text, from and to whole characters.
    pub fn clamped(&self, span: Span) -> Range<usize> {
        let floor = |offset: u32| {
            let offset = (offset as usize).min(self.text.len());
            (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
        };
        floor(span.start)..floor(span.end.max(span.start))
    }

    /// The bytes of a line, from 1, without its line end.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let text = self.lines.line(line);
        // A line is a part of the text, so the distance between them is where it begins.
        let start = text.as_ptr() as usize - self.text.as_ptr() as usize;
        start..start + text.len()
    }
}
