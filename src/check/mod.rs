//! What can be wrong with a handbook as a whole: one rule a file.
//!
//! Rules read the linked handbook and the plan and report; they change nothing and never stop at the first
//! mistake. What is wrong within one file was reported by `parse` already.

mod cycle;
mod dropped;
mod duplicate_id;
mod empty_entity;
mod limits;
mod links;
mod lower_step;
mod misplaced;
mod names;
mod orphan;
mod references;
mod releases;
mod rules;
mod site_settings;
mod statements;
mod too_large;
mod tracks;
mod unpublished;
mod unstructured;
mod unused;
mod urls;

pub use site_settings::unknown_edition_files;

use std::collections::HashSet;

use rayon::prelude::*;

use crate::content::{MoveKind, Reference, Role};
use crate::diagnostic::Diagnostic;
use crate::handbook::{EntityId, Handbook};
use crate::page::Plan;

/// Rules that read the handbook alone.
const RULES: [fn(&Handbook, &mut Vec<Diagnostic>); 18] = [
    duplicate_id::check,
    references::check,
    cycle::check,
    tracks::check,
    limits::check,
    too_large::check,
    statements::check,
    orphan::check,
    empty_entity::check,
    misplaced::check,
    names::check,
    lower_step::check,
    unpublished::check,
    unstructured::check,
    unused::check,
    releases::check,
    rules::check,
    dropped::check,
];

/// Rules that read the plan of the site, too.
const RULES_OF_SITE: [fn(&Handbook, &Plan, &mut Vec<Diagnostic>); 3] =
    [links::check, site_settings::check, urls::check];

/// Applies every rule.
pub fn check(handbook: &Handbook, plan: &Plan) -> Vec<Diagnostic> {
    let of_site = RULES_OF_SITE.par_iter().map(|rule| found(|diagnostics| rule(handbook, plan, diagnostics)));
    RULES.par_iter().map(|rule| found(|diagnostics| rule(handbook, diagnostics))).chain(of_site).flatten().collect()
}

fn found(rule: impl FnOnce(&mut Vec<Diagnostic>)) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    rule(&mut diagnostics);
    diagnostics
}

pub use links::templates as template_links;

/// Whether all was read and nothing is a draft, so that what is not there is nowhere.
fn is_complete(handbook: &Handbook) -> bool {
    let incomplete = &handbook.input().incomplete;
    incomplete.kinds.is_empty()
        && incomplete.ids.is_empty()
        && incomplete.texts.is_empty()
        && incomplete.drafts.is_empty()
        && !incomplete.unknown_text
}

/// Where a role says that promotions lead.
fn promotions(role: &Role) -> impl Iterator<Item = &Reference> {
    role.leads_to.iter().filter(|next| next.kind == MoveKind::Promotion).map(|next| &next.role)
}

/// The roles that can be reached from `starts`, each once and behind all that `next` gives for it, except where it leads in
/// a circle.
fn in_post_order<I: Iterator<Item = EntityId>>(
    starts: impl Iterator<Item = EntityId>,
    next: impl Fn(EntityId) -> I,
) -> Vec<EntityId> {
    let (mut order, mut seen) = (Vec::new(), HashSet::new());
    for start in starts {
        // Without recursion, because a chain may be as long as the handbook. The flag says whether all that follows was seen.
        let mut waiting = vec![(start, false)];
        while let Some((role, is_done)) = waiting.pop() {
            if is_done {
                order.push(role);
            } else if seen.insert(role) {
                waiting.push((role, true));
                waiting.extend(next(role).map(|next| (next, false)));
            }
        }
    }
    order
}
