//! The difference between two roles of a graph.
//!
//! Bridges a role's expectations and the difference of plain statements; the rules of likeness are
//! `difference`'s.

use std::collections::BTreeMap;

use super::super::{EntityId, Expectation, Graph, Resolved};
use super::{Change, Difference, Expected, ExpectedItem, SkillStep, difference};
use crate::content::Prose;

/// The difference of two roles, with what its numbers stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleDifference {
    /// Groups and changes; groups are numbered as in `topics`, statements as in the two lists.
    pub difference: Difference,
    /// The responsibilities and skills of both roles, in reading order.
    pub topics: Vec<EntityId>,
    /// The expectations of the role one comes from.
    pub old: Vec<Expectation>,
    /// The expectations of the role one goes to.
    pub new: Vec<Expectation>,
}

impl RoleDifference {
    /// Compares two roles.
    pub fn of(graph: &Graph, old: EntityId, new: EntityId) -> Self {
        let (old, new) = (graph.resolved(old), graph.resolved(new));
        let mut topics: Vec<EntityId> = Vec::new();
        topics.extend(old.topics().chain(new.topics()));
        topics.sort_unstable_by_key(|topic| graph.topic_rank(*topic));
        topics.dedup();
        let mut details = BTreeMap::new();
        let (expected_of_old, expected_of_new) = (expected(old), expected(new));
        let old_side = side(old, &expected_of_old, &topics, &mut details);
        let mut difference = difference(&old_side, &side(new, &expected_of_new, &topics, &mut details));
        for change in difference.groups.iter_mut().flat_map(|group| &mut group.changes) {
            let (old, new) = match change {
                Change::Unchanged { old, new, .. } | Change::Reworded { old, new, .. } => (Some(old), Some(new)),
                Change::New { new } => (None, Some(new)),
                Change::Dropped { old } => (Some(old), None),
            };
            old.into_iter().for_each(|at| *at = expected_of_old[*at]);
            new.into_iter().for_each(|at| *at = expected_of_new[*at]);
        }
        Self { difference, topics, old: old.expectations.clone(), new: new.expectations.clone() }
    }
}

/// The places of the statements that are expected of everyone. Those of a band are shown apart, and are neither new nor
/// dropped.
fn expected(resolved: &Resolved) -> Vec<usize> {
    let all = resolved.expectations.iter().enumerate();
    all.filter(|(_, expectation)| expectation.statement.band.is_none()).map(|(at, _)| at).collect()
}

/// The number of the points and examples of a statement.
type Details<'a> = BTreeMap<(Vec<&'a str>, Vec<&'a str>), usize>;

/// A role as the difference sees it, with the statements at these places; each topic's group is its place in `topics`,
/// which holds them all.
fn side<'a>(resolved: &'a Resolved, places: &[usize], topics: &[EntityId], numbers: &mut Details<'a>) -> Expected<'a> {
    let group = |topic: EntityId| topics.iter().position(|known| *known == topic).unwrap_or_default();
    let items = places.iter().map(|at| &resolved.expectations[*at]).map(|expectation| {
        let statement = &expectation.statement;
        let texts = |all: &'a [Prose]| all.iter().map(|one| &*one.plain).collect::<Vec<&str>>();
        let details = (texts(&statement.points), texts(&statement.examples));
        // Without points and examples the number is 0.
        let next = numbers.len() + 1;
        let details = match details.0.is_empty() && details.1.is_empty() {
            true => 0,
            false => *numbers.entry(details).or_insert(next),
        };
        let id = statement.growth.as_ref().unwrap_or(&statement.id);
        ExpectedItem { id, text: &statement.text.plain, group: group(expectation.topic), details }
    });
    let steps = resolved.needs.iter().filter_map(|need| Some(SkillStep { group: group(need.skill), step: need.step? }));
    Expected { items: items.collect(), steps: steps.collect() }
}
