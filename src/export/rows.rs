//! A handbook as rows: an expectation, or a required step, of a role each.

use crate::content::{Kind, Prose};
use crate::handbook::{EntityId, Handbook, titles};

/// Where a row has the text of a column.
type RowField = fn(&mut ExportRow) -> &mut String;

/// The columns of an exported table, in order, each with its field. An import knows them by name.
pub const COLUMNS: [(&str, RowField); 21] = [
    ("Family", |row| &mut row.family),
    ("Track", |row| &mut row.track),
    ("Role", |row| &mut row.role),
    ("Role ID", |row| &mut row.role_id),
    ("Level", |row| &mut row.level),
    ("Level Number", |row| &mut row.level_number),
    ("Role Description", |row| &mut row.role_description),
    ("Theme", |row| &mut row.theme),
    ("Topic", |row| &mut row.topic),
    ("Skill", |row| &mut row.skill),
    ("Topic ID", |row| &mut row.topic_id),
    ("Description", |row| &mut row.description),
    ("Scale", |row| &mut row.scale),
    ("Skill Level", |row| &mut row.step),
    ("Skill Level Number", |row| &mut row.step_number),
    ("Weight", |row| &mut row.weight),
    ("ID", |row| &mut row.id),
    ("Statement", |row| &mut row.statement),
    ("Band", |row| &mut row.band),
    ("Points", |row| &mut row.points),
    ("Examples", |row| &mut row.examples),
];

/// One row.
#[derive(Debug, Clone, Default)]
pub struct ExportRow {
    /// The family's title.
    pub family: String,
    /// The tracks' titles, with ` | ` between them.
    pub track: String,
    /// The role's title.
    pub role: String,
    /// The role's id.
    pub role_id: String,
    /// The level's title.
    pub level: String,
    /// The level's place among all levels, from 1.
    pub level_number: String,
    /// The role's summary.
    pub role_description: String,
    /// The theme's title.
    pub theme: String,
    /// The responsibility's title; empty for a skill.
    pub topic: String,
    /// The skill's title; empty for a responsibility.
    pub skill: String,
    /// The id of the responsibility or skill.
    pub topic_id: String,
    /// Its summary.
    pub description: String,
    /// The title of the skill's scale, if a step is required.
    pub scale: String,
    /// The title of the required step.
    pub step: String,
    /// The step's place on the scale, from 1.
    pub step_number: String,
    /// `core`, `supporting` or `broad`.
    pub weight: String,
    /// The statement's id.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// The title of its band; empty for what is expected of everyone.
    pub band: String,
    /// Its points, one per line.
    pub points: String,
    /// Its examples, one per line.
    pub examples: String,
}

impl ExportRow {
    /// The cells, in the order of [`COLUMNS`].
    pub fn into_cells(mut self) -> [String; 21] {
        COLUMNS.map(|(_, field)| std::mem::take(field(&mut self)))
    }

    /// Whether the row is about a skill.
    pub fn is_skill(&self) -> bool {
        !self.skill.is_empty()
    }

    /// The title of the responsibility or skill.
    pub fn title(&self) -> &str {
        if self.is_skill() { &self.skill } else { &self.topic }
    }
}

/// The roles in the order of every track, then those on no track; or those of the role, track or family that is asked for.
pub fn roles(handbook: &Handbook, only: Option<EntityId>) -> Vec<EntityId> {
    match only.map(|only| (only, handbook.get(only).kind())) {
        Some((track, Kind::Track)) => return handbook.rungs(track),
        Some((family, Kind::Family)) => {
            let all = roles(handbook, None).into_iter();
            return all.filter(|role| handbook.family_of(*role) == Some(family)).collect();
        }
        Some((role, _)) => return vec![role],
        None => {}
    }
    let mut roles: Vec<EntityId> = Vec::new();
    for track in handbook.sorted(Kind::Track) {
        let mut from = 0;
        let rungs: Vec<EntityId> = handbook.rungs(*track).into_iter().collect();
        for (at, role) in rungs.iter().enumerate() {
            if let Some(known) = roles.iter().position(|known| known == role) {
                from = from.max(known + 1);
                continue;
            }
            // A role of several tracks stands where all of them have it.
            let next = roles[from..].iter().position(|known| rungs[at..].contains(known));
            let place = next.map_or(roles.len(), |next| from + next);
            roles.insert(place, *role);
            from = place + 1;
        }
    }
    let elsewhere =
        handbook.sorted(Kind::Role).iter().filter(|role| !roles.contains(role)).copied().collect::<Vec<_>>();
    roles.extend(elsewhere);
    roles
}

