//! Names of levels and roles: the code in a name, and the words that say how high it stands.
//!
//! Pure functions on text.

use super::text::{key, name};

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
    let name = name(raw);
    let (title, code) = title_and_code(&name).unwrap_or((name.as_str(), ""));
    Coded { title: title.trim().into(), code: code.trim().into() }
}

fn title_and_code(name: &str) -> Option<(&str, &str)> {
    if is_code(name) {
        return Some(("", name));
    }
    if let Some((before, inside)) = bracketed(name) {
        if is_code(inside) && !before.is_empty() {
            return Some((before, inside));
        }
        if is_code(before) && !inside.is_empty() {
            return Some((inside, before));
        }
    }
    if let Some(numbered) = numbered(name) {
        return Some(numbered);
    }
    for separator in [" - ", " – ", " — ", ": ", " | ", " / ", "-", ":", " "] {
        if let Some((first, last)) = name.split_once(separator)
            && is_code(first.trim())
            && last.trim().chars().any(char::is_alphabetic)
        {
            return Some((last, first));
        }
        if separator.len() > 1
            && separator != ": "
            && let Some((first, last)) = name.rsplit_once(separator)
            && is_code(last.trim())
        {
            return Some((first, last));
        }
    }
    None
}

/// What stands before brackets at the end, and inside them.
fn bracketed(name: &str) -> Option<(&str, &str)> {
    let (before, inside) = name.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    Some((before.trim(), inside.trim()))
}

/// The title and the code of `Level 3: Lead`, `Grade B - Lead` and `Lead (Level 3)`.
fn numbered(name: &str) -> Option<(&str, &str)> {
    let is_number = |words: &str| {
        let Some((word, number)) = words.trim().split_once(' ') else { return false };
        let known = ["level", "grade", "band", "stage", "tier", "stufe", "niveau", "nivel", "livello", "nível"];
        let is_numeral = (1..=3).contains(&number.len()) && number.chars().all(|sign| sign.is_ascii_digit());
        let is_letter = number.len() == 1 && number.chars().all(|sign| sign.is_ascii_uppercase());
        (is_numeral || is_letter || is_roman(number)) && known.contains(&word.to_lowercase().as_str())
    };
    if let Some(found) = bracketed(name).filter(|(title, code)| is_number(code) && !title.is_empty()) {
        return Some(found);
    }
    let separators = [": ", " - ", " – ", " — ", " | "];
    let (code, title) = separators.iter().find_map(|separator| name.split_once(separator))?;
    (is_number(code) && title.chars().any(char::is_alphabetic)).then_some((title, code))
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

/// Whether one of the names is a rank of `base`, as `Junior Baker` is of `Baker`.
pub fn has_rank<'a>(base: &str, mut names: impl Iterator<Item = &'a str>) -> bool {
    let ending = format!(" {}", key(base));
    ending.len() > 1 && names.any(|name| seniority(name) > 0 && key(name).ends_with(&ending))
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
}
