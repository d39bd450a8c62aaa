//! Fuzzes links in Markdown: see `rungs_fuzz::links`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rungs_fuzz::links(data));
