//! The spine: a snapshot of files in, a map from address to bytes out.
//!
//! [`compile`] reads top-down as the pipeline; [`Compiled::render`] gives the bytes of one address. Nothing here
//! touches the world, so the same sources and options always give the same bytes, whatever was compiled before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::chart::{self, card};
use crate::check;
use crate::content::{Collation, Config, HostFile, Policy};
use crate::diagnostic::{Diagnostic, MISSING_HANDBOOK, Severity};
use crate::export::{self, ExportError, Exporter, Take};
use crate::feeds;
use crate::handbook::history::{SnapshotError, VersionSnapshot};
use crate::handbook::{self, Asset, EntityId, FileFacts, Graph, Handbook, Use};
pub use crate::handbook::{Audience, HandbookOptions};
use crate::hash::Fingerprint;
use crate::page::{self, Claims, Copied, Output, Plan, Site};
use crate::parse::files::Patterns;
use crate::parse::{self, FileKind, HANDBOOK};
use crate::render::Renderer;
use crate::search::{self, Index};
use crate::source::{Content, Lines, Place, Source, Sources};
use crate::theme::SiteTheme;

/// What the last compilation worked out: parsed files in the order of their paths, the graph, the plan, the templates,
/// and what the last search index was made of.
///
/// Sound because a [`FileFacts`] depends on nothing but its source, the parse options and the language, an [`Asset`] on
/// nothing but its source, and a [`Renderer`] on nothing but a theme and the settings of the site, all of which are
/// compared by value, and because none of them is ever changed once made. A [`Graph`] depends on nothing but its input, and a
/// [`Plan`] on nothing but its claims; both are compared by value. Each of them is kept whole or made anew. What is kept
/// of the search index is described at [`search::SearchMemo`]. Only the last generation is kept.
#[derive(Default)]
pub struct Memo {
    files: Vec<Remembered>,
    options: parse::ParseOptions,
    language: String,
    assets: Arc<BTreeMap<String, Asset>>,
    plan: Option<Planned>,
    renderer: Option<(SiteTheme, Site, Arc<Renderer>)>,
    search: Arc<Mutex<search::SearchMemo>>,
    /// How many files the last compilation parsed; for tests that count work.
    pub parsed: usize,
}

impl Memo {
    /// How many entities the last search index read anew; for tests that count work.
    pub fn counted(&self) -> usize {
        self.search.lock().unwrap_or_else(PoisonError::into_inner).counted
    }
}

/// A source and what parsing it gave; `None` for files that hold nothing to parse.
type Remembered = (Arc<Source>, Arc<Option<FileFacts>>);

/// A graph and the plan of its site.
struct Planned {
    graph: Arc<Graph>,
    plan: Arc<Plan>,
}

/// The bytes at an address, or the template error that stands there instead.
pub type Rendered = Result<Arc<[u8]>, Diagnostic>;

/// Says whether the file at an address exists already and was made from this.
pub type Keep<'a> = dyn Fn(&str, Fingerprint) -> bool + Sync + 'a;

/// Takes the bytes at an address, and the fingerprint of what they were made from, if [`Keep`] was asked for it.
pub type TakeFile<'a> = dyn Fn(&str, &[u8], Option<Fingerprint>) + Sync + 'a;

/// The bytes at an address: made for this request, or shared with the value that holds them.
enum OutputBytes<'a> {
    Made(Vec<u8>),
    Shared(&'a Arc<[u8]>),
}

impl Deref for OutputBytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Made(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

impl From<OutputBytes<'_>> for Arc<[u8]> {
    fn from(bytes: OutputBytes) -> Self {
        match bytes {
            OutputBytes::Made(bytes) => bytes.into(),
            OutputBytes::Shared(bytes) => bytes.clone(),
        }
    }
}

/// A handbook ready to be rendered.
pub struct Compiled {
    /// The snapshot it was made from.
    pub sources: Sources,
    /// The linked handbook.
    pub handbook: Arc<Handbook>,
    /// Every address.
    pub plan: Arc<Plan>,
    /// Everything wrong with the content and the theme, in the order of reports, after the handbook's own
    /// `diagnostics:` settings.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that could not be read, so that what they define is missing from the handbook.
    pub broken: Vec<Arc<str>>,
    /// Whose edition this is.
    pub audience: Audience,
    /// The files that hold something for other audiences than that of the edition, which is left out.
    pub hidden: BTreeSet<Arc<str>>,
    site: Site,
    theme: SiteTheme,
    renderer: Option<Arc<Renderer>>,
    // Both follow from the handbook alone, so it does not matter when they are made, nor by whom.
    index: OnceLock<Index>,
    search: OnceLock<BTreeMap<String, Arc<[u8]>>>,
    // Shared with the other compilations of the same memo; a compilation that makes an index stores its counts there.
    counted: Arc<Mutex<search::SearchMemo>>,
}

