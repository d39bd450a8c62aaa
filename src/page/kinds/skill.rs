//! A skill: what each step means, who needs it and what helps to reach it.

use serde::Serialize;

use crate::content::{Data, Kind, Reference, Status};
use crate::handbook::{CellAt, EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::ladders::{TopicLadderView, topic_ladders};
use crate::page::statements::{GridView, ResourceView, ScaleStepView, StatementView};

use super::{Address, PageKind, entities};

/// A skill.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SkillView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text, HTML.
    pub body: String,
    /// The theme's name.
    pub theme: Option<String>,
    /// The scale's name.
    pub scale: Option<String>,
    /// Whether a higher step includes the lower ones.
    pub cumulative: bool,
    /// The scale, step by step, lowest first.
    pub steps: Vec<SkillStepView>,
    /// Statements by level and by role.
    pub grids: Vec<GridView>,
    /// Roles that need it, by level.
    pub needed_by: Vec<NeededBy>,
    /// Resources without a step.
    pub resources: Vec<ResourceView>,
    /// Related skills.
    pub related: Vec<Card>,
    /// Roadmaps that train it.
    pub roadmaps: Vec<Card>,
    /// Interview kits that look at it.
    pub interviews: Vec<Card>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
    /// The tracks whose roles ask for it.
    pub ladders: Vec<TopicLadderView>,
}

/// A step of a skill.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SkillStepView {
    /// The step.
    pub step: ScaleStepView,
    /// What it means for this skill.
    pub statements: Vec<StatementView>,
    /// Roles that need exactly this step.
    pub roles: Vec<Card>,
    /// What helps to reach it.
    pub resources: Vec<ResourceView>,
}

/// A role that needs a skill.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NeededBy {
    /// The role.
    pub role: Card,
    /// The step.
    pub step: Option<ScaleStepView>,
    /// `core`, `supporting` or `broad`.
    pub weight: Option<String>,
}

/// The page of a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SkillPage(pub EntityId);

impl PageKind for SkillPage {
    type View = SkillView;
    const NAME: &'static str = "skill";
    const TEMPLATE: &'static str = "skill.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Skill, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Skill))
            .among(builder.handbook, builder.handbook.siblings(index))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let Data::Skill(skill) = &builder.handbook.get(index).data else {
            unreachable!("the plan made this a skill's page")
        };
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let used_by = handbook.used_by(index);
        let scale = handbook.scale_of(skill);
        let shown = handbook.cells(index);
        let needs: Vec<_> = used_by
            .roles
            .iter()
            .filter_map(|role| handbook.resolved(*role).need(index).map(|need| (*role, need)))
            .collect();
        let steps = scale.map(|scale| scale.steps.as_slice()).unwrap_or_default().iter().enumerate();
        let steps = steps.filter_map(|(number, step)| {
            let cells = shown.iter().filter(|cell| cell.at == CellAt::Step(number));
            let resources = skill.topic.resources.iter();
            let resources =
                resources.filter(|resource| resource.step.as_ref().is_some_and(|at| at.value == step.id.value));
            Some(SkillStepView {
                step: builder.step(index, number)?,
                statements: cells.flat_map(|cell| builder.cell(index, cell)).collect(),
                roles: builder
                    .link_cards(needs.iter().filter(|(_, need)| need.step == Some(number)).map(|(role, _)| *role)),
                resources: builder.resources(resources, entity),
            })
        });
        let steps: Vec<SkillStepView> = steps.collect();
        let on_scale = |at: &Reference| steps.iter().any(|step| *step.step.id == *at.value);
        let general = skill.topic.resources.iter().filter(|resource| !resource.step.as_ref().is_some_and(on_scale));
        SkillView {
            summary: builder.summary(entity),
            aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
            body: builder.body(entity),
            theme: builder.theme(index),
            scale: scale.map(|scale| scale.title.clone()),
            cumulative: scale.is_some_and(|scale| scale.cumulative),
            grids: builder.grids(index, &skill.topic),
            needed_by: needs
                .iter()
                .map(|(role, need)| NeededBy {
                    role: builder.link_card(*role),
                    step: need.step.and_then(|step| builder.step(index, step)),
                    weight: need.weight.clone(),
                })
                .collect(),
            resources: builder.resources(general, entity),
            related: skill
                .topic
                .related
                .iter()
                .filter_map(|related| builder.find(Kind::Skill, &related.value))
                .collect(),
            roadmaps: builder.cards(used_by.roadmaps.iter().copied()),
            interviews: builder.cards(used_by.interviews.iter().copied()),
            backlinks: builder.backlinks(index),
            ladders: topic_ladders(builder, index, &used_by.roles),
            steps,
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}
