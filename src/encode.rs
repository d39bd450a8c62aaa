//! Text made safe for where it is printed: in HTML and in the parts of an address.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a query parameter may not hold: everything but letters, digits and `-_.~`.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What a path may not hold.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// What a fragment or an attribute around it may not hold. Letters of all scripts stay readable.
const FRAGMENT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'#').add(b'\'').add(b'&');

/// Appends `text` with the five characters escaped that HTML text and quoted attributes cannot hold.
pub fn html(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Prints text as [`html`] does, on one line and without control characters, which XML forbids.
pub struct OneLine<'a>(pub &'a str);

impl Display for OneLine<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let spaced = self.0.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
        let line: String = spaced.filter(|c| !c.is_control()).collect();
        let mut out = String::with_capacity(line.len());
        html(&mut out, &line);
        f.write_str(&out)
    }
}

/// Whether no part of an address has to encode this byte. Most ids and paths have no other.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/')
}

/// `path` with every byte that a path cannot hold as `%XX`; `/` stays.
pub fn path(path: &str) -> String {
    if path.bytes().all(is_plain) {
        return path.to_owned();
    }
    utf8_percent_encode(path, PATH).to_string()
}

/// `text` as the value of a query parameter.
pub fn query(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// What follows `#`: percent-encoded where an attribute or an address needs it.
pub fn fragment(fragment: &str) -> String {
    if fragment.bytes().all(is_plain) {
        return fragment.to_owned();
    }
    let mut out = String::with_capacity(fragment.len());
    for character in fragment.chars() {
        match character.is_ascii() || character.is_control() {
            true => out.extend(utf8_percent_encode(character.encode_utf8(&mut [0; 4]), FRAGMENT)),
            false => out.push(character),
        }
    }
    out
}

/// The percent-decoded text; the text itself if the result is not UTF-8.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded_for_their_place() {
        assert_eq!(path("roles/エ a.html"), "roles/%E3%82%A8%20a.html");
        assert_eq!(path("a-b_c.d~e/f?g&h"), "a-b_c.d~e/f%3Fg%26h");
        assert_eq!(query("a/b c"), "a%2Fb%20c");
        assert_eq!(fragment("s-über \"x\"\u{85}"), "s-über%20%22x%22%C2%85");
    }

    #[test]
    fn markup_in_text_is_text() {
        let mut out = String::from("<p>");
        html(&mut out, "a<b> & \"c\" 'd'");
        assert_eq!(out, "<p>a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(OneLine("<a>\n&\u{0}x").to_string(), "&lt;a&gt; &amp;x");
    }
}
