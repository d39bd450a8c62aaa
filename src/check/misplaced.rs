//! A folder that is nearly called like a kind's makes pages of what was meant to be roles, skills and so on.

use std::collections::BTreeMap;

use crate::content::{Entity, Kind};
use crate::diagnostic::{Diagnostic, MISPLACED_FILE, nearest};
use crate::handbook::Handbook;
use crate::page::Plan;
use crate::source::Place;

/// Reports each such folder once, at its first file.
pub fn check(handbook: &Handbook, _plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let mut folders: BTreeMap<&str, (&Entity, usize)> = BTreeMap::new();
    for (_, entity) in handbook.of_kind(Kind::Page) {
        let folder = entity.path.strip_prefix("content/").and_then(|path| path.split_once('/'));
        if let Some((folder, _)) = folder.filter(|(folder, _)| Kind::from_folder(folder).is_none()) {
            folders.entry(folder).or_insert((entity, 0)).1 += 1;
        }
    }
    for (folder, (first, count)) in folders {
        let Some(near) = meant(folder) else { continue };
        let message = match count {
            1 => format!("the folder `{folder}` is no kind's, so this file is a page"),
            _ => format!("the folder `{folder}` is no kind's, so its {count} files are pages"),
        };
        diagnostics.push(
            Diagnostic::new(MISPLACED_FILE, Place::file(&first.path), message)
                .help(format!("Did you mean content/{near}/?")),
        );
    }
}

/// The kind's folder that a folder's name stands for: in other case, in the singular, or with one letter too many, too
/// few or swapped. Another letter makes another word: `rules` are no `roles`.
fn meant(folder: &str) -> Option<&'static str> {
    let lower = folder.to_lowercase();
    let kinds = || Kind::ALL.into_iter().filter(|kind| !kind.folder().is_empty());
    if let Some(kind) = kinds().find(|kind| kind.folder() == lower || kind.name() == lower) {
        return Some(kind.folder());
    }
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let (near, own) = (nearest(&lower, kinds().map(|kind| kind.folder()))?, letters(&lower));
    let difference = own.len().abs_diff(near.len());
    (difference == 1 || own == letters(near)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_hardly_meant_otherwise_is_suspected() {
        for (folder, kind) in [("Skills", "skills"), ("role", "roles"), ("skils", "skills"), ("trakcs", "tracks")] {
            assert_eq!(meant(folder), Some(kind), "{folder}");
        }
        for folder in ["guides", "rules", "labels", "tricks", "images", "people"] {
            assert_eq!(meant(folder), None, "{folder}");
        }
    }
}
