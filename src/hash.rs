//! Fingerprints, which tell before a file is made whether it would differ, and tables that hash faster than those of the
//! standard library.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher};

/// The hash function of fast tables.
pub use foldhash::fast::RandomState as FastState;

/// A map with that function. Every link, field and word is looked up in one.
pub type FastMap<K, V> = HashMap<K, V, FastState>;

/// Identifies a value: within one program, values with equal fingerprints are equal. Printed as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a value: half of a BLAKE3 hash of all that its [`Hash`] writes.
    pub fn of(value: &impl Hash) -> Self {
        let mut written = HashBuffer { hash: blake3::Hasher::new(), waiting: [0; WAITING], length: 0 };
        value.hash(&mut written);
        written.flush();
        let [half @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = *written.hash.finalize().as_bytes();
        Self(u128::from_be_bytes(half))
    }

    /// Reads a printed fingerprint; `None` if the text is none.
    pub fn read(text: &str) -> Option<Self> {
        let is_printed = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_printed.then(|| u128::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

impl Display for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Collects what a value writes when it is hashed. Values write a few bytes at a time, and BLAKE3 is slow on so few.
struct HashBuffer {
    hash: blake3::Hasher,
    waiting: [u8; WAITING],
    length: usize,
}

/// How many bytes are collected before they are hashed.
const WAITING: usize = 16 * 1024;

impl HashBuffer {
    fn flush(&mut self) {
        self.hash.update(&self.waiting[..self.length]);
        self.length = 0;
    }
}

impl Hasher for HashBuffer {
    fn write(&mut self, bytes: &[u8]) {
        if self.length + bytes.len() > WAITING {
            self.flush();
        }
        match self.waiting.get_mut(self.length..self.length + bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            None => {
                self.hash.update(bytes);
            }
        }
    }

    fn finish(&self) -> u64 {
        unreachable!("the fingerprint is taken from the bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart_by_all_of_them() {
        let of = |one: &str, other: Option<&str>| Fingerprint::of(&(one, vec![other]));
        let first = of("ab", Some("c"));
        assert_eq!(first, of("ab", Some("c")));
        for other in [of("a", Some("bc")), of("ab", None), of("ab", Some("d")), of("abc", Some(""))] {
            assert_ne!(first, other);
        }
        let long = |first: char, last: char| {
            let middle = "x".repeat(3 * WAITING);
            Fingerprint::of(&(first, &middle, vec!["y"; WAITING], last))
        };
        assert_eq!(long('a', 'b'), long('a', 'b'));
        assert!(long('a', 'b') != long('b', 'b') && long('a', 'b') != long('a', 'a'), "all of a long value counts");
        assert_ne!(Fingerprint::of(&"z".repeat(WAITING + 7)), Fingerprint::of(&("z".repeat(WAITING + 6) + "w")));
        assert_eq!(Fingerprint::read(&first.to_string()), Some(first));
        for wrong in ["", "+0000000000000000000000000000001", &first.to_string()[1..]] {
            assert_eq!(Fingerprint::read(wrong), None);
        }
    }
}
