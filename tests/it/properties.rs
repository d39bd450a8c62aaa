//! What holds of every handbook, also of those that nobody would write: no panic, and the same bytes and
//! diagnostics whatever the order of files, the number of threads and the compilations before.

use crate::project;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use rungs::compile::{self, Compiled, HandbookOptions, Memo};
use rungs::diagnostic::Diagnostic;
use rungs::hash::Fingerprint;
use rungs::source::{Content, Source, Sources};

/// Text of the files by path.
type Handbook = BTreeMap<String, String>;

/// Few ids, so that references often lead somewhere, and some that cannot be.
const IDS: [&str; 12] = ["a", "a", "a", "b", "b", "b", "エ", "エ", "l.1", "a", "b", "con"];
const STEPS: [&str; 4] = ["low", "mid", "high", "none-such"];
const KINDS: [(&str, &str); 12] = [
    ("roles", "role"),
    ("roles", "role"),
    ("skills", "skill"),
    ("responsibilities", "responsibility"),
    ("families", "family"),
    ("tracks", "track"),
    ("levels", "level"),
    ("roles", "role"),
    ("skills", "skill"),
    ("responsibilities", "responsibility"),
    ("roadmaps", "roadmap"),
    ("interviews", "interview"),
];

fn id() -> impl Strategy<Value = String> + Clone {
    select(IDS.as_slice()).prop_map(String::from)
}

fn ids() -> impl Strategy<Value = String> {
    vec(id(), 0..4).prop_map(|ids| format!("[{}]", ids.join(", ")))
}

/// A line of YAML-safe text, now and then with links or markup, or anything at all.
fn inline() -> impl Strategy<Value = String> {
    let word = select(vec![
        "Leads",
        "the",
        "design",
        "of",
        "teams",
        "**code**",
        "[[a]]",
        "[[skill:b|the b]]",
        "[[level:l.1]]",
        "[[no-such]]",
        "[x](../skills/a.md)",
        "[y](#eins)",
        "`<b>`",
        "<b>",
        "日本",
        "👩‍👩‍👧",
        "&amp;",
        "“q”",
        "e\u{301}",
        "[[b#s-one]]",
        "![](p.svg)",
        "_it_",
        "https://example.org/",
        "[z](javascript:alert)",
        "\u{202e}",
    ]);
    let words = vec(word, 0..10).prop_map(|words| words.join(" "));
    prop_oneof![9 => words, 1 => any::<String>()]
}

fn quoted() -> impl Strategy<Value = String> {
    inline().prop_map(|text| serde_json::to_string(&text).unwrap())
}

fn markdown() -> impl Strategy<Value = String> {
    let block = select(vec![
        "# Eins",
        "## Eins",
        "## Zwei {#zwei}",
        "### 見出し",
        "- [ ] x\n- [x] y",
        "> [!NOTE] Hm\n> text",
        "> > > deep",
        "| a | b |\n|--|:-:|\n| [[a]] | 2 |",
        "```rust,\"><x>\nfn main() {}\n```",
        "~~~",
        "[^1]",
        "[^1]: note [[b]]",
        "Term\n: Definition",
        "<div onclick=x>",
        "</main>",
        "<!--",
        "1. a\n   1. b",
        "![alt](p.svg \"t\")",
        "***",
        "\\",
        "[ref]\n\n[ref]: ../roles/a.md#zwei",
        "a  \nb",
        "\t\tcode",
        "----",
    ]);
    let block = prop_oneof![4 => block.prop_map(String::from), 3 => inline(), 1 => any::<String>()];
    vec(block, 0..7).prop_map(|blocks| blocks.join("\n\n"))
}

fn statements() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        3 => quoted(),
        2 => (select(vec!["one", "two", "three"]), quoted(), quoted())
            .prop_map(|(id, text, example)| format!("{{ id: {id}, text: {text}, examples: [{example}] }}")),
    ];
    vec(one, 0..4).prop_map(|all| format!("[{}]", all.join(", ")))
}

