//! Blocks and sections of a document as Markdown again, for what is about no level.

use crate::import::text::{name, sentences};

use super::{ListItem, OutlineBlock, Section};

/// The first sentence of a description, and the rest as Markdown. A description that begins with a list, a table or the
/// words before one has no summary.
pub fn describe(blocks: &[OutlineBlock]) -> (String, String) {
    let (first, rest) = match blocks.split_first() {
        Some((OutlineBlock::Paragraph(words), rest)) if !words.ends_with(':') => (words, rest),
        _ => return (String::new(), markdown(blocks, &[])),
    };
    let mut sentences = sentences(first).into_iter();
    let summary = sentences.next().unwrap_or_default();
    let left = sentences.collect::<Vec<_>>().join(" ");
    let body = [left, markdown(rest, &[])].into_iter().filter(|part| !part.is_empty());
    (summary, body.collect::<Vec<_>>().join("\n\n"))
}

/// A section as Markdown with its heading; nothing if it holds no more than that.
pub fn headed(title: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("## {}\n\n{text}", name(title)) }
}

/// Adds a part to a text, as a paragraph of its own.
pub fn append(text: &mut String, part: &str) {
    if part.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(part);
}

/// Blocks and sections as Markdown again. Lists of links to headings are left out: pages have their own contents.
pub fn markdown(blocks: &[OutlineBlock], sections: &[Section]) -> String {
    fn list(items: &[ListItem], depth: usize, out: &mut String) {
        for item in items {
            out.push_str(&format!("{}- {}\n", "  ".repeat(depth), item.text));
            list(&item.items, depth + 1, out);
            for example in &item.examples {
                out.push_str(&format!("{}- {example}\n", "  ".repeat(depth + 1)));
            }
        }
    }
    let mut out = String::new();
    for block in blocks {
        match block {
            OutlineBlock::Paragraph(words) => out.push_str(&format!("{words}\n\n")),
            OutlineBlock::List(items) if items.iter().all(|item| is_inner_link(&item.text)) => {}
            OutlineBlock::List(items) => {
                list(items, 0, &mut out);
                out.push('\n');
            }
            OutlineBlock::Details(examples) => {
                examples.iter().for_each(|example| out.push_str(&format!("- {example}\n")));
                out.push('\n');
            }
            OutlineBlock::Table(rows) => out.push_str(&format!("{}\n\n", table(rows))),
        }
    }
    for section in sections {
        let marks = "#".repeat(section.depth.clamp(2, 6));
        let text = markdown(&section.blocks, &section.sections);
        out.push_str(&format!("{marks} {}\n\n{text}\n\n", name(&section.title)));
    }
    out.trim().to_owned()
}

/// A table as Markdown.
pub fn table(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let Some((head, body)) = rows.split_first() else { return String::new() };
    let rule = format!("|{}", "---|".repeat(head.len()));
    std::iter::once(line(head)).chain([rule]).chain(body.iter().map(line)).collect::<Vec<_>>().join("\n")
}

/// Whether a text is a link to a heading of its document.
pub fn is_inner_link(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(')') && text.contains("](#")
}
