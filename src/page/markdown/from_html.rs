//! The HTML of prose, as Markdown.
//!
//! Reads the HTML that this program writes. HTML of an author's own, where that is allowed, loses its tags and
//! keeps its text. Knows nothing of pages.
//!
//! A site has as much Markdown as HTML, so this goes over a text once and copies as little as it can: tags and words are
//! borrowed, and each block is written where it belongs, behind the marks of the quotes and lists around it.

mod tree;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use tree::{Tree, entity};

/// Gives the address of a link as it should stand in the Markdown.
pub type Address<'a> = &'a dyn Fn(&str) -> String;

/// A text of several blocks, without a line break at its end. Headings are made `deeper` by so many levels.
pub fn blocks(html: &str, deeper: usize, address: Address) -> String {
    let tree = Tree::of(html);
    let mut writer = Writer {
        tree: &tree,
        address,
        deeper,
        out: String::with_capacity(html.len()),
        margin: String::new(),
        gap: Gap::None,
    };
    writer.blocks(tree.all(), Gap::Line);
    writer.out
}

/// A text of one line.
pub fn inline(html: &str, address: Address) -> String {
    let mut line = String::with_capacity(html.len() + 8);
    if html.contains('<') {
        let tree = Tree::of(html);
        tree.inline(tree.all(), address, &mut line);
    } else {
        push_text(&mut line, html);
    }
    guarded(one_line(&line.replace("\\\n", " ")))
}

/// Plain text on one line, with what Markdown would take for markup in its middle escaped.
pub fn text(plain: &str) -> String {
    escaped(&one_line(plain))
}

/// The text with every stretch of white space as one space, and none around it.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

impl Tree<'_> {
    /// Appends a stretch as one paragraph.
    fn inline(&self, stretch: Range<usize>, address: Address, out: &mut String) {
        for at in self.outermost(stretch) {
            let node = &self.nodes[at];
            match node.is_text() {
                // The HTML has a line break of its own after `<br>`.
                true if out.ends_with("\\\n") => push_text(out, node.raw.trim_start()),
                true => push_text(out, node.raw),
                false => self.element(at, address, out),
            }
        }
    }

    fn element(&self, at: usize, address: Address, out: &mut String) {
        let node = &self.nodes[at];
        let around = |out: &mut String, mark: &str| {
            let start = out.len();
            self.inline(self.inside(at), address, out);
            let words = &out[start..];
            let trimmed = words.trim();
            if !trimmed.is_empty() {
                let first = start + words.len() - words.trim_start().len();
                let last = first + trimmed.len();
                out.insert_str(last, mark);
                out.insert_str(first, mark);
            }
        };
        match &*node.tag {
            "em" | "i" => around(out, "*"),
            "strong" | "b" => around(out, "**"),
            "del" | "s" => around(out, "~~"),
            "code" => {
                let text = self.plain(self.inside(at));
                let fence = "`".repeat(longest_row(&text) + 1);
                let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                out.extend([fence.as_str(), space, &text, space, &fence]);
            }
            "br" => out.push_str("\\\n"),
            "wbr" => {}
            "input" => out.push_str(if node.attribute("checked").is_some() { "[x]" } else { "[ ]" }),
            "img" => {
                let alt = escaped(&node.attribute("alt").unwrap_or_default());
                let src = node.attribute("src").unwrap_or_default();
                let _ = write!(out, "![{alt}]({})", destination(&address(&src)));
            }
            "sup" => {
                let note = self.plain(self.inside(at));
                out.push_str(&if node.has_class("footnote-ref") { format!("[{note}]") } else { note });
            }
            "a" if node.has_class("anchor") || node.attribute("role").as_deref() == Some("doc-backlink") => {}
            "a" => {
                let Some(href) = node.attribute("href") else {
                    return self.inline(self.inside(at), address, out);
                };
                out.push('[');
                let start = out.len();
                self.inline(self.inside(at), address, out);
                out.truncate(start + out[start..].trim_end().len());
                out.drain(start..out.len() - out[start..].trim_start().len());
                let _ = write!(out, "]({})", destination(&address(&href)));
            }
            _ => {
                self.inline(self.inside(at), address, out);
                if node.is_block() {
                    out.push(' ');
                }
            }
        }
    }
}

