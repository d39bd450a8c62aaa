//! The lines of a report: one per change, in words that all formats share.

use crate::handbook::difference::{Piece, PieceKind};
use crate::handbook::history::{
    ChangeSubject, EffectChange, EntityChange, EntityState, FieldChange, Impact, LadderCounts, LadderDifference,
    NeedChange, NeedKind, Proposal, RoleEffect, StatementCell, StatementChange, StatementKind, StatementPlace, Through,
    VersionStatement,
};

/// What happened to a part of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// What happened, in a word: `added`, `reworded`.
    pub what: &'static str,
    /// Where: `step working`; empty for the entity as a whole.
    pub place: String,
    /// The text, word by word.
    pub pieces: Vec<Piece>,
}

/// The lines of an entity, but for its heading.
pub fn lines(change: &EntityChange) -> Vec<DiffLine> {
    let mut lines: Vec<DiffLine> = Vec::new();
    if let Some(from) = &change.renamed_from {
        lines.push(DiffLine::plain("renamed", String::new(), format!("the id was {from}")));
    }
    lines.extend(change.fields.iter().map(field));
    lines.extend(
        change
            .needs
            .iter()
            .map(|need| DiffLine::plain(need_word(need.kind), format!("skill {}", need.skill), steps(need))),
    );
    lines.extend(change.statements.iter().map(statement));
    if change.provenance > 0 {
        let text = format!(
            "{} the same and written elsewhere",
            counted(change.provenance, "expectation is", "expectations are")
        );
        lines.push(DiffLine::plain("arranged", String::new(), text));
    }
    lines
}

/// The word for what happened to an entity as a whole.
pub fn state(change: &EntityChange) -> &'static str {
    match (change.state, &change.renamed_from) {
        (EntityState::Added, _) => "added",
        (EntityState::Removed, _) => "removed",
        (EntityState::Changed, Some(_)) => "renamed",
        (EntityState::Changed, None) => "changed",
    }
}

/// Entities as a heading.
pub fn heading(subject: ChangeSubject) -> &'static str {
    match subject {
        ChangeSubject::Handbook => "Handbook",
        ChangeSubject::Role => "Roles",
        ChangeSubject::Track => "Tracks",
        ChangeSubject::Family => "Families",
        ChangeSubject::Level => "Levels",
        ChangeSubject::Scale => "Scales",
        ChangeSubject::Theme => "Themes",
        ChangeSubject::Band => "Bands",
        ChangeSubject::Responsibility => "Responsibilities",
        ChangeSubject::Skill => "Skills",
        ChangeSubject::Roadmap => "Roadmaps",
        ChangeSubject::Interview => "Interview kits",
        ChangeSubject::Resource => "Resources",
        ChangeSubject::Page => "Pages",
    }
}

/// What the version of the ladder has to do.
pub fn verdict(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "nothing changed",
        Impact::Patch => "patch: wording or arrangement",
        Impact::Minor => "minor: something is clarified, added or no longer expected, and nothing new is required",
        Impact::Major => "major: something new is required of someone",
    }
}

/// How much changed, in a sentence without its full stop.
pub fn summary(counts: &LadderCounts) -> String {
    let statements = [
        (counts.statements_added, "added"),
        (counts.statements_removed, "removed"),
        (counts.statements_reworded, "reworded"),
        (counts.statements_detailed, "with other details"),
        (counts.statements_moved, "moved"),
        (counts.statements_reordered, "reordered"),
    ];
    let entities = [
        (counts.entities_added, "added"),
        (counts.entities_removed, "removed"),
        (counts.entities_renamed, "renamed"),
        (counts.entities_changed, "changed"),
    ];
    let named = [("statements", listed(&statements)), ("entities", listed(&entities))];
    let named = named.iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| format!("{name}: {list}"));
    let affected = counted(counts.roles_affected, "role affected", "roles affected");
    named.chain([affected]).collect::<Vec<_>>().join("; ")
}

/// The counts that are not 0: `1 raised, 2 reworded`.
fn listed(counts: &[(usize, &str)]) -> String {
    let some = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    some.collect::<Vec<_>>().join(", ")
}

/// How much changes for a role: `1 raised, 2 reworded`.
pub fn effect(role: &RoleEffect) -> String {
    let counts = role.counts;
    listed(&[
        (counts.new, "new"),
        (counts.raised, "raised"),
        (counts.reworded, "reworded"),
        (counts.detailed, "with other details"),
        (counts.lowered, "lowered"),
        (counts.dropped, "dropped"),
        (counts.moved, "moved"),
        (counts.reordered, "reordered"),
        (counts.noted, "with another weight or note"),
    ])
}

/// The rules that bring the changes to a role: `code-review, step working`.
pub fn through(role: &RoleEffect) -> Vec<String> {
    let mut through: Vec<String> = Vec::new();
    for change in &role.changes {
        let source = source(change);
        if !through.contains(&source) {
            through.push(source);
        }
    }
    for need in &role.needs {
        let source = need.skill.clone();
        if !through.iter().any(|known| known.starts_with(&source)) {
            through.push(source);
        }
    }
    const MAX_SOURCES: usize = 4;
    if through.len() > MAX_SOURCES {
        let rest = through.len() - MAX_SOURCES;
        through.truncate(MAX_SOURCES);
        through.push(format!("{rest} more"));
    }
    through
}

/// The rule that brings a statement to a role.
fn source(change: &EffectChange) -> String {
    match &change.through {
        Through::Own => format!("its own {}", change.topic.id),
        Through::Inherited { from } => format!("{}, inherited from {from}", change.topic.id),
        Through::Grid { topic, axis, at } => format!("{topic}, {axis} {at}"),
        Through::Step { topic, at } => format!("{topic}, step {at}"),
    }
}

