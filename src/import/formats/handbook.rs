//! A handbook of rungs itself, as `rungs export json` and every built site hold it: `index.json`.
//!
//! What is computed (inherited expectations, implied moves, users of an entity) is left out, and what an author wrote is
//! taken as written.

use serde_json::Value;

use crate::content::Collation;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::feeds::index_json::FORMAT_VERSION;
use crate::import::data::{self, entries, list, scalar, text};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::{
    Common, ImportedFamily, ImportedInterview, ImportedLevel, ImportedMove, ImportedNeed, ImportedPage,
    ImportedQuestion, ImportedResource, ImportedRoadmap, ImportedRole, ImportedRound, ImportedScale,
    ImportedSharedResource, ImportedStage, ImportedStatement, ImportedSubject, ImportedTitled, ImportedTopic,
    ImportedTrack, Ladder,
};
use crate::import::notes::Notes;
use crate::import::{ImportFormat, Mapping};
use crate::source::Place;

/// See the module.
pub const HANDBOOK: ImportFormat =
    ImportFormat { name: "json", about: "a handbook's index.json, as `rungs export json` writes it", detect, read };

fn detect(inputs: &[Input]) -> Option<String> {
    let found = inputs.iter().find(|input| input.ending() == "json" && is_handbook(input))?;
    Some(format!("{} is the index.json of a handbook", found.path))
}

fn read(inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
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
        themes: entities("themes").map(named).collect(),
        bands: entities("bands").map(named).collect(),
        terms: entries(root, "terms").map(|(kind, _)| (kind.clone(), strings(&root["terms"], kind))).collect(),
        levels: entities("levels").map(level).collect(),
        families: entities("families")
            .map(|family| ImportedFamily {
                id: id(family),
                title: scalar(family, "title"),
                summary: markdown(family, "summary"),
                skills: strings(family, "skills"),
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
            .map(|page| ImportedPage {
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
    let lists: [Vec<ListedEntity>; 8] = [
        ladder.families.iter_mut().map(|one| ("", &*one.title, &mut one.common.order)).collect(),
        ladder.tracks.iter_mut().map(|one| ("", &*one.title, &mut one.common.order)).collect(),
        ladder.roles.iter_mut().map(|one| (&*one.level, &*one.title, &mut one.common.order)).collect(),
        ladder.skills.iter_mut().map(|one| (&*one.theme, &*one.title, &mut one.common.order)).collect(),
        ladder.responsibilities.iter_mut().map(|one| (&*one.theme, &*one.title, &mut one.common.order)).collect(),
        ladder.roadmaps.iter_mut().map(|one| ("", &*one.title, &mut one.common.order)).collect(),
        ladder.interviews.iter_mut().map(|one| ("", &*one.title, &mut one.common.order)).collect(),
        ladder.resources.iter_mut().map(|one| ("", &*one.title, &mut one.common.order)).collect(),
    ];
    lists.into_iter().for_each(|list| number(list, &collation));
}

/// An entity in its list: the level or theme within which it is sorted, its title, and its `order`.
type ListedEntity<'a> = (&'a str, &'a str, &'a mut Option<i64>);

/// Numbers the entities without an `order`, or all if that is not enough, unless they stand in order already.
fn number(mut entities: Vec<ListedEntity>, collation: &Collation) {
    let is_sorted = |entities: &[ListedEntity]| {
        let place = |(_, title, order): &ListedEntity| (order.unwrap_or(i64::MAX), collation.key(title));
        entities.is_sorted_by(|one, next| one.0 != next.0 || place(one) < place(next))
    };
    if is_sorted(&entities) {
        return;
    }
    let highest = entities.iter().filter_map(|(.., order)| **order).max().unwrap_or(0);
    for (next, (.., order)) in (1..).zip(entities.iter_mut().filter(|(.., order)| order.is_none())) {
        **order = Some(highest.saturating_add(next));
    }
    if !is_sorted(&entities) {
        (1..).zip(entities).for_each(|(next, (.., order))| *order = Some(next));
    }
}

fn id(value: &Value) -> String {
    scalar(value, "id")
}

/// What holds the text under a key: the Markdown of the object where the text has markup, else the object itself.
fn marked<'a>(object: &'a Value, key: &str) -> &'a Value {
    object.get("markdown").filter(|all| all.get(key).is_some()).unwrap_or(object)
}

/// The text under a key, as Markdown.
fn markdown(object: &Value, key: &str) -> String {
    marked(object, key).get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The texts of a list under a key, as Markdown.
fn markdowns(object: &Value, key: &str) -> Vec<String> {
    let all = object.get("markdown").map(|all| ids(all, key)).filter(|all| !all.is_empty());
    all.unwrap_or_else(|| ids(object, key))
}

fn body(entity: &Value) -> String {
    entity.get("body").and_then(Value::as_str).unwrap_or_default().trim_end_matches('\n').to_owned()
}

/// The texts by key of an object under a key.
fn strings(object: &Value, key: &str) -> Vec<(String, String)> {
    entries(object, key).filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned()))).collect()
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

fn named(value: &Value) -> ImportedTitled {
    ImportedTitled { id: id(value), title: scalar(value, "title"), summary: markdown(value, "summary") }
}

fn scale(value: &Value) -> ImportedScale {
    ImportedScale {
        id: id(value),
        title: scalar(value, "title"),
        summary: markdown(value, "summary"),
        cumulative: value.get("cumulative").and_then(Value::as_bool).unwrap_or(true),
        steps: list(value, "steps").iter().map(named).collect(),
    }
}

