//! The Financial Times' engineering progression, in both schemas: one file per job family, or a folder of
//! `levels.yml`, `competencies.yml` and `domains.yml`.
//!
//! A level becomes a role, a theme or area a responsibility, a competency a statement that keeps its id.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::content::strings::capitalised;
use crate::import::data::{self, list, text, texts};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::{
    ImportedFamily, ImportedLevel, ImportedRole, ImportedStatement, ImportedTopic, ImportedTrack, Ladder,
};
use crate::import::notes::Notes;
use crate::import::prose;
use crate::import::slug::{IdsByKey, Slugs};
use crate::import::text::{is_placeholder, key, name, one_line};
use crate::import::{ImportFormat, Mapping};

/// See the module.
pub const FT: ImportFormat =
    ImportFormat { name: "ft", about: "competencies with ids, by level and theme, in YAML", detect, read };

fn detect(inputs: &[Input]) -> Option<String> {
    let yaml = |input: &&Input| matches!(input.ending().as_str(), "yml" | "yaml");
    let competencies = inputs.iter().filter(yaml).find(|input| {
        let text = input.peek().unwrap_or_default();
        let one_file = text.contains("\ncompetencies:") && text.contains("\nlevels:") && text.contains("\nthemes:");
        let folder = input.stem() == "competencies" && text.contains("supportingUrls:") && text.contains("area:");
        one_file || folder
    })?;
    Some(format!("{} holds competencies by level", competencies.path))
}

fn read(inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let mut ladder = Ladder { title: "Engineering progression".into(), ..Ladder::default() };
    let mut made = FtIds::default();
    // The files of the older schema, by folder and name.
    let mut folders: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
    for input in inputs {
        if !matches!(input.ending().as_str(), "yml" | "yaml") {
            notes.skip(&input.path, "it is no YAML file");
            continue;
        }
        let Some(value) = data::yaml(input, notes) else { continue };
        let folder = input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match input.stem() {
            name @ ("levels" | "competencies" | "domains") => {
                folders.entry(folder).or_default().insert(name, value);
            }
            "api_version" => {}
            _ if value.get("competencies").is_some() => made.family(&mut ladder, &value, &input.path, notes),
            _ => notes.skip(&input.path, "it holds no competencies"),
        }
    }
    for (folder, files) in folders {
        let Some(value) = joined(&files, &mut ladder) else { continue };
        let path = format!("{folder}/competencies.yml");
        made.family(&mut ladder, &value, &path.into(), notes);
    }
    (!ladder.roles.is_empty()).then(|| (ladder, Targets::default()))
}

/// The files of the older schema as one file of the newer schema: an area is a theme, and a domain narrows it.
fn joined(files: &BTreeMap<&str, Value>, ladder: &mut Ladder) -> Option<Value> {
    // A file is a list, or a mapping that holds the list under the file's name.
    let items = |name: &str| {
        let file = files.get(name)?;
        Some(list(file, if file.is_array() { "" } else { name }))
    };
    let (levels, competencies) = (items("levels")?, items("competencies")?);
    let file = files.get("levels")?;
    if let Some(version) = list(file, "").iter().chain([file]).find_map(|item| item.get("version")) {
        ladder.version = version.as_str().unwrap_or_default().into();
    }
    let domains = items("domains").unwrap_or_default().iter();
    let domains: BTreeMap<&str, &str> = domains.map(|domain| (text(domain, "id"), text(domain, "name"))).collect();
    let mut themes: Vec<Value> = Vec::new();
    let themed = |competency: &Value| {
        let (area, domain) = (text(competency, "area"), text(competency, "domain"));
        let (id, title) = match domains.get(domain) {
            Some(name) => (format!("{area}/{domain}"), format!("{} ({name})", capitalised(area))),
            None => (area.to_owned(), capitalised(area)),
        };
        let mut competency = competency.clone();
        competency["theme"] = json!(id);
        if !themes.iter().any(|theme| text(theme, "id") == id) {
            themes.push(json!({ "id": id, "name": title }));
        }
        competency
    };
    let competencies: Vec<Value> = competencies.iter().map(themed).collect();
    Some(json!({ "name": "Engineering", "levels": levels, "themes": themes, "competencies": competencies }))
}

/// What earlier files have made already.
#[derive(Default)]
struct FtIds {
    /// Levels by title. Roles that differ in their track alone share one.
    levels: IdsByKey,
    tracks: Slugs,
    families: Slugs,
    roles: Slugs,
    /// Responsibilities by the name and the summary of their theme.
    topics: IdsByKey,
}

