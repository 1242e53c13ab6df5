//! The whole story in one command, and afterwards nothing of the person outside of what the plan keeps.

use crate::program::probity;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { found.push(entry) }
        }
    }
    found
}

fn strings<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        _ => {}
    }
}

#[test]
fn the_tour_ends_well_and_leaves_nothing_of_the_person() {
    let home = tempfile::tempdir().unwrap();
    let story =
        probity(home.path(), &["demo", "--tour", "--keep", "story", "--people", "60", "--format", "json"]);
    assert_eq!(story.code, 0, "{}", story.err);
    let story = story.json();
    assert_eq!(story["erasure"]["request"]["state"], "fulfilled");
    assert_eq!(story["look"]["rows_found"], 0);
    assert_eq!(story["ledger"]["sound"], true);
    let promises = story["promises"].as_array().unwrap();
    assert_eq!(promises.len() as u64, story["check"]["promises"].as_u64().unwrap());
    for promise in promises {
        let state = promise["state"].as_str().unwrap();
        assert!(["kept", "broken", "unproven"].contains(&state), "{promise}");
        assert!(state != "broken", "{promise}");
        assert!(state != "kept" || !promise["evidence"].as_array().unwrap().is_empty(), "{promise}");
    }
    assert!(story["counts"]["kept"].as_u64().unwrap() > 0);

    let person = &story["erased_identity"];
    // The name on social media is another identity, which nobody proved: what it leads to stays.
    let mut needles = vec![person["email"].as_str().unwrap(), person["name"].as_str().unwrap()];
    let addresses = needles.len();
    strings(&person["ip"], &mut needles);
    assert!(needles.len() > addresses, "there are addresses to be looked for");
    // The person has their own data: that is what a package is.
    let package = PathBuf::from(story["paths"]["package"].as_str().unwrap());
    assert!(package.starts_with(home.path()) && package.is_file());
    let mut searched = 0;
    for file in files(home.path()).iter().filter(|file| **file != package) {
        let bytes = std::fs::read(file).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for (at, needle) in needles.iter().enumerate() {
            // An address may be another person's too: in the stores it is the person's rows that are gone.
            if at >= addresses && file.starts_with(home.path().join("story/data")) {
                continue;
            }
            assert!(!text.contains(&needle.to_lowercase()), "`{needle}` stands in {}", file.display());
        }
        searched += 1;
    }
    assert!(searched > 10, "the stores, the state, the keys and the ledger are files here");
    let verified = ["ledger", "verify", "--folder", story["paths"]["ledger"].as_str().unwrap()];
    probity(home.path(), &verified).with(0);
    // What is not empty is not written into.
    probity(home.path(), &["demo", "--tour", "--keep", "story"]).with(3).says(&["not empty"]);
}
