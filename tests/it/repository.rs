//! Handbooks whose versions the tests compare: a small one, and git repositories with it or with the sample.

use crate::project;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Program;

use assert_cmd::Command;
use rungs::compile::HandbookOptions;
use rungs::handbook::history::{EntityState, LadderDifference, RoleEffect, VersionSnapshot, compare};
use rungs::source::{Source, Sources};
use tempfile::TempDir;

pub fn rungs(folder: &Path) -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Standard output of a run that succeeds.
pub fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = rungs(folder).args(arguments).assert().success().get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a run that fails.
pub fn refused(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = rungs(folder).args(arguments).assert().code(code).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

pub fn diff(folder: &Path, arguments: &[&str]) -> LadderDifference {
    let arguments: Vec<&str> = ["diff", "--format", "json"].iter().chain(arguments).copied().collect();
    serde_json::from_str(&said(folder, &arguments)).unwrap()
}

/// The `index.json` of files given by their path below `content/`.
pub fn index(files: &[(&str, String)]) -> String {
    let sources: Sources = files.iter().map(|(path, text)| Source::text(&format!("content/{path}"), text)).collect();
    let compiled = project::compile(&sources, &HandbookOptions::default());
    assert!(!compiled.has_errors(), "{}", project::short(&compiled.diagnostics, &sources));
    let rendered = compiled.render("index.json").unwrap().unwrap();
    String::from_utf8(rendered.to_vec()).unwrap()
}

pub fn snapshot(index: &str) -> VersionSnapshot {
    VersionSnapshot::read(index).unwrap()
}

const HANDBOOK: &str = "\
title: Bakery
version: 1.2.0
scales:
  skill:
    cumulative: true
    steps: [{id: aware, title: Aware}, {id: working, title: Working}, {id: expert, title: Expert}]
levels: [{id: l1, title: One}, {id: l2, title: Two, scope: A shop}]
";

const ROLES: &str = "\
baker: {title: Baker, level: l1, skills: {kneading: working}, responsibilities: {oven: [{id: heat, text: Heats the oven before dawn.}, Cleans the oven every evening.]}}
senior: {title: Senior Baker, level: l2, extends: baker, skills: {kneading: expert}}
clerk: {title: Clerk, level: l1, responsibilities: {counter: [Greets every customer by name.]}}
";

const SKILLS: &str = "\
kneading: {title: Kneading, scale: skill, steps: {aware: [Knows three kinds of dough.], working: [Kneads bread dough by hand.], expert: [Teaches apprentices how dough feels.]}}
";

const RESPONSIBILITIES: &str = "\
oven: {title: Oven, levels: {l2: [Plans the order of loaves for the whole week.]}}
counter: {title: Counter}
";

/// The bakery with some texts replaced, each of which must be there.
pub fn bakery(edits: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("handbook.yaml", HANDBOOK.to_owned()),
        ("roles.yaml", ROLES.to_owned()),
        ("skills.yaml", SKILLS.to_owned()),
        ("responsibilities.yaml", RESPONSIBILITIES.to_owned()),
    ];
    for (old, new) in edits {
        let file = files.iter_mut().find(|(_, text)| text.contains(old)).unwrap_or_else(|| panic!("{old} is there"));
        file.1 = file.1.replacen(old, new, 1);
    }
    files
}

pub fn bakery_diff(edits: &[(&str, &str)]) -> LadderDifference {
    compare(&snapshot(&index(&bakery(&[]))), &snapshot(&index(&bakery(edits))))
}

/// Every edit, one per line: the entity, what happened and where.
pub fn edits(difference: &LadderDifference) -> Vec<String> {
    let mut found = Vec::new();
    for entity in &difference.entities {
        let name = format!("{} {}", entity.subject.name(), entity.id);
        if entity.state != EntityState::Changed {
            found.push(format!("{name}: {:?}", entity.state));
        }
        found.extend(entity.renamed_from.iter().map(|from| format!("{name}: was {from}")));
        found.extend(entity.fields.iter().map(|field| format!("{name}: {}", field.field)));
        found.extend(entity.needs.iter().map(|need| format!("{name}: {:?} {}", need.kind, need.skill)));
        found.extend(
            entity.statements.iter().map(|one| format!("{name}: {:?} at {} {}", one.kind, one.cell.axis, one.cell.id)),
        );
    }
    found
}

/// Every affected role, one per line.
pub fn affected(difference: &LadderDifference) -> Vec<String> {
    let show = |role: &RoleEffect| {
        let changes = role.changes.iter().map(|change| format!("{:?}", change.kind));
        let needs = role.needs.iter().map(|need| format!("{:?} {}", need.kind, need.skill));
        format!("{}: {}", role.id, changes.chain(needs).collect::<Vec<_>>().join(", "))
    };
    difference.roles.iter().map(show).collect()
}

/// A git repository with a handbook and one commit.
pub struct Repository {
    /// The top of the repository.
    pub folder: TempDir,
    /// The folder of the handbook in it.
    pub handbook: PathBuf,
}

impl Repository {
    /// A repository with `files` of a handbook, or what `rungs init` writes, in the folder `handbook`. `None` without git,
    /// which is said.
    pub fn new(handbook: &str, files: Option<&[(&'static str, String)]>) -> Option<Self> {
        Self::with(handbook, |folder| match files {
            Some(files) => write(folder, files),
            None => drop(rungs(folder).arg("init").assert().success()),
        })
    }

    /// A repository with the sample handbook. `None` without git, which is said.
    pub fn of_sample() -> Option<Self> {
        Self::with("", |folder| project::copy(&project::crate_folder().join("content"), &folder.join("content")))
    }

    fn with(handbook: &str, fill: impl FnOnce(&Path)) -> Option<Self> {
        if project::program(&["git"]).is_none() {
            project::skipped("there is no `git`");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let handbook = folder.path().join(handbook);
        fs::create_dir_all(&handbook).unwrap();
        fill(&handbook);
        let repository = Self { folder, handbook };
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit("2026-01-01");
        Some(repository)
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_at("2026-01-01", arguments)
    }

    pub fn git_at(&self, day: &str, arguments: &[&str]) -> String {
        let date = format!("{day}T12:00:00+0000");
        let output = Program::new("git")
            .args([
                "-c",
                "user.name=T",
                "-c",
                "user.email=t@example.org",
                "-c",
                "commit.gpgsign=false",
                "-c",
                "protocol.file.allow=always",
            ])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn commit(&self, day: &str) {
        self.git_at(day, &["add", "-A"]);
        self.git_at(day, &["commit", "-q", "-m", "Change", "--allow-empty"]);
    }

    pub fn edit(&self, file: &str, old: &str, new: &str) {
        edit(&self.handbook, file, old, new);
    }
}

/// Replaces a text in a file of a handbook's `content/`.
pub fn edit(handbook: &Path, file: &str, old: &str, new: &str) {
    let path = handbook.join("content").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file} holds {old}");
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

pub fn write(folder: &Path, files: &[(&'static str, String)]) {
    for (path, text) in files {
        let path = folder.join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
