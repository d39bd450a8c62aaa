//! Editions: what is for one audience leaves no trace in the edition of another, and nothing else is missing there.
//!
//! The handbooks are made of the tables of fields, so that a new field or kind is covered without a change here.

use std::collections::BTreeMap;

use rungs::compile::{Audience, Compiled, HandbookOptions};
use rungs::content::Kind;
use rungs::diagnostic::Severity;
use rungs::parse::fields;
use rungs::parse::shape::{Field, RecordShape, Shape};
use rungs::source::{Source, Sources};
use serde_json::{Map, Value, json};

use crate::project::{self, Files, short};

/// What every secret begins with; the number that follows counts them.
const SECRET: &str = "zqhidden";

/// A handbook twice: with its secrets, marked for the audience `internal`, and without them.
#[derive(Default)]
struct Planted {
    whole: BTreeMap<String, Value>,
    stripped: BTreeMap<String, Value>,
    /// The secrets, with the field of each.
    secrets: Vec<(String, String)>,
    open: usize,
}

impl Planted {
    /// Adds a file to both handbooks.
    fn file(&mut self, path: &str, (whole, stripped): (Value, Value)) {
        self.whole.insert(path.into(), whole);
        self.stripped.insert(path.into(), stripped);
    }

    fn secret(&mut self, field: &str) -> String {
        self.secrets.push((format!("{SECRET}{}x", self.secrets.len()), field.to_owned()));
        self.secrets[self.secrets.len() - 1].0.clone()
    }

    fn token(&mut self, is_secret: bool, field: &str) -> String {
        if is_secret {
            return self.secret(field);
        }
        self.open += 1;
        format!("open{}x", self.open)
    }

    /// A value with every field in it, all secret or all for everybody.
    fn value(&mut self, shape: &Shape, field: &str, is_secret: bool) -> Value {
        match shape {
            Shape::Text | Shape::Inline | Shape::Markdown => self.token(is_secret, field).into(),
            Shape::Integer => {
                // Numbers count too: a secret one is found as the digits it is written with.
                let number = 918_273_000 + self.secrets.len();
                if is_secret {
                    self.secrets.push((number.to_string(), field.to_owned()));
                }
                if is_secret { number.into() } else { 7.into() }
            }
            Shape::Boolean => true.into(),
            Shape::Choice(words) => if words.contains(&"active") { "active" } else { words[0] }.into(),
            Shape::Reference(of) => reference(of).into(),
            Shape::List(item) | Shape::OneOrMany(item) => json!([self.value(item, field, is_secret)]),
            Shape::Map(words, item) => {
                let key = self.key(words, field, is_secret);
                Value::Object(Map::from_iter([(key, self.value(item, field, is_secret))]))
            }
            Shape::Record(record) | Shape::Short(_, record) | Shape::Either(_, record, _) => {
                self.record(record, is_secret)
            }
            Shape::Audience => Value::Null,
            Shape::Any => json!({ self.token(is_secret, field): self.token(is_secret, field) }),
        }
    }

    fn key(&mut self, words: &str, field: &str, is_secret: bool) -> String {
        match words.split_once(" to ").unwrap().0 {
            key @ ("mark" | "label" | "scale id") => self.token(is_secret, &format!("{field}, {key}")),
            key => reference(&format!("a {key}")).to_owned(),
        }
    }

    fn record(&mut self, record: &RecordShape, is_secret: bool) -> Value {
        let mut object = Map::new();
        for field in record.fields() {
            let value = self.field(record, field, is_secret);
            if !value.is_null() {
                object.insert(field.name.into(), value);
            }
        }
        Value::Object(object)
    }

    /// The value of a field; null leaves it out.
    fn field(&mut self, record: &RecordShape, field: &Field, is_secret: bool) -> Value {
        let name = format!("{}: {}", record.name, field.name);
        match (record.name, field.name) {
            // What makes a circle, or takes away what is not there.
            (_, "extends" | "without" | "leads_to") => Value::Null,
            (_, "theme") => "group".into(),
            (_, "doi") => format!("10.1000/{}", self.token(is_secret, &name)).into(),
            (_, "language") => "de".into(),
            (_, "layout") => "page".into(),
            (_, "url") => format!("https://{}.example/", self.token(is_secret, &name)).into(),
            ("a track", "roles") => json!(["r", "r2"]),
            _ => self.value(&field.shape, &name, is_secret),
        }
    }

