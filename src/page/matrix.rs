//! The matrix of a track or family: responsibilities and skills by roles.

use crate::content::Kind;
use crate::handbook::difference::{Change, StepChange};
use crate::handbook::{EntityId, RoleDifference};

use super::build::Builder;
use super::compare::statement_href;
use super::plan::matrix_columns;
use super::role::below;
use super::view::{Cell, CellStatement, Column, Matrix, MatrixSection, Row};

/// Builds the page.
pub fn matrix(builder: &Builder, of: EntityId) -> Matrix {
    let handbook = builder.handbook;
    let roles = matrix_columns(handbook, of);
    let columns: Vec<Role> = roles
        .iter()
        .map(|role| {
            // In a track the column before is the rung below; in a family it may be of another track.
            let before = below(handbook, *role).into_iter().find(|below| roles.contains(below));
            let difference = before.map(|before| builder.plan.difference(handbook, before, *role));
            Role { index: *role, difference }
        })
        .collect();
    let mut topics: Vec<EntityId> = Vec::new();
    for role in &roles {
        let resolved = handbook.resolved(*role);
        topics.extend(resolved.expectations.iter().map(|expectation| expectation.topic));
        topics.extend(resolved.needs.iter().map(|need| need.skill));
    }
    topics.sort_by_key(|topic| handbook.topic_rank(*topic));
    topics.dedup();
    let mut sections: Vec<MatrixSection> = Vec::new();
    for topic in topics {
        let title = section(builder, topic);
        let row =
            Row { topic: builder.brief(topic), cells: columns.iter().map(|role| cell(builder, role, topic)).collect() };
        match sections.iter_mut().find(|section| section.title == title) {
            Some(section) => section.rows.push(row),
            None => sections.push(MatrixSection { title, rows: vec![row] }),
        }
    }
    Matrix {
        of: builder.card(of),
        columns: roles
            .iter()
            .map(|role| Column {
                role: builder.brief(*role),
                level: handbook.level_of(*role).map(|level| builder.brief(level)),
            })
            .collect(),
        sections,
    }
}

/// Responsibilities stand together; skills stand under their theme.
fn section(builder: &Builder, topic: EntityId) -> String {
    let kind = builder.handbook.get(topic).kind();
    let theme = if kind == Kind::Skill { builder.theme(topic) } else { None };
    theme.unwrap_or_else(|| builder.handbook.config.term(kind).other)
}

struct Role {
    index: EntityId,
    difference: Option<std::sync::Arc<RoleDifference>>,
}

fn cell(builder: &Builder, role: &Role, topic: EntityId) -> Cell {
    let handbook = builder.handbook;
    let resolved = handbook.resolved(role.index);
    let step = resolved.need(topic).and_then(|need| builder.step(topic, need.step?));
    let show = |at: usize, change: Option<&'static str>| {
        let expectation = &resolved.expectations[at];
        CellStatement {
            html: builder.html(&expectation.statement.text, handbook.get(expectation.source)),
            href: statement_href(builder, role.index, at),
            change,
        }
    };
    let Some(found) = &role.difference else {
        let all = resolved.expectations.iter().enumerate().filter(|(_, expectation)| expectation.topic == topic);
        return Cell { step, raised: false, statements: all.map(|(at, _)| show(at, None)).collect(), carried: 0 };
    };
    let group = found.difference.groups.iter().find(|group| found.topics[group.group] == topic);
    let mut cell = Cell { step, raised: false, statements: Vec::new(), carried: 0 };
    let Some(group) = group else { return cell };
    cell.raised = matches!(group.step, Some(StepChange::Raised { .. }));
    for change in &group.changes {
        match change {
            Change::Unchanged { .. } => cell.carried += 1,
            Change::Reworded { new, .. } => cell.statements.push(show(*new, Some("reworded"))),
            Change::New { new } => cell.statements.push(show(*new, Some("new"))),
            Change::Dropped { .. } => {}
        }
    }
    cell
}
