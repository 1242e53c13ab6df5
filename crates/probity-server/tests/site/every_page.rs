//! What holds for every page.

use crate::harness::{Answer, Visitor};
use crate::paper_desk::PaperDesk;
use axum::body::Body;
use axum::http::Method;
use probity_keeper::desk::Desk;
use probity_server::{Furniture, Options};
use proptest::prelude::*;

async fn every_page() -> Vec<(String, Answer)> {
    let waiting = PaperDesk::waiting_for_approval();
    let mut pages = Vec::new();
    let mut anybody = Visitor::new();
    for path in [
        "/",
        "/requests/new",
        "/notice",
        "/me",
        "/nowhere",
        "/console/sign-in",
        &format!("/requests/{waiting}/code"),
        &format!("/requests/{waiting}/received"),
    ] {
        pages.push((path.to_owned(), anybody.get(path).await));
    }
    pages.push(("/requests/new with faults".into(), anybody.form("/requests/new", &[]).await));
    pages.push(("/me of a person".into(), Visitor::person(5).await.get("/me").await));
    let mut officer = Visitor::officer().await;
    officer.form("/console/report", &[]).await;
    let by_hand = PaperDesk::with_tasks();
    for path in [
        "/console",
        "/console/report",
        "/console/retention",
        "/console/backups",
        &format!("/console/requests/{waiting}"),
        &format!("/console/requests/{by_hand}"),
    ] {
        pages.push((path.to_owned(), officer.get(path).await));
    }
    let faulty = officer.form("/console/retention/hold", &[("scope", "table"), ("review", "tomorrow")]).await;
    pages.push(("/console/retention/hold with faults".into(), faulty));
    pages
}

#[tokio::test]
async fn no_page_has_a_script_or_asks_anything_of_another_host() {
    for (path, page) in every_page().await {
        let text = page.text().to_lowercase().replace("&#60;script", "");
        for forbidden in
            ["<script", "javascript:", " onclick", " onload", " style=", "<style", "<iframe", "@import"]
        {
            assert!(!text.contains(forbidden), "{forbidden} in {path}");
        }
        for start in ["src=\"", "<link rel=\"stylesheet\" href=\"", "<link rel=\"icon\" href=\"", "action=\""]
        {
            for part in text.split(start).skip(1) {
                let address = part.split('"').next().unwrap_or_default();
                assert!(address.starts_with('/') && !address.starts_with("//"), "{start}{address} in {path}");
            }
        }
    }
}

#[tokio::test]
async fn every_page_says_its_language_has_one_main_heading_and_can_be_skipped_into() {
    for (path, page) in every_page().await {
        let text = page.text();
        assert!(text.starts_with("<!doctype html>\n<html lang=\"en\">"), "{path}");
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
        assert!(
            text.contains("<a class=\"skip\" href=\"#main\">") && text.contains("<main id=\"main\""),
            "{path}"
        );
        let mut last = 1;
        for level in text.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)) {
            // The summary of faults stands before the heading that it is about.
            assert!(level <= last + 1, "heading {level} after {last} in {path}");
            last = level;
        }
    }
}

#[tokio::test]
async fn every_label_is_of_a_field_and_every_field_has_a_label() {
    for (path, page) in every_page().await {
        let text = page.text();
        let values = |start: &str| -> Vec<String> {
            text.split(start).skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
        };
        let labels = values(" for=\"");
        let fields: Vec<String> = ["<input ", "<select ", "<textarea "]
            .iter()
            .flat_map(|start| text.split(start).skip(1))
            .filter_map(|part| part.split('>').next())
            .filter(|tag| !tag.contains("type=\"hidden\""))
            .filter_map(|tag| tag.split("id=\"").nth(1)?.split('"').next().map(str::to_owned))
            .collect();
        for field in &fields {
            assert!(labels.contains(field), "`{field}` has no label in {path}");
        }
        assert_eq!(labels.len(), fields.len(), "{path}");
    }
}