    /// A record for everybody, in both forms: in the first, each field that may be is for `internal` alone, and each list
    /// or mapping of records has one that is.
    fn mixed(&mut self, record: &RecordShape, kept: Value) -> (Value, Value) {
        let kept = kept.as_object().unwrap().clone();
        let (mut whole, mut stripped, mut audiences) = (kept.clone(), kept.clone(), Map::new());
        for field in record.fields().filter(|field| !kept.contains_key(field.name)) {
            let name = format!("{}: {}", record.name, field.name);
            if let Some((with, without)) = self.with_hidden_items(&field.shape, &name) {
                whole.insert(field.name.into(), with);
                stripped.insert(field.name.into(), without);
                continue;
            }
            let is_meaning = ["id", "status", "band", "tracks", "families", "audience", "layout"].contains(&field.name);
            if field.required || is_meaning {
                let value = self.field(record, field, false);
                if !value.is_null() {
                    whole.insert(field.name.into(), value.clone());
                    stripped.insert(field.name.into(), value);
                }
                continue;
            }
            let value = self.field(record, field, true);
            if !value.is_null() {
                whole.insert(field.name.into(), value);
                audiences.insert(field.name.into(), "internal".into());
            }
        }
        if !audiences.is_empty() {
            whole.insert("audience".into(), audiences.into());
        }
        (whole.into(), stripped.into())
    }

    /// A list or mapping of records with one for everybody and one for `internal`, and without the latter.
    fn with_hidden_items(&mut self, shape: &Shape, field: &str) -> Option<(Value, Value)> {
        match shape {
            Shape::List(item) | Shape::OneOrMany(item) => {
                let record = record_of(item)?;
                let (with, without) = self.mixed(record, json!({}));
                Some((json!([with, self.hidden(record)]), json!([without])))
            }
            Shape::Map(words, item) => {
                let (with, without) = match record_of(item) {
                    Some(record) => self.mixed(record, json!({})),
                    None => self.with_hidden_items(item, field)?,
                };
                let hidden = match (record_of(item), item) {
                    (Some(record), _) => self.hidden(record),
                    (None, Shape::List(item) | Shape::OneOrMany(item)) => json!([self.hidden(record_of(item)?)]),
                    _ => return None,
                };
                let key = self.key(words, field, false);
                let other = format!("{key}2");
                Some((json!({ key.clone(): with, other: hidden }), json!({ key: without })))
            }
            _ => None,
        }
    }

    fn hidden(&mut self, record: &RecordShape) -> Value {
        let mut value = self.record(record, true);
        value["audience"] = json!(["internal"]);
        value
    }
}

fn record_of(shape: &Shape) -> Option<&'static RecordShape> {
    match shape {
        Shape::Record(record) | Shape::Short(_, record) | Shape::Either(_, record, _) => Some(record),
        _ => None,
    }
}

/// An id that something for everybody has.
fn reference(of: &str) -> &'static str {
    match of {
        "a step" => "s",
        "a band" => "band",
        "a scale" => "scale",
        "a role" => "r",
        "a skill" | "a skill or theme" => "sk",
        "a responsibility" => "re",
        "a skill or responsibility" => "skill:sk",
        "a level" => "l",
        "a track" => "t",
        "a family" => "f",
        "a resource" => "rs",
        other => panic!("tests/it/editions.rs has no id of {other}"),
    }
}

