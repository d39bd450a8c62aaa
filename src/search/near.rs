//! Whether two words are a typing mistake or two apart: a letter too much, too few, wrong, or two swapped.
//!
//! The theme's `search-engine.js` follows the same rules.

/// Shorter words are never taken for a mistake.
pub const MIN_CORRECTED_CHARS: usize = 4;
/// From this length on, what is typed may be the beginning of a longer word with a mistake in it.
const MIN_BEGINNING_CHARS: usize = 5;
/// From this length on, two mistakes are forgiven.
pub const MIN_TWO_MISTAKES_CHARS: usize = 8;

/// How near a word is to what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// One mistake apart.
    Whole,
    /// One mistake apart from the beginning of the word.
    Beginning,
}

/// Whether `word` may have been meant by `typed`; equal words are not near.
pub fn near(typed: &[char], word: &[char]) -> Option<Near> {
    let (n, m) = (typed.len(), word.len());
    if n < MIN_CORRECTED_CHARS || m + 1 < n || typed == word {
        return None;
    }
    if m <= n + 1 && one_apart(typed, word) {
        return Some(Near::Whole);
    }
    let beginnings = [n, n + 1, n - 1];
    let begins = n >= MIN_BEGINNING_CHARS && beginnings.iter().any(|len| *len < m && one_apart(typed, &word[..*len]));
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

/// Whether two words are at most two mistakes apart.
pub fn two_apart(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (row[j] + usize::from(x != y)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()] <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mistake_is_forgiven() {
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

    #[test]
    fn two_mistakes_are_told_from_three() {
        for (typed, word, expected) in [
            ("egnineet", "engineer", true),
            ("arcitetcure", "architecture", true),
            ("acessability", "accessibility", true),
            ("arcitetkur", "architecture", false),
            ("manager", "manage", true),
        ] {
            let chars = |word: &str| word.chars().collect::<Vec<char>>();
            assert_eq!(two_apart(&chars(typed), &chars(word)), expected, "{typed} {word}");
        }
    }
}