/// What parts a block from the one before it.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    /// Nothing: it is the first, or stands right behind a mark.
    None,
    /// It begins on the next line.
    Break,
    /// An empty line.
    Line,
}

/// Writes blocks one after the other.
struct Writer<'a> {
    tree: &'a Tree<'a>,
    address: Address<'a>,
    deeper: usize,
    out: String,
    /// What every line begins with: the marks of the quotes around it, white space for those of lists.
    margin: String,
    /// What comes before the next block.
    gap: Gap,
}

impl Writer<'_> {
    /// Writes a stretch with `gap` between its blocks. Neighbours that are no blocks make a paragraph.
    fn blocks(&mut self, stretch: Range<usize>, gap: Gap) {
        let tree = self.tree;
        let mut start = stretch.start;
        for at in tree.outermost(stretch.clone()) {
            if tree.nodes[at].is_block() {
                self.paragraph(start..at, gap);
                start = tree.nodes[at].end;
                self.block(at, gap);
            }
        }
        self.paragraph(start..stretch.end, gap);
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

    /// Writes a block of finished lines.
    fn lines<'l>(&mut self, lines: impl IntoIterator<Item = &'l str>, gap: Gap) {
        self.begin();
        for (number, line) in lines.into_iter().enumerate() {
            if number > 0 {
                self.line_break(line.is_empty());
            }
            self.out.push_str(line);
        }
        self.gap = gap;
    }

    fn paragraph(&mut self, stretch: Range<usize>, gap: Gap) {
        if stretch.is_empty() {
            return;
        }
        let text = self.inline(stretch);
        let text = text.trim();
        if !text.is_empty() {
            let lines: Vec<Cow<str>> = text.lines().map(|line| guard(line.trim())).collect();
            self.lines(lines.iter().map(|line| &**line), gap);
        }
    }

    fn inline(&self, stretch: Range<usize>) -> String {
        let mut out = String::new();
        self.tree.inline(stretch, self.address, &mut out);
        out
    }

    fn block(&mut self, at: usize, gap: Gap) {
        let node = &self.tree.nodes[at];
        let inside = self.tree.inside(at);
        match &*node.tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(node.tag.as_bytes()[1] - b'0') + self.deeper;
                let words = self.inline(inside);
                self.lines([&*format!("{} {}", &"######"[..level.min(6)], words.trim())], gap);
            }
            "ul" => self.list(inside, gap, None),
            "ol" => {
                let start = node.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.list(inside, gap, Some(start));
            }
            "dl" => {
                for at in self.tree.outermost(inside) {
                    match &*self.tree.nodes[at].tag {
                        "" => {}
                        "dt" => {
                            let words = self.inline(self.tree.inside(at));
                            self.lines([&*format!("**{}**", words.trim())], gap);
                        }
                        _ => self.blocks(self.tree.inside(at), gap),
                    }
                }
            }
            "blockquote" => self.marked("> ", "> ", inside, gap, Gap::Line),
            "div" if node.has_class("alert") => self.marked("> ", "> ", inside, gap, Gap::Line),
            "pre" => self.code(inside, gap),
            "table" => self.table(inside, gap),
            "hr" => self.lines(["---"], gap),
            _ => self.blocks(inside, gap),
        }
    }

    /// Writes a stretch behind a mark, `rest` before its further lines, with `inner` between its blocks.
    fn marked(&mut self, mark: &str, rest: &str, stretch: Range<usize>, gap: Gap, inner: Gap) {
        self.begin();
        self.out.push_str(mark);
        let start = self.out.len();
        self.margin.push_str(rest);
        self.blocks(stretch, inner);
        self.margin.truncate(self.margin.len() - rest.len());
        if self.out.len() == start {
            self.out.truncate(self.out.trim_end().len());
        }
        self.gap = gap;
    }

    /// Writes a list, numbered from `start` if there is one.
    fn list(&mut self, stretch: Range<usize>, gap: Gap, start: Option<usize>) {
        let tree = self.tree;
        for (number, at) in tree.outermost(stretch).filter(|at| tree.nodes[*at].tag == "li").enumerate() {
            // A list right under an item's words stands close to them, as it was written.
            let is_loose = tree.outermost(tree.inside(at)).any(|child| tree.nodes[child].tag == "p");
            let mark =
                start.map_or_else(|| Cow::Borrowed("- "), |start| format!("{}. ", start.saturating_add(number)).into());
            let rest = &"                        "[..mark.len()];
            self.marked(&mark, rest, tree.inside(at), Gap::Break, if is_loose { Gap::Line } else { Gap::Break });
        }
        self.gap = gap;
    }

    fn code(&mut self, stretch: Range<usize>, gap: Gap) {
        let classes = self.tree.nodes[stretch.clone()].iter().filter(|node| !node.is_text());
        let language = classes
            .filter_map(|node| node.attribute("class"))
            .find_map(|class| class.strip_prefix("language-").map(str::to_owned));
        let text = self.tree.plain(stretch);
        let fence = "`".repeat(longest_row(&text).max(2) + 1);
        let opening = format!("{fence}{}", language.unwrap_or_default());
        let text = text.trim_end_matches('\n').split('\n');
        self.lines(std::iter::once(&*opening).chain(text).chain([&*fence]), gap);
    }

    fn table(&mut self, stretch: Range<usize>, gap: Gap) {
        let tree = self.tree;
        let mut rows: Vec<Vec<String>> = Vec::new();
        for at in stretch {
            match &*tree.nodes[at].tag {
                "tr" => rows.push(Vec::new()),
                "td" | "th" => {
                    if let Some(row) = rows.last_mut() {
                        let mut cell = String::new();
                        tree.inline(tree.inside(at), self.address, &mut cell);
                        if cell.contains(['\n', '|']) {
                            cell = cell.replace("\\\n", "<br>").replace('\n', " ").replace('|', "\\|");
                        }
                        row.push(cell);
                    }
                }
                _ => {}
            }
        }
        let Some(width) = rows.iter().map(Vec::len).max() else { return };
        let line = |row: &Vec<String>| {
            let mut line = String::from("|");
            (0..width).for_each(|at| line.extend([" ", row.get(at).map_or("", |cell| cell.trim()), " |"]));
            line
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        self.lines(lines.iter().map(String::as_str), gap);
    }
}