/// A handbook with secrets in every kind and every field.
fn planted() -> Planted {
    let mut planted = Planted::default();
    planted.settings();
    planted.file("families/f.yaml", same(json!({ "title": "F" })));
    planted.file("pages.txt", same(Value::Null));
    let mut hidden_ids = BTreeMap::new();
    for kind in Kind::ALL {
        let record = fields::record(kind);
        let mut hidden = planted.hidden(record);
        hidden_ids.insert(kind, hidden["id"].as_str().unwrap().to_owned());
        let folder = if kind == Kind::Page { "guides" } else { kind.folder() };
        if kind == Kind::Page {
            let body = hidden.as_object_mut().unwrap().remove("body").unwrap();
            let picture = planted.secret("a file that only a hidden page shows");
            planted.whole.insert(format!("guides/{picture}.txt"), Value::Null);
            let text = format!("{}\n\n[file]({picture}.txt)\n", body.as_str().unwrap());
            planted.whole.insert("guides/hidden.md".into(), json!([hidden, text]));
        } else {
            planted.whole.insert(format!("{folder}/hidden.yaml"), hidden);
        }
        // Mixed: for everybody, with parts that are not.
        let id = match kind {
            Kind::Role => "r",
            Kind::Skill => "sk",
            Kind::Responsibility => "re",
            Kind::Track => "t",
            Kind::Level => "l",
            Kind::Resource => "rs",
            _ => "mixed",
        };
        let kept = match kind {
            Kind::Track => json!({ "title": "Track", "id": id, "roles": ["r", "r2"] }),
            Kind::Role => {
                json!({ "title": "Role", "id": id, "level": "l", "track": "t", "leads_to": ["r2"], "without": [] })
            }
            _ => json!({ "title": format!("Mixed {kind}"), "id": id }),
        };
        let (mut whole, mut stripped) = planted.mixed(record, kept);
        if kind == Kind::Page {
            let body = whole.as_object_mut().unwrap().remove("body").unwrap();
            stripped.as_object_mut().unwrap().remove("body");
            planted.whole.insert("guides/mixed.md".into(), json!([whole, body]));
            planted.stripped.insert("guides/mixed.md".into(), json!([stripped, ""]));
        } else {
            planted.file(&format!("{folder}/{id}.yaml"), (whole, stripped));
        }
    }
    for (folder, id, title) in
        [("roles", "r2", "Role two"), ("skills", "sk2", "Skill two"), ("levels", "l2", "Level two")]
    {
        planted.file(&format!("{folder}/{id}.yaml"), same(json!({ "title": title, "order": 2 })));
    }
    planted.file("responsibilities/re2.yaml", same(json!({ "title": "Duty two" })));
    planted.references(&hidden_ids);
    planted
}

fn same(value: Value) -> (Value, Value) {
    (value.clone(), value)
}

impl Planted {
    /// Fields for everybody that name what is hidden.
    fn references(&mut self, hidden: &BTreeMap<Kind, String>) {
        let of_field = |name: &str| self.secrets.iter().find(|(_, field)| field == name).unwrap().0.clone();
        let (band, theme) = (of_field("a band: id"), of_field("a theme: id"));
        let others = [
            json!({ "text": self.secret("a statement of a hidden band"), "band": band }),
            json!({ "text": "For one track", "tracks": ["t", hidden[&Kind::Track]] }),
        ];
        let whole = json!({
            "title": "Names others", "level": "l", "track": ["t", hidden[&Kind::Track]], "family": hidden[&Kind::Family],
            "extends": ["r2", hidden[&Kind::Role]], "leads_to": [hidden[&Kind::Role]],
            "skills": { "sk": "s", hidden[&Kind::Skill].clone(): "s" },
            "responsibilities": { "re": ["openly asked", others[0], others[1]], hidden[&Kind::Responsibility].clone(): [] },
        });
        let stripped = json!({
            "title": "Names others", "level": "l", "track": ["t"], "extends": ["r2"],
            "skills": { "sk": "s" }, "responsibilities": { "re": ["openly asked", { "text": "For one track", "tracks": ["t"] }] },
        });
        self.file("roles/names.yaml", (whole, stripped));
        let whole = json!({ "title": "Kit", "for": ["r", hidden[&Kind::Role]], "rounds": [
            { "title": "Round", "assesses": ["skill:sk", format!("skill:{}", hidden[&Kind::Skill]), hidden[&Kind::Responsibility]] },
        ] });
        let stripped =
            json!({ "title": "Kit", "for": ["r"], "rounds": [{ "title": "Round", "assesses": ["skill:sk"] }] });
        self.file("interviews/kit.yaml", (whole, stripped));
        let lost = json!({ "text": self.secret("a statement for a hidden track"), "tracks": [hidden[&Kind::Track]] });
        let whole = json!({ "title": "Related", "theme": theme, "related": ["sk", hidden[&Kind::Skill]],
            "levels": { "l": [lost, "Kept"], hidden[&Kind::Level].clone(): [self.secret("a cell of a hidden level")] },
            "resources": [hidden[&Kind::Resource], { "resource": hidden[&Kind::Resource], "note": self.secret("a remark on a hidden resource") },
                { "title": "Open", "note": self.secret("a remark on a resource"), "audience": { "note": "internal" } }, "A book"] });
        let stripped = json!({ "title": "Related", "related": ["sk"], "levels": { "l": ["Kept"] }, "resources": [{ "title": "Open" }, "A book"] });
        self.file("skills/related.yaml", (whole, stripped));
    }

