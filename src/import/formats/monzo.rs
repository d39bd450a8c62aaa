//! Monzo's progression frameworks: topics with criteria by level, as YAML in the front matter of Markdown files.
//!
//! A framework becomes a track with one role per level. A topic becomes a responsibility that frameworks share by name.
//! The generic framework's criteria count for every framework that has a topic of the same name.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::content::strings::capitalised;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::data::{self, list, text, texts};
use crate::import::input::Input;
use crate::import::model::{Family, Ladder, Level, Role, Statement, Subject, Topic, Track};
use crate::import::notes::Notes;
use crate::import::slug::Slugs;
use crate::import::text::{key, name};
use crate::import::{Format, Mapping, outline};
use crate::source::Place;

/// See the module.
pub struct Monzo;

impl Format for Monzo {
    fn name(&self) -> &'static str {
        "monzo"
    }

    fn about(&self) -> &'static str {
        "frameworks of topics with criteria by level, in the front matter of Markdown files"
    }

    fn detect(&self, inputs: &[Input]) -> Option<String> {
        let found = inputs.iter().filter(|input| input.ending() == "md").find(|input| {
            let text = input.peek().unwrap_or_default();
            text.starts_with("---")
                && text.contains("\ntopics:")
                && text.contains("\nlevels:")
                && text.to_lowercase().contains("criteria:")
        })?;
        Some(format!("the front matter of {} holds topics with criteria by level", found.path))
    }

    fn read(&self, inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<Ladder> {
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
                frameworks.push(Framework { input, title, value });
            }
        }
        let mut ladder = Ladder { title: "Progression frameworks".into(), ..Ladder::default() };
        let mut made = Made::new(&frameworks, &mut ladder, notes);
        for framework in frameworks.iter().filter(|framework| !framework.is_generic()) {
            made.framework(framework, &mut ladder, notes);
        }
        for (input, title, body) in plain {
            made.plain(input, &title, &body, &mut ladder, notes);
        }
        made.generic(&frameworks, &mut ladder);
        ladder.responsibilities = made.topics.into_values().collect();
        ladder.responsibilities.sort_by(|one, other| one.title.cmp(&other.title));
        (!ladder.roles.is_empty()).then_some(ladder)
    }
}

struct Framework<'a> {
    input: &'a Input,
    title: String,
    value: Value,
}

