//! The Markdown beside each page, written into a handbook again, gives the same page: links, headings and all that stands
//! around the text too.
//!
//! Random documents are made of what authors write, in each other, with links to other entities, files and addresses.

use std::cell::{Cell, RefCell};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rungs::compile::{self, HandbookOptions, Memo};
use rungs::source::{Source, Sources};

use crate::project;

/// What stands below the text in the Markdown of a page.
const FOOTER: &str = "\n\n---\n\nHandbook\n";

/// Pieces of a line.
const INLINE: [&str; 58] = [
    "word",
    "two words",
    "太字。",
    "عربي",
    "1.",
    "-",
    "#",
    ">",
    "+",
    "!",
    "_",
    "*",
    "~",
    "|",
    ":",
    ":::",
    "•",
    "**",
    "~~",
    "&amp;",
    "&",
    "<",
    "\\*",
    "\\",
    "x_y_z",
    "{.big}",
    "$x$",
    "*em*",
    "**strong**",
    "***both***",
    "**太字。**続く",
    "*a **b***",
    "~~gone~~",
    "`code`",
    "`` a`b ``",
    "`a | b`",
    "[[lead]]",
    "[[role:lead|the *lead*]]",
    "[[Team lead]]",
    "[[guides/b#part]]",
    "[words](b.md)",
    "[words](b.html?x=1#part)",
    "[words](../roles/lead.md \"A title\")",
    "[all](../roles/)",
    "[made](/index.json)",
    "[found](/search.html?q=kind%3Arole)",
    "[here](#own)",
    "[plan](/files/plan.pdf?v=3)",
    "![shape](i.svg#left)",
    "[![shape](i.svg)](b.md)",
    "<https://a.example/b_c>",
    "https://a.example/_b_?c=d.",
    "(www.a.example)",
    "a@b.example",
    "[call](tel:+4930)",
    "[^n]",
    "[^m]",
    "a<br>b",
];

fn line() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(&INLINE[..]), prop::sample::select(&[" ", " ", " ", "", "  "][..]));
    prop::collection::vec(piece, 1..7).prop_map(|pieces| {
        pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect::<String>().trim().to_owned()
    })
}

/// Text with its first line behind `first` and the others behind `rest`.
fn behind(text: &str, first: &str, rest: &str) -> String {
    let line = |(at, line): (usize, &str)| {
        format!("{}{line}", if at == 0 { first } else { rest }).trim_end().to_owned() + "\n"
    };
    text.trim_end().lines().enumerate().map(line).collect()
}

fn blocks() -> impl Strategy<Value = String> {
    let cell = |text: String| text.replace('|', "\\|");
    let leaf = prop_oneof![
        6 => prop::collection::vec(line(), 1..4).prop_map(|lines| lines.join("\n")),
        2 => (1usize..5, line()).prop_map(|(level, line)| format!("{} {line}", "#".repeat(level))),
        1 => "[a-z`~ #:|\n-]{0,20}".prop_map(|code| format!("````text\n{code}\n````")),
        1 => line().prop_map(|line| format!("    {line}")),
        1 => Just("---".to_owned()),
        1 => (line(), line(), line(), line()).prop_map(move |(a, b, c, d)| {
            format!("| {} | {} |\n|:--|--:|\n| {} | {} | surplus |", cell(a), cell(b), cell(c), cell(d))
        }),
        1 => (line(), line()).prop_map(|(term, meaning)| format!("{term}\n: {meaning}\n: Other meaning")),
        1 => line().prop_map(|line| format!("{line}\n:no definition")),
        1 => line().prop_map(|line| format!("::: tip\n{line}\n:::")),
        1 => line().prop_map(|line| format!("• {line}\n• {line}")),
        1 => line().prop_map(|line| format!("<div class=\"x\">\n\n{line}\n\n</div>")),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several().prop_map(|parts| behind(&parts.join("\n\n"), "> ", "> ")),
            several().prop_map(|parts| behind(&format!("[!NOTE] Own words\n{}", parts.join("\n\n")), "> ", "> ")),
            several().prop_map(|parts| behind(&format!("[!TIP]\n{}", parts.join("\n\n")), "> ", "> ")),
            several().prop_map(|parts| parts.iter().map(|part| behind(part, "- ", "  ")).collect::<String>()),
            several().prop_map(|parts| parts.iter().map(|part| behind(part, "- [x] ", "  ")).collect::<String>()),
            several().prop_map(|parts| parts.iter().map(|part| behind(part, "3. ", "   ") + "\n").collect::<String>()),
            several().prop_map(|parts| parts.join("\n\n")),
        ]
    })
}

