//! The points of every part, name and record that a query's words bring.
//!
//! Names count for more than text, rare words for more than common ones, and an answer that lacks a word for less. A
//! name that is asked for exactly comes first.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::candidates::{Candidate, StandsFor, quality};
use super::index::Index;
use super::postings;
use super::record::RecordKind;
use super::term_frequency::{NAMES, PART_CODE};

/// What a word in a name is worth, by the number of words in that name; in text it is at most 15.
const IN_NAME: [u64; 8] = [60, 60, 48, 40, 34, 30, 28, 26];
/// What a name that is exactly the query adds: of the title and of another name, word for word or in other forms.
const EXACT_NAME: [[u64; 2]; 2] = [[6_000_000_000, 5_000_000_000], [4_000_000_000, 3_000_000_000]];
/// What a name adds that means the same as all of the query.
const SYNONYM_NAME: u64 = 1_000_000_000;
/// No more parts than these of a record are shown.
const MAX_PARTS: usize = 3;

/// The points of every part and record.
pub struct Tally<'a> {
    index: &'a Index,
    rarities: Vec<u64>,
    parts: Vec<Points>,
    records: Vec<Points>,
    names: Vec<Points>,
    /// How much of every name of every record was asked for.
    asked: Vec<Asked>,
}

/// The words of a query that are words of one name.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// How many words the name has.
    length: u32,
    /// Words that it has exactly, and in some form.
    exact: u32,
    forms: u32,
    /// Words that only a compound of the name holds, which holds a neighbour too.
    joined: u32,
    /// Words of a stretch that means the same as the name.
    meant: u32,
}

impl Asked {
    /// What it adds that all of the name, and nothing else, was asked for.
    fn bonus(self, words: u32, number: usize) -> u64 {
        if number == PART_CODE {
            return 0;
        }
        let other = usize::from(number > 0);
        let plain = self.joined == 0 && self.length == words.min(7);
        let compound = self.joined > 0 && self.length + self.joined / 2 == words;
        match plain || compound {
            true if self.exact + self.joined == words => EXACT_NAME[0][other],
            true if self.forms + self.joined == words => EXACT_NAME[1][other],
            _ if self.meant == words => SYNONYM_NAME,
            _ => 0,
        }
    }
}

/// Points, and the words that brought them as bits.
#[derive(Debug, Clone, Copy, Default)]
struct Points {
    points: u64,
    words: u32,
    /// The best of the word that is being counted.
    now: u64,
}

impl Points {
    fn end(&mut self, word: usize) {
        self.points += std::mem::take(&mut self.now);
        self.words |= 1 << word;
    }
}

impl<'a> Tally<'a> {
    /// No points yet.
    pub fn new(index: &'a Index) -> Self {
        let records = index.indexed();
        let parts = *index.first_part.last().unwrap_or(&0) as usize;
        Self {
            index,
            rarities: Vec::new(),
            parts: vec![Points::default(); parts],
            records: vec![Points::default(); records],
            names: vec![Points::default(); records],
            asked: vec![Asked::default(); records * NAMES],
        }
    }

    /// Adds the next word of the query, by what it may stand for.
    pub fn add(&mut self, candidates: &[Candidate], rarity: u64) {
        let word = self.rarities.len();
        self.rarities.push(rarity);
        let mut parts = Vec::new();
        let mut named = Vec::new();
        let mut asked: Vec<(usize, bool, u64)> = Vec::new();
        let mut meant: BTreeSet<usize> = BTreeSet::new();
        for candidate in candidates {
            for (record, name) in names(self.index, candidate) {
                let (number, length) = ((name / 8) as usize, name % 8);
                let full = candidate.quality * rarity * IN_NAME[length as usize];
                let points = match number {
                    0 => full,
                    PART_CODE => full * 6 / 8,
                    _ => full * 7 / 8,
                };
                let now = &mut self.names[record as usize].now;
                if *now == 0 {
                    named.push(record as usize);
                }
                *now = points.max(*now);
                let key = record as usize * NAMES + number;
                self.asked[key].length = length;
                if candidate.quality >= quality::FORM {
                    asked.push((key, candidate.stands_for == StandsFor::Joined, candidate.quality));
                }
                let is_entity = self.index.records[record as usize].kind != RecordKind::List;
                let is_whole = candidate.words.len() == length as usize;
                if candidate.stands_for == StandsFor::Stretch && is_whole && is_entity {
                    meant.insert(key);
                }
            }
            if candidate.text {
                for (part, impact) in hits(self.index, candidate) {
                    let now = &mut self.parts[part as usize].now;
                    if *now == 0 {
                        parts.push(part);
                    }
                    *now = (candidate.quality * rarity * u64::from(impact)).max(*now);
                }
            }
        }
        // The word itself counts rather than a compound of it, and rather than another form.
        asked.sort_unstable_by_key(|(key, joined, quality)| (*key, *joined, std::cmp::Reverse(*quality)));
        asked.dedup_by_key(|(key, ..)| *key);
        for (key, joined, quality) in asked {
            let asked = &mut self.asked[key];
            if joined {
                asked.joined += 1;
            } else {
                asked.exact += u32::from(quality == quality::EXACT);
                asked.forms += 1;
            }
        }
        meant.into_iter().for_each(|key| self.asked[key].meant += 1);
        named.into_iter().for_each(|record| self.names[record].end(word));
        let mut touched = Vec::new();
        for part in parts {
            let record = self.index.owner(part);
            let best = &mut self.records[record].now;
            if *best == 0 {
                touched.push(record);
            }
            *best = self.parts[part as usize].now.max(*best);
            self.parts[part as usize].end(word);
        }
        touched.into_iter().for_each(|record| self.records[record].end(word));
    }

