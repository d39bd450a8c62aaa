//! When the files of a handbook last changed, as the repository knows it.

use std::collections::{BTreeMap, BTreeSet};

/// When the files of a handbook last changed. Empty where the handbook does not ask for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastChanges {
    /// The day of the last commit that changed a file, as `2026-11-28`, by path from the project's root.
    pub days: BTreeMap<String, String>,
    /// Files with changes that are not committed.
    pub uncommitted: BTreeSet<String>,
}

/// When a file last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastChange {
    /// On the day of a commit, as `2026-11-28`.
    On(String),
    /// Since the last commit, so that no day is known.
    Uncommitted,
}

impl LastChanges {
    /// When a file last changed, by its path from the project's root; `None` where that is not known.
    pub fn of(&self, path: &str) -> Option<LastChange> {
        if self.uncommitted.contains(path) {
            return Some(LastChange::Uncommitted);
        }
        self.days.get(path).cloned().map(LastChange::On)
    }
}
