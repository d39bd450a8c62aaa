//! The index: every word, the names and the parts that hold it, and which words are forms of one another.
//!
//! Made from records, the same for the browser and the terminal: `files` writes it out, `rank` answers from it.
//! Numbers are whole and small on purpose, so that both come to the same order.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use crate::content::{Kind, Term};

use super::record::{Facets, Part, Record, Sort};
use super::shape::Shape;
use super::{digits, fold, ignored};

/// Everything that search knows.
#[derive(Debug)]
pub struct Index {
    /// How it is cut into files.
    pub shape: Shape,
    /// The entities, numbered by their place.
    pub records: Vec<Record>,
    /// The number of each entity's first part, and behind the last one the number of parts.
    pub first_part: Vec<u32>,
    /// What results can be narrowed to.
    pub facets: Facets,
    /// The kinds and what readers call them.
    pub kinds: Vec<(Kind, Term)>,
    /// Every word, sorted.
    pub words: Vec<Word>,
    /// Where the files of the dictionary begin.
    pub chunks: Vec<usize>,
    /// Words of the language that a question can do without.
    pub ignored: &'static [&'static str],
}

/// A word and where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// The word, folded.
    pub text: String,
    /// How rare it is: four times the binary logarithm of parts over parts that hold it, from 1 to [`RAREST`].
    pub rarity: u32,
    /// The entities that are called so, ascending, with a [`name`] each.
    pub names: Vec<(u32, u32)>,
    /// The parts that hold it, written by [`postings`].
    pub hits: String,
    /// How far back in the dictionary the form before this one stands; 0 if there is none.
    pub form: u32,
    /// How far ahead the next form stands; follows from `form`.
    pub next_form: u32,
}

/// The rarity of a word that is found once in a large handbook.
pub const RAREST: u32 = 63;
/// No more parts than these are kept of a word, those that it matters most to: what is everywhere finds nothing.
const MOST_HITS: usize = 4096;
/// Names with more words than this are told apart no further.
const LONGEST_NAME: u32 = 7;
/// Entities whose words are counted in one go; the index is the same whatever it is.
const TOGETHER_COUNTED: usize = 1024;
/// Words that share this many letters stay in one file, so that forms of a word are found together.
const TOGETHER: usize = 4;

/// Which name of an entity holds a word, and how many words that name has.
pub fn name(number: usize, words: usize) -> u32 {
    (number.min(3) as u32) * 8 + (words as u32).min(LONGEST_NAME)
}

impl Index {
    /// Makes the index of `records`.
    pub fn of(records: Vec<Record>, facets: Facets, kinds: Vec<(Kind, Term)>, language: &str, shape: Shape) -> Self {
        let ignored = ignored::words(language);
        let mut first_part = vec![0u32];
        for record in &records {
            first_part.push(first_part.last().unwrap_or(&0) + record.parts.len() as u32);
        }
        let numbered: Vec<(u32, &Record)> = first_part.iter().copied().zip(&records).collect();
        let counted: Vec<Counted> = numbered
            .par_chunks(TOGETHER_COUNTED)
            .enumerate()
            .map(|(at, chunk)| Counted::of((at * TOGETHER_COUNTED) as u32, chunk, ignored))
            .collect();
        let parts = u64::from(*first_part.last().unwrap_or(&0));
        let mut words = merge(&counted, parts);
        let chunks = chunks(&words, shape.words);
        forms(&mut words, &chunks, language);
        Self { shape, records, first_part, facets, kinds, words, chunks, ignored }
    }

    /// The words that begin with `beginning`, as places in the dictionary.
    pub fn beginning(&self, beginning: &str) -> std::ops::Range<usize> {
        let start = self.words.partition_point(|word| word.text.as_str() < beginning);
        let len = self.words[start..].partition_point(|word| word.text.starts_with(beginning));
        start..start + len
    }

    /// The place of a word.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.words.binary_search_by(|word| word.text.as_str().cmp(text)).ok()
    }

    /// The entity that a part belongs to.
    pub fn owner(&self, part: u32) -> usize {
        self.first_part.partition_point(|first| *first <= part) - 1
    }
}

/// The words of some records.
#[derive(Default)]
struct Counted {
    words: Vec<Box<str>>,
    hits: Vec<Vec<(u32, u8)>>,
    names: Vec<Vec<(u32, u32)>>,
}

impl Counted {
    fn of(first: u32, records: &[(u32, &Record)], ignored: &[&str]) -> Self {
        let mut counter = Counter { counted: Self::default(), places: HashMap::default(), weights: Vec::new() };
        for (at, (first_part, record)) in records.iter().enumerate() {
            for (number, part) in record.parts.iter().enumerate() {
                counter.part(first_part + number as u32, part);
            }
            let names = std::iter::once(&record.title).chain(&record.aliases);
            names.enumerate().for_each(|(number, name)| counter.name(first + at as u32, number, name, ignored));
        }
        counter.counted
    }
}

struct Counter {
    counted: Counted,
    places: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    weights: Vec<(u32, u32)>,
}

impl Counter {
    fn place(&mut self, word: &str) -> u32 {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let place = self.counted.words.len() as u32;
        self.places.insert(word.into(), place);
        self.counted.words.push(word.into());
        self.counted.hits.push(Vec::new());
        self.counted.names.push(Vec::new());
        place
    }

