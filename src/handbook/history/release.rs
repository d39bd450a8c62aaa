//! A released version: what `rungs release` writes into `content/changes/`, and the site shows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::PUBLIC;
use crate::date::is_day;
use crate::handbook::Asset;
use crate::source::Span;

use super::{LadderDifference, Version};

/// The folder below `content/` that holds released versions.
pub const FOLDER: &str = "changes";

/// A released version and what changed since the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Always [`Release::FORMAT`].
    pub format: String,
    /// The version of the format, now 1.
    pub format_version: u32,
    /// The version of the ladder.
    pub version: String,
    /// The day of the release, as `2026-11-28`.
    pub date: String,
    /// Whose editions were compared. Only those who see what this audience sees may read it.
    #[serde(default = "public")]
    pub audience: String,
    /// What changed.
    pub difference: LadderDifference,
}

/// The released versions of a handbook.
#[derive(Debug, Default)]
pub struct Releases {
    /// Newest first: by version, then by date.
    pub all: Vec<Release>,
    /// The files that are meant to be releases and cannot be read.
    pub broken: Vec<BrokenRelease>,
}

/// A file of a release that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRelease {
    /// Its path below `content/`.
    pub path: String,
    /// Where the reader stopped; `None` for the file as a whole.
    pub span: Option<Span>,
    /// What is wrong.
    pub reason: String,
}

impl Releases {
    /// Reads the releases among the files of a handbook. Of several with one version, the first by path counts.
    pub fn of(assets: &BTreeMap<String, Asset>) -> Self {
        let mut releases = Self::default();
        let mut versions = BTreeSet::new();
        for (path, asset) in assets.iter().filter(|(path, _)| is_release(path)) {
            match Release::read(&asset.bytes) {
                Ok(None) => {}
                Ok(Some(release)) if versions.insert(release.version.clone()) => releases.all.push(release),
                Ok(Some(release)) => {
                    let reason = format!("another file has the version `{}` already", release.version);
                    releases.broken.push(BrokenRelease { path: path.clone(), span: None, reason });
                }
                Err((span, reason)) => releases.broken.push(BrokenRelease { path: path.clone(), span, reason }),
            }
        }
        let key = |release: &Release| (Version::parse(&release.version), release.date.clone(), release.version.clone());
        releases.all.sort_by_cached_key(|release| std::cmp::Reverse(key(release)));
        releases
    }
}

impl Release {
    /// What `format` says.
    pub const FORMAT: &str = "rungs-release";

    /// Reads the bytes of a file; `None` if it is JSON of another kind.
    ///
    /// # Errors
    ///
    /// When it is no JSON, or a release that cannot be read: where the reader stopped, and what is wrong.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, (Option<Span>, String)> {
        let error = match serde_json::from_slice::<Self>(bytes) {
            Ok(release) if release.format != Self::FORMAT => return Ok(None),
            Ok(release) if !is_day(&release.date) => {
                return Err((None, format!("`{}` is not a day such as 2026-11-28", release.date)));
            }
            Ok(release) if release.format_version == 1 => return Ok(Some(release)),
            Ok(release) => return Err((None, newer(release.format_version.into()))),
            Err(error) => error,
        };
        match serde_json::from_slice::<Value>(bytes) {
            Ok(value) if value["format"] != Self::FORMAT => Ok(None),
            Ok(value) if value["format_version"].as_u64().is_some_and(|version| version > 1) => {
                Err((None, newer(value["format_version"].as_u64().unwrap_or_default())))
            }
            _ => {
                let words = error.to_string();
                let reason = words.rsplit_once(" at line ").map_or(&*words, |(reason, _)| reason).to_owned();
                Err((Some(span(bytes, error.line(), error.column())), reason))
            }
        }
    }

    /// The id of the page that shows it.
    pub fn page_id(&self) -> String {
        format!("{FOLDER}/{}", self.version)
    }
}

/// Whether a file below `content/` is where a release is written.
pub fn is_release(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/') && rest.ends_with(".json"))
}

fn public() -> String {
    PUBLIC.to_owned()
}

fn newer(version: u64) -> String {
    format!("its format has the version {version}, which a later version of rungs writes; this one reads 1")
}

/// The character at a line and a column in bytes, both from 1; a column 0 is the end of the line before.
fn span(bytes: &[u8], line: usize, column: usize) -> Span {
    let before: usize =
        bytes.split(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(|line| line.len() + 1).sum();
    let at = (before + column.saturating_sub(1)).min(bytes.len());
    Span::new(at, (at + 1).min(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        let read = |text: &str| Release::read(text.as_bytes()).map(|release| release.map(|release| release.version));
        assert_eq!(read("{\"a\": [1, 2]}"), Ok(None));
        assert_eq!(read("[]"), Ok(None));
        let (span, reason) = read("{\n  \"format\": \"rungs-release\",,\n}").unwrap_err();
        assert_eq!((span, &*reason), (Some(Span::new(30, 31)), "key must be a string"));
        let (span, reason) =
            read("{\"format\": \"rungs-release\", \"format_version\": 1, \"version\": 2}").unwrap_err();
        assert_eq!(span, Some(Span::new(60, 61)));
        assert!(reason.contains("invalid type: integer `2`"), "{reason}");
        let (span, reason) = read("{\"format\": \"rungs-release\", \"format_version\": 3}").unwrap_err();
        assert!(span.is_none() && reason.contains("version 3"), "{reason}");
        let (span, _) = read("").unwrap_err();
        assert_eq!(span, Some(Span::new(0, 0)));
    }
}
