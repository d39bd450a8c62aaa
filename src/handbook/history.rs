//! The history of a ladder: what changed between two versions of a handbook, by meaning, and for which roles.
//!
//! A version is a [`VersionSnapshot`], which is read from an `index.json`. A compiled handbook and a published one give the
//! same text, so that both can be compared. [`compare`] reports two things: the entities that were edited, and the
//! roles whose expectations differ because of it. The difference of statements is
//! [`difference`](super::difference::difference)'s.

mod effects;
mod entities;
mod last_changes;
mod lines;
mod moves;
mod release;
mod renames;
mod snapshot;
mod statements;
mod version;

pub use last_changes::{LastChange, LastChanges};
pub use lines::{LineChange, compare_lines};
pub use release::{BrokenRelease, FOLDER, Release, Releases, is_release};
pub use renames::Proposal;
pub use snapshot::{ChangeSubject, SnapshotError, VersionSnapshot};
pub use version::{Impact, Version};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::difference::Piece;

/// What changed between two versions of a handbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LadderDifference {
    /// The older version.
    pub old: VersionTitle,
    /// The newer version.
    pub new: VersionTitle,
    /// How much the version of the ladder has to rise.
    pub impact: Impact,
    /// How many entities and statements changed, where they are written.
    pub counts: LadderCounts,
    /// What was edited, in reading order of the kinds, then by id.
    pub entities: Vec<EntityChange>,
    /// The roles of both versions whose expectations differ, by id.
    pub roles: Vec<RoleEffect>,
    /// Removed and added entities that may be one entity with a new id.
    pub proposals: Vec<Proposal>,
}

/// What a version says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionTitle {
    /// The title of the handbook.
    pub title: String,
    /// `version:` in `handbook.yaml`.
    pub version: Option<String>,
}

/// How much changed, counted where it is written and not per role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each field counts the statements or entities of the kind that it names")]
pub struct LadderCounts {
    pub entities_added: usize,
    pub entities_removed: usize,
    pub entities_renamed: usize,
    pub entities_changed: usize,
    pub statements_added: usize,
    pub statements_removed: usize,
    pub statements_reworded: usize,
    pub statements_moved: usize,
    pub statements_reordered: usize,
    /// Statements whose points, examples, band or tracks changed, and nothing else.
    pub statements_detailed: usize,
    pub roles_affected: usize,
}

/// An entity that was edited, added or removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntityChange {
    /// What it is.
    pub subject: ChangeSubject,
    /// Its id in the newer version, else in the older one.
    pub id: String,
    /// Its title in the same version.
    pub title: String,
    /// Its address from the root of the site, in the same version.
    pub url: Option<String>,
    /// What happened to it as a whole.
    pub state: EntityState,
    /// The id that it had in the older version.
    pub renamed_from: Option<String>,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
    /// What happened to the statements that are written in it.
    pub statements: Vec<StatementChange>,
    /// What happened to the skills that a role itself asks for.
    pub needs: Vec<NeedChange>,
    /// How many expectations of a role are the same, but come from elsewhere now.
    pub provenance: usize,
    /// How much the version has to rise for this alone. What it asks of roles is [`RoleEffect::impact`].
    pub impact: Impact,
}

/// What happened to an entity as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EntityState {
    /// Only the newer version has it.
    Added,
    /// Only the older version has it.
    Removed,
    /// Both have it.
    Changed,
}

/// A field that differs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name in `index.json`.
    pub field: String,
    /// The value before; null if there was none.
    pub old: Value,
    /// The value now; null if there is none.
    pub new: Value,
    /// Word by word, for two texts.
    pub words: Vec<Piece>,
    /// What a list has gained.
    pub added: Vec<String>,
    /// What a list has lost.
    pub removed: Vec<String>,
    /// Whether a list has another order.
    pub reordered: bool,
    /// How much the version has to rise for it.
    pub impact: Impact,
}

