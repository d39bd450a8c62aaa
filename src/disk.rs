//! The only reader of content and themes: takes a snapshot of `content/` and `themes/` as [`Sources`].
//!
//! Knows which files belong to a project, how far links may lead and how large a file may be. It does not know
//! what a file means, which theme is in use, or where the site is written.

mod snapshot;

pub use snapshot::{Snapshot, folders};

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, UNREADABLE_FILE, URL_CONFLICT};
use crate::source::{Content, Place, Source, Sources};

/// The file that makes a folder a project.
const HANDBOOK: &str = "content/handbook.yaml";

/// The folders that are read, and nothing else.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// Larger text files are refused: a page's text is never this long, and spans count bytes in 32 bits.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Larger files of any other kind are refused. They are only copied, but are held in memory until then.
const MAX_COPIED_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Links between folders can multiply a few files into any number of paths; past this many the walk ends.
const MAX_ENTRIES: usize = 1_000_000;

/// Extensions of files that people or programs read as text. Only these are checked for UTF-8.
const TEXT_EXTENSIONS: [&str; 14] =
    ["md", "yaml", "yml", "html", "css", "js", "mjs", "json", "svg", "txt", "toml", "xml", "csv", "webmanifest"];

const LINK_LEADS_OUT: &str = "it is a link that leads out of the project; copy what it leads to instead";
const LINK_IN_A_CIRCLE: &str = "it is a link to a folder that holds the link; remove it";
const LINK_TO_NOTHING: &str = "it is a link to something that is not there";
const NOT_A_FILE: &str = "it is neither a file nor a folder (a pipe, a socket or a device)";
const REMOVED: &str = "it was removed while the project was read; run the command again";
const CHANGED: &str = "it changed while it was read; run the command again";
const TOO_LARGE: &str = "it is larger than 64 MiB";
const TOO_LARGE_TO_COPY: &str = "it is larger than 2 GiB; publish it elsewhere and link to it";

/// A folder with a handbook in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    root: PathBuf,
    /// The root with every link resolved, which is what links are compared with.
    real_root: PathBuf,
}

impl Project {
    /// The project at `root` if it is given (taken from `cwd` when it is relative), else the one that `cwd`, which
    /// must be absolute, is in: the nearest folder upwards that holds `content/handbook.yaml`.
    ///
    /// # Errors
    /// When no such file is there. The error says where it was looked for.
    pub fn find(root: Option<&Path>, cwd: &Path) -> Result<Self, FindError> {
        let found = match root {
            Some(root) => Some(cwd.join(root)).filter(|root| root.join(HANDBOOK).is_file()),
            None => cwd.ancestors().find(|folder| folder.join(HANDBOOK).is_file()).map(Path::to_path_buf),
        };
        let not_found = || {
            let from = root.map_or(cwd.into(), |root| cwd.join(root));
            FindError { near: near_handbook(&from), from, upwards: root.is_none() }
        };
        let root = std::path::absolute(found.ok_or_else(not_found)?).map_err(|_| not_found())?;
        let real_root = root.canonicalize().map_err(|_| not_found())?;
        Ok(Self { root, real_root })
    }

    /// The project's folder, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path that the file at `path` (absolute) has in a snapshot, or `None` if no snapshot would hold it: it is
    /// outside `content/` and `themes/`, hidden, or an editor's leftover. Does not look at the disk.
    pub fn source_path(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).or_else(|_| path.strip_prefix(&self.real_root)).ok()?;
        let path = slashed(inside).ok()?;
        is_source_path(&path).then_some(path)
    }
}

/// The settings under another name, such as `handbook.yml`.
fn near_handbook(root: &Path) -> Option<String> {
    let names = fs::read_dir(root.join("content")).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let near =
        names.filter(|name| matches!(&*name.to_lowercase(), "handbook.yml" | "handbook.yaml" | "handbook.yaml.txt"));
    near.min()
}

/// No project was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindError {
    from: PathBuf,
    upwards: bool,
    /// The name of a file that was most likely meant.
    near: Option<String>,
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let above = if self.upwards { " or in any folder above it" } else { "" };
        let from = self.from.display();
        writeln!(f, "there is no handbook here: {HANDBOOK} is not in {from}{above}")?;
        if let Some(name) = &self.near {
            return write!(f, "content/{name} is there: rename it to handbook.yaml");
        }
        write!(f, "start one with `rungs init`, or name the folder that holds `content/`")
    }
}

