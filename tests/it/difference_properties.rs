//! What holds of every difference, on roles and texts that nobody wrote.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use rungs::handbook::difference::{
    Change, Counts, Difference, Expected, ExpectedItem, Piece, PieceKind, SkillStep, StepChange, difference,
    word_changes,
};

/// Texts of few words, so that much of it recurs, and now and then anything at all.
fn text() -> impl Strategy<Value = String> {
    let word = select(vec![
        "Leads",
        "leads",
        "the",
        "of",
        "a",
        "team",
        "teams",
        "design",
        "Reviews",
        "code",
        "with",
        "without",
        "help",
        "团",
        "队",
        "é",
        "e\u{301}",
        ",",
        ".",
        " ",
        "\u{a0}",
        "’",
        "👩‍👩‍👧",
    ]);
    let words = |separator: &'static str| vec(word.clone(), 0..14).prop_map(move |words| words.join(separator));
    prop_oneof![8 => words(" "), 1 => words(""), 1 => any::<String>()]
}

/// One side, owned: id, text and group of each statement, group and step of each skill.
type Side = (Vec<(String, String, usize)>, Vec<(usize, usize)>);

fn side() -> impl Strategy<Value = Side> {
    let id = select(vec!["", "", "", "a", "b", "c", "d"]).prop_map(String::from);
    (vec((id, text(), 0..4_usize), 0..12), vec((0..6_usize, 0..4_usize), 0..6))
}

fn expected((items, steps): &Side) -> Expected<'_> {
    Expected {
        items: items.iter().map(|(id, text, group)| ExpectedItem { id, text, group: *group, details: 0 }).collect(),
        steps: steps.iter().map(|&(group, step)| SkillStep { group, step }).collect(),
    }
}

/// The positions that a change tells of, and whether it is a rewording.
fn ends(change: &Change) -> (Option<usize>, Option<usize>, bool) {
    match *change {
        Change::Unchanged { old, new, .. } => (Some(old), Some(new), false),
        Change::Reworded { old, new, .. } => (Some(old), Some(new), true),
        Change::New { new } => (None, Some(new), false),
        Change::Dropped { old } => (Some(old), None, false),
    }
}

fn all_ends(difference: &Difference) -> Vec<(Option<usize>, Option<usize>, bool)> {
    difference.groups.iter().flat_map(|group| &group.changes).map(ends).collect()
}

fn joined(pieces: &[Piece], but: PieceKind) -> String {
    pieces.iter().filter(|piece| piece.kind != but).map(|piece| piece.text.as_str()).collect()
}

fn of_kind(pieces: &[Piece], kind: PieceKind) -> Vec<&str> {
    pieces.iter().filter(|piece| piece.kind == kind).map(|piece| piece.text.as_str()).collect()
}

proptest! {
    #[test]
    fn every_statement_is_told_exactly_once(old in side(), new in side()) {
        let (old, new) = (expected(&old), expected(&new));
        let ends = all_ends(&difference(&old, &new));
        let mut olds: Vec<_> = ends.iter().filter_map(|end| end.0).collect();
        olds.sort_unstable();
        let news: Vec<_> = ends.iter().filter_map(|end| end.1).collect();
        prop_assert_eq!(olds, (0..old.items.len()).collect::<Vec<_>>());
        let mut sorted = news.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..new.items.len()).collect::<Vec<_>>());
    }

    #[test]
    fn groups_rise_and_keep_the_new_order(old in side(), new in side()) {
        let (old, new) = (expected(&old), expected(&new));
        let groups = difference(&old, &new).groups;
        prop_assert!(groups.is_sorted_by(|a, b| a.group < b.group));
        for group in groups {
            prop_assert!(group.step.is_some() || !group.changes.is_empty());
            let ends: Vec<_> = group.changes.iter().map(ends).collect();
            prop_assert!(ends.iter().filter_map(|end| end.1).is_sorted());
            for (from, to, _) in ends {
                prop_assert!(to.is_none_or(|to| new.items[to].group == group.group));
                prop_assert!(to.is_some() || from.is_some_and(|from| old.items[from].group == group.group));
            }
        }
    }

    #[test]
    fn exchanging_the_sides_exchanges_new_and_dropped(old in side(), new in side()) {
        let (old, new) = (expected(&old), expected(&new));
        let (there, back) = (difference(&old, &new), difference(&new, &old));
        let mut mirrored: Vec<_> = all_ends(&back).into_iter().map(|(a, b, reworded)| (b, a, reworded)).collect();
        let mut ends = all_ends(&there);
        ends.sort_unstable();
        mirrored.sort_unstable();
        prop_assert_eq!(ends, mirrored);

        let steps = |d: &Difference| d.groups.iter().filter_map(|g| Some((g.group, g.step?))).collect::<Vec<_>>();
        let mirror = |(group, step)| (group, match step {
            StepChange::Same { at } => StepChange::Same { at },
            StepChange::Raised { from, to } => StepChange::Lowered { from: to, to: from },
            StepChange::Lowered { from, to } => StepChange::Raised { from: to, to: from },
            StepChange::New { to } => StepChange::Dropped { from: to },
            StepChange::Dropped { from } => StepChange::New { to: from },
        });
        prop_assert_eq!(steps(&there), steps(&back).into_iter().map(mirror).collect::<Vec<_>>());
        prop_assert_eq!(there.counts, Counts {
            new: back.counts.dropped,
            dropped: back.counts.new,
            raised: back.counts.lowered,
            lowered: back.counts.raised,
            new_skills: back.counts.dropped_skills,
            dropped_skills: back.counts.new_skills,
            ..back.counts
        });
    }

    #[test]
    fn a_role_does_not_differ_from_itself(role in side()) {
        let role = expected(&role);
        let counts = difference(&role, &role).counts;
        prop_assert_eq!(counts.unchanged, role.items.len());
        prop_assert_eq!(counts, Counts { unchanged: counts.unchanged, same_step: counts.same_step, ..Counts::default() });
    }

    #[test]
    fn the_pieces_make_both_texts(old in text(), new in text()) {
        let pieces = word_changes(&old, &new);
        prop_assert_eq!(joined(&pieces, PieceKind::Inserted), old);
        prop_assert_eq!(joined(&pieces, PieceKind::Deleted), new);
        prop_assert!(pieces.iter().all(|piece| !piece.text.is_empty()));
        for pair in pieces.windows(2) {
            prop_assert_ne!(pair[0].kind, pair[1].kind);
            prop_assert!((pair[0].kind, pair[1].kind) != (PieceKind::Inserted, PieceKind::Deleted));
        }
    }

    #[test]
    fn the_way_back_has_the_same_pieces(old in text(), new in text()) {
        let (there, back) = (word_changes(&old, &new), word_changes(&new, &old));
        prop_assert_eq!(of_kind(&there, PieceKind::Kept), of_kind(&back, PieceKind::Kept));
        prop_assert_eq!(of_kind(&there, PieceKind::Deleted), of_kind(&back, PieceKind::Inserted));
        prop_assert_eq!(of_kind(&there, PieceKind::Inserted), of_kind(&back, PieceKind::Deleted));
    }
}
