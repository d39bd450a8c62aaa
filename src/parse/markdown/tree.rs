//! A Markdown text as a tree of blocks and inlines.
//!
//! `build` makes the tree from the parser's events, the transforms change it, and `html` and `text` write it. The tree
//! knows neither output.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, LinkType};

use crate::content::{Alert, Image, Label, Link as Hole};
use crate::source::Span;

use super::origin::is_space;

/// A text.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// The body, in order.
    pub blocks: Vec<Block<'a>>,
    /// The footnotes, in the order in which their labels occur first.
    pub notes: Vec<Note<'a>>,
    /// The footnotes that are shown, as indices of `notes`, in the order of their numbers.
    pub shown_notes: Vec<usize>,
    /// The links that only the handbook can resolve.
    pub holes: Vec<Hole>,
    /// The images.
    pub images: Vec<Image>,
    /// Whether addresses in its text become links.
    pub has_bare_addresses: bool,
}

/// A block.
#[derive(Debug)]
pub(super) enum Block<'a> {
    /// A paragraph.
    Paragraph(Vec<Inline<'a>>),
    /// Words without a paragraph of their own: in a list whose items stand close together.
    Plain(Vec<Inline<'a>>),
    /// A heading.
    Heading(HeadingBlock<'a>),
    /// A quote.
    Quote(Vec<Block<'a>>),
    /// An alert, with the word for its kind that authors write; the title is `None` where the kind is the title.
    Alert { word: &'static str, kind: Alert, title: Option<Vec<Inline<'a>>>, blocks: Vec<Block<'a>> },
    /// Code with the language that its fence names, or an empty one. The text ends with a line feed or is empty.
    Code { language: String, text: String },
    /// A list, numbered from `start` if there is one.
    List { start: Option<u64>, items: Vec<Item<'a>> },
    /// A definition list.
    Definitions(Vec<Definition<'a>>),
    /// A table.
    Table(Table<'a>),
    /// HTML, and where it is written.
    Html(String, Range<usize>),
    /// A thematic break.
    Rule,
}

/// A heading.
#[derive(Debug)]
pub(super) struct HeadingBlock<'a> {
    /// As written until `headings` shifts it: 1 to 6.
    pub level: u8,
    /// The author's own id until `headings` replaces it by the anchor.
    pub id: String,
    /// Whether the author wrote the id, so that Markdown repeats it.
    pub has_own_id: bool,
    /// The author's classes.
    pub classes: Vec<String>,
    /// The words with their markup.
    pub inlines: Vec<Inline<'a>>,
    /// The words alone.
    pub words: String,
    /// Where it is written.
    pub range: Range<usize>,
}

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// Whether it is a task.
    pub is_task: bool,
    /// What it holds.
    pub blocks: Vec<Block<'a>>,
}

/// An entry of a definition list.
#[derive(Debug)]
pub(super) enum Definition<'a> {
    /// A term.
    Term(Vec<Inline<'a>>),
    /// What it means.
    Meaning(Vec<Block<'a>>),
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    /// One per column.
    pub alignments: Vec<Alignment>,
    /// The header row.
    pub head: Vec<Vec<Inline<'a>>>,
    /// The other rows, each with as many cells as the header.
    pub rows: Vec<Vec<Vec<Inline<'a>>>>,
}

/// A footnote.
#[derive(Debug)]
pub(super) struct Note<'a> {
    /// As written where it occurs first.
    pub label: String,
    /// Where the label occurs first.
    pub first_met: Span,
    /// Where it is defined.
    pub defined: Option<Span>,
    /// What it says.
    pub blocks: Vec<Block<'a>>,
    /// Its number, from 1; 0 if no reader comes to it.
    pub number: usize,
    /// How often it is used.
    pub uses: usize,
}

/// How words stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Emphasis,
    Strong,
    Strikethrough,
}

/// A part of a line.
#[derive(Debug)]
pub(super) enum Inline<'a> {
    /// Text as a reader sees it, and where it is written.
    Text(CowStr<'a>, Range<usize>),
    /// Code.
    Code(CowStr<'a>, Range<usize>),
    /// Words that stand out.
    Styled(Style, Vec<Inline<'a>>, Range<usize>),
    /// A link.
    Link(Box<LinkSpan<'a>>),
    /// An image that `links` has not resolved yet.
    Embed(Box<Embed<'a>>),
    /// An image by its index in [`Document::images`].
    Image(usize),
    /// A use of a footnote by its index in [`Document::notes`]; the number counts its uses from 1.
    Note(usize, usize),
    /// The box of a task.
    Task(bool),
    /// A line break of the source.
    SoftBreak,
    /// A line break that readers see.
    HardBreak,
    /// HTML, and where it is written.
    Html(CowStr<'a>, Range<usize>),
}

/// A link.
#[derive(Debug)]
pub(super) struct LinkSpan<'a> {
    /// Where it leads.
    pub to: To<'a>,
    /// The title attribute, or an empty text.
    pub title: CowStr<'a>,
    /// Its words; empty for the title of what it leads to.
    pub inlines: Vec<Inline<'a>>,
    /// Where it is written.
    pub range: Range<usize>,
}

/// Where a link leads.
#[derive(Debug)]
pub(super) enum To<'a> {
    /// As written, until `links` resolves it.
    Written(LinkType, CowStr<'a>),
    /// To something of the handbook, by its index in [`Document::holes`]; the plain words stand for its title.
    Hole(usize, String),
    /// To another host.
    Web(String),
    /// To a program, such as that for mail.
    App(String),
    /// Nowhere: only the words are shown.
    Nowhere,
}

/// An image as it is written.
#[derive(Debug)]
pub(super) struct Embed<'a> {
    /// How it is written.
    pub kind: LinkType,
    /// The address.
    pub address: CowStr<'a>,
    /// The title attribute, or an empty text.
    pub title: CowStr<'a>,
    /// The text alternative.
    pub alt: String,
    /// Where it is written.
    pub range: Range<usize>,
}

impl<'a> Block<'a> {
    /// The blocks within it, in the order of the text: those of a quote, or of each item.
    pub fn inner(&mut self) -> impl Iterator<Item = &mut Vec<Block<'a>>> {
        let (own, items, entries): (_, &mut [Item], &mut [Definition]) = match self {
            Self::Quote(blocks) | Self::Alert { blocks, .. } => (Some(blocks), &mut [], &mut []),
            Self::List { items, .. } => (None, items, &mut []),
            Self::Definitions(entries) => (None, &mut [], entries),
            _ => (None, &mut [], &mut []),
        };
        let meanings = entries.iter_mut().filter_map(|entry| match entry {
            Definition::Term(_) => None,
            Definition::Meaning(blocks) => Some(blocks),
        });
        own.into_iter().chain(items.iter_mut().map(|item| &mut item.blocks)).chain(meanings)
    }
}

/// Calls `visit` for each run of inlines of the body and the notes, in the order of the text.
pub(super) fn each_run_of_all<'a>(
    blocks: &mut [Block<'a>],
    notes: &mut [Note<'a>],
    visit: &mut impl FnMut(&mut Vec<Inline<'a>>),
) {
    each_run(blocks, visit);
    notes.iter_mut().for_each(|note| each_run(&mut note.blocks, visit));
}

/// Calls `visit` for each run of inlines, in the order of the text.
pub(super) fn each_run<'a>(blocks: &mut [Block<'a>], visit: &mut impl FnMut(&mut Vec<Inline<'a>>)) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => visit(inlines),
            Block::Heading(heading) => visit(&mut heading.inlines),
            Block::Quote(blocks) => each_run(blocks, visit),
            Block::Alert { title, blocks, .. } => {
                title.iter_mut().for_each(&mut *visit);
                each_run(blocks, visit);
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_run(&mut item.blocks, visit)),
            Block::Definitions(entries) => {
                for entry in entries {
                    match entry {
                        Definition::Term(inlines) => visit(inlines),
                        Definition::Meaning(blocks) => each_run(blocks, visit),
                    }
                }
            }
            Block::Table(table) => table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(&mut *visit),
            Block::Code { .. } | Block::Html(..) | Block::Rule => {}
        }
    }
}

/// The words alone, with white space collapsed and a line per block; what search and differences read.
pub(super) fn plain(document: &Document) -> Label {
    let mut plain = Plain::default();
    plain.blocks(document, &document.blocks);
    for note in &document.shown_notes {
        plain.gap();
        plain.blocks(document, &document.notes[*note].blocks);
    }
    plain.finish()
}

/// The words of one line.
pub(super) fn words(inlines: &[Inline], images: &[Image]) -> String {
    label(inlines, images).words
}

/// The words of one line, and where they name what a link leads to, because the link has no words of its own.
pub(super) fn label(inlines: &[Inline], images: &[Image]) -> Label {
    let mut plain = Plain::default();
    plain.inlines(images, inlines);
    plain.finish()
}

/// Plain text on its way.
#[derive(Default)]
struct Plain {
    out: String,
    holes: Vec<(Range<usize>, usize)>,
}

impl Plain {
    fn finish(mut self) -> Label {
        let words = self.out.trim();
        let lead = self.out.len() - self.out.trim_start().len();
        for (range, _) in &mut self.holes {
            *range = range.start.saturating_sub(lead)..range.end.saturating_sub(lead).min(words.len());
        }
        Label { words: words.to_owned(), holes: self.holes }
    }

    fn blocks(&mut self, document: &Document, blocks: &[Block]) {
        for block in blocks {
            self.gap();
            self.block(document, block);
            self.gap();
        }
    }

    fn block(&mut self, document: &Document, block: &Block) {
        let images = &document.images;
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => self.inlines(images, inlines),
            Block::Heading(heading) => self.inlines(images, &heading.inlines),
            Block::Quote(blocks) => self.blocks(document, blocks),
            Block::Alert { title, blocks, .. } => {
                title.iter().for_each(|title| self.inlines(images, title));
                self.blocks(document, blocks);
            }
            Block::Code { text, .. } => self.text(text),
            Block::List { items, .. } => items.iter().for_each(|item| {
                self.gap();
                self.blocks(document, &item.blocks);
            }),
            Block::Definitions(entries) => {
                for entry in entries {
                    self.gap();
                    match entry {
                        Definition::Term(inlines) => self.inlines(images, inlines),
                        Definition::Meaning(blocks) => self.blocks(document, blocks),
                    }
                }
            }
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    for cell in row {
                        self.space();
                        self.inlines(images, cell);
                    }
                    self.gap();
                }
            }
            Block::Html(html, _) => self.html(html),
            Block::Rule => {}
        }
    }

    fn inlines(&mut self, images: &[Image], inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text, _) | Inline::Code(text, _) => self.text(text),
                Inline::Styled(_, inlines, _) => self.inlines(images, inlines),
                Inline::Link(link) => match &link.to {
                    To::Hole(hole, words) if link.inlines.is_empty() => {
                        let start = self.out.len();
                        self.text(words);
                        self.holes.push((start..self.out.len(), *hole));
                    }
                    _ => self.inlines(images, &link.inlines),
                },
                Inline::Image(image) => self.text(&images[*image].alt),
                Inline::SoftBreak | Inline::HardBreak => self.space(),
                Inline::Html(html, _) => self.html(html),
                Inline::Embed(_) | Inline::Note(..) | Inline::Task(_) => {}
            }
        }
    }

    /// Adds words with their white space collapsed.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        if !needs_collapsing(text) {
            if let Some(after) = text.strip_prefix(' ') {
                self.space();
                rest = after;
            }
            return self.out.push_str(rest);
        }
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            self.out.push_str(&rest[..end]);
            if end < rest.len() {
                self.space();
            }
            rest = rest[end..].trim_start_matches(is_space);
        }
    }

    /// Adds the words of HTML.
    fn html(&mut self, html: &str) {
        self.text(&super::raw::words(html));
    }

    /// Separates words.
    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// Separates blocks.
    fn gap(&mut self) {
        self.out.truncate(self.out.trim_end().len());
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

/// Whether a text may hold white space other than single spaces, as few do.
fn needs_collapsing(text: &str) -> bool {
    let mut before = 0;
    text.bytes().any(|byte| {
        let doubled = byte == b' ' && before == b' ';
        before = byte;
        // The white space beyond ASCII that collapses begins with this byte.
        doubled || byte < b' ' || byte == 0xe2
    })
}
