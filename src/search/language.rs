//! What search knows of a language: its stemmer, the endings that forms of a word differ in, whether it writes
//! compounds as one word, its synonyms, and the words that ask for a comparison or a tool.

use rust_stemmers::{Algorithm, Stemmer};
use serde::Serialize;

/// The primary part of a language tag, in lower case: `de` of `de-CH`.
pub fn primary(language: &str) -> String {
    language.split('-').next().unwrap_or_default().to_lowercase()
}

/// Finds what the forms of a word share.
pub struct Stems {
    snowball: Stemmer,
    has_fleeting_vowels: bool,
}

impl Stems {
    /// The stems of a language; `None` if it has no stemmer.
    pub fn of(language: &str) -> Option<Self> {
        let language = primary(language);
        let snowball = Stemmer::create(algorithm(&language)?);
        Some(Self { snowball, has_fleeting_vowels: language == "ru" })
    }

    /// The stem of a folded word.
    pub fn stem(&self, word: &str) -> String {
        if !self.has_fleeting_vowels {
            return self.snowball.stem(word).into_owned();
        }
        // Folding takes the sign from й, by which the stemmer knows endings of adjectives.
        let written = ["ои", "ыи"].iter().any(|ending| word.ends_with(ending));
        let written = if written { format!("{}й", &word[..word.len() - 'и'.len_utf8()]) } else { word.to_owned() };
        without_fleeting_vowel(&self.snowball.stem(&written))
    }
}

/// A Russian stem without the vowel that stands in some forms alone: `уровен` of `уровень`, as `уровн` of `уровня`.
fn without_fleeting_vowel(stem: &str) -> String {
    let mut letters: Vec<char> = stem.chars().collect();
    let is_vowel = |letter: char| "аеиоуыэюя".contains(letter);
    if let [.., before, 'е' | 'о', 'к' | 'н' | 'ц'] = letters[..]
        && letters.len() >= 5
        && !is_vowel(before)
    {
        letters.remove(letters.len() - 2);
    }
    letters.into_iter().collect()
}

/// The Snowball stemmer of a language.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// The endings that forms of one word differ in, folded and separated by spaces. The browser has no stemmer: two words
/// are forms of one another there if they are equal but for two of these.
pub fn endings(language: &str) -> &'static str {
    match primary(language).as_str() {
        "en" => {
            "s es ed d e ing er ers or ors y ies ied ion ions ation ations ment ments al ally ive ity ness able ible \
             ance ence ant ent ful ly ship"
        }
        "de" => {
            "e en er es em n s st t te ten ung ungen in innen lich ig keit heit bar barkeit isch end ende liche licher \
             lichen"
        }
        "fr" => {
            "s x e es r er ez ent ee ees eur eurs euse euses trice ment ements ement ation ations ant ance ible \
             ibilite able abilite if ive al ale aux elle ique iques te ure ures fe fes ien ienne"
        }
        "es" => {
            "s es o a os as e ar er ir ando iendo ado ada idos ador adora adores adoras or ora ores cion ciones acion \
             aciones miento idad ible ibilidad able azgo ico ica"
        }
        "it" => "o a e i are ere ire ato ata ati ate zione zioni mento tore trice ori ita ibile abile ico ica",
        "pt" => "s es o a os as ar er ir ando endo ado ada ador adora cao coes mento dade vel ico ica",
        "nl" => "e en s er ers ing ingen t te ten de den heid baar lijk isch",
        "sv" | "da" | "nb" | "nn" | "no" => "e en er et n r s t a ar arna ing ingar ning het lig ligt else elser",
        "ru" => {
            "а ы и у е о ю я ь ои ою ом ем ам ами ах ов ев еи ям ями ях ия ии ию иям ие ие ого его ому ему ыи ая ые ых \
             ыми ть л ла ли ние ния нию нии ство ства ству ство ник ники ка ки ку скии ская тель тели"
        }
        "tr" => {
            "lar ler lari leri i u in un si su yi yu ya ye e a da de dan den nin nun lik ligi ci cu cilar ciler siz sel \
             mek mak me ma mesi masi yor ir ur di ti mis"
        }
        "ar" => "ات ين ون ان ي ه ها هم نا يه ا ت",
        _ => "",
    }
}

/// Whether the language writes compounds as one word, so that words are also looked for at the end of others.
pub fn joins_compounds(language: &str) -> bool {
    matches!(primary(language).as_str(), "da" | "de" | "fi" | "hu" | "is" | "nb" | "nl" | "nn" | "no" | "sv")
}

/// The synonyms of a language: a group per line, separated by commas; `#` begins a comment.
pub fn synonyms(language: &str) -> &'static str {
    match primary(language).as_str() {
        "ar" => include_str!("synonyms/ar.txt"),
        "de" => include_str!("synonyms/de.txt"),
        "en" => include_str!("synonyms/en.txt"),
        "es" => include_str!("synonyms/es.txt"),
        "fr" => include_str!("synonyms/fr.txt"),
        "it" => include_str!("synonyms/it.txt"),
        "ja" => include_str!("synonyms/ja.txt"),
        "nl" => include_str!("synonyms/nl.txt"),
        "pl" => include_str!("synonyms/pl.txt"),
        "pt" => include_str!("synonyms/pt.txt"),
        "ru" => include_str!("synonyms/ru.txt"),
        "sv" => include_str!("synonyms/sv.txt"),
        "tr" => include_str!("synonyms/tr.txt"),
        "zh" => include_str!("synonyms/zh.txt"),
        _ => "",
    }
}

