//! The promises of the writer, each as files before, files written and files after.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use super::error::Obstacle;
use super::lock::{LockedFolder, temporary};
use super::manifest::{MANIFEST_FILE, Manifest, STATE_FOLDER};
use super::plan::FolderPlan;
use super::state::Looked;
use super::{
    Complete, Destination, OutputError, SiteStage, WrittenFiles, apply, clean, find_current, hash, hash_inputs, stage,
};
use crate::hash::Fingerprint;

type Site = BTreeMap<String, Arc<[u8]>>;

fn site(files: &[(&str, &str)]) -> Site {
    files.iter().map(|(path, text)| (String::from(*path), Arc::from(text.as_bytes()))).collect()
}

/// Hands over a whole site and writes it.
fn write(destination: &Destination, files: &Site) -> Result<WrittenFiles, OutputError> {
    let stage = stage(destination, files.keys().cloned().collect())?;
    files.iter().for_each(|(path, bytes)| stage.put(path, bytes, None));
    stage.commit(None)
}

/// A project to write from, in a folder of its own.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Self { folder };
        project.put("content/handbook.yaml", "title: T\n");
        project
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn to<'a>(&'a self, folder: &'a Path) -> Destination<'a> {
        Destination { project_root: self.folder.path(), folder, home: None, on_wait: &|| {} }
    }

    fn write(&self, files: &[(&str, &str)]) -> Result<WrittenFiles, OutputError> {
        write(&self.to(Path::new("public")), &site(files))
    }

    /// The paths that were removed, and those that were kept.
    fn clean(&self) -> Result<(Vec<String>, Vec<String>), OutputError> {
        let cleaning = clean(&self.to(Path::new("public")))?;
        let told = (cleaning.removed.clone(), cleaning.kept.clone());
        cleaning.apply().map(|()| told)
    }

    /// The manifest on disk.
    fn manifest(&self) -> Manifest {
        Manifest::parse(&fs::read(self.at("public").join(STATE_FOLDER).join(MANIFEST_FILE)).unwrap()).unwrap()
    }

    /// Everything in the output folder but `.rungs`: files with their text, folders with a slash.
    fn output(&self) -> Vec<String> {
        fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
            let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
            entries.sort_by_key(|entry| entry.file_name());
            for entry in entries {
                let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
                if entry.file_type().unwrap().is_dir() {
                    found.push(format!("{name}/"));
                    walk(&entry.path(), &format!("{name}/"), found);
                } else {
                    found.push(format!("{name}={}", fs::read_to_string(entry.path()).unwrap_or_default()));
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.at("public"), "", &mut found);
        found.retain(|name| !name.starts_with(".rungs"));
        found
    }
}

fn counts(written: usize, unchanged: usize, removed: usize) -> WrittenFiles {
    WrittenFiles { written, unchanged, removed, kept: Vec::new() }
}

/// The paths that refused a build, as `changed | foreign | links`.
fn obstacles(result: Result<WrittenFiles, OutputError>) -> String {
    let OutputError::Occupied { obstacles, .. } = result.unwrap_err() else { panic!("something is in the way") };
    let of = |kind| {
        let paths = obstacles.iter().filter(|(_, obstacle)| **obstacle == kind).map(|(path, _)| path.as_str());
        paths.collect::<Vec<_>>().join(" ")
    };
    format!("{} | {} | {}", of(Obstacle::Changed), of(Obstacle::Foreign), of(Obstacle::Link))
}

/// Stages `files` for a build of `program`, keeps what was made from `from`, and returns what was kept.
fn keep_or_put(stage: &mut SiteStage, program: &str, files: &Site, from: &str) -> Vec<String> {
    stage.remember(hash(program.as_bytes()));
    let from = Fingerprint::of(&from);
    let (kept, made): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| stage.keep(&[path], from));
    made.iter().for_each(|(path, bytes)| stage.put(path, bytes, Some(from)));
    kept.into_iter().map(|(path, _)| path.clone()).collect()
}