#[tokio::test]
async fn every_response_is_protected_by_its_headers() {
    let mut visitor = Visitor::new();
    let mut answers = every_page().await;
    for path in ["/v1/company", "/v1/nowhere", "/healthz", "/notice.md"] {
        answers.push((path.to_owned(), visitor.get(path).await));
    }
    for (path, answer) in answers {
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "not without TLS: {path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
    }
}

#[tokio::test]
async fn the_style_may_be_kept_for_ever_because_its_name_changes_with_it() {
    let mut visitor = Visitor::new();
    let page = String::from_utf8(visitor.get("/").await.bytes).unwrap();
    let style = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = visitor.get(style).await;
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(!answer.text().contains("url(") && !answer.text().contains("//"), "it loads nothing");
    assert_eq!(visitor.get("/assets/probity.000000000000.css").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_clock_that_can_be_set_is_announced_on_every_page() {
    let mut desk = PaperDesk::new();
    desk.test_clock = true;
    let mut visitor = Visitor::of(desk, Options::default());
    for path in ["/", "/notice", "/requests/new", "/console/sign-in", "/nowhere"] {
        assert!(visitor.get(path).await.text().contains("it is 22 November 2026, 15:30 UTC"), "{path}");
    }
    assert!(!Visitor::new().get("/").await.text().contains("test clock"));
}

#[tokio::test]
async fn routes_that_somebody_adds_are_protected_and_furnished_like_all_others() {
    let desk = PaperDesk::new();
    let furniture = Furniture::of(&desk.company(), &Options::default(), desk.now());
    let page = move || async move { furniture.page("Mail box", "<p>no mail</p>") };
    let extra = axum::Router::new().route("/mail", axum::routing::get(page).post(|| async { "sent" }));
    let mut visitor = Visitor::of(desk, Options { extra: Some(extra), ..Options::default() });
    let answer = visitor.get("/mail").await;
    assert!(answer.main().contains("<h1>Mail box</h1>\n<p>no mail</p>"), "{}", answer.main());
    assert_eq!(answer.header("x-frame-options"), "DENY");
    let forged = visitor.request(Method::POST, "/mail").header("sec-fetch-site", "cross-site");
    assert_eq!(visitor.send(forged, Body::empty()).await.status.as_u16(), 403);
}

#[tokio::test]
async fn a_form_of_another_website_is_refused() {
    let mut visitor = Visitor::officer().await;
    let path = format!("/console/requests/{}/refusal", PaperDesk::waiting_for_approval());
    let kind = "application/x-www-form-urlencoded";
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let forged = visitor.request(Method::POST, &path).header(name, value).header("content-type", kind);
        let answer = visitor.send(forged, Body::from("reason=legal-duty")).await;
        assert_eq!(answer.status.as_u16(), 403);
        assert!(answer.main().contains("This came from another website"), "{}", answer.main());
    }
    let own = visitor
        .request(Method::POST, &path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", kind);
    assert_eq!(visitor.send(own, Body::from("reason=legal-duty")).await.status.as_u16(), 303);
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_answered_with_a_page() {
    let mut visitor = Visitor::officer().await;
    for path in [
        "/assets/%ff",
        "/requests/%ff/code",
        "/requests/new?right=a&right=b",
        "/console?page=%ff",
        "/console/requests/%ff",
        "/%00",
        "//",
        "/requests/",
        "/console/report?state=%ff",
    ] {
        let answer = visitor.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
    visitor.get("/v1/problems/%ff").await.is_problem(404, "not-found");
    visitor.get("/v1/requests/%ff").await.is_problem(401, "not-signed-in");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_address_is_answered_without_a_fault_of_ours(path in "(/(requests|new|code|me|console|v1|report|notice|[a-z0-9%?&=.]{0,12})){1,5}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let status = runtime.block_on(async { Visitor::new().get(&path).await.status });
        prop_assert!(!status.is_server_error(), "{} {}", status, path);
    }
}
