//! Whatever was edited before, the server shows what a clean build writes and reports what it reports; and it works no
//! more than the edit needs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use rungs::compile::{Compiled, Memo, Options, compile};
use rungs::disk::{Project, Snapshot};
use rungs::page::Output;
use rungs::search::Measure;
use rungs::serve::moment::{Found, Maker, Moment};
use rungs::serve::survey::{Findings, Look, Survey};
use rungs::source::{Source, Sources};

/// One change that a person makes.
#[derive(Debug, Clone)]
enum Edit {
    Add(usize),
    Delete(usize),
    /// Another name in the same folder: another id.
    Rename(usize, usize),
    /// Another folder: perhaps another kind.
    Move(usize, usize),
    Title(usize, usize),
    Body(usize, usize),
    Reference(usize, usize),
    Break(usize, usize),
    /// What was broken is as it was.
    Fix,
    Template(usize),
    Config(usize),
    /// A line of the front matter that others depend on.
    Field(usize, usize),
    /// A file that is copied.
    Asset(usize),
}

const FOLDERS: [&str; 5] = ["roles", "skills", "tracks", "guides", "responsibilities"];
const NAMES: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let n = 0..64_usize;
    let edit = prop_oneof![
        2 => n.clone().prop_map(Edit::Add),
        1 => n.clone().prop_map(Edit::Delete),
        1 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Rename(file, to)),
        1 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Move(file, to)),
        3 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Title(file, to)),
        3 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Body(file, to)),
        3 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Reference(file, to)),
        2 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Break(file, to)),
        4 => Just(Edit::Fix),
        1 => n.clone().prop_map(Edit::Template),
        1 => n.clone().prop_map(Edit::Config),
        4 => (n.clone(), n.clone()).prop_map(|(file, to)| Edit::Field(file, to)),
        1 => n.prop_map(Edit::Asset),
    ];
    proptest::collection::vec(edit, 1..12)
}

fn start() -> Sources {
    let role = |title: &str, level: &str, more: &str| {
        format!(
            "---\ntitle: {title}\nsummary: Role of [[one]].\nlevel: {level}\n{more}---\nSee [[skill:one]] and [two](two.md).\n"
        )
    };
    let track = "---\ntitle: Track\nkind: individual\nroles: [one, two]\n---\n";
    let needs = "skills: {one: working}\nresponsibilities: {one: [Do it well.]}\nleads_to: [two]\n";
    [
        ("content/handbook.yaml", CONFIGS[0].to_owned()),
        ("content/index.md", "---\ntitle: Start\n---\n[[one]] [[guides/one]]\n".into()),
        ("content/roles/one.md", role("Role one", "low", needs)),
        ("content/roles/two.md", role("Role two", "high", "extends: [one]\ntracks: [one]\n")),
        ("content/skills/one.md", "---\ntitle: Skill one\nsteps: {working: [Knows how.]}\n---\n".into()),
        ("content/responsibilities/one.md", "---\ntitle: Duty one\n---\n".into()),
        ("content/tracks/one.md", track.into()),
        (
            "content/guides/one.md",
            "---\ntitle: Guide one\naliases: [helper]\n---\n# Head\n[[role two]] [[helper]] [notes](notes.txt)\n"
                .into(),
        ),
    ]
    .into_iter()
    .map(|(path, text)| Source::text(path, &text))
    .collect()
}

const CONFIGS: [&str; 4] = [
    "title: Handbook\nlevels: [low, high]\nscales: {skill: [awareness, working]}\n",
    "title: Renamed\nlevels: [low, high]\nscales: {skill: [awareness, working]}\nfooter: See [[one]].\n",
    "title: Handbook\nlevels: [high, low]\nbase_url: https://example.org/a/\ntheme: {name: ours}\nscales: {skill: [working]}\n",
    "title: [\n",
];

/// Fields that every kind has.
const FIELDS: [&str; 6] = [
    "aliases: [helper]",
    "aliases: [Role two, three]",
    "redirect_from: [old]",
    "redirect_from: [elder]",
    "order: 1",
    "order: 9",
];

