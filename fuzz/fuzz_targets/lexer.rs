//! Any text is cut into tokens that, laid end to end, are the text; formatting is idempotent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_policy::{format, syntax};

fuzz_target!(|text: &str| {
    let tokens = syntax::lex(text);
    let mut at = 0;
    for token in &tokens {
        assert_eq!(token.start, at);
        at = token.end;
    }
    assert_eq!(at as usize, text.len());
    let once = format(text);
    assert_eq!(format(&once), once);
});
