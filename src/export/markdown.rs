//! A document of headings and lists: a level per heading, a topic below it, and its statements.

use std::fmt::Write as _;

use crate::compile::Compiled;
use crate::handbook::EntityId;

use super::rows;

/// The export.
pub fn write(compiled: &Compiled, role: Option<EntityId>) -> Result<Vec<u8>, String> {
    let handbook = &compiled.handbook;
    let mut out = format!("# {}\n", handbook.config.title);
    for role in rows::roles(handbook, role) {
        let entity = handbook.get(role);
        let level = handbook.level_of(role).map(|level| handbook.get(level).title.clone());
        let level = level.filter(|level| *level != entity.title).map(|level| format!(" ({level})")).unwrap_or_default();
        let _ = write!(out, "\n## {}{level}\n", entity.title);
        if let Some(summary) = &entity.summary {
            let _ = write!(out, "\n{}\n", summary.plain);
        }
        topics(&mut out, &rows::of_role(handbook, role), "###");
    }
    Ok(out.into_bytes())
}

/// The topics of a role with their statements.
pub fn topics(out: &mut String, rows: &[rows::Row], heading: &str) {
    let mut last = String::new();
    for row in rows {
        let topic = if row.skill.is_empty() { &row.topic } else { &row.skill };
        if topic.is_empty() {
            continue;
        }
        if *topic != last {
            let step = if row.step.is_empty() { String::new() } else { format!(": {}", row.step) };
            let _ = write!(out, "\n{heading} {topic}{step}\n\n");
            last.clone_from(topic);
        }
        if row.statement.is_empty() {
            continue;
        }
        let _ = writeln!(out, "- {}", row.statement);
        for point in row.points.lines() {
            let _ = writeln!(out, "  - {point}");
        }
        for example in row.examples.lines() {
            let _ = writeln!(out, "  - Example: {example}");
        }
    }
}
