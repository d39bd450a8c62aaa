//! The matrix of a track or family: responsibilities and skills by roles.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::content::{Kind, Status};
use crate::handbook::difference::{Change, StepChange};
use crate::handbook::{EntityId, Handbook, RoleDifference};
use crate::page::cards::{Card, DownloadView, LinkView, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::site::SchemaType;
use crate::page::statements::{ChangeKind, ScaleStepView};
use crate::page::urls;

use super::{Address, PageKind, comparison, role};

/// Topics by roles.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixView {
    /// The track or family.
    pub of: Card,
    /// The roles in other formats.
    pub downloads: Vec<DownloadView>,
    /// The roles, lowest first on each track.
    pub columns: Vec<MatrixColumn>,
    /// The rows in sections: responsibilities, then skills by theme.
    pub sections: Vec<MatrixSection>,
}

/// A column of a matrix.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixColumn {
    /// The role.
    pub role: Card,
    /// Its level.
    pub level: Option<Card>,
    /// The track that its column stands under, in the matrix of a family.
    pub track: Option<Card>,
}

/// Rows under a title.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixSection {
    /// Responsibilities, or the skill theme's name.
    pub title: String,
    /// The rows.
    pub rows: Vec<MatrixRow>,
}

/// A row of a matrix.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixRow {
    /// The responsibility or skill.
    pub topic: Card,
    /// One a column.
    pub cells: Vec<MatrixCell>,
}

/// A cell of a matrix.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixCell {
    /// The needed step, for a skill.
    pub step: Option<ScaleStepView>,
    /// Whether the step is higher than in the column before.
    pub raised: bool,
    /// Statements that are new or reworded here, compared with the column before (all, in the first column).
    pub statements: Vec<MatrixStatement>,
    /// How many more carry over from the column before.
    pub carried: usize,
}

/// A statement in a cell.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatrixStatement {
    /// The sentence, HTML.
    pub html: String,
    /// Its place on the role's page.
    pub href: String,
    /// `new` or `reworded`; `None` in the first column.
    pub change: Option<ChangeKind>,
}

/// The matrix of a track or family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MatrixPage(pub EntityId);

