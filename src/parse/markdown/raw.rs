//! HTML written in Markdown: let through if the handbook allows it, else shown as the text that it is.
//!
//! Reads no HTML beyond comments, tags and their attributes: what is let through is the author's business, and what is not
//! is escaped whole. What is let through and then blocked by the policy of the page is reported.

use std::ops::Range;

use crate::content::{AllowedHost, ExternalResource, Link as Hole};
use crate::diagnostic::{BLOCKED_HTML, RAW_HTML};

use super::MarkdownContext;
use super::address::{self, Address};
use super::tree::{Block, Document, Inline, Note, each_run_of_all};

/// Applies the setting to all HTML of a text.
pub(super) fn apply(context: &mut MarkdownContext, document: &mut Document) {
    if context.options.raw_html {
        report_blocked(context, document);
        return resolve(context, document);
    }
    show_blocks(context, &mut document.blocks);
    document.notes.iter_mut().for_each(|note| show_blocks(context, &mut note.blocks));
    each_run_of_all(&mut document.blocks, &mut document.notes, &mut |run| show_run(context, run));
}

/// Stands before and behind the number of a hole in HTML that is let through.
pub(super) const HOLE: char = '\u{f8f0}';

/// Makes holes of the addresses in HTML that name something in the project.
fn resolve(context: &mut MarkdownContext, document: &mut Document) {
    let Document { blocks, notes, holes, .. } = document;
    each_html(blocks, notes, &mut |html, range| with_holes(context, html, range, holes));
}

/// Puts what `replace` makes of each piece of HTML in its place, if it makes something: of all blocks, then of all lines.
fn each_html<'a>(blocks: &mut [Block<'a>], notes: &mut [Note<'a>], replace: &mut Replace) {
    replace_blocks(blocks, replace);
    notes.iter_mut().for_each(|note| replace_blocks(&mut note.blocks, replace));
    each_run_of_all(blocks, notes, &mut |run| replace_run(run, replace));
}

type Replace<'r> = dyn FnMut(&str, &Range<usize>) -> Option<String> + 'r;

fn replace_blocks(blocks: &mut [Block], replace: &mut Replace) {
    for block in blocks {
        match block {
            Block::Html(html, range) => {
                if let Some(new) = replace(html, range) {
                    *html = new;
                }
            }
            block => block.inner().for_each(|blocks| replace_blocks(blocks, replace)),
        }
    }
}

fn replace_run(run: &mut [Inline], replace: &mut Replace) {
    for inline in run {
        match inline {
            Inline::Html(html, range) => {
                if let Some(new) = replace(html, range) {
                    *html = new.into();
                }
            }
            Inline::Styled(_, inlines, _) => replace_run(inlines, replace),
            Inline::Link(link) => replace_run(&mut link.inlines, replace),
            _ => {}
        }
    }
}

/// HTML in which the addresses of the project are holes; `None` if there are none.
fn with_holes(context: &MarkdownContext, html: &str, range: &Range<usize>, holes: &mut Vec<Hole>) -> Option<String> {
    if html.contains(HOLE) || !html.contains('=') {
        return None;
    }
    let mut out = String::new();
    let mut from = 0;
    for tag in tags(html) {
        let (start, end) = (tag.start, tag.start + html[tag].trim_end_matches('>').len());
        for name in [" href=", " src=", " poster="] {
            let Some(found) = html[start..end].to_ascii_lowercase().find(name) else { continue };
            let value = start + found + name.len();
            let quote = html[value..end].chars().next().filter(|quote| matches!(quote, '"' | '\''));
            let value = value + usize::from(quote.is_some());
            let length = match quote {
                Some(quote) => html[value..end].find(quote),
                None => Some(html[value..end].find([' ', '\t', '\n', '/']).unwrap_or(end - value)),
            };
            let Some(length) = length.filter(|length| *length > 0) else { continue };
            let written = &html[value..value + length];
            let Ok(Address::Project(target)) = address::read(written, &context.options.schemes) else { continue };
            if value < from {
                continue;
            }
            let source = &context.origin.source[range.clone()];
            let place =
                source.find(written).map_or(range.clone(), |at| range.start + at..range.start + at + written.len());
            out.push_str(&html[from..value]);
            out.push_str(&format!("{HOLE}{}{HOLE}", holes.len()));
            holes.push(Hole { target, span: context.origin.span(place), title: None });
            from = value + length;
        }
    }
    (from > 0).then(|| out + &html[from..])
}

