//! Comparing any two roles in a browser gives what the difference pages give.
//!
//! Runs the theme's script under node for every pair of roles that has a page, in the sample handbook. Without node
//! the test says so and passes, unless `RUNGS_REQUIRE_BROWSER` is set.

use crate::project;

use std::path::Path;
use std::process::Command;

use rungs::compile::{HandbookOptions, Memo, compile};
use rungs::page::kinds::comparison::ComparisonView;
use rungs::page::{self, PageKey, View};
use serde_json::{Value, json};

const SCRIPT: &str = r#"
const fs = require("fs"), vm = require("vm");
vm.runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
let data;
globalThis.rungs.compare = given => { data = given; };
vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8"));
const roles = new Map(data.roles.map(role => [role.id, role]));
const step = (topic, at) => at === undefined ? null : data.scales[data.topics[topic][3]][at];
const all = data.pages.map(([from, to]) => {
  const old = roles.get(from), fresh = roles.get(to), found = rungs.difference(data, old, fresh);
  return { from, to, counts: found.counts, sizes: found.sizes.map(one => ({ ...one, size: one.size * 2 })), groups: found.groups.map(group => ({
    topic: data.topics[group.topic][0],
    theme: data.topics[group.topic][2],
    step: group.step && [group.step.kind, step(group.topic, group.step.from), step(group.topic, group.step.to)],
    changes: group.changes.map(change => {
      const role = change.kind === "dropped" ? old : fresh;
      const item = data.items[role.items[change.kind === "dropped" ? change.old : change.fresh]];
      const moved = change.movedFrom;
      return [change.kind, role.url + rungs.anchor(item[0]), moved === undefined || moved === null ? null : data.topics[moved][0],
        (change.words || []).map(piece => [piece.kind, piece.text])];
    }),
  })) };
});
console.log(JSON.stringify(all));
"#;

#[test]
fn a_browser_finds_what_the_pages_say() {
    if Command::new("node").arg("--version").output().is_err() {
        assert!(std::env::var_os("RUNGS_REQUIRE_BROWSER").is_none(), "node is needed and not there");
        project::skipped("there is no node");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = rungs::disk::Project::find(Some(root), root).unwrap();
    let (sources, problems) = rungs::disk::read(&project);
    let compiled = compile(sources, problems, &HandbookOptions::default(), &mut Memo::default());
    assert!(!compiled.has_errors(), "{:?}", compiled.diagnostics);

    let folder = tempfile::tempdir().unwrap();
    for asset in ["compare/data.js", "assets/difference.js"] {
        let bytes = compiled.render(asset).unwrap().unwrap();
        std::fs::write(folder.path().join(asset.rsplit('/').next().unwrap()), &bytes).unwrap();
    }
    let node = Command::new("node")
        .args(["-e", SCRIPT])
        .args([folder.path().join("difference.js"), folder.path().join("data.js")])
        .output()
        .unwrap();
    assert!(node.status.success(), "{}", String::from_utf8_lossy(&node.stderr));
    let found: Vec<Value> = serde_json::from_slice(&node.stdout).unwrap();

    let pages: Vec<Value> = compiled
        .plan
        .pages()
        .filter(|(_, key)| matches!(key, PageKey::Comparison(_)))
        .map(|(url, key)| {
            let View::Comparison(view) = page::input(&compiled.handbook, &compiled.plan, url, key).view else {
                panic!("{url} shows no difference");
            };
            shown(&view)
        })
        .collect();
    assert!(pages.len() > 8, "there are pairs to compare");
    assert_eq!(found.len(), pages.len());
    for (found, page) in found.iter().zip(&pages) {
        assert_eq!(found, page, "from {} to {}", page["from"], page["to"]);
    }
}

/// A difference page in the form that the script above prints.
fn shown(view: &ComparisonView) -> Value {
    let counts = serde_json::to_value(view.counts).unwrap();
    // One kind of number on both sides: 4.0 and 4 are the same size.
    let sizes = view.sizes.iter().map(|size| {
        let twice = (size.size * 2.0) as u64;
        let (title, percent, counts) = (&size.title, size.percent, size.counts);
        json!({ "title": title, "size": twice, "percent": percent, "counts": counts, "newSkills": size.new_skills })
    });
    let sizes: Vec<Value> = sizes.collect();
    let groups = view.groups.iter().map(|group| {
        let title = |step: &Option<page::statements::ScaleStepView>| step.as_ref().map(|step| step.title.clone());
        let changes = group.changes.iter().map(|change| {
            let words: Vec<Value> = change.words.iter().map(|piece| json!([piece.kind, piece.text])).collect();
            let moved = change.moved_from.as_ref().map(|card| &card.title);
            json!([change.kind, change.href.trim_start_matches("../"), moved, words])
        });
        json!({
            "topic": group.topic.title,
            "theme": group.theme,
            "step": group.step.as_ref().map(|step| json!([step.kind, title(&step.from), title(&step.to)])),
            "changes": changes.collect::<Vec<_>>(),
        })
    });
    let (from, to) = (&view.old.id, &view.new.id);
    json!({ "from": from, "to": to, "counts": counts, "sizes": sizes, "groups": groups.collect::<Vec<_>>() })
}
