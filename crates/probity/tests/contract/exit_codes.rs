//! 0 done, 1 the policy or a promise is at fault, 2 wrong usage, 3 the world failed; and messages that name
//! what failed, and never a password or a person.

use crate::program::{POLICY, Shop, jane, policy, probity};
use std::path::Path;

const FAULTY: &str = "policy \"Faulty\" version 1.0.0 {\n}\nkeep contact.emial 1 year\n";

#[test]
fn what_is_done_ends_with_0() {
    let shop = Shop::in_files();
    let jane = jane();
    shop.probity(&["check"]).with(0);
    shop.probity(&["explain", "P0101"]).with(0);
    shop.probity(&["explain", "heading.missing"]).with(0);
    shop.probity(&["deadline", "access", "--received", "2026-01-31T10:00:00Z"]).with(0);
    shop.probity(&["plan", "erasure", "--identity", &jane]).with(0);
    shop.probity(&["verify"]).with(0);
    let access = ["request", "access", "--identity", &jane, "--out", "jane.zip"];
    shop.probity(&access).with(0);
    assert!(std::fs::read(shop.path("jane.zip")).unwrap().starts_with(b"PK"));
    shop.probity(&["request", "erasure", "--identity", &jane, "--yes"]).with(0);
    let left = shop.probity(&["plan", "access", "--identity", &jane]).with(0);
    assert!(left.out.contains("nothing is held"), "{}", left.out);
    shop.probity(&["ledger", "verify"]).with(0);
}

#[test]
fn a_faulty_policy_ends_with_1_in_every_command_that_needs_it() {
    let folder = policy(FAULTY);
    let jane = jane();
    let checked = probity(folder.path(), &["check"]).with(1);
    assert!(checked.out.contains("contact.emial") && checked.out.contains("error["), "{}", checked.out);
    for words in [
        &["plan", "access", "--identity", &jane][..],
        &["request", "access", "--identity", &jane],
        &["verify"],
        &["ledger", "verify"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["deadline", "access", "--received", "2026-01-31T10:00:00Z", "--project", "."],
    ] {
        probity(folder.path(), words).with(1).says(&["the policy has errors", "probity check"]);
    }
    assert!(!folder.path().join(".probity").exists(), "a policy with errors makes no state");
}

#[test]
fn warnings_fail_a_check_only_when_they_are_denied() {
    let text =
        POLICY.replace("CORE_KIND", "sqlite").replace("uses contact.*,", "uses contact.*, health.note,");
    let folder = policy(&text);
    let gentle = probity(folder.path(), &["check", "--format", "concise"]);
    assert!(gentle.out.contains("warning"), "{gentle:?}");
    let strict = probity(folder.path(), &["check", "--deny-warnings"]);
    assert_eq!((gentle.code, strict.code), (0, 1), "{gentle:?}");
}

#[test]
fn an_unproven_promise_fails_only_when_told_to_and_a_broken_one_always() {
    let shop = Shop::in_files();
    shop.probity(&["verify"]).with(0);
    shop.probity(&["verify", "--strict"]).with(1);
    shop.sql(
        "web.sqlite",
        "INSERT INTO visits VALUES (300, NULL, '2001-01-01T00:00:00Z', '203.0.113.5', '/old')",
    );
    let broken = shop.probity(&["verify"]).with(1);
    assert!(broken.out.contains("broken"), "{}", broken.out);
}

#[test]
fn wrong_usage_ends_with_2() {
    let shop = Shop::in_files();
    let jane = jane();
    for words in [
        &["fly"][..],
        &[],
        &["check", "--fly"],
        &["check", "--format", "morse"],
        &["explain", "P9999"],
        &["deadline", "access"],
        &["deadline", "flight", "--received", "2026-01-31T10:00:00Z"],
        &["deadline", "access", "--received", "yesterday"],
        &["deadline", "access", "--received", "2026-01-31T10:00:00Z", "--residence", "XX"],
        &["plan", "erasure"],
        &["plan", "erasure", "--identity", "no-equals-sign"],
        &["plan", "erasure", "--identity", "email="],
        &["plan", "rectification", "--identity", &jane],
        &["request", "rectification", "--identity", &jane],
        &["request", "access", "--identity", "email=no-address"],
        &["ledger", "prove", "1000000"],
        &["ledger", "prove", "minus"],
        &["serve", "--control", "127.0.0.1:0"],
        &["serve", "--listen", "nowhere"],
        &["demo", "--people", "1"],
        &["demo", "othercompany"],
        &["generate", "nothing"],
    ] {
        shop.probity(words).with(2);
    }
    // Nobody is there to say yes: nothing is changed.
    shop.probity(&["request", "erasure", "--identity", &jane]).with(2).says(&["nothing was changed"]);
    let plan = shop.probity(&["plan", "erasure", "--identity", &jane]).with(0);
    assert!(plan.out.contains("delete"), "{}", plan.out);
    let empty = tempfile::tempdir().unwrap();
    probity(empty.path(), &["check"]).with(2).says(&["probity new"]);
}

#[test]
fn a_world_that_fails_ends_with_3_and_is_named() {
    let jane = jane();
    let plan = ["plan", "erasure", "--identity", jane.as_str()];
    let request = ["request", "erasure", "--identity", jane.as_str(), "--yes"];
    probity(Path::new("/"), &["check", "/nowhere/at/all"]).with(3).says(&["/nowhere/at/all"]);

    let mut shop = Shop::in_files();
    std::fs::remove_file(shop.path("web.sqlite")).unwrap();
    for words in [&plan[..], &request] {
        shop.probity(words).with(3).says(&["`web`", "web.sqlite"]);
    }
    std::fs::write(
        shop.path("web.sqlite"),
        "this is no database, and long enough to have a header ".repeat(20),
    )
    .unwrap();
    shop.probity(&plan).with(3).says(&["`web`"]);
    std::fs::remove_file(shop.path("web.sqlite")).unwrap();
    shop.web();
    shop.core = "postgres://jane:s3cret@127.0.0.1:1/core".to_owned();
    shop.probity(&plan).with(3).says(&["`core`"]);
    let mut unset = crate::program::command(shop.folder.path());
    unset.args(plan).env("WEB", shop.path("web.sqlite"));
    crate::program::run(unset).with(3).says(&["`CORE`", "`core`", "not set"]);
}

#[test]
fn a_state_that_cannot_be_opened_is_named() {
    let shop = Shop::in_files();
    for state in ["sqlite:/nowhere/at/all/state.sqlite", "postgres://jane:s3cret@127.0.0.1:1/state"] {
        shop.probity(&["verify", "--state", state]).with(3).says(&["state"]);
    }
}

#[test]
fn a_missing_table_or_column_is_the_maps_fault_and_is_named() {
    let jane = jane();
    let plan = ["plan", "erasure", "--identity", jane.as_str()];
    let shop = Shop::in_files();
    shop.sql("core.sqlite", "ALTER TABLE orders DROP COLUMN amount");
    shop.probity(&plan).with(1).says(&["core.orders", "amount"]);
    shop.sql("core.sqlite", "DROP TABLE orders");
    shop.probity(&plan).with(1).says(&["core.orders"]);
}
