//! Input that is no policy: told with a code, quickly, and without filling the memory.

use crate::program::command;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The most memory that the program may ever hold, in KiB, whatever it is given.
const MOST_MEMORY: u64 = 300 * 1024;
const LONGEST: Duration = Duration::from_secs(60);

/// Checks a project, watched: its exit code, its findings' codes, and the most memory it held (VmHWM).
fn watched(folder: &Path) -> (Option<i32>, BTreeSet<String>, u64) {
    let mut command = command(folder);
    command.args(["check", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let (begun, mut most) = (Instant::now(), 0);
    let status = loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held =
            held.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok());
        most = most.max(held.unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > LONGEST || most > MOST_MEMORY {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("after {:?} it holds {most} KiB", begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let text = reader.join().unwrap().unwrap();
    let found: Value = serde_json::from_str(&text).unwrap();
    let codes = found.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned());
    (status.code(), codes.collect(), most)
}

fn refused(files: &[(&str, Vec<u8>)], code: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (status, codes, most) = watched(folder.path());
    assert_eq!(status, Some(1), "{codes:?}");
    assert!(codes.contains(code), "{code} is missing in {codes:?}");
    assert!(most < MOST_MEMORY, "{most} KiB");
}

fn repeated(text: &str, bytes: usize) -> Vec<u8> {
    text.repeat(bytes / text.len()).into_bytes()
}

const MIB: usize = 1024 * 1024;

#[test]
fn a_policy_of_a_hundred_megabytes_is_too_large() {
    let sentence = "keep contact.* while client, then 1 month, then delete\n";
    refused(&[("policy.probity", repeated(sentence, 100 * MIB))], "P0008");
}

#[test]
fn what_is_no_text_is_said_to_be_none() {
    refused(&[("policy.probity", b"policy \"\xff\xfe\" version 1.0.0 {}".to_vec())], "P0007");
    let noise: Vec<u8> =
        (0..MIB as u64).map(|at| (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    refused(&[("policy.probity", noise)], "P0007");
}

#[test]
fn a_megabyte_of_noughts_is_one_finding_and_not_a_million() {
    refused(&[("policy.probity", vec![0; MIB])], "P0004");
}

#[test]
fn files_that_include_each_other_are_circular() {
    refused(&[("policy.probity", b"include \"policy.probity\"\n".to_vec())], "P0009");
    let both = [
        ("a.probity", b"include \"b.probity\"\n".to_vec()),
        ("b.probity", b"include \"a.probity\"\n".to_vec()),
    ];
    refused(&both, "P0009");
}

#[test]
fn an_include_that_leads_nowhere_is_not_found() {
    refused(&[("policy.probity", b"include \"nowhere.probity\"\n".to_vec())], "P0010");
    refused(&[("policy.probity", b"include \"../../../../etc/passwd\"\n".to_vec())], "P0010");
}

#[test]
fn blocks_without_end_nest_too_deep() {
    refused(&[("policy.probity", repeated("policy \"x\" {", MIB / 4))], "P0006");
}

#[test]
fn one_word_of_megabytes_and_a_great_many_mistakes_are_told_in_time() {
    refused(&[("policy.probity", repeated("x", 4 * MIB))], "P0101");
    refused(&[("policy.probity", repeated("foo bar baz\n", MIB / 8))], "P0101");
}

#[test]
fn a_projection_that_is_none_is_told_where() {
    refused(&[("policy.probity.json", b"{".to_vec())], "P0011");
    refused(&[("policy.probity.json", repeated("[", MIB))], "P0011");
    refused(&[("policy.probity.json", b"[{\"statement\": 7}]".to_vec())], "P0011");
}