/// The length of the longest row of backquotes; a fence has to be longer.
fn longest_row(text: &str) -> usize {
    text.split(|other| other != '`').map(str::len).max().unwrap_or(0)
}

/// `first` before the first line, `rest` before all others; empty lines get no white space at their end.
pub fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + first.len() + 8);
    for (at, line) in text.lines().enumerate() {
        let prefix = if at == 0 { first } else { rest };
        if at > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    if out.is_empty() { first.trim_end().to_owned() } else { out }
}

/// Text with the characters escaped that mean something in the middle of a line.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text, false);
    out
}

/// Appends the text of HTML, escaped.
fn push_text(out: &mut String, html: &str) {
    push_escaped(out, html, true);
}

/// Appends `text` with what Markdown would take for markup escaped, and entities as characters if it is HTML.
fn push_escaped(out: &mut String, text: &str, is_html: bool) {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| SPECIAL[usize::from(*byte)]) {
        at += found;
        let (before, after) = (&text[..at], &text[at + 1..]);
        match text.as_bytes()[at] {
            b'&' if is_html => {
                let (character, length) = entity(&text[at..]);
                out.push_str(&text[copied..at]);
                out.push_str(if character == "<" { "\\<" } else { character });
                at += length;
                copied = at;
                continue;
            }
            b'_' if is_word(before.chars().next_back()) && is_word(after.chars().next()) => {}
            b'~' if !after.starts_with('~') => {}
            b'&' => {}
            _ => {
                out.push_str(&text[copied..at]);
                out.push('\\');
                copied = at;
            }
        }
        at += 1;
    }
    out.push_str(&text[copied..]);
}

