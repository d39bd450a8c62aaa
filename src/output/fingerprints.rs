//! What the files that take time to make were made from, kept beside the manifest as `.rungs/fingerprints.json`: a file
//! that would be made from the same need not be made again.
//!
//! An entry says that these bytes follow from this fingerprint, which stays true whatever happens to the file. So the list
//! is worth nothing but time: a build without it makes every file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dir::Dir;
use super::manifest::Hash;
use crate::disk::is_gone;
use crate::hash::Fingerprint;

/// The list's name in the folder of the manifest.
pub(super) const FINGERPRINTS_FILE: &str = "fingerprints.json";

const ABOUT: &str = "What pages and pictures were made from. Without this file, all of them are made again.";
const VERSION: u32 = 1;

/// The list of one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprints {
    /// Another program may make other bytes of the same.
    program: Hash,
    files: BTreeMap<String, (Fingerprint, Hash)>,
}

#[derive(Serialize, Deserialize)]
struct StoredFingerprints {
    about: String,
    version: u32,
    program: String,
    /// By path: the fingerprint, and the hash of the bytes.
    files: BTreeMap<String, [String; 2]>,
}

impl Fingerprints {
    /// Reads the list of `program` in `state`, the folder `.rungs`; it is empty if there is none. `None` if something else
    /// is there, which is not ours to replace.
    pub fn read(state: &Dir, program: Hash) -> Option<Self> {
        let empty = Self { program, files: BTreeMap::new() };
        let bytes = match state.read(FINGERPRINTS_FILE) {
            Ok(bytes) => bytes,
            Err(error) if is_gone(&error) => return Some(empty),
            Err(_) => return None,
        };
        let stored: StoredFingerprints = serde_json::from_slice(&bytes).ok()?;
        if stored.version != VERSION || stored.program != program.to_hex().as_str() {
            return Some(empty);
        }
        let read = |(path, [from, bytes]): (String, [String; 2])| {
            Some((path, (Fingerprint::read(&from)?, Hash::from_hex(bytes).ok()?)))
        };
        Some(Self { program, files: stored.files.into_iter().filter_map(read).collect() })
    }

    /// The list of the same program for other files.
    pub fn of(&self, files: BTreeMap<String, (Fingerprint, Hash)>) -> Self {
        Self { program: self.program, files }
    }

    /// The hash of the bytes of `path`, if they were made from this.
    pub fn bytes_from(&self, path: &str, from: Fingerprint) -> Option<Hash> {
        self.files.get(path).filter(|(known, _)| *known == from).map(|(_, bytes)| *bytes)
    }

    /// The list as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        let entry = |(path, (from, bytes)): (&String, &(Fingerprint, Hash))| {
            (path.clone(), [from.to_string(), bytes.to_hex().to_string()])
        };
        let stored = StoredFingerprints {
            about: ABOUT.into(),
            version: VERSION,
            program: self.program.to_hex().to_string(),
            files: self.files.iter().map(entry).collect(),
        };
        serde_json::to_vec(&stored).expect("maps with text keys are JSON")
    }
}
