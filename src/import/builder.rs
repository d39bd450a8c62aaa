//! A ladder put together from names: what tables and documents share on their way to a [`Ladder`].
//!
//! Names that mean the same (case, ornaments, British and American spelling) are one thing; the first spelling is shown
//! and the others become aliases.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_REPAIR};
use crate::source::Place;

use super::level_name::{Coded, coded};
use super::model::{
    ImportedFamily, ImportedLevel, ImportedRole, ImportedScale, ImportedStatement, ImportedStep, ImportedSubject,
    ImportedTheme, ImportedTopic, ImportedTrack, Ladder, TopicKind,
};
use super::notes::Notes;
use super::slug::{IdsByKey, Slugs};
use super::text::{key, name};

/// See the module.
#[derive(Debug, Default)]
pub struct LadderBuilder {
    /// What was made so far.
    pub ladder: Ladder,
    families: IdsByKey,
    tracks: IdsByKey,
    levels: IdsByKey,
    roles: BTreeMap<(String, String), usize>,
    role_ids: Slugs,
    topics: BTreeMap<(TopicKind, String), usize>,
    topic_ids: [Slugs; 2],
    /// Spellings that were taken for another: as written, and the name that was kept.
    respelled: BTreeMap<String, String>,
}

impl LadderBuilder {
    /// The id of a family.
    pub fn family(&mut self, title: &str) -> String {
        if title.is_empty() {
            return String::new();
        }
        self.families.id(key(title), title, "family", |id| {
            self.ladder.families.push(ImportedFamily { id, title: name(title), ..ImportedFamily::default() });
        })
    }

    /// The id of a track.
    pub fn track(&mut self, title: &str, family: &str) -> String {
        let shown = name(title);
        self.tracks.id(format!("{family}/{}", key(title)), &shown, family, |id| {
            self.ladder.tracks.push(ImportedTrack::named(id, shown.clone(), family));
        })
    }

    /// The id of a level. Levels of one code, or without codes of one title, are one level. A new one stands above
    /// `below` when that is known.
    fn level(&mut self, coded: &Coded, below: Option<&str>) -> String {
        let title = if coded.code.is_empty() { &coded.title } else { &coded.code };
        self.levels.id(key(title), title, "level", |id| {
            let levels = &mut self.ladder.levels;
            let below = below.and_then(|below| levels.iter().position(|level| level.id == below));
            let place = below.map_or(levels.len(), |below| below + 1);
            levels.insert(place, ImportedLevel { id, title: title.clone(), ..ImportedLevel::default() });
        })
    }

    /// The place of the role that a heading such as `Senior Engineer (L4)` names on a track, in `ladder.roles`.
    pub fn role(&mut self, heading: &str, track: &str, family: &str) -> usize {
        let coded = coded(heading);
        self.coded_role(coded, track, family)
    }

    /// The place of a role whose title and level's code are known.
    pub fn coded_role(&mut self, coded: Coded, track: &str, family: &str) -> usize {
        let known = (track.to_owned(), format!("{}|{}", key(&coded.title), key(&coded.code)));
        if let Some(at) = self.roles.get(&known) {
            return *at;
        }
        let track_at = self.ladder.tracks.iter().position(|one| one.id == track);
        let track_title = track_at.map(|at| self.ladder.tracks[at].title.clone()).unwrap_or_default();
        let below = track_at.and_then(|at| self.ladder.tracks[at].roles.last());
        let below =
            below.and_then(|id| self.ladder.roles.iter().find(|role| role.id == *id)).map(|role| role.level.clone());
        let level = self.level(&coded, below.as_deref().filter(|level| !level.is_empty()));
        // `L4` and `Level 4` say nothing without the track.
        let bare = coded.title.is_empty() || is_bare(&coded.title);
        let own = if coded.title.is_empty() { &coded.code } else { &coded.title };
        let title = if bare && !track_title.is_empty() { format!("{track_title} {own}") } else { own.clone() };
        let id = self.role_ids.claim(&title, &track_title);
        let at = self.ladder.roles.len();
        let tracks = if track.is_empty() { Vec::new() } else { vec![track.to_owned()] };
        self.ladder.roles.push(ImportedRole {
            id: id.clone(),
            title,
            family: family.into(),
            tracks,
            level,
            ..ImportedRole::default()
        });
        if let Some(track) = track_at {
            self.ladder.tracks[track].roles.push(id);
        }
        self.roles.insert(known, at);
        at
    }