/// Words that ask for something other than a text, folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Intents {
    /// Between two roles: "engineer vs manager".
    pub versus: &'static [&'static str],
    /// Before two roles that one of `between` separates: "difference between engineer and manager".
    pub difference: &'static [&'static str],
    /// Separate the two.
    pub between: &'static [&'static str],
    /// Ask for a matrix.
    pub matrix: &'static [&'static str],
    /// Ask for comparing roles.
    pub compare: &'static [&'static str],
    /// Ask for the career map.
    pub map: &'static [&'static str],
}

/// The words of a language that ask for a comparison or a tool; those of English work everywhere.
pub fn intents(language: &str) -> Intents {
    match primary(language).as_str() {
        "de" => Intents {
            versus: &["vs", "versus", "gegen"],
            difference: &["unterschied", "unterschiede", "vergleich", "vergleiche", "vergleichen", "difference"],
            between: &["und", "mit", "zu", "and", "oder"],
            matrix: &["matrix", "tabelle"],
            compare: &["vergleich", "vergleichen", "compare"],
            map: &["karte", "karrierekarte", "map"],
        },
        "fr" => Intents {
            versus: &["vs", "versus", "contre"],
            difference: &["difference", "differences", "comparer", "comparaison"],
            between: &["et", "a", "avec", "and", "ou"],
            matrix: &["matrice", "tableau", "matrix"],
            compare: &["comparer", "comparaison", "compare"],
            map: &["carte", "map"],
        },
        "es" => Intents {
            versus: &["vs", "versus", "contra"],
            difference: &["diferencia", "diferencias", "comparar", "comparacion", "difference"],
            between: &["y", "e", "con", "and", "o"],
            matrix: &["matriz", "tabla", "matrix"],
            compare: &["comparar", "comparacion", "compare"],
            map: &["mapa", "map"],
        },
        "it" => Intents {
            versus: &["vs", "versus", "contro"],
            difference: &["differenza", "differenze", "confronto", "confrontare", "difference"],
            between: &["e", "con", "and", "o"],
            matrix: &["matrice", "tabella", "matrix"],
            compare: &["confronto", "confrontare", "compare"],
            map: &["mappa", "map"],
        },
        "nl" => Intents {
            versus: &["vs", "versus", "tegen"],
            difference: &["verschil", "verschillen", "vergelijking", "vergelijken", "difference"],
            between: &["en", "met", "and", "of"],
            matrix: &["matrix", "tabel"],
            compare: &["vergelijking", "vergelijken", "compare"],
            map: &["kaart", "map"],
        },
        "pl" => Intents {
            versus: &["vs", "versus", "kontra"],
            difference: &["roznica", "roznice", "porownanie", "porownac", "difference"],
            between: &["a", "i", "z", "and"],
            matrix: &["macierz", "tabela", "matrix"],
            compare: &["porownanie", "porownac", "compare"],
            map: &["mapa", "map"],
        },
        "pt" => Intents {
            versus: &["vs", "versus", "contra"],
            difference: &["diferenca", "diferencas", "comparar", "comparacao", "difference"],
            between: &["e", "com", "and", "ou"],
            matrix: &["matriz", "tabela", "matrix"],
            compare: &["comparar", "comparacao", "compare"],
            map: &["mapa", "map"],
        },
        "ru" => Intents {
            versus: &["vs", "versus", "против"],
            difference: &["разница", "отличие", "отличия", "сравнение", "сравнить", "difference"],
            between: &["и", "с", "от", "and", "или"],
            matrix: &["матрица", "таблица", "matrix"],
            compare: &["сравнение", "сравнить", "compare"],
            map: &["карта", "map"],
        },
        "sv" => Intents {
            versus: &["vs", "versus", "mot"],
            difference: &["skillnad", "skillnaden", "jamforelse", "jamfora", "jamfor", "difference"],
            between: &["och", "med", "and", "eller"],
            matrix: &["matris", "tabell", "matrix"],
            compare: &["jamforelse", "jamfora", "jamfor", "compare"],
            map: &["karta", "karriarkarta", "map"],
        },
        "tr" => Intents {
            versus: &["vs", "versus", "karsi"],
            difference: &["fark", "farki", "farklar", "karsilastir", "karsilastirma", "difference"],
            between: &["ile", "ve", "and", "veya"],
            matrix: &["matris", "tablo", "matrix"],
            compare: &["karsilastir", "karsilastirma", "compare"],
            map: &["harita", "haritasi", "map"],
        },
        "ar" => Intents {
            versus: &["vs", "versus", "مقابل"],
            difference: &["فرق", "فروق", "مقارنه", "difference"],
            between: &["و", "مع", "and", "او"],
            matrix: &["مصفوفه", "جدول", "matrix"],
            compare: &["مقارنه", "compare"],
            map: &["خريطه", "map"],
        },
        _ => Intents {
            versus: &["vs", "versus"],
            difference: &["difference", "differences", "different", "compare", "compared", "comparing", "comparison"],
            between: &["and", "to", "with", "or", "from"],
            matrix: &["matrix", "grid", "spreadsheet"],
            compare: &["compare", "comparison", "comparisons"],
            map: &["map"],
        },
    }
}
