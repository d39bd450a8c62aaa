//! The search page: an index of everything from A to Z, for readers without scripts and for those who browse.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::{Collation, Kind, Status};
use crate::handbook::Handbook;
use crate::page::cards::{PageBuilder, status};
use crate::page::frame::PageHeading;
use crate::page::site::SchemaType;
use crate::page::{prose, urls};

use super::{Address, PageKind};

/// Search. Without scripts it is an index of everything.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SearchView {
    /// The text of `content/search.md`, HTML.
    pub body: String,
    /// Everything by its first letter, other names too.
    pub letters: Vec<LetterView>,
}

/// What begins with a letter.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LetterView {
    /// The letter; `0–9` for digits, `&` for signs.
    pub letter: String,
    /// The anchor of its heading.
    pub anchor: String,
    /// The entries, sorted.
    pub entries: Vec<EntryView>,
}

/// An entry of an index.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EntryView {
    /// The words it is found under: the title or another name.
    pub words: String,
    /// The relative address.
    pub href: String,
    /// The title, where the words are another name.
    pub see: Option<String>,
    /// The word for its kind.
    pub kind: String,
    /// `draft` or `retired`, when it is not active.
    pub status: Option<Status>,
}

/// Search, and everything from A to Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SearchPage;

impl PageKind for SearchPage {
    type View = SearchView;
    const NAME: &'static str = "search";
    const TEMPLATE: &'static str = "search.html";
    const INTRO: Option<&'static str> = Some("search");
    const HAS_MARKDOWN: bool = false;
    const SCHEMA_TYPE: SchemaType = SchemaType::SearchResultsPage;

    fn addresses(_: &Handbook) -> Vec<Address<Self>> {
        vec![Address::built_in(urls::SEARCH, Self, "the search page")]
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        PageHeading::introduced(builder, "search", builder.text("frame.search", &[]))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let handbook = builder.handbook;
        let collation = Collation::of(&handbook.config.language);
        let mut letters: BTreeMap<Letter, Vec<(Vec<u8>, EntryView)>> = BTreeMap::new();
        for (index, entity) in handbook.all() {
            let shown = handbook.is_first(index);
            if !shown || (entity.kind() == Kind::Page && *entity.id == *"404") {
                continue;
            }
            let href = builder.href(&prose::entity_address(handbook, index));
            let names = std::iter::once(&entity.title).chain(entity.aliases.iter().map(|alias| &alias.value));
            for (number, name) in names.enumerate() {
                let entry = EntryView {
                    words: name.clone(),
                    href: href.clone(),
                    see: (number > 0).then(|| entity.title.clone()),
                    kind: handbook.term(entity.kind()).one,
                    status: status(entity),
                };
                letters.entry(letter(name, &collation)).or_default().push((collation.key(name), entry));
            }
        }
        let letters = letters.into_iter().enumerate().map(|(at, ((.., letter), mut entries))| {
            entries.sort_by(|a, b| (&a.0, &a.1.kind, &a.1.href).cmp(&(&b.0, &b.1.kind, &b.1.href)));
            let entries = entries.into_iter().map(|(_, entry)| entry).collect();
            LetterView { letter, anchor: format!("section-letter-{}", at + 1), entries }
        });
        SearchView { body: builder.intro("search"), letters: letters.collect() }
    }
}

/// Signs before digits before letters; the sort key of the letter; the letter.
type Letter = (u8, Vec<u8>, String);

/// The letter a name is sorted under, without an accent unless it makes another letter in the language.
fn letter(name: &str, collation: &Collation) -> Letter {
    let mut parts = name.trim_start().nfkd();
    let plain = parts.next().unwrap_or('&');
    if plain.is_numeric() {
        return (1, Vec::new(), "0–9".into());
    }
    if !plain.is_alphabetic() {
        return (0, Vec::new(), "&".into());
    }
    let upper = |letter: char| -> String { letter.to_uppercase().collect() };
    let accented = parts.next().filter(|mark| is_combining_mark(*mark)).and_then(|_| name.trim_start().nfkc().next());
    let letter = match accented.map(upper) {
        Some(accented) if !collation.is_same_letter(&accented, &upper(plain)) => accented,
        _ => upper(plain),
    };
    (2, collation.key(&letter), letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_language() {
        let letter = |name, language| letter(name, &Collation::of(language)).2;
        assert_eq!((letter("ärger", "de"), letter("ärger", "sv")), ("A".into(), "Ä".into()));
        assert_eq!((letter(" élan", "fr"), letter("가", "ko")), ("E".into(), "ᄀ".into()));
        assert_eq!((letter("5S", "de"), letter("«x»", "de")), ("0–9".into(), "&".into()));
    }
}
