//! The JSON Schema of the projection (draft 2020-12), from the same table as everything else.

use super::pattern::{Piece, SlotKind};
use super::rule::{Place, Rule};
use super::rules;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// The schema.
#[must_use]
pub fn json_schema() -> Json {
    let mut definitions = Map::new();
    let places: BTreeSet<Place> = rules::all().map(|rule| rule.place).collect();
    for place in places {
        let here: Vec<Json> = rules::all().filter(|rule| rule.place == place).map(of_rule).collect();
        definitions.insert(place_key(place), json!({ "type": "array", "items": { "oneOf": here } }));
    }
    definitions.insert(
        "names".to_owned(),
        json!({ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 }),
    );
    definitions.insert(
        "period".to_owned(),
        json!({
            "type": "object",
            "properties": {
                "amount": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
                "unit": { "enum": ["minutes", "hours", "days", "working-days", "weeks", "months", "years"] },
            },
            "required": ["amount", "unit"],
        }),
    );
    definitions.insert(
        "condition".to_owned(),
        json!({ "oneOf": [
            { "type": "object", "properties": { "fact": { "type": "string" } }, "required": ["fact"], "additionalProperties": false },
            { "type": "object", "properties": { "fact": { "type": "string" }, "is": { "enum": ["=", "!=", "<", "<=", ">", ">="] },
              "with": { "type": "string" } }, "required": ["fact", "is", "with"], "additionalProperties": false },
            { "type": "object", "properties": { "not": { "$ref": "#/$defs/condition" } }, "required": ["not"], "additionalProperties": false },
            { "type": "object", "properties": { "all": { "type": "array", "items": { "$ref": "#/$defs/condition" }, "minItems": 2 } }, "required": ["all"], "additionalProperties": false },
            { "type": "object", "properties": { "any": { "type": "array", "items": { "$ref": "#/$defs/condition" }, "minItems": 2 } }, "required": ["any"], "additionalProperties": false },
        ] }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Probity policy",
        "description": "A policy and its data map as data: the projection of the language of docs/language.md.",
        "$ref": "#/$defs/file",
        "$defs": definitions,
    })
}

fn place_key(place: Place) -> String {
    format!("{place:?}").to_lowercase()
}

fn of_rule(rule: &'static Rule) -> Json {
    let mut properties = Map::new();
    properties.insert("statement".to_owned(), json!({ "const": rule.name }));
    for (name, kind) in rule.slots() {
        properties
            .insert((*name).to_owned(), kind.as_ref().map_or_else(|| json!({ "type": "boolean" }), of_slot));
    }
    properties.insert("people_in".to_owned(), json!({ "$ref": "#/$defs/names" }));
    properties.insert("when".to_owned(), json!({ "$ref": "#/$defs/condition" }));
    properties.insert("unless".to_owned(), json!({ "$ref": "#/$defs/condition" }));
    properties.insert("because".to_owned(), json!({ "type": "string" }));
    properties.insert("unconfirmed".to_owned(), json!({ "type": "boolean" }));
    properties.insert("clauses".to_owned(), json!({ "$ref": "#/$defs/names" }));
    let mut required = vec!["statement"];
    for piece in rule.pieces() {
        if let Piece::Slot { name, .. } = piece {
            required.push(name);
        }
    }
    if let Some(place) = rule.block {
        properties.insert("block".to_owned(), json!({ "$ref": format!("#/$defs/{}", place_key(place)) }));
        required.push("block");
    }
    json!({
        "type": "object",
        "title": rule.name,
        "description": rule.meaning,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn of_slot(kind: &SlotKind) -> Json {
    match kind {
        SlotKind::Names
        | SlotKind::Categories
        | SlotKind::Columns
        | SlotKind::Tables
        | SlotKind::Alternatives => {
            json!({ "$ref": "#/$defs/names" })
        }
        SlotKind::OneOf(words) => json!({ "enum": words }),
        SlotKind::Number => json!({ "type": "integer", "minimum": 0 }),
        SlotKind::Date => json!({ "type": "string", "format": "date" }),
        SlotKind::Period => json!({ "$ref": "#/$defs/period" }),
        SlotKind::Condition => json!({ "$ref": "#/$defs/condition" }),
        SlotKind::Identities => json!({ "type": "array", "items": { "type": "object",
            "properties": { "columns": { "$ref": "#/$defs/names" }, "name": { "type": "string" } },
            "required": ["columns"], "additionalProperties": false }, "minItems": 1 }),
        SlotKind::Name
        | SlotKind::Category
        | SlotKind::Text
        | SlotKind::Version
        | SlotKind::Anchor
        | SlotKind::Table
        | SlotKind::Column => {
            json!({ "type": "string" })
        }
    }
}
