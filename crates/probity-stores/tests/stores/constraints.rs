//! What the schema demands is respected, or the plan is refused before anything changes.

use crate::common::map::{Map, TableBuilder, table};
use crate::common::run::{World, email, id, steps, world};
use crate::common::{Database, on_each_engine, on_engine};
use probity_stores::{Engine, PlanError, PlanRefusal, StepAction};
use probity_vocabulary::{Period, Unit};

fn people() -> TableBuilder {
    table("s.people").person("person", "id", "id, email").holds("email: contact.email")
}

const PEOPLE: &str = "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60));
    INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com');";

async fn refusals(world: &World, number: u32) -> Vec<PlanRefusal> {
    match world.plan(&id(number)).await {
        Err(PlanError::Refused(refusals)) => refusals,
        other => panic!("{other:?}"),
    }
}

async fn with(database: &Database, sql: &str, tables: Vec<TableBuilder>) -> World {
    database.run(sql).await;
    let map = tables.into_iter().fold(Map::of(&[("s", database)]), Map::table);
    world(&map).await
}

#[test]
fn columns_that_must_have_a_value_get_one_that_says_nothing() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE people (id integer PRIMARY KEY, email varchar(60) NOT NULL UNIQUE, name text NOT NULL,
                age integer NOT NULL, born date NOT NULL, status text NOT NULL DEFAULT 'gone', note text);
             INSERT INTO people VALUES (1, 'ann@example.com', 'Ann', 41, '1984-02-02', 'here', 'x'),
                (2, 'ANN@example.com', 'Ann', 41, '1984-02-02', 'here', null);",
            vec![people().one_person("email").stay("email, name, age, born, status, note", "")],
        )
        .await;
        let (planned, looked) = world.erase(&email("ann@example.com")).await;
        assert!(looked.is_clean(), "{looked:?}");
        let step = planned.plan.steps.iter().find(|step| step.action == StepAction::Blank).unwrap();
        assert_eq!(step.rows, 2);
        let becomes: Vec<&str> = step.columns.iter().map(|column| column.becomes.as_str()).collect();
        assert_eq!((becomes[0], becomes[5]), ("pseudonym", "null"));
        assert_eq!(
            database.rows("SELECT id, name, age, born, status, note FROM people").await,
            ["1||0|1970-01-01|gone|", "2||0|1970-01-01|gone|"]
        );
        let mails = database.rows("SELECT email FROM people").await;
        assert!(mails[0] != mails[1] && mails.iter().all(|mail| mail.ends_with("@pseudonym.invalid")));
    });
}

#[test]
fn a_check_that_says_no_is_named_and_nothing_changes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE people (id integer PRIMARY KEY, email text NOT NULL,
                CONSTRAINT looks_like_mail CHECK (email LIKE '%@example.com'));
             INSERT INTO people VALUES (1, 'ann@example.com');",
            vec![people().stay("email", "")],
        )
        .await;
        let refusals = refusals(&world, 1).await;
        let [PlanRefusal::CannotBeBlank { table, column, constraint }] = refusals.as_slice() else {
            panic!("{refusals:?}")
        };
        assert_eq!((table.as_str(), column.as_str()), ("s.people", "email"));
        assert!(constraint.contains("looks_like_mail"), "{constraint}");
        assert!(!refusals[0].to_string().contains("ann@"));
        assert_eq!(database.rows("SELECT email FROM people").await, ["ann@example.com"]);
    });
}

#[test]
fn a_pseudonym_passes_the_check_and_is_not_made_twice() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE people (id integer PRIMARY KEY, email text NOT NULL CHECK (email LIKE '%@%'), code integer);
             CREATE TABLE bills (id integer PRIMARY KEY, person integer, email text);
             INSERT INTO people VALUES (1, 'ann@example.com', 12345);
             INSERT INTO bills VALUES (1, 1, 'ann@example.com'), (2, 1, null);",
            vec![
                people().stay("", "email, code"),
                table("s.bills").belongs_to("s.people", "person").stay("", "email"),
            ],
        )
        .await;
        let (_, looked) = world.erase(&id(1)).await;
        let after = database.rows("SELECT email, code FROM people").await;
        assert!(!after[0].contains("12345"));
        let mail = after[0].split('|').next().unwrap().to_owned();
        // The same value becomes the same pseudonym, so that rows that agreed still agree.
        assert_eq!(database.rows("SELECT email FROM bills").await, [String::new(), mail]);
        // The person can still be found by the number they asked with, and what is found is only kept.
        assert!(looked.texts.is_empty());
    });
}

