//! Diagnostics of an import, gathered so that the same finding in a thousand cells is one line.
//!
//! Knows nothing of formats. Nothing is left out of a gathered note: it names every row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR, Severity};
use crate::source::{Place, Span};

use super::text::key;

/// What an import has found so far.
#[derive(Debug, Default)]
pub struct Notes {
    single: Vec<Diagnostic>,
    repeated: BTreeMap<RepeatKey, Rows>,
    /// How many of what were read.
    counts: Vec<(usize, &'static str)>,
    /// What the columns of tables were taken for.
    pub columns: Vec<ColumnTable>,
    /// Lines for the person who runs the import.
    pub lines: Vec<String>,
    /// The texts that were read.
    pub texts: Vec<ReadText>,
    labels: BTreeSet<String>,
}

/// A piece of text that was read, such as a line or a cell.
#[derive(Debug, Clone)]
pub struct ReadText {
    /// Where it stands.
    pub place: Place,
    /// `row 7, column B`, where a line number does not say it.
    pub at: String,
    /// The text, as written.
    pub words: String,
}

/// What the columns of a table were taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnTable {
    /// The file, and the sheet where there are several.
    pub table: String,
    /// How it is laid out.
    pub form: &'static str,
    /// Each column's header and what it is.
    pub columns: Vec<(String, String)>,
}

/// What makes two findings the same one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RepeatKey {
    path: Arc<str>,
    code: &'static Code,
    column: String,
    what: String,
}

#[derive(Debug)]
struct Rows {
    first: Place,
    help: Option<&'static str>,
    numbers: Vec<usize>,
}

/// One cell, as a finding names it.
#[derive(Debug, Clone)]
pub struct SourceCell<'a> {
    /// Where its bytes are.
    pub place: Place,
    /// The number of its record, counting the header as 1, as a spreadsheet does.
    pub row: usize,
    /// The header above it.
    pub column: &'a str,
}

impl Notes {
    /// A finding that stands alone.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.single.push(diagnostic);
    }

    /// Something in a file that a person has to decide.
    pub fn problem(&mut self, path: &Arc<str>, message: impl Into<String>) {
        self.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message));
    }

    /// Something in a file that was put right.
    pub fn repair(&mut self, path: &Arc<str>, message: impl Into<String>) {
        self.add(Diagnostic::new(IMPORT_REPAIR, Place::file(path), message));
    }

    /// A finding that stops the import.
    pub fn fail(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.severity = Severity::Error;
        self.add(diagnostic);
    }

    /// A finding in one cell that stands alone.
    pub fn cell(&mut self, code: &'static Code, cell: SourceCell<'_>, what: impl AsRef<str>) {
        let message = format!("row {}, column `{}`: {}", cell.row, cell.column, what.as_ref());
        self.add(Diagnostic::new(code, cell.place, message));
    }

    /// A finding that other cells of the same column may share.
    pub fn tally(
        &mut self,
        code: &'static Code,
        cell: SourceCell<'_>,
        what: impl Into<String>,
        help: Option<&'static str>,
    ) {
        let path = cell.place.path.clone();
        let key = RepeatKey { path, code, column: cell.column.to_owned(), what: what.into() };
        let rows = self.repeated.entry(key).or_insert(Rows { first: cell.place, help, numbers: Vec::new() });
        if rows.numbers.last() != Some(&cell.row) {
            rows.numbers.push(cell.row);
        }
    }

    /// Remembers a text that was read, so that [`super::unplaced`] can look for it in what is written.
    pub fn read(&mut self, text: ReadText) {
        self.texts.push(text);
    }

    /// Remembers the lines of a file.
    pub fn read_lines(&mut self, path: &Arc<str>, text: &str) {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            // The cells of a table in Markdown are texts of their own.
            let is_row = line.trim_start().starts_with('|');
            let mut at = start;
            for words in if is_row { line.split_inclusive('|') } else { line.split_inclusive('\n') } {
                let span = Span::new(at, at + words.trim_end_matches(['\n', '\r']).len());
                at += words.len();
                self.read(ReadText { place: Place::at(path, span), at: String::new(), words: words.to_owned() });
            }
            start += line.len();
        }
    }

    /// Remembers a heading that only says what stands below it, such as the header of a column, so that no file needs it.
    pub fn label(&mut self, heading: &str) {
        self.labels.insert(key(heading));
    }

    /// Whether a text is such a heading.
    pub fn is_label(&self, text: &str) -> bool {
        self.labels.contains(&key(text))
    }

    /// Whether the texts of a whole file were remembered, and not only its cells.
    pub fn has_read_all_of(&self, path: &Arc<str>) -> bool {
        self.texts.iter().any(|text| text.at.is_empty() && text.place.path == *path)
    }

    /// Whether a finding quotes a text, with or without the mark of a list before it.
    pub fn quotes(&self, text: &str) -> bool {
        let words = text.trim().trim_start_matches(|sign: char| "-*+•>".contains(sign) || sign.is_whitespace());
        // A few words may stand in a message by accident.
        let quoted = if words.split_whitespace().count() < 4 { format!("`{words}`") } else { words.to_owned() };
        self.single.iter().any(|found| found.message.contains(&quoted))
            || self.repeated.keys().any(|found| found.what.contains(&quoted))
    }

    /// Counts what was read, such as `list items`.
    pub fn count(&mut self, number: usize, what: &'static str) {
        match self.counts.iter_mut().find(|(_, known)| *known == what) {
            Some((count, _)) => *count += number,
            None => self.counts.push((number, what)),
        }
    }

    /// `1,825 rows`, as counted.
    pub fn counted(&self) -> String {
        let shown: Vec<String> = self.counts.iter().map(|(count, what)| format!("{count} {what}")).collect();
        if shown.is_empty() { "nothing".into() } else { shown.join(" and ") }
    }

    /// A file that was left out because it holds no part of the ladder.
    pub fn skip(&mut self, path: &Arc<str>, why: &str) {
        self.lines.push(format!("{path} was left out: {why}"));
    }

    /// Whether anything stops the import.
    pub fn has_failed(&self) -> bool {
        self.single.iter().any(|found| found.severity == Severity::Error)
    }

    /// Everything found, by file and position.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut all = self.single;
        for (RepeatKey { code, column, what, .. }, Rows { first, help, numbers }) in self.repeated {
            let at = if column.is_empty() { String::new() } else { format!("column `{column}`: ") };
            let mut diagnostic = Diagnostic::new(code, first, format!("{at}{what} ({})", rows(&numbers)));
            diagnostic.help = help.map(str::to_owned);
            all.push(diagnostic);
        }
        all.sort();
        all
    }
}

/// `row 7`, or `5 rows: 2-4, 9, 12`.
pub fn rows(numbers: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers.iter().copied() {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let shown: Vec<String> = ranges
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    match numbers {
        [only] => format!("row {only}"),
        _ => format!("{} rows: {}", numbers.len(), shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_finding_is_one_note_with_every_row() {
        let mut notes = Notes::default();
        let path: Arc<str> = "a.csv".into();
        for row in [2, 3, 4, 9] {
            let place = Place::at(&path, Span::new(row * 10, row * 10 + 1));
            notes.tally(IMPORT_REPAIR, SourceCell { place, row, column: "Name" }, "stray spaces were removed", None);
        }
        let found = notes.finish();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "column `Name`: stray spaces were removed (4 rows: 2-4, 9)");
        assert_eq!(found[0].place.span, Some(Span::new(20, 21)));
    }
}
