//! Which entities answer a question, and in which order.
//!
//! A word stands for itself, its other forms, what it begins, and what it may have been meant for; names count for
//! more than text, rare words for more than common ones, and an answer that lacks a word for less. A name that is
//! asked for exactly comes first. All numbers are whole, so that the theme's `search-engine.js`, which follows the
//! same rules over the same files, comes to the same order; one suite drives both.

use super::fold;
use super::index::Index;
use super::near::{Near, SHORTEST, near};
use super::postings::hits;
use super::query::{FILTERS, Named, Query, names};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The entities, best first, no more than were asked for.
    pub results: Vec<Found>,
    /// How many there are.
    pub total: usize,
    /// Words that nothing holds.
    pub unknown: Vec<String>,
}

/// An entity that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its place in the index.
    pub entity: usize,
    /// How well; comparable within one answer.
    pub score: u64,
    /// Its parts that answer best, as places on its page.
    pub parts: Vec<usize>,
}

/// What a match is worth, of 16.
mod quality {
    pub const EXACT: u64 = 16;
    pub const FORM: u64 = 14;
    pub const FORM_OF_BEGINNING: u64 = 10;
    pub const TYPO: u64 = 8;
    pub const SHORTENED: u64 = 6;
    pub const TYPO_AT_START: u64 = 5;

    /// The typed word is the beginning of a longer one.
    pub fn beginning(typed: usize, word: usize) -> u64 {
        6 + (6 * typed / word) as u64
    }
}

/// What a word in a name is worth, by the number of words in that name; in text it is at most 15.
const IN_NAME: [u64; 8] = [60, 60, 48, 40, 34, 30, 28, 26];
/// What a name that is exactly the question adds: of the title and of another name, word for word or in other forms.
const EXACT_NAME: [[u64; 2]; 2] = [[6_000_000_000, 5_000_000_000], [4_000_000_000, 3_000_000_000]];
/// How many longer words a beginning stands for in text, and how long their postings may be together.
const MOST_BEGINNINGS: (usize, usize) = (12, 12 * 1024);
const MOST_TYPOS: usize = 8;
/// How many candidates are read to look for a phrase, and how many parts of an entity are shown.
const MOST_READ: usize = 64;
const MOST_PARTS: usize = 3;

/// A word of the dictionary that a typed word stands for.
struct Candidate {
    word: usize,
    quality: u64,
    /// Whether text is searched too, not only names.
    text: bool,
    /// Whether it stands for the typed word and its neighbour together.
    joined: bool,
}

/// Answers a question with at most `limit` results.
pub fn search(index: &Index, text: &str, limit: usize) -> Answer {
    let query = Query::parse(text, index.stop_words);
    let allowed = allowed(index, &query);
    if query.words.is_empty() {
        let all = (0..index.records.len()).filter(|entity| !query.filters.is_empty() && allowed(*entity));
        let results: Vec<Found> = all.map(|entity| Found { entity, score: 0, parts: Vec::new() }).collect();
        return Answer {
            total: results.len(),
            results: results.into_iter().take(limit).collect(),
            unknown: Vec::new(),
        };
    }
    let mut tally = Tally::new(index);
    let mut unknown = Vec::new();
    for (word, joined) in query.words.iter().zip(&query.joined) {
        let (candidates, rarity) = candidates(index, word, joined);
        if candidates.is_empty() {
            unknown.push(word.clone());
        } else {
            tally.add(&candidates, rarity);
        }
    }
    let mut results = tally.results();
    results.retain(|found| allowed(found.entity));
    if !query.phrases.is_empty() {
        results.truncate(MOST_READ);
        results.retain(|found| query.phrases.iter().all(|phrase| says(index, found.entity, phrase)));
    }
    let total = results.len();
    results.truncate(limit);
    for found in &mut results {
        found.parts = tally.parts(found.entity);
    }
    Answer { results, total, unknown }
}

