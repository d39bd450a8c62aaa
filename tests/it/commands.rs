//! The commands as a person runs them: what they write, what they say, what they refuse, and their exit codes.

use crate::project;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use assert_cmd::Command;
use rungs::content::Kind;
use rungs::diagnostic::CODES;
use serde_json::Value;
use tempfile::TempDir;

/// Wrong content, wrong usage, a disk that is not as it has to be.
const CONTENT: i32 = 1;
const USAGE: i32 = 2;
const DISK: i32 = 3;

/// The program in `folder`, far from the settings of whoever runs the tests.
fn rungs(folder: &Path) -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs to success and gives what was said: standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = rungs(folder).args(arguments).assert().success().get_output().clone();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Runs to a failure and gives standard error.
fn refused(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = rungs(folder).args(arguments).assert().code(code).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

/// A folder that `init` filled.
fn started() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    folder
}

/// Path, bytes and time of change of everything below a folder; links are not followed.
fn everything(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| !entry.file_type().is_dir()).map(|entry| {
        let bytes = fs::read(entry.path()).unwrap_or_default();
        let changed = entry.metadata().unwrap().modified().unwrap();
        (entry.into_path(), (bytes, changed))
    });
    files.collect()
}

#[test]
fn a_second_build_writes_nothing() {
    let folder = started();
    let (_, said) = run(folder.path(), &["build", "--strict"]);
    assert!(said.contains(" 0 unchanged, 0 removed; 0 warnings"), "{said}");
    assert!(!said.contains(" 0 written"), "{said}");
    let before = everything(&folder.path().join("public"));
    let (_, said) = run(folder.path(), &["build", "--strict"]);
    assert!(said.contains(": 0 written, ") && said.contains(" 0 removed"), "{said}");
    let after = everything(&folder.path().join("public"));
    let touched: Vec<_> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(touched.is_empty(), "{touched:?}");
}

#[test]
fn init_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("content/roles")).unwrap();
    fs::write(folder.path().join("content/index.md"), "# Mine\n").unwrap();
    fs::write(folder.path().join(".gitignore"), "mine\n").unwrap();
    let (_, said) = run(folder.path(), &["init"]);
    assert!(said.contains("kept content/index.md") && said.contains("kept .gitignore"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("content/index.md")).unwrap(), "# Mine\n");
    assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "mine\n");
}

#[test]
fn init_leaves_a_handbook_that_exists_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    fs::write(folder.path().join("content/handbook.yaml"), "title: Mine\n").unwrap();
    let before = everything(folder.path());
    for arguments in [&["init"][..], &["init", "--empty"]] {
        let said = refused(folder.path(), arguments, USAGE);
        assert!(said.contains("there is a handbook in . already") && said.contains("rungs new"), "{said}");
        assert!(before == everything(folder.path()), "{arguments:?} touched something");
    }
}

#[cfg(unix)]
#[test]
fn init_does_not_write_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    let target = elsewhere.path().join("not-yet.md");
    std::os::unix::fs::symlink(&target, folder.path().join("content/index.md")).unwrap();
    let (_, said) = run(folder.path(), &["init"]);
    assert!(said.contains("kept content/index.md"), "{said}");
    assert!(!target.exists());
}

#[test]
fn init_makes_a_folder_and_says_what_is_next() {
    let folder = tempfile::tempdir().unwrap();
    let (_, said) = run(folder.path(), &["init", "a/handbook"]);
    assert!(said.contains("next: rungs serve --open -r a/handbook"), "{said}");
    run(folder.path(), &["check", "--strict", "-r", "a/handbook"]);
    let handbook = fs::read_to_string(folder.path().join("a/handbook/content/handbook.yaml")).unwrap();
    let first = handbook.lines().next().unwrap();
    let schema = first.strip_prefix("# yaml-language-server: $schema=").expect("the file names its schema");
    assert!(folder.path().join("a/handbook/content").join(schema).is_file(), "{schema}");
    assert!(!folder.path().join("a/handbook/.github").exists());
}

#[test]
fn init_can_start_with_one_track_two_roles_and_one_skill() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "--empty"]);
    let (_, said) = run(folder.path(), &["build", "--strict"]);
    assert!(said.contains("0 warnings"), "{said}");
    let roles = fs::read_dir(folder.path().join("content/roles")).unwrap().count();
    assert_eq!(roles, 2);
}