impl std::error::Error for FindError {}

/// A snapshot of the project's files, and what is wrong with those that cannot be in it.
///
/// Every file or folder that should be there but cannot be read is in the snapshot too, as
/// [`Content::Unreadable`], and has the diagnostic that [`problem`] makes of it. Two calls on the same files give
/// equal results.
pub fn read(project: &Project) -> (Sources, Vec<Diagnostic>) {
    let mut listing = Listing::default();
    for folder in FOLDERS {
        listing.walk(project, folder);
    }
    let Listing { entries, mut diagnostics, .. } = listing;
    let sources: Vec<Source> = entries
        .into_par_iter()
        .map(|(path, entry)| {
            let content = match entry {
                FolderEntry::File(file) => read_listed(&path, &file),
                FolderEntry::Refused(reason) => Content::Unreadable(reason),
                FolderEntry::Read(source) => return source,
            };
            Source { path: path.into(), content }
        })
        .collect();
    diagnostics.extend(sources.iter().filter_map(problem));
    diagnostics.sort();
    (sources.into_iter().collect(), diagnostics)
}

/// Reads one file again. `path` is as in [`Source::path`]; `None` when no file is there, or none that [`read`]
/// would have put into its snapshot.
pub fn read_one(project: &Project, path: &str) -> Option<Source> {
    if !is_source_path(path) {
        return None;
    }
    let unreadable = |reason: &str| Some(Source { path: path.into(), content: Content::Unreadable(reason.into()) });
    let mut file = project.root.clone();
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        file = entry_named(&file, name)?;
        let is_last = names.peek().is_none();
        if file.is_symlink()
            && let Err(reason) = check_link(project, &file)
        {
            return if is_last { unreadable(&reason) } else { None };
        }
    }
    if file.is_dir() {
        return None;
    }
    Some(Source { path: path.into(), content: read_content(path, &file)? })
}

/// The source that a snapshot would hold for a file of these bytes, as for a file of an older revision; `None` if no
/// snapshot would hold it.
pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Option<Source> {
    let path: String = path.nfc().collect();
    if !is_source_path(&path) {
        return None;
    }
    let content = if is_text(&path) && bytes.len() as u64 > MAX_FILE_BYTES {
        Content::Unreadable(TOO_LARGE.into())
    } else {
        content(&path, bytes)
    };
    Some(Source { path: path.into(), content })
}

/// What is wrong with a source that could not be read; `None` for all others.
pub fn problem(source: &Source) -> Option<Diagnostic> {
    let Content::Unreadable(reason) = &source.content else { return None };
    let message = format!("`{}` cannot be read: {reason}", source.path);
    Some(Diagnostic::new(UNREADABLE_FILE, Place::file(&source.path), message))
}

/// What was found under the project's folders before any file is read.
#[derive(Default)]
struct Listing {
    /// By the path in the snapshot.
    entries: BTreeMap<String, FolderEntry>,
    diagnostics: Vec<Diagnostic>,
    /// Whether there are symbolic links among them.
    has_links: bool,
}

enum FolderEntry {
    /// A file that was read already.
    Read(Source),
    /// Where the file is on disk: its name there need not be NFC.
    File(PathBuf),
    /// Why it must not be opened, or could not be listed.
    Refused(String),
}

impl Listing {
    fn walk(&mut self, project: &Project, folder: &str) {
        let mut walk = WalkDir::new(project.root.join(folder)).follow_links(true).sort_by_file_name().into_iter();
        while let Some(step) = walk.next() {
            if self.entries.len() >= MAX_ENTRIES {
                let reason = format!("there are more than {MAX_ENTRIES} files in it");
                self.entries.insert(folder.into(), FolderEntry::Refused(reason));
                return;
            }
            let (path, is_folder) = match &step {
                Ok(entry) => (entry.path(), entry.file_type().is_dir()),
                Err(error) => (error.path().unwrap_or(&project.root), false),
            };
            let is_top = path.parent() == Some(&project.root);
            if !is_top && path.file_name().is_some_and(is_leftover) {
                if is_folder {
                    walk.skip_current_dir();
                }
                continue;
            }
            let path = path.to_path_buf();
            self.has_links |= step.as_ref().map_or_else(|_| path.is_symlink(), walkdir::DirEntry::path_is_symlink);
            let judged = match step {
                Ok(entry) => judge(project, &entry),
                Err(error) => judge_error(&error),
            };
            let is_refused = matches!(judged, Some(FolderEntry::Refused(_)));
            let is_named = self.add(project, path, judged);
            if is_folder && (is_refused || !is_named) {
                walk.skip_current_dir();
            }
        }
    }

