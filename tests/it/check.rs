//! `rungs check` and its kin as a program: what it prints where, in which form, and how it ends.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A handbook with twenty mistakes. Below a line stand marks under what is meant and a code, below a header a code
/// alone, for the file as a whole.
const TWENTY: &str = include_str!("../diagnostics/twenty.handbook");

/// A handbook with thirty mistakes of someone who writes in a word processor otherwise.
const THIRTY: &str = include_str!("../diagnostics/thirty.handbook");

const FINE: &str = "=== content/handbook.yaml\ntitle: Handbook\n";

const WARNING: &str = "=== content/handbook.yaml\ntitle: Handbook\n=== content/guides/a.md\n# A\n";

const ERROR: &str = "=== content/handbook.yaml\ntitel: Handbook\n";

/// A problem and where it is: code, path, line and column.
type Found = (String, String, Option<u64>, Option<u64>);

/// Checks that the marked problems of a handbook are exactly those that are reported, and looks at each of them.
fn reports_exactly(handbook: &str, count: usize, look: impl Fn(&Value)) {
    let (folder, mut expected) = project(handbook);
    assert_eq!(expected.len(), count);
    let output = check(folder.path(), &["--format", "json"]);
    let mut found: Vec<Found> = Vec::new();
    for line in text(&output.stdout).lines() {
        let problem: Value = serde_json::from_str(line).unwrap();
        let place = (problem["line"].as_u64(), problem["column"].as_u64());
        found.push((word(&problem, "code"), word(&problem, "path"), place.0, place.1));
        look(&problem);
    }
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "");
}

fn word(problem: &Value, field: &str) -> String {
    problem[field].as_str().unwrap_or_default().to_owned()
}

#[test]
fn twenty_mistakes_are_twenty_problems() {
    reports_exactly(TWENTY, 20, |problem| {
        assert!(!word(problem, "message").is_empty());
        let all = ["severity", "end_line", "end_column", "help", "edits"];
        assert!(all.iter().all(|field| problem.get(field).is_some()), "{problem}");
    });
}

#[test]
fn thirty_mistakes_are_thirty_reports_in_plain_words() {
    reports_exactly(THIRTY, 30, |problem| {
        let word = |field: &str| word(problem, field);
        let says = format!("{} {} {}", word("message"), word("label"), word("help")).to_lowercase();
        for jargon in ["mapping", "scalar", "sequence", "simple key", "anchor", "node", "parse", "token"] {
            assert!(!says.contains(jargon), "`{jargon}` in: {says}");
        }
        let has_edit = problem["edits"].as_array().is_some_and(|edits| !edits.is_empty());
        assert!(has_edit || !word("help").is_empty() || word("label").contains("did you mean"), "no fix: {problem}");
    });
}

#[test]
fn fix_corrects_twenty_renamed_ids_and_then_nothing() {
    let mut files = String::from(
        "=== content/handbook.yaml\ntitle: Handbook\n=== content/tracks/t.yaml\ntitle: T\nsummary: x\nroles:\n",
    );
    (0..20).for_each(|n| files.push_str(&format!("  - old-{n}\n")));
    for n in 0..20 {
        let next = if n == 19 { String::new() } else { format!("leads_to: [old-{}]\n", n + 1) };
        files.push_str(&format!(
            "=== content/roles/new-{n}.md\n---\ntitle: Role {n}\nsummary: x\nredirect_from: old-{n}\n{next}---\nText.\n"
        ));
    }
    let (folder, _) = project(&files);
    assert_eq!(check(folder.path(), &["--quiet"]).status.code(), Some(1), "the old ids are problems");
    let before = crate::project::files_below(folder.path());
    let shown = text(&check(folder.path(), &["--fix", "--dry-run"]).stdout);
    assert!(shown.contains("-  - old-7\n") && shown.contains("+  - new-7\n"), "{shown}");
    assert_eq!(crate::project::files_below(folder.path()), before, "a dry run writes nothing");
    let fixed = check(folder.path(), &["--fix", "--strict"]);
    assert_eq!((fixed.status.code(), text(&fixed.stdout).as_str()), (Some(0), ""), "{}", text(&fixed.stderr));
    assert!(text(&fixed.stderr).contains("39 problems corrected in 20 files"), "{}", text(&fixed.stderr));
    let after = crate::project::files_below(folder.path());
    assert_ne!(after, before);
    let again = check(folder.path(), &["--fix", "--strict"]);
    assert_eq!((again.status.code(), text(&again.stderr).as_str()), (Some(0), "no problems found\n"));
    assert_eq!(crate::project::files_below(folder.path()), after, "a second run changes nothing");
}

