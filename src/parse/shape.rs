//! What a YAML value may look like, as data, and the check of a tree against it.
//!
//! One description serves three readers: the check here, the JSON Schema of `schema`, and the decoder, which
//! may then read a checked tree without asking again. Knows nothing of particular kinds (see `fields`).

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, INVALID_VALUE, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE, nearest, one_of};
use crate::source::{Place, Span};

use super::text::Text;
use super::yaml::mistake::{colon_without_space, is_name, quoted};
use super::yaml::plain::{self, is_gap};
use super::yaml::{Node, Value};

/// The form of a value.
#[derive(Debug)]
pub enum Shape {
    /// Plain text.
    Text,
    /// One paragraph of Markdown.
    Inline,
    /// Markdown of any length.
    Markdown,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// The id of something else; the words say of what.
    Reference(&'static str),
    /// A list.
    List(&'static Shape),
    /// A list, or one item without the dash.
    OneOrMany(&'static Shape),
    /// A mapping whose keys the author chooses; the words say what a key is.
    Map(&'static str, &'static Shape),
    /// A mapping with known fields.
    Record(&'static RecordShape),
    /// Text that stands for the record's named field, or the record itself.
    Short(&'static str, &'static RecordShape),
    /// The record if the value is a mapping with one of these fields, else the shape.
    Either(&'static [&'static str], &'static RecordShape, &'static Shape),
    /// Who may read: names of audiences, or a mapping from field to them.
    Audience,
    /// Anything.
    Any,
}

/// A mapping with known fields.
#[derive(Debug)]
pub struct RecordShape {
    /// What it is, with its article, for messages: `a role`.
    pub name: &'static str,
    /// Its fields, in the order of the documentation.
    pub fields: &'static [&'static [Field]],
}

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Whether the record is wrong without it.
    pub required: bool,
    /// One sentence, shown by editors.
    pub doc: &'static str,
}

/// The field that every record has.
static AUDIENCE: Field = Field {
    name: "audience",
    shape: Shape::Audience,
    required: false,
    doc: "Who may read it: `public` unless said, or audiences of `editions:`; or a mapping from field to audience.",
};

impl RecordShape {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().flat_map(|group| group.iter()).chain([&AUDIENCE])
    }

