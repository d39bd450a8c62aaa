//! Problems as values: a code, a severity, a place, what is wrong and how to mend it.
//!
//! Knows nothing of terminals or of output formats (see `report`), and nothing of the rules that find
//! problems. Every code that can be reported is listed once, in [`CODES`].

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::source::{Place, Span};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The content contradicts itself or cannot be read; `check` and `build` fail.
    Error,
    /// Probably not meant; fails only with `--strict` or when denied in `handbook.yaml`.
    Warning,
    /// Worth knowing, never a failure (an importer's repair, say).
    Note,
}

impl Severity {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// What can be reported: a stable name and what it means unless `handbook.yaml` says otherwise.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// The stable, kebab-case name authors see and configure.
    pub name: &'static str,
    /// The severity without configuration.
    pub severity: Severity,
    /// One line: what is wrong when this is reported.
    pub summary: &'static str,
}

/// A code is written as its name.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for &'static Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = CODES.iter().find(|code| code.name == name).copied();
        known.ok_or_else(|| serde::de::Error::custom(format!("there is no code `{name}`")))
    }
}

macro_rules! codes {
    ($($constant:ident $name:literal $severity:ident $summary:literal;)*) => {
        $(#[doc = $summary] pub const $constant: &Code = &Code { name: $name, severity: Severity::$severity, summary: $summary };)*
        /// Every code, in the order of the documentation.
        pub const CODES: &[&Code] = &[$($constant),*];
    };
}

codes! {
    UNREADABLE_FILE "unreadable-file" Error "A file or folder could not be read.";
    NOT_UTF8 "not-utf8" Error "A content file is not UTF-8 text.";
    MERGE_CONFLICT "merge-conflict" Error "A file contains conflict markers of an unfinished merge.";
    CONTROL_CHARACTER "control-character" Warning "A file contains a character that no page can show.";
    EMPTY_FILE "empty-file" Warning "A content file has nothing in it.";
    MISPLACED_FILE "misplaced-file" Warning "The path of a file is close to one that has a meaning, but does not match.";
    UNPUBLISHED_FILE "unpublished-file" Warning "A file that looks like a leftover or a source document is not published.";
    INVALID_RELEASE "invalid-release" Warning "A file of a released version cannot be read.";
    YAML_SYNTAX "yaml-syntax" Error "The YAML cannot be read.";
    CUT_TEXT "cut-text" Warning "A ` #` ends a text that is not in quotes.";
    MERGED_ITEM "merged-item" Warning "A line that looks like a list item belongs to the text above it.";
    PLACEHOLDER "placeholder" Warning "A text that `rungs new` wrote was not replaced.";
    DUPLICATE_KEY "duplicate-key" Error "A mapping names the same key twice.";
    UNKNOWN_FIELD "unknown-field" Error "A field is not known here.";
    WRONG_TYPE "wrong-type" Error "A value has the wrong type for its field.";
    INVALID_VALUE "invalid-value" Error "A value has the right type but is not one of the allowed values.";
    MISSING_FIELD "missing-field" Error "A required field is missing.";
    MISSING_HANDBOOK "missing-handbook" Error "The file content/handbook.yaml does not exist.";
    INVALID_ID "invalid-id" Error "An id cannot be used in an address.";
    RESERVED_NAME "reserved-name" Error "An id or file name is reserved by rungs, by an operating system or by web servers.";
    DUPLICATE_ID "duplicate-id" Error "Two entities of one kind have the same id.";
    DUPLICATE_STATEMENT "duplicate-statement" Error "Two statements on one page have the same id.";
    UNKNOWN_REFERENCE "unknown-reference" Error "A field names something that does not exist.";
    AMBIGUOUS_REFERENCE "ambiguous-reference" Error "A name matches more than one entity.";
    RETIRED_REFERENCE "retired-reference" Warning "A field names something that is retired or a draft.";
    STEP_OFF_SCALE "step-off-scale" Error "A step is not on the skill's scale.";
    CYCLE "cycle" Error "Roles extend or lead to each other in a circle.";
    LEVEL_ORDER "level-order" Error "A track's roles do not rise in level.";
    TRACK_MISMATCH "track-mismatch" Warning "A track lists a role that does not name the track.";
    TRACKLESS_ROLE "trackless-role" Warning "A role is on no track, and its family has tracks.";
    LOWER_STEP "lower-step" Warning "A role requires a skill at a lower step than the role it builds on.";
    DROPPED_EXPECTATIONS "dropped-expectations" Note "A role leaves out more than half of what the rung below it on its track expects.";
    SHARED_ALIAS "shared-alias" Warning "An alias is also a name of another entity.";
    USELESS_WITHOUT "useless-without" Warning "`without` drops a statement that is not inherited.";
    URL_CONFLICT "url-conflict" Error "Two files of the site have the same address.";
    BROKEN_LINK "broken-link" Error "The target of a link does not exist.";
    BROKEN_HEADING "broken-heading" Error "A link's #fragment is not on the page it leads to.";
    BROKEN_IMAGE "broken-image" Error "An image does not exist or cannot be read.";
    UNSAFE_LINK "unsafe-link" Error "A link's address could run code or carry data.";
    RAW_HTML "raw-html" Warning "HTML in Markdown is shown as text.";
    BLOCKED_HTML "blocked-html" Warning "The policy of the page blocks HTML that is let through.";
    OPEN_POLICY "open-policy" Note "The settings let pages load something from another host.";
    FOREIGN_SYNTAX "foreign-syntax" Warning "The syntax of another tool is shown as it is typed.";
    LEFTOVER_MARK "leftover-mark" Warning "A mark of emphasis or of a link has no other half.";
    SURPLUS_CELL "surplus-cell" Warning "A row has more cells than its table has columns.";
    DUPLICATE_HEADING "duplicate-heading" Error "Two headings of one page have the same explicit id.";
    UNDEFINED_FOOTNOTE "undefined-footnote" Warning "A footnote is used but not defined, or defined but not used.";
    TOO_DEEP "too-deep" Error "Content is nested deeper than a page can show.";
    TOO_LARGE "too-large" Note "A chart or matrix is too large to read and is left out.";
    ORPHAN "orphan" Warning "No role needs a skill or responsibility.";
    UNUSED "unused" Warning "No role has a level, no skill is measured on a scale, nothing recommends a shared resource, or a rule changes no role.";
    UNSTRUCTURED_ROLE "unstructured-role" Warning "A role has no expectations, and its text has lists.";
    EMPTY_ENTITY "empty-entity" Warning "An entity has no content.";
    MISSING_ALT "missing-alt" Warning "An image has no text alternative.";
    TEMPLATE_ERROR "template-error" Error "A template of the theme cannot be read or fails on a page.";
    THEME_CONTRAST "theme-contrast" Warning "A theme colour is hard to read.";
    IMPORT_REPAIR "import-repair" Note "A formatting error in imported data was repaired.";
    IMPORT_PROBLEM "import-problem" Warning "Something in imported data needs a person to decide.";
}

/// Codes that stay errors whatever `handbook.yaml` says: where one is reported, part of the site cannot be made, and
/// a build would take pages away.
pub const ALWAYS_ERRORS: &[&Code] =
    &[UNREADABLE_FILE, NOT_UTF8, MERGE_CONFLICT, YAML_SYNTAX, MISSING_HANDBOOK, URL_CONFLICT, TEMPLATE_ERROR];

/// A change to a file that mends a problem for certain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes to replace, in the file of the diagnostic; empty to insert.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// Another place that explains a problem ("first defined here").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub message: String,
}

