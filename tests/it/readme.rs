//! What the README tells people to type works: each `sh` block below a line `<!-- test -->` is run, in one copy of
//! the sample, one after the other, as a reader would.

use crate::project;

use std::fs;
use std::path::Path;
use std::process::Command;

const MARK: &str = "<!-- test -->";

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