#[test]
fn a_file_is_kept_only_if_it_is_ours_unchanged_and_made_from_the_same_by_the_same_program() {
    let project = Project::new();
    let output = Path::new("public");
    let destination = project.to(output);
    let files = site(&[("a/one", "1"), ("two", "2")]);
    let build = |program: &str, files: &Site, from: &str| {
        let mut stage = stage(&destination, files.keys().cloned().collect()).unwrap();
        let kept = keep_or_put(&mut stage, program, files, from);
        (kept, stage.commit(None))
    };
    let kept = |program: &str, from: &str| build(program, &files, from).0;
    assert_eq!(kept("p", "x"), [""; 0]);
    assert_eq!(kept("p", "x"), ["a/one", "two"]);
    assert_eq!(kept("p", "y"), [""; 0]);
    assert_eq!(kept("p", "y"), ["a/one", "two"]);
    assert_eq!(kept("q", "y"), [""; 0]);
    // A build without a memory, and one that was killed, leave a list that is older than the files.
    let other = site(&[("a/one", "1"), ("two", "other")]);
    write(&destination, &other).unwrap();
    assert_eq!(kept("q", "y"), ["a/one"]);
    let list = project.at("public/.rungs/fingerprints.json");
    fs::remove_file(&list).unwrap();
    assert_eq!(kept("q", "y"), [""; 0]);
    // What is not ours is neither kept nor replaced.
    project.put("public/two", "mine");
    let (kept_now, result) = build("q", &files, "y");
    assert_eq!((kept_now, obstacles(result)), (vec!["a/one".into()], "two |  | ".into()));
    project.put("public/two", "2");
    fs::write(&list, "a list of mine").unwrap();
    assert_eq!([kept("q", "y"), kept("q", "y")], [[""; 0]; 2]);
    assert_eq!(fs::read_to_string(&list).unwrap(), "a list of mine");
}

#[test]
fn several_files_are_kept_together_or_not_at_all() {
    let project = Project::new();
    let output = Path::new("public");
    let destination = project.to(output);
    let files = site(&[("page", "p"), ("page.gz", "z")]);
    let mut first = stage(&destination, files.keys().cloned().collect()).unwrap();
    assert_eq!(keep_or_put(&mut first, "p", &files, "x"), [""; 0]);
    first.commit(None).unwrap();
    let from = Fingerprint::of(&"x");
    let kept = || {
        let mut stage = stage(&destination, files.keys().cloned().collect()).unwrap();
        stage.remember(hash(b"p"));
        let is_kept = stage.keep(&["page", "page.gz"], from);
        if !is_kept {
            files.iter().for_each(|(path, bytes)| stage.put(path, bytes, Some(from)));
        }
        (is_kept, stage.commit(None).unwrap())
    };
    assert_eq!(kept(), (true, counts(0, 2, 0)));
    fs::remove_file(project.at("public/page.gz")).unwrap();
    assert_eq!(kept(), (false, counts(1, 1, 0)));
    clean(&destination).unwrap().apply().unwrap();
    assert!(!project.at("public").exists(), "the list of fingerprints goes with the rest");
}

