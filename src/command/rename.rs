//! `rungs rename`: another id for an entity, in its file and everywhere it is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::cli::Rename;
use crate::compile::{Compiled, Memo, Options, assemble, has_errors};
use crate::content::{Entity, Kind};
use crate::diagnostic::Edit;
use crate::disk;
use crate::handbook::EntityId;
use crate::parse::id;
use crate::source::{Lines, Source, Span};

use super::patch::{self, Changed};
use super::{Context, Failure, refs};

/// Renames the entity, and says what was done.
pub fn run(context: &Context, options: &Rename) -> Result<(), Failure> {
    let Some(kind) = Kind::from_name(&options.kind) else {
        let known = Kind::ALL.into_iter().map(Kind::name).collect::<Vec<_>>().join(", ");
        return Err(Failure::usage(format!("there is no kind `{}`\nwrite one of: {known}", options.kind)));
    };
    let project = context.project()?;
    let (sources, found) = disk::read(&project);
    let settings = Options { drafts: true, ..Options::default() };
    let compiled = assemble(sources, found, &settings, &mut Memo::default(), &mut |_| {});
    if has_errors(&compiled.diagnostics) {
        return Err(Failure::usage(
            "the content has errors; correct them first, so that no place is missed: `rungs check`",
        ));
    }
    let index = refs::named(&compiled.handbook, &format!("{}:{}", kind.name(), options.old))?;
    let new = id::normal(&options.new);
    let mut problems = Vec::new();
    match kind {
        Kind::Page => id::check_path(&"the command line".into(), &new, None, &mut problems),
        _ => id::check(&"the command line".into(), &new, None, &mut problems),
    }
    if let Some(problem) = problems.first() {
        return Err(Failure::usage(&problem.message));
    }
    if compiled.handbook.find(kind, &new).is_some() {
        return Err(Failure::usage(format!("there is a {kind} `{new}` already; nothing was changed")));
    }
    let plan = Renaming::of(&compiled, index, &new);
    let old = compiled.sources.clone();
    let changed: Changed = plan
        .edits
        .iter()
        .filter_map(|(path, edits)| {
            let text = old.get(path)?.as_text()?;
            Some((path.clone(), patch::edited(text, edits.iter().map(|(edit, _)| edit.clone()).collect())))
        })
        .collect();
    if options.dry_run {
        let moved = plan.moved.map_or(String::new(), |(from, to)| format!("rename {from}\n    to {to}\n"));
        return context.terminal.data(format!("{moved}{}", patch::difference(&old, &changed)).as_bytes());
    }
    if let Some((_, to)) = &plan.moved
        && project.root().join(to).symlink_metadata().is_ok()
    {
        return Err(Failure::usage(format!("{to} exists already; nothing was changed")));
    }
    patch::write(project.root(), &old, &changed)?;
    for (path, edits) in &plan.edits {
        let Some(text) = old.get(path).and_then(|source| source.as_text()) else { continue };
        for (edit, what) in edits {
            let at = Lines::of(text).position(edit.span.start as usize);
            context.terminal.say(&format!("{path}:{}:{}: {what}", at.line, at.column));
        }
    }
    if let Some((from, to)) = &plan.moved {
        move_file(project.root(), from, to)?;
        context.terminal.say(&format!("{from} is now {to}"));
    }
    for left in &plan.left {
        context
            .terminal
            .say(&format!("{left}: not changed, because the name is written with escapes; change it by hand"));
    }
    if kind == Kind::Level && plan.moved.is_none() {
        context.terminal.say("a level of handbook.yaml keeps no old address; links from outside to its page end");
    }
    Ok(())
}

fn move_file(root: &Path, from: &str, to: &str) -> Result<(), Failure> {
    let place = root.join(to);
    let folder = place.parent().unwrap_or(root);
    let failed = |error| {
        let done = "the ids were changed; rename the file by hand";
        Failure::environment(format!("{from} cannot become {to}: {error}\n{done}"))
    };
    fs::create_dir_all(folder).map_err(failed)?;
    fs::rename(root.join(from), &place).map_err(failed)
}

/// What a new id changes.
struct Renaming {
    /// The edits of each file, with what each does.
    edits: BTreeMap<Arc<str>, Vec<(Edit, String)>>,
    /// The old and the new path of the entity's file, if its name is the id.
    moved: Option<(String, String)>,
    /// Places that could not be changed.
    left: Vec<String>,
}

impl Renaming {
    fn of(compiled: &Compiled, index: EntityId, new: &str) -> Self {
        let handbook = &compiled.handbook;
        let entity = handbook.get(index);
        let mut renaming = Self { edits: BTreeMap::new(), moved: None, left: Vec::new() };
        let old_id = &*entity.id;
        renaming.own(compiled, entity, new);
        for one in handbook.uses(index) {
            let Some(source) = compiled.sources.get(&one.place.path) else { continue };
            let Some((text, span)) = source.as_text().zip(one.place.span) else { continue };
            let written = &text[span.range()];
            let replaced = match one.is_link {
                true => in_link(written, old_id, new, renaming.moved.is_some()),
                false => written.rfind(old_id).map(|at| (at, old_id.len(), new.to_owned())),
            };
            match replaced {
                Some((at, length, replacement)) => {
                    let start = span.start as usize + at;
                    let edit = Edit { span: Span::new(start, start + length), replacement };
                    renaming.add(&one.place.path, edit, format!("`{old_id}` is now `{new}`"));
                }
                // A link by a title or an alias goes on to work.
                None if one.is_link => {}
                None => {
                    let at = Lines::of(text).position(span.start as usize);
                    renaming.left.push(format!("{}:{}:{}", one.place.path, at.line, at.column));
                }
            }
        }
        renaming
    }