#[test]
fn init_adds_only_the_files_of_a_host_to_a_handbook_that_exists() {
    for (host, file) in [
        ("github", ".github/workflows/handbook.yml"),
        ("gitlab", ".gitlab-ci.yml"),
        ("netlify", "netlify.toml"),
        ("cloudflare", "cloudflare/build-handbook.sh"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("content/handbook.yaml"), "title: Mine\n").unwrap();
        let (_, said) = run(folder.path(), &["init", "--ci", host]);
        assert!(said.contains("RUNGS_REPOSITORY") && !said.contains("1 files"), "{said}");
        let added: Vec<PathBuf> = everything(folder.path())
            .into_keys()
            .filter(|path| !path.starts_with(folder.path().join("content")))
            .collect();
        assert!((1..=2).contains(&added.len()) && added.contains(&folder.path().join(file)), "{host}: {added:?}");
        assert_eq!(fs::read_dir(folder.path().join("content")).unwrap().count(), 1, "{host} added content");
        for path in added {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(env!("CARGO_PKG_VERSION")) || !text.contains("RUNGS_VERSION"), "{}", path.display());
            assert!(!text.contains("@VERSION@") && !text.contains("install rungs@"), "{text}");
            if path.extension().is_some_and(|extension| extension == "yml") {
                assert!(saphyr_parser::Parser::new_from_str(&text).all(|event| event.is_ok()), "{text}");
            }
        }
    }
}

#[test]
fn precompressed_files_stand_beside_the_others() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "--empty"]);
    fs::write(folder.path().join("content/mine.txt"), "Mine.").unwrap();
    fs::write(folder.path().join("content/mine.txt.gz"), "not compressed").unwrap();
    run(folder.path(), &["build", "--precompress"]);
    let public = folder.path().join("public");
    let mut texts = 0;
    for (path, bytes) in project::files_below(&public) {
        let is_text = [".html", ".css", ".js", ".json", ".txt", ".md", ".svg", ".xml"]
            .iter()
            .any(|ending| path.ends_with(ending));
        for ending in ["gz", "br"] {
            let compressed = fs::read(public.join(format!("{path}.{ending}"))).ok();
            assert_eq!(compressed.is_some(), is_text, "{path}.{ending}");
            if let Some(compressed) = compressed.filter(|_| bytes.len() > 2000) {
                assert!(compressed.len() < bytes.len(), "{path}.{ending}");
            }
        }
        texts += usize::from(is_text);
    }
    assert!(texts > 20, "{texts}");
    assert_eq!(fs::read(public.join("mine.txt.gz")).unwrap(), b"not compressed");
    let (_, said) = run(folder.path(), &["build", "--precompress"]);
    assert!(said.contains(": 0 written, ") && said.contains(" 0 removed"), "{said}");
    let (_, said) = run(folder.path(), &["build"]);
    assert!(!said.contains(" 0 removed") && !public.join("index.html.br").exists(), "{said}");
    assert_eq!(fs::read(public.join("mine.txt.gz")).unwrap(), b"not compressed");
}

/// A build after an edit makes only the pages that differ, and leaves the folder as a clean build does.
#[test]
fn a_build_after_an_edit_makes_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    let root = folder.path();
    let settings = root.join("content/handbook.yaml");
    let kept = |arguments: &[&str]| -> usize {
        let (_, said) = run(root, &[&["build", "--timings"], arguments].concat());
        let line = said.lines().find_map(|line| line.strip_suffix("  pages and cards kept"));
        line.unwrap_or_else(|| panic!("{said}")).trim().parse().unwrap()
    };
    let as_clean = |arguments: &[&str]| {
        let clean = tempfile::tempdir_in(root).unwrap();
        run(root, &[&["build", "-q", "-o", clean.path().to_str().unwrap()], arguments].concat());
        let (incremental, clean) = (project::files_below(&root.join("public")), project::files_below(clean.path()));
        assert!(incremental == clean, "the folder is not as a clean build leaves it");
    };
    assert_eq!(kept(&[]), 0);
    let list = fs::read_to_string(root.join("public/.rungs/fingerprints.json")).unwrap();
    let list: Value = serde_json::from_str(&list).unwrap();
    let listed = list["files"].as_object().unwrap();
    let all = listed.len();
    let pages = project::files_below(&root.join("public")).into_keys().filter(|path| path.ends_with(".html"));
    assert!(pages.into_iter().all(|page| listed.contains_key(&page)), "every page has a fingerprint");
    assert!([".md", ".png"].iter().all(|ending| listed.keys().filter(|path| path.ends_with(ending)).count() > 20));
    let role = root.join("content/roles/senior-engineer.md");
    let text = fs::read_to_string(&role).unwrap();
    // Its page, and the document of its track, both also as Markdown.
    fs::write(&role, format!("{text}\nOne more sentence.\n")).unwrap();
    let made = all - kept(&[]);
    assert!((2..=12).contains(&made), "{made} of {all} files made again");
    as_clean(&[]);
    // What every page shows makes all of them again.
    fs::write(&settings, fs::read_to_string(&settings).unwrap().replacen("title:", "title: X", 1)).unwrap();
    assert!(kept(&[]) < all / 20);
    as_clean(&[]);
    // The compressed forms are missing, so each page is made again, and then kept with them.
    let compressed = kept(&["--precompress"]);
    assert!(compressed < all / 2, "{compressed} of {all} kept");
    fs::write(&role, text).unwrap();
    assert!(kept(&["--precompress"]) > all / 2);
    as_clean(&["--precompress"]);
}

