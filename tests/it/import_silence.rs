//! No word of an imported file is missing from the handbook that is written, unless a finding names it.
//!
//! The words are looked for in the files that an import writes and in what it reports: the messages, and the lines that they
//! point at. The importer's own check is not used.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rungs::import::input::{self, Input};
use rungs::import::{self, FileLayout, Imported, Mapping, Notes, formats};

use crate::project;

fn words(text: &str) -> BTreeSet<String> {
    let all = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    all.filter(|word| word.chars().any(char::is_alphabetic)).map(str::to_lowercase).collect()
}

/// Every word that the written files hold.
fn kept(imported: &Imported) -> BTreeSet<String> {
    imported.files.values().flat_map(|text| words(text)).collect()
}

/// Every word that is named by a report: in its message, or in the lines that it points at.
fn named(imported: &Imported, inputs: &[Input]) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = imported.summary.iter().flat_map(|line| words(line)).collect();
    for problem in &imported.diagnostics {
        found.extend(words(&problem.message));
        let text = inputs.iter().find(|input| input.path == problem.place.path).and_then(Input::peek);
        if let (Some(text), Some(span)) = (text, problem.place.span) {
            let (start, end) = (span.start as usize, span.end as usize);
            let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
            found.extend(words(&text[from..to]));
        }
    }
    found
}

/// Every word in a column that is left out as a whole, which is reported by its header.
fn in_columns_left_out(imported: &Imported, text: &str) -> BTreeSet<String> {
    let first = text.lines().next().unwrap_or_default();
    let separator = *b",;\t".iter().max_by_key(|sign| first.matches(char::from(**sign)).count()).unwrap();
    let columns = imported.columns.iter().flat_map(|table| table.columns.iter().enumerate());
    let is_left_out = |header: &str, is: &str| is == "skip" && !header.is_empty();
    let left_out: BTreeSet<usize> =
        columns.filter(|(_, (header, is))| is_left_out(header, is)).map(|(at, _)| at).collect();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let rows = reader.records().map_while(Result::ok);
    rows.flat_map(|row| left_out.iter().filter_map(|at| row.get(*at)).flat_map(words).collect::<Vec<_>>()).collect()
}

/// Imports with the format that is recognised.
fn imported(inputs: &[Input]) -> Imported {
    let (format, _) = import::detect(inputs).expect("a format recognises the file");
    import::import(format, inputs, &Mapping::default(), FileLayout::Files, Notes::default())
}

/// The text that a reader of a source sees: without tags, shortcodes, and the addresses of links.
fn visible(text: &str, is_marked: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let end = match next {
            '<' if is_marked => rest.find('>'),
            ']' if is_marked && rest.starts_with("](") => rest.find(')'),
            '&' if is_marked => rest.find(';').filter(|end| *end < 8),
            ':' => rest[1..].find(':').map(|end| end + 1).filter(|end| !rest[1..*end].contains([' ', '\n', ','])),
            _ => None,
        };
        let skipped = end.map_or(next.len_utf8(), |end| end + 1);
        out.push(if end.is_some() { ' ' } else { next });
        rest = &rest[skipped..];
    }
    out
}

#[test]
fn every_word_of_the_small_files_is_kept_or_named() {
    let folder = project::crate_folder().join("tests/import");
    let mut sources: Vec<Vec<std::path::PathBuf>> = Vec::new();
    let mut traps: Vec<_> =
        std::fs::read_dir(folder.join("traps")).unwrap().map(|entry| entry.unwrap().path()).collect();
    traps.sort();
    sources.extend(
        traps.into_iter().filter(|path| path.extension().is_none_or(|ending| ending != "js")).map(|path| vec![path]),
    );
    let (mut looked_for, mut only_named) = (0, 0);
    for paths in sources {
        let inputs = input::read(&folder, &paths, &mut Notes::default());
        let imported = imported(&inputs);
        assert!(!imported.failed(), "{paths:?}: {:#?}", imported.diagnostics);
        let (kept, named) = (kept(&imported), named(&imported, &inputs));
        for input in &inputs {
            let is_marked = matches!(input.ending().as_str(), "md" | "html" | "txt");
            let text = input.peek().unwrap();
            let left_out = if is_marked { BTreeSet::new() } else { in_columns_left_out(&imported, &text) };
            // `Example:` becomes `examples:`.
            for word in words(&visible(&text.replace("Example:", ""), is_marked)) {
                looked_for += 1;
                only_named += usize::from(!kept.contains(&word));
                assert!(
                    kept.contains(&word) || named.contains(&word) || left_out.contains(&word),
                    "`{word}` of {} is in no file, and nothing reports it: {:#?}",
                    input.path,
                    imported.diagnostics
                );
            }
        }
    }
    assert!(looked_for > 700, "{looked_for} words were looked for");
    assert!(only_named * 8 < looked_for, "{only_named} of {looked_for} words are only named");
}

