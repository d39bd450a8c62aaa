//! The sample handbook in a browser: valid HTML, axe-core, console, requests, widths, scripts off, the keyboard.
//!
//! Needs Node 20.19 or newer and Chromium, and installs the packages of `tests/browser/package-lock.json` below
//! `target/`. Where something is missing it says what, and passes; with RUNGS_REQUIRE_BROWSER=1 it fails instead.

mod project;
#[path = "browser/tools.rs"]
mod tools;

use std::process::Command;

#[test]
fn a_browser_finds_nothing_wrong_with_the_sample() {
    let Some((node, chrome, folder)) = tools::or_skip() else { return };
    let site = tempfile::tempdir().unwrap();
    let mut build = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    build.args(["build", "--quiet", "--strict", "--base-url", "/a/b/", "--root"]).arg(project::crate_folder());
    build.arg("--output").arg(site.path()).assert().success();
    let status = Command::new(node).arg("site.mjs").arg(site.path()).env("CHROME", chrome).current_dir(folder).status();
    assert!(status.unwrap().success(), "what is wrong is listed above");
}
