//! Two versions of a ladder: what `rungs diff` reports, for whom, and what it says when git has no answer.

use crate::project;
use crate::repository::{
    Repository, affected, bakery, bakery_diff, diff, edits, index, refused, rungs, said, snapshot, write,
};

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command as Program;

use proptest::prelude::*;
use rungs::compile::HandbookOptions;
use rungs::handbook::Audience;
use rungs::handbook::history::{ChangeSubject, Impact, LadderDifference, NeedKind, RoleEffect, StatementKind, compare};
use rungs::source::{Source, Sources};
use serde_json::Value;

/// The replaced texts, the edits and the affected roles that are reported, and the impact.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str], &'static [&'static str], Impact);

#[test]
fn each_kind_of_change_is_reported_where_it_is_written_and_for_whom() {
    let cases: &[Case] = &[
        (&[], &[], &[], Impact::None),
        // An inherited statement in other words reaches the role that inherits it.
        (
            &[("Heats the oven before dawn.", "Heats the stone oven well before dawn.")],
            &["role baker: Reworded at responsibility oven"],
            &["baker: Reworded", "senior: Reworded"],
            Impact::Minor,
        ),
        // A typing mistake is wording.
        (
            &[("Cleans the oven every evening.", "Cleans the oven every evenning.")],
            &["role baker: Reworded at responsibility oven"],
            &["baker: Reworded", "senior: Reworded"],
            Impact::Patch,
        ),
        // A step reaches those who need it, on a cumulative scale also those who need a higher one.
        (
            &[(
                "working: [Kneads bread dough by hand.]",
                "working: [Kneads bread dough by hand., Weighs flour exactly.]",
            )],
            &["skill kneading: Added at step working"],
            &["baker: Added", "senior: Added"],
            Impact::Major,
        ),
        (
            &[("expert: [Teaches apprentices how dough feels.]", "expert: []")],
            &["skill kneading: Removed at step expert"],
            &["senior: Removed"],
            Impact::Minor,
        ),
        // A cell of a level reaches the roles of the level.
        (
            &[(
                "l2: [Plans the order of loaves for the whole week.]",
                "l2: [Plans the order of loaves for the whole month.]",
            )],
            &["responsibility oven: Reworded at level l2"],
            &["senior: Reworded"],
            Impact::Minor,
        ),
        // A statement that moves to a lower step is new for those who need only that.
        (
            &[
                (
                    "working: [Kneads bread dough by hand.]",
                    "working: [Kneads bread dough by hand., Teaches apprentices how dough feels.]",
                ),
                (", expert: [Teaches apprentices how dough feels.]", ""),
            ],
            &["skill kneading: Moved at step working"],
            &["baker: Added"],
            Impact::Major,
        ),
        (
            &[("skills: {kneading: working}", "skills: {kneading: expert}")],
            &["role baker: Raised kneading"],
            &["baker: Added, Raised kneading"],
            Impact::Major,
        ),
        (
            &[("skills: {kneading: working}", "skills: {kneading: aware}")],
            &["role baker: Lowered kneading"],
            &["baker: Removed, Lowered kneading"],
            Impact::Minor,
        ),
        (
            &[(
                "[{id: heat, text: Heats the oven before dawn.}, Cleans the oven every evening.]",
                "[Cleans the oven every evening., {id: heat, text: Heats the oven before dawn.}]",
            )],
            &["role baker: Reordered at responsibility oven"],
            &["baker: Reordered", "senior: Reordered"],
            Impact::Patch,
        ),
        // What is not expected of everyone is not required.
        (
            &[
                ("version: 1.2.0", "version: 1.2.0\nbands: [{id: more, title: More}]"),
                (
                    "[Greets every customer by name.]",
                    "[Greets every customer by name., {text: Sings while selling bread., band: more}]",
                ),
            ],
            &["role clerk: Added at responsibility counter", "band more: Added"],
            &["clerk: Added"],
            Impact::Minor,
        ),
        (&[("scope: A shop", "scope: Two large shops")], &["level l2: scope"], &[], Impact::Minor),
        (&[("title: Bakery", "title: The Bakery")], &["handbook : title"], &[], Impact::Patch),
        (
            &[(
                "[{id: l1, title: One}, {id: l2, title: Two, scope: A shop}]",
                "[{id: l2, title: Two, scope: A shop}, {id: l1, title: One}]",
            )],
            &["handbook : levels"],
            &[],
            Impact::Minor,
        ),
        (
            &[("counter: {title: Counter}", "counter: {title: Counter}\ncash: {title: Cash}")],
            &["responsibility cash: Added"],
            &[],
            Impact::Minor,
        ),
        // A new id that `redirect_from` explains changes nothing for a role.
        (
            &[
                ("kneading: {title: Kneading", "dough: {redirect_from: [kneading], title: Kneading"),
                ("skills: {kneading: working}", "skills: {dough: working}"),
                ("skills: {kneading: expert}", "skills: {dough: expert}"),
            ],
            &["skill dough: was kneading"],
            &[],
            Impact::Patch,
        ),
    ];
    for (changes, expected, roles, impact) in cases {
        let difference = bakery_diff(changes);
        assert_eq!(edits(&difference), *expected, "{changes:?}");
        assert_eq!(affected(&difference), *roles, "{changes:?}");
        assert_eq!(difference.impact, *impact, "{changes:?}");
        assert!(difference.proposals.is_empty(), "{changes:?}");
    }
}

#[test]
fn a_new_id_without_a_redirect_is_proposed() {
    let edits = [
        ("kneading: {title: Kneading", "dough: {title: Kneading"),
        ("skills: {kneading: working}", "skills: {dough: working}"),
        ("skills: {kneading: expert}", "skills: {dough: expert}"),
    ];
    let difference = bakery_diff(&edits);
    let proposals: Vec<_> = difference.proposals.iter().map(|one| (one.subject, &*one.old, &*one.new)).collect();
    assert_eq!(proposals, [(ChangeSubject::Skill, "kneading", "dough")]);
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("old"), &bakery(&[]));
    write(&folder.path().join("new"), &bakery(&edits));
    let report = said(folder.path(), &["diff", "old", "new"]);
    assert!(report.contains("`redirect_from: [kneading]` in dough"), "{report}");
}

