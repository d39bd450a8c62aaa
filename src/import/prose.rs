//! The text of a cell as Markdown: paragraphs and lists, statements, a summary, addresses made absolute.
//!
//! In a cell every line end is meant, so every line is a paragraph or an item of a list. Words are kept as they
//! are; Markdown in them is kept too, except what would start a block or a wiki link by accident. Which words a
//! format uses to introduce a list is the format's business.

use std::borrow::Cow;

use crate::content::Kind;

/// A piece of a cell's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellBlock {
    /// One line.
    Paragraph(String),
    /// Items, each with its depth from 0.
    Bullets(Vec<(usize, String)>),
}

/// The paragraphs and lists of `text`, which is clean (see [`super::repair`]).
pub fn blocks(text: &str) -> Vec<CellBlock> {
    let mut blocks = Vec::new();
    for line in text.lines() {
        let words = line.trim_start();
        match (bullet(words), blocks.last_mut()) {
            _ if words.is_empty() => {}
            (Some(item), Some(CellBlock::Bullets(items))) => {
                let deepest = items.last().map_or(0, |(depth, _)| depth + 1);
                let depth = ((line.len() - words.len()) / 2).min(deepest);
                items.push((depth, item.to_owned()));
            }
            (Some(item), _) => blocks.push(CellBlock::Bullets(vec![(0, item.to_owned())])),
            (None, _) => blocks.push(CellBlock::Paragraph(words.to_owned())),
        }
    }
    blocks
}

/// Whether a paragraph follows a list or another paragraph on the very next line. Markdown would then run the
/// two together; [`markdown`] sets them apart.
pub fn runs_on(text: &str) -> bool {
    let mut after_words = false;
    for line in text.lines() {
        let words = line.trim_start();
        if after_words && !words.is_empty() && bullet(words).is_none() {
            return true;
        }
        after_words = !words.is_empty();
    }
    false
}

