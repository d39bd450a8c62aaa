//! Slugs: a title made into the part of an address, in any script.
//!
//! Knows nothing of which slugs are taken.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters and digits of any script, lower-cased and NFC, with one `-` for everything between them; empty when
/// nothing is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.nfc().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || (is_combining_mark(character) && !slug.is_empty() && !slug.ends_with('-')) {
            slug.push(character);
        } else if !matches!(character, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    // Lower-casing may take a text out of its normal form.
    slug.trim_end_matches('-').nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_keep_scripts_and_drop_the_rest() {
        for (text, expected) in [
            ("System Architecture & Design", "system-architecture-design"),
            ("What's next?", "whats-next"),
            ("Über uns", "über-uns"),
            ("エンジニア 2", "エンジニア-2"),
            ("🚀", ""),
            ("हिन्दी", "हिन्दी"),
            ("--a--", "a"),
            ("I\u{307}", "i̇"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }
}