#[test]
fn computed_columns_are_never_set() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE people (id integer PRIMARY KEY, email text, shown text GENERATED ALWAYS AS (lower(email)) STORED);
             INSERT INTO people (id, email) VALUES (1, 'Ann@example.com');",
            vec![people().stay("email, shown", "")],
        )
        .await;
        let refusals = refusals(&world, 1).await;
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeBlank { column, constraint, .. }]
                if column == "shown" && constraint.contains("computes")),
            "{refusals:?}"
        );
    });
}

#[test]
fn an_enumeration_without_an_empty_word_is_refused() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TYPE mood AS ENUM ('glad', 'sad');
             CREATE TABLE people (id integer PRIMARY KEY, email text, mood mood NOT NULL);
             INSERT INTO people VALUES (1, 'ann@example.com', 'sad');",
            vec![people().stay("mood", "")],
        )
        .await;
        let refusals = refusals(&world, 1).await;
        assert!(matches!(&refusals[..], [PlanRefusal::CannotBeBlank { column, .. }] if column == "mood"));
    });
}

#[test]
fn a_deletion_that_runs_on_into_an_unmapped_table_is_a_step() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let sql = format!(
            "{PEOPLE} CREATE TABLE sessions (id integer PRIMARY KEY, person integer REFERENCES people ON DELETE CASCADE);
             CREATE TABLE clicks (id integer PRIMARY KEY, session integer REFERENCES sessions ON DELETE CASCADE);
             CREATE TABLE votes (id integer PRIMARY KEY, person integer REFERENCES people ON DELETE SET NULL);
             INSERT INTO sessions VALUES (1, 1), (2, 1), (3, 2);
             INSERT INTO clicks VALUES (1, 1), (2, 3);
             INSERT INTO votes VALUES (1, 1), (2, 2);"
        );
        let world = with(database, &sql, vec![people().delete()]).await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(
            steps(&planned),
            ["votes blank 1 person=null", "clicks delete 1", "sessions delete 2", "people delete 1"]
        );
        assert!(planned.plan.steps[1].because.as_ref().unwrap().contains("foreign key"));
        assert_eq!(database.rows("SELECT * FROM sessions").await, ["3|2"]);
        assert_eq!(database.rows("SELECT * FROM clicks").await, ["2|3"]);
        assert_eq!(database.rows("SELECT * FROM votes").await, ["1|", "2|2"]);
    });
}

/// Whichever of its keys is looked at first.
#[test]
fn a_row_that_a_key_deletes_goes_whatever_its_other_keys_demand() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let sql = format!(
            "{PEOPLE} CREATE TABLE albums (id integer PRIMARY KEY, person integer REFERENCES people);
             CREATE TABLE looks (id integer PRIMARY KEY, person integer REFERENCES people,
                album integer REFERENCES albums ON DELETE CASCADE);
             CREATE TABLE views (id integer PRIMARY KEY, person integer REFERENCES people ON DELETE CASCADE,
                album integer REFERENCES albums);
             INSERT INTO albums VALUES (1, 1), (2, 2);
             INSERT INTO looks VALUES (1, 1, 1), (2, 2, 2); INSERT INTO views VALUES (1, 1, 1), (2, 2, 2);"
        );
        let tables = vec![people().delete(), table("s.albums").belongs_to("s.people", "person").delete()];
        let world = with(database, &sql, tables).await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        let steps: std::collections::BTreeSet<String> = steps(&planned).into_iter().collect();
        let expected = ["looks delete 1", "views delete 1", "albums delete 1", "people delete 1"];
        assert_eq!(steps, expected.map(str::to_owned).into());
        for table in ["looks", "views"] {
            assert_eq!(database.rows(&format!("SELECT * FROM {table}")).await, ["2|2|2"]);
        }
    });
}

