//! Names turned into ids: lower-case, kebab-case, unique among those of one kind.
//!
//! Knows nothing of what is named. Letters of every script stay; only case and separators change.

use std::collections::{BTreeMap, BTreeSet};

use crate::content;
use crate::parse::id;

/// The longest id; file systems stop at 255 bytes for a name, and people long before.
const MAX_LENGTH: usize = 120;

/// The ids of one kind that are taken so far.
#[derive(Debug, Default)]
pub struct Slugs {
    taken: BTreeSet<String>,
}

impl Slugs {
    /// An id for `name` that is not taken yet: its own, else qualified by `qualifier` (`developer-lead`), else
    /// numbered. The same names in the same order always give the same ids.
    pub fn claim(&mut self, name: &str, qualifier: &str) -> String {
        let plain = slug(name);
        let qualified = slug(&format!("{qualifier} {name}"));
        // The number must not take the id over the limit.
        let numbered = (2..).map(|number: usize| {
            let number = format!("-{number}");
            cut(&qualified, MAX_LENGTH - number.len()).to_owned() + &number
        });
        let free = [plain, qualified.clone()]
            .into_iter()
            .chain(numbered)
            .find(|id| !id::is_reserved(id) && !self.taken.contains(id))
            .expect("numbers do not run out");
        self.taken.insert(free.clone());
        free
    }
}

/// Ids by what they stand for.
#[derive(Debug, Default)]
pub struct IdsByKey {
    ids: BTreeMap<String, String>,
    taken: Slugs,
}

impl IdsByKey {
    /// The id of what `key` stands for. That of something new is claimed for `name` and `qualifier`, and given to `add`.
    pub fn id(&mut self, key: String, name: &str, qualifier: &str, add: impl FnOnce(String)) -> String {
        let id = self.ids.entry(key).or_insert_with(|| {
            let id = self.taken.claim(name, qualifier);
            add(id.clone());
            id
        });
        id.clone()
    }
}

/// The slug of `name`, cut to a length that file systems hold, and never empty.
fn slug(name: &str) -> String {
    let id = content::slug(name);
    let id = cut(&id, MAX_LENGTH);
    if id.is_empty() { String::from("unnamed") } else { id.to_owned() }
}

/// At most `bytes` bytes of an id, without a separator at the end.
fn cut(id: &str, bytes: usize) -> &str {
    let mut end = id.len().min(bytes);
    while !id.is_char_boundary(end) {
        end -= 1;
    }
    id[..end].trim_end_matches(['-', '.', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_kebab_case() {
        assert_eq!(slug("Development operations (DevOps) engineer"), "development-operations-devops-engineer");
        assert_eq!(slug("  People’s Café – R&D "), "peoples-café-r-d");
        assert_eq!(slug("!?"), "unnamed");
        assert!(slug(&"long ".repeat(100)).len() <= MAX_LENGTH + 3);
    }

    #[test]
    fn ids_are_qualified_and_then_numbered() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.claim("Lead", "Developer"), "lead");
        assert_eq!(slugs.claim("Lead", "Developer"), "developer-lead");
        assert_eq!(slugs.claim("LEAD", "Developer"), "developer-lead-2");
        assert_eq!(slugs.claim("Aux", "Audio"), "audio-aux");
        let long = "long ".repeat(100);
        let ids = [slugs.claim(&long, ""), slugs.claim(&long, ""), slugs.claim(&long, "")];
        assert!(ids.iter().all(|id| id.len() <= MAX_LENGTH) && ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    }
}
