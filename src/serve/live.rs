//! What is served now: the current moment, who looks at it, and what each of them is told when it changes.
//!
//! Answers requests and publishes moments. It does not know how a moment is made, what made it necessary, or how bytes
//! reach the network.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::url;

use super::door::{Reply, Request, Response};
use super::guard::{self, Asked, Refusal, Tab};
use super::moment::{Found, Moment, Page, version};
use super::tabs::{Open, Tabs};
use super::{media, overlay};

/// The site as it is served.
pub struct Live {
    bound: SocketAddr,
    /// Where the files lie, if whoever looks sits at the same machine.
    root: Option<PathBuf>,
    now: RwLock<Arc<Moment>>,
    tabs: Tabs,
    problems: Mutex<Vec<Diagnostic>>,
    /// Pages as they were last shown whole, for when a template fails on them.
    last_good: Mutex<HashMap<String, Arc<Page>>>,
    answering: AtomicUsize,
}

impl Live {
    /// Serves `moment` at the address `bound`. `root` is the project's folder, or `None` to keep it to ourselves.
    pub fn new(bound: SocketAddr, root: Option<PathBuf>, moment: Arc<Moment>) -> Arc<Self> {
        let problems = Mutex::new(errors(&moment.truth.diagnostics));
        Arc::new(Self {
            bound,
            root,
            now: RwLock::new(moment),
            tabs: Tabs::default(),
            problems,
            last_good: Mutex::default(),
            answering: AtomicUsize::new(0),
        })
    }

    /// The current moment.
    pub fn now(&self) -> Arc<Moment> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether somebody waits for an answer.
    pub fn is_busy(&self) -> bool {
        self.answering.load(Ordering::Relaxed) > 0
    }

    /// Keeps track of the tabs for as long as the program runs.
    pub fn keep_tabs(&self) -> ! {
        self.tabs.beat()
    }

    /// Shows a new moment and tells every tab whose page differs in it.
    pub fn publish(&self, moment: Arc<Moment>) {
        let before = self.now();
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = moment.clone();
        // What is gone cannot be fetched again; the pages that showed it differ, and say what they show instead.
        let mut assets = moment.changed_assets(&before);
        assets.retain(|address| moment.shown.plan.has(address));
        self.tabs.tell(|open| {
            self.tell_page(open, &moment)?;
            if open.tab.assets != moment.assets_version() {
                open.tab.assets = moment.assets_version().to_owned();
                open.tell("assets", &json!({ "version": open.tab.assets, "changed": assets }))?;
            }
            // Whoever has read data of the whole site, such as the search index, reads it again.
            open.tell("site", &Value::Null)
        });
        // What is right again must be right as a whole before it is said to be; a mistake can be told at once.
        let early = errors(&moment.truth.diagnostics);
        if !early.is_empty() {
            self.report(&moment, &early);
        }
    }

    /// Takes over what is wrong in `moment`, unless it is no longer the current one.
    pub fn report(&self, moment: &Arc<Moment>, diagnostics: &[Diagnostic]) {
        if !Arc::ptr_eq(moment, &self.now()) {
            return;
        }
        *lock(&self.problems) = errors(diagnostics);
        let data = self.problems_data(moment);
        self.tabs.tell(|open| open.tell_problems(&data));
    }

    /// Answers a request.
    pub fn answer(self: &Arc<Self>, request: &Request) -> Reply {
        self.answering.fetch_add(1, Ordering::Relaxed);
        let reply = self.reply(request);
        self.answering.fetch_sub(1, Ordering::Relaxed);
        reply
    }

    fn reply(self: &Arc<Self>, request: &Request) -> Reply {
        let moment = self.now();
        let base = guard::base(moment.shown.handbook.config.base_path());
        let mut response = match guard::judge(request, self.bound, &base) {
            Err(Refusal::Missing) => self.page(&moment, &base, moment.find(url::NOT_FOUND)),
            Err(refusal) => refuse(refusal),
            Ok(Asked::Page(address)) => self.page(&moment, &base, moment.find(&address)),
            Ok(Asked::Base) => redirect(&base, ""),
            Ok(Asked::Script) => own("text/javascript; charset=utf-8", overlay::SCRIPT),
            Ok(Asked::Sheet) => own("text/css; charset=utf-8", overlay::SHEET),
            Ok(Asked::Events(_)) if request.method == "HEAD" => own("text/event-stream", ""),
            Ok(Asked::Events(tab)) => {
                let live = self.clone();
                return Reply::Stream(Box::new(move |stream| live.join(Open::new(tab, stream))));
            }
        };
        let tag = response.headers.iter().find(|(name, _)| *name == "ETag").map(|(_, tag)| tag.clone());
        if let Some(tag) = tag
            && request.all("if-none-match").flat_map(|tags| tags.split(',')).any(|known| is_same(known, &tag))
        {
            response.status = 304;
        }
        response.only_head = request.method == "HEAD";
        Reply::Whole(response)
    }

