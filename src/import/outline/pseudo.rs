//! Headings that are no headings: a bold line of its own, a name in bold before a paragraph, and an item with a list below it.
//!
//! Documents that were typed in a word processor often have no other.

use std::collections::BTreeMap;

use crate::import::level_name::seniority;
use crate::import::text::{key, name};

use super::{DocumentPart, ListItem, OutlineBlock, strip_example};

/// The most words of such a heading; a longer one is a sentence.
const MAX_WORDS: usize = 8;

/// The most words of a name before a paragraph or of a plain item.
const MAX_NAME_WORDS: usize = 5;

/// The parts with headings in place of bold lines, of names before paragraphs, and of items that stand above something. They
/// are one deeper than the heading above them. Where no other heading looks like a level, those that do stand above the
/// others.
pub fn headings(parts: Vec<DocumentPart>) -> Vec<DocumentPart> {
    let last = parts.len().saturating_sub(1);
    let bold = |at: usize, part: &DocumentPart| match part {
        DocumentPart::Block(OutlineBlock::Paragraph(words)) if at < last => marked(words, &BOLD).map(str::to_owned),
        _ => None,
    };
    let titles: Vec<Option<String>> = parts.iter().enumerate().map(|(at, part)| bold(at, part)).collect();
    let is_level = |title: &str| seniority(&name(title)) > 0;
    let real = parts.iter().any(|part| matches!(part, DocumentPart::Heading(_, title) if is_level(title)));
    let two_kinds = !real && titles.iter().flatten().any(|title| is_level(title));
    let repeated = RepeatedNames::of(&parts, real);
    let (mut depth, mut deepest) = (0, 0);
    let mut found = Vec::new();
    for (part, title) in parts.into_iter().zip(titles) {
        match (part, title) {
            (_, Some(title)) => {
                deepest = depth + 1 + usize::from(two_kinds && !is_level(&title));
                found.push(DocumentPart::Heading(deepest, title));
            }
            (DocumentPart::Heading(own, title), None) => {
                (depth, deepest) = (own, own);
                found.push(DocumentPart::Heading(own, title));
            }
            // What follows the list belongs to the heading above it.
            (DocumentPart::Block(OutlineBlock::List(items)), None) => list(items, deepest + 1, &repeated, &mut found),
            (DocumentPart::Block(OutlineBlock::Paragraph(words)), None) => match run_in(&words).filter(|_| depth > 0) {
                Some((title, rest)) if repeated.holds(title) => {
                    deepest = depth + 1 + usize::from(two_kinds);
                    found.push(DocumentPart::Heading(deepest, title.to_owned()));
                    found.push(DocumentPart::Block(OutlineBlock::Paragraph(rest.to_owned())));
                }
                _ => found.push(DocumentPart::Block(OutlineBlock::Paragraph(words))),
            },
            (part, None) => found.push(part),
        }
    }
    found
}

/// Adds a list, or the headings that its items are.
fn list(items: Vec<ListItem>, depth: usize, repeated: &RepeatedNames, found: &mut Vec<DocumentPart>) {
    let emphasised = |item: &ListItem| !item.items.is_empty() && marked(&item.text, &EMPHASIS).is_some();
    // Of names of one kind some may stand below one level alone.
    let all_named = |name: fn(&ListItem) -> Option<&str>| {
        let names: Vec<&str> = items.iter().filter_map(name).collect();
        let known = names.iter().filter(|name| repeated.holds(name)).count();
        names.len() == items.len() && known * 2 >= names.len().max(1)
    };
    let are_levels = !repeated.has_levels
        && items.len() > 1
        && items.iter().all(|item| name_above(item).is_some_and(|name| seniority(name) > 0));
    let are_headings = !items.is_empty()
        && (items.iter().all(emphasised) || are_levels || all_named(name_above) || all_named(name_before));
    if !are_headings {
        if !items.is_empty() {
            found.push(DocumentPart::Block(OutlineBlock::List(items)));
        }
        return;
    }
    for ListItem { text, items, examples } in items {
        match run_in(&text) {
            Some((title, rest)) => {
                found.push(DocumentPart::Heading(depth, title.to_owned()));
                let text = rest.to_owned();
                found.push(match items.is_empty() {
                    true => DocumentPart::Block(OutlineBlock::Paragraph(text)),
                    false => {
                        DocumentPart::Block(OutlineBlock::List(vec![ListItem { text, items, examples: Vec::new() }]))
                    }
                });
            }
            None => {
                found.push(DocumentPart::Heading(
                    depth,
                    marked(&text, &EMPHASIS).or(plain(&text)).unwrap_or(&text).to_owned(),
                ));
                list(items, depth + 1, repeated, found);
            }
        }
        if !examples.is_empty() {
            found.push(DocumentPart::Block(OutlineBlock::Details(examples)));
        }
    }
}

