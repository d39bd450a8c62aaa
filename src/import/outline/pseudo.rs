//! Headings that are no headings: a bold line of its own, and a bold item with a list below it.
//!
//! Documents that were typed in a word processor often have no other.

use crate::import::text::{name, seniority};

use super::{Block, Item, Part};

/// The most words of such a heading; a longer one is a sentence.
const MAX_WORDS: usize = 8;

/// The parts with headings in place of bold lines and bold items that stand above something. They are one deeper than the
/// heading above them. Where no other heading looks like a level, those that do stand above the others.
pub fn headings(parts: Vec<Part>) -> Vec<Part> {
    let last = parts.len().saturating_sub(1);
    let bold = |at: usize, part: &Part| match part {
        Part::Block(Block::Paragraph(words)) if at < last => title(words).map(str::to_owned),
        _ => None,
    };
    let titles: Vec<Option<String>> = parts.iter().enumerate().map(|(at, part)| bold(at, part)).collect();
    let is_level = |title: &str| seniority(&name(title)) > 0;
    let real = parts.iter().any(|part| matches!(part, Part::Heading(_, title) if is_level(title)));
    let two_kinds = !real && titles.iter().flatten().any(|title| is_level(title));
    let (mut depth, mut deepest) = (0, 0);
    let mut found = Vec::new();
    for (part, title) in parts.into_iter().zip(titles) {
        match (part, title) {
            (_, Some(title)) => {
                deepest = depth + 1 + usize::from(two_kinds && !is_level(&title));
                found.push(Part::Heading(deepest, title));
            }
            (Part::Heading(own, title), None) => {
                (depth, deepest) = (own, own);
                found.push(Part::Heading(own, title));
            }
            (Part::Block(Block::List(items)), None) if !items.is_empty() && items.iter().all(is_heading) => {
                for Item { text, items, examples } in items {
                    found.push(Part::Heading(deepest + 1, title_of(&text).to_owned()));
                    found.push(Part::Block(Block::List(items)));
                    if !examples.is_empty() {
                        found.push(Part::Block(Block::Details(examples)));
                    }
                }
                // What follows the list belongs to the heading above it.
            }
            (part, None) => found.push(part),
        }
    }
    found
}

fn is_heading(item: &Item) -> bool {
    !item.items.is_empty() && title(&item.text).is_some()
}

fn title_of(text: &str) -> &str {
    title(text).unwrap_or(text)
}

/// The words of a line that is bold as a whole and no sentence.
fn title(words: &str) -> Option<&str> {
    let words = words.trim().trim_end_matches(':').trim_end();
    let inner = ["**", "__"].iter().find_map(|mark| words.strip_prefix(mark)?.strip_suffix(mark));
    let inner = inner?.trim().trim_end_matches(':').trim_end();
    let is_title = !inner.is_empty()
        && !inner.contains("**")
        && !inner.ends_with(['.', '!', '?', ';', ','])
        && inner.split_whitespace().count() <= MAX_WORDS;
    is_title.then_some(inner)
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
}
