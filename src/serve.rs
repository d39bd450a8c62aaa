//! The server for one editor: shows the handbook from memory and keeps open pages up to date.
//!
//! ```text
//! Watch -> Hints      [crate::watch]       where something may have changed
//!       -> Snapshot   [crate::disk]        which files changed, by content
//!       -> Revision   [revision]           the site of that snapshot, made with the same functions as `build`
//!       -> Preview    [preview]            shows the revision and notifies clients whose page differs
//!       -> Findings   [background]         which other pages differ, and what is wrong with them
//!       -> Compared   [last_commit]        what differs from the last commit, when a page asks for its [changes]
//! ```
//!
//! [`UpdateLoop`] runs these steps. Requests arrive through [`http`] and are checked by [`routes`].

pub mod background;
pub mod changes;
pub mod http;
pub mod last_commit;
pub mod overlay;
pub mod preview;
pub mod revision;
pub mod routes;

mod clients;
mod range;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::disk::{Project, Snapshot};
use crate::source::Content;
use crate::watch::{DEBOUNCE, Hints, MAX_WAIT, Watch};

use self::background::{BackgroundCheck, Depth, Findings};
use self::preview::Preview;
use self::revision::{Rebuilder, Revision};

/// How many times one save is compiled before the debounce time has passed. Editors write a file in one or two steps.
/// More steps are a larger change, and compiling its first files alone would be wasted.
const MAX_EARLY_COMPILES: usize = 2;

/// At this many files, assume a checkout or a copy instead of an editor, and wait [`BULK_DEBOUNCE`] for it to settle.
const BULK_FILES: usize = 16;

/// The debounce time of a change of at least [`BULK_FILES`] files.
const BULK_DEBOUNCE: Duration = Duration::from_millis(150);

/// How long to wait before a file counts as deleted or empty. Editors that save by renaming leave a short gap, and those
/// that write in place truncate the file first.
const SAVE_GAP: Duration = Duration::from_millis(50);

/// How many revisions may wait for the background check. With more, pages are not compared until it has caught up.
const MAX_PENDING: usize = 3;

/// What to report at the terminal.
pub enum Update {
    /// A save, or the first revision, was published and checked.
    Checked(Save),
    /// Anything else that the user should know.
    Notice(String),
}

/// A save and its result.
pub struct Save {
    /// The files whose content changed; none for the first revision.
    pub files: BTreeSet<Arc<str>>,
    /// The time from the first sign of the change until the new revision was published.
    pub took: Duration,
    /// The revision that shows the change.
    pub revision: Arc<Revision>,
    /// What the background check found.
    pub findings: Findings,
}

/// A published revision, on its way to the background check.
struct Published {
    revision: Arc<Revision>,
    files: BTreeSet<Arc<str>>,
    took: Duration,
}

/// What the background check yields to.
#[derive(Default)]
struct Load {
    /// Whether a save is being compiled.
    is_compiling: AtomicBool,
    /// The number of published revisions that are not checked yet.
    pending: AtomicUsize,
}

/// Follows the files of a project and publishes a revision for each change.
pub struct UpdateLoop {
    /// The project.
    pub project: Project,
    /// Its files, as in the first revision.
    pub snapshot: Snapshot,
    /// What made the first revision.
    pub rebuilder: Rebuilder,
    /// Where changes are announced.
    pub watch: Watch,
    /// Where revisions are shown.
    pub preview: Arc<Preview>,
}

impl UpdateLoop {
    /// Publishes every change and passes what happened to `report`. Runs until the process ends.
    pub fn run(mut self, report: impl Fn(Update) + Send + Clone + 'static) -> ! {
        let load = Arc::new(Load::default());
        let (published, to_check) = mpsc::channel();
        load.pending.store(1, Ordering::Relaxed);
        let revision = self.preview.revision();
        let _ = published.send(Published { revision, files: BTreeSet::new(), took: Duration::ZERO });
        {
            let (preview, load, report) = (self.preview.clone(), load.clone(), report.clone());
            background::spawn(move |pool| check_all(&preview, &load, &to_check, &report, pool));
        }
        let mut left = Hints::default();
        loop {
            let hints = if left.is_empty() { self.watch.wait() } else { std::mem::take(&mut left) };
            let started = Instant::now();
            load.is_compiling.store(true, Ordering::Relaxed);
            let files;
            let revision;
            (files, revision, left) = self.gather(hints, started, &report);
            if let Some(revision) = revision {
                let revision = Arc::new(revision);
                self.preview.publish(revision.clone());
                let took = started.elapsed();
                load.pending.fetch_add(1, Ordering::Relaxed);
                let _ = published.send(Published { revision, files, took });
            }
            load.is_compiling.store(false, Ordering::Relaxed);
        }
    }

