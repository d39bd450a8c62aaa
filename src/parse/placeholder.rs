//! The texts that `rungs new` writes for an author to replace, and the report where one was left.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, PLACEHOLDER};

use super::yaml::{Node, Value};

/// The summary of a new entity.
pub const SUMMARY: &str = "One sentence on what it is.";
/// The title of a new roadmap's stage.
pub const STAGE: &str = "The first stage";
/// The evidence of a new roadmap's stage.
pub const EVIDENCE: &str = "What shows that it is done.";
/// The question of a new interview kit.
pub const QUESTION: &str = "A question?";
/// What to look for in an answer.
pub const ANSWER: &str = "What a good answer has.";
/// A statement of a role.
pub const STATEMENT: &str = "One expectation in one whole sentence.";
/// A statement of a step.
pub const STEP: &str = "What one does at this step, in one whole sentence.";
/// A statement of a level.
pub const LEVEL: &str = "What everyone at this level is expected to do.";
/// The focus of a track.
pub const FOCUS: &str = "What people on this track spend their attention on.";

const ALL: [&str; 9] = [SUMMARY, STAGE, EVIDENCE, QUESTION, ANSWER, STATEMENT, STEP, LEVEL, FOCUS];

/// Reports each text below `node` that is still as `rungs new` wrote it.
pub fn check(path: &Arc<str>, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Scalar(text, _) if ALL.contains(&text.value.trim()) => diagnostics.push(
            Diagnostic::at(PLACEHOLDER, path, node.span, "this text is still the one that `rungs new` wrote")
                .label("readers would see it")
                .help("Write your own text, or delete the line."),
        ),
        Value::List(items) => items.iter().for_each(|item| check(path, item, diagnostics)),
        Value::Map(entries) => entries.iter().for_each(|(_, node)| check(path, node, diagnostics)),
        Value::Scalar(..) | Value::Null => {}
    }
}
