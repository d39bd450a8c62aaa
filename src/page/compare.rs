//! What changes from one role to another, as a page and as a section of a role's page.

use crate::content::Kind;
use crate::handbook::difference::{self, Change, GroupChange, PieceKind, StepChange};
use crate::handbook::{EntityId, RoleDifference};

use super::build::Builder;
use super::role::roadmaps;
use super::url;
use super::view;

/// How much a section shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything, unchanged statements too.
    Full,
    /// Groups and statements that change.
    ChangesOnly,
}

/// The list of all comparisons.
pub fn comparisons(builder: &Builder) -> view::Comparisons {
    let mut pairs: Vec<(&str, EntityId, EntityId)> = builder.plan.comparisons().collect();
    let handbook = builder.handbook;
    let mut roles = handbook.sorted(Kind::Role).to_vec();
    handbook.sort(&mut roles);
    let place = |role: EntityId| roles.iter().position(|known| *known == role);
    pairs.sort_by_cached_key(|(url, old, new)| (place(*old), place(*new), (*url).to_owned()));
    let pair = |(url, old, new): (&str, EntityId, EntityId)| view::Pair {
        old: builder.card(old),
        new: builder.card(new),
        href: builder.href(url),
        counts: counts(&builder.plan.difference(handbook, old, new).difference.counts),
    };
    view::Comparisons { pairs: pairs.into_iter().map(pair).collect(), data: builder.href(url::COMPARE_DATA) }
}

/// The page from `old` to `new`.
pub fn difference(builder: &Builder, old: EntityId, new: EntityId) -> view::Difference {
    section(builder, old, new, Detail::Full)
}

/// The difference as a page or as a section.
pub fn section(builder: &Builder, old: EntityId, new: EntityId, detail: Detail) -> view::Difference {
    let handbook = builder.handbook;
    let found = builder.plan.difference(handbook, old, new);
    let writer = Writer { builder, found: &found, old, new };
    let groups = found.difference.groups.iter();
    let groups =
        groups.filter(|group| detail == Detail::Full || changes(group)).map(|group| writer.group(group, detail));
    let levels = (builder.level_of(old), builder.level_of(new));
    view::Difference {
        old: builder.card(old),
        new: builder.card(new),
        href: builder.plan.compare(old, new).map_or_else(
            || builder.href(&url::compare(&handbook.get(old).id, &handbook.get(new).id)),
            |url| builder.href(url),
        ),
        levels: (levels.0.is_some() || levels.1.is_some()).then_some(levels),
        counts: counts(&found.difference.counts),
        sizes: sizes(builder, &found),
        groups: groups.collect(),
        roadmaps: roadmaps(builder, old, new),
        reverse: builder.plan.compare(new, old).map(|url| builder.href(url)),
        others: builder.href(url::COMPARISONS),
    }
}

/// The numbers, as pages show them.
pub fn counts(counts: &difference::Counts) -> view::Counts {
    view::Counts {
        unchanged: counts.unchanged,
        reworded: counts.reworded,
        raised: counts.raised,
        lowered: counts.lowered,
        new: counts.new,
        dropped: counts.dropped,
    }
}

fn changes(group: &GroupChange) -> bool {
    !matches!(group.step, None | Some(StepChange::Same { .. }))
        || group.changes.iter().any(|change| !matches!(change, Change::Unchanged { moved_from: None, .. }))
}

struct Writer<'a> {
    builder: &'a Builder<'a>,
    found: &'a RoleDifference,
    old: EntityId,
    new: EntityId,
}

