//! Fills the holes of prose: the one place where a link becomes an address.
//!
//! Knows where things are, not whether the author meant them; a link that leads nowhere is printed as plain
//! text here and reported by `check::links`.

use std::fmt::Write;

use crate::content::strings::{Strings, TextValue};
use crate::content::{Alert, Image, InterfaceWord, Label, Link, Prose, ProsePart, Target};
use crate::handbook::{Handbook, Resolution};
use crate::parse::markdown;

pub use crate::encode::html as escape;

use super::urls;

/// Where a text is shown.
#[derive(Debug, Clone, Copy)]
pub struct ProsePlace<'a> {
    /// The file that the text is written in.
    pub path: &'a str,
    /// What leads to the site's root: relative to the page, or the address of the site.
    pub root: &'a str,
    /// What precedes a `#fragment` of the page itself: nothing, or the address of the page.
    pub here: &'a str,
}

/// Prints `prose`, written in the file `path`, for a page whose way to the site's root is `root`.
pub fn html(handbook: &Handbook, prose: &Prose, path: &str, root: &str) -> String {
    if let [ProsePart::Text(only)] = &prose.html[..] {
        return only.to_string();
    }
    let place = ProsePlace { path, root, here: "" };
    let links = addresses(handbook, &prose.links, place);
    // A mark would show that there is something that the reader may not see.
    let is_hidden = |at: usize| handbook.follow(&prose.links[at].target, path) == Resolution::Hidden;
    let mut out = String::with_capacity(prose.plain.len() * 2);
    for part in &prose.html {
        match part {
            ProsePart::Text(html) => out.push_str(html),
            ProsePart::Open(at) => match &links[*at] {
                Some((href, _)) => {
                    out.push_str("<a href=\"");
                    escape(&mut out, href);
                    if let Some(title) = &prose.links[*at].title {
                        out.push_str("\" title=\"");
                        escape(&mut out, title);
                    }
                    out.push_str("\">");
                }
                None if is_hidden(*at) => {}
                None => out.push_str("<span class=\"broken-link\">"),
            },
            ProsePart::Title(at) => match &links[*at] {
                Some((_, Some(title))) => escape(&mut out, title),
                _ => escape(&mut out, written(&prose.links[*at].target)),
            },
            ProsePart::Close(at) => out.push_str(match &links[*at] {
                Some(_) => "</a>",
                None if is_hidden(*at) => "",
                None => "</span>",
            }),
            ProsePart::Image(at) => image(handbook, &prose.images[*at], path, root, &mut out),
            ProsePart::Address(at) => attribute(&links[*at], &prose.links[*at].target, &mut out),
            ProsePart::Word(word) => {
                let title = |at: usize| match &links[at] {
                    Some((_, Some(title))) => title.as_str(),
                    _ => written(&prose.links[at].target),
                };
                markdown::escape_attribute(&mut out, &interface_text(&handbook.strings, word, title));
            }
        }
    }
    out
}

/// An interface text within prose; `title` is that of what link `n` leads to.
fn interface_text<'l>(strings: &Strings, word: &InterfaceWord, title: impl Fn(usize) -> &'l str) -> String {
    let words = |label: &Label| {
        let (mut out, mut done) = (String::new(), 0);
        for (range, link) in &label.holes {
            out.push_str(&label.words[done..range.start]);
            out.push_str(title(*link));
            done = range.end;
        }
        out + &label.words[done..]
    };
    match word {
        InterfaceWord::Section(label) => strings.text("text.section", &[("title", TextValue::Text(&words(label)))]),
        InterfaceWord::Table(columns) if columns.is_empty() => strings.text("text.table", &[]),
        InterfaceWord::Table(columns) => {
            let add = |columns: String, column: String| {
                let values = [("columns", TextValue::Text(&columns)), ("column", TextValue::Text(&column))];
                strings.text("text.more_columns", &values)
            };
            let columns = columns.iter().map(words).reduce(add).unwrap_or_default();
            strings.text("text.table_of", &[("columns", TextValue::Text(&columns))])
        }
        InterfaceWord::Alert(Alert::Note) => strings.text("text.note", &[]),
        InterfaceWord::Alert(Alert::Tip) => strings.text("text.tip", &[]),
        InterfaceWord::Alert(Alert::Important) => strings.text("text.important", &[]),
        InterfaceWord::Alert(Alert::Warning) => strings.text("text.warning", &[]),
        InterfaceWord::Alert(Alert::Caution) => strings.text("text.caution", &[]),
        InterfaceWord::Done => strings.text("text.done", &[]),
        InterfaceWord::Footnotes => strings.text("text.footnotes", &[]),
        InterfaceWord::Footnote(number) => strings.text("text.footnote", &[("number", TextValue::Number(*number))]),
        InterfaceWord::Back(number) => strings.text("text.back", &[("number", TextValue::Text(number))]),
    }
}

