//! Expiry: what is past its time goes, and nothing else; what cannot be told is told.

use crate::common::policy::Project;
use crate::common::{Database, on_each_engine};
use probity_stores::{
    Approved, BatchDone, Expire, ExpireError, ExpiryBoundary, ExpiryPace, ExpiryPlan, ExpiryScope,
    ExpirySink, Hold, HoldScope, IdentityClaim, PersonGraph, SinkError, StepOutcome,
};
use std::ops::ControlFlow;
use std::time::Duration;

const POLICY: &str = r#"
policy "P" version 1 { effective 2026-01-01 in Europe/Vilnius }
keep contact.* while client, then 1 month, then delete
keep payment.*, order.number 7 years after collected, then delete because tax-law §9.2
keep order.purpose at most 12 months after collected, then delete §9.3
keep log.*, device.* at most 1 month after collected, then delete §9.4
keep log.time at least 2 months after collected §9.5
keep message.* "as long as it is useful" unconfirmed
table s.people {
    is client by id, email
    email contact.email
    full_name contact.name
    counts account end from ended
    on erasure delete
}
table s.orders {
    belongs to s.people by person
    id order.number
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
table s.notes {
    belongs to s.people by person
    text message.text
    on erasure delete
}
table s.phones {
    belongs to s.people by person
    number contact.phone
    on erasure delete
}
"#;

const TABLES: &str = "
CREATE TABLE people (id integer PRIMARY KEY, email varchar(60) NOT NULL UNIQUE, full_name text, ended timestamp);
CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people (id), amount text, note text, placed timestamp);
CREATE TABLE visits (id integer PRIMARY KEY, person integer, at timestamp, ip text);
CREATE TABLE notes (id integer PRIMARY KEY, person integer REFERENCES people (id) ON DELETE SET NULL, text text);
CREATE TABLE phones (id integer PRIMARY KEY, person integer, number text);
INSERT INTO people VALUES (1, 'a@example.com', 'A', '2026-01-31 10:00:00'), (2, 'b@example.com', 'B', NULL),
                          (3, 'c@example.com', 'C', '2026-01-31 10:00:00'), (4, 'd@example.com', 'D', '2026-03-01 10:00:00');
INSERT INTO orders VALUES (11, 1, '10', 'x', '2019-02-28 10:00:00'), (12, 1, '20', 'y', '2019-03-01 10:00:00'),
                          (13, 2, '30', 'z', NULL), (14, 2, '40', 'z', '2999-01-01 00:00:00'), (15, 2, '50', 'z', '0001-01-01 00:00:00'),
                          (16, 2, '60', NULL, '2025-12-01 10:00:00');
INSERT INTO visits VALUES (101, 3, '2025-12-31 10:00:00', '192.0.2.1'), (102, 2, '2026-01-31 10:00:00', '192.0.2.2'),
                          (103, 2, '2026-02-20 10:00:00', '192.0.2.3');
INSERT INTO notes VALUES (1, 3, 'hello');
INSERT INTO phones VALUES (1, 3, '1'), (2, 2, '2'), (3, NULL, '3');";

const NOW: &str = "2026-03-01T08:00:00Z";

/// Counts what it is told.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) batches: Vec<(usize, u64)>,
    pub(crate) steps: Vec<StepOutcome>,
}

impl ExpirySink for Counted {
    async fn batch(&mut self, done: &BatchDone) -> Result<(), SinkError> {
        self.batches.push((done.step, done.rows));
        Ok(())
    }

    async fn step(&mut self, outcome: &StepOutcome) -> Result<(), SinkError> {
        self.steps.push(outcome.clone());
        Ok(())
    }
}

pub(crate) async fn made(project: &Project, graph: &PersonGraph) -> ExpiryPlan {
    ExpiryPlan::make(graph, &project.stores, &project.model.policy, &ExpiryScope::default()).await.unwrap()
}

pub(crate) async fn carried_out(
    project: &Project,
    graph: &PersonGraph,
    plan: &ExpiryPlan,
    batch: u64,
    at: &mut (dyn FnMut(&ExpiryBoundary) -> ControlFlow<()> + Send),
) -> (Counted, Result<Vec<StepOutcome>, ExpireError>) {
    let approved = Approved::expiry(plan.clone(), &plan.hash, "the policy").unwrap();
    let pace = ExpiryPace { batch, pause: Some(Duration::ZERO) };
    let expire =
        Expire { graph, stores: &project.stores, policy: &project.model.policy, plan: &approved, pace };
    let mut counted = Counted::default();
    let outcome = expire.run(&mut counted, at).await;
    (counted, outcome)
}

