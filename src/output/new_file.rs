//! Writes one new file outside of the site, for the commands that start or import a handbook.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file, and the folders above it that are missing. False if something is at `path`, which is left alone.
///
/// # Errors
/// When the system refuses.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        File::create_new(path)?.write_all(bytes)
    };
    match write() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        written => written.map(|()| true),
    }
}
