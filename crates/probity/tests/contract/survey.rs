//! Surveying and mapping a database that nobody described, from the command line.

use crate::program::probity;
use std::path::{Path, PathBuf};

/// A small shop in a file, made by the database's own library through the demo's tables.
fn shop(folder: &Path) -> PathBuf {
    let path = folder.join("shop.sqlite");
    let made = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    made.block_on(async {
        use sqlx::{ConnectOptions, Connection};
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(
            "CREATE TABLE clients (id integer PRIMARY KEY, email text NOT NULL UNIQUE, full_name text);
             INSERT INTO clients VALUES (1, 'ann@example.org', 'Ann Smith'), (2, 'bob@example.org', 'Bob Berg');
             CREATE TABLE orders (id integer PRIMARY KEY, client_id integer REFERENCES clients (id), total numeric);
             INSERT INTO orders VALUES (1, 1, 3), (2, 2, 4);
             CREATE TABLE colours (id integer PRIMARY KEY, title text)",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
    });
    path
}

#[test]
fn a_stranger_sees_in_one_command_what_a_database_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    let before = std::fs::read(&path).unwrap();
    let text = probity(folder.path(), &["survey", "shop.sqlite"]).with(0).out;
    assert!(text.contains("2 columns in 2 tables hold personal data"), "{text}");
    // The number of the client, the number and the total of the order.
    assert!(text.contains("personal only because of the row"), "{text}");
    let json = probity(folder.path(), &["survey", "shop.sqlite", "--format", "json"]).with(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["people"][0]["table"], "clients");
    probity(folder.path(), &["survey", "shop.sqlite", "--format", "html", "--out", "page.html"]).with(0);
    let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    for output in [&text, &json.to_string(), &page] {
        assert!(!output.contains("ann@example.org") && !output.contains("Bob Berg"));
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_drafted_map_is_sound_and_later_only_the_change_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = shop(folder.path());
    probity(folder.path(), &["map", "shop.sqlite", "--name", "shop", "--out", "data.probity"]).with(0);
    probity(folder.path(), &["check", "data.probity"]).with(0);
    probity(folder.path(), &["map", "shop.sqlite", "--name", "shop", "--out", "data.probity"]).with(2);
    let same =
        probity(folder.path(), &["map", "shop.sqlite", "--name", "shop", "--project", "."]).with(0).out;
    assert_eq!(same, "");
    let made = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    made.block_on(async {
        use sqlx::{ConnectOptions, Connection};
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql("ALTER TABLE clients ADD COLUMN phone text").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let text =
        probity(folder.path(), &["map", "shop.sqlite", "--name", "shop", "--project", "."]).with(0).out;
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("+ shop.clients: phone contact.phone"), "{text}");
    let patch = ["map", "shop.sqlite", "--name", "shop", "--project", ".", "--format", "patch"];
    let patch = probity(folder.path(), &patch).with(0).out;
    assert!(patch.starts_with("--- a/data.probity\n+++ b/data.probity\n@@ "), "{patch}");
    assert!(patch.contains("\n+    phone contact.phone"), "{patch}");
    // The build fails on a personal column that no sentence reaches.
    let data = std::fs::read_to_string(folder.path().join("data.probity")).unwrap();
    let here = data.replace("env SHOP_DATABASE_URL", "\"shop.sqlite\"");
    std::fs::write(folder.path().join("data.probity"), here).unwrap();
    let told = probity(folder.path(), &["check", "data.probity", "--live"]).with(1);
    assert!(told.out.contains("`phone`") && told.out.contains("contact.phone"), "{}", told.out);
}

#[test]
fn what_cannot_be_surveyed_says_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("words.txt"), "only words, many of them\n".repeat(100)).unwrap();
    probity(folder.path(), &["survey", "words.txt"]).with(3);
    probity(folder.path(), &["survey", "not-there.sqlite"]).with(3);
    probity(folder.path(), &["survey", "env:NOT_SET_ANYWHERE"]).with(2);
    probity(folder.path(), &["survey", "https://example.org/"]).with(2);
    probity(folder.path(), &["survey", "postgres://nobody@127.0.0.1:1/x"]).with(3);
    probity(folder.path(), &["map", "words.txt", "--name", "two words"]).with(2);
    probity(folder.path(), &["check", ".", "--format", "html"]).with(2);
    probity(folder.path(), &["survey", "words.txt", "--format", "patch"]).with(2);
}

#[test]
fn a_folder_is_drafted_as_a_database_is_and_what_cannot_be_looked_at_is_told_with_a_way_on() {
    let folder = tempfile::tempdir().unwrap();
    let people: String = (1..=6)
        .map(|number| format!("{{\"id\":{number},\"email\":\"person{number}@example.org\"}}\n"))
        .collect();
    std::fs::create_dir(folder.path().join("exports")).unwrap();
    std::fs::write(folder.path().join("exports/users.jsonl"), people).unwrap();
    probity(folder.path(), &["map", "file:exports", "--name", "exports", "--out", "data.probity"]).with(0);
    let drafted = std::fs::read_to_string(folder.path().join("data.probity")).unwrap();
    assert!(drafted.contains("files \"users.jsonl\" hold json-lines"), "{drafted}");
    probity(folder.path(), &["check", "data.probity"]).with(0);
    let text = probity(folder.path(), &["survey", "exports"]).with(0).out;
    assert!(text.contains("1 column in 1 table holds") && !text.contains("person1@"), "{text}");
    for (address, code, way) in [
        ("https://api.example.com", 2, "`resource`"),
        ("redis://127.0.0.1:1", 3, "127.0.0.1:1"),
        ("s3://no/such?endpoint=http://127.0.0.1:1/x", 2, "endpoint"),
        ("file:nowhere", 2, "no such folder"),
    ] {
        let error = probity(folder.path(), &["survey", address]).with(code).err;
        assert!(error.contains(way), "{error}");
    }
}

#[test]
fn rows_of_another_store_are_led_to_the_people_of_a_project_that_has_not_that_store_yet() {
    let folder = tempfile::tempdir().unwrap();
    shop(folder.path());
    probity(folder.path(), &["map", "shop.sqlite", "--name", "shop", "--out", "data.probity"]).with(0);
    let data = std::fs::read_to_string(folder.path().join("data.probity")).unwrap();
    let here = data.replace("env SHOP_DATABASE_URL", "\"shop.sqlite\"");
    std::fs::write(folder.path().join("data.probity"), here).unwrap();
    let visits = folder.path().join("web");
    std::fs::create_dir(&visits).unwrap();
    let lines: String =
        (1..=2).map(|number| format!("{{\"client_id\":{number},\"page\":\"/a\"}}\n")).collect();
    std::fs::write(visits.join("visits.jsonl"), lines).unwrap();
    let map = |more: &[&str]| {
        let arguments = [&["map", "file:web", "--name", "web"], more].concat();
        probity(folder.path(), &arguments).with(0).out
    };
    let drafted = map(&["--project", "."]);
    assert!(drafted.contains("belongs to shop.clients by client_id"), "{drafted}");
    assert!(drafted.contains("page browsing.page"), "{drafted}");
    // Without the project nobody knows whose they are.
    assert!(!map(&[]).contains("belongs to"));
}
