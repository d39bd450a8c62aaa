//! `audience:` on any mapping with known fields: its names are checked, and what is not for the readers of an edition is
//! taken out of the tree before anything else sees it.

use std::sync::Arc;

use crate::content::PUBLIC;
use crate::diagnostic::{
    Code, Diagnostic, INVALID_VALUE, MISSING_FIELD, UNKNOWN_REFERENCE, WRONG_TYPE, nearest, one_of,
};
use crate::source::Span;

use super::ParseOptions;
use super::reader::{many, spanned};
use super::shape::{RecordShape, Shape, shorten, suggest};
use super::yaml::{Node, Value};

/// Who reads an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readers {
    /// The audiences whose content they see.
    pub audiences: Arc<[String]>,
    /// The files and folders below `content/` that they do not see.
    pub hidden_files: Arc<[String]>,
}

/// How much of a value an edition shows.
#[derive(Debug)]
pub enum Shown {
    /// All of it.
    All,
    /// This part of it.
    Part(Node),
    /// Nothing.
    Nothing,
}

/// Fields that no audience may limit. Without one of them an entity would mean something else, or an edition would show
/// more than it should.
const NEVER_HIDDEN: [&str; 11] =
    ["audience", "id", "status", "band", "tracks", "families", "without", "editions", "publish", "ignore", "security"];

impl Readers {
    /// Whether a file, by its path from the project's root, is for other audiences.
    pub fn hide_file(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix("content/") else { return false };
        self.hidden_files.iter().any(|hidden| is_below(path, hidden))
    }

    fn see(&self, audience: &Node) -> bool {
        many(Some(audience)).iter().filter_map(spanned).any(|name| self.audiences.contains(&name.value))
    }
}

