//! Pages as values: from the linked handbook to what a template may show.
//!
//! [`input`] is a pure function of the handbook and the plan; it knows neither templates nor files. Each kind of page is
//! one file of [`kinds`].
//!
//! The structs that templates see hold finished text, HTML and relative links, never ids of entities: two equal values
//! give the same page, and a page changes only if its value does. None holds facts of the whole site. Fields ending in
//! `html`, and those whose documentation says HTML, are safe to print as they are; for the Markdown counterpart of a page
//! they hold Markdown.

pub mod kinds;

pub mod cards;
pub mod changes;
pub mod frame;
pub mod ladders;
pub mod map_table;
pub mod plan;
pub mod prose;
pub mod site;
pub mod social_card;
pub mod statements;
pub mod urls;

#[cfg(test)]
mod reference;

pub use crate::handbook::anchor;
pub use kinds::{PageKey, View};
pub use plan::{Claims, Copied, Output, Plan};
pub use site::{Site, site, template_links};

use serde::Serialize;

use crate::handbook::Handbook;

use cards::{PageBuilder, PageFormat};
use frame::Frame;

/// A page: its frame and its content. Templates see them as `page` and `view`.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct PageInput {
    /// What every page has.
    pub page: Frame,
    /// What this kind of page shows.
    pub view: View,
    /// What the texts are written in.
    #[serde(skip)]
    pub format: PageFormat,
}

/// What the page `key` at the address `url` shows.
pub fn input(handbook: &Handbook, plan: &Plan, url: &str, key: PageKey) -> PageInput {
    let root = key.root(handbook, url);
    build(&PageBuilder { handbook, plan, url, root, here: String::new(), format: PageFormat::Html }, key)
}

/// What the Markdown counterpart of the page `key` at the address `url` shows: the same, with Markdown wherever
/// [`input`] has HTML, with no pictures, and with absolute addresses if the site's is known, so that it can be quoted.
pub fn markdown_input(handbook: &Handbook, plan: &Plan, url: &str, key: PageKey) -> PageInput {
    let site = handbook.config.site_url().map(str::to_owned);
    let here = site.as_ref().map_or_else(String::new, |site| frame::absolute(site, url));
    let root = site.unwrap_or_else(|| key.root(handbook, url));
    build(&PageBuilder { handbook, plan, url, root, here, format: PageFormat::Markdown }, key)
}

fn build(builder: &PageBuilder, key: PageKey) -> PageInput {
    PageInput { page: frame::frame(builder, key), view: key.view(builder), format: builder.format }
}
