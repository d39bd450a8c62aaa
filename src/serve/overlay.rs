//! What is put into a page while it is served, and what stands in for a page that cannot be shown.
//!
//! Text from content and templates is escaped here or handed to the script as data, which shows it as text.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::page::prose::escape;
use crate::page::url;
use crate::report;
use crate::source::{Lines, Sources};

use super::guard::OWN;

/// The script that keeps an open page up to date.
pub const SCRIPT: &str = include_str!("live.js");

/// How the overlay looks.
pub const SHEET: &str = include_str!("live.css");

/// More problems than this are only counted.
const MOST: usize = 20;

/// The page with the script. It comes first of all scripts, because it must see the page before others change it.
pub fn with_script(html: &[u8], base: &str, version: &str) -> Vec<u8> {
    let tag = format!("<script src=\"{}{OWN}live.js\" data-version=\"{version}\" defer></script>", url::encode(base));
    let head = html.windows(6).position(|window| window.eq_ignore_ascii_case(b"<head>"));
    let at = head.map_or(html.len(), |head| head + 6);
    [&html[..at], tag.as_bytes(), &html[at..]].concat()
}

/// A page for when there is none: a refusal, or a template that fails and never worked.
pub fn plain_page(title: &str, text: &str, problems: &[Diagnostic], sources: &Sources) -> Vec<u8> {
    let mut html = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>");
    escape(&mut html, title);
    html.push_str("</title></head>\n<body>\n<h1>");
    escape(&mut html, title);
    html.push_str("</h1>\n<p>");
    escape(&mut html, text);
    html.push_str("</p>\n");
    for problem in problems.iter().take(MOST) {
        html.push_str("<pre>");
        escape(&mut html, &report::human_text(problem, sources));
        html.push_str("</pre>\n");
    }
    html.push_str("</body>\n</html>\n");
    html.into_bytes()
}

/// The problems for the overlay: each exactly as the terminal shows it, with its place and, if `root` is given, a
/// link that opens it in an editor.
pub fn problems(problems: &[Diagnostic], sources: &Sources, root: Option<&Path>) -> Value {
    let shown = problems.iter().take(MOST).map(|problem| {
        let path = &problem.place.path;
        let position = problem.place.span.and_then(|span| {
            let text = sources.get(path)?.as_text()?;
            Some(Lines::of(text).position(span.start as usize))
        });
        let mut place = path.to_string();
        if let Some(position) = position {
            let _ = write!(place, ":{}:{}", position.line, position.column);
        }
        // A built-in template is no file that could be opened.
        let file =
            root.filter(|_| sources.get(path).is_some()).and_then(|root| root.join(&**path).to_str().map(encode));
        let href = file.map(|file| match position {
            Some(position) => format!("vscode://file{file}:{}:{}", position.line, position.column),
            None => format!("vscode://file{file}"),
        });
        json!({ "place": place, "href": href, "text": report::human_text(problem, sources) })
    });
    let shown: Vec<Value> = shown.collect();
    json!({ "problems": shown, "more": problems.len().saturating_sub(MOST) })
}

fn encode(file: &str) -> String {
    let file = url::encode(&file.replace('\\', "/"));
    if file.starts_with('/') { file } else { format!("/{file}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::YAML_SYNTAX;
    use crate::source::{Source, Span};

    #[test]
    fn the_script_is_the_first_thing_in_the_head() {
        let html = with_script(b"<!DOCTYPE html><HEAD><title>", "/a b/", "v");
        let tag = "<script src=\"/a%20b/_rungs/live.js\" data-version=\"v\" defer></script>";
        assert_eq!(String::from_utf8(html).unwrap(), format!("<!DOCTYPE html><HEAD>{tag}<title>"));
        assert!(with_script(b"no head", "/", "v").starts_with(b"no head<script"));
    }

    #[test]
    fn what_stands_in_a_file_never_becomes_markup() {
        let sources: Sources = [Source::text("content/x.md", "<script>alert(1)</script>\n")].into_iter().collect();
        let problem = Diagnostic::at(YAML_SYNTAX, &"content/x.md".into(), Span::new(0, 8), "found <img src=x>");
        let html = String::from_utf8(plain_page("T", "t", std::slice::from_ref(&problem), &sources)).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
        let data = problems(&[problem], &sources, Some(Path::new("/home/me/my handbook")));
        assert_eq!(data["problems"][0]["place"], "content/x.md:1:1");
        assert_eq!(data["problems"][0]["href"], "vscode://file/home/me/my%20handbook/content/x.md:1:1");
    }
}
