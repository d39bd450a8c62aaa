//! An open page in Chromium follows the files while `rungs serve` runs: runs tests/browser/serve.mjs.
//!
//! Skipped or failed as in tests/it/browser.rs.

use crate::tools;

use std::process::Command;

use crate::server::Server;

#[test]
fn an_open_page_follows_the_files() {
    let Some((node, chrome, folder)) = tools::or_skip() else { return };
    let server = Server::of_sample(&[]);
    let output = Command::new(node)
        .arg("serve.mjs")
        .arg(format!("http://127.0.0.1:{}{}", server.port, server.base))
        .arg(server.root.path())
        .env("CHROME", chrome)
        .current_dir(folder)
        .output()
        .unwrap();
    let (said, more) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    eprintln!("{more}");
    assert!(output.status.success(), "{said}{more}\nthe server said:\n{}", server.lines().join("\n"));
    assert!(!server.said("panicked"));
}
