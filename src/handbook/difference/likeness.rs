//! How alike two statements are, judged by the two alone.
//!
//! Deliberately blind to the rest of the ladder: weighing words by how rare they are would let an edit to one
//! statement change the verdict on another. It knows a little English (inflection, words without content);
//! in other languages every word counts as it is written, and in scripts without spaces every ideograph.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

use super::words::common_ends;

/// The text as it is compared for equality: composed, in lower case, white space collapsed, with plain quotes
/// and dashes, and without final punctuation or invisible characters.
pub(super) fn normalised(text: &str) -> String {
    let folded = if text.is_ascii() { text.to_ascii_lowercase() } else { folded(text) };
    let mut out = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.truncate(out.trim_end_matches(['.', ',', ';', ':', '!', '…', '。', '；', '：', '！', ' ']).len());
    out
}

/// Composed, in lower case, with plain quotes and dashes, and without invisible characters.
fn folded(text: &str) -> String {
    let plain = |c| match c {
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '‹' | '›' => Some('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => Some('"'),
        '\u{2010}'..='\u{2015}' | '−' => Some('-'),
        _ => Some(c),
    };
    let folded: String = composed(text).chars().flat_map(char::to_lowercase).filter_map(plain).collect();
    match composed(&folded) {
        Cow::Borrowed(_) => folded,
        Cow::Owned(composed) => composed,
    }
}

/// The text in Unicode's composed form, which most texts have.
fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc(text) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// Whether the word, in lower case, carries no content of its own: articles, pronouns, prepositions,
/// auxiliaries. Words that turn a meaning round (not, no, never, without) do carry content.
pub(super) fn is_function_word(word: &str) -> bool {
    is_be(word) || FUNCTION_WORDS.binary_search(&word).is_ok()
}

/// Sorted, for binary search.
const FUNCTION_WORDS: &[&str] = &[
    "a", "able", "about", "across", "all", "also", "an", "and", "any", "as", "at", "between", "both", "but", "by",
    "can", "could", "did", "do", "does", "e.g", "each", "eg", "either", "etc", "for", "from", "had", "has", "have",
    "he", "her", "here", "his", "how", "i", "i.e", "ie", "if", "in", "into", "it", "its", "may", "me", "might", "must",
    "my", "nor", "of", "on", "onto", "or", "other", "others", "our", "ours", "out", "over", "own", "per", "shall",
    "she", "should", "so", "some", "such", "than", "that", "the", "their", "theirs", "them", "then", "there", "these",
    "they", "this", "those", "through", "to", "under", "up", "upon", "via", "we", "what", "when", "where", "which",
    "who", "whom", "whose", "why", "will", "with", "within", "would", "you", "your", "yours",
];

/// Words that say how much, how well or how far, and not what: they weigh half, because they are what grows from one level
/// to the next. Sorted, for binary search.
const GRADES: &[&str] = &[
    "accountable",
    "advanced",
    "again",
    "answer",
    "area",
    "areas",
    "authority",
    "basic",
    "big",
    "bigger",
    "broad",
    "broader",
    "clear",
    "companies",
    "company",
    "contribute",
    "contributes",
    "deep",
    "deeper",
    "department",
    "departments",
    "excellent",
    "exemplary",
    "few",
    "good",
    "great",
    "home",
    "large",
    "larger",
    "many",
    "multiple",
    "organisation",
    "organization",
    "outstanding",
    "responsible",
    "several",
    "show",
    "shows",
    "single",
    "small",
    "smaller",
    "solid",
    "strong",
    "team",
    "teams",
    "thorough",
    "various",
    "wide",
    "wider",
    "willing",
];

/// Whether the word, in lower case, says how much and not what.
fn is_grade(word: &str) -> bool {
    GRADES.binary_search(&word).is_ok() || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The weight of a word that says what.
pub const CONTENT: u32 = 2;

/// The weight of a word that says how much.
pub const GRADE: u32 = 1;

fn is_be(word: &str) -> bool {
    matches!(word, "am" | "are" | "be" | "been" | "being" | "is" | "was" | "were")
}

/// The numbers of the stems met so far, so that comparing two words is comparing two numbers.
#[derive(Default)]
pub(super) struct StemNumbers {
    numbers: BTreeMap<(String, u32), u32>,
}

/// What a statement is about: its words with content, reduced to stems.
pub(super) struct Profile {
    /// In the order of the text.
    stems: Vec<u32>,
    /// The same, sorted.
    sorted: Vec<u32>,
    /// The weights of all of them, and of each stem in sorted order.
    weight: u32,
    weights: Vec<u32>,
    /// How many of the words say what.
    subjects: usize,
    /// A bit for each stem, shared by many: what tells most pairs apart at once.
    bits: u128,
    /// The word that says what is done, as nearly as can be told: the first that is not an adverb in -ly.
    lead: Option<u32>,
}

impl StemNumbers {
    /// Reads a statement, given in its normalised form.
    pub(super) fn profile(&mut self, text: &str) -> Profile {
        let (stems, lead) = stems(text);
        let subjects = stems.iter().filter(|(_, weight)| *weight == CONTENT).count();
        let numbered: Vec<(u32, u32)> =
            stems.into_iter().map(|(stem, weight)| (self.number(stem, weight), weight)).collect();
        let stems: Vec<u32> = numbered.iter().map(|(stem, _)| *stem).collect();
        let mut sorted = numbered.clone();
        sorted.sort_unstable();
        let bits = stems.iter().fold(0, |bits, stem| bits | 1 << (stem % u128::BITS));
        Profile {
            lead: lead.and_then(|lead| stems.get(lead).copied()),
            weight: numbered.iter().map(|(_, weight)| weight).sum(),
            weights: sorted.iter().map(|(_, weight)| *weight).collect(),
            sorted: sorted.into_iter().map(|(stem, _)| stem).collect(),
            stems,
            subjects,
            bits,
        }
    }

    fn number(&mut self, stem: String, weight: u32) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry((stem, weight)).or_insert(next)
    }
}

/// The words with content of a normalised text: their stems, each with its weight, and the position of the word that says
/// what is done; `None` if it says how much.
pub(super) fn stems(text: &str) -> (Vec<(String, u32)>, Option<usize>) {
    // Forms of "be" count here, because "is coached" and "coaches" are different expectations.
    let mut words: Vec<_> = words(text).into_iter().filter(|word| is_be(word) || !is_function_word(word)).collect();
    // "Is responsible for" says as much as "answers for".
    if let [first, second, ..] = words[..]
        && is_be(first)
        && is_grade(second)
    {
        words.remove(0);
    }
    let lead = words.iter().position(|word| !is_adverb(word)).unwrap_or(0);
    let is_deed = words.get(lead).is_some_and(|word| !is_grade(word));
    let stemmer = Stemmer::create(Algorithm::English);
    let weight = |word: &str| if is_grade(word) { GRADE } else { CONTENT };
    let stems = words.into_iter().map(|word| (stem(&stemmer, word), weight(word))).collect();
    (stems, is_deed.then_some(lead))
}

/// How alike two statements are, in thousandths, if that is at least `threshold`.
///
/// The mean of two shares of the words that they have in common, one that regards order and one that does
/// not. A word that says how much weighs half of one that says what. What is done weighs more than what it is done with: a leading word that the other statement lacks
/// counts [`LEAD`] times ("gives" against "receives"). And a likeness needs something to stand on: three
/// words in common, or two where one of the statements has no more that say what.
///
/// A statement that the other holds as a whole, and adds to, is [`CONTAINED`] alike at least, however much is added:
/// who reads that it is dropped takes it for no longer expected.
pub(super) fn likeness(a: &Profile, b: &Profile, threshold: u32) -> Option<u32> {
    let shorter = a.stems.len().min(b.stems.len());
    let weight = a.weight + b.weight;
    // Each bit that the other lacks stands for a word, at least, that it lacks: a bound that costs nothing.
    let lacking = |profile: &Profile, other: &Profile| (profile.bits & !other.bits).count_ones();
    let (a_lacks, b_lacks) = (lacking(a, b), lacking(b, a));
    let at_most = (a.weight - a_lacks * GRADE).min(b.weight - b_lacks * GRADE);
    let words_at_most = (a.stems.len() - a_lacks as usize).min(b.stems.len() - b_lacks as usize);
    let held = if shorter < MIN_CONTAINED_WORDS || threshold > CONTAINED { usize::MAX } else { shorter - shorter / 10 };
    if 2000 * at_most < threshold * weight && words_at_most < held {
        return None;
    }
    let (common, common_weight) = in_common(a, b);
    if common < 3.min(a.subjects.min(b.subjects)).max(2) {
        return None;
    }
    let lacks =
        |lead: Option<u32>, other: &Profile| lead.is_some_and(|lead| other.sorted.binary_search(&lead).is_err());
    let leads = u32::from(lacks(a.lead, b)) + u32::from(lacks(b.lead, a));
    let total = weight + leads * (LEAD - 1) * CONTENT;
    let share = |weight: u32| 1000 * weight / total;
    // Words in order are never more than words in any order, and cost much more to find.
    if share(2 * common_weight) < threshold && common < held {
        return None;
    }
    let ordered = in_order(&a.stems, &b.stems);
    let alike = share(common_weight + common_weight * ordered as u32 / common as u32);
    let alike = if ordered >= held { alike.max(CONTAINED) } else { alike };
    Some(alike).filter(|&alike| alike >= threshold)
}

/// How alike a statement is to one that holds its words in their order, or nine in ten of many: enough under the same
/// responsibility, and too little elsewhere, where short statements are held by chance.
const CONTAINED: u32 = 750;

/// So many words with content must be held; fewer say too little.
const MIN_CONTAINED_WORDS: usize = 4;

/// So much that another deed is another expectation up to seven words with content, all else being equal.
const LEAD: u32 = 3;

/// How many words two statements share, and their weight.
fn in_common(a: &Profile, b: &Profile) -> (usize, u32) {
    let (mut common, mut weight, mut i, mut j) = (0, 0, 0, 0);
    while let (Some(first), Some(second)) = (a.sorted.get(i), b.sorted.get(j)) {
        match first.cmp(second) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (common, weight) = (common + 1, weight + a.weights[i]);
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    (common, weight)
}

/// The length of the longest common subsequence; at least the common start and end where the lists are so
/// long that more would take too long, which no statement is.
fn in_order(a: &[u32], b: &[u32]) -> usize {
    let (start, end) = common_ends(a, b);
    let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    if a.len() * b.len() > 20_000 {
        return start + end;
    }
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let longest = if x == y { diagonal + 1 } else { row[j].max(row[j + 1]) };
            diagonal = std::mem::replace(&mut row[j + 1], longest);
        }
    }
    start + end + row[b.len()]
}

