//! Differences as readers would write them down: `=` unchanged, `~` reworded, `+` new, `-` dropped, and a
//! heading with its required step for each group.

use super::*;

/// One role: a line `# 1` opens a group, `# 1 @2` requires its step 2, other lines are statements, which may
/// begin with an id in brackets.
fn expected(role: &str) -> Expected<'_> {
    let mut expected = Expected::default();
    let mut group = 0;
    for line in role.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("# ") {
            let (number, step) = heading.split_once(" @").map_or((heading, None), |(n, step)| (n, Some(step)));
            group = number.parse().unwrap();
            expected.steps.extend(step.map(|step| SkillStep { group, step: step.parse().unwrap() }));
            continue;
        }
        let with_id = line.strip_prefix('[').and_then(|line| line.split_once("] "));
        let (id, text) = with_id.unwrap_or(("", line));
        expected.items.push(ExpectedItem { id, text, group, details: 0 });
    }
    expected
}

/// The difference, a line each; rewordings show the new words and moves the old group.
fn told(old: &Expected<'_>, new: &Expected<'_>) -> String {
    let mut lines = Vec::new();
    for GroupChange { group, step, changes } in difference(old, new).groups {
        let step = step.map(|step| match step {
            StepChange::Same { at } => format!(" @{at}"),
            StepChange::Raised { from, to } => format!(" @{from} up to {to}"),
            StepChange::Lowered { from, to } => format!(" @{from} down to {to}"),
            StepChange::New { to } => format!(" new @{to}"),
            StepChange::Dropped { from } => format!(" dropped @{from}"),
        });
        lines.push(format!("# {group}{}", step.unwrap_or_default()));
        for change in changes {
            let moved = |from: Option<usize>| from.map(|from| format!(" (from {from})")).unwrap_or_default();
            lines.push(match change {
                Change::Unchanged { new: at, moved_from, .. } => {
                    format!("= {}{}", new.items[at].text, moved(moved_from))
                }
                Change::Reworded { new: at, moved_from, .. } => {
                    format!("~ {}{}", new.items[at].text, moved(moved_from))
                }
                Change::New { new: at } => format!("+ {}", new.items[at].text),
                Change::Dropped { old: at } => format!("- {}", old.items[at].text),
            });
        }
    }
    lines.join("\n")
}

fn check(old: &str, new: &str, expect: &str) {
    let expect: Vec<_> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(told(&expected(old), &expected(new)), expect.join("\n"));
}

/// Whether two statements of one group, without ids, are one expectation in other words.
fn check_reworded(old: &str, new: &str, expect: bool) {
    for (old, new) in [(old, new), (new, old)] {
        let told = told(&expected(old), &expected(new));
        assert_eq!(told.contains("\n~ "), expect, "{told}");
        assert!(!told.contains("\n= "), "{told}");
    }
}

#[test]
fn the_same_text_is_unchanged_but_for_typography() {
    check(
        "Reviews the team’s designs.\nKeeps  a  log",
        "Reviews the team's designs\nkeeps a log;",
        "# 0
         = Reviews the team's designs
         = keeps a log;",
    );
}

#[test]
fn an_id_outweighs_the_words() {
    check(
        "[a] Answers the phone\n[b] Keeps the accounts in order",
        "[b] Answers the phone\n[a] Something else entirely",
        "# 0
         ~ Answers the phone
         ~ Something else entirely",
    );
}

#[test]
fn the_same_text_under_another_id_is_unchanged() {
    check("[a] Answers the phone", "[b] Answers the phone", "# 0\n= Answers the phone");
}

#[test]
fn wider_scope_and_added_qualifiers_are_rewordings() {
    check_reworded("Leads a team", "Leads several teams", true);
    check_reworded("Repairs faults in the tools of the team", "Repairs faults in the tools of the group", true);
    check_reworded("Restores service after simple faults", "Restores service after complex faults", true);
    check_reworded("Weighs up costs and risks with help", "Weighs up costs and risks", true);
    check_reworded("Planning the work of the quarter", "Plans the quarter's work", true);
    check_reworded("Breaks projects into small steps", "Breaks projects into small steps others can take", true);
}

#[test]
fn what_grows_is_how_much_and_not_what() {
    for (old, new) in [
        (
            "Has a good view of the parts and costs that the shop buys each week",
            "Has a thorough view of the parts and costs that the shop buys each week",
        ),
        ("Their reviews are clear", "Their reviews are exemplary"),
        ("At home in several trades", "An authority on several trades"),
        ("Runs the shift of a small crew (4)", "Runs the shift of a large crew (12)"),
        ("Contributes to keeping the machines safe", "Is responsible for keeping the machines safe"),
        (
            "I answer for the order of spare parts in my team",
            "I am accountable for the order of spare parts across my area",
        ),
        ("Knowledge of food safety", "Deep knowledge of food safety"),
        ("Basic welding knowledge", "Welding knowledge"),
    ] {
        check_reworded(old, new, true);
    }
    for (old, new) in [
        ("Able to lead kitchen audits", "Able to lead kitchen menus"),
        ("Able to define stock rules", "Able to define stock goals"),
        ("Can plan and run basic repair days", "Can run basic welding days"),
        ("Able to talk about safety", "Able to sketch machine ideas"),
        ("Is trained by senior cooks", "Trains senior cooks"),
    ] {
        check_reworded(old, new, false);
    }
}

