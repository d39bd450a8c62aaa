//! A workbook: all rows in one sheet, and a sheet per track with a topic per row and a role per column.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook};

use super::{COLUMNS, ExportError, Take, csv, rows};

/// The most letters of a sheet's name.
const MAX_NAME: usize = 31;

/// The export.
pub fn write(handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
    let failed = |why| ExportError::Refused(format!("the workbook could not be written: {why}"));
    take(&workbook(handbook, only).map_err(failed)?)
}

fn workbook(handbook: &Handbook, only: Option<EntityId>) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap();
    let mut book = Workbook::new();
    // The same handbook gives the same bytes.
    let epoch = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&epoch));
    let sheet = book.add_worksheet().set_name("Expectations")?;
    header(sheet, &COLUMNS.map(|(header, _)| header), &bold)?;
    for (at, row) in rows::rows(handbook, only).enumerate() {
        for (column, mut cell) in row.into_cells().into_iter().enumerate() {
            // An import takes an apostrophe before a formula away, as CSV files need it.
            if cell.starts_with('\'') && csv::looks_guarded(&cell) {
                cell.insert(0, '\'');
            }
            sheet.write_string_with_format(at as u32 + 1, column as u16, cell, &wrap)?;
        }
    }
    let mut names = vec!["expectations".to_owned()];
    let is_meant =
        |track: &&EntityId| only.is_none_or(|only| only == **track || handbook.track_family(**track) == Some(only));
    for track in handbook.sorted(Kind::Track).iter().filter(is_meant) {
        let name = sheet_name(&handbook.get(*track).title, &mut names);
        let sheet = book.add_worksheet().set_name(&name)?;
        let roles = handbook.rungs(*track);
        let titles: Vec<&str> = roles.iter().map(|role| handbook.get(*role).title.as_str()).collect();
        let headers: Vec<&str> = ["Theme", "Topic"].into_iter().chain(titles).collect();
        header(sheet, &headers, &bold)?;
        let mut topics: Vec<(String, String)> = Vec::new();
        for (column, role) in roles.iter().enumerate() {
            let mut cells: Vec<(usize, String)> = Vec::new();
            for row in rows::of_role(handbook, *role) {
                let topic = (row.theme.clone(), row.title().to_owned());
                let at = topics.iter().position(|known| *known == topic).unwrap_or_else(|| {
                    topics.push(topic);
                    topics.len() - 1
                });
                let said = if row.statement.is_empty() { row.step } else { format!("- {}", row.statement) };
                match cells.iter_mut().find(|(known, _)| *known == at) {
                    Some((_, cell)) => {
                        cell.push('\n');
                        cell.push_str(&said);
                    }
                    None => cells.push((at, said)),
                }
            }
            for (at, cell) in cells {
                sheet.write_string_with_format(at as u32 + 1, column as u16 + 2, cell, &wrap)?;
            }
        }
        for (at, (theme, topic)) in topics.iter().enumerate() {
            sheet.write_string(at as u32 + 1, 0, theme)?.write_string(at as u32 + 1, 1, topic)?;
        }
    }
    book.save_to_buffer()
}

fn header(sheet: &mut Worksheet, headers: &[&str], bold: &Format) -> Result<(), XlsxError> {
    for (column, header) in headers.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *header, bold)?;
        sheet.set_column_width(column as u16, if column < 2 { 20 } else { 32 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A name that a workbook accepts and no other sheet has.
fn sheet_name(title: &str, names: &mut Vec<String>) -> String {
    let clean: String =
        title.chars().filter(|sign| !matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).collect();
    let clean = clean.trim();
    for number in 1.. {
        let end = if number == 1 { String::new() } else { format!(" {number}") };
        let start: String = clean.chars().take(MAX_NAME - end.len()).collect();
        let name = if start.is_empty() { format!("Track{end}") } else { start + &end };
        if !names.contains(&name.to_lowercase()) {
            names.push(name.to_lowercase());
            return name;
        }
    }
    unreachable!("numbers do not run out")
}
