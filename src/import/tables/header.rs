//! What the header of a column calls what stands below it.

use crate::import::text::key;

use super::guess::Column;
use super::languages;

/// The field that a header of a long table names.
pub fn field(header: &str) -> Option<Column> {
    let words = key(header);
    if let Some(column) = languages::field(&words) {
        return Some(column);
    }
    let is = |names: &[&str]| names.contains(&words.as_str());
    if is(&[
        "role family",
        "job family",
        "family",
        "profession",
        "discipline",
        "department",
        "function",
        "job function",
    ]) {
        return Some(Column::Family);
    }
    if is(&["track", "path", "career path", "career track", "ladder", "stream", "role type"]) {
        return Some(Column::Track);
    }
    if is(&["role", "job title", "job", "position", "title", "role title", "role name", "job role"]) {
        return Some(Column::Role);
    }
    if is(&[
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
    ]) {
        return Some(Column::Level);
    }
    if is(&["code", "level code", "grade code", "level id"]) {
        return Some(Column::Code);
    }
    if is(&[
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
    ]) {
        return Some(Column::Theme);
    }
    if is(&["skill", "skill name", "skills"]) {
        return Some(Column::Skill);
    }
    if is(&[
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
    ]) {
        return Some(Column::Topic);
    }
    if is(&[
        "skill level",
        "proficiency",
        "required level",
        "proficiency level",
        "step",
        "target level",
        "rating",
        "required proficiency",
    ]) {
        return Some(Column::Step);
    }
    if is(&[
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
    ]) {
        return Some(Column::Statement);
    }
    if is(&["example", "examples", "evidence", "for example"]) {
        return Some(Column::Example);
    }
    if is(&["point", "points", "details", "detail"]) {
        return Some(Column::Point);
    }
    if is(&["id", "statement id", "uuid", "ref", "reference"]) {
        return Some(Column::Id);
    }
    if is(&["role description", "job description", "role summary", "level description"]) {
        return Some(Column::RoleDescription);
    }
    if is(&[
        "description",
        "definition",
        "summary",
        "about",
        "skill description",
        "meaning",
        "what is it",
        "competency description",
    ]) {
        return Some(Column::Description);
    }
    None
}
