//! The import of the published framework.
//!
//! Its tables are not part of the project: see `project::published`. Every expectation below was counted in them by
//! other means.

use crate::project;

use std::collections::BTreeMap;

use rungs::diagnostic::{Diagnostic, IMPORT_PROBLEM, IMPORT_REPAIR};
use rungs::import::{self, Imported};
use rungs::source::Source;
use saphyr_parser::{Event, Parser, ScalarStyle};

fn tables() -> Option<(Source, Source)> {
    let folder = project::published("govuk-ddat")?;
    let read = |name: &str| Source::text(name, &std::fs::read_to_string(folder.join(name)).unwrap());
    Some((read("roles.csv"), read("skills.csv")))
}

fn imported() -> Option<Imported> {
    let (roles, skills) = tables()?;
    Some(import::govuk::import(&roles, &skills, None))
}

/// The `skills:` of a role's file.
fn needs(imported: &Imported, path: &str) -> BTreeMap<String, String> {
    let text = &imported.files[path];
    let lines = text.lines().skip_while(|line| *line != "skills:").skip(1);
    let pairs = lines.map_while(|line| line.strip_prefix("  ")?.split_once(": "));
    pairs.map(|(skill, step)| (skill.to_owned(), step.to_owned())).collect()
}

#[test]
fn everything_in_the_tables_is_in_the_handbook() {
    let Some(imported) = imported() else { return };
    let count = |folder: &str| imported.files.keys().filter(|path| path.starts_with(folder)).count();
    let counts = ["families", "tracks", "roles", "skills"].map(|kind| count(&format!("content/{kind}/")));
    assert_eq!(counts, [8, 52, 205, 188]);
    // 1,825 rows, of which 16 repeat an earlier one and 28 need a skill at no step.
    let stepped: usize = imported.files.keys().map(|path| needs(&imported, path).len()).sum();
    assert_eq!(stepped, 1825 - 16 - 28);
}

#[test]
fn a_senior_developer_needs_more_of_four_skills_than_a_developer() {
    let Some(imported) = imported() else { return };
    let role = |id: &str| needs(&imported, &format!("content/roles/software-development/software-developer/{id}.md"));
    let (developer, senior) = (role("developer"), role("senior-developer"));
    assert_eq!(developer.keys().collect::<Vec<_>>(), senior.keys().collect::<Vec<_>>());
    assert_eq!(developer.len(), 10);
    let rank = |step: &String| ["awareness", "working", "practitioner", "expert"].iter().position(|name| name == step);
    let raised = developer.iter().filter(|(skill, step)| rank(&senior[*skill]) > rank(step)).count();
    assert_eq!(raised, 4);
}

#[test]
fn the_dirt_is_reported() {
    let Some(imported) = imported() else { return };
    assert!(!imported.failed());
    let said = |code, words: &str| -> Vec<&Diagnostic> {
        let said = |found: &&Diagnostic| found.code == code && found.message.contains(words);
        imported.diagnostics.iter().filter(said).collect()
    };
    assert_eq!(said(IMPORT_REPAIR, "the repetition was left out").len(), 16);
    assert_eq!(said(IMPORT_REPAIR, "`Role Level`: `NOT IN USE` was taken as an empty cell (28 rows").len(), 1);
    assert_eq!(said(IMPORT_REPAIR, "`Skill Level`: `NOT IN USE` was taken as an empty cell (28 rows").len(), 1);
    assert_eq!(said(IMPORT_REPAIR, "`Role Level`: stray spaces").len(), 1);
    assert_eq!(said(IMPORT_REPAIR, "`MISSING` was taken as an empty cell (325 rows").len(), 1);
    assert_eq!(said(IMPORT_PROBLEM, "`Skill Description`: the cell is empty (41 rows").len(), 1);
    assert!(said(IMPORT_REPAIR, "U+2028").len() >= 2);
    assert!(said(IMPORT_REPAIR, "U+200B").len() >= 2);
    assert!(imported.diagnostics.iter().all(|found| found.place.span.is_some()));
}

#[test]
fn every_file_is_yaml_whose_text_stays_text() {
    let Some(imported) = imported() else { return };
    for (path, text) in &imported.files {
        let yaml = text.strip_prefix("---\n").map_or(text.as_str(), |rest| rest.split("\n---\n").next().unwrap());
        for event in Parser::new_from_str(yaml) {
            let (event, _) = event.unwrap_or_else(|why| panic!("{path}: {why}"));
            if let Event::Scalar(value, ScalarStyle::Plain, ..) = event {
                let odd = value.parse::<f64>().is_ok() || matches!(&*value, "yes" | "no" | "null" | "on" | "off");
                assert!(!odd, "{path}: {value}");
            }
        }
        assert!(!text.contains(['\u{2028}', '\u{200b}', '\u{a0}']), "{path}");
    }
}

#[test]
fn two_imports_are_the_same() {
    let (Some(one), Some(other)) = (imported(), imported()) else { return };
    assert_eq!(one, other);
}
