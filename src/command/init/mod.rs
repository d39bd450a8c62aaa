//! `rungs init`: a handbook to start from, with schemas for editors and, on request, the files that publish it on a host.

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use crate::cli::{Ci, Init};
use crate::content::Kind;
use crate::output;
use crate::parse::schema::Ids;
use crate::parse::{FileKind, HANDBOOK, file_kind};
use crate::report::plural;

use super::schema::{self, FOLDER as SCHEMAS};
use super::{CommandContext, Failure};

/// The complete handbook of an invented company.
static SAMPLE: Dir = include_dir!("$CARGO_MANIFEST_DIR/content");

/// One track, two roles and one skill.
static EMPTY: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/command/init/empty");

/// The extension of VS Code that reads the schemas.
const EXTENSIONS: &str = "{\n  \"recommendations\": [\"redhat.vscode-yaml\"]\n}\n";

/// The files that build a handbook on a host; `@VERSION@` stands for the version of the program that writes them, because
/// another one might read the content differently.
const BUILD_SCRIPT: &str = include_str!("build-handbook.sh");
const GITHUB: &str = include_str!("github.yml");
const GITLAB: &str = include_str!("gitlab.yml");
const NETLIFY: &str = include_str!("netlify.toml");

/// Writes a handbook to start from, or adds the files of a host to a handbook that exists. Never overwrites.
pub fn run(context: &CommandContext, options: &Init) -> Result<(), Failure> {
    let asked = options.dir.as_deref().or(context.shared.root.as_deref()).unwrap_or(Path::new("."));
    let folder = context.folder.join(asked);
    let exists = folder.join(HANDBOOK).symlink_metadata().is_ok();
    if exists && options.ci.is_none() {
        let message = format!(
            "there is a handbook in {} already; nothing was written\n\
             `rungs new` adds files to it, and `rungs init --ci github` adds a workflow",
            asked.display()
        );
        return Err(Failure::usage(message));
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    if !exists {
        starter(if options.empty { &EMPTY } else { &SAMPLE }, &mut files);
        for name in schema::names() {
            let text = schema::of(name, &Ids::new()).unwrap_or_default();
            files.push((format!("{SCHEMAS}/{name}.json"), text.into_bytes()));
        }
        files.push((".vscode/settings.json".into(), editor_settings().into_bytes()));
        files.push((".vscode/extensions.json".into(), EXTENSIONS.into()));
        files.push((".gitignore".into(), b"/public/\n".to_vec()));
    }
    for (path, text) in options.ci.map(host_files).unwrap_or_default() {
        files.push((path.into(), text.replace("@VERSION@", env!("CARGO_PKG_VERSION")).into_bytes()));
    }

    let mut kept = Vec::new();
    let mut written = 0;
    for (path, bytes) in &files {
        let file = folder.join(path);
        let failed = |error| Failure::environment(format!("{} cannot be written: {error}", file.display()));
        if output::write_new(&file, bytes).map_err(failed)? {
            written += 1;
        } else {
            kept.push(path.as_str());
        }
    }
    for path in &kept {
        context.terminal.say(&format!("kept {path}, which exists already"));
    }
    context.terminal.say(&format!("{} written to {}", plural(written, "file"), asked.display()));
    if let Some(ci) = options.ci {
        context.terminal.say(&format!("next: {}", settings(ci)));
    }
    let root = match asked {
        here if here == Path::new(".") => String::new(),
        there => format!(" -r {}", there.display()),
    };
    context.terminal.say(&format!("next: rungs serve --open{root}"));
    Ok(())
}

/// The files that build and publish a handbook on a host, by path.
fn host_files(ci: Ci) -> Vec<(&'static str, &'static str)> {
    match ci {
        Ci::Github => vec![(".github/workflows/handbook.yml", GITHUB), (".github/build-handbook.sh", BUILD_SCRIPT)],
        Ci::Gitlab => vec![(".gitlab-ci.yml", GITLAB), (".gitlab/build-handbook.sh", BUILD_SCRIPT)],
        Ci::Netlify => vec![("netlify.toml", NETLIFY), ("netlify/build-handbook.sh", BUILD_SCRIPT)],
        Ci::Cloudflare => vec![("cloudflare/build-handbook.sh", BUILD_SCRIPT)],
    }
}

/// What a person sets on the host, in one line.
fn settings(ci: Ci) -> &'static str {
    match ci {
        Ci::Github => "set Pages to \"GitHub Actions\" and the variable RUNGS_REPOSITORY in the repository's settings",
        Ci::Gitlab => "set the variable RUNGS_REPOSITORY in the project's CI/CD settings",
        Ci::Netlify => "set the environment variable RUNGS_REPOSITORY in the site's configuration",
        Ci::Cloudflare => {
            "in the project's build settings, set the command to `BASE_URL=$CF_PAGES_URL/ bash \
             cloudflare/build-handbook.sh`, the output to `public` and the variable RUNGS_REPOSITORY"
        }
    }
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

/// Which schema is for which files, in the settings of VS Code.
fn editor_settings() -> String {
    let mut schemas = serde_json::Map::new();
    schemas.insert(format!("{SCHEMAS}/handbook.json"), "content/handbook.yaml".into());
    for (kind, folder) in Kind::ALL.map(|kind| (kind, kind.folder())) {
        if !folder.is_empty() {
            let one = [format!("content/{folder}/**/*.yaml"), format!("content/{folder}/**/*.yml")];
            schemas.insert(format!("{SCHEMAS}/{}.json", kind.name()), one.to_vec().into());
            schemas.insert(format!("{SCHEMAS}/{folder}.json"), format!("content/{folder}.yaml").into());
        }
    }
    format!("{:#}\n", serde_json::json!({ "yaml.schemas": schemas }))
}

fn schema_line(path: &str) -> String {
    let yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    let name = match file_kind(path) {
        Some(FileKind::Handbook) => "handbook",
        Some(FileKind::Entity(kind, _)) if yaml => kind.name(),
        Some(FileKind::Collection(kind)) => kind.folder(),
        _ => return String::new(),
    };
    let up = "../".repeat(path.matches('/').count());
    format!("# yaml-language-server: $schema={up}{SCHEMAS}/{name}.json\n")
}
