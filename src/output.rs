//! The only writer of the site: makes a folder hold the given files, and never touches what rungs did not write.
//!
//! Knows folders, files and bytes, not pages. Beside the site it writes only `.rungs/` in the output folder, which lists
//! what is ours (see `manifest`).
//!
//! [`stage`] and [`SiteStage::commit`] read top-down as the promise:
//!
//! 1. `folder` refuses a folder that must not be written to, before anything is touched.
//! 2. `lock` lets one build at a time write to it.
//! 3. `state` compares every file with what is on disk, while its bytes are written to a temporary file.
//! 4. `plan` refuses the whole build if something that is not ours is in the way.
//! 5. `apply` looks again, and then renames and removes in an order that a kill at any moment cannot hurt.

mod apply;
mod dir;
mod error;
mod fingerprints;
mod folder;
mod inputs;
mod lock;
mod manifest;
mod new_file;
mod plan;
mod state;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use dir::Walk;
pub use error::{Obstacle, OutputError};
use fingerprints::Fingerprints;
use folder::split;
pub use inputs::hash_inputs;
use lock::LockedFolder;
pub use manifest::{Complete, Hash, hash};
pub use new_file::write_new;
use plan::FolderPlan;
use state::{FileStatus, Looked, OutputState};

use crate::hash::Fingerprint;

/// A folder to write to, and what has to be known to write to it safely.
#[derive(Clone, Copy)]
pub struct Destination<'a> {
    /// The project's folder.
    pub project_root: &'a Path,
    /// The output folder as it was asked for; a relative one is taken from the project's root.
    pub folder: &'a Path,
    /// The home folder of the person, which is never an output folder: `std::env::home_dir()`.
    pub home: Option<&'a Path>,
    /// Called once if another build holds the folder and this one waits for it.
    pub on_wait: &'a dyn Fn(),
}

/// What [`SiteStage::commit`] did, in files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenFiles {
    /// Files whose bytes were written.
    pub written: usize,
    /// Files that already had the right bytes and were left alone.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer part of the site.
    pub removed: usize,
    /// Files of an earlier build that are no longer part of the site and were left, because someone changed them.
    pub kept: Vec<String>,
}

/// Refuses a folder that must not be written to, before any work is done for it. [`stage`] checks again.
///
/// # Errors
/// When the folder must not be an output folder, or cannot be looked at.
pub fn check(destination: &Destination) -> Result<(), OutputError> {
    folder::judge(destination).map(|_| ())
}

/// What the last build said and how many files it wrote, if it was given the same `inputs` and every file still has the
/// bytes that it wrote. Reads every file: a time of change can be wrong, bytes cannot.
///
/// # Errors
/// When the folder must not be an output folder, or its manifest cannot be read.
pub fn find_current(
    destination: &Destination,
    inputs: Hash,
) -> Result<Option<(serde_json::Value, usize)>, OutputError> {
    let judged = folder::judge(destination)?;
    if !judged.has_manifest {
        return Ok(None);
    }
    let locked = LockedFolder::lock(&judged.path, destination.on_wait)?;
    let Some(complete) = locked.manifest.complete.as_ref().filter(|complete| complete.inputs == inputs) else {
        return Ok(None);
    };
    let files: Vec<(&str, &[Hash])> =
        locked.manifest.files.iter().map(|(path, hashes)| (path.as_str(), hashes.as_slice())).collect();
    let by_folder: Vec<_> = files.chunk_by(|(a, _), (b, _)| split(a).0 == split(b).0).collect();
    let are_as_written = by_folder.par_iter().all(|files| {
        let Some((first, _)) = files.first() else { return true };
        let Ok(Walk::Open(dir)) = locked.root.walk(split(first).0) else { return false };
        files.par_iter().all(|(path, hashes)| dir.read(split(path).1).is_ok_and(|bytes| *hashes == [hash(&bytes)]))
    });
    Ok(are_as_written.then_some((complete.outcome.clone(), files.len())))
}

/// A site on its way into a folder: its files are handed over one by one, from any thread, and none is in its place
/// before [`SiteStage::commit`].
pub struct SiteStage {
    locked: LockedFolder,
    paths: Vec<String>,
    state: OutputState,
    /// One per path, once its bytes were handed over.
    handed: Vec<OnceLock<Handed>>,
    /// What the files on disk were made from, if that is to be remembered.
    known: Option<Fingerprints>,
}

/// What is on disk in the place of a file of the site, and what its bytes were made from, if that is known.
type Handed = (Result<Looked, OutputError>, Option<Fingerprint>);

/// Prepares the folder to hold the files at `paths`: sorted, relative to it, with `/` between the parts.
///
/// # Errors
/// Before anything is touched: when the folder must not be written to, when a path is not a plain relative one, and
/// when the disk cannot be read.
pub fn stage(destination: &Destination, paths: Vec<String>) -> Result<SiteStage, OutputError> {
    folder::check_paths(&paths)?;
    let locked = LockedFolder::lock(&folder::judge(destination)?.path, destination.on_wait)?;
    // Judged again now that it is locked: the build that we waited for may have filled it.
    folder::judge(destination)?;
    let state = OutputState::of(&locked, &paths)?;
    let handed = paths.iter().map(|_| OnceLock::new()).collect();
    Ok(SiteStage { locked, paths, state, handed, known: None })
}

impl SiteStage {
    /// Reads what the files on disk were made from, so that [`SiteStage::keep`] can keep some, and lets [`SiteStage::commit`] write
    /// the list anew. `program` is the hash of this program.
    pub fn remember(&mut self, program: Hash) {
        self.known = Fingerprints::read(&self.locked.state, program);
    }

