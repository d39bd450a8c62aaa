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
    /// Who publishes it.
    pub organisation: String,
    /// Where the site will stand.
    pub base_url: String,
    /// BCP 47 language; `en` if empty.
    pub language: String,
    /// The version of the ladder, semver.
    pub version: String,
    /// A line for the foot of every page, such as the licence of the source.
    pub footer: String,
    /// The text of the home page, Markdown.
    pub home: String,
    /// Proficiency scales.
    pub scales: Vec<ImportedScale>,
    /// Levels, lowest first.
    pub levels: Vec<ImportedLevel>,
    /// Groupings of skills and responsibilities.
    pub themes: Vec<ImportedTheme>,
    /// Bands of statements besides what is expected.
    pub bands: Vec<ImportedBand>,
    /// Renamed words: the kind, and the words by form.
    pub terms: Vec<(String, Vec<(String, String)>)>,
    /// Professions.
    pub families: Vec<ImportedFamily>,
    /// Tracks.
    pub tracks: Vec<ImportedTrack>,
    /// Roles.
    pub roles: Vec<ImportedRole>,
    /// Skills.
    pub skills: Vec<ImportedTopic>,
    /// Responsibilities.
    pub responsibilities: Vec<ImportedTopic>,
    /// Ways from one role to another.
    pub roadmaps: Vec<ImportedRoadmap>,
    /// Interview kits.
    pub interviews: Vec<ImportedInterview>,
    /// Shared resources.
    pub resources: Vec<ImportedSharedResource>,
    /// Pages, by path below `content/` without an ending.
    pub pages: Vec<ImportedPage>,
    /// Codes of diagnostics that the handbook allows, because the source is incomplete.
    pub allowed: Vec<String>,
}

/// What every entity may say about itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Common {
    /// Other names.
    pub aliases: Vec<String>,
    /// Ids that it had before.
    pub redirect_from: Vec<String>,
    /// Who looks after it.
    pub owner: String,
    /// `retired`, or nothing.
    pub status: String,
    /// Its place among its siblings, if it was written.
    pub order: Option<i64>,
    /// What the model has no field for.
    pub ext: Option<Value>,
}

/// A theme, a band or a step: an id, a title and a sentence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedTitled {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it means, in a sentence.
    pub summary: String,
}

/// A grouping of topics. Its id is `craft` or `craft/design`.
pub type ImportedTheme = ImportedTitled;

/// A band of statements, such as what exceeds the expectation.
pub type ImportedBand = ImportedTitled;

/// A step of a scale.
pub type ImportedStep = ImportedTitled;

/// A proficiency scale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedScale {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it measures.
    pub summary: String,
    /// Whether a higher step includes the lower ones.
    pub cumulative: bool,
    /// The steps, lowest first.
    pub steps: Vec<ImportedStep>,
}

/// A level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedLevel {
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
    /// The step that skills of a weight need here, by weight.
    pub steps: Vec<(String, String)>,
    /// Markdown.
    pub body: String,
    /// What every entity may say.
    pub common: Common,
}

/// A profession.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedFamily {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The skills that its roles need by rule, with their weight.
    pub skills: Vec<(String, String)>,
    /// Markdown.
    pub body: String,
    /// What every entity may say.
    pub common: Common,
}

/// A ladder of roles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedTrack {
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
    /// What people on it spend their attention on.
    pub primary_focus: String,
    /// Markdown.
    pub body: String,
    /// What every entity may say.
    pub common: Common,
    /// Whether what is expected at one rung stays expected above it.
    pub cumulative: bool,
    /// The skills that its roles need by rule, with their weight.
    pub skills: Vec<(String, String)>,
    /// How many steps it moves what rules give, by skill or `theme:` and theme.
    pub shifts: Vec<(String, i64)>,
    /// The ids of its roles, lowest first.
    pub roles: Vec<String>,
}

impl ImportedTrack {
    /// A track whose title tells whether its roles lead people.
    pub fn named(id: String, title: String, family: &str) -> Self {
        let kind = if title.to_lowercase().contains("manage") { "management" } else { "" };
        Self { id, title, kind: kind.into(), family: family.into(), ..Self::default() }
    }
}

