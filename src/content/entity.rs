//! The entities of a handbook, as written: fields, statements and references with their places.
//!
//! Deliberately unresolved: a [`Reference`] may lead nowhere, a grid may name a level that does not exist.

use std::sync::Arc;

use serde::Serialize;

use crate::source::{Place, Span, Spanned};

use super::{Id, Kind, Prose};

/// An id as written in a field that says which kind it means.
pub type Reference = Spanned<Id>;

/// One thing of the handbook: what all kinds share, and what its kind adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id, NFC.
    pub id: Id,
    /// The file it was written in.
    pub path: Arc<str>,
    /// Where diagnostics about the whole entity point: its `id:`, its key in a collection, or its title.
    pub span: Span,
    /// The name readers see.
    pub title: String,
    /// Other names, found by search and resolved by links.
    pub aliases: Vec<Spanned<String>>,
    /// Ids that the entity had before.
    pub redirect_from: Vec<Spanned<String>>,
    /// One sentence on what it is.
    pub summary: Option<Prose>,
    /// Whether it is shown.
    pub status: Status,
    /// Who looks after it.
    pub owner: Option<String>,
    /// Place among its siblings; those without come after, by title.
    pub order: Option<i64>,
    /// The template of the theme that shows a page, without its ending.
    pub layout: Option<Spanned<String>>,
    /// The text below the front matter, or `body:`.
    pub body: Prose,
    /// Data of the author's own, which rungs keeps and passes on without reading it.
    pub ext: Option<Extension>,
    /// What the kind adds.
    pub data: Data,
}

/// A value under `ext:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extension {
    /// A scalar, as written; nothing is an empty text.
    Text(String),
    /// A list.
    List(Vec<Extension>),
    /// A mapping, in the author's order.
    Map(Vec<(String, Extension)>),
}

/// Whether an entity is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Shown only with `--drafts`.
    Draft,
    /// Shown.
    #[default]
    Active,
    /// Keeps its page, marked as retired, and leaves every list.
    Retired,
}

/// What a kind adds to an [`Entity`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// See [`Family`].
    Family(Family),
    /// See [`Track`].
    Track(Track),
    /// A level from a file; levels from `handbook.yaml` come the same way.
    Level(Box<super::Level>),
    /// See [`Role`].
    Role(Box<Role>),
    /// See [`Skill`].
    Skill(Box<Skill>),
    /// A responsibility is a topic and nothing more.
    Responsibility(Topic),
    /// See [`Roadmap`].
    Roadmap(Roadmap),
    /// See [`Interview`].
    Interview(Interview),
    /// See [`SharedResource`].
    Resource(Box<SharedResource>),
    /// A page is its text.
    Page,
}

impl Entity {
    /// The entity's kind.
    pub fn kind(&self) -> Kind {
        match self.data {
            Data::Family(_) => Kind::Family,
            Data::Track(_) => Kind::Track,
            Data::Level(_) => Kind::Level,
            Data::Role(_) => Kind::Role,
            Data::Skill(_) => Kind::Skill,
            Data::Responsibility(_) => Kind::Responsibility,
            Data::Roadmap(_) => Kind::Roadmap,
            Data::Interview(_) => Kind::Interview,
            Data::Resource(_) => Kind::Resource,
            Data::Page => Kind::Page,
        }
    }

    /// Where diagnostics about the whole entity point.
    pub fn place(&self) -> Place {
        Place::at(&self.path, self.span)
    }

    /// The role's own fields, if it is one.
    pub fn as_role(&self) -> Option<&Role> {
        if let Data::Role(role) = &self.data { Some(role) } else { None }
    }

    /// The skill's own fields, if it is one.
    pub fn as_skill(&self) -> Option<&Skill> {
        if let Data::Skill(skill) = &self.data { Some(skill) } else { None }
    }

    /// The track's own fields, if it is one.
    pub fn as_track(&self) -> Option<&Track> {
        if let Data::Track(track) = &self.data { Some(track) } else { None }
    }

    /// The grids, theme and resources of a skill or a responsibility.
    pub fn as_topic(&self) -> Option<&Topic> {
        match &self.data {
            Data::Skill(skill) => Some(&skill.topic),
            Data::Responsibility(topic) => Some(topic),
            _ => None,
        }
    }
}

