//! Decodes one entity from its fields and its text.
//!
//! Never refuses: an entity with mistakes is still an entity, so that one typo does not break every reference
//! to it.

use crate::content::{
    Data, Entity, Family, Grid, Id, Interview, Kind, LeadsTo, Level, MoveKind, Need, Prose, Question, Resource,
    Roadmap, Role, Round, SharedResource, Shift, Skill, SkillRule, Stage, Status, Subject, Topic, Track, Weight,
};
use crate::diagnostic::{Diagnostic, UNSAFE_LINK};
use crate::source::Spanned;

use super::config::{invalid, language};
use super::id;
use super::reader::{Reader, extension, key_reference, many, reference, spanned};
use super::yaml::{Node, Value};

/// Reads the entity of `kind` whose fields stand in `node`. The place of its id is where diagnostics about all of it
/// point. `text` is the Markdown below the front matter, if the file has one.
pub fn entity(kind: Kind, id: Spanned<Id>, node: &Node, text: Option<Prose>, reader: &mut Reader) -> Entity {
    let Spanned { value: id, span } = id;
    let owner = format!("{kind}:{id}");
    let data = match kind {
        Kind::Family => Data::Family(Family { skills: skill_rules(node) }),
        Kind::Track => Data::Track(track(node, reader)),
        Kind::Level => Data::Level(Box::new(level(node, reader))),
        Kind::Role => Data::Role(Box::new(role(node, &owner, reader))),
        Kind::Skill => Data::Skill(Box::new(skill(node, &id, &owner, reader))),
        Kind::Responsibility => Data::Responsibility(topic(node, &id, &owner, reader)),
        Kind::Roadmap => Data::Roadmap(roadmap(node, reader)),
        Kind::Interview => Data::Interview(interview(node, reader)),
        Kind::Resource => Data::Resource(Box::new(shared_resource(node, reader))),
        Kind::Page => Data::Page,
    };
    Entity {
        path: reader.path.clone(),
        span,
        title: reader.text(node, "title").unwrap_or_else(|| id.to_string()),
        id,
        aliases: reader.texts(node, "aliases"),
        redirect_from: redirect_from(kind, node, reader),
        summary: reader.inline(node, "summary"),
        status: match reader.text(node, "status").as_deref() {
            Some("draft") => Status::Draft,
            Some("retired") => Status::Retired,
            _ => Status::Active,
        },
        owner: reader.text(node, "owner"),
        order: reader.integer(node, "order"),
        layout: reader.spanned(node, "layout").filter(|_| kind == Kind::Page),
        body: text.unwrap_or_else(|| reader.markdown(node, "body")),
        ext: node.get("ext").map(extension),
        data,
    }
}

/// The old ids that can stand in an address; the others are reported.
fn redirect_from(kind: Kind, node: &Node, reader: &mut Reader) -> Vec<Spanned<String>> {
    let written = reader.texts(node, "redirect_from");
    let valid = written.into_iter().filter_map(|old| {
        let value = id::old(reader.path, kind, &old, reader.diagnostics)?;
        Some(Spanned::new(value, old.span))
    });
    valid.collect()
}

fn track(node: &Node, reader: &mut Reader) -> Track {
    Track {
        kind: reader.text(node, "kind").unwrap_or_else(|| "individual".into()),
        primary_focus: reader.inline(node, "primary_focus"),
        family: reader.reference(node, "family"),
        cumulative: reader.boolean(node, "cumulative").unwrap_or(false),
        skills: skill_rules(node),
        shifts: shifts(node),
        roles: reader.references(node, "roles"),
    }
}

/// The skills that the roles of a family or track need.
fn skill_rules(node: &Node) -> Vec<SkillRule> {
    let rules = node.entries_of("skills").iter().filter_map(|(key, value)| {
        let weight = Weight::from_name(value.as_text()?.value.trim())?;
        Some(SkillRule { skill: key_reference(key), weight })
    });
    rules.collect()
}

fn shifts(node: &Node) -> Vec<Shift> {
    let shifts = node.entries_of("shifts").iter().filter_map(|(key, value)| {
        let by = value.as_text()?.value.trim().parse().ok()?;
        Some(Shift { of: key_reference(key), by })
    });
    shifts.collect()
}

