//! What a build has to say about its site: kept with the site, so that a build with nothing to do says it again.
//!
//! Knows how it is stored, not where.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::source::{Place, Sources};

/// What a build made and found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Files of the site that are pages.
    pub pages: usize,
    /// Files of which the edition leaves content out.
    pub hidden: usize,
    /// Everything that was reported, in the order of reports.
    pub reports: Vec<Diagnostic>,
}

impl Outcome {
    /// For a manifest.
    pub fn store(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("numbers, texts and lists are JSON")
    }

    /// What a manifest holds, or `None` if it is not what was stored for these `sources`: a file can be edited, and a
    /// report must not point outside a text.
    pub fn read(stored: serde_json::Value, sources: &Sources) -> Option<Self> {
        let outcome: Self = serde_json::from_value(stored).ok()?;
        let fits = |report: &Diagnostic| {
            let related = report.related.iter().map(|related| &related.place);
            std::iter::once(&report.place).chain(related).all(|place| exists(place, sources))
        };
        outcome.reports.iter().all(fits).then_some(outcome)
    }
}

/// Whether the span of a place, if it has one, is within its text.
fn exists(place: &Place, sources: &Sources) -> bool {
    let text = sources.get(&place.path).and_then(|source| source.as_text());
    match (place.span, text) {
        (Some(span), Some(text)) => text.get(span.range()).is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{ORPHAN, TOO_LARGE};
    use crate::source::{Source, Span};

    #[test]
    fn an_outcome_comes_back_whole_or_not_at_all() {
        let sources: Sources = [Source::text("a.md", "h\u{e9}llo")].into_iter().collect();
        let path: Arc<str> = "a.md".into();
        let report = Diagnostic::at(ORPHAN, &path, Span::new(0, 3), "nobody needs it")
            .label("here")
            .help("remove it")
            .related(Place::file(&path), "all of it")
            .edit(Span::new(3, 4), "x");
        let note = Diagnostic::new(TOO_LARGE, Place::file(&"gone.md".into()), "too large");
        let outcome = Outcome { pages: 3, hidden: 1, reports: vec![report.clone(), note] };
        assert_eq!(Outcome::read(outcome.store(), &sources), Some(outcome.clone()));
        for span in [Span::new(0, 2), Span::new(6, 7)] {
            let moved = Outcome {
                reports: vec![Diagnostic { place: Place::at(&path, span), ..report.clone() }],
                ..outcome.clone()
            };
            assert_eq!(Outcome::read(moved.store(), &sources), None, "{span:?}");
        }
        assert_eq!(Outcome::read(serde_json::json!({ "pages": "many" }), &sources), None);
    }
}