pub(crate) fn on(_: &ExpiryBoundary) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(crate) fn steps(plan: &ExpiryPlan) -> Vec<String> {
    let step = |step: &probity_stores::ExpiryStep| {
        let columns: Vec<String> =
            step.columns.iter().map(|column| format!(" {}={}", column.name, column.becomes)).collect();
        format!("{} {} {}{}", step.table, step.action.word(), step.rows, columns.concat())
    };
    plan.steps.iter().map(step).collect()
}

fn kept(plan: &ExpiryPlan) -> Vec<String> {
    let kept = |kept: &probity_stores::ExpiryKept| {
        format!(
            "{} {} because {} until {}",
            kept.table,
            kept.rows,
            kept.because,
            kept.until.as_deref().unwrap_or("-")
        )
    };
    plan.kept.iter().map(kept).collect()
}

pub(crate) fn findings(plan: &ExpiryPlan) -> Vec<String> {
    let text = |finding: &probity_stores::ExpiryFinding| {
        let rows = finding.rows.map_or_else(|| "-".to_owned(), |rows| rows.to_string());
        format!("{} {} {rows} {}", finding.table, finding.kind, finding.columns.join(","))
    };
    let mut texts: Vec<String> = plan.findings.iter().map(text).collect();
    texts.sort();
    texts
}

async fn everything(database: &Database) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in [
        ("people", "id, email, full_name"),
        ("orders", "id, person, amount, note"),
        ("visits", "id, ip"),
        ("notes", "id, person, text"),
        ("phones", "id, number"),
    ] {
        let rows = database.rows(&format!("SELECT {columns} FROM {table}")).await;
        all.extend(rows.into_iter().map(|row| format!("{table} {row}")));
    }
    all
}

#[test]
fn a_plan_names_what_goes_what_stays_and_what_cannot_be_told_and_changes_nothing() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let graph = project.graph(NOW, Vec::new()).await;
        let before = everything(database).await;
        let plan = made(&project, &graph).await;
        assert_eq!(plan, made(&project, &graph).await, "the same world makes the same plan");
        assert_eq!(everything(database).await, before);
        let mut short = steps(&plan);
        for step in &mut short {
            step.truncate(step.find(" || ").unwrap_or(step.len()));
        }
        assert_eq!(
            short,
            [
                "orders delete 1",
                "visits delete 1",
                "phones delete 1",
                "people delete 1",
                "orders blank 1 note=null",
                "visits blank 1 ip=null",
                "people blank 1 email='expired-'",
            ]
        );
        assert_eq!(
            kept(&plan),
            [
                "visits 1 because it is kept at least 2 months after collected until 2026-03-31",
                "people 1 because other rows still refer to them until -",
            ]
        );
        assert_eq!(
            findings(&plan),
            ["notes vague - text", "orders unknown-instant 3 id,amount", "orders unknown-instant 3 note",]
        );
        let order = |table: &str, action: &str| {
            plan.steps.iter().position(|step| step.table == table && step.action.word() == action).unwrap()
        };
        assert!(order("orders", "delete") < order("people", "delete"));
        let deleted =
            plan.steps.iter().find(|step| step.table == "orders" && step.action.word() == "delete").unwrap();
        assert_eq!((deleted.clause.as_deref(), deleted.because.contains("tax-law")), (Some("9.2"), true));
    });
}

#[test]
fn what_is_past_its_time_goes_in_batches_and_nothing_else() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let graph = project.graph(NOW, Vec::new()).await;
        let plan = made(&project, &graph).await;
        let (counted, outcome) = carried_out(&project, &graph, &plan, 1, &mut on).await;
        let outcome = outcome.unwrap();
        assert_eq!(outcome.iter().map(|step| step.rows).sum::<u64>(), plan.rows(), "{counted:?}");
        assert!(counted.batches.iter().all(|(_, rows)| *rows == 1));
        assert_eq!(counted.batches.len() as u64, plan.rows());
        assert_eq!(
            everything(database).await,
            [
                "people 1|expired-1|",
                "people 2|b@example.com|B",
                "people 4|d@example.com|D",
                "orders 12|1|20|",
                "orders 13|2|30|z",
                "orders 14|2|40|z",
                "orders 15|2|50|z",
                "orders 16|2|60|",
                "visits 102|",
                "visits 103|192.0.2.3",
                "notes 1||hello",
                "phones 2|2",
                "phones 3|3",
            ]
        );
        let again = made(&project, &graph).await;
        assert_eq!(steps(&again), Vec::<String>::new(), "what is done is not planned again");
    });
}

