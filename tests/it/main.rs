//! The tests of the program as a whole, in one binary: helpers first, then one module per subject.
//!
//! `cargo test --test it NAME::` runs one module.

mod edits;
mod project;
mod repository;
mod server;
mod tools;

mod architecture;
mod bad_input;
mod browser;
mod cards;
mod cases;
mod check;
mod commands;
mod compare;
mod diagnostics;
mod difference_properties;
mod difference_real;
mod documents;
mod editions;
mod faults;
mod fuzz_corpus;
mod golden;
mod history;
mod history_browser;
mod history_sample;
mod history_serve;
mod hosts;
mod http;
mod import;
mod import_export;
mod import_govuk;
mod import_round_trips;
mod import_silence;
mod interactive;
mod interface_words;
mod languages;
mod links;
mod model;
mod packaging;
mod properties;
mod readme;
mod rename;
mod search;
mod search_browser;
mod search_memo;
mod serve;
mod serve_browser;
mod serve_properties;
mod silence;
mod site_settings;
mod statuses;
mod strings;
mod theme_override;
mod twins;
