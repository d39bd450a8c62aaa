//! How the index is cut into files, decided from the size of the handbook alone.
//!
//! The plan of the site names every file before anything is indexed, so the numbers must not depend on the words.

use super::record;
use crate::handbook::Handbook;

/// Up to this many bytes of text, the index is one file.
const WHOLE: usize = 24 * 1024;

/// The number of files of each sort; all are 1 when the index is one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexLayout {
    /// Whether the index is one file.
    pub single_file: bool,
    /// Files of the dictionary.
    pub words: usize,
    /// Files of the dictionary read backwards, for typos in the first half of a word.
    pub ends: usize,
    /// Files of postings.
    pub hits: usize,
    /// Files of what results show.
    pub texts: usize,
    /// Entities in each of those.
    pub entities_per_file: usize,
}

/// How much there is to find: all that the layout depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    entities: usize,
    bytes: usize,
}

impl Measure {
    /// The measure of a handbook.
    pub fn of(handbook: &Handbook) -> Self {
        let found = record::found(handbook);
        let bytes = found.iter().filter_map(|subject| subject.entity()).map(|index| handbook.text_size(index)).sum();
        Self { entities: found.len(), bytes }
    }
}

impl IndexLayout {
    /// The layout for what there is to find.
    pub fn of(Measure { entities, bytes }: Measure) -> Self {
        if bytes <= WHOLE {
            return Self {
                single_file: true,
                words: 1,
                ends: 1,
                hits: 1,
                texts: 1,
                entities_per_file: entities.max(1),
            };
        }
        // What ten results show should come in ten small files; very short texts share one.
        let target = (bytes / 512).clamp(1024, 4 * 1024);
        let entities_per_file = (target * entities / bytes).clamp(1, 64);
        Self {
            single_file: false,
            words: (bytes / (10 * 1024)).clamp(5, 192),
            ends: (bytes / (128 * 1024)).clamp(2, 24),
            hits: (bytes / (4 * 1024)).clamp(16, 2048),
            texts: entities.div_ceil(entities_per_file),
            entities_per_file,
        }
    }

    /// The sorts of files that are numbered, and how many there are of each.
    pub fn numbered(self) -> [(&'static str, usize); 4] {
        [("words", self.words), ("ends", self.ends), ("hits", self.hits), ("texts", self.texts)]
    }

    /// The names of all files below `search/`.
    pub fn files(self) -> Vec<String> {
        let mut files = vec!["index.js".to_owned()];
        if !self.single_file {
            files.extend(["facets.js".to_owned(), "tools.js".to_owned()]);
            for (sort, count) in self.numbered() {
                files.extend((0..count).map(|number| format!("{sort}-{number}.js")));
            }
        }
        files
    }
}