/// `{ key: value, ... }` with keys from `keys`, of which hardly any repeats.
fn map(keys: &'static [&'static str], value: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let pairs = vec((select(keys), value), 0..5);
    (pairs, 0..20_u8).prop_map(|(mut pairs, luck)| {
        if luck > 0 {
            pairs.sort();
            pairs.dedup_by(|one, other| one.0 == other.0);
        }
        let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
        format!("{{ {} }}", pairs.join(", "))
    })
}

/// A field of some kind; whether it fits the kind is luck.
fn field() -> impl Strategy<Value = String> {
    let value =
        |name: &'static str, value: BoxedStrategy<String>| value.prop_map(move |value| format!("{name}: {value}"));
    let step = || {
        prop_oneof![
            select(STEPS.as_slice()).prop_map(String::from),
            (select(STEPS.as_slice()), quoted())
                .prop_map(|(step, note)| format!("{{ step: {step}, weight: core, note: {note} }}")),
        ]
    };
    let stages = || {
        let stage = (quoted(), map(&IDS, select(STEPS.as_slice()).prop_map(String::from).boxed()), ids(), quoted());
        let stage = stage.prop_map(|(title, skills, topics, evidence)| {
            format!("{{ title: {title}, skills: {skills}, responsibilities: {topics}, evidence: [{evidence}] }}")
        });
        vec(stage, 0..3).prop_map(|all| format!("[{}]", all.join(", ")))
    };
    let rounds = || {
        let round = (quoted(), ids(), quoted(), 0..99_u8);
        let round = round.prop_map(|(title, assesses, ask, minutes)| {
            format!("{{ title: {title}, minutes: {minutes}, assesses: {assesses}, questions: [{ask}], rubric: {{ strong: {ask} }} }}")
        });
        vec(round, 0..3).prop_map(|all| format!("[{}]", all.join(", ")))
    };
    let next = || {
        prop_oneof![
            id(),
            (id(), quoted()).prop_map(|(id, gate)| format!("{{ role: {id}, kind: lateral, gate: {gate} }}"))
        ]
    };
    prop_oneof![
        value("summary", quoted().boxed()),
        value("aliases", vec(quoted(), 0..3).prop_map(|all| format!("[{}]", all.join(", "))).boxed()),
        value("redirect_from", ids().boxed()),
        value("status", select(vec!["active", "draft", "retired", "gone"]).prop_map(String::from).boxed()),
        value("order", any::<i16>().prop_map(|order| order.to_string()).boxed()),
        value("family", id().boxed()),
        value("track", ids().boxed()),
        value("level", id().boxed()),
        value("extends", ids().boxed()),
        value("without", select(vec!["one", "[two, skill:a]", "[no-such]"]).prop_map(String::from).boxed()),
        value("responsibilities", map(&IDS, statements().boxed()).boxed()),
        value("skills", map(&IDS, step().boxed()).boxed()),
        value("leads_to", vec(next(), 0..3).prop_map(|all| format!("[{}]", all.join(", "))).boxed()),
        value("theme", select(vec!["t", "t/u", "other"]).prop_map(String::from).boxed()),
        value("steps", map(&STEPS, statements().boxed()).boxed()),
        value("levels", map(&IDS, statements().boxed()).boxed()),
        value("roles", prop_oneof![ids(), map(&IDS, statements().boxed())].boxed()),
        value("related", ids().boxed()),
        value("from", id().boxed()),
        value("to", id().boxed()),
        value("for", ids().boxed()),
        value("stages", stages().boxed()),
        value("rounds", rounds().boxed()),
        value("scale", select(vec!["s", "plain", "no-such"]).prop_map(String::from).boxed()),
        value("titel", quoted().boxed()),
    ]
}

