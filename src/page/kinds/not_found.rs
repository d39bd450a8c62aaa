//! The page that a host shows for an address that does not exist.

use crate::handbook::Handbook;
use crate::page::cards::PageBuilder;
use crate::page::frame::PageHeading;
use crate::page::urls;

use super::text::TextView;
use super::{Address, PageKind};

/// The page for missing pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotFoundPage;

impl PageKind for NotFoundPage {
    type View = TextView;
    const NAME: &'static str = "404";
    const TEMPLATE: &'static str = "404.html";
    const INTRO: Option<&'static str> = Some("404");
    const HAS_MARKDOWN: bool = false;

    fn addresses(_: &Handbook) -> Vec<Address<Self>> {
        vec![Address::built_in(urls::NOT_FOUND, Self, "the page for missing pages")]
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        PageHeading::introduced(builder, "404", builder.text("frame.not_found", &[]))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        TextView { body: builder.intro("404"), ..TextView::default() }
    }

    fn is_indexed(self, _: &Handbook) -> bool {
        false
    }

    /// A host shows this page at any depth, so only the absolute path of the site is certain.
    fn root(self, handbook: &Handbook, _: &str) -> String {
        handbook.config.base_path().to_owned()
    }
}
