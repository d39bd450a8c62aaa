//! `rungs rename`: every way to name an entity follows its new id, or is reported with its place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use rungs::command::rename::renamed;
use rungs::compile::{self, Compiled, HandbookOptions, Memo};
use rungs::content::{Id, Kind};
use tempfile::TempDir;

use crate::edits::Handbook;
use crate::project;

/// A project of files, each below a line `=== path`.
fn project(files: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files.split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let place = folder.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rungs"));
    command.current_dir(folder).env_remove("CLICOLOR_FORCE").args(arguments).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Renames, and compares every file with what it is to be. Files that are not named stay as they were.
#[track_caller]
fn check(files: &str, rename: [&str; 3], expected: &str) {
    let folder = project(files);
    let before = project::files_below(folder.path());
    let done = run(folder.path(), &["rename", rename[0], rename[1], rename[2]]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let after = project::files_below(folder.path());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut named = BTreeMap::new();
    for file in expected.split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        named.insert(path.to_owned(), text.to_owned());
    }
    for (path, bytes) in &after {
        let wanted =
            named.remove(path).unwrap_or_else(|| before.get(path).map(|bytes| text(bytes)).unwrap_or_default());
        assert_eq!(text(bytes), wanted, "{path}");
    }
    assert!(named.is_empty(), "{:?} are not there", named.keys());
    let checked = run(folder.path(), &["check", "--strict"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
}

const SETTINGS: &str =
    "=== content/handbook.yaml\ntitle: H\ndiagnostics: { orphan: allow, unused: allow, empty-entity: allow }\n";

#[test]
fn a_page_that_moves_takes_its_links_with_it() {
    let files = format!(
        "{SETTINGS}=== content/guides/a.md\n# The page\n\n[b](b.md) ![s](s.svg) [up](./) [self](a.md#x) [role](../roles/r.yaml) [R](r) [abs](/guides/b.md) [web](https://a.example/a)\n\n## X\n\nText.\n\
         === content/guides/b.md\n# B\n\n[1](a.md) [2](a.html#x) [3](/guides/a.md) [4](./a.md?q=1) [[a]] [[guides/a|that]] [[The page]] [5][ref] <!-- a.md -->\n\n[ref]: a.md \"T\"\n\
         === content/guides/s.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n\
         === content/index.md\n# Home\n\n[a](guides/a.md) [a](guides/a)\n\
         === content/roles/r.yaml\ntitle: R\nsummary: \"See [a](../guides/a.md).\"\n"
    );
    check(
        &files,
        ["page", "guides/a", "start/first"],
        "=== content/start/first.md\n---\nredirect_from: guides/a\n---\n# The page\n\n[b](../guides/b.md) ![s](../guides/s.svg) [up](../guides/) [self](first.md#x) [role](../roles/r.yaml) [R](r) [abs](/guides/b.md) [web](https://a.example/a)\n\n## X\n\nText.\n\
         === content/guides/b.md\n# B\n\n[1](../start/first.md) [2](../start/first.html#x) [3](/start/first.md) [4](../start/first.md?q=1) [[first]] [[start/first|that]] [[The page]] [5][ref] <!-- a.md -->\n\n[ref]: ../start/first.md \"T\"\n\
         === content/index.md\n# Home\n\n[a](start/first.md) [a](start/first)\n\
         === content/roles/r.yaml\ntitle: R\nsummary: \"See [a](../start/first.md).\"\n",
    );
}

#[test]
fn settings_templates_and_collections_follow() {
    let files = format!(
        "{SETTINGS}nav: {{ Lead: roles/lead.html, All: roles/ }}\nfooter: \"Ask the [[lead|lead]].\"\nscales:\n  s: {{ steps: [{{ id: one, summary: \"As [[role:lead]].\" }}] }}\n\
         === content/roles.yaml\nlead: {{ title: Team lead, summary: x, body: \"## Text\" }}\nchief:\n  title: Chief\n  summary: As [the lead](roles.yaml#lead).\n  extends: [lead]\n\
         === content/guides/g.md\n# G\n\n[1](../roles.yaml#lead) [2](/roles.yaml#lead) [3](lead) [4](../roles/lead) [[Team lead]] [[team lead|t]] [5](Team%20lead)\n\
         === themes/default/templates/404.html\n{{% extends \"@default/404.html\" %}}\n{{% block main %}}<a href=\"{{{{ page.root }}}}{{{{ site.links[\"role:lead#text\"] }}}}\">x</a>{{{{ site.links[\"/roles/lead.html\"] }}}}{{% endblock main %}}\n"
    );
    check(
        &files,
        ["role", "lead", "head"],
        "=== content/handbook.yaml\ntitle: H\ndiagnostics: { orphan: allow, unused: allow, empty-entity: allow }\nnav: { Lead: roles/head.html, All: roles/ }\nfooter: \"Ask the [[head|lead]].\"\nscales:\n  s: { steps: [{ id: one, summary: \"As [[role:head]].\" }] }\n\
         === content/roles.yaml\nhead: { redirect_from: lead, title: Team lead, summary: x, body: \"## Text\" }\nchief:\n  title: Chief\n  summary: As [the lead](roles.yaml#head).\n  extends: [head]\n\
         === content/guides/g.md\n# G\n\n[1](../roles.yaml#head) [2](/roles.yaml#head) [3](head) [4](../roles/head) [[Team lead]] [[team lead|t]] [5](Team%20lead)\n\
         === themes/default/templates/404.html\n{% extends \"@default/404.html\" %}\n{% block main %}<a href=\"{{ page.root }}{{ site.links[\"role:head#text\"] }}\">x</a>{{ site.links[\"/roles/head.html\"] }}{% endblock main %}\n",
    );
}

#[test]
fn folders_and_lists_of_kinds_follow() {
    // A level in a folder of its own, with grids, and a role in a folder below the folder of its kind.
    let files = format!(
        "{SETTINGS}=== content/levels/l1.yaml\ntitle: One\norder: 1\n=== content/levels/l2.yml\ntitle: Two\norder: 2\n\
         === content/roles/shop/baker.yaml\ntitle: baker\nsummary: x\nlevel: l1\n=== content/tracks/t.yaml\ntitle: T\nsummary: x\nroles: [baker, head]\n\
         === content/roles/head.md\n---\ntitle: Head\nsummary: x\nlevel: l2\nextends: baker\nwithout: [\"responsibility:sell\"]\n---\nSee [b](shop/baker.yaml).\n\
         === content/responsibilities.yaml\n- id: sell\n  title: Selling\n  summary: x\n  levels: {{ l1: [Sells.], l2: [Sells more.] }}\n- {{ id: bake, title: Baking, summary: x, roles: {{ baker: [Bakes.] }}, related: [sell] }}\n"
    );
    let (bake, sell) = (
        "- { id: bake, title: Baking, summary: x, roles: { baker: [Bakes.] }, related: [sell] }\n",
        "[Sells.], l2: [Sells more.] }\n",
    );
    check(
        &files,
        ["level", "l1", "first"],
        &format!(
            "=== content/levels/first.yaml\ntitle: One\nredirect_from: l1\norder: 1\n=== content/roles/shop/baker.yaml\ntitle: baker\nsummary: x\nlevel: first\n\
             === content/responsibilities.yaml\n- id: sell\n  title: Selling\n  summary: x\n  levels: {{ first: {sell}{bake}"
        ),
    );
    check(
        &files,
        ["role", "baker", "maker"],
        &format!(
            "=== content/roles/shop/maker.yaml\ntitle: baker\nredirect_from: baker\nsummary: x\nlevel: l1\n=== content/tracks/t.yaml\ntitle: T\nsummary: x\nroles: [maker, head]\n\
             === content/roles/head.md\n---\ntitle: Head\nsummary: x\nlevel: l2\nextends: maker\nwithout: [\"responsibility:sell\"]\n---\nSee [b](shop/maker.yaml).\n\
             === content/responsibilities.yaml\n- id: sell\n  title: Selling\n  summary: x\n  levels: {{ l1: {sell}{}",
            bake.replace("baker:", "maker:")
        ),
    );
    check(
        &files,
        ["responsibility", "sell", "trade"],
        &format!(
            "=== content/roles/head.md\n---\ntitle: Head\nsummary: x\nlevel: l2\nextends: baker\nwithout: [\"responsibility:trade\"]\n---\nSee [b](shop/baker.yaml).\n\
             === content/responsibilities.yaml\n- id: trade\n  title: Selling\n  redirect_from: sell\n  summary: x\n  levels: {{ l1: {sell}{}",
            bake.replace("[sell]", "[trade]")
        ),
    );
}

#[test]
fn what_cannot_follow_is_reported() {
    let files = format!(
        "{SETTINGS}=== content/roles/lead.yaml\ntitle: Lead\nsummary: x\n=== content/roles/boss.yaml\ntitle: Boss\nsummary: x\naliases: [head]\n\
         === content/guides/g.md\n# G\n\n[[head]] [x](../roles/l%65ad.yaml) [ok](../roles/lead.yaml)\n"
    );
    let folder = project(&files);
    let before = project::files_below(folder.path());
    let dry = run(folder.path(), &["rename", "role", "lead", "head", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(1), "{}", stderr(&dry));
    assert_eq!(project::files_below(folder.path()), before);
    let done = run(folder.path(), &["rename", "role", "lead", "head"]);
    let said = stderr(&done);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(
        said.contains("content/guides/g.md:3:14: not changed, because the name is written in another way"),
        "{said}"
    );
    assert!(said.contains("content/guides/g.md:3:3: this link led to “Boss” and leads to “Lead” now"), "{said}");
    assert!(said.contains("the alias `head` is also a name of the role `head`; correct it by hand"), "{said}");
    assert!(said.contains("there is no file `../roles/lead.yaml`"), "{said}");
    let text = fs::read_to_string(folder.path().join("content/guides/g.md")).unwrap();
    assert!(text.contains("[ok](../roles/head.yaml)"), "{text}");
}

#[test]
fn every_entity_of_a_handbook_can_be_renamed() {
    let codes = |compiled: &Compiled| -> Vec<&str> {
        let mut codes: Vec<&str> = compiled.problems().iter().map(|problem| problem.code.name).collect();
        codes.sort_unstable();
        codes
    };
    // The plan of the command, in memory: a run of the program for each entity would take a minute.
    let mut memo = Memo::default();
    let options = HandbookOptions { drafts: true, ..HandbookOptions::default() };
    let first = compile::compile(Handbook::start().sources(), Vec::new(), &options, &mut memo);
    let mut before = compile::compile(first.sources.clone(), Vec::new(), &options, &mut memo);
    let mut count = 0;
    for kind in Kind::ALL {
        let ids: Vec<_> = first.handbook.of_kind(kind).map(|(_, entity)| entity.id.clone()).collect();
        for id in ids.iter().filter(|id| ***id != *"index") {
            let index = before.handbook.find(kind, id).unwrap();
            let new = format!("{id}-x");
            let (after, left) = renamed(&before, &mut memo, index, &new);
            assert_eq!(left, [""; 0], "{kind} {id}");
            assert!(after.handbook.find(kind, id).is_none(), "{kind} {id}");
            let has_it = after.handbook.find(kind, &Id::from(new.as_str())).is_some();
            assert!(has_it, "{kind} {id}\n{}", project::short(&after.diagnostics, &after.sources));
            before = after;
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
    let (old, new) =
        (project::short(&first.problems(), &first.sources), project::short(&before.problems(), &before.sources));
    assert_eq!(codes(&before), codes(&first), "{old}\n{new}");
}
