//! What is on disk in an output folder before a build: which stale files can be removed, and what stands in the place of
//! each new file.
//!
//! Only reads. A file counts as ours only if its path and its bytes are those of the manifest. It decides nothing: the
//! plan does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::OutputError;
use super::error::Obstacle;
use super::folder::{EntryKind, folders_above, is_same, kind_of, names_in};
use super::lock::LockedFolder;
use super::manifest::{Hash, hash};
use crate::disk::is_gone;

/// What can be known of the output folder before the files of the site exist.
pub(super) struct OutputState {
    pub ways: Ways,
    /// Files of ours to remove first, with the hash of their bytes on disk.
    pub removals: BTreeMap<String, Hash>,
    /// Files that are no longer part of the site but that someone changed.
    pub kept: Vec<String>,
    /// By the path of a file of the site: the stale path that leads to the same file on disk.
    same_file: BTreeMap<String, String>,
}

impl OutputState {
    /// Looks at what the folder has beside the files at `paths`, which are sorted.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn of(locked: &LockedFolder, paths: &[String]) -> Result<Self, OutputError> {
        let (folder, old) = (&locked.path, &locked.manifest);
        let known = old.files.keys().map(String::as_str);
        let stale: Vec<&str> = known.filter(|path| paths.binary_search_by(|one| (**one).cmp(path)).is_err()).collect();
        let ways = Ways::of(folder, stale.iter().copied().chain(paths.iter().map(String::as_str)))?;
        let fates: Vec<Fate> =
            stale.par_iter().map(|path| fate(folder, &ways, path, old.known(path))).collect::<Result<_, _>>()?;
        let same_file = same_files(folder, &stale, paths);
        let mut removals = BTreeMap::new();
        let mut kept = Vec::new();
        for (path, fate) in stale.into_iter().map(String::from).zip(fates) {
            match fate {
                Fate::Remove(hash) => drop(removals.insert(path, hash)),
                // On disk this is a file of the site, and is judged as that.
                Fate::Keep if same_file.values().any(|same| *same == path) => {}
                Fate::Keep => kept.push(path),
                Fate::Forget => {}
            }
        }
        Ok(Self { ways, removals, kept, same_file })
    }

    /// Looks at the place of one file of the site, whose bytes are now there.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn look(&self, locked: &LockedFolder, path: &str, bytes: &[u8]) -> Result<Looked, OutputError> {
        Ok(Looked { hash: hash(bytes), status: self.status(locked, path, bytes)? })
    }

    fn status(&self, locked: &LockedFolder, path: &str, bytes: &[u8]) -> Result<FileStatus, OutputError> {
        match self.ways.to(path) {
            PathState::Open => {}
            PathState::Missing => return Ok(FileStatus::Missing),
            PathState::Blocked(link, EntryKind::Link) => return Ok(FileStatus::Obstacle(link.clone(), Obstacle::Link)),
            PathState::Blocked(file, _) if self.removals.contains_key(file.as_str()) => return Ok(FileStatus::Missing),
            PathState::Blocked(file, _) => return Ok(not_ours(locked, file)),
        }
        let place = locked.path.join(path);
        match kind_of(&place).map_err(OutputError::io("look at", &place))? {
            EntryKind::File => {}
            EntryKind::Nothing => return Ok(FileStatus::Missing),
            EntryKind::Link => return Ok(FileStatus::Obstacle(path.into(), Obstacle::Link)),
            EntryKind::Special => return Ok(FileStatus::Obstacle(path.into(), Obstacle::Foreign)),
            EntryKind::Folder => {
                let foreign = self.foreign_in(locked, path)?;
                return Ok(foreign.map_or(FileStatus::Missing, |foreign| not_ours(locked, &foreign)));
            }
        }
        let there = match fs::read(&place) {
            Ok(there) => there,
            Err(error) if is_gone(&error) => return Ok(FileStatus::Missing),
            Err(error) => return Err(OutputError::io("read", place)(error)),
        };
        if self.same_file.get(path).is_some_and(|stale| self.removals.contains_key(stale)) {
            // Removed under its old name before it is written, so that it, and its folder, get the new one.
            return Ok(FileStatus::Ours(hash(&there)));
        }
        if there == bytes {
            return Ok(FileStatus::Unchanged);
        }
        let before = hash(&there);
        Ok(match locked.manifest.known(path).contains(&before) {
            true => FileStatus::Ours(before),
            false => not_ours(locked, path),
        })
    }

    /// The first entry of the folder at `path` that is not removed with our files: then the folder stays, and a file cannot
    /// take its place.
    fn foreign_in(&self, locked: &LockedFolder, path: &str) -> Result<Option<String>, OutputError> {
        if !locked.manifest.folders.contains(path) {
            return Ok(Some(path.into()));
        }
        let place = locked.path.join(path);
        for name in names_in(&place).map_err(OutputError::io("list", &place))? {
            let inner = format!("{path}/{}", name.to_string_lossy());
            let foreign = match kind_of(&place.join(&name)).map_err(OutputError::io("look at", &place))? {
                EntryKind::Nothing => None,
                EntryKind::Folder => self.foreign_in(locked, &inner)?,
                EntryKind::File if self.removals.contains_key(inner.as_str()) => None,
                _ => Some(inner),
            };
            if foreign.is_some() {
                return Ok(foreign);
            }
        }
        Ok(None)
    }
}