/// Fields of roles.
const ROLE_FIELDS: [&str; 12] = [
    "status: retired",
    "leads_to: [one]",
    "leads_to: [three, two]",
    "level: low",
    "level: high",
    "tracks: []",
    "skills: {}",
    "skills: {one: awareness}",
    "extends: []",
    "extends: [two]",
    "responsibilities: {one: [Do it better.]}",
    "without: [skill:one]",
];

const SKILL_FIELDS: [&str; 3] = [
    "steps: {awareness: [Has heard of it.], working: [Can do it.]}",
    "steps: {working: [Knows more of it.]}",
    "theme: craft",
];

const TRACK_FIELDS: [&str; 3] = ["roles: [two, one]", "roles: [one]", "roles: [one, two, three]"];

const TEMPLATES: [&str; 4] = [
    "{% extends \"@default/role.html\" %}{% block title %}Ours{% endblock title %}",
    "<title>{{ page.title }}</title>",
    "{% if %}",
    "{{ view.summary }}{{ view.nothing.at.all }}",
];

/// Performs an edit. `whole` holds the files that were broken, as they were before.
fn perform(edit: &Edit, sources: &mut Sources, whole: &mut Vec<Source>) {
    let paths: Vec<Arc<str>> = sources.under("content/").map(|source| source.path.clone()).collect();
    let file = |number: usize| paths.get(number % paths.len().max(1)).cloned();
    let text = |sources: &Sources, path: &str| sources.get(path).unwrap().as_text().unwrap().to_string();
    let put = |sources: &mut Sources, path: &str, text: String| sources.insert(Source::text(path, &text));
    match edit {
        Edit::Add(number) => {
            let path = format!("content/{}/{}.md", FOLDERS[number % 5], NAMES[number / 5 % 6]);
            put(sources, &path, format!("---\ntitle: Added {number}\n---\nTo [[one]] and [[two]].\n"));
        }
        Edit::Delete(number) => drop(file(*number).map(|path| sources.remove(&path))),
        Edit::Rename(number, to) | Edit::Move(number, to) => {
            let Some(path) = file(*number) else { return };
            let mut parts: Vec<&str> = path.split('/').collect();
            match (edit, parts.len()) {
                (Edit::Rename(..), _) => {
                    parts.pop();
                    parts.push(["one.md", "two.md", "three.md", "four.md"][to % 4]);
                }
                (_, 3) => parts[1] = FOLDERS[to % 5],
                _ => return,
            }
            let moved = text(sources, &path);
            sources.remove(&path);
            put(sources, &parts.join("/"), moved);
        }
        Edit::Title(number, to) => {
            let Some(path) = file(*number) else { return };
            let lines = text(sources, &path);
            let lines = lines.lines().map(|line| match line.starts_with("title: ") {
                true => format!("title: {} {}\n", ["Role", "Helper", "One", "Ärger <b>"][to % 4], to / 16),
                false => format!("{line}\n"),
            });
            let changed = lines.collect();
            put(sources, &path, changed);
        }
        Edit::Body(number, to) => {
            let Some(path) = file(*number) else { return };
            let more = ["More words.\n", "## A heading\n", "`code` and *more*\n", "1. list\n"][to % 4];
            let changed = text(sources, &path) + more;
            put(sources, &path, changed);
        }
        Edit::Reference(number, to) => {
            let Some(path) = file(*number) else { return };
            let more =
                ["[[two]]\n", "[[role two]]\n", "[x](../roles/one.md#head)\n", "[[nobody]]\n", "[[helper]]\n"][to % 5];
            let changed = text(sources, &path) + more;
            put(sources, &path, changed);
        }
        Edit::Break(number, to) => {
            let Some(path) = file(*number) else { return };
            let good = text(sources, &path);
            whole.push(Source::text(&path, &good));
            let broken = match to % 4 {
                0 => format!("---\ntitle: [\n---\n{good}"),
                1 => good[..good.floor_char_boundary(good.len() / 2)].to_owned(),
                2 => String::new(),
                _ => good.replacen("title", "titel", 1),
            };
            put(sources, &path, broken);
        }
        Edit::Fix => {
            if let Some(good) = whole.pop() {
                sources.insert(good);
            }
        }
        Edit::Template(number) => match number % 5 {
            4 => sources.remove("themes/ours/templates/role.html"),
            number => put(sources, "themes/ours/templates/role.html", TEMPLATES[number].into()),
        },
        Edit::Field(number, to) => {
            let Some(path) = file(*number) else { return };
            let own: &[&str] = match path.split('/').nth(1) {
                Some("roles") => &ROLE_FIELDS,
                Some("tracks") => &TRACK_FIELDS,
                Some("skills") => &SKILL_FIELDS,
                _ => &[],
            };
            let field = FIELDS.iter().chain(own).nth(to % (FIELDS.len() + own.len())).unwrap();
            let key = &field[..field.find(' ').unwrap()];
            let old = text(sources, &path);
            let Some(old) = old.strip_prefix("---\n") else { return };
            let kept: String =
                old.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect();
            put(sources, &path, format!("---\n{field}\n{kept}"));
        }
        Edit::Asset(number) => match number % 4 {
            3 => sources.remove("content/guides/notes.txt"),
            number => put(sources, "content/guides/notes.txt", format!("Version {number} of the notes.")),
        },
        Edit::Config(number) => put(sources, "content/handbook.yaml", CONFIGS[number % 4].into()),
    }
}

