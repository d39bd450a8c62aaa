//! What the documents tell people to type works: each `sh` block below a line `<!-- test -->` of the README is run, in one
//! copy of the sample, one after the other, as a reader would; another says why it is not run; and every command of
//! rungs in any document has options that exist.

use crate::project;

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::{CommandFactory as _, Parser as _};
use rungs::cli::Cli;

const MARK: &str = "<!-- test -->";

/// What a block that is not run has above it, with the reason behind it.
const NOT_RUN: &str = "<!-- not run: ";

/// Stands in for cargo, whose builds would take minutes; `.ci/run` runs the real one.
const CARGO: &str = r#"#!/bin/sh
case "$*" in
  "run --release -- "*) shift 3; exec rungs "$@" ;;
  "install --path . --locked") exit 0 ;;
  *) echo "tests/it/readme.rs has no stand-in for: cargo $*" >&2; exit 1 ;;
esac
"#;

#[cfg(unix)]
#[test]
fn the_marked_commands_of_the_readme_work() {
    let Ok(readme) = fs::read_to_string(project::crate_folder().join("README.md")) else {
        return project::skipped("there is no README.md");
    };
    let blocks = marked(&readme).unwrap_or_else(|line| panic!("README.md:{line}: no `sh` block follows {MARK}"));
    if blocks.is_empty() {
        return project::skipped(&format!("README.md marks no block with {MARK}"));
    }
    let folder = tempfile::tempdir().unwrap();
    project::copy(&project::crate_folder().join("content"), &folder.path().join("content"));
    // The program as it is, for a reader who installed it and for one who asks cargo to build and run it.
    let program = assert_cmd::cargo::cargo_bin!("rungs");
    let tools = tempfile::tempdir().unwrap();
    fs::write(tools.path().join("cargo"), CARGO).unwrap();
    fs::set_permissions(tools.path().join("cargo"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = [tools.path(), program.parent().unwrap()].map(Path::to_path_buf);
    let path = std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path))).unwrap();
    for (line, block) in blocks {
        let run = Command::new("sh").args(["-eu", "-c", &block]).current_dir(folder.path()).env("PATH", &path).output();
        let run = run.unwrap();
        let said = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).join("");
        assert!(run.status.success(), "README.md:{line}:\n{block}\n{said}");
    }
}

#[test]
fn only_marked_blocks_are_run() {
    let text = "```sh\nrm -rf x\n```\n<!-- test -->\n\n```sh\na\nb\n```\n```sh\nc\n```\n";
    assert_eq!(marked(text), Ok(vec![(6, "a\nb".to_owned())]));
    assert_eq!(marked("x\n<!-- test -->\nwords\n"), Err(2));
    assert_eq!(marked("<!-- test -->\n```console\nx\n```"), Err(1));
    assert_eq!(marked(""), Ok(Vec::new()));
}

/// The marked blocks with the line they begin at; the error is the line of a mark without a block.
fn marked(text: &str) -> Result<Vec<(usize, String)>, usize> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.trim() == MARK) {
        let open = lines[at + 1..].iter().position(|line| !line.trim().is_empty()).map(|skip| at + 1 + skip);
        let open = open.filter(|open| matches!(lines[*open].trim(), "```sh" | "```bash")).ok_or(at + 1)?;
        let close = lines[open + 1..].iter().position(|line| line.trim() == "```").ok_or(at + 1)?;
        blocks.push((open + 1, lines[open + 1..open + 1 + close].join("\n")));
    }
    Ok(blocks)
}

/// The documents of the project, by path.
fn documents() -> Vec<(String, String)> {
    let root = project::crate_folder();
    let mut found = Vec::new();
    for folder in ["", "docs/", "docs/diagnostics/", "themes/default/", "benches/"] {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        for name in entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
            if name.ends_with(".md") && name != "CHANGELOG.md" {
                found.push((format!("{folder}{name}"), fs::read_to_string(root.join(folder).join(&name)).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_block_that_is_not_run_says_why() {
    let mut blocks = 0;
    for (path, text) in documents() {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, _) in lines.iter().enumerate().filter(|(_, line)| matches!(**line, "```sh" | "```bash")) {
            let above = lines[..at].iter().rfind(|line| !line.is_empty()).copied().unwrap_or_default();
            let is_run = above == MARK && path == "README.md";
            let reason = above.strip_prefix(NOT_RUN).and_then(|rest| rest.strip_suffix(" -->"));
            assert!(is_run || reason.is_some_and(|reason| reason.len() > 10), "{path}:{}: {NOT_RUN}WHY -->", at + 1);
            blocks += 1;
        }
    }
    assert!(blocks > 3, "only {blocks} blocks were found");
}

#[test]
fn every_command_in_the_documents_exists() {
    let mut wrong = Vec::new();
    let mut found = 0;
    for (path, text) in documents() {
        for (number, line) in text.lines().enumerate() {
            let inline = line.split('`').skip(1).step_by(2);
            let indented = line.strip_prefix("    ").into_iter().filter(|_| !line.contains('`'));
            for command in inline.chain(indented).filter(|code| code.starts_with("rungs ")) {
                found += 1;
                if let Err(error) = parses(command) {
                    wrong.push(format!("{path}:{}: {command}: {error}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found > 40, "only {found} commands were found");
    assert!(parses("rungs bild").is_err() && parses("rungs build --precompres").is_err());
}

/// Whether a command line of a document is one: words in capitals stand for values.
fn parses(line: &str) -> Result<(), String> {
    let code = line.split("  #").next().unwrap_or(line).replace(['[', ']'], "").replace("...", "");
    let words: Vec<&str> = code
        .split_whitespace()
        .map(|word| match word {
            "SHELL" => "bash",
            "HOST" => "github",
            word => word.trim_matches('"'),
        })
        .collect();
    match words[..] {
        // The name of a command alone.
        ["rungs", name] if !name.starts_with('-') => {
            Cli::command().find_subcommand(name).map(drop).ok_or_else(|| "there is no such command".into())
        }
        _ => Cli::try_parse_from(&words).map(drop).map_err(|error| error.to_string()),
    }
}
