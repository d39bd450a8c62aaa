//! Decides, before anything is touched, whether a site may be written to a folder at all.
//!
//! Does not read the manifest, only whether there is one, and changes nothing on disk.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::manifest::{MANIFEST_FILE, STATE_FOLDER};
use super::{Destination, OutputError};
use crate::disk::is_gone;

/// A folder that may be written to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutputFolder {
    /// Its path, with every link and `..` resolved.
    pub path: PathBuf,
    /// Whether rungs wrote into it before. If not, it does not exist yet, or holds nothing but [`SYSTEM_FILES`].
    pub has_manifest: bool,
}

/// What version control, file managers and hosts put into a folder that is otherwise empty. A site may be written beside
/// them, and they are never touched.
const SYSTEM_FILES: [&str; 9] =
    [".git", ".gitignore", ".gitattributes", ".gitkeep", ".keep", ".nojekyll", ".DS_Store", "Thumbs.db", "desktop.ini"];

/// Judges the folder of `destination`.
///
/// Paths are compared after links and `..` are resolved, because a path that does not begin with another can still lead
/// into it. Folders that exist are also compared by identity, because `Content` and `content` are one folder on some file
/// systems.
pub(super) fn judge(destination: &Destination) -> Result<OutputFolder, OutputError> {
    let refuse = |reason: &str| OutputError::Refused { folder: destination.folder.into(), reason: reason.into() };
    if destination.folder.as_os_str().is_empty() {
        return Err(refuse("its name is empty; name a folder, such as `public`"));
    }
    let project_root = destination.project_root;
    let project_root = std::path::absolute(project_root).map_err(OutputError::io("resolve", project_root))?;
    let asked = project_root.join(destination.folder);
    let resolve = |path: &Path| resolve(path).map_err(OutputError::io("resolve", path));
    let root = resolve(&project_root)?;
    let kind = kind_of(&asked).map_err(OutputError::io("look at", &asked))?;
    if kind == EntryKind::Link {
        return Err(refuse("it is a symbolic link; name the folder that is meant"));
    }
    let folder = resolve(&asked)?;
    if folder.parent().is_none() {
        return Err(refuse("it is the root of the file system; name a folder for the site alone"));
    }
    if is_within(&root, &folder) {
        return Err(refuse("it is the project or holds it; name a folder inside the project, such as `public`"));
    }
    if let Some(home) = destination.home
        && home.is_absolute()
        && is_within(&resolve(home)?, &folder)
    {
        return Err(refuse("it is the home folder or holds it; name a folder for the site alone"));
    }
    for read in ["content", "themes"] {
        let input = resolve(&root.join(read))?;
        if is_within(&folder, &input) || is_within(&input, &folder) {
            return Err(refuse(&format!("it overlaps `{read}/`, which the site is made from; name another folder")));
        }
    }
    if lexical(&asked).starts_with(lexical(&project_root)) && !is_within(&folder, &root) {
        return Err(refuse("a symbolic link on the way leads out of the project; name the folder that is meant"));
    }
    match kind {
        EntryKind::Nothing => Ok(OutputFolder { path: folder, has_manifest: false }),
        EntryKind::Folder => judge_existing(folder, refuse),
        _ => Err(refuse("it is not a folder; name another, or move that file")),
    }
}

fn judge_existing(folder: PathBuf, refuse: impl Fn(&str) -> OutputError) -> Result<OutputFolder, OutputError> {
    let state = folder.join(STATE_FOLDER);
    let manifest = state.join(MANIFEST_FILE);
    for path in [&state, &manifest] {
        if kind_of(path).map_err(OutputError::io("look at", path))? == EntryKind::Link {
            return Err(refuse("its `.rungs` is or holds a symbolic link; delete that link"));
        }
    }
    let is_known = |name: &OsString| *name == STATE_FOLDER || SYSTEM_FILES.iter().any(|system| *name == *system);
    let has_manifest = || Ok(kind_of(&manifest).map_err(OutputError::io("look at", &manifest))? == EntryKind::File);
    loop {
        if has_manifest()? {
            return Ok(OutputFolder { path: folder, has_manifest: true });
        }
        let names = names_in(&folder).map_err(OutputError::io("list", &folder))?;
        let Some(name) = names.iter().find(|name| !is_known(name)) else {
            return Ok(OutputFolder { path: folder, has_manifest: false });
        };
        // Another build may have written its manifest and this file since, and `clean` removed both.
        let place = folder.join(name);
        if !has_manifest()? && kind_of(&place).map_err(OutputError::io("look at", &place))? != EntryKind::Nothing {
            let name = name.to_string_lossy();
            let reason = format!("it holds `{name}`, which rungs did not write; empty it, or name another folder");
            return Err(refuse(&reason));
        }
    }
}

