//! The hash of everything that a site follows from.

use rayon::prelude::*;

use super::manifest::{Hash, hash};
use crate::source::{Content, Source, Sources};

/// The hash of the sources and of `others`: whatever else decides about the site, such as options and the program.
/// Equal hashes mean equal sites.
pub fn hash_inputs(sources: &Sources, others: &[&[u8]]) -> Hash {
    let files: Vec<&Source> = sources.iter().map(|source| &**source).collect();
    let files: Vec<[Hash; 2]> =
        files.par_iter().map(|source| [hash(source.path.as_bytes()), content(source)]).collect();
    let others = others.iter().map(|bytes| hash(bytes));
    // Each hash has the same length, so one list of them is never read as another.
    let all: Vec<u8> = others.chain(files.into_iter().flatten()).flat_map(|hash| *hash.as_bytes()).collect();
    hash(&all)
}

fn content(source: &Source) -> Hash {
    let (kind, bytes): (u8, &[u8]) = match &source.content {
        Content::Text(text) => (0, text.as_bytes()),
        Content::Bytes(bytes) => (1, bytes),
        Content::Unreadable(reason) => (2, reason.as_bytes()),
    };
    let mut tagged = [0; 33];
    tagged[0] = kind;
    tagged[1..].copy_from_slice(hash(bytes).as_bytes());
    hash(&tagged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let sources =
            |files: &[(&str, &str)]| -> Sources { files.iter().map(|(path, text)| Source::text(path, text)).collect() };
        let first = hash_inputs(&sources(&[("a", "1"), ("b", "2")]), &[b"x", b"y"]);
        assert_eq!(first, hash_inputs(&sources(&[("a", "1"), ("b", "2")]), &[b"x", b"y"]));
        let bytes = Source { path: "b".into(), content: Content::Bytes((*b"2").into()) };
        let unread = Source { path: "b".into(), content: Content::Unreadable("2".into()) };
        let with = |last: Source| [Source::text("a", "1"), last].into_iter().collect::<Sources>();
        for (sources, others) in [
            (sources(&[("a", "1"), ("b", "3")]), [&b"x"[..], b"y"]),
            (sources(&[("a", "1"), ("c", "2")]), [b"x", b"y"]),
            (sources(&[("a", "1"), ("b", "2"), ("c", "")]), [b"x", b"y"]),
            (sources(&[("a", "1")]), [b"x", b"y"]),
            (sources(&[("a", "1"), ("b", "2")]), [b"xy", b""]),
            (with(bytes), [b"x", b"y"]),
            (with(unread), [b"x", b"y"]),
        ] {
            assert_ne!(first, hash_inputs(&sources, &others));
        }
    }
}
