//! The index: every word, the names and the parts that hold it, and which words are forms of one another.
//!
//! Made from records, the same for the browser and the terminal: `files` writes it, `rank` answers from it. All numbers
//! are small integers, so that both compute the same order.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Config, Term};
use crate::handbook::Handbook;

use super::language;
use super::layout::{IndexLayout, Measure};
use super::memo::SearchMemo;
use super::record::{self, Facets, Record, RecordKind};
use super::stop_words::{self, StopWords};
use super::synonyms::{self, Group};
use super::tools::Tools;

/// Everything that search knows.
#[derive(Debug)]
pub struct Index {
    /// How it is cut into files.
    pub layout: IndexLayout,
    /// What can be found, numbered by place: first what has words in the index, then differences and tools.
    pub records: Vec<Arc<Record>>,
    /// The number of each record's first part, and behind the last one the number of parts.
    pub first_part: Vec<u32>,
    /// What results can be narrowed to.
    pub facets: Facets,
    /// The kinds and what readers call them.
    pub kinds: Vec<(RecordKind, Term)>,
    /// The language of the handbook.
    pub language: String,
    /// Where to say that something is missing: an address with `{title}` and `{url}`.
    pub feedback: Option<String>,
    /// Differences and tools.
    pub tools: Tools,
    /// Every word, sorted.
    pub words: Vec<IndexWord>,
    /// Where the files of the dictionary begin.
    pub chunks: Vec<usize>,
    /// Words of the language that a query can do without.
    pub stop_words: StopWords,
    /// Words that mean the same, as far as the handbook has any of them.
    pub synonyms: Vec<Group>,
}

/// A word and where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexWord {
    /// The word, folded.
    pub text: String,
    /// How rare it is: four times the binary logarithm of parts over parts that hold it, from 1 to [`MAX_RARITY`].
    pub rarity: u32,
    /// The records that are called so, ascending, with a [`name`](super::term_frequency::name) each.
    pub names: Vec<(u32, u32)>,
    /// The parts that hold it, as [`postings::read`](super::postings::read) reads them.
    pub postings: String,
    /// How far back in the dictionary the form before this one stands; 0 if there is none.
    pub form: u32,
    /// How far ahead the next form stands; follows from `form`.
    pub next_form: u32,
}

/// The rarity of a word that is found once in a large handbook.
pub const MAX_RARITY: u32 = 63;
/// Words that share this many letters stay in one file, so that forms of a word are found in one file.
const COMMON_LETTERS: usize = 3;

impl Index {
    /// Makes the index of `records`, which are those of `handbook`, and of its differences and tools.
    pub fn of(records: Vec<Record>, tools: Tools, handbook: &Handbook, memo: &mut SearchMemo) -> Self {
        let Config { language, synonyms, feedback_url, .. } = &*handbook.config;
        let term = |kind| match kind {
            RecordKind::Entity(kind) => handbook.term(kind),
            RecordKind::List => handbook.strings.named("term.list"),
            RecordKind::Difference => handbook.strings.named("term.difference"),
            RecordKind::Matrix => handbook.strings.named("term.matrix"),
            RecordKind::Tool => handbook.strings.named("term.tool"),
        };
        let stop_words = stop_words::of(language);
        let mut first_part = vec![0u32];
        for record in &records {
            first_part.push(first_part.last().unwrap_or(&0) + record.parts.len() as u32);
        }
        let mut records = memo.take(records, stop_words);
        let mut words = memo.words(&first_part);
        let layout = IndexLayout::of(Measure::of(handbook));
        let chunks = chunks(&words, layout.words);
        group_by_stem(&mut words, &chunks, language);
        records.extend(tools.records.iter().cloned());
        Self {
            layout,
            records,
            first_part,
            facets: record::facets(handbook),
            kinds: RecordKind::all().map(|kind| (kind, term(kind))).collect(),
            language: language.clone(),
            feedback: feedback_url.clone(),
            tools,
            synonyms: synonyms::groups(language, synonyms, &words),
            words,
            chunks,
            stop_words,
        }
    }

    /// How many records have words in the index.
    pub fn indexed(&self) -> usize {
        self.first_part.len() - 1
    }

    /// The words that begin with `beginning`, as places in the dictionary.
    pub fn beginning(&self, beginning: &str) -> Range<usize> {
        let start = self.words.partition_point(|word| word.text.as_str() < beginning);
        let len = self.words[start..].partition_point(|word| word.text.starts_with(beginning));
        start..start + len
    }

    /// The place of a word.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.words.binary_search_by(|word| word.text.as_str().cmp(text)).ok()
    }

    /// The words of the dictionary's file that a word belongs to.
    pub fn file_of(&self, text: &str) -> Range<usize> {
        let is_before = |start: &&usize| self.words.get(**start).is_some_and(|word| word.text.as_str() <= text);
        let number = self.chunks[1..].iter().take_while(is_before).count();
        self.chunks[number]..self.chunks.get(number + 1).copied().unwrap_or(self.words.len())
    }

    /// The record that a part belongs to.
    pub fn owner(&self, part: u32) -> usize {
        self.first_part.partition_point(|first| *first <= part) - 1
    }
}

/// Four times the binary logarithm of how many parts there are for each that holds the word.
pub(super) fn rarity(holding: usize, parts: u32) -> u32 {
    let ratio = 1 + u128::from(parts) / (holding as u128).max(1);
    ratio.pow(4).ilog2().clamp(1, MAX_RARITY)
}

/// Where each file of the dictionary begins: equal shares, moved so that words with a common beginning stay together.
fn chunks(words: &[IndexWord], count: usize) -> Vec<usize> {
    let share = words.len() / count;
    let mut chunks = vec![0];
    for number in 1..count {
        let at = (words.len() * number / count).max(chunks[number - 1]);
        let end = end_of_beginning(words, at, COMMON_LETTERS);
        // Very many words may share three letters; then four do.
        chunks.push(if end - at > share / 2 { end_of_beginning(words, at, COMMON_LETTERS + 1) } else { end });
    }
    chunks
}

/// The first place from `at` on whose word does not begin with the same letters as the one before it.
fn end_of_beginning(words: &[IndexWord], at: usize, letters: usize) -> usize {
    let begins_alike = |place: &usize| {
        let beginning = |word: &'_ IndexWord| word.text.chars().take(letters).collect::<String>();
        *place > 0 && beginning(&words[place - 1]) == beginning(&words[*place])
    };
    (at..words.len()).find(|place| !begins_alike(place)).unwrap_or(words.len())
}

/// Links the words of one file of the dictionary that have the same stem.
fn group_by_stem(words: &mut [IndexWord], chunks: &[usize], language: &str) {
    let Some(stems) = language::Stems::of(language) else { return };
    let mut rest = words;
    let mut files = Vec::new();
    for two in chunks.windows(2) {
        let (file, after) = rest.split_at_mut(two[1] - two[0]);
        files.push(file);
        rest = after;
    }
    files.push(rest);
    files.into_par_iter().for_each(|words| {
        let mut last: HashMap<String, usize> = HashMap::new();
        for at in 0..words.len() {
            let text = &words[at].text;
            if text.chars().all(char::is_alphabetic) && text.len() > 2 {
                let before = last.insert(stems.stem(text), at);
                let back = before.map_or(0, |before| (at - before) as u32);
                words[at].form = back;
                words[at - back as usize].next_form = back;
            }
        }
    });
}
