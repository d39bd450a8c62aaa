//! An open folder. Every file that `output/` reads again, writes or removes goes through one, and no name in it is
//! followed if it is a symbolic link.
//!
//! On Unix a [`Dir`] holds the folder itself, not its path, so a folder that is replaced by a link is not followed.
//! Other systems have no such handle in the standard library: there each operation looks at the path first.

#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "on Unix only tests use it, so that it is compiled and run here too"))]
mod portable;
#[cfg(unix)]
mod unix;

use std::io;

#[cfg(not(unix))]
pub(super) use portable::Dir;
#[cfg(unix)]
pub(super) use unix::Dir;

use super::folder::{EntryKind, folders_above};
use crate::disk::is_gone;

/// Where the way to a folder ends.
pub(super) enum Walk {
    /// At the folder.
    Open(Dir),
    /// Before it, because the next folder is missing; this is the last one that exists.
    Missing(Dir),
    /// Before it, at this path, because something else is there.
    Blocked(String, EntryKind),
}

impl Dir {
    /// Opens the folder at `path`, relative to this one with `/` between its parts; `""` is this one.
    ///
    /// # Errors
    /// When the system refuses to look or to open.
    pub fn walk(&self, path: &str) -> io::Result<Walk> {
        let mut dir = self.again()?;
        if path.is_empty() {
            return Ok(Walk::Open(dir));
        }
        for folder in folders_above(path).chain([path]) {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            match dir.open_inner(name) {
                Ok(inner) => dir = inner,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Walk::Missing(dir)),
                Err(error) => match dir.kind(name)? {
                    EntryKind::Folder => return Err(error),
                    EntryKind::Nothing => return Ok(Walk::Missing(dir)),
                    kind => return Ok(Walk::Blocked(folder.into(), kind)),
                },
            }
        }
        Ok(Walk::Open(dir))
    }

    /// Removes the file `name`, which may be gone already.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove_file_if_there(&self, name: &str) -> io::Result<()> {
        match self.remove_file(name) {
            Err(error) if !is_gone(&error) => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Runs the same steps with the handle of Unix and with the one of all other systems.
    macro_rules! on_both {
        ($name:ident, $steps:expr) => {
            #[test]
            fn $name() {
                #[cfg(unix)]
                {
                    let folder = tempfile::tempdir().unwrap();
                    let steps: fn(unix::Dir, &Path) = $steps;
                    steps(unix::Dir::open(folder.path()).unwrap(), folder.path());
                }
                let folder = tempfile::tempdir().unwrap();
                let steps: fn(portable::Dir, &Path) = $steps;
                steps(portable::Dir::open(folder.path()).unwrap(), folder.path());
            }
        };
    }

    on_both!(a_new_name_never_replaces_a_file, |dir, path| {
        dir.create_dir("in").unwrap();
        let inner = dir.open_inner("in").unwrap();
        fs::write(path.join("new"), "new").unwrap();
        fs::write(path.join("in/old"), "old").unwrap();
        let error = dir.rename_new("new", &inner, "old").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(path.join("in/old")).unwrap(), b"old");
        dir.rename_new("new", &inner, "other").unwrap();
        assert_eq!(inner.read("other").unwrap(), b"new");
        assert_eq!(dir.kind("new").unwrap(), EntryKind::Nothing);
        inner.rename_over("other", &inner, "old").unwrap();
        assert_eq!(inner.read("old").unwrap(), b"new");
        assert_eq!(dir.remove_dir("in").unwrap_err().kind(), io::ErrorKind::DirectoryNotEmpty);
        inner.remove_file("old").unwrap();
        dir.remove_dir("in").unwrap();
        assert_eq!(dir.open_inner("in").err().unwrap().kind(), io::ErrorKind::NotFound);
    });

    #[cfg(unix)]
    on_both!(links_are_not_followed, |dir, path| {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("file"), "theirs").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), path.join("folder")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("file"), path.join("file")).unwrap();
        assert!(dir.open_inner("folder").is_err());
        assert!(dir.read("file").is_err());
        assert_eq!(dir.kind("folder").unwrap(), EntryKind::Link);
        assert!(dir.create("file").is_err());
        assert_eq!(fs::read(elsewhere.path().join("file")).unwrap(), b"theirs");
    });

    on_both!(names_and_access_are_those_of_the_folder, |dir, path| {
        fs::write(path.join("b"), "").unwrap();
        fs::create_dir(path.join("a")).unwrap();
        assert_eq!(dir.names().unwrap(), ["a", "b"]);
        assert_eq!(dir.closed(&dir).unwrap(), None);
        assert!(!dir.is_immutable("b"));
        drop(dir.open_or_create("lock").unwrap());
        assert!(dir.create("lock").is_err());
    });
}
