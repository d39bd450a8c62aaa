//! Carries out a plan, in an order in which it can be killed between any two steps.
//!
//! First the manifest says that both the old and the new bytes are ours; then stale files and the folders they leave
//! empty go, which also makes room where a file becomes a folder or a name changes its case; then every file, whose bytes
//! wait whole under a temporary name, takes its own, so that no reader ever sees half of one; then the manifest says
//! what is there. Decides nothing: what to do is in the [`Plan`].

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::guard::{Kind, folders_above, is_gone, kind_of};
use super::hold::Held;
use super::manifest::Manifest;
use super::plan::Plan;
use super::{OutputError, Written};

/// Carries out `plan` in the folder it was made for; tells what was done, and what is ours in the folder now.
///
/// # Errors
/// When the system refuses. The manifest on disk then still lists all that is ours, done or not, so that the next
/// plan starts from where this one ended.
pub(super) fn carry_out(held: &Held, plan: &Plan) -> Result<(Written, Manifest), OutputError> {
    announce(held, plan)?;
    let removed = remove(held, plan)?;
    let mut folders = plan.during.folders.clone();
    prune(&held.folder, &plan.needed, &mut folders)?;
    make_folders(held, &plan.writes, &mut folders)?;
    // Each outcome is kept in its place, so that of several failures the same one is told every time.
    let outcomes: Vec<_> = plan.writes.par_iter().map(|(number, path)| name(held, *number, path)).collect();
    outcomes.into_iter().collect::<Result<(), _>>()?;
    let after = Manifest { files: plan.after.clone(), folders };
    let is_told = if plan.is_idle() { held.is_listed && held.manifest == after } else { plan.during == after };
    if !is_told {
        after.save(&held.folder)?;
    }
    let written = plan.writes.len();
    Ok((Written { written, unchanged: plan.unchanged, removed, kept: plan.kept.to_vec() }, after))
}

/// Lists the bytes that are going to be ours before they are.
pub(super) fn announce(held: &Held, plan: &Plan) -> Result<(), OutputError> {
    if plan.is_idle() || (held.is_listed && held.manifest == plan.during) {
        return Ok(());
    }
    plan.during.save(&held.folder)
}

/// Takes away the files that are not part of the site any more.
fn remove(held: &Held, plan: &Plan) -> Result<usize, OutputError> {
    for path in plan.removals() {
        let place = held.folder.join(path);
        match fs::remove_file(&place) {
            Err(error) if !is_gone(&error) => return Err(OutputError::Io { doing: "remove", path: place, error }),
            _ => {}
        }
    }
    Ok(plan.removals().count())
}

/// Takes away those of our `folders` that nothing needs and that are empty, innermost first, and takes what is gone
/// off the list.
fn prune(root: &Path, needed: &BTreeSet<String>, folders: &mut BTreeSet<String>) -> Result<(), OutputError> {
    let idle: Vec<String> =
        folders.iter().rev().filter(|folder| !folder.is_empty() && !needed.contains(*folder)).cloned().collect();
    for folder in idle {
        let place = root.join(&folder);
        // A link on the way would make this a folder somewhere else.
        let is_here =
            folders_above(&folder).chain([&*folder]).all(|above| kind_of(&root.join(above)).ok() == Some(Kind::Folder));
        match if is_here { fs::remove_dir(&place) } else { Ok(()) } {
            Ok(()) => drop(folders.remove(&folder)),
            Err(error) if is_gone(&error) => drop(folders.remove(&folder)),
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            Err(error) => return Err(OutputError::Io { doing: "remove", path: place, error }),
        }
    }
    Ok(())
}

/// Makes the folders of the files to write, outermost first, and lists those that were not there.
pub(super) fn make_folders(
    held: &Held,
    writes: &[(usize, &str)],
    folders: &mut BTreeSet<String>,
) -> Result<(), OutputError> {
    let wanted: BTreeSet<&str> = writes.iter().flat_map(|(_, path)| folders_above(path)).collect();
    for folder in wanted {
        let place = held.folder.join(folder);
        match fs::create_dir(&place) {
            Ok(()) => drop(folders.insert(folder.into())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OutputError::Io { doing: "make", path: place, error }),
        }
    }
    Ok(())
}

/// Gives the bytes that wait under `number` their name.
pub(super) fn name(held: &Held, number: usize, path: &str) -> Result<(), OutputError> {
    let place = held.folder.join(path);
    fs::rename(held.temporary(number), &place).map_err(OutputError::io("write", &place))
}
