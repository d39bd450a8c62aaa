//! A site on the hosts that docs/publishing.md names: what each answers, by tests/browser/hosts.mjs, and an organisation's look
//! in Chromium, by tests/browser/organisation.mjs. Skips and fails as tests/it/browser.rs does.

use crate::{project, tools};

use std::fs;
use std::path::Path;
use std::process::Command;

fn rungs(folder: &Path, arguments: &[&str]) {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.args(arguments).current_dir(folder).assert().success();
}

/// Adds lines to the settings of the handbook in `folder`.
fn set(folder: &Path, settings: &str) {
    let file = folder.join("content/handbook.yaml");
    let before = fs::read_to_string(&file).unwrap();
    fs::write(file, format!("{before}{settings}")).unwrap();
}

#[test]
fn every_host_shows_every_file() {
    let Some((node, _, scripts)) = tools::or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    rungs(folder.path(), &["init", "--empty", "--ci", "netlify"]);
    let old = "redirects:\n  /docs/ladder/senior: roles/senior-engineer.md\n  /careers/old.html: roles/engineer.md\n";
    set(folder.path(), &format!("host_files: [_redirects, _headers]\n{old}  /old.php: skills/\n"));
    rungs(folder.path(), &["build", "--strict", "--base-url", "https://example.org/", "--output", "root"]);
    rungs(folder.path(), &["build", "--strict", "--base-url", "https://example.org/name/", "--output", "below"]);
    let paths = ["root", "below", "netlify.toml"].map(|name| folder.path().join(name));
    let output = Command::new(node).arg(scripts.join("hosts.mjs")).args(paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    project::note(String::from_utf8_lossy(&output.stdout).trim());
}

/// The settings are those that docs/publishing.md shows.
#[test]
fn an_organisation_has_its_look_by_one_file_of_settings() {
    let Some((node, chrome, scripts)) = tools::or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    rungs(folder.path(), &["init", "--empty"]);
    let document = fs::read_to_string(project::crate_folder().join("docs/publishing.md")).unwrap();
    let section = document.split_once("## An organisation's look").unwrap().1;
    set(folder.path(), section.split_once("```yaml\n").unwrap().1.split_once("```").unwrap().0);
    set(folder.path(), "redirects: { /docs/ladder/senior: roles/senior-engineer.md }\n");
    let mark = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\">\
                <rect width=\"24\" height=\"24\" fill=\"#7a1f5c\"/></svg>";
    let font = project::crate_folder().join("themes/default/assets/heading-latin.woff2");
    for (file, bytes) in [
        ("images/logo.svg", mark.as_bytes()),
        ("fonts/acme-serif.woff2", &fs::read(font).unwrap()),
        ("guides/new.md", b"# What is new\n\nThe ladder.\n"),
        ("guides/accessibility.md", b"# Accessibility\n\nEverybody can read this.\n"),
        ("assets/acme.css", b"body { --acme: here; }\n"),
    ] {
        let file = folder.path().join("content").join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    rungs(folder.path(), &["build", "--strict", "--base-url", "https://example.org/name/"]);
    let output = Command::new(node)
        .arg("organisation.mjs")
        .arg(folder.path().join("public"))
        .env("CHROME", chrome)
        .current_dir(scripts)
        .output()
        .unwrap();
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat();
    assert!(output.status.success(), "{said}");
}
