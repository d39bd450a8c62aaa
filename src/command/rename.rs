//! `rungs rename`: another id for an entity, in its file and everywhere it is named.

mod destination;
mod plan;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::Rename;
use crate::compile::{Compiled, HandbookOptions, Memo, assemble, has_errors};
use crate::content::Kind;
use crate::diagnostic::Diagnostic;
use crate::disk;
use crate::handbook::{EntityId, Resolution};
use crate::parse::id;
use crate::source::{Place, Source, Sources};

use super::patch::{self, ChangedFiles};
use super::{CommandContext, Failure, refs, shown};
use plan::RenamePlan;

/// Renames the entity, and says what was done and what is left to do.
pub(super) fn run(context: &CommandContext, options: &Rename) -> Result<(), Failure> {
    let Some(kind) = Kind::from_name(&options.kind) else {
        let known = Kind::ALL.into_iter().map(Kind::name).collect::<Vec<_>>().join(", ");
        return Err(Failure::usage(format!("there is no kind `{}`\nwrite one of: {known}", options.kind)));
    };
    let project = context.project()?;
    let (sources, found) = disk::read(&project);
    let mut memo = Memo::default();
    let compiled = with_drafts(sources, &found, &mut memo);
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
    let plan = RenamePlan::of(&compiled, index, &new);
    let old = compiled.sources.clone();
    let changed = changed(&old, &plan);
    let (_, left) = outcome(&compiled, &found, &plan, &changed, &mut memo);
    if options.dry_run {
        let moved = plan.moved.map_or(String::new(), |(from, to)| format!("rename {from}\n    to {to}\n"));
        context.terminal.data(format!("{moved}{}", patch::difference(&old, &changed)).as_bytes())?;
        return finish(context, &left);
    }
    if let Some((_, to)) = &plan.moved
        && project.root().join(to).symlink_metadata().is_ok()
    {
        return Err(Failure::usage(format!("{to} exists already; nothing was changed")));
    }
    patch::write(project.root(), &old, &changed)?;
    for (path, edits) in &plan.edits {
        for (edit, what) in edits {
            context.terminal.say(&format!("{}: {what}", shown(&old, &Place::at(path, edit.span))));
        }
    }
    if let Some((from, to)) = &plan.moved {
        move_file(project.root(), from, to)?;
        context.terminal.say(&format!("{from} is now {to}"));
    }
    if kind == Kind::Level && plan.moved.is_none() {
        context.terminal.say("a level of handbook.yaml keeps no old address; links from outside to its page end");
    }
    finish(context, &left)
}

/// The handbook after a new id for the entity at `index`, and what has to be changed by hand. `memo` is that of the
/// handbook before; nothing is written.
pub fn renamed(before: &Compiled, memo: &mut Memo, index: EntityId, new: &str) -> (Compiled, Vec<String>) {
    let plan = RenamePlan::of(before, index, new);
    let changed = changed(&before.sources, &plan);
    outcome(before, &[], &plan, &changed, memo)
}

/// The new text of each file that the plan changes.
fn changed(old: &Sources, plan: &RenamePlan) -> ChangedFiles {
    let edited = plan.edits.iter().filter_map(|(path, edits)| {
        let text = old.get(path)?.as_text()?;
        Some((path.clone(), patch::edited(text, edits.iter().map(|(edit, _)| edit.clone()).collect())))
    });
    edited.collect()
}

/// Reports what has to be changed by hand; the exit code tells scripts.
fn finish(context: &CommandContext, left: &[String]) -> Result<(), Failure> {
    left.iter().for_each(|line| context.terminal.say(line));
    if left.is_empty() { Ok(()) } else { Err(Failure::content()) }
}

/// The handbook with its drafts, before the rules for it as a whole.
pub(super) fn with_drafts(sources: Sources, found: &[Diagnostic], memo: &mut Memo) -> Compiled {
    let settings = HandbookOptions { drafts: true, ..HandbookOptions::default() };
    assemble(sources, found.to_vec(), &settings, memo, &mut |_| {})
}

/// The handbook after the edits, and what they do not change although the new id asks for it: names that are written in
/// another way, problems that were not there before, and links that lead elsewhere now.
fn outcome(
    before: &Compiled,
    found: &[Diagnostic],
    plan: &RenamePlan,
    changed: &ChangedFiles,
    memo: &mut Memo,
) -> (Compiled, Vec<String>) {
    let mut left: Vec<String> = plan
        .left
        .iter()
        .map(|place| {
            format!(
                "{}: not changed, because the name is written in another way; change it by hand",
                shown(&before.sources, place)
            )
        })
        .collect();
    let mut sources = before.sources.clone();
    for (path, text) in changed {
        sources.insert(Source::text(path, text));
    }
    if let Some((from, to)) = &plan.moved
        && let Some(text) = sources.get(from).and_then(|source| source.as_text()).cloned()
    {
        sources.remove(from);
        sources.insert(Source::text(to, &text));
    }
    let after = with_drafts(sources, found, memo);
    let (known, problems) = (before.problems(), after.problems());
    let mut counts: BTreeMap<&str, isize> = BTreeMap::new();
    known.iter().for_each(|one| *counts.entry(one.code.name).or_default() -= 1);
    problems.iter().for_each(|one| *counts.entry(one.code.name).or_default() += 1);
    for problem in &problems {
        let is_new = counts[problem.code.name] > 0
            && !known.iter().any(|one| one.code == problem.code && one.message == problem.message);
        if is_new {
            left.push(format!("{}: {}; correct it by hand", shown(&after.sources, &problem.place), problem.message));
        }
    }
    left.extend(led_astray(before, &after, plan));
    left.dedup();
    (after, left)
}

/// Links that led to one entity and lead to another one now.
fn led_astray(before: &Compiled, after: &Compiled, plan: &RenamePlan) -> Vec<String> {
    let mut found = Vec::new();
    let now = |old: EntityId| {
        let entity = before.handbook.get(old);
        let id = if old == plan.index { id::normal(&plan.new) } else { entity.id.clone() };
        after.handbook.find(entity.kind(), &id)
    };
    for (from, _) in before.handbook.all() {
        let Some(from_now) = now(from) else { continue };
        let links = before.handbook.followed(from).iter().zip(after.handbook.followed(from_now));
        for (number, (was, is)) in links.enumerate() {
            let (Resolution::Entity(was), Resolution::Entity(is)) = (was, is) else { continue };
            if now(*was) != Some(*is) {
                let entity = after.handbook.get(from_now);
                let link = crate::handbook::proses(entity).into_iter().flat_map(|prose| &prose.links).nth(number);
                let place = link.map_or(Place::file(&entity.path), |link| Place::at(&entity.path, link.span));
                let (old, new) = (before.handbook.get(*was), after.handbook.get(*is));
                found.push(format!(
                    "{}: this link led to “{}” and leads to “{}” now; correct it by hand",
                    shown(&after.sources, &place),
                    old.title,
                    new.title
                ));
            }
        }
    }
    found
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
