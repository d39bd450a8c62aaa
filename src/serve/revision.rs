//! The site of one snapshot: a compiled handbook, and its pages as they are requested.
//!
//! A revision never changes once made. It knows nothing of the network. [`Rebuilder`] remembers the last good state of
//! files that are broken now.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use crate::compile::{Compiled, HandbookOptions, Memo, assemble, once_each};
use crate::diagnostic::Diagnostic;
use crate::page::urls;
use crate::parse::HANDBOOK;
use crate::source::Sources;

use super::lock;

/// Makes revisions from snapshots, one after the other.
#[derive(Default)]
pub struct Rebuilder {
    options: HandbookOptions,
    memo: Memo,
    /// The memo of what is displayed in place of broken files. With one memo for both, each would evict the other.
    memo_of_displayed: Memo,
    /// The files in their last good state.
    good: Sources,
    /// What the last revision displayed, and the version of its assets.
    last: Option<(Arc<Compiled>, Arc<OnceLock<String>>)>,
}

impl Rebuilder {
    /// A rebuilder with these options.
    pub fn new(options: HandbookOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// Makes the revision of a snapshot. `found` are the problems that reading it met.
    ///
    /// A broken file is displayed in its last good state. Problems are always those of the files as they are.
    pub fn rebuild(&mut self, sources: Sources, found: Vec<Diagnostic>) -> Revision {
        let current = Arc::new(assemble(sources, found, &self.options, &mut self.memo, &mut |_| {}));
        let substitute = self.substitute(&current);
        let displayed = match &substitute {
            None => current.clone(),
            Some(sources) => {
                let memo = &mut self.memo_of_displayed;
                Arc::new(assemble(sources.clone(), Vec::new(), &self.options, memo, &mut |_| {}))
            }
        };
        self.good = substitute.unwrap_or_else(|| current.sources.clone());
        // The version depends on the assets alone, so it stays valid while they are the same.
        let known = self.last.take().filter(|(last, _)| last.has_assets_of(&displayed));
        let assets = known.map(|(_, assets)| assets).unwrap_or_default();
        self.last = Some((displayed.clone(), assets.clone()));
        Revision { current, displayed, pages: Mutex::default(), failures: Mutex::default(), assets }
    }

    /// The number of files that the last revision parsed. Tests use it to count work.
    pub fn parsed(&self) -> usize {
        self.memo.parsed
    }

    /// The sources with each broken file replaced by its last good state; `None` when nothing is broken.
    fn substitute(&self, current: &Compiled) -> Option<Sources> {
        let lost = current.sources.get(HANDBOOK).is_none().then(|| HANDBOOK.into());
        let broken: Vec<Arc<str>> = current.broken.iter().cloned().chain(lost).collect();
        if broken.is_empty() && current.can_render() {
            return None;
        }
        let mut sources = current.sources.clone();
        let mut prefixes: Vec<&str> = broken.iter().map(|path| &**path).collect();
        if current.sources.under("content/").next().is_none() {
            prefixes = vec!["content/"];
        }
        if !current.can_render() {
            // Templates extend each other, so they are replaced together.
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

/// The site of one snapshot.
pub struct Revision {
    /// The files as they are.
    pub current: Arc<Compiled>,
    /// What is displayed: the same as `current`, or the last good state of files that are broken.
    pub displayed: Arc<Compiled>,
    pages: Mutex<HashMap<String, Arc<ServedPage>>>,
    /// The template errors that pages met so far, by the address of the page.
    failures: Mutex<BTreeMap<String, Diagnostic>>,
    assets: Arc<OnceLock<String>>,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq)]
pub struct ServedPage {
    /// The bytes, exactly as a build would write them; `None` when a template fails.
    pub body: Option<Arc<[u8]>>,
    /// Changes exactly when the body does.
    pub version: String,
}

/// What an address leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// A file of the site, and its address: that of the 404 page if there is nothing.
    Page(String, Arc<ServedPage>),
    /// A folder whose last slash is missing; its address with the slash.
    Folder(String),
}

impl Revision {
    /// What stands at an address, which may be that of a folder.
    pub fn find(&self, requested: &str) -> Lookup {
        let plan = &self.displayed.plan;
        let mut address = file_address(requested);
        if !plan.has(&address) {
            if plan.has(&format!("{requested}/{}", urls::HOME)) {
                return Lookup::Folder(format!("{requested}/"));
            }
            address = urls::NOT_FOUND.to_owned();
        }
        let page = self.page(&address);
        Lookup::Page(address, page)
    }

    /// The page at an address of the plan, rendered on first use.
    fn page(&self, address: &str) -> Arc<ServedPage> {
        if let Some(page) = lock(&self.pages).get(address) {
            return page.clone();
        }
        // Two requests at the same time may both render it; the results are equal.
        let page = Arc::new(match self.render(address) {
            Some(body) => ServedPage { version: version(&body), body: Some(body) },
            None => ServedPage { version: "failed".into(), body: None },
        });
        lock(&self.pages).insert(address.to_owned(), page.clone());
        page
    }

    /// Renders an address of the plan without keeping the bytes; `None` when a template fails. The failure is kept.
    pub fn render(&self, address: &str) -> Option<Arc<[u8]>> {
        match self.displayed.render(address)? {
            Ok(body) => Some(body),
            Err(problem) => {
                lock(&self.failures).insert(address.to_owned(), problem);
                None
            }
        }
    }

    /// The template errors that pages met so far, in report order: each once, however many pages met it.
    pub fn failures(&self) -> Vec<Diagnostic> {
        once_each(lock(&self.failures).values().cloned().collect())
    }

    /// Changes exactly when an asset does.
    pub fn assets_version(&self) -> &str {
        self.assets.get_or_init(|| {
            let mut hash = blake3::Hasher::new();
            for (address, bytes) in self.displayed.assets() {
                hash.update(&(address.len() as u64).to_le_bytes()).update(address.as_bytes());
                hash.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
            }
            hash.finalize().to_hex()[..32].to_owned()
        })
    }

    /// The addresses of assets that were added, removed or changed since `before`.
    pub fn changed_assets(&self, before: &Self) -> Vec<String> {
        if self.displayed.has_assets_of(&before.displayed) {
            return Vec::new();
        }
        let old: HashMap<String, &Arc<[u8]>> = before.displayed.assets().collect();
        let new: HashMap<String, &Arc<[u8]>> = self.displayed.assets().collect();
        let differs = |address: &&String| match (old.get(*address), new.get(*address)) {
            (Some(old), Some(new)) => !Arc::ptr_eq(old, new) && old != new,
            _ => true,
        };
        let removed = old.keys().filter(|address| !new.contains_key(*address));
        let mut changed: Vec<String> = new.keys().chain(removed).filter(differs).cloned().collect();
        changed.sort_unstable();
        changed
    }
}

/// The address of the file that a requested address means, which may be that of a folder.
pub fn file_address(requested: &str) -> String {
    let is_folder = requested.is_empty() || requested.ends_with('/');
    format!("{requested}{}", if is_folder { urls::HOME } else { "" })
}

/// A short hash of some bytes.
pub fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn body(revision: &Revision, address: &str) -> String {
        match revision.find(address) {
            Lookup::Page(address, _) if address == urls::NOT_FOUND => "missing".into(),
            Lookup::Page(_, page) => match &page.body {
                Some(body) => String::from_utf8_lossy(body).into_owned(),
                None => "failed".into(),
            },
            Lookup::Folder(address) => address,
        }
    }

    fn sources(files: &[(&str, &str)]) -> Sources {
        files.iter().map(|(path, text)| Source::text(path, text)).collect()
    }

    #[test]
    fn a_broken_file_keeps_its_last_good_state_everywhere() {
        let mut rebuilder = Rebuilder::default();
        let at = |role: &'static str, other: &'static str| {
            sources(&[(HANDBOOK, "title: T\n"), ("content/roles/a.md", role), ("content/roles/b.md", other)])
        };
        rebuilder.rebuild(at("---\ntitle: First\n---\n", "---\ntitle: Other\n---\n"), Vec::new());
        let revision = rebuilder.rebuild(at("---\ntitle: [\n---\n", "---\ntitle: Changed\n---\n"), Vec::new());
        assert!(body(&revision, "roles/a.html").contains("First"));
        assert!(body(&revision, "roles/").contains("First"));
        assert!(body(&revision, "roles/b.html").contains("Changed"));
        assert_eq!(revision.current.broken.len(), 1);
        let revision = rebuilder.rebuild(at("---\ntitle: Second\n---\n", "---\ntitle: Changed\n---\n"), Vec::new());
        assert!(body(&revision, "roles/a.html").contains("Second"));
        assert!(Arc::ptr_eq(&revision.current, &revision.displayed));
    }

    #[test]
    fn a_handbook_that_vanishes_stays_on_the_screen() {
        let mut rebuilder = Rebuilder::default();
        rebuilder.rebuild(
            sources(&[(HANDBOOK, "title: T\n"), ("content/roles/a.md", "---\ntitle: First\n---\n")]),
            Vec::new(),
        );
        let revision = rebuilder.rebuild(Sources::default(), Vec::new());
        assert!(body(&revision, "roles/a.html").contains("First"));
        let revision = rebuilder.rebuild(sources(&[(HANDBOOK, "title: New\n")]), Vec::new());
        assert!(body(&revision, "roles/a.html").eq("missing"));
    }

    #[test]
    fn broken_templates_leave_the_last_good_ones_in_place() {
        let mut rebuilder = Rebuilder::default();
        let with = |template: &'static str| {
            sources(&[(HANDBOOK, "title: T\ntheme: {name: own}\n"), ("themes/own/templates/home.html", template)])
        };
        rebuilder.rebuild(with("one"), Vec::new());
        let revision = rebuilder.rebuild(with("{% if %}"), Vec::new());
        assert_eq!(body(&revision, ""), "one");
        assert!(revision.current.has_errors());
        let revision = rebuilder.rebuild(with("{{ nothing.at.all }}"), Vec::new());
        assert_eq!(body(&revision, ""), "failed");
        assert_eq!(revision.failures().len(), 1);
        let revision = rebuilder.rebuild(with("two"), Vec::new());
        assert_eq!(body(&revision, ""), "two");
    }

    #[test]
    fn folders_have_their_index() {
        let mut rebuilder = Rebuilder::default();
        let revision = rebuilder
            .rebuild(sources(&[(HANDBOOK, "title: T\n"), ("content/roles/a.md", "---\ntitle: A\n---\n")]), Vec::new());
        assert_eq!(revision.find("roles"), Lookup::Folder("roles/".into()));
        assert!(matches!(revision.find("roles/"), Lookup::Page(address, _) if address == "roles/index.html"));
        assert!(body(&revision, "roles/a.html.").eq("missing"));
        assert!(body(&revision, "%2e%2e/x").eq("missing"));
    }
}
