//! The JSON that others read: it parses, and has the keys that are promised.

use crate::program::{Shop, jane, policy, probity};
use serde_json::Value;
use std::collections::BTreeSet;

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn assert_has(value: &Value, wanted: &[&str]) {
    let has = keys(value);
    assert!(wanted.iter().all(|key| has.contains(key)), "{wanted:?} in {value:#}");
}

#[test]
fn a_diagnostic_has_its_place_message_and_help() {
    let folder = policy("policy \"Faulty\" version 1.0.0 {\n}\nkeep contact.emial 1 year\n");
    let found = probity(folder.path(), &["check", "--format", "json"]).with(1).json();
    let found = found.as_array().unwrap();
    assert!(!found.is_empty());
    for one in found {
        let wanted = [
            "code",
            "severity",
            "message",
            "file",
            "line",
            "column",
            "end_line",
            "end_column",
            "labels",
            "help",
        ];
        assert_has(one, &wanted);
    }
    assert!(found.iter().any(|one| one["line"] == 3 && one["severity"] == "error"), "{found:?}");
    let sarif = probity(folder.path(), &["check", "--format", "sarif"]).with(1).json();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_plan_step_says_what_happens_to_how_many_rows_and_why() {
    let shop = Shop::in_files();
    let plan = shop.probity(&["plan", "erasure", "--identity", &jane(), "--format", "json"]).with(0);
    let (plan, text) = (plan.json(), plan.out);
    assert_eq!(keys(&plan), BTreeSet::from(["by_hand", "hash", "right", "steps"]));
    assert_eq!(plan["hash"].as_str().unwrap().len(), 64);
    let steps = plan["steps"].as_array().unwrap();
    let known = ["store", "table", "action", "rows", "columns", "because", "clause", "until", "cost"];
    for step in steps {
        assert_has(step, &["store", "table", "action", "rows"]);
        assert!(keys(step).iter().all(|key| known.contains(key)), "{step}");
        assert!(
            ["collect", "delete", "blank", "pseudonymise", "keep"]
                .contains(&step["action"].as_str().unwrap())
        );
        assert_eq!(step["cost"]["locks"].is_string(), step["action"] != "keep", "{step}");
    }
    let lookups = steps.iter().flat_map(|step| step["cost"]["lookups"].as_array().into_iter().flatten());
    for lookup in lookups {
        assert_has(lookup, &["reason", "table", "columns"]);
    }
    assert!(steps.iter().any(|step| step["action"] == "keep" && step["because"] == "tax-law"), "{text}");
    for data in ["Jane", "jane.doe", "192.0.2.7", "soon"] {
        assert!(!text.contains(data), "a plan shows counts, not `{data}`");
    }
}

#[test]
fn a_promise_in_a_report_has_a_state_and_evidence_when_it_is_kept() {
    let shop = Shop::in_files();
    let report = shop.probity(&["verify", "--format", "json", "--html", "report.html"]).with(0).json();
    assert_has(&report, &["policy", "version", "at", "counts", "promises", "test_clock"]);
    for promise in report["promises"].as_array().unwrap() {
        assert_has(promise, &["id", "clause", "kind", "class", "state", "evidence", "because", "sentence"]);
        let state = promise["state"].as_str().unwrap();
        assert!(["kept", "broken", "unproven"].contains(&state), "{promise}");
        assert!(state != "kept" || !promise["evidence"].as_array().unwrap().is_empty(), "{promise}");
    }
    let page = std::fs::read_to_string(shop.path("report.html")).unwrap();
    assert!(
        page.starts_with("<!doctype html>")
            && !page.contains("<script src")
            && !page.contains(crate::program::JANE)
    );
}

#[test]
fn a_request_tells_its_state_plan_and_package() {
    let shop = Shop::in_files();
    let jane = jane();
    let access = ["request", "access", "--identity", &jane, "--out", "jane.zip", "--format", "json"];
    let access = shop.probity(&access).with(0).json();
    assert_eq!((&access["request"]["state"], &access["package"]), (&"fulfilled".into(), &"jane.zip".into()));
    let wanted =
        ["id", "right", "state", "stage", "received_at", "due_at", "due_because", "closed_at", "outcome"];
    assert_has(&access["request"], &wanted);
    let erasure = ["request", "erasure", "--identity", &jane, "--yes", "--format", "json"];
    let erasure = shop.probity(&erasure).with(0).json();
    assert_eq!(erasure["request"]["outcome"], "erased");
    assert!(!erasure["plan"]["steps"].as_array().unwrap().is_empty());
}

#[test]
fn the_ledger_is_checked_proved_and_exported() {
    let shop = Shop::in_files();
    let verified = shop.probity(&["ledger", "verify", "--format", "json"]).with(0).json();
    assert_has(&verified, &["sound", "size", "root", "checkpoints", "faults", "key"]);
    assert_eq!(verified["sound"], true);
    let proof = shop.probity(&["ledger", "prove", "0", "--format", "json"]).with(0).json();
    assert_has(&proof, &["entry", "size", "content", "proof", "checkpoint", "key"]);
    let exported = shop.probity(&["ledger", "export", "evidence", "--format", "json"]).with(0).json();
    assert_has(&exported, &["folder", "size"]);
    let checked =
        shop.probity(&["ledger", "verify", "--folder", "evidence", "--format", "json"]).with(0).json();
    assert_eq!((&checked["sound"], &checked["size"]), (&true.into(), &exported["size"]));
    // A single letter changed in what was exported is found without any database.
    let tile = tiles(&shop.path("evidence"));
    let mut bytes = std::fs::read(&tile).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    let forged = shop.probity(&["ledger", "verify", "--folder", "evidence", "--format", "json"]);
    assert_eq!((forged.code, forged.json()["sound"].as_bool()), (1, Some(false)), "{forged:?}");
}

/// A file of entries in an exported ledger.
fn tiles(folder: &std::path::Path) -> std::path::PathBuf {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.to_string_lossy().contains("entries") {
                return entry;
            }
        }
    }
    panic!("no entries were exported");
}

#[test]
fn everything_else_parses_too() {
    let shop = Shop::in_files();
    for (words, wanted) in [
        (
            &["deadline", "access", "--received", "2026-01-31T10:00:00Z", "--residence", "CY"][..],
            &["due", "explanation", "citations"][..],
        ),
        (&["explain", "P0101"], &["code", "page"]),
        (&["fmt", "--check"], &["files", "changed"]),
        (&["new", "fresh"], &["folder", "files"]),
        (&["generate", "schema"], &["$schema"]),
    ] {
        assert_has(&shop.probity(&[words, &["--format", "json"]].concat()).with(0).json(), wanted);
    }
    assert!(shop.probity(&["explain", "--format", "json"]).with(0).json().as_array().unwrap().len() > 50);
    let projection = shop.probity(&["generate", "projection", "--format", "json"]).with(0);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.probity.json"), &projection.out).unwrap();
    // The projection of a policy is a policy: it means the same.
    let again = probity(folder.path(), &["generate", "projection", "--format", "json"]).with(0);
    assert_eq!(again.json(), projection.json());
}

#[test]
fn a_failure_is_json_too() {
    let shop = Shop::in_files();
    std::fs::remove_file(shop.path("web.sqlite")).unwrap();
    let failed = shop.probity(&["plan", "access", "--identity", &jane(), "--format", "json"]).with(3);
    let problem: Value = serde_json::from_str(&failed.err).unwrap();
    assert_eq!(problem["error"]["exit_code"], 3);
    assert!(problem["error"]["message"].as_str().unwrap().contains("`web`"));
    assert!(failed.out.is_empty());
}
