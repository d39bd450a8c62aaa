//! A whole track as one document: the lowest role in full, every other as what it adds to the one below.

use serde::Serialize;

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, LinkView, PageBuilder, PageFormat};
use crate::page::frame::PageHeading;
use crate::page::statements::{GroupView, LevelFacts};
use crate::page::{prose, urls};

use super::comparison::{self, ComparisonView, Detail};
use super::{Address, PageKind, role};

/// A track as one document.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PrintView {
    /// The track.
    pub track: Card,
    /// What it is about, HTML.
    pub primary_focus: Option<String>,
    /// The roles, lowest first.
    pub parts: Vec<PrintPart>,
}

/// A role in the document of its track.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PrintPart {
    /// The role.
    pub role: Card,
    /// The level with its scope, autonomy and impact.
    pub level: Option<LevelFacts>,
    /// The text, HTML.
    pub body: String,
    /// Everything that is expected, for the lowest role.
    pub groups: Vec<GroupView>,
    /// What changes from the role below, for the others.
    pub change: Option<ComparisonView>,
}

/// A whole track as one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrintPage(pub EntityId);

impl PageKind for PrintPage {
    type View = PrintView;
    const NAME: &'static str = "print";
    const TEMPLATE: &'static str = "print.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        let tracks = handbook.of_kind(Kind::Track);
        tracks
            .filter(|(index, _)| handbook.is_first(*index) && !handbook.rungs(*index).is_empty())
            .map(|(index, entity)| Address::built_in(urls::print(&entity.id), Self(index), "a track to print"))
            .collect()
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(track) = self;
        let title = builder.handbook.get(track).title.clone();
        let description = Some(builder.text("print.description", &[("title", &title)]));
        PageHeading { title, description, ..PageHeading::default() }
            .below(builder.list_link(Kind::Track).into_iter().chain([builder.link(track)]))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(track) = self;
        let handbook = builder.handbook;
        let entity = handbook.get(track);
        let mut below: Option<EntityId> = None;
        let mut parts = Vec::new();
        for role in handbook.rungs(track) {
            let change = below.map(|below| comparison::section(builder, below, role, Detail::ChangesOnly));
            let mut groups = if change.is_none() { role::groups(builder, role, None) } else { Vec::new() };
            for statement in groups.iter_mut().flat_map(|group| &mut group.statements) {
                // Several roles of one page may share a statement, so that its anchor stands on the role's page only.
                statement.change = None;
            }
            parts.push(PrintPart {
                role: builder.card(role),
                level: builder.level_of(role),
                body: body(builder, role),
                groups,
                change,
            });
            below = Some(role);
        }
        let focus = handbook.track(track).and_then(|track| builder.optional_html(&track.primary_focus, entity));
        PrintView { track: builder.card(track), primary_focus: focus, parts }
    }

    fn is_indexed(self, _: &Handbook) -> bool {
        false
    }
}

/// The text of a role. Several roles may have the same headings, so that anchors begin with the role's id.
fn body(builder: &PageBuilder, role: EntityId) -> String {
    let role = builder.handbook.get(role);
    match builder.format {
        PageFormat::Html => prose::prefixed_anchors(&builder.body(role), &format!("{}-", role.id)),
        PageFormat::Markdown => builder.body(role),
    }
}

/// A link to the track as one document, if it has roles.
pub fn link(builder: &PageBuilder, index: EntityId) -> Option<LinkView> {
    let url = urls::print(&builder.handbook.get(index).id);
    builder.plan.has(&url).then(|| LinkView { title: builder.text("track.print", &[]), href: builder.href(&url) })
}
