//! HTML as a tree of borrowed pieces: tags, attributes and texts as they are written.
//!
//! Forgiving: whatever is not well formed loses its tags and keeps its text. Knows nothing of Markdown.

use std::borrow::Cow;
use std::ops::Range;

/// The deepest nesting that is followed; tags below it lose their meaning and keep their text.
const DEEPEST: usize = 64;

/// The elements and texts of some HTML, each before those inside it.
pub struct Tree<'a> {
    /// In the order of the text.
    pub nodes: Vec<Node<'a>>,
}

/// An element or a text.
pub struct Node<'a> {
    /// The tag in lower case; empty for a text.
    pub tag: Cow<'a, str>,
    /// The attributes, or the text, as written.
    pub raw: &'a str,
    /// Where the next node that is not inside this one stands.
    pub end: usize,
}

impl Node<'_> {
    /// Whether it is a text and no element.
    pub fn is_text(&self) -> bool {
        self.tag.is_empty()
    }

    /// Whether it stands by itself, not within a line.
    pub fn is_block(&self) -> bool {
        matches!(
            &*self.tag,
            "p" | "div"
                | "section"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "ul"
                | "ol"
                | "li"
                | "dl"
                | "dt"
                | "dd"
                | "blockquote"
                | "pre"
                | "table"
                | "hr"
                | "article"
                | "aside"
                | "details"
                | "summary"
                | "figure"
                | "figcaption"
        )
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        attributes(self.raw).find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| unescaped(value))
    }

    /// Whether it has a class.
    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }
}

impl<'a> Tree<'a> {
    /// Reads HTML. A closing tag that nothing opened is left out, and one that skips others closes them too.
    pub fn of(html: &'a str) -> Self {
        let mut tree = Self { nodes: Vec::with_capacity(html.len() / 24) };
        let mut open: Vec<usize> = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            tree.text(&rest[..at]);
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let closing = rest.starts_with("</");
            let name_at = if closing { 2 } else { 1 };
            if !rest.as_bytes().get(name_at).is_some_and(u8::is_ascii_alphabetic) {
                tree.text(&rest[..1]);
                rest = &rest[1..];
                continue;
            }
            let end = tag_end(rest);
            let inside = rest[name_at..end].trim_end_matches('/');
            rest = rest.get(end + 1..).unwrap_or_default();
            let (name, raw) = inside.split_at(inside.find(char::is_whitespace).unwrap_or(inside.len()));
            let tag = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                true => Cow::Owned(name.to_ascii_lowercase()),
                false => Cow::Borrowed(name),
            };
            if closing {
                if let Some(at) = open.iter().rposition(|node| tree.nodes[*node].tag == tag) {
                    for node in open.drain(at..) {
                        tree.nodes[node].end = tree.nodes.len();
                    }
                }
                continue;
            }
            let is_void = matches!(&*tag, "br" | "hr" | "img" | "input" | "wbr");
            if is_void || open.len() < DEEPEST {
                tree.nodes.push(Node { tag, raw, end: tree.nodes.len() + 1 });
            }
            if !is_void && open.len() < DEEPEST {
                open.push(tree.nodes.len() - 1);
            }
        }
        tree.text(rest);
        for node in open {
            tree.nodes[node].end = tree.nodes.len();
        }
        tree
    }

    fn text(&mut self, raw: &'a str) {
        if !raw.is_empty() {
            self.nodes.push(Node { tag: Cow::Borrowed(""), raw, end: self.nodes.len() + 1 });
        }
    }

    /// All of it.
    pub fn all(&self) -> Range<usize> {
        0..self.nodes.len()
    }

    /// What is inside of the node at a place.
    pub fn inside(&self, at: usize) -> Range<usize> {
        at + 1..self.nodes[at].end
    }

    /// The places of the outermost nodes of a stretch.
    pub fn outermost(&self, stretch: Range<usize>) -> impl Iterator<Item = usize> {
        let mut next = stretch.start;
        std::iter::from_fn(move || {
            let at = next;
            next = self.nodes.get(at)?.end;
            (at < stretch.end).then_some(at)
        })
    }

    /// The text of a stretch without any markup.
    pub fn plain(&self, stretch: Range<usize>) -> String {
        let texts = self.nodes[stretch].iter().filter(|node| node.is_text());
        texts.map(|node| unescaped(node.raw)).collect()
    }
}

/// Where the tag that `html` begins with ends, quotes regarded.
fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// The attributes of a tag by name, as written.
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        let end = rest.find(|end: char| end == '=' || end.is_whitespace()).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = rest.trim_start();
        } else if end == 0 {
            return None;
        }
        Some((name, value))
    })
}

/// The character that the text begins with, and how it is written: the entities that HTML of ours has.
pub fn entity(html: &str) -> (&'static str, usize) {
    let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    let found = known.into_iter().find(|(entity, _)| html.starts_with(entity));
    found.map_or(("&", 1), |(entity, character)| (character, entity.len()))
}

fn unescaped(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        let (character, length) = entity(&rest[at..]);
        out.push_str(&rest[..at]);
        out.push_str(character);
        rest = &rest[at + length..];
    }
    Cow::Owned(out + rest)
}
