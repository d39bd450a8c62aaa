//! Makes the tree from the parser's events.
//!
//! Reports what only the events show: nesting that is too deep and footnotes that are not defined. Nesting beyond the
//! limit is left out and its words stay.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};

use crate::content::Alert;

use super::MarkdownContext;
use super::headings;
use super::lint;
use super::nesting;
use super::notes;
use super::origin::{BREAK, is_space};
use super::tree::{Block, Definition, Document, Embed, HeadingBlock, Inline, Item, LinkSpan, Note, Style, Table, To};

/// The tree of a text.
pub(super) fn document<'a>(context: &mut MarkdownContext<'a, '_>, extensions: Options) -> Document<'a> {
    let source: &'a str = &context.origin.source;
    let mut builder = TreeBuilder {
        context,
        extensions,
        document: Document::default(),
        stack: vec![OpenTag::default()],
        table: Table::default(),
        row: Vec::new(),
        labels: BTreeMap::new(),
        after_link: Vec::new(),
        depth: 0,
        was_too_deep: false,
        ends_with_space: true,
    };
    for (event, range) in Parser::new_ext(source, extensions).into_offset_iter() {
        builder.event(event, range);
    }
    let mut body = builder.stack.pop().unwrap_or_default();
    body.flush();
    builder.document.blocks = body.blocks;
    builder.document
}

/// A tag that is open, with what it holds so far.
#[derive(Default)]
struct OpenTag<'a> {
    /// `None` for the text itself and for a tag that nests too deep.
    tag: Option<Tag<'a>>,
    range: Range<usize>,
    blocks: Vec<Block<'a>>,
    /// Words after the last block.
    inlines: Vec<Inline<'a>>,
    items: Vec<Item<'a>>,
    definitions: Vec<Definition<'a>>,
    is_task: bool,
    html: String,
    /// Whether it counts as a level.
    nests: bool,
    /// Whether it stands within a line.
    is_inline: bool,
}

impl OpenTag<'_> {
    /// Makes a block of the words after the last block.
    fn flush(&mut self) {
        if !self.inlines.is_empty() {
            self.blocks.push(Block::Plain(std::mem::take(&mut self.inlines)));
        }
    }
}

struct TreeBuilder<'a, 'c, 'd> {
    context: &'c mut MarkdownContext<'a, 'd>,
    extensions: Options,
    document: Document<'a>,
    /// The tags that are open, the text itself first.
    stack: Vec<OpenTag<'a>>,
    /// The table that is open: tables do not nest.
    table: Table<'a>,
    /// The row that is open.
    row: Vec<Vec<Inline<'a>>>,
    /// The footnotes by label, without regard to case as in the parser.
    labels: BTreeMap<String, usize>,
    /// The footnotes used within the link that is open.
    after_link: Vec<usize>,
    /// How deep blocks and emphasis nest.
    depth: usize,
    was_too_deep: bool,
    /// Whether the text of one paragraph needs no further space.
    ends_with_space: bool,
}