#[test]
fn killed_at_every_boundary_it_goes_on_to_the_same_end() {
    on_each_engine(2, |databases| async move {
        let (whole, broken) = (&databases[0], &databases[1]);
        whole.run(TABLES).await;
        broken.run(TABLES).await;
        let project = Project::of(whole, POLICY);
        let graph = project.graph(NOW, Vec::new()).await;
        let plan = made(&project, &graph).await;
        carried_out(&project, &graph, &plan, 1, &mut on).await.1.unwrap();
        let project = Project::of(broken, POLICY);
        let mut killed = 0;
        for _ in 0..100 {
            let graph = project.graph(NOW, Vec::new()).await;
            let plan = made(&project, &graph).await;
            if plan.steps.is_empty() {
                break;
            }
            // Every life of the process gets one boundary further than it must.
            let mut left = 2 + killed % 3;
            let mut at = |_: &ExpiryBoundary| {
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let (_, outcome) = carried_out(&project, &graph, &plan, 1, &mut at).await;
            killed += usize::from(matches!(outcome, Err(ExpireError::Stopped(_))));
        }
        assert!(killed > 3);
        assert_eq!(everything(broken).await, everything(whole).await);
    });
}

/// A table of which one instant alone decides.
const VISITS: &str = r#"
policy "P" version 1 { effective 2026-01-01 in UTC }
keep device.*, log.* at most 12 months after collected, then delete
table s.visits { ip device.ip; what log.action; plain id; counts collected from at; on erasure delete }
"#;

/// Ends a run after its second batch, as whoever keeps the holds does when one stands that was not known.
#[derive(Default)]
struct Interrupted(u64);

impl ExpirySink for Interrupted {
    async fn batch(&mut self, done: &BatchDone) -> Result<(), SinkError> {
        self.0 += done.rows;
        if self.0 < 4 { Ok(()) } else { Err(SinkError("a hold was placed".into())) }
    }

    async fn step(&mut self, _: &StepOutcome) -> Result<(), SinkError> {
        Ok(())
    }
}

#[test]
fn a_hold_placed_in_the_middle_keeps_what_is_left_and_the_next_plan_says_so() {
    on_each_engine(1, |databases| async move {
        for index in ["", "CREATE INDEX of_at ON visits (at);"] {
            let database = &databases[0];
            let old: Vec<String> =
                (1..=7).map(|id| format!("({id}, '2024-01-0{id} 10:00:00', 'x', 'x')")).collect();
            database
                .run(&format!(
                    "DROP TABLE IF EXISTS visits;
                     CREATE TABLE visits (id integer PRIMARY KEY, at timestamp NULL, ip text, what text); {index}
                     INSERT INTO visits VALUES {};",
                    old.join(", ")
                ))
                .await;
            let project = Project::of(database, VISITS);
            let graph = project.graph(NOW, Vec::new()).await;
            let plan = made(&project, &graph).await;
            let approved = Approved::expiry(plan.clone(), &plan.hash, "the policy").unwrap();
            let expire = Expire {
                graph: &graph,
                stores: &project.stores,
                policy: &project.model.policy,
                plan: &approved,
                pace: ExpiryPace { batch: 2, pause: Some(Duration::ZERO) },
            };
            let outcome = expire.run(&mut Interrupted::default(), &mut on).await;
            assert!(matches!(outcome, Err(ExpireError::Sink(_))), "{outcome:?}");
            assert_eq!(
                database.number("SELECT count(*) FROM visits").await,
                3,
                "what went before it is gone"
            );
            let hold = Hold {
                because: "claim 12".to_owned(),
                until: None,
                scope: HoldScope::Table("s.visits".to_owned()),
            };
            let plan = made(&project, &project.graph(NOW, vec![hold]).await).await;
            assert_eq!(steps(&plan), Vec::<String>::new());
            assert_eq!(kept(&plan), ["visits 3 because claim 12 until -"]);
            let (_, outcome) = carried_out(
                &project,
                &project.graph(NOW, Vec::new()).await,
                &made(&project, &graph).await,
                2,
                &mut on,
            )
            .await;
            assert_eq!(outcome.unwrap()[0].rows, 3, "and the rest goes once it is lifted");
        }
    });
}

#[test]
fn rows_that_an_index_finds_go_in_batches_and_never_more_than_were_planned_wherever_it_is_killed() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE visits (id integer PRIMARY KEY, at timestamp NULL, ip text, what text);
                 CREATE INDEX of_at ON visits (at);
                 INSERT INTO visits VALUES (1, '2024-01-01 10:00:00', 'x', 'x'), (2, '2025-02-28 23:59:59', 'x', NULL),
                     (3, '1970-01-02 00:00:00', 'x', 'x'), (4, '2020-02-29 12:00:00', NULL, 'x'),
                     (5, '2025-02-28 00:00:00', 'x', 'x'), (11, '2025-03-01 00:00:00', 'x', 'x'), (12, NULL, 'x', 'x'),
                     (13, '2025-12-31 23:59:59', 'x', 'x'), (14, '2030-01-01 00:00:00', 'x', 'x');",
            )
            .await;
        let project = Project::of(database, VISITS);
        let graph = project.graph(NOW, Vec::new()).await;
        let plan = made(&project, &graph).await;
        assert_eq!(steps(&plan), ["visits delete 5"]);
        assert_eq!(findings(&plan), ["visits unknown-instant 2 ip,what"]);
        database
            .run("INSERT INTO visits VALUES (6, '2024-01-01 10:00:00', 'x', 'x'), (7, '2024-01-02 10:00:00', 'x', 'x')")
            .await;
        let mut left = 3;
        let mut at = |boundary: &ExpiryBoundary| {
            left -= i32::from(*boundary == ExpiryBoundary::Committed(0));
            if left == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let (_, outcome) = carried_out(&project, &graph, &plan, 2, &mut at).await;
        assert!(matches!(outcome, Err(ExpireError::Stopped(ExpiryBoundary::Committed(0)))), "{outcome:?}");
        assert_eq!(database.number("SELECT count(*) FROM visits").await, 9);
        let plan = made(&project, &graph).await;
        assert_eq!(steps(&plan), ["visits delete 5"]);
        database.run("INSERT INTO visits VALUES (8, '2024-01-01 10:00:00', 'x', 'x')").await;
        let (counted, outcome) = carried_out(&project, &graph, &plan, 2, &mut on).await;
        assert_eq!(outcome.unwrap()[0].rows, 5, "and not what came since");
        assert_eq!(counted.batches, [(0, 2), (0, 2), (0, 1)]);
        let plan = made(&project, &graph).await;
        carried_out(&project, &graph, &plan, 2, &mut on).await.1.unwrap();
        assert_eq!(database.rows("SELECT id FROM visits").await, ["11", "12", "13", "14"]);
    });
}