/// One problem. Ordered by file, position and then code, which is the order of every report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Place,
    /// What kind of problem it is.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, naming what was found: one sentence without a full stop.
    pub message: String,
    /// A few words beside the underlined source (what was expected there).
    pub label: Option<String>,
    /// How to mend it: one or two sentences.
    pub help: Option<String>,
    /// Other places that matter.
    pub related: Vec<Related>,
    /// Machine-applicable repair, only where it is certain.
    pub edits: Vec<Edit>,
}

impl Diagnostic {
    /// A problem of kind `code` at `place`.
    pub fn new(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            code,
            severity: code.severity,
            message: message.into(),
            label: None,
            help: None,
            related: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// A problem at the bytes `span` of `path`.
    pub fn at(code: &'static Code, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Place::at(path, span), message)
    }

    /// All that it says: a line each for the message, the label and the help.
    pub fn text(&self) -> String {
        let lines = [Some(&self.message), self.label.as_ref(), self.help.as_ref()];
        lines.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// Adds the words beside the underline.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }

    /// Adds a certain repair.
    pub fn edit(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.edits.push(Edit { span, replacement: replacement.into() });
        self
    }
}

/// The candidate that `word` most likely means: within a third of its length in edits (a letter more, less, other or
/// swapped with its neighbour), ignoring case; the first of equals in candidate order. Among short words, such as the
/// levels `l1` to `l7`, equals say nothing: `l9` may mean any of them.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    // Only what is nearer than the best so far is worth comparing.
    let mut limit = (length / 3).max(1);
    let mut best: Option<(&str, usize)> = None;
    let mut tied = false;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let lower = candidate.to_lowercase();
        let distance = strsim::osa_distance(&word, &lower);
        if distance == 0 {
            return Some(candidate);
        }
        match best {
            _ if distance > limit => {}
            Some((known, least)) if least == distance => tied |= known != candidate,
            _ => {
                (best, tied) = (Some((candidate, distance)), false);
                // Among short words it matters whether another is as near.
                limit = if length <= SHORT_WORD_CHARS { distance } else { distance - 1 };
            }
        }
    }
    best.filter(|_| !tied).map(|(candidate, _)| candidate)
}

/// The letters of a word that an edit can turn into many others.
const SHORT_WORD_CHARS: usize = 4;

/// `a`, `b` or `c`: the words in back quotes, for messages; at most eight, then how many more.
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let shown: Vec<String> = words.iter().take(8).map(|word| format!("`{word}`")).collect();
    match (&shown[..], words.len()) {
        ([], _) => String::from("nothing"),
        (_, all) if all > 8 => format!("{} and {} more", shown.join(", "), all - 8),
        ([only], _) => only.clone(),
        ([first @ .., last], _) => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_transpositions_and_refuses_strangers() {
        assert_eq!(nearest("summray", ["title", "summary"]), Some("summary"));
        assert_eq!(nearest("Title", ["title"]), Some("title"));
        assert_eq!(nearest("owner", ["title", "summary"]), None);
        assert_eq!(nearest("l9", ["l1", "l2"]), None);
        assert_eq!(nearest("L2", ["l1", "l2"]), Some("l2"));
        assert_eq!(nearest("tals", ["talk", "talk", "walk"]), Some("talk"));
        assert_eq!(nearest("staff-enginer", ["senior-engineer", "staff-engineer"]), Some("staff-engineer"));
    }

    #[test]
    fn lists_of_words_read_as_sentences() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(one_of(["a"; 10]), "`a`, `a`, `a`, `a`, `a`, `a`, `a`, `a` and 2 more");
    }

    #[test]
    fn codes_are_unique_and_kebab_case() {
        for (at, code) in CODES.iter().enumerate() {
            assert!(code.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            assert!(CODES[..at].iter().all(|other| other.name != code.name), "{}", code.name);
        }
    }
}
