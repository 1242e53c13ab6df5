//! Writes the page of a made-up forum's survey to the file that is named; the browser tests look at it.
#![expect(dead_code, reason = "the tests' databases are shared, not all of them is needed")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a tool of the tests may stop")]
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a tool of the tests may stop and speak")]

#[path = "../tests/survey/common/mod.rs"]
mod common;

use common::{Database, made_up};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::examine;
use probity_survey::observe::{Bounds, Observer};
use probity_survey::report;
use probity_survey::survey::survey;

const SCHEMA: &str = include_str!("../tests/survey/schemas/forum.sql");

fn main() {
    let file = std::env::args().nth(1).expect("name the file to write");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let database = Database::sqlite();
        database.run(SCHEMA).await;
        database.run(&made_up::rows(SCHEMA, 7)).await;
        database.run("CREATE VIEW mails AS SELECT user_id, email FROM user_emails").await;
        let mut observer = Observer::open(&database.handle(), Bounds::default()).await.unwrap();
        let examined = examine(&mut observer, &Discover).await.unwrap();
        observer.close().await;
        std::fs::write(file, report::html(&survey("forum", &examined, None))).unwrap();
        database.drop().await;
    });
}
