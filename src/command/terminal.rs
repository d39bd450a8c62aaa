//! Where talk and data go, and in which colours.

use std::io::{self, IsTerminal, Write};

use crate::cli::{CheckFormat, Shared};
use crate::diagnostic::Diagnostic;
use crate::report;
use crate::source::Sources;

use super::Failure;

/// Standard output for data, standard error for talk.
pub struct Terminal {
    quiet: bool,
    verbose: bool,
    color_out: bool,
    color_err: bool,
}

impl Terminal {
    /// The terminal as the options and the environment want it.
    pub fn new(shared: &Shared) -> Self {
        let color = |is_terminal| report::use_color(shared.color.into(), is_terminal, |name| std::env::var_os(name));
        Self {
            quiet: shared.quiet,
            verbose: shared.verbose,
            color_out: color(io::stdout().is_terminal()),
            color_err: color(io::stderr().is_terminal()),
        }
    }

    /// Says a line, unless asked to be quiet. A closed standard error is ignored.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Says a line when asked to say more.
    pub fn say_more(&self, line: &str) {
        if self.verbose {
            self.say(line);
        }
    }

    /// Whether a person sees how far a command is.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Whether data may hold colours.
    pub fn colors(&self) -> bool {
        self.color_out
    }

    /// Writes data. A closed pipe is no failure: the reader had enough.
    pub fn data(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::environment(error)),
            _ => Ok(()),
        }
    }

    /// Reports problems: for people on standard error, for programs on standard output. Asked to be quiet, people
    /// see errors only.
    pub fn report(&self, diagnostics: &[Diagnostic], sources: &Sources, format: CheckFormat) -> Result<(), Failure> {
        let mut text = Vec::new();
        let human = format == CheckFormat::Human;
        let color = if human { self.color_err } else { self.color_out };
        let errors: Vec<Diagnostic>;
        let shown = if human && self.quiet {
            errors =
                diagnostics.iter().filter(|one| one.severity == crate::diagnostic::Severity::Error).cloned().collect();
            &errors
        } else {
            diagnostics
        };
        report::print(shown, sources, format.into(), color, &mut text).map_err(Failure::environment)?;
        if !human {
            return self.data(&text);
        }
        if let Some(summary) = report::summary(shown) {
            text.extend_from_slice(summary.as_bytes());
            text.push(b'\n');
        }
        let _ = io::stderr().write_all(&text);
        Ok(())
    }
}
