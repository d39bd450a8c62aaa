//! Which records answer a query, and in which order.
//!
//! All numbers are integers, so that the theme's `search-engine.js`, which follows the same rules over the same files,
//! computes the same order; one suite of queries drives both.

use std::collections::{HashMap, HashSet};

use super::candidates::{self, Meant};
use super::fold;
use super::index::Index;
use super::intent;
use super::phrase::Phrases;
use super::query::{FILTERS, NameMatch, Query, names};
use super::stop_words::significant;
use super::tally::Tally;

/// The score of what a query asks for without naming it: differences and tools.
const ASKED: u64 = 20_000_000_000;
/// How many results are looked at for words that stand next to each other.
const MAX_RERANKED: usize = 6;
/// The longest phrase that has synonyms, in words.
const MAX_SYNONYM_WORDS: usize = 3;
/// A word at least so rare has synonyms: one part of 32 holds it, or none.
const RARE: u32 = 20;
/// How many synonyms are shown per word.
const MAX_SHOWN_SYNONYMS: usize = 4;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The records, best first, no more than were asked for.
    pub results: Vec<FoundRecord>,
    /// How many there are.
    pub total: usize,
    /// Words that are nowhere.
    pub unknown: Vec<String>,
    /// Phrases that are nowhere, so that their words were looked for one by one.
    pub relaxed: Vec<String>,
    /// Synonyms that were looked for too.
    pub also: Vec<Also>,
}

/// A word or phrase of a query and its synonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// What was typed.
    pub typed: String,
    /// What was looked for too.
    pub synonyms: Vec<String>,
}

/// A record that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRecord {
    /// Its place in the index.
    pub entity: usize,
    /// How well; comparable within one answer.
    pub score: u64,
    /// Its parts that answer best, as places on its page.
    pub parts: Vec<usize>,
}

/// Answers a query with at most `limit` results.
pub fn search(index: &Index, text: &str, limit: usize) -> Answer {
    let query = Query::parse(text, index.stop_words);
    let allowed = allowed(index, &query);
    let excluded = Phrases::of(index, &query.excluded);
    let is_let_in = |record: usize| allowed(record) && !excluded.any(record);
    let mut answer = Answer::default();
    if query.words.is_empty() {
        let narrowed = !query.filters.is_empty();
        let all = (0..index.indexed()).filter(|record| narrowed && is_let_in(*record));
        answer.results = all.map(|entity| FoundRecord { entity, score: 0, parts: Vec::new() }).collect();
        answer.total = answer.results.len();
        answer.results.truncate(limit);
        return answer;
    }
    let synonyms = synonyms(index, &query);
    answer.also = shown(&synonyms);
    let mut tally = Tally::new(index);
    let mut forms: HashMap<&str, Vec<&str>> = HashMap::new();
    for word in &query.words {
        let of_word = synonyms.iter().filter(|synonym| synonym.words.contains(&word.text));
        let phrases = of_word.flat_map(|synonym| {
            let words = synonym.words.len();
            synonym.phrases.iter().map(move |phrase| Meant { phrase, words })
        });
        let phrases: Vec<Meant> = phrases.collect();
        let (found, rarity) = candidates::of(index, word, &phrases);
        if found.all.is_empty() {
            answer.unknown.push(word.text.clone());
        } else {
            tally.add(&found.all, rarity);
        }
        forms.insert(&word.text, found.forms_of_typed());
    }
    let mut results = tally.results();
    results.retain(|(record, _)| is_let_in(*record));
    if !query.phrases.is_empty() {
        let phrases = Phrases::of(index, &query.phrases);
        let said: Vec<(usize, u64)> = results.iter().copied().filter(|(record, _)| phrases.all(*record)).collect();
        if said.is_empty() {
            answer.relaxed = query.phrases.iter().map(|phrase| phrase.text.clone()).collect();
        } else {
            results = said;
        }
    }
    let asked = intent::asked(index, &query);
    if !asked.is_empty() {
        // A word that asks for what was found need not be anywhere.
        answer.unknown.retain(|word| !intent::asks(index, word));
    }
    answer.total = results.len() + asked.len();
    let found = |(entity, score): (usize, u64)| FoundRecord { entity, score, parts: tally.best_parts(entity) };
    let mut results: Vec<FoundRecord> = results.into_iter().take(limit.max(MAX_RERANKED)).map(found).collect();
    rerank(index, &query, &stretches(&query, &forms, &synonyms), &mut results);
    answer.results = asked.into_iter().map(|entity| FoundRecord { entity, score: ASKED, parts: Vec::new() }).collect();
    answer.results.extend(results);
    answer.results.truncate(limit);
    answer
}

