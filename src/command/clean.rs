//! `rungs clean`: removes what `build` wrote, and nothing else.

use crate::cli::Clean;
use crate::output::{self, Destination};
use crate::report::plural;

use super::{CommandContext, Failure};

/// Cleans the output folder.
pub fn run(context: &CommandContext, options: &Clean) -> Result<(), Failure> {
    let project = context.project()?;
    let folder = context.output(options.output.as_deref(), &project)?;
    let home = std::env::home_dir();
    let waiting = || context.terminal.say("a build is writing to this folder; waiting for it to finish");
    let destination =
        Destination { project_root: project.root(), folder: &folder, home: home.as_deref(), on_wait: &waiting };
    let cleaning = output::clean(&destination)?;
    for path in &cleaning.kept {
        context.terminal.say(&format!("kept {path}: someone changed it"));
    }
    let (removed, kept) = (cleaning.removed.len(), cleaning.kept.len());
    if options.dry_run {
        let list: String = cleaning.removed.iter().map(|path| format!("{path}\n")).collect();
        context.terminal.data(list.as_bytes())?;
    } else {
        cleaning.apply()?;
    }
    let did = if options.dry_run { "would be removed" } else { "removed" };
    context.terminal.say(&format!("{} {did}, {kept} kept", plural(removed, "file")));
    Ok(())
}
