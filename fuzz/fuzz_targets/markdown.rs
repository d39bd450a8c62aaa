//! Fuzzes Markdown to HTML: see `rungs_fuzz::markdown`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rungs_fuzz::markdown(data));
