//! Fuzzes imports of tables and documents: see `rungs_fuzz::imports`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rungs_fuzz::imports(data));