impl FtIds {
    fn family(&mut self, ladder: &mut Ladder, value: &Value, path: &Arc<str>, notes: &mut Notes) {
        let title = if text(value, "name").is_empty() { "Engineering" } else { text(value, "name") };
        let title = name(title);
        let family = self.families.claim(&title, "family");
        ladder.families.push(ImportedFamily {
            id: family.clone(),
            title: title.clone(),
            summary: paragraph(text(value, "summary")),
            ..ImportedFamily::default()
        });

        let mut topics: BTreeMap<&str, String> = BTreeMap::new();
        for theme in list(value, "themes") {
            let (own_name, summary) = (text(theme, "name"), paragraph(text(theme, "summary")));
            let id = self.topics.id(format!("{}\n{summary}", key(own_name)), own_name, &title, |id| {
                let title = name(own_name);
                ladder.responsibilities.push(ImportedTopic {
                    id,
                    title,
                    summary: summary.clone(),
                    ..ImportedTopic::default()
                });
            });
            topics.insert(text(theme, "id"), id);
        }

        let competencies = list(value, "competencies");
        notes.count(competencies.len(), "competencies");
        let used = |level: &str| competencies.iter().any(|competency| text(competency, "level") == level);
        let mut tracks: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut roles: BTreeMap<&str, String> = BTreeMap::new();
        let levels = list(value, "levels");
        let told: Vec<NamedTrack> = levels.iter().filter_map(|level| way(text(level, "name"))).collect();
        let mut ways: Vec<NamedTrack> = [INDIVIDUAL, MANAGEMENT].into_iter().filter(|way| told.contains(way)).collect();
        if ways.is_empty() {
            ways.push(("", ""));
        }
        for level in levels {
            let (level_id, level_name) = (text(level, "id"), name(text(level, "name")));
            if level_id.is_empty() {
                continue;
            }
            if !used(level_id) {
                notes.problem(path, format!("no competency is about the level `{level_name}`, so it became no role"));
                continue;
            }
            let id = self.roles.claim(&level_name, &title);
            let mut own = Vec::new();
            // Before the tracks split a role stands on each of them.
            for (kind, way) in way(&level_name).map_or_else(|| ways.clone(), |way| vec![way]) {
                let track = tracks.entry(kind).or_insert_with(|| {
                    let title = if way.is_empty() { title.clone() } else { format!("{title}: {way}") };
                    let id = self.tracks.claim(&title, "track");
                    let (kind, family) = (kind.to_owned(), family.clone());
                    ladder.tracks.push(ImportedTrack {
                        id: id.clone(),
                        title,
                        kind,
                        family,
                        ..ImportedTrack::default()
                    });
                    id
                });
                own.push(track.clone());
                let track = ladder.tracks.iter_mut().find(|known| known.id == *track);
                track.expect("it was just made").roles.push(id.clone());
            }
            let (summary, body) = split(text(level, "summary"));
            roles.insert(level_id, id.clone());
            let level_title = level_name.split(" (").next().unwrap_or(&level_name);
            let level = self.levels.id(key(level_title), level_title, "level", |id| {
                ladder.levels.push(ImportedLevel { id, title: level_title.to_owned(), ..ImportedLevel::default() });
            });
            ladder.roles.push(ImportedRole {
                id,
                title: level_name,
                family: family.clone(),
                tracks: own,
                level,
                summary,
                body,
                ..ImportedRole::default()
            });
        }
        statements(ladder, competencies, (&roles, &topics), path, notes);
    }
}

/// Adds the competencies to the roles of their levels, under the topics of their themes.
fn statements(
    ladder: &mut Ladder,
    competencies: &[Value],
    (roles, topics): (&BTreeMap<&str, String>, &BTreeMap<&str, String>),
    path: &Arc<str>,
    notes: &mut Notes,
) {
    let mut unread: BTreeMap<&str, usize> = BTreeMap::new();
    for competency in competencies {
        let (level, theme) = (text(competency, "level"), text(competency, "theme"));
        let said = paragraph(text(competency, "summary"));
        let (Some(role), Some(topic)) = (roles.get(level), topics.get(theme)) else {
            let message = format!(
                "a competency names the level `{level}` and the theme `{theme}`, which are not both there: {said}"
            );
            notes.problem(path, message);
            continue;
        };
        let description = paragraph(text(competency, "description"));
        let statement = ImportedStatement {
            id: text(competency, "id").to_lowercase(),
            text: said,
            points: if description.is_empty() { Vec::new() } else { vec![description] },
            examples: texts(competency, "examples").iter().map(|example| paragraph(example)).collect(),
            ..ImportedStatement::default()
        };
        for (field, value) in competency.as_object().into_iter().flatten() {
            let known = ["id", "summary", "description", "examples", "level", "theme", "area", "domain"];
            let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            if !known.contains(&field.as_str()) && !empty {
                *unread.entry(field).or_default() += 1;
            }
        }
        let Some(role) = ladder.role_mut(role) else { continue };
        // They belong to one statement, which has no field for them.
        let mut kept = json!({});
        let (proficiency, urls) = (text(competency, "proficiency"), texts(competency, "supportingUrls"));
        if !proficiency.is_empty() {
            kept["proficiency"] = json!(proficiency);
        }
        if !urls.is_empty() {
            kept["supportingUrls"] = json!(urls);
        }
        if kept != json!({}) {
            let ext = role.common.ext.get_or_insert_with(|| json!({ "competencies": {} }));
            ext["competencies"][statement.id.as_str()] = kept;
        }
        role.responsibility(topic).statements.push(statement);
    }
    for (field, count) in unread {
        let message = format!(
            "`{field}` of {count} competencies has no field in the content model; it is kept under `ext:` of the role"
        );
        notes.problem(path, message);
    }
}

/// A track that names of levels tell of: its kind, and what its title says.
type NamedTrack = (&'static str, &'static str);

const INDIVIDUAL: NamedTrack = ("individual", "Individual Contributor");
const MANAGEMENT: NamedTrack = ("management", "People Manager");

/// The track that a level's name tells of, if it does.
fn way(level: &str) -> Option<NamedTrack> {
    let lower = level.to_lowercase();
    if lower.contains("individual contributor") || lower.ends_with("(ic)") {
        Some(INDIVIDUAL)
    } else if lower.ends_with("(pm)") || lower.contains("manager") {
        Some(MANAGEMENT)
    } else {
        None
    }
}

/// A folded text on one line; nothing for a placeholder.
fn paragraph(text: &str) -> String {
    Some(one_line(text)).filter(|line| !is_placeholder(line)).unwrap_or_default()
}

/// The first sentence, and the rest.
fn split(text: &str) -> (String, String) {
    let (first, rest) = prose::summary_and_rest(&paragraph(text));
    (first.unwrap_or_default(), prose::markdown(&rest))
}
