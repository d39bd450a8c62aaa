//! The open tabs: which page each shows, and the stream that reaches it.
//!
//! Knows how to tell and when nobody listens any more; what there is to tell is decided by `live`.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::door::EventStream;
use super::guard::Tab;

/// A browser opens six connections to a host, for all its tabs. With more streams than this it could load nothing
/// more; the tab that was told the longest ago gives way, and asks again after a while.
const MOST: usize = 5;

/// How often it is tried whether a tab still listens.
const BEAT: Duration = Duration::from_secs(15);

/// The tabs that listen.
#[derive(Default)]
pub struct Tabs(Mutex<Vec<Open>>);

/// A tab that listens.
pub struct Open {
    /// What it shows.
    pub tab: Tab,
    stream: EventStream,
    /// The problems that it was told of last.
    problems: String,
}

impl Open {
    /// A tab and its stream.
    pub fn new(tab: Tab, stream: EventStream) -> Self {
        Self { tab, stream, problems: String::new() }
    }

    /// Tells the tab something.
    ///
    /// # Errors
    /// When it does not listen any more.
    pub fn tell(&mut self, event: &str, data: &serde_json::Value) -> io::Result<()> {
        self.stream.send(event, &data.to_string())
    }

    /// Tells the tab what is wrong, unless it knows.
    ///
    /// # Errors
    /// When it does not listen any more.
    pub fn tell_problems(&mut self, data: &serde_json::Value) -> io::Result<()> {
        let data = data.to_string();
        if data == self.problems {
            return Ok(());
        }
        self.problems = data;
        self.stream.send("problems", &self.problems)
    }
}

impl Tabs {
    /// Adds a tab, after `greet` has told it what it does not know. Nobody else is told anything meanwhile, so that
    /// no change falls between the greeting and the next news.
    pub fn join(&self, mut open: Open, greet: impl FnOnce(&mut Open) -> io::Result<()>) {
        let mut tabs = self.lock();
        if greet(&mut open).is_err() {
            return;
        }
        if tabs.len() >= MOST {
            let mut oldest = tabs.remove(0);
            let _ = oldest.tell("busy", &serde_json::Value::Null);
        }
        tabs.push(open);
    }

    /// Tells every tab what `news` tells it, and forgets those that do not listen any more.
    pub fn tell(&self, mut news: impl FnMut(&mut Open) -> io::Result<()>) {
        self.lock().retain_mut(|open| news(open).is_ok());
    }

    /// Finds out, again and again, who does not listen any more.
    pub fn beat(&self) -> ! {
        loop {
            thread::sleep(BEAT);
            self.tell(|open| open.stream.beat());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
