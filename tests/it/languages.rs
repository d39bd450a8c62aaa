//! No English in other languages: a German, an Arabic and a Japanese handbook show no English interface text on any page,
//! in Markdown, in what scripts read, or in the files of the search index.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};

use rungs::content::strings::{Message, PluralForm, TextPart};
use rungs::handbook::history::{Release, VersionSnapshot, compare};
use rungs::source::{Source, Sources};
use scraper::{Html, Selector};

/// A language, and the words that its handbook is written in.
struct Language {
    tag: &'static str,
    /// A title or a sentence; a number follows it.
    words: &'static str,
}

const LANGUAGES: [Language; 3] = [
    Language { tag: "de", words: "Licht über dem Wasser" },
    Language { tag: "ar", words: "ضوء فوق الماء" },
    Language { tag: "ja", words: "水面の光" },
];

#[test]
fn other_languages_have_no_english() {
    let mut found = Vec::new();
    for language in &LANGUAGES {
        let texts = english(language.tag);
        assert!(texts.len() > 200, "{}: only {} texts are looked for", language.tag, texts.len());
        let files = project::site(&handbook(language), Some("https://a.example/"), &[]);
        let mut looked_at = BTreeMap::new();
        for (path, bytes) in &files {
            let Some(shown) = shown(path, &String::from_utf8_lossy(bytes)) else { continue };
            *looked_at.entry(path.rsplit('.').next().unwrap_or_default().to_owned()).or_insert(0) += 1;
            let words = texts.iter().filter(|text| shown.iter().any(|shown| has(shown, text)));
            found.extend(words.map(|text| format!("{} {path}: {text}", language.tag)));
        }
        assert!(looked_at["html"] > 20 && looked_at["md"] > 20 && looked_at["js"] >= 3, "{looked_at:?}");
    }
    assert!(found.is_empty(), "{} times:\n{}", found.len(), found.join("\n"));
}

/// Languages without interface texts of their own, written in either direction, and the words of their handbook.
const UNTRANSLATED: [Language; 2] =
    [Language { tag: "fi", words: "Valo veden yllä" }, Language { tag: "fa", words: "نور روی آب" }];

