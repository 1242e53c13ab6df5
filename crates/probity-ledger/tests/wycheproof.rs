//! The Ed25519 vectors of the Wycheproof project.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test fails by panicking")]

mod shared;

use probity_ledger::VerifierKey;
use serde_json::Value;

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn ed25519_signatures_are_accepted_exactly_when_valid() {
    let Some(text) = shared::shared_file("standards/wycheproof/ed25519_test.json") else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let public = bytes(&group["publicKey"]["pk"]);
        let key = VerifierKey::new("wycheproof", &public.try_into().unwrap()).unwrap();
        for test in group["tests"].as_array().unwrap() {
            let accepted = key.verifies(&bytes(&test["msg"]), &bytes(&test["sig"]));
            assert_eq!(accepted, test["result"] == "valid", "case {}: {}", test["tcId"], test["comment"]);
            seen += 1;
        }
    }
    assert_eq!(seen, 151);
}
