//! The files of a site that programs read instead of people, one per format.
//!
//! They are part of every site, so that `compile` makes them; what `rungs export` writes is in `export`.

pub mod atom;
pub mod comparison_data;
pub mod host_files;
pub mod index_json;
pub mod llms;
pub mod role_changes;
pub mod sitemap;
pub mod web_manifest;

mod json;
mod written;

pub use atom::atom;
pub use comparison_data::comparison_data;
pub use host_files::{headers, redirects};
pub use index_json::index_json;
pub use llms::llms_txt;
pub use role_changes::role_changes;
pub use sitemap::{robots, sitemap};
pub use web_manifest::web_manifest;
