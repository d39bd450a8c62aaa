//! Words that a question can do without: "how do I become a manager" asks for become and manager.
//!
//! Only for languages whose list somebody could judge; elsewhere rarity does the work.

/// Such a list.
pub type Ignored = &'static [&'static str];

/// The list of a language.
pub fn words(language: &str) -> Ignored {
    match language.split('-').next().unwrap_or_default().to_lowercase().as_str() {
        "en" => ENGLISH,
        _ => &[],
    }
}

/// The words that tell something, each once: all if none does.
pub fn telling(words: Vec<String>, ignored: &[&str]) -> Vec<String> {
    let mut telling: Vec<String> = Vec::new();
    let all_ignored = words.iter().all(|word| ignored.contains(&word.as_str()));
    for word in words {
        if !telling.contains(&word) && (all_ignored || !ignored.contains(&word.as_str())) {
            telling.push(word);
        }
    }
    telling
}

/// Little words, and those that say which kind of thing is meant: "performance analyst skills" asks for the analyst.
const ENGLISH: &[&str] = &[
    "a", "about", "an", "and", "are", "as", "at", "be", "become", "by", "can", "do", "does", "for", "from", "get",
    "has", "have", "how", "i", "in", "is", "it", "many", "me", "much", "my", "of", "on", "or", "our", "role", "roles",
    "should", "skill", "skills", "that", "the", "their", "there", "they", "this", "to", "we", "what", "when", "where",
    "which", "who", "why", "will", "with", "you", "your",
];
