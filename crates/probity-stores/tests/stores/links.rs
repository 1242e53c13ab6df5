//! What each kind of link means for access and erasure, row by row.

use crate::common::map::{Map, TableBuilder, table};
use crate::common::run::{World, email, id, steps, world};
use crate::common::{Database, on_each_engine, stores};
use probity_stores::{GraphFaultKind, IdentityClaim, PersonGraph, PlanError, PlanRefusal};

const PEOPLE: &str = "CREATE TABLE people (id integer PRIMARY KEY, email text);
    INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com'), (3, 'cyn@example.com');";

fn people() -> TableBuilder {
    table("s.people").person("person", "id", "id, email").delete()
}

async fn with(database: &Database, sql: &str, tables: Vec<TableBuilder>) -> World {
    database.run(&format!("{PEOPLE}{sql}")).await;
    let map = tables.into_iter().fold(Map::of(&[("s", database)]), Map::table);
    world(&map).await
}

#[test]
fn a_mention_is_blanked_and_the_row_stays() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE posts (id integer PRIMARY KEY, author integer, about integer REFERENCES people, name text);
             INSERT INTO posts VALUES (1, 2, 1, 'Ann'), (2, 2, 3, 'Cyn'), (3, 1, 1, 'me');",
            vec![
                people(),
                table("s.posts")
                    .belongs_to("s.people", "author")
                    .mentions("s.people", "about")
                    .leaving_blank("name")
                    .delete(),
            ],
        )
        .await;
        assert_eq!(world.access(&id(1)).await.len(), 2, "a mention is nobody's row");
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(
            steps(&planned),
            ["posts blank 1 about=null name=null", "posts delete 1", "people delete 1"]
        );
        assert_eq!(database.rows("SELECT * FROM posts").await, ["1|2||", "2|2|3|Cyn"]);
    });
}

#[test]
fn a_survivor_loses_what_led_to_the_person_and_a_row_may_go_for_all() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE pacts (id integer PRIMARY KEY, one integer, other integer, one_says text);
             CREATE TABLE duels (id integer PRIMARY KEY, one integer NOT NULL, other integer NOT NULL);
             CREATE TABLE blows (id integer PRIMARY KEY, duel integer);
             INSERT INTO pacts VALUES (1, 1, 2, 'yes'), (2, 2, 1, 'no'), (3, 2, 3, 'well');
             INSERT INTO duels VALUES (1, 1, 2), (2, 2, 3);
             INSERT INTO blows VALUES (1, 1), (2, 2);",
            vec![
                people(),
                table("s.pacts")
                    .belongs_to("s.people", "one")
                    .leaving_blank("one_says")
                    .belongs_to("s.people", "other")
                    .delete(),
                table("s.duels")
                    .belongs_to("s.people", "one")
                    .leaving_delete()
                    .belongs_to("s.people", "other")
                    .leaving_delete()
                    .delete(),
                table("s.blows").belongs_to("s.duels", "duel").delete(),
            ],
        )
        .await;
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.rows("SELECT * FROM pacts").await, ["1||2|", "2|2||no", "3|2|3|well"]);
        assert_eq!(database.rows("SELECT * FROM duels").await, ["2|2|3"]);
        assert_eq!(database.rows("SELECT * FROM blows").await, ["2|2"]);
    });
}

#[test]
fn readers_are_shown_what_their_way_shows_and_never_a_credential() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE notes (id integer PRIMARY KEY, author integer, reader integer, text text, draft text, pin text);
             INSERT INTO notes VALUES (1, 1, 2, 'hello', 'helo', '1234'), (2, 2, 2, 'self', 'slf', null);",
            vec![
                people(),
                table("s.notes")
                    .belongs_to("s.people", "author")
                    .seen_by("s.people", "reader")
                    .without("draft")
                    .holds("text, draft, pin: credential.pin")
                    .delete(),
            ],
        )
        .await;
        let texts = world.access_texts(&id(2)).await;
        assert_eq!(
            texts,
            [
                r#"notes: {"author":1,"id":1,"reader":2,"text":"hello"}"#,
                r#"notes: {"author":2,"draft":"slf","id":2,"reader":2,"text":"self"}"#,
                r#"people: {"email":"bob@example.com","id":2}"#,
            ]
        );
        let rows = world.access(&id(1)).await;
        assert_eq!(rows[1].withheld, ["pin"], "it is said that it is held");
    });
}

