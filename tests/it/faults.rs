//! Faults of the machine while the real program writes: it is killed at random moments, the disk is full, a folder is
//! mounted, two builds run at once. No file may be damaged, and nothing foreign may be touched.
//!
//! `RUNGS_FAULTS=200` sets how often a build is killed; without it, a few times. What changes in the output folder during
//! a build is tested in `src/output/tests.rs`, where the moment can be chosen.

use crate::project;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How often a build is killed unless `RUNGS_FAULTS` says otherwise.
const KILLS: u64 = 8;

/// Enough entities that a build takes long enough to be killed inside.
const ENTITIES: usize = 60;

const FOREIGN: [(&str, &str); 3] =
    [("public/notes.txt", "theirs"), ("public/roles/theirs.txt", "theirs"), ("public/.rungs/9.tmp", "theirs")];

/// A handbook whose every page shows `word`.
fn write_handbook(root: &Path, word: &str) {
    let put = |path: &str, text: String| {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    };
    put("content/handbook.yaml", format!("title: The {word} handbook\n"));
    for number in 0..ENTITIES {
        let skill = format!("---\ntitle: Skill {number} {word}\n---\nText with {word}.\n");
        put(&format!("content/skills/s{number}.md"), skill);
    }
    put("content/roles/r.md", format!("---\ntitle: Role {word}\n---\nText with {word}.\n"));
    put("content/roles/q.md", format!("---\ntitle: Other {word}\n---\nText with {word}.\n"));
}

