//! CSV read into rows of wanted columns, with the place of every cell.
//!
//! The only user of the `csv` crate. It knows which columns a format wants and how dirty cells are, and nothing of
//! what they mean. Whatever the bytes are, the result is rows or an explanation, never a panic: see
//! <https://www.rfc-editor.org/rfc/rfc4180> for what a well-formed file is.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR, NOT_UTF8, UNREADABLE_FILE, nearest, one_of};
use crate::source::{Content, Place, Source, Span};

use super::notes::{Notes, SourceCell};
use super::repair;

/// A column that a format wants.
#[derive(Debug, Clone, Copy)]
pub struct WantedColumn {
    /// The headers it may stand under, the usual one first; case and stray spaces do not matter.
    pub headers: &'static [&'static str],
    /// What its cells hold.
    pub shape: ColumnShape,
    /// Whether the file makes no sense without it.
    pub required: bool,
    /// Whether a cell without text is worth a remark.
    pub filled: bool,
    /// Words that stand for an empty cell, such as `n/a`.
    pub blanks: &'static [&'static str],
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnShape {
    /// A few words on one line.
    Name,
    /// Text that may have several lines.
    Text,
}

/// A file's rows.
#[derive(Debug)]
pub struct SourceTable {
    path: Arc<str>,
    text: Arc<str>,
    /// For each wanted column, its place in the file and its header there.
    found: Vec<Option<(usize, String)>>,
    records: Vec<TableRecord>,
}

#[derive(Debug)]
struct TableRecord {
    number: usize,
    /// The cells of the wanted columns, clean.
    cells: Vec<String>,
    /// A byte at or before the record's first, with nothing but line ends between.
    start: usize,
}

/// A row of a table. Its columns are named by their places among the wanted.
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'a> {
    table: &'a SourceTable,
    record: &'a TableRecord,
}

impl<'a> TableRow<'a> {
    /// The record's number, counting the header as 1, as a spreadsheet does.
    pub fn number(&self) -> usize {
        self.record.number
    }

    /// The clean text under a column; empty when the file has no such column.
    pub fn text(&self, column: usize) -> &'a str {
        self.record.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    /// The place of a cell; of the record's first when the file has no such column or the record is too short.
    pub fn cell(&self, column: usize) -> SourceCell<'a> {
        self.table.cell(self.record, column)
    }
}