fn document() -> impl Strategy<Value = String> {
    (prop::collection::vec(blocks(), 1..5), blocks()).prop_map(|(parts, note)| {
        let note = behind(&note, "", "    ");
        format!("{}\n\n## Own {{#own}}\n\n[^n] [^m]\n\n[^n]: Note.\n\n[^m]: {note}", parts.join("\n\n"))
    })
}

/// A page of a small handbook.
#[derive(Debug, PartialEq)]
struct Page {
    html: String,
    markdown: String,
}

/// The page that a file gives, unless its handbook has errors.
fn page(file: &str, allows_html: bool, memo: &RefCell<Memo>) -> Result<Page, String> {
    let settings = if allows_html { "title: Handbook\nmarkdown: { raw_html: allow }\n" } else { "title: Handbook\n" };
    let sources = Sources::from_iter([
        Source::text("content/handbook.yaml", settings),
        Source::text("content/roles/lead.yaml", "title: Team lead\nsummary: Leads.\n"),
        Source::text("content/guides/b.md", "# B\n\n## Part\n\nText.\n"),
        Source::text("content/guides/i.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        Source::text("content/files/plan.pdf", "x"),
        Source::text("content/guides/a.md", file),
    ]);
    let compiled = compile::compile(sources, Vec::new(), &HandbookOptions::default(), &mut memo.borrow_mut());
    if compiled.has_errors() {
        return Err(project::short(&compiled.diagnostics, &compiled.sources));
    }
    let text = |address: &str| String::from_utf8(compiled.render(address).unwrap().unwrap().to_vec()).unwrap();
    Ok(Page { html: loose(&text("guides/a.html")), markdown: text("guides/a.md") })
}

/// HTML with its white space collapsed outside of code, as a browser shows it.
fn loose(html: &str) -> String {
    let mut out = String::new();
    // Two lists in a row have a comment between them, and an item without words holds one.
    let html = html.replace("<!-- -->", "");
    for (at, piece) in html.split("<pre").enumerate() {
        let (code, text) = if at == 0 { ("", piece) } else { piece.split_once("</pre>").unwrap_or((piece, "")) };
        out.push_str(code);
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        out.push_str(&words.join(" ").replace("<br> ", "<br>").replace("<li> <", "<li><").replace("> <", ">\n<"));
    }
    out
}

/// The lines that differ.
fn difference(one: &str, other: &str) -> String {
    let only = |a: &str, b: &str, sign: &str| -> String {
        a.lines().filter(|line| !b.contains(line)).map(|line| format!("{sign} {line}\n")).collect()
    };
    only(one, other, "-") + &only(other, one, "+")
}

#[test]
fn a_pages_markdown_gives_the_same_page() {
    // The same documents in every run: a failure here must be one that everybody sees.
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let memo = RefCell::new(Memo::default());
    let (compared, links, skipped) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let result = runner.run(&(document(), any::<bool>(), any::<bool>()), |(text, has_summary, allows_html)| {
        let summary = if has_summary { "summary: See *the* [[lead]].\n" } else { "" };
        let file = format!("---\ntitle: A page\n{summary}---\n{text}\n");
        let Ok(mut first) = page(&file, allows_html, &memo) else {
            skipped.set(skipped.get() + 1);
            return Ok(());
        };
        let again = |first: &Page| {
            let Some(markdown) = first.markdown.strip_suffix(FOOTER) else {
                return Err(TestCaseError::fail(format!("no footer:\n{}", first.markdown)));
            };
            page(&format!("{markdown}\n"), allows_html, &memo)
                .map_err(|problems| TestCaseError::fail(format!("{problems}\nof\n{}", first.markdown)))
        };
        // A summary comes back as the first paragraph, and stays one.
        if has_summary {
            first = again(&first)?;
        }
        let again = again(&first)?;
        prop_assert!(
            again.html == first.html,
            "the page\n{}\nfrom\n{text}\nby\n{}",
            difference(&first.html, &again.html),
            first.markdown
        );
        links.set(links.get() + first.html.matches("<a ").count());
        compared.set(compared.get() + 1);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (compared, links, skipped) = (compared.get(), links.get(), skipped.get());
    project::note(&format!("{compared} pages compared with {links} links; {skipped} documents had errors"));
    assert!(compared > 150 && links > 500, "{compared} {links} {skipped}");
}
