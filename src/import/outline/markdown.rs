//! Markdown read as a tree of headings. Inline Markdown stays as it was written.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::import::text::one_line;

use super::{DocumentPart, ListItem, OutlineBlock, Section};

/// The tree of a Markdown text. Front matter gives its title.
pub fn parse(text: &str) -> Section {
    let text = text.trim_start_matches('\u{feff}');
    let (head, body) = front_matter(text);
    let field = |names: &[&str]| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(name, _)| names.contains(name)).map(|(_, value)| value.trim());
        found.next().unwrap_or_default().trim_matches(['"', '\'']).to_owned()
    };
    let mut reader = OutlineReader { text: body, ..OutlineReader::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        reader.event(event, range);
    }
    Section { title: field(&["title"]), code: field(&["level", "code", "grade"]), ..Section::document(reader.parts) }
}

/// The lines of the front matter, and the text below it.
pub fn front_matter(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return ("", text) };
    let Some(end) = rest.find("\n---") else { return ("", text) };
    let body = rest[end + 4..].split_once('\n').map_or("", |(_, body)| body);
    (&rest[..end], body)
}

#[derive(Default)]
struct OutlineReader<'a> {
    text: &'a str,
    parts: Vec<DocumentPart>,
    /// The inline text that is being read: the bytes from its first to its last event.
    inline: Option<Range<usize>>,
    /// Open items, outermost first.
    items: Vec<ListItem>,
    /// The items of each open list.
    lists: Vec<Vec<ListItem>>,
    /// What an open `<details>` has so far.
    details: Option<Vec<String>>,
    /// The rows of an open table.
    rows: Vec<Vec<String>>,
}

impl<'a> OutlineReader<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::TableCell) => self.inline = None,
            Event::End(TagEnd::Heading(level)) => {
                let title = self.take();
                // A heading ends whatever was left open.
                self.end_details();
                self.parts.push(DocumentPart::Heading(level as usize, title));
            }
            Event::End(TagEnd::Paragraph) => self.end_words(),
            Event::Start(Tag::List(_)) => {
                // The words of the item that holds this list end here.
                self.end_words();
                self.lists.push(Vec::new());
            }
            Event::End(TagEnd::List(_)) => self.end_list(),
            Event::Start(Tag::Item) => {
                self.inline = None;
                self.items.push(ListItem::default());
            }
            Event::End(TagEnd::Item) => {
                self.end_words();
                if let (Some(item), Some(list)) = (self.items.pop(), self.lists.last_mut()) {
                    list.push(item);
                }
            }
            Event::Start(Tag::Table(_)) => self.rows.clear(),
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let words = self.take();
                if let Some(row) = self.rows.last_mut() {
                    row.push(words.replace("\\|", "|"));
                }
            }
            Event::End(TagEnd::Table) => {
                let rows = std::mem::take(&mut self.rows);
                self.block(OutlineBlock::Table(rows));
            }
            Event::Html(html) => self.html(&html),
            Event::InlineHtml(html) if html.contains("details") || html.contains("summary") => self.html(&html),
            Event::Rule | Event::Start(_) if !is_inline(&event) => {}
            Event::End(end)
                if !matches!(
                    end,
                    TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image | TagEnd::Strikethrough
                ) => {}
            _ => {
                let start = self.inline.as_ref().map_or(range.start, |inline| inline.start.min(range.start));
                let end = self.inline.as_ref().map_or(range.end, |inline| inline.end.max(range.end));
                self.inline = Some(start..end);
            }
        }
    }

    /// The inline text that was read, on one line.
    fn take(&mut self) -> String {
        let Some(range) = self.inline.take() else { return String::new() };
        one_line(&self.text[range])
    }

    /// Ends the words that were read.
    fn end_words(&mut self) {
        let words = self.take();
        self.words(words);
    }

    /// Words of a paragraph or an item.
    fn words(&mut self, words: String) {
        if words.is_empty() {
            return;
        }
        match (self.items.last_mut(), &mut self.details) {
            (Some(item), _) if item.text.is_empty() => item.text = words,
            (Some(item), _) => {
                item.text.push(' ');
                item.text.push_str(&words);
            }
            (None, Some(details)) => details.push(words),
            (None, None) => self.block(OutlineBlock::Paragraph(words)),
        }
    }

    fn end_list(&mut self) {
        let Some(list) = self.lists.pop() else { return };
        match (self.items.last_mut(), &mut self.details) {
            (Some(item), _) => item.items.extend(list),
            (None, Some(details)) => details.extend(list.into_iter().map(|item| item.text)),
            (None, None) => self.block(OutlineBlock::List(list)),
        }
    }

    fn block(&mut self, block: OutlineBlock) {
        self.parts.push(DocumentPart::Block(block));
    }

    /// HTML matters where it unfolds examples; other tags are left out and their words read.
    fn html(&mut self, html: &str) {
        if html.contains("<details") {
            self.end_details();
            self.details = Some(Vec::new());
        }
        let (shown, _) = html.split_once("</details>").unwrap_or((html, ""));
        let words = lines(shown);
        match &mut self.details {
            Some(details) => details.extend(words),
            None => words.into_iter().for_each(|line| self.words(line)),
        }
        if html.contains("</details>") {
            self.end_details();
        }
    }

    fn end_details(&mut self) {
        let Some(examples) = self.details.take().filter(|examples| !examples.is_empty()) else { return };
        if let Some(item) = self.items.last_mut() {
            item.examples.extend(examples);
            return;
        }
        // Right below a list they belong to its last item when they stand between items; here to the section.
        self.block(OutlineBlock::Details(examples));
    }
}

