//! Monzo's progression frameworks: topics with criteria by level, as YAML in the front matter of Markdown files.
//!
//! A framework becomes a track with one role per level. A topic becomes a responsibility that frameworks share by name.
//! The generic framework's criteria count for every framework that has a topic of the same name.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::content::strings::capitalised;
use crate::import::data::{self, list, text, texts};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::{
    ImportedFamily, ImportedLevel, ImportedRole, ImportedStatement, ImportedSubject, ImportedTopic, ImportedTrack,
    Ladder,
};
use crate::import::notes::Notes;
use crate::import::slug::{IdsByKey, Slugs};
use crate::import::text::{key, name};
use crate::import::{ImportFormat, Mapping, outline};

/// See the module.
pub const MONZO: ImportFormat = ImportFormat {
    name: "monzo",
    about: "frameworks of topics with criteria by level, in the front matter of Markdown files",
    detect,
    read,
};

fn detect(inputs: &[Input]) -> Option<String> {
    let found = inputs.iter().filter(|input| input.ending() == "md").find(|input| {
        let text = input.peek().unwrap_or_default();
        text.starts_with("---")
            && text.contains("\ntopics:")
            && text.contains("\nlevels:")
            && text.to_lowercase().contains("criteria:")
    })?;
    Some(format!("the front matter of {} holds topics with criteria by level", found.path))
}

fn read(inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let mut frameworks = Vec::new();
    let mut plain = Vec::new();
    for input in inputs {
        if input.ending() != "md" {
            notes.skip(&input.path, "it is no Markdown file");
            continue;
        }
        let Some(whole) = input.text(notes) else { continue };
        let Some(front) = front_matter(&whole) else {
            plain.push((input, name(input.stem()), whole.to_string()));
            continue;
        };
        let Some(value) = data::yaml_text(&input.path, &whole, front.clone(), notes) else { continue };
        let title = framework_title(&value, input);
        if list(&value, "topics").is_empty() {
            let body = whole[front.end..].trim_start_matches(['-', '\r', '\n']).to_owned();
            plain.push((input, title, body));
        } else {
            frameworks.push(MonzoFramework { input, title, value });
        }
    }
    // The generic framework names its topics first, and is part of no track.
    let (generic, own): (Vec<MonzoFramework>, Vec<MonzoFramework>) =
        frameworks.into_iter().partition(|framework| framework.input.stem() == "generic");
    let mut made = MonzoTopics::default();
    made.ladder.title = "Progression frameworks".into();
    made.topics(&generic.iter().chain(&own).collect::<Vec<_>>(), notes);
    own.iter().for_each(|framework| made.framework(framework, notes));
    plain.iter().for_each(|(input, title, body)| made.plain(input, title, body, notes));
    made.generic(&generic);
    let MonzoTopics { mut ladder, topics, .. } = made;
    ladder.responsibilities = topics.into_values().collect();
    ladder.responsibilities.sort_by(|one, other| one.title.cmp(&other.title));
    (!ladder.roles.is_empty()).then(|| (ladder, Targets::default()))
}

struct MonzoFramework<'a> {
    input: &'a Input,
    title: String,
    value: Value,
}

impl MonzoFramework<'_> {
    fn topics(&self) -> &[Value] {
        list(&self.value, "topics")
    }
}

/// The bytes between the two lines of dashes.
fn front_matter(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.starts_with("---").then(|| text.find('\n'))?? + 1;
    let end = text[start..].find("\n---")? + start + 1;
    Some(start..end)
}

fn framework_title(value: &Value, input: &Input) -> String {
    let title = name(text(value, "title"));
    let title = title.strip_suffix("Framework").unwrap_or(&title).trim();
    if title.is_empty() { name(input.stem()) } else { title.to_owned() }
}

/// The ladder so far, and what its parts are called.
#[derive(Default)]
struct MonzoTopics {
    ladder: Ladder,
    topics: BTreeMap<String, ImportedTopic>,
    topic_ids: Slugs,
    roles: Slugs,
    tracks: Slugs,
    families: IdsByKey,
    /// Which tracks have a topic, by the topic's key.
    holders: BTreeMap<String, Vec<String>>,
}

impl MonzoTopics {
    /// Makes the topics and the levels of all frameworks.
    fn topics(&mut self, frameworks: &[&MonzoFramework], notes: &mut Notes) {
        let all: Vec<&Value> = frameworks.iter().flat_map(|framework| framework.topics()).collect();
        for topic in &all {
            // A topic without a title of its own has the first one that a framework gives it.
            let key = topic_key(topic);
            let titled = all.iter().find(|other| topic_key(other) == key && !text(other, "title").is_empty());
            let title =
                titled.map_or_else(|| capitalised(text(topic, "name").trim()), |topic| name(text(topic, "title")));
            self.topic(key, title);
        }
        let cells: Vec<&Value> = all.iter().flat_map(|topic| list(topic, "content")).collect();
        let highest = cells.iter().copied().filter_map(level_of).max().unwrap_or(0);
        let level = |number| ImportedLevel {
            id: format!("level-{number}"),
            title: format!("Level {number}"),
            ..ImportedLevel::default()
        };
        self.ladder.levels = (1..=highest).map(level).collect();
        notes.count(cells.iter().map(|cell| statements(cell).len()).sum(), "criteria");
    }

    /// The id of a topic.
    fn topic(&mut self, key: String, title: String) -> String {
        let topic = self.topics.entry(key).or_insert_with(|| {
            let id = self.topic_ids.claim(&title, "topic");
            ImportedTopic { id, title, ..ImportedTopic::default() }
        });
        topic.id.clone()
    }

