//! A public sample shop on which another engine fails in five known ways.

use crate::common::{Database, Project, shared};
use probity_stores::Engine;
use serde_json::{Value, json};

/// The shop's database, with its project.
fn shop() -> Option<(Database, Project)> {
    let rows = std::fs::read_to_string(shared()?.join("fixtures/fides/postgres_sample.sql")).unwrap();
    let database = Database::create(Engine::Postgres)?;
    database.run(&rows);
    let project = Project::sample("fides").with("SHOP_DATABASE_URL", &database.address);
    Some((database, project))
}

fn identity(email: &str) -> String {
    format!("email={email}")
}

/// `table action rows` of a plan's steps, in its order.
fn steps(plan: &Value) -> Vec<String> {
    let word = |step: &Value, name: &str| step[name].as_str().unwrap().to_owned();
    let steps = plan["steps"].as_array().unwrap().iter();
    steps.map(|step| format!("{} {} {}", word(step, "table"), word(step, "action"), step["rows"])).collect()
}

/// All rows of the tables that a person could be in.
fn everything(database: &Database) -> Vec<Vec<String>> {
    ["customer", "address", "orders", "payment_card", "order_item", "login", "visit", "service_request"]
        .map(|table| database.rows(&format!("SELECT * FROM {table}")))
        .into()
}