/// Headings of outlines; each `@` is a word.
const HEADINGS: [&str; 14] = [
    "# @ ladder",
    "## Levels for @",
    "## Levels",
    "## @",
    "### Junior Baker",
    "### Senior Baker (L2)",
    "### Level 3: Lead Baker",
    "### Junior @",
    "### @ @",
    "## Principal Baker",
    "#### Craft",
    "#### @",
    "#### Job Grade",
    "##### @",
];

/// What stands below headings; each `@` is a word.
const BLOCKS: [&str; 24] = [
    "@ @. @ @.",
    "@ @:",
    "- @ @\n- @",
    "- @\n  - @ @\n    - @\n- @",
    "- @\n\n  @ @\n- TODO @",
    "1. @\n2. @",
    "**@**\n\n- @",
    "**Dough.** @ @. @.",
    "- **Dough**: @ @\n- **Guests**: @",
    "- Dough\n  - @\n- Guests\n  - @",
    "| Area | Text |\n|---|---|\n| @ | @ @<br>@ |\n| @ | @ |",
    "| @ | @ | @ |\n|---|---|---|\n| @ | @ | @ |",
    "<details>\n<summary>Examples</summary>\n\n- @ @\n- @\n\n</details>",
    "<details><summary>@</summary>@</details>",
    "> @ @",
    "```\n@\n@ @\n```",
    "Everything of the Junior Baker, and @:",
    "The @ extends the Junior Baker role.",
    "- Same as Junior Baker, but @\n- @",
    "[@](other.md) ![@](image.png) <https://example.org/@>",
    "Grade @",
    "- Example: @\n- @\n  - Examples:\n    - @",
    "<!-- @ -->",
    "<div>@ <b>@</b></div>",
];

/// A text with a word of its own for each `@`.
fn numbered(text: &str, count: &mut usize) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive('@') {
        match piece.strip_suffix('@') {
            Some(before) => {
                *count += 1;
                write!(out, "{before}word{count}x").unwrap();
            }
            None => out.push_str(piece),
        }
    }
    out
}

/// How many words were looked for, and how many of them were named and not kept.
#[derive(Default)]
struct Counts {
    documents: usize,
    words: usize,
    named: usize,
}

impl Counts {
    fn check(&mut self, input: Input, format: &str, text: &str, count: usize) -> Result<(), TestCaseError> {
        let inputs = [input];
        let format = formats::named(format).unwrap();
        let imported = import::import(format, &inputs, &Mapping::default(), FileLayout::Files, Notes::default());
        // A source without levels is refused as a whole; one with levels builds.
        if imported.failed() {
            let builds = imported.diagnostics.iter().all(|found| !found.message.contains("would not build"));
            prop_assert!(builds, "{text}\n{:#?}", imported.diagnostics);
            return Ok(());
        }
        self.documents += 1;
        let (kept, mut named) = (kept(&imported), named(&imported, &inputs));
        named.extend(in_columns_left_out(&imported, text));
        for number in 1..=count {
            let word = format!("word{number}x");
            self.words += 1;
            self.named += usize::from(!kept.contains(&word));
            prop_assert!(
                kept.contains(&word) || named.contains(&word),
                "{word} is in no file, and nothing reports it:\n{text}\n{:#?}",
                imported.diagnostics
            );
        }
        Ok(())
    }
}

