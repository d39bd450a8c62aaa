//! Checks every page of a new revision in the background: which pages differ, and on which a template fails.
//!
//! Runs at low priority on threads of its own: it pauses while a request or a rebuild is in progress, and skips
//! rendering when newer revisions are waiting. Only the terminal waits for its result.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::thread;

use crate::diagnostic::Diagnostic;
use crate::page::{self, Output, PageKey};

use super::revision::Revision;

/// What is known of every page, from one revision to the next.
#[derive(Default)]
pub struct BackgroundCheck {
    pages: HashMap<String, KnownPage>,
    last: Option<Arc<Revision>>,
    /// The pages that differed in incomplete checks since the last complete one.
    unreported: BTreeSet<String>,
}

/// What is known of a page.
struct KnownPage {
    /// The hash of the template's input; `None` when the theme has changed since.
    input: Option<blake3::Hash>,
    bytes: PageBytes,
}

/// What is known of a page's bytes.
#[derive(PartialEq)]
enum PageBytes {
    /// Their hash.
    Hash(blake3::Hash),
    /// A template failed.
    Failed,
    /// The page was not rendered yet.
    Unknown,
}

/// How thoroughly to check the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Render the page if its input differs.
    Render,
    /// Compare the template's input only; the next check renders the page.
    Compare,
    /// Skip the page; the next check finds what is left.
    Skip,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Every problem, template errors included, in report order.
    pub diagnostics: Vec<Diagnostic>,
    /// The addresses of pages that were added, removed or changed since the last complete check; empty if this check
    /// is incomplete.
    pub pages: Vec<String>,
    /// Whether every page was checked. If not, the next complete check reports all changes.
    pub complete: bool,
}

impl BackgroundCheck {
    /// Checks every page of `revision`. `depth` is called before each page and blocks while there is more urgent work.
    /// The first check skips no page, because the next ones compare with it.
    pub fn run(
        &mut self,
        revision: &Arc<Revision>,
        diagnostics: Vec<Diagnostic>,
        depth: impl Fn() -> Depth,
    ) -> Findings {
        let displayed = &revision.displayed;
        let same_theme = self.last.as_ref().is_some_and(|last| last.displayed.looks_like(displayed));
        if !same_theme {
            // Every page is rendered again. Those whose bytes differ have changed.
            self.pages.values_mut().for_each(|known| known.input = None);
        }
        let is_first = self.last.is_none();
        self.last = Some(revision.clone());
        let mut findings = Findings { complete: true, ..Findings::default() };
        self.pages.retain(|address, _| {
            let stays = matches!(displayed.plan.outputs.get(address), Some(Output::Page(_)));
            if !stays {
                findings.pages.push(address.clone());
            }
            stays
        });
        for (address, key) in displayed.plan.pages() {
            let differs = match depth() {
                Depth::Skip if !is_first => None,
                Depth::Render => Some(self.differs(revision, address, key)),
                _ => self.input_differs(revision, address, key),
            };
            match differs {
                Some(true) if !is_first => findings.pages.push(address.to_owned()),
                Some(_) => {}
                None => findings.complete = false,
            }
        }
        self.unreported.extend(std::mem::take(&mut findings.pages));
        if findings.complete {
            findings.pages = std::mem::take(&mut self.unreported).into_iter().collect();
        }
        findings.diagnostics = diagnostics;
        findings.diagnostics.extend(revision.failures());
        findings.diagnostics.sort();
        findings.diagnostics.dedup();
        findings
    }

    /// Whether a page has changed. It is rendered only if its input differs or a template failed on it before.
    fn differs(&mut self, revision: &Revision, address: &str, key: PageKey) -> bool {
        let input = input(revision, address, key);
        let known = self.pages.get(address);
        let same_input = known.is_some_and(|known| known.input == Some(input));
        if same_input && known.is_some_and(|known| matches!(known.bytes, PageBytes::Hash(_))) {
            return false;
        }
        let bytes = revision.render(address).map_or(PageBytes::Failed, |bytes| PageBytes::Hash(blake3::hash(&bytes)));
        let differs = match known {
            Some(KnownPage { bytes: PageBytes::Unknown, .. }) => !same_input,
            Some(known) => known.bytes != bytes,
            None => true,
        };
        self.pages.insert(address.to_owned(), KnownPage { input: Some(input), bytes });
        differs
    }

    /// Whether a page's input has changed; `None` if the theme has, so that the input does not decide.
    fn input_differs(&mut self, revision: &Revision, address: &str, key: PageKey) -> Option<bool> {
        if self.pages.get(address).is_some_and(|known| known.input.is_none()) {
            return None;
        }
        let input = Some(input(revision, address, key));
        if self.pages.get(address).is_some_and(|known| known.input == input) {
            return Some(false);
        }
        self.pages.insert(address.to_owned(), KnownPage { input, bytes: PageBytes::Unknown });
        Some(true)
    }
}

/// Threads of low priority. What runs here does not hold the threads that a save needs.
pub struct Pool(Option<rayon::ThreadPool>);

impl Pool {
    /// Runs `work`, and the parallel work it starts, on the threads of the pool.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            // The system gave no threads. The work is still to be done.
            None => work(),
        }
    }
}

/// Starts a thread with a [`Pool`] for its work.
pub fn spawn(work: impl FnOnce(&Pool) + Send + 'static) {
    thread::spawn(move || {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(thread::available_parallelism().map_or(1, |count| count.get().div_ceil(2)))
            .thread_name(|_| "check".into())
            .start_handler(|_| lower_priority());
        work(&Pool(pool.build().ok()));
    });
}

/// Lets other threads of the machine go first. Linux has a priority per thread; elsewhere this would slow down the
/// whole process.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    // Without it the check only competes more with the editor's other programs.
    let _ = rustix::process::nice(LOW_PRIORITY);
}

/// The niceness of the background check: a tenth of the normal share of a busy processor.
#[cfg(target_os = "linux")]
const LOW_PRIORITY: i32 = 10;

/// The hash of all that the templates are given for a page.
fn input(revision: &Revision, address: &str, key: PageKey) -> blake3::Hash {
    let input = page::input(&revision.displayed.handbook, &revision.displayed.plan, address, key);
    let mut hasher = blake3::Hasher::new();
    // Neither can fail: a hasher accepts all bytes, and every key of a view is text.
    let _ = serde_json::to_writer(std::io::BufWriter::with_capacity(8192, &mut hasher), &input);
    hasher.finalize()
}
