//! A family: its tracks, its other roles and its part of the career map.

use std::collections::HashSet;

use serde::Serialize;

use crate::content::{Kind, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, LinkView, PageBuilder, active};
use crate::page::frame::PageHeading;
use crate::page::ladders::{LadderView, ladder};

use super::career_map::{self, CareerMapView};
use super::{Address, PageKind, entities, matrix};

/// A family.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FamilyView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// Its tracks.
    pub tracks: Vec<LadderView>,
    /// Its roles that stand on no track.
    pub others: Vec<Card>,
    /// The matrix page.
    pub matrix: Option<LinkView>,
    /// The career map of the family, if it has moves to show.
    pub map: Option<CareerMapView>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
}

/// The page of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FamilyPage(pub EntityId);

impl PageKind for FamilyPage {
    type View = FamilyView;
    const NAME: &'static str = "family";
    const TEMPLATE: &'static str = "family.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Family, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Family))
            .among(builder.handbook, builder.handbook.sorted(Kind::Family))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let used_by = handbook.used_by(index);
        let tracks: Vec<EntityId> = used_by.tracks.iter().copied().filter(|track| active(handbook, *track)).collect();
        let on_tracks: HashSet<EntityId> = tracks.iter().flat_map(|track| handbook.rungs(*track)).collect();
        let others = used_by.roles.iter().copied().filter(|role| !on_tracks.contains(role) && active(handbook, *role));
        FamilyView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            map: career_map::family(builder, index),
            tracks: tracks.into_iter().map(|track| ladder(builder, track)).collect(),
            others: builder.cards(others),
            matrix: matrix::link(builder, index),
            backlinks: builder.backlinks(index),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}
