//! What the tests of the whole program share: the one place where they touch the compiler's functions.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rungs::compile::{self, Compiled, HandbookOptions, Memo};
use rungs::diagnostic::{Diagnostic, Severity};
use rungs::disk::{self, Project};
use rungs::report::{self, ReportFormat};
use rungs::source::Sources;

/// Every file of a site, by address.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// The folder of the crate, which is also that of the sample handbook.
pub fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Says that a test, or a part of it, was skipped, and why; not with `println!`, which the test harness keeps to itself
/// when a test passes.
pub fn skipped(why: &str) {
    note(&format!("skipped: {why}"));
}

/// Prints a line that is seen when a test passes, too: how much it compared, for example.
pub fn note(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Whether `RUNGS_BLESS=1` asks to write changed output instead of failing.
pub fn blesses() -> bool {
    std::env::var_os("RUNGS_BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The published ladders that are imported, by their folder.
pub const PUBLISHED: [&str; 9] = [
    "ft",
    "ft-releases/v1.1.0",
    "ft-releases/v1.2.0",
    "monzo",
    "codecademy",
    "snowflake-json",
    "fit-pathway",
    "govuk-ddat",
    "seed",
];

/// A file or folder of a published ladder, such as `govuk-ddat`; without it `None`, which is said.
///
/// Published ladders are not part of the project: they are large, and carry their own licences. `RUNGS_LADDERS` names a
/// folder that holds them.
pub fn published(path: &str) -> Option<PathBuf> {
    let beside = || crate_folder().join("../shared/inputs");
    let found = std::env::var_os("RUNGS_LADDERS").map_or_else(beside, PathBuf::from).join(path);
    if found.exists() {
        return Some(found);
    }
    skipped(&format!("there is no {}; RUNGS_LADDERS names a folder of published ladders", found.display()));
    None
}

/// Reads the handbook in `folder`.
pub fn read(folder: &Path) -> Sources {
    let project = Project::find(Some(folder), folder).unwrap_or_else(|error| panic!("{error}"));
    let (sources, found) = disk::read(&project);
    assert!(found.is_empty(), "{}", short(&found, &sources));
    sources
}

/// Compiles as a clean build does.
pub fn compile(sources: &Sources, options: &HandbookOptions) -> Compiled {
    compile::compile(sources.clone(), Vec::new(), options, &mut Memo::default())
}

/// The site at `base_url`; no problem worse than those of `tolerated` codes may be found.
pub fn site(sources: &Sources, base_url: Option<&str>, tolerated: &[&str]) -> Files {
    let options = HandbookOptions { base_url: base_url.map(String::from), ..HandbookOptions::default() };
    let compiled = compile(sources, &options);
    let serious = |one: &&Diagnostic| one.severity != Severity::Note && !tolerated.contains(&one.code.name);
    let found: Vec<Diagnostic> = compiled.diagnostics.iter().filter(serious).cloned().collect();
    assert!(found.is_empty(), "{}", short(&found, sources));
    compiled.render_all().unwrap_or_else(|problems| panic!("{}", short(&problems, sources)))
}

/// One line a diagnostic.
pub fn short(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = Vec::new();
    report::print(diagnostics, sources, ReportFormat::Short, false, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// Every file below `folder`, by path with `/`; hidden folders at its top are left out.
pub fn files_below(folder: &Path) -> Files {
    fn walk(folder: &Path, prefix: &str, files: &mut Files) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
        entries.sort_by_key(|entry| entry.file_name());
        for entry in entries {
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                if !(prefix.is_empty() && name.starts_with('.')) {
                    walk(&entry.path(), &format!("{path}/"), files);
                }
            } else {
                files.insert(path, fs::read(entry.path()).unwrap().into());
            }
        }
    }
    let mut files = Files::new();
    walk(folder, "", &mut files);
    files
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// The first of `names` that is a program on the path.
pub fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|it| it.is_file()))
}
