//! Workflow commands, which GitHub shows as annotations beside the changed lines.
//!
//! Source of the format: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.

use std::io::{self, Write};

use super::located::Files;
use crate::diagnostic::{Diagnostic, Severity};

/// Prints `::error file=path,line=1,col=1,title=code::message` for each diagnostic.
pub(super) fn print(diagnostics: &[Diagnostic], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let Diagnostic { place, code, severity, .. } = diagnostic;
        let command = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(out, "::{command} file={}", property(&place.path))?;
        if let Some(region) = files.region(place) {
            let (start, end) = (region.start, region.end);
            write!(out, ",line={},endLine={},col={}", start.line, end.line, start.column)?;
            // Columns belong to one line only.
            if start.line == end.line {
                write!(out, ",endColumn={}", end.column)?;
            }
        }
        writeln!(out, ",title={}::{}", property(code.name), data(&diagnostic.text()))?;
    }
    Ok(())
}

/// A text that ends a command.
fn data(text: &str) -> String {
    let shown: String = text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    shown.replace('%', "%25").replace('\n', "%0A")
}

/// A text between the commas of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::diagnostic::{EMPTY_FILE, UNKNOWN_FIELD};
    use crate::source::{Place, Source, Span};

    #[test]
    fn every_diagnostic_is_one_command() {
        let sources = Sources::from_iter([Source::text("a,b.md", "é: 1\nsummray: x\n")]);
        let path = "a,b.md".into();
        let diagnostics = [
            Diagnostic::at(UNKNOWN_FIELD, &path, Span::new(6, 13), "100% unknown")
                .label("did you mean\n`x`?")
                .help("Do."),
            Diagnostic::new(EMPTY_FILE, Place::file(&path), "empty\u{1b}"),
        ];
        let mut out = Vec::new();
        print(&diagnostics, &sources, ReportFormat::Github, false, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::error file=a%2Cb.md,line=2,endLine=2,col=1,endColumn=8,title=unknown-field::100%25 unknown%0Adid you \
             mean%0A`x`?%0ADo.\n::warning file=a%2Cb.md,title=empty-file::empty\n"
        );
    }
}
