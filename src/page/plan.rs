//! The plan: every address of the site and what stands there.
//!
//! Cheap to make; nothing is rendered. Two claims on one address are kept as a conflict for `check` to report.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::content::slug;
use crate::content::{Kind, Status};
use crate::handbook::{EntityId, Handbook, RoleDifference};
use crate::source::{Place, Spanned};

use super::url;

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A page.
    Page(PageKey),
    /// The Markdown twin of the page at this address.
    Markdown(String, PageKey),
    /// A file of `content/`, by its path below it.
    Asset(String),
    /// A file of the theme, by its path below `assets/`.
    ThemeAsset(String),
    /// The list of pages for search engines.
    Sitemap,
    /// What robots may do.
    Robots,
    /// The resolved handbook as data.
    IndexJson,
    /// A file of the search index, by its name below `search/`.
    Search(String),
    /// Where assistants begin to read.
    LlmsTxt,
    /// All roles for comparing any of them.
    CompareData,
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageKey {
    /// The first page.
    Home,
    /// The list of a kind.
    List(Kind),
    /// An entity's page.
    Entity(EntityId),
    /// The matrix of a track or family.
    Matrix(EntityId),
    /// The difference from the first role to the second.
    Compare(EntityId, EntityId),
    /// All comparisons.
    Comparisons,
    /// The career map.
    Map,
    /// Search, and everything from A to Z.
    Search,
    /// A whole track as one document.
    Print(EntityId),
    /// The page for missing pages.
    NotFound,
    /// An old address of an entity.
    Redirect(EntityId),
}

/// Every address and what stands there.
#[derive(Debug, Default)]
pub struct Plan {
    /// The outputs by address from the site's root.
    pub outputs: BTreeMap<String, Output>,
    /// Addresses that two things claim.
    pub conflicts: Vec<Conflict>,
    /// The address of each difference page.
    compares: HashMap<(EntityId, EntityId), String>,
}

/// The files of the site that the handbook does not name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// The theme's, below `assets/`.
    pub theme: Vec<String>,
    /// Those of the search index, below `search/`.
    pub index: Vec<String>,
}

/// Two things at one address.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The address.
    pub url: String,
    /// What came first: words, and a place if it was written somewhere.
    pub first: (String, Option<Place>),
    /// What came second.
    pub second: (String, Option<Place>),
}

impl Plan {
    /// Plans the site. Depends on the graph of the handbook and on `copied` alone.
    pub fn of(handbook: &Handbook, copied: Copied) -> Self {
        let plan = Self::default();
        let mut planner = Planner { handbook, plan, claims: HashMap::new() };
        for file in copied.index {
            let address = format!("search/{file}");
            planner.claim(address, Output::Search(file), Claim::BuiltIn("a file of the search index"));
        }
        planner.built_in(copied.theme);
        planner.entities();
        planner.comparisons();
        planner.assets();
        planner.redirects();
        planner.twins();
        planner.plan
    }

    /// The difference from `old` to `new`.
    pub fn difference(&self, handbook: &Handbook, old: EntityId, new: EntityId) -> Arc<RoleDifference> {
        handbook.difference(old, new)
    }

    /// The address of the difference page from `old` to `new`, if there is one.
    pub fn compare(&self, old: EntityId, new: EntityId) -> Option<&str> {
        self.compares.get(&(old, new)).map(String::as_str)
    }

    /// Whether an address exists.
    pub fn has(&self, url: &str) -> bool {
        self.outputs.contains_key(url)
    }

    /// The pairs of roles whose difference has a page.
    pub fn comparisons(&self) -> impl Iterator<Item = (&str, EntityId, EntityId)> {
        self.pages().filter_map(|(url, key)| match key {
            PageKey::Compare(old, new) => Some((url, old, new)),
            _ => None,
        })
    }

    /// The pages, by address.
    pub fn pages(&self) -> impl Iterator<Item = (&str, PageKey)> {
        self.outputs.iter().filter_map(|(url, output)| match output {
            Output::Page(key) => Some((url.as_str(), *key)),
            _ => None,
        })
    }
}

struct Planner<'a> {
    handbook: &'a Handbook,
    plan: Plan,
    /// Lower-cased addresses, because file systems and hosts may ignore case.
    claims: HashMap<String, Claim<'a>>,
}

