//! The kills.

use crate::company::{CLOCK, Company, Copy, Rows, rows};
use crate::server::{PATIENCE, Server};
use probity_demo::company::LINA;
use probity_state::{OperatingSystemRandom, random_bytes};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many copies are killed at random moments, each twice: fifty kills.
const COPIES: usize = 25;
/// How many copies are worked on at once.
const AT_ONCE: usize = 3;
/// Statements of a store between its first and its last are all alike: so many of them are enough.
const STATEMENTS: usize = 3;

/// The company and what an erasure that nobody disturbs makes of it.
struct Measure {
    company: Company,
    before: Rows,
    after: Rows,
    boundaries: Vec<String>,
    lasted: Duration,
}

fn closed(detail: &Value) -> bool {
    detail["request"]["closed_at"].is_string()
}

fn approval(company: &Company) -> (String, Value) {
    (format!("/v1/requests/{}/approval", company.id), json!({ "plan_hash": company.hash }))
}

async fn measure() -> Measure {
    let company = Company::prepared().await;
    let before = rows(company.path()).await;
    let copy = company.copied().await;
    let mut server = copy.start(CLOCK[0]);
    let (path, body) = approval(&company);
    let begun = Instant::now();
    server.ask("POST", &path, Some(&company.officer), Some(&body), 200);
    let detail = server.wait_until(&company.id, &company.officer, closed).unwrap();
    let lasted = begun.elapsed();
    assert_eq!(detail["request"]["state"], "fulfilled", "{detail}");
    assert_eq!(detail["request"]["outcome"], "erased");
    let log = server.stop();
    let boundaries =
        log.iter().filter_map(|line| Some(line.split_once("boundary=\"")?.1.split_once('"')?.0.to_owned()));
    let boundaries: Vec<String> = boundaries.collect();
    let after = copy.rows().await;
    copy.assert_told_once("undisturbed").await;
    Measure { company, before, after, boundaries, lasted }
}

fn is_open(company: &Company, server: &Server) -> bool {
    let path = format!("/v1/requests/{}", company.id);
    !closed(&server.ask("GET", &path, Some(&company.officer), None, 200))
}

/// Restarts a copy on its folder, waits for the end, and compares it with the measure. Was it still open?
async fn ends_right(measure: &Measure, copy: &Copy, clock: &str, about: &str) -> bool {
    let mut server = copy.start(clock);
    let company = &measure.company;
    let open = is_open(company, &server);
    // A kill can come before the approval was taken: then the officer approves again.
    let (path, body) = approval(company);
    let detail =
        server.ask("GET", &format!("/v1/requests/{}", company.id), Some(&company.officer), None, 200);
    if detail["request"]["stage"] == "approval" {
        server.ask("POST", &path, Some(&company.officer), Some(&body), 200);
    }
    let detail = server.wait_until(&company.id, &company.officer, closed).expect(about);
    assert_eq!(detail["request"]["state"], "fulfilled", "{about}: {detail}");
    let told = tokio::time::timeout(PATIENCE, async {
        let mut after = 0;
        loop {
            let mail = copy.mailbox.wait_for(LINA.email, after).await;
            after = mail.number;
            if mail.subject == "Your data has been erased" {
                return;
            }
        }
    });
    told.await.unwrap_or_else(|_| panic!("{about}: the person was not told"));
    server.stop();
    let now = copy.rows().await;
    for (table, rows) in &measure.after {
        assert_eq!(now[table].len(), rows.len(), "{about}: the number of rows of {table}");
        assert!(now[table] == *rows, "{about}: {table} has other rows than after an undisturbed erasure");
    }
    copy.assert_told_once(about).await;
    open
}

/// Runs numbered work on a few threads; the first failure is the test's.
fn side_by_side(count: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= count {
                        return;
                    }
                    work(number);
                }
            });
        }
    });
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}

/// Random, and the same again when the seed that a failure shows is given in `PROBITY_TEST_SEED`.
struct Moments(u64);

