//! The files of an import and those on disk: what would change, what a person changed since, and writing.
//!
//! An import never overwrites by itself. It leaves a record of what it wrote, so that a later one can tell its own files
//! from those that a person has edited: `--update` replaces the first and keeps the others.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// Where the record stands, below the handbook's root.
const RECORD: &str = ".rungs-import.json";

/// What importing again would do to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// It is not there yet.
    New,
    /// It is as the import before wrote it, and would say something else.
    Changed {
        /// Lines that the file has and the new one does not.
        removed: Vec<String>,
        /// Lines that the new file has.
        added: Vec<String>,
    },
    /// A person edited it since, or it was never an import's; it is kept.
    Edited,
    /// The source no longer has it; it is kept.
    Gone,
}

/// What importing again would do, by file. Files that stay the same are not listed.
#[derive(Debug, Default)]
pub struct UpdatePlan {
    /// By path below the root.
    pub changes: BTreeMap<String, FileChange>,
    /// Whether nothing stands where the handbook would.
    pub fresh: bool,
}

/// Why nothing, or not everything, was written.
#[derive(Debug)]
pub struct WriteError(PathBuf, std::io::Error);

impl fmt::Display for WriteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} could not be written: {}", self.0.display(), self.1)
    }
}

impl std::error::Error for WriteError {}

impl UpdatePlan {
    /// Compares the files of an import with those below `dir`.
    pub fn of(dir: &Path, files: &BTreeMap<String, String>) -> Self {
        let record = record(dir);
        let mut plan = Self { fresh: true, ..Self::default() };
        for (path, text) in files {
            // A dangling link is something too, so look at the link and not at what it leads to.
            if dir.join(path).symlink_metadata().is_err() {
                plan.changes.insert(path.clone(), FileChange::New);
                continue;
            }
            plan.fresh = false;
            let old = std::fs::read_to_string(dir.join(path)).unwrap_or_default();
            if old == *text {
                continue;
            }
            let change = match record.get(path) {
                Some(hash) if *hash == hashed(&old) => {
                    let (removed, added) = lines(&old, text);
                    FileChange::Changed { removed, added }
                }
                _ => FileChange::Edited,
            };
            plan.changes.insert(path.clone(), change);
        }
        for path in record.keys().filter(|path| !files.contains_key(*path)) {
            if dir.join(path).exists() {
                plan.fresh = false;
                plan.changes.insert(path.clone(), FileChange::Gone);
            }
        }
        plan
    }

    /// The plan in lines, with what every changed file loses and gets.
    pub fn lines(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (path, change) in &self.changes {
            match change {
                FileChange::New => out.push(format!("new      {path}")),
                FileChange::Edited => out.push(format!("edited   {path} (kept: it is not as an import wrote it)")),
                FileChange::Gone => out.push(format!("gone     {path} (kept: the source no longer has it)")),
                FileChange::Changed { removed, added } => {
                    out.push(format!("changed  {path}"));
                    out.extend(removed.iter().map(|line| format!("         - {line}")));
                    out.extend(added.iter().map(|line| format!("         + {line}")));
                }
            }
        }
        out
    }

    /// Writes what is new and what changed, and the record. How many files were written.
    ///
    /// # Errors
    /// When the operating system refuses; files before that one, by path, are complete.
    pub fn write(&self, dir: &Path, files: &BTreeMap<String, String>) -> Result<usize, WriteError> {
        let mut written = 0;
        let mut known = record(dir);
        for (path, text) in files {
            let result = match self.changes.get(path) {
                Some(FileChange::New) => write_new(&dir.join(path), text),
                Some(FileChange::Changed { .. }) => replace(&dir.join(path), text),
                Some(FileChange::Edited | FileChange::Gone) => continue,
                None => {
                    known.insert(path.clone(), hashed(text));
                    continue;
                }
            };
            result.map_err(|why| WriteError(dir.join(path), why))?;
            known.insert(path.clone(), hashed(text));
            written += 1;
        }
        known.retain(|path, _| files.contains_key(path) || dir.join(path).exists());
        let entries: Map<String, Value> = known.into_iter().map(|(path, hash)| (path, json!(hash))).collect();
        let about = "What `rungs import` wrote. With it, `--update` can tell those files from edited ones.";
        let text = serde_json::to_string_pretty(&json!({ "about": about, "files": entries })).unwrap_or_default();
        let path = dir.join(RECORD);
        replace(&path, &(text + "\n")).map_err(|why| WriteError(path, why))?;
        Ok(written)
    }
}

