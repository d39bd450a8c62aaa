//! Drafts are nowhere on the site, and what is retired has a page that no list, chart or neighbour leads to.

use std::collections::BTreeSet;

use rungs::compile::HandbookOptions;
use rungs::source::{Source, Sources};

use crate::project::{self, Files};

/// Three of each kind; the one in the middle has the status.
fn site(status: &str) -> Files {
    let mut sources: Sources = [
        Source::text(
            "content/handbook.yaml",
            "title: H\nlevels: [{ id: l1, title: L1 }]\ndiagnostics: { orphan: allow }\n",
        ),
        Source::text("content/families/f.yaml", "title: F\nsummary: Makes.\n"),
    ]
    .into_iter()
    .collect();
    let mut add = |folder: &str, field: &str| {
        for id in ["a", "b", "c"] {
            let status = if id == "b" { format!("status: {status}\n") } else { String::new() };
            let text = format!("---\ntitle: {folder} {id}\nsummary: Zebra{id}.\n{status}{field}---\nText of {id}.\n");
            sources.insert(Source::text(&format!("content/{folder}/{id}.md"), &text));
        }
    };
    add("guides", "");
    add("skills", "");
    add("responsibilities", "");
    add("roles", "family: f\nlevel: l1\n");
    let compiled = project::compile(&sources, &HandbookOptions::default());
    assert!(compiled.diagnostics.is_empty(), "{}", project::short(&compiled.diagnostics, &sources));
    compiled.render_all().unwrap()
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("there is no {path}")).to_vec()).unwrap()
}

#[test]
fn a_draft_is_nowhere() {
    let files = site("draft");
    for (path, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).to_lowercase().contains("zebrab"), "{path} shows a draft");
    }
    let shown = site("active");
    let gone: BTreeSet<&String> = shown.keys().filter(|path| !files.contains_key(*path)).collect();
    assert!(["guides/b.html", "roles/b.html", "skills/b.html"].iter().all(|path| gone.contains(&String::from(*path))));
}

#[test]
fn a_retired_entity_has_a_page_but_no_neighbours() {
    let files = site("retired");
    for folder in ["guides", "skills", "responsibilities", "roles"] {
        assert!(files.contains_key(&format!("{folder}/b.html")), "old links to {folder}/b still lead somewhere");
        for id in ["a", "c"] {
            let page = text(&files, &format!("{folder}/{id}.html"));
            assert!(!page.contains(&format!("{folder}/b.html")), "{folder}/{id}.html leads to a retired neighbour");
        }
    }
    for folder in ["guides", "skills", "responsibilities"] {
        let next = format!("rel=\"next\" href=\"../{folder}/c.html\"");
        assert!(text(&files, &format!("{folder}/a.html")).contains(&next), "{folder}/a.html leads to the next");
    }
    for page in ["map.html", "families/f.html", "index.html"] {
        assert!(!text(&files, page).contains("roles/b.html"), "{page} leads to a retired role");
    }
    for page in ["map.html", "families/f.html"] {
        assert!(text(&files, page).contains("roles/c.html"), "{page} leads to the others");
    }
}
