//! `rungs new`: a file to fill in, with the fields that its kind usually has.

use std::io::ErrorKind;

use crate::cli::New;
use crate::content::Kind;
use crate::diagnostic::nearest;
use crate::handbook::Handbook;
use crate::output;
use crate::parse::{id, placeholder};

use super::{Context, Failure, schema};

/// Writes the file, unless there is one.
pub fn run(context: &Context, options: &New) -> Result<(), Failure> {
    let Some(kind) = Kind::from_name(&options.kind) else {
        let names = || Kind::ALL.into_iter().map(Kind::name);
        let near = nearest(&options.kind, names()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let known = names().collect::<Vec<_>>().join(", ");
        return Err(Failure::usage(format!("there is no kind `{}`{near}\nwrite one of: {known}", options.kind)));
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
    let names = Names::of(&handbook);
    match output::write_new(&file, template(kind, &title, &names).as_bytes()) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Failure::usage(format!("{path} exists already; nothing was written")));
        }
        Err(error) => return Err(Failure::environment(format!("{path} cannot be written: {error}"))),
    }
    context.terminal.say(&format!("wrote {path}"));
    Ok(())
}

/// `guides/first-week` becomes `First week`.
fn title(id: &str) -> String {
    let words = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Ids that the handbook has, to show how they are written.
struct Names {
    family: Option<String>,
    track: Option<String>,
    level: Option<String>,
    role: Option<String>,
    skill: Option<String>,
    responsibility: Option<String>,
    /// A grouping of `themes:`.
    theme: Option<String>,
    /// The steps of the first scale, lowest first.
    steps: Vec<String>,
}

impl Names {
    fn of(handbook: &Handbook) -> Self {
        let first = |kind: Kind| handbook.of_kind(kind).next().map(|(_, entity)| entity.id.to_string());
        let config = &handbook.config;
        Self {
            family: first(Kind::Family),
            track: first(Kind::Track),
            level: first(Kind::Level),
            role: first(Kind::Role),
            skill: first(Kind::Skill),
            responsibility: first(Kind::Responsibility),
            theme: config.themes.first().map(|theme| theme.id.value.to_string()),
            steps: config
                .scales
                .first()
                .map_or_else(Vec::new, |scale| scale.steps.iter().map(|step| step.id.value.to_string()).collect()),
        }
    }
}

/// What is not decided yet stands in comments, so that the file is valid from the start. A field whose values do not exist
/// yet is left out.
fn template(kind: Kind, title: &str, names: &Names) -> String {
    use placeholder::{ANSWER, EVIDENCE, FOCUS, LEVEL, QUESTION, STAGE, STATEMENT, STEP, SUMMARY};
    let with = |name: &Option<String>, line: &dyn Fn(&str) -> String| name.as_deref().map_or_else(String::new, line);
    let theme = || with(&names.theme, &|theme| format!("# theme: {theme}\n"));
    let fields = match kind {
        Kind::Role => [
            with(&names.family, &|id| format!("# family: {id}\n")),
            with(&names.track, &|id| format!("# track: {id}\n")),
            with(&names.level, &|id| format!("# level: {id}\n")),
            with(&names.role, &|id| format!("# extends: {id}\n")),
            with(&names.responsibility, &|id| format!("# responsibilities:\n#   {id}:\n#     - {STATEMENT}\n")),
            with(&names.skill.as_ref().and(names.steps.first().cloned()), &|step| {
                format!("# skills:\n#   {}: {step}\n", names.skill.as_deref().unwrap_or_default())
            }),
            with(&names.role, &|id| format!("# leads_to: [{id}]\n")),
        ]
        .concat(),
        Kind::Skill => {
            let steps: String = names.steps.iter().map(|step| format!("#   {step}: [{STEP:?}]\n")).collect();
            let steps = if steps.is_empty() { steps } else { format!("# steps:\n{steps}") };
            format!("{}{steps}# related: []\n", theme())
        }
        Kind::Responsibility => theme() + &with(&names.level, &|level| format!("# levels:\n#   {level}: [{LEVEL}]\n")),
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
