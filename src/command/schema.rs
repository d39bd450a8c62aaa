//! `rungs schema`: the JSON Schemas that let editors complete and check what an author types.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::cli::Schema;
use crate::compile::{Memo, Options, compile};
use crate::content::Kind;
use crate::diagnostic::nearest;
use crate::disk;
use crate::handbook::Handbook;
use crate::output;
use crate::parse::schema::{self, Ids};

use super::{Context, Failure};

/// Where the schemas of a handbook are kept, from the project's root.
pub const FOLDER: &str = ".rungs-schema";

/// Prints a schema, or writes all of them into a folder.
pub fn run(context: &Context, options: &Schema) -> Result<(), Failure> {
    let ids = if options.with_ids {
        let handbook = handbook(context)?;
        ids(&handbook)
    } else {
        Ids::new()
    };
    if let Some(dir) = &options.dir {
        write_all(&context.folder.join(dir), &ids)?;
        context.terminal.say(&format!("{} schemas in {}", names().count(), dir.display()));
        return Ok(());
    }
    let kind = &options.kind;
    let text = of(kind, &ids).ok_or_else(|| {
        let near = nearest(kind, names()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let known = names().collect::<Vec<_>>().join(", ");
        Failure::usage(format!("there is no kind `{kind}`{near}\nwrite one of: {known}"))
    })?;
    context.terminal.data(text.as_bytes())
}

/// What schemas there are: `handbook`, the kinds, and the folders of kinds for files with several entities.
pub fn names() -> impl Iterator<Item = &'static str> {
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
pub(super) fn handbook(context: &Context) -> Result<Arc<Handbook>, Failure> {
    let (sources, found) = disk::read(&context.project()?);
    let options = Options { drafts: true, ..Options::default() };
    Ok(compile(sources, found, &options, &mut Memo::default()).handbook)
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
    let of_kind = |kind: Kind| {
        let left_out = handbook.left_out().filter(|entity| entity.kind() == kind);
        let all = handbook.of_kind(kind).map(|(_, entity)| &**entity).chain(left_out);
        let ids: BTreeSet<String> = all.map(|entity| entity.id.to_string()).collect();
        ids.into_iter().collect::<Vec<_>>()
    };
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
        ids.insert(of, of_kind(kind));
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
    let mut topics: Vec<String> = topics.collect();
    topics.sort();
    topics.dedup();
    ids.insert("a skill or responsibility", topics);
    let mut shifted = ids["a skill"].clone();
    shifted.extend(themes_of_skills(handbook).into_iter().map(|theme| format!("theme:{theme}")));
    ids.insert("a skill or theme", shifted);
    ids
}

/// The themes that skills have, and those above them.
fn themes_of_skills(handbook: &Handbook) -> BTreeSet<String> {
    let left_out = handbook.left_out().filter(|entity| entity.kind() == Kind::Skill);
    let skills = handbook.of_kind(Kind::Skill).map(|(_, entity)| &**entity).chain(left_out);
    let named = skills.filter_map(|skill| Some(skill.as_topic()?.theme.as_ref()?.value.as_str()));
    named
        .flat_map(|name| [Some(name), name.split_once('/').map(|(above, _)| above)])
        .flatten()
        .map(String::from)
        .collect()
}

/// Writes every schema; replaces only files that are schemas of rungs.
fn write_all(folder: &Path, ids: &Ids) -> Result<(), Failure> {
    let failed =
        |file: &Path, error: io::Error| Failure::environment(format!("{} cannot be written: {error}", file.display()));
    for name in names() {
        let file = folder.join(format!("{name}.json"));
        let text = of(name, ids).unwrap_or_default();
        match output::write_new(&file, text.as_bytes()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let there = fs::read_to_string(&file).map_err(|error| failed(&file, error))?;
                if !there.contains("\"title\": \"rungs: ") {
                    let message = format!("{} is no schema of rungs; it stays as it is", file.display());
                    return Err(Failure::usage(message));
                }
                if there != text {
                    replace(&file, &text).map_err(|error| failed(&file, error))?;
                }
            }
            Err(error) => return Err(failed(&file, error)),
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
