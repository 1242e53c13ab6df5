//! The story, told on both grounds.

use crate::cluster::Cluster;
use crate::server::{SECRET, Server};
use crate::shop::{Asked, Core, JANE, Shop};
use serde_json::{Value, json};
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_moved_away_and_put_back() {
    told(Shop::open(|folder| Some(Core::File(folder.join("core.sqlite")))).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_stopped_and_started() {
    told(Shop::open(|_| Cluster::start_new(&[]).map(Core::Server)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_behind_a_door_that_shuts() {
    told(Shop::open_on(Core::door().await).await).await;
}

/// Waits until something holds; fails when that takes too long.
pub(crate) fn until<T>(what: &str, mut holds: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = holds() {
            return found;
        }
        assert!(begun.elapsed() < crate::server::PATIENCE, "{what}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn alarms(server: &Server) -> u64 {
    server.ask("GET", "/healthz", None, None, 200)["alarms"].as_u64().unwrap()
}

/// A session of an officer, which does not outlive a jump of the clock.
fn signed_in(server: &Server) -> String {
    let secret = json!({ "secret": SECRET });
    crate::shop::text(&server.ask("POST", "/v1/sessions", None, Some(&secret), 201)["token"])
}

fn waiting(detail: &Value) -> &Value {
    &detail["request"]["waiting"]
}

async fn told(shop: Option<Shop>) {
    let Some(shop) = shop else { return };
    let Asked { id, hash, officer } = shop.asked().await;
    // The visits go, and there the first server is killed.
    let mut killed = shop.serve("2026-03-02T09:01:00Z", Some("done:web"));
    let approval = json!({ "plan_hash": hash });
    let _ = killed.try_ask("POST", &format!("/v1/requests/{id}/approval"), Some(&officer), Some(&approval));
    until("the server was not killed", || killed.ended().then_some(()));
    assert_eq!(shop.visits().await, 1);

    shop.core.goes_away();
    let mut server = shop.serve("2026-03-02T09:03:00Z", None);
    let stuck = server.wait_until(&id, &officer, |detail| waiting(detail).is_object()).unwrap();
    let why = waiting(&stuck)["why"].as_str().unwrap();
    assert!(why.contains("`core`") && !why.contains(JANE), "{why}");
    let next: jiff::Timestamp = waiting(&stuck)["next_try"].as_str().unwrap().parse().unwrap();
    assert!(next > "2026-03-02T09:03:00Z".parse().unwrap(), "{next}");
    assert_eq!((alarms(&server), shop.warnings()), (0, 0), "there is time enough yet");
    let own = server.try_ask("GET", &format!("/v1/requests/{id}"), None, None).unwrap();
    assert_ne!(own.0, 200, "nobody outside reads why");

    // Half of the month, four fifths, three days before its end: each time the company is told once.
    let mut log = Vec::new();
    for (warnings, instant) in
        [(1, "2026-03-19T00:00:00Z"), (2, "2026-03-28T00:00:00Z"), (3, "2026-03-31T00:00:00Z")]
    {
        server.set_clock(instant);
        until("nobody was warned", || {
            log.extend(server.log());
            (shop.warnings() == warnings).then_some(())
        });
        assert_eq!(alarms(&server), warnings as u64);
    }
    log.extend(server.log());
    let log = log.join("\n");
    assert!(log.contains("ERROR") && log.contains("a request will be late") && !log.contains(JANE), "{log}");
    let letter =
        shop.mailbox.messages().into_iter().rfind(|one| one.subject.starts_with("Request ")).unwrap();
    assert!(letter.text.contains("`core`") && letter.text.contains(&id), "{}", letter.text);
    assert!(!letter.text.contains(JANE), "{}", letter.text);
    let officer = signed_in(&server);
    let tried = server.wait_until(&id, &officer, |detail| {
        waiting(detail)["attempts"].as_u64() > waiting(&stuck)["attempts"].as_u64()
    });
    assert!(tried.is_some());

    shop.core.comes_back();
    server.set_clock("2026-03-31T12:00:00Z");
    let officer = signed_in(&server);
    let done = server.wait_until(&id, &officer, |detail| detail["request"]["closed_at"].is_string()).unwrap();
    assert_eq!((&done["request"]["outcome"], waiting(&done)), (&json!("erased"), &Value::Null));
    assert_eq!(alarms(&server), 0, "alarms fall silent with their request");
    let kinds: Vec<&str> =
        done["history"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    let times = |kind: &str| kinds.iter().filter(|one| **one == kind).count();
    assert_eq!((times("step-started"), times("step-done")), (2, 2), "{kinds:?}");
    assert_eq!((times("plan-made"), times("request-fulfilled")), (1, 1), "{kinds:?}");
    server.stop();
}
