//! Writes the tree as Markdown that gives the same page when it is read again.
//!
//! Blocks are written behind the marks of the quotes and lists around them. Headings keep the level of the page, whose
//! title is the first.

use std::fmt::Write;

use pulldown_cmark::Alignment;

use crate::content::ProsePart;

use super::escape;
use super::marks::{Mark, MarkEdge, SEPARATOR, first_letter, left_edge, parts_marks, right_edge};
use super::tree::{Block, Definition, Document, HeadingBlock, Inline, Item, LinkSpan, Style, Table, To};

/// The document with its holes. `is_line` is for a text that is part of a line: its breaks are `<br>`.
pub(super) fn parts(document: &Document, is_line: bool, capacity: usize) -> Vec<ProsePart> {
    let mut writer = MarkdownWriter {
        document,
        parts: Vec::new(),
        out: String::with_capacity(capacity),
        margin: String::new(),
        gap: Gap::None,
        line: None,
        in_cell: is_line,
        in_table: false,
        has_bare_addresses: document.has_bare_addresses,
    };
    match (&document.blocks[..], is_line) {
        ([Block::Paragraph(inlines)], true) => writer.line(inlines),
        (blocks, _) => writer.blocks(blocks, Gap::Line),
    }
    writer.notes();
    writer.flush();
    writer.parts
}

/// What parts a block from the one before it.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    /// Nothing: it is the first, or follows a mark.
    None,
    /// It begins on the next line.
    Break,
    /// An empty line.
    Line,
}

struct MarkdownWriter<'d> {
    document: &'d Document<'d>,
    parts: Vec<ProsePart>,
    out: String,
    /// What every line begins with: the marks of the quotes around it, white space for those of lists.
    margin: String,
    /// What comes before the next block.
    gap: Gap,
    /// Where in `out` the words of the line begin, while nothing but text precedes the end of `out`.
    line: Option<usize>,
    /// Whether all of it must stay on one line.
    in_cell: bool,
    /// Whether `|` would end a cell.
    in_table: bool,
    /// Whether addresses in text become links.
    has_bare_addresses: bool,
}

