//! The Markdown of the sample handbook and of hostile text.

use super::*;
use crate::render::handbooks::{self, hostile, page, pages, sample};

fn site() -> Site {
    handbooks::site(sample())
}

#[test]
fn every_page_that_says_something_has_a_twin() {
    for input in pages(sample()) {
        let twin = twin(&input, &site());
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
    let twin = twin(&page("roles/staff-engineer.html"), &site()).unwrap();
    let place = |words: &str| twin.find(words).unwrap_or_else(|| panic!("{words} is missing in {twin}"));
    assert!(place("## What changes from") < place("## Responsibilities"));
    assert!(place("## Responsibilities") < place("## Skills"));
}

#[test]
fn links_are_absolute_where_the_site_is_known() {
    let mut input = page("roles/staff-engineer.html");
    input.page.site_url = Some("https://example.org/h/".into());
    input.page.canonical = Some("https://example.org/h/roles/x.html".into());
    let twin = twin(&input, &site()).unwrap();
    assert!(twin.contains("](https://example.org/h/") && !twin.contains("](../"), "{twin}");
}

#[test]
fn hostile_text_cannot_become_markup() {
    for input in pages(&hostile("<script> [x](javascript:1) *b*\n# h").0) {
        let Some(twin) = twin(&input, &site()) else { continue };
        assert!(!twin.contains(" [x](javascript") && !twin.contains(" <script>"), "{}: {twin}", input.page.url);
    }
}