/// Which entities the filters let through: of one filter any value, of all filters each.
fn allowed<'a>(index: &'a Index, query: &Query) -> impl Fn(usize) -> bool + 'a {
    let named = |which: usize| -> Option<Vec<usize>> {
        let values: Vec<&str> =
            query.filters.iter().filter(|(filter, _)| *filter == which).map(|(_, value)| value.as_str()).collect();
        if values.is_empty() {
            return None;
        }
        let things: Vec<(&str, Vec<&str>)> = match which {
            0 => index.kinds.iter().map(|(kind, term)| (kind.name(), vec![term.one.as_str(), &term.other])).collect(),
            facet => {
                index.facets.values[facet - 1].iter().map(|(id, title)| (id.as_str(), vec![title.as_str()])).collect()
            }
        };
        let mut chosen = Vec::new();
        for value in values {
            let how: Vec<Option<Named>> = things.iter().map(|(id, titles)| names(value, id, titles)).collect();
            let best = how.iter().flatten().max();
            chosen.extend(
                how.iter().enumerate().filter(|(_, how)| how.is_some() && how.as_ref() == best).map(|(at, _)| at),
            );
        }
        Some(chosen)
    };
    let chosen: Vec<Option<Vec<usize>>> = (0..FILTERS.len()).map(named).collect();
    move |entity| {
        let record = &index.records[entity];
        chosen.iter().enumerate().all(|(which, chosen)| match (chosen, which) {
            (None, _) => true,
            (Some(chosen), 0) => chosen.iter().any(|at| index.kinds[*at].0 == record.kind),
            (Some(chosen), _) => chosen.iter().any(|at| record.belongs[which - 1].contains(&(*at as u32))),
        })
    }
}

/// What a typed word stands for, and how rare it is.
fn candidates(index: &Index, typed: &str, joined: &[String]) -> (Vec<Candidate>, u64) {
    let letters: Vec<char> = typed.chars().collect();
    let mut found = Candidates { index, all: Vec::new() };
    let exact = index.find(typed);
    if let Some(exact) = exact {
        found.add(exact, quality::EXACT);
        found.forms(exact, quality::FORM);
    }
    let joined: Vec<usize> = joined.iter().filter_map(|both| index.find(both)).collect();
    for both in &joined {
        if !found.has(*both) {
            found.all.push(Candidate { word: *both, quality: quality::EXACT, text: true, joined: true });
        }
    }
    if letters.len() >= 2 || fold::is_cjk(letters[0]) {
        found.beginnings(index.beginning(typed), letters.len(), None);
    }
    if exact.is_none() && letters.len() >= SHORTEST {
        found.forms_of_endings(letters.len());
    }
    if found.all.is_empty() && letters.len() >= SHORTEST {
        found.typos(&letters);
    }
    let mut cut = 1;
    while found.all.is_empty() && cut <= 3 && letters.len() >= SHORTEST + cut {
        let shorter: String = letters[..letters.len() - cut].iter().collect();
        found.beginnings(index.beginning(&shorter), letters.len() - cut, Some(quality::SHORTENED));
        cut += 1;
    }
    let telling = exact.or(joined.first().copied()).map(|word| index.words[word].rarity);
    let commonest = found.all.iter().map(|candidate| index.words[candidate.word].rarity).min();
    (found.all, u64::from(telling.or(commonest).unwrap_or(0)))
}

struct Candidates<'a> {
    index: &'a Index,
    all: Vec<Candidate>,
}

