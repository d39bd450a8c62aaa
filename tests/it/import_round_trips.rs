//! Round trips: what is imported, exported and imported again is the same handbook, but for what a format cannot hold.

use crate::project;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use rungs::compile::{Compiled, HandbookOptions};
use rungs::export;
use rungs::import::input::{self, Input};
use rungs::import::model::{
    Common, ImportedBand, ImportedFamily, ImportedInterview, ImportedLevel, ImportedMove, ImportedNeed, ImportedPage,
    ImportedQuestion, ImportedResource, ImportedRoadmap, ImportedRole, ImportedRound, ImportedScale,
    ImportedSharedResource, ImportedStage, ImportedStatement, ImportedStep, ImportedSubject, ImportedTheme,
    ImportedTopic, ImportedTrack, Ladder,
};
use rungs::import::{self, FileLayout, Imported, Mapping, Notes, write};
use rungs::source::{Source, Sources};

/// Every own small ladder, and every published one that is at hand, imported and compiled.
static LADDERS: LazyLock<BTreeMap<String, Compiled>> = LazyLock::new(|| {
    let traps = project::crate_folder().join("tests/import/traps");
    let mut folders: Vec<(String, std::path::PathBuf)> = fs::read_dir(traps)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .collect();
    for name in project::PUBLISHED {
        folders.extend(project::published(name).map(|path| (name.to_owned(), path)));
    }
    folders.into_iter().map(|(name, path)| (name, compiled(&imported(&path).files))).collect()
});

fn imported(path: &Path) -> Imported {
    let mut notes = Notes::default();
    let inputs = input::read(Path::new("/"), &[path.to_owned()], &mut notes);
    import_inputs(&inputs, notes)
}

fn import_inputs(inputs: &[Input], notes: Notes) -> Imported {
    let (format, _) = import::detect(inputs).expect("a format recognises the file");
    let imported = import::import(format, inputs, &Mapping::default(), FileLayout::Files, notes);
    assert!(!imported.failed(), "{:#?}", imported.diagnostics);
    imported
}

fn compiled(files: &BTreeMap<String, String>) -> Compiled {
    let sources: Sources = files.iter().map(|(path, text)| Source::text(path, text)).collect();
    project::compile(&sources, &HandbookOptions::default())
}

fn exported(compiled: &Compiled, format: &str) -> Vec<u8> {
    compiled.exported(export::named(format).unwrap(), None).unwrap()
}

/// The whole handbook as data, without where each thing was written, because an import chooses its files, and with the
/// words of images instead of images, because their files are no part of it. `order` is left out too: an import writes
/// one where the files no longer tell the order, which the lists show.
fn data(compiled: &Compiled) -> Value {
    fn without_places(value: &mut Value) {
        match value {
            Value::Object(entries) => {
                entries.shift_remove("source");
                entries.shift_remove("order");
                if let Some(Value::String(body)) = entries.get_mut("body") {
                    *body = without_images(body);
                }
                entries.values_mut().for_each(without_places);
            }
            Value::Array(items) => items.iter_mut().for_each(without_places),
            _ => {}
        }
    }
    let mut data = serde_json::from_slice(&exported(compiled, "json")).unwrap();
    without_places(&mut data);
    data
}

fn without_images(text: &str) -> String {
    let Some((before, image)) = text.split_once("![") else { return text.to_owned() };
    let (alt, rest) = image.split_once("](").expect("an image has an address");
    let (_, after) = rest.split_once(')').expect("an address ends");
    format!("{before}{alt}{}", without_images(after))
}

/// The first place where two documents differ.
fn difference(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            keys.into_iter().find_map(|key| {
                let (one, other) = (one.get(key).unwrap_or(&Value::Null), other.get(key).unwrap_or(&Value::Null));
                difference(one, other, &format!("{at}.{key}"))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(number, (one, other))| difference(one, other, &format!("{at}[{number}]")))
        }
        (Value::Array(one), Value::Array(other)) => {
            let gone: Vec<&Value> = one.iter().filter(|item| !other.contains(item)).collect();
            let added: Vec<&Value> = other.iter().filter(|item| !one.contains(item)).collect();
            Some(format!("{at}: of {} items to {}, without {gone:?}, with {added:?}", one.len(), other.len()))
        }
        _ if one == other => None,
        _ => Some(format!("{at}: {one} became {other}")),
    }
}

fn assert_same(name: &str, one: &Value, other: &Value) {
    if let Some(found) = difference(one, other, "") {
        panic!("{name}: {found}");
    }
}

fn through_json(compiled: &Compiled) -> Imported {
    import_inputs(&[Input::new("index.json", exported(compiled, "json"))], Notes::default())
}

