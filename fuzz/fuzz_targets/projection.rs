//! Any JSON is read to statements and faults, and what was read without a fault is written again as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_policy::grammar::{from_json, to_json};
use probity_source::{Sources, Span};

fuzz_target!(|bytes: &[u8]| {
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) else { return };
    let mut sources = Sources::new();
    let nowhere = Span::new(sources.add("fuzz", ""), 0, 0);
    let (statements, faults) = from_json(&json, nowhere);
    if faults.is_empty() {
        let (again, faults) = from_json(&to_json(&statements), nowhere);
        assert!(faults.is_empty());
        assert_eq!(to_json(&again), to_json(&statements));
    }
});
