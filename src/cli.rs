//! The command line: every command, option and help text, defined once.
//!
//! Knows what may be asked for, not how it is done (see `command`).

use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::content::Kind;
use crate::diagnostic::CODES;
use crate::report;

/// Build career handbooks: roles, skills, responsibilities and tracks, cross-linked.
#[derive(Debug, Parser)]
#[command(name = "rungs", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    /// The options of every command.
    pub shared: Shared,
    #[command(subcommand)]
    /// The command.
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct Shared {
    /// The folder that holds content/; the current folder or a parent of it unless given
    #[arg(short, long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colour; NO_COLOR and CLICOLOR_FORCE are honoured too
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a handbook from the built-in example; nothing that exists is overwritten
    Init(Init),
    /// Build the site
    Build(Build),
    /// Show the handbook in a browser and keep open pages up to date while it is edited
    Serve(Serve),
    /// Report everything that is wrong; with --fix, correct what has one certain correction
    Check(Check),
    /// Give an entity another id, in its file and everywhere it is named
    Rename(Rename),
    /// List every place that names an entity
    Refs(Refs),
    /// Write a file for a new role, skill, track ... to fill in
    New(New),
    /// Turn a published ladder into a handbook
    Import(Import),
    /// Take the handbook, or one role, to a format of other programs
    Export(Export),
    /// Explain a diagnostic, or list them all
    Explain {
        /// The code, such as unknown-field
        #[arg(value_parser = Suggested(codes), hide_possible_values = true)]
        code: Option<String>,
    },
    /// Print the JSON Schema of a kind's files, or of handbook.yaml
    Schema(Schema),
    /// Show what changed between two versions of the handbook, and for which roles
    Diff(Diff),
    /// Set the next version of the ladder and write its change page; commits nothing
    Release(ReleaseOptions),
    /// Find something in the handbook
    Search(SearchOptions),
    /// Remove what `build` wrote, and nothing else
    Clean(Clean),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write those of all commands
    Man {
        /// The folder for the pages of all commands
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// What to compile, and how strictly.
#[derive(Debug, Args)]
pub struct Compile {
    /// Where the site will stand, instead of base_url in handbook.yaml
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Show drafts
    #[arg(long)]
    pub drafts: bool,
    /// Whose edition: an audience of `editions:` in handbook.yaml, `public`, or `all`; `build` makes the public one and
    /// `check` reads everything unless given
    #[arg(short, long, value_name = "NAME")]
    pub audience: Option<String>,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// How diagnostics are written: human to standard error, the others to standard output
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: CheckFormat,
}

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For reading, with the source
    Human,
    /// One line each
    Short,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// Options of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Where; the current folder unless given
    pub dir: Option<PathBuf>,
    /// Start with one track, two roles and one skill instead of the sample handbook
    #[arg(long)]
    pub empty: bool,
    /// Add the files that publish the handbook on a host; to a handbook that exists, only these
    #[arg(long, value_enum, value_name = "HOST")]
    pub ci: Option<Ci>,
}

/// Where to publish.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Ci {
    /// GitHub Pages
    Github,
    /// GitLab Pages
    Gitlab,
    /// Netlify
    Netlify,
    /// Cloudflare Pages
    Cloudflare,
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// The output folder, relative to the current folder; public/ beside content/ unless given
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    /// The options of a compilation.
    pub compile: Compile,
    /// Write a .gz and a .br beside each text file, for servers that send them as they are
    #[arg(long)]
    pub precompress: bool,
    /// Say how long each phase took, and how many pages were kept
    #[arg(long)]
    pub timings: bool,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port; 4000 or the next free one unless given, 0 for any
    #[arg(short, long)]
    pub port: Option<u16>,
    /// The address to listen on; any but a loopback address lets others on the network read
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: std::net::IpAddr,
    /// Open the first page in a browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Show drafts
    #[arg(long)]
    pub drafts: bool,
    /// Whose edition, as of `build`
    #[arg(short, long, value_name = "NAME", default_value = "public")]
    pub audience: String,
    /// Poll for changes with this interval in milliseconds instead of watching the files
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "300")]
    pub poll: Option<u64>,
    /// Where the site will stand, instead of base_url in handbook.yaml: an address, or a path such as /handbook/
    #[arg(short = 'u', long, value_name = "BASE_PATH")]
    pub base_url: Option<String>,
    /// The editor that opens files from the overlay of problems
    #[arg(long, env = "RUNGS_EDITOR", value_enum, default_value = "vscode", value_name = "EDITOR")]
    pub editor: EditorChoice,
}

/// An editor that the overlay can link to.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum EditorChoice {
    /// Visual Studio Code
    Vscode,
    /// An editor of JetBrains
    Jetbrains,
    /// MacVim, or another program that handles mvim: links
    Vim,
    /// Show no links
    None,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Correct every problem that has one certain correction, and report the others
    #[arg(long)]
    pub fix: bool,
    /// Show the corrections and write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    #[command(flatten)]
    /// The options of a compilation.
    pub compile: Compile,
}