fn build(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs"));
    command.args(["build", "-q"]).current_dir(root).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn finish(child: Child) -> (bool, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn build_whole(root: &Path) {
    let (done, said) = finish(build(root).spawn().unwrap());
    assert!(done, "{said}");
}

/// The site as files, without `.rungs/` and what is foreign.
fn site(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let foreign = |path: &str| FOREIGN.iter().any(|(foreign, _)| *foreign == format!("public/{path}"));
    let files = project::files_below(&root.join("public")).into_iter();
    files.filter(|(path, _)| !foreign(path)).map(|(path, bytes)| (path, bytes.to_vec())).collect()
}

fn assert_foreign_is_untouched(root: &Path) {
    for (path, text) in FOREIGN {
        assert_eq!(fs::read_to_string(root.join(path)).unwrap(), text, "{path}");
    }
}

/// Two handbooks built clean, by the word that their pages show.
fn expected() -> [BTreeMap<String, Vec<u8>>; 2] {
    ["first", "second"].map(|word| {
        let folder = tempfile::tempdir().unwrap();
        write_handbook(folder.path(), word);
        build_whole(folder.path());
        site(folder.path())
    })
}

fn project_with_foreign_files() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_handbook(folder.path(), "first");
    build_whole(folder.path());
    for (path, text) in FOREIGN {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

#[test]
fn a_build_killed_at_any_moment_damages_nothing() {
    let rounds = std::env::var("RUNGS_FAULTS").ok().map_or(KILLS, |text| text.parse().expect("a number of kills"));
    let sites = expected();
    let folder = project_with_foreign_files();
    let root = folder.path();
    let start = Instant::now();
    write_handbook(root, "second");
    build_whole(root);
    // Kills are spread over the time that a build takes, by steps that do not divide it.
    let whole = start.elapsed().as_micros() as u64;
    let (mut killed, mut mixed) = (0, 0);
    let manifest = || fs::metadata(root.join("public/.rungs/manifest.json")).unwrap().modified().unwrap();
    for round in 0..rounds {
        write_handbook(root, ["first", "second"][round as usize % 2]);
        let mut child = build(root).spawn().unwrap();
        if round % 2 == 0 {
            thread::sleep(Duration::from_micros(whole * (round * 619 % 1000) / 1000));
        } else {
            // The manifest is replaced just before the first file is, which is soon over.
            let before = manifest();
            while child.try_wait().unwrap().is_none() && manifest() == before {}
            thread::sleep(Duration::from_micros(round * 619 % 1000 / 2));
        }
        child.kill().unwrap();
        killed += u64::from(!finish(child).0);
        let found = site(root);
        for (path, bytes) in &found {
            let is_whole = sites.iter().any(|site| site.get(path) == Some(bytes));
            assert!(is_whole, "round {round}: {path} is neither the old nor the new file");
        }
        mixed += u64::from(sites.iter().all(|site| *site != found));
        assert_foreign_is_untouched(root);
    }
    write_handbook(root, "first");
    build_whole(root);
    assert!(site(root) == sites[0], "the build after the kills is not as a clean one");
    assert_foreign_is_untouched(root);
    let left: Vec<_> =
        fs::read_dir(root.join("public/.rungs")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(killed > rounds / 4, "only {killed} of {rounds} builds were killed before they ended");
    let _ = writeln!(io::stderr(), "{killed} of {rounds} builds were killed, {mixed} left an unfinished site");
}

#[test]
fn builds_at_once_end_with_one_of_the_sites() {
    let sites = expected();
    let folder = project_with_foreign_files();
    let root = folder.path();
    for round in 0..2 {
        write_handbook(root, ["second", "first"][round % 2]);
        let builds: Vec<Child> = (0..3).map(|_| build(root).spawn().unwrap()).collect();
        for child in builds {
            let (done, said) = finish(child);
            assert!(done, "{said}");
        }
        assert!(site(root) == sites[(round + 1) % 2], "round {round}");
        assert_foreign_is_untouched(root);
    }
}

/// A file system in memory that is unmounted at the end.
#[cfg(target_os = "linux")]
struct Mount(PathBuf);

#[cfg(target_os = "linux")]
impl Mount {
    /// `None`, which is said, where this may not mount.
    fn at(path: &Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "rungs-test"]).arg(path).stderr(Stdio::null());
        match mount.status() {
            Ok(status) if status.success() => Some(Self(path.into())),
            _ => {
                project::skipped("only the superuser may mount a file system");
                None
            }
        }
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_last_site_whole() {
    let sites = expected();
    let whole: usize = sites[0].values().map(|bytes| bytes.len().next_multiple_of(4096)).sum();
    let mut failed = 0;
    // From no room at all for changed files to room for nearly all of them.
    for room in [200_000, 400_000, 600_000, 800_000] {
        let disk = tempfile::tempdir().unwrap();
        let Some(_mount) = Mount::at(disk.path(), &(whole + room).to_string()) else { return };
        let source = tempfile::tempdir().unwrap();
        let output = disk.path().join("site");
        let build = || build(source.path()).arg("-o").arg(&output).spawn().unwrap();
        let there = || -> BTreeMap<String, Vec<u8>> {
            project::files_below(&output).into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect()
        };
        write_handbook(source.path(), "first");
        let (done, said) = finish(build());
        assert!(done, "{room}: {said}");
        write_handbook(source.path(), "second");
        let (done, said) = finish(build());
        if done {
            assert!(there() == sites[1], "{room}");
            continue;
        }
        failed += 1;
        assert!(said.contains("make room and build again"), "{room}: {said}");
        assert!(there() == sites[0], "{room}: the last site is not whole");
        write_handbook(source.path(), "first");
        let (done, said) = finish(build());
        assert!(done, "{room}: {said}");
    }
    assert!(failed >= 2, "the disk was full only {failed} times");
}

#[cfg(target_os = "linux")]
#[test]
fn a_mount_in_the_output_is_named_and_nothing_is_mixed() {
    let folder = project_with_foreign_files();
    let root = folder.path();
    let before = site(root);
    let Some(_mount) = Mount::at(&root.join("public/skills"), "4M") else { return };
    let masked = site(root);
    write_handbook(root, "second");
    let (done, said) = finish(build(root).spawn().unwrap());
    assert!(!done);
    assert!(said.contains("skills: it is mounted or on another file system; unmount it"), "{said}");
    assert!(site(root) == masked, "a file was changed");
    drop(_mount);
    assert!(site(root) == before);
    assert_foreign_is_untouched(root);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_mounted_from_the_same_file_system_is_found_before_anything_is_changed() {
    let folder = project_with_foreign_files();
    let root = folder.path();
    let elsewhere = tempfile::tempdir().unwrap();
    let skills = root.join("public/skills");
    let bound = Command::new("mount").arg("--bind").arg(elsewhere.path()).arg(&skills).stderr(Stdio::null()).status();
    if !bound.is_ok_and(|status| status.success()) {
        return project::skipped("only the superuser may mount a folder");
    }
    let mount = Mount(skills);
    let before = site(root);
    write_handbook(root, "second");
    let (done, said) = finish(build(root).spawn().unwrap());
    assert!(!done && said.contains("skills: it is mounted"), "{said}");
    assert!(site(root) == before, "a file was changed");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    drop(mount);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_found_before_anything_is_changed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = project_with_foreign_files();
    let root = folder.path();
    let skills = root.join("public/skills");
    let shut = |mode| fs::set_permissions(&skills, fs::Permissions::from_mode(mode)).unwrap();
    shut(0o555);
    // The superuser may write all the same; where the file system knows the attribute, nobody may.
    let is_superuser = fs::write(skills.join("probe"), "").is_ok();
    if is_superuser {
        fs::remove_file(skills.join("probe")).unwrap();
        let marked = Command::new("chattr").arg("+i").arg(&skills).stderr(Stdio::null()).status();
        if !marked.is_ok_and(|status| status.success()) {
            return project::skipped("the superuser may write to every folder here");
        }
    }
    let before = site(root);
    write_handbook(root, "second");
    let (done, said) = finish(build(root).spawn().unwrap());
    if is_superuser {
        assert!(Command::new("chattr").arg("-i").arg(&skills).status().unwrap().success());
    }
    shut(0o755);
    assert!(!done && said.contains("skills: it is not writable; change its permissions"), "{said}");
    assert!(site(root) == before, "a file was changed");
    build_whole(root);
}
