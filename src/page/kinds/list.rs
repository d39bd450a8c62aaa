//! The list of a kind: its entities by track, family or theme.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::{Data, Kind, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, CardGroup, DownloadView, PageBuilder, active};
use crate::page::frame::PageHeading;
use crate::page::site::SchemaType;
use crate::page::statements::LevelFacts;
use crate::page::urls;

use super::{Address, PageKind};

/// The list of a kind.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ListView {
    /// The kind that is listed.
    pub of: Kind,
    /// The text of the folder's `index.md`, HTML.
    pub body: String,
    /// The entities by track, family or theme; one group without a title if there is nothing to group by.
    pub groups: Vec<CardGroup>,
    /// Retired entities.
    pub retired: Vec<Card>,
    /// For roles: where any of them are compared.
    pub compare: Option<String>,
    /// For roles: all of them in other formats.
    pub downloads: Vec<DownloadView>,
    /// For roles: the code of each one's level, else its title, by the role's id.
    pub ranks: BTreeMap<String, String>,
    /// For levels: the active ones, highest first, with their roles.
    pub levels: Vec<LevelRow>,
}

/// A level in the list of levels.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LevelRow {
    /// The level.
    pub level: LevelFacts,
    /// The roles on it.
    pub roles: Vec<Card>,
}

/// The list of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListPage(pub Kind);

impl PageKind for ListPage {
    type View = ListView;
    const NAME: &'static str = "index";
    const TEMPLATE: &'static str = "index.html";
    const SCHEMA_TYPE: SchemaType = SchemaType::CollectionPage;

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let listed = listed_kinds(handbook).filter(|kind| {
            // The guides' own page takes the place of their list.
            *kind != Kind::Page || handbook.find(Kind::Page, "guides/index").is_none()
        });
        listed.map(|kind| Address::built_in(urls::list(kind), Self(kind), "the list of a kind")).collect()
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(kind) = self;
        PageHeading::introduced(builder, &intro(kind), builder.handbook.term(kind).other)
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(kind) = self;
        let handbook = builder.handbook;
        let all = handbook.sorted(kind).iter().copied();
        let all: Vec<EntityId> = match kind {
            Kind::Page => all.filter(|page| handbook.get(*page).id.starts_with("guides/")).collect(),
            _ => all.collect(),
        };
        let mut shown: Vec<EntityId> = all.iter().copied().filter(|index| active(handbook, *index)).collect();
        if kind == Kind::Track {
            by_family(builder, &mut shown);
        }
        let groups = match kind {
            Kind::Role => builder.by_track(&shown),
            Kind::Skill | Kind::Responsibility => grouped(builder, &shown, |index| nested_heading(builder, index)),
            Kind::Track => grouped(builder, &shown, |index| family_heading(builder, index)),
            _ => grouped(builder, &shown, |_| None),
        };
        let levels = if kind == Kind::Level { shown.clone() } else { Vec::new() };
        let levels = levels.into_iter().rev().filter_map(|level| {
            let roles = handbook.used_by(level).roles.iter().copied().filter(|role| active(handbook, *role));
            Some(LevelRow { level: builder.level(level)?, roles: builder.link_cards(roles) })
        });
        let ranked = if kind == Kind::Role { &shown[..] } else { &[] };
        let ranks = ranked.iter().filter_map(|role| {
            let level = handbook.get(handbook.level_of(*role)?);
            let Data::Level(facts) = &level.data else { return None };
            Some((handbook.get(*role).id.to_string(), facts.code.clone().unwrap_or_else(|| level.title.clone())))
        });
        ListView {
            of: kind,
            ranks: ranks.collect(),
            downloads: if kind == Kind::Role { builder.downloads(None) } else { Vec::new() },
            levels: levels.collect(),
            body: builder.intro(&intro(kind)),
            groups,
            compare: (kind == Kind::Role && builder.plan.has(urls::COMPARISONS))
                .then(|| builder.href(urls::COMPARISONS)),
            retired: builder.cards(all.into_iter().filter(|index| handbook.get(*index).status == Status::Retired)),
        }
    }
}

