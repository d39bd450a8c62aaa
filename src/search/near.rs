//! Whether two words are one typo apart: a letter too much, too few, wrong, or two swapped.
//!
//! The same rules stand in the theme's `search-engine.js`. Knows nothing of the index.

/// Words shorter than this are never taken for a typo.
pub const SHORTEST: usize = 4;
/// From this length on, what is typed may be the beginning of a longer word with a typo in it.
const SHORTEST_BEGINNING: usize = 5;

/// How near a word is to what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// One typo apart.
    Whole,
    /// One typo apart from the beginning of the word.
    Beginning,
}

/// Whether `word` may have been meant by `typed`; equal words are not near.
pub fn near(typed: &[char], word: &[char]) -> Option<Near> {
    let (n, m) = (typed.len(), word.len());
    if n < SHORTEST || m + 1 < n || typed == word {
        return None;
    }
    if m <= n + 1 && one_apart(typed, word) {
        return Some(Near::Whole);
    }
    let beginnings = [n, n + 1, n - 1];
    let begins = n >= SHORTEST_BEGINNING && beginnings.iter().any(|len| *len < m && one_apart(typed, &word[..*len]));
    begins.then_some(Near::Beginning)
}

fn one_apart(a: &[char], b: &[char]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    if a.len() < b.len() {
        return a[same..] == b[same + 1..];
    }
    if same >= a.len() {
        return false;
    }
    let swapped =
        same + 1 < a.len() && a[same] == b[same + 1] && a[same + 1] == b[same] && a[same + 2..] == b[same + 2..];
    swapped || a[same + 1..] == b[same + 1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_typo_is_forgiven() {
        for (typed, word, expected) in [
            ("enginer", "engineer", Some(Near::Whole)),
            ("enginneer", "engineer", Some(Near::Whole)),
            ("engineet", "engineer", Some(Near::Whole)),
            ("egnineer", "engineer", Some(Near::Whole)),
            ("architcet", "architecture", Some(Near::Beginning)),
            ("engineer", "engineer", None),
            ("egnineet", "engineer", None),
            ("tset", "test", Some(Near::Whole)),
            ("tes", "test", None),
            ("cost", "costing", None),
        ] {
            let chars = |word: &str| word.chars().collect::<Vec<char>>();
            assert_eq!(near(&chars(typed), &chars(word)), expected, "{typed} {word}");
        }
    }
}
