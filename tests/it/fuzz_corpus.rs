//! The saved corpus of the fuzz targets, and inputs like it, given to the same functions.
//!
//! `RUNGS_FUZZ_SECONDS=600 cargo test --release --test it -- fuzz_corpus::markdown` goes on for so many seconds of
//! processor time, and prints an input that breaks a rule.

#[path = "../../fuzz/src/lib.rs"]
mod checks;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::project;

#[test]
fn yaml() {
    run("yaml", checks::yaml);
}

#[test]
fn markdown() {
    run("markdown", checks::markdown);
}

#[test]
fn links() {
    run("links", checks::links);
}

#[test]
fn requests() {
    run("requests", checks::requests);
}

#[test]
fn imports() {
    run("imports", checks::imports);
}

/// How many inputs are made of the corpus in every run.
const MADE: usize = 40;

/// Runs a target on its corpus and on inputs that are made of it.
fn run(target: &str, check: fn(&[u8])) {
    let folder = project::crate_folder().join("fuzz/corpus").join(target);
    let corpus: Vec<Vec<u8>> = project::files_below(&folder).into_values().map(|bytes| bytes.to_vec()).collect();
    assert!(corpus.len() >= 5, "{} holds only {} files", folder.display(), corpus.len());
    corpus.iter().for_each(|input| check(input));

    let seconds: Option<u64> = std::env::var("RUNGS_FUZZ_SECONDS").ok().map(|text| text.parse().unwrap());
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    // The first number may be another, so that two runs try different inputs.
    let seed = std::env::var("RUNGS_FUZZ_SEED").ok().map_or(1, |text| text.parse().unwrap());
    let mut random = Random(seed);
    let mut made = 0;
    while end.map_or(made < MADE, |end| Instant::now() < end) {
        let input = mutated(&corpus, &mut random);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&input))) {
            let path = folder.join(format!("found-{:016x}", random.0));
            if end.is_some() {
                fs::write(&path, &input).unwrap();
            }
            eprintln!("{target} breaks on {:?} ({})", String::from_utf8_lossy(&input), path.display());
            std::panic::resume_unwind(panic);
        }
        made += 1;
    }
    project::note(&format!("{target}: {} inputs of the corpus and {made} made of it", corpus.len()));
}

/// An input made of the corpus by a few random changes.
fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(input.len() + 1);
        let end = (at + 1 + random.below(12)).min(input.len());
        match random.below(6) {
            0 => drop(input.drain(at..end)),
            1 => drop(input.splice(at..at, TOKENS[random.below(TOKENS.len())].bytes())),
            2 => drop(input.splice(at..end, TOKENS[random.below(TOKENS.len())].bytes())),
            3 => input.insert(at, random.below(256) as u8),
            4 => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len() + 1);
                let to = (from + random.below(60)).min(other.len());
                drop(input.splice(at..at, other[from..to].iter().copied()));
            }
            _ => {
                let piece = input[at..end].to_vec();
                drop(input.splice(at..at, piece));
            }
        }
    }
    input.truncate(2000);
    input
}

/// Pieces that mean something to a parser.
const TOKENS: [&str; 64] = [
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n> ",
    "\n    ",
    "\n# ",
    "\n---\n",
    "\n===\n",
    "\n```\n",
    "\n~~~\n",
    "\n|-|-|\n",
    "|",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "[",
    "]",
    "[[",
    "]]",
    "](",
    ")",
    "(",
    "{#a}",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<script>",
    "&amp;",
    "&#0;",
    "\\",
    "!",
    "![",
    "[^n]",
    "\n[^n]: ",
    "\n: ",
    "\u{1}",
    "\u{1} ",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "エ",
    ": ",
    "- ",
    "{",
    "}",
    "\"",
    "'",
    ", ",
    "%2f",
    "%00",
    "..",
    "//",
    "#",
    "?",
    "javascript:",
    "https://a.b/",
    "bytes=",
    "\r\n",
];

/// A small generator (xorshift64), so that a run can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}