#[test]
fn a_published_ladder_gives_what_its_authors_counted() {
    let Some(releases) = project::published("ft-releases") else { return };
    let folder = tempfile::tempdir().unwrap();
    for version in ["v1.1.0", "v1.2.0"] {
        let input = releases.join(version).to_string_lossy().into_owned();
        rungs(folder.path()).args(["import", "ft", &input, "-o", version]).assert().success();
    }
    let difference = diff(folder.path(), &["v1.1.0", "v1.2.0"]);
    let counts = difference.counts;
    let statements =
        (counts.statements_added, counts.statements_removed, counts.statements_reworded, counts.statements_moved);
    assert_eq!(statements, (26, 5, 2, 0));
    assert_eq!(difference.impact, Impact::Major);
    assert_eq!(affected(&difference).len(), 1);
}

#[test]
fn commits_report_what_was_planted_in_them_and_nothing_else() {
    // The handbook is in a subfolder, and other files of the repository do not matter.
    let Some(repository) = Repository::new("docs/ladder", Some(&bakery(&[]))) else { return };
    let handbook = repository.handbook.clone();
    repository.git(&["tag", "v1.2.0"]);
    fs::write(repository.folder.path().join("README.md"), "A bakery.\n").unwrap();
    type Step = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str], Impact);
    let steps: [Step; 5] = [
        (
            "roles.yaml",
            "every evening.",
            "every evenning.",
            &["role baker: Reworded at responsibility oven"],
            &["baker: Reworded", "senior: Reworded"],
            Impact::Patch,
        ),
        (
            "skills.yaml",
            "[Knows three kinds of dough.]",
            "[]",
            &["skill kneading: Removed at step aware"],
            &["baker: Removed", "senior: Removed"],
            Impact::Minor,
        ),
        (
            "roles.yaml",
            "skills: {kneading: working}",
            "skills: {kneading: expert}",
            &["role baker: Raised kneading"],
            &["baker: Added, Raised kneading"],
            Impact::Major,
        ),
        (
            "responsibilities.yaml",
            "counter: {title: Counter}",
            "counter: {title: Counter, levels: {l1: [Counts the cash at noon.]}}",
            &["responsibility counter: Added at level l1"],
            &["baker: Added", "clerk: Added"],
            Impact::Major,
        ),
        (
            "responsibilities.yaml",
            "{title: Oven,",
            "{title: Oven and fire,",
            &["responsibility oven: title"],
            &[],
            Impact::Patch,
        ),
    ];
    for (at, (file, old, new, expected, roles, impact)) in steps.iter().enumerate() {
        repository.edit(file, old, new);
        let uncommitted = diff(&handbook, &["HEAD"]);
        repository.commit(&format!("2026-02-0{}", at + 1));
        let difference = diff(&handbook, &["HEAD~1", "HEAD"]);
        assert_eq!(edits(&difference), *expected);
        assert_eq!(affected(&difference), *roles);
        assert_eq!(difference.impact, *impact);
        assert_eq!(uncommitted, difference, "the working tree and its commit are one version");
    }
    // Without names: the last tag against the working tree. The version was not raised.
    let all = diff(&handbook, &[]);
    assert_eq!(all, diff(&handbook, &["v1.2.0", "HEAD"]));
    assert_eq!(all.impact, Impact::Major);
    let message = refused(&handbook, &["diff", "--check-version"], 1);
    assert!(message.contains("is major") && message.contains("version: 2.0.0"), "{message}");
    refused(&handbook, &["diff", "--exit-code"], 1);
    repository.edit("handbook.yaml", "version: 1.2.0", "version: 2.0.0");
    said(&handbook, &["diff", "--check-version"]);
    said(&handbook, &["diff", "HEAD", "HEAD", "--exit-code"]);
}

#[test]
fn a_built_site_and_its_index_are_versions_too() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &bakery(&[]));
    said(folder.path(), &["build", "-o", "old"]);
    write(folder.path(), &bakery(&[("skills: {kneading: working}", "skills: {kneading: expert}")]));
    for old in ["old", "old/index.json"] {
        let difference = diff(folder.path(), &[old]);
        assert_eq!(affected(&difference), ["baker: Added, Raised kneading"]);
    }
    let human = said(folder.path(), &["diff", "old"]);
    assert!(human.contains("  Baker: 1 new, 1 raised (through kneading, step expert)"), "{human}");
    fs::write(folder.path().join("other.json"), "{\"a\": 1}").unwrap();
    fs::write(folder.path().join("later.json"), "{\"format\": \"rungs-handbook\", \"format_version\": 9}").unwrap();
    assert!(refused(folder.path(), &["diff", "other.json"], 2).contains("not an `index.json`"));
    assert!(refused(folder.path(), &["diff", "later.json"], 2).contains("version 9"));
}

#[test]
fn a_comparison_quotes_only_what_its_audience_reads() {
    let folder = tempfile::tempdir().unwrap();
    let files = |day: &str| {
        let pay = format!("{{text: Agrees the pay on {day}., audience: internal}}");
        let said = format!("[Greets every customer by name., {pay}]");
        bakery(&[
            ("title: Bakery", "editions: {internal: {}}\ntitle: Bakery"),
            ("[Greets every customer by name.]", &said),
        ])
    };
    write(&folder.path().join("old"), &files("Monday"));
    write(&folder.path().join("new"), &files("Tuesday"));
    for format in ["human", "markdown", "json"] {
        let report =
            |audience: &[&str]| said(folder.path(), &[&["diff", "old", "new", "--format", format], audience].concat());
        assert!(!report(&[]).contains("Tuesday"), "{format}");
        assert!(!report(&["--audience", "public"]).contains("Tuesday"), "{format}");
        assert!(report(&["--audience", "internal"]).contains("Tuesday"), "{format}");
        assert!(report(&["--audience", "all"]).contains("Tuesday"), "{format}");
    }
    let message = refused(folder.path(), &["diff", "old", "new", "--audience", "intern"], 2);
    assert!(message.contains("did you mean `internal`"), "{message}");
}

