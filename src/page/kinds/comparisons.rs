//! The list of all comparisons that have a page, where any two roles are compared too.

use serde::Serialize;

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::urls;

use super::comparison::{CountsView, counts};
use super::{Address, PageKind};

/// All comparisons that have a page.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonsView {
    /// The pairs, by the role that is compared first.
    pub pairs: Vec<PairView>,
    /// The data of all roles, for comparing any of them: a script that calls `rungs.compare`.
    pub data: String,
}

/// Two roles whose difference has a page.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PairView {
    /// The role one comes from.
    pub old: Card,
    /// The role one goes to.
    pub new: Card,
    /// The page.
    pub href: String,
    /// The numbers.
    pub counts: CountsView,
}

/// All comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComparisonsPage;

impl PageKind for ComparisonsPage {
    type View = ComparisonsView;
    const NAME: &'static str = "comparisons";
    const TEMPLATE: &'static str = "comparisons.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let several = handbook.of_kind(Kind::Role).nth(1).is_some();
        several.then(|| Address::built_in(urls::COMPARISONS, Self, "the list of comparisons")).into_iter().collect()
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let title = builder.text("compare.title", &[]);
        PageHeading { title, ..PageHeading::default() }.below(builder.list_link(Kind::Role))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let mut pairs: Vec<(&str, EntityId, EntityId)> = builder.plan.comparisons().collect();
        let handbook = builder.handbook;
        let mut roles = handbook.sorted(Kind::Role).to_vec();
        handbook.sort(&mut roles);
        let place = |role: EntityId| roles.iter().position(|known| *known == role);
        pairs.sort_by_cached_key(|(url, old, new)| (place(*old), place(*new), (*url).to_owned()));
        let pair = |(url, old, new): (&str, EntityId, EntityId)| PairView {
            old: builder.card(old),
            new: builder.card(new),
            href: builder.href(url),
            counts: counts(&handbook.difference(old, new).difference.counts),
        };
        ComparisonsView { pairs: pairs.into_iter().map(pair).collect(), data: builder.href(urls::COMPARISON_DATA) }
    }
}
