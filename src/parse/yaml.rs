//! YAML to a tree in which every key and value knows its place.
//!
//! The only user of the YAML crate. Deliberately untyped: a scalar keeps the text that was written, so that
//! `no` and `1.10` stay what the author typed wherever a field wants text. What a field wants is `shape`'s
//! business.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use crate::diagnostic::{CONTROL_CHARACTER, Code, DUPLICATE_KEY, Diagnostic, TOO_DEEP, YAML_SYNTAX};
use crate::source::{Place, Span};

use super::text::Text;

use self::mistake::YamlFailure;

pub mod mistake;

pub mod plain;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// From the first to the last byte of the value.
    pub span: Span,
    /// What was written.
    pub value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A plain, quoted or block text; the flag is true for plain ones, which may mean a number or a truth value.
    Scalar(Text, bool),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the author's order, each key once.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key's text.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// The value under `key`, if this is a mapping that has one.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Key, Node)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The entries of the mapping under `key`; none if there is no such mapping.
    pub fn entries_of(&self, key: &str) -> &[(Key, Node)] {
        self.get(key).map(Self::entries).unwrap_or_default()
    }

    /// The text of a scalar.
    pub fn as_text(&self) -> Option<&Text> {
        if let Value::Scalar(text, _) = &self.value { Some(text) } else { None }
    }

    /// What the value is, for messages.
    pub fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar(..) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "fields",
        }
    }
}

/// Mappings and lists nested deeper than this are refused; real handbooks stay under ten.
const DEPTH: usize = 64;

/// Values that aliases may add to a file before it is refused as an alias bomb.
const COPIES: usize = 20_000;

/// Reads the YAML that stands at `yaml` within the file's text. `None` means that it could not be read at all;
/// an empty document is [`Value::Null`].
pub fn parse(
    path: &Arc<str>,
    file: &str,
    yaml: std::ops::Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let mut tree = Tree {
        path,
        file,
        offsets: Offsets::of(&file[yaml.clone()], yaml.start),
        anchors: HashMap::new(),
        copies: 0,
        diagnostics,
    };
    let mut parser = Parser::new_from_str(&file[yaml.clone()]);
    match tree.document(&mut parser) {
        Ok(node) => Some(node),
        Err(None) => None,
        Err(Some(error)) => {
            let (at, info) = (tree.offsets.byte(error.marker()), error.info());
            diagnostics.push(match info.contains("recursion limit") {
                // The scanner reads ahead and may give up before the depth is ours to judge.
                true => too_deep(path, Span::new(at, at)),
                false => mistake::explain(&YamlFailure { path, file, yaml, at, info }),
            });
            None
        }
    }
}

fn too_deep(path: &Arc<str>, span: Span) -> Diagnostic {
    Diagnostic::at(TOO_DEEP, path, span, "this is nested too deeply")
        .help(format!("Lists and mappings may be nested up to {DEPTH} deep."))
}

/// Why reading stopped: the scanner's error, or `None` for what was reported.
type Stop = Option<ScanError>;

/// From the crate's character counts to bytes of the file.
struct Offsets {
    start: usize,
    length: usize,
    /// The byte of each character; empty when all are ASCII and the two counts agree.
    bytes: Vec<u32>,
}

impl Offsets {
    fn of(yaml: &str, start: usize) -> Self {
        let bytes = if yaml.is_ascii() { Vec::new() } else { yaml.char_indices().map(|(at, _)| at as u32).collect() };
        Self { start, length: yaml.len(), bytes }
    }

    fn byte(&self, marker: &Marker) -> usize {
        let within = if self.bytes.is_empty() {
            marker.index()
        } else {
            self.bytes.get(marker.index()).map_or(self.length, |byte| *byte as usize)
        };
        self.start + within.min(self.length)
    }
}

struct Tree<'a> {
    path: &'a Arc<str>,
    file: &'a str,
    offsets: Offsets,
    anchors: HashMap<usize, Node>,
    copies: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

type Events<'a> = Parser<'a, StrInput<'a>>;

