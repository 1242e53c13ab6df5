//! Services that give tokens, and services with several addresses.

use super::stub::{Request, Response, Stub, empty, json as answer};
use super::{hurried, map, run, world_of};
use crate::common::run::World;
use probity_stores::{FaultKind, IdentityClaim, Limits, StoreError, Stores, look};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

const ANALYTICS: &str = include_str!("../../../services/google-analytics.probity");
/// The same service with one address, signed in to for the client alone.
const SMALL: &str = "
store mailer = http env MAILER_URL
service mailer {
    signs in by oauth env MAILER_CLIENT, MAILER_SECRET at env MAILER_TOKEN_URL for \"members.read members.write\"
    tries 3 times, waiting 0 to 0 seconds
}
resource mailer.members {
    known by id
    found by id at \"GET /members/{id}\"
    deleted at \"DELETE /members/{id}\"
}
table mailer.members {
    is client by id
    id account.identifier
    on erasure delete
}
";

async fn world(description: &str, addresses: &[(&str, &str)]) -> World {
    let map = map(description);
    let environment = |name: &str| {
        let address = addresses.iter().find(|(variable, _)| *variable == name);
        Some(address.map_or_else(|| format!("the {name} & more"), |(_, address)| (*address).to_owned()))
    };
    let stores = Stores::new(&map, Path::new("/"), &environment, Limits::default()).unwrap();
    world_of(&map, stores).await
}

fn token(number: usize, lasts: u64) -> Response {
    answer(
        200,
        &json!({ "access_token": format!("token-{number}"), "token_type": "Bearer", "expires_in": lasts }),
    )
}

fn signed(request: &Request, number: usize) -> bool {
    request.headers.get("authorization").is_some_and(|value| *value == format!("Bearer token-{number}"))
}

#[test]
fn what_a_service_deletes_some_day_is_found_until_then_and_each_call_goes_to_its_address() {
    run(async {
        let requested = Arc::new(Mutex::new(false));
        let deleted = Arc::new(Mutex::new(false));
        let (asked, gone) = (requested.clone(), deleted.clone());
        let administration = Stub::serve(move |request| {
            assert!(signed(request, 1), "{request:?}");
            assert_eq!(request.path, "/v1alpha/properties/the ANALYTICS_PROPERTY & more:submitUserDeletion");
            assert_eq!(request.json(), json!({ "userId": "42" }));
            *asked.lock().unwrap() = true;
            answer(200, &json!({ "deletionRequestTime": "2026-11-25T00:00:00Z" }))
        })
        .await;
        let data = Stub::serve(move |request| {
            assert!(signed(request, 1), "{request:?}");
            let user = request.json()["dimensionFilter"]["filter"]["stringFilter"]["value"].clone();
            let row = json!({ "dimensionValues": [{ "value": user }], "metricValues": [{ "value": "12" }] });
            let rows: Vec<Value> =
                if user == "42" && !*gone.lock().unwrap() { vec![row] } else { Vec::new() };
            answer(200, &json!({ "rows": rows, "rowCount": rows.len() }))
        })
        .await;
        let tokens = Stub::serve(|_| token(1, 3600)).await;
        let addresses = [
            ("ANALYTICS_URL", data.address.as_str()),
            ("ANALYTICS_ADMIN_URL", &administration.address),
            ("ANALYTICS_TOKEN_URL", &format!("{}/token", tokens.address)),
        ];
        let world = world(&hurried(ANALYTICS), &addresses).await;
        let claim = [IdentityClaim::new("account", "42")];
        let (planned, looked) = world.erase(&claim).await;
        assert!(*requested.lock().unwrap());
        assert!(!looked.is_clean(), "the service still has it: {looked:?}");
        *deleted.lock().unwrap() = true;
        assert!(
            look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap().is_clean()
        );
        // One token served all of it, and what was sent for it is a form in which nothing breaks out.
        let seen = tokens.seen();
        let [asked] = seen.as_slice() else { panic!("{seen:?}") };
        assert_eq!(asked.line(), "POST /token");
        let mut pairs: Vec<&str> = asked.body.split('&').collect();
        pairs.sort_unstable();
        assert_eq!(
            pairs,
            [
                "client_id=the%20ANALYTICS_CLIENT%20%26%20more",
                "client_secret=the%20ANALYTICS_SECRET%20%26%20more",
                "grant_type=refresh_token",
                "refresh_token=the%20ANALYTICS_REFRESH_TOKEN%20%26%20more",
            ]
        );
    });
}

