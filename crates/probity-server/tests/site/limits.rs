//! How often one address may try.

use crate::harness::Visitor;
use crate::paper_desk::{KNOWN, PaperDesk};
use axum::body::Body;
use axum::http::Method;
use probity_server::{ForwardedFor, Limit, Options};
use serde_json::json;
use std::time::Duration;

fn limited() -> Visitor {
    let limit = Limit { burst: 3, each: Duration::from_secs(60) };
    let forwarded_for = ForwardedFor::LastAddress;
    let options = Options { intake_limit: limit, code_limit: limit, forwarded_for, ..Options::default() };
    Visitor::of(PaperDesk::new(), options)
}

#[tokio::test(start_paused = true)]
async fn requests_from_one_address_are_limited_and_told_when_to_come_back() {
    let mut visitor = limited();
    let fields = [("right", "access"), ("identity-email", KNOWN)];
    for _ in 0..3 {
        assert_eq!(visitor.form("/requests/new", &fields).await.status.as_u16(), 303);
    }
    let page = visitor.form("/requests/new", &fields).await;
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (429, "60"));
    assert!(page.main().contains("Too many tries"));
    let body = json!({ "right": "access", "identities": { "email": KNOWN } });
    visitor.json(Method::POST, "/v1/requests", &body).await.is_problem(429, "too-many-requests");
    assert_eq!(visitor.get("/requests/new").await.status.as_u16(), 200, "reading is free");

    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(visitor.form("/requests/new", &fields).await.status.as_u16(), 303);
}

#[tokio::test(start_paused = true)]
async fn codes_and_secrets_share_one_limit_and_addresses_do_not() {
    let mut visitor = limited();
    let code = format!("/requests/{}/code", PaperDesk::waiting_for_approval());
    assert_eq!(visitor.form(&code, &[("code", "x")]).await.status.as_u16(), 422);
    assert_eq!(visitor.form("/console/sign-in", &[("secret", "x")]).await.status.as_u16(), 401);
    visitor
        .json(Method::POST, "/v1/sessions", &json!({ "secret": "x" }))
        .await
        .is_problem(401, "wrong-secret");
    assert_eq!(visitor.form(&code, &[("code", "x")]).await.status.as_u16(), 429);

    let elsewhere = visitor
        .request(Method::POST, &code)
        .header("x-forwarded-for", "198.51.100.7")
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(visitor.send(elsewhere, Body::from("code=x")).await.status.as_u16(), 422);
}
