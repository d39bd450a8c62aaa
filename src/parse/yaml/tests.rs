//! Text in, trees and messages out, with the places of both.

use super::*;

fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let node = parse(&"x.yaml".into(), text, 0..text.len(), &mut diagnostics);
    (node, diagnostics)
}

/// The tree with each value followed by what the file holds at its span.
fn show(node: &Node, text: &str) -> String {
    let at = &text[node.span.range()];
    match &node.value {
        Value::Null => format!("null<{at}>"),
        Value::Scalar(scalar, _) => format!("{:?}<{at}>", scalar.value),
        Value::List(items) => {
            format!("[{}]<{at}>", items.iter().map(|item| show(item, text)).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => format!(
            "{{{}}}<{at}>",
            entries
                .iter()
                .map(|(key, node)| format!("{}<{}>: {}", key.name, &text[key.span.range()], show(node, text)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}

fn check(text: &str, expected: &str) {
    let (node, diagnostics) = read(text);
    assert_eq!(diagnostics, [], "{text}");
    assert_eq!(show(&node.expect("a tree"), text), expected);
}

#[test]
fn scalars_keep_what_was_typed() {
    check(
        "a: no\nb: 1.10\nc: 'x'\nd:\n",
        "{a<a>: \"no\"<no>, b<b>: \"1.10\"<1.10>, c<c>: \"x\"<'x'>, d<d>: null<>}<a: no\nb: 1.10\nc: 'x'\nd>",
    );
    check(
        "a: über # note\nb: [x, y ]\n",
        "{a<a>: \"über\"<über>, b<b>: [\"x\"<x>, \"y\"<y>]<[x, y ]>}<a: über # note\nb: [x, y ]>",
    );
}

#[test]
fn lists_end_with_their_last_item() {
    check(
        "a:\n  - x\n  - y\n\nb: z\n",
        "{a<a>: [\"x\"<x>, \"y\"<y>]<- x\n  - y>, b<b>: \"z\"<z>}<a:\n  - x\n  - y\n\nb: z>",
    );
}

#[test]
fn windows_line_ends_change_nothing_but_offsets() {
    check("a: x\r\nb: y\r\n", "{a<a>: \"x\"<x>, b<b>: \"y\"<y>}<a: x\r\nb: y>");
}

#[test]
fn text_in_a_literal_block_is_found_in_the_file() {
    let text = "body: |\n  One.\n\n  Two.\nz: 1\n";
    let (node, _) = read(text);
    let node = node.expect("a tree");
    let body = node.get("body").and_then(Node::as_text).expect("text");
    assert_eq!(body.value, "One.\n\nTwo.\n");
    assert_eq!(&text[body.place(6..10).range()], "Two.");
}

#[test]
fn text_in_a_folded_block_is_found_in_the_file() {
    for text in [
        "body: >\n  One\n  Two.\n\n  Three.\nz: 1\n",
        "body: One\n  Two.\n\n  Three.\nz: 1\n",
        "body: \"One\r\n  Two.\r\n\r\n  Three.\"\r\nz: 1\r\n",
        "body: >\r\n  One\r\n  Two.\r\n\r\n\r\n  Three.\r\nz: 1\r\n",
        "body: |\r\n  One\r\n  Two.\r\n    Three.\r\nz: 1\r\n",
    ] {
        let (node, _) = read(text);
        let node = node.expect("a tree");
        let body = node.get("body").and_then(Node::as_text).expect("text");
        for word in ["One", "Two.", "Three."] {
            let at = body.value.find(word).expect("a word");
            assert_eq!(&text[body.place(at..at + word.len()).range()], word, "{text:?}");
        }
    }
}

#[test]
fn escapes_make_a_text_opaque() {
    let text = "a: \"x\\ty\"\n";
    let (node, _) = read(text);
    let node = node.expect("a tree");
    let value = node.get("a").and_then(Node::as_text).expect("text");
    assert_eq!(value.value, "x\ty");
    assert_eq!(&text[value.place(0..1).range()], "\"x\\ty\"");
}

#[test]
fn a_tab_is_called_a_tab() {
    let text = "a:\n  - x\n\t- y\n";
    let (node, diagnostics) = read(text);
    assert_eq!(node, None);
    assert!(diagnostics[0].message.contains("TAB"), "{diagnostics:?}");
    assert_eq!(diagnostics[0].place.span, Some(Span::new(9, 10)));
}

#[test]
fn a_key_twice_is_reported_once_and_the_first_wins() {
    let text = "a: 1\na: 2\n";
    let (node, diagnostics) = read(text);
    assert_eq!(show(&node.expect("a tree"), text), "{a<a>: \"1\"<1>}<a: 1>");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].place.span, Some(Span::new(5, 6)));
}

#[test]
fn bombs_and_wells_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let of = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [of.as_str(); 10].join(", ")));
    }
    let (node, diagnostics) = read(&bomb);
    assert!(node.is_none() && diagnostics.len() == 1, "{diagnostics:?}");
    for well in ["[".repeat(10_000), "- ".repeat(10_000), "{a: ".repeat(10_000)] {
        let (node, diagnostics) = read(&well);
        assert!(node.is_none() && diagnostics.len() == 1, "{diagnostics:?}");
    }
}

#[test]
fn no_text_makes_it_panic() {
    for text in [
        "",
        "\u{feff}a: b",
        ":",
        "- - -",
        "a: *b",
        "&a",
        "? x",
        "%",
        "a: |",
        "---\n---\n",
        "{",
        "}",
        "\"",
        "é: [",
        "a: !!x y",
        "...",
        "\t",
    ] {
        let _ = read(text);
    }
}