/// A file and its text.
fn file() -> impl Strategy<Value = (String, String)> {
    let entity = (select(KINDS.as_slice()), id(), quoted(), vec(field(), 0..30), needed(), markdown());
    let entity = entity.prop_map(|((folder, kind), id, title, fields, needed, body)| {
        let mut fields: BTreeMap<String, String> =
            fields.into_iter().map(|field| (field.split(':').next().unwrap().to_owned(), field)).collect();
        for field in needed.into_iter().filter(|field| needs(kind, field)) {
            fields.entry(field.split(':').next().unwrap().to_owned()).or_insert(field);
        }
        fields.retain(|name, _| fits(kind, name) || body.len() % 7 == 0);
        let fields: Vec<String> = fields.into_values().collect();
        (format!("content/{folder}/{id}.md"), format!("---\ntitle: {title}\n{}\n---\n{body}", fields.join("\n")))
    });
    let page =
        (select(vec!["index", "guides/index", "guides/x", "p/q/r", "404", "roles/index", "A"]), quoted(), markdown());
    let page = page
        .prop_map(|(path, title, body)| (format!("content/{path}.md"), format!("---\ntitle: {title}\n---\n{body}")));
    let collection = (select(KINDS.as_slice()), vec((id(), quoted()), 1..4)).prop_map(|((folder, _), items)| {
        let items: String = items.into_iter().map(|(id, title)| format!("{id}:\n  title: {title}\n")).collect();
        (format!("content/{folder}.yaml"), items)
    });
    let asset = select(vec!["p.svg", "roles/p.svg", "index.html", "Assets/x.css"]).prop_map(|path| {
        (format!("content/{path}"), "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>".into())
    });
    prop_oneof![12 => entity, 3 => page, 1 => collection, 1 => asset]
}

/// One of each field that some kind cannot do without.
fn needed() -> impl Strategy<Value = Vec<String>> {
    (id(), id(), ids()).prop_map(|(from, to, many)| {
        [
            format!("from: {from}"),
            format!("to: {to}"),
            "stages: []".into(),
            format!("for: {many}"),
            "rounds: []".into(),
            format!("roles: {many}"),
        ]
        .into()
    })
}

fn needs(kind: &str, field: &str) -> bool {
    let name = field.split(':').next().unwrap();
    matches!((kind, name), ("roadmap", "from" | "to" | "stages") | ("interview", "for" | "rounds") | ("track", "roles"))
}

/// Whether the kind has the field, by the compiler's own list.
fn fits(kind: &str, name: &str) -> bool {
    let kind = rungs::content::Kind::from_name(kind).unwrap();
    rungs::parse::fields::record(kind).fields().any(|field| field.name == name)
}

fn config() -> impl Strategy<Value = (String, String)> {
    let parts = subsequence(
        vec![
            "base_url: https://example.org/x/",
            "social_cards: false",
            "language: he",
            "version: 1.0.0",
            "footer: \"F [[a]]\"",
            "edit_url: https://example.org/{path}",
            "theme: { colours: { accent: '#804000' } }",
            "terms: { role: Post, skill: { one: Knack, other: Knacks } }",
            "scales: { s: { steps: [{ id: low }, { id: mid, summary: 'see [[b]]' }, { id: high }] } }",
            "levels: [{ id: a, title: A }, { id: l.1, title: L }]",
            "themes: [{ id: t, title: T }, t/u]",
            "markdown: { raw_html: allow }",
            "diagnostics: { orphan: allow, broken-link: warn, unknown-field: deny }",
            "tittle: wrong",
        ],
        0..=13,
    );
    (quoted(), parts)
        .prop_map(|(title, parts)| ("content/handbook.yaml".into(), format!("title: {title}\n{}\n", parts.join("\n"))))
}

fn handbook(size: std::ops::Range<usize>) -> impl Strategy<Value = Handbook> {
    (config(), vec(file(), size)).prop_map(|(config, files)| [config].into_iter().chain(files).collect())
}

