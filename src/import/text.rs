//! Words of published ladders, read: names without ornaments, cells cut into statements, spellings made comparable.
//!
//! Pure functions on text. What they repair, callers report.

use super::prose::{self, Block};

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
    let out = unmarked(&out);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    out.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '|' | '–' | '—' | '·')).trim().to_owned()
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
    let word = text.trim().trim_matches(['.', '*', '_', '[', ']', '(', ')', '…', ':']).trim().to_lowercase();
    matches!(
        word.as_str(),
        "todo"
            | "tbd"
            | "tbc"
            | "n/a"
            | "na"
            | "none"
            | "coming soon"
            | "to do"
            | "to be defined"
            | "-"
            | "–"
            | "—"
            | "x.x"
    ) || matches!(text.trim(), "-" | "–" | "—" | "/" | "." | "…" | "...")
}

/// The statements of a cell: items of a list, lines, or sentences of a paragraph. Nested items become points of the
/// item above them.
pub fn statements(text: &str) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for block in prose::blocks(&bulleted(text)) {
        match block {
            Block::Paragraph(line) => all.extend(sentences(&line).into_iter().map(|sentence| (sentence, Vec::new()))),
            Block::Bullets(items) => {
                for (depth, item) in items {
                    match all.last_mut() {
                        Some((_, points)) if depth > 0 => points.push(item),
                        _ => all.push((item, Vec::new())),
                    }
                }
            }
        }
    }
    all.retain(|(sentence, _)| !is_placeholder(sentence));
    all
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

/// A title and a code of a heading such as `Senior Engineer (L4)`, `L4 - Senior Engineer`, `L1.0-Junior` or `L4`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coded {
    /// The title without the code; empty when there is only a code.
    pub title: String,
    /// The code, as written; empty when there is none.
    pub code: String,
}

/// Cuts the code of a level off its name.
pub fn coded(raw: &str) -> Coded {
    let name = self::name(raw);
    if is_code(&name) {
        return Coded { title: String::new(), code: name };
    }
    if let Some((before, inside)) = name.strip_suffix([')', ']']).and_then(|name| name.rsplit_once(['(', '['])) {
        let (before, inside) = (before.trim(), inside.trim());
        if is_code(inside) && !before.is_empty() {
            return Coded { title: before.into(), code: inside.into() };
        }
        if is_code(before) && !inside.is_empty() {
            return Coded { title: inside.into(), code: before.into() };
        }
    }
    if let Some(numbered) = numbered(&name) {
        return numbered;
    }
    for separator in [" - ", " – ", " — ", ": ", " | ", " / ", "-", ":", " "] {
        if let Some((first, last)) = name.split_once(separator)
            && is_code(first.trim())
            && last.trim().chars().any(char::is_alphabetic)
        {
            return Coded { title: last.trim().into(), code: first.trim().into() };
        }
        if separator.len() > 1
            && separator != ": "
            && let Some((first, last)) = name.rsplit_once(separator)
            && is_code(last.trim())
        {
            return Coded { title: first.trim().into(), code: last.trim().into() };
        }
    }
    Coded { title: name, code: String::new() }
}

/// `Level 3: Lead`, `Grade B - Lead` and `Lead (Level 3)`.
fn numbered(name: &str) -> Option<Coded> {
    let is_number = |words: &str| {
        let Some((word, number)) = words.trim().split_once(' ') else { return false };
        let known = ["level", "grade", "band", "stage", "tier", "stufe", "niveau", "nivel", "livello", "nível"];
        let is_numeral = (1..=3).contains(&number.len()) && number.chars().all(|sign| sign.is_ascii_digit());
        let is_letter = number.len() == 1 && number.chars().all(|sign| sign.is_ascii_uppercase());
        (is_numeral || is_letter || is_roman(number)) && known.contains(&word.to_lowercase().as_str())
    };
    let bracketed = name.strip_suffix([')', ']']).and_then(|name| name.rsplit_once(['(', '[']));
    if let Some((title, code)) = bracketed.filter(|(title, code)| is_number(code) && !title.trim().is_empty()) {
        return Some(Coded { title: title.trim().into(), code: code.trim().into() });
    }
    let separators = [": ", " - ", " – ", " — ", " | "];
    let (code, title) = separators.iter().find_map(|separator| name.split_once(separator))?;
    let is_title = title.chars().any(char::is_alphabetic);
    (is_number(code) && is_title).then(|| Coded { title: title.trim().into(), code: code.trim().into() })
}

/// Whether a word is a Roman number up to ten.
fn is_roman(word: &str) -> bool {
    matches!(word, "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX" | "X")
}

/// Whether a word is a code of a level: up to four letters and a number, such as `L4`, `IC3`, `E2`, `L1.0`, `M2a`.
pub fn is_code(word: &str) -> bool {
    let letters = word.chars().take_while(|sign| sign.is_ascii_alphabetic()).count();
    let rest = &word[letters..];
    let rest = rest.strip_prefix(['-', '.']).unwrap_or(rest);
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let tail = &rest[digits..];
    let tail_is_fine = tail.is_empty()
        || (tail.len() == 1 && tail.chars().all(|sign| sign.is_ascii_alphabetic() || sign == '+'))
        || tail.strip_prefix(['.', '-', '/']).is_some_and(|more| {
            !more.is_empty()
                && more.len() <= 4
                && more.chars().any(|sign| sign.is_ascii_digit())
                && more.chars().all(|sign| sign.is_ascii_alphanumeric())
        });
    (1..=4).contains(&letters)
        && word[..letters].chars().next().is_some_and(char::is_uppercase)
        && (1..=3).contains(&digits)
        && tail_is_fine
}

