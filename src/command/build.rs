//! `rungs build`: compile, render, write what changed, and say so in one line.

use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::Build;
use crate::compile::{self, HandbookOptions, Memo, compile_with};
use crate::content::{PUBLIC, ThemeFiles};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::hash::Fingerprint;
use crate::output::{self, Complete, Destination, WrittenFiles};
use crate::page::Output;
use crate::report::plural;
use crate::source::Sources;

use super::outcome::Outcome;
use super::precompress::{self, Encoding};
use super::progress::Progress;
use super::{CommandContext, Failure, audience, base_url, check_audience, say_hidden, versions};

/// Builds the site.
pub fn run(context: &CommandContext, options: &Build) -> Result<(), Failure> {
    let mut clock = Clock::start();
    let project = context.project()?;
    let folder = context.output(options.output.as_deref(), &project)?;
    let mut settings = HandbookOptions {
        drafts: options.compile.drafts,
        base_url: base_url(&options.compile.base_url)?,
        audience: audience(options.compile.audience.as_deref().unwrap_or(PUBLIC)),
        theme_files: ThemeFiles::Hashed,
        ..HandbookOptions::default()
    };
    let home = std::env::home_dir();
    let progress = Progress::start(&context.terminal, "reading");
    let wait = || context.terminal.say("another build is writing to this folder; waiting for it to finish");
    let waiting = || progress.aside(wait);
    let destination =
        Destination { project_root: project.root(), folder: &folder, home: home.as_deref(), on_wait: &waiting };
    output::check(&destination)?;

    let (sources, found) = disk::read(&project);
    clock.lap("read");
    settings.last_changes = versions::last_changes_if_known(context, &project, &sources);
    clock.lap("git");
    let asked = format!("{settings:?} {}", options.precompress);
    let program = program();
    let inputs = program.map(|program| output::hash_inputs(&sources, &[program.as_bytes(), asked.as_bytes()]));
    if let Some(inputs) = inputs
        && let Some((stored, files)) = output::find_current(&destination, inputs)?
        && let Some(outcome) = Outcome::read(stored, &sources)
    {
        drop(progress);
        clock.lap("compare");
        if fails(&outcome.reports, options.compile.strict) {
            return stop(context, options, &outcome.reports, &sources);
        }
        context.terminal.report(&outcome.reports, &sources, options.compile.format)?;
        let written = WrittenFiles { unchanged: files, ..WrittenFiles::default() };
        Summary { folder: &folder, outcome: &outcome, written, kept: None }.say(context, options, &clock);
        say_hidden(context, &settings.audience, outcome.hidden);
        return Ok(());
    }
    progress.phase("compiling");
    // Never dropped: the process ends soon, and to free a large handbook takes its time.
    let compiled = ManuallyDrop::new(compile_with(sources, found, &settings, &mut Memo::default(), &mut |phase| {
        clock.lap(phase);
    }));
    check_audience(&compiled)?;
    if fails(&compiled.diagnostics, options.compile.strict) {
        drop(progress);
        return stop(context, options, &compiled.diagnostics, &compiled.sources);
    }
    progress.phase("indexing");
    // Rendering would do this by itself; asked for first, it can be timed.
    compiled.search_files();
    clock.lap("index");
    let encodings: &[Encoding] = if options.precompress { &Encoding::ALL } else { &[] };
    // A file that the content has at such an address is that of its author.
    let compressed = |url: &str| {
        let forms = encodings.iter().filter(|_| precompress::is_text(url)).map(|one| (*one, one.address(url)));
        forms.filter(|(_, address)| !compiled.plan.has(address)).collect::<Vec<_>>()
    };
    let mut addresses: Vec<String> = compiled.addresses().map(String::from).collect();
    addresses.extend(compiled.addresses().flat_map(|url| compressed(url).into_iter().map(|(_, address)| address)));
    addresses.sort_unstable();
    let mut stage = output::stage(&destination, addresses)?;
    program.into_iter().for_each(|program| stage.remember(program));
    progress.phase("rendering");
    progress.files(compiled.addresses().count(), compiled.diagnostics.len());
    let failed: Mutex<Option<std::io::Error>> = Mutex::new(None);
    let kept = AtomicUsize::new(0);
    let keep = |url: &str, made_from: Fingerprint| {
        let forms = compressed(url);
        let all: Vec<&str> = std::iter::once(url).chain(forms.iter().map(|(_, address)| &**address)).collect();
        let is_kept = stage.keep(&all, made_from);
        if is_kept {
            kept.fetch_add(1, Ordering::Relaxed);
            progress.done();
        }
        is_kept
    };
    let rendered = compiled.render_each(&keep, &|url, bytes, made_from| {
        stage.put(url, bytes, made_from);
        for (encoding, address) in compressed(url) {
            match encoding.compress(bytes) {
                Ok(bytes) => stage.put(&address, &bytes, made_from),
                Err(error) => *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
            }
        }
        progress.done();
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(Failure::environment(format!("a file cannot be compressed: {error}")));
    }
    drop(progress);
    if let Err(mut problems) = rendered {
        problems.extend(compiled.diagnostics.iter().cloned());
        problems.sort();
        return stop(context, options, &problems, &compiled.sources);
    }
    clock.lap("render");
    context.terminal.report(&compiled.diagnostics, &compiled.sources, options.compile.format)?;
    let pages = compiled.plan.outputs.values().filter(|output| matches!(output, Output::Page(_))).count();
    let outcome = Outcome { pages, hidden: compiled.hidden.len(), reports: compiled.diagnostics.clone() };
    let complete = inputs.map(|inputs| Complete { inputs, outcome: outcome.store() });
    let written = stage.commit(complete)?;
    clock.lap("write");

    for path in &written.kept {
        context.terminal.say(&format!("kept {path}: it is no longer part of the site, but someone changed it"));
    }
    let kept = Some(kept.into_inner());
    Summary { folder: &folder, outcome: &outcome, written, kept }.say(context, options, &clock);
    say_hidden(context, &settings.audience, outcome.hidden);
    Ok(())
}

/// The hash of this program: another one may make another site of the same sources. `None` if it cannot be read.
fn program() -> Option<output::Hash> {
    Some(output::hash(&std::fs::read(std::env::current_exe().ok()?).ok()?))
}

/// What a build did.
struct Summary<'a> {
    folder: &'a Path,
    outcome: &'a Outcome,
    written: WrittenFiles,
    /// How many pages and cards were not made again; `None` if nothing was compared.
    kept: Option<usize>,
}

