//! Schemas of the vocabulary's words for the OpenAPI document.

use probity_keeper::desk::Stage;
use probity_vocabulary::{PromiseClass, PromiseState, RefusalReason, RequestState, Right};
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};

fn words(description: &str, words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    let values: Vec<serde_json::Value> = words.into_iter().map(serde_json::Value::from).collect();
    let object = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(values));
    RefOr::T(Schema::Object(object.build()))
}

pub(super) fn right() -> RefOr<Schema> {
    words("What is asked for.", Right::ALL.iter().map(|word| word.word()))
}

pub(super) fn request_state() -> RefOr<Schema> {
    words("Where the request stands.", RequestState::ALL.iter().map(|word| word.word()))
}

pub(super) fn refusal_reason() -> RefOr<Schema> {
    words("Why a request is refused; the person is told.", RefusalReason::ALL.iter().map(|word| word.word()))
}

pub(super) fn promise_state() -> RefOr<Schema> {
    words("What the check found.", PromiseState::ALL.iter().map(|word| word.word()))
}

pub(super) fn promise_class() -> RefOr<Schema> {
    words("Who makes the promise true.", PromiseClass::ALL.iter().map(|word| word.word()))
}

pub(super) fn stage() -> RefOr<Schema> {
    let all = [Stage::Person, Stage::Planning, Stage::Approval, Stage::CarryingOut, Stage::Closed];
    words("What the request waits for.", all.map(stage_word))
}

/// The spelling of a stage in JSON.
pub(super) const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Person => "person",
        Stage::Planning => "planning",
        Stage::Approval => "approval",
        Stage::CarryingOut => "carrying-out",
        Stage::Closed => "closed",
    }
}

pub(super) fn action() -> RefOr<Schema> {
    words("What is done to the rows.", ["collect", "delete", "blank", "pseudonymise", "keep"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_spelled_as_the_desk_serialises_it() {
        for stage in [Stage::Person, Stage::Planning, Stage::Approval, Stage::CarryingOut, Stage::Closed] {
            assert_eq!(serde_json::to_value(stage).unwrap(), stage_word(stage));
        }
    }
}