#[test]
fn a_deletion_never_runs_on_into_rows_of_others() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let sql = format!(
            "{PEOPLE} CREATE TABLE albums (id integer PRIMARY KEY, person integer REFERENCES people);
             CREATE TABLE photos (id integer PRIMARY KEY, person integer REFERENCES people,
                album integer REFERENCES albums ON DELETE CASCADE);
             INSERT INTO albums VALUES (1, 1); INSERT INTO photos VALUES (1, 2, 1);"
        );
        let world = with(
            database,
            &sql,
            vec![
                people().delete(),
                table("s.albums").belongs_to("s.people", "person").delete(),
                table("s.photos").belongs_to("s.people", "person").delete(),
            ],
        )
        .await;
        let refusals = refusals(&world, 1).await;
        assert!(
            matches!(&refusals[..], [PlanRefusal::WouldCascade { table, to, rows: 1, .. }]
                if table == "s.photos" && to == "s.albums"),
            "{refusals:?}"
        );
    });
}

#[test]
fn rows_that_stand_in_the_way_are_named() {
    for rule in ["RESTRICT", "NO ACTION", "SET DEFAULT"] {
        on_each_engine(1, move |databases| async move {
            let database = &databases[0];
            let sql = format!(
                "{PEOPLE} CREATE TABLE audits (id integer PRIMARY KEY, person integer NOT NULL REFERENCES people ON DELETE {rule});
                 INSERT INTO audits VALUES (1, 1), (2, 1), (3, 2);"
            );
            let world = with(database, &sql, vec![people().delete()]).await;
            let refusals = refusals(&world, 1).await;
            assert!(
                matches!(&refusals[..], [PlanRefusal::Referred { table, to, rows: 2, constraint }]
                    if table == "s.audits" && to == "s.people" && !constraint.is_empty()),
                "{refusals:?}"
            );
        });
    }
}

#[test]
fn kept_rows_stay_with_their_reason_and_let_go_of_the_person() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let sql = format!(
            "{PEOPLE} CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people ON DELETE CASCADE,
                address text, placed timestamp);
             CREATE TABLE items (orders integer, line integer, what text, PRIMARY KEY (orders, line));
             INSERT INTO orders VALUES (1, 1, 'a street', '2020-02-29 10:00:00'), (2, 1, 'a street', '2019-01-01 00:00:00');
             INSERT INTO items VALUES (1, 1, 'cake');"
        );
        let world = with(
            database,
            &sql,
            vec![
                people().delete(),
                table("s.orders").belongs_to("s.people", "person").keep(
                    "address",
                    "placed",
                    Period::new(7, Unit::Years),
                ),
                table("s.items").belongs_to("s.orders", "orders").stay("", ""),
            ],
        )
        .await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(
            steps(&planned),
            [
                "orders blank 2 address=null",
                "orders blank 2 person=null",
                "people delete 1",
                "orders keep 2",
                "items keep 1"
            ]
        );
        let kept = &planned.plan.steps[3];
        assert_eq!(
            (kept.because.as_deref(), kept.clause.as_deref(), kept.until.as_deref()),
            (Some("tax-law"), Some("9.2"), Some("2027-02-28"))
        );
        assert_eq!(database.rows("SELECT id, person, address FROM orders").await, ["1||", "2||"]);
        let json = serde_json::to_value(kept).unwrap();
        for (name, value) in
            [("store", "s"), ("table", "orders"), ("action", "keep"), ("until", "2027-02-28")]
        {
            assert_eq!(json[name], value);
        }
    });
}

#[test]
fn cycles_of_foreign_keys_are_cut_at_a_nullable_edge_or_wait_for_the_end() {
    for late in ["", "DEFERRABLE"] {
        on_each_engine(1, move |databases| async move {
            let database = &databases[0];
            let add = match database.engine {
                Engine::Postgres | Engine::MariaDb => {
                    format!("ALTER TABLE people ADD FOREIGN KEY (favourite) REFERENCES orders (id) {late};")
                }
                Engine::Sqlite => String::new(),
            };
            let inline = match database.engine {
                Engine::Postgres | Engine::MariaDb => "",
                Engine::Sqlite => "REFERENCES orders (id)",
            };
            let sql = format!(
                "CREATE TABLE people (id integer PRIMARY KEY, email text, favourite integer {inline});
                 CREATE TABLE orders (id integer PRIMARY KEY, person integer NOT NULL REFERENCES people (id), next integer REFERENCES orders (id));
                 {add}
                 INSERT INTO people VALUES (1, 'ann@example.com', null), (2, 'bob@example.com', null);
                 INSERT INTO orders VALUES (1, 1, null), (2, 1, 1), (3, 2, null);
                 UPDATE orders SET next = 2 WHERE id = 1;
                 UPDATE people SET favourite = 1 WHERE id = 1;"
            );
            let world = with(
                database,
                &sql,
                vec![people().delete(), table("s.orders").belongs_to("s.people", "person").delete()],
            )
            .await;
            let (planned, looked) = world.erase(&id(1)).await;
            assert!(looked.is_clean(), "{looked:?}");
            let blanked = match database.engine {
                Engine::Sqlite => 0,
                Engine::Postgres => usize::from(late.is_empty()),
                // No key waits there, not even for the end of the statement.
                Engine::MariaDb => 2,
            };
            assert_eq!(planned.plan.steps.len(), 2 + blanked, "{:?}", steps(&planned));
            assert_eq!(database.rows("SELECT id FROM orders").await, ["3"]);
            assert_eq!(database.rows("SELECT id FROM people").await, ["2"]);
        });
    }
}