#[test]
fn fix_applies_what_is_certain_and_reports_the_rest() {
    let (folder, expected) = project(TWENTY);
    let fixed = check(folder.path(), &["--fix", "--format", "short"]);
    let left = text(&fixed.stdout);
    assert!(left.lines().count() < expected.len() && left.contains("duplicate-statement"), "{left}");
    let engineer = std::fs::read_to_string(folder.path().join("content/roles/engineer.md")).unwrap();
    assert!(engineer.contains("summary: Builds") && engineer.contains("testing: novice"), "{engineer}");
    let after = crate::project::files_below(folder.path());
    check(folder.path(), &["--fix"]);
    assert_eq!(crate::project::files_below(folder.path()), after, "a second run changes nothing");
}

#[test]
fn github_gets_an_annotation_for_each_problem() {
    let (folder, expected) = project(TWENTY);
    let lines = text(&check(folder.path(), &["--format", "github"]).stdout);
    assert_eq!(lines.lines().count(), expected.len());
    assert!(
        lines.contains(
            "::error file=content/roles/engineer.md,line=3,endLine=3,col=1,endColumn=8,title=unknown-field::"
        )
    );
}

#[test]
fn rename_changes_an_id_everywhere_and_keeps_the_old_address() {
    let files = "=== content/handbook.yaml\ntitle: Handbook\nscales: { s: { steps: [one] } }\n\
        === content/roles/engineer.md\n---\ntitle: Engineer\nsummary: x\nskills: { writing: one }\n---\nText.\n\
        === content/roles.yaml\nlead:\n  title: Lead\n  summary: x\n  extends: engineer\n\
        === content/tracks/t.yaml\ntitle: T\nsummary: x\nroles: [engineer, lead]\n\
        === content/skills/writing.yaml\ntitle: Writing\nsummary: x\nsteps: { one: \"See [[role:engineer|it]].\" }\n\
        === content/guides/a.md\n# A\n\n[[engineer]], [[Engineer]], [here](../roles/engineer.md#top), [there](/roles/engineer.html)\n";
    let (folder, _) = project(&files.replace("#top", ""));
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    let refs = rungs(folder.path()).args(["refs", "engineer"]).output().unwrap();
    let lines = text(&refs.stdout);
    assert_eq!(lines.lines().count(), 7, "{lines}");
    assert!(lines.contains("content/tracks/t.yaml:3:9: the track `t` names `engineer`\n"), "{lines}");
    let before = crate::project::files_below(folder.path());
    let shown = rungs(folder.path()).args(["rename", "role", "engineer", "builder", "--dry-run"]).output().unwrap();
    assert!(text(&shown.stdout).contains("rename content/roles/engineer.md"), "{}", text(&shown.stdout));
    assert_eq!(crate::project::files_below(folder.path()), before, "a dry run writes nothing");
    let done = rungs(folder.path()).args(["rename", "role", "engineer", "builder"]).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("content/roles/engineer.md is now content/roles/builder.md"));
    assert!(read("content/roles/builder.md").contains("title: Engineer\nredirect_from: engineer\n"));
    assert!(read("content/roles.yaml").contains("extends: builder"));
    assert!(read("content/tracks/t.yaml").contains("[builder, lead]"));
    assert!(read("content/skills/writing.yaml").contains("[[role:builder|it]]"));
    assert_eq!(
        read("content/guides/a.md"),
        "# A\n\n[[builder]], [[Engineer]], [here](../roles/builder.md), [there](/roles/builder.html)\n"
    );
    let checked = check(folder.path(), &["--strict"]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    // In a collection the key is the id.
    let done = rungs(folder.path()).args(["rename", "role", "lead", "chief"]).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(read("content/roles.yaml").starts_with("chief:\n  title: Lead\n  redirect_from: lead\n"));
    for arguments in
        [["rename", "role", "nobody", "x"], ["rename", "role", "chief", "builder"], ["rename", "role", "chief", "a b"]]
    {
        assert_eq!(rungs(folder.path()).args(arguments).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_verbose_check_says_why_there_is_no_sitemap() {
    let said = |settings: &str, options: &[&str]| {
        let (folder, _) =
            project(&format!("=== content/handbook.yaml\ntitle: H\n{settings}=== content/index.md\n# H\n\nText.\n"));
        let output = check(folder.path(), options);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stderr)
            .contains("there is no sitemap.xml: its addresses need `base_url:` in content/handbook.yaml")
    };
    assert!(said("", &["-v"]));
    assert!(said("", &["-v", "--base-url", "/a/b/"]), "a path is no address");
    assert!(!said("base_url: https://h.example/\n", &["-v"]));
    assert!(!said("", &[]));
    assert!(!said("", &["-v", "--base-url", "https://h.example/a/"]));
}

#[test]
fn short_is_one_line_each() {
    let (folder, expected) = project(TWENTY);
    let output = check(folder.path(), &["--format", "short"]);
    let lines = text(&output.stdout);
    assert_eq!(lines.lines().count(), expected.len());
    assert!(lines.contains("\ncontent/roles/engineer.md:3:1: error[unknown-field]: "), "{lines}");
    assert!(lines.contains("content/guides/empty page.md: error[invalid-id]: "), "{lines}");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(1), ""));
}

