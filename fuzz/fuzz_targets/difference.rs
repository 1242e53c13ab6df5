//! Two texts differ without a panic; a text does not differ from itself, and the way back has as many changes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_notice::{difference, read};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (old, new) = text.split_once('\0').unwrap_or((&text, ""));
    let (before, after) = (read(old), read(new));
    assert!(difference((old, &before), (old, &before)).changes.is_empty());
    let there = difference((old, &before), (new, &after));
    let back = difference((new, &after), (old, &before));
    assert_eq!(there.changes.len(), back.changes.len());
});
