//! Reads Markdown: CommonMark with tables, footnotes, task lists, definition lists, strikethrough, heading attributes,
//! alerts and wiki links.
//!
//! The text goes through these stages:
//!
//! 1. [`origin`] prepares the text and knows where each byte was typed; [`shield`] hides from the parser what it would
//!    misread.
//! 2. [`build`] makes a [`tree`] of the parser's events.
//! 3. Transforms change the tree: [`raw`] applies the policy for HTML, [`bare`] finds addresses in text, [`links`]
//!    makes holes for what only the handbook can resolve, [`headings`] gives anchors, [`notes`] numbers footnotes. [`lint`]
//!    reports what a reader would not expect.
//! 4. [`html`] and [`to_markdown`] write the tree with the same holes.
//!
//! Nothing here knows another file, and nothing reaches a page that was not put there on purpose. This module is the only
//! user of the Markdown parser.

mod address;
mod bare;
mod build;
mod escape;
mod headings;
mod html;
mod lines;
mod links;
mod lint;
mod marks;
mod nesting;
mod notes;
mod origin;
mod raw;
mod shield;
mod to_markdown;
mod tree;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use pulldown_cmark::Options as Extensions;

use crate::content::{AllowedHost, Prose, ProsePart};
use crate::diagnostic::Diagnostic;

use super::files::Patterns;
use super::text::Text;
use origin::SourceText;

pub use address::NEVER as NEVER_ALLOWED;
pub(super) use address::{Address, read as address};
pub use escape::{attribute as escape_attribute, destination, markdown as escaped, markdown_within as escaped_within};
pub use lines::lines;
pub use lint::conflict;

/// What an author may write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarkdownOptions {
    /// Whether HTML goes through to the page. Otherwise it is shown as the text it is, with a warning; only
    /// comments (dropped) and `<br>` (a line break, which a table cell has no other way to write) are taken.
    pub raw_html: bool,
    /// Whether an address in text stays text; otherwise it becomes a link.
    pub plain_addresses: bool,
    /// Schemes of links that are allowed besides the known ones, in lower case.
    pub schemes: Arc<[String]>,
    /// The hosts from which pages may load, and what.
    pub allowed: Arc<[AllowedHost]>,
    /// Which files are published.
    pub files: Patterns,
}

/// What every stage may use.
struct MarkdownContext<'a, 'd> {
    origin: &'a SourceText<'a>,
    options: &'a MarkdownOptions,
    diagnostics: &'d mut Vec<Diagnostic>,
}

/// Compiles a body: paragraphs, headings, lists and all. The shallowest heading becomes an `h2`, because the
/// page's title is its `h1`.
pub fn block(path: &Arc<str>, text: &Text, options: &MarkdownOptions, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    let origin = SourceText::block(path, text);
    if let Some(line) = nesting::too_deep(&origin.source) {
        diagnostics.push(nesting::diagnostic(path, origin.span(line)));
        return origin.as_text("<p>", "</p>");
    }
    compile(MarkdownContext { origin: &origin, options, diagnostics }, BLOCK)
}

/// Compiles one paragraph and leaves out its `<p>`: for statements, summaries and notes.
///
/// Only inline Markdown is meant in such a text, so what would begin a block (`- `, `2. `, `# `, `> `) is the
/// text it looks like. Several lines are one; a blank line, a line that looks like a list item and a hard
/// break become `<br>`.
pub fn inline(path: &Arc<str>, text: &Text, options: &MarkdownOptions, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    if is_plain(&text.value) && !lint::has_bullets(&text.value) {
        return plain(text.value.trim());
    }
    let origin = SourceText::inline(path, text);
    compile(MarkdownContext { origin: &origin, options, diagnostics }, INLINE)
}

/// Runs the stages in their order.
fn compile(mut context: MarkdownContext, extensions: Extensions) -> Prose {
    let context = &mut context;
    let mut document = build::document(context, extensions);
    raw::apply(context, &mut document);
    bare::link(context, &mut document);
    links::resolve(context, &mut document);
    let headings = headings::place(context, &mut document);
    notes::number(context, &mut document);
    lint::check(context, &mut document);
    let (is_line, length) = (context.origin.inline, context.origin.source.len());
    let plain = tree::plain(&document);
    Prose {
        html: html::parts(&document, is_line, length * 2),
        markdown: to_markdown::parts(&document, is_line, length + 16),
        plain: plain.words,
        names: plain.holes,
        headings,
        links: document.holes,
        images: document.images,
    }
}

/// Whether nothing in the text can mean anything to the Markdown parser, as in most statements.
fn is_plain(text: &str) -> bool {
    let mut before = 0;
    text.bytes().all(|byte| {
        let doubled = byte == before && matches!(byte, b' ' | b'/' | b'w' | b'W');
        before = byte;
        !doubled && !matches!(byte, 0..=0x1f | 0x7f | b'\\' | b'`' | b'*' | b'_' | b'[' | b'<' | b'&' | b'~' | b'@')
    })
}

/// Prose of text that needs escaping only.
fn plain(text: &str) -> Prose {
    if text.is_empty() {
        return Prose::default();
    }
    let mut html = String::with_capacity(text.len() + 16);
    escape::text(&mut html, text);
    let mut markdown = String::with_capacity(text.len() + 16);
    escape::push_markdown(&mut markdown, text, false, true);
    if let Some(at) = escape::block_mark(&markdown) {
        markdown.insert(at, '\\');
    }
    Prose {
        html: vec![ProsePart::Text(html.into())],
        markdown: vec![ProsePart::Text(markdown.into())],
        plain: text.into(),
        ..Prose::default()
    }
}

/// The extensions of one paragraph.
const INLINE: Extensions = Extensions::ENABLE_STRIKETHROUGH.union(Extensions::ENABLE_WIKILINKS);

/// The extensions of a body. Smart punctuation and math stay off: what an author types is what a reader sees.
const BLOCK: Extensions = Extensions::ENABLE_TABLES
    .union(Extensions::ENABLE_FOOTNOTES)
    .union(Extensions::ENABLE_STRIKETHROUGH)
    .union(Extensions::ENABLE_TASKLISTS)
    .union(Extensions::ENABLE_HEADING_ATTRIBUTES)
    .union(Extensions::ENABLE_GFM)
    .union(Extensions::ENABLE_DEFINITION_LIST)
    .union(Extensions::ENABLE_WIKILINKS);
