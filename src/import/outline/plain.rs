//! Plain text read as an outline: short lines as headings, `Name: a sentence` and bullets as items.
//!
//! Copied web pages lose the line breaks before their headings, so a heading may also stand at the end of a line, behind a
//! sentence that has ended.

use crate::import::level_name::seniority;

use super::{DocumentPart, OutlineBlock, Section, bullet, push_item};

/// The most words of a heading or of a name before a colon.
const MAX_WORDS: usize = 6;

/// Fewer items than this make no outline.
const MIN_ITEMS: usize = 3;

/// The tree of a text. `None` when it has no headings or hardly any items, so that it is no outline.
pub fn parse(text: &str) -> Option<Section> {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim).collect();
    let mut found = Vec::new();
    for line in lines.into_iter().filter(|line| line.chars().any(char::is_alphanumeric)) {
        if is_heading(line) {
            found.push(PlainLine::Heading(line));
            continue;
        }
        let (said, heading) = trailing_heading(line);
        found.push(match (bullet(said).or_else(|| numbered(said)), named(said)) {
            (Some(item), _) => named(item).map_or(PlainLine::Item(item), |(name, words)| PlainLine::Named(name, words)),
            (None, Some((name, words))) => PlainLine::Named(name, words),
            (None, None) => PlainLine::Text(said),
        });
        found.extend(heading.map(PlainLine::Heading));
    }
    let items = found.iter().filter(|line| matches!(line, PlainLine::Named(..) | PlainLine::Item(_))).count();
    let has_heading = found.iter().any(|line| matches!(line, PlainLine::Heading(_)));
    (items >= MIN_ITEMS && has_heading).then(|| Section::document(parts(&found)))
}

/// What a line is.
enum PlainLine<'a> {
    Heading(&'a str),
    /// A name and what is said of it.
    Named(&'a str, &'a str),
    Item(&'a str),
    Text(&'a str),
}

/// Levels stand above other headings, if there are any. A named item is a heading with one statement.
fn parts(lines: &[PlainLine]) -> Vec<DocumentPart> {
    let is_level = |title: &str| seniority(title) > 0;
    let levels = lines.iter().filter(|line| matches!(line, PlainLine::Heading(title) if is_level(title))).count();
    let mut parts: Vec<DocumentPart> = Vec::new();
    let mut depth = 0;
    for line in lines {
        match line {
            PlainLine::Heading(title) => {
                depth = if levels < 2 || is_level(title) { 1 } else { 2 };
                parts.push(DocumentPart::Heading(depth, (*title).to_owned()));
            }
            PlainLine::Named(name, words) => {
                parts.push(DocumentPart::Heading(depth + 1, (*name).to_owned()));
                push_item(&mut parts, 0, (*words).to_owned());
            }
            PlainLine::Item(words) => push_item(&mut parts, 0, (*words).to_owned()),
            PlainLine::Text(words) => parts.push(DocumentPart::Block(OutlineBlock::Paragraph((*words).to_owned()))),
        }
    }
    parts
}

/// Whether a line is a few words that begin with a capital and end no sentence.
fn is_heading(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_title = |word: &&str| {
        let first = word.chars().find(|sign| sign.is_alphanumeric());
        word.chars().count() < 4 || first.is_none_or(|first| first.is_uppercase() || first.is_numeric())
    };
    (1..=MAX_WORDS).contains(&words.len())
        && line.chars().next().is_some_and(char::is_uppercase)
        && !line.contains([',', ':', ';', '.', '!', '?'])
        && words.iter().all(is_title)
}

/// A heading that stands behind the last sentence of a line.
fn trailing_heading(line: &str) -> (&str, Option<&str>) {
    let end = [". ", "! ", "? "].iter().filter_map(|end| line.rfind(end)).max();
    match end.map(|end| (&line[..=end], line[end + 1..].trim())) {
        Some((said, rest)) if is_heading(rest) && rest.contains(' ') => (said.trim_end(), Some(rest)),
        _ => (line, None),
    }
}

/// The words behind a number such as `2.` or `2)`.
fn numbered(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once([' ', '\t'])?;
    let digits = number.trim_end_matches(['.', ')']);
    (digits.len() < number.len() && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| rest.trim())
}

/// `Name: a sentence`, where the name is short and begins with a capital.
fn named(line: &str) -> Option<(&str, &str)> {
    let (name, words) = line.split_once(": ")?;
    let is_name = name.split_whitespace().count() <= MAX_WORDS
        && name.chars().next().is_some_and(char::is_uppercase)
        && !name.contains(['.', ',', ';', '(']);
    (is_name && words.split_whitespace().count() >= 3).then(|| (name.trim(), words.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stand_alone_or_behind_a_sentence() {
        let text = "A baker bakes. Core Duties\nMost of it is this:\nMaking Dough: Kneads what others mixed.\n\
                    Baking Bread: Bakes it until it is done. Special Skills\nTalking: Explains bread to guests.\n";
        let tree = parse(text).unwrap();
        assert_eq!(tree.blocks, [OutlineBlock::Paragraph("A baker bakes.".into())]);
        let titles: Vec<&str> = tree.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["Core Duties", "Special Skills"]);
        assert_eq!(tree.sections[0].sections[1].title, "Baking Bread");
        assert_eq!(tree.sections[0].sections[1].statements()[0].text, "Bakes it until it is done.");
    }

    #[test]
    fn levels_stand_above_themes() {
        let tree =
            parse("JUNIOR BAKER\nDough\n- Kneads it\n- Rolls it\n\nSENIOR BAKER\nDough\n- Invents it\n").unwrap();
        assert_eq!(tree.sections.len(), 2);
        assert_eq!(tree.sections[1].sections[0].statements()[0].text, "Invents it");
    }

    #[test]
    fn prose_is_no_outline() {
        assert_eq!(parse("Dear all,\n\nthis is a letter. It has two sentences.\n\nRegards\nKim\n"), None);
    }
}
