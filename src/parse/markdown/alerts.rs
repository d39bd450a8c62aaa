//! Alerts: quotes that begin with `[!NOTE]` and its kin, with a title of the author's own behind it or without.
//!
//! The parser knows an alert only where its mark stands alone on the line. With words behind it comes an ordinary
//! quote, whose first line is made the title here.

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use super::writer::Writer;

/// The title of an alert while it is being read.
#[derive(Debug)]
pub(super) struct Title {
    /// The byte at which the words behind the mark begin.
    begin: usize,
    /// Whether its paragraph has begun.
    begun: bool,
    /// How many links and emphases are open in it.
    inlines: usize,
}

/// The kind of alert that a quote's first line names with a title behind it, and where that begins.
pub(super) fn with_title(source: &str, quote: Range<usize>) -> Option<(BlockQuoteKind, Title)> {
    let text = &source[quote.clone()];
    let line = text.lines().next()?;
    let rest = line.strip_prefix('>')?.trim_start_matches(' ');
    let (word, rest) = rest.strip_prefix("[!")?.split_once(']')?;
    let title = rest.strip_prefix(' ')?.trim_start();
    let kind = match word.to_ascii_lowercase().as_str() {
        "note" => BlockQuoteKind::Note,
        "tip" => BlockQuoteKind::Tip,
        "important" => BlockQuoteKind::Important,
        "warning" => BlockQuoteKind::Warning,
        "caution" => BlockQuoteKind::Caution,
        _ => return None,
    };
    let begin = quote.start + line.len() - title.len();
    (!title.is_empty()).then_some((kind, Title { begin, begun: false, inlines: 0 }))
}

impl Writer<'_> {
    /// Begins an alert with the word for its kind as its title.
    pub fn alert(&mut self, kind: BlockQuoteKind) {
        let (class, title) = words(kind);
        self.block(&format!(
            "<div class=\"alert alert-{class}\" role=\"note\" aria-label=\"{title}\">\n\
             <p class=\"alert-title\">{title}</p>"
        ));
    }

    /// Begins a quote, or the alert that it was meant to be.
    pub fn quote(&mut self, range: Range<usize>) {
        let found = with_title(&self.origin.source, range);
        self.quotes.push(found.is_some());
        match found {
            Some((kind, title)) => {
                let (class, word) = words(kind);
                self.block(&format!("<div class=\"alert alert-{class}\" role=\"note\" aria-label=\"{word}\">"));
                self.title = Some(title);
            }
            None => self.block("<blockquote>"),
        }
    }

    /// Ends what [`Self::quote`] began.
    pub fn end_quote(&mut self) {
        let is_alert = self.quotes.pop() == Some(true);
        self.close(if is_alert { "</div>\n" } else { "</blockquote>\n" });
    }

    /// Opens a paragraph, which is an alert's title if one is due.
    pub fn paragraph(&mut self) {
        match &mut self.title {
            Some(title) => {
                title.begun = true;
                self.block("<p class=\"alert-title\">");
            }
            None => self.block("<p>"),
        }
    }

    /// Counts what is open in a title; another block than a paragraph means that there is none.
    pub fn in_title(&mut self, inline: bool, opens: bool) {
        match (&mut self.title, inline, opens) {
            (Some(title), true, true) => title.inlines += 1,
            (Some(title), true, false) => title.inlines = title.inlines.saturating_sub(1),
            (Some(title), false, _) if title.begun => self.title = None,
            _ => {}
        }
    }

    /// Ends a title at the end of its line; whether there was one.
    pub fn ends_title(&mut self) -> bool {
        if !self.title.as_ref().is_some_and(|title| title.begun && title.inlines == 0) {
            return false;
        }
        self.title = None;
        self.close("</p>\n");
        self.block("<p>");
        true
    }

    /// The part of a text that is not the mark before a title.
    pub fn behind_mark<'t>(&self, text: &'t str, range: &Range<usize>) -> &'t str {
        match &self.title {
            Some(title) if range.end <= title.begin => "",
            Some(title) if range.start < title.begin => text.get(title.begin - range.start..).unwrap_or(text),
            _ => text,
        }
    }
}

/// The class of an alert, and the word for it.
fn words(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}
