//! The sample shop's data map, drafted from the manifest of another tool and used as it is.

use crate::common::{Database, Project, shared};
use probity_stores::Engine;
use serde_json::{Value, json};

fn manifest(name: &str) -> Option<String> {
    Some(shared()?.join("fixtures/fides").join(name).display().to_string())
}

/// The sample's policy with the imported map and the people that it names.
fn imported(database: &Database, manifest: &str) -> Project {
    let project = Project::sample("fides").with("POSTGRES_EXAMPLE_TEST_DATASET_URL", &database.address);
    std::fs::remove_file(project.path("data.probity")).unwrap();
    let done = project.probity(&["import", "fides", manifest, "--out", "data.probity"]);
    assert_eq!(done.code, 0, "{done:?}");
    let policy = std::fs::read_to_string(project.path("policy.probity")).unwrap();
    // The draft names the people itself.
    let (before, rest) = policy.split_once("people {").unwrap();
    let (_, after) = rest.split_once("}\n").unwrap();
    let uses = "uses contact.*, payment.*, order.*, log.*, usage.*";
    let more = "uses account.*, contact.*, location.*, payment.*, order.*, log.*, usage.*";
    let kept = "keep contact.*, payment.*, order.*, log.*, usage.*";
    let keep_more = "keep account.*, contact.*, location.*, payment.*, order.*, log.*, usage.*";
    let after = after.replace(uses, more).replace(kept, keep_more).replace("reporter", "report");
    project.write("policy.probity", &format!("{before}{after}"));
    project
}

#[test]
fn janes_answer_from_the_imported_map_is_exactly_hers() {
    let Some(manifest) = manifest("postgres_example_test_dataset.yml") else { return };
    let rows = std::fs::read_to_string(shared().unwrap().join("fixtures/fides/postgres_sample.sql")).unwrap();
    let Some(database) = Database::create(Engine::Postgres) else { return };
    database.run(&rows);
    let project = imported(&database, &manifest);
    let check = project.probity(&["check", "--format", "json"]);
    assert_eq!(check.code, 0, "{check:?}");
    let mut tables = project.access("email=jane@example.com");
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
fn the_draft_of_the_shop_is_laid_out_and_says_what_it_could_not_carry_over() {
    let Some(manifest) = manifest("postgres_example_test_dataset.yml") else { return };
    let project = Project::empty();
    let done =
        project.probity(&["import", "fides", &manifest, "--store", "postgres_example_test_dataset=postgres"]);
    assert_eq!(done.code, 0, "{done:?}");
    for line in [
        "    is customer by id, email\n",
        "    owns postgres_example_test_dataset.address by address_id\n",
        "    belongs to postgres_example_test_dataset.customer by customer_id\n",
        "    belongs to postgres_example_test_dataset.customer by email = email\n",
        "    is service-request by id, alt_email as alt-email, email\n",
        "    nothing personal\n",
    ] {
        assert!(done.said.contains(line), "{line}{}", done.said);
    }
    for warning in [
        "customer.name: `masking_strategy_override`",
        "service_request.email is an identity",
        "payment_card.preferred: `user`",
    ] {
        let warning = warning.replace("customer.name", "employee.name");
        assert!(done.complained.contains(&warning), "{warning}: {}", done.complained);
        assert!(
            done.said.contains("// postgres_example_test_dataset.service_request.email is an identity"),
            "{}",
            done.said
        );
    }
    project.write("draft.probity", &done.said);
    assert_eq!(project.probity(&["fmt", "--check", "draft.probity"]).code, 0);
    let again = project.probity(&["import", "fides", &manifest, "--out", "draft.probity"]);
    assert_eq!(again.code, 3, "a file that is there is not overwritten: {again:?}");
}

#[test]
fn a_broken_manifest_is_refused_with_its_line_and_what_to_do() {
    let Some(manifest) = manifest("example_test_dataset.invalid") else { return };
    let done = Project::empty().probity(&["import", "fides", &manifest]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(
        done.complained.contains("example_test_dataset.invalid:2: this is no YAML"),
        "{}",
        done.complained
    );
    assert!(done.complained.contains("replace each `* ` by `- `"), "{}", done.complained);
}

#[test]
fn every_manifest_of_the_peer_is_read_and_its_prohibition_carried_over() {
    let Some(shared) = shared() else { return };
    for name in ["mysql_example_test_dataset.yml", "postgres_example_test_extended_dataset.yml"] {
        let path = shared.join("fixtures/fides").join(name).display().to_string();
        let done = Project::empty().probity(&["import", "fides", &path, "--format", "json"]);
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.json()["draft"].as_str().unwrap().contains("table "));
    }
    let demo = shared.join("standards/fideslang/demo_resources");
    let files = ["demo_policy.yml", "demo_dataset.yml", "demo_system.yml"]
        .map(|name| demo.join(name).display().to_string());
    let mut arguments = vec!["import", "fides"];
    arguments.extend(files.iter().map(String::as_str));
    let done = Project::empty().probity(&arguments);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.said.contains("never use contact.* for advertising\n"), "{}", done.said);
    assert!(done.complained.contains("`system` has no counterpart"), "{}", done.complained);
}
