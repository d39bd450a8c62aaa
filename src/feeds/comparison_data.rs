//! `compare/data.js`: what every role expects, as the comparison reads it, for comparing any roles in a browser.
//!
//! A script that calls back, because pages opened from a disk can load a script and no data. Words are
//! numbered, and a statement that many roles expect stands here once, so that the file stays small and the browser
//! compares numbers; the rules of likeness stay those of `handbook::difference`.

use std::collections::HashMap;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::content::{Data, Entity, Fact, Id, Kind, Prose, Status};
use crate::handbook::difference::Reading;
use crate::handbook::{EntityId, Expectation, Handbook};
use crate::hash::FastMap;

use crate::page::Plan;
use crate::page::prose::{entity_address, escape, html};
use crate::page::urls;

/// From the page that reads the script to the site's root: what it shows links from there.
const ROOT: &str = "../";

/// The script.
pub fn comparison_data(handbook: &Handbook, plan: &Plan) -> String {
    let mut writer = ComparisonWriter::default();
    let roles = handbook.sorted(Kind::Role).iter();
    let roles: Vec<EntityId> = roles.copied().filter(|role| handbook.get(*role).status != Status::Retired).collect();
    let mut topics: Vec<EntityId> = Vec::new();
    let mut levels: Vec<EntityId> = Vec::new();
    for role in &roles {
        let resolved = handbook.resolved(*role);
        topics.extend(resolved.expected().map(|expectation| expectation.topic));
        topics.extend(resolved.needs.iter().map(|need| need.skill));
        levels.extend(handbook.level_of(*role));
    }
    topics.sort_unstable_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    levels.sort_unstable();
    levels.dedup();
    let places: HashMap<EntityId, usize> = topics.iter().enumerate().map(|(at, topic)| (*topic, at)).collect();
    let topic = |index: &EntityId| {
        let entity = handbook.get(*index);
        let theme = handbook.topic(*index).and_then(|topic| topic.theme.as_ref());
        let theme = theme.map(|theme| handbook.theme_title(&theme.value));
        let heading = theme.clone().unwrap_or_else(|| handbook.term(entity.kind()).other);
        let scale = handbook.skill(*index).and_then(|skill| handbook.scale_of(skill));
        let scale =
            scale.and_then(|scale| handbook.config.scales.iter().position(|known| known.id.value == scale.id.value));
        json!([entity.title, address(handbook, *index), theme, scale, heading, entity.kind().name()])
    };
    let shown: Vec<Value> = topics.iter().map(topic).collect();
    let roles: Vec<RoleRow> = roles
        .iter()
        .map(|role| {
            let entity = handbook.get(*role);
            let resolved = handbook.resolved(*role);
            let items = resolved.expected();
            let items: Vec<usize> = items.map(|item| writer.item(handbook, item, places[&item.topic])).collect();
            let steps = resolved.needs.iter().filter_map(|need| Some((places[&need.skill], need.step?))).collect();
            let level = handbook.level_of(*role).and_then(|level| levels.binary_search(&level).ok());
            let track = handbook.tracks_of(*role).first().map(|track| handbook.get(*track).title.as_str());
            RoleRow {
                id: &entity.id,
                title: &entity.title,
                url: address(handbook, *role),
                level,
                rank: handbook.rank(*role),
                track,
                facts: facts(handbook, *role),
                items,
                steps,
            }
        })
        .collect();
    let scales = handbook
        .config
        .scales
        .iter()
        .map(|scale| -> Vec<&str> { scale.steps.iter().map(|step| step.title.as_str()).collect() });
    let pages: Vec<[&str; 2]> = plan
        .comparisons()
        .map(|(_, old, new)| [&*handbook.get(old).id as &str, &*handbook.get(new).id as &str])
        .collect();
    let data = Script {
        terms: json!({
            "level": handbook.term(Kind::Level).one,
            "responsibilities": handbook.term(Kind::Responsibility).other,
            "skills": handbook.term(Kind::Skill).other,
        }),
        levels: levels.iter().map(|level| level_row(handbook, *level)).collect(),
        topics: shown,
        scales: scales.collect(),
        tokens: writer.tokens,
        kinds: writer.kinds,
        texts: writer.texts,
        weights: writer.weights,
        items: writer.items,
        roles,
        pages,
        roadmaps: roadmaps(handbook, &topics),
    };
    let data = serde_json::to_string(&data).expect("maps with text keys are JSON");
    format!("rungs.compare({data});\n")
}

