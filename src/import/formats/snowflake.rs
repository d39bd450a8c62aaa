//! Snowflake, the growth framework of tracks and milestones: its `constants.js`, read as data, or forks that keep the
//! same data as JSON.
//!
//! A track becomes a skill with one step per milestone. A title becomes a role. Points decide the level, whichever
//! tracks they come from, so a role states the points it takes and requires no milestone of any one track.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::content::strings::capitalised;
use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::data::{self, list, scalar, text, texts};
use crate::import::input::Input;
use crate::import::model::{
    Family, Ladder, Level, Need, Page, Role, Scale, Statement, Step, Subject, Theme, Topic, Track,
};
use crate::import::notes::Notes;
use crate::import::slug::Slugs;
use crate::import::text::name;
use crate::import::{Format, Mapping};
use crate::source::Place;

/// See the module.
pub struct Snowflake;

/// The points of the milestones 1 to 5 where the source does not say; the published framework's own.
const POINTS: [i64; 5] = [1, 3, 6, 12, 20];

impl Format for Snowflake {
    fn name(&self) -> &'static str {
        "snowflake"
    }

    fn about(&self) -> &'static str {
        "tracks with milestones, as constants.js or JSON"
    }

    fn detect(&self, inputs: &[Input]) -> Option<String> {
        let found = inputs.iter().find(|input| {
            let is_data = matches!(input.ending().as_str(), "js" | "jsx" | "ts" | "tsx" | "json");
            is_data && input.peek().is_some_and(|text| text.contains("milestones") && text.contains("signals"))
        })?;
        Some(format!("{} holds milestones with signals", found.path))
    }

    fn read(&self, inputs: &[Input], _: &Mapping, notes: &mut Notes) -> Option<Ladder> {
        let mut source = Framework::default();
        for input in inputs {
            match input.ending().as_str() {
                "js" | "jsx" | "ts" | "tsx" => source.script(input, notes),
                "json" => source.json(input, notes),
                _ => notes.skip(&input.path, "it is neither JavaScript nor JSON"),
            }
        }
        source.ladder(notes)
    }
}

/// What the files say, before it is a ladder.
#[derive(Default)]
struct Framework {
    /// By key, in the order of the files.
    tracks: Vec<(String, Value)>,
    /// Professions: name, titles with points, and the keys of their tracks (all if empty).
    professions: BTreeMap<String, Profession>,
    /// Points of the milestones, from 1.
    points: Vec<i64>,
    path: String,
}

#[derive(Default)]
struct Profession {
    titles: Vec<Value>,
    levels: Vec<(f64, String)>,
    tracks: Vec<String>,
}

