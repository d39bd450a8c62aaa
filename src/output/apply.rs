//! Carries out a plan, in an order in which it can be killed between any two steps.
//!
//! 1. [`check`] looks at everything that the plan touches once more, before the first change. If anything is not as the
//!    plan has it, nothing is changed.
//! 2. The manifest lists the old and the new bytes as ours.
//! 3. Stale files are removed, and folders that this leaves empty. This also makes room where a file becomes a folder or
//!    a name changes its case.
//! 4. Every file, which waits whole in the stage, is renamed to its place, so no reader sees half of one.
//! 5. The manifest lists what is there.
//!
//! Each file is looked at again just before it is removed or replaced, in a folder that was opened without following
//! links, and a new file never replaces one. What changed meanwhile is kept and named.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use super::OutputError;
use super::dir::{Dir, Walk};
use super::error::Obstacle;
use super::folder::{EntryKind, folders_above, split};
use super::lock::{LockedFolder, temporary};
use super::manifest::{Complete, Hash, Manifest, STATE_FOLDER, hash};
use super::plan::FolderPlan;
use crate::disk::is_gone;

/// Looks at everything that `plan` touches, before anything is changed.
///
/// # Errors
/// When something is not as the plan has it, or a folder cannot be written to.
pub(super) fn check(locked: &LockedFolder, plan: &FolderPlan) -> Result<(), OutputError> {
    let mut by_folder: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in plan.removals().chain(plan.writes.iter().map(|(_, path)| *path)) {
        let (folder, name) = split(path);
        by_folder.entry(folder).or_default().push(name);
    }
    let found: Vec<_> = by_folder.par_iter().map(|(folder, names)| check_folder(locked, plan, folder, names)).collect();
    let mut obstacles = BTreeMap::new();
    for found in found {
        obstacles.extend(found?);
    }
    Obstacle::refuse(&locked.path, obstacles)
}

/// Carries out `plan` in the folder that it was made for, and returns what is ours in the folder now.
///
/// # Errors
/// When the system refuses, or a file changed after [`check`]. The manifest on disk then still lists all that is ours,
/// done or not, so that the next plan starts from where this one ended.
pub(super) fn apply(
    locked: &LockedFolder,
    plan: &FolderPlan,
    complete: Option<Complete>,
) -> Result<Manifest, OutputError> {
    announce(locked, plan)?;
    remove(locked, plan)?;
    let mut folders = plan.during.folders.clone();
    prune(locked, &plan.needed, &mut folders)?;
    make_folders(locked, &plan.writes, &mut folders)?;
    rename_all(locked, plan, &plan.writes)?;
    let after = Manifest { files: plan.after.clone(), folders, complete: complete.filter(|_| plan.kept.is_empty()) };
    let is_listed = if plan.is_idle() { locked.is_listed && locked.manifest == after } else { plan.during == after };
    if !is_listed {
        locked.save(&after)?;
    }
    Ok(after)
}

/// Lists the bytes that are going to be ours before they are.
pub(super) fn announce(locked: &LockedFolder, plan: &FolderPlan) -> Result<(), OutputError> {
    if plan.is_idle() || (locked.is_listed && locked.manifest == plan.during) {
        return Ok(());
    }
    locked.save(&plan.during)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.into() } else { format!("{folder}/{name}") }
}

type Obstacles = BTreeMap<String, Obstacle>;

