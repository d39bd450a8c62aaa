//! Another name that two entities have: a link by that name would mean either.

use std::collections::BTreeMap;

use crate::content::slug;
use crate::diagnostic::{Diagnostic, SHARED_ALIAS};
use crate::handbook::{EntityId, Handbook};
use crate::parse::id;
use crate::source::{Place, Span};

/// Reports each alias that another entity has as an alias, or one of its kind as its id or title.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let mut aliases: BTreeMap<String, (EntityId, Span)> = BTreeMap::new();
    let titles: BTreeMap<(usize, String), EntityId> =
        handbook.all().map(|(index, entity)| ((entity.kind() as usize, slug(&entity.title)), index)).collect();
    for (index, entity) in handbook.all() {
        for alias in &entity.aliases {
            let name = slug(&alias.value);
            if name.is_empty() {
                continue;
            }
            let titled = titles.get(&(entity.kind() as usize, name.clone())).copied().filter(|other| *other != index);
            let by_id = handbook.find(entity.kind(), &id::normal(&alias.value)).filter(|other| *other != index);
            let named = by_id.or(titled).map(|other| (other, handbook.get(other).span));
            let Some((other, span)) = aliases.get(&name).copied().or(named).filter(|(other, _)| *other != index) else {
                aliases.entry(name).or_insert((index, alias.span));
                continue;
            };
            let first = handbook.get(other);
            let message = format!("the alias `{}` is also a name of the {} `{}`", alias.value, first.kind(), first.id);
            diagnostics.push(
                Diagnostic::at(SHARED_ALIAS, &entity.path, alias.span, message)
                    .label("a link by this name could mean either")
                    .help("Delete it from one of the two, or make the two differ.")
                    .related(Place::at(&first.path, span), "the other one"),
            );
        }
    }
}