/// Options of `rename`.
#[derive(Debug, Args)]
pub struct Rename {
    /// role, skill, responsibility, track, family, level, roadmap, interview, resource or page
    pub kind: String,
    /// The id it has
    pub old: String,
    /// The id to give it
    pub new: String,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `refs`.
#[derive(Debug, Args)]
pub struct Refs {
    /// The id, with its kind if several have it: senior-engineer, or skill:writing
    pub id: String,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// role, skill, responsibility, track, family, level, roadmap, interview, resource or page
    #[arg(value_parser = Suggested(kinds), hide_possible_values = true)]
    pub kind: String,
    /// The id, such as staff-engineer; for a page its path, such as guides/onboarding
    pub id: String,
    /// The name that readers see, instead of one made of the id
    #[arg(short, long)]
    pub title: Option<String>,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// handbook, role, skill, responsibility, track, family, level, roadmap, interview, resource or page, for a file of one;
    /// roles, skills ... for a file of several
    #[arg(default_value = "handbook", value_parser = Suggested(schemas), hide_possible_values = true)]
    pub kind: String,
    /// Accept only ids that this handbook has, so that editors complete them
    #[arg(long)]
    pub with_ids: bool,
    /// Write all schemas into a folder instead, such as .rungs-schema
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Takes any text and names those that are expected, for completion in shells. The command refuses a wrong one itself, with
/// the nearest that is right.
#[derive(Debug, Clone)]
struct Suggested(fn() -> Vec<&'static str>);

impl TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}

fn kinds() -> Vec<&'static str> {
    Kind::ALL.into_iter().map(Kind::name).collect()
}

fn schemas() -> Vec<&'static str> {
    [vec!["handbook"], kinds(), Kind::ALL.into_iter().map(Kind::folder).filter(|name| !name.is_empty()).collect()]
        .concat()
}

fn codes() -> Vec<&'static str> {
    CODES.iter().map(|code| code.name).collect()
}

fn export_formats() -> Vec<&'static str> {
    vec!["json", "csv", "xlsx", "markdown", "tracker", "job-advert", "jsonld"]
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Files or folders, after the name of their format if it should not be recognised: table, markdown, ft, monzo,
    /// snowflake, fit-pathway or govuk-ddat
    #[arg(required = true, value_name = "[FORMAT] INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Where to write the handbook
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// A file that corrects what columns were taken for
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Write what columns were taken for to a new file, to correct and use with --map
    #[arg(long, value_name = "FILE")]
    pub write_map: Option<PathBuf>,
    /// Show what columns were taken for and which files would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write over the files of an earlier import, except those that were edited since
    #[arg(long)]
    pub update: bool,
    /// One file per entity, or one per kind
    #[arg(long, value_enum, default_value = "files", value_name = "LAYOUT")]
    pub layout: ImportLayout,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// json, csv, xlsx, markdown, tracker, job-advert or jsonld; a role if --format is given
    #[arg(value_name = "FORMAT", required_unless_present = "format", value_parser = Suggested(export_formats))]
    #[arg(hide_possible_values = true)]
    pub first: Option<String>,
    /// The id of a role, for that role alone
    #[arg(value_name = "ROLE")]
    pub second: Option<String>,
    /// The format, so that a role alone can be named: `rungs export staff-engineer --format csv`
    #[arg(long, value_name = "FORMAT", conflicts_with = "second", value_parser = Suggested(export_formats))]
    #[arg(hide_possible_values = true)]
    pub format: Option<String>,
    /// Whose edition, as of `build`
    #[arg(short, long, value_name = "NAME", default_value = "public")]
    pub audience: String,
    /// Where to write, a new file; standard output unless given
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The older version: a git revision, a folder or an index.json; the last tag unless given, else HEAD
    pub old: Option<String>,
    /// The newer version; the working tree unless given
    pub new: Option<String>,
    /// Whose edition is compared, as of `build`
    #[arg(short, long, value_name = "NAME", default_value = "public")]
    pub audience: String,
    /// How the difference is written
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub format: DiffFormat,
    /// Exit with 1 if anything differs
    #[arg(long)]
    pub exit_code: bool,
    /// Fail if version: in handbook.yaml says less than the change is
    #[arg(long)]
    pub check_version: bool,
}

/// Options of `release`.
#[derive(Debug, Args)]
pub struct ReleaseOptions {
    /// The version; what follows from the change unless given
    pub version: Option<String>,
    /// The version before: a git revision, a folder or an index.json; the last tag unless given, else HEAD
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Whose edition is compared, as of `build`
    #[arg(short, long, value_name = "NAME", default_value = "public")]
    pub audience: String,
    /// The day of the release, as 2026-11-28; today (UTC) unless given
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// How a difference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For reading
    Human,
    /// For a comment under a pull request, under 200 lines
    Markdown,
    /// For programs
    Json,
}

/// How entities are spread over files.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ImportLayout {
    /// One file per entity
    Files,
    /// One file per kind
    Collections,
}

/// Options of `search`.
#[derive(Debug, Args)]
pub struct SearchOptions {
    /// Words, "quoted phrases", and filters such as kind:skill, track:ic or level:senior
    #[arg(required = true)]
    pub query: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// How many results to print
    #[arg(short = 'n', long = "limit", default_value = "10", value_name = "N")]
    pub limit: usize,
    /// Search drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Whose edition, as of `build`
    #[arg(short, long, value_name = "NAME", default_value = "public")]
    pub audience: String,
}

/// Options of `clean`.
#[derive(Debug, Args)]
pub struct Clean {
    /// The output folder; public/ beside content/ unless given
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Only list what would be removed
    #[arg(long)]
    pub dry_run: bool,
}

impl From<Color> for report::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

impl From<CheckFormat> for report::ReportFormat {
    fn from(format: CheckFormat) -> Self {
        match format {
            CheckFormat::Human => Self::Human,
            CheckFormat::Short => Self::Short,
            CheckFormat::Json => Self::Json,
            CheckFormat::Sarif => Self::Sarif,
            CheckFormat::Github => Self::Github,
        }
    }
}