/// A number with its word.
pub fn counted(count: usize, one: &str, other: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { other })
}

impl DiffLine {
    fn plain(what: &'static str, place: String, text: String) -> Self {
        Self { what, place, pieces: vec![Piece { kind: PieceKind::Kept, text }] }
    }
}

fn field(change: &FieldChange) -> DiffLine {
    let place = change.field.replace('_', " ");
    if change.field == "body" {
        return DiffLine::plain("changed", "text".to_owned(), word_counts(&change.words));
    }
    if !change.words.is_empty() {
        return DiffLine { what: "changed", place, pieces: change.words.clone() };
    }
    let mut parts: Vec<String> = Vec::new();
    if !change.added.is_empty() {
        parts.push(format!("added {}", change.added.join(", ")));
    }
    if !change.removed.is_empty() {
        parts.push(format!("removed {}", change.removed.join(", ")));
    }
    if change.reordered {
        parts.push("in another order".to_owned());
    }
    let is_list = change.old.is_array() || change.new.is_array();
    let is_deep = change.old.is_object() || change.new.is_object();
    if parts.is_empty() && !is_list && !is_deep {
        let show = |value: &serde_json::Value| match value {
            serde_json::Value::Null => "none".to_owned(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        parts.push(format!("{} → {}", show(&change.old), show(&change.new)));
    }
    if parts.is_empty() {
        parts.push("with other details".to_owned());
    }
    let what =
        if change.reordered && change.added.is_empty() && change.removed.is_empty() { "reordered" } else { "changed" };
    DiffLine::plain(what, place, parts.join("; "))
}

/// How much of a long text changed.
fn word_counts(words: &[Piece]) -> String {
    let count = |kind: PieceKind| -> usize {
        words.iter().filter(|piece| piece.kind == kind).map(|piece| piece.text.split_whitespace().count()).sum()
    };
    let (added, removed) = (count(PieceKind::Inserted), count(PieceKind::Deleted));
    if added + removed == 0 {
        return "another text".to_owned();
    }
    format!("{} added, {removed} removed", counted(added, "word", "words"))
}

fn statement(change: &StatementChange) -> DiffLine {
    let shown = change.new.as_ref().or(change.old.as_ref());
    let text = shown.map(|said| said.text.clone()).unwrap_or_default();
    let kept = |text: String| vec![Piece { kind: PieceKind::Kept, text }];
    let pieces = match change.kind {
        StatementKind::Added => vec![Piece { kind: PieceKind::Inserted, text }],
        StatementKind::Removed => vec![Piece { kind: PieceKind::Deleted, text }],
        StatementKind::Reworded => change.words.clone(),
        StatementKind::Detailed => kept(format!("{text} ({})", details(change))),
        StatementKind::Moved | StatementKind::MovedAway | StatementKind::Reordered => kept(text),
    };
    let place = match (&change.elsewhere, change.kind) {
        (Some(other), StatementKind::MovedAway) => format!("{} → {}", cell(&change.cell), address(other)),
        (Some(other), _) => format!("{} → {}", address(other), cell(&change.cell)),
        (None, _) => cell(&change.cell),
    };
    DiffLine { what: statement_word(change.kind), place, pieces }
}

fn details(change: &StatementChange) -> String {
    let default = VersionStatement::default();
    let (old, new) = (change.old.as_ref().unwrap_or(&default), change.new.as_ref().unwrap_or(&default));
    let mut parts = Vec::new();
    if old.points != new.points {
        parts.push("points changed".to_owned());
    }
    if old.examples != new.examples {
        parts.push("examples changed".to_owned());
    }
    if old.only != new.only {
        parts.push("tracks or families changed".to_owned());
    }
    if old.band != new.band {
        let band = |said: &VersionStatement| said.band.clone().unwrap_or_else(|| "expected".to_owned());
        parts.push(format!("band {} → {}", band(old), band(new)));
    }
    parts.join(", ")
}

fn statement_word(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Added => "added",
        StatementKind::Removed => "removed",
        StatementKind::Reworded => "reworded",
        StatementKind::Detailed => "detailed",
        StatementKind::Moved => "moved",
        StatementKind::MovedAway => "moved away",
        StatementKind::Reordered => "reordered",
    }
}

fn need_word(kind: NeedKind) -> &'static str {
    match kind {
        NeedKind::New => "added",
        NeedKind::Dropped => "removed",
        NeedKind::Raised => "raised",
        NeedKind::Lowered => "lowered",
        NeedKind::Changed => "changed",
        NeedKind::Noted => "detailed",
    }
}

fn steps(need: &NeedChange) -> String {
    let step = |step: &Option<String>| step.clone().unwrap_or_else(|| "no step".to_owned());
    match need.kind {
        NeedKind::New => step(&need.new),
        NeedKind::Dropped => step(&need.old),
        NeedKind::Noted => "another weight or note".to_owned(),
        NeedKind::Raised | NeedKind::Lowered | NeedKind::Changed => {
            format!("{} → {}", step(&need.old), step(&need.new))
        }
    }
}

fn cell(cell: &StatementCell) -> String {
    format!("{} {}", cell.axis, cell.id)
}

fn address(address: &StatementPlace) -> String {
    format!("{} {}, {}", address.subject.name(), address.id, cell(&address.cell))
}

/// What a proposal of a renamed entity says.
pub fn proposals(difference: &LadderDifference) -> Vec<String> {
    let sentence = |one: &Proposal| {
        let (kind, old, new) = (one.subject.name(), &one.old, &one.new);
        format!(
            "The {kind} {new} may be {old} with a new id: `redirect_from: [{old}]` in {new} says so and keeps links alive."
        )
    };
    difference.proposals.iter().map(sentence).collect()
}
