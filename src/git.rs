//! Git, read through the `git` command: revisions, the files of a revision, and when each file last changed.
//!
//! Every call is bounded in time and in the size of its answer, runs no hook and no helper that the repository names,
//! and writes nothing into the repository. Git is optional: without it every function says so in a [`GitError`].

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::disk;
use crate::handbook::history::LastChanges;
use crate::source::Sources;

/// How long a call may take.
const MAX_TIME: Duration = Duration::from_secs(60);

/// How long an answer may be in bytes. It bounds the files of a revision, too.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

/// The folders of a project that a snapshot holds.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// Settings of a repository that could start programs, and colours and quotes that would change answers.
const SETTINGS: [&str; 8] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "color.ui=false",
];

/// The repository that a handbook is in.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The project's folder, which may be below the top of the repository.
    root: PathBuf,
    /// Whether older commits are missing.
    pub shallow: bool,
}

/// The files of a revision.
#[derive(Debug)]
pub struct GitRevision {
    /// The files that a snapshot of the working tree would hold.
    pub sources: Sources,
    /// What is in the revision and not in `sources`, one sentence each.
    pub left_out: Vec<String>,
}

/// Why git has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitError {
    /// The command is not there.
    NotInstalled,
    /// The folder is not in a repository.
    NotARepository(String),
    /// The revision does not exist; `hint` says what may be the reason.
    UnknownRevision {
        /// What was asked for.
        name: String,
        /// A further sentence, or nothing.
        hint: &'static str,
    },
    /// It exists and is no commit.
    NotACommit {
        /// What was asked for.
        name: String,
        /// What it is: a blob or a tree.
        is: String,
    },
    /// Older commits are missing, and the question needs them.
    Shallow,
    /// The answer took too long.
    TooSlow(String),
    /// The answer was too long.
    TooLarge(String),
    /// Git failed; its own words.
    Failed(String),
}

impl fmt::Display for GitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => formatter.write_str("the `git` command is not installed"),
            Self::NotARepository(folder) => write!(formatter, "{folder} is not in a git repository"),
            Self::UnknownRevision { name, hint } => write!(formatter, "git knows no revision `{name}`{hint}"),
            Self::NotACommit { name, is } => write!(formatter, "`{name}` is a {is} and not a commit"),
            Self::Shallow => formatter.write_str(
                "this clone is shallow, so that older commits are missing: run `git fetch --unshallow`, \
                 or clone with the whole history (`fetch-depth: 0` in GitHub Actions)",
            ),
            Self::TooSlow(call) => {
                write!(formatter, "`git {call}` did not answer within {} seconds", MAX_TIME.as_secs())
            }
            Self::TooLarge(call) => write!(formatter, "`git {call}` answered with more than 1 GiB"),
            Self::Failed(words) => write!(formatter, "git failed: {words}"),
        }
    }
}

impl std::error::Error for GitError {}

impl Repository {
    /// The repository that the project in `root` is in.
    ///
    /// # Errors
    ///
    /// When git is not installed, does not trust the repository, or there is none.
    pub fn find(root: &Path) -> Result<Self, GitError> {
        let answer = git(root, &["rev-parse", "--is-inside-work-tree", "--is-shallow-repository"], Vec::new());
        let answer = match answer {
            Err(GitError::Failed(words)) if words.contains("not a git repository") => String::new(),
            answer => text(answer?),
        };
        let mut lines = answer.lines();
        if lines.next() != Some("true") {
            return Err(GitError::NotARepository(root.display().to_string()));
        }
        Ok(Self { root: root.to_path_buf(), shallow: lines.next() == Some("true") })
    }

    /// The hash of the commit that a revision names: a tag, a branch, a hash, `HEAD~2`.
    ///
    /// # Errors
    ///
    /// When there is no such revision, or it is not a commit.
    pub fn commit(&self, name: &str) -> Result<String, GitError> {
        let verify = |what: &str| self.git(&["rev-parse", "--verify", "--quiet", "--end-of-options", what]);
        if let Ok(hash) = verify(&format!("{name}^{{commit}}")) {
            return Ok(text(hash).trim().to_owned());
        }
        let is_known = verify(&format!("{name}^{{}}")).ok().map(|hash| text(hash).trim().to_owned());
        if let Some(is) = is_known.and_then(|hash| self.git(&["cat-file", "-t", &hash]).ok()) {
            let is = text(is).trim().to_owned();
            if is != "commit" {
                return Err(GitError::NotACommit { name: name.to_owned(), is });
            }
        }
        let hint = if self.shallow {
            "; this clone is shallow, so that older commits are missing: run `git fetch --unshallow --tags`"
        } else {
            ""
        };
        Err(GitError::UnknownRevision { name: name.to_owned(), hint })
    }

