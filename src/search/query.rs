//! A query: words, quoted phrases, filters such as `kind:skill`, and `-words` to leave out.
//!
//! Knows how a query is written, not what answers it. The theme's `search-engine.js` follows the same rules.

use super::fold;
use super::spelling;
use super::stop_words::significant;

/// The rest of a longer query is ignored.
const MAX_QUERY_CHARS: usize = 512;
/// No more words than these are looked up.
pub const MAX_QUERY_WORDS: usize = 16;
/// The filters: the kind, then the facets.
pub const FILTERS: [&str; 4] = ["kind", "family", "track", "level"];

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The significant words, each once.
    pub words: Vec<QueryWord>,
    /// All words, in order.
    pub sequence: Vec<String>,
    /// Quoted phrases.
    pub phrases: Vec<Phrase>,
    /// Words and phrases that a result must not have.
    pub excluded: Vec<Phrase>,
    /// Which filter of [`FILTERS`], and the value as a [`fold::sequence`].
    pub filters: Vec<(usize, String)>,
}

/// A word of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryWord {
    /// The word, folded.
    pub text: String,
    /// Other spellings of the same word.
    pub variants: Vec<String>,
    /// The compounds that it makes with its neighbours.
    pub joined: Vec<String>,
}

/// A quoted phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// As typed.
    pub text: String,
    /// As [`fold::sequence`] writes it.
    pub sequence: String,
    /// Its words.
    pub words: Vec<String>,
}

impl Query {
    /// Reads a query. `stop_words` are words that it can do without.
    pub fn parse(text: &str, stop_words: &[&str]) -> Self {
        let text: String =
            text.chars().take(MAX_QUERY_CHARS).map(|mark| if is_quote(mark) { '"' } else { mark }).collect();
        let mut query = Self::default();
        // The words as they are spelled without umlauts, where that differs.
        let mut expanded: Vec<String> = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            if let Some(after) = excluding(rest) {
                let (piece, _, after) = piece(after);
                query.excluded.extend(Phrase::of(piece));
                rest = after.trim_start();
                continue;
            }
            let (piece, quoted, after) = piece(rest);
            if let Some((which, value, after)) = (!quoted).then(|| filter(rest)).flatten() {
                query.filters.push((which, value));
                rest = after.trim_start();
                continue;
            }
            if quoted {
                query.phrases.extend(Phrase::of(piece));
            }
            query.sequence.extend(fold::words(piece));
            expanded.extend(fold::words(&fold::without_umlauts(piece)));
            rest = after.trim_start();
        }
        let sequence = &query.sequence;
        let mut words = significant(sequence.clone(), stop_words);
        words.truncate(MAX_QUERY_WORDS);
        let word = |text: String| {
            let mut variants = spelling::variants(&text);
            let umlauts = sequence.iter().position(|word| *word == text).and_then(|at| expanded.get(at));
            variants.extend(umlauts.filter(|other| **other != text).cloned());
            let pairs = sequence.windows(2).filter(|pair| pair[0] == text || pair[1] == text);
            let joined = pairs.map(|pair| format!("{}{}", pair[0], pair[1])).collect();
            QueryWord { text, variants, joined }
        };
        query.words = words.into_iter().map(word).collect();
        query
    }
}

impl Phrase {
    fn of(text: &str) -> Option<Self> {
        let sequence = fold::sequence(text);
        (sequence.len() > 1).then(|| Self { text: text.trim().to_owned(), words: fold::words(text), sequence })
    }
}

/// Whether a filter's value names something: completely, or at the beginning of one of its words.
pub fn names(value: &str, id: &str, titles: &[&str]) -> Option<NameMatch> {
    let id = fold::sequence(id);
    let titles: Vec<String> = titles.iter().map(|title| fold::sequence(title)).collect();
    let mut all = titles.iter().chain([&id]);
    if all.clone().any(|name| name == value || format!(" {} ", initials(name)) == value) {
        return Some(NameMatch::Exactly);
    }
    let beginning = value.trim_end();
    all.any(|name| name.contains(beginning)).then_some(NameMatch::Partly)
}

/// How well a filter's value names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// A word of the name begins so.
    Partly,
    /// The name, the id or its initials.
    Exactly,
}

fn initials(sequence: &str) -> String {
    sequence.split(' ').filter_map(|word| word.chars().next()).collect()
}

/// The next piece: what stands in quotes, or up to white space or a quote.
fn piece(text: &str) -> (&str, bool, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return match quoted.split_once('"') {
            Some((piece, after)) => (piece, true, after),
            // The other quote has not been typed yet.
            None => (quoted, false, ""),
        };
    }
    let end = text.find(|mark: char| mark.is_whitespace() || mark == '"').unwrap_or(text.len());
    (&text[..end], false, &text[end..])
}

/// What follows a `-` that excludes.
fn excluding(text: &str) -> Option<&str> {
    let after = text.strip_prefix('-')?;
    after.starts_with(|mark: char| mark == '"' || mark.is_alphanumeric()).then_some(after)
}

/// A filter at the beginning of `text`, and what follows it.
fn filter(text: &str) -> Option<(usize, String, &str)> {
    let (key, value) = text.split_once(':')?;
    let which = FILTERS.iter().position(|name| name.eq_ignore_ascii_case(key))?;
    let (piece, _, after) = piece(value);
    let value = fold::sequence(piece);
    (value.len() > 1).then_some((which, value, after))
}

fn is_quote(mark: char) -> bool {
    matches!(mark, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(query: &Query) -> Vec<&str> {
        query.words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn queries_are_read() {
        let query = Query::parse(
            "How do I \"own the plan\" kind:skill track:\"Individual Contributor\" on-call -draft -\"old plan\"",
            &["how", "do", "i", "the", "on"],
        );
        assert_eq!(texts(&query), ["own", "plan", "call"]);
        assert_eq!(query.words[2].joined, ["oncall"]);
        assert_eq!(query.phrases[0].sequence, " own the plan ");
        assert_eq!(query.phrases[0].words, ["own", "the", "plan"]);
        assert_eq!(query.filters, [(0, " skill ".into()), (2, " individual contributor ".into())]);
        let excluded: Vec<&str> = query.excluded.iter().map(|phrase| &*phrase.sequence).collect();
        assert_eq!(excluded, [" draft ", " old plan "]);
        assert_eq!(texts(&Query::parse("\"unfinished", &[])), ["unfinished"]);
        assert_eq!(texts(&Query::parse("kind: other:x - y", &[])), ["kind", "other", "x", "y"]);
        assert_eq!(Query::parse(" \"\" ", &[]), Query::default());
        assert_eq!(texts(&Query::parse(&"wo ".repeat(9000), &[])), ["wo"]);
        assert_eq!(Query::parse("Führung", &[]).words[0].variants, ["fuehrung"]);
    }

    #[test]
    fn values_name_by_initials_and_beginnings() {
        let of = |value: &str| names(&format!(" {value} "), "individual-contributor", &["Individual Contributor"]);
        assert_eq!(of("ic"), Some(NameMatch::Exactly));
        assert_eq!(of("individual contributor"), Some(NameMatch::Exactly));
        assert_eq!(of("contrib"), Some(NameMatch::Partly));
        assert_eq!(of("tributor"), None);
    }
}