    fn add(&mut self, path: &Arc<str>, edit: Edit, what: String) {
        let edits = self.edits.entry(path.clone()).or_default();
        if !edits.iter().any(|(known, _)| known.span == edit.span) {
            edits.push((edit, what));
        }
    }

    /// The id where the entity is defined, and its old id in `redirect_from`.
    fn own(&mut self, compiled: &Compiled, entity: &Entity, new: &str) {
        let Some(text) = compiled.sources.get(&entity.path).and_then(|source| source.as_text()) else { return };
        let old = &*entity.id;
        let written = &text[entity.span.range()];
        let (folder, name) = entity.path.rsplit_once('/').unwrap_or(("", &entity.path));
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let is_level_of_settings = &*entity.path == crate::parse::HANDBOOK;
        let field = find_field(text, entity, "id");
        if let Some(range) = field.clone().filter(|range| text[range.clone()].contains(old)) {
            let at = range.start + text[range].find(old).unwrap_or_default();
            self.add(&entity.path, edit(at, old.len(), new), "its `id`".into());
        } else if written.trim_matches(['"', '\'']) == old && entity.title != written {
            let at = entity.span.start as usize + written.find(old).unwrap_or_default();
            self.add(&entity.path, edit(at, old.len(), new), "its id".into());
        } else if entity.kind() == Kind::Page && !old.ends_with("index") {
            self.moved = Some((entity.path.to_string(), format!("content/{new}.{extension}")));
        } else if id::normal(stem) == entity.id {
            self.moved = Some((entity.path.to_string(), format!("{folder}/{new}.{extension}")));
        } else {
            // A collection names it by its key, which the entity's place is.
            let at = entity.span.start as usize + written.find(old).unwrap_or_default();
            self.add(&entity.path, edit(at, old.len(), new), "its id".into());
        }
        if is_level_of_settings {
            return;
        }
        let what = "the old address leads to the new one".to_owned();
        if let Some(first) = entity.redirect_from.first() {
            let at = first.span.start as usize;
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let lead = &text[line..at];
            let new = if lead.trim() == "-" { format!("{old}\n{lead}") } else { format!("{old}, ") };
            if lead.trim() == "-" || lead.contains('[') {
                self.add(&entity.path, edit(at, 0, &new), what);
            } else {
                let end = first.span.end as usize - at;
                self.add(&entity.path, edit(at, end, &format!("[{old}, {}]", &text[first.span.range()])), what);
            }
            return;
        }
        if let Some(title) = find_field(text, entity, "title") {
            let line = text[..title.start].rfind('\n').map_or(0, |end| end + 1);
            let end = title.end + text[title.end..].find('\n').unwrap_or(text.len() - title.end);
            let lead = &text[line..title.start];
            let column = lead.len() - lead.trim_start_matches([' ', '-']).len();
            let is_block = lead.trim_start_matches([' ', '-']).starts_with("title:");
            match is_block {
                true => {
                    let field = format!("\n{}redirect_from: {old}", " ".repeat(column));
                    self.add(&entity.path, edit(end, 0, &field), what);
                }
                false => {
                    let key = text[line..title.start].rfind("title").map_or(title.start, |at| line + at);
                    self.add(&entity.path, edit(key, 0, &format!("redirect_from: {old}, ")), what);
                }
            }
        } else {
            // The title is a heading, so there is no front matter yet.
            let mark = text.len() - text.trim_start_matches('\u{feff}').len();
            match text[mark..].starts_with("---") {
                true => {
                    let at = mark + text[mark..].find('\n').map_or(3, |end| end + 1);
                    self.add(&entity.path, edit(at, 0, &format!("redirect_from: {old}\n")), what);
                }
                false => self.add(&entity.path, edit(mark, 0, &format!("---\nredirect_from: {old}\n---\n")), what),
            }
        }
    }
}

fn edit(at: usize, length: usize, replacement: &str) -> Edit {
    Edit { span: Span::new(at, at + length), replacement: replacement.to_owned() }
}

/// Where the value of a field of the entity stands, as a parser finds it.
fn find_field(text: &str, entity: &Entity, field: &str) -> Option<std::ops::Range<usize>> {
    let source = Source::text(&entity.path, text);
    crate::parse::field_place(&source, entity.kind(), &entity.id, field).map(Span::range)
}

/// What to replace in the address of a link: the id itself, or the name of the file if that is the id.
fn in_link(written: &str, old: &str, new: &str, file_moves: bool) -> Option<(usize, usize, String)> {
    let name = written.split(['#', '?', '|']).next().unwrap_or(written);
    let bare = name.rsplit_once(':').map_or(name, |(_, id)| id).trim();
    if bare == old {
        return Some((written.find(old)?, old.len(), new.to_owned()));
    }
    let path = name.trim();
    let last = path.rsplit('/').next()?;
    let (stem, ends) = last.rsplit_once('.').map_or((last, ""), |(stem, _)| (stem, &last[stem.len()..]));
    let (old_name, new_name) = (old.rsplit('/').next()?, new.rsplit('/').next()?);
    let same_folder = old.rsplit_once('/').map(|(folder, _)| folder) == new.rsplit_once('/').map(|(folder, _)| folder);
    let is_file = ends == ".html" || file_moves;
    (path.contains(['/', '.']) && stem == old_name && is_file && same_folder)
        .then(|| (path.len() - last.len() + written.find(path).unwrap_or(0), stem.len(), new_name.to_owned()))
}
