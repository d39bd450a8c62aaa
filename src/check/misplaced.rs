//! A folder that is nearly called like a kind's makes pages of what was meant to be roles, skills and so on.

use std::collections::BTreeMap;

use crate::content::{Entity, Kind};
use crate::diagnostic::{Diagnostic, MISPLACED_FILE, Severity};
use crate::handbook::Handbook;
use crate::parse::meant_folder;
use crate::source::Place;

/// Reports each such folder once, at its first file.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let mut folders: BTreeMap<&str, (&Entity, usize)> = BTreeMap::new();
    for (_, entity) in handbook.of_kind(Kind::Page) {
        let folder = entity.path.strip_prefix("content/").and_then(|path| path.split_once('/'));
        if let Some((folder, _)) = folder.filter(|(folder, _)| Kind::from_folder(folder).is_none()) {
            folders.entry(folder).or_insert((entity, 0)).1 += 1;
        }
    }
    for (folder, (first, count)) in folders {
        let Some(near) = meant_folder(folder) else { continue };
        let message = match count {
            1 => format!("the folder `{folder}` is no kind's, so this file is a page"),
            _ => format!("the folder `{folder}` is no kind's, so its {count} files are pages"),
        };
        let mut diagnostic = Diagnostic::new(MISPLACED_FILE, Place::file(&first.path), message)
            .help(format!("Did you mean content/{near}/? Rename the folder."));
        // What its files were to define is not reported as missing, so that the build must stop here.
        diagnostic.severity = Severity::Error;
        diagnostics.push(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::meant_folder;

    #[test]
    fn only_what_was_hardly_meant_otherwise_is_suspected() {
        for (folder, kind) in [("Skills", "skills"), ("role", "roles"), ("skils", "skills"), ("trakcs", "tracks")] {
            assert_eq!(meant_folder(folder), Some(kind), "{folder}");
        }
        for folder in ["guides", "rules", "labels", "tricks", "images", "people"] {
            assert_eq!(meant_folder(folder), None, "{folder}");
        }
    }
}
