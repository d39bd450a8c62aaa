//! Which place in the chains of headings holds the levels, and which the tracks.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::level_name::{has_rank, seniority};
use crate::import::text::{key, name};

use super::Section;

/// A section below a chain of headings, the document's title first.
pub struct Leaf<'a> {
    /// The place of its document.
    pub document: usize,
    /// The headings, without ornaments; the last is its own.
    pub chain: Vec<String>,
    /// The section.
    pub section: &'a Section,
}

/// What the places in the chains are.
pub struct Axes {
    /// The place of the levels.
    pub level: usize,
    /// The place of the tracks, where headings above the levels name them.
    pub track: Option<usize>,
    /// Whether a leaf is at or below a level, by leaf.
    pub is_levelled: Vec<bool>,
}

/// The leaves of a document, deeper ones before the one that holds them. A document without sections is a leaf when it may
/// be a level.
pub fn leaves(document: usize, root: &Section) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    let has_list = root.blocks.iter().any(|block| block.list().is_some() || block.table().is_some());
    if !root.sections.is_empty() || has_list && seniority(&root.title) > 0 {
        collect(document, root, &[], &mut found);
    }
    found
}

fn collect<'a>(document: usize, section: &'a Section, above: &[String], leaves: &mut Vec<Leaf<'a>>) {
    let mut chain = above.to_vec();
    chain.push(name(&section.title));
    section.sections.iter().for_each(|inner| collect(document, inner, &chain, leaves));
    leaves.push(Leaf { document, chain, section });
}

impl Axes {
    /// The axes of all leaves; `None` when no headings look like levels.
    pub fn of(leaves: &[Leaf]) -> Option<Self> {
        let level = level_axis(leaves)?;
        let is_levelled = levelled(leaves, level);
        let track = track_axis(leaves, level, &is_levelled);
        Some(Self { level, track, is_levelled })
    }
}

/// The place in the chain where the names look most like levels: of those with at least two names, the highest.
fn level_axis(leaves: &[Leaf]) -> Option<usize> {
    let depth = leaves.iter().map(|leaf| leaf.chain.len()).max()?;
    let score = |at: usize| {
        let names: BTreeSet<&str> = leaves.iter().filter_map(|leaf| leaf.chain.get(at)).map(String::as_str).collect();
        let looks: usize = names.iter().map(|name| seniority(name)).sum();
        let several = names.len() > 1;
        // Hundredths, so that the comparison is exact. One name alone may be the title of everything.
        (if several { looks * 100 / names.len() } else { looks * 10 }, usize::MAX - at)
    };
    let best = (0..depth).max_by_key(|at| score(*at))?;
    if score(best).0 >= 60 {
        return Some(best);
    }
    // Names of the organisation's own: the headings whose sections repeat the same titles.
    let repeated = |at: usize| {
        let mut below: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for leaf in leaves.iter().filter(|leaf| leaf.chain.len() > at + 1) {
            below.entry(key(&leaf.chain[at + 1])).or_default().insert(leaf.chain[at].as_str());
        }
        let shared = below.values().filter(|above| above.len() > 1).count();
        if below.is_empty() { 0 } else { shared * 100 / below.len() }
    };
    (0..depth).find(|at| repeated(*at) >= 50)
}

/// Whether each leaf is at or below a level. A name that looks like no level is one when it has the topics that others
/// have, or when a heading beside it is a rank of it: `Support` beside `Junior Support`.
fn levelled(leaves: &[Leaf], at: usize) -> Vec<bool> {
    let deeper = leaves.iter().any(|leaf| leaf.chain.len() > at + 1);
    let mut topics: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for leaf in leaves {
        let Some(heading) = leaf.chain.get(at) else { continue };
        let topic = if deeper { leaf.chain.get(at + 1) } else { leaf.chain.get(at.wrapping_sub(1)) };
        topics.entry(heading).or_default().extend(topic.map(|topic| key(topic)));
    }
    let shares_topics = |heading: &str| {
        let own = &topics[heading];
        let others = topics.iter().filter(|(other, _)| **other != heading);
        let shared = others.clone().filter(|(_, other)| !other.is_disjoint(own)).count();
        shared * 2 >= others.count().max(1) && !own.is_empty()
    };
    let has_rank_beside = |leaf: &Leaf, heading: &str| {
        let beside = leaves.iter().filter(|other| {
            other.document == leaf.document && other.chain.len() > at && other.chain[..at] == leaf.chain[..at]
        });
        has_rank(heading, beside.map(|other| other.chain[at].as_str()))
    };
    let known: BTreeMap<&str, bool> =
        topics.keys().map(|heading| (*heading, seniority(heading) > 0 || shares_topics(heading))).collect();
    let is_level = |heading: &String, leaf: &Leaf| known[heading.as_str()] || has_rank_beside(leaf, heading);
    let is = |leaf: &Leaf| leaf.chain.get(at).is_some_and(|heading| is_level(heading, leaf));
    leaves.iter().map(is).collect()
}

/// The headings right above the levels name tracks when no level stands below two of them, or when the levels below them
/// have the same topics. They name themes when the same levels return below each.
fn track_axis(leaves: &[Leaf], level: usize, is_levelled: &[bool]) -> Option<usize> {
    let at = level.checked_sub(1).filter(|at| *at > 0)?;
    let mut levels: BTreeMap<&[String], BTreeSet<String>> = BTreeMap::new();
    let mut topics: BTreeMap<&[String], BTreeSet<String>> = BTreeMap::new();
    for (leaf, _) in leaves.iter().zip(is_levelled).filter(|(_, is)| **is) {
        let above = &leaf.chain[..=at];
        levels.entry(above).or_default().insert(key(&leaf.chain[level]));
        topics.entry(above).or_default().extend(leaf.chain.get(level + 1).map(|topic| key(topic)));
    }
    let count: usize = levels.values().map(BTreeSet::len).sum();
    let distinct = levels.values().flatten().collect::<BTreeSet<_>>().len();
    let topic_count: usize = topics.values().map(BTreeSet::len).sum();
    let distinct_topics = topics.values().flatten().collect::<BTreeSet<_>>().len();
    let are_tracks = count == distinct || topic_count > 0 && distinct_topics * 4 <= topic_count * 3;
    (levels.len() > 1 && count > levels.len() && are_tracks).then_some(at)
}
