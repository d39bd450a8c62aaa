//! The UK Government Digital and Data Profession Capability Framework, as its two published tables.
//!
//! `roles.csv` has one requirement a row, `skills.csv` one skill a row. Their role is our track, their role level
//! our role. [`gather`] reads what the tables say and reports where they contradict themselves, [`framework`] puts
//! roles in order and gives everything an id, [`pages`] prints the handbook. No part of this touches the disk.
//!
//! The framework is published under the Open Government Licence v3.0; the handbook carries its attribution.

mod framework;
mod gather;
mod pages;

use crate::diagnostic::{IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::source::Source;

use super::Imported;
use super::notes::Notes;
use super::order::Orders;
use super::requirements::Requirements;
use super::table::Table;
use framework::Framework;

/// Makes a handbook of `roles.csv` and `skills.csv`. `order`, if given, is a file that says which role levels of a
/// role come first, for those whose names do not tell: a line such as `Developer: Junior developer, Developer` for
/// each role, lowest first.
///
/// What is dirty is repaired or reported, never left out in silence. When a table cannot be read at all there are
/// no files, and the diagnostics hold an error: see [`Imported::failed`].
pub fn import(roles: &Source, skills: &Source, order: Option<&Source>) -> Imported {
    let mut notes = Notes::default();
    // All three are read before any is missed, so that one run reports what is wrong with each.
    let requirements = Requirements::read(roles, &gather::REQUIREMENTS, &mut notes);
    let catalogue = Table::read(skills, &gather::CATALOGUE, &mut notes);
    let orders = Orders::read(order, &mut notes);
    let mut imported = Imported::default();
    if let (Some(requirements), Some(catalogue), Some(orders)) = (requirements, catalogue, orders) {
        let gathered = gather::gather(&requirements, &catalogue, &mut notes);
        let framework = framework::arrange(gathered, &orders, &mut notes);
        imported.files = pages::files(&framework);
        imported.summary.push(found(&framework));
    }
    imported.diagnostics = notes.finish();
    let count = |code| imported.diagnostics.iter().filter(|found| found.code == code).count();
    let (repairs, problems) = (count(IMPORT_REPAIR), count(IMPORT_PROBLEM));
    imported.summary.push(format!("{repairs} repairs and {problems} problems are reported"));
    imported
}

fn found(framework: &Framework) -> String {
    let Framework { families, tracks, roles, skills, .. } = framework;
    let levels = framework.levels().count();
    format!(
        "{} families, {} tracks, {} roles on {levels} levels, {} skills",
        families.len(),
        tracks.len(),
        roles.len(),
        skills.len()
    )
}

#[cfg(test)]
mod tests;
