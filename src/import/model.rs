//! What every importer makes of its sources: a ladder with ids, before it is written as files.
//!
//! Things refer to each other by id. Texts are clean and hold the Markdown of the source; [`super::write`] decides how
//! they are written. Knows nothing of formats or of files.

use serde_json::Value;

/// A whole ladder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ladder {
    /// The handbook's title.
    pub title: String,
    /// One or two sentences on the handbook.
    pub description: String,
    /// BCP 47 language; `en` if empty.
    pub language: String,
    /// The version of the ladder, semver.
    pub version: String,
    /// A line for the foot of every page, such as the licence of the source.
    pub footer: String,
    /// The text of the home page, Markdown.
    pub home: String,
    /// Proficiency scales.
    pub scales: Vec<Scale>,
    /// Levels, lowest first.
    pub levels: Vec<Level>,
    /// Groupings of skills and responsibilities: id and title.
    pub themes: Vec<(String, String)>,
    /// Professions.
    pub families: Vec<Family>,
    /// Tracks.
    pub tracks: Vec<Track>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Skills.
    pub skills: Vec<Topic>,
    /// Responsibilities.
    pub responsibilities: Vec<Topic>,
    /// Pages, by path below `content/` without an ending.
    pub pages: Vec<Page>,
    /// Codes of diagnostics that the handbook allows, because the source is incomplete.
    pub allowed: Vec<String>,
}

/// A proficiency scale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scale {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether a higher step includes the lower ones.
    pub cumulative: bool,
    /// The steps, lowest first.
    pub steps: Vec<Step>,
}

/// A step of a scale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it means.
    pub summary: String,
}

/// A level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Level {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The organisation's code.
    pub code: String,
    /// One sentence.
    pub summary: String,
    /// How far the work reaches.
    pub scope: String,
    /// How much one decides alone.
    pub autonomy: String,
    /// Over which time or size results are seen.
    pub impact: String,
    /// What else is said, by label.
    pub facts: Vec<(String, String)>,
}

/// A profession.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Family {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
}

/// A ladder of roles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Track {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `individual`, `management`, another word, or nothing.
    pub kind: String,
    /// The family it belongs to, or nothing.
    pub family: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// The ids of its roles, lowest first.
    pub roles: Vec<String>,
}

/// A role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The family, or nothing.
    pub family: String,
    /// The tracks.
    pub tracks: Vec<String>,
    /// The level, or nothing.
    pub level: String,
    /// The organisation's code.
    pub code: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// What else is said, by label.
    pub facts: Vec<(String, String)>,
    /// Roles whose expectations it takes over.
    pub extends: Vec<String>,
    /// Expectations under responsibilities.
    pub responsibilities: Vec<Subject>,
    /// Needed skills.
    pub skills: Vec<Need>,
    /// Where one can go from here.
    pub leads_to: Vec<Move>,
    /// What the model has no field for.
    pub ext: Option<Value>,
}

/// What a role says under one topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    /// The topic's id.
    pub topic: String,
    /// What the topic means in this role.
    pub summary: String,
    /// What is expected.
    pub statements: Vec<Statement>,
    /// What the topic as a whole looks like.
    pub examples: Vec<String>,
}

/// A role's need of a skill.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Need {
    /// The skill's id, and what the role says under it.
    pub subject: Subject,
    /// The step, or nothing.
    pub step: String,
    /// `core`, `supporting`, `broad`, or nothing.
    pub weight: String,
    /// A remark.
    pub note: String,
}

/// A move to another role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Move {
    /// The other role.
    pub role: String,
    /// Whether it is a move sideways and not a promotion.
    pub lateral: bool,
}

/// One expectation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statement {
    /// The stable id, or nothing.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// The second level of a two-level list.
    pub points: Vec<String>,
    /// What it looks like in practice.
    pub examples: Vec<String>,
    /// Only for these tracks.
    pub tracks: Vec<String>,
}

impl Statement {
    /// A statement that is its sentence and no more.
    pub fn plain(text: impl ToString) -> Self {
        Self { text: text.to_string(), ..Self::default() }
    }
}

/// A skill or a responsibility.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The theme's id, or nothing.
    pub theme: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// The scale of a skill; the handbook's only one if nothing.
    pub scale: String,
    /// What each step means: step id and statements, lowest first.
    pub steps: Vec<(String, Vec<Statement>)>,
    /// Statements for everyone at a level, lowest first.
    pub levels: Vec<(String, Vec<Statement>)>,
    /// Statements for single roles.
    pub roles: Vec<(String, Vec<Statement>)>,
    /// Things to read: title and address.
    pub resources: Vec<(String, String)>,
    /// What the model has no field for.
    pub ext: Option<Value>,
}

/// An ordinary page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Its path below `content/`, without the ending.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Markdown.
    pub body: String,
}

impl Ladder {
    /// How many statements there are, wherever they stand.
    pub fn statement_count(&self) -> usize {
        let of_cells = |cells: &[(String, Vec<Statement>)]| cells.iter().map(|cell| cell.1.len()).sum::<usize>();
        let topics = self.skills.iter().chain(&self.responsibilities);
        let in_topics: usize =
            topics.map(|topic| of_cells(&topic.steps) + of_cells(&topic.levels) + of_cells(&topic.roles)).sum();
        let in_roles = self.roles.iter().map(|role| {
            let subjects = role.responsibilities.iter().chain(role.skills.iter().map(|need| &need.subject));
            subjects.map(|subject| subject.statements.len()).sum::<usize>()
        });
        in_topics + in_roles.sum::<usize>()
    }

    /// What was made, in words: `2 tracks, 7 roles ...`, without what there is none of.
    pub fn made(&self) -> String {
        let counts = [
            (self.families.len(), "family", "families"),
            (self.tracks.len(), "track", "tracks"),
            (self.levels.len(), "level", "levels"),
            (self.roles.len(), "role", "roles"),
            (self.skills.len(), "skill", "skills"),
            (self.responsibilities.len(), "responsibility", "responsibilities"),
            (self.statement_count(), "statement", "statements"),
            (self.roles.iter().map(|role| role.skills.len()).sum(), "required step", "required steps"),
            (self.pages.len(), "page", "pages"),
        ];
        let shown = counts.iter().filter(|(count, ..)| *count > 0);
        let shown: Vec<String> =
            shown.map(|(count, one, other)| format!("{count} {}", if *count == 1 { one } else { other })).collect();
        shown.join(", ")
    }

    /// The role with this id.
    pub fn role_mut(&mut self, id: &str) -> Option<&mut Role> {
        self.roles.iter_mut().find(|role| role.id == id)
    }
}
