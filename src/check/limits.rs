//! Chains of `extends` and tracks stay within what a page can show.
//!
//! The page of every role lists what it inherits and the whole of its tracks. Without limits the size of the site grows
//! with the square of the number of roles.

use std::collections::HashMap;

use crate::content::Kind;
use crate::diagnostic::{Diagnostic, TOO_DEEP};
use crate::handbook::{EntityId, Handbook};

use super::in_post_order;

/// The most roles that may extend each other in a row.
const MAX_EXTENDS_DEPTH: usize = 100;

/// The most roles of a track.
pub const MAX_RUNGS: usize = 250;

/// Reports chains and tracks that are too long, each once.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let depths = depths(handbook);
    for (role, entity) in handbook.of_kind(Kind::Role) {
        // Roles that extend this one are deeper, and not reported again.
        let is_first = depths.get(&role) == Some(&(MAX_EXTENDS_DEPTH + 1));
        let written = entity.as_role().and_then(|role| role.extends.first());
        if let Some(base) = written.filter(|_| is_first) {
            let message = format!("`extends` leads through more than {MAX_EXTENDS_DEPTH} roles");
            let help = "Every role shows all that it inherits. Extend a role nearer to the one that says it first.";
            diagnostics.push(Diagnostic::at(TOO_DEEP, &entity.path, base.span, message).help(help));
        }
    }
    for (_, entity) in handbook.of_kind(Kind::Track) {
        if let Some(first) = entity.as_track().and_then(|track| track.roles.get(MAX_RUNGS)) {
            let message = format!("a track has more than {MAX_RUNGS} roles");
            let help = "Every role shows its whole track. Make several tracks of this one.";
            let diagnostic = Diagnostic::at(TOO_DEEP, &entity.path, first.span, message);
            diagnostics.push(diagnostic.label("the first role too many").help(help));
        }
    }
}

/// How many roles each role extends in a row, by the longest way. Circles are left out; they are reported elsewhere.
fn depths(handbook: &Handbook) -> HashMap<EntityId, usize> {
    let mut depths: HashMap<EntityId, usize> = HashMap::new();
    let roles = handbook.of_kind(Kind::Role).map(|(role, _)| role);
    for role in in_post_order(roles, |role| handbook.bases(role)) {
        let above = handbook.bases(role).filter_map(|base| depths.get(&base));
        depths.insert(role, above.max().map_or(0, |above| above + 1));
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handbook::sample::handbook;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let handbook = handbook(files);
        let mut diagnostics = Vec::new();
        check(&handbook, &mut diagnostics);
        diagnostics.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn a_chain_may_be_a_hundred_roles_long() {
        let roles = |count: usize| -> String {
            let role = |n: usize| match n {
                0 => "r0: {title: R0}\n".to_owned(),
                n => format!("r{n}: {{title: R{n}, extends: [r{}, r0]}}\n", n - 1),
            };
            (0..count).map(role).collect()
        };
        assert_eq!(found(&[("handbook.yaml", "title: H\n"), ("roles.yaml", &roles(101))]), [""; 0]);
        let long = found(&[("handbook.yaml", "title: H\n"), ("roles.yaml", &roles(300))]);
        assert_eq!(long, ["`extends` leads through more than 100 roles"]);
        let circle = "a: {title: A, extends: b}\nb: {title: B, extends: a}\n";
        assert_eq!(found(&[("handbook.yaml", "title: H\n"), ("roles.yaml", circle)]), [""; 0]);
    }

    #[test]
    fn a_track_may_have_250_roles() {
        let track = |count: usize| {
            let roles: Vec<String> = (0..count).map(|n| format!("r{n}")).collect();
            format!("t: {{title: T, roles: [{}]}}\n", roles.join(", "))
        };
        assert_eq!(found(&[("handbook.yaml", "title: H\n"), ("tracks.yaml", &track(250))]), [""; 0]);
        let long = found(&[("handbook.yaml", "title: H\n"), ("tracks.yaml", &track(251))]);
        assert_eq!(long, ["a track has more than 250 roles"]);
    }
}
