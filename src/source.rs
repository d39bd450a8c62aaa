//! Files as the compiler sees them: a path, its text or bytes, and where lines begin.
//!
//! A [`Sources`] is a snapshot taken by the shell; nothing here reads a disk, and nothing here knows what a
//! file means.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in one file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, both in bytes. Files are limited to 4 GiB by the reader.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end.max(start) as u32 }
    }

    /// The range of bytes, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where an author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where, in the file that the value belongs to.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A place in a file: what a diagnostic points at and what provenance remembers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path from the project's root, with `/` between its parts.
    pub path: Arc<str>,
    /// The bytes meant; `None` for the file as a whole.
    pub span: Option<Span>,
}

impl Place {
    /// The bytes `span` of the file `path`.
    pub fn at(path: &Arc<str>, span: Span) -> Self {
        Self { path: path.clone(), span: Some(span) }
    }

    /// The file `path` as a whole.
    pub fn file(path: &Arc<str>) -> Self {
        Self { path: path.clone(), span: None }
    }
}

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file that may hold content: valid UTF-8, kept exactly as on disk (byte order mark and CRLF too).
    Text(Arc<str>),
    /// Any other file, or one whose bytes are not UTF-8.
    Bytes(Arc<[u8]>),
    /// The file could not be read; the operating system's words say why.
    Unreadable(String),
}

/// One file of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path from the project's root, NFC, with `/` between its parts.
    pub path: Arc<str>,
    /// What was in it.
    pub content: Content,
}

impl Source {
    /// A source made from text, as tests and the reader do.
    pub fn text(path: &str, text: &str) -> Self {
        Self { path: path.into(), content: Content::Text(text.into()) }
    }

    /// The text, if the file is text.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// All files of a project at one moment, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    /// Shared by every copy until one of them changes.
    files: Arc<BTreeMap<Arc<str>, Arc<Source>>>,
}

impl Sources {
    /// Adds a file, or replaces the one at its path.
    pub fn insert(&mut self, source: Source) {
        self.share(Arc::new(source));
    }

    /// Adds a file that another snapshot holds too, without copying it.
    pub fn share(&mut self, source: Arc<Source>) {
        Arc::make_mut(&mut self.files).insert(source.path.clone(), source);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        if self.files.contains_key(path) {
            Arc::make_mut(&mut self.files).remove(path);
        }
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&Arc<Source>> {
        self.files.get(path)
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.files.values()
    }

    /// The files whose path starts with `prefix`, by path.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Arc<Source>> + 'a {
        self.files
            .range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded))
            .map(|(_, source)| source)
            .take_while(move |source| source.path.starts_with(prefix))
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(iter: I) -> Self {
        let mut sources = Self::default();
        for source in iter {
            sources.insert(source);
        }
        sources
    }
}

/// A position as editors count: both from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters (not bytes).
    pub column: usize,
}

/// Characters are counted once up to every so many bytes, so that a position on a very long line is found at once.
const MARK_BYTES: usize = 1024;

/// Where each line of a text begins.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The number of characters that begin before each multiple of [`MARK_BYTES`].
    marks: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads the line starts of `text`; LF and CRLF both end a line.
    pub fn of(text: &'a str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        let mut before = 0;
        let marks = text.as_bytes().chunks(MARK_BYTES).map(|chunk| {
            let mark = before;
            before += characters(chunk);
            mark
        });
        let mut marks: Vec<usize> = marks.collect();
        marks.push(before);
        Self { text, starts, marks }
    }

    /// The position of the byte `offset`; past the end it is the end. A byte order mark is not counted.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let start = self.starts[line];
        let in_line = &self.text[start..offset];
        let marks = (in_line.len() - in_line.trim_start_matches('\u{feff}').len()) / '\u{feff}'.len_utf8();
        Position { line: line + 1, column: self.characters_before(offset) - self.characters_before(start) - marks + 1 }
    }

    /// How many characters begin before the byte `offset`.
    fn characters_before(&self, offset: usize) -> usize {
        let mark = offset / MARK_BYTES;
        self.marks[mark] + characters(&self.text.as_bytes()[mark * MARK_BYTES..offset])
    }

    /// The text of a line (from 1) without its line end.
    pub fn line(&self, line: usize) -> &'a str {
        let start = self.starts[line - 1];
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

/// How many characters begin in a part of a text: every byte begins one but those that continue one.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_on_a_long_line_is_the_number_of_characters_before_it() {
        for text in ["\u{feff}añ漢🦀".repeat(900), format!("first\n{}", "ñ".repeat(3000)), "a".repeat(MARK_BYTES)]
        {
            let lines = Lines::of(&text);
            let mut position = Position { line: 1, column: 1 };
            for (at, letter) in text.char_indices() {
                assert_eq!(lines.position(at), position, "byte {at}");
                position = match letter {
                    '\n' => Position { line: position.line + 1, column: 1 },
                    '\u{feff}' if at == 0 => position,
                    _ => Position { line: position.line, column: position.column + 1 },
                };
            }
            assert_eq!(lines.position(text.len()), position);
        }
    }

    #[test]
    fn positions_count_characters_and_skip_a_byte_order_mark() {
        let lines = Lines::of("\u{feff}añb\r\nzwei\n");
        assert_eq!(lines.position(3), Position { line: 1, column: 1 });
        assert_eq!(lines.position(6), Position { line: 1, column: 3 });
        assert_eq!(lines.position(9), Position { line: 2, column: 1 });
        assert_eq!(lines.line(1), "\u{feff}añb");
        assert_eq!(lines.line(2), "zwei");
        assert_eq!(lines.count(), 3);
    }

    #[test]
    fn a_folder_is_a_range_of_paths() {
        let sources: Sources = ["a/x", "a/y", "ab", "b"].into_iter().map(|path| Source::text(path, "")).collect();
        let paths: Vec<&str> = sources.under("a/").map(|source| &*source.path).collect();
        assert_eq!(paths, ["a/x", "a/y"]);
    }
}
