//! `compare/data.js`: what every role expects, as the comparison reads it, for comparing any roles in a browser.
//!
//! A script that calls back, because pages opened from a disk can load a script and no data. Words are numbered,
//! so that the file stays small and the browser compares numbers; the rules of likeness stay those of
//! `handbook::difference`.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::content::{Kind, Status};
use crate::handbook::difference::Reading;
use crate::handbook::{Handbook, Index};

use super::build::anchor;
use super::plan::Plan;
use super::prose::entity_address;

/// The script.
pub fn compare_data(handbook: &Handbook, plan: &Plan) -> String {
    let mut writer = Writer::default();
    let roles = handbook.sorted(Kind::Role).iter();
    let roles: Vec<Index> = roles.copied().filter(|role| handbook.get(*role).status != Status::Retired).collect();
    let mut topics: Vec<Index> = Vec::new();
    for role in &roles {
        let resolved = handbook.resolved(*role);
        topics.extend(resolved.expectations.iter().map(|expectation| expectation.topic));
        topics.extend(resolved.needs.iter().map(|need| need.skill));
    }
    topics.sort_unstable_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    let places: HashMap<Index, usize> = topics.iter().enumerate().map(|(at, topic)| (*topic, at)).collect();
    let topic = |index: &Index| {
        let entity = handbook.get(*index);
        let theme = handbook.topic(*index).and_then(|topic| topic.theme.as_ref());
        let theme = theme.map(|theme| handbook.theme_title(&theme.value));
        let heading = theme.clone().unwrap_or_else(|| handbook.config.term(entity.kind()).other);
        let scale = handbook.skill(*index).and_then(|skill| handbook.scale_of(skill));
        let scale =
            scale.and_then(|scale| handbook.config.scales.iter().position(|known| known.id.value == scale.id.value));
        json!([entity.title, entity_address(handbook, *index), theme, scale, heading])
    };
    let shown: Vec<Value> = topics.iter().map(topic).collect();
    let roles: Vec<Value> = roles
        .iter()
        .map(|role| {
            let entity = handbook.get(*role);
            let resolved = handbook.resolved(*role);
            let items = resolved.expectations.iter().map(|expectation| {
                let statement = &expectation.statement;
                let text = writer.text(&statement.text.plain);
                json!([&*statement.id, text, places[&expectation.topic], anchor(&statement.id)])
            });
            let items: Vec<Value> = items.collect();
            let needs = resolved.needs.iter().filter_map(|need| Some(json!([places[&need.skill], need.step?])));
            let needs: Vec<Value> = needs.collect();
            let level = handbook.level_of(*role).map(|level| handbook.get(level).title.as_str());
            let track = handbook.tracks_of(*role).first().map(|track| handbook.get(*track).title.as_str());
            json!({
                "id": &*entity.id,
                "title": entity.title,
                "url": entity_address(handbook, *role),
                "level": level,
                "track": track,
                "items": items,
                "steps": needs,
            })
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
    let data = json!({
        "topics": shown,
        "scales": scales.collect::<Vec<_>>(),
        "tokens": writer.tokens,
        "kinds": writer.kinds,
        "texts": writer.texts,
        "roles": roles,
        "pages": pages,
    });
    format!("rungs.compare({data});\n")
}

/// Numbers what is said more than once.
#[derive(Default)]
struct Writer<'a> {
    tokens: Vec<&'a str>,
    /// One digit a token.
    kinds: String,
    token_numbers: HashMap<&'a str, usize>,
    readings: HashMap<String, usize>,
    stems: HashMap<String, usize>,
    /// The reading's number, the tokens, the stems, and which stem leads.
    texts: Vec<Value>,
    text_numbers: HashMap<&'a str, usize>,
}

impl<'a> Writer<'a> {
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
            stems.push(*self.stems.entry(stem).or_insert(next));
        }
        let next = self.readings.len();
        let same = *self.readings.entry(reading.normalised).or_insert(next);
        self.texts.push(json!([same, tokens, stems, reading.lead]));
        let number = self.texts.len() - 1;
        self.text_numbers.insert(text, number);
        number
    }
}
