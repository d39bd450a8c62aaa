//! Why an output folder was not, or not fully, written: each error names the place and what to do about it.
//!
//! Does not print; the messages are whole sentences for whoever does.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

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
    /// Files or links that are not ours are where the site would go. Nothing was touched.
    Occupied {
        /// The output folder.
        folder: PathBuf,
        /// Files that rungs wrote and someone changed since, by path.
        changed: Vec<String>,
        /// Files and folders that rungs did not write, by path.
        foreign: Vec<String>,
        /// Symbolic links in the way, by path; writing through them would leave the folder.
        links: Vec<String>,
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
            Self::Occupied { .. } | Self::BadPath { .. } | Self::BadManifest { .. } | Self::Io { .. } => 3,
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { folder, reason } => {
                write!(f, "`{}` cannot be the output folder: {reason}", folder.display())
            }
            Self::Occupied { folder, changed, foreign, links } => {
                write!(
                    f,
                    "nothing was written to `{}`, because it would overwrite what is not ours",
                    folder.display()
                )?;
                list(f, "changed by someone since rungs wrote it", changed)?;
                list(f, "not written by rungs", foreign)?;
                list(f, "a symbolic link, which rungs does not write through", links)?;
                write!(f, "\nmove or delete these, or choose another output folder")
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

/// One line a path, with what is wrong with it.
fn list(f: &mut fmt::Formatter<'_>, what: &str, paths: &[String]) -> fmt::Result {
    paths.iter().try_for_each(|path| write!(f, "\n  {path}: {what}"))
}