    /// Files an entry under its name in the snapshot; `false` if it has none.
    fn add(&mut self, project: &Project, file: PathBuf, entry: Option<FolderEntry>) -> bool {
        let inside = file.strip_prefix(&project.root).unwrap_or(&file);
        let path = match slashed(inside) {
            Ok(path) => path,
            Err(lossy) => {
                let message = format!("the name of `{lossy}` is not UTF-8");
                let place = Place::file(&lossy.into());
                let help = "Rename it; its name becomes part of an address.";
                self.diagnostics.push(Diagnostic::new(UNREADABLE_FILE, place, message).help(help));
                return false;
            }
        };
        let Some(entry) = entry else { return true };
        if self.entries.contains_key(&path) && matches!(entry, FolderEntry::File(_)) {
            // Which of the two is first depends on the bytes of their names only, so it is the same in every run.
            let message = format!("two files are called `{path}`: their names differ only in how accents are encoded");
            let help = "Remove or rename one of them; the first is used.";
            self.diagnostics.push(Diagnostic::new(URL_CONFLICT, Place::file(&path.into()), message).help(help));
            return true;
        }
        self.entries.insert(path, entry);
        true
    }
}

/// What to do with something that the walk found; `None` for folders, which the walk enters by itself.
fn judge(project: &Project, entry: &walkdir::DirEntry) -> Option<FolderEntry> {
    if entry.path_is_symlink()
        && let Err(reason) = check_link(project, entry.path())
    {
        return Some(FolderEntry::Refused(reason));
    }
    let kind = entry.file_type();
    match (kind.is_dir(), kind.is_file()) {
        (true, _) => None,
        (_, true) => Some(FolderEntry::File(entry.path().to_path_buf())),
        _ => Some(FolderEntry::Refused(NOT_A_FILE.into())),
    }
}

/// What to do where the walk failed; `None` if what was there is gone.
fn judge_error(error: &walkdir::Error) -> Option<FolderEntry> {
    if error.loop_ancestor().is_some() {
        return Some(FolderEntry::Refused(LINK_IN_A_CIRCLE.into()));
    }
    let is_link = error.path().is_some_and(Path::is_symlink);
    match error.io_error() {
        Some(error) if is_gone(error) && is_link => Some(FolderEntry::Refused(LINK_TO_NOTHING.into())),
        Some(error) if is_gone(error) => None,
        Some(error) => Some(FolderEntry::Refused(error.to_string())),
        None => Some(FolderEntry::Refused(error.to_string())),
    }
}

/// Whether the link at `path` may be followed, else why not. Compared after resolving every link and `..`, because a
/// path that merely begins with the root can lead anywhere.
fn check_link(project: &Project, path: &Path) -> Result<(), String> {
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if is_gone(&error) => return Err(LINK_TO_NOTHING.into()),
        Err(error) => return Err(error.to_string()),
    };
    if !target.starts_with(&project.real_root) {
        return Err(LINK_LEADS_OUT.into());
    }
    let holder = path.parent().and_then(|parent| parent.canonicalize().ok());
    if holder.is_some_and(|holder| holder.starts_with(&target)) {
        return Err(LINK_IN_A_CIRCLE.into());
    }
    Ok(())
}

/// The content of a file that was listed. One that vanished or has another length after it was read was changed
/// meanwhile: half of it may have been read, and a build of that would be wrong without a word.
fn read_listed(path: &str, file: &Path) -> Content {
    let Some(content) = read_content(path, file) else { return Content::Unreadable(REMOVED.into()) };
    let length = match &content {
        Content::Text(text) => text.len(),
        Content::Bytes(bytes) => bytes.len(),
        Content::Unreadable(_) => return content,
    };
    match fs::metadata(file) {
        Ok(metadata) if metadata.len() == length as u64 => content,
        Ok(_) => Content::Unreadable(CHANGED.into()),
        Err(error) if is_gone(&error) => Content::Unreadable(REMOVED.into()),
        Err(error) => Content::Unreadable(error.to_string()),
    }
}