/// Prints `prose` as Markdown.
pub fn markdown(handbook: &Handbook, prose: &Prose, place: ProsePlace) -> String {
    if let [ProsePart::Text(only)] = &prose.markdown[..] {
        return only.to_string();
    }
    let links = addresses(handbook, &prose.links, place);
    let mut out = String::with_capacity(prose.plain.len() * 2);
    for part in &prose.markdown {
        match part {
            ProsePart::Text(text) => out.push_str(text),
            ProsePart::Open(at) => out.push_str(if links[*at].is_some() { "[" } else { "" }),
            ProsePart::Title(at) => match &links[*at] {
                Some((_, Some(title))) => out.push_str(&markdown::escaped(title)),
                _ => out.push_str(&markdown::escaped(written(&prose.links[*at].target))),
            },
            ProsePart::Close(at) => {
                if let Some((href, _)) = &links[*at] {
                    out.push_str("](");
                    markdown::destination(&mut out, href, prose.links[*at].title.as_deref());
                    out.push(')');
                }
            }
            ProsePart::Address(at) => attribute(&links[*at], &prose.links[*at].target, &mut out),
            // Markdown has none.
            ProsePart::Word(_) => {}
            ProsePart::Image(at) => {
                let image = &prose.images[*at];
                let alt = markdown::escaped(&image.alt);
                match image_address(handbook, image, place.path, place.root) {
                    Some((href, _)) => {
                        let _ = write!(out, "![{alt}](");
                        markdown::destination(&mut out, &href, image.title.as_deref());
                        out.push(')');
                    }
                    None => out.push_str(&alt),
                }
            }
        }
    }
    out
}

/// Writes the address of a link within a tag of HTML; one that leads nowhere as it was written.
fn attribute(link: &Option<(String, Option<String>)>, target: &Target, out: &mut String) {
    match link {
        Some((href, _)) => escape(out, href),
        None => escape(out, written(target)),
    }
}

fn addresses(handbook: &Handbook, links: &[Link], place: ProsePlace) -> Vec<Option<(String, Option<String>)>> {
    links.iter().map(|link| address(handbook, &link.target, place)).collect()
}

/// A link's address and the title of what it leads to.
fn address(handbook: &Handbook, target: &Target, place: ProsePlace) -> Option<(String, Option<String>)> {
    let (mut fragment, query) = match target {
        Target::Entity { fragment, .. } => (fragment.as_deref(), None),
        Target::File { fragment, query, .. } => (fragment.as_deref(), query.as_deref()),
    };
    let ProsePlace { path, root, here } = place;
    let (to, title) = match handbook.follow(target, path) {
        Resolution::Here => {
            let fragment = fragment?;
            let own = handbook.only_entity_of(path).map(|own| handbook.heading_anchor(own, fragment));
            return Some((format!("{here}#{}", urls::encode_fragment(own.unwrap_or(fragment))), None));
        }
        Resolution::Entity(index) => {
            let entity = handbook.get(index);
            fragment = fragment.map(|fragment| handbook.heading_anchor(index, fragment));
            (entity_address(handbook, index), Some(entity.title.clone()))
        }
        Resolution::List(kind) => (urls::list(kind), Some(handbook.term(kind).other)),
        Resolution::Asset(path) => (path, None),
        Resolution::Address(url) => (url, None),
        Resolution::Ambiguous(_)
        | Resolution::Draft(_)
        | Resolution::Incomplete
        | Resolution::Hidden
        | Resolution::Nothing => return None,
    };
    let mut href = format!("{root}{}", urls::encode(&to));
    if let Some(query) = query {
        href.push('?');
        href.push_str(query);
    }
    if let Some(fragment) = fragment {
        // In a collection file the fragment may have named the entity, which is the page already.
        let names_entity = matches!(target, Target::File { .. }) && to.ends_with(&format!("/{fragment}.html"));
        if !names_entity {
            href.push('#');
            href.push_str(&urls::encode_fragment(fragment));
        }
    }
    Some((href, title))
}

/// Where a link of the settings leads, from the site's root; `None` if it leads nowhere.
pub fn site_address(handbook: &Handbook, target: &Target) -> Option<String> {
    site_link(handbook, target).map(|(href, _)| href)
}

/// Where a link of the settings leads, from the site's root, with the title of what is there.
pub fn site_link(handbook: &Handbook, target: &Target) -> Option<(String, Option<String>)> {
    address(handbook, target, ProsePlace { path: crate::parse::HANDBOOK, root: "", here: "" })
}

/// Where an entity is read: its page, or the page that it introduces.
pub fn entity_address(handbook: &Handbook, index: crate::handbook::EntityId) -> String {
    let entity = handbook.get(index);
    if super::kinds::is_intro(entity)
        && let Some(kind) = super::kinds::list::introduced_by(&entity.id)
    {
        return urls::list(kind);
    }
    urls::entity(entity)
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
    let Some((href, file)) = image_address(handbook, image, path, root) else {
        let target = Target::File { path: image.path.clone(), query: None, fragment: None };
        let is_hidden = handbook.follow(&target, path) == Resolution::Hidden;
        out.push_str(if is_hidden { "" } else { "<span class=\"broken-image\">" });
        escape(out, &image.alt);
        out.push_str(if is_hidden { "" } else { "</span>" });
        return;
    };
    out.push_str("<img src=\"");
    escape(out, &href);
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

/// The address of an image with its fragment, and the path of its file.
fn image_address(handbook: &Handbook, image: &Image, path: &str, root: &str) -> Option<(String, String)> {
    if image.is_elsewhere() {
        let fragment = image.fragment.as_ref().map(|fragment| format!("#{fragment}"));
        return Some((format!("{}{}", image.path, fragment.unwrap_or_default()), String::new()));
    }
    let target = Target::File { path: image.path.clone(), query: None, fragment: None };
    let Resolution::Asset(file) = handbook.follow(&target, path) else { return None };
    let mut href = format!("{root}{}", urls::encode(&file));
    if let Some(fragment) = &image.fragment {
        href.push('#');
        href.push_str(&urls::encode_fragment(fragment));
    }
    Some((href, file))
}

fn written(target: &Target) -> &str {
    match target {
        Target::Entity { id, .. } => id,
        Target::File { path, fragment, .. } if path.is_empty() => fragment.as_deref().unwrap_or_default(),
        Target::File { path, .. } => path,
    }
}
