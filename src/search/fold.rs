//! From text to words: what counts as a word, and which spellings are the same word.
//!
//! Case and accents do not count, nor do an apostrophe within a word, the Arabic article, and the difference between
//! hiragana and katakana. `front-end` is also found as `frontend`, `DevOps` as `dev` and `ops`, and `Führung` as
//! `fuehrung`. Writing without spaces becomes overlapping pairs of characters. The theme's `search-engine.js` follows
//! the same rules, and one suite of queries holds the two together.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut to this many characters.
pub const MAX_WORD_CHARS: usize = 40;

/// Calls `found` with every term of `text`: its words, the parts of words in camel case, compounds as one word, and
/// words with umlauts also as they are written without them.
pub fn terms(text: &str, mut found: impl FnMut(&str)) {
    let mut compound = Compound::default();
    let mut parts = Vec::new();
    runs(text, |run, linked| {
        if !linked {
            compound.end(&mut found);
        }
        compound.pieces += 1;
        if is_cjk_run(run) {
            compound.pieces = usize::MAX / 2;
            let characters = unspaced(run);
            pairs(&characters, |pair| found(pair));
            // So that a single character finds the word that ends in it.
            if characters.len() > 1 {
                found(characters[characters.len() - 1].encode_utf8(&mut [0; 4]));
            }
            return;
        }
        let whole = lower(run);
        compound.whole.push_str(&whole);
        if rises(run) {
            camel(run, &mut parts);
            parts.iter().filter(|_| parts.len() > 1).for_each(|part| found(&lower(part)));
        }
        found(&whole);
    });
    compound.end(&mut found);
    for word in text.split_whitespace().filter(|word| word.contains(UMLAUTS)) {
        runs(&without_umlauts(word), |run, _| {
            if !is_cjk_run(run) {
                found(&lower(run));
            }
        });
    }
}

const UMLAUTS: [char; 6] = ['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü'];

/// The text with `ae`, `oe` and `ue` in the place of umlauts.
pub fn without_umlauts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'Ä' => out.push_str("Ae"),
            'Ö' => out.push_str("Oe"),
            'Ü' => out.push_str("Ue"),
            other => out.push(other),
        }
    }
    out
}

/// Words that hyphens and slashes join.
#[derive(Default)]
struct Compound {
    whole: String,
    pieces: usize,
}

impl Compound {
    /// `end-to-end` is one word; longer chains are sentences.
    fn end(&mut self, found: &mut impl FnMut(&str)) {
        if (2..=3).contains(&self.pieces) {
            found(&cut(Cow::Borrowed(&self.whole)));
        }
        self.whole.clear();
        self.pieces = 0;
    }
}

/// The words of a question, in order: parts only, since neighbours are joined again when they are looked up.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut parts = Vec::new();
    runs(text, |run, _| {
        if is_cjk_run(run) {
            return pairs(&unspaced(run), |pair| words.push(pair.to_owned()));
        }
        camel(run, &mut parts);
        words.extend(parts.iter().map(|part| lower(part).into_owned()));
    });
    words
}

/// The words of `text` with a space before and behind each, so that a phrase of it is a stretch of it. Writing
/// without spaces goes character by character.
pub fn sequence(text: &str) -> String {
    let mut sequence = String::from(" ");
    let mut parts = Vec::new();
    let mut push = |word: &str| {
        sequence.push_str(word);
        sequence.push(' ');
    };
    runs(text, |run, _| {
        if is_cjk_run(run) {
            return unspaced(run).iter().for_each(|character| push(character.encode_utf8(&mut [0; 4])));
        }
        camel(run, &mut parts);
        parts.iter().for_each(|part| push(&lower(part)));
    });
    sequence
}

