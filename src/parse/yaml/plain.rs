//! Looks at texts that are not in quotes: what a comment cuts off, and what looks like a list item of its own.
//!
//! YAML reads both without a word, so that a page would show less than the author typed, or two items as one.

use crate::diagnostic::{CUT_TEXT, Diagnostic, MERGED_ITEM, YAML_SYNTAX};
use crate::source::{Place, Span, Spanned};

use super::mistake::{is_name, is_odd_space, odd_space, quote_it};
use super::{Node, Tree};

/// Bullets of word processors, and those of Markdown that are not YAML's.
const BULLETS: [char; 14] = ['•', '·', '▪', '◦', '●', '‣', '∙', '■', '□', '○', '➢', '►', '*', '+'];

/// What ends a sentence.
const SENTENCE_ENDS: [char; 8] = ['.', '!', '?', ';', '。', '！', '？', '；'];

/// Reports a text that a comment ends. `name` is what the text is called in messages.
pub fn cut(path: &std::sync::Arc<str>, name: &str, text: &str, comment: &Spanned<String>) -> Diagnostic {
    let whole = format!("{text} {}", comment.value);
    Diagnostic::at(CUT_TEXT, path, comment.span, format!("the text of {name} ends before this `#`"))
        .label("read as a comment")
        .help(format!("{} A comment can stand on a line of its own.", quote_it(whole.trim())))
}

impl Tree<'_> {
    /// The comment behind the byte `at` on the same line.
    pub(super) fn comment(&self, at: usize) -> Option<Spanned<String>> {
        let rest = &self.file[at..self.offsets.start + self.offsets.length];
        let text = rest.trim_start_matches([' ', '\t']);
        if text.len() == rest.len() || !text.starts_with('#') {
            return None;
        }
        let start = at + rest.len() - text.len();
        let text = text.lines().next().unwrap_or_default().trim_end();
        Some(Spanned::new(text.to_owned(), Span::new(start, start + text.len())))
    }

    /// Reports `key: #text`, which has no value. A space behind the `#` makes it a comment that is meant.
    pub(super) fn cut_value(&mut self, name: &str, key: Span) {
        let behind = self.file[key.end as usize..].trim_start_matches([' ', '"', '\'']);
        let colon = self.file.len() - behind.len();
        let comment = behind.starts_with(':').then(|| self.comment(colon + 1)).flatten();
        if let Some(comment) = comment.filter(|comment| is_text(&comment.value)) {
            self.diagnostics.push(cut(self.path, &format!("`{}`", super::super::shape::shorten(name)), "", &comment));
        }
    }

    /// Reports `- #text`, which is an item without a value. `from` is where the item before it ends.
    pub(super) fn is_cut_item(&mut self, item: &Node, from: usize) -> bool {
        let until = item.span.start as usize;
        if !self.is_absent(item) || until < from {
            return false;
        }
        let Some(dash) = self.file[from..until].rfind("- ") else { return false };
        let Some(comment) = self.comment(from + dash + 1).filter(|comment| is_text(&comment.value)) else {
            return false;
        };
        self.diagnostics.push(cut(self.path, "this item", "", &comment));
        true
    }

    /// Reports a key that is indented with a space other than the one of the space bar.
    pub(super) fn is_odd_key(&mut self, name: &str, key: Span) -> bool {
        if !name.starts_with(is_odd_space) {
            return false;
        }
        self.diagnostics.push(odd_space(self.path, self.file, key.start as usize));
        true
    }

    /// Reports the first line of a text that looks like a list item.
    pub(super) fn merged_items(&mut self, span: Span) {
        let written = &self.file[span.range()];
        // Looks back over blanks only: the line may be long, and hold many texts.
        let before = self.file[..span.start as usize].trim_end_matches(' ');
        let is_alone = before.is_empty() || before.ends_with('\n');
        let mut lines = written.split('\n').scan(span.start as usize, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start + line.len() - line.trim_start_matches(' ').len(), line.trim()))
        });
        let Some((first_at, first)) = lines.next() else { return };
        if is_alone && lacks_space(first) {
            self.report_dash(first_at, first, None);
            return;
        }
        let mark = first.chars().next().unwrap_or_default();
        let (mut dashes, mut found) = (usize::from(is_long_dash(first)), Vec::new());
        let mut above = first;
        for (at, line) in lines {
            // A single long dash may go on with a sentence, unless the line above ends one.
            let is_item = is_long_dash(line) && (dashes > 0 || above.ends_with(SENTENCE_ENDS));
            dashes += usize::from(is_long_dash(line));
            above = line;
            let is_numbered = number_of(first).is_some() && number_of(line).is_some();
            if line.starts_with("- ") || lacks_space(line) || is_bullet(line) || is_item || is_numbered {
                found.push((at, line));
            } else if line.starts_with(is_odd_space) {
                let rest = line.trim_start_matches(|letter: char| is_odd_space(letter) || letter == ' ');
                if rest.starts_with("- ") || rest.starts_with(BULLETS) || is_key(rest) {
                    self.diagnostics.push(odd_space(self.path, self.file, at));
                    return;
                }
            }
        }
        let Some((at, line)) = found.first().copied() else {
            let mark = first.split([' ', '\t', '\u{a0}']).next().unwrap_or_default();
            let is_item = is_long_dash(first) || mark == "--" || is_bullet(first) && mark.chars().count() == 1;
            if is_alone && is_item && mark.len() < first.len() {
                let span = Span::new(first_at, first_at + mark.len());
                let message = format!("`{mark}` begins no item of a list here");
                let diagnostic = self.at(MERGED_ITEM, span, message);
                self.diagnostics.push(diagnostic.label("expected `-`").edit(span, "-"));
            }
            return;
        };
        if lacks_space(line) {
            return self.report_dash(at, line, Some(span));
        }
        let bullet = number_of(line).unwrap_or_else(|| &line[..line.chars().next().map_or(0, char::len_utf8)]);
        let help = match bullet {
            "-" if mark == '-' => "Begin each item with `- ` in the same column.".to_owned(),
            "-" => {
                "If it is an item of its own, begin its dash in the column of the dash above; if not, put the whole \
                    text in quotes."
                    .to_owned()
            }
            _ => format!("Begin each item with `- ` instead of `{bullet}`, in the column of the first."),
        };
        let more = match found.len() {
            1 => String::new(),
            2 => " One more line below it is read so, too.".into(),
            all => format!(" {} more lines below it are read so, too.", all - 1),
        };
        let end = at + line.len();
        self.diagnostics.push(
            self.at(MERGED_ITEM, Span::new(at, end), "this line belongs to the text above it")
                .label("read as a part of that text")
                .help(format!("{help}{more}"))
                .related(Place::at(self.path, Span::new(first_at, first_at + first.len())), "the text begins here"),
        );
    }

    fn report_dash(&mut self, at: usize, line: &str, above: Option<Span>) {
        let word = line.trim_start_matches('-').split_whitespace().next().unwrap_or_default();
        let message = format!("a space is missing after the dash of `-{}`", super::super::shape::shorten(word));
        let diagnostic = self.at(MERGED_ITEM, Span::new(at, at + 1), message).label(if above.is_some() {
            "read as a part of the text above"
        } else {
            "read as a part of the text"
        });
        self.diagnostics.push(diagnostic.edit(Span::new(at + 1, at + 1), " "));
    }
}