impl<'a> TreeBuilder<'a, '_, '_> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => self.end(),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text, range),
            Event::Code(code) => {
                let code = self.context.origin.revealed(code, &range);
                let code = if code.contains(BREAK) { code.replace(BREAK, " ").into() } else { code };
                self.push(Inline::Code(code, range));
            }
            Event::Html(html) if matches!(self.top().tag, Some(Tag::HtmlBlock)) => {
                let html = self.context.origin.revealed(html, &range);
                self.top().html.push_str(&html);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = self.context.origin.revealed(html, &range);
                self.push(Inline::Html(html, range));
            }
            Event::FootnoteReference(label) => {
                let note = self.note(&label, range);
                match self.is_in_link() {
                    // A link within a link would lead to only one of the two.
                    true => self.after_link.push(note),
                    false => self.push(Inline::Note(note, 0)),
                }
            }
            Event::SoftBreak => self.push(Inline::SoftBreak),
            Event::HardBreak => self.push(Inline::HardBreak),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(done) => {
                if let Some(item) = self.stack.iter_mut().rev().find(|frame| matches!(frame.tag, Some(Tag::Item))) {
                    item.is_task = true;
                    self.push(Inline::Task(done));
                }
            }
        }
    }

    fn top(&mut self) -> &mut OpenTag<'a> {
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    fn push(&mut self, inline: Inline<'a>) {
        self.ends_with_space = false;
        self.top().inlines.push(inline);
    }

    fn block(&mut self, block: Block<'a>) {
        let top = self.top();
        top.flush();
        top.blocks.push(block);
    }

    fn is_in_link(&self) -> bool {
        self.stack.iter().any(|frame| matches!(frame.tag, Some(Tag::Link { .. })))
    }

    fn is_in_note(&self) -> bool {
        self.stack.iter().any(|frame| matches!(frame.tag, Some(Tag::FootnoteDefinition(_))))
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        self.ends_with_space &= matches!(tag, Tag::Paragraph);
        let nests = nests(&tag);
        let is_inline = is_inline(&tag);
        self.depth += usize::from(nests);
        if self.depth > nesting::LIMIT
            && !matches!(tag, Tag::FootnoteDefinition(_) | Tag::Link { .. } | Tag::Image { .. })
        {
            self.report_too_deep(&range);
            return self.stack.push(OpenTag { range, nests, is_inline, ..OpenTag::default() });
        }
        if let Tag::Table(alignments) = &tag {
            self.table = Table { alignments: alignments.clone(), ..Table::default() };
        }
        if let Tag::FootnoteDefinition(label) = &tag {
            self.define_note(label, &range);
        }
        self.stack.push(OpenTag { tag: Some(tag), range, nests, is_inline, ..OpenTag::default() });
    }

    fn end(&mut self) {
        self.ends_with_space = false;
        let Some(mut frame) = self.stack.pop() else { return };
        self.depth -= usize::from(frame.nests);
        let Some(tag) = frame.tag.take() else { return self.dissolve(frame) };
        if let Tag::BlockQuote(_) | Tag::Item | Tag::DefinitionListDefinition | Tag::FootnoteDefinition(_) = tag {
            frame.flush();
        }
        let inlines = std::mem::take(&mut frame.inlines);
        match tag {
            Tag::Paragraph => self.block(Block::Paragraph(inlines)),
            Tag::Heading { .. } if self.is_in_note() && inlines.is_empty() => {}
            Tag::Heading { .. } if self.is_in_note() => self.block(Block::Paragraph(inlines)),
            Tag::Heading { level, id, classes, .. } => {
                headings::report_words(self.context, &frame.range);
                self.block(Block::Heading(HeadingBlock {
                    level: level as u8,
                    has_own_id: id.is_some(),
                    id: id.map_or_else(String::new, CowStr::into_string),
                    classes: classes.into_iter().map(CowStr::into_string).collect(),
                    inlines,
                    words: String::new(),
                    range: frame.range,
                }));
            }
            Tag::BlockQuote(kind) => self.quote(kind, frame.blocks, frame.range),
            Tag::CodeBlock(kind) => {
                let mut text: String = inlines.iter().filter_map(text_of).collect();
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                let language = language(&kind);
                if let CodeBlockKind::Fenced(info) = &kind {
                    lint::open_fence(self.context, &frame.range);
                    lint::fence_words(self.context, &frame.range, info, &language);
                }
                self.block(Block::Code { language, text });
            }
            Tag::HtmlBlock => {
                // Text within it is part of the HTML to a browser.
                let html = frame.html + &inlines.iter().filter_map(text_of).collect::<String>();
                self.block(Block::Html(html, frame.range));
            }
            Tag::List(start) => self.block(spread(Block::List { start, items: frame.items })),
            Tag::Item => {
                let item = Item { is_task: frame.is_task, blocks: frame.blocks };
                self.top().items.push(item);
            }
            Tag::DefinitionList => self.block(spread(Block::Definitions(frame.definitions))),
            Tag::DefinitionListTitle => self.top().definitions.push(Definition::Term(inlines)),
            Tag::DefinitionListDefinition => self.top().definitions.push(Definition::Meaning(frame.blocks)),
            Tag::Table(_) => {
                let table = std::mem::take(&mut self.table);
                self.block(Block::Table(table));
            }
            Tag::TableHead => self.table.head = std::mem::take(&mut self.row),
            Tag::TableRow => {
                lint::surplus_cells(self.context, &frame.range, self.table.alignments.len());
                self.table.rows.push(std::mem::take(&mut self.row));
            }
            Tag::TableCell => self.row.push(inlines),
            Tag::FootnoteDefinition(label) => {
                let note = self.labels.get(&label.to_lowercase()).map(|note| &mut self.document.notes[*note]);
                // A second definition was reported.
                if let Some(note) =
                    note.filter(|note| note.defined == Some(notes::label_span(self.context, &label, &frame.range)))
                {
                    note.blocks = frame.blocks;
                }
            }
            Tag::Emphasis => self.push(Inline::Styled(Style::Emphasis, inlines, frame.range)),
            Tag::Strong => self.push(Inline::Styled(Style::Strong, inlines, frame.range)),
            Tag::Strikethrough => self.push(Inline::Styled(Style::Strikethrough, inlines, frame.range)),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, dest_url, title, inlines, frame.range),
            Tag::Image { link_type, dest_url, title, .. } => {
                // An embedded file without words of its own repeats its name, which describes nothing.
                let is_bare = link_type == (LinkType::WikiLink { has_pothole: false });
                let alt = if is_bare { String::new() } else { alternative(&inlines) };
                let embed = Embed { kind: link_type, address: dest_url, title, alt, range: frame.range };
                self.push(Inline::Embed(Box::new(embed)));
            }
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => self.top().inlines.extend(inlines),
        }
    }

    /// Leaves what nests too deep in what is around it.
    fn dissolve(&mut self, mut frame: OpenTag<'a>) {
        let top = self.top();
        if !frame.is_inline {
            frame.flush();
            top.flush();
        }
        top.blocks.append(&mut frame.blocks);
        top.inlines.append(&mut frame.inlines);
    }

    fn link(
        &mut self,
        kind: LinkType,
        address: CowStr<'a>,
        title: CowStr<'a>,
        inlines: Vec<Inline<'a>>,
        range: Range<usize>,
    ) {
        let mut link = LinkSpan { to: To::Written(kind, address), title, inlines, range };
        if self.is_in_link() {
            // The parser takes an address in angle brackets within a link for a link, but HTML nests no links.
            link.to = To::Nowhere;
            return self.push(Inline::Link(Box::new(link)));
        }
        if let To::Written(LinkType::WikiLink { has_pothole: false }, name) = &link.to {
            let name = name.clone();
            link.inlines = Vec::new();
            if let Some((name, words)) = self.context.origin.hidden_pothole(&name, &link.range) {
                link.to = To::Written(LinkType::WikiLink { has_pothole: true }, name.into());
                link.inlines = self.parsed(words);
            } else {
                let name = self.context.origin.revealed(name, &link.range);
                link.to = To::Written(LinkType::WikiLink { has_pothole: false }, name);
            }
        }
        self.push(Inline::Link(Box::new(link)));
        for note in std::mem::take(&mut self.after_link) {
            self.push(Inline::Note(note, 0));
        }
    }

    /// The inlines of a stretch of the source that the parser did not look into.
    fn parsed(&mut self, range: Range<usize>) -> Vec<Inline<'a>> {
        let source: &'a str = &self.context.origin.source;
        self.stack.push(OpenTag::default());
        for (event, inner) in Parser::new_ext(&source[range.clone()], self.extensions).into_offset_iter() {
            let shifted = range.start + inner.start..range.start + inner.end;
            match event {
                Event::Start(Tag::Paragraph) | Event::End(pulldown_cmark::TagEnd::Paragraph) => {}
                event => self.event(event, shifted),
            }
        }
        self.stack.pop().map(|frame| frame.inlines).unwrap_or_default()
    }

    /// Adds a quote, or the alert that it was meant to be.
    fn quote(&mut self, kind: Option<BlockQuoteKind>, mut blocks: Vec<Block<'a>>, range: Range<usize>) {
        if let Some((word, kind, _)) = ALERTS.into_iter().find(|(.., known)| kind == Some(*known)) {
            return self.block(Block::Alert { word, kind, title: None, blocks });
        }
        let found = alert_with_title(&self.context.origin.source, range);
        let block = match (found, blocks.first_mut()) {
            (Some((word, kind, begin)), Some(Block::Paragraph(inlines))) => {
                let title = split_title(inlines, begin);
                if inlines.is_empty() {
                    blocks.remove(0);
                }
                Block::Alert { word, kind, title: Some(title), blocks }
            }
            _ => Block::Quote(blocks),
        };
        self.block(block);
    }

    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if matches!(&*text, "[" | "![") {
            notes::report_undefined(self.context, range.end);
        }
        let text = self.context.origin.revealed(text, &range);
        if !self.context.origin.inline {
            return self.push(Inline::Text(text, range));
        }
        // White space collapses, and a break stands for a line break.
        if !text.contains(is_space) {
            return self.push(Inline::Text(text, range));
        }
        let mut rest = &*text;
        let mut out = String::with_capacity(rest.len());
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            self.ends_with_space &= end == 0;
            let after = rest[end..].trim_start_matches(is_space);
            let gap = &rest[end..rest.len() - after.len()];
            if gap.contains(BREAK) {
                let words = std::mem::take(&mut out);
                if !words.is_empty() {
                    self.push(Inline::Text(words.into(), range.clone()));
                }
                self.push(Inline::HardBreak);
            } else if !gap.is_empty() && !self.ends_with_space {
                out.push(' ');
                self.ends_with_space = true;
            }
            rest = after;
        }
        if !out.is_empty() {
            let ends_with_space = out.ends_with(' ');
            self.push(Inline::Text(out.into(), range));
            self.ends_with_space = ends_with_space;
        }
    }

    /// The footnote that `label` names.
    fn note(&mut self, label: &str, range: Range<usize>) -> usize {
        let notes = &mut self.document.notes;
        let origin = self.context.origin;
        *self.labels.entry(label.to_lowercase()).or_insert_with(|| {
            let first_met = origin.span(range);
            notes.push(Note { label: label.into(), first_met, defined: None, blocks: Vec::new(), number: 0, uses: 0 });
            notes.len() - 1
        })
    }

    fn define_note(&mut self, label: &str, range: &Range<usize>) {
        let span = notes::label_span(self.context, label, range);
        let note = self.note(label, range.start..range.start + label.len() + "[^]:".len() - 1);
        match self.document.notes[note].defined {
            Some(first) => notes::report_second(self.context, label, span, first),
            None => self.document.notes[note].defined = Some(span),
        }
    }

    /// Says once that something nests too deep.
    fn report_too_deep(&mut self, range: &Range<usize>) {
        if std::mem::replace(&mut self.was_too_deep, true) {
            return;
        }
        let origin = self.context.origin;
        let first = origin.source[range.clone()].chars().next().map_or(0, char::len_utf8);
        let span = origin.span(range.start..range.start + first);
        self.context.diagnostics.push(nesting::diagnostic(origin.path, span));
    }
}

