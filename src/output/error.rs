//! Why an output folder was not written, or not completely. Each error names the place and what to do about it.
//!
//! Does not print.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;

/// Why nothing was written, or writing stopped.
#[derive(Debug)]
pub enum OutputError {
    /// The folder must not be an output folder. Nothing was touched.
    Refused {
        /// The folder as it was asked for.
        folder: PathBuf,
        /// What is wrong with it; continues "cannot be the output folder: ".
        reason: String,
    },
    /// Something is where the site would go that must not or cannot be replaced. Nothing was touched.
    Occupied {
        /// The output folder.
        folder: PathBuf,
        /// What is in the way, by path.
        obstacles: BTreeMap<String, Obstacle>,
    },
    /// Files changed after the first file was renamed or removed; they were left as they are. The rest of the site may
    /// be new.
    Interrupted {
        /// The output folder.
        folder: PathBuf,
        /// What changed, by path.
        obstacles: BTreeMap<String, Obstacle>,
    },
    /// A file of the site has a path that could leave the output folder or that clashes with another. A mistake in
    /// the caller. Nothing was touched.
    BadPath {
        /// The path.
        path: String,
    },
    /// The list of what rungs wrote cannot be understood, so nothing can be known to be ours. Nothing was touched.
    BadManifest {
        /// Where the list is.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system refused. What was written until then is whole, and the next build continues.
    Io {
        /// What was being done; continues "cannot ".
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
}

/// Why something at a path must not, or cannot, be replaced or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// A file that rungs wrote and someone changed since.
    Changed,
    /// A file or folder that rungs did not write.
    Foreign,
    /// A symbolic link. Writing through it would leave the output folder.
    Link,
    /// A folder on another file system, or mounted. Files cannot be moved there at once.
    OtherDevice,
    /// A file or folder that may not be changed.
    ReadOnly,
}

impl Obstacle {
    /// What a file at `path` is whose bytes are not ours, or a folder where a file is to be.
    pub(super) fn of(old: &Manifest, path: &str) -> Self {
        if old.files.contains_key(path) { Self::Changed } else { Self::Foreign }
    }

    /// An error if there is any obstacle.
    pub(super) fn refuse(folder: &Path, obstacles: BTreeMap<String, Self>) -> Result<(), OutputError> {
        match obstacles.is_empty() {
            true => Ok(()),
            false => Err(OutputError::Occupied { folder: folder.into(), obstacles }),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "someone changed it since rungs wrote it; move or delete it",
            Self::Foreign => "rungs did not write it; move or delete it",
            Self::Link => "it is a symbolic link, which rungs does not follow; delete it",
            Self::OtherDevice => "it is mounted or on another file system; unmount it",
            Self::ReadOnly => "it is not writable; change its permissions or attributes",
        })
    }
}

impl OutputError {
    /// An [`OutputError::Io`] for use with `map_err`.
    pub(super) fn io(doing: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io { doing, path: path.as_ref().to_path_buf(), error }
    }

    /// The exit code of a command that ends with this error: 2 if it was asked for something that is never allowed,
    /// 3 if the disk is not as it has to be.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { .. } => 2,
            _ => 3,
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { folder, reason } => {
                write!(f, "`{}` cannot be the output folder: {reason}", folder.display())
            }
            Self::Occupied { folder, obstacles } => {
                write!(f, "nothing was changed in `{}`, because of what is there:", folder.display())?;
                list(f, obstacles)?;
                write!(f, "\nor choose another output folder")
            }
            Self::Interrupted { folder, obstacles } => {
                write!(f, "`{}` is incomplete, because these changed meanwhile and were kept:", folder.display())?;
                list(f, obstacles)?;
                write!(f, "\nthen run the command again")
            }
            Self::BadPath { path } => write!(f, "`{path}` cannot be the path of a file in the output folder"),
            Self::BadManifest { path, reason } => {
                let path = path.display();
                writeln!(f, "`{path}`, the list of what rungs wrote, {reason}")?;
                write!(f, "delete the output folder by hand if nothing in it is yours, or choose another one")
            }
            Self::Io { doing, path, error } => {
                write!(f, "cannot {doing} `{}`: {error}", path.display())?;
                match error.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                        write!(f, "\nmake room and build again; every file in the output folder is whole")
                    }
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                        write!(f, "\nmake it writable, or choose another output folder")
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// One line per path.
fn list(f: &mut fmt::Formatter<'_>, obstacles: &BTreeMap<String, Obstacle>) -> fmt::Result {
    obstacles.iter().try_for_each(|(path, obstacle)| write!(f, "\n  {path}: {obstacle}"))
}
