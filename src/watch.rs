//! Reports where on disk something may have changed. The only user of `notify`.
//!
//! An event of the operating system is a hint, not a fact: it may come twice, late, for an unchanged file, or not at
//! all. `disk::Snapshot` compares the content, so nothing here reads a file.

mod network;

use std::collections::BTreeSet;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk::{self, Project};

/// How often the files are read again where they cannot be watched.
pub const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// How long it must be quiet before a save counts as finished. The steps of an editor's save are less than a
/// millisecond apart. A longer time would delay every save.
pub const DEBOUNCE: Duration = Duration::from_millis(25);

/// The longest time that a save waits for quiet.
pub const MAX_WAIT: Duration = Duration::from_millis(500);

/// How long after a folder has appeared it is read again. Files that were written before the folder was watched cause
/// no event.
const RESCAN_DELAY: Duration = Duration::from_millis(400);

/// What to read again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Files and folders, as [`Project::place`] names them.
    pub paths: BTreeSet<String>,
    /// The whole project.
    pub everywhere: bool,
    /// Messages for the user, such as that the project is polled instead of watched.
    pub notices: Vec<String>,
}

impl Hints {
    /// Whether there is nothing to read and nothing to report.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.everywhere && self.notices.is_empty()
    }
}

/// Watches a project until it is dropped.
pub struct Watch {
    project: Project,
    hints: Receiver<Hint>,
    sender: Sender<Hint>,
    watcher: Option<RecommendedWatcher>,
    polls: bool,
}

/// A hint, on its way from the thread of `notify`.
enum Hint {
    /// A file or folder may have changed.
    Path(String),
    /// Anything may have changed.
    Everywhere,
    /// A folder has appeared. Events of files in it may be missing.
    Folder(String),
    /// Files cannot be watched, for this reason.
    WatchFailed(String),
}

impl Watch {
    /// Starts to watch, or to poll with this interval. If watching fails, it polls, and the first hints say so.
    pub fn start(project: &Project, poll: Option<Duration>) -> Self {
        let (sender, hints) = mpsc::channel();
        let mut watch = Self { project: project.clone(), hints, sender, watcher: None, polls: false };
        if let Some(every) = poll {
            watch.poll(every);
        } else if let Some(kind) = network::remote_file_system(project.root()) {
            watch.fail(format!("the project is on a network drive ({kind}), which reports no changes"));
        } else if let Err(error) = watch.watch() {
            watch.fail(describe(&error));
        }
        watch
    }

    /// Polls from now on, because of files that cannot be watched. Returns a message for the user the first time.
    pub fn fall_back_to_polling(&mut self, why: &str) -> Option<String> {
        (!self.polls).then(|| {
            self.poll(POLL_INTERVAL);
            format!("{why}; polling every {} ms instead", POLL_INTERVAL.as_millis())
        })
    }

    /// Waits for a hint.
    pub fn wait(&mut self) -> Hints {
        let mut hints = Hints::default();
        while hints.is_empty() {
            let Ok(hint) = self.hints.recv() else { unreachable!("the watch has a sender itself") };
            self.take(hint, &mut hints);
            self.drain(&mut hints);
        }
        hints
    }

    /// The next hints; none if there are none before `deadline`.
    pub fn until(&mut self, deadline: Instant) -> Hints {
        let mut hints = Hints::default();
        loop {
            self.drain(&mut hints);
            if !hints.is_empty() {
                return hints;
            }
            match self.hints.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(hint) => self.take(hint, &mut hints),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return hints,
            }
        }
    }

    fn drain(&mut self, hints: &mut Hints) {
        while let Ok(hint) = self.hints.try_recv() {
            self.take(hint, hints);
        }
    }

    fn take(&mut self, hint: Hint, hints: &mut Hints) {
        match hint {
            Hint::Path(path) => drop(hints.paths.insert(path)),
            Hint::Everywhere => hints.everywhere = true,
            Hint::Folder(path) => {
                self.folder(&path);
                hints.paths.insert(path);
            }
            Hint::WatchFailed(why) if !self.polls => {
                hints.everywhere = true;
                hints.notices.extend(self.fall_back_to_polling(&why));
            }
            Hint::WatchFailed(_) => {}
        }
    }

    /// Watches the folders that are read, and the project's own folder, in which they appear and disappear.
    fn watch(&mut self) -> notify::Result<()> {
        let (sender, project) = (self.sender.clone(), self.project.clone());
        // A symbolic link may lead out of the project, up to the whole disk.
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(move |event| send_hints(event, &project, &sender), config)?;
        watcher.watch(self.project.root(), RecursiveMode::NonRecursive)?;
        for folder in disk::folders(&self.project) {
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    fn folder(&mut self, path: &str) {
        let folder = self.project.root().join(path);
        let is_top = !path.contains('/');
        if let Some(watcher) = self.watcher.as_mut().filter(|_| is_top && folder.is_dir())
            && let Err(error) = watcher.watch(&folder, RecursiveMode::Recursive)
        {
            let _ = self.sender.send(Hint::WatchFailed(describe(&error)));
        }
        let (sender, path) = (self.sender.clone(), path.to_owned());
        thread::spawn(move || {
            thread::sleep(RESCAN_DELAY);
            sender.send(Hint::Path(path))
        });
    }

    fn fail(&self, why: String) {
        let _ = self.sender.send(Hint::WatchFailed(why));
    }

    fn poll(&mut self, every: Duration) {
        self.polls = true;
        let sender = self.sender.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(every);
                if sender.send(Hint::Everywhere).is_err() {
                    return;
                }
            }
        });
    }
}