impl Candidates<'_> {
    fn has(&self, word: usize) -> bool {
        self.all.iter().any(|known| known.word == word)
    }

    fn add(&mut self, word: usize, quality: u64) {
        if !self.has(word) {
            self.all.push(Candidate { word, quality, text: true, joined: false });
        }
    }

    /// The other forms of a word, which are linked in a row.
    fn forms(&mut self, word: usize, quality: u64) {
        let words = &self.index.words;
        let mut before = word;
        while words[before].form > 0 {
            before -= words[before].form as usize;
            self.add(before, quality);
        }
        let mut after = word;
        while words[after].next_in_group > 0 {
            after += words[after].next_in_group as usize;
            self.add(after, quality);
        }
    }

    /// The forms of words that are the typed one with an ending, when the handbook does not have the word itself.
    fn forms_of_endings(&mut self, typed: usize) {
        let words = &self.index.words;
        let near = |word: &Candidate| word.text && !word.joined && words[word.word].text.chars().count() <= typed + 2;
        let endings: Vec<usize> = self.all.iter().filter(|word| near(word)).map(|word| word.word).collect();
        endings.into_iter().for_each(|word| self.forms(word, quality::FORM_OF_BEGINNING));
    }

    /// Longer words. All of them count in names; in text only those with the most hits.
    fn beginnings(&mut self, range: std::ops::Range<usize>, typed: usize, fixed: Option<u64>) {
        let words = &self.index.words;
        let mut longer: Vec<usize> = range.filter(|word| !self.has(*word)).collect();
        longer.sort_by_key(|word| (std::cmp::Reverse(words[*word].hits.len()), *word));
        let (mut number, mut size) = (0, 0);
        for word in longer {
            let long = words[word].hits.len();
            let text = number < MOST_BEGINNINGS.0
                && size + long <= MOST_BEGINNINGS.1
                && (typed >= 3 || words[word].text.chars().next().is_some_and(fold::is_cjk));
            if text {
                number += 1;
                size += long;
            }
            let quality = fixed.unwrap_or_else(|| quality::beginning(typed, words[word].text.chars().count()));
            self.all.push(Candidate { word, quality, text, joined: false });
        }
    }

    /// Words that are one typo away: of one half of the word one can be sure.
    fn typos(&mut self, letters: &[char]) {
        let half = letters.len() / 2;
        let beginning: String = letters[..half].iter().collect();
        let ending: String = letters[half..].iter().collect();
        let words = &self.index.words;
        let mut typos: Vec<(Near, usize)> = Vec::new();
        let is = |word: usize| near(letters, &words[word].text.chars().collect::<Vec<_>>());
        typos.extend(self.index.beginning(&beginning).filter_map(|word| Some((is(word)?, word))));
        let ends = words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.text.ends_with(&ending) && !word.text.starts_with(&beginning));
        typos
            .extend(ends.filter_map(|(word, _)| is(word).filter(|near| *near == Near::Whole).map(|near| (near, word))));
        let best = typos.iter().map(|(near, _)| *near).min();
        typos.retain(|(near, _)| Some(*near) == best);
        typos.sort_by_key(|(_, word)| (std::cmp::Reverse(words[*word].hits.len()), *word));
        for (near, word) in typos.into_iter().take(MOST_TYPOS) {
            self.add(word, if near == Near::Whole { quality::TYPO } else { quality::TYPO_AT_START });
        }
    }
}

/// The points of every part and entity.
struct Tally<'a> {
    index: &'a Index,
    rarities: Vec<u64>,
    parts: Vec<Points>,
    entities: Vec<Points>,
    names: Vec<Points>,
    /// How much of every name of every entity was asked for.
    asked: Vec<Asked>,
}

/// The words of a question that are words of one name.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// How many words the name has.
    length: u32,
    /// Words that it has exactly, and in some form.
    exact: u32,
    forms: u32,
    /// Words that only a compound of the name holds, which holds a neighbour too.
    joined: u32,
}