/// The fields that only levels have.
pub fn level(node: &Node, reader: &mut Reader) -> Level {
    Level {
        code: reader.text(node, "code"),
        facts: reader.facts(node),
        steps: Weight::ALL
            .into_iter()
            .filter_map(|weight| Some((weight, reader.reference(node.get("steps")?, weight.name())?)))
            .collect(),
        scope: reader.inline(node, "scope"),
        autonomy: reader.inline(node, "autonomy"),
        impact: reader.inline(node, "impact"),
    }
}

fn role(node: &Node, owner: &str, reader: &mut Reader) -> Role {
    let mut role = Role {
        family: reader.reference(node, "family"),
        tracks: reader.references(node, "track"),
        level: reader.reference(node, "level"),
        code: reader.text(node, "code"),
        facts: reader.facts(node),
        extends: reader.references(node, "extends"),
        without: reader.texts(node, "without"),
        ..Role::default()
    };
    for (key, value) in node.entries_of("responsibilities") {
        let topic = key_reference(key);
        let whole = value.get("summary").or_else(|| value.get("statements")).is_some();
        let statements = if whole { value.get("statements") } else { Some(value) };
        let statements =
            statements.map_or_else(Vec::new, |value| reader.statements(value, &format!("{owner}/{}", key.name), ""));
        let summary = reader.inline(value, "summary");
        let examples = if whole { reader.inlines(value, "examples") } else { Vec::new() };
        role.responsibilities.push(Subject { topic, summary, examples, statements });
    }
    for (key, value) in node.entries_of("skills") {
        let skill = key_reference(key);
        role.skills.push(Need {
            skill,
            step: reference(value).or_else(|| reader.reference(value, "step")),
            weight: reader.text(value, "weight"),
            note: reader.inline(value, "note"),
            summary: reader.inline(value, "summary"),
            examples: reader.inlines(value, "examples"),
            statements: value.get("statements").map_or_else(Vec::new, |statements| {
                reader.statements(statements, &format!("{owner}/{}", key.name), "")
            }),
        });
    }
    for item in many(node.get("leads_to")) {
        if let Some(role_id) = reference(item).or_else(|| reader.reference(item, "role")) {
            role.leads_to.push(LeadsTo {
                role: role_id,
                kind: match reader.text(item, "kind").as_deref() {
                    Some("lateral") => MoveKind::Lateral,
                    _ => MoveKind::Promotion,
                },
                gate: reader.text(item, "gate"),
                note: reader.inline(item, "note"),
            });
        }
    }
    role
}

fn topic(node: &Node, id: &str, owner: &str, reader: &mut Reader) -> Topic {
    let prefix = format!("{id}.");
    let mut grids = Vec::new();
    for (axis, key) in [(Kind::Level, "levels"), (Kind::Role, "roles")] {
        let cells = reader.cells(node, key, owner, &prefix);
        if !cells.is_empty() {
            grids.push(Grid { axis, cells });
        }
    }
    Topic {
        theme: reader.spanned(node, "theme"),
        grids,
        resources: resources(node, reader),
        related: reader.references(node, "related"),
    }
}

/// The resources under `resources`.
fn resources(node: &Node, reader: &mut Reader) -> Vec<Resource> {
    many(node.get("resources")).iter().filter_map(|item| resource(item, reader)).collect()
}

fn resource(node: &Node, reader: &mut Reader) -> Option<Resource> {
    if let Some(title) = spanned(node) {
        let shared = reference(node).filter(|name| id::is_id(&name.value));
        return Some(Resource { shared, title: title.value, ..Resource::default() });
    }
    let shared = reader.reference(node, "resource");
    Some(Resource {
        title: if shared.is_some() { String::new() } else { reader.text(node, "title")? },
        shared,
        kind: reader.text(node, "kind"),
        author: reader.text(node, "author"),
        url: checked_url(node, reader),
        step: reader.reference(node, "step"),
        note: reader.inline(node, "note"),
    })
}

fn skill(node: &Node, id: &str, owner: &str, reader: &mut Reader) -> Skill {
    Skill {
        topic: topic(node, id, owner, reader),
        scale: reader.reference(node, "scale"),
        steps: reader.cells(node, "steps", owner, &format!("{id}.")),
    }
}

fn roadmap(node: &Node, reader: &mut Reader) -> Roadmap {
    let nowhere = || Spanned::new("".into(), node.span);
    Roadmap {
        from: reader.reference(node, "from").unwrap_or_else(nowhere),
        to: reader.reference(node, "to").unwrap_or_else(nowhere),
        stages: many(node.get("stages")).iter().filter_map(|item| stage(item, reader)).collect(),
    }
}

