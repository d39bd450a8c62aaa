//! What a typed word may stand for: itself, other spellings and forms, longer words, words that it is part of or made
//! of, words that mean the same, and what it may be a mistake for.
//!
//! Weaker guesses join stronger ones and count for less; they never replace what was typed.

use super::fold;
use super::index::Index;
use super::language;
use super::near::{MIN_CORRECTED_CHARS, MIN_TWO_MISTAKES_CHARS, Near, near, two_apart};
use super::query::QueryWord;
use super::spelling::are_forms;

/// What a match is worth, of 16.
pub mod quality {
    /// The word itself.
    pub const EXACT: u64 = 16;
    /// Another spelling of it.
    pub const SPELLING: u64 = 15;
    /// Another form of it.
    pub const FORM: u64 = 13;
    /// The two words that it is made of.
    pub const SPLIT: u64 = 12;
    /// A word that differs in its ending.
    pub const ENDING: u64 = 11;
    /// Another form of a longer word.
    pub const FORM_OF_BEGINNING: u64 = 10;
    /// A word that means the same as one that the handbook has: less in a name than the typed word in a text.
    pub const SYNONYM: u64 = 3;
    /// A word that means the same as one that is nowhere.
    pub const ONLY_SYNONYM: u64 = 8;
    /// A compound that ends in it.
    pub const COMPOUND: u64 = 9;
    /// One mistake apart.
    pub const TYPO: u64 = 8;
    /// The second word of a compound that the handbook does not have.
    pub const HEAD: u64 = 5;
    /// Less than the match that it comes from.
    pub const LESS: u64 = 1;
    /// One mistake apart from the beginning, or two from the word.
    pub const FAR_TYPO: u64 = 5;

    /// The typed word is the beginning of a longer one.
    pub fn beginning(typed: usize, word: usize) -> u64 {
        6 + (6 * typed / word) as u64
    }
}

/// How many longer words count in text, and how long their postings may be together.
const MAX_BEGINNINGS: (usize, usize) = (12, 12 * 1024);
/// How many words are taken for one that was mistyped.
const MAX_TYPOS: usize = 8;
/// How many compounds that end in a word count.
const MAX_COMPOUNDS: usize = 12;
/// A word that is there is taken for a mistake only if another is so much more common, as a difference of rarities.
const MUCH_RARER: u32 = 8;
/// Shorter words that are there are not taken for a mistake.
pub const MIN_DOUBTFUL_CHARS: usize = 6;
/// The halves of a split word have at least so many letters, in names and in text.
const MIN_HALF: (usize, usize) = (2, 4);
/// A word without its ending has at least so many letters.
const MIN_BASE: usize = 5;
/// Letters that may join the halves of a compound.
const LINKS: [&str; 5] = ["", "s", "es", "n", "en"];

/// Words of the dictionary that a typed word stands for, all of them together.
pub struct Candidate {
    /// Their places.
    pub words: Vec<usize>,
    /// What a match is worth, see [`quality`].
    pub quality: u64,
    /// Whether text is searched too, not only names.
    pub text: bool,
    /// What it stands for.
    pub stands_for: StandsFor,
}

/// What a candidate stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsFor {
    /// The typed word.
    Word,
    /// The typed word and its neighbour.
    Joined,
    /// A stretch of several typed words that means the same.
    Stretch,
}

/// A phrase that means the same as a stretch of a query.
#[derive(Debug, Clone, Copy)]
pub struct Meant<'a> {
    /// The phrase.
    pub phrase: &'a str,
    /// How many words the stretch has.
    pub words: usize,
}

/// What a typed word stands for, and how rare it is.
pub struct Candidates<'a> {
    index: &'a Index,
    /// The candidates, in the order in which they were found.
    pub all: Vec<Candidate>,
}

