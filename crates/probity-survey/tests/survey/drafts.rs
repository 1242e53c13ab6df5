//! What is drafted of people who hang on each other, and by what they can be named.

use super::bad_input::{look, sound};
use super::common::Database;

#[tokio::test]
async fn a_childs_row_goes_with_the_parent_whom_it_cannot_be_without() {
    for database in Database::each().await {
        database
            .run(
                "CREATE TABLE users (id integer PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, phone varchar(40));
                 CREATE TABLE learners (id integer PRIMARY KEY, parent_id integer NOT NULL, email varchar(80), FOREIGN KEY (parent_id) REFERENCES users (id));
                 CREATE TABLE patients (id integer PRIMARY KEY, guardian_id integer, email varchar(80), FOREIGN KEY (guardian_id) REFERENCES users (id));
                 INSERT INTO users VALUES (1, 'ann@example.org', '+37060000001'), (2, 'bob@example.org', '+37060000002');
                 INSERT INTO learners VALUES (1, 1, 'mia@example.org'), (2, 1, 'leo@example.org');
                 INSERT INTO patients VALUES (1, 2, 'cleo@example.org'), (2, NULL, 'dan@example.org')",
            )
            .await;
        let text = sound(database.kind, &look(&database).await);
        assert!(text.contains("is learner by id"), "{text}");
        assert!(text.contains("belongs to core.users by parent_id, delete for all"), "{text}");
        assert!(!text.contains("by guardian_id, delete for all"), "{text}");
        database.drop().await;
    }
}

#[tokio::test]
async fn nobody_is_named_by_what_is_only_shown_to_others() {
    let database = Database::sqlite();
    database
        .run(
            "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, username text NOT NULL UNIQUE, display_name text, nickname text);
             INSERT INTO users VALUES (1, 'ann@example.org', 'ann7', 'Ann', 'annie'), (2, 'bob@example.org', 'bob', 'Bob', 'bobby')",
        )
        .await;
    let text = sound(database.kind, &look(&database).await);
    assert!(text.contains("is user by id, email, username "), "{text}");
}
