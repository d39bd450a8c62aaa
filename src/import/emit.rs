//! YAML and front matter as importers write them: a small tree, printed so that it always reads back the same.
//!
//! Knows nothing of handbooks. Everything is block style; a text is written plain only where no reader of YAML
//! 1.1 or 1.2 could take it for anything else, as a `|` block when it has lines, else in double quotes.

use std::fmt::Write as _;

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    /// Text, whatever it looks like: `no`, `1.10` and `NULL` stay text.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A sequence, in order.
    List(Vec<Yaml>),
    /// A mapping, in order. Keys are text.
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// A mapping with nothing in it yet; see [`Yaml::with`].
    pub fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// The mapping with `key` added at its end; unchanged when the value says nothing (an empty text, list or
    /// mapping), so that optional fields need no condition. Anything but a mapping stays as it is.
    pub fn with(mut self, key: &str, value: impl Into<Self>) -> Self {
        let value = value.into();
        if let Self::Map(entries) = &mut self
            && !value.is_empty()
        {
            entries.push((key.to_owned(), value));
        }
        self
    }

    /// The mapping with `key` added at its end, whatever the value says.
    pub fn with_all(mut self, key: &str, value: Self) -> Self {
        if let Self::Map(entries) = &mut self {
            entries.push((key.to_owned(), value));
        }
        self
    }

    /// The document: YAML with a line end at its end.
    pub fn document(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Map(entries) if !entries.is_empty() => map(&mut out, entries, 0, false),
            Self::List(items) if !items.is_empty() => list(&mut out, items, 0),
            other => {
                scalar(&mut out, other, 0);
                out.push('\n');
            }
        }
        out
    }

    /// The document as front matter, then `body` as Markdown.
    pub fn front_matter(&self, body: &str) -> String {
        let head = self.document();
        if body.is_empty() { format!("---\n{head}---\n") } else { format!("---\n{head}---\n\n{body}\n") }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Flag(_) | Self::Number(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
        }
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Yaml {
    fn from(text: &T) -> Self {
        Self::text(text.as_ref())
    }
}

fn map(out: &mut String, entries: &[(String, Yaml)], indent: usize, first_is_placed: bool) {
    for (at, (key, value)) in entries.iter().enumerate() {
        if at > 0 || !first_is_placed {
            pad(out, indent);
        }
        // A key cannot be a block, so lines in it force quotes; a very long one would need `? `.
        if is_plain(key) {
            out.push_str(key);
        } else {
            quoted(out, key);
        }
        out.push(':');
        behind_mark(out, value, indent + 2, false);
    }
}

fn list(out: &mut String, items: &[Yaml], indent: usize) {
    for item in items {
        pad(out, indent);
        out.push('-');
        behind_mark(out, item, indent + 2, true);
    }
}

/// A value behind `key:`, or behind `-`, where a mapping begins on the same line.
fn behind_mark(out: &mut String, value: &Yaml, indent: usize, is_item: bool) {
    match value {
        Yaml::Map(entries) if !entries.is_empty() => {
            out.push(if is_item { ' ' } else { '\n' });
            map(out, entries, indent, is_item);
        }
        Yaml::List(items) if !items.is_empty() => {
            out.push('\n');
            list(out, items, indent);
        }
        other => {
            out.push(' ');
            scalar(out, other, indent);
            out.push('\n');
        }
    }
}

fn scalar(out: &mut String, value: &Yaml, indent: usize) {
    match value {
        Yaml::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Yaml::Number(number) => write!(out, "{number}").expect("writing to a string"),
        Yaml::List(_) => out.push_str("[]"),
        Yaml::Map(_) => out.push_str("{}"),
        Yaml::Text(text) if is_plain(text) => out.push_str(text),
        Yaml::Text(text) if is_block(text) => block(out, text, indent.max(2)),
        Yaml::Text(text) => quoted(out, text),
    }
}

/// Whether `text` needs no quotes anywhere. Stricter than YAML, and therefore short to check: it starts with a
/// letter, holds no sign that YAML knows beyond those that are harmless inside a word, and is no word that any
/// version of YAML reads as a flag or as nothing.
fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let harmless = |character: char| {
        character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | ';' | '+' | '’')
    };
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(|character| harmless(character) || matches!(character, ',' | '\'' | '‘' | '–'))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a block scalar keeps `text` exactly: it has lines, and no sign that a reader may change.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && text.chars().all(|character| character == '\n' || is_printable(character))
        // Lines of white space at the end would be taken for the block's own padding.
        && text.split('\n').all(|line| line.is_empty() || !line.trim().is_empty())
}

