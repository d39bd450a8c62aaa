//! The site at one moment: a compiled handbook, and its pages as they are asked for.
//!
//! A moment never changes once made. It does not know that there is a network, who looks at it, or what came before,
//! except that [`Maker`] remembers the last good state of files that are broken now.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::compile::{Compiled, Memo, Options, assemble, once_each};
use crate::diagnostic::Diagnostic;
use crate::page::url;
use crate::parse::HANDBOOK;
use crate::source::Sources;

/// Makes moments from snapshots, one after the other.
#[derive(Default)]
pub struct Maker {
    options: Options,
    memo: Memo,
    /// For what is shown in place of broken files, so that neither pushes the other out.
    memo_of_shown: Memo,
    /// The files in their last good state.
    good: Sources,
    /// What the last moment showed, and the version of its shared files.
    last: Option<(Arc<Compiled>, Arc<OnceLock<String>>)>,
}

impl Maker {
    /// A maker of moments with these options.
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// The site of a snapshot. `found` are the problems that reading it met.
    ///
    /// Where a file is broken, its last good state is shown, but never reported on: what is wrong is always said of
    /// the files as they are.
    pub fn make(&mut self, sources: Sources, found: Vec<Diagnostic>) -> Moment {
        let truth = Arc::new(assemble(sources, found, &self.options, &mut self.memo, &mut |_| {}));
        let standing_in = self.stand_in(&truth);
        let shown = match &standing_in {
            None => truth.clone(),
            Some(sources) => {
                let memo = &mut self.memo_of_shown;
                Arc::new(assemble(sources.clone(), Vec::new(), &self.options, memo, &mut |_| {}))
            }
        };
        self.good = standing_in.unwrap_or_else(|| truth.sources.clone());
        // The version depends on nothing but the shared files, so it is not worked out again while they are the same.
        let known = self.last.take().filter(|(last, _)| last.has_assets_of(&shown));
        let assets = known.map(|(_, assets)| assets).unwrap_or_default();
        self.last = Some((shown.clone(), assets.clone()));
        Moment { truth, shown, pages: Mutex::default(), failures: Mutex::default(), assets }
    }

    /// How many files the last moment parsed; for tests that count work.
    pub fn parsed(&self) -> usize {
        self.memo.parsed
    }

    /// The sources with the last good state of whatever is broken; `None` when nothing is.
    fn stand_in(&self, truth: &Compiled) -> Option<Sources> {
        let lost = truth.sources.get(HANDBOOK).is_none().then(|| HANDBOOK.into());
        let broken: Vec<Arc<str>> = truth.broken.iter().cloned().chain(lost).collect();
        if broken.is_empty() && truth.can_render() {
            return None;
        }
        let mut sources = truth.sources.clone();
        let mut prefixes: Vec<&str> = broken.iter().map(|path| &**path).collect();
        if truth.sources.under("content/").next().is_none() {
            prefixes = vec!["content/"];
        }
        if !truth.can_render() {
            // Templates fit only with each other.
            prefixes.push("themes/");
            let now: Vec<Arc<str>> = sources.under("themes/").map(|source| source.path.clone()).collect();
            if self.good.iter().next().is_some() {
                now.iter().for_each(|path| sources.remove(path));
            }
        }
        for prefix in prefixes {
            self.good.under(prefix).filter(|good| prefix.ends_with('/') || *good.path == *prefix).for_each(|good| {
                sources.share(good.clone());
            });
        }
        Some(sources)
    }
}

/// The site at one moment.
pub struct Moment {
    /// The files as they are.
    pub truth: Arc<Compiled>,
    /// What is shown: the truth, or while files are broken their last good state.
    pub shown: Arc<Compiled>,
    pages: Mutex<HashMap<String, Arc<Page>>>,
    /// The template errors that pages met so far, by the address of the page.
    failures: Mutex<BTreeMap<String, Diagnostic>>,
    assets: Arc<OnceLock<String>>,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The bytes, exactly as a build would write them; `None` when a template fails.
    pub body: Option<Arc<[u8]>>,
    /// Changes exactly when the body does.
    pub version: String,
}

/// What an address leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Something of the plan, at this address of it.
    Page(String, Arc<Page>),
    /// A folder that was named without its last slash; the address with it.
    Folder(String),
    /// Nothing; the page that says so.
    Missing(Arc<Page>),
}

impl Moment {
    /// What stands at an address, which may be that of a folder.
    pub fn find(&self, asked: &str) -> Found {
        let plan = &self.shown.plan;
        let mut address = asked.to_owned();
        if address.is_empty() || address.ends_with('/') {
            address.push_str(url::HOME);
        }
        if plan.has(&address) {
            let page = self.page(&address);
            return Found::Page(address, page);
        }
        if plan.has(&format!("{asked}/{}", url::HOME)) {
            return Found::Folder(format!("{asked}/"));
        }
        Found::Missing(self.page(url::NOT_FOUND))
    }

    /// The page at an address of the plan, rendered at most once.
    fn page(&self, address: &str) -> Arc<Page> {
        if let Some(page) = lock(&self.pages).get(address) {
            return page.clone();
        }
        // Two who ask at the same time may both render it; the results are the same.
        let page = Arc::new(match self.render(address) {
            Some(body) => Page { version: version(&body), body: Some(body) },
            None => Page { version: "failed".into(), body: None },
        });
        lock(&self.pages).insert(address.to_owned(), page.clone());
        page
    }

