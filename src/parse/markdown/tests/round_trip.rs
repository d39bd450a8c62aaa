//! What a page's Markdown keeps: read again, it gives the same page; and what an author types is on the page, or a
//! problem names its line.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::*;

/// Makes the same documents on every run.
fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// The address that stands for a target.
fn target(target: &Target) -> String {
    match target {
        Target::Entity { id, fragment, .. } => {
            format!("{id}{}", fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default())
        }
        Target::File { path, query, fragment } => {
            let query = query.as_deref().map(|it| format!("?{it}")).unwrap_or_default();
            format!("{path}{query}{}", fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default())
        }
    }
}

/// The HTML with its holes filled.
fn filled_html(prose: &Prose) -> String {
    let part = |part: &ProsePart| match part {
        ProsePart::Text(text) => text.to_string(),
        ProsePart::Open(link) => format!("<a {} {:?}>", target(&prose.links[*link].target), prose.links[*link].title),
        ProsePart::Title(link) => target(&prose.links[*link].target),
        ProsePart::Word(word) => escaped_word(word, |link| target(&prose.links[link].target)),
        ProsePart::Close(_) => "</a>".into(),
        ProsePart::Address(link) => target(&prose.links[*link].target),
        ProsePart::Image(image) => {
            let image = &prose.images[*image];
            format!("<img {} {:?} {} {:?}>", image.path, image.fragment, image.alt, image.title)
        }
    };
    prose.html.iter().map(part).collect()
}

/// HTML with its white space collapsed outside of code, as a browser shows it.
fn loose(html: &str) -> String {
    let mut out = String::new();
    for (at, piece) in html.split("<pre").enumerate() {
        let (code, text) = if at == 0 { ("", piece) } else { piece.split_once("</pre>").unwrap_or((piece, "")) };
        out.push_str(code);
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        out.push_str(&words.join(" ").replace("<br> ", "<br>"));
    }
    out
}

/// The Markdown with its holes filled, as a page fills them.
fn filled_markdown(prose: &Prose) -> String {
    let mut out = String::new();
    for part in &prose.markdown {
        match part {
            ProsePart::Text(text) => out.push_str(text),
            ProsePart::Open(_) => out.push('['),
            ProsePart::Word(word) => panic!("{word:?} in Markdown"),
            ProsePart::Title(link) => out.push_str(&escaped(&target(&prose.links[*link].target))),
            ProsePart::Close(link) => {
                out.push_str("](");
                destination(&mut out, &target(&prose.links[*link].target), prose.links[*link].title.as_deref());
                out.push(')');
            }
            ProsePart::Address(link) => out.push_str(&target(&prose.links[*link].target)),
            ProsePart::Image(image) => {
                let image = &prose.images[*image];
                let fragment = image.fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default();
                out.push_str(&format!("![{}](", escaped(&image.alt)));
                destination(&mut out, &format!("{}{fragment}", image.path), image.title.as_deref());
                out.push(')');
            }
        }
    }
    out
}

#[track_caller]
fn check_round_trip(markdown: &str) {
    let once = compile(markdown).prose;
    let text = filled_markdown(&once);
    let again = compile(&text).prose;
    assert_eq!(loose(&filled_html(&again)), loose(&filled_html(&once)), "from\n{markdown}\ncame\n{text}");
}

#[test]
fn blocks_of_an_item_stay_apart() {
    let blocks = ["| a | b |\n  |:--|--:|\n  | c | d |", "e\n  : f", "g"];
    for (first, second) in blocks.iter().flat_map(|first| blocks.map(|second| (first, second))) {
        check_round_trip(&format!("- {first}\n\n  {second}\n"));
    }
}

