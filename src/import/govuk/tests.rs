//! The small hand-written tables of `tests/import`, which hold one of every kind of dirt.

use crate::import::Imported;
use crate::import::model::Ladder;
use crate::import::notes::Notes;
use crate::source::Source;

fn roles() -> Source {
    Source::text("roles.csv", include_str!("../../../tests/import/roles.csv"))
}

fn skills() -> Source {
    Source::text("skills.csv", include_str!("../../../tests/import/skills.csv"))
}

fn framework(order: Option<&Source>) -> Ladder {
    super::ladder(&roles(), &skills(), order, &mut Notes::default()).unwrap()
}

fn import() -> Imported {
    super::import(&roles(), &skills(), None)
}

/// The roles of a track, lowest first, with their levels and what they lead to.
fn ladder(framework: &Ladder, track: usize) -> Vec<String> {
    let show = |id: &String| {
        let role = framework.roles.iter().find(|role| role.id == *id).unwrap();
        let ways: Vec<&str> = role.leads_to.iter().map(|next| next.role.as_str()).collect();
        format!("{id} ({}) -> {}", role.level, ways.join(", "))
    };
    framework.tracks[track].roles.iter().map(show).collect()
}

#[test]
fn roles_stand_in_order_and_lead_up_their_own_way() {
    let framework = framework(None);
    assert_eq!(
        ladder(&framework, 0),
        [
            "trainee-cook (trainee) -> cook",
            "cook (mid) -> lead-cook",
            "lead-cook (lead) -> head-of-kitchen, lead-cook-management",
            "lead-cook-management (lead-management) -> head-of-kitchen",
            "head-of-kitchen (head) -> ",
        ]
    );
    assert_eq!(ladder(&framework, 1), ["waiter (mid) -> senior-waiter", "senior-waiter (senior) -> "]);
    assert_eq!(ladder(&framework, 2), ["chief-of-the-house (board) -> "]);
    let levels: Vec<&str> = framework.levels.iter().map(|level| level.id.as_str()).collect();
    assert_eq!(levels, ["trainee", "mid", "senior", "lead", "lead-management", "head", "board"]);
}

#[test]
fn an_order_file_has_the_last_word() {
    let order = Source::text("order.txt", "Waiter: Senior waiter, Waiter\n");
    let framework = framework(Some(&order));
    assert_eq!(ladder(&framework, 1), ["senior-waiter (mid) -> waiter", "waiter (senior) -> "]);
}

#[test]
fn the_files_of_a_handbook_are_written() {
    let imported = import();
    let paths: Vec<&str> = imported.files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "content/families/board.yaml",
            "content/families/hall.yaml",
            "content/families/kitchen.yaml",
            "content/handbook.yaml",
            "content/index.md",
            "content/roles/board/chief-of-the-garden/chief-of-the-garden.md",
            "content/roles/board/chief-of-the-house/chief-of-the-house.md",
            "content/roles/hall/waiter/senior-waiter.md",
            "content/roles/hall/waiter/waiter.md",
            "content/roles/kitchen/cook/cook.md",
            "content/roles/kitchen/cook/head-of-kitchen.md",
            "content/roles/kitchen/cook/lead-cook-management.md",
            "content/roles/kitchen/cook/lead-cook.md",
            "content/roles/kitchen/cook/trainee-cook.md",
            "content/skills/knife-work.yaml",
            "content/skills/leading.yaml",
            "content/skills/plating.yaml",
            "content/skills/tasting.yaml",
            "content/skills/weeding.yaml",
            "content/tracks/board/chief-of-the-garden.yaml",
            "content/tracks/board/chief-of-the-house.yaml",
            "content/tracks/hall/waiter.yaml",
            "content/tracks/kitchen/cook.yaml",
        ]
    );
    let shown =
        ["roles/kitchen/cook/lead-cook.md", "skills/leading.yaml", "skills/knife-work.yaml", "skills/tasting.yaml"];
    let shown: Vec<String> = shown.iter().map(|path| imported.files[&format!("content/{path}")].clone()).collect();
    insta::assert_snapshot!(shown.join("\n=====\n"));
    insta::assert_snapshot!("track", imported.files["content/tracks/kitchen/cook.yaml"]);
}

#[test]
fn nothing_dirty_passes_in_silence() {
    let imported = import();
    let sources = [roles(), skills()];
    let lines: Vec<String> = imported
        .diagnostics
        .iter()
        .map(|found| {
            let text = sources.iter().find(|source| source.path == found.place.path).unwrap().as_text().unwrap();
            let span = found.place.span.unwrap();
            let cell: String = text[span.range()].chars().take(24).collect();
            format!("{} {} {:?}\n    {}", found.place.path, found.code.name, cell, found.message)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert!(!imported.failed());
}

#[test]
fn tables_that_cannot_be_read_give_reasons_and_no_files() {
    let imported = super::import(&Source::text("roles.csv", "Role,Skill\n"), &Source::text("skills.csv", ""), None);
    assert!(imported.failed());
    assert!(imported.files.is_empty());
    assert_eq!(imported.diagnostics.len(), 4, "{:#?}", imported.diagnostics);
}
