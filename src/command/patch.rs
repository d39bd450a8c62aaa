//! Changes files of the content: each whole or not at all, and only where it still is what was read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{Source, Sources};

use super::Failure;

/// The new text of each file that changes, by path.
pub type ChangedFiles = BTreeMap<Arc<str>, String>;

/// Applies the edits of the diagnostics to the sources, and returns how many diagnostics had theirs applied. Of edits
/// that overlap the first is applied.
pub fn apply(sources: &mut Sources, diagnostics: &[Diagnostic]) -> usize {
    let mut by_path: BTreeMap<&Arc<str>, Vec<&[Edit]>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|one| !one.edits.is_empty()) {
        by_path.entry(&diagnostic.place.path).or_default().push(&diagnostic.edits);
    }
    let mut applied = 0;
    for (path, groups) in by_path {
        let Some(text) = sources.get(path).and_then(|source| source.as_text()) else { continue };
        let mut taken: Vec<&Edit> = Vec::new();
        for edits in groups {
            let overlaps = |edit: &&Edit| {
                taken.iter().any(|known| edit.span.start <= known.span.end && known.span.start <= edit.span.end)
            };
            if !edits.iter().any(|edit| overlaps(&edit)) {
                taken.extend(edits);
                applied += 1;
            }
        }
        let new = edited(text, taken.into_iter().cloned().collect());
        sources.insert(Source::text(path, &new));
    }
    applied
}

/// A text with edits applied, which do not overlap.
pub fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort();
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.span.range(), &edit.replacement);
    }
    out
}

/// The files whose text differs between two snapshots.
pub fn changed(old: &Sources, new: &Sources) -> ChangedFiles {
    let texts = new.iter().filter_map(|source| Some((source, source.as_text()?)));
    let differ = texts.filter(|(source, text)| {
        old.get(&source.path).and_then(|known| known.as_text()).is_some_and(|known| known != *text)
    });
    differ.map(|(source, text)| (source.path.clone(), text.to_string())).collect()
}

/// Writes the changed files: first each beside its place, then all at their places. A file that is no longer what was
/// read stops everything before the first is changed.
///
/// # Errors
///
/// The failure names what was changed and what was not.
pub fn write(root: &Path, old: &Sources, changed: &ChangedFiles) -> Result<(), Failure> {
    write_with(root, old, changed, |new, place| fs::rename(new, place))
}

fn write_with(
    root: &Path,
    old: &Sources,
    changed: &ChangedFiles,
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), Failure> {
    let staged = changed.iter().map(|(path, text)| stage(root, old, path, text));
    let staged: Vec<Staged> = staged.collect::<Result<_, _>>()?;
    for (at, one) in staged.iter().enumerate() {
        let Err(error) = check(old, &one.path, &one.place).and_then(|()| rename(&one.new, &one.place)) else {
            continue;
        };
        let names = |part: &[Staged]| match part {
            [] => "none".to_owned(),
            part => part.iter().map(|one| &*one.path).collect::<Vec<_>>().join(", "),
        };
        return Err(Failure::environment(format!(
            "{} cannot be changed: {error}\nchanged: {}\nnot changed: {}",
            one.path,
            names(&staged[..at]),
            names(&staged[at..])
        )));
    }
    Ok(())
}

/// A new text beside the file that it replaces, removed with the value unless it was renamed.
struct Staged {
    path: Arc<str>,
    new: PathBuf,
    place: PathBuf,
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.new);
    }
}

/// Whether the file at `place` still is what was read.
fn check(old: &Sources, path: &str, place: &Path) -> io::Result<()> {
    let there = fs::read(place)?;
    match old.get(path).and_then(|source| source.as_text()) {
        Some(known) if known.as_bytes() == there => Ok(()),
        _ => Err(io::Error::other("it changed meanwhile")),
    }
}

fn stage(root: &Path, old: &Sources, path: &Arc<str>, text: &str) -> Result<Staged, Failure> {
    let failure = |error| Failure::environment(format!("{path} cannot be changed: {error}\nnothing was changed"));
    // A link stays a link: what it leads to changes.
    let place = root.join(&**path).canonicalize().map_err(failure)?;
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let new = place.with_file_name(format!(".{name}.{}.rungs", std::process::id()));
    check(old, path, &place).and_then(|()| copy_of(&new, &place, text)).map_err(failure)?;
    Ok(Staged { path: path.clone(), new, place })
}

fn copy_of(new: &Path, place: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(new)?;
    let mut written = || {
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(place)?.permissions())?;
        file.sync_all()
    };
    written().inspect_err(|_| drop(fs::remove_file(new)))
}

