//! The only printer of diagnostics: for people, for editors and scripts, and for code scanning.
//!
//! Knows formats and terminals. It does not know what is a problem or how bad it is, and it does not sort: it prints
//! diagnostics in the order given.

mod excerpt;
mod github;
mod human;
mod json;
mod located;
mod printable;
mod sarif;
mod short;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use located::Files;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportFormat {
    /// For reading: with the source, underlined, and suggested edits.
    #[default]
    Human,
    /// One line each: `path:line:column: severity[code]: message`, without line and column for a file as a whole. What
    /// is suggested follows the message.
    Short,
    /// One JSON object a line; its fields are documented at [`print()`].
    Json,
    /// One SARIF 2.1.0 document.
    Sarif,
    /// One workflow command of GitHub Actions per diagnostic.
    Github,
}

/// What a person asked for about colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// If the output is a terminal that shows colour and the environment does not object.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether to print in colour. An explicit choice wins; then `NO_COLOR`, if it is not empty, says no
/// (<https://no-color.org>); then `CLICOLOR_FORCE`, if it is neither empty nor `0`, says yes
/// (<https://bixense.com/clicolors>); then only a terminal that is not `dumb` gets colour.
pub fn use_color(choice: ColorChoice, is_terminal: bool, env: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| env(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if is_set("NO_COLOR") => false,
        ColorChoice::Auto if is_set("CLICOLOR_FORCE") && env("CLICOLOR_FORCE").is_some_and(|v| v != "0") => true,
        ColorChoice::Auto => is_terminal && env("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Prints `diagnostics` about `sources` to `out`. Only [`ReportFormat::Human`] has colour.
///
/// # JSON
/// The object of a line has `code`, `severity` (`error`, `warning` or `note`), `path`, `line`, `column`, `end_line`,
/// `end_column`, `message`, `label`, `help`, `related` (places with a `message`) and `edits`. Lines and columns count
/// from 1, columns in characters (Unicode scalar values), and the end is just behind the last one meant; all four are
/// `null` for a file as a whole. An edit replaces what is from `line` and `column` to `end_line` and `end_column`,
/// which are also the bytes `start_byte` to `end_byte` of the file counted from 0, with `replacement`. What is
/// missing is `null` or an empty list, never left out.
///
/// # Errors
/// Those of `out`.
pub fn print(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    format: ReportFormat,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let files = Files::of(diagnostics, sources);
    match format {
        ReportFormat::Human => human::print(diagnostics, &files, color, out),
        ReportFormat::Short => short::print(diagnostics, &files, out),
        ReportFormat::Json => json::print(diagnostics, &files, out),
        ReportFormat::Sarif => sarif::print(diagnostics, &files, out),
        ReportFormat::Github => github::print(diagnostics, &files, out),
    }
}

/// One diagnostic as [`ReportFormat::Human`] prints it, without colour and without an empty line behind it.
pub fn human_text(diagnostic: &Diagnostic, sources: &Sources) -> String {
    human::text(diagnostic, &Files::of(std::slice::from_ref(diagnostic), sources))
}

/// The closing line for people: `2 errors, 1 warning in 2 files`; `None` if there is nothing to tell.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let counted = |severity: Severity| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        (count > 0).then(|| plural(count, severity.name()))
    };
    let counts: Vec<String> =
        [Severity::Error, Severity::Warning, Severity::Note].into_iter().filter_map(counted).collect();
    let files: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| &*diagnostic.place.path).collect();
    (!counts.is_empty()).then(|| format!("{} in {}", counts.join(", "), plural(files.len(), "file")))
}

/// `1 file`, `2 files`: a count and a regular English noun.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{EMPTY_FILE, UNKNOWN_FIELD};
    use crate::source::Place;

    #[test]
    fn a_summary_counts_by_severity() {
        let problem = |code, path: &str| Diagnostic::new(code, Place::file(&path.into()), "m");
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[problem(EMPTY_FILE, "a")]).unwrap(), "1 warning in 1 file");
        let three = [problem(UNKNOWN_FIELD, "a"), problem(EMPTY_FILE, "a"), problem(UNKNOWN_FIELD, "b")];
        assert_eq!(summary(&three).unwrap(), "2 errors, 1 warning in 2 files");
    }

    #[test]
    fn colour_is_for_terminals_unless_someone_says_otherwise() {
        use ColorChoice::*;
        let decide = |choice, is_terminal, env: &[(&str, &str)]| {
            use_color(choice, is_terminal, |name| {
                env.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
            })
        };
        assert!(decide(Auto, true, &[]));
        assert!(!decide(Auto, false, &[]));
        assert!(!decide(Auto, true, &[("NO_COLOR", "1")]));
        assert!(decide(Auto, true, &[("NO_COLOR", "")]));
        assert!(decide(Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!decide(Auto, false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!decide(Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(!decide(Auto, true, &[("TERM", "dumb")]));
        assert!(decide(Always, false, &[("NO_COLOR", "1")]));
        assert!(!decide(Never, true, &[("CLICOLOR_FORCE", "1")]));
    }
}
