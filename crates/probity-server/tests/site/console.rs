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

#[tokio::test]
async fn a_hold_is_placed_and_released_by_an_officer_and_by_nobody_else() {
    let hold = [("scope", "category"), ("what", "log.*"), ("owner", "counsel"), ("reason", "an audit")];
    let mut anybody = Visitor::person(5).await;
    for path in ["/console/retention/hold", "/console/retention/release"] {
        assert_eq!(anybody.form(path, &hold).await.location(), "/console/sign-in", "{path}");
    }
    let mut visitor = Visitor::officer().await;
    let answer = visitor.form("/console/retention/hold", &hold).await;
    assert_eq!(answer.location(), "/console/retention");
    let page = visitor.get("/console/retention").await.main();
    assert!(page.contains("an audit") && page.contains("Ada Moreno for counsel"), "{page}");
    assert_eq!(page.matches("aria-label=\"Release the hold: ").count(), 2, "{page}");
    let id = page.rsplit("name=\"hold\" value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let answer = visitor.form("/console/retention/release", &[("hold", &id)]).await;
    assert_eq!(answer.location(), "/console/retention");
    let page = visitor.get("/console/retention").await.main();
    assert_eq!(page.matches("aria-label=\"Release the hold: ").count(), 1, "{page}");
    assert!(page.contains("Released"), "{page}");
    for strange in ["", "%ff", "0123"] {
        let answer = visitor.form("/console/retention/release", &[("hold", strange)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{strange}");
    }
}

#[tokio::test]
async fn a_hold_with_faults_comes_back_with_all_of_them_and_with_what_was_written() {
    let mut visitor = Visitor::officer().await;
    let answer = visitor.form("/console/retention/hold", &[("owner", "counsel"), ("until", "soon")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.main();
    for fault in ["#scope", "#what", "#reason", "#until"] {
        assert!(page.contains(&format!("href=\"{fault}\"")), "{fault}: {page}");
    }
    assert!(page.contains("value=\"counsel\"") && page.contains("value=\"soon\""), "{page}");
    let table = [("scope", "table"), ("what", "core.nothing"), ("owner", "a"), ("reason", "b")];
    let answer = visitor.form("/console/retention/hold", &table).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.main().contains("the data map has no such table"), "{}", answer.main());
    let person = [("scope", "person:email"), ("what", ""), ("owner", "a"), ("reason", "b")];
    assert!(visitor.form("/console/retention/hold", &person).await.main().contains("Say whose or which"));
}

#[tokio::test]
async fn the_backups_show_their_ages_what_is_too_old_and_what_must_be_replayed() {
    let mut visitor = Visitor::officer().await;
    assert_snapshot!(visitor.get("/console/backups").await.main());
}
