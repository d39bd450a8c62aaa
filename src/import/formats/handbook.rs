//! A handbook of rungs itself, as `rungs export json` and every built site hold it: `index.json`.
//!
//! What is computed (inherited expectations, implied moves, users of an entity) is left out, and what an author wrote is
//! taken as written.

use serde_json::Value;

use crate::content::Collation;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::feeds::index_json::FORMAT_VERSION;
use crate::import::data::{self, list, scalar, text};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::{
    Band, Common, Family, Interview, Ladder, Level, Move, Need, Page, Question, Resource, Roadmap, Role, Round, Scale,
    SharedResource, Stage, Statement, Step, Subject, Theme, Topic, Track,
};
use crate::import::notes::Notes;
use crate::import::{Format, Mapping};
use crate::source::Place;

/// See the module.
pub struct Handbook;

impl Format for Handbook {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "a handbook's index.json, as `rungs export json` writes it"
    }

    fn detect(&self, inputs: &[Input]) -> Option<String> {
        let found = inputs.iter().find(|input| input.ending() == "json" && is_handbook(input))?;
        Some(format!("{} is the index.json of a handbook", found.path))
    }

    fn read(&self, inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<Ladder> {
        self.read_linked(inputs, mapping, notes).map(|(ladder, _)| ladder)
    }

    fn read_linked(&self, inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
        let at = inputs.iter().position(is_handbook).unwrap_or(0);
        let input = inputs.get(at)?;
        let others = inputs.iter().enumerate().filter(|(other, _)| *other != at);
        others.for_each(|(_, other)| notes.skip(&other.path, "an import reads one handbook"));
        let root = data::json(input, notes)?;
        if text(&root, "format") != "rungs-handbook" {
            let message = "the file is no index.json of a handbook: its `format` is not `rungs-handbook`";
            notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
            return None;
        }
        let version = root.get("format_version").and_then(Value::as_u64).unwrap_or(0);
        if version != u64::from(FORMAT_VERSION) {
            let message =
                format!("the file has version {version} of the format; this rungs reads version {FORMAT_VERSION}");
            let help = "Export the handbook again with a rungs of the same version.";
            notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message).help(help));
            return None;
        }
        let mut ladder = ladder(&root);
        keep_order(&mut ladder);
        if !mapping.title.is_empty() {
            ladder.title.clone_from(&mapping.title);
        }
        let entities = ladder.roles.len() + ladder.skills.len() + ladder.responsibilities.len() + ladder.tracks.len();
        notes.count(entities, "roles, tracks, skills and responsibilities");
        Some((ladder, Targets::of_handbook()))
    }
}

fn is_handbook(input: &Input) -> bool {
    // The format is the first key of the file.
    let start = &input.bytes[..input.bytes.len().min(400)];
    String::from_utf8_lossy(start).contains("\"rungs-handbook\"")
}

fn ladder(root: &Value) -> Ladder {
    let entities = |key: &str| list(root, key).iter();
    Ladder {
        title: scalar(root, "title"),
        description: scalar(root, "description"),
        organisation: scalar(root, "organisation"),
        base_url: scalar(root, "base_url"),
        language: scalar(root, "language"),
        version: scalar(root, "version"),
        footer: markdown(root, "footer"),
        scales: entities("scales").map(scale).collect(),
        themes: entities("themes")
            .map(|theme| Theme { id: id(theme), title: scalar(theme, "title"), summary: markdown(theme, "summary") })
            .collect(),
        bands: entities("bands")
            .map(|band| Band { id: id(band), title: scalar(band, "title"), summary: markdown(band, "summary") })
            .collect(),
        terms: pairs(root.get("terms")).map(|(kind, words)| (kind.clone(), strings(words))).collect(),
        levels: entities("levels").map(level).collect(),
        families: entities("families")
            .map(|family| Family {
                id: id(family),
                title: scalar(family, "title"),
                summary: markdown(family, "summary"),
                skills: family.get("skills").map(strings).unwrap_or_default(),
                body: body(family),
                common: common(family),
            })
            .collect(),
        tracks: entities("tracks").map(track).collect(),
        roles: entities("roles").map(role).collect(),
        skills: entities("skills").map(topic).collect(),
        responsibilities: entities("responsibilities").map(topic).collect(),
        roadmaps: entities("roadmaps").map(roadmap).collect(),
        interviews: entities("interviews").map(interview).collect(),
        resources: entities("resources").map(shared_resource).collect(),
        pages: entities("pages")
            .map(|page| Page {
                path: id(page),
                title: scalar(page, "title"),
                summary: markdown(page, "summary"),
                body: body(page),
                common: common(page),
            })
            .collect(),
        ..Ladder::default()
    }
}

