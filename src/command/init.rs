//! `rungs init`: a handbook to start from, with schemas for editors and, on request, a workflow that publishes.

use std::io::ErrorKind;
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use crate::cli::{Ci, Init};
use crate::content::Kind;
use crate::output;
use crate::parse::{FileKind, file_kind};

use super::{Context, Failure, schema};

static STARTER: Dir = include_dir!("$CARGO_MANIFEST_DIR/content");

/// Where the schemas are kept, from the project's root.
const SCHEMAS: &str = ".rungs-schema";

/// Writes the starter, leaving alone whatever exists.
pub fn run(context: &Context, options: &Init) -> Result<(), Failure> {
    let asked = options.dir.as_deref().or(context.shared.root.as_deref()).unwrap_or(Path::new("."));
    let folder = context.folder.join(asked);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    starter(&STARTER, &mut files);
    for kind in Kind::ALL.into_iter().map(Kind::name).chain(["handbook"]) {
        let text = schema::of(kind).unwrap_or_default() + "\n";
        files.push((format!("{SCHEMAS}/{kind}.json"), text.into_bytes()));
    }
    files.push((".gitignore".into(), b"/public/\n".to_vec()));
    if let Some(Ci::Github) = options.ci {
        let workflow = WORKFLOW.replace("VERSION", env!("CARGO_PKG_VERSION"));
        files.push((".github/workflows/handbook.yml".into(), workflow.into_bytes()));
    }

    let mut kept = Vec::new();
    let mut written = 0;
    for (path, bytes) in &files {
        if write_new(&folder, path, bytes)? {
            written += 1;
        } else {
            kept.push(path.as_str());
        }
    }
    for path in &kept {
        context.terminal.say(&format!("kept {path}, which exists already"));
    }
    context.terminal.say(&format!("{written} files written to {}", asked.display()));
    context.terminal.say(&match asked {
        here if here == Path::new(".") => "next: rungs build".to_owned(),
        there => format!("next: rungs build -r {}", there.display()),
    });
    Ok(())
}

/// The files of the starter; YAML files say in their first line where their schema is.
fn starter(dir: &Dir, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => starter(inner, files),
            DirEntry::File(file) => {
                let path = format!("content/{}", file.path().display().to_string().replace('\\', "/"));
                let mut bytes = schema_line(&path).into_bytes();
                bytes.extend_from_slice(file.contents());
                files.push((path, bytes));
            }
        }
    }
}

fn schema_line(path: &str) -> String {
    let yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    let name = match file_kind(path) {
        Some(FileKind::Handbook) => "handbook",
        Some(FileKind::Entity(kind, _) | FileKind::Collection(kind)) if yaml => kind.name(),
        _ => return String::new(),
    };
    let up = "../".repeat(path.matches('/').count());
    format!("# yaml-language-server: $schema={up}{SCHEMAS}/{name}.json\n")
}

/// Writes a file unless there is one; returns whether it did.
fn write_new(folder: &Path, path: &str, bytes: &[u8]) -> Result<bool, Failure> {
    let file = folder.join(path);
    match output::write_new(&file, bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Failure::environment(format!("{} cannot be written: {error}", file.display()))),
    }
}

/// Builds at the address that the host gives the project, its sub-path included, with the version that stands for
/// `VERSION`: another one might read the content differently.
const WORKFLOW: &str = r#"name: Handbook
on:
  push:
    branches: [main]
  pull_request:
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: pages-${{ github.ref }}
  cancel-in-progress: true
jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: read
    steps:
      - uses: actions/checkout@v4
      - id: pages
        uses: actions/configure-pages@v5
        if: github.event_name != 'pull_request'
      - uses: actions/cache@v4
        with:
          path: ~/.cargo/bin/rungs
          key: rungs-${{ runner.os }}-VERSION
      - run: command -v rungs || cargo install --locked rungs@VERSION
      - run: rungs build --strict --base-url "${{ steps.pages.outputs.base_url || 'https://example.org' }}/"
      - uses: actions/upload-pages-artifact@v3
        if: github.event_name != 'pull_request'
        with:
          path: public
  deploy:
    needs: build
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v4
"#;
