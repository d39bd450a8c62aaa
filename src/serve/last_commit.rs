//! The handbook of the last commit, and what differs from it in a revision.
//!
//! Both are made when the first page asks, and kept: the handbook until there is another commit, the difference until
//! there is another revision.

use std::path::Path;
use std::sync::{Arc, Mutex, TryLockError};

use crate::compile::{Compiled, HandbookOptions, Memo, assemble};
use crate::git::{GitError, Repository};
use crate::handbook::history::{LadderDifference, VersionSnapshot, compare};

use super::revision::Revision;

/// The last commit of a project's repository.
pub struct LastCommit {
    repository: Result<Repository, GitError>,
    options: HandbookOptions,
    known: Mutex<KnownCommit>,
}

#[derive(Default)]
struct KnownCommit {
    commit: Option<Arc<Commit>>,
    compared: Option<Arc<ComparedCommit>>,
}

/// The handbook of a commit.
pub struct Commit {
    hash: String,
    /// The handbook, with what could be read of it.
    pub compiled: Compiled,
    snapshot: VersionSnapshot,
}

/// A revision and a commit.
pub struct ComparedCommit {
    /// The older of the two.
    pub commit: Arc<Commit>,
    /// The newer of the two.
    pub revision: Arc<Revision>,
    /// What changed.
    pub difference: LadderDifference,
}

impl LastCommit {
    /// The last commit of the repository that the project in `root` is in, compiled with `options`. `None` without git
    /// and without a repository.
    pub fn of(root: &Path, options: HandbookOptions) -> Option<Self> {
        let repository = Repository::find(root);
        let is_there = !matches!(repository, Err(GitError::NotInstalled | GitError::NotARepository(_)));
        is_there.then(|| Self { repository, options, known: Mutex::default() })
    }

    /// Compares a revision with the last commit. `None` while another request does, so that requests for pages need not
    /// wait for it.
    ///
    /// # Errors
    ///
    /// Why the commit cannot be read.
    pub fn compare(&self, revision: &Arc<Revision>) -> Option<Result<Arc<ComparedCommit>, String>> {
        let mut known = match self.known.try_lock() {
            Ok(known) => known,
            // What is kept is replaced as a whole, so it is valid even if a thread has panicked.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        Some(self.compared(&mut known, revision))
    }

    fn compared(&self, known: &mut KnownCommit, revision: &Arc<Revision>) -> Result<Arc<ComparedCommit>, String> {
        let repository = self.repository.as_ref().map_err(ToString::to_string)?;
        let hash = repository.commit("HEAD").map_err(|why| why.to_string())?;
        let commit = match known.commit.take().filter(|commit| commit.hash == hash) {
            Some(commit) => commit,
            None => Arc::new(self.compile(repository, hash)?),
        };
        known.commit = Some(commit.clone());
        let is_same =
            |last: &Arc<ComparedCommit>| Arc::ptr_eq(&last.commit, &commit) && Arc::ptr_eq(&last.revision, revision);
        if let Some(compared) = known.compared.take().filter(is_same) {
            known.compared = Some(compared.clone());
            return Ok(compared);
        }
        let snapshot = revision.displayed.snapshot().map_err(|why| why.to_string())?;
        let difference = compare(&commit.snapshot, &snapshot);
        let compared = Arc::new(ComparedCommit { commit, revision: revision.clone(), difference });
        known.compared = Some(compared.clone());
        Ok(compared)
    }

    fn compile(&self, repository: &Repository, hash: String) -> Result<Commit, String> {
        let sources = repository.revision(&hash).map_err(|why| why.to_string())?.sources;
        let compiled = assemble(sources, Vec::new(), &self.options, &mut Memo::default(), &mut |_| {});
        let snapshot = compiled.snapshot().map_err(|why| why.to_string())?;
        Ok(Commit { hash, compiled, snapshot })
    }
}
