//! Compares what is on disk with what the site is to be, and decides about every file before any is touched.
//!
//! Touches nothing. What is not ours and in the way refuses the whole plan; what is not ours and elsewhere is left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::OutputError;
use super::error::Obstacle;
use super::folder::folders_above;
use super::lock::LockedFolder;
use super::manifest::{Hash, Manifest};
use super::state::{FileStatus, Looked, OutputState};

/// What has to be done to make the folder hold the site.
pub(super) struct FolderPlan<'a> {
    /// Files to write, in the order of their paths: the number of their bytes in the stage, and the path.
    pub writes: Vec<(usize, &'a str)>,
    /// Files of ours to remove first, with the hash of their bytes on disk.
    removals: &'a BTreeMap<String, Hash>,
    /// Folders that the site, or a kept file, needs.
    pub needed: BTreeSet<String>,
    /// How many files have the right bytes already.
    pub unchanged: usize,
    /// Files that are no longer part of the site but that someone changed.
    pub kept: &'a [String],
    /// The manifest to be on disk while the plan is carried out: the bytes before and the bytes after are ours.
    pub during: Manifest,
    /// The files of the manifest afterwards; which folders are left to list shows only then.
    pub after: BTreeMap<String, Vec<Hash>>,
}

impl<'a> FolderPlan<'a> {
    /// The plan that makes the folder contain the files at `paths`, each of which has been looked at.
    ///
    /// # Errors
    /// When something that is not ours is in the way.
    pub fn of(
        locked: &LockedFolder,
        state: &'a OutputState,
        paths: &'a [String],
        looked: impl IntoIterator<Item = &'a Looked>,
    ) -> Result<Self, OutputError> {
        let old = &locked.manifest;
        let needed: BTreeSet<String> =
            paths.iter().chain(&state.kept).flat_map(|path| folders_above(path)).map(String::from).collect();
        let mut folders = old.folders.clone();
        folders.extend(needed.iter().filter(|folder| !state.ways.is_open(folder)).cloned());
        let mut plan = Self {
            writes: Vec::new(),
            removals: &state.removals,
            needed,
            unchanged: 0,
            kept: &state.kept,
            during: Manifest { files: BTreeMap::new(), folders, complete: None },
            after: BTreeMap::new(),
        };
        let mut obstacles = BTreeMap::new();
        for ((number, path), Looked { hash, status }) in paths.iter().enumerate().zip(looked) {
            let mut during = vec![*hash];
            match status {
                FileStatus::Unchanged => plan.unchanged += 1,
                FileStatus::Missing => plan.writes.push((number, path)),
                FileStatus::Ours(before) => {
                    during.insert(0, *before);
                    plan.writes.push((number, path));
                }
                FileStatus::Obstacle(path, obstacle) => drop(obstacles.insert(path.clone(), *obstacle)),
            }
            plan.during.files.insert(path.clone(), during);
            plan.after.insert(path.clone(), vec![*hash]);
        }
        Obstacle::refuse(&locked.path, obstacles)?;
        for (path, hash) in plan.removals {
            plan.during.files.insert(path.clone(), vec![*hash]);
        }
        // Kept files stay listed: they are reported until someone decides about them, and are removed if their bytes become
        // ours again.
        for path in plan.kept {
            plan.during.files.insert(path.clone(), old.known(path).to_vec());
            plan.after.insert(path.clone(), old.known(path).to_vec());
        }
        Ok(plan)
    }

    /// The files to remove, by path.
    pub fn removals(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.removals.keys().map(String::as_str)
    }

    /// Whether the file at `path` is to be removed.
    pub fn is_removed(&self, path: &str) -> bool {
        self.removals.contains_key(path)
    }

    /// Whether no file is to be touched.
    pub fn is_idle(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty()
    }
}
