//! Small handbooks for unit tests.

use std::sync::Arc;

use crate::parse;
use crate::source::{Source, Sources};

use super::{Handbook, Options};

/// Links the files given by their path below `content/` and their text.
pub fn handbook(files: &[(&str, &str)]) -> Handbook {
    let sources: Sources = files.iter().map(|(path, text)| Source::text(&format!("content/{path}"), text)).collect();
    let options = parse::Options::default();
    let parsed = sources.iter().map(|source| Arc::new(parse::parse(source, &options))).collect();
    Handbook::link(parsed, Arc::default(), &Options::default(), None)
}
