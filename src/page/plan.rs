//! The plan: every address of the site and what stands there.
//!
//! Cheap to make; nothing is rendered. Two claims on one address are kept as a conflict for `check` to report.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::content::slug;
use crate::content::{Kind, Status};
use crate::handbook::{Handbook, Index, RoleDifference};
use crate::source::Place;

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
    Entity(Index),
    /// The matrix of a track or family.
    Matrix(Index),
    /// The difference from the first role to the second.
    Compare(Index, Index),
    /// All comparisons.
    Comparisons,
    /// The career map.
    Map,
    /// A whole track as one document.
    Print(Index),
    /// The page for missing pages.
    NotFound,
    /// An old address of an entity.
    Redirect(Index),
}

/// Every address and what stands there.
#[derive(Debug, Default)]
pub struct Plan {
    /// The outputs by address from the site's root.
    pub outputs: BTreeMap<String, Output>,
    /// Addresses that two things claim.
    pub conflicts: Vec<Conflict>,
    compares: HashMap<(Index, Index), Compared>,
}

/// A difference page: its address, and the difference once somebody asked for it. The difference depends on
/// nothing but the two roles of the same handbook, so it is worked out at most once.
#[derive(Debug)]
struct Compared {
    url: String,
    difference: OnceLock<Arc<RoleDifference>>,
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
    /// Plans the site. `theme_assets` are the theme's files below `assets/`.
    pub fn of<'a>(handbook: &Handbook, theme_assets: impl Iterator<Item = &'a str>) -> Self {
        let mut planner = Planner { handbook, plan: Self::default(), claims: HashMap::new() };
        planner.built_in(theme_assets);
        planner.entities();
        planner.comparisons();
        planner.assets();
        planner.redirects();
        planner.twins();
        planner.plan
    }

    /// The address of the difference page from `old` to `new`, if there is one.
    pub fn compare(&self, old: Index, new: Index) -> Option<&str> {
        self.compares.get(&(old, new)).map(|compared| compared.url.as_str())
    }

    /// The difference from `old` to `new`.
    pub fn difference(&self, handbook: &Handbook, old: Index, new: Index) -> Arc<RoleDifference> {
        let work_out = || Arc::new(RoleDifference::of(handbook, old, new));
        match self.compares.get(&(old, new)) {
            Some(compared) => compared.difference.get_or_init(work_out).clone(),
            None => work_out(),
        }
    }

    /// Whether an address exists.
    pub fn has(&self, url: &str) -> bool {
        self.outputs.contains_key(url)
    }

    /// The pairs of roles whose difference has a page.
    pub fn comparisons(&self) -> impl Iterator<Item = (&str, Index, Index)> {
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
    claims: HashMap<String, (String, Option<Place>)>,
}

