//! What is drafted of people who hang on each other, and by what they can be named.

use super::bad_input::{look, sound};
use super::common::Database;
use probity_survey::survey::survey;

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

#[tokio::test]
async fn people_whose_word_is_in_no_list_are_told_by_what_their_rows_say() {
    for database in Database::each().await {
        database
            .run(
                "CREATE TABLE readers (card varchar(20) PRIMARY KEY, full_name varchar(80), mail varchar(80) NOT NULL UNIQUE, phone varchar(40), born_on date);
                 CREATE TABLE loans (id integer PRIMARY KEY, reader varchar(20) NOT NULL, FOREIGN KEY (reader) REFERENCES readers (card));
                 INSERT INTO readers VALUES ('L-0001', 'Ann Smith', 'ann@example.org', '+37060000001', '1981-04-01'), ('L-0002', 'Peter Berg', 'bob@example.org', '+37060000002', '1990-12-07')",
            )
            .await;
        let text = sound(database.kind, &look(&database).await);
        assert!(text.contains("is reader by card, mail as email, phone  //"), "{text}");
        database.drop().await;
    }
}

#[tokio::test]
async fn values_made_like_the_keys_of_people_are_looked_up_there_whatever_their_column_is_called() {
    let keys = |from: u32| (from..from + 9).map(move |number| format!("'L-{number:04}'")).collect::<Vec<_>>();
    for database in Database::each().await {
        let people = keys(1).into_iter().enumerate().map(|(at, key)| format!("({key}, 'p{at}@example.org')"));
        let visits = keys(1).into_iter().enumerate().map(|(at, key)| format!("({at}, {key})"));
        let lamps = keys(500).into_iter().enumerate().map(|(at, key)| format!("({at}, {key})"));
        let joined = |rows: Vec<String>| rows.join(", ");
        database
            .run(&format!(
                "CREATE TABLE users (card varchar(20) PRIMARY KEY, email varchar(80) NOT NULL UNIQUE);
                 CREATE TABLE door_visits (id integer PRIMARY KEY, badge varchar(20));
                 CREATE TABLE lamps (id integer PRIMARY KEY, model varchar(20));
                 INSERT INTO users VALUES {};
                 INSERT INTO door_visits VALUES {};
                 INSERT INTO lamps VALUES {}",
                joined(people.collect()),
                joined(visits.collect()),
                joined(lamps.collect())
            ))
            .await;
        let text = sound(database.kind, &look(&database).await);
        assert!(text.contains("belongs to core.users by badge  // 8"), "{text}");
        assert!(
            text.contains("its values are made like the keys of `users`; 9 of 9 sampled values are there"),
            "{text}"
        );
        assert!(!text.contains("by model"), "{text}");
        database.drop().await;
    }
}

#[tokio::test]
async fn what_a_row_about_somebody_says_is_personal_and_what_serves_the_store_is_not() {
    for database in Database::each().await {
        database
            .run(
                "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, tier varchar(9));
                 CREATE TABLE products (id integer PRIMARY KEY, title varchar(80), price integer);
                 CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL, product_id integer, total integer, lock_version integer, updated_at timestamp NULL, placed_at timestamp NULL, FOREIGN KEY (customer_id) REFERENCES customers (id), FOREIGN KEY (product_id) REFERENCES products (id));
                 CREATE TABLE order_lines (id integer PRIMARY KEY, order_id integer NOT NULL, quantity integer, FOREIGN KEY (order_id) REFERENCES orders (id));
                 INSERT INTO customers VALUES (1, 'ann@example.org', 'gold'), (2, 'bob@example.org', 'basic');
                 INSERT INTO products VALUES (1, 'Desk', 9); INSERT INTO orders VALUES (1, 1, 1, 9, 0, NULL, NULL); INSERT INTO order_lines VALUES (1, 1, 1)",
            )
            .await;
        let examined = look(&database).await;
        let text = sound(database.kind, &examined);
        for wanted in [
            "id account.identifier unconfirmed",
            "tier order.subscription unconfirmed",
            "total order.amount unconfirmed  // 65%: by its name, in a row about a customer",
            "placed_at order.history unconfirmed  // 50%: in a row about a customer",
            // Which product it was, though no product is anybody's.
            "product_id order.product unconfirmed",
            "quantity order.product unconfirmed",
            "plain id, lock_version, updated_at",
        ] {
            assert!(text.contains(wanted), "{wanted} is missing:\n{text}");
        }
        assert!(!text.contains("title order") && !text.contains("price order"), "{text}");
        let found = survey("core", &examined, None);
        // Only the address was recognised; the figures of what was recognised have nothing of the rest.
        assert_eq!((found.personal.columns, found.personal.of_row), (1, 6));
        database.drop().await;
    }
}
