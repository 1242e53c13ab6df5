//! The OpenAPI document: the one that is served is the one that the repository keeps.

use crate::harness::Visitor;
use serde_json::Value;
use std::path::Path;

#[tokio::test]
async fn the_document_of_the_repository_is_the_one_that_is_served() {
    let served = Visitor::new().get("/v1/openapi.json").await;
    assert_eq!(served.header("content-type"), "application/json");
    let text = probity_server::openapi_json().unwrap();
    assert_eq!(String::from_utf8(served.bytes).unwrap(), text);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("PROBITY_UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&kept, &text).unwrap();
    }
    let on_disk = std::fs::read_to_string(&kept).unwrap_or_default();
    assert!(on_disk == text, "docs/openapi.json is out of date; run the tests once with PROBITY_UPDATE=1");
}

#[tokio::test]
async fn every_operation_has_a_name_an_answer_and_says_who_may_ask() {
    let document: Value = serde_json::from_str(&probity_server::openapi_json().unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations += 1;
            assert!(
                operation["operationId"].is_string() && operation["summary"].is_string(),
                "{method} {path}"
            );
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.values().all(|answer| answer["description"].is_string()), "{method} {path}");
            assert!(answers.contains_key("default"), "{method} {path}");
            assert!(answers.keys().any(|status| status.starts_with('2')), "{method} {path}");
            assert_eq!(
                operation["security"].is_array(),
                answers.contains_key("401") && path != "/v1/sessions",
                "{method} {path}"
            );
        }
    }
    assert_eq!(operations, 20);
}
