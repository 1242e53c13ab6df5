//! `expire` and `hold` as others rely on them.

use crate::program::{Shop, jane};

/// A visit that is past its twelve months, whatever the date of the test.
fn old_visit(shop: &Shop) {
    shop.sql(
        "web.sqlite",
        "INSERT INTO visits VALUES (900, 2, '2020-02-01T10:00:00Z', '192.0.2.99', '/old')",
    );
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing_and_a_run_reports_what_went() {
    let shop = Shop::in_files();
    old_visit(&shop);
    let dry = shop.probity(&["expire", "--dry-run", "--format", "json"]).with(0);
    assert!(!dry.out.contains("192.0.2.99"), "{}", dry.out);
    let plan = dry.json();
    assert_eq!(plan["hash"].as_str().unwrap().len(), 64);
    let step = &plan["steps"][0];
    assert_eq!(
        (step["table"].as_str(), step["action"].as_str(), step["rows"].as_u64()),
        (Some("visits"), Some("delete"), Some(1))
    );
    assert!(plan["findings"].as_array().unwrap().iter().all(|one| one["kind"].is_string()));
    let text = shop.probity(&["expire", "--dry-run", "--store", "web"]).with(0);
    assert!(text.out.contains("delete") && text.out.contains("web.visits"), "{}", text.out);
    // Without a terminal nobody can be asked.
    shop.probity(&["expire"]).with(2).says(&["nothing was changed", "--yes"]);
    let done = shop.probity(&["expire", "--yes", "--format", "json"]).with(0).json();
    assert_eq!(
        (done["report"]["rows"].as_u64(), done["report"]["complete"].as_bool(), done["batches"].as_u64()),
        (Some(1), Some(true), Some(1))
    );
    let again = shop.probity(&["expire", "--dry-run", "--format", "json"]).with(0).json();
    assert_eq!(again["steps"].as_array().unwrap().len(), 0);
    shop.probity(&["ledger", "verify"]).with(0);
}

#[test]
fn a_slip_of_the_pen_is_wrong_usage_and_a_store_that_is_away_is_the_worlds_failure() {
    let shop = Shop::in_files();
    shop.probity(&["expire", "--dry-run", "--store", "nowhere"]).with(2).says(&["nowhere"]);
    shop.probity(&["expire", "--dry-run", "--table", "core.nothing"]).with(2).says(&["core.nothing"]);
    shop.probity(&["expire", "--batch", "0"]).with(2);
    shop.probity(&["serve", "--expire-at", "noon"]).with(2).says(&["03:00"]);
    shop.probity(&["serve", "--expire-zone", "Nowhere/Land"]).with(2).says(&["IANA"]);
    shop.probity(&["hold", "add", "--owner", "counsel", "--reason", "lawsuit"]).with(2).says(&["--identity"]);
    shop.probity(&["hold", "add", "--table", "core.nothing", "--owner", "a", "--reason", "b"]).with(2);
    shop.probity(&["hold", "release", "not-an-id", "--by", "counsel"]).with(2);
    std::fs::remove_file(shop.path("web.sqlite")).unwrap();
    shop.probity(&["expire", "--dry-run"]).with(3).says(&["web"]);
}

#[test]
fn a_hold_is_seen_in_every_plan_and_stops_erasure_until_it_is_released() {
    let shop = Shop::in_files();
    let jane = jane();
    let add = [
        "hold",
        "add",
        "--identity",
        &jane,
        "--owner",
        "counsel",
        "--reason",
        "lawsuit",
        "--review",
        "2099-01-15",
    ];
    let id = shop.probity(&[&add[..], &["--format", "json"]].concat()).with(0).json()["hold"]
        .as_str()
        .unwrap()
        .to_owned();
    let listed = shop.probity(&["hold", "list", "--format", "json"]).with(0);
    assert!(!listed.out.contains("jane"), "{}", listed.out);
    assert_eq!(listed.json()["holds"][0]["stands"], true);
    let plan = shop.probity(&["plan", "erasure", "--identity", &jane]).with(0);
    assert!(
        plan.out.contains("legal hold: lawsuit (by counsel, to be reviewed on 2099-01-15)"),
        "{}",
        plan.out
    );
    shop.probity(&["request", "erasure", "--identity", &jane, "--yes"]).with(0);
    let left = shop.probity(&["plan", "access", "--identity", &jane]).with(0);
    assert!(left.out.contains("core.accounts"), "{}", left.out);
    shop.probity(&["hold", "release", &id, "--by", "counsel"]).with(0);
    let left = shop.probity(&["plan", "access", "--identity", &jane]).with(0);
    assert!(left.out.contains("nothing is held"), "{}", left.out);
    shop.probity(&["hold", "list"]).with(0).says(&[]);
    shop.probity(&["ledger", "verify"]).with(0);
}