/// Checks that every path of a sorted list stays inside the folder that it is joined to, and that no file is also the
/// folder of another.
pub(super) fn check_paths(paths: &[String]) -> Result<(), OutputError> {
    let is_file = |folder: &str| paths.binary_search_by(|path| path.as_str().cmp(folder)).is_ok();
    let bad = |path: &&String| !is_plain(path) || folders_above(path).any(is_file) || is_state(path);
    match paths.iter().find(bad) {
        Some(path) => Err(OutputError::BadPath { path: path.clone() }),
        None => Ok(()),
    }
}

/// Whether `path` is relative, has `/` between its parts, and every part is a name on every system we write on.
pub(super) fn is_plain(path: &str) -> bool {
    let is_name = |name: &str| {
        let mut components = Path::new(name).components();
        matches!(components.next(), Some(Component::Normal(only)) if only == OsStr::new(name))
            && components.next().is_none()
            && !name.contains('\0')
            && !(cfg!(windows) && name.contains(['\\', ':']))
    };
    path.split('/').all(is_name)
}

/// The folders that hold `path`, outermost first: `a` and `a/b` for `a/b/c`.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn is_state(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(STATE_FOLDER))
}

/// The folder of a path, and its name there.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The names in the folder at `path`, sorted.
pub(super) fn names_in(path: &Path) -> io::Result<Vec<OsString>> {
    let mut names: Vec<_> = fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

/// What is at a path, without following a link there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Nothing,
    File,
    Folder,
    Link,
    /// A pipe, a socket or a device.
    Special,
}

/// What is at `path`.
pub(super) fn kind_of(path: &Path) -> io::Result<EntryKind> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => Ok(EntryKind::Link),
        Ok(metadata) if metadata.is_dir() => Ok(EntryKind::Folder),
        Ok(metadata) if metadata.is_file() => Ok(EntryKind::File),
        Ok(_) => Ok(EntryKind::Special),
        Err(error) if is_gone(&error) => Ok(EntryKind::Nothing),
        Err(error) => Err(error),
    }
}

/// `path`, which is absolute, without links and `..`, though its end need not exist. A `..` after a name that does not exist
/// takes that name away again, as it would once the folder is made.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                resolved.push(component);
                if kind_of(&resolved)? == EntryKind::Link {
                    resolved = resolved.canonicalize()?;
                }
            }
        }
    }
    // Where the file system ignores case, this also brings the names into the form they have on disk.
    Ok(resolved.canonicalize().unwrap_or(resolved))
}

/// `path` with `.` and `..` taken out, links or not.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(component),
        }
    }
    plain
}

/// Whether `inner` is `outer` or below it; both resolved.
fn is_within(inner: &Path, outer: &Path) -> bool {
    inner.ancestors().any(|above| above == outer || is_same(above, outer))
}

/// Whether two paths lead to one thing on disk.
#[cfg(unix)]
pub(super) fn is_same(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| path.symlink_metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()));
    identity(a).is_some_and(|found| identity(b) == Some(found))
}

/// Whether two paths lead to one thing on disk.
#[cfg(not(unix))]
pub(super) fn is_same(a: &Path, b: &Path) -> bool {
    a.canonicalize().is_ok_and(|found| b.canonicalize().is_ok_and(|other| other == found))
}
