//! A piece of text and the map from its bytes back to the file it was written in.
//!
//! Knows neither YAML nor Markdown; both use it so that a mistake inside a quoted or folded value is
//! reported where the author typed it.

use std::ops::Range;

use crate::source::{Span, Spanned};

/// Text taken from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text itself, as the format means it (escapes and indentation removed).
    pub value: String,
    /// All of it in the file, quotes included.
    pub span: Span,
    /// Where stretches that stand in the file unchanged begin: (byte in `value`, byte in the file), rising.
    /// Empty when no such map is known.
    pieces: Vec<(usize, usize)>,
    /// The comment that follows on the same line, with its `#`, if the text is not in quotes.
    pub comment: Option<Spanned<String>>,
}

impl Text {
    /// Text that stands in the file just as it is, from the byte `start`.
    pub fn verbatim(value: &str, start: usize) -> Self {
        Self {
            value: value.into(),
            span: Span::new(start, start + value.len()),
            pieces: vec![(0, start)],
            comment: None,
        }
    }

    /// Text of which only the whole place is known.
    pub fn opaque(value: String, span: Span) -> Self {
        Self { value, span, pieces: Vec::new(), comment: None }
    }

    /// Text whose stretches begin at `pieces`, rising in both numbers.
    pub fn mapped(value: String, span: Span, pieces: Vec<(usize, usize)>) -> Self {
        Self { value, span, pieces, comment: None }
    }

    /// Where the bytes `range` of the value stand in the file; the whole place if that is not known.
    pub fn place(&self, range: Range<usize>) -> Span {
        let find = |offset: usize| {
            let at = self.pieces.partition_point(|(value, _)| *value <= offset).checked_sub(1)?;
            let (value, file) = self.pieces[at];
            Some(file + (offset - value))
        };
        match (find(range.start), find(range.end.saturating_sub(1).max(range.start))) {
            (Some(start), Some(last)) => Span::new(start, if range.is_empty() { start } else { last + 1 }),
            _ => self.span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_pieces_and_fall_back_to_the_whole() {
        let text = Text::mapped("ab\ncd".into(), Span::new(10, 30), vec![(0, 14), (3, 19)]);
        assert_eq!(text.place(0..2), Span::new(14, 16));
        assert_eq!(text.place(3..5), Span::new(19, 21));
        assert_eq!(text.place(0..5), Span::new(14, 21));
        assert_eq!(text.place(4..4), Span::new(20, 20));
        assert_eq!(Text::opaque("ab".into(), Span::new(1, 9)).place(0..1), Span::new(1, 9));
    }
}
