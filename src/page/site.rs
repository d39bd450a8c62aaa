//! What a theme knows of the whole site, and the JSON-LD of a page.

use serde_json::{Value, json};

use crate::content::strings::Strings;
use crate::content::{Config, Kind};
use crate::handbook::Handbook;

use super::plan::Plan;
use super::url;
use super::view::{Frame, NavItem, Site, TermView};

/// The settings that every page of the site shares.
pub fn site(handbook: &Handbook, plan: &Plan, strings: &Strings, has_theme_css: bool) -> Site {
    let config = &handbook.config;
    let listed = super::listed_kinds(handbook);
    let mut nav: Vec<NavItem> = listed
        .filter(|kind| plan.has(&url::list(*kind)))
        .map(|kind| NavItem { title: strings.term(kind).other, url: url::list(kind), kind: kind.name() })
        .collect();
    if plan.has(url::MAP) {
        let after_roles = usize::from(nav.first().is_some_and(|item| item.kind == Kind::Role.name()));
        nav.insert(after_roles, NavItem { title: strings.text("map.title", &[]), url: url::MAP.into(), kind: "map" });
    }
    let terms = Kind::ALL.into_iter().map(|kind| {
        let term = strings.term(kind);
        (kind.name(), TermView { one: term.one, other: term.other })
    });
    let logo = config.theme.logo.as_ref().map(|logo| logo.value.trim_start_matches('/'));
    Site {
        title: config.title.clone(),
        organisation: config.organisation.clone(),
        language: config.language.clone(),
        direction: direction(&config.language),
        version: config.version.clone(),
        base_path: config.base_path().to_owned(),
        nav,
        terms: terms.collect(),
        logo: logo.filter(|logo| handbook.assets.contains_key(*logo)).map(url::encode),
        has_theme_css,
    }
}

/// `rtl` for languages written from right to left, by their tag or its script.
fn direction(language: &str) -> &'static str {
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default().to_lowercase();
    let script = parts.find(|part| part.len() == 4).map(str::to_lowercase);
    let right_to_left = match script.as_deref() {
        Some(script) => ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"].contains(&script),
        None => ["ar", "he", "iw", "fa", "ur", "ps", "dv", "yi", "ug", "sd", "ckb"].contains(&primary.as_str()),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

/// The page as schema.org data. `<` is written as an escape, so that no text can close the script element.
pub fn json_ld(config: &Config, frame: &Frame) -> String {
    let kind = match frame.kind {
        "home" => "WebSite",
        "search" => "SearchResultsPage",
        "index" | "matrix" | "map" => "CollectionPage",
        _ => "WebPage",
    };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": frame.title,
        "inLanguage": config.language,
    });
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            data[key] = value;
        }
    };
    put("url", frame.canonical.clone().map(Value::from));
    put("description", frame.description.clone().map(Value::from));
    put("version", config.version.clone().filter(|_| frame.kind == "home").map(Value::from));
    let publisher = config.organisation.as_ref().map(|name| json!({ "@type": "Organization", "name": name }));
    put("publisher", publisher);
    if frame.kind != "home" {
        put("isPartOf", Some(json!({ "@type": "WebSite", "name": config.title })));
    }
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn script_decides_over_language() {
        for (tag, expected) in
            [("en", "ltr"), ("he", "rtl"), ("ar-EG", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("ja", "ltr")]
        {
            assert_eq!(direction(tag), expected, "{tag}");
        }
    }
}
