//! `rungs release`: the next version of the ladder, in `handbook.yaml` and as a page of what changed.
//!
//! It commits nothing and prints the git commands instead.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli;
use crate::content::PUBLIC;
use crate::date;
use crate::disk::Project;
use crate::handbook::Audience;
use crate::handbook::history::{self, Impact, LadderDifference, Release, Version};
use crate::parse::{self, HANDBOOK};
use crate::source::{Source, Sources};

use super::diff::{self, read_version};
use super::versions::{self, LoadedVersion};
use super::{CommandContext, Failure, audience, patch};

/// Sets the version and writes the change page.
pub fn run(context: &CommandContext, options: &cli::ReleaseOptions) -> Result<(), Failure> {
    if audience(&options.audience) == Audience::All {
        return Err(Failure::usage("a release is shown to the readers of one edition: name it with `--audience`"));
    }
    let date = match &options.date {
        Some(day) if date::is_day(day) => day.clone(),
        Some(day) => return Err(Failure::usage(format!("`{day}` is not a day: write it as 2026-11-28"))),
        None => today(),
    };
    let (old, new) = versions::pair(context, &audience(&options.audience), options.since.as_deref(), None)?;
    let mut difference = history::compare(&old.snapshot, &new.snapshot);
    if difference.is_empty() {
        let hint = if options.since.is_none() { "; `--since` names another version" } else { "" };
        return Err(Failure::usage(format!("nothing changed since {}{hint}", old.name)));
    }
    let version = next(&old, &new, &difference, options.version.as_deref(), &date)?;
    difference.new.version = Some(version.clone());
    let project = context.project()?;
    let settings = project.root().join(HANDBOOK);
    let settings = settings.canonicalize().map_err(|why| failed(&settings, &why))?;
    let text = std::fs::read_to_string(&settings).map_err(|why| failed(&settings, &why))?;
    let edited = with_version(&text, &version)?;

    let folder = project.root().join("content").join(history::FOLDER);
    let release = Release {
        format: Release::FORMAT.to_owned(),
        format_version: 1,
        version: version.clone(),
        date,
        audience: options.audience.clone(),
        difference,
    };
    let mut files = vec![
        (folder.join(format!("{version}.json")), diff::json(&release)?),
        (folder.join(format!("{version}.md")), page(&new, &version, &options.audience)),
    ];
    let index = folder.join("index.md");
    if !index.exists() {
        files.push((index, format!("---\ntitle: {}\n---\n", quoted(&new.texts.title))));
    }
    for (path, _) in &files {
        if path.exists() {
            return Err(Failure::usage(format!("{} exists: remove it, or name another version", path.display())));
        }
    }
    let what = if options.dry_run { "would write" } else { "wrote" };
    if !options.dry_run {
        std::fs::create_dir_all(&folder).map_err(|why| failed(&folder, &why))?;
        write(&project, &files, &text, &edited)?;
    }
    context.terminal.say(&format!("{version} is {} since {}", release.difference.impact, old.name));
    for (path, _) in &files {
        context.terminal.say(&format!("{what} {}", path.strip_prefix(project.root()).unwrap_or(path).display()));
    }
    if edited != text {
        context.terminal.say(&format!("{what} `version: {version}` into {HANDBOOK}"));
    }
    let tag = if old.name.starts_with(|first: char| first.is_ascii_digit()) {
        version.clone()
    } else {
        format!("v{version}")
    };
    let commands =
        format!("git add {HANDBOOK} content/{}\ngit commit -m \"Release {version}\"\ngit tag {tag}\n", history::FOLDER);
    context.terminal.data(commands.as_bytes())
}

/// The version: the one asked for, else the one in `handbook.yaml` if it is high enough, else the next.
fn next(
    old: &LoadedVersion,
    new: &LoadedVersion,
    difference: &LadderDifference,
    asked: Option<&str>,
    date: &str,
) -> Result<String, Failure> {
    let was = old.snapshot.version.as_deref().and_then(Version::parse);
    let is = read_version(new)?;
    let is_enough =
        |version: &Version| was.is_none_or(|was| *version > was && version.suffices(&was, difference.impact).is_ok());
    if let Some(asked) = asked {
        let version = Version::parse(asked).filter(|_| !asked.starts_with(['v', 'V']) && !asked.contains(['/', '\\']));
        let version = version.ok_or_else(|| {
            Failure::usage(format!(
                "`{asked}` is not a version: write three numbers such as 2.1.0, or a date such as 2026-11"
            ))
        })?;
        if !is_enough(&version) {
            let needed = was.and_then(|was| was.after(difference.impact)).map(|needed| format!(", at least {needed}"));
            return Err(Failure::usage(format!(
                "{asked} says less than the change, which is {}: name a higher version{}",
                difference.impact,
                needed.unwrap_or_default()
            )));
        }
        return Ok(asked.to_owned());
    }
    if let Some(written) = is.filter(is_enough).and(new.snapshot.version.clone()) {
        return Ok(written);
    }
    match (was, &old.snapshot.version) {
        (None, _) => Ok("1.0.0".to_owned()),
        (Some(was), Some(written)) if was.is_date() => {
            // A date in the form of the one before: 2026.11 or 2026-11-28.
            let separator = if written.contains('-') { "-" } else { "." };
            let parts = written.split(['-', '.']).count();
            let version = date.split('-').take(parts).collect::<Vec<_>>().join(separator);
            let is_later = Version::parse(&version).is_some_and(|version| version > was);
            is_later.then_some(version).ok_or_else(|| {
                Failure::usage(format!(
                    "the date of {date} is not after {written}: name the version, as in `rungs release 2026-12`"
                ))
            })
        }
        (Some(was), _) => {
            let impact = difference.impact.max(Impact::Patch);
            Ok(was.after(impact).unwrap_or(was).to_string())
        }
    }
}