    /// The bytes at an address of the plan, which are not kept; `None` when a template fails, which is remembered.
    pub fn render(&self, address: &str) -> Option<Arc<[u8]>> {
        match self.shown.render(address)? {
            Ok(body) => Some(body),
            Err(problem) => {
                lock(&self.failures).insert(address.to_owned(), problem);
                None
            }
        }
    }

    /// The template errors that pages met so far, in the order of reports: each once, however many pages met it.
    pub fn failures(&self) -> Vec<Diagnostic> {
        once_each(lock(&self.failures).values().cloned().collect())
    }

    /// Changes exactly when a file does that the pages share.
    pub fn assets_version(&self) -> &str {
        self.assets.get_or_init(|| {
            let mut hash = blake3::Hasher::new();
            for (address, bytes) in self.shown.assets() {
                hash.update(&(address.len() as u64).to_le_bytes()).update(address.as_bytes());
                hash.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
            }
            hash.finalize().to_hex()[..32].to_owned()
        })
    }

    /// The addresses of shared files that are new, gone or different since `before`.
    pub fn changed_assets(&self, before: &Self) -> Vec<String> {
        if self.shown.has_assets_of(&before.shown) {
            return Vec::new();
        }
        let old: HashMap<String, &Arc<[u8]>> = before.shown.assets().collect();
        let new: HashMap<String, &Arc<[u8]>> = self.shown.assets().collect();
        let differs = |address: &&String| match (old.get(*address), new.get(*address)) {
            (Some(old), Some(new)) => !Arc::ptr_eq(old, new) && old != new,
            _ => true,
        };
        let gone = old.keys().filter(|address| !new.contains_key(*address));
        let mut changed: Vec<String> = new.keys().chain(gone).filter(differs).cloned().collect();
        changed.sort_unstable();
        changed
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A short name for some bytes.
pub fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn body(moment: &Moment, address: &str) -> String {
        match moment.find(address) {
            Found::Page(_, page) => match &page.body {
                Some(body) => String::from_utf8_lossy(body).into_owned(),
                None => "failed".into(),
            },
            Found::Folder(address) => address,
            Found::Missing(_) => "missing".into(),
        }
    }

    fn sources(files: &[(&str, &str)]) -> Sources {
        files.iter().map(|(path, text)| Source::text(path, text)).collect()
    }

    #[test]
    fn a_broken_file_keeps_its_last_good_state_everywhere() {
        let mut maker = Maker::default();
        let at = |role: &'static str, other: &'static str| {
            sources(&[(HANDBOOK, "title: T\n"), ("content/roles/a.md", role), ("content/roles/b.md", other)])
        };
        maker.make(at("---\ntitle: First\n---\n", "---\ntitle: Other\n---\n"), Vec::new());
        let moment = maker.make(at("---\ntitle: [\n---\n", "---\ntitle: Changed\n---\n"), Vec::new());
        assert!(body(&moment, "roles/a.html").contains("First"));
        assert!(body(&moment, "roles/").contains("First"));
        assert!(body(&moment, "roles/b.html").contains("Changed"));
        assert_eq!(moment.truth.broken.len(), 1);
        let moment = maker.make(at("---\ntitle: Second\n---\n", "---\ntitle: Changed\n---\n"), Vec::new());
        assert!(body(&moment, "roles/a.html").contains("Second"));
        assert!(Arc::ptr_eq(&moment.truth, &moment.shown));
    }

    #[test]
    fn a_handbook_that_vanishes_stays_on_the_screen() {
        let mut maker = Maker::default();
        maker
            .make(sources(&[(HANDBOOK, "title: T\n"), ("content/roles/a.md", "---\ntitle: First\n---\n")]), Vec::new());
        let moment = maker.make(Sources::default(), Vec::new());
        assert!(body(&moment, "roles/a.html").contains("First"));
        let moment = maker.make(sources(&[(HANDBOOK, "title: New\n")]), Vec::new());
        assert!(body(&moment, "roles/a.html").eq("missing"));
    }

    #[test]
    fn broken_templates_leave_the_last_good_ones_in_place() {
        let mut maker = Maker::default();
        let with = |template: &'static str| {
            sources(&[(HANDBOOK, "title: T\ntheme: {name: own}\n"), ("themes/own/templates/home.html", template)])
        };
        maker.make(with("one"), Vec::new());
        let moment = maker.make(with("{% if %}"), Vec::new());
        assert_eq!(body(&moment, ""), "one");
        assert!(moment.truth.has_errors());
        let moment = maker.make(with("{{ nothing.at.all }}"), Vec::new());
        assert_eq!(body(&moment, ""), "failed");
        assert_eq!(moment.failures().len(), 1);
        let moment = maker.make(with("two"), Vec::new());
        assert_eq!(body(&moment, ""), "two");
    }

    #[test]
    fn folders_have_their_index() {
        let mut maker = Maker::default();
        let moment = maker
            .make(sources(&[(HANDBOOK, "title: T\n"), ("content/roles/a.md", "---\ntitle: A\n---\n")]), Vec::new());
        assert_eq!(moment.find("roles"), Found::Folder("roles/".into()));
        assert!(matches!(moment.find("roles/"), Found::Page(address, _) if address == "roles/index.html"));
        assert!(body(&moment, "roles/a.html.").eq("missing"));
        assert!(body(&moment, "%2e%2e/x").eq("missing"));
    }
}
