//! Masks characters that the parser would misread, and reveals them in what it returns.
//!
//! A mask has as many bytes as the character it stands for, so every place stays right. Five rules of the parser are
//! corrected this way:
//!
//! - A definition needs white space after its colon, or `:tada:` at the beginning of a line would take the paragraph
//!   before it for a term. A code span is not cut by a colon at the beginning of a line.
//! - `[[id|words]]` works in a table, where `|` would end the cell.
//! - CommonMark's rules for emphasis expect spaces around words. In Chinese and Japanese there are none, so that
//!   `**読む。**次に` would stay as it is typed. As in other tools for these languages, their punctuation counts as a
//!   letter here, and a letter of theirs may stand beside the marks.
//! - Words in braces behind a heading, as in `## Promotion {draft}`, are words: only ids and classes are not.
//! - A task of nothing but a backslash stops the parser with a panic if its next line underlines it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::headings;
use super::marks::SEPARATOR;

/// Stands for one byte and reads as a letter.
pub(super) const BYTE: char = '\u{1a}';

/// Stands for three bytes and reads as a letter.
const LETTER: char = '\u{e000}';

/// Stands for three bytes and reads as white space.
const SPACE: char = '\u{205f}';

/// A character that the parser does not see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Masked {
    /// The byte at which it begins.
    at: usize,
    /// The character.
    character: char,
    /// What the parser sees.
    mask: char,
}

/// The characters to mask in a text with blocks, in order.
pub(super) fn block(source: &str) -> Vec<Masked> {
    if source.contains([BYTE, LETTER, SPACE]) {
        return Vec::new();
    }
    let mut masked = emphasis(source);
    let has_potholes = source.contains("[[");
    if has_potholes || source.contains([':', '\\', '}']) {
        let mut start = 0;
        for line in source.split('\n') {
            colon(source, line, start, &mut masked);
            backslash(line, start, &mut masked);
            brace(source, line, start, &mut masked);
            if has_potholes {
                potholes(line, start, &mut masked);
            }
            start += line.len() + 1;
        }
        masked.sort_by_key(|masked| masked.at);
        // A colon before emphasis at the beginning of a line is found by two rules, which mask it alike.
        masked.dedup_by_key(|masked| masked.at);
    }
    masked
}

