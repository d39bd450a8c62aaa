//! HTML written in Markdown: let through if the handbook allows it, else shown as the text that it is.
//!
//! Reads no HTML beyond comments, tags and their attributes: what is let through is the author's business, and what is not
//! is escaped whole. What is let through and then blocked by the policy of the page is reported.

use std::ops::Range;

use crate::diagnostic::{BLOCKED_HTML, Diagnostic, RAW_HTML};

use super::Context;
use super::tree::{Block, Definition, Document, Inline, each_run};

/// Applies the setting to all HTML of a text.
pub(super) fn apply(context: &mut Context, document: &mut Document) {
    let allowed = context.options.raw_html;
    if allowed {
        return report_blocked(context, document);
    }
    show_blocks(context, &mut document.blocks);
    each_run(&mut document.blocks, &mut |run| show_run(context, run));
    for note in &mut document.notes {
        show_blocks(context, &mut note.blocks);
        each_run(&mut note.blocks, &mut |run| show_run(context, run));
    }
}

/// Makes paragraphs of blocks of HTML.
fn show_blocks(context: &mut Context, blocks: &mut Vec<Block>) {
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
            Block::Quote(blocks) | Block::Alert { blocks, .. } => show_blocks(context, blocks),
            Block::List { items, .. } => items.iter_mut().for_each(|item| show_blocks(context, &mut item.blocks)),
            Block::Definitions(entries) => {
                for entry in entries {
                    if let Definition::Meaning(blocks) = entry {
                        show_blocks(context, blocks);
                    }
                }
            }
            _ => {}
        }
        true
    });
}

/// Shows the HTML of a line as text, and reports it once from the first to the last piece.
fn show_run(context: &mut Context, run: &mut Vec<Inline>) {
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

fn report_shown(context: &mut Context, range: Range<usize>) {
    let span = context.origin.span(range);
    let found = Diagnostic::at(RAW_HTML, context.origin.path, span, "HTML is shown as text here");
    let help = "Write it in Markdown, or between back quotes if readers are meant to see it.";
    context.diagnostics.push(found.help(help));
}

/// Reports what is let through but blocked by the Content-Security-Policy of every page.
fn report_blocked(context: &mut Context, document: &mut Document) {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    block_html(&document.blocks, &mut found);
    document.notes.iter().for_each(|note| block_html(&note.blocks, &mut found));
    let mut line_html = |run: &mut Vec<Inline>| collect_html(run, &mut found);
    each_run(&mut document.blocks, &mut line_html);
    document.notes.iter_mut().for_each(|note| each_run(&mut note.blocks, &mut line_html));
    for (range, html) in found {
        for (tag, what) in blocked(&html) {
            let written = &context.origin.source[range.clone()];
            let range = match written.find(tag) {
                Some(at) => range.start + at..range.start + at + tag.len(),
                None => range.clone(),
            };
            let message = format!("the policy of the page blocks {what}");
            context.diagnostics.push(
                Diagnostic::at(BLOCKED_HTML, context.origin.path, context.origin.span(range), message)
                    .label("readers do not get this")
                    .help("Put the file into content/ and name it by a relative address, or link to it."),
            );
        }
    }
}

fn block_html(blocks: &[Block], found: &mut Vec<(Range<usize>, String)>) {
    for block in blocks {
        match block {
            Block::Html(html, range) => found.push((range.clone(), html.clone())),
            Block::Quote(blocks) | Block::Alert { blocks, .. } => block_html(blocks, found),
            Block::List { items, .. } => items.iter().for_each(|item| block_html(&item.blocks, found)),
            Block::Definitions(entries) => {
                for entry in entries {
                    if let Definition::Meaning(blocks) = entry {
                        block_html(blocks, found);
                    }
                }
            }
            _ => {}
        }
    }
}

fn collect_html(run: &[Inline], found: &mut Vec<(Range<usize>, String)>) {
    for inline in run {
        match inline {
            Inline::Html(html, range) => found.push((range.clone(), html.to_string())),
            Inline::Styled(_, inlines, _) => collect_html(inlines, found),
            Inline::Link(link) => collect_html(&link.inlines, found),
            _ => {}
        }
    }
}

/// The tags that a page's policy blocks, and what about them.
fn blocked(html: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        let tag = &rest[start..end];
        if let Some(what) = blocks_tag(tag) {
            found.push((tag, what));
        }
        rest = &rest[end..];
    }
    found
}

/// What the policy blocks about a tag.
fn blocks_tag(tag: &str) -> Option<String> {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let name_end = inside.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let name = inside[..name_end].to_ascii_lowercase();
    let attributes = attributes(&inside[name_end..]);
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let is_elsewhere = |address: &str| {
        let address = address.trim().to_ascii_lowercase();
        ["http:", "https:", "//", "data:", "blob:", "javascript:"].iter().any(|start| address.starts_with(start))
    };
    match name.as_str() {
        "object" | "embed" | "base" => return Some(format!("`<{name}>`")),
        "form" => return Some("forms".into()),
        "style" => return Some("styles in the page; put them into the theme".into()),
        "script" if value("src").is_none() => return Some("scripts in the page; put them into a file".into()),
        _ => {}
    }
    for wanted in ["src", "srcset", "poster", "data"] {
        if let Some(address) = value(wanted).filter(|address| is_elsewhere(address)) {
            let host = address.trim().split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(address);
            return Some(format!("`<{name}>` from `{host}`"));
        }
    }
    if name == "link" && value("href").is_some_and(is_elsewhere) {
        return Some("`<link>` to another host".into());
    }
    if value("style").is_some() {
        return Some("the attribute `style`".into());
    }
    let handler = attributes.iter().find(|(name, _)| name.len() > 2 && name.starts_with("on"));
    handler.map(|(name, _)| format!("the attribute `{name}`"))
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