#[test]
fn json_holds_every_ladder() {
    for (name, first) in &*LADDERS {
        let again = compiled(&through_json(first).files);
        assert_same(name, &data(first), &data(&again));
    }
}

#[test]
fn json_holds_the_sample_handbook() {
    let sources = project::read(project::crate_folder());
    let first = project::compile(&sources, &HandbookOptions::default());
    let again = compiled(&through_json(&first).files);
    assert_same("the sample handbook", &data(&first), &data(&again));
}

/// A sentence with signs that cells, YAML and Markdown stumble over.
fn sentence() -> impl Strategy<Value = String> {
    let words = select(vec![
        "plans",
        "the work",
        "of #1, #2",
        "\"quoted\"",
        "with care: always",
        "at 50 %",
        "& more",
        "naïvely",
        "= not a sum",
        "e.g. this",
        "it's",
        "日本",
        "C++",
    ]);
    vec(words, 1..5).prop_map(|words| format!("Does {}.", words.join(" ")))
}

/// A sentence with markup and links.
fn marked() -> impl Strategy<Value = String> {
    let words = select(vec![
        "**strong**",
        "*soft*",
        "`code`",
        "[[role:senior]]",
        "[[skill:sql|the *query* skill]]",
        "[web](https://example.org/a_(b)?c=1&d)",
        "[roles](/roles/)",
        "2 \\* 3",
        "snake\\_case",
        "a \\<b> c",
    ]);
    (sentence(), vec(words, 0..3)).prop_map(|(sentence, words)| format!("{sentence} {}", words.join(" ")))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![sentence(), marked()].prop_map(|text| text.trim().to_owned())
}

fn some_text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text()]
}

fn statement() -> impl Strategy<Value = ImportedStatement> {
    let band = select(vec!["", "", "stretch"]);
    (text(), vec(text(), 0..3), vec(text(), 0..2), band).prop_map(|(text, points, examples, band)| ImportedStatement {
        text,
        points,
        examples,
        band: band.into(),
        ..ImportedStatement::default()
    })
}

/// Statements of which no two say the same, some with ids.
fn statements(name: &'static str) -> impl Strategy<Value = Vec<ImportedStatement>> {
    (vec(statement(), 1..4), any::<bool>()).prop_map(move |(mut all, named)| {
        for (at, statement) in all.iter_mut().enumerate() {
            statement.text = format!("{} {at}.", statement.text);
            if named {
                statement.id = format!("{name}-{at}");
            }
        }
        all
    })
}

fn facts() -> impl Strategy<Value = Vec<(String, String)>> {
    let labels = subsequence(vec!["Horizon", "Evaluated by", "Pay: range", "Grade"], 0..3);
    (labels, vec(text(), 3)).prop_map(|(labels, texts)| labels.into_iter().map(str::to_owned).zip(texts).collect())
}

fn common() -> impl Strategy<Value = Common> {
    let aliases = subsequence(vec!["Alias one", "Second: name"], 0..=1);
    let order = prop_oneof![Just(None), (1..9_i64).prop_map(Some)];
    (aliases, select(vec!["", "", "platform"]), order, any::<bool>()).prop_map(|(_, owner, order, ext)| Common {
        owner: owner.into(),
        order,
        ext: ext.then(|| serde_json::json!({ "source": "sheet 1", "cells": ["A1", "B2"] })),
        ..Common::default()
    })
}

const ROLES: [(&str, &str, &str); 4] = [
    ("junior", "Junior Baker", "l1"),
    ("senior", "Senior Baker", "l2"),
    ("lead", "Lead Baker (Bread)", "l3"),
    ("head", "Head Baker", "l3"),
];

fn role(at: usize) -> impl Strategy<Value = ImportedRole> {
    let (id, title, level) = ROLES[at];
    let subject = |topic: &'static str| {
        (some_text(), statements(topic), vec(text(), 0..2)).prop_map(move |(summary, statements, examples)| {
            ImportedSubject { topic: topic.into(), summary, statements, examples }
        })
    };
    let need = (subject("sql"), select(vec!["working", "expert"]), select(vec!["", "core"]), some_text());
    let need = need.prop_map(|(subject, step, weight, note)| ImportedNeed {
        subject,
        step: step.into(),
        weight: weight.into(),
        note,
    });
    let body = select(vec!["", "A text.\n\n- of a list\n- and *more*", "## Heading\n\nSee [[responsibility:craft]]."]);
    (some_text(), facts(), subject("craft"), need, any::<bool>(), common(), body).prop_map(
        move |(summary, facts, subject, need, extends, common, body)| ImportedRole {
            id: id.into(),
            title: title.into(),
            family: "bakery".into(),
            tracks: vec![if at == 3 { "management".into() } else { "craft".into() }],
            level: level.into(),
            code: format!("B{at}"),
            summary,
            body: body.into(),
            facts,
            extends: if extends && at == 1 { vec!["junior".into()] } else { Vec::new() },
            without: Vec::new(),
            responsibilities: vec![subject],
            skills: vec![need],
            leads_to: if at == 2 {
                vec![ImportedMove {
                    role: "head".into(),
                    lateral: true,
                    gate: "A vacancy".into(),
                    note: "Talk first.".into(),
                }]
            } else {
                Vec::new()
            },
            common,
        },
    )
}

