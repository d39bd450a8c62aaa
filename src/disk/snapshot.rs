//! A snapshot that is kept up to date: what changed is read again, what did not is shared.
//!
//! Told where to look, it decides by content whether anything changed; a file that was only touched is the same file.
//! It does not know who says where to look, or when.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::source::{Content, Source, Sources};

use super::{FOLDERS, FolderEntry, Listing, Project, check_link, problem, read_content, read_one, slashed};

/// A file that was changed so recently may be changed again without its time of change telling: clocks of file
/// systems tick in milliseconds, those of some network drives in seconds.
const TOO_FRESH: Duration = Duration::from_secs(2);

/// The files of a project as they were when last looked at.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    sources: Sources,
    stamps: BTreeMap<Arc<str>, Stamp>,
    /// What is wrong with names, which no source can tell.
    named: Vec<Diagnostic>,
    has_links: bool,
}

/// By what an unchanged file is recognised without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
    inode: u64,
}

impl Snapshot {
    /// Reads the whole project.
    pub fn take(project: &Project) -> Self {
        let mut snapshot = Self::default();
        snapshot.look_everywhere(project);
        snapshot
    }

    /// The files.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What is wrong with them, as [`super::read`] reports it.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut problems = self.named.clone();
        problems.extend(self.sources.iter().filter_map(|source| problem(source)));
        problems.sort();
        problems
    }

    /// Whether some files are reached through symbolic links, which no operating system watches.
    pub fn has_links(&self) -> bool {
        self.has_links
    }

    /// Looks at every file again and returns the paths whose content differs.
    pub fn look_everywhere(&mut self, project: &Project) -> BTreeSet<Arc<str>> {
        let mut listing = Listing::default();
        for folder in FOLDERS {
            listing.walk(project, folder);
        }
        self.named = listing.diagnostics;
        self.has_links = listing.has_links;
        let known = self.sources.iter().map(|source| source.path.clone()).collect();
        self.update(listing.entries, known)
    }

    /// Looks at some files and folders again and returns the paths whose content differs. The paths are as in
    /// [`Project::source_path`], or one of the folders that are read.
    pub fn look_at(&mut self, project: &Project, paths: &BTreeSet<String>) -> BTreeSet<Arc<str>> {
        let mut entries = BTreeMap::new();
        let mut known = BTreeSet::new();
        for path in paths {
            let below = format!("{path}/");
            known.extend(self.sources.under(&below).map(|source| source.path.clone()));
            if let Some(source) = self.sources.get(path) {
                known.insert(source.path.clone());
            }
            let disk = project.root.join(path);
            if disk.is_dir() && leads_inside(project, path) {
                let mut listing = Listing::default();
                listing.walk(project, path);
                self.named.extend(listing.diagnostics);
                self.has_links |= listing.has_links;
                entries.extend(listing.entries);
            } else if let Some(source) = read_one(project, path) {
                self.has_links |= disk.is_symlink();
                // Small changes come this way: the file is read whatever its stamp says.
                let stamp = fs::metadata(&disk).ok().and_then(|metadata| Stamp::of(&metadata));
                match stamp {
                    Some(stamp) => drop(self.stamps.insert(source.path.clone(), stamp)),
                    None => drop(self.stamps.remove(&source.path)),
                }
                known.remove(&source.path);
                if self.sources.get(path).is_none_or(|known| **known != source) {
                    entries.insert(path.clone(), FolderEntry::Read(source));
                }
            }
        }
        self.named.sort();
        self.named.dedup();
        self.update(entries, known)
    }

    /// Takes over what was found; of the `known` paths, those that were not found are gone.
    fn update(&mut self, entries: BTreeMap<String, FolderEntry>, known: BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
        let found: Vec<(Source, Option<Stamp>)> = entries
            .into_par_iter()
            .filter_map(|(path, entry)| {
                let (content, stamp) = match entry {
                    FolderEntry::Read(source) => return Some((source, None)),
                    FolderEntry::Refused(reason) => (Content::Unreadable(reason), None),
                    FolderEntry::File(file) => {
                        let stamp = fs::metadata(&file).ok().and_then(|metadata| Stamp::of(&metadata));
                        if stamp.is_some() && stamp == self.stamps.get(path.as_str()).copied() {
                            let known = self.sources.get(&path)?;
                            return Some((Source::clone(known), stamp));
                        }
                        (read_content(&path, &file)?, stamp)
                    }
                };
                Some((Source { path: path.into(), content }, stamp))
            })
            .collect();
        let mut changed = BTreeSet::new();
        let mut gone = known;
        for (source, stamp) in found {
            gone.remove(&source.path);
            if let Some(stamp) = stamp {
                self.stamps.insert(source.path.clone(), stamp);
            }
            if self.sources.get(&source.path).is_none_or(|known| **known != source) {
                changed.insert(source.path.clone());
                self.sources.insert(source);
            }
        }
        for path in gone {
            self.sources.remove(&path);
            self.stamps.remove(&path);
            changed.insert(path);
        }
        changed
    }
}

