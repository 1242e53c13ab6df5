//! Invariant NO-ONE-LEARNS-WHO: what can be had without a session is the same for known and unknown people.

use crate::harness::{Answer, Visitor};
use crate::paper_desk::{CODE, KNOWN, PaperDesk};
use axum::http::Method;
use serde_json::json;

const UNKNOWN: &str = "jane@example.com";

/// Everything of an answer but the two numbers that are new each time.
fn seen(answer: &Answer) -> String {
    let id = answer.header("location").split('/').nth(2).unwrap_or("no id").to_owned();
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "x-request-id")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(&id, "[id]")))
        .collect();
    headers.sort();
    format!("{}\n{}\n\n{}", answer.status, headers.join("\n"), answer.text().replace(&id, "[id]"))
}

#[tokio::test]
async fn sending_a_request_in_looks_the_same_for_known_and_unknown() {
    let mut seen_by = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let mut visitor = Visitor::of(PaperDesk::empty(), probity_server::Options::default());
        let fields = [("right", "erasure"), ("identity-email", email)];
        let sent = visitor.form("/requests/new", &fields).await;
        let page = visitor.get(sent.location()).await;
        let body = json!({ "right": "erasure", "identities": { "email": email } });
        let api = visitor.json(Method::POST, "/v1/requests", &body).await;
        assert!(!api.text().contains(email) && !sent.location().contains(email));
        seen_by.push((seen(&sent), seen(&page), seen(&api)));
    }
    assert_eq!(seen_by[0], seen_by[1]);
}

#[tokio::test]
async fn a_request_that_does_not_exist_looks_like_one_that_does() {
    let mut visitor = Visitor::new();
    let (there, not_there) = (PaperDesk::waiting_for_approval().to_string(), "00".repeat(16));
    let mut seen_at = Vec::new();
    for id in [&there, &not_there] {
        let same = |answer: Answer| seen(&answer).replace(id, "[id]");
        let page = same(visitor.get(&format!("/requests/{id}/code")).await);
        let received = same(visitor.get(&format!("/requests/{id}/received")).await);
        let wrong = same(visitor.form(&format!("/requests/{id}/code"), &[("code", "nonsense")]).await);
        let path = format!("/v1/requests/{id}/confirmation");
        let api = visitor.json(Method::POST, &path, &json!({ "code": "nonsense" })).await;
        api.is_problem(422, "wrong-code");
        seen_at.push((page, received, wrong, same(api)));
    }
    assert_eq!(seen_at[0], seen_at[1]);
    let path = format!("/v1/requests/{not_there}/confirmation");
    visitor.json(Method::POST, &path, &json!({ "code": CODE })).await.is_problem(422, "wrong-code");
}