/// Whether a tag may hold itself, directly or not, without end.
fn nests(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::BlockQuote(_) | Tag::List(_) | Tag::DefinitionList | Tag::Emphasis | Tag::Strong | Tag::Strikethrough
    )
}

/// Makes paragraphs of all words of a list if it has one: by CommonMark a list as a whole is loose or tight, and the parser
/// takes some items apart.
fn spread(mut list: Block) -> Block {
    if list.inner().flatten().any(|block| matches!(block, Block::Paragraph(_))) {
        for block in list.inner().flatten() {
            if let Block::Plain(inlines) = block {
                *block = Block::Paragraph(std::mem::take(inlines));
            }
        }
    }
    list
}

/// Whether a tag stands within a line of text.
fn is_inline(tag: &Tag) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn text_of<'t>(inline: &'t Inline) -> Option<&'t str> {
    match inline {
        Inline::Text(text, _) => Some(text),
        _ => None,
    }
}

/// The letters of the language that a fence names.
fn language(kind: &CodeBlockKind) -> String {
    let info = match kind {
        CodeBlockKind::Fenced(info) => info,
        CodeBlockKind::Indented => "",
    };
    let word = info.split(|letter: char| letter.is_whitespace() || letter == ',').next().unwrap_or_default();
    word.chars().filter(|letter| letter.is_ascii_alphanumeric() || "_+#.-".contains(*letter)).collect()
}