#[test]
fn every_construct_comes_back() {
    for markdown in [
        "a *b* **c** ~~d~~ `e` `` f`g `` ***h*** **_i_** *j **k***  \nl\\\nm",
        "# A\n\n## B {#c .d}\n\n### E \\#\n\nF\n===\n\n# {#x}",
        "- a\n- b\n  1. c\n  2. d\n\n     e\n- [x] f\n- [ ] g\n\n* h\n\n3) i\n\n4. j",
        "- a\n\n  b\n- c\n\n> d\n> > e\n\n> f",
        "> [!NOTE]\n> a\n\n> [!TIP] Own *title*\n> b\n>\n> - c\n\n> [!WARNING] Alone",
        "a[^x] b[^y] c[^x]\n\n[^x]: d[^y]\n\n    e\n[^y]:\n    - f\n    - g",
        "| a | b \\| c | |\n|:--|:-:|--:|\n| *d* | `e\\|f` | [[g|h]] |\n| i<br>j |",
        "Term\n: Meaning *a*\n\nOther\nTwo\n\n: One\n\n  Two\n\n: Three",
        "```rust,ignore\na\n\n  b```\n```\n\n~~~\n````\n~~~\n\n    c\n      d",
        "[[a]] [[skill:b#c|d]] [e](f.md?g#h \"i\\\"j\") ![k](l.png#m \"n\") <https://o.example/p> https://q.example. r@s.example",
        "[t](https://u.example/v_w_(x)) [](y.md) [z](tel:1) www.a.example b\\@c.example https\\://d.example",
        "1\\. a\n\\- b\n\\# c\n\\> d\n\\+ e\n\\| f |\n\\: g\n\\=\n\\~\\~h\\~\\~ i\\*j\\* \\[k\\] &amp;lt; \\<l> m_n_o !\\[p\\](q)",
        "a\n\n---\n\n- b\n\n  ***\n\n- - c\n  - d\n- # e\n  f",
        "**太字。**続き *「強調」*と**`符号`**です",
    ] {
        check_round_trip(markdown);
    }
}

/// Words and marks of one line.
fn line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "word",
        "a b",
        "太字。",
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
        "&amp;",
        "&",
        "<",
        "\\*",
        "\\",
        "x_y_z",
        "{a}",
        "*em*",
        "**strong**",
        "***both***",
        "**a *b* c**",
        "*a **b***",
        "~~gone~~",
        "`code`",
        "`` a`b ``",
        "`a | b`",
        "[[id]]",
        "[[skill:id|own *words*]]",
        "[words](a.md)",
        "[words](a.md?b=c#d \"title\")",
        "![alt](b.png)",
        "[![alt](b.png)](c.md)",
        "<https://a.example/b_c>",
        "https://a.example/_b_?c=d.",
        "(www.a.example)",
        "a@b.example",
        "[^n]",
        "[^m]",
        "a<br>b",
        "http:",
        "**",
        "~~",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec![" ", " ", " ", "", "  "])), 1..7).prop_map(|pieces| {
        pieces.into_iter().flat_map(|(piece, space)| [piece, space]).collect::<String>().trim().to_owned()
    })
}

/// Text of several lines with every line behind `rest`, and the first behind `first`.
fn behind(text: &str, first: &str, rest: &str) -> String {
    let lines = text.trim_end().lines().enumerate();
    lines
        .map(|(at, line)| format!("{}{line}", if at == 0 { first } else { rest }).trim_end().to_owned() + "\n")
        .collect()
}

/// Any blocks, lists and quotes in each other among them.
fn blocks() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => prop::collection::vec(line(), 1..4).prop_map(|lines| lines.join("\n")),
        1 => (1usize..5, line()).prop_map(|(level, line)| format!("{} {line}", "#".repeat(level))),
        1 => line().prop_map(|line| format!("## {line} {{#own .wide}}")),
        1 => "[a-z`~ #\n-]{0,20}".prop_map(|code| format!("````text\n{code}\n````")),
        1 => Just("---".to_owned()),
        1 => (line(), line(), line(), line()).prop_map(|(a, b, c, d)| {
            let cell = |text: String| text.replace('|', "\\|");
            format!("| {} | {} |\n|:--|--:|\n| {} | {} |", cell(a), cell(b), cell(c), cell(d))
        }),
        1 => (line(), line()).prop_map(|(term, meaning)| format!("{term}\n: {meaning}")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let several = prop::collection::vec(inner, 1..4);
        prop_oneof![
            several.clone().prop_map(|parts| behind(&parts.join("\n\n"), "> ", "> ")),
            several.clone().prop_map(|parts| behind(&format!("[!NOTE] Own words\n{}", parts.join("\n\n")), "> ", "> ")),
            several.clone().prop_map(|parts| behind(&format!("[!TIP]\n{}", parts.join("\n\n")), "> ", "> ")),
            several.clone().prop_map(|parts| parts.iter().map(|part| behind(part, "- ", "  ")).collect::<String>()),
            several.clone().prop_map(|parts| parts.iter().map(|part| behind(part, "- [x] ", "  ")).collect::<String>()),
            several
                .clone()
                .prop_map(|parts| parts.iter().map(|part| behind(part, "3. ", "   ") + "\n").collect::<String>()),
            several.prop_map(|parts| parts.join("\n\n")),
        ]
    })
}

