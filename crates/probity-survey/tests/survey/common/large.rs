//! A made-up database of many tables, as companies have them: some people, much of theirs, much of nobody's, ugly
//! names, views, history, keys declared and not.

use probity_policy::model::data_map::StoreKind;
use std::fmt::Write;

/// The same for another engine, as far as it has what PostgreSQL has.
pub(crate) fn script_for(kind: StoreKind, count: usize) -> String {
    let script = script(count);
    if kind == StoreKind::Postgres {
        return script;
    }
    let maria = kind == StoreKind::MariaDb;
    let mut text = String::new();
    for (at, part) in script.split("generate_series(1, ").enumerate() {
        if at == 0 {
            text.push_str(part);
            continue;
        }
        let (most, rest) = part.split_once(')').unwrap();
        if maria {
            let _ = write!(text, "(SELECT seq AS i FROM seq_1_to_{most}) x");
        } else {
            let _ = write!(
                text,
                "(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {most}) SELECT i FROM s) x"
            );
        }
        text.push_str(rest.strip_prefix(" i").unwrap());
    }
    let text = text
        .replace("MATERIALIZED VIEW", "VIEW")
        .replace("now()", "'2026-01-01 10:00:00'")
        .replace(" inet", " varchar(45)")
        .replace(" jsonb", if maria { " json" } else { " text" })
        .replace("(key text", "(\"key\" varchar(40)")
        .replace("code text", "code varchar(40)");
    if !maria {
        return text;
    }
    // There a reference beside its column has to name the other's.
    text.replace("ANALYZE;", "")
        .replace("REFERENCES customers", "REFERENCES customers (id)")
        .replace("REFERENCES employees", "REFERENCES employees (id)")
        .replace("REFERENCES countries", "REFERENCES countries (code)")
        .replace("REFERENCES \"order\"", "REFERENCES \"order\" (id)")
}

/// The statements that make `count` tables and a few rows in each, for PostgreSQL.
fn script(count: usize) -> String {
    let mut sql = String::from(
        "CREATE TABLE customers (id integer PRIMARY KEY, email text NOT NULL UNIQUE, full_name text, phone text, created_at timestamp);
         INSERT INTO customers SELECT i, 'person' || i || '@example.org', 'Anna Berg', '+49 30 ' || (1000000 + i), now() FROM generate_series(1, 300) i;
         CREATE TABLE employees (id integer PRIMARY KEY, email text NOT NULL UNIQUE, name text, manager_id integer REFERENCES employees);
         INSERT INTO employees SELECT i, 'staff' || i || '@example.com', 'Tom Smith', NULL FROM generate_series(1, 20) i;
         CREATE TABLE countries (code text PRIMARY KEY, name text);
         INSERT INTO countries VALUES ('CY', 'Cyprus'), ('DE', 'Germany');
         CREATE VIEW customer_mails AS SELECT id, email FROM customers;
         CREATE MATERIALIZED VIEW customer_copy AS SELECT id, email, phone FROM customers;
         CREATE TABLE \"order\" (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers ON DELETE CASCADE, \"select\" text);
         INSERT INTO \"order\" SELECT i, 1 + i % 300, 'words' FROM generate_series(1, 400) i;\n",
    );
    for number in 0..count.saturating_sub(4) {
        let _ = match number % 8 {
            0 => writeln!(sql, "CREATE TABLE \"Customer Visits {number}\" (id bigint PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, ip_address inet, user_agent text, at timestamp);
                INSERT INTO \"Customer Visits {number}\" SELECT i, 1 + i % 300, '203.0.113.7', 'Mozilla/5.0 (X11; Linux)', now() FROM generate_series(1, 50) i;"),
            1 => writeln!(sql, "CREATE TABLE ticket_{number} (id integer PRIMARY KEY, customer integer, assigned_to integer REFERENCES employees, subject text, body text);
                INSERT INTO ticket_{number} SELECT i, 1 + i % 300, 1 + i % 20, 'about ' || i, 'I would like to know how this is meant to work at all.' FROM generate_series(1, 40) i;"),
            2 => writeln!(sql, "CREATE TABLE ticket_{0}_notes (id integer PRIMARY KEY, ticket_{0}_id integer, note text);
                INSERT INTO ticket_{0}_notes SELECT i, 1 + i % 40, 'They called again and asked for the same thing.' FROM generate_series(1, 60) i;", number - 1),
            3 => writeln!(sql, "CREATE TABLE product_group_{number} (id integer PRIMARY KEY, title text, position integer); INSERT INTO product_group_{number} SELECT i, 'Group ' || i, i FROM generate_series(1, 9) i;"),
            4 => writeln!(sql, "CREATE TABLE rate_{number} (id integer PRIMARY KEY, country_code text REFERENCES countries, percent numeric); INSERT INTO rate_{number} SELECT i, 'CY', i FROM generate_series(1, 9) i;"),
            5 => writeln!(sql, "CREATE TABLE payment_{number} (id integer PRIMARY KEY, order_id integer NOT NULL REFERENCES \"order\", amount numeric, iban text); INSERT INTO payment_{number} SELECT i, i, i, NULL FROM generate_series(1, 80) i;"),
            6 => writeln!(sql, "CREATE TABLE setting_{number} (key text PRIMARY KEY, value jsonb); INSERT INTO setting_{number} VALUES ('a', '{{\"on\": true}}');"),
            _ => writeln!(sql, "CREATE TABLE queue_{number} (a integer, b integer, payload jsonb); INSERT INTO queue_{number} VALUES (1, 2, '{{\"colour\": \"red\"}}');"),
        };
    }
    sql.push_str("ANALYZE;");
    sql
}
