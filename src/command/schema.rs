//! `rungs schema`: the JSON Schemas that let editors complete and check what an author types.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::cli::Schema;
use crate::compile::HandbookOptions;
use crate::content::{Entity, Kind};
use crate::handbook::Handbook;
use crate::output;
use crate::parse::schema::{self, Ids};

use super::{CommandContext, Failure, unknown_kind};

/// Where the schemas of a handbook are kept, from the project's root.
pub const FOLDER: &str = ".rungs-schema";

/// Prints a schema, or writes all of them into a folder.
pub fn run(context: &CommandContext, options: &Schema) -> Result<(), Failure> {
    let ids = if options.with_ids { ids(&*handbook(context)?) } else { Ids::new() };
    if let Some(dir) = &options.dir {
        write_all(&context.folder.join(dir), &ids)?;
        context.terminal.say(&format!("{} schemas in {}", names().count(), dir.display()));
        return Ok(());
    }
    let text = of(&options.kind, &ids).ok_or_else(|| unknown_kind(&options.kind, names()))?;
    context.terminal.data(text.as_bytes())
}

/// What schemas there are: `handbook`, the kinds, and the folders of kinds for files with several entities.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    let kinds = Kind::ALL.into_iter();
    kinds.clone().map(Kind::name).chain(["handbook"]).chain(kinds.map(Kind::folder).filter(|folder| !folder.is_empty()))
}

/// The schema of a name, with a line end.
pub fn of(name: &str, ids: &Ids) -> Option<String> {
    let folder = || Kind::from_folder(name).map(|kind| schema::collection(kind, ids));
    let schema = match name {
        "handbook" => schema::handbook(),
        name => Kind::from_name(name).map(|kind| schema::file(kind, ids)).or_else(folder)?,
    };
    Some(format!("{schema:#}\n"))
}

/// The handbook that the command was started in, drafts included.
pub(super) fn handbook(context: &CommandContext) -> Result<Arc<Handbook>, Failure> {
    Ok(context.compiled(&HandbookOptions { drafts: true, ..HandbookOptions::default() })?.handbook)
}

/// Brings the schemas of the project at `root` up to date, if they name ids.
///
/// # Errors
///
/// When the system refuses to write, or a file in the folder is no schema of rungs.
pub(super) fn refresh(root: &Path, handbook: &Handbook) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    let named = fs::read(folder.join("role.json")).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    match named {
        Some(schema) if schema["$defs"]["a-role"].is_object() => write_all(&folder, &ids(handbook)),
        _ => Ok(()),
    }
}

/// The ids of a handbook, by what a reference to them is called.
fn ids(handbook: &Handbook) -> Ids {
    let mut ids = Ids::new();
    for (of, kind) in [
        ("a family", Kind::Family),
        ("a track", Kind::Track),
        ("a level", Kind::Level),
        ("a role", Kind::Role),
        ("a skill", Kind::Skill),
        ("a responsibility", Kind::Responsibility),
        ("a resource", Kind::Resource),
    ] {
        let known: BTreeSet<String> = shown_or_not(handbook, kind).map(|entity| entity.id.to_string()).collect();
        ids.insert(of, known.into_iter().collect());
    }
    let config = &handbook.config;
    let mut steps: Vec<String> = Vec::new();
    for step in config.scales.iter().flat_map(|scale| &scale.steps) {
        if !steps.iter().any(|known| *known == *step.id.value) {
            steps.push(step.id.value.to_string());
        }
    }
    ids.insert("a step", steps);
    ids.insert("a band", config.bands.iter().map(|band| band.id.value.to_string()).collect());
    // Skills and responsibilities may share an id; the kind before it says which is meant.
    let topics = [("skill", "a skill"), ("responsibility", "a responsibility")].into_iter().flat_map(|(kind, of)| {
        ids[of].iter().flat_map(move |id| [id.clone(), format!("{kind}:{id}")]).collect::<Vec<_>>()
    });
    let topics: BTreeSet<String> = topics.collect();
    ids.insert("a skill or responsibility", topics.into_iter().collect());
    let mut shifted = ids["a skill"].clone();
    shifted.extend(themes_of_skills(handbook).into_iter().map(|theme| format!("theme:{theme}")));
    ids.insert("a skill or theme", shifted);
    ids
}

/// The entities of a kind, also those that are left out.
fn shown_or_not(handbook: &Handbook, kind: Kind) -> impl Iterator<Item = &Entity> {
    let left_out = handbook.left_out().filter(move |entity| entity.kind() == kind);
    handbook.of_kind(kind).map(|(_, entity)| &**entity).chain(left_out)
}

/// The themes that skills have, and those above them.
fn themes_of_skills(handbook: &Handbook) -> BTreeSet<String> {
    let named =
        shown_or_not(handbook, Kind::Skill).filter_map(|skill| Some(skill.as_topic()?.theme.as_ref()?.value.as_str()));
    named
        .flat_map(|name| [Some(name), name.split_once('/').map(|(above, _)| above)])
        .flatten()
        .map(String::from)
        .collect()
}

/// Writes every schema; replaces only files that are schemas of rungs.
fn write_all(folder: &Path, ids: &Ids) -> Result<(), Failure> {
    for name in names() {
        let file = folder.join(format!("{name}.json"));
        let failed = |error| Failure::environment(format!("{} cannot be written: {error}", file.display()));
        let text = of(name, ids).unwrap_or_default();
        if output::write_new(&file, text.as_bytes()).map_err(failed)? {
            continue;
        }
        let there = fs::read_to_string(&file).map_err(failed)?;
        if !there.contains("\"title\": \"rungs: ") {
            return Err(Failure::usage(format!("{} is no schema of rungs; it stays as it is", file.display())));
        }
        if there != text {
            replace(&file, &text).map_err(failed)?;
        }
    }
    Ok(())
}

/// Replaces a file in one step, so that an editor never reads half of a schema.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let new = file.with_extension(format!("{}.rungs", std::process::id()));
    let written = fs::write(&new, text).and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}
