//! Imports: ladders that other programs publish, turned into the files of a handbook.
//!
//! A [`ImportFormat`] reads its inputs into a [`Ladder`]; everything after that is shared: links are settled, the files are
//! printed ([`write`](mod@write)), and the handbook is compiled in memory, so that an import never writes one that does
//! not build. [`update`] compares with what is on disk. Only [`input`] and [`update`] touch the disk.

pub mod data;
pub mod formats;
pub mod govuk;
pub mod input;
pub mod mapping;
pub mod model;
pub mod outline;
pub mod tables;
pub mod update;
pub mod write;

mod archive;
mod builder;
mod emit;
mod exported;
mod level_name;
mod links;
mod notes;
mod order;
mod prose;
mod repair;
mod seniority;
mod slug;
mod table;
mod text;
mod unplaced;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::{self, HandbookOptions, Memo};
use crate::diagnostic::{
    DUPLICATE_STATEMENT, Diagnostic, EMPTY_ENTITY, IMPORT_PROBLEM, IMPORT_REPAIR, LOWER_STEP, ORPHAN, Severity,
    TRACKLESS_ROLE, UNUSED,
};
use crate::source::{Place, Source, Sources};

use input::Input;
use links::Targets;
pub use mapping::Mapping;
use model::Ladder;
pub use notes::{ColumnTable, Notes};
pub use write::FileLayout;

/// A format that ladders are kept in.
pub struct ImportFormat {
    /// The name on the command line.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Why the inputs look like this format; `None` when they do not.
    pub detect: fn(&[Input]) -> Option<String>,
    read: Read,
}

/// The ladder that the inputs hold, and where links between them lead. What is wrong goes to the notes; `None` when there is
/// no ladder.
type Read = fn(&[Input], &Mapping, &mut Notes) -> Option<(Ladder, Targets)>;

/// What an import made of its sources.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The text of each file, by its path below the handbook's root, with `/` between the parts.
    pub files: BTreeMap<String, String>,
    /// What was repaired and what a person has to decide, in the order of every report.
    pub diagnostics: Vec<Diagnostic>,
    /// A few lines for the person who ran the import: what was found.
    pub summary: Vec<String>,
    /// What the columns of tables were taken for.
    pub columns: Vec<ColumnTable>,
    /// The title of the handbook.
    pub title: String,
}

impl Imported {
    /// Whether the sources could not be imported; then there are no files, and the diagnostics say why.
    pub fn failed(&self) -> bool {
        self.files.is_empty() || self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// The format that recognises the inputs, and why.
pub fn detect(inputs: &[Input]) -> Option<(&'static ImportFormat, String)> {
    formats::ALL.iter().find_map(|format| Some((format, (format.detect)(inputs)?)))
}

/// Imports with a format. `notes` holds what reading the files and the mapping met; with an error among it nothing is
/// imported.
pub fn import(
    format: &ImportFormat,
    inputs: &[Input],
    mapping: &Mapping,
    layout: FileLayout,
    mut notes: Notes,
) -> Imported {
    let read = if notes.has_failed() { None } else { (format.read)(inputs, mapping, &mut notes) };
    let mut imported = Imported::default();
    let path = first_path(inputs);
    if let Some((mut ladder, targets)) = read {
        links::settle(&mut ladder, &targets, &path, &mut notes);
        settle_levels(&mut ladder, &path, &mut notes);
        drop_repetitions(&mut ladder, &path, &mut notes);
        imported.title.clone_from(&ladder.title);
        imported.files = checked(&mut ladder, layout, &path, &mut notes);
        unplaced::report(&imported.files, &mut notes);
        imported.summary.push(format!("{} read", notes.counted()));
        imported.summary.push(format!("{} made", ladder.made()));
    } else if !notes.has_failed() {
        let message = format!("the inputs hold no ladder of the format `{}`: {}", format.name, format.about);
        notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&path), message));
    }
    finish(imported, notes)
}

/// The path to report what is wrong with the inputs as a whole.
fn first_path(inputs: &[Input]) -> Arc<str> {
    inputs.first().map_or_else(|| "".into(), |input| input.path.clone())
}

/// Adds what was found to an import.
fn finish(mut imported: Imported, mut notes: Notes) -> Imported {
    imported.columns = std::mem::take(&mut notes.columns);
    let lines = std::mem::take(&mut notes.lines);
    imported.diagnostics = notes.finish();
    let count = |code| imported.diagnostics.iter().filter(|found| found.code == code).count();
    let (repairs, problems) = (count(IMPORT_REPAIR), count(IMPORT_PROBLEM));
    imported.summary.push(format!("{repairs} repairs and {problems} problems are reported"));
    imported.summary.extend(lines);
    imported
}