/// Compiles a snapshot. `found` are problems that reading the snapshot met.
pub fn compile(sources: Sources, found: Vec<Diagnostic>, options: &HandbookOptions, memo: &mut Memo) -> Compiled {
    compile_with(sources, found, options, memo, &mut |_| {})
}

/// Compiles a snapshot and calls `done` with the name of each phase when it ends, so that a caller who has a clock
/// can time them.
pub fn compile_with(
    sources: Sources,
    found: Vec<Diagnostic>,
    options: &HandbookOptions,
    memo: &mut Memo,
    done: &mut dyn FnMut(&'static str),
) -> Compiled {
    let mut compiled = assemble(sources, found, options, memo, done);
    compiled.diagnostics = compiled.problems();
    done("check");
    compiled
}

/// Everything up to a handbook that can be rendered; its `diagnostics` lack what the rules for the handbook as a whole
/// find, which no page depends on. [`Compiled::problems`] adds them.
pub fn assemble(
    sources: Sources,
    found: Vec<Diagnostic>,
    options: &HandbookOptions,
    memo: &mut Memo,
    done: &mut dyn FnMut(&'static str),
) -> Compiled {
    let mut diagnostics = found;
    let changed_assets = parse_all(&sources, options, memo);
    done("parse");
    let files = || memo.files.iter().filter_map(|(_, file)| Option::as_ref(file));
    let parsed = || files().map(|file| &file.parsed);
    diagnostics.extend(parsed().flat_map(|file| file.diagnostics.iter().cloned()));
    if sources.get(HANDBOOK).is_none() {
        diagnostics.push(
            Diagnostic::new(MISSING_HANDBOOK, Place::file(&HANDBOOK.into()), "there is no content/handbook.yaml")
                .help("Make one with at least a `title:`, or begin with `rungs init`."),
        );
    }

    let broken = parsed().filter(|file| !file.incomplete.is_empty()).map(|file| file.path.clone()).collect();
    if changed_assets {
        memo.assets = Arc::new(assets(&memo.files, &memo.options.markdown.files));
    }
    let last = memo.plan.take();
    let copies = match &memo.options.readers {
        Some(readers) => {
            let theme: Vec<&str> =
                sources.under("themes/").filter_map(|source| source.as_text().map(|text| &**text)).collect();
            let mut copies = handbook::copies(&memo.assets, files(), readers, &theme);
            // Equal files stay the same files, so that their bytes are not compared again.
            if let Some(last) =
                last.as_ref().map(|last| &last.graph.input().assets).filter(|last| **last == copies.assets)
            {
                copies.assets = last.clone();
            }
            copies
        }
        None => handbook::Copies { assets: memo.assets.clone(), ..handbook::Copies::default() },
    };
    let hidden = parsed().filter(|file| file.hidden.is_some()).map(|file| file.path.clone()).collect();
    let (input, texts) = handbook::gather(files(), copies, options);
    let graph = match &last {
        Some(last) if *last.graph.input() == input => last.graph.clone(),
        _ => Arc::new(Graph::of(input)),
    };
    let (theme, problems) = SiteTheme::load(&sources, &graph.input().config);
    diagnostics.extend(problems);
    diagnostics.extend(check::unknown_edition_files(&graph.input().config, &sources));
    diagnostics.extend(theme.unknown_layouts(texts.layouts()));
    let mut handbook = Handbook::of(graph, texts, theme.strings.clone());
    handbook.last_changes = options.last_changes.clone();
    let handbook = Arc::new(handbook);
    done("link");

    let copied = Copied {
        assets: theme.assets_folder(options.theme_files),
        theme: theme.assets().map(|(name, _)| name.to_owned()).collect(),
        index: search::IndexLayout::of(search::Measure::of(&handbook)).files(),
    };
    // Claims follow from the graph and the copied files, so the same ones need not be collected again.
    let is_same = |last: &&Planned| Arc::ptr_eq(&last.graph, &handbook.graph) && last.plan.claims().copied() == &copied;
    let plan = match last.as_ref().filter(is_same) {
        Some(last) => last.plan.clone(),
        None => {
            let claims = Claims::of(&handbook, copied);
            let same = last.filter(|last| *last.plan.claims() == claims).map(|last| last.plan);
            same.unwrap_or_else(|| Arc::new(Plan::of(claims)))
        }
    };
    memo.plan = Some(Planned { graph: handbook.graph.clone(), plan: plan.clone() });
    done("plan");

    let links = page::template_links(&handbook, &plan, &theme.links());
    let site = Site { links, ..page::site(&handbook, &plan, &theme.strings, theme.has_theme_css()) };
    let known = memo.renderer.take().filter(|known| known.0 == theme && known.1 == site);
    let renderer = match known {
        Some((_, _, renderer)) => Some(renderer),
        None => Renderer::new(&theme, &site).map_err(|problems| diagnostics.extend(problems)).map(Arc::new).ok(),
    };
    memo.renderer = renderer.clone().map(|renderer| (theme.clone(), site.clone(), renderer));

    done("theme");

    let diagnostics = in_order(diagnostics, &handbook.config);
    Compiled {
        sources,
        handbook,
        plan,
        diagnostics,
        broken,
        audience: options.audience.clone(),
        hidden,
        site,
        theme,
        renderer,
        index: OnceLock::new(),
        search: OnceLock::new(),
        counted: memo.search.clone(),
    }
}

impl Compiled {
    /// Whether any problem is an error, so that the site must not be written.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// The diagnostics, and what the rules for the handbook as a whole find.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut problems = check::check(&self.handbook, &self.plan);
        problems.extend(check::template_links(&self.handbook, &self.plan, &self.theme.links()));
        problems.extend_from_slice(&self.diagnostics);
        in_order(problems, &self.handbook.config)
    }

    /// Every place that names the entity: in the content, and in the project's own templates.
    pub fn uses(&self, index: EntityId) -> Vec<Use> {
        self.handbook.uses(index, &self.theme.links())
    }

    /// Whether the templates can be used at all.
    pub fn can_render(&self) -> bool {
        self.renderer.is_some()
    }

    /// The errors of the templates on any page, each once. The built-in ones fail on no page, so only a theme that overrides
    /// one is tried.
    pub fn template_errors(&self) -> Vec<Diagnostic> {
        if !self.theme.has_own_templates() {
            return Vec::new();
        }
        self.handbook.resolve_all();
        let outputs: Vec<(&String, &Output)> = self.plan.outputs.iter().collect();
        let failed = |(url, output): (&String, &Output)| {
            let input = self.page_input(url, output)?;
            self.renderer.as_ref()?.render(&input).err()
        };
        let problems = outputs.into_par_iter().filter_map(failed).collect();
        in_order(once_each(problems), &self.handbook.config)
    }

    /// Whether the same [`page::PageInput`] gives the same page as in the other.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.theme == other.theme && self.site == other.site && self.can_render() == other.can_render()
    }

    /// Whether the files that pages share are those of the other; the content's are not compared but recognised.
    pub fn has_assets_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.handbook.assets, &other.handbook.assets) && self.theme.assets().eq(other.theme.assets())
    }

    /// The files that pages share, by address: those of the theme and those of the content.
    pub fn assets(&self) -> impl Iterator<Item = (String, &Arc<[u8]>)> {
        let theme = self.theme.assets().map(|(name, bytes)| (format!("{}/{name}", self.plan.assets), bytes));
        theme.chain(self.handbook.assets.iter().map(|(path, asset)| (path.clone(), &asset.bytes)))
    }

    /// The bytes at an address; `None` if the plan has none there, or the templates are broken, which was reported. The
    /// error is a template's.
    pub fn render(&self, url: &str) -> Option<Rendered> {
        let bytes = self.make(url, self.plan.outputs.get(url)?)?;
        Some(bytes.map(Arc::from))
    }

    /// Makes what the plan has at an address.
    fn make(&self, url: &str, output: &Output) -> Option<Result<OutputBytes<'_>, Diagnostic>> {
        Some(Ok(match output {
            Output::Page(_) | Output::Markdown(..) => {
                let input = self.page_input(url, output)?;
                return Some(self.renderer.as_ref()?.render(&input).map(OutputBytes::Made));
            }
            Output::Asset(path) => OutputBytes::Shared(&self.handbook.assets.get(path)?.bytes),
            Output::ThemeAsset(name) => OutputBytes::Shared(self.theme.assets().find(|(known, _)| known == name)?.1),
            Output::Sitemap => text(feeds::sitemap(&self.handbook, &self.plan)),
            Output::Host(HostFile::Redirects) => text(feeds::redirects(&self.handbook, &self.plan)),
            Output::Host(HostFile::Headers) => text(feeds::headers(&self.handbook, &self.plan)),
            Output::Robots => text(feeds::robots(&self.handbook)),
            Output::IndexJson => text(self.index_json()),
            Output::Search(file) => OutputBytes::Shared(self.search_files().get(file)?),
            Output::LlmsTxt => text(feeds::llms_txt(&self.handbook, &self.plan)),
            Output::RoleChanges(role) => text(feeds::role_changes(&self.handbook, &self.plan, *role)),
            Output::Feed(role) => text(feeds::atom(&self.handbook, *role)?),
            Output::CompareData => text(feeds::comparison_data(&self.handbook, &self.plan)),
            Output::Card(key) => OutputBytes::Made(self.drawing(*key)?.png()),
            Output::Icon(size) => OutputBytes::Made(self.icon(*size)),
            Output::WebManifest => text(feeds::web_manifest(&self.site, &self.colour("paper"))),
            Output::Export(format, only) => OutputBytes::Made(self.exported(export::of(*format), *only).ok()?),
        }))
    }

    /// What the page at an address shows; `None` for what is no page.
    fn page_input(&self, url: &str, output: &Output) -> Option<page::PageInput> {
        match output {
            Output::Page(key) => Some(page::input(&self.handbook, &self.plan, url, *key)),
            Output::Markdown(page, key) => Some(page::markdown_input(&self.handbook, &self.plan, page, *key)),
            _ => None,
        }
    }

    /// The social card of a page, laid out.
    fn drawing(&self, key: page::PageKey) -> Option<card::Drawing> {
        let card = page::social_card::card(&self.handbook, &self.plan, key)?;
        let [paper, ink, accent] = ["paper", "ink", "accent"].map(|name| self.colour(name));
        Some(card::Drawing::of(&card, &card::Colours { paper, ink, accent }))
    }

    /// The mark of the theme as a picture, on its accent.
    fn icon(&self, size: u32) -> Vec<u8> {
        chart::icon(&self.theme.mark(), size, &self.colour("accent"))
    }

    fn colour(&self, name: &str) -> String {
        self.theme.colours.get(name).cloned().unwrap_or_default()
    }

    /// Exports the handbook, or the roles of one entity: a role, a track or a family.
    ///
    /// # Errors
    ///
    /// When the format cannot hold what was asked for, or when `take` fails.
    pub fn export(&self, exporter: &Exporter, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
        if exporter.is_index_json() && only.is_none() {
            return take(self.index_json().as_bytes());
        }
        exporter.write(&self.handbook, only, take)
    }

    /// The same as a whole.
    ///
    /// # Errors
    ///
    /// When the format cannot hold what was asked for.
    pub fn exported(&self, exporter: &Exporter, only: Option<EntityId>) -> Result<Vec<u8>, ExportError> {
        let mut bytes = Vec::new();
        self.export(exporter, only, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// The files of the search index by their name below `search/`, made when they are first asked for.
    pub fn search_files(&self) -> &BTreeMap<String, Arc<[u8]>> {
        self.search.get_or_init(|| search::files(self.index()))
    }

    /// The search index, made when it is first asked for.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            // Taken out and put back, so that no thread waits while it holds the lock: making an index uses all threads.
            let counted = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memo = std::mem::take(&mut *counted());
            let index = search::index(&self.handbook, &self.plan, &mut memo);
            *counted() = memo;
            index
        })
    }

    /// The addresses of all files, sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.plan.outputs.keys().map(String::as_str)
    }

    /// Makes every file of the site and hands each over, from all threads; what is handed over need not be kept. Pages and
    /// social cards take time to make, so `keep` gets their fingerprint first. If it returns true, the file is neither made nor
    /// handed over. Otherwise `take` gets the fingerprint with the bytes.
    ///
    /// # Errors
    ///
    /// The errors of the templates, each once; the files that met none are handed over all the same.
    #[expect(clippy::result_large_err, reason = "a failing template is rare, and ends the build")]
    pub fn render_each(&self, keep: &Keep, take: &TakeFile) -> Result<(), Vec<Diagnostic>> {
        // Made first and not by one of the threads below: making it takes all of them, and one that waits for it
        // cannot help.
        self.handbook.resolve_all();
        self.search_files();
        let outputs: Vec<(&String, &Output)> = self.plan.outputs.iter().collect();
        let unless_kept = |url: &str, from: Fingerprint, make: &dyn Fn() -> Result<Vec<u8>, Diagnostic>| {
            if keep(url, from) { None } else { make().map(|bytes| take(url, &bytes, Some(from))).err() }
        };
        let make = |(url, output): (&String, &Output)| match output {
            Output::Card(key) => {
                let drawing = self.drawing(*key)?;
                unless_kept(url, drawing.fingerprint(), &|| Ok(drawing.png()))
            }
            Output::Page(_) | Output::Markdown(..) => {
                let (input, renderer) = (self.page_input(url, output)?, self.renderer.as_ref()?);
                unless_kept(url, renderer.fingerprint(&input), &|| renderer.render(&input))
            }
            _ => self.make(url, output)?.map(|bytes| take(url, &bytes, None)).err(),
        };
        let problems = outputs.into_par_iter().filter_map(make);
        let problems: Vec<Diagnostic> = problems.collect();
        if problems.is_empty() { Ok(()) } else { Err(in_order(once_each(problems), &self.handbook.config)) }
    }

    /// Every file of the site at once, or the errors of the templates, each once.
    pub fn render_all(&self) -> Result<BTreeMap<String, Arc<[u8]>>, Vec<Diagnostic>> {
        let files = Mutex::new(BTreeMap::new());
        let keep = |url: &str, bytes: &[u8], _: Option<Fingerprint>| {
            files.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned(), Arc::from(bytes));
        };
        self.render_each(&|_, _| false, &keep)?;
        Ok(files.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// The handbook as a version that can be compared with others.
    ///
    /// # Errors
    ///
    /// Never for what this program writes; the type says so because the text could be another's.
    pub fn snapshot(&self) -> Result<VersionSnapshot, SnapshotError> {
        VersionSnapshot::read(&self.index_json())
    }

    fn index_json(&self) -> String {
        // Where a file holds more than is shown, the number of a line says how much.
        let sources = self.sources.under("content/").filter(|source| !self.hidden.contains(&source.path));
        let texts = sources.filter_map(|source| Some((&*source.path, &**source.as_text()?)));
        let lines: HashMap<&str, (&str, OnceLock<Lines>)> =
            texts.map(|(path, text)| (path, (text, OnceLock::new()))).collect();
        let line = |place: &Place| {
            let span = place.span?;
            let (text, lines) = lines.get(&*place.path)?;
            Some(lines.get_or_init(|| Lines::of(text)).position(span.start as usize).line)
        };
        feeds::index_json(&self.handbook, &self.plan, &line)
    }
}

