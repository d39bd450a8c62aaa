//! `content/handbook.yaml`: what holds for the handbook as a whole.
//!
//! Knows the settings, not who obeys them.

use crate::diagnostic::Code;
use crate::source::{Place, Span, Spanned};

use super::strings::Message;
use super::{Fact, Id, Kind, Prose, Reference, Target, Weight};

/// The settings of a handbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The handbook's name.
    pub title: String,
    /// One or two sentences, for search engines and previews.
    pub description: Option<String>,
    /// Where the site will stand, with its sub-path; always ends in `/`.
    pub base_url: Option<String>,
    /// BCP 47 language of the text; `en` if not said.
    pub language: String,
    /// The version of the ladder, semver.
    pub version: Option<String>,
    /// Who publishes it.
    pub organisation: Option<String>,
    /// A line at the foot of every page.
    pub footer: Option<Prose>,
    /// Links at the foot of every page.
    pub footer_links: Vec<SiteLink>,
    /// Links to the organisation's pages on other sites, at the foot of every page.
    pub social: Vec<SiteLink>,
    /// Who holds the rights, at the foot of every page.
    pub copyright: Option<String>,
    /// A sentence at the top of every page.
    pub announcement: Option<Prose>,
    /// Old addresses, and where they lead.
    pub redirects: Vec<Redirect>,
    /// Files that every page loads, by their address from the site's root.
    pub head: Vec<Spanned<String>>,
    /// Files that some hosts read.
    pub host_files: Vec<HostFile>,
    /// The main navigation in the author's order; empty for the one that rungs makes.
    pub nav: Vec<SiteLink>,
    /// The script that counts visits.
    pub analytics: Option<Analytics>,
    /// Names and values of further `<meta>` elements of every page.
    pub meta: Vec<(String, String)>,
    /// How it looks.
    pub theme: ThemeSettings,
    /// Where a page's source can be edited; holds `{path}`.
    pub edit_url: Option<String>,
    /// Where to comment on a page; may hold `{title}` and `{url}`.
    pub feedback_url: Option<String>,
    /// Renamed words.
    pub terms: Vec<(Kind, Term)>,
    /// Changed interface texts, by name.
    pub strings: Vec<(Spanned<String>, Message)>,
    /// Groups of words and phrases that mean the same to search.
    pub synonyms: Vec<Vec<String>>,
    /// Proficiency scales.
    pub scales: Vec<Scale>,
    /// Titles and order of themes.
    pub themes: Vec<Titled>,
    /// The bands that a statement may belong to besides what is expected of everyone.
    pub bands: Vec<Titled>,
    /// Whether raw HTML in Markdown passes through.
    pub raw_html: bool,
    /// Whether addresses in text stay text; otherwise they become links.
    pub plain_addresses: bool,
    /// Schemes of links that are allowed besides the known ones, in lower case.
    pub schemes: Vec<String>,
    /// Patterns of files to publish whatever they look like.
    pub publish: Vec<String>,
    /// Patterns of files to leave out.
    pub ignore: Vec<String>,
    /// The hosts from which pages may load.
    pub allowed: Vec<AllowedHost>,
    /// Changed severities.
    pub policies: Vec<(&'static Code, Policy)>,
    /// Whether the site learns from the commits of the repository when each page last changed.
    pub history: bool,
    /// The formats in which the site offers its content as files, in the author's order.
    pub exports: Vec<ExportFormat>,
    /// Other versions of the site, in the author's order.
    pub versions: Vec<OtherVersion>,
    /// The editions besides the one for everybody, and what is special about that one.
    pub editions: Vec<Edition>,
    /// Whether the site has a picture for links to its pages, if its address is known.
    pub social_cards: bool,
    /// Whether search engines are asked to leave the site alone.
    pub no_index: bool,
}

