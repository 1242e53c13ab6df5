//! Invariant NOTHING-PERSONAL-AROUND-THE-BODY: what the log says, and what it does not.
//!
//! A program of its own: which log lines are wanted is remembered by the whole process.

// `cfg(test)` says to the lints that these are tests.
#[cfg(test)]
#[path = "../site/harness.rs"]
#[expect(dead_code, reason = "the tests of the site use all of it")]
mod harness;
#[cfg(test)]
#[path = "../paper_desk/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "the tests of the site use all of it")]
mod paper_desk;

use crate::harness::Visitor;
use crate::paper_desk::{CODE, KNOWN, PaperDesk};
use axum::http::Method;
use probity_server::Options;
use serde_json::json;
use std::io::{Result, Write};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_has_numbers_and_patterns_and_nobodys_data() {
    let paper = Paper::default();
    let writer = paper.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("debug,probity_server=trace")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);

    let mut desk = PaperDesk::new();
    desk.broken = true;
    let mut visitor = Visitor::of(desk, Options::default());
    let fields = [("right", "access"), ("identity-email", KNOWN)];
    let sent = visitor.form("/requests/new?from=mary%40example.com", &fields).await;
    let id = sent.location().split('/').nth(2).unwrap().to_owned();
    visitor.get("/mary@example.com/secret-page").await;
    let body = json!({ "code": CODE });
    let answer = visitor.json(Method::POST, &format!("/v1/requests/{id}/confirmation"), &body).await;
    let problem = answer.is_problem(503, "unavailable");
    visitor.token = Some(format!("person-{id}"));
    visitor.get("/v1/me").await.is_problem(503, "unavailable");
    drop(guard);

    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("route=\"/requests/new\"") && log.contains("status=303"), "{log}");
    assert!(log.contains("attempted=asking the store `core`"), "{log}");
    assert!(log.contains(problem["request_id"].as_str().unwrap()), "{log}");
    for personal in ["mary", "example.com", CODE, "secret-page", "person-", "from="] {
        assert!(!log.contains(personal), "{personal} in {log}");
    }
}