/// Phrases that mean the same as a stretch of a query.
struct Synonym<'a> {
    /// The words of the stretch.
    words: Vec<String>,
    phrases: Vec<&'a str>,
}

/// The synonyms of every stretch of the query.
fn synonyms<'a>(index: &'a Index, query: &Query) -> Vec<Synonym<'a>> {
    let mut found = Vec::new();
    // A word that is in a name, or that the handbook says often, needs no synonyms: that spares the browser files.
    // Neither does a phrase that one name holds.
    let is_known = |word: &super::index::IndexWord| word.rarity < RARE || !word.names.is_empty();
    let is_common = |word: &String| index.find(word).is_some_and(|word| is_known(&index.words[word]));
    for length in (1..=MAX_SYNONYM_WORDS).rev() {
        for words in query.sequence.windows(length) {
            if words.iter().all(is_common) && (length == 1 || is_in_a_name(index, words)) {
                continue;
            }
            let typed = words.join(" ");
            // The plural of a word has its synonyms too.
            let singular = typed.strip_suffix('s').unwrap_or(&typed);
            let mut phrases: Vec<&str> = Vec::new();
            for group in &index.synonyms {
                if group.all().any(|phrase| phrase == typed || phrase == singular) {
                    phrases.extend(group.present().filter(|other| *other != typed && *other != singular));
                }
            }
            if !phrases.is_empty() {
                found.push(Synonym { words: words.to_vec(), phrases });
            }
        }
    }
    found
}

/// Whether a name has all of some words.
fn is_in_a_name(index: &Index, words: &[String]) -> bool {
    let named = |word: &String| -> HashSet<(u32, u32)> {
        index.find(word).map(|word| index.words[word].names.iter().copied().collect()).unwrap_or_default()
    };
    let both = words.iter().map(named).reduce(|names, more| &names & &more);
    both.is_some_and(|names| !names.is_empty())
}

/// The synonyms to show.
fn shown(synonyms: &[Synonym]) -> Vec<Also> {
    let mut also: Vec<Also> = Vec::new();
    for synonym in synonyms {
        let typed = synonym.words.join(" ");
        let phrases = synonym.phrases.iter().take(MAX_SHOWN_SYNONYMS).map(|phrase| (*phrase).to_owned());
        if !also.iter().any(|known| known.typed == typed) {
            also.push(Also { typed, synonyms: phrases.collect() });
        }
    }
    also
}

/// A stretch of a query of at least one significant word: how many words it has, and the sequences that a text may say
/// for it.
struct Stretch {
    length: usize,
    said: Vec<String>,
}

/// The stretches of a query, longest first, with other forms of their last word, and what means the same.
fn stretches(query: &Query, forms: &HashMap<&str, Vec<&str>>, synonyms: &[Synonym]) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for length in (2..=query.sequence.len()).rev() {
        for words in query.sequence.windows(length) {
            let last = words[length - 1].as_str();
            if query.words.iter().any(|word| words.contains(&word.text)) {
                let begin = words[..length - 1].join(" ");
                let lasts = std::iter::once(last).chain(forms.get(last).into_iter().flatten().copied());
                stretches.push(Stretch { length, said: lasts.map(|last| format!(" {begin} {last} ")).collect() });
            }
        }
        for synonym in synonyms.iter().filter(|synonym| synonym.words.len() == length) {
            let phrases = synonym.phrases.iter().filter(|phrase| phrase.contains(' '));
            stretches.push(Stretch { length, said: phrases.map(|phrase| format!(" {phrase} ")).collect() });
        }
    }
    stretches
}