/// Everything that a typed word stands for, and how rare it is. `synonyms` are phrases that mean the same.
pub fn of<'a>(index: &'a Index, word: &QueryWord, synonyms: &[Meant]) -> (Candidates<'a>, u64) {
    let typed = word.text.as_str();
    let letters: Vec<char> = typed.chars().collect();
    let is_cjk = fold::is_cjk(letters[0]);
    let mut found = Candidates { index, all: Vec::new() };
    let exact = index.find(typed);
    let variants: Vec<usize> = word.variants.iter().filter_map(|variant| index.find(variant)).collect();
    let joined: Vec<usize> = word.joined.iter().filter_map(|both| index.find(both)).collect();
    if let Some(exact) = exact {
        found.add(exact, quality::EXACT);
        found.forms(exact, quality::FORM);
    }
    for variant in &variants {
        found.add(*variant, quality::SPELLING);
        found.forms(*variant, quality::FORM);
    }
    for both in &joined {
        if !found.has(&[*both]) {
            let stands_for = StandsFor::Joined;
            found.all.push(Candidate { words: vec![*both], quality: quality::EXACT, text: true, stands_for });
        }
    }
    if letters.len() >= 2 || is_cjk {
        found.beginnings(index.beginning(typed), letters.len());
    }
    let known = exact.or(variants.first().copied());
    if known.is_none() && letters.len() >= MIN_CORRECTED_CHARS && !is_cjk {
        found.forms_of_endings(letters.len());
        found.other_endings(&letters);
        found.halves(&letters);
    }
    if language::joins_compounds(&index.language) && letters.len() >= MIN_CORRECTED_CHARS {
        found.compounds(word);
    }
    if letters.len() >= MIN_CORRECTED_CHARS && !is_cjk {
        match (known, found.all.is_empty()) {
            // A word that has synonyms is no mistake.
            (None, true) if !synonyms.is_empty() => {}
            (None, true) => found.typos(&letters),
            (Some(known), _) => found.common_neighbours(&letters, Some(known)),
            (None, false) => found.common_neighbours(&letters, None),
        }
    }
    let of_typed = found.all.iter().map(|candidate| index.words[candidate.words[0]].rarity).min();
    let worth = if known.is_some() { quality::SYNONYM } else { quality::ONLY_SYNONYM };
    for synonym in synonyms {
        found.synonym(*synonym, worth);
    }
    let any = found.all.iter().map(|candidate| index.words[candidate.words[0]].rarity).min();
    let rarity = known.or(joined.first().copied()).map(|word| index.words[word].rarity).or(of_typed).or(any);
    (found, u64::from(rarity.unwrap_or(0)))
}

impl Candidate {
    fn is_word(&self) -> bool {
        self.stands_for == StandsFor::Word
    }
}

impl<'a> Candidates<'a> {
    /// Other forms and spellings of the typed word.
    pub fn forms_of_typed(&self) -> Vec<&'a str> {
        let is_form = |word: &&Candidate| word.is_word() && word.words.len() == 1 && word.quality >= quality::FORM;
        let forms = self.all.iter().filter(is_form);
        forms.map(|form| self.index.words[form.words[0]].text.as_str()).collect()
    }
}

