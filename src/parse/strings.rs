//! Reads interface texts: `strings/LANG.yaml` of a theme and `strings:` in `handbook.yaml`.
//!
//! Both have one form, groups of named texts. Which names exist, and which values a text may hold, is known to `theme`.

use std::sync::Arc;

use crate::content::strings::{Message, PluralForm};
use crate::diagnostic::{Diagnostic, INVALID_VALUE};
use crate::source::Spanned;

use super::fields;
use super::reader::spanned;
use super::shape;
use super::yaml::{self, Node, Value};

/// The texts of a theme's file in `language`, each name with its place.
pub fn file(
    path: &Arc<str>,
    text: &str,
    language: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Spanned<String>, Message)> {
    let Some(node) = yaml::parse(path, text, 0..text.len(), diagnostics) else { return Vec::new() };
    if node.value == Value::Null {
        return Vec::new();
    }
    shape::check(path, &node, &fields::STRINGS, "a file of interface texts", diagnostics);
    messages(path, &node, language, diagnostics)
}

/// The texts of a checked tree, each name with its place.
pub fn messages(
    path: &Arc<str>,
    node: &Node,
    language: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Spanned<String>, Message)> {
    let mut messages = Vec::new();
    for (group, texts) in node.entries() {
        for (name, node) in texts.entries() {
            let forms = forms(node);
            let borrowed: Vec<(PluralForm, &str)> =
                forms.iter().map(|(form, text)| (*form, text.value.as_str())).collect();
            match Message::new(language, &borrowed) {
                Ok(message) => {
                    messages.push((Spanned::new(format!("{}.{}", group.name, name.name), name.span), message));
                }
                Err(broken) => {
                    let span =
                        forms.iter().find(|(_, text)| text.value == broken).map_or(name.span, |(_, text)| text.span);
                    let message = "a brace in this text does not enclose the name of a value";
                    diagnostics.push(
                        Diagnostic::at(INVALID_VALUE, path, span, message)
                            .label("expected `{name}`, such as `{count}`")
                            .help("Close the brace, or remove it."),
                    );
                }
            }
        }
    }
    messages
}

/// The plural forms that a node writes; a text alone is the form `other`.
fn forms(node: &Node) -> Vec<(PluralForm, Spanned<String>)> {
    match &node.value {
        Value::Map(entries) => {
            let form = |(key, node): &(yaml::Key, Node)| Some((PluralForm::from_name(&key.name)?, spanned(node)?));
            entries.iter().filter_map(form).collect()
        }
        _ => spanned(node).map(|text| (PluralForm::Other, text)).into_iter().collect(),
    }
}
