//! Makes text safe inside HTML and inside Markdown.
//!
//! Knows the syntax of both and nothing of what the text means.

/// Appends text between tags.
pub(super) fn text(out: &mut String, text: &str) {
    escape(out, text, |byte| if is_one_of(TEXT, byte) { entity(byte) } else { None });
}

/// Appends the value of an attribute that stands in double quotes.
pub fn attribute(out: &mut String, value: &str) {
    escape(out, value, |byte| if is_one_of(TEXT | 1 << b'"', byte) { entity(byte) } else { None });
}

/// Appends an address to an attribute: what a URL may not hold is percent-encoded, letters of any script and
/// existing percent signs stay (<https://url.spec.whatwg.org/#url-code-points>).
pub(super) fn address(out: &mut String, address: &str) {
    escape(out, address, |byte| match byte {
        b'&' => Some("&amp;"),
        b' ' => Some("%20"),
        b'"' => Some("%22"),
        b'<' => Some("%3C"),
        b'>' => Some("%3E"),
        b'\\' => Some("%5C"),
        b'^' => Some("%5E"),
        b'`' => Some("%60"),
        b'{' => Some("%7B"),
        b'|' => Some("%7C"),
        b'}' => Some("%7D"),
        _ => None,
    });
}

/// Appends the address of an anchor of the same page.
pub(super) fn fragment(out: &mut String, id: &str) {
    out.push('#');
    if id.contains('%') {
        address(out, &id.replace('%', "%25"));
    } else {
        address(out, id);
    }
}

/// The bytes that text may not hold: `&`, `<`, `>`, and the control characters that HTML does not allow.
const TEXT: u64 = 1 << b'&' | 1 << b'<' | 1 << b'>' | 0xffff_ffff & !(1 << b'\t' | 1 << b'\n' | 1 << b'\r');

/// Whether `byte` is in a set of bytes below 64; one test for each byte, since all text of a handbook comes by here.
fn is_one_of(set: u64, byte: u8) -> bool {
    byte < 64 && set >> byte & 1 == 1
}

fn entity(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "\u{fffd}",
    })
}

fn escape(out: &mut String, text: &str, replacement: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(replacement) = replacement(byte) {
            out.push_str(&text[from..at]);
            out.push_str(replacement);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

/// Plain text as Markdown: what would be read as markup is escaped, also at the beginning.
pub fn markdown(text: &str) -> String {
    let mut out = markdown_within(text);
    if let Some(at) = block_mark(&out) {
        out.insert(at, '\\');
    }
    out
}

/// Plain text as Markdown within a line, with the spaces at its ends.
pub fn markdown_within(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_markdown(&mut out, text, true, true);
    out
}

/// Appends text with what Markdown would read as markup in a line escaped. `in_table` escapes `|` too, and
/// `bare_addresses` what would become a link.
pub(super) fn push_markdown(out: &mut String, text: &str, in_table: bool, bare_addresses: bool) {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| MARKUP[usize::from(*byte)]) {
        at += found;
        let (before, after) = (&text[..at], &text[at + 1..]);
        // A text may come in pieces.
        let last = before.chars().next_back().or_else(|| out.chars().next_back());
        let escapes = match text.as_bytes()[at] {
            b'_' => !is_word(last) || !is_word(after.chars().next()),
            b'&' => {
                after.is_empty()
                    || after.starts_with('#')
                    || after.starts_with(|letter: char| letter.is_ascii_alphabetic())
            }
            b'|' => in_table,
            b':' => bare_addresses && after.starts_with("//"),
            b'@' => bare_addresses && is_word(last) && is_word(after.chars().next()),
            b'.' => bare_addresses && before.to_ascii_lowercase().ends_with("www"),
            _ => true,
        };
        if escapes {
            out.push_str(&text[copied..at]);
            out.push('\\');
            copied = at;
        }
        at += 1;
    }
    out.push_str(&text[copied..]);
}

/// The bytes that [`push_markdown`] looks at; none is part of a longer character.
static MARKUP: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"\\`*[]<_~&|:@.";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

/// Where a backslash keeps a line from being a heading, a list, a quote, a fence or a part of a table.
pub(super) fn block_mark(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let ends = |at: usize| matches!(line.as_bytes().get(at), None | Some(b' ' | b'\t'));
    if (1..10).contains(&digits) && matches!(line.as_bytes().get(digits), Some(b'.' | b')')) && ends(digits + 1) {
        return Some(digits);
    }
    let marks = match line.as_bytes() {
        [b'>', ..] => true,
        [b'#', ..] => ends(line.bytes().take_while(|byte| *byte == b'#').count()),
        [b'+', ..] => ends(1),
        [b'-', ..] => ends(1) || line.bytes().all(|byte| matches!(byte, b'-' | b' ' | b'|' | b':' | b'\\')),
        [b'=', ..] => line.bytes().all(|byte| matches!(byte, b'=' | b' ')),
        [b'|', ..] => true,
        [b':', ..] => ends(1) || line[1..].starts_with(['-', ':']),
        _ => false,
    };
    marks.then_some(0)
}

/// The length of the longest run of back quotes; a fence has to be longer.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|other| other != '`').map(str::len).max().unwrap_or(0)
}

/// Whether an address can be written between angle brackets. The host of a mail address has no underscores there.
pub(super) fn is_autolink(address: &str, is_mail: bool) -> bool {
    let is_other =
        |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '\\' | '&');
    let host = address.rsplit('@').next().unwrap_or_default();
    !(address.contains(is_other) || is_mail && host.contains('_'))
}

/// Appends an address and a title as Markdown has them between the parentheses of a link.
pub fn destination(out: &mut String, address: &str, title: Option<&str>) {
    let is_plain = !address.is_empty()
        && !address
            .contains(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '<' | '>' | '\\' | '&'));
    if is_plain {
        out.push_str(address);
    } else {
        out.push('<');
        for letter in address.chars() {
            match letter {
                '<' | '>' | '\\' => out.extend(['\\', letter]),
                '&' => out.push_str("&amp;"),
                '\n' => out.push_str("%0A"),
                letter => out.push(letter),
            }
        }
        out.push('>');
    }
    let Some(title) = title else { return };
    out.push_str(" \"");
    for letter in title.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '&' => out.push_str("&amp;"),
            letter => out.push(letter),
        }
    }
    out.push('"');
}
