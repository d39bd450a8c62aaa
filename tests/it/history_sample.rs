//! Versions of the sample handbook: commits with planted changes, and the roles that each of them affects.

use crate::project;
use crate::repository::{Repository, affected, diff, edit, edits};

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rungs::compile::HandbookOptions;
use rungs::handbook::history::Impact;
use rungs::page::{self, PageKey};
use serde_json::Value;

/// What is planted in a commit and what the report says of it.
struct Planted {
    /// A file below `content/`, the text there and what replaces it.
    edits: &'static [(&'static str, &'static str, &'static str)],
    reported: &'static [&'static str],
    affected: &'static [&'static str],
    impact: Impact,
}

#[test]
fn commits_of_the_sample_report_what_was_planted_in_them_and_nothing_else() {
    let Some(repository) = Repository::of_sample() else { return };
    let handbook = repository.handbook.clone();
    let commits = [
        // Wording and order.
        Planted {
            edits: &[
                (
                    "roles/senior-engineer.md",
                    "that a newcomer can read and trust.",
                    "that a newcommer can read and trust.",
                ),
                (
                    "roles/senior-engineer.md",
                    "    - id: standards\n      text: Proposes a technical standard where the team keeps repeating itself, and retires rules that nobody needs any longer.\n    - id: blameless\n      text: Makes it easy to be wrong by thanking people for bad news and asking what allowed the mistake.\n",
                    "    - id: blameless\n      text: Makes it easy to be wrong by thanking people for bad news and asking what allowed the mistake.\n    - id: standards\n      text: Proposes a technical standard where the team keeps repeating itself, and retires rules that nobody needs any longer.\n",
                ),
                ("guides/giving-feedback.md", "title: Giving Feedback", "title: How to Give Feedback"),
            ],
            reported: &[
                "role director: Reordered at responsibility mentorship-and-culture",
                "role senior-engineer: Reordered at responsibility mentorship-and-culture",
                "role senior-engineer: Reworded at responsibility software-delivery",
                "page guides/giving-feedback: title",
            ],
            affected: &[
                "cto: Reordered",
                "director: Reordered",
                "engineering-manager: Reordered",
                "principal-engineer: Reordered",
                "senior-engineer: Reordered, Reworded",
                "software-architect: Reordered",
                "staff-engineer: Reordered",
            ],
            impact: Impact::Patch,
        },
        // What is clarified, no longer expected and lowered.
        Planted {
            edits: &[
                (
                    "skills/craft/code-review.md",
                    "Reviews a change within a working day",
                    "Reviews a change within two working days",
                ),
                (
                    "responsibilities/software-delivery.md",
                    "  l4:\n    - id: planning-horizon\n      text: Can say which results of the coming half-year depend on several teams, and which of those teams is the narrowest place.\n",
                    "",
                ),
                ("roles/engineer.md", "  system-design: working\n", "  system-design: awareness\n"),
                (
                    "handbook.yaml",
                    "scope: A product area of five to ten teams",
                    "scope: A product area of three to ten teams",
                ),
                (
                    "handbook.yaml",
                    "summary: Uses the skill in everyday work",
                    "summary: Uses the skill in all everyday work",
                ),
            ],
            reported: &[
                "role engineer: Lowered system-design",
                "level l5: scope",
                "scale proficiency: step working summary",
                "responsibility software-delivery: Removed at level l4",
                "skill code-review: Reworded at step working",
            ],
            affected: &[
                "engineer: Reworded, Reworded, Lowered system-design",
                "engineering-manager: Removed, Reworded",
                "staff-engineer: Removed",
            ],
            impact: Impact::Minor,
        },
        // What is required anew.
        Planted {
            edits: &[
                (
                    "skills/craft/debugging.md",
                    "  working:\n",
                    "  working:\n    - Writes down what a fault taught, where the next person will look for it.\n",
                ),
                ("roles/engineer.md", "  ai-integration: working\n", "  ai-integration: practitioner\n"),
                ("roles/associate-engineer.md", "  feedback: {", "  product-thinking: awareness\n  feedback: {"),
                (
                    "skills/management.yaml",
                    "coaching:\n",
                    "facilitation: { title: Facilitation, theme: people }\ncoaching:\n",
                ),
            ],
            reported: &[
                "role associate-engineer: New product-thinking",
                "role engineer: Raised ai-integration",
                "skill debugging: Added at step working",
                "skill facilitation: Added",
            ],
            affected: &[
                "associate-engineer: Added, New product-thinking",
                "engineer: Reworded, Added, Raised ai-integration",
                "principal-engineer: Added",
                "senior-engineer: Added",
                "staff-engineer: Added",
            ],
            impact: Impact::Major,
        },
        // Another place: a statement asks for a higher step now.
        Planted {
            edits: &[(
                "skills/people/feedback.yaml",
                "    - Asks what the other person sees before saying what they saw.\n  expert:\n",
                "    - Names what they did themselves.\n  expert:\n    - Asks what the other person sees before saying what they saw.\n",
            )],
            reported: &["skill feedback: Moved at step expert", "skill feedback: Added at step practitioner"],
            affected: &[
                "cto: Added",
                "director: Added",
                "engineering-manager: Added",
                "principal-engineer: Removed, Added",
                "senior-engineer: Removed, Added",
                "software-architect: Removed, Added",
                "staff-engineer: Removed, Added",
            ],
            impact: Impact::Major,
        },
        // Entities that come and go, and what belongs to a statement.
        Planted {
            edits: &[
                ("skills/management.yaml", "facilitation: { title: Facilitation, theme: people }\n", ""),
                (
                    "roles/senior-engineer.md",
                    "        - Separated live positions from the timetable, so that a bad import no longer empties the screens at the stops.\n",
                    "        - Separated the timetable from live positions.\n",
                ),
            ],
            reported: &[
                "role senior-engineer: Detailed at responsibility system-architecture",
                "skill facilitation: Removed",
            ],
            affected: &["senior-engineer: Detailed"],
            impact: Impact::Minor,
        },
    ];
    for (at, planted) in commits.iter().enumerate() {
        let before = asked(&handbook);
        for (file, old, new) in planted.edits {
            edit(&handbook, file, old, new);
        }
        repository.commit(&format!("2026-02-0{}", at + 1));
        let difference = diff(&handbook, &["HEAD~1", "HEAD"]);
        assert_eq!(edits(&difference), planted.reported, "commit {at}");
        assert_eq!(affected(&difference), planted.affected, "commit {at}");
        assert_eq!(difference.impact, planted.impact, "commit {at}");
        let roles: BTreeSet<String> = difference.roles.iter().map(|role| role.id.clone()).collect();
        assert_eq!(roles, differing(&before, &asked(&handbook)), "commit {at}");
    }
}

