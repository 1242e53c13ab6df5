//! Databases that nobody would draw in a book.

use super::common::{Database, large};
use probity_policy::model::data_map::StoreKind;
use probity_policy::project::{Files, Project, compile};
use probity_source::Severity;
use probity_survey::draft::{Naming, draft};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::{Examined, examine};
use probity_survey::observe::{Bounds, Observer};
use probity_survey::report;
use probity_survey::survey::survey;
use std::fmt::Write;

struct One<'a>(&'a str);

impl Files for One<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.as_bytes().to_vec())
    }
}

pub(super) fn compiled(text: &str) -> Project {
    compile(&["map.probity".to_owned()], &One(text))
}

pub(super) async fn look(database: &Database) -> Examined {
    let mut observer = Observer::open(&database.handle(), Bounds::default()).await.unwrap();
    let examined = examine(&mut observer, &Discover).await.unwrap();
    observer.close().await;
    examined
}

/// The draft has no error, is in its one layout, and the reports can be made.
pub(super) fn sound(kind: StoreKind, examined: &Examined) -> String {
    let text = draft(&Naming::new("core", kind), examined);
    let project = compiled(&text);
    let faults: Vec<String> = project
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| format!("{}: {}", project.sources.text(one.span.unwrap()), one.message))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    assert_eq!(probity_policy::format(&text), text);
    let found = survey("core", examined, None);
    let (page, words) = (report::html(&found), report::text(&found));
    assert!(page.ends_with("</html>\n") && !words.is_empty());
    text
}

#[tokio::test]
async fn a_second_conversation_finds_what_one_finds() {
    let Some(database) = Database::postgres().await else { return };
    database.run(&large::script_for(database.kind, 130)).await;
    let mut drafts = Vec::new();
    for two_conversations in [false, true] {
        let bounds = Bounds { two_conversations, ..Bounds::default() };
        let mut observer = Observer::open(&database.handle(), bounds).await.unwrap();
        let examined = examine(&mut observer, &Discover).await.unwrap();
        observer.close().await;
        drafts.push(draft(&Naming::new("core", database.kind), &examined));
    }
    assert_eq!(drafts[0], drafts[1]);
    database.drop().await;
}

#[tokio::test]
async fn no_tables_no_keys_and_odd_names_are_drafted() {
    for database in Database::each().await {
        database.run("SELECT 1").await;
        let empty = look(&database).await;
        let text = sound(database.kind, &empty);
        assert!(text.contains("store core = ") && !text.contains("table "), "{text}");
        database
            .run(
                "CREATE TABLE users (id integer, email text, name text);
                 INSERT INTO users VALUES (1, 'ann@example.org', 'Ann Smith'), (2, 'bob@example.org', 'Bob Berg');
                 CREATE TABLE logins (user_id integer, at text);
                 INSERT INTO logins VALUES (1, '2026-01-01'), (2, '2026-01-02'), (2, '2026-01-03');
                 CREATE TABLE \"table\" (\"from\" integer, \"select\" text, \"belongs\" text, \"is\" text, \"plain\" text);
                 CREATE TABLE \"Größe & ☃ \"\"x\"\" <b>\" (\"a b\" integer, \"naïve.email\" text, \"'; DROP TABLE users; --\" text);
                 CREATE TABLE \"with`quote\" (\"col`umn\" text, \"line\nbreak\" text);
                 CREATE TABLE nothing_in_it (id integer PRIMARY KEY)",
            )
            .await;
        let examined = look(&database).await;
        let text = sound(database.kind, &examined);
        println!("{text}");
        assert!(text.contains("belongs to core.users by user_id"), "{text}");
        assert!(text.contains("a table whose name the language cannot write"), "{text}");
        assert!(!report::html(&survey("core", &examined, None)).contains(" <b>"));
        database.drop().await;
    }
}

#[tokio::test]
async fn ten_thousand_columns_are_drafted() {
    let database = Database::sqlite();
    let mut sql =
        String::from("CREATE TABLE members (id integer PRIMARY KEY, email text UNIQUE, first_name text);");
    for table in 0..20 {
        let columns: Vec<String> = (0..499).map(|column| format!("c{column} text")).collect();
        let _ = write!(sql, "CREATE TABLE wide_{table} (member_id integer, {});", columns.join(", "));
        let _ = write!(sql, "INSERT INTO wide_{table} (member_id, c3) VALUES (1, 'ann@example.org');");
    }
    sql.push_str("INSERT INTO members VALUES (1, 'ann@example.org', 'Ann');");
    database.run(&sql).await;
    let examined = look(&database).await;
    let text = sound(StoreKind::Sqlite, &examined);
    assert_eq!(text.matches("belongs to core.members by member_id").count(), 20);
    assert_eq!(text.matches("c3 contact.email").count(), 20);
    database.drop().await;
}

#[tokio::test]
async fn a_thousand_tables_are_drafted_and_drawn() {
    let Some(database) = Database::postgres().await else { return };
    database.run(&large::script_for(database.kind, 1_000)).await;
    let examined = look(&database).await;
    let text = sound(StoreKind::Postgres, &examined);
    assert_eq!(text.matches("\ntable ").count(), 1_000);
    database.drop().await;
}