#[test]
fn a_second_write_of_the_same_site_touches_nothing() {
    let project = Project::new();
    let files = [("index.html", "home"), ("roles/a/index.html", "a"), ("empty.txt", "")];
    assert_eq!(project.write(&files).unwrap(), counts(3, 0, 0));
    assert_eq!(project.output(), ["empty.txt=", "index.html=home", "roles/", "roles/a/", "roles/a/index.html=a"]);
    let times = |path: &str| fs::metadata(project.at(path)).unwrap().modified().unwrap();
    let before = [times("public/index.html"), times("public/.rungs/manifest.json")];
    assert_eq!(project.write(&files).unwrap(), counts(0, 3, 0));
    assert_eq!([times("public/index.html"), times("public/.rungs/manifest.json")], before);
    let changed = [("index.html", "new home"), ("roles/a/index.html", "a"), ("empty.txt", "")];
    assert_eq!(project.write(&changed).unwrap(), counts(1, 2, 0));
    assert_eq!(fs::read_dir(project.at("public/.rungs")).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn stale_files_and_the_folders_they_leave_empty_are_removed() {
    let project = Project::new();
    project.write(&[("a/b/one", "1"), ("a/two", "2"), ("c/three", "3")]).unwrap();
    project.put("public/c/mine", "mine");
    fs::create_dir_all(project.at("public/theirs")).unwrap();
    assert_eq!(project.write(&[("a/two", "2")]).unwrap(), counts(0, 1, 2));
    assert_eq!(project.output(), ["a/", "a/two=2", "c/", "c/mine=mine", "theirs/"]);
    fs::remove_file(project.at("public/c/mine")).unwrap();
    assert_eq!(project.write(&[("a/two", "2")]).unwrap(), counts(0, 1, 0));
    assert_eq!(project.output(), ["a/", "a/two=2", "theirs/"], "only folders that we made are ours to remove");
}

#[test]
fn a_stale_file_that_someone_changed_is_kept_and_told_every_time() {
    let project = Project::new();
    project.write(&[("a", "1"), ("b/c", "2")]).unwrap();
    project.put("public/b/c", "edited");
    for _ in 0..2 {
        let told = project.write(&[("a", "1")]).unwrap();
        assert_eq!(told.kept, ["b/c"]);
        assert_eq!(told.removed, 0);
    }
    assert_eq!(project.output(), ["a=1", "b/", "b/c=edited"]);
    project.put("public/b/c", "2");
    assert_eq!(project.write(&[("a", "1")]).unwrap(), counts(0, 1, 1));
    assert_eq!(project.output(), ["a=1"]);
}

#[test]
fn changed_and_foreign_files_in_the_way_refuse_the_whole_build() {
    let project = Project::new();
    project.write(&[("a", "1"), ("b", "1"), ("c", "1"), ("stale", "1")]).unwrap();
    project.put("public/a", "edited");
    project.put("public/b", "2");
    project.put("public/d", "mine");
    let new = [("a", "2"), ("b", "2"), ("c", "2"), ("d", "2"), ("e", "2")];
    let error = project.write(&new);
    let text = error.as_ref().unwrap_err().to_string();
    let [first, a, d, last] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert!(first.starts_with("nothing was changed in `") && last == "or choose another output folder", "{text}");
    assert_eq!(a, "  a: someone changed it since rungs wrote it; move or delete it");
    assert_eq!(d, "  d: rungs did not write it; move or delete it");
    assert_eq!(error.as_ref().unwrap_err().exit_code(), 3);
    assert_eq!(obstacles(error), "a | d | ");
    assert_eq!(project.output(), ["a=edited", "b=2", "c=1", "d=mine", "stale=1"]);
    // Bytes that are right already are right, whoever wrote them.
    project.put("public/a", "2");
    project.put("public/d", "2");
    assert_eq!(project.write(&new).unwrap(), counts(2, 3, 1));
}

#[test]
fn files_become_folders_and_folders_become_files() {
    let project = Project::new();
    project.write(&[("a", "file"), ("b/c/d", "deep")]).unwrap();
    assert_eq!(project.write(&[("a/x/y", "deep"), ("b", "file")]).unwrap(), counts(2, 0, 2));
    assert_eq!(project.output(), ["a/", "a/x/", "a/x/y=deep", "b=file"]);
    project.put("public/a/x/mine", "mine");
    assert_eq!(obstacles(project.write(&[("a", "file")])), " | a/x/mine | ");
    fs::remove_file(project.at("public/a/x/mine")).unwrap();
    project.put("public/b", "edited");
    assert_eq!(obstacles(project.write(&[("b/c", "file")])), "b |  | ");
}

#[test]
fn folders_that_a_site_must_not_be_written_to_are_refused_untouched() {
    let project = Project::new();
    let elsewhere = tempfile::tempdir().unwrap();
    project.put("themes/ours/page.html", "");
    project.put("notes/mine.txt", "mine");
    project.put("file", "mine");
    let root = project.folder.path();
    let name = root.file_name().unwrap().to_str().unwrap();
    let refused = [
        "",
        ".",
        "..",
        "/",
        "content",
        "content/out",
        "themes",
        "themes/ours/out",
        "public/../content",
        "new/../content/out",
        "notes",
        "file",
        &format!("../{name}"),
        &format!("../{name}/content"),
    ];
    for folder in refused {
        let error = write(&project.to(Path::new(folder)), &site(&[("index.html", "x")])).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{folder}: {error}");
        assert!(error.to_string().starts_with(&format!("`{folder}` cannot be the output folder: ")), "{error}");
        let error = clean(&project.to(Path::new(folder))).err().unwrap();
        assert_eq!(error.exit_code(), 2, "{folder}: {error}");
    }
    for home in [elsewhere.path().to_path_buf(), elsewhere.path().join("person")] {
        let destination = Destination { home: Some(&home), ..project.to(elsewhere.path()) };
        let error = write(&destination, &site(&[("index.html", "x")])).unwrap_err();
        assert!(error.to_string().contains("home folder"), "{error}");
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(fs::read_dir(root).unwrap().count(), 4, "nothing was made");
    assert_eq!(fs::read_dir(root.join("notes")).unwrap().count(), 1);
    assert!(write(&project.to(elsewhere.path()), &site(&[("index.html", "x")])).is_ok(), "an empty folder is fine");
    assert!(write(&project.to(Path::new("new/deep/site")), &site(&[("index.html", "x")])).is_ok());
}

#[test]
fn paths_that_could_leave_the_folder_are_refused() {
    let project = Project::new();
    for path in ["", "/etc/x", "../x", "a/../../x", "a//b", "a/./b", "a/", ".rungs/manifest.json", ".RUNGS/x", "a\0"] {
        let error = project.write(&[(path, "x")]).unwrap_err();
        assert!(matches!(error, OutputError::BadPath { .. }), "{path}: {error}");
    }
    let error = project.write(&[("a", "x"), ("a-b", "x"), ("a/b", "x")]).unwrap_err();
    assert!(matches!(error, OutputError::BadPath { .. }), "{error}");
    assert!(!project.at("public").exists());
}

#[cfg(unix)]
#[test]
fn links_are_never_written_or_removed_through() {
    use std::os::unix::fs::symlink;
    let project = Project::new();
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("file");
    fs::write(&target, "1").unwrap();
    fs::create_dir(outside.path().join("inner")).unwrap();
    symlink(outside.path(), project.at("linked")).unwrap();
    for folder in ["linked", "linked/deep"] {
        let error = write(&project.to(Path::new(folder)), &site(&[("x", "x")])).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
        assert!(error.to_string().contains("symbolic link"), "{error}");
    }
    project.write(&[("a/inner/deep", "1"), ("file", "1")]).unwrap();
    fs::remove_dir_all(project.at("public/a")).unwrap();
    fs::remove_file(project.at("public/file")).unwrap();
    symlink(outside.path(), project.at("public/a")).unwrap();
    symlink(&target, project.at("public/file")).unwrap();
    fs::write(outside.path().join("inner/deep"), "1").unwrap();
    assert_eq!(obstacles(project.write(&[("a/inner/deep", "2"), ("file", "2")])), " |  | a file");
    // Stale now, with our very bytes, and still not in our folder.
    assert_eq!(project.write(&[("b", "1")]).unwrap().kept, ["a/inner/deep", "file"]);
    fs::remove_file(outside.path().join("inner/deep")).unwrap();
    project.clean().unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "1");
    assert!(outside.path().join("inner").is_dir());

    let other = Project::new();
    other.write(&[("a", "1")]).unwrap();
    fs::rename(other.at("public/.rungs"), outside.path().join("state")).unwrap();
    symlink(outside.path().join("state"), other.at("public/.rungs")).unwrap();
    assert_eq!(other.write(&[("a", "2")]).unwrap_err().exit_code(), 2);
}

#[test]
fn a_manifest_that_is_damaged_or_forged_refuses_the_build() {
    let project = Project::new();
    project.write(&[("a", "1")]).unwrap();
    project.put("public/../outside", "1");
    let path = project.at("public/.rungs/manifest.json");
    let good = fs::read_to_string(&path).unwrap();
    let forged = good.replace("\"a\"", "\"../outside\"");
    assert_ne!(good, forged);
    for (text, reason) in [
        (&*forged, "not inside"),
        ("{", "damaged"),
        ("", "damaged"),
        (&good.replace("\"version\": 1", "\"version\": 2"), "format 2"),
        (&good.replace("\"files\": {", "\"files\": { \"b\": [\"zz\"],"), "`b` has an invalid hash"),
    ] {
        fs::write(&path, text).unwrap();
        for error in [project.write(&[]).unwrap_err(), project.clean().unwrap_err()] {
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!(error.exit_code(), 3);
        }
    }
    assert!(project.at("outside").exists());
}

#[test]
fn clean_removes_what_is_ours_and_nothing_else() {
    let project = Project::new();
    assert_eq!(project.clean().unwrap(), (vec![], vec![]));
    project.write(&[("a/b", "1"), ("c", "1")]).unwrap();
    let destination = project.to(Path::new("public"));
    assert_eq!(clean(&destination).unwrap().removed, ["a/b", "c"]);
    assert_eq!(project.output(), ["a/", "a/b=1", "c=1"]);
    project.put("public/c", "edited");
    project.put("public/mine", "mine");
    assert_eq!(project.clean().unwrap(), (vec!["a/b".into()], vec!["c".into()]));
    assert_eq!(project.output(), ["c=edited", "mine=mine"]);
    project.put("public/c", "1");
    assert_eq!(project.clean().unwrap().0, ["c"]);
    assert_eq!(project.output(), ["mine=mine"]);
    assert!(!project.at("public/.rungs").exists());

    fs::remove_dir_all(project.at("public")).unwrap();
    project.write(&[("a", "1")]).unwrap();
    project.clean().unwrap();
    assert!(!project.at("public").exists(), "a folder that we made goes with its last file");
    fs::create_dir(project.at("public")).unwrap();
    project.write(&[("a", "1")]).unwrap();
    project.clean().unwrap();
    assert!(project.at("public").exists(), "a folder that was there stays");
}

/// The plan of a stage whose files were all handed over.
fn plan(stage: &SiteStage) -> FolderPlan<'_> {
    let SiteStage { locked, state, paths, handed, .. } = stage;
    let looked: Vec<&Looked> = handed.iter().map(|handed| handed.get().unwrap().0.as_ref().unwrap()).collect();
    FolderPlan::of(locked, state, paths, looked).unwrap()
}

fn staged(project: &Project, files: &[(&str, &str)]) -> SiteStage {
    let site = site(files);
    let stage = stage(&project.to(Path::new("public")), site.keys().cloned().collect()).unwrap();
    site.iter().for_each(|(path, bytes)| stage.put(path, bytes, None));
    stage
}

/// Does the first steps of a build and then stops as if killed: everything is announced, and the first `count` of
/// the changed files are in place, the next one is half written under its temporary name.
fn killed_build(project: &Project, files: &[(&str, &str)], count: usize) {
    let stage = staged(project, files);
    let plan = plan(&stage);
    apply::announce(&stage.locked, &plan).unwrap();
    apply::make_folders(&stage.locked, &plan.writes, &mut Default::default()).unwrap();
    apply::rename_all(&stage.locked, &plan, &plan.writes[..count.min(plan.writes.len())]).unwrap();
    let waits = project.at("public/.rungs/stage-0").join(temporary(files.len()));
    assert!(waits.parent().unwrap().is_dir());
    drop(plan);
    // Unlocks the folder, as a kill does; it also clears the stage, which a kill does not.
    drop(stage);
    fs::create_dir(waits.parent().unwrap()).unwrap();
    fs::write(waits, "half").unwrap();
}

#[test]
fn a_build_after_a_killed_one_knows_its_files_and_completes_the_work() {
    for count in 0..=3 {
        let project = Project::new();
        project.write(&[("a", "1"), ("b", "1"), ("old", "1")]).unwrap();
        killed_build(&project, &[("a", "2"), ("b", "2"), ("new/c", "2")], count);
        // Another edit, and another kill, before anything is repaired.
        killed_build(&project, &[("a", "3"), ("b", "3"), ("new/c", "3")], 1);
        let done = project.write(&[("a", "4"), ("b", "4"), ("d", "4")]).unwrap();
        assert_eq!(done.kept, [""; 0], "killed after {count}");
        assert_eq!(project.output(), ["a=4", "b=4", "d=4"], "killed after {count}");
        assert_eq!(fs::read_dir(project.at("public/.rungs")).unwrap().count(), 2, "no temporary file is left");
        assert!(project.manifest().files.values().all(|hashes| hashes.len() == 1));
        killed_build(&project, &[("a", "5"), ("b", "5")], count.min(2));
        project.put("public/b", "edited");
        assert_eq!(obstacles(project.write(&[("a", "6"), ("b", "6")])), "b |  | ", "an edit is an edit, killed or not");
    }
}

#[test]
fn a_first_build_that_is_killed_before_it_lists_anything_is_continued() {
    let project = Project::new();
    drop(LockedFolder::lock(&project.at("public"), &|| {}).unwrap());
    assert_eq!(project.write(&[("a", "1")]).unwrap(), counts(1, 0, 0));
}

/// Builds for ever, to be killed by the test below; does nothing in an ordinary run of the tests.
#[test]
fn build_for_ever() {
    let Some(root) = std::env::var_os("RUNGS_TEST_BUILD_FOR_EVER") else { return };
    let root = PathBuf::from(root);
    let destination = Destination { project_root: &root, folder: Path::new("public"), home: None, on_wait: &|| {} };
    for round in 0.. {
        let letter = char::from(b'a' + (round % 26) as u8);
        let text = letter.to_string().repeat(100_000);
        let files: Vec<_> = (0..40).map(|n| format!("{}/{n}.html", (n + round) % 7)).collect();
        let files: Site = files.into_iter().map(|path| (path, Arc::from(text.as_bytes()))).collect();
        write(&destination, &files).unwrap();
    }
}

#[test]
fn a_process_killed_at_any_moment_leaves_whole_files() {
    let project = Project::new();
    for delay in [60, 75, 90, 110, 140] {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "output::tests::build_for_ever", "--nocapture"])
            .env("RUNGS_TEST_BUILD_FOR_EVER", project.folder.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        for file in project.output().iter().filter(|name| !name.ends_with('/')) {
            let text = file.split_once('=').unwrap().1.as_bytes();
            // On a slow machine the process may be killed before it took the last round's page away.
            let before = file == "index.html=whole";
            assert!(before || (text.len() == 100_000 && text.iter().all(|byte| *byte == text[0])), "half of a file");
        }
        let done = project.write(&[("index.html", "whole")]).unwrap();
        assert_eq!(done.kept, [""; 0]);
        assert_eq!(project.output(), ["index.html=whole"]);
    }
}

