//! Fuzzes HTTP requests: see `rungs_fuzz::requests`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rungs_fuzz::requests(data));