/// The pieces of HTML with holes: text, and the number of the hole behind it.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    let mut parts = html.split(HOLE);
    std::iter::from_fn(move || {
        let text = parts.next()?;
        Some((text, parts.next().and_then(|number| number.parse().ok())))
    })
}

/// Makes paragraphs of blocks of HTML.
fn show_blocks(context: &mut MarkdownContext, blocks: &mut Vec<Block>) {
    blocks.retain_mut(|block| {
        match block {
            Block::Html(html, range) => {
                let shown = without_comments(html);
                if shown.trim().is_empty() {
                    return false;
                }
                let end = range.start + context.origin.source[range.clone()].trim_end().len();
                let range = range.start..end;
                report_shown(context, range.clone());
                *block = Block::Paragraph(vec![Inline::Text(shown.trim().to_owned().into(), range)]);
            }
            block => block.inner().for_each(|blocks| show_blocks(context, blocks)),
        }
        true
    });
}

/// Shows the HTML of a line as text, and reports it once from the first to the last piece.
fn show_run(context: &mut MarkdownContext, run: &mut Vec<Inline>) {
    let mut shown: Option<Range<usize>> = None;
    show(run, &mut shown);
    if let Some(range) = shown {
        report_shown(context, range);
    }
}

fn show(run: &mut Vec<Inline>, shown: &mut Option<Range<usize>>) {
    if !run.iter().any(|inline| matches!(inline, Inline::Html(..) | Inline::Styled(..) | Inline::Link(_))) {
        return;
    }
    run.retain_mut(|inline| {
        match inline {
            Inline::Html(html, _) if is_line_break(html) => *inline = Inline::HardBreak,
            Inline::Html(html, range) => {
                let text = without_comments(html);
                if text.is_empty() {
                    return false;
                }
                let start = shown.as_ref().map_or(range.start, |before| before.start);
                *shown = Some(start..range.end);
                *inline = Inline::Text(text.into(), range.clone());
            }
            Inline::Styled(_, inlines, _) => show(inlines, shown),
            Inline::Link(link) => show(&mut link.inlines, shown),
            _ => {}
        }
        true
    });
}

fn report_shown(context: &mut MarkdownContext, range: Range<usize>) {
    let found = context.origin.problem(RAW_HTML, range, "HTML is shown as text here");
    let help = "Write it in Markdown, or between back quotes if readers are meant to see it.";
    context.diagnostics.push(found.help(help));
}

/// Reports what is let through but blocked by the Content-Security-Policy of every page.
fn report_blocked(context: &mut MarkdownContext, document: &mut Document) {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    each_html(&mut document.blocks, &mut document.notes, &mut |html, range| {
        found.push((range.clone(), html.to_owned()));
        None
    });
    for (range, html) in found {
        for tag in tags(&html).map(|tag| &html[tag]) {
            let Some((what, fix)) = blocks_tag(tag, &context.options.allowed) else { continue };
            let written = &context.origin.source[range.clone()];
            let range = match written.find(tag) {
                Some(at) => range.start + at..range.start + at + tag.len(),
                None => range.clone(),
            };
            let message = format!("the policy of the page blocks {what}");
            let found = context.origin.problem(BLOCKED_HTML, range, message);
            context.diagnostics.push(found.label("readers do not get this").help(fix));
        }
    }
}

