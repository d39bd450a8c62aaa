//! The plan: every address of the site and what stands there.
//!
//! Cheap to make; nothing is rendered. A plan is made of claims on addresses, which name entities by their numbers, so
//! most edits of words leave them equal. Two claims on one address are kept as a conflict for `check` to report.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::content::{ExportFormat, HostFile, Kind};
use crate::handbook::{EntityId, Handbook};
use crate::source::Place;

use super::kinds::PageKey;
use super::kinds::comparison::ComparisonPage;
use super::{social_card, urls};

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
    /// A file for hosts.
    Host(HostFile),
    /// The resolved handbook as data.
    IndexJson,
    /// A file of the search index, by its name below `search/`.
    Search(String),
    /// Where assistants begin to read.
    LlmsTxt,
    /// All roles for comparing any of them.
    CompareData,
    /// The data of the released versions that concern a role.
    RoleChanges(EntityId),
    /// The feed of released versions: all, or those that concern a role.
    Feed(Option<EntityId>),
    /// The social card of a page.
    Card(PageKey),
    /// The mark of the theme as a square picture with this many pixels a side.
    Icon(u32),
    /// The manifest of a web app.
    WebManifest,
    /// The roles in another format: all, or those of a track or family.
    Export(ExportFormat, Option<EntityId>),
}

/// Every address and what stands there.
#[derive(Debug, Default)]
pub struct Plan {
    /// The outputs by address from the site's root.
    pub outputs: BTreeMap<String, Output>,
    /// The folder of the theme's files, without a slash at its end.
    pub assets: String,
    /// Addresses that two things claim.
    pub conflicts: Vec<Conflict>,
    /// The address of each difference page.
    compares: HashMap<(EntityId, EntityId), String>,
    claims: Claims,
}

/// All that a plan is made of: the claims on addresses, in the order in which they are made. Equal claims give equal
/// plans.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    copied: Copied,
    outputs: Vec<(Claim, String, Output)>,
    /// The pages of the outputs that have a social card.
    with_card: HashSet<PageKey>,
}

/// The files of the site that the handbook does not name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// The theme's, below `assets`.
    pub theme: Vec<String>,
    /// The folder of the site for them, without a slash at its end.
    pub assets: String,
    /// Those of the search index, below `search/`.
    pub index: Vec<String>,
}

/// Two things at one address.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The address.
    pub url: String,
    /// What came first, and the address as it claims it.
    pub first: (Claim, String),
    /// What came second.
    pub second: Claim,
}

impl Plan {
    /// Plans the site.
    pub fn of(claims: Claims) -> Self {
        let mut planner = Planner::default();
        planner.copied(&claims.copied);
        planner.claimed(&claims.outputs);
        planner.markdown();
        planner.cards(&claims.with_card);
        Self { claims, ..planner.plan }
    }

    /// What the plan was made of.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The address of the difference page from `old` to `new`, if there is one.
    pub fn compare(&self, old: EntityId, new: EntityId) -> Option<&str> {
        self.compares.get(&(old, new)).map(String::as_str)
    }

    /// Whether an address exists.
    pub fn has(&self, url: &str) -> bool {
        self.outputs.contains_key(url)
    }

    /// Whether a link may lead to an address. Those of the theme's files change with what they hold.
    pub fn leads_to(&self, url: &str) -> bool {
        self.outputs.get(url).is_some_and(|output| !matches!(output, Output::ThemeAsset(_)))
    }

    /// The address of a file that the settings name: of `content/`, or of the theme below `assets/`.
    pub fn address_of_file(&self, name: &str) -> Option<String> {
        if self.leads_to(name) {
            return Some(name.to_owned());
        }
        let address = format!("{}/{}", self.assets, name.strip_prefix("assets/")?);
        self.has(&address).then_some(address)
    }

