//! What can be found without being an entity: the differences between roles, matrices, and the tools of the site.
//!
//! They have no words in the index; `intent` decides when a query asks for them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::strings::TextValue;
use crate::handbook::{EntityId, Handbook};
use crate::page::kinds::comparison::ComparisonPage;
use crate::page::kinds::matrix::MatrixPage;
use crate::page::{PageKey, Plan, urls};

use super::record::{Record, RecordKind};

/// Differences and tools. Records are named by their number in the index.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    /// Their records, in the order of the fields below.
    pub records: Vec<Arc<Record>>,
    /// Pairs of roles whose difference has a page, sorted.
    pub differences: Vec<(u32, u32)>,
    /// Tracks and families that have a matrix, sorted.
    pub matrices: Vec<u32>,
    /// The place of the comparing tool among the records, if there is one.
    pub compare: Option<usize>,
    /// The place of the career map among the records, if there is one.
    pub map: Option<usize>,
}

impl Tools {
    /// The tools of a site. `number` says which number the record of an entity has.
    pub fn of(handbook: &Handbook, plan: &Plan, number: &HashMap<EntityId, u32>) -> Self {
        let strings = &handbook.strings;
        let mut differences: Vec<(u32, u32, EntityId, EntityId)> = Vec::new();
        let mut matrices: Vec<(u32, EntityId)> = Vec::new();
        for (_, key) in plan.pages() {
            match key {
                PageKey::Comparison(ComparisonPage { old, new }) => {
                    if let (Some(from), Some(to)) = (number.get(&old), number.get(&new)) {
                        differences.push((*from, *to, old, new));
                    }
                }
                PageKey::Matrix(MatrixPage(index)) => {
                    matrices.extend(number.get(&index).map(|number| (*number, index)))
                }
                _ => {}
            }
        }
        differences.sort_unstable();
        matrices.sort_unstable();
        let mut records: Vec<Record> = Vec::new();
        for (.., old, new) in &differences {
            let (old, new) = (handbook.get(*old), handbook.get(*new));
            let title = strings
                .text("compare.pair", &[("from", TextValue::Text(&old.title)), ("to", TextValue::Text(&new.title))]);
            records.push(record(RecordKind::Difference, urls::comparison(&old.id, &new.id), title));
        }
        for (_, index) in &matrices {
            let entity = handbook.get(*index);
            let address = urls::matrix(entity.kind(), &entity.id);
            records.push(record(RecordKind::Matrix, address, entity.title.clone()));
        }
        let mut tool = |url: &str, title: &str| {
            plan.has(url).then(|| {
                records.push(record(RecordKind::Tool, url.to_owned(), strings.text(title, &[])));
                records.len() - 1
            })
        };
        let (compare, map) = (tool(urls::COMPARISONS, "compare.title"), tool(urls::MAP, "map.title"));
        Self {
            records: records.into_iter().map(Arc::new).collect(),
            differences: differences.into_iter().map(|(from, to, ..)| (from, to)).collect(),
            matrices: matrices.into_iter().map(|(number, _)| number).collect(),
            compare,
            map,
        }
    }
}

fn record(kind: RecordKind, url: String, title: String) -> Record {
    let id = url.trim_end_matches(".html").to_owned();
    let parts = vec![super::record::RecordPart::default()];
    let belongs = Default::default();
    Record { kind, id, url, title, aliases: Vec::new(), codes: Vec::new(), retired: false, belongs, parts }
}
