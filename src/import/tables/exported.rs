//! Tables that `rungs export` wrote: its columns are known by name, and every cell is plain text.

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::export::COLUMNS;
use crate::import::exported::{Exported, Said};
use crate::import::model::{Ladder, Statement};
use crate::import::notes::Notes;
use crate::parse::markdown::escaped;
use crate::source::Place;

use super::read::{Row, Sheet};

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
    let header = &sheet.rows[0];
    for name in header.cells.iter().filter(|name| !name.is_empty()) {
        if !COLUMNS.contains(&name.as_str()) {
            let message = format!("the column `{name}` was left out: exports have no such column");
            notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&sheet.path), message));
        }
    }
    let mut exported = Exported::default();
    for row in &sheet.rows[1..] {
        let cell = |name: &str| cell(header, row, name);
        if cell("Role").is_empty() {
            let message = "the row names no role, so it was left out";
            notes.tally(IMPORT_PROBLEM, sheet.cell(row, "Role"), message, Some("Fill in the role."));
            continue;
        }
        let statement = cell("Statement");
        let statement = (!statement.is_empty()).then(|| Statement {
            id: id(cell("ID")),
            text: markdown(statement),
            points: lines(cell("Points")),
            examples: lines(cell("Examples")),
            band: cell("Band").to_owned(),
            ..Statement::default()
        });
        let skill = cell("Skill");
        exported.add(Said {
            family: cell("Family").to_owned(),
            tracks: cell("Track").split(" | ").filter(|title| !title.is_empty()).map(str::to_owned).collect(),
            role: cell("Role").to_owned(),
            role_id: cell("Role ID").to_owned(),
            level: cell("Level").to_owned(),
            level_number: cell("Level Number").parse().ok(),
            role_description: markdown(cell("Role Description")),
            theme: cell("Theme").to_owned(),
            topic: if skill.is_empty() { cell("Topic") } else { skill }.to_owned(),
            is_skill: !skill.is_empty(),
            topic_id: cell("Topic ID").to_owned(),
            namesakes: 0,
            description: markdown(cell("Description")),
            scale: cell("Scale").to_owned(),
            step: cell("Skill Level").to_owned(),
            step_number: cell("Skill Level Number").to_owned(),
            weight: cell("Weight").to_owned(),
            statement,
        });
    }
    exported.finish()
}

fn cell<'a>(header: &Row, row: &'a Row, name: &str) -> &'a str {
    header.cells.iter().position(|cell| cell == name).map(|at| row.cell(at)).unwrap_or_default()
}

/// Plain text on one line, as Markdown.
fn markdown(cell: &str) -> String {
    escaped(&cell.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn lines(cell: &str) -> Vec<String> {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).map(escaped).collect()
}

fn id(written: &str) -> String {
    let is_id = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
    if written.chars().all(is_id) { written.to_owned() } else { crate::content::slug(written) }
}
