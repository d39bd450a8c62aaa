//! What `rungs export` wrote, read again: every row of a table and every item of a document names its role and its
//! topic, so that nothing is guessed.

use std::collections::BTreeMap;

use crate::content;

use super::model::{Band, Family, Ladder, Level, Need, Role, Scale, Statement, Step, Subject, Theme, Topic, Track};
use super::slug::Slugs;
use super::tables::wide::in_order;

/// What one row or item says. Titles are plain; descriptions and statements are Markdown. What is unknown is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The family's title.
    pub family: String,
    /// The tracks' titles.
    pub tracks: Vec<String>,
    /// The role's title.
    pub role: String,
    /// The role's id.
    pub role_id: String,
    /// The level's title.
    pub level: String,
    /// The level's place among all levels, from 1.
    pub level_number: Option<usize>,
    /// What the role is about.
    pub role_description: String,
    /// The theme's title.
    pub theme: String,
    /// The topic's title.
    pub topic: String,
    /// Whether the topic is a skill.
    pub is_skill: bool,
    /// The topic's id.
    pub topic_id: String,
    /// Where ids are unknown: how many topics of this title the role has before this one.
    pub namesakes: usize,
    /// What the topic is about.
    pub description: String,
    /// The title of the skill's scale.
    pub scale: String,
    /// The title of the required step.
    pub step: String,
    /// The step's place on its scale, from 1, as written.
    pub step_number: String,
    /// How much the skill counts.
    pub weight: String,
    /// The expectation, its band by title.
    pub statement: Option<Statement>,
}

/// Puts rows together.
#[derive(Debug, Default)]
pub struct Exported {
    ladder: Ladder,
    families: Names,
    tracks: Names,
    levels: Names,
    /// The places of levels, by id.
    level_numbers: BTreeMap<String, usize>,
    themes: Names,
    bands: Names,
    roles: Names,
    topics: [Names; 2],
    /// By the title of a scale: its steps, each with its place if it is known.
    scales: Vec<(String, Vec<Place>)>,
}

/// A step's place on its scale, if it is known, and its title.
type Place = (Option<usize>, String);

/// Ids by what they stand for.
#[derive(Debug, Default)]
struct Names {
    ids: BTreeMap<String, String>,
    taken: Slugs,
}

impl Names {
    /// The id of what `key` stands for, and whether it is new. It is made of `written`, if that is an id, else of `title`.
    fn id(&mut self, key: String, written: &str, title: &str) -> (String, bool) {
        if let Some(id) = self.ids.get(&key) {
            return (id.clone(), false);
        }
        let is_id = !written.is_empty() && content::slug(written) == written;
        let id = self.taken.claim(if is_id { written } else { title }, "");
        self.ids.insert(key, id.clone());
        (id, true)
    }

    /// The id of what a title stands for, empty for none. `add` is given the id and the title of what is new.
    fn of_title(&mut self, title: &str, add: impl FnOnce(String, String)) -> String {
        if title.is_empty() {
            return String::new();
        }
        let (id, is_new) = self.id(title.to_owned(), "", title);
        if is_new {
            add(id.clone(), title.to_owned());
        }
        id
    }
}

impl Exported {
    /// Adds what a row says. One without a role says nothing.
    pub fn add(&mut self, said: Said) {
        if said.role.is_empty() {
            return;
        }
        let role = self.role(&said);
        if said.topic.is_empty() {
            return;
        }
        let topic = self.topic(&said);
        let step = self.step(&said);
        let role = &mut self.ladder.roles[role];
        let subject = if said.is_skill {
            let at = role.skills.iter().position(|need| need.subject.topic == topic).unwrap_or_else(|| {
                role.skills.push(Need { subject: subject(&topic), ..Need::default() });
                role.skills.len() - 1
            });
            let need = &mut role.skills[at];
            if need.step.is_empty() {
                (need.step, need.weight) = (step, said.weight);
            }
            &mut need.subject
        } else {
            let at = role.responsibilities.iter().position(|known| known.topic == topic).unwrap_or_else(|| {
                role.responsibilities.push(subject(&topic));
                role.responsibilities.len() - 1
            });
            &mut role.responsibilities[at]
        };
        if let Some(mut statement) = said.statement {
            statement.band = self.bands.of_title(&statement.band, |id, title| {
                self.ladder.bands.push(Band { id, title, ..Band::default() });
            });
            // Words that stand twice under a topic are two statements, so the second needs an id.
            if statement.id.is_empty() {
                let words =
                    |statement: &Statement| statement.text.to_lowercase().split_whitespace().collect::<String>();
                let known = subject.statements.iter().filter(|known| words(known) == words(&statement)).count();
                if known > 0 {
                    statement.id = format!("{topic}-{}", subject.statements.len() + 1);
                }
            }
            subject.statements.push(statement);
        }
    }

