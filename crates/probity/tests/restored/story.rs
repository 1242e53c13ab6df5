//! The story, told on each engine.

use crate::cluster::Cluster;
use crate::ground::Ground;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

const JANE: &str = "jane.doe.restored@example.org";
const JIM: &str = "jim.poe.restored@example.com";
const JOHN: &str = "john.roe.stays@example.net";
const TABLES: [(&str, &str); 7] = [
    ("accounts", "id, email, full_name, created_at"),
    ("orders", "id, account_id, amount, gift_note, placed_at"),
    ("order_notes", "id, order_id, body"),
    ("visits", "id, account_id, at, ip"),
    ("events", "id, payload, at"),
    ("partners", "id, email, full_name"),
    ("calls", "id, partner_id, spoken"),
];

const POLICY: &str = r#"policy "Shop" version 1.0.0 {
    effective 2026-01-01 in Europe/Vilnius
    laws eu-gdpr
}

controller "Shop UAB" {
    country LT
    mail privacy "privacy@shop.example"
    authority VDAI
}

people {
    kind client "has an account"
    kind partner "sells for us"
    minimum age legal
}

collect contact.email, contact.name, order.*, payment.* of client, partner from person
collect device.ip, log.time of client from use

purpose account "run the account" {
    basis contract
    uses contact.*, order.*, payment.*, device.*, log.*
}

collect only what a purpose needs
keep contact.* while client, then 1 month, then delete
keep device.*, log.* at most 12 months after collected, then delete because company-decision
keep order.*, payment.* 7 years after collected, then delete because tax-law
delete beyond-recovery
backups expire after 90 days, erase again on restore
offer access, erasure, portability
answer any request within 1 month of receipt
verify requests by mailbox
explain every refusal
record decisions

store core = CORE_KIND env CORE

table core.accounts {
    is client by id as account, email
    email contact.email from person
    full_name contact.name from person
    plain created_at
    on erasure delete
}

table core.partners {
    is partner by id as partner, email
    email contact.email from person
    full_name contact.name from person
    on erasure keep because tax-law, blank full_name, pseudonymise email
}

table core.calls {
    belongs to core.partners by partner_id
    spoken order.purpose from person
    plain id
    on erasure delete
}

table core.orders {
    belongs to core.accounts by account_id
    id order.number
    amount payment.amount from person
    gift_note order.purpose from person
    plain placed_at
    counts collected from placed_at
    on erasure keep because tax-law, blank account_id, gift_note
}

table core.order_notes {
    belongs to core.orders by order_id
    body order.purpose from person
    plain id
    on erasure delete
}

table core.visits {
    belongs to core.accounts by account_id
    at log.time
    ip device.ip from use
    plain id
    counts collected from at
    on erasure delete
}

