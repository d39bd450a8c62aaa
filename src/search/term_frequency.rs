//! The term vector of one record: which words are in which of its parts, with which impact, and which are in its names.
//!
//! Knows one record at a time, not the index.

use super::fold;
use super::record::{Record, RecordPart, Sort};
use super::stop_words::significant;
use super::vocabulary::Vocabulary;

/// The words of a record, as numbers of a [`Vocabulary`].
#[derive(Debug, Default)]
pub struct TermVector {
    /// Every word of every part, part by part: the word's number times [`IMPACTS`], and its impact. That is the term
    /// frequency of BM25 with its damping by length, as a number from 1 to 14.
    words: Box<[u32]>,
    /// How many words each part has.
    sizes: Box<[u32]>,
    /// The words of the names, each with a [`name`].
    pub names: Box<[(u32, u32)]>,
}

/// Impacts are below this.
pub const IMPACTS: u32 = 16;
/// Longer names count as names of this many words.
const MAX_NAME_WORDS: u32 = 7;

/// The name of a record that holds a word, and how many words that name has. Name 0 is the title, 1 to
/// [`MAX_ALIASES`] are other names, then come [`PART_CODE`] and [`CODE`].
pub fn name(number: usize, words: usize) -> u32 {
    (number as u32) * 8 + (words as u32).min(MAX_NAME_WORDS)
}

/// Other names are told apart up to this number.
const MAX_ALIASES: usize = 5;
/// The number of codes that stand for the last words of a title.
pub const PART_CODE: usize = 6;
/// The number of codes that stand for the whole title.
pub const CODE: usize = 7;
/// How many numbers of names there are.
pub const NAMES: usize = 8;

/// Counts the words of records, one after the other, with one vocabulary.
#[derive(Default)]
pub struct Counter {
    /// The words that it met.
    pub vocabulary: Vocabulary,
    /// By word: the last part that held it, counted over all records, and its place in `weights`.
    seen: Vec<(u32, u32)>,
    part: u32,
    weights: Vec<(u32, u32)>,
    words: Vec<u32>,
}

impl Counter {
    /// Counts the words of a record. `ignored` are words that a name can do without.
    pub fn count(&mut self, record: &Record, stop_words: &[&str]) -> TermVector {
        self.words.clear();
        let sizes = record.parts.iter().map(|part| self.part(part)).collect();
        let mut names: Vec<(u32, u32)> = Vec::new();
        let aliases = record.aliases.iter().enumerate().map(|(at, alias)| ((at + 1).min(MAX_ALIASES), alias));
        let codes = record.codes.iter().map(|code| (if code.whole { CODE } else { PART_CODE }, &code.text));
        for (number, text) in std::iter::once((0, &record.title)).chain(aliases).chain(codes) {
            let name = name(number, significant(fold::words(text), stop_words).len());
            fold::terms(text, |word| {
                let named = (self.vocabulary.number(word), name);
                if !names.contains(&named) {
                    names.push(named);
                }
            });
        }
        TermVector { words: self.words.as_slice().into(), sizes, names: names.into() }
    }

    /// Counts the words of a part and returns how many there are.
    fn part(&mut self, part: &RecordPart) -> u32 {
        let (text, label) = match part.sort {
            Sort::Statement => (4, 1),
            Sort::Section => (2, 4),
        };
        self.part += 1;
        self.weights.clear();
        let mut length = 0;
        for (words, weight) in [(&*part.text, text), (&*part.label, label), (&*part.more, 1)] {
            fold::terms(words, |word| {
                length += 1;
                self.word(word, weight);
            });
        }
        self.words.extend(self.weights.iter().map(|(word, weight)| {
            let impact = (30 * weight / (2 * weight + 5 + length / 8)).max(1);
            word * IMPACTS + impact
        }));
        self.weights.len() as u32
    }

    fn word(&mut self, word: &str, weight: u32) {
        let number = self.vocabulary.number(word);
        if self.seen.len() <= number as usize {
            self.seen.resize(number as usize + 1, (0, 0));
        }
        let (part, place) = &mut self.seen[number as usize];
        if *part == self.part {
            self.weights[*place as usize].1 += weight;
        } else {
            (*part, *place) = (self.part, self.weights.len() as u32);
            self.weights.push((number, weight));
        }
    }
}

impl TermVector {
    /// Every word of every part with the part's place in the record and the word's impact there.
    pub fn hits(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let mut rest = &*self.words;
        self.sizes.iter().zip(0..).flat_map(move |(size, part)| {
            let (words, after) = rest.split_at(*size as usize);
            rest = after;
            words.iter().map(move |word| (word / IMPACTS, part, word % IMPACTS))
        })
    }

    /// Says the words by other numbers: `numbers` by the numbers that they have.
    pub fn renumber(&mut self, numbers: &[u32]) {
        let number = |word: &mut u32| *word = numbers[(*word / IMPACTS) as usize] * IMPACTS + *word % IMPACTS;
        self.words.iter_mut().for_each(number);
        self.names.iter_mut().for_each(|(word, _)| *word = numbers[*word as usize]);
    }
}
