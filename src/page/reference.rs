//! `docs/templates.md`: every name that a template can use, from the structs that it sees and their doc comments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::SchemaGenerator;
use serde_json::{Map, Value};

use super::frame::Frame;
use super::kinds::View;
use super::site::Site;

const INTRODUCTION: &str = "\
# Names that templates can use

A template sees three values: [`site`](#site), which is the same on every page, [`page`](#page), which every kind of page
has, and `view`, which is of the template's own kind. How a theme replaces a template stands in
[its README](../themes/default/README.md). In the counterparts in Markdown (`role.md` beside `role.html`) every text
marked as HTML is Markdown.

An optional value is missing where it has no meaning: test it with `{% if view.summary %}`. An address is relative to the
page unless its line says otherwise.

This file is made from the program's source: `just bless` writes it.
";

/// The whole file.
fn document() -> String {
    let mut generator = SchemaGenerator::default();
    let site = generator.root_schema_for::<Site>();
    let page = generator.root_schema_for::<Frame>();
    let views = View::schemas(&mut generator);
    let mut out = INTRODUCTION.to_owned();
    section(&mut out, "site", site.as_value());
    section(&mut out, "page", page.as_value());
    for (template, schema) in views {
        section(&mut out, &format!("view in {template}"), schema.as_value());
    }
    let types: BTreeMap<String, Value> = generator.take_definitions(true).into_iter().collect();
    out.push_str("\n## Types\n");
    let own = ["Site", "Frame"];
    for (name, schema) in types.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        let _ = write!(out, "\n### {name}\n\n{}\n", sentence(schema));
        fields(&mut out, schema);
    }
    out
}

fn section(out: &mut String, title: &str, schema: &Value) {
    let _ = write!(out, "\n## {title}\n\n{}\n", sentence(schema));
    fields(out, schema);
}

/// The fields of a struct as a table, or the words of an enum as a list.
fn fields(out: &mut String, schema: &Value) {
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    if !properties.is_empty() {
        out.push_str("\n| Name | Type | Meaning |\n|---|---|---|\n");
    }
    for (name, field) in properties {
        let _ = writeln!(out, "| `{name}` | {} | {} |", type_of(field), sentence(field));
    }
    let words = schema["oneOf"].as_array().into_iter().flatten().filter_map(|one| Some((one["const"].as_str()?, one)));
    let words: Vec<String> = words.map(|(word, one)| format!("- `{word}`: {}\n", sentence(one))).collect();
    if !words.is_empty() {
        let _ = write!(out, "\n{}", words.concat());
    }
    let bare = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let bare: Vec<String> = bare.map(|word| format!("- `{word}`\n")).collect();
    if !bare.is_empty() {
        let _ = write!(out, "\n{}", bare.concat());
    }
}

/// What the doc comment says, on one line.
fn sentence(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The type of a field in words, linked to its table.
fn type_of(schema: &Value) -> String {
    let linked = |reference: &str| {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        format!("[{name}](#{})", name.to_lowercase())
    };
    if let Some(reference) = schema["$ref"].as_str() {
        return linked(reference);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let (none, some): (Vec<&Value>, Vec<&Value>) = any.iter().partition(|one| one["type"] == "null");
        let some: Vec<String> = some.into_iter().map(type_of).collect();
        return if none.is_empty() { some.join(" or ") } else { format!("{}, optional", some.join(" or ")) };
    }
    match &schema["type"] {
        Value::Array(types) => {
            let some =
                types.iter().filter(|one| *one != "null").map(|one| simple(one.as_str().unwrap_or_default(), schema));
            format!("{}, optional", some.collect::<Vec<_>>().join(" or "))
        }
        Value::String(one) => simple(one, schema),
        _ => "any".to_owned(),
    }
}

fn simple(name: &str, schema: &Value) -> String {
    match name {
        "array" => match (schema["items"].is_object(), schema["prefixItems"].as_array()) {
            (_, Some(items)) => format!("({})", items.iter().map(type_of).collect::<Vec<_>>().join(", ")),
            (true, _) => format!("list of {}", type_of(&schema["items"])),
            _ => "list".to_owned(),
        },
        "object" => format!("map to {}", type_of(&schema["additionalProperties"])),
        "string" => "text".to_owned(),
        "integer" | "number" => "number".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test compares a file of the repository")]
fn the_names_that_templates_can_use_are_documented() {
    let (path, document) = (concat!(env!("CARGO_MANIFEST_DIR"), "/docs/templates.md"), document());
    let undescribed: Vec<&str> = document.lines().filter(|line| line.ends_with("|  |")).collect();
    assert!(undescribed.is_empty(), "no doc comment: {undescribed:#?}");
    if std::env::var_os("RUNGS_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(path, &document).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(known == document, "docs/templates.md is not what the source says: `just bless` writes it");
}