/// What the script hands over.
#[derive(Serialize)]
struct Script<'a> {
    terms: Value,
    levels: Vec<Value>,
    topics: Vec<Value>,
    scales: Vec<Vec<&'a str>>,
    tokens: Vec<&'a str>,
    kinds: String,
    texts: Vec<TextRow>,
    weights: String,
    items: Vec<ComparisonItem<'a>>,
    roles: Vec<RoleRow<'a>>,
    pages: Vec<[&'a str; 2]>,
    roadmaps: Vec<Value>,
}

/// A text: the number of its reading, its tokens, its stems, and which stem leads.
type TextRow = (usize, Vec<usize>, Vec<usize>, Option<usize>);

/// A role: its levels, items and topics by number; `steps` are of topics.
#[derive(Serialize)]
struct RoleRow<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
    level: Option<usize>,
    rank: Option<usize>,
    track: Option<&'a str>,
    facts: Value,
    items: Vec<usize>,
    steps: Vec<(usize, usize)>,
}

/// What is expected, written as a list: the id, the text, the topic, and where they say more, the HTML, the examples and
/// the points. A 0 stands for what says nothing more.
struct ComparisonItem<'a> {
    id: &'a str,
    text: usize,
    topic: usize,
    html: Option<String>,
    examples: Vec<String>,
    points: Vec<String>,
}

impl Serialize for ComparisonItem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element(self.id)?;
        list.serialize_element(&self.text)?;
        list.serialize_element(&self.topic)?;
        let (has_examples, has_points) = (!self.examples.is_empty(), !self.points.is_empty());
        match &self.html {
            Some(html) => list.serialize_element(html)?,
            None if has_examples || has_points => list.serialize_element(&0)?,
            None => {}
        }
        match has_examples {
            true => list.serialize_element(&self.examples)?,
            false if has_points => list.serialize_element(&0)?,
            false => {}
        }
        if has_points {
            list.serialize_element(&self.points)?;
        }
        list.end()
    }
}

/// The roadmaps, each `[from, to, title, address, stages]` with a stage as `[title, topics]`, topics by their place.
fn roadmaps(handbook: &Handbook, topics: &[EntityId]) -> Vec<Value> {
    let place = |kind: Kind, id: &Id| {
        let topic = handbook.find(kind, id)?;
        topics.iter().position(|known| *known == topic)
    };
    let row = |index: &EntityId| {
        let entity = handbook.get(*index);
        let Data::Roadmap(roadmap) = &entity.data else { return None };
        let stages = roadmap.stages.iter().map(|stage| {
            let skills = stage.skills.iter().filter_map(|(skill, _)| place(Kind::Skill, &skill.value));
            let duties = stage.responsibilities.iter().filter_map(|duty| place(Kind::Responsibility, &duty.value));
            json!([stage.title, skills.chain(duties).collect::<Vec<_>>()])
        });
        let stages: Vec<Value> = stages.collect();
        let (from, to) = (&*roadmap.from.value, &*roadmap.to.value);
        Some(json!([from, to, entity.title, address(handbook, *index), stages]))
    };
    let active = handbook.sorted(Kind::Roadmap).iter().filter(|index| handbook.get(**index).status == Status::Active);
    active.filter_map(row).collect()
}

/// An entity's address from the site's root, as a link has it.
fn address(handbook: &Handbook, index: EntityId) -> String {
    urls::encode(&entity_address(handbook, index))
}

