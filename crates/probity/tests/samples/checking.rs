//! `probity check --live`: the policy and the stores as they are.

use crate::common::{Database, Project};
use probity_stores::Engine;

const TABLES: &str = "CREATE TABLE people (id integer PRIMARY KEY, email varchar(80), phone varchar(20));
    CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES people);";

fn project(engine: Engine, address: &str) -> Project {
    let kind = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
        Engine::MariaDb => "mariadb",
    };
    let project = Project::sample("websubmit").with("CORE", address);
    let text = std::fs::read_to_string(project.path("policy.probity")).unwrap();
    let (policy, _) = text.split_once("store ").unwrap();
    project.write(
        "policy.probity",
        &format!(
            "{}store core = {kind} env CORE

table core.people {{
    is user by id, email
    email contact.email
    on erasure delete
}}
",
            // What no table holds need not be collected either.
            policy.replace("    country US\n", "    country US\n    post \"1 Example Street\"\n")
        ),
    );
    project
}

#[test]
fn what_the_store_has_and_the_map_does_not_fails_the_check() {
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MariaDb] {
        let Some(database) = Database::create(engine) else { continue };
        database.run(TABLES);
        let project = project(engine, &database.address);
        let plain = project.probity(&["check", "--format", "json"]);
        assert_eq!((plain.code, plain.findings()), (0, vec![]));
        let live = project.probity(&["check", "--live", "--format", "json"]);
        assert_eq!(live.code, 1, "{live:?}");
        assert_eq!(
            live.findings(),
            [
                "P0608 the table `core.orders` is not mapped and points to people by `buyer`",
                "P0604 the column `phone` of `core.people` looks like `contact.phone` and is not described",
            ]
        );
    }
}

#[test]
fn what_the_map_has_and_the_store_does_not_is_an_error() {
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MariaDb] {
        let Some(database) = Database::create(engine) else { continue };
        database.run("CREATE TABLE peopel (id integer PRIMARY KEY, email varchar(80))");
        let live = project(engine, &database.address).probity(&["check", "--live"]);
        assert_eq!(live.code, 1, "{live:?}");
        assert!(live.said.contains("the store has no table `core.people`"), "{live:?}");
        assert!(live.said.contains("did you mean `peopel`?"), "{live:?}");
        assert!(live.said.contains("policy.probity:"), "{live:?}");
    }
}

#[test]
fn a_store_that_does_not_answer_is_named_after_what_the_others_said() {
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MariaDb] {
        let Some(database) = Database::create(engine) else { continue };
        database.run(TABLES);
        let project =
            project(engine, &database.address).with("SECRET", "postgres://me:hunter2@127.0.0.1:1/x");
        let text = std::fs::read_to_string(project.path("policy.probity")).unwrap();
        project.write(
            "policy.probity",
            &format!("{text}\nstore gone = postgres env SECRET\nstore lost = sqlite \"lost.sqlite\"\n"),
        );
        let live = project.probity(&["check", "--live"]);
        assert_eq!(live.code, 3, "{live:?}");
        assert!(live.said.contains("P0604"), "{live:?}");
        assert!(live.complained.contains("store `gone` cannot be reached at `127.0.0.1:1/x`"), "{live:?}");
        assert!(live.complained.contains("store `lost`"), "{live:?}");
        assert!(!live.complained.contains("hunter2") && !live.said.contains("hunter2"), "{live:?}");
        let json = project.probity(&["check", "--live", "--format", "json"]);
        assert_eq!(json.code, 3);
        assert!(json.findings().iter().any(|one| one.starts_with("P0604")));
        let why: serde_json::Value = serde_json::from_str(&json.complained).unwrap();
        assert_eq!(why["error"]["exit_code"], 3);
    }
}

#[test]
fn paths_of_stores_count_from_the_projects_folder() {
    let database = Database::create(Engine::Sqlite).unwrap();
    database.run(TABLES);
    let project = project(Engine::Sqlite, "stores/core.sqlite");
    std::fs::create_dir(project.path("stores")).unwrap();
    std::fs::copy(&database.address, project.path("stores/core.sqlite")).unwrap();
    let folder = project.folder.path().display().to_string();
    let elsewhere = Project::empty().with("CORE", "stores/core.sqlite");
    let live = elsewhere.probity(&["check", &folder, "--live", "--format", "concise"]);
    assert_eq!(live.code, 1, "{live:?}");
    assert!(live.said.contains("P0604"), "{live:?}");
}

#[test]
fn the_folder_of_the_state_is_no_file_of_the_policy() {
    let database = Database::create(Engine::Sqlite).unwrap();
    database.run(TABLES);
    let project = project(Engine::Sqlite, &database.address);
    for _ in 0..2 {
        let done = project.probity(&["plan", "access", "--identity", "email=nobody@example.com"]);
        assert_eq!(done.code, 0, "{done:?}");
    }
    assert!(project.path(".probity").is_dir());
    assert_eq!(project.probity(&["check"]).code, 0);
}
