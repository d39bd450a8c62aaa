//! Imports: one small file of our own per trap that real ladders hold, hostile files, and published ladders where they
//! are at hand.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Stdio;

use rungs::compile::HandbookOptions;
use rungs::diagnostic::{Diagnostic, Severity};
use rungs::import::input::{self, Input};
use rungs::import::{self, FileLayout, Imported, Mapping, Notes};
use rungs::source::{Source, Sources};

/// Imports files below `tests/import/traps`, in the format that is recognised.
fn trap(names: &[&str]) -> Imported {
    trap_with(names, "")
}

fn trap_with(names: &[&str], mapping: &str) -> Imported {
    let folder = project::crate_folder().join("tests/import/traps");
    let paths: Vec<_> = names.iter().map(Into::into).collect();
    let mut notes = Notes::default();
    let inputs = input::read(&folder, &paths, &mut notes);
    let mapping = match mapping {
        "" => Mapping::default(),
        text => Mapping::read(&Input::new("map.yaml", text.as_bytes().to_vec()), &mut notes),
    };
    let (format, _) = import::detect(&inputs).expect("a format recognises the file");
    let imported = import::import(format, &inputs, &mapping, FileLayout::Files, notes);
    assert!(!imported.failed(), "{:#?}", imported.diagnostics);
    imported
}

fn bytes(name: &str, bytes: Vec<u8>) -> Imported {
    let inputs = [Input::new(name, bytes)];
    let (format, _) = import::detect(&inputs).expect("a format recognises the file");
    import::import(format, &inputs, &Mapping::default(), FileLayout::Files, Notes::default())
}

/// The file at a path below `content/`.
fn file<'a>(imported: &'a Imported, path: &str) -> &'a str {
    let found = imported.files.get(&format!("content/{path}"));
    found.unwrap_or_else(|| panic!("no {path} among {:#?}", imported.files.keys()))
}

fn says(imported: &Imported, words: &str) -> bool {
    imported.diagnostics.iter().any(|found| found.message.contains(words))
}

fn roles(imported: &Imported) -> Vec<&str> {
    let paths = imported.files.keys().filter(|path| path.starts_with("content/roles/"));
    paths.map(|path| path.rsplit('/').next().unwrap().trim_end_matches(".md")).collect()
}

#[test]
fn levels_in_brackets_emoji_bullets_and_sentences_without_spaces_are_read() {
    let imported = trap(&["wide.csv"]);
    assert_eq!(roles(&imported), ["engineer", "senior-engineer", "staff-engineer"]);
    assert!(file(&imported, "roles/senior-engineer.md").contains("title: Senior Engineer\ntrack: wide\nlevel: l2\n"));
    let delivery = file(&imported, "responsibilities/delivery.yaml");
    assert!(delivery.contains("title: Delivery\n"), "{delivery}");
    assert!(delivery.contains("- Writes code.\n    - Tests it, e.g. with care.\n"), "{delivery}");
    assert!(delivery.contains("- text: Ships it\n      points:\n        - to all users\n"), "{delivery}");
    // The name stands in two rows.
    assert!(delivery.contains("Unblocks others") && says(&imported, "`Delivery` stands in several rows"));
    assert!(!delivery.contains("TODO") && says(&imported, "`TODO` was taken as an empty cell (row 2)"));
    let organisation = file(&imported, "responsibilities/organisation.yaml");
    assert!(organisation.contains("aliases:\n  - Organization\n") && organisation.contains("Shows the board"));
    assert!(says(&imported, "a row has fewer cells than the header (row 6)"));
}

#[test]
fn other_encodings_and_separators_are_recognised() {
    let imported = trap(&["latin1.csv"]);
    assert!(file(&imported, "responsibilities/qualität.yaml").contains("Prüft die eigene Arbeit gründlich"));
    assert!(says(&imported, "the file was read as windows-1252"));
}

#[test]
fn long_tables_split_joined_lists_and_keep_the_first_of_copies_that_differ() {
    let imported = trap(&["long.csv"]);
    assert_eq!(roles(&imported), ["analyst", "analytics-analyst", "senior-analyst"]);
    let senior = file(&imported, "roles/senior-analyst.md");
    assert!(
        senior.contains("summary: Frames the questions.\n") && says(&imported, "differs from that of row 3"),
        "{senior}"
    );
    assert_eq!(senior.matches("Reviews the queries").count(), 1);
    assert!(senior.contains("step: practitioner"));
    let settings = file(&imported, "handbook.yaml");
    let steps: Vec<usize> =
        ["id: working", "id: practitioner", "id: expert"].iter().map(|step| settings.find(step).unwrap()).collect();
    assert!(steps.is_sorted(), "{settings}");
}

#[test]
fn levels_as_rows_and_codes_that_are_not_unique_are_read() {
    let imported = trap(&["transposed.csv"]);
    assert_eq!(roles(&imported), ["engineer", "junior-engineer", "senior-engineer"]);
    assert!(file(&imported, "roles/senior-engineer.md").contains("level: e2\n"));
    assert!(file(&imported, "roles/engineer.md").contains("level: e2\n"));
}

