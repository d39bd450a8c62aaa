//! A document of headings and lists: a heading per track, role and topic, and the statements of each.
//!
//! `rungs import` knows the document by its second line and reads it again.

use std::fmt::Write as _;

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook, titles};
use crate::parse::markdown::escaped;

use super::rows::{self, ExportRow};
use super::{ExportError, Take};

/// The line that tells that a document is an export.
pub const MARK: &str = "<!-- rungs export -->";

/// The line above the list of levels.
pub const LEVELS: &str = "Levels, lowest first:";

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentStyle {
    /// To be imported again: skills and bands are told apart.
    Whole,
    /// To be read by those who apply.
    Advert,
}

/// The export. Roles without a track stand first.
pub fn write(handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
    let mut out = format!("# {}\n\n{MARK}\n", escaped(&handbook.config.title));
    levels(&mut out, handbook, only);
    let mut roles: Vec<(Option<EntityId>, EntityId)> =
        rows::roles(handbook, only).into_iter().map(|role| (handbook.tracks_of(role).first().copied(), role)).collect();
    // A stable sort: the roles of a track stay in its order.
    let tracks = handbook.sorted(Kind::Track);
    roles.sort_by_key(|(track, _)| track.and_then(|track| tracks.iter().position(|known| *known == track)));
    let mut last = None;
    for (track, role) in roles {
        if track != last {
            last = track;
            let _ = write!(out, "\n# {}\n", track.map(|track| escaped(&handbook.get(track).title)).unwrap_or_default());
        }
        let entity = handbook.get(role);
        let title = escaped(&entity.title);
        // A title that ends with a bracket has another one behind it, so that it is not taken for the level.
        let level = handbook.level_of(role).map(|level| escaped(&handbook.get(level).title));
        let level = match level {
            None if title.ends_with(')') => " ()".to_owned(),
            level => level.map(|level| format!(" ({level})")).unwrap_or_default(),
        };
        let _ = write!(out, "\n## {title}{level}\n");
        if let Some(summary) = &entity.summary {
            let _ = write!(out, "\n{}\n", escaped(&titles::plain(handbook, summary, &entity.path)));
        }
        topics(&mut out, &rows::of_role(handbook, role), DocumentStyle::Whole);
    }
    take(out.as_bytes())
}

/// The levels of the roles, lowest first. Roles without a track do not tell their order.
fn levels(out: &mut String, handbook: &Handbook, only: Option<EntityId>) {
    let mut levels: Vec<EntityId> =
        rows::roles(handbook, only).into_iter().filter_map(|role| handbook.level_of(role)).collect();
    levels.sort_by_key(|level| handbook.level_rank(*level));
    levels.dedup();
    if levels.len() < 2 {
        return;
    }
    let _ = write!(out, "\n{LEVELS}\n\n");
    for level in levels {
        let _ = writeln!(out, "- {}", escaped(&handbook.get(level).title));
    }
}

/// The topics of a role with their statements, those of bands after what is expected.
pub fn topics(out: &mut String, rows: &[ExportRow], style: DocumentStyle) {
    for of_topic in rows.chunk_by(|one, other| one.topic_id == other.topic_id && one.skill == other.skill) {
        let row = &of_topic[0];
        let title = escaped(row.title());
        if title.is_empty() {
            continue;
        }
        let step = if row.step.is_empty() { String::new() } else { format!(": {}", escaped(&row.step)) };
        match style {
            DocumentStyle::Advert => {
                let _ = write!(out, "\n## {title}{step}\n");
            }
            DocumentStyle::Whole => {
                let _ = write!(out, "\n### {title}\n");
                if row.is_skill() {
                    let _ = write!(out, "\nSkill{step}\n");
                }
            }
        }
        let mut bands: Vec<&str> = Vec::new();
        for row in of_topic {
            if !bands.contains(&row.band.as_str()) {
                bands.push(&row.band);
            }
        }
        bands.sort_by_key(|band| !band.is_empty());
        for band in bands {
            if !band.is_empty() {
                let _ = write!(out, "\n{}:\n", escaped(band));
            }
            let rows = of_topic.iter().filter(|row| row.band == band && !row.statement.is_empty());
            for (at, row) in rows.enumerate() {
                let _ = writeln!(out, "{}- {}", if at == 0 { "\n" } else { "" }, escaped(&row.statement));
                for point in row.points.lines() {
                    let _ = writeln!(out, "  - {}", escaped(point));
                }
                for example in row.examples.lines() {
                    let _ = writeln!(out, "  - Example: {}", escaped(example));
                }
            }
        }
    }
}