#[test]
fn a_text_without_translation_is_marked_as_english() {
    let english = crate::strings::shipped().remove("en").unwrap();
    let plain = |message: &Message| match message.form(PluralForm::Other) {
        [TextPart::Text(words)] => Some(words.clone()),
        _ => None,
    };
    let texts: BTreeSet<String> = english.values().filter_map(plain).collect();
    for language in &UNTRANSLATED {
        let files = project::site(&handbook(language), Some("https://a.example/"), &[]);
        let labelled = Selector::parse("a[aria-label], button[aria-label]").unwrap();
        let (mut unmarked, mut marked, mut labels) = (BTreeSet::new(), 0, 0);
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let document = Html::parse_document(&String::from_utf8_lossy(bytes));
            // An element that says nothing else has the language of its label.
            for element in document.select(&labelled) {
                let label = element.attr("aria-label").unwrap_or_default();
                let is_silent = !element.text().any(|text| text.contains(char::is_alphabetic));
                if is_silent && texts.contains(label) {
                    match (element.attr("lang"), element.attr("dir")) {
                        (Some("en"), Some("ltr")) => labels += 1,
                        _ => drop(unmarked.insert(format!("{path}: {label}"))),
                    }
                }
            }
            for node in document.tree.nodes() {
                let Some(text) = node.value().as_text().map(|text| text.trim()) else { continue };
                let elements = || node.ancestors().filter_map(|node| node.value().as_element());
                // The titles of alerts are part of the author's text.
                let is_shown = elements().all(|element| {
                    !["script", "title"].contains(&element.name())
                        && !element.classes().any(|class| class.starts_with("alert"))
                });
                if !is_shown || !texts.contains(text) {
                    continue;
                }
                let nearest = elements().find(|element| element.attr("lang").is_some());
                match nearest.map(|element| (element.attr("lang"), element.attr("dir"))) {
                    Some((Some("en"), Some("ltr"))) => marked += 1,
                    _ => drop(unmarked.insert(format!("{path}: {text}"))),
                }
            }
        }
        assert!(marked > 100 && labels > 20, "{}: only {marked} texts and {labels} labels", language.tag);
        let for_scripts = String::from_utf8_lossy(&files["assets/strings.js"]).into_owned();
        assert!(for_scripts.contains(r#""frame.close":{"other":"Close","lang":"en"}"#), "{}", language.tag);
        assert!(unmarked.is_empty(), "{}:\n{}", language.tag, Vec::from_iter(unmarked).join("\n"));
    }
}

#[test]
fn days_numbers_and_languages_are_written_in_the_language_of_the_handbook() {
    let written = ["29. November 2026", "29 نوفمبر 2026", "2026年11月29日"];
    let names = ["Französisch", "الفرنسية", "フランス語"];
    for ((language, day), name) in LANGUAGES.iter().zip(written).zip(names) {
        let files = project::site(&handbook(language), Some("https://a.example/"), &[]);
        let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
        for ending in ["html", "md"] {
            assert!(text(&format!("resources/n1.{ending}")).contains(name), "{name} {ending}");
            for page in ["changes/1.0.0", "roles/r2"] {
                // Markdown escapes the period after a number.
                let shown = text(&format!("{page}.{ending}")).replace('\\', "");
                assert!(shown.contains(day), "{day} {page} {ending}");
            }
        }
        let decimal = if language.tag == "de" { "2,0" } else { "2.0" };
        assert!(text("roles/r1.html").contains(decimal), "{}", language.tag);
    }
}

#[test]
fn english_is_found_where_it_stands() {
    let texts = english("de");
    let finds = |path: &str, text: &str| {
        let shown = shown(path, text).unwrap();
        texts.iter().any(|text| shown.iter().any(|shown| has(shown, text)))
    };
    assert!(finds("a.html", "<p>Licht</p><p>Where it can lead</p>"));
    assert!(finds("a.html", "<button aria-label=\"Self-assessment\"></button>"));
    assert!(finds("a.html", "<script type=\"application/json\">{\"a\": \"Link copied\"}</script>"));
    assert!(finds("a.md", "- Licht *(New)*\n"));
    assert!(finds("search/index.js", "rungsShard(\"index\",{\"kinds\":[[\"role\",\"Role\",\"Roles\"]]});"));
    assert!(!finds("a.html", "<p class=\"New\">Licht</p>"));
    assert!(!finds("a.md", "[Licht](roles/New.md)"));
}

/// The English texts whose words nothing in the other language has: their stretches between values.
fn english(language: &str) -> BTreeSet<String> {
    let shipped = crate::strings::shipped();
    let stretches = |message: &Message| -> Vec<String> {
        let parts = message.forms().flat_map(|form| message.form(form).to_vec());
        parts.filter_map(|part| if let TextPart::Text(words) = part { Some(words) } else { None }).collect()
    };
    let own: Vec<String> = shipped[language].values().flat_map(stretches).collect();
    let clean = |text: String| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let all = shipped["en"].values().flat_map(stretches).map(clean);
    all.filter(|text| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let is_name = text.contains(' ') || text.starts_with(char::is_uppercase);
        letters >= 3 && is_name && !own.iter().any(|own| has(own, text))
    })
    .collect()
}

