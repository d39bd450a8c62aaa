//! What is added to a page while it is served, and what replaces a page that cannot be shown.
//!
//! Text from content and templates is escaped here, or sent to the script as data that it shows as text.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::page::prose::escape;
use crate::page::urls;
use crate::report;
use crate::source::{Lines, Position, Sources};

use super::http::Body;
use super::routes::OWN;

/// The script that keeps an open page up to date.
pub const SCRIPT: &str = include_str!("live.js");

/// The stylesheet of the overlay.
pub const STYLESHEET: &str = include_str!("live.css");

/// The number of problems that are shown; more are only counted.
const MAX_PROBLEMS: usize = 20;

/// The program that opens a file from the overlay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Editor {
    /// Visual Studio Code.
    #[default]
    Vscode,
    /// An editor of JetBrains.
    Jetbrains,
    /// MacVim, or another program that handles `mvim:`.
    Vim,
    /// No program: places are shown without a link.
    None,
}

/// Makes links that open a file at a position in an editor.
#[derive(Debug, Clone, Default)]
pub struct EditorLinks {
    /// The program.
    pub editor: Editor,
    /// The project's folder; `None` when the reader may sit at another machine, so that there are no links.
    pub root: Option<PathBuf>,
}

impl EditorLinks {
    /// The link to a file of the project, and to a position in it.
    fn link(&self, path: &str, position: Option<Position>) -> Option<String> {
        let file = self.root.as_ref()?.join(path).to_str().map(file_path)?;
        let Position { line, column } = position.unwrap_or(Position { line: 1, column: 1 });
        match self.editor {
            Editor::Vscode => Some(format!("vscode://file{file}:{line}:{column}")),
            Editor::Jetbrains => Some(format!("idea://open?file={file}&line={line}&column={column}")),
            Editor::Vim => Some(format!("mvim://open?url=file://{file}&line={line}&column={column}")),
            Editor::None => None,
        }
    }
}

/// The path of a file as it stands in a URL: with forward slashes, beginning with one, and percent-encoded.
fn file_path(file: &str) -> String {
    let file = urls::encode(&file.replace('\\', "/"));
    if file.starts_with('/') { file } else { format!("/{file}") }
}

/// The page with the script as the first element of its head, because it must see the page before other scripts
/// change it.
pub fn with_script(html: Body, base: &str, version: &str) -> Body {
    let tag = format!("<script src=\"{}{OWN}live.js\" data-version=\"{version}\" defer></script>", urls::encode(base));
    let at = html.find_ignoring_case(b"<head>").map_or(html.len(), |head| head + 6);
    html.insert(at, tag)
}

/// A page for when a template fails and never worked.
pub fn plain_page(title: &str, text: &str, problems: &[Diagnostic], sources: &Sources) -> Vec<u8> {
    let escaped = |text: &str| {
        let mut html = String::new();
        escape(&mut html, text);
        html
    };
    let (title, text) = (escaped(title), escaped(text));
    let shown = problems.iter().take(MAX_PROBLEMS).map(|problem| report::human_text(problem, sources));
    let shown: String = shown.map(|problem| format!("<pre>{}</pre>\n", escaped(&problem))).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n\
         <h1>{title}</h1>\n<p>{text}</p>\n{shown}</body>\n</html>\n"
    )
    .into_bytes()
}

/// The problems for the overlay: each as the terminal shows it, with its place and a link that opens it in an editor.
pub fn problems(problems: &[Diagnostic], sources: &Sources, links: &EditorLinks) -> Value {
    let shown = |problem: &Diagnostic| {
        let path = &problem.place.path;
        let position = problem.place.span.and_then(|span| {
            let text = sources.get(path)?.as_text()?;
            Some(Lines::of(text).position(span.start as usize))
        });
        let place = match position {
            Some(Position { line, column }) => format!("{path}:{line}:{column}"),
            None => path.to_string(),
        };
        // A built-in template is not a file of the project.
        let href = sources.get(path).and_then(|_| links.link(path, position));
        json!({ "place": place, "href": href, "text": report::human_text(problem, sources) })
    };
    let shown: Vec<Value> = problems.iter().take(MAX_PROBLEMS).map(shown).collect();
    json!({ "problems": shown, "more": problems.len().saturating_sub(MAX_PROBLEMS) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::YAML_SYNTAX;
    use crate::source::{Source, Span};

    #[test]
    fn the_script_is_the_first_element_of_the_head() {
        let html = with_script("<!DOCTYPE html><HEAD><title>".into(), "/a b/", "v");
        let tag = "<script src=\"/a%20b/_rungs/live.js\" data-version=\"v\" defer></script>";
        assert_eq!(html.to_text(), format!("<!DOCTYPE html><HEAD>{tag}<title>"));
        assert!(with_script("no head".into(), "/", "v").to_text().starts_with("no head<script"));
    }

    #[test]
    fn text_of_a_file_never_becomes_markup() {
        let sources: Sources = [Source::text("content/x.md", "<script>alert(1)</script>\n")].into_iter().collect();
        let problem = Diagnostic::at(YAML_SYNTAX, &"content/x.md".into(), Span::new(0, 8), "found <img src=x>");
        let html = String::from_utf8(plain_page("T", "t", std::slice::from_ref(&problem), &sources)).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
        let links = EditorLinks { editor: Editor::Vscode, root: Some("/srv/my handbook".into()) };
        let data = problems(&[problem], &sources, &links);
        assert_eq!(data["problems"][0]["place"], "content/x.md:1:1");
        assert_eq!(data["problems"][0]["href"], "vscode://file/srv/my%20handbook/content/x.md:1:1");
    }

    #[test]
    fn each_editor_has_its_own_link() {
        let link = |editor| {
            let links = EditorLinks { editor, root: Some("/srv/a & b".into()) };
            links.link("content/x.md", Some(Position { line: 3, column: 7 }))
        };
        assert_eq!(link(Editor::Vscode).unwrap(), "vscode://file/srv/a%20%26%20b/content/x.md:3:7");
        assert_eq!(link(Editor::Jetbrains).unwrap(), "idea://open?file=/srv/a%20%26%20b/content/x.md&line=3&column=7");
        assert_eq!(link(Editor::Vim).unwrap(), "mvim://open?url=file:///srv/a%20%26%20b/content/x.md&line=3&column=7");
        assert_eq!(link(Editor::None), None);
        assert_eq!(EditorLinks::default().link("content/x.md", None), None);
    }
}
