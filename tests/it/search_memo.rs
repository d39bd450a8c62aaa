//! After any edits the search index is the one of a clean build, and only what differs was read anew.

use crate::project;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rungs::compile::{Compiled, HandbookOptions, Memo, compile};
use rungs::search::Record;
use rungs::source::{Source, Sources};

/// Compiles with what `memo` remembers.
fn made(sources: &Sources, memo: &mut Memo) -> Compiled {
    compile(sources.clone(), Vec::new(), &HandbookOptions::default(), memo)
}

/// Replaces `from` by `to` in a file.
fn edit(sources: &mut Sources, path: &str, from: &str, to: &str) {
    let text = sources.get(path).and_then(|source| source.as_text()).unwrap().to_string();
    assert!(text.contains(from), "{path} does not say {from:?}");
    sources.insert(Source::text(path, &text.replacen(from, to, 1)));
}

fn records(compiled: &Compiled) -> BTreeMap<(&str, &str), &Arc<Record>> {
    let index = compiled.index();
    let records = index.records.iter().take(index.indexed());
    records.map(|record| ((record.kind.name(), record.id.as_str()), record)).collect()
}

/// Compiles, holds the index against a clean one, and returns it with how many entities were read for it.
fn same_as_clean(sources: &Sources, memo: &mut Memo, what: &str) -> (Compiled, usize) {
    let compiled = made(sources, memo);
    let clean = made(sources, &mut Memo::default());
    let (files, expected) = (compiled.search_files(), clean.search_files());
    assert!(files.keys().eq(expected.keys()), "{what}");
    let differing: Vec<&String> = files.keys().filter(|name| files[*name] != expected[*name]).collect();
    let records = compiled.index().records.iter().zip(&clean.index().records).filter(|(one, other)| one != other);
    let records: Vec<_> = records.collect();
    assert!(differing.is_empty(), "{what}: {differing:?} {records:#?}");
    let counted = memo.counted();
    (compiled, counted)
}

const STAFF: &str = "content/roles/staff-engineer.md";
const REVIEW: &str = "content/skills/craft/code-review.md";
const TRACK: &str = "content/tracks/individual-contributor.md";
const HANDBOOK: &str = "content/handbook.yaml";

/// Edits of the sample: of its own words, of names that others show, of where it belongs, of the settings.
const EDITS: [(&str, &str, &str, &str); 9] = [
    ("a sentence", STAFF, "\n---\n", "\n---\nOne more sentence with quillbrook.\n\n"),
    ("the same sentence again, without it", STAFF, "One more sentence with quillbrook.\n\n", ""),
    ("the title of a skill, which its roles show", REVIEW, "title: Code Review", "title: Zephyrmark"),
    ("the title of a track, which its roles show", TRACK, "title: Individual Contributor", "title: Makers"),
    ("another level", STAFF, "level: l4", "level: l3"),
    ("another status", STAFF, "title: ", "status: retired\ntitle: "),
    ("another language", HANDBOOK, "language: en", "language: de"),
    ("another word for skills", HANDBOOK, "title: ", "terms: {skill: {one: Craft, other: Crafts}}\ntitle: "),
    ("another id of a statement", STAFF, "id: explains-system", "id: tells-system"),
];

#[test]
fn after_every_edit_the_index_is_as_a_clean_one_and_only_what_differs_was_read() {
    let mut sources = project::read(project::crate_folder());
    let mut memo = Memo::default();
    let (mut before, counted) = same_as_clean(&sources, &mut memo, "the first");
    assert_eq!(counted, before.index().indexed());
    let (_, counted) = same_as_clean(&sources, &mut memo, "the same again");
    assert_eq!(counted, 0);
    for (what, path, from, to) in EDITS {
        edit(&mut sources, path, from, to);
        let (after, counted) = same_as_clean(&sources, &mut memo, what);
        let known = records(&before);
        let differing = records(&after).iter().filter(|(name, record)| known.get(*name) != Some(record)).count();
        // Stop words depend on the language, and names are counted without them.
        let expected = if what == "another language" { after.index().indexed() } else { differing };
        assert_eq!(counted, expected, "{what}");
        before = after;
    }
}

#[test]
fn one_sentence_costs_one_entity() {
    let mut sources = project::read(project::crate_folder());
    let mut memo = Memo::default();
    made(&sources, &mut memo).index();
    edit(&mut sources, STAFF, "\n---\n", "\n---\nOne more sentence with quillbrook.\n\n");
    let after = made(&sources, &mut memo);
    assert_eq!(rungs::search::search(after.index(), "quillbrook", 5).total, 1);
    assert_eq!(memo.counted(), 1);
}

#[test]
fn what_is_deleted_is_no_longer_found_and_what_comes_back_is() {
    let mut sources = project::read(project::crate_folder());
    let mut memo = Memo::default();
    let (whole, _) = same_as_clean(&sources, &mut memo, "the first");
    let guide = sources.get("content/guides/choosing-a-track.md").unwrap().clone();
    sources.remove(&guide.path);
    let (without, _) = same_as_clean(&sources, &mut memo, "without");
    let names: BTreeSet<_> = records(&without).into_keys().collect();
    assert!(!names.contains(&("page", "guides/choosing-a-track")), "{names:?}");
    sources.insert(Source::text(&guide.path, guide.as_text().unwrap()));
    let (back, counted) = same_as_clean(&sources, &mut memo, "back");
    assert_eq!(records(&back), records(&whole));
    // The guide, and what shows its title in its text.
    assert!((1..10).contains(&counted), "{counted} were read again");
}
