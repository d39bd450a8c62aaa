//! The only writer of the site: makes a folder hold the given files, and never harms what rungs did not write.
//!
//! Knows folders, files and bytes. It does not know what a page is, and it writes nothing of its own beside the site
//! but `.rungs/` in the output folder, which says what is ours (see `manifest`).
//!
//! [`stage`] and [`Stage::commit`] read top-down as the promise: the folder is judged before anything is touched
//! (`guard`), one build at a time holds it (`hold`), every file is compared with what is on disk (`ground`) and its bytes
//! are laid aside, any that is not ours refuses the whole build (`plan`), and only then is it carried out in an order
//! that a kill at any moment cannot hurt (`perform`).

mod error;
mod ground;
mod guard;
mod hold;
mod manifest;
mod perform;
mod plan;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::OnceLock;

pub use error::OutputError;
use ground::{Ground, Sight};
use guard::Verdict;
use hold::Held;
use plan::Plan;

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

/// What [`Stage::commit`] did, in files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files whose bytes were written.
    pub written: usize,
    /// Files that already had the right bytes and were left alone.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer part of the site.
    pub removed: usize,
    /// Files of an earlier build that are no longer part of the site and were left, because someone changed them.
    pub kept: Vec<String>,
}

/// What [`clean`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Files that were removed (or, in a dry run, would be), by path.
    pub removed: Vec<String>,
    /// Files that rungs wrote and someone changed since; they were left.
    pub kept: Vec<String>,
}

/// Says whether the folder may be written to at all, before any work is done for it. [`stage`] asks again.
///
/// # Errors
/// When the folder must not be an output folder, or cannot be looked at.
pub fn check(destination: &Destination) -> Result<(), OutputError> {
    guard::judge(destination).map(|_| ())
}

/// A site on its way into a folder: its files are handed over one by one, from any thread, and none is in its place
/// before [`Stage::commit`].
pub struct Stage {
    held: Held,
    paths: Vec<String>,
    ground: Ground,
    /// One a path: what is on disk in its place, once its bytes were handed over.
    sights: Vec<OnceLock<Result<Sight, OutputError>>>,
}

/// Prepares the folder to hold the files at `paths`: sorted, relative to it, with `/` between the parts.
///
/// # Errors
/// Before anything is touched: when the folder must not be written to, when a path is not a plain relative one, and
/// when the disk cannot be read.
pub fn stage(destination: &Destination, paths: Vec<String>) -> Result<Stage, OutputError> {
    guard::check_paths(&paths)?;
    let folder = match guard::judge(destination)? {
        Verdict::Ours(folder) | Verdict::Empty(folder) | Verdict::Missing(folder) => folder,
    };
    let held = Held::take(&folder, destination.on_wait)?;
    // Looked at again now that it is held: what was empty before may have been filled by the build we waited for.
    guard::judge(destination)?;
    let ground = Ground::of(&held, &paths)?;
    let sights = paths.iter().map(|_| OnceLock::new()).collect();
    Ok(Stage { held, paths, ground, sights })
}

impl Stage {
    /// Takes the bytes of the file at `path`. They are on disk when this returns, under a temporary name, so a large site
    /// is never in memory as a whole.
    ///
    /// # Panics
    /// When `path` is not one of those the stage was made for, or comes twice.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let number = self.paths.binary_search_by(|known| known.as_str().cmp(path)).expect("the path was announced");
        let sight = self.ground.look(&self.held, path, bytes).and_then(|sight| {
            if sight.state.is_to_write() {
                self.held.keep(number, path, bytes)?;
            }
            Ok(sight)
        });
        assert!(self.sights[number].set(sight).is_ok(), "each file is handed over once");
    }

    /// Makes the folder hold the files.
    ///
    /// Files of earlier builds that are not among them are removed, and folders that became empty with them. Files that
    /// rungs did not write are left alone. If the process is killed, every file is whole, old or new, and the next build
    /// completes the work; this does not hold for power failures, since nothing but the manifest is synchronised.
    ///
    /// # Errors
    /// Before anything is touched: when a file that rungs did not write, or that someone changed since, is where one of
    /// the site's would go with other bytes, and when the system refused to read or write. Later: when it does then.
    ///
    /// # Panics
    /// When a file was not handed over.
    pub fn commit(mut self) -> Result<Written, OutputError> {
        // Taken in order, so that of several failures the same one is told every time.
        let sights = std::mem::take(&mut self.sights).into_iter();
        let sights: Vec<Sight> =
            sights.map(|sight| sight.into_inner().expect("every file is handed over")).collect::<Result<_, _>>()?;
        let plan = Plan::of(&self.held, &self.ground, &self.paths, &sights)?;
        let (written, _) = perform::carry_out(&self.held, &plan)?;
        Ok(written)
    }
}

impl Drop for Stage {
    /// Clears what was laid aside and is not in its place. What this cannot clear, the next build does.
    fn drop(&mut self) {
        let _ = self.held.clear();
    }
}

/// Removes the files that rungs wrote and nobody changed, and the folders that it made and that became empty. With
/// `dry_run` nothing is touched, and what would be removed is told.
///
/// # Errors
/// As [`stage`]: an output folder that would be refused there is refused here.
pub fn clean(destination: &Destination, dry_run: bool) -> Result<Cleaned, OutputError> {
    let Verdict::Ours(folder) = guard::judge(destination)? else { return Ok(Cleaned::default()) };
    let held = Held::take(&folder, destination.on_wait)?;
    let ground = Ground::of(&held, &[])?;
    let plan = Plan::of(&held, &ground, &[], [])?;
    let cleaned = Cleaned { removed: plan.removals().map(String::from).collect(), kept: plan.kept.to_vec() };
    if !dry_run {
        let (_, left) = perform::carry_out(&held, &plan)?;
        held.dissolve(&left)?;
    }
    Ok(cleaned)
}
