//! Words that a question can do without: "how do I become a manager" asks for become and manager.
//!
//! Only for languages whose list somebody could judge; elsewhere rarity does the work.

/// The list of a language.
pub fn words(language: &str) -> &'static [&'static str] {
    match language.split('-').next().unwrap_or_default().to_lowercase().as_str() {
        "en" => ENGLISH,
        _ => &[],
    }
}

const ENGLISH: &[&str] = &[
    "a", "about", "an", "and", "are", "as", "at", "be", "become", "by", "can", "do", "does", "for", "from", "get",
    "how", "i", "in", "is", "it", "me", "my", "of", "on", "or", "our", "should", "that", "the", "their", "they",
    "this", "to", "we", "what", "when", "where", "which", "who", "why", "will", "with", "you", "your",
];