#[test]
fn a_comment_stays_below_two_hundred_lines_and_counts_the_rest() {
    let roles = |word: &str| -> String {
        let role = |n: usize| {
            let statements: String =
                (0..8).map(|at| format!("\"{word} @team number {n} in <part> {at} of #{n}\", ")).collect();
            format!("r{n}: {{title: \"Role | {n}\", responsibilities: {{oven: [{statements}]}}}}\n")
        };
        (0..300).map(role).collect()
    };
    let handbook = |word: &str| {
        snapshot(&index(&[
            ("handbook.yaml", "title: H\nbase_url: https://example.org/h/\n".to_owned()),
            ("roles.yaml", roles(word)),
            ("responsibilities.yaml", "oven: {title: Oven}\n".to_owned()),
        ]))
    };
    let folder = tempfile::tempdir().unwrap();
    let files = |word: &str| {
        [
            ("handbook.yaml", "title: H\nbase_url: https://example.org/h/\n".to_owned()),
            ("roles.yaml", roles(word)),
            ("responsibilities.yaml", "oven: {title: Oven}\n".to_owned()),
        ]
    };
    write(&folder.path().join("old"), &files("Bakes for"));
    write(&folder.path().join("new"), &files("Sells nothing to"));
    let comment = said(folder.path(), &["diff", "--format", "markdown", "old", "new"]);
    let count = comment.lines().count();
    assert!(count < 200, "{count} lines");
    assert!(comment.len() < 65_536, "{} bytes", comment.len());
    let all = compare(&handbook("Bakes for"), &handbook("Sells nothing to"));
    assert_eq!(all.roles.len(), 300);
    assert!(comment.contains("| 260 more roles | | |"), "{comment}");
    let shown = comment.lines().filter(|line| line.starts_with("- **")).count();
    let more = format!("{} more entities change", all.entities.len() - shown);
    assert!(comment.contains(&more), "{shown} are shown: {comment}");
    assert!(!comment.contains("@team") && !comment.contains("<part>"), "{comment}");
    assert!(comment.contains("[Role \\| 0](https://example.org/h/roles/r0.html)"), "{comment}");
}

/// A ladder whose every part may differ.
#[derive(Debug, Clone)]
struct Ladder {
    own: Vec<Vec<usize>>,
    needs: Vec<Option<usize>>,
    levels: Vec<usize>,
    steps: Vec<Vec<usize>>,
    grid: Vec<Vec<usize>>,
    extends: bool,
    scope: usize,
    swapped: bool,
    present: Vec<bool>,
}

const SENTENCES: [&str; 8] = [
    "Designs systems that several teams extend.",
    "Designs systems that most teams extend.",
    "Reviews code within one working day.",
    "Plans the work of a quarter.",
    "Explains incidents to customers in plain words.",
    "Hires people who are better than oneself.",
    "{text: Writes the strategy of the group., examples: [One page per year.]}",
    "{text: Writes the strategy of the group., band: more}",
];

fn ladders() -> impl Strategy<Value = Ladder> {
    let said = || prop::collection::vec(0..SENTENCES.len(), 0..4);
    let lists = move |count: usize| prop::collection::vec(said(), count);
    (
        (lists(3), prop::collection::vec(prop::option::of(0..3_usize), 3), prop::collection::vec(0..2_usize, 3)),
        (
            lists(3),
            lists(2),
            any::<bool>(),
            0..3_usize,
            any::<bool>(),
            prop::collection::vec(prop::bool::weighted(0.8), 3),
        ),
    )
        .prop_map(|((own, needs, levels), (steps, grid, extends, scope, swapped, present))| Ladder {
            own,
            needs,
            levels,
            steps,
            grid,
            extends,
            scope,
            swapped,
            present,
        })
}

impl Ladder {
    fn index(&self) -> String {
        let list = |numbers: &[usize]| {
            let mut numbers = numbers.to_vec();
            let mut seen = BTreeSet::new();
            // The same text twice under one topic is an error.
            numbers.retain(|at| seen.insert((*at).min(6)));
            let said: Vec<&str> = numbers.iter().map(|at| SENTENCES[*at]).collect();
            format!("[{}]", said.join(", "))
        };
        let steps = ["low", "middle", "high"];
        let order = if self.swapped { ["middle", "low", "high"] } else { steps };
        let scale: Vec<String> = order.iter().map(|id| format!("{{id: {id}, title: {id}}}")).collect();
        let handbook = format!(
            "title: H\nbands: [{{id: more, title: More}}]\nscales: {{s: {{cumulative: true, steps: [{}]}}}}\nlevels: [{{id: l0, title: L0, scope: Scope {}}}, {{id: l1, title: L1}}]\n",
            scale.join(", "),
            self.scope
        );
        let role = |at: usize| {
            let need = self.needs[at].map(|step| format!("skills: {{craft: {}}}, ", steps[step])).unwrap_or_default();
            let extends = if at > 0 && self.extends && self.present[0] { "extends: r0, " } else { "" };
            format!(
                "r{at}: {{title: R{at}, level: l{}, {extends}{need}responsibilities: {{work: {}}}}}\n",
                self.levels[at],
                list(&self.own[at])
            )
        };
        let roles: String = (0..3).filter(|at| self.present[*at]).map(role).collect();
        let cells = |names: &[&str], lists: &[Vec<usize>]| -> String {
            let cells: Vec<String> =
                names.iter().zip(lists).map(|(name, said)| format!("{name}: {}", list(said))).collect();
            cells.join(", ")
        };
        let skills = format!("craft: {{title: Craft, scale: s, steps: {{{}}}}}\n", cells(&steps, &self.steps));
        let topics = format!("work: {{title: Work, levels: {{{}}}}}\n", cells(&["l0", "l1"], &self.grid));
        let roles = if roles.is_empty() { "{}\n".to_owned() } else { roles };
        index(&[
            ("handbook.yaml", handbook),
            ("roles.yaml", roles),
            ("skills.yaml", skills),
            ("responsibilities.yaml", topics),
        ])
    }
}

