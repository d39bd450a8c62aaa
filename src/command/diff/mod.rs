//! `rungs diff`: what changed between two versions of the handbook, and for which roles.

mod human;
mod lines;
mod markdown;

use serde::Serialize;

use crate::cli::{Diff, DiffFormat};
use crate::handbook::history::{self, LadderDifference, Version};

use super::versions::{self, LoadedVersion};
use super::{CommandContext, Failure, audience};

pub use markdown::markdown;

/// Compares two versions and writes the difference.
pub fn run(context: &CommandContext, options: &Diff) -> Result<(), Failure> {
    let (old, new) =
        versions::pair(context, &audience(&options.audience), options.old.as_deref(), options.new.as_deref())?;
    let difference = history::compare(&old.snapshot, &new.snapshot);
    let text = match options.format {
        DiffFormat::Human => human::human(&difference, &names(&old, &new), context.terminal.colors()),
        DiffFormat::Markdown => markdown(&difference, new.snapshot.base_url.as_deref()),
        DiffFormat::Json => json(&difference)?,
    };
    context.terminal.data(text.as_bytes())?;
    if options.check_version {
        check_version(context, &old, &new, &difference)?;
    }
    if options.exit_code && !difference.is_empty() {
        return Err(Failure::content());
    }
    Ok(())
}

/// Fails when the newer version says less than the change is.
fn check_version(
    context: &CommandContext,
    old: &LoadedVersion,
    new: &LoadedVersion,
    difference: &LadderDifference,
) -> Result<(), Failure> {
    let fail = |message: String| Err(Failure { code: 1, message });
    let (was, is) = (old_version(context, old), read_version(new)?);
    let Some(is) = is else {
        return fail(format!("{} has no `version:` in handbook.yaml; write for example `version: 1.0.0`", new.name));
    };
    let Some(was) = was else { return Ok(()) };
    if is.is_date() {
        context.terminal.say(&format!("{is} is a date, which says when the ladder changed and not how much"));
    }
    match is.suffices(&was, difference.impact) {
        Ok(()) => Ok(()),
        Err(needed) => fail(format!(
            "the change since {} ({was}) is {}, and `version: {is}` says less: write `version: {}` in handbook.yaml, or run `rungs release`",
            old.name, difference.impact, needed
        )),
    }
}

/// The version before. One that cannot be read cannot be mended any more, so that it counts as none, which is said.
pub(super) fn old_version(context: &CommandContext, old: &LoadedVersion) -> Option<Version> {
    let version = old.snapshot.version.as_deref().and_then(Version::parse);
    if version.is_none() {
        let name = &old.name;
        context.terminal.say(&format!("{name} has no version that can be read, so no version is compared with it"));
    }
    version
}

/// The version of a ladder, if it says one.
pub(super) fn read_version(version: &LoadedVersion) -> Result<Option<Version>, Failure> {
    let Some(written) = &version.snapshot.version else { return Ok(None) };
    Version::parse(written).map(Some).ok_or_else(|| Failure {
        code: 1,
        message: format!(
            "`version: {written}` of {} is not a version: write three numbers such as 2.1.0, or a date such as 2026-11",
            version.name
        ),
    })
}

/// The two versions as a person named them.
fn names(old: &LoadedVersion, new: &LoadedVersion) -> [String; 2] {
    [old, new].map(|one| match &one.snapshot.version {
        Some(version) => format!("{} ({version})", one.name),
        None => one.name.clone(),
    })
}

/// A difference or release as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(Failure::environment)?;
    text.push('\n');
    Ok(text)
}
