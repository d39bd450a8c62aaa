//! The manifest of a web app: name and icons for readers who put the handbook on the screen of a phone.

use serde_json::json;

use crate::page::{Site, urls};

/// The manifest, which stands at the root of the site. `paper` is the colour of the ground.
pub fn web_manifest(site: &Site, paper: &str) -> String {
    let icons = urls::APP_ICONS
        .map(|(address, size)| json!({ "src": address, "sizes": format!("{size}x{size}"), "type": "image/png" }));
    let manifest = json!({
        "name": site.title,
        "lang": site.language,
        "dir": site.direction,
        "start_url": "./",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": paper,
        "icons": icons,
    });
    format!("{manifest:#}\n")
}