impl Planner<'_> {
    fn claim(&mut self, url: String, output: Output, what: String, place: Option<Place>) {
        let second = (what, place);
        if let Some(first) = self.claims.get(&url.to_lowercase()) {
            self.plan.conflicts.push(Conflict { url, first: first.clone(), second });
            return;
        }
        self.claims.insert(url.to_lowercase(), second);
        self.plan.outputs.insert(url, output);
    }

    fn page(&mut self, url: String, key: PageKey, what: &str) {
        self.claim(url, Output::Page(key), what.to_owned(), None);
    }

    fn built_in<'a>(&mut self, theme_assets: impl Iterator<Item = &'a str>) {
        self.page(url::HOME.into(), PageKey::Home, "the home page");
        self.page(url::NOT_FOUND.into(), PageKey::NotFound, "the page for missing pages");
        self.claim("sitemap.xml".into(), Output::Sitemap, "the sitemap".into(), None);
        self.claim("robots.txt".into(), Output::Robots, "robots.txt".into(), None);
        self.claim("llms.txt".into(), Output::LlmsTxt, "llms.txt".into(), None);
        self.claim("index.json".into(), Output::IndexJson, "the handbook as data".into(), None);
        for asset in theme_assets {
            let output = Output::ThemeAsset(asset.to_owned());
            self.claim(format!("assets/{asset}"), output, "a file of the theme".into(), None);
        }
        for kind in Kind::ALL {
            let listed =
                self.handbook.of_kind(kind).any(|(_, entity)| kind != Kind::Page || entity.id.starts_with("guides/"));
            let written = self.handbook.find(Kind::Page, &"guides/index".into()).is_some();
            if listed && !(kind == Kind::Page && written) {
                self.page(url::list(kind), PageKey::List(kind), &format!("the list of {}", kind.folder()));
            }
        }
        if self.handbook.of_kind(Kind::Role).nth(1).is_some() {
            self.page(url::COMPARISONS.into(), PageKey::Comparisons, "the list of comparisons");
            self.claim(url::COMPARE_DATA.into(), Output::CompareData, "the data of comparisons".into(), None);
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
            let place = Place::at(&entity.path, entity.span);
            let what = format!("the {} `{}`", entity.kind(), entity.id);
            self.claim(url::entity(entity), Output::Page(PageKey::Entity(index)), what, Some(place));
        }
        for kind in [Kind::Track, Kind::Family] {
            for (index, entity) in handbook.of_kind(kind) {
                let first = handbook.find(kind, &entity.id) == Some(index);
                if first && kind == Kind::Track && !handbook.rungs(index).is_empty() {
                    self.page(url::print(&entity.id), PageKey::Print(index), "a track to print");
                }
                if first && !matrix_columns(handbook, index).is_empty() {
                    self.page(url::matrix(kind, &entity.id), PageKey::Matrix(index), "a matrix");
                }
            }
        }
    }

    /// Neighbours on a track and every `leads_to` pair.
    fn comparisons(&mut self) {
        let handbook = self.handbook;
        let mut pairs: Vec<(Index, Index)> = Vec::new();
        for (track, _) in handbook.of_kind(Kind::Track) {
            let rungs = handbook.rungs(track);
            pairs.extend(rungs.windows(2).map(|pair| (pair[0], pair[1])));
        }
        for (role, entity) in handbook.of_kind(Kind::Role) {
            let next = entity.as_role().map(|role| role.leads_to.as_slice()).unwrap_or_default();
            let next = next.iter().filter_map(|next| handbook.find(Kind::Role, &next.role.value));
            pairs.extend(next.filter(|next| *next != role).map(|next| (role, next)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (old, new) in pairs {
            let address = url::compare(&handbook.get(old).id, &handbook.get(new).id);
            self.page(address.clone(), PageKey::Compare(old, new), "a comparison of two roles");
            self.plan.compares.insert((old, new), Compared { url: address, difference: OnceLock::new() });
        }
    }

    fn assets(&mut self) {
        for path in self.handbook.assets.keys() {
            let place = Place::file(&format!("content/{path}").into());
            self.claim(path.clone(), Output::Asset(path.clone()), format!("the file `{path}`"), Some(place));
        }
    }

    /// Every page that is more than a signpost has a Markdown twin, unless something else stands there.
    fn twins(&mut self) {
        let pages: Vec<(String, PageKey)> =
            self.plan.pages().map(|(url, key)| (url.to_owned(), key)).filter(|(_, key)| has_twin(*key)).collect();
        for (page, key) in pages {
            let address = url::twin(&page);
            if !self.claims.contains_key(&address.to_lowercase()) {
                self.claim(address, Output::Markdown(page, key), "a page as Markdown".into(), None);
            }
        }
    }

    /// Old ids must not be taken; an alias is a name first, and gets an address only where one is free.
    fn redirects(&mut self) {
        let handbook = self.handbook;
        let mut aliases: BTreeMap<String, Vec<Index>> = BTreeMap::new();
        for (index, entity) in handbook.all() {
            for old in &entity.redirect_from {
                let address = old_address(entity.kind(), &old.value);
                let place = Place::at(&entity.path, old.span);
                let what = format!("the old id `{}` of the {} `{}`", old.value, entity.kind(), entity.id);
                self.claim(address, Output::Page(PageKey::Redirect(index)), what, Some(place));
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
    !matches!(key, PageKey::NotFound | PageKey::Redirect(_))
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
pub fn is_intro(handbook: &Handbook, index: Index) -> bool {
    let entity = handbook.get(index);
    let folder = entity.id.strip_suffix("/index");
    entity.kind() == Kind::Page
        && (matches!(&*entity.id, "index" | "404" | "map")
            || folder.is_some_and(|folder| Kind::from_folder(folder).is_some()))
}

/// The roles of a track or family that a matrix shows, lowest first; empty if there are fewer than two or
/// nothing to show.
pub fn matrix_columns(handbook: &Handbook, index: Index) -> Vec<Index> {
    let mut columns = match handbook.get(index).kind() {
        Kind::Track => handbook.rungs(index),
        _ => {
            let mut roles: Vec<Index> = handbook
                .users(index)
                .roles
                .iter()
                .copied()
                .filter(|role| handbook.get(*role).status != Status::Retired)
                .collect();
            handbook.sort(&mut roles);
            roles
        }
    };
    columns.retain(|role| {
        let resolved = handbook.resolved(*role);
        !resolved.expectations.is_empty() || !resolved.needs.is_empty()
    });
    if columns.len() < 2 { Vec::new() } else { columns }
}
