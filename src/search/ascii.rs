//! The words of ASCII text, which most text is: what `fold` says of it, found eight bytes at a time.
//!
//! `fold` is the rule and a property holds the two together; this is only quicker.

/// Calls `found` as [`terms`](super::fold::terms) does.
pub fn terms(text: &str, found: &mut impl FnMut(&str)) {
    if text.is_empty() {
        return;
    }
    let bytes = text.as_bytes();
    let folded = text.to_ascii_lowercase();
    let (letters, rises) = Letters::of(bytes);
    let mut chain = Chain::default();
    let mut last = None;
    let mut at = 0;
    while let Some(start) = letters.next(at) {
        at = letters.end(start);
        let linked = last.is_some_and(|end| end + 1 == start && matches!(bytes[end], b'-' | b'_'));
        if !linked {
            chain.end(found);
        }
        let next = bytes.get(at).copied().unwrap_or(b' ');
        if next == b'\'' && letters.next(at) == Some(at + 1) {
            at = apostrophe(text, &letters, start, at, &mut chain, found);
        } else {
            if at - start == 1 && matches!(next, b'+' | b'#') && bytes[start].is_ascii_alphabetic() {
                at += sign(&bytes[at..]);
            }
            if rises {
                camel(&text[start..at], found);
            }
            let word = cut(&folded[start..at]);
            if linked || matches!(bytes.get(at), Some(b'-' | b'_')) {
                chain.push(word);
            }
            found(word);
        }
        last = Some(at);
    }
    chain.end(found);
}

fn cut(word: &str) -> &str {
    &word[..word.len().min(super::fold::LONGEST)]
}

/// How much of what follows a single letter belongs to it: C++ and C# are other languages than C.
fn sign(rest: &[u8]) -> usize {
    if rest.starts_with(b"++") { 2 } else { usize::from(rest[0] == b'#') }
}

/// A word with apostrophes within, which vanish, as does `'s` at the end. Returns where it ends.
#[cold]
fn apostrophe(
    text: &str,
    letters: &Letters,
    start: usize,
    mut at: usize,
    chain: &mut Chain,
    found: &mut impl FnMut(&str),
) -> usize {
    while text[at..].starts_with('\'') && letters.next(at) == Some(at + 1) {
        at = letters.end(at + 1);
    }
    let whole = &text[start..at];
    let possessed = whole.strip_suffix("'s").or(whole.strip_suffix("'S")).unwrap_or(whole);
    let run = possessed.replace('\'', "");
    camel(&run, found);
    let lower = run.to_ascii_lowercase();
    chain.push(cut(&lower));
    found(cut(&lower));
    at
}

/// The parts of a word between which a capital rises from a small letter, if there are any.
fn camel(run: &str, found: &mut impl FnMut(&str)) {
    let bytes = run.as_bytes();
    let mut start = 0;
    for at in 2..bytes.len().saturating_sub(1) {
        if bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase() && at - start >= 2 {
            found(cut(&run[start..at].to_ascii_lowercase()));
            start = at;
        }
    }
    if start > 0 {
        found(cut(&run[start..].to_ascii_lowercase()));
    }
}

/// Words that hyphens join.
#[derive(Default)]
struct Chain {
    whole: String,
    pieces: usize,
}

impl Chain {
    fn push(&mut self, word: &str) {
        self.pieces += 1;
        self.whole.push_str(word);
    }

    /// `end-to-end` is one word; longer chains are sentences.
    fn end(&mut self, found: &mut impl FnMut(&str)) {
        if (2..=3).contains(&self.pieces) {
            found(cut(&self.whole));
        }
        self.whole.clear();
        self.pieces = 0;
    }
}

/// A bit for every byte that is a letter or a digit, so that the ends of words are found without a look at each byte.
struct Letters {
    bits: Vec<u64>,
    len: usize,
}

/// The same byte eight times.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each of eight bytes says whether it is not below `least`, for ASCII.
fn not_below(bytes: u64, least: u8) -> u64 {
    bytes + all(0x80 - least)
}

impl Letters {
    /// The letters of a text, and whether a capital follows a small letter anywhere.
    fn of(text: &[u8]) -> (Self, bool) {
        let mut bits = vec![0; text.len().div_ceil(64)];
        let mut rises = 0;
        // Whether the last byte before these eight is a small letter.
        let mut carry = 0;
        for (at, eight) in text.chunks(8).enumerate() {
            let bytes = match eight.first_chunk() {
                Some(eight) => u64::from_le_bytes(*eight),
                None => eight.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
            };
            let folded = bytes | all(0x20);
            let letters = not_below(folded, b'a') & !not_below(folded, b'z' + 1) & all(0x80);
            let digits = not_below(bytes, b'0') & !not_below(bytes, b'9' + 1) & all(0x80);
            let small = letters & bytes << 2;
            rises |= (small << 8 | carry) & letters & !small;
            carry = small >> 56;
            // Brings the eight bits together in the highest byte.
            let word = ((letters | digits) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits[at / 8] |= word << (at % 8 * 8);
        }
        (Self { bits, len: text.len() }, rises != 0)
    }

    /// The first letter or digit from `at` on.
    fn next(&self, at: usize) -> Option<usize> {
        self.first(at, 0).filter(|at| *at < self.len)
    }

    /// Where the letters and digits that begin at `at` end.
    fn end(&self, at: usize) -> usize {
        self.first(at, u64::MAX).unwrap_or(self.len).min(self.len)
    }

    /// The first bit from `at` on that is set, once all are turned by `turn`.
    fn first(&self, at: usize, turn: u64) -> Option<usize> {
        let mut place = at / 64;
        let mut bits = (self.bits.get(place)? ^ turn) & u64::MAX << (at % 64);
        while bits == 0 {
            place += 1;
            bits = self.bits.get(place)? ^ turn;
        }
        Some(place * 64 + bits.trailing_zeros() as usize)
    }
}
