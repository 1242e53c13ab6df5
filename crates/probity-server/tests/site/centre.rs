//! The privacy centre.

use crate::harness::Visitor;
use crate::paper_desk::{CODE, KNOWN, PACKAGE};
use axum::http::StatusCode;
use insta::assert_snapshot;
use probity_server::Options;

const FILLED: [(&str, &str); 4] =
    [("right", "access"), ("identity-email", KNOWN), ("country", "US"), ("region", "US-CO")];

#[tokio::test]
async fn the_start_says_what_can_be_asked_and_by_when_it_is_answered() {
    let options = Options { answer_time: Some("Within 30 days of receipt".into()), ..Options::default() };
    let answer = Visitor::of(crate::paper_desk::PaperDesk::new(), options).get("/").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_snapshot!(answer.text());
}

#[tokio::test]
async fn the_form_can_begin_with_a_right_chosen() {
    let answer = Visitor::new().get("/requests/new?right=erasure").await;
    assert_snapshot!(answer.main());
}

#[tokio::test]
async fn a_form_with_faults_comes_back_with_all_of_them_and_with_what_was_written() {
    let mut visitor = Visitor::new();
    let fields =
        [("right", "portability"), ("identity-email", "<mary>"), ("country", "CY"), ("region", "US-CO")];
    let answer = visitor.form("/requests/new", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("<title>Error: Make a request"));
    assert_snapshot!(answer.main());
    assert!(visitor.desk.intakes().is_empty());
}

#[tokio::test]
async fn a_person_asks_shows_the_code_and_sees_how_far_it_is() {
    let mut visitor = Visitor::new();
    let answer = visitor.form("/requests/new", &FILLED).await;
    let code_page = answer.location().to_owned();
    assert_eq!(visitor.desk.intakes(), ["access by email from US-CO via web-form"]);
    assert!(!code_page.contains("mary"), "nothing personal in an address");

    assert_snapshot!("code", visitor.get(&code_page).await.main());
    let answer = visitor.form(&code_page, &[("code", "nonsense")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_snapshot!("code_wrong", answer.main());

    let answer = visitor.form(&code_page, &[("code", " ab12-cd34 ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the desk decides about capitals");
    let answer = visitor.form(&code_page, &[("code", " AB12-CD34 ")]).await;
    assert_eq!(answer.location(), "/me");
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
    assert_snapshot!("me_open", visitor.get("/me").await.main());
}

#[tokio::test]
async fn behind_tls_the_session_is_bound_to_the_host() {
    let options = Options { secure: true, ..Options::default() };
    let mut visitor = Visitor::of(crate::paper_desk::PaperDesk::new(), options);
    let code_page = visitor.form("/requests/new", &FILLED).await.location().to_owned();
    let answer = visitor.form(&code_page, &[("code", CODE)]).await;
    assert!(answer.header("set-cookie").starts_with("__Host-probity_person="));
    assert!(answer.header("set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    assert_eq!(visitor.get("/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_choice_that_needs_no_identity_asks_for_no_code() {
    let mut visitor = Visitor::new();
    let fields = [("right", "opt-out-of-sale"), ("identity-email", KNOWN)];
    let received = visitor.form("/requests/new", &fields).await.location().to_owned();
    assert!(received.ends_with("/received"), "{received}");
    assert_eq!(visitor.get(&received).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_package_is_fetched_once_it_is_ready_and_stored_by_nobody_on_the_way() {
    let mut visitor = Visitor::person(5).await;
    assert_snapshot!("me_closed", visitor.get("/me").await.main());
    let answer = visitor.get("/me/package").await;
    assert_eq!((answer.status, answer.bytes.as_slice()), (StatusCode::OK, PACKAGE));
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"your-data.zip\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let answer = Visitor::person(2).await.get("/me/package").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn after_signing_out_the_session_is_of_no_use_to_anybody() {
    let mut visitor = Visitor::person(5).await;
    let stolen = visitor.request(axum::http::Method::GET, "/me");
    assert_eq!(visitor.form("/me/sign-out", &[]).await.location(), "/");
    assert_eq!(visitor.get("/me").await.status, StatusCode::UNAUTHORIZED);
    let answer = visitor.send(stolen, axum::body::Body::empty()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(visitor.get("/me/package").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_notice_is_shown_with_anchors_and_given_as_it_was_written() {
    let mut visitor = Visitor::new();
    assert_snapshot!(visitor.get("/notice").await.main());
    let source = visitor.get("/notice.md").await;
    assert_eq!(source.header("content-type"), "text/markdown; charset=utf-8");
    assert!(source.text().starts_with("# Comet Proxies"));
}
