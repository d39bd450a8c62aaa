//! What a YAML value may look like, as data, and the check of a tree against it.
//!
//! One description serves three readers: the check here, the JSON Schema of `schema`, and the decoder, which
//! may then read a checked tree without asking again. Knows nothing of particular kinds (see `fields`).

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, INVALID_VALUE, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE, nearest, one_of};
use crate::source::{Place, Span};

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
    Record(&'static Record),
    /// Text that stands for the record's named field, or the record itself.
    Short(&'static str, &'static Record),
}

/// A mapping with known fields.
#[derive(Debug)]
pub struct Record {
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

impl Record {
    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().flat_map(|group| group.iter())
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}

/// Reports everything in `node` that does not have the form of `shape`. `name` is what the value is called in
/// messages.
pub fn check(path: &Arc<str>, node: &Node, shape: &Shape, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let mut wrong = |expected: &str| {
        diagnostics.push(
            Diagnostic::at(
                WRONG_TYPE,
                path,
                first_line(node),
                format!("{name} must be {expected}, not {}", node.describe()),
            )
            .label(format!("expected {expected}")),
        );
    };
    match shape {
        Shape::Text | Shape::Inline | Shape::Markdown => match node.value {
            Value::Scalar(..) => {}
            _ => wrong("text"),
        },
        Shape::Reference(of) => match &node.value {
            Value::Scalar(text, _) if !text.value.trim().is_empty() => {}
            _ => wrong(of),
        },
        Shape::Integer => match node.as_text() {
            Some(text) if text.value.parse::<i64>().is_ok() => {}
            Some(_) => {
                diagnostics.push(
                    Diagnostic::at(WRONG_TYPE, path, node.span, format!("{name} must be a whole number"))
                        .label("expected a whole number"),
                );
            }
            None => wrong("a whole number"),
        },
        Shape::Boolean => boolean(path, node, name, diagnostics),
        Shape::Choice(words) => match node.as_text() {
            Some(text) if words.contains(&text.value.as_str()) => {}
            Some(text) => {
                let near = nearest(&text.value, words.iter().copied());
                diagnostics.push(suggest(
                    Diagnostic::at(
                        INVALID_VALUE,
                        path,
                        node.span,
                        format!("{name} cannot be `{}`", shorten(&text.value)),
                    )
                    .label(format!("expected {}", one_of(words.iter().copied()))),
                    near,
                    node.span,
                ));
            }
            None => wrong(&one_of(words.iter().copied())),
        },
        Shape::List(item) => match &node.value {
            Value::List(items) => check_items(path, items, item, name, diagnostics),
            _ => wrong("a list"),
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
            _ => wrong(&format!("a mapping from {of}")),
        },
        Shape::Record(record) => match &node.value {
            Value::Map(_) => check_record(path, node, record, diagnostics),
            _ => wrong("a mapping"),
        },
        Shape::Short(_, record) => match &node.value {
            Value::Scalar(..) => {}
            Value::Map(_) => check_record(path, node, record, diagnostics),
            _ => wrong("text or a mapping"),
        },
    }
}

/// Reports the unknown, missing and malformed fields of a mapping.
pub fn check_record(path: &Arc<str>, node: &Node, record: &Record, diagnostics: &mut Vec<Diagnostic>) {
    for (key, value) in node.entries() {
        match record.field(&key.name) {
            Some(field) => {
                // `owner:` with nothing behind it says as much as no `owner:`.
                if value.value != Value::Null || field.required {
                    check(path, value, &field.shape, &format!("`{}`", field.name), diagnostics);
                }
            }
            None => {
                let unused = record.fields().map(|field| field.name).filter(|name| node.get(name).is_none());
                let near = nearest(&key.name, unused);
                let message = format!("{} has no field `{}`", record.name, shorten(&key.name));
                let diagnostic = Diagnostic::at(UNKNOWN_FIELD, path, key.span, message)
                    .help(format!("The fields are {}.", names(record)));
                diagnostics.push(suggest(diagnostic, near, key.span));
            }
        }
    }
    for field in record.fields().filter(|field| field.required && node.get(field.name).is_none()) {
        let at = node.entries().first().map_or(first_line(node), |(key, _)| key.span);
        diagnostics.push(
            Diagnostic::at(MISSING_FIELD, path, at, format!("{} needs a `{}`", record.name, field.name))
                .label(format!("`{}:` is missing here", field.name))
                .help(field.doc),
        );
    }
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
    for item in items {
        check(path, item, shape, &format!("an item of {name}"), diagnostics);
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

fn names(record: &Record) -> String {
    let all: Vec<String> = record.fields().map(|field| format!("`{}`", field.name)).collect();
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
