//! Markdown that has been read: as HTML and as Markdown for the page, with holes where facts of other files belong.
//!
//! A hole is a link or an image that only the whole handbook can resolve. `parse::markdown` makes holes, and `page` fills
//! them.

use std::ops::Range;

use crate::source::Span;

use super::Kind;

/// A piece of Markdown, ready to be printed once its holes are filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// HTML and holes, in order.
    pub html: Vec<ProsePart>,
    /// Markdown that says the same, with the same holes in the same order.
    pub markdown: Vec<ProsePart>,
    /// The text alone, without markup, white space collapsed; what search and differences read. A wiki link
    /// without words of its own contributes its id.
    pub plain: String,
    /// The stretches of the plain text, in bytes, that are the ids of such links, each with the number of its link.
    pub names: Vec<(Range<usize>, usize)>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// The links that need the handbook.
    pub links: Vec<Link>,
    /// The images.
    pub images: Vec<Image>,
}

/// A stretch of output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProsePart {
    /// Finished HTML or Markdown.
    Text(Box<str>),
    /// The opening tag or mark of link `n`.
    Open(usize),
    /// The title of what link `n` leads to, for a wiki link without words of its own.
    Title(usize),
    /// The closing tag or mark of link `n`.
    Close(usize),
    /// The whole element of image `n`.
    Image(usize),
    /// The address of link `n` within a tag of HTML.
    Address(usize),
    /// An interface text, which only HTML has.
    Word(InterfaceWord),
}

/// An interface text within HTML that is made of Markdown. `page` writes it in the language of the handbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterfaceWord {
    /// The name of the link beside a heading with these words.
    Section(Label),
    /// The name of a table with these columns.
    Table(Vec<Label>),
    /// The title of an alert that has no title of its own.
    Alert(Alert),
    /// The name of the box of a task.
    Done,
    /// The name of the list of footnotes.
    Footnotes,
    /// The name of the link to footnote `n`.
    Footnote(usize),
    /// The name of the link back to a use of a footnote: `2`, or `2-3` for its third use.
    Back(String),
}

/// The kinds of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "these are the words of GitHub's syntax")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

/// The plain words of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// The words.
    pub words: String,
    /// The stretches of the words, in bytes, that the title of link `n` replaces.
    pub holes: Vec<(Range<usize>, usize)>,
}

/// A heading and its anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The anchor, unique within the text.
    pub id: String,
    /// The words, without markup.
    pub text: String,
    /// Where the heading stands.
    pub span: Span,
}

/// A link whose target only the handbook knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it names.
    pub target: Target,
    /// Where the link stands in the file.
    pub span: Span,
    /// The link's title attribute, if one was written.
    pub title: Option<String>,
}

/// What a link names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `[[id]]`, `[[kind:id]]`, with an optional `#fragment`.
    Entity {
        /// The kind, if the author said which.
        kind: Option<Kind>,
        /// An id or an alias, as written.
        id: String,
        /// What follows `#`.
        fragment: Option<String>,
    },
    /// A path relative to the file that holds the link (percent signs decoded), or from `content/` with a
    /// leading `/`; empty for `#fragment` alone.
    File {
        /// The path, as written but decoded.
        path: String,
        /// What is between `?` and `#`, as written.
        query: Option<String>,
        /// What follows `#`, decoded.
        fragment: Option<String>,
    },
}

/// An image of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The path as in [`Target::File`], decoded.
    pub path: String,
    /// What follows `#` in the address, decoded.
    pub fragment: Option<String>,
    /// The text alternative, plain.
    pub alt: String,
    /// The title attribute.
    pub title: Option<String>,
    /// Where the image stands.
    pub span: Span,
}

impl Image {
    /// Whether it is on another host, which the settings allow; its path is the whole address.
    pub fn is_elsewhere(&self) -> bool {
        self.path.starts_with("https://") || self.path.starts_with("http://")
    }
}

impl Prose {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }
}
