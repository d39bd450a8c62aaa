//! `rungs check`: everything that is wrong, and nothing written.

use crate::cli::Check;
use crate::compile::{Memo, Options, compile};
use crate::disk;

use super::build::fails;
use super::{Context, Failure, audience, base_url, check_audience};

/// Checks the content. If the project overrides templates and the content is fine, renders every page too.
pub fn run(context: &Context, options: &Check) -> Result<(), Failure> {
    let project = context.project()?;
    let settings = Options {
        drafts: options.compile.drafts,
        base_url: base_url(&options.compile.base_url)?,
        audience: audience(options.compile.audience.as_deref().unwrap_or("all")),
    };
    let (sources, found) = disk::read(&project);
    let compiled = compile(sources, found, &settings, &mut Memo::default());
    check_audience(&compiled)?;
    let mut diagnostics = compiled.diagnostics.clone();
    // The built-in templates fail on no content, so only those of the project are tried.
    if compiled.has_own_templates()
        && !compiled.has_errors()
        && let Err(problems) = compiled.render_each(&|_, _| {})
    {
        diagnostics.extend(problems);
        diagnostics.sort();
    }
    context.terminal.report(&diagnostics, &compiled.sources, options.compile.format)?;
    if fails(&diagnostics, options.compile.strict) {
        return Err(Failure::content());
    }
    if diagnostics.is_empty() {
        context.terminal.say("no problems found");
    }
    Ok(())
}
