//! `rungs serve`: shows the handbook in a browser and reports what every save changed.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use crate::cli::{self, CheckFormat, Serve};
use crate::compile::HandbookOptions;
use crate::diagnostic::Diagnostic;
use crate::disk::Snapshot;
use crate::report;
use crate::serve::background::Findings;
use crate::serve::http::{self, Limits};
use crate::serve::last_commit::LastCommit;
use crate::serve::overlay::{Editor, EditorLinks};
use crate::serve::preview::Preview;
use crate::serve::revision::{Rebuilder, Revision};
use crate::serve::{Save, Update, UpdateLoop};
use crate::watch::Watch;

use super::{CommandContext, Failure, audience, base_url, check_audience, say_hidden, schema, versions};

/// The port that is used unless another is given or it is in use.
const PORT: u16 = 4000;

/// How many ports after [`PORT`] are tried.
const PORTS: u16 = 100;

/// The shortest poll interval.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Serves until the process receives a signal to stop.
pub fn run(context: CommandContext, options: &Serve) -> Result<(), Failure> {
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })
    .map_err(Failure::environment)?;

    let project = context.project()?;
    let mut settings = HandbookOptions {
        drafts: options.drafts,
        base_url: base_url(&options.base_url)?,
        audience: audience(&options.audience),
        ..HandbookOptions::default()
    };
    let listener = listen(&context, options)?;
    let bound = listener.local_addr().map_err(Failure::environment)?;

    // Watching starts before reading, so that a change in between is read again.
    let poll = options.poll.map(|interval| Duration::from_millis(interval).max(MIN_POLL_INTERVAL));
    let watch = Watch::start(&project, poll);
    let snapshot = Snapshot::take(&project);
    settings.last_changes = versions::last_changes_if_known(&context, &project, snapshot.sources());
    let last_commit = LastCommit::of(project.root(), settings.clone());
    let mut rebuilder = Rebuilder::new(settings);
    let revision = Arc::new(rebuilder.rebuild(snapshot.sources().clone(), snapshot.problems()));
    check_audience(&revision.current)?;
    let url = address(bound, &revision);
    let first = revision.clone();
    // Other machines must not learn the path of the project, and their editors cannot open it.
    let root = project.root().to_path_buf();
    let links = EditorLinks { editor: options.editor.into(), root: bound.ip().is_loopback().then(|| root.clone()) };
    let preview = Preview::new(bound, links, last_commit, revision);
    let server = {
        let preview = preview.clone();
        http::serve(listener, Limits::default(), move |request| preview.answer(request))
    };
    let server = server.map_err(|error| Failure::environment(format!("cannot start the server: {error}")))?;

    context.terminal.say(&format!("serving {} at {url}", project.root().display()));
    context.terminal.say(&format!("bound to {bound}"));
    say_hidden(&context, &first.current.audience, first.current.hidden.len());
    if !bound.ip().is_loopback() {
        context
            .terminal
            .say("warning: this is not a loopback address: everyone who can reach this machine can read the handbook");
    }
    context.terminal.say("Press Ctrl+C to stop");
    if options.open
        && let Err(error) = open::that_detached(&url)
    {
        context.terminal.say(&format!("cannot open the browser: {error}"));
    }

    let (updates, received) = mpsc::channel();
    let update_loop = UpdateLoop { project, snapshot, rebuilder, watch, preview };
    thread::spawn(move || {
        update_loop.run(move |update| drop(updates.send(update)));
    });
    thread::spawn(move || {
        let mut known = Vec::new();
        for update in received {
            refresh_schemas(&context, &root, &update);
            report_update(&context, update, &mut known);
        }
    });
    // A schema is replaced in one step and nothing else is written, so the other threads may end at any moment.
    let _ = stopped.recv();
    server.stop();
    Ok(())
}

impl From<cli::EditorChoice> for Editor {
    fn from(editor: cli::EditorChoice) -> Self {
        match editor {
            cli::EditorChoice::Vscode => Self::Vscode,
            cli::EditorChoice::Jetbrains => Self::Jetbrains,
            cli::EditorChoice::Vim => Self::Vim,
            cli::EditorChoice::None => Self::None,
        }
    }
}

