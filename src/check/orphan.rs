//! A skill or responsibility that no role needs is probably forgotten or misspelled somewhere.

use crate::content::{Kind, Status};
use crate::diagnostic::{Diagnostic, ORPHAN};
use crate::handbook::Handbook;
use crate::page::Plan;

/// Reports topics without a role, in handbooks that have roles at all.
pub fn check(handbook: &Handbook, _plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    // A role that cannot be read may be the one that needs it.
    if handbook.of_kind(Kind::Role).next().is_none() || handbook.has_broken(Kind::Role) {
        return;
    }
    for kind in [Kind::Responsibility, Kind::Skill] {
        for (index, entity) in handbook.of_kind(kind) {
            let first = handbook.find(kind, &entity.id) == Some(index);
            if first && entity.status == Status::Active && handbook.users(index).roles.is_empty() {
                let field = if kind == Kind::Skill { "skills" } else { "responsibilities" };
                diagnostics.push(
                    Diagnostic::at(
                        ORPHAN,
                        &entity.path,
                        entity.span,
                        format!("no role needs the {kind} `{}`", entity.id),
                    )
                    .help(format!("Name it under `{field}:` of a role, or give it `status: draft` until one does.")),
                );
            }
        }
    }
}