/// One expectation in one whole sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The stable id: the author's, else a hash of owner and words. Also the anchor, after `s-`.
    pub id: Id,
    /// Whether the author typed the id.
    pub named: bool,
    /// What the statements of a grid share that has one sentence for each level: they are one expectation that grows.
    pub growth: Option<Id>,
    /// The sentence.
    pub text: Prose,
    /// What belongs to it in detail: the second level of a two-level list.
    pub points: Vec<Prose>,
    /// What it looks like in practice.
    pub examples: Vec<Prose>,
    /// The band of `bands:` in `handbook.yaml` that it belongs to; expected of everyone when none is named.
    pub band: Option<Reference>,
    /// Only on these tracks, if any are named.
    pub tracks: Vec<Reference>,
    /// Only in these families, if any are named.
    pub families: Vec<Reference>,
    /// Where the sentence stands.
    pub span: Span,
}

/// A profession or discipline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Family {
    /// The skills that each of its roles needs; the level of the role gives the step.
    pub skills: Vec<SkillRule>,
}

/// A skill that every role of a family or track needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillRule {
    /// The skill.
    pub skill: Reference,
    /// How much it counts, by which the level gives the step.
    pub weight: Weight,
}

/// How much a skill counts in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It makes the role.
    Core,
    /// It supports what makes the role.
    Supporting,
    /// It is good to have.
    Broad,
}

impl Weight {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Core, Self::Supporting, Self::Broad];

    /// The word that authors write.
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Supporting => "supporting",
            Self::Broad => "broad",
        }
    }

    /// The weight whose word is `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weight| weight.name() == name)
    }
}

/// How far a track moves the steps that rules give to its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// A skill, or `theme:` and the id of a theme for all skills of it.
    pub of: Reference,
    /// How many steps up, or down if negative.
    pub by: i64,
}

impl Shift {
    /// The theme that it is for, if it is for one.
    pub fn theme(&self) -> Option<&str> {
        self.of.value.strip_prefix("theme:")
    }
}

/// An ordered ladder of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Which sort of ladder it is: `individual`, `management`, or the author's own word.
    pub kind: String,
    /// What people on it spend their attention on.
    pub primary_focus: Option<Prose>,
    /// The family it belongs to, if it serves one only.
    pub family: Option<Reference>,
    /// Whether what is expected at one rung stays expected above it.
    pub cumulative: bool,
    /// Skills that each of its roles needs beside those of its family; the level of the role gives the step.
    pub skills: Vec<SkillRule>,
    /// How far it moves the steps that rules give.
    pub shifts: Vec<Shift>,
    /// The ladder, lowest first.
    pub roles: Vec<Reference>,
}

/// A position with expectations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// The profession.
    pub family: Option<Reference>,
    /// The ladders it is a rung of: one, or several before they split.
    pub tracks: Vec<Reference>,
    /// The level.
    pub level: Option<Reference>,
    /// The organisation's code for the role.
    pub code: Option<String>,
    /// What else can be said in a few words, by label, in the author's order.
    pub facts: Vec<Fact>,
    /// Roles whose expectations it takes over.
    pub extends: Vec<Reference>,
    /// Inherited statements that it drops, by id.
    pub without: Vec<Spanned<String>>,
    /// Statements under a responsibility.
    pub responsibilities: Vec<Subject>,
    /// Needed skills, with statements.
    pub skills: Vec<Need>,
    /// Where one can go from here.
    pub leads_to: Vec<LeadsTo>,
}

/// A label and what it says: the planning horizon, who evaluates, the pay range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: Spanned<String>,
    /// What it says.
    pub text: Prose,
}

/// A role's own statements under one responsibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The responsibility.
    pub topic: Reference,
    /// What the responsibility means in this role.
    pub summary: Option<Prose>,
    /// What the responsibility as a whole looks like in this role.
    pub examples: Vec<Prose>,
    /// What is expected.
    pub statements: Vec<Arc<Statement>>,
}

