//! Search as readers do it, in Chromium: tests/browser/search.mjs over the sample, and tests/browser/search-cost.mjs,
//! which counts what the first answer costs on the wire.
//!
//! Skips and fails as tests/it/browser.rs does. The published framework is too large to carry along, so its cost is held
//! where its tables are, as in tests/it/search.rs; a handbook of the same size, made here, is held everywhere.

use crate::project;
use crate::tools;

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Builds the handbook in `root`.
fn build(root: &Path) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    let mut build = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    build.args(["build", "--quiet", "--root"]).arg(root).arg("--output").arg(site.path()).assert().success();
    site
}

/// Runs a script on a built site.
fn run(script: &str, site: &Path, options: &[&str]) {
    let Some((node, chrome, folder)) = tools::or_skip() else { return };
    let output = Command::new(node)
        .arg(script)
        .arg(site)
        .args(options)
        .env("CHROME", chrome)
        .current_dir(folder)
        .output()
        .unwrap();
    let (said, more) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}{more}");
}

/// What the first answer may cost, in kilobytes, on a handbook of a few hundred entities.
const AT_MOST: &str = "40";
/// What it may cost on the sample, with questions that find much, ask for synonyms and ask for a tool.
const AT_MOST_ON_THE_SAMPLE: &str = "45";
const QUESTIONS: &str = "senior engineer\nsalary review\nengineer vs staff engineer\nhow do I get promoted\n";

#[test]
fn readers_search_the_sample() {
    if tools::or_skip().is_some() {
        let site = build(project::crate_folder());
        run("search.mjs", site.path(), &[]);
        let questions = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(questions.path(), QUESTIONS).unwrap();
        let file = questions.path().to_str().unwrap();
        run("search-cost.mjs", site.path(), &["--at-most", AT_MOST_ON_THE_SAMPLE, "--questions", file]);
    }
}

#[test]
fn the_first_answer_on_the_published_framework_is_small() {
    let Some(tables) = project::published("govuk-ddat") else { return };
    if tools::or_skip().is_some() {
        let root = tempfile::tempdir().unwrap();
        let mut import = assert_cmd::cargo::cargo_bin_cmd!("rungs");
        import.args(["import", "govuk-ddat", "--quiet"]).arg(tables.join("roles.csv")).arg(tables.join("skills.csv"));
        import.arg("-o").arg(root.path().join("handbook")).assert().success();
        run("search-cost.mjs", build(&root.path().join("handbook")).path(), &["--at-most", AT_MOST]);
    }
}

#[test]
fn the_first_answer_on_a_handbook_of_that_size_is_small() {
    if tools::or_skip().is_some() {
        let root = tempfile::tempdir().unwrap();
        handbook(root.path());
        run("search-cost.mjs", build(root.path()).path(), &["--at-most", AT_MOST]);
    }
}

/// Writes a handbook of two hundred roles and as many skills, in words that are as often and as rare as in a language.
fn handbook(root: &Path) {
    let mut state = 7u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut word = || {
        // Small numbers are much likelier than large ones.
        let number = random(12) * random(20) * random(26) + random(30);
        let syllables = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru"];
        let digits = format!("{number:03}");
        digits.bytes().map(|digit| syllables[usize::from(digit - b'0')]).collect::<String>()
    };
    let mut words = |count: usize| (0..count).map(|_| word()).collect::<Vec<_>>().join(" ");
    let put = |path: String, text: &str| {
        let path = root.join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put(
        "handbook.yaml".into(),
        "title: Large\nlevels: [{id: l1, title: Low}, {id: l2, title: Middle}, {id: l3, title: High}]\nscales: {skill: {steps: [{id: working}, {id: expert}]}}\n",
    );
    let names: Vec<String> = (0..400).map(|number| format!("{} {number}", words(2))).collect();
    let (skills, roles) = names.split_at(200);
    let id = |name: &str| name.replace(' ', "-");
    for name in skills {
        let mut text = format!("---\ntitle: {name}\nsteps:\n");
        for step in ["working", "expert"] {
            let statements: Vec<String> = (0..4).map(|_| words(14)).collect();
            let _ = writeln!(text, "  {step}: [{}]", statements.join(", "));
        }
        put(format!("skills/{}.md", id(name)), &format!("{text}---\n{}\n", words(60)));
    }
    for (number, name) in roles.iter().enumerate() {
        let (one, other) = (id(&skills[number]), id(&skills[(number + 7) % 200]));
        let level = number % 3 + 1;
        let text = format!("---\ntitle: {name}\nlevel: l{level}\nskills: {{{one}: working, {other}: expert}}\n---\n");
        put(format!("roles/{}.md", id(name)), &format!("{text}{}\n", words(120)));
    }
}
