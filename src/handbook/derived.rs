//! The steps that rules give to roles: a family or track says which skills its roles need, the level of a role gives the
//! step by their weight, and a track moves it up or down.
//!
//! A step stays on its scale. What a role says itself, or inherits, replaces what rules give.

use crate::content::{Data, Kind, Shift, SkillRule};

use super::EntityId;
use super::entities::Entities;
use super::expectations::ResolvedNeed;
use super::ladders::Ladders;

/// How a rule gave a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivation {
    /// The level that gives the step by weight.
    pub level: EntityId,
    /// The step it gives, counted from 0.
    pub base: usize,
    /// The tracks that move it.
    pub shifted_by: Vec<EntityId>,
}

/// The skills that rules ask of a role, those of its family first. Of two rules for one skill the first counts.
pub fn derived(entities: &Entities, ladders: &Ladders, role: EntityId) -> Vec<ResolvedNeed> {
    let Some(level) = entities.level_of(role) else { return Vec::new() };
    let Data::Level(at) = &entities.fact(level).data else { return Vec::new() };
    if at.steps.is_empty() {
        return Vec::new();
    }
    let mut needs: Vec<ResolvedNeed> = Vec::new();
    for from in ladders.families[role.at()].into_iter().chain(ladders.tracks[role.at()].iter().copied()) {
        for SkillRule { skill, weight } in rules(entities, from) {
            let Some(skill) = entities.find(Kind::Skill, &skill.value) else { continue };
            let step = at.steps.iter().find(|(known, _)| known == weight).map(|(_, step)| step);
            let Some(base) = step.and_then(|step| entities.step_number(skill, step)) else { continue };
            if needs.iter().any(|known| known.skill == skill) {
                continue;
            }
            let shifts = ladders.tracks[role.at()].iter().map(|track| (*track, shift(entities, *track, skill)));
            let shifts: Vec<(EntityId, i64)> = shifts.filter(|(_, by)| *by != 0).collect();
            let by = shifts.iter().fold(0_i64, |sum, (_, by)| sum.saturating_add(*by));
            let shifted_by = shifts.into_iter().map(|(track, _)| track).collect();
            needs.push(ResolvedNeed {
                skill,
                step: Some(moved(entities, skill, base, by)),
                weight: Some(weight.name().to_owned()),
                note: None,
                from,
                derivation: Some(Derivation { level, base, shifted_by }),
            });
        }
    }
    needs
}

/// The step of a skill that is `by` steps above `base`, or the last one of its scale on the way.
fn moved(entities: &Entities, skill: EntityId, base: usize, by: i64) -> usize {
    let scale = entities.skill(skill).and_then(|skill| entities.scale_of(skill));
    let highest = scale.map_or(0, |scale| scale.steps.len().saturating_sub(1));
    (base as i64).saturating_add(by).clamp(0, highest as i64) as usize
}

/// The rules of a family or track.
pub fn rules(entities: &Entities, of: EntityId) -> &[SkillRule] {
    match &entities.fact(of).data {
        Data::Family(family) => &family.skills,
        Data::Track(track) => &track.skills,
        _ => &[],
    }
}

/// Whether a shift is for a skill.
pub fn is_for(entities: &Entities, shift: &Shift, skill: EntityId) -> bool {
    let Some(theme) = shift.theme() else { return *shift.of.value == *entities.fact(skill).id };
    let own = entities.topic(skill).and_then(|topic| topic.theme.as_ref());
    own.is_some_and(|own| own.value == theme || own.value.strip_prefix(theme).is_some_and(|rest| rest.starts_with('/')))
}

/// How far a track moves the steps of a skill.
fn shift(entities: &Entities, track: EntityId, skill: EntityId) -> i64 {
    let shifts = entities.track(track).map(|track| track.shifts.as_slice()).unwrap_or_default();
    shifts.iter().filter(|shift| is_for(entities, shift, skill)).fold(0, |sum, shift| sum.saturating_add(shift.by))
}

#[cfg(test)]
mod tests {
    use crate::content::Kind;
    use crate::handbook::Handbook;
    use crate::handbook::sample::handbook;

    /// The needs of a role: the skill, its step, and how a rule gave it.
    fn needs(handbook: &Handbook, role: &str) -> Vec<String> {
        let role = handbook.find(Kind::Role, role).unwrap();
        let id = |index| handbook.get(index).id.to_string();
        let show = |need: &super::ResolvedNeed| {
            let rule = need.derivation.as_ref().map_or_else(String::new, |rule| {
                let tracks: Vec<String> = rule.shifted_by.iter().copied().map(id).collect();
                format!(" from {} at {} {}", id(need.from), id(rule.level), tracks.join(","))
            });
            format!("{} {}{}", id(need.skill), need.step.unwrap(), rule.trim_end())
        };
        handbook.resolved(role).needs.iter().map(show).collect()
    }

    const SETTINGS: &str = "title: H
scales: {s: {steps: [low, mid, high]}}
levels: [{id: l1, title: A, steps: {core: low, broad: low}}, {id: l2, title: B, steps: {core: mid, broad: low}}, {id: l3, title: C}]
";

    #[test]
    fn a_role_needs_what_its_family_level_and_tracks_say() {
        let handbook = handbook(&[
            ("handbook.yaml", SETTINGS),
            (
                "skills.yaml",
                "a: {title: A, theme: x/y}\nb: {title: B}\nc: {title: C}\nd: {title: D, steps: {low: Does d.}}\n",
            ),
            ("families.yaml", "f: {title: F, skills: {a: core, b: core, c: broad}}\n"),
            (
                "tracks.yaml",
                "t: {title: T, family: f, skills: {d: core}, shifts: {\"theme:x\": +1, b: -5}, roles: [one, two, three]}\n\
                 u: {title: U, family: f, shifts: {a: 9}, roles: [four]}\n",
            ),
            (
                "roles.yaml",
                "one: {title: One, level: l1}\ntwo: {title: Two, level: l2, skills: {c: high}, without: [\"skill:b\"]}\n\
                 three: {title: Three, level: l3}\nfour: {title: Four, level: l2, extends: two}\n",
            ),
        ]);
        let one = ["a 1 from f at l1 t", "b 0 from f at l1 t", "c 0 from f at l1", "d 0 from t at l1"];
        assert_eq!(needs(&handbook, "one"), one);
        assert_eq!(needs(&handbook, "two"), ["a 2 from f at l2 t", "c 2", "d 1 from t at l2"]);
        assert!(needs(&handbook, "three").is_empty(), "its level gives no step");
        // A role derives its own steps, and inherits what another says itself.
        assert_eq!(needs(&handbook, "four"), ["a 2 from f at l2 u", "b 1 from f at l2", "c 2"]);
        let one = handbook.find(Kind::Role, "one").unwrap();
        let said = &handbook.resolved(one).expectations;
        assert_eq!(said.len(), 1, "the step of a derived need has its statements");
        assert!(handbook.expects_anything(one));
    }
}
