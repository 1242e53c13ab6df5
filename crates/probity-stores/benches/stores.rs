//! Erasure and access against what somebody who knows the tables would write by hand, on every engine.
//!
//! Every figure is a ratio of medians that were taken in turn in one run: first the script, then ours, then
//! the script again. Both sides open a connection of their own and pay for it. "Carried out" is what the
//! script does too: the rows are found again, compared with the plan, deleted, and committed; the plan, which
//! tries everything once and which no script has, is printed beside it.
//!
//! `cargo xtask bench stores`, or with a part: `cargo bench -p probity-stores --bench stores -- small`
#![expect(dead_code, reason = "the tests' databases and maps are shared, not all of them is needed")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a measurement may stop")]

#[path = "../tests/stores/common/mod.rs"]
mod common;
mod stores_parts;

use common::on_each_engine;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted =
        |part: &str| wanted.is_empty() || wanted.iter().any(|word| part.starts_with(word.as_str()));
    for rows in [1_000, 10_000] {
        if is_wanted(&format!("erasure-{rows}")) {
            on_each_engine(1, move |databases| stores_parts::erasure::measure(databases[0].clone(), rows));
        }
    }
    if is_wanted("access") {
        on_each_engine(1, |databases| stores_parts::access::measure(databases[0].clone()));
    }
    if is_wanted("small") {
        on_each_engine(1, |databases| stores_parts::small::measure(databases[0].clone()));
    }
}