    fn settings(&mut self) {
        // Hidden by the field: everything that has words in it.
        let mut by_field = Map::new();
        for (name, value) in [
            ("description", json!(self.secret("description"))),
            ("organisation", json!(self.secret("organisation"))),
            ("footer", json!(self.secret("footer"))),
            ("footer_links", json!({ self.secret("footer_links"): "roles/" })),
            ("social", json!({ self.secret("social"): "https://social.example/" })),
            ("copyright", json!(self.secret("copyright"))),
            ("announcement", json!(self.secret("announcement"))),
            ("redirects", json!({ self.secret("redirects"): "roles/" })),
            ("nav", json!({ self.secret("nav"): "skills/" })),
            ("analytics", json!(format!("https://{}.example/a.js", self.secret("analytics")))),
            ("versions", json!({ self.secret("versions"): "/v1/" })),
            ("meta", json!({ "verification": self.secret("meta") })),
            ("version", json!("91827.1.1")),
            ("edit_url", json!(format!("https://{}.example/{{path}}", self.secret("edit_url")))),
            ("feedback_url", json!(format!("https://{}.example/", self.secret("feedback_url")))),
            ("terms", json!({ "role": self.secret("terms") })),
            ("strings", json!({ "frame": { "menu": self.secret("strings") } })),
            ("synonyms", json!([[self.secret("synonyms"), self.secret("synonyms")]])),
            ("markdown", json!({ "schemes": [self.secret("schemes")] })),
        ] {
            by_field.insert(name.into(), value);
        }
        self.secrets.push(("91827.1.1".into(), "version".into()));
        let (mut whole, mut stripped) = (by_field.clone(), Map::new());
        let audience = by_field.keys().map(|name| (name.clone(), Value::from("internal")));
        whole.insert("audience".into(), audience.collect::<Map<_, _>>().into());
        let editions = json!({ "internal": { "base_url": "https://inside.example/zqhidden-place/",
            "files": ["locked", "zqhidden-alone.txt"] }, "board": {} });
        for (name, value) in
            [("title", json!("Handbook")), ("editions", editions), ("base_url", json!("https://open.example/x/"))]
        {
            whole.insert(name.into(), value.clone());
            stripped.insert(name.into(), value);
        }
        // The files are not there.
        stripped["editions"]["internal"]["files"].take();
        let mut known: Vec<&str> = by_field.keys().map(String::as_str).collect();
        // Without words, or the same for every audience.
        let shared = [
            "title",
            "editions",
            "base_url",
            "audience",
            "language",
            "theme",
            "diagnostics",
            "history",
            "exports",
            "head",
            "host_files",
            "social_cards",
        ];
        known.extend(shared.iter().chain(&["publish", "ignore", "security"]));
        for field in fields::HANDBOOK.fields() {
            let kept = |id: &str| json!([{ "id": id, "title": format!("Title of {id}") }]);
            let (mut with, without) = match field.name {
                "levels" => same(kept("listed")),
                "bands" => same(kept("band")),
                "themes" => same(kept("group")),
                "scales" => same(json!({ "scale": { "steps": [{ "id": "s" }, { "id": "s2" }] } })),
                name => {
                    assert!(
                        known.contains(&name),
                        "tests/it/editions.rs plants no secret in `{name}` of handbook.yaml"
                    );
                    continue;
                }
            };
            match (&mut with, &field.shape) {
                (Value::Array(items), Shape::List(item)) => items.push(self.hidden(record_of(item).unwrap())),
                (Value::Object(entries), Shape::Map(_, item)) => {
                    let key = self.secret(field.name);
                    entries.insert(key, self.hidden(record_of(item).unwrap()));
                }
                _ => panic!("tests/it/editions.rs does not know the form of `{}`", field.name),
            }
            whole.insert(field.name.into(), with);
            stripped.insert(field.name.into(), without);
        }
        self.file("handbook.yaml", (whole.into(), stripped.into()));
        self.whole.insert("locked/inner/zqhidden-file.txt".into(), Value::Null);
        self.whole.insert("zqhidden-alone.txt".into(), Value::Null);
        let title = self.secret("a page in a hidden folder");
        self.whole.insert("locked/page.md".into(), json!([{ "title": title }, "Text."]));
    }
}

