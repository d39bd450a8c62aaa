//! Sheets of any file: rows of clean cells, merged cells filled in, with the place of each row.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader as _, Sheets, open_workbook_auto_from_rs};
use scraper::{Html, Selector};

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::import::archive::Archive;
use crate::import::input::Input;
use crate::import::notes::{Notes, ReadText, SourceCell};
use crate::import::outline;
use crate::import::repair;
use crate::import::text::{broken, one_line};
use crate::source::{Place, Span};

use super::exported;

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The file.
    pub path: Arc<str>,
    /// The file's name without its ending.
    pub stem: String,
    /// The sheet's name; the heading above a table of a document; empty when there is none.
    pub name: String,
    /// A title row above the header, if there was one.
    pub title: String,
    /// The rows, with all cells of each; rows without any text are left out.
    pub rows: Vec<SheetRow>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct SheetRow {
    /// Its number as a spreadsheet shows it.
    pub number: usize,
    /// The clean text of its cells.
    pub cells: Vec<String>,
    /// Where it starts, for files that are text.
    pub span: Option<Span>,
}

impl SheetRow {
    /// The cell of a column; empty when the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    /// The cells with text.
    pub fn filled(&self) -> impl Iterator<Item = &String> {
        self.cells.iter().filter(|cell| !cell.is_empty())
    }
}

impl Sheet {
    fn new(input: &Input, name: String, title: String) -> Self {
        Self { path: input.path.clone(), stem: input.stem().into(), name, title, rows: Vec::new() }
    }

    /// A cell as findings name it.
    pub fn cell<'a>(&self, row: &SheetRow, column: &'a str) -> SourceCell<'a> {
        let place = row.span.map_or_else(|| Place::file(&self.path), |span| Place::at(&self.path, span));
        SourceCell { place, row: row.number, column }
    }
}

/// The most cells of one sheet.
const MAX_CELLS: usize = 2_000_000;

/// The sheets of a file. `None` when it cannot be read, which was reported.
pub fn sheets(input: &Input, notes: &mut Notes) -> Option<Vec<Sheet>> {
    let place = || Place::file(&input.path);
    if input.bytes.is_empty() {
        return fail(place(), "the file is empty", "Export the table again.", notes);
    }
    if input.is_compound() {
        let help = "Open it in a spreadsheet program and save it as XLSX without a password.";
        return fail(place(), "the workbook is encrypted or of the old XLS format", help, notes);
    }
    let ending = input.ending();
    if input.is_zip() {
        if !matches!(ending.as_str(), "xlsx" | "xlsm" | "ods" | "docx") {
            let message = format!("the file is a workbook, whatever its ending `{ending}` says");
            notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&input.path), message));
        }
        let help = "Save the file again in a spreadsheet program, or export the sheet as CSV.";
        let archive = match Archive::open(input) {
            Ok(archive) => archive,
            Err(why) => return fail(place(), why, help, notes),
        };
        if archive.has("word/document.xml") {
            return match outline::read_docx(input, notes) {
                Ok(tree) => Some(tree_sheets(input, &tree, notes)),
                Err(why) => {
                    notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), why));
                    None
                }
            };
        }
        if archive.has("EncryptedPackage") {
            return fail(place(), "the workbook is encrypted", "Save it without a password.", notes);
        }
        return workbook(input, notes);
    }
    if matches!(ending.as_str(), "xlsx" | "xlsm" | "ods" | "docx") {
        if input.peek().is_none() {
            let help = "Save it again in a spreadsheet program.";
            return fail(place(), "the file is truncated or damaged", help, notes);
        }
        let message = format!("the file is text, whatever its ending `{ending}` says");
        notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&input.path), message));
    }
    let text = input.text(notes)?;
    let start = text.trim_start().to_lowercase();
    if matches!(ending.as_str(), "html" | "htm")
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with("<table")
    {
        return Some(html(input, &text, notes));
    }
    if matches!(ending.as_str(), "md" | "markdown") {
        notes.read_lines(&input.path, &text);
        return Some(tree_sheets(input, &outline::markdown::parse(&text), notes));
    }
    csv(input, &text, notes).map(|sheet| vec![sheet])
}

/// Reports why a file cannot be read.
fn fail<T>(place: Place, message: impl Into<String>, help: &str, notes: &mut Notes) -> Option<T> {
    notes.fail(Diagnostic::new(IMPORT_PROBLEM, place, message).help(help));
    None
}

