//! What an editor sees in a browser while `rungs serve` runs: tests/browser/serve.mjs, in Chromium.

mod server;

use std::path::{Path, PathBuf};
use std::process::Command;

use server::Server;

#[test]
fn an_open_page_follows_the_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let Some(browser) = browser().filter(|_| folder.join("node_modules/playwright-core").is_dir()) else {
        let missing = "needs node, Chromium (or its path in CHROME) and `npm ci` in tests/browser";
        assert!(std::env::var_os("RUNGS_REQUIRE_BROWSER").is_none(), "{missing}");
        eprintln!("skipped: {missing}");
        return;
    };
    let server = Server::of_sample(&[]);
    let output = Command::new("node")
        .arg(folder.join("serve.mjs"))
        .arg(format!("http://127.0.0.1:{}{}", server.port, server.base))
        .arg(server.root.path())
        .env("CHROME", browser)
        .output()
        .expect("node");
    let (said, more) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    eprintln!("{more}");
    assert!(output.status.success(), "{said}{more}\nthe server said:\n{}", server.lines().join("\n"));
    assert!(!server.said("panicked"));
}

fn browser() -> Option<PathBuf> {
    Command::new("node").arg("--version").output().ok()?;
    let named = std::env::var_os("CHROME").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|path| path.is_file())
}
