//! Tables with one requirement a row: this role of this track needs this skill at this step.
//!
//! Many ladders are published or kept that way, each with headers of its own; a format says which headers mean
//! what by a [`Mapping`] and gets typed rows. What steps mean or how roles are ordered is the format's business.

use crate::diagnostic::IMPORT_PROBLEM;
use crate::source::Source;

use super::notes::{Cell, Notes};
use super::table::{Column, Row, Table};

/// What a column of such a table can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The profession or discipline.
    Family,
    /// The ladder that the role is a rung of.
    Track,
    /// What the ladder is about.
    TrackText,
    /// The role: one rung.
    Role,
    /// What the role is about.
    RoleText,
    /// What sort of role it is.
    Group,
    /// The skill.
    Skill,
    /// What the skill is about.
    SkillText,
    /// The step of the skill that the role needs.
    Step,
    /// What the step means.
    StepText,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = 10;
}

/// Which column each field stands in: one for each [`Field`], in its order. A column without headers is one that the
/// format does not have.
pub type Mapping = [Column; Field::COUNT];

/// The rows of a table, typed.
#[derive(Debug)]
pub struct Requirements {
    table: Table,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Requirement<'a> {
    table: &'a Table,
    row: &'a Row,
}

impl Requirements {
    /// Reads a table. What is wrong or was repaired goes to `notes`; `None` when the table cannot be used.
    pub fn read(source: &Source, mapping: &Mapping, notes: &mut Notes) -> Option<Self> {
        let table = Table::read(source, mapping, notes)?;
        for row in table.rows() {
            for field in [Field::Track, Field::Skill] {
                if row.cell(field as usize).is_empty() {
                    let help = "A row that names no role or no skill requires nothing, so it was left out.";
                    notes.tally(
                        IMPORT_PROBLEM,
                        table.cell(row, field as usize),
                        "the row requires nothing",
                        Some(help),
                    );
                }
            }
        }
        Some(Self { table })
    }

    /// The rows that name a track and a skill, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = Requirement<'_>> {
        let named = |row: &&Row| [Field::Track, Field::Skill].iter().all(|field| !row.cell(*field as usize).is_empty());
        self.table.rows().filter(named).map(|row| Requirement { table: &self.table, row })
    }
}

impl<'a> Requirement<'a> {
    /// The clean text of a field; empty when the cell or the column is not there, or says that there is nothing.
    pub fn text(&self, field: Field) -> &'a str {
        self.row.cell(field as usize)
    }

    /// The record's number, counting the header as 1.
    pub fn row(&self) -> usize {
        self.row.number
    }

    /// Where a field stands.
    pub fn cell(&self, field: Field) -> Cell<'a> {
        self.table.cell(self.row, field as usize)
    }
}