#[test]
fn a_need_counts_where_nothing_else_is_expected() {
    let ladder = |step| Ladder {
        own: vec![vec![]; 3],
        needs: vec![step, None, None],
        levels: vec![0; 3],
        steps: vec![vec![]; 3],
        grid: vec![vec![]; 2],
        extends: false,
        scope: 0,
        swapped: false,
        present: vec![true, false, false],
    };
    let changed = |old, new| {
        let difference = compare(&snapshot(&ladder(old).index()), &snapshot(&ladder(new).index()));
        let needs = |role: &RoleEffect| role.needs.iter().map(|need| need.kind).collect::<Vec<_>>();
        difference.roles.iter().flat_map(needs).collect::<Vec<_>>()
    };
    assert_eq!(changed(Some(0), None), [NeedKind::Dropped]);
    assert_eq!(changed(None, Some(0)), [NeedKind::New]);
    assert_eq!(changed(Some(0), Some(1)), [NeedKind::Raised]);
    assert_eq!(changed(None, None), []);
}

/// The part of each entity, by kind and id, without what only says where something is written or who refers to it.
fn parts(index: &str) -> BTreeMap<(String, String), Value> {
    fn strip(value: &mut Value, kind: &str) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| strip(item, kind)),
            Value::Object(object) => {
                for key in ["source", "anchor", "url", "mentioned_by", "rank", "leads_to", "markdown", "named"] {
                    object.shift_remove(key);
                }
                if kind != "tracks" && kind != "interviews" {
                    object.shift_remove("roles");
                }
                object.values_mut().for_each(|value| strip(value, kind));
            }
            _ => {}
        }
    }
    let root: Value = serde_json::from_str(index).unwrap();
    let mut parts = BTreeMap::new();
    for kind in ["roles", "levels", "skills", "responsibilities", "scales"] {
        for entity in root[kind].as_array().unwrap() {
            let mut part = entity.clone();
            strip(&mut part, kind);
            parts.insert((kind.to_owned(), entity["id"].as_str().unwrap().to_owned()), part);
        }
    }
    parts
}

/// The entities that a difference names, under the keys of [`parts`].
fn named(difference: &LadderDifference) -> BTreeSet<(String, String)> {
    let key = |subject: ChangeSubject| match subject {
        ChangeSubject::Scale => "scales".to_owned(),
        subject => subject.kind().map_or_else(String::new, |kind| kind.folder().to_owned()),
    };
    let entities = difference.entities.iter().filter(|one| one.subject != ChangeSubject::Handbook);
    let entities = entities.map(|one| (key(one.subject), one.id.clone()));
    entities.chain(difference.roles.iter().map(|role| ("roles".to_owned(), role.id.clone()))).collect()
}

/// What each role of an `index.json` is asked, as its page shows it.
fn expectations(index: &str) -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let root: Value = serde_json::from_str(index).unwrap();
    let texts = |role: &Value| {
        let shown = |one: &Value| {
            format!("{} {} {} {} {}", one["topic"], one["text"], one["points"], one["examples"], one["band"])
        };
        let needs = |need: &Value| format!("{} {} {} {}", need["skill"], need["step"], need["weight"], need["note"]);
        (
            role["expectations"].as_array().unwrap().iter().map(shown).collect(),
            role["skills"].as_array().unwrap().iter().map(needs).collect(),
        )
    };
    root["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| (role["id"].as_str().unwrap().to_owned(), texts(role)))
        .collect()
}