fn stage(node: &Node, reader: &mut Reader) -> Option<Stage> {
    Some(Stage {
        title: title(node, reader)?,
        outcome: reader.inline(node, "outcome"),
        duration: reader.text(node, "duration"),
        skills: node
            .entries_of("skills")
            .iter()
            .filter_map(|(key, step)| Some((key_reference(key), reference(step)?)))
            .collect(),
        responsibilities: reader.references(node, "responsibilities"),
        evidence: reader.inlines(node, "evidence"),
        resources: resources(node, reader),
    })
}

fn shared_resource(node: &Node, reader: &mut Reader) -> SharedResource {
    SharedResource {
        kind: reader.text(node, "kind"),
        author: reader.text(node, "author"),
        url: checked_url(node, reader).filter(|url| is_web_address(&url.value)),
        doi: doi(node, reader),
        language: language(node, reader),
        provider: reader.text(node, "provider"),
    }
}

/// The identifier without the address that it is often written with. The form is that of the DOI Handbook
/// (<https://www.doi.org/doi-handbook/HTML/>): `10.`, the registrant, a slash and a name.
fn doi(node: &Node, reader: &mut Reader) -> Option<String> {
    let written = reader.spanned(node, "doi")?;
    let prefixes = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    let doi = prefixes.iter().find_map(|prefix| written.value.strip_prefix(prefix)).unwrap_or(&written.value).trim();
    let parts = doi.strip_prefix("10.").and_then(|rest| rest.split_once('/'));
    let is_doi = parts.is_some_and(|(registrant, name)| {
        registrant.starts_with(|first: char| first.is_ascii_digit())
            && !name.is_empty()
            && !doi.chars().any(|character| character.is_whitespace() || character.is_control())
    });
    if !is_doi {
        let message = format!("`{}` is not a DOI", written.value);
        invalid(reader, written.span, message, "expected an identifier such as 10.1109/52.536462");
    }
    is_doi.then(|| doi.to_owned())
}

fn interview(node: &Node, reader: &mut Reader) -> Interview {
    Interview {
        roles: reader.references(node, "for"),
        rounds: many(node.get("rounds")).iter().filter_map(|item| round(item, reader)).collect(),
    }
}

fn round(node: &Node, reader: &mut Reader) -> Option<Round> {
    let title = title(node, reader)?;
    let mut questions = Vec::new();
    for item in many(node.get("questions")) {
        let ask = match item.value {
            Value::Map(_) => reader.inline(item, "ask"),
            _ => reader.prose(item),
        };
        if let Some(ask) = ask {
            let (looks_for, follow_ups) = (reader.inlines(item, "looks_for"), reader.inlines(item, "follow_ups"));
            questions.push(Question { ask, looks_for, follow_ups });
        }
    }
    let rubric = node.entries_of("rubric").iter();
    let rubric = rubric.filter_map(|(key, value)| Some((key.name.clone(), reader.prose(value)?))).collect();
    Some(Round {
        title,
        minutes: reader.integer(node, "minutes"),
        summary: reader.inline(node, "summary"),
        assesses: many(node.get("assesses")).iter().filter_map(spanned).collect(),
        questions,
        rubric,
    })
}

/// The title of a part of an entity. One without was reported, and what else is wrong with it should be too.
fn title(node: &Node, reader: &Reader) -> Option<String> {
    matches!(node.value, Value::Map(_)).then(|| reader.text(node, "title").unwrap_or_else(|| "?".into()))
}

/// The address under `url`. Resources lead out of the handbook: anything but a web address is reported.
fn checked_url(node: &Node, reader: &mut Reader) -> Option<Spanned<String>> {
    let url = reader.spanned(node, "url")?;
    if !is_web_address(&url.value) {
        reader.diagnostics.push(
            Diagnostic::at(UNSAFE_LINK, reader.path, url.span, "`url` is not a web address")
                .label("expected https://…")
                .help("Write the whole address, beginning with https:// or http://."),
        );
    }
    Some(url)
}

/// Whether `url` is an absolute http(s) address without white space or control characters.
pub fn is_web_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.chars().any(|character| character.is_whitespace() || character.is_control())
}
