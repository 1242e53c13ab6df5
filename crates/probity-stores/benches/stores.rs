//! Erasure and access against what somebody who knows the tables would write by hand, on every engine.
//!
//! Every figure is a ratio of medians that were taken in turn in one run: first the script, then ours, then
//! the script again. Both sides open a connection of their own and pay for it. "Carried out" is what the
//! script does too: the rows are found again, compared with the plan, deleted, and committed; the plan, which
//! tries everything once and which no script has, is printed beside it.
//!
//! `cargo xtask bench stores`, or with a part and an engine: `cargo bench -p probity-stores --bench stores -- small mariadb`
#![expect(dead_code, reason = "the tests' databases and maps are shared, not all of them is needed")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a measurement may stop")]

#[path = "../tests/stores/common/mod.rs"]
mod common;
mod stores_parts;

use common::on_engine;
use probity_stores::Engine;
use stores_parts::Keys;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let named = |engine: Engine| format!("{engine:?}").to_lowercase();
    let engines = [Engine::Sqlite, Engine::Postgres, Engine::MariaDb];
    let (on, parts): (Vec<String>, Vec<String>) =
        words.into_iter().partition(|word| engines.iter().any(|engine| named(*engine) == *word));
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|word| part == word);
    for engine in engines.into_iter().filter(|engine| on.is_empty() || on.contains(&named(*engine))) {
        for rows in [1_000, 10_000] {
            if is_wanted(&format!("erasure-{}", rows * 10)) {
                on_engine(engine, 1, move |databases| {
                    stores_parts::erasure::measure(databases[0].clone(), rows)
                });
            }
        }
        if is_wanted("access") {
            on_engine(engine, 1, |databases| stores_parts::access::measure(databases[0].clone()));
        }
        for (part, keys) in Keys::ALL {
            if is_wanted(part) {
                on_engine(engine, 1, move |databases| {
                    stores_parts::small::measure(databases[0].clone(), keys)
                });
            }
        }
    }
}