/// A format in which the site may offer its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExportFormat {
    /// An expectation per row.
    Csv,
    /// A workbook.
    Xlsx,
    /// A document of headings and lists.
    Markdown,
    /// A sheet to assess oneself in.
    Tracker,
    /// `index.json`.
    Json,
    /// Occupations of schema.org.
    Jsonld,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Csv, Self::Xlsx, Self::Markdown, Self::Tracker, Self::Json, Self::Jsonld];

    /// The word that authors write, also the name of the format on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Markdown => "markdown",
            Self::Tracker => "tracker",
            Self::Json => "json",
            Self::Jsonld => "jsonld",
        }
    }

    /// The format whose word is `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// A link of the settings, shown on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteLink {
    /// Its words.
    pub title: String,
    /// Where it leads, with the place of its address.
    pub to: Spanned<SiteTarget>,
}

/// An old address that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old path as written, without the `/` at its beginning; one that ends in `/` is a folder.
    pub from: Spanned<String>,
    /// Where it leads, with the place of the address.
    pub to: Spanned<SiteTarget>,
}

impl Redirect {
    /// The file of the site that a browser gets for the old path, if the path can be that of a page: a path without an
    /// ending names a folder, because every host shows the `index.html` in it. `base_path` may stand before the path.
    pub fn page(&self, base_path: &str) -> Option<String> {
        let path = self.path(base_path);
        let name = path.rsplit('/').next().unwrap_or(path);
        match name.rsplit_once('.') {
            _ if name.is_empty() => Some(format!("{path}index.html")),
            Some((_, "html" | "htm")) => Some(path.to_owned()),
            Some((_, ending)) if is_file_ending(ending) => None,
            _ => Some(format!("{path}/index.html")),
        }
    }

    /// The old path from the site's root.
    pub fn path(&self, base_path: &str) -> &str {
        let path = &self.from.value;
        let below = base_path.strip_prefix('/').and_then(|base| path.strip_prefix(base));
        below.filter(|below| !below.is_empty()).unwrap_or(path)
    }
}

/// Whether the part of a name behind its last dot tells what is in the file: `php`, but not `1` of `v2.1`.
fn is_file_ending(ending: &str) -> bool {
    (2..=5).contains(&ending.len()) && ending.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// A file that some hosts read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFile {
    /// Old addresses, for Netlify and Cloudflare Pages.
    Redirects,
    /// HTTP headers, for Netlify and Cloudflare Pages.
    Headers,
}

impl HostFile {
    /// Every file.
    pub const ALL: [Self; 2] = [Self::Redirects, Self::Headers];

    /// Its name, which authors write.
    pub fn name(self) -> &'static str {
        match self {
            Self::Redirects => "_redirects",
            Self::Headers => "_headers",
        }
    }
}

/// Where a link of the settings leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SiteTarget {
    /// To a page or a file of the handbook.
    Project(Target),
    /// To this address of another site or program.
    Elsewhere(String),
}

/// The script of another host that counts visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analytics {
    /// Its address, `https://…`.
    pub script: String,
    /// Names and values of its `data-` attributes; names are without `data-`.
    pub data: Vec<(String, String)>,
}

/// A version of the site that is published elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherVersion {
    /// What readers call it.
    pub title: String,
    /// Its web address, its path on the same host, or its address relative to the root of this site.
    pub url: String,
}

/// The site as one audience sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The name of the audience, with the place it was written; [`PUBLIC`] for everybody.
    pub name: Spanned<String>,
    /// Where this edition will stand, instead of the handbook's `base_url`; always ends in `/`.
    pub base_url: Option<String>,
    /// Whether search engines may list it.
    pub index: bool,
    /// The audiences whose content it shows, too.
    pub includes: Vec<Spanned<String>>,
    /// Files and folders below `content/` that are for this audience alone.
    pub files: Vec<Spanned<String>>,
}

/// The audience of everything that names none.
pub const PUBLIC: &str = "public";

/// A host from which pages may load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    /// The host, in lower case, with a port if it has one: `video.example.org`, `*.example.org`.
    pub host: Spanned<String>,
    /// What may be loaded.
    pub kinds: Vec<ExternalResource>,
}

/// What a page may load from another host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExternalResource {
    /// Images.
    Images,
    /// Pages within the page, such as videos.
    Frames,
    /// Scripts, which may also send data to the host.
    Scripts,
    /// Style sheets and their fonts.
    Styles,
    /// Audio and video files.
    Media,
}

