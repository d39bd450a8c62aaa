//! Whatever was edited before, the server shows what a clean build writes and reports what it reports; and it works no
//! more than the edit needs.

use crate::edits::{self, Edit, Handbook};
use crate::project;

use std::path::Path;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rayon::prelude::*;
use rungs::compile::{Compiled, HandbookOptions, Memo, compile};
use rungs::disk::{Project, Snapshot};
use rungs::page::{self, Output};
use rungs::serve::background::{BackgroundCheck, Depth, Findings};
use rungs::serve::revision::{Lookup, Rebuilder, Revision};
use rungs::source::{Source, Sources};

/// How much was compared, so that a test whose inputs are all refused fails.
#[derive(Debug, Default)]
struct Compared {
    /// States of a handbook.
    states: usize,
    /// Those of them without errors.
    valid: usize,
    /// Files of sites.
    files: usize,
}

/// A server that is given one state of a handbook after the other, beside clean builds of the same states.
struct Server {
    options: HandbookOptions,
    rebuilder: Rebuilder,
    before: Revision,
}

impl Server {
    fn start(handbook: &Handbook, options: HandbookOptions) -> Self {
        let mut rebuilder = Rebuilder::new(options.clone());
        let before = rebuilder.rebuild(handbook.sources(), Vec::new());
        Self { options, rebuilder, before }
    }

    /// Takes the next state and compares what the server shows and reports with a clean build. `compare` compares the
    /// sites.
    fn save(&mut self, handbook: &Handbook, compare: Compare, compared: &mut Compared) -> Result<(), TestCaseError> {
        let revision = self.rebuilder.rebuild(handbook.sources(), Vec::new());
        let same_assets = revision.assets_version() == self.before.assets_version();
        prop_assert_eq!(same_assets, revision.displayed.assets().eq(self.before.displayed.assets()));
        prop_assert_eq!(same_assets, revision.changed_assets(&self.before).is_empty());
        compared.states += 1;
        let clean = self.clean(&revision.current.sources);
        prop_assert_eq!(revision.current.problems(), clean.problems());
        compared.valid += usize::from(!clean.has_errors());
        // While a file is broken, its last good state is shown.
        match Arc::ptr_eq(&revision.current, &revision.displayed) {
            true => compare(&revision, &clean, compared)?,
            false => compare(&revision, &self.clean(&revision.displayed.sources), compared)?,
        }
        self.before = revision;
        Ok(())
    }

    fn clean(&self, sources: &Sources) -> Compiled {
        compile(sources.clone(), Vec::new(), &self.options, &mut Memo::default())
    }
}

/// Compares a served site with a built one.
type Compare = fn(&Revision, &Compiled, &mut Compared) -> Result<(), TestCaseError>;

/// Compares what each page is rendered from, and the bytes of every other file. The same input is the same page.
fn pages_have_equal_inputs(
    revision: &Revision,
    clean: &Compiled,
    compared: &mut Compared,
) -> Result<(), TestCaseError> {
    let served = &revision.displayed;
    prop_assert!(served.addresses().eq(clean.addresses()), "other addresses");
    for (address, output) in &clean.plan.outputs {
        match output {
            Output::Page(key) => {
                let built = page::input(&clean.handbook, &clean.plan, address, *key);
                let Some(Output::Page(key)) = served.plan.outputs.get(address) else { panic!("{address} is no page") };
                prop_assert_eq!(page::input(&served.handbook, &served.plan, address, *key), built, "{}", address);
            }
            // It is made from the input of its page.
            Output::Markdown(..) => continue,
            _ => prop_assert_eq!(revision.displayed.render(address), clean.render(address), "{}", address),
        }
        compared.files += 1;
    }
    Ok(())
}

/// Compares every file that the server shows with the file that a clean build writes.
fn shows_what_is_built(revision: &Revision, clean: &Compiled, compared: &mut Compared) -> Result<(), TestCaseError> {
    prop_assert!(revision.displayed.addresses().eq(clean.addresses()), "other addresses");
    let built = std::sync::Mutex::new(std::collections::BTreeMap::new());
    let result = clean.render_each(&|_, _| false, &|address, bytes, _| {
        built.lock().unwrap().insert(address.to_owned(), Arc::<[u8]>::from(bytes));
    });
    let built = built.into_inner().unwrap();
    for address in clean.addresses() {
        let Lookup::Page(found, page) = revision.find(address) else { panic!("{address} is not served") };
        prop_assert_eq!(&found, address);
        if let Some(difference) = difference(built.get(address), page.body.as_ref()) {
            return Err(TestCaseError::fail(format!("{address} differs: {difference}")));
        }
        compared.files += usize::from(page.body.is_some());
    }
    prop_assert_eq!(revision.failures(), result.err().unwrap_or_default());
    Ok(())
}