    fn role(&mut self, said: &Said) -> usize {
        let key = match said.role_id.as_str() {
            "" => format!("{}\n{}\n{}", said.role, said.level, said.tracks.join("\n")),
            id => id.to_owned(),
        };
        let (id, is_new) = self.roles.id(key, &said.role_id, &said.role);
        if !is_new {
            return self.ladder.roles.iter().position(|role| role.id == id).unwrap_or_default();
        }
        let family = self.family(&said.family);
        let tracks: Vec<String> = said.tracks.iter().map(|title| self.track(title, &family, &id)).collect();
        let level = self.level(&said.level);
        if let Some(number) = said.level_number {
            let known = self.level_numbers.entry(level.clone()).or_insert(number);
            *known = number.min(*known);
        }
        self.ladder.roles.push(Role {
            id,
            title: said.role.clone(),
            family,
            tracks,
            level,
            summary: said.role_description.clone(),
            ..Role::default()
        });
        self.ladder.roles.len() - 1
    }

    /// The id of a level, empty for none. Levels stand in the order in which they are first named.
    pub fn level(&mut self, title: &str) -> String {
        self.levels.of_title(title, |id, title| {
            self.ladder.levels.push(Level { id, title, ..Level::default() });
        })
    }

    fn family(&mut self, title: &str) -> String {
        self.families.of_title(title, |id, title| {
            self.ladder.families.push(Family { id, title, ..Family::default() });
        })
    }

    fn track(&mut self, title: &str, family: &str, role: &str) -> String {
        let (id, is_new) = self.tracks.id(format!("{family}\n{title}"), "", title);
        if is_new {
            let kind = if title.to_lowercase().contains("manage") { "management" } else { "" };
            self.ladder.tracks.push(Track {
                id: id.clone(),
                title: title.to_owned(),
                kind: kind.into(),
                family: family.to_owned(),
                ..Track::default()
            });
        }
        let track = self.ladder.tracks.iter_mut().find(|track| track.id == id);
        track.into_iter().for_each(|track| track.roles.push(role.to_owned()));
        id
    }

    fn topic(&mut self, said: &Said) -> String {
        let theme = self.themes.of_title(&said.theme, |id, title| {
            self.ladder.themes.push(Theme { id, title, ..Theme::default() });
        });
        let key = match said.topic_id.as_str() {
            "" => format!("{}\n{theme}\n{}", said.topic, said.namesakes),
            id => id.to_owned(),
        };
        let (id, is_new) = self.topics[usize::from(said.is_skill)].id(key, &said.topic_id, &said.topic);
        if is_new {
            let all = if said.is_skill { &mut self.ladder.skills } else { &mut self.ladder.responsibilities };
            all.push(Topic {
                id: id.clone(),
                title: said.topic.clone(),
                theme,
                summary: said.description.clone(),
                // The title, until the scales are made.
                scale: said.scale.clone(),
                ..Topic::default()
            });
        }
        id
    }

    /// The id of the required step.
    fn step(&mut self, said: &Said) -> String {
        if said.step.is_empty() {
            return String::new();
        }
        let at = self.scales.iter().position(|(title, _)| *title == said.scale).unwrap_or_else(|| {
            self.scales.push((said.scale.clone(), Vec::new()));
            self.scales.len() - 1
        });
        let steps = &mut self.scales[at].1;
        if !steps.iter().any(|(_, known)| *known == said.step) {
            steps.push((said.step_number.parse().ok(), said.step.clone()));
        }
        step_id(&said.step)
    }

    /// The ladder. Scales have the steps that roles require.
    pub fn finish(mut self) -> Ladder {
        let numbers = std::mem::take(&mut self.level_numbers);
        self.ladder.levels.sort_by_key(|level| numbers.get(&level.id).copied().unwrap_or(usize::MAX));
        let mut ids = Names::default();
        for (title, mut steps) in std::mem::take(&mut self.scales) {
            let shown = if title.is_empty() { "Proficiency" } else { &title };
            let (id, _) = ids.id(title.clone(), "", shown);
            if steps.iter().all(|(place, _)| place.is_none()) {
                let words: Vec<&str> = steps.iter().map(|(_, step)| step.as_str()).collect();
                let order = in_order(&words);
                steps.sort_by_key(|(_, step)| order.iter().position(|known| known == step));
            }
            steps.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
            let steps = steps.into_iter().map(|(_, title)| Step { id: step_id(&title), title, ..Step::default() });
            let skills = self.ladder.skills.iter_mut().filter(|skill| skill.scale == title);
            skills.for_each(|skill| skill.scale.clone_from(&id));
            self.ladder.scales.push(Scale {
                id,
                title: shown.to_owned(),
                cumulative: true,
                steps: steps.collect(),
                ..Scale::default()
            });
        }
        let known: Vec<String> = self.ladder.scales.iter().map(|scale| scale.id.clone()).collect();
        let lost = self.ladder.skills.iter_mut().filter(|skill| !known.contains(&skill.scale));
        lost.for_each(|skill| skill.scale.clear());
        self.ladder
    }
}

fn subject(topic: &str) -> Subject {
    Subject { topic: topic.to_owned(), ..Subject::default() }
}

fn step_id(title: &str) -> String {
    super::builder::step_id(title)
}
