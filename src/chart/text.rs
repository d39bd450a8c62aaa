//! Fitting text into boxes: estimated widths, wrapping, lines of a text element.
//!
//! [`wrap_as`] takes the widths of a font. Other widths are estimates for a humanist sans-serif by the class of each
//! character, a little generous so that text rarely leaves its box. This module knows no language: CJK breaks anywhere,
//! other text at spaces.

use std::fmt::Write;

use super::{Escaped, Point, Px};

/// The font size of titles, in user units; `charts.css` says the same.
pub const SIZE: f64 = 14.0;
/// From one line to the next.
pub const LINE: f64 = 18.0;

/// The estimated width at [`SIZE`].
pub fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

/// The text in at most `most` lines of about `room`, balanced, with an ellipsis where something is left out.
pub fn wrap(text: &str, room: f64, most: usize) -> Vec<String> {
    wrap_as(text, room, most, &width)
}

/// The same, with the widths that `measure` gives.
pub fn wrap_as(text: &str, room: f64, most: usize, measure: &dyn Fn(&str) -> f64) -> Vec<String> {
    let mut lines = greedy(text, room, measure);
    if lines.len() > most {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            // A last word is left out rather than cut.
            while measure(last) > room - measure("…") {
                match last.rfind(' ') {
                    Some(space) => last.truncate(space),
                    None => drop(last.pop()),
                }
            }
            let kept = last.trim_end_matches('-').len();
            last.truncate(kept);
            last.push('…');
        }
        return lines;
    }
    // The narrowest room that takes no more lines: two even lines read better than a long one and a stub.
    let tries = (1..12).rev().map(|step| room * f64::from(step) / 12.0);
    let widest = text.split_whitespace().map(measure).fold(0.0, f64::max);
    tries
        .take_while(|room| *room >= widest)
        .map(|room| greedy(text, room, measure))
        .take_while(|narrower| narrower.len() == lines.len())
        .last()
        .unwrap_or(lines)
}

/// The width of the widest word.
pub fn widest_word(text: &str) -> f64 {
    text.split_whitespace().map(width).fold(0.0, f64::max)
}

/// Lines whose middle is at the height of `at`.
pub fn centred(out: &mut String, class: &str, at: Point, lines: &[String]) {
    let top = at.y - (lines.len() as f64 - 1.0) * LINE / 2.0;
    below(out, class, Point { x: at.x, y: top }, lines);
}

/// Lines of which the first has its middle at `at`: one `text` element a line, because a space between `tspan`s would
/// move them and none would join their words.
pub fn below(out: &mut String, class: &str, at: Point, lines: &[String]) {
    // A third of the size is about half the height of capitals: `dominant-baseline` differs between renderers.
    let baseline = (at.y + SIZE * 0.35).round();
    for (number, line) in lines.iter().enumerate() {
        let (x, y) = (Px(at.x), Px(baseline + number as f64 * LINE));
        let space = if number == 0 { "" } else { " " };
        let _ = write!(out, "{space}<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", Escaped(line));
    }
}

/// Fills lines one after the other; a word wider than a line is cut.
fn greedy(text: &str, room: f64, measure: &dyn Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for (piece, spaced) in pieces(text) {
        let gap = if spaced && !line.is_empty() { " " } else { "" };
        if measure(&line) + measure(gap) + measure(piece) <= room {
            line.push_str(gap);
            line.push_str(piece);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if measure(piece) <= room {
            line.push_str(piece);
            continue;
        }
        for c in piece.chars() {
            let joins = advance(c) == 0.0;
            if !line.is_empty() && !joins && measure(&line) + measure(c.encode_utf8(&mut [0; 4])) + measure("-") > room
            {
                let mut full = std::mem::take(&mut line);
                if full.ends_with(char::is_alphanumeric) && c.is_alphanumeric() && !is_wide(c) {
                    full.push('-');
                }
                lines.push(full);
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What must stay on one line, and whether a space stood before it.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    for word in text.split_whitespace() {
        let mut start = 0;
        let mut before: Option<char> = None;
        for (at, c) in word.char_indices() {
            let breaks = before.is_some_and(|before| {
                let after_joiner = matches!(before, '-' | '/' | '–') && c.is_alphanumeric();
                after_joiner || (is_wide(before) || is_wide(c)) && !closes(c) && !opens(before) && advance(c) > 0.0
            });
            if breaks && at > start {
                pieces.push((&word[start..at], start == 0));
                start = at;
            }
            before = Some(c);
        }
        pieces.push((&word[start..], start == 0));
    }
    pieces
}

/// Whether the character does not begin a line.
fn closes(c: char) -> bool {
    "、。，．・：；！？）」』】》ー),.!".contains(c)
}

/// Whether the character does not end a line.
fn opens(c: char) -> bool {
    "（「『【《(".contains(c)
}

/// Whether the character takes a square: CJK, Hangul, full-width forms, emoji.
/// After the wide ranges of Unicode's East Asian Width property.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F | 0x1F680..=0x1F6FF | 0x1F900..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// The estimated advance of one character.
fn advance(c: char) -> f64 {
    let em = match c {
        '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' | '\u{20D0}'..='\u{20FF}' => 0.0,
        '\u{064B}'..='\u{065F}' | '\u{0591}'..='\u{05BD}' | '\u{093C}' | '\u{094D}' | '\u{0E34}'..='\u{0E3A}' => 0.0,
        c if c.is_control() => 0.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' => 0.28,
        ' ' | 't' | 'f' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '"' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 0.9,
        c if is_wide(c) => 1.0,
        c if c.is_uppercase() => 0.69,
        _ => 0.57,
    };
    em * SIZE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_balanced() {
        assert_eq!(wrap("Senior Software Engineer", 150.0, 3), ["Senior Software", "Engineer"]);
        assert_eq!(wrap("Engineer", 150.0, 3), ["Engineer"]);
        assert_eq!(wrap("  ", 150.0, 3), [""; 0]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = wrap(&"very ".repeat(30), 100.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with("very…"), "{lines:?}");
    }

    #[test]
    fn a_word_that_fits_is_not_cut() {
        for room in [95.0, 100.0, 110.0, 122.0] {
            let lines = wrap("Business relationship manager", room, 3);
            assert_eq!(lines, ["Business", "relationship", "manager"], "{room}");
        }
        assert_eq!(wrap("Organisation", widest_word("Organisation"), 3), ["Organisation"]);
    }

    #[test]
    fn long_words_are_cut_and_cjk_breaks_anywhere() {
        assert_eq!(wrap("Verantwortungsübernahme", 100.0, 3), ["Verantwortun-", "gsübernahme"]);
        assert_eq!(wrap("ソフトウェアエンジニア", 90.0, 3).len(), 2);
        assert_eq!(wrap("Research/Development", 120.0, 3), ["Research/", "Development"]);
    }
}
