//! Services reached by HTTP: the descriptions that the project brings along, each against a server that behaves as
//! the service does, and what must hold of all.

mod callback;
mod signing_in;
mod stub;

use crate::common::run::{Memory, World, email, id, steps};
use probity_policy::model::data_map::DataMap;
use probity_policy::project::{Files, compile};
use probity_stores::{Boundary, FaultKind, IdentityClaim, Limits, PersonGraph, StoreError, Stores, look};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::future::Future;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};
use stub::{Request, Response, Stub, decoded, empty, json as answer};

struct Text(String);

impl Files for Text {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

fn map(text: &str) -> DataMap {
    let project = compile(&["policy.probity".to_owned()], &Text(text.to_owned()));
    let faults: Vec<String> = project
        .diagnostics
        .iter()
        .filter(|one| one.severity == probity_source::Severity::Error)
        // A description alone is no policy: what counts is that it can be read and that the data map holds.
        .filter(|one| ["P01", "P05"].iter().any(|topic| one.code.to_string().starts_with(topic)))
        .map(|one| format!("{} {}", one.code, one.message))
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    project.model.data_map
}

const SECRET: &str = "a-secret-of-the-company";

fn opened(map: &DataMap, address: &str) -> Result<Stores, StoreError> {
    let environment = |name: &str| {
        Some(match name {
            _ if name.ends_with("_URL") => address.to_owned(),
            "MAILCHIMP_LIST" => "list-1".to_owned(),
            "ANALYTICS_PROPERTY" => "777".to_owned(),
            _ => SECRET.to_owned(),
        })
    };
    Stores::new(map, Path::new("/"), &environment, Limits::default())
}

async fn world(description: &str, stub: &Stub) -> World {
    let map = map(description);
    let stores = opened(&map, &stub.address).unwrap();
    world_of(&map, stores).await
}

async fn world_of(map: &DataMap, stores: Stores) -> World {
    let schemas = stores.schemas().await.unwrap();
    let graph = PersonGraph::compile(map, schemas)
        .unwrap_or_else(|faults| panic!("{:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    World { graph, stores }
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

/// The description, with no more than a moment between calls and questions.
fn hurried(description: &str) -> String {
    let lines = description.lines().filter(|line| !line.trim_start().starts_with("takes "));
    let text = lines.collect::<Vec<_>>().join("\n");
    text.replace("waiting 1 to", "waiting 0 to").replace("asked every 2 seconds", "asked every 0 seconds")
}

type Rows = Arc<Mutex<BTreeMap<String, Value>>>;

fn rows(rows: &[(&str, Value)]) -> Rows {
    Arc::new(Mutex::new(rows.iter().map(|(key, row)| ((*key).to_owned(), row.clone())).collect()))
}

fn bearer(request: &Request) -> bool {
    request.headers.get("authorization").is_some_and(|value| *value == format!("Bearer {SECRET}"))
}

const STRIPE: &str = include_str!("../../../services/stripe.probity");

/// Customers in pages of two; what was deleted is answered with and says so; busy at every fifth call.
async fn stripe(customers: &Rows) -> Stub {
    let customers = customers.clone();
    let mut calls = 0;
    Stub::serve(move |request| {
        calls += 1;
        if calls % 5 == 0 {
            return Response { headers: vec![("retry-after", "0".to_owned())], ..empty(429) };
        }
        if !bearer(request) {
            return empty(401);
        }
        let mut customers = customers.lock().unwrap();
        let id = request.path.rsplit('/').next().unwrap().to_owned();
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/v1/customers") => {
                let mine: Vec<Value> = customers
                    .values()
                    .filter(|row| row["deleted"] != true)
                    .filter(|row| request.query.get("email").is_none_or(|email| row["email"] == **email))
                    .filter(|row| {
                        request
                            .query
                            .get("starting_after")
                            .is_none_or(|after| row["id"].as_str().unwrap() > after.as_str())
                    })
                    .cloned()
                    .collect();
                let page: Vec<Value> = mine.iter().take(2).cloned().collect();
                answer(200, &json!({ "object": "list", "data": page, "has_more": mine.len() > 2 }))
            }
            ("GET", _) => customers.get(&id).map_or(empty(404), |row| answer(200, row)),
            ("DELETE", _) => match customers.get_mut(&id) {
                Some(row) if row["deleted"] != true => {
                    *row = json!({ "id": id, "object": "customer", "deleted": true });
                    answer(200, row)
                }
                _ => empty(404),
            },
            ("POST", _) => {
                let row = customers.get_mut(&id).unwrap();
                for pair in request.body.split('&') {
                    let (name, value) = pair.split_once('=').unwrap();
                    row[decoded(name)] = decoded(value).into();
                }
                answer(200, row)
            }
            _ => empty(405),
        }
    })
    .await
}

fn customer(id: &str, email: &str) -> (String, Value) {
    (
        id.to_owned(),
        json!({ "id": id, "email": email, "name": "Ann", "phone": null, "address": { "line1": "1 Main Street", "city": "Town" } }),
    )
}

fn customers(count: usize) -> Rows {
    let rows = (0..count).map(|at| {
        let email = if at % 2 == 0 { "ann@example.com" } else { "bob@example.com" };
        customer(&format!("cus_{at:03}"), email)
    });
    Arc::new(Mutex::new(rows.collect()))
}

fn left(customers: &Rows) -> Vec<String> {
    let customers = customers.lock().unwrap();
    customers.iter().filter(|(_, row)| row["deleted"] != true).map(|(id, _)| id.clone()).collect()
}

#[test]
fn a_customer_is_found_over_pages_and_deleted_everywhere_and_nobody_else_is() {
    run(async {
        let customers = customers(11);
        let stub = stripe(&customers).await;
        let world = world(&hurried(STRIPE), &stub).await;
        assert_eq!(world.access(&email("ann@example.com")).await.len(), 6);
        assert_eq!(left(&customers).len(), 11, "an answer changes nothing");
        let (planned, looked) = world.erase(&email("ann@example.com")).await;
        assert_eq!(steps(&planned), ["customers delete 6"]);
        let cost = planned.plan.steps[0].cost.clone().unwrap().elsewhere.unwrap();
        assert!(cost.starts_with("looked up by calls; changed by at least 12 calls"), "{cost}");
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(left(&customers), ["cus_001", "cus_003", "cus_005", "cus_007", "cus_009"]);
        let deletions = stub.lines().iter().filter(|line| line.starts_with("DELETE")).count();
        assert!((6..=9).contains(&deletions), "each once, but for those that were too early: {deletions}");
    });
}

#[test]
fn an_erasure_that_is_stopped_after_any_call_is_gone_through_again_to_its_end() {
    run(async {
        for stop in 0..4 {
            let customers = customers(6);
            let stub = stripe(&customers).await;
            let world = world(&hurried(STRIPE), &stub).await;
            let planned = world.plan(&email("ann@example.com")).await.unwrap();
            let mut memory = Memory::default();
            let first = world
                .execute(&planned, &mut memory, |at| match at {
                    Boundary::Applied(_, number) if *number == stop => ControlFlow::Break(()),
                    _ => ControlFlow::Continue(()),
                })
                .await;
            assert_eq!(first.is_err(), stop < 3, "{stop}");
            let again = world.execute(&planned, &mut memory, |_| ControlFlow::Continue(())).await;
            assert!(again.is_ok(), "{stop}: {again:?}");
            assert_eq!(left(&customers), ["cus_001", "cus_003", "cus_005"], "{stop}");
            assert!(
                look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap().is_clean()
            );
        }
    });
}

#[test]
fn what_changed_since_it_was_planned_is_not_deleted_blindly() {
    run(async {
        let customers = customers(1);
        let stub = stripe(&customers).await;
        let world = world(&hurried(STRIPE), &stub).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        customers.lock().unwrap().extend([customer("cus_900", "ann@example.com")]);
        let done = world.execute(&planned, &mut Memory::default(), |_| ControlFlow::Continue(())).await;
        assert!(done.is_err(), "more than was approved");
        assert_eq!(left(&customers).len(), 2);
    });
}

#[test]
fn fields_are_emptied_by_the_call_that_changes() {
    run(async {
        let customers = customers(2);
        let stub = stripe(&customers).await;
        let blanking = hurried(STRIPE).replace("on erasure delete", "on erasure blank name, phone");
        let world = world(&blanking, &stub).await;
        world.erase(&email("ann@example.com")).await;
        assert_eq!(left(&customers).len(), 2);
        let changed = stub.seen().into_iter().find(|request| request.method == "POST").unwrap();
        assert_eq!((changed.line().as_str(), changed.body.as_str()), ("POST /v1/customers/cus_000", "name="));
        assert_eq!(customers.lock().unwrap()["cus_000"]["name"], "");
        assert_eq!(customers.lock().unwrap()["cus_001"]["name"], "Ann");
    });
}

/// Users and tickets, first put aside and then gone; tickets by a job that takes three questions.
#[test]
fn a_deletion_that_is_done_later_counts_only_when_it_is_done() {
    run(async {
        let users = rows(&[
            ("7", json!({ "id": 7, "email": "ann@example.com", "name": "Ann", "phone": null })),
            ("8", json!({ "id": 8, "email": "bob@example.com", "name": "Bob", "phone": null })),
        ]);
        let tickets = rows(&[
            ("101", json!({ "id": 101, "requester_id": 7, "subject": "broken", "description": "it is" })),
            ("102", json!({ "id": 102, "requester_id": 7, "subject": "again", "description": "it is" })),
            ("103", json!({ "id": 103, "requester_id": 8, "subject": "other", "description": "it is" })),
        ]);
        let aside: Rows = rows(&[]);
        let asked = Arc::new(Mutex::new(BTreeMap::<String, usize>::new()));
        let state = (users.clone(), tickets.clone(), aside.clone(), asked.clone());
        let stub = Stub::serve(move |request| {
            let (users, tickets, aside, asked) = (&state.0, &state.1, &state.2, &state.3);
            let (mut users, mut tickets, mut aside) = (users.lock().unwrap(), tickets.lock().unwrap(), aside.lock().unwrap());
            let parts: Vec<&str> = request.path.trim_start_matches("/api/v2/").trim_end_matches(".json").split('/').collect();
            let found = |row: Option<&Value>, name: &str| row.map_or(empty(404), |row| answer(200, &json!({ name: row })));
            match (request.method.as_str(), parts.as_slice()) {
                ("GET", ["users", "search"]) => {
                    // A search finds more than was asked for.
                    let all: Vec<&Value> = users.values().collect();
                    answer(200, &json!({ "users": all, "next_page": null }))
                }
                ("GET", ["users", id, "tickets", "requested"]) => {
                    let mine: Vec<&Value> = tickets.values().filter(|row| row["requester_id"].as_u64() == id.parse().ok()).collect();
                    let page: usize = request.query.get("page").map_or(0, |page| page.parse().unwrap());
                    let host = &request.headers["host"];
                    let next = (page + 1 < mine.len()).then(|| format!("http://{host}{}?page={}", request.path, page + 1));
                    answer(200, &json!({ "tickets": mine.get(page).into_iter().collect::<Vec<_>>(), "next_page": next }))
                }
                ("GET", ["users", id]) => found(users.get(*id), "user"),
                ("GET", ["deleted_users", id]) => found(aside.get(&format!("user-{id}")), "deleted_user"),
                ("GET", ["tickets", id]) => found(tickets.get(*id), "ticket"),
                ("DELETE", ["users", id]) => match users.remove(*id) {
                    Some(row) => { aside.insert(format!("user-{id}"), row.clone()); answer(200, &json!({ "user": row })) }
                    None => empty(404),
                },
                ("DELETE", ["deleted_users", id]) => {
                    aside.remove(&format!("user-{id}")).map_or(empty(422), |row| answer(200, &json!({ "deleted_user": row })))
                }
                ("DELETE", ["tickets", id]) => match tickets.remove(*id) {
                    Some(row) => { aside.insert(format!("ticket-{id}"), row); empty(204) }
                    None => empty(404),
                },
                ("DELETE", ["deleted_tickets", id]) => {
                    answer(200, &json!({ "job_status": { "id": format!("job-{id}"), "status": "queued" } }))
                }
                ("GET", ["job_statuses", job]) => {
                    let mut asked = asked.lock().unwrap();
                    let times = asked.entry((*job).to_owned()).or_default();
                    *times += 1;
                    if *times >= 3 {
                        aside.remove(&job.replace("job", "ticket"));
                    }
                    let state = if *times >= 3 { "completed" } else { "working" };
                    answer(200, &json!({ "job_status": { "id": job, "status": state } }))
                }
                _ => empty(405),
            }
        })
        .await;
        let world = world(&hurried(include_str!("../../../services/zendesk.probity")), &stub).await;
        let answered = world.access_texts(&email("ann@example.com")).await;
        assert_eq!(answered.len(), 3, "{answered:?}");
        let (planned, looked) = world.erase(&email("ann@example.com")).await;
        assert_eq!(steps(&planned), ["tickets delete 2", "users delete 1"]);
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(users.lock().unwrap().keys().collect::<Vec<_>>(), ["8"]);
        assert_eq!(tickets.lock().unwrap().keys().collect::<Vec<_>>(), ["103"]);
        assert!(aside.lock().unwrap().is_empty(), "nothing is left put aside");
        assert_eq!(
            *asked.lock().unwrap(),
            BTreeMap::from([("job-101".to_owned(), 3), ("job-102".to_owned(), 3)])
        );
        let basic = stub.seen()[0].headers["authorization"].clone();
        assert!(basic.starts_with("Basic "), "{basic}");
    });
}

#[test]
fn a_contact_is_searched_by_a_body_and_forgotten_for_good() {
    run(async {
        let contacts = rows(&[
            (
                "1",
                json!({ "id": "1", "properties": { "email": "ann@example.com", "firstname": "Ann", "lastname": "A", "phone": null } }),
            ),
            (
                "2",
                json!({ "id": "2", "properties": { "email": "bob@example.com", "firstname": "Bob", "lastname": "B", "phone": null } }),
            ),
        ]);
        let kept = contacts.clone();
        let stub = Stub::serve(move |request| {
            let mut contacts = kept.lock().unwrap();
            match request.line().as_str() {
                "POST /crm/v3/objects/contacts/search" => {
                    let wanted = request.json()["filterGroups"][0]["filters"][0]["value"].clone();
                    let found: Vec<&Value> =
                        contacts.values().filter(|row| row["properties"]["email"] == wanted).collect();
                    answer(200, &json!({ "total": found.len(), "results": found }))
                }
                "POST /crm/v3/objects/contacts/gdpr-delete" => {
                    contacts.remove(request.json()["objectId"].as_str().unwrap());
                    empty(204)
                }
                _ => contacts
                    .get(request.path.rsplit('/').next().unwrap())
                    .map_or(empty(404), |row| answer(200, row)),
            }
        })
        .await;
        let world = world(&hurried(include_str!("../../../services/hubspot.probity")), &stub).await;
        let answered = world.access_texts(&email("Ann@Example.com")).await;
        assert!(answered[0].contains("\"first_name\":\"Ann\""), "{answered:?}");
        let (_, looked) = world.erase(&email("Ann@Example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(contacts.lock().unwrap().keys().collect::<Vec<_>>(), ["2"]);
    });
}

#[test]
fn a_member_is_named_by_the_sum_of_the_address() {
    run(async {
        let sum = "62eeb292278cc15f5817cb78f7790b08";
        let there = Arc::new(Mutex::new(true));
        let kept = there.clone();
        let stub = Stub::serve(move |request| {
            let mut there = kept.lock().unwrap();
            let member = format!("/3.0/lists/list-1/members/{sum}");
            match (request.method.as_str(), request.path.clone()) {
                ("GET", path) if path == member && *there => answer(
                    200,
                    &json!({ "email_address": "urist.mcvankab@freddiesjokes.com", "status": "subscribed", "ip_signup": "198.51.100.4",
                             "merge_fields": { "FNAME": "Urist", "LNAME": "McVankab" } }),
                ),
                ("POST", path) if path == format!("{member}/actions/delete-permanent") => {
                    *there = false;
                    empty(204)
                }
                _ => answer(404, &json!({ "title": "Resource Not Found" })),
            }
        })
        .await;
        let world = world(&hurried(include_str!("../../../services/mailchimp.probity")), &stub).await;
        assert!(world.access(&email("nobody@example.com")).await.is_empty());
        let (planned, looked) = world.erase(&email("Urist.McVankab@freddiesjokes.com")).await;
        assert_eq!(steps(&planned), ["members delete 1"]);
        assert!(looked.is_clean() && !*there.lock().unwrap());
    });
}

#[test]
fn a_verification_is_known_by_its_reference_alone() {
    run(async {
        let there = rows(&[(
            "scan-1",
            json!({ "scanRef": "scan-1", "docFirstName": "ANN", "docNumber": "X1", "docDob": "1990-01-01" }),
        )]);
        let kept = there.clone();
        let stub = Stub::serve(move |request| {
            let mut there = kept.lock().unwrap();
            let reference = request.json()["scanRef"].as_str().unwrap().to_owned();
            match (request.path.as_str(), there.contains_key(&reference)) {
                (_, false) => empty(404),
                ("/api/v2/data", true) => answer(200, &there[&reference]),
                _ => {
                    there.remove(&reference);
                    answer(200, &json!({}))
                }
            }
        })
        .await;
        let world = world(&hurried(include_str!("../../../services/idenfy.probity")), &stub).await;
        let claim = [IdentityClaim::new("verification", "scan-1")];
        let (_, looked) = world.erase(&claim).await;
        assert!(looked.is_clean() && there.lock().unwrap().is_empty());
    });
}

const MEMBERS: &str = "
store mailer = http env MAILER_URL
service mailer {
    signs in by header \"X-Key\" env MAILER_KEY
    tries 2 times, waiting 0 to 0 seconds
    answers 1 megabytes at most
}
resource mailer.members {
    known by id
    found by email at \"GET /members?email={email}\" under \"members\"
    found by id at \"GET /members/{id}\"
    deleted at \"DELETE /members/{id}\"
}
table mailer.members {
    is client by id, email
    email contact.email
    on erasure delete
}
";

/// What an access to the person says when the service answers everything so.
async fn fails(response: Response) -> (StoreError, Stub) {
    let stub = Stub::serve(move |_| response.clone()).await;
    let world = world(MEMBERS, &stub).await;
    let outcome = probity_stores::collect(&world.graph, &world.stores, &email("ann@example.com"), |_| {
        ControlFlow::Continue(())
    })
    .await;
    (outcome.unwrap_err(), stub)
}

#[test]
fn faults_say_which_call_and_no_value_secret_or_address() {
    run(async {
        let elsewhere =
            Response { headers: vec![("location", "https://elsewhere.example/".to_owned())], ..empty(302) };
        let large = Response { body: format!("\"{}\"", "x".repeat(2 << 20)), ..empty(200) };
        let cases = [
            (empty(500), FaultKind::Other, 2),
            (empty(503), FaultKind::LostRace, 2),
            (empty(401), FaultKind::Login, 1),
            (empty(403), FaultKind::Permission, 1),
            (answer(400, &json!({ "error": "no such member as ann@example.com" })), FaultKind::Refused, 1),
            (elsewhere, FaultKind::Other, 1),
            (large, FaultKind::Other, 1),
            (Response { body: "<html>".to_owned(), ..empty(200) }, FaultKind::Other, 1),
        ];
        for (response, kind, calls) in cases {
            let status = response.status;
            let (error, stub) = fails(response).await;
            let fault = error.fault().unwrap();
            assert_eq!(fault.kind, kind, "{status}: {error:?}");
            assert!(fault.to_string().contains("`GET /members?email={email}`"), "{fault}");
            let told = format!("{error:?} {error} {fault:?}");
            for secret in ["ann", SECRET, "127.0.0.1", "elsewhere.example"] {
                assert!(!told.contains(secret), "{told}");
            }
            assert_eq!(stub.seen().len(), calls, "{status}");
            assert_eq!(stub.seen()[0].headers["x-key"], SECRET);
        }
    });
}

#[test]
fn a_value_stays_where_it_belongs_in_the_address() {
    run(async {
        let stub = Stub::serve(|_| answer(200, &json!({ "members": [] }))).await;
        let world = world(MEMBERS, &stub).await;
        world.access(&email("a&b=c/../x?y#z@example.com")).await;
        world.access(&id("../admin")).await;
        let seen = stub.seen();
        assert_eq!(seen[0].query["email"], "a&b=c/../x?y#z@example.com");
        assert_eq!(seen[0].path, "/members");
        assert!(seen.iter().all(|request| request.path.starts_with("/members")), "{seen:?}");
    });
}

#[test]
fn a_service_without_its_secret_or_on_a_plain_address_elsewhere_is_refused() {
    let map = map(MEMBERS);
    let missing = Stores::new(
        &map,
        Path::new("/"),
        &|name| (name == "MAILER_URL").then(|| "https://m.example".to_owned()),
        Limits::default(),
    );
    assert!(matches!(missing, Err(StoreError::AddressMissing { variable, .. }) if variable == "MAILER_KEY"));
    for address in ["http://m.example", "m.example", "https://user:pw@m.example"] {
        assert!(matches!(opened(&map, address), Err(StoreError::AddressUnreadable { .. })), "{address}");
    }
}
