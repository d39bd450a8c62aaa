//! Pages of skills and responsibilities: their statements, and who needs them.

use crate::content::{self, Kind};
use crate::handbook::{Cell, CellAt, EntityId, Why};

use super::build::Builder;
use super::view::{self, Grid, NeededBy, Responsibility, Skill, SkillStep};

/// The page of a skill.
pub fn skill(builder: &Builder, index: EntityId, skill: &content::Skill) -> Skill {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let users = handbook.users(index);
    let scale = handbook.scale_of(skill);
    let shown = handbook.cells(index);
    let needs: Vec<_> =
        users.roles.iter().filter_map(|role| handbook.resolved(*role).need(index).map(|need| (*role, need))).collect();
    let steps = scale.map(|scale| scale.steps.as_slice()).unwrap_or_default().iter().enumerate();
    let steps = steps.filter_map(|(number, step)| {
        let cells = shown.iter().filter(|cell| cell.at == CellAt::Step(number));
        let resources = skill.topic.resources.iter();
        let resources = resources.filter(|resource| resource.step.as_ref().is_some_and(|at| at.value == step.id.value));
        Some(SkillStep {
            step: builder.step(index, number)?,
            statements: cells.flat_map(|cell| statements(builder, index, cell)).collect(),
            roles: builder.briefs(needs.iter().filter(|(_, need)| need.step == Some(number)).map(|(role, _)| *role)),
            resources: builder.resources(resources, entity),
        })
    });
    let steps: Vec<SkillStep> = steps.collect();
    let on_scale = |at: &content::Reference| steps.iter().any(|step| *step.step.id == *at.value);
    let general = skill.topic.resources.iter().filter(|resource| !resource.step.as_ref().is_some_and(on_scale));
    Skill {
        summary: builder.summary(entity),
        aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
        body: builder.body(entity),
        theme: builder.theme(index),
        scale: scale.map(|scale| scale.title.clone()),
        cumulative: scale.is_some_and(|scale| scale.cumulative),
        grids: grids(builder, index, &skill.topic),
        needed_by: needs
            .iter()
            .map(|(role, need)| NeededBy {
                role: builder.brief(*role),
                step: need.step.and_then(|step| builder.step(index, step)),
                weight: need.weight.clone(),
            })
            .collect(),
        resources: builder.resources(general, entity),
        related: skill.topic.related.iter().filter_map(|related| builder.find(Kind::Skill, &related.value)).collect(),
        roadmaps: builder.cards(users.roadmaps.iter().copied()),
        interviews: builder.cards(users.interviews.iter().copied()),
        mentions: builder.mentions(index),
        steps,
    }
}

/// The page of a responsibility.
pub fn responsibility(builder: &Builder, index: EntityId, topic: &content::Topic) -> Responsibility {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let users = handbook.users(index);
    let grids = grids(builder, index, topic);
    let mut roles = Vec::new();
    for role in &users.roles {
        // These are at home on the role's page, so their anchors are the ones they have there.
        let expectations = handbook.resolved(*role).expectations.iter().enumerate();
        let own = expectations.filter(|(_, expectation)| expectation.topic == index && expectation.why == Why::Own);
        let anchor = |at: usize| handbook.anchors(*role).name(at);
        let statements: Vec<view::Statement> =
            own.map(|(at, expectation)| builder.statement(&expectation.statement, *role, anchor(at))).collect();
        roles.push(view::GridCell { at: builder.brief(*role), statements });
    }
    Responsibility {
        summary: builder.summary(entity),
        aliases: entity.aliases.iter().map(|alias| alias.value.clone()).collect(),
        body: builder.body(entity),
        theme: builder.theme(index),
        grids,
        roles,
        resources: builder.resources(&topic.resources, entity),
        related: topic
            .related
            .iter()
            .filter_map(|related| builder.find(Kind::Responsibility, &related.value))
            .collect(),
        roadmaps: builder.cards(users.roadmaps.iter().copied()),
        interviews: builder.cards(users.interviews.iter().copied()),
        mentions: builder.mentions(index),
    }
}

/// The grids of a topic; cells of levels in the levels' order.
fn grids(builder: &Builder, index: EntityId, topic: &content::Topic) -> Vec<Grid> {
    let cells = builder.handbook.cells(index);
    let mut grids = Vec::new();
    for (number, grid) in topic.grids.iter().enumerate() {
        let of_grid = cells.iter().filter_map(|cell| match cell.at {
            CellAt::Grid(of, at) if of == number => Some((at, cell)),
            _ => None,
        });
        let shown = of_grid.map(|(at, cell)| view::GridCell {
            at: builder.brief(at),
            statements: statements(builder, index, cell).collect(),
        });
        let shown: Vec<view::GridCell> = shown.collect();
        if !shown.is_empty() {
            grids.push(Grid { axis: grid.axis.name(), cells: shown });
        }
    }
    grids
}

/// The statements of a cell of a topic, under the anchors of the topic's page.
pub fn statements<'a>(
    builder: &'a Builder,
    topic: EntityId,
    cell: &Cell<'a>,
) -> impl Iterator<Item = view::Statement> + use<'a> {
    let anchors = builder.handbook.anchors(topic);
    let numbered = (cell.first..).zip(&cell.cell.statements);
    numbered.map(move |(number, statement)| builder.statement(statement, topic, anchors.name(number)))
}
