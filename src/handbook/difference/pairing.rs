//! Which old statement became which new one.
//!
//! Knows only positions, groups and how alike two texts are (see `likeness`); nothing of what is shown.
//!
//! All possible pairs compete at once and the best goes first, so the outcome does not depend on who was
//! looked at earlier. An id outweighs any wording; the same wording, even elsewhere, outweighs a similar one;
//! and a similar wording close by outweighs one under another responsibility, for which more likeness is
//! asked, because short phrases recur across a ladder by chance.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::ExpectedItem;
use super::likeness::{StemNumbers, likeness, normalised};

/// From this likeness on (thousandths), two statements of one group are one expectation in other words.
///
/// Tuned on published ladders, level against next level. From here up, what differs is scope, qualifiers or
/// an added clause; just below, statements begin to share their subject and ask for something else. A missed
/// pair shows as dropped and new, which is still true, while a false one hides a new demand.
const REWORDED: u32 = 700;

/// The same for statements of different groups.
const REWORDED_ELSEWHERE: u32 = 850;

/// An old and a new statement that are one expectation; the numbers are positions in the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: usize,
    pub(super) new: usize,
    /// Whether the two read the same (see [`normalised`]).
    pub(super) same_text: bool,
}

/// Pairs the statements one to one, rising by position in `new`.
pub(super) fn pair(old: &[ExpectedItem<'_>], new: &[ExpectedItem<'_>]) -> Vec<Pair> {
    let mut reader = TextNumbers::default();
    let (old, new) = (reader.read(old), reader.read(new));
    let mut pairing = Pairing { old: vec![false; old.len()], new: vec![false; new.len()], pairs: Vec::new() };
    pairing.take(certain(&old, &new));
    pairing.take(similar(&old, &new, &pairing));
    pairing.pairs.sort_by_key(|pair| pair.new);
    pairing.pairs
}

/// A statement, read for comparing it with many others.
struct ComparedStatement {
    /// Its position in the list.
    at: usize,
    group: usize,
    /// How many statements of its group stand before it.
    place: usize,
    /// A number that statements with the same id share; none for an empty id.
    id: Option<usize>,
    /// A number that statements share which read the same.
    reading: usize,
    /// The normalised text.
    text: String,
}

/// Gives equal texts equal numbers, on both sides.
#[derive(Default)]
struct TextNumbers {
    ids: BTreeMap<String, usize>,
    readings: BTreeMap<(String, usize), usize>,
}

impl TextNumbers {
    fn read(&mut self, items: &[ExpectedItem<'_>]) -> Vec<ComparedStatement> {
        let mut places = BTreeMap::new();
        let statement = |(at, item): (usize, &ExpectedItem<'_>)| {
            let ExpectedItem { id, text, group, details } = *item;
            let next: &mut usize = places.entry(group).or_default();
            let place = *next;
            *next += 1;
            let id = (!id.is_empty()).then(|| number(&mut self.ids, id.to_owned()));
            let text = normalised(text);
            let reading = number(&mut self.readings, (text.clone(), details));
            ComparedStatement { at, group, place, id, reading, text }
        };
        items.iter().enumerate().map(statement).collect()
    }
}

/// The number of a key, which is the next free one if the key is new.
pub(super) fn number<K: Ord>(numbers: &mut BTreeMap<K, usize>, key: K) -> usize {
    let next = numbers.len();
    *numbers.entry(key).or_insert(next)
}

/// A pair that might be made. Candidates are ordered by strength, and derived order compares field by field.
///
/// The last two fields only make the order total: two candidates that differ in nothing else are (i, j) and
/// (j, i), which do not compete, or belong to different groups. So exchanging the sides changes no pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CandidatePair {
    evidence: Evidence,
    moved: bool,
    likeness: Reverse<u32>,
    /// How far apart the two stand: what kept its place is preferred.
    distance: usize,
    /// Among those, what comes first.
    depth: usize,
    old: usize,
    new: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    Id,
    SameText,
    SimilarText,
}

/// What has been paired so far.
struct Pairing {
    old: Vec<bool>,
    new: Vec<bool>,
    pairs: Vec<Pair>,
}

impl Pairing {
    /// Makes pairs of the candidates, strongest first, as long as both statements are free.
    fn take(&mut self, mut candidates: Vec<CandidatePair>) {
        candidates.sort_unstable();
        for CandidatePair { old, new, likeness, .. } in candidates {
            if !self.old[old] && !self.new[new] {
                (self.old[old], self.new[new]) = (true, true);
                self.pairs.push(Pair { old, new, same_text: likeness.0 == IDENTICAL });
            }
        }
    }
}

/// Above what [`likeness`] gives: texts that read the same.
const IDENTICAL: u32 = u32::MAX;

/// The pairs that share their id or their text.
fn certain(old: &[ComparedStatement], new: &[ComparedStatement]) -> Vec<CandidatePair> {
    let mut candidates = Vec::new();
    for before in old {
        for after in new {
            let same_id = before.id.is_some() && before.id == after.id;
            let same_text = before.reading == after.reading;
            if same_id || same_text {
                let evidence = if same_id { Evidence::Id } else { Evidence::SameText };
                let likeness = if same_text { IDENTICAL } else { 0 };
                candidates.push(CandidatePair::new(evidence, likeness, before, after));
            }
        }
    }
    candidates
}

/// The pairs, among what is still free, whose texts are near enough.
fn similar(old: &[ComparedStatement], new: &[ComparedStatement], taken: &Pairing) -> Vec<CandidatePair> {
    let mut vocabulary = StemNumbers::default();
    let mut old_profiles = Vec::new();
    for before in old.iter().filter(|statement| !taken.old[statement.at]) {
        old_profiles.push((before, vocabulary.profile(&before.text)));
    }
    let mut candidates = Vec::new();
    for after in new.iter().filter(|statement| !taken.new[statement.at]) {
        let after_profile = vocabulary.profile(&after.text);
        for (before, before_profile) in &old_profiles {
            let threshold = if before.group == after.group { REWORDED } else { REWORDED_ELSEWHERE };
            // Equal words with other points or examples are as alike as words can be.
            let alike = match before.text == after.text {
                true => Some(1000),
                false => likeness(before_profile, &after_profile, threshold),
            };
            if let Some(likeness) = alike {
                candidates.push(CandidatePair::new(Evidence::SimilarText, likeness, before, after));
            }
        }
    }
    candidates
}

impl CandidatePair {
    fn new(evidence: Evidence, likeness: u32, old: &ComparedStatement, new: &ComparedStatement) -> Self {
        // Within a group the place in the group counts, so that other groups' growth does not matter.
        let moved = old.group != new.group;
        let (from, to) = if moved { (old.at, new.at) } else { (old.place, new.place) };
        let (distance, depth) = (from.abs_diff(to), from + to);
        Self { evidence, moved, likeness: Reverse(likeness), distance, depth, old: old.at, new: new.at }
    }
}
