//! Every id in a field must name something that exists, of the right kind; a step must be on its scale.
//!
//! What a broken or draft file would have defined counts as existing, so that one mistake is reported once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::{Data, Entity, Id, Kind, Reference, Resource, Status, Topic};
use crate::diagnostic::{
    AMBIGUOUS_REFERENCE, Code, Diagnostic, RETIRED_REFERENCE, Related, STEP_OFF_SCALE, UNKNOWN_REFERENCE, nearest,
    one_of,
};

use crate::handbook::{EntityId, Handbook, statements};
use crate::parse::shape::{shorten, suggest};
use crate::source::{Span, Spanned};

/// Reports unknown and ambiguous references and steps that are on no scale.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let mut unknown_levels = BTreeMap::new();
    for (index, entity) in handbook.all() {
        let mut checker = ReferenceChecker {
            handbook,
            path: &entity.path,
            retired: entity.status == Status::Retired,
            diagnostics,
            unknown_levels: &mut unknown_levels,
        };
        checker.entity(index, entity);
    }
    join_levels(diagnostics, unknown_levels);
}

/// Keeps one report of each level that is not there, with the other places that name it: a level is defined in one place,
/// where its id was changed. `unknown` has the positions of the reports of each level.
fn join_levels(diagnostics: &mut Vec<Diagnostic>, unknown: BTreeMap<&Id, Vec<usize>>) {
    let mut joined: BTreeSet<usize> = BTreeSet::new();
    for places in unknown.into_values() {
        let [first, others @ ..] = &places[..] else { continue };
        let related = others.iter().map(|at| {
            let place = diagnostics[*at].place.clone();
            Related { place, message: "also named here".into() }
        });
        let related: Vec<Related> = related.collect();
        let count = match related.len() {
            0 => continue,
            1 => "1 other place names".to_owned(),
            others => format!("{others} other places name"),
        };
        let report = &mut diagnostics[*first];
        let help = report.help.take().unwrap_or_default();
        report.help = Some(format!(
            "{help} {count} it, too. If its id was changed in content/handbook.yaml, change it back, or change it in all \
             of these places."
        ));
        report.related.extend(related);
        joined.extend(others);
    }
    let mut at = 0..;
    diagnostics.retain(|_| at.next().is_some_and(|at| !joined.contains(&at)));
}

/// Where more is wrong than this, a file was lost or renamed; comparing everything with everything would take minutes.
const MAX_SUGGESTED: usize = 500;

struct ReferenceChecker<'a, 'h> {
    handbook: &'h Handbook,
    path: &'a Arc<str>,
    /// What is retired itself may name what is retired.
    retired: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// The positions of the reports of each level that is not there and has no near name.
    unknown_levels: &'a mut BTreeMap<&'h Id, Vec<usize>>,
}