/// A role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedRole {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
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
    /// What it drops of that.
    pub without: Vec<String>,
    /// Expectations under responsibilities.
    pub responsibilities: Vec<ImportedSubject>,
    /// Needed skills.
    pub skills: Vec<ImportedNeed>,
    /// Where one can go from here.
    pub leads_to: Vec<ImportedMove>,
    /// What every entity may say.
    pub common: Common,
}

impl ImportedRole {
    /// What the role says under a topic, made if it says nothing yet.
    pub fn subject(&mut self, kind: TopicKind, topic: &str) -> &mut ImportedSubject {
        match kind {
            TopicKind::Responsibility => self.responsibility(topic),
            TopicKind::Skill => &mut self.need(topic).subject,
        }
    }

    /// What the role says under a responsibility, made if it says nothing yet.
    pub fn responsibility(&mut self, topic: &str) -> &mut ImportedSubject {
        let at = self.responsibilities.iter().position(|subject| subject.topic == topic).unwrap_or_else(|| {
            self.responsibilities.push(ImportedSubject::of(topic));
            self.responsibilities.len() - 1
        });
        &mut self.responsibilities[at]
    }

    /// The role's need of a skill, made if it has none yet.
    pub fn need(&mut self, skill: &str) -> &mut ImportedNeed {
        let at = self.skills.iter().position(|need| need.subject.topic == skill).unwrap_or_else(|| {
            self.skills.push(ImportedNeed { subject: ImportedSubject::of(skill), ..ImportedNeed::default() });
            self.skills.len() - 1
        });
        &mut self.skills[at]
    }
}

/// What a role says under one topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedSubject {
    /// The topic's id.
    pub topic: String,
    /// What the topic means in this role.
    pub summary: String,
    /// What is expected.
    pub statements: Vec<ImportedStatement>,
    /// What the topic as a whole looks like.
    pub examples: Vec<String>,
}

impl ImportedSubject {
    /// A subject for a topic, with no content yet.
    pub fn of(topic: impl Into<String>) -> Self {
        Self { topic: topic.into(), ..Self::default() }
    }
}

/// A role's need of a skill.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedNeed {
    /// The skill's id, and what the role says under it.
    pub subject: ImportedSubject,
    /// The step, or nothing.
    pub step: String,
    /// `core`, `supporting`, `broad`, or nothing.
    pub weight: String,
    /// A remark.
    pub note: String,
}

/// A move to another role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedMove {
    /// The other role.
    pub role: String,
    /// Whether it is a move sideways and not a promotion.
    pub lateral: bool,
    /// What stands between, such as an interview.
    pub gate: String,
    /// A remark.
    pub note: String,
}

/// One expectation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedStatement {
    /// The stable id, or nothing.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// The second level of a two-level list.
    pub points: Vec<String>,
    /// What it looks like in practice.
    pub examples: Vec<String>,
    /// Its band; expected of everyone if empty.
    pub band: String,
    /// Only for these tracks.
    pub tracks: Vec<String>,
    /// Only for these families.
    pub families: Vec<String>,
}

impl ImportedStatement {
    /// A statement that is its sentence and no more.
    pub fn plain(text: impl ToString) -> Self {
        Self { text: text.to_string(), ..Self::default() }
    }
}

/// Whether a topic is a skill or a responsibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TopicKind {
    /// A responsibility.
    Responsibility,
    /// A skill.
    Skill,
}

/// A skill or a responsibility.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedTopic {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The theme's id, or nothing.
    pub theme: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// The scale of a skill; the handbook's only one if nothing.
    pub scale: String,
    /// What each step means: step id and statements, lowest first.
    pub steps: Vec<(String, Vec<ImportedStatement>)>,
    /// Statements for everyone at a level, lowest first.
    pub levels: Vec<(String, Vec<ImportedStatement>)>,
    /// Statements for single roles.
    pub roles: Vec<(String, Vec<ImportedStatement>)>,
    /// Things to read.
    pub resources: Vec<ImportedResource>,
    /// Others of the same kind worth a look.
    pub related: Vec<String>,
    /// What every entity may say.
    pub common: Common,
}

