//! What the content model holds beside plain statements, on pages and in differences: bands, facts, points and examples.

use crate::project;

use rungs::compile::{Compiled, HandbookOptions};
use rungs::content::Kind;
use rungs::source::{Source, Sources};

const SETTINGS: &str = "title: T\nbands:\n  - { id: stretch, title: Beyond }\nlevels:\n  - { id: l1, title: One, code: L1, facts: { Horizon: A week } }\n  - { id: l2, title: Two, code: L2, facts: { Horizon: A month, Pay: More } }\n";

const JUNIOR: &str = "title: Junior
track: ic
level: l1
facts: { Evaluated by: The lead }
responsibilities:
  craft:
    - { id: kneads, text: Kneads dough., points: [by hand, for bread], examples: [A loaf] }
    - { id: helps, text: Helps others., examples: [Carried flour] }
    - { id: cleans, text: Cleans the oven., points: [daily], examples: [No crumbs] }
    - { id: plans, text: Plans the week., band: stretch }
    - { id: leads, text: Leads a shift., band: stretch }
";

const SENIOR: &str = "title: Senior
track: ic
level: l2
facts: { Evaluated by: The head }
responsibilities:
  craft:
    - { id: invents, text: Invents bread., band: stretch }
    - { id: kneads, text: Kneads dough., points: [by hand, for cake], examples: [A loaf] }
    - { id: helps, text: Helps others., examples: [Taught a class] }
    - { id: cleans, text: Cleans the oven., points: [daily], examples: [No crumbs] }
    - { id: plans, text: Plans the week. }
";

fn bakery() -> Compiled {
    let sources: Sources = [
        ("content/handbook.yaml", SETTINGS),
        ("content/tracks/ic.yaml", "title: IC\nroles: [junior, senior]\n"),
        ("content/responsibilities/craft.yaml", "title: Craft\nsummary: Bread.\n"),
        ("content/roles/junior.yaml", JUNIOR),
        ("content/roles/senior.yaml", SENIOR),
    ]
    .into_iter()
    .map(|(path, text)| Source::text(path, text))
    .collect();
    let compiled = project::compile(&sources, &HandbookOptions::default());
    assert!(!compiled.has_errors(), "{}", project::short(&compiled.diagnostics, &sources));
    compiled
}

fn page(compiled: &Compiled, url: &str) -> String {
    let Some(Ok(bytes)) = compiled.render(url) else { panic!("{url}") };
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn statements_of_a_band_are_neither_expected_nor_dropped() {
    let compiled = bakery();
    let role = |id: &str| compiled.handbook.find(Kind::Role, id).unwrap();
    let found = compiled.handbook.difference(role("junior"), role("senior"));
    let counts = found.difference.counts;
    // What was a stretch and is expected now is new; `leads` and `invents` count nowhere. Other points and examples are
    // another wording.
    assert_eq!((counts.unchanged, counts.reworded, counts.new, counts.dropped), (1, 2, 1, 0));
    assert_eq!(compiled.handbook.resolved(role("senior")).expected().count(), 4);
    let junior = page(&compiled, "roles/junior.html");
    let at = |words: &str| junior.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(at("Helps others.") < at("Beyond") && at("Beyond") < at("Plans the week."));
    let senior = page(&compiled, "roles/senior.html");
    let at = |words: &str| senior.rfind(words).unwrap_or_else(|| panic!("{words}"));
    // The band stands last, whatever the order in the file.
    assert!(at("id=\"s-plans\"") < at("id=\"s-invents\""));
    assert!(!page(&compiled, "compare/data.js").contains("Invents"));
}

#[test]
fn facts_points_and_examples_are_compared_row_by_row() {
    let compiled = bakery();
    let compare = page(&compiled, "compare/junior/senior.html");
    let rows = [("Horizon", "A week", "A month"), ("Evaluated by", "The lead", "The head"), ("Pay", "–", "More")];
    for (label, old, new) in rows {
        let row = format!("<tr><th scope=\"row\">{label}</th><td>{old}</td><td>{new}</td></tr>");
        assert!(compare.contains(&row), "{row}");
    }
    for shown in
        ["<ins>for cake</ins>", "<del>for bread</del>", "<ins>Taught a class</ins>", "<del>Carried flour</del>"]
    {
        assert!(compare.contains(shown), "{shown}");
    }
    assert!(!compare.contains("<ins>by hand") && !compare.contains("<ins>daily") && !compare.contains("<ins>A loaf"));
    assert_eq!(compare.matches("Details changed").count(), 2);
}

#[test]
fn the_markdown_of_a_comparison_says_the_same() {
    let compare = page(&bakery(), "compare/junior/senior.md");
    let shown =
        ["**Horizon**: A week → A month", "**for cake**", "~~for bread~~", "**Taught a class**", "(Details changed)"];
    for words in shown {
        assert!(compare.contains(words), "{words}: {compare}");
    }
}