/// The words within an image, which are its text alternative.
fn alternative(inlines: &[Inline]) -> String {
    fn collect(inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text(text, _) | Inline::Code(text, _) => out.push_str(text),
                Inline::SoftBreak | Inline::HardBreak => out.push(' '),
                Inline::Styled(_, inlines, _) => collect(inlines, out),
                Inline::Link(link) => collect(&link.inlines, out),
                Inline::Embed(embed) => out.push_str(&embed.alt),
                Inline::Html(..) | Inline::Image(_) | Inline::Note(..) | Inline::Task(_) => {}
            }
        }
    }
    let mut alt = String::new();
    collect(inlines, &mut alt);
    let words: Vec<&str> = alt.split(is_space).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The words that authors write for the kinds of alerts, and the parser's names for them.
const ALERTS: [(&str, Alert, BlockQuoteKind); 5] = [
    ("note", Alert::Note, BlockQuoteKind::Note),
    ("tip", Alert::Tip, BlockQuoteKind::Tip),
    ("important", Alert::Important, BlockQuoteKind::Important),
    ("warning", Alert::Warning, BlockQuoteKind::Warning),
    ("caution", Alert::Caution, BlockQuoteKind::Caution),
];

/// The kind of alert that a quote's first line names with a title behind it, and where that begins.
///
/// The parser knows an alert only where its mark stands alone on the line.
fn alert_with_title(source: &str, quote: Range<usize>) -> Option<(&'static str, Alert, usize)> {
    let line = source[quote.clone()].lines().next()?;
    let rest = line.strip_prefix('>')?.trim_start_matches(' ');
    let (word, rest) = rest.strip_prefix("[!")?.split_once(']')?;
    let title = rest.strip_prefix(' ')?.trim_start();
    let (word, kind, _) = ALERTS.into_iter().find(|(known, ..)| known.eq_ignore_ascii_case(word))?;
    (!title.is_empty()).then(|| (word, kind, quote.start + line.len() - title.len()))
}

/// Takes the title, which begins at `begin` and ends with its line, out of the paragraph.
fn split_title<'a>(inlines: &mut Vec<Inline<'a>>, begin: usize) -> Vec<Inline<'a>> {
    let mark =
        inlines.iter().take_while(|inline| matches!(inline, Inline::Text(_, range) if range.end <= begin)).count();
    inlines.drain(..mark);
    if let Some(Inline::Text(text, range)) = inlines.first_mut()
        && range.start < begin
        && let Some(rest) = text.get(begin - range.start..)
    {
        *text = rest.to_owned().into();
        range.start = begin;
    }
    let is_break = |inline: &Inline| matches!(inline, Inline::SoftBreak | Inline::HardBreak);
    let end = inlines.iter().position(is_break).unwrap_or(inlines.len());
    let rest = inlines.split_off(end);
    let title = std::mem::replace(inlines, rest);
    if !inlines.is_empty() {
        inlines.remove(0);
    }
    title
}