#[test]
fn affected_roles_are_those_whose_pages_ask_for_something_else() {
    // An inherited statement, a step, a cell of a level grid, a scale, and what concerns no role.
    let cases: [(&str, &str, &str, usize); 6] = [
        (
            "roles/associate-engineer.md",
            "Asks what a task is for before starting it.",
            "Asks whom a task helps before starting it.",
            1,
        ),
        (
            "roles/engineer.md",
            "Says early when a date, a scope or an assumption no longer holds",
            "Says at once when a date no longer holds",
            2,
        ),
        (
            "skills/people/communication.md",
            "  practitioner:\n",
            "  practitioner:\n    - Writes for the reader who has two minutes.\n",
            2,
        ),
        (
            "responsibilities/software-delivery.md",
            "Can say what the team will have delivered by the end of the quarter",
            "Can say what the team delivers by summer",
            1,
        ),
        ("handbook.yaml", "    cumulative: true\n", "    cumulative: false\n", 5),
        ("guides/giving-feedback.md", "title: Giving Feedback", "title: Feedback", 0),
    ];
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    project::copy(&project::crate_folder().join("content"), &at("old").join("content"));
    let before = asked(&at("old"));
    for (number, (file, old, new, at_least)) in cases.into_iter().enumerate() {
        let name = format!("new{number}");
        project::copy(&at("old"), &at(&name));
        edit(&at(&name), file, old, new);
        let expected = differing(&before, &asked(&at(&name)));
        let difference = diff(folder.path(), &["old", &name]);
        let roles: BTreeSet<String> = difference.roles.iter().map(|role| role.id.clone()).collect();
        assert_eq!(roles, expected, "{file}: {new}");
        assert!(roles.len() >= at_least && (at_least > 0 || roles.is_empty()), "{file}: {roles:?}");
    }
}

/// What the page of each role asks, by the id of the role: each need with its step, and the words of each statement.
fn asked(handbook: &Path) -> BTreeMap<String, Vec<String>> {
    let compiled = project::compile(&project::read(handbook), &HandbookOptions::default());
    let mut roles = BTreeMap::new();
    for (url, key) in compiled.plan.pages().filter(|(_, key)| matches!(key, PageKey::Role(_))) {
        let view = serde_json::to_value(page::input(&compiled.handbook, &compiled.plan, url, key).view).unwrap();
        let groups = ["responsibilities", "skills"].into_iter().flat_map(|part| view[part].as_array().unwrap());
        let mut asked = Vec::new();
        for group in groups {
            let topic = &group["topic"]["title"];
            let need = &group["need"];
            asked.push(format!("{topic}: {} {} {}", need["step"]["id"], need["weight"], need["note"]));
            for one in group["statements"].as_array().unwrap() {
                let words = [&one["html"], &one["points"], &one["examples"], &one["band"]].map(Value::to_string);
                asked.push(format!("{topic}: {}", words.map(|html| without_tags(&html)).join(" ")));
            }
        }
        roles.insert(url.trim_start_matches("roles/").trim_end_matches(".html").to_owned(), asked);
    }
    assert!(roles.len() > 5, "{roles:?}");
    roles
}

fn without_tags(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, rest)| rest)).collect()
}

/// The roles of both versions that are asked for something else.
fn differing(old: &BTreeMap<String, Vec<String>>, new: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    new.iter().filter(|(id, asked)| old.get(*id).is_some_and(|old| old != *asked)).map(|(id, _)| id.clone()).collect()
}
