//! Levels, scales and resources that nothing uses, and roles that stand beside the tracks of their family.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::content::{Kind, Status};
use crate::diagnostic::{Diagnostic, TRACKLESS_ROLE, UNUSED};
use crate::handbook::{EntityId, Handbook, references};

use super::is_complete;

/// Reports them.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    // What could not be read, or is a draft, may use them.
    let is_complete = is_complete(handbook);
    if is_complete && !handbook.lacks_config() {
        levels(handbook, diagnostics);
        scales(handbook, diagnostics);
    }
    if is_complete {
        resources(handbook, diagnostics);
    }
    let tracks = handbook.of_kind(Kind::Track).filter_map(|(track, _)| handbook.track_family(track));
    let with_tracks: BTreeSet<EntityId> = tracks.collect();
    for (role, entity) in handbook.of_kind(Kind::Role) {
        let family = handbook.family_of(role).filter(|family| with_tracks.contains(family));
        let names_track = entity.as_role().is_some_and(|role| !role.tracks.is_empty());
        let Some(family) = family.filter(|_| entity.status == Status::Active && !names_track) else { continue };
        if handbook.tracks_of(role).is_empty() && is_complete && !handbook.is_broken(role) {
            let family = &handbook.get(family).id;
            let message = format!("the role `{}` is on no track, and its family `{family}` has tracks", entity.id);
            diagnostics.push(
                Diagnostic::new(TRACKLESS_ROLE, entity.place(), message)
                    .label("no promotion leads to it or from it")
                    .help(format!("Add `{}` to the `roles:` of a track, where it belongs on the ladder.", entity.id)),
            );
        }
    }
}

/// Where some roles have levels, each level should have a role.
fn levels(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    // `references` reports an unknown level of a role. It most likely means one of these.
    let named = handbook.of_kind(Kind::Role).filter_map(|(_, role)| role.as_role()?.level.as_ref());
    if named.into_iter().any(|level| handbook.find(Kind::Level, &level.value).is_none()) {
        return;
    }
    let used: BTreeSet<EntityId> = handbook
        .all()
        .flat_map(|(_, entity)| references(entity))
        .filter(|(kind, _)| *kind == Kind::Level)
        .filter_map(|(_, level)| handbook.find(Kind::Level, &level.value))
        .collect();
    if used.is_empty() {
        return;
    }
    for (level, entity) in handbook.of_kind(Kind::Level) {
        if !used.contains(&level) && entity.status == Status::Active {
            diagnostics.push(
                Diagnostic::new(UNUSED, entity.place(), format!("no role has the level `{}`", entity.id))
                    .help("Give it to a role with `level:`, or delete it."),
            );
        }
    }
}

/// Each shared resource should be recommended somewhere, or a text should link to it.
fn resources(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    for (resource, entity) in handbook.of_kind(Kind::Resource) {
        let is_used = !handbook.used_by(resource).recommended_by.is_empty() || !handbook.backlinks(resource).is_empty();
        if !is_used && entity.status == Status::Active && handbook.is_first(resource) {
            let message = format!("nothing recommends the resource `{}`", entity.id);
            diagnostics.push(
                Diagnostic::new(UNUSED, entity.place(), message)
                    .help("Name it under `resources:` of a skill, a responsibility or a stage, or delete it."),
            );
        }
    }
}

/// Where some skills are measured, each scale should measure one.
fn scales(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let skills = handbook.of_kind(Kind::Skill).filter_map(|(index, _)| handbook.skill(index));
    let skills: Vec<_> = skills.collect();
    if skills.iter().any(|skill| skill.scale.is_some() && handbook.scale_of(skill).is_none()) {
        return;
    }
    let used: BTreeSet<&str> =
        skills.into_iter().filter_map(|skill| handbook.scale_of(skill)).map(|scale| &*scale.id.value).collect();
    if used.is_empty() {
        return;
    }
    let path: Arc<str> = crate::parse::HANDBOOK.into();
    for scale in handbook.config.scales.iter().filter(|scale| !used.contains(&*scale.id.value)) {
        let message = format!("no skill is measured on the scale `{}`", scale.id.value);
        diagnostics.push(
            Diagnostic::at(UNUSED, &path, scale.id.span, message)
                .help(format!("Name it in a skill with `scale: {}`, or delete it.", scale.id.value)),
        );
    }
}