impl MarkdownWriter<'_> {
    fn flush(&mut self) {
        self.guard();
        self.line = None;
        if !self.out.is_empty() {
            self.parts.push(ProsePart::Text(self.out.as_str().into()));
            self.out.clear();
        }
    }

    fn hole(&mut self, part: ProsePart) {
        self.flush();
        self.parts.push(part);
    }

    /// Writes HTML that is let through, with its holes.
    fn raw(&mut self, html: &str) {
        for (text, hole) in super::raw::pieces(html) {
            self.out.push_str(text);
            if let Some(hole) = hole {
                self.hole(ProsePart::Address(hole));
            }
        }
    }

    /// Goes to where the next block begins.
    fn begin(&mut self) {
        if self.gap == Gap::Line {
            self.line_break(true);
        }
        if self.gap != Gap::None {
            self.line_break(false);
        }
        self.gap = Gap::None;
    }

    /// Begins a line; an empty one gets no white space at its end.
    fn line_break(&mut self, is_empty: bool) {
        self.out.push('\n');
        self.out.push_str(if is_empty { self.margin.trim_end() } else { &self.margin });
    }

    /// Escapes what would make the line that ends here another block.
    fn guard(&mut self) {
        if let Some(start) = self.line.take()
            && let Some(at) = escape::block_mark(&self.out[start..])
        {
            self.out.insert(start + at, '\\');
        }
    }

    fn blocks(&mut self, blocks: &[Block], gap: Gap) {
        let mut before: Option<&Block> = None;
        // Two lists in a row have different marks, or they would be one.
        let mut is_alternate = false;
        for block in blocks {
            is_alternate = match (before, block) {
                (Some(Block::List { start: old, .. }), Block::List { start: new, .. }) => {
                    old.is_some() == new.is_some() && !is_alternate
                }
                _ => false,
            };
            let joins = match (before, block) {
                (Some(Block::Quote(_) | Block::Alert { .. }), Block::Quote(_) | Block::Alert { .. }) => {
                    gap == Gap::Break
                }
                (Some(Block::Definitions(_)), Block::Definitions(_)) => true,
                // Without an empty line between them, these go on with what cannot interrupt a paragraph.
                (
                    Some(Block::Plain(_) | Block::Table(_) | Block::Definitions(_)),
                    Block::Plain(_) | Block::Paragraph(_) | Block::Table(_) | Block::Definitions(_),
                ) => gap == Gap::Break,
                _ => false,
            };
            if joins {
                self.begin();
                self.out.push_str(SEPARATOR);
                self.gap = gap;
            }
            if matches!(before, Some(Block::Html(html, _)) if ends_at_blank_line(html)) {
                self.gap = Gap::Line;
            }
            self.block(block, is_alternate, gap);
            before = Some(block);
        }
    }

    /// Writes a block; `gap` is what follows it.
    fn block(&mut self, block: &Block, is_alternate: bool, gap: Gap) {
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => {
                self.begin();
                self.line(inlines);
            }
            Block::Heading(heading) => self.heading(heading),
            Block::Quote(blocks) => self.behind("> ", "> ", Gap::Line, blocks),
            Block::Alert { word, title, blocks, .. } => self.alert(word, title.as_deref(), blocks),
            Block::Code { language, text } => self.code(language, text),
            Block::List { start, items } => self.list(*start, items, is_alternate),
            Block::Definitions(entries) => self.definitions(entries),
            Block::Table(table) => self.table(table),
            Block::Html(html, _) => {
                self.begin();
                for (number, line) in html.trim_end().split('\n').enumerate() {
                    if number > 0 {
                        self.line_break(line.is_empty());
                    }
                    self.raw(line);
                }
            }
            Block::Rule => {
                self.begin();
                // Of the three marks only this one is no mark of a list and underlines no heading.
                self.out.push_str("___");
            }
        }
        self.gap = gap;
    }

    /// Writes words, with what would begin another block at the beginning of each line escaped.
    fn line(&mut self, inlines: &[Inline]) {
        self.line = Some(self.out.len());
        self.inlines(inlines, None);
        self.guard();
    }

    fn heading(&mut self, heading: &HeadingBlock) {
        self.begin();
        // The box of a task is read at the beginning of a line only, before words that are underlined.
        let is_underlined = matches!(heading.inlines.first(), Some(Inline::Task(_)));
        if !is_underlined {
            self.out.push_str(&"######"[..usize::from(heading.level.clamp(1, 6))]);
            self.out.push(' ');
        }
        let start = self.out.len();
        let was_in_cell = std::mem::replace(&mut self.in_cell, true);
        self.line = None;
        self.inlines(&heading.inlines, None);
        self.in_cell = was_in_cell;
        // What would be read as the end of the heading's marks, or as its attributes.
        if self.out.get(start..).is_some_and(|words| words.ends_with(['#', '}'])) {
            self.out.insert(self.out.len() - 1, '\\');
        }
        // An anchor that follows from an id would change with the title that is shown in its place.
        let has_id = heading.has_own_id || has_title(&heading.inlines);
        if has_id || !heading.classes.is_empty() {
            self.out.push_str(" {");
            if has_id {
                let _ = write!(self.out, "#{}", heading.id);
            }
            for (number, class) in heading.classes.iter().enumerate() {
                let space = if number > 0 || has_id { " " } else { "" };
                let _ = write!(self.out, "{space}.{class}");
            }
            self.out.push('}');
        }
        if is_underlined {
            self.line_break(false);
            self.out.push_str("---");
        }
    }

    /// Writes blocks behind a mark, with `rest` before their further lines and `inner` between them.
    fn behind(&mut self, mark: &str, rest: &str, inner: Gap, blocks: &[Block]) {
        self.begin();
        self.out.push_str(mark);
        self.margin.push_str(rest);
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        match blocks {
            // Marks of lists alone would be a thematic break, and that of a definition would be text.
            [] if line.matches(['-', '*']).count() > 1 || mark == ": " => self.out.push_str(SEPARATOR),
            [] => self.out.truncate(self.out.trim_end_matches(' ').len()),
            _ => {}
        }
        self.blocks(blocks, inner);
        self.margin.truncate(self.margin.len() - rest.len());
    }

    fn alert(&mut self, word: &str, title: Option<&[Inline]>, blocks: &[Block]) {
        self.begin();
        let _ = write!(self.out, "> [!{}]", word.to_uppercase());
        self.margin.push_str("> ");
        self.gap = Gap::Break;
        if let Some(title) = title {
            self.out.push(' ');
            let was_in_cell = std::mem::replace(&mut self.in_cell, true);
            self.inlines(title, None);
            self.in_cell = was_in_cell;
            if !matches!(blocks.first(), Some(Block::Paragraph(_))) {
                self.gap = Gap::Line;
            }
        }
        self.blocks(blocks, Gap::Line);
        self.margin.truncate(self.margin.len() - "> ".len());
    }

    fn code(&mut self, language: &str, text: &str) {
        self.begin();
        let fence = "`".repeat(escape::longest_run(text).max(2) + 1);
        let _ = write!(self.out, "{fence}{language}");
        for line in text.split_terminator('\n') {
            self.line_break(line.is_empty());
            self.out.push_str(line);
        }
        self.line_break(false);
        self.out.push_str(&fence);
    }

    fn list(&mut self, start: Option<u64>, items: &[Item], is_alternate: bool) {
        let is_loose = items.iter().any(|item| has_paragraph(&item.blocks));
        let inner = if is_loose { Gap::Line } else { Gap::Break };
        // A list is loose for an empty line in it. One of a single paragraph has none.
        let needs_line = is_loose && matches!(items, [item] if item.blocks.len() == 1);
        for (number, item) in items.iter().enumerate() {
            let mark = match start {
                None if is_alternate => "* ".to_owned(),
                None => "- ".to_owned(),
                Some(start) => {
                    format!("{}{} ", start.saturating_add(number as u64), if is_alternate { ')' } else { '.' })
                }
            };
            let rest = " ".repeat(mark.len());
            self.behind(&mark, &rest, inner, &item.blocks);
            if needs_line {
                self.margin.push_str(&rest);
                self.gap = Gap::Line;
                self.begin();
                self.out.push_str(SEPARATOR);
                self.margin.truncate(self.margin.len() - rest.len());
            }
            self.gap = inner;
        }
    }

    fn definitions(&mut self, entries: &[Definition]) {
        let is_loose =
            entries.iter().any(|entry| matches!(entry, Definition::Meaning(blocks) if has_paragraph(blocks)));
        let gap = if is_loose { Gap::Line } else { Gap::Break };
        let mut after_meaning = false;
        for entry in entries {
            match entry {
                Definition::Term(inlines) => {
                    if after_meaning {
                        self.gap = Gap::Line;
                    }
                    self.begin();
                    self.line(inlines);
                }
                Definition::Meaning(blocks) => self.behind(": ", "  ", gap, blocks),
            }
            after_meaning = matches!(entry, Definition::Meaning(_));
            self.gap = gap;
        }
    }

    fn table(&mut self, table: &Table) {
        self.begin();
        let was = (std::mem::replace(&mut self.in_cell, true), std::mem::replace(&mut self.in_table, true));
        self.row(&table.head);
        self.line_break(false);
        self.out.push('|');
        for alignment in &table.alignments {
            self.out.push_str(match alignment {
                Alignment::None => " --- |",
                Alignment::Left => " :-- |",
                Alignment::Center => " :-: |",
                Alignment::Right => " --: |",
            });
        }
        for row in &table.rows {
            self.line_break(false);
            self.row(row);
        }
        (self.in_cell, self.in_table) = was;
    }

    fn row(&mut self, cells: &[Vec<Inline>]) {
        self.out.push('|');
        for cell in cells {
            self.out.push(' ');
            self.line = None;
            self.inlines(cell, None);
            self.out.push_str(" |");
        }
    }

    /// Writes inlines; `outer` are the marks around them.
    fn inlines(&mut self, inlines: &[Inline], outer: Option<Mark>) {
        let mut before = None;
        for (at, inline) in inlines.iter().enumerate() {
            let mut mark = None;
            match inline {
                Inline::Text(text, _) => self.text(text),
                Inline::Code(code, _) => self.code_span(code),
                Inline::Styled(style, inner, _) => {
                    // Marks that touch others of the same letter would be read with them; three asterisks are read as
                    // strong words in emphasis.
                    let touches = outer.filter(|_| inlines.len() == 1 && *style != Style::Strong);
                    let letter = match style {
                        Style::Strikethrough => '~',
                        _ if touches.is_some_and(|outer| outer.letter == '*') => '_',
                        _ => '*',
                    };
                    let own = Mark { letter, length: if *style == Style::Emphasis { 1 } else { 2 } };
                    let is_double = own.length == 2 && outer == Some(own);
                    // Within other marks, those between two letters could be either half of a pair.
                    let needs_gap = |edge: MarkEdge| edge != MarkEdge::Letter || outer.is_some();
                    let is_beside_letter = self.out.chars().next_back().is_some_and(|last| !parts_marks(last));
                    if before.is_some() || is_double && at == 0 || is_beside_letter && needs_gap(left_edge(inner)) {
                        self.out.push_str(SEPARATOR);
                    }
                    self.styled(own, inner);
                    let next = inlines.get(at + 1);
                    let is_before_letter = next.and_then(first_letter).is_some_and(|next| !parts_marks(next));
                    if is_double && next.is_none() || is_before_letter && needs_gap(right_edge(inner)) {
                        self.out.push_str(SEPARATOR);
                    }
                    mark = Some(letter);
                }
                Inline::Link(link) => self.link(link),
                Inline::Image(image) => self.hole(ProsePart::Image(*image)),
                Inline::Note(note, _) => {
                    if self.out.ends_with('!') {
                        self.out.insert(self.out.len() - 1, '\\');
                    }
                    let _ = write!(self.out, "[^{}]", self.document.notes[*note].number);
                }
                Inline::Task(done) => {
                    self.out.push_str(if *done { "[x] " } else { "[ ] " });
                    self.line = Some(self.out.len());
                }
                Inline::SoftBreak if self.in_cell => self.out.push(' '),
                Inline::SoftBreak => self.next_line(),
                // A backslash breaks a line only between words.
                Inline::HardBreak if self.in_cell || !is_between_words(inlines, at) => {
                    self.out.push_str("<br>");
                }
                Inline::HardBreak => {
                    self.out.push('\\');
                    self.next_line();
                }
                Inline::Html(html, _) => self.raw(html),
                Inline::Embed(embed) => self.text(&embed.alt),
            }
            before = mark;
        }
    }

    fn next_line(&mut self) {
        self.guard();
        self.line_break(false);
        self.line = Some(self.out.len());
    }

    fn text(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            match number {
                0 => {}
                _ if self.in_cell => self.out.push(' '),
                _ => self.next_line(),
            }
            // White space would move the words away from the beginning of the line, where they are escaped.
            if self.ends_with_note() && line.starts_with(['(', ':']) {
                self.out.push('\\');
            }
            let line = if self.line == Some(self.out.len()) { line.trim_start_matches([' ', '\t']) } else { line };
            escape::push_markdown(&mut self.out, line, self.in_table, self.has_bare_addresses);
        }
    }

    /// Whether the last thing written is a use of a footnote: any other bracket is escaped or followed by an address.
    fn ends_with_note(&self) -> bool {
        self.out.ends_with(']') && !self.out.ends_with("\\]")
    }

    fn code_span(&mut self, code: &str) {
        let fence = "`".repeat(if code.contains('`') { escape::longest_run(code) + 1 } else { 1 });
        let is_blank = code.trim().is_empty();
        let pads =
            code.starts_with('`') || code.ends_with('`') || (code.starts_with(' ') && code.ends_with(' ') && !is_blank);
        let space = if pads { " " } else { "" };
        let code = if self.in_table { code.replace('|', "\\|") } else { code.to_owned() };
        let _ = write!(self.out, "{fence}{space}{code}{space}{fence}");
    }

    fn styled(&mut self, mark: Mark, inlines: &[Inline]) {
        let marks: String = std::iter::repeat_n(mark.letter, mark.length).collect();
        self.out.push_str(&marks);
        // Marks beside a space, or beside each other, would be text.
        if left_edge(inlines) == MarkEdge::Space {
            self.out.push_str(SEPARATOR);
        }
        self.inlines(inlines, Some(mark));
        if right_edge(inlines) == MarkEdge::Space && !self.out.ends_with(SEPARATOR) {
            self.out.push_str(SEPARATOR);
        }
        self.out.push_str(&marks);
    }

    /// Parts a bracket from what is before it: an exclamation mark would make an image of it, and a footnote the name of a
    /// reference.
    fn before_bracket(&mut self) {
        if self.ends_with_note() {
            self.out.push_str(SEPARATOR);
        }
        if self.out.ends_with('!') {
            self.out.insert(self.out.len() - 1, '\\');
        }
    }

    fn link(&mut self, link: &LinkSpan) {
        let address = match &link.to {
            To::Hole(hole, _) => {
                self.before_bracket();
                self.hole(ProsePart::Open(*hole));
                match link.inlines.is_empty() {
                    true => self.hole(ProsePart::Title(*hole)),
                    false => self.inlines(&link.inlines, None),
                }
                return self.hole(ProsePart::Close(*hole));
            }
            To::Web(address) | To::App(address) => address,
            To::Nowhere | To::Written(..) => return self.inlines(&link.inlines, None),
        };
        let own_words = match &link.inlines[..] {
            [Inline::Text(text, _)] => address.strip_prefix("mailto:").unwrap_or(address) == &**text,
            _ => false,
        };
        let is_mail = address.starts_with("mailto:");
        if own_words && link.title.is_empty() && escape::is_autolink(address, is_mail) && !self.in_table {
            let _ = write!(self.out, "<{}>", address.strip_prefix("mailto:").unwrap_or(address));
            return;
        }
        self.guard();
        self.before_bracket();
        self.out.push('[');
        let had = std::mem::replace(&mut self.has_bare_addresses, false);
        self.inlines(&link.inlines, None);
        self.has_bare_addresses = had;
        self.out.push_str("](");
        escape::destination(&mut self.out, address, Some(&*link.title).filter(|title| !title.is_empty()));
        self.out.push(')');
    }

    fn notes(&mut self) {
        let document = self.document;
        for note in document.shown_notes.iter().map(|note| &document.notes[*note]) {
            self.gap = if self.parts.is_empty() && self.out.is_empty() { Gap::None } else { Gap::Line };
            self.begin();
            let _ = write!(self.out, "[^{}]:", note.number);
            self.margin.push_str("    ");
            self.gap = match note.blocks.first() {
                Some(Block::Paragraph(_)) => {
                    self.out.push(' ');
                    Gap::None
                }
                _ => Gap::Break,
            };
            self.blocks(&note.blocks, Gap::Line);
            self.margin.clear();
        }
    }
}

/// Whether an item holds a paragraph, which makes its list a loose one.
fn has_paragraph(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| matches!(block, Block::Paragraph(_)))
}

/// Whether a link without words of its own is among the inlines.
fn has_title(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Link(link) => matches!(link.to, To::Hole(..)) && link.inlines.is_empty(),
        Inline::Styled(_, inlines, _) => has_title(inlines),
        _ => false,
    })
}

/// Whether words are on both sides of a line break, so that it may be written as a backslash.
fn is_between_words(inlines: &[Inline], at: usize) -> bool {
    let is_words = |inline: Option<&Inline>| matches!(inline, Some(Inline::Text(text, _)) if !text.trim().is_empty());
    is_words(at.checked_sub(1).and_then(|before| inlines.get(before))) && is_words(inlines.get(at + 1))
}

/// Whether a block of HTML goes on to the next blank line, as all do that have no end of their own.
fn ends_at_blank_line(html: &str) -> bool {
    let html = html.trim_start().to_ascii_lowercase();
    !["<!", "<?", "<script", "<pre", "<style", "<textarea"].iter().any(|start| html.starts_with(start))
}
