//! Exports: what they hold, that they can be imported again, and the commands of the documentation.

use crate::project;

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use proptest::prelude::*;
use rungs::compile::{Compiled, HandbookOptions};
use rungs::export;
use rungs::import::input::Input;
use rungs::import::{self, FileLayout, Imported, Mapping, Notes};
use rungs::source::{Source, Sources};

fn imported(name: &str, bytes: Vec<u8>) -> Imported {
    let inputs = [Input::new(name, bytes)];
    let (format, _) = import::detect(&inputs).expect("a format recognises the file");
    let imported = import::import(format, &inputs, &Mapping::default(), FileLayout::Files, Notes::default());
    assert!(!imported.failed(), "{:#?}", imported.diagnostics);
    imported
}

fn compiled(imported: &Imported) -> Compiled {
    let sources: Sources = imported.files.iter().map(|(path, text)| Source::text(path, text)).collect();
    project::compile(&sources, &HandbookOptions::default())
}

fn exported(compiled: &Compiled, format: &str) -> Vec<u8> {
    compiled.exported(export::named(format).unwrap(), None).unwrap()
}

/// The rows of a CSV export, sorted: an import puts roles of one level into an order of its own.
fn rows(csv: &[u8]) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv);
    let mut rows: Vec<String> = reader.records().map(|row| row.unwrap().iter().collect::<Vec<_>>().join("|")).collect();
    rows.sort();
    rows
}

/// A sentence that says something, with signs that cells and YAML stumble over.
fn sentence() -> impl Strategy<Value = String> {
    let words = [
        "Plans",
        "the work",
        "of #1, #2",
        "\"quoted\"",
        "with care: always",
        "at 50 %",
        "& more",
        "naïvely",
        "= not a sum",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..5)
        .prop_map(|words| format!("Does {}.", words.join(" ")))
}