#[test]
fn what_new_writes_is_valid() {
    for kind in Kind::ALL {
        let folder = started();
        let id = if kind == Kind::Page { "guides/first-week" } else { "the-new-one" };
        let (_, said) = run(folder.path(), &["new", kind.name(), id]);
        let path = said.trim().strip_prefix("wrote ").unwrap();
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        let before = everything(folder.path());
        let again = refused(folder.path(), &["new", kind.name(), id], USAGE);
        assert!(again.contains("exists already"), "{again}");
        assert!(before == everything(folder.path()), "a refusal touched something");

        let checked = rungs(folder.path()).args(["check", "--format", "short"]).output().unwrap();
        let found = String::from_utf8(checked.stdout).unwrap();
        // A roadmap without roles cannot be guessed; the file says with its empty fields what to fill in.
        let is_error = |line: &&str| line.contains(": error[");
        let errors: Vec<&str> = found.lines().filter(is_error).collect();
        match kind {
            Kind::Roadmap => assert!(errors.iter().all(|line| line.starts_with(path)), "{found}"),
            _ => assert!(errors.is_empty(), "{found}\n{text}"),
        }
    }
}

/// What stands in comments is right once the marks are taken away.
#[test]
fn what_new_suggests_exists() {
    for kind in ["role", "skill", "responsibility"] {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["init", "--empty"]);
        let (_, said) = run(folder.path(), &["new", kind, "the-new-one", "--title", "Lead: \"Ops\""]);
        let path = folder.path().join(said.trim().strip_prefix("wrote ").unwrap());
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("---\ntitle: \"Lead: \\\"Ops\\\"\"\n"), "{text}");
        fs::write(&path, text.replace("\n# ", "\n").replace("\n#   ", "\n  ").replace("\n#     ", "\n    ")).unwrap();
        let checked = rungs(folder.path()).args(["check", "--format", "short"]).output().unwrap();
        let found = String::from_utf8(checked.stdout).unwrap();
        assert!(!found.contains(": error["), "{found}\n{text}");
        assert!(found.contains("[placeholder]"), "{found}\n{text}");
    }
}

#[test]
fn shells_complete_kinds_codes_and_formats() {
    let folder = tempfile::tempdir().unwrap();
    let (script, _) = run(folder.path(), &["completions", "fish"]);
    for word in ["responsibility", "unknown-field", "job-advert", "roadmaps"] {
        let (script_zsh, _) = run(folder.path(), &["completions", "zsh"]);
        assert!(script.contains(word) || script_zsh.contains(word), "{word}");
    }
}

#[test]
fn schemas_with_ids_are_written_and_kept_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "--empty"]);
    let schema = folder.path().join(".rungs-schema/role.json");
    let of = || -> Value { serde_json::from_slice(&fs::read(&schema).unwrap()).unwrap() };
    assert!(of()["$defs"]["a-level"].is_null());
    run(folder.path(), &["schema", "--with-ids", "--dir", ".rungs-schema"]);
    assert_eq!(of()["$defs"]["a-level"]["enum"], serde_json::json!(["l1", "l2"]));
    let skills = || of()["$defs"]["role"]["properties"]["skills"].clone();
    assert!(skills()["properties"]["code-review"].is_object());
    fs::write(folder.path().join("content/skills/listening.yaml"), "title: Listening\n").unwrap();
    run(folder.path(), &["schema", "--with-ids", "--dir", ".rungs-schema"]);
    assert!(skills()["properties"]["listening"].is_object());
    let themed = "title: Planning\ntheme: craft/delivery\n";
    fs::write(folder.path().join("content/skills/planning.yaml"), themed).unwrap();
    let track: Value = serde_json::from_str(&run(folder.path(), &["schema", "track", "--with-ids"]).0).unwrap();
    for (key, is_known) in
        [("listening", true), ("theme:craft", true), ("theme:craft/delivery", true), ("craft", false)]
    {
        let value = serde_json::json!({ "title": "A", "roles": ["engineer"], "shifts": { key: 1 } });
        assert_eq!(accepts(&track, &track, &value).is_ok(), is_known, "{key}");
    }
    fs::write(&schema, "{}").unwrap();
    let said = refused(folder.path(), &["schema", "--dir", ".rungs-schema"], USAGE);
    assert!(said.contains("role.json is no schema of rungs"), "{said}");
    assert_eq!(fs::read_to_string(&schema).unwrap(), "{}");
    let settings: Value =
        serde_json::from_slice(&fs::read(folder.path().join(".vscode/settings.json")).unwrap()).unwrap();
    for (schema, _) in settings["yaml.schemas"].as_object().unwrap() {
        assert!(folder.path().join(schema).is_file(), "{schema}");
    }
}

