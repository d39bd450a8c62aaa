//! Snowflake, the growth framework of tracks and milestones: its `constants.js`, read as data, or forks that keep the
//! same data as JSON.
//!
//! A track becomes a skill with one step per milestone. A title becomes a role. Points decide the level, whichever
//! tracks they come from, so a role states the points it takes and requires no milestone of any one track.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::content::strings::capitalised;
use crate::import::data::{self, list, scalar, text, texts};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::{
    ImportedFamily, ImportedLevel, ImportedNeed, ImportedPage, ImportedRole, ImportedScale, ImportedStatement,
    ImportedStep, ImportedSubject, ImportedTheme, ImportedTopic, ImportedTrack, Ladder,
};
use crate::import::notes::Notes;
use crate::import::slug::Slugs;
use crate::import::text::name;
use crate::import::{ImportFormat, Mapping};

/// See the module.
pub const SNOWFLAKE: ImportFormat =
    ImportFormat { name: "snowflake", about: "tracks with milestones, as constants.js or JSON", detect, read };

/// The points of the milestones 1 to 5 where the source does not say; the published framework's own.
const POINTS: [i64; 5] = [1, 3, 6, 12, 20];

fn detect(inputs: &[Input]) -> Option<String> {
    let found = inputs.iter().find(|input| {
        let is_data = matches!(input.ending().as_str(), "js" | "jsx" | "ts" | "tsx" | "json");
        is_data && input.peek().is_some_and(|text| text.contains("milestones") && text.contains("signals"))
    })?;
    Some(format!("{} holds milestones with signals", found.path))
}

fn read(inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let mut source = SnowflakeFramework::default();
    for input in inputs {
        match input.ending().as_str() {
            "js" | "jsx" | "ts" | "tsx" => source.script(input, notes),
            "json" => source.json(input, notes),
            _ => notes.skip(&input.path, "it is neither JavaScript nor JSON"),
        }
    }
    Some((source.ladder(notes)?, Targets::default()))
}

/// What the files say, before it is a ladder.
#[derive(Default)]
struct SnowflakeFramework {
    /// By key, in the order of the files.
    tracks: Vec<(String, Value)>,
    /// Professions: name, titles with points, and the keys of their tracks (all if empty).
    professions: BTreeMap<String, Profession>,
    /// Points of the milestones, from 1.
    points: Vec<i64>,
}

#[derive(Default)]
struct Profession {
    titles: Vec<Value>,
    levels: Vec<(f64, String)>,
    tracks: Vec<String>,
}

impl SnowflakeFramework {
    fn script(&mut self, input: &Input, notes: &mut Notes) {
        let Some(source) = input.text(notes) else { return };
        let Some(tracks) = data::javascript(&source, "tracks") else {
            notes.skip(&input.path, "it declares no `tracks` that can be read as data");
            return;
        };
        self.tracks.extend(tracks.as_object().cloned().unwrap_or_default());
        self.points = points(&source);
        if self.points.is_empty() {
            let message = "the points of a milestone are computed, so those of the published framework (1, 3, 6, 12, 20) were taken";
            notes.problem(&input.path, message);
        }
        let profession = self.professions.entry(String::new()).or_default();
        profession.titles = list(&data::javascript(&source, "titles").unwrap_or_default(), "").to_vec();
        profession.levels = levels(&data::javascript(&source, "pointsToLevels").unwrap_or_default());
        if profession.titles.is_empty() {
            notes.problem(&input.path, "the file declares no `titles` that can be read as data");
        }
    }

    fn json(&mut self, input: &Input, notes: &mut Notes) {
        let Some(value) = data::json(input, notes) else { return };
        let stem = input.stem();
        if value.get("titles").is_some() || value.get("pointsToLevels").is_some() {
            let profession = self.professions.entry(stem.trim_end_matches("-titles").into()).or_default();
            profession.titles = list(&value, "titles").to_vec();
            profession.levels = levels(&value["pointsToLevels"]);
            return;
        }
        let object = if let Value::Object(object) = value { object } else { Map::new() };
        let is_index = !object.is_empty() && object.values().all(|value| value.get("location").is_some());
        if is_index {
            self.professions.entry(stem.into()).or_default().tracks = object.into_iter().map(|(key, _)| key).collect();
        } else if object.values().any(|value| value.get("milestones").is_some()) {
            self.tracks.extend(object);
        } else {
            notes.skip(&input.path, "it holds no tracks");
        }
    }

