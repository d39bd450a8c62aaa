//! Words that mean the same: those of the language, and those that the handbook adds.
//!
//! Only groups of which the handbook has a word are kept, because the browser loads them.

use rust_stemmers::Stemmer;

use super::fold;
use super::index::Word;
use super::language;

/// Words and phrases that mean the same. A phrase is its words, folded, with a space between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// All of them.
    pub all: Vec<String>,
    /// Those that the handbook has, in the form that it has.
    pub present: Vec<String>,
}

/// The groups of which a handbook has at least one phrase. `words` is its dictionary.
pub fn groups(language: &str, own: &[Vec<String>], words: &[Word]) -> Vec<Group> {
    let stemmer = language::stemmer(language).map(Stemmer::create);
    let of_language = language::synonyms(language).lines().filter(|line| !line.starts_with('#'));
    let of_language = of_language.map(|line| line.split(',').map(folded).filter(|phrase| !phrase.is_empty()).collect());
    let own = own.iter().map(|group| group.iter().map(|phrase| folded(phrase)).collect());
    let mut groups: Vec<Group> = Vec::new();
    for all in own.chain(of_language) {
        let all: Vec<String> = all;
        let mut present: Vec<String> = Vec::new();
        for phrase in &all {
            let found: Option<Vec<&str>> =
                phrase.split(' ').map(|word| in_dictionary(word, stemmer.as_ref(), words)).collect();
            // "1 1", from "1:1", would find every text with a 1.
            let is_said = |found: &String| found.chars().any(char::is_alphabetic) && !present.contains(found);
            if let Some(found) = found.map(|found| found.join(" ")).filter(is_said) {
                present.push(found);
            }
        }
        if all.len() > 1 && !present.is_empty() {
            groups.push(Group { all, present });
        }
    }
    groups
}

fn folded(phrase: &str) -> String {
    fold::words(phrase).join(" ")
}

/// The word, or else another one of the dictionary with the same stem.
fn in_dictionary<'a>(word: &str, stemmer: Option<&Stemmer>, words: &'a [Word]) -> Option<&'a str> {
    let at = words.partition_point(|other| other.text.as_str() < word);
    if let Some(found) = words.get(at).filter(|other| other.text == word) {
        return Some(&found.text);
    }
    let stemmer = stemmer.filter(|_| word.chars().count() > 3)?;
    let stem = stemmer.stem(word);
    let beginning: String = word.chars().take(3).collect();
    let start = words.partition_point(|other| other.text < beginning);
    let near = words[start..].iter().take_while(|other| other.text.starts_with(&beginning));
    near.map(|other| other.text.as_str()).find(|other| stemmer.stem(other) == stem)
}
