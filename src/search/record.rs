//! What can be found: one record per entity and per list of a kind, with its names and the parts of its page that a
//! result can point at. Knows the handbook, not how anything is matched.

use std::collections::HashSet;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::content::{Data, Entity, Kind, Prose, Reference, Resource, Statement, Status};
use crate::handbook::{CellAt, EntityId, Handbook, Why, titles};
use crate::page::{prose, urls};
use crate::parse::HANDBOOK;

use super::codes::{self, HiddenName};

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// An entity of the handbook.
    Entity(Kind),
    /// The list of a kind, with its themes and the steps of its scales.
    List,
    /// What changes from one role to another.
    Difference,
    /// The matrix of a track or family.
    Matrix,
    /// Another tool: comparing, the career map.
    Tool,
}

impl RecordKind {
    /// All of them, in the order of the index.
    pub fn all() -> impl Iterator<Item = Self> {
        let entities = Kind::ALL.into_iter().map(Self::Entity);
        entities.chain([Self::List, Self::Difference, Self::Matrix, Self::Tool])
    }

    /// The word that filters and scripts know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity(kind) => kind.name(),
            Self::List => "list",
            Self::Difference => "difference",
            Self::Matrix => "matrix",
            Self::Tool => "tool",
        }
    }
}

/// What a record is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordSubject {
    /// An entity.
    Entity(EntityId),
    /// The list of a kind.
    List(Kind),
}

impl RecordSubject {
    /// The entity, if it is one.
    pub fn entity(self) -> Option<EntityId> {
        match self {
            Self::Entity(index) => Some(index),
            Self::List(_) => None,
        }
    }
}

/// One page as search sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is about.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Its address from the site's root.
    pub url: String,
    /// Its name.
    pub title: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Initials and level codes, which are names too, but never shown.
    pub codes: Vec<HiddenName>,
    /// Whether it no longer applies.
    pub retired: bool,
    /// The families, tracks and levels it belongs to, by their place in [`Facets`].
    pub belongs: [Vec<u32>; 3],
    /// The summary first, then statements and sections in the order of the page.
    pub parts: Vec<RecordPart>,
}

/// A stretch of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordPart {
    /// What follows `#`; empty for the page itself.
    pub anchor: String,
    /// The heading or what the statement stands under; for the summary the names of what the entity belongs to.
    pub label: String,
    /// The words.
    pub text: RecordText,
    /// Examples and other words beside it.
    pub more: String,
    /// What kind of stretch it is.
    pub sort: Sort,
}

/// The words of a part. Those of a body, which are most of a handbook, stay where they are.
#[derive(Debug, Clone)]
pub enum RecordText {
    /// Put together for the part.
    Made(String),
    /// A stretch of the plain text of an entity's body.
    Body(Arc<Entity>, Range<usize>),
}

impl Deref for RecordText {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Made(text) => text,
            Self::Body(entity, range) => &entity.body.plain[range.clone()],
        }
    }
}

impl Default for RecordText {
    fn default() -> Self {
        Self::Made(String::new())
    }
}

impl PartialEq for RecordText {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Body(one, range), Self::Body(other, same)) if Arc::ptr_eq(one, other) && range == same => true,
            _ => **self == **other,
        }
    }
}

impl Eq for RecordText {}

impl From<String> for RecordText {
    fn from(text: String) -> Self {
        Self::Made(text)
    }
}

/// The kinds of parts, which weigh differently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The sentence on what the entity is, an expectation or a question.
    #[default]
    Statement,
    /// Text under a heading.
    Section,
}

/// What results can be narrowed to, besides the kind: families, tracks and levels in reading order, an id and a title each.
pub type Facets = [Vec<(String, String)>; 3];

/// The names of the facets in a query, in the order of [`Facets`].
pub const FACETS: [Kind; 3] = [Kind::Family, Kind::Track, Kind::Level];

