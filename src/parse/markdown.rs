//! Markdown to HTML with holes: the only user of the Markdown parser.
//!
//! CommonMark with tables, footnotes, task lists, definition lists, strikethrough, heading attributes, alerts
//! and wiki links. The parser's events are written to HTML by this module's own [`writer`], because most
//! elements need markup of their own (see there), and because nothing may reach a page that was not put there
//! on purpose. It deliberately knows no other file: a link or image of the project becomes a hole that the
//! handbook fills, and a mistake becomes a diagnostic at the bytes where it was typed.

mod origin;

mod writer;

mod links;

mod tables;

mod alerts;

mod raw;

mod address;

mod stream;

mod assemble;

mod notes;

mod anchors;

mod nesting;

mod escape;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use pulldown_cmark::{Options as Extensions, Parser};

use crate::content::{Part, Prose};
use crate::diagnostic::Diagnostic;

use super::text::Text;
use origin::Origin;
use writer::Writer;

/// What an author may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Whether HTML goes through to the page. Otherwise it is shown as the text it is, with a warning; only
    /// comments (dropped) and `<br>` (a line break, which a table cell has no other way to write) are taken.
    pub raw_html: bool,
}

/// Compiles a body: paragraphs, headings, lists and all. The shallowest heading becomes an `h2`, because the
/// page's title is its `h1`.
pub fn block(path: &Arc<str>, text: &Text, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    let origin = Origin::block(path, text);
    if let Some(line) = nesting::too_deep(&origin.source) {
        diagnostics.push(nesting::diagnostic(path, origin.span(line)));
        return origin.as_text("<p>", "</p>");
    }
    let events = Parser::new_ext(&origin.source, extensions()).into_offset_iter();
    Writer::new(&origin, options, diagnostics).write(events)
}

/// Compiles one paragraph and leaves out its `<p>`: for statements, summaries and notes.
///
/// Only inline Markdown is meant in such a text, so what would begin a block (`- `, `2. `, `# `, `> `) is the
/// text it looks like. Several lines are one; a blank line, a line that looks like a list item and a hard
/// break become `<br>`.
pub fn inline(path: &Arc<str>, text: &Text, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    if is_plain(&text.value) {
        return plain(text.value.trim());
    }
    let origin = Origin::inline(path, text);
    let extensions = Extensions::ENABLE_STRIKETHROUGH | Extensions::ENABLE_WIKILINKS;
    let events = Parser::new_ext(&origin.source, extensions).into_offset_iter();
    Writer::new(&origin, options, diagnostics).write(events)
}

/// Whether nothing in the text can mean anything to the Markdown parser, as in most statements.
fn is_plain(text: &str) -> bool {
    let mut before = 0;
    text.bytes().all(|byte| {
        let doubled = byte == b' ' && before == b' ';
        before = byte;
        !doubled && !matches!(byte, 0..=0x1f | 0x7f | b'\\' | b'`' | b'*' | b'_' | b'[' | b'<' | b'&' | b'~')
    })
}

/// Prose of text that needs escaping only.
fn plain(text: &str) -> Prose {
    if text.is_empty() {
        return Prose::default();
    }
    let mut html = String::with_capacity(text.len() + 16);
    escape::text(&mut html, text);
    Prose { parts: vec![Part::Html(html.into())], plain: text.into(), ..Prose::default() }
}

/// Smart punctuation and math stay off: what an author types is what a reader sees.
fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_GFM
        | Extensions::ENABLE_DEFINITION_LIST
        | Extensions::ENABLE_WIKILINKS
}
