//! What can be wrong with a handbook as a whole: one rule a file.
//!
//! Rules read the linked handbook and the plan and report; they change nothing and never stop at the first
//! mistake. What is wrong within one file was reported by `parse` already.

mod cycle;
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
mod statements;
mod too_large;
mod tracks;
mod unpublished;
mod unstructured;
mod unused;
mod urls;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::handbook::Handbook;
use crate::page::Plan;

type Rule = fn(&Handbook, &Plan, &mut Vec<Diagnostic>);

const RULES: [Rule; 18] = [
    duplicate_id::check,
    references::check,
    cycle::check,
    tracks::check,
    limits::check,
    too_large::check,
    statements::check,
    links::check,
    urls::check,
    orphan::check,
    empty_entity::check,
    misplaced::check,
    names::check,
    lower_step::check,
    unpublished::check,
    unstructured::check,
    unused::check,
    releases::check,
];

/// Applies every rule.
pub fn check(handbook: &Handbook, plan: &Plan) -> Vec<Diagnostic> {
    let found = RULES.par_iter().map(|rule| {
        let mut diagnostics = Vec::new();
        rule(handbook, plan, &mut diagnostics);
        diagnostics
    });
    found.flatten().collect()
}