#[test]
fn of_two_builds_the_second_waits_and_says_so() {
    let project = Project::new();
    project.write(&[("a", "0")]).unwrap();
    let held = LockedFolder::lock(&project.at("public"), &|| {}).unwrap();
    let waits = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let on_wait = || {
                waits.fetch_add(1, Ordering::SeqCst);
            };
            let destination = Destination { on_wait: &on_wait, ..project.to(Path::new("public")) };
            write(&destination, &site(&[("a", "2")])).unwrap()
        });
        while waits.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
        assert_eq!(project.output(), ["a=0"]);
        drop(held);
        assert_eq!(second.join().unwrap(), counts(1, 0, 0));
    });
    assert_eq!(waits.into_inner(), 1);
    let waited = Cell::new(false);
    let destination = Destination { on_wait: &|| waited.set(true), ..project.to(Path::new("public")) };
    write(&destination, &site(&[("a", "3")])).unwrap();
    assert!(!waited.get());
}

#[test]
fn builds_and_cleans_at_once_end_with_a_whole_site_or_none() {
    let project = Project::new();
    std::thread::scope(|scope| {
        for text in ["1", "2", "3"] {
            let project = &project;
            scope.spawn(move || {
                for _ in 0..20 {
                    let files: Vec<String> = (0..10).map(|n| format!("{n}")).collect();
                    let files: Vec<(&str, &str)> = files.iter().map(|path| (path.as_str(), text)).collect();
                    project.write(&files).unwrap();
                    project.clean().unwrap();
                }
            });
        }
    });
    // Who made the folder is not known for certain when several began at once; then it stays, empty.
    assert!(!project.at("public").exists() || fs::read_dir(project.at("public")).unwrap().count() == 0);
}

