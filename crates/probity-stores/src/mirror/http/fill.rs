//! Templates filled with values, and paths into answers.
//!
//! INVARIANT (NO-INJECTION): a value is encoded for where it goes, so that no value can end a path, a parameter or
//! a text of JSON and say something of its own.

use probity_policy::model::services::{Form, Part, Source, Template};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Where a filled template goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// Into an address.
    Address,
    /// Between the quotation marks of JSON.
    Json,
}

/// What templates are filled with.
pub(super) struct Values<'a> {
    /// The columns of a record, or of a key that is asked for.
    pub(super) columns: &'a dyn Fn(&str) -> Option<String>,
    /// The environment's variables.
    pub(super) variables: &'a BTreeMap<String, String>,
    /// What the call before answered.
    pub(super) answer: Option<&'a Value>,
}

/// The filled template; nothing when a value is missing, so that no call goes out with a hole in it.
pub(super) fn fill(template: &Template, values: &Values<'_>, goal: Goal) -> Option<String> {
    let mut text = String::new();
    for part in &template.parts {
        match part {
            Part::Text(plain) => text.push_str(plain),
            Part::Value { source, form } => {
                let value = match source {
                    Source::Column(name) => (values.columns)(name)?,
                    Source::Variable(name) => values.variables.get(name)?.clone(),
                    Source::Answer(path) => plain(at(values.answer?, path)?)?,
                };
                if value.is_empty() {
                    return None;
                }
                let value = match form {
                    Form::AsIs => value,
                    Form::Lower => value.to_lowercase(),
                    Form::Md5 => md5(&value.to_lowercase()),
                };
                match goal {
                    Goal::Address => text.push_str(&encoded(&value)),
                    Goal::Json => {
                        let quoted = Value::from(value).to_string();
                        text.push_str(quoted.trim_start_matches('"').get(..quoted.len().saturating_sub(2))?);
                    }
                }
            }
        }
    }
    Some(text)
}

/// A scalar as text; nothing for nothing and for what is composed.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// RFC 3986 section 2.3: everything but unreserved characters is written as percent and number.
pub(super) fn encoded(value: &str) -> String {
    // A segment of dots alone would climb in the path whatever is done to it.
    if value.chars().all(|character| character == '.') {
        return value.replace('.', "%252E");
    }
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn md5(text: &str) -> String {
    use md5::{Digest as _, Md5};
    Md5::digest(text).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The value at a path: `data[-1].id`, `properties.email`; the whole value for an empty path. A negative number
/// counts from the end.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut value = value;
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        value = match step.strip_suffix(']') {
            Some(number) => {
                let list = value.as_array()?;
                match number.parse::<usize>() {
                    Ok(number) => list.get(number)?,
                    Err(_) => list.get(list.len().checked_sub(number.strip_prefix('-')?.parse().ok()?)?)?,
                }
            }
            None => value.get(step)?,
        };
    }
    Some(value)
}

/// Puts a value at a path of members, making those that are missing.
pub(super) fn put(into: &mut Value, path: &str, value: Value) {
    let mut place = into;
    for step in path.split('.') {
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        let Some(members) = place.as_object_mut() else { return };
        place = members.entry(step).or_insert(Value::Null);
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn filled(template: &str, value: &str, goal: Goal) -> Option<String> {
        let columns = |name: &str| (name == "x").then(|| value.to_owned());
        let values = Values { columns: &columns, variables: &BTreeMap::new(), answer: None };
        fill(&Template::read(template), &values, goal)
    }

    #[test]
    fn a_mail_address_is_named_by_the_sum_of_its_lower_case() {
        assert_eq!(
            filled("/members/{x|md5}", "Urist.McVankab@freddiesjokes.com", Goal::Address).as_deref(),
            Some("/members/62eeb292278cc15f5817cb78f7790b08")
        );
        assert_eq!(filled("/{x|lower}", "AbC", Goal::Address).as_deref(), Some("/abc"));
    }

    #[test]
    fn a_call_with_a_hole_is_not_made() {
        assert_eq!(filled("/members/{y}", "1", Goal::Address), None);
        assert_eq!(filled("/members/{x}", "", Goal::Address), None);
    }

    #[test]
    fn paths_reach_into_members_and_lists() {
        let answer = json!({ "data": [{ "id": 1 }, { "id": 2 }], "page": { "next": null } });
        assert_eq!(at(&answer, "data[-1].id"), Some(&json!(2)));
        assert_eq!(at(&answer, "data[0].id"), Some(&json!(1)));
        assert_eq!(at(&answer, "data[7].id"), None);
        assert_eq!(at(&answer, ""), Some(&answer));
        let mut made = json!({});
        put(&mut made, "properties.email", json!("a"));
        assert_eq!(made, json!({ "properties": { "email": "a" } }));
    }

    proptest! {
        #[test]
        fn no_value_leaves_its_place_in_an_address(value in "\\PC{1,20}") {
            let path = filled("/people/{x}/end?q={x}", &value, Goal::Address).unwrap();
            prop_assert_eq!(path.matches('/').count(), 3);
            prop_assert_eq!(path.matches(['?', '&', '#', ' ']).count(), 1);
            prop_assert!(path.split('/').all(|segment| segment != ".." && segment != "."));
        }

        #[test]
        fn no_value_leaves_its_text_in_json(value in "(?s).{1,20}") {
            let body = filled(r#"{"id":"{x}","n":1}"#, &value, Goal::Json).unwrap();
            let body: Value = serde_json::from_str(&body).unwrap();
            prop_assert_eq!(body, json!({ "id": value, "n": 1 }));
        }
    }
}
