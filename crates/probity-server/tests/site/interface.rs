//! `/v1`, when all goes well.

use crate::harness::Visitor;
use crate::paper_desk::{CODE, KNOWN, PACKAGE, PLAN_HASH, PaperDesk, SECRET};
use axum::http::{Method, StatusCode};
use insta::assert_json_snapshot;
use serde_json::json;

async fn officer() -> Visitor {
    let mut visitor = Visitor::new();
    let answer = visitor.json(Method::POST, "/v1/sessions", &json!({ "secret": SECRET })).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    visitor.token = answer.value()["token"].as_str().map(str::to_owned);
    visitor
}

#[tokio::test]
async fn anybody_can_read_about_the_company_and_hold_the_ledger_to_its_checkpoint() {
    let mut visitor = Visitor::new();
    assert_json_snapshot!("company", visitor.get("/v1/company").await.value());
    let health = visitor.get("/healthz").await.value();
    assert_eq!(health, json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "alarms": 1 }));
    let checkpoint = visitor.get("/v1/ledger/checkpoint").await;
    assert_eq!(checkpoint.header("content-type"), "text/plain; charset=utf-8");
    assert!(checkpoint.text().starts_with("comet.example/probity\n42\n"));
}

#[tokio::test]
async fn a_person_asks_confirms_looks_and_signs_out() {
    let mut visitor = Visitor::new();
    let body = json!({ "right": "access", "identities": { "account-number": "7", "email": KNOWN }, "residence": "US-CO" });
    let answer = visitor.json(Method::POST, "/v1/requests", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_json_snapshot!("request", answer.value());
    assert_eq!(visitor.desk.intakes(), ["access by email and account-number from US-CO via api"]);

    let path = format!("{}/confirmation", answer.header("location"));
    let session = visitor.json(Method::POST, &path, &json!({ "code": CODE })).await;
    visitor.token = session.value()["token"].as_str().map(str::to_owned);
    assert_eq!(visitor.get("/v1/me").await.value()["stage"], "planning");
    visitor.get("/v1/me/package").await.is_problem(409, "package-not-ready");
    let request = visitor.request(Method::DELETE, "/v1/sessions/current");
    assert_eq!(visitor.send(request, axum::body::Body::empty()).await.status, StatusCode::NO_CONTENT);
    visitor.get("/v1/me").await.is_problem(401, "not-signed-in");
}

#[tokio::test]
async fn a_package_is_fetched_with_the_persons_token() {
    let mut visitor = Visitor::new();
    visitor.token = Some(String::from("person-055a5a5a5a5a4a5a9a5a5a5a5a5a5a5a"));
    let answer = visitor.get("/v1/me/package").await;
    assert_eq!((answer.bytes.as_slice(), answer.header("cache-control")), (PACKAGE, "no-store"));
}

#[tokio::test]
async fn an_officer_lists_looks_and_decides() {
    let mut visitor = officer().await;
    let page = visitor.get("/v1/requests?open=true&limit=2&offset=1").await.value();
    assert_eq!((&page["total"], page["requests"].as_array().unwrap().len()), (&json!(37), 2));
    let page = visitor.get("/v1/requests?state=withdrawn").await.value();
    assert_eq!(page["total"], 1);
    let path = format!("/v1/requests/{}", PaperDesk::waiting_for_approval());
    assert_json_snapshot!("request_detail", visitor.get(&path).await.value());

    let approval = format!("{path}/approval");
    visitor
        .json(Method::POST, &approval, &json!({ "plan_hash": "older" }))
        .await
        .is_problem(409, "plan-changed");
    let approved = visitor.json(Method::POST, &approval, &json!({ "plan_hash": PLAN_HASH })).await.value();
    assert_eq!(approved["stage"], "carrying-out");
    let refused =
        visitor.json(Method::POST, &format!("{path}/refusal"), &json!({ "reason": "excessive" })).await;
    assert_eq!(refused.value()["state"], "refused");
    let again =
        visitor.json(Method::POST, &format!("{path}/refusal"), &json!({ "reason": "excessive" })).await;
    again.is_problem(409, "wrong-state");
}

#[tokio::test]
async fn an_officer_asks_for_the_report() {
    let mut visitor = officer().await;
    visitor.get("/v1/report").await.is_problem(404, "no-report");
    let made = visitor.json(Method::POST, "/v1/report", &json!({})).await.value();
    assert_json_snapshot!("report_first_promise", made["promises"][0]);
    assert_eq!(made["counts"], json!({ "kept": 3, "broken": 1, "unproven": 1 }));
    assert_eq!(visitor.get("/v1/report").await.value(), made);
}

#[tokio::test]
async fn a_service_tells_that_something_is_done_and_nobody_learns_which_services_there_are() {
    let mut visitor = Visitor::new();
    for (store, signature, status) in
        [("mailer", "right", 204), ("mailer", "wrong", 404), ("other", "right", 404)]
    {
        let mut request = visitor.request(Method::POST, &format!("/v1/callbacks/{store}"));
        request = request.header("x-signature", signature);
        let answer = visitor.send(request, axum::body::Body::from("{}")).await;
        assert_eq!(answer.status.as_u16(), status, "{store} {signature}");
    }
}