/// What happened to a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementChange {
    /// What happened.
    pub kind: StatementKind,
    /// The part of the entity that it stands in now, or stood in if it was removed.
    pub cell: StatementCell,
    /// Where it stood before, if that was elsewhere; for [`StatementKind::MovedAway`] where it stands now.
    pub elsewhere: Option<StatementPlace>,
    /// The statement before.
    pub old: Option<VersionStatement>,
    /// The statement now.
    pub new: Option<VersionStatement>,
    /// Word by word, if the text differs.
    pub words: Vec<Piece>,
    /// Whether the words with content are the same, so that only the wording differs.
    pub wording: bool,
}

/// What may happen to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has other words. It may have moved, too.
    Reworded,
    /// It is the same with other points or examples, of another band, or for other tracks or families.
    Detailed,
    /// It is the same in another place.
    Moved,
    /// It moved to another entity, which says so, too.
    MovedAway,
    /// It is the same in another order.
    Reordered,
}

/// A part of an entity that holds statements.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatementCell {
    /// `step`, `level`, `role`, `track` or `family` for the grids of a topic; `skill` or `responsibility` for the
    /// topics of a role.
    pub axis: String,
    /// The id of the step, level, role or topic.
    pub id: String,
}

/// A part of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementPlace {
    /// What the entity is.
    pub subject: ChangeSubject,
    /// Its id.
    pub id: String,
    /// The part.
    pub cell: StatementCell,
}

/// A statement as a version says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionStatement {
    /// The id of the statement.
    pub id: String,
    /// The text.
    pub text: String,
    /// The points under it.
    pub points: Vec<String>,
    /// The examples under it.
    pub examples: Vec<String>,
    /// The band, if it is not simply expected.
    pub band: Option<String>,
    /// The tracks and families that it applies to, if not to all.
    pub only: Vec<String>,
}

/// What happened to a skill that a role needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedChange {
    /// What happened.
    pub kind: NeedKind,
    /// The id of the skill.
    pub skill: String,
    /// The title of the skill.
    pub title: String,
    /// The step before.
    pub old: Option<String>,
    /// The step now.
    pub new: Option<String>,
}

/// What may happen to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum NeedKind {
    /// The skill is needed now.
    New,
    /// The skill is no longer needed.
    Dropped,
    /// A higher step is needed.
    Raised,
    /// A lower step is needed.
    Lowered,
    /// Another step is needed, and the scales do not say which is higher.
    Changed,
    /// The same step is needed, with another weight or note.
    Noted,
}

/// A role whose expectations differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleEffect {
    /// Its id in the newer version.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address from the root of the site.
    pub url: Option<String>,
    /// How much changed.
    pub counts: EffectCounts,
    /// What happened to each statement that it expects.
    pub changes: Vec<EffectChange>,
    /// What happened to each skill that it needs.
    pub needs: Vec<NeedChange>,
    /// How much the version has to rise for it.
    pub impact: Impact,
}

/// How much of what a role expects changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each field counts the changes of the kind that it names")]
pub struct EffectCounts {
    pub new: usize,
    pub raised: usize,
    pub lowered: usize,
    pub reworded: usize,
    pub detailed: usize,
    pub dropped: usize,
    pub moved: usize,
    pub reordered: usize,
    /// Needs with another weight, note or scale.
    pub noted: usize,
}

/// What happened to a statement that a role expects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectChange {
    /// What happened.
    pub kind: StatementKind,
    /// The responsibility or skill that it stands under.
    pub topic: ChangedTopic,
    /// The topic that it stood under before, if that was another one.
    pub moved_from: Option<ChangedTopic>,
    /// The rule that brings it to the role, or brought it if it was dropped.
    pub through: Through,
    /// The statement before.
    pub old: Option<VersionStatement>,
    /// The statement now.
    pub new: Option<VersionStatement>,
    /// Word by word, if the text differs.
    pub words: Vec<Piece>,
    /// Whether the words with content are the same.
    pub wording: bool,
}

