//! Writes the tree as HTML.
//!
//! The markup is for readers first: code and tables scroll on their own and by keyboard, a table's columns and a footnote's
//! ways back have names, the way to a heading stands beside it so that the heading is read without it. Alignment is a
//! class, because pages allow no inline styles.

use std::fmt::Write;

use pulldown_cmark::Alignment;

use crate::content::{Alert, InterfaceWord, ProsePart};

use super::escape;
use super::tree::{Block, Definition, Document, Inline, Item, LinkSpan, Style, Table, To, label};

/// The document with its holes. `is_line` leaves out the line feeds behind breaks.
pub(super) fn parts(document: &Document, is_line: bool, capacity: usize) -> Vec<ProsePart> {
    let out = String::with_capacity(capacity);
    let mut writer = HtmlWriter { document, is_line, parts: Vec::new(), out, is_fresh: true };
    match (&document.blocks[..], is_line) {
        ([Block::Paragraph(inlines)], true) => writer.inlines(inlines),
        (blocks, _) => writer.blocks(blocks),
    }
    writer.notes();
    writer.finish()
}

struct HtmlWriter<'d> {
    document: &'d Document<'d>,
    is_line: bool,
    parts: Vec<ProsePart>,
    out: String,
    /// Whether nothing has been written that a line feed could part from the next block.
    is_fresh: bool,
}

