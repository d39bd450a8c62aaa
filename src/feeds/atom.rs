//! The feeds of released versions, in Atom 1.0 (RFC 4287): all versions, and those that concern one role.

use crate::content::Kind;
use crate::content::strings::TextValue;
use crate::encode;
use crate::handbook::history::{FOLDER, Impact, Release};
use crate::handbook::{EntityId, Handbook};
use crate::page::frame::absolute;
use crate::page::urls;

/// The feed of all versions, or of those that concern a role. `None` without an absolute address of the site, which an
/// entry needs for its identity.
pub fn atom(handbook: &Handbook, role: Option<EntityId>) -> Option<String> {
    let base = handbook.config.base_url.as_deref().filter(|base| !base.starts_with('/'))?;
    let role = role.map(|role| handbook.get(role));
    let concerns = |release: &&Release| role.is_none_or(|role| release.difference.role(&role.id).is_some());
    let releases: Vec<&Release> = handbook.releases().iter().filter(concerns).collect();
    let address = absolute(base, &urls::feed(role.map(|role| &*role.id)));
    let title = handbook.strings.text("history.title", &[]);
    let about = role.map_or(&handbook.config.title, |role| &role.title);
    let author = handbook.config.organisation.as_ref().unwrap_or(&handbook.config.title);
    let updated = releases.iter().map(|release| release.date.as_str()).max().unwrap_or("1970-01-01");
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    element(&mut out, "  ", "title", &format!("{about}: {title}"));
    element(&mut out, "  ", "id", &address);
    element(&mut out, "  ", "updated", &midnight(updated));
    link(&mut out, "  ", "self", &address);
    link(
        &mut out,
        "  ",
        "alternate",
        &absolute(base, &role.map_or_else(|| urls::HOME.to_owned(), |role| urls::entity(role))),
    );
    out.push_str("  <author>");
    element(&mut out, "", "name", author);
    out.truncate(out.trim_end().len());
    out.push_str("</author>\n");
    for release in releases {
        let page = handbook.find(Kind::Page, &release.page_id()).map(|page| urls::entity(handbook.get(page)));
        // Without a page of its own, an entry leads to the data.
        let page = absolute(base, &page.unwrap_or_else(|| format!("{FOLDER}/{}.json", release.version)));
        out.push_str("  <entry>\n");
        let version = handbook.strings.text("history.version", &[("version", TextValue::Text(&release.version))]);
        element(&mut out, "    ", "title", &version);
        element(&mut out, "    ", "id", &page);
        link(&mut out, "    ", "alternate", &page);
        element(&mut out, "    ", "updated", &midnight(&release.date));
        let summary = match release.difference.impact {
            Impact::Major => "history.major",
            Impact::Minor => "history.minor",
            Impact::Patch | Impact::None => "history.patch",
        };
        element(&mut out, "    ", "summary", &handbook.strings.text(summary, &[]));
        out.push_str("  </entry>\n");
    }
    out.push_str("</feed>\n");
    Some(out)
}

/// The start of a day, in UTC.
fn midnight(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

fn element(out: &mut String, indent: &str, name: &str, text: &str) {
    out.push_str(&format!("{indent}<{name}>"));
    encode::html(out, text);
    out.push_str(&format!("</{name}>\n"));
}

fn link(out: &mut String, indent: &str, relation: &str, address: &str) {
    out.push_str(&format!("{indent}<link rel=\"{relation}\" href=\""));
    encode::html(out, address);
    out.push_str("\"/>\n");
}