impl PageKind for MatrixPage {
    type View = MatrixView;
    const NAME: &'static str = "matrix";
    const TEMPLATE: &'static str = "matrix.html";
    const SCHEMA_TYPE: SchemaType = SchemaType::CollectionPage;

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let of = [Kind::Track, Kind::Family].into_iter().flat_map(|kind| handbook.of_kind(kind));
        of.filter(|(index, _)| handbook.is_first(*index) && exists(handbook, *index))
            .map(|(index, entity)| Address::built_in(urls::matrix(entity.kind(), &entity.id), Self(index), "a matrix"))
            .collect()
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(of) = self;
        let entity = builder.handbook.get(of);
        PageHeading {
            title: builder.text("matrix.title", &[("title", &entity.title)]),
            description: Some(builder.text("matrix.description", &[("title", &entity.title)])),
            ..PageHeading::default()
        }
        .below(builder.list_link(entity.kind()).into_iter().chain([builder.link(of)]))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(of) = self;
        let handbook = builder.handbook;
        let roles = columns(handbook, of);
        let columns: Vec<ComparedRole> = roles
            .iter()
            .map(|role| {
                // In a track the column before is the rung below; in a family it may be of another track.
                let before = role::below(handbook, *role).into_iter().find(|below| roles.contains(below));
                let difference = before.map(|before| handbook.difference(before, *role));
                ComparedRole::new(handbook, *role, difference)
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
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for topic in topics {
            let title = section(builder, topic);
            let row = MatrixRow {
                topic: builder.link_card(topic),
                cells: columns.iter().map(|role| cell(builder, role, topic)).collect(),
            };
            let number = *numbers.entry(title).or_insert_with_key(|title| {
                sections.push(MatrixSection { title: title.clone(), rows: Vec::new() });
                sections.len() - 1
            });
            sections[number].rows.push(row);
        }
        MatrixView {
            of: builder.card(of),
            downloads: builder.downloads(Some(of)),
            columns: roles
                .iter()
                .map(|role| MatrixColumn {
                    role: builder.link_card(*role),
                    level: handbook.level_of(*role).map(|level| builder.link_card(level)),
                    track: track_of(handbook, of, *role).map(|track| builder.link_card(track)),
                })
                .collect(),
            sections,
        }
    }
}

/// A link to the matrix of a track or family, if it has one.
pub fn link(builder: &PageBuilder, index: EntityId) -> Option<LinkView> {
    let entity = builder.handbook.get(index);
    let url = urls::matrix(entity.kind(), &entity.id);
    builder.plan.has(&url).then(|| LinkView {
        title: builder.text("matrix.title", &[("title", &entity.title)]),
        href: builder.href(&url),
    })
}

/// The roles of a track or family that a matrix shows, lowest first on each track; empty if there are fewer than two or
/// nothing to show.
fn columns(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let mut columns = roles(handbook, index);
    if columns.len() < 2 {
        return Vec::new();
    }
    if handbook.get(index).kind() != Kind::Track {
        handbook.sort(&mut columns);
        // The columns of a track stand together, so that left to right is a way up.
        let tracks = handbook.sorted(Kind::Track);
        columns.sort_by_cached_key(|role| {
            let track = track_of(handbook, index, *role);
            track.and_then(|track| tracks.iter().position(|known| *known == track)).unwrap_or(usize::MAX)
        });
    }
    columns
}

/// The track under which a role stands in the matrix of a family.
fn track_of(handbook: &Handbook, of: EntityId, role: EntityId) -> Option<EntityId> {
    if handbook.get(of).kind() == Kind::Track { None } else { handbook.tracks_of(role).first().copied() }
}

/// Whether a track or family has a matrix.
pub fn exists(handbook: &Handbook, index: EntityId) -> bool {
    (2..=MAX_COLUMNS).contains(&roles(handbook, index).len())
}

/// The most roles in a matrix. No reader follows a row through more, and the size of a matrix grows with the product of
/// its roles and topics.
pub const MAX_COLUMNS: usize = 250;

/// The number of roles of a track or family, if it is too large for a matrix.
pub fn too_large(handbook: &Handbook, index: EntityId) -> Option<usize> {
    Some(roles(handbook, index).len()).filter(|count| *count > MAX_COLUMNS)
}

/// The roles of a track or family that have something to show; a track's lowest first.
fn roles(handbook: &Handbook, index: EntityId) -> Vec<EntityId> {
    let mut roles = match handbook.get(index).kind() {
        Kind::Track => handbook.rungs(index),
        _ => {
            let roles = handbook.used_by(index).roles.iter().copied();
            roles.filter(|role| handbook.get(*role).status != Status::Retired).collect()
        }
    };
    roles.retain(|role| handbook.expects_anything(*role));
    roles
}

/// The section of a topic: responsibilities are one section, skills have one per theme.
fn section(builder: &PageBuilder, topic: EntityId) -> String {
    let kind = builder.handbook.get(topic).kind();
    let theme = if kind == Kind::Skill { builder.theme(topic) } else { None };
    theme.unwrap_or_else(|| builder.handbook.term(kind).other)
}

/// A role of the matrix, with its difference from the column before. What it says of a topic is found without a search.
struct ComparedRole {
    index: EntityId,
    difference: Option<Arc<RoleDifference>>,
    /// The places of a topic's expectations, which stand together.
    expectations: HashMap<EntityId, Range<usize>>,
    /// The needed step of each skill.
    steps: HashMap<EntityId, usize>,
    /// The place of a topic's group in the difference.
    groups: HashMap<EntityId, usize>,
}

impl ComparedRole {
    fn new(handbook: &Handbook, index: EntityId, difference: Option<Arc<RoleDifference>>) -> Self {
        let resolved = handbook.resolved(index);
        let mut expectations: HashMap<EntityId, Range<usize>> = HashMap::new();
        for (at, expectation) in resolved.expectations.iter().enumerate() {
            expectations.entry(expectation.topic).or_insert(at..at).end = at + 1;
        }
        let mut groups = HashMap::new();
        for (at, group) in difference.iter().flat_map(|found| found.difference.groups.iter().enumerate()) {
            let topics = difference.as_ref().map(|found| &found.topics);
            if let Some(topic) = topics.and_then(|topics| topics.get(group.group)) {
                groups.entry(*topic).or_insert(at);
            }
        }
        let steps = resolved.needs.iter().filter_map(|need| Some((need.skill, need.step?))).collect();
        Self { index, difference, expectations, steps, groups }
    }
}

fn cell(builder: &PageBuilder, role: &ComparedRole, topic: EntityId) -> MatrixCell {
    let handbook = builder.handbook;
    let resolved = handbook.resolved(role.index);
    let step = role.steps.get(&topic).and_then(|step| builder.step(topic, *step));
    let show = |at: usize, change: Option<ChangeKind>| {
        let expectation = &resolved.expectations[at];
        MatrixStatement {
            html: builder.html(&expectation.statement.text, handbook.get(expectation.source)),
            href: comparison::statement_href(builder, role.index, at),
            change,
        }
    };
    let Some(found) = &role.difference else {
        let all = role.expectations.get(&topic).cloned().unwrap_or_default();
        let all = all.filter(|at| resolved.expectations[*at].statement.band.is_none());
        return MatrixCell { step, raised: false, statements: all.map(|at| show(at, None)).collect(), carried: 0 };
    };
    let group = role.groups.get(&topic).map(|at| &found.difference.groups[*at]);
    let mut cell = MatrixCell { step, raised: false, statements: Vec::new(), carried: 0 };
    let Some(group) = group else { return cell };
    cell.raised = matches!(group.step, Some(StepChange::Raised { .. }));
    for change in &group.changes {
        match change {
            Change::Unchanged { .. } => cell.carried += 1,
            Change::Reworded { new, .. } => cell.statements.push(show(*new, Some(ChangeKind::Reworded))),
            Change::New { new } => cell.statements.push(show(*new, Some(ChangeKind::New))),
            Change::Dropped { .. } => {}
        }
    }
    cell
}
