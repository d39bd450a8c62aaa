//! A company makes the theme its own: a name, a logo, colours, a font and one template of its own, in fewer than
//! forty lines. Everything else stays the built-in theme's.

use std::path::Path;

use rungs::compile::{Compiled, HandbookOptions, Memo, compile};
use rungs::disk::{self, Project};

const LINES: usize = 40;

fn example() -> (std::path::PathBuf, Compiled) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/override");
    let project = Project::find(Some(&root), &root).unwrap();
    let (sources, problems) = disk::read(&project);
    (root, compile(sources, problems, &HandbookOptions::default(), &mut Memo::default()))
}

fn page(compiled: &Compiled, url: &str) -> String {
    String::from_utf8(compiled.render(url).unwrap().unwrap().to_vec()).unwrap()
}

#[test]
fn a_company_makes_the_theme_its_own() {
    let (_, compiled) = example();
    assert!(!compiled.has_errors(), "{:#?}", compiled.diagnostics);
    let home = page(&compiled, "index.html");
    assert!(home.contains("Every berth at Harbour") && home.contains("class=\"berths\""), "{home}");
    for (url, root) in [("index.html", ""), ("roles/captain.html", "../")] {
        let page = page(&compiled, url);
        assert!(page.contains("Harbour Handbook"), "{url}");
        assert!(page.contains(&format!("src=\"{root}anchor.svg\"")), "{url}: the logo is missing");
        assert!(page.contains(&format!("href=\"{root}assets/theme.css\"")), "{url}: the colours are missing");
    }
    let sheet = page(&compiled, "assets/theme.css");
    for rule in
        ["--accent: light-dark(#7a2048,", "--paper: light-dark(#fffaf5, #1a1416)", "--font-heading: Georgia, serif"]
    {
        assert!(sheet.contains(rule), "{rule} is missing in {sheet}");
    }
    assert!(page(&compiled, "roles/captain.html").contains("Answers for ship and crew."));
}

#[test]
fn it_takes_fewer_than_forty_lines() {
    let (root, _) = example();
    let files = ["content/handbook.yaml", "content/anchor.svg", "themes/harbour/templates/home.html"];
    let lines: usize = files.iter().map(|file| std::fs::read_to_string(root.join(file)).unwrap().lines().count()).sum();
    assert!(lines < LINES, "{lines} lines");
}
