//! Small handbooks that other tools lose something of, in `tests/cases`: what is reported, and what stands on the pages.
//!
//! A file holds cases of one kind. `##### title` begins a case, `=== path` a file of its handbook, and `>>> address` what is
//! expected of a page or file of the site: each line must be in it, one behind `!` must not, and `!!` stands for no such
//! file. `>>> check` lists every report as `--format short` prints it; without it none may be there.

use std::path::Path;

use rungs::compile::HandbookOptions;
use rungs::source::{Source, Sources};

use crate::project;

/// The settings of cases that bring none of their own. Most roles have no level, and most texts no links to them.
const SETTINGS: &str = "title: Handbook\n";

/// Kinds of reports that the cases are not about.
const BESIDE: [&str; 3] = ["orphan", "unused", "empty-entity"];

#[test]
fn nothing_is_lost_in_silence() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut wrong, mut count) = (String::new(), 0);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in format!("\n{text}").split("\n##### ").skip(1) {
            count += 1;
            let (title, body) = case.split_once('\n').unwrap();
            for problem in problems(body) {
                wrong.push_str(&format!("{name}: {title}: {problem}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 105, "only {count} cases");
}

/// What is not as a case expects it.
fn problems(case: &str) -> Vec<String> {
    let mut sources = Sources::default();
    sources.insert(Source::text("content/handbook.yaml", SETTINGS));
    let mut expected: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut file: Option<(&str, String)> = None;
    for line in case.lines().chain(["=== end"]) {
        let begins = line.starts_with("=== ") || line.starts_with(">>> ");
        if begins && let Some((path, text)) = file.take() {
            sources.insert(Source::text(path, &text));
        }
        if let Some(path) = line.strip_prefix("=== ") {
            file = Some((path, String::new()));
        } else if let Some(address) = line.strip_prefix(">>> ") {
            expected.push((address, Vec::new()));
        } else if let Some((_, text)) = &mut file {
            text.push_str(line);
            text.push('\n');
        } else if let Some((_, lines)) = expected.last_mut() {
            lines.push(line);
        }
    }
    let compiled = project::compile(&sources, &HandbookOptions::default());
    let reported: Vec<_> =
        compiled.diagnostics.iter().filter(|one| !BESIDE.contains(&one.code.name)).cloned().collect();
    let reported = project::short(&reported, &sources);
    let wanted: Vec<&str> =
        expected.iter().filter(|(what, _)| *what == "check").flat_map(|(_, lines)| lines.clone()).collect();
    let mut problems = Vec::new();
    if reported.lines().collect::<Vec<_>>() != wanted {
        problems.push(format!("reported\n{reported}instead of\n{}\n", wanted.join("\n")));
    }
    if compiled.has_errors() {
        return problems;
    }
    let site = compiled.render_all().unwrap_or_else(|problems| panic!("{}", project::short(&problems, &sources)));
    for (address, lines) in expected.iter().filter(|(what, _)| *what != "check") {
        let page = site.get(*address).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        // A line end within a text is a space to readers.
        let page = page.map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "));
        match (&page, &lines[..]) {
            (None, ["!!"]) => {}
            (None, _) => problems.push(format!("there is no {address}")),
            (Some(_), ["!!"]) => problems.push(format!("{address} is there")),
            (Some(page), lines) => {
                for line in lines {
                    let (line, is_wanted) = line.strip_prefix('!').map_or((*line, true), |line| (line, false));
                    if page.contains(line) != is_wanted {
                        let start = page.find("<main").unwrap_or(0);
                        let shown: String = page[start..].chars().take(3000).collect();
                        problems.push(format!("{address}: `{line}` should be there: {is_wanted}\n{shown}"));
                    }
                }
            }
        }
    }
    problems
}