/// The facets of a handbook.
pub fn facets(handbook: &Handbook) -> Facets {
    FACETS.map(|kind| {
        let all = handbook.sorted(kind).iter().map(|index| handbook.get(*index));
        all.map(|entity| (entity.id.to_string(), entity.title.clone())).collect()
    })
}

/// What can be found, in the order of the index: entities by kind as readers meet them, then in reading order, then
/// lists.
pub fn found(handbook: &Handbook) -> Vec<RecordSubject> {
    let is_404 = |index: EntityId| (handbook.get(index).kind(), &*handbook.get(index).id) == (Kind::Page, "404");
    let all = Kind::ALL.into_iter().flat_map(|kind| handbook.sorted(kind).iter().copied());
    let entities = all.filter(|index| handbook.is_first(*index) && !is_404(*index)).map(RecordSubject::Entity);
    let listed = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Page && handbook.of_kind(*kind).next().is_some());
    entities.chain(listed.map(RecordSubject::List)).collect()
}

/// The record of a subject. `place` finds a facet's value.
pub fn record(handbook: &Handbook, subject: RecordSubject, place: &dyn Fn(EntityId) -> Option<u32>) -> Record {
    match subject {
        RecordSubject::Entity(index) => entity_record(handbook, index, place),
        RecordSubject::List(kind) => list_record(handbook, kind),
    }
}

fn entity_record(handbook: &Handbook, index: EntityId, place: &dyn Fn(EntityId) -> Option<u32>) -> Record {
    let entity = handbook.get(index);
    let belongs = belongs(handbook, index);
    let own = belongs.iter().flatten().filter(|one| **one != index && entity.kind() == Kind::Role);
    let mut names: Vec<&str> = own.clone().map(|one| handbook.get(*one).title.as_str()).collect();
    let levels = own.filter(|one| handbook.get(**one).kind() == Kind::Level);
    let codes: Vec<HiddenName> = levels.flat_map(|level| codes::of_level(handbook, *level)).collect();
    names.extend(codes.iter().map(|code| &*code.text));
    names.extend(entity.owner.as_deref());
    let summary = optional(handbook, &entity.path, &entity.summary);
    let mut parts = vec![RecordPart { label: names.join(" "), text: summary.into(), ..RecordPart::default() }];
    statements(handbook, index, &mut parts);
    fields(handbook, entity, &mut parts);
    sections(handbook, entity, &mut parts);
    Record {
        kind: RecordKind::Entity(entity.kind()),
        id: entity.id.to_string(),
        url: prose::entity_address(handbook, index),
        title: entity.title.clone(),
        aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
        codes: codes::of(handbook, index),
        retired: entity.status == Status::Retired,
        belongs: belongs.map(|values| {
            let mut places: Vec<u32> = values.into_iter().filter_map(place).collect();
            places.sort_unstable();
            places.dedup();
            places
        }),
        parts,
    }
}

/// The list of a kind: the themes that group it, and the steps of the scales that its entities use.
fn list_record(handbook: &Handbook, kind: Kind) -> Record {
    let config = &handbook.config;
    let said = |prose: &Option<Prose>| optional(handbook, HANDBOOK, prose);
    let mut parts = vec![RecordPart::default()];
    let mut add = |label: &str, text: String| {
        parts.push(RecordPart {
            label: label.to_owned(),
            text: text.into(),
            sort: Sort::Section,
            ..RecordPart::default()
        });
    };
    if matches!(kind, Kind::Skill | Kind::Responsibility) {
        let used: HashSet<&str> = handbook
            .of_kind(kind)
            .filter_map(|(_, entity)| Some(entity.as_topic()?.theme.as_ref()?.value.as_str()))
            .collect();
        for theme in config.themes.iter().filter(|theme| used.contains(&*theme.id.value)) {
            add(&theme.title, said(&theme.summary));
        }
    }
    if kind == Kind::Skill {
        for scale in &config.scales {
            add(&scale.title, said(&scale.summary));
            for step in &scale.steps {
                add(&step.title, said(&step.summary));
            }
        }
    }
    Record {
        kind: RecordKind::List,
        id: kind.name().to_owned(),
        url: urls::list(kind),
        title: handbook.term(kind).other,
        aliases: Vec::new(),
        codes: Vec::new(),
        retired: false,
        belongs: Default::default(),
        parts,
    }
}

