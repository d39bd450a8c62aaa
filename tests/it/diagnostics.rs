//! Every diagnostic, as an author would meet it: small handbooks with the expected problems written below the
//! lines they are about. The format of the fixtures is described in tests/diagnostics/README.md.
//!
//! A fixture that differs is printed as it would have to be; `just bless` writes it so.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rungs::compile::{self, HandbookOptions, Memo};
use rungs::diagnostic::{CODES, Diagnostic};
use rungs::disk;
use rungs::source::{Content, Lines, Place, Position, Source, Sources};

/// The settings of fixtures that bring none of their own.
const HANDBOOK: &str = "content/handbook.yaml";
const BASE: &str = "\
title: Handbook
scales:
  craft:
    steps: [novice, working, expert]
levels:
  - { id: l4, title: Engineer, scope: Tasks }
  - { id: l5, title: Senior, scope: Projects }
  - { id: l6, title: Staff, scope: Teams }
diagnostics: { unused: allow }
";

/// Codes that no handbook shows, each with the test that shows it.
const ELSEWHERE: [(&str, &str); 2] = [
    ("import-repair", "reported while a table is imported: tests/it/import_govuk.rs"),
    ("import-problem", "reported while a table is imported: tests/it/import_govuk.rs"),
];

#[test]
fn every_fixture_reports_exactly_what_stands_in_it() {
    let mut wrong = String::new();
    for path in fixtures() {
        let text = std::fs::read_to_string(&path).unwrap();
        let cases = cases(&text);
        let actual: String = cases.iter().map(Case::annotated).collect();
        if actual == text {
            continue;
        }
        if project::blesses() {
            std::fs::write(&path, actual).unwrap();
            continue;
        }
        let name = path.file_name().unwrap_or_default().display().to_string();
        let _ = writeln!(wrong, "\n{name}  (- expected, + reported)\n{}", difference(&text, &actual));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_code_has_a_fixture() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for path in fixtures() {
        let text = std::fs::read_to_string(&path).unwrap();
        for code in cases(&text).iter().flat_map(|case| &case.expected) {
            *seen.entry(CODES.iter().find(|known| known.name == *code).unwrap().name).or_default() += 1;
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(CODES.iter().any(|code| code.name == stem), "{stem} is no code, so nobody would look for it there");
        assert!(seen.contains_key(stem), "{stem}.txt does not show {stem}");
    }
    for code in CODES {
        let elsewhere = ELSEWHERE.iter().any(|(name, _)| *name == code.name);
        assert_ne!(elsewhere, seen.contains_key(code.name), "{}: a fixture, or a reason why there is none", code.name);
    }
}

#[test]
fn an_edit_mends_what_it_belongs_to() {
    let mut edits = 0;
    for path in fixtures() {
        let text = std::fs::read_to_string(&path).unwrap();
        for case in cases(&text) {
            let sources = case.sources();
            for problem in report(&sources) {
                if problem.edits.is_empty() {
                    continue;
                }
                edits += 1;
                let left = report(&mended(&sources, &problem));
                let same = |other: &&Diagnostic| {
                    other.code == problem.code
                        && other.message == problem.message
                        && other.place.path == problem.place.path
                };
                let before = report(&sources).iter().filter(same).count();
                let after = left.iter().filter(same).count();
                assert!(after < before, "{}: {problem:#?}\nis still there:\n{left:#?}", case.title);
            }
        }
    }
    assert!(edits > 10, "the fixtures hold only {edits} edits");
}

/// The sources with the edits of one problem applied.
fn mended(sources: &Sources, problem: &Diagnostic) -> Sources {
    let source = sources.get(&problem.place.path).unwrap();
    let mut text = source.as_text().unwrap().to_string();
    let mut edits = problem.edits.clone();
    edits.sort();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    let mut sources = sources.clone();
    sources.insert(Source::text(&problem.place.path, &text));
    sources
}

/// What `rungs check` would report.
fn report(sources: &Sources) -> Vec<Diagnostic> {
    let found = sources.iter().filter_map(|source| disk::problem(source)).collect();
    let compiled = compile::compile(sources.clone(), found, &HandbookOptions::default(), &mut Memo::default());
    let mut diagnostics = compiled.diagnostics.clone();
    if !compiled.has_errors() {
        diagnostics.extend(compiled.template_errors());
        diagnostics.sort();
    }
    diagnostics
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect();
    files.sort();
    files
}

/// One small handbook of a fixture.
struct Case<'a> {
    title: &'a str,
    files: Vec<File<'a>>,
    /// The codes of its annotations.
    expected: BTreeSet<&'a str>,
}

/// A file of a case, without annotations.
struct File<'a> {
    /// The line that begins it.
    header: &'a str,
    path: &'a str,
    form: &'a str,
    lines: Vec<&'a str>,
    /// Which parts of a diagnostic were written out, by what stands in the annotation's first line.
    details: BTreeSet<(String, &'a str)>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    let mut annotation: Option<String> = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("##### ") {
            cases.push(Case { title, files: Vec::new(), expected: BTreeSet::new() });
            continue;
        }
        let case = cases.last_mut().expect("a fixture begins with `##### ` and a title");
        if let Some(name) = line.strip_prefix("=== ") {
            let (path, form) = name.split_once(" (").map_or((name, ""), |(path, form)| (path, form));
            let form = form.trim_end_matches(')');
            case.files.push(File { header: line, path, form, lines: Vec::new(), details: BTreeSet::new() });
            annotation = None;
            continue;
        }
        let file = case.files.last_mut().expect("a case begins with `=== ` and a path");
        if let Some(code) = code_of(line) {
            case.expected.insert(code);
            annotation = Some(line.trim_start_matches([' ', '^', '|']).to_owned());
        } else if let Some((first, detail)) = annotation.as_ref().zip(detail_of(line)) {
            file.details.insert((first.clone(), detail));
        } else {
            annotation = None;
            file.lines.push(line);
        }
    }
    cases
}

