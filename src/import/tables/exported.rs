//! Tables that `rungs export` wrote: its columns are known by name, and every cell is plain text.

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::export::{self, COLUMNS};
use crate::import::exported::{Exported, ExportedItem};
use crate::import::model::{ImportedStatement, Ladder};
use crate::import::notes::Notes;
use crate::import::text::one_line;
use crate::parse::markdown::escaped;
use crate::source::Place;

use super::long::statement_id;
use super::read::Sheet;

/// The columns that no other table has together.
const KNOWN: [&str; 6] = ["Role", "Role ID", "Topic ID", "ID", "Statement", "Points"];

/// Whether a sheet has the columns of an export.
pub fn is_export(sheet: &Sheet) -> bool {
    sheet.rows.first().is_some_and(|row| is_header(&row.cells))
}

/// Whether these are the columns of an export.
pub fn is_header(cells: &[String]) -> bool {
    KNOWN.iter().all(|name| cells.iter().any(|cell| cell == name))
}

/// Reads a sheet.
pub fn read(sheet: &Sheet, notes: &mut Notes) -> Ladder {
    let header = &sheet.rows[0].cells;
    for name in header.iter().filter(|name| !name.is_empty()) {
        if !COLUMNS.iter().any(|(known, _)| known == name) {
            let message = format!("the column `{name}` was left out: exports have no such column");
            notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&sheet.path), message));
        }
    }
    let places = COLUMNS.map(|(name, _)| header.iter().position(|cell| cell == name));
    let mut exported = Exported::default();
    for cells in &sheet.rows[1..] {
        let mut row = export::ExportRow::default();
        for ((_, field), place) in COLUMNS.iter().zip(places) {
            *field(&mut row) = place.map(|at| cells.cell(at).to_owned()).unwrap_or_default();
        }
        if row.role.is_empty() {
            let message = "the row names no role, so it was left out";
            notes.tally(IMPORT_PROBLEM, sheet.cell(cells, "Role"), message, Some("Fill in the role."));
            continue;
        }
        row.role_description = markdown(&row.role_description);
        row.description = markdown(&row.description);
        let statement = (!row.statement.is_empty()).then(|| ImportedStatement {
            id: statement_id(&row.id),
            text: markdown(&row.statement),
            points: lines(&row.points),
            examples: lines(&row.examples),
            band: row.band.clone(),
            ..ImportedStatement::default()
        });
        let tracks = row.track.split(" | ").filter(|title| !title.is_empty()).map(str::to_owned).collect();
        exported.add(ExportedItem { row, tracks, namesakes: 0, statement });
    }
    exported.finish()
}

/// Plain text on one line, as Markdown.
fn markdown(cell: &str) -> String {
    escaped(&one_line(cell))
}

fn lines(cell: &str) -> Vec<String> {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).map(escaped).collect()
}
