//! One JSON object a line, for scripts and editors. Its fields are documented where people look: at `report::print`.

use std::io::{self, Write};

use serde::Serialize;

use super::located::{Files, Region};
use super::printable::escaped_json;
use crate::diagnostic::Diagnostic;

#[derive(Serialize)]
struct Record<'a> {
    code: &'a str,
    severity: &'a str,
    #[serde(flatten)]
    place: Location<'a>,
    message: &'a str,
    label: Option<&'a str>,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Location<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Edit<'a> {
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    start_byte: u32,
    end_byte: u32,
    replacement: &'a str,
}

/// Prints the objects.
pub(super) fn print(diagnostics: &[Diagnostic], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let record = record(diagnostic, files);
        writeln!(out, "{}", escaped_json(serde_json::to_string(&record)?))?;
    }
    Ok(())
}

fn record<'a>(diagnostic: &'a Diagnostic, files: &Files) -> Record<'a> {
    let Diagnostic { place, code, severity, message, label, help, related, edits } = diagnostic;
    let file = files.get(&place.path);
    Record {
        code: code.name,
        severity: severity.name(),
        place: location(&place.path, files.region(place)),
        message,
        label: label.as_deref(),
        help: help.as_deref(),
        related: related
            .iter()
            .map(|other| Related {
                place: location(&other.place.path, files.region(&other.place)),
                message: &other.message,
            })
            .collect(),
        edits: edits
            .iter()
            .map(|edit| {
                let Location { line, column, end_line, end_column, .. } =
                    location("", file.map(|file| file.region(edit.span)));
                let (start_byte, end_byte) = (edit.span.start, edit.span.end);
                Edit { line, column, end_line, end_column, start_byte, end_byte, replacement: &edit.replacement }
            })
            .collect(),
    }
}

fn location(path: &str, region: Option<Region>) -> Location<'_> {
    Location {
        path,
        line: region.map(|region| region.start.line),
        column: region.map(|region| region.start.column),
        end_line: region.map(|region| region.end.line),
        end_column: region.map(|region| region.end.column),
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::diagnostic::UNKNOWN_FIELD;
    use crate::source::{Place, Source, Span};

    #[test]
    fn an_object_says_everything_and_is_one_line() {
        let sources = Sources::from_iter([Source::text("a.md", "日本\nsummray: x\n")]);
        let path = "a.md".into();
        let diagnostics = [
            Diagnostic::at(UNKNOWN_FIELD, &path, Span::new(7, 14), "field\n`summray`")
                .help("h")
                .related(Place::at(&path, Span::new(3, 6)), "r")
                .edit(Span::new(7, 14), "summary"),
            Diagnostic::new(UNKNOWN_FIELD, Place::file(&path), "whole"),
        ];
        let mut out = Vec::new();
        print(&diagnostics, &sources, Format::Json, false, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"code":"unknown-field","severity":"error","path":"a.md","line":2,"column":1,"end_line":2,"#,
                r#""end_column":8,"message":"field\n`summray`","label":null,"help":"h","#,
                r#""related":[{"path":"a.md","line":1,"column":2,"end_line":1,"end_column":3,"message":"r"}],"#,
                r#""edits":[{"line":2,"column":1,"end_line":2,"end_column":8,"start_byte":7,"end_byte":14,"#,
                r#""replacement":"summary"}]}"#,
                "\n",
                r#"{"code":"unknown-field","severity":"error","path":"a.md","line":null,"column":null,"#,
                r#""end_line":null,"end_column":null,"message":"whole","label":null,"help":null,"#,
                r#""related":[],"edits":[]}"#,
                "\n"
            )
        );
    }
}
