//! Words that mean the same: those of the language, and those that the handbook adds.
//!
//! Only groups of which the handbook has a word are kept, because the browser loads them.

use super::fold;
use super::index::IndexWord;
use super::language::{self, Stems};

/// Words and phrases that mean the same. A phrase is its words, folded, with a space between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    phrases: Vec<SynonymPhrase>,
}

/// A phrase of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct SynonymPhrase {
    text: String,
    /// The form that the handbook has, if it has one that no phrase before has.
    present: Option<String>,
}

impl Group {
    /// All phrases.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(|phrase| &*phrase.text)
    }

    /// Those that the handbook has, in the form that it has.
    pub fn present(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().filter_map(|phrase| phrase.present.as_deref())
    }

    /// The phrases as a text, with `|` between them. `*` and, where it differs, the form follow one that the handbook has.
    pub fn written(&self) -> String {
        let phrases = self.phrases.iter().map(|SynonymPhrase { text, present }| match present {
            None => text.clone(),
            Some(present) if present == text => format!("{text}*"),
            Some(present) => format!("{text}*{present}"),
        });
        phrases.collect::<Vec<_>>().join("|")
    }
}

/// The groups of which a handbook has at least one phrase. `words` is its dictionary.
pub fn groups(language: &str, own: &[Vec<String>], words: &[IndexWord]) -> Vec<Group> {
    let stems = Stems::of(language);
    let of_language = language::synonyms(language).lines().filter(|line| !line.starts_with('#'));
    let of_language = of_language.map(|line| line.split(',').map(folded).filter(|phrase| !phrase.is_empty()).collect());
    let own = own.iter().map(|group| group.iter().map(|phrase| folded(phrase)).collect());
    let mut groups: Vec<Group> = Vec::new();
    for all in own.chain(of_language) {
        let all: Vec<String> = all;
        let mut group = Group::default();
        for text in all {
            let found: Option<Vec<&str>> =
                text.split(' ').map(|word| in_dictionary(word, stems.as_ref(), words)).collect();
            // "1 1", from "1:1", would find every text with a 1.
            let is_said = |found: &String| {
                found.chars().any(char::is_alphabetic) && !group.present().any(|present| present == found)
            };
            let present = found.map(|found| found.join(" ")).filter(is_said);
            group.phrases.push(SynonymPhrase { text, present });
        }
        if group.phrases.len() > 1 && group.present().next().is_some() {
            groups.push(group);
        }
    }
    groups
}

fn folded(phrase: &str) -> String {
    fold::words(phrase).join(" ")
}

/// The word, or else another one of the dictionary with the same stem.
fn in_dictionary<'a>(word: &str, stems: Option<&Stems>, words: &'a [IndexWord]) -> Option<&'a str> {
    let at = words.partition_point(|other| other.text.as_str() < word);
    if let Some(found) = words.get(at).filter(|other| other.text == word) {
        return Some(&found.text);
    }
    let stems = stems.filter(|_| word.chars().count() > 3)?;
    let stem = stems.stem(word);
    let beginning: String = word.chars().take(3).collect();
    let start = words.partition_point(|other| other.text < beginning);
    let near = words[start..].iter().take_while(|other| other.text.starts_with(&beginning));
    near.map(|other| other.text.as_str()).find(|other| stems.stem(other) == stem)
}
