//! The officer's console.

use crate::harness::Visitor;
use crate::paper_desk::{PLAN_HASH, PaperDesk};
use axum::http::StatusCode;
use insta::assert_snapshot;

fn waiting() -> String {
    format!("/console/requests/{}", PaperDesk::waiting_for_approval())
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_door() {
    let mut visitor = Visitor::person(5).await;
    for path in ["/console", "/console/report", &waiting()] {
        assert_eq!(visitor.get(path).await.location(), "/console/sign-in", "{path}");
    }
    for path in ["/console/report", "/console/sign-out", &format!("{}/approval", waiting())] {
        assert_eq!(visitor.form(path, &[]).await.location(), "/console/sign-in", "{path}");
    }
    assert_eq!(visitor.get("/console/sign-in").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_secret_opens_nothing() {
    let mut visitor = Visitor::new();
    let answer = visitor.form("/console/sign-in", &[("secret", "guess")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.headers.get("set-cookie").is_none() && !answer.text().contains("guess"));
    assert_snapshot!(answer.main());
}

#[tokio::test]
async fn the_queue_shows_what_is_due_first_and_says_in_words_what_is_late() {
    let mut visitor = Visitor::officer().await;
    let first = visitor.get("/console").await.main();
    let rows: Vec<&str> = first.lines().filter(|line| line.contains("rowheader")).collect();
    assert_eq!(rows.len(), 25);
    assert!(first.contains("Overdue by 11 days") && first.contains("Needs your decision"), "{first}");
    assert!(first.contains("1 to 25 of 37") && first.contains("/console?show=open&#38;page=2"), "{first}");
    let second = visitor.get("/console?show=open&page=2").await.main();
    assert!(second.contains("26 to 37 of 37") && !second.contains("Later due"), "{second}");
}

#[tokio::test]
async fn the_queue_can_be_narrowed_to_a_state() {
    let mut visitor = Visitor::officer().await;
    assert_snapshot!(visitor.get("/console?show=fulfilled").await.main());
    assert_eq!(visitor.get("/console?show=nonsense").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(visitor.get("/console?page=x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_queue_of_any_page_number_is_shown() {
    let mut visitor = Visitor::officer().await;
    let answer = visitor.get(&format!("/console?page={}", u64::MAX)).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_request_is_shown_with_its_deadline_plan_and_history() {
    assert_snapshot!(Visitor::officer().await.get(&waiting()).await.main());
}

#[tokio::test]
async fn an_approval_names_the_plan_that_was_seen() {
    let mut visitor = Visitor::officer().await;
    let path = format!("{}/approval", waiting());
    let answer = visitor.form(&path, &[("plan_hash", "older")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.main().contains("The plan has changed since you saw it"));

    let answer = visitor.form(&path, &[("plan_hash", PLAN_HASH)]).await;
    assert_eq!(answer.location(), waiting());
    let page = visitor.get(&waiting()).await.main();
    assert!(page.contains("<dd>Being carried out</dd>") && !page.contains("Your decision"), "{page}");

    let answer = visitor.form(&path, &[("plan_hash", PLAN_HASH)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.main().contains("Somebody else decided"));
}

#[tokio::test]
async fn a_refusal_needs_a_reason_that_the_person_is_told() {
    let mut visitor = Visitor::officer().await;
    let path = format!("{}/refusal", waiting());
    let answer = visitor.form(&path, &[("reason", "")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.main().contains("Choose the reason that the person is told"));
    assert_eq!(visitor.form(&path, &[("reason", "legal-duty")]).await.location(), waiting());
    let page = visitor.get(&waiting()).await.main();
    assert!(page.contains("<dd>Refused: A law obliges the controller"), "{page}");
}

#[tokio::test]
async fn the_report_is_made_on_demand_and_can_be_searched() {
    let mut visitor = Visitor::officer().await;
    assert!(visitor.get("/console/report").await.main().contains("Nobody has asked yet"));
    assert_eq!(visitor.form("/console/report", &[]).await.location(), "/console/report");
    assert_snapshot!(visitor.get("/console/report").await.main());
    let count = |page: String| page.matches("class=\"sentence\"").count();
    assert_eq!(count(visitor.get("/console/report?state=broken&class=&words=").await.main()), 1);
    assert_eq!(count(visitor.get("/console/report?words=%C2%A79.2").await.main()), 2);
    assert_eq!(count(visitor.get("/console/report?class=attested&state=kept").await.main()), 0);
    assert_eq!(visitor.get("/console/report?state=nonsense").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_officer_who_signs_out_is_out() {
    let mut visitor = Visitor::officer().await;
    assert_eq!(visitor.form("/console/sign-out", &[]).await.location(), "/console/sign-in");
    assert_eq!(visitor.get("/console").await.location(), "/console/sign-in");
}
