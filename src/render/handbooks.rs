//! Handbooks for the tests of templates: the sample of `content/`, and one whose every text is the same hostile one.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::compile::{Compiled, Memo, compile};
use crate::content::Kind;
use crate::diagnostic::Severity;
use crate::handbook::HandbookOptions;
use crate::page::{self, PageInput, Site};
use crate::parse::fields;
use crate::parse::shape::{Field, RecordShape, Shape};
use crate::source::{Source, Sources};
use crate::theme::SiteTheme;

/// The sample handbook of `content/`, without its `themes/`.
pub fn sample() -> &'static Compiled {
    static SAMPLE: OnceLock<Compiled> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let project = crate::disk::Project::find(Some(root), root).unwrap_or_else(|error| panic!("{error}"));
        let (sources, problems) = crate::disk::read(&project);
        let sources = sources.under("content/").map(|source| Source::clone(source)).collect();
        compile(sources, problems, &HandbookOptions::default(), &mut Memo::default())
    })
}

/// What the templates see as `site`.
pub fn site(compiled: &Compiled) -> Site {
    let (theme, _) = SiteTheme::load(&Sources::default(), &compiled.handbook.config);
    page::site(&compiled.handbook, &compiled.plan, &theme.strings, true)
}

/// Every page of a handbook.
pub fn pages(compiled: &Compiled) -> Vec<PageInput> {
    let pages = compiled.plan.pages();
    pages.map(|(url, key)| page::input(&compiled.handbook, &compiled.plan, url, key)).collect()
}

/// The Markdown counterpart of every page of a handbook that has one.
pub fn markdown_pages(compiled: &Compiled) -> Vec<PageInput> {
    let pages = compiled.plan.pages().filter(|(_, key)| key.has_markdown());
    pages.map(|(url, key)| page::markdown_input(&compiled.handbook, &compiled.plan, url, key)).collect()
}

/// The page of the sample at `url`.
pub fn page(url: &str) -> PageInput {
    pages(sample()).into_iter().find(|input| input.page.url == url).unwrap_or_else(|| panic!("there is no {url}"))
}

/// A handbook with two entities of every kind, in which every field is written and every text that readers see is a
/// number between `«` and `»`, and `text`. Returns the field of each such text, too; the number counts them from 0.
pub fn hostile(text: &str) -> (Compiled, Vec<String>) {
    let mut writer = Writer { text, fields: Vec::new() };
    let mut files = vec![Source::text("content/handbook.yaml", &writer.record(&fields::HANDBOOK, &[]).to_string())];
    for kind in Kind::ALL {
        for id in ["a", "b"] {
            // Two roles that extend or follow each other would be a circle.
            let left_out: &[&str] = if id == "a" { &["extends", "without", "leads_to"] } else { &[] };
            let mut fields = writer.record(fields::record(kind), left_out);
            files.push(match kind {
                Kind::Page => {
                    let body = fields.as_object_mut().and_then(|fields| fields.remove("body"));
                    let body = body.expect("a page has a body");
                    let text = format!("---\n{fields}\n---\n{}\n", body.as_str().expect("a body is text"));
                    Source::text(&format!("content/guides/{id}.md"), &text)
                }
                kind => Source::text(&format!("content/{}/{id}.yaml", kind.folder()), &fields.to_string()),
            });
        }
    }
    let sources: Sources = files.into_iter().collect();
    let compiled = compile(sources, Vec::new(), &HandbookOptions::default(), &mut Memo::default());
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "a field needs a value of its own in `Writer::special`: {errors:#?}");
    (compiled, writer.fields)
}

struct Writer<'a> {
    text: &'a str,
    fields: Vec<String>,
}

impl Writer<'_> {
    /// Every field of a record but those that are left out.
    fn record(&mut self, record: &RecordShape, left_out: &[&str]) -> Value {
        let mut object = Map::new();
        for field in record.fields().filter(|field| !left_out.contains(&field.name)) {
            let value = match self.special(record, field) {
                Some(value) => value,
                None => self.value(&field.shape, &format!("{}: {}", record.name, field.name)),
            };
            if !value.is_null() {
                object.insert(field.name.into(), value);
            }
        }
        Value::Object(object)
    }

    /// The value of a field that is no free text, or that must fit another; null leaves the field out.
    fn special(&mut self, record: &RecordShape, field: &Field) -> Option<Value> {
        Some(match (record.name, field.name) {
            ("a step", "id") => "one".into(),
            ("a band", "id") => "band".into(),
            ("a theme", "id") => "theme".into(),
            // The levels of `handbook.yaml`, beside those that have a file.
            ("a level", "id") if field.required => "listed".into(),
            ("a track", "roles") => json!(["a", "b"]),
            ("handbook.yaml", "base_url" | "theme" | "diagnostics" | "strings" | "synonyms" | "editions")
            | (_, "id" | "without" | "schemes") => Value::Null,
            ("handbook.yaml", "publish" | "ignore" | "security" | "host_files") => Value::Null,
            ("handbook.yaml", "redirects") => json!({ "old": "https://example.org/'\"<b>/" }),
            ("handbook.yaml", "head") => "assets/compare.css".into(),
            (_, "layout") => "page".into(),
            ("handbook.yaml", "analytics") => {
                json!({ "script": "https://example.org/'\"<b>/s.js", "data": { "domain": self.text } })
            }
            ("handbook.yaml", "meta") => json!({ "name": self.text }),
            ("handbook.yaml", "versions" | "nav" | "footer_links" | "social") => {
                json!({ format!("Other {}", self.text): "https://example.org/'\"<b>/" })
            }
            (_, "theme") => "theme".into(),
            (_, "status") => "active".into(),
            (_, "redirect_from") => {
                let unique = self.fields.len();
                format!("old-{unique}").into()
            }
            (_, "language") => "en".into(),
            (_, "doi") => "10.1000/182".into(),
            (_, "version") => "1.2.3".into(),
            (_, "url" | "edit_url" | "feedback_url") => "https://example.org/'\"<b>?a={path}&b={title}".into(),
            _ => return None,
        })
    }

    fn value(&mut self, shape: &Shape, field: &str) -> Value {
        match shape {
            Shape::Text => self.text(field).into(),
            // Punctuation after a backslash is text to Markdown.
            Shape::Inline | Shape::Markdown => {
                let text = self.text(field);
                let escaped =
                    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c]));
                escaped.collect::<String>().into()
            }
            Shape::Integer => 7.into(),
            Shape::Boolean => true.into(),
            Shape::Choice(words) => words[0].into(),
            Shape::Reference(of) => reference(of).into(),
            Shape::List(item) | Shape::OneOrMany(item) => Value::Array(vec![self.value(item, field)]),
            Shape::Map(words, item) => {
                let key = words.split_once(" to ").expect("a map's words say what leads to what").0;
                let key = if key == "mark" { self.text(field) } else { reference(&format!("a {key}")).to_owned() };
                Value::Object(Map::from_iter([(key, self.value(item, field))]))
            }
            Shape::Record(record) | Shape::Short(_, record) | Shape::Either(_, record, _) => self.record(record, &[]),
            // Data of the author's own is on no page.
            Shape::Audience | Shape::Any => Value::Null,
        }
    }

    fn text(&mut self, field: &str) -> String {
        self.fields.push(field.to_owned());
        format!("«{}» {}", self.fields.len() - 1, self.text)
    }
}

/// An id that something of this kind has.
fn reference(of: &str) -> &'static str {
    match of {
        "a step" => "one",
        "a band" => "band",
        "a scale" | "a scale id" => "scale",
        "a skill or responsibility" => "skill:a",
        _ => "a",
    }
}
