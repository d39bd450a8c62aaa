//! Words that a query can do without: "how do I become a manager" asks for "manager".

/// The stop words of a language.
pub type StopWords = &'static [&'static str];

/// The stop words of a language; none if there is no list for it.
pub fn of(language: &str) -> StopWords {
    match language.split('-').next().unwrap_or_default().to_lowercase().as_str() {
        "en" => ENGLISH,
        _ => &[],
    }
}

/// The words that are not stop words, each once; all of them if every word is a stop word.
pub fn significant(words: Vec<String>, stop_words: &[&str]) -> Vec<String> {
    let mut significant: Vec<String> = Vec::new();
    let only_stop_words = words.iter().all(|word| stop_words.contains(&word.as_str()));
    for word in words {
        if !significant.contains(&word) && (only_stop_words || !stop_words.contains(&word.as_str())) {
            significant.push(word);
        }
    }
    significant
}

/// Little words, and those that say which kind of thing is meant: "performance analyst skills" asks for the analyst.
const ENGLISH: &[&str] = &[
    "a", "about", "an", "and", "are", "as", "at", "be", "become", "by", "can", "do", "does", "for", "from", "get",
    "has", "have", "how", "i", "in", "is", "it", "many", "me", "much", "my", "of", "on", "or", "our", "role", "roles",
    "should", "skill", "skills", "that", "the", "their", "there", "they", "this", "to", "we", "what", "when", "where",
    "which", "who", "why", "will", "with", "you", "your",
];
