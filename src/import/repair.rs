//! Cell text made clean: separators, invisible characters and stray spaces that come from word processors.
//!
//! Says which kinds of repair it made and leaves telling people to the caller. Words are never touched.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// A kind of repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// U+2028, U+2029 and their like became ordinary line ends.
    Separator,
    /// Characters without width were removed.
    Invisible,
    /// Spaces that only look like a space became one.
    Space,
    /// Spaces at the ends of lines, doubled spaces and needless empty lines were removed.
    Stray,
    /// Control characters were removed.
    Control,
}

impl Repair {
    /// What happened, for a note.
    pub fn name(self) -> &'static str {
        match self {
            Self::Separator => "line separators such as U+2028 became line ends",
            Self::Invisible => "characters without width, such as U+200B, were removed",
            Self::Space => "no-break and other special spaces became ordinary spaces",
            Self::Stray => "stray spaces or empty lines were removed",
            Self::Control => "control characters were removed",
        }
    }
}

/// The clean text of a cell that may have several lines, and the kinds of repair that it took. CRLF becomes LF
/// without remark. The indentation of list items stays, because it is their depth.
pub fn text(raw: &str) -> (Cow<'_, str>, BTreeSet<Repair>) {
    let mut repairs = BTreeSet::new();
    if is_clean(raw) {
        return (Cow::Borrowed(raw), repairs);
    }
    let characters = characters(raw, &mut repairs);
    (Cow::Owned(spaces(&characters, &mut repairs)), repairs)
}

/// The clean text of a cell that holds a name: as [`text`], and on one line.
pub fn name(raw: &str) -> (Cow<'_, str>, BTreeSet<Repair>) {
    let (clean, mut repairs) = text(raw);
    if !clean.contains('\n') {
        return (clean, repairs);
    }
    repairs.insert(Repair::Stray);
    (Cow::Owned(super::text::one_line(&clean)), repairs)
}

/// Whether a quick look finds nothing to do, as for most cells.
fn is_clean(raw: &str) -> bool {
    let suspect = |character: char| match character {
        '\n' | ' '..='~' => false,
        other => {
            other < '\u{a1}' || other == '\u{ad}' || ('\u{2000}'..='\u{206f}').contains(&other) && !is_quote(other)
        }
    };
    raw.trim_matches([' ', '\n']).len() == raw.len()
        && !raw.contains("  ")
        && !raw.contains(" \n")
        && !raw.contains("\n ")
        && !raw.contains("\n\n\n")
        && !raw.contains(['\u{1680}', '\u{feff}'])
        && !raw.contains(suspect)
}

/// General punctuation that is what it looks like.
fn is_quote(character: char) -> bool {
    ('\u{2010}'..='\u{2027}').contains(&character) || ('\u{2030}'..='\u{205e}').contains(&character)
}

fn characters(raw: &str, repairs: &mut BTreeSet<Repair>) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\r' => {
                rest.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' => out.push('\n'),
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => {
                repairs.insert(Repair::Separator);
                out.push('\n');
            }
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
                repairs.insert(Repair::Invisible);
            }
            // Joiners shape emoji and some scripts; beside Latin letters and spaces they are residue.
            '\u{200c}' | '\u{200d}' => {
                let between = [out.chars().next_back(), rest.peek().copied()];
                if between.iter().all(|side| side.is_some_and(|side| !side.is_ascii())) {
                    out.push(character);
                } else {
                    repairs.insert(Repair::Invisible);
                }
            }
            '\t' => {
                repairs.insert(Repair::Stray);
                out.push_str("  ");
            }
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
                repairs.insert(Repair::Space);
                out.push(' ');
            }
            other if other.is_control() => {
                repairs.insert(Repair::Control);
            }
            other => out.push(other),
        }
    }
    out
}

fn spaces(text: &str, repairs: &mut BTreeSet<Repair>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.split('\n') {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
            if words.len() > 1 && super::prose::is_bullet(words[0]) {
                out.extend(line.chars().take_while(|character| *character == ' '));
            }
        }
        empty = 0;
        out.push_str(&words.join(" "));
    }
    // A separator at the end of a line leaves an empty line behind, which is no repair of its own.
    if out != text && !repairs.contains(&Repair::Separator) {
        repairs.insert(Repair::Stray);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use Repair::{Control, Invisible, Separator, Space, Stray};

    fn check(raw: &str, clean: &str, kinds: &[Repair]) {
        let (text, repairs) = text(raw);
        assert_eq!(text, clean);
        assert_eq!(repairs.into_iter().collect::<Vec<_>>(), kinds, "{raw:?}");
    }

    #[test]
    fn each_kind_of_dirt_is_repaired_and_named() {
        check("Clean – text’s lines\n- one\n\nTwo.", "Clean – text’s lines\n- one\n\nTwo.", &[]);
        check("one\r\n- two", "one\n- two", &[]);
        check("one.\u{2028}\n\ntwo:\u{2028}\n- three", "one.\n\ntwo:\n\n- three", &[Separator]);
        check("one\u{200b}\n- tw\u{feff}o", "one\n- two", &[Invisible]);
        check("- \u{a0}one", "- one", &[Space, Stray]);
        check(" one  two \n three\n\n\n\nfour ", "one two\nthree\n\nfour", &[Stray]);
        check("one\u{0}two\u{7f}", "onetwo", &[Control]);
        check("- one\n  - two\n\t- three", "- one\n  - two\n  - three", &[Stray]);
        check("👩\u{200d}💻 a\u{200d}b", "👩\u{200d}💻 ab", &[Invisible]);
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(name("Data\u{2028}analyst ").0, "Data analyst");
        assert_eq!(name("Data analyst").1.len(), 0);
    }
}