    /// The id of a topic. A theme of several lines is nested.
    pub fn topic(&mut self, kind: TopicKind, title: &str, theme: &str) -> String {
        let shown = name(title);
        let theme_id = self.theme(theme);
        let all = self.ladder.topics(kind);
        let at = *self.topics.entry((kind, key(title))).or_insert_with(|| {
            let id = self.topic_ids[kind as usize].claim(&shown, theme.rsplit('\n').next().unwrap_or_default());
            all.push(ImportedTopic { id, title: shown.clone(), ..ImportedTopic::default() });
            all.len() - 1
        });
        let topic = &mut all[at];
        if topic.title.to_lowercase() != shown.to_lowercase() && !topic.common.aliases.contains(&shown) {
            self.respelled.insert(shown.clone(), topic.title.clone());
            topic.common.aliases.push(shown);
        }
        if topic.theme.is_empty() {
            topic.theme = theme_id;
        }
        topic.id.clone()
    }

    /// The topic with this id.
    pub fn topic_mut(&mut self, kind: TopicKind, id: &str) -> Option<&mut ImportedTopic> {
        self.ladder.topics(kind).iter_mut().find(|topic| topic.id == id)
    }

    /// The id of a theme. A title of several lines is a theme inside those of the lines above.
    fn theme(&mut self, title: &str) -> String {
        let mut above = String::new();
        for title in title.split('\n').map(name).filter(|title| !title.is_empty()) {
            let themes = &mut self.ladder.themes;
            let is_beside = |id: &str| id.rsplit_once('/').map_or("", |(parent, _)| parent) == above;
            let known = themes.iter().find(|known| is_beside(&known.id) && key(&known.title) == key(&title));
            if let Some(known) = known {
                above.clone_from(&known.id);
                continue;
            }
            let below = |id: &str| if above.is_empty() { id.to_owned() } else { format!("{above}/{id}") };
            let mut id = below(&crate::content::slug(&title));
            if id.is_empty() || id.ends_with('/') || themes.iter().any(|known| known.id == id) {
                id = below(&format!("theme-{}", themes.len() + 1));
            }
            themes.push(ImportedTheme { id: id.clone(), title, ..ImportedTheme::default() });
            above = id;
        }
        above
    }

    /// The id of the scale with these steps, lowest first. A scale that has them all already is the same.
    pub fn scale(&mut self, steps: &[String]) -> String {
        let has =
            |scale: &&ImportedScale| steps.iter().all(|title| scale.steps.iter().any(|step| step.id == step_id(title)));
        if let Some(scale) = self.ladder.scales.iter().find(has) {
            return scale.id.clone();
        }
        let number = self.ladder.scales.len() + 1;
        let id = if number == 1 { "proficiency".to_owned() } else { format!("proficiency-{number}") };
        let step = |title: &String| ImportedStep {
            id: step_id(title),
            title: if title.parse::<f64>().is_ok() { format!("Step {title}") } else { name(title) },
            ..ImportedStep::default()
        };
        let steps = steps.iter().map(step).collect();
        self.ladder.scales.push(ImportedScale {
            id: id.clone(),
            title: "Proficiency".into(),
            cumulative: true,
            steps,
            ..ImportedScale::default()
        });
        id
    }

    /// What a role says under a topic.
    pub fn subject(&mut self, role: usize, kind: TopicKind, topic: &str) -> &mut ImportedSubject {
        self.ladder.roles[role].subject(kind, topic)
    }

    /// Adds statements to what a role says under a topic; how many were there already.
    pub fn expect(&mut self, role: usize, kind: TopicKind, topic: &str, statements: Vec<ImportedStatement>) -> usize {
        let subject = self.subject(role, kind, topic);
        let mut repeated = 0;
        for statement in statements {
            match subject.statements.iter_mut().find(|known| known.text == statement.text && known.id == statement.id) {
                Some(known) => {
                    add_new(&mut known.points, statement.points);
                    add_new(&mut known.examples, statement.examples);
                    repeated += 1;
                }
                None => subject.statements.push(statement),
            }
        }
        repeated
    }