#[test]
fn janes_answer_is_exactly_hers() {
    let Some((_database, project)) = shop() else { return };
    let plan =
        project.probity(&["plan", "access", "--identity", "email=jane@example.com", "--format", "json"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    let mut planned = steps(&plan.json());
    planned.sort();
    assert_eq!(
        planned,
        [
            "address collect 1",
            "customer collect 1",
            "login collect 1",
            "orders collect 1",
            "payment_card collect 1"
        ]
    );
    let mut tables = project.access("email=Jane@Example.com");
    tables.sort_by(|one, other| one.0.cmp(&other.0));
    let expected = [
        (
            "address",
            json!({ "id": 4, "house": 1111, "street": "Example Place", "city": "Example Mountain", "state": "TX", "zip": "54321" }),
        ),
        (
            "customer",
            json!({ "id": 3, "name": "Jane Customer", "email": "jane@example.com", "address_id": 4 }),
        ),
        ("login", json!({ "id": 8, "customer_id": 3, "time": "2021-01-06T01:00:00" })),
        ("orders", json!({ "id": "ord_ddd-eee", "customer_id": 3, "shipping_address_id": 4 })),
        (
            "payment_card",
            json!({ "id": "pay_ccc-ccc", "ccn": 373719391, "code": 222, "name": "Example Card 3", "preferred": false,
                    "billing_address_id": 4, "customer_id": 3 }),
        ),
    ];
    let expected: Vec<(String, Vec<Value>)> =
        expected.into_iter().map(|(table, row)| (table.to_owned(), vec![row])).collect();
    assert_eq!(tables, expected);
}

#[test]
fn a_column_that_cannot_be_emptied_is_refused_before_anything_changes() {
    let Some((database, project)) = shop() else { return };
    project.replace(
        "data.probity",
        "    email contact.email\n    last_visit usage.visit\n    on erasure delete",
        "    email contact.email\n    last_visit usage.visit\n    on erasure blank email",
    );
    let before = everything(&database);
    let check = project.probity(&["check", "--live", "--format", "concise"]);
    assert!(check.said.contains("P0606"), "the check tells it beforehand: {check:?}");
    let who = identity("customer-1@example.com");
    for command in ["plan", "request"] {
        let mut arguments = vec![command, "erasure", "--identity", &who];
        arguments.extend((command == "request").then_some("--yes"));
        let refused = project.probity(&arguments);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.complained.contains("it is part of the primary key"), "{refused:?}");
        assert!(refused.complained.contains("pseudonymise email"), "{refused:?}");
    }
    assert_eq!(everything(&database), before, "and the person can still be found");
}

#[test]
fn a_shared_address_keeps_what_others_need_and_the_rest_goes() {
    let Some((database, project)) = shop() else { return };
    let addresses = database.rows("SELECT * FROM address");
    let who = identity("customer-1@example.com");
    let plan = project.probity(&["plan", "erasure", "--identity", &who, "--format", "json"]);
    assert_eq!(
        steps(&plan.json()),
        [
            "payment_card delete 1",
            "order_item delete 4",
            "orders delete 3",
            "login delete 6",
            "visit delete 1",
            "customer delete 1",
            "address keep 2",
        ]
    );
    // The last place that nobody described, so that the request can end.
    project.replace(
        "data.probity",
        "table shop.service_request {\n",
        "table shop.service_request {\n    belongs to shop.customer by email = email, blank alt_email\n    email contact.email\n",
    );
    let done = project.probity(&["request", "erasure", "--identity", &who, "--yes", "--format", "json"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(done.json()["request"]["state"], "fulfilled", "{done:?}");
    // Customer 2 lives at address 2 and pays from address 1.
    assert_eq!(database.rows("SELECT * FROM address"), addresses);
    assert_eq!(database.rows("SELECT email FROM customer"), ["customer-2@example.com", "jane@example.com"]);
    assert_eq!(database.rows("SELECT id FROM orders"), ["ord_bbb-bbb", "ord_ddd-eee"]);
    // An employee still works on the service request: the row stays without the customer.
    assert_eq!(
        database
            .rows("SELECT id, email, alt_email, employee_id FROM service_request WHERE id = 'ser_aaa-aaa'"),
        ["ser_aaa-aaa|||1"]
    );
    assert!(project.access(&who).is_empty());
}

#[test]
fn a_mask_that_cannot_act_is_refused_and_not_skipped() {
    let Some((database, project)) = shop() else { return };
    let text = std::fs::read_to_string(project.path("data.probity")).unwrap();
    let (before_customer, customer) = text.split_once("table shop.customer {").unwrap();
    let customer = customer.replacen("on erasure delete", "on erasure blank email, pseudonymise created", 1);
    project.write("data.probity", &format!("{before_customer}table shop.customer {{{customer}"));
    let before = everything(&database);
    let who = identity("customer-1@example.com");
    let refused = project.probity(&["request", "erasure", "--identity", &who, "--yes"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        refused.complained.contains("created") && refused.complained.contains("timestamp"),
        "{refused:?}"
    );
    assert!(!refused.complained.contains("customer-1"), "{refused:?}");
    assert_eq!(everything(&database), before);
}

#[test]
fn an_undescribed_column_is_told_by_the_check_and_by_the_look_afterwards() {
    let Some((_database, project)) = shop() else { return };
    let check = project.probity(&["check", "--live", "--format", "json"]);
    let unmapped = |table: &str, column: &str, category: &str| {
        format!(
            "P0608 the table `shop.{table}` is not mapped and has a column `{column}` that looks like `{category}`"
        )
    };
    assert_eq!(
        check.findings(),
        [
            unmapped("backup_schema.address", "street", "contact.address"),
            unmapped("backup_schema.customer", "email", "contact.email"),
            unmapped("backup_schema.employee", "email", "contact.email"),
            unmapped("backup_schema.payment_card", "name", "contact.name"),
            unmapped("backup_schema.report", "email", "contact.email"),
            unmapped("backup_schema.service_request", "email", "contact.email"),
            unmapped("backup_schema.visit", "email", "contact.email"),
            unmapped("dynamic_email_address_config", "email_address", "contact.email"),
            "P0604 the column `email` of `shop.service_request` looks like `contact.email` and is not described"
                .to_owned(),
        ]
    );
    let who = identity("customer-1@example.com");
    let open = project.probity(&["request", "erasure", "--identity", &who, "--yes"]);
    assert_eq!(open.code, 3, "{open:?}");
    assert!(
        open.complained.contains(
            "an identity still stands in 1 rows of shop.service_request.email, a column that the data map does not declare"
        ),
        "{open:?}"
    );
}

#[test]
fn a_hundred_thousand_rows_of_one_person_go_in_one_request() {
    let Some((database, project)) = shop() else { return };
    database.run("INSERT INTO login SELECT 1000 + n, 3, now() FROM generate_series(1, 100000) AS n");
    let done = project.probity(&[
        "request",
        "erasure",
        "--identity",
        "email=jane@example.com",
        "--yes",
        "--format",
        "json",
    ]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(steps(&done.json()["plan"]).contains(&"login delete 100001".to_owned()), "{done:?}");
    assert_eq!(database.rows("SELECT count(*) FROM login"), ["7"]);
}