impl Tree<'_> {
    fn at(&self, code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(code, self.path, span, message)
    }

    fn document<'e>(&mut self, events: &mut Events<'e>) -> Result<Node, Stop> {
        let mut root = None;
        while let Some(event) = events.next_event() {
            let (event, span) = event?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                _ if root.is_some() => {
                    let at = self.offsets.byte(&span.start);
                    let mark = self.file[..at].rfind("\n---").map_or(at..at, |mark| mark + 1..mark + 4);
                    let span = Span::new(mark.start, mark.end);
                    let stem = self.path.rsplit(['/', '.']).nth(1).unwrap_or_default();
                    let help = match self.file.trim_start_matches('\u{feff}').starts_with("---") {
                        true => format!("If the text below is Markdown, rename the file to `{stem}.md`."),
                        false => "Remove the `---` line, or move what follows to a file of its own.".to_owned(),
                    };
                    self.diagnostics.push(self.at(YAML_SYNTAX, span, "a second YAML document begins here").help(help));
                    return Err(None);
                }
                event => root = Some(self.node(event, span, events, 0)?),
            }
        }
        Ok(root.unwrap_or(Node { span: Span::new(self.offsets.start, self.offsets.start), value: Value::Null }))
    }

    fn node<'e>(
        &mut self,
        event: Event<'e>,
        span: saphyr_parser::Span,
        events: &mut Events<'e>,
        depth: usize,
    ) -> Result<Node, Stop> {
        let start = self.offsets.byte(&span.start);
        if depth > DEPTH {
            self.diagnostics.push(too_deep(self.path, self.span(&span.start, &span.end)));
            return Err(None);
        }
        if let Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) = &event
        {
            self.tagged(start, &span.end)?;
        }
        let (anchor, node) = match event {
            Event::Scalar(value, style, anchor, _) => {
                (anchor, self.scalar(&value, style, self.span(&span.start, &span.end)))
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                let end = loop {
                    let (event, span) = next(events)?;
                    if event == Event::SequenceEnd {
                        break self.offsets.byte(&span.end);
                    }
                    let item = self.node(event, span, events, depth + 1)?;
                    let from = items.last().map_or(start, |last: &Node| last.span.end as usize);
                    if !self.is_cut_item(&item, from) {
                        items.push(item);
                    }
                };
                let end = self.last_byte(start, end, items.last());
                (anchor, Node { span: Span::new(start, end), value: Value::List(items) })
            }
            Event::MappingStart(anchor, _) => {
                let (entries, end) = self.mapping(events, depth)?;
                let start = entries.first().map_or(start, |(key, _)| start.min(key.span.start as usize));
                let end = self.last_byte(start, end, entries.last().map(|(_, node)| node));
                (anchor, Node { span: Span::new(start, end), value: Value::Map(entries) })
            }
            Event::Alias(anchor) => return self.alias(anchor, self.span(&span.start, &span.end)),
            _ => (0, Node { span: Span::new(start, start), value: Value::Null }),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// Reports `!word text`: the word is the type of the value to YAML, and would be on no page.
    fn tagged(&mut self, start: usize, end: &Marker) -> Result<(), Stop> {
        let line = self.file[..start].rfind('\n').map_or(0, |end| end + 1);
        let before = self.file[line..start].find('!').map(|at| line + at);
        let Some(at) = before.or_else(|| self.file[start..].starts_with('!').then_some(start)) else { return Ok(()) };
        if self.file[at..].starts_with("!!") {
            return Ok(());
        }
        let end = self.offsets.byte(end).max(at + 1);
        let written = self.file[at..end].split('\n').next().unwrap_or_default().trim_end();
        Err(self.unquoted(at, written, "YAML takes `!` for the type of a value"))
    }

    /// Reports `? text`, which begins a key to YAML.
    fn question(&mut self, key: &Node) -> Result<(), Stop> {
        let start = key.span.start as usize;
        let before = &self.file[..start];
        let lead = before.trim_end_matches([' ', '\t']);
        if lead.len() == before.len() || !lead.ends_with('?') {
            return Ok(());
        }
        let at = lead.len() - 1;
        let written = self.file[at..].split('\n').next().unwrap_or_default().trim_end();
        Err(self.unquoted(at, written, "YAML takes `?` for the beginning of a name"))
    }

    /// Reports a text at `at` that begins with a sign of YAML.
    fn unquoted(&mut self, at: usize, written: &str, label: &str) -> Stop {
        let sign = written.get(..1).unwrap_or_default();
        let message = format!("a text that begins with `{sign}` must stand in quotes");
        self.diagnostics.push(
            self.at(YAML_SYNTAX, Span::new(at, at + written.len()), message)
                .label(label)
                .help(mistake::quote_it(written)),
        );
        None
    }

    fn mapping<'e>(&mut self, events: &mut Events<'e>, depth: usize) -> Result<(Vec<(Key, Node)>, usize), Stop> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut bare = None;
        loop {
            let (event, span) = next(events)?;
            if event == Event::MappingEnd {
                return Ok((entries, self.offsets.byte(&span.end)));
            }
            let key = self.node(event, span, events, depth + 1)?;
            self.question(&key)?;
            let (event, span) = next(events)?;
            let mut value = self.node(event, span, events, depth + 1)?;
            if self.is_bare(&key, &value) {
                self.bare_key(&key, entries.last(), &mut bare);
                continue;
            }
            let name = match &key.value {
                Value::Scalar(text, _) => text.value.clone(),
                Value::Null => self.file[key.span.range()].to_owned(),
                _ => {
                    self.diagnostics.push(
                        self.at(YAML_SYNTAX, key.span, format!("a key is {}", key.describe()))
                            .label("keys are text")
                            .help("If braces or brackets are meant as text, put the value in quotes."),
                    );
                    continue;
                }
            };
            if self.is_odd_key(&name, key.span) {
                continue;
            }
            if self.is_absent(&value) {
                // An absent value has no place of its own; its key is where an author looks.
                value.span = Span::new(key.span.end as usize, key.span.end as usize);
                self.cut_value(&name, key.span);
            }
            if let Some(first) = seen.get(&name) {
                self.diagnostics.push(
                    self.at(DUPLICATE_KEY, key.span, format!("the key `{name}` stands here a second time"))
                        .label("remove or rename one of them")
                        .related(Place::at(self.path, *first), "first here"),
                );
                continue;
            }
            seen.insert(name.clone(), key.span);
            entries.push((Key { name, span: key.span }, value));
        }
    }

    /// Whether nothing was written, not even `~`; the crate then points at what comes next.
    fn is_absent(&self, value: &Node) -> bool {
        let written = &self.file[value.span.range()];
        value.value == Value::Null && !matches!(written, "~" | "null" | "Null" | "NULL" | "\"\"" | "''")
    }

    /// Whether a key has neither a colon nor a value: `b c` in `{ a: x, b c }`.
    fn is_bare(&self, key: &Node, value: &Node) -> bool {
        let rest = &self.file[key.span.end as usize..self.offsets.start + self.offsets.length];
        matches!(key.value, Value::Scalar(_, true))
            && self.is_absent(value)
            && rest.trim_start().starts_with([',', '}'])
    }

    /// Reports keys without a value: most often the second half of a text with a comma in it. Several halves of one
    /// text are one mistake; `bare` says where the last one ended and which diagnostic it has.
    fn bare_key(&mut self, key: &Node, before: Option<&(Key, Node)>, bare: &mut Option<(u32, usize)>) {
        let word = &self.file[key.span.range()];
        let start = before.map(|(_, value)| value).filter(|value| matches!(value.value, Value::Scalar(_, true)));
        let whole = start.map(|value| &self.file[value.span.start as usize..key.span.end as usize]);
        let help = whole.map_or_else(
            || format!("Write `{word}: …`."),
            |whole| {
                let field = before.map_or("", |(key, _)| &key.name);
                format!("If it belongs to the text of `{field}`, write `{field}: {}`.", mistake::quoted(whole))
            },
        );
        if let Some((end, known)) = *bare
            && self.file[end as usize..key.span.start as usize].trim() == ","
            && let Some(diagnostic) = self.diagnostics.get_mut(known)
        {
            diagnostic.help = Some(help);
            *bare = Some((key.span.end, known));
            return;
        }
        let message = format!("`{}` has no value", super::shape::shorten(word));
        let diagnostic = self.at(YAML_SYNTAX, key.span, message).help(help);
        *bare = Some((key.span.end, self.diagnostics.len()));
        self.diagnostics.push(match start {
            Some(_) => diagnostic.label("a comma ends the text before it"),
            None => diagnostic.label("expected a `:` and a value"),
        });
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node, Stop> {
        let Some(node) = self.anchors.get(&anchor) else {
            self.diagnostics.push(self.at(YAML_SYNTAX, span, "this alias stands inside the value it names"));
            return Err(None);
        };
        self.copies += size(node);
        if self.copies > COPIES {
            self.diagnostics.push(
                self.at(YAML_SYNTAX, span, format!("aliases repeat more than {COPIES} values"))
                    .help("Write the values out, or use fewer `*aliases`."),
            );
            return Err(None);
        }
        // Mistakes inside a repeated value are reported where it was written.
        Ok(node.clone())
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span) -> Node {
        let is_control = |letter: char| letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r');
        if value.contains(is_control) {
            // Only an escape between double quotes can say so: elsewhere such a character was taken out of the file.
            self.diagnostics.push(
                self.at(CONTROL_CHARACTER, span, "this text holds a control character")
                    .label("read as a space")
                    .help("Delete the escape, such as `\\0` or `\\e`."),
            );
            return self.scalar(&value.replace(is_control, " "), style, span);
        }
        let plain = style == ScalarStyle::Plain;
        if plain && matches!(value, "" | "~" | "null" | "Null" | "NULL") {
            return Node { span, value: Value::Null };
        }
        // An escaped NUL, which HTML cannot hold, is shown as the replacement character.
        let value = &value.replace('\0', "\u{fffd}");
        let written = &self.file[span.range()];
        let from = match style {
            // The lines of a block stand below its header, indented, and in a folded one broken elsewhere.
            ScalarStyle::Literal | ScalarStyle::Folded if written.starts_with(['|', '>']) => {
                written.find('\n').map_or(written.len(), |end| end + 1)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => 0,
            // Others stand in the file as they are unless they hold escapes or are folded.
            _ => usize::from(written.starts_with(['"', '\'']) && !written.starts_with(value)),
        };
        let mut text = aligned(value, span, written, from);
        if plain {
            text.comment = self.comment(span.end as usize);
            self.merged_items(span);
        }
        Node { span, value: Value::Scalar(text, plain) }
    }

    /// The crate ends plain and block values, lists and mappings where the next token begins; authors see them
    /// end with their last character.
    fn span(&self, start: &Marker, end: &Marker) -> Span {
        let (start, end) = (self.offsets.byte(start), self.offsets.byte(end));
        let end = end.max(start);
        Span::new(start, start + self.file[start..end].trim_end().len())
    }

    fn last_byte(&self, start: usize, end: usize, last: Option<&Node>) -> usize {
        let closed = self.file[..end.max(start)].ends_with([']', '}']) && self.file[start..].starts_with(['[', '{']);
        match last {
            Some(last) if !closed => (last.span.end as usize).max(start),
            _ => end.max(start),
        }
    }
}

/// Maps a value onto the text it was written as, from the byte `at` of that: they are equal but for white space,
/// which YAML takes away at the beginning of a line and folds at its end. Where they differ in more, as with an
/// escape, only the place of all of it is known.
fn aligned(value: &str, span: Span, written: &str, mut at: usize) -> Text {
    let mut pieces = Vec::new();
    let mut within = 0;
    let mut is_new_piece = true;
    let is_space = |byte: u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    let (wanted, bytes) = (value.as_bytes(), written.as_bytes());
    while within < wanted.len() {
        match bytes.get(at) {
            Some(byte) if *byte == wanted[within] => {
                if is_new_piece {
                    pieces.push((within, span.start as usize + at));
                }
                // Behind a line end both may go on with different white space.
                is_new_piece = *byte == b'\n';
                (within, at) = (within + 1, at + 1);
            }
            Some(byte) if is_space(*byte) => {
                at += 1;
                is_new_piece = true;
                // A folded line end stands for a space, or blank lines for line ends.
                if is_space(wanted[within]) && !bytes.get(at).is_some_and(|next| is_space(*next)) {
                    within += 1;
                }
            }
            _ if is_space(wanted[within]) && value[within..].trim().is_empty() => break,
            _ => return Text::opaque(value.to_owned(), span),
        }
    }
    Text::mapped(value.to_owned(), span, pieces)
}

fn next<'e>(events: &mut Events<'e>) -> Result<(Event<'e>, saphyr_parser::Span), Stop> {
    match events.next_event() {
        Some(event) => Ok(event?),
        None => Err(None),
    }
}

fn size(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|(_, node)| size(node)).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests;