/// Whether any of the problems is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Parses every file of the content, taking from the memo what has not changed; returns whether any of the files that
/// are only copied came, went or changed. `handbook.yaml` comes first, because its Markdown settings are an input of
/// all others.
fn parse_all(sources: &Sources, asked: &HandbookOptions, memo: &mut Memo) -> bool {
    let settings = sources.get(HANDBOOK);
    let plain = parse::ParseOptions::default();
    let config = settings.and_then(|source| parse::parse(source, &plain)).and_then(|parsed| parsed.config);
    let options = parse_options(config.as_deref(), &asked.audience);
    let language = config.map_or_else(|| Config::default().language, |config| config.language.clone());
    let is_same = memo.options == options && memo.language == language;
    let old = std::mem::take(&mut memo.files);
    let mut known = old.iter().filter(|_| is_same).peekable();
    let mut new = Vec::new();
    // With other options nothing is known, so a file that is gone would not be seen.
    let mut changed_assets = !is_same;
    // Both lists are in the order of paths, so one walk along both finds every file that is known.
    for source in sources.under("content/") {
        let same = |known: &Remembered| Arc::ptr_eq(&known.0, source);
        while let Some((gone, _)) = known.next_if(|one| !same(one) && one.0.path < source.path) {
            changed_assets |= is_asset(gone);
        }
        let file = known.next_if(|one| same(one) || one.0 == *source).map(|(_, parsed)| parsed.clone());
        if file.is_none() {
            changed_assets |= is_asset(source);
            new.push(memo.files.len());
        }
        memo.files.push((source.clone(), file.unwrap_or_default()));
    }
    changed_assets |= known.any(|(gone, _)| is_asset(gone));
    let collation = Collation::of(&language);
    let file = |at: &usize| parse::parse(&memo.files[*at].0, &options).map(|parsed| FileFacts::of(parsed, &collation));
    let results: Vec<_> = new.par_iter().map(|at| Arc::new(file(at))).collect();
    (memo.options, memo.language) = (options, language);
    memo.parsed = new.len();
    for (at, parsed) in new.into_iter().zip(results) {
        memo.files[at].1 = parsed;
    }
    changed_assets
}

