//! The Financial Times' engineering progression, in both schemas: one file per job family, or a folder of
//! `levels.yml`, `competencies.yml` and `domains.yml`.
//!
//! A level becomes a role, a theme or area a responsibility, a competency a statement that keeps its id.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::content::strings::capitalised;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::data::{self, list, text, texts};
use crate::import::input::Input;
use crate::import::model::{Family, Ladder, Level, Role, Statement, Subject, Topic, Track};
use crate::import::notes::Notes;
use crate::import::slug::Slugs;
use crate::import::text::{is_placeholder, key, name};
use crate::import::{Format, Mapping};
use crate::source::Place;

/// See the module.
pub struct Ft;

impl Format for Ft {
    fn name(&self) -> &'static str {
        "ft"
    }

    fn about(&self) -> &'static str {
        "competencies with ids, by level and theme, in YAML"
    }

    fn detect(&self, inputs: &[Input]) -> Option<String> {
        let yaml = |input: &&Input| matches!(input.ending().as_str(), "yml" | "yaml");
        let competencies = inputs.iter().filter(yaml).find(|input| {
            let text = input.peek().unwrap_or_default();
            let one_file = text.contains("\ncompetencies:") && text.contains("\nlevels:") && text.contains("\nthemes:");
            let folder = input.stem() == "competencies" && text.contains("supportingUrls:") && text.contains("area:");
            one_file || folder
        })?;
        Some(format!("{} holds competencies by level", competencies.path))
    }

    fn read(&self, inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<Ladder> {
        let mut ladder = Ladder { title: "Engineering progression".into(), ..Ladder::default() };
        let mut made = Made::default();
        let mut parts: BTreeMap<String, Parts> = BTreeMap::new();
        for input in inputs {
            if !matches!(input.ending().as_str(), "yml" | "yaml") {
                notes.skip(&input.path, "it is no YAML file");
                continue;
            }
            let Some(value) = data::yaml(input, notes) else { continue };
            let folder = input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            match input.stem() {
                "levels" => parts.entry(folder.into()).or_default().levels = Some(value),
                "competencies" => parts.entry(folder.into()).or_default().competencies = Some(value),
                "domains" => parts.entry(folder.into()).or_default().domains = Some(value),
                "api_version" => {}
                _ if value.get("competencies").is_some() => {
                    made.family(&mut ladder, &value, &input.path, notes);
                }
                _ => notes.skip(&input.path, "it holds no competencies"),
            }
        }
        for (folder, parts) in parts {
            let Some(value) = parts.joined(&mut ladder) else { continue };
            let path = format!("{folder}/competencies.yml");
            made.family(&mut ladder, &value, &path.into(), notes);
        }
        (!ladder.roles.is_empty()).then_some(ladder)
    }
}

/// The files of the older schema.
#[derive(Default)]
struct Parts {
    levels: Option<Value>,
    competencies: Option<Value>,
    domains: Option<Value>,
}

impl Parts {
    /// As one file of the newer schema: an area is a theme, and a domain narrows it.
    fn joined(self, ladder: &mut Ladder) -> Option<Value> {
        let (levels, competencies) = (self.levels?, self.competencies?);
        let items = levels.as_array().cloned().unwrap_or_default();
        if let Some(version) = items.iter().find_map(|item| item.get("version")).or(levels.get("version")) {
            ladder.version = version.as_str().unwrap_or_default().into();
        }
        let named = list(&levels, "levels");
        let levels = if named.is_empty() { items } else { named.to_vec() };
        let domains: BTreeMap<&str, &str> = self.domains.as_ref().map_or_else(BTreeMap::new, |domains| {
            let all = if domains.is_array() { list(domains, "") } else { list(domains, "domains") };
            all.iter().map(|domain| (text(domain, "id"), text(domain, "name"))).collect()
        });
        let all = if competencies.is_array() { list(&competencies, "") } else { list(&competencies, "competencies") };
        let mut themes: Vec<Value> = Vec::new();
        let competencies: Vec<Value> = all
            .iter()
            .map(|competency| {
                let mut competency = competency.clone();
                let (area, domain) = (text(&competency, "area").to_owned(), text(&competency, "domain").to_owned());
                let (id, title) = match domains.get(domain.as_str()) {
                    Some(domain_name) => {
                        (format!("{area}/{domain}"), format!("{} ({domain_name})", capitalised(&area)))
                    }
                    None => (area.clone(), capitalised(&area)),
                };
                if !themes.iter().any(|theme| text(theme, "id") == id) {
                    themes.push(json!({ "id": id, "name": title }));
                }
                competency["theme"] = json!(id);
                competency
            })
            .collect();
        Some(json!({ "name": "Engineering", "levels": levels, "themes": themes, "competencies": competencies }))
    }
}

