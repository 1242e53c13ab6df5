//! A small JSON Schema validator: the keywords that the project's schema uses, and a fault for any other.

use probity_policy::grammar::json_schema;
use serde_json::{Value as Json, json};

const KNOWN: &[&str] = &[
    "$schema",
    "$ref",
    "$defs",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "minLength",
    "minimum",
    "maximum",
    "enum",
    "const",
    "oneOf",
    "format",
];

/// What of a value breaks a schema, with the place of each.
pub(crate) fn violations(root: &Json, schema: &Json, value: &Json, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(schema) = schema.as_object() else { return vec![format!("{at}: the schema is no object")] };
    for (keyword, wanted) in schema {
        let fine = match keyword.as_str() {
            "$ref" => {
                let pointer = wanted.as_str().and_then(|text| text.strip_prefix('#')).unwrap_or("?");
                match root.pointer(pointer) {
                    Some(target) => {
                        found.extend(violations(root, target, value, at));
                        true
                    }
                    None => false,
                }
            }
            "type" => match wanted.as_str() {
                Some("object") => value.is_object(),
                Some("array") => value.is_array(),
                Some("string") => value.is_string(),
                Some("boolean") => value.is_boolean(),
                Some("integer") => value.is_u64() || value.is_i64(),
                _ => false,
            },
            "properties" => {
                for (name, inner) in wanted.as_object().into_iter().flatten() {
                    if let Some(part) = value.get(name) {
                        found.extend(violations(root, inner, part, &format!("{at}/{name}")));
                    }
                }
                true
            }
            "required" => wanted
                .as_array()
                .into_iter()
                .flatten()
                .all(|name| value.get(name.as_str().unwrap_or("")).is_some()),
            "additionalProperties" => value.as_object().into_iter().flatten().all(|(name, _)| {
                wanted != &json!(false) || schema.get("properties").is_some_and(|all| all.get(name).is_some())
            }),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(violations(root, wanted, item, &format!("{at}/{index}")));
                }
                true
            }
            "minItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap_or(0))
            }
            "minLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 >= wanted.as_u64().unwrap_or(0))
            }
            "minimum" => value.as_u64().is_none_or(|number| number >= wanted.as_u64().unwrap_or(0)),
            "maximum" => value.as_u64().is_none_or(|number| number <= wanted.as_u64().unwrap_or(0)),
            "enum" => wanted.as_array().is_some_and(|all| all.contains(value)),
            "const" => wanted == value,
            "oneOf" => {
                let fitting = wanted
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter(|one| violations(root, one, value, at).is_empty())
                    .count();
                fitting == 1
            }
            other => KNOWN.contains(&other),
        };
        if !fine {
            found.push(format!("{at}: {keyword}"));
        }
    }
    found
}

#[test]
fn the_schema_uses_known_keywords_and_its_references_lead_somewhere() {
    fn walk(root: &Json, part: &Json, faults: &mut Vec<String>) {
        match part {
            Json::Object(object) => {
                for (key, inner) in object {
                    if key == "$ref" {
                        let target = inner.as_str().and_then(|text| root.pointer(text.strip_prefix('#')?));
                        if target.is_none() {
                            faults.push(inner.to_string());
                        }
                    }
                    walk(root, inner, faults);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| walk(root, item, faults)),
            _ => {}
        }
    }
    let schema = json_schema();
    let mut faults = Vec::new();
    walk(&schema, &schema, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(
        violations(&schema, &schema, &json!([{ "statement": "never-sell", "what": ["anything"] }]), ""),
        Vec::<String>::new()
    );
}

#[test]
fn what_the_compiler_refuses_the_schema_refuses() {
    let schema = json_schema();
    for wrong in [
        json!({ "statement": "never-sell" }),
        json!([{ "statement": "never-sel", "what": ["anything"] }]),
        json!([{ "statement": "never-sell" }]),
        json!([{ "statement": "never-sell", "what": [] }]),
        json!([{ "statement": "never-sell", "what": ["anything"], "why": "because" }]),
        json!([{ "statement": "backups", "period": { "amount": 90, "unit": "moons" } }]),
        json!([{ "statement": "people" }]),
        json!([{ "statement": "never-sell", "what": ["anything"], "when": { "fact": "a", "isnt": "=" } }]),
    ] {
        let (_, faults) = probity_policy::grammar::from_json(&wrong, crate::hostile::nowhere());
        assert!(!faults.is_empty(), "the compiler takes {wrong}");
        assert!(!violations(&schema, &schema, &wrong, "").is_empty(), "the schema takes {wrong}");
    }
}
