//! Links and images: finished HTML where an address stands on its own, a hole where the handbook must say.
//!
//! Knows how targets are written, not what there is to link to.

use std::ops::Range;

use pulldown_cmark::LinkType;

use crate::content::{Image, Kind, Link, Target};
use crate::diagnostic::{BROKEN_IMAGE, Diagnostic, MISSING_ALT, UNKNOWN_REFERENCE, UNSAFE_LINK, nearest, one_of};
use crate::source::Span;

use super::address::{self, Address, Refused};
use super::escape;
use super::stream::{Here, Mark};
use super::writer::Writer;

/// A link that has been opened.
pub(super) enum Open {
    /// A hole: the link's number, where its words begin, and the plain words if it has none of its own.
    Hole(usize, Here, String),
    /// An element of finished HTML: where its words begin, and its address.
    Element(Here, String),
    /// Nothing but its words.
    Words,
}

impl Writer<'_> {
    /// Opens a link.
    pub fn open_link(&mut self, kind: LinkType, address: &str, title: &str, range: Range<usize>) {
        let open = match kind {
            // The parser takes an address in angle brackets within a link for a link, but HTML nests no links.
            _ if self.is_in_link() => Open::Words,
            LinkType::WikiLink { has_pothole } => self.open_wiki_link(address, has_pothole, range),
            LinkType::Email => self.open_element(&format!("mailto:{address}"), title, false),
            _ => self.open_address(kind, address, title, range),
        };
        self.open.push(open);
    }

    /// Closes the link that was opened last.
    pub fn close_link(&mut self) {
        self.muted = false;
        match self.open.pop() {
            Some(Open::Hole(link, begin, words)) => {
                if self.out.is_blank_since(begin) {
                    self.out.mark(Mark::Title(link));
                    self.out.words(&words);
                }
                self.out.mark(Mark::Close(link));
            }
            Some(Open::Element(begin, address)) => {
                if self.out.is_blank_since(begin) {
                    // Nobody could see, hear or press a link without words.
                    self.out.text(&address);
                }
                self.out.tag("</a>");
            }
            Some(Open::Words) | None => {}
        }
        if !self.is_in_link() {
            for note in std::mem::take(&mut self.waiting) {
                self.out.mark(Mark::Note(note));
            }
        }
    }

    /// Uses a footnote, after the link if one is open: a link in a link would lead to only one of the two.
    pub fn use_note(&mut self, note: usize) {
        match self.is_in_link() {
            true => self.waiting.push(note),
            false => self.out.mark(Mark::Note(note)),
        }
    }

    fn is_in_link(&self) -> bool {
        self.open.iter().any(|open| !matches!(open, Open::Words))
    }

    fn open_address(&mut self, kind: LinkType, written: &str, title: &str, range: Range<usize>) -> Open {
        let span = self.destination(kind, written, range);
        match address::read(written) {
            Ok(Address::Web(address)) => self.open_element(address, title, true),
            Ok(Address::Contact(address)) => self.open_element(address, title, false),
            Ok(Address::Project(target)) => {
                let words = match &target {
                    Target::File { path, fragment: Some(fragment) } if path.is_empty() => fragment.clone(),
                    Target::File { path, .. } => path.clone(),
                    Target::Entity { id, .. } => id.clone(),
                };
                self.open_hole(target, span, title, words)
            }
            Err(refused) => {
                self.refuse(&refused, span);
                Open::Words
            }
        }
    }

    fn open_wiki_link(&mut self, written: &str, has_words: bool, range: Range<usize>) -> Open {
        let span = self.destination(LinkType::WikiLink { has_pothole: has_words }, written, range);
        // Within a table the `|` must be written `\|`, and the parser leaves the backslash with the id.
        let name = if has_words { written.strip_suffix('\\').unwrap_or(written) } else { written };
        let (name, fragment) = address::split_fragment(name.trim());
        let fragment = fragment.map(|fragment| fragment.trim().to_owned());
        let (kind, id) = match name.split_once(':') {
            Some((kind, id)) => (Some(kind.trim()), id.trim()),
            None => (None, name.trim()),
        };
        let kind = match kind.map(|kind| Kind::from_name(kind).ok_or(kind)).transpose() {
            Ok(kind) => kind,
            Err(unknown) => {
                self.unknown_kind(unknown, span);
                return Open::Words;
            }
        };
        if id.is_empty() && (kind.is_some() || fragment.is_none()) {
            self.refuse(&Refused::Empty, span);
            return Open::Words;
        }
        self.muted = !has_words;
        if id.is_empty() {
            let words = fragment.clone().unwrap_or_default();
            return self.open_hole(Target::File { path: String::new(), fragment }, span, "", words);
        }
        self.open_hole(Target::Entity { kind, id: id.to_owned(), fragment }, span, "", id.to_owned())
    }

    fn open_hole(&mut self, target: Target, span: Span, title: &str, words: String) -> Open {
        let link = self.links.len();
        self.links.push(Link { target, span, title: Some(title.to_owned()).filter(|title| !title.is_empty()) });
        self.out.mark(Mark::Open(link));
        Open::Hole(link, self.out.here(), words)
    }

    fn open_element(&mut self, address: &str, title: &str, external: bool) -> Open {
        self.out.tag("<a href=\"");
        escape::address(&mut self.out.html, address);
        if !title.is_empty() {
            self.out.tag("\" title=\"");
            escape::attribute(&mut self.out.html, title);
        }
        self.out.tag(if external { "\" class=\"external\" rel=\"noopener noreferrer\">" } else { "\">" });
        Open::Element(self.out.here(), address.to_owned())
    }

    fn unknown_kind(&mut self, written: &str, span: Span) {
        let names = || Kind::ALL.into_iter().map(Kind::name);
        let help = match nearest(written, names()) {
            Some(kind) => format!("Did you mean `{kind}:`?"),
            None if ["http", "https", "mailto", "tel"].contains(&written) => {
                "Write `[words](address)` for an address outside the handbook.".into()
            }
            None => format!("Before the `:` stands one of {}.", one_of(names())),
        };
        let message = format!("`{written}` is not a kind of thing in a handbook");
        self.diagnostics.push(Diagnostic::at(UNKNOWN_REFERENCE, self.origin.path, span, message).help(help));
    }

    fn refuse(&mut self, refused: &Refused, span: Span) {
        let (code, message, help) = refused.explained();
        self.diagnostics.push(Diagnostic::at(code, self.origin.path, span, message).label("shown as text").help(help));
    }

    /// Writes an image.
    pub fn image(&mut self, kind: LinkType, written: &str, title: &str, alt: String, range: Range<usize>) {
        // An embedded file without words of its own repeats its name, which describes nothing.
        let alt = if kind == (LinkType::WikiLink { has_pothole: false }) { String::new() } else { alt };
        let written = match kind {
            LinkType::WikiLink { has_pothole: true } => written.strip_suffix('\\').unwrap_or(written),
            _ => written,
        };
        let whole = self.origin.span(range.clone());
        let span = self.destination(kind, written, range);
        let Some(path) = self.image_path(written, span) else { return self.write_text(&alt) };
        if alt.is_empty() {
            let found = Diagnostic::at(MISSING_ALT, self.origin.path, whole, "this image has no text alternative");
            let help = "Say between the brackets what the image shows, for those who do not see it.";
            self.diagnostics.push(found.help(help));
        }
        self.out.mark(Mark::Image(self.images.len()));
        self.out.words(&alt);
        let title = Some(title.to_owned()).filter(|title| !title.is_empty());
        self.images.push(Image { path, alt, title, span });
    }

    /// The path of an image of the project; anything else is reported.
    fn image_path(&mut self, written: &str, span: Span) -> Option<String> {
        let (code, message, help) = match address::read(written) {
            Ok(Address::Project(Target::File { path, .. })) if !path.is_empty() => return Some(path),
            Ok(Address::Web(_)) | Err(Refused::NoScheme(_) | Refused::NoHost(_)) => (
                BROKEN_IMAGE,
                "this image is on another host, and pages load nothing from other hosts".into(),
                "Download the image and put it beside the page.".into(),
            ),
            Ok(_) | Err(Refused::Empty) => (
                BROKEN_IMAGE,
                "this image names no file".into(),
                "Put the path of an image between the parentheses.".into(),
            ),
            Err(Refused::Scheme(scheme)) => (
                UNSAFE_LINK,
                format!("`{scheme}:` addresses are not allowed"),
                "Put the image into a file beside the page.".into(),
            ),
            Err(refused) => refused.explained(),
        };
        let found = Diagnostic::at(code, self.origin.path, span, message);
        self.diagnostics.push(found.label("shown as its text alternative").help(help));
        None
    }

    /// Where the address of a link stands, or the whole link if it does not stand in it as it was read.
    fn destination(&self, kind: LinkType, address: &str, range: Range<usize>) -> Span {
        let written = &self.origin.source[range.clone()];
        let at = match kind {
            LinkType::WikiLink { .. } => written.find("[[").map(|at| at + 2),
            LinkType::Autolink | LinkType::Email => Some(1),
            LinkType::Inline => written.rmatch_indices("](").take(8).find_map(|(at, _)| {
                let rest = written[at + 2..].trim_start();
                let rest = rest.strip_prefix('<').unwrap_or(rest);
                rest.starts_with(address).then(|| written.len() - rest.len())
            }),
            _ => None,
        };
        match at.filter(|at| !address.is_empty() && written[*at..].starts_with(address)) {
            Some(at) => self.origin.span(range.start + at..range.start + at + address.len()),
            None => self.origin.span(range),
        }
    }
}