impl HtmlWriter<'_> {
    fn finish(mut self) -> Vec<ProsePart> {
        self.out.truncate(self.out.trim_end().len());
        self.flush();
        self.parts
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            self.parts.push(ProsePart::Text(self.out.as_str().into()));
            self.out.clear();
        }
    }

    fn hole(&mut self, part: ProsePart) {
        self.flush();
        self.parts.push(part);
    }

    fn tag(&mut self, tag: &str) {
        self.out.push_str(tag);
    }

    /// Writes HTML that is let through, with its holes.
    fn raw(&mut self, html: &str) {
        for (text, hole) in super::raw::pieces(html) {
            self.tag(text);
            if let Some(hole) = hole {
                self.hole(ProsePart::Address(hole));
            }
        }
    }

    /// Begins a line, which is only for those who read the source of a page.
    fn line(&mut self) {
        if !std::mem::take(&mut self.is_fresh) && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Opens a block.
    fn open(&mut self, tag: &str) {
        self.line();
        self.tag(tag);
    }

    /// Writes a block that holds words.
    fn words(&mut self, open: &str, inlines: &[Inline], close: &str) {
        self.open(open);
        self.inlines(inlines);
        self.tag(close);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    /// Writes what an item or a definition holds: the words at its beginning follow its tag.
    fn held(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Plain(inlines), rest @ ..] => {
                self.inlines(inlines);
                self.blocks(rest);
            }
            blocks => self.blocks(blocks),
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(inlines) => self.words("<p>", inlines, "</p>\n"),
            Block::Plain(inlines) => {
                self.line();
                self.inlines(inlines);
            }
            Block::Heading(heading) if heading.words.is_empty() => self.words("<p>", &heading.inlines, "</p>\n"),
            Block::Heading(heading) => {
                self.line();
                let _ = write!(self.out, "<div class=\"heading\"><h{} id=\"", heading.level);
                escape::attribute(&mut self.out, &heading.id);
                if !heading.classes.is_empty() {
                    self.tag("\" class=\"");
                    escape::attribute(&mut self.out, &heading.classes.join(" "));
                }
                self.tag("\">");
                self.inlines(&heading.inlines);
                let _ = write!(self.out, "</h{}><a class=\"anchor\" href=\"", heading.level);
                escape::fragment(&mut self.out, &heading.id);
                self.tag("\" aria-label=\"");
                self.hole(ProsePart::Word(InterfaceWord::Section(label(&heading.inlines, &self.document.images))));
                self.tag("\"><span aria-hidden=\"true\">#</span></a></div>\n");
            }
            Block::Quote(blocks) => {
                self.open("<blockquote>");
                self.blocks(blocks);
                self.tag("</blockquote>\n");
            }
            Block::Alert { word, kind, title, blocks } => self.alert(word, *kind, title.as_deref(), blocks),
            Block::Code { language, text } => {
                self.open("<pre tabindex=\"0\"><code");
                if !language.is_empty() {
                    let _ = write!(self.out, " class=\"language-{language}\"");
                }
                self.tag(">");
                escape::text(&mut self.out, text);
                self.tag("</code></pre>\n");
            }
            Block::List { start, items } => self.list(*start, items),
            Block::Definitions(entries) => {
                self.open("<dl>");
                for entry in entries {
                    match entry {
                        Definition::Term(inlines) => self.words("<dt>", inlines, "</dt>\n"),
                        Definition::Meaning(blocks) => {
                            self.open("<dd>");
                            self.held(blocks);
                            self.tag("</dd>\n");
                        }
                    }
                }
                self.tag("</dl>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Html(html, _) => {
                self.line();
                self.raw(html);
            }
            Block::Rule => self.open("<hr>\n"),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Item]) {
        match start {
            None => self.open("<ul>"),
            Some(1) => self.open("<ol>"),
            Some(first) => self.open(&format!("<ol start=\"{first}\">")),
        }
        for item in items {
            self.open(if item.is_task { "<li class=\"task\">" } else { "<li>" });
            self.held(&item.blocks);
            self.tag("</li>\n");
        }
        self.tag(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn alert(&mut self, class: &str, kind: Alert, title: Option<&[Inline]>, blocks: &[Block]) {
        let word = || ProsePart::Word(InterfaceWord::Alert(kind));
        self.line();
        let _ = write!(self.out, "<div class=\"alert alert-{class}\" role=\"note\" aria-label=\"");
        self.hole(word());
        self.tag("\">\n<p class=\"alert-title\">");
        match title {
            Some(title) => {
                self.inlines(title);
                self.tag("</p>\n");
            }
            None => {
                self.hole(word());
                self.tag("</p>");
            }
        }
        self.blocks(blocks);
        self.tag("</div>\n");
    }

    /// A table scrolls within its frame, so the frame takes the focus and needs a name. It is a group and not a
    /// region, because many tables would make many landmarks.
    fn table(&mut self, table: &Table) {
        self.open("<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"");
        let columns = table.head.iter().map(|cell| label(cell, &self.document.images));
        self.hole(ProsePart::Word(InterfaceWord::Table(columns.filter(|label| !label.words.is_empty()).collect())));
        self.tag("\">\n<table>\n<thead>\n<tr>");
        for (column, cell) in table.head.iter().enumerate() {
            match cell.is_empty() {
                // A header cell without words would name its column with nothing.
                true => self.tag("<td></td>"),
                false => self.cell("th scope=\"col\"", "</th>", table.alignments.get(column), cell),
            }
        }
        self.tag("</tr>\n</thead>\n");
        for (number, row) in table.rows.iter().enumerate() {
            self.tag(if number == 0 { "<tbody>\n<tr>" } else { "<tr>" });
            for (column, cell) in row.iter().enumerate() {
                self.cell("td", "</td>", table.alignments.get(column), cell);
            }
            self.tag("</tr>\n");
        }
        self.tag(if table.rows.is_empty() { "</table>\n</div>\n" } else { "</tbody>\n</table>\n</div>\n" });
    }

    fn cell(&mut self, tag: &str, end: &str, alignment: Option<&Alignment>, cell: &[Inline]) {
        let align = match alignment {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        let _ = write!(self.out, "<{tag}{align}>");
        self.inlines(cell);
        self.tag(end);
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        self.is_fresh = false;
        for inline in inlines {
            match inline {
                Inline::Text(text, _) => escape::text(&mut self.out, text),
                Inline::Code(code, _) => {
                    self.tag("<code>");
                    escape::text(&mut self.out, code);
                    self.tag("</code>");
                }
                Inline::Styled(style, inlines, _) => {
                    let tag = match style {
                        Style::Emphasis => "em>",
                        Style::Strong => "strong>",
                        Style::Strikethrough => "del>",
                    };
                    let _ = write!(self.out, "<{tag}");
                    self.inlines(inlines);
                    let _ = write!(self.out, "</{tag}");
                }
                Inline::Link(link) => self.link(link),
                Inline::Image(image) => self.hole(ProsePart::Image(*image)),
                Inline::Note(note, nth) => self.reference(self.document.notes[*note].number, *nth),
                Inline::Task(done) => {
                    let checked = if *done { " checked" } else { "" };
                    let _ = write!(self.out, "<input type=\"checkbox\" disabled{checked} aria-label=\"");
                    self.hole(ProsePart::Word(InterfaceWord::Done));
                    self.tag("\"> ");
                }
                Inline::SoftBreak => self.tag("\n"),
                Inline::HardBreak => self.tag(if self.is_line { "<br>" } else { "<br>\n" }),
                Inline::Html(html, _) => self.raw(html),
                Inline::Embed(embed) => escape::text(&mut self.out, &embed.alt),
            }
        }
    }

    fn link(&mut self, link: &LinkSpan) {
        let (address, is_external) = match &link.to {
            To::Hole(hole, _) => {
                self.hole(ProsePart::Open(*hole));
                match link.inlines.is_empty() {
                    true => self.hole(ProsePart::Title(*hole)),
                    false => self.inlines(&link.inlines),
                }
                return self.hole(ProsePart::Close(*hole));
            }
            To::Web(address) => (address, true),
            To::App(address) => (address, false),
            To::Nowhere | To::Written(..) => return self.inlines(&link.inlines),
        };
        self.tag("<a href=\"");
        escape::address(&mut self.out, address);
        if !link.title.is_empty() {
            self.tag("\" title=\"");
            escape::attribute(&mut self.out, &link.title);
        }
        self.tag(if is_external { "\" class=\"external\" rel=\"noopener noreferrer\">" } else { "\">" });
        self.inlines(&link.inlines);
        self.tag("</a>");
    }

    fn reference(&mut self, number: usize, nth: usize) {
        let id = reference_id(number, nth);
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\" id=\"{id}\"><a href=\"#fn-{number}\" role=\"doc-noteref\" aria-label=\""
        );
        self.hole(ProsePart::Word(InterfaceWord::Footnote(number)));
        let _ = write!(self.out, "\">{number}</a></sup>");
    }

    fn notes(&mut self) {
        let document = self.document;
        if document.shown_notes.is_empty() {
            return;
        }
        self.open("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        self.hole(ProsePart::Word(InterfaceWord::Footnotes));
        self.tag("\">\n<ol>\n");
        for note in document.shown_notes.iter().map(|note| &document.notes[*note]) {
            let _ = write!(self.out, "<li id=\"fn-{}\">", note.number);
            self.is_fresh = true;
            self.blocks(&note.blocks);
            // The ways back stand at the end of the last paragraph, if the note ends with one.
            self.out.truncate(self.out.trim_end().len());
            let closing = if self.out.ends_with("</p>") { "</p>" } else { "" };
            self.out.truncate(self.out.len() - closing.len());
            for nth in 1..=note.uses {
                let id = reference_id(note.number, nth);
                let label = id.trim_start_matches("fnref-");
                let nth = if nth == 1 { String::new() } else { format!("<sup>{nth}</sup>") };
                // The selector after the arrow keeps it from being drawn as an emoji.
                let _ = write!(self.out, " <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"");
                self.hole(ProsePart::Word(InterfaceWord::Back(label.to_owned())));
                let _ = write!(self.out, "\">\u{21a9}\u{fe0e}{nth}</a>");
            }
            self.tag(closing);
            self.tag("\n</li>\n");
        }
        self.tag("</ol>\n</section>");
    }
}

/// The anchor of the `nth` use of a note.
fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{nth}") }
}
