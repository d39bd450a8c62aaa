//! A skill at a lower step than the role that is extended, or the role below on the track, requires.

use crate::content::Kind;
use crate::diagnostic::{Diagnostic, LOWER_STEP};
use crate::handbook::{EntityId, Handbook};

/// Reports each such skill at the step that the role requires itself.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (index, entity) in handbook.of_kind(Kind::Role) {
        let Some(role) = entity.as_role() else { continue };
        // A note says that the step is meant.
        for need in role.skills.iter().filter(|need| need.note.is_none()) {
            let skill = handbook.find(Kind::Skill, &need.skill.value);
            let Some((skill, step)) = skill.zip(need.step.as_ref()) else { continue };
            let Some(own) = handbook.step_number(skill, step) else { continue };
            let bases = handbook.bases(index).map(|base| (base, "hands down"));
            let below = handbook.below(index).iter().map(|below| (*below, "below it requires"));
            let higher = bases.chain(below).find_map(|(other, how)| {
                required(handbook, other, skill).filter(|asked| *asked > own).map(|asked| (other, how, asked))
            });
            let Some((other, how, asked)) = higher else { continue };
            let scale = handbook.skill(skill).and_then(|skill| handbook.scale_of(skill));
            let Some(asked) = scale.and_then(|scale| scale.steps.get(asked)) else { continue };
            let (other, asked) = (handbook.get(other), &asked.id.value);
            let message = format!(
                "this role requires `{}` at `{}`, and the role `{}` {how} `{asked}`",
                need.skill.value, step.value, other.id
            );
            diagnostics.push(
                Diagnostic::at(LOWER_STEP, &entity.path, step.span, message)
                    .label("a lower step")
                    .help(format!("Write `{asked}` or a higher step, or say in its `note:` why less is enough."))
                    .related(other.place(), "the other role"),
            );
        }
    }
}

/// The step of a skill that a role requires, with what it inherits.
fn required(handbook: &Handbook, role: EntityId, skill: EntityId) -> Option<usize> {
    handbook.resolved(role).needs.iter().find(|need| need.skill == skill).and_then(|need| need.step)
}