/// The rows of these roles, each role's when it is asked for.
pub fn rows(handbook: &Handbook, only: Option<EntityId>) -> impl Iterator<Item = ExportRow> {
    roles(handbook, only).into_iter().flat_map(move |role| of_role(handbook, role))
}

/// The rows of a role: by topic in reading order, its statements, or one row for a step without statements.
pub fn of_role(handbook: &Handbook, role: EntityId) -> Vec<ExportRow> {
    let title = |index: EntityId| handbook.get(index).title.clone();
    let resolved = handbook.resolved(role);
    let own = ExportRow {
        family: handbook.family_of(role).map(title).unwrap_or_default(),
        track: handbook.tracks_of(role).iter().map(|track| title(*track)).collect::<Vec<_>>().join(" | "),
        role: title(role),
        role_id: handbook.get(role).id.to_string(),
        level: handbook.level_of(role).map(title).unwrap_or_default(),
        level_number: handbook.rank(role).map(|rank| (rank + 1).to_string()).unwrap_or_default(),
        role_description: summary(handbook, role),
        ..ExportRow::default()
    };
    let mut topics: Vec<EntityId> = resolved.expectations.iter().map(|one| one.topic).collect();
    topics.extend(resolved.needs.iter().map(|need| need.skill));
    topics.sort_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    let mut rows = Vec::new();
    for topic in topics {
        let is_skill = handbook.get(topic).kind() == Kind::Skill;
        let theme = handbook.topic(topic).and_then(|topic| topic.theme.as_ref());
        let need = resolved.need(topic);
        let step = need.and_then(|need| need.step);
        let scale = handbook.skill(topic).and_then(|skill| handbook.scale_of(skill));
        let row = ExportRow {
            theme: theme.map(|theme| handbook.theme_title(&theme.value)).unwrap_or_default(),
            topic: if is_skill { String::new() } else { title(topic) },
            skill: if is_skill { title(topic) } else { String::new() },
            topic_id: handbook.get(topic).id.to_string(),
            description: summary(handbook, topic),
            scale: scale.filter(|_| step.is_some()).map(|scale| scale.title.clone()).unwrap_or_default(),
            step_number: step.map(|step| (step + 1).to_string()).unwrap_or_default(),
            weight: need.and_then(|need| need.weight.clone()).unwrap_or_default(),
            step: step.and_then(|step| Some(scale?.steps.get(step)?.title.clone())).unwrap_or_default(),
            ..own.clone()
        };
        let before = rows.len();
        for one in resolved.expectations.iter().filter(|one| one.topic == topic) {
            let words = |prose: &Prose| titles::plain(handbook, prose, &handbook.get(one.source).path);
            let lines = |all: &[Prose]| all.iter().map(words).collect::<Vec<_>>().join("\n");
            rows.push(ExportRow {
                id: one.statement.id.to_string(),
                statement: words(&one.statement.text),
                band: one.statement.band.as_ref().map(|band| handbook.band_title(&band.value)).unwrap_or_default(),
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

/// The words of an entity's summary, in which a link without words shows the title of what it leads to.
fn summary(handbook: &Handbook, index: EntityId) -> String {
    let entity = handbook.get(index);
    entity.summary.as_ref().map(|prose| titles::plain(handbook, prose, &entity.path)).unwrap_or_default()
}
