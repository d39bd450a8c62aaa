//! The words of all records put together: every word with the parts that hold it, best first, and its names.
//!
//! A counting sort. Knows how postings are written, not what they are worth.

use rayon::prelude::*;

use super::index::{IndexWord, rarity};
use super::term_frequency::{IMPACTS, TermVector};
use super::varint;
use super::vocabulary::Vocabulary;

/// No more parts than these are kept per word, those with the highest impact.
const MAX_POSTINGS: usize = 4096;

/// The words that `counted` holds, sorted, without their forms. `first_part` has the number of each record's first part, and
/// behind the last one the number of parts.
pub fn posted(vocabulary: &Vocabulary, counted: &[&TermVector], first_part: &[u32]) -> Vec<IndexWord> {
    let parts = first_part.last().copied().unwrap_or(0);
    // How many slices there are shows nowhere: parts ascend within each and from one to the next.
    let together = counted.len().div_ceil(rayon::current_num_threads()).max(1);
    let slices: Vec<ByWord<u32>> = counted
        .par_chunks(together)
        .zip(first_part.par_chunks(together))
        .map(|(counted, first_part)| {
            ByWord::of(vocabulary.len(), || {
                let records = counted.iter().zip(first_part);
                records.flat_map(|(one, first)| {
                    one.hits().map(move |(word, part, impact)| (word, (first + part) * IMPACTS + impact))
                })
            })
        })
        .collect();
    let names = ByWord::of(vocabulary.len(), || {
        let entities = counted.iter().zip(0u32..);
        entities.flat_map(|(one, entity)| one.names.iter().map(move |(word, name)| (*word, (entity, *name))))
    });
    let is_there =
        |word: &u32| !names.of_word(*word).is_empty() || slices.iter().any(|slice| !slice.of_word(*word).is_empty());
    let mut words: Vec<(u64, u32)> =
        (0..vocabulary.len() as u32).filter(is_there).map(|word| (beginning(vocabulary.word(word)), word)).collect();
    words.par_sort_unstable_by(|(first, word), (second, other)| {
        first.cmp(second).then_with(|| vocabulary.word(*word).cmp(vocabulary.word(*other)))
    });
    let post = |sorted: &mut Vec<u32>, (_, word): &(u64, u32)| {
        let hits = slices.iter().map(|slice| slice.of_word(*word));
        IndexWord {
            text: vocabulary.word(*word).to_owned(),
            rarity: rarity(hits.clone().map(<[u32]>::len).sum(), parts),
            postings: postings(hits, sorted),
            names: names.of_word(*word).to_vec(),
            ..IndexWord::default()
        }
    };
    words.par_iter().map_init(Vec::new, post).collect()
}

/// The first eight bytes as a number, which decides most comparisons without looking at the words.
fn beginning(word: &str) -> u64 {
    let mut first = [0; 8];
    let len = word.len().min(8);
    first[..len].copy_from_slice(&word.as_bytes()[..len]);
    u64::from_be_bytes(first)
}

/// What is known of each word, one after the other.
struct ByWord<T> {
    /// Where what is known of each word begins, and behind the last where it ends.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy + Default> ByWord<T> {
    /// Sorts what `each` gives twice by the word, and keeps the order of what is known of one.
    fn of<I: Iterator<Item = (u32, T)>>(words: usize, each: impl Fn() -> I) -> Self {
        let mut starts = vec![0; words + 2];
        each().for_each(|(word, _)| starts[word as usize + 2] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut all = vec![T::default(); sum as usize];
        // Until its word is complete, the start of the next word is where the word goes on.
        for (word, one) in each() {
            let place = &mut starts[word as usize + 1];
            all[*place as usize] = one;
            *place += 1;
        }
        Self { starts, all }
    }

    fn of_word(&self, word: u32) -> &[T] {
        &self.all[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize]
    }
}

/// Writes the parts that hold a word: by impact, highest first, each group with its size and the steps between its
/// numbers. `sorted` is room to work in.
fn postings<'a>(slices: impl Iterator<Item = &'a [u32]> + Clone, sorted: &mut Vec<u32>) -> String {
    let hits = || slices.clone().flatten().copied();
    let mut groups = [0; IMPACTS as usize];
    hits().for_each(|hit| groups[(hit % IMPACTS) as usize] += 1);
    let mut places = [0; IMPACTS as usize];
    let mut sum = 0;
    for (place, group) in places.iter_mut().zip(&groups).rev() {
        *place = sum;
        sum += group;
    }
    sorted.clear();
    sorted.resize(sum, 0);
    for hit in hits() {
        let place = &mut places[(hit % IMPACTS) as usize];
        sorted[*place] = hit;
        *place += 1;
    }
    sorted.truncate(MAX_POSTINGS);
    let mut out = String::with_capacity(sorted.len() * 2 + 4);
    for group in sorted.chunk_by(|a, b| a % IMPACTS == b % IMPACTS) {
        varint::push(&mut out, group[0] % IMPACTS);
        varint::push(&mut out, group.len() as u32);
        let mut last = 0;
        for hit in group {
            let part = hit / IMPACTS;
            varint::push(&mut out, part - last);
            last = part;
        }
    }
    out
}

/// Whether postings were cut, so that more parts hold the word than they name.
pub fn are_cut(postings: &str) -> bool {
    let mut count = 0;
    read(postings, |_, _| count += 1);
    count >= MAX_POSTINGS
}

/// Calls `hit` with every part of a [`IndexWord::postings`] and its impact.
pub fn read(postings: &str, mut hit: impl FnMut(u32, u32)) {
    let mut numbers = varint::read(postings);
    while let (Some(impact), Some(count)) = (numbers.next(), numbers.next()) {
        let mut part = 0;
        for step in numbers.by_ref().take(count as usize) {
            part += step;
            hit(part, impact);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_come_by_impact_and_lose_the_least() {
        let mut many: Vec<u32> = (0..5000).map(|part| part * IMPACTS + 3).collect();
        many[4] = 4 * IMPACTS + 14;
        many[4321] = 4321 * IMPACTS + 9;
        let (first, second) = many.split_at(4000);
        let written = postings([first, second].into_iter(), &mut Vec::new());
        let mut found = Vec::new();
        read(&written, |part, impact| found.push((part, impact)));
        assert_eq!(found.len(), MAX_POSTINGS);
        assert_eq!(found[..4], [(4, 14), (4321, 9), (0, 3), (1, 3)]);
        assert_eq!(found.last(), Some(&(4094, 3)));
    }

    #[test]
    fn what_is_known_of_a_word_keeps_its_order() {
        let all = [(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd'), (2, 'e')];
        let sorted = ByWord::of(5, || all.into_iter());
        let of = |word| sorted.of_word(word).iter().collect::<String>();
        assert_eq!([of(0), of(1), of(2), of(3), of(4)], ["b", "", "ace", "d", ""]);
    }
}
