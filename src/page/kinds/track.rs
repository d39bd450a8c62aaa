//! A track: its ladder, and the ways out of it.

use std::collections::HashSet;

use serde::Serialize;

use crate::content::{Kind, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, DownloadView, LinkView, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::ladders::{LadderView, ladder};

use super::role::{self, MoveView};
use super::{Address, PageKind, career_map, entities, matrix, print};

/// A track.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrackView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// The ladder with its kind and focus.
    pub ladder: LadderView,
    /// Whether what is expected at one rung stays expected above it.
    pub cumulative: bool,
    /// The family.
    pub family: Option<Card>,
    /// The matrix page.
    pub matrix: Option<LinkView>,
    /// The whole track as one document.
    pub print: Option<LinkView>,
    /// Its roles in other formats.
    pub downloads: Vec<DownloadView>,
    /// The map of this track's neighbourhood as SVG.
    pub map_svg: Option<String>,
    /// Ways out of this track into another, with the role they start from.
    pub exits: Vec<(Card, MoveView)>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
}

/// The page of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackPage(pub EntityId);

impl PageKind for TrackPage {
    type View = TrackView;
    const NAME: &'static str = "track";
    const TEMPLATE: &'static str = "track.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Track, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        let above = builder.list_link(Kind::Track).into_iter();
        let above = above.chain(builder.handbook.track_family(index).map(|family| builder.link(family)));
        PageHeading::of(builder, index).below(above).among(builder.handbook, builder.handbook.sorted(Kind::Track))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let rungs = handbook.rungs(index);
        let on_track: HashSet<EntityId> = rungs.iter().copied().collect();
        let mut exits = Vec::new();
        for rung in &rungs {
            for exit in handbook.moves_from(*rung).iter().filter(|exit| !on_track.contains(&exit.to)) {
                exits.push((builder.card(*rung), role::move_view(builder, exit, builder.card(exit.to))));
            }
        }
        TrackView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            ladder: ladder(builder, index),
            cumulative: handbook.track(index).is_some_and(|track| track.cumulative),
            family: handbook.track_family(index).map(|family| builder.card(family)),
            matrix: matrix::link(builder, index),
            print: print::link(builder, index),
            downloads: builder.downloads(Some(index)),
            map_svg: career_map::neighbourhood(builder, index),
            exits,
            backlinks: builder.backlinks(index),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}
