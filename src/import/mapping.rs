//! The mapping file: what a person says about the source where an import guesses wrong.
//!
//! Every field is optional, and one line is enough to correct one guess:
//!
//! ```yaml
//! title: Engineering ladder      # the handbook's title
//! header: 3                      # the row that names the columns
//! columns: { Notes: skip }       # what a column is, by its header
//! skip: [Old ladder]             # sheets to leave out
//! order: { Engineering: [Junior Engineer, Engineer] }   # roles of a track, lowest first
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, IMPORT_PROBLEM, nearest, one_of};
use crate::parse::yaml::{self, Node, Value};
use crate::source::{Place, Source, Span};

use super::emit::Yaml;
use super::input::Input;
use super::model::Ladder;
use super::notes::{ColumnTable, Notes};
use super::tables::guess::ColumnKind;
use super::text::{key, name};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// The handbook's title; empty to take it from the source.
    pub title: String,
    /// The number of the row that names the columns.
    pub header: Option<usize>,
    columns: BTreeMap<String, ColumnKind>,
    skip: Vec<String>,
    order: BTreeMap<String, Vec<String>>,
}

const FIELDS: [&str; 5] = ["title", "header", "columns", "skip", "order"];

impl Mapping {
    /// Reads a mapping file. Mistakes are errors of `notes`.
    pub fn read(input: &Input, notes: &mut Notes) -> Self {
        let mut mapping = Self::default();
        let Some(text) = input.text(notes) else { return mapping };
        let mut found = Vec::new();
        let node = yaml::parse(&input.path, &text, 0..text.len(), &mut found);
        found.into_iter().for_each(|problem| notes.fail(problem));
        let Some(node) = node else { return mapping };
        let mut wrong = |span: Span, what: String, help: String| {
            notes.fail(Diagnostic::at(IMPORT_PROBLEM, &input.path, span, what).help(help));
        };
        for (field, value) in node.entries() {
            match field.name.as_str() {
                "title" => mapping.title = scalar(value),
                "header" => match scalar(value).parse() {
                    Ok(number) => mapping.header = Some(number),
                    Err(_) => {
                        let help = "Count as the spreadsheet does, from 1.".into();
                        wrong(value.span, "`header` must be the number of a row".into(), help);
                    }
                },
                "columns" => {
                    for (header, is) in value.entries() {
                        let word = scalar(is);
                        match ColumnKind::from_word(&word) {
                            Some(is) => drop(mapping.columns.insert(key(&header.name), is)),
                            None => {
                                let known: Vec<String> = ColumnKind::words().map(|word| format!("`{word}`")).collect();
                                let help = format!("{}Write {}.", meant(&word, ColumnKind::words()), known.join(", "));
                                wrong(is.span, format!("`{word}` is nothing that a column can be"), help);
                            }
                        }
                    }
                }
                "skip" => mapping.skip = many(value),
                "order" => {
                    mapping.order =
                        value.entries().iter().map(|(track, roles)| (track.name.clone(), many(roles))).collect();
                }
                other => {
                    let help = format!("{}The fields are {}.", meant(other, FIELDS), one_of(FIELDS));
                    wrong(field.span, format!("a mapping has no field `{other}`"), help);
                }
            }
        }
        mapping
    }

    /// What the mapping says that a column is.
    pub fn column(&self, header: &str) -> Option<ColumnKind> {
        self.columns.get(&key(header)).copied()
    }

    /// Whether a sheet is to be left out.
    pub fn skips(&self, sheet: &str) -> bool {
        self.skip.iter().any(|skipped| key(skipped) == key(sheet) && !sheet.is_empty())
    }

    /// Puts the roles of tracks, and the levels, into the order that the mapping gives.
    pub fn order(&self, ladder: &mut Ladder, path: &Arc<str>, notes: &mut Notes) {
        for (track, names) in &self.order {
            let Ladder { tracks, roles, levels, .. } = &mut *ladder;
            let Some(found) = tracks.iter_mut().find(|known| key(&known.title) == key(track)) else {
                let near = nearest(track, tracks.iter().map(|track| track.title.as_str()));
                let near = near.map(|near| format!("; perhaps `{near}` is meant")).unwrap_or_default();
                let message = format!("the mapping orders `{track}`, which is no track{near}");
                notes.add(Diagnostic::new(IMPORT_PROBLEM, Place::file(path), message));
                continue;
            };
            let title =
                |id: &String| roles.iter().find(|role| role.id == *id).map(|role| key(&role.title)).unwrap_or_default();
            let place = |id: &String| {
                names.iter().position(|known| title(id).ends_with(&key(known)) || key(known) == title(id))
            };
            found.roles.sort_by_key(|id| place(id).unwrap_or(usize::MAX));
            let ordered = found.roles.iter().filter_map(|id| roles.iter().find(|role| role.id == *id));
            let order: Vec<&String> = ordered.map(|role| &role.level).collect();
            // The levels of the track take the places that they have together, in the new order.
            let places: Vec<usize> = (0..levels.len()).filter(|at| order.contains(&&levels[*at].id)).collect();
            let sorted: Vec<_> =
                order.iter().filter_map(|id| levels.iter().find(|level| level.id == **id)).cloned().collect();
            if places.len() == sorted.len() {
                places.into_iter().zip(sorted).for_each(|(at, level)| levels[at] = level);
            }
        }
    }

    /// The order as lines of an order file, for the format that reads one.
    pub fn order_file(&self) -> Option<Source> {
        let line = |(track, roles): (&String, &Vec<String>)| format!("{track}: {}\n", roles.join(" < "));
        let text: String = self.order.iter().map(line).collect();
        (!text.is_empty()).then(|| Source::text("mapping", &text))
    }
}

/// The question whether another word is meant, if one comes near.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("Did you mean `{near}`? ")).unwrap_or_default()
}

/// A mapping file that says what was guessed.
pub fn write(title: &str, tables: &[ColumnTable]) -> String {
    let mut columns: Vec<(String, Yaml)> = Vec::new();
    for (header, is) in tables.iter().flat_map(|table| &table.columns) {
        if !header.is_empty() && !columns.iter().any(|(known, _)| known == header) {
            columns.push((header.clone(), is.into()));
        }
    }
    let file = Yaml::map().with("title", title).with("columns", Yaml::Map(columns));
    format!("# What an import takes each column for. Change a line and import again with --map.\n{}", file.document())
}

fn scalar(node: &Node) -> String {
    node.as_text().map(|text| name(&text.value)).unwrap_or_default()
}

fn many(node: &Node) -> Vec<String> {
    match &node.value {
        Value::List(items) => items.iter().map(scalar).collect(),
        _ => vec![scalar(node)],
    }
}
