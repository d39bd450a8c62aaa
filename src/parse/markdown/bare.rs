//! Makes links of addresses in text, by the rules of GitHub: `https://…`, `www.…` and mail addresses.
//!
//! A backslash before the colon, the period or the `@` keeps an address from becoming a link.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType};

use super::MarkdownContext;
use super::tree::{Document, Inline, LinkSpan, To, each_run_of_all};

/// Makes links of all addresses in the text of a document, outside of links and code.
pub(super) fn link(context: &MarkdownContext, document: &mut Document) {
    document.has_bare_addresses = !context.options.plain_addresses;
    let source = &*context.origin.source;
    if context.options.plain_addresses || !may_have(source) {
        return;
    }
    each_run_of_all(&mut document.blocks, &mut document.notes, &mut |run| link_run(source, run));
}

fn may_have(text: &str) -> bool {
    text.contains("://") || text.contains('@') || text.contains("www.") || text.contains("WWW.")
}

fn link_run<'a>(source: &str, run: &mut Vec<Inline<'a>>) {
    for inline in run.iter_mut() {
        if let Inline::Styled(_, inlines, _) = inline {
            link_run(source, inlines);
        }
    }
    let mut rest: VecDeque<Inline> = std::mem::take(run).into();
    while !rest.is_empty() {
        link_group(source, &mut rest, run);
    }
}

/// Moves the neighbouring texts at the front of `rest`, or one other inline, to `run`, with links for the addresses.
fn link_group<'a>(source: &str, rest: &mut VecDeque<Inline<'a>>, run: &mut Vec<Inline<'a>>) {
    let mut text = String::new();
    let mut range: Option<Range<usize>> = None;
    let mut count = 0;
    while let Some(Inline::Text(piece, place)) = rest.get(count) {
        // A gap in the source is a backslash: what it escapes is no part of an address.
        if range.as_ref().is_some_and(|range| range.end != place.start) {
            break;
        }
        range = Some(range.map_or(place.start, |range| range.start)..place.end);
        text.push_str(piece);
        count += 1;
    }
    let Some(range) = range else { return run.extend(rest.pop_front()) };
    if !may_have(&text) || find(&text).is_none() {
        return run.extend(rest.drain(..count));
    }
    rest.drain(..count);
    let is_verbatim = text.len() == range.len();
    let place = |part: Range<usize>| match is_verbatim {
        true => range.start + part.start..range.start + part.end,
        false => range.clone(),
    };
    let mut from = 0;
    while let Some(mut found) = find(&text[from..]).map(|found| found.moved(from)) {
        if is_verbatim && found.range.end == text.len() {
            found = lengthened(source, range.start, found, &mut text, rest);
        }
        let BareAddress { range: part, address, is_mail } = found;
        if from < part.start {
            run.push(Inline::Text(text[from..part.start].to_owned().into(), place(from..part.start)));
        }
        from = part.end;
        let words: CowStr = text[part.clone()].to_owned().into();
        run.push(Inline::Link(Box::new(LinkSpan {
            to: To::Written(if is_mail { LinkType::Email } else { LinkType::Autolink }, address.into()),
            title: "".into(),
            inlines: vec![Inline::Text(words, place(part.clone()))],
            range: place(part),
        })));
    }
    if from < text.len() {
        run.push(Inline::Text(text[from..].to_owned().into(), place(from..text.len())));
    }
}

/// An address at the end of `text` with what was read as emphasis but belongs to it: `https://host/_a_`. `text`, which begins
/// at `begin` of the source, takes what is used of `rest`.
fn lengthened(
    source: &str,
    begin: usize,
    mut found: BareAddress,
    text: &mut String,
    rest: &mut VecDeque<Inline>,
) -> BareAddress {
    while let Some(Inline::Styled(_, _, place)) = rest.front()
        && place.start == begin + text.len()
    {
        let start = found.range.start;
        let longer = format!("{}{}", &text[start..], &source[place.clone()]);
        let Some(more) = find(&longer).filter(|more| more.range.start == 0 && start + more.range.end > text.len())
        else {
            break;
        };
        text.push_str(&source[place.clone()]);
        rest.pop_front();
        found = more.moved(start);
        while let Some(Inline::Text(piece, place)) = rest.front()
            && place.start == begin + text.len()
            && piece.len() == place.len()
        {
            text.push_str(piece);
            rest.pop_front();
        }
        if let Some(more) = find(&text[start..]).filter(|more| more.range.start == 0) {
            found = more.moved(start);
        }
    }
    found
}

/// An address in a text.
#[derive(Debug, PartialEq, Eq)]
struct BareAddress {
    /// Where it stands.
    range: Range<usize>,
    /// Where it leads; a mail address has no scheme.
    address: String,
    is_mail: bool,
}