    /// Takes the bytes of the file at `path`, and what they were made from if a later build may keep it for that. They are
    /// on disk when this returns, in a temporary file, so a large site is never in memory as a whole.
    ///
    /// # Panics
    /// When `path` is not one of those the stage was made for, or comes twice.
    pub fn put(&self, path: &str, bytes: &[u8], made_from: Option<Fingerprint>) {
        let number = self.number(path);
        let looked = self.state.look(&self.locked, path, bytes).and_then(|looked| {
            if looked.status.is_to_write() {
                self.locked.stage_file(number, path, bytes)?;
            }
            Ok(looked)
        });
        self.set(number, (looked, made_from));
    }

    /// Keeps the files at `paths` if the same program made each of them from this and none has changed since; otherwise all
    /// of them must be handed over.
    ///
    /// # Panics
    /// As [`SiteStage::put`].
    pub fn keep(&self, paths: &[&str], made_from: Fingerprint) -> bool {
        let hashes: Option<Vec<Hash>> = paths.iter().map(|path| self.hash_if_made_from(path, made_from)).collect();
        let Some(hashes) = hashes else { return false };
        for (path, hash) in paths.iter().zip(hashes) {
            self.set(self.number(path), (Ok(Looked { hash, status: FileStatus::Unchanged }), Some(made_from)));
        }
        true
    }

    /// The hash of the file at `path`, if it is ours, unchanged, and made from this.
    fn hash_if_made_from(&self, path: &str, made_from: Fingerprint) -> Option<Hash> {
        let made = self.known.as_ref()?.bytes_from(path, made_from)?;
        if self.locked.manifest.known(path) != [made] {
            return None;
        }
        let (folder, name) = split(path);
        let Ok(Walk::Open(dir)) = self.locked.root.walk(folder) else { return None };
        (hash(&dir.read(name).ok()?) == made).then_some(made)
    }

    fn number(&self, path: &str) -> usize {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).expect("the path was announced")
    }

    fn set(&self, number: usize, handed: Handed) {
        assert!(self.handed[number].set(handed).is_ok(), "each file is handed over once");
    }

    /// Makes the folder hold the files. With `complete`, the next build may find out that it has nothing to do; see
    /// [`find_current`].
    ///
    /// Files of earlier builds that are not among them are removed, and folders that became empty with them. Files that
    /// rungs did not write are left alone. If the process is killed, every file is whole, old or new, and the next build
    /// completes the work. This does not hold for power failures, since nothing but the manifest is synchronised.
    ///
    /// # Errors
    /// Before anything is changed: when a file that rungs did not write, or that someone changed since, is where one of
    /// the site's would go with other bytes; when a folder cannot be written to; when the system refuses to read or write.
    /// Later: when the system refuses then, or a file changed meanwhile.
    ///
    /// # Panics
    /// When a file was not handed over.
    pub fn commit(mut self, complete: Option<Complete>) -> Result<WrittenFiles, OutputError> {
        let handed = std::mem::take(&mut self.handed).into_iter();
        let handed = handed.map(|handed| handed.into_inner().expect("every file is handed over"));
        let (looked, made_from): (Vec<_>, Vec<_>) = handed.unzip();
        // Taken in order, so that of several failures the same one is reported every time.
        let looked: Vec<Looked> = looked.into_iter().collect::<Result<_, _>>()?;
        let plan = FolderPlan::of(&self.locked, &self.state, &self.paths, &looked)?;
        apply::check(&self.locked, &plan)?;
        apply::apply(&self.locked, &plan, complete)?;
        if let Some(known) = &self.known {
            let made = self.paths.iter().zip(made_from).zip(&looked);
            let made = made.filter_map(|((path, from), looked)| Some((path.clone(), (from?, looked.hash))));
            let made = known.of(made.collect());
            if made != *known {
                self.locked.save_fingerprints(&made)?;
            }
        }
        Ok(WrittenFiles {
            written: plan.writes.len(),
            unchanged: plan.unchanged,
            removed: plan.removals().count(),
            kept: plan.kept.to_vec(),
        })
    }
}

/// What [`clean`] is going to do. Nothing is touched before [`Cleaning::apply`].
pub struct Cleaning {
    /// Unchanged files that rungs wrote, by path; they are removed.
    pub removed: Vec<String>,
    /// Files that rungs wrote and someone changed since; they are left.
    pub kept: Vec<String>,
    /// `None` if rungs never wrote there.
    folder: Option<(LockedFolder, OutputState)>,
}

/// Finds the unchanged files that rungs wrote.
///
/// # Errors
/// As [`stage`]: an output folder that would be refused there is refused here.
pub fn clean(destination: &Destination) -> Result<Cleaning, OutputError> {
    let judged = folder::judge(destination)?;
    if !judged.has_manifest {
        return Ok(Cleaning { removed: Vec::new(), kept: Vec::new(), folder: None });
    }
    let locked = LockedFolder::lock(&judged.path, destination.on_wait)?;
    let state = OutputState::of(&locked, &[])?;
    Ok(Cleaning {
        removed: state.removals.keys().cloned().collect(),
        kept: state.kept.clone(),
        folder: Some((locked, state)),
    })
}

impl Cleaning {
    /// Removes the files, the folders that rungs made and that became empty, and `.rungs/` if no file was kept.
    ///
    /// # Errors
    /// Before anything is removed: when one of the files changed after [`clean`] looked at it. Later: when the system
    /// refuses, or a file changed meanwhile.
    pub fn apply(self) -> Result<(), OutputError> {
        let Some((locked, state)) = self.folder else { return Ok(()) };
        let plan = FolderPlan::of(&locked, &state, &[], [])?;
        apply::check(&locked, &plan)?;
        let left = apply::apply(&locked, &plan, None)?;
        locked.dissolve(&left)
    }
}