/// The words of an item, if they may name what the items below it are about. Examples say that it is a statement.
fn name_above(item: &ListItem) -> Option<&str> {
    plain(&item.text).filter(|_| item.items.iter().any(|below| strip_example(&below.text).is_none()))
}

/// The name in bold that an item begins with.
fn name_before(item: &ListItem) -> Option<&str> {
    run_in(&item.text).map(|(title, _)| title)
}

/// The names that a document puts above several lists or before several paragraphs, such as a topic below each level.
struct RepeatedNames {
    counts: BTreeMap<String, usize>,
    /// Whether the document has headings that look like levels.
    has_levels: bool,
}

impl RepeatedNames {
    fn of(parts: &[DocumentPart], has_levels: bool) -> Self {
        let mut names = Self { counts: BTreeMap::new(), has_levels };
        for part in parts {
            match part {
                DocumentPart::Block(OutlineBlock::Paragraph(words)) => {
                    names.count(run_in(words).map(|(title, _)| title))
                }
                DocumentPart::Block(OutlineBlock::List(items)) => names.items(items),
                _ => {}
            }
        }
        names
    }

    fn items(&mut self, items: &[ListItem]) {
        for item in items {
            match run_in(&item.text) {
                Some((title, _)) => self.count(Some(title)),
                None => self.count(name_above(item)),
            }
            self.items(&item.items);
        }
    }

    fn count(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            *self.counts.entry(key(name)).or_default() += 1;
        }
    }

    fn holds(&self, name: &str) -> bool {
        self.counts.get(&key(name)).is_some_and(|count| *count > 1)
    }
}

/// The marks of bold words, and of words that are bold or italic.
const BOLD: [&str; 2] = ["**", "__"];
const EMPHASIS: [&str; 4] = ["**", "__", "*", "_"];

/// The words of a line that stands as a whole between two of the marks, and is no sentence.
fn marked<'a>(words: &'a str, marks: &[&str]) -> Option<&'a str> {
    let words = words.trim().trim_end_matches(':').trim_end();
    let inner = marks.iter().find_map(|mark| words.strip_prefix(mark)?.strip_suffix(mark));
    let inner = inner?.trim().trim_end_matches(':').trim_end();
    let is_title = !inner.is_empty()
        && !inner.contains('*')
        && !inner.contains("_ ")
        && !inner.ends_with(['.', '!', '?', ';', ','])
        && inner.split_whitespace().count() <= MAX_WORDS;
    is_title.then_some(inner)
}

/// The words of an item that may name what its list is about.
fn plain(words: &str) -> Option<&str> {
    let words = words.trim().trim_end_matches(':').trim_end();
    let is_name = !words.is_empty()
        && !words.ends_with(['.', '!', '?', ';', ','])
        && !words.contains("](")
        && words.split_whitespace().count() <= MAX_NAME_WORDS;
    is_name.then_some(words)
}

