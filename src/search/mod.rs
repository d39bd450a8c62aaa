//! Search: one index for the dialog on every page and for `rungs search`.
//!
//! [`Index`] is made from the linked handbook, [`files()`] writes it as scripts that a page loads piece by piece, and
//! [`search`] answers from it here. Pure. The theme decides what results look like.

mod files;
mod fold;
mod index;
mod layout;
mod memo;
mod near;
mod postings;
mod query;
mod rank;
mod record;
mod stop_words;
mod term_frequency;
mod varint;
mod vocabulary;

pub use files::files;
pub use index::Index;
pub use layout::{Layout, Measure};
pub use memo::Memo;
pub use rank::{Answer, Found, search};
pub use record::{Facets, Part, Record};

use std::collections::HashMap;

use rayon::prelude::*;

use crate::handbook::Handbook;

/// Where the files of the index stand.
pub const FOLDER: &str = "search/";

/// The index of a handbook. What `memo` remembers of the last one saves work and changes nothing.
pub fn index(handbook: &Handbook, memo: &mut Memo) -> Index {
    let mut places = HashMap::new();
    for kind in record::FACETS {
        places.extend(handbook.sorted(kind).iter().enumerate().map(|(at, index)| (*index, at as u32)));
    }
    let found = record::found(handbook);
    let place = |index| places.get(&index).copied();
    let records = found.par_iter().map(|index| record::record(handbook, *index, &place)).collect();
    let config = &handbook.config;
    let kinds = crate::content::Kind::ALL.map(|kind| (kind, config.term(kind))).to_vec();
    let layout = Layout::of(Measure::of(handbook));
    Index::of(records, record::facets(handbook), kinds, &config.language, layout, memo)
}
