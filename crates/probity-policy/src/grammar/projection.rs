//! Statements to JSON and back: the same facts for machines.

use super::pattern::{self, SlotKind};
use super::rule::Place;
use super::rules;
use super::statement::{Statement, Tail};
use super::value::{Comparison, Condition, IdentityColumns, Located, Value};
use probity_source::Span;
use probity_vocabulary::{Period, Unit};
use serde_json::{Map, Value as Json, json};

/// What is wrong with a projection, and where (RFC 6901 pointer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionFault {
    /// The place.
    pub pointer: String,
    /// What was expected there.
    pub message: String,
}

const TAIL_KEYS: &[&str] = &["people_in", "when", "unless", "because", "unconfirmed", "clauses"];

/// The projection of some statements: a list of objects.
#[must_use]
pub fn to_json(statements: &[Statement]) -> Json {
    Json::Array(statements.iter().map(statement_to_json).collect())
}

/// A sentence as JSON, with an empty block where it has one.
pub(crate) fn to_json_without_block(statement: &Statement) -> Json {
    let mut object = sentence_to_json(statement);
    if statement.rule.block.is_some() {
        object.insert("block".to_owned(), Json::Array(Vec::new()));
    }
    Json::Object(object)
}

fn statement_to_json(statement: &Statement) -> Json {
    let mut object = sentence_to_json(statement);
    if statement.rule.block.is_some() {
        object.insert("block".to_owned(), to_json(&statement.block));
    }
    Json::Object(object)
}

fn sentence_to_json(statement: &Statement) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("statement".to_owned(), json!(statement.rule.name));
    for (name, value) in &statement.slots {
        object.insert((*name).to_owned(), value_to_json(value));
    }
    let tail = &statement.tail;
    if !tail.people_in.is_empty() {
        object.insert("people_in".to_owned(), names_to_json(&tail.people_in));
    }
    for (key, condition) in [("when", &tail.when), ("unless", &tail.unless)] {
        if let Some(condition) = condition {
            object.insert(key.to_owned(), condition_to_json(&condition.value));
        }
    }
    if let Some(because) = &tail.because {
        object.insert("because".to_owned(), json!(because.value));
    }
    if tail.unconfirmed.is_some() {
        object.insert("unconfirmed".to_owned(), json!(true));
    }
    if !tail.clauses.is_empty() {
        object.insert("clauses".to_owned(), names_to_json(&tail.clauses));
    }
    object
}

fn names_to_json(names: &[Located<String>]) -> Json {
    Json::Array(names.iter().map(|name| json!(name.value)).collect())
}

fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Flag => json!(true),
        Value::Name(text) | Value::Text(text) | Value::Date(text) => json!(text.value),
        Value::Names(names) => names_to_json(names),
        Value::Number(number) => json!(number.value),
        Value::Period(period) => json!(period.value),
        Value::Condition(condition) => condition_to_json(&condition.value),
        Value::Identities(identities) => Json::Array(
            identities
                .iter()
                .map(|identity| {
                    let mut object = Map::new();
                    object.insert("columns".to_owned(), names_to_json(&identity.columns));
                    if let Some(name) = &identity.name {
                        object.insert("name".to_owned(), json!(name.value));
                    }
                    Json::Object(object)
                })
                .collect(),
        ),
    }
}

fn condition_to_json(condition: &Condition) -> Json {
    let list = |parts: &[Condition]| Json::Array(parts.iter().map(condition_to_json).collect());
    match condition {
        Condition::Fact(fact) => json!({ "fact": fact }),
        Condition::Compare { fact, comparison, with } => {
            json!({ "fact": fact, "is": comparison.sign(), "with": with })
        }
        Condition::Not(inner) => json!({ "not": condition_to_json(inner) }),
        Condition::All(parts) => json!({ "all": list(parts) }),
        Condition::Any(parts) => json!({ "any": list(parts) }),
    }
}

/// Statements from their projection. Faults are all told; what they touch is left out.
/// Every value gets `span`, because JSON has no sentence to point at.
#[must_use]
pub fn from_json(json: &Json, span: Span) -> (Vec<Statement>, Vec<ProjectionFault>) {
    let mut reader = Reader { span, faults: Vec::new() };
    let statements = reader.statements(Place::File, json, "", 0);
    (statements, reader.faults)
}

struct Reader {
    span: Span,
    faults: Vec<ProjectionFault>,
}