#[test]
fn names_over_several_columns_are_tracks_and_facts_are_no_expectations() {
    let imported = trap(&["groups.csv"]);
    assert!(file(&imported, "tracks/management.yaml").contains("- engineering-manager\n  - director\n"));
    assert!(
        file(&imported, "roles/individual-contributor/engineer.md").contains("- Builds features\n    - Reviews code\n")
    );
    let settings = file(&imported, "handbook.yaml");
    assert!(settings.contains("title: Engineering ladder 2026\n"), "{settings}");
    assert!(settings.contains("id: m4\n    title: M4\n    scope: A team\n"), "{settings}");
}

#[test]
fn numbers_below_roles_are_steps() {
    let imported = trap(&["matrix.csv"]);
    let senior = file(&imported, "roles/senior-engineer.md");
    assert!(senior.contains("skills:\n  testing: step-3\n  debugging: step-3\n  coaching: step-1\n"), "{senior}");
    assert!(!file(&imported, "roles/junior-engineer.md").contains("coaching"));
    assert!(file(&imported, "skills/coaching.yaml").contains("theme: people\n"));
}

#[test]
fn steps_as_columns_are_a_skill_library() {
    let imported = trap(&["steps.csv"]);
    let baking = file(&imported, "skills/baking.yaml");
    assert!(baking.contains("summary: Makes bread.\nsteps:\n  beginner:\n    - Follows a recipe\n"), "{baking}");
}

#[test]
fn a_matrix_finds_the_steps_of_a_library() {
    let imported = trap(&["steps.csv", "long.csv"]);
    assert!(imported.files.contains_key("content/skills/baking.yaml"));
    assert!(imported.files.contains_key("content/skills/sql.yaml"));
}

#[test]
fn levels_with_names_of_the_organisations_own_are_levels() {
    let imported = trap(&["own-names.csv"]);
    assert_eq!(roles(&imported), ["explorer", "guide", "pathfinder"]);
}

#[test]
fn a_wrong_guess_is_corrected_by_one_line() {
    let imported = trap(&["notes.csv"]);
    assert!(says(&imported, "the column `Remarks for HR` was left out"));
    let imported = trap_with(&["notes.csv"], "columns: { Remarks for HR: description }\n");
    assert!(file(&imported, "responsibilities/craft.yaml").contains("summary: Ask Kim before the round\n"));
    let mut notes = Notes::default();
    Mapping::read(&Input::new("map.yaml", b"columns: { Area: topik }\n".to_vec()), &mut notes);
    assert!(notes.has_failed());
}

#[test]
fn heading_trees_become_roles_with_points_examples_and_extends() {
    let imported = trap(&["tree.md"]);
    let engineer = file(&imported, "roles/engineer.md");
    assert!(engineer.contains("level: l1\nsummary: Builds what the team agreed on.\n"), "{engineer}");
    assert!(engineer.contains(
        "points:\n          - with names that say what they mean\n        examples:\n          - Renamed a module"
    ));
    assert!(engineer.contains("    examples:\n      - Found a race in the importer\n"), "{engineer}");
    let senior = file(&imported, "roles/senior-engineer.md");
    assert!(senior.contains("extends: engineer\n") && !senior.contains("Same as"), "{senior}");
    assert!(senior.contains("Designs systems, see the guide and ours\n") && says(&imported, "`javascript:alert(1)`"));
    assert!(file(&imported, "tracks/engineering.yaml").contains("[[role:senior-engineer|Senior]] is the goal"));
}

#[test]
fn a_file_per_level_and_a_theme_above_levels_are_read_alike() {
    let imported = trap(&["files"]);
    assert_eq!(roles(&imported), ["engineer", "senior-engineer"]);
    assert!(file(&imported, "tracks/ic.yaml").contains("- engineer\n  - senior-engineer\n"));
    assert!(file(&imported, "roles/engineer.md").contains("delivery:\n    - Ships small changes\n"));
    assert!(file(&imported, "roles/engineer.md").contains("[[role:senior-engineer|Senior]]"));
    let imported = trap(&["themes.md"]);
    assert_eq!(roles(&imported), ["junior-designer", "senior-designer"]);
    assert!(
        file(&imported, "roles/senior-designer.md")
            .contains("craft:\n    - Draws flows\n  voice:\n    - Writes the guide\n")
    );
}

#[test]
fn tables_of_pages_keep_their_lists_and_spans() {
    let imported = trap(&["page.html"]);
    let guests = file(&imported, "responsibilities/guests.yaml");
    assert!(guests.contains("s1:\n    - Answers\n    - Listens\n    - Smiles\n"), "{guests}");
    assert!(guests.contains("- text: Calms\n      points:\n        - on the phone\n"), "{guests}");
    assert!(guests.contains("[Reads](https://example.org/a) & writes"), "{guests}");
}

#[test]
fn scripts_are_read_as_data() {
    let imported = trap(&["constants.js"]);
    let baking = file(&imported, "skills/baking.yaml");
    assert!(baking.contains("milestone-2:\n    - text: Changes a recipe for the weather\n"), "{baking}");
    assert!(baking.contains("Teaches a bakery's bakers"));
    assert!(file(&imported, "tracks/leading.yaml").contains("- bakery-lead\n"));
    assert!(file(&imported, "roles/individual/baker.md").contains("Points: \"0 to 10\"\n"));
}