impl Framework<'_> {
    fn is_generic(&self) -> bool {
        self.input.stem() == "generic"
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

struct Made {
    topics: BTreeMap<String, Topic>,
    topic_ids: Slugs,
    roles: Slugs,
    tracks: Slugs,
    families: BTreeMap<String, String>,
    family_ids: Slugs,
    /// Which tracks have a topic, by the topic's key.
    holders: BTreeMap<String, Vec<String>>,
}

impl Made {
    fn new(frameworks: &[Framework], ladder: &mut Ladder, notes: &mut Notes) -> Self {
        let mut topics = BTreeMap::new();
        let mut topic_ids = Slugs::default();
        // A topic without a title of its own has the one that another framework, the generic one first, gives it.
        let generic_first =
            frameworks.iter().filter(|one| one.is_generic()).chain(frameworks.iter().filter(|one| !one.is_generic()));
        let all: Vec<&Value> = generic_first.flat_map(|framework| list(&framework.value, "topics")).collect();
        for topic in &all {
            let key = topic_key(topic);
            if topics.contains_key(&key) {
                continue;
            }
            let titled = all.iter().find(|other| topic_key(other) == key && !text(other, "title").is_empty());
            let title =
                titled.map_or_else(|| capitalised(text(topic, "name").trim()), |topic| name(text(topic, "title")));
            let id = topic_ids.claim(&title, "topic");
            topics.insert(key, Topic { id, title, ..Topic::default() });
        }
        let highest = frameworks.iter().flat_map(|framework| list(&framework.value, "topics"));
        let highest = highest.flat_map(|topic| list(topic, "content")).filter_map(level_of).max().unwrap_or(0);
        for number in 1..=highest {
            ladder.levels.push(Level {
                id: format!("level-{number}"),
                title: format!("Level {number}"),
                ..Level::default()
            });
        }
        let criteria = frameworks.iter().flat_map(|framework| list(&framework.value, "topics"));
        let criteria = criteria.flat_map(|topic| list(topic, "content"));
        notes.count(criteria.map(|cell| statements(cell).len()).sum(), "criteria");
        let (roles, tracks, families, family_ids, holders) = Default::default();
        Self { topics, topic_ids, roles, tracks, families, family_ids, holders }
    }

    fn family(&mut self, group: &str, ladder: &mut Ladder) -> String {
        if group.is_empty() {
            return String::new();
        }
        let id = self.families.entry(group.to_lowercase()).or_insert_with(|| {
            let id = self.family_ids.claim(group, "family");
            ladder.families.push(Family { id: id.clone(), title: capitalised(group.trim()), ..Family::default() });
            id
        });
        id.clone()
    }

    fn framework(&mut self, framework: &Framework, ladder: &mut Ladder, notes: &mut Notes) {
        let Framework { input, title, value } = framework;
        let family = self.family(text(value, "sidebarGroup"), ladder);
        let track = self.tracks.claim(title, &family);
        let mut roles: BTreeMap<usize, Role> = BTreeMap::new();
        for topic in list(value, "topics") {
            let key = topic_key(topic);
            let holders = self.holders.entry(key.clone()).or_default();
            if !holders.contains(&track) {
                holders.push(track.clone());
            }
            let id = self.topics[&key].id.clone();
            for cell in list(topic, "content") {
                let Some(level) = level_of(cell) else {
                    let message =
                        format!("a cell of `{}` names no level, so its criteria were left out", text(topic, "name"));
                    notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
                    continue;
                };
                let role = roles.entry(level).or_insert_with(|| self.roles.role(title, level, (&family, &track)));
                let said = statements(cell);
                if said.is_empty() {
                    continue;
                }
                match role.responsibilities.iter_mut().find(|subject| subject.topic == id) {
                    Some(subject) => subject.statements.extend(said),
                    None => role.responsibilities.push(Subject {
                        topic: id.clone(),
                        statements: said,
                        ..Subject::default()
                    }),
                }
            }
        }
        // Levels that only the generic framework speaks of.
        let said: usize = data::scalar(value, "levels").parse().unwrap_or(0);
        for level in 1..=said.min(ladder.levels.len()) {
            roles.entry(level).or_insert_with(|| self.roles.role(title, level, (&family, &track)));
        }
        let ids = roles.values().map(|role| role.id.clone()).collect();
        ladder.tracks.push(Track { id: track, title: title.clone(), family, roles: ids, ..Track::default() });
        ladder.roles.extend(roles.into_values());
    }

    /// A framework that is a text with headings.
    fn plain(&mut self, input: &Input, title: &str, body: &str, ladder: &mut Ladder, notes: &mut Notes) {
        let group =
            input.relative.rsplit_once('/').map_or("", |(folder, _)| folder.rsplit('/').next().unwrap_or_default());
        let tree = outline::markdown::parse(body);
        let family = self.family(group, ladder);
        let track = self.tracks.claim(title, &family);
        let mut ids = Vec::new();
        for section in &tree.sections {
            let number = section.title.trim_start_matches(|sign: char| !sign.is_ascii_digit());
            let Some(level) = number.parse::<usize>().ok().filter(|level| (1..=ladder.levels.len()).contains(level))
            else {
                let message = format!("the section `{}` is about no level, so it was left out", section.title);
                notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
                continue;
            };
            let mut role = self.roles.role(title, level, (&family, &track));
            for topic in &section.sections {
                let known = key(&topic.title);
                let id = match self.topics.get(&known) {
                    Some(topic) => topic.id.clone(),
                    None => {
                        let title = name(&topic.title);
                        let id = self.topic_ids.claim(&title, "topic");
                        self.topics.insert(known.clone(), Topic { id: id.clone(), title, ..Topic::default() });
                        id
                    }
                };
                let holders = self.holders.entry(known).or_default();
                if !holders.contains(&track) {
                    holders.push(track.clone());
                }
                let statements = topic.statements();
                notes.count(statements.len(), "criteria");
                if !statements.is_empty() {
                    role.responsibilities.push(Subject { topic: id, statements, ..Subject::default() });
                }
            }
            ids.push(role.id.clone());
            ladder.roles.push(role);
        }
        if !ids.is_empty() {
            ladder.tracks.push(Track { id: track, title: title.into(), family, roles: ids, ..Track::default() });
        }
    }

    /// The generic criteria, as a grid of each topic that some framework has.
    fn generic(&mut self, frameworks: &[Framework], ladder: &mut Ladder) {
        let everyone = ladder.tracks.len();
        for topic in frameworks.iter().filter(|one| one.is_generic()).flat_map(|one| list(&one.value, "topics")) {
            let key = topic_key(topic);
            let Some(tracks) = self.holders.get(&key) else {
                // No framework has the topic: it still counts for none, and stays readable on its page.
                let cells = list(topic, "content").iter().filter_map(|cell| Some((level_of(cell)?, statements(cell))));
                let known = self.topics.get_mut(&key).expect("every topic was made");
                known.levels = cells.map(|(level, said)| (format!("level-{level}"), said)).collect();
                continue;
            };
            let tracks = if tracks.len() == everyone { Vec::new() } else { tracks.clone() };
            let known = self.topics.get_mut(&key).expect("every topic was made");
            for cell in list(topic, "content") {
                let Some(level) = level_of(cell) else { continue };
                let mut said = statements(cell);
                said.iter_mut().for_each(|statement| statement.tracks.clone_from(&tracks));
                known.levels.push((format!("level-{level}"), said));
            }
        }
    }
}

impl Slugs {
    fn role(&mut self, framework: &str, level: usize, (family, track): (&str, &str)) -> Role {
        let title = format!("{framework} Level {level}");
        Role {
            id: self.claim(&title, family),
            title,
            family: family.into(),
            tracks: vec![track.into()],
            level: format!("level-{level}"),
            ..Role::default()
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
fn statements(cell: &Value) -> Vec<Statement> {
    let mut all: Vec<Statement> = texts(cell, "criteria").into_iter().map(Statement::plain).collect();
    for criterion in list(cell, "exampleCriteria") {
        let text = text(criterion, "criteria");
        if !text.is_empty() {
            all.push(Statement { text: text.into(), examples: texts(criterion, "examples"), ..Statement::default() });
        }
    }
    all
}
