//! Documents that `rungs export markdown` wrote: a heading per track, role and topic, in this order of depth.

use crate::export::ExportRow;
use crate::export::markdown::{LEVELS, MARK};
use crate::import::exported::{Exported, ExportedItem};
use crate::import::model::{ImportedStatement, Ladder};

use super::{OutlineBlock, Section, list_statements};

/// Whether a document says that it is an export.
pub fn is_export(text: &str) -> bool {
    text.lines().take(4).any(|line| line.trim() == MARK)
}

/// The ladder of an export.
pub fn read(tree: &Section) -> Ladder {
    let mut exported = Exported::default();
    let above = tree.sections.first().map(|section| section.blocks.as_slice()).unwrap_or_default();
    if let Some(at) = above.iter().position(|block| block.paragraph() == Some(LEVELS))
        && let Some(OutlineBlock::List(items)) = above.get(at + 1)
    {
        items.iter().for_each(|item| drop(exported.level(&plain(&item.text))));
    }
    // The first heading is the handbook's.
    for (at, track) in tree.sections.iter().enumerate() {
        let title = plain(&track.title);
        for role in &track.sections {
            let (title_of_role, level) = title_and_level(&plain(&role.title));
            let role_description = role.blocks.iter().find_map(OutlineBlock::paragraph).unwrap_or_default().to_owned();
            let row = ExportRow { role: title_of_role, level, role_description, ..ExportRow::default() };
            let tracks = if at == 0 { Vec::new() } else { vec![title.clone()] };
            let said = ExportedItem { row, tracks, ..ExportedItem::default() };
            exported.add(said.clone());
            let mut topics: Vec<ExportedItem> = Vec::new();
            for section in &role.sections {
                topic(section, &said, &mut topics, &mut exported);
            }
        }
    }
    let title = tree.sections.first().map(|section| plain(&section.title)).unwrap_or_default();
    Ladder { title, ..exported.finish() }
}

/// Adds a topic; `before` are those of the role so far.
fn topic(section: &Section, of_role: &ExportedItem, before: &mut Vec<ExportedItem>, exported: &mut Exported) {
    let mut said = of_role.clone();
    let title = if section.blocks.iter().any(is_skill) { &mut said.row.skill } else { &mut said.row.topic };
    *title = plain(&section.title);
    let is_same = |one: &&ExportedItem| one.row.topic == said.row.topic && one.row.skill == said.row.skill;
    said.namesakes = before.iter().filter(is_same).count();
    before.push(said.clone());
    let mut band = String::new();
    for block in &section.blocks {
        match block {
            OutlineBlock::Paragraph(words) if words == "Skill" => {}
            OutlineBlock::Paragraph(words) if words.starts_with("Skill: ") => {
                said.row.step = plain(&words["Skill: ".len()..])
            }
            OutlineBlock::Paragraph(words) => band = plain(words.trim_end_matches(':')),
            OutlineBlock::List(_) => {
                for statement in list_statements(std::slice::from_ref(block)) {
                    let statement = ImportedStatement { band: band.clone(), ..statement };
                    exported.add(ExportedItem { statement: Some(statement), ..said.clone() });
                }
            }
            OutlineBlock::Details(_) | OutlineBlock::Table(_) => {}
        }
    }
    // A topic without statements is there, too.
    exported.add(said);
}

/// Whether a line says that the topic is a skill.
fn is_skill(block: &OutlineBlock) -> bool {
    block.paragraph().is_some_and(|words| words == "Skill" || words.starts_with("Skill: "))
}

/// `Senior Baker (Bread) (L2)` as `Senior Baker (Bread)` and `L2`: the last bracket that opens outside all others.
fn title_and_level(heading: &str) -> (String, String) {
    let Some(inside) = heading.strip_suffix(')') else { return (heading.to_owned(), String::new()) };
    let mut depth = 1;
    for (at, sign) in inside.char_indices().rev() {
        match sign {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (inside[..at].trim_end().to_owned(), inside[at + 1..].to_owned());
        }
    }
    (heading.to_owned(), String::new())
}

/// Escaped text as it was.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut signs = markdown.trim().chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if signs.peek().is_some_and(char::is_ascii_punctuation) => out.extend(signs.next()),
            sign => out.push(sign),
        }
    }
    out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bracket_is_the_level() {
        for (heading, title, level) in [
            ("Senior Baker (Bread) (L2)", "Senior Baker (Bread)", "L2"),
            ("Baker (Senior (2))", "Baker", "Senior (2)"),
            ("Baker (Bread) ()", "Baker (Bread)", ""),
            ("Baker", "Baker", ""),
        ] {
            assert_eq!(title_and_level(heading), (title.to_owned(), level.to_owned()), "{heading}");
        }
        assert_eq!(plain("C\\+\\+ \\& \\#1"), "C++ & #1");
    }
}