/// Sends the hints of an event.
fn send_hints(event: notify::Result<notify::Event>, project: &Project, sender: &Sender<Hint>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => return drop(sender.send(Hint::WatchFailed(describe(&error)))),
    };
    if event.need_rescan() {
        let _ = sender.send(Hint::Everywhere);
    }
    let may_add_folder = match event.kind {
        // Reading a file is an event as well, and our own reading must not cause more of it.
        EventKind::Access(kind) if !is_end_of_writing(kind) => return,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) => true,
        _ => false,
    };
    for path in &event.paths {
        let Some(place) = project.place(path) else {
            // A name that is not UTF-8 is a problem, and only reading all names finds it.
            if path.to_str().is_none() {
                let _ = sender.send(Hint::Everywhere);
            }
            continue;
        };
        let is_folder = may_add_folder && path.is_dir();
        let _ = sender.send(if is_folder { Hint::Folder(place) } else { Hint::Path(place) });
    }
}

fn is_end_of_writing(kind: notify::event::AccessKind) -> bool {
    use notify::event::{AccessKind, AccessMode};
    kind == AccessKind::Close(AccessMode::Write)
}

fn describe(error: &notify::Error) -> String {
    let limit = "the limit of watched files is reached (fs.inotify.max_user_watches or max_user_instances on Linux)";
    match &error.kind {
        ErrorKind::MaxFilesWatch => limit.into(),
        // ENOSPC and EMFILE are Linux's errors for the two limits.
        ErrorKind::Io(io) if matches!(io.raw_os_error(), Some(28 | 24)) => limit.into(),
        _ => format!("the files cannot be watched: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// The paths that are reported when a closure changes a project.
    fn hints(change: impl FnOnce(&Path)) -> BTreeSet<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content/roles")).unwrap();
        fs::write(folder.path().join("content/handbook.yaml"), "title: T\n").unwrap();
        let project = Project::find(Some(folder.path()), Path::new("/")).unwrap();
        let mut watch = Watch::start(&project, None);
        change(folder.path());
        let mut all = BTreeSet::new();
        let end = Instant::now() + Duration::from_millis(150);
        while Instant::now() < end {
            all.extend(watch.until(end).paths);
        }
        all
    }

    #[test]
    fn only_files_of_the_project_are_reported() {
        let reported = hints(|root| {
            fs::write(root.join("content/roles/a.md"), "").unwrap();
            fs::write(root.join("content/roles/.a.md.swp"), "").unwrap();
            fs::create_dir(root.join("public")).unwrap();
            fs::write(root.join("public/index.html"), "").unwrap();
        });
        assert_eq!(reported, BTreeSet::from(["content/roles/a.md".to_owned()]));
    }

    #[test]
    fn reading_is_not_reported() {
        let reported = hints(|root| drop(fs::read(root.join("content/handbook.yaml")).unwrap()));
        assert_eq!(reported, BTreeSet::new());
    }

    #[test]
    fn the_content_may_disappear_and_return() {
        let reported = hints(|root| {
            fs::rename(root.join("content"), root.join("away")).unwrap();
            fs::rename(root.join("away"), root.join("content")).unwrap();
        });
        assert!(reported.contains("content"), "{reported:?}");
    }

    #[test]
    fn a_new_theme_is_reported_by_its_folder() {
        let reported = hints(|root| {
            fs::create_dir_all(root.join("themes/ours/templates")).unwrap();
            fs::write(root.join("themes/ours/templates/page.html"), "").unwrap();
        });
        assert!(reported.contains("themes"), "{reported:?}");
    }
}
