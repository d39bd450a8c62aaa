//! What nobody should write, and somebody will: each gets a diagnostic, in bounded time, and the last site stays.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;
use proptest::prelude::*;
use rungs::compile::{self, Compiled, HandbookOptions, Memo};
use rungs::diagnostic::Diagnostic;
use rungs::source::{Content, Source, Sources};
use tempfile::TempDir;

/// Longer than any of these takes in an unoptimised build on a busy machine, and far shorter than quadratic time.
const LIMIT: Duration = Duration::from_secs(60);

const HANDBOOK: &str = "title: Handbook\nlevels:\n  - { id: l4, title: Engineer, scope: Tasks }\n";

#[test]
fn every_broken_file_is_reported_and_leaves_the_last_site_whole() {
    let project = Project::new();
    project.write("content/roles/engineer.md", b"---\ntitle: Engineer\nsummary: Builds.\nlevel: l4\n---\nText.\n");
    project.write("content/guides/a.md", b"# A\n\nSee [[engineer]].\n");
    assert_eq!(project.build().status.code(), Some(0));
    let whole = project.site();
    assert!(whole.len() > 5);

    let deep_list: String = (0..10_000).map(|depth| format!("{}- x\n", "  ".repeat(depth.min(300)))).collect();
    let bomb: String = (1..10).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".into(), |text, level| {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("{text}a{level}: &a{level} [{below}]\n")
    });
    let broken: Vec<(&str, &str, Vec<u8>)> = vec![
        ("content/roles/binary.md", "not-utf8", b"\x89PNG\r\n\x1a\n\0\0\xff".to_vec()),
        ("content/roles/utf16.md", "not-utf8", b"\xff\xfe#\0 \0A\0".to_vec()),
        ("content/guides/quotes.md", "too-deep", [b"# Q\n\n".to_vec(), b"> ".repeat(10_000), b"x\n".to_vec()].concat()),
        ("content/guides/list.md", "too-deep", format!("# L\n\n{}x\n", "- ".repeat(10_000)).into()),
        ("content/guides/indent.md", "too-deep", format!("# L\n\n{deep_list}").into()),
        (
            "content/roles/deep.yaml",
            "too-deep",
            format!("title: D\nsummary: {}{}\n", "[".repeat(10_000), "]".repeat(10_000)).into(),
        ),
        ("content/roles/deeper.yaml", "too-deep", format!("title: D\nowner:\n  {}x\n", "- ".repeat(10_000)).into()),
        ("content/roles/bomb.yaml", "yaml-syntax", bomb.into()),
        ("content/roles/self.yaml", "yaml-syntax", b"title: &a [*a]\n".to_vec()),
        ("content/roles/tab.yaml", "yaml-syntax", b"title: T\nskills:\n\ttalk: novice\n".to_vec()),
        ("content/roles/nul.yaml", "yaml-syntax", b"title: \"a\0b\n".to_vec()),
        ("content/roles/open.md", "yaml-syntax", b"---\r\ntitle: T\r\n".to_vec()),
        ("content/roles/long.yaml", "yaml-syntax", format!("title: a: {}\n", "x".repeat(10_000_000)).into()),
        ("content/roles/\u{1f680}.md", "invalid-id", b"---\ntitle: Rocket\nsummary: Flies.\n---\n".to_vec()),
        ("content/roles/---.md", "invalid-id", b"---\ntitle: Dashes\nsummary: Dashes.\n---\n".to_vec()),
        ("content/skills/empty-id.yaml", "invalid-id", b"\"\": { title: Nothing, summary: Nothing. }\n".to_vec()),
        ("content/roles/con.md", "reserved-name", b"---\ntitle: Con\nsummary: Plays.\n---\n".to_vec()),
        ("content/handbook.yaml", "missing-field", b"".to_vec()),
        ("content/handbook.yaml", "wrong-type", b"- title\n".to_vec()),
        ("content/handbook.yaml", "not-utf8", b"title: \xff\n".to_vec()),
    ];
    for (path, code, bytes) in broken {
        let before = std::fs::read(project.path(path)).ok();
        project.write(path, &bytes);
        let output = project.build();
        let (told, status) = (said(&output), output.status.code());
        assert!(told.contains(&format!("error[{code}]")), "{path}: {}", shortened(&told));
        assert_eq!(status, Some(1), "{path}: {}", shortened(&told));
        assert!(told.len() < 100_000, "{path}: a report of {} bytes", told.len());
        assert_eq!(project.site(), whole, "{path}");
        match before {
            Some(before) => project.write(path, &before),
            None => std::fs::remove_file(project.path(path)).unwrap(),
        }
    }
    assert_eq!(project.build().status.code(), Some(0));
    assert_eq!(project.site(), whole);
}

