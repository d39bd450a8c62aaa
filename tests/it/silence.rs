//! No word that an author typed is missing from a page, unless a report names the line it stands on.
//!
//! Random documents are made of what authors write and of what other tools would read otherwise. Each word in them is one
//! of its own, so that it can be looked for.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rungs::compile::{self, HandbookOptions, Memo};
use rungs::source::{Lines, Source, Sources};
use scraper::Html;

use crate::project;

/// Pieces of a text; each `@` is a word.
const BLOCKS: [&str; 44] = [
    "@ @ @",
    "@ # @",
    "@\n: @",
    ":@ @",
    "@\n:@ @",
    "@\n\n: @",
    "::: @\n@\n:::",
    "| @ | @ |\n|---|---|\n| @ | @ | @ |\n| @ | @ |",
    "| @ |\n|---|\n| [[guides/b|@]] | @ |",
    "- @\n  - @\n- @",
    "• @\n• @",
    "– @\n– @",
    "* @\n* @",
    "1. @\n2) @",
    "> @\n> - @",
    "> [!NOTE]\n> @",
    "**@",
    "*@* **@** ~~@~~",
    "~~@ __@",
    "`@` ``@",
    "```\n@\n```",
    "    @",
    "@[^1]\n\n[^1]: @",
    "[^@]: @",
    "## @\n\n@",
    "@\n---",
    "@ {.big}",
    "<b>@</b> <@ @>",
    "<div>\n@\n</div>",
    "[@](https://example.org) https://example.org/@",
    "[@] [@][@] [@]: @",
    "\\@ &@; @@example.org",
    "- [ ] @\n- [x] @",
    "**これは@です。**@",
    "!!! note\n    @",
    "{{< tip >}}\n@\n{{< /tip >}}",
    "{% note %}\n@\n{% endnote %}",
    "\u{a0}\u{a0}- @\n\u{a0}\u{a0}- @",
    "- @\n\n  > @\n  >\n  > | @ | @ |\n  > |---|\n  > | @ |",
    "| @ |\n| @ | @ |",
    "- @\n\t- @\n-@",
    "=== \"@\"\n    @",
    "[[guides/b|@]] [@](b.md) ![@](b.png)",
    "<details><summary>@</summary>\n\n@\n\n</details>",
];

/// Statements of a role; each `@` is a word.
const STATEMENTS: [&str; 25] = [
    "    - @ @",
    "    - @ # @",
    "    - @ #@ @",
    "    - @\n      - @",
    "    - @\n      • @",
    "    - @\n      * @",
    "    - @\n      – @\n      – @",
    "    - @\n      -@",
    "    - @\n      @",
    "    - \"@ # @\"",
    "    - '@ @'",
    "    - >\n      @\n      @",
    "    - |\n      @\n      @",
    "    - #@",
    "    - @ - @",
    "    - '- @'",
    "    - • @ • @",
    "    - { text: @ @ }",
    "    - **@** `@`",
    "    - text: @ #@\n      examples: [@, \"@ #@\"]",
    "    - text: @\n      examples: [@ @, @]\n      points:\n        - @\n          - @",
    "    - @\u{a0}# @",
    "    - @, @: @",
    "    - [[guides/b|@]] @",
    "    - \"[[guides/b|@]] **@ @\"",
];

/// Other fields of a role; each `@` is a word.
const FIELDS: [&str; 6] = [
    "",
    "facts: { Horizon: @ @, Pay: \"@ #@\" }",
    "facts:\n  Horizon: @ #@\n  Pay: @\n    - @",
    "leads_to: [{ role: r2, gate: @ @, note: \"@ # @\" }]",
    "leads_to:\n  - role: r2\n    gate: @\n    note: @ # @\n      • @",
    "skills: { s: { step: one, note: @ @, summary: @, statements: [@, @ @] } }",
];

fn document(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(pieces), 1..8)
}

/// The text with a word of its own for each `@`; `\u{1}` keeps an `@`.
fn with_words(text: &str, words: &mut Vec<String>) -> String {
    let mut out = String::new();
    for piece in text.replace("@@", "@\u{1}").split_inclusive('@') {
        match piece.strip_suffix('@') {
            Some(before) => {
                words.push(format!("word{}x", words.len()));
                out.push_str(before);
                out.push_str(words.last().map_or("", String::as_str));
            }
            None => out.push_str(piece),
        }
    }
    out.replace('\u{1}', "@")
}

