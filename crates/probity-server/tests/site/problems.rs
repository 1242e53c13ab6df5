//! What the interface says about what it cannot do.

use crate::harness::Visitor;
use crate::paper_desk::{KNOWN, PaperDesk};
use axum::body::Body;
use axum::http::Method;
use insta::assert_json_snapshot;
use probity_server::{Code, Options};
use serde_json::{Value, json};

async fn send(body: &Value) -> Value {
    Visitor::new().json(Method::POST, "/v1/requests", body).await.is_problem(422, "invalid-body")
}

#[tokio::test]
async fn a_value_that_is_not_valid_is_named_by_its_pointer() {
    let problem = send(&json!({ "right": "access", "identities": { "email": 7 } })).await;
    assert_eq!(
        (&problem["pointer"], &problem["detail"]),
        (&json!("/identities/email"), &json!("Expected a string."))
    );
    let problem = send(&json!({ "right": "everything", "identities": {} })).await;
    assert_eq!(problem["pointer"], "/right");
    let problem = send(&json!({ "right": "access", "identities": { "email": KNOWN }, "colour": 1 })).await;
    assert_eq!(problem["pointer"], "/colour");
    let problem =
        send(&json!({ "right": "access", "identities": { "email": KNOWN }, "residence": "Mars" })).await;
    assert_eq!(problem["pointer"], "/residence");
    let problem = send(&json!({ "right": "access", "identities": { "shoe-size": "forty-four" } })).await;
    assert_eq!(problem["pointer"], "/identities");
    assert!(!problem.to_string().contains("forty-four") && !problem.to_string().contains("Mars"));
}

#[tokio::test]
async fn a_problem_has_the_members_of_the_standard_and_ours() {
    let mut problem = send(&json!({ "right": "access" })).await;
    problem["request_id"] = json!("[request id]");
    assert_json_snapshot!(problem);
}

#[tokio::test]
async fn a_body_must_be_json_small_and_whole() {
    let mut visitor = Visitor::new();
    let request = || Visitor::new().request(Method::POST, "/v1/requests");
    let text = request().header("content-type", "text/plain");
    visitor.send(text, Body::from("{}")).await.is_problem(415, "unsupported-media-type");
    let json = || request().header("content-type", "application/json; charset=utf-8");
    visitor.send(json(), Body::from("{\"right\":")).await.is_problem(400, "malformed-body");
    visitor.send(json(), Body::from("{} {}")).await.is_problem(422, "invalid-body");
    let large = format!("\"{}\"", "x".repeat(70_000));
    visitor.send(json(), Body::from(large.clone())).await.is_problem(413, "body-too-large");
    let form = Visitor::new()
        .request(Method::POST, "/requests/new")
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = visitor.send(form, Body::from(large)).await;
    assert_eq!(answer.status.as_u16(), 413);
    assert!(answer.main().contains("The body is too large"), "people get a page");
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_under_v1_and_pages_elsewhere() {
    let mut visitor = Visitor::new();
    visitor.get("/v1/nowhere").await.is_problem(404, "not-found");
    visitor.get("/v1/requests/not-an-id/confirmation").await.is_problem(405, "method-not-allowed");
    let answer = visitor.json(Method::PUT, "/v1/company", &json!({})).await;
    answer.is_problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
    let page = visitor.get("/nowhere").await;
    assert_eq!(page.status.as_u16(), 404);
    assert!(page.main().contains("There is nothing at this address"));
    let page = visitor.form("/notice", &[]).await;
    assert_eq!((page.status.as_u16(), page.header("allow")), (405, "GET,HEAD"));
    assert_eq!(visitor.get("/requests/not-an-id/code").await.status.as_u16(), 404);
}

#[tokio::test]
async fn officers_alone_see_requests_and_reports() {
    let request = format!("/v1/requests/{}", PaperDesk::waiting_for_approval());
    for token in [None, Some("guess"), Some("person-055a5a5a5a5a4a5a9a5a5a5a5a5a5a5a")] {
        let mut visitor = Visitor::new();
        visitor.token = token.map(str::to_owned);
        for path in ["/v1/requests", "/v1/report", &request] {
            let answer = visitor.get(path).await;
            answer.is_problem(401, "not-signed-in");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        let decided = visitor
            .json(Method::POST, &format!("{request}/refusal"), &json!({ "reason": "excessive" }))
            .await;
        decided.is_problem(401, "not-signed-in");
    }
    let mut visitor = Visitor::new();
    visitor
        .json(Method::POST, "/v1/sessions", &json!({ "secret": "guess" }))
        .await
        .is_problem(401, "wrong-secret");
}

#[tokio::test]
async fn a_cookie_is_worth_nothing_at_the_interface() {
    Visitor::officer().await.get("/v1/requests").await.is_problem(401, "not-signed-in");
    Visitor::person(5).await.get("/v1/me").await.is_problem(401, "not-signed-in");
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let mut visitor = Visitor::new();
    visitor.token = Some(String::from("officer-token"));
    for query in ["state=nonsense", "open=maybe", "limit=-1", "colour=red"] {
        visitor.get(&format!("/v1/requests?{query}")).await.is_problem(400, "invalid-query");
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_told_without_saying_whose_row_it_was() {
    let mut desk = PaperDesk::new();
    desk.broken = true;
    let mut visitor = Visitor::of(desk, Options::default());
    visitor.token = Some(String::from("person-055a5a5a5a5a4a5a9a5a5a5a5a5a5a5a"));
    let answer = visitor.get("/v1/me").await;
    answer.is_problem(503, "unavailable");
    assert!(!answer.text().contains(KNOWN));
}

#[tokio::test]
async fn every_code_is_in_the_table_that_is_served() {
    let mut visitor = Visitor::new();
    let table = visitor.get("/v1/problems").await.value();
    assert_eq!(table.as_array().map(Vec::len), Some(Code::ALL.len()));
    for code in Code::ALL {
        let one = visitor.get(&format!("/v1/problems/{}", code.word())).await.value();
        assert_eq!(one["status"], code.status().as_u16());
    }
    assert_json_snapshot!(table);
}

#[tokio::test]
async fn a_forged_request_to_the_interface_is_a_problem() {
    let mut visitor = Visitor::new();
    let forged = visitor.request(Method::POST, "/v1/requests").header("sec-fetch-site", "cross-site");
    visitor.send(forged, Body::empty()).await.is_problem(403, "cross-site");
}

#[tokio::test]
async fn a_handler_that_panics_is_an_internal_fault() {
    async fn panics() -> &'static str {
        panic!("on purpose")
    }
    let extra = axum::Router::new().route("/v1/panics", axum::routing::get(panics));
    let mut visitor = Visitor::of(PaperDesk::new(), Options { extra: Some(extra), ..Options::default() });
    let answer = visitor.get("/v1/panics").await;
    answer.is_problem(500, "internal");
    assert!(!answer.text().contains("on purpose"));
}
