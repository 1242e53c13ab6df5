//! What a schedule does with rows past their time that it does not simply delete: anonymous, under pseudonyms, counted;
//! and the copies of all of these made anew.

use crate::common::policy::Project;
use crate::common::{Database, on_each_engine};
use crate::expiry::{carried_out, findings, made, on, steps};
use probity_stores::{Engine, ExpireError, ExpiryBoundary, PersonGraph, PseudonymKey, rebuild};
use std::ops::ControlFlow;

const NOW: &str = "2026-03-01T08:00:00Z";

fn policy(method: &str, sentences: &str) -> String {
    format!(
        r#"
policy "P" version 1 {{ effective 2026-01-01 in Europe/Vilnius }}
keep log.* at most 12 months after collected, then {method} §9.1
anonymise in groups of at least 3 §9.2
table s.people {{ is client by id; on erasure delete }}
table s.baskets {{ belongs to s.people by person; on erasure delete }}
table s.visits {{
    belongs to s.baskets by basket
    at log.time
    place log.place
    note log.note
    plain price
    counts collected from at
    coarsen at to month
    coarsen place to 2 characters
    {sentences}
    on erasure delete
}}
"#
    )
}

/// Baskets 1, 2, 3 and 4 are of four people; 5 is of the first again.
async fn filled(database: &Database) {
    database
        .run(
            "CREATE TABLE people (id integer PRIMARY KEY);
             CREATE TABLE baskets (id integer PRIMARY KEY, person integer);
             CREATE TABLE visits (id integer PRIMARY KEY, basket integer, at timestamp, place varchar(40), note varchar(60), price integer);
             INSERT INTO people VALUES (1), (2), (3), (4);
             INSERT INTO baskets VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 1);
             INSERT INTO visits VALUES
                 (1, 1, '2024-05-03 10:00:00', 'Oslo', 'a', 1), (2, 2, '2024-05-04 11:00:00', 'Osaka', 'b', 2), (3, 3, '2024-05-05 12:00:00', 'Os', 'c', 3),
                 (4, 1, '2024-06-01 10:00:00', 'Rome', 'a', 4), (5, 5, '2024-06-02 10:00:00', 'Roma', 'a', 5), (6, 2, '2024-06-03 10:00:00', 'Ronda', 'b', 6),
                 (7, 4, '2026-02-20 10:00:00', 'Oslo', 'a', 7);",
        )
        .await;
}

async fn graph(project: &Project) -> PersonGraph {
    project.graph(NOW, Vec::new()).await.with_pseudonyms(PseudonymKey::new([9; 32]))
}

/// Carries the plan out, killed after every committed batch in turn.
async fn with_kills(project: &Project, graph: &PersonGraph) -> usize {
    let mut killed = 0;
    loop {
        let plan = made(project, graph).await;
        let mut committed = |boundary: &ExpiryBoundary| match boundary {
            ExpiryBoundary::Committed(_) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let (_, outcome) = carried_out(project, graph, &plan, 1, &mut committed).await;
        match outcome {
            Err(ExpireError::Stopped(_)) => killed += 1,
            outcome => {
                outcome.unwrap();
                return killed;
            }
        }
        assert!(killed < 50);
    }
}

const VISITS: &str = "SELECT id, basket, at, place, note, price FROM visits";

#[test]
fn rows_become_anonymous_together_and_those_of_few_people_say_nothing_wherever_it_is_killed() {
    for kills in [false, true] {
        on_each_engine(1, move |databases| async move {
            let database = &databases[0];
            filled(database).await;
            let project = Project::of(database, &policy("anonymise", ""));
            let graph = graph(&project).await;
            let plan = made(&project, &graph).await;
            assert_eq!(findings(&plan), Vec::<String>::new());
            let counts: Vec<(&str, u64)> =
                plan.steps.iter().map(|step| (step.action.word(), step.rows)).collect();
            assert_eq!(counts, [("anonymise", 3), ("blank", 3)], "{:?}", steps(&plan));
            assert!(plan.steps[1].because.contains("fewer than 3 people"), "{}", plan.steps[1].because);
            if kills {
                assert!(with_kills(&project, &graph).await >= 6);
            } else {
                carried_out(&project, &graph, &plan, 2, &mut on).await.1.unwrap();
            }
            assert_eq!(
                database.rows(VISITS).await,
                [
                    "1||2024-05-01 00:00:00|Os||1",
                    "2||2024-05-01 00:00:00|Os||2",
                    "3||2024-05-01 00:00:00|Os||3",
                    // The two baskets are one person's, who is no two people.
                    "4|||||4",
                    "5|||||5",
                    "6|||||6",
                    "7|4|2026-02-20 10:00:00|Oslo|a|7",
                ]
            );
            assert_eq!(steps(&made(&project, &graph).await), Vec::<String>::new());
            let asked = probity_stores::anonymous_groups(&graph, &project.stores).await.unwrap();
            assert_eq!(asked.iter().map(|one| (one.groups, one.small)).collect::<Vec<_>>(), [(1, 0)]);
        });
    }
}

#[test]
fn values_become_pseudonyms_once_and_the_same_for_the_same() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        filled(database).await;
        let text = policy("pseudonymise", "").replace("    at log.time\n", "    plain at\n");
        let project = Project::of(database, &text);
        let graph = graph(&project).await;
        let plan = made(&project, &graph).await;
        assert_eq!(
            steps(&plan),
            ["visits pseudonymise 6 place=pseudonym note=pseudonym"],
            "{:?}",
            findings(&plan)
        );
        carried_out(&project, &graph, &plan, 2, &mut on).await.1.unwrap();
        let notes = database.rows("SELECT note, id FROM visits WHERE id < 7").await;
        assert!(notes.iter().all(|note| note.starts_with("pseudonym-")), "{notes:?}");
        assert_eq!(database.number("SELECT count(DISTINCT note) FROM visits WHERE id < 7").await, 3);
        assert_eq!(database.rows("SELECT note FROM visits WHERE id = 7").await, ["a"]);
        assert_eq!(steps(&made(&project, &graph).await), Vec::<String>::new());
        let keyless = project.graph(NOW, Vec::new()).await;
        database.run("INSERT INTO visits VALUES (8, 1, '2024-05-03 10:00:00', 'Oslo', 'x', 1)").await;
        assert_eq!(findings(&made(&project, &keyless).await).len(), 2);
    });
}

