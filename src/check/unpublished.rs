//! Files under `content/` that look like leftovers or source documents: none is published without a link to it.

use crate::diagnostic::{Diagnostic, UNPUBLISHED_FILE};
use crate::handbook::Handbook;
use crate::parse::files::Doubt;
use crate::source::Place;

/// Reports each of them; a folder of machinery once.
pub fn check(handbook: &Handbook, diagnostics: &mut Vec<Diagnostic>) {
    let mut last: Option<String> = None;
    for (path, asset) in handbook.assets.iter() {
        let Some(doubt) = asset.doubt.filter(|_| !handbook.is_published(path)) else { continue };
        let (what, pattern) = match doubt {
            Doubt::Leftover => ("a copy or a leftover of a program", path.clone()),
            Doubt::SourceDocument => ("the document that content was made from", path.clone()),
            Doubt::Machinery => {
                let folder = path.split('/').take_while(|part| *part != "node_modules").count();
                let folder: Vec<&str> = path.split('/').take(folder + 1).collect();
                let folder = if folder.len() > path.matches('/').count() {
                    path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
                } else {
                    folder.join("/")
                };
                if last.as_ref() == Some(&folder) {
                    continue;
                }
                last = Some(folder.clone());
                ("part of a folder that a program made", format!("{folder}/"))
            }
        };
        let name = path.rsplit('/').next().unwrap_or_default();
        let meant =
            path.strip_suffix(".txt").filter(|meant| [".md", ".yaml", ".yml"].iter().any(|end| meant.ends_with(end)));
        let (message, help) = if let Some(meant) = meant {
            let endings = &name[name.len().min(meant.rsplit('/').next().unwrap_or_default().rfind('.').unwrap_or(0))..];
            let message = format!("this file is not read, because its name ends in `{endings}`");
            let hides = "Windows hides the last ending until you let it show the endings of files.";
            (message, format!("Rename it to content/{meant}. {hides}"))
        } else {
            let help = format!(
                "Delete it, move it out of content/, or say what to do with it in content/handbook.yaml: \
                 `publish: [\"{pattern}\"]` or `ignore: [\"{pattern}\"]`. A link to it publishes it, too."
            );
            (format!("this file is not published, because it looks like {what}"), help)
        };
        let place = Place::file(&format!("content/{path}").into());
        diagnostics.push(Diagnostic::new(UNPUBLISHED_FILE, place, message).help(help));
    }
}
