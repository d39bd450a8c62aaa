//! `sitemap.xml` and `robots.txt`: what search engines may find.

use crate::encode;
use crate::handbook::Handbook;
use crate::handbook::history::LastChange;
use crate::page::cards::{PageBuilder, PageFormat};
use crate::page::frame::absolute;
use crate::page::{PageKey, Plan, urls};

/// The sitemap of all pages that are meant to be found; addresses are absolute with a `base_url`, else they
/// start at the site's root. A page whose file has a known day says when it last changed. The format is that of sitemaps.org.
pub fn sitemap(handbook: &Handbook, plan: &Plan) -> String {
    let base = handbook.config.base_url.as_deref().unwrap_or("/");
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (url, key) in plan.pages() {
        if key.is_indexed(handbook) {
            out.push_str("  <url><loc>");
            encode::html(&mut out, &absolute(base, url));
            out.push_str("</loc>");
            if let Some(day) = last_changed(handbook, plan, url, key) {
                out.push_str(&format!("<lastmod>{day}</lastmod>"));
            }
            out.push_str("</url>\n");
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// The day of the last commit that changed the file of a page.
fn last_changed(handbook: &Handbook, plan: &Plan, url: &str, key: PageKey) -> Option<String> {
    if handbook.last_changes.days.is_empty() {
        return None;
    }
    let builder =
        PageBuilder { handbook, plan, url, root: urls::root(url), here: String::new(), format: PageFormat::Html };
    match handbook.last_changes.of(&handbook.get(key.heading(&builder).subject?).path)? {
        LastChange::On(day) => Some(day),
        LastChange::Uncommitted => None,
    }
}

/// Everything may be read unless the edition is not for search engines; the sitemap is named if its absolute address is known.
pub fn robots(handbook: &Handbook) -> String {
    if handbook.config.no_index {
        return "User-agent: *\nDisallow: /\n".into();
    }
    let base = handbook.config.base_url.as_ref().filter(|base| !base.starts_with('/'));
    let sitemap = base.map(|base| format!("\nSitemap: {base}sitemap.xml\n"));
    format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
}
