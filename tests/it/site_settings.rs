//! What `handbook.yaml` says of every page: navigation, links at the foot, analytics, `<meta>` elements, the logo.

use crate::project::{self, Files};

use rungs::compile::HandbookOptions;
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
    // No icon with another mark than the logo.
    assert!(!html.contains("apple-touch-icon") && !files.keys().any(|path| path.contains("icon-")));
    assert!(!files.contains_key("site.webmanifest"));
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
    for (icon, size) in [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)] {
        // Where PNG has the width.
        assert_eq!(files[icon][16..20], u32::to_be_bytes(size), "{icon}");
    }
    assert!(html.contains(r#"<link rel="apple-touch-icon" href="../apple-touch-icon.png">"#));
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
    let compiled = project::compile(&sources, &HandbookOptions::default());
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

const ORGANISATION: &str = r#"title: H
base_url: https://example.org/book/
social: { Chat: "https://social.example/@us" }
copyright: © 2026 Us & Co
announcement: "New: [[one]] and [the map](map.html)."
head: [/assets/compare.css, ours/extra.css, ours/app.js, ours/site.webmanifest]
host_files: [_redirects, _headers]
redirects:
  /docs/old: guides/start.md#ask
  /book/below/: roles/one.yaml
  /docs/page.htm: "https://example.org/new"
  /docs/old.php: skills/
theme:
  fonts: { heading: "\"Ours Serif\", serif" }
  font_files:
    Ours Serif: [{ file: ours/a b.woff2, weight: 200 900 }, { file: ours/i.woff2, style: italic }]
diagnostics: { orphan: allow }
levels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]
"#;

fn organisation(settings: &str) -> Sources {
    let own = ["extra.css", "app.js", "site.webmanifest", "a b.woff2", "i.woff2"];
    let own = own.map(|name| Source::text(&format!("content/ours/{name}"), "x"));
    sources(settings).iter().map(|source| Source::clone(source)).chain(own).collect()
}

#[test]
fn an_organisation_says_the_rest_in_settings() {
    let files = project::site(&organisation(ORGANISATION), None, &[]);
    let text = |path: &str| std::str::from_utf8(&files[path]).unwrap();
    let html = text("roles/one.html");
    for part in [
        r#"<a rel="me" href="https://social.example/@us">Chat</a>"#,
        "<p>© 2026 Us &amp; Co</p>",
        r#"<p>New: <a href="../roles/one.html">One</a> and <a href="../map.html">the map</a>.</p>"#,
        r#"<link rel="stylesheet" href="../assets/compare.css">"#,
        r#"<link rel="stylesheet" href="../ours/extra.css">"#,
        r#"<script src="../ours/app.js" defer></script>"#,
        r#"<link rel="manifest" href="../ours/site.webmanifest">"#,
        r#"<aside class="news" aria-label="Announcement""#,
    ] {
        assert!(html.contains(part), "there is no {part} in {html}");
    }
    let sheet = text("assets/theme.css");
    for rule in [
        "@font-face { font-family: \"Ours Serif\"; src: url(\"../ours/a%20b.woff2\"); font-display: swap; font-weight: 200 900; }",
        "src: url(\"../ours/i.woff2\"); font-display: swap; font-style: italic; }",
        "--font-heading: \"Ours Serif\", serif;",
    ] {
        assert!(sheet.contains(rule), "there is no {rule} in {sheet}");
    }
    // Written as pages, below the base path, and for hosts that answer with a redirect.
    assert!(text("docs/old/index.html").contains(r#"data-href="../../guides/start.html#ask""#));
    assert!(text("below/index.html").contains(r#"data-href="../roles/one.html""#));
    assert!(
        text("docs/old/index.html").contains(r#"rel="canonical" href="https://example.org/book/guides/start.html""#)
    );
    assert!(text("docs/page.htm").contains(r#"data-href="https://example.org/new""#));
    assert!(!files.keys().any(|url| url.contains("php")));
    assert!(!text("sitemap.xml").contains("docs/"), "{}", text("sitemap.xml"));
    let expected = "\
/book/below /book/roles/one.html 301
/book/below/ /book/roles/one.html 301
/book/docs/old /book/guides/start.html#ask 301
/book/docs/old/ /book/guides/start.html#ask 301
/book/docs/page.htm https://example.org/new 301
/book/docs/old.php /book/skills/index.html 301
";
    assert_eq!(text("_redirects"), expected);
    assert!(text("_headers").starts_with("/book/*\n  X-Content-Type-Options: nosniff\n"), "{}", text("_headers"));
}

#[test]
fn wrong_settings_of_an_organisation_are_named() {
    let settings = r#"title: H
social: { Chat: roles/ }
head: [ours/extra.cs, ours/extr.css]
host_files: _redirect
redirects: { "https://old.example/x": roles/, "/a?b": roles/, /x.php: roles/, ../y: roles/, /gone: nowhere.md, /m: "mailto:a@b.c" }
theme: { font_files: { A: ours/j.woff2, B: { file: ours/i.woff2, weight: bold }, C: x.css } }
editions: { inside: { files: [guides/strat.md, guides/start.md, ours/] } }
copyrigth: x
diagnostics: { orphan: allow }
levels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]
"#;
    let sources = organisation(settings);
    let compiled = project::compile(&sources, &HandbookOptions::default());
    let short = project::short(&compiled.diagnostics, &sources);
    for line in [
        ":2:17: error[invalid-value]: `Chat` leads to no other site",
        ":3:8: error[invalid-value]: `ours/extra.cs` is no file that the head of a page loads",
        ":3:23: error[broken-link]: there is no file `ours/extr.css`",
        ":4:13: error[invalid-value]: `host_files` cannot be `_redirect`",
        ":5:14: error[invalid-value]: `https://old.example/x` cannot be an old path",
        "error[invalid-value]: `/a?b` cannot be an old path",
        "error[invalid-value]: no page can be written at `/x.php`, because of its ending",
        "error[invalid-value]: `../y` cannot be an old path",
        "error[broken-link]: this link leads to nothing",
        "error[invalid-value]: `/m` cannot lead to a program",
        ":6:27: error[broken-link]: there is no file `ours/j.woff2`",
        "error[invalid-value]: `bold` is no weight of a font",
        "error[invalid-value]: `x.css` is no font",
        ":7:31: error[unknown-reference]: there is no file or folder content/guides/strat.md",
        ":8:1: error[unknown-field]: handbook.yaml has no field `copyrigth`",
    ] {
        assert!(short.contains(line), "no {line} in\n{short}");
    }
    assert_eq!(compiled.diagnostics.len(), 15, "{short}");
    // The public edition, which would hold the file, says so, too.
    let public = HandbookOptions { audience: rungs::compile::Audience::public(), ..HandbookOptions::default() };
    let short = project::short(&project::compile(&sources, &public).diagnostics, &sources);
    assert!(short.contains("there is no file or folder content/guides/strat.md"), "{short}");
}

#[test]
fn two_things_at_one_old_address_are_a_conflict() {
    let settings = "title: H\nredirects: { /guides/start.html: roles/, /OLD: skills/, /old/: roles/ }\n\
                    diagnostics: { orphan: allow }\nlevels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]\n";
    let sources = organisation(settings);
    let compiled = project::compile(&sources, &HandbookOptions::default());
    let short = project::short(&compiled.diagnostics, &sources);
    assert!(short.contains(":2:14: error[url-conflict]") && short.contains(":2:57: error[url-conflict]"), "{short}");
    assert_eq!(compiled.diagnostics.len(), 2, "{short}");
}

#[test]
fn a_page_chooses_a_template_of_the_theme() {
    let with = |layout: &str| -> Sources {
        let page = format!("---\ntitle: Start\nlayout: {layout}\n---\n## Ask\n\nAsk.\n");
        let template = "{% extends \"@default/page.html\" %}{% block layout %}layout-wide ours{% endblock layout %}";
        let own = [
            Source::text("content/handbook.yaml", "title: H\ntheme: ours\n"),
            Source::text("content/guides/start.md", &page),
            Source::text("themes/ours/templates/landing.html", template),
        ];
        own.into_iter().collect()
    };
    let files = project::site(&with("landing"), None, &[]);
    assert!(std::str::from_utf8(&files["guides/start.html"]).unwrap().contains("layout-wide ours"));
    assert!(!std::str::from_utf8(&files["index.html"]).unwrap().contains("layout-wide ours"));
    let sources = with("landin");
    let compiled = project::compile(&sources, &HandbookOptions::default());
    let short = project::short(&compiled.diagnostics, &sources);
    let expected = "content/guides/start.md:3:9: error[unknown-reference]: the theme has no template `landin.html`";
    assert!(short.contains(expected), "{short}");
}

/// A style sheet alone is a theme, and colours need none.
#[test]
fn a_theme_may_be_one_style_sheet() {
    let theme = [
        Source::text("content/handbook.yaml", "title: H\ntheme: { name: ours, colours: { accent: \"#804000\" } }\n"),
        Source::text("themes/ours/assets/theme.css", "body { margin: 0 }"),
    ];
    let files = project::site(&theme.into_iter().collect(), None, &[]);
    let sheet = std::str::from_utf8(&files["assets/theme.css"]).unwrap();
    assert!(sheet.contains("--accent: light-dark(#804000") && sheet.ends_with("body { margin: 0 }"), "{sheet}");
    let settings = "title: H\ntheme: { colours: { accent: \"#804000\" } }\n";
    let files = project::site(&[Source::text("content/handbook.yaml", settings)].into_iter().collect(), None, &[]);
    assert!(std::str::from_utf8(&files["index.html"]).unwrap().contains("assets/theme.css"));
}
