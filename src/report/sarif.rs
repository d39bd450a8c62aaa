//! SARIF 2.1.0, which code scanning services show beside the changed lines.
//!
//! Source of the format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; the section numbers
//! below are its.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::located::{Files, Region};
use super::printable::escaped_json;
use crate::diagnostic::{CODES, Diagnostic};
use crate::encode;
use crate::source::Place;

/// Prints one document with one run.
pub(super) fn print(diagnostics: &[Diagnostic], files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = CODES
        .iter()
        .map(|code| {
            json!({
                "id": code.name,
                "shortDescription": { "text": code.summary },
                "defaultConfiguration": { "level": code.severity.name() },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, files)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": { "name": "rungs", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules }
            },
            // 3.14.17: without it columns would count UTF-16 code units.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    writeln!(out, "{}", escaped_json(document.to_string()))
}

fn result(diagnostic: &Diagnostic, files: &Files) -> Value {
    let Diagnostic { place, code, severity, help, related, edits, .. } = diagnostic;
    let mut result = json!({
        "ruleId": code.name,
        "ruleIndex": CODES.iter().position(|known| known.name == code.name),
        // 3.27.10: the names of our severities are its levels.
        "level": severity.name(),
        "message": { "text": diagnostic.text() },
        "locations": [location(place, files)],
    });
    if !related.is_empty() {
        let others = related.iter().map(|other| {
            let mut location = location(&other.place, files);
            location["message"] = json!({ "text": other.message });
            location
        });
        result["relatedLocations"] = others.collect();
    }
    if let (Some(file), false) = (files.get(&place.path), edits.is_empty()) {
        let replacements: Vec<Value> = edits
            .iter()
            .map(|edit| {
                // 3.57.3: an insertion deletes an empty region.
                json!({
                    "deletedRegion": region(file.region(edit.span)),
                    "insertedContent": { "text": edit.replacement },
                })
            })
            .collect();
        result["fixes"] = json!([{
            "description": { "text": help.as_deref().unwrap_or("Repairs it.") },
            "artifactChanges": [{ "artifactLocation": artifact(&place.path), "replacements": replacements }],
        }]);
    }
    result
}

fn location(place: &Place, files: &Files) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(&place.path) });
    if let Some(found) = files.region(place) {
        physical["region"] = region(found);
    }
    json!({ "physicalLocation": physical })
}

fn region(Region { start, end }: Region) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// 3.4.3: a path relative to the project's root is a relative reference, so it is encoded as one.
fn artifact(path: &str) -> Value {
    json!({ "uri": encode::path(path), "uriBaseId": "%SRCROOT%" })
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::diagnostic::{CODES, UNKNOWN_FIELD};
    use crate::source::{Place, Source, Span};
    use serde_json::{Value, json};

    #[test]
    fn a_document_has_the_rules_the_results_and_their_fixes() {
        let sources = Sources::from_iter([Source::text("content/ä b.md", "\u{feff}日本\nsummray: x\n")]);
        let path = "content/ä b.md".into();
        let diagnostics = [
            Diagnostic::at(UNKNOWN_FIELD, &path, Span::new(10, 17), "m")
                .help("h")
                .related(Place::at(&path, Span::new(3, 6)), "r")
                .edit(Span::new(10, 17), "summary"),
            Diagnostic::new(UNKNOWN_FIELD, Place::file(&"gone".into()), "whole"),
        ];
        let mut out = Vec::new();
        print(&diagnostics, &sources, ReportFormat::Sarif, false, &mut out).unwrap();
        let document: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(document["version"], "2.1.0");
        let run = &document["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), CODES.len());
        let [first, second] = run["results"].as_array().unwrap().as_slice() else { panic!() };
        let index = first["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "unknown-field");
        assert_eq!(first["message"]["text"], "m\nh");
        let physical = &first["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "content/%C3%A4%20b.md");
        let region = json!({ "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 8 });
        assert_eq!(physical["region"], region);
        assert_eq!(first["relatedLocations"][0]["physicalLocation"]["region"]["startColumn"], 1);
        let change = &first["fixes"][0]["artifactChanges"][0];
        assert_eq!(change["replacements"][0]["deletedRegion"], region);
        assert_eq!(change["replacements"][0]["insertedContent"]["text"], "summary");
        assert_eq!(
            second["locations"][0]["physicalLocation"],
            json!({
                "artifactLocation": { "uri": "gone", "uriBaseId": "%SRCROOT%" }
            })
        );
        assert!(second.get("fixes").is_none());
    }
}
