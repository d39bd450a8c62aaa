//! Says where on the disk something may have changed: the only user of `notify`.
//!
//! What the operating system tells is a hint to look, never a fact: it may come twice, late, for a file that is the
//! same as before, or not at all. What changed is decided by who looks (see `disk::Snapshot`), so nothing here reads a
//! file or knows what is in it.

mod network;

use std::collections::BTreeSet;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk::{self, Project};

/// How often the disk is looked at where nothing can be watched.
pub const POLL: Duration = Duration::from_millis(300);

/// How long nothing must happen before a save counts as finished. Editors write a file in several steps that are
/// less than a millisecond apart; more would only be felt.
pub const QUIET: Duration = Duration::from_millis(25);

/// Who saves without a pause is not waited for any longer.
pub const LONGEST: Duration = Duration::from_millis(500);

/// How long after a folder has come it is looked at once more: files that were written into it before the watch on
/// it began are told by nobody.
const AGAIN: Duration = Duration::from_millis(400);

/// Where to look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Files and folders, as [`Project::place`] names them.
    pub paths: BTreeSet<String>,
    /// Everywhere.
    pub everywhere: bool,
    /// What should be told to the user, such as that watching has become polling.
    pub notices: Vec<String>,
}

impl Hints {
    /// Whether there is nowhere to look.
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

/// One thing to look at, or to say.
enum Hint {
    Place(String),
    Everywhere,
    /// One of the top folders came, or a folder that might hold more than was told: watch it.
    Folder(String),
    /// Watching fails, for this reason.
    Blind(String),
}

impl Watch {
    /// Begins to watch, or to look every `poll` if that is given. The first hints may tell that the latter had to be.
    pub fn start(project: &Project, poll: Option<Duration>) -> Self {
        let (sender, hints) = mpsc::channel();
        let mut watch = Self { project: project.clone(), hints, sender, watcher: None, polls: false };
        if let Some(every) = poll {
            watch.poll(every);
        } else if let Some(kind) = network::file_system(project.root()) {
            watch.blind(format!("the project is on a network drive ({kind}), which tells no changes"));
        } else if let Err(error) = watch.watch() {
            watch.blind(in_plain_words(&error));
        }
        watch
    }

    /// Looks regularly from now on, because of files that cannot be watched.
    pub fn look_regularly(&mut self, why: &str) -> Option<String> {
        (!self.polls).then(|| {
            self.poll(POLL);
            format!("{why}; looking for changes every {} ms instead", POLL.as_millis())
        })
    }

    /// Waits for something to look at.
    pub fn wait(&mut self) -> Hints {
        let mut hints = Hints::default();
        while hints.is_empty() {
            let Ok(hint) = self.hints.recv() else { unreachable!("the watch keeps a sender itself") };
            self.take(hint, &mut hints);
            self.drain(&mut hints);
        }
        hints
    }

    /// What else there is to look at; waits for it until `deadline`.
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
            Hint::Place(path) => drop(hints.paths.insert(path)),
            Hint::Everywhere => hints.everywhere = true,
            Hint::Folder(path) => {
                self.folder(&path);
                hints.paths.insert(path);
            }
            Hint::Blind(why) if !self.polls => {
                hints.everywhere = true;
                hints.notices.extend(self.look_regularly(&why));
            }
            Hint::Blind(_) => {}
        }
    }

    /// Watches the folders that are read, and the project's own, where they come and go.
    fn watch(&mut self) -> notify::Result<()> {
        let (sender, project) = (self.sender.clone(), self.project.clone());
        // Links are not followed: one may lead out of the project and into all of the disk.
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(move |event| tell(event, &project, &sender), config)?;
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
            let _ = self.sender.send(Hint::Blind(in_plain_words(&error)));
        }
        let (sender, path) = (self.sender.clone(), path.to_owned());
        thread::spawn(move || {
            thread::sleep(AGAIN);
            sender.send(Hint::Place(path))
        });
    }

    fn blind(&self, why: String) {
        let _ = self.sender.send(Hint::Blind(why));
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

/// Passes on what the operating system tells.
fn tell(event: notify::Result<notify::Event>, project: &Project, sender: &Sender<Hint>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => return drop(sender.send(Hint::Blind(in_plain_words(&error)))),
    };
    if event.need_rescan() {
        let _ = sender.send(Hint::Everywhere);
    }
    let may_bring_a_folder = match event.kind {
        // Reading a file is told as well, so listening to it would answer our own reading.
        EventKind::Access(kind) if !is_end_of_writing(kind) => return,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) => true,
        _ => false,
    };
    for path in &event.paths {
        let Some(place) = project.place(path) else {
            // A name that is not UTF-8 is a problem to report, and only a look at all names finds it.
            if path.to_str().is_none() {
                let _ = sender.send(Hint::Everywhere);
            }
            continue;
        };
        let is_folder = may_bring_a_folder && path.is_dir();
        let _ = sender.send(if is_folder { Hint::Folder(place) } else { Hint::Place(place) });
    }
}

fn is_end_of_writing(kind: notify::event::AccessKind) -> bool {
    use notify::event::{AccessKind, AccessMode};
    kind == AccessKind::Close(AccessMode::Write)
}

fn in_plain_words(error: &notify::Error) -> String {
    let limit = "the limit of watched files is reached (fs.inotify.max_user_watches or max_user_instances on Linux)";
    match &error.kind {
        ErrorKind::MaxFilesWatch => limit.into(),
        // ENOSPC and EMFILE, which Linux gives for the two limits.
        ErrorKind::Io(io) if matches!(io.raw_os_error(), Some(28 | 24)) => limit.into(),
        _ => format!("the files cannot be watched: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// What is hinted at when a closure changes a project.
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
    fn a_save_is_told_and_what_is_not_content_is_not() {
        let told = hints(|root| {
            fs::write(root.join("content/roles/a.md"), "").unwrap();
            fs::write(root.join("content/roles/.a.md.swp"), "").unwrap();
            fs::create_dir(root.join("public")).unwrap();
            fs::write(root.join("public/index.html"), "").unwrap();
        });
        assert_eq!(told, BTreeSet::from(["content/roles/a.md".to_owned()]));
    }

    #[test]
    fn reading_is_not_told() {
        let told = hints(|root| drop(fs::read(root.join("content/handbook.yaml")).unwrap()));
        assert_eq!(told, BTreeSet::new());
    }

    #[test]
    fn the_content_may_go_and_come() {
        let told = hints(|root| {
            fs::rename(root.join("content"), root.join("away")).unwrap();
            fs::rename(root.join("away"), root.join("content")).unwrap();
        });
        assert!(told.contains("content"), "{told:?}");
    }

    #[test]
    fn a_deep_folder_is_told_by_its_top() {
        let told = hints(|root| {
            fs::create_dir_all(root.join("themes/ours/templates")).unwrap();
            fs::write(root.join("themes/ours/templates/page.html"), "").unwrap();
        });
        assert!(told.contains("themes"), "{told:?}");
    }
}
