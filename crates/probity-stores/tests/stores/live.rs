//! The data map against stores as they are, on all engines.

use crate::common::{Database, on_each_engine, on_engine};
use probity_policy::project::{Files, Project, compile};
use probity_source::Severity;
use probity_stores::{Asked, Engine, Limits, PersonGraph, ask, live_findings};
use std::path::Path;
use std::time::Duration;

struct Text(String);

impl Files for Text {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// A data map whose store `core` is the database.
fn project(database: &Database, tables: &str) -> Project {
    let kind = match database.engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
        Engine::MariaDb => "mariadb",
    };
    let text = format!("store core = {kind} \"{}\"\n{tables}\n", database.address);
    compile(&["policy.probity".to_owned()], &Text(text))
}

async fn asked(project: &Project) -> Asked {
    let limits = Limits { connect: Duration::from_secs(5), ..Limits::default() };
    ask(&project.model.data_map, Path::new("/"), &|_| None, limits).await
}

/// `code message` of every error and warning, sorted.
async fn findings(project: &Project) -> Vec<String> {
    let asked = asked(project).await;
    assert!(asked.silent.is_empty(), "{:?}", asked.silent);
    let mut found: Vec<String> =
        live_findings(&project.model, asked.schemas, &std::collections::BTreeMap::new())
            .into_iter()
            .filter(|one| one.severity != Severity::Note)
            .map(|one| format!("{} {}", one.code, one.message))
            .collect();
    found.sort();
    found
}

const SHOP: &str = "
CREATE TABLE people (id integer PRIMARY KEY, email varchar(100), name varchar(100));
CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES people, amount integer);
CREATE TABLE notes (writer integer REFERENCES people, words varchar(100));
CREATE TABLE suppliers (id integer PRIMARY KEY, city varchar(100));
CREATE VIEW everyone AS SELECT email FROM people;
";

const MAP: &str = "
table core.people {
    is client by id, email
    email contact.email
    name contact.name
    on erasure delete
}
table core.orders {
    belongs to core.people by buyer
    plain id, amount
    on erasure delete
}
table core.notes {
    belongs to core.people by writer
    words contact.name
    on erasure delete
}";

#[test]
fn a_map_that_fits_has_no_findings_and_can_be_planned() {
    on_each_engine(1, |databases| async move {
        databases[0].run(SHOP).await;
        let project = project(&databases[0], MAP);
        assert_eq!(findings(&project).await, Vec::<String>::new());
        let schemas = asked(&project).await.schemas;
        assert!(PersonGraph::compile(&project.model.data_map, schemas).is_ok());
    });
}

#[test]
fn what_is_missing_misspelt_or_undescribed_is_told_once_each() {
    on_each_engine(1, |databases| async move {
        databases[0].run(SHOP).await;
        let map = "
table core.people {
    is client by id, mail as email
    mail contact.email
    on erasure delete
}
table core.order {
    belongs to core.people by buyer
    on erasure delete
}
table core.orders {
    belongs to core.people by buyer = ident
    plain id, amount
    on erasure blank total
}
table core.everyone {
    belongs to core.people by email = email
    email contact.email
    on erasure delete
}";
        assert_eq!(
            findings(&project(&databases[0], map)).await,
            [
                "P0601 the store has no table `core.order`",
                "P0602 `core.orders` has no column `total`",
                "P0602 `core.people` has no column `ident`",
                "P0602 `core.people` has no column `mail`",
                "P0604 the column `email` of `core.people` looks like `contact.email` and is not described",
                "P0608 the table `core.notes` is not mapped and points to people by `writer`",
                "P0609 `core.everyone` is a view and has no rows of its own",
            ]
        );
    });
}

#[test]
fn a_link_that_means_the_key_of_a_table_without_one_is_told() {
    on_each_engine(1, |databases| async move {
        databases[0]
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY);
                 CREATE TABLE threads (number integer UNIQUE, person integer);
                 CREATE TABLE posts (id integer PRIMARY KEY, thread integer);",
            )
            .await;
        let map = "
table core.people {
    is client by id
    on erasure delete
}
table core.threads {
    belongs to core.people by person
    plain number
    on erasure delete
}
table core.posts {
    belongs to core.threads by thread
    plain id
    on erasure delete
}";
        let found = findings(&project(&databases[0], map)).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("P0511"), "{found:?}");
        let said = map.replace("by thread\n", "by thread = number\n");
        assert_eq!(findings(&project(&databases[0], &said)).await, Vec::<String>::new());
    });
}

