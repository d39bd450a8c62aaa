//! The HTML of prose, as Markdown.
//!
//! Reads the HTML that this program writes. HTML of an author's own, where that is allowed, loses its tags and
//! keeps its text. Knows nothing of pages.

/// The deepest nesting that is followed; tags below it lose their meaning and keep their text.
const DEEPEST: usize = 64;

/// Gives the address of a link as it should stand in the Markdown.
pub type Address<'a> = &'a dyn Fn(&str) -> String;

/// A text of several blocks, without a line break at its end. Headings are made `deeper` by so many levels.
pub fn blocks(html: &str, deeper: usize, address: Address) -> String {
    let converter = Converter { address, deeper };
    converter.blocks(&parse(html)).join("\n\n")
}

/// A text of one line.
pub fn inline(html: &str, address: Address) -> String {
    let converter = Converter { address, deeper: 0 };
    let line = converter.inline(&parse(html));
    guarded(line.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Plain text on one line, with what Markdown would take for markup in its middle escaped.
pub fn text(plain: &str) -> String {
    escaped(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[derive(Debug)]
enum Node {
    Text(String),
    Element { tag: String, attributes: Attributes, children: Vec<Node> },
}

impl Node {
    fn attribute(&self, name: &str) -> Option<&str> {
        let Self::Element { attributes, .. } = self else { return None };
        attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }
}

/// An element that is not closed yet: its tag, attributes and children so far.
type Open = (String, Attributes, Vec<Node>);

type Attributes = Vec<(String, String)>;

const VOID: &[&str] = &["br", "hr", "img", "input", "wbr"];

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "table",
    "hr",
    "article",
    "aside",
    "details",
    "summary",
    "figure",
    "figcaption",
];

/// The tree of the HTML. A closing tag that nothing opened is left out, and one that skips others closes them too.
fn parse(html: &str) -> Vec<Node> {
    let mut open: Vec<Open> = vec![(String::new(), Vec::new(), Vec::new())];
    let close = |open: &mut Vec<Open>| {
        if let Some((tag, attributes, children)) = open.pop()
            && let Some((_, _, siblings)) = open.last_mut()
        {
            siblings.push(Node::Element { tag, attributes, children });
        }
    };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_text(&mut open, &rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let closing = rest.starts_with("</");
        let name_at = if closing { 2 } else { 1 };
        if !rest[name_at..].starts_with(|first: char| first.is_ascii_alphabetic()) {
            push_text(&mut open, "&lt;");
            rest = &rest[1..];
            continue;
        }
        let end = tag_end(rest);
        let inside = rest[name_at..end].trim_end_matches('/');
        rest = rest.get(end + 1..).unwrap_or_default();
        let name_end = inside.find(|end: char| end.is_whitespace()).unwrap_or(inside.len());
        let tag = inside[..name_end].to_ascii_lowercase();
        if closing {
            if let Some(at) = open.iter().rposition(|(name, ..)| *name == tag)
                && at > 0
            {
                while open.len() > at {
                    close(&mut open);
                }
            }
        } else if VOID.contains(&tag.as_str()) {
            let element = Node::Element { tag, attributes: attributes(&inside[name_end..]), children: Vec::new() };
            if let Some((_, _, siblings)) = open.last_mut() {
                siblings.push(element);
            }
        } else if open.len() <= DEEPEST {
            open.push((tag, attributes(&inside[name_end..]), Vec::new()));
        }
    }
    push_text(&mut open, rest);
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|(_, _, children)| children).unwrap_or_default()
}

fn push_text(open: &mut [Open], html: &str) {
    if let Some((_, _, siblings)) = open.last_mut()
        && !html.is_empty()
    {
        siblings.push(Node::Text(unescaped(html)));
    }
}

/// Where the tag that `html` begins with ends, quotes regarded.
fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn attributes(text: &str) -> Attributes {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|end: char| end == '=' || end.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = rest.trim_start();
        } else if end == 0 {
            break;
        }
        found.push((name, unescaped(value)));
    }
    found
}