    /// The last tag before `HEAD`, by the order of commits.
    pub fn last_tag(&self) -> Option<String> {
        let tag = self.git(&["describe", "--tags", "--abbrev=0"]).ok()?;
        Some(text(tag).trim().to_owned()).filter(|tag| !tag.is_empty())
    }

    /// The files of a commit that belong to the project.
    ///
    /// # Errors
    ///
    /// When git fails, or the files are too large together.
    pub fn revision(&self, commit: &str) -> Result<GitRevision, GitError> {
        let arguments = ["ls-tree", "-r", "-z", "-l", commit, "--"];
        let listing = text(self.git(&[&arguments[..], &FOLDERS].concat())?);
        let entries: Vec<TreeEntry<'_>> = listing.split('\0').filter_map(TreeEntry::read).collect();
        if entries.iter().map(|entry| entry.bytes).sum::<u64>() > MAX_BYTES {
            return Err(GitError::TooLarge("cat-file".to_owned()));
        }
        let hashes: String =
            entries.iter().filter(|one| !one.is_submodule()).map(|one| format!("{}\n", one.hash)).collect();
        let answer = git(&self.root, &["cat-file", "--batch"], hashes.into_bytes())?;
        let mut rest = answer.as_slice();
        let mut files: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        let mut links: Vec<(&str, String)> = Vec::new();
        let mut left_out = Vec::new();
        for entry in &entries {
            if entry.is_submodule() {
                left_out.push(format!("{} is a submodule, whose files are not in the repository", entry.path));
                continue;
            }
            let bytes = next_object(&mut rest)
                .ok_or_else(|| GitError::Failed(format!("the file {} of {commit} cannot be read", entry.path)))?;
            if entry.is_link() {
                links.push((entry.path, String::from_utf8_lossy(bytes).into_owned()));
            } else {
                files.insert(entry.path, bytes.to_vec());
            }
        }
        for (path, target) in links {
            let found = linked(path, &target).and_then(|target| files.get(target.as_str()).cloned());
            match found {
                Some(bytes) => drop(files.insert(path, bytes)),
                None => left_out.push(format!("{path} is a link to {target}, which is not a file of the handbook")),
            }
        }
        let sources = files.into_iter().filter_map(|(path, bytes)| disk::from_bytes(path, bytes)).collect();
        Ok(GitRevision { sources, left_out })
    }

    /// When each file of the project last changed, in one call for all commits. A file that was only renamed did not
    /// change. Commits count in their order and not by their dates, which may go backwards.
    ///
    /// # Errors
    ///
    /// When git fails, or older commits are missing, so that the oldest one seems to have changed every file.
    pub fn last_changes(&self) -> Result<LastChanges, GitError> {
        if self.shallow {
            return Err(GitError::Shallow);
        }
        let mut arguments =
            vec!["log", "--topo-order", "--format=%x01%cs", "--name-status", "-M", "-z", "--relative", "--"];
        arguments.extend(FOLDERS);
        let log = match self.git(&arguments) {
            // A repository without a commit has no history.
            Err(GitError::Failed(words)) if words.contains("does not have any commits") => String::new(),
            log => text(log?),
        };
        let mut status = vec!["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--"];
        status.extend(FOLDERS);
        let prefix = text(self.git(&["rev-parse", "--show-prefix"])?).trim_end_matches('\n').to_owned();
        let status = text(self.git(&status)?);
        let uncommitted = status.split('\0').filter_map(|line| line.get(3..)?.strip_prefix(prefix.as_str()));
        Ok(LastChanges { days: days(&log), uncommitted: uncommitted.map(str::to_owned).collect() })
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        git(&self.root, arguments, Vec::new())
    }
}

/// A line of `git ls-tree -l`.
struct TreeEntry<'a> {
    mode: &'a str,
    hash: &'a str,
    bytes: u64,
    path: &'a str,
}

