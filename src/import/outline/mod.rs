//! Documents as trees of headings: what Markdown and Word files have in common, before it is known which headings are
//! levels and which are themes.

mod axis;
pub mod docx;
pub mod exported;
mod extends;
pub mod markdown;
pub mod plain;
mod prose;
mod pseudo;
pub mod shape;
mod single;
mod words;

use crate::source::Place;

use super::input::Input;
use super::model::ImportedStatement;
use super::notes::{Notes, ReadText};
use super::text;

/// A document, or a heading and what stands below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// The heading, as written; of a document, the title in its front matter or properties, empty if there is none.
    pub title: String,
    /// The code of a level that the front matter of a document names; empty if there is none.
    pub code: String,
    /// The depth of the heading, from 1; 0 for a document.
    pub depth: usize,
    /// What stands between the heading and the next one.
    pub blocks: Vec<OutlineBlock>,
    /// Deeper sections.
    pub sections: Vec<Section>,
}

/// A piece of text below a heading.
#[derive(Debug, Clone, PartialEq)]
pub enum OutlineBlock {
    /// Inline Markdown.
    Paragraph(String),
    /// A list.
    List(Vec<ListItem>),
    /// What a reader unfolds: examples.
    Details(Vec<String>),
    /// A table, its first row the header.
    Table(Vec<Vec<String>>),
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListItem {
    /// Inline Markdown.
    pub text: String,
    /// The items below it.
    pub items: Vec<ListItem>,
    /// What its `<details>` hold.
    pub examples: Vec<String>,
}

impl OutlineBlock {
    fn paragraph(&self) -> Option<&str> {
        if let Self::Paragraph(words) = self { Some(words) } else { None }
    }

    fn list(&self) -> Option<&[ListItem]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    fn table(&self) -> Option<&Vec<Vec<String>>> {
        if let Self::Table(rows) = self { Some(rows) } else { None }
    }
}

/// What a document consists of, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentPart {
    /// A heading: its depth from 1, and its words.
    Heading(usize, String),
    /// Anything else.
    Block(OutlineBlock),
}

impl Section {
    /// Puts blocks and headings, given in the order of the document, into a tree. Depths may skip.
    pub fn document(parts: Vec<DocumentPart>) -> Self {
        let mut document = Self::default();
        let mut open: Vec<Self> = Vec::new();
        for part in pseudo::headings(parts) {
            match part {
                DocumentPart::Heading(depth, title) => {
                    document.close(&mut open, depth);
                    open.push(Self { title, depth, ..Self::default() });
                }
                DocumentPart::Block(block) => open.last_mut().unwrap_or(&mut document).blocks.push(block),
            }
        }
        document.close(&mut open, 0);
        document
    }

    /// Ends the open sections of a document that are as deep as `depth` or deeper.
    fn close(&mut self, open: &mut Vec<Self>, depth: usize) {
        while let Some(section) = open.pop_if(|section| section.depth >= depth) {
            open.last_mut().unwrap_or(self).sections.push(section);
        }
    }

    /// How many items of lists there are, at any depth.
    pub fn item_count(&self) -> usize {
        let own: usize = self.blocks.iter().filter_map(OutlineBlock::list).map(<[ListItem]>::len).sum();
        own + self.sections.iter().map(Self::item_count).sum::<usize>()
    }

    /// Every table, at any depth, with the heading above it.
    pub fn tables(&self) -> Vec<(&str, &Vec<Vec<String>>)> {
        let title = if self.depth == 0 { "" } else { &self.title };
        let own = self.blocks.iter().filter_map(OutlineBlock::table).map(|rows| (title, rows));
        own.chain(self.sections.iter().flat_map(Self::tables)).collect()
    }

    /// What the section expects: items of lists, else the sentences of its paragraphs. A paragraph that only introduces
    /// a list is none.
    pub fn statements(&self) -> Vec<ImportedStatement> {
        let all = list_statements(&self.blocks);
        if !all.is_empty() {
            return all;
        }
        self.blocks.iter().filter_map(OutlineBlock::paragraph).flat_map(text::statements).collect()
    }

    /// The paragraphs above a list: what the section means as a whole. Empty when the paragraphs are all there is.
    pub fn lead(&self) -> Vec<&str> {
        if list_statements(&self.blocks).is_empty() {
            return Vec::new();
        }
        let paragraphs = self.blocks.iter().filter_map(OutlineBlock::paragraph);
        paragraphs.filter(|words| !words.trim_end().ends_with(':') && !text::is_placeholder(words)).collect()
    }

