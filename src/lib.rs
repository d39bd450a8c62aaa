//! rungs: a compiler from a career handbook's Markdown and YAML to a cross-linked site.

pub mod diagnostic;
pub mod source;

pub mod chart;
pub mod check;
pub mod content;
pub mod disk;
pub mod handbook;
pub mod import;
pub mod output;
pub mod page;
pub mod parse;
pub mod render;
pub mod report;
pub mod theme;