#[test]
fn holds_stop_expiry_for_people_tables_and_categories() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let hold = |scope| Hold { because: "legal hold".into(), until: Some("2027-06-30".into()), scope };
        let holds = vec![
            hold(HoldScope::People(vec![IdentityClaim::new("id", "3")])),
            hold(HoldScope::Categories(vec!["payment.amount".into()])),
        ];
        let graph = project.graph(NOW, holds).await;
        let plan = made(&project, &graph).await;
        carried_out(&project, &graph, &plan, 10, &mut on).await.1.unwrap();
        let left = everything(database).await;
        for row in ["people 3|c@example.com|C", "orders 11|1|10|x", "visits 101|192.0.2.1", "phones 1|1"] {
            assert!(left.contains(&row.to_owned()), "{row} in {left:?}");
        }
        assert!(plan.kept.iter().any(|kept| kept.table == "orders"
            && kept.because == "legal hold"
            && kept.until.as_deref() == Some("2027-06-30")));
        assert!(plan.kept.iter().any(|kept| kept.table == "people" && kept.because == "legal hold"));
        let graph = project.graph(NOW, vec![hold(HoldScope::Table("s.orders".into()))]).await;
        let plan = made(&project, &graph).await;
        assert!(!plan.steps.iter().any(|step| step.table == "orders"), "{:?}", steps(&plan));
    });
}