    fn ladder(mut self, notes: &mut Notes) -> Option<Ladder> {
        if self.tracks.is_empty() {
            return None;
        }
        if self.points.is_empty() {
            self.points = POINTS.to_vec();
        }
        let mut ladder = Ladder { title: "Growth framework".into(), ..Ladder::default() };
        let mut ids = Slugs::default();
        let mut skills: BTreeMap<&str, String> = BTreeMap::new();
        for (key, track) in &self.tracks {
            let titles = [text(track, "displayName"), text(track, "longDisplayName"), key];
            let title = name(titles.into_iter().find(|title| !title.is_empty()).unwrap_or_default());
            let id = ids.claim(&title, "track");
            let milestones = (1..).zip(list(track, "milestones"));
            ladder.skills.push(ImportedTopic {
                id: id.clone(),
                title,
                theme: theme(text(track, "category"), &mut ladder.themes),
                summary: text(track, "description").into(),
                steps: milestones.map(|(number, one)| (format!("milestone-{number}"), statements(one))).collect(),
                ..ImportedTopic::default()
            });
            skills.insert(key, id);
        }
        notes.count(ladder.skills.iter().map(|skill| skill.steps.len()).sum(), "milestones");
        let most = ladder.skills.iter().map(|skill| skill.steps.len()).max().unwrap_or(0);
        let step = |number: usize| {
            let points = self.points.get(number - 1);
            let counts = points.map(|points| {
                format!("Counts {points} {} towards the level.", if *points == 1 { "point" } else { "points" })
            });
            ImportedStep {
                id: format!("milestone-{number}"),
                title: format!("Milestone {number}"),
                summary: counts.unwrap_or_default(),
            }
        };
        ladder.scales.push(ImportedScale {
            id: "milestones".into(),
            title: "Milestones".into(),
            cumulative: true,
            steps: (1..=most).map(step).collect(),
            ..ImportedScale::default()
        });
        self.roles(&mut ladder, &skills);
        ladder.pages.push(self.page());
        Some(ladder)
    }

    fn roles(&self, ladder: &mut Ladder, skills: &BTreeMap<&str, String>) {
        let (mut level_ids, mut role_ids, mut track_ids, mut family_ids) = <(Slugs, Slugs, Slugs, Slugs)>::default();
        // Levels by their number; the points that each profession asks for are facts.
        let mut names: Vec<&String> =
            self.professions.values().flat_map(|one| &one.levels).map(|(_, level)| level).collect();
        names.sort_by_key(|level| version(level));
        names.dedup();
        let mut levels: BTreeMap<&str, String> = BTreeMap::new();
        for level in names {
            let id = level_ids.claim(&format!("level-{level}"), "level");
            let facts = self.professions.iter().filter_map(|(profession, one)| {
                let (points, _) = one.levels.iter().find(|(_, known)| known == level)?;
                let several = self.professions.len() > 1;
                let label = if several { format!("Points ({})", titled(profession)) } else { "Points".into() };
                Some((label, format!("{points} and more")))
            });
            ladder.levels.push(ImportedLevel {
                id: id.clone(),
                title: format!("Level {level}"),
                facts: facts.collect(),
                ..ImportedLevel::default()
            });
            levels.insert(level, id);
        }
        for (profession, one) in &self.professions {
            let title = titled(profession);
            let family = if profession.is_empty() { String::new() } else { family_ids.claim(&title, "family") };
            if !family.is_empty() {
                ladder.families.push(ImportedFamily {
                    id: family.clone(),
                    title: title.clone(),
                    ..ImportedFamily::default()
                });
            }
            let keys = self.tracks.iter().map(|(key, _)| key);
            let needs: Vec<ImportedNeed> = keys
                .filter(|key| one.tracks.is_empty() || one.tracks.contains(key))
                .map(|key| ImportedNeed {
                    subject: ImportedSubject::of(&skills[key.as_str()]),
                    ..ImportedNeed::default()
                })
                .collect();
            // Titles of the same points are two ways up: the first of each pair is the craft, the second leads people.
            let mut tracks: Vec<ImportedTrack> = Vec::new();
            let mut taken: BTreeMap<i64, usize> = BTreeMap::new();
            for job in &one.titles {
                let least = scalar(job, "minPoints").parse::<f64>().unwrap_or(0.0);
                let way = *taken.entry(least as i64).and_modify(|way| *way += 1).or_insert(0);
                while tracks.len() <= way {
                    let kind = ["individual", "management"].get(tracks.len()).copied().unwrap_or("other");
                    let name = match (tracks.len(), title.is_empty()) {
                        (0, true) => "Individual".to_owned(),
                        (0, false) => title.clone(),
                        (1, true) => "Leading".to_owned(),
                        (number, _) => format!("{title} (way {})", number + 1),
                    };
                    let (id, kind) = (track_ids.claim(&name, "track"), kind.into());
                    tracks.push(ImportedTrack {
                        id,
                        title: name,
                        kind,
                        family: family.clone(),
                        ..ImportedTrack::default()
                    });
                }
                let label = name(text(job, "label"));
                let id = role_ids.claim(&label, &title);
                let most = scalar(job, "maxPoints");
                let points = if most.is_empty() { format!("{least} and more") } else { format!("{least} to {most}") };
                let limit = most.parse().unwrap_or(f64::INFINITY);
                let within: Vec<&(f64, String)> =
                    one.levels.iter().filter(|(points, _)| *points >= least && *points <= limit).collect();
                let mut facts = vec![("Points".to_owned(), points)];
                if let (Some(first), Some(last)) = (within.first(), within.last()) {
                    let span = if first.1 == last.1 { first.1.clone() } else { format!("{} to {}", first.1, last.1) };
                    facts.push(("Levels".to_owned(), span));
                }
                tracks[way].roles.push(id.clone());
                ladder.roles.push(ImportedRole {
                    id,
                    title: label,
                    family: family.clone(),
                    tracks: vec![tracks[way].id.clone()],
                    level: within.first().map(|(_, level)| levels[level.as_str()].clone()).unwrap_or_default(),
                    facts,
                    skills: needs.clone(),
                    ..ImportedRole::default()
                });
            }
            ladder.tracks.extend(tracks);
        }
    }

