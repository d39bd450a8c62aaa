//! Social cards: which pages have one, when they are drawn, and what pages say of them.

use crate::project;

use std::collections::BTreeMap;
use std::sync::Mutex;

use rungs::compile::{Compiled, HandbookOptions};
use rungs::hash::Fingerprint;
use rungs::source::{Source, Sources};

const SETTINGS: &str =
    "title: H\nbase_url: https://example.org/h/\nlevels: [{ id: l1, title: L1 }, { id: l2, title: L2 }]\n";

fn handbook(settings: &str, title: &str, text: &str) -> Compiled {
    let role = |title: &str, level: &str| {
        format!("title: {title}\nlevel: {level}\nresponsibilities:\n  care:\n    - Cares for {level}.\n")
    };
    let sources: Sources = [
        Source::text("content/handbook.yaml", settings),
        Source::text("content/guides/start.md", &format!("---\ntitle: Start\nsummary: Begin.\n---\n{text}\n")),
        Source::text("content/guides/east.md", "---\ntitle: 東\n---\nEast.\n"),
        Source::text("content/responsibilities/care.yaml", "title: Care\n"),
        Source::text("content/roles/one.yaml", &role("One", "l1")),
        Source::text("content/roles/two.yaml", &role(title, "l2")),
        Source::text("content/tracks/track.yaml", "title: Track\nroles: [one, two]\n"),
    ]
    .into_iter()
    .collect();
    project::compile(&sources, &HandbookOptions::default())
}

/// The cards by address with what each is recognised by.
fn fingerprints(compiled: &Compiled) -> BTreeMap<String, Fingerprint> {
    let found = Mutex::new(BTreeMap::new());
    let keep = |address: &str, from: Fingerprint| {
        address.starts_with("cards/") && found.lock().unwrap().insert(address.to_owned(), from).is_none()
    };
    compiled.render_each(&keep, &|address, _, _| assert!(!address.starts_with("cards/"), "{address}")).unwrap();
    found.into_inner().unwrap()
}

#[test]
fn roles_differences_texts_and_the_home_page_have_a_card_if_the_address_is_known() {
    let cards = |settings: &str| fingerprints(&handbook(settings, "Two", "Text.")).into_keys().collect::<Vec<_>>();
    let all = ["compare/one/two", "guides/start", "index", "roles/one", "roles/two"];
    assert_eq!(cards(SETTINGS), all.map(|page| format!("cards/{page}.png")));
    assert_eq!(cards(&format!("{SETTINGS}social_cards: false\n")), [""; 0]);
    assert_eq!(cards(&SETTINGS.replace("https://example.org", "")), [""; 0]);
}

#[test]
fn a_card_is_drawn_again_only_if_what_it_shows_has_changed() {
    let before = fingerprints(&handbook(SETTINGS, "Two", "Text."));
    assert_eq!(fingerprints(&handbook(SETTINGS, "Two", "Other text.")), before);
    let after = fingerprints(&handbook(SETTINGS, "Second", "Text."));
    let changed: Vec<&str> =
        after.iter().filter(|(page, from)| before[*page] != **from).map(|(page, _)| &**page).collect();
    assert_eq!(changed, ["cards/compare/one/two.png", "cards/roles/two.png"]);
    let blue = format!("{SETTINGS}theme: {{ colours: {{ accent: \"#003366\" }} }}\n");
    assert!(fingerprints(&handbook(&blue, "Two", "Text.")).iter().all(|(page, from)| before[page] != *from));
}

#[test]
fn a_page_names_its_card_or_that_of_the_site() {
    let compiled = handbook(SETTINGS, "Two", "Text.");
    let images = |compiled: &Compiled, page: &str| {
        let bytes = compiled.render(page).unwrap().unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let lines = text.lines().filter(|line| line.contains("og:image") || line.contains("twitter:card"));
        lines.map(|line| line.split('"').nth(3).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let card = |name: &str| {
        [&*format!("https://example.org/h/cards/{name}.png"), "1200", "630", "summary_large_image"].map(String::from)
    };
    assert_eq!(images(&compiled, "roles/two.html"), card("roles/two"));
    assert_eq!(images(&compiled, "roles/index.html"), card("index"));
    assert_eq!(images(&compiled, "guides/east.html"), card("index"));
    let picture = compiled.render("cards/roles/two.png").unwrap().unwrap();
    assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(images(&handbook(&format!("{SETTINGS}social_cards: false\n"), "Two", ""), "index.html"), [""; 0]);
}
