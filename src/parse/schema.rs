//! JSON Schema of every file an author writes, made from the same description that checks them.
//!
//! Draft 2020-12 (<https://json-schema.org/draft/2020-12>), which editors read through the YAML language server.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::content::Kind;

use super::fields;
use super::shape::{RecordShape, Shape};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The ids that a handbook has, by what a reference to them is called: `a role`, `a step`.
pub type Ids = BTreeMap<&'static str, Vec<String>>;

/// The schema of `content/handbook.yaml`.
pub fn handbook() -> Value {
    titled(record(&fields::HANDBOOK, &Ids::new()), "rungs: handbook.yaml")
}

/// The schema of a file in the folder of `kind`, or of its front matter. With `ids` a reference is one of them.
///
/// A file holds one entity, unless it is a list or a mapping of mappings without a title, as in `parse`. The schema decides
/// with `if`: editors show the mistakes of the branch that applies, while `anyOf` shows one message for the whole file.
pub fn file(kind: Kind, ids: &Ids) -> Value {
    let schema = json!({
        "if": {
            "anyOf": [
                { "type": "array" },
                {
                    "type": "object",
                    "minProperties": 1,
                    "not": { "required": ["title"] },
                    "additionalProperties": { "type": "object" },
                },
            ],
        },
        "then": several(kind),
        "else": entity(kind),
    });
    with_definitions(schema, fields::record(kind).name, kind, ids)
}

/// The schema of a YAML file with all entities of `kind`: a list, or a mapping from id to entity.
pub fn collection(kind: Kind, ids: &Ids) -> Value {
    with_definitions(several(kind), kind.folder(), kind, ids)
}

fn several(kind: Kind) -> Value {
    json!({
        "anyOf": [
            { "type": "array", "items": { "allOf": [entity(kind), { "required": ["id"] }] } },
            { "type": "object", "additionalProperties": entity(kind) },
        ],
    })
}

fn entity(kind: Kind) -> Value {
    json!({ "$ref": format!("#/$defs/{}", kind.name()) })
}

/// A schema with the definitions of an entity of `kind` and of each sort of ids.
fn with_definitions(schema: Value, name: &str, kind: Kind, ids: &Ids) -> Value {
    let mut schema = titled(schema, &format!("rungs: {name}"));
    let named = ids.iter().map(|(of, ids)| (definition(of), json!({ "enum": ids })));
    let mut definitions: Map<String, Value> = named.collect();
    definitions.insert(kind.name().to_owned(), record(fields::record(kind), ids));
    schema["$defs"] = definitions.into();
    schema
}

/// The name of the definition of ids: `a-role`.
fn definition(of: &str) -> String {
    of.replace(' ', "-")
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

fn record(record: &RecordShape, ids: &Ids) -> Value {
    let properties: Map<String, Value> = record
        .fields()
        .map(|field| {
            let mut value = shape(&field.shape, ids);
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

fn shape(of: &Shape, ids: &Ids) -> Value {
    // YAML reads `1.10` and `no` as a number and perhaps a truth value; rungs takes them as the text they are.
    let text = || json!({ "type": ["string", "number", "boolean"] });
    match of {
        Shape::Reference(of) if ids.contains_key(of) => json!({ "$ref": format!("#/$defs/{}", definition(of)) }),
        Shape::Text | Shape::Inline | Shape::Markdown | Shape::Reference(_) => text(),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::List(item) => json!({ "type": "array", "items": shape(item, ids) }),
        Shape::OneOrMany(item) => {
            json!({ "anyOf": [shape(item, ids), { "type": "array", "items": shape(item, ids) }] })
        }
        Shape::Map(words, value) => map(words, &shape(value, ids), ids),
        Shape::Record(known) => record(known, ids),
        Shape::Either(_, known, other) => json!({ "anyOf": [shape(other, ids), record(known, ids)] }),
        Shape::Audience => {
            let names = json!({ "anyOf": [text(), { "type": "array", "items": text() }] });
            json!({ "anyOf": [names, { "type": "object", "additionalProperties": names }] })
        }
        Shape::Any => json!({}),
        Shape::Short(short, known) => {
            let short = known.field(short).map_or_else(text, |field| shape(&field.shape, ids));
            json!({ "anyOf": [short, record(known, ids)] })
        }
    }
}

/// A mapping. Where its keys are ids that are known, editors complete them.
fn map(words: &str, value: &Value, ids: &Ids) -> Value {
    let key = words.split_once(" to ").map_or(words, |(key, _)| key);
    match ids.get(&*format!("a {key}")) {
        Some(keys) => {
            let properties: Map<String, Value> = keys.iter().map(|key| (key.clone(), value.clone())).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        None => json!({ "type": "object", "additionalProperties": value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_name_every_field_with_its_sentence() {
        let schema = file(Kind::Role, &Ids::new());
        let role = &schema["$defs"]["role"];
        assert_eq!(role["required"], json!(["title"]));
        assert_eq!(role["properties"]["status"]["enum"], json!(["draft", "active", "retired"]));
        for kind in Kind::ALL {
            let schema = file(kind, &Ids::new());
            for field in fields::record(kind).fields() {
                assert_eq!(schema["$defs"][kind.name()]["properties"][field.name]["description"], json!(field.doc));
            }
        }
        assert_eq!(handbook()["additionalProperties"], json!(false));
    }

    #[test]
    fn ids_that_exist_are_named() {
        let ids = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let known =
            Ids::from([("a level", ids(&["l1", "l2"])), ("a skill", ids(&["care"])), ("a step", ids(&["basic"]))]);
        let schema = file(Kind::Role, &known);
        let role = &schema["$defs"]["role"];
        assert_eq!(role["properties"]["level"]["$ref"], "#/$defs/a-level");
        assert_eq!(schema["$defs"]["a-level"]["enum"], json!(["l1", "l2"]));
        let skills = &role["properties"]["skills"];
        assert_eq!(skills["properties"]["care"]["anyOf"][0]["$ref"], "#/$defs/a-step");
        assert_eq!(skills["additionalProperties"], json!(false));
        // Without ids of tracks any text may be one.
        assert!(role["properties"]["track"].get("$ref").is_none());
        assert_eq!(collection(Kind::Role, &known)["anyOf"][0]["items"]["allOf"][1]["required"], json!(["id"]));
    }
}