#[test]
fn a_token_that_is_not_taken_any_more_is_asked_for_anew_once() {
    run(async {
        let given = Arc::new(Mutex::new(0));
        let count = given.clone();
        let tokens = Stub::serve(move |_| {
            let mut given = count.lock().unwrap();
            *given += 1;
            token(*given, 3600)
        })
        .await;
        let members =
            Stub::serve(
                |request| {
                    if signed(request, 2) { answer(200, &json!({ "id": "7" })) } else { empty(401) }
                },
            )
            .await;
        let small =
            world(SMALL, &[("MAILER_URL", &members.address), ("MAILER_TOKEN_URL", &tokens.address)]).await;
        let claim = [IdentityClaim::new("id", "7")];
        assert_eq!(small.access(&claim).await.len(), 1);
        assert_eq!((*given.lock().unwrap(), members.seen().len()), (2, 2));
        assert!(tokens.seen()[0].body.contains("scope=members.read%20members.write"), "{:?}", tokens.seen());
        assert!(tokens.seen()[0].body.contains("grant_type=client_credentials"), "{:?}", tokens.seen());
        // Another conversation goes on with the same token.
        small.access(&claim).await;
        assert_eq!(*given.lock().unwrap(), 2);
    });
}

#[test]
fn a_service_that_takes_no_token_is_not_asked_for_ever() {
    run(async {
        let tokens = Stub::serve(|_| token(1, 3600)).await;
        let members = Stub::serve(|_| empty(401)).await;
        let error = refused(&members, &tokens).await;
        assert_eq!(error.fault().unwrap().kind, FaultKind::Login);
        assert_eq!((members.seen().len(), tokens.seen().len()), (2, 2));
    });
}

#[test]
fn whoever_gives_no_token_is_told_apart_from_the_service_and_shows_nothing() {
    let cases: [(Response, FaultKind, usize); 5] = [
        (answer(400, &json!({ "error": "invalid_grant", "hint": "the MAILER_SECRET" })), FaultKind::Login, 1),
        (empty(302), FaultKind::Login, 1),
        (answer(200, &json!({ "token": "another shape" })), FaultKind::Login, 1),
        (answer(200, &json!({ "access_token": "broken\nheader" })), FaultKind::Login, 1),
        (empty(503), FaultKind::ConnectionLost, 3),
    ];
    run(async {
        for (response, kind, calls) in cases {
            let status = response.status;
            let tokens = Stub::serve(move |_| response.clone()).await;
            let members = Stub::serve(|_| empty(500)).await;
            let error = refused(&members, &tokens).await;
            assert_eq!(error.fault().unwrap().kind, kind, "{status} {error:?}");
            assert_eq!((tokens.seen().len(), members.seen().len()), (calls, 0), "{status}");
            let told = format!("{error:?} {error}");
            assert!(told.contains("a token for the service"), "{told}");
            assert!(
                !told.contains("MAILER_SECRET") && !told.contains("& more") && !told.contains("127.0.0.1")
            );
        }
    });
}

async fn refused(members: &Stub, tokens: &Stub) -> StoreError {
    let small =
        world(SMALL, &[("MAILER_URL", &members.address), ("MAILER_TOKEN_URL", &tokens.address)]).await;
    let claim = [IdentityClaim::new("id", "7")];
    probity_stores::collect(&small.graph, &small.stores, &claim, |_| ControlFlow::Continue(()))
        .await
        .unwrap_err()
}

#[test]
fn a_further_address_without_tls_is_refused_before_anything_is_sent() {
    run(async {
        let data = Stub::serve(|_| empty(500)).await;
        let address = data.address.clone();
        let addresses = [
            ("ANALYTICS_URL", address.as_str()),
            ("ANALYTICS_ADMIN_URL", "http://admin.example.com"),
            ("ANALYTICS_TOKEN_URL", address.as_str()),
        ];
        let described = map(&hurried(ANALYTICS));
        let environment = |name: &str| {
            let address = addresses.iter().find(|(variable, _)| *variable == name);
            Some(address.map_or_else(|| "secret".to_owned(), |(_, address)| (*address).to_owned()))
        };
        let stores = Stores::new(&described, Path::new("/"), &environment, Limits::default());
        let error = match stores {
            Err(error) => error,
            Ok(stores) => stores.schemas().await.unwrap_err(),
        };
        let told = format!("{error} {}", error.fault().unwrap());
        assert!(told.contains("ANALYTICS_ADMIN_URL") && !told.contains("admin.example.com"), "{told}");
        assert_eq!(data.seen().len(), 0);
    });
}