fn ladder() -> impl Strategy<Value = String> {
    let role = prop::sample::select(vec!["Engineer", "Senior Engineer", "Staff Engineer"]);
    let topic = prop::sample::select(vec!["Craft", "People", "Delivery: on time"]);
    let skill =
        prop::sample::select(vec![("", ""), ("", ""), ("SQL", "Working"), ("SQL", "Working"), ("Talks", "Expert")]);
    prop::collection::vec((role, topic, skill, sentence()), 1..12).prop_map(|rows| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["Role", "Topic", "Skill", "Skill Level", "Statement"]).unwrap();
        for (role, topic, (skill, step), statement) in rows {
            writer.write_record([role, if skill.is_empty() { topic } else { "" }, skill, step, &statement]).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_exported_is_imported_again(table in ladder()) {
        let first = compiled(&imported("ladder.csv", table.into_bytes()));
        let csv = exported(&first, "csv");
        prop_assert!(!rows(&csv).is_empty());
        let again = compiled(&imported("ladder.csv", csv.clone()));
        prop_assert_eq!(rows(&csv), rows(&exported(&again, "csv")));
        let workbook = compiled(&imported("ladder.xlsx", exported(&first, "xlsx")));
        prop_assert_eq!(rows(&csv), rows(&exported(&workbook, "csv")));
    }
}

fn sample() -> Compiled {
    let sources = project::read(project::crate_folder());
    project::compile(&sources, &HandbookOptions::default())
}

#[test]
fn every_export_of_the_sample_holds_its_roles() {
    let sample = sample();
    for exporter in export::ALL.iter().filter(|exporter| !exporter.of_role && exporter.ending != "xlsx") {
        let text = String::from_utf8(sample.exported(exporter, None).unwrap()).unwrap();
        assert!(text.contains("Staff Engineer"), "{}", exporter.name);
        assert_eq!(sample.exported(exporter, None).unwrap(), text.into_bytes(), "{}", exporter.name);
    }
    let xlsx = exported(&sample, "xlsx");
    assert!(xlsx.starts_with(b"PK") && xlsx == exported(&sample, "xlsx"));
    let jsonld: serde_json::Value = serde_json::from_slice(&exported(&sample, "jsonld")).unwrap();
    assert!(
        jsonld["@graph"]
            .as_array()
            .unwrap()
            .iter()
            .any(|role| role["name"] == "Staff Engineer" && role["skills"].is_array())
    );
}

#[test]
fn the_commands_of_the_documentation_lead_from_a_workbook_to_a_site() {
    let text = fs::read_to_string(project::crate_folder().join("docs/importing.md")).unwrap();
    let section = text
        .split("## From your spreadsheet to a published site in five minutes")
        .nth(1)
        .unwrap()
        .split("\n## ")
        .next()
        .unwrap();
    let commands: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("    rungs ")).collect();
    assert_eq!(commands.len(), 4, "{commands:?}");
    let here = tempfile::tempdir().unwrap();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        ["Area", "Engineer (L1)", "Senior Engineer (L2)"],
        ["Craft", "Writes code", "Designs systems"],
        ["People", "Asks", "Answers"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save(here.path().join("ladder.xlsx")).unwrap();
    for command in commands {
        cargo_bin_cmd!("rungs").args(command.split(' ')).current_dir(here.path()).assert().success();
    }
    assert!(here.path().join("my-handbook/public/roles/senior-engineer.html").is_file());
    let run =
        |arguments: &[&str], root: &Path| cargo_bin_cmd!("rungs").args(arguments).current_dir(root).output().unwrap();
    // Importing again shows that nothing changed; a role's advert goes to standard output.
    let again = run(&["import", "ladder.xlsx", "-o", "my-handbook"], here.path());
    assert!(String::from_utf8_lossy(&again.stderr).contains("my-handbook is up to date"));
    let advert = run(&["export", "job-advert", "senior-engineer", "-r", "my-handbook"], here.path());
    assert!(String::from_utf8_lossy(&advert.stdout).contains("## Craft\n\n- Designs systems\n"));
    // A role first, its table row by row; a reader that has enough is no failure.
    let rows = run(&["export", "senior-engineer", "--format", "csv", "-r", "my-handbook"], here.path());
    let rows = String::from_utf8(rows.stdout).unwrap();
    assert!(rows.lines().count() == 3 && rows.contains(",Designs systems,"), "{rows}");
    assert_eq!(
        rows,
        String::from_utf8(run(&["export", "csv", "senior-engineer", "-r", "my-handbook"], here.path()).stdout).unwrap()
    );
    let unknown = run(&["export", "job-advert", "senior-enginer", "-r", "my-handbook"], here.path());
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `senior-engineer`?"));
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn tables_are_written_in_pieces() {
    let sample = sample();
    for format in ["csv", "tracker"] {
        let mut pieces = Vec::new();
        let take = &mut |piece: &[u8]| {
            pieces.push(piece.len());
            Ok(())
        };
        sample.export(export::named(format).unwrap(), None, take).unwrap();
        assert_eq!(pieces.iter().sum::<usize>(), exported(&sample, format).len());
        assert!(pieces.len() > 3 && pieces.iter().all(|size| *size < 64 * 1024), "{format}: {pieces:?}");
    }
}

/// A track and a family beside each other, with a statement that only one edition shows.
fn offering(exports: &str, audience: &str) -> Compiled {
    let files = [
        (
            "handbook.yaml",
            format!("title: H\nbase_url: https://example.org/h/\nexports: {exports}\neditions: {{ internal: {{}} }}\n"),
        ),
        ("families.yaml", "work: { title: Work }\n".to_owned()),
        ("tracks.yaml", "main: { title: Main, family: work, roles: [a, b] }\n".to_owned()),
        ("responsibilities.yaml", "r: { title: Duty }\n".to_owned()),
        (
            "roles.yaml",
            "a: { title: Role A, responsibilities: { r: [For all., { text: A secret., audience: internal }] } }\n\
             b: { title: Role B, responsibilities: { r: [Higher.] } }\n\
             c: { title: Role C, responsibilities: { r: [Elsewhere.] } }\n"
                .to_owned(),
        ),
    ];
    let sources: Sources =
        files.iter().map(|(path, text)| Source::text(format!("content/{path}").as_str(), text)).collect();
    let audience = rungs::compile::Audience::Named(audience.to_owned());
    project::compile(&sources, &HandbookOptions { audience, ..HandbookOptions::default() })
}

fn rendered(compiled: &Compiled, address: &str) -> String {
    let Some(Ok(bytes)) = compiled.render(address) else { panic!("{address}") };
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn the_site_offers_the_files_that_the_settings_name() {
    let public = offering("[csv, tracker, markdown, xlsx, json, jsonld]", "public");
    let offered: Vec<&str> = public.addresses().filter(|address| address.starts_with("exports/")).collect();
    assert_eq!(offered.len(), 15, "{offered:?}");
    let page = rendered(&public, "tracks/main.html");
    for name in
        ["expectations.csv", "self-assessment.csv", "expectations.md", "expectations.xlsx", "occupations.jsonld"]
    {
        assert!(page.contains(&format!("../exports/tracks/main/{name}\" download")), "{name}: {page}");
    }
    assert!(rendered(&public, "roles/index.html").contains("../exports/expectations.csv"));
    assert!(rendered(&public, "roles/index.html").contains("../index.json"));
    assert!(rendered(&public, "tracks/main/matrix.html").contains("../../exports/tracks/main/expectations.csv"));
    assert!(rendered(&public, "families/work/matrix.html").contains("../../exports/families/work/expectations.csv"));
    assert!(rendered(&public, "tracks/main.md").contains("exports/tracks/main/expectations.csv"));
    // A file of a track holds the roles of the track, one of all holds all.
    let of_track = rendered(&public, "exports/tracks/main/expectations.csv");
    assert!(of_track.contains("Higher.") && !of_track.contains("Elsewhere."), "{of_track}");
    assert!(rendered(&public, "exports/expectations.csv").contains("Elsewhere."));
    let none = offering("[]", "public");
    assert!(none.addresses().all(|address| !address.starts_with("exports/")));
    assert!(!rendered(&none, "tracks/main.html").contains("class=\"downloads\""));
}

#[test]
fn an_edition_offers_what_its_readers_may_see() {
    let (public, internal) = (
        offering("[csv, tracker, markdown, jsonld]", "public"),
        offering("[csv, tracker, markdown, jsonld]", "internal"),
    );
    let files: Vec<String> =
        public.addresses().filter(|address| address.starts_with("exports/")).map(str::to_owned).collect();
    assert_eq!(files.len(), 12);
    for file in files {
        assert!(!rendered(&public, &file).contains("A secret."), "{file}");
        let holds = !file.starts_with("exports/families/");
        assert!(rendered(&internal, &file).contains("A secret.") || !holds, "{file}");
    }
}

#[test]
fn every_export_but_an_advert_can_be_offered() {
    let offered: Vec<&str> = rungs::content::ExportFormat::ALL.iter().map(|format| format.name()).collect();
    let mut known: Vec<&str> = export::ALL.iter().filter(|one| !one.of_role).map(|one| one.name).collect();
    known.sort_by_key(|name| offered.iter().position(|other| other == name));
    assert_eq!(known, offered);
    let rungs::parse::shape::Shape::OneOrMany(rungs::parse::shape::Shape::Choice(words)) =
        rungs::parse::fields::HANDBOOK.field("exports").unwrap().shape
    else {
        panic!("`exports` is a list of words");
    };
    assert_eq!(*words, offered);
}