    /// The field `name`.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}

/// Reports everything in `node` that does not have the form of `shape`. `name` is what the value is called in
/// messages.
pub fn check(path: &Arc<str>, node: &Node, shape: &Shape, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let wrong = |expected: &str| {
        let message = match node.value {
            Value::Null => format!("{name} is empty"),
            _ => format!("{name} must be {expected}, not {}", node.describe()),
        };
        let diagnostic =
            Diagnostic::at(WRONG_TYPE, path, first_line(node), message).label(format!("expected {expected}"));
        match example(shape, node) {
            Some(help) => diagnostic.help(help),
            None if node.value == Value::Null => diagnostic.help("Write it there, or delete the line."),
            None => quotes_for_colon(diagnostic, node),
        }
    };
    match shape {
        Shape::Text | Shape::Inline | Shape::Markdown => match &node.value {
            Value::Scalar(text, _) => diagnostics.extend(cut(path, text, shape, name)),
            _ => diagnostics.push(wrong("text")),
        },
        Shape::Reference(of) => match &node.value {
            Value::Scalar(text, _) if !text.value.trim().is_empty() => {}
            _ => diagnostics.push(wrong(&format!("the id of {of}"))),
        },
        Shape::Integer => match node.as_text() {
            Some(text) if text.value.parse::<i64>().is_ok() => {}
            Some(text) => {
                let message = format!("{name} must be a whole number, not `{}`", shorten(&text.value));
                diagnostics.push(
                    Diagnostic::at(WRONG_TYPE, path, node.span, message)
                        .label("expected a whole number")
                        .help("Write digits only, such as `3`."),
                );
            }
            None => diagnostics.push(wrong("a whole number")),
        },
        Shape::Boolean => boolean(path, node, name, diagnostics),
        Shape::Choice(words) => match node.as_text() {
            Some(text) if words.contains(&text.value.as_str()) => {}
            Some(text) => {
                let message = format!("{name} cannot be `{}`", shorten(&text.value));
                let diagnostic = Diagnostic::at(INVALID_VALUE, path, node.span, message)
                    .label(format!("expected {}", one_of(words.iter().copied())));
                let near = nearest(&text.value, words.iter().copied());
                diagnostics.push(suggest(diagnostic, near, node.span));
            }
            None => diagnostics.push(wrong(&one_of(words.iter().copied()))),
        },
        Shape::List(item) => match &node.value {
            Value::List(items) => check_items(path, items, item, name, diagnostics),
            _ => diagnostics.push(wrong("a list")),
        },
        Shape::OneOrMany(item) => match &node.value {
            Value::List(items) => check_items(path, items, item, name, diagnostics),
            _ => check(path, node, item, name, diagnostics),
        },
        Shape::Map(of, value) => match &node.value {
            Value::Map(entries) => {
                for (key, node) in entries {
                    check(path, node, value, &format!("`{}`", shorten(&key.name)), diagnostics);
                }
            }
            _ => diagnostics.push(wrong(&lines_of(of))),
        },
        Shape::Record(record) => match &node.value {
            Value::Map(_) => check_record(path, node, record, diagnostics),
            Value::Scalar(text, true) if unspaced(path, text, diagnostics) => {}
            _ => diagnostics.push(wrong("fields, one per line")),
        },
        // Read by `audience`, which knows the record around it and the names that exist.
        Shape::Audience | Shape::Any => {}
        Shape::Either(distinguishing, record, other) => {
            if distinguishing.iter().any(|field| node.get(field).is_some()) {
                check_record(path, node, record, diagnostics);
            } else {
                check(path, node, other, name, diagnostics);
            }
        }
        Shape::Short(short, record) => match &node.value {
            Value::Scalar(text, _) => {
                let shape = record.field(short).map(|field| &field.shape);
                diagnostics.extend(shape.and_then(|shape| cut(path, text, shape, &format!("`{short}`"))));
            }
            Value::Map(_) if is_text_with_colon(node, record) => {
                diagnostics.push(match record.field(short).map(|field| &field.shape) {
                    Some(Shape::Reference(of)) => {
                        let message = format!("{name} must be the id of {of}, or name it under `{short}:`");
                        Diagnostic::at(WRONG_TYPE, path, first_line(node), message)
                            .label(format!("`{short}:` is missing"))
                    }
                    _ => wrong("text"),
                });
            }
            Value::Map(_) => check_record(path, node, record, diagnostics),
            _ => diagnostics.push(wrong("text or fields")),
        },
    }
}

/// Fields of one word. A comment may stand behind them; whatever follows a space was not meant for them.
const WORDS: [&str; 19] = [
    "`id`",
    "`code`",
    "`base_url`",
    "`language`",
    "`version`",
    "`edit_url`",
    "`feedback_url`",
    "`logo`",
    "`url`",
    "`kind`",
    "`theme`",
    "`name`",
    "`accent`",
    "`accent_dark`",
    "`ink`",
    "`paper`",
    "`without`",
    "`layout`",
    "`weight`",
];

/// A text that a comment cuts off, if the field holds text that readers see.
fn cut(path: &Arc<str>, text: &Text, shape: &Shape, name: &str) -> Option<Diagnostic> {
    let comment = text.comment.as_ref()?;
    let is_prose = match shape {
        Shape::Inline | Shape::Markdown => true,
        Shape::Text => !WORDS.contains(&name) || !comment.value.starts_with("# "),
        _ => false,
    };
    is_prose.then(|| plain::cut(path, name, &text.value, comment))
}

/// Reports the unknown, missing and malformed fields of a mapping.
pub fn check_record(path: &Arc<str>, node: &Node, record: &RecordShape, diagnostics: &mut Vec<Diagnostic>) {
    let present: HashSet<&str> = node.entries().iter().map(|(key, _)| key.name.as_str()).collect();
    let mut misspelled: Vec<&str> = Vec::new();
    let mut parent: Option<&str> = None;
    for (key, value) in node.entries() {
        match record.field(&key.name) {
            // `owner:` with nothing behind it says as much as no `owner:`.
            Some(field) if value.value == Value::Null && !field.required => parent = Some(field.name),
            Some(field) if field.required && is_blank(value) => {
                parent = Some(field.name);
                let is_reported = |one: &Diagnostic| {
                    let at = one.place.span.map_or(0, |span| span.start);
                    is_gap(one) && (key.span.end..key.span.end + 8).contains(&at)
                };
                if diagnostics.iter().any(is_reported) {
                    continue;
                }
                diagnostics.push(
                    Diagnostic::at(MISSING_FIELD, path, key.span, format!("`{}` is empty", field.name)).help(field.doc),
                );
            }
            Some(field) => {
                parent = None;
                check(path, value, &field.shape, &format!("`{}`", field.name), diagnostics);
            }
            None => {
                let unused = record.fields().map(|field| field.name).filter(|name| !present.contains(name));
                let near = nearest(&key.name, unused);
                misspelled.extend(near);
                let message = format!("{} has no field `{}`", record.name, shorten(&key.name));
                let diagnostic = Diagnostic::at(UNKNOWN_FIELD, path, key.span, message);
                let diagnostic = match (near, parent) {
                    (Some(_), _) => diagnostic,
                    (None, Some(parent)) => {
                        diagnostic.help(format!("If it belongs to `{parent}:` above, indent it with two spaces."))
                    }
                    (None, None) => diagnostic.help(format!("The fields are {}.", names(record, path))),
                };
                diagnostics.push(suggest(diagnostic, near, key.span));
            }
        }
    }
    for field in record.fields().filter(|field| field.required && !present.contains(field.name)) {
        let has_gap = diagnostics.iter().any(|one| {
            let inside = |span: Span| node.span.start <= span.start && span.end <= node.span.end;
            is_gap(one) && one.place.span.is_some_and(inside)
        });
        if misspelled.contains(&field.name) || has_gap {
            // It is there under another name, or in what could not be read; which was reported.
            continue;
        }
        let at = node.entries().first().map_or(first_line(node), |(key, _)| key.span);
        diagnostics.push(
            Diagnostic::at(MISSING_FIELD, path, at, format!("{} needs {}", record.name, one(field.name)))
                .label(format!("`{}:` is missing here", field.name))
                .help(field.doc),
        );
    }
}

/// The form of a mapping in words: lines of the form `skill: step`.
fn lines_of(of: &str) -> String {
    match of.split_once(" to ") {
        Some((key, value)) => format!("lines of the form `{key}: {value}`"),
        None => "lines with a `:`".into(),
    }
}

/// What to type instead of a value of the wrong form, shown by an example that is made of the value.
fn example(shape: &Shape, node: &Node) -> Option<String> {
    let items = if let Value::List(items) = &node.value { items.as_slice() } else { std::slice::from_ref(node) };
    let first = items.first()?;
    let words = first.as_text().map(|text| text.value.trim()).filter(|text| !text.is_empty() && text.len() <= 60);
    match shape {
        Shape::Map(of, _) => {
            let (key, value) = of.split_once(" to ")?;
            match first.entries() {
                [(known, Node { value: Value::Scalar(text, _), .. }), ..] => Some(format!(
                    "Write one line for each {key}, without a dash: `{}: {}`.",
                    shorten(&known.name),
                    shorten(&text.value)
                )),
                _ => {
                    let key = words.filter(|words| !words.contains([' ', ':'])).unwrap_or(key);
                    Some(format!("Write one line for each, without a dash: `{key}: {value}`."))
                }
            }
        }
        Shape::Record(record) => {
            let field = record.fields().find(|field| field.required).or_else(|| record.fields().next())?;
            Some(format!(
                "Write each of its fields on a line of its own, such as `{}: {}`.",
                field.name,
                words.unwrap_or("…")
            ))
        }
        Shape::List(_) if words.is_some() || matches!(node.value, Value::Map(_)) => {
            Some(format!("Begin each item on a line of its own with a dash and a space: `- {}`.", words.unwrap_or("…")))
        }
        Shape::Short(..) | Shape::Text | Shape::Inline | Shape::Markdown | Shape::Reference(_)
            if matches!(node.value, Value::List(_)) && items.len() == 1 =>
        {
            words.map(|words| format!("Write it without the dash or the brackets: `{words}`."))
        }
        _ => None,
    }
}

/// A field with its article: ``a `title` ``, ``an `id` ``, `` `roles` ``.
fn one(field: &str) -> String {
    match field {
        "for" | "from" | "to" | "one" | "other" => format!("`{field}`"),
        _ if field.ends_with('s') => format!("`{field}`"),
        _ if field.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an `{field}`"),
        _ => format!("a `{field}`"),
    }
}

fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar(text, _) => text.value.trim().is_empty(),
        Value::List(_) | Value::Map(_) => false,
    }
}

