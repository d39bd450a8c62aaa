//! `index.json`: the whole resolved handbook as data, with provenance. The format is described in
//! docs/index-json.md and versioned by `format_version`.

use rayon::prelude::*;
use serde::Serialize;

use crate::content::{
    Data, Entity, Extension, Fact, GridCell, Kind, Prose, Reference, Resource, Role, Round, SkillRule, Stage,
    Statement, Term,
};
use crate::handbook::{Cell, CellAt, EntityId, Expectation, Handbook, Why, titles};
use crate::source::Place;

use crate::page::Plan;
use crate::page::prose::entity_address;

use super::json::{Fields, Json};
use super::written;

/// The version of the format: raised by one when a reader of the old format would misread the new one.
pub const FORMAT_VERSION: u32 = 1;

/// Writes the handbook. `line` gives the line, from 1, of a place.
pub fn index_json(handbook: &Handbook, plan: &Plan, line: &LineOf) -> String {
    let writer = IndexWriter { handbook, plan, line };
    let config = &handbook.config;
    let mut root = Object::new(handbook, HANDBOOK);
    root.put("format", "rungs-handbook");
    root.put("format_version", FORMAT_VERSION);
    root.put("title", config.title.as_str());
    root.put("description", &config.description);
    root.put("organisation", &config.organisation);
    root.put("version", &config.version);
    root.put("language", config.language.as_str());
    root.put("base_url", &config.base_url);
    root.text("footer", &config.footer);
    root.map("terms", config.terms.iter().map(term).collect());
    root.list(
        "scales",
        config.scales.iter().map(|scale| {
            let mut object = Object::new(handbook, HANDBOOK);
            object.put("id", &*scale.id.value);
            object.put("title", scale.title.as_str());
            object.text("summary", &scale.summary);
            object.put("cumulative", scale.cumulative);
            object.list(
                "steps",
                scale.steps.iter().map(|step| titled(handbook, &step.id.value, &step.title, &step.summary)),
            );
            object.finish()
        }),
    );
    let themes = config.themes.iter();
    root.list("themes", themes.map(|theme| titled(handbook, &theme.id.value, &theme.title, &theme.summary)));
    let bands = config.bands.iter();
    root.list("bands", bands.map(|band| titled(handbook, &band.id.value, &band.title, &band.summary)));
    // Compact: tools read it, and at ten thousand entities the indentation would be half of it. Entities are written on all
    // threads.
    let kinds = Kind::ALL.map(|kind| {
        let key = if kind == Kind::Page { "pages" } else { kind.folder() };
        let entities = handbook.sorted(kind).par_iter().map(|index| writer.entity(*index));
        (key, entities.collect::<Vec<Json>>())
    });
    root.end_texts();
    let lengths = kinds.iter().flat_map(|(_, entities)| entities).map(|entity| entity.len() + 1);
    root.fields.reserve(lengths.sum::<usize>() + 64 * kinds.len());
    for (key, entities) in kinds {
        root.list(key, entities.into_iter());
    }
    let mut text = root.finish().into_bytes();
    text.push(b'\n');
    String::from_utf8(text).expect("JSON is text")
}

/// The file of the settings, which their texts are written in.
const HANDBOOK: &str = "content/handbook.yaml";

/// A step, theme or band.
fn titled(handbook: &Handbook, id: &str, title: &str, summary: &Option<Prose>) -> Json {
    let mut object = Object::new(handbook, HANDBOOK);
    object.put("id", id);
    object.put("title", title);
    object.text("summary", summary);
    object.finish()
}

/// The words for a kind, by form.
fn term((kind, term): &(Kind, Term)) -> (&'static str, Json) {
    let within = [("one_in_sentence", &term.one_in_sentence), ("other_in_sentence", &term.other_in_sentence)];
    let mut words = vec![("one", Json::of(&term.one)), ("other", Json::of(&term.other))];
    words.extend(within.into_iter().filter_map(|(form, word)| Some((form, Json::of(word.as_ref()?)))));
    (kind.name(), Json::map(words))
}

/// An object of the document. Texts are plain; of those that have markup, `markdown` holds the Markdown by key.
struct Object<'a> {
    handbook: &'a Handbook,
    /// The file that its texts are written in.
    path: &'a str,
    fields: Fields,
    markdown: Fields,
}

impl<'a> Object<'a> {
    fn new(handbook: &'a Handbook, path: &'a str) -> Self {
        Self { handbook, path, fields: Fields::default(), markdown: Fields::default() }
    }

    fn put(&mut self, key: &str, value: impl Serialize) {
        self.fields.put(key, value);
    }

