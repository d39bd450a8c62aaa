//! Two outputs must not share an address, in any mixture of upper and lower case.

use crate::diagnostic::{Diagnostic, URL_CONFLICT};
use crate::handbook::Handbook;
use crate::page::Plan;
use crate::source::Place;

/// Reports each conflict at the later claim that an author wrote.
pub fn check(handbook: &Handbook, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    for conflict in &plan.conflicts {
        let (first, first_url) = &conflict.first;
        let (first, first_place) = first.words(first_url, handbook);
        let (second, second_place) = conflict.second.words(&conflict.url, handbook);
        let stem = conflict.url.rsplit('/').next().and_then(|name| name.strip_suffix(".html")).unwrap_or_default();
        if conflict.second.is_of_id()
            && second_place.as_ref().is_some_and(|place| place.span.is_some())
            && crate::parse::id::is_reserved(stem)
        {
            // An id that is reserved just because of this was reported.
            continue;
        }
        let mut places = second_place.into_iter().chain(first_place);
        let place = places.next().unwrap_or_else(|| Place::file(&crate::parse::HANDBOOK.into()));
        let message = format!("{second} and {first} would both be `{}`", conflict.url);
        let mut diagnostic = Diagnostic::new(URL_CONFLICT, place, message)
            .help("Addresses are compared without regard to case. Give one of the two another id or name.");
        if let Some(place) = places.next() {
            diagnostic = diagnostic.related(place, format!("{first} is here"));
        }
        diagnostics.push(diagnostic);
    }
}
