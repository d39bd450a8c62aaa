//! The rows as CSV, in UTF-8 with commas, and the guard against cells that a spreadsheet would run.

use crate::handbook::{EntityId, Handbook};

use super::{COLUMNS, ExportError, Take, rows};

/// The export.
pub fn write(handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
    let rows = rows::rows(handbook, only);
    table(&COLUMNS.map(|(header, _)| header), rows.map(|row| row.into_cells().to_vec()), take)
}

/// Writes a table as CSV, row by row.
pub fn table(headers: &[&str], rows: impl Iterator<Item = Vec<String>>, take: &mut Take) -> Result<(), ExportError> {
    take(&line(headers.iter().map(|header| (*header).to_owned())))?;
    for row in rows {
        take(&line(row.iter().map(|cell| guarded(cell))))?;
    }
    Ok(())
}

fn line(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 10).from_writer(Vec::new());
    let written = writer.write_record(cells);
    debug_assert!(written.is_ok(), "memory takes every record");
    writer.into_inner().unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe, which
/// spreadsheets show as text and imports take away.
fn guarded(cell: &str) -> String {
    if looks_guarded(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a cell begins like a formula, apostrophes aside. An import takes one apostrophe from such a cell.
pub fn looks_guarded(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs() {
        let row = ["=1+1", "+1", "-1", "@a", "a=b", "\"x\", y", "'=1"].map(str::to_owned).to_vec();
        let mut bytes = Vec::new();
        let mut take = |piece: &[u8]| -> Result<(), ExportError> {
            bytes.extend_from_slice(piece);
            Ok(())
        };
        table(&["a"; 7], std::iter::once(row), &mut take).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().nth(1), Some("'=1+1,'+1,'-1,'@a,a=b,\"\"\"x\"\", y\",''=1"));
    }
}
