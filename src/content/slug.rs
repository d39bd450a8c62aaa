//! A piece of an address made from words.
//!
//! Knows nothing of what the words name, nor of other slugs: being unique is its user's business.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of `text` in lower case, joined by single hyphens: letters, marks and digits of any script stay (in
/// NFC), apostrophes vanish within their word, and everything else (white space, punctuation, emoji) separates.
/// Empty if nothing is left.
pub fn slug(text: &str) -> String {
    match text.is_ascii() {
        true => joined(text.chars()),
        false => joined(text.nfc()).nfc().collect(),
    }
}

fn joined(letters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    let mut pending = false;
    for letter in letters.filter(|letter| !is_ornament(*letter)) {
        if !letter.is_alphanumeric() && !is_combining_mark(letter) {
            pending = true;
            continue;
        }
        if pending && !slug.is_empty() {
            slug.push('-');
        }
        pending = false;
        slug.extend(letter.to_lowercase());
    }
    slug
}

/// Apostrophes, and what only decorates a letter or digit: variation selectors, joiners, keycaps, and the letters
/// in squares that are drawn as emoji.
fn is_ornament(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '\u{2019}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{1f000}'..='\u{1faff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_script_are_joined_by_single_hyphens() {
        for (text, expected) in [
            ("Managing Complexity", "managing-complexity"),
            ("  What's new -- in C++ & Rust?  ", "whats-new-in-c-rust"),
            ("U\u{308}ber\u{a0}Straße", "über-straße"),
            ("İstanbul", "i\u{307}stanbul"),
            ("日本語 の 見出し", "日本語-の-見出し"),
            ("हिन्दी में", "हिन्दी-में"),
            ("🚀 Launch 👩‍💻 day 1️⃣", "launch-day-1"),
            ("🅰🎉", ""),
            ("?!", ""),
            ("snake_case", "snake-case"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn a_slug_is_its_own_slug() {
        for text in ["Ünïcode Title", "İ", "a  b", "ﬁne", "ΑΣ", "ǅ"] {
            assert_eq!(slug(&slug(text)), slug(text));
        }
    }
}
