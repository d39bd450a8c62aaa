//! Heading trees in Markdown and Word files: levels and themes as headings, statements as lists.

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::Ladder;
use crate::import::notes::Notes;
use crate::import::outline::{self, shape};
use crate::import::{ImportFormat, Mapping};
use crate::source::Place;

/// See the module.
pub const DOCUMENT: ImportFormat = ImportFormat {
    name: "markdown",
    about: "headings for levels and themes, lists for statements, in Markdown or Word files",
    detect,
    read,
};

fn is_markdown(input: &Input) -> bool {
    matches!(input.ending().as_str(), "md" | "markdown" | "txt")
}

/// A licence and the like are about the documents and part of none.
fn is_about_the_repository(input: &Input) -> bool {
    let stem = input.stem().to_lowercase();
    matches!(stem.as_str(), "license" | "licence" | "contributing" | "changelog" | "code_of_conduct" | "security")
}

/// The document that `rungs export markdown` wrote, if this is one.
fn exported(input: &Input) -> Option<outline::Section> {
    let text = input.peek().filter(|text| is_markdown(input) && outline::exported::is_export(text))?;
    Some(outline::markdown::parse(&text))
}

fn detect(inputs: &[Input]) -> Option<String> {
    let is_document = |input: &&Input| is_markdown(input) || input.ending() == "docx";
    let named = inputs.iter().filter(is_document).find(|input| !is_about_the_repository(input));
    let found = named.or_else(|| inputs.iter().find(is_document))?;
    Some(format!("{} is a document with headings", found.path))
}

fn read(inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
    let exported = inputs.iter().find_map(|input| Some((input, exported(input)?)));
    let (input, mut ladder, targets) = match exported {
        Some((input, tree)) => {
            notes.count(tree.item_count(), "list items");
            (input, outline::exported::read(&tree), Targets::of_handbook())
        }
        None => documents(inputs, notes)?,
    };
    if !mapping.title.is_empty() {
        ladder.title.clone_from(&mapping.title);
    }
    mapping.order(&mut ladder, &input.path, notes);
    Some((ladder, targets))
}

/// The ladder of documents that people wrote, with the first of them.
fn documents<'a>(inputs: &'a [Input], notes: &mut Notes) -> Option<(&'a Input, Ladder, Targets)> {
    let mut documents = Vec::new();
    for input in inputs {
        if is_about_the_repository(input) {
            notes.skip(&input.path, "it is about the repository");
        } else if input.ending() == "docx" {
            match outline::read_docx(input, notes) {
                Ok(tree) => documents.push(shape::SourceDocument::new(input, tree)),
                Err(why) => {
                    let help = "Open the document and save it again as DOCX, without a password.";
                    notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), why).help(help));
                }
            }
        } else if is_markdown(input) {
            let text = input.text(notes)?;
            notes.read_lines(&input.path, &text);
            let tree = outline::markdown::parse(&text);
            let is_plain = input.ending() == "txt" && tree.sections.is_empty();
            let tree = if is_plain { outline::plain::parse(&text).unwrap_or(tree) } else { tree };
            documents.push(shape::SourceDocument::new(input, tree));
        } else {
            notes.skip(&input.path, "it is neither Markdown nor a Word document");
        }
    }
    let first = documents.first()?.input;
    let Some((ladder, targets)) = shape::ladder(&documents, notes) else {
        let message = "no heading looks like a level, so nothing was imported";
        let help =
            "Write levels as headings (`## Senior Engineer`) with themes below them, or themes with levels below them.";
        notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&first.path), message).help(help));
        return None;
    };
    Some((first, ladder, targets))
}
