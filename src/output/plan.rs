//! Compares what is on disk with what the site is to be, and decides about every file before any is touched.
//!
//! Only reads. What it cannot show to be ours, by path and by bytes, is somebody else's: if that is in the way the
//! whole plan is refused, and if it is not it is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::OutputError;
use super::guard::{Kind, folders_above, is_gone, is_same, kind_of};
use super::hold::Held;
use super::manifest::{Hash, Manifest, hash};

/// What has to be done to make the folder hold the site.
pub(super) struct Plan<'a> {
    /// Files to write, in the order of their paths.
    pub writes: Vec<Write<'a>>,
    /// Files of ours to take away first, with the hash of their bytes on disk.
    removals: BTreeMap<&'a str, Hash>,
    /// Folders that the site, or a kept file, needs.
    pub needed: BTreeSet<String>,
    /// How many files have the right bytes already.
    pub unchanged: usize,
    /// Files that are no longer part of the site but that someone changed.
    pub kept: Vec<String>,
    /// The manifest to be on disk while the plan is carried out: the bytes before and the bytes after are ours.
    pub during: Manifest,
    /// The files of the manifest afterwards; which folders are left to list shows only then.
    pub after: BTreeMap<String, Vec<Hash>>,
}

/// A file to write.
pub(super) struct Write<'a> {
    pub path: &'a str,
    pub bytes: &'a [u8],
}

impl<'a> Plan<'a> {
    /// The plan that makes the held folder contain `files`.
    ///
    /// # Errors
    /// When something that is not ours is in the way, or when the disk cannot be read.
    pub fn of(held: &'a Held, files: &'a BTreeMap<String, Arc<[u8]>>) -> Result<Self, OutputError> {
        let folder = &held.folder;
        let old = &held.manifest;
        let stale: Vec<&str> = old.files.keys().map(String::as_str).filter(|path| !files.contains_key(*path)).collect();
        let ways = Ways::of(folder, stale.iter().copied().chain(files.keys().map(String::as_str)))?;

        let fates: Vec<Fate> =
            stale.par_iter().map(|path| fate(folder, &ways, path, old.known(path))).collect::<Result<_, _>>()?;
        let twins = twins(folder, &stale, files);
        let mut removals = BTreeMap::new();
        let mut kept = Vec::new();
        for (path, fate) in stale.iter().zip(fates) {
            match fate {
                Fate::Remove(hash) => drop(removals.insert(*path, hash)),
                // On disk this is a file of the site, and is judged as that.
                Fate::Keep if twins.values().any(|twin| twin == path) => {}
                Fate::Keep => kept.push(String::from(*path)),
                Fate::Forget => {}
            }
        }

        let seen = Seen { folder, old, ways: &ways, removals: &removals, twins };
        let sights: Vec<Sight> =
            files.par_iter().map(|(path, bytes)| seen.look(path, bytes)).collect::<Result<_, _>>()?;
        let needed: BTreeSet<String> =
            files.keys().chain(&kept).flat_map(|path| folders_above(path)).map(String::from).collect();
        let mut folders = old.folders.clone();
        folders.extend(needed.iter().filter(|folder| ways.0[*folder] != Way::Open).cloned());
        let mut plan = Self {
            writes: Vec::new(),
            removals,
            needed,
            unchanged: 0,
            kept,
            during: Manifest { files: BTreeMap::new(), folders },
            after: BTreeMap::new(),
        };
        let mut obstacles = Obstacles::default();
        for ((path, bytes), Sight { hash, state }) in files.iter().zip(sights) {
            let mut during = vec![hash];
            match state {
                State::Unchanged => plan.unchanged += 1,
                State::Missing => plan.writes.push(Write { path, bytes }),
                State::Ours(before) => {
                    during.insert(0, before);
                    plan.writes.push(Write { path, bytes });
                }
                State::Obstacle(obstacle) => obstacles.add(obstacle),
            }
            plan.during.files.insert(path.clone(), during);
            plan.after.insert(path.clone(), vec![hash]);
        }
        obstacles.refuse(folder)?;
        plan.remember_others(old);
        Ok(plan)
    }