impl Summary<'_> {
    fn say(&self, context: &CommandContext, options: &Build, clock: &Clock) {
        let Self { folder, outcome, written, kept } = self;
        let warnings = outcome.reports.iter().filter(|one| one.severity == Severity::Warning).count();
        let shown = folder.strip_prefix(&context.folder).unwrap_or(folder).display();
        context.terminal.say(&format!(
            "{} and {} in {shown}: {} written, {} unchanged, {} removed; {}; {}",
            plural(outcome.pages, "page"),
            plural((written.written + written.unchanged).saturating_sub(outcome.pages), "other file"),
            written.written,
            written.unchanged,
            written.removed,
            plural(warnings, "warning"),
            seconds(clock.total()),
        ));
        if options.timings {
            for (phase, time) in &clock.laps {
                context.terminal.say(&format!("{:>9}  {phase}", seconds(*time)));
            }
            if let Some(kept) = kept {
                context.terminal.say(&format!("{kept:>9}  pages and cards kept"));
            }
        }
        context.terminal.say_more(&format!("open {}", folder.join("index.html").display()));
    }
}

/// Whether the content must not be published.
pub fn fails(diagnostics: &[Diagnostic], strict: bool) -> bool {
    compile::has_errors(diagnostics) || (strict && diagnostics.iter().any(|one| one.severity == Severity::Warning))
}

/// Reports what is wrong; the last output stays as it is.
fn stop(context: &CommandContext, options: &Build, problems: &[Diagnostic], sources: &Sources) -> Result<(), Failure> {
    context.terminal.report(problems, sources, options.compile.format)?;
    context.terminal.say("nothing was written");
    Err(Failure::content())
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
