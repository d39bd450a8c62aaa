//! Words of published ladders, read: names without ornaments, cells cut into statements, spellings made comparable.
//!
//! Pure functions on text. What they repair, callers report.

use super::model::ImportedStatement;
use super::prose::{self, CellBlock};

/// A name as it reads without emoji, `:shortcodes:`, Markdown marks and stray separators. Words stay.
pub fn name(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(next) = rest.chars().next() {
        // A colon within a word, as in `3:2:1`, does not begin a shortcode.
        let begins = out.chars().last().is_none_or(|last| !last.is_alphanumeric());
        if let Some(after) = shortcode(rest).filter(|_| begins) {
            rest = after;
            continue;
        }
        if !is_ornament(next) {
            out.push(next);
        }
        rest = &rest[next.len_utf8()..];
    }
    one_line(&unmarked(&out))
        .trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '|' | '–' | '—' | '·'))
        .trim()
        .to_owned()
}

/// A text with one space for every run of white space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text after a `:shortcode:` that `text` starts with.
pub fn shortcode(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(':')?;
    let (word, after) = inner.split_once(':')?;
    let is_code = !word.is_empty()
        && word.len() <= 40
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+'));
    is_code.then_some(after)
}

/// Emoji, dingbats, arrows, and what joins them.
fn is_ornament(sign: char) -> bool {
    matches!(sign,
        '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{24ff}' | '\u{25a0}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{200d}' | '\u{20e3}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

/// Without `**`, `__`, back quotes around words, trailing `#`, a link's address, and a heading's `{#id}`.
fn unmarked(text: &str) -> String {
    // `## Title ##` closes with marks behind a space; `C#` is a name.
    let text = text.trim();
    let closed = text.trim_end_matches('#');
    let mut text = if closed.ends_with(' ') { closed.trim().to_owned() } else { text.to_owned() };
    if let Some(at) = text.rfind("{#").filter(|_| text.ends_with('}')) {
        text.truncate(at);
    }
    for mark in ["**", "__", "`"] {
        text = text.replace(mark, "");
    }
    let text = text.trim();
    let text = text.strip_prefix('*').and_then(|inner| inner.strip_suffix('*')).unwrap_or(text);
    link_words(text)
}

/// `[words](address)` as its words; images as their alternative text.
pub fn link_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open);
        let end = after.find("](").and_then(|close| Some((close, close + 2 + after[close + 2..].find(')')?)));
        let Some((close, end)) = end else { break };
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        out.push_str(&after[1..close]);
        rest = &after[end + 1..];
    }
    out + rest
}

/// A key that is the same for names that people take for the same: case, punctuation, and British and American
/// spelling do not matter.
pub fn key(name: &str) -> String {
    let plain = self::name(name).to_lowercase().replace('&', " and ");
    let words = plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(american).collect::<Vec<_>>().join(" ")
}

/// One spelling of words that British and American English write differently.
fn american(word: &str) -> String {
    let mut word = word.to_owned();
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("ysing", "yzing"),
        ("aviour", "avior"),
        ("abour", "abor"),
        ("olour", "olor"),
        ("avour", "avor"),
        ("onour", "onor"),
        ("entre", "enter"),
        ("efence", "efense"),
        ("ogramme", "ogram"),
        ("elling", "eling"),
        ("elled", "eled"),
        ("ulfil", "ulfill"),
        ("udgement", "udgment"),
        ("ilful", "illful"),
    ] {
        // `fulfill` holds `fulfil`; replacing it again would double the letter.
        if word.contains(british) && !word.contains(american) {
            word = word.replace(british, american);
        }
    }
    word
}

/// Whether a cell holds a placeholder such as `TODO`.
pub fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["todo", "tbd", "tbc", "n/a", "na", "none", "coming soon", "to do", "to be defined", "-", "–", "—", "x.x"];
    let word = text.trim().trim_matches(['.', '*', '_', '[', ']', '(', ')', '…', ':']).trim().to_lowercase();
    WORDS.contains(&word.as_str()) || matches!(text.trim(), "-" | "–" | "—" | "/" | "." | "…" | "...")
}

/// The statements of a cell: items of a list, lines, or sentences of a paragraph. Nested items become points of the
/// item above them.
pub fn statements(text: &str) -> Vec<ImportedStatement> {
    let mut all: Vec<ImportedStatement> = Vec::new();
    for block in prose::blocks(&bulleted(text)) {
        match block {
            CellBlock::Paragraph(line) => all.extend(sentences(&line).into_iter().map(ImportedStatement::plain)),
            CellBlock::Bullets(items) => {
                for (depth, item) in items {
                    match all.last_mut() {
                        Some(above) if depth > 0 => above.points.push(item),
                        _ => all.push(ImportedStatement::plain(item)),
                    }
                }
            }
        }
    }
    all.retain(|statement| !is_placeholder(&statement.text));
    all
}

/// Line breaks of HTML as line ends.
pub fn broken(cell: &str) -> String {
    cell.replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n")
}