/// The families, tracks and levels of an entity: its own, or those of the roles that have to do with it.
fn belongs(handbook: &Handbook, index: EntityId) -> [Vec<EntityId>; 3] {
    let entity = handbook.get(index);
    let of_role = |role: EntityId| {
        [
            handbook.family_of(role).into_iter().collect(),
            handbook.tracks_of(role).to_vec(),
            handbook.level_of(role).into_iter().collect(),
        ]
    };
    let of_roles = |roles: &mut dyn Iterator<Item = EntityId>| {
        let mut all: [Vec<EntityId>; 3] = Default::default();
        for role in roles {
            let more: [Vec<EntityId>; 3] = of_role(role);
            all.iter_mut().zip(more).for_each(|(all, more)| all.extend(more));
        }
        for values in &mut all {
            values.sort_unstable();
            values.dedup();
        }
        all
    };
    let role = |reference: &Reference| handbook.find(Kind::Role, &reference.value);
    match &entity.data {
        Data::Role(_) => of_role(index),
        Data::Family(_) => [vec![index], Vec::new(), Vec::new()],
        Data::Track(_) => [handbook.track_family(index).into_iter().collect(), vec![index], Vec::new()],
        Data::Level(_) => [Vec::new(), Vec::new(), vec![index]],
        Data::Skill(_) | Data::Responsibility(_) => of_roles(&mut handbook.used_by(index).roles.iter().copied()),
        Data::Roadmap(roadmap) => of_roles(&mut [&roadmap.from, &roadmap.to].into_iter().filter_map(role)),
        Data::Interview(interview) => of_roles(&mut interview.roles.iter().filter_map(role)),
        Data::Resource(_) | Data::Page => Default::default(),
    }
}

/// The statements that were written in this entity, each with the anchor it has on the entity's own page.
fn statements(handbook: &Handbook, index: EntityId, parts: &mut Vec<RecordPart>) {
    let entity = handbook.get(index);
    let anchors = handbook.anchors(index);
    let mut add = |statement: &Statement, label: &str, number: usize| {
        parts.push(RecordPart {
            anchor: anchors.name(number).to_owned(),
            label: label.to_owned(),
            text: titles::plain(handbook, &statement.text, &entity.path).into(),
            more: joined(handbook, entity, statement.points.iter().chain(&statement.examples)),
            sort: Sort::Statement,
        });
    };
    for (number, expectation) in handbook.resolved(index).expectations.iter().enumerate() {
        if expectation.source == index && expectation.why == Why::Own {
            add(&expectation.statement, &handbook.get(expectation.topic).title, number);
        }
    }
    let scale = entity.as_skill().and_then(|skill| handbook.scale_of(skill));
    for cell in handbook.cells(index) {
        let label = match cell.at {
            CellAt::Step(step) => scale.and_then(|scale| scale.steps.get(step)).map_or("", |step| &*step.title),
            CellAt::Grid(_, at) => &handbook.get(at).title,
        };
        for (number, statement) in (cell.first..).zip(&cell.cell.statements) {
            add(statement, label, number);
        }
    }
}

