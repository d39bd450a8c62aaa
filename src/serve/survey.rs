//! Looks at every page of a new moment in the background: which ones differ, and on which a template fails.
//!
//! Takes its time: it stops for every request and for every save, and a newer moment ends it. What it finds is for
//! the report of the save; no page waits for it.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::page::{self, Output, PageKey};

use super::moment::Moment;

/// What is known of every page, from one moment to the next.
#[derive(Default)]
pub struct Survey {
    pages: HashMap<String, Known>,
    last: Option<Arc<Moment>>,
}

/// A page by its hashes.
struct Known {
    /// Of all that the templates are given for it.
    input: blake3::Hash,
    /// Of its bytes; `None` when a template fails on it.
    bytes: Option<blake3::Hash>,
}

/// What a survey found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Everything that is wrong, template errors too, in the order of reports.
    pub diagnostics: Vec<Diagnostic>,
    /// The pages that are new, gone or different since the last survey, by address.
    pub pages: Vec<String>,
    /// Whether every page was looked at.
    pub complete: bool,
}

impl Survey {
    /// Looks at every page of `moment`. `may_go_on` is asked before each; it waits while there is something better to
    /// do and says `false` when the moment is no longer of interest.
    pub fn of(&mut self, moment: &Arc<Moment>, diagnostics: Vec<Diagnostic>, may_go_on: impl Fn() -> bool) -> Findings {
        let shown = &moment.shown;
        let same_look = self.last.as_ref().is_some_and(|last| last.shown.looks_like(shown));
        if !same_look {
            // Every page is rendered again, but only those whose bytes differ have changed.
            self.pages.values_mut().for_each(|known| known.input = blake3::hash(b"another theme"));
        }
        self.last = Some(moment.clone());
        let is_first = self.pages.is_empty();
        let mut findings = Findings { complete: true, ..Findings::default() };
        self.pages.retain(|address, _| {
            let stays = matches!(shown.plan.outputs.get(address), Some(Output::Page(_)));
            if !stays {
                findings.pages.push(address.clone());
            }
            stays
        });
        for (address, key) in shown.plan.pages() {
            if !may_go_on() {
                findings.complete = false;
                break;
            }
            if self.differs(moment, address, key) && !is_first {
                findings.pages.push(address.to_owned());
            }
        }
        findings.pages.sort_unstable();
        findings.diagnostics = diagnostics;
        findings.diagnostics.extend(moment.failures());
        findings.diagnostics.sort();
        findings.diagnostics.dedup();
        findings
    }

    /// Whether a page is not what it was. It is rendered only if what the templates are given differs.
    fn differs(&mut self, moment: &Moment, address: &str, key: PageKey) -> bool {
        let input = page::input(&moment.shown.handbook, &moment.shown.plan, address, key);
        let input = hash(&input);
        let known = self.pages.get(address);
        if known.is_some_and(|known| known.input == input && known.bytes.is_some()) {
            return false;
        }
        let bytes = moment.render(address).map(|bytes| blake3::hash(&bytes));
        let differs = known.is_none_or(|known| known.bytes != bytes);
        self.pages.insert(address.to_owned(), Known { input, bytes });
        differs
    }
}

/// Waits for as long as `busy` says so, in steps that nobody notices.
pub fn give_way(busy: impl Fn() -> bool) {
    while busy() {
        thread::sleep(Duration::from_millis(1));
    }
}

fn hash(input: &page::view::PageInput) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    // Writing into a hash cannot fail, and neither can writing a view, whose keys are all text.
    let _ = serde_json::to_writer(std::io::BufWriter::with_capacity(8192, &mut hasher), input);
    hasher.finalize()
}
