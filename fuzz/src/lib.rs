//! What must hold of any input, one function per fuzz target. Each panics on an input that breaks a rule.
//!
//! The fuzz targets in `fuzz_targets/` call these functions, and `tests/it/fuzz_corpus.rs` calls them with the saved
//! corpus.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};

use rungs::compile::{Compiled, HandbookOptions, Memo, compile};
use rungs::diagnostic::{Diagnostic, Severity};
use rungs::import::input::Input;
use rungs::import::{self, FileLayout, Mapping, Notes, formats};
use rungs::report;
use rungs::serve::http::{Reply, Request};
use rungs::serve::overlay::EditorLinks;
use rungs::serve::preview::Preview;
use rungs::serve::revision::Rebuilder;
use rungs::source::{Source, Sources};
use scraper::{ElementRef, Html, Selector};

const HANDBOOK: &str = "\
title: Handbook
scales: { craft: { steps: [low, high] } }
levels: [{ id: l1, title: One }, { id: l2, title: Two }]
";

/// Files that an input may refer to.
const FILES: [(&str, &str); 6] = [
    ("content/handbook.yaml", HANDBOOK),
    ("content/roles/a.md", "---\ntitle: Role A\nskills: { s: low }\n---\n## Eins\n\nText.\n"),
    ("content/skills/s.yaml", "title: Skill S\nsteps: { low: [Does it.] }\n"),
    ("content/guides/b.md", "# Guide B\n\n## Eins\n\n## Zwei {#zwei}\n"),
    ("content/guides/index.md", "# Guides\n"),
    ("content/files/n o.txt", "Notes.\n"),
];

fn files() -> Sources {
    FILES.iter().map(|(path, text)| Source::text(path, text)).collect()
}

fn compiled(sources: Sources) -> Compiled {
    compile(sources, Vec::new(), &HandbookOptions::default(), &mut Memo::default())
}

/// The diagnostics of one file.
fn problems_of<'a>(compiled: &'a Compiled, path: &str) -> Vec<&'a Diagnostic> {
    compiled.diagnostics.iter().filter(|one| &*one.place.path == path).collect()
}

/// Prints all diagnostics, which slices the sources at their spans.
fn print_problems(compiled: &Compiled) {
    for format in [report::ReportFormat::Human, report::ReportFormat::Json] {
        report::print(&compiled.diagnostics, &compiled.sources, format, false, &mut Vec::new()).expect("memory");
    }
}

/// YAML files and front matter: problems are reported inside the file, and what has no errors can be rendered. The first
/// byte says which file it is.
pub fn yaml(data: &[u8]) {
    let [which, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text);
    let paths = [
        "handbook.yaml",
        "roles/x.yaml",
        "roles/x.md",
        "skills.yaml",
        "tracks/x.yaml",
        "levels/x.md",
        "responsibilities/x.yaml",
        "roadmaps/x.yaml",
        "interviews/x.yaml",
        "guides/x.md",
    ];
    let path = format!("content/{}", paths[usize::from(*which) % paths.len()]);
    let mut sources = files();
    sources.insert(Source::text(path.as_str(), &text));
    let compiled = compiled(sources);
    print_problems(&compiled);
    if !compiled.has_errors() {
        assert_eq!(compiled.render_all().err(), None);
    }
}

/// The page that Markdown is tried on.
const PAGE: (&str, &str) = ("content/guides/deep/x.md", "guides/deep/x.html");

/// A compiled handbook and its page with `markdown` as text.
fn page(markdown: &str) -> (Compiled, Html) {
    let mut sources = files();
    sources.insert(Source::text(PAGE.0, &format!("# Page\n\n{markdown}\n")));
    let compiled = compiled(sources);
    let bytes = compiled.render(PAGE.1).expect("the page is planned").expect("the template works");
    let html = Html::parse_document(std::str::from_utf8(&bytes).expect("pages are UTF-8"));
    (compiled, html)
}

