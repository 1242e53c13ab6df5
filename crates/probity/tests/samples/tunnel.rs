//! The second example company: a tunnel whose network (MariaDB) knows its customers by login only, and
//! whose shop (SQLite) knows the logins.

use crate::common::{Database, Project};
use probity_stores::Engine;
use std::path::{Path, PathBuf};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

const SHOP: &str = "
INSERT INTO customers VALUES (1, 'ada@example.org', 'ada', 'hash-a', 'year', 0, 'active', '2024-02-03T10:00:00Z', NULL),
                             (2, 'bob@example.org', 'Ada', 'hash-b', 'month', 0, 'active', '2024-03-03T10:00:00Z', NULL);
INSERT INTO orders VALUES (10, 1, 'year', 'e-10', 'paid', '2024-02-03T10:00:00Z'),
                          (11, 2, 'month', 'e-11', 'paid', '2024-03-03T10:00:00Z');
INSERT INTO archive VALUES (1, 'customers', 1, 'email', 'ada.old@example.org', '2024-05-01T00:00:00Z', 'ada', 'change', '2025-05-01');
INSERT INTO sessions VALUES ('s-1', 1, '2025-10-01T00:00:00Z', '2025-10-02T00:00:00Z');
INSERT INTO rules_versions VALUES (4, 'digest', 'significant', '2025-11-01');
INSERT INTO rules_acceptances VALUES (1, 1, 4, 'continued-use', '2025-11-02T00:00:00Z');
";

/// Two logins that differ in their capitals only: MariaDB's own comparison would take them for one.
const RADIUS: &str = "
INSERT INTO radcheck (username, attribute, op, value) VALUES ('ada', 'Cleartext-Password', ':=', 'a'), ('Ada', 'Cleartext-Password', ':=', 'b');
INSERT INTO radacct (acctsessionid, username, acctstarttime, acctstoptime, acctsessiontime, callingstationid) VALUES
    ('x1', 'ada', '2025-11-01 10:00:00', '2025-11-01 11:00:00', 3600, '203.0.113.7'),
    ('x2', 'ada', '2025-11-02 10:00:00', '2025-11-02 11:00:00', 3600, '203.0.113.7'),
    ('x3', 'Ada', '2025-11-02 10:00:00', '2025-11-02 11:00:00', 3600, '203.0.113.8');
";

fn tunnel() -> Option<(Database, Database, Project)> {
    let schema = |file: &str| std::fs::read_to_string(examples().join("vpn/schema").join(file)).unwrap();
    let radius = Database::create(Engine::MariaDb)?;
    radius.run(&(schema("radius.sql") + RADIUS));
    let shop = Database::create(Engine::Sqlite)?;
    shop.run(&(schema("shop.sql") + SHOP));
    let project = Project::empty().with("VPN_SHOP", &shop.address).with("VPN_RADIUS", &radius.address);
    for file in ["policy.probity", "data.probity", "notice.md"] {
        project.write(file, &std::fs::read_to_string(examples().join("vpn").join(file)).unwrap());
    }
    Some((shop, radius, project))
}

#[test]
fn every_example_compiles_without_findings_and_is_laid_out() {
    for folder in std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.join("policy.probity").is_file() {
            continue;
        }
        let folder = folder.display().to_string();
        let check = Project::empty().probity(&["check", &folder, "--format", "json"]);
        assert_eq!((check.code, check.findings()), (0, Vec::new()), "{folder}");
        let layout = Project::empty().probity(&["fmt", "--check", &folder]);
        assert_eq!(layout.code, 0, "{layout:?}");
    }
}

#[test]
fn the_map_of_the_tunnel_is_borne_out_by_its_databases() {
    let Some((_shop, _radius, project)) = tunnel() else { return };
    let check = project.probity(&["check", "--live", "--format", "json"]);
    assert_eq!((check.code, check.findings()), (0, Vec::new()));
}

#[test]
fn an_erasure_reaches_the_network_by_login_and_spares_a_login_that_differs_in_capitals() {
    let Some((shop, radius, project)) = tunnel() else { return };
    let rows = |tables: Vec<(String, Vec<serde_json::Value>)>| {
        let mut counts: Vec<String> =
            tables.iter().map(|(table, rows)| format!("{table} {}", rows.len())).collect();
        counts.sort();
        counts
    };
    assert_eq!(
        rows(project.access("email=ada@example.org")),
        [
            "archive 1",
            "customers 1",
            "orders 1",
            "radacct 2",
            "radcheck 1",
            "rules_acceptances 1",
            "sessions 1"
        ]
    );
    let done = project.probity(&["request", "erasure", "--identity", "email=ada@example.org", "--yes"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(radius.rows("SELECT username FROM radcheck"), ["Ada"]);
    assert_eq!(radius.rows("SELECT acctsessionid, username FROM radacct"), ["x3|Ada"]);
    assert_eq!(shop.rows("SELECT id, email FROM customers"), ["2|bob@example.org"]);
    assert_eq!(
        shop.rows("SELECT id, customer_id FROM orders"),
        ["10|", "11|2"],
        "kept for the tax law, nobody's"
    );
    assert_eq!(shop.rows("SELECT * FROM archive"), Vec::<String>::new());
}