fn is_inline(event: &Event) -> bool {
    matches!(
        event,
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough)
    )
}

/// The lines of words in HTML, without tags, bullets and what `<summary>` holds.
fn lines(html: &str) -> Vec<String> {
    let mut html = html.to_owned();
    while let (Some(start), Some(end)) = (html.find("<summary"), html.find("</summary>")) {
        if start > end {
            break;
        }
        html.replace_range(start..end + "</summary>".len(), "\n");
    }
    let html = html.replace("</li>", "\n").replace("<br>", "\n").replace("<br/>", "\n").replace("</p>", "\n");
    let mut out = String::new();
    let mut inside = false;
    for sign in html.chars() {
        match sign {
            '<' => inside = true,
            '>' if inside => inside = false,
            sign if !inside => out.push(sign),
            _ => {}
        }
    }
    let trim = |line: &str| line.trim().trim_start_matches(['-', '*', '•']).trim().to_owned();
    out.lines().map(trim).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_examples_become_a_tree() {
        let text = "---\ntitle: \"A ladder\"\n---\nIntro.\n\n# Level *one*\n\nAbout\nit.\n\n## Theme\n\n- Does `x` and [y](z)\n  - in detail\n- Helps\n\n<details>\n<summary>Examples</summary>\n\n- Helped once\n\n</details>\n\n## Other\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let tree = parse(text);
        assert_eq!(tree.title, "A ladder");
        assert_eq!(tree.blocks, [OutlineBlock::Paragraph("Intro.".into())]);
        let level = &tree.sections[0];
        assert_eq!((level.title.as_str(), level.sections.len()), ("Level *one*", 2));
        let theme = &level.sections[0];
        let statements = theme.statements();
        assert_eq!(statements[0].text, "Does `x` and [y](z)");
        assert_eq!(statements[0].points, ["in detail"]);
        assert_eq!(theme.examples(), ["Helped once"]);
        assert_eq!(
            level.sections[1].blocks,
            [OutlineBlock::Table(vec![vec!["a".into(), "b".into()], vec!["1".into(), "2".into()]])]
        );
    }

    #[test]
    fn details_inside_an_item_are_its_examples() {
        let tree = parse(
            "# A\n\n- Plans\n  <details><summary>Examples</summary>\n  <ul><li>One</li><li>Two</li></ul>\n  </details>\n- Helps\n",
        );
        let statements = tree.sections[0].statements();
        assert_eq!(statements[0].text, "Plans");
        assert_eq!(statements[0].examples, ["One", "Two"]);
        assert_eq!(statements[1].text, "Helps");
    }
}
