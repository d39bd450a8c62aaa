//! Words that a query can do without: "how do I become a manager" asks for "manager".

use super::language;

/// The stop words of a language, folded as [`fold`](super::fold) folds words.
pub type StopWords = &'static [&'static str];

/// The stop words of a language; none if there is no list for it.
pub fn of(language: &str) -> StopWords {
    match language::primary(language).as_str() {
        "ar" => ARABIC,
        "de" => GERMAN,
        "en" => ENGLISH,
        "es" => SPANISH,
        "fr" => FRENCH,
        "ru" => RUSSIAN,
        "tr" => TURKISH,
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

/// Articles, pronouns, question words, and words for the kinds: "performance analyst skills" asks for the analyst.
const ENGLISH: &[&str] = &[
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "become", "becoming", "been", "by", "can",
    "could", "did", "do", "does", "doing", "for", "from", "get", "had", "has", "have", "he", "her", "his", "how", "i",
    "if", "im", "in", "into", "is", "it", "its", "many", "may", "me", "much", "must", "my", "need", "needed", "needs",
    "of", "on", "or", "our", "please", "role", "roles", "she", "should", "show", "skill", "skills", "some", "than",
    "that", "the", "their", "them", "there", "these", "they", "this", "those", "to", "us", "want", "was", "we", "were",
    "what", "whats", "when", "where", "which", "who", "whom", "why", "will", "with", "would", "you", "your",
];

const GERMAN: &[&str] = &[
    "aber", "als", "am", "an", "auch", "auf", "aus", "bei", "bin", "bis", "da", "das", "dass", "dem", "den", "der",
    "des", "die", "du", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "fur", "hat", "haben",
    "ich", "ihr", "im", "in", "ist", "kann", "man", "mein", "meine", "mit", "nach", "nicht", "oder", "sein", "sich",
    "sie", "sind", "soll", "uber", "um", "und", "uns", "unser", "unter", "von", "vor", "wann", "warum", "was",
    "welche", "welcher", "welches", "wenn", "wer", "werde", "werden", "wie", "wird", "wir", "wo", "zu", "zum", "zur",
    "zwischen",
];

const FRENCH: &[&str] = &[
    "a", "au", "aux", "avec", "c", "ce", "ces", "comment", "combien", "d", "dans", "de", "des", "devenir", "du",
    "elle", "en", "entre", "est", "et", "etre", "faire", "faut", "il", "ils", "j", "je", "l", "la", "le", "les",
    "leur", "m", "ma", "mes", "mon", "n", "ne", "nos", "notre", "nous", "on", "ou", "par", "pas", "peut", "pour",
    "pourquoi", "qu", "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "s", "sa", "se", "ses",
    "son", "sont", "sur", "t", "un", "une", "vers", "vos", "votre", "vous",
];

const SPANISH: &[&str] = &[
    "a", "al", "como", "con", "cual", "cuales", "cuando", "cuanto", "de", "del", "donde", "el", "ella", "en", "entre",
    "era", "es", "esta", "estan", "este", "hace", "hacer", "hay", "la", "las", "le", "les", "llegar", "llego", "lo",
    "los", "me", "mi", "mis", "no", "nos", "o", "para", "por", "puede", "puedo", "que", "quien", "se", "ser", "si",
    "son", "su", "sus", "tu", "un", "una", "unos", "unas", "y", "yo",
];

const RUSSIAN: &[&str] = &[
    "а",
    "без",
    "бы",
    "быть",
    "в",
    "во",
    "вы",
    "где",
    "для",
    "до",
    "его",
    "ее",
    "если",
    "есть",
    "за",
    "зачем",
    "и",
    "из",
    "или",
    "их",
    "к",
    "как",
    "какие",
    "какои",
    "когда",
    "кто",
    "ли",
    "между",
    "меня",
    "мне",
    "можно",
    "мои",
    "мы",
    "на",
    "надо",
    "не",
    "нужно",
    "о",
    "об",
    "он",
    "она",
    "они",
    "от",
    "по",
    "почему",
    "при",
    "с",
    "со",
    "стать",
    "так",
    "то",
    "у",
    "что",
    "чтобы",
    "это",
    "я",
];

const TURKISH: &[&str] = &[
    "ama",
    "arasinda",
    "arasindaki",
    "bana",
    "ben",
    "beni",
    "benim",
    "bir",
    "bu",
    "bunu",
    "da",
    "daha",
    "de",
    "en",
    "gibi",
    "hangi",
    "icin",
    "ile",
    "kac",
    "ki",
    "kim",
    "mi",
    "mu",
    "nasil",
    "ne",
    "neden",
    "nedir",
    "nerede",
    "o",
    "olmak",
    "olur",
    "olurum",
    "su",
    "ve",
    "veya",
    "ya",
];

const ARABIC: &[&str] = &[
    "ان",
    "او",
    "اين",
    "اي",
    "الى",
    "التي",
    "الذي",
    "انا",
    "بين",
    "تي",
    "ذي",
    "ثم",
    "عن",
    "على",
    "علي",
    "في",
    "فيه",
    "قد",
    "كان",
    "كم",
    "كل",
    "كيف",
    "لا",
    "لم",
    "لماذا",
    "له",
    "ما",
    "ماذا",
    "متى",
    "متي",
    "مع",
    "من",
    "نحن",
    "هذا",
    "هذه",
    "هل",
    "هو",
    "هي",
    "و",
    "يا",
    "الي",
];