    /// What was found, with the script if it is a page for people.
    fn page(&self, moment: &Moment, base: &str, found: Found) -> Response {
        let status = if let Found::Missing(_) = found { 404 } else { 200 };
        let (address, page) = match found {
            Found::Folder(address) => return redirect(base, &address),
            Found::Page(address, page) => (address, page),
            Found::Missing(page) => (url::NOT_FOUND.into(), page),
        };
        let status = if address == url::NOT_FOUND { 404 } else { status };
        let page = self.last_good(&address, page);
        let media = media::type_of(&address);
        let (status, body) = match &page.body {
            Some(body) => (status, body.clone()),
            None => {
                let sources = &moment.truth.sources;
                let text = "It appears by itself as soon as the templates are right again.";
                (500, overlay::plain_page("This page cannot be shown", text, &self.problems(moment), sources).into())
            }
        };
        let is_html = media.starts_with("text/html") || status == 500;
        let body = if is_html { overlay::with_script(&body, base, &page.version).into() } else { body };
        let mut response = whole(status, if is_html { HTML } else { media }, body);
        if status == 200 {
            // The base path and the version are all that the script's tag depends on.
            response.headers.push(("ETag", format!("\"{}\"", page.version)));
        }
        response
    }

    /// The page; if a template fails on it now, as it was before.
    fn last_good(&self, address: &str, page: Arc<Page>) -> Arc<Page> {
        let mut last_good = lock(&self.last_good);
        if page.body.is_none() {
            return last_good.get(address).cloned().unwrap_or(page);
        }
        last_good.insert(address.to_owned(), page.clone());
        page
    }

    /// Tells a new tab what has changed since it was loaded.
    fn join(&self, open: Open) {
        self.tabs.join(open, |open| {
            let moment = self.now();
            self.tell_page(open, &moment)?;
            let version = moment.assets_version();
            if !open.tab.assets.is_empty() && open.tab.assets != version {
                open.tell("assets", &json!({ "version": version, "changed": null }))?;
                // Data of the whole site may have changed as well while nobody listened.
                open.tell("site", &Value::Null)?;
            }
            open.tab.assets = version.to_owned();
            open.tell("hello", &json!({ "assets": version }))?;
            open.tell_problems(&self.problems_data(&moment))
        });
    }

    fn tell_page(&self, open: &mut Open, moment: &Arc<Moment>) -> io::Result<()> {
        let version = self.version(moment, &open.tab);
        if open.tab.version == version {
            return Ok(());
        }
        open.tab.version = version;
        open.tell("page", &json!({ "version": open.tab.version }))
    }

    /// The version of the page that a tab shows.
    fn version(&self, moment: &Moment, tab: &Tab) -> String {
        match moment.find(&tab.page) {
            Found::Page(address, page) => self.last_good(&address, page).version.clone(),
            Found::Missing(page) => self.last_good(url::NOT_FOUND, page).version.clone(),
            Found::Folder(address) => address,
        }
    }

    /// Everything that stops a build, as far as it is known.
    fn problems(&self, moment: &Moment) -> Vec<Diagnostic> {
        let mut problems = lock(&self.problems).clone();
        problems.extend(moment.failures());
        problems
    }

    fn problems_data(&self, moment: &Moment) -> Value {
        overlay::problems(&self.problems(moment), &moment.truth.sources, self.root.as_deref())
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// The problems that stop a build. Warnings are for the terminal.
fn errors(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect()
}

/// Whether a tag from `If-None-Match` stands for the same bytes.
fn is_same(known: &str, tag: &str) -> bool {
    let known = known.trim();
    known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
}

/// One of the server's own files.
fn own(media: &'static str, text: &'static str) -> Response {
    let mut response = whole(200, media, text.as_bytes().into());
    response.headers.push(("ETag", format!("\"{}\"", version(text.as_bytes()))));
    response
}

fn whole(status: u16, media: &'static str, body: Arc<[u8]>) -> Response {
    let headers = vec![
        ("Content-Type", media.to_owned()),
        // Kept, but asked about each time.
        ("Cache-Control", "no-cache".into()),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Cross-Origin-Resource-Policy", "same-origin".into()),
        ("X-Frame-Options", "SAMEORIGIN".into()),
    ];
    Response { status, headers, body, only_head: false }
}

/// Leads to an address of the plan; nothing of what was asked for is repeated.
fn redirect(base: &str, address: &str) -> Response {
    let mut response = whole(301, "text/plain; charset=utf-8", Arc::default());
    response.headers.push(("Location", format!("{}{}", url::encode(base), url::encode(address))));
    response
}

fn refuse(refusal: Refusal) -> Response {
    let (status, text) = match refusal {
        Refusal::Malformed => (400, "This is not an address.\n"),
        Refusal::Foreign => (403, "This server answers its own pages only.\n"),
        Refusal::Missing => (404, "There is nothing here.\n"),
        Refusal::Method => (405, "Only GET and HEAD are answered.\n"),
    };
    let mut response = whole(status, "text/plain; charset=utf-8", text.as_bytes().into());
    if refusal == Refusal::Method {
        response.headers.push(("Allow", "GET, HEAD".into()));
    }
    response
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