#[cfg(unix)]
#[test]
fn a_file_that_only_changed_its_case_survives_where_case_is_ignored() {
    // Two names of one file are what such a file system shows; hard links show the same on any other.
    let project = Project::new();
    project.write(&[("Roles/x", "1"), ("other", "1")]).unwrap();
    fs::create_dir(project.at("public/roles")).unwrap();
    fs::hard_link(project.at("public/Roles/x"), project.at("public/roles/x")).unwrap();
    assert_eq!(project.write(&[("roles/x", "1"), ("other", "1")]).unwrap(), counts(1, 1, 1));
    assert_eq!(project.output(), ["other=1", "roles/", "roles/x=1"]);
}

#[cfg(unix)]
#[test]
fn pages_are_as_readable_as_the_person_wants_new_files_to_be() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    project.write(&[("a", "1")]).unwrap();
    project.put("plain", "");
    let mode = |path: &str| fs::metadata(project.at(path)).unwrap().permissions().mode();
    assert_eq!(mode("public/a"), mode("plain"));
}

#[test]
fn a_failure_names_the_file_and_the_next_build_continues() {
    let project = Project::new();
    project.write(&[("a", "1")]).unwrap();
    let long = "x".repeat(300);
    let error = project.write(&[("a", "2"), (&long, "2")]).unwrap_err();
    assert!(error.to_string().contains(&long), "{error}");
    assert_eq!(error.exit_code(), 3);
    assert_eq!(fs::read_dir(project.at("public/.rungs")).unwrap().count(), 2, "no temporary file is left");
    assert_eq!(project.write(&[("a", "3")]).unwrap().kept, [""; 0]);
    assert_eq!(project.output(), ["a=3"]);
}

