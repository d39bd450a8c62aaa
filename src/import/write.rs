//! A ladder printed as the files of a handbook, as a person would write them.
//!
//! The only place that decides folders, file names and the order of fields. Every text goes through
//! [`prose::inline`] or stays Markdown; which of its links may stay was decided by [`super::links`].

use std::collections::BTreeMap;

use serde_json::Value;

use super::emit::Yaml;
use super::model::{Family, Ladder, Level, Need, Role, Scale, Statement, Subject, Topic, Track};
use super::prose;

/// How entities are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// One file per entity.
    #[default]
    Files,
    /// One file per kind.
    Collections,
}

/// Every file, by its path below the handbook's root.
pub fn files(ladder: &Ladder, layout: Layout) -> BTreeMap<String, String> {
    let mut writer = Writer { layout, files: BTreeMap::new(), collections: BTreeMap::new() };
    writer.files.insert("content/handbook.yaml".into(), handbook(ladder).document());
    let home = Yaml::map().with("title", ladder.title.as_str()).front_matter(&ladder.home);
    writer.files.insert("content/index.md".into(), home);
    for family in &ladder.families {
        writer.entity("families", "", &family.id, self::family(family), &family.body);
    }
    for track in &ladder.tracks {
        writer.entity(
            "tracks",
            &folder([family_folder(ladder, &track.family)]),
            &track.id,
            self::track(track),
            &track.body,
        );
    }
    for role in &ladder.roles {
        let track = if ladder.tracks.len() > 1 { role.tracks.first().map(String::as_str) } else { None };
        let folder = folder([family_folder(ladder, &role.family), track]);
        writer.markdown("roles", &folder, &role.id, self::role(role), &role.body);
    }
    for skill in &ladder.skills {
        writer.entity("skills", "", &skill.id, topic(skill), &skill.body);
    }
    for responsibility in &ladder.responsibilities {
        writer.entity("responsibilities", "", &responsibility.id, topic(responsibility), &responsibility.body);
    }
    for page in &ladder.pages {
        let text = Yaml::map().with("title", page.title.as_str()).front_matter(&page.body);
        writer.files.insert(format!("content/{}.md", page.path), text);
    }
    writer.finish()
}

struct Writer {
    layout: Layout,
    files: BTreeMap<String, String>,
    /// By kind: the entities in order.
    collections: BTreeMap<&'static str, Vec<(String, Yaml)>>,
}

impl Writer {
    /// An entity that is mostly fields: a YAML file.
    fn entity(&mut self, kind: &'static str, folder: &str, id: &str, fields: Yaml, body: &str) {
        let fields = fields.with("body", body);
        match self.layout {
            Layout::Files => drop(self.files.insert(format!("content/{kind}/{folder}{id}.yaml"), fields.document())),
            Layout::Collections => self.collections.entry(kind).or_default().push((id.to_owned(), fields)),
        }
    }

    /// An entity that is read as a text: a Markdown file.
    fn markdown(&mut self, kind: &'static str, folder: &str, id: &str, fields: Yaml, body: &str) {
        match self.layout {
            Layout::Files => {
                drop(self.files.insert(format!("content/{kind}/{folder}{id}.md"), fields.front_matter(body)))
            }
            Layout::Collections => {
                self.collections.entry(kind).or_default().push((id.to_owned(), fields.with("body", body)))
            }
        }
    }

    fn finish(mut self) -> BTreeMap<String, String> {
        for (kind, entities) in self.collections {
            self.files.insert(format!("content/{kind}.yaml"), Yaml::Map(entities).document());
        }
        self.files
    }
}

/// Families have folders where there are several.
fn family_folder<'a>(ladder: &'a Ladder, family: &'a str) -> Option<&'a str> {
    (ladder.families.len() > 1 && !family.is_empty()).then_some(family)
}

fn folder<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    parts.into_iter().flatten().map(|part| format!("{part}/")).collect()
}

fn handbook(ladder: &Ladder) -> Yaml {
    let scales = ladder.scales.iter().map(|one| (one.id.clone(), scale(one))).collect();
    let themes =
        ladder.themes.iter().map(|(id, title)| Yaml::map().with("id", id.as_str()).with("title", title.as_str()));
    let language = if ladder.language.is_empty() { "en" } else { &ladder.language };
    Yaml::map()
        .with("title", ladder.title.as_str())
        .with("description", ladder.description.as_str())
        .with("language", language)
        .with("version", ladder.version.as_str())
        .with("footer", text(&ladder.footer))
        .with("scales", Yaml::Map(scales))
        .with("levels", Yaml::List(ladder.levels.iter().map(level).collect()))
        .with("themes", Yaml::List(themes.collect()))
        .with("diagnostics", Yaml::Map(ladder.allowed.iter().map(|code| (code.clone(), Yaml::text("allow"))).collect()))
}

fn scale(scale: &Scale) -> Yaml {
    let step = |step: &super::model::Step| {
        Yaml::map().with("id", step.id.as_str()).with("title", step.title.as_str()).with("summary", text(&step.summary))
    };
    Yaml::map()
        .with("title", scale.title.as_str())
        .with("cumulative", Yaml::Flag(scale.cumulative))
        .with("steps", Yaml::List(scale.steps.iter().map(step).collect()))
}

fn level(level: &Level) -> Yaml {
    Yaml::map()
        .with("id", level.id.as_str())
        .with("title", level.title.as_str())
        .with("code", level.code.as_str())
        .with("summary", text(&level.summary))
        .with("scope", text(&level.scope))
        .with("autonomy", text(&level.autonomy))
        .with("impact", text(&level.impact))
        .with("facts", facts(&level.facts))
}

