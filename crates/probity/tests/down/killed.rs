//! Killed at every boundary of a store, on each engine, the erasure ends after a restart as one that nobody disturbed.

use crate::cluster::Cluster;
use crate::server::Server;
use crate::shop::{Asked, CLOCK, Core, Shop};
use crate::story::until;
use serde_json::json;

/// When the killed worker's lease is over.
const LATER: &str = "2026-03-02T09:05:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn over_a_file() {
    killed(Shop::open(|folder| Some(Core::File(folder.join("core.sqlite")))).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_postgres_server() {
    killed(Shop::open(|_| Cluster::start_new(&[]).map(Core::Server)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_mariadb_server() {
    killed(Shop::open_on(Core::door().await).await).await;
}

fn approve(server: &Server, asked: &Asked) {
    let body = json!({ "plan_hash": asked.hash });
    let path = format!("/v1/requests/{}/approval", asked.id);
    let _ = server.try_ask("POST", &path, Some(&asked.officer), Some(&body));
}

/// Waits for the end, approving again when the kill came before the approval was taken.
fn ends(server: &mut Server, asked: &Asked, about: &str) {
    let path = format!("/v1/requests/{}", asked.id);
    let detail = server.ask("GET", &path, Some(&asked.officer), None, 200);
    if detail["request"]["stage"] == "approval" {
        approve(server, asked);
    }
    let done = server
        .wait_until(&asked.id, &asked.officer, |detail| detail["request"]["closed_at"].is_string())
        .expect(about);
    assert_eq!(done["request"]["outcome"], "erased", "{about}: {done}");
    for kind in ["step-done", "step-started"] {
        let history = done["history"].as_array().unwrap();
        let told = history.iter().filter(|one| one["kind"] == kind).count();
        assert_eq!(told, 2, "{about}: {kind} is told once for each of the two stores: {done}");
    }
}

async fn killed(shop: Option<Shop>) {
    let Some(shop) = shop else { return };
    let asked = shop.asked().await;
    let kept = shop.kept();
    let before = shop.rows().await;
    let mut server = shop.serve(CLOCK, None);
    approve(&server, &asked);
    ends(&mut server, &asked, "undisturbed");
    let log = server.stop();
    let boundaries: Vec<String> = log
        .iter()
        .filter_map(|line| Some(line.split_once("boundary=\"")?.1.split_once('"')?.0.to_owned()))
        .filter(|boundary| boundary.ends_with(":core") || boundary.contains(":core:"))
        .collect();
    let after = shop.rows().await;
    assert_ne!(before, after);
    assert!(boundaries.len() >= 7, "{boundaries:?}");
    for boundary in &boundaries {
        shop.go_back(&kept).await;
        assert_eq!(shop.rows().await, before);
        let mut server = shop.serve(CLOCK, Some(boundary));
        approve(&server, &asked);
        until(&format!("it never came to {boundary}"), || server.ended().then_some(()));
        drop(server);
        let mut server = shop.serve(LATER, None);
        ends(&mut server, &asked, boundary);
        server.stop();
        assert_eq!(shop.rows().await, after, "{boundary}");
    }
    println!("killed at {boundaries:?}");
}