/// The counts of a difference and those of its mirror.
fn mirrored(difference: &LadderDifference) -> Vec<(String, [usize; 9])> {
    let counts = |role: &RoleEffect| {
        let of = |kind: NeedKind| role.needs.iter().filter(|need| need.kind == kind).count();
        let statements = |kind: StatementKind| role.changes.iter().filter(|change| change.kind == kind).count();
        [
            statements(StatementKind::Removed),
            statements(StatementKind::Added),
            of(NeedKind::Dropped),
            of(NeedKind::New),
            of(NeedKind::Lowered),
            of(NeedKind::Raised),
            statements(StatementKind::Reworded),
            statements(StatementKind::Detailed),
            statements(StatementKind::Moved),
        ]
    };
    difference.roles.iter().map(|role| (role.id.clone(), counts(role))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_difference_names_what_differs_and_mirrors(old in ladders(), new in ladders()) {
        let (old, new) = (old.index(), new.index());
        let (before, after) = (snapshot(&old), snapshot(&new));
        prop_assert!(compare(&before, &before).is_empty());
        let difference = compare(&before, &after);

        let (old_parts, new_parts) = (parts(&old), parts(&new));
        let keys: BTreeSet<_> = old_parts.keys().chain(new_parts.keys()).cloned().collect();
        let differing: BTreeSet<_> = keys.into_iter().filter(|key| old_parts.get(key) != new_parts.get(key)).collect();
        prop_assert_eq!(named(&difference), differing);

        let (was, is) = (expectations(&old), expectations(&new));
        let roles: Vec<&String> = is.keys().filter(|id| was.get(*id).is_some_and(|before| before != &is[*id])).collect();
        let named: Vec<&String> = difference.roles.iter().map(|role| &role.id).collect();
        prop_assert_eq!(named, roles);

        let mirror = compare(&after, &before);
        let swap = |(id, counts): (String, [usize; 9])| {
            let [a, b, c, d, e, f, rest @ ..] = counts;
            (id, [b, a, d, c, f, e, rest[0], rest[1], rest[2]])
        };
        prop_assert_eq!(mirrored(&difference), mirrored(&mirror).into_iter().map(swap).collect::<Vec<_>>());
        let (one, other) = (difference.counts, mirror.counts);
        prop_assert_eq!(
            (one.statements_added, one.statements_removed, one.statements_reworded, one.statements_moved, one.entities_added),
            (other.statements_removed, other.statements_added, other.statements_reworded, other.statements_moved, other.entities_removed)
        );
    }
}

#[test]
fn what_git_cannot_answer_is_said() {
    // Without a repository, and without git at all.
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &bakery(&[]));
    let message = refused(folder.path(), &["diff"], 3);
    assert!(message.contains("git"), "{message}");
    let output = rungs(folder.path()).arg("diff").env("PATH", folder.path()).assert().code(3).get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("`git` command is not installed"), "{message}");
    let message = refused(folder.path(), &["diff", "nowhere"], 3);
    assert!(message.contains("no file or folder `nowhere`"), "{message}");

    let Some(repository) = Repository::new("", Some(&bakery(&[]))) else { return };
    let top = repository.folder.path();
    let unknown = refused(top, &["diff", "v9"], 2);
    assert!(unknown.contains("git knows no revision `v9`"), "{unknown}");

    // Tags of a file and of a folder.
    for (tag, object, word) in [("file", "HEAD:content/roles.yaml", "blob"), ("folder", "HEAD:content", "tree")] {
        repository.git(&["tag", tag, object]);
        let message = refused(top, &["diff", tag], 2);
        assert!(message.contains(&format!("`{tag}` is a {word} and not a commit")), "{message}");
    }
    assert!(refused(top, &["diff", "--", "--output=x"], 2).contains("neither a file nor a git revision"));
    assert!(!top.join("x").exists());

    // A version that cannot be read, on either side.
    repository.edit("handbook.yaml", "version: 1.2.0", "version: spring");
    let message = refused(top, &["diff", "HEAD", "--check-version"], 1);
    assert!(message.contains("`version: spring` of the working tree is not a version"), "{message}");
    let output = rungs(top).arg("build").assert().success().get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("`spring` is not a version") && message.contains("handbook.yaml:2:10"), "{message}");
    assert!(built(top, "index.html").contains("spring"));
    repository.commit("2026-02-01");
    repository.edit("handbook.yaml", "version: spring", "version: 2026-11");
    let output = rungs(top).args(["diff", "HEAD", "--check-version"]).assert().success().get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("HEAD has no version that can be read"), "{message}");
    repository.commit("2026-02-02");
    let other = index(&bakery(&[])).replace("\"1.2.0\"", "\"spring\"");
    fs::write(top.join("other.json"), other).unwrap();
    let output = rungs(top).args(["diff", "other.json", "--check-version"]).assert().success().get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("other.json has no version that can be read"), "{message}");

    // A shallow clone lacks older commits, and says how to get them.
    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", top.display());
    repository.git(&["clone", "-q", "--depth", "1", "--no-tags", &url, clone.path().to_str().unwrap()]);
    let message = refused(clone.path(), &["diff", "HEAD~1"], 2);
    assert!(message.contains("shallow") && message.contains("git fetch --unshallow"), "{message}");
    assert!(said(clone.path(), &["diff"]).contains("nothing changed"));

    // A repository that lost its objects.
    fs::remove_dir_all(clone.path().join(".git/objects")).unwrap();
    fs::create_dir(clone.path().join(".git/objects")).unwrap();
    let message = refused(clone.path(), &["diff"], 2);
    assert!(message.contains("git"), "{message}");
}