fn unescaped(html: &str) -> String {
    if !html.contains('&') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known =
            [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
        let (entity, character) =
            known.into_iter().find(|(entity, _)| rest.starts_with(entity)).unwrap_or((&rest[..1], "&"));
        out.push_str(character);
        rest = &rest[entity.len()..];
    }
    out + rest
}

struct Converter<'a> {
    address: Address<'a>,
    deeper: usize,
}

impl Converter<'_> {
    /// One string a block. Neighbours that are no blocks make a paragraph.
    fn blocks(&self, nodes: &[Node]) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut start = 0;
        for (at, node) in nodes.iter().enumerate() {
            let Node::Element { tag, children, .. } = node else { continue };
            if !BLOCKS.contains(&tag.as_str()) {
                continue;
            }
            self.paragraph(&nodes[start..at], &mut blocks);
            start = at + 1;
            self.block(node, tag, children, &mut blocks);
        }
        self.paragraph(&nodes[start..], &mut blocks);
        blocks
    }

    fn paragraph(&self, nodes: &[Node], blocks: &mut Vec<String>) {
        let text = self.inline(nodes);
        let lines: Vec<String> = text.lines().map(|line| guarded(line.trim().to_owned())).collect();
        let text = lines.join("\n").trim().to_owned();
        if !text.is_empty() {
            blocks.push(text);
        }
    }

    fn block(&self, node: &Node, tag: &str, children: &[Node], blocks: &mut Vec<String>) {
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(tag.as_bytes()[1] - b'0') + self.deeper;
                let words = self.inline(children);
                blocks.push(format!("{} {}", "#".repeat(level.min(6)), words.trim()));
            }
            "ul" => blocks.push(self.list(children, |_| "- ".into())),
            "ol" => {
                let start: usize = node.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                blocks.push(self.list(children, |at| format!("{}. ", start + at)));
            }
            "dl" => blocks.extend(self.definitions(children)),
            "blockquote" => blocks.push(prefixed(&self.blocks(children).join("\n\n"), "> ", "> ")),
            "div" if node.has_class("alert") => blocks.push(prefixed(&self.blocks(children).join("\n\n"), "> ", "> ")),
            "pre" => blocks.push(self.code(children)),
            "table" => blocks.extend(self.table(children)),
            "hr" => blocks.push("---".into()),
            _ => blocks.extend(self.blocks(children)),
        }
    }

    fn list(&self, items: &[Node], mark: impl Fn(usize) -> String) -> String {
        let items = items.iter().filter_map(|node| match node {
            Node::Element { tag, children, .. } if tag == "li" => Some(children),
            _ => None,
        });
        let items = items.enumerate().map(|(at, children)| {
            let mark = mark(at);
            let blocks = self.blocks(children);
            // A list right under an item's words stands close to them, as it was written.
            let loose = children.iter().any(|child| matches!(child, Node::Element { tag, .. } if tag == "p"));
            let text = blocks.join(if loose { "\n\n" } else { "\n" });
            prefixed(&text, &mark, &" ".repeat(mark.len()))
        });
        items.collect::<Vec<_>>().join("\n")
    }

    fn definitions(&self, children: &[Node]) -> Vec<String> {
        let mut blocks = Vec::new();
        for child in children {
            let Node::Element { tag, children, .. } = child else { continue };
            match tag.as_str() {
                "dt" => blocks.push(format!("**{}**", self.inline(children).trim())),
                _ => blocks.extend(self.blocks(children)),
            }
        }
        blocks
    }

    fn code(&self, children: &[Node]) -> String {
        let language = children.iter().find_map(|child| child.attribute("class")?.strip_prefix("language-"));
        let text = plain(children);
        let longest = text.split(|other| other != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        format!("{fence}{}\n{}\n{fence}", language.unwrap_or_default(), text.trim_end_matches('\n'))
    }

    fn table(&self, children: &[Node]) -> Option<String> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        self.rows(children, &mut rows);
        let width = rows.iter().map(Vec::len).max()?;
        let line = |row: &Vec<String>| {
            let cells = (0..width).map(|at| row.get(at).cloned().unwrap_or_default());
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        Some(lines.join("\n"))
    }

    fn rows(&self, nodes: &[Node], rows: &mut Vec<Vec<String>>) {
        for node in nodes {
            let Node::Element { tag, children, .. } = node else { continue };
            match tag.as_str() {
                "tr" => rows.push(Vec::new()),
                "td" | "th" => {
                    let cell = self.inline(children).replace("\\\n", "<br>").replace('\n', " ").replace('|', "\\|");
                    if let Some(row) = rows.last_mut() {
                        row.push(cell.trim().to_owned());
                    }
                    continue;
                }
                _ => {}
            }
            self.rows(children, rows);
        }
    }

    fn inline(&self, nodes: &[Node]) -> String {
        let mut out = String::new();
        for node in nodes {
            match node {
                // The HTML has a line break of its own after `<br>`.
                Node::Text(text) if out.ends_with("\\\n") => out.push_str(&escaped(text.trim_start())),
                Node::Text(text) => out.push_str(&escaped(text)),
                Node::Element { tag, children, .. } => self.element(node, tag, children, &mut out),
            }
        }
        out
    }

    fn element(&self, node: &Node, tag: &str, children: &[Node], out: &mut String) {
        let around = |out: &mut String, mark: &str| {
            let words = self.inline(children);
            let trimmed = words.trim();
            if trimmed.is_empty() {
                return out.push_str(&words);
            }
            let start = words.len() - words.trim_start().len();
            let (before, after) = (&words[..start], &words[start + trimmed.len()..]);
            out.extend([before, mark, trimmed, mark, after]);
        };
        match tag {
            "em" | "i" => around(out, "*"),
            "strong" | "b" => around(out, "**"),
            "del" | "s" => around(out, "~~"),
            "code" => {
                let text = plain(children);
                let longest = text.split(|other| other != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest + 1);
                let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                out.extend([fence.as_str(), space, &text, space, &fence]);
            }
            "br" => out.push_str("\\\n"),
            "wbr" => {}
            "input" => out.push_str(if node.attribute("checked").is_some() { "[x]" } else { "[ ]" }),
            "img" => {
                let alt = escaped(node.attribute("alt").unwrap_or_default());
                let src = node.attribute("src").unwrap_or_default();
                out.push_str(&format!("![{alt}]({})", destination(&(self.address)(src))));
            }
            "sup" => {
                let note = plain(children);
                out.push_str(&if node.has_class("footnote-ref") { format!("[{note}]") } else { note });
            }
            "a" if node.has_class("anchor") || node.attribute("role") == Some("doc-backlink") => {}
            "a" => {
                let words = self.inline(children);
                match node.attribute("href") {
                    Some(href) => {
                        out.push_str(&format!("[{}]({})", words.trim(), destination(&(self.address)(href))));
                    }
                    None => out.push_str(&words),
                }
            }
            _ if BLOCKS.contains(&tag) => {
                out.push_str(&self.inline(children));
                out.push(' ');
            }
            _ => out.push_str(&self.inline(children)),
        }
    }
}

fn plain(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element { children, .. } => plain(children),
        })
        .collect()
}

/// `first` before the first line, `rest` before all others; empty lines get no white space at their end.
pub fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| {
        let prefix = if at == 0 { first } else { rest };
        if line.is_empty() { prefix.trim_end().to_owned() } else { format!("{prefix}{line}") }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    if text.is_empty() { first.trim_end().to_owned() } else { text }
}

/// Text with the characters escaped that mean something in the middle of a line.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let characters: Vec<char> = text.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let word = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|one| one.is_alphanumeric());
        let special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' => true,
            '_' => !(word(at.checked_sub(1)) && word(Some(at + 1))),
            '~' => characters.get(at + 1) == Some(&'~'),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(*character);
    }
    out
}

/// The line with what would begin a block escaped.
pub fn guarded(line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.as_bytes().get(digits);
    if (1..10).contains(&digits) && matches!(after, Some(b'.' | b')')) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    match line.as_bytes() {
        [b'#' | b'>' | b'+' | b'=' | b'|', ..] | [b'-', b' ' | b'-', ..] | [b'-'] => format!("\\{line}"),
        _ => line,
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
