//! Pages of skills and responsibilities: their statements, and who needs them.

use std::collections::HashSet;

use crate::content::{self, GridCell, Kind};
use crate::handbook::{EntityId, Why};

use super::build::Builder;
use super::view::{self, Grid, NeededBy, Responsibility, Skill, SkillStep};

/// The page of a skill.
pub fn skill(builder: &Builder, index: EntityId, skill: &content::Skill) -> Skill {
    let handbook = builder.handbook;
    let entity = handbook.get(index);
    let users = handbook.users(index);
    let scale = handbook.scale_of(skill);
    let mut anchors = HashSet::new();
    let needs: Vec<_> =
        users.roles.iter().filter_map(|role| handbook.resolved(*role).need(index).map(|need| (*role, need))).collect();
    let steps = scale.map(|scale| scale.steps.as_slice()).unwrap_or_default().iter().enumerate();
    let steps = steps.filter_map(|(number, step)| {
        let cells = skill.steps.iter().filter(|cell| cell.at.value == step.id.value);
        let resources = skill.topic.resources.iter();
        let resources = resources.filter(|resource| resource.step.as_ref().is_some_and(|at| at.value == step.id.value));
        Some(SkillStep {
            step: builder.step(index, number)?,
            statements: cells
                .flat_map(|cell| &cell.statements)
                .map(|statement| builder.statement(statement, index, &mut anchors))
                .collect(),
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
        grids: grids(builder, index, &skill.topic, &mut anchors),
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
    let mut anchors = HashSet::new();
    let grids = grids(builder, index, topic, &mut anchors);
    let mut roles = Vec::new();
    for role in &users.roles {
        // These are at home on the role's page, so their anchors are the ones they have there.
        let mut anchors = HashSet::new();
        let expectations = handbook.resolved(*role).expectations.iter();
        let own = expectations.filter(|expectation| expectation.topic == index && expectation.why == Why::Own);
        let statements: Vec<view::Statement> =
            own.map(|expectation| builder.statement(&expectation.statement, *role, &mut anchors)).collect();
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
fn grids(builder: &Builder, index: EntityId, topic: &content::Topic, anchors: &mut HashSet<String>) -> Vec<Grid> {
    let handbook = builder.handbook;
    let mut grids = Vec::new();
    for grid in &topic.grids {
        let mut cells: Vec<(EntityId, &GridCell)> =
            grid.cells.iter().filter_map(|cell| Some((handbook.find(grid.axis, &cell.at.value)?, cell))).collect();
        if grid.axis == Kind::Level {
            cells.sort_by_key(|(level, _)| handbook.level_rank(*level));
        }
        let cells = cells.into_iter().map(|(at, cell)| view::GridCell {
            at: builder.brief(at),
            statements: cell.statements.iter().map(|statement| builder.statement(statement, index, anchors)).collect(),
        });
        let cells: Vec<view::GridCell> = cells.collect();
        if !cells.is_empty() {
            grids.push(Grid { axis: grid.axis.name(), cells });
        }
    }
    grids
}
