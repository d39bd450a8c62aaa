//! Text made safe inside HTML.
//!
//! Knows HTML's syntax and nothing of what the text means.

/// Appends text between tags.
pub(super) fn text(out: &mut String, text: &str) {
    escape(out, text, |byte| if is_one_of(TEXT, byte) { entity(byte) } else { None });
}

/// Appends the value of an attribute that stands in double quotes.
pub(super) fn attribute(out: &mut String, value: &str) {
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
