//! The shop: a public sample database on which another engine fails in five known ways.

use crate::common::map::{Map, TableBuilder, table};
use crate::common::run::{Memory, email, steps, world};
use crate::common::{Database, fides, on_each_engine, shared};
use probity_stores::{Engine, IdentityClaim, PlanError, PlanRefusal, Right, plan, search};
use std::ops::ControlFlow;

fn address() -> TableBuilder {
    table("shop.address").holds("house, street, city, state, zip").delete()
}

fn customer() -> TableBuilder {
    table("shop.customer")
        .person("customer", "id", "id, email")
        .owns("shop.address", "address_id")
        .holds("email: contact.email, name: contact.name")
        .delete()
}

fn visit() -> TableBuilder {
    table("shop.visit")
        .belongs_to("shop.customer(email)", "email")
        .holds("email: contact.email, last_visit")
        .delete()
}

fn payment_card() -> TableBuilder {
    table("shop.payment_card")
        .belongs_to("shop.customer", "customer_id")
        .owns("shop.address", "billing_address_id")
        .holds("name, ccn, code, preferred")
        .delete()
}

fn shop(database: &Database, customer: TableBuilder, visit: TableBuilder) -> Map {
    Map::of(&[("shop", database)])
        .table(address())
        .table(customer)
        .table(
            table("shop.employee")
                .person("employee", "id", "id, email")
                .owns("shop.address", "address_id")
                .holds("email: contact.email, name: contact.name")
                .delete(),
        )
        .table(payment_card())
        .table(
            table("shop.orders")
                .belongs_to("shop.customer", "customer_id")
                .owns("shop.address", "shipping_address_id")
                .delete(),
        )
        .table(table("shop.order_item").belongs_to("shop.orders", "order_id").holds("quantity").delete())
        .table(table("shop.login").belongs_to("shop.customer", "customer_id").holds("time").delete())
        .table(visit)
        .table(
            table("shop.report")
                .person("reporter", "id", "email")
                .holds("email: contact.email, name: contact.name")
                .delete(),
        )
        .table(
            // As the peer's manifest has it: `email` is not said to be personal.
            table("shop.service_request")
                .belongs_to("shop.customer(email)", "alt_email")
                .belongs_to("shop.employee", "employee_id")
                .holds("alt_email: contact.email")
                .delete(),
        )
}

async fn load(database: &Database) -> bool {
    let Some(folder) = shared() else { return false };
    let script = std::fs::read_to_string(folder.join("fixtures/fides/postgres_sample.sql")).unwrap();
    database.run(&fides::shop(&script, database.engine)).await;
    true
}

#[test]
fn janes_answer_is_exactly_hers() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database).await {
            return;
        }
        let world = world(&shop(database, customer(), visit())).await;
        let answer = world.access_texts(&email("Jane@Example.com")).await;
        // SQLite keeps instants as they were written.
        let day = if database.engine == Engine::Sqlite { "2021-01-06 " } else { "2021-01-06T" };
        assert_eq!(
            answer,
            [
                r#"address: {"city":"Example Mountain","house":1111,"id":4,"state":"TX","street":"Example Place","zip":"54321"}"#,
                r#"customer: {"address_id":4,"email":"jane@example.com","id":3,"name":"Jane Customer"}"#,
                &format!(r#"login: {{"customer_id":3,"id":8,"time":"{day}01:00:00"}}"#),
                r#"orders: {"customer_id":3,"id":"ord_ddd-eee","shipping_address_id":4}"#,
                r#"payment_card: {"billing_address_id":4,"ccn":373719391,"code":222,"customer_id":3,"id":"pay_ccc-ccc","name":"Example Card 3","preferred":false}"#,
            ]
        );
        let planned = plan(&world.graph, &world.stores, Right::Access, &email("jane@example.com"), [1; 16])
            .await
            .unwrap();
        let rows: u64 = planned.plan.steps.iter().map(|step| step.rows).sum();
        assert_eq!(rows, 5);
    });
}

