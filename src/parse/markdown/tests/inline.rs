//! Texts of one paragraph: nothing in them begins a block.

use super::super::inline;
use super::*;

#[track_caller]
fn check_inline(markdown: &str, expected: &str) {
    let compiled = compile_with(inline, markdown, MarkdownOptions::default());
    assert_eq!(compiled.html, expected);
    assert_eq!(compiled.problems, [""; 0]);
}

#[test]
fn one_paragraph_has_no_blocks() {
    check_inline("Designs systems.", "Designs systems.");
    check_inline("  a > b \"c\" | d  ", "a &gt; b \"c\" | d");
    check_inline("- a *b*", "- a <em>b</em>");
    for text in ["# a", "- a", "+1 a", "2. Do x", "1) a", "---", "===", "a\u{a0}b", ": a", "|a|", "    a", "a  b"] {
        let expected = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        check_inline(text, &expected);
        check_inline(&format!("{text} `x`"), &format!("{expected} <code>x</code>"));
    }
    check_inline("> a `x`", "&gt; a <code>x</code>");
    check_inline("* a", "* a");
    check_inline("* a *b*", "* a <em>b</em>");
    check_inline("*a* b", "<em>a</em> b");
    check_inline("_a_", "<em>a</em>");
    check_inline("~~~", "~~~");
    check_inline("a\n===", "a ===");
    check_inline("# a {#b} `c`", "# a {#b} <code>c</code>");
    check_inline("[a]: b", "[a]: b");
    check_inline("[[a]] b", "{a [[a]]}{title}{/a} b");
    check_inline("", "");
    check_inline(" \n", "");
}

#[test]
fn lines_of_one_paragraph_are_joined() {
    check_inline("a\nb", "a b");
    check_inline("a\r\n  b  c", "a b c");
    check_inline("a\n\nb", "a<br>b");
    check_inline("a\n- b\n- c\n2. d", "a<br>- b<br>- c<br>2. d");
    check_inline("a  \nb\\\nc\\\\\nd", "a<br>b<br>c\\ d");
    check_inline("*a\n\nb*", "<em>a<br>b</em>");
    check_inline("`a\n\nb`", "<code>a  b</code>");
    check_inline("a<br>b", "a<br>b");
    let text = "a\r\n\r\n  [b](c.md)";
    let compiled = compile_with(inline, text, MarkdownOptions::default());
    assert_eq!(compiled.html, "a<br>{a c.md}b{/a}");
    assert_eq!(compiled.prose.links[0].span.range(), 111..115);
}

#[test]
fn problems_of_one_paragraph_point_at_their_words() {
    let compiled = compile_with(inline, "  [a](javascript:b) <i>c</i>\r\nd [^1]", MarkdownOptions::default());
    assert_eq!(compiled.html, "a &lt;i&gt;c&lt;/i&gt; d [^1]");
    assert_eq!(
        compiled.problems,
        [
            "unsafe-link: `javascript:` addresses are not allowed @ javascript:b",
            "raw-html: HTML is shown as text here @ <i>c</i>",
            "undefined-footnote: the footnote `[^1]` is not defined @ [^1]",
        ]
    );
}