/// The hashes of the files that imports wrote, by path.
fn record(dir: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(dir.join(RECORD)).unwrap_or_default();
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    let files = value.get("files").and_then(Value::as_object).into_iter().flatten();
    files.filter_map(|(path, hash)| Some((path.clone(), hash.as_str()?.to_owned()))).collect()
}

fn hashed(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

/// `create_new` refuses a file that appeared since the look before.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Replaces a file as a whole, so that it is never half written.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".rungs-new");
    let new = path.with_file_name(name);
    std::fs::write(&new, text)?;
    std::fs::rename(&new, path).inspect_err(|_| drop(std::fs::remove_file(&new)))
}

/// The lines that only the old and only the new text have, in order: those outside a longest common subsequence.
fn lines(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[same..], &new[same..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    // A collection of thousands of lines is shown as replaced.
    if old.len() * new.len() > 4_000_000 {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        return (owned(old), owned(new));
    }
    let mut longest = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for one in (0..old.len()).rev() {
        for other in (0..new.len()).rev() {
            longest[one][other] = if old[one] == new[other] {
                longest[one + 1][other + 1] + 1
            } else {
                longest[one + 1][other].max(longest[one][other + 1])
            };
        }
    }
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    let (mut one, mut other) = (0, 0);
    while one < old.len() || other < new.len() {
        if one < old.len() && other < new.len() && old[one] == new[other] {
            (one, other) = (one + 1, other + 1);
        } else if other == new.len() || (one < old.len() && longest[one + 1][other] >= longest[one][other + 1]) {
            removed.push(old[one].to_owned());
            one += 1;
        } else {
            added.push(new[other].to_owned());
            other += 1;
        }
    }
    (removed, added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn importing_again_keeps_what_a_person_wrote() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let first = files(&[("content/a.yaml", "one\ntwo\n"), ("content/b/c.md", "c\n"), ("content/d.md", "d\n")]);
        let plan = UpdatePlan::of(root, &first);
        assert!(plan.fresh);
        assert_eq!(plan.write(root, &first).unwrap(), 3);
        assert!(UpdatePlan::of(root, &first).changes.is_empty());

        std::fs::write(root.join("content/b/c.md"), "mine\n").unwrap();
        let second = files(&[("content/a.yaml", "one\n2\n"), ("content/b/c.md", "new\n"), ("content/e.md", "e\n")]);
        let plan = UpdatePlan::of(root, &second);
        assert!(!plan.fresh);
        let changed = FileChange::Changed { removed: vec!["two".into()], added: vec!["2".into()] };
        let expected = [
            ("content/a.yaml", changed),
            ("content/b/c.md", FileChange::Edited),
            ("content/d.md", FileChange::Gone),
            ("content/e.md", FileChange::New),
        ];
        assert_eq!(
            plan.changes.iter().map(|(path, change)| (path.as_str(), change.clone())).collect::<Vec<_>>(),
            expected
        );
        assert_eq!(plan.write(root, &second).unwrap(), 2);
        let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
        assert_eq!(
            [read("content/a.yaml"), read("content/b/c.md"), read("content/d.md")],
            ["one\n2\n", "mine\n", "d\n"]
        );
        // What a person edited stays theirs.
        assert_eq!(
            UpdatePlan::of(root, &second).changes.keys().collect::<Vec<_>>(),
            ["content/b/c.md", "content/d.md"]
        );
    }

    #[test]
    fn a_handbook_that_no_import_wrote_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("content")).unwrap();
        std::fs::write(dir.path().join("content/a.yaml"), "mine").unwrap();
        let new = files(&[("content/a.yaml", "a"), ("content/b.yaml", "b")]);
        let plan = UpdatePlan::of(dir.path(), &new);
        assert_eq!(plan.changes["content/a.yaml"], FileChange::Edited);
        plan.write(dir.path(), &new).unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join("content/a.yaml")).unwrap(), "mine");
    }
}
