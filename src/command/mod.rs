//! The commands: each does one thing for a person at a terminal.
//!
//! They read the world, call the compiler and write what it says. Talk goes to standard error, data to standard
//! output.

mod build;
mod check;
mod clean;
mod diff;
mod explain;
mod export;
mod import;
mod init;
mod new;
mod outcome;
mod patch;
mod precompress;
mod progress;
mod refs;
mod release;
pub mod rename;
mod schema;
mod search;
mod serve;
mod terminal;
mod versions;

use std::fmt;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::CommandFactory;

use crate::cli::{Cli, Command, Shared};
use crate::compile::{Audience, Compiled, HandbookOptions, Memo, compile};
use crate::content::PUBLIC;
use crate::diagnostic::nearest;
use crate::disk::{self, Project};
use crate::output::OutputError;
use crate::parse;
use crate::report::plural;
use crate::source::{Lines, Place, Sources};

use terminal::Terminal;

/// Why a command ended without doing what was asked.
#[derive(Debug)]
pub struct Failure {
    /// The exit code: 1 problems in the content, 2 wrong usage, 3 the environment.
    pub code: u8,
    /// What to say; empty when it was said already.
    pub message: String,
}

impl Failure {
    /// The content has problems, which were reported.
    pub fn content() -> Self {
        Self { code: 1, message: String::new() }
    }

    /// The command line asks for something that cannot be.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { code: 2, message: message.to_string() }
    }

    /// The machine refused.
    pub fn environment(message: impl fmt::Display) -> Self {
        Self { code: 3, message: message.to_string() }
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self { code: error.exit_code(), message: error.to_string() }
    }
}

/// What every command knows: the options that all take, the terminal and the folder it was started in.
struct CommandContext {
    shared: Shared,
    terminal: Terminal,
    folder: PathBuf,
}

impl CommandContext {
    fn project(&self) -> Result<Project, Failure> {
        let root = self.shared.root.as_ref().map(|root| self.folder.join(root));
        Project::find(root.as_deref(), &self.folder).map_err(Failure::usage)
    }

    /// The handbook of the project, with its problems as values.
    fn compiled(&self, options: &HandbookOptions) -> Result<Compiled, Failure> {
        let (sources, found) = disk::read(&self.project()?);
        let compiled = compile(sources, found, options, &mut Memo::default());
        check_audience(&compiled)?;
        Ok(compiled)
    }

    /// Writes a file that must not exist, and returns its path.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.folder.join(path);
        match File::create_new(&path).and_then(|mut file| file.write_all(bytes)) {
            Ok(()) => Ok(path),
            Err(why) => Err(Failure::environment(format!("{} could not be written: {why}", path.display()))),
        }
    }

    /// The output folder: as asked for, from the folder the command was started in, else `public` in the project.
    fn output(&self, asked: Option<&Path>, project: &Project) -> Result<PathBuf, Failure> {
        match asked {
            Some(asked) if asked.as_os_str().is_empty() => {
                Err(Failure::usage("the output folder is empty: name one after -o"))
            }
            Some(asked) => Ok(self.folder.join(asked)),
            None => Ok(project.root().join("public")),
        }
    }
}

/// Performs a parsed command line.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let folder = std::env::current_dir()
        .map_err(|error| Failure::environment(format!("the current folder cannot be read: {error}")))?;
    let terminal = Terminal::new(&cli.shared);
    let context = CommandContext { shared: cli.shared, terminal, folder };
    match cli.command {
        Command::Init(options) => init::run(&context, &options),
        Command::Build(options) => build::run(&context, &options),
        Command::Serve(options) => serve::run(context, &options),
        Command::Check(options) => check::run(&context, &options),
        Command::Rename(options) => rename::run(&context, &options),
        Command::Refs(options) => refs::run(&context, &options),
        Command::New(options) => new::run(&context, &options),
        Command::Import(options) => import::run(&context, &options),
        Command::Export(options) => export::run(&context, &options),
        Command::Explain { code } => explain::run(&context, code.as_deref()),
        Command::Schema(options) => schema::run(&context, &options),
        Command::Diff(options) => diff::run(&context, &options),
        Command::Release(options) => release::run(&context, &options),
        Command::Search(options) => search::run(&context, &options),
        Command::Clean(options) => clean::run(&context, &options),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "rungs", &mut script);
            context.terminal.data(&script)
        }
        Command::Man { dir: Some(dir) } => {
            let dir = context.folder.join(dir);
            clap_mangen::generate_to(Cli::command(), &dir)
                .map_err(|error| Failure::environment(format!("{} cannot be written to: {error}", dir.display())))
        }
        Command::Man { dir: None } => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
            rendered.map_err(Failure::environment)?;
            context.terminal.data(&page)
        }
    }
}

/// The audience that the command line names.
fn audience(name: &str) -> Audience {
    if name == "all" { Audience::All } else { Audience::Named(name.to_owned()) }
}

/// Refuses an audience that the handbook does not know.
fn check_audience(compiled: &Compiled) -> Result<(), Failure> {
    let Audience::Named(name) = &compiled.audience else { return Ok(()) };
    let editions = compiled.handbook.config.editions.iter().map(|edition| edition.name.value.as_str());
    let known: Vec<&str> = [PUBLIC, "all"].into_iter().chain(editions.filter(|name| *name != PUBLIC)).collect();
    if known.contains(&name.as_str()) || compiled.handbook.lacks_config() {
        return Ok(());
    }
    let near = did_you_mean(nearest(name, known.iter().copied()));
    Err(Failure::usage(format!("there is no audience `{name}`{near}\nwrite one of: {}", known.join(", "))))
}

/// The end of a message about a name that is unknown; empty if no name is near.
fn did_you_mean(near: Option<impl fmt::Display>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// Refuses the name of a kind that is none of `known`.
fn unknown_kind(name: &str, known: impl Iterator<Item = &'static str> + Clone) -> Failure {
    let near = did_you_mean(nearest(name, known.clone()));
    Failure::usage(format!("there is no kind `{name}`{near}\nwrite one of: {}", known.collect::<Vec<_>>().join(", ")))
}

/// A place as `path:line:column`; the path alone for a file as a whole.
fn shown(sources: &Sources, place: &Place) -> String {
    let text = sources.get(&place.path).and_then(|source| source.as_text());
    match text.zip(place.span) {
        Some((text, span)) => {
            let at = Lines::of(text).position(span.start as usize);
            format!("{}:{}:{}", place.path, at.line, at.column)
        }
        None => place.path.to_string(),
    }
}

/// Says of how many files an edition leaves content out.
fn say_hidden(context: &CommandContext, audience: &Audience, files: usize) {
    if let Audience::Named(name) = audience
        && files > 0
    {
        let files = plural(files, "file");
        context
            .terminal
            .say(&format!("the edition for `{name}` leaves out content of {files}; --audience names another"));
    }
}

/// A base URL from the command line: an http(s) address or an absolute path.
fn base_url(asked: &Option<String>) -> Result<Option<String>, Failure> {
    match asked {
        // A question or a fragment has no place in the middle of addresses.
        Some(url) if url.contains(['?', '#']) => {
            Err(Failure::usage(format!("`{url}` cannot stand before the addresses of pages: leave `?` and `#` out")))
        }
        Some(url) if parse::is_web_address(url) || (url.starts_with('/') && !url.starts_with("//")) => {
            Ok(Some(url.clone()))
        }
        Some(url) => {
            Err(Failure::usage(format!("`{url}` is not an address: write https://example.org/handbook/ or /handbook/")))
        }
        None => Ok(None),
    }
}
