//! What the steps of a plan say that they cost, against what the engines say themselves.

use crate::common::map::{Map, table};
use crate::common::run::{World, email, id, world};
use crate::common::{Database, on_each_engine};
use probity_stores::{Engine, Lookup, LookupReason, Plan, PlanStep, Planned};

const ROWS: usize = 120_000;

const SCHEMA: &str = "
CREATE TABLE people (id integer PRIMARY KEY, email varchar(80));
CREATE TABLE baskets (id integer PRIMARY KEY, person integer NOT NULL);
CREATE INDEX baskets_of ON baskets (person);
CREATE TABLE items (id integer PRIMARY KEY, basket integer NOT NULL, what varchar(80));
CREATE TABLE letters (id integer PRIMARY KEY, person integer REFERENCES people (id));
";

fn filled(table: &str, values: &str, rows: usize) -> String {
    format!(
        "INSERT INTO {table} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
         SELECT {values} FROM n;"
    )
}

async fn shop(database: &Database) {
    database.run(SCHEMA).await;
    database.run(&filled("people", "i, 'p' || i || '@example.com'", ROWS)).await;
    database.run(&filled("baskets", "i, i", ROWS)).await;
    database.run(&filled("items", "i, i, 'something that somebody put there'", ROWS)).await;
    database.run(&filled("letters", "i, NULL", 3_000)).await;
    analysed(database).await;
}

async fn analysed(database: &Database) {
    match database.engine {
        Engine::Postgres => database.run("ANALYZE").await,
        Engine::MariaDb => {
            database.rows("ANALYZE TABLE people, baskets, items, letters").await;
        }
        Engine::Sqlite => {}
    }
}

async fn met(database: &Database) -> World {
    let map = Map::of(&[("core", database)])
        .table(
            table("core.people").person("client", "id", "id, email").holds("email: contact.email").delete(),
        )
        .table(table("core.baskets").belongs_to("core.people", "person").delete())
        .table(table("core.items").belongs_to("core.baskets", "basket").holds("what").delete());
    world(&map).await
}

fn step<'a>(planned: &'a Planned, table: &str) -> &'a PlanStep {
    planned.plan.steps.iter().find(|step| step.table == table).unwrap()
}

fn lookups(planned: &Planned) -> Vec<&Lookup> {
    planned.plan.steps.iter().filter_map(|step| step.cost.as_ref()).flat_map(|cost| &cost.lookups).collect()
}

/// What the engine itself says of a question for rows of a table: nothing when it reads the table whole.
async fn explained(database: &Database, table: &str, question: &str) -> Option<String> {
    let explain = if database.engine == Engine::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let told = database.rows(&format!("{explain} {question}")).await.join("\n");
    let whole = match database.engine {
        Engine::Sqlite => told.contains(&format!("SCAN {table}")),
        Engine::Postgres => told.contains(&format!("Seq Scan on {table}")),
        Engine::MariaDb => told.lines().any(|line| {
            line.contains(&format!("|{table}|ALL|")) || line.contains(&format!("|{table}|index|"))
        }),
    };
    (!whole).then_some(told)
}

/// A question that follows a link by the columns that a lookup names.
fn question(lookup: &Lookup, from: &str) -> String {
    format!("SELECT * FROM {} WHERE {} IN ({from})", lookup.table, lookup.columns[0])
}

/// Whether each conclusion from the catalogue is the engine's own.
async fn agree(database: &Database, planned: &Planned) {
    for lookup in lookups(planned).into_iter().filter(|one| one.reason == LookupReason::Link) {
        let from = match lookup.table.as_str() {
            "items" => "SELECT id FROM baskets WHERE person = 7",
            _ => "SELECT id FROM people WHERE id = 7",
        };
        let told = explained(database, &lookup.table, &question(lookup, from)).await;
        assert_eq!(told.is_some(), lookup.index.is_some(), "{:?}: {lookup:?} {told:?}", database.engine);
        if let (Some(index), Some(told)) = (&lookup.index, told) {
            assert!(told.contains(index.as_str()) || index == "the primary key", "{lookup:?} {told}");
        }
    }
}

