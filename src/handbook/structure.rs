//! Everything that follows from settings and fields alone: order, membership, expectations.
//!
//! Texts and where their links lead are not part of it, so that an edit of a text leaves it as it is.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::{Entity, Kind};

use super::{Handbook, Index, Resolved, Users, expectations, order};

/// The computed part of a handbook.
#[derive(Debug, Default)]
pub struct Structure {
    /// How high each level stands, from 0.
    pub level_rank: HashMap<Index, usize>,
    /// Where each topic stands among all.
    pub topic_rank: HashMap<Index, usize>,
    /// The tracks of each role.
    pub tracks_of: HashMap<Index, Vec<Index>>,
    /// Each kind in reading order.
    pub sorted: HashMap<Kind, Vec<Index>>,
    /// What stands beside each other.
    pub shelves: HashMap<(Kind, String), Vec<Index>>,
    /// What each role expects.
    pub resolved: HashMap<Index, Resolved>,
    /// Who names whom.
    pub users: HashMap<Index, Users>,
    /// Each entity's place in the reading order of the whole handbook, by index.
    pub position: Vec<u32>,
}

/// Works everything out, each part from the ones before it.
pub fn build(handbook: &mut Handbook) {
    let mut structure = Structure { level_rank: order::levels(handbook), ..Structure::default() };
    structure.topic_rank = order::topics(handbook);
    // The parts below ask the handbook for those above, so it gets what is there at each stage.
    handbook.structure = Arc::new(structure);
    let sorted = order::sorted(handbook);
    change(handbook).sorted = sorted;
    let (shelves, tracks_of) = (order::shelves(handbook), order::tracks_of(handbook));
    change(handbook).shelves = shelves;
    change(handbook).tracks_of = tracks_of;
    let resolved = expectations::resolve(handbook);
    change(handbook).resolved = resolved;
    let users = order::users(handbook);
    change(handbook).users = users;
    let position = order::positions(handbook);
    change(handbook).position = position;
}

fn change(handbook: &mut Handbook) -> &mut Structure {
    Arc::get_mut(&mut handbook.structure).expect("nobody else has a structure that is being built")
}

/// Whether the structure of `new` is that of `old`: the same settings, and the same entities but for their texts.
pub fn is_same(old: &Handbook, new: &Handbook) -> bool {
    (Arc::ptr_eq(&old.config, &new.config) || old.config == new.config)
        && old.entities.len() == new.entities.len()
        && old.entities.iter().zip(&new.entities).all(|(old, new)| Arc::ptr_eq(old, new) || is_same_but_text(old, new))
}

fn is_same_but_text(old: &Entity, new: &Entity) -> bool {
    // Taking every field by name makes a new one an error here, not a stale page.
    let Entity { id, path, span, title, aliases, redirect_from, summary, status, owner, order, body: _, data } = old;
    (id, path, span, title, aliases, redirect_from)
        == (&new.id, &new.path, &new.span, &new.title, &new.aliases, &new.redirect_from)
        && (summary, status, owner, order, data) == (&new.summary, &new.status, &new.owner, &new.order, &new.data)
}
