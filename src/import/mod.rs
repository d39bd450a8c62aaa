//! Imports: tables and trees that other programs publish, turned into the files of a handbook.
//!
//! An import is a pure function from sources to an [`Imported`] value; only [`write()`] touches the disk. Nothing
//! here knows how the files it makes are parsed or shown, and no format knows of another.

pub mod govuk;

mod emit;
mod ladder;
mod notes;
mod order;
mod prose;
mod repair;
mod requirements;
mod slug;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output;

/// What an import made of its sources.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The text of each file, by its path below the handbook's root, with `/` between the parts.
    pub files: BTreeMap<String, String>,
    /// What was repaired and what a person has to decide, in the order of every report.
    pub diagnostics: Vec<Diagnostic>,
    /// A few lines for the person who ran the import: what was found.
    pub summary: Vec<String>,
}

impl Imported {
    /// Whether the sources could not be imported; then there are no files, and the diagnostics say why.
    pub fn failed(&self) -> bool {
        self.files.is_empty() || self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Why nothing, or not everything, was written.
#[derive(Debug)]
pub enum WriteError {
    /// These files are there already. Nothing was touched.
    Exists(Vec<PathBuf>),
    /// The operating system refused to write this file; those before it, by path, are complete.
    Refused(PathBuf, std::io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(paths) => {
                write!(out, "nothing was written, because an import never overwrites; already there: ")?;
                for (at, path) in paths.iter().take(5).enumerate() {
                    write!(out, "{}{}", if at == 0 { "" } else { ", " }, path.display())?;
                }
                if paths.len() > 5 {
                    write!(out, " and {} more", paths.len() - 5)?;
                }
                Ok(())
            }
            Self::Refused(path, why) => write!(out, "{} could not be written: {why}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes the files of an import below `dir`, which is made when it is not there.
///
/// # Errors
/// When any of the files exists, before anything is touched; and when the operating system refuses.
pub fn write(dir: &Path, imported: &Imported) -> Result<(), WriteError> {
    // A dangling link is something too, so look at the link and not at what it leads to.
    let taken: Vec<PathBuf> =
        imported.files.keys().map(|path| dir.join(path)).filter(|path| path.symlink_metadata().is_ok()).collect();
    if !taken.is_empty() {
        return Err(WriteError::Exists(taken));
    }
    for (path, text) in &imported.files {
        let path = dir.join(path);
        // A file that appeared since the look above is refused too.
        output::write_new(&path, text.as_bytes()).map_err(|why| WriteError::Refused(path, why))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_refuses_before_it_touches_anything() {
        let dir = tempfile::tempdir().unwrap();
        let files = [("content/a.yaml", "a"), ("content/b/c.md", "c")];
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        let imported = Imported { files, ..Imported::default() };
        std::fs::create_dir_all(dir.path().join("content/b")).unwrap();
        std::fs::write(dir.path().join("content/b/c.md"), "mine").unwrap();

        let refused = write(dir.path(), &imported).unwrap_err();
        assert!(matches!(&refused, WriteError::Exists(paths) if paths.len() == 1), "{refused}");
        assert!(!dir.path().join("content/a.yaml").exists());

        std::fs::remove_file(dir.path().join("content/b/c.md")).unwrap();
        write(dir.path(), &imported).unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join("content/b/c.md")).unwrap(), "c");
    }
}