/// Whether `words` stand in `text`, not as a part of longer words.
fn has(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// What readers see or scripts show of a file; `None` for files that are for programs alone.
fn shown(path: &str, text: &str) -> Option<Vec<String>> {
    if path.ends_with(".html") {
        return Some(shown_in_html(text));
    }
    if path.ends_with(".md") || path == "llms.txt" {
        return Some(text.lines().map(without_addresses).collect());
    }
    if path.ends_with("strings.js") || path == "compare/data.js" || path.starts_with("search/") {
        let data = &text[text.find(['{', '['])?..=text.rfind(['}', ']'])?];
        return Some(serde_json::from_str(data).map_or_else(|_| vec![text.to_owned()], |data| strings(&data)));
    }
    None
}

fn shown_in_html(text: &str) -> Vec<String> {
    let document = Html::parse_document(text);
    let mut shown = Vec::new();
    for node in document.tree.nodes() {
        let parent = node.parent().and_then(|parent| parent.value().as_element().map(|element| element.name()));
        if let Some(text) = node.value().as_text()
            && !matches!(parent, Some("script" | "style"))
        {
            shown.push(text.to_string());
        }
        if let Some(element) = node.value().as_element() {
            // What scripts read stands in `data-` attributes.
            let spoken = ["title", "alt", "placeholder", "label", "content"];
            let is_shown = |name: &str| ["aria-", "data-"].iter().any(|start| name.starts_with(start));
            let attributes = element.attrs().filter(|(name, _)| spoken.contains(name) || is_shown(name));
            shown.extend(attributes.map(|(_, value)| value.to_owned()));
        }
    }
    for element in document.select(&Selector::parse("script[type$='json']").unwrap()) {
        let data: serde_json::Value = serde_json::from_str(&element.text().collect::<String>()).unwrap();
        shown.extend(strings(&data));
    }
    shown
}

/// A line of Markdown without what stands between the parentheses of links, angle brackets and back quotes.
fn without_addresses(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['(', '<', '`']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let close = match &after[..1] {
            "(" if !before.ends_with(']') => None,
            "(" => after.find(')'),
            "<" => after.find('>'),
            _ => after[1..].find('`').map(|at| at + 1),
        };
        out.push(' ');
        rest = &after[close.unwrap_or(0) + 1..];
    }
    out + rest
}

