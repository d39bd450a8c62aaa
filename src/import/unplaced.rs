//! Texts that an import read and did not write. Every one of them is reported, so that nothing is lost in silence.
//!
//! A format registers what it read with [`Notes::read`], before it decides what anything is. What is neither in the files
//! that were made nor quoted by a finding is reported here. So a reader that overlooks a part of its source cannot stay
//! silent about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR};
use crate::source::Place;

use super::notes::{Notes, ReadText};
use super::text;

/// A run of at least this many words that stands in the files in the same order is found.
const MIN_RUN: usize = 3;

/// A sentence may have one shorter run, and one more per this many words: a name is cut off its beginning, or a link off its
/// middle.
const WORDS_PER_SHORT_RUN: usize = 12;

/// Reports the texts whose words are not in `files`.
pub fn report(files: &BTreeMap<String, String>, notes: &mut Notes) {
    let texts = std::mem::take(&mut notes.texts);
    if texts.is_empty() || files.is_empty() {
        return;
    }
    let corpus = Corpus::of(files);
    let mut lost: BTreeMap<Arc<str>, Vec<Vec<&ReadText>>> = BTreeMap::new();
    let mut labels: BTreeMap<Arc<str>, Vec<&ReadText>> = BTreeMap::new();
    let mut follows = false;
    for text in &texts {
        let words = words(&text.words);
        // Numbers and single letters carry no text of their own.
        let says = words.iter().any(|word| word.chars().any(char::is_alphabetic)) && words.concat().chars().count() > 1;
        if !says {
            continue;
        }
        let is_lost = !corpus.holds(&text.words) && !notes.quotes(text.words.trim());
        if is_lost && notes.is_label(&text.words) {
            labels.entry(text.place.path.clone()).or_default().push(text);
        } else if is_lost {
            let groups = lost.entry(text.place.path.clone()).or_default();
            match groups.last_mut() {
                Some(group) if follows => group.push(text),
                _ => groups.push(vec![text]),
            }
        }
        follows = is_lost;
    }
    for labels in labels.into_values() {
        let mut quoted: Vec<String> = labels.iter().map(|text| format!("`{}`", text::one_line(&text.words))).collect();
        quoted.dedup();
        let message = format!("headings that only say what stands below them are in no file: {}", quoted.join(", "));
        notes.add(Diagnostic::new(IMPORT_REPAIR, Place::file(&labels[0].place.path), message));
    }
    for group in lost.into_values().flatten() {
        let quote = |text: &&ReadText| match text.at.as_str() {
            "" => format!("`{}`", text::one_line(&text.words)),
            at => format!("`{}` ({at})", text::one_line(&text.words)),
        };
        let quoted: Vec<String> = group.iter().map(quote).collect();
        let message = format!("the handbook has no place for this, so it was left out: {}", quoted.join(", "));
        let help = "If it matters, add it to a page or an entity of the handbook.";
        notes.add(Diagnostic::new(IMPORT_PROBLEM, group[0].place.clone(), message).help(help));
    }
}

/// Which words stand in the files, and which of them follow each other.
struct Corpus {
    numbers: BTreeMap<String, u32>,
    pairs: Vec<[u32; 2]>,
    triples: Vec<[u32; 3]>,
}

impl Corpus {
    fn of(files: &BTreeMap<String, String>) -> Self {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut all = Vec::new();
        for word in files.values().flat_map(|text| words(text)) {
            let next = numbers.len() as u32;
            all.push(*numbers.entry(word).or_insert(next));
        }
        let mut pairs: Vec<[u32; 2]> = all.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        let mut triples: Vec<[u32; 3]> = all.windows(3).map(|triple| [triple[0], triple[1], triple[2]]).collect();
        pairs.sort_unstable();
        pairs.dedup();
        triples.sort_unstable();
        triples.dedup();
        Self { numbers, pairs, triples }
    }

    /// Whether a text is there: each sentence of each line in the same order, but for a few cuts.
    fn holds(&self, text: &str) -> bool {
        let sentences = text.split(['\n', '|']).flat_map(|line| text::sentences(unnumbered(line.trim())));
        sentences.into_iter().all(|sentence| {
            let mut words = words(&sentence);
            // A label that says what follows is no text.
            if matches!(words.first().map(String::as_str), Some("example" | "examples")) {
                words.remove(0);
            }
            let words: Option<Vec<u32>> = words.iter().map(|word| self.numbers.get(word).copied()).collect();
            words.is_some_and(|words| self.holds_words(&words))
        })
    }

    fn holds_words(&self, words: &[u32]) -> bool {
        let (mut at, mut short) = (0, 0);
        while at < words.len() {
            let run = self.longest(&words[at..]);
            at += run;
            short += usize::from(run < MIN_RUN && at < words.len());
        }
        short <= 1 + words.len() / WORDS_PER_SHORT_RUN
    }

    /// How many of the words follow each other somewhere, from the first on; at least one.
    fn longest(&self, words: &[u32]) -> usize {
        let [first, second, ..] = *words else { return words.len() };
        if self.pairs.binary_search(&[first, second]).is_err() {
            return 1;
        }
        let follows = |triple: &&[u32]| self.triples.binary_search(&[triple[0], triple[1], triple[2]]).is_ok();
        2 + words.windows(3).take_while(follows).count()
    }
}

