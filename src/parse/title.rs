//! The heading that is the title of a Markdown file.

use crate::source::Span;

use super::front_matter::line_at;
use super::text::Text;

/// The words of a level-1 heading that opens the text, and where the rest begins.
pub(super) fn heading(text: &str, body: usize) -> Option<(Text, usize)> {
    let mut at = body;
    while at < text.len() {
        let next = line_at(text, at);
        let line = &text[at..next];
        if line.trim().is_empty() {
            at = next;
            continue;
        }
        if let Some(behind) = behind_comment(text, at) {
            at = behind;
            continue;
        }
        let (words, end) = match line.trim_start_matches(' ').strip_prefix('#') {
            Some(words) if words.starts_with([' ', '\t']) => (closed(words), next),
            Some(_) => return None,
            None => {
                let under = line_at(text, next);
                let marks = text[next..under].trim_end();
                let is_title =
                    !marks.is_empty() && indent(marks) <= 3 && marks.trim_start().bytes().all(|byte| byte == b'=');
                (is_title.then(|| line.trim())?, under)
            }
        };
        if indent(line) > 3 || words.is_empty() {
            return None;
        }
        let start = at + line.find(words)?;
        let title = match unescaped(words) {
            Some(plain) => Text::opaque(plain, Span::new(start, start + words.len())),
            None => Text::verbatim(words, start),
        };
        return Some((title, end));
    }
    None
}

/// The words of a heading without the backslashes that keep marks from being read as Markdown; `None` without any.
fn unescaped(words: &str) -> Option<String> {
    words.contains('\\').then(|| {
        let mut plain = String::with_capacity(words.len());
        let mut rest = words.chars().peekable();
        while let Some(character) = rest.next() {
            match rest.next_if(|next| character == '\\' && next.is_ascii_punctuation()) {
                Some(escaped) => plain.push(escaped),
                None => plain.push(character),
            }
        }
        plain
    })
}

/// The columns of white space that a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The words of a heading without the marks that may close it.
fn closed(words: &str) -> &str {
    let words = words.trim();
    let open = words.trim_end_matches('#');
    if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { words }
}

/// A title without markup and white space, to compare it with another.
pub(super) fn same_words(title: &str) -> String {
    title.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '*' | '_' | '`' | '\\')).collect()
}

/// The line behind a comment that begins at `at` and fills its lines. No reader sees it, so the title may follow.
fn behind_comment(text: &str, at: usize) -> Option<usize> {
    let comment = text[at..].trim_start_matches(' ').strip_prefix("<!--")?;
    let end = text.len() - comment.len() + comment.find("-->")? + "-->".len();
    let next = line_at(text, end);
    text[end..next].trim().is_empty().then_some(next)
}
