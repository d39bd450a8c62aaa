//! Roles as <https://schema.org/Occupation>, with their responsibilities and skills.

use serde_json::{Value, json};

use crate::handbook::{EntityId, Handbook, titles};

use super::{ExportError, Take, rows};

/// The export.
pub fn write(handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
    let graph: Vec<Value> = rows::roles(handbook, only)
        .into_iter()
        .map(|role| {
            let entity = handbook.get(role);
            let rows = rows::of_role(handbook, role);
            let duties: Vec<&str> = rows
                .iter()
                .filter(|row| !row.is_skill() && row.band.is_empty() && !row.statement.is_empty())
                .map(|row| row.statement.as_str())
                .collect();
            let mut skills: Vec<String> = rows
                .iter()
                .filter(|row| row.is_skill())
                .map(
                    |row| if row.step.is_empty() { row.skill.clone() } else { format!("{} ({})", row.skill, row.step) },
                )
                .collect();
            skills.dedup();
            let mut occupation = json!({ "@type": "Occupation", "name": entity.title });
            if let Some(summary) = &entity.summary {
                occupation["description"] = json!(titles::plain(handbook, summary, &entity.path));
            }
            if !duties.is_empty() {
                occupation["responsibilities"] = json!(duties);
            }
            if !skills.is_empty() {
                occupation["skills"] = json!(skills);
            }
            occupation
        })
        .collect();
    let document = json!({ "@context": "https://schema.org", "@graph": graph });
    take(format!("{document:#}\n").as_bytes())
}
