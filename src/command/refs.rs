//! `rungs refs`: every place that names an entity.

use crate::cli::Refs;
use crate::compile::{Memo, Options, assemble};
use crate::content::Kind;
use crate::disk;
use crate::handbook::{EntityId, Handbook, nearest_id};
use crate::source::Lines;

use super::{Context, Failure};

/// Prints a line for each place: where it is, what names it, and how.
pub fn run(context: &Context, options: &Refs) -> Result<(), Failure> {
    let project = context.project()?;
    let (sources, found) = disk::read(&project);
    let settings = Options { drafts: true, ..Options::default() };
    let compiled = assemble(sources, found, &settings, &mut Memo::default(), &mut |_| {});
    let handbook = &compiled.handbook;
    let index = named(handbook, &options.id)?;
    let mut out = String::new();
    for one in handbook.uses(index) {
        let from = handbook.get(one.from);
        let text = compiled.sources.get(&one.place.path).and_then(|source| source.as_text());
        let position = text.zip(one.place.span).map(|(text, span)| Lines::of(text).position(span.start as usize));
        let position = position.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
        let how = if one.is_link { "links to" } else { "names" };
        out.push_str(&format!(
            "{}{position}: the {} `{}` {how} `{}`\n",
            one.place.path,
            from.kind(),
            from.id,
            one.written
        ));
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
            let near = nearest_id(handbook, kind, id).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Err(Failure::usage(format!("nothing has the id `{id}`{near}")))
        }
        _ => {
            let names: Vec<String> =
                found.iter().map(|one| format!("{}:{id}", handbook.get(*one).kind().name())).collect();
            Err(Failure::usage(format!("several things have the id `{id}`; write {}", names.join(" or "))))
        }
    }
}
