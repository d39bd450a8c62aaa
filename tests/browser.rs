//! The sample handbook in a browser: valid HTML, axe-core, console, requests, widths, scripts off, the keyboard.
//!
//! Needs Node 20.19 or newer and Chromium, and installs the packages of `tests/browser/package-lock.json` below
//! `target/`. Where something is missing it says what, and passes; with RUNGS_REQUIRE_BROWSER=1 it fails instead.

mod project;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

#[test]
fn a_browser_finds_nothing_wrong_with_the_sample() {
    let (node, chrome, folder) = match tools() {
        Ok(tools) => tools,
        Err(missing) if std::env::var_os("RUNGS_REQUIRE_BROWSER").is_some_and(|value| value != "0") => {
            panic!("not tested in a browser: {missing}")
        }
        Err(missing) => return println!("skipped: not tested in a browser: {missing}"),
    };
    let site = tempfile::tempdir().unwrap();
    let mut build = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    build.args(["build", "--quiet", "--strict", "--base-url", "/a/b/", "--root"]).arg(project::crate_folder());
    build.arg("--output").arg(site.path()).assert().success();
    let status = Command::new(node).arg("site.mjs").arg(site.path()).env("CHROME", chrome).current_dir(folder).status();
    assert!(status.unwrap().success(), "what is wrong is listed above");
}

/// Node, the browser and a folder with the script and its packages; or what is missing and how to get it.
fn tools() -> Result<(PathBuf, PathBuf, PathBuf), String> {
    let node = project::program(&["node"]).ok_or("there is no `node`; install Node 20.19 or newer")?;
    let npm = project::program(&["npm"]).ok_or("there is no `npm`; it comes with Node")?;
    let chrome = std::env::var_os("CHROME").map(PathBuf::from).or_else(|| project::program(&BROWSERS));
    let chrome = chrome.filter(|chrome| chrome.is_file()).ok_or(
        "there is no Chromium; on Debian `apt-get install chromium`, elsewhere set CHROME to the path of a Chrome",
    )?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    fs::create_dir_all(&folder).unwrap();
    let source = project::crate_folder().join("tests/browser");
    let lock = fs::read(source.join("package-lock.json")).unwrap();
    let installed = folder.join("installed.json");
    for name in ["package.json", "package-lock.json", "site.mjs"] {
        fs::copy(source.join(name), folder.join(name)).unwrap();
    }
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        let npm =
            Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder).output();
        let npm = npm.map_err(|error| format!("`npm` does not start: {error}"))?;
        if !npm.status.success() {
            let said = String::from_utf8_lossy(&npm.stderr);
            return Err(format!("`npm ci` of tests/browser failed; is the machine offline?\n{said}"));
        }
        fs::write(installed, lock).unwrap();
    }
    Ok((node, chrome, folder))
}
