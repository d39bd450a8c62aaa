//! HTML written in Markdown: let through if the handbook allows it, else shown as the text that it is.
//!
//! Reads no HTML beyond finding comments and tags: what is let through is the author's business, and what is not
//! is escaped whole.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, RAW_HTML};

use super::writer::Writer;

/// The HTML met in the block that is being written.
#[derive(Default)]
pub(super) struct Raw {
    /// From the first to the last fragment that was shown as text.
    shown: Option<Range<usize>>,
    /// The lines of a block of HTML, and where it stands.
    block: Option<(String, Range<usize>)>,
}

impl Raw {
    /// Begins a block of HTML.
    pub fn start_block(&mut self, range: Range<usize>) {
        self.block = Some((String::new(), range));
    }
}

impl Writer<'_> {
    /// Takes a line of a block of HTML.
    pub fn html_line(&mut self, html: &str, range: Range<usize>) {
        match &mut self.raw.block {
            Some((block, _)) => block.push_str(html),
            None => self.html_fragment(html, range),
        }
    }

    /// Writes a block of HTML.
    pub fn end_html_block(&mut self) {
        let Some((html, range)) = self.raw.block.take() else { return };
        if self.options.raw_html {
            self.out.line();
            self.out.gap();
            self.let_through(&html);
            return self.out.gap();
        }
        let shown = without_comments(&html);
        if shown.trim().is_empty() {
            return;
        }
        let end = range.start + self.origin.source[range.clone()].trim_end().len();
        self.raw.shown = Some(range.start..end);
        self.block("<p>");
        self.write_text(shown.trim());
        self.close("</p>\n");
        self.report_raw();
    }

    /// Writes one tag or comment within a line.
    pub fn html_fragment(&mut self, html: &str, range: Range<usize>) {
        if self.options.raw_html {
            return self.let_through(html);
        }
        if is_line_break(html) {
            return self.hard_break();
        }
        let shown = without_comments(html);
        if shown.is_empty() {
            return;
        }
        self.write_text(&shown);
        let start = self.raw.shown.as_ref().map_or(range.start, |before| before.start);
        self.raw.shown = Some(start..range.end);
    }

    /// Reports the HTML that was shown as text since the block began, once.
    pub fn report_raw(&mut self) {
        let Some(range) = self.raw.shown.take() else { return };
        let span = self.origin.span(range);
        let found = Diagnostic::at(RAW_HTML, self.origin.path, span, "HTML is shown as text here");
        let help = "Write it in Markdown, or between back quotes if readers are meant to see it.";
        self.diagnostics.push(found.help(help));
    }

    fn let_through(&mut self, html: &str) {
        self.out.tag(html);
        let words = without(html, "<!--", "-->", 2);
        self.out.words(&without(&words, "<", ">", 1));
    }
}

/// HTML without its complete comments; one that never ends is not a comment but a mistake, and stays.
fn without_comments(html: &str) -> String {
    without(html, "<!--", "-->", 2)
}

/// The text without what stands between `open` and `close`, which may share all but the first `apart` bytes.
fn without(text: &str, open: &str, close: &str, apart: usize) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start + apart..].find(close) else { break };
        out.push_str(&rest[..start]);
        rest = &rest[start + apart + end + close.len()..];
    }
    out.push_str(rest);
    out
}

fn is_line_break(html: &str) -> bool {
    let inner = html.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    inner.trim_end_matches('/').trim().eq_ignore_ascii_case("br")
}