    /// Examples that belong to the section as a whole.
    pub fn examples(&self) -> Vec<String> {
        let details = |block: &OutlineBlock| {
            if let OutlineBlock::Details(examples) = block { examples.clone() } else { Vec::new() }
        };
        self.blocks.iter().flat_map(details).collect()
    }

    fn has_list(&self) -> bool {
        self.blocks.iter().any(|block| block.list().is_some())
    }
}

fn list_statements(blocks: &[OutlineBlock]) -> Vec<ImportedStatement> {
    let items = blocks.iter().filter_map(OutlineBlock::list).flatten();
    let said = items.filter(|item| !item.text.is_empty() && !text::is_placeholder(&item.text));
    let statement = |item: &ListItem| {
        let (mut points, mut examples) = (Vec::new(), item.examples.clone());
        flatten(&item.items, &mut points, &mut examples);
        ImportedStatement { text: item.text.clone(), points, examples, ..ImportedStatement::default() }
    };
    said.map(statement).collect()
}

/// Items below an item: its points, whatever their depth. An item `Examples:` holds examples instead.
fn flatten(items: &[ListItem], points: &mut Vec<String>, examples: &mut Vec<String>) {
    for item in items {
        let word = item.text.trim_end_matches(':').to_lowercase();
        if matches!(word.as_str(), "example" | "examples" | "e.g" | "e.g." | "for example") {
            examples.extend(item.items.iter().map(|item| item.text.clone()));
            continue;
        }
        match strip_example(&item.text) {
            Some(example) => examples.push(example.to_owned()),
            None if !item.text.is_empty() => points.push(item.text.clone()),
            None => {}
        }
        examples.extend(item.examples.iter().cloned());
        flatten(&item.items, points, examples);
    }
}

/// The words after `Example:`, if the text starts so.
fn strip_example(text: &str) -> Option<&str> {
    ["Example:", "*Example:*", "_Example:_", "**Example:**", "E.g.:", "e.g.:"]
        .iter()
        .find_map(|start| text.strip_prefix(start))
        .map(str::trim)
}

/// The words behind a typed sign of a list.
fn bullet(line: &str) -> Option<&str> {
    let (sign, rest) = line.split_once([' ', '\t'])?;
    matches!(sign, "•" | "-" | "–" | "*" | "·" | "◦" | "o").then(|| rest.trim())
}

/// Adds an item, at its depth, to the list that stands last.
fn push_item(parts: &mut Vec<DocumentPart>, depth: usize, text: String) {
    let item = ListItem { text, ..ListItem::default() };
    let Some(DocumentPart::Block(OutlineBlock::List(items))) = parts.last_mut() else {
        parts.push(DocumentPart::Block(OutlineBlock::List(vec![item])));
        return;
    };
    let mut items = items;
    for _ in 0..depth {
        // An item without one above it moves up.
        let Some(last) = items.len().checked_sub(1) else { break };
        items = &mut items[last].items;
    }
    items.push(item);
}

/// The tree of a Word document. The text of each of its paragraphs, footnotes, headers and footers goes to `notes`.
///
/// # Errors
/// When the file is no such document, with the reason as a clause.
pub fn read_docx(input: &Input, notes: &mut Notes) -> Result<Section, String> {
    if input.is_compound() {
        return Err("the document is encrypted or of the old DOC format".into());
    }
    if !input.is_zip() {
        return Err("the file is no Word document".into());
    }
    let mut archive = super::archive::Archive::open(input)?;
    let document =
        archive.text("word/document.xml").ok_or("the file is no Word document: word/document.xml is missing")?;
    let styles = archive.text("word/styles.xml").unwrap_or_default();
    let tree = docx::parse(&document, &styles).map_err(|why| format!("the document cannot be read: {why}"))?;
    let beside = ["footnotes", "endnotes", "header1", "header2", "header3", "footer1", "footer2", "footer3"];
    let beside = beside.iter().filter_map(|part| archive.text(&format!("word/{part}.xml")));
    for words in std::iter::once(document).chain(beside).flat_map(|part| docx::texts(&part)) {
        notes.read(ReadText { place: Place::file(&input.path), at: String::new(), words });
    }
    Ok(tree)
}
