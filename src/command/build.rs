//! `rungs build`: compile, render, write what changed, and say so in one line.

use std::time::{Duration, Instant};

use crate::cli::Build;
use crate::compile::{self, Compiled, Memo, Options, compile_with};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::output::{self, Destination, OutputError};
use crate::page::Output;

use super::{Context, Failure, base_url};

/// Builds the site.
pub fn run(context: &Context, options: &Build) -> Result<(), Failure> {
    let mut clock = Clock::start();
    let project = context.project()?;
    let folder = context.output(options.output.as_deref(), &project)?;
    let settings = Options { drafts: options.compile.drafts, base_url: base_url(&options.compile.base_url)? };
    let home = std::env::home_dir();
    let waiting = || context.terminal.say("another build is writing to this folder; waiting for it to finish");
    let destination =
        Destination { project_root: project.root(), folder: &folder, home: home.as_deref(), on_wait: &waiting };
    let refused = |error: OutputError| Failure { code: error.exit_code(), message: error.to_string() };
    output::check(&destination).map_err(refused)?;

    let (sources, found) = disk::read(&project);
    clock.lap("read");
    let compiled = compile_with(sources, found, &settings, &mut Memo::default(), &mut |phase| clock.lap(phase));
    if fails(&compiled.diagnostics, options.compile.strict) {
        return stop(context, options, &compiled, Vec::new());
    }
    // Rendering would do this by itself; asked for first, it can be timed.
    compiled.search_files();
    clock.lap("index");
    let stage = output::stage(&destination, compiled.addresses().map(String::from).collect()).map_err(refused)?;
    if let Err(problems) = compiled.render_each(&|path, bytes| stage.put(path, bytes)) {
        return stop(context, options, &compiled, problems);
    }
    clock.lap("render");
    context.terminal.report(&compiled.diagnostics, &compiled.sources, options.compile.format)?;
    let written = stage.commit().map_err(refused)?;
    clock.lap("write");

    for path in &written.kept {
        context.terminal.say(&format!("kept {path}: it is no longer part of the site, but someone changed it"));
    }
    let outputs = || compiled.plan.outputs.values();
    let pages = outputs().filter(|output| matches!(output, Output::Page(_))).count();
    let assets = outputs().filter(|output| matches!(output, Output::Asset(_) | Output::ThemeAsset(_))).count();
    let warnings = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Warning).count();
    let shown = folder.strip_prefix(&context.folder).unwrap_or(&folder).display().to_string();
    context.terminal.say(&format!(
        "{} and {} in {}: {} written, {} unchanged, {} removed; {}; {}",
        count(pages, "page"),
        count(assets, "asset"),
        shown,
        written.written,
        written.unchanged,
        written.removed,
        count(warnings, "warning"),
        seconds(clock.total()),
    ));
    if options.timings {
        clock.laps.iter().for_each(|(phase, time)| context.terminal.say(&format!("{:>9}  {phase}", seconds(*time))));
    }
    context.terminal.say_more(&format!("open {}", folder.join("index.html").display()));
    // The process ends now, and to take a large handbook apart first would take its time.
    std::mem::forget(compiled);
    Ok(())
}

/// Whether the content must not be published.
pub fn fails(diagnostics: &[Diagnostic], strict: bool) -> bool {
    compile::has_errors(diagnostics) || (strict && diagnostics.iter().any(|one| one.severity == Severity::Warning))
}

/// Reports what is wrong; the last output stays as it is.
fn stop(context: &Context, options: &Build, compiled: &Compiled, problems: Vec<Diagnostic>) -> Result<(), Failure> {
    let mut all = compiled.diagnostics.clone();
    all.extend(problems);
    all.sort();
    context.terminal.report(&all, &compiled.sources, options.compile.format)?;
    context.terminal.say("nothing was written");
    Err(Failure::content())
}

/// `1 page`, `2 pages`.
fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

/// Times the phases of a build; the compiler itself knows no clock.
struct Clock {
    start: Instant,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        let now = Instant::now();
        Self { start: now, last: now, laps: Vec::new() }
    }

    fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.laps.push((phase, now - self.last));
        self.last = now;
    }

    fn total(&self) -> Duration {
        self.last - self.start
    }
}
