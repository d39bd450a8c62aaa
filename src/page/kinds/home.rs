//! The first page: the tracks as ladders, the guides and the roadmaps.

use serde::Serialize;

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Builder, Card, CardGroup, active};
use crate::page::frame::Heading;
use crate::page::ladders::{LadderView, side_by_side};
use crate::page::site::SchemaType;
use crate::page::urls;

use super::{Address, PageKind, list};

/// With more tracks than this, the home page lists them by family instead of drawing them.
const TRACKS_ON_HOME: usize = 8;

/// The first page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HomeView {
    /// The text of `content/index.md`, HTML.
    pub body: String,
    /// The families, if there is more than one and the tracks are drawn.
    pub families: Vec<Card>,
    /// The tracks by family, when there are too many to draw.
    pub groups: Vec<CardGroup>,
    /// The tracks as ladders; empty when there are too many to draw.
    pub tracks: Vec<LadderView>,
    /// The guides.
    pub guides: Vec<Card>,
    /// The roadmaps.
    pub roadmaps: Vec<Card>,
}

/// The first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HomePage;

impl PageKind for HomePage {
    type View = HomeView;
    const NAME: &'static str = "home";
    const TEMPLATE: &'static str = "home.html";
    const INTRO: Option<&'static str> = Some("index");
    const SCHEMA_TYPE: SchemaType = SchemaType::WebSite;

    fn addresses(_: &Handbook) -> Vec<Address<Self>> {
        vec![Address::built_in(urls::HOME, Self, "the home page")]
    }

    fn heading(self, builder: &Builder) -> Heading {
        let config = &builder.handbook.config;
        let heading = Heading::introduced(builder, "index", &config.title);
        Heading { description: config.description.clone(), ..heading }
    }

    fn view(self, builder: &Builder) -> Self::View {
        let handbook = builder.handbook;
        let listed = |kind: Kind| handbook.sorted(kind).iter().copied().filter(|index| active(handbook, *index));
        let families: Vec<Card> = builder.cards(listed(Kind::Family));
        let mut tracks: Vec<EntityId> = listed(Kind::Track).collect();
        let many = tracks.len() > TRACKS_ON_HOME && !families.is_empty();
        let mut groups = Vec::new();
        if many {
            list::by_family(builder, &mut tracks);
            groups = list::grouped(builder, &tracks, |track| list::family_heading(builder, track));
        }
        HomeView {
            body: builder.intro("index"),
            tracks: if many || tracks.len() > 4 * TRACKS_ON_HOME { Vec::new() } else { side_by_side(builder, tracks) },
            families: if !many && families.len() > 1 { families } else { Vec::new() },
            groups,
            guides: builder.cards(listed(Kind::Page).filter(|page| {
                let id = &handbook.get(*page).id;
                id.starts_with("guides/") && !id.ends_with("/index")
            })),
            roadmaps: builder.cards(listed(Kind::Roadmap)),
        }
    }
}
