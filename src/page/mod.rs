//! Pages as values: from the linked handbook to what a template may show.
//!
//! [`input`] is a pure function of the handbook and the plan; it knows neither templates nor files. Each kind of page is
//! one file of [`kinds`].
//!
//! The structs that templates see hold finished text, HTML and relative links, never ids of entities: two equal values
//! give the same page, and a page changes only if its value does. None holds facts of the whole site. Fields ending in
//! `html`, and those whose documentation says HTML, are safe to print as they are.

pub mod kinds;

pub mod cards;
pub mod frame;
pub mod ladders;
pub mod map_table;
pub mod plan;
pub mod prose;
pub mod site;
pub mod statements;
pub mod urls;

pub mod markdown;

pub use crate::handbook::anchor;
pub use kinds::{PageKey, View};
pub use plan::{Copied, Output, Plan};
pub use site::{Site, site};

use serde::Serialize;

use crate::handbook::Handbook;

use cards::Builder;
use frame::Frame;

/// A page: its frame and its content. Templates see them as `page` and `view`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageInput {
    /// What every page has.
    pub page: Frame,
    /// What this kind of page shows.
    pub view: View,
}

/// What the page `key` at the address `url` shows.
pub fn input(handbook: &Handbook, plan: &Plan, url: &str, key: PageKey) -> PageInput {
    let builder = Builder { handbook, plan, url, root: key.root(handbook, url) };
    PageInput { page: frame::frame(&builder, key), view: key.view(&builder) }
}