impl Moments {
    fn seeded() -> Self {
        let given = std::env::var("PROBITY_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| u64::from_be_bytes(random_bytes(&OperatingSystemRandom).unwrap()));
        println!("PROBITY_TEST_SEED={seed}");
        Self(seed)
    }

    /// A moment of this number (SplitMix64), before `limit`.
    fn moment(&self, number: usize, limit: Duration) -> Duration {
        let mut mixed = self.0.wrapping_add((number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let part = (mixed ^ (mixed >> 31)) % 10_000;
        limit.mul_f64(part as f64 / 10_000.0)
    }
}

/// The boundaries to be killed at: all but the statements in the middle of a store.
fn chosen(boundaries: &[String]) -> Vec<String> {
    let mut statements: Vec<&String> = Vec::new();
    let mut chosen = Vec::new();
    for (at, boundary) in boundaries.iter().enumerate() {
        if !boundary.starts_with("statement:") {
            chosen.push(boundary.clone());
            continue;
        }
        statements.push(boundary);
        if !boundaries.get(at + 1).is_some_and(|next| next.starts_with("statement:")) {
            let last = statements.len() - 1;
            let places: BTreeSet<usize> =
                (0..STATEMENTS).map(|part| part * last / (STATEMENTS - 1)).collect();
            chosen.extend(places.iter().map(|place| statements[*place].clone()));
            statements.clear();
        }
    }
    chosen
}

fn at_a_boundary(measure: &Measure, boundary: &str) {
    block_on(async {
        let mut copy = measure.company.copied().await;
        copy.environment.insert("PROBITY_TEST_ABORT_AT".to_owned(), boundary.to_owned());
        let mut server = copy.start(CLOCK[0]);
        let (path, body) = approval(&measure.company);
        server.try_ask("POST", &path, Some(&measure.company.officer), Some(&body));
        let begun = Instant::now();
        while !server.ended() {
            assert!(begun.elapsed() < PATIENCE, "it never came to {boundary}");
            std::thread::sleep(Duration::from_millis(10));
        }
        copy.environment.remove("PROBITY_TEST_ABORT_AT");
        ends_right(measure, &copy, CLOCK[1], boundary).await;
    });
}

fn at_random(measure: &Measure, number: usize, moments: &Moments, hits: &AtomicUsize) {
    block_on(async {
        let copy = measure.company.copied().await;
        let (path, body) = approval(&measure.company);
        for (kill, clock) in CLOCK.iter().take(2).enumerate() {
            let server = copy.start(clock);
            let (door, token) = (server.door(), measure.company.officer.clone());
            if is_open(&measure.company, &server) && kill > 0 {
                hits.fetch_add(1, Ordering::SeqCst);
            }
            // From another thread, so that the server can be killed while it takes the approval.
            let (path, body) = (path.clone(), body.clone());
            let approving =
                std::thread::spawn(move || door.try_ask("POST", &path, Some(&token), Some(&body)));
            std::thread::sleep(moments.moment(number * 2 + kill, measure.lasted));
            server.kill();
            let _ = approving.join();
        }
        if ends_right(measure, &copy, CLOCK[2], &format!("random kill {number}")).await {
            hits.fetch_add(1, Ordering::SeqCst);
        }
    });
}

/// One test, because both parts share the measure, and two at once would only be slower.
#[test]
fn an_erasure_that_is_killed_anywhere_ends_as_if_nobody_had_disturbed_it() {
    let measure = block_on(measure());
    // First that the measure itself is an erasure: of one person, and of nobody else.
    let count = |rows: &Rows, table: &str| rows[table].len();
    for table in ["core.accounts", "core.logins", "web.web_events"] {
        assert!(count(&measure.after, table) < count(&measure.before, table), "{table}");
    }
    assert_eq!(count(&measure.after, "core.accounts") + 1, count(&measure.before, "core.accounts"));
    for kept in ["core.orders", "core.payments", "core.billing_info"] {
        assert_eq!(count(&measure.after, kept), count(&measure.before, kept), "{kept} is kept");
    }
    for (table, rows) in &measure.after {
        assert!(rows.iter().all(|row| !row.to_lowercase().contains(LINA.email)), "{table} still names her");
    }
    let others = |rows: &Rows| -> Vec<String> {
        let account = format!("{},", LINA.account);
        rows["core.accounts"].iter().filter(|row| !row.starts_with(&account)).cloned().collect()
    };
    assert_eq!(others(&measure.before), measure.after["core.accounts"]);

    let boundaries = chosen(&measure.boundaries);
    for expected in
        ["before-store:core", "begun:web", "before-commit:core", "committed:core", "done:proxy", "closed"]
    {
        assert!(boundaries.iter().any(|one| one == expected), "{expected} is missing in {boundaries:?}");
    }
    println!("undisturbed: {:?}; boundaries: {boundaries:?}", measure.lasted);
    let begun = Instant::now();
    side_by_side(boundaries.len(), |number| at_a_boundary(&measure, &boundaries[number]));
    println!("{} boundaries in {:?}", boundaries.len(), begun.elapsed());

    let (moments, hits) = (Moments::seeded(), AtomicUsize::new(0));
    let begun = Instant::now();
    side_by_side(COPIES, |number| at_random(&measure, number, &moments, &hits));
    let open = hits.into_inner();
    println!(
        "{} random kills in {:?}, {open} of them before the request was closed",
        COPIES * 2,
        begun.elapsed()
    );
    assert!(open >= COPIES / 4, "the kills come too late to hit anything");
}
