//! Handbooks in a browser. The sample: valid HTML, axe-core, console, requests, widths, weight, layout shifts, first paint,
//! scripts off, the keyboard. Those of odd content: valid HTML, axe-core, widths.
//!
//! Needs Node 20.19 or newer and Chromium, and installs the packages of `tests/browser/package-lock.json` below
//! `target/`. Where something is missing it says what, and passes; with RUNGS_REQUIRE_BROWSER=1 it fails instead.

use crate::project;
use crate::tools;

use std::path::Path;
use std::process::Command;

#[test]
fn a_browser_finds_nothing_wrong_with_the_sample() {
    look_at(project::crate_folder(), &["--strict"], &[]);
}

#[test]
fn a_browser_finds_nothing_wrong_with_odd_content() {
    for name in ["odd", "wide"] {
        look_at(&project::crate_folder().join("tests/handbooks").join(name), &[], &["brief"]);
    }
}

fn look_at(handbook: &Path, build: &[&str], how: &[&str]) {
    let Some((node, chrome, folder)) = tools::or_skip() else { return };
    let site = tempfile::tempdir().unwrap();
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.args(["build", "--quiet", "--base-url", "/a/b/"]).args(build).arg("--root").arg(handbook);
    command.arg("--output").arg(site.path()).assert().success();
    let mut script = Command::new(node);
    script.arg("site.mjs").arg(site.path()).args(how).env("CHROME", chrome).current_dir(folder);
    assert!(script.status().unwrap().success(), "what is wrong is listed above");
}
