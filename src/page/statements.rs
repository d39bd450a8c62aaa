//! Expectations as pages show them: statements with their reason and change, needs, steps, grids and resources.

use serde::Serialize;

use crate::content::{self, Data, Entity, Fact, Kind, Resource, Statement};
use crate::handbook::{Cell, CellAt, EntityId, Expectation, ResolvedNeed, Why};

use super::cards::{Card, PageBuilder};
use super::urls;

/// One expectation.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatementView {
    /// The stable id.
    pub id: String,
    /// The anchor on the page, `s-` and the id.
    pub anchor: String,
    /// The sentence, HTML.
    pub html: String,
    /// What belongs to it in detail, HTML.
    pub points: Vec<String>,
    /// What it looks like, HTML.
    pub examples: Vec<String>,
    /// The name of its band, if it is not simply expected.
    pub band: Option<String>,
    /// Why it is there; `None` where the page itself is the reason.
    pub why: Option<ProvenanceView>,
    /// Against the role below: `unchanged`, `reworded` or `new`; `None` where there is nothing below.
    pub change: Option<ChangeKind>,
    /// On a role's page: the ways on, counted from 1, on which this expectation goes further.
    pub toward: Vec<usize>,
    /// For a grid's statement: the tracks and families it is limited to.
    pub only: Vec<Card>,
}

/// Why an expectation is there.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProvenanceView {
    /// `own`, `inherited`, `level`, `role` or `step`.
    pub kind: Reason,
    /// What it comes from: a role's, level's, skill's or step's name; the role's own name for `own`.
    pub title: String,
    /// Where that can be read.
    pub href: String,
    /// The file it was written in: `content/roles/staff-engineer.md`. Lines would make every edit above it a
    /// changed page; they stand in `index.json`.
    pub source: String,
}

/// Why a role expects something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The role's own file says it.
    Own,
    /// A role that it extends says it.
    Inherited,
    /// A topic's grid says it for the role's level.
    Level,
    /// A topic's grid says it for the role.
    Role,
    /// The role needs a skill at this step.
    Step,
}

/// What happened to a statement between two roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Both roles expect it in the same words.
    Unchanged,
    /// Both roles expect it, in other words.
    Reworded,
    /// Only the newer role expects it.
    New,
    /// Only the older role expects it.
    Dropped,
}

/// What happened to the needed step of a skill between two roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum StepChangeKind {
    /// Both roles need the same step.
    Unchanged,
    /// The newer role needs a higher step.
    Raised,
    /// The newer role needs a lower step.
    Lowered,
    /// Only the newer role needs the skill.
    New,
    /// Only the older role needs the skill.
    Dropped,
}

/// Statements under a responsibility or a skill.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GroupView {
    /// The responsibility or skill.
    pub topic: Card,
    /// The theme's name.
    pub theme: Option<String>,
    /// The need, if the topic is a skill that the role needs at a step.
    pub need: Option<NeedView>,
    /// What the topic means in this role, HTML.
    pub summary: Option<String>,
    /// What the topic as a whole looks like in this role, HTML.
    pub examples: Vec<String>,
    /// The statements.
    pub statements: Vec<StatementView>,
}

/// The need of a skill.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NeedView {
    /// The step.
    pub step: ScaleStepView,
    /// The step that the role below needs, if there is one and it differs.
    pub before: Option<ScaleStepView>,
    /// Against the role below: `unchanged`, `raised`, `lowered` or `new`.
    pub change: Option<StepChangeKind>,
    /// `core`, `supporting` or `broad`.
    pub weight: Option<String>,
    /// A remark, HTML.
    pub note: Option<String>,
    /// The rule that gave the step, as a sentence.
    pub rule: Option<String>,
    /// On a role's page: the ways on that need another step.
    pub toward: Vec<TowardView>,
}

/// The step of a skill that a way on needs.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TowardView {
    /// The way, counted from 1.
    pub way: usize,
    /// The step.
    pub step: ScaleStepView,
}

/// A step of a scale as a page shows it.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScaleStepView {
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// From 1.
    pub number: usize,
    /// How many steps the scale has.
    pub of: usize,
    /// What it means, HTML.
    pub summary: Option<String>,
}