fn facts(facts: &[(String, String)]) -> Yaml {
    Yaml::Map(facts.iter().map(|(label, said)| (label.clone(), text(said))).collect())
}

fn family(family: &Family) -> Yaml {
    Yaml::map().with("title", family.title.as_str()).with("summary", text(&family.summary))
}

fn track(track: &Track) -> Yaml {
    Yaml::map()
        .with("title", track.title.as_str())
        .with("family", track.family.as_str())
        .with("kind", track.kind.as_str())
        .with("summary", text(&track.summary))
        .with("roles", Yaml::texts(track.roles.iter().map(String::as_str)))
}

fn role(role: &Role) -> Yaml {
    let tracks = match role.tracks.as_slice() {
        [only] => Yaml::text(only.as_str()),
        several => Yaml::texts(several.iter().map(String::as_str)),
    };
    let extends = match role.extends.as_slice() {
        [only] => Yaml::text(only.as_str()),
        several => Yaml::texts(several.iter().map(String::as_str)),
    };
    let subjects = role.responsibilities.iter().map(|one| (one.topic.clone(), subject(one)));
    let skills = role.skills.iter().map(|one| (one.subject.topic.clone(), need(one)));
    let moves = role.leads_to.iter().map(|next| match next.lateral {
        true => Yaml::map().with("role", next.role.as_str()).with("kind", "lateral"),
        false => Yaml::text(next.role.as_str()),
    });
    Yaml::map()
        .with("title", role.title.as_str())
        .with("aliases", Yaml::texts(role.aliases.iter().map(String::as_str)))
        .with("family", role.family.as_str())
        .with("track", tracks)
        .with("level", role.level.as_str())
        .with("code", role.code.as_str())
        .with("summary", text(&role.summary))
        .with("facts", facts(&role.facts))
        .with("extends", extends)
        .with("responsibilities", Yaml::Map(subjects.collect()))
        .with("skills", Yaml::Map(skills.collect()))
        .with("leads_to", Yaml::List(moves.collect()))
        .with("ext", extension(role.ext.as_ref()))
}

fn subject(subject: &Subject) -> Yaml {
    let statements = statements(&subject.statements);
    if subject.summary.is_empty() && subject.examples.is_empty() {
        return statements;
    }
    Yaml::map()
        .with("summary", text(&subject.summary))
        .with("statements", statements)
        .with("examples", Yaml::List(subject.examples.iter().map(|example| text(example)).collect()))
}

fn need(need: &Need) -> Yaml {
    let Need { subject, step, weight, note } = need;
    let more = Yaml::map()
        .with("step", step.as_str())
        .with("weight", weight.as_str())
        .with("note", text(note))
        .with("summary", text(&subject.summary))
        .with("statements", statements(&subject.statements))
        .with("examples", Yaml::List(subject.examples.iter().map(|example| text(example)).collect()));
    match &more {
        Yaml::Map(entries) if entries.len() == 1 && entries[0].0 == "step" => Yaml::text(step.as_str()),
        _ => more,
    }
}

fn topic(topic: &Topic) -> Yaml {
    let cells = |cells: &[(String, Vec<Statement>)]| {
        let filled = cells.iter().filter(|(_, all)| !all.is_empty());
        Yaml::Map(filled.map(|(at, all)| (at.clone(), statements(all))).collect())
    };
    let resources = topic.resources.iter().map(|(title, url)| match url.is_empty() {
        true => Yaml::text(title.as_str()),
        false => Yaml::map().with("title", title.as_str()).with("url", url.as_str()),
    });
    Yaml::map()
        .with("title", topic.title.as_str())
        .with("aliases", Yaml::texts(topic.aliases.iter().map(String::as_str)))
        .with("theme", topic.theme.as_str())
        .with("summary", text(&topic.summary))
        .with("scale", topic.scale.as_str())
        .with("steps", cells(&topic.steps))
        .with("levels", cells(&topic.levels))
        .with("roles", cells(&topic.roles))
        .with("resources", Yaml::List(resources.collect()))
        .with("ext", extension(topic.ext.as_ref()))
}

fn statements(all: &[Statement]) -> Yaml {
    Yaml::List(all.iter().map(statement).collect())
}

fn statement(statement: &Statement) -> Yaml {
    let Statement { id, text: sentence, points, examples, tracks } = statement;
    if id.is_empty() && points.is_empty() && examples.is_empty() && tracks.is_empty() {
        return text(sentence);
    }
    Yaml::map()
        .with("id", id.as_str())
        .with("text", text(sentence))
        .with("points", Yaml::List(points.iter().map(|point| text(point)).collect()))
        .with("examples", Yaml::List(examples.iter().map(|example| text(example)).collect()))
        .with("tracks", Yaml::texts(tracks.iter().map(String::as_str)))
}

/// A sentence: on one line, and without Markdown that nobody meant.
fn text(sentence: &str) -> Yaml {
    if !sentence.contains(['\n', '\r']) {
        return Yaml::text(prose::inline(sentence.trim()));
    }
    let line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    Yaml::text(prose::inline(&line))
}

fn extension(value: Option<&Value>) -> Yaml {
    fn yaml(value: &Value) -> Yaml {
        match value {
            Value::Null => Yaml::text(""),
            Value::Bool(flag) => Yaml::Flag(*flag),
            Value::Number(number) => Yaml::text(number.to_string()),
            Value::String(text) => Yaml::text(text.as_str()),
            Value::Array(items) => Yaml::List(items.iter().map(yaml).collect()),
            Value::Object(entries) => {
                Yaml::Map(entries.iter().map(|(key, value)| (key.clone(), yaml(value))).collect())
            }
        }
    }
    value.map_or_else(Yaml::map, yaml)
}
