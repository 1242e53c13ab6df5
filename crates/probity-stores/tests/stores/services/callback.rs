//! Deletions that a service does later and tells of: asked about at once when it tells, and when nobody tells,
//! at their time.

use super::stub::{Stub, empty, json as answer};
use super::{SECRET, run, world};
use crate::common::run::email;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

const JOBS: &str = r#"
    store jobs = http env JOBS_URL
    resource jobs.people {
        known by id
        found by email at "GET /people?email={email}" under "people"
        found by id at "GET /people/{id}"
        deleted at "DELETE /people/{id}"
        finished at "GET /jobs/{answer:job}", asked every 3000 seconds, done on "status" is "completed", told with header "X-Signature" signed by env JOBS_SECRET
    }
    table jobs.people {
        is client by id, email
        email contact.email
        on erasure delete
    }"#;

fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    format!("sha256={}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

#[test]
fn a_deletion_that_is_told_of_is_asked_about_at_once_and_a_call_that_is_not_signed_wakes_nobody() {
    run(async {
        let (done, asked) = (Arc::new(Mutex::new(false)), Arc::new(Notify::new()));
        let (there, told) = (done.clone(), asked.clone());
        let stub = Stub::serve(move |request| {
            let done = *there.lock().unwrap();
            let person = json!({ "id": "7", "email": "ann@example.com" });
            match request.line().as_str() {
                "GET /people" if done => answer(200, &json!({ "people": [] })),
                "GET /people" => answer(200, &json!({ "people": [person] })),
                "GET /people/7" if !done => answer(200, &person),
                "DELETE /people/7" => answer(202, &json!({ "job": "j1" })),
                "GET /jobs/j1" => {
                    told.notify_one();
                    answer(200, &json!({ "status": if done { "completed" } else { "working" } }))
                }
                _ => empty(404),
            }
        })
        .await;
        let world = world(JOBS, &stub).await;
        let body = b"{\"job\":\"j1\"}";
        let telling = async {
            asked.notified().await;
            let call = |store: &str, name: &str, value: String| {
                let header = |asked: &str| asked.eq_ignore_ascii_case(name).then(|| value.clone());
                world.stores.called_back(store, &header, body)
            };
            assert!(!call("jobs", "x-signature", signature("another secret", body)));
            assert!(!call("jobs", "x-signature", signature(SECRET, b"another body")));
            assert!(!call("jobs", "x-other", signature(SECRET, body)));
            assert!(!call("nobody", "x-signature", signature(SECRET, body)));
            *done.lock().unwrap() = true;
            assert!(call("jobs", "x-signature", signature(SECRET, body)));
        };
        let claims = email("ann@example.com");
        let both = async { tokio::join!(world.erase(&claims), telling) };
        let ((_, looked), ()) = tokio::time::timeout(Duration::from_secs(60), both).await.unwrap();
        assert!(looked.is_clean(), "{looked:?}");
        let questions = stub.lines().iter().filter(|line| line.starts_with("GET /jobs")).count();
        assert_eq!(questions, 2, "once before it was told, and once after");
    });
}
