//! Quoted phrases: which records say one, word for word.

use std::collections::HashSet;

use super::fold;
use super::index::Index;
use super::postings;
use super::query::Phrase;

/// Whether every record says all of the phrases. Postings narrow the records down, the texts decide.
pub struct Phrases<'a> {
    index: &'a Index,
    phrases: Vec<(&'a Phrase, Option<Narrowed>)>,
}

/// The parts, and the records by their names, that have all words of a phrase. No parts where postings do not tell.
struct Narrowed {
    parts: Option<HashSet<u32>>,
    names: HashSet<u32>,
}

impl<'a> Phrases<'a> {
    /// Reads the postings of the words of `phrases`.
    pub fn of(index: &'a Index, phrases: &'a [Phrase]) -> Self {
        Self { index, phrases: phrases.iter().map(|phrase| (phrase, narrow(index, phrase))).collect() }
    }

    /// Whether a record says all of them.
    pub fn all(&self, record: usize) -> bool {
        self.phrases.iter().all(|(phrase, narrowed)| self.is_said(record, phrase, narrowed))
    }

    /// Whether a record says any of them.
    pub fn any(&self, record: usize) -> bool {
        self.phrases.iter().any(|(phrase, narrowed)| self.is_said(record, phrase, narrowed))
    }

    fn is_said(&self, record: usize, phrase: &Phrase, narrowed: &Option<Narrowed>) -> bool {
        let Some(Narrowed { parts, names }) = narrowed else { return false };
        let mut own = self.index.first_part[record]..self.index.first_part[record + 1];
        let may = names.contains(&(record as u32))
            || parts.as_ref().is_none_or(|parts| own.any(|part| parts.contains(&part)));
        // A single word is said where the dictionary has it.
        may && (phrase.words.len() == 1 && parts.is_some() || says(self.index, record, &phrase.sequence))
    }
}

/// The records that may say a phrase; `None` if one of its words is nowhere.
fn narrow(index: &Index, phrase: &Phrase) -> Option<Narrowed> {
    let mut parts: Option<HashSet<u32>> = None;
    let mut names: Option<HashSet<u32>> = None;
    for text in &phrase.words {
        // One character of writing without spaces is no word of the dictionary, but may stand within one.
        if text.chars().count() == 1 && text.chars().all(fold::is_cjk) {
            continue;
        }
        let word = &index.words[index.find(text)?];
        let named: HashSet<u32> = word.names.iter().map(|(record, _)| *record).collect();
        names = Some(names.map_or(named.clone(), |names| &names & &named));
        if !postings::are_cut(&word.postings) {
            let mut held = HashSet::new();
            postings::read(&word.postings, |part, _| {
                held.insert(part);
            });
            parts = Some(parts.map_or(held.clone(), |parts| &parts & &held));
        }
    }
    Some(Narrowed { parts, names: names.unwrap_or_default() })
}

/// Whether a record's texts hold a phrase.
fn says(index: &Index, record: usize, phrase: &str) -> bool {
    let record = &index.records[record];
    let names = std::iter::once(&record.title).chain(&record.aliases);
    let parts = record.parts.iter().enumerate().flat_map(|(at, part)| {
        let label = if at == 0 { "" } else { &*part.label };
        [label, &*part.text, &*part.more]
    });
    names.map(|name| &**name).chain(parts).any(|text| fold::sequence(text).contains(phrase))
}
