//! Gives headings the level that a page shows and the anchor that links name.
//!
//! Anchors must last, so they follow from the words alone. Only a second heading of the same words gets a number.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::content::{Heading as Listed, slug};
use crate::diagnostic::{DUPLICATE_HEADING, Diagnostic, FOREIGN_SYNTAX, INVALID_ID};
use crate::source::{Place, Span};

use super::MarkdownContext;
use super::tree::{self, Block, Document, HeadingBlock};

/// What anchors may not begin with: themes use the first two for statements and sections, footnotes the others.
const RESERVED: [&str; 4] = ["s-", "section-", "fn-", "fnref-"];

/// Gives every heading its level, its words and its anchor, and returns those that have words.
///
/// The shallowest becomes level 2, below the page's title, and the others keep their distance from it, up to 6.
pub(super) fn place(context: &mut MarkdownContext, document: &mut Document) -> Vec<Listed> {
    let Document { blocks, images, .. } = document;
    let mut headings = Vec::new();
    collect(blocks, &mut headings);
    for heading in &mut headings {
        heading.words = tree::words(&heading.inlines, images);
    }
    let written = headings.iter().filter(|heading| !heading.words.is_empty());
    let shallowest = written.map(|heading| heading.level).min().unwrap_or(2);
    let explicit = explicit(&headings, context);
    let mut anchors = TextAnchors { taken: explicit.iter().flatten().cloned().collect(), next: BTreeMap::new() };
    let mut listed = Vec::with_capacity(headings.len());
    for (heading, explicit) in headings.into_iter().zip(explicit) {
        heading.has_own_id = explicit.is_some();
        heading.id = match explicit {
            Some(id) => id,
            None if heading.words.is_empty() => String::new(),
            None => anchors.automatic(if heading.id.is_empty() { &heading.words } else { &heading.id }),
        };
        heading.level = (heading.level + 2).saturating_sub(shallowest).clamp(2, 6);
        // One without words would be an entry of the outline that says nothing.
        if !heading.words.is_empty() {
            let span = context.origin.span(heading.range.clone());
            listed.push(Listed { level: heading.level, id: heading.id.clone(), text: heading.words.clone(), span });
        }
    }
    listed
}

/// The headings, in the order of the text.
fn collect<'b, 'a>(blocks: &'b mut [Block<'a>], found: &mut Vec<&'b mut HeadingBlock<'a>>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => found.push(heading),
            block => block.inner().for_each(|blocks| collect(blocks, found)),
        }
    }
}

/// The ids that authors gave, where they can be kept.
fn explicit(headings: &[&mut HeadingBlock], context: &mut MarkdownContext) -> Vec<Option<String>> {
    let MarkdownContext { origin, diagnostics, .. } = context;
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut kept = Vec::with_capacity(headings.len());
    for heading in headings {
        let id = Some(&*heading.id).filter(|id| !id.is_empty() && !heading.words.is_empty());
        kept.push(id.and_then(|id| {
            let span = origin.span(written_id(heading, &origin.source));
            if let Some(reserved) = RESERVED.into_iter().find(|reserved| id.starts_with(reserved)) {
                let message = format!("the heading id `{id}` begins with `{reserved}`, which pages use themselves");
                let found = Diagnostic::at(INVALID_ID, origin.path, span, message);
                diagnostics.push(found.help(format!("Begin it with something else: `h-{id}`.")));
                return None;
            }
            if id.contains(char::is_whitespace) || id.contains(char::is_control) {
                let message = format!("the heading id `{}` holds white space", id.escape_debug());
                diagnostics.push(Diagnostic::at(INVALID_ID, origin.path, span, message).help("Use hyphens instead."));
                return None;
            }
            if let Some(before) = first.get(id) {
                let message = format!("two headings have the id `{id}`");
                diagnostics.push(
                    Diagnostic::at(DUPLICATE_HEADING, origin.path, span, message)
                        .help("Give one of the two another id.")
                        .related(Place::at(origin.path, *before), "first used here"),
                );
                return None;
            }
            first.insert(id, span);
            Some(id.to_owned())
        }));
    }
    kept
}

/// Where a heading's own id is written.
fn written_id(heading: &HeadingBlock, source: &str) -> Range<usize> {
    let Range { start, .. } = heading.range;
    match source[heading.range.clone()].rfind(&heading.id) {
        Some(at) => start + at..start + at + heading.id.len(),
        None => heading.range.clone(),
    }
}

/// The anchors of one text.
struct TextAnchors {
    taken: BTreeSet<String>,
    /// The number to try next for words that were there before.
    next: BTreeMap<String, usize>,
}

impl TextAnchors {
    /// An anchor that no other heading has.
    fn automatic(&mut self, words: &str) -> String {
        let mut base = slug(words);
        if base.is_empty() {
            base.push_str("heading");
        }
        // With a hyphen, because a number may follow.
        if RESERVED.into_iter().any(|reserved| format!("{base}-").starts_with(reserved)) {
            base.insert_str(0, "h-");
        }
        if self.taken.insert(base.clone()) {
            return base;
        }
        let next = self.next.entry(base.clone()).or_insert(2);
        loop {
            let anchor = format!("{base}-{next}");
            *next += 1;
            if self.taken.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}

/// Reports what stands beside ids and classes in the braces of a heading, which no page shows.
pub(super) fn report_words(context: &mut MarkdownContext, range: &Range<usize>) {
    let heading = &context.origin.source[range.clone()];
    let text = heading.trim_end();
    // A heading may be underlined.
    let underlined = text.rsplit_once('\n').map(|(text, _)| text).filter(|text| text.trim_end().ends_with('}'));
    let text = underlined.unwrap_or(text);
    let Some((before, words)) = in_braces(text) else { return };
    let lost = words.split_ascii_whitespace().find(|word| !is_attribute(word));
    if let Some(lost) = lost.filter(|_| words.split_ascii_whitespace().any(is_attribute)) {
        let begin = range.start + before.len() + 1;
        let at = begin + words.find(lost).unwrap_or_default();
        let message = "only an id and classes may stand here";
        let found = context.origin.problem(FOREIGN_SYNTAX, at..at + lost.len(), message);
        let help = "Write `{#id .class}`, and put words before the braces.";
        context.diagnostics.push(found.label("not shown").help(help));
    }
}

/// The text before the braces at the end of a heading, and the text in them.
pub(super) fn in_braces(heading: &str) -> Option<(&str, &str)> {
    let text = heading.trim_end().strip_suffix('}')?;
    let open = text.rfind(['{', '}', '<', '>', '\\', '\n']).filter(|open| text[*open..].starts_with('{'))?;
    Some((&text[..open], &text[open + 1..]))
}

/// Whether a word in the braces of a heading is an id or a class.
pub(super) fn is_attribute(word: &str) -> bool {
    word.len() > 1 && word.starts_with(['#', '.'])
}
