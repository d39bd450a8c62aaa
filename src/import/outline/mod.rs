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
use super::model::Statement;
use super::notes::{Notes, Text};
use super::text;

/// A document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    /// The title from the front matter or the document's properties; empty if there is none.
    pub title: String,
    /// The code of a level that the front matter names; empty if there is none.
    pub code: String,
    /// What stands above the first heading.
    pub blocks: Vec<Block>,
    /// The sections of the highest headings.
    pub sections: Vec<Section>,
}

/// A heading and what stands below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// The heading, as written.
    pub title: String,
    /// Its depth, from 1.
    pub depth: usize,
    /// What stands between the heading and the next one.
    pub blocks: Vec<Block>,
    /// Deeper sections.
    pub sections: Vec<Section>,
}

/// A piece of text below a heading.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Inline Markdown.
    Paragraph(String),
    /// A list.
    List(Vec<Item>),
    /// What a reader unfolds: examples.
    Details(Vec<String>),
    /// A table, its first row the header.
    Table(Vec<Vec<String>>),
}

impl Block {
    /// The words of a paragraph.
    fn paragraph(&self) -> Option<&str> {
        if let Self::Paragraph(words) = self { Some(words) } else { None }
    }

    /// The items of a list.
    fn list(&self) -> Option<&[Item]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    /// The rows of a table.
    fn table(&self) -> Option<&Vec<Vec<String>>> {
        if let Self::Table(rows) = self { Some(rows) } else { None }
    }
}

/// An item of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// Inline Markdown.
    pub text: String,
    /// The items below it.
    pub items: Vec<Item>,
    /// What its `<details>` hold.
    pub examples: Vec<String>,
}

impl Tree {
    /// Puts blocks and headings, given in the order of the document, into a tree. Depths may skip.
    pub fn build(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut tree = Self::default();
        let mut open: Vec<Section> = Vec::new();
        for part in pseudo::headings(parts.into_iter().collect()) {
            match part {
                Part::Heading(depth, title) => {
                    tree.close(&mut open, depth);
                    open.push(Section { title, depth, ..Section::default() });
                }
                Part::Block(block) => match open.last_mut() {
                    Some(section) => section.blocks.push(block),
                    None => tree.blocks.push(block),
                },
            }
        }
        tree.close(&mut open, 0);
        tree
    }

    /// Ends the open sections that are as deep as `depth` or deeper.
    fn close(&mut self, open: &mut Vec<Section>, depth: usize) {
        while open.last().is_some_and(|section| section.depth >= depth) {
            let Some(section) = open.pop() else { return };
            match open.last_mut() {
                Some(above) => above.sections.push(section),
                None => self.sections.push(section),
            }
        }
    }

    /// How many items of lists there are, at any depth of sections.
    pub fn item_count(&self) -> usize {
        item_count(&self.blocks, &self.sections)
    }

    /// Every table, at any depth, with the heading above it.
    pub fn tables(&self) -> Vec<(&str, &Vec<Vec<String>>)> {
        let blocks = all_blocks("", &self.blocks, &self.sections).into_iter();
        blocks.filter_map(|(title, block)| Some((title, block.table()?))).collect()
    }
}

/// Blocks and those of sections at any depth, each with the heading above it.
fn all_blocks<'a>(title: &'a str, blocks: &'a [Block], sections: &'a [Section]) -> Vec<(&'a str, &'a Block)> {
    let below = sections.iter().flat_map(|section| all_blocks(&section.title, &section.blocks, &section.sections));
    blocks.iter().map(|block| (title, block)).chain(below).collect()
}

/// How many items of lists blocks and sections hold.
fn item_count(blocks: &[Block], sections: &[Section]) -> usize {
    all_blocks("", blocks, sections).iter().filter_map(|(_, block)| block.list()).map(<[Item]>::len).sum()
}

/// What a document consists of, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A heading: its depth from 1, and its words.
    Heading(usize, String),
    /// Anything else.
    Block(Block),
}

impl Section {
    fn has_list(&self) -> bool {
        self.blocks.iter().any(|block| block.list().is_some())
    }

    /// What the section expects: items of lists, else the sentences of its paragraphs. A paragraph that only introduces
    /// a list is none.
    pub fn statements(&self) -> Vec<Statement> {
        let listed = list_statements(&self.blocks);
        if !listed.is_empty() {
            return listed;
        }
        self.blocks.iter().filter_map(Block::paragraph).flat_map(text::statements).collect()
    }

    /// The paragraphs above a list: what the section means as a whole. Empty when the paragraphs are all there is.
    pub fn lead(&self) -> Vec<String> {
        if list_statements(&self.blocks).is_empty() {
            return Vec::new();
        }
        let paragraphs = self.blocks.iter().filter_map(Block::paragraph);
        let kept = paragraphs.filter(|words| !words.trim_end().ends_with(':') && !text::is_placeholder(words));
        kept.map(str::to_owned).collect()
    }

    /// Examples that belong to the section as a whole.
    pub fn examples(&self) -> Vec<String> {
        let details = self.blocks.iter().filter_map(|block| match block {
            Block::Details(examples) => Some(examples),
            _ => None,
        });
        details.flatten().cloned().collect()
    }
}

fn list_statements(blocks: &[Block]) -> Vec<Statement> {
    let items = blocks.iter().filter_map(Block::list).flatten().filter(|item| !text::is_placeholder(&item.text));
    items
        .map(|item| {
            let mut points = Vec::new();
            let mut examples = item.examples.clone();
            flatten(&item.items, &mut points, &mut examples);
            Statement { text: item.text.clone(), points, examples, ..Statement::default() }
        })
        .filter(|statement| !statement.text.is_empty())
        .collect()
}

/// Items below an item: its points, whatever their depth. An item `Examples:` holds examples instead.
fn flatten(items: &[Item], points: &mut Vec<String>, examples: &mut Vec<String>) {
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

/// The tree of a Word document. The text of each of its paragraphs, footnotes, headers and footers goes to `notes`.
///
/// # Errors
/// When the file is no such document, with the reason as a clause.
pub fn read_docx(input: &Input, notes: &mut Notes) -> Result<Tree, String> {
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
        notes.read(Text { place: Place::file(&input.path), at: String::new(), words });
    }
    Ok(tree)
}
