//! The list of what rungs wrote into an output folder, kept there as `.rungs/manifest.json`.
//!
//! Knows the format and how bytes are recognised. It does not look at the files that it lists.
//!
//! `.rungs/` is a folder because the lock and the temporary files need a place too, and one hidden name is easy to leave
//! out of an upload. The list is JSON, so that people and scripts can read it:
//!
//! ```json
//! {
//!   "about": "...",
//!   "version": 1,
//!   "complete": { "inputs": "<BLAKE3 in hexadecimal>", "outcome": { "pages": 20, "hidden": 0, "reports": [] } },
//!   "folders": ["", "roles"],
//!   "files": { "roles/staff/index.html": ["<BLAKE3 in hexadecimal>"] }
//! }
//! ```
//!
//! `folders` are those that rungs made (`""` is the output folder itself). A file has one hash. While a build is under
//! way, and after it was killed, a file has two, of the bytes before and after, and both are ours. The list is replaced
//! once before the first change and once after the last. `complete` is missing while a build is under way, and when a
//! file was kept that is no longer part of the site: then the next build starts from the beginning.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::OutputError;
use super::dir::Dir;
use super::folder::is_plain;
use crate::disk::is_gone;

/// The folder, in the output folder, that holds everything that is not the site.
pub(super) const STATE_FOLDER: &str = ".rungs";

/// The manifest's name in [`STATE_FOLDER`].
pub(super) const MANIFEST_FILE: &str = "manifest.json";

const ABOUT: &str = "What rungs wrote here. Only these files, and only while unchanged, are replaced or removed.";
const VERSION: u32 = 1;

/// What bytes are recognised by.
pub type Hash = blake3::Hash;

/// The hash of a file's bytes.
pub fn hash(bytes: &[u8]) -> Hash {
    blake3::hash(bytes)
}

/// What rungs wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    /// By path: the hashes of all bytes that may be ours there.
    pub files: BTreeMap<String, Vec<Hash>>,
    /// Folders that rungs made, by path; `""` is the output folder.
    pub folders: BTreeSet<String>,
    /// What the files were made from, while they are all of a site.
    pub complete: Option<Complete>,
}

/// What a build that wrote a whole site was given, and what it has to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete {
    /// The hash of everything that the site follows from: sources, options, program.
    pub inputs: Hash,
    /// What the build said: kept for the next build, which says the same when it has nothing to do.
    pub outcome: serde_json::Value,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct StoredManifest {
    about: String,
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    complete: Option<StoredComplete>,
    folders: BTreeSet<String>,
    files: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
struct StoredComplete {
    inputs: String,
    outcome: serde_json::Value,
}

impl Manifest {
    /// Reads the manifest in `state`, the folder `.rungs` of the output folder at `folder`, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, or is not one that this version of rungs could have written. Its paths are checked
    /// like those of a site: a forged list must not remove files elsewhere.
    pub fn read(folder: &Path, state: &Dir) -> Result<Option<Self>, OutputError> {
        let path = folder.join(STATE_FOLDER).join(MANIFEST_FILE);
        let bytes = match state.read(MANIFEST_FILE) {
            Ok(bytes) => bytes,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(OutputError::io("read", path)(error)),
        };
        Self::parse(&bytes).map(Some).map_err(|reason| OutputError::BadManifest { path, reason })
    }

    /// Understands the bytes of a manifest; the error continues "the manifest".
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let damaged = |error: serde_json::Error| format!("is damaged: {error}");
        let Versioned { version } = serde_json::from_slice(text).map_err(damaged)?;
        if version != VERSION {
            return Err(format!("has format {version}, and this version of rungs knows {VERSION}"));
        }
        let StoredManifest { folders, files: stored, complete, .. } = serde_json::from_slice(text).map_err(damaged)?;
        let mut files = BTreeMap::new();
        for (path, hashes) in stored {
            let hashes: Result<Vec<Hash>, _> = hashes.iter().map(Hash::from_hex).collect();
            let hashes = hashes.map_err(|_| format!("is damaged: `{path}` has an invalid hash"))?;
            files.insert(path, hashes);
        }
        // Without a valid hash the site is built again.
        let complete = complete.and_then(|StoredComplete { inputs, outcome }| {
            Some(Complete { inputs: Hash::from_hex(inputs).ok()?, outcome })
        });
        let paths = files.keys().chain(folders.iter().filter(|folder| !folder.is_empty()));
        match paths.into_iter().find(|path| !is_plain(path)) {
            Some(path) => Err(format!("is damaged: it lists `{path}`, which is not inside the folder")),
            None => Ok(Self { files, folders, complete }),
        }
    }

    /// The manifest as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        let hex = |hashes: &Vec<Hash>| hashes.iter().map(|hash| hash.to_hex().to_string()).collect();
        let stored = StoredManifest {
            about: ABOUT.into(),
            version: VERSION,
            complete: self.complete.as_ref().map(|complete| StoredComplete {
                inputs: complete.inputs.to_hex().to_string(),
                outcome: complete.outcome.clone(),
            }),
            folders: self.folders.clone(),
            files: self.files.iter().map(|(path, hashes)| (path.clone(), hex(hashes))).collect(),
        };
        let mut text = serde_json::to_vec_pretty(&stored).expect("maps with text keys are JSON");
        text.push(b'\n');
        text
    }

    /// The hashes that may be ours at `path`.
    pub fn known(&self, path: &str) -> &[Hash] {
        self.files.get(path).map_or(&[], Vec::as_slice)
    }
}