/// What parsing depends on: the settings and the audience.
fn parse_options(config: Option<&Config>, audience: &Audience) -> parse::ParseOptions {
    let nothing = Config::default();
    let readers = |name: &String| {
        let config = config.unwrap_or(&nothing);
        let audiences = config.readers(name);
        let others = config.editions.iter().filter(|edition| !audiences.contains(&edition.name.value));
        let mine = config.editions.iter().filter(|edition| audiences.contains(&edition.name.value));
        let mine: Vec<&str> = mine.flat_map(|edition| &edition.files).map(|file| file.value.as_str()).collect();
        let hidden = others.flat_map(|edition| &edition.files).map(|file| file.value.clone());
        parse::Readers {
            hidden_files: hidden.filter(|file| !mine.contains(&file.as_str())).collect(),
            audiences: audiences.into(),
        }
    };
    parse::ParseOptions {
        markdown: config.map_or_else(parse::markdown::MarkdownOptions::default, |config| {
            parse::markdown::MarkdownOptions {
                raw_html: config.raw_html,
                plain_addresses: config.plain_addresses,
                schemes: config.schemes.clone().into(),
                allowed: config.allowed.clone().into(),
                files: Patterns { publish: config.publish.clone().into(), ignore: config.ignore.clone().into() },
            }
        }),
        audiences: config.map(|config| config.editions.iter().map(|edition| edition.name.value.clone()).collect()),
        readers: match audience {
            Audience::All => None,
            Audience::Named(name) => Some(readers(name)),
        },
    }
}

