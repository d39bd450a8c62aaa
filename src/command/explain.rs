//! `rungs explain`: the documentation page of a diagnostic code.

use include_dir::{Dir, include_dir};

use crate::diagnostic::{CODES, nearest};

use super::{CommandContext, Failure, did_you_mean};

static PAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/docs/diagnostics");

/// Prints the page of a code, or the list of all codes.
pub fn run(context: &CommandContext, code: Option<&str>) -> Result<(), Failure> {
    let Some(code) = code else {
        let width = CODES.iter().map(|code| code.name.len()).max().unwrap_or_default();
        let lines =
            CODES.iter().map(|code| format!("{:width$}  {:7}  {}\n", code.name, code.severity.name(), code.summary));
        return context.terminal.data(lines.collect::<String>().as_bytes());
    };
    match page(code) {
        Some(page) => context.terminal.data(page.as_bytes()),
        None => {
            let near = did_you_mean(nearest(code, CODES.iter().map(|code| code.name)));
            Err(Failure::usage(format!("there is no diagnostic `{code}`{near}\n`rungs explain` lists them all")))
        }
    }
}

/// The documentation page of a code.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        for code in CODES {
            let page = page(code.name).unwrap_or_else(|| panic!("docs/diagnostics/{}.md is missing", code.name));
            assert!(page.starts_with(&format!("# {}\n", code.name)), "{}", code.name);
            assert!(page.contains(code.summary), "{} does not say: {}", code.name, code.summary);
        }
        assert_eq!(PAGES.files().count(), CODES.len());
    }
}
