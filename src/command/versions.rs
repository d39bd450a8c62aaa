//! The versions of a handbook that a person names: a folder, an `index.json`, a git revision, or the working tree.

use std::path::Path;
use std::sync::Arc;

use crate::compile::{Compiled, HandbookOptions, Memo, compile};
use crate::content::strings::TextValue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{self, Project};
use crate::git::{GitError, Repository};
use crate::handbook::Audience;
use crate::handbook::history::{LastChanges, VersionSnapshot};
use crate::parse::{self, HANDBOOK};
use crate::source::Sources;

use super::{CommandContext, Failure, check_audience};

/// A larger `index.json` is not read, in bytes.
const MAX_INDEX_BYTES: u64 = 512 * 1024 * 1024;

/// A version that was read.
pub struct LoadedVersion {
    /// What a person calls it.
    pub name: String,
    /// What it says.
    pub snapshot: VersionSnapshot,
    /// Titles in its language.
    pub texts: ChangePageTitles,
}

/// The titles of change pages in the language of a handbook.
#[derive(Default)]
pub struct ChangePageTitles {
    /// Of the list of versions.
    pub title: String,
    /// Of one version, `{version}`.
    pub version: String,
}

/// Two versions as an audience reads them: the named ones, else the working tree, and the last tag before it, else
/// `HEAD`. An `index.json` is read as it was published.
pub fn pair(
    context: &CommandContext,
    audience: &Audience,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(LoadedVersion, LoadedVersion), Failure> {
    let new = match new {
        Some(name) => named(context, audience, name)?,
        // It must have no errors: what an error takes out would be reported as removed.
        None => folder(context, audience, &context.project()?, "the working tree")?,
    };
    let old = match old {
        Some(name) => named(context, audience, name)?,
        None => {
            let repository = repository(context)?;
            let name = repository.last_tag().unwrap_or_else(|| "HEAD".to_owned());
            revision(context, audience, &repository, &name)?
        }
    };
    Ok((old, new))
}

/// When the files of a project last changed; nothing unless its settings ask for it.
///
/// # Errors
///
/// When git has no answer.
pub fn last_changes(project: &Project, sources: &Sources) -> Result<Arc<LastChanges>, GitError> {
    let settings = sources.get(HANDBOOK).and_then(|source| parse::parse(source, &parse::ParseOptions::default()));
    if settings.and_then(|parsed| parsed.config).is_some_and(|config| config.history) {
        return Ok(Arc::new(Repository::find(project.root())?.last_changes()?));
    }
    Ok(Arc::default())
}

/// What [`last_changes`] gives. Where git has no answer, the reason is said, and the site is made without days.
pub fn last_changes_if_known(context: &CommandContext, project: &Project, sources: &Sources) -> Arc<LastChanges> {
    last_changes(project, sources).unwrap_or_else(|error| {
        say_undated(context, &error);
        Arc::default()
    })
}

/// Says why no page shows a day.
pub fn say_undated(context: &CommandContext, error: &GitError) {
    context.terminal.say(&format!("note: no page shows when it last changed: {error}"));
}

/// The repository of the handbook.
fn repository(context: &CommandContext) -> Result<Repository, Failure> {
    Repository::find(context.project()?.root()).map_err(|error| match error {
        GitError::NotARepository(_) | GitError::NotInstalled => Failure::environment(format!(
            "{error}, so there is no earlier version: name a folder or an index.json, as in `rungs diff OLD`"
        )),
        error => Failure::environment(error),
    })
}

/// A version by its name. A file or folder of that name comes first.
fn named(context: &CommandContext, audience: &Audience, name: &str) -> Result<LoadedVersion, Failure> {
    let path = context.folder.join(name);
    if name.is_empty() {
        return Err(Failure::usage("the name of a version is empty: name a revision, a folder or an index.json"));
    }
    if path.is_file() {
        return index(&path, name);
    }
    if path.join("content/handbook.yaml").is_file() {
        return folder(context, audience, &Project::find(Some(&path), &path).map_err(Failure::usage)?, name);
    }
    if path.join("index.json").is_file() {
        return index(&path.join("index.json"), name);
    }
    if name.starts_with('-') {
        return Err(Failure::usage(format!("`{name}` is neither a file nor a git revision")));
    }
    let repository = match repository(context) {
        Ok(repository) => repository,
        Err(_) if path.is_dir() => {
            return Err(Failure::usage(format!(
                "the folder {name} holds neither content/handbook.yaml nor index.json"
            )));
        }
        Err(failure) => {
            let why = failure.message;
            return Err(Failure {
                message: format!("there is no file or folder `{name}`, and no revision: {why}"),
                ..failure
            });
        }
    };
    revision(context, audience, &repository, name)
}

fn index(path: &Path, name: &str) -> Result<LoadedVersion, Failure> {
    let unreadable = |why: &dyn std::fmt::Display| Failure::usage(format!("{name} cannot be compared: {why}"));
    let length = path.metadata().map_err(|why| unreadable(&why))?.len();
    if length > MAX_INDEX_BYTES {
        return Err(unreadable(&"it is larger than 512 MiB"));
    }
    let text = std::fs::read_to_string(path).map_err(|why| unreadable(&why))?;
    let snapshot = VersionSnapshot::read(&text).map_err(|why| unreadable(&why))?;
    Ok(LoadedVersion { name: name.to_owned(), snapshot, texts: ChangePageTitles::default() })
}

fn folder(
    context: &CommandContext,
    audience: &Audience,
    project: &Project,
    name: &str,
) -> Result<LoadedVersion, Failure> {
    let (sources, found) = disk::read(project);
    let compiled = compiled(audience, sources, found);
    check_audience(&compiled)?;
    if compiled.has_errors() {
        let errors: Vec<Diagnostic> =
            compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect();
        context.terminal.report(&errors, &compiled.sources, crate::cli::CheckFormat::Human)?;
        context.terminal.say(&format!("{name} has errors, so nothing was compared"));
        return Err(Failure::content());
    }
    loaded(&compiled, name)
}

/// A revision of the project. Errors in an old revision cannot be mended any more, so they are only counted.
fn revision(
    context: &CommandContext,
    audience: &Audience,
    repository: &Repository,
    name: &str,
) -> Result<LoadedVersion, Failure> {
    let failed = |error: GitError| match error {
        GitError::UnknownRevision { .. } | GitError::NotACommit { .. } => Failure::usage(error),
        error => Failure::environment(error),
    };
    let commit = repository.commit(name).map_err(failed)?;
    let revision = repository.revision(&commit).map_err(failed)?;
    for sentence in &revision.left_out {
        context.terminal.say(&format!("note: in {name}, {sentence}"));
    }
    if revision.sources.get("content/handbook.yaml").is_none() {
        return Err(Failure::usage(format!("the revision {name} has no content/handbook.yaml in this folder")));
    }
    let compiled = compiled(audience, revision.sources, Vec::new());
    let errors = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
    if errors > 0 {
        let word = if errors == 1 { "error" } else { "errors" };
        context.terminal.say(&format!("note: {name} has {errors} {word}; what they take out shows as added since"));
    }
    loaded(&compiled, name)
}

fn compiled(audience: &Audience, sources: Sources, found: Vec<Diagnostic>) -> Compiled {
    let options = HandbookOptions { audience: audience.clone(), ..HandbookOptions::default() };
    compile(sources, found, &options, &mut Memo::default())
}

fn loaded(compiled: &Compiled, name: &str) -> Result<LoadedVersion, Failure> {
    let snapshot = compiled.snapshot();
    let snapshot = snapshot.map_err(|why| Failure::environment(format!("{name} cannot be compared: {why}")))?;
    let strings = &compiled.handbook.strings;
    let version = strings.text("history.version", &[("version", TextValue::Text("{version}"))]);
    let texts = ChangePageTitles { title: strings.text("history.title", &[]), version };
    Ok(LoadedVersion { name: name.to_owned(), snapshot, texts })
}
