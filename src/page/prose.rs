//! Fills the holes of prose: the one place where a link becomes an address.
//!
//! Knows where things are, not whether the author meant them; a link that leads nowhere is printed as plain
//! text here and reported by `check::links`.

use std::fmt::Write;

use crate::content::{Image, Part};
use crate::content::{Kind, Prose, Target};
use crate::handbook::{Handbook, Resolution};

use super::url;

/// Prints `prose`, written in the file `path`, for a page whose way to the site's root is `root`.
pub fn html(handbook: &Handbook, prose: &Prose, path: &str, root: &str) -> String {
    if let [Part::Html(only)] = &prose.parts[..] {
        return only.to_string();
    }
    let links: Vec<Option<(String, Option<String>)>> =
        prose.links.iter().map(|link| address(handbook, &link.target, path, root)).collect();
    let mut out = String::with_capacity(prose.plain.len() * 2);
    for part in &prose.parts {
        match part {
            Part::Html(html) => out.push_str(html),
            Part::Open(at) => match &links[*at] {
                Some((href, _)) => {
                    out.push_str("<a href=\"");
                    escape(&mut out, href);
                    if let Some(title) = &prose.links[*at].title {
                        out.push_str("\" title=\"");
                        escape(&mut out, title);
                    }
                    out.push_str("\">");
                }
                None => out.push_str("<span class=\"broken-link\">"),
            },
            Part::Title(at) => match &links[*at] {
                Some((_, Some(title))) => escape(&mut out, title),
                _ => escape(&mut out, written(&prose.links[*at].target)),
            },
            Part::Close(at) => out.push_str(if links[*at].is_some() { "</a>" } else { "</span>" }),
            Part::Image(at) => image(handbook, &prose.images[*at], path, root, &mut out),
        }
    }
    out
}

/// A link's address and the title of what it leads to.
fn address(handbook: &Handbook, target: &Target, path: &str, root: &str) -> Option<(String, Option<String>)> {
    let fragment = match target {
        Target::Entity { fragment, .. } | Target::File { fragment, .. } => fragment.as_deref(),
    };
    let (to, title) = match handbook.follow(target, path) {
        Resolution::Here => return Some((format!("#{}", url::encode_fragment(fragment?)), None)),
        Resolution::Entity(index) => {
            let entity = handbook.get(index);
            (entity_address(handbook, index), Some(entity.title.clone()))
        }
        Resolution::List(kind) => (url::list(kind), Some(handbook.config.term(kind).other)),
        Resolution::Asset(path) => (path, None),
        Resolution::Address(url) => (url, None),
        Resolution::Ambiguous(_) | Resolution::Draft(_) | Resolution::Ghost | Resolution::Nothing => return None,
    };
    let mut href = format!("{root}{}", url::encode(&to));
    if let Some(fragment) = fragment {
        // In a collection file the fragment may have named the entity, which is the page already.
        let names_entity = matches!(target, Target::File { .. }) && to.ends_with(&format!("/{fragment}.html"));
        if !names_entity {
            href.push('#');
            href.push_str(&url::encode_fragment(fragment));
        }
    }
    Some((href, title))
}

/// Where an entity is read: its page, or the page that it introduces.
pub fn entity_address(handbook: &Handbook, index: crate::handbook::EntityId) -> String {
    let entity = handbook.get(index);
    if super::plan::is_intro(handbook, index)
        && let Some(kind) = entity.id.strip_suffix("/index").and_then(Kind::from_folder)
    {
        return url::list(kind);
    }
    url::entity(entity)
}

/// `html` with `prefix` before every anchor and every link to one, so that texts with the same headings can stand
/// on one page.
pub fn prefixed_anchors(html: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end);
        let (text, tag) = (&rest[..start], &rest[start..end]);
        out.push_str(text);
        match tag.contains('"') {
            true => out.push_str(
                &tag.replace(" id=\"", &format!(" id=\"{prefix}")).replace(" href=\"#", &format!(" href=\"#{prefix}")),
            ),
            false => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out + rest
}

fn image(handbook: &Handbook, image: &Image, path: &str, root: &str, out: &mut String) {
    let target = Target::File { path: image.path.clone(), fragment: None };
    let Resolution::Asset(file) = handbook.follow(&target, path) else {
        out.push_str("<span class=\"broken-image\">");
        escape(out, &image.alt);
        out.push_str("</span>");
        return;
    };
    out.push_str("<img src=\"");
    escape(out, &format!("{root}{}", url::encode(&file)));
    out.push_str("\" alt=\"");
    escape(out, &image.alt);
    if let Some(title) = &image.title {
        out.push_str("\" title=\"");
        escape(out, title);
    }
    out.push('"');
    if let Some((width, height)) = handbook.assets.get(&file).and_then(|asset| asset.size) {
        let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
    }
    out.push_str(" loading=\"lazy\" decoding=\"async\">");
}

fn written(target: &Target) -> &str {
    match target {
        Target::Entity { id, .. } => id,
        Target::File { path, fragment } if path.is_empty() => fragment.as_deref().unwrap_or_default(),
        Target::File { path, .. } => path,
    }
}

/// Appends `text` with the five characters escaped that HTML text and quoted attributes cannot hold.
pub fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