/// The id of the page that introduces the list of a kind.
fn intro(kind: Kind) -> String {
    format!("{}/index", kind.folder())
}

/// The kind whose list a page introduces, if it does.
pub fn introduced_by(id: &str) -> Option<Kind> {
    id.strip_suffix("/index").and_then(Kind::from_folder)
}

/// The kinds that have a list of their own, in the order of the navigation.
pub fn listed_kinds(handbook: &Handbook) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| match kind {
        Kind::Page => handbook.of_kind(*kind).any(|(_, entity)| entity.id.starts_with("guides/")),
        kind => handbook.of_kind(*kind).next().is_some(),
    })
}

/// What stands above a group of cards.
pub struct GroupHeading {
    title: String,
    href: Option<String>,
    summary: Option<String>,
    /// The heading above this one, with what is said there.
    above: Option<(String, String)>,
}

/// Sorts tracks as their families are sorted; those of none come last.
pub fn by_family(builder: &PageBuilder, tracks: &mut [EntityId]) {
    let families = builder.handbook.sorted(Kind::Family);
    let place = |track: &EntityId| {
        let family = builder.handbook.track_family(*track)?;
        families.iter().position(|known| *known == family)
    };
    tracks.sort_by_key(|track| place(track).unwrap_or(families.len()));
}

/// The family of a track as a heading.
pub fn family_heading(builder: &PageBuilder, track: EntityId) -> Option<GroupHeading> {
    let family = builder.card(builder.handbook.track_family(track)?);
    Some(GroupHeading { title: family.title, href: Some(family.href), summary: family.summary, above: None })
}

/// The theme of a topic as a heading.
pub fn theme_heading(builder: &PageBuilder, topic: EntityId) -> Option<GroupHeading> {
    let handbook = builder.handbook;
    let theme = handbook.topic(topic)?.theme.as_ref()?;
    let summary = theme_summary(builder, &theme.value);
    Some(GroupHeading { title: handbook.theme_title(&theme.value), href: None, summary, above: None })
}

/// The same, below the theme that it is part of if something is said of that.
fn nested_heading(builder: &PageBuilder, topic: EntityId) -> Option<GroupHeading> {
    let theme = builder.handbook.topic(topic)?.theme.as_ref()?;
    let parent = theme.value.split_once('/').map(|(parent, _)| parent);
    let above = parent.and_then(|parent| Some((builder.handbook.theme_title(parent), theme_summary(builder, parent)?)));
    Some(GroupHeading { above, ..theme_heading(builder, topic)? })
}

/// What the settings say of a theme.
fn theme_summary(builder: &PageBuilder, theme: &str) -> Option<String> {
    let listed = builder.handbook.config.themes.iter().find(|listed| *listed.id.value == *theme)?;
    listed.summary.as_ref().map(|summary| builder.prose(summary, crate::parse::HANDBOOK))
}

/// Cards under headings, in the order in which the headings first come; a single heading is left out if nothing is said
/// below it that stands on no other page.
pub fn grouped(
    builder: &PageBuilder,
    indices: &[EntityId],
    heading: impl Fn(EntityId) -> Option<GroupHeading>,
) -> Vec<CardGroup> {
    let mut groups: Vec<CardGroup> = Vec::new();
    for index in indices {
        let heading = heading(*index);
        let title = heading.as_ref().map(|heading| heading.title.clone());
        if let Some(group) = groups.iter_mut().find(|group| group.title == title) {
            group.cards.push(builder.card(*index));
            continue;
        }
        let (href, summary, above) =
            heading.map(|heading| (heading.href, heading.summary, heading.above)).unwrap_or_default();
        // Topics of the theme above may stand in a group of their own.
        if let Some((title, summary)) = above
            && !groups.iter().any(|group| group.title.as_ref() == Some(&title))
        {
            groups.push(CardGroup { title: Some(title), href: None, summary: Some(summary), cards: Vec::new() });
        }
        groups.push(CardGroup { title, href, summary, cards: vec![builder.card(*index)] });
    }
    if let [only] = &mut groups[..]
        && (only.href.is_some() || only.summary.is_none())
    {
        only.title = None;
        only.href = None;
    }
    groups
}
