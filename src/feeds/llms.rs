//! `llms.txt`: where people's assistants begin to read. The format is that of llmstxt.org.

use crate::content::strings::TextValue;
use crate::content::{Kind, Status};
use crate::handbook::{Handbook, titles};
use crate::page::frame::absolute;
use crate::page::plan::Plan;
use crate::page::prose::entity_address;
use crate::page::urls;

use crate::parse::markdown;

/// A title, a sentence, and the Markdown twin of every page by kind; addresses are absolute with a `base_url`.
pub fn llms_txt(handbook: &Handbook, plan: &Plan) -> String {
    let config = &handbook.config;
    let address = |page: &str| {
        let twin = urls::markdown(page);
        config.base_url.as_ref().map_or_else(|| urls::encode(&twin), |base| absolute(base, &twin))
    };
    let mut out = format!("# {}\n", text(&config.title));
    if let Some(description) = &config.description {
        out.push_str(&format!("\n> {}\n", text(description)));
    }
    let say = |name: &str, value: &str, of: &str| handbook.strings.text(name, &[(value, TextValue::Text(of))]);
    let organisation = config.organisation.as_ref().map(|name| say("llms.publisher", "organisation", &text(name)));
    let version = config.version.as_ref().map(|version| say("llms.version", "version", &text(version)));
    let data = config.base_url.as_ref().map_or_else(|| "index.json".to_owned(), |base| absolute(base, "index.json"));
    let formats = say("llms.formats", "data", &format!("[index.json]({data})"));
    let about: Vec<String> = organisation.into_iter().chain(version).chain([formats]).collect();
    out.push_str(&format!("\n{}\n", about.join(" ")));
    for kind in [
        Kind::Role,
        Kind::Track,
        Kind::Family,
        Kind::Level,
        Kind::Responsibility,
        Kind::Skill,
        Kind::Roadmap,
        Kind::Interview,
        Kind::Resource,
        Kind::Page,
    ] {
        let shown = handbook.sorted(kind).iter().filter(|index| handbook.get(**index).status == Status::Active);
        let lines = shown.filter_map(|index| {
            let entity = handbook.get(*index);
            let page = entity_address(handbook, *index);
            let plain = |summary| titles::plain(handbook, summary, &entity.path);
            let summary = entity.summary.as_ref().map(|summary| format!(": {}", text(&plain(summary))));
            let link = format!("- [{}]({})", text(&entity.title), destination(&address(&page)));
            plan.has(&urls::markdown(&page)).then(|| link + &summary.unwrap_or_default())
        });
        let lines: Vec<String> = lines.collect();
        if !lines.is_empty() {
            out.push_str(&format!("\n## {}\n\n{}\n", text(&handbook.term(kind).other), lines.join("\n")));
        }
    }
    out
}

/// Plain text on one line of Markdown.
fn text(plain: &str) -> String {
    markdown::escaped(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn destination(address: &str) -> String {
    let mut out = String::new();
    markdown::destination(&mut out, address, None);
    out
}
