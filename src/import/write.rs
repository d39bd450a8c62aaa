//! A ladder printed as the files of a handbook, as a person would write them.
//!
//! The only place that decides folders, file names and the order of fields. Every text goes through
//! [`prose::inline`] or stays Markdown; which of its links may stay was decided by [`super::links`].

use std::collections::BTreeMap;

use serde_json::Value;

use super::emit::Yaml;
use super::model::{
    Common, ImportedFamily, ImportedInterview, ImportedLevel, ImportedNeed, ImportedResource, ImportedRoadmap,
    ImportedRole, ImportedRound, ImportedScale, ImportedSharedResource, ImportedStage, ImportedStatement,
    ImportedSubject, ImportedTitled, ImportedTopic, ImportedTrack, Ladder,
};
use super::prose;
use super::text::one_line;

/// How entities are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileLayout {
    /// One file per entity.
    #[default]
    Files,
    /// One file per kind.
    Collections,
}

/// Every file, by its path below the handbook's root.
pub fn files(ladder: &Ladder, layout: FileLayout) -> BTreeMap<String, String> {
    let mut writer = LadderWriter { layout, files: BTreeMap::new(), collections: BTreeMap::new() };
    writer.files.insert("content/handbook.yaml".into(), handbook(ladder).document());
    if !ladder.pages.iter().any(|page| page.path == "index") {
        let home = Yaml::map().with("title", &ladder.title).front_matter(&ladder.home);
        writer.files.insert("content/index.md".into(), home);
    }
    if needs_level_files(ladder) {
        for (order, level) in (0..).zip(&ladder.levels) {
            let fields = self::level(level).with("order", Yaml::Number(order));
            writer.entity("levels", "", &level.id, common(fields, &level.common), &level.body);
        }
    }
    for family in &ladder.families {
        writer.entity("families", "", &family.id, self::family(family), &family.body);
    }
    for track in &ladder.tracks {
        let folder = folder([family_folder(ladder, &track.family)]);
        writer.entity("tracks", &folder, &track.id, self::track(track), &track.body);
    }
    for role in &ladder.roles {
        let track = if ladder.tracks.len() > 1 { role.tracks.first().map(String::as_str) } else { None };
        let folder = folder([family_folder(ladder, &role.family), track]);
        writer.entity("roles", &folder, &role.id, self::role(role), &role.body);
    }
    for skill in &ladder.skills {
        writer.entity("skills", "", &skill.id, topic(skill), &skill.body);
    }
    for responsibility in &ladder.responsibilities {
        writer.entity("responsibilities", "", &responsibility.id, topic(responsibility), &responsibility.body);
    }
    for roadmap in &ladder.roadmaps {
        writer.entity("roadmaps", "", &roadmap.id, self::roadmap(roadmap), &roadmap.body);
    }
    for interview in &ladder.interviews {
        writer.entity("interviews", "", &interview.id, self::interview(interview), &interview.body);
    }
    for resource in &ladder.resources {
        writer.entity("resources", "", &resource.id, shared_resource(resource), &resource.body);
    }
    for page in &ladder.pages {
        let fields = Yaml::map().with("title", &page.title).with("summary", text(&page.summary));
        let text = common(fields, &page.common).front_matter(&page.body);
        writer.files.insert(format!("content/{}.md", page.path), text);
    }
    writer.finish()
}

struct LadderWriter {
    layout: FileLayout,
    files: BTreeMap<String, String>,
    /// By kind: the entities in order.
    collections: BTreeMap<&'static str, Vec<(String, Yaml)>>,
}

