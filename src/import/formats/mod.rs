//! One file per format; [`ALL`] is the table of them.

mod document;
mod fit_pathway;
mod ft;
mod handbook;
mod monzo;
mod snowflake;

use super::{ImportFormat, govuk, tables};

/// Every format, in the order in which it is asked whether it recognises the inputs: the particular ones first.
pub const ALL: &[ImportFormat] = &[
    handbook::HANDBOOK,
    govuk::GOVUK_DDAT,
    ft::FT,
    fit_pathway::FIT_PATHWAY,
    snowflake::SNOWFLAKE,
    monzo::MONZO,
    tables::TABLES,
    document::DOCUMENT,
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static ImportFormat> {
    let name = match name {
        // What people call the same thing.
        "csv" | "xlsx" | "ods" | "html" | "tables" => "table",
        "docx" | "md" | "document" => "markdown",
        "govuk" => "govuk-ddat",
        "rungs" | "index" => "json",
        "fit" => "fit-pathway",
        other => other,
    };
    ALL.iter().find(|format| format.name == name)
}