    /// Remembers that a track has a topic.
    fn hold(&mut self, key: String, track: &str) {
        let holders = self.holders.entry(key).or_default();
        if !holders.iter().any(|holder| holder == track) {
            holders.push(track.to_owned());
        }
    }

    fn family(&mut self, group: &str) -> String {
        if group.is_empty() {
            return String::new();
        }
        self.families.id(group.to_lowercase(), group, "family", |id| {
            self.ladder.families.push(ImportedFamily {
                id,
                title: capitalised(group.trim()),
                ..ImportedFamily::default()
            });
        })
    }

    fn role(&mut self, framework: &str, level: usize, (family, track): (&str, &str)) -> ImportedRole {
        let title = format!("{framework} Level {level}");
        ImportedRole {
            id: self.roles.claim(&title, family),
            title,
            family: family.into(),
            tracks: vec![track.into()],
            level: format!("level-{level}"),
            ..ImportedRole::default()
        }
    }

    fn framework(&mut self, framework: &MonzoFramework, notes: &mut Notes) {
        let MonzoFramework { input, title, value } = framework;
        let family = self.family(text(value, "sidebarGroup"));
        let track = self.tracks.claim(title, &family);
        let mut roles: BTreeMap<usize, ImportedRole> = BTreeMap::new();
        for topic in framework.topics() {
            let key = topic_key(topic);
            let id = self.topics[&key].id.clone();
            self.hold(key, &track);
            for cell in list(topic, "content") {
                let Some(level) = level_of(cell) else {
                    let message =
                        format!("a cell of `{}` names no level, so its criteria were left out", text(topic, "name"));
                    notes.problem(&input.path, message);
                    continue;
                };
                let role = roles.entry(level).or_insert_with(|| self.role(title, level, (&family, &track)));
                let said = statements(cell);
                if !said.is_empty() {
                    role.responsibility(&id).statements.extend(said);
                }
            }
        }
        // Levels that only the generic framework speaks of.
        let said: usize = data::scalar(value, "levels").parse().unwrap_or(0);
        for level in 1..=said.min(self.ladder.levels.len()) {
            roles.entry(level).or_insert_with(|| self.role(title, level, (&family, &track)));
        }
        let ids = roles.values().map(|role| role.id.clone()).collect();
        self.ladder.tracks.push(ImportedTrack {
            id: track,
            title: title.clone(),
            family,
            roles: ids,
            ..ImportedTrack::default()
        });
        self.ladder.roles.extend(roles.into_values());
    }

    /// A framework that is a text with headings.
    fn plain(&mut self, input: &Input, title: &str, body: &str, notes: &mut Notes) {
        let group =
            input.relative.rsplit_once('/').map_or("", |(folder, _)| folder.rsplit('/').next().unwrap_or_default());
        let family = self.family(group);
        let track = self.tracks.claim(title, &family);
        let mut ids = Vec::new();
        for section in outline::markdown::parse(body).sections {
            let number = section.title.trim_start_matches(|sign: char| !sign.is_ascii_digit());
            let levels = 1..=self.ladder.levels.len();
            let Some(level) = number.parse::<usize>().ok().filter(|level| levels.contains(level)) else {
                let message = format!("the section `{}` is about no level, so it was left out", section.title);
                notes.problem(&input.path, message);
                continue;
            };
            let mut role = self.role(title, level, (&family, &track));
            for topic in &section.sections {
                let id = self.topic(key(&topic.title), name(&topic.title));
                self.hold(key(&topic.title), &track);
                let statements = topic.statements();
                notes.count(statements.len(), "criteria");
                if !statements.is_empty() {
                    role.responsibilities.push(ImportedSubject { statements, ..ImportedSubject::of(id) });
                }
            }
            ids.push(role.id.clone());
            self.ladder.roles.push(role);
        }
        if !ids.is_empty() {
            let title = title.to_owned();
            self.ladder.tracks.push(ImportedTrack { id: track, title, family, roles: ids, ..ImportedTrack::default() });
        }
    }

    /// The generic criteria, as a grid of each topic: for the tracks that have it. A topic that no framework has counts
    /// for none, and stays readable on its page.
    fn generic(&mut self, frameworks: &[MonzoFramework]) {
        let everyone = self.ladder.tracks.len();
        for topic in frameworks.iter().flat_map(MonzoFramework::topics) {
            let key = topic_key(topic);
            let tracks = self.holders.get(&key).filter(|tracks| tracks.len() < everyone).cloned().unwrap_or_default();
            let cells = list(topic, "content").iter().filter_map(|cell| Some((level_of(cell)?, statements(cell))));
            let known = self.topics.get_mut(&key).expect("every topic was made");
            known.levels.extend(cells.map(|(level, mut said)| {
                said.iter_mut().for_each(|statement| statement.tracks.clone_from(&tracks));
                (format!("level-{level}"), said)
            }));
        }
    }
}

fn topic_key(topic: &Value) -> String {
    key(text(topic, "name"))
}

fn level_of(cell: &Value) -> Option<usize> {
    data::scalar(cell, "level").parse().ok()
}

/// The criteria of a cell, with their examples.
fn statements(cell: &Value) -> Vec<ImportedStatement> {
    let mut all: Vec<ImportedStatement> = texts(cell, "criteria").into_iter().map(ImportedStatement::plain).collect();
    for criterion in list(cell, "exampleCriteria") {
        let text = text(criterion, "criteria");
        if !text.is_empty() {
            all.push(ImportedStatement {
                text: text.into(),
                examples: texts(criterion, "examples"),
                ..ImportedStatement::default()
            });
        }
    }
    all
}
