//! The UK Government Digital and Data Profession Capability Framework, as its two published tables.
//!
//! `roles.csv` has one requirement a row, `skills.csv` one skill a row. Their role is our track, their role level
//! our role. [`gather`] reads what the tables say and reports where they contradict themselves, [`framework`] puts
//! roles in order and gives everything an id. No part of this touches the disk.
//!
//! The framework is published under the Open Government Licence v3.0; the handbook carries its attribution.

mod framework;
mod gather;

use crate::source::Source;

use super::input::Input;
use super::links::Targets;
use super::model::Ladder;
use super::notes::Notes;
use super::order::Orders;
use super::table::SourceTable;
use super::{FileLayout, ImportFormat, Imported, Mapping, write};

/// See the module.
pub const GOVUK_DDAT: ImportFormat = ImportFormat {
    name: "govuk-ddat",
    about: "the roles.csv and skills.csv of the UK Government Digital and Data profession",
    detect,
    read,
};

fn detect(inputs: &[Input]) -> Option<String> {
    let (roles, _) = tables(inputs)?;
    Some(format!("{} has the columns Role Family, Role Level and Skill Level", roles.path))
}

fn read(inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let (roles, skills) = match (tables(inputs), inputs) {
        (Some(tables), _) => tables,
        // Named on the command line; what is missing in the tables is reported by their columns.
        (None, [roles, skills, ..]) => (roles, skills),
        (None, _) => return None,
    };
    let ladder = ladder(&roles.source(), &skills.source(), mapping.order_file().as_ref(), notes)?;
    Some((ladder, Targets::default()))
}

/// The table of roles and that of skills, by their headers.
fn tables(inputs: &[Input]) -> Option<(&Input, &Input)> {
    let has = |input: &&Input, columns: &[&str]| {
        let head = String::from_utf8_lossy(&input.bytes[..input.bytes.len().min(1024)]).to_lowercase();
        let head = head.lines().next().unwrap_or_default().to_owned();
        columns.iter().all(|column| head.contains(column))
    };
    let roles = inputs.iter().find(|input| has(input, &["role family", "role level", "skill level"]))?;
    let skills = inputs.iter().find(|input| has(input, &["awareness", "working", "practitioner", "expert"]))?;
    Some((roles, skills))
}

/// Makes a handbook of `roles.csv` and `skills.csv`. `order`, if given, is a file that says which role levels of a
/// role come first, for those whose names do not tell: a line such as `Developer: Junior developer, Developer` for
/// each role, lowest first.
///
/// What is dirty is repaired or reported, never left out in silence. When a table cannot be read at all there are
/// no files, and the diagnostics hold an error: see [`Imported::failed`].
pub fn import(roles: &Source, skills: &Source, order: Option<&Source>) -> Imported {
    let mut notes = Notes::default();
    let mut imported = Imported::default();
    if let Some(ladder) = ladder(roles, skills, order, &mut notes) {
        imported.files = write::files(&ladder, FileLayout::Files);
        imported.summary.push(format!("{} made", ladder.made()));
    }
    super::finish(imported, notes)
}

fn ladder(roles: &Source, skills: &Source, order: Option<&Source>, notes: &mut Notes) -> Option<Ladder> {
    // All three are read before any is missed, so that one run reports what is wrong with each.
    let roles = SourceTable::read(roles, &gather::REQUIREMENTS, notes);
    let requirements = roles.as_ref().map(|roles| gather::requirements(roles, notes));
    let catalogue = SourceTable::read(skills, &gather::CATALOGUE, notes);
    let orders = Orders::read(order, notes);
    let (requirements, catalogue, orders) = (requirements?, catalogue?, orders?);
    notes.count(requirements.len() + catalogue.rows().count(), "rows");
    let gathered = gather::gather(&requirements, &catalogue, notes);
    Some(framework::arrange(gathered, &orders, notes))
}

#[cfg(test)]
mod tests;
