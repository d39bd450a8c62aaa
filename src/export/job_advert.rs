//! The text of an advert for one role: what it is about, what one does, and what one brings.

use std::fmt::Write as _;

use crate::content::Kind;
use crate::handbook::{EntityId, Handbook, titles};

use super::markdown::{self, DocumentStyle};
use super::{ExportError, Take, rows};

/// The export.
pub fn write(handbook: &Handbook, only: Option<EntityId>, take: &mut Take) -> Result<(), ExportError> {
    let role = only.filter(|only| handbook.get(*only).kind() == Kind::Role);
    let role =
        role.ok_or_else(|| ExportError::Refused("an advert is for one role; name it after `job-advert`".into()))?;
    let entity = handbook.get(role);
    let mut out = format!("# {}\n", entity.title);
    if let Some(summary) = &entity.summary {
        let _ = write!(out, "\n{}\n", titles::plain(handbook, summary, &entity.path));
    }
    let body = titles::plain(handbook, &entity.body, &entity.path);
    if !body.trim().is_empty() {
        let _ = write!(out, "\n{}\n", body.trim());
    }
    // Examples are for employees, and statements of a band are not required, so an advert has neither.
    let expected = rows::of_role(handbook, role).into_iter().filter(|row| row.band.is_empty());
    let rows = expected.map(|row| rows::ExportRow { examples: String::new(), ..row });
    markdown::topics(&mut out, &rows.collect::<Vec<_>>(), DocumentStyle::Advert);
    take(out.as_bytes())
}