#[test]
fn rows_without_a_key_are_found_read_and_erased() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let sql = format!(
            "{PEOPLE} CREATE TABLE log (person integer, line text);
             INSERT INTO log VALUES (1, 'in'), (1, 'in'), (1, 'out'), (2, 'in');
             CREATE TABLE marks (person integer, mark text);
             INSERT INTO marks VALUES (1, 'a'), (1, 'a'), (2, 'b');"
        );
        let world = with(
            database,
            &sql,
            vec![
                people().delete(),
                table("s.log").belongs_to("s.people", "person").holds("line").delete(),
                table("s.marks").belongs_to("s.people", "person").holds("mark").stay("mark, person", ""),
            ],
        )
        .await;
        assert_eq!(world.access(&id(1)).await.len(), 6, "equal rows are rows of their own");
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.remaining.is_empty(), "{looked:?}");
        assert_eq!(database.rows("SELECT * FROM log").await, ["2|in"]);
        assert_eq!(database.rows("SELECT * FROM marks").await, ["2|b", "|", "|"]);
    });
}

#[test]
fn names_may_have_any_characters() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE \"order\" (\"select\" integer PRIMARY KEY, \"e mail\" text, \"naïve \"\"name\"\"\" text, k1 text, round integer);
             CREATE TABLE \"Ware{}n; --\" (\"group by\" integer, \"k1\" integer PRIMARY KEY, \"x'y\" text);
             INSERT INTO \"order\" VALUES (1, 'ann@example.com', 'Ann', 'k', 1), (2, 'b@example.com', 'Bob', 'k', 0);
             INSERT INTO \"Ware{}n; --\" VALUES (1, 1, 'x'), (2, 2, 'x'), (1, 3, 'y');",
            vec![
                table("s.order")
                    .person("person", "select", "select as id, e mail as email")
                    .holds("naïve \"name\": contact.name, k1")
                    .delete(),
                table("s.Ware{}n; --").belongs_to("s.order", "group by").holds("x'y").delete(),
            ],
        )
        .await;
        assert_eq!(world.access(&email("ann@example.com")).await.len(), 3);
        world.erase(&email("ann@example.com")).await;
        assert_eq!(database.rows("SELECT \"select\" FROM \"order\"").await, ["2"]);
        assert_eq!(database.rows("SELECT k1 FROM \"Ware{}n; --\"").await, ["2"]);
    });
}

#[test]
fn a_trigger_that_swallows_a_change_is_noticed() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let trigger = match database.engine {
            Engine::Sqlite => {
                "CREATE TRIGGER stay BEFORE DELETE ON people WHEN old.id = 1 BEGIN SELECT RAISE(IGNORE); END;"
            }
            Engine::Postgres => {
                "CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                 CREATE TRIGGER stay BEFORE DELETE ON people FOR EACH ROW WHEN (old.id = 1) EXECUTE FUNCTION stay();"
            }
            // Here no trigger can swallow a change: it raises or it does not.
            Engine::MariaDb => return,
        };
        let world = with(database, &format!("{PEOPLE} {trigger}"), vec![people().delete()]).await;
        assert_eq!(
            refusals(&world, 1).await,
            [PlanRefusal::OtherEffect {
                table: "people".to_owned(),
                action: StepAction::Delete,
                planned: 1,
                touched: 0
            }]
        );
    });
}

#[test]
fn nothing_decided_is_refused() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(database, PEOPLE, vec![people()]).await;
        let undecided = PlanRefusal::Undecided { table: "s.people".to_owned(), rows: 1 };
        assert_eq!(refusals(&world, 2).await, [undecided]);
    });
}
