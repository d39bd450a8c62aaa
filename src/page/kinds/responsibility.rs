//! A responsibility: what roles answer for, by level and by role.

use serde::Serialize;

use crate::content::{Data, Kind, Status};
use crate::handbook::{EntityId, Handbook, Why};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::ladders::{TopicLadderView, topic_ladders};
use crate::page::statements::{GridCellView, GridView, ResourceView, StatementView};

use super::{Address, PageKind, entities};

/// A responsibility.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ResponsibilityView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text, HTML.
    pub body: String,
    /// The theme's name.
    pub theme: Option<String>,
    /// Statements by level and by role, as written here.
    pub grids: Vec<GridView>,
    /// Every role's own statements under it, by level.
    pub roles: Vec<GridCellView>,
    /// Resources.
    pub resources: Vec<ResourceView>,
    /// Related responsibilities.
    pub related: Vec<Card>,
    /// Roadmaps that practise it.
    pub roadmaps: Vec<Card>,
    /// Interview kits that look at it.
    pub interviews: Vec<Card>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
    /// The tracks whose roles ask for it.
    pub ladders: Vec<TopicLadderView>,
}

/// The page of a responsibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResponsibilityPage(pub EntityId);

impl PageKind for ResponsibilityPage {
    type View = ResponsibilityView;
    const NAME: &'static str = "responsibility";
    const TEMPLATE: &'static str = "responsibility.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Responsibility, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Responsibility))
            .among(builder.handbook, builder.handbook.siblings(index))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let Data::Responsibility(topic) = &builder.handbook.get(index).data else {
            unreachable!("the plan made this a responsibility's page")
        };
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let used_by = handbook.used_by(index);
        let grids = builder.grids(index, topic);
        let mut roles = Vec::new();
        for role in &used_by.roles {
            // The statements link to the role's page, so they carry the anchors of that page.
            let expectations = handbook.resolved(*role).expectations.iter().enumerate();
            let own = expectations.filter(|(_, expectation)| expectation.topic == index && expectation.why == Why::Own);
            let anchor = |at: usize| handbook.anchors(*role).name(at);
            let statements: Vec<StatementView> =
                own.map(|(at, expectation)| builder.statement(&expectation.statement, *role, anchor(at))).collect();
            roles.push(GridCellView { at: builder.link_card(*role), statements });
        }
        ResponsibilityView {
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
            roadmaps: builder.cards(used_by.roadmaps.iter().copied()),
            interviews: builder.cards(used_by.interviews.iter().copied()),
            backlinks: builder.backlinks(index),
            ladders: topic_ladders(builder, index, &used_by.roles),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}
