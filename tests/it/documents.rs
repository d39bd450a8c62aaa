//! What the documents list is all there is: every field of the content model, every dependency, every command.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rungs::content::Kind;
use rungs::parse::shape::{RecordShape, Shape};
use rungs::parse::{fields, schema};
use serde_json::Value;

use crate::project;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_content_model_names_every_field() {
    let document = read("docs/content-model.md");
    let mut fields = BTreeSet::new();
    for schema in Kind::ALL.into_iter().map(|kind| schema::file(kind, &schema::Ids::new())).chain([schema::handbook()])
    {
        properties(&schema, &mut fields);
    }
    assert!(fields.len() > 60, "only {} fields were found", fields.len());
    // In back quotes, of a word or of a block.
    let code = document.split('`').skip(1).step_by(2);
    let words: BTreeSet<&str> = code.flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
    let missing: Vec<&String> = fields.iter().filter(|field| !words.contains(field.as_str())).collect();
    assert!(missing.is_empty(), "docs/content-model.md does not name {missing:?}");
}

/// The names of all properties that a schema knows, at any depth.
fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                if let (Some(fields), "properties") = (value.as_object(), key.as_str()) {
                    found.extend(fields.keys().cloned());
                }
                properties(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, found)),
        _ => {}
    }
}

#[test]
fn the_settings_that_are_shown_are_valid() {
    let document = read("docs/content-model.md");
    let shown = document.split("## handbook.yaml\n\n```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    fs::write(folder.path().join("content/handbook.yaml"), shown).unwrap();
    fs::write(folder.path().join("content/logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let mut check = assert_cmd::Command::cargo_bin("rungs").unwrap();
    let output = check.args(["check", "--strict"]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// `docs/settings.md` is made of the table of fields; `RUNGS_BLESS=1` writes it.
#[test]
fn the_list_of_settings_is_complete() {
    let mut expected = String::from(
        "# Settings\n\nEverything that `content/handbook.yaml` may hold. [content-model.md](content-model.md#handbookyaml) \
         shows the settings\ntogether, and `rungs schema` prints them for editors.\n",
    );
    let mut waiting = vec![(None, &fields::HANDBOOK)];
    let mut done: Vec<&str> = Vec::new();
    while let Some((title, record)) = waiting.pop() {
        if done.contains(&record.name) {
            continue;
        }
        done.push(record.name);
        if let Some(title) = title {
            expected.push_str(&format!("\n## {title}\n"));
        }
        expected.push_str("\n| field | value | what it is |\n|---|---|---|\n");
        let mut inner = Vec::new();
        for field in record.fields() {
            let needed = if field.required { " (needed)" } else { "" };
            expected.push_str(&format!("| `{}`{needed} | {} | {} |\n", field.name, form(&field.shape), field.doc));
            inner.extend(record_in(&field.shape).map(|record| (Some(heading(field.name, record)), record)));
        }
        inner.reverse();
        waiting.extend(inner);
    }
    assert!(done.len() > 12, "only {done:?} were found");
    let path = project::crate_folder().join("docs/settings.md");
    if project::blesses() {
        fs::write(&path, &expected).unwrap();
    }
    assert!(read("docs/settings.md") == expected, "docs/settings.md is old; RUNGS_BLESS=1 writes it");
}

fn heading(field: &str, record: &RecordShape) -> String {
    if record.name.contains('`') { record.name.to_owned() } else { format!("`{field}`: {}", record.name) }
}

/// The form of a value in words.
fn form(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".into(),
        Shape::Inline | Shape::Markdown => "Markdown".into(),
        Shape::Integer => "a whole number".into(),
        Shape::Boolean => "`true` or `false`".into(),
        Shape::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Shape::Reference(of) => format!("the id of {of}"),
        Shape::List(item) => format!("list: {}", form(item)),
        Shape::OneOrMany(item) => format!("one or a list: {}", form(item)),
        Shape::Map(of, value) => format!("{of}, one per line: {}", form(value)),
        Shape::Record(record) => format!("the fields of {}", record.name),
        Shape::Short(field, record) => format!("`{field}` alone, or the fields of {}", record.name),
        Shape::Either(_, record, other) => format!("{}, or the fields of {}", form(other), record.name),
        Shape::Audience => "names of audiences".into(),
        Shape::Any => "anything".into(),
    }
}

fn record_in(shape: &Shape) -> Option<&'static RecordShape> {
    match shape {
        Shape::List(item) | Shape::OneOrMany(item) | Shape::Map(_, item) => record_in(item),
        Shape::Record(record) | Shape::Short(_, record) | Shape::Either(_, record, _) => Some(record),
        _ => None,
    }
}

#[test]
fn the_readme_gives_a_reason_for_every_dependency() {
    let manifest = read("Cargo.toml");
    let dependencies: BTreeSet<&str> = section(&manifest, "[dependencies]")
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .filter(|name| !name.starts_with('#'))
        .collect();
    let readme = read("README.md");
    let table = readme.split("\n## Dependencies\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" | "));
    let mut listed = BTreeSet::new();
    for (names, reasons) in rows {
        assert!(reasons.trim_end_matches(" |").split(" | ").all(|reason| reason.len() > 3), "{names}: {reasons}");
        listed.extend(names.split(", ").map(|name| name.trim_matches('`')));
    }
    assert_eq!(listed, dependencies);
    let tests: BTreeSet<&str> = section(&manifest, "[dev-dependencies]")
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    let named = readme.lines().find(|line| line.starts_with("Tests use ")).unwrap();
    let named: BTreeSet<&str> = named.split('`').skip(1).step_by(2).collect();
    assert_eq!(named, tests);
}

/// The lines of a section of a manifest.
fn section<'a>(manifest: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = manifest.lines().skip_while(move |line| *line != name).skip(1);
    lines.take_while(|line| !line.starts_with('['))
}

#[test]
fn the_readme_lists_every_command() {
    let readme = read("README.md");
    let help = assert_cmd::Command::cargo_bin("rungs").unwrap().arg("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names: Vec<&str> = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(names.len() > 10, "{help}");
    for name in names.into_iter().filter(|name| !name.is_empty() && *name != "help") {
        assert!(readme.contains(&format!("`rungs {name}")), "README.md does not list `rungs {name}`");
    }
}

#[test]
fn the_architecture_names_files_that_are_there() {
    let document = read("ARCHITECTURE.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for word in document.split('`').skip(1).step_by(2) {
        let is_path = word.ends_with(".rs") || (word.ends_with('/') && !word.contains(' '));
        // Of a handbook, not of the project.
        if !is_path || matches!(word, "content/" | "public/" | ".rungs/") && !root.join("src").join(word).exists() {
            continue;
        }
        named += 1;
        assert!(root.join("src").join(word).exists() || root.join(word).exists(), "ARCHITECTURE.md names {word}");
    }
    assert!(named > 40, "only {named} paths were found");
}
