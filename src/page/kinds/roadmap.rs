//! A roadmap: the stages from one role to another.

use serde::Serialize;

use crate::content::{Data, Kind, Reference, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::statements::{ResourceView, ScaleStepView};

use super::{Address, PageKind, entities};

/// A roadmap.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoadmapView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// Where it starts.
    pub from: Option<Card>,
    /// Where it leads.
    pub to: Option<Card>,
    /// The difference page.
    pub compare: Option<String>,
    /// The stages.
    pub stages: Vec<StageView>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
}

/// A stage of a roadmap.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StageView {
    /// From 1.
    pub number: usize,
    /// What it is about.
    pub title: String,
    /// What is different afterwards, HTML.
    pub outcome: Option<String>,
    /// How long it tends to take.
    pub duration: Option<String>,
    /// Skills with the step to reach.
    pub skills: Vec<NeededSkillView>,
    /// Responsibilities that are practised.
    pub responsibilities: Vec<Card>,
    /// What shows that it is done, HTML.
    pub evidence: Vec<String>,
    /// What helps.
    pub resources: Vec<ResourceView>,
}

/// A skill and the step to reach.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NeededSkillView {
    /// The skill.
    pub skill: Card,
    /// The step.
    pub step: Option<ScaleStepView>,
}

/// The page of a roadmap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoadmapPage(pub EntityId);

impl PageKind for RoadmapPage {
    type View = RoadmapView;
    const NAME: &'static str = "roadmap";
    const TEMPLATE: &'static str = "roadmap.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Roadmap, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Roadmap))
            .among(builder.handbook, builder.handbook.sorted(Kind::Roadmap))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let Data::Roadmap(roadmap) = &builder.handbook.get(index).data else {
            unreachable!("the plan made this a roadmap's page")
        };
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let (from, to) = (handbook.find(Kind::Role, &roadmap.from.value), handbook.find(Kind::Role, &roadmap.to.value));
        let compare = from.zip(to).and_then(|(from, to)| builder.plan.compare(from, to));
        let stages = roadmap.stages.iter().enumerate().map(|(at, stage)| StageView {
            number: at + 1,
            title: stage.title.clone(),
            outcome: builder.optional_html(&stage.outcome, entity),
            duration: stage.duration.clone(),
            skills: stage.skills.iter().filter_map(|(skill, step)| needed(builder, skill, step)).collect(),
            responsibilities: stage
                .responsibilities
                .iter()
                .filter_map(|topic| builder.find(Kind::Responsibility, &topic.value))
                .collect(),
            evidence: builder.html_list(&stage.evidence, entity),
            resources: builder.resources(&stage.resources, entity),
        });
        RoadmapView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            from: from.map(|from| builder.card(from)),
            to: to.map(|to| builder.card(to)),
            compare: compare.map(|url| builder.href(url)),
            stages: stages.collect(),
            backlinks: builder.backlinks(index),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}

fn needed(builder: &PageBuilder, skill: &Reference, step: &Reference) -> Option<NeededSkillView> {
    let handbook = builder.handbook;
    let index = handbook.find(Kind::Skill, &skill.value)?;
    let step = handbook.step_number(index, step).and_then(|number| builder.step(index, number));
    Some(NeededSkillView { skill: builder.card(index), step })
}