#[test]
fn a_column_that_cannot_be_emptied_is_refused_before_anything_changes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database).await {
            return;
        }
        // The first failure: everything is to be blanked, and `visit.email` is part of a primary key.
        let blank_customer = table("shop.customer")
            .person("customer", "id", "id, email")
            .owns("shop.address", "address_id")
            .holds("email: contact.email, name: contact.name")
            .stay("email, name", "");
        let visit = table("shop.visit").belongs_to("shop.customer(email)", "email").stay("email", "");
        let before = database.rows("SELECT * FROM customer").await;
        let world = world(&shop(database, blank_customer, visit)).await;
        let refused = world.plan(&email("customer-1@example.com")).await;
        let Err(PlanError::Refused(refusals)) = refused else { panic!("{refused:?}") };
        assert_eq!(
            refusals,
            [PlanRefusal::CannotBeBlank {
                table: "shop.visit".to_owned(),
                column: "email".to_owned(),
                constraint: "it is part of the primary key".to_owned(),
            }]
        );
        assert!(refusals[0].help().contains("pseudonymise email"));
        assert_eq!(
            database.rows("SELECT * FROM customer").await,
            before,
            "and the person can still be found"
        );
    });
}

#[test]
fn a_mask_that_cannot_act_is_refused_and_not_skipped() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database).await {
            return;
        }
        let customer = table("shop.customer")
            .person("customer", "id", "id, email")
            .holds("email: contact.email")
            .stay("email", "created");
        let world = world(&shop(database, customer, visit())).await;
        let refused = world.plan(&email("customer-1@example.com")).await;
        let Err(PlanError::Refused(refusals)) = refused else { panic!("{refused:?}") };
        let [PlanRefusal::CannotBePseudonym { column, constraint, .. }] = refusals.as_slice() else {
            panic!("{refusals:?}")
        };
        assert_eq!((column.as_str(), constraint.contains("takes no pseudonym")), ("created", true));
    });
}

#[test]
fn a_shared_address_keeps_what_others_need_and_the_rest_goes() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database).await {
            return;
        }
        let world = world(&shop(database, customer(), visit())).await;
        let claims = email("customer-1@example.com");
        let addresses = database.rows("SELECT * FROM address").await;
        let (planned, looked) = world.erase(&claims).await;
        assert_eq!(
            steps(&planned),
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
        // Customer 2 lives at address 2 and pays from address 1.
        assert_eq!(database.rows("SELECT * FROM address").await, addresses);
        assert_eq!(database.number("SELECT count(*) FROM customer").await, 2);
        assert_eq!(database.rows("SELECT id FROM orders").await, ["ord_bbb-bbb", "ord_ddd-eee"]);
        // The fourth failure: a column that nobody declared still holds the address.
        assert!(!looked.is_clean());
        assert!(looked.remaining.is_empty() && looked.unplanned.is_empty(), "{looked:?}");
        let found: Vec<(&str, &str, u64, bool)> = looked
            .texts
            .iter()
            .map(|finding| (finding.table.as_str(), finding.column.as_str(), finding.rows, finding.declared))
            .collect();
        assert_eq!(found, [("service_request", "email", 1, false)]);
        assert!(world.access(&claims).await.is_empty());
    });
}

#[test]
fn an_undeclared_column_is_found_before_and_after() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database).await {
            return;
        }
        let world = world(&shop(database, customer(), visit())).await;
        let claims = vec![IdentityClaim::new("email", "customer-500@example.com")];
        let (findings, unsearched) = search(&world.graph, &world.stores, &claims).await.unwrap();
        assert!(unsearched.is_empty());
        let found: Vec<(&str, &str, bool)> = findings
            .iter()
            .map(|finding| (finding.table.as_str(), finding.column.as_str(), finding.mapped))
            .collect();
        let copy =
            if database.engine == Engine::Postgres { "backup_schema.customer" } else { "backup_customer" };
        assert_eq!(found, [(copy, "email", false)]);
    });
}

#[test]
fn one_statement_erases_a_hundred_thousand_rows() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        if !load(database).await {
            return;
        }
        database
            .run(
                "INSERT INTO login WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100000)
                 SELECT 1000 + n, 3, (SELECT max(time) FROM login) FROM n",
            )
            .await;
        let world = world(&shop(database, customer(), visit())).await;
        let planned = world.plan(&email("jane@example.com")).await.unwrap();
        let mut statements = 0;
        let executed = world
            .execute(&planned, &mut Memory::default(), |boundary| {
                statements += u32::from(matches!(boundary, probity_stores::Boundary::Statement(..)));
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        assert_eq!(executed.stores, ["shop"]);
        assert_eq!(statements, 5, "one for each table");
        assert_eq!(database.number("SELECT count(*) FROM login WHERE customer_id = 3").await, 0);
        assert_eq!(planned.plan.steps.iter().map(|step| step.rows).max(), Some(100_001));
    });
}