/// All strings among the values of `data`.
fn strings(data: &serde_json::Value) -> Vec<String> {
    match data {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(strings).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// A handbook in which everything that makes the pages say something of their own is there, and a released version of it.
fn handbook(language: &Language) -> Sources {
    let now = written(language);
    let mut sources: Sources = now.iter().map(|source| Source::clone(source)).collect();
    let mut before = now.clone();
    let role = &now.get("content/roles/r2.md").unwrap().as_text().unwrap();
    before.insert(Source::text(
        "content/roles/r2.md",
        &role.replace("k1: s3, k2: s3", "k1: s2").replace("id: e3", "id: e4"),
    ));
    let snapshot = |sources: &Sources| {
        let files = project::site(sources, None, &[]);
        VersionSnapshot::read(&String::from_utf8_lossy(&files["index.json"])).unwrap()
    };
    let release = Release {
        format: Release::FORMAT.into(),
        format_version: 1,
        version: "1.0.0".into(),
        date: "2026-11-29".into(),
        audience: "public".into(),
        difference: compare(&snapshot(&before), &snapshot(&now)),
    };
    assert!(!release.difference.roles.is_empty());
    sources.insert(Source::text("content/changes/1.0.0.json", &serde_json::to_string(&release).unwrap()));
    let page = format!("---\ntitle: {}\n---\n", language.words);
    sources.insert(Source::text("content/changes/1.0.0.md", &page));
    sources
}

/// The handbook without its released version.
fn written(language: &Language) -> Sources {
    let mut number = 0;
    let mut fill = |text: &str| {
        let mut out = String::new();
        for (at, part) in text.split('$').enumerate() {
            if at > 0 {
                number += 1;
                out.push_str(&format!("{} {number}", language.words));
            }
            out.push_str(part);
        }
        out
    };
    let files = [
        (
            "handbook.yaml",
            format!(
                "title: $\ndescription: $\norganisation: $\nlanguage: {}\nversion: \"1.0.0\"\n\
                 edit_url: https://b.example/{{path}}\nfeedback_url: https://b.example/?t={{title}}\nscales:\n  s:\n    \
                 title: $\n    cumulative: true\n    steps: [{{ id: s1, title: $, summary: $ }}, {{ id: s2, title: $ }}, \
                 {{ id: s3, title: $ }}]\nthemes: [{{ id: t1, title: $, summary: $ }}, {{ id: t2, title: $ }}, \
                 {{ id: t3, title: $ }}]\nlevels: [{{ id: l1, title: $, scope: $, autonomy: $, impact: $, code: L1 }}, \
                 {{ id: l2, title: $, scope: $ }}]\n",
                language.tag
            ),
        ),
        ("families/f1.yaml", "title: $\nsummary: $\n".into()),
        ("tracks/x1.yaml", "title: $\nsummary: $\nkind: individual\ncumulative: true\nfamily: f1\nprimary_focus: $\nroles: [r1, r2]\n".into()),
        ("tracks/x2.yaml", "title: $\nkind: individual\nfamily: f1\nroles: [r4]\n".into()),
        (
            "roles/r1.md",
            "---\ntitle: $\naliases: [$]\nsummary: $\nlevel: l1\nfamily: f1\ncode: C1\nowner: $\n\
             leads_to: [{ role: r2, gate: $, note: $ }, { role: r4, kind: lateral }]\nskills: { k1: s1, k2: s2, k3: s3 }\n\
             responsibilities:\n  d1:\n    - { id: e1, text: $, examples: [$, $] }\n    - { id: e2, text: $ }\n---\n\n\
             $ [[r2]] [[k1]]\n\n## $\n\n$\n"
                .into(),
        ),
        (
            "roles/r2.md",
            "---\ntitle: $\nsummary: $\nlevel: l2\nfamily: f1\nextends: r1\nskills: { k1: s3, k2: s3 }\n\
             responsibilities:\n  d1:\n    - { id: e1, text: $ }\n    - { id: e3, text: $ }\n---\n\n$\n"
                .into(),
        ),
        ("roles/r3.md", "---\ntitle: $\nlevel: l1\nstatus: retired\nskills: { k1: s2 }\n---\n\n$\n".into()),
        ("roles/r4.md", "---\ntitle: $\nlevel: l1\nfamily: f1\nskills: { k1: s2 }\n---\n\n$\n".into()),
        (
            "skills/k1.md",
            "---\ntitle: $\nsummary: $\ntheme: t1\nrelated: [k2]\nsteps: { s1: [$], s2: [$] }\nlevels: { l1: [$] }\n\
             resources: [{ title: $, step: s1 }, { resource: n1 }, { title: $, url: \"https://c.example/\", author: $ }]\n---\n\n$\n"
                .into(),
        ),
        ("resources/n1.yaml", "title: $\nkind: book\nauthor: $\nprovider: $\nlanguage: fr\n".into()),
        ("skills/k2.md", "---\ntitle: $\ntheme: t2\n---\n\n$\n".into()),
        ("skills/k3.md", "---\ntitle: $\ntheme: t3\n---\n\n$\n".into()),
        ("responsibilities/d1.md", "---\ntitle: $\nsummary: $\ntheme: t1\nlevels: { l1: [$] }\n---\n\n$\n".into()),
        (
            "roadmaps/m1.yaml",
            "title: $\nsummary: $\nfrom: r1\nto: r2\nstages: [{ title: $, outcome: $, duration: $, skills: { k1: s2 }, \
             responsibilities: [d1], evidence: [$, $], resources: [{ title: $ }] }]\n"
                .into(),
        ),
        (
            "interviews/i1.yaml",
            "title: $\nsummary: $\nfor: [r1]\nrounds: [{ title: $, minutes: 30, summary: $, assesses: [k1], questions: [{ ask: $, \
             looks_for: [$], follow_ups: [$] }], rubric: { $: $ } }]\n"
                .into(),
        ),
        (
            "guides/g1.md",
            "---\ntitle: $\n---\n\n$ [[r1]][^1]\n\n## $\n\n> [!NOTE]\n> $\n\n> [!TIP]\n> $\n\n> [!IMPORTANT]\n> $\n\n\
             > [!WARNING]\n> $\n\n> [!CAUTION]\n> $\n\n- [ ] $\n- [x] $\n\n| $ | $ |\n|---|---|\n| $ | $ |\n\n|   |   |\n\
             |---|---|\n| $ | $ |\n\n[^1]: $\n"
                .into(),
        ),
        ("guides/index.md", "---\ntitle: $\n---\n\n$\n".into()),
    ];
    let files = files.iter().map(|(path, text)| Source::text(&format!("content/{path}"), &fill(text)));
    files.collect()
}
