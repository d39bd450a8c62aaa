//! Words and their numbers. A number means the same word for as long as the vocabulary lives.

use indexmap::IndexSet;

use crate::hash::FastState;

/// Words, numbered in the order in which they came.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: IndexSet<Box<str>, FastState>,
}

impl Vocabulary {
    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word with a number.
    pub fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// The words, by number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &**word)
    }

    /// The number of a word, which is added if it is new.
    pub fn number(&mut self, word: &str) -> u32 {
        let known = self.words.get_index_of(word);
        known.unwrap_or_else(|| self.words.insert_full(word.into()).0) as u32
    }
}