/// The content of `file`, or `None` if it is gone.
fn read_content(path: &str, file: &Path) -> Option<Content> {
    let bytes = match read_bytes(file, is_text(path)) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(reason)) => return Some(Content::Unreadable(reason.into())),
        Err(error) if is_gone(&error) => return None,
        Err(error) => return Some(Content::Unreadable(error.to_string())),
    };
    Some(content(path, bytes))
}

fn content(path: &str, bytes: Vec<u8>) -> Content {
    if !is_text(path) {
        return Content::Bytes(bytes.into());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text.into()),
        Err(error) => Content::Bytes(error.into_bytes().into()),
    }
}

/// Whether the name says that a file holds text.
fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    TEXT_EXTENSIONS.contains(&extension.as_str())
}

/// The bytes of `file`, or why it is not read.
fn read_bytes(file: &Path, is_text: bool) -> io::Result<Result<Vec<u8>, &'static str>> {
    let (limit, reason) = if is_text { (MAX_FILE_BYTES, TOO_LARGE) } else { (MAX_COPIED_BYTES, TOO_LARGE_TO_COPY) };
    // Asked before opening: opening a pipe waits for someone to write into it.
    let metadata = fs::metadata(file)?;
    if !metadata.is_file() {
        return Ok(Err(NOT_A_FILE));
    }
    if metadata.len() > limit {
        return Ok(Err(reason));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // The limit holds for what is read, too: the file may be growing.
    File::open(file)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 > limit { Err(reason) } else { Ok(bytes) })
}

/// The entry of `folder` whose name is `name` once it is NFC, if there is one.
fn entry_named(folder: &Path, name: &str) -> Option<PathBuf> {
    let direct = folder.join(name);
    if direct.symlink_metadata().is_ok() {
        return Some(direct);
    }
    if name.is_ascii() {
        return None;
    }
    let mut names: Vec<_> = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    names.sort();
    names
        .into_iter()
        .find(|found| found.to_str().is_some_and(|found| found.nfc().eq(name.chars())))
        .map(|n| folder.join(n))
}

/// A relative path with `/` between its parts, NFC; if it is not UTF-8, an approximation of it as the error.
fn slashed(path: &Path) -> Result<String, String> {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name),
        _ => None,
    });
    let joined = names.map(OsStr::to_string_lossy).collect::<Vec<_>>().join("/");
    match path.to_str() {
        None => Err(joined),
        Some(_) if is_nfc(&joined) => Ok(joined),
        Some(_) => Ok(joined.nfc().collect()),
    }
}

/// Whether a path, as in a snapshot, is below one of the folders that are read and none of its parts is skipped.
fn is_source_path(path: &str) -> bool {
    let Some((folder, rest)) = path.split_once('/') else { return false };
    FOLDERS.contains(&folder) && rest.split('/').all(|name| !name.is_empty() && !is_leftover(OsStr::new(name)))
}

