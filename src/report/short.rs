//! One line a diagnostic, in the form that editors, `grep` and continuous integration know how to follow.

use std::io::{self, Write};

use super::located::Files;
use super::printable::line;
use crate::diagnostic::Diagnostic;

/// Prints `path:line:column: severity[code]: message; suggestion`.
pub(super) fn print(diagnostics: &[Diagnostic], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let Diagnostic { place, code, severity, message, label, edits, .. } = diagnostic;
        write!(out, "{}", line(&place.path))?;
        if let Some(region) = files.region(place) {
            write!(out, ":{}:{}", region.start.line, region.start.column)?;
        }
        write!(out, ": {}[{}]: {}", severity.name(), code.name, line(message))?;
        let suggests = !edits.is_empty() || label.as_ref().is_some_and(|label| label.contains("did you mean"));
        match (label.as_ref().filter(|_| suggests), &edits[..]) {
            (Some(label), _) => writeln!(out, "; {}", line(label))?,
            (None, [only]) if !only.replacement.trim().is_empty() => {
                writeln!(out, "; write `{}`", line(&only.replacement))?
            }
            _ => writeln!(out)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::diagnostic::UNKNOWN_FIELD;
    use crate::source::{Place, Source, Span};

    #[test]
    fn every_diagnostic_is_one_line() {
        let sources = Sources::from_iter([Source::text("a.md", "é: 1\r\nsummray: x\n")]);
        let path = "a.md".into();
        let diagnostics = [
            Diagnostic::at(UNKNOWN_FIELD, &path, Span::new(7, 14), "field `summray`\nis not known\u{1b}[2J"),
            Diagnostic::at(UNKNOWN_FIELD, &path, Span::new(900, 900), "past the end"),
            Diagnostic::at(UNKNOWN_FIELD, &"gone.md".into(), Span::new(1, 2), "in a file that is gone"),
            Diagnostic::new(UNKNOWN_FIELD, Place::file(&path), "the whole file").label("did you mean `b.md`?"),
            Diagnostic::at(UNKNOWN_FIELD, &path, Span::new(7, 14), "misspelt").edit(Span::new(7, 14), "summary"),
        ];
        let mut out = Vec::new();
        print(&diagnostics, &sources, ReportFormat::Short, false, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a.md:2:1: error[unknown-field]: field `summray`␤is not known␛[2J\n\
             a.md:3:1: error[unknown-field]: past the end\n\
             gone.md: error[unknown-field]: in a file that is gone\n\
             a.md: error[unknown-field]: the whole file; did you mean `b.md`?\n\
             a.md:2:1: error[unknown-field]: misspelt; write `summary`\n"
        );
    }
}