/// What is in the way of the files `names` in one folder.
fn check_folder(
    locked: &LockedFolder,
    plan: &FolderPlan,
    folder: &str,
    names: &[&str],
) -> Result<Obstacles, OutputError> {
    let failed = |error| OutputError::io("look at", locked.path.join(folder))(error);
    let mut obstacles = Obstacles::new();
    let (dir, is_whole) = match locked.root.walk(folder).map_err(failed)? {
        Walk::Open(dir) => (dir, true),
        Walk::Missing(dir) => (dir, false),
        // A stale file that makes room for the folder is looked at where it is.
        Walk::Blocked(file, EntryKind::File) if plan.is_removed(&file) => return Ok(obstacles),
        Walk::Blocked(path, kind) => {
            let obstacle = if kind == EntryKind::Link { Obstacle::Link } else { Obstacle::of(&locked.manifest, &path) };
            return Ok(Obstacles::from([(path, obstacle)]));
        }
    };
    if let Some(obstacle) = dir.closed(&locked.stage).map_err(failed)? {
        // The stage is in `.rungs/`: if the folder itself is on another device, `.rungs/` is what is mounted.
        let is_mounted_state = folder.is_empty() && obstacle == Obstacle::OtherDevice;
        obstacles.insert(if is_mounted_state { STATE_FOLDER } else { folder }.into(), obstacle);
    }
    if is_whole {
        for name in names {
            let path = join(folder, name);
            let obstacle =
                look(locked, plan, &dir, &path).map_err(OutputError::io("look at", locked.path.join(&path)))?;
            obstacles.extend(obstacle.map(|obstacle| (path, obstacle)));
        }
    }
    Ok(obstacles)
}

/// What is in the way at `path`, whose folder is `dir`. Nothing, and bytes that the plan knows, are not in the way.
fn look(locked: &LockedFolder, plan: &FolderPlan, dir: &Dir, path: &str) -> io::Result<Option<Obstacle>> {
    let (_, name) = split(path);
    Ok(match dir.kind(name)? {
        EntryKind::Nothing => None,
        EntryKind::Link => Some(Obstacle::Link),
        // It is removed before the file is written; if it is not empty then, the rename fails.
        EntryKind::Folder if plan.during.folders.contains(path) && !plan.is_removed(path) => None,
        EntryKind::Folder | EntryKind::Special => Some(Obstacle::Foreign),
        EntryKind::File if dir.is_immutable(name) => Some(Obstacle::ReadOnly),
        EntryKind::File if has_bytes(dir, name, plan.during.known(path))? => None,
        EntryKind::File => Some(Obstacle::of(&locked.manifest, path)),
    })
}