/// Calls `found` with every stretch of letters and digits of one way of writing, and whether a hyphen links it to
/// the one before.
fn runs(text: &str, mut found: impl FnMut(&str, bool)) {
    let text = unaccented(text);
    let mut rest = &*text;
    let mut end_of_last = usize::MAX;
    let mut buffer = String::new();
    while let Some(start) = rest.find(is_word) {
        let offset = text.len() - rest.len() + start;
        let linked = offset > end_of_last && is_joint(&text[end_of_last..offset]);
        let run = &rest[start..];
        let mut end = run.find(|character| !is_word(character)).unwrap_or(run.len());
        let mut apostrophe = false;
        // An apostrophe between two letters belongs to the word.
        while let Some(mark) = run[end..].chars().next().filter(|mark| matches!(mark, '\'' | '\u{2019}')) {
            if is_elision(&run[..end]) {
                break;
            }
            let after = &run[end + mark.len_utf8()..];
            let more = after.find(|character| !is_word(character)).unwrap_or(after.len());
            if more == 0 {
                break;
            }
            apostrophe = true;
            end += mark.len_utf8() + more;
        }
        let mut word = &run[..end];
        if end == 1 && word.as_bytes()[0].is_ascii_alphabetic() {
            // C++ and C# are other languages than C.
            let sign = ["++", "#"].into_iter().find(|sign| run[1..].starts_with(sign)).unwrap_or_default();
            end += sign.len();
            word = &run[..end];
        }
        if apostrophe {
            buffer.clear();
            let possessive = ["'s", "\u{2019}s", "'S", "\u{2019}S"].into_iter().find_map(|s| word.strip_suffix(s));
            buffer.extend(possessive.unwrap_or(word).chars().filter(|mark| !matches!(mark, '\'' | '\u{2019}')));
            word = &buffer;
        }
        let mut first = true;
        while let Some(character) = word.chars().next() {
            let cjk = is_cjk(character);
            let stretch = match word.is_ascii() {
                true => word.len(),
                false => word.find(|next| is_cjk(next) != cjk && !is_combining_mark(next)).unwrap_or(word.len()),
            };
            found(&word[..stretch], linked && first);
            word = &word[stretch..];
            first = false;
        }
        rest = &run[end..];
        end_of_last = text.len() - rest.len();
    }
}

/// Whether French or Italian writes this before an apostrophe as a word of its own: `d'` and `l'`.
fn is_elision(before: &str) -> bool {
    const ELISIONS: [&str; 18] = [
        "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "un", "dell", "all", "nell", "sull",
        "dall",
    ];
    ELISIONS.iter().any(|elision| elision.eq_ignore_ascii_case(before))
}

/// Compatibility forms replaced, and the accents of Latin, Greek and Cyrillic and the vowel signs of Arabic dropped;
/// other marks change meaning.
fn unaccented(text: &str) -> Cow<'_, str> {
    // Signs of ordinary prose change nothing, and much prose has no other.
    let is_plain = |sign: char| sign.is_ascii() || matches!(sign, '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '·');
    if text.is_ascii() || text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkd().filter(|mark| !is_dropped(*mark)).nfc().collect())
}

fn is_dropped(mark: char) -> bool {
    matches!(mark, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn lower(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return cut(match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        });
    }
    let mut out = String::with_capacity(word.len());
    for letter in word.to_lowercase().chars() {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            'ة' => out.push('ه'),
            'ى' | 'ی' => out.push('ي'),
            'ٱ' => out.push('ا'),
            'ک' => out.push('ك'),
            letter => out.push(letter),
        }
    }
    cut(Cow::Owned(match without_article(&out) {
        Some(rest) => rest.to_owned(),
        None => out,
    }))
}

/// An Arabic word without its article and the particles before it, if three letters are left.
fn without_article(word: &str) -> Option<&str> {
    const ARTICLES: [&str; 6] = ["وال", "بال", "كال", "فال", "لل", "ال"];
    let rest = ARTICLES.iter().find_map(|article| word.strip_prefix(article))?;
    (rest.chars().count() >= 3).then_some(rest)
}

/// Whether a capital stands within the word; few words need a closer look.
fn rises(run: &str) -> bool {
    !run.is_ascii() || run.bytes().skip(2).any(|byte| byte.is_ascii_uppercase())
}

