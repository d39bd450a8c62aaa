//! Makes text from content harmless for whatever shows it: nothing in it can move a cursor, change a colour or turn
//! the reading direction of what follows.
//!
//! Knows characters only.

/// Longer messages are cut: they quote content, and content can be one line of megabytes.
const MAX_CHARACTERS: usize = 2000;

/// The character to show for `character`: itself, unless it would not show.
pub(super) fn visible(character: char) -> char {
    match character {
        '\t' | '\n' => character,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // C1 controls, which terminals obey like escape sequences.
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        // Marks that turn the direction of text, and separators that some programs take for line ends.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
            '\u{fffd}'
        }
        _ => character,
    }
}

/// A message of several lines, made harmless and cut at 2,000 characters.
pub(super) fn paragraph(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_CHARACTERS).map(visible).collect();
    if shown.len() < text.len() && text.chars().nth(MAX_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

/// The same on one line.
pub(super) fn line(text: &str) -> String {
    paragraph(text).replace('\n', "\u{2424}").replace('\t', " ")
}

/// JSON with what [`visible`] would replace written as escapes, so that printing the JSON itself is harmless too.
/// Only strings can hold such characters, and there an escape means the same.
pub(super) fn escaped_json(json: String) -> String {
    let is_visible = |character: char| visible(character) == character;
    if json.chars().all(is_visible) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if is_visible(character) {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("\\u{:04x}", character as u32));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(line("a\u{1b}[31mb\r\n\tc\u{9b}d\u{202e}e\u{7f}"), "a␛[31mb␍␤ c\u{fffd}d\u{fffd}e␡");
        assert_eq!(line("Größe 日本 👩\u{200d}💻 שלום"), "Größe 日本 👩\u{200d}💻 שלום");
        assert_eq!(paragraph(&"é".repeat(3000)).chars().count(), MAX_CHARACTERS + 1);
        assert_eq!(paragraph(&"é".repeat(2000)).chars().count(), MAX_CHARACTERS);
    }

    #[test]
    fn escapes_in_json_mean_the_same() {
        let value = serde_json::json!({ "m": "a\u{1b}\u{7f}\u{9b}\u{202e}é\u{2028}" });
        let escaped = escaped_json(value.to_string());
        assert_eq!(escaped, "{\"m\":\"a\\u001b\\u007f\\u009b\\u202eé\\u2028\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
