//! `rungs import`: reads a published ladder and writes it as a handbook.

use std::path::Path;

use crate::cli::{Format, Import, ImportFormat};
use crate::import::{self, govuk};
use crate::source::{Content, Source, Sources};

use super::{Context, Failure};

/// Imports a ladder.
pub fn run(context: &Context, options: &Import) -> Result<(), Failure> {
    let ImportFormat::GovukDdat { roles, skills, output, order } = &options.format;
    let (roles, skills) = (read(roles)?, read(skills)?);
    let order = order.as_deref().map(read).transpose()?;
    let imported = govuk::import(&roles, &skills, order.as_ref());

    let sources: Sources = [Some(roles), Some(skills), order].into_iter().flatten().collect();
    context.terminal.report(&imported.diagnostics, &sources, Format::Human)?;
    if imported.failed() {
        context.terminal.say("nothing was written");
        return Err(Failure::content());
    }
    let folder = context.folder.join(output);
    import::write(&folder, &imported).map_err(Failure::environment)?;
    imported.summary.iter().for_each(|line| context.terminal.say(line));
    context.terminal.say(&format!("{} files written to {}", imported.files.len(), output.display()));
    context.terminal.say(&format!("next: rungs build -r {}", output.display()));
    Ok(())
}

fn read(path: &Path) -> Result<Source, Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::environment(format!("{} cannot be read: {error}", path.display())))?;
    let content = match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text.into()),
        Err(error) => Content::Bytes(error.into_bytes().into()),
    };
    Ok(Source { path: path.display().to_string().into(), content })
}
