//! What readers do with a page: assess themselves, compare, copy, filter, choose colours, tick steps. In Chromium, by
//! tests/browser/interactive.mjs. Skips and fails as tests/it/browser.rs does.

use crate::project;
use crate::tools;

use std::fs;
use std::path::Path;
use std::process::Command;

/// What changes in the handbook between two visits: a statement with an id and one without are reworded, one is new,
/// one is gone.
const ROLE: &str = "content/roles/senior-engineer.md";
const EDITS: [(&str, &str); 3] = [
    (
        "Takes a turn on call and leaves the alerts and the runbooks better than they found them.",
        "Takes a turn on call and leaves every alert and every runbook better than they found it.",
    ),
    (
        "    - id: design-for-change
      text: Names the changes that a design must survive, and shows which of them would be expensive.
",
        "    - id: draws-system
      text: Draws the team's services on one page that everybody in the company can follow.
",
    ),
    (
        "id: prototype
      text: Builds the smallest prototype that could prove an idea unworkable, and throws it away afterwards.",
        "text: Builds the smallest prototype that could prove an idea unworkable, and throws it away the same week.",
    ),
];

#[test]
fn readers_can_use_what_scripts_add() {
    let Some((node, chrome, folder)) = tools::or_skip() else { return };
    let (before, after, root) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    build(project::crate_folder(), before.path());
    project::copy(&project::crate_folder().join("content"), &root.path().join("content"));
    let role = root.path().join(ROLE);
    let mut text = fs::read_to_string(&role).unwrap();
    for (old, new) in EDITS {
        assert_eq!(text.matches(old).count(), 1, "the sample says once: {old}");
        text = text.replace(old, new);
    }
    fs::write(role, text).unwrap();
    build(root.path(), after.path());
    let mut command = Command::new(node);
    command.arg("interactive.mjs").args([before.path(), after.path()]);
    let passes = tools::succeeds(command.env("CHROME", chrome).current_dir(folder));
    assert!(passes, "what went wrong is listed above");
}

fn build(root: &Path, site: &Path) {
    let mut build = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    build.args(["build", "--quiet", "--base-url", "/a/b/", "--root"]).arg(root).arg("--output").arg(site);
    build.assert().success();
}
