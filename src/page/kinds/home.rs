//! The first page: the tracks as ladders, the guides and the roadmaps.

use serde::Serialize;

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, CardGroup, PageBuilder, active};
use crate::page::frame::PageHeading;
use crate::page::ladders::{LadderView, ladder};
use crate::page::map_table::MapTable;
use crate::page::site::SchemaType;
use crate::page::social_card::CardSubject;
use crate::page::urls;

use super::{Address, PageKind, career_map, list};

/// With more tracks than this, the home page lists them by family instead of drawing them.
const TRACKS_ON_HOME: usize = 8;
/// With more tracks than this, the home page has no career map.
const TRACKS_ON_HOME_MAP: usize = 4;

/// The first page.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HomeView {
    /// The text of `content/index.md`, HTML.
    pub body: String,
    /// The families, if there is more than one and the tracks are drawn.
    pub families: Vec<Card>,
    /// The tracks by family, when there are too many to draw.
    pub groups: Vec<CardGroup>,
    /// The tracks as ladders; empty when there are too many to draw.
    pub tracks: Vec<LadderView>,
    /// The career map, if it is small enough for the first page.
    pub map: Option<MapTable>,
    /// In a library without roles: its skills by theme.
    pub skills: Vec<CardGroup>,
    /// Whether there are roles, a career map and a comparison, in this order.
    pub doors: [bool; 3],
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

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let config = &builder.handbook.config;
        let heading = PageHeading::introduced(builder, "index", &config.title);
        PageHeading { description: config.description.clone(), ..heading }
    }

    fn card(self) -> Option<CardSubject> {
        Some(CardSubject::Site)
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
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
        let has_roles = listed(Kind::Role).next().is_some();
        let skills: Vec<EntityId> = if has_roles { Vec::new() } else { listed(Kind::Skill).collect() };
        let map = (!many && tracks.len() <= TRACKS_ON_HOME_MAP).then(|| career_map::brief(builder)).flatten();
        HomeView {
            body: builder.intro("index"),
            map,
            skills: list::grouped(builder, &skills, |skill| list::theme_heading(builder, skill)),
            doors: [has_roles, builder.plan.has(urls::MAP), builder.plan.has(urls::COMPARISONS)],
            tracks: if many || tracks.len() > 4 * TRACKS_ON_HOME {
                Vec::new()
            } else {
                tracks.into_iter().map(|track| ladder(builder, track)).collect()
            },
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