impl Reader {
    fn fault<T>(&mut self, pointer: &str, message: impl Into<String>) -> Option<T> {
        self.faults.push(ProjectionFault { pointer: pointer.to_owned(), message: message.into() });
        None
    }

    fn located(&self, text: &str) -> Located<String> {
        Located { value: text.to_owned(), span: self.span }
    }

    fn statements(&mut self, place: Place, json: &Json, pointer: &str, depth: usize) -> Vec<Statement> {
        if depth > crate::syntax::MAXIMUM_DEPTH {
            self.fault::<()>(pointer, "blocks nest too deep");
            return Vec::new();
        }
        let Some(items) = json.as_array() else {
            self.fault::<()>(pointer, "expected a list of statements");
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| self.statement(place, item, &format!("{pointer}/{at}"), depth))
            .collect()
    }

    fn statement(&mut self, place: Place, json: &Json, pointer: &str, depth: usize) -> Option<Statement> {
        let Some(object) = json.as_object() else {
            return self.fault(pointer, "expected a statement, which is an object");
        };
        let Some(name) = object.get("statement").and_then(Json::as_str) else {
            return self.fault(&format!("{pointer}/statement"), "expected the statement's name");
        };
        let Some(rule) = rules::named(place, name) else {
            return self.fault(
                &format!("{pointer}/statement"),
                format!("no statement of this name stands {}", place.described()),
            );
        };
        let kinds = rule.slots();
        let mut slots = Vec::new();
        for (slot, kind) in kinds {
            if let Some(value) = object.get(*slot) {
                let at = format!("{pointer}/{slot}");
                match kind {
                    None if value == &json!(true) => slots.push((*slot, Value::Flag)),
                    None if value == &json!(false) => {}
                    None => self.fault(&at, "expected true or false")?,
                    Some(kind) => slots.push((*slot, self.value(kind, value, &at)?)),
                }
            }
        }
        for key in object.keys() {
            let known = key == "statement"
                || (key == "block" && rule.block.is_some())
                || TAIL_KEYS.contains(&key.as_str())
                || kinds.iter().any(|(slot, _)| slot == key);
            if !known {
                self.fault::<()>(&format!("{pointer}/{}", escaped(key)), format!("`{name}` has no such key"));
            }
        }
        let filled = |name: &str| slots.iter().any(|(slot, _)| *slot == name);
        if !pattern::complete(rule.pieces(), &filled) {
            return self.fault(pointer, format!("`{name}` lacks values: {}", rule.pattern));
        }
        let tail = self.tail(object, pointer)?;
        let block = match (rule.block, object.get("block")) {
            (Some(inner), Some(block)) => {
                self.statements(inner, block, &format!("{pointer}/block"), depth + 1)
            }
            (Some(_), None) => return self.fault(pointer, format!("`{name}` needs a block")),
            (None, _) => Vec::new(),
        };
        Some(Statement { rule, slots, tail, block, span: self.span })
    }

    fn tail(&mut self, object: &Map<String, Json>, pointer: &str) -> Option<Tail> {
        let mut tail = Tail::default();
        if let Some(people) = object.get("people_in") {
            tail.people_in = self.names(people, &format!("{pointer}/people_in"))?;
        }
        for key in ["when", "unless"] {
            if let Some(condition) = object.get(key) {
                let value = self.condition(condition, &format!("{pointer}/{key}"), 0)?;
                let located = Some(Located { value, span: self.span });
                if key == "when" { tail.when = located } else { tail.unless = located }
            }
        }
        if let Some(because) = object.get("because") {
            let Some(text) = because.as_str() else {
                return self.fault(&format!("{pointer}/because"), "expected a name");
            };
            tail.because = Some(self.located(text));
        }
        if object.get("unconfirmed") == Some(&json!(true)) {
            tail.unconfirmed = Some(self.span);
        }
        if let Some(clauses) = object.get("clauses") {
            tail.clauses = self.names(clauses, &format!("{pointer}/clauses"))?;
        }
        Some(tail)
    }

    fn names(&mut self, json: &Json, pointer: &str) -> Option<Vec<Located<String>>> {
        let Some(items) = json.as_array().filter(|items| !items.is_empty()) else {
            return self.fault(pointer, "expected a list of names");
        };
        let mut names = Vec::new();
        for (at, item) in items.iter().enumerate() {
            match item.as_str() {
                Some(text) => names.push(self.located(text)),
                None => return self.fault(&format!("{pointer}/{at}"), "expected a name"),
            }
        }
        Some(names)
    }