/// Reports `title:Text`, of which YAML makes a text because there is no space behind the colon.
fn unspaced(path: &Arc<str>, text: &Text, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let Some((word, rest)) = text.value.split_once(':') else { return false };
    if rest.is_empty() || !is_name(word) {
        return false;
    }
    diagnostics.push(colon_without_space(path, text.span.start as usize, word));
    true
}

/// Whether a mapping is one sentence with a colon in it, `- Plan: think ahead`, and not a record with a mistake.
fn is_text_with_colon(node: &Node, record: &RecordShape) -> bool {
    let [(key, value)] = node.entries() else { return false };
    let is_known = || nearest(&key.name, record.fields().map(|field| field.name)).is_some();
    matches!(value.value, Value::Scalar(_, true)) && !is_known()
}

/// A text of which YAML made a mapping, because it holds `: `, wants quotes.
fn quotes_for_colon(diagnostic: Diagnostic, node: &Node) -> Diagnostic {
    let [(key, Node { value: Value::Scalar(text, true), .. })] = node.entries() else { return diagnostic };
    let text = quoted(&format!("{}: {}", key.name, text.value));
    diagnostic.help(format!("If it is one text, put it in quotes: `{}`.", shorten(&text)))
}

/// Adds "did you mean" and the edit, where a name is near.
pub fn suggest(diagnostic: Diagnostic, near: Option<&str>, span: Span) -> Diagnostic {
    match near {
        Some(near) => {
            let label = diagnostic.label.as_ref().map_or(String::new(), |label| format!("{label}; "));
            diagnostic.label(format!("{label}did you mean `{near}`?")).edit(span, near)
        }
        None => diagnostic,
    }
}