/// The facts of a role and its level, as HTML by label.
fn facts(handbook: &Handbook, role: EntityId) -> Value {
    let facts = handbook.facts_of(role).into_iter();
    let fact = |(source, fact): (&Entity, &Fact)| {
        (fact.label.value.clone(), html(handbook, &fact.text, &source.path, ROOT).into())
    };
    Value::Object(facts.map(fact).collect())
}

/// A level's title, address, code, scope, autonomy and impact.
fn level_row(handbook: &Handbook, index: EntityId) -> Value {
    let entity = handbook.get(index);
    let Data::Level(level) = &entity.data else { return Value::Null };
    let fact = |prose: &Option<Prose>| prose.as_ref().map(|prose| html(handbook, prose, &entity.path, ROOT));
    let (scope, autonomy, impact) = (fact(&level.scope), fact(&level.autonomy), fact(&level.impact));
    // A code is text; the others are HTML.
    let code = level.code.as_ref().map(|code| {
        let mut escaped = String::new();
        escape(&mut escaped, code);
        escaped
    });
    json!([entity.title, address(handbook, index), code, scope, autonomy, impact])
}

/// Numbers what is said more than once.
#[derive(Default)]
struct ComparisonWriter<'a> {
    tokens: Vec<&'a str>,
    /// One digit a token.
    kinds: String,
    token_numbers: FastMap<&'a str, usize>,
    readings: FastMap<String, usize>,
    stems: FastMap<(String, u32), usize>,
    /// The weight of each stem, one digit each.
    weights: String,
    texts: Vec<TextRow>,
    text_numbers: FastMap<&'a str, usize>,
    items: Vec<ComparisonItem<'a>>,
    item_numbers: FastMap<ItemKey<'a>, usize>,
}

/// One statement of one source under one topic is one item, whichever roles expect it.
#[derive(PartialEq, Eq, Hash)]
struct ItemKey<'a> {
    id: &'a str,
    text: &'a str,
    topic: usize,
    source: EntityId,
}

impl<'a> ComparisonWriter<'a> {
    fn item(&mut self, handbook: &'a Handbook, expectation: &'a Expectation, topic: usize) -> usize {
        let statement = &expectation.statement;
        let key = ItemKey { id: &statement.id, text: &statement.text.plain, topic, source: expectation.source };
        if let Some(number) = self.item_numbers.get(&key) {
            return *number;
        }
        let path = &handbook.get(expectation.source).path;
        let shown = html(handbook, &statement.text, path, ROOT);
        // Without a tag the HTML says nothing that the words do not.
        let marked = shown.contains('<');
        let all =
            |texts: &'a [Prose]| texts.iter().map(|text| html(handbook, text, path, ROOT)).collect::<Vec<String>>();
        let id = statement.growth.as_ref().unwrap_or(&statement.id);
        let text = self.text(&statement.text.plain);
        let (examples, points) = (all(&statement.examples), all(&statement.points));
        self.items.push(ComparisonItem { id, text, topic, html: marked.then_some(shown), examples, points });
        let number = self.items.len() - 1;
        self.item_numbers.insert(key, number);
        number
    }

    fn text(&mut self, text: &'a str) -> usize {
        if let Some(number) = self.text_numbers.get(text) {
            return *number;
        }
        let reading = Reading::of(text);
        let mut tokens = Vec::with_capacity(reading.tokens.len());
        for (token, kind) in reading.tokens {
            let next = self.tokens.len();
            let number = *self.token_numbers.entry(token).or_insert(next);
            if number == next {
                self.tokens.push(token);
                self.kinds.push(char::from(b'0' + kind as u8));
            }
            tokens.push(number);
        }
        let mut stems = Vec::with_capacity(reading.stems.len());
        for stem in reading.stems {
            let next = self.stems.len();
            let weight = stem.1;
            let number = *self.stems.entry(stem).or_insert(next);
            if number == next {
                self.weights.push_str(&weight.to_string());
            }
            stems.push(number);
        }
        let next = self.readings.len();
        let same = *self.readings.entry(reading.normalised).or_insert(next);
        self.texts.push((same, tokens, stems, reading.lead));
        let number = self.texts.len() - 1;
        self.text_numbers.insert(text, number);
        number
    }
}