#[test]
fn chains_within_a_table_are_followed_to_their_end() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE talk (id integer PRIMARY KEY, author integer, answers integer REFERENCES talk);
             INSERT INTO talk VALUES (1, 1, null), (2, null, 1), (3, null, 2), (4, 2, 3), (5, null, 4), (6, 3, null);",
            vec![
                people(),
                table("s.talk").belongs_to("s.people", "author").belongs_to("s.talk(id)", "answers").delete(),
            ],
        )
        .await;
        assert_eq!(world.access(&id(1)).await.len(), 6);
        let (_, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        // What Bob wrote is Bob's too, and so is what answers him.
        assert_eq!(database.rows("SELECT * FROM talk").await, ["4|2|", "5||4", "6|3|"]);
    });
}

#[test]
fn composite_keys_link_and_do_not_match_in_part() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE tenants (tenant integer, number integer, person integer, PRIMARY KEY (tenant, number));
             CREATE TABLE files (id integer PRIMARY KEY, tenant integer, number integer, name text,
                FOREIGN KEY (tenant, number) REFERENCES tenants (tenant, number));
             INSERT INTO tenants VALUES (1, 1, 1), (1, 2, 2), (2, 1, 2);
             INSERT INTO files VALUES (1, 1, 1, 'a'), (2, 1, 2, 'b'), (3, 2, 1, 'c'), (4, 1, null, 'd');",
            vec![
                people(),
                table("s.tenants").belongs_to("s.people", "person").delete(),
                table("s.files").belongs_to("s.tenants", "tenant, number").delete(),
            ],
        )
        .await;
        world.erase(&id(1)).await;
        assert_eq!(database.rows("SELECT id FROM files").await, ["2", "3", "4"]);
        assert_eq!(database.rows("SELECT * FROM tenants").await, ["1|2|2", "2|1|2"]);
    });
}

#[test]
fn a_person_may_be_a_column_and_keys_may_differ_in_type() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE visits (mail text, day date, page text);
             CREATE TABLE pages (page text PRIMARY KEY, visitor text);
             CREATE TABLE imports (id integer PRIMARY KEY, person text);
             INSERT INTO visits VALUES ('Ann@Example.com', '2024-01-01', 'p'), ('ann@example.com', '2024-01-02', 'q'), ('x@y.zz', '2024-01-01', 'p');
             INSERT INTO pages VALUES ('p', '1'), ('q', 'no number'), ('r', '22');
             INSERT INTO imports VALUES (1, '1'), (2, '01'), (3, 'one'), (4, null);",
            vec![
                people(),
                table("s.visits").person("visitor", "mail", "mail as email").delete(),
                table("s.pages").belongs_to("s.people", "visitor").delete(),
                table("s.imports").belongs_to("s.people", "person").delete(),
            ],
        )
        .await;
        let (_, looked) = world.erase(&email(" ANN@example.com ")).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(database.rows("SELECT * FROM visits").await, ["x@y.zz|2024-01-01|p"]);
        assert_eq!(database.rows("SELECT page FROM pages").await, ["q", "r"]);
        assert_eq!(database.rows("SELECT id FROM imports").await, ["2", "3", "4"]);
    });
}