/// Where two files first differ, with what stands around it.
fn difference(built: Option<&Arc<[u8]>>, served: Option<&Arc<[u8]>>) -> Option<String> {
    if built == served {
        return None;
    }
    let (Some(built), Some(served)) = (built, served) else {
        return Some(format!("built {}, served {}", built.is_some(), served.is_some()));
    };
    let at = built.iter().zip(&**served).take_while(|(one, other)| one == other).count();
    let around =
        |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(80)..bytes.len().min(at + 160)]).into_owned();
    Some(format!("built\n{}\nserved\n{}", around(built), around(served)))
}

#[test]
fn the_first_handbook_has_no_errors() {
    let sources = Handbook::start().sources();
    let clean = project::compile(&sources, &HandbookOptions::default());
    assert!(!clean.has_errors(), "{}", project::short(&clean.diagnostics, &sources));
    assert!(clean.addresses().count() > 100);
}

/// Each value of each field of one file of each kind, alone.
#[test]
fn every_field_of_every_kind_is_served_as_built() {
    let walked: Vec<Compared> = WALKED.par_iter().map(|path| walk(path)).collect();
    let sum = |count: fn(&Compared) -> usize| walked.iter().map(count).sum();
    let compared = Compared { states: sum(|one| one.states), valid: sum(|one| one.valid), files: sum(|one| one.files) };
    project::note(&format!("every field: {compared:?}"));
    assert!(compared.states > 400 && compared.valid > 250 && compared.files > 30_000, "{compared:?}");
}

/// Gives each field of a file each of its values, one save after the other.
fn walk(path: &str) -> Compared {
    let mut handbook = Handbook::start();
    let mut server = Server::start(&handbook, HandbookOptions::default());
    let mut compared = Compared::default();
    for (field, values) in edits::values_for(path).unwrap() {
        let first = handbook.get(path, field).map(String::from);
        for value in values.iter().copied().chain([first.as_deref()]) {
            handbook.set(path, field, value);
            let saved = server.save(&handbook, pages_have_equal_inputs, &mut compared);
            saved.unwrap_or_else(|problem| panic!("{path}, {field}: {value:?}: {problem}"));
        }
    }
    compared
}

/// One file of each kind, and a second role, from which another one inherits.
const WALKED: [&str; 11] = [
    edits::SETTINGS,
    "content/guides/one.md",
    "content/levels/high.md",
    "content/families/making.md",
    "content/tracks/main.md",
    "content/roles/one.md",
    "content/roles/three.md",
    "content/skills/one.md",
    "content/responsibilities/one.md",
    "content/roadmaps/one.md",
    "content/interviews/one.md",
];

#[test]
fn after_any_edits_the_server_shows_what_a_clean_build_writes() {
    let compared = std::cell::RefCell::new(Compared::default());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(cases()) });
    let saves = vec(vec(edits::edit(), 1..3), 4..9);
    let result = runner.run(&(saves, any::<bool>()), |(saves, drafts)| {
        let mut handbook = Handbook::start();
        let mut server = Server::start(&handbook, HandbookOptions { drafts, ..HandbookOptions::default() });
        for save in saves {
            save.iter().for_each(|edit: &Edit| handbook.perform(edit));
            server.save(&handbook, shows_what_is_built, &mut compared.borrow_mut())?;
        }
        Ok(())
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
    let compared = compared.into_inner();
    project::note(&format!("random edits: {compared:?}"));
    let cases = cases() as usize;
    assert!(compared.valid > 2 * cases && compared.files > 100 * cases, "{compared:?}");
}

/// Few, because each compiles a dozen handbooks; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(16)
}

