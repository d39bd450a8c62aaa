//! rungs compiles a career handbook: Markdown and YAML that describe roles, skills, responsibilities and tracks
//! go in, a cross-linked site comes out.
//!
//! # The pipeline
//!
//! ```text
//! disk -> Sources   [disk::read]            a snapshot of files; the only reader
//!      -> Parsed    [parse::parse]          each file alone, in parallel, kept while the file stays the same
//!      -> Handbook  [handbook::Handbook]    all of them linked: references, expectations, differences
//!      -> Plan      [page::Plan]            every address of the site and what stands there
//!      -> PageInput [page::input]           what one page shows, as a closed value
//!      -> bytes     [render::Renderer]      a template and a PageInput, nothing else
//!                   [search::files]         the index of all of it, on the first request
//! ```
//!
//! [`compile::compile`] performs the middle of it and never touches the world; `build` writes all bytes through
//! [`output`]. Problems are values ([`diagnostic::Diagnostic`]) that are collected on the way and printed by
//! [`report`].
#![deny(clippy::disallowed_methods)]

// The core: no input or output. What could make the same sources give other bytes is banned, see clippy.toml.
pub mod date;
pub mod diagnostic;
pub mod encode;
pub mod hash;
pub mod source;

pub mod content;

pub mod parse;

pub mod handbook;

pub mod export;

pub mod check;

pub mod page;

pub mod feeds;

pub mod chart;
pub mod image;
pub mod render;
pub mod theme;

pub mod search;

pub mod compile;

// The shell: everything that touches the world, for which the ban is lifted.
#[allow(clippy::disallowed_methods)]
pub mod disk;
#[allow(clippy::disallowed_methods)]
pub mod git;
#[allow(clippy::disallowed_methods)]
pub mod import;
#[allow(clippy::disallowed_methods)]
pub mod output;
pub mod report;
#[allow(clippy::disallowed_methods)]
pub mod serve;
#[allow(clippy::disallowed_methods)]
pub mod watch;

pub mod cli;
#[allow(clippy::disallowed_methods)]
pub mod command;
