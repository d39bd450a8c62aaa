//! Everything that a built site points at is there: pages, anchors, assets, redirects; wherever the site stands.
//!
//! Reads the pages as a browser does, with an HTML parser, and knows nothing of templates.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::project::Files;
use rungs::compile::HandbookOptions;
use rungs::content::ThemeFiles;
use rungs::handbook::Audience;
use rungs::source::{Source, Sources};
use scraper::{ElementRef, Html, Selector};

/// Where a site may stand. `None` is a handbook that does not say.
const PLACES: [Option<&str>; 4] = [None, Some("/"), Some("/a/b/"), Some("https://handbook.example.org/a/b/")];

/// What `check` reports of the odd handbook.
const EXPECTED_IN_ODD: [&str; 3] = ["foreign-syntax", "retired-reference", "orphan"];

#[test]
fn every_link_of_the_sample_leads_somewhere() {
    everywhere(&project::read(project::crate_folder()), &[]);
}

#[test]
fn every_link_of_an_odd_handbook_leads_somewhere() {
    // It is odd on purpose: a retired role is named, and one skill is needed by nobody.
    everywhere(&project::read(&odd()), &EXPECTED_IN_ODD);
}

#[test]
fn the_program_writes_the_files_that_were_followed() {
    let output = tempfile::tempdir().unwrap();
    for base_url in ["/", "/a/b/"] {
        for root in [project::crate_folder().to_path_buf(), odd()] {
            let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
            command.args(["build", "--quiet", "--base-url", base_url, "--root"]).arg(&root);
            command.arg("--output").arg(output.path()).assert().success();
            let written = project::files_below(output.path());
            let expected = built(&project::read(&root), base_url);
            let differing: Vec<&String> = written
                .keys()
                .chain(expected.keys())
                .filter(|path| written.get(*path) != expected.get(*path))
                .collect();
            assert!(differing.is_empty(), "{differing:?}");
        }
    }
}

#[test]
fn the_odd_handbook_is_as_odd_as_it_should_be() {
    let files = project::site(&project::read(&odd()), Some("/a/b/"), &EXPECTED_IN_ODD);
    for path in [
        "roles/エンジニア.html",
        "roles/シニアエンジニア.html",
        "compare/エンジニア/シニアエンジニア.html",
        "roles/old-architect.html",
        "roles/ancient.html",
        "roles/plumber.html",
        "skills/ölwechsel.html",
        "skills/v1.2.html",
        "handbuch/teil-1/kapitel-2.html",
        "handbuch/teil-1/index.html",
        "handbuch/teil-1/bild mit leerzeichen.svg",
        "levels/ادارة.html",
        "404.html",
    ] {
        assert!(files.contains_key(path), "{path} is missing from {:#?}", files.keys());
    }
    for path in ["roles/geheim.html", "handbuch/entwurf.html"] {
        assert!(!files.contains_key(path), "the draft {path} is published");
    }
    let page = String::from_utf8_lossy(&files["roles/エンジニア.html"]).into_owned();
    assert!(page.contains("dir=\"rtl\""), "Arabic reads from right to left");
    assert!(!page.contains("geheim"), "a draft is named");
}

fn odd() -> PathBuf {
    project::crate_folder().join("tests/handbooks/odd")
}

fn everywhere(sources: &Sources, tolerated: &[&str]) {
    for place in PLACES {
        let (sources, place) = match place {
            Some(_) => (sources.clone(), place),
            None => (without_base_url(sources), None),
        };
        check(&project::site(&sources, place, tolerated), place);
    }
    check(&built(sources, "/a/b/"), Some("/a/b/"));
}

/// The files that `rungs build` writes.
fn built(sources: &Sources, base_url: &str) -> Files {
    let options = HandbookOptions {
        base_url: Some(base_url.into()),
        theme_files: ThemeFiles::Hashed,
        audience: Audience::public(),
        ..HandbookOptions::default()
    };
    project::compile(sources, &options)
        .render_all()
        .unwrap_or_else(|problems| panic!("{}", project::short(&problems, sources)))
}

/// The same handbook, which no longer says where it will stand.
fn without_base_url(sources: &Sources) -> Sources {
    let mut sources = sources.clone();
    let handbook = sources.get("content/handbook.yaml").and_then(|source| source.as_text()).unwrap().clone();
    let lines = handbook.lines().filter(|line| !line.starts_with("base_url:"));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    sources.insert(Source::text("content/handbook.yaml", &text));
    sources
}