table core.events {
    belongs to core.accounts by "actor.id" in payload
    payload order.purpose
    at log.time
    plain id
    counts collected from at
    on erasure delete
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_copied_and_copied_back() {
    told(Ground::Files(tempfile::tempdir().unwrap())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_database_that_is_dumped_and_restored() {
    let Some(cluster) = Cluster::start_new(&[]) else { return };
    told(Ground::Server(cluster)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mariadb_database_that_is_dumped_and_loaded() {
    let Some(ground) = Ground::mariadb() else { return };
    told(ground).await;
}

async fn fill(ground: &Ground) {
    ground.create("core").await;
    let (instant, json) = match ground.kind() {
        "sqlite" => ("TEXT", "TEXT"),
        "postgres" => ("TIMESTAMP", "JSONB"),
        _ => ("DATETIME", "JSON"),
    };
    let mut script = format!(
        "CREATE TABLE accounts (id INTEGER PRIMARY KEY, email VARCHAR(190) NOT NULL UNIQUE, full_name VARCHAR(190) NOT NULL, created_at {instant} NOT NULL);
         CREATE TABLE orders (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts (id), amount VARCHAR(20) NOT NULL, gift_note VARCHAR(190), placed_at {instant} NOT NULL);
         CREATE TABLE order_notes (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id), body TEXT NOT NULL);
         CREATE TABLE visits (id INTEGER PRIMARY KEY, account_id INTEGER, at {instant} NOT NULL, ip VARCHAR(60) NOT NULL);
         CREATE TABLE events (id INTEGER PRIMARY KEY, payload {json} NOT NULL, at {instant} NOT NULL);
         CREATE TABLE partners (id INTEGER PRIMARY KEY, email VARCHAR(190) NOT NULL UNIQUE, full_name VARCHAR(190));
         CREATE TABLE calls (id INTEGER PRIMARY KEY, partner_id INTEGER NOT NULL REFERENCES partners (id), spoken TEXT NOT NULL);"
    );
    for (id, email) in [(1, JANE), (2, JIM), (3, JOHN)] {
        script.push_str(&format!(
            "INSERT INTO accounts VALUES ({id}, '{email}', 'Name of {email}', '2025-06-01 08:00:00');
             INSERT INTO partners VALUES ({id}0, '{email}', 'Name of {email}');"
        ));
        for number in 1..=20 {
            let row = id * 100 + number;
            script.push_str(&format!(
                "INSERT INTO orders VALUES ({row}, {id}, '{number}.00', 'for {email}', '2026-02-01 08:00:00');
                 INSERT INTO order_notes VALUES ({row}, {row}, 'ask {email} {}');
                 INSERT INTO visits VALUES ({row}, {id}, '2026-02-01 09:00:00', '192.0.2.{id}');
                 INSERT INTO events VALUES ({row}, '{{\"actor\": {{\"id\": {id}, \"mail\": \"{email}\"}}}}', '2026-02-01 09:00:00');
                 INSERT INTO calls VALUES ({row}, {id}0, 'said {email}');",
                "y".repeat(if number == 7 { 9000 } else { 40 })
            ));
        }
    }
    ground.run("core", &script).await;
}

/// All rows of all tables.
async fn rows(ground: &Ground, name: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in TABLES {
        let question = format!("SELECT concat_ws('|', '{table}', {columns}) FROM {table}");
        all.extend(ground.texts(name, &question).await);
    }
    all
}

struct Installation<'a> {
    folder: &'a Path,
    core: String,
}

impl Installation<'_> {
    /// Runs the program; fails unless it ends well and says nothing of anybody.
    fn probity(&self, words: &[&str]) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(words)
            .args(["--format", "json"])
            .current_dir(self.folder)
            .env_clear()
            .env("CORE", &self.core)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let (out, errors) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(output.status.success(), "{words:?}: {out}{errors}");
        assert!(!out.contains(JANE) && !errors.contains(JANE), "{out}{errors}");
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// Says that a store was brought back, and erases again. How it ended.
    fn replayed(&self) -> String {
        self.probity(&["backup", "restored", "1"]);
        let replay = self.probity(&["replay", "--store", "core", "--yes"]);
        replay["replay"]["request"]["outcome"].as_str().unwrap_or_else(|| panic!("{replay:#}")).to_owned()
    }
}

fn nothing_stands(ground: &Ground, when: &str) {
    for person in [JANE, JIM] {
        if let Some(files) = ground.files_with(person) {
            assert_eq!(files, Vec::<String>::new(), "{when}");
        }
    }
    assert!(ground.files_with(JOHN).is_none_or(|files| !files.is_empty()), "the search finds what is there");
}

async fn told(ground: Ground) {
    fill(&ground).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.probity"), POLICY.replace("CORE_KIND", ground.kind())).unwrap();
    let mut shop = Installation { folder: folder.path(), core: ground.address("core") };
    let whole = folder.path().join("whole.backup");
    ground.back_up("core", &[], &whole).await;
    let leaves = ["order_notes", "visits", "events", "calls"];
    let parts: Vec<_> = leaves.iter().map(|table| (*table, folder.path().join(table))).collect();
    for (table, part) in &parts {
        ground.back_up("core", &[table], part).await;
    }
    shop.probity(&["backup", "add", "core", "tape 1"]);
    let before = rows(&ground, "core").await;
    for person in [JANE, JIM] {
        shop.probity(&["request", "erasure", "--identity", &format!("email={person}"), "--yes"]);
    }
    let erased = rows(&ground, "core").await;
    assert_eq!(before.len() - erased.len(), 2 * (1 + 20 + 20 + 20 + 20), "{erased:#?}");
    nothing_stands(&ground, "after the erasure");

    // The database is lost, and a new one made of the backup.
    ground.create("restored").await;
    ground.restore(&whole, &[], "restored").await;
    ground.destroy("core").await;
    shop.core = ground.address("restored");
    assert_eq!(rows(&ground, "restored").await, before);
    let dry = shop.probity(&["replay", "--dry-run"]);
    assert!(dry["plan"]["steps"].as_array().unwrap().len() >= 7, "{dry:#}");
    assert_eq!(rows(&ground, "restored").await, before, "a plan changes nothing");
    assert_eq!(shop.replayed(), "erased-again");
    assert_eq!(rows(&ground, "restored").await, erased);
    nothing_stands(&ground, "after the replay");
    let report = shop.probity(&["verify"]);
    let promises = report["promises"].as_array().unwrap();
    let how = promises.iter().find(|promise| promise["kind"] == "delete-how").unwrap();
    let expected = if ground.kind() == "mariadb" { "unproven" } else { "kept" };
    assert_eq!(how["state"], expected, "{how:#}");

    // Single tables are brought back, to which rows led that are gone, that stayed, or in which JSON leads.
    for (table, part) in &parts {
        ground.restore(part, &[table], "restored").await;
        assert_ne!(rows(&ground, "restored").await, erased, "{table}");
        assert_eq!(shop.replayed(), "erased-again", "{table}");
        assert_eq!(rows(&ground, "restored").await, erased, "{table}");
        nothing_stands(&ground, table);
    }
    assert_eq!(shop.replayed(), "nobody-came-back");
    let verified = shop.probity(&["ledger", "verify"]);
    assert!(verified.is_object(), "{verified}");
    ground.destroy("restored").await;
}