/// A role's need of a skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The skill.
    pub skill: Reference,
    /// The step of the skill's scale.
    pub step: Option<Reference>,
    /// How much it counts: `core`, `supporting` or `broad`.
    pub weight: Option<String>,
    /// A remark.
    pub note: Option<Prose>,
    /// What the skill means in this role.
    pub summary: Option<Prose>,
    /// What the skill as a whole looks like in this role.
    pub examples: Vec<Prose>,
    /// Statements of this role under the skill.
    pub statements: Vec<Arc<Statement>>,
}

/// A way out of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadsTo {
    /// The next role.
    pub role: Reference,
    /// What sort of move.
    pub kind: MoveKind,
    /// What stands between: an interview, a vacancy.
    pub gate: Option<String>,
    /// A remark.
    pub note: Option<Prose>,
}

/// The kind of a move between roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum MoveKind {
    /// To a higher rung of a ladder.
    Promotion,
    /// To another ladder or family, or to another role of the same level.
    Lateral,
}

/// What skills and responsibilities share: they group statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topic {
    /// The grouping, `craft` or `craft/design`.
    pub theme: Option<Spanned<String>>,
    /// Statements by level and by role.
    pub grids: Vec<Grid>,
    /// Things to read, watch or attend.
    pub resources: Vec<Resource>,
    /// Others of the same kind worth a look.
    pub related: Vec<Reference>,
}

/// Statements along one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// [`Kind::Level`] or [`Kind::Role`].
    pub axis: Kind,
    /// The cells, in the author's order.
    pub cells: Vec<GridCell>,
}

/// The statements at one value of a grid's axis, or at one step of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// The level, role or step.
    pub at: Reference,
    /// What is expected there.
    pub statements: Vec<Arc<Statement>>,
}

/// A capability with steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skill {
    /// Theme, grids, resources, related skills.
    pub topic: Topic,
    /// The scale; the handbook's only one if left out.
    pub scale: Option<Reference>,
    /// What each step means.
    pub steps: Vec<GridCell>,
}

/// What a skill, a responsibility or a stage recommends: a book, a course, an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// The shared resource that it names: under `resource:`, or perhaps as a text that is one word.
    pub shared: Option<Reference>,
    /// Its name; empty where `resource:` names a shared one.
    pub title: String,
    /// `book`, `article`, `course` ...
    pub kind: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Where it is.
    pub url: Option<Spanned<String>>,
    /// The step it helps to reach.
    pub step: Option<Reference>,
    /// A remark.
    pub note: Option<Prose>,
}

/// A resource of `resources/`, which others name by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedResource {
    /// `book`, `article`, `course` ...
    pub kind: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Where it is.
    pub url: Option<Spanned<String>>,
    /// Its digital object identifier, `10.…/…`.
    pub doi: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// Who publishes or offers it.
    pub provider: Option<String>,
}

/// A way from one role to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roadmap {
    /// Where it starts.
    pub from: Reference,
    /// Where it leads.
    pub to: Reference,
    /// The stages, in order.
    pub stages: Vec<Stage>,
}

/// A stage of a roadmap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What it is about.
    pub title: String,
    /// What is different afterwards.
    pub outcome: Option<Prose>,
    /// How long it tends to take, in the author's words.
    pub duration: Option<String>,
    /// Skills that grow, with the step to reach.
    pub skills: Vec<(Reference, Reference)>,
    /// Responsibilities that are practised.
    pub responsibilities: Vec<Reference>,
    /// What shows that the stage is done.
    pub evidence: Vec<Prose>,
    /// What helps.
    pub resources: Vec<Resource>,
}

/// An interview kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    /// The roles it hires for.
    pub roles: Vec<Reference>,
    /// The rounds, in order.
    pub rounds: Vec<Round>,
}

/// One conversation of an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its name.
    pub title: String,
    /// How long it takes.
    pub minutes: Option<i64>,
    /// What it is for.
    pub summary: Option<Prose>,
    /// Skills and responsibilities it looks at, as written: `id` or `kind:id`.
    pub assesses: Vec<Spanned<String>>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What each mark means, in the author's order.
    pub rubric: Vec<(String, Prose)>,
}

/// A question and how to hear the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub ask: Prose,
    /// What a good answer has.
    pub looks_for: Vec<Prose>,
    /// Where to go from there.
    pub follow_ups: Vec<Prose>,
}
