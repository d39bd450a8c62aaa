//! `index.json`: the whole resolved handbook as data, with provenance. The format is described in
//! docs/index-json.md and versioned by `format_version`.

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::content::{Data, Entity, Extension, Fact, GridCell, Kind, Prose, Resource, Statement};
use crate::handbook::{Cell, CellAt, EntityId, Expectation, Handbook, Why};
use crate::source::Place;

use crate::page::Plan;
use crate::page::prose::entity_address;

/// The version of the format: raised by one when a reader of the old format would misread the new one.
pub const FORMAT_VERSION: u32 = 1;

/// Writes the handbook. `line` gives the line, from 1, of a place.
pub fn index_json(handbook: &Handbook, plan: &Plan, line: &Line) -> String {
    let writer = Writer { handbook, plan, line };
    let config = &handbook.config;
    let root = json!({
        "format": "rungs-handbook",
        "format_version": FORMAT_VERSION,
        "title": config.title,
        "description": config.description,
        "organisation": config.organisation,
        "version": config.version,
        "language": config.language,
        "base_url": config.base_url,
        "scales": config.scales.iter().map(|scale| json!({
            "id": &*scale.id.value,
            "title": scale.title,
            "cumulative": scale.cumulative,
            "steps": scale.steps.iter().map(|step| json!({
                "id": &*step.id.value,
                "title": step.title,
                "summary": plain(&step.summary),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "themes": config.themes.iter().map(|theme| json!({
            "id": &*theme.id.value,
            "title": theme.title,
            "summary": plain(&theme.summary),
        })).collect::<Vec<_>>(),
    });
    // Compact: tools read it, and at ten thousand entities the indentation would be half of it. Each entity becomes text
    // by itself, so that the tree of all of them is never in memory, and on all threads.
    let mut text = root.to_string();
    text.pop();
    for kind in Kind::ALL {
        let key = if kind == Kind::Page { "pages" } else { kind.folder() };
        let entities = handbook.sorted(kind).par_iter().map(|index| writer.entity(*index).to_string());
        let entities: Vec<String> = entities.collect();
        text.extend([",\"", key, "\":[", &entities.join(","), "]"]);
    }
    text.push_str("}\n");
    text
}

/// The line, from 1, of a place.
type Line<'a> = dyn Fn(&Place) -> Option<usize> + Sync + 'a;

struct Writer<'a> {
    handbook: &'a Handbook,
    plan: &'a Plan,
    line: &'a Line<'a>,
}

impl Writer<'_> {
    fn entity(&self, index: EntityId) -> Value {
        let handbook = self.handbook;
        let entity = handbook.get(index);
        let mut object = Map::new();
        object.insert("id".into(), json!(&*entity.id));
        object.insert("title".into(), json!(entity.title));
        object.insert("url".into(), json!(entity_address(handbook, index)));
        object.insert("summary".into(), json!(plain(&entity.summary)));
        let aliases: Vec<&str> = entity.aliases.iter().map(|alias| alias.value.as_str()).collect();
        if !aliases.is_empty() {
            object.insert("aliases".into(), json!(aliases));
        }
        object.insert("status".into(), json!(entity.status));
        if let Some(owner) = &entity.owner {
            object.insert("owner".into(), json!(owner));
        }
        if let Some(value) = &entity.ext {
            object.insert("ext".into(), extension(value));
        }
        object.insert("source".into(), self.place(&Place::at(&entity.path, entity.span)));
        self.add(index, entity, &mut object);
        let backlinks: Vec<Value> = handbook.backlinks(index).iter().map(|from| self.name(*from)).collect();
        object.insert("mentioned_by".into(), json!(backlinks));
        Value::Object(object)
    }

    fn add(&self, index: EntityId, entity: &Entity, object: &mut Map<String, Value>) {
        let handbook = self.handbook;
        let used_by = handbook.used_by(index);
        let mut put = |key: &str, value: Value| drop(object.insert(key.into(), value));
        match &entity.data {
            Data::Role(role) => {
                put("family", json!(handbook.family_of(index).map(|family| self.id(family))));
                put("tracks", self.ids(handbook.tracks_of(index)));
                put("level", json!(handbook.level_of(index).map(|level| self.id(level))));
                let extends = role.extends.iter().filter_map(|base| handbook.find(Kind::Role, &base.value));
                put("extends", self.ids(&extends.collect::<Vec<_>>()));
                put("code", json!(role.code));
                put("facts", facts(&role.facts));
                put("skills", self.needs(index));
                let expectations = handbook.anchors(index).names().zip(&handbook.resolved(index).expectations);
                put("expectations", expectations.map(|(anchor, one)| self.expectation(anchor, one)).collect());
                let next = handbook.moves_from(index).iter().map(|next| {
                    let written = handbook.written(next);
                    json!({
                        "role": self.id(next.to),
                        "kind": next.kind,
                        "implied": written.is_none(),
                        "gate": written.and_then(|written| written.gate.as_ref()),
                        "note": written.and_then(|written| plain(&written.note)),
                        "compare": self.plan.compare(index, next.to),
                    })
                });
                put("leads_to", next.collect());
            }
            Data::Track(track) => {
                put("kind", json!(track.kind.name()));
                put("primary_focus", json!(plain(&track.primary_focus)));
                put("family", json!(handbook.track_family(index).map(|family| self.id(family))));
                put("roles", self.ids(&handbook.rungs(index)));
            }
            Data::Family(_) => {
                put("tracks", self.ids(&used_by.tracks));
                put("roles", self.ids(&used_by.roles));
            }
            Data::Level(level) => {
                put("rank", json!(handbook.level_rank(index)));
                put("scope", json!(plain(&level.scope)));
                put("autonomy", json!(plain(&level.autonomy)));
                put("impact", json!(plain(&level.impact)));
                put("code", json!(level.code));
                put("facts", facts(&level.facts));
                put("roles", self.ids(&used_by.roles));
            }
            Data::Skill(skill) => {
                put("scale", json!(handbook.scale_of(skill).map(|scale| &*scale.id.value)));
                let cells = handbook.cells(index);
                let steps = skill.steps.iter().enumerate().map(|(number, step)| {
                    let shown = cells.iter().find(|cell| matches!(cell.at, CellAt::Step(_)) && cell.number == number);
                    (step.at.value.to_string(), self.statements(index, step, shown))
                });
                put("steps", Value::Object(steps.collect()));
                self.topic(index, entity, object);
            }
            Data::Responsibility(_) => self.topic(index, entity, object),
            Data::Roadmap(roadmap) => {
                put("from", json!(&*roadmap.from.value));
                put("to", json!(&*roadmap.to.value));
                let stages = roadmap.stages.iter().map(|stage| {
                    let skills = stage.skills.iter().map(|(skill, step)| (skill.value.to_string(), json!(&*step.value)));
                    json!({
                        "title": stage.title,
                        "outcome": plain(&stage.outcome),
                        "duration": stage.duration,
                        "skills": Value::Object(skills.collect()),
                        "responsibilities": stage.responsibilities.iter().map(|topic| &*topic.value).collect::<Vec<_>>(),
                        "evidence": stage.evidence.iter().map(|text| &text.plain).collect::<Vec<_>>(),
                        "resources": resources(&stage.resources),
                    })
                });
                put("stages", stages.collect());
            }
            Data::Interview(interview) => {
                put("for", json!(interview.roles.iter().map(|role| &*role.value).collect::<Vec<_>>()));
                let rounds = interview.rounds.iter().map(|round| {
                    let assesses = round.assesses.iter().filter_map(|name| handbook.assessed(&name.value).ok());
                    json!({
                        "title": round.title,
                        "minutes": round.minutes,
                        "summary": plain(&round.summary),
                        "assesses": assesses.map(|topic| self.name(topic)).collect::<Vec<_>>(),
                        "questions": round.questions.iter().map(|question| json!({
                            "ask": question.ask.plain,
                            "looks_for": question.looks_for.iter().map(|text| &text.plain).collect::<Vec<_>>(),
                            "follow_ups": question.follow_ups.iter().map(|text| &text.plain).collect::<Vec<_>>(),
                        })).collect::<Vec<_>>(),
                        "rubric": Value::Object(round.rubric.iter().map(|(mark, text)| (mark.clone(), json!(text.plain))).collect()),
                    })
                });
                put("rounds", rounds.collect());
            }
            Data::Page => {}
        }
    }

    fn topic(&self, index: EntityId, entity: &Entity, object: &mut Map<String, Value>) {
        let Some(topic) = entity.as_topic() else { return };
        object.insert("theme".into(), json!(topic.theme.as_ref().map(|theme| &theme.value)));
        let shown = self.handbook.cells(index);
        for (at, grid) in topic.grids.iter().enumerate() {
            let cells = grid.cells.iter().enumerate().map(|(number, cell)| {
                let shown = shown
                    .iter()
                    .find(|shown| matches!(shown.at, CellAt::Grid(of, _) if of == at) && shown.number == number);
                (cell.at.value.to_string(), self.statements(index, cell, shown))
            });
            object.insert(format!("by_{}", grid.axis.name()), Value::Object(cells.collect()));
        }
        object.insert("resources".into(), resources(&topic.resources));
        object.insert("related".into(), json!(topic.related.iter().map(|related| &*related.value).collect::<Vec<_>>()));
        object.insert("roles".into(), self.ids(&self.handbook.used_by(index).roles));
    }

    fn needs(&self, role: EntityId) -> Value {
        let handbook = self.handbook;
        let needs = handbook.resolved(role).needs.iter().map(|need| {
            let scale = handbook.skill(need.skill).and_then(|skill| handbook.scale_of(skill));
            let step = need.step.and_then(|step| scale?.steps.get(step)).map(|step| &*step.id.value);
            json!({
                "skill": self.id(need.skill),
                "step": step,
                "weight": need.weight,
                "note": plain(&need.note),
                "from": self.id(need.from),
            })
        });
        needs.collect()
    }

    fn expectation(&self, anchor: &str, expectation: &Expectation) -> Value {
        let handbook = self.handbook;
        let why = match expectation.why {
            Why::Own => json!({ "rule": "own" }),
            Why::Inherited(from) => json!({ "rule": "inherited", "from": self.name(from) }),
            Why::Grid(at) => json!({ "rule": "grid", "from": self.name(at) }),
            Why::Step(number) => {
                let scale = handbook.skill(expectation.topic).and_then(|skill| handbook.scale_of(skill));
                let step = scale.and_then(|scale| scale.steps.get(number)).map(|step| &*step.id.value);
                json!({ "rule": "step", "step": step })
            }
        };
        let mut value = statement(&expectation.statement, anchor);
        value["topic"] = self.name(expectation.topic);
        value["why"] = why;
        value["source"] = self.place(&expectation.place(handbook));
        value
    }

    /// The statements of a cell. One that names nothing known is not shown on the page of `owner`, so that its
    /// statements have no anchor.
    fn statements(&self, owner: EntityId, cell: &GridCell, shown: Option<&Cell>) -> Value {
        let path = &self.handbook.get(owner).path;
        let anchors = self.handbook.anchors(owner);
        let all = cell.statements.iter().enumerate().map(|(at, item)| {
            let anchor = shown.map_or("", |shown| anchors.name(shown.first + at));
            let mut value = statement(item, anchor);
            value["source"] = self.place(&Place::at(path, item.span));
            value
        });
        all.collect()
    }

    fn place(&self, place: &Place) -> Value {
        json!({ "path": &*place.path, "line": (self.line)(place) })
    }

    fn id(&self, index: EntityId) -> &str {
        &self.handbook.get(index).id
    }

    fn ids(&self, indices: &[EntityId]) -> Value {
        indices.iter().map(|index| Value::from(self.id(*index))).collect()
    }

    fn name(&self, index: EntityId) -> Value {
        json!({ "kind": self.handbook.get(index).kind().name(), "id": self.id(index) })
    }
}

fn statement(statement: &Statement, anchor: &str) -> Value {
    json!({
        "id": &*statement.id,
        "anchor": anchor,
        "text": statement.text.plain,
        "points": statement.points.iter().map(|point| &point.plain).collect::<Vec<_>>(),
        "band": statement.band.as_ref().map(|band| &*band.value),
        "examples": statement.examples.iter().map(|example| &example.plain).collect::<Vec<_>>(),
    })
}

fn facts(facts: &[Fact]) -> Value {
    Value::Object(facts.iter().map(|fact| (fact.label.value.clone(), json!(fact.text.plain))).collect())
}

/// What an author keeps under `ext:`, as JSON.
fn extension(value: &Extension) -> Value {
    match value {
        Extension::Text(text) => json!(text),
        Extension::List(items) => items.iter().map(extension).collect(),
        Extension::Map(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), extension(value))).collect())
        }
    }
}

fn resources(resources: &[Resource]) -> Value {
    let all = resources.iter().map(|resource| {
        json!({
            "title": resource.title,
            "kind": resource.kind,
            "author": resource.author,
            "url": resource.url.as_ref().map(|url| &url.value),
            "step": resource.step.as_ref().map(|step| &*step.value),
            "note": plain(&resource.note),
        })
    });
    all.collect()
}

fn plain(prose: &Option<Prose>) -> Option<&str> {
    prose.as_ref().map(|prose| prose.plain.as_str())
}