/// The files of a ladder, once they are known to build. What only says that the source is incomplete is allowed in the
/// handbook's settings, with a note; everything else that `check --strict` would report stops the import.
fn checked(ladder: &mut Ladder, layout: FileLayout, path: &Arc<str>, notes: &mut Notes) -> BTreeMap<String, String> {
    let files = write::files(ladder, layout);
    let mut problems = compiled(&files);
    let incomplete = [ORPHAN, EMPTY_ENTITY, LOWER_STEP, TRACKLESS_ROLE, UNUSED];
    for code in incomplete {
        let found = problems.iter().filter(|found| found.code == code);
        let found: Vec<&str> = found.map(|found| found.message.as_str()).collect();
        if found.is_empty() {
            continue;
        }
        let (name, count, some) = (code.name, found.len(), found[..found.len().min(3)].join("; "));
        let message = format!("`{name}` is allowed in handbook.yaml, because of {count} findings such as: {some}");
        let help = "Take the line under `diagnostics:` away once the handbook is complete.";
        notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message).help(help));
        ladder.allowed.push(code.name.to_owned());
    }
    problems.retain(|found| !incomplete.contains(&found.code) && found.severity != Severity::Note);
    if problems.is_empty() {
        return write::files(ladder, layout);
    }
    for mut problem in problems {
        // The place is in a file that was never written, so the source is what helps.
        let line = problem.place.span.and_then(|span| line(&files, &problem.place.path, span.start as usize));
        let said = line.map(|line| format!(" (`{line}`)")).unwrap_or_default();
        problem.message = format!("the handbook would not build: {} in {}{said}", problem.message, problem.place.path);
        problem.place = Place::file(path);
        problem.edits.clear();
        problem.related.clear();
        if problem.code == DUPLICATE_STATEMENT {
            problem.help = Some("Give each statement an id of its own in the source.".into());
        }
        notes.fail(problem);
    }
    BTreeMap::new()
}

fn line(files: &BTreeMap<String, String>, path: &str, at: usize) -> Option<String> {
    let text = files.get(path)?;
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    Some(text[start..].lines().next()?.trim().to_owned())
}

/// What `check` finds in the files.
fn compiled(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let sources: Sources = files.iter().map(|(path, text)| Source::text(path, text)).collect();
    compile::compile(sources, Vec::new(), &HandbookOptions::default(), &mut Memo::default()).diagnostics
}

/// Puts the levels into an order in which they rise along every track. Where two tracks contradict each other, the
/// roles of the later one lose their level.
fn settle_levels(ladder: &mut Ladder, path: &Arc<str>, notes: &mut Notes) {
    let level_of = |ladder: &Ladder, id: &String| {
        ladder.roles.iter().find(|role| role.id == *id).map(|role| role.level.clone()).unwrap_or_default()
    };
    let mut order: Vec<String> = ladder.levels.iter().map(|level| level.id.clone()).collect();
    let mut settled: Vec<Vec<String>> = Vec::new();
    for at in 0..ladder.tracks.len() {
        let mut rungs: Vec<String> =
            ladder.tracks[at].roles.iter().map(|id| level_of(ladder, id)).filter(|level| !level.is_empty()).collect();
        rungs.dedup();
        settled.push(rungs);
        match sorted(&order, &settled) {
            Some(sorted) => order = sorted,
            None => {
                settled.pop();
                let track = &ladder.tracks[at];
                let message = format!(
                    "the levels of `{}` stand in another order than on other tracks, so its roles have no level",
                    track.title
                );
                notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message));
                let is_own = |role: &&mut model::ImportedRole| track.roles.contains(&role.id);
                ladder.roles.iter_mut().filter(is_own).for_each(|role| role.level.clear());
            }
        }
    }
    ladder.levels.sort_by_key(|level| order.iter().position(|id| *id == level.id));
}

/// Keeps a statement once where a topic of a role, a step or a cell says it twice.
fn drop_repetitions(ladder: &mut Ladder, path: &Arc<str>, notes: &mut Notes) {
    let mut dropped = BTreeMap::new();
    let mut unique = |statements: &mut Vec<model::ImportedStatement>, whose: &str| {
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        statements.retain(|statement| {
            let words = statement.text.trim().trim_end_matches('.').to_owned();
            let ids = seen.entry(words).or_default();
            // Two statements with different ids are two, even if their words are equal.
            let fresh = ids.is_empty() || !statement.id.is_empty() && !ids.contains(&statement.id);
            ids.push(statement.id.clone());
            if !fresh {
                dropped.entry(whose.to_owned()).or_insert_with(|| statement.text.clone());
            }
            fresh
        });
    };
    for role in &mut ladder.roles {
        let title = role.title.clone();
        let subjects = role.responsibilities.iter_mut().chain(role.skills.iter_mut().map(|need| &mut need.subject));
        subjects.for_each(|subject| unique(&mut subject.statements, &title));
    }
    for topic in ladder.skills.iter_mut().chain(&mut ladder.responsibilities) {
        let title = topic.title.clone();
        let cells = topic.steps.iter_mut().chain(&mut topic.levels).chain(&mut topic.roles);
        cells.for_each(|(_, statements)| unique(statements, &title));
    }
    for (whose, text) in dropped {
        let message = format!("`{whose}` says the same twice under one topic, which was kept once: {text}");
        notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(path), message));
    }
}

/// `order`, changed as little as needed so that it rises along every sequence; `None` where they contradict each other.
fn sorted(order: &[String], sequences: &[Vec<String>]) -> Option<Vec<String>> {
    let mut left: Vec<&String> = order.iter().collect();
    let mut out: Vec<String> = Vec::new();
    while !left.is_empty() {
        let is_free = |id: &String| {
            sequences.iter().all(|sequence| {
                let at = sequence.iter().position(|known| known == id);
                at.is_none_or(|at| sequence[..at].iter().all(|below| below == id || out.contains(below)))
            })
        };
        let at = left.iter().position(|id| is_free(id))?;
        out.push(left.remove(at).clone());
    }
    let repeats = |sequence: &Vec<String>| (0..sequence.len()).any(|at| sequence[..at].contains(&sequence[at]));
    (!sequences.iter().any(repeats)).then_some(out)
}
