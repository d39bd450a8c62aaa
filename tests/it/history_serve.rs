//! What `rungs serve` says of a page against the last commit: from outside, and in Chromium by tests/browser/changes.mjs.

use crate::repository::{Repository, bakery};
use crate::server::Server;
use crate::tools;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A server on a repository with the bakery, whose pages can be compared with its one commit.
fn bakery_server(edits: &[(&str, &str)]) -> Option<Server> {
    let mut files = bakery(edits);
    files.push((
        "guides/ovens.md",
        "---\ntitle: Ovens\n---\nThe first oven is for bread.\n\nThe second is for cake.\n".into(),
    ));
    files.push(("guides/shop.md", "---\ntitle: Shop\n---\nThe shop opens at seven.\n".into()));
    let Repository { folder, .. } = Repository::new("", Some(&files))?;
    Some(Server::at(folder, &[]))
}

/// What differs on a page: the message, or each change as `label [place]: words`.
fn changes(server: &Server, page: &str) -> Vec<String> {
    loop {
        let answer = server.get(&format!("_rungs/changes?page={}", page.replace('/', "%2F")));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
        let data: Value = serde_json::from_slice(&answer.body).unwrap();
        if data["pending"] == true {
            continue;
        }
        assert_eq!(data["heading"], "Since the last commit", "{data}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let change = |change: &Value| {
            let words = change["pieces"].as_array().unwrap().iter().map(|piece| match piece["kind"].as_str() {
                Some("deleted") => format!("[-{}-]", text(&piece["text"])),
                Some("inserted") => format!("{{+{}+}}", text(&piece["text"])),
                _ => text(&piece["text"]),
            });
            let place = change["place"].as_str().map(|place| format!(" [{place}]")).unwrap_or_default();
            format!("{}{place}: {}", text(&change["label"]), words.collect::<String>())
        };
        let said =
            [&data["message"], &data["reason"], &data["more"]].into_iter().filter(|one| !one.is_null()).map(text);
        return said.chain(data["changes"].as_array().unwrap().iter().map(change)).collect();
    }
}

const SAME: &str = "Nothing on this page differs.";

