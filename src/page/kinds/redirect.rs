//! A page at an old address that leads to the new one: old ids, other names, and `redirects:` of `handbook.yaml`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::{HostFile, Kind, SiteTarget, slug};
use crate::handbook::{EntityId, Handbook, Resolution};
use crate::page::cards::PageBuilder;
use crate::page::frame::PageHeading;
use crate::page::plan::{Claim, Plan};
use crate::page::{prose, urls};
use crate::parse::HANDBOOK;

use super::{Address, PageKey, PageKind};

/// A page that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RedirectView {
    /// The address it leads to: relative, or that of another site.
    pub href: String,
    /// The name of what it leads to.
    pub title: String,
}

/// An old address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RedirectPage {
    /// Of an entity.
    Entity(EntityId),
    /// The one with this number in `redirects:` of `handbook.yaml`.
    Listed(usize),
}

/// Where an old address leads.
struct RedirectTarget {
    /// The address from the site's root, or that of another site.
    address: String,
    is_elsewhere: bool,
    title: String,
}

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
                addresses.push(Address { url, page: Self::Entity(index), claim: Claim::OldId(index, number) });
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
                addresses.push(Address { url, page: Self::Entity(only), claim: Claim::Alias });
            }
        }
        let base_path = handbook.config.base_path();
        for (number, redirect) in handbook.config.redirects.iter().enumerate() {
            let page = Self::Listed(number);
            if let (Some(url), Some(_)) = (redirect.page(base_path), page.target(handbook)) {
                addresses.push(Address { url, page, claim: Claim::Redirect(number) });
            }
        }
        addresses
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let title = self.target(builder.handbook).map(|target| target.title);
        PageHeading { title: title.unwrap_or_default(), ..PageHeading::default() }
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        match self.target(builder.handbook) {
            Some(RedirectTarget { address, is_elsewhere: true, title }) => RedirectView { href: address, title },
            Some(RedirectTarget { address, title, .. }) => {
                RedirectView { href: format!("{}{address}", builder.root), title }
            }
            None => RedirectView { href: builder.href(urls::HOME), title: builder.handbook.config.title.clone() },
        }
    }

    fn is_indexed(self, _: &Handbook) -> bool {
        false
    }

    fn canonical(self, builder: &PageBuilder) -> String {
        match self.entity(builder.handbook) {
            Some(to) => prose::entity_address(builder.handbook, to),
            None => builder.url.to_owned(),
        }
    }
}

impl RedirectPage {
    /// The entity that it leads to.
    fn entity(self, handbook: &Handbook) -> Option<EntityId> {
        let number = match self {
            Self::Entity(to) => return Some(to),
            Self::Listed(number) => number,
        };
        let SiteTarget::Project(target) = &handbook.config.redirects[number].to.value else { return None };
        match handbook.follow(target, HANDBOOK) {
            Resolution::Entity(to) => Some(to),
            _ => None,
        }
    }

    /// Where it leads; `None` if that is nowhere, which is reported elsewhere, or for other audiences.
    fn target(self, handbook: &Handbook) -> Option<RedirectTarget> {
        match self {
            Self::Entity(to) => Some(RedirectTarget {
                address: urls::encode(&prose::entity_address(handbook, to)),
                is_elsewhere: false,
                title: handbook.get(to).title.clone(),
            }),
            Self::Listed(number) => match &handbook.config.redirects[number].to.value {
                SiteTarget::Elsewhere(address) => {
                    Some(RedirectTarget { address: address.clone(), is_elsewhere: true, title: address.clone() })
                }
                SiteTarget::Project(target) => {
                    let (address, title) = prose::site_link(handbook, target)?;
                    Some(RedirectTarget {
                        title: title.unwrap_or_else(|| address.clone()),
                        address,
                        is_elsewhere: false,
                    })
                }
            },
        }
    }
}

/// The old addresses with what each leads to, for a server: paths from the root of the host, or addresses of other sites.
pub fn redirects(handbook: &Handbook, plan: &Plan) -> Vec<(String, String)> {
    let base = handbook.config.base_path();
    let leads_to = |page: RedirectPage| {
        let target = page.target(handbook)?;
        Some(if target.is_elsewhere { target.address } else { format!("{base}{}", target.address) })
    };
    let mut found = Vec::new();
    for (url, key) in plan.pages() {
        let PageKey::Redirect(page) = key else { continue };
        let Some(to) = leads_to(page) else { continue };
        let from = format!("{base}{}", urls::encode(url));
        match from.strip_suffix("/index.html") {
            Some(folder) => found.extend([(folder.to_owned(), to.clone()), (format!("{folder}/"), to)]),
            None => found.push((from, to)),
        }
    }
    if handbook.config.host_files.contains(&HostFile::Redirects) {
        for (number, redirect) in handbook.config.redirects.iter().enumerate() {
            let to = leads_to(RedirectPage::Listed(number)).filter(|_| redirect.page(base).is_none());
            found.extend(to.map(|to| (format!("{base}{}", urls::encode(redirect.path(base))), to)));
        }
    }
    found
}

/// The address that an old id had: for pages the path as written, with or without its ending.
fn old_address(kind: Kind, old: &str) -> String {
    let old = old.trim_matches('/');
    match kind {
        Kind::Page => format!("{}.html", old.trim_end_matches(".html").trim_end_matches(".md")),
        kind => urls::of(kind, old.trim_end_matches(".html")),
    }
}