/// Numbered lines, and bullets without a space behind them, as `- `.
fn bulleted(text: &str) -> String {
    let mend = |line: &str| {
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        let digits = words.chars().take_while(char::is_ascii_digit).count();
        let numbered = (1..=2).contains(&digits)
            && words[digits..].starts_with([')', '.'])
            && words[digits + 1..].starts_with(' ');
        if numbered {
            return format!("{indent}- {}", words[digits + 1..].trim_start());
        }
        match words.strip_prefix(['•', '▪', '●', '◦', '‣', '○', '■', '➢', '→']) {
            Some(rest) => format!("{indent}- {}", rest.trim_start()),
            None => line.to_owned(),
        }
    };
    text.lines().map(mend).collect::<Vec<_>>().join("\n")
}

/// The sentences of a line. A full stop ends one before a capital, with or without a space between; not inside an
/// abbreviation, a number, an address or a name such as `Node.js`.
pub fn sentences(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, stop) in line.match_indices(['.', '!', '?', ';']) {
        let end = at + stop.len();
        if end <= start || !ends_sentence(line, at, stop) {
            continue;
        }
        let sentence = line[start..end].trim();
        if !sentence.is_empty() {
            all.push(sentence.to_owned());
        }
        start = end;
    }
    let rest = line[start..].trim();
    match all.last_mut() {
        // A closing quotation mark or bracket belongs to the sentence before.
        Some(last) if !rest.is_empty() && rest.chars().all(|sign| !sign.is_alphanumeric()) => last.push_str(rest),
        _ if !rest.is_empty() => all.push(rest.to_owned()),
        _ => {}
    }
    all
}

fn ends_sentence(line: &str, at: usize, stop: &str) -> bool {
    const SHORT: [&str; 24] = [
        "e.g", "i.e", "eg", "ie", "etc", "vs", "cf", "dr", "mr", "mrs", "ms", "prof", "st", "no", "approx", "incl",
        "esp", "dept", "inc", "ltd", "u.s", "u.k", "z.b", "d.h",
    ];
    if stop == ";" {
        return false;
    }
    // Inside brackets or a link nothing ends.
    let before = &line[..at];
    if before.matches('(').count() > before.matches(')').count()
        || before.matches('[').count() > before.matches(']').count()
    {
        return false;
    }
    let after = &line[at + stop.len()..];
    let word = before.rsplit(|sign: char| sign.is_whitespace() || matches!(sign, '(' | '"')).next().unwrap_or_default();
    if SHORT.contains(&word.to_lowercase().as_str()) || word.chars().count() < 2 {
        return false;
    }
    let next = after.chars().next();
    match next {
        None => true,
        Some(sign) if sign.is_whitespace() => {
            let first = after.trim_start().trim_start_matches(['"', '“', '\'', '(', '*', '_', '[']).chars().next();
            first.is_some_and(|first| {
                first.is_uppercase() || !first.is_ascii() && first.is_alphabetic() && !first.is_lowercase()
            })
        }
        // `code.Tests` was written without a space; `Node.js`, `3.5` and `example.Org/x` were not two sentences.
        Some(sign) if sign.is_uppercase() => {
            let word_after = after.split_whitespace().next().unwrap_or_default();
            stop == "."
                && word.chars().next_back().is_some_and(char::is_lowercase)
                && word.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '\'' | '’' | ',' | ')'))
                && word_after.chars().skip(1).all(|sign| !matches!(sign, '.' | '/' | '('))
                && word_after.chars().nth(1).is_none_or(|sign| sign.is_lowercase() || sign == ' ')
        }
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_ornaments() {
        for (raw, expected) in [
            ("🛠️ Backend Engineering", "Backend Engineering"),
            (":rocket: Delivery", "Delivery"),
            ("**Craft**", "Craft"),
            ("[Senior](senior.md) ✨", "Senior"),
            ("C++ & C#", "C++ & C#"),
            ("Closed ##", "Closed"),
            ("Ratio 3:2:1", "Ratio 3:2:1"),
            ("Title {#anchor}", "Title"),
        ] {
            assert_eq!(name(raw), expected, "{raw}");
        }
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        assert_eq!(key("Organisation & Planning"), key("organization and planning"));
        assert_eq!(key("Behaviours"), key("Behaviors"));
        assert_eq!(key("Modelling"), key("modeling"));
        assert_ne!(key("Planning"), key("Plan"));
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        for (line, expected) in [
            ("Writes code.Tests it. Ships it", vec!["Writes code.", "Tests it.", "Ships it"]),
            (
                "Uses tools, e.g. Excel, i.e. Sheets. Knows Node.js and v3.5.",
                vec!["Uses tools, e.g. Excel, i.e. Sheets.", "Knows Node.js and v3.5."],
            ),
            ("Asks (who? Everyone) first. Then acts.", vec!["Asks (who? Everyone) first.", "Then acts."]),
            ("Reads example.Org/path daily.", vec!["Reads example.Org/path daily."]),
            ("Speaks to Dr. Who etc. And listens.", vec!["Speaks to Dr. Who etc. And listens."]),
            ("Says \"Stop.\"", vec!["Says \"Stop.\""]),
        ] {
            assert_eq!(sentences(line), expected);
        }
    }

    #[test]
    fn a_cell_is_its_items() {
        let cell = "- Plans work\n  - for a week\n- Helps\nTODO";
        let plan = ImportedStatement { points: vec!["for a week".into()], ..ImportedStatement::plain("Plans work") };
        assert_eq!(statements(cell), [plan, ImportedStatement::plain("Helps")]);
        assert_eq!(statements("TBD"), []);
    }
}
