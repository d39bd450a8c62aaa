//! A sheet to assess oneself in: an expectation per row with its id, and columns to fill in.

use std::io::Write;

use crate::compile::Compiled;
use crate::handbook::EntityId;

use super::{ExportError, csv, rows};

const HEADERS: [&str; 9] =
    ["Role", "Topic", "Required", "ID", "Statement", "Band", "Assessment", "Evidence", "Next step"];

/// The export.
pub fn write(compiled: &Compiled, role: Option<EntityId>, out: &mut dyn Write) -> Result<(), ExportError> {
    let rows = rows::rows(&compiled.handbook, role).map(|row| {
        let topic = if row.skill.is_empty() { row.topic } else { row.skill };
        vec![row.role, topic, row.step, row.id, row.statement, row.band, String::new(), String::new(), String::new()]
    });
    csv::table(&HEADERS, rows, out)
}