    /// How points become a level, for readers.
    fn page(&self) -> ImportedPage {
        let mut body = String::from(
            "Every milestone that someone has reached counts points. Their sum is the level.\n\n| Milestone | Points |\n|---|---|\n",
        );
        for (at, points) in self.points.iter().enumerate() {
            body.push_str(&format!("| {} | {points} |\n", at + 1));
        }
        for (profession, one) in self.professions.iter().filter(|(_, one)| !one.levels.is_empty()) {
            if self.professions.len() > 1 {
                body.push_str(&format!("\n## {}\n", titled(profession)));
            }
            body.push_str("\n| Points | Level |\n|---|---|\n");
            for (points, level) in &one.levels {
                body.push_str(&format!("| {points} and more | {level} |\n"));
            }
        }
        ImportedPage {
            path: "guides/points-and-levels".into(),
            title: "Points and levels".into(),
            body: body.trim_end().into(),
            ..ImportedPage::default()
        }
    }
}

/// Points and levels, lowest first.
fn levels(value: &Value) -> Vec<(f64, String)> {
    let pairs = value.as_object().into_iter().flatten();
    let mut levels: Vec<(f64, String)> =
        pairs.filter_map(|(points, _)| Some((points.parse().ok()?, scalar(value, points)))).collect();
    levels.sort_by(|one, other| one.0.total_cmp(&other.0));
    levels
}

/// `case 3: return 6` for each milestone from 1; empty when the points are computed otherwise.
fn points(source: &str) -> Vec<i64> {
    let Some(at) = source.find("milestoneToPoints") else { return Vec::new() };
    let body = &source[at..];
    let body = &body[..body.find("\n}").unwrap_or(body.len())];
    let mut points = Vec::new();
    for number in 1.. {
        let Some(at) = body.find(&format!("case {number}:")) else { return points };
        let after = body[at..].split_once("return").map_or("", |(_, after)| after.trim_start());
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let Ok(value) = digits.parse() else { return Vec::new() };
        points.push(value);
    }
    points
}

/// The id of the theme that a category is.
fn theme(category: &str, themes: &mut Vec<ImportedTheme>) -> String {
    if category.is_empty() {
        return String::new();
    }
    let id = crate::content::slug(category);
    if !themes.iter().any(|known| known.id == id) {
        // A single letter is the original's own heading.
        let title = if category.len() == 1 { format!("Category {category}") } else { titled(&category.to_lowercase()) };
        themes.push(ImportedTheme { id: id.clone(), title, ..ImportedTheme::default() });
    }
    id
}

/// A milestone: its summary, with the signals as points below it.
fn statements(milestone: &Value) -> Vec<ImportedStatement> {
    let (summary, signals) = (text(milestone, "summary").to_owned(), texts(milestone, "signals"));
    let examples = texts(milestone, "examples");
    if summary.is_empty() {
        return signals.into_iter().map(ImportedStatement::plain).collect();
    }
    let points = signals.into_iter().filter(|signal| *signal != summary).collect();
    vec![ImportedStatement { text: summary, points, examples, ..ImportedStatement::default() }]
}

/// `software-engineer` as `Software Engineer`.
fn titled(id: &str) -> String {
    let words = id.split(['-', '_', ' ']).filter(|word| !word.is_empty());
    words.map(capitalised).collect::<Vec<String>>().join(" ")
}

/// `2.10` as numbers, so that levels are in order.
fn version(level: &str) -> (Vec<u64>, String) {
    (level.split('.').map(|part| part.parse().unwrap_or(0)).collect(), level.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The level that a sum of points gives.
    fn level_for(levels: &[(f64, String)], points: f64) -> Option<&str> {
        levels.iter().rev().find(|(least, _)| *least <= points).map(|(_, level)| level.as_str())
    }

    const SOURCE: &str = include_str!("../../../tests/import/traps/constants.js");

    #[test]
    fn the_points_of_a_script_give_its_levels() {
        assert_eq!(points(SOURCE), [1, 3, 6]);
        let known = levels(&data::javascript(SOURCE, "pointsToLevels").unwrap());
        for (sum, level) in [(0.0, "1.1"), (4.0, "1.1"), (5.0, "1.2"), (11.0, "2.1"), (99.0, "2.1")] {
            assert_eq!(level_for(&known, sum), Some(level), "{sum}");
        }
    }
}