fn document() -> impl Strategy<Value = String> {
    (prop::collection::vec(blocks(), 1..5), blocks()).prop_map(|(parts, note)| {
        format!("{}\n\n[^n]: note[^m]\n\n[^m]: {}", parts.join("\n\n"), behind(&note, "", "    "))
    })
}

#[test]
fn a_pages_markdown_gives_the_same_page() {
    let compared = Cell::new(0u32);
    let mut runner = runner(600);
    let result = runner.run(&document(), |text| {
        let once = compile(&text);
        // What is reported may look different: a refused link, HTML shown as text, an unused footnote.
        let is_whole =
            once.problems.iter().all(|problem| problem.starts_with("leftover-mark") || problem.contains("not used"));
        // A heading with the box of a task has no level of its own in Markdown.
        if !is_whole || once.html.contains("<li class=\"task\">\n<div class=\"heading\">") {
            return Ok(());
        }
        compared.set(compared.get() + 1);
        let markdown = filled_markdown(&once.prose);
        let again = compile(&markdown);
        prop_assert_eq!(loose(&filled_html(&again.prose)), loose(&filled_html(&once.prose)), "came\n{}", markdown);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    assert!(compared.get() > 150, "only {} documents were compared", compared.get());
}

/// Marks around words, among them those that other tools read and those that stand for something here.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        " ",
        " ",
        "\n",
        "\n\n",
        "\n- ",
        "\n1. ",
        "\n> ",
        "\n  ",
        "\n    ",
        "\n: ",
        "\n:",
        "\n:::",
        "\n!!! ",
        "\n• ",
        "\n– ",
        "\n# ",
        "\n===\n",
        "\n---\n",
        "**",
        "*",
        "_",
        "~~",
        "`",
        "|",
        "\n|-|-|\n",
        "| ",
        " |\n| ",
        "[",
        "]",
        "[[",
        "]]",
        "(",
        ")",
        "{",
        "}",
        "{{< ",
        " >}}",
        "<",
        ">",
        "&",
        "&amp;",
        ":tada:",
        "https://a.example/",
        "www.a.example/",
        "a@b.example",
        "。",
        "太",
        "!",
        "\\",
        "[^n]",
        "\n> [!NOTE] ",
        "- [ ] ",
        "\n\n[^n]: ",
    ]);
    prop::collection::vec(piece, 1..30)
        .prop_map(|pieces| pieces.iter().enumerate().map(|(at, piece)| format!("{piece}q{at}z")).collect::<String>())
}

#[test]
fn no_word_is_lost_without_a_problem_at_its_line() {
    let seen = Cell::new(0u32);
    let mut runner = runner(3000);
    let result = runner.run(&typed(), |text| {
        let mut diagnostics = Vec::new();
        let prose =
            block(&"content/a.md".into(), &Text::verbatim(&text, 0), &MarkdownOptions::default(), &mut diagnostics);
        let html = filled_html(&prose);
        for (at, _) in text.match_indices('q') {
            let word = &text[at..at + text[at..].find('z').map_or(1, |end| end + 1)];
            // An address holds words too, and is on the page as one.
            if html.contains(word) {
                seen.set(seen.get() + 1);
                continue;
            }
            let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
            let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            let named = diagnostics
                .iter()
                .filter_map(|found| found.place.span)
                .any(|span| (span.start as usize) < end.max(start + 1) && span.end as usize >= start);
            // A definition that is not shown is reported at its label.
            let in_note = diagnostics.iter().any(|found| {
                found.label.as_deref() == Some("not shown")
                    && found.place.span.is_some_and(|span| (span.start as usize) < at)
            });
            prop_assert!(named || in_note, "{word} is missing in {html}");
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    assert!(seen.get() > 10_000, "only {} words were found", seen.get());
}
