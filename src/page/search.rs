//! The search page: an index of everything from A to Z, for readers without scripts and for those who browse.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::content::Kind;

use super::build::{Builder, status};
use super::prose;
use super::view::{Entry, Letter, Search};

/// Everything by its first letter.
pub fn a_to_z(builder: &Builder) -> Search {
    let handbook = builder.handbook;
    let mut letters: BTreeMap<(u8, String), Vec<(String, Entry)>> = BTreeMap::new();
    for (index, entity) in handbook.all() {
        let shown = handbook.find(entity.kind(), &entity.id) == Some(index);
        if !shown || (entity.kind() == Kind::Page && *entity.id == *"404") {
            continue;
        }
        let href = builder.href(&prose::entity_address(handbook, index));
        let names = std::iter::once(&entity.title).chain(entity.aliases.iter().map(|alias| &alias.value));
        for (number, name) in names.enumerate() {
            let entry = Entry {
                words: name.clone(),
                href: href.clone(),
                see: (number > 0).then(|| entity.title.clone()),
                kind: handbook.config.term(entity.kind()).one,
                status: status(entity),
            };
            letters.entry(letter(name)).or_default().push((name.to_lowercase(), entry));
        }
    }
    let letters = letters.into_iter().enumerate().map(|(at, ((_, letter), mut entries))| {
        entries.sort_by(|a, b| (&a.0, &a.1.kind, &a.1.href).cmp(&(&b.0, &b.1.kind, &b.1.href)));
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Letter { letter, anchor: format!("section-letter-{}", at + 1), entries }
    });
    let body = handbook.find(Kind::Page, "search").map(|page| builder.body(handbook.get(page)));
    Search { body: body.unwrap_or_default(), letters: letters.collect() }
}

/// The letter a name is sorted under, signs before digits before letters.
fn letter(name: &str) -> (u8, String) {
    let first = name.nfkd().find(|character| !character.is_whitespace()).unwrap_or('&');
    if first.is_numeric() {
        (1, "0–9".into())
    } else if first.is_alphabetic() {
        (2, first.to_uppercase().collect())
    } else {
        (0, "&".into())
    }
}
