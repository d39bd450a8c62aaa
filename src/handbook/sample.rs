//! Small handbooks for unit tests.

use std::sync::Arc;

use crate::content::Collation;
use crate::content::strings::Strings;
use crate::parse;
use crate::source::{Source, Sources};

use super::{Copies, FileFacts, Graph, Handbook, HandbookOptions, gather};

/// Links the files given by their path below `content/` and their text.
pub fn handbook(files: &[(&str, &str)]) -> Handbook {
    let sources: Sources = files.iter().map(|(path, text)| Source::text(&format!("content/{path}"), text)).collect();
    let options = parse::ParseOptions::default();
    let parsed: Vec<_> = sources.iter().filter_map(|source| parse::parse(source, &options)).collect();
    let config = parsed.iter().find_map(|file| file.config.clone()).unwrap_or_default();
    let collation = Collation::of(&config.language);
    let files: Vec<FileFacts> = parsed.into_iter().map(|parsed| FileFacts::of(parsed, &collation)).collect();
    let (input, texts) = gather(&files, Copies::default(), &HandbookOptions::default());
    let strings = Strings::new(&input.config.language);
    Handbook::of(Arc::new(Graph::of(input)), texts, Arc::new(strings))
}
