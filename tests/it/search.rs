//! Search by what it should find: judged questions, asked in Rust and of the engine that the site carries.
//!
//! `search/queries.txt` holds the questions. The published framework is not part of the project, so without its
//! tables (see `project::published`) its questions are skipped; without node the comparison of the two engines is, except
//! where RUNGS_REQUIRE_BROWSER says that it must not be.

use crate::edits;
use crate::project;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use rungs::compile::{Compiled, HandbookOptions, Memo, compile};
use rungs::import;
use rungs::page::Output;
use rungs::search::{Answer, search};
use rungs::source::{Source, Sources};

struct Judged {
    question: String,
    right: Vec<String>,
}

/// The questions about one handbook.
fn judged(handbook: &str) -> Vec<Judged> {
    let text = include_str!("../search/queries.txt");
    let mut of = "";
    let mut all = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[') {
            of = section.split(']').next().unwrap();
        } else if of == handbook {
            let (question, right) = line.rsplit_once(" -> ").unwrap_or_else(|| panic!("no answer: {line}"));
            let right = right.split('|').map(|url| format!("{}.html", url.trim())).collect();
            all.push(Judged { question: question.to_owned(), right });
        }
    }
    all
}

fn compiled(files: impl IntoIterator<Item = (String, String)>) -> Compiled {
    let sources: Sources = files.into_iter().map(|(path, text)| Source::text(&path, &text)).collect();
    let compiled = compile(sources, Vec::new(), &HandbookOptions::default(), &mut Memo::default());
    assert!(!compiled.has_errors(), "{:?}", compiled.diagnostics);
    compiled
}

fn folder(root: &Path, prefix: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.unwrap();
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        files.push((format!("{prefix}{path}"), text));
    }
    files
}

fn sample() -> Compiled {
    compiled(folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), "content/"))
}

/// The languages of the small handbooks in `tests/search`.
const LANGUAGES: [&str; 8] = ["arabic", "chinese", "french", "german", "japanese", "russian", "spanish", "turkish"];