/// What earlier files have made already.
#[derive(Default)]
struct Made {
    levels: Slugs,
    tracks: Slugs,
    families: Slugs,
    roles: Slugs,
    topics: Slugs,
    /// From a theme's name and summary to the responsibility.
    themes: BTreeMap<(String, String), String>,
}

impl Made {
    fn family(&mut self, ladder: &mut Ladder, value: &Value, path: &std::sync::Arc<str>, notes: &mut Notes) {
        let title = if text(value, "name").is_empty() { "Engineering" } else { text(value, "name") };
        let title = name(title);
        let family = self.families.claim(&title, "family");
        ladder.families.push(Family {
            id: family.clone(),
            title: title.clone(),
            summary: paragraph(text(value, "summary")),
            ..Family::default()
        });

        let mut topics: BTreeMap<&str, String> = BTreeMap::new();
        for theme in list(value, "themes") {
            let summary = paragraph(text(theme, "summary"));
            let known = (key(text(theme, "name")), summary.clone());
            let id = self.themes.entry(known).or_insert_with(|| {
                let id = self.topics.claim(text(theme, "name"), &title);
                let topic = Topic { id: id.clone(), title: name(text(theme, "name")), summary, ..Topic::default() };
                ladder.responsibilities.push(topic);
                id
            });
            topics.insert(text(theme, "id"), id.clone());
        }

        let competencies = list(value, "competencies");
        notes.count(competencies.len(), "competencies");
        let used = |level: &str| competencies.iter().any(|competency| text(competency, "level") == level);
        let mut tracks: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut roles: BTreeMap<&str, String> = BTreeMap::new();
        let levels = list(value, "levels");
        for (rank, level) in levels.iter().enumerate() {
            let (level_id, level_name) = (text(level, "id"), name(text(level, "name")));
            if level_id.is_empty() {
                continue;
            }
            if !used(level_id) {
                let message = format!("no competency is about the level `{level_name}`, so it became no role");
                notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message));
                continue;
            }
            let way = Way::of(&level_name);
            let id = self.roles.claim(&level_name, &title);
            let mut own = Vec::new();
            // Before the tracks split a role stands on each of them.
            let ways = ways(levels);
            for other in if way == Way::Both { ways.as_slice() } else { std::slice::from_ref(&way) } {
                let track = tracks.entry(other.word()).or_insert_with(|| {
                    let name =
                        if other.title().is_empty() { title.clone() } else { format!("{title}: {}", other.title()) };
                    let id = self.tracks.claim(&name, "track");
                    let kind = other.kind().to_owned();
                    ladder.tracks.push(Track {
                        id: id.clone(),
                        title: name,
                        kind,
                        family: family.clone(),
                        ..Track::default()
                    });
                    id
                });
                own.push(track.clone());
                let track = ladder.tracks.iter_mut().find(|known| known.id == *track);
                track.expect("it was just made").roles.push(id.clone());
            }
            let level = self.level(ladder, &level_name, rank, &way);
            let summary = text(levels.get(rank).unwrap_or(&Value::Null), "summary");
            let (summary, body) = split(summary);
            roles.insert(level_id, id.clone());
            ladder.roles.push(Role {
                id,
                title: level_name,
                family: family.clone(),
                tracks: own,
                level,
                summary,
                body,
                ..Role::default()
            });
        }
        self.statements(ladder, competencies, (&roles, &topics), path, notes);
    }

    /// A level of the handbook: roles of one rank that differ in their track alone share it.
    fn level(&mut self, ladder: &mut Ladder, role: &str, _rank: usize, _way: &Way) -> String {
        let title = role.split(" (").next().unwrap_or(role).to_owned();
        if let Some(known) = ladder.levels.iter().find(|level| key(&level.title) == key(&title)) {
            return known.id.clone();
        }
        let id = self.levels.claim(&title, "level");
        ladder.levels.push(Level { id: id.clone(), title, ..Level::default() });
        id
    }

    fn statements(
        &mut self,
        ladder: &mut Ladder,
        competencies: &[Value],
        (roles, topics): (&BTreeMap<&str, String>, &BTreeMap<&str, String>),
        path: &std::sync::Arc<str>,
        notes: &mut Notes,
    ) {
        let mut unread: BTreeMap<String, usize> = BTreeMap::new();
        for competency in competencies {
            let (level, theme) = (text(competency, "level"), text(competency, "theme"));
            let said = paragraph(text(competency, "summary"));
            let (Some(role), Some(topic)) = (roles.get(level), topics.get(theme)) else {
                let message = format!(
                    "a competency names the level `{level}` and the theme `{theme}`, which are not both there: {said}"
                );
                notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message));
                continue;
            };
            let mut statement =
                Statement { id: text(competency, "id").to_lowercase(), text: said, ..Statement::default() };
            let description = paragraph(text(competency, "description"));
            if !description.is_empty() {
                statement.points.push(description);
            }
            statement.examples = texts(competency, "examples").iter().map(|example| paragraph(example)).collect();
            for (field, value) in competency.as_object().into_iter().flatten() {
                let known = ["id", "summary", "description", "examples", "level", "theme", "area", "domain"];
                let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                if !known.contains(&field.as_str()) && !empty {
                    *unread.entry(field.clone()).or_default() += 1;
                }
            }
            let urls = texts(competency, "supportingUrls");
            let role_id = role.clone();
            if let Some(role) = ladder.role_mut(&role_id) {
                // A proficiency belongs to one statement, which has no field for it.
                let proficiency = text(competency, "proficiency");
                if !proficiency.is_empty() || !urls.is_empty() {
                    let ext = role.common.ext.get_or_insert_with(|| json!({ "competencies": {} }));
                    let mut kept = json!({});
                    if !proficiency.is_empty() {
                        kept["proficiency"] = json!(proficiency);
                    }
                    if !urls.is_empty() {
                        kept["supportingUrls"] = json!(urls);
                    }
                    ext["competencies"][statement.id.as_str()] = kept;
                }
                match role.responsibilities.iter_mut().find(|subject| subject.topic == *topic) {
                    Some(subject) => subject.statements.push(statement),
                    None => role.responsibilities.push(Subject {
                        topic: topic.clone(),
                        statements: vec![statement],
                        ..Subject::default()
                    }),
                }
            }
        }
        for (field, count) in unread {
            let message = format!(
                "`{field}` of {count} competencies has no field in the content model; it is kept under `ext:` of the role"
            );
            notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message));
        }
    }
}