fn level(value: &Value) -> ImportedLevel {
    ImportedLevel {
        id: id(value),
        title: scalar(value, "title"),
        code: scalar(value, "code"),
        summary: markdown(value, "summary"),
        scope: markdown(value, "scope"),
        autonomy: markdown(value, "autonomy"),
        impact: markdown(value, "impact"),
        facts: strings(marked(value, "facts"), "facts"),
        steps: strings(value, "steps"),
        body: body(value),
        common: common(value),
    }
}

fn track(value: &Value) -> ImportedTrack {
    let kind = scalar(value, "kind");
    ImportedTrack {
        id: id(value),
        title: scalar(value, "title"),
        // The usual kind goes without saying.
        kind: if kind == "individual" { String::new() } else { kind },
        family: scalar(value, "family"),
        summary: markdown(value, "summary"),
        primary_focus: markdown(value, "primary_focus"),
        body: body(value),
        cumulative: value.get("cumulative").and_then(Value::as_bool).unwrap_or(false),
        skills: strings(value, "skills"),
        shifts: entries(value, "shifts").filter_map(|(of, by)| Some((of.clone(), by.as_i64()?))).collect(),
        roles: ids(value, "roles"),
        common: common(value),
    }
}

fn role(value: &Value) -> ImportedRole {
    let own_id = id(value);
    let mut role = ImportedRole {
        title: scalar(value, "title"),
        family: scalar(value, "family"),
        tracks: ids(value, "tracks"),
        level: scalar(value, "level"),
        code: scalar(value, "code"),
        summary: markdown(value, "summary"),
        body: body(value),
        facts: strings(marked(value, "facts"), "facts"),
        extends: ids(value, "extends"),
        without: ids(value, "without"),
        common: common(value),
        ..ImportedRole::default()
    };
    for need in list(value, "skills").iter().filter(|need| scalar(need, "from") == own_id) {
        role.skills.push(ImportedNeed {
            subject: ImportedSubject::of(scalar(need, "skill")),
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
        .map(|next| ImportedMove {
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
fn subject<'a>(role: &'a mut ImportedRole, value: &Value) -> &'a mut ImportedSubject {
    let topic = &value["topic"];
    let id = scalar(topic, "id");
    if text(topic, "kind") == "skill" { &mut role.need(&id).subject } else { role.responsibility(&id) }
}

/// A statement. Ids of grids and steps begin with that of their topic, which is `prefix`.
fn statement(value: &Value, prefix: &str) -> ImportedStatement {
    let id = if value.get("named") == Some(&Value::Bool(true)) { id(value) } else { String::new() };
    ImportedStatement {
        id: id.strip_prefix(prefix).map(str::to_owned).unwrap_or(id),
        text: markdown(value, "text"),
        points: markdowns(value, "points"),
        examples: markdowns(value, "examples"),
        band: scalar(value, "band"),
        tracks: ids(value, "only_on_tracks"),
        families: ids(value, "only_in_families"),
    }
}

fn topic(value: &Value) -> ImportedTopic {
    let id = id(value);
    let prefix = format!("{id}.");
    let cells = |key: &str| -> Vec<(String, Vec<ImportedStatement>)> {
        let cells = entries(value, key);
        cells.map(|(at, all)| (at.clone(), list(all, "").iter().map(|one| statement(one, &prefix)).collect())).collect()
    };
    ImportedTopic {
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

fn shared_resource(value: &Value) -> ImportedSharedResource {
    ImportedSharedResource {
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

fn resource(value: &Value) -> ImportedResource {
    ImportedResource {
        shared: scalar(value, "resource"),
        title: scalar(value, "title"),
        kind: scalar(value, "kind"),
        author: scalar(value, "author"),
        url: scalar(value, "url"),
        step: scalar(value, "step"),
        note: markdown(value, "note"),
    }
}

fn roadmap(value: &Value) -> ImportedRoadmap {
    let stage = |stage: &Value| ImportedStage {
        title: scalar(stage, "title"),
        outcome: markdown(stage, "outcome"),
        duration: scalar(stage, "duration"),
        skills: strings(stage, "skills"),
        responsibilities: ids(stage, "responsibilities"),
        evidence: markdowns(stage, "evidence"),
        resources: list(stage, "resources").iter().map(resource).collect(),
    };
    ImportedRoadmap {
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

fn interview(value: &Value) -> ImportedInterview {
    let question = |question: &Value| ImportedQuestion {
        ask: markdown(question, "ask"),
        looks_for: markdowns(question, "looks_for"),
        follow_ups: markdowns(question, "follow_ups"),
    };
    let round = |round: &Value| ImportedRound {
        title: scalar(round, "title"),
        minutes: scalar(round, "minutes"),
        summary: markdown(round, "summary"),
        assesses: list(round, "assesses")
            .iter()
            .map(|topic| format!("{}:{}", scalar(topic, "kind"), scalar(topic, "id")))
            .collect(),
        questions: list(round, "questions").iter().map(question).collect(),
        rubric: strings(marked(round, "rubric"), "rubric"),
    };
    ImportedInterview {
        id: id(value),
        title: scalar(value, "title"),
        summary: markdown(value, "summary"),
        body: body(value),
        roles: ids(value, "for"),
        rounds: list(value, "rounds").iter().map(round).collect(),
        common: common(value),
    }
}
