//! The order of words in a language: *Ärger* before *Zebra* in German, *Zebra* before *Ärger* in Swedish.

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};

use super::strings::locale;

/// The rules by which a language orders words, from the Unicode CLDR.
#[derive(Debug)]
pub struct Collation {
    words: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
}

impl Collation {
    /// The rules of a language; those of English for a tag that is not well-formed.
    pub fn of(language: &str) -> Self {
        let wanted = locale(language);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            CollatorBorrowed::try_new(CollatorPreferences::from(&wanted), options)
                .expect("the data of every language is part of the program")
        };
        Self { words: collator(Strength::Tertiary), letters: collator(Strength::Primary) }
    }

    /// Bytes that sort as the words do.
    pub fn key(&self, words: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(2 * words.len());
        let Ok(()) = self.words.write_sort_key_to(words, &mut key);
        key
    }

    /// Whether two letters differ in accents or case only: `Ä` and `a` in German, but not in Swedish.
    pub fn is_same_letter(&self, one: &str, other: &str) -> bool {
        self.letters.compare(one, other).is_eq()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, words: &[&str]) -> String {
        let collation = Collation::of(language);
        let mut words = words.to_vec();
        words.sort_by_cached_key(|word| collation.key(word));
        words.join(" ")
    }

    #[test]
    fn each_language_has_its_order() {
        let words = ["Zebra", "Ärger", "Apfel", "Öl", "Ost", "äußern"];
        assert_eq!(sorted("de", &words), "Apfel Ärger äußern Öl Ost Zebra");
        assert_eq!(sorted("sv", &words), "Apfel Ost Zebra Ärger äußern Öl");
        assert_eq!(sorted("cs", &["hrad", "chata", "cena", "čas"]), "cena čas hrad chata");
        assert_eq!(sorted("no such tag", &["b", "B", "a", "é", "f"]), "a b B é f");
    }

    #[test]
    fn a_letter_with_an_accent_may_be_a_letter_of_its_own() {
        assert!(Collation::of("de").is_same_letter("Ä", "A"));
        assert!(!Collation::of("sv").is_same_letter("Ä", "A"));
        assert!(!Collation::of("en").is_same_letter("A", "B"));
    }
}
