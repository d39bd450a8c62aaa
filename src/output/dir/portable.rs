//! [`Dir`] by paths, for systems other than Unix. Between a check and the operation after it another process may replace
//! what is there; nothing in the standard library excludes it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::super::error::Obstacle;
use super::super::folder::{EntryKind, kind_of, names_in};

/// A folder by its path; see the module above.
pub(in super::super) struct Dir(PathBuf);

impl Dir {
    /// The folder at `path`, whose last name must not be a link.
    pub fn open(path: &Path) -> io::Result<Self> {
        match kind_of(path)? {
            EntryKind::Folder => Ok(Self(std::path::absolute(path)?)),
            EntryKind::Nothing => Err(io::ErrorKind::NotFound.into()),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// The folder `name` in this one, unless it is a link.
    pub fn open_inner(&self, name: &str) -> io::Result<Self> {
        Self::open(&self.0.join(name))
    }

    /// The same folder once more.
    pub fn again(&self) -> io::Result<Self> {
        Self::open(&self.0)
    }

    /// What `name` is.
    pub fn kind(&self, name: &str) -> io::Result<EntryKind> {
        match kind_of(&self.0)? {
            EntryKind::Folder => kind_of(&self.0.join(name)),
            _ => Ok(EntryKind::Nothing),
        }
    }

    /// The bytes of the file `name`.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        match self.kind(name)? {
            EntryKind::File => fs::read(self.0.join(name)),
            EntryKind::Nothing => Err(io::ErrorKind::NotFound.into()),
            _ => Err(io::Error::other("it is not a file any more")),
        }
    }

    /// Makes the file `name`, which must not exist.
    pub fn create(&self, name: &str) -> io::Result<File> {
        File::create_new(self.0.join(name))
    }

    /// Opens the file `name` to read and write, and makes it if it does not exist.
    pub fn open_or_create(&self, name: &str) -> io::Result<File> {
        match self.kind(name)? {
            EntryKind::File | EntryKind::Nothing => {
                File::options().read(true).write(true).create(true).truncate(false).open(self.0.join(name))
            }
            _ => Err(io::Error::other("it is not a file")),
        }
    }

    /// Makes the folder `name`.
    pub fn create_dir(&self, name: &str) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    /// Removes the file or link `name`.
    pub fn remove_file(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Removes the folder `name`, which must be empty.
    pub fn remove_dir(&self, name: &str) -> io::Result<()> {
        match self.kind(name)? {
            EntryKind::Folder => fs::remove_dir(self.0.join(name)),
            EntryKind::Nothing => Err(io::ErrorKind::NotFound.into()),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Moves the file `name` to a name in `to` that does not exist.
    pub fn rename_new(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        match fs::hard_link(self.0.join(name), to.0.join(new)) {
            Ok(()) => self.remove_file(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system knows hard links.
            Err(_) if to.kind(new)? == EntryKind::Nothing => self.rename_over(name, to, new),
            Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    /// Moves the file `name` to `new` in `to`, in place of the file that is there.
    pub fn rename_over(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        fs::rename(self.0.join(name), to.0.join(new))
    }

    /// The names in this folder, sorted.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        names_in(&self.0)
    }

    /// Why a file of `stage` cannot be moved into this folder; `None` if it can, as far as its attributes say.
    pub fn closed(&self, _stage: &Self) -> io::Result<Option<Obstacle>> {
        let is_read_only = cfg!(not(windows)) && fs::metadata(&self.0)?.permissions().readonly();
        Ok(is_read_only.then_some(Obstacle::ReadOnly))
    }

    /// Whether the file `name` is marked as read-only.
    pub fn is_immutable(&self, name: &str) -> bool {
        cfg!(windows) && fs::metadata(self.0.join(name)).is_ok_and(|found| found.permissions().readonly())
    }
}
