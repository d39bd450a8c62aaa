//! Search: one index for the dialog on every page and for `rungs search`.
//!
//! [`Index`] is made from the linked handbook, [`files()`] writes it as scripts that a page loads piece by piece, and
//! [`search`] answers from it here. Pure. The theme decides what results look like.

mod candidates;
mod codes;
mod files;
mod fold;
mod index;
mod intent;
mod language;
mod layout;
mod memo;
mod near;
mod phrase;
mod postings;
mod query;
mod rank;
mod record;
mod spelling;
mod stop_words;
mod synonyms;
mod tally;
mod term_frequency;
mod tools;
mod varint;
mod vocabulary;

pub use files::files;
pub use index::Index;
pub use layout::{IndexLayout, Measure};
pub use memo::SearchMemo;
pub use rank::{Also, Answer, FoundRecord, search};
pub use record::{Facets, Record, RecordKind, RecordPart};

use std::collections::HashMap;

use rayon::prelude::*;

use crate::handbook::Handbook;
use crate::page::plan::Plan;

use tools::Tools;

/// The index of a handbook and the pages of its plan. What `memo` remembers of the last index saves work and changes
/// nothing.
pub fn index(handbook: &Handbook, plan: &Plan, memo: &mut SearchMemo) -> Index {
    let mut places = HashMap::new();
    for kind in record::FACETS {
        places.extend(handbook.sorted(kind).iter().enumerate().map(|(at, index)| (*index, at as u32)));
    }
    let found = record::found(handbook);
    let place = |index| places.get(&index).copied();
    let records = found.par_iter().map(|subject| record::record(handbook, *subject, &place)).collect();
    let entities = found.iter().zip(0u32..).filter_map(|(subject, number)| Some((subject.entity()?, number)));
    let tools = Tools::of(handbook, plan, &entities.collect());
    Index::of(records, tools, handbook, memo)
}