impl Candidates<'_> {
    fn has(&self, words: &[usize]) -> bool {
        self.all.iter().any(|known| known.words == words)
    }

    fn add(&mut self, word: usize, quality: u64) {
        if !self.has(&[word]) {
            self.all.push(Candidate { words: vec![word], quality, text: true, stands_for: StandsFor::Word });
        }
    }

    /// The other forms of a word, which are linked in a row.
    fn forms(&mut self, word: usize, quality: u64) {
        for form in self.forms_of(word) {
            self.add(form, quality);
        }
    }

    fn forms_of(&self, word: usize) -> Vec<usize> {
        let words = &self.index.words;
        let mut forms = Vec::new();
        let mut before = word;
        while words[before].form > 0 {
            before -= words[before].form as usize;
            forms.push(before);
        }
        let mut after = word;
        while words[after].next_form > 0 {
            after += words[after].next_form as usize;
            forms.push(after);
        }
        forms
    }

    /// Longer words. All of them count in names; in text only those with the most postings.
    fn beginnings(&mut self, range: std::ops::Range<usize>, typed: usize) {
        let words = &self.index.words;
        let mut longer: Vec<usize> = range.filter(|word| !self.has(&[*word])).collect();
        longer.sort_by_key(|word| (std::cmp::Reverse(words[*word].postings.len()), *word));
        let (mut number, mut size) = (0, 0);
        for word in longer {
            let long = words[word].postings.len();
            let text = number < MAX_BEGINNINGS.0
                && size + long <= MAX_BEGINNINGS.1
                && (typed >= 3 || words[word].text.chars().next().is_some_and(fold::is_cjk));
            if text {
                number += 1;
                size += long;
            }
            let quality = quality::beginning(typed, words[word].text.chars().count());
            self.all.push(Candidate { words: vec![word], quality, text, stands_for: StandsFor::Word });
        }
    }

    /// The forms of words that are the typed one with a short ending.
    fn forms_of_endings(&mut self, typed: usize) {
        let words = &self.index.words;
        let is_near =
            |word: &Candidate| word.text && word.is_word() && words[word.words[0]].text.chars().count() <= typed + 2;
        let endings: Vec<usize> = self.all.iter().filter(|word| is_near(word)).map(|word| word.words[0]).collect();
        endings.into_iter().for_each(|word| self.forms(word, quality::FORM_OF_BEGINNING));
    }

    /// Words that are forms of the typed one by their endings, and their other forms.
    fn other_endings(&mut self, letters: &[char]) {
        let endings: Vec<Vec<char>> =
            language::endings(&self.index.language).split_whitespace().map(|ending| ending.chars().collect()).collect();
        if endings.is_empty() {
            return;
        }
        let beginning: String = letters[..3].iter().collect();
        let is_form = |word: &usize| {
            let other: Vec<char> = self.index.words[*word].text.chars().collect();
            are_forms(letters, &other, &endings)
        };
        let found: Vec<usize> = self.index.beginning(&beginning).filter(is_form).collect();
        for word in found {
            self.improve(word, quality::ENDING);
            self.forms(word, quality::ENDING - quality::LESS);
        }
    }

    /// Adds a word, or raises what it is worth.
    fn improve(&mut self, word: usize, quality: u64) {
        match self.all.iter_mut().find(|known| known.words == [word]) {
            Some(known) => {
                known.quality = known.quality.max(quality);
                known.text = true;
            }
            None => self.add(word, quality),
        }
    }

    /// The two words that the typed one is made of, the second perhaps with an ending of two letters.
    fn halves(&mut self, letters: &[char]) {
        let words = &self.index.words;
        let joins = language::joins_compounds(&self.index.language);
        for at in MIN_HALF.0..=letters.len().saturating_sub(MIN_HALF.0) {
            let second: String = letters[at..].iter().collect();
            let Some(second_at) = self.index.beginning(&second).next() else { continue };
            if words[second_at].text.chars().count() > letters.len() - at + 2 {
                continue;
            }
            let first: String = letters[..at].iter().collect();
            let links = LINKS.iter().filter_map(|link| first.strip_suffix(link));
            let first =
                links.filter(|first| first.chars().count() >= MIN_HALF.0).find_map(|first| self.index.find(first));
            let Some(first) = first.filter(|first| *first != second_at) else { continue };
            let text = letters.len() - at >= MIN_HALF.1 && words[first].text.chars().count() >= MIN_HALF.1;
            if !self.has(&[first, second_at]) {
                let words = vec![first, second_at];
                let stands_for = StandsFor::Word;
                self.all.push(Candidate { words, quality: quality::SPLIT, text, stands_for });
            }
            if joins && text {
                self.add(second_at, quality::HEAD);
                self.compounds_ending_in(&[second], quality::HEAD);
            }
        }
    }

    /// Compounds that end in the typed word or a form of it.
    fn compounds(&mut self, word: &QueryWord) {
        let words = &self.index.words;
        let forms = self
            .all
            .iter()
            .filter(|word| word.words.len() == 1 && word.is_word() && word.quality >= quality::ENDING - quality::LESS)
            .map(|word| words[word.words[0]].text.as_str())
            .filter(|text| text.chars().count() >= MIN_CORRECTED_CHARS);
        let spellings = std::iter::once(&word.text).chain(&word.variants).map(String::as_str);
        let ends: Vec<String> = forms.chain(spellings).map(str::to_owned).collect();
        self.compounds_ending_in(&ends, quality::COMPOUND);
        if !self.all.is_empty() {
            return;
        }
        // Nothing yet: the word without one of its endings, at the beginning of compounds and, with any ending, at the end.
        let endings: Vec<&str> = language::endings(&self.index.language).split_whitespace().collect();
        let stripped = endings.iter().filter_map(|ending| word.text.strip_suffix(ending));
        let mut bases: Vec<&str> = stripped.filter(|base| base.chars().count() >= MIN_BASE).collect();
        bases.sort_unstable();
        for base in bases {
            self.index.beginning(base).for_each(|word| self.add(word, quality::COMPOUND - quality::LESS));
            let ends: Vec<String> = endings.iter().chain([&""]).map(|ending| format!("{base}{ending}")).collect();
            self.compounds_ending_in(&ends, quality::COMPOUND - quality::LESS);
        }
    }

    fn compounds_ending_in(&mut self, ends: &[String], quality: u64) {
        let words = &self.index.words;
        let ends_so = |text: &str| ends.iter().any(|end| text.len() > end.len() && text.ends_with(end.as_str()));
        let mut found: Vec<usize> = (0..words.len()).filter(|word| ends_so(&words[*word].text)).collect();
        found.sort_by_key(|word| (std::cmp::Reverse(words[*word].postings.len()), *word));
        for word in found.into_iter().take(MAX_COMPOUNDS) {
            self.add(word, quality);
            self.forms(word, quality - quality::LESS);
        }
    }

    /// Words that are a mistake or two away. With one mistake, half of the word is right; with two, a third.
    fn typos(&mut self, letters: &[char]) {
        let words = &self.index.words;
        let chars = |word: usize| words[word].text.chars().collect::<Vec<char>>();
        let half = letters.len() / 2;
        let mut found: Vec<(u64, usize)> = Vec::new();
        for word in self.sharing(letters, half, half) {
            match near(letters, &chars(word)) {
                Some(Near::Whole) => found.push((quality::TYPO, word)),
                Some(Near::Beginning) if self.begins(word, &letters[..half]) => found.push((quality::FAR_TYPO, word)),
                _ => {}
            }
        }
        if letters.len() >= MIN_TWO_MISTAKES_CHARS && !found.iter().any(|(quality, _)| *quality == quality::TYPO) {
            let third = letters.len() / 3;
            let far = self.sharing(letters, third, letters.len() - third);
            found.extend(far.filter(|word| two_apart(letters, &chars(*word))).map(|word| (quality::FAR_TYPO, word)));
        }
        let best = found.iter().map(|(quality, _)| *quality).max();
        found.retain(|(quality, _)| Some(*quality) == best);
        found.sort_by_key(|(_, word)| (std::cmp::Reverse(words[*word].postings.len()), *word));
        for (quality, word) in found.into_iter().take(MAX_TYPOS) {
            self.add(word, quality);
            self.forms(word, quality - quality::LESS);
        }
    }

    /// The words that begin as `letters` do up to `begin`, or end as they do from `end` on.
    fn sharing(&self, letters: &[char], begin: usize, end: usize) -> impl Iterator<Item = usize> + use<> {
        let beginning: String = letters[..begin].iter().collect();
        let ending: String = letters[end..].iter().collect();
        let words = &self.index.words;
        let long = |text: &str| text.chars().nth(2).is_some() && !text.chars().any(fold::is_cjk);
        let all = (0..words.len()).filter(|word| {
            let text = words[*word].text.as_str();
            text.starts_with(&beginning) || (text.ends_with(&ending) && long(text))
        });
        all.collect::<Vec<_>>().into_iter()
    }

    fn begins(&self, word: usize, letters: &[char]) -> bool {
        let beginning: String = letters.iter().collect();
        self.index.words[word].text.starts_with(&beginning)
    }

    /// Words a mistake away in the same file of the dictionary, if the typed one is not there or much rarer; in names also
    /// two mistakes away from a word that no name has.
    fn common_neighbours(&mut self, letters: &[char], known: Option<usize>) {
        if letters.len() < MIN_DOUBTFUL_CHARS {
            return;
        }
        let words = &self.index.words;
        let typed: String = letters.iter().collect();
        let beginning: String = letters[..2].iter().collect();
        let known = known.map(|known| &words[known]);
        let is_unnamed = known.is_none_or(|known| known.names.is_empty());
        let how = |word: usize| {
            let other = &words[word];
            if !other.text.starts_with(&beginning) {
                return None;
            }
            let text: Vec<char> = other.text.chars().collect();
            if near(letters, &text) == Some(Near::Whole) {
                let is_meant = known.is_none_or(|known| other.rarity + MUCH_RARER <= known.rarity);
                return is_meant.then_some((quality::TYPO, word));
            }
            let is_far = is_unnamed && !other.names.is_empty() && letters.len() >= MIN_TWO_MISTAKES_CHARS;
            (is_far && letters != text && two_apart(letters, &text)).then_some((quality::FAR_TYPO, word))
        };
        let found: Vec<(u64, usize)> = self.index.file_of(&typed).filter_map(how).collect();
        for (quality, word) in found {
            self.add(word, quality);
            self.forms(word, quality - quality::LESS);
        }
    }

    /// A phrase that means the same, also with another form of its last word: "data pipeline" is "data pipelines".
    fn synonym(&mut self, meant: Meant, quality: u64) {
        let found: Option<Vec<usize>> = meant.phrase.split(' ').map(|word| self.index.find(word)).collect();
        let Some([first @ .., last]) = found.as_deref() else { return };
        let stands_for = if meant.words > 1 { StandsFor::Stretch } else { StandsFor::Word };
        let forms = self.forms_of(*last).into_iter().map(|form| (form, quality - quality::LESS));
        for (last, quality) in std::iter::once((*last, quality)).chain(forms) {
            let words: Vec<usize> = first.iter().copied().chain([last]).collect();
            if !self.has(&words) {
                self.all.push(Candidate { words, quality, text: true, stands_for });
            }
        }
    }
}
