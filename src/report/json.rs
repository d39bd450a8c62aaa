//! One JSON object a line, for scripts and editors. Its fields are documented where people look: at `report::print`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::located::{Files, Region};
use super::printable::escaped_json;
use crate::diagnostic::Diagnostic;

/// Prints the objects.
pub(super) fn print(diagnostics: &[Diagnostic], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        writeln!(out, "{}", escaped_json(record(diagnostic, files).to_string()))?;
    }
    Ok(())
}

fn record(diagnostic: &Diagnostic, files: &Files) -> Value {
    let Diagnostic { place, code, severity, message, label, help, related, edits } = diagnostic;
    let file = files.get(&place.path);
    let related = related.iter().map(|other| {
        let [line, column, end_line, end_column] = position(files.region(&other.place));
        json!({
            "path": other.place.path,
            "line": line, "column": column, "end_line": end_line, "end_column": end_column,
            "message": other.message,
        })
    });
    let edits = edits.iter().map(|edit| {
        let [line, column, end_line, end_column] = position(file.map(|file| file.region(edit.span)));
        json!({
            "line": line, "column": column, "end_line": end_line, "end_column": end_column,
            "start_byte": edit.span.start, "end_byte": edit.span.end,
            "replacement": edit.replacement,
        })
    });
    let [line, column, end_line, end_column] = position(files.region(place));
    json!({
        "code": code,
        "severity": severity,
        "path": place.path,
        "line": line, "column": column, "end_line": end_line, "end_column": end_column,
        "message": message,
        "label": label,
        "help": help,
        "related": related.collect::<Value>(),
        "edits": edits.collect::<Value>(),
    })
}

/// The line and column of the beginning and of the end; none for a file as a whole.
fn position(region: Option<Region>) -> [Option<usize>; 4] {
    region.map_or([None; 4], |Region { start, end }| [start.line, start.column, end.line, end.column].map(Some))
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
        print(&diagnostics, &sources, ReportFormat::Json, false, &mut out).unwrap();
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
