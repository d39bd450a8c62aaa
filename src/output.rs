//! The only writer of the site: makes a folder hold the given files, and never harms what rungs did not write.
//!
//! Knows folders, files and bytes. It does not know what a page is, and it writes nothing of its own beside the site
//! but `.rungs/` in the output folder, which says what is ours (see `manifest`).
//!
//! [`write()`] reads top-down as the promise: the folder is judged before anything is touched (`guard`), one build
//! at a time holds it (`hold`), every file on disk is compared and any that is not ours refuses the whole build
//! (`plan`), and only then is it carried out in an order that a kill at any moment cannot hurt (`perform`).

mod error;
mod guard;
mod hold;
mod manifest;
mod perform;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub use error::OutputError;
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

/// What [`write()`] did, in files.
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

/// Says whether the folder may be written to at all, before any work is done for it. [`write()`] asks again.
///
/// # Errors
/// When the folder must not be an output folder, or cannot be looked at.
pub fn check(destination: &Destination) -> Result<(), OutputError> {
    guard::judge(destination).map(|_| ())
}

/// Makes the folder hold `files`: by path relative to it, with `/` between the parts.
///
/// Files of earlier builds that are not in `files` are removed, and folders that became empty with them. Files that
/// rungs did not write are left alone. If the process is killed, every file is whole, old or new, and the next call
/// completes the work; this does not hold for power failures, since nothing but the manifest is synchronised.
///
/// # Errors
/// Before anything is touched: when the folder must not be written to, when a path in `files` is not a plain relative
/// one, and when a file that rungs did not write, or that someone changed since, is where one of `files` would go
/// with other bytes. Later: when the system refuses to read or write.
pub fn write(destination: &Destination, files: &BTreeMap<String, Arc<[u8]>>) -> Result<Written, OutputError> {
    guard::check_paths(files)?;
    let folder = match guard::judge(destination)? {
        Verdict::Ours(folder) | Verdict::Empty(folder) | Verdict::Missing(folder) => folder,
    };
    let held = Held::take(&folder, destination.on_wait)?;
    // Looked at again now that it is held: what was empty before may have been filled by the build we waited for.
    guard::judge(destination)?;
    let plan = Plan::of(&held, files)?;
    let (written, _) = perform::carry_out(&held, &plan)?;
    Ok(written)
}

/// Removes the files that rungs wrote and nobody changed, and the folders that it made and that became empty. With
/// `dry_run` nothing is touched, and what would be removed is told.
///
/// # Errors
/// As [`write()`]: an output folder that would be refused there is refused here.
pub fn clean(destination: &Destination, dry_run: bool) -> Result<Cleaned, OutputError> {
    let Verdict::Ours(folder) = guard::judge(destination)? else { return Ok(Cleaned::default()) };
    let held = Held::take(&folder, destination.on_wait)?;
    let nothing = BTreeMap::new();
    let plan = Plan::of(&held, &nothing)?;
    let cleaned = Cleaned { removed: plan.removals().map(String::from).collect(), kept: plan.kept.clone() };
    if !dry_run {
        let (_, left) = perform::carry_out(&held, &plan)?;
        held.dissolve(&left)?;
    }
    Ok(cleaned)
}
