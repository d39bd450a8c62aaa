//! An ordinary page: text, and for the page of a folder the pages in it.

use serde::Serialize;

use crate::content::{Kind, Status};
use crate::handbook::history::FOLDER;
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder};
use crate::page::changes::ReleaseView;
use crate::page::frame::PageHeading;
use crate::page::social_card::CardSubject;
use crate::page::urls;

use super::{Address, PageKind, entities};

/// Ordinary text.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TextView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// For a folder's page: the pages in it.
    pub children: Vec<Card>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
    /// For the page of a released version: what changed in it.
    pub release: Option<ReleaseView>,
    /// For the pages of `changes/`: the feed of all versions.
    pub feed: Option<String>,
}

/// The page of an ordinary text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextPage(pub EntityId);

impl PageKind for TextPage {
    type View = TextView;
    const NAME: &'static str = "page";
    const TEMPLATE: &'static str = "page.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Page, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        let handbook = builder.handbook;
        let heading = PageHeading::of(builder, index).among(handbook, handbook.siblings(index));
        match handbook.get(index).id.starts_with("guides/") {
            true => heading.below(builder.list_link(Kind::Page)),
            false => heading.below(folder_page(handbook, index).map(|page| builder.link(page))),
        }
    }

    fn card(self) -> Option<CardSubject> {
        Some(CardSubject::Text(self.0))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        // Only a folder's page lists what stands in the folder; a page in it has the same siblings.
        let children = if entity.id.ends_with("/index") { handbook.siblings(index) } else { &[] };
        TextView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            children: builder.cards(children.iter().copied()),
            backlinks: builder.backlinks(index),
            release: builder.release(index),
            feed: is_of_changes(&entity.id).then(|| builder.planned(&urls::feed(None))).flatten(),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}

fn is_of_changes(id: &str) -> bool {
    id.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

/// The `index.md` of the folder that a page stands in.
fn folder_page(handbook: &Handbook, index: EntityId) -> Option<EntityId> {
    let id = &handbook.get(index).id;
    let folder = id.strip_suffix("/index").unwrap_or(id).rsplit_once('/')?.0;
    handbook.find(Kind::Page, &format!("{folder}/index")).filter(|page| *page != index)
}