/// Changes in the output folder between the moment a build looks at it and the moment it writes: what is there before,
/// the change, and what the build has to say about it. `outside` is a folder that is not ours.
type Change = (&'static str, fn(&Project, &Path), &'static [(&'static str, Obstacle)]);

#[cfg(unix)]
const CHANGES: [Change; 6] = [
    ("page edited", |project, _| project.put("public/in/page", "edited"), &[("in/page", Obstacle::Changed)]),
    ("new foreign file", |project, _| project.put("public/in/new", "theirs"), &[("in/new", Obstacle::Foreign)]),
    ("stale page edited", |project, _| project.put("public/in/stale", "edited"), &[("in/stale", Obstacle::Changed)]),
    (
        "folder swapped for a link",
        |project, outside| {
            fs::rename(project.at("public/in"), project.at("public/moved")).unwrap();
            std::os::unix::fs::symlink(outside, project.at("public/in")).unwrap();
        },
        &[("in", Obstacle::Link)],
    ),
    (
        "page swapped for a link",
        |project, outside| {
            fs::remove_file(project.at("public/in/page")).unwrap();
            std::os::unix::fs::symlink(outside.join("page"), project.at("public/in/page")).unwrap();
        },
        &[("in/page", Obstacle::Link)],
    ),
    (
        "folder swapped for a file",
        |project, _| {
            fs::rename(project.at("public/in"), project.at("public/moved")).unwrap();
            project.put("public/in", "theirs");
        },
        &[("in", Obstacle::Foreign)],
    ),
];

/// Every file below `folder` with its bytes, links as where they lead, `.rungs` left out.
#[cfg(unix)]
fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    use std::os::unix::ffi::OsStrExt;
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_entry(|entry| entry.file_name() != STATE_FOLDER);
    let files = entries.map(Result::unwrap).filter(|entry| !entry.file_type().is_dir()).map(|entry| {
        let path = entry.into_path();
        let bytes = match fs::read_link(&path) {
            Ok(target) => target.as_os_str().as_bytes().to_vec(),
            Err(_) => fs::read(&path).unwrap(),
        };
        (path, bytes)
    });
    files.collect()
}

/// A project whose next build replaces, adds and removes a file of one folder, and a folder outside of it that holds
/// files of the same names.
#[cfg(unix)]
fn before_a_change() -> (Project, TempDir) {
    let project = Project::new();
    project.write(&[("in/page", "1"), ("in/same", "1"), ("in/stale", "1"), ("other", "1")]).unwrap();
    let outside = tempfile::tempdir().unwrap();
    for name in ["page", "same", "stale", "new"] {
        // The very bytes that rungs wrote: what is behind a link is not ours all the same.
        fs::write(outside.path().join(name), "1").unwrap();
    }
    (project, outside)
}

#[cfg(unix)]
const NEXT: [(&str, &str); 4] = [("in/page", "2"), ("in/same", "1"), ("in/new", "2"), ("other", "2")];

#[cfg(unix)]
#[test]
fn what_changes_while_a_build_renders_refuses_it_as_a_whole() {
    for (name, change, expected) in CHANGES {
        let (project, outside) = before_a_change();
        let stage = staged(&project, &NEXT);
        change(&project, outside.path());
        let before = [everything(&project.at("public")), everything(outside.path())];
        let error = stage.commit(None).unwrap_err();
        assert_eq!([everything(&project.at("public")), everything(outside.path())], before, "{name}");
        let OutputError::Occupied { obstacles, .. } = &error else { panic!("{name}: {error}") };
        let found: Vec<_> = obstacles.iter().map(|(path, obstacle)| (path.as_str(), *obstacle)).collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(error.exit_code(), 3);
    }
}

#[cfg(unix)]
#[test]
fn what_changes_while_a_build_writes_is_kept_and_named() {
    for (name, change, expected) in CHANGES {
        let (project, outside) = before_a_change();
        let stage = staged(&project, &NEXT);
        let plan = plan(&stage);
        apply::check(&stage.locked, &plan).unwrap();
        change(&project, outside.path());
        let foreign = everything(outside.path());
        let edited: Vec<PathBuf> = expected.iter().map(|(path, _)| project.at("public").join(path)).collect();
        let there = |path: &PathBuf| (fs::read_link(path).ok(), fs::read(path).ok());
        let before: Vec<_> = edited.iter().map(there).collect();
        let error = apply::apply(&stage.locked, &plan, None).unwrap_err();
        assert_eq!(everything(outside.path()), foreign, "{name}");
        assert_eq!(edited.iter().map(there).collect::<Vec<_>>(), before, "{name}");
        let OutputError::Interrupted { obstacles, .. } = &error else { panic!("{name}: {error}") };
        for (path, _) in expected {
            assert!(obstacles.contains_key(*path), "{name}: {error}");
        }
        drop(plan);
        drop(stage);
        // The next build knows what is ours, and refuses for the same reason or, if the page is stale now, keeps it.
        match project.write(&NEXT) {
            Err(error) => assert!(error.to_string().contains(expected[0].0), "{name}: {error}"),
            Ok(written) => assert_eq!(written.kept, [expected[0].0], "{name}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn what_changes_while_clean_runs_is_kept() {
    for (name, change, _) in CHANGES {
        for is_late in [false, true] {
            let (project, outside) = before_a_change();
            let cleaning = clean(&project.to(Path::new("public"))).unwrap();
            let foreign = everything(outside.path());
            if is_late {
                let (locked, state) = cleaning.folder.as_ref().unwrap();
                let plan = FolderPlan::of(locked, state, &[], []).unwrap();
                apply::check(locked, &plan).unwrap();
                change(&project, outside.path());
                let before = everything(&project.at("public"));
                let result = apply::apply(locked, &plan, None);
                assert_eq!(result.is_ok(), name == "new foreign file", "{name}");
                let after = everything(&project.at("public"));
                let lost: Vec<_> = before.iter().filter(|(path, _)| !after.contains_key(*path)).collect();
                assert!(lost.iter().all(|(_, bytes)| **bytes == b"1"), "{name}: {lost:?}");
            } else {
                change(&project, outside.path());
                let before = everything(&project.at("public"));
                match cleaning.apply() {
                    Ok(()) => assert_eq!(
                        (name, project.output()),
                        ("new foreign file", vec!["in/".into(), "in/new=theirs".into()])
                    ),
                    Err(error) => {
                        assert!(matches!(error, OutputError::Occupied { .. }), "{name}: {error}");
                        assert_eq!(everything(&project.at("public")), before, "{name}");
                    }
                }
            }
            assert_eq!(everything(outside.path()), foreign, "{name}");
        }
    }
}

#[test]
fn foreign_files_in_the_state_folder_stay_and_block_nothing() {
    let project = Project::new();
    project.write(&[("a", "1")]).unwrap();
    fs::create_dir_all(project.at("public/.rungs/5.tmp")).unwrap();
    fs::create_dir_all(project.at("public/.rungs/stage-0/0.tmp")).unwrap();
    project.put("public/.rungs/stage-1/0.tmp", "theirs");
    project.put("public/.rungs/0.tmp", "theirs");
    assert_eq!(project.write(&[("a", "2"), ("b", "2")]).unwrap(), counts(2, 0, 0));
    project.clean().unwrap();
    assert_eq!(fs::read_to_string(project.at("public/.rungs/0.tmp")).unwrap(), "theirs");
    assert_eq!(fs::read_to_string(project.at("public/.rungs/stage-1/0.tmp")).unwrap(), "theirs");
    assert!(project.at("public/.rungs/5.tmp").is_dir() && project.at("public/.rungs/stage-0/0.tmp").is_dir());
    assert_eq!(project.output(), [""; 0]);
    assert_eq!(project.write(&[("a", "3")]).unwrap(), counts(1, 0, 0));
}

#[test]
fn files_of_the_system_do_not_make_a_folder_somebody_elses() {
    for name in [".git", ".DS_Store", ".gitkeep", ".nojekyll", "Thumbs.db", ".gitattributes"] {
        let project = Project::new();
        project.put(&format!("public/{name}"), "theirs");
        project.write(&[("a", "1")]).unwrap();
        project.write(&[]).unwrap();
        project.clean().unwrap();
        assert_eq!(project.output(), [format!("{name}=theirs")]);
        project.put("public/notes.txt", "theirs");
        let error = project.write(&[("a", "1")]).unwrap_err().to_string();
        assert!(error.contains("it holds `notes.txt`, which rungs did not write"), "{error}");
    }
}

#[test]
fn a_build_is_current_only_with_equal_inputs_and_untouched_files() {
    let project = Project::new();
    let inputs = |text: &str| hash_inputs(&Default::default(), &[text.as_bytes()]);
    let outcome = serde_json::json!({ "pages": 2, "reports": ["one"] });
    let complete = Complete { inputs: inputs("1"), outcome: outcome.clone() };
    let write = |complete| {
        let stage = staged(&project, &[("a", "1"), ("in/b", "1"), ("in/c", "1")]);
        stage.commit(complete).unwrap();
    };
    let current = |text: &str| find_current(&project.to(Path::new("public")), inputs(text)).unwrap();
    assert_eq!(current("1"), None);
    assert!(!project.at("public").exists());
    write(Some(complete.clone()));
    let manifest = project.manifest().to_json();
    assert_eq!(current("1"), Some((outcome.clone(), 3)));
    assert_eq!(current("2"), None);
    for (path, text) in [("public/in/b", "2"), ("public/a", "")] {
        project.put(path, text);
        assert_eq!(current("1"), None, "{path}");
        project.put(path, "1");
        assert_eq!(current("1"), Some((outcome.clone(), 3)));
    }
    fs::remove_file(project.at("public/in/c")).unwrap();
    assert_eq!(current("1"), None);
    write(Some(complete.clone()));
    assert_eq!(project.manifest().to_json(), manifest, "the same build lists the same");
    write(None);
    assert_eq!(current("1"), None);
    write(Some(complete.clone()));
    killed_build(&project, &[("a", "2")], 0);
    assert_eq!(current("1"), None, "a killed build is not complete");
    // A file that was kept has to be named by every build.
    project.put("public/in/c", "edited");
    staged(&project, &[("a", "1")]).commit(Some(complete)).unwrap();
    assert_eq!(current("1"), None);
}

/// Prints how long a large site takes: `cargo test --release -- --ignored --nocapture large_site`.
#[test]
#[ignore = "measures time"]
fn large_site() {
    let root = tempfile::tempdir_in("/dev/shm").unwrap();
    fs::create_dir(root.path().join("content")).unwrap();
    let destination =
        Destination { project_root: root.path(), folder: Path::new("public"), home: None, on_wait: &|| {} };
    let files: Site = (0..10_000)
        .map(|n| (format!("{}/{n}/index.html", n % 100), Arc::from(format!("{n:020}").repeat(1000).as_bytes())))
        .collect();
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let written = write(&destination, &files).unwrap();
        println!("{} written, {} unchanged: {:?}", written.written, written.unchanged, start.elapsed());
    }
}
