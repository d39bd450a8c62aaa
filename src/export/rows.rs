//! A handbook as rows: an expectation, or a required step, of a role each.

use crate::content::{Kind, Prose};
use crate::handbook::{EntityId, Handbook};

/// The headers of the columns, in the order of [`Row::cells`].
pub const HEADERS: [&str; 12] = [
    "Family",
    "Track",
    "Role",
    "Level",
    "Theme",
    "Topic",
    "Skill",
    "Skill Level",
    "ID",
    "Statement",
    "Points",
    "Examples",
];

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The family's title.
    pub family: String,
    /// The first track's title.
    pub track: String,
    /// The role's title.
    pub role: String,
    /// The level's title.
    pub level: String,
    /// The theme's title.
    pub theme: String,
    /// The responsibility's title; empty for a skill.
    pub topic: String,
    /// The skill's title; empty for a responsibility.
    pub skill: String,
    /// The title of the required step.
    pub step: String,
    /// The statement's id.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// Its points, one per line.
    pub points: String,
    /// Its examples, one per line.
    pub examples: String,
}

impl Row {
    /// The cells, in the order of [`HEADERS`].
    pub fn cells(&self) -> [&str; 12] {
        [
            &self.family,
            &self.track,
            &self.role,
            &self.level,
            &self.theme,
            &self.topic,
            &self.skill,
            &self.step,
            &self.id,
            &self.statement,
            &self.points,
            &self.examples,
        ]
    }
}

/// The roles in reading order: along the tracks, then those on no track; or the one that is asked for.
pub fn roles(handbook: &Handbook, only: Option<EntityId>) -> Vec<EntityId> {
    if let Some(role) = only {
        return vec![role];
    }
    let mut roles: Vec<EntityId> = Vec::new();
    let on_tracks = handbook.sorted(Kind::Track).iter().flat_map(|track| handbook.rungs(*track));
    for role in on_tracks.chain(handbook.sorted(Kind::Role).iter().copied()) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// The rows of these roles.
pub fn rows(handbook: &Handbook, only: Option<EntityId>) -> Vec<Row> {
    roles(handbook, only).into_iter().flat_map(|role| of_role(handbook, role)).collect()
}

/// The rows of a role: by topic in reading order, its statements, or one row for a step without statements.
pub fn of_role(handbook: &Handbook, role: EntityId) -> Vec<Row> {
    let title = |index: EntityId| handbook.get(index).title.clone();
    let resolved = handbook.resolved(role);
    let own = Row {
        family: handbook.family_of(role).map(title).unwrap_or_default(),
        track: handbook.tracks_of(role).first().map(|track| title(*track)).unwrap_or_default(),
        role: title(role),
        level: handbook.level_of(role).map(title).unwrap_or_default(),
        ..Row::default()
    };
    let mut topics: Vec<EntityId> = resolved.expectations.iter().map(|one| one.topic).collect();
    topics.extend(resolved.needs.iter().map(|need| need.skill));
    topics.sort_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    let mut rows = Vec::new();
    for topic in topics {
        let is_skill = handbook.get(topic).kind() == Kind::Skill;
        let theme = handbook.topic(topic).and_then(|topic| topic.theme.as_ref());
        let step = resolved.need(topic).and_then(|need| need.step);
        let scale = handbook.skill(topic).and_then(|skill| handbook.scale_of(skill));
        let row = Row {
            theme: theme.map(|theme| handbook.theme_title(&theme.value)).unwrap_or_default(),
            topic: if is_skill { String::new() } else { title(topic) },
            skill: if is_skill { title(topic) } else { String::new() },
            step: step.and_then(|step| Some(scale?.steps.get(step)?.title.clone())).unwrap_or_default(),
            ..own.clone()
        };
        let before = rows.len();
        for one in resolved.expectations.iter().filter(|one| one.topic == topic) {
            rows.push(Row {
                id: one.statement.id.to_string(),
                statement: one.statement.text.plain.clone(),
                points: lines(&one.statement.points),
                examples: lines(&one.statement.examples),
                ..row.clone()
            });
        }
        if rows.len() == before {
            rows.push(row);
        }
    }
    if rows.is_empty() { vec![own] } else { rows }
}

fn lines(all: &[Prose]) -> String {
    all.iter().map(|prose| prose.plain.as_str()).collect::<Vec<_>>().join("\n")
}
