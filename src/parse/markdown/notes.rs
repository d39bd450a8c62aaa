//! Numbers the footnotes by their first use and reports those that do not meet their use.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, UNDEFINED_FOOTNOTE};
use crate::source::{Place, Span};

use super::MarkdownContext;
use super::origin::SourceText;
use super::tree::{Document, Inline, each_run};

/// Numbers the notes as the body uses them, and then as the notes themselves do.
pub(super) fn number(context: &mut MarkdownContext, document: &mut Document) {
    if document.notes.is_empty() {
        return;
    }
    let mut uses = vec![0; document.notes.len()];
    let mut shown = Vec::new();
    let mut count = |run: &mut Vec<Inline>| count(run, &mut uses, &mut shown);
    each_run(&mut document.blocks, &mut count);
    let mut next = 0;
    while let Some(note) = shown.get(next).copied() {
        let mut blocks = std::mem::take(&mut document.notes[note].blocks);
        each_run(&mut blocks, &mut |run| self::count(run, &mut uses, &mut shown));
        document.notes[note].blocks = blocks;
        next += 1;
    }
    for (at, note) in shown.iter().enumerate() {
        document.notes[*note].number = at + 1;
    }
    for (note, uses) in document.notes.iter_mut().zip(uses) {
        note.uses = uses;
        match note.defined {
            Some(span) if uses == 0 => {
                let message = format!("the footnote `[^{}]` is defined but not used", note.label);
                context.diagnostics.push(
                    Diagnostic::at(UNDEFINED_FOOTNOTE, context.origin.path, span, message)
                        .label("not shown")
                        .help(format!("Write `[^{}]` where it belongs, or delete it.", note.label)),
                );
            }
            None if uses > 0 => context.diagnostics.push(undefined(&note.label, note.first_met, context.origin)),
            _ => {}
        }
    }
    document.shown_notes = shown;
}

/// Numbers the uses of each note in a run and adds the notes that were not used before to `shown`.
fn count(run: &mut [Inline], uses: &mut [usize], shown: &mut Vec<usize>) {
    for inline in run {
        match inline {
            Inline::Note(note, nth) => {
                uses[*note] += 1;
                *nth = uses[*note];
                if *nth == 1 {
                    shown.push(*note);
                }
            }
            Inline::Styled(_, inlines, _) => count(inlines, uses, shown),
            Inline::Link(link) => count(&mut link.inlines, uses, shown),
            _ => {}
        }
    }
}

/// Where a definition names its label.
pub(super) fn label_span(context: &MarkdownContext, label: &str, definition: &Range<usize>) -> Span {
    context.origin.span(definition.start..definition.start + label.len() + "[^]".len())
}

/// Reports a second definition.
pub(super) fn report_second(context: &mut MarkdownContext, label: &str, span: Span, first: Span) {
    let path = context.origin.path;
    let message = format!("the footnote `[^{label}]` is defined twice");
    context.diagnostics.push(
        Diagnostic::at(UNDEFINED_FOOTNOTE, path, span, message)
            .label("not shown")
            .help("Give one of the two another name.")
            .related(Place::at(path, first), "first defined here"),
    );
}

/// Reports `[^label]` before the byte `at` where the parser found no such footnote and left the text as it is.
pub(super) fn report_undefined(context: &mut MarkdownContext, at: usize) {
    let source = &context.origin.source;
    let Some(rest) = source.get(at..).and_then(|rest| rest.strip_prefix('^')) else { return };
    let end = rest.find(|letter: char| letter == ']' || letter == '[' || letter.is_whitespace());
    let Some(label) = end.filter(|end| *end > 0 && rest[*end..].starts_with(']')).map(|end| &rest[..end]) else {
        return;
    };
    let span = context.origin.span(at - 1..at + label.len() + 2);
    context.diagnostics.push(undefined(label, span, context.origin));
}

/// A note that is used but not defined.
fn undefined(label: &str, span: Span, origin: &SourceText) -> Diagnostic {
    let help = match origin.inline {
        true => "Only the body of a file can have footnotes.".into(),
        false => format!("Define it in a paragraph of its own: `[^{label}]: …`"),
    };
    let message = format!("the footnote `[^{label}]` is not defined");
    Diagnostic::at(UNDEFINED_FOOTNOTE, origin.path, span, message).help(help)
}
