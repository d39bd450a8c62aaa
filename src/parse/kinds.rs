//! What a file under `content/` is, judged by its path.

use crate::content::{Id, Kind};
use crate::diagnostic::nearest;

use super::id;

/// What a file under `content/` is, judged by its path alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileKind {
    /// `handbook.yaml`.
    Handbook,
    /// An entity, or in YAML possibly a collection of them.
    Entity(Kind, Id),
    /// A collection beside the kinds' folders: `skills.yaml`.
    Collection(Kind),
    /// Copied as it is.
    Asset,
}

/// Judges a path from the project's root; `None` outside of `content/`.
pub fn file_kind(path: &str) -> Option<FileKind> {
    let path = path.strip_prefix("content/")?;
    if path == "handbook.yaml" {
        return Some(FileKind::Handbook);
    }
    let (folder, rest) = path.split_once('/').map_or((None, path), |(folder, rest)| (Some(folder), rest));
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    // Some editors and cameras write extensions in capitals.
    let extension = extension.to_ascii_lowercase();
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let kind = folder.and_then(Kind::from_folder);
    Some(match (extension.as_str(), kind) {
        // The text above a kind's index is a page: `roles/index.md`.
        ("md", Some(_)) if rest == "index.md" || is_readme(rest) => FileKind::Entity(Kind::Page, id::normal(stem)),
        ("md" | "yaml" | "yml", Some(kind)) => FileKind::Entity(kind, id::normal(name)),
        ("md", None) => FileKind::Entity(Kind::Page, id::normal(stem)),
        ("yaml" | "yml", None) => Kind::from_folder(stem).map_or(FileKind::Asset, FileKind::Collection),
        _ => FileKind::Asset,
    })
}

/// The kind's folder that a folder's name stands for: in other case, in the singular, or with one letter too many, too
/// few or swapped; `None` if it is a kind's folder. Another letter makes another word: `rules` are no `roles`.
pub fn meant_folder(folder: &str) -> Option<&'static str> {
    if Kind::from_folder(folder).is_some() {
        return None;
    }
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

/// Whether a file is the README of its folder, which is the folder's page where no `index.md` is.
pub fn is_readme(name: &str) -> bool {
    name.eq_ignore_ascii_case("readme.md")
}

/// Whether a file holds Markdown.
pub(super) fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"))
}
