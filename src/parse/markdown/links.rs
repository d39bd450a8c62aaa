//! Resolves links and images as far as one file can: what stands elsewhere is finished, and what is in the project becomes a
//! hole that the handbook fills.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType};

use crate::content::{ExternalResource, Image, Kind, Link as Hole, Target};
use crate::diagnostic::{BROKEN_IMAGE, Diagnostic, MISSING_ALT, UNKNOWN_REFERENCE, UNSAFE_LINK, nearest, one_of};
use crate::source::Span;

use super::MarkdownContext;
use super::address::{self, Address, Refused};
use super::tree::{Document, Embed, Inline, LinkSpan, To, each_run_of_all};

/// Resolves every link and image of a text.
pub(super) fn resolve(context: &mut MarkdownContext, document: &mut Document) {
    let Document { blocks, notes, holes, images, .. } = document;
    let mut resolver = Resolver { context, holes, images };
    each_run_of_all(blocks, notes, &mut |run| resolver.run(run));
}

struct Resolver<'a, 'c, 'd, 'r> {
    context: &'r mut MarkdownContext<'c, 'd>,
    holes: &'a mut Vec<Hole>,
    images: &'a mut Vec<Image>,
}

impl Resolver<'_, '_, '_, '_> {
    fn run(&mut self, run: &mut [Inline]) {
        for inline in run {
            match inline {
                Inline::Styled(_, inlines, _) => self.run(inlines),
                Inline::Link(link) => {
                    self.link(link);
                    self.run(&mut link.inlines);
                }
                Inline::Embed(embed) => *inline = self.image(embed),
                _ => {}
            }
        }
    }

    fn link(&mut self, link: &mut LinkSpan) {
        let To::Written(kind, written) = std::mem::replace(&mut link.to, To::Nowhere) else { return };
        link.to = match kind {
            LinkType::WikiLink { has_pothole } => self.wiki_link(&written, has_pothole, link),
            LinkType::Email => To::App(format!("mailto:{written}")),
            _ => self.address(kind, &written, link),
        };
        // A link without words could not be seen, heard or pressed.
        let is_blank = link.inlines.iter().all(|inline| match inline {
            Inline::Text(text, _) => text.trim().is_empty(),
            Inline::SoftBreak | Inline::HardBreak => true,
            _ => false,
        });
        match &link.to {
            To::Hole(..) if is_blank => link.inlines.clear(),
            To::Web(address) | To::App(address) if is_blank => {
                link.inlines = vec![Inline::Text(address.clone().into(), link.range.clone())];
            }
            To::Nowhere if link.inlines.is_empty() && matches!(kind, LinkType::WikiLink { .. }) => {
                link.inlines = vec![Inline::Text(written.to_string().into(), link.range.clone())];
            }
            _ => {}
        }
    }

    fn address<'t>(&mut self, kind: LinkType, written: &str, link: &LinkSpan) -> To<'t> {
        let span = self.destination(kind, written, &link.range);
        match address::read(written, &self.context.options.schemes) {
            Ok(Address::Web(address)) => To::Web(address.to_owned()),
            Ok(Address::App(address)) => To::App(address.to_owned()),
            Ok(Address::Project(target)) => {
                let words = match &target {
                    Target::File { path, fragment: Some(fragment), .. } if path.is_empty() => fragment.clone(),
                    Target::File { path, .. } => path.clone(),
                    Target::Entity { id, .. } => id.clone(),
                };
                self.hole(target, span, &link.title, words)
            }
            Err(refused) => self.refuse(&refused, span),
        }
    }

    fn wiki_link<'t>(&mut self, written: &str, has_words: bool, link: &mut LinkSpan) -> To<'t> {
        let span = self.destination(LinkType::WikiLink { has_pothole: has_words }, written, &link.range);
        // Within a table the `|` may be written `\|`, and the parser leaves the backslash with the id.
        let name = if has_words { written.strip_suffix('\\').unwrap_or(written) } else { written };
        let (name, fragment) = address::split_fragment(name.trim());
        let fragment = fragment.map(|fragment| fragment.trim().to_owned());
        let (kind, id) = match name.split_once(':') {
            Some((kind, id)) => (Some(kind.trim()), id.trim()),
            None => (None, name.trim()),
        };
        let kind = match kind.map(|kind| Kind::from_name(kind).ok_or(kind)).transpose() {
            Ok(kind) => kind,
            Err(unknown) => return self.unknown_kind(unknown, span),
        };
        if id.is_empty() && (kind.is_some() || fragment.is_none()) {
            return self.refuse(&Refused::Empty, span);
        }
        if id.is_empty() {
            let words = fragment.clone().unwrap_or_default();
            return self.hole(Target::File { path: String::new(), query: None, fragment }, span, "", words);
        }
        self.hole(Target::Entity { kind, id: id.to_owned(), fragment }, span, "", id.to_owned())
    }

    fn hole<'t>(&mut self, target: Target, span: Span, title: &str, words: String) -> To<'t> {
        self.holes.push(Hole { target, span, title: Some(title.to_owned()).filter(|title| !title.is_empty()) });
        To::Hole(self.holes.len() - 1, words)
    }

