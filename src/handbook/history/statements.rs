//! What happened to the statements of one entity or role, in groups.

use std::collections::{BTreeMap, BTreeSet};

use super::super::difference::{Change, Expected, ExpectedItem, Piece, PieceKind, Reading, difference, word_changes};
use super::{StatementKind, VersionStatement};
use crate::diagnostic::nearest;

/// What happened to a statement; `old` and `new` are places in the two lists.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChangedStatement {
    pub(super) kind: StatementKind,
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
    pub(super) words: Vec<Piece>,
    pub(super) wording: bool,
}

/// Compares two lists of statements; `read` gives the group and the statement of each. What is the same is left out.
pub(super) fn compare<T, G: Ord>(
    old: &[T],
    new: &[T],
    read: impl Fn(&T) -> (&G, &VersionStatement),
) -> Vec<ChangedStatement> {
    let [old, new] = [old, new].map(|list| list.iter().map(&read).collect::<Vec<_>>());
    if old == new {
        return Vec::new();
    }
    let groups: BTreeSet<&G> = old.iter().chain(&new).map(|(group, _)| *group).collect();
    let numbers: BTreeMap<&G, usize> = groups.into_iter().zip(0..).collect();
    let found = difference(&expected(&old, &numbers), &expected(&new, &numbers));
    let mut changes = Vec::new();
    for group in found.groups {
        let mut stayed = Vec::new();
        for change in group.changes {
            let changed = match change {
                Change::New { new } => ChangedStatement::whole(StatementKind::Added, None, Some(new)),
                Change::Dropped { old } => ChangedStatement::whole(StatementKind::Removed, Some(old), None),
                Change::Unchanged { old: from, new: to, moved_from }
                | Change::Reworded { old: from, new: to, moved_from, .. } => {
                    if moved_from.is_none() {
                        stayed.push((from, to));
                    }
                    match paired(old[from].1, new[to].1, moved_from.is_some()) {
                        Some(changed) => ChangedStatement { old: Some(from), new: Some(to), ..changed },
                        None => continue,
                    }
                }
            };
            changes.push(changed);
        }
        let known: Vec<usize> = changes.iter().filter_map(|change| change.new).collect();
        let reordered = out_of_order(&stayed).into_iter().filter(|(_, to)| !known.contains(to));
        changes.extend(
            reordered.map(|(from, to)| ChangedStatement::whole(StatementKind::Reordered, Some(from), Some(to))),
        );
    }
    changes
}

fn expected<'a, G: Ord>(list: &[(&G, &'a VersionStatement)], numbers: &BTreeMap<&G, usize>) -> Expected<'a> {
    let item = |(group, said): &(&G, &'a VersionStatement)| ExpectedItem {
        id: &said.id,
        text: &said.text,
        group: numbers[group],
        details: 0,
    };
    Expected { items: list.iter().map(item).collect(), steps: Vec::new() }
}

impl ChangedStatement {
    fn whole(kind: StatementKind, old: Option<usize>, new: Option<usize>) -> Self {
        Self { kind, old, new, words: Vec::new(), wording: false }
    }
}

/// What happened to a statement that both versions have; `None` if nothing did.
fn paired(old: &VersionStatement, new: &VersionStatement, moved: bool) -> Option<ChangedStatement> {
    if old.text != new.text {
        let words = word_changes(&old.text, &new.text);
        let wording = is_wording(&words) && old.points == new.points && old.band == new.band;
        return Some(ChangedStatement {
            words,
            wording,
            ..ChangedStatement::whole(StatementKind::Reworded, None, None)
        });
    }
    let details =
        |said: &VersionStatement| (said.points.clone(), said.examples.clone(), said.band.clone(), said.only.clone());
    if details(old) != details(new) {
        return Some(ChangedStatement::whole(StatementKind::Detailed, None, None));
    }
    moved.then(|| ChangedStatement::whole(StatementKind::Moved, None, None))
}

/// Whether only the wording differs: every replaced stretch has the same words with content, as stems, or words that
/// are nearly spelled alike, as after the correction of a typing mistake.
pub(super) fn is_wording(words: &[Piece]) -> bool {
    let mut at = 0;
    while at < words.len() {
        let text =
            |at: usize, kind: PieceKind| words.get(at).filter(|piece| piece.kind == kind).map(|piece| &*piece.text);
        let deleted = text(at, PieceKind::Deleted);
        let inserted = text(at + usize::from(deleted.is_some()), PieceKind::Inserted);
        let stems = |text: Option<&str>| -> Vec<String> {
            let stems = text.map(|text| Reading::of(text).stems).unwrap_or_default();
            stems.into_iter().map(|(stem, _)| stem).collect()
        };
        let (before, after) = (stems(deleted), stems(inserted));
        let near = |(before, after): (&String, &String)| {
            let is_word = |word: &str| word.chars().all(char::is_alphabetic) && word.chars().count() > 3;
            before == after || (is_word(before) && is_word(after) && nearest(before, [after.as_str()]).is_some())
        };
        if before.len() != after.len() || !before.iter().zip(&after).all(near) {
            return false;
        }
        at += (usize::from(deleted.is_some()) + usize::from(inserted.is_some())).max(1);
    }
    true
}

/// The fewest pairs without which the others stand in one order on both sides.
fn out_of_order(stayed: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut pairs = stayed.to_vec();
    pairs.sort_by_key(|(_, new)| *new);
    let order: Vec<usize> = pairs.iter().map(|(old, _)| *old).collect();
    let kept = longest_rising(&order);
    pairs.into_iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, pair)| pair).collect()
}

/// The places of a longest rising subsequence.
pub(super) fn longest_rising(values: &[usize]) -> BTreeSet<usize> {
    // `ends[n]` is the place of the smallest value that ends a rising subsequence of n + 1 values.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; values.len()];
    for (at, value) in values.iter().enumerate() {
        let length = ends.partition_point(|end| values[*end] < *value);
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    std::iter::successors(ends.last().copied(), |at| before[*at]).collect()
}
