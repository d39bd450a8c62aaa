//! HTML as it is being written, with marks where something is decided later.
//!
//! A hole is filled by the handbook; a heading's level and anchor, a footnote's number and a table's name are
//! known only when the whole text has been read. Knows neither events nor diagnostics.

use super::escape;
use super::origin::is_space;

/// Something that stands at a place of the HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The opening tag of link `n`.
    Open(usize),
    /// The title of what link `n` leads to.
    Title(usize),
    /// The closing tag of link `n`.
    Close(usize),
    /// Image `n`.
    Image(usize),
    /// The opening tags of heading `n`.
    Heading(usize),
    /// The closing tags of heading `n`.
    HeadingEnd(usize),
    /// A reference to footnote `n`, in the order in which footnotes are met.
    Note(usize),
    /// The opening tags of table `n`.
    Table(usize),
}

/// A text on its way to become prose: the body, or one footnote.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// Finished HTML.
    pub html: String,
    /// What stands between its bytes, in order.
    pub marks: Vec<(usize, Mark)>,
    /// The words alone.
    pub plain: String,
}

impl Stream {
    /// Room for a text of `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes * 2), marks: Vec::new(), plain: String::with_capacity(bytes) }
    }

    /// Writes finished HTML.
    pub fn tag(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Writes text, escaped, as it is.
    pub fn text(&mut self, text: &str) {
        escape::text(&mut self.html, text);
        self.words(text);
    }

    /// Puts a mark here.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.push((self.html.len(), mark));
    }

    /// Begins a line of the HTML, which is only for those who read its source.
    pub fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Whether another space would change nothing.
    pub fn ends_with_space(&self) -> bool {
        let marked = self.marks.last().is_some_and(|(at, _)| *at == self.html.len());
        !marked && (self.html.is_empty() || self.html.ends_with(' '))
    }

    /// Adds words to the plain text, with its white space collapsed.
    pub fn words(&mut self, text: &str) {
        let mut rest = text;
        if !needs_collapsing(text) {
            if let Some(after) = text.strip_prefix(' ') {
                self.space();
                rest = after;
            }
            return self.plain.push_str(rest);
        }
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            self.plain.push_str(&rest[..end]);
            if end < rest.len() {
                self.space();
            }
            rest = rest[end..].trim_start_matches(is_space);
        }
    }

    /// Separates words of the plain text.
    pub fn space(&mut self) {
        if !self.plain.is_empty() && !self.plain.ends_with([' ', '\n']) {
            self.plain.push(' ');
        }
    }

    /// Separates blocks of the plain text.
    pub fn gap(&mut self) {
        self.plain.truncate(self.plain.trim_end().len());
        if !self.plain.is_empty() {
            self.plain.push('\n');
        }
    }

    /// Where the stream stands now, to ask later what was written since.
    pub fn here(&self) -> Here {
        Here { html: self.html.len(), marks: self.marks.len() }
    }

    /// Whether a reader sees nothing of what was written since.
    pub fn is_blank_since(&self, here: Here) -> bool {
        self.marks.len() == here.marks && self.html[here.html..].trim().is_empty()
    }
}

/// Whether a text may hold white space other than single spaces, as few do.
fn needs_collapsing(text: &str) -> bool {
    let mut before = 0;
    text.bytes().any(|byte| {
        let doubled = byte == b' ' && before == b' ';
        before = byte;
        // The white space beyond ASCII that collapses begins with this byte.
        doubled || byte < b' ' || byte == 0xe2
    })
}

/// A place in a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    /// Bytes of HTML written.
    pub html: usize,
    marks: usize,
}
