//! The kinds of pages, one file per kind.
//!
//! A file of this folder has the structs that its template sees, the addresses that pages of the kind have, their
//! heading, and the function that fills the structs. To add a kind: write its file, write its template in
//! `themes/default/templates/`, and add its module and its line to the table below.

pub use redirect::redirects;

use std::hash::Hash;

use serde::Serialize;

use crate::content::{Entity, Kind};
use crate::handbook::{EntityId, Handbook};

use super::cards::PageBuilder;
use super::frame::PageHeading;
use super::plan::Claim;
use super::site::SchemaType;
use super::social_card::CardSubject;
use super::urls;

pub mod career_map;
pub mod comparison;
pub mod comparisons;
pub mod family;
pub mod home;
pub mod interview;
pub mod level;
pub mod list;
pub mod matrix;
pub mod not_found;
pub mod print;
pub mod redirect;
pub mod resource;
pub mod responsibility;
pub mod roadmap;
pub mod role;
pub mod search;
pub mod skill;
pub mod text;
pub mod track;

/// Makes what depends on the kind of a page from the list of the kinds.
macro_rules! table {
    ($($kind:ident: $module:ident::$page:ident,)*) => {
        /// Which page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each is documented at its page kind")]
        pub enum PageKey {
            $($kind($module::$page),)*
        }

        /// What a page shows.
        #[derive(Debug, Clone, PartialEq, Hash, Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "each is documented at its page kind")]
        pub enum View {
            $($kind(Box<<$module::$page as PageKind>::View>),)*
        }

        const INTROS: &[Option<&str>] = &[$($module::$page::INTRO),*];

        impl PageKey {
            /// All pages.
            pub fn all(handbook: &Handbook) -> Vec<Address<Self>> {
                let mut all = Vec::new();
                $(all.extend($module::$page::addresses(handbook).into_iter().map(|page| page.map(Self::$kind)));)*
                all
            }

            /// See [`PageKind::NAME`].
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind(_) => $module::$page::NAME,)* }
            }

            /// See [`PageKind::HAS_MARKDOWN`].
            pub fn has_markdown(self) -> bool {
                match self { $(Self::$kind(_) => $module::$page::HAS_MARKDOWN,)* }
            }

            /// See [`PageKind::SCHEMA_TYPE`].
            pub fn schema_type(self) -> SchemaType {
                match self { $(Self::$kind(_) => $module::$page::SCHEMA_TYPE,)* }
            }

            /// See [`PageKind::heading`].
            pub fn heading(self, builder: &PageBuilder) -> PageHeading {
                match self { $(Self::$kind(page) => page.heading(builder),)* }
            }

            /// See [`PageKind::view`].
            pub fn view(self, builder: &PageBuilder) -> View {
                match self { $(Self::$kind(page) => View::$kind(Box::new(page.view(builder))),)* }
            }

            /// See [`PageKind::is_indexed`].
            pub fn is_indexed(self, handbook: &Handbook) -> bool {
                match self { $(Self::$kind(page) => page.is_indexed(handbook),)* }
            }

            /// See [`PageKind::canonical`].
            pub fn canonical(self, builder: &PageBuilder) -> String {
                match self { $(Self::$kind(page) => page.canonical(builder),)* }
            }

            /// See [`PageKind::card`].
            pub fn card(self) -> Option<CardSubject> {
                match self { $(Self::$kind(page) => page.card(),)* }
            }

            /// See [`PageKind::root`].
            pub fn root(self, handbook: &Handbook, url: &str) -> String {
                match self { $(Self::$kind(page) => page.root(handbook, url),)* }
            }
        }

        impl View {
            /// See [`PageKind::TEMPLATE`].
            pub fn template(&self) -> &'static str {
                match self { $(Self::$kind(_) => $module::$page::TEMPLATE,)* }
            }

            /// The schema of what each template sees as `view`.
            #[cfg(test)]
            pub fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                vec![$((
                    $module::$page::TEMPLATE,
                    generator.root_schema_for::<<$module::$page as PageKind>::View>(),
                )),*]
            }
        }
    };
}

