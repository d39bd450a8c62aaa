//! JSON Schema of every file an author writes, made from the same description that checks them.
//!
//! Draft 2020-12 (<https://json-schema.org/draft/2020-12>), which editors read through the YAML language server.

use serde_json::{Map, Value, json};

use crate::content::Kind;

use super::fields;
use super::shape::{Record, Shape};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of `content/handbook.yaml`.
pub fn handbook() -> Value {
    titled(record(&fields::HANDBOOK), "rungs: handbook.yaml")
}

/// The schema of a YAML file that holds entities of `kind`: one, a list, or a mapping from id to entity.
pub fn file(kind: Kind) -> Value {
    let name = kind.name();
    let schema = json!({
        "$defs": { name: record(fields::record(kind)) },
        "anyOf": [
            { "$ref": format!("#/$defs/{name}") },
            {
                "type": "array",
                "items": { "allOf": [{ "$ref": format!("#/$defs/{name}") }, { "required": ["id"] }] },
            },
            { "type": "object", "additionalProperties": { "$ref": format!("#/$defs/{name}") } },
        ],
    });
    titled(schema, &format!("rungs: {}", fields::record(kind).name))
}

fn titled(mut schema: Value, title: &str) -> Value {
    let mut whole = Map::new();
    whole.insert("$schema".into(), json!(DRAFT));
    whole.insert("title".into(), json!(title));
    if let Some(object) = schema.as_object_mut() {
        whole.append(object);
    }
    Value::Object(whole)
}

fn record(record: &Record) -> Value {
    let properties: Map<String, Value> = record
        .fields()
        .map(|field| {
            let mut value = shape(&field.shape);
            value["description"] = json!(field.doc);
            (field.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = record.fields().filter(|field| field.required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn shape(of: &Shape) -> Value {
    // YAML reads `1.10` and `no` as a number and perhaps a truth value; rungs takes them as the text they are.
    let text = || json!({ "type": ["string", "number", "boolean"] });
    match of {
        Shape::Text | Shape::Inline | Shape::Markdown | Shape::Reference(_) => text(),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::List(item) => json!({ "type": "array", "items": shape(item) }),
        Shape::OneOrMany(item) => {
            json!({ "anyOf": [shape(item), { "type": "array", "items": shape(item) }] })
        }
        Shape::Map(_, value) => json!({ "type": "object", "additionalProperties": shape(value) }),
        Shape::Record(known) => record(known),
        Shape::Either(_, known, other) => json!({ "anyOf": [shape(other), record(known)] }),
        Shape::Audience => {
            let names = json!({ "anyOf": [text(), { "type": "array", "items": text() }] });
            json!({ "anyOf": [names, { "type": "object", "additionalProperties": names }] })
        }
        Shape::Any => json!({}),
        Shape::Short(_, known) => json!({ "anyOf": [text(), record(known)] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_name_every_field_with_its_sentence() {
        let role = &file(Kind::Role)["$defs"]["role"];
        assert_eq!(role["required"], json!(["title"]));
        assert_eq!(role["properties"]["status"]["enum"], json!(["draft", "active", "retired"]));
        for kind in Kind::ALL {
            let schema = file(kind);
            for field in fields::record(kind).fields() {
                assert_eq!(schema["$defs"][kind.name()]["properties"][field.name]["description"], json!(field.doc));
            }
        }
        assert_eq!(handbook()["additionalProperties"], json!(false));
    }
}
