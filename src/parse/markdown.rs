//! stub
use super::text::Text;
use crate::content::{Part, Prose};
use crate::diagnostic::Diagnostic;
use std::sync::Arc;
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    pub raw_html: bool,
}
pub fn block(_path: &Arc<str>, text: &Text, _options: &Options, _diagnostics: &mut Vec<Diagnostic>) -> Prose {
    Prose { parts: vec![Part::Html(text.value.clone().into())], plain: text.value.clone(), ..Prose::default() }
}
pub fn inline(path: &Arc<str>, text: &Text, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    block(path, text, options, diagnostics)
}