#[test]
fn an_identity_is_looked_for_among_the_kind_that_was_named() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE staff (id integer PRIMARY KEY, name text); INSERT INTO staff VALUES (1, 'Sam');",
            vec![people(), table("s.staff").person("worker", "id", "id").holds("name").delete()],
        )
        .await;
        assert_eq!(world.access(&id(1)).await.len(), 2);
        let worker = vec![IdentityClaim::new("id", "1").among("worker")];
        assert_eq!(world.access(&worker).await.len(), 1);
        let hostile = vec![IdentityClaim::new("id", "1' OR '1'='1"), IdentityClaim::new("email", "%")];
        assert!(world.access(&hostile).await.is_empty());
        let kinds = world.graph.identity_names();
        assert_eq!(kinds["id"].iter().collect::<Vec<_>>(), ["person", "worker"]);
    });
}

#[test]
fn what_the_schema_does_not_bear_out_is_said_all_at_once() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(&format!(
                "{PEOPLE} CREATE TABLE t (a boolean, b integer); CREATE VIEW v AS SELECT 1 AS one;"
            ))
            .await;
        let map = Map::of(&[("s", database)])
            .table(people().holds("phone"))
            .table(table("s.v"))
            .table(table("s.nowhere"))
            .table(table("s.t").belongs_to("s.people", "b, a").mentions("s.elsewhere", "b").owns("s.t", "b"))
            .0;
        let schemas = stores(&map).schemas().await.unwrap();
        let faults = PersonGraph::compile(&map, schemas).unwrap_err();
        let kinds: Vec<&GraphFaultKind> = faults.iter().map(|fault| &fault.kind).collect();
        assert!(matches!(kinds[0], GraphFaultKind::UnknownColumn(column) if column == "phone"), "{kinds:?}");
        assert!(matches!(kinds[1], GraphFaultKind::View));
        assert!(matches!(kinds[2], GraphFaultKind::UnknownTable));
        assert!(matches!(kinds[3], GraphFaultKind::DifferentWidths { .. }));
        assert!(matches!(kinds[4], GraphFaultKind::UnmappedTarget(_)));
        assert!(matches!(kinds[5], GraphFaultKind::NoKey(_)));
        assert_eq!(kinds.len(), 6);
        assert_eq!(faults[0].to_string(), "table `s.people` has no column `phone`");
    });
}

#[test]
fn a_shared_row_that_cannot_let_go_of_a_name_is_refused_and_of_a_number_is_kept() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let world = with(
            database,
            "CREATE TABLE clubs (id integer PRIMARY KEY);
             CREATE TABLE members (mail text NOT NULL, club integer NOT NULL, PRIMARY KEY (mail, club));
             CREATE TABLE scores (person integer NOT NULL, club integer NOT NULL, PRIMARY KEY (person, club));
             CREATE TABLE founders (club integer, person integer);
             INSERT INTO clubs VALUES (1); INSERT INTO founders VALUES (1, 2);
             INSERT INTO members VALUES ('ann@example.com', 1), ('bob@example.com', 1);
             INSERT INTO scores VALUES (1, 1), (3, 1);",
            vec![
                people(),
                table("s.founders").belongs_to("s.people", "person").owns("s.clubs", "club").delete(),
                table("s.clubs").delete(),
                table("s.members")
                    .belongs_to("s.people(email)", "mail")
                    .belongs_to("s.clubs", "club")
                    .delete(),
                table("s.scores").belongs_to("s.people", "person").belongs_to("s.clubs", "club").delete(),
            ],
        )
        .await;
        let refused = world.plan(&id(1)).await;
        let Err(PlanError::Refused(refusals)) = refused else { panic!("{refused:?}") };
        assert!(
            matches!(&refusals[..], [PlanRefusal::CannotBeBlank { table, column, .. }]
                if table == "s.members" && column == "mail"),
            "{refusals:?}"
        );
        let planned = world.plan(&id(3)).await.unwrap();
        assert_eq!(steps(&planned), ["people delete 1", "scores keep 1"]);
    });
}