#[test]
fn a_template_that_fails_leaves_the_last_site_whole() {
    let project = Project::new();
    project.write("content/roles/engineer.md", b"---\ntitle: Engineer\nsummary: Builds.\n---\n");
    assert_eq!(project.build().status.code(), Some(0));
    let whole = project.site();
    project.write("content/handbook.yaml", b"title: Handbook\ntheme: ours\n");
    for template in ["{{ page.nothing }}", "{% if %}", "{% extends \"no.html\" %}", "\u{feff}{{"] {
        project.write("themes/ours/templates/role.html", template.as_bytes());
        let output = project.build();
        assert_eq!(output.status.code(), Some(1), "{template}");
        assert!(said(&output).contains("error[template-error]"), "{template}: {}", said(&output));
        assert_eq!(project.site(), whole, "{template}");
    }
}

#[test]
fn odd_but_honest_files_mean_what_they_say() {
    let project = Project::new();
    project.write(
        "content/roles/mark.md",
        "\u{feff}---\r\ntitle: no\r\nsummary: 1.10\r\nlevel: l4\r\n---\r\nTéxt.\r\n".as_bytes(),
    );
    project
        .write("content/roles/number.yaml", b"title: 1.10\nsummary: ~ 0x10\naliases: [yes, 007, 1e3, null-island]\n");
    // An accent written as a letter and a mark is the same id as the letter with the accent.
    project.write("content/roles/re\u{301}sume\u{301}.md", b"---\ntitle: R\nsummary: x\n---\n");
    project.write(
        "content/guides/a.md",
        "# A\n\n[[r\u{e9}sum\u{e9}]] and [it](../roles/r\u{e9}sum\u{e9}.md).\n".as_bytes(),
    );
    project.write("content/guides/line.md", format!("# L\n\n{}\n", "word ".repeat(2_000_000)).as_bytes());
    project.write("content/guides/tags.md", b"# T\n\n</div></body></html><!-- --></script>\n\nText.\n");
    project.write("content/guides/tabs.md", b"# T\n\n\tcode\n\n-\titem\n");
    let output = project.build();
    assert_eq!(output.status.code(), Some(0), "{}", shortened(&said(&output)));
    let page = |path: &str| std::fs::read_to_string(project.path("public").join(path)).unwrap();
    assert!(page("roles/mark.html").contains("<h1>no</h1>") || page("roles/mark.html").contains(">no</h1>"));
    assert!(page("roles/number.html").contains("1.10") && page("roles/number.html").contains("~ 0x10"));
    let tags = page("guides/tags.html");
    assert!(tags.contains("&lt;/body&gt;") && tags.matches("</body>").count() == 1, "stray tags are text");
    assert!(project.path("public/roles/r\u{e9}sum\u{e9}.html").is_file());
}

