//! The difference between two roles of a graph.
//!
//! Bridges a role's expectations and the difference of plain statements; the rules of likeness are
//! `difference`'s.

use std::collections::BTreeMap;

use super::super::{EntityId, Expectation, Graph, Resolved};
use super::{Difference, Expected, Item, SkillStep, difference};

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
        let mut examples = BTreeMap::new();
        let old_side = side(old, &topics, &mut examples);
        let difference = difference(&old_side, &side(new, &topics, &mut examples));
        Self { difference, topics, old: old.expectations.clone(), new: new.expectations.clone() }
    }
}

/// A role as the difference sees it; each topic's group is its place in `topics`, which holds them all.
fn side<'a>(resolved: &'a Resolved, topics: &[EntityId], numbers: &mut BTreeMap<Vec<&'a str>, usize>) -> Expected<'a> {
    let group = |topic: EntityId| topics.iter().position(|known| *known == topic).unwrap_or_default();
    let items = resolved.expectations.iter().map(|expectation| {
        let statement = &expectation.statement;
        let examples: Vec<&str> = statement.examples.iter().map(|example| &*example.plain).collect();
        // Without examples the number is 0.
        let next = numbers.len() + 1;
        let examples = if examples.is_empty() { 0 } else { *numbers.entry(examples).or_insert(next) };
        let id = statement.growth.as_ref().unwrap_or(&statement.id);
        Item { id, text: &statement.text.plain, group: group(expectation.topic), examples }
    });
    let steps = resolved.needs.iter().filter_map(|need| Some(SkillStep { group: group(need.skill), step: need.step? }));
    Expected { items: items.collect(), steps: steps.collect() }
}
