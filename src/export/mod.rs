//! Exports of a handbook for other programs, each in a file of its own; [`ALL`] is the table of them.
//!
//! Functions from a compiled handbook to a stream of bytes. Texts are plain: Markdown marks and links are left out.

mod csv;
mod job_advert;
mod jsonld;
mod markdown;
mod rows;
mod tracker;
mod xlsx;

use std::io::{self, Write};

use crate::compile::Compiled;
use crate::handbook::EntityId;

/// Why an export failed.
#[derive(Debug)]
pub enum ExportError {
    /// The format cannot hold what was asked for; the reason is a sentence.
    Refused(String),
    /// The stream could not be written.
    Write(io::Error),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// A format that handbooks can be taken to.
pub struct Exporter {
    /// The name on the command line.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// The usual ending of its files.
    pub ending: &'static str,
    /// Whether it is about one role, which must be named.
    pub of_role: bool,
    write: fn(&Compiled, Option<EntityId>, &mut dyn Write) -> Result<(), ExportError>,
}

/// Every format.
pub const ALL: &[Exporter] = &[
    Exporter {
        name: "json",
        about: "the whole handbook, as the site's index.json",
        ending: "json",
        of_role: false,
        write: json,
    },
    Exporter {
        name: "csv",
        about: "an expectation per row, for spreadsheets and imports",
        ending: "csv",
        of_role: false,
        write: csv::write,
    },
    Exporter {
        name: "xlsx",
        about: "a workbook: an expectation per row, and a sheet per track",
        ending: "xlsx",
        of_role: false,
        write: xlsx::write,
    },
    Exporter {
        name: "markdown",
        about: "a document of headings and lists",
        ending: "md",
        of_role: false,
        write: markdown::write,
    },
    Exporter {
        name: "tracker",
        about: "a sheet to assess oneself in, with statement ids",
        ending: "csv",
        of_role: false,
        write: tracker::write,
    },
    Exporter {
        name: "job-advert",
        about: "the text of an advert for a role, in Markdown",
        ending: "md",
        of_role: true,
        write: job_advert::write,
    },
    Exporter {
        name: "jsonld",
        about: "roles as schema.org occupations",
        ending: "jsonld",
        of_role: false,
        write: jsonld::write,
    },
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Exporter> {
    ALL.iter().find(|exporter| exporter.name == name)
}

impl Exporter {
    /// Writes the export of one role or of all. Tables are written row by row.
    ///
    /// # Errors
    /// When the format cannot hold what was asked for, or when `out` fails.
    pub fn write(&self, compiled: &Compiled, role: Option<EntityId>, out: &mut dyn Write) -> Result<(), ExportError> {
        (self.write)(compiled, role, out)
    }

    /// The export, of one role or of all.
    ///
    /// # Errors
    /// When the format cannot hold the handbook, with the reason as a sentence.
    pub fn export(&self, compiled: &Compiled, role: Option<EntityId>) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        self.write(compiled, role, &mut bytes).map_err(|error| match error {
            ExportError::Refused(why) => why,
            ExportError::Write(why) => why.to_string(),
        })?;
        Ok(bytes)
    }
}

fn json(compiled: &Compiled, role: Option<EntityId>, out: &mut dyn Write) -> Result<(), ExportError> {
    if role.is_some() {
        return Err(ExportError::Refused("json holds the whole handbook; leave the role out".into()));
    }
    match compiled.render("index.json") {
        Some(Ok(bytes)) => Ok(out.write_all(&bytes)?),
        _ => Err(ExportError::Refused("index.json could not be made".into())),
    }
}
