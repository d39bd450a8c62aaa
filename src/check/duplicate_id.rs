//! Two entities of one kind must not have the same id: an id is an address and a name in links.

use std::collections::HashMap;

use crate::diagnostic::{DUPLICATE_ID, Diagnostic};
use crate::handbook::Handbook;
use crate::source::Place;

/// Reports every entity after the first of its kind and id.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let mut first = HashMap::new();
    for (_, entity) in handbook.all() {
        match first.get(&(entity.kind(), &entity.id)) {
            Some(known) => {
                let message = format!("there are two {} `{}`", entity.kind().words()[1], entity.id);
                diagnostics.push(
                    Diagnostic::new(DUPLICATE_ID, entity.place(), message)
                        .label("defined here again")
                        .help("Give one of them another `id:`, or remove it.")
                        .related(Place::clone(known), "first defined here"),
                );
            }
            None => drop(first.insert((entity.kind(), &entity.id), entity.place())),
        }
    }
}