#[test]
fn a_release_sets_the_version_and_the_site_shows_what_changed() {
    let Some(repository) = Repository::new(
        "ladder",
        Some(&bakery(&[("title: Bakery", "base_url: https://example.org/b/\ntitle: Bakery")])),
    ) else {
        return;
    };
    let handbook = repository.handbook.clone();
    repository.git(&["tag", "v1.2.0"]);
    let settings = || fs::read_to_string(handbook.join("content/handbook.yaml")).unwrap();
    assert!(refused(&handbook, &["release"], 2).contains("nothing changed since v1.2.0"));

    repository.edit("roles.yaml", "skills: {kneading: working}", "skills: {kneading: expert}");
    repository.edit("roles.yaml", "Greets every customer by name.", "Greets every <regular> customer by name.");
    let before = settings();
    said(&handbook, &["release", "--dry-run", "--date", "2026-11-28"]);
    assert_eq!(settings(), before);
    assert!(!handbook.join("content/changes").exists());
    assert!(refused(&handbook, &["release", "1.3.0"], 2).contains("at least 2.0.0"));
    assert!(refused(&handbook, &["release", "../2.0.0"], 2).contains("not a version"));

    let head = repository.git(&["rev-parse", "HEAD"]);
    let commands = said(&handbook, &["release", "--date", "2026-11-28"]);
    assert_eq!(
        commands,
        "git add content/handbook.yaml content/changes\ngit commit -m \"Release 2.0.0\"\ngit tag v2.0.0\n"
    );
    assert_eq!(settings(), before.replace("version: 1.2.0", "version: 2.0.0"));
    assert_eq!(repository.git(&["rev-parse", "HEAD"]), head, "nothing is committed");
    assert!(refused(&handbook, &["release", "2.0.0"], 2).contains("exists"));

    let site = project::site(&project::read(&handbook), None, &["raw-html"]);
    let page = |url: &str| String::from_utf8(site[url].to_vec()).unwrap();
    let version = page("changes/2.0.0.html");
    assert!(version.contains("Released on 28 November 2026. Something new is required of someone."), "{version}");
    assert!(version.contains("../roles/baker.html\">Baker</a><ul class=\"counts\">"), "{version}");
    assert!(version.contains("<ins>&lt;regular&gt; </ins>") || version.contains("&lt;regular&gt;"), "{version}");
    assert!(!version.contains("<regular>"));
    assert!(page("changes/index.html").contains("href=\"../changes/2.0.0.html\">Version 2.0.0"));
    let baker = page("roles/baker.html");
    assert!(baker.contains("What changed here") && baker.contains("../changes/2.0.0.html"), "{baker}");
    assert!(!page("roles/senior.html").contains("What changed here"), "the senior baker needed this step before");
    assert!(baker.contains("skills/kneading.html\">Kneading</a>: Working → Expert"), "{baker}");
    let markdown = page("changes/2.0.0.md");
    assert!(markdown.contains("\n- [Baker](https://example.org/b/roles/baker.html): 1 new, 1 raised\n"), "{markdown}");
    assert!(
        markdown.contains(
            "\n- **Reworded**: Greets every \\<regular> customer by name.\n  - **Before**: Greets every customer"
        ),
        "{markdown}"
    );
    assert!(
        markdown.contains("[Kneading](https://example.org/b/skills/kneading.html): Working → Expert\n"),
        "{markdown}"
    );
    assert!(
        page("roles/baker.md").contains(
            "[In version 2.0.0, 28 November 2026](https://example.org/b/changes/2.0.0.html): 1 new, 1 raised"
        )
    );

    // An edition shows the releases that compare what its readers see.
    repository.edit("handbook.yaml", "title: Bakery", "editions: {internal: {}, team: {}}\ntitle: Bakery");
    let has_data = |audience: Audience| {
        let options = HandbookOptions { audience, ..HandbookOptions::default() };
        let compiled = project::compile(&project::read(&handbook), &options);
        assert!(compiled.diagnostics.iter().all(|one| one.code.name != "empty-entity"), "{:?}", compiled.diagnostics);
        (compiled.plan.has("changes/2.0.0.json"), compiled.plan.has("changes/feed.xml"))
    };
    let named = |name: &str| Audience::Named(name.to_owned());
    assert_eq!([Audience::public(), named("internal"), Audience::All].map(has_data), [(true, true); 3]);
    repository.edit("changes/2.0.0.json", "\"audience\": \"public\"", "\"audience\": \"internal\"");
    assert_eq!([Audience::public(), named("team")].map(has_data), [(false, false); 2]);
    assert_eq!([named("internal"), Audience::All].map(has_data), [(true, true); 2]);

    // A file that was cut is reported with its place, and the site has the rest.
    let data = handbook.join("content/changes/2.0.0.json");
    let text = fs::read_to_string(&data).unwrap();
    fs::write(&data, &text[..text.find("\"difference\"").unwrap() + 5]).unwrap();
    let output = rungs(&handbook).args(["check", "--format", "short"]).assert().success().get_output().clone();
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(
        report.contains("content/changes/2.0.0.json:7:7: warning[invalid-release]: this release cannot be read: EOF"),
        "{report}"
    );

    // The feeds: of all versions, and of the roles that are concerned.
    let feeds: Vec<&String> = site.keys().filter(|url| url.ends_with(".xml") && url.starts_with("changes/")).collect();
    assert_eq!(feeds, ["changes/feed.xml", "changes/roles/baker.xml", "changes/roles/clerk.xml"]);
    for feed in feeds {
        let text = page(feed);
        assert!(text.contains(&format!("<id>https://example.org/b/{feed}</id>")), "{text}");
        assert!(text.contains("<id>https://example.org/b/changes/2.0.0.html</id>"), "{text}");
        validate_feed(&text);
        for required in ["<title>", "<updated>2026-11-28T00:00:00Z</updated>", "<author><name>Bakery</name></author>"] {
            assert!(text.contains(required), "{required} is in {text}");
        }
    }
}

/// Holds a feed to what RFC 4287 requires: well-formed, one of each required element, dates of RFC 3339, entries with ids of
/// their own and a link.
fn validate_feed(text: &str) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut open, mut found): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
            Event::Start(tag) => {
                open.push(tag.name().as_ref().to_owned());
                found.push((open.join("/"), String::new()));
            }
            Event::Empty(tag) => {
                let path = format!("{}/{}", open.join("/"), tag.name().as_ref());
                found.push((path, String::from(&*tag)));
            }
            Event::Text(words) => {
                let words = words.trim().to_owned();
                let at = open.join("/");
                let last = found.iter_mut().rev().find(|(path, _)| *path == at);
                last.into_iter().for_each(|(_, text)| text.push_str(&words));
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty() && text.contains("xmlns=\"http://www.w3.org/2005/Atom\""), "{text}");
    let all = |path: &str| -> Vec<&str> {
        found.iter().filter(|(known, _)| known == path).map(|(_, text)| text.as_str()).collect()
    };
    // Section 4.1.1 and 4.1.2: what may stand in a feed and in an entry.
    const META: [&str; 8] = ["author", "category", "contributor", "id", "link", "rights", "title", "updated"];
    const OF_FEED: [&str; 5] = ["generator", "icon", "logo", "subtitle", "entry"];
    const OF_ENTRY: [&str; 4] = ["content", "published", "source", "summary"];
    for (path, _) in &found {
        let is_known = match path.split('/').collect::<Vec<_>>()[..] {
            ["feed"] => true,
            ["feed", name] => META.contains(&name) || OF_FEED.contains(&name),
            ["feed", "entry", name] => META.contains(&name) || OF_ENTRY.contains(&name),
            ["feed", "author", name] | ["feed", "entry", "author", name] => ["name", "uri", "email"].contains(&name),
            _ => false,
        };
        assert!(is_known, "{path} in {text}");
    }
    // A link has an address, and there is one alternate per type and language.
    let links = || found.iter().filter(|(path, _)| path.ends_with("/link"));
    assert!(links().all(|(_, link)| link.contains("href=\"https://")), "{text}");
    let alternates = |path: &str| all(path).iter().filter(|link| link.contains("rel=\"alternate\"")).count();
    assert!(alternates("feed/link") <= 1 && alternates("feed/entry/link") <= all("feed/entry").len(), "{text}");
    for path in ["feed/id", "feed/title", "feed/updated", "feed/author/name"] {
        assert_eq!(all(path).len(), 1, "{path}: {text}");
        assert!(!all(path)[0].is_empty(), "{path}: {text}");
    }
    assert!(all("feed/link").iter().any(|link| link.contains("rel=\"self\"")), "{text}");
    let entries = all("feed/entry").len();
    assert!(entries > 0, "{text}");
    for path in ["feed/entry/id", "feed/entry/title", "feed/entry/updated", "feed/entry/link"] {
        assert_eq!(all(path).len(), entries, "{path}: {text}");
    }
    assert!(all("feed/entry/summary").len() <= entries, "{text}");
    let ids: BTreeSet<&str> = all("feed/entry/id").into_iter().collect();
    assert_eq!(ids.len(), entries, "{text}");
    assert!(ids.iter().all(|id| id.starts_with("https://")), "{text}");
    for moment in all("feed/updated").into_iter().chain(all("feed/entry/updated")) {
        let (day, time) = moment.split_once('T').unwrap();
        assert!(rungs::date::is_day(day) && time == "00:00:00Z", "{moment}");
    }
}

