//! The difference on whole ladders: a small one of our own, which always runs, and ladders that organisations publish.
//!
//! Published ladders are not part of the project: see `project::published`.

use crate::project;

use std::collections::BTreeMap;
use std::fs;

use rungs::handbook::difference::{Counts, Expected, ExpectedItem, SkillStep, StepChange, difference};

/// The published file, or nothing and a line that says so.
fn published(path: &str) -> Option<String> {
    Some(fs::read_to_string(project::published(path)?).unwrap())
}

/// A statement as published.
struct Statement {
    role: String,
    theme: String,
    id: String,
    text: String,
}

/// What a role expects, with themes numbered by name.
fn role<'a>(statements: &'a [Statement], role: &str, themes: &BTreeMap<&str, usize>) -> Expected<'a> {
    let of_role = statements.iter().filter(|statement| statement.role == role);
    let item =
        |s: &'a Statement| ExpectedItem { id: &s.id, text: &s.text, group: themes[s.theme.as_str()], details: 0 };
    Expected { items: of_role.map(item).collect(), steps: Vec::new() }
}

fn numbered<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut numbers: BTreeMap<_, _> = names.map(|name| (name, 0)).collect();
    for (at, number) in numbers.values_mut().enumerate() {
        *number = at;
    }
    numbers
}

/// A list of maps whose values stand on their key's line: all of YAML that these releases use.
fn competencies(text: &str) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("- id: ") {
            let (role, theme, text) = Default::default();
            statements.push(Statement { role, theme, id: id.into(), text });
        }
        let Some(statement) = statements.last_mut() else { continue };
        for (key, field) in [
            ("  summary: ", &mut statement.text),
            ("  level: ", &mut statement.role),
            ("  area: ", &mut statement.theme),
        ] {
            if let Some(value) = line.strip_prefix(key) {
                *field = value.trim_matches('"').into();
            }
        }
    }
    statements
}

/// A tree of headings: role, theme, statements.
fn headings(text: &str) -> Vec<Statement> {
    let (mut role, mut theme, mut statements) = (String::new(), String::new(), Vec::new());
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            role = heading.into();
        } else if let Some(heading) = line.strip_prefix("### ") {
            theme = heading.into();
        } else if let Some(text) = line.strip_prefix("- ").filter(|_| !theme.is_empty()) {
            statements.push(Statement {
                role: role.clone(),
                theme: theme.clone(),
                id: String::new(),
                text: text.into(),
            });
        }
    }
    statements
}

/// What changed in all roles from one release to the next.
fn changes(old: &[Statement], new: &[Statement]) -> Counts {
    let themes = numbered(old.iter().chain(new).map(|statement| statement.theme.as_str()));
    let roles = numbered(old.iter().chain(new).map(|statement| statement.role.as_str()));
    let mut total = Counts::default();
    for name in roles.into_keys() {
        let counts = difference(&role(old, name, &themes), &role(new, name, &themes)).counts;
        total.unchanged += counts.unchanged;
        total.reworded += counts.reworded;
        total.moved += counts.moved;
        total.new += counts.new;
        total.dropped += counts.dropped;
    }
    total
}

#[test]
fn two_releases_of_our_own_ladder() {
    let [old, new] = ["bakery-1.md", "bakery-2.md"]
        .map(|name| headings(&fs::read_to_string(project::crate_folder().join("tests/ladders").join(name)).unwrap()));
    let expect = Counts { unchanged: 7, reworded: 1, new: 2, dropped: 1, ..Counts::default() };
    assert_eq!(changes(&old, &new), expect);
    // From one role to the next: two statements keep their words, one of them under another theme, and one is reworded.
    let themes = numbered(old.iter().map(|statement| statement.theme.as_str()));
    let step = difference(&role(&old, "Baker", &themes), &role(&old, "Senior Baker", &themes)).counts;
    let expect = Counts { unchanged: 2, reworded: 1, moved: 1, new: 2, dropped: 1, ..Counts::default() };
    assert_eq!(step, expect);
}

#[test]
fn a_release_of_the_financial_times() {
    let files = ["v1.1.0", "v1.2.0"].map(|release| published(&format!("ft-releases/{release}/data/competencies.yml")));
    let [Some(old), Some(new)] = files.map(|text| Some(competencies(&text?))) else { return };
    let expect = Counts { unchanged: 72, reworded: 2, new: 26, dropped: 5, ..Counts::default() };
    assert_eq!(changes(&old, &new), expect);
}

#[test]
fn the_steps_of_a_ladder_without_ids() {
    let Some(statements) = published("codecademy/README.md").map(|text| headings(&text)) else { return };
    let themes = numbered(statements.iter().map(|statement| statement.theme.as_str()));
    let ladder = [
        "Software Engineering Apprentice",
        "Software Engineer",
        "Software Engineer 2",
        "Senior Software Engineer",
        "Staff Software Engineer",
    ];
    let counts = ladder.windows(2).map(|step| {
        let counts = difference(&role(&statements, step[0], &themes), &role(&statements, step[1], &themes)).counts;
        assert_eq!(counts.moved, 0);
        [counts.unchanged, counts.reworded, counts.new, counts.dropped]
    });
    // Unchanged, reworded, new, dropped.
    assert_eq!(counts.collect::<Vec<_>>(), [[9, 1, 7, 6], [12, 2, 7, 3], [10, 8, 7, 3], [13, 9, 3, 3]]);
}

#[test]
fn a_promotion_in_the_uk_government() {
    let Some(text) = published("govuk-ddat/roles.csv") else { return };
    let scale = ["Awareness", "Working", "Practitioner", "Expert"];
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let columns = ["Role", "Role Level", "Skill Name", "Skill Level"].map(column);
    let records: Vec<_> = reader.into_records().map(Result::unwrap).collect();
    let rows: Vec<_> = records.iter().map(|record| columns.map(|column| record[column].trim())).collect();
    let skills = numbered(rows.iter().map(|[_, _, skill, _]| *skill));
    let expected = |name: &str| {
        let rows = rows.iter().filter(|[role, level, ..]| *role == "Software developer" && *level == name);
        let step = |[_, _, skill, step]: &[&str; 4]| SkillStep {
            group: skills[skill],
            step: scale.iter().position(|name| name == step).unwrap(),
        };
        Expected { items: Vec::new(), steps: rows.map(step).collect() }
    };

    let difference = difference(&expected("Developer"), &expected("Senior developer"));
    assert_eq!(difference.counts, Counts { same_step: 6, raised: 4, ..Counts::default() });
    let raised = difference.groups.iter().filter(|group| matches!(group.step, Some(StepChange::Raised { .. })));
    let names: Vec<_> = raised.map(|group| skills.keys().nth(group.group).copied().unwrap()).collect();
    let expect = ["Development process optimisation", "Service support", "Systems design", "Systems integration"];
    assert_eq!(names, expect);
}
