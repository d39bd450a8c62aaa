//! Every output file of a small handbook, byte for byte, so that no change of the site goes unseen.
//!
//! `tests/golden/handbook` is compiled and compared with `tests/golden/site`; the files of the built-in theme are
//! compared with the theme itself. `just bless` writes what is built now: read its diff.

use crate::project;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::project::Files;

/// How many lines of a differing file are shown.
const SHOWN: usize = 6;

#[test]
fn the_small_handbook_gives_exactly_these_files() {
    let built = project::site(&project::read(&folder("handbook")), None, &[]);
    if project::blesses() {
        bless(&built);
    }
    let problems = differences(&built, &expected());
    assert!(
        problems.is_empty(),
        "{problems}\nIf that is what should change: RUNGS_BLESS=1 cargo test --test it -- golden::"
    );
}

#[test]
fn every_kind_of_page_is_in_it() {
    let pages = project::site(&project::read(&folder("handbook")), None, &[]);
    let kinds: BTreeSet<String> = pages
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .filter_map(|(_, bytes)| {
            let page = String::from_utf8_lossy(bytes);
            let (_, class) = page.split_once("<body class=\"kind-")?;
            class.split([' ', '"']).next().map(String::from)
        })
        .collect();
    let expected = [
        "404",
        "compare",
        "comparisons",
        "family",
        "home",
        "index",
        "interview",
        "level",
        "map",
        "matrix",
        "page",
        "print",
        "redirect",
        "responsibility",
        "roadmap",
        "role",
        "search",
        "skill",
        "track",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn a_difference_is_told_in_lines() {
    let files = |pairs: &[(&str, &str)]| -> Files {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().into())).collect()
    };
    let built = files(&[("a", "1\n2\n3\n"), ("same", "x"), ("stray", "x")]);
    let golden = files(&[("a", "1\nzwei\n3\n"), ("same", "x"), ("missing", "x")]);
    assert_eq!(
        differences(&built, &golden),
        "a differs in line 2 of 3:\n  - zwei\n  + 2\nmissing is no longer built\nstray is new\n"
    );
}

fn folder(name: &str) -> PathBuf {
    project::crate_folder().join("tests/golden").join(name)
}

/// The files of the theme that every site carries; they have their own history, and are not kept twice.
fn theme() -> Files {
    let assets = project::files_below(&project::crate_folder().join("themes/default/assets"));
    let published = |path: &str, bytes: &[u8]| rungs::theme::compact(path, bytes).into_owned();
    assets.into_iter().map(|(path, bytes)| (format!("assets/{path}"), published(&path, &bytes).into())).collect()
}

fn expected() -> Files {
    let mut files = theme();
    files.extend(project::files_below(&folder("site")));
    files
}

fn bless(built: &Files) {
    let theme = theme();
    let site = folder("site");
    if site.exists() {
        fs::remove_dir_all(&site).unwrap();
    }
    for (path, bytes) in built.iter().filter(|(path, bytes)| theme.get(*path) != Some(*bytes)) {
        let file = site.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// One paragraph for each file that is not as it was; empty if all are.
fn differences(built: &Files, golden: &Files) -> String {
    let mut told = String::new();
    let paths: BTreeSet<&String> = built.keys().chain(golden.keys()).collect();
    for path in paths {
        match (built.get(path), golden.get(path)) {
            (Some(new), Some(old)) if new == old => {}
            (Some(new), Some(old)) => tell(&mut told, path, old, new),
            (Some(_), None) => writeln!(told, "{path} is new").unwrap(),
            (None, _) => writeln!(told, "{path} is no longer built").unwrap(),
        }
    }
    told
}

/// The first lines that differ, old and new.
fn tell(told: &mut String, path: &str, old: &[u8], new: &[u8]) {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(old, new)| old == new).count();
    let lines = |text: &[&str]| text.len() - usize::from(text.last() == Some(&""));
    writeln!(told, "{path} differs in line {} of {}:", same + 1, lines(&new)).unwrap();
    for (sign, text) in [('-', &old), ('+', &new)] {
        let changed = &text[same..text.len() - tail];
        for line in changed.iter().take(SHOWN) {
            let short: String = line.chars().take(400).collect();
            writeln!(told, "  {sign} {short}").unwrap();
        }
        if changed.len() > SHOWN {
            writeln!(told, "  {sign} and {} lines more", changed.len() - SHOWN).unwrap();
        }
    }
}