/// The folders on the way to every file: whether the way is free, and what blocks it.
pub(super) struct Ways(BTreeMap<String, PathState>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PathState {
    /// A folder, below folders only.
    Open,
    /// Nothing is there.
    Missing,
    /// Not a folder, but this, at this path.
    Blocked(String, EntryKind),
}

impl Ways {
    fn of<'p>(root: &Path, paths: impl Iterator<Item = &'p str>) -> Result<Self, OutputError> {
        let mut ways = Self(BTreeMap::new());
        for path in paths {
            let mut above = PathState::Open;
            for folder in folders_above(path) {
                if let Some(known) = ways.0.get(folder) {
                    above = known.clone();
                    continue;
                }
                if above == PathState::Open {
                    let place = root.join(folder);
                    above = match kind_of(&place).map_err(OutputError::io("look at", &place))? {
                        EntryKind::Folder => PathState::Open,
                        EntryKind::Nothing => PathState::Missing,
                        kind => PathState::Blocked(folder.into(), kind),
                    };
                }
                ways.0.insert(folder.into(), above.clone());
            }
        }
        Ok(ways)
    }

    /// Whether `folder`, which is one of those looked at, is there.
    pub fn is_open(&self, folder: &str) -> bool {
        self.0[folder] == PathState::Open
    }

    fn to(&self, path: &str) -> &PathState {
        path.rsplit_once('/').map_or(&PathState::Open, |(folder, _)| &self.0[folder])
    }
}

/// What becomes of a file of ours that is not part of the site any more.
enum Fate {
    /// It is as we wrote it.
    Remove(Hash),
    /// Someone changed it.
    Keep,
    /// It is gone.
    Forget,
}

fn fate(root: &Path, ways: &Ways, path: &str, known: &[Hash]) -> Result<Fate, OutputError> {
    match ways.to(path) {
        PathState::Open => {}
        // A file behind a link is not in this folder, so it is neither ours to remove nor gone.
        PathState::Blocked(_, EntryKind::Link) => return Ok(Fate::Keep),
        PathState::Missing | PathState::Blocked(..) => return Ok(Fate::Forget),
    }
    let place = root.join(path);
    match kind_of(&place).map_err(OutputError::io("look at", &place))? {
        EntryKind::Nothing | EntryKind::Folder => Ok(Fate::Forget),
        EntryKind::Link | EntryKind::Special => Ok(Fate::Keep),
        EntryKind::File => match fs::read(&place) {
            Ok(bytes) => {
                let hash = hash(&bytes);
                Ok(if known.contains(&hash) { Fate::Remove(hash) } else { Fate::Keep })
            }
            Err(error) if is_gone(&error) => Ok(Fate::Forget),
            Err(error) => Err(OutputError::io("read", place)(error)),
        },
    }
}

/// Files of the site that are, on disk, stale files: their paths differ in case only, and the file system ignores case.
/// By the path in the site, the stale path.
fn same_files(root: &Path, stale: &[&str], paths: &[String]) -> BTreeMap<String, String> {
    let lower: BTreeMap<String, &str> = stale.iter().map(|path| (path.to_lowercase(), *path)).collect();
    if lower.is_empty() {
        return BTreeMap::new();
    }
    let same = |path: &String| {
        let stale = *lower.get(&path.to_lowercase())?;
        is_same(&root.join(stale), &root.join(path)).then(|| (path.clone(), String::from(stale)))
    };
    paths.iter().filter_map(same).collect()
}

/// What looking at the place of one file of the site found.
pub(super) struct Looked {
    /// Of the bytes that are to be there.
    pub hash: Hash,
    pub status: FileStatus,
}

/// What stands in the place of a file of the site.
pub(super) enum FileStatus {
    /// The right bytes.
    Unchanged,
    /// Nothing, or something of ours that is removed before the file is written.
    Missing,
    /// Other bytes, with this hash, which are ours to replace.
    Ours(Hash),
    /// Something that is not ours, at this path.
    Obstacle(String, Obstacle),
}

impl FileStatus {
    /// Whether the file has to be written.
    pub fn is_to_write(&self) -> bool {
        matches!(self, Self::Missing | Self::Ours(_))
    }
}

fn not_ours(locked: &LockedFolder, path: &str) -> FileStatus {
    FileStatus::Obstacle(path.into(), Obstacle::of(&locked.manifest, path))
}