/// Who wants an address. Put into words only when two do.
#[derive(Clone, Copy)]
enum Claim<'a> {
    /// The theme or rungs itself.
    BuiltIn(&'static str),
    /// An entity's own page.
    Entity(EntityId),
    /// An id that an entity had before.
    Old(EntityId, &'a Spanned<String>),
    /// A file that is copied.
    File(&'a str),
}

impl Claim<'_> {
    fn words(self, handbook: &Handbook) -> (String, Option<Place>) {
        match self {
            Self::BuiltIn(what) => (what.to_owned(), None),
            Self::Entity(index) => {
                let entity = handbook.get(index);
                (format!("the {} `{}`", entity.kind(), entity.id), Some(Place::at(&entity.path, entity.span)))
            }
            Self::Old(index, old) => {
                let entity = handbook.get(index);
                let what = format!("the old id `{}` of the {} `{}`", old.value, entity.kind(), entity.id);
                (what, Some(Place::at(&entity.path, old.span)))
            }
            Self::File(path) => (format!("the file `{path}`"), Some(Place::file(&format!("content/{path}").into()))),
        }
    }
}

impl<'a> Planner<'a> {
    fn claim(&mut self, url: String, output: Output, claim: Claim<'a>) {
        match self.claims.entry(url.to_lowercase()) {
            Entry::Occupied(first) => {
                // Two matrices or comparisons share an address only where their roles or tracks do.
                if let (Output::Page(_), Claim::BuiltIn(what), Claim::BuiltIn(other)) = (&output, &claim, first.get())
                    && what == other
                {
                    return;
                }
                let (first, second) = (first.get().words(self.handbook), claim.words(self.handbook));
                self.plan.conflicts.push(Conflict { url, first, second });
            }
            Entry::Vacant(free) => {
                free.insert(claim);
                self.plan.outputs.insert(url, output);
            }
        }
    }

    fn page(&mut self, url: String, key: PageKey, what: &'static str) {
        self.claim(url, Output::Page(key), Claim::BuiltIn(what));
    }

    fn built_in(&mut self, theme_assets: Vec<String>) {
        self.page(url::HOME.into(), PageKey::Home, "the home page");
        self.page(url::NOT_FOUND.into(), PageKey::NotFound, "the page for missing pages");
        self.page(url::SEARCH.into(), PageKey::Search, "the search page");
        let written = [
            ("sitemap.xml", Output::Sitemap, "the sitemap"),
            ("robots.txt", Output::Robots, "the rules for robots"),
            ("llms.txt", Output::LlmsTxt, "llms.txt"),
        ];
        for (address, output, what) in written {
            // An author who writes one of these files wants it to be theirs.
            if !self.handbook.assets.contains_key(address) {
                self.claim(address.into(), output, Claim::BuiltIn(what));
            }
        }
        self.claim("index.json".into(), Output::IndexJson, Claim::BuiltIn("the handbook as data"));
        for asset in theme_assets {
            self.claim(format!("assets/{asset}"), Output::ThemeAsset(asset), Claim::BuiltIn("a file of the theme"));
        }
        for kind in Kind::ALL {
            let listed =
                self.handbook.of_kind(kind).any(|(_, entity)| kind != Kind::Page || entity.id.starts_with("guides/"));
            let written = self.handbook.find(Kind::Page, "guides/index").is_some();
            if listed && !(kind == Kind::Page && written) {
                self.page(url::list(kind), PageKey::List(kind), "the list of a kind");
            }
        }
        if self.handbook.of_kind(Kind::Role).nth(1).is_some() {
            self.page(url::COMPARISONS.into(), PageKey::Comparisons, "the list of comparisons");
            self.claim(url::COMPARE_DATA.into(), Output::CompareData, Claim::BuiltIn("the data of comparisons"));
        }
        if self.handbook.of_kind(Kind::Role).next().is_some() {
            self.page(url::MAP.into(), PageKey::Map, "the career map");
        }
    }

    fn entities(&mut self) {
        let handbook = self.handbook;
        for (index, entity) in handbook.all() {
            if is_intro(handbook, index) || handbook.find(entity.kind(), &entity.id) != Some(index) {
                continue;
            }
            self.claim(url::entity(entity), Output::Page(PageKey::Entity(index)), Claim::Entity(index));
        }
        for kind in [Kind::Track, Kind::Family] {
            for (index, entity) in handbook.of_kind(kind) {
                let first = handbook.find(kind, &entity.id) == Some(index);
                if first && kind == Kind::Track && !handbook.rungs(index).is_empty() {
                    self.page(url::print(&entity.id), PageKey::Print(index), "a track to print");
                }
                if first && has_matrix(handbook, index) {
                    self.page(url::matrix(kind, &entity.id), PageKey::Matrix(index), "a matrix");
                }
            }
        }
    }

    /// Every move, written or implied by a track.
    fn comparisons(&mut self) {
        let handbook = self.handbook;
        let roles = handbook.of_kind(Kind::Role);
        let moves = roles.flat_map(|(role, _)| handbook.moves_from(role));
        let mut pairs: Vec<(EntityId, EntityId)> = moves.map(|next| (next.from, next.to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for (old, new) in pairs {
            let address = url::compare(&handbook.get(old).id, &handbook.get(new).id);
            self.page(address.clone(), PageKey::Compare(old, new), "a comparison of two roles");
            self.plan.compares.insert((old, new), address);
        }
    }

    fn assets(&mut self) {
        for path in self.handbook.assets.keys() {
            self.claim(path.clone(), Output::Asset(path.clone()), Claim::File(path));
        }
    }

    /// Every page that is more than a signpost has a Markdown twin, unless something else stands there.
    fn twins(&mut self) {
        let pages: Vec<(String, PageKey)> =
            self.plan.pages().map(|(url, key)| (url.to_owned(), key)).filter(|(_, key)| has_twin(*key)).collect();
        for (page, key) in pages {
            let address = url::twin(&page);
            if !self.claims.contains_key(&address.to_lowercase()) {
                self.claim(address, Output::Markdown(page, key), Claim::BuiltIn("a page as Markdown"));
            }
        }
    }

    /// Old ids must not be taken; an alias is a name first, and gets an address only where one is free.
    fn redirects(&mut self) {
        let handbook = self.handbook;
        let mut aliases: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
        for (index, entity) in handbook.all() {
            for old in &entity.redirect_from {
                let address = old_address(entity.kind(), &old.value);
                self.claim(address, Output::Page(PageKey::Redirect(index)), Claim::Old(index, old));
            }
            for alias in &entity.aliases {
                let name = slug(&alias.value);
                if !name.is_empty() && entity.kind() != Kind::Page {
                    aliases.entry(url::of(entity.kind(), &name)).or_default().push(index);
                }
            }
        }
        for (address, mut claimants) in aliases {
            claimants.dedup();
            if claimants.len() == 1 && !self.claims.contains_key(&address.to_lowercase()) {
                self.page(address, PageKey::Redirect(claimants[0]), "an alias");
            }
        }
    }
}

/// Whether a page says something that is worth quoting.
fn has_twin(key: PageKey) -> bool {
    !matches!(key, PageKey::Search | PageKey::NotFound | PageKey::Redirect(_))
}

/// The address that an old id had: for pages the path as written, with or without its ending.
fn old_address(kind: Kind, old: &str) -> String {
    let old = old.trim_matches('/');
    match kind {
        Kind::Page => format!("{}.html", old.trim_end_matches(".html").trim_end_matches(".md")),
        kind => url::of(kind, old.trim_end_matches(".html")),
    }
}

/// Whether a page is only the text above something else: the home page, a kind's list, the 404 page.
pub fn is_intro(handbook: &Handbook, index: EntityId) -> bool {
    let entity = handbook.get(index);
    let folder = entity.id.strip_suffix("/index");
    entity.kind() == Kind::Page
        && (matches!(&*entity.id, "index" | "404" | "map" | "search")
            || folder.is_some_and(|folder| Kind::from_folder(folder).is_some()))
}

/// The roles of a track or family that a matrix shows, lowest first; empty if there are fewer than two or
/// nothing to show.
pub fn matrix_columns(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let mut columns = matrix_roles(handbook, index);
    if columns.len() < 2 {
        return Vec::new();
    }
    if handbook.get(index).kind() != Kind::Track {
        handbook.sort(&mut columns);
    }
    columns
}

/// Whether a track or family has a matrix.
fn has_matrix(handbook: &Handbook, index: EntityId) -> bool {
    matrix_roles(handbook, index).len() >= 2
}

/// The roles of a track or family that have something to show; a track's lowest first.
fn matrix_roles(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let mut roles = match handbook.get(index).kind() {
        Kind::Track => handbook.rungs(index),
        _ => {
            let roles = handbook.users(index).roles.iter().copied();
            roles.filter(|role| handbook.get(*role).status != Status::Retired).collect()
        }
    };
    roles.retain(|role| handbook.expects_anything(*role));
    roles
}