#[test]
fn a_text_compares_with_a_number_and_a_day_does_not() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        let schema = |kind: &str| {
            format!(
                "DROP TABLE IF EXISTS people, orders; CREATE TABLE people (id integer PRIMARY KEY);
                 CREATE TABLE orders (buyer {kind})"
            )
        };
        let map = "
table core.people {
    is client by id
    on erasure delete
}
table core.orders {
    belongs to core.people by buyer
    on erasure delete
}";
        for (kind, fits) in
            [("text", true), ("bigint", true), ("date", false), ("boolean", false), ("jsonb", false)]
        {
            databases[0].run(&schema(kind)).await;
            let found = findings(&project(&databases[0], map)).await;
            assert_eq!(found.len(), usize::from(!fits), "{kind}: {found:?}");
            assert!(found.iter().all(|one| one.starts_with("P0607")), "{kind}: {found:?}");
        }
    });
}

#[test]
fn partitions_are_not_told_apart_from_their_table() {
    on_engine(Engine::Postgres, 1, |databases| async move {
        databases[0]
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY);
                 CREATE TABLE visits (person integer REFERENCES people, day date) PARTITION BY RANGE (day);
                 CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
            )
            .await;
        let map = "
table core.people {
    is client by id
    on erasure delete
}";
        assert_eq!(
            findings(&project(&databases[0], map)).await,
            ["P0608 the table `core.visits` is not mapped and points to people by `person`"]
        );
    });
}

#[test]
fn a_silent_store_does_not_hide_what_the_others_say() {
    on_each_engine(1, |databases| async move {
        databases[0].run(SHOP).await;
        let map = format!(
            "{MAP}
store gone = postgres \"postgres://nobody@127.0.0.1:1/nothing\"
store unset = sqlite env NOT_SET
store paper = manual
"
        )
        .replace("    name contact.name\n", "");
        let project = project(&databases[0], &map);
        let asked = asked(&project).await;
        let silent: Vec<String> = asked.silent.iter().map(ToString::to_string).collect();
        assert_eq!(silent.len(), 2, "{silent:?}");
        assert!(silent[0].contains("`gone` cannot be reached at `127.0.0.1:1/nothing`"), "{silent:?}");
        assert!(silent[1].contains("`NOT_SET`"), "{silent:?}");
        assert_eq!(asked.by_hand, ["paper"]);
        assert_eq!(asked.schemas.keys().collect::<Vec<_>>(), ["core"]);
        assert!(!live_findings(&project.model, asked.schemas, &std::collections::BTreeMap::new()).is_empty());
    });
}

#[test]
fn a_link_in_a_large_table_without_an_index_is_a_warning_until_there_is_one() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE people (id integer PRIMARY KEY, email varchar(100));
                 CREATE TABLE visits (id integer PRIMARY KEY, person integer, page varchar(80));
                 INSERT INTO visits WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)
                 SELECT i, i, '/what/they/looked/at' FROM n;",
            )
            .await;
        let tables = "
table core.people {
    is client by id
    email contact.email
    on erasure delete
}
table core.visits {
    belongs to core.people by person
    plain id, page
    on erasure delete
}";
        let analyse = match database.engine {
            Engine::Postgres => "ANALYZE",
            Engine::MariaDb => "ANALYZE TABLE visits",
            Engine::Sqlite => "SELECT 1",
        };
        database.rows(analyse).await;
        let found = findings(&project(database, tables)).await;
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert!(only.starts_with("P0632 no index of `core.visits` begins with `person`"), "{only}");
        database.run("CREATE INDEX of_person ON visits (person)").await;
        assert_eq!(findings(&project(database, tables)).await, Vec::<String>::new());
    });
}