/// Follows everything; panics with a list of all that is wrong.
fn check(files: &Files, base_url: Option<&str>) {
    let pages: BTreeMap<&str, Page> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), Page::read(std::str::from_utf8(bytes).unwrap())))
        .collect();
    assert!(pages.len() > 20, "only {} pages were built", pages.len());
    let mut site = Site { files, base: base_url.unwrap_or("/"), pages, problems: BTreeSet::new(), followed: 0 };
    let paths: Vec<&str> = site.pages.keys().copied().collect();
    for path in paths {
        site.page(path);
    }
    site.stylesheets();
    site.data(base_url.is_some_and(|base| base.contains("://")));
    let count = site.problems.len();
    let problems: Vec<&String> = site.problems.iter().take(40).collect();
    assert!(problems.is_empty(), "at {base_url:?}, {count} problems:\n{problems:#?}");
    assert!(site.followed > 20 * site.pages.len() / 2, "only {} links were followed", site.followed);
}

/// What a page holds that matters here.
struct Page {
    ids: BTreeSet<String>,
    /// Attribute and address.
    references: Vec<(Reference, String)>,
    /// What is wrong with the page alone.
    problems: Vec<String>,
}

/// What an address is for.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Reference {
    /// A reader may follow it: it may leave the site.
    Link,
    /// The browser loads it: it must be the site's own.
    Load,
    /// It names this or another page for machines, and is absolute where the site knows its address.
    Name,
}

impl Page {
    fn read(html: &str) -> Self {
        let document = Html::parse_document(html);
        let mut page = Self { ids: BTreeSet::new(), references: Vec::new(), problems: Vec::new() };
        page.problems.extend(document.errors.iter().map(|error| format!("not well formed: {error}")));
        page.outline(&document);
        page.elements(&document);
        // With scripts on, a browser does not look into <noscript>.
        for noscript in select(&document, "noscript") {
            page.elements(&Html::parse_fragment(&noscript.inner_html()));
            page.elements(&Html::parse_fragment(&noscript.text().collect::<String>()));
        }
        page
    }

    fn outline(&mut self, document: &Html) {
        for (selector, wanted) in [("h1", 1), ("main", 1), ("title", 1), ("html[lang]", 1), ("head > meta[charset]", 1)]
        {
            let found = select(document, selector).filter(|element| !inside_svg(element)).count();
            if found != wanted {
                self.problems.push(format!("{found} of <{selector}>"));
            }
        }
        for selector in ["head > title", "h1", "h2", "h3", "h4", "a[href]", "button"] {
            for element in select(document, selector) {
                let words = element.text().any(|text| !text.trim().is_empty());
                let named = words || element.attr("aria-label").is_some() || labelled_inside(element);
                if !named {
                    self.problems.push(format!("an empty <{selector}>: {}", element.html()));
                }
            }
        }
        if select(document, "html").any(|html| html.attr("lang").is_none_or(str::is_empty)) {
            self.problems.push("no language".into());
        }
    }

    fn elements(&mut self, document: &Html) {
        for element in select(document, "*") {
            let name = element.value().name();
            if matches!(name, "style" | "iframe" | "object" | "embed" | "base") {
                self.problems.push(format!("a <{name}>"));
            }
            let data_block = element.attr("type").is_some_and(|kind| kind.ends_with("json"));
            if name == "script" && element.attr("src").is_none() && !data_block {
                self.problems.push("an inline script".into());
            }
            if name == "script" && data_block {
                let text: String = element.text().collect();
                if let Err(error) = serde_json::from_str::<serde_json::Value>(&text) {
                    self.problems.push(format!("JSON-LD: {error}"));
                }
            }
            if name == "img" && element.attr("alt").is_none() {
                self.problems.push(format!("no alt: {}", element.html()));
            }
            for (attribute, value) in element.value().attrs() {
                self.attribute(&element, name, attribute, value);
            }
        }
    }

    fn attribute(&mut self, element: &ElementRef, name: &str, attribute: &str, value: &str) {
        let mut refer = |reference, address: &str| self.references.push((reference, address.to_owned()));
        match (name, attribute) {
            (_, "id") if value.is_empty() || value.contains(char::is_whitespace) => {
                self.problems.push(format!("the id {value:?}"));
            }
            (_, "id") if !self.ids.insert(value.to_owned()) => self.problems.push(format!("two ids {value:?}")),
            (_, "style") => self.problems.push(format!("an inline style: {value}")),
            (_, on) if on.starts_with("on") => self.problems.push(format!("an inline handler: {on}")),
            ("link", "href") if element.attr("rel") == Some("canonical") => {
                refer(Reference::Name, value);
            }
            ("link", "href") | (_, "src" | "poster") => refer(Reference::Load, value),
            (_, "srcset" | "imagesrcset") => {
                for candidate in value.split(',') {
                    refer(Reference::Load, candidate.split_whitespace().next().unwrap_or_default());
                }
            }
            ("use" | "image", "href" | "xlink:href") => refer(Reference::Load, value),
            (_, "href" | "xlink:href" | "data-href" | "cite" | "action" | "formaction") => {
                refer(Reference::Link, value)
            }
            (_, "aria-controls" | "aria-labelledby" | "aria-describedby" | "for" | "headers") => {
                for id in value.split_whitespace() {
                    refer(Reference::Link, &format!("#{id}"));
                }
            }
            ("meta", "content") if element.attr("http-equiv") == Some("refresh") => match value.split_once("url=") {
                Some((_, address)) => refer(Reference::Link, address),
                None => self.problems.push(format!("a refresh without an address: {value}")),
            },
            ("meta", "content") if matches!(element.attr("property"), Some("og:url" | "og:image")) => {
                refer(Reference::Name, value);
            }
            _ => {}
        }
    }
}

