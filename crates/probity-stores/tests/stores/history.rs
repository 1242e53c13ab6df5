//! Tables whose former versions MariaDB keeps by itself: an erasure empties them too, or is refused.

use crate::common::policy::Project;
use crate::common::run::{email, id, steps, world};
use crate::common::said::said;
use crate::common::{Database, on_engine};
use probity_stores::{Engine, PlanError, PlanRefusal};

const SCHEMA: &str = "
CREATE TABLE people (id integer PRIMARY KEY, email varchar(60)) WITH SYSTEM VERSIONING;
CREATE TABLE notes (id integer PRIMARY KEY, person integer, body varchar(60)) WITH SYSTEM VERSIONING;
INSERT INTO people VALUES (1, 'anna@example.com'), (2, 'bob@example.com'), (3, 'cyn@example.com');
INSERT INTO notes VALUES (1, 1, 'mine'), (2, 2, 'his');
UPDATE people SET email = 'ann@example.com' WHERE id = 1;
UPDATE notes SET body = 'his own' WHERE id = 2;";

const MAP: &str = "
table core.people { is client by id, email; email contact.email; on erasure delete; HISTORY }
table core.notes { belongs to core.people by person; body contact.name; on erasure blank body, person; HISTORY }";

fn told(goes: bool) -> String {
    MAP.replace("; HISTORY", if goes { "; history goes too" } else { "" })
}

async fn former(database: &Database) -> u64 {
    let count = "(SELECT count(*) FROM people FOR SYSTEM_TIME ALL) + (SELECT count(*) FROM notes FOR SYSTEM_TIME ALL)";
    let now = "(SELECT count(*) FROM people) + (SELECT count(*) FROM notes)";
    database.number(&format!("SELECT {count} - ({now})")).await
}

#[test]
fn former_versions_that_would_stay_refuse_the_plan() {
    on_engine(Engine::MariaDb, 1, |databases| async move {
        let database = &databases[0];
        database.run(SCHEMA).await;
        let world = world(&said(&[("core", database)], &told(false))).await;
        let Err(PlanError::Refused(refusals)) = world.plan(&id(1)).await else { panic!("not refused") };
        let stays = |table: &str| PlanRefusal::HistoryStays { table: table.to_owned() };
        assert_eq!(refusals, [stays("core.people"), stays("core.notes")]);
        assert!(refusals[0].help().contains("history goes too"));
        assert_eq!((former(database).await, database.number("SELECT count(*) FROM people").await), (2, 3));
        // Who has no row that changes is not kept from anything.
        assert!(!world.plan(&id(9)).await.unwrap().plan.changes_anything());
    });
}

#[test]
fn former_versions_go_with_what_an_erasure_changes() {
    on_engine(Engine::MariaDb, 1, |databases| async move {
        let database = &databases[0];
        database.run(SCHEMA).await;
        let world = world(&said(&[("core", database)], &told(true))).await;
        let planned = world.plan(&email("ann@example.com")).await.unwrap();
        assert!(
            planned
                .plan
                .steps
                .iter()
                .all(|step| !step.action.changes() || step.statement.contains("DELETE HISTORY")),
            "{:?}",
            steps(&planned)
        );
        assert_eq!(former(database).await, 2, "a plan changes nothing");
        let looked = world.carry_out(&planned).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(former(database).await, 0);
        assert_eq!(database.rows("SELECT * FROM notes").await, ["1||", "2|2|his own"]);
    });
}

#[test]
fn a_look_sees_what_only_former_versions_hold() {
    on_engine(Engine::MariaDb, 1, |databases| async move {
        let database = &databases[0];
        database.run(SCHEMA).await;
        database.run("DELETE FROM people WHERE id = 3").await;
        let world = world(&said(&[("core", database)], &told(true))).await;
        let (_, looked) = world.erase(&email("cyn@example.com")).await;
        assert!(!looked.is_clean() && looked.texts[0].table == "people", "{looked:?}");
    });
}

#[test]
fn an_expiry_takes_former_versions_along_or_is_a_finding() {
    on_engine(Engine::MariaDb, 1, |databases| async move {
        use probity_stores::{Approved, Expire, ExpiryPace, ExpiryPlan, ExpiryScope};
        let database = &databases[0];
        database
            .run("CREATE TABLE logs (id integer PRIMARY KEY, at datetime, ip varchar(40)) WITH SYSTEM VERSIONING;
                  INSERT INTO logs VALUES (1, '2025-01-01 10:00:00', 'a'), (2, '2026-02-28 10:00:00', 'b'); UPDATE logs SET ip = 'c'")
            .await;
        let text = |history: &str| {
            format!(
                "policy \"P\" version 1 {{ effective 2026-01-01 in UTC }}\nkeep device.* at most 1 month after collected\n\
                     table s.logs {{ ip device.ip; plain id; counts collected from at; on erasure delete{history} }}\n"
            )
        };
        let kept = Project::of(database, &text(""));
        let graph = kept.graph("2026-03-01T08:00:00Z", Vec::new()).await;
        let plan = ExpiryPlan::make(&graph, &kept.stores, &kept.model.policy, &ExpiryScope::default())
            .await
            .unwrap();
        assert_eq!((plan.steps.len(), plan.findings[0].kind.as_str()), (0, "keeps-history"));
        let goes = Project::of(database, &text("; history goes too"));
        let graph = goes.graph("2026-03-01T08:00:00Z", Vec::new()).await;
        let plan = ExpiryPlan::make(&graph, &goes.stores, &goes.model.policy, &ExpiryScope::default())
            .await
            .unwrap();
        let approved = Approved::expiry(plan.clone(), &plan.hash, "the policy").unwrap();
        let expire = Expire {
            graph: &graph,
            stores: &goes.stores,
            policy: &goes.model.policy,
            plan: &approved,
            pace: ExpiryPace::default(),
        };
        expire
            .run(&mut crate::expiry::Counted::default(), &mut |_| std::ops::ControlFlow::Continue(()))
            .await
            .unwrap();
        assert_eq!(database.rows("SELECT id FROM logs FOR SYSTEM_TIME ALL").await, ["2"]);
    });
}