/// Words of other languages in the names of levels and roles.
const ELSEWHERE: [&str; 74] = [
    "einsteiger",
    "einsteigerin",
    "berufseinsteiger",
    "fortgeschritten",
    "erfahren",
    "stufe",
    "ebene",
    "leiter",
    "leiterin",
    "leitung",
    "teamleiter",
    "teamleiterin",
    "teamleitung",
    "abteilungsleiter",
    "abteilungsleitung",
    "bereichsleitung",
    "gruppenleitung",
    "praktikant",
    "praktikantin",
    "werkstudent",
    "auszubildende",
    "azubi",
    "fachkraft",
    "entwickler",
    "entwicklerin",
    "softwareentwickler",
    "softwareentwicklerin",
    "ingenieur",
    "ingenieurin",
    "referent",
    "referentin",
    "sachbearbeiter",
    "sachbearbeiterin",
    "geschäftsführer",
    "geschäftsführung",
    "débutant",
    "confirmé",
    "niveau",
    "ingénieur",
    "ingénieure",
    "développeur",
    "développeuse",
    "directeur",
    "directrice",
    "chef",
    "cheffe",
    "responsable",
    "stagiaire",
    "nivel",
    "ingeniero",
    "ingeniera",
    "desarrollador",
    "desarrolladora",
    "jefe",
    "jefa",
    "gerente",
    "becario",
    "nível",
    "pleno",
    "sênior",
    "júnior",
    "estagiário",
    "engenheiro",
    "livello",
    "ingegnere",
    "sviluppatore",
    "responsabile",
    "medior",
    "ontwikkelaar",
    "hoofd",
    "poziom",
    "nivå",
    "utvecklare",
    "starszy",
];

/// Parts of such names in languages that write no spaces.
const PARTS: [&str; 14] = [
    "初级",
    "中级",
    "高级",
    "资深",
    "首席",
    "专家",
    "主任",
    "ジュニア",
    "シニア",
    "リード",
    "マネージャー",
    "部長",
    "課長",
    "等級",
];

/// How much a name looks like that of a level or a role, from 0 to 2.
pub fn seniority(name: &str) -> usize {
    const WORDS: [&str; 48] = [
        "junior",
        "senior",
        "staff",
        "principal",
        "lead",
        "head",
        "director",
        "apprentice",
        "trainee",
        "intern",
        "associate",
        "graduate",
        "entry",
        "mid",
        "midlevel",
        "intermediate",
        "distinguished",
        "fellow",
        "chief",
        "vp",
        "cto",
        "architect",
        "engineer",
        "manager",
        "developer",
        "designer",
        "analyst",
        "scientist",
        "level",
        "grade",
        "band",
        "programmer",
        "consultant",
        "specialist",
        "officer",
        "president",
        "supervisor",
        "executive",
        "assistant",
        "partner",
        "sr",
        "jr",
        "swe",
        "ic",
        "em",
        "stage",
        "tier",
        "coordinator",
    ];
    let coded = coded(name);
    if !coded.code.is_empty() {
        return 2;
    }
    let words: Vec<String> =
        coded.title.to_lowercase().split(|sign: char| !sign.is_alphanumeric()).map(str::to_owned).collect();
    let roman = |word: &String| {
        matches!(
            word.as_str(),
            "i" | "ii" | "iii" | "iv" | "v" | "vi" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"
        )
    };
    let is_known = |word: &&String| WORDS.contains(&word.as_str()) || ELSEWHERE.contains(&word.as_str());
    let known = words.iter().filter(is_known).count();
    let has_part = PARTS.iter().any(|part| coded.title.contains(part)) && coded.title.chars().count() <= 16;
    let known = known + 2 * usize::from(has_part);
    // A long phrase that holds `lead` is no level.
    if words.len() > 7 {
        return 0;
    }
    match known {
        0 => 0,
        _ if words.iter().any(roman) || known > 1 || words.len() <= 2 => 2,
        _ => 1,
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
    fn codes_are_cut_off_names() {
        for (raw, title, code) in [
            ("Senior Engineer (L4)", "Senior Engineer", "L4"),
            ("L4 (Senior Engineer)", "Senior Engineer", "L4"),
            ("L1.0-Junior", "Junior", "L1.0"),
            ("IC3: Engineer", "Engineer", "IC3"),
            ("L5 Staff Engineer", "Staff Engineer", "L5"),
            ("Engineer - E2", "Engineer", "E2"),
            ("L4", "", "L4"),
            ("Engineer 2", "Engineer 2", ""),
            ("Level 2", "Level 2", ""),
            ("Level 3: Lead", "Lead", "Level 3"),
            ("Grade B – Lead", "Lead", "Grade B"),
            ("Lead (Stufe IV)", "Lead", "Stufe IV"),
            ("Level of Detail: High", "Level of Detail: High", ""),
            ("Senior Engineer (Mobile)", "Senior Engineer (Mobile)", ""),
        ] {
            assert_eq!(coded(raw), Coded { title: title.into(), code: code.into() }, "{raw}");
        }
    }

    #[test]
    fn a_cell_is_its_items() {
        let cell = "- Plans work\n  - for a week\n- Helps\nTODO";
        assert_eq!(statements(cell), [("Plans work".into(), vec!["for a week".into()]), ("Helps".into(), vec![])]);
        assert_eq!(statements("TBD"), []);
    }
}