/// Where tags stand in HTML. One that does not end goes on to the end.
fn tags(html: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + html[at..].find('<')?;
        at = html[start..].find('>').map_or(html.len(), |end| start + end + 1);
        Some(start..at)
    })
}

/// What the policy blocks about a tag, and what to do.
fn blocks_tag(tag: &str, allowed: &[AllowedHost]) -> Option<(String, String)> {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let name_end = inside.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let name = inside[..name_end].to_ascii_lowercase();
    let attributes = attributes(&inside[name_end..]);
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let is_elsewhere = |address: &str| {
        let address = address.trim().to_ascii_lowercase();
        ["http:", "https:", "//", "data:", "blob:", "javascript:"].iter().any(|start| address.starts_with(start))
    };
    let inline = |what: String, fix: &str| Some((what, fix.to_owned()));
    match name.as_str() {
        "object" | "embed" | "base" => return inline(format!("`<{name}>`"), "Link to the file instead."),
        "form" => return inline("forms".into(), "Link to a page that has the form."),
        "style" => return inline("styles in the page".into(), "Put them into the style sheet of a theme."),
        "script" if value("src").is_none() => {
            return inline(
                "scripts in the page".into(),
                "Put the script into a file in content/ and name it in `src`.",
            );
        }
        _ => {}
    }
    let loaded = match name.as_str() {
        "iframe" | "frame" => ExternalResource::Frames,
        "script" => ExternalResource::Scripts,
        "link" => ExternalResource::Styles,
        "video" | "audio" | "track" => ExternalResource::Media,
        _ => ExternalResource::Images,
    };
    let wanted: &[&str] = if name == "link" { &["href"] } else { &["src", "srcset", "poster", "data"] };
    for wanted in wanted {
        let Some(address) = value(wanted).filter(|address| is_elsewhere(address)) else { continue };
        let host = address.trim().split("//").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        let Some(host) = host else {
            return inline(
                format!("`<{name}>` with `{}`", &address[..address.find(':').map_or(0, |at| at + 1)]),
                "Put it into a file in content/.",
            );
        };
        if allowed.iter().any(|one| one.covers(host) && one.kinds.contains(&loaded)) {
            continue;
        }
        let fix = format!(
            "Put the file into content/ and name it by a relative address, link to it, or allow the host in \
             content/handbook.yaml: `security: {{ allow: {{ {host}: {} }} }}`.",
            loaded.name()
        );
        return Some((format!("`<{name}>` from `{host}`"), fix));
    }
    if value("style").is_some() {
        return inline("the attribute `style`".into(), "Give the element a class, and put the style into a theme.");
    }
    let handler = attributes.iter().find(|(name, _)| name.len() > 2 && name.starts_with("on"));
    handler.and_then(|(name, _)| inline(format!("the attribute `{name}`"), "Put the script into a file in content/."))
}

/// The attributes of a tag by name in lower case.
fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|end: char| end == '=' || end.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''));
            let (text, after) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            value = text.to_owned();
            rest = after.trim_start();
        } else if end == 0 {
            break;
        }
        found.push((name, value));
    }
    found
}

/// The words of HTML that is let through.
pub(super) fn words(html: &str) -> String {
    without(&without_comments(html), "<", ">", 1)
}

/// HTML without its complete comments; one that never ends is not a comment but a mistake, and stays.
fn without_comments(html: &str) -> String {
    without(html, "<!--", "-->", 2)
}

/// The text without what is between `open` and `close`, which may share all but the first `apart` bytes.
fn without(text: &str, open: &str, close: &str, apart: usize) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start + apart..].find(close) else { break };
        out.push_str(&rest[..start]);
        rest = &rest[start + apart + end + close.len()..];
    }
    out.push_str(rest);
    out
}

fn is_line_break(html: &str) -> bool {
    let inner = html.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    inner.trim_end_matches('/').trim().eq_ignore_ascii_case("br")
}