#[test]
fn a_release_for_one_audience_has_no_page_for_others() {
    let Some(repository) =
        Repository::new("", Some(&bakery(&[("title: Bakery", "editions: {internal: {}}\ntitle: Bakery")])))
    else {
        return;
    };
    let handbook = repository.handbook.clone();
    repository.edit("roles.yaml", "skills: {kneading: working}", "skills: {kneading: expert}");
    assert!(refused(&handbook, &["release", "--audience", "all", "--since", "HEAD"], 2).contains("one edition"));
    said(&handbook, &["release", "--audience", "internal", "--since", "HEAD", "--date", "2026-11-28"]);
    let pages = |audience: Audience| -> Vec<String> {
        let options = HandbookOptions { audience, ..HandbookOptions::default() };
        let compiled = project::compile(&project::read(&handbook), &options);
        compiled.addresses().filter(|url| url.starts_with("changes/2.0.0")).map(str::to_owned).collect()
    };
    assert_eq!(pages(Audience::public()), Vec::<String>::new());
    let all = ["changes/2.0.0.html", "changes/2.0.0.json", "changes/2.0.0.md"];
    assert_eq!(pages(Audience::Named("internal".to_owned())), all);
    assert_eq!(pages(Audience::All), all);
}

#[test]
fn a_site_without_releases_shows_nothing_of_them() {
    let sources: Sources =
        bakery(&[]).iter().map(|(path, text)| Source::text(&format!("content/{path}"), text)).collect();
    let site = project::site(&sources, Some("https://example.org/"), &[]);
    assert!(!site.keys().any(|url| url.starts_with("changes/")));
    assert!(!String::from_utf8_lossy(&site["roles/baker.html"]).contains("section-history"));
}

