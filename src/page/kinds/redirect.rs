//! A page at an old address that leads to the new one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::{Kind, slug};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::Builder;
use crate::page::frame::Heading;
use crate::page::plan::Claim;
use crate::page::{prose, urls};

use super::{Address, PageKind};

/// A page that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RedirectView {
    /// The relative address it leads to.
    pub href: String,
    /// The name of what it leads to.
    pub title: String,
}

/// An old address of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RedirectPage(pub EntityId);

impl PageKind for RedirectPage {
    type View = RedirectView;
    const NAME: &'static str = "redirect";
    const TEMPLATE: &'static str = "redirect.html";
    const HAS_MARKDOWN: bool = false;

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let mut addresses = Vec::new();
        let mut aliases: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
        for (index, entity) in handbook.all() {
            for (number, old) in entity.redirect_from.iter().enumerate() {
                let url = old_address(entity.kind(), &old.value);
                addresses.push(Address { url, page: Self(index), claim: Claim::OldId(index, number) });
            }
            for alias in &entity.aliases {
                let name = slug(&alias.value);
                if !name.is_empty() && entity.kind() != Kind::Page {
                    aliases.entry(urls::of(entity.kind(), &name)).or_default().push(index);
                }
            }
        }
        for (url, mut entities) in aliases {
            entities.dedup();
            if let [only] = entities[..] {
                addresses.push(Address { url, page: Self(only), claim: Claim::Alias });
            }
        }
        addresses
    }

    fn heading(self, builder: &Builder) -> Heading {
        Heading { title: builder.handbook.get(self.0).title.clone(), ..Heading::default() }
    }

    fn view(self, builder: &Builder) -> Self::View {
        let Self(to) = self;
        let entity = builder.handbook.get(to);
        RedirectView { href: builder.href(&prose::entity_address(builder.handbook, to)), title: entity.title.clone() }
    }

    fn is_indexed(self, _: &Handbook) -> bool {
        false
    }

    fn canonical(self, builder: &Builder) -> String {
        prose::entity_address(builder.handbook, self.0)
    }
}

/// The address that an old id had: for pages the path as written, with or without its ending.
fn old_address(kind: Kind, old: &str) -> String {
    let old = old.trim_matches('/');
    match kind {
        Kind::Page => format!("{}.html", old.trim_end_matches(".html").trim_end_matches(".md")),
        kind => urls::of(kind, old.trim_end_matches(".html")),
    }
}