/// The code of an annotation: marks, a code and a message.
fn code_of(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(' ');
    let marked = rest.strip_prefix("(file) ").or_else(|| rest.strip_prefix("| ")).or_else(|| {
        let rest = rest.strip_prefix('^')?.trim_start_matches('^');
        rest.trim_start_matches(|c: char| c == '>' || c == ':' || c.is_ascii_digit()).strip_prefix(' ')
    })?;
    let (code, _) = marked.split_once(": ")?;
    CODES.iter().any(|known| known.name == code).then_some(code)
}

/// The name of a part of a diagnostic that a line below an annotation writes out.
fn detail_of(line: &str) -> Option<&str> {
    let (name, _) = line.trim_start().strip_prefix("= ")?.split_once(':')?;
    ["label", "help", "edit", "see"].contains(&name).then_some(name)
}

impl Case<'_> {
    fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        if !self.files.iter().any(|file| file.path == HANDBOOK) {
            sources.insert(Source::text(HANDBOOK, BASE));
        }
        self.files.iter().filter_map(File::source).for_each(|source| sources.insert(source));
        sources
    }

    /// The case with what is really reported.
    fn annotated(&self) -> String {
        let sources = self.sources();
        let diagnostics = report(&sources);
        let mut out = format!("##### {}\n", self.title);
        for file in &self.files {
            let here: Vec<&Diagnostic> = diagnostics.iter().filter(|one| &*one.place.path == file.path).collect();
            file.annotate(&here, &sources, &mut out);
        }
        for stray in diagnostics.iter().filter(|one| self.files.iter().all(|file| file.path != &*one.place.path)) {
            let _ = writeln!(out, "!!! in {}: {}: {}", stray.place.path, stray.code.name, stray.message);
        }
        out
    }
}