/// What a kind's own fields say.
fn fields(handbook: &Handbook, entity: &Entity, parts: &mut Vec<RecordPart>) {
    let mut add = |anchor: String, label: &str, text: String, more: String, sort: Sort| {
        if !(text.is_empty() && more.is_empty() && label.is_empty()) {
            parts.push(RecordPart { anchor, label: label.to_owned(), text: text.into(), more, sort });
        }
    };
    let title = |kind: Kind, id: &Reference| {
        handbook.find(kind, &id.value).map_or_else(|| id.value.to_string(), |index| handbook.get(index).title.clone())
    };
    let said = |prose: &Option<Prose>| optional(handbook, &entity.path, prose);
    match &entity.data {
        Data::Role(role) => {
            // Who asks for a skill by name also wants the roles that need it.
            let needs = handbook.find(Kind::Role, &entity.id).map(|role| handbook.resolved(role).needs.as_slice());
            let needs = needs.unwrap_or_default().iter().map(|need| handbook.get(need.skill).title.as_str());
            let needs = needs.collect::<Vec<_>>().join(" · ");
            add("section-skills".into(), "", String::new(), needs, Sort::Section);
            for need in &role.skills {
                let text = [said(&need.summary), said(&need.note)].join("\n");
                let more = joined(handbook, entity, need.examples.iter());
                if !(text.trim().is_empty() && more.is_empty()) {
                    let label = title(Kind::Skill, &need.skill);
                    add("section-skills".into(), &label, text.trim().to_owned(), more, Sort::Section);
                }
            }
            for subject in &role.responsibilities {
                let (text, more) = (said(&subject.summary), joined(handbook, entity, subject.examples.iter()));
                if !(text.is_empty() && more.is_empty()) {
                    let label = title(Kind::Responsibility, &subject.topic);
                    add(String::new(), &label, text, more, Sort::Section);
                }
            }
            for fact in &role.facts {
                let text = titles::plain(handbook, &fact.text, &entity.path);
                add(String::new(), &fact.label.value, text, String::new(), Sort::Section);
            }
            for next in role.leads_to.iter().filter(|next| next.note.is_some() || next.gate.is_some()) {
                let text = [next.gate.clone().unwrap_or_default(), said(&next.note)].join("\n");
                let label = title(Kind::Role, &next.role);
                add("section-next".into(), &label, text.trim().to_owned(), String::new(), Sort::Section);
            }
        }
        Data::Track(track) => {
            add(String::new(), "", said(&track.primary_focus), String::new(), Sort::Statement);
        }
        Data::Level(level) => {
            let facts = [&level.scope, &level.autonomy, &level.impact].into_iter().flatten();
            add(String::new(), "", joined(handbook, entity, facts), String::new(), Sort::Statement);
            for fact in &level.facts {
                let text = titles::plain(handbook, &fact.text, &entity.path);
                add(String::new(), &fact.label.value, text, String::new(), Sort::Section);
            }
        }
        Data::Roadmap(roadmap) => {
            for (at, stage) in roadmap.stages.iter().enumerate() {
                let anchor = format!("section-stage-{}", at + 1);
                let mut more: Vec<String> = stage.duration.iter().cloned().collect();
                more.extend(stage.evidence.iter().map(|prose| titles::plain(handbook, prose, &entity.path)));
                more.extend(stage.skills.iter().map(|(skill, _)| title(Kind::Skill, skill)));
                more.extend(stage.responsibilities.iter().map(|topic| title(Kind::Responsibility, topic)));
                more.extend(stage.resources.iter().map(|resource| resource_words(handbook, entity, resource)));
                add(anchor, &stage.title, said(&stage.outcome), more.join("\n"), Sort::Statement);
            }
        }
        Data::Interview(interview) => {
            for (at, round) in interview.rounds.iter().enumerate() {
                let anchor = format!("section-round-{}", at + 1);
                let assesses = round.assesses.iter().filter_map(|topic| handbook.assessed(&topic.value).ok());
                let assesses = assesses.map(|topic| &*handbook.get(topic).title).collect::<Vec<_>>().join("\n");
                add(anchor.clone(), &round.title, said(&round.summary), assesses, Sort::Section);
                for question in &round.questions {
                    let more = joined(handbook, entity, question.looks_for.iter().chain(&question.follow_ups));
                    let ask = titles::plain(handbook, &question.ask, &entity.path);
                    add(anchor.clone(), &round.title, ask, more, Sort::Statement);
                }
                for (mark, meaning) in &round.rubric {
                    let meaning = titles::plain(handbook, meaning, &entity.path);
                    add(anchor.clone(), &format!("{}: {mark}", round.title), meaning, String::new(), Sort::Statement);
                }
            }
        }
        Data::Resource(resource) => {
            let words = [&resource.author, &resource.provider, &resource.kind, &resource.doi];
            let words: Vec<&str> = words.into_iter().filter_map(|word| word.as_deref()).collect();
            add(String::new(), "", words.join(" · "), String::new(), Sort::Statement);
        }
        Data::Skill(_) | Data::Responsibility(_) | Data::Family(_) | Data::Page => {}
    }
    let resources = entity.as_topic().map(|topic| topic.resources.as_slice()).unwrap_or_default();
    let words: Vec<String> = resources.iter().map(|resource| resource_words(handbook, entity, resource)).collect();
    if !words.is_empty() {
        add("section-resources".into(), "", words.join("\n"), String::new(), Sort::Section);
    }
}