/// Markdown to HTML: a parser of the standard finds nothing to repair, nothing can run, and every word outside of comments
/// is on the page or a problem names its line. Each byte 1 of the input becomes a word of its own.
pub fn markdown(data: &[u8]) {
    let mut text = String::new();
    for (number, part) in String::from_utf8_lossy(data).split('\u{1}').enumerate() {
        if number > 0 {
            let _ = write!(text, "q{number}z");
        }
        text.push_str(part);
    }
    let (compiled, html) = page(&text);
    print_problems(&compiled);
    assert_eq!(html.errors.len(), 0, "{:?} in the page of {text:?}", html.errors);
    nothing_runs(&html, &text);
    no_word_is_lost(&compiled, &html, &text);
}

/// No element and no attribute of the page's text can run.
fn nothing_runs(html: &Html, text: &str) {
    for element in html.root_element().descendants().filter_map(ElementRef::wrap) {
        let value = element.value();
        // The frame has scripts of the theme, all of them files.
        let is_script = value.name() == "script";
        let is_data = value.attr("type").is_some_and(|kind| kind != "module");
        assert!(!is_script || value.attr("src").is_some() || is_data, "a script in the page of {text:?}");
        assert!(!matches!(value.name(), "iframe" | "object" | "embed" | "base"), "{} of {text:?}", value.name());
        for (name, value) in value.attrs() {
            assert!(!name.starts_with("on"), "{name} in the page of {text:?}");
            let value: String = value.chars().filter(|one| *one > ' ').flat_map(char::to_lowercase).collect();
            let runs = ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| value.starts_with(scheme));
            assert!(!(matches!(name, "href" | "src" | "action" | "formaction") && runs), "{value} of {text:?}");
        }
    }
}

fn no_word_is_lost(compiled: &Compiled, html: &Html, text: &str) {
    let mut shown: String = html.root_element().text().collect();
    for element in html.root_element().descendants().filter_map(ElementRef::wrap) {
        element.value().attrs().for_each(|(_, value)| shown.push_str(value));
    }
    let source = compiled.sources.get(PAGE.0).and_then(|source| source.as_text()).expect("it was inserted");
    let problems = problems_of(compiled, PAGE.0);
    for number in 1..=text.matches('q').count() {
        let word = format!("q{number}z");
        let Some(at) = source.find(&word).filter(|_| !shown.contains(&word)) else { continue };
        let opened = source[..at].rfind("<!--").is_some_and(|start| !source[start..at].contains("-->"));
        if opened && source[at..].contains("-->") {
            continue;
        }
        let start = source[..at].rfind('\n').map_or(0, |start| start + 1);
        let end = source[at..].find('\n').map_or(source.len(), |end| at + end);
        let is_named = problems.iter().any(|problem| match problem.place.span {
            None => true,
            // A definition that is not shown is reported at its label.
            Some(span) if problem.label.as_deref() == Some("not shown") => (span.start as usize) < at,
            Some(span) => (span.start as usize) < end.max(start + 1) && span.end as usize >= start,
        });
        assert!(is_named, "{word} is not on the page of {text:?}");
    }
}

/// Links: one that is not reported leads to a page or file of the site, or to a web, mail or telephone address. The
/// first line of the input is the link.
pub fn links(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let link = text.lines().next().unwrap_or_default();
    let (compiled, html) = page(&format!("[x]({link})\n\n[x](<{link}>)\n\n[[{link}]]\n\n![x]({link})"));
    nothing_runs(&html, link);
    if !problems_of(&compiled, PAGE.0).is_empty() {
        return;
    }
    let selector = Selector::parse("main [href], main [src]").expect("it is a selector");
    for element in html.select(&selector) {
        let address = element.attr("href").or_else(|| element.attr("src")).unwrap_or_default();
        let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https" | "mailto" | "tel") => {}
            _ => {
                let target = resolve(PAGE.1, address);
                let is_there = target.as_ref().is_some_and(|target| compiled.plan.has(target));
                assert!(is_there, "{address:?} of {link:?} leads to {target:?}");
            }
        }
    }
}