    fn part(&mut self, number: u32, part: &Part) {
        let (text, label) = match part.sort {
            Sort::Summary => (4, 1),
            Sort::Statement => (4, 1),
            Sort::Section => (2, 4),
        };
        self.weights.clear();
        for (words, weight) in [(&part.text, text), (&part.label, label), (&part.more, 1)] {
            fold::terms(words, |word| {
                let place = self.place(word);
                self.weights.push((place, weight));
            });
        }
        let length = self.weights.len() as u32;
        self.weights.sort_unstable();
        for run in self.weights.chunk_by(|a, b| a.0 == b.0) {
            let weight: u32 = run.iter().map(|(_, weight)| weight).sum();
            // The term frequency of BM25 with its damping by length, as a number from 1 to 15.
            let impact = (30 * weight / (2 * weight + 5 + length / 8)).max(1) as u8;
            self.counted.hits[run[0].0 as usize].push((number, impact));
        }
    }

    fn name(&mut self, entity: u32, number: usize, text: &str, ignored: &[&str]) {
        let name = name(number, telling(fold::words(text), ignored).len());
        fold::terms(text, |word| {
            let place = self.place(word) as usize;
            let names = &mut self.counted.names[place];
            if !names.contains(&(entity, name)) {
                names.push((entity, name));
            }
        });
    }
}

/// A quick hash for words. Whoever writes a handbook could make words collide, and would slow down only their own
/// build; the order of the table shows nowhere.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..eight.len()].copy_from_slice(eight);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(padded)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

/// The words that tell something, each once: all if none does.
pub fn telling(words: Vec<String>, ignored: &[&str]) -> Vec<String> {
    let mut telling: Vec<String> = Vec::new();
    let all_ignored = words.iter().all(|word| ignored.contains(&word.as_str()));
    for word in words {
        if !telling.contains(&word) && (all_ignored || !ignored.contains(&word.as_str())) {
            telling.push(word);
        }
    }
    telling
}

/// The words of all records, sorted, with their postings written.
fn merge(counted: &[Counted], parts: u64) -> Vec<Word> {
    // The first eight bytes as a number, which decides most comparisons without looking at the words.
    let first = |word: &str| {
        let mut first = [0; 8];
        let len = word.len().min(8);
        first[..len].copy_from_slice(&word.as_bytes()[..len]);
        u64::from_be_bytes(first)
    };
    let mut places: Vec<(u64, &str, u32, u32)> = Vec::new();
    for (at, some) in counted.iter().enumerate() {
        places
            .extend(some.words.iter().enumerate().map(|(place, word)| (first(word), &**word, at as u32, place as u32)));
    }
    places.par_sort_unstable();
    let runs: Vec<&[(u64, &str, u32, u32)]> = places.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1).collect();
    let word = |run: &&[(u64, &str, u32, u32)]| {
        let mut hits = Vec::new();
        let mut names = Vec::new();
        for (_, _, at, place) in *run {
            hits.extend_from_slice(&counted[*at as usize].hits[*place as usize]);
            names.extend_from_slice(&counted[*at as usize].names[*place as usize]);
        }
        let rarity = rarity(hits.len() as u64, parts);
        Word { text: run[0].1.to_owned(), rarity, names, hits: postings(hits), ..Word::default() }
    };
    runs.par_iter().map(word).collect()
}

/// Four times the binary logarithm of how many parts there are for each that holds the word.
fn rarity(holding: u64, parts: u64) -> u32 {
    let ratio = u128::from(1 + parts / holding.max(1));
    (ratio.pow(4).ilog2()).clamp(1, RAREST)
}

/// Writes the parts that hold a word: by impact, highest first, each group with its size and the steps between its
/// numbers.
fn postings(mut hits: Vec<(u32, u8)>) -> String {
    hits.sort_unstable_by_key(|(part, impact)| (std::cmp::Reverse(*impact), *part));
    hits.truncate(MOST_HITS);
    let mut out = String::new();
    for group in hits.chunk_by(|a, b| a.1 == b.1) {
        digits::push(&mut out, u32::from(group[0].1));
        digits::push(&mut out, group.len() as u32);
        let mut last = 0;
        for (part, _) in group {
            digits::push(&mut out, part - last);
            last = *part;
        }
    }
    out
}

/// Calls `hit` with every part of [`postings`] and its impact.
pub fn hits(postings: &str, mut hit: impl FnMut(u32, u32)) {
    let mut numbers = digits::read(postings);
    while let (Some(impact), Some(count)) = (numbers.next(), numbers.next()) {
        let mut part = 0;
        for step in numbers.by_ref().take(count as usize) {
            part += step;
            hit(part, impact);
        }
    }
}

/// Where each file of the dictionary begins: equal shares, moved so that no family of words is cut.
fn chunks(words: &[Word], count: usize) -> Vec<usize> {
    let start = |text: &str| text.chars().take(TOGETHER).collect::<String>();
    let mut chunks = vec![0];
    for number in 1..count {
        let mut at = (words.len() * number / count).max(chunks[number - 1]);
        while at > 0 && at < words.len() && start(&words[at - 1].text) == start(&words[at].text) {
            at += 1;
        }
        chunks.push(at);
    }
    chunks
}

/// Links the forms of a word: those of one file of the dictionary that have the same stem.
fn forms(words: &mut [Word], chunks: &[usize], language: &str) {
    let Some(algorithm) = algorithm(language) else { return };
    let stemmer = Stemmer::create(algorithm);
    let ends = chunks.iter().skip(1).copied().chain([words.len()]);
    for (start, end) in chunks.iter().copied().zip(ends) {
        let mut last: HashMap<String, usize> = HashMap::new();
        for at in start..end {
            let text = &words[at].text;
            if text.chars().all(char::is_alphabetic) && text.len() > 2 {
                let before = last.insert(stemmer.stem(text).into_owned(), at);
                let back = before.map_or(0, |before| (at - before) as u32);
                words[at].form = back;
                words[at - back as usize].next_form = back;
            }
        }
    }
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split('-').next().unwrap_or_default().to_lowercase().as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
