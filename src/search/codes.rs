//! Short names that people use for titles: initials, and the codes of levels.

use crate::content::{Data, Kind};
use crate::handbook::{EntityId, Handbook};

use super::fold;
use super::stop_words::{self, StopWords};

/// A name that is found and never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenName {
    /// The name.
    pub text: String,
    /// Whether it stands for the whole title, not only for its last words.
    pub whole: bool,
}

/// Initials have this many letters.
const INITIALS: std::ops::RangeInclusive<usize> = 2..=5;

/// The codes of an entity.
pub fn of(handbook: &Handbook, index: EntityId) -> Vec<HiddenName> {
    let entity = handbook.get(index);
    let mut codes = Vec::new();
    match entity.kind() {
        Kind::Level => codes.extend(of_level(handbook, index)),
        Kind::Role => {
            let code = handbook.role(index).and_then(|role| role.code.clone());
            codes.extend(code.map(|text| HiddenName { text, whole: true }));
            role(handbook, index, &mut codes);
        }
        _ => {}
    }
    if entity.kind() != Kind::Page {
        initials(&entity.title, stop_words::of(&handbook.config.language), &mut codes);
    }
    codes
}

/// The id of a level, and the word for levels with its number: `l3` and "level 3".
pub fn of_level(handbook: &Handbook, index: EntityId) -> Vec<HiddenName> {
    let Some(number) = number(handbook, index) else { return Vec::new() };
    let term = handbook.term(Kind::Level).one;
    let codes = [handbook.get(index).id.to_string(), format!("{term} {number}")];
    codes.into_iter().map(|text| HiddenName { text, whole: true }).collect()
}

/// The initials of each track with the number of the level: `ic4`.
fn role(handbook: &Handbook, index: EntityId, codes: &mut Vec<HiddenName>) {
    let Some(number) = handbook.level_of(index).and_then(|level| number(handbook, level)) else { return };
    for track in handbook.tracks_of(index) {
        let words = fold::words(&handbook.get(*track).title);
        let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
        if (1..=3).contains(&words.len()) && initials.is_ascii() {
            codes.push(HiddenName { text: format!("{initials}{number}"), whole: true });
        }
    }
}

/// The number in the code or the id of a level, or else its place among the levels, from 1.
fn number(handbook: &Handbook, level: EntityId) -> Option<String> {
    let entity = handbook.get(level);
    let code = match &entity.data {
        Data::Level(level) => level.code.as_deref(),
        _ => None,
    };
    let digits: String = code.unwrap_or(&entity.id).chars().filter(char::is_ascii_digit).collect();
    match digits.is_empty() {
        false => Some(digits),
        true => handbook.level_rank(level).map(|rank| (rank + 1).to_string()),
    }
}

/// The initials of a title and of its last words: `sba` and `ba` for "Senior Business Analyst".
fn initials(title: &str, stop_words: StopWords, codes: &mut Vec<HiddenName>) {
    let words = fold::words(title);
    let letters = |words: &[&String]| -> String { words.iter().filter_map(|word| word.chars().next()).collect() };
    let all: Vec<&String> = words.iter().collect();
    let significant: Vec<&String> = words.iter().filter(|word| !stop_words.contains(&word.as_str())).collect();
    let mut add = |text: String, whole: bool| {
        let fits = INITIALS.contains(&text.chars().count()) && text.chars().all(char::is_alphabetic);
        let is_word = stop_words.contains(&text.as_str()) || text.chars().any(fold::is_cjk);
        if fits && !is_word && !codes.iter().any(|code| code.text == text) {
            codes.push(HiddenName { text, whole });
        }
    };
    add(letters(&all), true);
    add(letters(&significant), true);
    for start in 1..significant.len() {
        add(letters(&significant[start..]), false);
    }
}