/// The characters around marks of emphasis to mask, in order.
pub(super) fn emphasis(source: &str) -> Vec<Masked> {
    let has_cjk = || source.bytes().any(|byte| matches!(byte, 0xe3..=0xed | 0xef));
    if !source.contains('*') || !has_cjk() || source.contains([BYTE, LETTER, SPACE]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let bytes = source.as_bytes();
    let mut at = 0;
    // Whether the marks met since the paragraph began are in pairs.
    let mut is_open = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => at = after_code(source, at),
            b'\n' if source[at + 1..].trim_start_matches([' ', '\t']).starts_with('\n') => {
                is_open = false;
                at += 1;
            }
            b']' if bytes.get(at + 1) == Some(&b'(') => {
                at += source[at..].find([')', '\n']).map_or(source.len() - at, |end| end + 1);
            }
            b'*' => {
                let end = at + bytes[at..].iter().take_while(|byte| **byte == b'*').count();
                let is_space = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
                // White space on one side says which half of a pair the marks are.
                match (is_space(source[..at].chars().next_back()), is_space(source[end..].chars().next())) {
                    (false, false) => {
                        beside(source, at..end, is_open, &mut found);
                        is_open = !is_open;
                    }
                    (true, false) => is_open = true,
                    (false, true) => is_open = false,
                    (true, true) => {}
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// The byte behind the code span that begins at `at`, or behind its marks if it does not end.
fn after_code(source: &str, at: usize) -> usize {
    let run = source[at..].bytes().take_while(|byte| *byte == b'`').count();
    let fence = &source[at..at + run];
    let mut rest = at + run;
    while let Some(found) = source[rest..].find(fence) {
        let end = rest + found + run;
        let longer = source[end..].bytes().take_while(|byte| *byte == b'`').count();
        if longer == 0 {
            return end;
        }
        rest = end + longer;
    }
    at + run
}

/// Masks what stands on both sides of a run of asterisks, where the parser's rules would misread it.
fn beside(source: &str, run: Range<usize>, is_open: bool, found: &mut Vec<Masked>) {
    let before = source[..run.start].chars().next_back();
    let after = source[run.end..].chars().next();
    let at_before = run.start - before.map_or(0, char::len_utf8);
    let mask = |at, character, mask: char, found: &mut Vec<Masked>| {
        // Two runs may share a neighbour.
        if found.last().is_none_or(|last: &Masked| last.at < at) {
            found.push(Masked { at, character, mask });
        }
    };
    let (Some(before), Some(after)) = (before, after) else { return };
    if is_punctuation(before) {
        mask(at_before, before, LETTER, found);
    } else if before.is_ascii_punctuation() && is_letter(after) {
        match before {
            '"' | '\'' | '.' | ',' | '?' | ';' | ':' | '%' | '!' => mask(at_before, before, BYTE, found),
            ')' | ']' | '`' | '>' if is_open && !source[..run.start].ends_with(SEPARATOR) => {
                mask(run.end, after, SPACE, found)
            }
            _ => {}
        }
    }
    if is_punctuation(after) {
        mask(run.end, after, LETTER, found);
    } else if after.is_ascii_punctuation() && is_letter(before) {
        match after {
            '"' | '\'' | '.' | ',' | '?' | ';' | ':' | '%' => mask(run.end, after, BYTE, found),
            '(' | '[' | '`' | '<' | '!' if !is_open && !source[run.end..].starts_with(SEPARATOR) => {
                mask(at_before, before, SPACE, found)
            }
            _ => {}
        }
    }
}

/// Punctuation of three bytes that Chinese, Japanese and Korean texts set without spaces.
fn is_punctuation(character: char) -> bool {
    matches!(character,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{2018}'..='\u{201f}'
        | '\u{2014}' | '\u{2026}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}')
}

/// A letter of three bytes of these languages.
fn is_letter(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{318e}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{ff66}'..='\u{ffdc}')
}

/// Masks a colon at the beginning of a line without white space behind it. The second line of a table may begin with
/// such a colon.
fn colon(source: &str, line: &str, start: usize, masked: &mut Vec<Masked>) {
    let text = line.trim_start_matches([' ', '\t', '>']);
    let Some(rest) = text.strip_prefix(':') else { return };
    let is_table = || text.bytes().all(|byte| matches!(byte, b':' | b'-' | b'|' | b' ' | b'\t')) && text.contains('-');
    if (!rest.starts_with([' ', '\t']) && !is_table()) || is_in_code(source, start) {
        masked.push(Masked { at: start + line.len() - text.len(), character: ':', mask: BYTE });
    }
}

/// Whether a code span of the paragraph above goes on in the line at `start`.
fn is_in_code(source: &str, start: usize) -> bool {
    let above = &source[..start];
    let paragraph = above.rfind("\n\n").map_or(0, |end| end + 2);
    let mut at = paragraph;
    while let Some(mark) = source[at..start].find('`') {
        let end = after_code(source, at + mark);
        let run = source[at + mark..].bytes().take_while(|byte| *byte == b'`').count();
        if end > start {
            let is_within = !source[at + mark..end].contains("\n\n");
            // A fence is code anyway.
            return is_within && run < 3;
        }
        at = end;
    }
    false
}

/// Masks a backslash that is all the text of a task.
fn backslash(line: &str, start: usize, masked: &mut Vec<Masked>) {
    let Some(text) = line.trim_end().strip_suffix('\\') else { return };
    let mark = text.trim_end();
    if mark.len() < text.len() && ["[ ]", "[x]", "[X]"].iter().any(|task| mark.ends_with(task)) {
        masked.push(Masked { at: start + text.len(), character: '\\', mask: BYTE });
    }
}

/// Masks the last brace of a heading that ends with words in braces.
fn brace(source: &str, line: &str, start: usize, masked: &mut Vec<Masked>) {
    let Some((_, words)) = headings::in_braces(line) else { return };
    let is_underlined = || {
        let next = source[start + line.len()..].lines().nth(1).unwrap_or_default();
        let next = next.trim_start_matches([' ', '\t', '>']).trim_end();
        next.starts_with(['=', '-']) && next.bytes().all(|byte| byte == next.as_bytes()[0])
    };
    if !words.split_ascii_whitespace().any(headings::is_attribute) && (line.contains('#') || is_underlined()) {
        masked.push(Masked { at: start + line.trim_end().len() - 1, character: '}', mask: BYTE });
    }
}

/// Masks the `|` of the wiki links on a line that may be the row of a table.
fn potholes(line: &str, start: usize, masked: &mut Vec<Masked>) {
    let mut at = 0;
    let mut found = Vec::new();
    while let Some(open) = line[at..].find("[[") {
        let open = at + open + 2;
        let Some(close) = line[open..].find("]]") else { break };
        let inside = &line[open..open + close];
        if let Some(bar) = inside.find('|').filter(|bar| !inside[..*bar].ends_with('\\')) {
            found.push(open + bar);
        }
        at = open + close + 2;
    }
    let bars = line.bytes().filter(|byte| *byte == b'|').count();
    if bars > found.len() {
        masked.extend(found.into_iter().map(|at| Masked { at: start + at, character: '|', mask: BYTE }));
    }
}

/// The text with characters masked.
pub(super) fn apply<'a>(source: Cow<'a, str>, masked: &[Masked]) -> Cow<'a, str> {
    if masked.is_empty() {
        return source;
    }
    let mut out = String::with_capacity(source.len());
    let mut from = 0;
    for one in masked {
        out.push_str(&source[from..one.at]);
        out.push(one.mask);
        from = one.at + one.character.len_utf8();
    }
    out.push_str(&source[from..]);
    out.into()
}

/// Where the first `|` in `range` is masked.
pub(super) fn first_bar(masked: &[Masked], range: Range<usize>) -> Option<usize> {
    let first = masked.partition_point(|one| one.at < range.start);
    let mut within = masked[first..].iter().take_while(|one| one.at < range.end);
    within.find(|one| one.character == '|').map(|one| one.at)
}

/// A text that the parser read in `range`, as it is written.
pub(super) fn revealed<'t>(masked: &[Masked], text: CowStr<'t>, range: &Range<usize>) -> CowStr<'t> {
    let first = masked.partition_point(|one| one.at < range.start);
    let mut hidden = masked[first..].iter().take_while(|one| one.at < range.end).peekable();
    if hidden.peek().is_none() || !text.contains([BYTE, LETTER, SPACE]) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let is_mask = matches!(character, BYTE | LETTER | SPACE);
        out.push(match hidden.next_if(|one| is_mask && one.mask == character) {
            Some(one) => one.character,
            None => character,
        });
    }
    out.into()
}
