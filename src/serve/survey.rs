//! Looks at every page of a new moment in the background: which ones differ, and on which a template fails.
//!
//! Takes its time: it stops for every request and for every save, and hurries when newer moments wait. What it finds is
//! for the report of the save; no page waits for it.

use std::collections::{BTreeSet, HashMap};
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
    /// What surveys found that did not look at every page.
    left: BTreeSet<String>,
}

/// What is known of a page.
struct Known {
    /// The hash of all that the templates are given for it; `None` when the look of the site has changed since.
    input: Option<blake3::Hash>,
    bytes: Bytes,
}

/// What is known of a page's bytes.
#[derive(PartialEq)]
enum Bytes {
    /// Their hash.
    Of(blake3::Hash),
    /// A template failed.
    Failed,
    /// The page was not rendered yet.
    Unseen,
}

/// How the next page is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As a build would: it is rendered if it may differ.
    Full,
    /// Quickly: whether it differs is decided by what the templates would be given; the next survey renders it.
    Glance,
    /// Not at all: the next survey will find what is left.
    Leave,
}

/// What a survey found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Everything that is wrong, template errors too, in the order of reports.
    pub diagnostics: Vec<Diagnostic>,
    /// The pages that are new, gone or different since the last complete survey, by address; none if this one is not.
    pub pages: Vec<String>,
    /// Whether every page was looked at. If not, all that changed is told by the next survey that is complete.
    pub complete: bool,
}

impl Survey {
    /// Looks at every page of `moment`. `look` is asked before each how to; it waits while there is something better
    /// to do. The first survey, which the next ones compare with, leaves no page out.
    pub fn of(&mut self, moment: &Arc<Moment>, diagnostics: Vec<Diagnostic>, look: impl Fn() -> Look) -> Findings {
        let shown = &moment.shown;
        let same_look = self.last.as_ref().is_some_and(|last| last.shown.looks_like(shown));
        if !same_look {
            // Every page is rendered again, but only those whose bytes differ have changed.
            self.pages.values_mut().for_each(|known| known.input = None);
        }
        let is_first = self.last.is_none();
        self.last = Some(moment.clone());
        let mut findings = Findings { complete: true, ..Findings::default() };
        self.pages.retain(|address, _| {
            let stays = matches!(shown.plan.outputs.get(address), Some(Output::Page(_)));
            if !stays {
                findings.pages.push(address.clone());
            }
            stays
        });
        for (address, key) in shown.plan.pages() {
            let differs = match look() {
                Look::Leave if !is_first => None,
                Look::Full => Some(self.differs(moment, address, key)),
                _ => self.seems_to_differ(moment, address, key),
            };
            match differs {
                Some(true) if !is_first => findings.pages.push(address.to_owned()),
                Some(_) => {}
                None => findings.complete = false,
            }
        }
        self.left.extend(std::mem::take(&mut findings.pages));
        if findings.complete {
            findings.pages = std::mem::take(&mut self.left).into_iter().collect();
        }
        findings.diagnostics = diagnostics;
        findings.diagnostics.extend(moment.failures());
        findings.diagnostics.sort();
        findings.diagnostics.dedup();
        findings
    }

    /// Whether a page is not what it was. It is rendered only if what the templates are given differs, or if a
    /// template may fail on it.
    fn differs(&mut self, moment: &Moment, address: &str, key: PageKey) -> bool {
        let input = input(moment, address, key);
        let known = self.pages.get(address);
        let same_input = known.is_some_and(|known| known.input == Some(input));
        if same_input && known.is_some_and(|known| matches!(known.bytes, Bytes::Of(_))) {
            return false;
        }
        let bytes = moment.render(address).map_or(Bytes::Failed, |bytes| Bytes::Of(blake3::hash(&bytes)));
        let differs = match known {
            Some(Known { bytes: Bytes::Unseen, .. }) => !same_input,
            Some(known) => known.bytes != bytes,
            None => true,
        };
        self.pages.insert(address.to_owned(), Known { input: Some(input), bytes });
        differs
    }

    /// Whether the templates are given something else for a page; `None` if the templates are others.
    fn seems_to_differ(&mut self, moment: &Moment, address: &str, key: PageKey) -> Option<bool> {
        if self.pages.get(address).is_some_and(|known| known.input.is_none()) {
            return None;
        }
        let input = Some(input(moment, address, key));
        if self.pages.get(address).is_some_and(|known| known.input == input) {
            return Some(false);
        }
        self.pages.insert(address.to_owned(), Known { input, bytes: Bytes::Unseen });
        Some(true)
    }
}

/// Waits for as long as `busy` says so, in steps that nobody notices.
pub fn give_way(busy: impl Fn() -> bool) {
    while busy() {
        thread::sleep(Duration::from_millis(1));
    }
}

/// The hash of all that the templates are given for a page.
fn input(moment: &Moment, address: &str, key: PageKey) -> blake3::Hash {
    let input = page::input(&moment.shown.handbook, &moment.shown.plan, address, key);
    let mut hasher = blake3::Hasher::new();
    // Writing into a hash cannot fail, and neither can writing a view, whose keys are all text.
    let _ = serde_json::to_writer(std::io::BufWriter::with_capacity(8192, &mut hasher), &input);
    hasher.finalize()
}
