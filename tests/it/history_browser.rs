//! What readers see of a handbook that changes: the announcement of a version, what changed since they last looked, and
//! other versions. In Chromium, by tests/browser/history.mjs. Skips and fails as tests/it/browser.rs does.

use crate::project;
use crate::repository::{bakery, edit, said, write};
use crate::tools;

use std::path::Path;
use std::process::Command;

#[test]
fn readers_see_what_changed_since_they_last_looked() {
    let Some((node, chrome, scripts)) = tools::or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let build = |handbook: &Path, site: &str| {
        said(
            handbook,
            &["build", "--quiet", "--base-url", "https://example.org/a/b/", "--output", at(site).to_str().unwrap()],
        );
    };
    let release = |since: &str| {
        said(&at("now"), &["release", "--date", "2026-11-28", "--since", at(since).to_str().unwrap()]);
    };
    write(&at("old"), &bakery(&[]));
    write(&at("now"), &bakery(&[]));
    edit(
        &at("now"),
        "roles.yaml",
        "Greets every customer by name.",
        "Greets every regular customer by name and table.",
    );
    release("old");
    build(&at("now"), "before");
    project::copy(&at("now"), &at("middle"));
    edit(&at("now"), "roles.yaml", "skills: {kneading: working}", "skills: {kneading: expert}");
    edit(&at("now"), "roles.yaml", "Cleans the oven every evening.", "Cleans the oven every evenning.");
    edit(&at("now"), "roles.yaml", "Heats the oven before dawn.", "Heats both stone ovens well before dawn.");
    let versions = "versions: {1.2.0: https://example.org/1.2/, next: ../next/}\ntitle: Bakery";
    edit(&at("now"), "handbook.yaml", "title: Bakery", versions);
    release("middle");
    build(&at("now"), "after");
    let output = Command::new(node)
        .arg("history.mjs")
        .args([at("before"), at("after")])
        .env("CHROME", chrome)
        .current_dir(scripts)
        .output()
        .unwrap();
    let (text, more) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    eprintln!("{text}{more}");
    assert!(output.status.success(), "what went wrong is listed above");
}
