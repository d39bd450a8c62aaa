//! [`Dir`] by file descriptors and the `*at` calls of Unix.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::fs::{Access, AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::super::error::Obstacle;
use super::super::folder::EntryKind;
use crate::disk::is_gone;

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open folder; see the module above.
pub(in super::super) struct Dir(OwnedFd);

impl Dir {
    /// Opens the folder at `path`, whose last name must not be a link.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(rustix::fs::open(std::path::absolute(path)?, FOLDER, Mode::empty())?))
    }

    /// Opens the folder `name` in this one, unless it is a link.
    pub fn open_inner(&self, name: &str) -> io::Result<Self> {
        Ok(Self(rustix::fs::openat(&self.0, name, FOLDER, Mode::empty())?))
    }

    /// A second handle of this folder.
    pub fn again(&self) -> io::Result<Self> {
        Ok(Self(self.0.try_clone()?))
    }

    /// What `name` is.
    pub fn kind(&self, name: &str) -> io::Result<EntryKind> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => Ok(match FileType::from_raw_mode(found.st_mode) {
                FileType::RegularFile => EntryKind::File,
                FileType::Directory => EntryKind::Folder,
                FileType::Symlink => EntryKind::Link,
                _ => EntryKind::Special,
            }),
            Err(error) => match io::Error::from(error) {
                error if is_gone(&error) => Ok(EntryKind::Nothing),
                error => Err(error),
            },
        }
    }

    /// The bytes of the file `name`.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        // A pipe that took the file's place must not make this wait.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let mut file = File::from(rustix::fs::openat(&self.0, name, flags, Mode::empty())?);
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is not a file any more"));
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Makes the file `name`, which must not exist.
    pub fn create(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?.into())
    }

    /// Opens the file `name` to read and write, and makes it if it does not exist.
    pub fn open_or_create(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?.into())
    }

    /// Makes the folder `name`.
    pub fn create_dir(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    /// Removes the file or link `name`.
    pub fn remove_file(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes the folder `name`, which must be empty.
    pub fn remove_dir(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Moves the file `name` to a name in `to` that does not exist.
    pub fn rename_new(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        match rustix::fs::renameat_with(&self.0, name, &to.0, new, rustix::fs::RenameFlags::NOREPLACE) {
            // Some file systems, network drives among them, cannot.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            renamed => return Ok(renamed?),
        }
        match rustix::fs::linkat(&self.0, name, &to.0, new, AtFlags::empty()) {
            Ok(()) => self.remove_file(name),
            // Nor do all of them know hard links.
            Err(Errno::PERM | Errno::NOSYS | Errno::NOTSUP) => match to.kind(new)? {
                EntryKind::Nothing => self.rename_over(name, to, new),
                _ => Err(io::ErrorKind::AlreadyExists.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// Moves the file `name` to `new` in `to`, in place of the file that is there.
    pub fn rename_over(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, name, &to.0, new)?)
    }

    /// The names in this folder, sorted.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push(std::ffi::OsStr::from_bytes(name).to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Why a file of `stage` cannot be moved into this folder; `None` if it can. Changes nothing.
    pub fn closed(&self, stage: &Self) -> io::Result<Option<Obstacle>> {
        match rustix::fs::accessat(&self.0, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty()) {
            Err(Errno::ACCESS | Errno::PERM | Errno::ROFS) => return Ok(Some(Obstacle::ReadOnly)),
            outcome => outcome?,
        }
        // A mount can be of the same device. Linux compares mounts before it looks for the file, which does not exist.
        let probe = rustix::fs::renameat(&stage.0, "no-such-file", &self.0, "no-such-file");
        let is_other = rustix::fs::fstat(&self.0)?.st_dev != rustix::fs::fstat(&stage.0)?.st_dev;
        Ok((is_other || probe == Err(Errno::XDEV)).then_some(Obstacle::OtherDevice))
    }

    /// Whether the file `name` is marked as immutable.
    pub fn is_immutable(&self, name: &str) -> bool {
        rustix::fs::accessat(&self.0, name, Access::WRITE_OK, AtFlags::empty()) == Err(Errno::PERM)
    }
}
