//! Writes the page of a made-up forum's survey to the file that is named, or of a made-up company with so many tables
//! as are said after it; the browser tests look at it. With `text` at the end, the survey's text goes to the terminal.
#![expect(dead_code, reason = "the tests' databases are shared, not all of them is needed")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a tool of the tests may stop")]
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a tool of the tests may stop and speak")]

#[path = "../tests/survey/common/mod.rs"]
mod common;

use common::{Database, large, made_up};
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
        match std::env::args().nth(2).map(|tables| tables.parse().unwrap()) {
            Some(tables) => database.run(&large::script_for(database.kind, tables)).await,
            None => {
                database.run(SCHEMA).await;
                database.run(&made_up::rows(SCHEMA, 7)).await;
                database.run("CREATE VIEW mails AS SELECT user_id, email FROM user_emails").await;
            }
        }
        let mut observer = Observer::open(&database.handle(), Bounds::default()).await.unwrap();
        let examined = examine(&mut observer, &Discover).await.unwrap();
        observer.close().await;
        let found = survey("forum", &examined, None);
        if std::env::args().nth(3).is_some() {
            println!("{}", report::text(&found));
        }
        std::fs::write(file, report::html(&found)).unwrap();
        database.drop().await;
    });
}
