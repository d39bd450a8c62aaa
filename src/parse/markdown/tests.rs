//! Markdown in, HTML with holes out: one check for output, one for diagnostics, and properties over any input.
//!
//! Holes print as `{a TARGET}`, `{title}`, `{/a}` and `{img PATH|ALT}`.

mod inline;
mod properties;
mod round_trip;

use std::sync::Arc;

use super::*;
use crate::content::{InterfaceWord, Label, Target};

/// What compiling gave: the HTML with its holes, and each diagnostic as `code: message @ underlined text`.
struct Compiled {
    html: String,
    prose: Prose,
    problems: Vec<String>,
}

fn printed(prose: &Prose, parts: &[ProsePart]) -> String {
    let target = |link: &usize| match &prose.links[*link].target {
        Target::Entity { kind, id, fragment } => {
            let kind = kind.map(|kind| format!("{kind}:")).unwrap_or_default();
            let fragment = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            format!("[[{kind}{id}{fragment}]]")
        }
        Target::File { path, query, fragment } => {
            let query = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            let fragment = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            format!("{path}{query}{fragment}")
        }
    };
    let part = |part: &ProsePart| match part {
        ProsePart::Text(text) => text.to_string(),
        ProsePart::Open(link) => format!("{{a {}}}", target(link)),
        ProsePart::Title(_) => "{title}".into(),
        ProsePart::Word(word) => escaped_word(word, |_| "{title}".into()),
        ProsePart::Address(link) => format!("{{to {}}}", target(link)),
        ProsePart::Close(_) => "{/a}".into(),
        ProsePart::Image(image) => format!("{{img {}|{}}}", prose.images[*image].path, prose.images[*image].alt),
    };
    parts.iter().map(part).collect()
}

/// An interface text in English as an attribute has it; `title` is what stands for the title of link `n`.
fn escaped_word(word: &InterfaceWord, title: impl Fn(usize) -> String) -> String {
    let words = |label: &Label| {
        let mut out = label.words.clone();
        label.holes.iter().rev().for_each(|(range, link)| out.replace_range(range.clone(), &title(*link)));
        out
    };
    let text = match word {
        InterfaceWord::Section(label) => format!("Link to this section: {}", words(label)),
        InterfaceWord::Table(columns) if columns.is_empty() => "Table".into(),
        InterfaceWord::Table(columns) => format!("Table: {}", columns.iter().map(words).collect::<Vec<_>>().join(", ")),
        InterfaceWord::Alert(kind) => format!("{kind:?}"),
        InterfaceWord::Done => "Done".into(),
        InterfaceWord::Footnotes => "Footnotes".into(),
        InterfaceWord::Footnote(number) => format!("Footnote {number}"),
        InterfaceWord::Back(number) => format!("Back to reference {number}"),
    };
    let mut out = String::new();
    escape::attribute(&mut out, &text);
    out
}

type Compile = fn(&Arc<str>, &Text, &MarkdownOptions, &mut Vec<Diagnostic>) -> Prose;

/// Compiles `markdown` as if it stood at the byte 100 of a file, so that no place is right by accident.
fn compile_with(compile: Compile, markdown: &str, options: MarkdownOptions) -> Compiled {
    let mut diagnostics = Vec::new();
    let prose = compile(&"content/a.md".into(), &Text::verbatim(markdown, 100), &options, &mut diagnostics);
    diagnostics.sort();
    let problem = |found: &Diagnostic| {
        let span = found.place.span.expect("every problem of a text has a place").range();
        let underlined = &markdown[span.start - 100..span.end - 100];
        format!("{}: {} @ {underlined}", found.code.name, found.message)
    };
    let problems = diagnostics.iter().map(problem).collect();
    Compiled { html: printed(&prose, &prose.html), prose, problems }
}

fn compile(markdown: &str) -> Compiled {
    compile_with(block, markdown, MarkdownOptions::default())
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    let compiled = compile(markdown);
    assert_eq!(compiled.html, expected);
    assert_eq!(compiled.problems, [""; 0]);
}

/// Checks the output and what is reported.
#[track_caller]
fn check_problems(markdown: &str, expected: &str, problems: &[&str]) {
    let compiled = compile(markdown);
    assert_eq!(compiled.html, expected);
    assert_eq!(compiled.problems, problems);
}

