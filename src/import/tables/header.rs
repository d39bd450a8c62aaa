//! What the header of a column calls what stands below it.

use crate::import::text::key;

use super::guess::Column;
use super::languages;

/// English headers by what they name, as [`key`] makes them.
const FIELDS: [(Column, &[&str]); 15] = [
    (
        Column::Family,
        &["role family", "job family", "family", "profession", "discipline", "department", "function", "job function"],
    ),
    (Column::Track, &["track", "path", "career path", "career track", "ladder", "stream", "role type"]),
    (Column::Role, &["role", "job title", "job", "position", "title", "role title", "role name", "job role"]),
    (
        Column::Level,
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
    (Column::Code, &["code", "level code", "grade code", "level id"]),
    (
        Column::Theme,
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
    (Column::Skill, &["skill", "skill name", "skills"]),
    (
        Column::Topic,
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
        Column::Step,
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
        Column::Statement,
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
    (Column::Example, &["example", "examples", "evidence", "for example"]),
    (Column::Point, &["point", "points", "details", "detail"]),
    (Column::Id, &["id", "statement id", "uuid", "ref", "reference"]),
    (Column::RoleDescription, &["role description", "job description", "role summary", "level description"]),
    (
        Column::Description,
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
pub fn field(header: &str) -> Option<Column> {
    let words = key(header);
    let english = || FIELDS.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(column, _)| *column);
    languages::field(&words).or_else(english)
}
