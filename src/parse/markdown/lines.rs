//! The words of a Markdown text, one line per block, for comparing two versions of a page.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::BLOCK;

/// The words of each paragraph, heading, list item, table row and line of code, without markup and addresses.
pub fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for event in Parser::new_ext(text, BLOCK) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => {
                line.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            Event::End(TagEnd::TableCell) => line.push_str(" · "),
            Event::Start(tag) if is_block(&tag.to_end()) => finish(&mut line, &mut lines),
            Event::Start(Tag::List(_)) => finish(&mut line, &mut lines),
            Event::End(tag) if is_block(&tag) => finish(&mut line, &mut lines),
            _ => {}
        }
    }
    finish(&mut line, &mut lines);
    lines
}

/// Whether a line ends with it.
fn is_block(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

fn finish(line: &mut String, lines: &mut Vec<String>) {
    let words = std::mem::take(line);
    let words = words.lines().map(|line| line.trim().trim_end_matches('·').trim_end());
    lines.extend(words.filter(|words| !words.is_empty()).map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_is_a_line_without_markup() {
        let text = "# A *title*\n\nTwo\nlines with a [link](a.md).\n\n- one\n  - **two** \\<b>\n- three\n\n\
                    | a | b |\n|---|---|\n| `c` | d |\n\n```\nx = 1\ny = 2\n```\n";
        assert_eq!(
            lines(text),
            ["A title", "Two lines with a link.", "one", "two <b>", "three", "a · b", "c · d", "x = 1", "y = 2"]
        );
    }
}
