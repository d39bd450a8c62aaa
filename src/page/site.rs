//! What a theme knows of the whole site, and the JSON-LD of a page.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::content::strings::Strings;
use crate::content::{Analytics, Config, Kind, OtherVersion, SiteLink, SiteTarget, TemplateLink};
use crate::handbook::{Handbook, Resolution, history};

use super::frame::Frame;
use super::kinds::list::listed_kinds;
use super::kinds::{PageKind, career_map::CareerMapPage, comparisons::ComparisonsPage, matrix::MatrixPage};
use super::plan::Plan;
use super::{prose, urls};

/// How many entries of the author's own navigation stand in the header.
const IN_HEADER: usize = 6;

/// What the theme knows of the whole site: settings, never content. Templates see it as `site`.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Site {
    /// The handbook's name.
    pub title: String,
    /// Who publishes it.
    pub organisation: Option<String>,
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`, from the language.
    pub direction: Direction,
    /// The version of the ladder.
    pub version: Option<String>,
    /// The site's absolute path, beginning and ending in `/`.
    pub base_path: String,
    /// The main navigation; addresses from the site's root, to be put behind `page.root`.
    pub nav: Vec<NavItem>,
    /// How many of these stand in the header itself; the others are under a button.
    pub in_header: usize,
    /// The author's links at the foot of every page.
    pub footer_links: Vec<NavItem>,
    /// The organisation's pages on other sites.
    pub social: Vec<NavItem>,
    /// Who holds the rights.
    pub copyright: Option<String>,
    /// Files that every page loads.
    pub head: Vec<HeadFile>,
    /// The script that counts visits.
    pub analytics: Option<AnalyticsView>,
    /// Names and values of further `<meta>` elements.
    pub meta: Vec<(String, String)>,
    /// The words for the kinds: `site.terms.skill.one`, `site.terms.skill.other`.
    pub terms: BTreeMap<&'static str, TermView>,
    /// The addresses, from the site's root, of what the theme's own templates ask for: `site.links["role:lead"]`.
    pub links: BTreeMap<String, String>,
    /// The logo's address from the site's root.
    pub logo: Option<String>,
    /// The address, from the site's root, of the icon for the screens of phones.
    pub touch_icon: Option<String>,
    /// The address, from the site's root, of the manifest of a web app, unless `head` has one.
    pub manifest: Option<String>,
    /// The folder of the theme's files, from the site's root: `{{ page.root }}{{ site.assets }}/rungs.css`. In a built site
    /// its name has a hash of what the files hold.
    pub assets: String,
    /// Whether there is a `theme.css` among the theme's files, which carries the colours and fonts of the settings.
    pub has_theme_css: bool,
    /// Whether search engines are asked to leave the site alone.
    pub no_index: bool,
    /// The Content-Security-Policy of every page.
    pub policy: String,
    /// The list of released versions, from the site's root.
    pub changes: Option<String>,
    /// The newest released version.
    pub newest: Option<NewestView>,
    /// Other versions of the site.
    pub versions: Vec<OtherVersionView>,
}

/// The newest released version.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NewestView {
    /// The version.
    pub version: String,
    /// Its page, else the list of versions, from the site's root.
    pub url: String,
    /// The released versions, newest first, at most [`MAX_VERSIONS`].
    pub all: Vec<String>,
}

/// A version of the site that is published elsewhere.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OtherVersionView {
    /// What readers call it.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Whether the address is to be put behind `page.root`.
    pub is_relative: bool,
}

/// How many versions a page names for scripts.
const MAX_VERSIONS: usize = 24;

/// An entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NavItem {
    /// The words.
    pub title: String,
    /// The address from the site's root, or a whole address.
    pub url: String,
    /// Whether it is a whole address, of another site.
    pub elsewhere: bool,
    /// The kind that it leads to, as in [`Frame::kind`]; empty for any other page.
    pub kind: &'static str,
}

/// The script that counts visits.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AnalyticsView {
    /// Its address.
    pub script: String,
    /// Names without `data-` and values of its attributes.
    pub data: Vec<(String, String)>,
}

/// A file that every page loads.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HeadFile {
    /// Its address from the site's root.
    pub url: String,
    /// What it is for.
    pub kind: HeadFileKind,
}

/// What a file that every page loads is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum HeadFileKind {
    /// A style sheet.
    Style,
    /// A script.
    Script,
    /// A font, loaded before a style sheet asks for it.
    Font,
    /// The manifest of a web app.
    Manifest,
}

/// The words for a kind.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermView {
    /// For one.
    pub one: String,
    /// For several.
    pub other: String,
}

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

/// The types of pages at schema.org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "these are the names at schema.org")]
pub enum SchemaType {
    /// The site as a whole.
    WebSite,
    /// A list of pages.
    CollectionPage,
    /// A search.
    SearchResultsPage,
    /// Any other page.
    WebPage,
}

/// The logo's address from the site's root, if it is there.
pub fn logo(handbook: &Handbook) -> Option<String> {
    let logo = handbook.config.theme.logo.as_ref()?.value.trim_start_matches('/');
    handbook.assets.contains_key(logo).then(|| urls::encode(logo))
}

/// The settings that every page of the site shares.
pub fn site(handbook: &Handbook, plan: &Plan, strings: &Strings, has_theme_css: bool) -> Site {
    let config = &handbook.config;
    let terms = Kind::ALL.into_iter().map(|kind| {
        let term = strings.term(kind);
        (kind.name(), TermView { one: term.one, other: term.other })
    });
    let planned = |address: &str| plan.has(address).then(|| address.to_owned());
    let head: Vec<HeadFile> = config.head.iter().filter_map(|file| head_file(plan, &file.value)).collect();
    let has_manifest = head.iter().any(|file| file.kind == HeadFileKind::Manifest);
    let (nav, in_header) = match &config.nav[..] {
        [] => navigation(handbook, plan, strings),
        chosen => (links(handbook, plan, chosen), IN_HEADER),
    };
    Site {
        title: config.title.clone(),
        organisation: config.organisation.clone(),
        language: config.language.clone(),
        direction: direction(&config.language),
        version: config.version.clone(),
        base_path: config.base_path().to_owned(),
        nav,
        in_header,
        footer_links: links(handbook, plan, &config.footer_links),
        social: links(handbook, plan, &config.social),
        copyright: config.copyright.clone(),
        head,
        analytics: config.analytics.clone().map(|Analytics { script, data }| AnalyticsView { script, data }),
        meta: config.meta.clone(),
        terms: terms.collect(),
        links: BTreeMap::new(),
        logo: logo(handbook),
        touch_icon: planned(urls::TOUCH_ICON.0),
        manifest: planned(urls::WEB_MANIFEST).filter(|_| !has_manifest),
        assets: plan.assets.clone(),
        has_theme_css,
        no_index: config.no_index,
        policy: config.policy(),
        changes: Some(changes_page()).filter(|page| plan.has(page)),
        newest: newest(handbook, plan),
        versions: config.versions.iter().map(other_version).collect(),
    }
}

/// The addresses of what templates lead to, by the name that they have there. One that leads nowhere is left out, and
/// reported by `check::links`.
pub fn template_links(handbook: &Handbook, plan: &Plan, links: &[TemplateLink]) -> BTreeMap<String, String> {
    let address = |link: &TemplateLink| match handbook.follow(&link.target, crate::parse::HANDBOOK) {
        Resolution::Address(url) if !plan.leads_to(&url) => None,
        _ => Some((link.written.clone(), prose::site_address(handbook, &link.target)?)),
    };
    links.iter().filter_map(address).collect()
}

/// The author's links. One that leads nowhere is left out, and reported by `check::links`.
fn links(handbook: &Handbook, plan: &Plan, chosen: &[SiteLink]) -> Vec<NavItem> {
    let item = |link: &SiteLink| {
        let (url, kind) = match &link.to.value {
            SiteTarget::Elsewhere(address) => (address.clone(), ""),
            SiteTarget::Project(target) => {
                let kind = match handbook.follow(target, crate::parse::HANDBOOK) {
                    Resolution::List(kind) => kind.name(),
                    Resolution::Address(url) if !plan.leads_to(&url) => return None,
                    Resolution::Address(url) => plan.kind_of(&url),
                    _ => "",
                };
                (prose::site_address(handbook, target)?, kind)
            }
        };
        let elsewhere = matches!(link.to.value, SiteTarget::Elsewhere(_));
        Some(NavItem { title: link.title.clone(), url, elsewhere, kind })
    };
    chosen.iter().filter_map(item).collect()
}

/// A file of `head:`, if it is there.
fn head_file(plan: &Plan, file: &str) -> Option<HeadFile> {
    let path = file.trim_start_matches('/');
    let kind = match path.rsplit('.').next()? {
        "css" => HeadFileKind::Style,
        "js" => HeadFileKind::Script,
        "woff2" => HeadFileKind::Font,
        _ => HeadFileKind::Manifest,
    };
    Some(HeadFile { url: urls::encode(&plan.address_of_file(path)?), kind })
}

fn changes_page() -> String {
    urls::of(Kind::Page, &format!("{}/index", history::FOLDER))
}

fn newest(handbook: &Handbook, plan: &Plan) -> Option<NewestView> {
    let releases = handbook.releases();
    let newest = releases.first()?;
    let page = urls::of(Kind::Page, &newest.page_id());
    let url = [page, changes_page()].into_iter().find(|page| plan.has(page))?;
    let all = releases.iter().take(MAX_VERSIONS).map(|release| release.version.clone()).collect();
    Some(NewestView { version: newest.version.clone(), url: urls::encode(&url), all })
}

fn other_version(version: &OtherVersion) -> OtherVersionView {
    let OtherVersion { title, url } = version.clone();
    OtherVersionView { title, is_relative: url.starts_with("../"), url }
}

/// The navigation in a reader's order: what most readers come for, and how many these are; then the other lists.
fn navigation(handbook: &Handbook, plan: &Plan, strings: &Strings) -> (Vec<NavItem>, usize) {
    let list = |kind: Kind| NavItem {
        title: strings.term(kind).other,
        url: urls::list(kind),
        elsewhere: false,
        kind: kind.name(),
    };
    let tool = |name: &str, url: &str, kind: &'static str| {
        let title = strings.text(name, &[]);
        plan.has(url).then(|| NavItem { title, url: url.to_owned(), elsewhere: false, kind })
    };
    let listed: Vec<Kind> = listed_kinds(handbook).filter(|kind| plan.has(&urls::list(*kind))).collect();
    let known = |kind: Kind| listed.contains(&kind).then(|| list(kind));
    // Several matrices are reached from their families and tracks.
    let mut matrices = handbook.sorted(Kind::Family).iter().filter_map(|family| {
        let url = urls::matrix(Kind::Family, &handbook.get(*family).id);
        plan.has(&url).then_some(url)
    });
    let matrix = matrices.next().filter(|_| matrices.next().is_none());
    let first = [
        known(Kind::Role),
        tool("frame.nav_map", urls::MAP, CareerMapPage::NAME),
        tool("frame.nav_compare", urls::COMPARISONS, ComparisonsPage::NAME),
        matrix.and_then(|url| tool("frame.nav_matrix", &url, MatrixPage::NAME)),
        known(Kind::Skill),
        known(Kind::Page),
    ];
    let mut all: Vec<NavItem> = first.into_iter().flatten().collect();
    let in_header = all.len();
    let rest = listed.iter().copied().filter(|kind| ![Kind::Role, Kind::Skill, Kind::Page].contains(kind));
    all.extend(rest.map(list));
    (all, in_header)
}

/// `rtl` for languages written from right to left, by their tag or its script.
fn direction(language: &str) -> Direction {
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default().to_lowercase();
    let script = parts.find(|part| part.len() == 4).map(str::to_lowercase);
    let right_to_left = match script.as_deref() {
        Some(script) => ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"].contains(&script),
        None => ["ar", "he", "iw", "fa", "ur", "ps", "dv", "yi", "ug", "sd", "ckb"].contains(&primary.as_str()),
    };
    if right_to_left { Direction::Rtl } else { Direction::Ltr }
}

/// The page as schema.org data. `<` is written as an escape, so that no text can close the script element.
pub fn json_ld(config: &Config, frame: &Frame, page_type: SchemaType) -> String {
    let is_site = page_type == SchemaType::WebSite;
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": format!("{page_type:?}"),
        "name": frame.title,
        "inLanguage": config.language,
    });
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            data[key] = value;
        }
    };
    put("url", frame.canonical.clone().map(Value::from));
    put("description", frame.description.clone().map(Value::from));
    put("version", config.version.clone().filter(|_| is_site).map(Value::from));
    let publisher = config.organisation.as_ref().map(|name| json!({ "@type": "Organization", "name": name }));
    put("publisher", publisher);
    let social = config.social.iter().filter_map(|link| match &link.to.value {
        SiteTarget::Elsewhere(address) => Some(Value::from(address.as_str())),
        SiteTarget::Project(_) => None,
    });
    let social: Vec<Value> = social.collect();
    put("sameAs", (is_site && !social.is_empty()).then(|| social.into()));
    if !is_site {
        put("isPartOf", Some(json!({ "@type": "WebSite", "name": config.title })));
    }
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::{Direction, direction};

    #[test]
    fn script_decides_over_language() {
        let (ltr, rtl) = (Direction::Ltr, Direction::Rtl);
        for (tag, expected) in
            [("en", ltr), ("he", rtl), ("ar-EG", rtl), ("az-Arab", rtl), ("ar-Latn", ltr), ("ja", ltr)]
        {
            assert_eq!(direction(tag), expected, "{tag}");
        }
    }
}