/// A responsibility or skill.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangedTopic {
    /// What it is.
    pub kind: ChangeSubject,
    /// Its id.
    pub id: String,
}

/// The rule that brings a statement to a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "lowercase")]
pub enum Through {
    /// The role says so itself.
    Own,
    /// It extends a role that says so.
    Inherited {
        /// The id of that role.
        from: String,
    },
    /// A cell of the topic's grid applies to it.
    Grid {
        /// The id of the topic.
        topic: String,
        /// What the cell is for: a level or a role.
        axis: String,
        /// The id of that level or role.
        at: String,
    },
    /// It needs a step of the skill.
    Step {
        /// The id of the skill.
        topic: String,
        /// The id of the step.
        at: String,
    },
}

/// Compares two versions. Exchanging them exchanges added with removed and raised with lowered.
pub fn compare(old: &VersionSnapshot, new: &VersionSnapshot) -> LadderDifference {
    let (old, renames, proposals) = renames::apply(old, new);
    let mut entities = entities::compare(&old, new, &renames);
    moves::find(&mut entities);
    entities.iter_mut().for_each(EntityChange::judge);
    let roles = effects::compare(&old, new);
    let impact = entities.iter().map(|one| one.impact).chain(roles.iter().map(|one| one.impact)).max();
    LadderDifference {
        old: old.edition(),
        new: new.edition(),
        impact: impact.unwrap_or_default(),
        counts: LadderCounts::of(&entities, &roles),
        entities,
        roles,
        proposals,
    }
}

impl LadderDifference {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.roles.is_empty()
    }

    /// What happened to the expectations of a role.
    pub fn role(&self, id: &str) -> Option<&RoleEffect> {
        self.roles.iter().find(|role| role.id == id)
    }
}

impl EntityChange {
    /// Sets the impact from all that happened.
    fn judge(&mut self) {
        let whole = match (self.state, &self.renamed_from) {
            (EntityState::Added | EntityState::Removed, _) => Impact::Minor,
            (EntityState::Changed, Some(_)) => Impact::Patch,
            (EntityState::Changed, None) => Impact::None,
        };
        let fields = self.fields.iter().map(|field| field.impact);
        let statements = self.statements.iter().map(StatementChange::impact);
        let provenance = if self.provenance > 0 || !self.needs.is_empty() { Impact::Patch } else { Impact::None };
        self.impact = fields.chain(statements).chain([whole, provenance]).max().unwrap_or_default();
    }
}

impl StatementChange {
    /// How much the version has to rise for the edit itself. Whether it asks something new of a role is judged by role.
    fn impact(&self) -> Impact {
        match self.kind {
            StatementKind::Added | StatementKind::Removed | StatementKind::Detailed => Impact::Minor,
            StatementKind::Reworded if !self.wording => Impact::Minor,
            StatementKind::Reworded | StatementKind::Moved | StatementKind::MovedAway | StatementKind::Reordered => {
                Impact::Patch
            }
        }
    }
}

impl LadderCounts {
    fn of(entities: &[EntityChange], roles: &[RoleEffect]) -> Self {
        let mut counts = Self { roles_affected: roles.len(), ..Self::default() };
        for entity in entities {
            match (entity.state, &entity.renamed_from) {
                (EntityState::Added, _) => counts.entities_added += 1,
                (EntityState::Removed, _) => counts.entities_removed += 1,
                (EntityState::Changed, Some(_)) => counts.entities_renamed += 1,
                (EntityState::Changed, None) => counts.entities_changed += 1,
            }
            for statement in &entity.statements {
                match statement.kind {
                    StatementKind::Added => counts.statements_added += 1,
                    StatementKind::Removed => counts.statements_removed += 1,
                    StatementKind::Reworded => counts.statements_reworded += 1,
                    StatementKind::Detailed => counts.statements_detailed += 1,
                    StatementKind::Moved => counts.statements_moved += 1,
                    StatementKind::Reordered => counts.statements_reordered += 1,
                    StatementKind::MovedAway => {}
                }
            }
        }
        counts
    }
}