#[test]
fn paragraphs_and_inline_markup() {
    check("a *b* **c** ~~d~~ `e<f`\ng", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code>\ng</p>");
    check("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>");
    check("a & b < c > d \"e\" -- it's...", "<p>a &amp; b &lt; c &gt; d \"e\" -- it's...</p>");
    check("a\n\n---\n\n> b\n>\n> c", "<p>a</p>\n<hr>\n<blockquote>\n<p>b</p>\n<p>c</p>\n</blockquote>");
    check("a<br>b<br/>c<BR />d", "<p>a<br>\nb<br>\nc<br>\nd</p>");
    check("a\u{0}b &nbsp;&lt;", "<p>a\u{fffd}b \u{a0}&lt;</p>");
    check("", "");
    check("  \n\n", "");
}

#[test]
fn lists() {
    check("- a\n- b\n  1. c\n", "<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>");
    check("3) a\n\n4) b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>");
    check(
        "- [ ] a\n- [x] b",
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"Done\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> b</li>\n</ul>",
    );
    check(
        "- [ ] a\n\n  b",
        "<ul>\n<li class=\"task\">\n<p><input type=\"checkbox\" disabled aria-label=\"Done\"> a</p>\n\
         <p>b</p>\n</li>\n</ul>",
    );
    check("Term\n: Meaning *a*", "<dl>\n<dt>Term</dt>\n<dd>Meaning <em>a</em></dd>\n</dl>");
}

#[test]
fn code_keeps_its_text_and_only_letters_of_its_language() {
    let cases = [
        ("```rust,ignore\na < b\n```", "rust", "a &lt; b\n", "rust,ignore"),
        ("```x\"><script>\na\n```", "xscript", "a\n", "x\"><script>"),
        ("~~~ c++ title=a\n~~~", "c++", "", "c++ title=a"),
    ];
    for (markdown, language, text, info) in cases {
        let expected = format!("<pre tabindex=\"0\"><code class=\"language-{language}\">{text}</code></pre>");
        let problem = format!("foreign-syntax: only the language of the code may stand here @ {info}");
        check_problems(markdown, &expected, &[problem.as_str()]);
    }
    check("``` c++\na\n```", "<pre tabindex=\"0\"><code class=\"language-c++\">a\n</code></pre>");
    check("    a\n      b", "<pre tabindex=\"0\"><code>a\n  b\n</code></pre>");
    check("`[[a]] <b> [^1]`", "<p><code>[[a]] &lt;b&gt; [^1]</code></p>");
}

#[test]
fn tables_scroll_have_a_name_and_align_by_class() {
    check(
        "| Level | Sc\\|ope |\n|:--|--:|\n| *a* | [[b\\|c]] |\n| d |",
        "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"Table: Level, Sc|ope\">\n\
         <table>\n<thead>\n\
         <tr><th scope=\"col\" class=\"align-left\">Level</t\
         h><th scope=\"col\" class=\"align-right\">Sc|ope</th></tr>\n\
         </thead>\n<tbody>\n<tr><td class=\"align-left\"><em>a</em></td>\
         <td class=\"align-right\">{a [[b]]}c{/a}</td></tr>\n\
         <tr><td class=\"align-left\">d</td><td class=\"align-right\"></td></tr>\n</tbody>\n</table>\n</div>",
    );
    check(
        "| | a |\n|-|:-:|\n",
        "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"Table: a\">\n<table>\n<thead>\n\
         <tr><td></td><th scope=\"col\" class=\"align-center\">a</th></tr>\n</thead>\n</table>\n</div>",
    );
}

#[test]
fn alerts_have_titles() {
    check(
        "> [!WARNING]\n> a",
        "<div class=\"alert alert-warning\" role=\"note\" aria-label=\"Warning\">\n\
         <p class=\"alert-title\">Warning</p>\n<p>a</p>\n</div>",
    );
    let own = |title: &str, rest: &str| {
        format!(
            "<div class=\"alert alert-note\" role=\"note\" aria-label=\"Note\">\n\
             <p class=\"alert-title\">{title}</p>\n{rest}</div>"
        )
    };
    check("> [!NOTE] Own words\n> a\n> b", &own("Own words", "<p>a\nb</p>\n"));
    check("> [!note]  *Own* `words`  \n> a", &own("<em>Own</em> <code>words</code>", "<p>a</p>\n"));
    check("> [!NOTE] Alone", &own("Alone", ""));
    check("> [!NOTE] A *long\n> title*\n> a", &own("A <em>long\ntitle</em>", "<p>a</p>\n"));
    check("> [!NOTE] A\n>\n> - b", &own("A", "<ul>\n<li>b</li>\n</ul>\n"));
    check("> [!NOTE] A\n\n> b", &format!("{}\n<blockquote>\n<p>b</p>\n</blockquote>", own("A", "")));
    check("> [!OWN] A\n> b", "<blockquote>\n<p>[!OWN] A\nb</p>\n</blockquote>");
}

/// The HTML of a heading of plain words.
fn heading(level: u8, id: &str, words: &str) -> String {
    format!(
        "<div class=\"heading\"><h{level} id=\"{id}\">{words}</h{level}><a class=\"anchor\" href=\"#{id}\" \
         aria-label=\"Link to this section: {words}\"><span aria-hidden=\"true\">#</span></a></div>"
    )
}

#[test]
fn headings_have_anchors_and_leave_the_first_level_to_the_title() {
    check("# A\n\n### B\n", &[heading(2, "a", "A"), heading(4, "b", "B")].join("\n"));
    check("#### A\n\n###### B\n", &[heading(2, "a", "A"), heading(4, "b", "B")].join("\n"));
    let compiled = compile("# *A* [[b]] `c`\n\nx\n");
    assert_eq!(compiled.prose.headings[0].text, "A b c");
    assert_eq!(compiled.prose.headings[0].level, 2);
    assert_eq!(compiled.prose.headings[0].span, crate::source::Span::new(100, 116));
    check(
        "## \"A\" & <b {#x .y .z}",
        "<div class=\"heading\"><h2 id=\"x\" class=\"y z\">\"A\" &amp; &lt;b</h2><a class=\"anchor\" href=\"#x\" \
         aria-label=\"Link to this section: &quot;A&quot; &amp; &lt;b\"><span aria-hidden=\"true\">#</span></a></div>",
    );
    check("#\n\n## {#x}", "<p></p>\n<p></p>");
    check(
        "## A {draft}\n\nB {}\n---\n\n    # {c}\n",
        &[
            &*heading(2, "a-draft", "A {draft}"),
            &heading(2, "b", "B {}"),
            "<pre tabindex=\"0\"><code># {c}\n</code></pre>",
        ]
        .join("\n"),
    );
}

fn anchors(markdown: &str) -> Vec<String> {
    compile(markdown).prose.headings.into_iter().map(|heading| heading.id).collect()
}

#[test]
fn anchors_are_unique_and_leave_room_for_ids_that_authors_gave() {
    assert_eq!(anchors("# A\n# a\n# A!\n# a 2"), ["a", "a-2", "a-3", "a-2-2"]);
    assert_eq!(anchors("# A\n# B {#a}\n# A"), ["a-2", "a", "a-3"]);
    assert_eq!(anchors("# Über 日本\n# 🚀\n# ?"), ["über-日本", "heading", "heading-2"]);
    assert_eq!(anchors("# S 1\n# Section\n# Fn-1\n# Scope"), ["h-s-1", "h-section", "h-fn-1", "scope"]);
    assert_eq!(anchors("> # A\n\n- # A\n"), ["a", "a-2"]);
}

#[test]
fn ids_of_headings_are_checked() {
    check_problems(
        "# A {#x}\n# B {#x}\n# C {#s-1}\n",
        &[heading(2, "x", "A"), heading(2, "x-2", "B"), heading(2, "h-s-1", "C")].join("\n"),
        &[
            "duplicate-heading: two headings have the id `x` @ x",
            "invalid-id: the heading id `s-1` begins with `s-`, which pages use themselves @ s-1",
        ],
    );
}

#[test]
fn wiki_links_are_holes() {
    check("[[a]] b", "<p>{a [[a]]}{title}{/a} b</p>");
    check("[[ skill:a | *b* ]]", "<p>{a [[skill:a]]} <em>b</em> {/a}</p>");
    check("[[role:a#b c]] [[a|]]", "<p>{a [[role:a#b c]]}{title}{/a} {a [[a]]}{title}{/a}</p>");
    check("[[#b]]", "<p>{a #b}{title}{/a}</p>");
    check("[[日本]]", "<p>{a [[日本]]}{title}{/a}</p>");
    let compiled = compile("x [[skill:a|b]] [[c]]");
    assert_eq!(compiled.prose.links[0].span, crate::source::Span::new(104, 111));
    assert_eq!(compiled.prose.plain, "x b c");
}

#[test]
fn wiki_links_of_unknown_kinds_are_reported() {
    check_problems(
        "[[skil:a]] [[https://b|c]] [[x:]] [[role:]] [[ ]]",
        "<p>skil:a c x: role:  </p>",
        &[
            "unknown-reference: `skil` is not a kind of thing in a handbook @ skil:a",
            "unknown-reference: `https` is not a kind of thing in a handbook @ https://b",
            "unknown-reference: `x` is not a kind of thing in a handbook @ x:",
            "broken-link: this link has no address @ role:",
            "broken-link: this link has no address @  ",
        ],
    );
    let mut diagnostics = Vec::new();
    block(&"a".into(), &Text::verbatim("[[skil:a]]", 0), &MarkdownOptions::default(), &mut diagnostics);
    assert_eq!(diagnostics[0].help.as_deref(), Some("Did you mean `skill:`?"));
}

#[test]
fn links_to_files_are_holes() {
    check("[a *b*](../x%20y.md#c \"T\")", "<p>{a ../x y.md#c}a <em>b</em>{/a}</p>");
    check("[a](/roles/) [b](#c) [](x.html)", "<p>{a /roles/}a{/a} {a #c}b{/a} {a x.html}{title}{/a}</p>");
    check("[a][r] [r]\n\n[r]: <x y.md> 'T'", "<p>{a x y.md}a{/a} {a x y.md}r{/a}</p>");
    let compiled = compile("*[a (b) ](x.md \"(x.md)\")* [c](<x.md>) [d]\n\n[d]: x.md");
    let spans: Vec<_> = compiled.prose.links.iter().map(|link| (link.span.start, link.span.end)).collect();
    assert_eq!(spans, [(110, 114), (131, 135), (138, 141)]);
    assert_eq!(compiled.prose.links[0].title.as_deref(), Some("(x.md)"));
}

#[test]
fn links_elsewhere_are_finished() {
    let external = "class=\"external\" rel=\"noopener noreferrer\"";
    check(
        "<https://a.b/c?d&e> [f](HTTP://g \"h\\\"\")",
        &format!(
            "<p><a href=\"https://a.b/c?d&amp;e\" {external}>https://a.b/c?d&amp;e</a> \
             <a href=\"HTTP://g\" title=\"h&quot;\" {external}>f</a></p>"
        ),
    );
    check(
        "<a@b.c> [d](mailto:e@f.g) [h](tel:1)",
        "<p><a href=\"mailto:a@b.c\">a@b.c</a> <a href=\"mailto:e@f.g\">d</a> <a href=\"tel:1\">h</a></p>",
    );
    check(
        "[](https://a) [b](<https://c d\\\"e>)",
        &format!(
            "<p><a href=\"https://a\" {external}>https://a</a> <a href=\"https://c%20d%22e\" {external}>b</a></p>"
        ),
    );
}

#[test]
fn unsafe_links_are_text() {
    check_problems(
        "[a](javascript:b) <JavaScript:c> [d](java&#10;script:e) [f](//g.h) [i]()\n",
        "<p>a JavaScript:c d f i</p>",
        &[
            "unsafe-link: `javascript:` addresses are not allowed @ javascript:b",
            "unsafe-link: `JavaScript:` addresses are not allowed @ JavaScript:c",
            "unsafe-link: this address holds a control character @ [d](java&#10;script:e)",
            "unsafe-link: an address that begins with `//` means something else on each site @ //g.h",
            "broken-link: this link has no address @ [i]()",
        ],
    );
    check_problems(
        "[a](data&colon;b) [c](&#32;vbscript:d) [e][f]\n\n[f]: file:///g",
        "<p>a c e</p>",
        &[
            "unsafe-link: `data:` addresses are not allowed @ [a](data&colon;b)",
            "unsafe-link: `vbscript:` addresses are not allowed @ [c](&#32;vbscript:d)",
            "unsafe-link: `file:` addresses are not allowed @ [e][f]",
        ],
    );
}

#[test]
fn images_are_holes_with_text_alternatives() {
    check("![a *b* `c`](d%20e.png \"T\")", "<p>{img d e.png|a b c}</p>");
    check("[![a](b.png)](c.md)", "<p>{a c.md}{img b.png|a}{/a}</p>");
    check("![[a.png|b]]", "<p>{img a.png|b}</p>");
    let compiled = compile("x ![a\nb](c.png \"T\")");
    assert_eq!(compiled.prose.images[0].span, crate::source::Span::new(109, 114));
    assert_eq!(compiled.prose.images[0].title.as_deref(), Some("T"));
    assert_eq!(compiled.prose.plain, "x a b");
}

#[test]
fn images_are_checked() {
    check_problems(
        "![](a.png) ![[b.png]] ![c](https://d/e.png) ![f](data:image/png,g) ![h]()",
        "<p>{img a.png|} {img b.png|} c f h</p>",
        &[
            "missing-alt: this image has no text alternative @ ![](a.png)",
            "missing-alt: this image has no text alternative @ ![[b.png]]",
            "broken-image: this image is on another host, and pages load nothing from other hosts @ https://d/e.png",
            "unsafe-link: `data:` addresses are not allowed @ data:image/png,g",
            "broken-image: this image names no file @ ![h]()",
        ],
    );
}

/// The HTML of a use of a footnote.
fn reference(number: usize, id: &str) -> String {
    format!(
        "<sup class=\"footnote-ref\" id=\"fnref-{id}\"><a href=\"#fn-{number}\" role=\"doc-noteref\" \
         aria-label=\"Footnote {number}\">{number}</a></sup>"
    )
}

/// The HTML of a way back to such a use.
fn way_back(id: &str, nth: &str) -> String {
    format!(
        " <a href=\"#fnref-{id}\" role=\"doc-backlink\" aria-label=\"Back to reference {id}\">\u{21a9}\u{fe0e}{nth}</a>"
    )
}

#[test]
fn footnotes_are_numbered_by_first_use_and_lead_back() {
    let section = "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n";
    check(
        "[^b]: B\n\n[^A]: a[^b]\n\nx[^a] y[^b] z[^a]\n",
        &format!(
            "<p>x{} y{} z{}</p>\n{section}<li id=\"fn-1\"><p>a{}{}{}</p>\n</li>\n\
             <li id=\"fn-2\"><p>B{}{}</p>\n</li>\n</ol>\n</section>",
            reference(1, "1"),
            reference(2, "2"),
            reference(1, "1-2"),
            reference(2, "2-2"),
            way_back("1", ""),
            way_back("1-2", "<sup>2</sup>"),
            way_back("2", ""),
            way_back("2-2", "<sup>2</sup>"),
        ),
    );
    check(
        "x[^1]\n\n[^1]:\n    - a\n",
        &format!(
            "<p>x{}</p>\n{section}<li id=\"fn-1\"><ul>\n<li>a</li>\n</ul>{}\n</li>\n</ol>\n</section>",
            reference(1, "1"),
            way_back("1", "")
        ),
    );
    assert_eq!(compile("x[^1] y\n\n[^1]: # a\n\nz").prose.plain, "x y\nz\na");
    assert!(compile("x[^1]\n\n[^1]: # a").prose.headings.is_empty());
}

#[test]
fn footnotes_that_do_not_meet_are_reported() {
    check_problems(
        "a[^1] \\[^2] [^a b] ![^3]\n\n[^4]: b[^5]\n\n[^5]: c",
        "<p>a[^1] [^2] [^a b] ![^3]</p>",
        &[
            "undefined-footnote: the footnote `[^1]` is not defined @ [^1]",
            "undefined-footnote: the footnote `[^3]` is not defined @ [^3]",
            "undefined-footnote: the footnote `[^4]` is defined but not used @ [^4]",
            "undefined-footnote: the footnote `[^5]` is defined but not used @ [^5]",
        ],
    );
    assert_eq!(
        compile("a[^1]\n\n[^1]: b\n\n[^1]: c").problems,
        ["undefined-footnote: the footnote `[^1]` is defined twice @ [^1]"]
    );
}

#[test]
fn html_is_shown_as_text() {
    check_problems(
        "a <b onclick=c>d</b> e\n\n<div>\n</p></div>\n\nf </li> g\n",
        "<p>a &lt;b onclick=c&gt;d&lt;/b&gt; e</p>\n<p>&lt;div&gt;\n&lt;/p&gt;&lt;/div&gt;</p>\n<p>f &lt;/li&gt; g</p>",
        &[
            "raw-html: HTML is shown as text here @ <b onclick=c>d</b>",
            "raw-html: HTML is shown as text here @ <div>\n</p></div>",
            "raw-html: HTML is shown as text here @ </li>",
        ],
    );
    check("a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf", "<p>a  c</p>\n<p>f</p>");
    check_problems(
        "<!-- a --> b\n\n<!-- c\n\nd",
        "<p>b</p>\n<p>&lt;!-- c\n\nd</p>",
        &["raw-html: HTML is shown as text here @ <!-- a --> b", "raw-html: HTML is shown as text here @ <!-- c\n\nd"],
    );
    check_problems(
        "> <u>a\n> b</u>",
        "<blockquote>\n<p>&lt;u&gt;a\nb&lt;/u&gt;</p>\n</blockquote>",
        &["raw-html: HTML is shown as text here @ <u>a\n> b</u>"],
    );
}

#[test]
fn html_goes_through_when_allowed() {
    let compiled = compile_with(
        block,
        "a <u>b</u>\n\n<div class=\"c\">\n*d*\n</div>\n\ne",
        MarkdownOptions { raw_html: true, ..MarkdownOptions::default() },
    );
    assert_eq!(compiled.html, "<p>a <u>b</u></p>\n<div class=\"c\">\n*d*\n</div>\n<p>e</p>");
    assert_eq!(compiled.prose.plain, "a b\n*d*\ne");
    assert_eq!(compiled.problems, [""; 0]);
    assert_eq!(
        compile_with(block, "</div></p>\n\n</x", MarkdownOptions { raw_html: true, ..MarkdownOptions::default() })
            .problems,
        [""; 0]
    );
}

#[test]
fn a_task_of_a_backslash_does_not_stop_the_parser() {
    for text in ["- [x] \\\n  ---\n", "> - [ ] \\ \n>   ===\n", "1. [X]\t\\\n\t-"] {
        assert!(compile(text).html.contains('\\'), "{text}");
    }
}

#[test]
fn a_colon_before_emphasis_at_the_beginning_of_a_line_is_kept() {
    assert_eq!(compile(":*日*").html, "<p>:<em>日</em></p>");
    assert_eq!(compile(":*日").html, "<p>:*日</p>");
    assert_eq!(compile("日\n:**日本**").html, "<p>日\n:<strong>日本</strong></p>");
}

#[test]
fn deep_nesting_becomes_text_once_reported() {
    let compiled = compile(&format!("{}a\n\nb **c**", "> ".repeat(70)));
    assert_eq!(compiled.html.matches("<blockquote>").count(), 64);
    assert_eq!(compiled.problems, ["too-deep: this is nested more than 64 levels deep @ >"]);
    assert_eq!(compiled.prose.plain, "a\nb c");

    let compiled = compile(&format!("{}# a *b*\n", "- ".repeat(200)));
    assert_eq!(compiled.problems.len(), 1);
    assert!(compiled.html.contains("<li>a b"), "{}", compiled.html);

    let compiled = compile(&format!("x\n{}a <b>", "> ".repeat(10_000)));
    assert_eq!(compiled.problems.len(), 1);
    assert!(compiled.html.starts_with("<p>x\n&gt; ") && compiled.html.ends_with("a &lt;b&gt;</p>"));

    let compiled = compile(&format!("{}a{}", "*a **b ".repeat(100), "** b*".repeat(100)));
    assert_eq!(compiled.problems, ["too-deep: this is nested more than 64 levels deep @ *"]);
}

#[test]
fn words_without_markup_are_kept_for_search() {
    let compiled = compile(
        "# A  *b*\n\nc\nd `e  f` [g](h.md)\n\n- i\n  - j\n\n| k | l |\n|-|-|\n| m | n |\n\n\
         ```\no\n p\n```\n\n![q](r.png)[^1]\n\n[^1]: s\n",
    );
    assert_eq!(compiled.prose.plain, "A b\nc d e f g\ni\nj\nk l\nm n\no p\nq\ns");
    assert_eq!(compile_with(super::inline, "a *b*\n\nc", MarkdownOptions::default()).prose.plain, "a b c");
}
