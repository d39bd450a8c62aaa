//! The frame around a page: its title, its place among the others, and metadata for browsers and search engines.
//!
//! A page kind gives a [`PageHeading`]; everything else of the [`Frame`] follows from the settings.

use serde::Serialize;

use crate::chart::card;
use crate::content::{Kind, Status};
use crate::handbook::history::LastChange;
use crate::handbook::{EntityId, Handbook, titles};

use super::cards::{LinkView, PageBuilder, status};
use super::kinds::PageKey;
use super::plan::Output;
use super::{site, social_card, urls};

/// What stands around the content.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Frame {
    /// The page's address from the site's root: `roles/staff-engineer.html`.
    pub url: String,
    /// From the page to the site's root: empty, `../` or `../../`; for the 404 page the site's absolute path.
    pub root: String,
    /// The page's name, as in its first heading.
    pub title: String,
    /// The page's name with the site's, for the tab.
    pub document_title: String,
    /// A plain sentence for search engines and previews.
    pub description: Option<String>,
    /// The page's kind: an entity kind's name, `home`, `index`, `matrix`, `compare`, `comparisons`, `map`, `print`,
    /// `search`, `404`, `redirect`.
    pub kind: &'static str,
    /// The absolute address, if the handbook has a `base_url`.
    pub canonical: Option<String>,
    /// The relative address of the counterpart in Markdown, if there is one.
    pub markdown: Option<String>,
    /// The absolute address of the site with its last `/`, if the handbook has a `base_url`.
    pub site_url: Option<String>,
    /// The picture that links to the page show elsewhere, if the site's address is known.
    pub image: Option<ImageView>,
    /// The way from home to the page, without the page itself.
    pub breadcrumbs: Vec<LinkView>,
    /// The sibling before.
    pub previous: Option<LinkView>,
    /// The sibling after.
    pub next: Option<LinkView>,
    /// Where the source can be edited.
    pub edit_url: Option<String>,
    /// Where to comment.
    pub feedback_url: Option<String>,
    /// JSON-LD, safe inside a script element.
    pub json_ld: Option<String>,
    /// `draft` or `retired`, when it is not active.
    pub status: Option<Status>,
    /// Who looks after the content.
    pub owner: Option<String>,
    /// When the file last changed, if the handbook has `history: git`.
    pub last_changed: Option<LastChangeView>,
    /// The line at the foot of every page, as HTML.
    pub footer: Option<String>,
    /// The sentence at the top of every page, as HTML.
    pub announcement: Option<String>,
    /// The template that shows the page, without its ending, if its file names one.
    pub layout: Option<String>,
    /// The headings of the text, for an outline.
    pub outline: Vec<OutlineItem>,
}

/// The picture that chats and networks show beside a link.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImageView {
    /// Its absolute address.
    pub url: String,
    /// The width and the height in pixels of a social card; empty for the logo.
    pub size: Vec<u32>,
}

