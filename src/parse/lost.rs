//! What a file was meant to define but could not, so that one mistake is reported once.

use std::sync::Arc;

use crate::content::{Id, Kind, slug};
use crate::diagnostic::{Code, DUPLICATE_KEY, MISSING_FIELD, TOO_DEEP, UNKNOWN_FIELD, WRONG_TYPE, YAML_SYNTAX};
use crate::source::Content;

use super::{FileKind, FileParser, id, is_markdown};

/// Something that a broken file was meant to define. References to it are not reported as unknown, so that one
/// mistake is reported once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomplete {
    /// An entity.
    One(Kind, Id),
    /// Any number of entities of a kind.
    All(Kind),
    /// A title or an alias of an entity that is not there.
    Name(String),
    /// Some of the fields of an entity that is otherwise there.
    Part(Kind, Id),
    /// The settings.
    Config,
}

/// Text of a file that was lost to a mistake. It may name anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Unparsed {
    /// All of it was understood.
    #[default]
    Nothing,
    /// Some part of this.
    Text(Arc<str>),
    /// The file's text is not known.
    Everything,
}

impl FileParser<'_> {
    /// Says that the file defines less than it was meant to.
    pub(super) fn mark_incomplete(&mut self) {
        match self.kind {
            FileKind::Handbook => self.parsed.incomplete.extend([Incomplete::Config, Incomplete::All(Kind::Level)]),
            FileKind::Entity(kind, _) | FileKind::Collection(kind) if !is_markdown(self.path) => {
                self.parsed.incomplete.push(Incomplete::All(*kind));
            }
            FileKind::Entity(kind, id) => self.parsed.incomplete.push(Incomplete::One(*kind, id.clone())),
            FileKind::Collection(_) | FileKind::Asset => {}
        }
    }

    /// Reads what an entity that could not be read is called, so that links to it are not reported beside the mistake.
    pub(super) fn names_of_lost(&mut self, text: &str) {
        let (FileKind::Entity(kind, _), true) = (self.kind, self.parsed.entities.is_empty()) else { return };
        if self.parsed.incomplete.is_empty() {
            return;
        }
        let clean = |text: &str| text.trim().trim_matches(['"', '\'', '[', ']', ',']).trim().to_owned();
        let mut names = Vec::new();
        let mut in_list = false;
        for line in text.lines() {
            let row = line.trim_start_matches(' ');
            let (field, value) = row.trim_start_matches("- ").split_once([':', '：', '=']).unwrap_or_default();
            let field = field.trim_matches(['"', '\'', ' ']);
            let value = value.split(" #").next().unwrap_or_default();
            match field {
                "title" => names.push(clean(value)),
                "id" if !clean(value).is_empty() => {
                    self.parsed.incomplete.push(Incomplete::One(*kind, id::normal(&clean(value))));
                }
                "aliases" | "redirect_from" => names.extend(value.split(',').map(clean)),
                _ if in_list && row.starts_with("- ") => {
                    names.push(clean(&row[2..]));
                    continue;
                }
                _ => names.extend(row.strip_prefix("# ").map(clean)),
            }
            in_list = matches!(field, "aliases" | "redirect_from");
        }
        let names = names.iter().map(|name| slug(name)).filter(|name| !name.is_empty());
        self.parsed.incomplete.extend(names.map(Incomplete::Name));
    }

    /// A field that could not be read leaves a gap in its entity. Which one is not worth knowing: what matters is
    /// that the entity is not reported to lack something.
    pub(super) fn lost_parts(&mut self, content: &Content) {
        let has = |codes: &[&Code]| self.parsed.diagnostics.iter().any(|one| codes.contains(&one.code));
        self.parsed.unparsed = match content {
            Content::Text(text) if has(&[UNKNOWN_FIELD, WRONG_TYPE, DUPLICATE_KEY, YAML_SYNTAX, TOO_DEEP]) => {
                Unparsed::Text(text.clone())
            }
            Content::Text(_) => Unparsed::Nothing,
            Content::Bytes(_) | Content::Unreadable(_) => Unparsed::Everything,
        };
        if self.parsed.unparsed != Unparsed::Nothing || has(&[MISSING_FIELD]) {
            let parts = self.parsed.entities.iter().map(|entity| Incomplete::Part(entity.kind(), entity.id.clone()));
            self.parsed.incomplete.extend(parts);
        }
    }
}
