//! Locks an output folder for one build or `clean`: creates it if necessary, and removes what a killed build left.
//!
//! Does not know what is going to be written. The folder must have been judged before (see `folder`).
//!
//! Files wait in a folder of their own below `.rungs/`, the stage, until they are renamed. The lock file names the stage
//! before it is made, so the next build knows which folder a killed one left. Anything else in `.rungs/` belongs to
//! others and stays.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::OutputError;
use super::dir::Dir;
use super::fingerprints::{FINGERPRINTS_FILE, Fingerprints};
use super::folder::EntryKind;
use super::manifest::{MANIFEST_FILE, Manifest, STATE_FOLDER};
use crate::disk::is_gone;

const LOCK_FILE: &str = "lock";

/// The extension of files in the stage.
const TEMPORARY: &str = "tmp";

/// The manifest's name in the stage, before it replaces the last one.
const NEW_MANIFEST: &str = "manifest.tmp";

/// The same for the list of fingerprints.
const NEW_FINGERPRINTS: &str = "fingerprints.tmp";

/// An output folder that no other build writes to while this value lives.
pub(super) struct LockedFolder {
    /// Its path, resolved; for looking and for messages. Whatever changes a file goes through `root`.
    pub path: PathBuf,
    /// The folder itself.
    pub root: Dir,
    /// What rungs wrote into it before.
    pub manifest: Manifest,
    /// Whether that is what is on disk; the first build has not listed anything yet.
    pub is_listed: bool,
    /// `.rungs/`.
    pub state: Dir,
    /// Where files wait for their name.
    pub stage: Dir,
    stage_name: String,
    /// Closing it unlocks the folder, also when the process is killed.
    _lock: File,
}

impl LockedFolder {
    /// Locks the folder at `path`, which is made if it does not exist. While another build holds it this waits, after
    /// calling `on_wait` once.
    ///
    /// # Errors
    /// When the system refuses, and when the manifest cannot be read.
    pub fn lock(path: &Path, on_wait: &dyn Fn()) -> Result<Self, OutputError> {
        let is_new = !path.is_dir();
        let (root, state, mut lock) = open(path, on_wait)?;
        let read = Manifest::read(path, &state)?;
        let is_listed = read.is_some() && !is_new;
        let mut manifest = read.unwrap_or_default();
        if is_new {
            manifest.folders.insert(String::new());
        }
        let staged = remove_old_stage(&state, &mut lock).and_then(|()| make_stage(&state, &mut lock));
        let (stage, stage_name) = staged.map_err(OutputError::io("prepare", path.join(STATE_FOLDER)))?;
        Ok(Self { path: path.into(), root, manifest, is_listed, state, stage, stage_name, _lock: lock })
    }

    /// Writes the bytes of the file at `path` to the stage under `number`, until the file takes its name.
    ///
    /// # Errors
    /// When the system refuses; the error names the file that was to be written.
    pub fn stage_file(&self, number: usize, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let write = || self.stage.create(&temporary(number))?.write_all(bytes);
        write().map_err(OutputError::io("write", self.path.join(path)))
    }

    /// Replaces the manifest on disk, at once and durably: it has to be there before the changes that it lists.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn save(&self, manifest: &Manifest) -> Result<(), OutputError> {
        let replace = || {
            let mut file = self.stage.create(NEW_MANIFEST)?;
            file.write_all(&manifest.to_json())?;
            file.sync_data()?;
            self.stage.rename_over(NEW_MANIFEST, &self.state, MANIFEST_FILE)
        };
        replace().map_err(|error| {
            let _ = self.stage.remove_file(NEW_MANIFEST);
            OutputError::io("write", self.path.join(STATE_FOLDER).join(MANIFEST_FILE))(error)
        })
    }

    /// Replaces the list of fingerprints on disk. It need not be durable.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn save_fingerprints(&self, fingerprints: &Fingerprints) -> Result<(), OutputError> {
        let replace = || {
            self.stage.create(NEW_FINGERPRINTS)?.write_all(&fingerprints.to_json())?;
            self.stage.rename_over(NEW_FINGERPRINTS, &self.state, FINGERPRINTS_FILE)
        };
        replace().map_err(OutputError::io("write", self.path.join(STATE_FOLDER).join(FINGERPRINTS_FILE)))
    }

    /// Removes `.rungs/` and, if rungs made it and it is empty, the folder; unless `left` lists a file.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn dissolve(self, left: &Manifest) -> Result<(), OutputError> {
        if !left.files.is_empty() {
            return Ok(());
        }
        let state = self.path.join(STATE_FOLDER);
        for name in [FINGERPRINTS_FILE, MANIFEST_FILE, LOCK_FILE] {
            self.state.remove_file_if_there(name).map_err(OutputError::io("remove", state.join(name)))?;
        }
        remove_stage(&self.state, &self.stage_name).map_err(OutputError::io("clear", &state))?;
        // Without its name the lock has no effect any more, so from here on only empty folders are removed.
        unless_in_use(self.root.remove_dir(STATE_FOLDER)).map_err(OutputError::io("remove", &state))?;
        if left.folders.contains("") {
            unless_in_use(fs::remove_dir(&self.path)).map_err(OutputError::io("remove", &self.path))?;
        }
        Ok(())
    }
}