    fn add(&mut self, key: &str, value: &Json) {
        self.fields.add(key, value);
    }

    fn map<K: AsRef<str>>(&mut self, key: &str, entries: Vec<(K, Json)>) {
        self.add(key, &Json::map(entries));
    }

    /// Adds a list, unless it is empty.
    fn some(&mut self, key: &str, all: Vec<&str>) {
        if !all.is_empty() {
            self.put(key, all);
        }
    }

    fn list(&mut self, key: &str, values: impl Iterator<Item = Json>) {
        self.fields.list(key, values);
    }

    /// Adds the skills that rules ask for with their weights, if there are any.
    fn skill_rules(&mut self, rules: &[SkillRule]) {
        if !rules.is_empty() {
            self.map("skills", rules.iter().map(|rule| (&*rule.skill.value, Json::of(rule.weight.name()))).collect());
        }
    }

    fn text(&mut self, key: &str, prose: &Option<Prose>) {
        match prose {
            Some(prose) => self.prose(key, prose),
            None => self.put(key, ()),
        }
    }

    fn prose(&mut self, key: &str, prose: &Prose) {
        let (markdown, plain) = (self.written(prose), self.plain(prose));
        if markdown != plain {
            self.markdown.put(key, markdown);
        }
        self.put(key, plain);
    }

    /// A list of texts. When one has markup, `markdown` holds all of them.
    fn proses(&mut self, key: &str, all: &[Prose]) {
        let plain: Vec<String> = all.iter().map(|prose| self.plain(prose)).collect();
        let markdown: Vec<String> = all.iter().map(|prose| self.written(prose)).collect();
        if markdown != plain {
            self.markdown.put(key, markdown);
        }
        self.put(key, plain);
    }

    /// Texts by label. When one has markup, `markdown` holds all of them.
    fn labelled<'t>(&mut self, key: &str, all: impl Iterator<Item = (&'t String, &'t Prose)> + Clone) {
        let plain: Vec<_> = all.clone().map(|(label, prose)| (label, Json::of(self.plain(prose)))).collect();
        let markdown: Vec<_> = all.map(|(label, prose)| (label, Json::of(self.written(prose)))).collect();
        let (plain, markdown) = (Json::map(plain), Json::map(markdown));
        if markdown != plain {
            self.markdown.add(key, &markdown);
        }
        self.add(key, &plain);
    }

    /// The words alone; a link without words of its own shows the title of what it leads to, as on pages.
    fn plain(&self, prose: &Prose) -> String {
        titles::plain(self.handbook, prose, self.path)
    }

    fn written(&self, prose: &Prose) -> String {
        written::markdown(self.handbook, prose, self.path)
    }

    /// Writes the Markdown of its texts; fields that are added later follow it.
    fn end_texts(&mut self) {
        if !self.markdown.is_empty() {
            let markdown = std::mem::take(&mut self.markdown).finish();
            self.add("markdown", &markdown);
        }
    }

    fn finish(mut self) -> Json {
        self.end_texts();
        self.fields.finish()
    }
}

/// An entity by its kind and id.
#[derive(Serialize)]
struct Name<'a> {
    kind: &'static str,
    id: &'a str,
}

/// The rule that put an expectation there.
#[derive(Serialize)]
#[serde(tag = "rule", rename_all = "lowercase")]
enum WhyRow<'a> {
    Own,
    Inherited {
        from: Name<'a>,
    },
    Grid {
        from: Name<'a>,
    },
    /// `None` if the step is not on the scale.
    Step {
        step: Option<&'a str>,
    },
}

/// The rule that gave the step of a skill.
#[derive(Serialize)]
struct RuleRow<'a> {
    level: &'a str,
    shifted_by: Vec<&'a str>,
}

/// Where something was written.
#[derive(Serialize)]
struct SourceRow<'a> {
    path: &'a str,
    line: Option<usize>,
}

/// The line, from 1, of a place.
type LineOf<'a> = dyn Fn(&Place) -> Option<usize> + Sync + 'a;

struct IndexWriter<'a> {
    handbook: &'a Handbook,
    plan: &'a Plan,
    line: &'a LineOf<'a>,
}