#[test]
fn sarif_is_one_document_with_every_result() {
    let (folder, expected) = project(TWENTY);
    let output = check(folder.path(), &["--format", "sarif"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["version"], "2.1.0");
    let results = document["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), expected.len());
    let texts: Vec<&str> = results.iter().filter_map(|result| result["message"]["text"].as_str()).collect();
    let misspelled = "a role has no field `summray`\ndid you mean `summary`?";
    assert!(texts.contains(&misspelled), "{texts:#?}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn people_read_on_standard_error() {
    let (folder, _) = project(TWENTY);
    let output = check(folder.path(), &[]);
    let told = text(&output.stderr);
    assert_eq!(text(&output.stdout), "");
    assert!(told.contains("3 | summray: Builds what is asked for.\n  | ^^^^^^^ did you mean `summary`?"), "{told}");
    assert!(told.trim_end().ends_with("16 errors, 4 warnings in 11 files"), "{told}");
    let quiet = text(&check(folder.path(), &["--quiet"]).stderr);
    assert!(!quiet.contains("warning[") && quiet.contains("16 errors in"), "{quiet}");
}

#[test]
fn the_exit_code_says_who_is_to_act() {
    let code = |handbook: &str, arguments: &[&str]| check(project(handbook).0.path(), arguments).status.code();
    assert_eq!(code(FINE, &[]), Some(0));
    assert_eq!(code(WARNING, &[]), Some(0));
    assert_eq!(code(WARNING, &["--strict"]), Some(1));
    assert_eq!(code(ERROR, &[]), Some(1));
    assert_eq!(code(FINE, &["--no-such-option"]), Some(2));
    assert_eq!(code(FINE, &["--base-url", "example.org"]), Some(2));
    let nowhere = tempfile::tempdir().unwrap();
    let output = check(nowhere.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("rungs init"));
}

#[test]
fn an_environment_that_refuses_is_neither_content_nor_usage() {
    let (folder, _) = project(FINE);
    std::fs::write(folder.path().join("in-the-way"), "").unwrap();
    let output = rungs(folder.path()).args(["build", "-o", "in-the-way/public"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("in-the-way"));
}

#[test]
fn severities_are_the_handbooks_to_choose() {
    let with =
        |policy: &str| format!("{FINE}diagnostics: {{ empty-entity: {policy} }}\n=== content/guides/a.md\n# A\n");
    let short = |policy: &str| {
        let output = check(project(&with(policy)).0.path(), &["--format", "short"]);
        (text(&output.stdout).contains("empty-entity"), output.status.code())
    };
    assert_eq!(short("allow"), (false, Some(0)));
    assert_eq!(short("warn"), (true, Some(0)));
    assert_eq!(short("deny"), (true, Some(1)));
}

#[test]
fn colour_is_for_terminals_unless_someone_insists() {
    let (folder, _) = project(ERROR);
    let told = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = rungs(folder.path());
        command.arg("check").args(arguments).envs(variables.iter().copied());
        text(&command.output().unwrap().stderr)
    };
    assert!(!told(&[], &[]).contains('\u{1b}'));
    assert!(told(&[("CLICOLOR_FORCE", "1")], &[]).contains("\u{1b}["));
    assert!(!told(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]).contains('\u{1b}'));
    assert!(told(&[("NO_COLOR", "1")], &["--color", "always"]).contains("\u{1b}["));
    assert!(!told(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]).contains('\u{1b}'));
    let mut command = rungs(folder.path());
    let output = command.args(["check", "--format", "json"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!text(&output.stdout).contains('\u{1b}'), "colour is for people");
}

#[test]
fn a_flood_is_cut_for_people_and_whole_for_programs() {
    let (folder, _) = project(FINE);
    let fields: String = (0..10_000).map(|n| format!("no_field_{n}: x\n")).collect();
    std::fs::create_dir(folder.path().join("content/roles")).unwrap();
    std::fs::write(folder.path().join("content/roles/a.yaml"), format!("title: A\nsummary: A.\n{fields}")).unwrap();
    let told = text(&check(folder.path(), &[]).stderr);
    assert_eq!(told.matches("error[unknown-field]").count(), 100);
    assert!(told.contains("and 9900 more") && told.contains("10000 errors in 1 file"), "{}", &told[told.len() - 200..]);
    assert_eq!(text(&check(folder.path(), &["--format", "json"]).stdout).lines().count(), 10_000);
}

/// Writes a handbook from one text and reads the problems that stand in it.
fn project(handbook: &str) -> (TempDir, Vec<Found>) {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut expected = Vec::new();
    for line in handbook.lines() {
        if let Some(path) = line.strip_prefix("=== ") {
            files.push((path, String::new()));
            continue;
        }
        let (path, text) = files.last_mut().unwrap();
        let column = line.find('^').filter(|at| line[..*at].trim().is_empty());
        let code = column.and_then(|at| line[at..].trim_start_matches('^').strip_prefix(' ')).unwrap_or(line);
        match (rungs::diagnostic::CODES.iter().any(|known| known.name == code), column) {
            (true, Some(column)) => {
                let line = Some(text.lines().count() as u64);
                expected.push((code.to_owned(), (*path).to_owned(), line, Some(column as u64 + 1)));
            }
            (true, None) => expected.push((code.to_owned(), (*path).to_owned(), None, None)),
            _ => *text += &format!("{line}\n"),
        }
    }
    for (path, text) in files {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    (folder, expected)
}

fn rungs(folder: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rungs"));
    command.current_dir(folder);
    ["NO_COLOR", "CLICOLOR_FORCE", "TERM"].iter().for_each(|name| {
        command.env_remove(name);
    });
    command
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    rungs(folder).arg("check").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
