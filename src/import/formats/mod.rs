//! One file per format; [`ALL`] is the table of them.

mod document;
mod fit_pathway;
mod ft;
mod handbook;
mod monzo;
mod snowflake;

use super::Format;
use super::govuk::GovukDdat;
use super::tables::Tables;

/// Every format, in the order in which it is asked whether it recognises the inputs: the particular ones first.
pub const ALL: &[&dyn Format] = &[
    &handbook::Handbook,
    &GovukDdat,
    &ft::Ft,
    &fit_pathway::FitPathway,
    &snowflake::Snowflake,
    &monzo::Monzo,
    &Tables,
    &document::Document,
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static dyn Format> {
    let name = match name {
        // What people call the same thing.
        "csv" | "xlsx" | "ods" | "html" | "tables" => "table",
        "docx" | "md" | "document" => "markdown",
        "govuk" => "govuk-ddat",
        "rungs" | "index" => "json",
        "fit" => "fit-pathway",
        other => other,
    };
    ALL.iter().copied().find(|format| format.name() == name)
}