impl IndexWriter<'_> {
    fn entity(&self, index: EntityId) -> Json {
        let handbook = self.handbook;
        let entity = handbook.get(index);
        let mut object = self.object(&entity.path);
        object.put("id", &*entity.id);
        object.put("title", entity.title.as_str());
        object.put("url", entity_address(handbook, index));
        object.text("summary", &entity.summary);
        object.some("aliases", entity.aliases.iter().map(|alias| alias.value.as_str()).collect());
        object.some("redirect_from", entity.redirect_from.iter().map(|old| old.value.as_str()).collect());
        object.put("status", entity.status);
        if let Some(owner) = &entity.owner {
            object.put("owner", owner.as_str());
        }
        // Levels are in order, whether a list or their files say so.
        if let Some(order) = entity.order.filter(|_| entity.kind() != Kind::Level) {
            object.put("order", order);
        }
        if let Some(value) = &entity.ext {
            object.add("ext", &extension(value));
        }
        object.add("source", &self.place(&Place::at(&entity.path, entity.span)));
        self.add(index, entity, &mut object);
        if !entity.body.is_empty() {
            object.put("body", written::markdown(handbook, &entity.body, &entity.path));
        }
        object.list("mentioned_by", handbook.backlinks(index).iter().map(|from| Json::of(self.name(*from))));
        object.finish()
    }

    fn object<'p>(&'p self, path: &'p str) -> Object<'p> {
        Object::new(self.handbook, path)
    }

    fn add(&self, index: EntityId, entity: &Entity, object: &mut Object) {
        let handbook = self.handbook;
        let used_by = handbook.used_by(index);
        match &entity.data {
            Data::Role(role) => self.role(index, entity, role, object),
            Data::Track(track) => {
                object.put("kind", &track.kind);
                object.text("primary_focus", &track.primary_focus);
                object.put("family", handbook.track_family(index).map(|family| self.id(family)));
                if track.cumulative {
                    object.put("cumulative", true);
                }
                object.skill_rules(&track.skills);
                if !track.shifts.is_empty() {
                    let shifts = track.shifts.iter().map(|shift| (&*shift.of.value, Json::of(shift.by)));
                    object.map("shifts", shifts.collect());
                }
                object.put("roles", self.ids(&handbook.rungs(index)));
            }
            Data::Family(family) => {
                object.skill_rules(&family.skills);
                object.put("tracks", self.ids(&used_by.tracks));
                object.put("roles", self.ids(&used_by.roles));
            }
            Data::Level(level) => {
                object.put("rank", handbook.level_rank(index));
                object.text("scope", &level.scope);
                object.text("autonomy", &level.autonomy);
                object.text("impact", &level.impact);
                object.put("code", &level.code);
                if !level.steps.is_empty() {
                    let steps = level.steps.iter().map(|(weight, step)| (weight.name(), Json::of(&*step.value)));
                    object.map("steps", steps.collect());
                }
                object.labelled("facts", facts(&level.facts));
                object.put("roles", self.ids(&used_by.roles));
            }
            Data::Skill(skill) => {
                object.put("scale", handbook.scale_of(skill).map(|scale| &*scale.id.value));
                let cells = handbook.cells(index);
                let steps = skill.steps.iter().enumerate().map(|(number, step)| {
                    let shown = cells.iter().find(|cell| matches!(cell.at, CellAt::Step(_)) && cell.number == number);
                    (&*step.at.value, self.statements(index, step, shown))
                });
                object.map("steps", steps.collect());
                self.topic(index, entity, object);
            }
            Data::Responsibility(_) => self.topic(index, entity, object),
            Data::Roadmap(roadmap) => {
                object.put("from", &*roadmap.from.value);
                object.put("to", &*roadmap.to.value);
                object.list("stages", roadmap.stages.iter().map(|stage| self.stage(stage, &entity.path)));
            }
            Data::Interview(interview) => {
                object.put("for", interview.roles.iter().map(|role| &*role.value).collect::<Vec<&str>>());
                object.list("rounds", interview.rounds.iter().map(|round| self.round(round, &entity.path)));
            }
            Data::Resource(resource) => {
                object.put("kind", &resource.kind);
                object.put("author", &resource.author);
                object.put("link", resource.url.as_ref().map(|url| &url.value));
                object.put("doi", &resource.doi);
                object.put("language", &resource.language);
                object.put("provider", &resource.provider);
                object.list("recommended_by", used_by.recommended_by.iter().map(|from| Json::of(self.name(*from))));
            }
            Data::Page => {}
        }
    }

    fn role(&self, index: EntityId, entity: &Entity, role: &Role, object: &mut Object) {
        let handbook = self.handbook;
        object.put("family", handbook.family_of(index).map(|family| self.id(family)));
        object.put("tracks", self.ids(handbook.tracks_of(index)));
        object.put("level", handbook.level_of(index).map(|level| self.id(level)));
        let extends = role.extends.iter().filter_map(|base| handbook.find(Kind::Role, &base.value));
        object.put("extends", self.ids(&extends.collect::<Vec<_>>()));
        object.some("without", role.without.iter().map(|id| id.value.as_str()).collect());
        object.put("code", &role.code);
        object.labelled("facts", facts(&role.facts));
        object.list("topics", self.topics_of_role(role, &entity.path).into_iter());
        object.add("skills", &self.needs(index));
        let expectations = handbook.anchors(index).names().zip(&handbook.resolved(index).expectations);
        object.list("expectations", expectations.map(|(anchor, one)| self.expectation(anchor, one)));
        object.list(
            "leads_to",
            handbook.moves_from(index).iter().map(|next| {
                let written = handbook.written(next);
                let mut object = self.object(&entity.path);
                object.put("role", self.id(next.to));
                object.put("kind", next.kind);
                object.put("implied", written.is_none());
                object.put("gate", written.and_then(|written| written.gate.as_ref()));
                object.text("note", &written.and_then(|written| written.note.clone()));
                object.put("compare", self.plan.compare(index, next.to));
                object.finish()
            }),
        );
    }

    /// What the role says of whole topics.
    fn topics_of_role(&self, role: &Role, path: &str) -> Vec<Json> {
        let handbook = self.handbook;
        let subjects = role.responsibilities.iter();
        let subjects = subjects.map(|said| (Kind::Responsibility, &said.topic, &said.summary, &said.examples));
        let skills = role.skills.iter().map(|need| (Kind::Skill, &need.skill, &need.summary, &need.examples));
        let said = subjects.chain(skills).filter(|(_, _, summary, examples)| summary.is_some() || !examples.is_empty());
        let known = said.filter_map(|(kind, topic, summary, examples)| {
            let mut object = self.object(path);
            object.put("topic", self.name(handbook.find(kind, &topic.value)?));
            object.text("summary", summary);
            object.proses("examples", examples);
            Some(object.finish())
        });
        known.collect()
    }

    fn stage(&self, stage: &Stage, path: &str) -> Json {
        let skills = stage.skills.iter().map(|(skill, step)| (&*skill.value, Json::of(&*step.value)));
        let mut object = self.object(path);
        object.put("title", stage.title.as_str());
        object.text("outcome", &stage.outcome);
        object.put("duration", &stage.duration);
        object.map("skills", skills.collect());
        object.put("responsibilities", ids(&stage.responsibilities));
        object.proses("evidence", &stage.evidence);
        object.add("resources", &self.resources(&stage.resources, path));
        object.finish()
    }

    fn round(&self, round: &Round, path: &str) -> Json {
        let assesses = round.assesses.iter().filter_map(|name| self.handbook.assessed(&name.value).ok());
        let mut object = self.object(path);
        object.put("title", round.title.as_str());
        object.put("minutes", round.minutes);
        object.text("summary", &round.summary);
        object.list("assesses", assesses.map(|topic| Json::of(self.name(topic))));
        object.list(
            "questions",
            round.questions.iter().map(|question| {
                let mut object = self.object(path);
                object.prose("ask", &question.ask);
                object.proses("looks_for", &question.looks_for);
                object.proses("follow_ups", &question.follow_ups);
                object.finish()
            }),
        );
        object.labelled("rubric", round.rubric.iter().map(|(mark, meaning)| (mark, meaning)));
        object.finish()
    }

    fn topic(&self, index: EntityId, entity: &Entity, object: &mut Object) {
        let Some(topic) = entity.as_topic() else { return };
        object.put("theme", topic.theme.as_ref().map(|theme| &theme.value));
        let shown = self.handbook.cells(index);
        for (at, grid) in topic.grids.iter().enumerate() {
            let cells = grid.cells.iter().enumerate().map(|(number, cell)| {
                let shown = shown
                    .iter()
                    .find(|shown| matches!(shown.at, CellAt::Grid(of, _) if of == at) && shown.number == number);
                (&*cell.at.value, self.statements(index, cell, shown))
            });
            object.map(&format!("by_{}", grid.axis.name()), cells.collect());
        }
        object.add("resources", &self.resources(&topic.resources, &entity.path));
        object.put("related", ids(&topic.related));
        object.put("roles", self.ids(&self.handbook.used_by(index).roles));
    }

    fn needs(&self, role: EntityId) -> Json {
        let handbook = self.handbook;
        let needs = handbook.resolved(role).needs.iter().map(|need| {
            let scale = handbook.skill(need.skill).and_then(|skill| handbook.scale_of(skill));
            let step = need.step.and_then(|step| scale?.steps.get(step)).map(|step| &*step.id.value);
            let mut object = self.object(&handbook.get(need.from).path);
            object.put("skill", self.id(need.skill));
            object.put("step", step);
            object.put("weight", &need.weight);
            object.text("note", &need.note);
            object.put("from", self.id(need.from));
            if let Some(rule) = &need.derivation {
                object.put("rule", RuleRow { level: self.id(rule.level), shifted_by: self.ids(&rule.shifted_by) });
            }
            object.finish()
        });
        Json::list(needs)
    }

    fn expectation(&self, anchor: &str, expectation: &Expectation) -> Json {
        let handbook = self.handbook;
        let why = match expectation.why {
            Why::Own => WhyRow::Own,
            Why::Inherited(from) => WhyRow::Inherited { from: self.name(from) },
            Why::Grid(at) => WhyRow::Grid { from: self.name(at) },
            Why::Step(number) => {
                let scale = handbook.skill(expectation.topic).and_then(|skill| handbook.scale_of(skill));
                let step = scale.and_then(|scale| scale.steps.get(number)).map(|step| &*step.id.value);
                WhyRow::Step { step }
            }
        };
        let mut object = self.statement(&expectation.statement, anchor, expectation.source);
        object.put("topic", self.name(expectation.topic));
        object.put("why", why);
        object.add("source", &self.place(&expectation.place(handbook)));
        object.finish()
    }

    /// The statements of a cell. One that names nothing known is not shown on the page of `owner`, so that its
    /// statements have no anchor.
    fn statements(&self, owner: EntityId, cell: &GridCell, shown: Option<&Cell>) -> Json {
        let path = &self.handbook.get(owner).path;
        let anchors = self.handbook.anchors(owner);
        let all = cell.statements.iter().enumerate().map(|(at, item)| {
            let anchor = shown.map_or("", |shown| anchors.name(shown.first + at));
            let mut object = self.statement(item, anchor, owner);
            object.add("source", &self.place(&Place::at(path, item.span)));
            object.finish()
        });
        Json::list(all)
    }

    /// A statement of the file of `source`, to which more can be added.
    fn statement(&self, statement: &Statement, anchor: &str, source: EntityId) -> Object<'_> {
        let mut object = self.object(&self.handbook.get(source).path);
        object.put("id", &*statement.id);
        object.put("named", statement.named);
        object.put("anchor", anchor);
        object.prose("text", &statement.text);
        object.proses("points", &statement.points);
        object.put("band", statement.band.as_ref().map(|band| &*band.value));
        object.proses("examples", &statement.examples);
        object.some("only_on_tracks", ids(&statement.tracks));
        object.some("only_in_families", ids(&statement.families));
        object.end_texts();
        object
    }

    fn resources(&self, resources: &[Resource], path: &str) -> Json {
        let all = resources.iter().map(|resource| {
            let mut object = self.object(path);
            match self.handbook.shared(resource) {
                // What it is stands in the list of resources.
                Some(shared) => object.put("resource", self.id(shared)),
                None => {
                    object.put("title", resource.title.as_str());
                    object.put("kind", &resource.kind);
                    object.put("author", &resource.author);
                    object.put("url", resource.url.as_ref().map(|url| &url.value));
                }
            }
            object.put("step", resource.step.as_ref().map(|step| &*step.value));
            object.text("note", &resource.note);
            object.finish()
        });
        Json::list(all)
    }

    fn place(&self, place: &Place) -> Json {
        Json::of(SourceRow { path: &place.path, line: (self.line)(place) })
    }

    fn id(&self, index: EntityId) -> &str {
        &self.handbook.get(index).id
    }

    fn ids(&self, indices: &[EntityId]) -> Vec<&str> {
        indices.iter().map(|index| self.id(*index)).collect()
    }

    fn name(&self, index: EntityId) -> Name<'_> {
        Name { kind: self.handbook.get(index).kind().name(), id: self.id(index) }
    }
}

/// Facts with their labels.
fn facts(facts: &[Fact]) -> impl Iterator<Item = (&String, &Prose)> + Clone {
    facts.iter().map(|fact| (&fact.label.value, &fact.text))
}

fn ids(references: &[Reference]) -> Vec<&str> {
    references.iter().map(|reference| &*reference.value).collect()
}

/// What an author keeps under `ext:`, as JSON.
fn extension(value: &Extension) -> Json {
    match value {
        Extension::Text(text) => Json::of(text),
        Extension::List(items) => Json::list(items.iter().map(extension)),
        Extension::Map(entries) => Json::map(entries.iter().map(|(key, value)| (key, extension(value))).collect()),
    }
}
