//! Reports charts and matrices that are left out because they are too large to read.

use crate::content::Kind;
use crate::diagnostic::{Diagnostic, TOO_LARGE};
use crate::handbook::Handbook;
use crate::page::kinds::{career_map, matrix};
use crate::parse::HANDBOOK;
use crate::source::Place;

use super::limits::MAX_RUNGS;

/// Reports charts of the career map and matrices that are left out.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    charts(handbook, diagnostics);
    matrices(handbook, diagnostics);
}

fn charts(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    if handbook.of_kind(Kind::Track).any(|(track, _)| handbook.rungs(track).len() > MAX_RUNGS) {
        // The track was reported.
        return;
    }
    for (family, size) in career_map::too_large(handbook) {
        let Some((count, what, most)) = size.excess() else { continue };
        let numbers = format!("{count} {what}, and a chart shows at most {most}");
        let diagnostic = match family.map(|family| handbook.get(family)) {
            Some(family) => {
                let message = format!("the career map of `{}` has no chart: it has {numbers}", family.id);
                Diagnostic::new(TOO_LARGE, family.place(), message)
            }
            None => {
                let message = format!("the career map has no chart: it has {numbers}");
                Diagnostic::new(TOO_LARGE, Place::file(&HANDBOOK.into()), message)
            }
        };
        let help = "The page lists the roles and their moves. Put tracks into families to have a chart per family.";
        diagnostics.push(diagnostic.help(help));
    }
}

fn matrices(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (family, entity) in handbook.of_kind(Kind::Family) {
        if let Some(count) = matrix::too_large(handbook, family) {
            let most = matrix::MAX_COLUMNS;
            let message =
                format!("`{}` has no matrix: it has {count} roles, and a matrix shows at most {most}", entity.id);
            let help = "The pages of its tracks have a matrix each. Make several families of this one.";
            diagnostics.push(Diagnostic::new(TOO_LARGE, entity.place(), message).help(help));
        }
    }
}
