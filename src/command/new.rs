//! `rungs new`: a file to fill in, with the fields that its kind usually has.

use std::io::ErrorKind;

use crate::cli::New;
use crate::content::Kind;
use crate::diagnostic::nearest;
use crate::output;
use crate::parse::{id, placeholder};

use super::{Context, Failure};

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
    match output::write_new(&file, template(kind, &title(&id)).as_bytes()) {
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

/// What is not decided yet stands in comments, so that the file is valid from the start.
fn template(kind: Kind, title: &str) -> String {
    use placeholder::{ANSWER, EVIDENCE, FOCUS, LEVEL, QUESTION, STAGE, STATEMENT, STEP, SUMMARY};
    let fields = match kind {
        Kind::Role => format!(
            "# family: software-engineering\n# track: individual-contributor\n# level: l3\n\
             # extends: engineer\n# responsibilities:\n#   system-architecture:\n\
             #     - id: clear-designs\n#       text: {STATEMENT}\n\
             # skills:\n#   managing-complexity: working\n# leads_to: [staff-engineer]\n"
        ),
        Kind::Skill => {
            format!("# theme: craft\n# steps:\n#   awareness: [{STEP:?}]\n#   working: [{STEP:?}]\n# related: []\n")
        }
        Kind::Responsibility => format!("# theme: craft\n# levels:\n#   l3: [{LEVEL}]\n"),
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
    format!("---\ntitle: {title}\nsummary: {SUMMARY}\n{fields}---\n")
}