/// A whole site, and where it stands.
struct Site<'a> {
    files: &'a Files,
    base: &'a str,
    pages: BTreeMap<&'a str, Page>,
    problems: BTreeSet<String>,
    followed: usize,
}

impl Site<'_> {
    fn page(&mut self, path: &str) {
        let page = &self.pages[path];
        let mut problems: Vec<String> = page.problems.clone();
        let mut followed = 0;
        for (reference, address) in &page.references {
            followed += 1;
            if let Err(problem) = self.follow(path, *reference, address) {
                problems.push(format!("{reference:?} {address:?}: {problem}"));
            }
        }
        self.followed += followed;
        self.problems.extend(problems.into_iter().map(|problem| format!("{path}: {problem}")));
    }

    fn follow(&self, from: &str, reference: Reference, address: &str) -> Result<(), String> {
        if address.trim() != address || address.contains(char::is_whitespace) {
            return Err("white space".into());
        }
        if reference == Reference::Name {
            let path = address.strip_prefix(self.base).ok_or("not below the site's address")?;
            // Search engines know the home page by the site's address.
            return self.arrive(from, if path.is_empty() { "index.html" } else { path });
        }
        if address.starts_with("//") {
            return Err("no scheme".into());
        }
        if let Some((scheme, _)) = address.split_once(':')
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
        {
            let leaves = matches!(scheme, "http" | "https" | "mailto" | "tel") && reference == Reference::Link;
            return if leaves { Ok(()) } else { Err("a foreign or unsafe address".into()) };
        }
        if let Some(absolute) = address.strip_prefix('/') {
            if from != "404.html" {
                return Err("absolute".into());
            }
            let base = self.base.split_once("://").map_or(self.base, |(_, rest)| &rest[rest.find('/').unwrap()..]);
            let path = format!("/{absolute}");
            return self.arrive(from, path.strip_prefix(base).ok_or("not below the site's path")?);
        }
        if from == "404.html" && !address.starts_with('#') {
            return Err("a relative address where the depth is not known".into());
        }
        if address.starts_with('#') {
            return self.arrive(from, &format!("{}{address}", encoded(from)));
        }
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        let (file, rest) = address.find(['#', '?']).map_or((address, ""), |at| address.split_at(at));
        let parts: Vec<String> = parts.into_iter().map(encoded).collect();
        let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        for part in file.split('/') {
            match part {
                "." | "" => return Err("does not name a file".into()),
                ".." => drop(parts.pop().ok_or("leaves the site")?),
                part => parts.push(part),
            }
        }
        self.arrive(from, &format!("{}{rest}", parts.join("/")))
    }

    /// Looks for the encoded path, with its fragment, from the site's root.
    fn arrive(&self, from: &str, path: &str) -> Result<(), String> {
        let (path, fragment) = path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
        let path = path.split('?').next().unwrap_or(path);
        if path.is_empty() || path.ends_with('/') {
            return Err("does not name a file".into());
        }
        let path = decoded(path)?;
        if !self.files.contains_key(&path) {
            return Err(format!("there is no {path}"));
        }
        let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else { return Ok(()) };
        let fragment = decoded(fragment)?;
        match self.pages.get(path.as_str()) {
            Some(page) if page.ids.contains(&fragment) => Ok(()),
            Some(_) if path == from => Err("no such id on the page".into()),
            Some(_) => Err(format!("no such id on {path}")),
            // What a fragment means is up to the format: an SVG's views, a PDF's pages.
            None => Ok(()),
        }
    }

    /// What style sheets load.
    fn stylesheets(&mut self) {
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.ends_with(".css")) {
            let text = String::from_utf8_lossy(bytes);
            for piece in text.split("url(").skip(1) {
                let address = piece.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
                if !address.starts_with("data:image/svg+xml")
                    && let Err(problem) = self.follow(path, Reference::Load, address)
                {
                    self.problems.insert(format!("{path}: url({address}): {problem}"));
                }
            }
            if text.contains("@import") {
                self.problems.insert(format!("{path}: @import is a request more"));
            }
        }
    }

    /// What the sitemap and the data name.
    fn data(&mut self, is_absolute: bool) {
        // Without an absolute address there is none.
        let sitemap = self.files.get("sitemap.xml").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(sitemap.is_some(), is_absolute);
        let sitemap = sitemap.unwrap_or_default();
        let locations: Vec<&str> =
            sitemap.split("<loc>").skip(1).filter_map(|piece| piece.split("</loc>").next()).collect();
        assert_eq!(locations.is_empty(), !is_absolute);
        for location in locations {
            if let Err(problem) = self.follow("sitemap.xml", Reference::Name, &location.replace("&amp;", "&")) {
                self.problems.insert(format!("sitemap.xml: {location}: {problem}"));
            }
        }
        let robots = String::from_utf8_lossy(&self.files["robots.txt"]).into_owned();
        if is_absolute && !robots.contains(&format!("Sitemap: {}sitemap.xml", self.base)) {
            self.problems.insert(format!("robots.txt does not name the sitemap: {robots}"));
        }
        let data: serde_json::Value = serde_json::from_slice(&self.files["index.json"]).unwrap();
        let mut addresses = Vec::new();
        addresses_in(&data, &mut addresses);
        assert!(addresses.len() > 10);
        for address in addresses {
            if !self.files.contains_key(&address) {
                self.problems.insert(format!("index.json: there is no {address}"));
            }
        }
    }
}

