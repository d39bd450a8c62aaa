//! What differs between two versions of a text, line by line. Lines that say nearly the same are one line in other words.

use std::collections::BTreeMap;

use super::super::difference::{Piece, PieceKind};
use super::statements;
use super::{StatementKind, VersionStatement};

/// Above this many lines that differ on a side, no line is recognised as another one in other words.
const MAX_PAIRED: usize = 300;

/// What happened to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// [`StatementKind::Added`], [`StatementKind::Removed`] or [`StatementKind::Reworded`]; or, for the text as a whole,
    /// [`StatementKind::Reordered`].
    pub kind: StatementKind,
    /// The words; none for a text whose lines are the same in another order.
    pub words: Vec<Piece>,
}

/// Compares two texts by lines. Lines that both have are the same wherever they stand.
pub fn compare_lines(old: &[String], new: &[String]) -> Vec<LineChange> {
    let (gone, come) = (lacking(old, new), lacking(new, old));
    if gone.is_empty() && come.is_empty() {
        let reordered = LineChange { kind: StatementKind::Reordered, words: Vec::new() };
        return if old == new { Vec::new() } else { vec![reordered] };
    }
    let whole = |kind: StatementKind, piece: PieceKind, line: &VersionStatement| LineChange {
        kind,
        words: vec![Piece { kind: piece, text: line.text.clone() }],
    };
    let removed = |line: &VersionStatement| whole(StatementKind::Removed, PieceKind::Deleted, line);
    let added = |line: &VersionStatement| whole(StatementKind::Added, PieceKind::Inserted, line);
    if gone.len().max(come.len()) > MAX_PAIRED {
        return gone.iter().map(removed).chain(come.iter().map(added)).collect();
    }
    let mut changes = statements::compare(&gone, &come, |line| (&(), line));
    changes.sort_by_key(|one| (one.new.or(one.old), one.new));
    let change = |one: statements::ChangedStatement| match (one.old, one.new) {
        (Some(old), None) => Some(removed(&gone[old])),
        (None, Some(new)) => Some(added(&come[new])),
        _ if one.words.is_empty() => None,
        _ => Some(LineChange { kind: StatementKind::Reworded, words: one.words }),
    };
    changes.into_iter().filter_map(change).collect()
}

/// The lines that the others lack, as often as they lack them, in their order.
fn lacking(lines: &[String], others: &[String]) -> Vec<VersionStatement> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    others.iter().for_each(|line| *known.entry(line).or_default() += 1);
    let is_new = |line: &&String| match known.get_mut(line.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    // The text is the id, because lines have none of their own.
    lines
        .iter()
        .filter(is_new)
        .map(|line| VersionStatement { id: line.clone(), text: line.clone(), ..VersionStatement::default() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(old: &[&str], new: &[&str]) -> Vec<String> {
        let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let shown = |one: LineChange| {
            let words: String = one.words.iter().map(|piece| format!("{:?}<{}>", piece.kind, piece.text)).collect();
            format!("{:?} {words}", one.kind)
        };
        compare_lines(&lines(old), &lines(new)).into_iter().map(shown).collect()
    }

    #[test]
    fn lines_are_added_removed_reworded_or_in_another_order() {
        assert!(compared(&["a", "b", "a"], &["a", "b", "a"]).is_empty());
        assert_eq!(compared(&["a", "b"], &["b", "a"]), ["Reordered "]);
        assert_eq!(compared(&["a", "b"], &["a", "a", "b"]), ["Added Inserted<a>"]);
        assert_eq!(
            compared(
                &["Plans the week with bakers, clerks and drivers.", "Gone."],
                &["Plans the month with bakers, clerks and drivers."]
            ),
            [
                "Reworded Kept<Plans the >Deleted<week>Inserted<month>Kept< with bakers, clerks and drivers.>",
                "Removed Deleted<Gone.>"
            ]
        );
    }

    #[test]
    fn many_lines_are_not_paired() {
        let many = |word: &str| -> Vec<String> { (0..400).map(|at| format!("{word} number {at}")).collect() };
        assert_eq!(compare_lines(&many("one"), &many("two")).len(), 800);
    }
}
