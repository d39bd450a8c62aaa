//! What holds for any input: no panic, and no HTML but our own.

use proptest::prelude::*;
use scraper::{Html, Node};

use super::super::inline;
use super::*;

/// Every element that the writer makes, with the attributes it may have.
const ELEMENTS: [(&str, &[&str]); 32] = [
    ("p", &["class"]),
    ("br", &[]),
    ("hr", &[]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("code", &["class"]),
    ("pre", &["tabindex"]),
    ("blockquote", &[]),
    ("div", &["class", "role", "aria-label", "tabindex"]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &["class", "id"]),
    ("input", &["type", "disabled", "checked", "aria-label"]),
    ("dl", &[]),
    ("dt", &[]),
    ("dd", &[]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["scope", "class"]),
    ("td", &["class"]),
    ("h2", &["id", "class"]),
    ("h3", &["id", "class"]),
    ("h4", &["id", "class"]),
    ("h5", &["id", "class"]),
    ("h6", &["id", "class"]),
    ("a", &["href", "title", "class", "rel", "role", "aria-label"]),
    ("span", &["aria-hidden"]),
    ("sup", &["class", "id"]),
    ("section", &["class", "role", "aria-label"]),
];

/// Pieces that mean something to Markdown, HTML or the writer, so that random texts get far.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    " ", "\n", "\n\n", "\r\n", "\r", "\t", "    ", "  \n", "\\", "a", "b c", "word", "日", "🚀", "\u{0}",
    "\u{b}", "\u{2028}", "\u{a0}", "*", "**", "_", "~~", "`", "```", "\n```\n", "~~~", "# ", "## ",
    "> ", "- ", "1. ", "- [ ] ", "- [x] ", ": ", "|", "|-|-|", "|a|b|\n|-|:-:|\n", "\n---\n", "===",
    "[", "]", "(", ")", "![", "[[", "]]", "[[skill:a]]", "[[a|b]]", "![[", "](a.md)", "](https://b)",
    "](javascript:c)", "](data:d)", "](//e)", "](<", "](\"", "<https://f>", "<javascript:g>",
    "<a@b.c>", "[^1]", "[^1]: ", "[^2]", "\n\n[^2]: ", "[r]", "\n\n[r]: ", "{#id}", "{#s-1 .c}",
    "{onclick=x}", "<", ">", "</p>", "<div>", "<script>alert(1)</script>", "<img src=x onerror=y>",
    "<!--", "-->", "<br>", "\"", "'", "&", "&lt;", "&#10;", "&quot;", "onload=", "%41", "#",
    "> [!NOTE]\n", "<?", "<![CDATA[", "style=",
];

/// Texts of such pieces, and of anything else.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(String::from),
        1 => "\\PC{0,8}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// The finished HTML alone, with each hole as the element it becomes.
fn html(prose: &Prose) -> String {
    let part = |part: &ProsePart| match part {
        ProsePart::Text(html) => html.to_string(),
        ProsePart::Open(_) => "<a href=\"x\">".into(),
        ProsePart::Title(_) => "title".into(),
        ProsePart::Word(word) => escaped_word(word, |_| "title".into()),
        ProsePart::Address(_) => "x".into(),
        ProsePart::Close(_) => "</a>".into(),
        ProsePart::Image(_) => String::new(),
    };
    prose.html.iter().map(part).collect()
}

fn check_is_ours(prose: &Prose) {
    let html = html(prose);
    let document = Html::parse_fragment(&html);
    let mut ids = std::collections::BTreeSet::new();
    for node in document.root_element().descendants().skip(1) {
        match node.value() {
            Node::Element(element) => {
                let (_, attributes) = ELEMENTS
                    .iter()
                    .find(|(name, _)| *name == element.name())
                    .unwrap_or_else(|| panic!("<{}> in {html}", element.name()));
                for (name, value) in element.attrs() {
                    assert!(attributes.contains(&name), "{name} in {html}");
                    assert!(name != "id" || ids.insert(value.to_owned()), "{value} twice in {html}");
                    let allowed = ["x", "#", "http://", "https://", "mailto:", "tel:"];
                    let value = value.to_ascii_lowercase();
                    assert!(name != "href" || allowed.iter().any(|start| value.starts_with(start)), "{html}");
                }
            }
            Node::Comment(_) | Node::Doctype(_) | Node::ProcessingInstruction(_) => panic!("{html}"),
            _ => {}
        }
    }
    // What a browser would repair was not written right: the parsed tree must print as many tags as we wrote.
    let written = html.matches('<').count();
    let void = ["<br>", "<hr>", "<input "].iter().map(|tag| html.matches(tag).count()).sum::<usize>();
    let elements = document.root_element().descendants().skip(1).filter(|node| node.value().is_element()).count();
    assert_eq!(written, 2 * elements - void, "{html}");
    assert_eq!(
        document.errors.iter().filter(|error| !error.contains("DOCTYPE")).count(),
        0,
        "{html} {:?}",
        document.errors
    );
}

fn check_holes(prose: &Prose) {
    let mut open = None;
    for pair in prose.html.windows(2) {
        assert!(!matches!(pair, [ProsePart::Text(_), ProsePart::Text(_)]), "adjacent HTML is not merged");
    }
    for part in &prose.html {
        match part {
            ProsePart::Open(link) => assert_eq!(open.replace(*link), None),
            ProsePart::Title(link) => assert_eq!(open, Some(*link)),
            ProsePart::Close(link) => assert_eq!(open.take(), Some(*link)),
            ProsePart::Image(image) => assert!(*image < prose.images.len()),
            ProsePart::Address(link) => assert!(*link < prose.links.len()),
            ProsePart::Text(html) => assert!(!html.is_empty()),
            ProsePart::Word(_) => {}
        }
    }
    assert_eq!(open, None);
    assert!(!prose.plain.contains("  ") && prose.plain.trim() == prose.plain, "{:?}", prose.plain);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_our_own_html_comes_out(text in markdown()) {
        for compile in [block as Compile, inline] {
            let compiled = compile_with(compile, &text, MarkdownOptions::default());
            check_is_ours(&compiled.prose);
            check_holes(&compiled.prose);
        }
    }

    #[test]
    fn html_that_is_let_through_never_panics(text in markdown()) {
        for compile in [block as Compile, inline] {
            check_holes(&compile_with(compile, &text, MarkdownOptions { raw_html: true, ..MarkdownOptions::default() }).prose);
        }
    }

    #[test]
    fn line_ends_do_not_matter(text in markdown()) {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        for compile in [block as Compile, inline] {
            let one = compile_with(compile, &lines, MarkdownOptions::default());
            let other = compile_with(compile, &lines.replace('\n', "\r\n"), MarkdownOptions::default());
            prop_assert_eq!(&one.prose.html, &other.prose.html);
            prop_assert_eq!(&one.prose.plain, &other.prose.plain);
            let underlined = other.problems.iter().map(|problem| problem.replace("\r\n", "\n"));
            prop_assert_eq!(one.problems, underlined.collect::<Vec<_>>());
        }
    }

    #[test]
    fn text_without_markup_comes_out_the_same_on_both_ways(text in "[ a-zA-Z0-9#+.,;:!?()>|=é日-]{0,30}") {
        let quick = compile_with(inline, &text, MarkdownOptions::default());
        let whole = compile_with(inline, &format!("{text}\n*x*"), MarkdownOptions::default());
        let separator = if text.trim().is_empty() { "" } else { " " };
        let expected = format!("{}{separator}<em>x</em>", quick.html);
        let loose = |html: &str| html.replace("<br>", " ");
        prop_assert_eq!(loose(&whole.html), expected);
    }
}