impl File<'_> {
    fn source(&self) -> Option<Source> {
        let text: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        let content = match self.form {
            "missing" => return None,
            "" => Content::Text(text.into()),
            "no line end" => Content::Text(text.trim_end_matches('\n').into()),
            "empty" => Content::Text("".into()),
            "CRLF" => Content::Text(text.replace('\n', "\r\n").into()),
            "byte order mark" => Content::Text(format!("\u{feff}{text}").into()),
            "bytes" => {
                Content::Bytes(text.replace("\\xff", "?").bytes().map(|b| if b == b'?' { 0xff } else { b }).collect())
            }
            other => match other.strip_prefix("unreadable: ") {
                Some(reason) => Content::Unreadable(reason.into()),
                None => panic!("{}: what is ({other})?", self.header),
            },
        };
        Some(Source { path: self.path.into(), content })
    }

    /// Writes the file with its diagnostics below the lines they begin in.
    fn annotate(&self, diagnostics: &[&Diagnostic], sources: &Sources, out: &mut String) {
        let _ = writeln!(out, "{}", self.header);
        let text = sources.get(self.path).and_then(|source| source.as_text()).map_or("", |text| text);
        let lines = Lines::of(text);
        let place = |one: &Diagnostic| {
            let span = one.place.span.filter(|_| !text.is_empty())?;
            Some((lines.position(span.start as usize), lines.position(span.end as usize)))
        };
        for one in diagnostics.iter().filter(|one| place(one).is_none()) {
            let first = format!("(file) {}: {}", one.code.name, one.message);
            let _ = writeln!(out, "{first}");
            self.details(one, &first, 7, sources, out);
        }
        for (at, line) in self.lines.iter().enumerate() {
            let _ = writeln!(out, "{line}");
            // Past the last line there is nothing to stand below.
            let is_here =
                |start: Position| start.line == at + 1 || (start.line > self.lines.len() && at + 1 == self.lines.len());
            for (one, (start, end)) in diagnostics.iter().filter_map(|one| Some((one, place(one)?))) {
                if !is_here(start) {
                    continue;
                }
                let marks = match (start == end, start.line == end.line) {
                    (true, _) => "|".to_owned(),
                    (_, true) => "^".repeat(end.column - start.column),
                    _ => format!("^>{}:{}", end.line, end.column),
                };
                // Tabs stay tabs, so that the marks stand below what they mark.
                let lead = line.chars().chain(std::iter::repeat(' ')).take(start.column - 1);
                let lead: String = lead.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
                let first = format!("{}: {}", one.code.name, one.message);
                let _ = writeln!(out, "{lead}{marks} {first}");
                self.details(one, &first, lead.chars().count(), sources, out);
            }
        }
    }

    fn details(&self, one: &Diagnostic, first: &str, column: usize, sources: &Sources, out: &mut String) {
        let lead = " ".repeat(column);
        let mut detail = |name: &'static str, text: String| {
            if self.details.contains(&(first.to_owned(), name)) {
                let _ = writeln!(out, "{lead}= {name}: {text}");
            }
        };
        let words = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".into());
        detail("label", words(&one.label));
        detail("help", words(&one.help));
        let edits: Vec<String> = one.edits.iter().map(|edit| format!("`{}`", edit.replacement)).collect();
        detail("edit", if edits.is_empty() { "nothing".into() } else { edits.join(", ") });
        for other in &one.related {
            detail("see", format!("{} {}", position(&other.place, sources), other.message));
        }
        if one.related.is_empty() {
            detail("see", "nothing".into());
        }
    }
}

fn position(place: &Place, sources: &Sources) -> String {
    let text: Option<&Arc<str>> = sources.get(&place.path).and_then(|source| source.as_text());
    match text.zip(place.span) {
        Some((text, span)) => {
            let Position { line, column } = Lines::of(text).position(span.start as usize);
            format!("{}:{line}:{column}", place.path)
        }
        None => place.path.to_string(),
    }
}

/// The lines that differ, with the lines around them.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    // The longest common subsequence: fixtures are short.
    let mut best = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            best[i][j] = if old[i] == new[j] { best[i + 1][j + 1] + 1 } else { best[i + 1][j].max(best[i][j + 1]) };
        }
    }
    let mut lines: Vec<(char, &str)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || best[i + 1][j] >= best[i][j + 1]) {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    let near = |at: usize| lines[at.saturating_sub(2)..(at + 3).min(lines.len())].iter().any(|(sign, _)| *sign != ' ');
    let shown = (0..lines.len()).filter(|at| near(*at)).map(|at| format!("  {} {}\n", lines[at].0, lines[at].1));
    shown.collect()
}