#[test]
fn many_commits_are_no_obstacle() {
    let Some(repository) = Repository::new("", Some(&bakery(&[]))) else { return };
    let mut stream = String::from("feature done\n");
    for number in 0..3_000 {
        // Dates go backwards, which the order of commits does not.
        let date = 1_800_000_000 - number * 60;
        let from = if number == 0 { "from refs/heads/main^0\n" } else { "" };
        let text = format!("---\ntitle: Page {number}\n---\nWords.\n");
        stream.push_str(&format!(
            "commit refs/heads/main\ncommitter T <t@example.org> {date} +0000\ndata 1\nx\n{from}M 100644 inline content/guides/page.md\ndata {}\n{text}\n",
            text.len()
        ));
    }
    stream.push_str("done\n");
    let mut import = Program::new("git");
    import.args(["fast-import", "--quiet"]).current_dir(repository.folder.path()).stdin(std::process::Stdio::piped());
    let mut import = import.spawn().unwrap();
    std::io::Write::write_all(import.stdin.as_mut().unwrap(), stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
    repository.git(&["checkout", "-q", "-f", "main"]);
    repository.edit("handbook.yaml", "title: Bakery", "history: git\ntitle: Bakery");
    rungs(repository.folder.path()).arg("build").assert().success();
    // The newest commit has the earliest date: 2,999 minutes before the first.
    let page = built(repository.folder.path(), "guides/page.html");
    assert!(page.contains("Last changed on 13 January 2027."), "{page}");
    let difference = diff(repository.folder.path(), &["HEAD~2000", "HEAD"]);
    assert_eq!(edits(&difference), ["page guides/page: title"]);
    repository.edit("handbook.yaml", "history: git\n", "");
    let difference = diff(repository.folder.path(), &["HEAD~3000"]);
    assert_eq!(edits(&difference), ["page guides/page: Added"]);
}

/// A file of a built site.
fn built(folder: &Path, url: &str) -> String {
    fs::read_to_string(folder.join("public").join(url)).unwrap()
}

#[test]
fn a_page_says_when_its_file_last_changed() {
    let mut files = bakery(&[("title: Bakery", "history: git\nbase_url: https://example.org/b/\ntitle: Bakery")]);
    files.push(("guides/ovens.md", "---\ntitle: Ovens\n---\nTwo.\n".to_owned()));
    let Some(repository) = Repository::new("docs/ladder", Some(&files)) else { return };
    let handbook = repository.handbook.clone();
    let build = |folder: &Path| {
        let output = rungs(folder).arg("build").assert().success().get_output().clone();
        String::from_utf8(output.stderr).unwrap()
    };
    repository.edit("skills.yaml", "by hand.", "by hand, slowly.");
    repository.commit("2026-03-05");
    // A rename alone is no change, and commits count in their order, whatever their dates say.
    repository.git(&["mv", "docs/ladder/content/guides/ovens.md", "docs/ladder/content/guides/fire.md"]);
    repository.commit("2026-02-20");
    repository.edit("roles.yaml", "before dawn.", "before sunrise.");
    repository.commit("2026-01-15");
    build(&handbook);
    for (page, day) in [
        ("skills/kneading", "5 March 2026"),
        ("guides/fire", "1 January 2026"),
        ("roles/baker", "15 January 2026"),
        ("responsibilities/oven", "1 January 2026"),
    ] {
        let said = format!("Last changed on {day}.");
        assert!(built(&handbook, &format!("{page}.html")).contains(&said), "{page} {day}");
        assert!(built(&handbook, &format!("{page}.md")).contains(&said), "{page} {day}");
    }
    let sitemap = built(&handbook, "sitemap.xml");
    for (page, day) in [("skills/kneading", "2026-03-05"), ("guides/fire", "2026-01-01")] {
        let entry = format!("<loc>https://example.org/b/{page}.html</loc><lastmod>{day}</lastmod></url>");
        assert!(sitemap.contains(&entry), "{entry} is in {sitemap}");
    }
    // What is on no file of its own has no day.
    assert!(sitemap.contains("matrix.html</loc></url>") || sitemap.contains("map.html</loc></url>"), "{sitemap}");
    // The same commit gives the same bytes in another clone.
    let clone = tempfile::tempdir().unwrap();
    let top = repository.folder.path().to_str().unwrap();
    repository.git(&["clone", "-q", top, clone.path().to_str().unwrap()]);
    let copy = clone.path().join("docs/ladder");
    build(&copy);
    assert_eq!(project::files_below(&handbook.join("public")), project::files_below(&copy.join("public")));

    // What is not committed is marked and not dated.
    repository.edit("skills.yaml", "slowly.", "slowly and well.");
    fs::write(handbook.join("content/guides/new.md"), "---\ntitle: New\n---\nOne.\n").unwrap();
    build(&handbook);
    assert!(built(&handbook, "sitemap.xml").contains("/skills/kneading.html</loc></url>"));
    for page in ["skills/kneading.html", "guides/new.html"] {
        let page = built(&handbook, page);
        assert!(page.contains("Changed and not yet committed.") && !page.contains("Last changed on"), "{page}");
    }
    assert!(built(&handbook, "roles/baker.html").contains("Last changed on 15 January 2026."));

    // Where git has no answer, the reason is said and the site is built.
    let without_days = |folder: &Path| !built(folder, "skills/kneading.html").contains("Last changed on");
    let shallow = tempfile::tempdir().unwrap();
    let url = format!("file://{top}");
    repository.git(&["clone", "-q", "--depth", "1", &url, shallow.path().to_str().unwrap()]);
    let folder = shallow.path().join("docs/ladder");
    let said = build(&folder);
    assert!(said.contains("this clone is shallow") && said.contains("fetch-depth: 0"), "{said}");
    assert!(without_days(&folder));
    let said =
        rungs(&copy).args(["build", "-o", "other"]).env("PATH", clone.path()).assert().success().get_output().clone();
    assert!(String::from_utf8(said.stderr).unwrap().contains("the `git` command is not installed"));
    fs::remove_dir_all(clone.path().join(".git/objects")).unwrap();
    fs::create_dir(clone.path().join(".git/objects")).unwrap();
    let said = build(&copy);
    assert!(said.contains("note: no page shows when it last changed"), "{said}");
    assert!(without_days(&copy));
    fs::remove_dir_all(clone.path().join(".git")).unwrap();
    let said = build(&copy);
    assert!(said.contains("is not in a git repository"), "{said}");

    // `check -v` says once where history is off.
    write(&copy, &bakery(&[]));
    let output = rungs(&copy).args(["check", "-v"]).assert().success().get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.matches("`history: git`").count(), 1, "{said}");
    assert_eq!(said.matches("`rungs release`").count(), 1, "{said}");
    let output = rungs(&copy).arg("check").assert().success().get_output().clone();
    assert!(!String::from_utf8(output.stderr).unwrap().contains("history: git"));
}

#[test]
fn other_versions_of_the_site_are_linked_from_every_page() {
    let versions = "versions:\n  1.1.0: https://example.org/v1.1/\n  1.0.0: ../v1.0/\n  Draft: /draft/\ntitle: Bakery";
    let sources = |settings: &str| -> Sources {
        let files = bakery(&[("title: Bakery", settings)]);
        files.iter().map(|(path, text)| Source::text(&format!("content/{path}"), text)).collect()
    };
    let site = project::site(&sources(versions), None, &[]);
    let page = |url: &str| String::from_utf8(site[url].to_vec()).unwrap();
    for (url, relative) in [("index.html", "../v1.0/"), ("roles/baker.html", "../../v1.0/")] {
        let page = page(url);
        for (title, href) in [("1.1.0", "https://example.org/v1.1/"), ("1.0.0", relative), ("Draft", "/draft/")] {
            let link = format!("<li><a href=\"{href}\">{title}</a></li>");
            assert!(page.contains(&link), "{link} is in {url}");
        }
    }
    let wrong = sources("versions: {old: \"javascript:alert(1)\", older: //example.org/}\ntitle: Bakery");
    let compiled = project::compile(&wrong, &HandbookOptions::default());
    let found = project::short(&compiled.diagnostics, &wrong);
    assert_eq!(found.matches("is not the address of another version").count(), 2, "{found}");
}