    /// Reads what `hints` name, and what later hints name until nothing more changes. Returns the files that changed,
    /// the revision that shows them, and the hints that came too late for it.
    ///
    /// It compiles while it waits: usually nothing more changes, and then the revision is ready.
    fn gather(
        &mut self,
        mut hints: Hints,
        started: Instant,
        report: &impl Fn(Update),
    ) -> (BTreeSet<Arc<str>>, Option<Revision>, Hints) {
        let mut files = BTreeSet::new();
        let mut revision = None;
        let mut last = started;
        let mut has_rechecked = false;
        let mut early_compiles = 0;
        loop {
            hints.notices.drain(..).for_each(|notice| report(Update::Notice(notice)));
            let changed = self.read(&hints, report);
            if !changed.is_empty() {
                revision = None;
                files.extend(changed);
            }
            let unfinished: BTreeSet<String> =
                files.iter().filter(|path| self.is_unfinished(path)).map(|path| path.to_string()).collect();
            let is_worth_compiling = !files.is_empty() && unfinished.is_empty();
            if revision.is_none() && is_worth_compiling && early_compiles < MAX_EARLY_COMPILES {
                early_compiles += 1;
                revision = Some(self.rebuild());
            }
            let debounce = if files.len() < BULK_FILES { DEBOUNCE } else { BULK_DEBOUNCE };
            hints = self.watch.until((last + debounce).min(started + MAX_WAIT));
            if !hints.is_empty() && Instant::now() < started + MAX_WAIT {
                last = Instant::now();
                continue;
            }
            if !unfinished.is_empty() && !has_rechecked {
                has_rechecked = true;
                thread::sleep(SAVE_GAP);
                hints.paths.extend(unfinished);
                continue;
            }
            break;
        }
        // A file that was changed and changed back is not part of the save.
        let published = self.preview.revision();
        files.retain(|path| self.snapshot.sources().get(path) != published.current.sources.get(path));
        if files.is_empty() {
            return (files, None, hints);
        }
        let revision = revision.unwrap_or_else(|| self.rebuild());
        (files, Some(revision), hints)
    }

    /// Whether a save of the file may be in progress, because it is missing or empty. To compile this state would link
    /// the whole handbook without the file, and the finished save would wait for it.
    fn is_unfinished(&self, path: &str) -> bool {
        self.snapshot.sources().get(path).is_none_or(|source| match &source.content {
            Content::Text(text) => text.is_empty(),
            Content::Bytes(bytes) => bytes.is_empty(),
            Content::Unreadable(_) => false,
        })
    }

    /// Reads what `hints` name again and returns the files whose content differs.
    fn read(&mut self, hints: &Hints, report: &impl Fn(Update)) -> BTreeSet<Arc<str>> {
        let changed = match hints.everywhere {
            true => self.snapshot.look_everywhere(&self.project),
            false => self.snapshot.look_at(&self.project, &hints.paths),
        };
        if self.snapshot.has_links() {
            let why = "the content has symbolic links, which cannot be watched";
            if let Some(notice) = self.watch.fall_back_to_polling(why) {
                report(Update::Notice(notice));
            }
        }
        changed
    }

    fn rebuild(&mut self) -> Revision {
        self.rebuilder.rebuild(self.snapshot.sources().clone(), self.snapshot.problems())
    }
}

/// Checks the published revisions, one after the other.
fn check_all(
    preview: &Preview,
    load: &Load,
    published: &Receiver<Published>,
    report: &impl Fn(Update),
    pool: &background::Pool,
) {
    let mut check = BackgroundCheck::default();
    while let Ok(Published { revision, files, took }) = published.recv() {
        load.pending.fetch_sub(1, Ordering::Relaxed);
        let depth = || {
            while load.is_compiling.load(Ordering::Relaxed) || preview.is_busy() {
                thread::sleep(Duration::from_millis(1));
            }
            match load.pending.load(Ordering::Relaxed) {
                0 => Depth::Render,
                1..=MAX_PENDING => Depth::Compare,
                _ => Depth::Skip,
            }
        };
        let diagnostics = match depth() {
            Depth::Skip => revision.current.diagnostics.clone(),
            _ => pool.run(|| revision.current.problems()),
        };
        preview.report(&revision, &diagnostics);
        let findings = pool.run(|| check.run(&revision, diagnostics, depth));
        preview.report(&revision, &findings.diagnostics);
        report(Update::Checked(Save { files, took, revision, findings }));
    }
}

/// Locks a mutex whose value stays valid when a thread panics while it holds the lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
