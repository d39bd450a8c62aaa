//! What `rungs export` wrote, read again: every row of a table and every item of a document names its role and its
//! topic, so that nothing is guessed.

use std::collections::BTreeMap;

use crate::content;
use crate::export::ExportRow;

use super::builder::step_id;
use super::model::{
    ImportedBand, ImportedFamily, ImportedLevel, ImportedRole, ImportedScale, ImportedStatement, ImportedStep,
    ImportedTheme, ImportedTopic, ImportedTrack, Ladder, TopicKind,
};
use super::slug::IdsByKey;
use super::tables::wide::in_order;

/// What one row or item says.
#[derive(Debug, Clone, Default)]
pub struct ExportedItem {
    /// Titles and ids as they are exported, descriptions as Markdown. What is unknown is empty.
    pub row: ExportRow,
    /// The tracks' titles.
    pub tracks: Vec<String>,
    /// Where ids are unknown: how many topics of this title the role has before this one.
    pub namesakes: usize,
    /// The expectation, its band by title.
    pub statement: Option<ImportedStatement>,
}

/// Puts rows together.
#[derive(Debug, Default)]
pub struct Exported {
    ladder: Ladder,
    families: IdsByKey,
    tracks: IdsByKey,
    levels: IdsByKey,
    /// The places of levels, by id.
    level_numbers: BTreeMap<String, usize>,
    themes: IdsByKey,
    bands: IdsByKey,
    roles: IdsByKey,
    topics: [IdsByKey; 2],
    /// By the title of a scale: its steps, each with its place if it is known.
    scales: Vec<(String, Vec<StepPlace>)>,
}

/// A step's place on its scale, if it is known, and its title.
type StepPlace = (Option<usize>, String);

/// The id of what a title stands for, empty for none. `add` is given the id and the title of what is new.
fn of_title(names: &mut IdsByKey, title: &str, add: impl FnOnce(String, String)) -> String {
    if title.is_empty() { String::new() } else { names.id(title.to_owned(), title, "", |id| add(id, title.to_owned())) }
}

/// What an id is made of: `written`, if that is an id, else the title.
fn id_or_title<'a>(written: &'a str, title: &'a str) -> &'a str {
    if !written.is_empty() && content::slug(written) == written { written } else { title }
}

impl Exported {
    /// Adds what a row says. One without a role says nothing.
    pub fn add(&mut self, said: ExportedItem) {
        let row = &said.row;
        if row.role.is_empty() {
            return;
        }
        let role = self.role(&said);
        if row.title().is_empty() {
            return;
        }
        let kind = if row.is_skill() { TopicKind::Skill } else { TopicKind::Responsibility };
        let topic = self.topic(kind, &said);
        let step = self.step(row);
        let role = &mut self.ladder.roles[role];
        if kind == TopicKind::Skill {
            let need = role.need(&topic);
            if need.step.is_empty() {
                (need.step, need.weight) = (step, said.row.weight);
            }
        }
        let subject = role.subject(kind, &topic);
        if let Some(mut statement) = said.statement {
            statement.band = of_title(&mut self.bands, &statement.band, |id, title| {
                self.ladder.bands.push(ImportedBand { id, title, ..ImportedBand::default() });
            });
            // Words that stand twice under a topic are two statements, so the second needs an id.
            if statement.id.is_empty() {
                let words = |statement: &ImportedStatement| {
                    statement.text.to_lowercase().split_whitespace().collect::<String>()
                };
                if subject.statements.iter().any(|known| words(known) == words(&statement)) {
                    statement.id = format!("{topic}-{}", subject.statements.len() + 1);
                }
            }
            subject.statements.push(statement);
        }
    }

    /// The place of a row's role.
    fn role(&mut self, said: &ExportedItem) -> usize {
        let row = &said.row;
        let key = match row.role_id.as_str() {
            "" => format!("{}\n{}\n{}", row.role, row.level, said.tracks.join("\n")),
            id => id.to_owned(),
        };
        let mut is_new = false;
        let id = self.roles.id(key, id_or_title(&row.role_id, &row.role), "", |_| is_new = true);
        if !is_new {
            return self.ladder.roles.iter().position(|role| role.id == id).unwrap_or_default();
        }
        let family = of_title(&mut self.families, &row.family, |id, title| {
            self.ladder.families.push(ImportedFamily { id, title, ..ImportedFamily::default() });
        });
        let tracks: Vec<String> = said.tracks.iter().map(|title| self.track(title, &family, &id)).collect();
        let level = self.level(&row.level);
        if let Ok(number) = row.level_number.parse() {
            let known = self.level_numbers.entry(level.clone()).or_insert(number);
            *known = number.min(*known);
        }
        let (title, summary) = (row.role.clone(), row.role_description.clone());
        self.ladder.roles.push(ImportedRole { id, title, family, tracks, level, summary, ..ImportedRole::default() });
        self.ladder.roles.len() - 1
    }