/// When the file of a page last changed.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastChangeView {
    /// The day of the commit, as `2026-11-28`; `None` for changes that are not committed.
    pub day: Option<String>,
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OutlineItem {
    /// 2 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What a page kind knows of a page's frame.
#[derive(Debug, Default)]
pub struct PageHeading {
    /// The entity whose file the page is written in.
    pub subject: Option<EntityId>,
    /// The page's name.
    pub title: String,
    /// A plain sentence for search engines and previews.
    pub description: Option<String>,
    /// The links between home and the page.
    pub breadcrumbs: Vec<LinkView>,
    /// The entities before and after.
    pub siblings: (Option<EntityId>, Option<EntityId>),
}

impl PageHeading {
    /// The heading of a page that is written in the file of `subject`.
    pub fn of(builder: &PageBuilder, subject: EntityId) -> Self {
        let entity = builder.handbook.get(subject);
        let plain = |prose| titles::plain(builder.handbook, prose, &entity.path);
        Self {
            subject: Some(subject),
            title: entity.title.clone(),
            description: entity.summary.as_ref().map(plain).or_else(|| first_words(&plain(&entity.body))),
            ..Self::default()
        }
    }

    /// The heading of a page that the page `intro` may introduce and name; else its name is `title`.
    pub fn introduced(builder: &PageBuilder, intro: &str, title: impl Into<String>) -> Self {
        match builder.handbook.find(Kind::Page, intro) {
            Some(subject) => Self::of(builder, subject),
            None => Self { title: title.into(), ..Self::default() },
        }
    }

    /// The same with these breadcrumbs.
    pub fn below(self, breadcrumbs: impl IntoIterator<Item = LinkView>) -> Self {
        Self { breadcrumbs: breadcrumbs.into_iter().collect(), ..self }
    }

    /// The same with the neighbours of the subject in `row`, which is in reading order, as siblings.
    pub fn among(self, handbook: &Handbook, row: &[EntityId]) -> Self {
        let Some(subject) = self.subject else { return self };
        Self { siblings: handbook.neighbours(row, subject), ..self }
    }

    /// The same with the roles below and above the subject on a track as siblings.
    pub fn among_rungs(self, rungs: &[EntityId]) -> Self {
        let Some(at) = rungs.iter().position(|rung| Some(*rung) == self.subject) else { return self };
        let siblings = (at.checked_sub(1).map(|before| rungs[before]), rungs.get(at + 1).copied());
        Self { siblings, ..self }
    }
}

/// The frame of the page `key`.
pub fn frame(builder: &PageBuilder, key: PageKey) -> Frame {
    let handbook = builder.handbook;
    let config = &handbook.config;
    let heading = key.heading(builder);
    let site_url = config.site_url().map(str::to_owned);
    let canonical = site_url.as_ref().map(|base| absolute(base, &key.canonical(builder)));
    let mut breadcrumbs = Vec::new();
    if builder.url != urls::HOME {
        breadcrumbs.push(LinkView { title: config.title.clone(), href: builder.href(urls::HOME) });
        breadcrumbs.extend(heading.breadcrumbs);
    }
    let mut frame = Frame {
        url: builder.url.to_owned(),
        root: builder.root.clone(),
        description: heading.description,
        kind: key.name(),
        canonical: canonical.clone(),
        image: site_url.as_ref().and_then(|base| image(builder, base)),
        site_url,
        markdown: markdown(builder),
        breadcrumbs,
        previous: heading.siblings.0.map(|index| builder.link(index)),
        next: heading.siblings.1.map(|index| builder.link(index)),
        footer: config.footer.as_ref().map(|footer| builder.prose(footer, crate::parse::HANDBOOK)),
        announcement: config.announcement.as_ref().map(|text| builder.prose(text, crate::parse::HANDBOOK)),
        document_title: document_title(&heading.title, &config.title),
        title: heading.title,
        ..Frame::default()
    };
    if let Some(subject) = heading.subject {
        let entity = handbook.get(subject);
        frame.edit_url = config.edit_url.as_ref().map(|edit| edit.replace("{path}", &urls::encode(&entity.path)));
        frame.status = status(entity);
        frame.owner = entity.owner.clone();
        frame.layout = entity.layout.as_ref().map(|layout| layout.value.clone());
        frame.last_changed = handbook.last_changes.of(&entity.path).map(|change| match change {
            LastChange::On(day) => LastChangeView { day: Some(day) },
            LastChange::Uncommitted => LastChangeView { day: None },
        });
        let words = titles::headings(handbook, &entity.body, &entity.path);
        let headings = entity.body.headings.iter().zip(words);
        frame.outline = headings
            .map(|(heading, text)| OutlineItem { level: heading.level, id: heading.id.clone(), text })
            .collect();
    }
    frame.feedback_url = config.feedback_url.as_ref().map(|feedback| {
        let here = canonical.as_deref().unwrap_or(builder.url);
        feedback.replace("{title}", &urls::encode_query(&frame.title)).replace("{url}", &urls::encode_query(here))
    });
    frame.json_ld = Some(site::json_ld(config, &frame, key.schema_type()));
    frame
}

/// The title for tabs and search results: page and site, or the page alone if both together are too long.
fn document_title(page: &str, site: &str) -> String {
    let both = format!("{page} · {site}");
    if page == site || both.chars().count() > 70 { page.to_owned() } else { both }
}

/// The file name of the page's Markdown counterpart, which is in the same folder.
fn markdown(builder: &PageBuilder) -> Option<String> {
    let twin = urls::markdown(builder.url);
    let planned = builder.plan.outputs.get(&twin)?;
    let name = twin.rsplit('/').next().unwrap_or(&twin);
    matches!(planned, Output::Markdown(..)).then(|| urls::encode(name))
}

/// The social card, else the logo.
fn image(builder: &PageBuilder, base: &str) -> Option<ImageView> {
    let card = social_card::address(builder.plan, builder.url);
    let card = card.map(|card| ImageView { url: absolute(base, &card), size: vec![card::WIDTH, card::HEIGHT] });
    card.or_else(|| Some(ImageView { url: format!("{base}{}", site::logo(builder.handbook)?), size: Vec::new() }))
}

/// `url` under the site's address.
pub fn absolute(base: &str, to: &str) -> String {
    match to {
        urls::HOME => base.to_owned(),
        to => format!("{base}{}", urls::encode(to)),
    }
}

/// The beginning of a text, for a description: at most 160 characters, ended at a word.
fn first_words(plain: &str) -> Option<String> {
    let plain = plain.trim();
    if plain.chars().count() <= 160 {
        return (!plain.is_empty()).then(|| plain.to_owned());
    }
    let cut: String = plain.chars().take(160).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    Some(format!("{}…", cut[..end].trim_end_matches(['.', ',', ';', ':'])))
}