/// What a resource says of itself.
fn resource_words(handbook: &Handbook, entity: &Entity, resource: &Resource) -> String {
    let note = optional(handbook, &entity.path, &resource.note);
    let shared = handbook.shared(resource).map(|index| handbook.get(index));
    let words = match shared.map(|entity| (&entity.title, &entity.data)) {
        Some((title, Data::Resource(resource))) => {
            [Some(title.as_str()), resource.author.as_deref(), resource.kind.as_deref(), Some(note.as_str())]
        }
        _ => [Some(resource.title.as_str()), resource.author.as_deref(), resource.kind.as_deref(), Some(note.as_str())],
    };
    let words = words.into_iter().flatten().filter(|words| !words.is_empty());
    words.collect::<Vec<_>>().join(", ")
}

/// The text, cut at its headings.
fn sections(handbook: &Handbook, entity: &Arc<Entity>, parts: &mut Vec<RecordPart>) {
    let plain = entity.body.plain.as_str();
    let links = titles::replacements(handbook, &entity.body, &entity.path);
    let mut add = |anchor: &str, label: &str, range: Range<usize>| {
        let text = &plain[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        let range = start..start + text.trim().len();
        if !range.is_empty() || !label.is_empty() {
            let (anchor, label) = (anchor.to_owned(), label.to_owned());
            let text = match titles::replaced(plain, range.clone(), &links) {
                Some(text) => RecordText::Made(text),
                None => RecordText::Body(entity.clone(), range),
            };
            parts.push(RecordPart { anchor, label, text, sort: Sort::Section, ..RecordPart::default() });
        }
    };
    let (mut anchor, mut label, mut start) = ("", String::new(), 0);
    for heading in &entity.body.headings {
        let Some(at) = titles::line(&plain[start..], &heading.text) else { continue };
        add(anchor, &label, start..start + at);
        let words = start + at..start + at + heading.text.len();
        start = words.end;
        label = titles::replaced(plain, words, &links).unwrap_or_else(|| heading.text.clone());
        anchor = &heading.id;
    }
    add(anchor, &label, start..plain.len());
}

/// A text that may be missing, written in the file `path`.
fn optional(handbook: &Handbook, path: &str, prose: &Option<Prose>) -> String {
    prose.as_ref().map(|prose| titles::plain(handbook, prose, path)).unwrap_or_default()
}

/// Several texts, a line each.
fn joined<'a>(handbook: &Handbook, entity: &Entity, proses: impl Iterator<Item = &'a Prose>) -> String {
    proses.map(|prose| titles::plain(handbook, prose, &entity.path)).collect::<Vec<_>>().join("\n")
}
