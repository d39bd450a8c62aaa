//! Writes the parser's events as HTML.
//!
//! The markup is chosen for readers first: code and tables scroll on their own and by keyboard, a table's columns
//! and a footnote's ways back have names, alignment is a class because pages allow no inline styles. Links and
//! images are in `links`, tables in `tables`, footnotes in `notes`, HTML in Markdown in `raw`; what only the whole
//! text decides is left as a mark for `assemble`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Tag, TagEnd};

use crate::content::{Image, Link, Prose};
use crate::diagnostic::Diagnostic;

use super::alerts::Title;
use super::anchors::{self, Draft};
use super::assemble;
use super::links::Open;
use super::notes::Notes;
use super::origin::{BREAK, Origin, is_space};
use super::raw::Raw;
use super::stream::{Mark, Stream};
use super::tables::Table;
use super::{Options, nesting};

/// Everything known about a text while it is being written.
pub(super) struct Writer<'a> {
    pub origin: &'a Origin<'a>,
    pub options: &'a Options,
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// Where HTML goes now: the body, or the footnote being read.
    pub out: Stream,
    /// The body while a footnote is read.
    pub outer: Vec<Stream>,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    /// The links not closed yet.
    pub open: Vec<Open>,
    /// The footnotes used within the link that is open.
    pub waiting: Vec<usize>,
    /// Whether text is left out because a title comes in its place.
    pub muted: bool,
    /// The quotes that are open: whether each is an alert with a title.
    pub quotes: Vec<bool>,
    /// The title of the alert that was just begun.
    pub title: Option<Title>,
    headings: Vec<Draft>,
    /// The names of the tables: the words of their header rows.
    pub tables: Vec<String>,
    pub table: Table,
    pub notes: Notes,
    pub raw: Raw,
    depth: usize,
    was_too_deep: bool,
}