/// Gives entities an `order` where their titles do not give the order in which the file lists them: entities of one file
/// stand as they are written, and an import writes a file for each.
fn keep_order(ladder: &mut Ladder) {
    let collation = Collation::of(&ladder.language);
    let number = |entities: Vec<Listed>| number(entities, &collation);
    number(ladder.families.iter_mut().map(|one| Listed::new("", &one.title, &mut one.common)).collect());
    number(ladder.tracks.iter_mut().map(|one| Listed::new("", &one.title, &mut one.common)).collect());
    number(ladder.roles.iter_mut().map(|one| Listed::new(&one.level, &one.title, &mut one.common)).collect());
    number(ladder.skills.iter_mut().map(|one| Listed::new(&one.theme, &one.title, &mut one.common)).collect());
    number(
        ladder.responsibilities.iter_mut().map(|one| Listed::new(&one.theme, &one.title, &mut one.common)).collect(),
    );
    number(ladder.roadmaps.iter_mut().map(|one| Listed::new("", &one.title, &mut one.common)).collect());
    number(ladder.interviews.iter_mut().map(|one| Listed::new("", &one.title, &mut one.common)).collect());
    number(ladder.resources.iter_mut().map(|one| Listed::new("", &one.title, &mut one.common)).collect());
}

/// An entity in its list.
struct Listed<'a> {
    /// Entities are sorted within a level or theme.
    group: &'a str,
    title: &'a str,
    common: &'a mut Common,
}

impl<'a> Listed<'a> {
    fn new(group: &'a str, title: &'a str, common: &'a mut Common) -> Self {
        Self { group, title, common }
    }
}

/// Numbers the entities without an `order`, or all if that is not enough, unless they stand in order already.
fn number(mut entities: Vec<Listed>, collation: &Collation) {
    let is_sorted = |entities: &[Listed]| {
        let place = |one: &Listed| (one.common.order.unwrap_or(i64::MAX), collation.key(one.title));
        entities.is_sorted_by(|one, next| one.group != next.group || place(one) < place(next))
    };
    if is_sorted(&entities) {
        return;
    }
    let highest = entities.iter().filter_map(|one| one.common.order).max().unwrap_or(0);
    for (next, one) in (1..).zip(entities.iter_mut().filter(|one| one.common.order.is_none())) {
        one.common.order = Some(highest.saturating_add(next));
    }
    if !is_sorted(&entities) {
        (1..).zip(entities).for_each(|(next, one)| one.common.order = Some(next));
    }
}

fn id(value: &Value) -> String {
    scalar(value, "id")
}

