//! The twins of pages made by hand.

use super::*;
use crate::render::sample;

fn twin_of(kind: &str) -> String {
    let input = sample::pages().into_iter().find(|input| input.page.kind == kind).unwrap();
    twin(&input, &sample::site()).unwrap()
}

#[test]
fn every_page_that_says_something_has_a_twin() {
    for input in sample::pages() {
        let twin = twin(&input, &sample::site());
        let expected = !matches!(input.view, View::Search(_) | View::NotFound(_) | View::Redirect(_));
        assert_eq!(twin.is_some(), expected, "{}", input.page.url);
        let Some(twin) = twin else { continue };
        assert!(twin.starts_with(&format!("# {}\n", from_html::text(&input.page.title))), "{twin}");
        assert!(!twin.contains("\n\n\n") && !twin.contains("</"), "{}: {twin}", input.page.url);
        assert!(!twin.lines().any(|line| line.ends_with(' ')), "{}: {twin}", input.page.url);
    }
}

#[test]
fn a_role_says_what_changes_first() {
    let twin = twin_of("role");
    let place = |words: &str| twin.find(words).unwrap_or_else(|| panic!("{words} is missing in {twin}"));
    assert!(place("## What changes from") < place("## Responsibilities"));
    assert!(place("## Responsibilities") < place("## Skills"));
}

#[test]
fn links_are_absolute_where_the_site_is_known() {
    let mut input = sample::pages().into_iter().find(|input| input.page.kind == "role").unwrap();
    input.page.site_url = Some("https://example.org/h/".into());
    input.page.canonical = Some("https://example.org/h/roles/x.html".into());
    let twin = twin(&input, &sample::site()).unwrap();
    assert!(twin.contains("](https://example.org/h/") && !twin.contains("](../"), "{twin}");
}

#[test]
fn hostile_text_cannot_become_markup() {
    for input in sample::pages_saying("<script> [x](javascript:1) *b*\n# h") {
        let Some(twin) = twin(&input, &sample::site()) else { continue };
        assert!(!twin.contains(" [x](javascript") && !twin.contains(" <script>"), "{}: {twin}", input.page.url);
    }
}
