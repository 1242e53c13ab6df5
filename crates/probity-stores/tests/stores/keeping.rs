//! What an erasure must not take: rows under a hold, under a floor, and under a reason to keep whose time runs.

use crate::common::on_each_engine;
use crate::common::policy::Project;
use crate::common::run::{SALT, World, steps};
use probity_stores::{Hold, HoldScope, IdentityClaim, Planned, Remainder, plan_remainder};

const POLICY: &str = r#"
policy "P" version 1 { effective 2026-01-01 in Europe/Vilnius }
keep payment.* 7 years after collected, then delete because tax-law §9.2
keep log.* at least 6 months after collected §9.3
table s.people {
    is client by id, email
    email contact.email
    on erasure delete
}
table s.orders {
    belongs to s.people by person
    amount payment.amount
    note order.purpose
    counts collected from placed
    on erasure keep because tax-law, blank person, note
}
table s.visits {
    belongs to s.people by person
    at log.time
    ip device.ip
    counts collected from at
    on erasure delete
}
"#;

const TABLES: &str = "
CREATE TABLE people (id integer PRIMARY KEY, email varchar(60) NOT NULL UNIQUE);
CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people (id), amount text NOT NULL, note text,
                     placed timestamp);
CREATE TABLE visits (id integer PRIMARY KEY, person integer REFERENCES people (id), at timestamp, ip text);
INSERT INTO people VALUES (1, 'jane@example.com'), (2, 'john@example.com');
INSERT INTO orders VALUES (11, 1, '10', 'a', '2018-05-05 10:00:00'), (12, 1, '20', 'b', '2020-01-31 22:30:00'),
                          (13, 1, '30', 'c', NULL), (21, 2, '40', 'd', '2020-01-31 10:00:00');
INSERT INTO visits VALUES (101, 1, '2025-01-01 10:00:00', '192.0.2.1'), (102, 1, '2026-02-28 23:00:00', '192.0.2.2'),
                          (201, 2, '2026-02-28 10:00:00', '192.0.2.3');";

fn jane() -> Vec<IdentityClaim> {
    vec![IdentityClaim::new("email", "jane@example.com")]
}

fn hold(scope: HoldScope) -> Hold {
    Hold { because: "legal hold `lawsuit` by counsel".into(), until: Some("2027-06-30".into()), scope }
}

/// Carries out what was planned, and finds nothing left of it.
async fn carry_out(world: &World, planned: &Planned) {
    let looked = world.carry_out(planned).await;
    assert!(looked.remaining.is_empty() && looked.unplanned.is_empty(), "{looked:?}");
}

fn reasons(planned: &Planned) -> Vec<String> {
    let kept = planned.plan.steps.iter().filter(|step| step.action.word() == "keep");
    kept.map(|step| {
        format!(
            "{} {} because {} until {}",
            step.rows,
            step.table,
            step.because.as_deref().unwrap_or("-"),
            step.until.as_deref().unwrap_or("-")
        )
    })
    .collect()
}

#[test]
fn rows_go_when_their_own_time_is_over_and_the_rest_waits_to_the_day() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let world = project.world("2026-03-02T09:00:00Z", Vec::new()).await;
        let planned = world.plan(&jane()).await.unwrap();
        // 22:30 in Greenwich is the next day in Vilnius; six months after the last of February is the last of August.
        assert_eq!(
            reasons(&planned),
            [
                "2 orders because tax-law until 2027-02-01",
                "1 visits because it is kept at least 6 months after collected until 2026-09-01"
            ]
        );
        carry_out(&world, &planned).await;
        assert_eq!(database.rows("SELECT id, person, note FROM orders").await, ["12||", "13||", "21|2|d"]);
        assert_eq!(database.rows("SELECT id, person, ip FROM visits").await, ["102||", "201|2|192.0.2.3"]);
        assert_eq!(database.rows("SELECT id FROM people").await, ["2"]);

        // Nothing leads to the rows any more; what was left finds them by their keys.
        let bytes = planned.material.remainder().to_bytes();
        let left = Remainder::from_bytes(bytes.reveal(probity_vocabulary::Reveal::QueryStore)).unwrap();
        let waiting: Vec<(String, u64)> =
            left.waiting().into_iter().map(|one| (one.table, one.rows)).collect();
        assert_eq!(waiting, [("orders".to_owned(), 2), ("visits".to_owned(), 1)]);
        let early = project.world("2026-09-01T20:59:59Z", Vec::new()).await;
        let nothing = plan_remainder(&early.graph, &early.stores, &left, SALT).await.unwrap();
        assert!(!nothing.plan.changes_anything(), "{:?}", steps(&nothing));
        let world = project.world("2026-09-01T21:00:00Z", Vec::new()).await;
        let later = plan_remainder(&world.graph, &world.stores, &left, SALT).await.unwrap();
        assert_eq!(steps(&later), ["visits delete 1", "orders keep 2"]);
        carry_out(&world, &later).await;
        let world = project.world("2027-02-02T00:00:00Z", Vec::new()).await;
        let last =
            plan_remainder(&world.graph, &world.stores, &later.material.remainder(), SALT).await.unwrap();
        assert_eq!(
            steps(&last),
            ["orders delete 1", "orders keep 1"],
            "an instant that is not known is not over"
        );
        carry_out(&world, &last).await;
        assert_eq!(database.rows("SELECT id FROM orders").await, ["13", "21"]);
        assert_eq!(database.rows("SELECT id FROM visits").await, ["201"]);
    });
}