impl LadderWriter {
    /// An entity: a Markdown file for a role, which is read as a text, and YAML for one that is mostly fields.
    fn entity(&mut self, kind: &'static str, folder: &str, id: &str, fields: Yaml, body: &str) {
        if self.layout == FileLayout::Collections {
            self.collections.entry(kind).or_default().push((id.to_owned(), fields.with("body", body)));
            return;
        }
        let (ending, text) = match kind {
            "roles" => ("md", fields.front_matter(body)),
            _ => ("yaml", fields.with("body", body).document()),
        };
        self.files.insert(format!("content/{kind}/{folder}{id}.{ending}"), text);
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

/// Whether a level says what a list in handbook.yaml has no room for.
fn needs_level_files(ladder: &Ladder) -> bool {
    ladder.levels.iter().any(|level| {
        !level.body.is_empty() || Common { aliases: Vec::new(), ..level.common.clone() } != Common::default()
    })
}

fn handbook(ladder: &Ladder) -> Yaml {
    let levels = if needs_level_files(ladder) { &[] } else { ladder.levels.as_slice() };
    let levels = levels.iter().map(|one| level(one).with("aliases", Yaml::texts(&one.common.aliases)));
    let bands = ladder.bands.iter().map(named);
    let terms = ladder.terms.iter().map(|(kind, forms)| (kind.clone(), words(forms)));
    let scales = ladder.scales.iter().map(|one| (one.id.clone(), scale(one))).collect();
    let themes = ladder.themes.iter().map(named);
    let language = if ladder.language.is_empty() { "en" } else { &ladder.language };
    Yaml::map()
        .with("title", &ladder.title)
        .with("description", &ladder.description)
        .with("organisation", &ladder.organisation)
        .with("base_url", &ladder.base_url)
        .with("language", language)
        .with("version", &ladder.version)
        .with("footer", text(&ladder.footer))
        .with("terms", Yaml::Map(terms.collect()))
        .with("scales", Yaml::Map(scales))
        .with("levels", Yaml::List(levels.collect()))
        .with("themes", Yaml::List(themes.collect()))
        .with("bands", Yaml::List(bands.collect()))
        .with("diagnostics", Yaml::Map(ladder.allowed.iter().map(|code| (code.clone(), Yaml::text("allow"))).collect()))
}

fn named(one: &ImportedTitled) -> Yaml {
    Yaml::map().with("id", &one.id).with("title", &one.title).with("summary", text(&one.summary))
}

fn scale(scale: &ImportedScale) -> Yaml {
    Yaml::map()
        .with("title", &scale.title)
        .with("summary", text(&scale.summary))
        .with("cumulative", Yaml::Flag(scale.cumulative))
        .with("steps", Yaml::List(scale.steps.iter().map(named).collect()))
}

fn level(level: &ImportedLevel) -> Yaml {
    Yaml::map()
        .with("id", &level.id)
        .with("title", &level.title)
        .with("code", &level.code)
        .with("summary", text(&level.summary))
        .with("scope", text(&level.scope))
        .with("autonomy", text(&level.autonomy))
        .with("impact", text(&level.impact))
        .with("facts", facts(&level.facts))
        .with("steps", words(&level.steps))
}

/// Words by key.
fn words(all: &[(String, String)]) -> Yaml {
    Yaml::Map(all.iter().map(|(key, word)| (key.clone(), word.into())).collect())
}

fn facts(facts: &[(String, String)]) -> Yaml {
    Yaml::Map(facts.iter().map(|(label, said)| (label.clone(), text(said))).collect())
}

fn family(family: &ImportedFamily) -> Yaml {
    let fields = Yaml::map()
        .with("title", &family.title)
        .with("summary", text(&family.summary))
        .with("skills", words(&family.skills));
    common(fields, &family.common)
}

fn track(track: &ImportedTrack) -> Yaml {
    let fields = Yaml::map()
        .with("title", &track.title)
        .with("family", &track.family)
        .with("kind", &track.kind)
        .with("summary", text(&track.summary))
        .with("primary_focus", text(&track.primary_focus))
        .with("cumulative", if track.cumulative { Yaml::Flag(true) } else { Yaml::map() })
        .with("skills", words(&track.skills))
        .with("shifts", Yaml::Map(track.shifts.iter().map(|(of, by)| (of.clone(), Yaml::Number(*by))).collect()))
        .with("roles", Yaml::texts(&track.roles));
    common(fields, &track.common)
}

fn role(role: &ImportedRole) -> Yaml {
    let subjects = role.responsibilities.iter().map(|one| (one.topic.clone(), subject(one)));
    let skills = role.skills.iter().map(|one| (one.subject.topic.clone(), need(one)));
    let moves = role.leads_to.iter().map(|next| {
        let fields = Yaml::map()
            .with("role", &next.role)
            .with("kind", if next.lateral { "lateral" } else { "" })
            .with("gate", &next.gate)
            .with("note", text(&next.note));
        value_of_only(fields)
    });
    let fields = Yaml::map()
        .with("title", &role.title)
        .with("family", &role.family)
        .with("track", one_or_list(&role.tracks))
        .with("level", &role.level)
        .with("code", &role.code)
        .with("summary", text(&role.summary))
        .with("facts", facts(&role.facts))
        .with("extends", one_or_list(&role.extends))
        .with("without", Yaml::texts(&role.without))
        .with("responsibilities", Yaml::Map(subjects.collect()))
        .with("skills", Yaml::Map(skills.collect()))
        .with("leads_to", Yaml::List(moves.collect()));
    common(fields, &role.common)
}

/// The only text itself, else the list.
fn one_or_list(texts: &[String]) -> Yaml {
    if let [only] = texts { only.into() } else { Yaml::texts(texts) }
}

/// The value of the only field itself, else all fields.
fn value_of_only(fields: Yaml) -> Yaml {
    match fields {
        Yaml::Map(mut fields) if fields.len() == 1 => fields.remove(0).1,
        fields => fields,
    }
}

/// The fields of every entity: other names after the title, the rest after the fields of its kind.
fn common(mut fields: Yaml, common: &Common) -> Yaml {
    let order = common.order.map_or_else(Yaml::map, Yaml::Number);
    if let Yaml::Map(entries) = &mut fields
        && !common.aliases.is_empty()
    {
        let after_title = entries.iter().position(|(key, _)| key == "title").map_or(0, |at| at + 1);
        let aliases = Yaml::texts(&common.aliases);
        entries.insert(after_title, ("aliases".into(), aliases));
    }
    fields
        .with("redirect_from", Yaml::texts(&common.redirect_from))
        .with("status", &common.status)
        .with("owner", &common.owner)
        .with("order", order)
        .with("ext", common.ext.as_ref().map_or_else(Yaml::map, extension))
}

fn subject(subject: &ImportedSubject) -> Yaml {
    let statements = statements(&subject.statements);
    if subject.summary.is_empty() && subject.examples.is_empty() {
        return statements;
    }
    // Without a summary only `statements:` tells that this is no statement itself.
    Yaml::map()
        .with("summary", text(&subject.summary))
        .with_all("statements", statements)
        .with("examples", lines(&subject.examples))
}

fn need(need: &ImportedNeed) -> Yaml {
    let ImportedNeed { subject, step, weight, note } = need;
    let more = Yaml::map()
        .with("step", step)
        .with("weight", weight)
        .with("note", text(note))
        .with("summary", text(&subject.summary))
        .with("statements", statements(&subject.statements))
        .with("examples", lines(&subject.examples));
    match &more {
        Yaml::Map(entries) if entries.len() == 1 && entries[0].0 == "step" => step.into(),
        _ => more,
    }
}

fn topic(topic: &ImportedTopic) -> Yaml {
    let cells = |cells: &[(String, Vec<ImportedStatement>)]| {
        let filled = cells.iter().filter(|(_, all)| !all.is_empty());
        Yaml::Map(filled.map(|(at, all)| (at.clone(), statements(all))).collect())
    };
    let fields = Yaml::map()
        .with("title", &topic.title)
        .with("theme", &topic.theme)
        .with("summary", text(&topic.summary))
        .with("scale", &topic.scale)
        .with("steps", cells(&topic.steps))
        .with("levels", cells(&topic.levels))
        .with("roles", cells(&topic.roles))
        .with("resources", resources(&topic.resources))
        .with("related", Yaml::texts(&topic.related));
    common(fields, &topic.common)
}

fn resources(all: &[ImportedResource]) -> Yaml {
    let one = |resource: &ImportedResource| {
        let fields = Yaml::map()
            .with("resource", &resource.shared)
            .with("title", &resource.title)
            .with("kind", &resource.kind)
            .with("author", &resource.author)
            .with("url", &resource.url)
            .with("step", &resource.step)
            .with("note", text(&resource.note));
        value_of_only(fields)
    };
    Yaml::List(all.iter().map(one).collect())
}

fn shared_resource(resource: &ImportedSharedResource) -> Yaml {
    let fields = Yaml::map()
        .with("title", &resource.title)
        .with("summary", text(&resource.summary))
        .with("kind", &resource.kind)
        .with("author", &resource.author)
        .with("url", &resource.url)
        .with("doi", &resource.doi)
        .with("language", &resource.language)
        .with("provider", &resource.provider);
    common(fields, &resource.common)
}

fn roadmap(roadmap: &ImportedRoadmap) -> Yaml {
    let stage = |stage: &ImportedStage| {
        Yaml::map()
            .with("title", &stage.title)
            .with("outcome", text(&stage.outcome))
            .with("duration", &stage.duration)
            .with("skills", words(&stage.skills))
            .with("responsibilities", Yaml::texts(&stage.responsibilities))
            .with("evidence", lines(&stage.evidence))
            .with("resources", resources(&stage.resources))
    };
    let fields = Yaml::map()
        .with("title", &roadmap.title)
        .with("summary", text(&roadmap.summary))
        .with("from", &roadmap.from)
        .with("to", &roadmap.to)
        .with("stages", Yaml::List(roadmap.stages.iter().map(stage).collect()));
    common(fields, &roadmap.common)
}

fn interview(interview: &ImportedInterview) -> Yaml {
    let question = |question: &super::model::ImportedQuestion| {
        Yaml::map()
            .with("ask", text(&question.ask))
            .with("looks_for", lines(&question.looks_for))
            .with("follow_ups", lines(&question.follow_ups))
    };
    let round = |round: &ImportedRound| {
        Yaml::map()
            .with("title", &round.title)
            .with("minutes", round.minutes.parse().map_or_else(|_| Yaml::map(), Yaml::Number))
            .with("summary", text(&round.summary))
            .with("assesses", Yaml::texts(&round.assesses))
            .with("questions", Yaml::List(round.questions.iter().map(question).collect()))
            .with("rubric", facts(&round.rubric))
    };
    let fields = Yaml::map()
        .with("title", &interview.title)
        .with("summary", text(&interview.summary))
        .with("for", Yaml::texts(&interview.roles))
        .with("rounds", Yaml::List(interview.rounds.iter().map(round).collect()));
    common(fields, &interview.common)
}

/// A list of sentences.
fn lines(all: &[String]) -> Yaml {
    Yaml::List(all.iter().map(|one| text(one)).collect())
}

fn statements(all: &[ImportedStatement]) -> Yaml {
    Yaml::List(all.iter().map(statement).collect())
}

fn statement(statement: &ImportedStatement) -> Yaml {
    let ImportedStatement { id, text: sentence, points, examples, band, tracks, families } = statement;
    if *statement == ImportedStatement::plain(sentence) {
        return text(sentence);
    }
    Yaml::map()
        .with("id", id)
        .with("text", text(sentence))
        .with("points", lines(points))
        .with("examples", lines(examples))
        .with("band", band)
        .with("tracks", Yaml::texts(tracks))
        .with("families", Yaml::texts(families))
}

/// A sentence: on one line, and with marks of Markdown escaped.
fn text(sentence: &str) -> Yaml {
    if !sentence.contains(['\n', '\r']) {
        return Yaml::text(prose::inline(sentence.trim()));
    }
    Yaml::text(prose::inline(&one_line(sentence)))
}

/// What the model has no field for, as it is.
fn extension(value: &Value) -> Yaml {
    match value {
        Value::Null => Yaml::text(""),
        Value::Bool(flag) => Yaml::Flag(*flag),
        Value::Number(number) => Yaml::text(number.to_string()),
        Value::String(text) => text.into(),
        Value::Array(items) => Yaml::List(items.iter().map(extension).collect()),
        Value::Object(entries) => {
            Yaml::Map(entries.iter().map(|(key, value)| (key.clone(), extension(value))).collect())
        }
    }
}