fn topic(id: &'static str, title: &'static str) -> impl Strategy<Value = ImportedTopic> {
    let cells = |at: Vec<&'static str>| {
        let filled: Vec<_> = at.iter().map(|at| statements(at)).collect();
        filled.prop_map(move |all| at.iter().map(|at| (*at).to_owned()).zip(all).collect::<Vec<_>>())
    };
    let steps = if id == "sql" { vec!["working", "expert"] } else { Vec::new() };
    let resource = (text(), select(vec!["", "book"])).prop_map(|(note, kind)| ImportedResource {
        title: "Bread: a book".into(),
        kind: kind.into(),
        url: "https://example.org/bread".into(),
        note,
        ..ImportedResource::default()
    });
    (some_text(), cells(vec!["l1", "l3"]), cells(vec!["head"]), cells(steps), vec(resource, 0..2), common()).prop_map(
        move |(summary, levels, roles, steps, resources, common)| ImportedTopic {
            id: id.into(),
            title: title.into(),
            theme: "making".into(),
            summary,
            levels,
            roles,
            steps,
            resources,
            common,
            ..ImportedTopic::default()
        },
    )
}

fn ladder() -> impl Strategy<Value = Ladder> {
    let roles = (role(0), role(1), role(2), role(3));
    let topics = (topic("craft", "Craft"), topic("sql", "SQL"));
    let guides = (text(), vec(text(), 2), facts());
    (roles, topics, guides).prop_map(|(roles, (craft, sql), (said, lines, rubric))| {
        let (junior, senior, lead, head) = roles;
        let level =
            |id: &str, title: &str| ImportedLevel { id: id.into(), title: title.into(), ..ImportedLevel::default() };
        let track = |id: &str, title: &str, roles: &[&str]| ImportedTrack {
            id: id.into(),
            title: title.into(),
            family: "bakery".into(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            primary_focus: said.clone(),
            ..ImportedTrack::default()
        };
        let step = |id: &str, title: &str| ImportedStep { id: id.into(), title: title.into(), summary: said.clone() };
        Ladder {
            title: "Bakery: a ladder".into(),
            description: "How bakers grow.".into(),
            language: "en".into(),
            version: "1.2.0".into(),
            footer: said.clone(),
            scales: vec![ImportedScale {
                id: "proficiency".into(),
                title: "Proficiency".into(),
                summary: said.clone(),
                cumulative: true,
                steps: vec![step("working", "Working"), step("expert", "Expert")],
            }],
            levels: vec![
                ImportedLevel {
                    code: "L1".into(),
                    facts: rubric.clone(),
                    scope: said.clone(),
                    steps: vec![("core".into(), "working".into())],
                    ..level("l1", "One")
                },
                level("l2", "Two"),
                level("l3", "Three"),
            ],
            themes: vec![ImportedTheme { id: "making".into(), title: "Making".into(), summary: said.clone() }],
            bands: vec![ImportedBand { id: "stretch".into(), title: "Stretch".into(), summary: said.clone() }],
            terms: vec![("skill".into(), vec![("one".into(), "Craft".into()), ("other".into(), "Crafts".into())])],
            families: vec![ImportedFamily {
                id: "bakery".into(),
                title: "Bakery".into(),
                skills: vec![("sql".into(), "core".into())],
                ..ImportedFamily::default()
            }],
            tracks: vec![
                ImportedTrack {
                    shifts: vec![("sql".into(), 1), ("theme:making".into(), -1)],
                    ..track("craft", "Craft track", &["junior", "senior", "lead"])
                },
                track("management", "Management", &["head"]),
            ],
            roles: vec![junior, senior, lead, head],
            skills: vec![sql],
            responsibilities: vec![craft],
            roadmaps: vec![ImportedRoadmap {
                id: "way".into(),
                title: "The way".into(),
                from: "junior".into(),
                to: "senior".into(),
                stages: vec![ImportedStage {
                    title: "First".into(),
                    outcome: said.clone(),
                    duration: "A year".into(),
                    skills: vec![("sql".into(), "expert".into())],
                    responsibilities: vec!["craft".into()],
                    evidence: lines.clone(),
                    resources: vec![
                        ImportedResource { title: "A talk".into(), ..ImportedResource::default() },
                        ImportedResource { shared: "baking".into(), ..ImportedResource::default() },
                        ImportedResource { shared: "baking".into(), note: said.clone(), ..ImportedResource::default() },
                    ],
                }],
                ..ImportedRoadmap::default()
            }],
            interviews: vec![ImportedInterview {
                id: "kit".into(),
                title: "Kit".into(),
                roles: vec!["senior".into()],
                rounds: vec![ImportedRound {
                    title: "Talk".into(),
                    minutes: "45".into(),
                    summary: said.clone(),
                    assesses: vec!["skill:sql".into()],
                    questions: vec![ImportedQuestion {
                        ask: said.clone(),
                        looks_for: lines.clone(),
                        follow_ups: lines.clone(),
                    }],
                    rubric,
                }],
                ..ImportedInterview::default()
            }],
            resources: vec![ImportedSharedResource {
                id: "baking".into(),
                title: "Baking: the book".into(),
                summary: said.clone(),
                kind: "book".into(),
                author: "Ann Baker".into(),
                url: "https://example.org/baking".into(),
                doi: "10.1000/182".into(),
                language: "de".into(),
                provider: "A publisher".into(),
                ..ImportedSharedResource::default()
            }],
            pages: vec![
                ImportedPage {
                    path: "index".into(),
                    title: "Home".into(),
                    body: lines.join("\n\n"),
                    ..ImportedPage::default()
                },
                ImportedPage {
                    path: "guides/how".into(),
                    title: "How".into(),
                    summary: said,
                    ..ImportedPage::default()
                },
            ],
            ..Ladder::default()
        }
    })
}

/// The keys that the documentation names for a format, in its table of what the format does not hold.
fn not_held(format: &str) -> Vec<String> {
    let text = fs::read_to_string(project::crate_folder().join("docs/exporting.md")).unwrap();
    let table = text.split("| format | what it does not hold |").nth(1).unwrap();
    let row = |name: &str| {
        let found = table.lines().find(|line| line.split('|').nth(1).is_some_and(|first| first.contains(name)));
        let row = found.unwrap_or_else(|| panic!("docs/exporting.md has a row for {name}"));
        let names = row.split('|').nth(2).unwrap().split('`').skip(1).step_by(2);
        names.map(str::to_owned).collect::<Vec<String>>()
    };
    let mut names = row(&format!("`{format}`"));
    if format == "markdown" {
        names.retain(|name| name != "csv");
        names.extend(row("`csv`"));
    }
    names.retain(|name| name != "roles");
    names
}

/// What a handbook says of its roles, with titles instead of ids, in an order that depends on nothing else, and without
/// what a format does not hold.
fn of_roles(compiled: &Compiled, format: &str) -> Value {
    let data: Value = serde_json::from_slice(&exported(compiled, "json")).unwrap();
    let ids = |list: &'static str| {
        let all = data[list].as_array().into_iter().flatten();
        all.filter_map(move |one| Some(((list, one["id"].as_str()?), one)))
    };
    let lists = ["families", "levels", "tracks", "skills", "responsibilities", "scales", "themes", "bands"];
    let known: HashMap<(&str, &str), &Value> = lists.into_iter().flat_map(ids).collect();
    let find =
        |list: &str, id: &Value| id.as_str().and_then(|id| known.get(&(list, id))).copied().unwrap_or(&Value::Null);
    let title = |list: &str, id: &Value| find(list, id)["title"].clone();
    let topic = |kind: &str, id: &Value| {
        let topic = find(if kind == "skill" { "skills" } else { "responsibilities" }, id);
        let theme = title("themes", &topic["theme"]);
        serde_json::json!({ "kind": kind, "id": id, "title": topic["title"], "theme": theme, "description": topic["summary"] })
    };
    let mut roles = data["roles"].as_array().unwrap().clone();
    for role in &mut roles {
        role["family"] = title("families", &role["family"]);
        role["level"] = title("levels", &role["level"]);
        let mut tracks: Vec<Value> =
            role["tracks"].as_array().unwrap().iter().map(|track| title("tracks", track)).collect();
        tracks.sort_by_key(Value::to_string);
        role["tracks"] = tracks.into();
        for need in role["skills"].as_array_mut().unwrap() {
            let scale = find("scales", &find("skills", &need["skill"])["scale"]);
            let step = scale["steps"].as_array().into_iter().flatten().find(|step| step["id"] == need["step"]);
            let step = step.map_or(Value::Null, |step| step["title"].clone());
            need["scale"] = if step.is_null() { Value::Null } else { scale["title"].clone() };
            need["step"] = step;
            need["skill"] = topic("skill", &need["skill"]);
        }
        // A skill under which something is expected becomes one that the role needs.
        for expectation in role["expectations"].as_array().unwrap().clone() {
            let (kind, id) = (expectation["topic"]["kind"].as_str().unwrap(), &expectation["topic"]["id"]);
            let needs = role["skills"].as_array_mut().unwrap();
            if kind == "skill" && needs.iter().all(|need| need["skill"]["id"] != *id) {
                let skill = topic(kind, id);
                needs.push(serde_json::json!({ "skill": skill, "step": null, "weight": null, "scale": null }));
            }
        }
        for expectation in role["expectations"].as_array_mut().unwrap() {
            let named = expectation["topic"].clone();
            expectation["topic"] = topic(named["kind"].as_str().unwrap(), &named["id"]);
            expectation["band"] = title("bands", &expectation["band"]);
        }
    }
    // The levels that roles have, lowest first, each title once.
    let used: Vec<Value> = roles.iter().map(|role| role["level"].clone()).collect();
    let mut levels: Vec<Value> = Vec::new();
    for level in data["levels"].as_array().into_iter().flatten().map(|level| level["title"].clone()) {
        if used.contains(&level) && !levels.contains(&level) {
            levels.push(level);
        }
    }
    let mut held = serde_json::json!({ "roles": roles, "level order": levels });
    without(&mut held, &not_held(format));
    held
}