/// Listens on the given port; without one, on the first free port from [`PORT`].
fn listen(context: &CommandContext, options: &Serve) -> Result<TcpListener, Failure> {
    let at = |port: u16| TcpListener::bind(SocketAddr::new(options.bind, port));
    let failed = |port: u16, error: io::Error| {
        let address = SocketAddr::new(options.bind, port);
        Failure::environment(match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("{address} is in use by another program; choose another port with --port")
            }
            io::ErrorKind::AddrNotAvailable => format!("{} is not an address of this machine", options.bind),
            _ => format!("cannot listen on {address}: {error}"),
        })
    };
    if let Some(port) = options.port {
        return at(port).map_err(|error| failed(port, error));
    }
    for port in PORT..PORT + PORTS {
        match at(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => continue,
            Err(error) => return Err(failed(port, error)),
            Ok(listener) => {
                if port != PORT {
                    context.terminal.say(&format!("port {PORT} is in use; using {port}"));
                }
                return Ok(listener);
            }
        }
    }
    Err(Failure::environment(format!(
        "the ports {PORT} to {} are all in use; choose another with --port",
        PORT + PORTS - 1
    )))
}

/// The URL of the first page, for a browser on this machine.
fn address(bound: SocketAddr, revision: &Revision) -> String {
    let ip = bound.ip();
    let host = match (ip.is_unspecified(), ip.is_ipv6()) {
        (true, _) => "localhost".to_owned(),
        (_, true) => format!("[{ip}]"),
        _ => ip.to_string(),
    };
    format!("http://{host}:{}{}", bound.port(), revision.displayed.handbook.config.base_path())
}

/// Lets editors complete the ids that the handbook has now: those of the last good state, where a file is broken.
fn refresh_schemas(context: &CommandContext, root: &Path, update: &Update) {
    if let Update::Checked(save) = update
        && let Err(failure) = schema::refresh(root, &save.revision.displayed.handbook)
    {
        context.terminal.say(&format!("warning: {}", failure.message));
    }
}

/// Prints what happened. Problems are printed in full when they differ from those printed before.
fn report_update(context: &CommandContext, update: Update, known: &mut Vec<Diagnostic>) {
    let save = match update {
        Update::Notice(notice) => return context.terminal.say(&notice),
        Update::Checked(save) => save,
    };
    if !save.files.is_empty() {
        context.terminal.say(&line(&save));
    }
    let Save { revision, findings, .. } = save;
    // An incomplete check may miss problems that still exist, so the next complete one prints them.
    if findings.complete && findings.diagnostics != *known {
        known.clone_from(&findings.diagnostics);
        // A closed terminal is no reason to stop serving.
        let _ = context.terminal.report(known, &revision.current.sources, CheckFormat::Human);
    }
}

/// One line about a save: `content/roles/a.md: 3 pages, 12 ms`.
fn line(save: &Save) -> String {
    let mut files = save.files.iter();
    let mut line = match (files.next(), files.next(), files.count()) {
        (Some(one), None, _) => one.to_string(),
        (Some(one), Some(two), 0) => format!("{one}, {two}"),
        (one, _, more) => format!("{} and {} more files", one.map_or("", |one| &**one), more + 1),
    };
    if is_deletion(save) {
        line.push_str(" (deleted)");
    }
    let Findings { pages, complete, diagnostics } = &save.findings;
    let took = save.took.as_millis();
    if !complete {
        return format!("{line}: rebuilt in {took} ms (page count pending)");
    }
    let plural = if pages.len() == 1 { "" } else { "s" };
    line.push_str(&format!(": {} page{plural}, {took} ms", pages.len()));
    if let Some(summary) = report::summary(diagnostics) {
        line.push_str(&format!("; {summary}"));
    }
    line
}

fn is_deletion(save: &Save) -> bool {
    save.files.len() == 1 && save.files.iter().all(|path| save.revision.current.sources.get(path).is_none())
}