impl Asked {
    /// What it adds that all of the name, and nothing else, was asked for.
    fn bonus(self, words: u32, number: usize) -> u64 {
        let other = usize::from(number > 0);
        let plain = self.joined == 0 && self.length == words.min(7);
        let compound = self.joined > 0 && self.length + self.joined / 2 == words;
        match plain || compound {
            true if self.exact + self.joined == words => EXACT_NAME[0][other],
            true if self.forms + self.joined == words => EXACT_NAME[1][other],
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
    fn new(index: &'a Index) -> Self {
        let entities = index.records.len();
        let parts = *index.first_part.last().unwrap_or(&0) as usize;
        Self {
            index,
            rarities: Vec::new(),
            parts: vec![Points::default(); parts],
            entities: vec![Points::default(); entities],
            names: vec![Points::default(); entities],
            asked: vec![Asked::default(); entities * 4],
        }
    }

    fn add(&mut self, candidates: &[Candidate], rarity: u64) {
        let word = self.rarities.len();
        self.rarities.push(rarity);
        let mut parts = Vec::new();
        let mut named = Vec::new();
        let mut asked: Vec<(usize, bool, u64)> = Vec::new();
        for candidate in candidates {
            let entry = &self.index.words[candidate.word];
            for (entity, name) in &entry.names {
                let (number, length) = (name / 8, name % 8);
                let full = candidate.quality * rarity * IN_NAME[length as usize];
                let points = if number == 0 { full } else { full * 7 / 8 };
                let now = &mut self.names[*entity as usize].now;
                if *now == 0 {
                    named.push(*entity as usize);
                }
                *now = points.max(*now);
                let key = *entity as usize * 4 + number as usize;
                self.asked[key].length = length;
                if candidate.quality >= quality::FORM {
                    asked.push((key, candidate.joined, candidate.quality));
                }
            }
            if candidate.text {
                hits(&entry.hits, |part, impact| {
                    let now = &mut self.parts[part as usize].now;
                    if *now == 0 {
                        parts.push(part);
                    }
                    *now = (candidate.quality * rarity * u64::from(impact)).max(*now);
                });
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
        named.into_iter().for_each(|entity| self.names[entity].end(word));
        let mut touched = Vec::new();
        for part in parts {
            let entity = self.index.owner(part);
            let best = &mut self.entities[entity].now;
            if *best == 0 {
                touched.push(entity);
            }
            *best = self.parts[part as usize].now.max(*best);
            self.parts[part as usize].end(word);
        }
        touched.into_iter().for_each(|entity| self.entities[entity].end(word));
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

    fn part(&self, entity: usize, part: usize) -> u64 {
        let (name, part) = (&self.names[entity], &self.parts[part]);
        if part.words == 0 { 0 } else { self.covered(name.points + part.points, name.words | part.words) }
    }

    /// Everything that has at least half of what was asked for, best first.
    fn results(&self) -> Vec<Found> {
        let all: u64 = self.rarities.iter().sum();
        let count = self.rarities.len() as u32;
        let mut results = Vec::new();
        for (entity, record) in self.index.records.iter().enumerate() {
            let (name, text) = (&self.names[entity], &self.entities[entity]);
            let words = name.words | text.words;
            if words == 0 || 2 * self.cover(words) < all {
                continue;
            }
            let parts = self.index.first_part[entity] as usize..self.index.first_part[entity + 1] as usize;
            let best = parts.map(|part| self.part(entity, part)).max().unwrap_or(0);
            let spread = self.covered(name.points + text.points, words) / 2;
            let named = self.covered(name.points, name.words);
            let exact = (0..4).map(|number| self.asked[entity * 4 + number].bonus(count, number));
            let score = best.max(spread).max(named) + exact.max().unwrap_or(0);
            results.push(Found { entity, score: if record.retired { score / 2 } else { score }, parts: Vec::new() });
        }
        results.sort_by_key(|found| (std::cmp::Reverse(found.score), found.entity));
        results
    }

    /// The parts of an entity that answer nearly as well as its best, without the summary, which is shown anyway.
    fn parts(&self, entity: usize) -> Vec<usize> {
        let first = self.index.first_part[entity] as usize;
        let all = first..self.index.first_part[entity + 1] as usize;
        let mut scored: Vec<(u64, usize)> = all.map(|part| (self.part(entity, part), part - first)).collect();
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
        scored.retain(|(score, part)| *score > 0 && score * 2 >= best && *part > 0);
        scored.sort_by_key(|(score, part)| (std::cmp::Reverse(*score), *part));
        scored.into_iter().take(MOST_PARTS).map(|(_, part)| part).collect()
    }
}

/// Whether an entity's texts hold a phrase.
fn says(index: &Index, entity: usize, phrase: &str) -> bool {
    let record = &index.records[entity];
    let names = std::iter::once(&record.title).chain(&record.aliases);
    let parts = record.parts.iter().enumerate().flat_map(|(at, part)| {
        let label = if at == 0 { "" } else { &*part.label };
        [label, &*part.text, &*part.more]
    });
    names.map(|name| &**name).chain(parts).any(|text| fold::sequence(text).contains(phrase))
}