/// Whether `path` is the file or in the folder that `place` names.
pub fn is_below(path: &str, place: &str) -> bool {
    let place = place.trim_matches('/');
    path.strip_prefix(place).is_some_and(|rest| place.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

/// What of `node` the readers see. Unknown names and malformed values hide: nothing is shown by mistake.
pub fn shown(node: &Node, shape: &Shape, readers: &Readers) -> Shown {
    let mut hidden = false;
    match cut(node, shape, readers, &mut hidden) {
        Some(_) if !hidden => Shown::All,
        Some(part) => Shown::Part(part),
        None => Shown::Nothing,
    }
}

/// Whether `audience:` of a record hides one of its fields.
pub fn hides_field(node: &Node, field: &str, options: &ParseOptions) -> bool {
    let Some(readers) = &options.readers else { return false };
    let audiences = node.entries_of("audience");
    audiences.iter().any(|(key, audience)| key.name == field && !readers.see(audience))
}

fn cut(node: &Node, shape: &Shape, readers: &Readers, hidden: &mut bool) -> Option<Node> {
    let value = match (shape, &node.value) {
        (Shape::Record(record) | Shape::Short(_, record), Value::Map(_)) => {
            return cut_record(node, record, readers, hidden);
        }
        (Shape::Either(telling, record, _), Value::Map(_)) if telling.iter().any(|field| node.get(field).is_some()) => {
            return cut_record(node, record, readers, hidden);
        }
        (Shape::Either(_, _, other), _) => return cut(node, other, readers, hidden),
        (Shape::List(item) | Shape::OneOrMany(item), Value::List(items)) => {
            let shown: Vec<Node> = items.iter().filter_map(|one| cut(one, item, readers, hidden)).collect();
            if shown.is_empty() && !items.is_empty() {
                // An empty list says that there was one.
                return None;
            }
            Value::List(shown)
        }
        (Shape::OneOrMany(item), _) => return cut(node, item, readers, hidden),
        (Shape::Map(_, of), Value::Map(entries)) => {
            let shown = entries.iter().filter_map(|(key, value)| Some((key.clone(), cut(value, of, readers, hidden)?)));
            let shown: Vec<_> = shown.collect();
            if shown.is_empty() && !entries.is_empty() {
                return None;
            }
            Value::Map(shown)
        }
        _ => return Some(node.clone()),
    };
    Some(Node { span: node.span, value })
}

fn cut_record(node: &Node, record: &RecordShape, readers: &Readers, hidden: &mut bool) -> Option<Node> {
    let audience = node.get("audience");
    let by_field = audience.map(Node::entries).unwrap_or_default();
    let is_for_others =
        audience.is_some_and(|audience| !matches!(audience.value, Value::Map(_)) && !readers.see(audience));
    if is_for_others {
        *hidden = true;
        return None;
    }
    let mut shown = Vec::new();
    for (key, value) in node.entries().iter().filter(|(key, _)| key.name != "audience") {
        if by_field.iter().any(|(field, audience)| field.name == key.name && !readers.see(audience)) {
            *hidden = true;
            continue;
        }
        let value = match record.field(&key.name) {
            Some(field) => cut(value, &field.shape, readers, hidden),
            None => Some(value.clone()),
        };
        shown.extend(value.map(|value| (key.clone(), value)));
    }
    // A field of the file that stands elsewhere, as the text below front matter, is cut by the caller.
    *hidden |= by_field.iter().any(|(field, audience)| node.get(&field.name).is_none() && !readers.see(audience));
    Some(Node { span: node.span, value: Value::Map(shown) })
}

/// Reports what is wrong with the `audience:` fields below `node`. `known` are the names of `editions:`; without them any
/// name is taken.
pub fn check(path: &Arc<str>, node: &Node, shape: &Shape, known: Option<&[String]>, diagnostics: &mut Vec<Diagnostic>) {
    AudienceChecker { path, known, diagnostics }.value(node, shape);
}

struct AudienceChecker<'a> {
    path: &'a Arc<str>,
    known: Option<&'a [String]>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl AudienceChecker<'_> {
    fn at(&self, code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, self.path, span, message)
    }

    fn value(&mut self, node: &Node, shape: &Shape) {
        match (shape, &node.value) {
            (Shape::Record(record) | Shape::Short(_, record), Value::Map(_)) => self.record(node, record),
            (Shape::Either(telling, record, other), Value::Map(_)) => {
                if telling.iter().any(|field| node.get(field).is_some()) {
                    self.record(node, record);
                } else {
                    self.value(node, other);
                }
            }
            (Shape::Either(_, _, other), _) => self.value(node, other),
            (Shape::List(item) | Shape::OneOrMany(item), Value::List(items)) => {
                items.iter().for_each(|one| self.value(one, item));
            }
            (Shape::OneOrMany(item), _) => self.value(node, item),
            (Shape::Map(_, of), Value::Map(entries)) => entries.iter().for_each(|(_, value)| self.value(value, of)),
            _ => {}
        }
    }

    fn record(&mut self, node: &Node, record: &RecordShape) {
        for (key, value) in node.entries() {
            match record.field(&key.name) {
                Some(field) if matches!(field.shape, Shape::Audience) => self.audience(value, key.span, record),
                Some(field) => self.value(value, &field.shape),
                None => {}
            }
        }
    }

    fn audience(&mut self, audience: &Node, key: Span, record: &RecordShape) {
        let Value::Map(fields) = &audience.value else { return self.names(audience, key) };
        for (field, names) in fields {
            match record.field(&field.name) {
                None => {
                    let message = format!("{} has no field `{}`", record.name, shorten(&field.name));
                    let near = nearest(&field.name, record.fields().map(|field| field.name));
                    let diagnostic = self.at(UNKNOWN_REFERENCE, field.span, message);
                    self.diagnostics.push(suggest(diagnostic, near, field.span));
                }
                Some(known) if known.required || NEVER_HIDDEN.contains(&known.name) => {
                    let message = format!("`{}` cannot be for one audience", known.name);
                    self.diagnostics.push(
                        self.at(INVALID_VALUE, field.span, message)
                            .help("Write `audience:` with the name alone, which leaves out the whole."),
                    );
                }
                Some(_) => self.names(names, field.span),
            }
        }
    }

    fn names(&mut self, names: &Node, key: Span) {
        let written = many(Some(names));
        if written.is_empty() {
            self.diagnostics.push(
                self.at(MISSING_FIELD, key, "the audience is empty")
                    .help("Name an audience of `editions:` in handbook.yaml, or delete the field."),
            );
        }
        for node in written {
            let Some(name) = spanned(node) else {
                let message = format!("an audience is a name, not {}", node.describe());
                self.diagnostics.push(self.at(WRONG_TYPE, node.span, message).label("expected a name"));
                continue;
            };
            let Some(known) = self.known.filter(|known| name.value != PUBLIC && !known.contains(&name.value)) else {
                continue;
            };
            let names = || known.iter().map(String::as_str).filter(|name| *name != PUBLIC).chain([PUBLIC]);
            let message = format!("there is no audience `{}`", shorten(&name.value));
            let diagnostic = self.at(UNKNOWN_REFERENCE, name.span, message);
            let near = nearest(&name.value, names());
            let diagnostic = match (near, known) {
                (Some(_), _) => diagnostic,
                (None, []) => diagnostic.help(format!(
                    "Name the audiences under `editions:` in handbook.yaml, such as `editions: {{{}: {{}}}}`.",
                    shorten(&name.value)
                )),
                (None, _) => diagnostic.help(format!("The audiences are {}.", one_of(names()))),
            };
            self.diagnostics.push(suggest(diagnostic, near, name.span));
        }
    }
}