/// JSON is YAML. A pair is front matter and a text; null is a file that is copied.
fn sources(files: &BTreeMap<String, Value>) -> Sources {
    let source = |(path, value): (&String, &Value)| {
        let text = match value {
            Value::Null => "A copied file.\n".to_owned(),
            Value::Array(parts) => format!("---\n{}\n---\n{}\n", parts[0], parts[1].as_str().unwrap()),
            value => value.to_string(),
        };
        Source::text(&format!("content/{path}"), &text)
    };
    files.iter().map(source).collect()
}

fn compile(files: &BTreeMap<String, Value>, audience: Audience) -> Compiled {
    let sources = sources(files);
    let compiled = project::compile(&sources, &HandbookOptions { audience, ..HandbookOptions::default() });
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect();
    assert!(errors.is_empty(), "{}", short(&errors, &sources));
    compiled
}

/// The site, with `index.json` as a tree without the numbers of lines: they tell where something stood.
fn site(compiled: &Compiled) -> Files {
    let mut files = compiled.render_all().unwrap();
    let mut index: Value = serde_json::from_slice(&files["index.json"]).unwrap();
    without_lines(&mut index);
    files.insert("index.json".into(), index.to_string().into_bytes().into());
    files
}

fn without_lines(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            entries.remove("line");
            entries.values_mut().for_each(without_lines);
        }
        Value::Array(items) => items.iter_mut().for_each(without_lines),
        _ => {}
    }
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[test]
fn a_secret_in_any_field_of_any_kind_leaves_no_trace() {
    let planted = planted();
    let public = compile(&planted.whole, Audience::public());
    let raw = public.render_all().unwrap();
    for (url, bytes) in &raw {
        assert!(!holds(url.as_bytes(), SECRET), "the address {url} holds a secret");
        for (secret, field) in &planted.secrets {
            assert!(!holds(bytes, secret), "{url} holds {secret}, the secret of {field}");
        }
        assert!(!holds(bytes, SECRET), "{url} holds a secret");
        assert!(!holds(bytes, "inside.example"), "{url} names the address of another edition");
    }
    // Nothing counts, orders or links by what is hidden: the site is that of a handbook without it.
    let (shown, stripped) = (site(&public), site(&compile(&planted.stripped, Audience::public())));
    let urls = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(urls(&shown), urls(&stripped));
    for (url, bytes) in &shown {
        let expected = &stripped[url];
        let at = bytes.iter().zip(&**expected).take_while(|(a, b)| a == b).count();
        let near = |bytes: &[u8]| {
            let part = &bytes[at.saturating_sub(200).min(bytes.len())..(at + 200).min(bytes.len())];
            String::from_utf8_lossy(part).into_owned()
        };
        let difference = || format!("without secrets: …{}…\npublic edition: …{}…", near(expected), near(bytes));
        assert!(bytes == expected, "{url} is not that of a handbook without secrets\n{}", difference());
    }
    project::note(&format!("{} secrets in {} public files", planted.secrets.len(), raw.len()));
}

#[test]
fn every_secret_is_in_the_edition_of_its_audience() {
    let planted = planted();
    let internal = compile(&planted.whole, Audience::Named("internal".into()));
    let files = internal.render_all().unwrap();
    // `order` sorts, and synonyms and schemes are read, but not printed; nor is what a band means.
    let is_unseen =
        |field: &str| field.ends_with(": order") || ["synonyms", "schemes", "a band: summary"].contains(&field);
    let missing: Vec<_> = planted
        .secrets
        .iter()
        .filter(|(secret, field)| {
            !is_unseen(field) && !files.iter().any(|(url, bytes)| holds(url.as_bytes(), secret) || holds(bytes, secret))
        })
        .collect();
    assert!(missing.is_empty(), "not in any file: {missing:?}");
    assert_eq!(
        site(&internal),
        site(&compile_at(&planted.whole, Audience::All, "https://inside.example/zqhidden-place/"))
    );
    assert!(holds(&files["index.html"], "name=\"robots\" content=\"noindex\""));
    assert_eq!(&*files["robots.txt"], b"User-agent: *\nDisallow: /\n");
    assert!(files.contains_key("zqhidden-alone.txt") && files.contains_key("locked/inner/zqhidden-file.txt"));
    let board = compile(&planted.whole, Audience::Named("board".into())).render_all().unwrap();
    assert!(board.values().all(|bytes| !holds(bytes, SECRET)), "`board` reads what is for `internal`");
}

fn compile_at(files: &BTreeMap<String, Value>, audience: Audience, base_url: &str) -> Compiled {
    project::compile(
        &sources(files),
        &HandbookOptions { audience, base_url: Some(base_url.into()), ..HandbookOptions::default() },
    )
}

