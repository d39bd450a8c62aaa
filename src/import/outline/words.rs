//! The words of headings: which only say what follows, and what a heading calls the track below it.

use crate::content::strings::capitalised;
use crate::import::text::key;

/// Whether a heading only says that levels follow.
pub fn is_word_for_levels(title: &str) -> bool {
    const WORDS: [&str; 16] = [
        "levels",
        "the levels",
        "our levels",
        "job levels",
        "career levels",
        "role levels",
        "roles",
        "titles",
        "job titles",
        "grades",
        "positions",
        "ladder",
        "career ladder",
        "career path",
        "stufen",
        "niveaux",
    ];
    WORDS.contains(&key(title).as_str())
}

/// Whether a heading only says that topics follow.
pub fn is_word_for_topics(title: &str) -> bool {
    const WORDS: [&str; 10] = [
        "expectations",
        "responsibilities",
        "what we expect",
        "competencies",
        "competences",
        "requirements",
        "criteria",
        "areas",
        "skills",
        "erwartungen",
    ];
    WORDS.contains(&key(title).as_str())
}

/// `01-engineer` as `engineer`.
pub fn unnumbered(folder: &str) -> &str {
    let rest = folder.trim_start_matches(|sign: char| sign.is_ascii_digit());
    match rest.strip_prefix(['-', '_', '.', ' ']) {
        Some(name) if rest.len() < folder.len() && !name.is_empty() => name,
        _ => folder,
    }
}

/// `Engineering Management Competencies` and `Levels for Engineering Management` as `Engineering Management`.
pub fn track_title(title: &str, stem: &str) -> String {
    const ENDINGS: [&str; 9] = [
        "career ladder",
        "career framework",
        "career levels",
        "competencies",
        "ladder",
        "levels",
        "framework",
        "track",
        "expectations",
    ];
    const BEGINNINGS: [&str; 7] = [
        "titles for ",
        "levels for ",
        "roles for ",
        "career ladder for ",
        "career levels for ",
        "ladder for ",
        "expectations for ",
    ];
    let lower = title.to_lowercase();
    let cut = ENDINGS.iter().find(|end| lower.ends_with(*end)).map_or(title, |end| &title[..title.len() - end.len()]);
    let cut = BEGINNINGS.iter().find(|start| lower.starts_with(*start)).map_or(cut, |start| &title[start.len()..]);
    let cut = [" levels at ", " ladder at ", " framework at "]
        .iter()
        .find_map(|part| cut.split_once(part))
        .map_or(cut, |(cut, _)| cut);
    let cut = cut.trim().trim_end_matches([':', '-', '–']).trim();
    if cut.is_empty() { capitalised(&stem.replace(['-', '_'], " ")) } else { capitalised(cut) }
}
