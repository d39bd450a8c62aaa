//! Pages as values: from the linked handbook to what a template may show.
//!
//! [`input`] is a pure function of the handbook and the plan; it knows neither templates nor files.

pub mod compare_data;
pub mod data;
pub mod markdown;
pub mod plan;
pub mod prose;
pub mod sitemap;
pub mod url;
pub mod view;

mod build;
mod compare;
mod entry;
mod ladder;
mod map;
mod matrix;
mod print;
mod role;
mod search;
mod site;
mod topic;

pub use crate::handbook::anchor;
pub use plan::{Copied, Output, PageKey, Plan};
pub use site::site;

use crate::content::{Data, Kind};
use crate::handbook::Handbook;

use build::Builder;
use view::{PageInput, View};

/// What the page `key` at the address `url` shows.
pub fn input(handbook: &Handbook, plan: &Plan, url: &str, key: PageKey) -> PageInput {
    let root = match key {
        // A host shows the 404 page at any depth, so only the absolute path of the site is certain.
        PageKey::NotFound => handbook.config.base_path().to_owned(),
        _ => url::root(url),
    };
    let builder = Builder { handbook, plan, url, root };
    let view = match key {
        PageKey::Home => View::Home(entry::home(&builder)),
        PageKey::List(kind) => View::Index(entry::list(&builder, kind)),
        PageKey::Matrix(of) => View::Matrix(matrix::matrix(&builder, of)),
        PageKey::Compare(old, new) => View::Difference(compare::difference(&builder, old, new)),
        PageKey::Comparisons => View::Comparisons(compare::comparisons(&builder)),
        PageKey::Print(track) => View::Print(print::print(&builder, track)),
        PageKey::Map => View::Map(map::map(&builder)),
        PageKey::Search => View::Search(search::a_to_z(&builder)),
        PageKey::NotFound => View::NotFound(entry::not_found(&builder)),
        PageKey::Redirect(to) => View::Redirect(entry::redirect(&builder, to)),
        PageKey::Entity(index) => match &handbook.get(index).data {
            Data::Role(_) => View::Role(Box::new(role::role(&builder, index))),
            Data::Skill(skill) => View::Skill(Box::new(topic::skill(&builder, index, skill))),
            Data::Responsibility(topic) => View::Responsibility(topic::responsibility(&builder, index, topic)),
            Data::Track(track) => View::Track(ladder::track(&builder, index, track)),
            Data::Family(_) => View::Family(ladder::family(&builder, index)),
            Data::Level(level) => View::Level(ladder::level(&builder, index, level)),
            Data::Roadmap(roadmap) => View::Roadmap(entry::roadmap(&builder, index, roadmap)),
            Data::Interview(interview) => View::Interview(entry::interview(&builder, index, interview)),
            Data::Page => View::Text(entry::text(&builder, index)),
        },
    };
    PageInput { page: build::frame(&builder, key), view }
}

/// The kinds that have a list of their own, in the order of the navigation.
pub(crate) fn listed_kinds(handbook: &Handbook) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| match kind {
        Kind::Page => handbook.of_kind(*kind).any(|(_, entity)| entity.id.starts_with("guides/")),
        kind => handbook.of_kind(*kind).next().is_some(),
    })
}