    /// Points that shrink with the square of what is missing.
    fn covered(&self, points: u64, words: u32) -> u64 {
        let all: u64 = self.rarities.iter().sum();
        let covered = self.cover(words);
        points * covered * covered / (all * all).max(1)
    }

    fn cover(&self, words: u32) -> u64 {
        self.rarities.iter().enumerate().filter(|(word, _)| words & 1 << word != 0).map(|(_, rarity)| rarity).sum()
    }

    fn part(&self, record: usize, part: usize) -> u64 {
        let (name, part) = (&self.names[record], &self.parts[part]);
        if part.words == 0 { 0 } else { self.covered(name.points + part.points, name.words | part.words) }
    }

    /// What the names of a record that were asked for exactly add.
    pub fn exact_name(&self, record: usize) -> u64 {
        let count = self.rarities.len() as u32;
        (0..NAMES).map(|number| self.asked[record * NAMES + number].bonus(count, number)).max().unwrap_or(0)
    }

    /// Whether every word is in a name of the record.
    pub fn names_all(&self, record: usize) -> bool {
        self.names[record].words.count_ones() as usize == self.rarities.len()
    }

    /// The records that have half of what was asked for, or are named by half of its words, with their scores, best first.
    pub fn results(&self) -> Vec<(usize, u64)> {
        let all: u64 = self.rarities.iter().sum();
        let mut results = Vec::new();
        for record in 0..self.index.indexed() {
            let (name, text) = (&self.names[record], &self.records[record]);
            let words = name.words | text.words;
            let half_named = 2 * name.words.count_ones() as usize >= self.rarities.len();
            if words == 0 || (2 * self.cover(words) < all && !half_named) {
                continue;
            }
            let parts = self.index.first_part[record] as usize..self.index.first_part[record + 1] as usize;
            let best = parts.map(|part| self.part(record, part)).max().unwrap_or(0);
            let spread = self.covered(name.points + text.points, words) / 2;
            let named = self.covered(name.points, name.words);
            let score = best.max(spread).max(named) + self.exact_name(record);
            results.push((record, if self.index.records[record].retired { score / 2 } else { score }));
        }
        results.sort_by_key(|(record, score)| (std::cmp::Reverse(*score), *record));
        results
    }

    /// The parts of a record that answer nearly as well as its best, without the summary, which is shown anyway.
    pub fn best_parts(&self, record: usize) -> Vec<usize> {
        let first = self.index.first_part[record] as usize;
        let all = first..self.index.first_part[record + 1] as usize;
        let mut scored: Vec<(u64, usize)> = all.map(|part| (self.part(record, part), part - first)).collect();
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
        scored.retain(|(score, part)| *score > 0 && score * 2 >= best && *part > 0);
        scored.sort_by_key(|(score, part)| (std::cmp::Reverse(*score), *part));
        scored.into_iter().take(MAX_PARTS).map(|(_, part)| part).collect()
    }
}

/// The names that hold all words of a candidate.
fn names(index: &Index, candidate: &Candidate) -> Vec<(u32, u32)> {
    let (first, others) = (&index.words[candidate.words[0]], &candidate.words[1..]);
    let others: Vec<HashSet<(u32, u32)>> =
        others.iter().map(|word| index.words[*word].names.iter().copied().collect()).collect();
    first.names.iter().copied().filter(|name| others.iter().all(|other| other.contains(name))).collect()
}

/// The parts that hold all words of a candidate, with the least impact of any.
fn hits(index: &Index, candidate: &Candidate) -> Vec<(u32, u32)> {
    let read = |word: usize| {
        let mut hits = Vec::new();
        postings::read(&index.words[word].postings, |part, impact| hits.push((part, impact)));
        hits
    };
    let mut hits = read(candidate.words[0]);
    for word in &candidate.words[1..] {
        let other: BTreeMap<u32, u32> = read(*word).into_iter().collect();
        hits.retain_mut(|(part, impact)| {
            let both = other.get(part);
            *impact = both.map_or(*impact, |other| *other.min(&*impact));
            both.is_some()
        });
    }
    hits
}