/// Moves results up in whose texts words of the query stand next to each other, as they were typed, and those with a
/// part whose heading is the query.
fn rerank(index: &Index, query: &Query, stretches: &[Stretch], results: &mut [FoundRecord]) {
    let length = query.sequence.len() as u64;
    let count = results.len().min(MAX_RERANKED);
    for found in &mut results[..count] {
        let run = longest_run(index, stretches, found) as u64;
        let score = found.score;
        found.score += score * (run - 1).pow(2) / (2 * length.pow(2));
        if is_headed(index, query, found) {
            found.score += score;
        }
    }
    results[..count].sort_by_key(|found| std::cmp::Reverse(found.score));
}

/// Whether one of a result's best parts stands under a heading that is the query.
fn is_headed(index: &Index, query: &Query, found: &FoundRecord) -> bool {
    let parts = &index.records[found.entity].parts;
    let typed: Vec<&String> = query.words.iter().map(|word| &word.text).collect();
    found.parts.iter().any(|part| {
        let heading = significant(fold::words(&parts[*part].label), index.stop_words);
        heading.iter().eq(typed.iter().copied())
    })
}

/// The length of the longest stretch that a result's names or best parts hold.
fn longest_run(index: &Index, stretches: &[Stretch], found: &FoundRecord) -> usize {
    let record = &index.records[found.entity];
    let parts = found.parts.iter().map(|part| &record.parts[*part]);
    let texts: Vec<String> = std::iter::once(&*record.title)
        .chain(record.aliases.iter().map(String::as_str))
        .chain([&*record.parts[0].text, &*record.parts[0].more])
        .chain(parts.flat_map(|part| [&*part.label, &*part.text, &*part.more]))
        .map(fold::sequence)
        .collect();
    let is_held = |stretch: &&Stretch| stretch.said.iter().any(|said| texts.iter().any(|text| text.contains(said)));
    stretches.iter().find(is_held).map_or(1, |stretch| stretch.length)
}

/// Which records the filters let through: of one filter any value, of all filters each.
fn allowed<'a>(index: &'a Index, query: &Query) -> impl Fn(usize) -> bool + 'a {
    let named = |which: usize| -> Option<Vec<usize>> {
        let values: Vec<&str> =
            query.filters.iter().filter(|(filter, _)| *filter == which).map(|(_, value)| value.as_str()).collect();
        if values.is_empty() {
            return None;
        }
        let things: Vec<(&str, Vec<&str>)> = match which {
            0 => index.kinds.iter().map(|(kind, term)| (kind.name(), vec![term.one.as_str(), &term.other])).collect(),
            facet => index.facets[facet - 1].iter().map(|(id, title)| (id.as_str(), vec![title.as_str()])).collect(),
        };
        let mut chosen = Vec::new();
        for value in values {
            let how: Vec<Option<NameMatch>> = things.iter().map(|(id, titles)| names(value, id, titles)).collect();
            let best = how.iter().flatten().max();
            chosen.extend(
                how.iter().enumerate().filter(|(_, how)| how.is_some() && how.as_ref() == best).map(|(at, _)| at),
            );
        }
        Some(chosen)
    };
    let chosen: Vec<Option<Vec<usize>>> = (0..FILTERS.len()).map(named).collect();
    move |record| {
        let record = &index.records[record];
        chosen.iter().enumerate().all(|(which, chosen)| match (chosen, which) {
            (None, _) => true,
            (Some(chosen), 0) => chosen.iter().any(|at| index.kinds[*at].0 == record.kind),
            (Some(chosen), _) => chosen.iter().any(|at| record.belongs[which - 1].contains(&(*at as u32))),
        })
    }
}