fn is_asset(source: &Source) -> bool {
    parse::file_kind(&source.path) == Some(FileKind::Asset)
}

/// Whether a file is copied as it is, if no rule leaves it out.
fn is_copied(source: &Source, files: &Patterns) -> bool {
    is_asset(source) && source.path.strip_prefix("content/").is_some_and(|path| !files.ignores(path))
}

/// The files that are copied, by path below `content/`, with the size of images.
fn assets(files: &[Remembered], patterns: &Patterns) -> BTreeMap<String, Asset> {
    let assets = files.iter().filter(|(source, _)| is_copied(source, patterns)).filter_map(|(source, _)| {
        let bytes: Arc<[u8]> = match &source.content {
            Content::Text(text) => text.clone().into(),
            Content::Bytes(bytes) => bytes.clone(),
            Content::Unreadable(_) => return None,
        };
        let path = source.path.strip_prefix("content/")?.to_owned();
        let size = crate::image::size(&path, &bytes);
        let doubt = patterns.doubt(&path);
        Some((path, Asset { bytes, size, doubt }))
    });
    assets.collect()
}

/// One problem for each mistake in a template, at the first page that met it, with the number of pages that did too; in
/// the order of reports.
pub fn once_each(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    problems.sort();
    let mut kept: Vec<(Diagnostic, usize)> = Vec::new();
    for problem in problems {
        let same = |first: &Diagnostic| (&first.place, &first.message) == (&problem.place, &problem.message);
        match kept.last_mut() {
            Some((first, others)) if same(first) => *others += 1,
            _ => kept.push((problem, 0)),
        }
    }
    let more = kept.into_iter().map(|(problem, others)| match (others, &problem.help) {
        (1.., Some(help)) => {
            let help = format!("{help} So it did on {others} more.");
            problem.help(help)
        }
        _ => problem,
    });
    more.collect()
}

/// Applies the handbook's own severities, sorts, and drops what was found twice.
fn in_order(diagnostics: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            match config.policies.iter().rev().find(|(code, _)| *code == diagnostic.code).map(|(_, policy)| policy) {
                Some(Policy::Allow) => return None,
                Some(Policy::Warn) => diagnostic.severity = Severity::Warning,
                Some(Policy::Deny) => diagnostic.severity = Severity::Error,
                None => {}
            }
            Some(diagnostic)
        })
        .collect();
    kept.sort();
    kept.dedup();
    kept
}

fn text(text: String) -> OutputBytes<'static> {
    OutputBytes::Made(text.into_bytes())
}
