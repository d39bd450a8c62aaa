//! Who is affected: the roles of both versions whose expectations or needs differ, and through which rule.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::snapshot::{ChangeSubject, SnapshotEntry, VersionSnapshot, text_of};
use super::statements;
use super::{
    ChangedTopic, EffectChange, EffectCounts, Impact, NeedChange, NeedKind, RoleEffect, StatementKind, Through,
    VersionStatement,
};

/// The roles whose expectations differ, by id. `old` has the ids of `new`.
pub(super) fn compare(old: &VersionSnapshot, new: &VersionSnapshot) -> Vec<RoleEffect> {
    let roles = new.entries.iter().filter(|((subject, _), _)| *subject == ChangeSubject::Role);
    let effect = |((_, id), after): (&(ChangeSubject, String), &SnapshotEntry)| {
        let before = old.entry(ChangeSubject::Role, id)?;
        let is_same = |key: &str| before.fields.get(key) == after.fields.get(key);
        if is_same("expectations") && is_same("skills") {
            return None;
        }
        let changes = expectations(before, after);
        let needs = needs((old, new), before, after);
        let is_affected = !changes.is_empty() || !needs.is_empty();
        is_affected.then(|| RoleEffect {
            id: id.clone(),
            title: after.title.clone(),
            url: after.url.clone(),
            counts: EffectCounts::of(&changes, &needs),
            impact: changes
                .iter()
                .map(EffectChange::impact)
                .chain(needs.iter().map(NeedChange::impact))
                .max()
                .unwrap_or_default(),
            changes,
            needs,
        })
    };
    roles.filter_map(effect).collect()
}

/// What happened to the skills that a role asks for itself.
pub(super) fn own_needs(
    versions: (&VersionSnapshot, &VersionSnapshot),
    role: &str,
    old: &SnapshotEntry,
    new: &SnapshotEntry,
) -> Vec<NeedChange> {
    let is_own =
        |entry: &SnapshotEntry, skill: &str| entry.needs().any(|need| need["skill"] == skill && need["from"] == role);
    let all = needs(versions, old, new).into_iter();
    all.filter(|need| is_own(old, &need.skill) || is_own(new, &need.skill)).collect()
}

/// An expectation: its topic, what it says and which rule brings it.
struct ExpectedStatement {
    topic: ChangedTopic,
    said: VersionStatement,
    through: Through,
}

fn expectations(old: &SnapshotEntry, new: &SnapshotEntry) -> Vec<EffectChange> {
    let read = |entry: &SnapshotEntry| -> Vec<ExpectedStatement> {
        entry.expectations().filter_map(ExpectedStatement::read).collect()
    };
    let (old, new) = (read(old), read(new));
    let changes = statements::compare(&old, &new, |one| (&one.topic, &one.said));
    let change = |one: statements::ChangedStatement| {
        let (before, after) = (one.old.map(|at| &old[at]), one.new.map(|at| &new[at]));
        let shown = after.or(before)?;
        Some(EffectChange {
            kind: one.kind,
            topic: shown.topic.clone(),
            moved_from: before.map(|before| before.topic.clone()).filter(|from| *from != shown.topic),
            through: shown.through.clone(),
            old: before.map(|before| before.said.clone()),
            new: after.map(|after| after.said.clone()),
            words: one.words,
            wording: one.wording,
        })
    };
    changes.into_iter().filter_map(change).collect()
}

fn needs(
    (old_version, new_version): (&VersionSnapshot, &VersionSnapshot),
    old: &SnapshotEntry,
    new: &SnapshotEntry,
) -> Vec<NeedChange> {
    fn by_skill(entry: &SnapshotEntry) -> BTreeMap<&str, &Value> {
        entry.needs().filter_map(|need| Some((need["skill"].as_str()?, need))).collect()
    }
    let (old, new) = (by_skill(old), by_skill(new));
    let skills: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let change = |skill: &str| {
        let (before, after) = (old.get(skill), new.get(skill));
        let step = |need: Option<&&Value>| need.and_then(|need| text_of(&need["step"]));
        let (from, to) = (step(before), step(after));
        let kind = match (before, after) {
            (None, _) => NeedKind::New,
            (_, None) => NeedKind::Dropped,
            (Some(before), Some(after)) if from == to => {
                let is_same = |key: &str| before[key] == after[key];
                if is_same("weight") && is_same("note") {
                    return None;
                }
                NeedKind::Noted
            }
            _ => direction(&old_version.steps_of(skill), &new_version.steps_of(skill), (&from, &to)),
        };
        let titled =
            [new_version, old_version].into_iter().find_map(|version| version.entry(ChangeSubject::Skill, skill));
        let title = titled.map_or(skill, |entry| &entry.title).to_owned();
        Some(NeedChange { kind, skill: skill.to_owned(), title, old: from, new: to })
    };
    skills.into_iter().filter_map(change).collect()
}

