//! `rungs new`: a file to fill in, with the fields that its kind usually has.

use crate::cli::New;
use crate::content::Kind;
use crate::content::strings::capitalised;
use crate::handbook::Handbook;
use crate::output;
use crate::parse::{id, placeholder};

use super::{CommandContext, Failure, schema, unknown_kind};

/// Writes the file, unless there is one.
pub fn run(context: &CommandContext, options: &New) -> Result<(), Failure> {
    let Some(kind) = Kind::from_name(&options.kind) else {
        return Err(unknown_kind(&options.kind, Kind::ALL.into_iter().map(Kind::name)));
    };
    let project = context.project()?;
    let id = id::normal(options.id.trim_end_matches(".md"));
    if kind != Kind::Page && id.contains('/') {
        return Err(Failure::usage(format!(
            "the id of a {kind} has no `/`; folders inside content/{} are yours to make",
            kind.folder()
        )));
    }
    let mut problems = Vec::new();
    // A page's id is the path of its file; another's has no `/`, so both are checked part by part.
    id::check_path(&"the command line".into(), &id, None, &mut problems);
    if let Some(problem) = problems.first() {
        let help =
            problem.help.as_deref().unwrap_or_default().replace("Rename the file, or add", "Write another id, such as");
        return Err(Failure::usage(format!("{}\n{help}", problem.message)));
    }
    let path = match kind {
        Kind::Page => format!("content/{id}.md"),
        kind => format!("content/{}/{id}.md", kind.folder()),
    };
    let file = project.root().join(&path);
    let title = options.title.clone().unwrap_or_else(|| title(&id));
    let handbook = schema::handbook(context)?;
    let written = output::write_new(&file, template(kind, &title, &handbook).as_bytes());
    if !written.map_err(|error| Failure::environment(format!("{path} cannot be written: {error}")))? {
        return Err(Failure::usage(format!("{path} exists already; nothing was written")));
    }
    context.terminal.say(&format!("wrote {path}"));
    Ok(())
}

/// `guides/first-week` becomes `First week`.
fn title(id: &str) -> String {
    capitalised(&id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " "))
}

/// What is not decided yet stands in comments, so that the file is valid from the start. A field whose values do not exist
/// yet is left out.
fn template(kind: Kind, title: &str, handbook: &Handbook) -> String {
    use placeholder::{ANSWER, EVIDENCE, FOCUS, LEVEL, QUESTION, STAGE, STATEMENT, STEP, SUMMARY};
    // An id that the handbook has shows how ids are written.
    let with = |kind: Kind, line: &dyn Fn(&str) -> String| {
        handbook.of_kind(kind).next().map_or_else(String::new, |(_, entity)| line(&entity.id))
    };
    let config = &handbook.config;
    let theme = || config.themes.first().map_or_else(String::new, |theme| format!("# theme: {}\n", theme.id.value));
    let steps = config.scales.first().map(|scale| scale.steps.as_slice()).unwrap_or_default();
    let fields = match kind {
        Kind::Role => [
            with(Kind::Family, &|id| format!("# family: {id}\n")),
            with(Kind::Track, &|id| format!("# track: {id}\n")),
            with(Kind::Level, &|id| format!("# level: {id}\n")),
            with(Kind::Role, &|id| format!("# extends: {id}\n")),
            with(Kind::Responsibility, &|id| format!("# responsibilities:\n#   {id}:\n#     - {STATEMENT}\n")),
            with(Kind::Skill, &|id| {
                steps.first().map_or_else(String::new, |step| format!("# skills:\n#   {id}: {}\n", step.id.value))
            }),
            with(Kind::Role, &|id| format!("# leads_to: [{id}]\n")),
        ]
        .concat(),
        Kind::Skill => {
            let steps: String = steps.iter().map(|step| format!("#   {}: [{STEP:?}]\n", step.id.value)).collect();
            let steps = if steps.is_empty() { steps } else { format!("# steps:\n{steps}") };
            format!("{}{steps}# related: []\n", theme())
        }
        Kind::Responsibility => theme() + &with(Kind::Level, &|level| format!("# levels:\n#   {level}: [{LEVEL}]\n")),
        Kind::Track => format!("kind: individual\n# primary_focus: {FOCUS}\nroles: [] # lowest first\n"),
        Kind::Level => "order: 1\n# scope: How far the work reaches\n# autonomy: How much one decides alone\n\
                        # impact: Over which time results are seen\n"
            .into(),
        Kind::Roadmap => {
            format!("from: \"\" # a role\nto: \"\" # a role\nstages:\n  - title: {STAGE}\n    evidence: [{EVIDENCE}]\n")
        }
        Kind::Interview => format!(
            "for: [] # roles\nrounds:\n  - title: First conversation\n    minutes: 45\n    questions:\n\
             \x20     - ask: {QUESTION}\n        looks_for: [{ANSWER}]\n"
        ),
        Kind::Resource => {
            "kind: book\n# author: Who made it\n# url: https://example.org/\n# provider: Who publishes it\n".into()
        }
        Kind::Family | Kind::Page => String::new(),
    };
    format!("---\ntitle: {}\nsummary: {SUMMARY}\n{fields}---\n", scalar(title))
}

/// A title as YAML, in quotes where it could be read as something else.
fn scalar(title: &str) -> String {
    let is_plain = title.starts_with(char::is_alphabetic)
        && !title.contains(": ")
        && !title.contains(" #")
        && !title.ends_with([':', ' '])
        && !title.chars().any(char::is_control);
    if is_plain { title.to_owned() } else { serde_json::Value::from(title).to_string() }
}