/// `url` of entities and `compare` of moves.
fn addresses_in(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| addresses_in(item, found)),
        serde_json::Value::Object(fields) => {
            let is_entity = fields.contains_key("status");
            for (name, value) in fields {
                match value.as_str() {
                    Some(address) if (name == "url" && is_entity) || name == "compare" => {
                        found.push(address.to_owned())
                    }
                    _ => addresses_in(value, found),
                }
            }
        }
        _ => {}
    }
}

fn select<'a>(document: &'a Html, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).collect::<Vec<_>>().into_iter()
}

fn inside_svg(element: &ElementRef) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| ancestor.value().name() == "svg")
}

fn labelled_inside(element: ElementRef) -> bool {
    element.descendants().filter_map(ElementRef::wrap).any(|inside| {
        let alt = inside.attr("alt").or(inside.attr("aria-label")).or(inside.attr("title"));
        alt.is_some_and(|words| !words.trim().is_empty())
    })
}

fn encoded(text: &str) -> String {
    rungs::page::urls::encode(text)
}

fn decoded(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None if bytes[at] == b'%' => return Err("a stray %".into()),
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_err(|_| "not UTF-8".into())
}

#[test]
fn the_checker_finds_what_is_planted() {
    let good =
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>t</title></head><body><main><h1 id=top>t</h1>";
    let page = |body: &str| format!("{good}{body}</main></body></html>");
    for (body, expected) in [
        ("<a href='b.html'>x</a>", "there is no b.html"),
        ("<a href='a.html#x'>x</a>", "no such id"),
        ("<a href='../a.html'>x</a>", "leaves the site"),
        ("<a href='/a.html'>x</a>", "absolute"),
        ("<a href='./'>x</a>", "does not name a file"),
        ("<a href='javascript:x'>x</a>", "unsafe"),
        ("<img src='https://example.org/x.png' alt=''>", "foreign"),
        ("<img srcset='x.png 2x' alt=''>", "there is no x.png"),
        ("<p id=top>", "two ids"),
        ("<h1>t</h1>", "2 of <h1>"),
        ("<p style='color:red'>", "inline style"),
        ("<p onclick='x'>", "inline handler"),
        ("<script>x</script>", "inline script"),
        ("<a href='a.html'></a>", "an empty"),
        ("<noscript><a href='c.html'>x</a></noscript>", "there is no c.html"),
        ("<table><p>x</table>", "not well formed"),
        ("<a href='a.html#top'>x</a>", ""),
    ] {
        let files: Files = [("a.html".to_owned(), page(body).into_bytes().into())].into();
        let pages = [("a.html", Page::read(&page(body)))].into();
        let mut site = Site { files: &files, base: "/", pages, problems: BTreeSet::new(), followed: 0 };
        site.page("a.html");
        let found = site.problems.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        assert_eq!(found.is_empty(), expected.is_empty(), "{body}: {found}");
        assert!(found.contains(expected), "{body}: {found}");
    }
}