/// Whether a document says more in tables than in lists.
pub fn is_mostly_tables(input: &Input) -> bool {
    let tree = match input.ending().as_str() {
        "md" | "markdown" => input.peek().map(|text| outline::markdown::parse(&text)),
        "docx" => outline::read_docx(input, &mut Notes::default()).ok(),
        _ => None,
    };
    let Some(tree) = tree else { return false };
    // A table of a ladder has two columns besides the names; facts in two columns belong to a section.
    let tables = tree.tables().into_iter().filter(|(_, rows)| rows.first().is_some_and(|row| row.len() > 2));
    let cells: usize = tables.map(|(_, rows)| rows.len() * rows[0].len()).sum();
    cells >= 6 && cells > tree.item_count()
}

/// The tables of a document, named by the headings above them.
fn tree_sheets(input: &Input, tree: &outline::Section, notes: &mut Notes) -> Vec<Sheet> {
    let sheet = |(name, rows): (&str, &Vec<Vec<String>>)| {
        let rows = rows.iter().map(|row| row.iter().map(|cell| broken(cell)).collect());
        finish(Sheet::new(input, name.to_owned(), tree.title.clone()), rows.collect(), &[], notes)
    };
    tree.tables().into_iter().map(sheet).collect()
}

/// Cleans rows of cells, and leaves out those without text. The cells of an export are what they say.
fn finish(mut sheet: Sheet, rows: Vec<Vec<String>>, spans: &[Span], notes: &mut Notes) -> Sheet {
    let is_export = rows.first().is_some_and(|header| exported::is_header(header));
    for (at, cells) in rows.into_iter().enumerate() {
        let mut row = SheetRow { number: at + 1, cells: Vec::new(), span: spans.get(at).copied() };
        for (column, cell) in cells.iter().enumerate() {
            let (clean, repairs) = if is_export { (cell.trim().into(), BTreeSet::new()) } else { repair::text(cell) };
            let mut clean = clean.into_owned();
            // An export puts an apostrophe before what a spreadsheet would run.
            if clean.starts_with('\'') && clean.trim_start_matches('\'').starts_with(['=', '+', '-', '@']) {
                clean.remove(0);
            }
            for kind in repairs {
                let letter = letters(column);
                notes.tally(IMPORT_REPAIR, sheet.cell(&row, &letter), kind.name(), None);
            }
            row.cells.push(clean);
        }
        while row.cells.last().is_some_and(String::is_empty) {
            row.cells.pop();
        }
        if !row.cells.is_empty() {
            sheet.rows.push(row);
        }
    }
    sheet
}