impl<'a> TreeEntry<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (about, path) = line.split_once('\t')?;
        let mut parts = about.split_whitespace();
        let (mode, _, hash, bytes) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        Some(Self { mode, hash, bytes: bytes.parse().unwrap_or(0), path })
    }

    fn is_submodule(&self) -> bool {
        self.mode == "160000"
    }

    fn is_link(&self) -> bool {
        self.mode == "120000"
    }
}

/// The next answer of `git cat-file --batch`.
fn next_object<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let length: usize = head.rsplit_once(' ')?.1.parse().ok()?;
    let bytes = rest.get(end + 1..end + 1 + length)?;
    *rest = rest.get(end + 2 + length..)?;
    Some(bytes)
}

/// Where a link leads, from the project's root; `None` if it leads out.
fn linked(path: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The day of the last change of each file, from a log with the newest commit first.
fn days(log: &str) -> BTreeMap<String, String> {
    let mut days = BTreeMap::new();
    // What a file is called now, by what it is called at this point of the log.
    let mut names: HashMap<String, String> = HashMap::new();
    let mut day = "";
    let mut fields = log.split('\0').map(|field| field.trim_start_matches('\n'));
    while let Some(field) = fields.next() {
        let status = match field.strip_prefix('\u{1}') {
            Some(date) => {
                day = date.trim();
                continue;
            }
            None => field,
        };
        let is_rename = status.starts_with(['R', 'C']);
        if status.is_empty() {
            continue;
        }
        let Some(path) = fields.next() else { break };
        let to = if is_rename { fields.next().unwrap_or(path) } else { path };
        let now = names.get(to).cloned().unwrap_or_else(|| to.to_owned());
        let is_only_renamed = status == "R100" || status == "C100";
        if !is_only_renamed {
            days.entry(now.clone()).or_insert_with(|| day.to_owned());
        }
        if is_rename {
            names.remove(to);
            names.insert(path.to_owned(), now);
        }
    }
    days
}

/// Runs git in a folder and gives its answer.
fn git(folder: &Path, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, GitError> {
    let call = || arguments.first().copied().unwrap_or_default().to_owned();
    let mut command = Command::new("git");
    command.arg("--no-pager").args(SETTINGS).args(arguments).current_dir(folder);
    command
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder.is_dir() => {
            return Err(GitError::NotInstalled);
        }
        Err(error) => return Err(GitError::Failed(error.to_string())),
    };
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // Each pipe has a thread, because git may wait on any of them.
    if let Some(mut stdin) = stdin {
        std::thread::spawn(move || stdin.write_all(&input));
    }
    let words = read_on_a_thread(stderr);
    let answer = read_on_a_thread(stdout);
    let answer = match answer.recv_timeout(MAX_TIME) {
        Ok(answer) if answer.len() as u64 <= MAX_BYTES => Ok(answer),
        Ok(_) => Err(GitError::TooLarge(call())),
        Err(_) => Err(GitError::TooSlow(call())),
    };
    let answer = answer.inspect_err(|_| {
        let _ = child.kill();
        let _ = child.wait();
    })?;
    let status = child.wait().map_err(|error| GitError::Failed(error.to_string()))?;
    if status.success() {
        return Ok(answer);
    }
    let words = text(words.recv_timeout(MAX_TIME).unwrap_or_default());
    let words: Vec<&str> =
        words.lines().map(|line| line.trim_start_matches("fatal: ")).filter(|line| !line.is_empty()).collect();
    Err(GitError::Failed(words.join(" ")))
}

fn read_on_a_thread(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rename_is_no_change_and_dates_may_go_backwards() {
        let log = "\u{1}2026-03-01\0\nR100\0content/a.md\0content/b.md\0\u{1}2026-04-01\0\nM\0content/a.md\0M\0content/c.md\0\u{1}2026-02-01\0\nR090\0content/z.md\0content/c.md\0A\0content/a.md\0";
        let days = days(log);
        let found: Vec<(&str, &str)> = days.iter().map(|(path, day)| (path.as_str(), day.as_str())).collect();
        assert_eq!(found, [("content/b.md", "2026-04-01"), ("content/c.md", "2026-04-01")]);
    }

    #[test]
    fn links_stay_within_the_project() {
        assert_eq!(linked("content/a/b.md", "../c.md").as_deref(), Some("content/c.md"));
        assert_eq!(linked("content/b.md", "../../c.md"), None);
        assert_eq!(linked("content/b.md", "/etc/passwd"), None);
    }
}
