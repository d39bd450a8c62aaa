//! Fuzzes YAML and front matter: see `rungs_fuzz::yaml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rungs_fuzz::yaml(data));
