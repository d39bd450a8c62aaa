//! A rule that gives no role a step, or moves none, is probably misspelled or at the wrong place.

use std::collections::BTreeSet;

use crate::content::{Data, Entity, Kind, Reference, Status};
use crate::diagnostic::{Diagnostic, STEP_OFF_SCALE, UNUSED, one_of};
use crate::handbook::{EntityId, Handbook, ResolvedNeed, derived};

use super::is_complete;

/// Reports `skills:` of families and tracks, `shifts:` and `steps:` of levels that change nothing.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    if !is_complete(handbook) || handbook.lacks_config() {
        return;
    }
    let ruled = |(index, _): &(EntityId, _)| !derived::rules(handbook, *index).is_empty();
    let rules: Vec<EntityId> = [Kind::Family, Kind::Track]
        .into_iter()
        .flat_map(|kind| handbook.of_kind(kind).filter(ruled).map(|(index, _)| index))
        .collect();
    let roles = handbook.of_kind(Kind::Role).filter(|_| !rules.is_empty());
    let needs = roles.flat_map(|(role, _)| handbook.derived(role).into_iter().map(move |need| (role, need)));
    let needs: Vec<(EntityId, ResolvedNeed)> = needs.collect();
    for of in &rules {
        skills(handbook, *of, &needs, diagnostics);
    }
    let named: BTreeSet<EntityId> = rules
        .iter()
        .flat_map(|of| derived::rules(handbook, *of))
        .filter_map(|rule| handbook.find(Kind::Skill, &rule.skill.value))
        .collect();
    let with_step: BTreeSet<EntityId> = needs.iter().map(|(_, need)| need.skill).collect();
    let stepless: BTreeSet<EntityId> = named.difference(&with_step).copied().collect();
    for (track, entity) in handbook.of_kind(Kind::Track) {
        shifts(handbook, track, entity, &needs, &stepless, diagnostics);
    }
    for (_, entity) in handbook.of_kind(Kind::Level) {
        steps(handbook, entity, &named, diagnostics);
    }
}

/// Each skill that a family or track asks for should get a step at some level.
fn skills(handbook: &Handbook, of: EntityId, needs: &[(EntityId, ResolvedNeed)], diagnostics: &mut Vec<Diagnostic>) {
    let entity = handbook.get(of);
    if entity.status != Status::Active {
        return;
    }
    for rule in derived::rules(handbook, of) {
        let Some(skill) = handbook.find(Kind::Skill, &rule.skill.value) else { continue };
        if !needs.iter().any(|(_, need)| need.skill == skill) {
            let (kind, weight) = (entity.kind(), rule.weight.name());
            let message = format!("no role of the {kind} gets a step of the skill `{}`", rule.skill.value);
            diagnostics.push(Diagnostic::at(UNUSED, &entity.path, rule.skill.span, message).help(format!(
                "Say under `steps:` of a level, beside its title, which step `{weight}` skills need there, and give roles of the \
                 {kind} that level."
            )));
        }
    }
}

/// Each shift should move a step that a rule gives to a role of the track. `stepless` holds the skills of rules that
/// give no role a step.
fn shifts(
    handbook: &Handbook,
    track: EntityId,
    entity: &Entity,
    needs: &[(EntityId, ResolvedNeed)],
    stepless: &BTreeSet<EntityId>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Data::Track(written) = &entity.data else { return };
    for shift in written.shifts.iter().filter(|_| entity.status == Status::Active) {
        let is_known = handbook.of_kind(Kind::Skill).any(|(skill, _)| derived::is_for(handbook, shift, skill));
        let moves = needs.iter().any(|(role, need)| {
            handbook.tracks_of(*role).contains(&track) && derived::is_for(handbook, shift, need.skill)
        });
        // `skills` reports a rule that gives no role a step.
        let is_reported = stepless.iter().any(|skill| derived::is_for(handbook, shift, *skill));
        if is_known && !moves && !is_reported {
            let message = format!("`{}` moves no step of a role of the track", shift.of.value);
            diagnostics.push(Diagnostic::at(UNUSED, &entity.path, shift.of.span, message).help(
                "A shift changes what `skills:` of the family or track and `steps:` of the level give; what a role says \
                 itself stays.",
            ));
        }
    }
}

/// Each step of a level should be one of the scales of the skills that rules name.
fn steps(handbook: &Handbook, level: &Entity, named: &BTreeSet<EntityId>, diagnostics: &mut Vec<Diagnostic>) {
    let Data::Level(written) = &level.data else { return };
    let is_step = |step: &Reference| named.iter().any(|skill| handbook.step_number(*skill, step).is_some());
    for (weight, step) in &written.steps {
        if named.is_empty() {
            let message = format!("no family or track asks for `{}` skills by rule", weight.name());
            diagnostics.push(
                Diagnostic::at(UNUSED, &level.path, step.span, message)
                    .help("Name skills and their weights under `skills:` of a family or track, or delete it."),
            );
        } else if !is_step(step) {
            let scales = named.iter().filter_map(|skill| handbook.scale_of(handbook.skill(*skill)?));
            let known: BTreeSet<&str> = scales.flat_map(|scale| &scale.steps).map(|step| &*step.id.value).collect();
            let message = format!("`{}` is not a step of any skill that rules name", step.value);
            diagnostics.push(
                Diagnostic::at(STEP_OFF_SCALE, &level.path, step.span, message)
                    .help(format!("The steps are {}.", one_of(known))),
            );
        }
    }
}
