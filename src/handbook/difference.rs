//! What changes from one role to another: statements unchanged, reworded, new or dropped, and skills raised
//! or lowered.
//!
//! A pure function on plain data. It deliberately does not know what a role, a responsibility or a skill
//! is: the caller numbers them as groups, in the order in which readers should meet them, and brings the
//! expectations already resolved. So the same function serves two roles, or one role in two versions.
//!
//! It favours neither side: exchanging them exchanges new with dropped and raised with lowered, and pairs the
//! same statements.

mod likeness;
mod pairing;
mod reading;
mod roles;
mod words;

pub use reading::{Reading, TokenKind};
pub use roles::RoleDifference;
pub use words::{Piece, PieceKind, word_changes};

use std::collections::BTreeMap;

use pairing::Pair;

/// One statement that a role expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedItem<'a> {
    /// The stable id of the statement, typed by an author or derived; an empty one equals no other.
    pub id: &'a str,
    /// The statement as plain text.
    pub text: &'a str,
    /// The responsibility or skill that it stands under, numbered alike on both sides.
    pub group: usize,
    /// Its points and examples, where equal ones have equal numbers on both sides. Other ones are another wording.
    pub details: usize,
}

/// The step of a skill that a role requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkillStep {
    /// The skill, numbered as in [`ExpectedItem::group`].
    pub group: usize,
    /// The position of the step on the skill's scale, the lowest being 0.
    pub step: usize,
}

/// All that a role expects: one side of a difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The statements, in the order in which readers see them.
    pub items: Vec<ExpectedItem<'a>>,
    /// The required steps. Where a skill is named more than once, its highest step counts.
    pub steps: Vec<SkillStep>,
}

/// What changes from one role to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The groups that either side has something to say about, by rising number.
    pub groups: Vec<GroupChange>,
    /// How much changes, over all groups.
    pub counts: Counts,
}

/// What changes under one responsibility or skill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// The caller's number of the responsibility or skill.
    pub group: usize,
    /// What happens to the required step, if either side requires one.
    pub step: Option<StepChange>,
    /// What happens to each statement: in the new order, and the dropped ones after the statement they used
    /// to follow. A statement that moved stands under its new group only.
    pub changes: Vec<Change>,
}

/// What happens to a statement. `old` and `new` are positions in [`Expected::items`] of the two sides, and
/// `moved_from` is the group it stood under before, if that was another one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are explained once, above")]
pub enum Change {
    /// It says the same, but for letter case, white space, typography and the final punctuation.
    Unchanged { old: usize, new: usize, moved_from: Option<usize> },
    /// It is the same expectation in other words, which are compared in `words`.
    Reworded { old: usize, new: usize, moved_from: Option<usize>, words: Vec<Piece> },
    /// Only the new role expects it.
    New { new: usize },
    /// Only the old role expects it.
    Dropped { old: usize },
}

/// What happens to the required step of a skill; each number is a [`SkillStep::step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are explained once, above")]
pub enum StepChange {
    /// Both roles require the same step.
    Same { at: usize },
    /// The new role requires a higher step.
    Raised { from: usize, to: usize },
    /// The new role requires a lower step.
    Lowered { from: usize, to: usize },
    /// Only the new role requires the skill.
    New { to: usize },
    /// Only the old role requires the skill.
    Dropped { from: usize },
}

/// How many statements and required skills change, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements that say the same on both sides.
    pub unchanged: usize,
    /// Statements in other words.
    pub reworded: usize,
    /// Statements that stand under another group now; each is also unchanged or reworded.
    pub moved: usize,
    /// Statements that only the new role has.
    pub new: usize,
    /// Statements that only the old role has.
    pub dropped: usize,
    /// Skills required at the same step.
    pub same_step: usize,
    /// Skills required at a higher step.
    pub raised: usize,
    /// Skills required at a lower step.
    pub lowered: usize,
    /// Skills that only the new role requires.
    pub new_skills: usize,
    /// Skills that only the old role requires.
    pub dropped_skills: usize,
}

/// Compares what two roles expect. Equal input gives equal output, whatever happened before.
pub fn difference(old: &Expected<'_>, new: &Expected<'_>) -> Difference {
    let pairs = pairing::pair(&old.items, &new.items);
    let mut groups = arranged(&old.items, &new.items, &pairs);
    for (group, change) in step_changes(&old.steps, &new.steps) {
        groups.entry(group).or_insert_with(|| GroupChange { group, ..GroupChange::default() }).step = Some(change);
    }
    let groups: Vec<_> = groups.into_values().collect();
    Difference { counts: Counts::of(&groups), groups }
}

/// How much more is asked by the groups given, in halves, so that bars can show an uneven ladder.
///
/// A new statement counts 2 and a reworded one 1, because it usually asks a little more; what is unchanged,
/// moved or dropped asks nothing new. A skill counts 2 for every step that it is raised, and a new skill as
/// if it were raised from below the lowest step. A raise and the statements that come with it are the same
/// demand seen twice, so that each group counts the larger of the two.
pub fn step_size<'a>(groups: impl IntoIterator<Item = &'a GroupChange>) -> usize {
    let size = |group: &GroupChange| {
        let statements = group.changes.iter().map(|change| match change {
            Change::New { .. } => 2,
            Change::Reworded { .. } => 1,
            Change::Unchanged { .. } | Change::Dropped { .. } => 0,
        });
        let steps = match group.step {
            Some(StepChange::Raised { from, to }) => to - from,
            Some(StepChange::New { to }) => to.saturating_add(1),
            _ => 0,
        };
        statements.sum::<usize>().max(steps.saturating_mul(2))
    };
    groups.into_iter().map(size).fold(0, usize::saturating_add)
}

