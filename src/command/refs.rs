//! `rungs refs`: every place that names an entity.

use crate::cli::Refs;
use crate::compile::Memo;
use crate::content::Kind;
use crate::disk;
use crate::handbook::{EntityId, Handbook, NamedBy, nearest_id};
use crate::parse::HANDBOOK;

use super::rename::with_drafts;
use super::{CommandContext, Failure, did_you_mean, shown};

/// Prints a line for each place: where it is, what names it, and how.
pub fn run(context: &CommandContext, options: &Refs) -> Result<(), Failure> {
    let project = context.project()?;
    let (sources, found) = disk::read(&project);
    let compiled = with_drafts(sources, &found, &mut Memo::default());
    let handbook = &compiled.handbook;
    let index = named(handbook, &options.id)?;
    let mut out = String::new();
    for one in compiled.uses(index) {
        let from = match one.from.map(|from| handbook.get(from)) {
            Some(entity) => format!("the {} `{}`", entity.kind(), entity.id),
            None if &*one.place.path == HANDBOOK => "handbook.yaml".to_owned(),
            None => "the template".to_owned(),
        };
        let how = if matches!(one.way, NamedBy::Link(_)) { "links to" } else { "names" };
        out.push_str(&format!("{}: {from} {how} `{}`\n", shown(&compiled.sources, &one.place), one.way.written()));
    }
    if out.is_empty() {
        let entity = handbook.get(index);
        context.terminal.say(&format!("nothing names the {} `{}`", entity.kind(), entity.id));
        return Ok(());
    }
    context.terminal.data(out.as_bytes())
}

/// The entity that `id` or `kind:id` names.
pub fn named(handbook: &Handbook, written: &str) -> Result<EntityId, Failure> {
    let (kind, id) = match written.split_once(':') {
        Some((kind, id)) => match Kind::from_name(kind) {
            Some(kind) => (Some(kind), id),
            None => return Err(Failure::usage(format!("there is no kind `{kind}`"))),
        },
        None => (None, written),
    };
    let kinds = Kind::ALL.into_iter().filter(|any| kind.is_none_or(|kind| kind == *any));
    let found: Vec<EntityId> = kinds.filter_map(|kind| handbook.find(kind, id)).collect();
    match found[..] {
        [only] => Ok(only),
        [] => {
            let near = did_you_mean(nearest_id(handbook, kind, id));
            Err(Failure::usage(format!("nothing has the id `{id}`{near}")))
        }
        _ => {
            let names: Vec<String> =
                found.iter().map(|one| format!("{}:{id}", handbook.get(*one).kind().name())).collect();
            Err(Failure::usage(format!("several things have the id `{id}`; write {}", names.join(" or "))))
        }
    }
}
