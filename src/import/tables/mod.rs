//! Tables: CSV, XLSX and ODS files, and tables in HTML, Markdown and Word, wide or long, as people keep ladders in them.
//!
//! [`mod@read`] makes sheets of any file, [`guess`] says what each column is, [`wide`] and [`long`] put the rows into a
//! ladder. A mapping file corrects a guess.

pub mod exported;
pub mod guess;
pub mod header;
mod languages;
pub mod long;
pub mod read;
pub mod wide;

use crate::content::strings::capitalised;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::source::{Place, Span};

use super::builder::LadderBuilder;
use super::input::Input;
use super::links::Targets;
use super::model::Ladder;
use super::notes::{ColumnTable, Notes, ReadText};
use super::text::name;
use super::{ImportFormat, Mapping, first_path};
use guess::{Guess, SheetForm};
use read::Sheet;

/// See the module.
pub const TABLES: ImportFormat = ImportFormat {
    name: "table",
    about: "CSV, XLSX or ODS sheets, or tables in HTML, Markdown and Word",
    detect,
    read,
};

fn detect(inputs: &[Input]) -> Option<String> {
    let endings = ["csv", "tsv", "xlsx", "xlsm", "ods", "xls", "html", "htm"];
    if let Some(found) = inputs.iter().find(|input| endings.contains(&input.ending().as_str())) {
        return Some(format!("{} is a table", found.path));
    }
    let found = inputs.iter().find(|input| read::is_mostly_tables(input))?;
    Some(format!("{} consists of tables", found.path))
}

fn read(inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let mut sheets = Vec::new();
    for input in inputs {
        sheets.extend(read::sheets(input, notes)?);
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    let sheets: Vec<Sheet> = sheets.into_iter().flat_map(|sheet| split(sheet, mapping)).collect();
    // An exported workbook has everything in one sheet, and the others show it by track.
    if let Some(whole) = sheets.iter().find(|sheet| exported::is_export(sheet)) {
        let others = inputs.iter().filter(|input| input.path != whole.path);
        others.for_each(|input| notes.skip(&input.path, "an export is imported by itself"));
        notes.count(whole.rows.len() - 1, "rows");
        let mut ladder = exported::read(whole, notes);
        ladder.title = match mapping.title.as_str() {
            "" => titled(&whole.stem.replace(['-', '_'], " ")),
            title => title.to_owned(),
        };
        mapping.order(&mut ladder, &whole.path, notes);
        return Some((ladder, Targets::default()));
    }
    let mut guesses: Vec<(Sheet, Guess)> = Vec::new();
    for sheet in sheets {
        if mapping.skips(&sheet.name) {
            notes.skip(&sheet.path, &format!("the mapping skips the sheet `{}`", sheet.name));
            continue;
        }
        match guess::guess(&sheet, mapping) {
            Some(guess) => {
                remember(&sheet, &guess, notes);
                guesses.push((sheet, guess));
            }
            None => {
                let what = match sheet.rows.as_slice() {
                    _ if !sheet.name.is_empty() => format!("the sheet `{}`", sheet.name),
                    [first, .., last] => format!("the table in rows {} to {}", first.number, last.number),
                    _ => "the table".into(),
                };
                let message = format!("{what} does not look like a ladder, so it was left out");
                let help =
                    "Name what its columns are in a mapping file: `columns: { \"L1\": level, \"Area\": topic }`.";
                let first = sheet.rows.first().and_then(|row| row.span);
                let spans = first.zip(sheet.rows.last().and_then(|row| row.span));
                let span = spans.map(|(first, last)| Span { start: first.start, end: last.end });
                let place = Place { path: sheet.path.clone(), span };
                notes.add(Diagnostic::new(IMPORT_PROBLEM, place, message).help(help));
            }
        }
    }
    if guesses.is_empty() {
        let path = first_path(inputs);
        let message = "no table looks like a ladder, so nothing was imported";
        let help = "A ladder has a column per level, or columns for the level and what it expects.";
        notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&path), message).help(help));
        return None;
    }
    let mut builder = LadderBuilder::default();
    let several =
        guesses.iter().filter(|(_, guess)| matches!(guess.form, SheetForm::Wide | SheetForm::Transposed)).count() > 1;
    // Skills with their steps first, so that sheets that require them find the scale.
    guesses.sort_by_key(|(_, guess)| guess.form != SheetForm::Steps);
    let mut rows = 0;
    for (sheet, guess) in &guesses {
        rows += sheet.rows.len().saturating_sub(guess.first_row);
        report(sheet, guess, notes);
        match guess.form {
            SheetForm::Long => long::read(sheet, guess, &mut builder, notes),
            _ => wide::read(sheet, guess, &mut builder, several, notes),
        }
    }
    notes.count(rows, "rows");
    let path = guesses[0].0.path.clone();
    builder.report_respelled(&path, notes);
    builder.ladder.title = title(&guesses[0].0, &guesses[0].1, mapping);
    let mut ladder = builder.finish(true);
    mapping.order(&mut ladder, &path, notes);
    if ladder.roles.is_empty() && ladder.skills.is_empty() {
        let message = "the tables hold no statement of any level";
        notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&path), message));
        return None;
    }
    Some((ladder, Targets::default()))
}

