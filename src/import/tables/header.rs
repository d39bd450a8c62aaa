//! What the header of a column calls what stands below it.

use crate::import::text::key;

use super::guess::ColumnKind;
use super::languages;

/// English headers by what they name, as [`key`] makes them.
const FIELDS: [(ColumnKind, &[&str]); 15] = [
    (
        ColumnKind::Family,
        &["role family", "job family", "family", "profession", "discipline", "department", "function", "job function"],
    ),
    (ColumnKind::Track, &["track", "path", "career path", "career track", "ladder", "stream", "role type"]),
    (ColumnKind::Role, &["role", "job title", "job", "position", "title", "role title", "role name", "job role"]),
    (
        ColumnKind::Level,
        &[
            "level",
            "grade",
            "band",
            "seniority",
            "career level",
            "job level",
            "role level",
            "levels",
            "roles",
            "level name",
        ],
    ),
    (ColumnKind::Code, &["code", "level code", "grade code", "level id"]),
    (
        ColumnKind::Theme,
        &[
            "theme",
            "category",
            "area",
            "pillar",
            "domain",
            "dimension",
            "group",
            "competency area",
            "section",
            "skill category",
            "cluster",
        ],
    ),
    (ColumnKind::Skill, &["skill", "skill name", "skills"]),
    (
        ColumnKind::Topic,
        &[
            "topic",
            "competency",
            "competence",
            "responsibility",
            "capability",
            "attribute",
            "competency name",
            "sub theme",
            "subtheme",
            "sub category",
            "subcategory",
            "trait",
            "value",
            "criterion",
        ],
    ),
    (
        ColumnKind::Step,
        &[
            "skill level",
            "proficiency",
            "required level",
            "proficiency level",
            "step",
            "target level",
            "rating",
            "required proficiency",
        ],
    ),
    (
        ColumnKind::Statement,
        &[
            "statement",
            "expectation",
            "expectations",
            "requirement",
            "requirements",
            "behavior",
            "behaviors",
            "criteria",
            "indicator",
            "indicators",
            "expected behavior",
            "what it looks like",
            "text",
            "statements",
        ],
    ),
    (ColumnKind::Example, &["example", "examples", "evidence", "for example"]),
    (ColumnKind::Point, &["point", "points", "details", "detail"]),
    (ColumnKind::Id, &["id", "statement id", "uuid", "ref", "reference"]),
    (ColumnKind::RoleDescription, &["role description", "job description", "role summary", "level description"]),
    (
        ColumnKind::Description,
        &[
            "description",
            "definition",
            "summary",
            "about",
            "skill description",
            "meaning",
            "what is it",
            "competency description",
        ],
    ),
];

/// The field that a header of a long table names.
pub fn field(header: &str) -> Option<ColumnKind> {
    let words = key(header);
    let english = || FIELDS.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(column, _)| *column);
    languages::field(&words).or_else(english)
}