/// Whether the file `name` is gone or has one of the bytes that are ours there.
fn has_bytes(dir: &Dir, name: &str, known: &[Hash]) -> io::Result<bool> {
    match dir.read(name) {
        Ok(bytes) => Ok(known.contains(&hash(&bytes))),
        Err(error) if is_gone(&error) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Removes the files that are not part of the site any more.
fn remove(locked: &LockedFolder, plan: &FolderPlan) -> Result<(), OutputError> {
    let mut kept = Obstacles::new();
    for path in plan.removals() {
        let remove = || -> io::Result<Option<(String, Obstacle)>> {
            let (folder, name) = split(path);
            let dir = match locked.root.walk(folder)? {
                Walk::Open(dir) => dir,
                Walk::Missing(_) => return Ok(None),
                Walk::Blocked(at, _) => return Ok(Some((at, Obstacle::Link))),
            };
            if let Some(obstacle) = look(locked, plan, &dir, path)? {
                return Ok(Some((path.into(), obstacle)));
            }
            dir.remove_file_if_there(name).map(|()| None)
        };
        kept.extend(remove().map_err(OutputError::io("remove", locked.path.join(path)))?);
    }
    refuse_late(locked, kept)
}

fn refuse_late(locked: &LockedFolder, obstacles: Obstacles) -> Result<(), OutputError> {
    match obstacles.is_empty() {
        true => Ok(()),
        false => Err(OutputError::Interrupted { folder: locked.path.clone(), obstacles }),
    }
}

/// Removes those of our `folders` that nothing needs and that are empty, innermost first, and takes what is gone off the
/// list. A folder that may not be removed stays.
fn prune(locked: &LockedFolder, needed: &BTreeSet<String>, folders: &mut BTreeSet<String>) -> Result<(), OutputError> {
    let idle: Vec<String> =
        folders.iter().rev().filter(|folder| !folder.is_empty() && !needed.contains(*folder)).cloned().collect();
    for folder in idle {
        let (above, name) = split(&folder);
        let removed = match locked.root.walk(above).map_err(OutputError::io("look at", locked.path.join(above)))? {
            Walk::Open(dir) => dir.remove_dir(name),
            Walk::Missing(_) | Walk::Blocked(..) => Ok(()),
        };
        match removed {
            Ok(()) => drop(folders.remove(&folder)),
            Err(error) if is_gone(&error) => drop(folders.remove(&folder)),
            Err(error) => match error.kind() {
                io::ErrorKind::DirectoryNotEmpty
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::ResourceBusy => {}
                _ => return Err(OutputError::io("remove", locked.path.join(&folder))(error)),
            },
        }
    }
    Ok(())
}

/// Makes the folders of the files to write, outermost first, and lists those that were missing.
pub(super) fn make_folders(
    locked: &LockedFolder,
    writes: &[(usize, &str)],
    folders: &mut BTreeSet<String>,
) -> Result<(), OutputError> {
    let wanted: BTreeSet<&str> = writes.iter().flat_map(|(_, path)| folders_above(path)).collect();
    for folder in wanted {
        let (above, name) = split(folder);
        let make = || match locked.root.walk(above)? {
            Walk::Open(dir) => dir.create_dir(name),
            // Renaming a file into it names what is in the way.
            Walk::Missing(_) | Walk::Blocked(..) => Err(io::ErrorKind::AlreadyExists.into()),
        };
        match make() {
            Ok(()) => drop(folders.insert(folder.into())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OutputError::io("make", locked.path.join(folder))(error)),
        }
    }
    Ok(())
}

/// Renames each of `writes` from the stage to its place, folder by folder.
pub(super) fn rename_all(
    locked: &LockedFolder,
    plan: &FolderPlan,
    writes: &[(usize, &str)],
) -> Result<(), OutputError> {
    let by_folder: Vec<&[(usize, &str)]> = writes.chunk_by(|(_, a), (_, b)| split(a).0 == split(b).0).collect();
    // Outcomes are collected in the order of paths, so that of several failures the same one is reported every time.
    let outcomes: Vec<_> = by_folder.par_iter().map(|files| rename_into(locked, plan, files)).collect();
    let mut kept = Obstacles::new();
    for outcome in outcomes {
        kept.extend(outcome?);
    }
    refuse_late(locked, kept)
}

/// Renames files of one folder.
fn rename_into(locked: &LockedFolder, plan: &FolderPlan, files: &[(usize, &str)]) -> Result<Obstacles, OutputError> {
    let Some((_, first)) = files.first() else { return Ok(Obstacles::new()) };
    let (folder, _) = split(first);
    let opened = locked.root.walk(folder).map_err(OutputError::io("open", locked.path.join(folder)))?;
    let dir = match opened {
        Walk::Open(dir) => dir,
        Walk::Missing(_) => return Ok(Obstacles::from([(folder.into(), Obstacle::Foreign)])),
        Walk::Blocked(path, EntryKind::Link) => return Ok(Obstacles::from([(path, Obstacle::Link)])),
        Walk::Blocked(path, _) => return Ok(Obstacles::from([(path, Obstacle::Foreign)])),
    };
    let renamed: Vec<_> = files
        .par_iter()
        .map(|(number, path)| {
            let (_, name) = split(path);
            match locked.stage.rename_new(&temporary(*number), &dir, name) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                renamed => return renamed.map(|()| None),
            }
            if let Some(obstacle) = look(locked, plan, &dir, path)? {
                return Ok(Some((String::from(*path), obstacle)));
            }
            locked.stage.rename_over(&temporary(*number), &dir, name).map(|()| None)
        })
        .collect();
    let mut kept = Obstacles::new();
    for ((_, path), renamed) in files.iter().zip(renamed) {
        kept.extend(renamed.map_err(OutputError::io("write", locked.path.join(path)))?);
    }
    Ok(kept)
}
