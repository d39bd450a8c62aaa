//! What an edition takes out of the content beside what its readers may not see: every field that names it.
//!
//! Later stages then see a handbook in which what is hidden was never written.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::content::{
    Config, Data, Entity, GridCell, Id, Kind, Reference, Resource, Role, SkillRule, Statement, Topic,
};
use crate::parse::{Parsed, id};

/// The names of what the readers of an edition do not see.
#[derive(Debug, Default)]
pub struct HiddenNames {
    entities: HashSet<(Kind, Id)>,
    scales: BTreeSet<Id>,
    steps: BTreeSet<Id>,
    bands: BTreeSet<Id>,
    themes: BTreeSet<Id>,
}

/// What an edition shows of an entity.
pub enum Edited {
    /// The entity as it is.
    Same,
    /// The entity without the fields that name something hidden.
    Changed(Box<Entity>),
    /// Nothing: it leads from or to something hidden.
    Hidden,
}

impl HiddenNames {
    /// The names of what parsing left out of the files; `None` if it left out nothing.
    pub fn of<'a>(files: impl Iterator<Item = &'a Parsed> + Clone) -> Option<Self> {
        if files.clone().all(|file| file.hidden.is_none()) {
            return None;
        }
        let mut names = Self::default();
        for file in files.clone() {
            let Some(hidden) = &file.hidden else { continue };
            names.entities.extend(hidden.entities.iter().map(|entity| (entity.kind(), entity.id.clone())));
            if let (Some(whole), Some(shown)) = (&hidden.config, &file.config) {
                names.settings(whole, shown);
            }
        }
        for entity in files.flat_map(|file| &file.entities) {
            names.entities.remove(&(entity.kind(), entity.id.clone()));
        }
        Some(names)
    }

    fn settings(&mut self, whole: &Config, shown: &Config) {
        let ids = |config: &Config| -> [BTreeSet<Id>; 4] {
            let steps = config.scales.iter().flat_map(|scale| &scale.steps);
            [
                config.scales.iter().map(|scale| scale.id.value.clone()).collect(),
                steps.map(|step| step.id.value.clone()).collect(),
                config.bands.iter().map(|band| band.id.value.clone()).collect(),
                config.themes.iter().map(|theme| theme.id.value.clone()).collect(),
            ]
        };
        let (whole, shown) = (ids(whole), ids(shown));
        [self.scales, self.steps, self.bands, self.themes] = std::array::from_fn(|at| &whole[at] - &shown[at]);
    }

    fn has(&self, kind: Kind, reference: &Reference) -> bool {
        self.entities.contains(&(kind, reference.value.clone()))
    }

    /// The entity without the fields that name something hidden.
    pub fn edit(&self, entity: &Entity) -> Edited {
        let mut edited = entity.clone();
        match &mut edited.data {
            Data::Resource(_) | Data::Page => return Edited::Same,
            Data::Family(family) => self.skill_rules(&mut family.skills),
            Data::Level(level) => level.steps.retain(|(_, step)| !self.steps.contains(&step.value)),
            Data::Track(track) => {
                self.drop_one(Kind::Family, &mut track.family);
                self.drop_all(Kind::Role, &mut track.roles);
                self.skill_rules(&mut track.skills);
                track.shifts.retain(|shift| match shift.theme() {
                    Some(theme) => !self.themes.contains(theme),
                    None => !self.has(Kind::Skill, &shift.of),
                });
            }
            Data::Role(role) => self.role(role),
            Data::Skill(skill) => {
                skill.scale.take_if(|scale| self.scales.contains(&scale.value));
                skill.steps.retain(|cell| !self.steps.contains(&cell.at.value));
                skill.steps.iter_mut().for_each(|cell| self.statements(&mut cell.statements));
                self.topic(&mut skill.topic, Kind::Skill);
            }
            Data::Responsibility(topic) => self.topic(topic, Kind::Responsibility),
            Data::Roadmap(roadmap) => {
                if self.has(Kind::Role, &roadmap.from) || self.has(Kind::Role, &roadmap.to) {
                    return Edited::Hidden;
                }
                for stage in &mut roadmap.stages {
                    let is_hidden = |step: &Reference| self.steps.contains(&step.value);
                    stage.skills.retain(|(skill, step)| !self.has(Kind::Skill, skill) && !is_hidden(step));
                    self.drop_all(Kind::Responsibility, &mut stage.responsibilities);
                    self.resources(&mut stage.resources);
                }
            }
            Data::Interview(interview) => {
                self.drop_all(Kind::Role, &mut interview.roles);
                interview.rounds.iter_mut().for_each(|round| round.assesses.retain(|name| !self.assessed(&name.value)));
            }
        }
        if edited == *entity { Edited::Same } else { Edited::Changed(Box::new(edited)) }
    }

    fn skill_rules(&self, rules: &mut Vec<SkillRule>) {
        rules.retain(|rule| !self.has(Kind::Skill, &rule.skill));
    }

    fn role(&self, role: &mut Role) {
        self.drop_one(Kind::Family, &mut role.family);
        self.drop_one(Kind::Level, &mut role.level);
        self.drop_all(Kind::Track, &mut role.tracks);
        self.drop_all(Kind::Role, &mut role.extends);
        role.without.retain(|name| !name.value.contains(':') || !self.assessed(&name.value));
        role.responsibilities.retain(|subject| !self.has(Kind::Responsibility, &subject.topic));
        role.responsibilities.iter_mut().for_each(|subject| self.statements(&mut subject.statements));
        role.skills.retain(|need| !self.has(Kind::Skill, &need.skill));
        for need in &mut role.skills {
            need.step.take_if(|step| self.steps.contains(&step.value));
            self.statements(&mut need.statements);
        }
        role.leads_to.retain(|next| !self.has(Kind::Role, &next.role));
    }

    fn topic(&self, topic: &mut Topic, kind: Kind) {
        topic.theme.take_if(|theme| self.themes.contains(&*theme.value));
        for grid in &mut topic.grids {
            let axis = grid.axis;
            grid.cells.retain(|cell: &GridCell| !self.has(axis, &cell.at));
            grid.cells.iter_mut().for_each(|cell| self.statements(&mut cell.statements));
        }
        topic.grids.retain(|grid| !grid.cells.is_empty());
        self.resources(&mut topic.resources);
        self.drop_all(kind, &mut topic.related);
    }

    fn resources(&self, resources: &mut Vec<Resource>) {
        resources.retain(|resource| resource.shared.as_ref().is_none_or(|shared| !self.has(Kind::Resource, shared)));
        for resource in resources {
            resource.step.take_if(|step| self.steps.contains(&step.value));
        }
    }

    /// Drops the statements of a hidden band, and those for hidden tracks or families alone: without the name, they would
    /// be for everyone.
    fn statements(&self, statements: &mut Vec<Arc<Statement>>) {
        statements.retain_mut(|statement| {
            if statement.band.as_ref().is_some_and(|band| self.bands.contains(&band.value)) {
                return false;
            }
            let names = [(Kind::Track, &statement.tracks), (Kind::Family, &statement.families)];
            let is_hidden = |kind: Kind| move |name: &Reference| self.has(kind, name);
            if names.iter().any(|(kind, names)| !names.is_empty() && names.iter().all(is_hidden(*kind))) {
                return false;
            }
            if names.iter().any(|(kind, names)| names.iter().any(is_hidden(*kind))) {
                let shown = Arc::make_mut(statement);
                self.drop_all(Kind::Track, &mut shown.tracks);
                self.drop_all(Kind::Family, &mut shown.families);
            }
            true
        });
    }

    /// Whether `kind:id`, or the id of a skill or responsibility, names something hidden.
    fn assessed(&self, name: &str) -> bool {
        let (kinds, id) = match name.split_once(':') {
            Some((kind, id)) => (Kind::from_name(kind).into_iter().collect(), id),
            None => (vec![Kind::Skill, Kind::Responsibility], name),
        };
        kinds.into_iter().any(|kind| self.entities.contains(&(kind, id::normal(id))))
    }

    fn drop_one(&self, kind: Kind, reference: &mut Option<Reference>) {
        reference.take_if(|reference| self.has(kind, reference));
    }

    fn drop_all(&self, kind: Kind, references: &mut Vec<Reference>) {
        references.retain(|reference| !self.has(kind, reference));
    }
}