/// The track that a level's name tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Both,
    Individual,
    Management,
}

impl Way {
    fn of(name: &str) -> Self {
        let lower = name.to_lowercase();
        if lower.contains("individual contributor") || lower.ends_with("(ic)") {
            Self::Individual
        } else if lower.contains("people manager") || lower.ends_with("(pm)") || lower.contains("manager") {
            Self::Management
        } else {
            Self::Both
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Both => "",
            Self::Individual => "individual",
            Self::Management => "management",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Both => "",
            Self::Individual => "Individual Contributor",
            Self::Management => "People Manager",
        }
    }

    fn kind(self) -> &'static str {
        self.word()
    }
}

/// The tracks of a family: one, unless the names of its levels tell of two.
fn ways(levels: &[Value]) -> Vec<Way> {
    let all: Vec<Way> =
        levels.iter().map(|level| Way::of(text(level, "name"))).filter(|way| *way != Way::Both).collect();
    let mut ways = Vec::new();
    for way in [Way::Individual, Way::Management] {
        if all.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() { vec![Way::Both] } else { ways }
}

/// A folded text on one line; `None` for a placeholder.
fn paragraph(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_placeholder(&line) { String::new() } else { line }
}

/// The first sentence, and the rest.
fn split(text: &str) -> (String, String) {
    let line = paragraph(text);
    let (first, rest) = crate::import::prose::summary_and_rest(&line);
    (first.unwrap_or_default(), crate::import::prose::markdown(&rest))
}