/// What an author does between two builds.
#[derive(Debug, Clone)]
enum Edit {
    /// A file is new, or has another text: another title, body, reference or setting.
    Write((String, String)),
    /// A file is given another id.
    Rename(Index, String),
    Delete(Index),
    /// A file is saved half-written.
    Break(Index),
    /// A file is put back as it was at first.
    Fix(Index),
    /// A line is added at the end of a text.
    Append(Index, String),
    /// Only the title is another.
    Title(Index, String),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => file().prop_map(Edit::Write),
        1 => config().prop_map(Edit::Write),
        1 => (any::<Index>(), id()).prop_map(|(at, id)| Edit::Rename(at, id)),
        1 => any::<Index>().prop_map(Edit::Delete),
        1 => any::<Index>().prop_map(Edit::Break),
        2 => any::<Index>().prop_map(Edit::Fix),
        2 => (any::<Index>(), inline()).prop_map(|(at, text)| Edit::Append(at, text)),
        1 => (any::<Index>(), quoted()).prop_map(|(at, title)| Edit::Title(at, title)),
    ]
}

fn perform(edit: Edit, handbook: &mut Handbook, first: &Handbook) {
    if handbook.is_empty() {
        return;
    }
    let path = |at: Index, handbook: &Handbook| handbook.keys().nth(at.index(handbook.len())).unwrap().clone();
    match edit {
        Edit::Write((path, text)) => drop(handbook.insert(path, text)),
        Edit::Rename(at, id) => {
            let old = path(at, handbook);
            let text = handbook.remove(&old).unwrap();
            let folder = old.rsplit_once('/').unwrap().0;
            handbook.insert(format!("{folder}/{id}.md"), text);
        }
        Edit::Delete(at) => drop(handbook.remove(&path(at, handbook))),
        Edit::Break(at) => drop(handbook.insert(path(at, handbook), "---\ntitle: [half\n---\n".into())),
        Edit::Fix(at) => {
            let path = path(at, first);
            handbook.insert(path.clone(), first[&path].clone());
        }
        Edit::Append(at, text) => handbook.get_mut(&path(at, handbook)).unwrap().push_str(&format!("\n\n{text}\n")),
        Edit::Title(at, title) => {
            let text = handbook.get_mut(&path(at, handbook)).unwrap();
            let lines = text.lines().map(|line| match line.starts_with("title:") {
                true => format!("title: {title}\n"),
                false => format!("{line}\n"),
            });
            *text = lines.collect();
        }
    }
}

/// Everything a compilation says: problems, and each file or the problems of the templates.
#[derive(PartialEq)]
struct Said {
    diagnostics: Vec<Diagnostic>,
    files: Result<project::Files, Vec<Diagnostic>>,
}

impl Said {
    fn by(compiled: &Compiled) -> Self {
        Self { diagnostics: compiled.diagnostics.clone(), files: compiled.render_all() }
    }

    /// The first thing in which two differ.
    fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        for (one, other) in self.diagnostics.iter().zip(&other.diagnostics) {
            if one != other {
                return Some(format!("{one:#?}\nis not\n{other:#?}"));
            }
        }
        if self.diagnostics.len() != other.diagnostics.len() {
            return Some(format!("{} and {} diagnostics", self.diagnostics.len(), other.diagnostics.len()));
        }
        let (Ok(one), Ok(other)) = (&self.files, &other.files) else {
            return Some(format!("{:#?} and {:#?}", self.files.as_ref().err(), other.files.as_ref().err()));
        };
        let path = one.keys().chain(other.keys()).find(|path| one.get(*path) != other.get(*path))?;
        let text = |files: &project::Files| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        Some(format!("{path}: {:?}\nis not\n{:?}", text(one), text(other)))
    }
}

fn sources(handbook: &Handbook) -> Sources {
    handbook.iter().map(|(path, text)| source(path, text)).collect()
}

fn source(path: &str, text: &str) -> Source {
    match path.rsplit_once('.') {
        Some((_, "md" | "yaml" | "svg" | "css" | "html")) => Source::text(path, text),
        _ => Source { path: path.into(), content: Content::Bytes(text.as_bytes().into()) },
    }
}

