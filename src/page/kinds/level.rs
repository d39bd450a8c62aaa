//! A level: what it means, its roles, and what is expected of everyone at it.

use serde::Serialize;

use crate::content::{Data, Kind, Status};
use crate::handbook::{CellAt, EntityId, Handbook};
use crate::page::cards::{Card, CardGroup, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::statements::{GroupView, LevelFacts};

use super::{Address, PageKind, entities};

/// A level.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LevelView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// Scope, autonomy, impact.
    pub facts: LevelFacts,
    /// Its roles by track.
    pub roles: Vec<CardGroup>,
    /// What grids expect of everyone at this level.
    pub groups: Vec<GroupView>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
}

/// The page of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LevelPage(pub EntityId);

impl PageKind for LevelPage {
    type View = LevelView;
    const NAME: &'static str = "level";
    const TEMPLATE: &'static str = "level.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Level, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Level))
            .among(builder.handbook, builder.handbook.sorted(Kind::Level))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let Data::Level(level) = &builder.handbook.get(index).data else {
            unreachable!("the plan made this a level's page")
        };
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        LevelView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            facts: LevelFacts {
                card: builder.card(index),
                scope: builder.optional_html(&level.scope, entity),
                autonomy: builder.optional_html(&level.autonomy, entity),
                impact: builder.optional_html(&level.impact, entity),
                code: level.code.clone(),
                facts: builder.facts(&level.facts, entity),
            },
            roles: builder.by_track(&handbook.used_by(index).roles),
            groups: expected_of_all(builder, index),
            backlinks: builder.backlinks(index),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}

/// What grids expect of everyone at a level, by topic.
fn expected_of_all(builder: &PageBuilder, level: EntityId) -> Vec<GroupView> {
    let handbook = builder.handbook;
    let mut groups = Vec::new();
    for topic in handbook.sorted(Kind::Responsibility).iter().chain(handbook.sorted(Kind::Skill)) {
        let grids = handbook.topic(*topic).map(|topic| topic.grids.as_slice()).unwrap_or_default();
        if grids.iter().all(|grid| grid.axis != Kind::Level) {
            continue;
        }
        // The statements link to the topic's page, so they carry the anchors of that page.
        let cells = handbook.cells(*topic);
        let cells = cells.iter().filter(|cell| matches!(cell.at, CellAt::Grid(_, at) if at == level));
        let statements: Vec<_> = cells.flat_map(|cell| builder.cell(*topic, cell)).collect();
        if !statements.is_empty() {
            groups.push(GroupView {
                topic: builder.card(*topic),
                theme: builder.theme(*topic),
                need: None,
                summary: None,
                examples: Vec::new(),
                statements,
            });
        }
    }
    groups
}
