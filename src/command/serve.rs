//! `rungs serve`: shows the handbook in a browser and says what every save did.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use crate::cli::{Format, Serve};
use crate::compile::Options;
use crate::diagnostic::Diagnostic;
use crate::disk::Snapshot;
use crate::report;
use crate::serve::live::Live;
use crate::serve::moment::{Maker, Moment};
use crate::serve::survey::Findings;
use crate::serve::{Follower, News, Save, door};
use crate::watch::Watch;

use super::{Context, Failure, base_url};

/// The port, unless one is named or it is taken.
const PORT: u16 = 4000;

/// How many ports after it are tried.
const PORTS: u16 = 100;

/// Shorter pauses would only make the machine warm.
const SHORTEST_POLL: Duration = Duration::from_millis(20);

/// Serves until it is told to stop.
pub fn run(context: Context, options: &Serve) -> Result<(), Failure> {
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })
    .map_err(Failure::environment)?;

    let project = context.project()?;
    let settings = Options { drafts: options.drafts, base_url: base_url(&options.base_url)? };
    let listener = listen(&context, options)?;
    let bound = listener.local_addr().map_err(Failure::environment)?;

    // Watching begins before reading: what changes meanwhile is looked at again.
    let poll = options.poll.map(|every| Duration::from_millis(every).max(SHORTEST_POLL));
    let watch = Watch::start(&project, poll);
    let snapshot = Snapshot::take(&project);
    let mut maker = Maker::new(settings);
    let moment = Arc::new(maker.make(snapshot.sources().clone(), snapshot.problems()));
    let url = address(bound, &moment);
    // An editor's link names a path on this machine, which is nobody else's business.
    let root = bound.ip().is_loopback().then(|| project.root().to_path_buf());
    let live = Live::new(bound, root, moment);
    {
        let live = live.clone();
        door::open(listener, move |request| live.answer(request));
    }
    {
        let live = live.clone();
        thread::spawn(move || live.keep_tabs());
    }

    context.terminal.say(&format!("serving {} at {url}", project.root().display()));
    context.terminal.say(&format!("bound to {bound}"));
    if !bound.ip().is_loopback() {
        context.terminal.say(
            "warning: this is not a loopback address: everyone who can reach this machine reads the handbook while it \
             is written",
        );
    }
    context.terminal.say("Press Ctrl+C to stop");
    if options.open
        && let Err(error) = open::that_detached(&url)
    {
        context.terminal.say(&format!("the browser cannot be opened: {error}"));
    }

    let (news, heard) = mpsc::channel();
    let follower = Follower { project, snapshot, maker, watch, live };
    thread::spawn(move || {
        follower.follow(move |what| drop(news.send(what)));
    });
    thread::spawn(move || {
        let mut known = Vec::new();
        heard.into_iter().for_each(|what| tell(&context, what, &mut known));
    });
    // Nothing here writes a file, so there is nothing to finish: ending the main thread ends all.
    let _ = stopped.recv();
    Ok(())
}

/// Takes the port that was named; else the usual one or, if that is taken, one of the next.
fn listen(context: &Context, options: &Serve) -> Result<TcpListener, Failure> {
    let at = |port: u16| door::bind(SocketAddr::new(options.bind, port));
    let failed = |port: u16, error: io::Error| {
        let address = SocketAddr::new(options.bind, port);
        Failure::environment(match error.kind() {
            io::ErrorKind::AddrInUse => format!("{address} is taken by another program; name another port with --port"),
            io::ErrorKind::AddrNotAvailable => format!("{} is not an address of this machine", options.bind),
            _ => format!("cannot listen at {address}: {error}"),
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
                    context.terminal.say(&format!("port {PORT} is taken; using {port}"));
                }
                return Ok(listener);
            }
        }
    }
    Err(Failure::environment(format!(
        "the ports {PORT} to {} are all taken; name another with --port",
        PORT + PORTS - 1
    )))
}

/// Where the first page is, for a browser on this machine.
fn address(bound: SocketAddr, moment: &Moment) -> String {
    let ip = bound.ip();
    let host = match (ip.is_unspecified(), ip.is_ipv6()) {
        (true, _) => "localhost".to_owned(),
        (_, true) => format!("[{ip}]"),
        _ => ip.to_string(),
    };
    format!("http://{host}:{}{}", bound.port(), moment.shown.handbook.config.base_path())
}

/// Says what happened. Problems are shown in full when they are not the same as before.
fn tell(context: &Context, news: News, known: &mut Vec<Diagnostic>) {
    let (moment, findings) = match &news {
        News::Notice(notice) => return context.terminal.say(notice),
        News::Begun(moment, findings) => (moment, findings),
        News::Saved(save) => {
            context.terminal.say(&line(save));
            (&save.moment, &save.findings)
        }
    };
    // What a survey that was cut short did not find is not mended: the next one tells.
    if findings.complete && findings.diagnostics != *known {
        known.clone_from(&findings.diagnostics);
        // A terminal that is gone cannot be told so.
        let _ = context.terminal.report(known, &moment.truth.sources, Format::Human);
    }
}

/// What a save did, in one line: `content/roles/a.md: 3 pages, 12 ms`.
fn line(save: &Save) -> String {
    let mut files = save.files.iter();
    let mut line = match (files.next(), files.next(), files.count()) {
        (Some(one), None, _) => one.to_string(),
        (Some(one), Some(two), 0) => format!("{one}, {two}"),
        (one, _, more) => format!("{} and {} more files", one.map_or("", |one| &**one), more + 1),
    };
    if one_is_gone(save) {
        line.push_str(" (gone)");
    }
    let Findings { pages, complete, diagnostics } = &save.findings;
    let took = save.took.as_millis();
    if !complete {
        return format!("{line}: pages are counted with the next save, {took} ms");
    }
    let plural = if pages.len() == 1 { "" } else { "s" };
    line.push_str(&format!(": {} page{plural}, {took} ms", pages.len()));
    if let Some(summary) = report::summary(diagnostics) {
        line.push_str(&format!("; {summary}"));
    }
    line
}

fn one_is_gone(save: &Save) -> bool {
    save.files.len() == 1 && save.files.iter().all(|path| save.moment.truth.sources.get(path).is_none())
}
