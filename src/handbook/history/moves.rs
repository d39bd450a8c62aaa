//! Statements that moved from one entity to another: removed here and added there, with the same id or the same text.
//!
//! Nothing moves from one role to another: what is no longer expected of one and now expected of the other is removed
//! and added.

use std::collections::BTreeMap;

use super::super::difference::Reading;
use super::{ChangeSubject, EntityChange, StatementChange, StatementKind, StatementPlace};

/// Joins what was removed from one entity and added to another.
pub(super) fn find(entities: &mut [EntityChange]) {
    for by in [by_id, by_text] {
        let mut removed: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (place, change) in statements(entities, StatementKind::Removed) {
            if let Some(key) = change.old.as_ref().and_then(|said| by(&said.id, &said.text)) {
                removed.entry(key).or_default().push(place);
            }
        }
        if removed.is_empty() {
            return;
        }
        let added: Vec<_> = statements(entities, StatementKind::Added)
            .filter_map(|(place, change)| Some((place, by(&change.new.as_ref()?.id, &change.new.as_ref()?.text)?)))
            .collect();
        for (to, key) in added {
            let Some(places) = removed.get_mut(&key) else { continue };
            let is_role = |(entity, _): (usize, usize)| entities[entity].subject == ChangeSubject::Role;
            let Some(at) = places.iter().position(|from| !(is_role(*from) && is_role(to))) else { continue };
            join(entities, places.remove(at), to);
        }
    }
}

fn by_id(id: &str, _: &str) -> Option<String> {
    Some(id.to_owned()).filter(|id| !id.is_empty())
}

fn by_text(_: &str, text: &str) -> Option<String> {
    Some(Reading::of(text).normalised).filter(|text| !text.is_empty())
}

fn statements(
    entities: &[EntityChange],
    kind: StatementKind,
) -> impl Iterator<Item = ((usize, usize), &StatementChange)> {
    entities.iter().enumerate().flat_map(move |(entity, change)| {
        let of_kind = change.statements.iter().enumerate().filter(move |(_, one)| one.kind == kind);
        of_kind.map(move |(at, one)| ((entity, at), one))
    })
}

fn join(entities: &mut [EntityChange], from: (usize, usize), to: (usize, usize)) {
    let address = |entities: &[EntityChange], (entity, at): (usize, usize)| {
        let change = &entities[entity];
        StatementPlace { subject: change.subject, id: change.id.clone(), cell: change.statements[at].cell.clone() }
    };
    let (was, is) = (address(entities, from), address(entities, to));
    let left = &mut entities[from.0].statements[from.1];
    left.kind = StatementKind::MovedAway;
    left.elsewhere = Some(is);
    let old = left.old.clone();
    let arrived = &mut entities[to.0].statements[to.1];
    arrived.old = old;
    arrived.elsewhere = Some(was);
    let texts = arrived.old.as_ref().zip(arrived.new.as_ref()).map(|(old, new)| (&*old.text, &*new.text));
    let Some((old, new)) = texts.filter(|(old, new)| old != new) else {
        arrived.kind = StatementKind::Moved;
        return;
    };
    arrived.words = super::super::difference::word_changes(old, new);
    arrived.wording = super::statements::is_wording(&arrived.words);
    arrived.kind = StatementKind::Reworded;
}
