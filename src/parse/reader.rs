//! Reads values out of a checked tree: text, references, Markdown, statements.
//!
//! Everything malformed was reported by `shape` already, so a reader takes what is well-formed and passes over
//! the rest in silence.

use std::sync::Arc;

use crate::content::{Extension, Fact, GridCell, Id, Prose, Reference, Statement};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;

use super::id;
use super::markdown;
use super::shape::as_boolean;
use super::yaml::{Key, Node, Value};

/// Reads the values of one file.
pub struct Reader<'a> {
    /// The file.
    pub path: &'a Arc<str>,
    /// How Markdown is read.
    pub options: &'a markdown::MarkdownOptions,
    /// Where problems go.
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The trimmed text under `key`; `None` if there is none or it is blank.
    pub fn text(&self, node: &Node, key: &str) -> Option<String> {
        self.spanned(node, key).map(|text| text.value)
    }

    /// The trimmed text under `key` with its place.
    pub fn spanned(&self, node: &Node, key: &str) -> Option<Spanned<String>> {
        node.get(key).and_then(spanned)
    }

    /// The texts under `key`, which may be one text or a list.
    pub fn texts(&self, node: &Node, key: &str) -> Vec<Spanned<String>> {
        many(node.get(key)).iter().filter_map(spanned).collect()
    }

    /// The reference under `key`.
    pub fn reference(&self, node: &Node, key: &str) -> Option<Reference> {
        node.get(key).and_then(reference)
    }

    /// The references under `key`, which may be one or a list.
    pub fn references(&self, node: &Node, key: &str) -> Vec<Reference> {
        many(node.get(key)).iter().filter_map(reference).collect()
    }

    /// The whole number under `key`.
    pub fn integer(&self, node: &Node, key: &str) -> Option<i64> {
        node.get(key)?.as_text()?.value.parse().ok()
    }

    /// The truth value under `key`.
    pub fn boolean(&self, node: &Node, key: &str) -> Option<bool> {
        as_boolean(&self.text(node, key)?)
    }

    /// The inline Markdown under `key`.
    pub fn inline(&mut self, node: &Node, key: &str) -> Option<Prose> {
        node.get(key).and_then(|node| self.prose(node))
    }

    /// The inline Markdown texts under `key`, which may be one or a list.
    pub fn inlines(&mut self, node: &Node, key: &str) -> Vec<Prose> {
        many(node.get(key)).iter().filter_map(|node| self.prose(node)).collect()
    }

    /// The block Markdown under `key`; empty if there is none.
    pub fn markdown(&mut self, node: &Node, key: &str) -> Prose {
        match node.get(key).and_then(Node::as_text) {
            Some(text) => markdown::block(self.path, text, self.options, self.diagnostics),
            None => Prose::default(),
        }
    }

    /// A node as inline Markdown; `None` if it is no text or blank.
    pub fn prose(&mut self, node: &Node) -> Option<Prose> {
        let text = node.as_text().filter(|text| !text.value.trim().is_empty())?;
        Some(markdown::inline(self.path, text, self.options, self.diagnostics))
    }

    /// The statements at `node`: one text, one mapping, or a list of both. `owner` takes part in the hash that
    /// identifies a statement without an id; `prefix` stands before the ids that authors typed.
    pub fn statements(&mut self, node: &Node, owner: &str, prefix: &str) -> Vec<Arc<Statement>> {
        let items = many(Some(node));
        items.iter().filter_map(|item| self.statement(item, owner, prefix)).map(Arc::new).collect()
    }

    fn statement(&mut self, node: &Node, owner: &str, prefix: &str) -> Option<Statement> {
        let text = match &node.value {
            Value::Map(_) => self.inline(node, "text")?,
            _ => self.prose(node)?,
        };
        let named = self.spanned(node, "id");
        if let Some(named) = &named {
            id::check(self.path, &named.value, Some(named.span), self.diagnostics);
        }
        let id = match &named {
            Some(named) => format!("{prefix}{}", id::normal(&named.value)).into(),
            None => id::of_statement(owner, &text.plain),
        };
        let span = named.as_ref().map_or_else(|| node.get("text").unwrap_or(node).span, |named| named.span);
        Some(Statement {
            id,
            named: named.is_some(),
            growth: None,
            text,
            points: self.inlines(node, "points"),
            examples: self.inlines(node, "examples"),
            band: self.reference(node, "band"),
            tracks: self.references(node, "tracks"),
            families: self.references(node, "families"),
            span,
        })
    }

    /// The cells of a mapping from steps, levels or roles to statements.
    pub fn cells(&mut self, node: &Node, key: &str, owner: &str, prefix: &str) -> Vec<GridCell> {
        let entries = node.entries_of(key);
        let mut cells = Vec::with_capacity(entries.len());
        for (name, statements) in entries {
            let owner = format!("{owner}/{}", name.name);
            cells.push(GridCell { at: key_reference(name), statements: self.statements(statements, &owner, prefix) });
        }
        let is_growing = |cell: &GridCell| matches!(&cell.statements[..], [only] if !only.named);
        if key == "levels" && cells.len() > 1 && cells.iter().all(is_growing) {
            let growth: Id = format!("{owner}/{key}").into();
            for statement in cells.iter_mut().flat_map(|cell| &mut cell.statements) {
                Arc::make_mut(statement).growth = Some(growth.clone());
            }
        }
        cells
    }

    /// The facts under `facts`, in the author's order.
    pub fn facts(&mut self, node: &Node) -> Vec<Fact> {
        let fact = |(key, value): &(Key, Node)| {
            Some(Fact { label: Spanned::new(key.name.clone(), key.span), text: self.prose(value)? })
        };
        node.entries_of("facts").iter().filter_map(fact).collect()
    }
}

/// The items of a list, or the node itself; none for nothing.
pub fn many(node: Option<&Node>) -> &[Node] {
    match node {
        None | Some(Node { value: Value::Null, .. }) => &[],
        Some(Node { value: Value::List(items), .. }) => items,
        Some(node) => std::slice::from_ref(node),
    }
}

/// A scalar's trimmed text with its place; `None` if it is none or blank.
pub fn spanned(node: &Node) -> Option<Spanned<String>> {
    let text = node.as_text()?.value.trim();
    (!text.is_empty()).then(|| Spanned::new(text.to_owned(), node.span))
}

/// A scalar as a reference.
pub fn reference(node: &Node) -> Option<Reference> {
    spanned(node).map(|text| Spanned::new(id::normal(&text.value), text.span))
}

/// A key as a reference to what it names.
pub fn key_reference(key: &Key) -> Reference {
    Spanned::new(id::normal(&key.name), key.span)
}

/// A value as data that nothing reads.
pub fn extension(node: &Node) -> Extension {
    match &node.value {
        Value::Null => Extension::Text(String::new()),
        Value::Scalar(text, _) => Extension::Text(text.value.clone()),
        Value::List(items) => Extension::List(items.iter().map(extension).collect()),
        Value::Map(entries) => {
            Extension::Map(entries.iter().map(|(key, value)| (key.name.clone(), extension(value))).collect())
        }
    }
}
