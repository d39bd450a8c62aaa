//! A skill or responsibility that no role needs is probably forgotten or misspelled somewhere.

use std::collections::BTreeSet;

use crate::content::{Id, Kind, Status};
use crate::diagnostic::{Diagnostic, ORPHAN, nearest};
use crate::handbook::{Handbook, derived};
use crate::parse::id::is_valid;

/// Where roles name more unknown things than this, those are the problem; comparing all with all would take long.
const MAX_UNKNOWN: usize = 100;

/// Reports topics without a role, in handbooks that have roles at all.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    if handbook.of_kind(Kind::Role).next().is_none() {
        return;
    }
    for kind in [Kind::Responsibility, Kind::Skill] {
        let unknown = unknown(handbook, kind);
        if unknown.len() > MAX_UNKNOWN {
            continue;
        }
        let ruled = if kind == Kind::Skill { named_by_rules(handbook) } else { BTreeSet::new() };
        for (index, entity) in handbook.of_kind(kind) {
            let first = handbook.is_first(index);
            if !first || !is_valid(entity) || entity.status != Status::Active || handbook.is_used(index) {
                continue;
            }
            // A role that cannot be read may need it. A misspelled reference, which has its own report, most likely means
            // this. `rules` reports a rule that gives no role a step of it.
            let is_meant = || unknown.iter().any(|name| nearest(name, [&*entity.id]).is_some());
            if !handbook.may_be_named(&entity.id, &entity.path) && !is_meant() && !ruled.contains(&entity.id) {
                let field = if kind == Kind::Skill { "skills" } else { "responsibilities" };
                let message = format!("no role needs the {kind} `{}`", entity.id);
                let help = format!("Name it under `{field}:` of a role, or give it `status: draft` until one does.");
                diagnostics.push(Diagnostic::new(ORPHAN, entity.place(), message).help(help));
            }
        }
    }
}

/// What roles name although nothing is called so.
fn unknown(handbook: &Handbook, kind: Kind) -> BTreeSet<Id> {
    let roles = handbook.of_kind(Kind::Role).filter_map(|(_, entity)| entity.as_role());
    let named = roles.flat_map(|role| match kind {
        Kind::Skill => role.skills.iter().map(|need| &need.skill.value).collect::<Vec<_>>(),
        _ => role.responsibilities.iter().map(|subject| &subject.topic.value).collect(),
    });
    named.filter(|id| handbook.find(kind, id).is_none()).cloned().collect()
}

/// The skills that families and tracks name under `skills:`.
fn named_by_rules(handbook: &Handbook) -> BTreeSet<&Id> {
    let all = [Kind::Family, Kind::Track].into_iter().flat_map(|kind| handbook.of_kind(kind));
    all.flat_map(|(of, _)| derived::rules(handbook, of)).map(|rule| &rule.skill.value).collect()
}