#[test]
fn a_row_that_took_over_a_key_is_not_taken_for_the_one_that_was_left() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let world = project.world("2026-03-02T09:00:00Z", Vec::new()).await;
        let planned = world.plan(&jane()).await.unwrap();
        carry_out(&world, &planned).await;
        database
            .run("DELETE FROM visits WHERE id = 102; INSERT INTO visits VALUES (102, 2, '2026-03-05 10:00:00', '192.0.2.9')")
            .await;
        let world = project.world("2030-01-01T00:00:00Z", Vec::new()).await;
        let later =
            plan_remainder(&world.graph, &world.stores, &planned.material.remainder(), SALT).await.unwrap();
        assert_eq!(steps(&later), ["orders delete 1", "orders keep 1"]);
    });
}

#[test]
fn a_hold_keeps_rows_as_they_are_with_what_they_refer_to() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let held = [
            HoldScope::People(vec![IdentityClaim::new("id", "1")]),
            HoldScope::Categories(vec!["payment.*".into()]),
            HoldScope::Table("s.orders".into()),
        ];
        let expected: [&[&str]; 3] = [
            &["1 people", "3 orders", "2 visits"],
            &["1 people", "3 orders", "1 visits"],
            &["1 people", "3 orders", "1 visits"],
        ];
        for (scope, kept) in held.into_iter().zip(expected) {
            let world = project.world("2026-03-02T09:00:00Z", vec![hold(scope.clone())]).await;
            let planned = world.plan(&jane()).await.unwrap();
            let mut found: Vec<String> = planned
                .plan
                .steps
                .iter()
                .filter(|step| step.action.word() == "keep")
                .map(|step| format!("{} {}", step.rows, step.table))
                .collect();
            found.sort();
            let mut kept: Vec<String> = kept.iter().map(|text| (*text).to_owned()).collect();
            kept.sort();
            assert_eq!(found, kept, "{scope:?}");
            let orders = planned.plan.steps.iter().find(|step| step.table == "orders").unwrap();
            assert_eq!(orders.because.as_deref(), Some("legal hold `lawsuit` by counsel"));
            assert_eq!(orders.until.as_deref(), Some("2027-06-30"));
            assert!(!planned.plan.steps.iter().any(|step| step.table == "orders" && step.action.changes()));
        }
        // Another's hold keeps nothing of hers.
        let world = project
            .world("2026-03-02T09:00:00Z", vec![hold(HoldScope::People(vec![IdentityClaim::new("id", "2")]))])
            .await;
        let planned = world.plan(&jane()).await.unwrap();
        assert!(
            planned.plan.steps.iter().any(|step| step.table == "people" && step.action.word() == "delete")
        );

        // Released, what waited goes as the data map says, and the floors keep what they keep.
        let world = project
            .world("2026-03-02T09:00:00Z", vec![hold(HoldScope::People(vec![IdentityClaim::new("id", "1")]))])
            .await;
        let planned = world.plan(&jane()).await.unwrap();
        carry_out(&world, &planned).await;
        assert_eq!(database.number("SELECT count(*) FROM visits WHERE person = 1").await, 2);
        let world = project.world("2026-03-02T09:00:00Z", Vec::new()).await;
        let later =
            plan_remainder(&world.graph, &world.stores, &planned.material.remainder(), SALT).await.unwrap();
        carry_out(&world, &later).await;
        assert_eq!(database.rows("SELECT id FROM people").await, ["2"]);
        assert_eq!(database.rows("SELECT id FROM orders WHERE person IS NULL").await, ["12", "13"]);
        assert_eq!(database.rows("SELECT id FROM visits WHERE ip IS NULL").await, ["102"]);
    });
}