#[test]
fn another_subject_or_another_deed_is_another_expectation() {
    check_reworded("Runs team interviews", "Runs team retrospectives", false);
    check_reworded("Runs interviews", "Runs retrospectives", false);
    check_reworded("Mentors junior engineers", "Hires junior engineers", false);
    check_reworded("Follows the release process of the team", "Designs the release process of the team", false);
    check_reworded("Gives timely and kind feedback to peers", "Receives timely and kind feedback from peers", false);
    check_reworded("Is coached by senior engineers", "Coaches senior engineers", false);
    check_reworded("Writes C", "Writes C#", false);
    check_reworded("负责团队的架构设计", "负责团队的招聘计划", false);
}

#[test]
fn the_best_pairs_are_made_whatever_the_order() {
    let old = "Writes clear design documents\nWrites clear short design documents for the team";
    let new = "Writes clear short design documents for all teams\nWrites very clear design documents";
    let expect = "# 0
         ~ Writes clear short design documents for all teams
         ~ Writes very clear design documents";
    check(old, new, expect);
    let reversed = |role: &str| role.lines().rev().collect::<Vec<_>>().join("\n");
    let (old, new) = (reversed(old), reversed(new));
    let difference = difference(&expected(&old), &expected(&new));
    let pairs: Vec<_> = difference.groups[0]
        .changes
        .iter()
        .map(|change| match change {
            Change::Reworded { old, new, .. } => (*old, *new),
            _ => panic!("{change:?}"),
        })
        .collect();
    assert_eq!(pairs, [(1, 0), (0, 1)]);
}

#[test]
fn duplicates_are_paired_one_to_one() {
    check(
        "Shares knowledge\nShares knowledge\nShares knowledge",
        "Shares knowledge\nShares knowledge",
        "# 0
         = Shares knowledge
         = Shares knowledge
         - Shares knowledge",
    );
    check("[a] One\n[a] One", "[a] One\n[a] Two", "# 0\n= One\n~ Two");
}

#[test]
fn what_stands_under_another_group_has_moved() {
    check(
        "# 1
         Answers the phone
         # 2
         Keeps the accounts",
        "# 1
         Keeps the accounts
         # 2
         Keeps the accounts
         Answers the phone",
        "# 1
         + Keeps the accounts
         # 2
         = Keeps the accounts
         = Answers the phone (from 1)",
    );
}

#[test]
fn a_reworded_statement_moves_only_on_stronger_likeness() {
    let old = "# 1\nRestores service after simple faults";
    check(
        old,
        "# 2\nRestores service after complex faults",
        "# 1
         - Restores service after simple faults
         # 2
         + Restores service after complex faults",
    );
    check(
        old,
        "# 2\nRestoring the service after simple faults",
        "# 2\n~ Restoring the service after simple faults (from 1)",
    );
}

#[test]
fn what_is_added_to_does_not_fall_away() {
    check(
        "# 1
         Takes part in the team's rota
         Writes clear code
         Restores service after simple faults",
        "# 1
         Takes part in the team's rota, finds out why the alerts came and writes down for others what would prevent them
         Knows when to write clear code and when a sketch will do for the day
         # 2
         Restores service after simple faults, and trains the people who will have to do so in the coming year",
        "# 1
         ~ Takes part in the team's rota, finds out why the alerts came and writes down for others what would prevent them
         - Writes clear code
         - Restores service after simple faults
         + Knows when to write clear code and when a sketch will do for the day
         # 2
         + Restores service after simple faults, and trains the people who will have to do so in the coming year",
    );
}

#[test]
fn the_dropped_stand_where_they_stood() {
    check(
        "Zero\nOne\nTwo\nThree\nFour",
        "Five\nOne\nFour\nSix",
        "# 0
         - Zero
         + Five
         = One
         - Two
         - Three
         = Four
         + Six",
    );
    check("Only", "", "# 0\n- Only");
}

#[test]
fn groups_come_by_number_whoever_has_them() {
    check("# 3\nThree\n# 1\nOne", "# 2\nTwo\n# 1\nOne", "# 1\n= One\n# 2\n+ Two\n# 3\n- Three");
}

#[test]
fn steps_are_compared_by_skill_and_the_highest_counts() {
    check(
        "# 1 @1\n# 2 @2\n# 3 @1\n# 4 @1\n# 5 @0\n# 5 @2",
        "# 1 @3\n# 2 @0\n# 3 @1\n# 5 @2\n# 6 @0",
        "# 1 @1 up to 3
         # 2 @2 down to 0
         # 3 @1
         # 4 dropped @1
         # 5 @2
         # 6 new @0",
    );
}

#[test]
fn counts_and_sizes_add_up() {
    let old = "# 1 @1
         Answers the phone
         # 2
         Restores service after simple faults
         Sweeps the floor
         # 3 @2";
    let new = "# 1 @3
         Answers the phone
         Answers letters
         # 2
         Restores service after complex faults
         Greets guests
         # 3 @1
         # 4 @0";
    let difference = difference(&expected(old), &expected(new));
    let expect = Counts {
        unchanged: 1,
        reworded: 1,
        moved: 0,
        new: 2,
        dropped: 1,
        same_step: 0,
        raised: 1,
        lowered: 1,
        new_skills: 1,
        dropped_skills: 0,
    };
    assert_eq!(difference.counts, expect);
    // A raise by two steps outweighs its one statement; a rewording is half of something new.
    let sizes: Vec<_> = difference.groups.iter().map(|group| step_size([group])).collect();
    assert_eq!(sizes, [4, 3, 0, 2]);
    assert_eq!(step_size(&difference.groups), 9);
}

#[test]
fn nothing_against_nothing_is_nothing() {
    assert_eq!(difference(&Expected::default(), &Expected::default()), Difference::default());
}