fn block(out: &mut String, text: &str, indent: usize) {
    let body = text.trim_end_matches('\n');
    // `-` takes every line end off, none keeps one, `+` keeps all of them.
    out.push_str(match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    });
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
    }
    for _ in 1..text.len() - body.len() {
        out.push('\n');
    }
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if is_printable(other) => out.push(other),
            // YAML has eight-digit escapes, so every character has one.
            other => write!(out, "\\U{:08X}", other as u32).expect("writing to a string"),
        }
    }
    out.push('"');
}

/// Whether a character may stand for itself. Separators and marks that editors hide are written as escapes.
fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use saphyr_parser::{Event, Parser, ScalarStyle};

    /// Reads YAML back with a parser of its own kind: every plain scalar that is not text would show here.
    fn read(text: &str) -> Yaml {
        let mut events = Parser::new_from_str(text).map(|event| event.unwrap_or_else(|why| panic!("{why}\n{text}")).0);
        assert!(matches!(events.next(), Some(Event::StreamStart)));
        assert!(matches!(events.next(), Some(Event::DocumentStart(_))));
        let first = events.next().unwrap();
        value(first, &mut events)
    }

    fn value<'a>(event: Event<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> Yaml {
        match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if text == "true" || text == "false" => {
                Yaml::Flag(text == "true")
            }
            Event::Scalar(text, ..) => Yaml::Text(text.into_owned()),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match events.next().unwrap() {
                        Event::SequenceEnd => return Yaml::List(items),
                        other => items.push(value(other, events)),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    match events.next().unwrap() {
                        Event::MappingEnd => return Yaml::Map(entries),
                        Event::Scalar(key, ..) => {
                            let next = events.next().unwrap();
                            entries.push((key.into_owned(), value(next, events)));
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn text_that_looks_like_something_else_is_quoted() {
        for text in ["no", "NULL", "1.10", "0x1f", "~", "a: b", "a #b", "- a", "[a]", "*a", "&a", "!a", "'a", "a:", ""]
        {
            let mut out = String::new();
            scalar(&mut out, &Yaml::text(text), 0);
            assert!(out.starts_with('"'), "{out}");
            assert_eq!(read(&out), Yaml::text(text));
        }
        assert_eq!(Yaml::text("Data architect, data (all)").document(), "Data architect, data (all)\n");
    }

    #[test]
    fn lines_become_blocks() {
        let page = Yaml::map().with("title", "A").with("body", "one\n\n- two\n- three").with("gone", "");
        assert_eq!(page.document(), "title: A\nbody: |-\n  one\n\n  - two\n  - three\n");
        let nested = Yaml::List(vec![Yaml::map().with("text", "x\ny\n").with("more", Yaml::texts(["z"]))]);
        assert_eq!(nested.document(), "- text: |\n    x\n    y\n  more:\n    - z\n");
        assert_eq!(page.front_matter("Text."), format!("---\n{}---\n\nText.\n", page.document()));
    }

    fn any_yaml() -> impl Strategy<Value = Yaml> {
        let text = prop_oneof![
            "[a-z \\n:#'\"\\-\\[\\]{}|>!&*%@`,.0-9\\\\\t]{0,20}",
            "\\PC{0,12}",
            any::<String>(),
            Just(String::from("yes")),
        ];
        let leaf = prop_oneof![text.clone().prop_map(Yaml::Text), any::<bool>().prop_map(Yaml::Flag)];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let keyed = (text.clone(), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Yaml::List),
                prop::collection::vec(keyed, 0..4).prop_map(|mut entries| {
                    entries.sort_by(|one, other| one.0.cmp(&other.0));
                    entries.dedup_by(|one, other| one.0 == other.0);
                    Yaml::Map(entries)
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn everything_reads_back_as_it_was(yaml in any_yaml()) {
            prop_assert_eq!(read(&yaml.document()), yaml);
        }
    }
}
