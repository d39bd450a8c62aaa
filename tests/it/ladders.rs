//! Ladders beside each other: roles of one level stand at one height.

use crate::project;

use scraper::{Html, Selector};

/// The roles of each ladder of the first page from the top, each with its gap to the rung below.
fn ladders(handbook: &str) -> Vec<Vec<(String, String)>> {
    let files = project::read(&project::crate_folder().join(handbook));
    let site = project::site(&files, None, &[]);
    let home = Html::parse_document(std::str::from_utf8(&site["index.html"]).unwrap());
    let (ladder, rung, role) = (selector(".ladder"), selector(".rung"), selector(".rung-role"));
    let rungs = |ladder: scraper::ElementRef| {
        let gap = |rung: &scraper::ElementRef| {
            rung.value().classes().find(|class| class.starts_with("gap-")).map(String::from)
        };
        let title = |rung: &scraper::ElementRef| rung.select(&role).flat_map(|link| link.text()).collect::<String>();
        ladder.select(&rung).map(|rung| (title(&rung), gap(&rung).unwrap_or_default())).collect()
    };
    home.select(&ladder).map(rungs).collect()
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

#[test]
fn a_level_without_a_role_is_a_gap_and_so_is_what_lies_below_the_lowest() {
    let ladders = ladders("");
    let gaps = |ladder: &[(String, String)]| ladder.iter().map(|(_, gap)| gap.clone()).collect::<Vec<_>>();
    assert_eq!(gaps(&ladders[0]), ["", "", "", "", "", ""], "{:?}", ladders[0]);
    let management: Vec<(&str, &str)> = ladders[1].iter().map(|(role, gap)| (role.as_str(), gap.as_str())).collect();
    assert_eq!(
        management,
        [
            ("Chief Technology Officer", "gap-1"),
            ("Director of Engineering", ""),
            ("Engineering Manager", ""),
            ("Senior Engineer", "gap-2"),
        ]
    );
}

#[test]
fn ladders_alone_without_levels_or_too_many_have_no_gaps() {
    for handbook in ["tests/golden/handbook", "tests/handbooks/wide", "tests/override"] {
        for (role, gap) in ladders(handbook).concat() {
            assert_eq!(gap, "", "{role} in {handbook}");
        }
    }
}