/// The changes as a unified difference without lines around.
pub fn difference(old: &Sources, changed: &ChangedFiles) -> String {
    let mut out = String::new();
    for (path, new) in changed {
        let before = old.get(path).and_then(|source| source.as_text()).map_or("", |text| text);
        out.push_str(&format!("--- {path}\n+++ {path}\n"));
        let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), new.lines().collect());
        for (old, new) in hunks(&before, &after) {
            let at = |range: &Range<usize>| match range.len() {
                1 => format!("{}", range.start + 1),
                0 => format!("{},0", range.start),
                length => format!("{},{length}", range.start + 1),
            };
            out.push_str(&format!("@@ -{} +{} @@\n", at(&old), at(&new)));
            before[old].iter().for_each(|line| out.push_str(&format!("-{line}\n")));
            after[new].iter().for_each(|line| out.push_str(&format!("+{line}\n")));
        }
    }
    out
}

/// The stretches of lines that differ. Edits change few lines, so the next line that both share is near.
fn hunks(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let meets = |a: usize, b: usize| match (old.get(i + a), new.get(j + b)) {
            (Some(x), Some(y)) => x == y,
            (None, None) => true,
            _ => false,
        };
        let furthest = old.len() - i + new.len() - j;
        let next = (1..=furthest).find_map(|sum| {
            (0..=sum).map(|a| (a, sum - a)).find(|(a, b)| i + a <= old.len() && j + b <= new.len() && meets(*a, *b))
        });
        let (a, b) = next.unwrap_or((old.len() - i, new.len() - j));
        found.push((i..i + a, j..j + b));
        (i, j) = (i + a, j + b);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::UNKNOWN_FIELD;
    use crate::source::Span;

    #[test]
    fn edits_are_applied_once_and_shown() {
        let mut sources = Sources::from_iter([Source::text("content/a.md", "summray: x\ntitel: y\nz\n")]);
        let old = sources.clone();
        let problem =
            |span: Span, new: &str| Diagnostic::at(UNKNOWN_FIELD, &"content/a.md".into(), span, "m").edit(span, new);
        let problems =
            [problem(Span::new(0, 7), "summary"), problem(Span::new(11, 16), "title"), problem(Span::new(2, 4), "no")];
        assert_eq!(apply(&mut sources, &problems), 2);
        let changed = changed(&old, &sources);
        assert_eq!(changed["content/a.md"], "summary: x\ntitle: y\nz\n");
        assert_eq!(
            difference(&old, &changed),
            "--- content/a.md\n+++ content/a.md\n@@ -1,2 +1,2 @@\n-summray: x\n-titel: y\n+summary: x\n+title: y\n"
        );
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        for name in ["a.md", "b.md"] {
            fs::write(folder.path().join("content").join(name), "old").unwrap();
        }
        let old = Sources::from_iter([Source::text("content/a.md", "old"), Source::text("content/b.md", "older")]);
        let both =
            ChangedFiles::from([("content/a.md".into(), "new".to_owned()), ("content/b.md".into(), "new".to_owned())]);
        assert!(write(folder.path(), &old, &both).is_err());
        let a = ChangedFiles::from([("content/a.md".into(), "new".to_owned())]);
        let read = |name: &str| fs::read_to_string(folder.path().join("content").join(name)).unwrap();
        assert_eq!(read("a.md"), "old");
        write(folder.path(), &old, &a).unwrap();
        assert_eq!((read("a.md"), read("b.md")), ("new".into(), "old".into()));
        assert_eq!(fs::read_dir(folder.path().join("content")).unwrap().count(), 2, "nothing else is left");
    }

    #[test]
    fn a_failure_says_what_was_changed() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["a.md", "b.md", "c.md"];
        names.iter().for_each(|name| fs::write(folder.path().join(name), "old").unwrap());
        let old: Sources = names.iter().map(|name| Source::text(name, "old")).collect();
        let changed: ChangedFiles = names.iter().map(|name| ((*name).into(), "new".to_owned())).collect();
        let failed = write_with(folder.path(), &old, &changed, |new, place| match place.ends_with("b.md") {
            true => Err(io::Error::other("no")),
            false => fs::rename(new, place),
        });
        let expect = "b.md cannot be changed: no\nchanged: a.md\nnot changed: b.md, c.md";
        assert_eq!(failed.unwrap_err().message, expect);
        let read = names.map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
        assert_eq!(read, ["new", "old", "old"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing else is left");
    }
}