fn small(language: &str) -> Compiled {
    compiled(folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search").join(language), ""))
}

/// All handbooks that there are queries for.
fn handbooks() -> Vec<(&'static str, Compiled)> {
    let mut all = vec![("sample", sample())];
    all.extend(LANGUAGES.map(|language| (language, small(language))));
    all.extend(govuk().map(|govuk| ("govuk", govuk)));
    all
}

fn govuk() -> Option<Compiled> {
    let tables = project::published("govuk-ddat")?;
    let read = |name: &str| Source::text(name, &std::fs::read_to_string(tables.join(name)).unwrap());
    let (roles, skills) = (read("roles.csv"), read("skills.csv"));
    let imported = import::govuk::import(&roles, &skills, None);
    Some(compiled(imported.files))
}

/// The place of the first right answer, from 1.
fn place(compiled: &Compiled, answer: &Answer, judged: &Judged) -> Option<usize> {
    let urls: Vec<&str> =
        answer.results.iter().map(|found| compiled.index().records[found.entity].url.as_str()).collect();
    urls.iter().position(|url| judged.right.iter().any(|right| right == url)).map(|at| at + 1)
}

/// Asks every question about a handbook and reports those whose right answer is not the first.
fn ask(name: &str, compiled: &Compiled) -> (usize, usize, usize) {
    let questions = judged(name);
    let (mut first, mut in_three) = (0, 0);
    for judged in &questions {
        for right in &judged.right {
            assert!(compiled.plan.has(right), "there is no {right}");
        }
        let answer = search(compiled.index(), &judged.question, 10);
        let place = place(compiled, &answer, judged);
        first += usize::from(place == Some(1));
        in_three += usize::from(place.is_some_and(|place| place <= 3));
        if place != Some(1) {
            let found = answer.results.iter().take(4);
            let found: Vec<String> =
                found.map(|found| format!("{} {}", compiled.index().records[found.entity].url, found.score)).collect();
            println!("{name}: {:?}: {place:?}, wanted {:?}, found {found:#?}", judged.question, judged.right);
        }
    }
    println!("{name}: {first} of {} first, {in_three} in the first three", questions.len());
    (questions.len(), first, in_three)
}

#[test]
fn the_right_answer_comes_first() {
    let handbooks = handbooks();
    let all: Vec<(usize, usize, usize)> = handbooks.iter().map(|(name, compiled)| ask(name, compiled)).collect();
    let sum = |of: fn(&(usize, usize, usize)) -> usize| all.iter().map(of).sum::<usize>();
    let (questions, first, in_three) = (sum(|one| one.0), sum(|one| one.1), sum(|one| one.2));
    // Fewer where the tables of the published framework are missing.
    assert!(questions >= 390, "{questions}");
    assert!(first * 100 >= questions * 96, "{first} of {questions} first");
    assert!(in_three * 100 >= questions * 98, "{in_three} of {questions} in the first three");
    // No language may hide behind the others.
    for ((name, _), (questions, first, _)) in handbooks.iter().zip(&all) {
        assert!(first * 100 >= questions * 93, "{name}: {first} of {questions} first");
    }
}

#[test]
fn the_site_and_the_terminal_give_the_same_order() {
    if !Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("RUNGS_REQUIRE_BROWSER").is_none(), "node is missing");
        project::skipped("there is no node");
        return;
    }
    let odd = [
        "",
        " ",
        "e",
        "s",
        "st",
        "the",
        "the of",
        "\"",
        "\"staff engineer\"",
        "\"systems of the group\" staff",
        "kind:skill",
        "kind:nothing",
        "level:senior risk",
        "track:",
        "c++ c#",
        "front-end FrontEnd frontend",
        "naïve Straße",
        "日本語 コード",
        "xylophonist",
        "xylophonist team",
        "arcitexture",
        "engeneer",
        "team teams teamwork work working",
        "<img onerror=1>",
        "don't organisation's",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
        "data",
        "manage",
        "lead",
        "risk plan",
        "\u{202e}staff",
        "constructor __proto__",
        "kind:role kind:skill data track:d",
        "“quoted” ‘words’",
        "mentored managering",
        "\"will work\"",
        "\"of the\" team",
        "\"no such phrase anywhere\" kind:skill",
        "team -lead -\"in time\"",
        "-team",
        "level 5 l5 ic5",
        "salary wages earnings",
        "difference between engineer and manager",
        "senior vs director of engineering",
        "matrix",
        "matrix management",
        "grid of data",
        "compare",
        "map of careers",
        "organize prioritize behavior",
        "datamodelling cybersecurity backend",
        "arcitetcure desing",
        "Fuehrungskräfte Verantwortungsbereitschaft",
        "l'équipe d’un café",
        "サーバー さーば 計画",
        "والمهندسين للفريق",
        "тестированию кодом",
        "ölçüm İSTANBUL ışık",
    ];
    for (name, compiled) in &handbooks() {
        let mut questions: Vec<String> = judged(name).into_iter().map(|judged| judged.question).collect();
        questions.extend(odd.iter().map(|odd| (*odd).to_owned()));
        questions.push("word ".repeat(2000));
        // Beginnings of titles, of a hundred at most.
        let records = &compiled.index().records;
        let titles = records.iter().step_by(1 + records.len() / 100);
        questions.extend(titles.map(|record| record.title.chars().take(11).collect()));
        let there = answers_of_the_site(compiled, &questions);
        assert_eq!(there.len(), questions.len());
        for (question, there) in questions.iter().zip(there) {
            let answer = search(compiled.index(), question, 12);
            let results: Vec<serde_json::Value> = answer
                .results
                .iter()
                .map(|found| {
                    let url = rungs::page::urls::encode(&compiled.index().records[found.entity].url);
                    let mut all = vec![url.into(), found.score.into()];
                    all.extend(found.parts.iter().map(|part| serde_json::Value::from(*part)));
                    all.into()
                })
                .collect();
            let also = answer.also.iter();
            let also: Vec<_> =
                also.map(|also| serde_json::json!({ "typed": also.typed, "synonyms": also.synonyms })).collect();
            let here = serde_json::json!({
                "results": results,
                "total": answer.total,
                "unknown": answer.unknown,
                "relaxed": answer.relaxed,
                "also": also,
            });
            assert_eq!(here, there, "{name}: {question:?}");
        }
    }
}