#[test]
fn each_page_says_what_would_change_since_the_last_commit() {
    let Some(server) = bakery_server(&[]) else { return };
    for page in ["/roles/baker.html", "/", "/roles/", "/guides/ovens.html", "/search.html", "/nobody.html"] {
        assert_eq!(changes(&server, page), [SAME], "{page}");
    }
    // A role: by meaning, with what brings each change to it.
    server.edit("content/roles.yaml", "Heats the oven before dawn.", "Heats the oven well before dawn.");
    server.edit("content/roles.yaml", "skills: {kneading: working}", "skills: {kneading: expert}");
    server.edit("content/responsibilities.yaml", "Plans the order of loaves for the whole week.", "Plans the loaves.");
    server.wait_for_text("roles/baker.html", "well before dawn");
    server.wait_for_text("roles/senior.html", "Plans the loaves");
    server.wait_for_text("roles/baker.html", "Teaches apprentices");
    let baker = changes(&server, "/roles/baker.html");
    assert_eq!(baker[0], "Raised [Kneading]: [-Working-]{+Expert+}", "{baker:#?}");
    assert!(baker.contains(&"Reworded [Oven]: Heats the oven {+well +}before dawn.".to_owned()), "{baker:#?}");
    assert!(
        baker.contains(&"Added [Kneading · Expert]: {+Teaches apprentices how dough feels.+}".to_owned()),
        "{baker:#?}"
    );
    let told = baker.iter().filter(|line| line.contains("well ")).count();
    assert_eq!(told, 1, "what is told by meaning is not told again: {baker:#?}");
    let senior = changes(&server, "/roles/senior.html");
    assert!(
        senior.contains(&"Reworded [Oven · Baker]: Heats the oven {+well +}before dawn.".to_owned()),
        "{senior:#?}"
    );
    // Lines that only repeat a need or count what changed are left out, so that every change names its place.
    let has_place = |line: &String| line.split_once(": ").is_some_and(|(what, _)| what.ends_with(']'));
    assert!(baker.iter().all(has_place), "{baker:#?}");
    let oven = changes(&server, "/responsibilities/oven.html");
    assert!(oven.iter().any(|line| line.contains("[Two]") && line.contains("loaves")), "{oven:#?}");
    assert_eq!(changes(&server, "/guides/ovens.html"), [SAME]);

    // Any other page: its words.
    server.edit("content/guides/ovens.md", "for bread.", "for bread & <b>buns</b>.");
    server.write("content/guides/flour.md", "---\ntitle: Flour\n---\nWheat.\n");
    std::fs::remove_file(server.path("content/guides/shop.md")).unwrap();
    server.wait_for_text("guides/ovens.html", "buns");
    server.wait_for("the new page", |server| server.get("guides/flour.html").status == 200);
    server.wait_for("the page to go", |server| server.get("guides/shop.html").status == 404);
    let ovens = changes(&server, "/guides/ovens.html");
    assert!(ovens[0].starts_with("Reworded: The first oven is for bread") && ovens[0].contains("buns"), "{ovens:#?}");
    assert_eq!(ovens.len(), 1, "{ovens:#?}");
    assert_eq!(changes(&server, "/guides/flour.html"), ["This page is not in the last commit."]);
    assert_eq!(changes(&server, "/guides/shop.html"), ["This page was in the last commit and is gone."]);
    let home = changes(&server, "/guides/");
    assert!(home.iter().any(|line| line.contains("{+Flour+}") || line.contains("Flour")), "{home:#?}");

    // Another commit is the next last one.
    commit(&server, "Change");
    for page in ["/roles/baker.html", "/guides/ovens.html", "/guides/flour.html"] {
        assert_eq!(changes(&server, page), [SAME], "{page}");
    }
    // A repository that is damaged says why.
    std::fs::remove_dir_all(server.path(".git/objects")).unwrap();
    std::fs::create_dir(server.path(".git/objects")).unwrap();
    assert_eq!(changes(&server, "/roles/baker.html")[0], "The last commit cannot be read.");
}

#[test]
fn a_renamed_page_is_compared_with_what_it_was() {
    let Some(server) = bakery_server(&[]) else { return };
    server.edit("content/skills.yaml", "kneading: {title: Kneading", "dough: {redirect_from: [kneading], title: Dough");
    server.edit("content/roles.yaml", "kneading: ", "dough: ");
    server.wait_for("the renamed page", |server| server.get("skills/dough.html").status == 200);
    server.wait_for_text("roles/baker.html", "Dough");
    let dough = changes(&server, "/skills/dough.html");
    assert_eq!(dough, ["Removed: [-Kneading-]", "Added: {+Dough+}"]);
}

#[test]
fn changes_are_for_own_pages_and_never_part_of_a_site() {
    let Some(server) = bakery_server(&[]) else { return };
    let ask = |headers: &[&str]| server.ask("GET", "/_rungs/changes?page=%2F", headers).status;
    assert_eq!(ask(&[]), 200);
    assert_eq!(ask(&["Origin: http://evil.example"]), 403);
    assert_eq!(ask(&["Sec-Fetch-Site: cross-site"]), 403);
    assert_eq!(server.get("_rungs/changes?page=%2F..%2Fx").status, 400);
    assert_eq!(server.ask("POST", "/_rungs/changes?page=%2F", &[]).status, 405);
    // Without a repository there is nothing to compare with.
    let alone = Server::of(&[("content/handbook.yaml", "title: T\n")], &[]);
    assert_eq!(alone.get("_rungs/changes?page=%2F").status, 404);
}

#[test]
fn the_switch_shows_what_changed_while_an_editor_types() {
    let Some(tools) = tools::or_skip() else { return };
    let Some(server) = bakery_server(&[("title: Bakery", "language: de\ntitle: Bakery")]) else { return };
    server.passes("changes.mjs", tools);
}

/// Commits everything in the folder of a server.
fn commit(server: &Server, subject: &str) {
    let git = |arguments: &[&str]| {
        let root: &Path = server.root.path();
        let settings = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").args(settings).args(arguments).current_dir(root).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", subject]);
}