table! {
    Home: home::HomePage,
    NotFound: not_found::NotFoundPage,
    Search: search::SearchPage,
    List: list::ListPage,
    Comparisons: comparisons::ComparisonsPage,
    Map: career_map::CareerMapPage,
    Family: family::FamilyPage,
    Track: track::TrackPage,
    Level: level::LevelPage,
    Role: role::RolePage,
    Skill: skill::SkillPage,
    Responsibility: responsibility::ResponsibilityPage,
    Roadmap: roadmap::RoadmapPage,
    Interview: interview::InterviewPage,
    Resource: resource::ResourcePage,
    Text: text::TextPage,
    Print: print::PrintPage,
    Matrix: matrix::MatrixPage,
    Comparison: comparison::ComparisonPage,
    Redirect: redirect::RedirectPage,
}

/// A kind of page. The value says which page of the kind.
pub trait PageKind: Copy {
    /// What the template sees as `view`. Its hash tells whether a page differs from that of an earlier build.
    type View: Serialize + Hash;
    /// The kind as the template sees it in `page.kind`.
    const NAME: &'static str;
    /// The template's file name in the theme.
    const TEMPLATE: &'static str;
    /// The id of the page of `content/` that introduces pages of this kind, so that it has no page of its own.
    const INTRO: Option<&'static str> = None;
    /// Whether its pages have a Markdown counterpart.
    const HAS_MARKDOWN: bool = true;
    /// Its pages' type at schema.org.
    const SCHEMA_TYPE: SchemaType = SchemaType::WebPage;

    /// All pages of this kind.
    fn addresses(handbook: &Handbook) -> Vec<Address<Self>>;

    /// The page's title and its place among the others.
    fn heading(self, builder: &PageBuilder) -> PageHeading;

    /// What the template shows.
    fn view(self, builder: &PageBuilder) -> Self::View;

    /// Whether search engines should list the page.
    fn is_indexed(self, _: &Handbook) -> bool {
        true
    }

    /// The address, from the site's root, under which search engines should know the page.
    fn canonical(self, builder: &PageBuilder) -> String {
        builder.url.to_owned()
    }

    /// What its social card is about, if it has one of its own.
    fn card(self) -> Option<CardSubject> {
        None
    }

    /// From the page at `url` to the site's root.
    fn root(self, _: &Handbook, url: &str) -> String {
        urls::root(url)
    }
}

/// A page and where it is.
#[derive(Debug)]
pub struct Address<Page> {
    /// The address from the site's root.
    pub url: String,
    /// The page.
    pub page: Page,
    /// Why the page has this address.
    pub claim: Claim,
}

impl<Page> Address<Page> {
    /// The address of a page that rungs makes by itself; `what` names it in a report.
    fn built_in(url: impl Into<String>, page: Page, what: &'static str) -> Self {
        Self { url: url.into(), page, claim: Claim::BuiltIn(what) }
    }

    fn map<Other>(self, other: fn(Page) -> Other) -> Address<Other> {
        Address { url: self.url, page: other(self.page), claim: self.claim }
    }
}

/// The pages of the entities of a kind. Of several with one id, only the first has a page.
fn entities<Page>(handbook: &Handbook, kind: Kind, page: fn(EntityId) -> Page) -> Vec<Address<Page>> {
    let entities = handbook.of_kind(kind);
    let own = entities.filter(|(index, entity)| handbook.is_first(*index) && !is_intro(entity));
    own.map(|(index, entity)| Address { url: urls::entity(entity), page: page(index), claim: Claim::Entity(index) })
        .collect()
}

/// Whether an entity is only the text above another page: the home page, a kind's list, the 404 page.
pub fn is_intro(entity: &Entity) -> bool {
    entity.kind() == Kind::Page && (INTROS.contains(&Some(&*entity.id)) || list::introduced_by(&entity.id).is_some())
}
