//! Headings: the level that a page shows and the anchor that links name.
//!
//! Anchors must last, so they follow from the words alone, and the second heading of the same words is the only one
//! that gets a number. Knows neither markup nor who links here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::content::{Heading, slug};
use crate::diagnostic::{DUPLICATE_HEADING, Diagnostic, INVALID_ID};
use crate::source::{Place, Span};

use super::origin::Origin;

/// What anchors may not begin with: themes use the first two for statements and sections, footnotes the others.
const RESERVED: [&str; 4] = ["s-", "section-", "fn-", "fnref-"];

/// A heading as it was written.
pub(super) struct Draft {
    /// 1 to 6, as written.
    pub level: u8,
    /// The id that the author gave.
    pub id: Option<String>,
    /// The classes that the author gave.
    pub classes: Vec<String>,
    /// Where its words begin in the plain text.
    pub begin: usize,
    /// Its words.
    pub words: String,
    /// Where it stands in the source.
    pub range: Range<usize>,
}

/// A heading as a page shows it.
pub(super) struct Placed {
    /// Level, anchor and words; without words it is no heading.
    pub heading: Heading,
    /// The classes that the author gave.
    pub classes: Vec<String>,
}

impl Placed {
    /// The heading, if it has words: one without would be a stop in the outline that says nothing.
    pub fn listed(self) -> Option<Heading> {
        Some(self.heading).filter(|heading| !heading.text.is_empty())
    }
}

/// Gives every heading its level and anchor.
///
/// The shallowest becomes level 2, below the page's title, and the others keep their distance from it, up to 6.
pub(super) fn assign(drafts: Vec<Draft>, origin: &Origin, diagnostics: &mut Vec<Diagnostic>) -> Vec<Placed> {
    let shallowest = drafts.iter().filter(|draft| !draft.words.is_empty()).map(|draft| draft.level).min().unwrap_or(2);
    let explicit = explicit(&drafts, origin, diagnostics);
    let mut anchors = Anchors { taken: explicit.iter().flatten().cloned().collect(), next: BTreeMap::new() };
    let mut placed = Vec::with_capacity(drafts.len());
    for (draft, explicit) in drafts.into_iter().zip(explicit) {
        let id = match explicit {
            Some(id) => id,
            None if draft.words.is_empty() => String::new(),
            None => anchors.automatic(draft.id.as_deref().unwrap_or(&draft.words)),
        };
        let level = (draft.level + 2).saturating_sub(shallowest).clamp(2, 6);
        let heading = Heading { level, id, text: draft.words, span: origin.span(draft.range) };
        placed.push(Placed { heading, classes: draft.classes });
    }
    placed
}

/// The ids that authors gave, where they can be kept.
fn explicit(drafts: &[Draft], origin: &Origin, diagnostics: &mut Vec<Diagnostic>) -> Vec<Option<String>> {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut kept = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let id = draft.id.as_deref().filter(|id| !id.is_empty() && !draft.words.is_empty());
        kept.push(id.and_then(|id| {
            let span = origin.span(written_id(draft, &origin.source));
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
fn written_id(draft: &Draft, source: &str) -> Range<usize> {
    let id = draft.id.as_deref().unwrap_or_default();
    match source[draft.range.clone()].rfind(id) {
        Some(at) => draft.range.start + at..draft.range.start + at + id.len(),
        None => draft.range.clone(),
    }
}

/// The anchors of one text.
struct Anchors {
    taken: BTreeSet<String>,
    /// The number to try next for words that were there before.
    next: BTreeMap<String, usize>,
}

impl Anchors {
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
