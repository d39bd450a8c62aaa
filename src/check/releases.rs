//! A file of a released version that cannot be read, so that the site does not show what changed in it.

use crate::diagnostic::{Diagnostic, INVALID_RELEASE};
use crate::handbook::Handbook;
use crate::source::Place;

/// Reports each of them.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for broken in handbook.broken_releases() {
        let place = Place { path: format!("content/{}", broken.path).into(), span: broken.span };
        let message = format!("this release cannot be read: {}", broken.reason);
        diagnostics.push(Diagnostic::new(INVALID_RELEASE, place, message).help(
            "Restore the file as `rungs release` wrote it, for example with `git checkout`, or delete it; the site shows the other versions.",
        ));
    }
}