    fn value(&mut self, kind: &SlotKind, json: &Json, pointer: &str) -> Option<Value> {
        match kind {
            SlotKind::Names
            | SlotKind::Categories
            | SlotKind::Columns
            | SlotKind::Tables
            | SlotKind::Alternatives => self.names(json, pointer).map(Value::Names),
            SlotKind::Number => match json.as_u64() {
                Some(value) => Some(Value::Number(Located { value, span: self.span })),
                None => self.fault(pointer, "expected a whole number"),
            },
            SlotKind::Period => match serde_json::from_value::<Period>(json.clone()) {
                Ok(value) => Some(Value::Period(Located { value, span: self.span })),
                Err(_) => {
                    self.fault(pointer, format!("expected an object with `amount` and `unit` ({})", units()))
                }
            },
            SlotKind::Condition => {
                let value = self.condition(json, pointer, 0)?;
                Some(Value::Condition(Located { value, span: self.span }))
            }
            SlotKind::Identities => self.identities(json, pointer),
            SlotKind::OneOf(words) => match json.as_str().filter(|text| words.contains(text)) {
                Some(text) => Some(Value::Name(self.located(text))),
                None => self.fault(pointer, format!("expected one of {}", words.join(", "))),
            },
            kind => {
                let Some(text) = json.as_str() else {
                    return self.fault(pointer, format!("expected {}", kind.described()));
                };
                let located = self.located(text);
                Some(match kind {
                    SlotKind::Text | SlotKind::Version => Value::Text(located),
                    SlotKind::Date => Value::Date(located),
                    _ => Value::Name(located),
                })
            }
        }
    }

    fn identities(&mut self, json: &Json, pointer: &str) -> Option<Value> {
        let Some(items) = json.as_array() else {
            return self.fault(pointer, "expected a list of identities");
        };
        let mut identities = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let columns =
                self.names(item.get("columns").unwrap_or(&Json::Null), &format!("{pointer}/{at}/columns"))?;
            let name = item.get("name").and_then(Json::as_str).map(|text| self.located(text));
            identities.push(IdentityColumns { columns, name });
        }
        Some(Value::Identities(identities))
    }

    fn condition(&mut self, json: &Json, pointer: &str, depth: usize) -> Option<Condition> {
        if depth > 32 {
            return self.fault(pointer, "conditions nest too deep");
        }
        let keys: Vec<&str> =
            json.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default();
        // A key that nobody reads would be a condition that nobody keeps.
        let known =
            matches!(keys.as_slice(), ["not"] | ["all"] | ["any"] | ["fact"] | ["fact", "is", "with"]);
        if !known {
            return self
                .fault(pointer, "expected `fact`, `fact` with `is` and `with`, `not`, `all` or `any`");
        }
        if let Some(inner) = json.get("not") {
            return Some(Condition::Not(Box::new(self.condition(
                inner,
                &format!("{pointer}/not"),
                depth + 1,
            )?)));
        }
        for key in ["all", "any"] {
            if let Some(parts) = json.get(key).and_then(Json::as_array) {
                if parts.len() < 2 {
                    return self.fault(pointer, "expected two conditions or more");
                }
                let mut read = Vec::new();
                for (at, part) in parts.iter().enumerate() {
                    read.push(self.condition(part, &format!("{pointer}/{key}/{at}"), depth + 1)?);
                }
                return Some(if key == "all" { Condition::All(read) } else { Condition::Any(read) });
            }
        }
        let Some(fact) = json.get("fact").and_then(Json::as_str) else {
            return self.fault(pointer, "expected `fact`, `not`, `all` or `any`");
        };
        let sign = json.get("is").and_then(Json::as_str);
        let with = json.get("with").and_then(Json::as_str);
        match (sign.map(Comparison::from_sign), with) {
            (None, None) => Some(Condition::Fact(fact.to_owned())),
            (Some(Some(comparison)), Some(with)) => {
                Some(Condition::Compare { fact: fact.to_owned(), comparison, with: with.to_owned() })
            }
            _ => self.fault(pointer, "expected `is` with a comparison sign, and `with`"),
        }
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn units() -> String {
    [Unit::Minutes, Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years]
        .map(|unit| unit.word().replace(' ', "-"))
        .join(", ")
}
