//! The server for one editor: shows the handbook from memory and keeps open pages up to date.
//!
//! ```text
//! Watch -> Hints     [crate::watch]     somewhere something may have changed
//!       -> Snapshot  [crate::disk]      what did, by content
//!       -> Moment    [moment::Maker]    the site as it is then, with the same functions as `build`
//!       -> Live      [live::Live]       shown from now on; tabs whose page differs are told
//!       -> Findings  [survey::Survey]   what else changed, and what is wrong, found out in the background
//! ```
//!
//! [`Follower`] performs this; requests come in by [`door`] and are judged by [`guard`].

pub mod door;
pub mod guard;
pub mod live;
pub mod moment;
pub mod survey;

mod media;
mod overlay;
mod tabs;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::disk::{Project, Snapshot};
use crate::watch::{Hints, LONGEST, QUIET, Watch};

use self::live::Live;
use self::moment::{Maker, Moment};
use self::survey::{Findings, Look, Survey, give_way};

/// How often a save is compiled before it is certain that it is over. Editors write in one step or two; more of them
/// are something larger, and time spent on its beginning would be lost.
const GUESSES: usize = 2;

/// So many files are no editor's save but a checkout or a copy, which pauses longer than editors do.
const MANY: usize = 16;

/// How long nothing must happen before such a change counts as finished.
const QUIET_OF_MANY: Duration = Duration::from_millis(150);

/// A file that is gone is looked for once more after this long: editors that save by renaming leave a gap.
const GAP: Duration = Duration::from_millis(50);

/// How many saves may wait for the survey. Each of them gets a line with its own pages; whoever saves faster than pages
/// can be looked at is told so instead.
const MOST_WAITING: usize = 3;

/// What happened, for the person at the terminal.
pub enum News {
    /// The first survey is done.
    Begun(Arc<Moment>, Findings),
    /// Something was saved and is shown.
    Saved(Save),
    /// Anything else that should be known.
    Notice(String),
}

/// A save, and what came of it.
pub struct Save {
    /// The files whose content changed.
    pub files: BTreeSet<Arc<str>>,
    /// From the first sign of it until the new pages were there.
    pub took: Duration,
    /// The site since then.
    pub moment: Arc<Moment>,
    /// What the survey found.
    pub findings: Findings,
}

/// What is handed from the one who follows the disk to the one who surveys.
struct Published {
    moment: Arc<Moment>,
    files: BTreeSet<Arc<str>>,
    took: Duration,
}

/// What keeps the survey waiting, or makes it hurry.
#[derive(Default)]
struct Pressure {
    /// Whether a save is being compiled.
    compiling: AtomicBool,
    /// How many published moments were not surveyed yet.
    waiting: AtomicUsize,
}

/// What follows the disk, and what it needs for it.
pub struct Follower {
    /// The project.
    pub project: Project,
    /// Its files as they were when the first moment was made.
    pub snapshot: Snapshot,
    /// Who made it.
    pub maker: Maker,
    /// What says where to look.
    pub watch: Watch,
    /// Where moments are shown.
    pub live: Arc<Live>,
}

impl Follower {
    /// Publishes every change of the files and hands the news to `tell`, until the program ends.
    pub fn follow(mut self, tell: impl Fn(News) + Send + Clone + 'static) -> ! {
        let pressure = Arc::new(Pressure::default());
        let (published, surveys) = mpsc::channel();
        pressure.waiting.store(1, Ordering::Relaxed);
        let _ = published.send(Published { moment: self.live.now(), files: BTreeSet::new(), took: Duration::ZERO });
        {
            let (live, pressure, tell) = (self.live.clone(), pressure.clone(), tell.clone());
            thread::spawn(move || keep_surveying(&live, &pressure, &surveys, &tell));
        }
        let mut left = Hints::default();
        loop {
            let hints = if left.is_empty() { self.watch.wait() } else { std::mem::take(&mut left) };
            let begun = Instant::now();
            pressure.compiling.store(true, Ordering::Relaxed);
            let files;
            let moment;
            (files, moment, left) = self.gather(hints, begun, &tell);
            if let Some(moment) = moment {
                let moment = Arc::new(moment);
                self.live.publish(moment.clone());
                let took = begun.elapsed();
                pressure.waiting.fetch_add(1, Ordering::Relaxed);
                let _ = published.send(Published { moment, files, took });
            }
            pressure.compiling.store(false, Ordering::Relaxed);
        }
    }