/// An item without its number.
fn unnumbered(line: &str) -> &str {
    let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    if rest.len() == line.len() {
        return line;
    }
    rest.strip_prefix(['.', ')']).filter(|rest| rest.starts_with(' ')).unwrap_or(line)
}

/// The words of a text in small letters, without shortcodes, tags, entities, and the addresses of links.
fn words(text: &str) -> Vec<String> {
    let plain = visible(text).to_lowercase();
    plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A text without what no reader sees.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after = hidden(rest).unwrap_or(0);
        if after > 0 {
            out.push(' ');
            rest = &rest[after..];
            continue;
        }
        out.push(next);
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// How many bytes at the start of a text no reader sees.
fn hidden(text: &str) -> Option<usize> {
    let is_tag = |inner: &str| {
        let name = inner.strip_prefix('/').unwrap_or(inner);
        name.starts_with(|sign: char| sign.is_ascii_alphabetic()) && !inner.contains("://")
    };
    if let Some(after) = text.strip_prefix("](") {
        return near(after, &[')', '\n']).map(|end| end + 3);
    }
    // `[[role:engineer|words]]`, which a link became.
    if let Some(after) = text.strip_prefix("[[") {
        let end = near(after, &['|', ']'])?;
        return after[end..].starts_with('|').then_some(end + 3);
    }
    if let Some(after) = text.strip_prefix('<') {
        let end = near(after, &['>'])?;
        return is_tag(&after[..end]).then_some(end + 2);
    }
    if let Some(after) = text.strip_prefix('&') {
        let end = near(after, &[';']).filter(|end| (2..=8).contains(end))?;
        let is_entity = after[..end].chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '#');
        return is_entity.then_some(end + 2);
    }
    if text.starts_with(':') {
        return text::shortcode(text).map(|after| text.len() - after.len());
    }
    None
}

/// Longer marks hide nothing, so that a text of beginnings of marks takes linear time.
const MAX_MARK_CHARS: usize = 2_000;

/// Where the first of these signs stands, if that is near and on the same line.
fn near(text: &str, signs: &[char]) -> Option<usize> {
    let mut line = text.char_indices().take(MAX_MARK_CHARS);
    line.find(|(_, sign)| *sign == '\n' || signs.contains(sign))
        .filter(|(_, sign)| signs.contains(sign))
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn reported(file: &str, lines: &str) -> Vec<String> {
        let mut notes = Notes::default();
        notes.read_lines(&"a.md".into(), lines);
        report(&BTreeMap::from([("content/a.md".to_owned(), file.to_owned())]), &mut notes);
        let found = notes.finish();
        found
            .into_iter()
            .map(|found| format!("{:?} {}", found.place.span.map(|span| span.start), found.message))
            .collect()
    }

    #[test]
    fn what_stands_in_no_file_is_reported_with_its_place() {
        let file =
            "summary: Builds what the team agreed on.\nskills:\n  - \"See [[role:engineer|the guide]], 'and' ours\"\n";
        for held in [
            "Builds what the team agreed on.\n",
            "* See [the guide](../guide.md), &quot;and&quot; ours\n",
            "## :rocket: Skills <br>\n",
            "1.\n---\n",
            "12. Builds what the team agreed on.\n",
        ] {
            assert_eq!(reported(file, held), [""; 0], "{held}");
        }
        let left_out = |at: usize, words: &str| {
            format!("Some({at}) the handbook has no place for this, so it was left out: {words}")
        };
        assert_eq!(reported(file, "Skills\nBuilds nothing\n\nAsks\n"), [left_out(7, "`Builds nothing`, `Asks`")]);
        // The words are there, and the sentence is not.
        let shuffled = "The guide agreed on what ours builds, and the team see skills.";
        assert_eq!(reported(file, shuffled), [left_out(0, &format!("`{shuffled}`"))]);
    }

    #[test]
    fn cells_are_named_by_row_and_column_and_quoted_ones_are_not_reported_twice() {
        let mut notes = Notes::default();
        let place = Place::at(&"a.csv".into(), Span::new(3, 9));
        let text = |words: &str| ReadText { place: place.clone(), at: "row 7, column B".into(), words: words.into() };
        notes.read(text("TODO"));
        notes.read(text("Plans quarters"));
        notes.add(Diagnostic::new(IMPORT_PROBLEM, place.clone(), "`TODO` was taken as an empty cell"));
        notes.read(text("Kind of work"));
        notes.label("Kind of Work:");
        report(&BTreeMap::from([("a".to_owned(), "b".to_owned())]), &mut notes);
        let found = notes.finish();
        assert_eq!(found.len(), 3);
        let label = "headings that only say what stands below them are in no file: `Kind of work`";
        assert!(found.iter().any(|found| found.message == label && found.code == IMPORT_REPAIR), "{found:?}");
        assert!(found.iter().any(|found| found.message.ends_with("`Plans quarters` (row 7, column B)")), "{found:?}");
    }
}