/// What the engine of the site answers.
fn answers_of_the_site(compiled: &Compiled, questions: &[String]) -> Vec<serde_json::Value> {
    let site = tempfile::tempdir().unwrap();
    for (url, output) in &compiled.plan.outputs {
        if matches!(output, Output::Search(_)) || url.starts_with("assets/search-") {
            let path = site.path().join(url);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, compiled.render(url).unwrap().unwrap()).unwrap();
        }
    }
    let mut node = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/engine.mjs"))
        .args([site.path().to_str().unwrap(), "12"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = node.stdin.take().unwrap();
    let lines: String = questions.iter().map(|question| format!("{}\n", serde_json::json!(question))).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_same_handbook_gives_the_same_files() {
    let (one, other) = (sample(), sample());
    for (url, output) in &one.plan.outputs {
        if matches!(output, Output::Search(_)) {
            let bytes = one.render(url).unwrap().unwrap();
            assert_eq!(bytes, other.render(url).unwrap().unwrap(), "{url}");
            assert!(std::str::from_utf8(&bytes).unwrap().starts_with("rungsShard("), "{url}");
        }
    }
}

#[test]
fn every_planned_file_of_the_index_is_made_and_no_other() {
    for compiled in [Some(sample()), Some(small("japanese")), Some(empty()), govuk()].into_iter().flatten() {
        let planned: Vec<&String> = compiled.plan.outputs.keys().filter(|url| url.starts_with("search/")).collect();
        let made: Vec<String> =
            rungs::search::files(compiled.index()).into_keys().map(|name| format!("search/{name}")).collect();
        assert_eq!(planned, made.iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_text_is_cut_at_its_headings_and_not_where_their_words_are() {
    let compiled = compiled([
        ("content/handbook.yaml".to_owned(), "title: Test\n".to_owned()),
        (
            "content/guides/a.md".to_owned(),
            "---\ntitle: A\n---\nOn Scope and more.\n\n## Scope\n\nWhat it is.\n\n- ## In a list\n\n  Words.\n\n## Scope\n\nAgain.\n"
                .to_owned(),
        ),
    ]);
    let record = compiled.index().records.iter().find(|record| record.title == "A").unwrap();
    let parts: Vec<[&str; 3]> =
        record.parts.iter().skip(1).map(|part| [&*part.anchor, &*part.label, &*part.text]).collect();
    assert_eq!(
        parts,
        [
            ["", "", "On Scope and more."],
            ["scope", "Scope", "What it is."],
            ["in-a-list", "In a list", "Words."],
            ["scope-2", "Scope", "Again."]
        ]
    );
}

#[test]
fn what_a_round_assesses_is_found_by_its_kind() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let compiled = compiled([
        file("content/handbook.yaml", "title: Test\n"),
        file("content/roles/lead.md", "---\ntitle: Lead\n---\nLeads.\n"),
        file("content/skills/review.md", "---\ntitle: Reading code\n---\n"),
        file("content/responsibilities/review.md", "---\ntitle: Owning changes\n---\n"),
        file(
            "content/interviews/kit.md",
            "---\ntitle: Kit\nfor: [lead]\nrounds: [{title: Talk, assesses: ['responsibility:review']}]\n---\n",
        ),
    ]);
    let kit = compiled.index().records.iter().find(|record| record.title == "Kit").unwrap();
    let more: Vec<&str> = kit.parts.iter().map(|part| &*part.more).filter(|more| !more.is_empty()).collect();
    assert_eq!(more, ["Owning changes"]);
}

/// A handbook with nothing in it.
fn empty() -> Compiled {
    compiled([("content/handbook.yaml".to_owned(), "title: Nothing yet\n".to_owned())])
}

/// All words of a text in lower case, a space before and behind each: simpler than what search does, and enough for
/// phrases of plain words.
fn spaced(text: &str) -> String {
    let text = text.replace('\u{2019}', "'").replace("'s ", " ").replace('\'', "");
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |spaced, word| spaced + &word.to_lowercase() + " ")
}

#[test]
fn a_phrase_finds_every_page_that_says_it_and_no_other() {
    let phrases =
        ["will work", "in the", "of the team", "the same", "user needs", "at this role level you will", "able to"];
    let mut found = 0;
    for compiled in [Some(sample()), govuk()].into_iter().flatten() {
        let records = compiled.index().records[..compiled.index().indexed()].iter();
        // Of every record all that it says, in one text.
        let texts: Vec<String> = records
            .map(|record| {
                let mut all = spaced(&record.title);
                for name in &record.aliases {
                    all.push_str(&format!("|{}", spaced(name)));
                }
                for (at, part) in record.parts.iter().enumerate() {
                    let label = if at == 0 { "" } else { &*part.label };
                    for text in [label, &*part.text, &*part.more] {
                        all.push_str(&format!("|{}", spaced(text)));
                    }
                }
                all
            })
            .collect();
        for phrase in phrases {
            let saying = texts.iter().filter(|text| text.contains(&format!(" {phrase} "))).count();
            let answer = search(compiled.index(), &format!("\"{phrase}\""), 3);
            if saying == 0 {
                assert_eq!(answer.relaxed, [phrase]);
            } else {
                assert_eq!((answer.total, answer.relaxed.len()), (saying, 0), "{phrase}");
            }
            found += saying;
        }
    }
    assert!(found > 50, "{found}");
}

/// A hundred skills that say the same, ten of them with one word more, and five that say something of their own.
fn alike() -> Compiled {
    let mut skills = String::new();
    for number in 0..100 {
        let more = if number % 10 == 0 { " They lead." } else { "" };
        skills
            .push_str(&format!("s{number}: {{ title: Skill {number}, summary: They will work on planning.{more} }}\n"));
    }
    for (id, summary) in [
        ("typed", "Knows prioritisation."),
        ("respelled", "Knows prioritization."),
        ("mistaken", "Knows planing."),
        ("paid", "Knows remuneration."),
        ("meant", "Knows salary."),
    ] {
        skills.push_str(&format!("{id}: {{ title: The {id}, summary: {summary} }}\n"));
    }
    compiled([
        ("content/handbook.yaml".to_owned(), "title: Test\n".to_owned()),
        ("content/skills/all.yaml".to_owned(), skills),
    ])
}

#[test]
fn what_was_typed_comes_first_and_the_rest_is_added() {
    let compiled = alike();
    let ask = |text: &str| {
        let answer = search(compiled.index(), text, 200);
        let ids = answer.results.iter().map(|found| compiled.index().records[found.entity].id.clone());
        let scores: Vec<u64> = answer.results.iter().map(|found| found.score).collect();
        (ids.collect::<Vec<_>>(), scores, answer)
    };
    // Phrases are looked for everywhere, and `-word` leaves out what has the word.
    assert_eq!(ask("\"will work\"").2.total, 100);
    assert_eq!(ask("work -lead").2.total, 90);
    assert_eq!(ask("work -\"they lead\"").2.total, 90);
    // Another spelling and a likely mistake join what was typed.
    let (ids, scores, _) = ask("prioritisation");
    assert_eq!(ids, ["typed", "respelled"]);
    assert!(scores[0] > scores[1], "{scores:?}");
    let (ids, scores, answer) = ask("planing");
    assert_eq!((ids[0].as_str(), answer.total), ("mistaken", 101));
    assert!(scores[0] > scores[1], "{scores:?}");
    // So do words that mean the same, and they count for much less.
    let (ids, scores, answer) = ask("remuneration");
    assert_eq!(ids, ["paid", "meant"]);
    assert!(scores[0] > 4 * scores[1], "{scores:?}");
    assert_eq!(
        (answer.also[0].typed.as_str(), &*answer.also[0].synonyms),
        ("remuneration", &["salary".to_owned()][..])
    );
    // A word that is nowhere is named, and takes nothing away.
    let (_, _, answer) = ask("work xyzzyx");
    assert_eq!((answer.total, &*answer.unknown), (100, &["xyzzyx".to_owned()][..]));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><script>alert(1)</script> <img src=x onerror=alert(1)> \\\" \u{2028} \u{202e}";
    let quoted = serde_json::json!(hostile).to_string();
    let compiled = compiled([
        ("content/handbook.yaml".to_owned(), "title: Test\n".to_owned()),
        (
            "content/skills/a.md".to_owned(),
            format!("---\ntitle: {quoted}\naliases: [{quoted}]\n---\n{}\n", "&lt;b&gt; onerror"),
        ),
    ]);
    let answer = search(compiled.index(), "<img onerror=alert(1)>", 5);
    assert_eq!(answer.total, 1);
    for url in ["search/index.js", "search.html"] {
        let bytes = compiled.render(url).unwrap().unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(!text.contains('\u{2028}') || url.ends_with("html"), "{url}");
        assert!(!url.ends_with("html") || !text.contains("<img src=x"), "{url}");
    }
}

/// Two statements of one page may have the same id; the page numbers their anchors, and the index has to number alike.
#[test]
fn every_part_of_the_index_is_where_its_anchor_is() {
    let twice = "\
title: S
steps:
  low: [{ id: same, text: Reads the plan. }]
  high: [{ id: same, text: Writes the plan. }]
levels:
  l1: [{ id: same, text: Keeps the plan. }]
";
    let small = compiled([
        (
            "content/handbook.yaml".to_owned(),
            "title: Test\nscales: { c: { steps: [low, high] } }\nlevels: [{ id: l1, title: One }]\n".to_owned(),
        ),
        ("content/skills/s.yaml".to_owned(), twice.to_owned()),
    ]);
    let everywhere = project::compile(&edits::Handbook::start().sources(), &HandbookOptions::default());
    let sample = project::compile(&project::read(project::crate_folder()), &HandbookOptions::default());
    let mut seen = [0; 3];
    for (number, compiled) in [small, everywhere, sample].iter().enumerate() {
        for record in &compiled.index().records {
            let bytes = compiled.render(&record.url).unwrap().unwrap();
            let page = scraper::Html::parse_document(std::str::from_utf8(&bytes).unwrap());
            let letters = |text: &str| text.chars().filter(|one| one.is_alphanumeric()).collect::<String>();
            for part in record.parts.iter().filter(|part| part.anchor.starts_with("s-")) {
                let selector = scraper::Selector::parse(&format!("[id=\"{}\"]", part.anchor)).unwrap();
                let element = page.select(&selector).next();
                let element = element.unwrap_or_else(|| panic!("{} has no #{}", record.url, part.anchor));
                let shown = letters(&element.text().collect::<String>());
                let said = letters(&part.text);
                assert!(shown.contains(&said), "{}#{} says {shown:?}, not {said:?}", record.url, part.anchor);
                seen[number] += 1;
            }
        }
    }
    assert!(seen[0] == 3 && seen[1] > 5 && seen[2] > 100, "{seen:?}");
}