/// A level's facts.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LevelFacts {
    /// The level.
    pub card: Card,
    /// How far the work reaches, HTML.
    pub scope: Option<String>,
    /// How much one decides alone, HTML.
    pub autonomy: Option<String>,
    /// Over which time or size results are seen, HTML.
    pub impact: Option<String>,
    /// The organisation's code for it.
    pub code: Option<String>,
    /// What else can be said in a few words, by label.
    pub facts: Vec<FactView>,
}

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FactView {
    /// The label.
    pub label: String,
    /// What it says, HTML.
    pub html: String,
}

/// A book, a course, an article.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ResourceView {
    /// Its name.
    pub title: String,
    /// What it is.
    pub kind: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Where it is; a checked http(s) address.
    pub url: Option<String>,
    /// The page of the resource, if it is a shared one.
    pub page: Option<String>,
    /// A remark, HTML.
    pub note: Option<String>,
}

/// Statements along an axis.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GridView {
    /// `level` or `role`.
    pub axis: Kind,
    /// The cells.
    pub cells: Vec<GridCellView>,
}

/// A cell of a grid.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GridCellView {
    /// The level or role.
    pub at: Card,
    /// What is expected there.
    pub statements: Vec<StatementView>,
}

impl PageBuilder<'_> {
    /// The name of a topic's theme.
    pub fn theme(&self, topic: EntityId) -> Option<String> {
        let theme = self.handbook.topic(topic)?.theme.as_ref()?;
        Some(self.handbook.theme_title(&theme.value))
    }

    /// A step of a skill's scale, counted from 0.
    pub fn step(&self, skill: EntityId, number: usize) -> Option<ScaleStepView> {
        let scale = self.handbook.scale_of(self.handbook.skill(skill)?)?;
        let step = scale.steps.get(number)?;
        Some(ScaleStepView {
            id: step.id.value.to_string(),
            title: step.title.clone(),
            number: number + 1,
            of: scale.steps.len(),
            summary: step.summary.as_ref().map(|summary| self.prose(summary, crate::parse::HANDBOOK)),
        })
    }

    /// Resources written in `entity`; addresses that are not safe to print are left out.
    pub fn resources<'r>(
        &self,
        resources: impl IntoIterator<Item = &'r Resource>,
        entity: &Entity,
    ) -> Vec<ResourceView> {
        let resources = resources.into_iter().map(|resource| {
            let shared = self.handbook.shared(resource);
            let note = self.optional_html(&resource.note, entity);
            match shared.map(|index| (index, self.handbook.get(index))) {
                Some((index, shared)) => ResourceView { note, ..self.shared_resource(index, shared) },
                None => ResourceView {
                    title: resource.title.clone(),
                    kind: resource.kind.clone(),
                    author: resource.author.clone(),
                    url: resource
                        .url
                        .as_ref()
                        .map(|url| url.value.clone())
                        .filter(|url| crate::parse::is_web_address(url)),
                    page: None,
                    note,
                },
            }
        });
        resources.collect()
    }

    /// A shared resource as a place that recommends it shows it.
    fn shared_resource(&self, index: EntityId, entity: &Entity) -> ResourceView {
        let data = if let Data::Resource(data) = &entity.data { Some(data) } else { None };
        ResourceView {
            title: entity.title.clone(),
            kind: data.and_then(|data| data.kind.clone()),
            author: data.and_then(|data| data.author.clone()),
            url: data.and_then(|data| urls::resource(data)),
            page: Some(self.link(index).href),
            note: None,
        }
    }

    /// The rule that gave a need its step, as a sentence.
    pub fn rule(&self, need: &ResolvedNeed) -> Option<String> {
        let rule = need.derivation.as_ref()?;
        let title = |index: EntityId| self.handbook.get(index).title.as_str();
        let (source, rung) = (title(need.from), title(rule.level));
        Some(match &rule.shifted_by[..] {
            [] => self.text("need.rule", &[("source", source), ("rung", rung)]),
            tracks => {
                let changes = tracks.iter().map(|track| title(*track)).collect::<Vec<_>>().join(" · ");
                self.text("need.rule_changed", &[("source", source), ("rung", rung), ("change", &changes)])
            }
        })
    }

    /// The facts of a level.
    pub fn level(&self, index: EntityId) -> Option<LevelFacts> {
        let entity = self.handbook.get(index);
        let Data::Level(level) = &entity.data else { return None };
        Some(LevelFacts {
            card: self.link_card(index),
            scope: self.optional_html(&level.scope, entity),
            autonomy: self.optional_html(&level.autonomy, entity),
            impact: self.optional_html(&level.impact, entity),
            code: level.code.clone(),
            facts: self.facts(&level.facts, entity),
        })
    }

    /// Facts of an entity, in the author's order.
    pub fn facts(&self, facts: &[Fact], entity: &Entity) -> Vec<FactView> {
        let fact = |fact: &Fact| FactView { label: fact.label.value.clone(), html: self.html(&fact.text, entity) };
        facts.iter().map(fact).collect()
    }

    /// The facts of a role's level.
    pub fn level_of(&self, role: EntityId) -> Option<LevelFacts> {
        self.handbook.level_of(role).and_then(|level| self.level(level))
    }

    /// A statement as it stands in the file of `source`, under its anchor.
    pub fn statement(&self, statement: &Statement, source: EntityId, anchor: &str) -> StatementView {
        let entity = self.handbook.get(source);
        let tracks = statement.tracks.iter().filter_map(|track| self.handbook.find(Kind::Track, &track.value));
        let families = statement.families.iter().filter_map(|family| self.handbook.find(Kind::Family, &family.value));
        StatementView {
            id: statement.id.to_string(),
            anchor: anchor.to_owned(),
            html: self.html(&statement.text, entity),
            points: self.html_list(&statement.points, entity),
            examples: self.html_list(&statement.examples, entity),
            band: statement.band.as_ref().map(|band| self.handbook.band_title(&band.value)),
            why: None,
            change: None,
            toward: Vec::new(),
            only: self.link_cards(tracks.chain(families)),
        }
    }

    /// Why a role expects something.
    pub fn provenance(&self, role: EntityId, expectation: &Expectation) -> ProvenanceView {
        let handbook = self.handbook;
        let source = handbook.get(expectation.source);
        let (kind, title, at) = match expectation.why {
            Why::Own => (Reason::Own, handbook.get(role).title.clone(), role),
            Why::Inherited(from) => {
                // What is inherited through several roles comes from the one that wrote it.
                let writer = if handbook.role(expectation.source).is_some() { expectation.source } else { from };
                (Reason::Inherited, handbook.get(writer).title.clone(), writer)
            }
            Why::Grid(at) => {
                let kind = if handbook.get(at).kind() == Kind::Level { Reason::Level } else { Reason::Role };
                (kind, handbook.get(at).title.clone(), expectation.topic)
            }
            Why::Step(number) => {
                let step = self.step(expectation.topic, number);
                (Reason::Step, step.map_or_else(|| source.title.clone(), |step| step.title), expectation.topic)
            }
        };
        ProvenanceView {
            kind,
            title,
            href: self.href(&urls::entity(handbook.get(at))),
            source: source.path.to_string(),
        }
    }

    /// The statements of a cell of a topic, under the anchors of the topic's page.
    pub fn cell(&self, topic: EntityId, cell: &Cell) -> Vec<StatementView> {
        let anchors = self.handbook.anchors(topic);
        let numbered = (cell.first..).zip(&cell.cell.statements);
        numbered.map(|(number, statement)| self.statement(statement, topic, anchors.name(number))).collect()
    }

    /// The grids of a topic; cells of levels in the levels' order.
    pub fn grids(&self, index: EntityId, topic: &content::Topic) -> Vec<GridView> {
        let cells = self.handbook.cells(index);
        let mut grids = Vec::new();
        for (number, grid) in topic.grids.iter().enumerate() {
            let of_grid = cells.iter().filter_map(|cell| match cell.at {
                CellAt::Grid(of, at) if of == number => Some((at, cell)),
                _ => None,
            });
            let shown =
                of_grid.map(|(at, cell)| GridCellView { at: self.link_card(at), statements: self.cell(index, cell) });
            let shown: Vec<GridCellView> = shown.collect();
            if !shown.is_empty() {
                grids.push(GridView { axis: grid.axis, cells: shown });
            }
        }
        grids
    }
}
