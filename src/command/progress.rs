//! A line that shows how far a long command is: the phase, the pages done of all, and the problems so far.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// A command that ends sooner shows nothing.
const DELAY: Duration = Duration::from_millis(500);

/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(100);

/// The line. It is on a terminal only, and not for those who ask for quiet; it goes when the value is dropped.
pub struct Progress {
    bar: ProgressBar,
    timer: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts with a phase.
    pub fn start(terminal: &Terminal, phase: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(phase.to_owned());
        if !terminal.shows_progress() {
            return Self { bar, timer: None };
        }
        let (stop, stopped) = mpsc::channel();
        let shown = bar.clone();
        let timer = thread::spawn(move || {
            if stopped.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Self { bar, timer: Some((stop, timer)) }
    }

    /// Goes on to another phase.
    pub fn phase(&self, phase: impl Into<String>) {
        self.bar.set_message(phase.into());
    }

    /// Goes on to making so many files, with so many problems so far.
    pub fn files(&self, total: usize, problems: usize) {
        let problems = if problems == 0 { String::new() } else { format!(", problems: {problems}") };
        // A template without a fault in it, so the default never stands in.
        let style = ProgressStyle::with_template("{spinner} {msg}: {pos} of {len}{prefix}");
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        self.bar.set_prefix(problems);
        self.bar.set_length(total as u64);
    }

    /// Says something while the line is away.
    pub fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    /// One of the files is made.
    pub fn done(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, timer)) = self.timer.take() {
            drop(stop);
            let _ = timer.join();
        }
        self.bar.finish_and_clear();
    }
}