/// The bytes that [`push_escaped`] has to look at; none is part of a longer character.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"\\`*[]<_~&";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

/// The line with what would begin a block escaped.
pub fn guarded(line: String) -> String {
    match guard(&line) {
        Cow::Owned(guarded) => guarded,
        Cow::Borrowed(_) => line,
    }
}

fn guard(line: &str) -> Cow<'_, str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.as_bytes().get(digits);
    if (1..10).contains(&digits) && matches!(after, Some(b'.' | b')')) {
        return format!("{}\\{}", &line[..digits], &line[digits..]).into();
    }
    match line.as_bytes() {
        [b'#' | b'>' | b'+' | b'=' | b'|', ..] | [b'-', b' ' | b'-', ..] | [b'-'] => format!("\\{line}").into(),
        _ => Cow::Borrowed(line),
    }
}

/// An address as Markdown can hold it.
pub fn destination(address: &str) -> String {
    match address.contains(['(', ')', ' ', '<', '>']) {
        true => format!("<{}>", address.replace('<', "%3C").replace('>', "%3E")),
        false => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{blocks, guarded, inline, text};

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(blocks(html, 0, &|href| format!("/{href}")), expected, "{html}");
    }

    #[test]
    fn blocks_come_back_as_they_are_written() {
        check("<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;`f</code></p>", "a *b* **c** ~~d~~ ``e<`f``");
        check(
            "<div class=\"heading\"><h2 id=\"x\">X &amp; y</h2><a class=\"anchor\" href=\"#x\">#</a></div>\n<p>a<br>\nb</p>",
            "## X & y\n\na\\\nb",
        );
        check("<ul>\n<li>a</li>\n<li>b\n<ol start=\"3\">\n<li>c</li>\n</ol>\n</li>\n</ul>", "- a\n- b\n  3. c");
        check("<ul><li>\n<p>a</p>\n<p>b</p>\n</li></ul>", "- a\n\n  b");
        check("<li class=\"task\"><input type=\"checkbox\" disabled checked> a</li>", "[x] a");
        check("<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n<hr>", "> a\n>\n> b\n\n---");
        check("<pre><code class=\"language-rust\">a &lt; b\n```\n</code></pre>", "````rust\na < b\n```\n````");
        check(
            "<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody><tr><td>d<br>e</td></tr></tbody></table>",
            "| a | b\\|c |\n| --- | --- |\n| d<br>e |  |",
        );
        check("<dl><dt>T</dt><dd>m</dd></dl>", "**T**\n\nm");
    }

    #[test]
    fn links_and_images_keep_their_address() {
        check("<p><a href=\"a b\">c</a> <img src=\"d\" alt=\"e]\"></p>", "[c](</a b>) ![e\\]](/d)");
    }

    #[test]
    fn text_stays_text() {
        check("<p>1. a * b [c] &lt;d> snake_case _e_</p>", "1\\. a \\* b \\[c\\] \\<d> snake_case \\_e\\_");
        assert_eq!(guarded(text("# no heading")), "\\# no heading");
        assert_eq!(inline("- a<br>b", &|href| href.into()), "\\- a b");
    }

    #[test]
    fn odd_html_loses_its_tags_only() {
        check("<p>a <b onclick=x>b</p> c</i> < d <!-- e --> <u>f", "a **b**\n\nc \\< d  f");
        check(&"<div>".repeat(5000), "");
    }
}
