//! Heading trees in Markdown and Word files: levels and themes as headings, statements as lists.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM};
use crate::import::input::Input;
use crate::import::links::Targets;
use crate::import::model::Ladder;
use crate::import::notes::Notes;
use crate::import::outline::{self, shape};
use crate::import::{Format, Mapping};
use crate::source::Place;

/// See the module.
pub struct Document;

fn is_markdown(input: &Input) -> bool {
    matches!(input.ending().as_str(), "md" | "markdown" | "txt")
}

/// A licence and the like are about the documents and part of none.
fn is_about_the_repository(input: &Input) -> bool {
    let stem = input.stem().to_lowercase();
    matches!(stem.as_str(), "license" | "licence" | "contributing" | "changelog" | "code_of_conduct" | "security")
}

/// The document that `rungs export markdown` wrote, if this is one.
fn exported(input: &Input) -> Option<(outline::Tree, Arc<str>)> {
    let text = input.peek().filter(|text| is_markdown(input) && outline::exported::is_export(text))?;
    Some((outline::markdown::parse(&text), input.path.clone()))
}

impl Format for Document {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "headings for levels and themes, lists for statements, in Markdown or Word files"
    }

    fn detect(&self, inputs: &[Input]) -> Option<String> {
        let is_document = |input: &&Input| is_markdown(input) || input.ending() == "docx";
        let named = inputs.iter().filter(is_document).find(|input| !is_about_the_repository(input));
        let found = named.or_else(|| inputs.iter().find(is_document))?;
        Some(format!("{} is a document with headings", found.path))
    }

    fn read(&self, inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<Ladder> {
        self.read_linked(inputs, mapping, notes).map(|(ladder, _)| ladder)
    }

    fn read_linked(&self, inputs: &[Input], mapping: &Mapping, notes: &mut Notes) -> Option<(Ladder, Targets)> {
        if let Some((tree, path)) = inputs.iter().find_map(exported) {
            notes.count(tree.item_count(), "list items");
            let mut ladder = outline::exported::read(&tree);
            if !mapping.title.is_empty() {
                ladder.title.clone_from(&mapping.title);
            }
            mapping.order(&mut ladder, &path, notes);
            return Some((ladder, Targets::of_handbook()));
        }
        let mut documents = Vec::new();
        for input in inputs {
            if is_about_the_repository(input) {
                notes.skip(&input.path, "it is about the repository");
                continue;
            }
            let tree = if input.ending() == "docx" {
                match outline::read_docx(input, notes) {
                    Ok(tree) => tree,
                    Err(why) => {
                        let help = "Open the document and save it again as DOCX, without a password.";
                        notes.fail(Diagnostic::new(IMPORT_PROBLEM, Place::file(&input.path), why).help(help));
                        continue;
                    }
                }
            } else if is_markdown(input) {
                let text = input.text(notes)?;
                notes.read_lines(&input.path, &text);
                let tree = outline::markdown::parse(&text);
                let is_plain = input.ending() == "txt" && tree.sections.is_empty();
                if is_plain { outline::plain::parse(&text).unwrap_or(tree) } else { tree }
            } else {
                notes.skip(&input.path, "it is neither Markdown nor a Word document");
                continue;
            };
            documents.push(shape::Document::of(input, tree));
        }
        let path = documents.first().map(|document| document.path.clone())?;
        let made = shape::ladder(&documents, notes);
        if made.is_none() {
            shape::nothing(&path, notes);
        }
        let (mut ladder, targets) = made?;
        if !mapping.title.is_empty() {
            ladder.title.clone_from(&mapping.title);
        }
        mapping.order(&mut ladder, &path, notes);
        Some((ladder, targets))
    }
}
