//! Spellings of one word: British and American English, and words that differ only in their ending.
//!
//! The theme's `search-engine.js` follows the same rules.

/// Stretches of a word that are spelled in two ways, with the shortest word in which that is likely.
const PAIRS: [(&str, &str); 7] =
    [("is", "iz"), ("ys", "yz"), ("our", "or"), ("tre", "ter"), ("ogue", "og"), ("ence", "ense"), ("ll", "l")];
/// Shorter words have one spelling.
const MIN_CHARS: usize = 5;

/// Other spellings that a word may have; most of them are no words, and are looked up in vain.
pub fn variants(word: &str) -> Vec<String> {
    if !word.is_ascii() || word.len() < MIN_CHARS {
        return Vec::new();
    }
    let mut variants = Vec::new();
    for (one, other) in PAIRS {
        for (from, to) in [(one, other), (other, one)] {
            // The last place where it stands, and never the beginning.
            if let Some(at) = word.rfind(from).filter(|at| *at >= 2) {
                let variant = format!("{}{to}{}", &word[..at], &word[at + from.len()..]);
                if variant != word && !variants.contains(&variant) {
                    variants.push(variant);
                }
            }
        }
    }
    variants
}

/// Whether two words are forms of one: equal but for two of `endings`, each perhaps empty. At least three letters, and
/// half of the first word, must be equal.
pub fn are_forms(word: &[char], other: &[char], endings: &[Vec<char>]) -> bool {
    let equal = word.iter().zip(other).take_while(|(a, b)| a == b).count();
    let least = word.len().div_ceil(2).max(3);
    let is_ending = |rest: &[char]| rest.is_empty() || endings.iter().any(|ending| ending == rest);
    (least..=equal).any(|base| is_ending(&word[base..]) && is_ending(&other[base..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_and_american_spellings_meet() {
        for (word, other) in [
            ("organisation", "organization"),
            ("specializations", "specialisations"),
            ("behavior", "behaviour"),
            ("analyse", "analyze"),
            ("centre", "center"),
            ("catalog", "catalogue"),
            ("defense", "defence"),
            ("modelling", "modeling"),
        ] {
            assert!(variants(word).contains(&other.to_owned()), "{word}: {:?}", variants(word));
        }
        assert!(variants("plan").is_empty());
    }

    #[test]
    fn words_that_differ_in_their_ending_are_forms() {
        let chars = |word: &str| word.chars().collect::<Vec<_>>();
        let endings: Vec<Vec<char>> = ["ed", "ing", "s", "er"].into_iter().map(chars).collect();
        assert!(are_forms(&chars("mentored"), &chars("mentoring"), &endings));
        assert!(are_forms(&chars("mentor"), &chars("mentors"), &endings));
        assert!(!are_forms(&chars("mentored"), &chars("mental"), &endings));
        assert!(!are_forms(&chars("reds"), &chars("res"), &endings), "too little is equal");
    }
}
