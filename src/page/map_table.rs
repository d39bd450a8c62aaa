//! The career map as a table: levels as rows with the highest on top, tracks as columns, roles in the cells with the
//! ways on from them.

use std::collections::HashSet;

use serde::Serialize;

use crate::handbook::EntityId;

use super::cards::{Card, PageBuilder};
use super::kinds::role::{MoveView, leads_to};
use super::statements::LevelFacts;

/// The career map, or a part of it.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapTable {
    /// The beginning of every anchor in the table: different for every table of a page.
    pub prefix: String,
    /// The tracks.
    pub columns: Vec<Card>,
    /// Whether a last column without a track follows.
    pub has_loose: bool,
    /// The levels, highest first; roles without a level come last.
    pub rows: Vec<MapRow>,
}

/// A level of the career map.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapRow {
    /// The level; `None` for roles without one.
    pub level: Option<LevelFacts>,
    /// The cells, which together span all columns.
    pub cells: Vec<MapCell>,
}

/// A cell of the career map.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapCell {
    /// How many columns it spans: more than one where neighbouring tracks share a role.
    pub span: usize,
    /// The roles.
    pub roles: Vec<MapRole>,
}

/// A role on the career map.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MapRole {
    /// The role.
    pub role: Card,
    /// Where one can go.
    pub ways: Vec<MoveView>,
    /// Whether it is the first place of the role in the table, which has its anchor.
    pub is_first: bool,
}

/// The table of `columns`, in the order to show them, and of roles, each with its columns as places in that order. A
/// role on no column stands in a last one.
pub fn map_table(
    builder: &PageBuilder,
    prefix: &str,
    columns: &[EntityId],
    roles: &[(EntityId, Vec<usize>)],
) -> MapTable {
    let handbook = builder.handbook;
    let has_loose = roles.iter().any(|(_, places)| places.is_empty());
    let width = columns.len() + usize::from(has_loose);
    let mut levels: Vec<EntityId> = roles.iter().filter_map(|(role, _)| handbook.level_of(*role)).collect();
    levels.sort_by_key(|level| handbook.level_rank(*level));
    levels.dedup();
    let mut seen = HashSet::new();
    let rows = levels.into_iter().rev().map(Some).chain([None]).filter_map(|level| {
        let mut places: Vec<Vec<EntityId>> = vec![Vec::new(); width];
        for (role, on) in roles.iter().filter(|(role, _)| handbook.level_of(*role) == level) {
            let last = [width.saturating_sub(1)];
            for place in if on.is_empty() { &last } else { on.as_slice() } {
                places[*place].push(*role);
            }
        }
        let is_empty = places.iter().all(Vec::is_empty);
        (!is_empty).then(|| MapRow {
            level: level.and_then(|level| builder.level(level)),
            cells: joined(places).into_iter().map(|(span, roles)| cell(builder, span, &roles, &mut seen)).collect(),
        })
    });
    MapTable {
        prefix: prefix.to_owned(),
        rows: rows.collect(),
        columns: columns.iter().map(|track| builder.card(*track)).collect(),
        has_loose,
    }
}

/// The cells of a row, each with how many columns it spans: neighbours that share a role are one cell.
fn joined<T: Copy + PartialEq>(places: Vec<Vec<T>>) -> Vec<(usize, Vec<T>)> {
    let mut cells: Vec<(usize, Vec<T>)> = Vec::new();
    let mut before: Vec<T> = Vec::new();
    for place in places {
        match cells.last_mut() {
            Some((span, roles)) if place.iter().any(|role| before.contains(role)) => {
                *span += 1;
                for role in &place {
                    if !roles.contains(role) {
                        roles.push(*role);
                    }
                }
            }
            _ => cells.push((1, place.clone())),
        }
        before = place;
    }
    cells
}

fn cell(builder: &PageBuilder, span: usize, roles: &[EntityId], seen: &mut HashSet<EntityId>) -> MapCell {
    let roles = roles.iter().map(|role| MapRole {
        role: builder.card(*role),
        ways: leads_to(builder, *role),
        is_first: seen.insert(*role),
    });
    MapCell { span, roles: roles.collect() }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn neighbours_that_share_a_role_are_one_cell() {
        assert_eq!(joined(vec![vec!['a'], vec!['a'], vec!['b']]), [(2, vec!['a']), (1, vec!['b'])]);
        assert_eq!(joined(vec![vec!['a', 'b'], vec!['c'], vec![]]), [(1, vec!['a', 'b']), (1, vec!['c']), (1, vec![])]);
        assert_eq!(joined(vec![vec!['a'], vec!['b'], vec!['a']]), [(1, vec!['a']), (1, vec!['b']), (1, vec!['a'])]);
    }
}
