//! What the tests in a browser need: Node, Chromium, and a folder with the scripts and their packages.
//!
//! Knows where to get them, not what is tested with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::project;

/// The one without windows first: it starts and paints faster.
const BROWSERS: [&str; 6] =
    ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The tools, or `None` when some are missing, which is said; where a browser is required it fails instead.
pub fn or_skip() -> Option<(PathBuf, PathBuf, PathBuf)> {
    match tools() {
        Ok(tools) => Some(tools),
        Err(missing) if std::env::var_os("RUNGS_REQUIRE_BROWSER").is_some_and(|value| value != "0") => {
            panic!("not tested in a browser: {missing}")
        }
        Err(missing) => {
            project::skipped(&format!("not tested in a browser: {missing}"));
            None
        }
    }
}

/// Whether a program ends without an error. What it prints stands in the output of the test.
pub fn succeeds(command: &mut Command) -> bool {
    let output = command.output().unwrap();
    let (said, more) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    eprintln!("{said}{more}");
    output.status.success()
}

/// Node, the browser and a folder with the script and its packages; or what is missing and how to get it.
fn tools() -> Result<(PathBuf, PathBuf, PathBuf), String> {
    // Tests run at once, and two installations in one folder would disturb each other.
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _guard = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
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
    for entry in fs::read_dir(&source).unwrap().map(Result::unwrap) {
        let copy = folder.join(entry.file_name());
        let is_needed = entry.path().extension().is_some_and(|ending| ending == "mjs" || ending == "json");
        // Another test may be reading a copy, so one that is up to date stays as it is.
        if is_needed && fs::read(&copy).ok() != fs::read(entry.path()).ok() {
            fs::copy(entry.path(), copy).unwrap();
        }
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
