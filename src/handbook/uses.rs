//! Where the entities of a handbook are named: in fields and in links.

use std::sync::Arc;

use crate::content::{Data, Entity, Id, Kind, Reference, Resource, Statement, Target, TemplateLink};
use crate::parse::HANDBOOK;
use crate::source::{Place, Span, Spanned};

use super::links::{proses, statements};
use super::{EntityId, Handbook, Resolution};

/// A place that names an entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Where the name stands.
    pub place: Place,
    /// The entity whose file it is in; `None` for the settings and for templates.
    pub from: Option<EntityId>,
    /// How it is named.
    pub way: NamedBy,
}

/// How an entity is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedBy {
    /// By a field, with its value: an id, or a kind and an id.
    Field(String),
    /// By a link.
    Link(Target),
}

impl NamedBy {
    /// The name as the link or field has it: an id, an alias, a title or a path.
    pub fn written(&self) -> &str {
        match self {
            Self::Field(name) | Self::Link(Target::Entity { id: name, .. } | Target::File { path: name, .. }) => name,
        }
    }
}

impl Handbook {
    /// Every place that names the entity, in the order of files and places; `templates` are the links of templates.
    pub fn uses(&self, index: EntityId, templates: &[TemplateLink]) -> Vec<Use> {
        let (kind, id) = (self.get(index).kind(), &self.get(index).id);
        let settings: Arc<str> = HANDBOOK.into();
        let of_settings = self.config.proses().flat_map(|prose| &prose.links).map(|link| (&link.target, link.span));
        let of_settings = of_settings.chain(self.config.site_targets());
        let of_settings = of_settings.map(|(target, span)| (target, Place::at(&settings, span)));
        let of_templates = templates.iter().map(|link| (&link.target, link.place.clone()));
        let mut found: Vec<Use> = of_settings
            .chain(of_templates)
            .filter(|(target, _)| self.follow(target, HANDBOOK) == Resolution::Entity(index))
            .map(|(target, place)| Use { place, from: None, way: NamedBy::Link(target.clone()) })
            .collect();
        for (at, entity) in self.all() {
            let from = Some(at);
            let mut field = |span: Span, written: &str| {
                found.push(Use { place: Place::at(&entity.path, span), from, way: NamedBy::Field(written.to_owned()) });
            };
            for (named, reference) in references(entity) {
                if named == kind && reference.value == *id {
                    field(reference.span, &reference.value);
                }
            }
            for name in assessed(entity) {
                if self.assessed(&name.value) == Ok(index) {
                    field(name.span, &name.value);
                }
            }
            for dropped in entity.as_role().map(|role| role.without.as_slice()).unwrap_or_default() {
                if dropped.value.split_once(':').is_some_and(|(of, name)| of == kind.name() && *name == **id) {
                    field(dropped.span, &dropped.value);
                }
            }
            for (link, resolution) in proses(entity).into_iter().flat_map(|prose| &prose.links).zip(self.followed(at)) {
                if *resolution == Resolution::Entity(index) {
                    let place = Place::at(&entity.path, link.span);
                    found.push(Use { place, from, way: NamedBy::Link(link.target.clone()) });
                }
            }
        }
        found.sort();
        found.dedup_by(|a, b| a.place == b.place);
        found
    }
}

/// Every field of an entity that names another by its id, with the kind that it names.
pub fn references(entity: &Entity) -> Vec<(Kind, &Reference)> {
    let mut all: Vec<(Kind, &Reference)> = Vec::new();
    match &entity.data {
        Data::Family(family) => all.extend(family.skills.iter().map(|rule| (Kind::Skill, &rule.skill))),
        Data::Level(_) | Data::Resource(_) | Data::Page => {}
        Data::Track(track) => {
            all.extend(track.family.iter().map(|one| (Kind::Family, one)));
            all.extend(track.roles.iter().map(|one| (Kind::Role, one)));
            all.extend(track.skills.iter().map(|rule| (Kind::Skill, &rule.skill)));
            let shifts = track.shifts.iter().filter(|shift| shift.theme().is_none());
            all.extend(shifts.map(|shift| (Kind::Skill, &shift.of)));
        }
        Data::Role(role) => {
            all.extend(role.family.iter().map(|one| (Kind::Family, one)));
            all.extend(role.tracks.iter().map(|one| (Kind::Track, one)));
            all.extend(role.level.iter().map(|one| (Kind::Level, one)));
            all.extend(role.extends.iter().map(|one| (Kind::Role, one)));
            all.extend(role.leads_to.iter().map(|next| (Kind::Role, &next.role)));
            all.extend(role.responsibilities.iter().map(|subject| (Kind::Responsibility, &subject.topic)));
            all.extend(role.skills.iter().map(|need| (Kind::Skill, &need.skill)));
        }
        Data::Skill(_) | Data::Responsibility(_) => {
            let kind = entity.kind();
            if let Some(topic) = entity.as_topic() {
                all.extend(topic.related.iter().map(|one| (kind, one)));
                let cells =
                    topic.grids.iter().flat_map(|grid| grid.cells.iter().map(move |cell| (grid.axis, &cell.at)));
                all.extend(cells);
                all.extend(shared(&topic.resources));
            }
        }
        Data::Roadmap(roadmap) => {
            all.extend([(Kind::Role, &roadmap.from), (Kind::Role, &roadmap.to)]);
            for stage in &roadmap.stages {
                all.extend(stage.skills.iter().map(|(skill, _)| (Kind::Skill, skill)));
                all.extend(stage.responsibilities.iter().map(|one| (Kind::Responsibility, one)));
                all.extend(shared(&stage.resources));
            }
        }
        Data::Interview(interview) => all.extend(interview.roles.iter().map(|one| (Kind::Role, one))),
    }
    for Statement { tracks, families, .. } in statements(entity) {
        all.extend(tracks.iter().map(|one| (Kind::Track, one)));
        all.extend(families.iter().map(|one| (Kind::Family, one)));
    }
    all
}

/// The shared resources that a list may name.
fn shared(resources: &[Resource]) -> impl Iterator<Item = (Kind, &Reference)> {
    resources.iter().filter_map(|resource| Some((Kind::Resource, resource.shared.as_ref()?)))
}

/// What an interview kit assesses: an id, or a kind and an id.
pub(super) fn assessed(entity: &Entity) -> impl Iterator<Item = &Spanned<String>> {
    let rounds = match &entity.data {
        Data::Interview(interview) => interview.rounds.as_slice(),
        _ => &[],
    };
    rounds.iter().flat_map(|round| &round.assesses)
}

/// The name that an entity is nearest to, of those of its kind; for messages.
pub fn nearest_id<'h>(handbook: &'h Handbook, kind: Option<Kind>, id: &str) -> Option<&'h Id> {
    let all = handbook.all().filter(|(_, entity)| kind.is_none_or(|kind| kind == entity.kind()));
    let ids: Vec<&'h Id> = all.map(|(_, entity)| &entity.id).collect();
    let near = crate::diagnostic::nearest(id, ids.iter().map(|id| &***id))?.to_owned();
    ids.into_iter().find(|id| ***id == *near)
}