impl BareAddress {
    /// The same, so many bytes further on.
    fn moved(self, by: usize) -> Self {
        Self { range: self.range.start + by..self.range.end + by, ..self }
    }
}

/// The first address in a text.
fn find(text: &str) -> Option<BareAddress> {
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        let found = match bytes[at] {
            b':' if text[at..].starts_with("://") => web(text, at),
            b'w' | b'W' if text.get(at..at + 4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) => {
                www(text, at)
            }
            b'@' => mail(text, at),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The address whose `://` begins at `colon`.
fn web(text: &str, colon: usize) -> Option<BareAddress> {
    let before = text[..colon].trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let scheme = &text[before.len()..colon];
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    if before.ends_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '_' | '+' | '-' | '/' | ':')) {
        return None;
    }
    let host = colon + "://".len();
    let end = end_of(text, host);
    let is_host = text[host..end].starts_with(|letter: char| letter.is_alphanumeric() || letter == '[');
    is_host.then(|| BareAddress {
        range: before.len()..end,
        address: text[before.len()..end].to_owned(),
        is_mail: false,
    })
}

/// The address whose `www.` begins at `start`.
fn www(text: &str, start: usize) -> Option<BareAddress> {
    let is_apart =
        |before: char| before.is_whitespace() || matches!(before, '*' | '_' | '~' | '(') || !before.is_ascii();
    if text[..start].chars().next_back().is_some_and(|before| !is_apart(before)) {
        return None;
    }
    let end = end_of(text, start);
    let host = text[start + "www.".len()..end.max(start + "www.".len())]
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or_default();
    let is_host = host.contains('.')
        && host
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|letter| letter.is_alphanumeric() || letter == '-'));
    is_host.then(|| BareAddress { range: start..end, address: format!("http://{}", &text[start..end]), is_mail: false })
}

/// The mail address whose `@` is at `sign`.
fn mail(text: &str, sign: usize) -> Option<BareAddress> {
    let is_local = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+');
    let local = text[..sign].trim_end_matches(is_local);
    if local.len() == sign || local.ends_with(['/', ':', '@']) {
        return None;
    }
    let is_domain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let rest = &text[sign + 1..];
    let domain = &rest[..rest.find(|letter| !is_domain(letter)).unwrap_or(rest.len())];
    let domain = domain.trim_end_matches('.');
    let is_whole =
        domain.contains('.') && domain.split('.').all(|part| !part.is_empty()) && !domain.ends_with(['-', '_']);
    let end = sign + 1 + domain.len();
    let address = &text[local.len()..end];
    (is_whole && !text[end..].starts_with(['@', '/'])).then(|| BareAddress {
        range: local.len()..end,
        address: address.to_owned(),
        is_mail: true,
    })
}

/// Where an address ends that has begun before `from`: white space and what ends a sentence do not belong to it.
fn end_of(text: &str, from: usize) -> usize {
    let is_end = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '<' | '>' | '"' | '`' | '\u{201c}'..='\u{201f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff1f}')
    };
    let mut end = text[from..].find(is_end).map_or(text.len(), |end| from + end);
    loop {
        let address = &text[from..end];
        let Some(last) = address.chars().next_back() else { return end };
        let unbalanced = |open: char, close: char| address.matches(close).count() > address.matches(open).count();
        let drops = match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '\u{2019}' | '\u{2026}' => true,
            ')' => unbalanced('(', ')'),
            ']' => unbalanced('[', ']'),
            '}' => unbalanced('{', '}'),
            _ => return end,
        };
        if !drops {
            return end;
        }
        end -= last.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(&str, String)> {
        find(text).map(|found| (&text[found.range], found.address))
    }

    #[test]
    fn addresses_end_where_readers_expect_it() {
        for (text, words) in [
            ("see https://a.example/b?c=d#e.", "https://a.example/b?c=d#e"),
            ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
            ("http://localhost:3000/x, y", "http://localhost:3000/x"),
            ("参照https://a.example/b。次", "https://a.example/b"),
            ("HTTPS://A.example!", "HTTPS://A.example"),
        ] {
            assert_eq!(found(text), Some((words, words.to_owned())), "{text}");
        }
        assert_eq!(found("at www.a.example/b."), Some(("www.a.example/b", "http://www.a.example/b".into())));
        assert_eq!(found("to a.b+c@d.example."), Some(("a.b+c@d.example", "a.b+c@d.example".into())));
    }

    #[test]
    fn what_only_looks_like_an_address_stays() {
        for text in [
            "https://",
            "a://b",
            "git+https://a",
            "www.",
            "www.a",
            "awww.b.c",
            "a@b",
            "@a.b",
            "a@b.",
            "a@b..c",
            "x/a@b.c",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
