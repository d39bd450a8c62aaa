//! What is on disk where a site is to be: what becomes of stale files, and what stands in the place of each new one.
//!
//! Only reads. What it cannot show to be ours, by path and by bytes, is somebody else's. It decides nothing: that is
//! the plan's.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::OutputError;
use super::guard::{Kind, folders_above, is_gone, is_same, kind_of};
use super::hold::Held;
use super::manifest::{Hash, Manifest, hash};

/// Everything that can be known before the files of the site are there.
pub(super) struct Ground {
    pub ways: Ways,
    /// Files of ours to take away first, with the hash of their bytes on disk.
    pub removals: BTreeMap<String, Hash>,
    /// Files that are no longer part of the site but that someone changed.
    pub kept: Vec<String>,
    twins: BTreeMap<String, String>,
}

impl Ground {
    /// Looks at what the held folder has beside the files at `paths`, which are sorted.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn of(held: &Held, paths: &[String]) -> Result<Self, OutputError> {
        let (folder, old) = (&held.folder, &held.manifest);
        let known = old.files.keys().map(String::as_str);
        let stale: Vec<&str> = known.filter(|path| paths.binary_search_by(|one| (**one).cmp(path)).is_err()).collect();
        let ways = Ways::of(folder, stale.iter().copied().chain(paths.iter().map(String::as_str)))?;
        let fates: Vec<Fate> =
            stale.par_iter().map(|path| fate(folder, &ways, path, old.known(path))).collect::<Result<_, _>>()?;
        let twins = twins(folder, &stale, paths);
        let mut removals = BTreeMap::new();
        let mut kept = Vec::new();
        for (path, fate) in stale.into_iter().map(String::from).zip(fates) {
            match fate {
                Fate::Remove(hash) => drop(removals.insert(path, hash)),
                // On disk this is a file of the site, and is judged as that.
                Fate::Keep if twins.values().any(|twin| *twin == path) => {}
                Fate::Keep => kept.push(path),
                Fate::Forget => {}
            }
        }
        Ok(Self { ways, removals, kept, twins })
    }

    /// Looks at the place of one file of the site, whose bytes are now there.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn look(&self, held: &Held, path: &str, bytes: &[u8]) -> Result<Sight, OutputError> {
        let seen = Seen { folder: &held.folder, old: &held.manifest, ground: self };
        Ok(Sight { hash: hash(bytes), state: seen.state(path, bytes)? })
    }
}

/// The folders on the way to every file: whether the way is free, and what blocks it.
pub(super) struct Ways(BTreeMap<String, Way>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// A folder, below folders only.
    Open,
    /// Nothing is there.
    Missing,
    /// Not a folder, but this, at this path.
    Blocked(String, Kind),
}

impl Ways {
    fn of<'p>(root: &Path, paths: impl Iterator<Item = &'p str>) -> Result<Self, OutputError> {
        let mut ways = Self(BTreeMap::new());
        for path in paths {
            let mut above = Way::Open;
            for folder in folders_above(path) {
                if let Some(known) = ways.0.get(folder) {
                    above = known.clone();
                    continue;
                }
                if above == Way::Open {
                    let place = root.join(folder);
                    above = match kind_of(&place).map_err(OutputError::io("look at", &place))? {
                        Kind::Folder => Way::Open,
                        Kind::Nothing => Way::Missing,
                        kind => Way::Blocked(folder.into(), kind),
                    };
                }
                ways.0.insert(folder.into(), above.clone());
            }
        }
        Ok(ways)
    }

    /// Whether `folder`, which is one of those looked at, is there.
    pub fn is_open(&self, folder: &str) -> bool {
        self.0[folder] == Way::Open
    }

    fn to(&self, path: &str) -> &Way {
        path.rsplit_once('/').map_or(&Way::Open, |(folder, _)| &self.0[folder])
    }
}

/// What becomes of a file of ours that is not part of the site any more.
enum Fate {
    /// It is as we wrote it.
    Remove(Hash),
    /// Someone changed it.
    Keep,
    /// It is gone.
    Forget,
}

fn fate(root: &Path, ways: &Ways, path: &str, known: &[Hash]) -> Result<Fate, OutputError> {
    match ways.to(path) {
        Way::Open => {}
        // What is behind a link is not in this folder, so it is neither ours to remove nor gone.
        Way::Blocked(_, Kind::Link) => return Ok(Fate::Keep),
        Way::Missing | Way::Blocked(..) => return Ok(Fate::Forget),
    }
    let place = root.join(path);
    match kind_of(&place).map_err(OutputError::io("look at", &place))? {
        Kind::Nothing | Kind::Folder => Ok(Fate::Forget),
        Kind::Link | Kind::Special => Ok(Fate::Keep),
        Kind::File => match fs::read(&place) {
            Ok(bytes) => {
                let hash = hash(&bytes);
                Ok(if known.contains(&hash) { Fate::Remove(hash) } else { Fate::Keep })
            }
            Err(error) if is_gone(&error) => Ok(Fate::Forget),
            Err(error) => Err(OutputError::Io { doing: "read", path: place, error }),
        },
    }
}