#[test]
fn an_empty_file_is_a_warning_and_its_name_is_no_mystery() {
    let project = Project::new();
    project.write("content/roles/later.md", b"");
    project.write("content/tracks/up.yaml", b"title: Up\nroles: [later]\n");
    let output = project.build();
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("warning[empty-file]") && !said(&output).contains("unknown-reference"));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_links_to_nothing_are_reported() {
    use std::os::unix::fs::symlink;
    let project = Project::new();
    assert_eq!(project.build().status.code(), Some(0));
    let whole = project.site();
    std::fs::create_dir_all(project.path("content/guides")).unwrap();
    for (target, link) in [
        ("..", "content/guides/up"),
        (".", "content/here"),
        ("gone.md", "content/guides/gone.md"),
        ("/", "content/root"),
    ] {
        symlink(target, project.path(link)).unwrap();
        let output = project.build();
        assert!(said(&output).contains("error[unreadable-file]"), "{link}: {}", said(&output));
        assert_eq!((output.status.code(), project.site()), (Some(1), whole.clone()), "{link}");
        std::fs::remove_file(project.path(link)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_reported() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new();
    project.write("content/roles/a.md", b"---\ntitle: A\nsummary: A.\n---\n");
    project.write("content/guides/b.md", b"# B\n\nText.\n");
    let user = OtherUser::of(&project);
    assert_eq!(user.build(&project).status.code(), Some(0));
    let whole = project.site();
    for (path, mode) in [("content/roles/a.md", 0o644), ("content/guides", 0o755)] {
        std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(0o000)).unwrap();
        let output = user.build(&project);
        std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
        assert!(said(&output).contains("error[unreadable-file]"), "{}", said(&output));
        assert!(said(&output).contains(path), "{}", said(&output));
        assert_eq!((output.status.code(), project.site()), (Some(1), whole.clone()), "{path}");
    }
}

/// A user whom permissions stop, which they do not do to the superuser: `nobody` for a test that runs as root, who gets
/// the project and a copy of the program; the same user otherwise.
#[cfg(unix)]
struct OtherUser {
    id: Option<u32>,
    program: PathBuf,
}

#[cfg(unix)]
impl OtherUser {
    const NOBODY: u32 = 65_534;

    fn of(project: &Project) -> Self {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let program = PathBuf::from(assert_cmd::cargo::cargo_bin!("rungs"));
        if std::fs::metadata(project.0.path()).unwrap().uid() != 0 {
            return Self { id: None, program };
        }
        // The folder of the program may be closed to others.
        let copy = project.path("rungs");
        std::fs::copy(program, &copy).unwrap();
        for entry in walk(project.0.path()) {
            chown(entry, Some(Self::NOBODY), Some(Self::NOBODY)).unwrap();
        }
        Self { id: Some(Self::NOBODY), program: copy }
    }

    fn build(&self, project: &Project) -> Output {
        use std::os::unix::process::CommandExt as _;
        let mut command = std::process::Command::new(&self.program);
        command.arg("build").current_dir(project.0.path()).env("NO_COLOR", "1");
        if let Some(id) = self.id {
            command.uid(id).gid(id);
        }
        command.output().unwrap()
    }
}

/// A folder and everything below it.
#[cfg(unix)]
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        if path.is_dir() {
            found.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        }
        at += 1;
    }
    found
}

#[test]
fn a_file_that_vanishes_is_gone_and_nothing_worse() {
    // Between two snapshots: the reader's own tests hold the moment within one.
    let project = Project::new();
    project.write("content/roles/a.md", b"---\ntitle: A\nsummary: A.\nleads_to: b\n---\n");
    project.write("content/roles/b.md", b"---\ntitle: B\nsummary: B.\n---\n");
    assert_eq!(project.build().status.code(), Some(0));
    let whole = project.site();
    std::fs::remove_file(project.path("content/roles/b.md")).unwrap();
    let output = project.build();
    assert!(said(&output).contains("error[unknown-reference]: there is no role `b`"), "{}", said(&output));
    assert_eq!((output.status.code(), project.site()), (Some(1), whole));
    std::fs::remove_file(project.path("content/handbook.yaml")).unwrap();
    assert_eq!(project.build().status.code(), Some(2));
}

