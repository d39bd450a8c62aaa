//! The plain text of prose with the titles of what its wiki links lead to, where the plain text itself has ids.

use std::ops::Range;

use crate::content::{Part, Prose, Target};
use crate::handbook::{Handbook, Resolution};

/// A stretch of a plain text and the title that belongs there.
pub type Replacement = (Range<usize>, String);

/// The plain text of `prose`, written in the file `path`, with titles.
pub fn plain(handbook: &Handbook, prose: &Prose, path: &str) -> String {
    let links = replacements(handbook, prose, path);
    replaced(&prose.plain, 0..prose.plain.len(), &links).unwrap_or_else(|| prose.plain.clone())
}

/// The stretches of a plain text that are the ids of links, in order.
pub fn replacements(handbook: &Handbook, prose: &Prose, path: &str) -> Vec<Replacement> {
    let mut found = Vec::new();
    let mut start = 0;
    for part in &prose.html {
        let Part::Title(link) = part else { continue };
        let target = &prose.links[*link].target;
        let Target::Entity { id, .. } = target else { continue };
        let Some(at) = prose.plain[start..].find(id.as_str()) else { continue };
        let range = start + at..start + at + id.len();
        start = range.end;
        let title = match handbook.follow(target, path) {
            Resolution::Entity(index) => handbook.get(index).title.clone(),
            Resolution::List(kind) => handbook.term(kind).other,
            _ => continue,
        };
        found.push((range, title));
    }
    found
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