/// Something to read, watch or attend.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedResource {
    /// The id of a shared resource; then only the step and the remark are its own.
    pub shared: String,
    /// Its name.
    pub title: String,
    /// `book`, `article` or another word.
    pub kind: String,
    /// Who made it.
    pub author: String,
    /// Where it is.
    pub url: String,
    /// The step it helps to reach.
    pub step: String,
    /// A remark.
    pub note: String,
}

/// A resource that others name by its id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedSharedResource {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// `book`, `article` or another word.
    pub kind: String,
    /// Who made it.
    pub author: String,
    /// Where it is.
    pub url: String,
    /// Its digital object identifier.
    pub doi: String,
    /// BCP 47 language.
    pub language: String,
    /// Who publishes or offers it.
    pub provider: String,
    /// What every entity may say.
    pub common: Common,
}

/// A way from one role to another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedRoadmap {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// The role it starts from.
    pub from: String,
    /// The role it leads to.
    pub to: String,
    /// The stages, in order.
    pub stages: Vec<ImportedStage>,
    /// What every entity may say.
    pub common: Common,
}

/// A stage of a roadmap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedStage {
    /// What it is about.
    pub title: String,
    /// What is different afterwards.
    pub outcome: String,
    /// How long it tends to take.
    pub duration: String,
    /// Skills that grow, with the step to reach.
    pub skills: Vec<(String, String)>,
    /// Responsibilities that are practised.
    pub responsibilities: Vec<String>,
    /// What shows that the stage is done.
    pub evidence: Vec<String>,
    /// What helps.
    pub resources: Vec<ImportedResource>,
}

/// An interview kit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedInterview {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// The roles it hires for.
    pub roles: Vec<String>,
    /// The rounds, in order.
    pub rounds: Vec<ImportedRound>,
    /// What every entity may say.
    pub common: Common,
}

/// One conversation of an interview.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedRound {
    /// Its name.
    pub title: String,
    /// How long it takes.
    pub minutes: String,
    /// What it is for.
    pub summary: String,
    /// What it looks at, as `kind:id`.
    pub assesses: Vec<String>,
    /// What to ask.
    pub questions: Vec<ImportedQuestion>,
    /// What each mark means.
    pub rubric: Vec<(String, String)>,
}

/// A question and how to hear the answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedQuestion {
    /// The question.
    pub ask: String,
    /// What a good answer has.
    pub looks_for: Vec<String>,
    /// Where to go from there.
    pub follow_ups: Vec<String>,
}

/// An ordinary page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedPage {
    /// Its path below `content/`, without the ending.
    pub path: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub body: String,
    /// What every entity may say.
    pub common: Common,
}

impl Ladder {
    /// How many statements there are, wherever they stand.
    pub fn statement_count(&self) -> usize {
        let of_cells =
            |cells: &[(String, Vec<ImportedStatement>)]| cells.iter().map(|cell| cell.1.len()).sum::<usize>();
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
            (self.roadmaps.len(), "roadmap", "roadmaps"),
            (self.interviews.len(), "interview kit", "interview kits"),
            (self.resources.len(), "resource", "resources"),
            (self.pages.len(), "page", "pages"),
        ];
        let shown = counts.iter().filter(|(count, ..)| *count > 0);
        let shown: Vec<String> =
            shown.map(|(count, one, other)| format!("{count} {}", if *count == 1 { one } else { other })).collect();
        shown.join(", ")
    }

    /// The topics of a kind.
    pub fn topics(&mut self, kind: TopicKind) -> &mut Vec<ImportedTopic> {
        match kind {
            TopicKind::Responsibility => &mut self.responsibilities,
            TopicKind::Skill => &mut self.skills,
        }
    }

    /// The role with this id.
    pub fn role_mut(&mut self, id: &str) -> Option<&mut ImportedRole> {
        self.roles.iter_mut().find(|role| role.id == id)
    }
}