/// The address that a relative link leads to; `None` if it leaves the site.
fn resolve(page: &str, link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let path = decode(&parts.join("/"));
    Some(if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path })
}

/// A percent-encoded text, decoded.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = others.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

const PORT: u16 = 4000;

/// Requests: whatever is asked, the answer is whole, comes only for this host, and stays on the site. The first line of
/// the input is the method and the target; the others are headers.
pub fn requests(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or(("GET", "/"));
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned())).collect();
    let request = Request { method: method.into(), target: target.into(), headers };

    static PREVIEW: OnceLock<Arc<Preview>> = OnceLock::new();
    let preview = PREVIEW.get_or_init(|| {
        let revision = Arc::new(Rebuilder::new(HandbookOptions::default()).rebuild(files(), Vec::new()));
        Preview::new(SocketAddr::from(([127, 0, 0, 1], PORT)), EditorLinks::default(), None, revision)
    });
    // A stream has no end to wait for.
    let Reply::Response(response) = preview.answer(&request) else { return };
    let status = response.status;
    assert!(matches!(status, 200 | 206 | 301 | 302 | 304 | 400 | 403 | 404 | 405 | 416), "{status} for {request:?}");
    let is_for_us = request.all("host").count() == 1 && request.all("host").all(is_local);
    assert!(is_for_us || status == 403, "{status} for {request:?}");
    let is_read = matches!(request.method.as_str(), "GET" | "HEAD");
    assert!(is_read || matches!(status, 403 | 405), "{status} for {request:?}");
    for (name, value) in &response.headers {
        assert!(!value.chars().any(|one| one.is_control()), "{name}: {value:?} for {request:?}");
        let stays = value.starts_with('/') && !value.starts_with("//");
        assert!(*name != "location" || stays, "{name}: {value:?} for {request:?}");
    }
    if status == 206 {
        let place = response.headers.iter().find(|(name, _)| *name == "content-range").expect("206 has a range");
        let range = place.1.strip_prefix("bytes ").and_then(|range| range.split_once('/')).expect("a range of bytes").0;
        let (first, last) = range.split_once('-').expect("two ends");
        let [first, last]: [usize; 2] = [first, last].map(|number| number.parse().expect("a number"));
        assert_eq!(last - first + 1, response.body.len(), "{request:?}");
    }
}

fn is_local(host: &str) -> bool {
    let Some(name) = host.strip_suffix(&format!(":{PORT}")) else { return false };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Imports: what comes out has no problem that `check` would report as an error, or there are no files and the reason is
/// an error. The first byte says which kind of file it is, the second which format is asked for.
pub fn imports(data: &[u8]) {
    let [which, format, bytes @ ..] = data else { return };
    let names = ["x.csv", "x.tsv", "x.md", "x.json", "x.yaml", "x.xlsx", "x.docx", "x.ods", "x.js", "x.html"];
    let input = [Input::new(names[usize::from(*which) % names.len()], bytes)];
    let named = formats::ALL.get(usize::from(*format) % (formats::ALL.len() + 1));
    let Some(format) = named.or_else(|| import::detect(&input).map(|(format, _)| format)) else { return };
    for layout in [FileLayout::Files, FileLayout::Collections] {
        let imported = import::import(format, &input, &Mapping::default(), layout, Notes::default());
        if imported.failed() {
            let is_said = imported.diagnostics.iter().any(|one| one.severity == Severity::Error);
            assert!(is_said, "nothing came of {:?} and no error says why", String::from_utf8_lossy(bytes));
            continue;
        }
        let sources = imported.files.iter().map(|(path, text)| Source::text(path.as_str(), text)).collect();
        let compiled = compiled(sources);
        let errors: Vec<&Diagnostic> =
            compiled.diagnostics.iter().filter(|one| one.severity != Severity::Note).collect();
        assert!(errors.is_empty(), "{:?} became a handbook with {errors:?}", String::from_utf8_lossy(bytes));
    }
}
