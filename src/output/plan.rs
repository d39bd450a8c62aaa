//! Compares what is on disk with what the site is to be, and decides about every file before any is touched.
//!
//! Touches nothing. If something that is not ours is in the way the whole plan is refused, and if it is not it is left
//! alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::OutputError;
use super::ground::{Ground, Obstacle, Sight, State};
use super::guard::folders_above;
use super::hold::Held;
use super::manifest::{Hash, Manifest};

/// What has to be done to make the folder hold the site.
pub(super) struct Plan<'a> {
    /// Files to write, in the order of their paths: the number under which the bytes wait, and the path.
    pub writes: Vec<(usize, &'a str)>,
    /// Files of ours to take away first, with the hash of their bytes on disk.
    removals: &'a BTreeMap<String, Hash>,
    /// Folders that the site, or a kept file, needs.
    pub needed: BTreeSet<String>,
    /// How many files have the right bytes already.
    pub unchanged: usize,
    /// Files that are no longer part of the site but that someone changed.
    pub kept: &'a [String],
    /// The manifest to be on disk while the plan is carried out: the bytes before and the bytes after are ours.
    pub during: Manifest,
    /// The files of the manifest afterwards; which folders are left to list shows only then.
    pub after: BTreeMap<String, Vec<Hash>>,
}

impl<'a> Plan<'a> {
    /// The plan that makes the held folder contain the files at `paths`, of which each has been looked at.
    ///
    /// # Errors
    /// When something that is not ours is in the way.
    pub fn of(
        held: &Held,
        ground: &'a Ground,
        paths: &'a [String],
        sights: impl IntoIterator<Item = &'a Sight>,
    ) -> Result<Self, OutputError> {
        let old = &held.manifest;
        let needed: BTreeSet<String> =
            paths.iter().chain(&ground.kept).flat_map(|path| folders_above(path)).map(String::from).collect();
        let mut folders = old.folders.clone();
        folders.extend(needed.iter().filter(|folder| !ground.ways.is_open(folder)).cloned());
        let mut plan = Self {
            writes: Vec::new(),
            removals: &ground.removals,
            needed,
            unchanged: 0,
            kept: &ground.kept,
            during: Manifest { files: BTreeMap::new(), folders },
            after: BTreeMap::new(),
        };
        let mut obstacles = Obstacles::default();
        for ((number, path), Sight { hash, state }) in paths.iter().enumerate().zip(sights) {
            let mut during = vec![*hash];
            match state {
                State::Unchanged => plan.unchanged += 1,
                State::Missing => plan.writes.push((number, path)),
                State::Ours(before) => {
                    during.insert(0, *before);
                    plan.writes.push((number, path));
                }
                State::Obstacle(obstacle) => obstacles.add(obstacle),
            }
            plan.during.files.insert(path.clone(), during);
            plan.after.insert(path.clone(), vec![*hash]);
        }
        obstacles.refuse(&held.folder)?;
        plan.remember_others(old);
        Ok(plan)
    }

    /// The files to take away, by path.
    pub fn removals(&self) -> impl Iterator<Item = &'a str> {
        self.removals.keys().map(String::as_str)
    }

    /// Whether no file is to be touched.
    pub fn is_idle(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty()
    }

    /// Puts the files that are not part of the site into the manifests. Kept files stay listed: they are reported
    /// until someone decides about them, and are removed if their bytes become ours again.
    fn remember_others(&mut self, old: &Manifest) {
        for (path, hash) in self.removals {
            self.during.files.insert(path.clone(), vec![*hash]);
        }
        for path in self.kept {
            self.during.files.insert(path.clone(), old.known(path).to_vec());
            self.after.insert(path.clone(), old.known(path).to_vec());
        }
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
    fn add(&mut self, obstacle: &Obstacle) {
        match obstacle {
            Obstacle::Changed(path) => self.changed.insert(path.clone()),
            Obstacle::Foreign(path) => self.foreign.insert(path.clone()),
            Obstacle::Link(path) => self.links.insert(path.clone()),
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
