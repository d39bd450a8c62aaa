//! The text as it is given to the Markdown parser, and the way back to where an author typed it.
//!
//! All line ends are LF here, so that a file means the same on every system. Knows no Markdown beyond
//! where an inline text may break its line.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::CowStr;

use crate::content::{Prose, ProsePart};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

use super::super::text::Text;
use super::shield::{self, Masked};
use super::{escape, nesting};

/// Stands before an inline text. It is white space to the rules of emphasis but not to those of blocks, so
/// whatever follows on the line can begin no list, heading or quote, and keeps its meaning otherwise.
const LEAD: char = '\u{2028}';

/// Stands for a line break of an inline text. It is one byte, as the line feed was, so places stay right.
pub(super) const BREAK: char = '\u{b}';

/// A text, ready to be parsed.
pub(super) struct SourceText<'a> {
    /// The file it comes from.
    pub path: &'a Arc<str>,
    /// What is parsed: the text with some characters masked.
    pub source: Cow<'a, str>,
    /// The masked characters, in order.
    masked: Vec<Masked>,
    /// Whether it is one paragraph on one line.
    pub inline: bool,
    text: &'a Text,
    /// Where in the text with plain line ends each carriage return was left out.
    returns: Vec<usize>,
    /// Bytes of the text that `source` leaves out at its beginning.
    skipped: usize,
}

impl<'a> SourceText<'a> {
    /// A text with blocks.
    pub fn block(path: &'a Arc<str>, text: &'a Text) -> Self {
        let (source, returns) = without_returns(&text.value);
        let masked = shield::block(&source);
        let source = shield::apply(source, &masked);
        Self { path, source, masked, inline: false, text, returns, skipped: 0 }
    }

    /// A text that is one paragraph.
    pub fn inline(path: &'a Arc<str>, text: &'a Text) -> Self {
        let (source, returns) = without_returns(&text.value);
        let skipped = source.len() - source.trim_start().len();
        let line = one_line(source.trim());
        let masked = shield::emphasis(&line);
        let source = shield::apply(line.into(), &masked);
        Self { path, source, masked, inline: true, text, returns, skipped }
    }

    /// Where the bytes `range` of `source` stand in the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.written(range.start);
        let end = if range.is_empty() { start } else { self.written(range.end - 1) + 1 };
        self.text.place(start..end)
    }

    /// A problem with the bytes `range` of `source`.
    pub fn problem(&self, code: &'static Code, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, self.path, self.span(range), message)
    }

    /// A text of the parser's, which it read in `range`, with its masked characters as they are written.
    pub fn revealed<'t>(&self, text: CowStr<'t>, range: &Range<usize>) -> CowStr<'t> {
        shield::revealed(&self.masked, text, range)
    }

    /// The name and the place of the words of a wiki link at `range` whose `|` was masked.
    pub fn hidden_pothole(&self, name: &str, range: &Range<usize>) -> Option<(String, Range<usize>)> {
        let begin = range.start + self.source[range.clone()].find(name)?;
        let at = shield::first_bar(&self.masked, begin..begin + name.len())?;
        Some((name[..at - begin].to_owned(), at + shield::BYTE.len_utf8()..begin + name.len()))
    }

    /// The byte of the text as written that the byte `at` of `source` was.
    fn written(&self, at: usize) -> usize {
        let lead = if self.inline { LEAD.len_utf8() } else { 0 };
        let at = at.saturating_sub(lead) + self.skipped;
        at + self.returns.partition_point(|removed| *removed <= at)
    }

    /// All of it as text between two tags, without reading any Markdown.
    pub fn as_text(&self, open: &str, close: &str) -> Prose {
        let source = self.revealed((&*self.source).into(), &(0..self.source.len()));
        let mut html = String::from(open);
        escape::text(&mut html, source.trim());
        html.push_str(close);
        let plain = source.split_whitespace().collect::<Vec<_>>().join(" ");
        let markdown = escape::markdown(&plain);
        Prose {
            html: vec![ProsePart::Text(html.into())],
            markdown: vec![ProsePart::Text(markdown.into())],
            plain,
            ..Prose::default()
        }
    }
}

/// White space that may be collapsed. A no-break space is not: an author chose it.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace() || letter == BREAK || letter == LEAD
}

/// The text with LF line ends, and where carriage returns were left out of it.
fn without_returns(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    if !text.contains('\r') {
        return (text.into(), Vec::new());
    }
    let mut out = String::with_capacity(text.len());
    let mut removed = Vec::new();
    let mut lines = text.split('\r').peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        match lines.peek() {
            Some(next) if next.starts_with('\n') => removed.push(out.len()),
            Some(_) => out.push('\n'),
            None => {}
        }
    }
    (out.into(), removed)
}

/// The lines of a text as one line of the same length, led by [`LEAD`].
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + LEAD.len_utf8());
    out.push(LEAD);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            let slashes = out.len() - out.trim_end_matches('\\').len();
            let hard = slashes % 2 == 1;
            if hard {
                out.pop();
                out.push(' ');
            }
            let begins = line.trim().is_empty() || nesting::marker(line.trim_start()).is_some();
            out.push(if hard || begins || out.ends_with("  ") { BREAK } else { ' ' });
        }
        out.extend(line.chars().map(|letter| if letter == BREAK { ' ' } else { letter }));
    }
    out
}