/// Blocks as Markdown, without a line end at the end.
pub fn markdown(blocks: &[CellBlock]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        match block {
            CellBlock::Paragraph(line) => out.push_str(&inline(line)),
            CellBlock::Bullets(items) => {
                let lines = items.iter().map(|(depth, item)| format!("{}- {}", "  ".repeat(*depth), inline(item)));
                out.push_str(&lines.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    out
}

/// The statements of `text`: every item and every paragraph but the words that only introduce the list, which
/// `introduces` knows.
pub fn statements(text: &str, introduces: impl Fn(&str) -> bool) -> Vec<String> {
    let mut statements = Vec::new();
    for block in blocks(text) {
        match block {
            CellBlock::Paragraph(line) if introduces(&line) => {}
            CellBlock::Paragraph(line) => statements.push(line),
            CellBlock::Bullets(items) => statements.extend(items.into_iter().map(|(_, item)| item)),
        }
    }
    statements
}

/// The first sentence of `text` and, as blocks, everything after it: one is a page's summary, the other its body,
/// and together they are the whole text. A text that begins with a list, or with the words before a list, has no
/// summary.
pub fn summary_and_rest(text: &str) -> (Option<String>, Vec<CellBlock>) {
    let mut blocks = blocks(text);
    let Some(CellBlock::Paragraph(first)) = blocks.first_mut() else {
        return (None, blocks);
    };
    let (sentence, rest) = first_sentence(first);
    if sentence.ends_with(':') {
        return (None, blocks);
    }
    let (sentence, rest) = (sentence.to_owned(), rest.to_owned());
    if rest.is_empty() {
        blocks.remove(0);
    } else {
        *first = rest;
    }
    (Some(sentence), blocks)
}

/// The first sentence of a text, and the rest as Markdown; see [`summary_and_rest`].
pub fn about(text: &str) -> (String, String) {
    let (summary, rest) = summary_and_rest(text);
    (summary.unwrap_or_default(), markdown(&rest))
}

/// Cuts after the first full stop, question or exclamation mark that a capital follows. A stop after a single
/// letter or inside an abbreviation such as `e.g.` ends nothing.
fn first_sentence(line: &str) -> (&str, &str) {
    for (at, stop) in line.match_indices(['.', '?', '!']) {
        let end = at + stop.len();
        let after = &line[end..];
        let Some(next) = after.strip_prefix(' ').and_then(|rest| rest.trim_start().chars().next()) else { continue };
        let word = line[..at].rsplit(' ').next().unwrap_or_default();
        let abbreviated = stop == "." && (word.chars().count() < 2 || word.contains('.'));
        if !abbreviated && (next.is_uppercase() || next == '[') {
            return (&line[..end], after.trim_start());
        }
    }
    (line, "")
}

/// One line as Markdown: what would become a heading, a list, a quotation, a fence, a wiki link, a footnote or HTML
/// by accident gets a backslash. Emphasis, code and links stay.
pub fn inline(line: &str) -> Cow<'_, str> {
    let mut escapes = Vec::new();
    escapes.extend(block_start(line));
    for (at, sign) in line.match_indices(['[', '<']) {
        let next = line[at + 1..].chars().next();
        let accidental = match sign {
            "[" => matches!(next, Some('[' | '^')) && !is_entity_link(&line[at..]),
            _ => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
        };
        if accidental && !line[..at].ends_with('\\') && !is_autolink(&line[at..]) {
            escapes.push(at);
        }
    }
    if escapes.is_empty() {
        return Cow::Borrowed(line);
    }
    escapes.sort_unstable();
    escapes.dedup();
    let mut out = String::with_capacity(line.len() + escapes.len());
    let mut done = 0;
    for at in escapes {
        out.push_str(&line[done..at]);
        out.push('\\');
        done = at;
    }
    out.push_str(&line[done..]);
    Cow::Owned(out)
}

/// Whether `rest` begins with a link to an entity of the handbook, such as `[[role:senior-engineer|Senior]]`.
fn is_entity_link(rest: &str) -> bool {
    let kind = rest.strip_prefix("[[").and_then(|name| name.split_once(':')).map(|(kind, _)| kind);
    kind.is_some_and(|kind| Kind::from_name(kind).is_some()) && rest.contains("]]")
}

/// Where a backslash keeps a line from starting a block, if it would start one.
fn block_start(line: &str) -> Option<usize> {
    let marker = line.split(' ').next().unwrap_or_default();
    let all = |sign: char| !marker.is_empty() && marker.chars().all(|character| character == sign);
    let ruled = ['-', '=', '*'].iter().any(|mark| line.chars().all(|sign| sign == *mark || sign == ' '));
    let ruled = ruled || line.chars().all(|sign| sign == '_');
    if (all('#') && marker.len() <= 6)
        || line.starts_with('>')
        || matches!(marker, "-" | "+" | "*" | ":")
        || line.starts_with("```")
        || line.starts_with("~~~")
        || (ruled && !line.is_empty())
        || is_definition(line)
    {
        return Some(0);
    }
    // `1.` and `1)` start a numbered list, which would swallow the number.
    let digits = marker.trim_end_matches(['.', ')']);
    let numbered = digits.len() + 1 == marker.len() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
    (numbered && !digits.is_empty()).then_some(digits.len())
}

/// `[label]: address` at the start of a line would vanish from the page.
fn is_definition(line: &str) -> bool {
    line.starts_with('[') && line.find("]:").is_some_and(|at| !line[..at].contains("]("))
}

fn is_autolink(rest: &str) -> bool {
    let inside = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(inside, _)| inside);
    inside.is_some_and(|inside| has_scheme(inside) && !inside.contains(' '))
}

/// The text after a bullet, if the line starts with one.
fn bullet(line: &str) -> Option<&str> {
    let (marker, rest) = line.split_once(' ')?;
    is_bullet(marker).then(|| rest.trim_start()).filter(|rest| !rest.is_empty())
}

/// Whether a word is one of the signs that tables use as a bullet.
pub fn is_bullet(word: &str) -> bool {
    matches!(word, "-" | "*" | "•" | "·" | "–" | "◦")
}

/// `text` with every link that is relative to the site it was published on led to `site` (no `/` at its end);
/// `None` when there is no such link.
pub fn absolute_links(text: &str, site: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for (at, start) in text.match_indices("](") {
        let from = at + start.len();
        let address = text[from..].split([')', ' ']).next().unwrap_or_default();
        if address.is_empty() || address.starts_with("//") || address.starts_with('<') || has_scheme(address) {
            continue;
        }
        out.push_str(&text[done..from]);
        out.push_str(site);
        if !address.starts_with('/') {
            out.push('/');
        }
        done = from;
    }
    (done > 0).then(|| out + &text[done..])
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs_and_lists() {
        let text = "Leads.\nHelps:\n- one\n  - deeper\n• two\nAnd more.";
        let expected = "Leads.\n\nHelps:\n\n- one\n  - deeper\n- two\n\nAnd more.";
        assert_eq!(markdown(&blocks(text)), expected);
        assert!(runs_on(text));
        assert!(!runs_on("One.\n\nTwo:\n- three\n\nFour."));
    }

    #[test]
    fn the_summary_is_the_first_sentence_and_the_rest_is_the_body() {
        let check = |text, summary: Option<&str>, body| {
            let (found, rest) = summary_and_rest(text);
            assert_eq!((found.as_deref(), markdown(&rest).as_str()), (summary, body));
        };
        check("Keeps it up. Mends it.\n\nMore.", Some("Keeps it up."), "Mends it.\n\nMore.");
        check("Uses tools, e.g. Excel, for J. Smith.", Some("Uses tools, e.g. Excel, for J. Smith."), "");
        check("You can:\n- one", None, "You can:\n\n- one");
        check("- one", None, "- one");
        check("", None, "");
    }

    #[test]
    fn only_accidental_markdown_is_escaped() {
        for (line, expected) in [
            ("plain *text* with `code` and [a link](https://example.org)", None),
            ("a <b> and </b>, 3 < 4, x<y", Some("a \\<b> and \\</b>, 3 < 4, x\\<y")),
            ("see <https://example.org>", None),
            ("see [[skills]] and [^1]", Some("see \\[[skills]] and \\[^1]")),
            ("# not a heading", Some("\\# not a heading")),
            ("#1 in the list", None),
            ("2. not a list", Some("2\\. not a list")),
            ("2.5 times", None),
            ("> quoted", Some("\\> quoted")),
            ("---", Some("\\---")),
            ("```", Some("\\```")),
            ("[a]: b", Some("\\[a]: b")),
            ("[a](b): c", None),
        ] {
            assert_eq!(inline(line), expected.unwrap_or(line));
        }
    }

    #[test]
    fn links_of_the_site_become_absolute() {
        let text = "[home](/), [role](role/x), [other](https://example.org/), [mail](mailto:a@b)";
        let expected =
            "[home](https://site/), [role](https://site/role/x), [other](https://example.org/), [mail](mailto:a@b)";
        assert_eq!(absolute_links(text, "https://site").as_deref(), Some(expected));
        assert_eq!(absolute_links("[[a]](https://b)", "https://site"), None);
    }
}
