//! Roles must not extend, or be promoted to, themselves by any way round. Lateral moves may go back and forth.

use std::collections::HashMap;

use crate::content::{Kind, Reference, Role};
use crate::diagnostic::{CYCLE, Diagnostic};
use crate::handbook::{EntityId, Handbook};
use crate::source::{Place, Span};

use super::promotions;

/// Reports each cycle once, at the reference that closes it.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    find(handbook, "extends", |role| role.extends.iter().collect(), diagnostics);
    find(handbook, "leads_to", |role| promotions(role).collect(), diagnostics);
}

type Follow = fn(&Role) -> Vec<&Reference>;

#[derive(Clone, Copy, PartialEq)]
enum VisitMark {
    OnTheWay,
    Done,
}

fn find(handbook: &Handbook, field: &str, follow: Follow, diagnostics: &mut Vec<Diagnostic>) {
    let mut marks: HashMap<EntityId, VisitMark> = HashMap::new();
    for (start, _) in handbook.of_kind(Kind::Role) {
        if marks.contains_key(&start) {
            continue;
        }
        // Depth first with a stack of our own: a chain of roles may be as long as the handbook.
        let mut way: Vec<(EntityId, Vec<(EntityId, Span)>)> = vec![(start, next(handbook, start, follow))];
        marks.insert(start, VisitMark::OnTheWay);
        while let Some((at, rest)) = way.last_mut() {
            let at = *at;
            let Some((to, span)) = rest.pop() else {
                marks.insert(at, VisitMark::Done);
                way.pop();
                continue;
            };
            match marks.get(&to) {
                Some(VisitMark::Done) => {}
                Some(VisitMark::OnTheWay) => {
                    let first = way.iter().position(|(role, _)| *role == to).unwrap_or_default();
                    let names: Vec<&str> = way[first..].iter().map(|(role, _)| &*handbook.get(*role).id).collect();
                    diagnostics.push(report(handbook, field, at, span, &names));
                }
                None => {
                    marks.insert(to, VisitMark::OnTheWay);
                    way.push((to, next(handbook, to, follow)));
                }
            }
        }
    }
}

/// The roles that follow, last first.
fn next(handbook: &Handbook, role: EntityId, follow: Follow) -> Vec<(EntityId, Span)> {
    let references = handbook.role(role).map(follow).unwrap_or_default().into_iter().rev();
    let found = references.filter_map(|next| Some((handbook.find(Kind::Role, &next.value)?, next.span)));
    found.collect()
}

fn report(handbook: &Handbook, field: &str, at: EntityId, span: Span, names: &[&str]) -> Diagnostic {
    let round = names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
    let message = match (names, field) {
        ([only], "extends") => format!("the role `{only}` extends itself"),
        ([only], _) => format!("the role `{only}` leads to itself"),
        (_, "extends") => format!("roles extend each other in a circle: {round}"),
        _ => format!("promotions lead in a circle: {round}"),
    };
    let help = match field {
        "extends" => "Take one of these `extends:` away.",
        _ => "Take one of these away, or make it `kind: lateral`.",
    };
    Diagnostic::new(CYCLE, Place::at(&handbook.get(at).path, span), message).label("closes the circle").help(help)
}