fn compile(sources: Sources, memo: &mut Memo) -> Compiled {
    compile::compile(sources, Vec::new(), &HandbookOptions::default(), memo)
}

fn clean(handbook: &Handbook) -> Said {
    Said::by(&compile(sources(handbook), &mut Memo::default()))
}

fn with_threads(count: usize, handbook: &Handbook) -> Said {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
    pool.install(|| clean(handbook))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_threads_matter(handbook in handbook(0..30), seed in any::<u64>()) {
        let expected = clean(&handbook);
        let mut shuffled: Vec<(&String, &String)> = handbook.iter().collect();
        // Any order that depends on the seed will do.
        shuffled.sort_by_key(|(path, _)| path.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)));
        let shuffled: Sources = shuffled.into_iter().map(|(path, text)| source(path, text)).collect();
        let found = expected.difference(&Said::by(&compile(shuffled, &mut Memo::default())));
        prop_assert!(found.is_none(), "shuffled: {}", found.unwrap());
        for count in [1, 5] {
            let found = expected.difference(&with_threads(count, &handbook));
            prop_assert!(found.is_none(), "{count} threads: {}", found.unwrap());
        }
    }

    #[test]
    fn after_any_edits_a_compilation_is_as_a_clean_one(first in handbook(0..24), edits in vec(vec(edit(), 1..4), 1..6)) {
        let mut memo = Memo::default();
        let mut handbook = first.clone();
        compile(sources(&handbook), &mut memo);
        for save in edits {
            for edit in save {
                perform(edit, &mut handbook, &first);
            }
            let found = clean(&handbook).difference(&Said::by(&compile(sources(&handbook), &mut memo)));
            prop_assert!(found.is_none(), "{}", found.unwrap());
        }
    }

    #[test]
    fn bytes_that_are_no_handbook_are_reported(path in "content/[a-z]{1,9}(/[a-zA-Zé. ]{0,6}){0,2}\\.(md|yaml|yml|svg)", bytes in vec(any::<u8>(), 0..300)) {
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Bytes(error.into_bytes().into()),
        };
        let handbook = Source::text("content/handbook.yaml", "title: T\n");
        let sources = [handbook, Source { path: path.as_str().into(), content }].into_iter().collect();
        let _ = Said::by(&compile(sources, &mut Memo::default()));
    }
}

#[test]
fn a_file_that_goes_together_with_other_settings_is_gone() {
    let mut handbook = Handbook::from([
        ("content/handbook.yaml".into(), "title: T\nmarkdown: { raw_html: allow }\n".into()),
        ("content/images/a.svg".into(), "<svg/>".into()),
    ]);
    let mut memo = Memo::default();
    let first = Said::by(&compile(sources(&handbook), &mut memo));
    assert!(first.files.unwrap().contains_key("images/a.svg"));
    handbook.remove("content/images/a.svg");
    handbook.insert("content/handbook.yaml".into(), "title: T\n".into());
    let second = Said::by(&compile(sources(&handbook), &mut memo));
    assert_eq!(clean(&handbook).difference(&second), None);
}

/// The generator is of no use if all it makes is refused.
#[test]
fn random_handbooks_are_not_all_broken() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut pages, mut roles, mut links) = (0, 0, 0);
    for _ in 0..24 {
        let handbook = handbook(8..30).new_tree(&mut runner).unwrap().current();
        let compiled = compile(sources(&handbook), &mut Memo::default());
        pages += compiled.plan.pages().count();
        let of_roles = compiled.handbook.of_kind(rungs::content::Kind::Role);
        roles += of_roles.filter(|(index, _)| !compiled.handbook.resolved(*index).expectations.is_empty()).count();
        links += compiled.handbook.all().filter(|(index, _)| !compiled.handbook.backlinks(*index).is_empty()).count();
    }
    assert!(
        pages > 200 && roles > 10 && links > 20,
        "{pages} pages, {roles} roles that expect something, {links} linked"
    );
}