#[test]
fn an_edition_reports_no_more_than_the_whole() {
    let planted = planted();
    let messages = |audience| -> Vec<String> {
        let compiled = compile(&planted.whole, audience);
        compiled.diagnostics.iter().map(|one| format!("{} {}", one.code.name, one.message)).collect()
    };
    let (whole, public) = (messages(Audience::All), messages(Audience::public()));
    let new: Vec<_> = public.iter().filter(|message| !whole.contains(message)).collect();
    assert!(new.is_empty(), "{new:#?}");
}

#[test]
fn links_to_what_is_hidden_keep_their_words() {
    let handbook = |editions: &str| -> Sources {
        [
            ("handbook.yaml", &*format!("title: H\neditions: {editions}\n")),
            (
                "guides/a.md",
                "# A\n\nSee [[the-kit|the kit]], [its page](../interviews/the-kit.yaml), [pay](../pay.txt).\n",
            ),
            ("interviews/the-kit.yaml", "title: Kit\naudience: internal\nfor: []\nrounds: []\n"),
            ("pay.txt", "1"),
        ]
        .into_iter()
        .map(|(path, text)| Source::text(&format!("content/{path}"), text))
        .collect()
    };
    let sources = handbook("{internal: {files: pay.txt}}");
    let compiled =
        project::compile(&sources, &HandbookOptions { audience: Audience::public(), ..HandbookOptions::default() });
    assert_eq!(short(&compiled.diagnostics, &sources), "");
    let page = compiled.render("guides/a.html").unwrap().unwrap();
    let page = String::from_utf8_lossy(&page).into_owned();
    assert!(page.contains("<p>See the kit, its page, pay.</p>"), "{page}");
    for (url, bytes) in compiled.render_all().unwrap() {
        for name in ["the-kit", "pay.txt"] {
            assert!(!holds(&bytes, name), "{url} holds the name that a link to something hidden has: {name}");
        }
    }
    // A name that no edition has is a mistake, and hides.
    let sources = handbook("{internl: {}}");
    let compiled =
        project::compile(&sources, &HandbookOptions { audience: Audience::public(), ..HandbookOptions::default() });
    let found = short(&compiled.diagnostics, &sources);
    assert!(found.contains("there is no audience `internal`"), "{found}");
    assert!(!compiled.plan.has("interviews/the-kit.html"));
}

/// What keeps files back holds for every edition.
#[test]
fn a_rule_that_leaves_out_files_is_for_every_audience() {
    for field in ["ignore", "publish", "security"] {
        let settings =
            format!("title: T\neditions: {{ inside: {{}} }}\nignore: [drafts/]\naudience: {{ {field}: inside }}\n");
        let sources: Sources =
            [Source::text("content/handbook.yaml", &settings), Source::text("content/drafts/secret.txt", "not yet")]
                .into_iter()
                .collect();
        let compiled =
            project::compile(&sources, &HandbookOptions { audience: Audience::public(), ..HandbookOptions::default() });
        let said: Vec<&str> = compiled.diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert!(said.contains(&format!("`{field}` cannot be for one audience").as_str()), "{said:?}");
        assert!(compiled.assets().all(|(path, _)| !path.contains("secret")), "{field}");
    }
}

/// An old address must not tell that there is a page for others.
#[test]
fn a_redirect_to_what_is_hidden_leaves_no_trace() {
    let settings = "title: T\neditions: { inside: {} }\nhost_files: _redirects\nredirects: { /zqold: guides/zqpage.md, /open: guides/a.md }\n";
    let sources: Sources = [
        Source::text("content/handbook.yaml", settings),
        Source::text("content/guides/zqpage.md", "---\ntitle: Zqpage\naudience: inside\n---\nText.\n"),
        Source::text("content/guides/a.md", "# A\n\nText.\n"),
    ]
    .into_iter()
    .collect();
    let of = |audience: Audience| {
        let compiled = project::compile(&sources, &HandbookOptions { audience, ..HandbookOptions::default() });
        assert_eq!(short(&compiled.diagnostics, &sources), "");
        compiled.render_all().unwrap()
    };
    let public = of(Audience::public());
    assert!(public.iter().all(|(url, bytes)| !holds(url.as_bytes(), "zq") && !holds(bytes, "zq")));
    assert!(public.contains_key("open/index.html"));
    assert!(of(Audience::Named("inside".into())).contains_key("zqold/index.html"));
}
