//! A statement's id is an anchor and the key of collected evidence: one statement, one id, on a role as in a
//! cell. And `without` must name something that is inherited.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::content::{Entity, Id, Kind, Reference, Statement};
use crate::diagnostic::{DUPLICATE_STATEMENT, Diagnostic, USELESS_WITHOUT, nearest};
use crate::handbook::{EntityId, Handbook};
use crate::parse::shape::suggest;
use crate::source::Place;

use super::in_post_order;

/// Reports ids that stand twice and drops that drop nothing.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (index, entity) in handbook.all() {
        if let Some(role) = entity.as_role() {
            let own = role.responsibilities.iter().map(|subject| &subject.statements);
            let own = own.chain(role.skills.iter().map(|need| &need.statements));
            unique(entity, own.flatten(), diagnostics);
            without(handbook, index, entity, diagnostics);
        }
        let cells = entity.as_topic().into_iter().flat_map(|topic| topic.grids.iter().flat_map(|grid| &grid.cells));
        let steps = entity.as_skill().into_iter().flat_map(|skill| &skill.steps);
        for cell in cells.chain(steps) {
            unique(entity, &cell.statements, diagnostics);
        }
    }
}

fn unique<'a>(
    entity: &Entity,
    statements: impl IntoIterator<Item = &'a Arc<Statement>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut seen: HashMap<&Id, &Statement> = HashMap::new();
    for statement in statements {
        let Some(first) = seen.get(&statement.id) else {
            seen.insert(&statement.id, statement);
            continue;
        };
        let (message, help) = if statement.named {
            (format!("two statements have the id `{}`", statement.id), "Ids are anchors: give each statement its own.")
        } else {
            ("this statement stands here twice".to_owned(), "Remove one of them, or give one an `id:`.")
        };
        diagnostics.push(
            Diagnostic::at(DUPLICATE_STATEMENT, &entity.path, statement.span, message)
                .help(help)
                .related(Place::at(&entity.path, first.span), "first here"),
        );
    }
}

fn without(handbook: &Handbook, index: EntityId, entity: &Entity, diagnostics: &mut Vec<Diagnostic>) {
    let Some(role) = entity.as_role().filter(|role| !role.without.is_empty()) else { return };
    let bases: Vec<EntityId> = handbook.bases(index).chain(handbook.kept_from(index).iter().copied()).collect();
    if !is_whole(handbook, index) {
        // What the role inherits is not known, and why was reported.
        return;
    }
    let inherited: BTreeSet<String> = bases
        .iter()
        .flat_map(|base| {
            let resolved = handbook.resolved(*base);
            let topic = |topic: EntityId| format!("{}:{}", handbook.get(topic).kind(), handbook.get(topic).id);
            let topics = resolved.expectations.iter().map(move |expectation| topic(expectation.topic));
            let skills = resolved.needs.iter().map(move |need| topic(need.skill));
            let ids = resolved.expectations.iter().map(|expectation| expectation.statement.id.to_string());
            topics.chain(skills).chain(ids).collect::<Vec<_>>()
        })
        .collect();
    for drop in &role.without {
        let name = drop.value.rsplit(':').next().unwrap_or_default();
        if !inherited.contains(&drop.value) && !handbook.may_be_named(name, &entity.path) {
            let message = if bases.is_empty() {
                "`without` drops a statement, but the role extends none".to_owned()
            } else {
                format!("`{}` is not inherited, so there is nothing to drop", drop.value)
            };
            let near = nearest(&drop.value, inherited.iter().map(String::as_str));
            let diagnostic = Diagnostic::at(USELESS_WITHOUT, &entity.path, drop.span, message)
                .help("Name the id of an inherited statement, or `skill:id` or `responsibility:id`.");
            diagnostics.push(suggest(diagnostic, near, drop.span));
        }
    }
}

/// Whether all that a role extends, by any way, is there and leads nowhere in a circle.
fn is_whole(handbook: &Handbook, role: EntityId) -> bool {
    // A role that is met before all that it extends closes a circle.
    let mut done = HashSet::new();
    in_post_order([role].into_iter(), |role| handbook.bases(role)).into_iter().all(|at| {
        let mut bases = handbook.role(at).into_iter().flat_map(|role| &role.extends);
        let is_done =
            |base: &Reference| handbook.find(Kind::Role, &base.value).is_some_and(|base| done.contains(&base));
        bases.all(is_done) && done.insert(at)
    })
}
