//! The marks of words that stand out, and what may be beside them.

use super::tree::{Inline, To};

/// Parts what CommonMark would join or misread: two lists, or marks and the letters beside them.
pub(super) const SEPARATOR: &str = "<!-- -->";

/// The marks of words that stand out.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub letter: char,
    pub length: usize,
}

/// What stands at the edge of words that stand out. By CommonMark's rules it decides whether marks beside it are marks.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum MarkEdge {
    /// White space, or nothing.
    Space,
    /// A letter or a digit.
    Letter,
    /// Anything else: it needs white space or punctuation on the other side of the marks.
    Other,
}

/// What stands at the beginning of words.
pub(super) fn left_edge(inlines: &[Inline]) -> MarkEdge {
    edge(inlines.first(), |text| text.chars().next(), left_edge)
}

/// What stands at the end of words.
pub(super) fn right_edge(inlines: &[Inline]) -> MarkEdge {
    edge(inlines.last(), |text| text.chars().next_back(), right_edge)
}

fn edge(inline: Option<&Inline>, letter: fn(&str) -> Option<char>, within: fn(&[Inline]) -> MarkEdge) -> MarkEdge {
    match inline {
        None | Some(Inline::SoftBreak) => MarkEdge::Space,
        Some(Inline::Text(text, _)) => match letter(text) {
            Some(letter) if letter.is_alphanumeric() => MarkEdge::Letter,
            Some(letter) if !letter.is_whitespace() => MarkEdge::Other,
            _ => MarkEdge::Space,
        },
        Some(Inline::Link(link)) if matches!(link.to, To::Nowhere) => within(&link.inlines),
        Some(_) => MarkEdge::Other,
    }
}

/// Whether marks may stand between a character and punctuation, by the rules of every version of CommonMark.
pub(super) fn parts_marks(letter: char) -> bool {
    letter.is_whitespace() || letter.is_ascii_punctuation()
}

/// The first character of words.
pub(super) fn first_letter(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text, _) => text.chars().next(),
        Inline::Link(link) if matches!(link.to, To::Nowhere) => link.inlines.first().and_then(first_letter),
        _ => None,
    }
}
