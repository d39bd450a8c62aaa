//! The site as it is shown now: the current revision, the clients that listen, and what each is sent on a change.
//!
//! It answers requests and publishes revisions. It does not know how revisions are made or how HTTP works.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::urls;

use super::changes::{ChangesView, SwitchView};
use super::clients::{Client, Clients};
use super::http::{Body, Closed, Reply, Request, Response, event_stream};
use super::last_commit::LastCommit;
use super::overlay::{self, EditorLinks};
use super::revision::{Lookup, Revision, ServedPage, file_address, version};
use super::routes::{self, Rejection, Route};
use super::{lock, range};

/// The site as it is shown now.
pub struct Preview {
    bound: SocketAddr,
    links: EditorLinks,
    last_commit: Option<LastCommit>,
    revision: RwLock<Arc<Revision>>,
    clients: Clients,
    problems: Mutex<Vec<Diagnostic>>,
    /// Pages as they were last rendered, for when a template fails on them. Only addresses of the site are kept.
    last_good: Mutex<HashMap<String, Arc<ServedPage>>>,
    answering: AtomicUsize,
}

impl Preview {
    /// Shows `revision` on a server that is bound to `bound`. Pages can be compared with `last_commit`.
    pub fn new(
        bound: SocketAddr,
        links: EditorLinks,
        last_commit: Option<LastCommit>,
        revision: Arc<Revision>,
    ) -> Arc<Self> {
        let problems = Mutex::new(errors(&revision.current.diagnostics));
        Arc::new(Self {
            bound,
            links,
            last_commit,
            revision: RwLock::new(revision),
            clients: Clients::default(),
            problems,
            last_good: Mutex::default(),
            answering: AtomicUsize::new(0),
        })
    }

