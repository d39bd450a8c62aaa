//! An entity whose page would say nothing but its name.

use crate::content::{Data, Entity, Kind, SharedResource};
use crate::diagnostic::{Diagnostic, EMPTY_ENTITY};
use crate::handbook::history::is_release;
use crate::handbook::{EntityId, Handbook, statements};

/// Reports entities without text, statements or members.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (index, entity) in handbook.all() {
        if says_nothing(handbook, index, entity) {
            let message = format!("the {} `{}` says nothing", entity.kind(), entity.id);
            let help = "Give it a `summary:`, some text, or what belongs to its kind.";
            diagnostics.push(Diagnostic::new(EMPTY_ENTITY, entity.place(), message).help(help));
        }
    }
}

fn says_nothing(handbook: &Handbook, index: EntityId, entity: &Entity) -> bool {
    let has_words = entity.summary.is_some() || !entity.body.is_empty() || statements(entity).next().is_some();
    // What cannot be read may be what it says, or what belongs to it.
    if has_words || handbook.is_broken(index) || handbook.may_be_named(&entity.id, &entity.path) {
        return false;
    }
    let used_by = || handbook.used_by(index);
    match &entity.data {
        Data::Family(_) => used_by().tracks.is_empty() && used_by().roles.is_empty(),
        Data::Track(track) => track.roles.is_empty(),
        Data::Level(level) => {
            let has_words = level.scope.is_some() || level.autonomy.is_some() || level.impact.is_some();
            let has_words = has_words || level.code.is_some() || !level.facts.is_empty();
            // Where roles have levels, one without a role is reported as unused.
            let levels_are_used = || handbook.of_kind(Kind::Role).any(|(role, _)| handbook.level_of(role).is_some());
            !has_words && used_by().roles.is_empty() && !levels_are_used()
        }
        Data::Role(_) => !handbook.expects_anything(index),
        // Where there are roles, one that no role needs is an orphan already.
        Data::Skill(_) | Data::Responsibility(_) => {
            !handbook.is_used(index) && handbook.of_kind(Kind::Role).next().is_none()
        }
        Data::Roadmap(roadmap) => roadmap.stages.is_empty(),
        Data::Interview(interview) => interview.rounds.is_empty(),
        Data::Resource(resource) => **resource == SharedResource::default(),
        // A folder's page lists what stands in the folder, and the page of a release what changed in it.
        Data::Page => !entity.id.ends_with("index") && !has_release(handbook, &entity.id),
    }
}

/// Whether a file of this name holds the data of a release, whether or not it can be read here.
fn has_release(handbook: &Handbook, page: &str) -> bool {
    let path = format!("{page}.json");
    let input = handbook.input();
    is_release(&path) && (input.assets.contains_key(&path) || input.incomplete.hidden_files.contains(&path))
}
