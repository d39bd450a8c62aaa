//! Footnotes: which are defined, which are used, and in which order.
//!
//! Numbers follow the first use, so a note keeps to the order of reading however its definition is placed.
//! Knows nothing of markup, see `assemble`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, UNDEFINED_FOOTNOTE};
use crate::source::{Place, Span};

use super::origin::Origin;
use super::stream::{Mark, Stream};
use super::writer::Writer;

/// The footnotes of a text, in the order in which they are met.
#[derive(Default)]
pub(super) struct Notes {
    /// By label, without regard to case as in the parser.
    by_label: BTreeMap<String, usize>,
    notes: Vec<Note>,
    /// The notes whose definitions are being read; `None` for one that is already defined.
    reading: Vec<Option<usize>>,
}

struct Note {
    label: String,
    first_met: Span,
    defined: Option<Span>,
    body: Stream,
}

/// A footnote in its place.
#[derive(Default)]
pub(super) struct Numbered {
    /// Its number, from 1; 0 for a note that is never used.
    pub number: usize,
    /// How often it is used.
    pub uses: usize,
}

impl Notes {
    /// The note that `label` names.
    pub fn named(&mut self, label: &str, span: Span) -> usize {
        *self.by_label.entry(label.to_lowercase()).or_insert_with(|| {
            self.notes.push(Note { label: label.into(), first_met: span, defined: None, body: Stream::default() });
            self.notes.len() - 1
        })
    }

    /// Begins a definition.
    pub fn define(&mut self, label: &str, span: Span, path: &Arc<str>, diagnostics: &mut Vec<Diagnostic>) {
        let note = self.named(label, span);
        if let Some(first) = self.notes[note].defined {
            let message = format!("the footnote `[^{label}]` is defined twice");
            diagnostics.push(
                Diagnostic::at(UNDEFINED_FOOTNOTE, path, span, message)
                    .label("not shown")
                    .help("Give one of the two another name.")
                    .related(Place::at(path, first), "first defined here"),
            );
            return self.reading.push(None);
        }
        self.notes[note].defined = Some(span);
        self.reading.push(Some(note));
    }

    /// Ends the definition that was begun last.
    pub fn finish(&mut self, body: Stream) {
        if let Some(note) = self.reading.pop().flatten() {
            self.notes[note].body = body;
        }
    }

    /// Numbers the notes as `text` uses them, and then as the notes themselves do. The second list is of notes by
    /// number.
    pub fn numbered(&self, text: &Stream) -> (Vec<Numbered>, Vec<usize>) {
        let mut numbered: Vec<Numbered> = self.notes.iter().map(|_| Numbered::default()).collect();
        let mut order = Vec::new();
        let mut read = 0;
        let mut stream = Some(text);
        while let Some(current) = stream {
            for (_, mark) in &current.marks {
                let Mark::Note(note) = *mark else { continue };
                numbered[note].uses += 1;
                if numbered[note].number == 0 {
                    order.push(note);
                    numbered[note].number = order.len();
                }
            }
            stream = order.get(read).map(|note| &self.notes[*note].body);
            read += 1;
        }
        (numbered, order)
    }

    /// The body of a note, which is left empty.
    pub fn take_body(&mut self, note: usize) -> Stream {
        std::mem::take(&mut self.notes[note].body)
    }

    /// Reports the notes that no reader of `text` would come to.
    pub fn report_unused(&self, text: &Stream, origin: &Origin, diagnostics: &mut Vec<Diagnostic>) {
        if self.notes.is_empty() {
            return;
        }
        let (numbered, _) = self.numbered(text);
        for (note, Numbered { uses, .. }) in self.notes.iter().zip(numbered) {
            match note.defined {
                Some(span) if uses == 0 => {
                    let message = format!("the footnote `[^{}]` is defined but not used", note.label);
                    diagnostics.push(
                        Diagnostic::at(UNDEFINED_FOOTNOTE, origin.path, span, message)
                            .label("not shown")
                            .help(format!("Write `[^{}]` where it belongs, or delete it.", note.label)),
                    );
                }
                None if uses > 0 => diagnostics.push(undefined(&note.label, note.first_met, origin)),
                _ => {}
            }
        }
    }
}

impl Writer<'_> {
    /// Begins a footnote, apart from the text around its definition.
    pub fn start_note(&mut self, label: &str, range: Range<usize>) {
        self.report_raw();
        let span = self.origin.span(range.start..range.start + label.len() + "[^]".len());
        self.notes.define(label, span, self.origin.path, self.diagnostics);
        self.outer.push(std::mem::take(&mut self.out));
    }

    /// Ends a footnote.
    pub fn end_note(&mut self) {
        self.report_raw();
        let body = std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
        self.notes.finish(body);
    }

    /// Reports `[^label]` where the parser found no such footnote and left the text as it is.
    pub fn report_undefined_note(&mut self, at: usize) {
        let Some(rest) = self.origin.source.get(at..).and_then(|rest| rest.strip_prefix('^')) else { return };
        let end = rest.find(|letter: char| letter == ']' || letter == '[' || letter.is_whitespace());
        let Some(label) = end.filter(|end| *end > 0 && rest[*end..].starts_with(']')).map(|end| &rest[..end]) else {
            return;
        };
        let span = self.origin.span(at - 1..at + label.len() + 2);
        self.diagnostics.push(undefined(label, span, self.origin));
    }
}

/// A note that is used but not defined.
pub(super) fn undefined(label: &str, span: Span, origin: &Origin) -> Diagnostic {
    let help = match origin.inline {
        true => "Only the body of a file can have footnotes.".into(),
        false => format!("Define it in a paragraph of its own: `[^{label}]: …`"),
    };
    let message = format!("the footnote `[^{label}]` is not defined");
    Diagnostic::at(UNDEFINED_FOOTNOTE, origin.path, span, message).help(help)
}