impl Writer<'_> {
    fn group(&self, group: &GroupChange, detail: Detail) -> view::DifferenceGroup {
        let topic = self.found.topics[group.group];
        let mut counts = view::Counts::default();
        let mut shown = Vec::new();
        for change in &group.changes {
            match change {
                Change::Unchanged { .. } => counts.unchanged += 1,
                Change::Reworded { .. } => counts.reworded += 1,
                Change::New { .. } => counts.new += 1,
                Change::Dropped { .. } => counts.dropped += 1,
            }
            let same = matches!(change, Change::Unchanged { moved_from: None, .. });
            if detail == Detail::Full || !same {
                shown.push(self.change(change));
            }
        }
        match group.step {
            Some(StepChange::Raised { .. }) => counts.raised = 1,
            Some(StepChange::Lowered { .. }) => counts.lowered = 1,
            _ => {}
        }
        view::DifferenceGroup {
            topic: self.builder.brief(topic),
            theme: self.builder.theme(topic),
            step: group.step.map(|step| self.step(topic, step)),
            changes: shown,
            counts,
        }
    }

    fn step(&self, skill: EntityId, change: StepChange) -> view::StepChange {
        let (kind, from, to) = match change {
            StepChange::Same { at } => ("unchanged", Some(at), Some(at)),
            StepChange::Raised { from, to } => ("raised", Some(from), Some(to)),
            StepChange::Lowered { from, to } => ("lowered", Some(from), Some(to)),
            StepChange::New { to } => ("new", None, Some(to)),
            StepChange::Dropped { from } => ("dropped", Some(from), None),
        };
        let step = |number: Option<usize>| number.and_then(|number| self.builder.step(skill, number));
        view::StepChange { kind, from: step(from), to: step(to) }
    }

    fn change(&self, change: &Change) -> view::Change {
        let (kind, (side, role, at), words, moved) = match change {
            Change::Unchanged { new, moved_from, .. } => {
                ("unchanged", (&self.found.new, self.new, *new), &[][..], moved_from)
            }
            Change::Reworded { new, moved_from, words, .. } => {
                ("reworded", (&self.found.new, self.new, *new), &words[..], moved_from)
            }
            Change::New { new } => ("new", (&self.found.new, self.new, *new), &[][..], &None),
            Change::Dropped { old } => ("dropped", (&self.found.old, self.old, *old), &[][..], &None),
        };
        let expectation = &side[at];
        let source = self.builder.handbook.get(expectation.source);
        let words = words.iter().map(|piece| view::Piece {
            kind: match piece.kind {
                PieceKind::Kept => "kept",
                PieceKind::Inserted => "inserted",
                PieceKind::Deleted => "deleted",
            },
            text: piece.text.clone(),
        });
        view::Change {
            kind,
            html: self.builder.html(&expectation.statement.text, source),
            words: words.collect(),
            examples: self.builder.htmls(&expectation.statement.examples, source),
            href: statement_href(self.builder, role, at),
            moved_from: moved.map(|group| self.builder.brief(self.found.topics[group])),
        }
    }
}

/// The address of an expectation on a role's page. Expectations are counted as in the role's own list.
pub fn statement_href(builder: &Builder, role: EntityId, expectation: usize) -> String {
    let page = url::entity(builder.handbook.get(role));
    let page = if page == builder.url { String::new() } else { builder.href(&page) };
    format!("{page}#{}", url::encode_fragment(builder.handbook.anchors(role).name(expectation)))
}

/// The step by theme: responsibilities and skills of one theme together, in reading order.
fn sizes(builder: &Builder, found: &RoleDifference) -> Vec<view::ThemeSize> {
    let mut themes: Vec<(String, Vec<&GroupChange>)> = Vec::new();
    for group in &found.difference.groups {
        let topic = found.topics[group.group];
        let kind = builder.handbook.get(topic).kind();
        let title = builder.theme(topic).unwrap_or_else(|| builder.handbook.config.term(kind).other);
        match themes.iter_mut().find(|(known, _)| *known == title) {
            Some((_, groups)) => groups.push(group),
            None => themes.push((title, vec![group])),
        }
    }
    let sizes: Vec<(String, usize)> =
        themes.into_iter().map(|(title, groups)| (title, difference::step_size(groups))).collect();
    let largest = sizes.iter().map(|(_, size)| *size).max().unwrap_or(0).max(1);
    sizes
        .into_iter()
        .map(|(title, size)| view::ThemeSize { title, size: size as f64 / 2.0, percent: size * 100 / largest })
        .collect()
}
