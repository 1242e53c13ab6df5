//! A store that changes under its map: only the change is told, and what people wrote stays.

use super::bad_input::{compiled, look, sound};
use super::common::Database;
use probity_survey::draft::{Naming, draft};
use probity_survey::drift::{Drift, drift, patch, text};
use probity_survey::observe::Bounds;
use probity_survey::personal_guesses;

const SCHEMA: &str = "CREATE TABLE clients (id integer PRIMARY KEY, email text NOT NULL UNIQUE, name text, fax text);
    INSERT INTO clients VALUES (1, 'ann@example.org', 'Ann Smith', NULL), (2, 'bob@example.org', 'Bob Berg', NULL);
    CREATE TABLE orders (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients (id), total numeric, remark text);
    CREATE TABLE colours (id integer PRIMARY KEY, title text);
    CREATE TABLE old_things (id integer PRIMARY KEY, client_id integer REFERENCES clients (id))";

/// The lines of a text after a patch of it, made by hand from its hunks.
fn applied(before: &str, patch: &str) -> String {
    let lines: Vec<&str> = before.lines().collect();
    let (mut out, mut at) = (Vec::new(), 0);
    for line in patch.lines() {
        if let Some(hunk) = line.strip_prefix("@@ -") {
            let start: usize = hunk.split(',').next().unwrap().parse().unwrap();
            out.extend(lines[at..start - 1].iter().map(|line| (*line).to_owned()));
            at = start - 1;
        } else if let Some(new) = line.strip_prefix('+').filter(|_| !line.starts_with("+++")) {
            out.push(new.to_owned());
        } else if let Some(old) = line.strip_prefix('-').filter(|_| !line.starts_with("---")) {
            assert_eq!(lines[at], old);
            at += 1;
        } else if let Some(same) = line.strip_prefix(' ') {
            assert_eq!(lines[at], same);
            out.push(same.to_owned());
            at += 1;
        }
    }
    out.extend(lines[at..].iter().map(|line| (*line).to_owned()));
    out.join("\n") + "\n"
}

#[tokio::test]
async fn an_unchanged_store_has_no_drift_and_a_changed_one_only_the_change() {
    for database in Database::each().await {
        database.run(SCHEMA).await;
        let naming = Naming::new("core", database.kind);
        let examined = look(&database).await;
        sound(database.kind, &examined);
        // What a person adds to the draft stays.
        let written = draft(&naming, &examined)
            .replace("table core.clients {", "// Asked Maria about these.\ntable core.clients {");
        let project = compiled(&written);
        assert_eq!(drift(&naming, &examined, &project.model.data_map), Drift::default());

        database
            .run(
                "ALTER TABLE clients DROP COLUMN fax; ALTER TABLE clients ADD COLUMN phone text;
                 UPDATE clients SET phone = '+49 30 1234567';
                 ALTER TABLE orders ADD COLUMN weight numeric; DROP TABLE old_things;
                 ALTER TABLE colours ADD COLUMN suggested_by_email text;
                 UPDATE clients SET name = 'Ann Smith';
                 CREATE TABLE logins (id integer PRIMARY KEY, client_id integer REFERENCES clients (id), ip_address text);
                 CREATE TABLE shades (id integer PRIMARY KEY, depth integer)",
            )
            .await;
        let examined = look(&database).await;
        let found = drift(&naming, &examined, &project.model.data_map);
        let told = text(&found);
        println!("{told}");
        assert!(found.touches_personal());
        for expected in [
            "+ table core.logins  ! personal",
            "+ table core.shades\n",
            "- table core.old_things",
            "+ core.clients: phone contact.phone",
            "+ core.orders: weight order.history unconfirmed",
            "+ core.colours: suggested_by_email contact.email",
            "- core.clients: fax",
        ] {
            assert!(told.contains(expected), "{expected}\n{told}");
        }
        assert_eq!(told.lines().count(), 7, "{told}");

        let changes = patch(&found, "core", &project.model.data_map, &project.sources, "");
        let after = applied(&written, &changes);
        assert!(after.contains("// Asked Maria about these."));
        let patched = compiled(&after);
        let left = drift(&naming, &examined, &patched.model.data_map);
        assert_eq!(left, Drift::default(), "{changes}\n{after}");

        let guesses =
            personal_guesses(&database.handle(), &project.model.data_map, Bounds::default()).await.unwrap();
        let columns: Vec<String> = guesses
            .iter()
            .map(|((place, column), category)| format!("{}.{column} {category}", place.table))
            .collect();
        assert!(columns.contains(&"clients.phone contact.phone".to_owned()), "{columns:?}");
        assert!(columns.contains(&"logins.ip_address device.ip".to_owned()), "{columns:?}");
        database.drop().await;
    }
}
