//! Queries that ask for a difference, a matrix or a tool: "A vs B", "difference between A and B", "career map".

use crate::content::Kind;

use super::candidates::{self, MIN_DOUBTFUL_CHARS};
use super::fold;
use super::index::Index;
use super::language;
use super::near::{Near, near};
use super::query::{MAX_QUERY_WORDS, Query, QueryWord};
use super::record::RecordKind;
use super::stop_words::significant;
use super::tally::Tally;

/// How many matrices are shown to who asks for no matrix in particular.
const MAX_MATRICES: usize = 4;

/// The records of differences and tools that a query asks for, best first.
pub fn asked(index: &Index, query: &Query) -> Vec<usize> {
    if !query.filters.is_empty() || !query.phrases.is_empty() || !query.excluded.is_empty() {
        return Vec::new();
    }
    let first = index.indexed();
    let mut found = difference(index, &query.sequence);
    found.extend(matrices(index, &query.sequence));
    let intents = language::intents(&index.language);
    let tools = [(index.tools.compare, intents.compare), (index.tools.map, intents.map)];
    for (at, words) in tools {
        let Some(at) = at else { continue };
        let title = fold::words(&index.records[first + at].title);
        let is_part = |word: &QueryWord| means(&word.text, words) || title.contains(&word.text);
        let is_asked = query.words.iter().any(|word| means(&word.text, words));
        if is_asked && query.words.iter().all(is_part) && !found.contains(&at) {
            found.push(at);
        }
    }
    found.into_iter().map(|at| first + at).collect()
}

/// Whether a word asks for something other than a text.
pub fn asks(index: &Index, word: &str) -> bool {
    let intents = language::intents(&index.language);
    let all = [intents.versus, intents.difference, intents.between, intents.matrix, intents.compare, intents.map];
    all.iter().any(|words| means(word, words))
}

/// Whether a word is one of a list, perhaps with a mistake in it.
fn means(word: &str, list: &[&str]) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let is_near = |other: &str| {
        letters.len() >= MIN_DOUBTFUL_CHARS && near(&letters, &other.chars().collect::<Vec<_>>()) == Some(Near::Whole)
    };
    list.iter().any(|other| *other == word || is_near(other))
}

/// The difference between two roles, or the tool that compares any two.
fn difference(index: &Index, words: &[String]) -> Vec<usize> {
    let intents = language::intents(&index.language);
    let is = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let is_difference = |word: &String| means(word, intents.difference);
    let versus = words.iter().position(|word| is(word, intents.versus));
    let mut pairs: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    if let Some(at) = versus {
        pairs.push((words[..at].to_vec(), words[at + 1..].to_vec()));
    } else if words.iter().any(is_difference) {
        let rest: Vec<String> = words.iter().filter(|word| !is_difference(word)).cloned().collect();
        let separators = (0..rest.len()).filter(|at| is(&rest[*at], intents.between));
        pairs.extend(separators.map(|at| (rest[..at].to_vec(), rest[at + 1..].to_vec())));
    }
    for (one, other) in pairs {
        let trimmed = |words: Vec<String>| -> Vec<String> {
            let is_little = |word: &String| index.stop_words.contains(&word.as_str()) || *word == "between";
            words.into_iter().filter(|word| !is_little(word)).collect()
        };
        let (one, other) = (trimmed(one), trimmed(other));
        // "senior vs lead developer" leaves a word out that both have.
        let whole = |short: &[String], long: &[String]| -> Vec<String> {
            short.iter().chain(long.iter().skip(short.len())).cloned().collect()
        };
        let from = role(index, &whole(&one, &other), true).or_else(|| role(index, &one, false));
        let to = role(index, &whole(&other, &one), true).or_else(|| role(index, &other, false));
        let (Some(from), Some(to)) = (from, to) else { continue };
        let places = [(from, to), (to, from)].map(|pair| index.tools.differences.binary_search(&pair).ok());
        let places: Vec<usize> = places.into_iter().flatten().collect();
        return if places.is_empty() { index.tools.compare.into_iter().collect() } else { places };
    }
    Vec::new()
}

/// The role that has all the words in its names; with `exactly`, the role that is called so.
fn role(index: &Index, words: &[String], exactly: bool) -> Option<u32> {
    let is_role = |record: usize| index.records[record].kind == RecordKind::Entity(Kind::Role);
    named(index, words, &is_role, exactly)
}

/// The best record of some kind that has all the words in its names.
fn named(index: &Index, words: &[String], is_kind: &dyn Fn(usize) -> bool, exactly: bool) -> Option<u32> {
    let mut words = significant(words.to_vec(), index.stop_words);
    words.truncate(MAX_QUERY_WORDS);
    if words.is_empty() {
        return None;
    }
    let mut tally = Tally::new(index);
    for text in words {
        let (found, rarity) = candidates::of(index, &QueryWord { text, ..QueryWord::default() }, &[]);
        tally.add(&found.all, rarity);
    }
    let mut results = tally.results().into_iter().map(|(record, _)| record);
    let found = results.find(|record| is_kind(*record) && tally.names_all(*record))?;
    (!exactly || tally.exact_name(found) > 0).then_some(found as u32)
}

/// The matrices that a query asks for.
fn matrices(index: &Index, words: &[String]) -> Vec<usize> {
    let intents = language::intents(&index.language);
    let (asking, rest): (Vec<String>, Vec<String>) =
        words.iter().cloned().partition(|word| means(word, intents.matrix));
    if asking.is_empty() {
        return Vec::new();
    }
    let first = index.tools.differences.len();
    let rest: Vec<String> = rest.into_iter().filter(|word| !index.stop_words.contains(&word.as_str())).collect();
    if rest.is_empty() {
        return (first..first + index.tools.matrices.len().min(MAX_MATRICES)).collect();
    }
    let has_matrix = |record: usize| index.tools.matrices.binary_search(&(record as u32)).is_ok();
    let found = named(index, &rest, &has_matrix, false);
    found.and_then(|record| index.tools.matrices.binary_search(&record).ok()).map(|at| first + at).into_iter().collect()
}