/// The letters of a column as spreadsheets show it: A, B, ... AA.
pub fn letters(column: usize) -> String {
    let mut out = String::new();
    let mut left = column + 1;
    while left > 0 {
        out.insert(0, char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    out
}

fn csv(input: &Input, text: &str, notes: &mut Notes) -> Option<Sheet> {
    let body = text.trim_start_matches('\u{feff}');
    let mark = text.len() - body.len();
    let separator = separator(body);
    if separator != b',' {
        let shown = if separator == b'\t' { "a TAB".to_owned() } else { format!("`{}`", char::from(separator)) };
        notes.lines.push(format!("{}: cells are separated by {shown}", input.path));
    }
    let mut reader = csv_reader(body, separator);
    let mut record = csv::StringRecord::new();
    let (mut rows, mut spans) = (Vec::new(), Vec::new());
    let mut cells = 0;
    while reader.read_record(&mut record).ok()? {
        let start = mark + record.position().map_or(0, |position| position.byte() as usize);
        let start = start + text[start..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        cells += record.len();
        if cells > MAX_CELLS {
            let message = format!("the table has more than {MAX_CELLS} cells");
            notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
            return None;
        }
        spans.push(Span::new(start, end));
        rows.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    // A quote that is never closed swallows the rest of the file into the last record.
    let swallowed = rows.last().is_some_and(|row| row.iter().any(|cell| cell.matches('\n').count() > 1));
    if body.matches('"').count() % 2 == 1 && swallowed {
        let place = spans.last().map_or_else(|| Place::file(&input.path), |span| Place::at(&input.path, *span));
        let message = format!("row {}: a quote opens a cell and is never closed", rows.len());
        return fail(place, message, "Close it, or double a quote that belongs to the text.", notes);
    }
    let width = rows.first().map_or(0, Vec::len);
    let short: Vec<bool> = rows.iter().map(|row| row.len() > 1 && row.len() < width).collect();
    let sheet = finish(Sheet::new(input, String::new(), String::new()), rows, &spans, notes);
    for row in &sheet.rows {
        if short.get(row.number - 1) == Some(&true) {
            let help = "The missing cells were taken as empty; look for a separator or a quote that was lost.";
            notes.tally(IMPORT_PROBLEM, sheet.cell(row, ""), "a row has fewer cells than the header", Some(help));
        }
        if row.cells.len() > width && width > 1 {
            let help = "Look for a separator that needs quotes around it.";
            notes.tally(IMPORT_PROBLEM, sheet.cell(row, ""), "a row has more cells than the header", Some(help));
        }
    }
    Some(sheet)
}

fn csv_reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// The sign that separates cells: of those that give most rows the same number of cells, the one with most cells.
fn separator(text: &str) -> u8 {
    let score = |separator: u8| {
        let records = csv_reader(text, separator).into_records().take(30).filter_map(Result::ok);
        let widths: Vec<usize> = records.map(|record| record.len()).collect();
        let most = widths.iter().copied().max().unwrap_or(0);
        if most < 2 {
            return 0;
        }
        let common = widths.iter().filter(|width| **width > 1).count();
        common * 100 / widths.len().max(1) + most.min(20)
    };
    *b",;\t|".iter().max_by_key(|separator| (score(**separator), **separator == b',')).expect("there are four")
}

fn workbook(input: &Input, notes: &mut Notes) -> Option<Vec<Sheet>> {
    let fail = |message: String, notes: &mut Notes| {
        let help = "Save the workbook again in a spreadsheet program, or export the sheet as CSV.";
        fail(Place::file(&input.path), message, help, notes)
    };
    let mut book = match open_workbook_auto_from_rs(Cursor::new(input.bytes.clone())) {
        Ok(book) => book,
        Err(why) => return fail(format!("the file is no workbook that can be read ({why})"), notes),
    };
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = match book.worksheet_range(&name) {
            Ok(range) => range,
            Err(why) => return fail(format!("the sheet `{name}` cannot be read ({why})"), notes),
        };
        let (top, left) = range.start().unwrap_or((0, 0));
        if range.height() * range.width() > MAX_CELLS {
            return fail(format!("the sheet `{name}` has more than {MAX_CELLS} cells"), notes);
        }
        let mut rows: Vec<Vec<String>> = vec![Vec::new(); top as usize];
        for row in range.rows() {
            let cells = std::iter::repeat_n(String::new(), left as usize).chain(row.iter().map(shown));
            rows.push(cells.collect());
        }
        let filled = |rows: &[Vec<String>]| rows.iter().flatten().filter(|cell| !cell.is_empty()).count();
        // A formula without a stored result is an empty cell here.
        if let Ok(formulas) = book.worksheet_formula(&name) {
            let (top, left) = formulas.start().unwrap_or((0, 0));
            let empty = |(row, column, formula): &(usize, usize, &String)| {
                let cell = rows.get(row + top as usize).and_then(|cells| cells.get(column + left as usize));
                !formula.is_empty() && cell.is_none_or(String::is_empty)
            };
            let lost = formulas.used_cells().filter(empty).count();
            if lost > 0 && filled(&rows) <= lost {
                return fail(format!("the sheet `{name}` holds formulas without results"), notes);
            }
            if lost > 0 {
                let message = format!("{lost} cells of the sheet `{name}` hold formulas without results and are empty");
                notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
            }
        }
        if let Sheets::Xlsx(book) = &mut book
            && let Ok(merged) = book.merge_cells_by_sheet_name(&name)
        {
            for area in merged {
                let (row, column) = (area.start.0 as usize, area.start.1 as usize);
                let Some(text) = rows.get(row).and_then(|cells| cells.get(column)).cloned() else { continue };
                // Wide areas are titles; those of a few cells are names that hold for all of them.
                let span = (area.end.0 - area.start.0 + 1) as usize * (area.end.1 - area.start.1 + 1) as usize;
                if text.is_empty() || span > 500 {
                    continue;
                }
                for cells in rows.iter_mut().take(area.end.0 as usize + 1).skip(row) {
                    let merged = cells.iter_mut().take(area.end.1 as usize + 1).skip(column);
                    merged.for_each(|cell| cell.clone_from(&text));
                }
            }
        }
        sheets.push(finish(Sheet::new(input, name, String::new()), rows, &[], notes));
    }
    // The name of the only sheet is mostly the program's own.
    if let [only] = sheets.as_mut_slice() {
        only.name.clear();
    }
    Some(sheets)
}

/// A cell as its sheet shows it.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

/// The tables of a page, named by the headings above them. Lists in cells become lines with dashes, however they nest.
fn html(input: &Input, text: &str, notes: &mut Notes) -> Vec<Sheet> {
    let page = Html::parse_document(text);
    let select = |words: &str| Selector::parse(words).expect("a selector of our own");
    texts(&page, &input.path, notes);
    let title =
        page.select(&select("h1, title")).next().map(|title| title.text().collect::<String>().trim().to_owned());
    let mut sheets = Vec::new();
    let mut heading = String::new();
    for element in page.select(&select("h1, h2, h3, h4, table")) {
        if element.value().name() != "table" {
            heading = one_line(&element.text().collect::<String>());
            continue;
        }
        // Tables inside cells are part of the cell.
        if element.ancestors().filter_map(scraper::ElementRef::wrap).any(|above| above.value().name() == "table") {
            continue;
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        // Cells that span rows hold for the rows below: column, text, rows left.
        let mut below: Vec<(usize, String, usize)> = Vec::new();
        for row in element.select(&select("tr")) {
            let mut cells: Vec<String> = Vec::new();
            let mut next: Vec<(usize, String, usize)> = Vec::new();
            let place = |cells: &mut Vec<String>, next: &mut Vec<(usize, String, usize)>| {
                while let Some((column, text, left)) = below.iter().find(|(column, ..)| *column == cells.len()) {
                    if *left > 1 {
                        next.push((*column, text.clone(), left - 1));
                    }
                    cells.push(text.clone());
                }
            };
            for cell in row.select(&select("td, th")) {
                place(&mut cells, &mut next);
                let number = |name: &str| {
                    cell.value().attr(name).and_then(|number| number.parse::<usize>().ok()).unwrap_or(1).clamp(1, 100)
                };
                let (across, down) = (number("colspan"), number("rowspan"));
                let mut words = String::new();
                cell_text(cell, 0, &mut words);
                let words = words.trim().to_owned();
                for _ in 0..across {
                    if down > 1 {
                        next.push((cells.len(), words.clone(), down - 1));
                    }
                    cells.push(words.clone());
                }
            }
            place(&mut cells, &mut next);
            below = next;
            rows.push(cells);
        }
        let sheet = Sheet::new(input, heading.clone(), title.clone().unwrap_or_default());
        sheets.push(finish(sheet, rows, &[], notes));
    }
    if let [only] = sheets.as_mut_slice() {
        only.name.clear();
    }
    sheets
}

/// Remembers what a reader of the page sees, text by text.
fn texts(page: &Html, path: &Arc<str>, notes: &mut Notes) {
    for node in page.tree.nodes() {
        let Some(text) = node.value().as_text().filter(|text| !text.trim().is_empty()) else { continue };
        let hidden =
            |above: scraper::ElementRef| matches!(above.value().name(), "script" | "style" | "template" | "title");
        if !node.ancestors().filter_map(scraper::ElementRef::wrap).any(hidden) {
            notes.read(ReadText { place: Place::file(path), at: String::new(), words: text.to_string() });
        }
    }
}

/// The words of a cell: lists as lines with dashes, breaks and paragraphs as lines.
fn cell_text(element: scraper::ElementRef, depth: usize, out: &mut String) {
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            let words = one_line(text);
            if words.is_empty() {
                continue;
            }
            if text.starts_with(char::is_whitespace) && !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            out.push_str(&words);
            if text.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        } else if let Some(inner) = scraper::ElementRef::wrap(child) {
            match inner.value().name() {
                "br" => out.push('\n'),
                "ul" | "ol" => cell_text(inner, depth + 1, out),
                "li" => {
                    line(out);
                    out.push_str(&"  ".repeat(depth.saturating_sub(1)));
                    out.push_str("- ");
                    cell_text(inner, depth, out);
                }
                "p" | "div" | "tr" => {
                    line(out);
                    cell_text(inner, depth, out);
                }
                "script" | "style" => {}
                "a" => {
                    let mut words = String::new();
                    cell_text(inner, depth, &mut words);
                    match inner.value().attr("href").filter(|address| crate::parse::is_web_address(address)) {
                        Some(address) => out.push_str(&format!("[{}]({address})", words.trim())),
                        None => out.push_str(&words),
                    }
                }
                _ => cell_text(inner, depth, out),
            }
        }
    }
}

fn line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Vec<Sheet> {
        sheets(&Input::new(name, text.as_bytes().to_vec()), &mut Notes::default()).unwrap()
    }

    #[test]
    fn separators_are_found() {
        for text in ["a,b,c\n1,\"x; y; z\",3\n", "a;b;c\n1;x, y;3\n", "a\tb\tc\n1\tx, y, z\t3\n", "a|b|c\n1|x|3\n"] {
            assert_eq!(read("a.csv", text)[0].rows[1].cells.len(), 3, "{text}");
        }
    }

    #[test]
    fn lists_nest_in_html_however_they_are_written() {
        let sheet = &read(
            "a.html",
            "<h2>IC</h2><table><tr><th>Area<th>L1</tr><tr><td rowspan=2>Craft<td>Writes<ul><li>code<ul><li>daily</li></ul><ul><li>well</li></ul></ul></tr><tr><td>Reads</tr></table>",
        )[0];
        assert_eq!(sheet.rows[1].cell(1), "Writes\n- code\n  - daily\n  - well");
        assert_eq!(sheet.rows[2].cells, ["Craft", "Reads"]);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701].map(letters), ["A", "Z", "AA", "ZZ"]);
    }
}