/// Runs a test on the same cases each time: a failure here must be one that everybody sees.
fn each<S: Strategy>(cases: u32, strategy: S, mut test: impl FnMut(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let test = std::cell::RefCell::new(&mut test);
    if let Err(error) = runner.run(&strategy, |value| (**test.borrow_mut())(value)) {
        panic!("{error}");
    }
}

fn outline() -> impl Strategy<Value = Vec<(&'static str, Vec<&'static str>)>> {
    let blocks = prop::collection::vec(prop::sample::select(&BLOCKS[..]), 0..3);
    prop::collection::vec((prop::sample::select(&HEADINGS[..]), blocks), 2..9)
}

#[test]
fn every_word_of_an_outline_is_kept_or_named() {
    let mut counts = Counts::default();
    each(48, outline(), |sections| {
        let mut count = 0;
        let mut text = numbered("---\ntitle: @ ladder\nlayout: @\n---\n\n@ intro.\n\n- @\n\n", &mut count);
        for (heading, blocks) in sections {
            let section = format!("{heading}\n\n{}\n\n", blocks.join("\n\n"));
            text.push_str(&numbered(&section, &mut count));
        }
        counts.check(Input::new("ladder.md", text.clone().into_bytes()), "markdown", &text, count)
    });
    project::note(&format!("{} words, {} of them named and not kept", counts.words, counts.named));
    assert!(counts.documents > 20 && counts.words > 400, "{} {}", counts.documents, counts.words);
    assert!(counts.named * 5 < counts.words, "{} of {} words are only named", counts.named, counts.words);
}

/// A Word document of headings, paragraphs, items and a table.
fn word_document(sections: &[(&str, Vec<&str>)], count: &mut usize) -> Vec<u8> {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let mut body = String::new();
    for (heading, blocks) in sections {
        let depth = heading.bytes().take_while(|byte| *byte == b'#').count();
        let title = numbered(heading.trim_start_matches(['#', ' ']), count);
        write!(body, "<w:p><w:pPr><w:pStyle w:val=\"Heading{depth}\"/></w:pPr>{}</w:p>", run(&title)).unwrap();
        for (at, block) in blocks.iter().enumerate() {
            let text = numbered(&block.replace(['<', '>', '&', '|', '\n', '`'], " "), count);
            let paragraph = match at % 3 {
                0 => format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr>{}</w:p>", run(&text)),
                1 => format!("<w:p>{}</w:p>", run(&text)),
                _ => format!("<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>", run(&text)),
            };
            body.push_str(&paragraph);
        }
        // A box with text inside a paragraph.
        let boxed = numbered("@", count);
        write!(
            body,
            "<w:p>{}<w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:p>",
            run(&numbered("@ @.", count)),
            run(&boxed)
        )
        .unwrap();
    }
    let document = format!("<w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>");
    let footnotes = format!(
        "<w:footnotes xmlns:w=\"x\"><w:footnote><w:p>{}</w:p></w:footnote></w:footnotes>",
        run(&numbered("@", count))
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("word/document.xml", document), ("word/footnotes.xml", footnotes)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn every_word_of_a_word_document_is_kept_or_named() {
    let mut counts = Counts::default();
    each(12, outline(), |sections| {
        let mut count = 0;
        let document = word_document(&sections, &mut count);
        counts.check(Input::new("ladder.docx", document), "markdown", &format!("{sections:#?}"), count)
    });
    assert!(counts.documents > 4 && counts.words > 100, "{} {}", counts.documents, counts.words);
}

/// Headers of tables.
const HEADERS: [&str; 7] = [
    "Theme,Topic,Junior Baker,Senior Baker (L2),Remarks @",
    "Pillar,Category,Skill,Junior Baker,Senior Baker",
    "Role,Level,Skill,Statement,Step",
    "Level,Title,Scope,Craft @,Guests",
    "Track,Role,Topic,Expectation,Example",
    "Skill,Beginner,Advanced,Expert,@",
    ",Junior Baker,Baker,Senior Baker,Head Baker",
];

/// Cells of tables; each `@` is a word.
const CELLS: [&str; 10] =
    ["@", "@ @", "@ @. @.", "", "TODO", "- @\n- @\n  - @", "x", "@ (e.g. @)", "Senior @", "L3|L4 @"];

#[test]
fn every_word_of_a_table_is_kept_or_named() {
    let cells = prop::collection::vec(prop::collection::vec(prop::sample::select(&CELLS[..]), 5), 1..6);
    let mut counts = Counts::default();
    let table = (prop::sample::select(&HEADERS[..]), cells, 0..3_usize, any::<bool>());
    each(48, table, |(header, rows, above, is_page)| {
        let mut count = 0;
        let above = ["", "Bakery @,,,,\n", "Bakery @,,,,\nAs of @,,,,\n,,Makers @,Makers,Leads @\n"][above];
        let mut text = numbered(&format!("{above}{header}\n"), &mut count);
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", numbered(cell, &mut count))).collect();
            writeln!(text, "{}", cells.join(",")).unwrap();
        }
        if !is_page {
            return counts.check(Input::new("ladder.csv", text.clone().into_bytes()), "table", &text, count);
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let rows = reader.records().map(|record| {
            let cells = record.unwrap().iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
            format!("<tr>{cells}</tr>")
        });
        let table: String = rows.collect();
        let page =
            numbered(&format!("<nav>@</nav><h1>@</h1><p>@ @</p><table>{table}</table><footer>@</footer>"), &mut count);
        counts.check(Input::new("ladder.html", page.clone().into_bytes()), "table", &page, count)
    });
    project::note(&format!("{} words, {} of them named and not kept", counts.words, counts.named));
    assert!(counts.documents > 20 && counts.words > 300, "{} {}", counts.documents, counts.words);
}