/// Remembers the cells of a sheet, but not those of columns that are left out, which is reported.
fn remember(sheet: &Sheet, guess: &Guess, notes: &mut Notes) {
    guess.columns.iter().for_each(|column| notes.label(&column.header));
    if notes.has_read_all_of(&sheet.path) {
        return;
    }
    for (place, row) in sheet.rows.iter().enumerate() {
        for (at, words) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let column = guess.columns.get(at);
            let header = column.map(|column| column.header.as_str()).filter(|header| !header.is_empty());
            // A column that is left out is reported by its header. Above that it is nothing yet.
            let is_left_out = header.is_some() && column.is_some_and(|column| column.is == guess::ColumnKind::Skip);
            // A tick is a need, and no word.
            let is_tick = guess.form == SheetForm::Needs && guess::is_mark(words);
            if place >= guess.first_row && (is_left_out || is_tick) {
                continue;
            }
            let column = header.map_or_else(|| read::letters(at), str::to_owned);
            let at = format!("row {}, column `{column}`", row.number);
            notes.read(ReadText { place: sheet.cell(row, "").place, at, words: words.clone() });
        }
    }
}

/// The tables of a sheet: after rows without text, a row that looks like a header begins another one. Its name is the title
/// above the header, if it has one.
fn split(sheet: Sheet, mapping: &Mapping) -> Vec<Sheet> {
    if exported::is_export(&sheet) || mapping.header.is_some() {
        return vec![sheet];
    }
    let Sheet { path, stem, name: sheet_name, title, rows } = sheet;
    let mut tables: Vec<Vec<read::SheetRow>> = Vec::new();
    for block in rows.chunk_by(|row, next| next.number == row.number + 1) {
        let is_title = |rows: &Vec<read::SheetRow>| rows.iter().all(guess::is_title);
        match tables.last_mut() {
            Some(table) if is_title(table) || !guess::begins_table(block) => table.extend_from_slice(block),
            _ => tables.push(block.to_vec()),
        }
    }
    let several = tables.len() > 1;
    let tables = tables.into_iter().map(|rows| {
        let own = rows.first().filter(|row| several && guess::is_title(row));
        let own = own.and_then(|row| row.filled().next()).map(|cell| name(cell));
        let name = own.unwrap_or_else(|| sheet_name.clone());
        Sheet { path: path.clone(), stem: stem.clone(), name, title: title.clone(), rows }
    });
    tables.collect()
}

/// The mapping's title, else the page's, else that of a row above the header with nothing but one text, else the file's.
fn title(sheet: &Sheet, guess: &Guess, mapping: &Mapping) -> String {
    if !mapping.title.is_empty() {
        return mapping.title.clone();
    }
    if !sheet.title.is_empty() {
        return titled(&sheet.title);
    }
    let above = sheet.rows[..guess.first_row.saturating_sub(1)].iter().find(|row| guess::is_title(row));
    match above.and_then(|row| row.filled().next()) {
        Some(title) => titled(title),
        None => titled(&sheet.stem.replace(['-', '_'], " ")),
    }
}

/// A file's name or a heading as a title.
fn titled(written: &str) -> String {
    let title = capitalised(&name(written));
    if title.is_empty() { "Career ladder".to_owned() } else { title }
}

/// Says what each column was taken for.
fn report(sheet: &Sheet, guess: &Guess, notes: &mut Notes) {
    let table =
        if sheet.name.is_empty() { sheet.path.to_string() } else { format!("{}, sheet `{}`", sheet.path, sheet.name) };
    let columns = guess.columns.iter().map(|column| (column.header.clone(), column.is.word().to_owned())).collect();
    notes.columns.push(ColumnTable { table, form: guess.form.about(), columns });
    for column in &guess.columns {
        if column.is == guess::ColumnKind::Skip && !column.header.is_empty() && column.filled {
            let message = format!("the column `{}` was left out", column.header);
            let help = "If it matters, say what it is in a mapping file, such as `columns: { NAME: description }`.";
            notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&sheet.path), message).help(help));
        }
    }
}
