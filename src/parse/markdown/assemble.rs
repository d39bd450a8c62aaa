//! Puts a text together once all of it has been read: marks become markup, footnotes their section.
//!
//! The markup here is for everyone: the way to a heading stands beside it and not in it, so that the heading is read
//! without it; a footnote says where it leads back to. Knows nothing of Markdown.

use std::fmt::Write;

use crate::content::Part;

use super::anchors::Placed;
use super::escape;
use super::notes::{Notes, Numbered};
use super::stream::{Mark, Stream};

/// The parts of `text`, followed by its footnotes; their words are added to its plain text.
pub(super) fn assemble(text: &mut Stream, headings: &[Placed], tables: &[String], mut notes: Notes) -> Vec<Part> {
    let (numbered, order) = notes.numbered(text);
    let met = vec![0; numbered.len()];
    let mut assembly = Assembly { parts: Vec::new(), html: String::new(), headings, tables, numbered, met };
    assembly.html.reserve(text.html.len() + 64);
    assembly.stream(text);
    if !order.is_empty() {
        assembly.line();
        assembly.html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n");
        for note in order {
            let body = notes.take_body(note);
            assembly.note(note, &body);
            text.gap();
            text.plain.push_str(body.plain.trim_end());
        }
        assembly.html.push_str("</ol>\n</section>");
    }
    assembly.finish()
}

struct Assembly<'a> {
    parts: Vec<Part>,
    html: String,
    headings: &'a [Placed],
    tables: &'a [String],
    numbered: Vec<Numbered>,
    /// How many uses of each note have been written.
    met: Vec<usize>,
}

impl Assembly<'_> {
    fn stream(&mut self, stream: &Stream) {
        let mut from = 0;
        for (at, mark) in &stream.marks {
            self.html.push_str(&stream.html[from..*at]);
            from = *at;
            self.mark(*mark);
        }
        self.html.push_str(&stream.html[from..]);
    }

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Open(link) => self.hole(Part::Open(link)),
            Mark::Title(link) => self.hole(Part::Title(link)),
            Mark::Close(link) => self.hole(Part::Close(link)),
            Mark::Image(image) => self.hole(Part::Image(image)),
            Mark::Heading(heading) => self.heading(heading),
            Mark::HeadingEnd(heading) => self.heading_end(heading),
            Mark::Note(note) => self.reference(note),
            Mark::Table(table) => self.table(table),
        }
    }

    fn hole(&mut self, part: Part) {
        self.flush();
        self.parts.push(part);
    }

    fn flush(&mut self) {
        if !self.html.is_empty() {
            self.parts.push(Part::Html(self.html.as_str().into()));
            self.html.clear();
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.html.truncate(self.html.trim_end().len());
        self.flush();
        self.parts
    }

    fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    fn heading(&mut self, number: usize) {
        let Placed { heading, classes } = &self.headings[number];
        if heading.text.is_empty() {
            return self.html.push_str("<p>");
        }
        let _ = write!(self.html, "<div class=\"heading\"><h{} id=\"", heading.level);
        escape::attribute(&mut self.html, &heading.id);
        if !classes.is_empty() {
            self.html.push_str("\" class=\"");
            escape::attribute(&mut self.html, &classes.join(" "));
        }
        self.html.push_str("\">");
    }

    fn heading_end(&mut self, number: usize) {
        let Placed { heading, .. } = &self.headings[number];
        if heading.text.is_empty() {
            return self.html.push_str("</p>");
        }
        let _ = write!(self.html, "</h{}><a class=\"anchor\" href=\"", heading.level);
        escape::fragment(&mut self.html, &heading.id);
        self.html.push_str("\" aria-label=\"Link to this section: ");
        escape::attribute(&mut self.html, &heading.text);
        self.html.push_str("\"><span aria-hidden=\"true\">#</span></a></div>");
    }

    /// A table scrolls within its frame, so the frame takes the focus and needs a name. It is a group and not a
    /// region, because many tables would make many landmarks.
    fn table(&mut self, number: usize) {
        self.html.push_str("<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"Table");
        if !self.tables[number].is_empty() {
            self.html.push_str(": ");
            escape::attribute(&mut self.html, &self.tables[number]);
        }
        self.html.push_str("\">\n<table>");
    }

    fn reference(&mut self, note: usize) {
        self.met[note] += 1;
        let number = self.numbered[note].number;
        let id = reference_id(number, self.met[note]);
        let _ = write!(
            self.html,
            "<sup class=\"footnote-ref\" id=\"{id}\"><a href=\"#fn-{number}\" role=\"doc-noteref\" \
             aria-label=\"Footnote {number}\">{number}</a></sup>"
        );
    }

    fn note(&mut self, note: usize, body: &Stream) {
        let Numbered { number, uses } = self.numbered[note];
        let _ = write!(self.html, "<li id=\"fn-{number}\">");
        self.stream(body);
        // The ways back stand at the end of the last paragraph, if the note ends with one.
        self.html.truncate(self.html.trim_end().len());
        let closing = if self.html.ends_with("</p>") { "</p>" } else { "" };
        self.html.truncate(self.html.len() - closing.len());
        for nth in 1..=uses {
            let id = reference_id(number, nth);
            let label = id.trim_start_matches("fnref-");
            let nth = if nth == 1 { String::new() } else { format!("<sup>{nth}</sup>") };
            // The selector after the arrow keeps it from being drawn as an emoji.
            let _ = write!(
                self.html,
                " <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"Back to reference {label}\">\
                 \u{21a9}\u{fe0e}{nth}</a>"
            );
        }
        self.html.push_str(closing);
        self.html.push_str("\n</li>\n");
    }
}

/// The anchor of the `nth` use of a note.
fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{nth}") }
}
