//! Files that `handbook.yaml` names are there.

use std::sync::Arc;

use crate::content::Config;
use crate::diagnostic::{BROKEN_LINK, Diagnostic, UNKNOWN_REFERENCE, nearest};
use crate::handbook::Handbook;
use crate::page::Plan;
use crate::parse::HANDBOOK;
use crate::parse::audience::is_below;
use crate::parse::shape::suggest;
use crate::source::{Sources, Span};

/// Reports files of `head` and `font_files` that are not there.
pub fn check(handbook: &Handbook, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let config = &handbook.config;
    let path: Arc<str> = HANDBOOK.into();
    let mut missing = |name: &str, span: Span| {
        let name = name.trim_start_matches('/');
        if plan.address_of_file(name).is_some() {
            return;
        }
        let ending = name.rsplit('.').next().unwrap_or(name);
        let known: Vec<_> = plan.outputs.keys().map(|url| plan.name_of_file(url)).collect();
        let known = known.iter().map(|name| &**name).filter(|name| name.ends_with(ending));
        let diagnostic = Diagnostic::at(BROKEN_LINK, &path, span, format!("there is no file `{name}`"))
            .help("Name a file below content/, or `assets/` and a file of the theme's assets/ folder.");
        diagnostics.push(suggest(diagnostic, nearest(name, known), span));
    };
    config.head.iter().for_each(|file| missing(&file.value, file.span));
    config.theme.font_files.iter().for_each(|font| missing(&font.file.value, font.file.span));
}

/// Reports files and folders of `editions` that are not below `content/`: what was meant would be published for everybody.
/// `sources` hold all files, also those that the edition leaves out.
pub fn unknown_edition_files(config: &Config, sources: &Sources) -> Vec<Diagnostic> {
    let paths = || sources.under("content/").filter_map(|source| source.path.strip_prefix("content/"));
    let mut found = Vec::new();
    for file in config.editions.iter().flat_map(|edition| &edition.files) {
        if paths().any(|path| is_below(path, &file.value)) {
            continue;
        }
        let message = format!("there is no file or folder content/{}", file.value.trim_start_matches('/'));
        let folders = paths().flat_map(|path| path.match_indices('/').map(move |(at, _)| &path[..=at]));
        let near = nearest(&file.value, paths().chain(folders)).map(str::to_owned);
        let diagnostic = Diagnostic::at(UNKNOWN_REFERENCE, &HANDBOOK.into(), file.span, message)
            .help("What it should name is in the edition for everybody.");
        found.push(suggest(diagnostic, near.as_deref(), file.span));
    }
    found
}
