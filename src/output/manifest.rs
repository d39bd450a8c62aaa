//! The list of what rungs wrote into an output folder, kept there as `.rungs/manifest.json`.
//!
//! Knows the format and how bytes are recognised; the only user of the hash. It does not look at the files it lists.
//!
//! It is a folder beside the site rather than one file, because a lock and temporary files need a place too and one
//! hidden name is easier to leave out of an upload. It is JSON, so that people and scripts can read it:
//!
//! ```json
//! {
//!   "about": "...",
//!   "version": 1,
//!   "folders": ["", "roles"],
//!   "files": { "roles/staff/index.html": ["<BLAKE3 in hexadecimal>"] }
//! }
//! ```
//!
//! `folders` are those that rungs made (`""` is the output folder itself). A file has one hash, except while a build
//! is under way or after it was killed: then it has both, the one of its bytes before and the one of its bytes
//! after, and either is ours. So the list is its own journal: it is replaced once before the first change and once
//! after the last.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::OutputError;
use super::guard::{is_gone, is_plain};

/// The folder, in the output folder, that holds everything that is not the site.
pub(super) const STATE_FOLDER: &str = ".rungs";

/// The manifest's name in [`STATE_FOLDER`].
pub(super) const MANIFEST_FILE: &str = "manifest.json";

const ABOUT: &str = "What rungs wrote here. Only these files, and only while unchanged, are replaced or removed.";
const VERSION: u32 = 1;

/// What bytes are recognised by.
pub(super) type Hash = blake3::Hash;

/// The hash of a file's bytes.
pub(super) fn hash(bytes: &[u8]) -> Hash {
    blake3::hash(bytes)
}

/// What rungs wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// By path: the hashes of all bytes that may be ours there.
    pub files: BTreeMap<String, Vec<Hash>>,
    /// Folders that rungs made, by path; `""` is the output folder.
    pub folders: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    about: String,
    version: u32,
    folders: BTreeSet<String>,
    files: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    /// Reads the manifest of the output folder `folder`, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, or is not one that this version of rungs could have written. Its paths are checked
    /// like those of a site: a forged list must not remove files elsewhere.
    pub fn read(folder: &Path) -> Result<Option<Self>, OutputError> {
        let path = folder.join(STATE_FOLDER).join(MANIFEST_FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(OutputError::Io { doing: "read", path, error }),
        };
        Self::parse(&text).map(Some).map_err(|reason| OutputError::BadManifest { path, reason })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let damaged = |error: serde_json::Error| format!("is damaged: {error}");
        let Versioned { version } = serde_json::from_str(text).map_err(damaged)?;
        if version != VERSION {
            return Err(format!("has format {version}, and this version of rungs knows {VERSION}"));
        }
        let Stored { folders, files: stored, .. } = serde_json::from_str(text).map_err(damaged)?;
        let mut files = BTreeMap::new();
        for (path, hashes) in stored {
            let hashes: Result<Vec<Hash>, _> = hashes.iter().map(Hash::from_hex).collect();
            let hashes = hashes.map_err(|_| format!("is damaged: `{path}` has a hash that is none"))?;
            files.insert(path, hashes);
        }
        let paths = files.keys().chain(folders.iter().filter(|folder| !folder.is_empty()));
        match paths.into_iter().find(|path| !is_plain(path)) {
            Some(path) => Err(format!("is damaged: it lists `{path}`, which is not inside the folder")),
            None => Ok(Self { files, folders }),
        }
    }

    /// Replaces the manifest of the output folder `folder`, at once and durably: it has to be on disk before the
    /// changes it tells of.
    pub fn save(&self, folder: &Path) -> Result<(), OutputError> {
        let hex = |hashes: &Vec<Hash>| hashes.iter().map(|hash| hash.to_hex().to_string()).collect();
        let stored = Stored {
            about: ABOUT.into(),
            version: VERSION,
            folders: self.folders.clone(),
            files: self.files.iter().map(|(path, hashes)| (path.clone(), hex(hashes))).collect(),
        };
        let mut text = serde_json::to_vec_pretty(&stored).expect("maps with text keys are JSON");
        text.push(b'\n');
        let path = folder.join(STATE_FOLDER).join(MANIFEST_FILE);
        let temporary = path.with_extension("tmp");
        let replace = || {
            let mut file = File::create_new(&temporary)?;
            file.write_all(&text)?;
            file.sync_data()?;
            fs::rename(&temporary, &path)
        };
        replace().map_err(|error| {
            let _ = fs::remove_file(&temporary);
            OutputError::Io { doing: "write", path, error }
        })
    }

    /// The hashes that may be ours at `path`.
    pub fn known(&self, path: &str) -> &[Hash] {
        self.files.get(path).map_or(&[], Vec::as_slice)
    }
}