impl<'a> Writer<'a> {
    /// A writer that has written nothing.
    pub fn new(origin: &'a Origin<'a>, options: &'a Options, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self {
            origin,
            options,
            diagnostics,
            out: Stream::with_capacity(origin.source.len()),
            outer: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            open: Vec::new(),
            waiting: Vec::new(),
            muted: false,
            quotes: Vec::new(),
            title: None,
            headings: Vec::new(),
            tables: Vec::new(),
            table: Table::default(),
            notes: Notes::default(),
            raw: Raw::default(),
            depth: 0,
            was_too_deep: false,
        }
    }

    /// Writes all of a text.
    pub fn write(mut self, mut events: OffsetIter<'a>) -> Prose {
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                    let alt = alternative(&mut events);
                    self.image(link_type, &dest_url, &title, alt, range);
                }
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.text(&text, range),
                Event::Code(code) => self.code(&code),
                Event::Html(html) => self.html_line(&html, range),
                Event::InlineHtml(html) => self.html_fragment(&html, range),
                Event::FootnoteReference(label) => {
                    let note = self.notes.named(&label, self.origin.span(range));
                    self.use_note(note);
                }
                Event::SoftBreak | Event::HardBreak if self.ends_title() => {}
                Event::SoftBreak => {
                    self.out.tag("\n");
                    self.out.space();
                }
                Event::HardBreak => self.hard_break(),
                Event::Rule => self.rule(),
                Event::TaskListMarker(done) => self.task(done),
                // Math is not asked of the parser.
                Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            }
        }
        self.report_raw();
        let headings = anchors::assign(self.headings, self.origin, self.diagnostics);
        self.notes.report_unused(&self.out, self.origin, self.diagnostics);
        let parts = assemble::assemble(&mut self.out, &headings, &self.tables, self.notes);
        let plain = self.out.plain.trim().to_owned();
        Prose {
            parts,
            plain,
            headings: headings.into_iter().filter_map(|heading| heading.listed()).collect(),
            links: self.links,
            images: self.images,
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::BlockQuote(_) => {}
            _ if is_inline(&tag.to_end()) => self.in_title(true, true),
            // A title's line that begins another block is none.
            _ => self.title = None,
        }
        match tag {
            Tag::Link { link_type, dest_url, title, .. } => return self.open_link(link_type, &dest_url, &title, range),
            Tag::FootnoteDefinition(label) => return self.start_note(&label, range),
            _ => {}
        }
        let inline = is_inline(&tag.to_end());
        if !inline {
            self.report_raw();
        }
        if nests(&tag.to_end()) {
            self.depth += 1;
        }
        if self.depth > nesting::LIMIT {
            return self.too_deep(inline, range);
        }
        match tag {
            Tag::Paragraph if self.origin.inline => {}
            Tag::Paragraph => self.paragraph(),
            Tag::Heading { .. } if !self.outer.is_empty() => self.block("<p>"),
            Tag::Heading { level, id, classes, .. } => {
                self.block("");
                self.out.mark(Mark::Heading(self.headings.len()));
                self.headings.push(Draft {
                    level: level as u8,
                    id: id.map(|id| id.into_string()),
                    classes: classes.into_iter().map(|class| class.into_string()).collect(),
                    begin: self.out.plain.len(),
                    words: String::new(),
                    range,
                });
            }
            Tag::BlockQuote(None) => self.quote(range),
            Tag::BlockQuote(Some(kind)) => self.alert(kind),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::HtmlBlock => self.raw.start_block(range),
            Tag::List(None) => self.block("<ul>"),
            Tag::List(Some(1)) => self.block("<ol>"),
            Tag::List(Some(first)) => self.block(&format!("<ol start=\"{first}\">")),
            Tag::Item => self.block("<li>"),
            Tag::DefinitionList => self.block("<dl>"),
            Tag::DefinitionListTitle => self.block("<dt>"),
            Tag::DefinitionListDefinition => self.block("<dd>"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_head(),
            Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.tag("<em>"),
            Tag::Strong => self.out.tag("<strong>"),
            Tag::Strikethrough => self.out.tag("<del>"),
            // Handled above, or not asked of the parser.
            Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_)
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.in_title(is_inline(&tag), false);
        match tag {
            TagEnd::Link => return self.close_link(),
            TagEnd::FootnoteDefinition => return self.end_note(),
            _ => {}
        }
        let flat = self.depth > nesting::LIMIT;
        if nests(&tag) {
            self.depth -= 1;
        }
        let inline = is_inline(&tag);
        if !inline {
            self.report_raw();
        }
        if flat && !inline {
            self.out.gap();
        }
        if flat {
            return;
        }
        match tag {
            TagEnd::Paragraph if self.origin.inline => {}
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(_) if !self.outer.is_empty() => self.close("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(None) => self.end_quote(),
            TagEnd::BlockQuote(Some(_)) => self.close("</div>\n"),
            TagEnd::CodeBlock => self.close("</code></pre>\n"),
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::DefinitionList => self.close("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableRow => self.close("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.tag("</em>"),
            TagEnd::Strong => self.out.tag("</strong>"),
            TagEnd::Strikethrough => self.out.tag("</del>"),
            TagEnd::Link
            | TagEnd::Image
            | TagEnd::FootnoteDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Opens a block on a line of its own.
    pub fn block(&mut self, tag: &str) {
        self.out.line();
        self.out.gap();
        self.out.tag(tag);
    }

    /// Closes a block.
    pub fn close(&mut self, tag: &str) {
        self.out.tag(tag);
        self.out.gap();
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.muted {
            return;
        }
        let text = self.behind_mark(text, &range);
        if matches!(text, "[" | "![") {
            self.report_undefined_note(range.end);
        }
        self.write_text(text);
    }

    /// Writes text; that of an inline text with its white space collapsed and its breaks as `<br>`.
    pub fn write_text(&mut self, text: &str) {
        if !self.origin.inline {
            return self.out.text(text);
        }
        self.out.words(text);
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            super::escape::text(&mut self.out.html, &rest[..end]);
            let after = rest[end..].trim_start_matches(is_space);
            let gap = &rest[end..rest.len() - after.len()];
            if gap.contains(BREAK) {
                self.out.tag("<br>");
            } else if !gap.is_empty() && !self.out.ends_with_space() {
                self.out.tag(" ");
            }
            rest = after;
        }
    }

    fn code(&mut self, code: &str) {
        self.out.tag("<code>");
        match code.contains(BREAK) {
            true => self.out.text(&code.replace(BREAK, " ")),
            false => self.out.text(code),
        }
        self.out.tag("</code>");
    }

    /// Breaks the line.
    pub fn hard_break(&mut self) {
        self.out.tag("<br>");
        if !self.origin.inline {
            self.out.tag("\n");
        }
        self.out.space();
    }

    fn rule(&mut self) {
        self.report_raw();
        if self.depth <= nesting::LIMIT {
            self.block("<hr>\n");
        }
    }

    /// Makes a task of the list item that was just begun.
    fn task(&mut self, done: bool) {
        if self.depth > nesting::LIMIT {
            return;
        }
        for begun in ["<li>\n<p>", "<li>"] {
            if self.out.html.ends_with(begun) {
                self.out.html.truncate(self.out.html.len() - begun.len());
                self.out.tag("<li class=\"task\">");
                self.out.tag(&begun["<li>".len()..]);
                break;
            }
        }
        let checked = if done { " checked" } else { "" };
        self.out.tag(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"Done\"> "));
    }

    fn end_heading(&mut self) {
        let number = self.headings.len() - 1;
        let draft = &mut self.headings[number];
        draft.words = self.out.plain[draft.begin..].trim().to_owned();
        self.out.mark(Mark::HeadingEnd(number));
        self.close("\n");
    }

    fn code_block(&mut self, kind: &CodeBlockKind) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "",
        };
        let word = info.split(|letter: char| letter.is_whitespace() || letter == ',').next().unwrap_or_default();
        let language: String =
            word.chars().filter(|letter| letter.is_ascii_alphanumeric() || "_+#.-".contains(*letter)).collect();
        match language.is_empty() {
            true => self.block("<pre tabindex=\"0\"><code>"),
            false => self.block(&format!("<pre tabindex=\"0\"><code class=\"language-{language}\">")),
        }
    }

    /// Leaves out a tag that would nest too deep, and says so once.
    fn too_deep(&mut self, inline: bool, range: Range<usize>) {
        if !inline {
            self.out.line();
            self.out.gap();
        }
        if !self.was_too_deep {
            self.was_too_deep = true;
            let first = self.origin.source[range.clone()].chars().next().map_or(0, char::len_utf8);
            let span = self.origin.span(range.start..range.start + first);
            self.diagnostics.push(nesting::diagnostic(self.origin.path, span));
        }
    }
}

/// Whether a tag stands within a line of text.
fn is_inline(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Whether a tag may hold itself, directly or not, without end.
fn nests(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::DefinitionList
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
    )
}

/// The words within an image, which are its text alternative; takes the image's end as well.
fn alternative(events: &mut OffsetIter) -> String {
    let mut alt = Stream::default();
    let mut depth = 1;
    while depth > 0 {
        match events.next() {
            Some((Event::Start(_), _)) => depth += 1,
            Some((Event::End(_), _)) => depth -= 1,
            Some((Event::Text(text) | Event::Code(text), _)) => alt.words(&text),
            Some((Event::SoftBreak | Event::HardBreak, _)) => alt.space(),
            Some(_) => {}
            None => break,
        }
    }
    alt.plain.trim().to_owned()
}