    /// Reports spellings that were taken for another.
    pub fn report_respelled(&self, path: &Arc<str>, notes: &mut Notes) {
        for (written, kept) in &self.respelled {
            let message = format!("`{written}` was taken for `{kept}` and became another name of it");
            notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(path), message));
        }
    }

    /// The ladder. Where every role of the only track has a level of its own, statements of responsibilities move into
    /// the responsibilities' grids, one row per topic, as the table had them.
    pub fn finish(mut self, grids: bool) -> Ladder {
        let alone =
            |role: &ImportedRole| self.ladder.roles.iter().filter(|other| other.level == role.level).count() == 1;
        if grids && self.ladder.tracks.len() == 1 && self.ladder.roles.iter().all(alone) {
            let mut roles = std::mem::take(&mut self.ladder.roles);
            for role in &mut roles {
                for subject in std::mem::take(&mut role.responsibilities) {
                    // In a grid an id would get the topic's before it.
                    let plain = subject.summary.is_empty()
                        && subject.examples.is_empty()
                        && subject.statements.iter().all(|statement| statement.id.is_empty());
                    match self.topic_mut(TopicKind::Responsibility, &subject.topic).filter(|_| plain) {
                        Some(topic) => topic.levels.push((role.level.clone(), subject.statements)),
                        None => role.responsibilities.push(subject),
                    }
                }
            }
            self.ladder.roles = roles;
        }
        // A row that names a track and no role makes no ladder.
        self.ladder.tracks.retain(|track| !track.roles.is_empty());
        // The only scale needs no name.
        if self.ladder.scales.len() < 2 {
            self.ladder.skills.iter_mut().for_each(|skill| skill.scale.clear());
        }
        for role in &mut self.ladder.roles {
            let says = |one: &ImportedSubject| {
                !one.statements.is_empty() || !one.summary.is_empty() || !one.examples.is_empty()
            };
            role.responsibilities.retain(says);
        }
        self.ladder
    }
}

/// Adds the lines that were not there before.
fn add_new(known: &mut Vec<String>, lines: Vec<String>) {
    let before = known.len();
    for line in lines {
        if !known[..before].contains(&line) {
            known.push(line);
        }
    }
}

/// The id of a step.
pub fn step_id(word: &str) -> String {
    let slug = crate::content::slug(&name(word));
    if slug.chars().next().is_none_or(|first| first.is_ascii_digit()) { format!("step-{slug}") } else { slug }
}

/// Whether a label such as `Scope` or `Pay range` is one of a fact about a level, and no topic.
pub fn is_fact(label: &str) -> bool {
    const LABELS: [&str; 30] = [
        "scope",
        "autonomy",
        "impact",
        "years of experience",
        "experience",
        "typical experience",
        "title",
        "titles",
        "job title",
        "code",
        "level",
        "level code",
        "salary",
        "salary band",
        "pay",
        "pay band",
        "pay range",
        "compensation",
        "salary range",
        "time in level",
        "reports to",
        "typical title",
        "grade",
        "job grade",
        "job level",
        "planning horizon",
        "time horizon",
        "gehalt",
        "gehaltsband",
        "berichtet an",
    ];
    LABELS.contains(&key(label).as_str())
}

/// Whether a title tells a level and no job, such as `Level 4`, `Grade B`, `Senior`.
fn is_bare(title: &str) -> bool {
    const WORDS: [&str; 22] = [
        "level",
        "grade",
        "band",
        "tier",
        "stage",
        "step",
        "junior",
        "senior",
        "staff",
        "principal",
        "mid",
        "lead",
        "entry",
        "intermediate",
        "associate",
        "distinguished",
        "fellow",
        "expert",
        "head",
        "trainee",
        "intern",
        "graduate",
    ];
    title.to_lowercase().split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        WORDS.contains(&word)
            || word.len() <= 3 && word.chars().any(|sign| sign.is_ascii_digit())
            || matches!(word, "i" | "ii" | "iii" | "iv" | "v")
            || word.len() == 1
    })
}