impl ExternalResource {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Images, Self::Frames, Self::Scripts, Self::Styles, Self::Media];

    /// The word that authors write.
    pub fn name(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Frames => "frames",
            Self::Scripts => "scripts",
            Self::Styles => "styles",
            Self::Media => "media",
        }
    }

    /// The directives of the policy that it opens.
    fn directives(self) -> &'static [&'static str] {
        match self {
            Self::Images => &["img-src"],
            Self::Frames => &["frame-src"],
            Self::Scripts => &["script-src", "connect-src"],
            Self::Styles => &["style-src", "font-src"],
            Self::Media => &["media-src"],
        }
    }
}

impl AllowedHost {
    /// Whether this host covers `host`.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        match self.host.value.strip_prefix("*.") {
            Some(parent) => host.strip_suffix(parent).is_some_and(|sub| sub.ends_with('.')),
            None => host == self.host.value,
        }
    }
}

/// What readers call a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// One of them, as a heading.
    pub one: String,
    /// Several of them, as a heading.
    pub other: String,
    /// One of them within a sentence, if the author says how.
    pub one_in_sentence: Option<String>,
    /// Several of them within a sentence, if the author says how.
    pub other_in_sentence: Option<String>,
}

/// What to do with diagnostics of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Do not report.
    Allow,
    /// Report as a warning.
    Warn,
    /// Report as an error.
    Deny,
}

/// A proficiency scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its id, with the place it was written.
    pub id: Spanned<Id>,
    /// Its name.
    pub title: String,
    /// What it measures.
    pub summary: Option<Prose>,
    /// Whether a higher step includes the lower ones.
    pub cumulative: bool,
    /// The steps, lowest first.
    pub steps: Vec<Titled>,
}

/// A step of a scale, a theme (`craft` or `craft/design`) or a band. Fields of entities name it by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// Its id.
    pub id: Spanned<Id>,
    /// Its name.
    pub title: String,
    /// What it means.
    pub summary: Option<Prose>,
}

/// What a level adds to an entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Level {
    /// The organisation's code for it, such as `L3`.
    pub code: Option<String>,
    /// What else can be said in a few words, by label, in the author's order.
    pub facts: Vec<Fact>,
    /// The step that skills of a weight need at this level, by weight.
    pub steps: Vec<(Weight, Reference)>,
    /// How far the work reaches.
    pub scope: Option<Prose>,
    /// How much one decides alone.
    pub autonomy: Option<Prose>,
    /// Over which time or size results are seen.
    pub impact: Option<Prose>,
}

/// Where the files of the theme stand in the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ThemeFiles {
    /// In `assets/`, whatever they hold, so that a saved style sheet keeps its address.
    #[default]
    Plain,
    /// In `assets-HASH/`, with a hash of all of them, so that browsers may keep them forever.
    Hashed,
}

/// How the site looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeSettings {
    /// `default`, or a folder under `themes/`.
    pub name: Spanned<String>,
    /// A logo, relative to `content/`.
    pub logo: Option<Spanned<String>>,
    /// Custom properties by name: `paper`, `ink` and `accent`, each with `_dark`, as `#rrggbb`.
    pub colours: Vec<(String, Spanned<String>)>,
    /// The choice of fonts that `fonts` begins with.
    pub font_preset: FontPreset,
    /// Font stacks by use: `body`, `heading`, `mono`.
    pub fonts: Vec<(String, Spanned<String>)>,
    /// Files of fonts, in the author's order.
    pub font_files: Vec<FontFile>,
}

/// Fonts that go together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FontPreset {
    /// Headings in the serif that the theme ships, running text in the system's sans serif.
    #[default]
    Editorial,
    /// Everything in the system's sans serif.
    Neutral,
    /// Headings in the system's monospaced font.
    Technical,
}

impl FontPreset {
    /// All presets.
    pub const ALL: [Self; 3] = [Self::Editorial, Self::Neutral, Self::Technical];

    /// The name in `handbook.yaml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Editorial => "editorial",
            Self::Neutral => "neutral",
            Self::Technical => "technical",
        }
    }
}

