//! What a page shows of other entities: cards, links and prose, made by the builder that every page kind shares.

use serde::Serialize;

use crate::content::strings::TextValue;
use crate::content::{Entity, ExportFormat, Id, Kind, Prose, Status};
use crate::handbook::{EntityId, Handbook};

use super::plan::Plan;
use super::prose::ProsePlace;
use super::{prose, urls};

/// A link and its words.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LinkView {
    /// The words.
    pub title: String,
    /// The relative address.
    pub href: String,
}

/// What a page shows of another entity.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Card {
    /// The kind's name: `role`, `skill` ...
    pub kind: Kind,
    /// The id.
    pub id: String,
    /// The name.
    pub title: String,
    /// The relative address.
    pub href: String,
    /// One sentence, HTML; `None` where the page shows the name alone.
    pub summary: Option<String>,
    /// `draft` or `retired`, when it is not active.
    pub status: Option<Status>,
}

/// A file that holds the roles in another format.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DownloadView {
    /// `csv`, `xlsx`, `markdown`, `tracker`, `json` or `jsonld`.
    pub format: &'static str,
    /// The relative address.
    pub href: String,
}

/// Cards under a title.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CardGroup {
    /// The title; `None` for a list without groups.
    pub title: Option<String>,
    /// Where the title leads, if it is an entity.
    pub href: Option<String>,
    /// One sentence on the group, HTML.
    pub summary: Option<String>,
    /// The entities.
    pub cards: Vec<Card>,
}

/// Builds one page.
pub struct PageBuilder<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The plan.
    pub plan: &'a Plan,
    /// The page's address.
    pub url: &'a str,
    /// From the page to the site's root; the site's address where links must be absolute.
    pub root: String,
    /// What precedes a `#fragment` of the page itself: nothing, or the address of the page.
    pub here: String,
    /// What prose is printed as.
    pub format: PageFormat,
}

/// What prose is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageFormat {
    /// For pages that browsers show.
    Html,
    /// For their Markdown counterparts, which have no pictures.
    Markdown,
}

