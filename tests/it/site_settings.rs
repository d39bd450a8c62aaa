//! What `handbook.yaml` says of every page: navigation, links at the foot, analytics, `<meta>` elements, the logo.

use crate::project::{self, Files};

use rungs::compile::Options;
use rungs::source::{Source, Sources};
use scraper::{Html, Selector};

const SETTINGS: &str = r#"title: H
base_url: https://example.org/book/
theme: { logo: mark.png }
footer: CC0
footer_links: { Licence: guides/licence.md, Mail: "mailto:a@example.org" }
nav:
  Jobs: roles/
  Map: map.html
  Pairs: compare/
  First steps: guides/start.md#ask
  Company: https://example.org/
  Knacks: skills/
  Start: /
  More guides: guides/
analytics: { script: "https://stats.example.org/s.js?v=1", data: { domain: example.org, data-site: "7\"" } }
meta: { google-site-verification: "a<b" }
diagnostics: { orphan: allow, open-policy: allow }
levels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]
"#;

fn sources(settings: &str) -> Sources {
    let role = |title: &str, level: &str| {
        format!("title: {title}\nlevel: {level}\nresponsibilities:\n  care:\n    - Cares for {title}.\n")
    };
    [
        Source::text("content/handbook.yaml", settings),
        Source::text("content/guides/start.md", "---\ntitle: Start\n---\n## Ask\n\nAsk.\n"),
        Source::text("content/guides/licence.md", "---\ntitle: Licence\n---\nCC0.\n"),
        Source::text("content/skills/knack.yaml", "title: Knack\nsummary: Does it.\n"),
        Source::text("content/responsibilities/care.yaml", "title: Care\n"),
        Source::text("content/roles/one.yaml", &role("One", "l1")),
        Source::text("content/roles/two.yaml", &role("Two", "l2")),
        Source::text("content/tracks/t.yaml", "title: T\nroles: [one, two]\n"),
        Source::text("content/mark.png", "\u{89}PNG"),
    ]
    .into_iter()
    .collect()
}

fn page(files: &Files, path: &str) -> Html {
    Html::parse_document(std::str::from_utf8(&files[path]).unwrap())
}

fn links(page: &Html, css: &str) -> Vec<(String, String)> {
    let selected = Selector::parse(css).unwrap();
    let link = |link: scraper::ElementRef| (link.text().collect(), link.value().attr("href").unwrap().to_owned());
    page.select(&selected).map(link).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(words, href)| ((*words).to_owned(), (*href).to_owned())).collect()
}

#[test]
fn every_page_has_what_the_settings_say() {
    let files = project::site(&sources(SETTINGS), None, &[]);
    let role = page(&files, "roles/one.html");
    let main = [
        ("Jobs", "../roles/index.html"),
        ("Map", "../map.html"),
        ("Pairs", "../compare/index.html"),
        ("First steps", "../guides/start.html#ask"),
        ("Company", "https://example.org/"),
        ("Knacks", "../skills/index.html"),
    ];
    assert_eq!(links(&role, ".menu nav > ul > li > a"), pairs(&main));
    assert_eq!(
        links(&role, ".nav-more a"),
        pairs(&[("Start", "../index.html"), ("More guides", "../guides/index.html")])
    );
    let foot = [("Licence", "../guides/licence.html"), ("Mail", "mailto:a@example.org")];
    assert_eq!(links(&role, ".footer-links a"), pairs(&foot));
    let current = Selector::parse(".menu [aria-current]").unwrap();
    let marked = |path: &str| page(&files, path).select(&current).flat_map(|link| link.text()).collect::<String>();
    let seen = ["roles/index.html", "roles/one.html", "map.html", "index.html", "guides/licence.html"].map(marked);
    assert_eq!(seen, ["Jobs", "Jobs", "Map", "Start", ""], "what is current");

    let html = std::str::from_utf8(&files["roles/one.html"]).unwrap();
    for part in [
        r#"<script src="https://stats.example.org/s.js?v=1" data-domain="example.org" data-site="7&quot;" defer></script>"#,
        r#"<meta name="google-site-verification" content="a&lt;b">"#,
        r#"<link rel="icon" href="../mark.png">"#,
        "script-src 'self' https://stats.example.org; connect-src 'self' https://stats.example.org;",
    ] {
        assert!(html.contains(part), "there is no {part}");
    }
    // The page for what is missing is read at any address.
    let missing = links(&page(&files, "404.html"), ".cards a");
    assert!(missing.contains(&("Company".into(), "https://example.org/".into())), "{missing:?}");
    assert!(missing.contains(&("Jobs".into(), "/book/roles/index.html".into())), "{missing:?}");
}

#[test]
fn without_settings_nothing_of_them_is_on_a_page() {
    let files = project::site(
        &sources("title: H\nlevels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]\n"),
        None,
        &["orphan"],
    );
    let html = std::str::from_utf8(&files["roles/one.html"]).unwrap();
    assert!(html.contains("assets/icon.svg") && html.contains("default-src 'self'; base-uri"));
    assert!(!html.contains("footer-links") && !html.contains("data-domain") && !html.contains("verification"));
}

#[test]
fn mistakes_are_named_where_they_are() {
    let settings = r#"title: H
footer_links: { Gone: guides/gone.md, Code: "javascript:x" }
nav: { Lost: nowhere/ }
analytics: { script: stats.js, data: { Domain: x } }
meta: { Viewport: wide }
diagnostics: { orphan: allow }
levels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]
"#;
    let sources = sources(settings);
    let compiled = project::compile(&sources, &Options::default());
    let expected = "\
content/handbook.yaml:2:23: error[broken-link]: this link leads to nothing
content/handbook.yaml:2:45: error[unsafe-link]: `javascript:` addresses are not allowed
content/handbook.yaml:3:14: error[broken-link]: this link leads to nothing
content/handbook.yaml:4:22: error[invalid-value]: `analytics` is not the address of a script on another host
content/handbook.yaml:5:9: error[invalid-value]: every page has its own `Viewport` already";
    let short = project::short(&compiled.diagnostics, &sources);
    for line in expected.lines() {
        assert!(short.contains(line), "no {line} in\n{short}");
    }
    assert_eq!(compiled.diagnostics.len(), 5, "{short}");
}
