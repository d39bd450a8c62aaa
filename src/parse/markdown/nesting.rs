//! How deep blocks may nest, and a look at a text before it is parsed that refuses what would be slow.
//!
//! Knows only the marks that begin a container, not what is in one.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, TOO_DEEP};
use crate::source::Span;

/// Containers and emphasis may nest this deep; readers and browsers both give up long before.
pub(super) const LIMIT: usize = 64;

/// Containers that one line may begin or continue. Below it the parser's time grows with the text; far above
/// it, with the depth times the number of lines.
const LINE_LIMIT: usize = 512;

/// The first line that begins or continues too many containers.
pub(super) fn too_deep(source: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in source.split('\n') {
        // Each container costs a byte at least, so short lines need no counting.
        if line.len() > LINE_LIMIT && containers(line) > LINE_LIMIT {
            let shown = (0..=80).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            return Some(start..start + shown);
        }
        start += line.len() + 1;
    }
    None
}

/// What to say about it.
pub(super) fn diagnostic(path: &Arc<str>, span: Span) -> Diagnostic {
    Diagnostic::at(TOO_DEEP, path, span, format!("this is nested more than {LIMIT} levels deep"))
        .label("shown as plain text")
        .help("Take lists and quotes out of each other.")
}

/// The length of the list marker that `line` begins with, if it begins with one that something follows.
pub(super) fn marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let length = match line.as_bytes().get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    matches!(line.as_bytes().get(length), Some(b' ' | b'\t')).then_some(length)
}

/// How many containers a line may begin or continue: quote marks, list and definition markers, and two columns
/// of indentation for each list that goes on.
fn containers(line: &str) -> usize {
    let mut count = 0;
    let mut columns = 0;
    let mut rest = line;
    while let Some(byte) = rest.bytes().next() {
        let (length, indent) = match byte {
            b' ' => (1, 1),
            b'\t' => (1, 4),
            b'>' => (1, 0),
            b':' if rest[1..].starts_with([' ', '\t']) => (1, 0),
            _ => match marker(rest) {
                Some(length) => (length, 0),
                None => break,
            },
        };
        count += usize::from(indent == 0);
        columns += indent;
        rest = &rest[length..];
    }
    if rest.is_empty() && count == 0 { 0 } else { count + columns / 2 }
}