fn cut(word: Cow<'_, str>) -> Cow<'_, str> {
    match word.len() <= MAX_WORD_CHARS {
        true => word,
        false => Cow::Owned(word.chars().take(MAX_WORD_CHARS).collect()),
    }
}

/// The parts of a word between which a capital rises from a small letter, two characters at least each.
fn camel(run: &str, parts: &mut Vec<String>) {
    parts.clear();
    let characters: Vec<char> = run.chars().collect();
    let mut start = 0;
    for at in 2..characters.len().saturating_sub(1) {
        if characters[at].is_uppercase() && characters[at - 1].is_lowercase() && at - start >= 2 {
            parts.push(characters[start..at].iter().collect());
            start = at;
        }
    }
    parts.push(characters[start..].iter().collect());
}

/// The characters of a stretch written without spaces, folded. A long vowel mark at the end of a katakana word is
/// dropped, because `サーバー` and `サーバ` are one word.
fn unspaced(run: &str) -> Vec<char> {
    let written: Vec<char> = run.chars().collect();
    let is_dropped = |at: usize| {
        let next = written.get(at + 1).is_some_and(|next| matches!(next, '\u{30a1}'..='\u{30fa}' | 'ー'));
        written[at] == 'ー' && at >= 2 && !next
    };
    let kept = (0..written.len()).filter(|at| !is_dropped(*at));
    kept.map(|at| hiragana(written[at])).collect()
}

fn hiragana(character: char) -> char {
    match character {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(character) - 0x60).unwrap_or(character),
        other => other,
    }
}

/// The overlapping pairs of characters; a single character stands for itself.
fn pairs(characters: &[char], mut found: impl FnMut(&str)) {
    let mut pair = String::new();
    for two in characters.windows(characters.len().clamp(1, 2)) {
        pair.clear();
        pair.extend(two);
        found(&pair);
    }
}

fn is_word(character: char) -> bool {
    match character.is_ascii() {
        true => character.is_ascii_alphanumeric(),
        false => character.is_alphanumeric() || is_combining_mark(character),
    }
}

/// Whether what stands between two words joins them.
fn is_joint(between: &str) -> bool {
    matches!(between, "-" | "\u{2010}" | "_" | "/" | "&" | ".")
}

fn is_cjk_run(run: &str) -> bool {
    run.chars().next().is_some_and(is_cjk)
}

/// Whether a word is made of the characters of writing without spaces.
pub fn is_cjk(character: char) -> bool {
    matches!(u32::from(character),
        0x3005..=0x3007 | 0x3040..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        terms(text, |term| all.push(term.to_owned()));
        all
    }

    #[test]
    fn spellings_of_one_word_meet() {
        for (text, expected) in [
            ("Front-end work", "front end frontend work"),
            ("DevOps & GitHub", "dev ops devops git hub github"),
            ("end-to-end", "end to end endtoend"),
            ("a state-of-the-art b", "a state of the art b"),
            ("organisation's don't it\u{2019}s", "organisation dont it"),
            ("Übung naïve Straße Łódź ﬁne", "ubung naive strasse lodz fine uebung"),
            ("C++ C# C", "c++ c# c"),
            ("L4 2FA 10 %", "l4 2fa 10"),
            ("d'équipe l’un can't o'clock", "d equipe l un cant oclock"),
            ("'quoted' words'", "quoted words"),
            ("技術戦略", "技術 術戦 戦略 略"),
            ("設", "設"),
            ("コード レビュー", "こー ーど ど れび びゅ ゅ"),
            ("ﾊﾞｸﾞ", "ばぐ ぐ"),
            ("SREの役割", "sre の役 役割 割"),
            ("サーバー サーバの", "さー ーば ば さー ーば ばの の"),
            ("TCP/IP read/write", "tcp ip tcpip read write readwrite"),
            ("CI/CD R&D Node.js", "ci cd cicd r d rd node js nodejs"),
            ("المهندس والأمن أَمْن لغة", "مهندس امن امن لغه"),
            ("!? --", ""),
        ] {
            assert_eq!(all(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_question_has_parts_only() {
        assert_eq!(words("Front-end DevOps 技術戦略"), ["front", "end", "dev", "ops", "技術", "術戦", "戦略"]);
        assert_eq!(sequence("The DevOps, 技術"), " the dev ops 技 術 ");
        assert_eq!(words("x".repeat(99).as_str())[0].len(), MAX_WORD_CHARS);
    }
}
