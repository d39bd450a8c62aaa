//! Everything that follows from settings and fields alone: order, membership, expectations.
//!
//! Texts and where their links lead are not part of it, so that an edit of a text leaves it as it is.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::Entity;

use super::moves::Moves;
use super::order::Order;
use super::{EntityId, Handbook, Resolved, Users, expectations, order};

/// The computed part of a handbook.
#[derive(Debug, Default)]
pub struct Structure {
    /// What stands where.
    pub order: Arc<Order>,
    /// The tracks of each role.
    pub tracks_of: Arc<HashMap<EntityId, Vec<EntityId>>>,
    /// Who leads where.
    pub moves: Moves,
    /// What each role expects.
    pub resolved: HashMap<EntityId, Arc<Resolved>>,
    /// Who names whom.
    pub users: Arc<HashMap<EntityId, Users>>,
}

/// Works everything out, each part from the ones before it.
///
/// With `previous`, parts are taken over or mended where that gives the same: see [`order::after`] and
/// [`expectations::after`]. Who is on which track is worked out anew and compared, and who names whom is worked out
/// anew.
pub fn build(handbook: &mut Handbook, previous: Option<&Handbook>) {
    let edited = previous.and_then(|previous| Some((previous, handbook.edited_since(previous)?)));
    let edited = edited.as_ref().map(|(previous, edited)| (*previous, edited.as_slice()));
    // Each part asks the handbook for those above, so it gets what is there at each stage.
    let order = edited.and_then(|(previous, edited)| order::after(handbook, previous, edited));
    match order {
        Some(order) => handbook.structure = Arc::new(Structure { order, ..Structure::default() }),
        None => build_order(handbook),
    }
    let tracks_of = Arc::new(order::tracks_of(handbook));
    change(handbook).tracks_of = tracks_of;
    let moves = Moves::of(handbook);
    change(handbook).moves = moves;
    let resolved = edited.and_then(|(previous, edited)| expectations::after(handbook, previous, edited));
    let resolved = resolved.unwrap_or_else(|| expectations::resolve(handbook));
    change(handbook).resolved = resolved;
    let users = Arc::new(order::users(handbook));
    change(handbook).users = users;
}

fn build_order(handbook: &mut Handbook) {
    let order = Order { level_rank: order::levels(handbook), ..Order::default() };
    handbook.structure = Arc::new(Structure { order: Arc::new(order), ..Structure::default() });
    let topic_rank = order::topics(handbook);
    change_order(handbook).topic_rank = topic_rank;
    let sorted = order::sorted(handbook);
    change_order(handbook).sorted = sorted;
    let shelves = order::shelves(handbook);
    change_order(handbook).shelves = shelves;
    let position = order::positions(handbook);
    change_order(handbook).position = position;
}

fn change(handbook: &mut Handbook) -> &mut Structure {
    Arc::get_mut(&mut handbook.structure).expect("nobody else has a structure that is being built")
}

fn change_order(handbook: &mut Handbook) -> &mut Order {
    Arc::get_mut(&mut change(handbook).order).expect("nobody else has an order that is being built")
}

/// Whether the structure of `new` is that of `old`: the same settings, and the same entities but for their texts.
pub fn is_same(old: &Handbook, new: &Handbook) -> bool {
    (Arc::ptr_eq(&old.config, &new.config) || old.config == new.config)
        && old.entities.len() == new.entities.len()
        && old.entities.iter().zip(&new.entities).all(|(old, new)| Arc::ptr_eq(old, new) || is_same_but_text(old, new))
}

fn is_same_but_text(old: &Entity, new: &Entity) -> bool {
    // Taking every field by name makes a new one an error here, not a stale page.
    let Entity { id, path, span, title, aliases, redirect_from, summary, status, owner, order, body: _, ext: _, data } =
        old;
    (id, path, span, title, aliases, redirect_from)
        == (&new.id, &new.path, &new.span, &new.title, &new.aliases, &new.redirect_from)
        && (summary, status, owner, order, data) == (&new.summary, &new.status, &new.owner, &new.order, &new.data)
}