#[test]
fn new_refuses_what_cannot_be_and_says_what_can() {
    let folder = started();
    let before = everything(folder.path());
    for (arguments, expected) in [
        (["new", "rolle", "x"], "did you mean `role`?"),
        (["new", "role", "a/b"], "has no `/`"),
        (["new", "role", "../evil"], "id"),
        (["new", "page", "../evil"], "id"),
        (["new", "role", "con"], "reserved"),
        (["new", "role", "🚀"], "no letter or digit"),
        (["new", "role", ""], "empty"),
    ] {
        let said = refused(folder.path(), &arguments, USAGE);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert!(before == everything(folder.path()));
}

#[test]
fn clean_removes_what_build_wrote_and_nothing_else() {
    let folder = started();
    run(folder.path(), &["build"]);
    let public = folder.path().join("public");
    fs::write(public.join("mine.txt"), "mine").unwrap();
    fs::write(public.join("robots.txt"), "changed").unwrap();
    let before = everything(folder.path());

    let (list, said) = run(folder.path(), &["clean", "--dry-run"]);
    assert!(said.contains("would be removed"), "{said}");
    assert!(list.lines().any(|line| line == "index.html") && !list.contains("mine.txt"), "{list}");
    assert!(before == everything(folder.path()), "a dry run touched something");

    let (_, said) = run(folder.path(), &["clean"]);
    assert!(said.contains("kept robots.txt"), "{said}");
    let left: Vec<String> = project::files_below(&public).into_keys().collect();
    assert_eq!(left, ["mine.txt", "robots.txt"]);
    assert!(said.contains(&format!("{} files removed", list.lines().count())), "{said}");

    fs::remove_file(public.join("mine.txt")).unwrap();
    fs::remove_file(public.join("robots.txt")).unwrap();
    run(folder.path(), &["build"]);
    run(folder.path(), &["clean"]);
    assert!(!public.exists(), "an empty folder is left");
    let (_, said) = run(folder.path(), &["clean"]);
    assert!(said.contains("0 files removed"), "{said}");
}

#[test]
fn folders_that_are_not_for_output_are_refused_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("work/handbook");
    fs::create_dir_all(&folder).unwrap();
    run(&folder, &["init"]);
    fs::create_dir(home.path().join("full")).unwrap();
    fs::write(home.path().join("full/theirs.txt"), "theirs").unwrap();
    fs::create_dir_all(home.path().join("elsewhere")).unwrap();
    fs::write(home.path().join("elsewhere/theirs.txt"), "theirs").unwrap();
    fs::write(home.path().join("file"), "a file").unwrap();
    let full = home.path().join("full").display().to_string();
    let mut cases = vec![
        (".".to_owned(), USAGE),
        (String::new(), USAGE),
        ("..".into(), USAGE),
        ("../..".into(), USAGE),
        ("content".into(), USAGE),
        ("content/roles".into(), USAGE),
        ("./public/../content".into(), USAGE),
        ("/".into(), USAGE),
        (home.path().display().to_string(), USAGE),
        (full, USAGE),
        ("../../file".into(), USAGE),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.path().join("elsewhere"), folder.join("out")).unwrap();
        std::os::unix::fs::symlink(&folder, home.path().join("loop")).unwrap();
        cases.push(("out".into(), USAGE));
        cases.push(("../../loop/content".into(), USAGE));
    }
    let before = everything(home.path());
    for (output, code) in cases {
        for command in ["build", "clean"] {
            let mut run = rungs(&folder);
            let assert = run.env("HOME", home.path()).args([command, "-o", &output]).assert();
            let result = assert.get_output();
            let said = String::from_utf8_lossy(&result.stderr);
            assert_eq!(result.status.code(), Some(code), "{command} -o {output:?}: {said}");
            assert!(said.contains("output"), "{command} -o {output:?}: {said}");
        }
        assert!(before == everything(home.path()), "-o {output:?} touched something");
    }
}

