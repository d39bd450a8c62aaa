//! What changed in released versions, as pages show it: the page of a version, and each role's page.

use serde::Serialize;

use crate::content::Kind;
use crate::handbook::EntityId;
use crate::handbook::difference::Piece;
use crate::handbook::history::{
    EffectCounts, EntityChange, EntityState, Impact, NeedChange, NeedKind, Release, RoleEffect, StatementKind,
    VersionStatement,
};

use super::cards::PageBuilder;
use super::kinds::comparison::{CountsView, PieceView};
use super::urls;

/// A released version.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReleaseView {
    /// The day, as `2026-11-28`.
    pub date: String,
    /// `patch`, `minor` or `major`.
    pub impact: Impact,
    /// The roles whose expectations differ.
    pub roles: Vec<AffectedView>,
    /// What was edited.
    pub edited: Vec<EditedView>,
}

/// A role whose expectations differ.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AffectedView {
    /// Its title.
    pub title: String,
    /// Its page, unless it is gone.
    pub href: Option<String>,
    /// How much changed.
    pub counts: CountsView,
}

/// An entity that was edited.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EditedView {
    /// The word for its kind, unless it is a part of `handbook.yaml`.
    pub term: Option<String>,
    /// Its title.
    pub title: String,
    /// Its page, unless it is gone or has none.
    pub href: Option<String>,
    /// `added`, `removed` or `changed`.
    pub state: EntityState,
    /// What happened to its statements, and to its texts, which are `detailed`.
    pub changes: Vec<RevisionView>,
    /// For a role: what happened to the skills that it asks for itself.
    pub needs: Vec<NeedChangeView>,
}

/// What happened to a skill that a role needs.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NeedChangeView {
    /// `new`, `dropped`, `raised`, `lowered`, `changed` or `noted`.
    pub kind: NeedKind,
    /// The title of the skill.
    pub title: String,
    /// Its page, unless it is gone.
    pub href: Option<String>,
    /// The step before.
    pub old: Option<String>,
    /// The step now.
    pub new: Option<String>,
}

/// What happened to a statement.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RevisionView {
    /// `added`, `removed`, `reworded`, `detailed`, `moved`, `moved-away` or `reordered`.
    pub kind: StatementKind,
    /// The statement now, or before if it is gone: plain text.
    pub text: String,
    /// For `reworded`, and for the texts of an entity: the words.
    pub words: Vec<PieceView>,
}

/// What changed for a role in a version.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoleReleaseView {
    /// The version.
    pub version: String,
    /// The day.
    pub date: String,
    /// The page of the version, if there is one.
    pub href: Option<String>,
    /// How much changed.
    pub counts: CountsView,
    /// What happened to each statement; empty for all but the newest version.
    pub changes: Vec<RevisionView>,
    /// What happened to each skill that it needs; empty for all but the newest version.
    pub needs: Vec<NeedChangeView>,
}

impl PageBuilder<'_> {
    /// The version that a page shows.
    pub fn release(&self, page: EntityId) -> Option<ReleaseView> {
        let id = &self.handbook.get(page).id;
        let release = self.handbook.releases().iter().find(|release| *release.page_id() == **id)?;
        let difference = &release.difference;
        Some(ReleaseView {
            date: release.date.clone(),
            impact: difference.impact,
            roles: difference.roles.iter().map(|role| self.affected(role)).collect(),
            edited: difference.entities.iter().map(|change| self.edited(change)).collect(),
        })
    }

    /// What changed for a role in each version that concerns it, newest first.
    pub fn releases_of(&self, role: EntityId) -> Vec<RoleReleaseView> {
        let id = &self.handbook.get(role).id;
        let mut found = Vec::new();
        for release in self.handbook.releases() {
            let Some(effect) = release.difference.role(id) else { continue };
            let changes = effect.changes.iter().map(|one| revision(one.kind, &one.old, &one.new, &one.words));
            let is_newest = found.is_empty();
            found.push(RoleReleaseView {
                version: release.version.clone(),
                date: release.date.clone(),
                href: self.release_page(release),
                counts: counts(&effect.counts),
                changes: if is_newest { changes.collect() } else { Vec::new() },
                needs: if is_newest { self.needs(&effect.needs) } else { Vec::new() },
            });
        }
        found
    }

    /// The relative address of something that the site may have.
    pub fn planned(&self, url: &str) -> Option<String> {
        self.plan.has(url).then(|| self.href(url))
    }

    fn release_page(&self, release: &Release) -> Option<String> {
        let page = self.handbook.find(Kind::Page, &release.page_id())?;
        Some(self.link(page).href)
    }

    fn affected(&self, role: &RoleEffect) -> AffectedView {
        let href = self.known(role.url.as_deref());
        AffectedView { title: role.title.clone(), href, counts: counts(&role.counts) }
    }

    fn edited(&self, change: &EntityChange) -> EditedView {
        let statements = change.statements.iter().map(|one| revision(one.kind, &one.old, &one.new, &one.words));
        let texts = change.fields.iter().filter(|field| !field.words.is_empty());
        let texts = texts.map(|field| revision(StatementKind::Detailed, &None, &None, &field.words));
        EditedView {
            term: change.subject.kind().map(|kind| self.handbook.term(kind).one),
            title: change.title.clone(),
            href: self.known(change.url.as_deref()),
            state: change.state,
            changes: texts.chain(statements).collect(),
            needs: self.needs(&change.needs),
        }
    }

    fn needs(&self, needs: &[NeedChange]) -> Vec<NeedChangeView> {
        needs.iter().map(|need| self.need_change(need)).collect()
    }

    /// What happened to a skill that a role needs. A step that the handbook no longer has is shown by its id.
    pub fn need_change(&self, need: &NeedChange) -> NeedChangeView {
        let skill = self.handbook.find(Kind::Skill, &need.skill);
        let scale = skill.and_then(|skill| self.handbook.scale_of(self.handbook.skill(skill)?));
        let step = |id: &Option<String>| {
            let known = scale.and_then(|scale| scale.steps.iter().find(|step| Some(&*step.id.value) == id.as_deref()));
            known.map(|step| step.title.clone()).or_else(|| id.clone())
        };
        NeedChangeView {
            kind: need.kind,
            title: need.title.clone(),
            href: skill.map(|skill| self.link(skill).href),
            old: step(&need.old),
            new: step(&need.new),
        }
    }

    /// The relative address of a page that the version had, if this one has it.
    fn known(&self, url: Option<&str>) -> Option<String> {
        let page = url?.split('#').next()?;
        (self.plan.has(page) && page != urls::HOME).then(|| self.href(page))
    }
}

fn revision(
    kind: StatementKind,
    old: &Option<VersionStatement>,
    new: &Option<VersionStatement>,
    words: &[Piece],
) -> RevisionView {
    let text = new.as_ref().or(old.as_ref()).map(|said| said.text.clone()).unwrap_or_default();
    let words = words.iter().map(|piece| PieceView { kind: piece.kind, text: piece.text.clone() }).collect();
    RevisionView { kind, text, words }
}

fn counts(counts: &EffectCounts) -> CountsView {
    CountsView {
        unchanged: 0,
        reworded: counts.reworded,
        raised: counts.raised,
        lowered: counts.lowered,
        new: counts.new,
        dropped: counts.dropped,
    }
}
