//! A version of a handbook, read from the text of its `index.json`.
//!
//! What only says where something is written or what refers to it is left out: two versions that differ in nothing
//! else are equal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::content::Kind;

use super::{StatementCell, VersionStatement, VersionTitle};

/// A version of a handbook.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionSnapshot {
    /// The title of the handbook.
    pub title: String,
    /// `version:` in `handbook.yaml`.
    pub version: Option<String>,
    /// Where the site stands, ending in `/`.
    pub base_url: Option<String>,
    pub(super) entries: BTreeMap<(ChangeSubject, String), SnapshotEntry>,
}

/// What an entity of a version says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SnapshotEntry {
    pub(super) title: String,
    pub(super) url: Option<String>,
    pub(super) former_ids: Vec<String>,
    pub(super) fields: Map<String, Value>,
}

/// What can change in a handbook, in the order of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the variants are the kinds of entities and the parts of handbook.yaml")]
pub enum ChangeSubject {
    Handbook,
    Role,
    Track,
    Family,
    Level,
    Scale,
    Theme,
    Band,
    Responsibility,
    Skill,
    Roadmap,
    Interview,
    Resource,
    Page,
}

/// Why a text is not a version of a handbook, in words.
pub type SnapshotError = String;

/// The format version that this program reads.
const FORMAT_VERSION: u64 = 1;

/// Keys that say where something is written, that follow from other entities, or that say the same in another way.
const DERIVED: [&str; 8] = ["source", "anchor", "url", "mentioned_by", "compare", "rank", "markdown", "named"];

/// Settings of the handbook that are compared.
const SETTINGS: [&str; 6] = ["title", "description", "organisation", "language", "footer", "terms"];

impl VersionSnapshot {
    /// Reads an `index.json`.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, not an `index.json`, or one of a format that a later version of rungs writes.
    pub fn read(text: &str) -> Result<Self, SnapshotError> {
        let root: Value = serde_json::from_str(text).map_err(|why| format!("it is not valid JSON: {why}"))?;
        if root["format"] != "rungs-handbook" {
            return Err("it is JSON, but not an `index.json` of rungs".to_owned());
        }
        match root["format_version"].as_u64() {
            Some(FORMAT_VERSION) => {}
            Some(later) => return Err(format!("its format is version {later}, and this rungs reads version 1")),
            None => return Err("its `format_version` is missing".to_owned()),
        }
        let mut snapshot = Self {
            title: text_of(&root["title"]).unwrap_or_default(),
            version: text_of(&root["version"]),
            base_url: text_of(&root["base_url"]),
            entries: BTreeMap::new(),
        };
        snapshot.add_handbook(&root);
        for scale in list(&root["scales"]) {
            snapshot.add(ChangeSubject::Scale, scale, scale_fields(scale));
        }
        for (subject, key) in [(ChangeSubject::Theme, "themes"), (ChangeSubject::Band, "bands")] {
            for one in list(&root[key]) {
                snapshot.add(subject, one, fields(subject, one));
            }
        }
        for kind in Kind::ALL {
            let key = if kind == Kind::Page { "pages" } else { kind.folder() };
            for entity in list(&root[key]) {
                snapshot.add(ChangeSubject::of(kind), entity, fields(ChangeSubject::of(kind), entity));
            }
        }
        Ok(snapshot)
    }

    pub(super) fn edition(&self) -> VersionTitle {
        VersionTitle { title: self.title.clone(), version: self.version.clone() }
    }

    /// The entry of a kind with an id.
    pub(super) fn entry(&self, subject: ChangeSubject, id: &str) -> Option<&SnapshotEntry> {
        self.entries.get(&(subject, id.to_owned()))
    }

    /// The ids of the steps of a skill's scale, lowest first.
    pub(super) fn steps_of(&self, skill: &str) -> Vec<&str> {
        let scale = self.entry(ChangeSubject::Skill, skill).and_then(|skill| skill.fields.get("scale")?.as_str());
        let scale = scale.and_then(|scale| self.entry(ChangeSubject::Scale, scale));
        scale.map(|scale| list(&scale.fields["steps"]).filter_map(Value::as_str).collect()).unwrap_or_default()
    }

    fn add_handbook(&mut self, root: &Value) {
        let mut fields = Map::new();
        for key in SETTINGS {
            fields.insert(key.to_owned(), root[key].clone());
        }
        // Only the order counts here: what is in these lists is compared by itself.
        for key in ["levels", "scales", "themes", "bands"] {
            let ids: Vec<Value> = list(&root[key]).map(|one| one["id"].clone()).collect();
            fields.insert(format!("{ORDER_OF}{key}"), Value::Array(ids));
        }
        let title = self.title.clone();
        let entry = SnapshotEntry { title, url: None, former_ids: Vec::new(), fields };
        self.entries.insert((ChangeSubject::Handbook, String::new()), entry);
    }

    fn add(&mut self, subject: ChangeSubject, value: &Value, fields: Map<String, Value>) {
        let Some(id) = value["id"].as_str() else { return };
        let entry = SnapshotEntry {
            title: text_of(&value["title"]).unwrap_or_else(|| id.to_owned()),
            url: text_of(&value["url"]),
            former_ids: list(&value["redirect_from"]).filter_map(text_of).collect(),
            fields,
        };
        self.entries.entry((subject, id.to_owned())).or_insert(entry);
    }
}

/// The beginning of the names of fields of which only the order is compared.
pub(super) const ORDER_OF: &str = "order of ";