/// Whether the server shows and reports what a clean build of the same files does.
fn is_as_built(moment: &Moment, clean: &Compiled) -> Result<(), TestCaseError> {
    prop_assert_eq!(&moment.truth.problems(), &clean.diagnostics);
    if clean.has_errors() {
        // Nothing is written, and the last good state is shown.
        return Ok(());
    }
    let built = clean.render_all();
    let mut served = BTreeSet::new();
    for address in clean.plan.outputs.keys() {
        let Found::Page(found, page) = moment.find(address) else { panic!("{address} is not served") };
        prop_assert_eq!(&found, address);
        if let (Ok(built), Some(body)) = (&built, &page.body) {
            prop_assert!(built[address] == *body, "{} differs", address);
        }
        served.insert(address.clone());
    }
    prop_assert!(moment.shown.plan.outputs.keys().eq(served.iter()));
    prop_assert_eq!(moment.failures(), built.err().unwrap_or_default());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn what_is_served_is_what_a_clean_build_writes(edits in edits()) {
        let (mut sources, mut whole) = (start(), Vec::new());
        let mut maker = Maker::new(Options::default());
        let mut before = maker.make(sources.clone(), Vec::new());
        for edit in &edits {
            perform(edit, &mut sources, &mut whole);
            let moment = maker.make(sources.clone(), Vec::new());
            let known = Measure::of(&before.truth.handbook);
            let measure = Measure::after(&moment.truth.handbook, Some((&before.truth.handbook, known)));
            prop_assert_eq!(measure, Measure::of(&moment.truth.handbook));
            let was_same = moment.assets_version() == before.assets_version();
            prop_assert_eq!(was_same, moment.shown.assets().eq(before.shown.assets()));
            prop_assert_eq!(was_same, moment.changed_assets(&before).is_empty());
            let clean = compile(sources.clone(), Vec::new(), &Options::default(), &mut Memo::default());
            is_as_built(&moment, &clean)?;
            before = moment;
        }
    }
}

/// Few, because each compiles a dozen handbooks; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(16)
}