    /// The current revision.
    pub fn revision(&self) -> Arc<Revision> {
        self.revision.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a request is being answered.
    pub fn is_busy(&self) -> bool {
        self.answering.load(Ordering::Relaxed) > 0
    }

    /// Shows a new revision and notifies every client whose page differs in it.
    pub fn publish(&self, revision: Arc<Revision>) {
        let before = self.revision();
        *self.revision.write().unwrap_or_else(PoisonError::into_inner) = revision.clone();
        lock(&self.last_good).retain(|address, _| revision.displayed.plan.has(address));
        // Deleted assets are left out: pages that used them have changed and are loaded again.
        let mut assets = revision.changed_assets(&before);
        assets.retain(|address| revision.displayed.plan.has(address));
        self.clients.notify(|client| {
            self.send_page(client, &revision)?;
            if client.state.assets != revision.assets_version() {
                client.state.assets = revision.assets_version().to_owned();
                client.send("assets", &json!({ "version": client.state.assets, "changed": assets }))?;
            }
            // Scripts that have loaded data of the whole site, such as the search index, load it again.
            client.send("site", &Value::Null)
        });
        // Errors are sent at once; "no errors" is sent only after the full check has run.
        let early = errors(&revision.current.diagnostics);
        if !early.is_empty() {
            self.report(&revision, &early);
        }
    }

    /// Shows the problems of `revision`, unless there is a newer one.
    pub fn report(&self, revision: &Arc<Revision>, diagnostics: &[Diagnostic]) {
        if !Arc::ptr_eq(revision, &self.revision()) {
            return;
        }
        *lock(&self.problems) = errors(diagnostics);
        let data = self.problems_data(revision);
        self.clients.notify(|client| client.send_problems(&data));
    }

    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Reply {
        self.answering.fetch_add(1, Ordering::Relaxed);
        let reply = self.reply(request);
        self.answering.fetch_sub(1, Ordering::Relaxed);
        reply
    }

    fn reply(&self, request: &Request) -> Reply {
        let revision = self.revision();
        let base = routes::base(revision.displayed.handbook.config.base_path());
        let response = match routes::route(request, self.bound, &base) {
            Err(Rejection::Missing) => self.page(&revision, &base, revision.find(urls::NOT_FOUND)),
            Err(rejection) => reject(rejection),
            Ok(Route::Page(address)) => self.page(&revision, &base, revision.find(&address)),
            Ok(Route::Base) => redirect(302, &base, ""),
            Ok(Route::Script) => own("text/javascript; charset=utf-8", overlay::SCRIPT),
            Ok(Route::Stylesheet) => own("text/css; charset=utf-8", overlay::STYLESHEET),
            Ok(Route::Changes(page)) => self.changes(&revision, &page),
            Ok(Route::Events(_)) if request.method == "HEAD" => own("text/event-stream", ""),
            Ok(Route::Events(state)) => {
                let (events, stream) = event_stream();
                self.join(Client::new(state, events));
                return Reply::Events(stream);
            }
        };
        if is_known(request, &response) {
            return Reply::Response(Response { status: 304, body: Body::default(), ..response });
        }
        Reply::Response(range::apply(request, response))
    }

    /// The response for what was found. HTML gets the script that keeps it up to date.
    fn page(&self, revision: &Revision, base: &str, found: Lookup) -> Response {
        let (address, page) = match found {
            Lookup::Folder(address) => return redirect(301, base, &address),
            Lookup::Page(address, page) => (address, page),
        };
        let page = self.last_good(&address, page);
        let Some(body) = &page.body else {
            let text = "It appears by itself as soon as the templates are correct again.";
            let problems = self.problems(revision);
            let html = overlay::plain_page("This page cannot be shown", text, &problems, &revision.current.sources);
            return response(500, HTML.into(), overlay::with_script(html.into(), base, &page.version));
        };
        let status = if address == urls::NOT_FOUND { 404 } else { 200 };
        let media = media_type(&address);
        let mut body = Body::from(body.clone());
        if media.starts_with("text/html") {
            body = overlay::with_script(body, base, &page.version);
        }
        let mut response = response(status, media, body);
        if status == 200 {
            // The script's tag depends on nothing but the base path and the version.
            response.headers.push(("etag", format!("\"{}\"", page.version)));
        }
        response
    }

    /// What differs from the last commit on the page at `requested`. While that is being worked out for another request,
    /// the answer is that it is pending.
    fn changes(&self, revision: &Arc<Revision>, requested: &str) -> Response {
        let Some(last_commit) = &self.last_commit else { return reject(Rejection::Missing) };
        let view = last_commit.compare(revision).map(|compared| match compared {
            Ok(compared) => ChangesView::of(&compared, &file_address(requested)),
            Err(reason) => ChangesView::failed(&revision.displayed.handbook.strings, reason),
        });
        let data = view.map_or_else(|| json!({ "pending": true }), |view| json!(view));
        response(200, "application/json; charset=utf-8".into(), data.to_string().into_bytes().into())
    }

    /// The page; if a template fails on it, the page as it was before.
    fn last_good(&self, address: &str, page: Arc<ServedPage>) -> Arc<ServedPage> {
        let mut last_good = lock(&self.last_good);
        if page.body.is_none() {
            return last_good.get(address).cloned().unwrap_or(page);
        }
        last_good.insert(address.to_owned(), page.clone());
        page
    }

    /// Sends a new client what has changed since its page was loaded.
    fn join(&self, client: Client) {
        self.clients.join(client, |client| {
            let revision = self.revision();
            self.send_page(client, &revision)?;
            let version = revision.assets_version();
            if !client.state.assets.is_empty() && client.state.assets != version {
                client.send("assets", &json!({ "version": version, "changed": null }))?;
                // Data of the whole site may have changed as well.
                client.send("site", &Value::Null)?;
            }
            client.state.assets = version.to_owned();
            let switch = self.last_commit.as_ref().map(|_| SwitchView::of(&revision.displayed.handbook.strings));
            client.send("hello", &json!({ "assets": version, "switch": switch }))?;
            client.send_problems(&self.problems_data(&revision))
        });
    }

    /// Sends the version of the page that a client shows, if it has another one.
    fn send_page(&self, client: &mut Client, revision: &Revision) -> Result<(), Closed> {
        let version = match revision.find(&client.state.page) {
            Lookup::Page(address, page) => self.last_good(&address, page).version.clone(),
            Lookup::Folder(address) => address,
        };
        if client.state.version == version {
            return Ok(());
        }
        client.state.version = version;
        client.send("page", &json!({ "version": client.state.version }))
    }

    /// Every problem that stops a build, as far as it is known.
    fn problems(&self, revision: &Revision) -> Vec<Diagnostic> {
        let mut problems = lock(&self.problems).clone();
        problems.extend(revision.failures());
        problems
    }

    fn problems_data(&self, revision: &Revision) -> Value {
        overlay::problems(&self.problems(revision), &revision.current.sources, &self.links)
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// The problems that stop a build. Warnings are shown at the terminal only.
fn errors(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect()
}

/// The content type of a file, by its extension.
fn media_type(address: &str) -> String {
    // Browsers download Markdown instead of showing it.
    let media = match mime_guess::from_path(address).first_raw().unwrap_or("application/octet-stream") {
        "text/markdown" => "text/plain",
        media => media,
    };
    let is_text = media.starts_with("text/") || matches!(media, "application/json" | "application/javascript");
    if is_text { format!("{media}; charset=utf-8") } else { media.to_owned() }
}

/// Whether the browser has these bytes already, by the tags in `If-None-Match`.
fn is_known(request: &Request, response: &Response) -> bool {
    let Some((_, tag)) = response.headers.iter().find(|(name, _)| *name == "etag") else { return false };
    request.all("if-none-match").flat_map(|tags| tags.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// One of the server's own files.
fn own(media: &'static str, text: &'static str) -> Response {
    let mut response = response(200, media.to_owned(), text.into());
    response.headers.push(("etag", format!("\"{}\"", version(text.as_bytes()))));
    response
}

fn response(status: u16, media: String, body: Body) -> Response {
    // A browser may keep the answer, but asks each time whether it is still current.
    Response { status, headers: vec![("content-type", media), ("cache-control", "no-cache".into())], body }
}

/// Redirects to an address of the plan. Nothing of the request is repeated.
fn redirect(status: u16, base: &str, address: &str) -> Response {
    let mut response = response(status, "text/plain; charset=utf-8".into(), Body::default());
    response.headers.push(("location", format!("{}{}", urls::encode(base), urls::encode(address))));
    response
}

fn reject(rejection: Rejection) -> Response {
    match rejection {
        Rejection::Malformed => Response::text(400, "The address is malformed.\n"),
        Rejection::Foreign => Response::text(403, "This server answers only requests from its own pages.\n"),
        Rejection::Missing => Response::text(404, "There is nothing at this address.\n"),
        Rejection::Method => {
            let mut response = Response::text(405, "Only GET and HEAD are supported.\n");
            response.headers.push(("allow", "GET, HEAD".into()));
            response
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::HandbookOptions;
    use crate::serve::revision::Rebuilder;
    use crate::source::{Source, Sources};

    #[test]
    fn the_extension_decides_the_media_type() {
        assert_eq!(media_type("a/b.min.CSS"), "text/css; charset=utf-8");
        assert_eq!(media_type("a.html/b"), "application/octet-stream");
        assert_eq!(media_type("index.html"), HTML);
        assert_eq!(media_type("rungs.js"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("index.json"), "application/json; charset=utf-8");
        assert_eq!(media_type("role.md"), "text/plain; charset=utf-8");
        assert_eq!(media_type("icon.svg"), "image/svg+xml");
        assert_eq!(media_type("v.mp4"), "video/mp4");
    }

    #[test]
    fn pages_that_are_gone_are_not_kept() {
        let mut rebuilder = Rebuilder::new(HandbookOptions::default());
        let mut with = |names: &[&str]| {
            let mut sources: Sources = [Source::text("content/handbook.yaml", "title: T\n")].into_iter().collect();
            for name in names {
                sources.insert(Source::text(&format!("content/guides/{name}.md"), "---\ntitle: G\n---\nText.\n"));
            }
            Arc::new(rebuilder.rebuild(sources, Vec::new()))
        };
        let bound = "127.0.0.1:4000".parse().unwrap();
        let preview = Preview::new(bound, EditorLinks::default(), None, with(&["a", "b"]));
        for target in ["/", "/guides/a.html", "/guides/b.html", "/guides/nobody.html"] {
            let headers = vec![("host".to_owned(), "localhost:4000".to_owned())];
            preview.answer(&Request { method: "GET".into(), target: target.into(), headers });
        }
        assert_eq!(lock(&preview.last_good).len(), 4);
        preview.publish(with(&["a"]));
        assert_eq!(lock(&preview.last_good).len(), 3);
    }
}