impl<'h> ReferenceChecker<'_, 'h> {
    fn at(&self, code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, self.path, span, message)
    }

    fn entity(&mut self, index: EntityId, entity: &'h Entity) {
        for band in statements(entity).filter_map(|statement| statement.band.as_ref()) {
            self.band(band);
        }
        match &entity.data {
            Data::Track(track) => {
                self.all(Kind::Family, &track.family);
                self.all(Kind::Role, &track.roles);
                self.all(Kind::Skill, track.skills.iter().map(|rule| &rule.skill));
                for shift in &track.shifts {
                    match shift.theme() {
                        Some(theme) => self.theme_of_skills(theme, shift.of.span),
                        None => {
                            self.one(Kind::Skill, &shift.of);
                        }
                    }
                }
            }
            Data::Role(role) => {
                self.all(Kind::Family, &role.family);
                self.all(Kind::Track, &role.tracks);
                self.all(Kind::Level, &role.level);
                self.all(Kind::Role, &role.extends);
                self.all(Kind::Role, role.leads_to.iter().map(|next| &next.role));
                self.all(Kind::Responsibility, role.responsibilities.iter().map(|subject| &subject.topic));
                for need in &role.skills {
                    let skill = self.one(Kind::Skill, &need.skill);
                    self.steps(skill, &need.step);
                }
            }
            Data::Skill(skill) => {
                self.scale(skill);
                self.steps(Some(index), skill.steps.iter().map(|cell| &cell.at));
                self.topic(Kind::Skill, &skill.topic);
                self.resources(Some(index), &skill.topic.resources);
            }
            Data::Responsibility(topic) => {
                self.topic(Kind::Responsibility, topic);
                self.resources(None, &topic.resources);
            }
            Data::Roadmap(roadmap) => {
                // A missing `from` or `to` was reported with the other fields.
                self.all(Kind::Role, [&roadmap.from, &roadmap.to].into_iter().filter(|role| !role.value.is_empty()));
                for stage in &roadmap.stages {
                    for (skill, step) in &stage.skills {
                        let skill = self.one(Kind::Skill, skill);
                        self.steps(skill, [step]);
                    }
                    self.all(Kind::Responsibility, &stage.responsibilities);
                    self.resources(None, &stage.resources);
                }
            }
            Data::Interview(interview) => {
                self.all(Kind::Role, &interview.roles);
                for name in interview.rounds.iter().flat_map(|round| &round.assesses) {
                    self.assessed(name);
                }
            }
            Data::Family(family) => self.all(Kind::Skill, family.skills.iter().map(|rule| &rule.skill)),
            Data::Level(_) | Data::Resource(_) | Data::Page => {}
        }
    }

    fn topic(&mut self, kind: Kind, topic: &'h Topic) {
        self.all(kind, &topic.related);
        for cell in topic.grids.iter().flat_map(|grid| grid.cells.iter().map(move |cell| (grid.axis, cell))) {
            self.one(cell.0, &cell.1.at);
            for statement in &cell.1.statements {
                self.all(Kind::Track, &statement.tracks);
                self.all(Kind::Family, &statement.families);
            }
        }
        if let Some(theme) = &topic.theme {
            self.theme(theme);
        }
    }

    /// Themes need no list, but where there is one a name beside it is a typing mistake.
    fn theme(&mut self, theme: &Spanned<String>) {
        let listed = &self.handbook.config.themes;
        let known = |name: &str| listed.iter().any(|theme| *theme.id.value == *name);
        let parent = theme.value.split_once('/').is_some_and(|(parent, _)| known(parent));
        if listed.is_empty() || known(&theme.value) || parent || self.handbook.lacks_config() {
            return;
        }
        let names = || listed.iter().map(|theme| &*theme.id.value);
        self.unknown("theme", &theme.value, theme.span, names().collect());
    }

    /// A theme that skills have, or a theme above one that they have.
    fn theme_of_skills(&mut self, theme: &str, span: Span) {
        let skills = self.handbook.of_kind(Kind::Skill).filter_map(|(_, entity)| entity.as_topic());
        let named: BTreeSet<&str> = skills.filter_map(|topic| Some(topic.theme.as_ref()?.value.as_str())).collect();
        let parents = named.iter().filter_map(|name| name.split_once('/').map(|(parent, _)| parent));
        let known: Vec<&str> = named.iter().copied().chain(parents).collect();
        if !known.contains(&theme) {
            let near = nearest(theme, known).map(|near| format!("theme:{near}"));
            let message = format!("no skill has the theme `{}`", shorten(theme));
            self.diagnostics.push(suggest(self.at(UNKNOWN_REFERENCE, span, message), near.as_deref(), span));
        }
    }

    fn scale(&mut self, skill: &crate::content::Skill) {
        let scales = &self.handbook.config.scales;
        if self.handbook.lacks_config() {
            return;
        }
        if let Some(named) = &skill.scale
            && !scales.iter().any(|scale| scale.id.value == named.value)
        {
            self.unknown("scale", &named.value, named.span, scales.iter().map(|scale| &*scale.id.value).collect());
        }
        if skill.scale.is_none()
            && scales.len() != 1
            && let Some(first) = skill.steps.first()
        {
            let message = if scales.is_empty() {
                "the skill has steps but the handbook has no scale".to_owned()
            } else {
                format!("the handbook has {} scales and the skill does not say which", scales.len())
            };
            self.diagnostics.push(
                self.at(AMBIGUOUS_REFERENCE, first.at.span, message)
                    .help("Name a scale with `scale:`; scales are defined in content/handbook.yaml."),
            );
        }
    }

    fn resources(&mut self, skill: Option<EntityId>, resources: &'h [Resource]) {
        for resource in resources {
            let Some(shared) = &resource.shared else { continue };
            // A word may be the title of something that is recommended here alone.
            let is_title = || {
                let ids = self.handbook.of_kind(Kind::Resource).map(|(_, entity)| &*entity.id);
                self.handbook.shared(resource).is_none()
                    && self.renamed(Kind::Resource, &shared.value).is_none()
                    && nearest(&shared.value, ids).is_none()
            };
            if resource.title.is_empty() || !is_title() {
                self.one(Kind::Resource, shared);
            }
        }
        self.steps(skill, resources.iter().filter_map(|resource| resource.step.as_ref()));
    }

    fn band(&mut self, band: &Reference) {
        let known = &self.handbook.config.bands;
        if known.iter().any(|known| known.id.value == band.value) || self.handbook.lacks_config() {
            return;
        }
        let near = nearest(&band.value, known.iter().map(|known| &*known.id.value));
        let expected = match known.as_slice() {
            [] => "`bands:` in handbook.yaml, which defines none".to_owned(),
            known => one_of(known.iter().map(|known| &*known.id.value)),
        };
        let message = format!("there is no band `{}`", shorten(&band.value));
        let diagnostic = self.at(UNKNOWN_REFERENCE, band.span, message);
        self.diagnostics.push(suggest(diagnostic.label(format!("expected one of {expected}")), near, band.span));
    }

    fn steps<'r>(&mut self, skill: Option<EntityId>, steps: impl IntoIterator<Item = &'r Reference>) {
        let Some(skill) = skill.and_then(|skill| self.handbook.skill(skill)) else { return };
        let Some(scale) = self.handbook.scale_of(skill) else { return };
        // A scale without steps was reported where it is defined.
        if scale.steps.is_empty() {
            return;
        }
        for step in steps {
            if scale.steps.iter().any(|known| known.id.value == step.value) {
                continue;
            }
            let near = nearest(&step.value, scale.steps.iter().map(|step| &*step.id.value)).or_else(|| {
                let named = scale.steps.iter().find(|known| known.title.to_lowercase() == step.value.to_lowercase());
                named.map(|step| &*step.id.value)
            });
            let message = format!("`{}` is not a step of the scale `{}`", shorten(&step.value), scale.id.value);
            let help = format!("The steps are {}.", one_of(scale.steps.iter().map(|step| &*step.id.value)));
            let diagnostic = self.at(STEP_OFF_SCALE, step.span, message).help(help);
            self.diagnostics.push(suggest(diagnostic, near, step.span));
        }
    }

    fn all(&mut self, kind: Kind, references: impl IntoIterator<Item = &'h Reference>) {
        for reference in references {
            self.one(kind, reference);
        }
    }

    fn one(&mut self, kind: Kind, reference: &'h Reference) -> Option<EntityId> {
        let handbook = self.handbook;
        if let Some(index) = handbook.find(kind, &reference.value) {
            if handbook.get(index).status == Status::Retired && !self.retired {
                self.diagnostics.push(
                    self.at(RETIRED_REFERENCE, reference.span, format!("the {kind} `{}` is retired", reference.value))
                        .help("Remove it here, or make it active again."),
                );
            }
            return Some(index);
        }
        if handbook.is_incomplete(kind, &reference.value) {
            return None;
        }
        if let Some(meant) = self.renamed(kind, &reference.value) {
            let id = handbook.get(meant).id.clone();
            let message = format!("there is no {kind} `{}`", shorten(&reference.value));
            let diagnostic = self.at(UNKNOWN_REFERENCE, reference.span, message).label(format!("its id is `{id}`"));
            self.diagnostics.push(diagnostic.edit(reference.span, id.to_string()));
            return None;
        }
        let ids: Vec<&str> = handbook.of_kind(kind).map(|(_, entity)| &*entity.id).collect();
        self.unknown(kind.name(), &reference.value, reference.span, ids);
        if kind == Kind::Level && self.diagnostics.last().is_some_and(|report| report.edits.is_empty()) {
            self.unknown_levels.entry(&reference.value).or_default().push(self.diagnostics.len() - 1);
        }
        None
    }

    /// The entity of `kind` that had the id once, or has the name.
    fn renamed(&self, kind: Kind, id: &Id) -> Option<EntityId> {
        match self.handbook.follow_name(Some(kind), id) {
            crate::handbook::Resolution::Entity(index) => Some(index),
            _ => None,
        }
    }

    fn assessed(&mut self, name: &Spanned<String>) {
        let handbook = self.handbook;
        let Err(found) = handbook.assessed(&name.value) else { return };
        if !found.is_empty() {
            let choices: Vec<String> = found
                .iter()
                .map(|index| format!("{}:{}", handbook.get(*index).kind(), handbook.get(*index).id))
                .collect();
            self.diagnostics.push(
                self.at(AMBIGUOUS_REFERENCE, name.span, format!("`{}` is a skill and a responsibility", name.value))
                    .label(format!("write {}", one_of(choices.iter().map(String::as_str)))),
            );
            return;
        }
        if let Some((kind, id)) = name.value.split_once(':')
            && !matches!(kind, "skill" | "responsibility")
        {
            let near = nearest(kind, ["skill", "responsibility"]).map(|near| format!("{near}:{id}"));
            let message = format!("an interview assesses skills and responsibilities, not `{}:`", shorten(kind));
            let help = "Write `skill:id` or `responsibility:id`, or the id alone.";
            let diagnostic = self.at(UNKNOWN_REFERENCE, name.span, message).help(help);
            self.diagnostics.push(suggest(diagnostic, near.as_deref(), name.span));
            return;
        }
        let (kinds, id) = match name.value.split_once(':') {
            Some((kind, id)) => (Kind::from_name(kind).into_iter().collect(), id),
            None => (vec![Kind::Skill, Kind::Responsibility], name.value.as_str()),
        };
        if kinds.iter().any(|kind| handbook.is_incomplete(*kind, &id.into())) {
            return;
        }
        let ids = [Kind::Skill, Kind::Responsibility].into_iter().flat_map(|kind| handbook.of_kind(kind));
        self.unknown("skill or responsibility", id, name.span, ids.map(|(_, entity)| &*entity.id).collect());
    }

    fn unknown(&mut self, what: &str, name: &str, span: Span, known: Vec<&str>) {
        let near = (self.diagnostics.len() < MAX_SUGGESTED).then(|| nearest(name, known.iter().copied())).flatten();
        let diagnostic = self.at(UNKNOWN_REFERENCE, span, format!("there is no {what} `{}`", shorten(name)));
        let id: Id = name.into();
        let other = Kind::ALL.into_iter().find(|kind| self.handbook.find(*kind, &id).is_some());
        let diagnostic = if let Some(kind) = other.filter(|_| near.is_none()) {
            diagnostic.label(format!("this is {}", crate::parse::fields::record(kind).name))
        } else if known.is_empty() {
            diagnostic.help(format!("The handbook has no {what} yet."))
        } else if let Some(all) = several(name, &known) {
            diagnostic.help(format!("Write each of them as an item of its own: `[{}]`.", all.join(", ")))
        } else if near.is_none() {
            diagnostic.help(format!("It may be {}.", one_of(known)))
        } else {
            diagnostic
        };
        self.diagnostics.push(suggest(diagnostic, near, span));
    }
}

/// The names in `a, b` or `a -> b`, if each of them is known.
fn several<'n>(name: &'n str, known: &[&str]) -> Option<Vec<&'n str>> {
    let names = name.split([',', ';', '→', '/', '>', '+', '|']).map(|name| name.trim_matches([' ', '-']));
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    (names.len() > 1 && names.iter().all(|name| known.contains(name))).then_some(names)
}
