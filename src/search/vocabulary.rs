//! Words and their numbers.
//!
//! A number means a word for as long as the vocabulary lives; new words get the next ones. Words of up to sixteen
//! bytes, which nearly all are, are told apart by two numbers and never compared letter by letter. Knows nothing of
//! where words stand.

/// Words, numbered as they come.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<Box<str>>,
    keys: Vec<Key>,
    /// By hash, the number of a word and one more; 0 is free. A power of two long, and at most half full.
    table: Vec<u32>,
}

/// What stands for a word when words are compared. Short words are their own bytes. The first byte of `low` is 0 for
/// long ones, which the bytes of a word never are; their keys are hashes, so equal keys say nothing yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    low: u64,
    high: u64,
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
        if self.table.len() <= self.words.len() * 2 {
            self.grow();
        }
        let key = Key::of(word.as_bytes());
        let mut place = key.hash() as usize & (self.table.len() - 1);
        while let Some(number) = self.table[place].checked_sub(1) {
            if self.keys[number as usize] == key && (key.is_exact() || *self.words[number as usize] == *word) {
                return number;
            }
            place = (place + 1) & (self.table.len() - 1);
        }
        self.words.push(word.into());
        self.keys.push(key);
        self.table[place] = self.words.len() as u32;
        self.table[place] - 1
    }

    fn grow(&mut self) {
        let len = (self.table.len() * 4).max(1 << 10);
        self.table.clear();
        self.table.resize(len, 0);
        for (number, key) in self.keys.iter().enumerate() {
            let mut place = key.hash() as usize & (len - 1);
            while self.table[place] != 0 {
                place = (place + 1) & (len - 1);
            }
            self.table[place] = number as u32 + 1;
        }
    }
}

impl Key {
    fn of(word: &[u8]) -> Self {
        let eight = |from: usize| word[from..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let four = |from: usize| u64::from(word[from..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes)));
        match word.len() {
            0..4 => {
                let low = word.iter().rev().fold(0, |low, byte| low << 8 | u64::from(*byte));
                Self { low, high: 0 }
            }
            // The last bytes are loaded together, shifted to where they stand, over some that are there already.
            len @ 4..8 => Self { low: four(0) | four(len - 4) << (8 * (len - 4)), high: 0 },
            8 => Self { low: eight(0), high: 0 },
            len @ 9..=16 => Self { low: eight(0), high: eight(len - 8) >> (8 * (16 - len)) },
            _ => {
                let mixed = word.chunks(16).fold(Self { low: 1, high: 1 }, |mixed, bytes| {
                    let key = Self::of(bytes);
                    let hash = Self { low: key.low ^ mixed.high, high: key.high ^ mixed.low }.hash();
                    Self { low: hash, high: hash.rotate_left(32) ^ mixed.low }
                });
                Self { low: mixed.low << 8, high: mixed.high }
            }
        }
    }

    fn is_exact(self) -> bool {
        self.low & 0xff != 0
    }

    /// Whoever writes a handbook could make words collide, and would slow down only their own build.
    fn hash(self) -> u64 {
        let product = u128::from(self.low ^ 0x9e37_79b9_7f4a_7c15) * u128::from(self.high ^ 0xd1b5_4a32_d192_ed03);
        (product >> 64) as u64 ^ product as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number_and_shares_it_with_no_other() {
        let mut words: Vec<String> = vec!["".into(), "é".into(), "日本".into(), "日本語の技術戦略".into()];
        for len in 1..40 {
            words.push("a".repeat(len));
            words.push(format!("{}b", "a".repeat(len)));
            words.push(format!("b{}", "a".repeat(len)));
            words.push((0..len).map(|at| char::from(b'a' + at as u8 % 26)).collect());
        }
        words.extend((0..5000).map(|number| format!("word{number}")));
        words.sort();
        words.dedup();
        let mut vocabulary = Vocabulary::default();
        let numbers: Vec<u32> = words.iter().map(|word| vocabulary.number(word)).collect();
        assert_eq!(numbers, (0..words.len() as u32).collect::<Vec<_>>());
        for (number, word) in numbers.into_iter().zip(&words) {
            assert_eq!((vocabulary.number(word), vocabulary.word(number)), (number, word.as_str()));
        }
        assert_eq!(vocabulary.len(), words.len());
    }

    #[test]
    fn long_words_with_one_key_are_compared() {
        let mut vocabulary = Vocabulary::default();
        let long = "a".repeat(17);
        assert_eq!(vocabulary.number(&long), 0);
        // What a collision would look like.
        vocabulary.words[0] = "another".into();
        assert_eq!(vocabulary.number(&long), 1);
    }
}