/// At most sixty characters of a word that stands in a message.
pub fn shorten(word: &str) -> String {
    if word.chars().count() <= 60 {
        word.to_owned()
    } else {
        format!("{}…", word.chars().take(59).collect::<String>())
    }
}

fn check_items(path: &Arc<str>, items: &[Node], shape: &Shape, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    // A list of texts instead of fields is one mistake.
    let is_text = |item: &Node| matches!(shape, Shape::Record(_)) && matches!(item.value, Value::Scalar(..));
    let (mut reported, mut others) = (None, 0);
    for item in items {
        if is_text(item) && reported.is_some() {
            others += 1;
            continue;
        }
        let before = diagnostics.len();
        check(path, item, shape, &format!("an item of {name}"), diagnostics);
        if is_text(item) && diagnostics.get(before).is_some_and(|one| one.code == WRONG_TYPE) {
            reported = Some(before);
        }
    }
    if let Some(first) = reported.and_then(|at| diagnostics.get_mut(at)).filter(|_| others > 0) {
        let help = first.help.take().unwrap_or_default();
        let (count, verb) =
            if others == 1 { ("1 more item".to_owned(), "is") } else { (format!("{others} more items"), "are") };
        first.help = Some(format!("{help} {count} of the list {verb} text, too."));
    }
}

fn boolean(path: &Arc<str>, node: &Node, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let text = node.as_text().map(|text| text.value.as_str()).unwrap_or_default();
    if as_boolean(text).is_some() {
        return;
    }
    let meant = match text.to_lowercase().as_str() {
        "yes" | "on" | "y" | "1" => Some("true"),
        "no" | "off" | "n" | "0" => Some("false"),
        _ => None,
    };
    let diagnostic = Diagnostic::at(WRONG_TYPE, path, first_line(node), format!("{name} must be `true` or `false`"))
        .label("expected `true` or `false`");
    diagnostics.push(suggest(diagnostic, meant, node.span));
}

/// The truth value that YAML 1.2 sees in `text`.
pub fn as_boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// The fields for a message; a Markdown file has its text below the front matter, not in `body`.
fn names(record: &RecordShape, path: &str) -> String {
    let here = record.fields().filter(|field| field.name != "body" || !path.ends_with(".md"));
    let all: Vec<String> = here.map(|field| format!("`{}`", field.name)).collect();
    all.join(", ")
}

/// Long values are pointed at by their first line.
fn first_line(node: &Node) -> Span {
    match &node.value {
        Value::List(items) => items.first().map_or(node.span, first_line),
        Value::Map(entries) => entries.first().map_or(node.span, |(key, _)| key.span),
        _ => node.span,
    }
}

/// The related place "defined here", shortened to the first line of the value.
pub fn place(path: &Arc<str>, node: &Node) -> Place {
    Place::at(path, first_line(node))
}