/// The text under a key, as Markdown where it has markup.
fn markdown(object: &Value, key: &str) -> String {
    let marked = object.get("markdown").and_then(|all| all.get(key));
    marked.or_else(|| object.get(key)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The texts of a list under a key.
fn markdowns(object: &Value, key: &str) -> Vec<String> {
    let all = object.get("markdown").map(|all| list(all, key)).filter(|all| !all.is_empty());
    all.unwrap_or_else(|| list(object, key)).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The texts by label under a key.
fn labelled(object: &Value, key: &str) -> Vec<(String, String)> {
    let all = object.get("markdown").and_then(|all| all.get(key)).or_else(|| object.get(key));
    all.map(strings).unwrap_or_default()
}

fn body(entity: &Value) -> String {
    entity.get("body").and_then(Value::as_str).unwrap_or_default().trim_end_matches('\n').to_owned()
}

/// The entries of an object.
fn pairs(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The texts of an object, by key.
fn strings(value: &Value) -> Vec<(String, String)> {
    let texts = pairs(Some(value)).filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned())));
    texts.collect()
}

/// The ids in a list under a key.
fn ids(object: &Value, key: &str) -> Vec<String> {
    list(object, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn common(entity: &Value) -> Common {
    let status = scalar(entity, "status");
    Common {
        aliases: ids(entity, "aliases"),
        redirect_from: ids(entity, "redirect_from"),
        owner: scalar(entity, "owner"),
        status: if status == "active" { String::new() } else { status },
        order: entity.get("order").and_then(Value::as_i64),
        ext: entity.get("ext").cloned(),
    }
}

fn scale(value: &Value) -> Scale {
    let steps = list(value, "steps").iter();
    Scale {
        id: id(value),
        title: scalar(value, "title"),
        summary: markdown(value, "summary"),
        cumulative: value.get("cumulative").and_then(Value::as_bool).unwrap_or(true),
        steps: steps
            .map(|step| Step { id: id(step), title: scalar(step, "title"), summary: markdown(step, "summary") })
            .collect(),
    }
}

fn level(value: &Value) -> Level {
    Level {
        id: id(value),
        title: scalar(value, "title"),
        code: scalar(value, "code"),
        summary: markdown(value, "summary"),
        scope: markdown(value, "scope"),
        autonomy: markdown(value, "autonomy"),
        impact: markdown(value, "impact"),
        facts: labelled(value, "facts"),
        steps: value.get("steps").map(strings).unwrap_or_default(),
        body: body(value),
        common: common(value),
    }
}

fn track(value: &Value) -> Track {
    let kind = scalar(value, "kind");
    Track {
        id: id(value),
        title: scalar(value, "title"),
        // The usual kind goes without saying.
        kind: if kind == "individual" { String::new() } else { kind },
        family: scalar(value, "family"),
        summary: markdown(value, "summary"),
        primary_focus: markdown(value, "primary_focus"),
        body: body(value),
        cumulative: value.get("cumulative").and_then(Value::as_bool).unwrap_or(false),
        skills: value.get("skills").map(strings).unwrap_or_default(),
        shifts: pairs(value.get("shifts")).filter_map(|(of, by)| Some((of.clone(), by.as_i64()?))).collect(),
        roles: ids(value, "roles"),
        common: common(value),
    }
}

fn role(value: &Value) -> Role {
    let own_id = id(value);
    let mut role = Role {
        title: scalar(value, "title"),
        family: scalar(value, "family"),
        tracks: ids(value, "tracks"),
        level: scalar(value, "level"),
        code: scalar(value, "code"),
        summary: markdown(value, "summary"),
        body: body(value),
        facts: labelled(value, "facts"),
        extends: ids(value, "extends"),
        without: ids(value, "without"),
        common: common(value),
        ..Role::default()
    };
    for need in list(value, "skills").iter().filter(|need| scalar(need, "from") == own_id) {
        role.skills.push(Need {
            subject: Subject { topic: scalar(need, "skill"), ..Subject::default() },
            step: scalar(need, "step"),
            weight: scalar(need, "weight"),
            note: markdown(need, "note"),
        });
    }
    for expectation in list(value, "expectations") {
        if expectation.get("why").is_some_and(|why| text(why, "rule") == "own") {
            let statement = statement(expectation, "");
            subject(&mut role, expectation).statements.push(statement);
        }
    }
    for said in list(value, "topics") {
        let subject = subject(&mut role, said);
        subject.summary = markdown(said, "summary");
        subject.examples = markdowns(said, "examples");
    }
    let written = list(value, "leads_to").iter().filter(|next| next.get("implied") == Some(&Value::Bool(false)));
    role.leads_to = written
        .map(|next| Move {
            role: scalar(next, "role"),
            lateral: text(next, "kind") == "lateral",
            gate: scalar(next, "gate"),
            note: markdown(next, "note"),
        })
        .collect();
    role.id = own_id;
    role
}

/// What a role says under the topic that `value` names.
fn subject<'a>(role: &'a mut Role, value: &Value) -> &'a mut Subject {
    let topic = value.get("topic").unwrap_or(&Value::Null);
    let id = scalar(topic, "id");
    if text(topic, "kind") == "skill" {
        let at = role.skills.iter().position(|need| need.subject.topic == id).unwrap_or_else(|| {
            role.skills.push(Need { subject: Subject { topic: id, ..Subject::default() }, ..Need::default() });
            role.skills.len() - 1
        });
        return &mut role.skills[at].subject;
    }
    let at = role.responsibilities.iter().position(|said| said.topic == id).unwrap_or_else(|| {
        role.responsibilities.push(Subject { topic: id, ..Subject::default() });
        role.responsibilities.len() - 1
    });
    &mut role.responsibilities[at]
}

/// A statement. Ids of grids and steps begin with that of their topic, which is `prefix`.
fn statement(value: &Value, prefix: &str) -> Statement {
    let id = if value.get("named") == Some(&Value::Bool(true)) { id(value) } else { String::new() };
    Statement {
        id: id.strip_prefix(prefix).map(str::to_owned).unwrap_or(id),
        text: markdown(value, "text"),
        points: markdowns(value, "points"),
        examples: markdowns(value, "examples"),
        band: scalar(value, "band"),
        tracks: ids(value, "only_on_tracks"),
        families: ids(value, "only_in_families"),
    }
}

fn topic(value: &Value) -> Topic {
    let id = id(value);
    let prefix = format!("{id}.");
    let cells = |key: &str| -> Vec<(String, Vec<Statement>)> {
        let cells = pairs(value.get(key));
        cells.map(|(at, all)| (at.clone(), list(all, "").iter().map(|one| statement(one, &prefix)).collect())).collect()
    };
    Topic {
        title: scalar(value, "title"),
        theme: scalar(value, "theme"),
        summary: markdown(value, "summary"),
        body: body(value),
        scale: scalar(value, "scale"),
        steps: cells("steps"),
        levels: cells("by_level"),
        roles: cells("by_role"),
        resources: list(value, "resources").iter().map(resource).collect(),
        related: ids(value, "related"),
        common: common(value),
        id,
    }
}

fn shared_resource(value: &Value) -> SharedResource {
    SharedResource {
        id: id(value),
        title: scalar(value, "title"),
        summary: markdown(value, "summary"),
        body: body(value),
        kind: scalar(value, "kind"),
        author: scalar(value, "author"),
        url: scalar(value, "link"),
        doi: scalar(value, "doi"),
        language: scalar(value, "language"),
        provider: scalar(value, "provider"),
        common: common(value),
    }
}

fn resource(value: &Value) -> Resource {
    Resource {
        shared: scalar(value, "resource"),
        title: scalar(value, "title"),
        kind: scalar(value, "kind"),
        author: scalar(value, "author"),
        url: scalar(value, "url"),
        step: scalar(value, "step"),
        note: markdown(value, "note"),
    }
}

fn roadmap(value: &Value) -> Roadmap {
    let stage = |stage: &Value| Stage {
        title: scalar(stage, "title"),
        outcome: markdown(stage, "outcome"),
        duration: scalar(stage, "duration"),
        skills: stage.get("skills").map(strings).unwrap_or_default(),
        responsibilities: ids(stage, "responsibilities"),
        evidence: markdowns(stage, "evidence"),
        resources: list(stage, "resources").iter().map(resource).collect(),
    };
    Roadmap {
        id: id(value),
        title: scalar(value, "title"),
        summary: markdown(value, "summary"),
        body: body(value),
        from: scalar(value, "from"),
        to: scalar(value, "to"),
        stages: list(value, "stages").iter().map(stage).collect(),
        common: common(value),
    }
}

fn interview(value: &Value) -> Interview {
    let question = |question: &Value| Question {
        ask: markdown(question, "ask"),
        looks_for: markdowns(question, "looks_for"),
        follow_ups: markdowns(question, "follow_ups"),
    };
    let round = |round: &Value| Round {
        title: scalar(round, "title"),
        minutes: scalar(round, "minutes"),
        summary: markdown(round, "summary"),
        assesses: list(round, "assesses")
            .iter()
            .map(|topic| format!("{}:{}", scalar(topic, "kind"), scalar(topic, "id")))
            .collect(),
        questions: list(round, "questions").iter().map(question).collect(),
        rubric: labelled(round, "rubric"),
    };
    Interview {
        id: id(value),
        title: scalar(value, "title"),
        summary: markdown(value, "summary"),
        body: body(value),
        roles: ids(value, "for"),
        rounds: list(value, "rounds").iter().map(round).collect(),
        common: common(value),
    }
}