impl SourceTable {
    /// Reads `source`. What is wrong or was repaired goes to `notes`; `None` when the file cannot be used at all.
    pub fn read(source: &Source, wanted: &[WantedColumn], notes: &mut Notes) -> Option<Self> {
        let text = text_of(source, notes)?;
        // The mark is taken off here, not by the reader, so that offsets are those of the file.
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text.as_bytes()[mark..]);
        let mut table = Self { path: source.path.clone(), text: text.clone(), found: Vec::new(), records: Vec::new() };
        let mut record = csv::StringRecord::new();
        let mut width = 0;
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(why) => {
                    notes.fail(Diagnostic::new(UNREADABLE_FILE, Place::file(&source.path), why.to_string()));
                    return None;
                }
            }
            let number = table.records.len() + usize::from(width > 0) + 1;
            let start = mark + record.position().map_or(0, |position| position.byte() as usize);
            if width == 0 {
                width = record.len();
                table.found = table.headers(&record, wanted, start, notes)?;
                continue;
            }
            let row = table.clean(TableRecord { number, cells: Vec::new(), start }, &record, (wanted, width), notes);
            table.records.push(row);
        }
        if width == 0 {
            let empty = Diagnostic::new(IMPORT_PROBLEM, Place::file(&source.path), "the table is empty");
            notes.fail(empty.help("The first row of a table names its columns."));
            return None;
        }
        table.is_closed(notes).then(|| {
            table.records.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
            table
        })
    }

    /// The rows that say something, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        self.records.iter().map(|record| TableRow { table: self, record })
    }

    fn cell(&self, row: &TableRecord, column: usize) -> SourceCell<'_> {
        let (index, header) = match self.found.get(column) {
            Some(Some((index, header))) => (*index, header.as_str()),
            _ => (0, ""),
        };
        SourceCell { place: Place::at(&self.path, self.scan(row.start, index).0), row: row.number, column: header }
    }

    /// Finds each wanted column, or reports it missing with the header that comes nearest.
    fn headers(
        &self,
        record: &csv::StringRecord,
        wanted: &[WantedColumn],
        start: usize,
        notes: &mut Notes,
    ) -> Option<Vec<Option<(usize, String)>>> {
        let headers: Vec<String> = record.iter().map(|header| repair::name(header).0.into_owned()).collect();
        let is =
            |header: &str, column: &WantedColumn| column.headers.iter().any(|name| name.eq_ignore_ascii_case(header));
        let mut found = Vec::new();
        let mut complete = true;
        for column in wanted {
            let places: Vec<usize> = (0..headers.len()).filter(|at| is(&headers[*at], column)).collect();
            if let [first, second, ..] = places[..] {
                let message = format!("the column `{}` stands twice; the first is read", headers[second]);
                let place = Place::at(&self.path, self.scan(start, second).0);
                let first = Place::at(&self.path, self.scan(start, first).0);
                notes.add(Diagnostic::new(IMPORT_PROBLEM, place, message).related(first, "the first"));
            }
            let header = places.first().map(|at| (*at, headers[*at].clone()));
            if header.is_none() && column.required {
                complete = false;
                notes.fail(self.missing(column, (&headers, start), wanted));
            }
            found.push(header);
        }
        for (at, header) in headers.iter().enumerate() {
            if complete && !header.is_empty() && !wanted.iter().any(|column| is(header, column)) {
                let place = Place::at(&self.path, self.scan(start, at).0);
                let message = format!("the column `{header}` is not known, so nothing in it was imported");
                notes.add(Diagnostic::new(IMPORT_PROBLEM, place, message));
            }
        }
        complete.then_some(found)
    }

    fn missing(
        &self,
        column: &WantedColumn,
        (headers, start): (&[String], usize),
        wanted: &[WantedColumn],
    ) -> Diagnostic {
        let name = column.headers.first().copied().unwrap_or_default();
        let spare = |header: &&str| !wanted.iter().any(|other| other.headers.contains(header));
        let spare: Vec<&str> = headers.iter().map(String::as_str).filter(spare).collect();
        let near = column.headers.iter().find_map(|name| nearest(name, spare.iter().copied()));
        let at = near.and_then(|near| headers.iter().position(|header| header == near)).unwrap_or(0);
        let place = Place::at(&self.path, self.scan(start, at).0);
        let help = match near {
            Some(near) => format!("The header `{near}` comes near; rename it to `{name}`."),
            None => format!("The columns are {}.", one_of(headers.iter().map(String::as_str))),
        };
        Diagnostic::new(IMPORT_PROBLEM, place, format!("there is no column `{name}`")).help(help)
    }

    /// Cleans one record's cells.
    fn clean(
        &self,
        mut row: TableRecord,
        record: &csv::StringRecord,
        (wanted, width): (&[WantedColumn], usize),
        notes: &mut Notes,
    ) -> TableRecord {
        let whole =
            |column| SourceCell { place: Place::at(&self.path, self.scan(row.start, 0).0), row: row.number, column };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            notes.tally(IMPORT_REPAIR, whole(""), "a row without any text was left out", None);
            return row;
        }
        if record.len() < width {
            let help = "The missing cells were taken as empty; look for a comma or a quote that was lost.";
            notes.tally(IMPORT_PROBLEM, whole(""), "a row has fewer cells than the header", Some(help));
        }
        if record.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
            let help = "The cells beyond the last header were left out; look for a comma that needs quotes around it.";
            notes.tally(IMPORT_PROBLEM, whole(""), "a row has more cells than the header", Some(help));
        }
        for (at, column) in wanted.iter().enumerate() {
            let header = self.found[at].as_ref();
            let raw = header.and_then(|(index, _)| record.get(*index)).unwrap_or_default();
            let (clean, repairs) = match column.shape {
                ColumnShape::Name => repair::name(raw),
                ColumnShape::Text => repair::text(raw),
            };
            for kind in repairs {
                notes.tally(IMPORT_REPAIR, self.cell(&row, at), kind.name(), None);
            }
            let blank = column.blanks.iter().find(|blank| blank.eq_ignore_ascii_case(&clean));
            if let Some(blank) = blank {
                notes.tally(IMPORT_REPAIR, self.cell(&row, at), format!("`{blank}` was taken as an empty cell"), None);
            }
            if clean.is_empty() && column.filled && header.is_some() {
                notes.tally(IMPORT_PROBLEM, self.cell(&row, at), "the cell is empty", None);
            }
            row.cells.push(if blank.is_some() { String::new() } else { clean.into_owned() });
        }
        row
    }

    /// Whether every quote that was opened was closed. One that was not has swallowed the rest of the file, so
    /// the last record is the only one to look at.
    fn is_closed(&self, notes: &mut Notes) -> bool {
        let Some(last) = self.records.last() else { return true };
        let mut index = 0;
        loop {
            let (span, end) = self.scan(last.start, index);
            match end {
                End::Cell => index += 1,
                End::Record => return true,
                End::Unclosed => {
                    let message = format!("row {}: a quote opens this cell and is never closed", last.number);
                    let help = "Close it, or double a quote that belongs to the text.";
                    let start = Span::new(span.start as usize, span.start as usize + 1);
                    notes.fail(Diagnostic::at(IMPORT_PROBLEM, &self.path, start, message).help(help));
                    return false;
                }
            }
        }
    }

    /// The bytes of cell `index` of the record at `start`, quotes included, and what ends it; of the last cell when
    /// there are fewer. Follows the reader's own rules: quotes count only at the start of a cell.
    fn scan(&self, start: usize, index: usize) -> (Span, End) {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        let mut left = index;
        loop {
            let first = at;
            let mut closed = true;
            if bytes.get(at) == Some(&b'"') {
                closed = false;
                at += 1;
                while at < bytes.len() && !closed {
                    match (bytes[at], bytes.get(at + 1)) {
                        (b'"', Some(b'"')) => at += 2,
                        (b'"', _) => {
                            closed = true;
                            at += 1;
                        }
                        _ => at += 1,
                    }
                }
            }
            while at < bytes.len() && !matches!(bytes[at], b',' | b'\r' | b'\n') {
                at += 1;
            }
            let end = match bytes.get(at) {
                None if !closed => End::Unclosed,
                Some(b',') => End::Cell,
                _ => End::Record,
            };
            if left == 0 || end != End::Cell {
                return (Span::new(first, at), end);
            }
            left -= 1;
            at += 1;
        }
    }
}