impl Drop for LockedFolder {
    /// Removes the stage and the files in it. What cannot be removed, the next build tries again.
    fn drop(&mut self) {
        let _ = remove_stage(&self.state, &self.stage_name);
    }
}

/// The name in the stage of the file with `number`.
pub(super) fn temporary(number: usize) -> String {
    format!("{number}.{TEMPORARY}")
}

/// Takes "it is not empty" and "it is gone" for success.
fn unless_in_use(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty || is_gone(&error) => Ok(()),
        removed => removed,
    }
}

/// Removes the stage that the lock file names, if the last build left one.
fn remove_old_stage(state: &Dir, lock: &mut File) -> io::Result<()> {
    let name = read_name(lock)?;
    match name.strip_prefix("stage-").is_some_and(|number| number.parse::<u32>().is_ok()) {
        true => remove_stage(state, &name),
        false => Ok(()),
    }
}

/// What the lock file holds; something else than the name of a stage if we did not write it.
fn read_name(lock: &mut File) -> io::Result<String> {
    let mut name = Vec::new();
    lock.rewind()?;
    lock.take(64).read_to_end(&mut name)?;
    Ok(String::from_utf8(name).unwrap_or_default())
}

/// Makes a stage under a name that is free, after writing that name into the lock file.
fn make_stage(state: &Dir, lock: &mut File) -> io::Result<(Dir, String)> {
    for number in 0..u32::MAX {
        let name = format!("stage-{number}");
        if state.kind(&name)? != EntryKind::Nothing {
            continue;
        }
        // Written only if it differs, so that a build without changes touches nothing.
        if read_name(lock)? != name {
            lock.rewind()?;
            lock.set_len(0)?;
            lock.write_all(name.as_bytes())?;
        }
        match state.create_dir(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.and_then(|()| Ok((state.open_inner(&name)?, name))),
        }
    }
    Err(io::Error::other("every name for a temporary folder is taken"))
}

/// Removes the files that rungs keeps in a stage, and the stage if nothing else is in it.
fn remove_stage(state: &Dir, name: &str) -> io::Result<()> {
    // Otherwise it is gone, or another file is there.
    let Ok(stage) = state.open_inner(name) else { return Ok(()) };
    for file in stage.names()? {
        let Some(file) = file.to_str() else { continue };
        let stem = file.strip_suffix(TEMPORARY).and_then(|stem| stem.strip_suffix('.'));
        let is_ours =
            [NEW_MANIFEST, NEW_FINGERPRINTS].contains(&file) || stem.is_some_and(|stem| stem.parse::<usize>().is_ok());
        if is_ours && stage.kind(file)? == EntryKind::File {
            stage.remove_file_if_there(file)?;
        }
    }
    unless_in_use(state.remove_dir(name))
}

/// Opens the folder at `path` and `.rungs/` in it, and locks the file `lock` there. It is a file of its own because the
/// manifest is replaced, and a lock is on the file, not on its name.
fn open(path: &Path, on_wait: &dyn Fn()) -> Result<(Dir, Dir, File), OutputError> {
    let state_path = path.join(STATE_FOLDER);
    let lock_path = state_path.join(LOCK_FILE);
    let mut has_waited = false;
    loop {
        fs::create_dir_all(path).map_err(OutputError::io("make", path))?;
        let root = match Dir::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened.map_err(OutputError::io("open", path))?,
        };
        match root.create_dir(STATE_FOLDER) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(OutputError::io("make", state_path)(error));
            }
            _ => {}
        }
        let state = match root.open_inner(STATE_FOLDER) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened.map_err(OutputError::io("open", &state_path))?,
        };
        let lock = match state.open_or_create(LOCK_FILE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened.map_err(OutputError::io("open", &lock_path))?,
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                if !has_waited {
                    on_wait();
                    has_waited = true;
                }
                lock.lock().map_err(OutputError::io("lock", &lock_path))?;
            }
            // Some network file systems know no locks; building there is still better than not building.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(OutputError::io("lock", lock_path)(error)),
        }
        // A `clean` that held the lock before may have removed the file, and a lock on a file without a name has
        // no effect. This also finds a folder that is not the one at its path any more.
        if is_still_at(&lock, &lock_path) {
            return Ok((root, state, lock));
        }
    }
}

#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().is_ok_and(|ours| path.metadata().is_ok_and(|there| identity(ours) == identity(there)))
}

#[cfg(not(unix))]
fn is_still_at(_: &File, path: &Path) -> bool {
    path.exists()
}
