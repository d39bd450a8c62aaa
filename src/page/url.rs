//! Addresses: which file of the site holds what, and how one page names another.
//!
//! An id decides an address, never order or a title. Links are relative and always name the file, so the same
//! output works at `/`, at `/a/b/` and from `file://`.

use std::fmt::Write;

use crate::content::{Entity, Kind};

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
pub fn compare(old: &str, new: &str) -> String {
    format!("compare/{old}/{new}.html")
}

/// The address of a track as one document.
pub fn print(track: &str) -> String {
    format!("print/{track}.html")
}

/// The address of a page's Markdown twin.
pub fn twin(page: &str) -> String {
    format!("{}.md", page.strip_suffix(".html").unwrap_or(page))
}

/// The list of all comparisons, where any two roles are compared.
pub const COMPARISONS: &str = "compare/index.html";
/// The data for that.
pub const COMPARE_DATA: &str = "compare/data.js";
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

/// `url` with every byte that an address cannot hold as `%XX`; `/` stays.
pub fn encode(url: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    if url.bytes().all(is_plain) {
        return url.to_owned();
    }
    let mut out = String::with_capacity(url.len() + 16);
    for byte in url.bytes() {
        match is_plain(byte) {
            true => out.push(char::from(byte)),
            false => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// `text` as the value of a query parameter.
pub fn encode_query(text: &str) -> String {
    encode(text).replace('/', "%2F")
}

/// What follows `#`: percent-encoded where an attribute or an address needs it.
pub fn encode_fragment(fragment: &str) -> String {
    let mut out = String::with_capacity(fragment.len());
    for character in fragment.chars() {
        match character {
            ' ' | '"' | '<' | '>' | '`' | '%' | '#' | '\'' | '&' => drop(write!(out, "%{:02X}", u32::from(character))),
            character if character.is_control() => drop(write!(out, "%{:02X}", u32::from(character))),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_and_encoded() {
        assert_eq!(root("index.html"), "");
        assert_eq!(root("compare/a/b.html"), "../../");
        assert_eq!(encode("roles/エ a.html"), "roles/%E3%82%A8%20a.html");
        assert_eq!(encode_query("a/b c"), "a%2Fb%20c");
        assert_eq!(encode_fragment("s-über \"x\""), "s-über%20%22x%22");
    }
}
