//! `rungs clean`: removes what `build` wrote, and nothing else.

use crate::cli::Clean;
use crate::output::{self, Destination};

use super::{Context, Failure};

/// Cleans the output folder.
pub fn run(context: &Context, options: &Clean) -> Result<(), Failure> {
    let project = context.project()?;
    let folder = context.output(options.output.as_deref(), &project)?;
    let home = std::env::home_dir();
    let waiting = || context.terminal.say("a build is writing to this folder; waiting for it to finish");
    let destination =
        Destination { project_root: project.root(), folder: &folder, home: home.as_deref(), on_wait: &waiting };
    let cleaned = output::clean(&destination, options.dry_run)
        .map_err(|error| Failure { code: error.exit_code(), message: error.to_string() })?;
    for path in &cleaned.kept {
        context.terminal.say(&format!("kept {path}: someone changed it"));
    }
    if options.dry_run {
        let mut list = cleaned.removed.join("\n");
        list.push_str(if list.is_empty() { "" } else { "\n" });
        context.terminal.data(list.as_bytes())?;
    }
    let did = if options.dry_run { "would be removed" } else { "removed" };
    context.terminal.say(&format!("{} files {did}, {} kept", cleaned.removed.len(), cleaned.kept.len()));
    Ok(())
}