impl PageBuilder<'_> {
    /// The relative address of an address from the site's root.
    pub fn href(&self, to: &str) -> String {
        format!("{}{}", self.root, urls::encode(to))
    }

    /// An interface text with its values.
    pub fn text(&self, name: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<(&str, TextValue)> =
            values.iter().map(|(name, value)| (*name, TextValue::Text(value))).collect();
        self.handbook.strings.text(name, &values)
    }

    /// A link to an entity.
    pub fn link(&self, index: EntityId) -> LinkView {
        LinkView {
            title: self.handbook.get(index).title.clone(),
            href: self.href(&prose::entity_address(self.handbook, index)),
        }
    }

    /// A link to the list of a kind, unless there is none or this page is that list.
    pub fn list_link(&self, kind: Kind) -> Option<LinkView> {
        let list = urls::list(kind);
        let elsewhere = self.plan.has(&list) && self.url != list;
        elsewhere.then(|| LinkView { title: self.handbook.term(kind).other, href: self.href(&list) })
    }

    /// What this page shows of another entity.
    pub fn card(&self, index: EntityId) -> Card {
        Card { summary: self.summary(self.handbook.get(index)), ..self.link_card(index) }
    }

    /// A card without the summary. A page that does not show the summary must not depend on it, or an edit of the
    /// summary would make the page a changed page.
    pub fn link_card(&self, index: EntityId) -> Card {
        let entity = self.handbook.get(index);
        Card {
            kind: entity.kind(),
            id: entity.id.to_string(),
            title: entity.title.clone(),
            href: self.href(&prose::entity_address(self.handbook, index)),
            summary: None,
            status: status(entity),
        }
    }

    /// Cards of several entities, without summaries.
    pub fn link_cards(&self, indices: impl IntoIterator<Item = EntityId>) -> Vec<Card> {
        indices.into_iter().map(|index| self.link_card(index)).collect()
    }

    /// Cards of several entities.
    pub fn cards(&self, indices: impl IntoIterator<Item = EntityId>) -> Vec<Card> {
        indices.into_iter().map(|index| self.card(index)).collect()
    }

    /// The card of a kind and id, if it exists.
    pub fn find(&self, kind: Kind, id: &Id) -> Option<Card> {
        self.handbook.find(kind, id).map(|index| self.card(index))
    }

    /// An entity's summary as HTML.
    pub fn summary(&self, entity: &Entity) -> Option<String> {
        entity.summary.as_ref().map(|summary| self.html(summary, entity))
    }

    /// Prose written in the file `path`, in the page's format.
    pub fn prose(&self, prose: &Prose, path: &str) -> String {
        match self.format {
            PageFormat::Html => prose::html(self.handbook, prose, path, &self.root),
            PageFormat::Markdown => {
                prose::markdown(self.handbook, prose, ProsePlace { path, root: &self.root, here: &self.here })
            }
        }
    }

    /// Prose written in `entity` as HTML.
    pub fn html(&self, prose: &Prose, entity: &Entity) -> String {
        self.prose(prose, &entity.path)
    }

    /// Optional prose written in `entity` as HTML.
    pub fn optional_html(&self, prose: &Option<Prose>, entity: &Entity) -> Option<String> {
        prose.as_ref().map(|prose| self.html(prose, entity))
    }

    /// Several texts written in `entity`.
    pub fn html_list(&self, proses: &[Prose], entity: &Entity) -> Vec<String> {
        proses.iter().map(|prose| self.html(prose, entity)).collect()
    }

    /// The entity's text.
    pub fn body(&self, entity: &Entity) -> String {
        self.html(&entity.body, entity)
    }

    /// The files that the settings offer, of all roles or of those of a track or family; index.json only of all.
    pub fn downloads(&self, of: Option<EntityId>) -> Vec<DownloadView> {
        let entity = of.map(|of| self.handbook.get(of));
        let formats = self.handbook.config.exports.iter().copied();
        let shown = formats.filter(|format| of.is_none() || *format != ExportFormat::Json).filter_map(|format| {
            let address = urls::export(format, entity.map(|entity| (entity.kind(), &*entity.id)));
            self.plan.has(&address).then(|| DownloadView { format: format.name(), href: self.href(&address) })
        });
        shown.collect()
    }

    /// Pages and entities whose text links here.
    pub fn backlinks(&self, index: EntityId) -> Vec<Card> {
        self.link_cards(self.handbook.backlinks(index).iter().copied())
    }

    /// The text of the page `id` that introduces something else; empty if there is none.
    pub fn intro(&self, id: &str) -> String {
        let page = self.handbook.find(Kind::Page, id);
        page.map(|page| self.body(self.handbook.get(page))).unwrap_or_default()
    }

    /// Roles under each of their tracks; those on no track last, without a title.
    pub fn by_track(&self, roles: &[EntityId]) -> Vec<CardGroup> {
        let handbook = self.handbook;
        let mut groups: Vec<(Option<EntityId>, CardGroup)> = Vec::new();
        for role in roles.iter().copied().filter(|role| active(handbook, *role)) {
            let tracks = match handbook.tracks_of(role) {
                [] => vec![None],
                tracks => tracks.iter().copied().map(Some).collect(),
            };
            for track in tracks {
                if let Some((_, group)) = groups.iter_mut().find(|(known, _)| *known == track) {
                    group.cards.push(self.card(role));
                    continue;
                }
                let card = track.map(|track| self.card(track));
                let group = CardGroup {
                    title: card.as_ref().map(|card| card.title.clone()),
                    href: card.as_ref().map(|card| card.href.clone()),
                    summary: card.and_then(|card| card.summary),
                    cards: vec![self.card(role)],
                };
                groups.push((track, group));
            }
        }
        let position = |track: &Option<EntityId>| {
            track
                .and_then(|track| handbook.sorted(Kind::Track).iter().position(|known| *known == track))
                .unwrap_or(usize::MAX)
        };
        groups.sort_by_key(|(track, _)| position(track));
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

/// The status, unless it is active: the one that needs no mark.
pub fn status(entity: &Entity) -> Option<Status> {
    (entity.status != Status::Active).then_some(entity.status)
}

/// Whether an entity is listed: all but retired ones.
pub fn active(handbook: &Handbook, index: EntityId) -> bool {
    handbook.get(index).status != Status::Retired
}