impl Stamp {
    /// The stamp of a file that was left alone for a while; `None` when it may be changing right now.
    fn of(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let is_fresh = SystemTime::now().duration_since(modified).map_or(true, |age| age < TOO_FRESH);
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        (!is_fresh).then_some(Self { modified, length: metadata.len(), inode })
    }
}

/// Whether no folder on the way to `path` is a link that must not be followed.
fn leads_inside(project: &Project, path: &str) -> bool {
    let mut way = project.root.clone();
    path.split('/').all(|name| {
        way.push(name);
        !way.is_symlink() || check_link(project, &way).is_ok()
    })
}

/// The folders whose files are read, as they lie on the disk.
pub fn folders(project: &Project) -> [PathBuf; 2] {
    FOLDERS.map(|folder| project.root.join(folder))
}

impl Project {
    /// The path in a snapshot of the file or folder at `path` (absolute): that of [`Project::source_path`], or one of
    /// the folders that are read.
    pub fn place(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).or_else(|_| path.strip_prefix(&self.real_root)).ok()?;
        let whole = FOLDERS.into_iter().find(|folder| inside == Path::new(folder));
        whole.map(str::to_owned).or_else(|| slashed(inside).ok().and_then(|_| self.source_path(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A project, and what changes in its snapshot when the closure changes it and says where to look.
    fn look(change: impl FnOnce(&Path) -> Vec<&'static str>) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for path in ["content/handbook.yaml", "content/roles/a.md", "content/roles/deep/b.md"] {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "title: A\n").unwrap();
        }
        let project = Project::find(Some(folder.path()), Path::new("/")).unwrap();
        let mut snapshot = Snapshot::take(&project);
        let mut everywhere = snapshot.clone();
        let paths = change(folder.path()).into_iter().map(String::from).collect();
        let changed = snapshot.look_at(&project, &paths);
        assert_eq!(everywhere.look_everywhere(&project), changed);
        let (sources, problems) = super::super::read(&project);
        assert_eq!((snapshot.sources(), &snapshot.problems()), (&sources, &problems));
        assert_eq!((everywhere.sources(), &everywhere.problems()), (&sources, &problems));
        changed.iter().map(|path| path.to_string()).collect()
    }

    #[test]
    fn only_a_different_content_is_a_change() {
        let unchanged = look(|root| {
            fs::write(root.join("content/roles/a.md"), "title: A\n").unwrap();
            vec!["content/roles/a.md"]
        });
        assert_eq!(unchanged, [""; 0]);
        let changed = look(|root| {
            fs::write(root.join("content/roles/a.md"), "title: B\n").unwrap();
            vec!["content/roles/a.md"]
        });
        assert_eq!(changed, ["content/roles/a.md"]);
    }

    #[test]
    fn folders_come_and_go_with_what_is_in_them() {
        let moved = look(|root| {
            fs::rename(root.join("content/roles/deep"), root.join("content/roles/other")).unwrap();
            vec!["content/roles/deep", "content/roles/other"]
        });
        assert_eq!(moved, ["content/roles/deep/b.md", "content/roles/other/b.md"]);
        let all = look(|root| {
            fs::remove_dir_all(root.join("content")).unwrap();
            vec!["content"]
        });
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn a_file_can_become_a_folder_of_its_name() {
        let changed = look(|root| {
            fs::remove_file(root.join("content/roles/a.md")).unwrap();
            fs::create_dir(root.join("content/roles/a.md")).unwrap();
            fs::write(root.join("content/roles/a.md/c.md"), "title: C\n").unwrap();
            vec!["content/roles/a.md"]
        });
        assert_eq!(changed, ["content/roles/a.md", "content/roles/a.md/c.md"]);
    }
}