#[test]
fn no_word_is_lost_without_a_report() {
    // The same documents in every run: a failure here must be one that everybody sees.
    let config = Config { cases: 250, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut memo = Memo::default();
    let (mut looked_for, mut reported) = (0usize, 0usize);
    let memo = std::cell::RefCell::new(&mut memo);
    let counts = std::cell::RefCell::new((&mut looked_for, &mut reported));
    let result = runner.run(
        &(document(&BLOCKS), document(&STATEMENTS), 0..4usize, 0..FIELDS.len()),
        |(blocks, statements, field, more)| {
            let mut words = Vec::new();
            let summary = ["summary: @ @", "summary: @ #@ @", "summary: \"@ #@\"", "summary: @\n  @ # @"][field];
            let guide = with_words(&format!("---\ntitle: @\n{summary}\n---\n{}\n", blocks.join("\n\n")), &mut words);
            let role = with_words(
                &format!(
                    "title: @\n{summary}\n{}\nresponsibilities:\n  duty:\n{}\n",
                    FIELDS[more],
                    statements.join("\n")
                ),
                &mut words,
            );
            let sources = Sources::from_iter([
                Source::text("content/handbook.yaml", "title: H\nscales: { c: { steps: [one] } }\n"),
                Source::text("content/skills.yaml", "s: { title: S, summary: x }\n"),
                Source::text("content/roles/r2.yaml", "title: Two\nsummary: x\n"),
                Source::text("content/responsibilities.yaml", "duty: { title: Duty, summary: x }\n"),
                Source::text("content/guides/b.md", "# B\n\nText.\n"),
                Source::text("content/guides/a.md", &guide),
                Source::text("content/roles/r.yaml", &role),
            ]);
            let compiled =
                compile::compile(sources.clone(), Vec::new(), &HandbookOptions::default(), &mut memo.borrow_mut());
            let mut shown = String::new();
            for address in ["guides/a.html", "roles/r.html"] {
                if let Some(Ok(bytes)) = compiled.render(address) {
                    let page = Html::parse_document(&String::from_utf8_lossy(&bytes));
                    shown.push_str(&page.root_element().text().collect::<String>());
                }
            }
            let mut named: BTreeSet<(&str, usize)> = BTreeSet::new();
            for problem in &compiled.diagnostics {
                let places = problem.related.iter().map(|one| &one.place).chain([&problem.place]);
                for place in places {
                    let Some((text, span)) =
                        sources.get(&place.path).and_then(|source| source.as_text()).zip(place.span)
                    else {
                        continue;
                    };
                    let lines = Lines::of(text);
                    let (start, mut end) =
                        (lines.position(span.start as usize).line, lines.position(span.end as usize).line);
                    // A footnote that is not used is named by its mark; what belongs to it goes on to its last line.
                    let all: Vec<&str> = text.lines().collect();
                    let goes_on = |end: usize| {
                        let next = all.get(end)?;
                        let is_blank = |line: &str| line.trim().is_empty();
                        (is_blank(next) || next.starts_with("    ") || !is_blank(all.get(end - 1)?)).then_some(())
                    };
                    while problem.code.name == "undefined-footnote" && goes_on(end).is_some() {
                        end += 1;
                    }
                    named.extend(
                        (start..=end).map(|line| (if place.path.contains("guides") { "guide" } else { "role" }, line)),
                    );
                }
            }
            // What cannot be read at all is on no page, which the report of the file says.
            let is_broken = |path: &str| compiled.broken.iter().any(|broken| **broken == *path);
            for (file, path, text) in
                [("guide", "content/guides/a.md", &guide), ("role", "content/roles/r.yaml", &role)]
            {
                if is_broken(path) && compiled.has_errors() {
                    continue;
                }
                for (number, line) in text.lines().enumerate() {
                    for word in words.iter().filter(|word| line.contains(word.as_str())) {
                        *counts.borrow_mut().0 += 1;
                        if shown.contains(word.as_str()) {
                            continue;
                        }
                        *counts.borrow_mut().1 += 1;
                        prop_assert!(
                            named.contains(&(file, number + 1)),
                            "{word} in line {} is on no page, and nothing reports it:\n{text}\n{}",
                            number + 1,
                            project::short(&compiled.diagnostics, &sources)
                        );
                    }
                }
            }
            Ok(())
        },
    );
    if let Err(error) = result {
        panic!("{error}");
    }
    project::note(&format!("{looked_for} words looked for, {reported} of them reported instead of shown"));
    assert!(looked_for > 3000 && reported > 50, "{looked_for} {reported}");
}

#[test]
fn files_of_the_system_are_neither_published_nor_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    };
    let hidden = [".git/HEAD", ".DS_Store", ".gitkeep", "Thumbs.db"];
    write("content/handbook.yaml", "title: H\n");
    write("content/index.md", "# Home\n\nText.\n");
    write("content/files/plan.pdf", "x");
    for name in hidden {
        write(&format!("content/{name}"), "of the system");
        write(&format!("content/files/{name}"), "of the system");
        write(&format!("public/{name}"), "theirs");
    }
    let rungs = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("rungs"));
        command.current_dir(folder.path()).args(arguments).output().unwrap()
    };
    let built = rungs(&["build", "--strict"]);
    assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
    let read = |path: &str| std::fs::read_to_string(folder.path().join("public").join(path)).ok();
    assert!(read("index.html").is_some() && read("files/plan.pdf").is_some());
    for name in hidden {
        assert_eq!(read(name).as_deref(), Some("theirs"), "{name}");
        assert_eq!(read(&format!("files/{name}")), None, "{name}");
    }
    // A file of somebody else is in the way.
    std::fs::remove_dir_all(folder.path().join("public")).unwrap();
    write("public/notes.txt", "theirs");
    assert_eq!(rungs(&["build"]).status.code(), Some(2));
    assert_eq!(read("notes.txt").as_deref(), Some("theirs"));
    assert_eq!(read("index.html"), None);
}
