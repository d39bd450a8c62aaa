//! Names turned into ids: lower-case, kebab-case, unique among those of one kind.
//!
//! Knows nothing of what is named. Letters of every script stay; only case and separators change.

use std::collections::BTreeSet;

use crate::content;
use crate::parse::id;

/// The longest id; file systems stop at 255 bytes for a name, and people long before.
const LONGEST: usize = 120;

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
        let numbered = (2..).map(|number| format!("{qualified}-{number}"));
        let free = [plain, qualified.clone()]
            .into_iter()
            .chain(numbered)
            .find(|id| !id::is_reserved(id) && !self.taken.contains(id))
            .expect("numbers do not run out");
        self.taken.insert(free.clone());
        free
    }
}

/// The slug of `name`, cut to a length that file systems hold, and never empty.
fn slug(name: &str) -> String {
    let mut id = content::slug(name);
    while id.len() > LONGEST {
        id.pop();
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { String::from("unnamed") } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_kebab_case() {
        assert_eq!(slug("Development operations (DevOps) engineer"), "development-operations-devops-engineer");
        assert_eq!(slug("  People’s Café – R&D "), "peoples-café-r-d");
        assert_eq!(slug("!?"), "unnamed");
        assert!(slug(&"long ".repeat(100)).len() <= LONGEST + 3);
    }

    #[test]
    fn ids_are_qualified_and_then_numbered() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.claim("Lead", "Developer"), "lead");
        assert_eq!(slugs.claim("Lead", "Developer"), "developer-lead");
        assert_eq!(slugs.claim("LEAD", "Developer"), "developer-lead-2");
        assert_eq!(slugs.claim("Aux", "Audio"), "audio-aux");
    }
}