    /// The id of a level, empty for none. Levels stand in the order in which they are first named.
    pub fn level(&mut self, title: &str) -> String {
        of_title(&mut self.levels, title, |id, title| {
            self.ladder.levels.push(ImportedLevel { id, title, ..ImportedLevel::default() });
        })
    }

    fn track(&mut self, title: &str, family: &str, role: &str) -> String {
        let id = self.tracks.id(format!("{family}\n{title}"), title, "", |id| {
            self.ladder.tracks.push(ImportedTrack::named(id, title.to_owned(), family));
        });
        let track = self.ladder.tracks.iter_mut().find(|track| track.id == id);
        track.into_iter().for_each(|track| track.roles.push(role.to_owned()));
        id
    }

    fn topic(&mut self, kind: TopicKind, said: &ExportedItem) -> String {
        let row = &said.row;
        let theme = of_title(&mut self.themes, &row.theme, |id, title| {
            self.ladder.themes.push(ImportedTheme { id, title, ..ImportedTheme::default() });
        });
        let key = match row.topic_id.as_str() {
            "" => format!("{}\n{theme}\n{}", row.title(), said.namesakes),
            id => id.to_owned(),
        };
        self.topics[kind as usize].id(key, id_or_title(&row.topic_id, row.title()), "", |id| {
            self.ladder.topics(kind).push(ImportedTopic {
                id,
                title: row.title().to_owned(),
                theme,
                summary: row.description.clone(),
                // The title, until the scales are made.
                scale: row.scale.clone(),
                ..ImportedTopic::default()
            });
        })
    }

    /// The id of the required step.
    fn step(&mut self, row: &ExportRow) -> String {
        if row.step.is_empty() {
            return String::new();
        }
        let at = self.scales.iter().position(|(title, _)| *title == row.scale).unwrap_or_else(|| {
            self.scales.push((row.scale.clone(), Vec::new()));
            self.scales.len() - 1
        });
        let steps = &mut self.scales[at].1;
        if !steps.iter().any(|(_, known)| *known == row.step) {
            steps.push((row.step_number.parse().ok(), row.step.clone()));
        }
        step_id(&row.step)
    }

    /// The ladder. Scales have the steps that roles require.
    pub fn finish(self) -> Ladder {
        let Self { mut ladder, level_numbers, scales, .. } = self;
        ladder.levels.sort_by_key(|level| level_numbers.get(&level.id).copied().unwrap_or(usize::MAX));
        let mut ids = IdsByKey::default();
        for (title, mut steps) in scales {
            let shown = if title.is_empty() { "Proficiency" } else { &title };
            let id = ids.id(title.clone(), shown, "", |_| {});
            if steps.iter().all(|(place, _)| place.is_none()) {
                let words: Vec<&str> = steps.iter().map(|(_, step)| step.as_str()).collect();
                let order = in_order(&words);
                steps.sort_by_key(|(_, step)| order.iter().position(|known| known == step));
            }
            steps.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
            let steps = steps.into_iter().map(|(_, title)| ImportedStep {
                id: step_id(&title),
                title,
                ..ImportedStep::default()
            });
            let skills = ladder.skills.iter_mut().filter(|skill| skill.scale == title);
            skills.for_each(|skill| skill.scale.clone_from(&id));
            ladder.scales.push(ImportedScale {
                id,
                title: shown.to_owned(),
                cumulative: true,
                steps: steps.collect(),
                ..ImportedScale::default()
            });
        }
        let known = |skill: &ImportedTopic| ladder.scales.iter().any(|scale| scale.id == skill.scale);
        ladder.skills.iter_mut().filter(|skill| !known(skill)).for_each(|skill| skill.scale.clear());
        ladder
    }
}