    fn unknown_kind<'t>(&mut self, written: &str, span: Span) -> To<'t> {
        let names = || Kind::ALL.into_iter().map(Kind::name);
        let help = match nearest(written, names()) {
            Some(kind) => format!("Did you mean `{kind}:`?"),
            None if ["http", "https", "mailto", "tel"].contains(&written) => {
                "Write `[words](address)` for an address outside the handbook.".into()
            }
            None => format!("Before the `:` stands one of {}.", one_of(names())),
        };
        let message = format!("`{written}` is not a kind of thing in a handbook");
        let found = Diagnostic::at(UNKNOWN_REFERENCE, self.context.origin.path, span, message);
        self.context.diagnostics.push(found.help(help));
        To::Nowhere
    }

    fn refuse<'t>(&mut self, refused: &Refused, span: Span) -> To<'t> {
        let (code, message, help) = refused.explained();
        let found = Diagnostic::at(code, self.context.origin.path, span, message);
        self.context.diagnostics.push(found.label("shown as text").help(help));
        To::Nowhere
    }

    fn image<'t>(&mut self, embed: &mut Embed) -> Inline<'t> {
        let alt = std::mem::take(&mut embed.alt);
        let written = match embed.kind {
            LinkType::WikiLink { has_pothole: true } => embed.address.strip_suffix('\\').unwrap_or(&embed.address),
            _ => &embed.address,
        };
        let span = self.destination(embed.kind, written, &embed.range);
        let Some((path, fragment)) = self.image_file(written, span) else {
            return Inline::Text(CowStr::from(alt), embed.range.clone());
        };
        let origin = self.context.origin;
        if alt.is_empty() {
            let whole = origin.span(embed.range.clone());
            let found = Diagnostic::at(MISSING_ALT, origin.path, whole, "this image has no text alternative");
            let help = "Say between the brackets what the image shows, for those who do not see it.";
            self.context.diagnostics.push(found.help(help));
        }
        let title = Some(embed.title.to_string()).filter(|title| !title.is_empty());
        self.images.push(Image { path, fragment, alt, title, span });
        Inline::Image(self.images.len() - 1)
    }

    /// The path and fragment of an image of the project; anything else is reported.
    fn image_file(&mut self, written: &str, span: Span) -> Option<(String, Option<String>)> {
        let elsewhere = |help: String| {
            (BROKEN_IMAGE, "this image is on another host, and pages load nothing from other hosts".into(), help)
        };
        let (code, message, help) = match address::read(written, &self.context.options.schemes) {
            Ok(Address::Project(Target::File { path, fragment, .. })) if !path.is_empty() => {
                return Some((path, fragment));
            }
            Ok(Address::Web(address)) if self.is_allowed(address) => {
                let (address, fragment) = address::split_fragment(address);
                return Some((address.to_owned(), fragment.map(str::to_owned)));
            }
            Ok(Address::Web(address)) => elsewhere(format!(
                "Download the image and put it beside the page, or allow the host in content/handbook.yaml: \
                 `security: {{ allow: {{ {}: images }} }}`.",
                host(address)
            )),
            Err(Refused::NoScheme(_) | Refused::NoHost(_)) => {
                elsewhere("Download the image and put it beside the page.".into())
            }
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
        let found = Diagnostic::at(code, self.context.origin.path, span, message);
        self.context.diagnostics.push(found.label("shown as its text alternative").help(help));
        None
    }

    /// Whether the settings allow images from the host of an address.
    fn is_allowed(&self, address: &str) -> bool {
        let host = host(address);
        let is_secure = address.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
        let mut allowed = self.context.options.allowed.iter();
        is_secure && allowed.any(|one| one.covers(host) && one.kinds.contains(&ExternalResource::Images))
    }

    /// Where the address of a link is written, or the whole link if it is written in another way than it was read.
    fn destination(&self, kind: LinkType, address: &str, range: &Range<usize>) -> Span {
        let origin = self.context.origin;
        let written = &origin.source[range.clone()];
        let at = match kind {
            LinkType::WikiLink { .. } => written.find("[[").map(|at| at + 2),
            LinkType::Autolink | LinkType::Email => Some(usize::from(written.starts_with('<'))),
            LinkType::Inline => written.rmatch_indices("](").take(8).find_map(|(at, _)| {
                let rest = written[at + 2..].trim_start();
                let rest = rest.strip_prefix('<').unwrap_or(rest);
                rest.starts_with(address).then(|| written.len() - rest.len())
            }),
            _ => None,
        };
        match at.filter(|at| !address.is_empty() && written.get(*at..).is_some_and(|rest| rest.starts_with(address))) {
            Some(at) => origin.span(range.start + at..range.start + at + address.len()),
            None => origin.span(range.clone()),
        }
    }
}

/// The host of a web address, with its port.
fn host(address: &str) -> &str {
    let rest = address.split("//").nth(1).unwrap_or_default();
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