/// The sample handbook, served and surveyed, and what an edit of one file made necessary.
fn sample_after(path: &str, from: &str, to: &str) -> (usize, Findings, Arc<Moment>) {
    let project = Project::find(None, Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut sources = Snapshot::take(&project).sources().clone();
    let mut maker = Maker::new(Options::default());
    let mut survey = Survey::default();
    let first = Arc::new(maker.make(sources.clone(), Vec::new()));
    assert_eq!(survey.of(&first, Vec::new(), || Look::Full).pages, [""; 0]);
    let text = sources.get(path).unwrap().as_text().unwrap().to_string();
    assert!(text.contains(from), "{path} has no `{from}`");
    sources.insert(Source::text(path, &text.replacen(from, to, 1)));
    let moment = Arc::new(maker.make(sources, Vec::new()));
    let findings = survey.of(&moment, Vec::new(), || Look::Full);
    (maker.parsed(), findings, moment)
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
    let (parsed, findings, moment) = sample_after(ROLE, "\ntitle: ", "\ntitle: Zebrafinch ");
    assert_eq!(parsed, 1);
    let shows = |address: &str| {
        let bytes = moment.render(address).unwrap();
        String::from_utf8_lossy(&bytes).contains("Zebrafinch")
    };
    let pages = moment.shown.plan.outputs.iter().filter(|(_, output)| matches!(output, Output::Page(_)));
    let showing: Vec<String> = pages.map(|(address, _)| address.clone()).filter(|address| shows(address)).collect();
    assert!(showing.len() > 3, "{showing:?}");
    assert_eq!(findings.pages, showing);
}

#[test]
fn an_edit_of_a_step_reaches_every_role_that_needs_it() {
    let skill = "content/skills/craft/testing.md";
    let (parsed, findings, moment) = sample_after(skill, "Reproduces a fault", "Zebrafinches a fault");
    assert_eq!(parsed, 1);
    for role in ["roles/senior-engineer.html", "roles/staff-engineer.html", "skills/testing.html"] {
        assert!(findings.pages.contains(&role.to_owned()), "{role} is not in {:?}", findings.pages);
    }
    let clean = compile(moment.truth.sources.clone(), Vec::new(), &Options::default(), &mut Memo::default());
    is_as_built(&moment, &clean).unwrap();
}

#[test]
fn an_edit_that_shows_nowhere_changes_no_page() {
    let (parsed, findings, _) = sample_after(ROLE, "\n---\n", "\n# A remark for editors.\n---\n");
    assert_eq!((parsed, findings.pages), (1, Vec::new()));
}

#[test]
fn a_survey_in_a_hurry_counts_the_same_pages() {
    let project = Project::find(None, Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut sources = Snapshot::take(&project).sources().clone();
    let mut maker = Maker::new(Options::default());
    let mut survey = Survey::default();
    let mut edit = |from: &str, to: &str| {
        let text = sources.get(ROLE).unwrap().as_text().unwrap().to_string();
        sources.insert(Source::text(ROLE, &text.replacen(from, to, 1)));
        Arc::new(maker.make(sources.clone(), Vec::new()))
    };
    let end = "\n---\n";
    // The first one leaves nothing out, however many saves wait: the next ones compare with it.
    assert_eq!(survey.of(&edit("", ""), Vec::new(), || Look::Leave).pages, [""; 0]);
    let pages = survey.of(&edit(end, "\n---\nA sentence.\n\n"), Vec::new(), || Look::Glance).pages;
    assert_eq!(pages, ["print/individual-contributor.html", "roles/staff-engineer.html"]);
    // What was only glanced at is rendered now, but has not changed.
    let looked = survey.of(&edit("", ""), Vec::new(), || Look::Full);
    assert_eq!((looked.pages, looked.complete), (Vec::new(), true));
    // What is left out is counted later.
    let left = survey.of(&edit("A sentence.", "A word."), Vec::new(), || Look::Leave);
    assert_eq!((left.pages, left.complete), (Vec::new(), false));
    assert_eq!(survey.of(&edit("", ""), Vec::new(), || Look::Full).pages, pages);
}

#[test]
fn a_page_that_went_while_nobody_looked_is_counted_later() {
    let files =
        [("content/handbook.yaml", "title: T\n"), ("content/guides/a.md", "# A\n"), ("content/guides/b.md", "# B\n")];
    let mut sources: Sources = files.iter().map(|(path, text)| Source::text(path, text)).collect();
    let mut maker = Maker::new(Options::default());
    let mut survey = Survey::default();
    survey.of(&Arc::new(maker.make(sources.clone(), Vec::new())), Vec::new(), || Look::Full);
    sources.remove("content/guides/b.md");
    let moment = Arc::new(maker.make(sources, Vec::new()));
    assert_eq!(survey.of(&moment, Vec::new(), || Look::Leave).pages, [""; 0]);
    let pages = survey.of(&moment, Vec::new(), || Look::Full).pages;
    assert!(pages.contains(&"guides/b.html".to_owned()), "{pages:?}");
}