/// The bytes of each page, and what they were made from.
fn made_from(handbook: &Handbook) -> BTreeMap<String, (Fingerprint, Vec<u8>)> {
    let made = Mutex::new(BTreeMap::new());
    let take = |address: &str, bytes: &[u8], from: Option<Fingerprint>| {
        made.lock().unwrap().extend(from.map(|from| (address.to_owned(), (from, bytes.to_vec()))));
    };
    // A page whose template fails is handed to nobody.
    let _ = compile(sources(handbook), &mut Memo::default()).render_each(&|_, _| false, &take);
    made.into_inner().unwrap()
}

/// A build keeps a page that would be made from the same, so whatever a page shows must be in its fingerprint.
#[test]
fn pages_that_are_made_from_the_same_have_the_same_bytes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut kept, mut changed) = (0, 0);
    for _ in 0..16 {
        let first = handbook(8..24).new_tree(&mut runner).unwrap().current();
        let edits = vec(edit(), 12..24).new_tree(&mut runner).unwrap().current();
        let mut handbook = first.clone();
        let mut before = made_from(&handbook);
        for edit in edits {
            perform(edit, &mut handbook, &first);
            let after = made_from(&handbook);
            for (address, (from, bytes)) in &after {
                let Some((known, old)) = before.get(address) else { continue };
                assert!(known != from || old == bytes, "{address} has other bytes");
                kept += usize::from(known == from);
                changed += usize::from(old != bytes);
            }
            before = after;
        }
    }
    println!("{kept} pages kept, {changed} made again");
    assert!(kept > 4000 && changed > 800, "{kept} pages kept, {changed} made again");
}

mod work {
    //! How much of the site one edit changes.

    use super::*;
    use rungs::content::Kind;
    use rungs::page::Output;

    fn sample() -> Sources {
        project::read(project::crate_folder())
    }

    /// The files that differ after replacing `from` by `to` in one file, and how many files were parsed for it.
    fn changed(path: &str, from: &str, to: &str) -> (Vec<String>, usize) {
        let mut sources = sample();
        let mut memo = Memo::default();
        let before = compile(sources.clone(), &mut memo).render_all().unwrap();
        let text = sources.get(path).and_then(|source| source.as_text()).unwrap().to_string();
        assert!(text.contains(from), "{path} does not say {from:?}");
        sources.insert(Source::text(path, &text.replacen(from, to, 1)));
        let compiled = compile(sources, &mut memo);
        let after = compiled.render_all().unwrap();
        let differing = after.keys().chain(before.keys()).filter(|path| before.get(*path) != after.get(*path));
        let mut differing: Vec<String> = differing.cloned().collect();
        differing.sort();
        differing.dedup();
        // What is about the whole handbook stands in a few shared files: its data and the search index. A Markdown
        // twin says what its page says.
        differing.retain(|path| matches!(compiled.plan.outputs.get(path), Some(Output::Page(_))));
        (differing, memo.parsed)
    }

    #[test]
    fn nothing_is_parsed_twice() {
        let mut memo = Memo::default();
        let count = sample().under("content/").count();
        compile(sample(), &mut memo);
        assert_eq!(memo.parsed, count);
        compile(sample(), &mut memo);
        assert_eq!(memo.parsed, 0);
    }

    #[test]
    fn another_body_is_another_page_and_nothing_else() {
        let (pages, parsed) = changed("content/roles/staff-engineer.md", "\n---\n", "\n---\nOne more sentence.\n\n");
        // A role's text stands on its page and in the document that prints its track.
        let expected = ["print/individual-contributor.html", "roles/staff-engineer.html"];
        assert_eq!((pages, parsed), (expected.map(String::from).to_vec(), 1));
    }