/// Files of the site that are, on disk, stale files: their paths differ in case only and the file system does not
/// tell them apart. By the path in the site, the stale path.
fn twins(root: &Path, stale: &[&str], paths: &[String]) -> BTreeMap<String, String> {
    let lower: BTreeMap<String, &str> = stale.iter().map(|path| (path.to_lowercase(), *path)).collect();
    if lower.is_empty() {
        return BTreeMap::new();
    }
    let twin = |path: &String| {
        let stale = *lower.get(&path.to_lowercase())?;
        is_same(&root.join(stale), &root.join(path)).then(|| (path.clone(), String::from(stale)))
    };
    paths.iter().filter_map(twin).collect()
}

/// What looking at one file of the site found.
pub(super) struct Sight {
    /// Of the bytes that are to be there.
    pub hash: Hash,
    pub state: State,
}

pub(super) enum State {
    Unchanged,
    Missing,
    /// Other bytes, with this hash, which are ours to replace.
    Ours(Hash),
    Obstacle(Obstacle),
}

impl State {
    /// Whether the file has to be written.
    pub fn is_to_write(&self) -> bool {
        matches!(self, Self::Missing | Self::Ours(_))
    }
}

pub(super) enum Obstacle {
    Changed(String),
    Foreign(String),
    Link(String),
}

/// One look at the folder.
struct Seen<'a> {
    folder: &'a Path,
    old: &'a Manifest,
    ground: &'a Ground,
}

impl Seen<'_> {
    fn state(&self, path: &str, bytes: &[u8]) -> Result<State, OutputError> {
        match self.ground.ways.to(path) {
            Way::Open => {}
            Way::Missing => return Ok(State::Missing),
            Way::Blocked(link, Kind::Link) => return Ok(State::Obstacle(Obstacle::Link(link.clone()))),
            Way::Blocked(file, _) if self.ground.removals.contains_key(file.as_str()) => return Ok(State::Missing),
            Way::Blocked(file, _) => return Ok(State::Obstacle(self.not_ours(file))),
        }
        let place = self.folder.join(path);
        match kind_of(&place).map_err(OutputError::io("look at", &place))? {
            Kind::Nothing => Ok(State::Missing),
            Kind::Link => Ok(State::Obstacle(Obstacle::Link(path.into()))),
            Kind::Special => Ok(State::Obstacle(Obstacle::Foreign(path.into()))),
            Kind::Folder => Ok(match self.stranger_in(path)? {
                Some(stranger) => State::Obstacle(self.not_ours(&stranger)),
                None => State::Missing,
            }),
            Kind::File => self.compare(path, &place, bytes),
        }
    }

    fn compare(&self, path: &str, place: &Path, bytes: &[u8]) -> Result<State, OutputError> {
        let there = match fs::read(place) {
            Ok(there) => there,
            Err(error) if is_gone(&error) => return Ok(State::Missing),
            Err(error) => return Err(OutputError::Io { doing: "read", path: place.into(), error }),
        };
        if self.ground.twins.get(path).is_some_and(|stale| self.ground.removals.contains_key(stale)) {
            // Removed under its old name before it is written, so that it, and its folder, get the new one.
            return Ok(State::Missing);
        }
        if there == bytes {
            return Ok(State::Unchanged);
        }
        let before = hash(&there);
        Ok(match self.old.known(path).contains(&before) {
            true => State::Ours(before),
            false => State::Obstacle(self.not_ours(path)),
        })
    }

    fn not_ours(&self, path: &str) -> Obstacle {
        match self.old.files.contains_key(path) {
            true => Obstacle::Changed(path.into()),
            false => Obstacle::Foreign(path.into()),
        }
    }

    /// Something in the folder at `path` that will not be gone when our files are: then the folder stays, and a file
    /// cannot take its place.
    fn stranger_in(&self, path: &str) -> Result<Option<String>, OutputError> {
        if !self.old.folders.contains(path) {
            return Ok(Some(path.into()));
        }
        let place = self.folder.join(path);
        let list = || -> io::Result<Vec<_>> { fs::read_dir(&place)?.map(|entry| Ok(entry?.file_name())).collect() };
        let mut names = list().map_err(OutputError::io("list", &place))?;
        names.sort();
        for name in names {
            let inner = format!("{path}/{}", name.to_string_lossy());
            let stranger = match kind_of(&place.join(&name)).map_err(OutputError::io("look at", &place))? {
                Kind::Nothing => None,
                Kind::Folder => self.stranger_in(&inner)?,
                Kind::File if self.ground.removals.contains_key(inner.as_str()) => None,
                _ => Some(inner),
            };
            if stranger.is_some() {
                return Ok(stranger);
            }
        }
        Ok(None)
    }
}
