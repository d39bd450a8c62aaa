//! What the comparison reads of a statement, for comparing it elsewhere: in a browser, which then needs to know
//! neither a language nor Unicode's rules for words.

use unicode_segmentation::UnicodeSegmentation;

use super::likeness::{normalised, stems};
use super::words::content;

/// A statement as the comparison reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'a> {
    /// Texts that are equal in this form read the same.
    pub normalised: String,
    /// The words with content, reduced to stems, in the order of the text; each with its weight.
    pub stems: Vec<(String, u32)>,
    /// The position, among the stems, of the word that says what is done; `None` if there is none.
    pub lead: Option<usize>,
    /// Words, white space and punctuation, which together are the text.
    pub tokens: Vec<(&'a str, TokenKind)>,
}

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// White space.
    Space,
    /// No letter and no digit.
    Punctuation,
    /// A word without content of its own.
    Function,
    /// Half a word, as ideographs are.
    Half,
    /// A word.
    Word,
}

impl<'a> Reading<'a> {
    /// Reads a statement.
    pub fn of(text: &'a str) -> Self {
        let normalised = normalised(text);
        let (stems, lead) = stems(&normalised);
        let tokens = text.split_word_bounds().map(|token| (token, TokenKind::of(token))).collect();
        Self { normalised, stems, lead, tokens }
    }
}

impl TokenKind {
    fn of(token: &str) -> Self {
        match content(token) {
            0 if token.chars().all(char::is_whitespace) => Self::Space,
            0 if token.contains(char::is_alphanumeric) => Self::Function,
            0 => Self::Punctuation,
            1 => Self::Half,
            _ => Self::Word,
        }
    }
}
