//! An open page in Chromium follows the files while `rungs serve` runs: runs tests/browser/serve.mjs.
//!
//! Skipped or failed as in tests/it/browser.rs.

use crate::tools;

use crate::server::Server;

#[test]
fn an_open_page_follows_the_files() {
    let Some(tools) = tools::or_skip() else { return };
    let server = Server::of_sample(&[]);
    server.passes("serve.mjs", tools);
}
