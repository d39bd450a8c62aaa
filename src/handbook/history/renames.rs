//! Entities with a new id: those that `redirect_from` names are one entity, and others are proposed by likeness.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::difference::Reading;
use super::snapshot::{ChangeSubject, SnapshotEntry, VersionSnapshot};

/// Entities compared for likeness: more would take long, and the proposals would be guesses.
const MAX_COMPARED: usize = 200;

/// Old ids by what they are called now.
pub(super) type Renames = BTreeMap<(ChangeSubject, String), String>;

/// A removed and an added entity that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What they are.
    pub subject: ChangeSubject,
    /// The id of the removed one.
    pub old: String,
    /// The id of the added one.
    pub new: String,
}

/// The older version under the ids of the newer one, what each renamed entity was called before, and the proposals.
pub(super) fn apply<'a>(
    old: &'a VersionSnapshot,
    new: &VersionSnapshot,
) -> (Cow<'a, VersionSnapshot>, Renames, Vec<Proposal>) {
    let removed: Vec<_> = old.entries.iter().filter(|(key, _)| !new.entries.contains_key(*key)).collect();
    let added: Vec<_> = new.entries.iter().filter(|(key, _)| !old.entries.contains_key(*key)).collect();
    let (mut to_new, mut to_old) = (Renames::new(), Renames::new());
    for (key, entry) in &removed {
        let is_it = |(other, candidate): &&(&(ChangeSubject, String), &SnapshotEntry)| {
            other.0 == key.0
                && !to_old.contains_key(*other)
                // Either side may say so, so that exchanged versions are paired alike.
                && (candidate.former_ids.contains(&key.1) || entry.former_ids.contains(&other.1))
        };
        if let Some((other, _)) = added.iter().find(is_it) {
            to_new.insert((*key).clone(), other.1.clone());
            to_old.insert((*other).clone(), key.1.clone());
        }
    }
    let removed: Vec<_> = removed.into_iter().filter(|(key, _)| !to_new.contains_key(*key)).collect();
    let added: Vec<_> = added.into_iter().filter(|(key, _)| !to_old.contains_key(*key)).collect();
    let proposals = proposals(&removed, &added);
    if to_new.is_empty() {
        return (Cow::Borrowed(old), to_old, proposals);
    }
    let mut renamed = old.clone();
    renamed.entries = old
        .entries
        .iter()
        .map(|(key, entry)| {
            let id = to_new.get(key).unwrap_or(&key.1).clone();
            let fields = object(&entry.fields, &to_new);
            ((key.0, id), SnapshotEntry { fields, ..entry.clone() })
        })
        .collect();
    (Cow::Owned(renamed), to_old, proposals)
}

type SnapshotEntries<'a> = [(&'a (ChangeSubject, String), &'a SnapshotEntry)];

fn proposals(removed: &SnapshotEntries<'_>, added: &SnapshotEntries<'_>) -> Vec<Proposal> {
    if removed.len() > MAX_COMPARED || added.len() > MAX_COMPARED {
        return Vec::new();
    }
    let mut proposals = Vec::new();
    let mut taken = BTreeSet::new();
    for (key, entry) in removed {
        let alike = |(other, candidate): &&(&(ChangeSubject, String), &SnapshotEntry)| {
            other.0 == key.0 && !taken.contains(*other) && are_alike(entry, candidate)
        };
        if let Some((other, _)) = added.iter().find(alike) {
            taken.insert(*other);
            proposals.push(Proposal { subject: key.0, old: key.1.clone(), new: other.1.clone() });
        }
    }
    proposals
}

/// Whether two entities have the same title, or more than half of their statements in common.
fn are_alike(old: &SnapshotEntry, new: &SnapshotEntry) -> bool {
    let read = |text: &str| Reading::of(text).normalised;
    if read(&old.title) == read(&new.title) {
        return true;
    }
    let texts = |entry: &SnapshotEntry| -> BTreeSet<String> {
        entry.written().iter().map(|(_, said)| read(&said.text)).collect()
    };
    let (old, new) = (texts(old), texts(new));
    let common = old.intersection(&new).count();
    common >= 2 && 2 * common > old.len().max(new.len())
}

/// An object of an older version with the ids of the newer one wherever a field refers to a renamed entity.
fn object(fields: &Map<String, Value>, renames: &Renames) -> Map<String, Value> {
    let named_kind = fields.get("kind").and_then(Value::as_str).and_then(ChangeSubject::from_name);
    let rename = |subject: ChangeSubject, id: &str| renames.get(&(subject, id.to_owned())).cloned();
    let entry = |(key, value): (&String, &Value)| {
        let subjects: &[ChangeSubject] = match key.as_str() {
            // `{kind, id}` names an entity.
            "id" => named_kind.as_slice(),
            "family" | "families" => &[ChangeSubject::Family],
            "track" | "tracks" => &[ChangeSubject::Track],
            "level" => &[ChangeSubject::Level],
            "extends" | "role" | "roles" | "for" | "from" | "to" => &[ChangeSubject::Role],
            "skill" => &[ChangeSubject::Skill],
            "related" | "responsibilities" => &[ChangeSubject::Skill, ChangeSubject::Responsibility],
            "scale" => &[ChangeSubject::Scale],
            "theme" => &[ChangeSubject::Theme],
            _ => &[],
        };
        let id = |value: &Value| {
            let found = value.as_str().and_then(|id| subjects.iter().find_map(|subject| rename(*subject, id)));
            found.map_or_else(|| other(value, renames), Value::from)
        };
        let value = match value {
            Value::Array(items) if !subjects.is_empty() => items.iter().map(id).collect(),
            Value::Object(cells) => {
                let axis = match key.as_str() {
                    "skills" => Some(ChangeSubject::Skill),
                    other => other.strip_prefix("by_").and_then(ChangeSubject::from_name),
                };
                let cells = object(cells, renames).into_iter();
                let renamed = |cell: String| axis.and_then(|axis| rename(axis, &cell)).unwrap_or(cell);
                Value::Object(cells.map(|(cell, value)| (renamed(cell), value)).collect())
            }
            value => id(value),
        };
        (key.clone(), value)
    };
    fields.iter().map(entry).collect()
}

fn other(value: &Value, renames: &Renames) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| other(item, renames)).collect(),
        Value::Object(fields) => Value::Object(object(fields, renames)),
        value => value.clone(),
    }
}