/// Whether a line is `-Text`.
pub(super) fn lacks_space(line: &str) -> bool {
    line.strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_alphabetic() || is_odd_space(letter)))
}

/// The number or letter that a line begins with, with its mark: `1.`, `2)`, `a)`.
fn number_of(line: &str) -> Option<&str> {
    let mark = line.split(' ').next().filter(|mark| mark.len() < line.len())?;
    let name = mark.strip_suffix(['.', ')'])?;
    let is_number = (1..=2).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_number || is_letter).then_some(mark)
}

/// Whether a line begins with a bullet. Those of Markdown may also begin a word: `*bold*`, `+1`.
fn is_bullet(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(BULLETS) else { return false };
    rest.starts_with([' ', '\t', '\u{a0}'])
        || !line.starts_with(['*', '+', '·']) && rest.starts_with(char::is_alphanumeric)
}

fn is_long_dash(line: &str) -> bool {
    line.strip_prefix(['–', '—', '−']).is_some_and(|rest| rest.starts_with([' ', '\u{a0}', '\t']))
}

/// Whether a line looks like `key: value`.
fn is_key(line: &str) -> bool {
    let word = line.split(':').next().unwrap_or_default();
    word.len() < line.len() && is_name(word)
}

/// Whether a comment is a text that begins with `#`.
fn is_text(comment: &str) -> bool {
    comment[1..].starts_with(|letter: char| letter.is_alphanumeric())
}

/// Whether a problem says that a part of the YAML was read as less than was typed.
pub fn is_gap(diagnostic: &Diagnostic) -> bool {
    [YAML_SYNTAX, CUT_TEXT].contains(&diagnostic.code)
}