#[test]
fn what_someone_else_wrote_stops_a_build() {
    let folder = started();
    run(folder.path(), &["build"]);
    fs::write(folder.path().join("public/robots.txt"), "theirs").unwrap();
    let before = everything(&folder.path().join("public"));
    let said = refused(folder.path(), &["build", "--base-url", "/elsewhere/"], DISK);
    assert!(said.contains("robots.txt: someone changed it since"), "{said}");
    assert!(before == everything(&folder.path().join("public")));
}

#[test]
fn a_broken_handbook_leaves_the_last_site_whole() {
    let folder = started();
    run(folder.path(), &["build"]);
    let before = everything(&folder.path().join("public"));
    let role = folder.path().join("content/roles/engineer.md");
    let good = fs::read_to_string(&role).unwrap();
    for broken in
        [good.replacen("title:", "titel:", 1).into_bytes(), b"---\ntitle: [\n---\n".to_vec(), vec![0xff, 0xfe, 0]]
    {
        fs::write(&role, broken).unwrap();
        let said = refused(folder.path(), &["build"], CONTENT);
        assert!(said.contains("content/roles/engineer.md") && said.contains("nothing was written"), "{said}");
        assert!(before == everything(&folder.path().join("public")));
    }
    fs::write(&role, good).unwrap();
    run(folder.path(), &["build"]);
}

#[test]
fn a_template_that_fails_on_every_page_is_one_mistake_and_leaves_the_last_site_whole() {
    let folder = started();
    run(folder.path(), &["build"]);
    let before = everything(&folder.path().join("public"));
    let settings = folder.path().join("content/handbook.yaml");
    let text = fs::read_to_string(&settings).unwrap().replace("theme: default\n", "theme: ours\n");
    fs::write(&settings, text).unwrap();
    fs::create_dir_all(folder.path().join("themes/ours/templates")).unwrap();
    let template = "{% extends \"@default/role.html\" %}{% block main %}{{ view.nowhere }}{% endblock main %}";
    fs::write(folder.path().join("themes/ours/templates/role.html"), template).unwrap();
    let said = refused(folder.path(), &["build"], CONTENT);
    assert_eq!(said.matches("error[template-error]").count(), 1, "{said}");
    assert!(said.contains("--> themes/ours/templates/role.html:1:"), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    let state = folder.path().join("public/.rungs");
    let site =
        |all: BTreeMap<PathBuf, _>| all.into_iter().filter(|(path, _)| !path.starts_with(&state)).collect::<Vec<_>>();
    assert_eq!(site(everything(&folder.path().join("public"))), site(before));
    assert_eq!(fs::read_dir(&state).unwrap().count(), 3, "nothing that was laid aside is left");
}

#[test]
fn warnings_fail_only_when_asked() {
    let folder = started();
    fs::write(folder.path().join("content/skills/lonely.md"), "---\ntitle: Lonely\n---\nNobody needs it.\n").unwrap();
    run(folder.path(), &["check"]);
    run(folder.path(), &["build", "-q"]);
    refused(folder.path(), &["check", "--strict"], CONTENT);
    refused(folder.path(), &["build", "--strict"], CONTENT);
    let lines = rungs(folder.path()).args(["check", "--format", "json"]).output().unwrap().stdout;
    let lines: Vec<Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["code"], &lines[0]["line"]), (&"orphan".into(), &2.into()));
    let sarif = rungs(folder.path()).args(["build", "--format", "sarif"]).output().unwrap().stdout;
    let sarif: Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "orphan");
    // A build that has nothing to do reports what was found, as the first one did.
    let built = |arguments: &[&str]| {
        let output =
            rungs(folder.path()).arg("build").args(arguments).args(["-o", "again", "--timings"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let report = said.split("\n\n").next().unwrap().to_string();
        (output.status.code(), said.contains("s  render"), report)
    };
    let (status, is_rendered, report) = built(&[]);
    assert!(status == Some(0) && is_rendered && report.contains("warning[orphan]"), "{report}");
    assert_eq!(built(&[]), (Some(0), false, report.clone()));
    assert_eq!(built(&["--strict"]), (Some(CONTENT), false, report.clone()));
    // A list that points outside a text is not believed.
    let manifest = folder.path().join("again/.rungs/manifest.json");
    let listed = fs::read_to_string(&manifest).unwrap();
    let start = listed.find("\"end\": ").unwrap() + "\"end\": ".len();
    fs::write(&manifest, format!("{}9{}", &listed[..start], &listed[start..])).unwrap();
    assert_eq!(built(&[]), (Some(0), true, report));
}

#[test]
fn drafts_are_shown_when_asked() {
    let folder = started();
    let draft = "---\ntitle: Zebrafinch\nstatus: draft\n---\nSoon.\n";
    fs::write(folder.path().join("content/guides/not-yet.md"), draft).unwrap();
    let public = folder.path().join("public");
    let built = |arguments: &[&str]| {
        run(folder.path(), arguments);
        project::files_below(&public)
    };
    let plain = built(&["build"]);
    let with_draft = built(&["build", "--drafts"]);
    let mut new: Vec<&String> = with_draft.keys().filter(|path| !plain.contains_key(*path)).collect();
    // The search index has more files when it has more to hold.
    new.retain(|path| !path.starts_with("search/"));
    assert_eq!(new, ["cards/guides/not-yet.png", "guides/not-yet.html", "guides/not-yet.md"]);
    assert!(plain.keys().all(|path| with_draft.contains_key(path)));
    assert!(built(&["build"]) == plain, "nothing of the draft is left");
    let says =
        |files: &project::Files| files.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Zebrafinch"));
    assert!(says(&with_draft) && !says(&plain));
}

#[test]
fn a_handbook_is_found_from_inside_and_missed_from_outside() {
    let folder = started();
    let (_, said) = run(&folder.path().join("content/roles"), &["check"]);
    assert!(said.contains("no problems found"), "{said}");
    let elsewhere = tempfile::tempdir().unwrap();
    for command in ["build", "check", "clean"] {
        let said = refused(elsewhere.path(), &[command], USAGE);
        assert!(said.contains("content/handbook.yaml") && said.contains("rungs init"), "{said}");
    }
    for url in ["ftp://x/", "javascript:1", "example.org", "//x/", ""] {
        let said = refused(folder.path(), &["build", "--base-url", url], USAGE);
        assert!(said.contains("is not an address"), "{url}: {said}");
    }
    for url in ["https://example.org/?a=b", "/docs/#top"] {
        let said = refused(folder.path(), &["build", "--base-url", url], USAGE);
        assert!(said.contains("leave `?` and `#` out"), "{url}: {said}");
    }
}

#[test]
fn a_path_alone_makes_no_absolute_address() {
    let folder = started();
    run(folder.path(), &["build", "--base-url", "/docs/"]);
    let read = |name: &str| fs::read_to_string(folder.path().join("public").join(name)).unwrap();
    assert!(!read("robots.txt").contains("Sitemap"), "a sitemap's address has to be absolute");
    let page = read("roles/engineer.html");
    assert!(!page.contains("og:url") && !page.contains("canonical"), "{page}");
    let missing = read("404.html");
    let sheet =
        missing.split("href=\"/docs/").find_map(|rest| rest.split_once("/rungs.css\"").map(|(folder, _)| folder));
    assert!(sheet.is_some_and(|folder| folder.starts_with("assets-")), "{missing}");
}

#[test]
fn data_goes_to_standard_output() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (script, said) = run(here.path(), &["completions", shell]);
        assert!(script.contains("rungs") && script.contains("completions") && said.is_empty(), "{shell}: {said}");
    }
    let (page, said) = run(here.path(), &["man"]);
    assert!(page.contains(".TH rungs 1") && said.is_empty(), "{page}{said}");
    let (list, _) = run(here.path(), &["explain"]);
    assert_eq!(list.lines().count(), CODES.len());
    assert!(CODES.iter().all(|code| list.lines().any(|line| line.starts_with(code.name))));
    let (page, _) = run(here.path(), &["explain", "unknown-field"]);
    assert!(page.starts_with("# unknown-field\n"), "{page}");
    let said = refused(here.path(), &["explain", "unknown-feild"], USAGE);
    assert!(said.contains("did you mean `unknown-field`?"), "{said}");
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 0, "something was written");
}