#[test]
fn a_link_without_an_index_is_told_with_what_helps_and_no_estimate_changes_the_hash() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        shop(database).await;
        let before = met(database).await.plan(&id(7)).await.unwrap();
        agree(database, &before).await;
        let baskets = step(&before, "baskets").cost.clone().unwrap();
        assert_eq!(baskets.lookups[0].index.as_deref(), Some("baskets_of"));
        assert_eq!(baskets.warnings(), Vec::<String>::new());
        let items = step(&before, "items").cost.clone().unwrap();
        let [lookup] = items.lookups.as_slice() else { panic!("{items:?}") };
        assert_eq!((lookup.index.as_deref(), lookup.large), (None, true), "{lookup:?}");
        let rows = lookup.rows.unwrap();
        assert!((60_000..=240_000).contains(&rows), "{:?} takes it for {rows} rows", database.engine);
        assert!(items.locks.is_some());

        let advice = lookup.advice.clone().unwrap();
        database.run(&advice).await;
        analysed(database).await;
        let after = met(database).await.plan(&id(7)).await.unwrap();
        agree(database, &after).await;
        let lookup = step(&after, "items").cost.as_ref().unwrap().lookups[0].clone();
        assert_eq!((lookup.index.as_deref(), lookup.large), (Some("items_basket_idx"), false), "{advice}");
        assert_eq!(after.plan.hash, before.plan.hash);
        assert_eq!(after.plan.computed_hash(), after.plan.hash);
        let stored: Plan = serde_json::from_str(&serde_json::to_string(&after.plan).unwrap()).unwrap();
        assert_eq!(stored, after.plan);
    });
}

#[test]
fn how_people_are_found_by_their_identities_is_told_as_the_engine_does_it() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        shop(database).await;
        let by_key = met(database).await.plan(&id(7)).await.unwrap();
        let found = step(&by_key, "people").cost.as_ref().unwrap().lookups[0].clone();
        assert_eq!(found.reason, LookupReason::Identity);
        assert!(found.index.is_some(), "{found:?}");

        let claim = email("P7@example.com");
        let by_mail = met(database).await.plan(&claim).await.unwrap();
        let found = step(&by_mail, "people").cost.as_ref().unwrap().lookups[0].clone();
        assert_eq!((found.index.as_deref(), found.large), (None, true), "{found:?}");
        let Some(advice) = found.advice else {
            assert_eq!(database.engine, Engine::MariaDb, "MariaDB has no indexes over expressions");
            return;
        };
        // An index over the column as it is does not help.
        database.run("CREATE INDEX plain ON people (email)").await;
        database.run(&advice).await;
        analysed(database).await;
        let by_mail = met(database).await.plan(&claim).await.unwrap();
        let found = step(&by_mail, "people").cost.as_ref().unwrap().lookups[0].clone();
        assert_eq!(found.index.as_deref(), Some("people_email_idx"), "{advice}");
        let cast = if database.engine == Engine::Postgres { "text" } else { "TEXT" };
        let asked = format!(
            "SELECT id FROM people WHERE lower(CAST(\"email\" AS {cast})) IN (lower('P7@example.com'), 'p7@example.com')"
        );
        let told = explained(database, "people", &asked).await;
        assert!(told.is_some_and(|told| told.contains("people_email_idx")), "{:?}", database.engine);
    });
}

#[test]
fn a_foreign_key_that_the_engine_holds_by_reading_a_table_is_told() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        shop(database).await;
        let planned = met(database).await.plan(&id(7)).await.unwrap();
        let all = lookups(&planned);
        let held: Vec<&&Lookup> = all.iter().filter(|one| one.reason == LookupReason::ForeignKey).collect();
        let told = explained(database, "letters", "SELECT 1 FROM letters WHERE person = 7").await;
        // MariaDB has made the index with the key.
        assert_eq!(held.is_empty(), told.is_some(), "{:?}", database.engine);
        assert_eq!(held.is_empty(), database.engine == Engine::MariaDb);
        if let Some(held) = held.first() {
            assert_eq!((held.table.as_str(), held.large), ("letters", false));
            let letters = "for each row that goes: its foreign key on `person` has no index";
            assert!(held.sentence().contains(letters), "{}", held.sentence());
        }
    });
}

#[test]
fn an_index_that_leaves_rows_out_or_begins_otherwise_is_none() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        shop(database).await;
        database.run("CREATE INDEX later ON items (what, basket)").await;
        if database.engine != Engine::MariaDb {
            database.run("CREATE INDEX gifts ON items (basket) WHERE what = 'gift'").await;
        }
        analysed(database).await;
        let planned = met(database).await.plan(&id(7)).await.unwrap();
        agree(database, &planned).await;
        assert_eq!(step(&planned, "items").cost.as_ref().unwrap().lookups[0].index, None);
        if database.engine == Engine::MariaDb {
            return;
        }
        database.run("CREATE INDEX filled ON items (basket) WHERE basket IS NOT NULL").await;
        analysed(database).await;
        let planned = met(database).await.plan(&id(7)).await.unwrap();
        agree(database, &planned).await;
        let lookup = step(&planned, "items").cost.as_ref().unwrap().lookups[0].clone();
        assert_eq!(lookup.index.as_deref(), Some("filled"));
    });
}
