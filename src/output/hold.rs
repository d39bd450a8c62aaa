//! Holds an output folder for one build: makes it if need be, locks it, and clears what a killed build left.
//!
//! Does not know what is going to be written. The folder must have been judged before (see `guard`).

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::OutputError;
use super::guard::{Kind, is_gone, kind_of};
use super::manifest::{MANIFEST_FILE, Manifest, STATE_FOLDER};

const LOCK_FILE: &str = "lock";

/// The extension of files that are being written. Only we make files in `.rungs/`, so any with it is ours.
const TEMPORARY: &str = "tmp";

/// An output folder that no other build writes to while this value lives.
pub(super) struct Held {
    /// The folder, resolved.
    pub folder: PathBuf,
    /// What rungs wrote into it before.
    pub manifest: Manifest,
    /// Whether that is what is on disk; the very first build has yet to list anything.
    pub is_listed: bool,
    /// Closing it gives the folder free, also when the process is killed.
    _lock: File,
}

impl Held {
    /// Takes hold of `folder`, which is made if it is not there. While another build holds it this waits, after
    /// calling `on_wait` once.
    pub fn take(folder: &Path, on_wait: &dyn Fn()) -> Result<Self, OutputError> {
        let made = !folder.is_dir();
        let state = folder.join(STATE_FOLDER);
        let lock = lock(&state, on_wait)?;
        let read = Manifest::read(folder)?;
        let is_listed = read.is_some();
        let mut manifest = read.unwrap_or_default();
        if made {
            manifest.folders.insert(String::new());
        }
        let held = Self { folder: folder.into(), manifest, is_listed: is_listed && !made, _lock: lock };
        held.clear()?;
        Ok(held)
    }

    /// Removes all bytes that wait for a name.
    pub fn clear(&self) -> Result<(), OutputError> {
        let state = self.folder.join(STATE_FOLDER);
        for entry in fs::read_dir(&state).map_err(OutputError::io("list", &state))?.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == TEMPORARY) {
                fs::remove_file(&path).map_err(OutputError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Keeps the bytes of the file at `path` under `number`, until the file takes its name.
    ///
    /// # Errors
    /// When the system refuses; the error names the file that was to be written.
    pub fn keep(&self, number: usize, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let write = || File::create_new(self.temporary(number))?.write_all(bytes);
        write().map_err(|error| OutputError::Io { doing: "write", path: self.folder.join(path), error })
    }

    /// Where the bytes under `number` wait.
    pub fn temporary(&self, number: usize) -> PathBuf {
        self.folder.join(STATE_FOLDER).join(format!("{number}.{TEMPORARY}"))
    }

    /// Takes away `.rungs/` and, if rungs made it and it is empty, the folder; unless `left` lists a file.
    pub fn dissolve(self, left: &Manifest) -> Result<(), OutputError> {
        if !left.files.is_empty() {
            return Ok(());
        }
        let state = self.folder.join(STATE_FOLDER);
        for name in [MANIFEST_FILE, LOCK_FILE] {
            let path = state.join(name);
            unless_gone(fs::remove_file(&path)).map_err(OutputError::io("remove", &path))?;
        }
        // Without its name the lock excludes nobody any more, so from here on only what is empty is removed.
        let made = left.folders.contains("").then_some(&self.folder);
        for folder in [Some(&state), made].into_iter().flatten() {
            match fs::remove_dir(folder) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                removed => unless_gone(removed).map_err(OutputError::io("remove", folder))?,
            }
        }
        Ok(())
    }
}

fn unless_gone(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if is_gone(&error) { Ok(()) } else { Err(error) })
}

/// Locks the file `lock` in `state`. It is a file of its own because the manifest is replaced, and a lock is on the
/// file, not on its name.
fn lock(state: &Path, on_wait: &dyn Fn()) -> Result<File, OutputError> {
    let path = state.join(LOCK_FILE);
    let mut has_waited = false;
    loop {
        fs::create_dir_all(state).map_err(OutputError::io("make", state))?;
        if kind_of(&path).map_err(OutputError::io("look at", &path))? == Kind::Link {
            let error = io::Error::other("it is a symbolic link; delete it");
            return Err(OutputError::Io { doing: "lock", path, error });
        }
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let file = match opened {
            Err(error) if is_gone(&error) => continue,
            opened => opened.map_err(OutputError::io("open", &path))?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                if !has_waited {
                    on_wait();
                    has_waited = true;
                }
                file.lock().map_err(OutputError::io("lock", &path))?;
            }
            // Some network file systems know no locks; building there is still better than not building.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(OutputError::Io { doing: "lock", path, error }),
        }
        if is_still_at(&file, &path) {
            return Ok(file);
        }
        // A `clean` we waited for took the file away, and a lock on a file without a name excludes nobody.
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