/// The page of a version, for notes of a person. The newest stands first. Only those who see the release see the page.
fn page(new: &LoadedVersion, version: &str, audience: &str) -> String {
    let order = Version::parse(version).map(|Version { major, minor, patch }| {
        // Three digits each, which the numbers of versions seldom exceed.
        let number = |part: u64| i64::try_from(part.min(999_999)).unwrap_or_default();
        -(number(major) * 1_000_000 + number(minor) * 1_000 + number(patch))
    });
    let title = new.texts.version.replace("{version}", version);
    let audience = if audience == PUBLIC { String::new() } else { format!("audience: {audience}\n") };
    format!("---\ntitle: {}\norder: {}\n{audience}---\n", quoted(&title), order.unwrap_or_default())
}

/// A text as a YAML scalar.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The text of `handbook.yaml` with another version, and everything else as it was.
fn with_version(text: &str, version: &str) -> Result<String, Failure> {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = text.lines().find(|line| line.starts_with("version:"));
    let edited = match line {
        Some(line) => {
            let value = line.trim_start_matches("version:");
            let comment = value.find(" #").map_or("", |at| &value[at..]);
            // Line endings are no part of `line`, so that they stay.
            text.replacen(line, &format!("version: {version}{comment}"), 1)
        }
        None => match text.lines().find(|line| line.starts_with("title:")) {
            Some(title) => text.replacen(title, &format!("version: {version}{ending}{title}"), 1),
            None => text.to_owned(),
        },
    };
    let source = Source::text(HANDBOOK, &edited);
    let parsed = parse::parse(&source, &parse::ParseOptions::default()).and_then(|parsed| parsed.config);
    if parsed.is_some_and(|config| config.version.as_deref() == Some(version)) {
        return Ok(edited);
    }
    Err(Failure::usage(format!(
        "{HANDBOOK} is written in a way that cannot be edited: write `version: {version}` into it yourself"
    )))
}

/// Writes the new files and the settings, or nothing.
fn write(project: &Project, files: &[(PathBuf, String)], text: &str, edited: &str) -> Result<(), Failure> {
    let mut created = Vec::new();
    let mut written = || {
        for (path, text) in files {
            let mut file = File::create_new(path).map_err(|why| failed(path, &why))?;
            created.push(path);
            file.write_all(text.as_bytes()).map_err(|why| failed(path, &why))?;
        }
        let old: Sources = [Source::text(HANDBOOK, text)].into_iter().collect();
        let new: Sources = [Source::text(HANDBOOK, edited)].into_iter().collect();
        patch::write(project.root(), &old, &patch::changed(&old, &new))
    };
    let written = written();
    if written.is_err() {
        // A failure to clean up is less than the failure that is reported.
        created.iter().for_each(|path| drop(std::fs::remove_file(path)));
    }
    written
}

fn failed(path: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::environment(format!("{} cannot be read or written: {why}", path.display()))
}

/// Today in UTC.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date::after_epoch(seconds / 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_that_cannot_be_written_whole_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let changes = root.path().join("content/changes");
        std::fs::create_dir_all(&changes).unwrap();
        std::fs::write(root.path().join(HANDBOOK), "title: Edited meanwhile\n").unwrap();
        let project = Project::find(Some(root.path()), root.path()).unwrap();
        let files = [(changes.join("1.0.0.json"), "{}".to_owned()), (changes.join("1.0.0.md"), "-".to_owned())];
        let failed = write(&project, &files, "title: H\n", "version: 1.0.0\ntitle: H\n").unwrap_err();
        assert!(failed.message.contains("changed meanwhile"), "{}", failed.message);
        assert_eq!(std::fs::read_dir(&changes).unwrap().count(), 0);
        let settings = std::fs::read_to_string(root.path().join(HANDBOOK)).unwrap();
        assert_eq!(settings, "title: Edited meanwhile\n");
        write(&project, &files, &settings, "version: 1.0.0\n").unwrap();
        assert_eq!(std::fs::read_dir(&changes).unwrap().count(), 2);
    }

    #[test]
    fn the_rest_of_the_settings_stays() {
        let text = "# Ours\r\ntitle: H\r\nversion: '1.0.0' # of the ladder\r\nlanguage: en\r\n";
        let edited = with_version(text, "1.1.0").unwrap();
        assert_eq!(edited, "# Ours\r\ntitle: H\r\nversion: 1.1.0 # of the ladder\r\nlanguage: en\r\n");
        assert_eq!(with_version("# x\ntitle: H\n", "1.0.0").unwrap(), "# x\nversion: 1.0.0\ntitle: H\n");
        assert!(with_version("{title: H, version: 1.0.0}\n", "1.1.0").is_err());
    }
}
