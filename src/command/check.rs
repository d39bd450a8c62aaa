//! `rungs check`: everything that is wrong. Writes only with `--fix`, and then only what has one certain correction.

use crate::cli::Check;
use crate::compile::{Compiled, HandbookOptions, Memo, compile};
use crate::disk::{self, Project};

use crate::diagnostic::Diagnostic;
use crate::report::plural;
use crate::source::Sources;

use super::build::fails;
use super::{CommandContext, Failure, audience, base_url, check_audience, patch, versions};

/// The most times that corrections are looked for: one may uncover another.
const MAX_PASSES: usize = 50;

/// Checks the content. If the project overrides templates and the content is fine, renders every page too.
pub fn run(context: &CommandContext, options: &Check) -> Result<(), Failure> {
    let project = context.project()?;
    let settings = HandbookOptions {
        drafts: options.compile.drafts,
        base_url: base_url(&options.compile.base_url)?,
        audience: audience(options.compile.audience.as_deref().unwrap_or("all")),
        ..HandbookOptions::default()
    };
    let (mut sources, found) = disk::read(&project);
    let mut memo = Memo::default();
    if options.fix {
        let (fixed, problems) = fixed(&sources, &found, &settings, &mut memo);
        let changed = patch::changed(&sources, &fixed);
        if options.dry_run {
            return context.terminal.data(patch::difference(&sources, &changed).as_bytes());
        }
        patch::write(project.root(), &sources, &changed)?;
        if problems > 0 {
            let (problems, files) = (plural(problems, "problem"), plural(changed.len(), "file"));
            context.terminal.say(&format!("{problems} corrected in {files}"));
        }
        sources = fixed;
    }
    let compiled = compile(sources, found, &settings, &mut memo);
    check_audience(&compiled)?;
    let mut diagnostics = compiled.diagnostics.clone();
    if !compiled.has_errors() {
        diagnostics.extend(compiled.template_errors());
        diagnostics.sort();
    }
    context.terminal.report(&diagnostics, &compiled.sources, options.compile.format)?;
    if fails(&diagnostics, options.compile.strict) {
        return Err(Failure::content());
    }
    let address = compiled.handbook.config.base_url.as_deref();
    if address.is_none_or(|address| address.starts_with('/')) {
        context.terminal.say_more("there is no sitemap.xml: its addresses need `base_url:` in content/handbook.yaml");
    }
    say_where_history_is_off(context, &project, &compiled);
    if diagnostics.is_empty() {
        context.terminal.say("no problems found");
    }
    Ok(())
}

/// Says once why the site shows no changes, or no days of changes.
fn say_where_history_is_off(context: &CommandContext, project: &Project, compiled: &Compiled) {
    if compiled.handbook.releases().is_empty() {
        context.terminal.say_more("no page shows what changed: `rungs release` writes that into content/changes/");
    }
    if !compiled.handbook.config.history {
        context
            .terminal
            .say_more("no page shows when it last changed: that needs `history: git` in content/handbook.yaml");
    } else if let Err(error) = versions::last_changes(project, &compiled.sources) {
        versions::say_undated(context, &error);
    }
}

/// The sources with every certain correction applied, and how many problems were corrected. A correction that brings back an
/// earlier state ends it.
fn fixed(sources: &Sources, found: &[Diagnostic], settings: &HandbookOptions, memo: &mut Memo) -> (Sources, usize) {
    let (mut fixed, mut problems) = (sources.clone(), 0);
    let mut seen = vec![fixed.clone()];
    for _ in 0..MAX_PASSES {
        let compiled = compile(fixed.clone(), found.to_vec(), settings, memo);
        let mut next = fixed.clone();
        let applied = patch::apply(&mut next, &compiled.diagnostics);
        if applied == 0 || seen.iter().any(|known| patch::changed(known, &next).is_empty()) {
            break;
        }
        seen.push(next.clone());
        fixed = next;
        problems += applied;
    }
    (fixed, problems)
}