/// Takes the keys away, and puts lists of objects into an order.
fn without(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(entries) => {
            names.iter().for_each(|name| drop(entries.shift_remove(name)));
            entries.values_mut().for_each(|value| without(value, names));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| without(item, names));
            if items.iter().all(Value::is_object) {
                items.sort_by_key(Value::to_string);
            }
        }
        _ => {}
    }
}

fn through(compiled: &Compiled, format: &str) -> Imported {
    let file = format!("ladder.{}", export::named(format).unwrap().ending);
    import_inputs(&[Input::new(&file, exported(compiled, format))], Notes::default())
}

#[test]
fn tables_and_documents_hold_the_roles_of_every_ladder() {
    let mut found = Vec::new();
    for (name, first) in &*LADDERS {
        // Without optimisation the largest takes a minute per format; then one shows what its size could break.
        let formats = if name == "govuk-ddat" && cfg!(debug_assertions) {
            &["csv"][..]
        } else {
            &["csv", "xlsx", "markdown"][..]
        };
        for format in formats {
            let again = compiled(&through(first, format).files);
            found.extend(difference(
                &of_roles(first, format),
                &of_roles(&again, format),
                &format!("{name}, {format}: "),
            ));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_comparison_of_round_trips_sees_what_matters() {
    let sources = project::read(project::crate_folder());
    let sample = project::compile(&sources, &HandbookOptions::default());
    for format in ["csv", "markdown"] {
        let roles = of_roles(&sample, format);
        let text = roles.to_string();
        for word in
            ["\"title\":\"Staff Engineer\"", "\"level\":", "\"step\":", "\"text\":", "\"examples\":", "\"summary\":"]
        {
            assert!(text.contains(word), "{format}: {word}");
        }
        let again = compiled(&through(&sample, format).files);
        assert_same(format, &roles, &of_roles(&again, format));
    }
}

#[test]
fn json_holds_random_handbooks() {
    // The same handbooks in every run: a failure here must be one that everybody sees.
    let config = ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    // Each handbook goes through JSON and through one of the other formats.
    let formats = std::cell::RefCell::new(["csv", "xlsx", "markdown"].into_iter().cycle());
    let result = runner.run(&(ladder(), any::<bool>()), |(ladder, collections)| {
        let layout = if collections { FileLayout::Collections } else { FileLayout::Files };
        let first = compiled(&write::files(&ladder, layout));
        prop_assert!(!first.has_errors(), "{}", project::short(&first.diagnostics, &first.sources));
        let again = compiled(&through_json(&first).files);
        prop_assert_eq!(difference(&data(&first), &data(&again), ""), None);
        prop_assert!(data(&first)["roles"].as_array().is_some_and(|roles| roles.len() == 4));
        let format = formats.borrow_mut().next().unwrap();
        let again = compiled(&through(&first, format).files);
        prop_assert_eq!(difference(&of_roles(&first, format), &of_roles(&again, format), format), None);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