#[test]
fn schemas_accept_the_sample_and_refuse_mistakes() {
    let here = tempfile::tempdir().unwrap();
    let schema = |kind: &str| -> Value { serde_json::from_str(&run(here.path(), &["schema", kind]).0).unwrap() };
    let mut checked = 0;
    for (path, bytes) in project::files_below(&project::crate_folder().join("content")) {
        let text = String::from_utf8_lossy(&bytes);
        let kind = match path.split_once('/') {
            None if path == "handbook.yaml" => "handbook",
            Some((folder, _)) => Kind::from_folder(folder).unwrap_or(Kind::Page).name(),
            None => path.strip_suffix(".yaml").and_then(Kind::from_folder).unwrap_or(Kind::Page).name(),
        };
        let yaml = match path.rsplit_once('.').unwrap().1 {
            "yaml" => &*text,
            "md" if text.starts_with("---\n") => text[4..].split("\n---\n").next().unwrap(),
            _ => continue,
        };
        let value = yaml::value(yaml);
        let schema = schema(kind);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let problem = accepts(&schema, &schema, &value).err();
        assert_eq!(problem, None, "{path}");
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
    for (kind, wrong) in [
        ("role", "title: A\ntitel: B"),
        ("role", "summary: no title"),
        ("role", "title: A\nstatus: gone"),
        ("skill", "title: [A]"),
        ("handbook", "title: A\nlevels: [{ title: no id }]"),
        ("handbook", "title: A\nscales: { s: { cumulative: perhaps, steps: [a] } }"),
        ("interview", "title: A\nfor: b\nrounds: [{ title: A, minutes: long }]"),
    ] {
        let schema = schema(kind);
        assert!(accepts(&schema, &schema, &yaml::value(wrong)).is_err(), "{wrong}");
    }
    let said = refused(here.path(), &["schema", "skil"], USAGE);
    assert!(said.contains("did you mean `skill`?"), "{said}");
}

/// As much of JSON Schema as the schemas use; another keyword is a failure, so that none is silently ignored.
fn accepts(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    for (keyword, argument) in schema.as_object().ok_or("a schema that is no object")? {
        let fine = match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" => true,
            "if" => {
                let branch = if accepts(root, argument, value).is_ok() { "then" } else { "else" };
                return accepts(root, &schema[branch], value);
            }
            "then" | "else" => schema.get("if").is_some(),
            "not" => accepts(root, argument, value).is_err(),
            "minProperties" => value.as_object().is_none_or(|object| object.len() as u64 >= argument.as_u64().unwrap()),
            "$ref" => {
                let pointer = argument.as_str().unwrap().strip_prefix('#').unwrap();
                return accepts(root, root.pointer(pointer).ok_or("a $ref to nothing")?, value);
            }
            "type" => match argument {
                Value::Array(types) => types.iter().any(|one| is(value, one)),
                one => is(value, one),
            },
            "enum" => argument.as_array().unwrap().contains(value),
            "required" => {
                let names = argument.as_array().unwrap();
                value
                    .as_object()
                    .is_none_or(|object| names.iter().all(|name| object.contains_key(name.as_str().unwrap())))
            }
            "anyOf" => argument.as_array().unwrap().iter().any(|one| accepts(root, one, value).is_ok()),
            "allOf" => argument.as_array().unwrap().iter().all(|one| accepts(root, one, value).is_ok()),
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    accepts(root, argument, item)?;
                }
                true
            }
            "properties" => {
                for (name, field) in value.as_object().into_iter().flatten() {
                    if let Some(known) = argument.get(name) {
                        accepts(root, known, field).map_err(|problem| format!("{name}: {problem}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = |name: &str| schema.get("properties").is_some_and(|known| known.get(name).is_some());
                let others = value.as_object().into_iter().flatten().filter(|(name, _)| !known(name));
                for (name, field) in others {
                    match argument {
                        Value::Bool(false) => return Err(format!("{name} is not known")),
                        other => accepts(root, other, field).map_err(|problem| format!("{name}: {problem}"))?,
                    }
                }
                true
            }
            other => return Err(format!("the keyword {other} is not known to this test")),
        };
        if !fine {
            return Err(format!("{keyword} {argument} does not hold for {value}").chars().take(300).collect());
        }
    }
    Ok(())
}

fn is(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        other => panic!("the type {other} is not known to this test"),
    }
}

mod yaml {
    //! YAML as the JSON that an editor's schema checker sees.

    use saphyr_parser::{Event, Parser, ScalarStyle};
    use serde_json::{Map, Value};

    pub fn value(text: &str) -> Value {
        let mut events = Parser::new_from_str(text).map(|event| event.unwrap().0);
        let start =
            events.find(|event| !matches!(event, Event::StreamStart | Event::DocumentStart(..) | Event::Nothing));
        read(start.unwrap(), &mut events)
    }

    fn read<'a>(event: Event<'a>, events: &mut impl Iterator<Item = Event<'a>>) -> Value {
        match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text),
            Event::Scalar(text, ..) => Value::String(text.into_owned()),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match events.next().unwrap() {
                        Event::SequenceEnd => return Value::Array(items),
                        event => items.push(read(event, events)),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut fields = Map::new();
                loop {
                    let key = match events.next().unwrap() {
                        Event::MappingEnd => return Value::Object(fields),
                        Event::Scalar(key, ..) => key.into_owned(),
                        other => panic!("the key {other:?}"),
                    };
                    let event = events.next().unwrap();
                    fields.insert(key, read(event, events));
                }
            }
            other => panic!("{other:?} in a sample file"),
        }
    }

    fn plain(text: &str) -> Value {
        match text {
            "" | "~" | "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(number), _) => number.into(),
                (_, Ok(number)) => number.into(),
                _ => text.into(),
            },
        }
    }
}