/// `**Name.** A sentence`, `**Name:** a sentence` and `**Name** – a sentence`: the name, and the rest.
fn run_in(words: &str) -> Option<(&str, &str)> {
    let (inner, after) = words.trim().strip_prefix("**")?.split_once("**")?;
    let separators = [':', '–', '—', '-'];
    let (inner, after) = (inner.trim(), after.trim());
    let is_separated = inner.ends_with(['.', ':']) || after.starts_with(separators);
    let name = inner.trim_end_matches(['.', ':']).trim_end();
    let rest = after.trim_start_matches(separators).trim_start();
    let is_name = !name.is_empty() && name.split_whitespace().count() <= MAX_NAME_WORDS && !rest.is_empty();
    (is_separated && is_name).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::super::markdown::parse;

    #[test]
    fn bold_lines_are_headings_and_bold_sentences_are_not() {
        let text = "**Junior Baker**\n\n**Dough:**\n\n- Kneads\n\n**Senior Baker**\n\n__Dough__\n\n- Invents\n\n**Never alone.**\n";
        let tree = parse(text);
        let titles: Vec<&str> = tree.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["Junior Baker", "Senior Baker"]);
        assert_eq!(tree.sections[1].sections[0].title, "Dough");
        assert_eq!(tree.sections[1].sections[0].statements()[0].text, "Invents");
    }

    #[test]
    fn bold_items_with_lists_are_headings_below_the_one_above() {
        let tree = parse("# Junior Baker\n\n- **Dough**\n  - Kneads\n- **Guests**\n  - Smiles\n");
        let titles: Vec<&str> = tree.sections[0].sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["Dough", "Guests"]);
        let tree = parse("# Junior Baker\n\n- **Dough**: kneads it\n- Plans\n  - the week\n");
        assert_eq!(tree.sections[0].statements().len(), 2);
    }

    #[test]
    fn names_that_return_below_every_level_are_headings() {
        let levels = |below: [&str; 2]| format!("# Junior Baker\n\n{}\n# Senior Baker\n\n{}", below[0], below[1]);
        for below in [
            [
                "**Dough.** Kneads it. Rolls it.\n\n**Guests:** Smiles.\n",
                "**Dough.** Invents it.\n\n**Guests:** Calms them.\n",
            ],
            ["- **Dough**: Kneads it\n- **Guests** – Smiles\n", "- **Dough**: Invents it\n- **Guests** – Calms them\n"],
            ["- Dough\n  - Kneads it\n- Guests\n  - Smiles\n", "- Dough:\n  - Invents it\n- Guests:\n  - Calms them\n"],
            [
                "- *Dough*\n  - Kneads it\n- *Guests*\n  - Smiles\n",
                "- _Dough_\n  - Invents it\n- _Guests_\n  - Calms them\n",
            ],
        ] {
            let tree = parse(&levels(below));
            for section in &tree.sections {
                let titles: Vec<&str> = section.sections.iter().map(|section| section.title.as_str()).collect();
                assert_eq!(titles, ["Dough", "Guests"], "{below:?}");
                assert!(!section.sections[0].statements().is_empty(), "{below:?}");
            }
        }
        // Examples stand below a statement, however often it returns.
        let with_examples = "- Dough\n  - Example: Kneads it\n- Guests\n  - Example: Smiles\n";
        let tree = parse(&levels([with_examples; 2]));
        assert!(tree.sections.iter().all(|level| level.sections.is_empty() && level.statements().len() == 2));
        // A name that stands once is emphasis.
        let tree = parse(&levels(["**Dough.** Kneads it.\n", "Invents it.\n"]));
        assert!(tree.sections.iter().all(|section| section.sections.is_empty()));
        let tree = parse(
            "1. **Junior Baker**\n   - *Dough*\n     - Kneads\n2. **Senior Baker**\n   - *Dough*\n     - Invents\n",
        );
        assert_eq!(tree.sections[1].sections[0].statements()[0].text, "Invents");
    }
}
