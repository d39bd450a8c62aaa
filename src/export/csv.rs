//! The rows as CSV, in UTF-8 with commas, and the guard against cells that a spreadsheet would run.

use std::io::{self, Write};

use crate::compile::Compiled;
use crate::handbook::EntityId;
use crate::import::tables::exported::COLUMNS;

use super::{ExportError, rows};

/// The export.
pub fn write(compiled: &Compiled, role: Option<EntityId>, out: &mut dyn Write) -> Result<(), ExportError> {
    let rows = rows::rows(&compiled.handbook, role);
    table(&COLUMNS, rows.map(|row| row.cells().map(str::to_owned).to_vec()), out)
}

/// Writes a table as CSV, row by row.
pub fn table(
    headers: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(headers).map_err(io::Error::from)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell))).map_err(io::Error::from)?;
    }
    Ok(writer.flush()?)
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
        table(&["a"; 7], std::iter::once(row), &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().nth(1), Some("'=1+1,'+1,'-1,'@a,a=b,\"\"\"x\"\", y\",''=1"));
    }
}
