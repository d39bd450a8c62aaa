//! Addresses: which file of the site holds what, and how one page names another.
//!
//! An id decides an address, never order or a title. Links are relative and always name the file, so the same
//! output works at `/`, at `/a/b/` and from `file://`.

use crate::content::{Entity, ExportFormat, Kind, SharedResource};

pub use crate::encode::{fragment as encode_fragment, path as encode, query as encode_query};

/// The address of an entity's page, from the site's root.
pub fn entity(entity: &Entity) -> String {
    of(entity.kind(), &entity.id)
}

/// The address of the page of a kind and id, from the site's root.
pub fn of(kind: Kind, id: &str) -> String {
    match kind {
        Kind::Page => format!("{id}.html"),
        kind => format!("{}/{id}.html", kind.folder()),
    }
}

/// The address of the list of a kind.
pub fn list(kind: Kind) -> String {
    match kind {
        Kind::Page => "guides/index.html".into(),
        kind => format!("{}/index.html", kind.folder()),
    }
}

/// The address of the matrix of a track or family.
pub fn matrix(kind: Kind, id: &str) -> String {
    format!("{}/{id}/matrix.html", kind.folder())
}

/// The address of the difference from one role to another.
pub fn comparison(old: &str, new: &str) -> String {
    format!("compare/{old}/{new}.html")
}

/// The address of a track as one document.
pub fn print(track: &str) -> String {
    format!("print/{track}.html")
}

/// The address of the feed of released versions, or of those that concern the role with an id.
pub fn feed(role: Option<&str>) -> String {
    match role {
        Some(role) => format!("changes/roles/{role}.xml"),
        None => "changes/feed.xml".into(),
    }
}

/// The address of the data of the released versions that concern the role with an id.
pub fn role_changes(role: &str) -> String {
    format!("changes/roles/{role}.js")
}

/// The address of an export of all roles, or of those of a track or family, whose kind and id are given.
pub fn export(format: ExportFormat, of: Option<(Kind, &str)>) -> String {
    let name = match format {
        ExportFormat::Csv => "expectations.csv",
        ExportFormat::Xlsx => "expectations.xlsx",
        ExportFormat::Markdown => "expectations.md",
        ExportFormat::Tracker => "self-assessment.csv",
        ExportFormat::Json => return "index.json".into(),
        ExportFormat::Jsonld => "occupations.jsonld",
    };
    match of {
        Some((kind, id)) => format!("exports/{}/{id}/{name}", kind.folder()),
        None => format!("exports/{name}"),
    }
}

/// Where a resource is: its address, else that of its digital object identifier.
pub fn resource(resource: &SharedResource) -> Option<String> {
    let doi = || resource.doi.as_ref().map(|doi| format!("https://doi.org/{}", encode(doi)));
    resource.url.as_ref().map(|url| url.value.clone()).or_else(doi)
}

/// The address of a page's Markdown counterpart.
pub fn markdown(page: &str) -> String {
    format!("{}.md", page.strip_suffix(".html").unwrap_or(page))
}

/// The address of a page's social card.
pub fn card(page: &str) -> String {
    format!("cards/{}.png", page.strip_suffix(".html").unwrap_or(page))
}

/// The list of all comparisons, where any two roles are compared.
pub const COMPARISONS: &str = "compare/index.html";
/// The data for that.
pub const COMPARISON_DATA: &str = "compare/data.js";
/// The icon that some phones look for by its name, and the length of its side in pixels.
pub const TOUCH_ICON: (&str, u32) = ("apple-touch-icon.png", 180);
/// The icons that the manifest of a web app names, each with the length of its side in pixels.
pub const APP_ICONS: [(&str, u32); 2] = [("icon-192.png", 192), ("icon-512.png", 512)];
/// That manifest.
pub const WEB_MANIFEST: &str = "site.webmanifest";
/// The first page.
pub const HOME: &str = "index.html";
/// The career map.
pub const MAP: &str = "map.html";
/// Search, and everything from A to Z.
pub const SEARCH: &str = "search.html";
/// The page for missing pages.
pub const NOT_FOUND: &str = "404.html";

/// From the page `url` to the site's root: one `../` a folder.
pub fn root(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative() {
        assert_eq!(root("index.html"), "");
        assert_eq!(root("compare/a/b.html"), "../../");
    }
}