    /// What the settings call the file at an address.
    pub fn name_of_file<'a>(&self, url: &'a str) -> Cow<'a, str> {
        match self.outputs.get(url) {
            Some(Output::ThemeAsset(name)) => format!("assets/{name}").into(),
            _ => url.into(),
        }
    }

    /// The kind of the page at an address, as in [`super::Frame::kind`]; empty if it is no page.
    pub fn kind_of(&self, url: &str) -> &'static str {
        match self.outputs.get(url) {
            Some(Output::Page(key)) => key.name(),
            _ => "",
        }
    }

    /// The pairs of roles whose difference has a page.
    pub fn comparisons(&self) -> impl Iterator<Item = (&str, EntityId, EntityId)> {
        self.pages().filter_map(|(url, key)| match key {
            PageKey::Comparison(ComparisonPage { old, new }) => Some((url, old, new)),
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

/// Why an output has its address. Where two outputs claim one address, the one whose
/// claim is first in this order keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// rungs makes it; the words name it in a report.
    BuiltIn(&'static str),
    /// It is an entity's own page.
    Entity(EntityId),
    /// It is a file of the content.
    File,
    /// It is the old id of the entity with this number in `redirect_from`.
    OldId(EntityId, usize),
    /// It is the old address with this number in `redirects:` of `handbook.yaml`.
    Redirect(usize),
    /// It is another name of an entity: a name first, so that an address that is taken is no problem.
    Alias,
}

impl Claim {
    /// Whether it is made of an id.
    pub fn is_of_id(self) -> bool {
        matches!(self, Self::Entity(_) | Self::OldId(..))
    }

    /// The claim on `url` in words, and where it is written.
    pub fn words(self, url: &str, handbook: &Handbook) -> (String, Option<Place>) {
        match self {
            Self::BuiltIn(what) => (what.to_owned(), None),
            Self::Entity(index) => {
                let entity = handbook.get(index);
                (format!("the {} `{}`", entity.kind(), entity.id), Some(Place::at(&entity.path, entity.span)))
            }
            Self::File => (format!("the file `{url}`"), Some(Place::file(&format!("content/{url}").into()))),
            Self::OldId(index, number) => {
                let entity = handbook.get(index);
                let old = &entity.redirect_from[number];
                let what = format!("the old id `{}` of the {} `{}`", old.value, entity.kind(), entity.id);
                (what, Some(Place::at(&entity.path, old.span)))
            }
            Self::Redirect(number) => {
                let from = &handbook.config.redirects[number].from;
                let place = Place::at(&crate::parse::HANDBOOK.into(), from.span);
                (format!("the old path `{}` of `redirects`", from.value), Some(place))
            }
            Self::Alias => ("an alias".to_owned(), None),
        }
    }
}

impl Claims {
    /// The claims of a handbook, which depend on its graph alone, and of the files that it does not name.
    pub fn of(handbook: &Handbook, copied: Copied) -> Self {
        let mut collector = Collector { handbook, outputs: Vec::new() };
        collector.exports();
        let with_card = collector.pages_and_files();
        Self { copied, outputs: collector.outputs, with_card }
    }

    /// The files that the handbook does not name.
    pub fn copied(&self) -> &Copied {
        &self.copied
    }
}

/// Collects the claims of a handbook.
struct Collector<'a> {
    handbook: &'a Handbook,
    outputs: Vec<(Claim, String, Output)>,
}

impl Collector<'_> {
    fn built_in(&mut self, url: impl Into<String>, output: Output, what: &'static str) {
        self.outputs.push((Claim::BuiltIn(what), url.into(), output));
    }

    fn exports(&mut self) {
        // The addresses in a sitemap are absolute.
        if self.handbook.config.base_url.as_ref().is_some_and(|base| !base.starts_with('/'))
            && !self.handbook.assets.contains_key("sitemap.xml")
        {
            self.built_in("sitemap.xml", Output::Sitemap, "the sitemap");
        }
        let written =
            [("robots.txt", Output::Robots, "the rules for robots"), ("llms.txt", Output::LlmsTxt, "llms.txt")];
        for (address, output, what) in written {
            // An author who writes one of these files wants it to be theirs.
            if !self.handbook.assets.contains_key(address) {
                self.built_in(address, output, what);
            }
        }
        let handbook = self.handbook;
        for file in &handbook.config.host_files {
            if !handbook.assets.contains_key(file.name()) {
                self.built_in(file.name(), Output::Host(*file), "a file for hosts");
            }
        }
        self.icons();
        self.releases();
        self.offered();
        self.built_in("index.json", Output::IndexJson, "the handbook as data");
        if self.handbook.of_kind(Kind::Role).nth(1).is_some() {
            self.built_in(urls::COMPARISON_DATA, Output::CompareData, "the data of comparisons");
        }
    }

    /// The icons and their manifest. A handbook with a logo has none with the mark of the theme. The manifest is for
    /// sites that stand on a host: a page that is opened as a file may not read it.
    fn icons(&mut self) {
        let handbook = self.handbook;
        let config = &handbook.config;
        if config.theme.logo.is_some() {
            return;
        }
        let icons = urls::APP_ICONS.into_iter().chain([urls::TOUCH_ICON]);
        let icons = icons.map(|(address, size)| (address, Output::Icon(size), "an icon"));
        let manifest = (urls::WEB_MANIFEST, Output::WebManifest, "the manifest of the site");
        let manifest = config.site_url().is_some().then_some(manifest);
        for (address, output, what) in icons.chain(manifest) {
            if !handbook.assets.contains_key(address) {
                self.built_in(address, output, what);
            }
        }
    }

    /// The files that `exports:` asks for. index.json is there whatever it says.
    fn offered(&mut self) {
        let handbook = self.handbook;
        let groups = [Kind::Track, Kind::Family].into_iter().flat_map(|kind| handbook.of_kind(kind));
        let groups: Vec<_> = groups.filter(|(index, _)| handbook.is_first(*index)).collect();
        let has_roles = handbook.of_kind(Kind::Role).next().is_some();
        for format in
            handbook.config.exports.iter().copied().filter(|format| *format != ExportFormat::Json && has_roles)
        {
            self.built_in(urls::export(format, None), Output::Export(format, None), "an export");
            for (group, entity) in &groups {
                let address = urls::export(format, Some((entity.kind(), &*entity.id)));
                self.built_in(address, Output::Export(format, Some(*group)), "an export");
            }
        }
    }

    /// The feeds of released versions, whose entries need an absolute address of the site, and the data for each role.
    fn releases(&mut self) {
        let handbook = self.handbook;
        let has_address = handbook.config.site_url().is_some();
        if handbook.releases().is_empty() {
            return;
        }
        if has_address {
            self.built_in(urls::feed(None), Output::Feed(None), "the feed of released versions");
        }
        for role in handbook.ids(Kind::Role) {
            let id = &handbook.get(role).id;
            let is_concerned = handbook.releases().iter().any(|release| release.difference.role(id).is_some());
            if is_concerned && handbook.is_first(role) {
                self.built_in(urls::role_changes(id), Output::RoleChanges(role), "the data of a role's versions");
                if has_address {
                    self.built_in(urls::feed(Some(id)), Output::Feed(Some(role)), "the feed of a role's versions");
                }
            }
        }
    }

    /// The pages and the files of the content. Returns the pages that have a card.
    fn pages_and_files(&mut self) -> HashSet<PageKey> {
        let pages = PageKey::all(self.handbook);
        let has_card = |page: &PageKey| social_card::has_card(self.handbook, *page);
        let with_card = pages.iter().map(|page| page.page).filter(has_card).collect();
        let start = self.outputs.len();
        self.outputs.extend(pages.into_iter().map(|page| (page.claim, page.url, Output::Page(page.page))));
        let files = self.handbook.assets.keys().filter(|path| self.handbook.is_published(path));
        self.outputs.extend(files.map(|path| (Claim::File, path.clone(), Output::Asset(path.clone()))));
        self.outputs[start..].sort_by_key(|(claim, ..)| precedence(*claim));
        with_card
    }
}

/// Gives each address to the first claim on it.
#[derive(Default)]
struct Planner {
    plan: Plan,
    /// The first claim on each address and the address as it is written, by the address in lower case: file systems
    /// and hosts may ignore case.
    taken: HashMap<String, (Claim, String)>,
}

impl Planner {
    fn claim(&mut self, url: String, output: Output, claim: Claim) {
        match self.taken.entry(url.to_lowercase()) {
            Entry::Occupied(first) => {
                let first = first.get();
                // Two matrices or comparisons share an address only where their roles or tracks do.
                let same = matches!((&output, first.0), (Output::Page(_), Claim::BuiltIn(_)) if first.0 == claim);
                if !same && claim != Claim::Alias {
                    self.plan.conflicts.push(Conflict { url, first: first.clone(), second: claim });
                }
            }
            Entry::Vacant(free) => {
                free.insert((claim, url.clone()));
                self.plan.outputs.insert(url, output);
            }
        }
    }

    fn built_in(&mut self, url: String, output: Output, what: &'static str) {
        self.claim(url, output, Claim::BuiltIn(what));
    }

    fn copied(&mut self, copied: &Copied) {
        for file in &copied.index {
            self.built_in(format!("search/{file}"), Output::Search(file.clone()), "a file of the search index");
        }
        for asset in &copied.theme {
            let address = format!("{}/{asset}", copied.assets);
            self.built_in(address, Output::ThemeAsset(asset.clone()), "a file of the theme");
        }
        self.plan.assets.clone_from(&copied.assets);
    }

    fn claimed(&mut self, outputs: &[(Claim, String, Output)]) {
        for (claim, url, output) in outputs {
            if let Output::Page(PageKey::Comparison(ComparisonPage { old, new })) = output {
                self.plan.compares.insert((*old, *new), url.clone());
            }
            self.claim(url.clone(), output.clone(), *claim);
        }
    }

    /// The Markdown counterparts of pages, where nothing else has the address.
    fn markdown(&mut self) {
        let pages = self.plan.pages().filter(|(_, key)| key.has_markdown());
        let pages: Vec<(String, PageKey)> = pages.map(|(url, key)| (url.to_owned(), key)).collect();
        for (page, key) in pages {
            let address = urls::markdown(&page);
            if !self.taken.contains_key(&address.to_lowercase()) {
                self.built_in(address, Output::Markdown(page, key), "a page as Markdown");
            }
        }
    }

    /// The social cards of pages, where nothing else has the address.
    fn cards(&mut self, with_card: &HashSet<PageKey>) {
        let pages = self.plan.pages().filter(|(_, key)| with_card.contains(key));
        let cards: Vec<(String, PageKey)> = pages.map(|(url, key)| (urls::card(url), key)).collect();
        for (address, key) in cards {
            if !self.taken.contains_key(&address.to_lowercase()) {
                self.built_in(address, Output::Card(key), "a social card");
            }
        }
    }
}

/// The order in which claims are made.
fn precedence(claim: Claim) -> u8 {
    match claim {
        Claim::BuiltIn(_) => 0,
        Claim::Entity(_) => 1,
        Claim::File => 2,
        Claim::OldId(..) | Claim::Redirect(_) => 3,
        Claim::Alias => 4,
    }
}
