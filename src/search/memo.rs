//! What the last index was made of, so that after an edit only records that differ are counted again.
//!
//! Knows which records are the same, not what is in them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::index::IndexWord;
use super::postings::posted;
use super::record::{Record, RecordKind};
use super::stop_words::StopWords;
use super::term_frequency::{Counter, TermVector};
use super::vocabulary::Vocabulary;

/// The records of the last index and their words, counted.
///
/// Sound because nothing is taken over from the handbook before: every record is made anew, out of whatever it depends
/// on, and compared by value with the one that had its kind and id. What was counted follows from the record and the
/// stop words alone, and a number of the vocabulary never means another word. Only the last generation is kept.
#[derive(Default)]
pub struct SearchMemo {
    stop_words: StopWords,
    vocabulary: Vocabulary,
    known: Vec<CountedRecord>,
    /// How many records were counted for the last index; for tests that count work.
    pub counted: usize,
}

/// A record and its words.
#[derive(Clone)]
struct CountedRecord {
    record: Arc<Record>,
    counted: Arc<TermVector>,
}

/// Records that one thread counts before it asks for more.
const BATCH: usize = 32;

impl SearchMemo {
    /// Takes the records of a new index in the place of the last ones, and returns them.
    pub fn take(&mut self, records: Vec<Record>, stop_words: StopWords) -> Vec<Arc<Record>> {
        if self.stop_words != stop_words {
            *self = Self { stop_words, ..Self::default() };
        }
        let known: HashMap<(RecordKind, &str), &CountedRecord> =
            self.known.iter().map(|known| ((known.record.kind, &*known.record.id), known)).collect();
        let compared: Vec<Result<CountedRecord, Arc<Record>>> = records
            .into_par_iter()
            .map(|record| match known.get(&(record.kind, &*record.id)) {
                Some(known) if *known.record == record => Ok((*known).clone()),
                _ => Err(Arc::new(record)),
            })
            .collect();
        let new: Vec<&Arc<Record>> = compared.iter().filter_map(|record| record.as_ref().err()).collect();
        self.counted = new.len();
        let mut counted = count(&new, stop_words, &mut self.vocabulary).into_iter();
        let known = compared.into_iter().filter_map(|record| match record {
            Ok(known) => Some(known),
            Err(record) => Some(CountedRecord { record, counted: counted.next()? }),
        });
        self.known = known.collect();
        self.known.iter().map(|known| known.record.clone()).collect()
    }

    /// The words of the records that were taken last. `first_part` has the number of each record's first part.
    pub fn words(&mut self, first_part: &[u32]) -> Vec<IndexWord> {
        let counted: Vec<&TermVector> = self.known.iter().map(|known| &*known.counted).collect();
        let words = posted(&self.vocabulary, &counted, first_part);
        // Words that are no longer used are dropped, or every half-typed word would stay in memory.
        if self.vocabulary.len() > 2 * words.len() + 1024 {
            *self = Self { counted: self.counted, ..Self::default() };
        }
        words
    }
}

/// Counts records, each thread with a vocabulary of its own, of which one is made in the end. Who counts what, and so
/// the number of a word, is up to chance and shows nowhere: words are sorted before anything is made of them.
fn count(records: &[&Arc<Record>], stop_words: StopWords, vocabulary: &mut Vocabulary) -> Vec<Arc<TermVector>> {
    let next = AtomicUsize::new(0);
    let threads = rayon::current_num_threads().min(records.len().div_ceil(BATCH));
    let by_thread: Vec<(Vocabulary, Vec<(usize, TermVector)>)> = (0..threads)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let mut counter = Counter::default();
            let mut all = Vec::new();
            loop {
                let start = next.fetch_add(BATCH, Ordering::Relaxed);
                let some = records.iter().enumerate().skip(start).take(BATCH);
                all.extend(some.map(|(at, record)| (at, counter.count(record, stop_words))));
                if start >= records.len() {
                    return (counter.vocabulary, all);
                }
            }
        })
        .collect();
    let mut all = Vec::with_capacity(records.len());
    for (words, mut counted) in by_thread {
        if vocabulary.len() == 0 {
            *vocabulary = words;
        } else {
            let numbers: Vec<u32> = words.iter().map(|word| vocabulary.number(word)).collect();
            counted.par_iter_mut().for_each(|(_, counted)| counted.renumber(&numbers));
        }
        all.extend(counted.into_iter().map(|(at, counted)| (at, Arc::new(counted))));
    }
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, counted)| counted).collect()
}

#[cfg(test)]
mod tests {
    use super::super::record::{RecordPart, RecordText};
    use super::*;

    fn record(id: &str, text: String) -> Record {
        Record {
            kind: RecordKind::Entity(crate::content::Kind::Skill),
            id: id.to_owned(),
            url: format!("skills/{id}.html"),
            title: id.to_owned(),
            aliases: Vec::new(),
            codes: Vec::new(),
            retired: false,
            belongs: Default::default(),
            parts: vec![RecordPart { text: RecordText::Made(text), ..RecordPart::default() }],
        }
    }

    #[test]
    fn words_of_the_past_do_not_pile_up() {
        let mut memo = SearchMemo::default();
        let mut largest = 0;
        for round in 0..40 {
            let text = (0..100).map(|word| format!("w{round}x{word} ")).collect();
            memo.take(vec![record("a", text), record("b", "the same".into())], &[]);
            let words = memo.words(&[0, 1, 2]);
            assert_eq!(words.len(), 100 + 4, "the words of one round, of the other record and of the names");
            largest = largest.max(memo.vocabulary.len());
        }
        assert!((200..1500).contains(&largest), "{largest} words");
    }
}