/// The ladder is not part of the project; see `tests/it/import_govuk.rs`.
#[test]
fn a_published_ladder_is_imported_and_built() {
    let Some(tables) = project::published("govuk-ddat") else { return };
    let here = tempfile::tempdir().unwrap();
    let tables =
        ["roles.csv", "skills.csv"].map(|name| fs::canonicalize(tables.join(name)).unwrap().display().to_string());
    let start = Instant::now();
    let (_, said) = run(here.path(), &["import", "govuk-ddat", &tables[0], &tables[1], "-o", "ddat"]);
    for row in ["import-repair", "roles.csv:", "skills.csv:"] {
        assert!(said.contains(row), "{row} is not in\n{said}");
    }
    let (_, said) = run(here.path(), &["build", "-r", "ddat"]);
    println!(
        "imported and built in {:.1} s: {}",
        start.elapsed().as_secs_f64(),
        said.lines().last().unwrap_or_default()
    );

    let site = here.path().join("ddat/public");
    let data: Value = serde_json::from_slice(&fs::read(site.join("index.json")).unwrap()).unwrap();
    let count = |kind: &str| data[kind].as_array().unwrap().len();
    assert_eq!(["families", "tracks", "roles", "skills"].map(count), [8, 52, 205, 188]);

    let page = walkdir::WalkDir::new(site.join("compare"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .find(|path| path.ends_with("developer/senior-developer.html"))
        .expect("there is a page from Developer to Senior developer");
    let page = fs::read_to_string(page).unwrap();
    let page = scraper::Html::parse_document(&page);
    let select = |selector: &str| page.select(&scraper::Selector::parse(selector).unwrap()).count();
    let words: String = page.root_element().text().flat_map(|text| [text, " "]).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("4 raised"), "{words}");
    assert_eq!(select(".tag-raised"), 4, "raised skills on the page");
    let skills: std::collections::BTreeSet<_> = page
        .select(
            &scraper::Selector::parse(
                "main h3 a[href*='skills/'], main h4 a[href*='skills/'], main a[href*='/skills/']",
            )
            .unwrap(),
        )
        .filter_map(|link| link.attr("href"))
        .filter(|href| !href.ends_with("index.html"))
        .collect();
    assert_eq!(skills.len(), 10, "{skills:?}");

    let (_, again) = run(here.path(), &["import", "govuk-ddat", &tables[0], &tables[1], "-o", "ddat"]);
    assert!(again.contains("ddat is up to date"), "{again}");
}

#[test]
fn files_that_an_author_wants_to_own_win_and_extensions_may_be_in_capitals() {
    let folder = started();
    let put = |path: &str, text: &str| {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
    };
    put("content/robots.txt", "User-agent: *\nDisallow: /\n");
    put("content/.well-known/security.txt", "Contact: mailto:a@example.org\n");
    put("content/guides/capitals.MD", "# In capitals\n");
    run(folder.path(), &["build"]);
    let read = |path: &str| fs::read_to_string(folder.path().join("public").join(path)).unwrap();
    assert_eq!(read("robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(read(".well-known/security.txt").starts_with("Contact:"));
    assert!(read("guides/capitals.html").contains("In capitals</h1>"));
    assert!(!folder.path().join("public/guides/capitals.MD").exists());
}

#[test]
fn a_long_build_shows_its_progress_on_a_terminal_only() {
    let here = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = here.path().join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("handbook.yaml", "title: Many\n");
    write("responsibilities/craft.yaml", "title: Craft\nsummary: Work.\n");
    for name in (0..800).map(|number| format!("role-{number}")) {
        write(
            &format!("roles/{name}.md"),
            &format!("---\ntitle: {name}\nresponsibilities: {{ craft: [Does the work of {name}.] }}\n---\n"),
        );
    }
    let program = assert_cmd::cargo::cargo_bin!("rungs");
    let piped =
        std::process::Command::new(program).args(["build", "-o", "piped"]).current_dir(here.path()).output().unwrap();
    let said = String::from_utf8_lossy(&piped.stderr).into_owned();
    assert!(piped.status.success() && !said.contains("rendering"), "{said}");
    let terminal = |arguments: &str| {
        let line = format!("{} {arguments}", program.display());
        let output =
            std::process::Command::new("script").args(["-qec", &line, "/dev/null"]).current_dir(here.path()).output();
        output
            .ok()
            .filter(|output| output.status.success())
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(said) = terminal("build -o shown") else {
        project::skipped("there is no `script` that gives a terminal");
        return;
    };
    assert!(said.contains("rendering: ") && said.contains(" of "), "{said}");
    let quiet = terminal("build -q -o quiet").unwrap();
    assert!(!quiet.contains("rendering"), "{quiet}");
}
