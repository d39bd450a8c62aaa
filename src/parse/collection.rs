//! Reads files that hold several entities of a kind: `skills.yaml`.

use crate::content::Kind;
use crate::diagnostic::{Diagnostic, MISSING_FIELD, WRONG_TYPE};
use crate::source::Span;

use super::shape::Shape;
use super::yaml::{Key, Node, Value};
use super::{FileParser, Incomplete, fields, id, reader, shape};

impl FileParser<'_> {
    /// A mapping of ids to entities.
    pub(super) fn collection_map(&mut self, kind: Kind, entries: &[(Key, Node)]) {
        for (key, node) in entries {
            let name = format!("`{}`", shape::shorten(&key.name));
            self.check_shape(node, &Shape::Record(fields::record(kind)), &name);
            self.entity(kind, &id::normal(&key.name), Some(key.span), node, None);
        }
    }

    /// A list of entities with an `id` each.
    pub(super) fn collection_list(&mut self, kind: Kind, items: &[Node]) {
        for item in items {
            let record = fields::record(kind);
            self.check_shape(item, &Shape::Record(record), record.name);
            match item.get("id").and_then(reader::spanned) {
                Some(named) => self.entity(kind, &id::normal(&named.value), Some(named.span), item, None),
                None => {
                    // What is no mapping at all was reported.
                    if matches!(item.value, Value::Map(_)) {
                        self.parsed.diagnostics.push(
                            Diagnostic::new(
                                MISSING_FIELD,
                                shape::place(self.path, item),
                                format!("{} in a list needs an `id`", record.name),
                            )
                            .label("`id:` is missing here"),
                        );
                    }
                    self.parsed.incomplete.push(Incomplete::All(kind));
                }
            }
        }
    }

    /// Reports the fields of one entity where a collection belongs.
    pub(super) fn lacks_id(&mut self, kind: Kind, title: Span) {
        let folder = kind.folder();
        let record = fields::record(kind);
        self.parsed.diagnostics.push(
            self.at(WRONG_TYPE, title, format!("this file holds {folder} by id, not one of them"))
                .label(format!("the fields of {} begin below its id", record.name))
                .help(format!(
                    "Put a line `some-id:` above and indent the fields, or move the file into content/{folder}/."
                )),
        );
        self.mark_incomplete();
    }
}