#[test]
fn tables_in_other_languages_are_read() {
    let imported = trap(&["german.csv"]);
    assert_eq!(roles(&imported), ["einsteiger", "fortgeschritten", "teamleitung"]);
    let settings = file(&imported, "handbook.yaml");
    assert!(settings.contains("title: Laufbahnstufen der Bäckerei 2026\n"), "{settings}");
    let oven = file(&imported, "responsibilities/ofen.yaml");
    assert!(oven.contains("theme: handwerk\n") && oven.contains("- Bäckt ohne Aufsicht\n"), "{oven}");
    let imported = trap(&["long-german.csv"]);
    assert_eq!(roles(&imported).len(), 2);
    assert!(
        imported.files.values().any(|text| text.contains("text: Knetet nach Rezept") && text.contains("- Am Montag"))
    );
}

#[test]
fn two_tables_of_one_sheet_are_two_tracks() {
    let imported = trap(&["two-tables.csv"]);
    assert!(file(&imported, "tracks/bread-ladder.yaml").contains("- junior-baker\n  - senior-baker\n"));
    assert!(file(&imported, "tracks/shop-ladder.yaml").contains("- shop-assistant\n  - shop-manager\n"));
    assert!(file(&imported, "roles/shop-ladder/shop-manager.md").contains("- Calms them\n"));
}

#[test]
fn bold_lines_and_items_are_headings() {
    let imported = trap(&["bold.md"]);
    assert_eq!(roles(&imported), ["junior-baker", "senior-baker"]);
    assert!(file(&imported, "roles/junior-baker.md").contains("dough:\n    - Kneads it\n    - Rolls it\n"));
    assert!(file(&imported, "roles/senior-baker.md").contains("guests:\n    - Calms them\n"));
    let imported = trap(&["bold-items.md"]);
    assert!(file(&imported, "roles/junior-baker.md").contains("guests:\n    - Smiles at them\n"));
    assert!(file(&imported, "roles/senior-baker.md").contains("dough:\n    - Invents it\n"));
}

#[test]
fn a_document_about_one_role_is_a_role() {
    let imported = trap(&["one-role.md"]);
    let role = file(&imported, "roles/senior-baker.md");
    assert!(role.contains("summary: You bake at night, and others learn from you.\n"), "{role}");
    assert!(role.contains("what-you-do:\n    - Bake bread\n    - Teach juniors\n"), "{role}");
    assert!(role.contains("- Reads dough by hand\n") && role.contains("## About us\n\nWe bake since 1900."), "{role}");
    let imported = trap(&["master-baker-designer.txt"]);
    let role = file(&imported, "roles/master-baker-designer.md");
    assert!(role.contains("making-dough:\n    - Kneads what others only mixed.\n"), "{role}");
    assert!(file(&imported, "skills/talking.yaml").contains("theme: special-skills\n"));
    assert!(file(&imported, "responsibilities/running-ovens.yaml").contains("theme: core-duties\n"));
}

#[test]
fn codes_above_titles_are_levels_and_no_tracks() {
    let imported = trap(&["codes-above.csv"]);
    assert_eq!(roles(&imported), ["bakery-manager", "baker", "junior-baker"]);
    assert!(file(&imported, "tracks/makers.yaml").contains("- junior-baker\n  - baker\n"));
    assert!(file(&imported, "roles/makers/baker.md").contains("level: b2\n"));
    assert!(
        says(&imported, "has no place for this, so it was left out: `As of spring`"),
        "{:#?}",
        imported.diagnostics
    );
}

#[test]
fn codes_before_titles_are_levels() {
    let imported = trap(&["prefixed.csv"]);
    assert_eq!(roles(&imported), ["baker", "head-baker", "junior-baker"]);
    let baker = file(&imported, "roles/baker.md");
    assert!(baker.contains("title: Baker\n") && baker.contains("level: l2-0\n"), "{baker}");
    assert!(file(&imported, "handbook.yaml").contains("id: l2-0\n    title: L2.0\n"));
}

#[test]
fn a_title_beside_the_code_of_a_row_names_the_role() {
    let imported = trap(&["rows-titled.csv"]);
    assert_eq!(roles(&imported), ["baker", "head-baker", "junior-baker"]);
    let baker = file(&imported, "roles/baker.md");
    assert!(baker.contains("title: Baker\n") && baker.contains("level: b2\n"), "{baker}");
    assert!(baker.contains("facts:\n  Pay range: \"25-30k\"\n"), "{baker}");
    assert!(file(&imported, "handbook.yaml").contains("id: b2\n    title: B2\n    scope: The oven\n"));
    let topics = imported.files.keys().filter(|path| path.starts_with("content/responsibilities/"));
    assert_eq!(topics.count(), 2, "{:#?}", imported.files.keys());
}

#[test]
fn ticks_require_a_skill_without_a_step() {
    let imported = trap(&["ticks.tsv"]);
    let head = file(&imported, "roles/head-baker.md");
    assert!(head.contains("lighting") && head.contains("repair") && !head.contains("till"), "{head}");
    assert!(!head.contains("step") && !file(&imported, "handbook.yaml").contains("scales"), "{head}");
}