impl ChangeSubject {
    /// The subject that a kind of entity is.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Family => Self::Family,
            Kind::Track => Self::Track,
            Kind::Level => Self::Level,
            Kind::Role => Self::Role,
            Kind::Skill => Self::Skill,
            Kind::Responsibility => Self::Responsibility,
            Kind::Roadmap => Self::Roadmap,
            Kind::Interview => Self::Interview,
            Kind::Resource => Self::Resource,
            Kind::Page => Self::Page,
        }
    }

    /// The kind of entity, if it is one.
    pub fn kind(self) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| Self::of(*kind) == self)
    }

    /// The word for it, as in `index.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handbook => "handbook",
            Self::Scale => "scale",
            Self::Theme => "theme",
            Self::Band => "band",
            other => other.kind().map_or("", Kind::name),
        }
    }

    /// The subject that has a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Kind::from_name(name).map(Self::of)
    }
}

impl SnapshotEntry {
    /// The statements that are written in the entity, each with its part: the grids of a topic, and what a role says
    /// itself.
    pub(super) fn written(&self) -> Vec<(StatementCell, VersionStatement)> {
        let mut written = Vec::new();
        for (key, cells) in &self.fields {
            let Some(axis) = grid_axis(key) else { continue };
            for (id, statements) in cells.as_object().into_iter().flatten() {
                let cell = StatementCell { axis: axis.to_owned(), id: id.clone() };
                written.extend(list(statements).map(|one| (cell.clone(), VersionStatement::read(one))));
            }
        }
        let own = self.expectations().filter(|one| one["why"]["rule"] == "own");
        written.extend(own.map(|one| {
            let (axis, id) = (text_of(&one["topic"]["kind"]), text_of(&one["topic"]["id"]));
            (StatementCell { axis: axis.unwrap_or_default(), id: id.unwrap_or_default() }, VersionStatement::read(one))
        }));
        written
    }

    /// What a role expects, as in `index.json`.
    pub(super) fn expectations(&self) -> impl Iterator<Item = &Value> {
        self.fields.get("expectations").into_iter().flat_map(list)
    }

    /// The skills that a role needs, as in `index.json`. In other kinds of entities `skills` lists no needs.
    pub(super) fn needs(&self) -> impl Iterator<Item = &Value> {
        self.fields.get("skills").into_iter().flat_map(list).filter(|need| need.get("skill").is_some())
    }
}

/// The axis of a grid of statements, if a field is one.
pub(super) fn grid_axis(key: &str) -> Option<&str> {
    if key == "steps" { Some("step") } else { key.strip_prefix("by_") }
}

impl VersionStatement {
    pub(super) fn read(value: &Value) -> Self {
        let texts = |key: &str| list(&value[key]).filter_map(text_of);
        Self {
            id: text_of(&value["id"]).unwrap_or_default(),
            text: text_of(&value["text"]).unwrap_or_default(),
            points: texts("points").collect(),
            examples: texts("examples").collect(),
            band: text_of(&value["band"]),
            only: texts("only_on_tracks").chain(texts("only_in_families")).collect(),
        }
    }

    /// Whether it is expected of everyone whom it applies to.
    pub fn is_expected(&self) -> bool {
        self.band.is_none()
    }
}

/// The fields of an entity that count.
fn fields(subject: ChangeSubject, value: &Value) -> Map<String, Value> {
    // Who uses a level, family or topic follows from the roles.
    let is_backlink = |key: &str| match subject {
        ChangeSubject::Level | ChangeSubject::Skill | ChangeSubject::Responsibility => key == "roles",
        ChangeSubject::Family => key == "roles" || key == "tracks",
        ChangeSubject::Resource => key == "recommended_by",
        _ => false,
    };
    let kept = value.as_object().into_iter().flatten().filter(|(key, value)| {
        !value.is_null()
            && !is_backlink(key)
            && !matches!(key.as_str(), "id" | "redirect_from")
            && !DERIVED.contains(&key.as_str())
    });
    let kept = kept.map(|(key, value)| {
        let mut value = without_derived(value);
        if key == "expectations" {
            // Whom a cell applies to says nothing more about a role that it applies to.
            for expectation in value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                expectation.shift_remove("only_on_tracks");
                expectation.shift_remove("only_in_families");
            }
        }
        if key == "leads_to"
            && let Value::Array(moves) = &mut value
        {
            // What a track implies follows from the track.
            moves.retain(|one| one["implied"] != true);
        }
        (key.clone(), value)
    });
    // An empty list says as much as none.
    kept.filter(|(_, value)| value.as_array().is_none_or(|list| !list.is_empty())).collect()
}

/// A scale with a field per step, so that a report names the step.
fn scale_fields(scale: &Value) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("title".to_owned(), scale["title"].clone());
    fields.insert("summary".to_owned(), scale["summary"].clone());
    fields.insert("cumulative".to_owned(), scale["cumulative"].clone());
    let ids: Vec<Value> = list(&scale["steps"]).map(|step| step["id"].clone()).collect();
    for step in list(&scale["steps"]) {
        let id = step["id"].as_str().unwrap_or_default();
        fields.insert(format!("step {id} title"), step["title"].clone());
        fields.insert(format!("step {id} summary"), step["summary"].clone());
    }
    fields.insert("steps".to_owned(), Value::Array(ids));
    fields
}

fn without_derived(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_derived).collect(),
        Value::Object(object) => {
            // The addresses of resources are written, and stand beside a title.
            let is_resource = object.contains_key("author");
            let kept = object
                .iter()
                .filter(|(key, _)| !DERIVED.contains(&key.as_str()) || (is_resource && key.as_str() == "url"));
            Value::Object(kept.map(|(key, value)| (key.clone(), without_derived(value))).collect())
        }
        other => other.clone(),
    }
}

pub(super) fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

pub(super) fn text_of(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