#[test]
fn an_anchor_of_a_type_that_holds_no_instants_or_in_no_column_is_a_finding() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run("CREATE TABLE logs (id integer PRIMARY KEY, at bool, ip text); INSERT INTO logs VALUES (1, '1', 'x');")
            .await;
        let text = r#"
policy "P" version 1 { effective 2026-01-01 in UTC }
keep device.* at most 1 month after collected
table s.logs { ip device.ip; plain id; counts collected from at; on erasure delete }
"#;
        let project = Project::of(database, text);
        let plan = made(&project, &project.graph(NOW, Vec::new()).await).await;
        assert_eq!((findings(&plan), steps(&plan)), (vec!["logs anchor-type - ip".to_owned()], Vec::new()));
        let project = Project::of(database, &text.replace("counts collected from at;", "plain at;"));
        let plan = made(&project, &project.graph(NOW, Vec::new()).await).await;
        assert_eq!((findings(&plan), steps(&plan)), (vec!["logs no-anchor - ip".to_owned()], Vec::new()));
    });
}

#[test]
fn a_store_that_refuses_is_a_finding_and_the_rest_goes_on() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        database
            .run("CREATE TABLE copies (id integer PRIMARY KEY, note text NOT NULL CHECK (note <> ''), at timestamp);
                  INSERT INTO copies VALUES (1, 'a', '2026-01-01 10:00:00'); INSERT INTO copies VALUES (2, 'b', '2026-01-01 10:00:00');")
            .await;
        let text = format!(
            "{POLICY}\ntable s.copies {{ note device.note; id log.number; counts collected from at; on erasure delete }}\n\
             keep log.number at least 3 years after collected"
        );
        let project = Project::of(database, &text);
        let graph = project.graph(NOW, Vec::new()).await;
        let plan = made(&project, &graph).await;
        assert!(findings(&plan).contains(&"copies engine 2 note".to_owned()), "{:?}", findings(&plan));
        carried_out(&project, &graph, &plan, 10, &mut on).await.1.unwrap();
        assert_eq!(database.number("SELECT count(*) FROM copies WHERE note <> ''").await, 2);
        assert_eq!(database.number("SELECT count(*) FROM phones").await, 2);
    });
}

#[test]
fn another_plan_than_was_approved_is_not_carried_out() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(TABLES).await;
        let project = Project::of(database, POLICY);
        let graph = project.graph(NOW, Vec::new()).await;
        let plan = made(&project, &graph).await;
        let mut other = plan.clone();
        other.steps[0].statement = "DELETE FROM people".into();
        assert!(Approved::expiry(other.clone(), &plan.hash, "somebody").is_err());
        other.hash = other.computed_hash();
        let before = everything(database).await;
        let (_, outcome) = carried_out(&project, &graph, &other, 10, &mut on).await;
        assert!(matches!(outcome, Err(ExpireError::OtherPlan(_))), "{outcome:?}");
        assert_eq!(everything(database).await, before);
    });
}

#[test]
fn trees_go_from_the_leaves_up() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run("CREATE TABLE posts (id integer PRIMARY KEY, above integer REFERENCES posts (id), text text, at timestamp);
                  INSERT INTO posts VALUES (1, NULL, 'a', '2025-01-01 10:00:00'); INSERT INTO posts VALUES (2, 1, 'b', '2025-01-02 10:00:00');
                  INSERT INTO posts VALUES (3, 2, 'c', '2025-01-03 10:00:00'); INSERT INTO posts VALUES (4, 1, 'd', '2026-02-28 10:00:00');
                  INSERT INTO posts VALUES (5, NULL, 'e', '2025-01-01 10:00:00'); INSERT INTO posts VALUES (6, 5, 'f', '2025-01-02 10:00:00');")
            .await;
        let text = r#"
policy "P" version 1 { effective 2026-01-01 in UTC }
keep message.* at most 1 month after collected
table s.posts { text message.text; plain id, above; counts collected from at; on erasure delete }
"#;
        let project = Project::of(database, text);
        for _ in 0..3 {
            let graph = project.graph(NOW, Vec::new()).await;
            let plan = made(&project, &graph).await;
            carried_out(&project, &graph, &plan, 10, &mut on).await.1.unwrap();
        }
        assert_eq!(database.rows("SELECT id, text FROM posts").await, ["1|", "4|d"]);
    });
}
