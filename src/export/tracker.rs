//! A sheet to assess oneself in: an expectation per row with its id, and columns to fill in.

use crate::handbook::{EntityId, Handbook};

use super::{ExportError, Take, csv, rows};

const HEADERS: [&str; 9] =
    ["Role", "Topic", "Required", "ID", "Statement", "Band", "Assessment", "Evidence", "Next step"];

/// The export.
pub fn write(handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
    let rows = rows::rows(handbook, only).map(|row| {
        let topic = row.title().to_owned();
        vec![row.role, topic, row.step, row.id, row.statement, row.band, String::new(), String::new(), String::new()]
    });
    csv::table(&HEADERS, rows, take)
}