/// The changes of the statements by group, each in reading order.
fn arranged(old: &[ExpectedItem<'_>], new: &[ExpectedItem<'_>], pairs: &[Pair]) -> BTreeMap<usize, GroupChange> {
    let mut pair_of_old = vec![None; old.len()];
    let mut pair_of_new = vec![None; new.len()];
    for pair in pairs {
        pair_of_old[pair.old] = Some(pair);
        pair_of_new[pair.new] = Some(pair);
    }
    let mut dropped = dropped_by_predecessor(old, new, &pair_of_old);

    let mut groups = BTreeMap::new();
    for item in old.iter().chain(new) {
        groups.entry(item.group).or_insert_with(|| {
            let changes = dropped.remove(&(item.group, None)).unwrap_or_default();
            GroupChange { group: item.group, changes, ..GroupChange::default() }
        });
    }
    for (at, item) in new.iter().enumerate() {
        let Some(group) = groups.get_mut(&item.group) else { continue };
        group.changes.push(change(old, new, at, pair_of_new[at]));
        if let Some(pair) = pair_of_new[at] {
            group.changes.extend(dropped.remove(&(item.group, Some(pair.old))).unwrap_or_default());
        }
    }
    // A group is empty when all that it had has moved away; its statements are listed where they are now.
    groups.retain(|_, group| !group.changes.is_empty());
    groups
}

/// The dropped statements under their group and the nearest statement before them that stayed in it.
fn dropped_by_predecessor(
    old: &[ExpectedItem<'_>],
    new: &[ExpectedItem<'_>],
    pair_of_old: &[Option<&Pair>],
) -> BTreeMap<(usize, Option<usize>), Vec<Change>> {
    let mut dropped: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut predecessor = BTreeMap::new();
    for (at, item) in old.iter().enumerate() {
        match pair_of_old[at] {
            None => {
                let key = (item.group, predecessor.get(&item.group).copied());
                dropped.entry(key).or_default().push(Change::Dropped { old: at });
            }
            Some(pair) if new[pair.new].group == item.group => {
                predecessor.insert(item.group, at);
            }
            Some(_) => {}
        }
    }
    dropped
}

/// What happened to the new statement `at`.
fn change(old: &[ExpectedItem<'_>], new: &[ExpectedItem<'_>], at: usize, pair: Option<&Pair>) -> Change {
    let Some(pair) = pair else { return Change::New { new: at } };
    let (before, after) = (&old[pair.old], &new[at]);
    let moved_from = (before.group != after.group).then_some(before.group);
    if pair.same_text {
        Change::Unchanged { old: pair.old, new: at, moved_from }
    } else {
        Change::Reworded { old: pair.old, new: at, moved_from, words: word_changes(before.text, after.text) }
    }
}

/// What happens to each required skill, by group.
fn step_changes(old: &[SkillStep], new: &[SkillStep]) -> BTreeMap<usize, StepChange> {
    let (old, new) = (highest(old), highest(new));
    let groups = old.keys().chain(new.keys());
    groups.filter_map(|&group| Some((group, StepChange::between(old.get(&group), new.get(&group))?))).collect()
}

/// The highest step required of each group.
fn highest(steps: &[SkillStep]) -> BTreeMap<usize, usize> {
    let mut highest = BTreeMap::new();
    for &SkillStep { group, step } in steps {
        let entry = highest.entry(group).or_insert(step);
        *entry = step.max(*entry);
    }
    highest
}

impl StepChange {
    fn between(old: Option<&usize>, new: Option<&usize>) -> Option<Self> {
        Some(match (old.copied(), new.copied()) {
            (Some(from), Some(to)) if from < to => Self::Raised { from, to },
            (Some(from), Some(to)) if from > to => Self::Lowered { from, to },
            (Some(at), Some(_)) => Self::Same { at },
            (None, Some(to)) => Self::New { to },
            (Some(from), None) => Self::Dropped { from },
            (None, None) => return None,
        })
    }
}

impl Counts {
    fn of(groups: &[GroupChange]) -> Self {
        let mut counts = Self::default();
        for change in groups.iter().flat_map(|group| &group.changes) {
            match change {
                Change::Unchanged { moved_from, .. } => {
                    counts.unchanged += 1;
                    counts.moved += usize::from(moved_from.is_some());
                }
                Change::Reworded { moved_from, .. } => {
                    counts.reworded += 1;
                    counts.moved += usize::from(moved_from.is_some());
                }
                Change::New { .. } => counts.new += 1,
                Change::Dropped { .. } => counts.dropped += 1,
            }
        }
        for step in groups.iter().filter_map(|group| group.step) {
            match step {
                StepChange::Same { .. } => counts.same_step += 1,
                StepChange::Raised { .. } => counts.raised += 1,
                StepChange::Lowered { .. } => counts.lowered += 1,
                StepChange::New { .. } => counts.new_skills += 1,
                StepChange::Dropped { .. } => counts.dropped_skills += 1,
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests;