/// What ends a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Cell,
    Record,
    Unclosed,
}

/// The text of a source, or a report of why there is none.
fn text_of(source: &Source, notes: &mut Notes) -> Option<Arc<str>> {
    let bytes = match &source.content {
        Content::Text(text) => return Some(text.clone()),
        Content::Unreadable(why) => {
            notes.fail(Diagnostic::new(UNREADABLE_FILE, Place::file(&source.path), why.clone()));
            return None;
        }
        Content::Bytes(bytes) => bytes,
    };
    let wrong = match std::str::from_utf8(bytes) {
        Ok(text) => return Some(text.into()),
        Err(error) => error.valid_up_to(),
    };
    let line = bytes[..wrong].iter().filter(|byte| **byte == b'\n').count() + 1;
    let message = format!("the table is not UTF-8: byte {:#04x} on line {line} belongs to no character", bytes[wrong]);
    let help = "Save it again as CSV in UTF-8; spreadsheets offer that as a file type of its own.";
    notes.fail(Diagnostic::new(NOT_UTF8, Place::file(&source.path), message).help(help));
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use proptest::prelude::*;

    const NAME: WantedColumn =
        WantedColumn { headers: &["Name"], shape: ColumnShape::Name, required: true, filled: true, blanks: &["-"] };
    const TEXT: WantedColumn = WantedColumn {
        headers: &["Text", "Words"],
        shape: ColumnShape::Text,
        required: false,
        filled: false,
        blanks: &[],
    };

    fn read(source: &Source) -> (Option<SourceTable>, Vec<Diagnostic>) {
        let mut notes = Notes::default();
        let table = SourceTable::read(source, &[NAME, TEXT], &mut notes);
        (table, notes.finish())
    }

    /// The rows as `number:name|text`, then the messages.
    fn check(text: &str, rows: &[&str], messages: &[&str]) {
        let (table, found) = read(&Source::text("a.csv", text));
        let shown: Vec<String> = table
            .iter()
            .flat_map(SourceTable::rows)
            .map(|row| format!("{}:{}|{}", row.number(), row.text(0), row.text(1)))
            .collect();
        assert_eq!(shown, rows);
        assert_eq!(found.iter().map(|found| found.message.as_str()).collect::<Vec<_>>(), messages);
    }

    #[test]
    fn cells_of_several_lines_keep_their_row_and_place() {
        let text = "\u{feff}Other,Name,words\r\n1,\"a, \"\"b\"\"\",\"one\r\ntwo\"\r\n\r\n2,c,\"three\"\r\n";
        let message = "the column `Other` is not known, so nothing in it was imported";
        check(text, &["2:a, \"b\"|one\ntwo", "3:c|three"], &[message]);
        let (table, _) = read(&Source::text("a.csv", text));
        let table = table.unwrap();
        let spans = |column| -> Vec<&str> {
            table.rows().map(|row| &text[row.cell(column).place.span.unwrap().range()]).collect()
        };
        assert_eq!(spans(0), ["\"a, \"\"b\"\"\"", "c"]);
        assert_eq!(spans(1), ["\"one\r\ntwo\"", "\"three\""]);
    }

    #[test]
    fn ragged_rows_are_read_and_reported() {
        let few = "a row has fewer cells than the header (row 2)";
        let more = "a row has more cells than the header (row 3)";
        check("Name,Text\na\nb,c,d\ne,f,\n", &["2:a|", "3:b|c", "4:e|f"], &[few, more]);
        let left_out = "a row without any text was left out (row 2)";
        check("Name,Text\n , \nb,c\n", &["3:b|c"], &[left_out]);
    }

    #[test]
    fn dirty_cells_are_repaired_and_noted_once_per_column() {
        let spaces = "column `Name`: stray spaces or empty lines were removed (2 rows: 2-3)";
        let blank = "column `Name`: `-` was taken as an empty cell (row 4)";
        let empty = "column `Name`: the cell is empty (row 5)";
        check("Name,Text\n a,\nb ,\n-,x\n,y\n", &["2:a|", "3:b|", "4:|x", "5:|y"], &[spaces, blank, empty]);
    }

    #[test]
    fn a_missing_column_names_the_nearest_header() {
        check("Nmae,Text\na,b\n", &[], &["there is no column `Name`"]);
        let (_, found) = read(&Source::text("a.csv", "Nmae,Text\na,b\n"));
        assert_eq!(found[0].help.as_deref(), Some("The header `Nmae` comes near; rename it to `Name`."));
        assert_eq!(found[0].severity, Severity::Error);
        check("", &[], &["the table is empty"]);
        check("\u{feff}", &[], &["the table is empty"]);
        check("Name,Name,Text\na,b,c\n", &["2:a|c"], &["the column `Name` stands twice; the first is read"]);
    }

    #[test]
    fn an_unclosed_quote_is_found() {
        let text = "Name,Text\na,b\nc,\"d\ne,f";
        check(text, &[], &["row 3: a quote opens this cell and is never closed"]);
        let (_, found) = read(&Source::text("a.csv", text));
        assert_eq!(found[0].place.span, Some(Span::new(16, 17)));
    }

    #[test]
    fn bytes_that_are_not_text_are_reported_with_their_line() {
        let bytes: Arc<[u8]> = b"Name,Text\na,caf\xe9\n".as_slice().into();
        let (table, found) = read(&Source { path: "a.csv".into(), content: Content::Bytes(bytes) });
        assert!(table.is_none());
        assert_eq!(found[0].message, "the table is not UTF-8: byte 0xe9 on line 2 belongs to no character");
    }

    #[test]
    fn a_cell_of_ten_megabytes_is_a_cell() {
        let long = "long ".repeat(2_000_000);
        let (table, found) = read(&Source::text("a.csv", &format!("Name,Text\na,\"{}\"\nb,c\n", long.trim())));
        let table = table.unwrap();
        assert_eq!(table.rows().map(|row| row.text(1).len()).collect::<Vec<_>>(), [9_999_999, 1]);
        assert_eq!(found, []);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_every_place_is_in_the_file(
            tail in "[a-z\" ,\\r\\n\u{feff}\u{2028}é]{0,60}",
            head in prop_oneof![Just("Name,Text\n"), Just("\u{feff}Name,Words\r\n"), Just("")],
        ) {
            let text = format!("{head}{tail}");
            let (table, found) = read(&Source::text("a.csv", &text));
            for span in found.iter().filter_map(|found| found.place.span) {
                prop_assert!(text.get(span.range()).is_some());
            }
            for table in table.iter() {
                for row in table.rows() {
                    // The place holds the cell's words: quotes, case and repairs aside, the same letters.
                    let span = row.cell(0).place.span.unwrap();
                    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
                    prop_assert_eq!(letters(&text[span.range()]), letters(row.text(0)));
                }
            }
        }
    }
}