impl Framework {
    fn script(&mut self, input: &Input, notes: &mut Notes) {
        let Some(source) = input.text(notes) else { return };
        let Some(tracks) = data::javascript(&source, "tracks") else {
            notes.skip(&input.path, "it declares no `tracks` that can be read as data");
            return;
        };
        self.path = input.path.to_string();
        self.tracks.extend(tracks.as_object().cloned().unwrap_or_default());
        self.points = points(&source);
        if self.points.is_empty() {
            let message = "the points of a milestone are computed, so those of the published framework (1, 3, 6, 12, 20) were taken";
            notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
        }
        let profession = self.professions.entry(String::new()).or_default();
        profession.titles =
            data::javascript(&source, "titles").and_then(|titles| titles.as_array().cloned()).unwrap_or_default();
        profession.levels = levels(&data::javascript(&source, "pointsToLevels").unwrap_or_default());
        if profession.titles.is_empty() {
            let message = "the file declares no `titles` that can be read as data";
            notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), message));
        }
    }

    fn json(&mut self, input: &Input, notes: &mut Notes) {
        let Some(value) = data::json(input, notes) else { return };
        if self.path.is_empty() {
            self.path = input.path.to_string();
        }
        let stem = input.stem();
        if value.get("titles").is_some() || value.get("pointsToLevels").is_some() {
            let profession = self.professions.entry(stem.trim_end_matches("-titles").into()).or_default();
            profession.titles = list(&value, "titles").to_vec();
            profession.levels = levels(value.get("pointsToLevels").unwrap_or(&Value::Null));
            return;
        }
        let Some(object) = value.as_object() else {
            notes.skip(&input.path, "it holds no tracks");
            return;
        };
        let is_index = !object.is_empty() && object.values().all(|value| value.get("location").is_some());
        if is_index {
            self.professions.entry(stem.into()).or_default().tracks = object.keys().cloned().collect();
        } else if object.values().any(|value| value.get("milestones").is_some()) {
            self.tracks.extend(object.iter().map(|(key, value)| (key.clone(), value.clone())));
        } else {
            notes.skip(&input.path, "it holds no tracks");
        }
    }

    fn ladder(mut self, notes: &mut Notes) -> Option<Ladder> {
        if self.tracks.is_empty() {
            return None;
        }
        let most = self.tracks.iter().map(|(_, track)| list(track, "milestones").len()).max().unwrap_or(0);
        if self.points.is_empty() {
            self.points = POINTS.to_vec();
        }
        let mut ladder = Ladder { title: "Growth framework".into(), ..Ladder::default() };
        let step = |number: usize| {
            let points = self.points.get(number - 1);
            let summary = points.map(|points| {
                format!("Counts {points} {} towards the level.", if *points == 1 { "point" } else { "points" })
            });
            Step {
                id: format!("milestone-{number}"),
                title: format!("Milestone {number}"),
                summary: summary.unwrap_or_default(),
            }
        };
        let steps = (1..=most).map(step).collect();
        ladder.scales.push(Scale {
            id: "milestones".into(),
            title: "Milestones".into(),
            cumulative: true,
            steps,
            ..Scale::default()
        });

        let mut ids = Slugs::default();
        let mut skills: BTreeMap<&str, String> = BTreeMap::new();
        let mut count = 0;
        for (key, track) in &self.tracks {
            let title = [text(track, "displayName"), text(track, "longDisplayName"), key]
                .into_iter()
                .find(|title| !title.is_empty());
            let title = name(title.unwrap_or_default());
            let id = ids.claim(&title, "track");
            let category = text(track, "category");
            let theme = theme(category, &mut ladder);
            let steps = list(track, "milestones").iter().enumerate();
            let steps = steps.map(|(at, milestone)| (format!("milestone-{}", at + 1), statements(milestone)));
            count += list(track, "milestones").len();
            let topic = Topic {
                id: id.clone(),
                title,
                theme,
                summary: text(track, "description").into(),
                steps: steps.collect(),
                ..Topic::default()
            };
            ladder.skills.push(topic);
            skills.insert(key, id);
        }
        notes.count(count, "milestones");
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
                let label = if self.professions.len() > 1 {
                    format!("Points ({})", titled(profession))
                } else {
                    "Points".into()
                };
                Some((label, format!("{points} and more")))
            });
            ladder.levels.push(Level {
                id: id.clone(),
                title: format!("Level {level}"),
                facts: facts.collect(),
                ..Level::default()
            });
            levels.insert(level, id);
        }
        for (profession, one) in &self.professions {
            let title = titled(profession);
            let family = if profession.is_empty() { String::new() } else { family_ids.claim(&title, "family") };
            if !family.is_empty() {
                ladder.families.push(Family { id: family.clone(), title: title.clone(), ..Family::default() });
            }
            let needs: Vec<Need> = self
                .tracks
                .iter()
                .filter(|(key, _)| one.tracks.is_empty() || one.tracks.contains(key))
                .map(|(key, _)| Need {
                    subject: Subject { topic: skills[key.as_str()].clone(), ..Subject::default() },
                    ..Need::default()
                })
                .collect();
            // Titles of the same points are two ways up: the first of each pair is the craft, the second leads people.
            let mut tracks: Vec<Track> = Vec::new();
            let mut taken: BTreeMap<i64, usize> = BTreeMap::new();
            for job in &one.titles {
                let least = scalar(job, "minPoints").parse::<f64>().unwrap_or(0.0);
                let way = taken.entry(least as i64).and_modify(|way| *way += 1).or_insert(0);
                let way = *way;
                while tracks.len() <= way {
                    let kind = ["individual", "management"].get(tracks.len()).copied().unwrap_or("other");
                    let name = match (tracks.len(), title.is_empty()) {
                        (0, true) => "Individual".to_owned(),
                        (0, false) => title.clone(),
                        (1, true) => "Leading".to_owned(),
                        (number, _) => format!("{title} (way {})", number + 1),
                    };
                    let id = track_ids.claim(&name, "track");
                    tracks.push(Track {
                        id,
                        title: name,
                        kind: kind.into(),
                        family: family.clone(),
                        ..Track::default()
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
                let level =
                    within.first().and_then(|(_, level)| levels.get(level.as_str())).cloned().unwrap_or_default();
                tracks[way].roles.push(id.clone());
                let role = Role {
                    id,
                    title: label,
                    family: family.clone(),
                    tracks: vec![tracks[way].id.clone()],
                    level,
                    facts,
                    skills: needs.clone(),
                    ..Role::default()
                };
                ladder.roles.push(role);
            }
            ladder.tracks.extend(tracks);
        }
    }

    /// How points become a level, for readers.
    fn page(&self) -> Page {
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
        Page {
            path: "guides/points-and-levels".into(),
            title: "Points and levels".into(),
            body: body.trim_end().into(),
            ..Page::default()
        }
    }
}

/// The level that a sum of points gives.
#[cfg(test)]
fn level_for(levels: &[(f64, String)], points: f64) -> Option<&str> {
    levels.iter().rev().find(|(least, _)| *least <= points).map(|(_, level)| level.as_str())
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

fn theme(category: &str, ladder: &mut Ladder) -> String {
    if category.is_empty() {
        return String::new();
    }
    let id = crate::content::slug(category);
    if !ladder.themes.iter().any(|known| known.id == id) {
        // A single letter is the original's own heading.
        let title = if category.len() == 1 { format!("Category {category}") } else { titled(&category.to_lowercase()) };
        ladder.themes.push(Theme { id: id.clone(), title, ..Theme::default() });
    }
    id
}

/// A milestone: its summary, with the signals as points below it.
fn statements(milestone: &Value) -> Vec<Statement> {
    let (summary, signals) = (text(milestone, "summary").to_owned(), texts(milestone, "signals"));
    let examples = texts(milestone, "examples");
    if summary.is_empty() {
        return signals.into_iter().map(Statement::plain).collect();
    }
    let points = signals.into_iter().filter(|signal| *signal != summary).collect();
    vec![Statement { text: summary, points, examples, ..Statement::default() }]
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