/// NUL stands in no text, whatever field it was typed into.
#[test]
fn nul_reaches_no_page() {
    let mut sources = Sources::default();
    sources.insert(Source::text("content/handbook.yaml", HANDBOOK));
    let fields = "title: \"A\\0a\"\naliases: [\"B\\0b\"]\nsummary: \"C\\0c\"\nowner: \"D\\0d\"";
    sources.insert(Source::text("content/roles/a.md", &format!("---\n{fields}\n---\nText \0 and `\0`.\n")));
    let guide = "# G\0g\n\n## H\0h\n\n![al\0t](p.svg \"ti\0tle\") [l\0](../roles/a.md \"x\0\")\n\n```a\0\nb\0\n```\n";
    sources.insert(Source::text("content/guides/g.md", guide));
    sources.insert(Source::text("content/guides/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    let files = compile(sources).render_all().unwrap();
    let with_nul: Vec<&String> = files
        .iter()
        .filter(|(path, bytes)| ![".js", ".png", ".woff2"].iter().any(|end| path.ends_with(end)) && bytes.contains(&0))
        .map(|(path, _)| path)
        .collect();
    assert!(files.contains_key("guides/g.html") && files.contains_key("roles/a.html"));
    assert_eq!(with_nul, [""; 0]);
}

#[test]
fn many_mistakes_take_no_more_than_their_share_of_time() {
    // A thousand roles that name a thousand skills under wrong names, and lists without what they need.
    let mut sources = Sources::default();
    sources.insert(Source::text("content/handbook.yaml", HANDBOOK));
    let skills: String = (0..1000).map(|n| format!("skill-{n:04}: {{ title: Skill {n} }}\n")).collect();
    let roles: String = (0..1000).map(|n| format!("- id: role-{n}\n  skills: {{ skil-{n:04}: novice }}\n")).collect();
    sources.insert(Source::text("content/skills.yaml", &skills));
    sources.insert(Source::text("content/roles.yaml", &roles));
    let begin = std::time::Instant::now();
    let compiled = compile(sources);
    assert!(begin.elapsed() < LIMIT, "{:?}", begin.elapsed());
    assert_eq!(of(&compiled, "unknown-reference").count(), 1000);
    assert_eq!(of(&compiled, "missing-field").count(), 1000);
    assert_eq!(of(&compiled, "orphan").count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        path in prop::sample::select(vec!["content/handbook.yaml", "content/roles/a.md", "content/skills.yaml", "content/a.md"]),
    ) {
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Bytes(error.into_bytes().into()),
        };
        let mut sources = Sources::default();
        sources.insert(Source::text("content/handbook.yaml", HANDBOOK));
        sources.insert(Source { path: path.into(), content });
        places_are_in_their_files(&compile(sources));
    }

    /// Pieces of YAML in any order: every way to be nearly right.
    #[test]
    fn no_scrambled_fields_make_it_panic(
        pieces in proptest::collection::vec(prop::sample::select(vec![
            "title", "skills", "extends", "id", ": ", ":", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ", ", "\"", "'", "#",
            "&a ", "*a", "|", ">", "\t", "---\n", "é", "🚀", "[[a]]", "~", "null", "\r\n", "? ", "!!str ", "%", "\u{feff}", "\0",
        ]), 0..40),
    ) {
        let text = pieces.concat();
        let mut sources = Sources::default();
        sources.insert(Source::text("content/handbook.yaml", HANDBOOK));
        sources.insert(Source::text("content/roles/a.yaml", &text));
        sources.insert(Source::text("content/roles/b.md", &format!("---\n{text}\n---\nText.\n")));
        sources.insert(Source::text("content/skills.yaml", &text));
        places_are_in_their_files(&compile(sources));
    }
}

/// Every place of every diagnostic is in its file and between characters, and can be printed.
fn places_are_in_their_files(compiled: &Compiled) {
    for problem in &compiled.diagnostics {
        let text = compiled.sources.get(&problem.place.path).and_then(|source| source.as_text());
        let spans = problem.place.span.into_iter().chain(problem.edits.iter().map(|edit| edit.span));
        for (span, text) in spans.filter_map(|span| Some((span, text?))) {
            assert!(text.get(span.range()).is_some(), "{problem:#?} in {text:?}");
        }
    }
    let mut out = Vec::new();
    rungs::report::print(&compiled.diagnostics, &compiled.sources, rungs::report::ReportFormat::Human, true, &mut out)
        .unwrap();
}

fn compile(sources: Sources) -> Compiled {
    compile::compile(sources, Vec::new(), &HandbookOptions::default(), &mut Memo::default())
}

fn of<'a>(compiled: &'a Compiled, code: &'a str) -> impl Iterator<Item = &'a Diagnostic> {
    compiled.diagnostics.iter().filter(move |problem| problem.code.name == code)
}

/// A handbook in a folder of its own.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write("content/handbook.yaml", HANDBOOK.as_bytes());
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        std::fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std::fs::write(self.path(path), bytes).unwrap();
    }

    fn build(&self) -> Output {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rungs"));
        command.arg("build").current_dir(self.0.path()).env("NO_COLOR", "1").timeout(LIMIT).output().unwrap()
    }

    /// Every file of the output with its bytes.
    fn site(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        gather(&self.path("public"), &mut files);
        files.sort();
        files
    }
}

fn gather(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => gather(&path, files),
            false => files.push((path.clone(), std::fs::read(&path).unwrap())),
        }
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn shortened(text: &str) -> String {
    text.chars().take(3000).collect()
}