/// The sample handbook, served and checked, and what an edit of one file made necessary.
fn sample_after(path: &str, from: &str, to: &str) -> (usize, Findings, Arc<Revision>) {
    let project = Project::find(None, Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut sources = Snapshot::take(&project).sources().clone();
    let mut rebuilder = Rebuilder::new(HandbookOptions::default());
    let mut check = BackgroundCheck::default();
    let first = Arc::new(rebuilder.rebuild(sources.clone(), Vec::new()));
    assert_eq!(check.run(&first, Vec::new(), || Depth::Render).pages, [""; 0]);
    let text = sources.get(path).unwrap().as_text().unwrap().to_string();
    assert!(text.contains(from), "{path} has no `{from}`");
    sources.insert(Source::text(path, &text.replacen(from, to, 1)));
    let revision = Arc::new(rebuilder.rebuild(sources, Vec::new()));
    let findings = check.run(&revision, Vec::new(), || Depth::Render);
    (rebuilder.parsed(), findings, revision)
}

const ROLE: &str = "content/roles/staff-engineer.md";

#[test]
fn an_edit_of_a_text_parses_one_file_and_changes_one_page() {
    let (parsed, findings, _) = sample_after(ROLE, "\n---\n", "\n---\nA first sentence that nobody else shows.\n\n");
    // A role's text stands on its page and in the document that prints its track.
    let both = ["print/individual-contributor.html", "roles/staff-engineer.html"].map(String::from);
    assert_eq!((parsed, findings.pages), (1, both.to_vec()));

    let skill = "content/skills/distinguishing/managing-complexity.md";
    let (parsed, findings, _) = sample_after(skill, "\n---\n", "\n---\nA first sentence that nobody else shows.\n\n");
    assert_eq!((parsed, findings.pages), (1, vec!["skills/managing-complexity.html".to_owned()]));
}

#[test]
fn an_edit_of_a_title_changes_the_pages_that_show_it_and_no_others() {
    let (parsed, findings, revision) = sample_after(ROLE, "\ntitle: ", "\ntitle: Zebrafinch ");
    assert_eq!(parsed, 1);
    let shows = |address: &str| {
        let bytes = revision.render(address).unwrap();
        String::from_utf8_lossy(&bytes).contains("Zebrafinch")
    };
    let pages = revision.displayed.plan.outputs.iter().filter(|(_, output)| matches!(output, Output::Page(_)));
    let showing: Vec<String> = pages.map(|(address, _)| address.clone()).filter(|address| shows(address)).collect();
    assert!(showing.len() > 3, "{showing:?}");
    assert_eq!(findings.pages, showing);
}

#[test]
fn an_edit_of_a_step_reaches_every_role_that_needs_it() {
    let skill = "content/skills/craft/testing.md";
    let (parsed, findings, revision) = sample_after(skill, "Writes tests that", "Zebrafinches tests that");
    assert_eq!(parsed, 1);
    for role in ["roles/associate-engineer.html", "roles/engineer.html", "skills/testing.html"] {
        assert!(findings.pages.contains(&role.to_owned()), "{role} is not in {:?}", findings.pages);
    }
    let clean =
        compile(revision.current.sources.clone(), Vec::new(), &HandbookOptions::default(), &mut Memo::default());
    shows_what_is_built(&revision, &clean, &mut Compared::default()).unwrap();
}

#[test]
fn an_edit_that_shows_nowhere_changes_no_page() {
    let (parsed, findings, _) = sample_after(ROLE, "\n---\n", "\n# A remark for editors.\n---\n");
    assert_eq!((parsed, findings.pages), (1, Vec::new()));
}

#[test]
fn a_check_in_a_hurry_counts_the_same_pages() {
    let project = Project::find(None, Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut sources = Snapshot::take(&project).sources().clone();
    let mut rebuilder = Rebuilder::new(HandbookOptions::default());
    let mut check = BackgroundCheck::default();
    let mut edit = |from: &str, to: &str| {
        let text = sources.get(ROLE).unwrap().as_text().unwrap().to_string();
        sources.insert(Source::text(ROLE, &text.replacen(from, to, 1)));
        Arc::new(rebuilder.rebuild(sources.clone(), Vec::new()))
    };
    let end = "\n---\n";
    // The first one leaves nothing out, however many saves wait: the next ones compare with it.
    assert_eq!(check.run(&edit("", ""), Vec::new(), || Depth::Skip).pages, [""; 0]);
    let pages = check.run(&edit(end, "\n---\nA sentence.\n\n"), Vec::new(), || Depth::Compare).pages;
    assert_eq!(pages, ["print/individual-contributor.html", "roles/staff-engineer.html"]);
    // What was only glanced at is rendered now, but has not changed.
    let looked = check.run(&edit("", ""), Vec::new(), || Depth::Render);
    assert_eq!((looked.pages, looked.complete), (Vec::new(), true));
    // What is left out is counted later.
    let left = check.run(&edit("A sentence.", "A word."), Vec::new(), || Depth::Skip);
    assert_eq!((left.pages, left.complete), (Vec::new(), false));
    assert_eq!(check.run(&edit("", ""), Vec::new(), || Depth::Render).pages, pages);
}

#[test]
fn a_page_that_went_while_nobody_looked_is_counted_later() {
    let files =
        [("content/handbook.yaml", "title: T\n"), ("content/guides/a.md", "# A\n"), ("content/guides/b.md", "# B\n")];
    let mut sources: Sources = files.iter().map(|(path, text)| Source::text(path, text)).collect();
    let mut rebuilder = Rebuilder::new(HandbookOptions::default());
    let mut check = BackgroundCheck::default();
    check.run(&Arc::new(rebuilder.rebuild(sources.clone(), Vec::new())), Vec::new(), || Depth::Render);
    sources.remove("content/guides/b.md");
    let revision = Arc::new(rebuilder.rebuild(sources, Vec::new()));
    assert_eq!(check.run(&revision, Vec::new(), || Depth::Skip).pages, [""; 0]);
    let pages = check.run(&revision, Vec::new(), || Depth::Render).pages;
    assert!(pages.contains(&"guides/b.html".to_owned()), "{pages:?}");
}