    #[test]
    fn another_title_changes_exactly_the_pages_that_show_it() {
        let path = "content/roles/principal-engineer.md";
        let mut sources = sample();
        let text = sources.get(path).and_then(|source| source.as_text()).unwrap().to_string();
        let titled = |title: &str| {
            let lines = text.lines().map(|line| match line.starts_with("title: ") {
                true => format!("title: {title}\n"),
                false => format!("{line}\n"),
            });
            Source::text(path, &lines.collect::<String>())
        };
        let mut memo = Memo::default();
        // Both titles have the same place among all words, so that the search index numbers its words alike.
        sources.insert(titled("Zephyrmark"));
        let before = compile(sources.clone(), &mut memo);
        sources.insert(titled("Zephyrmarl"));
        let after = compile(sources, &mut memo);
        assert_eq!(memo.parsed, 1);
        assert!(Arc::ptr_eq(&before.plan, &after.plan), "a title claims no address");
        let (before, after) = (before.render_all().unwrap(), after.render_all().unwrap());
        // The search index holds words in lower case.
        let shows = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains("zephyrmark");
        let showing: Vec<&String> = before.iter().filter(|(_, bytes)| shows(bytes)).map(|(path, _)| path).collect();
        let changed: Vec<&String> =
            before.iter().filter(|(path, bytes)| after.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
        let only = |these: &[&String], those: &[&String]| -> Vec<String> {
            these.iter().filter(|path| !those.contains(path)).map(|path| (*path).clone()).collect()
        };
        // `index.js` holds a stamp of all files of the search index, and `ends-N.js` words from their end without the
        // letters that they share with the word before. Workbooks are compressed, and cards are pictures.
        let is_coded = |path: &String| path == "search/index.js" || path.starts_with("search/ends-");
        let (coded, others): (Vec<String>, Vec<String>) = only(&changed, &showing).into_iter().partition(is_coded);
        let is_opaque = |path: &String| path.ends_with(".xlsx") || path.starts_with("cards/");
        let (opaque, others): (Vec<String>, Vec<String>) = others.into_iter().partition(is_opaque);
        assert!(opaque.contains(&"cards/roles/principal-engineer.png".to_owned()), "{opaque:?}");
        assert_eq!(others, [""; 0], "changed although they show another title");
        assert!((2..=3).contains(&coded.len()), "{coded:?}");
        assert_eq!(only(&showing, &changed), [""; 0], "are the same although they show the title");
        assert!(changed.contains(&&"roles/index.html".to_owned()));
        assert!(changed.iter().any(|path| path.starts_with("search/")), "{changed:?}");
        assert!(changed.len() < before.len() / 2, "{} of {} pages changed", changed.len(), before.len());
    }

    #[test]
    fn another_language_sorts_the_same_titles_anew() {
        let mut sources: Sources = [("a", "Zebra"), ("b", "Ärger")]
            .map(|(id, title)| Source::text(&format!("content/skills/{id}.yaml"), &format!("title: {title}\n")))
            .into_iter()
            .collect();
        let mut memo = Memo::default();
        for (language, expected) in [("de", ["Ärger", "Zebra"]), ("sv", ["Zebra", "Ärger"])] {
            sources.insert(Source::text("content/handbook.yaml", &format!("title: T\nlanguage: {language}\n")));
            let handbook = compile(sources.clone(), &mut memo).handbook;
            let titles = handbook.sorted(Kind::Skill).iter().map(|index| handbook.get(*index).title.clone());
            assert_eq!(titles.collect::<Vec<_>>(), expected, "{language}");
        }
    }

    #[test]
    fn another_footer_is_on_every_page() {
        let (pages, parsed) = changed("content/handbook.yaml", "footer: ", "footer: Now ");
        assert_eq!(parsed, 1);
        let compiled = compile(sample(), &mut Memo::default());
        let full = compiled.plan.pages().filter(|(_, key)| !matches!(key, rungs::page::PageKey::Redirect(_)));
        assert_eq!(pages, full.map(|(url, _)| url.to_owned()).collect::<Vec<_>>());
    }
}