#[test]
fn headings_among_rows_and_columns_of_themes_nest() {
    let imported = trap(&["nested-headings.csv"]);
    assert!(file(&imported, "responsibilities/kneading.yaml").contains("theme: making/dough\n"));
    assert!(file(&imported, "responsibilities/rolling.yaml").contains("theme: making/other-makings\n"));
    assert!(file(&imported, "responsibilities/till.yaml").contains("theme: selling\n"));
    let imported = trap(&["pillars.csv"]);
    assert!(file(&imported, "responsibilities/heat.yaml").contains("theme: craft/oven\n"));
    assert!(file(&imported, "responsibilities/talking.yaml").contains("theme: people/guests\n"));
    let imported = trap(&["merged-heading.html"]);
    assert!(file(&imported, "responsibilities/guests.yaml").contains("theme: impact\n"));
    assert!(file(&imported, "handbook.yaml").contains("scope: The shop\n"));
    assert!(imported.files.values().all(|text| !text.contains("Impact: Impact")));
    assert!(says(&imported, "left out: `How bakers grow.`"), "{:#?}", imported.diagnostics);
}

#[test]
fn headings_above_other_levels_are_tracks() {
    let imported = trap(&["tracks.md"]);
    assert!(
        file(&imported, "tracks/bakers.yaml")
            .contains("summary: All of them bake.\nroles:\n  - junior-baker\n  - baker\n")
    );
    let shop = imported.files.iter().find(|(path, _)| path.starts_with("content/tracks/") && path.contains("shop"));
    assert!(shop.is_some_and(|(_, text)| text.contains("- junior-help\n  - help\n")), "{shop:?}");
    assert!(imported.files.values().any(|text| text.contains("## How to move up\n\nAsk your manager.")));
    assert!(file(&imported, "index.md").contains("How we name jobs."));
}

#[test]
fn a_job_family_keeps_its_sections_beside_the_levels() {
    let imported = trap(&["family.md"]);
    let senior = file(&imported, "roles/senior-baker.md");
    assert!(
        senior.contains("extends: junior-baker\n") && senior.contains("responsibilities:\n    - Mixes it\n"),
        "{senior}"
    );
    let junior = file(&imported, "roles/junior-baker.md");
    assert!(junior.contains("facts:\n  Job Grade: The Junior Baker is a grade 5.\n"), "{junior}");
    let track =
        imported.files.get("content/tracks/baker.md").or_else(|| imported.files.get("content/tracks/baker.yaml"));
    assert!(
        track.is_some_and(|text| text.contains("## Hiring Process") && text.contains("- A day at the oven")),
        "{track:?}"
    );
    assert!(says(&imported, "left out: `layout: job_family`"), "{:#?}", imported.diagnostics);
}

#[test]
fn names_before_paragraphs_and_items_above_lists_are_topics() {
    let imported = trap(&["run-in.md"]);
    let apprentice = file(&imported, "roles/apprentice.md");
    assert!(apprentice.contains("level: level-1\n"), "{apprentice}");
    assert!(
        apprentice.contains("dough:\n    - Kneads it.\n    - Rolls it.\n  guests:\n    - Smiles at them.\n"),
        "{apprentice}"
    );
    let imported = trap(&["items.md"]);
    let senior = file(&imported, "roles/senior-shop-assistant.md");
    assert!(
        senior.contains("level: s2\n") && senior.contains("guests:\n    - Calms them\n  till:\n    - Closes it\n"),
        "{senior}"
    );
}

#[test]
fn a_folder_per_level_is_one_track() {
    let imported = trap(&["per-level"]);
    assert!(file(&imported, "tracks/baker.yaml").contains("- baker-i\n  - baker-ii\n"), "{:#?}", imported.files);
    let first = file(&imported, "roles/baker-i.md");
    assert!(
        first.contains("level: p1\n") && first.contains("guests:\n    - Smiles\n    - Greets them by name\n"),
        "{first}"
    );
    assert!(first.contains("## Examples\n\n- Made rolls for the market\n"), "{first}");
    assert!(file(&imported, "roles/baker-ii.md").contains("extends: baker-i\n"));
    assert!(file(&imported, "handbook.yaml").contains("title: Baker levels\n"));
}

#[test]
fn german_headers_of_several_words_are_known() {
    let imported = trap(&["long-german-2.csv"]);
    assert_eq!(roles(&imported), ["bäckerhelferin", "bäckermeister"]);
    assert!(file(&imported, "responsibilities/führung.yaml").contains("theme: überfachlich\n"));
    assert!(!says(&imported, "left out"), "{:#?}", imported.diagnostics);
}

#[test]
fn every_trap_builds_without_a_warning_and_twice_the_same() {
    let folder = project::crate_folder().join("tests/import/traps");
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 12, "{names:?}");
    for name in &names {
        let imported = trap(&[name]);
        assert_eq!(imported, trap(&[name]), "{name}");
        strict(&imported, name);
    }
}

/// Nothing that `check --strict` would report.
fn strict(imported: &Imported, name: &str) {
    let sources: Sources = imported.files.iter().map(|(path, text)| Source::text(path, text)).collect();
    let options = rungs::compile::HandbookOptions::default();
    let compiled = project::compile(&sources, &options);
    let found: Vec<Diagnostic> =
        compiled.diagnostics.iter().filter(|one| one.severity != Severity::Note).cloned().collect();
    assert!(found.is_empty(), "{name}: {}", project::short(&found, &sources));
}

/// A workbook of one sheet, its rows as the XML of their cells.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Ladder\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    archive(parts.into_iter().map(|(name, text)| (name, text.into_bytes())))
}

fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A row of texts.
fn row(number: usize, cells: &[&str]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let column = char::from(b'A' + at as u8);
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

fn good_workbook() -> Vec<u8> {
    workbook(
        &(row(1, &["Area", "Engineer (L1)", "Senior Engineer (L2)"])
            + &row(2, &["Craft", "Writes code", "Designs systems"])),
    )
}

#[test]
fn workbooks_are_read() {
    let imported = bytes("ladder.xlsx", good_workbook());
    assert!(file(&imported, "responsibilities/craft.yaml").contains("l2:\n    - Designs systems\n"));
    // Whatever the ending says.
    let imported = bytes("ladder.csv", good_workbook());
    assert!(says(&imported, "the file is a workbook") && !imported.failed());
    let imported = bytes("ladder.xlsx", b"Area,Engineer,Senior Engineer\nCraft,Writes,Designs\n".to_vec());
    assert!(says(&imported, "the file is text") && !imported.failed());
}

#[test]
fn word_documents_are_read_like_markdown() {
    let paragraph = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let item = |text: &str| {
        format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [
        paragraph("Heading1", "Junior Baker"),
        paragraph("Heading2", "Dough"),
        item("Kneads"),
        paragraph("Heading1", "Senior Baker"),
        paragraph("Heading2", "Dough"),
        item("Invents"),
    ];
    let document = format!("<w:document xmlns:w=\"x\"><w:body>{}</w:body></w:document>", body.concat());
    let imported = bytes("bakers.docx", archive([("word/document.xml", document.into_bytes())]));
    assert_eq!(roles(&imported), ["junior-baker", "senior-baker"]);
    assert!(file(&imported, "roles/senior-baker.md").contains("dough:\n    - Invents\n"));
}

#[test]
fn word_documents_without_styles_are_read() {
    let bold = |text: &str| format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>");
    let item = |text: &str| {
        format!("<w:p><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let styled =
        |text: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"ListBullet\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = [
        bold("Junior Baker"),
        bold("Dough:"),
        item("Kneads"),
        item("Rolls"),
        bold("Senior Baker"),
        bold("Dough"),
        styled("Invents"),
    ];
    let document = format!("<w:document xmlns:w=\"x\"><w:body>{}</w:body></w:document>", body.concat());
    let imported = bytes("bakers.docx", archive([("word/document.xml", document.into_bytes())]));
    assert_eq!(roles(&imported), ["junior-baker", "senior-baker"]);
    assert!(file(&imported, "roles/junior-baker.md").contains("dough:\n    - Kneads\n    - Rolls\n"));
    assert!(file(&imported, "roles/senior-baker.md").contains("dough:\n    - Invents\n"));
}

#[test]
fn hostile_files_are_refused_with_a_reason() {
    let mut truncated = good_workbook();
    truncated.truncate(truncated.len() / 2);
    let formula = "<row r=\"1\"><c r=\"A1\"><f>B1</f></c><c r=\"B1\"><f>C1</f></c></row>";
    let zeros = vec![0; 4 * 1024 * 1024];
    let bomb =
        archive((0..17).map(|_| ("xl/workbook.xml", zeros.clone())).enumerate().map(|(at, part)| (NAMES[at], part.1)));
    let mut encrypted = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    encrypted.resize(2048, 0);
    for (name, bytes, reason) in [
        ("truncated.xlsx", truncated, "truncated or damaged"),
        ("formulas.xlsx", workbook(formula), "formulas without results"),
        ("bomb.xlsx", bomb, "unpacks to more than 64 MB"),
        ("secret.xlsx", encrypted, "encrypted"),
        ("binary.csv", b"a,b\0\n".to_vec(), "no text"),
        ("empty.csv", Vec::new(), "empty"),
        ("prose.csv", b"just,words\nand,more\n".to_vec(), "does not look like a ladder"),
        ("open.csv", b"Area,Engineer,Senior Engineer\na,\"b,c\nd,e,f\ng,h,i\n".to_vec(), "never closed"),
    ] {
        let imported = self::bytes(name, bytes);
        assert!(imported.failed() && imported.files.is_empty(), "{name}");
        assert!(says(&imported, reason), "{name}: {:#?}", imported.diagnostics);
    }
}

/// An OpenDocument sheet with a name over two columns and a theme over two rows.
fn open_document() -> Vec<u8> {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = [
        format!(
            "<table:table-row>{}{}{}</table:table-row>",
            cell("Area"),
            cell("Engineer (L1)"),
            cell("Senior Engineer (L2)")
        ),
        format!(
            "<table:table-row><table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"2\"><text:p>Craft</text:p></table:table-cell>{}{}</table:table-row>",
            cell("Writes code"),
            cell("Designs systems"),
        ),
        format!(
            "<table:table-row><table:covered-table-cell/>{}{}</table:table-row>",
            cell("Reads code"),
            cell("Reviews designs")
        ),
    ];
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"Ladder\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.concat()
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    archive([
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", manifest.as_bytes().to_vec()),
        ("content.xml", content.into_bytes()),
    ])
}

/// A workbook in which a theme is merged over two rows, and a track over two columns.
fn merged_workbook() -> Vec<u8> {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 2, 0, 3, "Individual Contributor", &plain).unwrap();
    sheet.merge_range(0, 4, 0, 5, "Management", &plain).unwrap();
    let header =
        ["Theme", "Topic", "Engineer (L1)", "Senior Engineer (L2)", "Engineering Manager (M1)", "Director (M2)"];
    for (column, text) in header.iter().enumerate() {
        sheet.write_string(1, column as u16, *text).unwrap();
    }
    sheet.merge_range(2, 0, 3, 0, "Making", &plain).unwrap();
    for (row, cells) in [
        ["Craft", "Writes code", "Designs systems", "Plans the work", "Sets the budget"],
        ["People", "Asks for help", "Teaches others", "Hires people", "Builds the organisation"],
    ]
    .iter()
    .enumerate()
    {
        for (column, text) in cells.iter().enumerate() {
            sheet.write_string(row as u32 + 2, column as u16 + 1, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn open_document_sheets_and_merged_cells_are_read() {
    let imported = bytes("ladder.ods", open_document());
    assert_eq!(roles(&imported), ["engineer", "senior-engineer"]);
    let craft = file(&imported, "responsibilities/craft.yaml");
    assert!(craft.contains("l1:\n    - Writes code\n    - Reads code\n"), "{craft}");
    let imported = bytes("ladder.xlsx", merged_workbook());
    assert!(file(&imported, "tracks/management.yaml").contains("- engineering-manager\n  - director\n"));
    for topic in ["craft", "people"] {
        let text = file(&imported, &format!("responsibilities/{topic}.yaml"));
        assert!(text.contains("theme: making\n"), "{text}");
    }
    strict(&imported, "merged cells");
}

#[test]
fn nothing_is_written_for_files_that_are_refused() {
    let here = tempfile::tempdir().unwrap();
    let good = good_workbook();
    let mut encrypted = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    encrypted.resize(2048, 0);
    // A quarter of a gigabyte of zeros in a file of some hundred kilobytes.
    let bomb = archive([("xl/workbook.xml", vec![0; 256 * 1024 * 1024])]);
    assert!(bomb.len() < 1024 * 1024);
    let formulas = workbook("<row r=\"1\"><c r=\"A1\"><f>B1</f></c><c r=\"B1\"><f>C1</f></c></row>");
    // A hole on disk: 100 MB that take no room.
    fs::File::create(here.path().join("large.csv")).unwrap().set_len(100 * 1024 * 1024).unwrap();
    let image = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), vec![0; 512]].concat();
    for (name, bytes) in [
        ("truncated.xlsx", good[..good.len() / 2].to_vec()),
        ("secret.xlsx", encrypted),
        ("bomb.xlsx", bomb),
        ("formulas.xlsx", formulas),
        ("image.xlsx", image),
        ("index.json", b"{\"format\":\"rungs-handbook\",\"format_version\":99}".to_vec()),
    ] {
        fs::write(here.path().join(name), bytes).unwrap();
    }
    for (name, reason) in [
        ("large.csv", "larger than 32 MB"),
        ("truncated.xlsx", "truncated or damaged"),
        ("secret.xlsx", "encrypted"),
        ("bomb.xlsx", "unpacks to more than 64 MB"),
        ("formulas.xlsx", "formulas without results"),
        ("image.xlsx", "truncated or damaged"),
        ("index.json", "has version 99 of the format"),
    ] {
        let output = bounded(here.path(), &["import", name, "-o", "out"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains(reason) && said.contains("nothing was written"), "{name}: {said}");
        assert!(!here.path().join("out").exists(), "{name}");
    }
    // The bound is no obstacle to a good file, whatever its ending says.
    fs::write(here.path().join("ladder.csv"), good).unwrap();
    let output = bounded(here.path(), &["import", "ladder.csv", "-o", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(here.path().join("out/content/handbook.yaml").is_file());
}

/// Runs the program; on Linux with at most 100 MB of data beside what it needs to start.
fn bounded(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let program = assert_cmd::cargo::cargo_bin!("rungs");
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &format!("ulimit -d {}; exec \"$0\" \"$@\"", MAX_KILOBYTES)]).arg(program);
        shell
    } else {
        std::process::Command::new(program)
    };
    command.args(arguments).current_dir(folder);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The peak only grows, so the last reading before the end is the highest.
    let status = format!("/proc/{}/status", child.id());
    while cfg!(target_os = "linux") && child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<usize>().ok());
        if let Some(peak) = peak {
            assert!(peak < MAX_KILOBYTES, "{arguments:?} took {peak} kB");
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    child.wait_with_output().unwrap()
}

/// The most data that an import of a refused file may take, in kilobytes. It holds what the program starts with, and less
/// than the smallest of the hostile files would take.
const MAX_KILOBYTES: usize = 200_000;

/// Names for the parts of an archive.
const NAMES: [&str; 17] = {
    let mut names = [""; 17];
    let all = "a0a1a2a3a4a5a6a7a8a9b0b1b2b3b4b5b6b7";
    let mut at = 0;
    while at < 17 {
        names[at] = all.split_at(at * 2).1.split_at(2).0;
        at += 1;
    }
    names
};

#[test]
fn files_that_are_too_large_are_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    // A hole on disk: nothing of it is read.
    let large = fs::File::create(folder.path().join("large.csv")).unwrap();
    large.set_len(100 * 1024 * 1024).unwrap();
    let mut notes = Notes::default();
    let inputs = input::read(folder.path(), &["large.csv".into()], &mut notes);
    assert!(inputs.is_empty() && notes.has_failed());
    assert!(notes.finish()[0].message.contains("larger than 32 MB"));
}

#[test]
fn names_without_words_and_long_names_build() {
    let long = "Keeper-".repeat(30);
    let table = format!("Role,Skill,Level,Statement\n{long}a,,,Writes\n{long}b,,,Designs\n!?,,,Asks\n");
    let imported = bytes("long.csv", table.into_bytes());
    assert!(!imported.failed(), "{:#?}", imported.diagnostics);
    assert_eq!(roles(&imported).len(), 3);
    strict(&imported, "long names");
}

fn published(name: &str) -> Option<Imported> {
    let folder = project::published(name)?;
    let mut notes = Notes::default();
    let inputs = input::read(Path::new("/"), &[folder], &mut notes);
    let (format, _) = import::detect(&inputs).unwrap_or_else(|| panic!("{name} is recognised"));
    Some(import::import(format, &inputs, &Mapping::default(), FileLayout::Files, notes))
}

#[test]
fn published_ladders_build_after_the_import_alone() {
    for name in project::PUBLISHED {
        let Some(imported) = published(name) else { return };
        assert!(!imported.failed(), "{name}: {:#?}", imported.diagnostics);
        strict(&imported, name);
    }
}

#[test]
fn a_tab_in_a_published_framework_is_named_in_its_line() {
    let Some(imported) = published("monzo") else { return };
    let tab = imported.diagnostics.iter().find(|found| found.message.contains("TAB")).expect("the TAB is reported");
    let text = fs::read_to_string(project::published("monzo").unwrap().join("frameworks/people.md")).unwrap();
    let line = text[..tab.place.span.unwrap().start as usize].matches('\n').count() + 1;
    assert!(tab.place.path.ends_with("people.md"));
    assert_eq!(line, 205);
}

/// The texts of all statements, by id.
fn by_id(imported: &Imported) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for text in imported.files.values() {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(id) = line.trim_start().strip_prefix("- id: ")
                && let Some(text) = lines.next().and_then(|line| line.trim_start().strip_prefix("text: "))
            {
                found.insert(id.trim_matches('"').to_owned(), text.to_owned());
            }
        }
    }
    found
}

#[test]
fn two_releases_differ_as_published() {
    let (Some(old), Some(new)) = (published("ft-releases/v1.1.0"), published("ft-releases/v1.2.0")) else { return };
    let (old, new) = (by_id(&old), by_id(&new));
    let (old_ids, new_ids): (BTreeSet<&String>, BTreeSet<&String>) = (old.keys().collect(), new.keys().collect());
    let reworded = old.iter().filter(|(id, text)| new.get(*id).is_some_and(|other| other != *text)).count();
    assert_eq!((new_ids.difference(&old_ids).count(), old_ids.difference(&new_ids).count(), reworded), (26, 5, 2));
}

#[test]
fn points_give_the_published_levels() {
    let Some(imported) = published("snowflake-json") else { return };
    let titles = project::published("snowflake-json").unwrap().join("roles/software-engineer-titles.json");
    let titles: serde_json::Value = serde_json::from_str(&fs::read_to_string(titles).unwrap()).unwrap();
    let level = |sum: u64| {
        let all = titles["pointsToLevels"].as_object().unwrap().iter();
        let reached = all.filter(|(points, _)| points.parse::<u64>().unwrap() <= sum);
        reached.max_by_key(|(points, _)| points.parse::<u64>().unwrap()).unwrap().1.as_str().unwrap()
    };
    let mut checked = 0;
    for title in titles["titles"].as_array().unwrap() {
        let (label, from) = (title["label"].as_str().unwrap(), title["minPoints"].as_u64().unwrap());
        let role = imported.files.iter().find(|(path, text)| {
            path.contains("roles/software-engineer/") && text.contains(&format!("title: {label}\n"))
        });
        let (_, text) = role.unwrap_or_else(|| panic!("{label} is a role"));
        assert!(text.contains(&format!("\nlevel: level-{}\n", level(from).replace('.', "-"))), "{label}: {text}");
        let to = title["maxPoints"].as_u64().filter(|to| *to != from);
        if let Some(to) = to {
            assert!(text.contains(&format!("Points: \"{from} to {to}\"\n")), "{text}");
            assert!(text.contains(&format!("Levels: \"{} to {}\"\n", level(from), level(to))), "{text}");
        }
        checked += 1;
    }
    assert!(checked > 4, "{checked} titles");
}

/// Every step that the documented rules of the published ladder give, by role and skill, worked out from its files.
fn documented_steps(folder: &Path) -> BTreeMap<(String, String), String> {
    use rungs::import::data::{list, scalar, text, texts};
    use serde_json::Value;
    const STEPS: [&str; 5] = ["awareness", "foundational", "working", "practitioner", "expert"];
    const TIERS: [(&str, &str); 3] =
        [("coreSkills", "core"), ("supportingSkills", "supporting"), ("broadSkills", "broad")];
    let mut notes = Notes::default();
    let inputs = input::read(Path::new("/"), &[folder.to_owned()], &mut notes);
    let mut files: BTreeMap<String, Value> = BTreeMap::new();
    for input in inputs.iter().filter(|input| input.ending() == "yaml" && input.stem() != "_index") {
        let path = input.relative.trim_end_matches(".yaml").to_owned();
        files.insert(path, rungs::import::data::yaml(input, &mut notes).unwrap());
    }
    let below = |folder: &'static str| files.iter().filter(move |(path, _)| path.starts_with(folder));
    let mut all = BTreeMap::new();
    for (_, discipline) in below("disciplines/") {
        let (title, job) = (text(discipline, "specialization"), text(discipline, "roleTitle"));
        let is_management = scalar(discipline, "isManagement") == "true";
        for track in discipline["validTracks"].as_array().unwrap() {
            let track =
                track.as_str().filter(|id| *id != "null" && !id.is_empty()).map(|id| &files[&format!("tracks/{id}")]);
            for level in files["levels"].as_array().unwrap() {
                let grade = text(level, if is_management { "managementTitle" } else { "professionalTitle" });
                let role = match (is_management, grade.starts_with("Level")) {
                    (true, _) => format!("{grade}, {job}"),
                    (false, true) => format!("{job} {grade}"),
                    (false, false) => format!("{grade} {job}"),
                };
                let role = track.map_or_else(|| role.clone(), |track| format!("{role} ({})", text(track, "name")));
                let base = |tier: &str| {
                    STEPS.iter().position(|step| *step == text(&level["baseSkillProficiencies"], tier)).unwrap()
                };
                let cap = TIERS.iter().map(|(_, tier)| base(tier)).max().unwrap();
                for (path, capability) in below("capabilities/") {
                    let by: i64 = track.map_or(0, |track| {
                        let modifiers = track.get("skillModifiers").unwrap_or(&Value::Null);
                        scalar(modifiers, path.rsplit('/').next().unwrap()).parse().unwrap_or(0)
                    });
                    for skill in list(capability, "skills") {
                        let id = text(skill, "id");
                        let tier =
                            TIERS.iter().find(|(field, _)| texts(discipline, field).iter().any(|known| known == id));
                        let Some(tier) = tier.map(|(_, tier)| *tier).or((by > 0).then_some("broad")) else { continue };
                        let moved = (base(tier) as i64 + by).clamp(0, 4) as usize;
                        let step = if by > 0 { moved.min(cap) } else { moved };
                        let known = all.insert((format!("{title}: {role}"), id.to_owned()), STEPS[step].to_owned());
                        assert_eq!(known, None, "{role} {id}");
                    }
                }
            }
        }
    }
    all
}

#[test]
fn derived_steps_follow_the_documented_rules() {
    let Some(imported) = published("fit-pathway") else { return };
    let documented = documented_steps(&project::published("fit-pathway").unwrap());
    let sources: Sources = imported.files.iter().map(|(path, text)| Source::text(path, text)).collect();
    let compiled = project::compile(&sources, &HandbookOptions::default());
    let index: serde_json::Value = serde_json::from_slice(&compiled.render("index.json").unwrap().unwrap()).unwrap();
    let find = |kind: &str, id: &serde_json::Value| {
        index[kind].as_array().unwrap().iter().find(|entity| entity["id"] == *id).unwrap().clone()
    };
    let (mut derived, mut by_rule) = (BTreeMap::new(), 0);
    for role in index["roles"].as_array().unwrap() {
        let family = find("families", &role["family"]);
        let name = format!("{}: {}", family["title"].as_str().unwrap(), role["title"].as_str().unwrap());
        for need in role["skills"].as_array().unwrap() {
            let skill = need["skill"].as_str().unwrap();
            // Behaviours have a scale of their own.
            if find("skills", &need["skill"])["theme"] == "behaviours" {
                continue;
            }
            by_rule += usize::from(need.get("rule").is_some_and(|rule| !rule.is_null()));
            derived.insert((name.clone(), skill.to_owned()), need["step"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(derived, documented);
    assert!(derived.len() > 50 && by_rule * 2 > derived.len(), "{by_rule} of {} steps are by rule", derived.len());
}

/// Compiles what an import wrote, as `rungs check --strict` does.
fn builds(imported: &Imported) {
    let sources: Sources = imported.files.iter().map(|(path, text)| Source::text(path, text)).collect();
    let found = project::compile(&sources, &HandbookOptions::default()).diagnostics;
    let found: Vec<_> = found.into_iter().filter(|one| one.severity != Severity::Note).collect();
    assert!(found.is_empty(), "{}", project::short(&found, &sources));
}

#[test]
fn an_empty_family_is_no_family() {
    let table = "Role Family,Role,Role Level,Skill Name,Skill Level\n\
                 ,Developer,Developer,Testing,Working\n\
                 Data,Analyst,Senior analyst,Testing,Expert\n";
    let imported = bytes("roles.csv", table.into());
    assert!(!imported.failed(), "{:#?}", imported.diagnostics);
    builds(&imported);
    assert_eq!(roles(&imported).len(), 2);
    assert!(imported.files.values().all(|text| !text.contains("unnamed")), "{:#?}", imported.files);
}

#[test]
fn names_that_begin_with_the_same_120_letters_stay_apart() {
    let long = "Principal engineer of everything ".repeat(5);
    let table = format!("Role,Level,Skill,Step\n{long} one,L1,Testing,Working\n{long} two,L2,Testing,Expert\n");
    let imported = bytes("roles.csv", table.into_bytes());
    assert!(!imported.failed(), "{:#?}", imported.diagnostics);
    builds(&imported);
    let roles = roles(&imported);
    assert!(roles.len() == 2 && roles.iter().all(|role| role.len() <= 120), "{roles:?}");
}