/// A file of a font that pages load from the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    /// The name that a font stack uses.
    pub family: String,
    /// The file, relative to `content/`.
    pub file: Spanned<String>,
    /// Its weight, or the lowest and the highest of a variable font, as in CSS.
    pub weight: Option<String>,
    /// Whether it is the italic of the family.
    pub is_italic: bool,
}

impl Default for ThemeSettings {
    fn default() -> Self {
        Self {
            name: Spanned::new("default".into(), Span::default()),
            logo: None,
            colours: Vec::new(),
            font_preset: FontPreset::default(),
            fonts: Vec::new(),
            font_files: Vec::new(),
        }
    }
}

/// A link in a template of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateLink {
    /// As the template has it.
    pub written: String,
    /// What it names. Paths begin at `content/`.
    pub target: Target,
    /// Where the name stands.
    pub place: Place,
}

impl Config {
    /// The audiences whose content the edition `name` shows: everybody's, its own, and those it includes.
    pub fn readers(&self, name: &str) -> Vec<String> {
        let mut readers = vec![PUBLIC.to_owned()];
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            let edition = self.editions.iter().find(|edition| edition.name.value == name);
            let included = edition.into_iter().flat_map(|edition| &edition.includes).map(|included| &included.value);
            waiting.extend(included.filter(|included| !readers.contains(included)).map(String::as_str));
            if !readers.iter().any(|known| known == name) {
                readers.push(name.to_owned());
            }
        }
        readers
    }

    /// The Content-Security-Policy of every page: only what the site itself holds, and what the settings allow.
    pub fn policy(&self) -> String {
        let mut policy = String::from("default-src 'self'");
        for directive in ExternalResource::ALL.into_iter().flat_map(ExternalResource::directives) {
            let opens = |host: &&AllowedHost| host.kinds.iter().any(|kind| kind.directives().contains(directive));
            let hosts: Vec<String> =
                self.allowed.iter().filter(opens).map(|host| format!(" https://{}", host.host.value)).collect();
            if !hosts.is_empty() {
                policy.push_str(&format!("; {directive} 'self'{}", hosts.concat()));
            }
        }
        policy + "; base-uri 'none'; form-action 'none'; object-src 'none'"
    }

    /// The texts that hold Markdown.
    pub fn proses(&self) -> impl Iterator<Item = &Prose> {
        let steps = self.scales.iter().flat_map(|scale| scale.steps.iter().filter_map(|step| step.summary.as_ref()));
        let themes = self.themes.iter().filter_map(|theme| theme.summary.as_ref());
        self.footer.iter().chain(&self.announcement).chain(steps).chain(themes)
    }

    /// Where links of the settings lead within the handbook, with the places of their addresses.
    pub fn site_targets(&self) -> impl Iterator<Item = (&Target, Span)> {
        let links = self.nav.iter().chain(&self.footer_links).map(|link| &link.to);
        links.chain(self.redirects.iter().map(|redirect| &redirect.to)).filter_map(|to| match &to.value {
            SiteTarget::Project(target) => Some((target, to.span)),
            SiteTarget::Elsewhere(_) => None,
        })
    }

    /// The files below `content/` that the settings name, with the places of the names. A file of `head` may be one of the
    /// theme instead.
    pub fn named_files(&self) -> impl Iterator<Item = (&str, Span)> {
        let fonts = self.theme.font_files.iter().map(|font| &font.file);
        let files = self.theme.logo.iter().chain(fonts).chain(&self.head);
        files.map(|file| (file.value.trim_start_matches('/'), file.span))
    }

    /// The absolute address of the site with its last `/`, if the handbook has one; a `base_url` may be only a path.
    pub fn site_url(&self) -> Option<&str> {
        self.base_url.as_deref().filter(|base| !base.starts_with('/'))
    }

    /// The path part of `base_url`, beginning and ending in `/`.
    pub fn base_path(&self) -> &str {
        let Some(url) = &self.base_url else { return "/" };
        let after = url.find("://").map_or(0, |at| at + 3);
        url[after..].find('/').map_or("/", |slash| &url[after + slash..])
    }
}