/// Whether a step is higher than another, on whichever scale has both.
fn direction(old: &[&str], new: &[&str], (from, to): (&Option<String>, &Option<String>)) -> NeedKind {
    let (from, to) = match (from, to) {
        (None, _) => return NeedKind::Raised,
        (_, None) => return NeedKind::Lowered,
        (Some(from), Some(to)) => (from.as_str(), to.as_str()),
    };
    let rises = |scale: &[&str]| {
        let place = |step: &str| scale.iter().position(|known| *known == step);
        Some(place(from)? < place(to)?)
    };
    match (rises(old), rises(new)) {
        (Some(old), Some(new)) if old != new => NeedKind::Changed,
        (Some(true), _) | (None, Some(true)) => NeedKind::Raised,
        (Some(false), _) | (None, Some(false)) => NeedKind::Lowered,
        (None, None) => NeedKind::Changed,
    }
}

impl ExpectedStatement {
    fn read(value: &Value) -> Option<Self> {
        let kind = ChangeSubject::from_name(value["topic"]["kind"].as_str()?)?;
        let topic = ChangedTopic { kind, id: text_of(&value["topic"]["id"])? };
        let why = &value["why"];
        let text = |value: &Value| text_of(value).unwrap_or_default();
        let through = match why["rule"].as_str() {
            Some("inherited") => Through::Inherited { from: text(&why["from"]["id"]) },
            Some("grid") => Through::Grid {
                topic: topic.id.clone(),
                axis: text(&why["from"]["kind"]),
                at: text(&why["from"]["id"]),
            },
            Some("step") => Through::Step { topic: topic.id.clone(), at: text(&why["step"]) },
            _ => Through::Own,
        };
        Some(Self { topic, said: VersionStatement::read(value), through })
    }
}

impl EffectChange {
    fn impact(&self) -> Impact {
        let is_expected = |said: &Option<VersionStatement>| said.as_ref().is_some_and(VersionStatement::is_expected);
        if is_expected(&self.new) && !is_expected(&self.old) {
            return Impact::Major;
        }
        match self.kind {
            StatementKind::Moved | StatementKind::MovedAway | StatementKind::Reordered => Impact::Patch,
            StatementKind::Reworded if self.wording => Impact::Patch,
            _ => Impact::Minor,
        }
    }
}

impl NeedChange {
    fn impact(&self) -> Impact {
        match self.kind {
            NeedKind::New | NeedKind::Raised | NeedKind::Changed => Impact::Major,
            NeedKind::Dropped | NeedKind::Lowered | NeedKind::Noted => Impact::Minor,
        }
    }
}

impl EffectCounts {
    fn of(changes: &[EffectChange], needs: &[NeedChange]) -> Self {
        let mut counts = Self::default();
        for change in changes {
            match change.kind {
                StatementKind::Added => counts.new += 1,
                StatementKind::Removed => counts.dropped += 1,
                StatementKind::Reworded => counts.reworded += 1,
                StatementKind::Detailed => counts.detailed += 1,
                StatementKind::Moved | StatementKind::MovedAway => counts.moved += 1,
                StatementKind::Reordered => counts.reordered += 1,
            }
        }
        for need in needs {
            match need.kind {
                NeedKind::New => counts.new += 1,
                NeedKind::Dropped => counts.dropped += 1,
                NeedKind::Raised => counts.raised += 1,
                NeedKind::Lowered => counts.lowered += 1,
                NeedKind::Changed | NeedKind::Noted => counts.noted += 1,
            }
        }
        counts
    }
}
