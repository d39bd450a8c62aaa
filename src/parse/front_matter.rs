//! Where a Markdown file's fields end and its text begins.
//!
//! Knows lines and marks, and nothing of YAML or Markdown.

use std::ops::Range;

use crate::diagnostic::YAML_SYNTAX;
use crate::source::Span;

use super::{FileKind, FileParser, fields};

/// The byte after the line that begins at `at`.
pub(super) fn line_at(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

impl FileParser<'_> {
    /// The front matter, if there is any, and where the text begins; `None` if front matter begins but does not end.
    pub(super) fn split(&mut self, text: &str) -> Option<(Option<Range<usize>>, usize)> {
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let first = line_at(text, mark);
        let opening = text[mark..first].trim_end();
        if opening.trim().is_empty() && self.is_below_empty_lines(text, mark) {
            return None;
        }
        if opening != "---" {
            if !self.is_nearly_front_matter(opening, &text[first..]) {
                return Some((None, mark));
            }
            self.parsed.diagnostics.push(
                self.at(YAML_SYNTAX, Span::new(mark, mark + opening.len()), "front matter begins with a line `---`")
                    .label("this line is something else")
                    .help("Write three hyphens and nothing else, above the fields and again below them."),
            );
            return None;
        }
        let mut at = first;
        while at < text.len() {
            let next = line_at(text, at);
            if matches!(text[at..next].trim_end(), "---" | "...") {
                return Some((Some(first..at), next));
            }
            at = next;
        }
        self.parsed.diagnostics.push(
            self.at(YAML_SYNTAX, Span::new(mark, mark + 3), "the front matter is not closed")
                .label("opened here")
                .help("Put a line `---` between the fields and the text."),
        );
        None
    }

    /// Reports front matter that begins below empty lines, where no tool reads it.
    fn is_below_empty_lines(&mut self, text: &str, mark: usize) -> bool {
        let start = text.len() - text[mark..].trim_start().len();
        let end = line_at(text, start);
        if text[start..end].trim_end() != "---" || !self.is_nearly_front_matter("---", &text[end..]) {
            return false;
        }
        let message = "front matter begins in the first line of a file";
        self.parsed.diagnostics.push(
            self.at(YAML_SYNTAX, Span::new(start, start + 3), message)
                .label("empty lines stand above it")
                .edit(Span::new(mark, start), ""),
        );
        true
    }

    /// Whether a first line of dashes of some kind, or TOML's mark, was meant to open front matter: a field follows.
    fn is_nearly_front_matter(&self, opening: &str, rest: &str) -> bool {
        let FileKind::Entity(kind, _) = self.kind else { return false };
        let is_mark = opening == "+++"
            || (!opening.is_empty() && opening.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '‐' | ' ')));
        let line = rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let word = line.split([':', '=', ' ']).next().unwrap_or_default();
        let is_field = line[word.len()..].trim_start().starts_with([':', '=']);
        is_mark && is_field && fields::record(*kind).fields().any(|field| field.name == word)
    }
}
