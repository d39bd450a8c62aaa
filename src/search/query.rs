//! What somebody typed: words, quoted phrases, and filters such as `kind:skill`.
//!
//! Knows how a question is written, not what answers it. The same rules stand in the theme's `search-engine.js`.

use super::fold;
use super::stop_words::significant;

/// Characters that are read; what somebody pastes beyond them cannot make a better question.
const MAX_QUERY_CHARS: usize = 512;
/// Words that are looked up.
const MAX_QUERY_WORDS: usize = 16;
/// The filters: the kind, then the facets.
pub const FILTERS: [&str; 4] = ["kind", "family", "track", "level"];

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words that tell something, each once.
    pub words: Vec<String>,
    /// For every word the compounds that it makes with its neighbours.
    pub joined: Vec<Vec<String>>,
    /// Quoted phrases, as [`fold::sequence`] writes them.
    pub phrases: Vec<String>,
    /// Which filter of [`FILTERS`], and the value as a [`fold::sequence`].
    pub filters: Vec<(usize, String)>,
}

impl Query {
    /// Reads a question. `ignored` are words that it can do without.
    pub fn parse(text: &str, stop_words: &[&str]) -> Self {
        let text: String =
            text.chars().take(MAX_QUERY_CHARS).map(|mark| if is_quote(mark) { '"' } else { mark }).collect();
        let mut query = Self::default();
        let mut words = Vec::new();
        let mut pairs = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (piece, quoted, after) = piece(rest);
            let filter = (!quoted).then(|| filter(rest)).flatten();
            if let Some((which, value, after)) = filter {
                query.filters.push((which, value));
                rest = after.trim_start();
                continue;
            }
            if quoted && fold::sequence(piece).len() > 1 {
                query.phrases.push(fold::sequence(piece));
            }
            words.extend(fold::words(piece));
            rest = after.trim_start();
        }
        for pair in words.windows(2) {
            pairs.push((pair[0].clone(), pair[1].clone(), format!("{}{}", pair[0], pair[1])));
        }
        query.words = significant(words, stop_words);
        query.words.truncate(MAX_QUERY_WORDS);
        let joined = |word: &String| {
            let of = pairs.iter().filter(|(first, second, _)| first == word || second == word);
            of.map(|(_, _, both)| both.clone()).collect()
        };
        query.joined = query.words.iter().map(joined).collect();
        query
    }
}

/// Whether a filter's value names something: completely, or at the beginning of one of its words.
pub fn names(value: &str, id: &str, titles: &[&str]) -> Option<Named> {
    let id = fold::sequence(id);
    let titles: Vec<String> = titles.iter().map(|title| fold::sequence(title)).collect();
    let mut all = titles.iter().chain([&id]);
    if all.clone().any(|name| name == value || format!(" {} ", initials(name)) == value) {
        return Some(Named::Exactly);
    }
    let beginning = value.trim_end();
    all.any(|name| name.contains(beginning)).then_some(Named::Partly)
}

/// How well a filter's value names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
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
            // Nobody has typed the other quote yet.
            None => (quoted, false, ""),
        };
    }
    let end = text.find(|mark: char| mark.is_whitespace() || mark == '"').unwrap_or(text.len());
    (&text[..end], false, &text[end..])
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

    #[test]
    fn questions_are_read() {
        let query = Query::parse(
            "How do I \"own the plan\" kind:skill track:\"Individual Contributor\" on-call",
            &["how", "do", "i", "the", "on"],
        );
        assert_eq!(query.words, ["own", "plan", "call"]);
        assert_eq!(query.joined[2], ["oncall"]);
        assert_eq!(query.phrases, [" own the plan "]);
        assert_eq!(query.filters, [(0, " skill ".into()), (2, " individual contributor ".into())]);
        assert_eq!(Query::parse("\"unfinished", &[]).words, ["unfinished"]);
        assert_eq!(Query::parse("kind: other:x", &[]).words, ["kind", "other", "x"]);
        assert_eq!(Query::parse(" \"\" ", &[]), Query::default());
        assert_eq!(Query::parse(&"wo ".repeat(9000), &[]).words, ["wo"]);
    }

    #[test]
    fn values_name_by_initials_and_beginnings() {
        let of = |value: &str| names(&format!(" {value} "), "individual-contributor", &["Individual Contributor"]);
        assert_eq!(of("ic"), Some(Named::Exactly));
        assert_eq!(of("individual contributor"), Some(Named::Exactly));
        assert_eq!(of("contrib"), Some(Named::Partly));
        assert_eq!(of("tributor"), None);
    }
}
