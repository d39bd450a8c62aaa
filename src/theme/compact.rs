//! Built-in scripts and styles as pages load them: without comments and indentation, which only maintainers need.
//!
//! It works line by line and needs no parser: a comment in the built-in scripts stands on its own lines, and no string or
//! template literal spans several lines. A test holds both. Files of an author's theme are published unchanged.

use std::borrow::Cow;

/// The bytes of the built-in asset `name` as they are published.
pub fn compact<'a>(name: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    let Ok(text) = str::from_utf8(bytes) else { return Cow::Borrowed(bytes) };
    match name.rsplit('.').next() {
        Some("js") => Cow::Owned(lines(text, |line| line.starts_with("//") || is_block(line)).into_bytes()),
        Some("css") => Cow::Owned(lines(&without_blocks(text), |_| false).into_bytes()),
        _ => Cow::Borrowed(bytes),
    }
}

/// The lines that are not empty and not `left_out`, without indentation.
fn lines(text: &str, left_out: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !left_out(line)) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Whether a line is one comment between `/*` and `*/`, and nothing else.
fn is_block(line: &str) -> bool {
    line.starts_with("/*") && line.find("*/") == Some(line.len() - 2)
}

/// The style without its comments.
fn without_blocks(text: &str) -> String {
    let mut pieces = text.split("/*");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once("*/").map_or("", |(_, rest)| rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{ASSETS, files};

    fn compacted(name: &str, text: &str) -> String {
        String::from_utf8(compact(name, text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn comments_and_indentation_go_and_the_rest_stays() {
        let script = "// About it.\n(function () {\n  /** One. */\n  var a = \"//b\"; /* c */\n\n})();\n";
        assert_eq!(compacted("a.js", script), "(function () {\nvar a = \"//b\"; /* c */\n})();\n");
        let style = "/* About\n   it. */\n\n@media print {\n  a { color: red; } /* b */\n}\n";
        assert_eq!(compacted("a.css", style), "@media print {\na { color: red; }\n}\n");
        assert_eq!(compacted("a.svg", "<svg>\n  <g/>\n"), "<svg>\n  <g/>\n");
    }

    #[test]
    fn the_built_in_files_can_be_read_line_by_line() {
        let mut looked_at = 0;
        for file in files(&ASSETS) {
            let name = file.path().display().to_string();
            let Some(text) = file.contents_utf8().filter(|_| name.ends_with(".js") || name.ends_with(".css")) else {
                continue;
            };
            looked_at += 1;
            let code = compacted(&name, text);
            assert!(!code.contains('`'), "{name} has a template literal, or a back quote that should be \\x60");
            for line in code.lines() {
                assert!(!line.ends_with('\\'), "{name} goes on in the next line within a literal: {line}");
                assert!(!line.contains("/*") || line.contains("*/"), "{name} has a comment over lines: {line}");
                assert!(
                    name.ends_with(".js") || line.matches('"').count() % 2 == 0,
                    "{name} has half a string: {line}"
                );
            }
        }
        assert!(looked_at > 20, "{looked_at}");
    }
}
