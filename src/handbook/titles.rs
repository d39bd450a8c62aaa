//! The plain text of prose with the titles of what its wiki links lead to, where the plain text itself has ids.

use std::ops::Range;

use crate::content::{Heading, Prose};

use super::{Handbook, Resolution};

/// A stretch of a plain text and the title that belongs there.
pub type Replacement = (Range<usize>, String);

/// The plain text of `prose`, written in the file `path`, with titles.
pub fn plain(handbook: &Handbook, prose: &Prose, path: &str) -> String {
    let links = replacements(handbook, prose, path);
    replaced(&prose.plain, 0..prose.plain.len(), &links).unwrap_or_else(|| prose.plain.clone())
}

/// The stretches of a plain text that are the ids of links, in order.
pub fn replacements(handbook: &Handbook, prose: &Prose, path: &str) -> Vec<Replacement> {
    let title = |(range, link): &(Range<usize>, usize)| {
        let title = match handbook.follow(&prose.links[*link].target, path) {
            Resolution::Entity(index) => handbook.get(index).title.clone(),
            Resolution::List(kind) => handbook.term(kind).other,
            _ => return None,
        };
        Some((range.clone(), title))
    };
    prose.names.iter().filter_map(title).collect()
}

/// The text in `range` with its links replaced; `None` if it has none.
pub fn replaced(plain: &str, range: Range<usize>, links: &[Replacement]) -> Option<String> {
    let within = links.iter().filter(|(link, _)| range.start <= link.start && link.end <= range.end);
    let mut out = String::new();
    let mut done = range.start;
    for (link, title) in within {
        out.push_str(&plain[done..link.start]);
        out.push_str(title);
        done = link.end;
    }
    (done > range.start).then(|| out + &plain[done..range.end])
}

/// The words of the headings of `prose`, written in the file `path`, with titles.
pub fn headings(handbook: &Handbook, prose: &Prose, path: &str) -> Vec<String> {
    let links = replacements(handbook, prose, path);
    let mut start = 0;
    let with_titles = |heading: &Heading| {
        let at = start + line(&prose.plain[start..], &heading.text)?;
        start = at + heading.text.len();
        replaced(&prose.plain, at..start, &links)
    };
    let mut with_titles = Some(with_titles).filter(|_| !links.is_empty());
    let words = prose.headings.iter().map(|heading| {
        with_titles.as_mut().and_then(|with_titles| with_titles(heading)).unwrap_or_else(|| heading.text.clone())
    });
    words.collect()
}

/// Where `words` stand as a line of their own, or else anywhere.
pub fn line(text: &str, words: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split('\n') {
        if line == words {
            return Some(start);
        }
        start += line.len() + 1;
    }
    text.find(words)
}
