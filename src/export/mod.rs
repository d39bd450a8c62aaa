//! Exports of a handbook for other programs, each in a file of its own; [`ALL`] is the table of them.
//!
//! Functions from a handbook to pieces of bytes. Texts are plain: Markdown marks and links are left out.

mod csv;
mod job_advert;
mod jsonld;
pub mod markdown;
mod rows;
mod tracker;
mod xlsx;

pub use rows::{COLUMNS, ExportRow};

use crate::content::ExportFormat;
use crate::handbook::{EntityId, Handbook};

/// Why an export failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportError {
    /// The format cannot hold what was asked for; the reason is a sentence.
    Refused(String),
    /// The receiver of the export accepts no more bytes.
    Stopped,
}

/// Receives an export piece by piece; an error ends it.
pub type Take<'a> = dyn FnMut(&[u8]) -> Result<(), ExportError> + 'a;

/// A format that handbooks can be taken to.
pub struct Exporter {
    /// The name on the command line.
    pub name: &'static str,
    /// The usual ending of its files.
    pub ending: &'static str,
    /// Whether it is about one role, which must be named.
    pub of_role: bool,
    write: Option<Write>,
}

/// Writes the export of a handbook, or of the roles of one entity: a role, a track or a family.
type Write = fn(&Handbook, Option<EntityId>, &mut Take) -> Result<(), ExportError>;

/// Every format.
pub const ALL: &[Exporter] = &[
    // The whole handbook, as the site's index.json. `compile` makes it, because it names the pages of the site.
    Exporter { name: "json", ending: "json", of_role: false, write: None },
    // An expectation per row, for spreadsheets and imports.
    Exporter { name: "csv", ending: "csv", of_role: false, write: Some(csv::write) },
    // A workbook: an expectation per row, and a sheet per track.
    Exporter { name: "xlsx", ending: "xlsx", of_role: false, write: Some(xlsx::write) },
    // A document of headings and lists.
    Exporter { name: "markdown", ending: "md", of_role: false, write: Some(markdown::write) },
    // A sheet to assess oneself in, with statement ids.
    Exporter { name: "tracker", ending: "csv", of_role: false, write: Some(tracker::write) },
    // The text of an advert for a role, in Markdown.
    Exporter { name: "job-advert", ending: "md", of_role: true, write: Some(job_advert::write) },
    // Roles as schema.org occupations.
    Exporter { name: "jsonld", ending: "jsonld", of_role: false, write: Some(jsonld::write) },
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Exporter> {
    ALL.iter().find(|exporter| exporter.name == name)
}

/// The format that handbook.yaml names.
pub fn of(format: ExportFormat) -> &'static Exporter {
    named(format.name()).expect("a format of handbook.yaml has an exporter")
}

impl Exporter {
    /// Whether it is the site's index.json.
    pub fn is_index_json(&self) -> bool {
        self.write.is_none()
    }

    /// Writes the export of a handbook, or of the roles of one entity: a role, a track or a family. Tables are written
    /// row by row.
    ///
    /// # Errors
    ///
    /// When the format cannot hold what was asked for, or when `take` fails.
    pub fn write(&self, handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
        match self.write {
            Some(write) => write(handbook, only, take),
            None => Err(ExportError::Refused("json holds the whole handbook; leave the role out".into())),
        }
    }
}
