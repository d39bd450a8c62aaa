//! Which pages have a social card, and what it shows.

use crate::chart::card::{SocialCard, can_show};
use crate::content::Kind;
use crate::handbook::{EntityId, Handbook, titles};

use super::cards::{PageBuilder, PageFormat};
use super::kinds::PageKey;
use super::plan::{Output, Plan};
use super::urls;

/// The ladder of pages that stand on none is that of the theme's mark.
const RUNGS_OF_MARK: usize = 3;

/// What a card is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardSubject {
    /// The handbook as a whole.
    Site,
    /// An ordinary page.
    Text(EntityId),
    /// A role.
    Role(EntityId),
    /// The difference from one role to another.
    Step(EntityId, EntityId),
}

/// Whether a page has a card: the home page, roles, differences and ordinary texts do, unless the settings say otherwise
/// or the fonts lack letters of the title. The address of a picture must be absolute.
pub fn has_card(handbook: &Handbook, key: PageKey) -> bool {
    let config = &handbook.config;
    let has_titles = || key.card().is_some_and(|subject| titles_of(handbook, subject).is_some());
    config.social_cards && config.site_url().is_some() && has_titles()
}

/// The address of the card that links to the page at `url` show: its own, else that of the site.
pub fn address(plan: &Plan, url: &str) -> Option<String> {
    let own = [url, urls::HOME].map(urls::card);
    own.into_iter().find(|card| matches!(plan.outputs.get(card), Some(Output::Card(_))))
}

/// The card of a page that has one.
pub fn card(handbook: &Handbook, plan: &Plan, key: PageKey) -> Option<SocialCard> {
    let builder =
        &PageBuilder { handbook, plan, url: "", root: String::new(), here: String::new(), format: PageFormat::Html };
    let subject = key.card()?;
    let titles = titles_of(handbook, subject)?.into_iter().map(String::from).collect();
    let config = &handbook.config;
    let of_text = || SocialCard {
        above: None,
        titles: Vec::new(),
        text: key.heading(builder).description,
        site: config.title.clone(),
        rungs: RUNGS_OF_MARK,
        marked: vec![RUNGS_OF_MARK - 1],
    };
    let card = match subject {
        CardSubject::Role(role) => on_ladder(handbook, None, role, of_text()),
        CardSubject::Step(old, new) => {
            let entity = handbook.get(new);
            let text = entity.summary.as_ref().map(|summary| titles::plain(handbook, summary, &entity.path));
            on_ladder(handbook, Some(old), new, SocialCard { text, ..of_text() })
        }
        CardSubject::Text(_) => SocialCard { above: builder.list_link(Kind::Page).map(|list| list.title), ..of_text() },
        CardSubject::Site => SocialCard { site: config.organisation.clone().unwrap_or_default(), ..of_text() },
    };
    Some(SocialCard { titles, ..card })
}

/// The titles that the card shows, if it can show them.
fn titles_of(handbook: &Handbook, subject: CardSubject) -> Option<Vec<&str>> {
    let title = |index: EntityId| handbook.get(index).title.as_str();
    let titles = match subject {
        CardSubject::Site => vec![handbook.config.title.as_str()],
        CardSubject::Role(index) | CardSubject::Text(index) => vec![title(index)],
        CardSubject::Step(old, new) => vec![title(old), title(new)],
    };
    titles.iter().all(|title| can_show(title)).then_some(titles)
}

/// The card with the first ladder of `role` that `old` stands on, too, and their rungs on it.
fn on_ladder(handbook: &Handbook, old: Option<EntityId>, role: EntityId, card: SocialCard) -> SocialCard {
    let tracks = handbook.tracks_of(role);
    let has_old = |track: &&EntityId| old.is_none_or(|old| handbook.rungs(**track).contains(&old));
    let Some(track) = tracks.iter().find(has_old).or(tracks.first()) else {
        return SocialCard { marked: Vec::new(), ..card };
    };
    let rungs = handbook.rungs(*track);
    let place = |of: EntityId| rungs.iter().position(|rung| *rung == of);
    let marked = old.and_then(place).into_iter().chain(place(role)).collect();
    SocialCard { above: Some(handbook.get(*track).title.clone()), rungs: rungs.len(), marked, ..card }
}
