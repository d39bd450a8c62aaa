//! A role written as headings and lists, as in a text document: none of it is an expectation.

use crate::content::{Entity, Kind, ProsePart, Status};
use crate::diagnostic::{Diagnostic, UNSTRUCTURED_ROLE};
use crate::handbook::Handbook;
use crate::source::Span;

/// Items of lists from which on a role was hardly meant to have no expectations.
const MIN_BULLETS: usize = 3;

/// Reports roles that expect nothing and whose text has lists.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (index, entity) in handbook.of_kind(Kind::Role) {
        let bullets = bullets(entity);
        if bullets < MIN_BULLETS
            || entity.status == Status::Retired
            || handbook.is_broken(index)
            || handbook.expects_anything(index)
        {
            continue;
        }
        let first = entity.body.headings.first();
        let (where_, heading) = match entity.body.headings.len() {
            0 => (String::new(), "some-responsibility".into()),
            1 => (" under 1 heading".into(), first.map_or(String::new(), |first| first.id.clone())),
            count => (format!(" under {count} headings"), first.map_or(String::new(), |first| first.id.clone())),
        };
        let message = format!("this role has no expectations; its text has {bullets} bullets{where_}");
        let help = format!(
            "To compare the role with others, write above the text, between the lines `---`, a line \
             `responsibilities:`, below it `  {heading}:` for the heading, and below that each bullet as `    - text`; \
             `rungs import markdown FILE` does this for a whole document."
        );
        // The marks of the first heading.
        let span =
            first.map_or(entity.span, |first| Span { end: first.span.start + u32::from(first.level), ..first.span });
        diagnostics.push(
            Diagnostic::at(UNSTRUCTURED_ROLE, &entity.path, span, message).label("shown as text alone").help(help),
        );
    }
}

fn bullets(entity: &Entity) -> usize {
    let texts =
        entity.body.html.iter().filter_map(|part| if let ProsePart::Text(text) = part { Some(text) } else { None });
    texts.map(|text| text.matches("<li").count()).sum()
}