    /// The files to take away, by path.
    pub fn removals(&self) -> impl Iterator<Item = &'a str> {
        self.removals.keys().copied()
    }

    /// Whether no file is to be touched.
    pub fn is_idle(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty()
    }

    /// Puts the files that are not part of the site into the manifests. Kept files stay listed: they are reported
    /// until someone decides about them, and are removed if their bytes become ours again.
    fn remember_others(&mut self, old: &Manifest) {
        for (path, hash) in &self.removals {
            self.during.files.insert(String::from(*path), vec![*hash]);
        }
        for path in &self.kept {
            self.during.files.insert(path.clone(), old.known(path).to_vec());
            self.after.insert(path.clone(), old.known(path).to_vec());
        }
    }
}

/// The folders on the way to every file: whether the way is free, and what blocks it.
struct Ways(BTreeMap<String, Way>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
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
fn twins<'a, T>(root: &Path, stale: &[&'a str], files: &'a BTreeMap<String, T>) -> BTreeMap<&'a str, &'a str> {
    let lower: BTreeMap<String, &str> = stale.iter().map(|path| (path.to_lowercase(), *path)).collect();
    if lower.is_empty() {
        return BTreeMap::new();
    }
    let twin = |path: &'a String| {
        let stale = *lower.get(&path.to_lowercase())?;
        is_same(&root.join(stale), &root.join(path)).then_some((path.as_str(), stale))
    };
    files.keys().filter_map(twin).collect()
}

/// What looking at one file of the site found.
struct Sight {
    /// Of the bytes that are to be there.
    hash: Hash,
    state: State,
}

enum State {
    Unchanged,
    Missing,
    /// Other bytes, with this hash, which are ours to replace.
    Ours(Hash),
    Obstacle(Obstacle),
}

enum Obstacle {
    Changed(String),
    Foreign(String),
    Link(String),
}

/// Everything that is known before the files of the site are looked at.
struct Seen<'a> {
    folder: &'a Path,
    old: &'a Manifest,
    ways: &'a Ways,
    removals: &'a BTreeMap<&'a str, Hash>,
    twins: BTreeMap<&'a str, &'a str>,
}

impl Seen<'_> {
    fn look(&self, path: &str, bytes: &[u8]) -> Result<Sight, OutputError> {
        Ok(Sight { hash: hash(bytes), state: self.state(path, bytes)? })
    }

    fn state(&self, path: &str, bytes: &[u8]) -> Result<State, OutputError> {
        match self.ways.to(path) {
            Way::Open => {}
            Way::Missing => return Ok(State::Missing),
            Way::Blocked(link, Kind::Link) => return Ok(State::Obstacle(Obstacle::Link(link.clone()))),
            Way::Blocked(file, _) if self.removals.contains_key(file.as_str()) => return Ok(State::Missing),
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
        if self.twins.get(path).is_some_and(|stale| self.removals.contains_key(stale)) {
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
                Kind::File if self.removals.contains_key(inner.as_str()) => None,
                _ => Some(inner),
            };
            if stranger.is_some() {
                return Ok(stranger);
            }
        }
        Ok(None)
    }
}

/// Everything that is in the way, collected so that a person sees it at once.
#[derive(Default)]
struct Obstacles {
    changed: BTreeSet<String>,
    foreign: BTreeSet<String>,
    links: BTreeSet<String>,
}

impl Obstacles {
    fn add(&mut self, obstacle: Obstacle) {
        match obstacle {
            Obstacle::Changed(path) => self.changed.insert(path),
            Obstacle::Foreign(path) => self.foreign.insert(path),
            Obstacle::Link(path) => self.links.insert(path),
        };
    }

    fn refuse(self, folder: &Path) -> Result<(), OutputError> {
        let Self { changed, foreign, links } = self;
        if changed.is_empty() && foreign.is_empty() && links.is_empty() {
            return Ok(());
        }
        let list = |paths: BTreeSet<String>| paths.into_iter().collect();
        let folder = folder.to_path_buf();
        Err(OutputError::Occupied { folder, changed: list(changed), foreign: list(foreign), links: list(links) })
    }
}