    /// Looks where `hints` say and wherever is hinted at until it is quiet. Returns the files that changed, the site as
    /// it is then, and the hints that came too late for it.
    ///
    /// While it waits for quiet it compiles already: most often nothing more comes, and then the pages are ready.
    fn gather(
        &mut self,
        mut hints: Hints,
        begun: Instant,
        tell: &impl Fn(News),
    ) -> (BTreeSet<Arc<str>>, Option<Moment>, Hints) {
        let mut files = BTreeSet::new();
        let mut moment = None;
        let mut last = begun;
        let mut looked_for_the_gone = false;
        let mut guesses = 0;
        loop {
            hints.notices.drain(..).for_each(|notice| tell(News::Notice(notice)));
            let changed = self.look(&hints, tell);
            if !changed.is_empty() {
                moment = None;
                files.extend(changed);
            }
            if moment.is_none() && !files.is_empty() && guesses < GUESSES {
                guesses += 1;
                moment = Some(self.make());
            }
            let quiet = if files.len() < MANY { QUIET } else { QUIET_OF_MANY };
            hints = self.watch.until((last + quiet).min(begun + LONGEST));
            if !hints.is_empty() && Instant::now() < begun + LONGEST {
                last = Instant::now();
                continue;
            }
            let gone = files.iter().filter(|path| self.snapshot.sources().get(path).is_none());
            let gone: BTreeSet<String> = gone.map(|path| path.to_string()).collect();
            if !gone.is_empty() && !looked_for_the_gone {
                looked_for_the_gone = true;
                thread::sleep(GAP);
                hints.paths.extend(gone);
                continue;
            }
            break;
        }
        // What was written and taken back meanwhile has not changed.
        let shown = self.live.now();
        files.retain(|path| self.snapshot.sources().get(path) != shown.truth.sources.get(path));
        if files.is_empty() {
            return (files, None, hints);
        }
        let moment = moment.unwrap_or_else(|| self.make());
        (files, Some(moment), hints)
    }

    fn look(&mut self, hints: &Hints, tell: &impl Fn(News)) -> BTreeSet<Arc<str>> {
        let changed = match hints.everywhere {
            true => self.snapshot.look_everywhere(&self.project),
            false => self.snapshot.look_at(&self.project, &hints.paths),
        };
        if self.snapshot.has_links() {
            let why = "the content holds symbolic links, which cannot be watched";
            if let Some(notice) = self.watch.look_regularly(why) {
                tell(News::Notice(notice));
            }
        }
        changed
    }

    fn make(&mut self) -> Moment {
        self.maker.make(self.snapshot.sources().clone(), self.snapshot.problems())
    }
}

/// Surveys what was published, one after the other.
fn keep_surveying(live: &Live, pressure: &Pressure, published: &Receiver<Published>, tell: &impl Fn(News)) {
    let mut survey = Survey::default();
    let mut is_first = true;
    while let Ok(Published { moment, files, took }) = published.recv() {
        pressure.waiting.fetch_sub(1, Ordering::Relaxed);
        let look = || {
            give_way(|| pressure.compiling.load(Ordering::Relaxed) || live.is_busy());
            match pressure.waiting.load(Ordering::Relaxed) {
                0 => Look::Full,
                1..=MOST_WAITING => Look::Glance,
                _ => Look::Leave,
            }
        };
        let diagnostics = match look() {
            Look::Leave => moment.truth.diagnostics.clone(),
            _ => moment.truth.problems(),
        };
        live.report(&moment, &diagnostics);
        let findings = survey.of(&moment, diagnostics, look);
        live.report(&moment, &findings.diagnostics);
        tell(match is_first {
            true => News::Begun(moment.clone(), findings),
            false => News::Saved(Save { files, took, moment: moment.clone(), findings }),
        });
        is_first = false;
    }
}