/// The words of a normalised text; `+` and `#` belong to the word before them, as in C++ and C#.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    for (start, piece) in text.split_word_bound_indices() {
        let end = start + piece.len();
        match words.last_mut() {
            Some(last) if last.1 == start && matches!(piece, "+" | "#") => last.1 = end,
            _ if piece.contains(char::is_alphanumeric) => words.push((start, end)),
            _ => {}
        }
    }
    words.into_iter().map(|(start, end)| &text[start..end]).collect()
}

/// Whether the word looks like an adverb; not like the verbs apply, supply, comply and rely.
fn is_adverb(word: &str) -> bool {
    word.ends_with("ly") && !word.ends_with("ply") && word != "rely"
}

/// The stem of a word as Snowball's English algorithm finds it; other languages keep their words as written.
fn stem(stemmer: &Stemmer, word: &str) -> String {
    if is_be(word) {
        return "be".into();
    }
    if !word.is_ascii() {
        return word.into();
    }
    stemmer.stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_and_letter_case_do_not_count() {
        let check = |a: &str, b: &str| assert_eq!(normalised(a), normalised(b));
        check("Says  what\u{a0}they\u{2028}mean.", "says what they mean");
        check("Doesn’t say “later” – ever…", "Doesn't say \"later\" - ever");
        check("Runs the caf\u{e9}", "Runs the cafe\u{301};");
        check("Zero\u{200b}width", "Zerowidth");
        check("İstanbul", "i\u{307}stanbul");
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let stemmer = Stemmer::create(Algorithm::English);
        let stem = |word: &str| super::stem(&stemmer, word);
        for forms in [
            "design designs designed designing",
            "plan plans planned planning",
            "assess assesses assessed assessing",
            "tackle tackles tackled tackling",
            "apply applies applied applying",
            "team teams team's",
            "is are be",
        ] {
            let mut stems: Vec<_> = forms.split(' ').map(&stem).collect();
            stems.dedup();
            assert_eq!(stems.len(), 1, "{forms}: {stems:?}");
        }
        assert_ne!(stem("process"), stem("proceed"));
        assert_eq!(stem("Größe"), "Größe");
    }

    #[test]
    fn signs_that_make_another_language_belong_to_the_word() {
        assert_eq!(words("writes c++, c# and c"), ["writes", "c++", "c#", "and", "c"]);
        assert_eq!(words("ci/cd end-to-end"), ["ci", "cd", "end", "to", "end"]);
    }

    #[test]
    fn function_words_can_be_searched() {
        assert!(FUNCTION_WORDS.is_sorted() && GRADES.is_sorted());
        assert!(is_function_word("the") && is_function_word("is") && !is_function_word("without"));
    }

    #[test]
    fn order_counts_in_part() {
        let mut vocabulary = StemNumbers::default();
        let mut check = |a: &str, b: &str| {
            let (a, b) = (vocabulary.profile(&normalised(a)), vocabulary.profile(&normalised(b)));
            assert_eq!(likeness(&a, &b, 0), likeness(&b, &a, 0));
            likeness(&a, &b, 0)
        };
        assert_eq!(check("Writes neat fast tools", "Writing the neat, fast tool"), Some(1000));
        assert_eq!(check("Writes neat fast tools", "Writes fast neat tools"), Some(875));
        assert_eq!(check("Writes neat fast tools", "Writes neat fast tests"), Some(750));
        assert_eq!(check("Writes neat fast tools", "Builds neat fast tools"), Some(500));
        assert_eq!(check("Writes tools", "Writes tests"), None);
        let more = "Has learnt to write neat and fast tools, and maintains whatever others have written before";
        assert_eq!(check("Writes neat fast tools", more), Some(CONTAINED));
        assert!(check("Writes fast neat tools", more) < Some(CONTAINED));
        assert_eq!(check("", ""), None);
    }

    #[test]
    fn very_long_lists_are_compared_at_their_ends() {
        let a: Vec<u32> = (0..2000).collect();
        let mut b = a.clone();
        b[1000] = 9999;
        assert_eq!(in_order(&a, &b), 1999);
        b[1] = 9998;
        b[1998] = 9997;
        assert_eq!(in_order(&a, &b), 2);
    }
}