const COUNT: &str = "aggregate into s.totals by at, place, counted in visits";

#[test]
fn rows_are_counted_once_into_totals_that_are_large_enough_and_go() {
    for kills in [false, true] {
        on_each_engine(1, move |databases| async move {
            let database = &databases[0];
            filled(database).await;
            database
                .run("CREATE TABLE totals (at date, place varchar(2), visits integer, PRIMARY KEY (at, place)); INSERT INTO totals VALUES ('2024-04-01', 'Os', 9)")
                .await;
            let text = policy("aggregate", COUNT) + "table s.totals { nothing personal }";
            let project = Project::of(database, &text);
            let graph = graph(&project).await;
            let plan = made(&project, &graph).await;
            let counts: Vec<(&str, u64)> =
                plan.steps.iter().map(|step| (step.action.word(), step.rows)).collect();
            assert_eq!(counts, [("aggregate", 6)], "{:?} {:?}", steps(&plan), findings(&plan));
            if kills {
                assert!(with_kills(&project, &graph).await >= 6);
            } else {
                carried_out(&project, &graph, &plan, 4, &mut on).await.1.unwrap();
            }
            assert_eq!(database.rows("SELECT id FROM visits").await, ["7"]);
            assert_eq!(
                database.rows("SELECT at, place, visits FROM totals").await,
                ["2024-04-01|Os|9", "2024-05-01|Os|3"]
            );
            assert_eq!(steps(&made(&project, &graph).await), Vec::<String>::new());
        });
    }
}

#[test]
fn copies_of_what_expired_are_made_anew_also_after_a_kill() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        filled(database).await;
        let anew = "DELETE FROM months; INSERT INTO months SELECT place FROM visits";
        database.run(&format!("CREATE TABLE months (place varchar(40)); {anew}")).await;
        let mut expected = vec!["months"];
        if database.engine == Engine::Postgres {
            database.run("CREATE MATERIALIZED VIEW noted AS SELECT note FROM visits").await;
            expected.push("noted");
        }
        let text = policy("delete", "")
            + &format!("table s.months {{ place log.place; derived from s.visits, rebuilt by \"{anew}\" }}");
        let project = Project::of(database, &text);
        let graph = graph(&project).await;
        let plan = made(&project, &graph).await;
        let mut rebuilt: Vec<&str> = plan
            .steps
            .iter()
            .filter(|step| step.action.word() == "rebuild")
            .map(|step| step.table.as_str())
            .collect();
        rebuilt.sort_unstable();
        assert_eq!(rebuilt, expected, "{:?}", steps(&plan));
        let first = plan.steps.iter().position(|step| step.action.word() == "rebuild").unwrap();
        let mut kill = |boundary: &ExpiryBoundary| match boundary {
            ExpiryBoundary::Step(step) if *step == first => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let (_, outcome) = carried_out(&project, &graph, &plan, 10, &mut kill).await;
        assert!(matches!(outcome, Err(ExpireError::Stopped(_))), "{outcome:?}");
        assert_eq!(database.number("SELECT count(*) FROM months").await, 7);
        for step in &plan.steps {
            rebuild(&project.stores, step).await.unwrap();
        }
        assert_eq!(database.rows("SELECT * FROM months").await, ["Oslo"]);
        if database.engine == Engine::Postgres {
            assert_eq!(database.rows("SELECT * FROM noted").await, ["a"]);
        }
        // Undisturbed it comes to the same.
        database.run("INSERT INTO visits VALUES (9, 1, '2024-05-03 10:00:00', 'Oslo', 'z', 1)").await;
        let plan = made(&project, &graph).await;
        carried_out(&project, &graph, &plan, 10, &mut on).await.1.unwrap();
        assert_eq!(database.rows("SELECT * FROM months").await, ["Oslo"]);
    });
}