/// Whether a file or folder name is hidden or a leftover of an editor or a file manager.
fn is_leftover(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    // Hosts read these two.
    let is_published = name == b".well-known" || name == b".nojekyll";
    (name.starts_with(b".") && !is_published)
        || name.ends_with(b"~")
        || (name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#"))
        || [&b".swp"[..], b".swo", b".swx", b"___jb_tmp___", b"___jb_old___"].iter().any(|end| name.ends_with(end))
        || name == b"4913" // Vim makes and deletes this file to learn whether it may write here.
        || name.eq_ignore_ascii_case(b"Thumbs.db")
        || name.eq_ignore_ascii_case(b"desktop.ini")
}

/// Whether an error means that nothing is at the path.
pub fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A project with the given files besides its handbook.
    fn project(files: &[(&str, &[u8])]) -> (TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files.iter().chain(&[(HANDBOOK, &b"title: T\n"[..])]) {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
        let project = Project::find(Some(folder.path()), Path::new("/")).unwrap();
        (folder, project)
    }

    fn paths(project: &Project) -> Vec<String> {
        read(project).0.iter().map(|source| source.path.to_string()).collect()
    }

    fn messages(project: &Project) -> Vec<String> {
        read(project).1.iter().map(|problem| format!("{}: {}", problem.code.name, problem.message)).collect()
    }

    #[test]
    fn a_project_is_found_from_a_folder_inside_it() {
        let (folder, project) = project(&[("content/roles/deep/x.md", b"")]);
        let inside = folder.path().join("content/roles/deep");
        assert_eq!(Project::find(None, &inside), Ok(project.clone()));
        assert_eq!(project.root(), folder.path());
        let error = Project::find(Some(Path::new("roles")), &folder.path().join("content")).unwrap_err().to_string();
        assert!(error.contains("content/roles") && error.contains("rungs init"), "{error}");
        let nowhere = tempfile::tempdir().unwrap();
        let error = Project::find(None, nowhere.path()).unwrap_err().to_string();
        assert!(error.contains("any folder above"), "{error}");
        for name in ["handbook.yml", "Handbook.YAML", "handbook.yaml.txt"] {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("content")).unwrap();
            fs::write(folder.path().join("content").join(name), "title: H\n").unwrap();
            let error = Project::find(None, folder.path()).unwrap_err().to_string();
            assert!(error.contains(&format!("content/{name} is there: rename it to handbook.yaml")), "{error}");
        }
    }

    #[test]
    fn a_snapshot_holds_content_and_themes_and_nothing_else() {
        let (_folder, project) = project(&[
            ("README.md", b"no"),
            ("public/index.html", b"no"),
            ("content/roles/a.md", b"yes"),
            ("content/.git/config", b"no"),
            ("content/roles/.a.md.swp", b"no"),
            ("content/roles/a.md~", b"no"),
            ("content/roles/#a.md#", b"no"),
            ("content/4913", b"no"),
            ("content/Thumbs.db", b"no"),
            ("content/.DS_Store", b"no"),
            ("content/roles/.DS_Store", b"no"),
            ("content/roles/.git", b"gitdir: elsewhere"),
            ("content/logo.png", b"\x89PNG"),
            ("content/bad.md", b"\xff"),
            ("themes/ours/page.html", b"yes"),
        ]);
        let (sources, problems) = read(&project);
        let expected = ["content/bad.md", HANDBOOK, "content/logo.png", "content/roles/a.md", "themes/ours/page.html"];
        assert_eq!(paths(&project), expected);
        assert_eq!(problems, []);
        assert_eq!(&**sources.get("content/roles/a.md").unwrap().as_text().unwrap(), "yes");
        for bytes in ["content/bad.md", "content/logo.png"] {
            assert!(matches!(sources.get(bytes).unwrap().content, Content::Bytes(_)));
        }
        for path in &expected {
            assert_eq!(read_one(&project, path).as_ref(), sources.get(path).map(|source| &**source));
        }
    }

    #[test]
    fn one_file_is_read_again_only_if_a_snapshot_would_hold_it() {
        let (folder, project) = project(&[("README.md", b""), ("content/.x.md", b""), ("content/roles/a.md", b"")]);
        for path in ["README.md", "content/.x.md", "content/../README.md", "content", "content/roles", "content/no.md"]
        {
            assert_eq!(read_one(&project, path), None, "{path}");
        }
        let path_of = |path: &str| project.source_path(&folder.path().join(path));
        assert_eq!(path_of("content/roles/b.md").as_deref(), Some("content/roles/b.md"));
        assert_eq!(path_of("content/roles/b.md~"), None);
        assert_eq!(path_of("public/b.md"), None);
        assert_eq!(project.source_path(Path::new("/elsewhere/content/b.md")), None);
    }

    #[test]
    fn names_are_normalised_and_two_that_become_one_are_reported() {
        let (folder, project) = project(&[("content/e\u{301}/a.md", b"decomposed")]);
        assert_eq!(paths(&project), [HANDBOOK, "content/\u{e9}/a.md"]);
        assert_eq!(&**read_one(&project, "content/\u{e9}/a.md").unwrap().as_text().unwrap(), "decomposed");
        fs::create_dir(folder.path().join("content/\u{e9}")).unwrap();
        fs::write(folder.path().join("content/\u{e9}/a.md"), "composed").unwrap();
        let (sources, problems) = read(&project);
        assert_eq!(&**sources.get("content/\u{e9}/a.md").unwrap().as_text().unwrap(), "decomposed");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code.name, "url-conflict");
    }

    #[test]
    fn a_file_that_is_too_large_is_reported_and_not_read() {
        let (folder, project) = project(&[]);
        let file = File::create(folder.path().join("content/big.md")).unwrap();
        file.set_len(MAX_FILE_BYTES + 1).unwrap();
        let (sources, _) = read(&project);
        assert_eq!(sources.get("content/big.md").unwrap().content, Content::Unreadable(TOO_LARGE.into()));
        assert_eq!(messages(&project), ["unreadable-file: `content/big.md` cannot be read: it is larger than 64 MiB"]);
        let video = File::create(folder.path().join("content/video.mp4")).unwrap();
        video.set_len(MAX_FILE_BYTES + 1).unwrap();
        let copied = read_one(&project, "content/video.mp4").unwrap();
        assert!(matches!(copied.content, Content::Bytes(bytes) if bytes.len() as u64 == MAX_FILE_BYTES + 1));
        fs::remove_file(folder.path().join("content/video.mp4")).unwrap();
        file.set_len(MAX_FILE_BYTES).unwrap();
        assert_eq!(messages(&project), [""; 0]);
    }

    #[test]
    fn a_file_that_vanishes_or_grows_while_it_is_read_is_reported() {
        let (folder, _) = project(&[("content/a.md", b"# A\n")]);
        let file = folder.path().join("content/a.md");
        assert_eq!(read_listed("content/a.md", &file), Content::Text("# A\n".into()));
        fs::remove_file(&file).unwrap();
        assert_eq!(read_listed("content/a.md", &file), Content::Unreadable(REMOVED.into()));
        // This one says that it is empty and then gives bytes, as one does that grows.
        #[cfg(target_os = "linux")]
        assert_eq!(read_listed("content/b.md", Path::new("/proc/self/status")), Content::Unreadable(CHANGED.into()));
    }

    #[test]
    fn what_hosts_read_is_published_though_it_is_hidden() {
        let (_folder, project) =
            project(&[("content/.well-known/security.txt", b"x"), ("content/.nojekyll", b""), ("content/.env", b"x")]);
        assert_eq!(paths(&project), ["content/.nojekyll", "content/.well-known/security.txt", HANDBOOK]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_inside_the_project() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        let (folder, project) = project(&[("shared/s.md", b"shared"), ("content/roles/a.md", b"")]);
        let at = |path: &str| folder.path().join(path);
        symlink("../shared", at("content/shared")).unwrap();
        symlink("../shared/s.md", at("content/s.md")).unwrap();
        symlink(outside.path(), at("content/out")).unwrap();
        symlink(outside.path().join("secret.md"), at("content/secret.md")).unwrap();
        symlink("nothing.md", at("content/dangling.md")).unwrap();
        symlink("nothing.md", at("content/.#lock.md")).unwrap();
        symlink("..", at("content/roles/circle")).unwrap();
        symlink("../..", at("content/roles/root")).unwrap();
        symlink("self", at("content/self")).unwrap();
        let (sources, problems) = read(&project);
        let readable: Vec<&str> =
            sources.iter().filter(|source| source.as_text().is_some()).map(|source| &*source.path).collect();
        assert_eq!(readable, [HANDBOOK, "content/roles/a.md", "content/s.md", "content/shared/s.md"]);
        let reported: Vec<&str> = problems.iter().map(|problem| &*problem.place.path).collect();
        let refused = [
            "content/dangling.md",
            "content/out",
            "content/roles/circle",
            "content/roles/root",
            "content/secret.md",
            "content/self",
        ];
        assert_eq!(reported, refused);
        for path in ["content/dangling.md", "content/secret.md", "content/out"] {
            assert_eq!(read_one(&project, path).as_ref(), sources.get(path).map(|source| &**source), "{path}");
        }
        assert_eq!(read_one(&project, "content/out/secret.md"), None);
        assert_eq!(read_one(&project, "content/roles/circle/roles/a.md"), None);
        assert!(read_one(&project, "content/shared/s.md").unwrap().as_text().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn special_files_and_odd_names_are_refused_without_opening() {
        use std::os::unix::ffi::OsStrExt;
        let (folder, project) = project(&[("content/roles/a.md", b"")]);
        let content = folder.path().join("content");
        let _socket = std::os::unix::net::UnixListener::bind(content.join("socket.md")).unwrap();
        fs::create_dir(content.join(OsStr::from_bytes(b"dir\xff"))).unwrap();
        fs::write(content.join(OsStr::from_bytes(b"dir\xff/inner.md")), "").unwrap();
        fs::write(content.join(OsStr::from_bytes(b"x\xff.md")), "").unwrap();
        assert_eq!(paths(&project), [HANDBOOK, "content/roles/a.md", "content/socket.md"]);
        let found = messages(&project);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("dir\u{fffd}` is not UTF-8"), "{found:?}");
        assert!(found[1].contains("neither a file nor a folder"), "{found:?}");
        assert!(found[2].contains("x\u{fffd}.md` is not UTF-8"), "{found:?}");
    }
}
