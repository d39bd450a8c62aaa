//! What was edited: each entity's fields, and the statements that are written in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::difference::word_changes;
use super::effects;
use super::renames::Renames;
use super::snapshot::{ChangeSubject, ORDER_OF, SnapshotEntry, VersionSnapshot, grid_axis, list};
use super::statements::{self, longest_rising};
use super::{EntityChange, EntityState, FieldChange, Impact, StatementChange, StatementPlace};

/// The entities that differ. `old` has the ids of `new`.
pub(super) fn compare(old: &VersionSnapshot, new: &VersionSnapshot, renames: &Renames) -> Vec<EntityChange> {
    let keys: BTreeSet<&(ChangeSubject, String)> = old.entries.keys().chain(new.entries.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let (before, after) = (old.entries.get(key), new.entries.get(key));
        let renamed_from = renames.get(key).cloned();
        if renamed_from.is_none() && before.map(|one| &one.fields) == after.map(|one| &one.fields) {
            continue;
        }
        let state = match (before, after) {
            (None, _) => EntityState::Added,
            (_, None) => EntityState::Removed,
            _ => EntityState::Changed,
        };
        let Some(shown) = after.or(before) else { continue };
        let mut change = EntityChange {
            subject: key.0,
            id: key.1.clone(),
            title: shown.title.clone(),
            url: shown.url.clone(),
            state,
            renamed_from,
            fields: Vec::new(),
            statements: written(key, before, after),
            needs: Vec::new(),
            provenance: 0,
            impact: Impact::None,
        };
        if let (Some(before), Some(after)) = (before, after) {
            change.fields = fields(key.0, before, after);
            change.needs = effects::own_needs((old, new), &key.1, before, after);
            change.provenance = provenance(before, after);
        }
        let is_named = state != EntityState::Changed
            || change.renamed_from.is_some()
            || !change.fields.is_empty()
            || !change.statements.is_empty()
            || !change.needs.is_empty()
            || change.provenance > 0;
        // Otherwise only what a role gets from elsewhere differs, which is reported per role.
        if is_named {
            changes.push(change);
        }
    }
    changes
}

/// The fields that differ, but for statements and needs.
fn fields(subject: ChangeSubject, old: &SnapshotEntry, new: &SnapshotEntry) -> Vec<FieldChange> {
    let is_topic = matches!(subject, ChangeSubject::Skill | ChangeSubject::Responsibility);
    let is_elsewhere = |key: &str| match subject {
        ChangeSubject::Role => matches!(key, "expectations" | "skills"),
        _ => is_topic && grid_axis(key).is_some(),
    };
    let keys: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    let keys = keys.into_iter().filter(|key| !is_elsewhere(key));
    keys.filter_map(|key| field(subject, key, old.fields.get(key), new.fields.get(key))).collect()
}

fn field(subject: ChangeSubject, key: &str, old: Option<&Value>, new: Option<&Value>) -> Option<FieldChange> {
    let (old, new) = (old.unwrap_or(&Value::Null), new.unwrap_or(&Value::Null));
    if old == new {
        return None;
    }
    let (before, after) = (names(old), names(new));
    let lacks = |list: &[String], other: &[String]| -> Vec<String> {
        list.iter().filter(|name| !other.contains(name)).cloned().collect()
    };
    let (added, removed) = (lacks(&after, &before), lacks(&before, &after));
    let order: Vec<usize> = after.iter().filter_map(|name| before.iter().position(|other| other == name)).collect();
    let reordered = longest_rising(&order).len() < order.len();
    if let Some(listed) = key.strip_prefix(ORDER_OF) {
        return reordered.then(|| FieldChange {
            field: listed.to_owned(),
            old: old.clone(),
            new: new.clone(),
            reordered,
            impact: Impact::Minor,
            ..FieldChange::default()
        });
    }
    let words = match (old, new) {
        (Value::String(old), Value::String(new)) if is_prose(key) => word_changes(old, new),
        _ => Vec::new(),
    };
    let impact = field_impact(subject, key, statements::is_wording(&words) && !words.is_empty());
    let (old, new) = (old.clone(), new.clone());
    Some(FieldChange { field: key.to_owned(), old, new, words, added, removed, reordered, impact })
}

fn is_prose(key: &str) -> bool {
    ["title", "summary", "description", "body", "footer", "scope", "autonomy", "impact", "primary_focus"]
        .iter()
        .any(|prose| key == *prose || key.ends_with(&format!(" {prose}")))
}

/// What defines expectations is clarified when it changes; the rest is wording and arrangement.
fn field_impact(subject: ChangeSubject, key: &str, wording: bool) -> Impact {
    let clarifies = match subject {
        ChangeSubject::Level => matches!(key, "scope" | "autonomy" | "impact" | "facts"),
        ChangeSubject::Role => matches!(key, "level" | "facts" | "leads_to" | "summary" | "status" | "topics"),
        ChangeSubject::Skill | ChangeSubject::Responsibility => matches!(key, "scale" | "summary"),
        ChangeSubject::Scale => key == "cumulative" || key == "steps" || key.ends_with(" summary"),
        ChangeSubject::Track => matches!(key, "roles" | "cumulative"),
        _ => false,
    };
    if clarifies && !wording { Impact::Minor } else { Impact::Patch }
}

/// What the items of a list are called.
fn names(value: &Value) -> Vec<String> {
    let name = |value: &Value| {
        let key = ["role", "id", "title", "ask"].into_iter().find_map(|key| value[key].as_str());
        let key = key.or_else(|| value["topic"]["id"].as_str());
        value.as_str().or(key).map_or_else(|| value.to_string(), str::to_owned)
    };
    list(value).map(name).collect()
}

/// What happened to the statements that are written in an entity.
fn written(
    key: &(ChangeSubject, String),
    old: Option<&SnapshotEntry>,
    new: Option<&SnapshotEntry>,
) -> Vec<StatementChange> {
    let read = |entry: Option<&SnapshotEntry>| entry.map(SnapshotEntry::written).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    let changes = statements::compare(&old, &new, |(cell, said)| (cell, said));
    let change = |one: statements::ChangedStatement| {
        let (before, after) = (one.old.map(|at| &old[at]), one.new.map(|at| &new[at]));
        let cell = after.or(before).map(|(cell, _)| cell.clone())?;
        let from = before.map(|(cell, _)| cell).filter(|from| **from != cell);
        Some(StatementChange {
            kind: one.kind,
            elsewhere: from.map(|from| StatementPlace { subject: key.0, id: key.1.clone(), cell: from.clone() }),
            cell,
            old: before.map(|(_, said)| said.clone()),
            new: after.map(|(_, said)| said.clone()),
            words: one.words,
            wording: one.wording,
        })
    };
    let mut changes: Vec<StatementChange> = changes.into_iter().filter_map(change).collect();
    changes.sort_by(|a, b| (&a.cell, a.kind).cmp(&(&b.cell, b.kind)));
    changes
}

/// How many expectations are the same and come from elsewhere.
fn provenance(old: &SnapshotEntry, new: &SnapshotEntry) -> usize {
    let read = |entry: &SnapshotEntry| -> BTreeMap<(String, String), Value> {
        let key = |one: &Value| (one["topic"].to_string(), one["text"].to_string());
        entry.expectations().map(|one| (key(one), one["why"].clone())).collect()
    };
    let old = read(old);
    read(new).iter().filter(|(key, why)| old.get(*key).is_some_and(|before| before != *why)).count()
}
