//! Comments under comments: what hangs under an erased person's comment keeps its place, and the place
//! goes when nothing hangs there any more. Compared with a plain reading of the rule, on random trees.

use crate::common::random::each_case;
use crate::common::run::{id, steps, world};
use crate::common::said::said;
use crate::common::{Database, on_each_engine, on_engine};
use probity_stores::{Engine, look};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const MAP: &str = r#"
table core.people { is client by id; name contact.name; on erasure delete }
table core.comments {
    belongs to core.people by author
    mentions core.comments by parent = id
    body contact.name
    blank body as "(removed)"
    on erasure delete, or blank body where others refer
}
table core.votes { belongs to core.people by voter; mentions core.comments by comment = id; on erasure delete }"#;

/// By number: author, who is nobody when it was removed before, and parent.
type Comments = BTreeMap<u32, (Option<u32>, Option<u32>)>;

async fn load(database: &Database, comments: &Comments, votes: &[(u32, u32)], declared: bool) {
    let to = |table: &str| if declared { format!(" REFERENCES {table} (id)") } else { String::new() };
    let mut script = format!(
        "DROP TABLE IF EXISTS votes; DROP TABLE IF EXISTS comments; DROP TABLE IF EXISTS people;
         CREATE TABLE people (id integer PRIMARY KEY, name text);
         CREATE TABLE comments (id integer PRIMARY KEY, author integer{}, parent integer{}, body text NOT NULL);
         CREATE TABLE votes (id integer PRIMARY KEY, voter integer{}, comment integer NOT NULL{});
         INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'c');",
        to("people"),
        to("comments"),
        to("people"),
        to("comments")
    );
    let text = |value: Option<u32>| value.map_or("NULL".to_owned(), |value| value.to_string());
    for (id, (author, parent)) in comments {
        let body = if author.is_some() { format!("text {id}") } else { "(removed)".to_owned() };
        script.push_str(&format!(
            "INSERT INTO comments VALUES ({id}, {}, {}, '{body}');",
            text(*author),
            text(*parent)
        ));
    }
    for (at, (voter, comment)) in votes.iter().enumerate() {
        script.push_str(&format!("INSERT INTO votes VALUES ({at}, {voter}, {comment});"));
    }
    database.run(&script).await;
}

/// What is left of a tree when a person goes, said plainly: their comments go unless something that stays
/// hangs there; and what was removed before goes when the last thing under it went.
fn after(comments: &Comments, votes: &[(u32, u32)], person: u32) -> (Comments, Vec<(u32, u32)>) {
    let gone_votes: Vec<u32> =
        votes.iter().filter(|(voter, _)| *voter == person).map(|(_, comment)| *comment).collect();
    let votes: Vec<(u32, u32)> = votes.iter().copied().filter(|(voter, _)| *voter != person).collect();
    let mut left = comments.clone();
    let mut emptied: BTreeSet<u32> = BTreeSet::new();
    for (id, (author, _)) in comments {
        if *author == Some(person) {
            emptied.insert(*id);
        }
    }
    let refers = |left: &Comments, id: u32| {
        left.values().any(|(_, parent)| *parent == Some(id))
            || votes.iter().any(|(_, comment)| *comment == id)
    };
    // A vote that goes can be the last thing under a comment that was removed before.
    let mut lost: BTreeSet<u32> = gone_votes
        .into_iter()
        .filter(|comment| comments.get(comment).is_some_and(|(author, _)| author.is_none()))
        .collect();
    loop {
        let gone: Vec<u32> = left
            .keys()
            .copied()
            .filter(|id| (emptied.contains(id) || lost.contains(id)) && !refers(&left, *id))
            .collect();
        if gone.is_empty() {
            break;
        }
        for id in gone {
            let (_, parent) = left.remove(&id).unwrap();
            // What was under a removed comment is gone: that one is asked again.
            if let Some(parent) =
                parent.filter(|parent| comments.get(parent).is_some_and(|(author, _)| author.is_none()))
            {
                lost.insert(parent);
            }
        }
    }
    for (id, (author, _)) in &mut left {
        if emptied.contains(id) {
            *author = None;
        }
    }
    (left, votes)
}

async fn state(database: &Database) -> Vec<String> {
    database.rows("SELECT id, author, parent, body FROM comments").await
}

fn expected(comments: &Comments) -> Vec<String> {
    let text = |value: Option<u32>| value.map_or(String::new(), |value| value.to_string());
    let mut rows: Vec<String> = comments
        .iter()
        .map(|(id, (author, parent))| {
            let body = if author.is_some() { format!("text {id}") } else { "(removed)".to_owned() };
            format!("{id}|{}|{}|{body}", text(*author), text(*parent))
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn a_comment_with_answers_keeps_its_place_until_the_last_answer_goes() {
    for declared in [true, false] {
        on_each_engine(1, move |databases| async move {
            let database = &databases[0];
            let comments: Comments = [
                (1, (Some(1), None)),
                (2, (Some(2), Some(1))),
                (3, (Some(1), Some(2))),
                (4, (Some(1), None)),
                (5, (Some(1), Some(4))),
                (6, (Some(1), None)),
            ]
            .into();
            load(database, &comments, &[(2, 6), (1, 2)], declared).await;
            let world = world(&said(&[("core", database)], MAP)).await;
            let (planned, looked) = world.erase(&id(1)).await;
            assert!(looked.is_clean(), "{looked:?}");
            let rows = ["1|||(removed)", "2|2|1|text 2", "6|||(removed)"];
            assert_eq!(state(database).await, rows, "{:?}", steps(&planned));
            assert!(steps(&planned).contains(&"comments delete 3".to_owned()), "{:?}", steps(&planned));
            let kept =
                planned.plan.steps.iter().find(|step| step.because.as_deref() == Some("others refer to it"));
            assert_eq!(kept.unwrap().rows, 2);

            let (_, looked) = world.erase(&id(2)).await;
            assert!(looked.is_clean(), "{looked:?}");
            assert!(state(database).await.is_empty(), "the last answer took the places along");
        });
    }
}

#[test]
fn places_that_are_nobodys_are_not_taken_for_those_of_whoever_leaves() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        // The first comment was removed before. Its last vote but one goes with somebody who wrote nothing.
        let comments: Comments = [(1, (None, None)), (2, (Some(2), Some(1)))].into();
        load(database, &comments, &[(3, 1), (1, 1)], true).await;
        let world = world(&said(&[("core", database)], MAP)).await;
        let (planned, looked) = world.erase(&id(3)).await;
        assert!(looked.is_clean(), "{looked:?}");
        assert_eq!(steps(&planned), ["votes delete 1", "people delete 1"]);
        assert_eq!(state(database).await, ["1|||(removed)", "2|2|1|text 2"]);
    });
}

const POLLS: &str = r#"
table core.people { is client by id; name contact.name; on erasure delete, or blank name where others refer }
table core.polls { belongs to core.people by author; on erasure delete, or stay where others refer }
table core.options { belongs to core.polls by poll = id; body contact.name; on erasure delete, or blank body where others refer }
table core.votes { belongs to core.people by voter; mentions core.people by counted_by; on erasure delete }"#;

const POLL_TABLES: &str = "
    CREATE TABLE people (id integer PRIMARY KEY, name text);
    CREATE TABLE polls (id integer PRIMARY KEY, author integer REFERENCES people (id));
    CREATE TABLE options (id integer PRIMARY KEY, poll integer REFERENCES polls (id), body text NOT NULL);
    CREATE TABLE votes (id integer PRIMARY KEY, voter integer NOT NULL REFERENCES people (id), poll integer NOT NULL REFERENCES polls (id), choice integer NOT NULL REFERENCES options (id), counted_by integer REFERENCES people (id));
    INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'c');
    INSERT INTO polls VALUES (1, 1), (2, NULL), (3, 1);
    INSERT INTO options VALUES (1, 1, 'yes'), (2, 2, 'left'), (3, 3, 'no');
    INSERT INTO votes VALUES (1, 2, 1, 1, 1), (2, 1, 2, 2, 3), (3, 2, 2, 2, 3);";

#[test]
fn what_has_no_words_of_its_own_keeps_its_place_too_and_what_was_nobodys_is_left_alone() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database.run(POLL_TABLES).await;
        let world = world(&said(&[("core", database)], POLLS)).await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{looked:?}");
        // Somebody voted in the first poll, and nobody in the third. The second never was anybody's.
        let (polls, options) = ("SELECT id, author FROM polls", "SELECT id, poll, body FROM options");
        assert_eq!(database.rows(polls).await, ["1|", "2|"], "{:?}", steps(&planned));
        assert_eq!(database.rows(options).await, ["1||", "2|2|left"], "{:?}", steps(&planned));
        // Who is only mentioned, or pointed to by what stays of their own, does not have to stay for that.
        assert_eq!(database.rows("SELECT id, name FROM people").await, ["2|b", "3|c"]);
        assert_eq!(database.rows("SELECT id, counted_by FROM votes").await, ["1|", "3|3"]);

        let (planned, looked) = world.erase(&id(2)).await;
        assert!(looked.is_clean(), "{:?} {looked:?}", steps(&planned));
        assert!(database.rows("SELECT id, voter FROM votes").await.is_empty());
        // A place without words cannot be told from a row that never was anybody's.
        assert_eq!(database.rows(polls).await, ["1|", "2|"]);
        assert_eq!(database.rows(options).await, ["2|2|left"]);
    });
}

const FAVOURITES: &str = r#"
table core.people { is client by id; name contact.name; on erasure delete }
table core.comments {
    belongs to core.people by author
    body contact.name
    blank body as "(removed)"
    on erasure delete, or blank body where others refer
}"#;

/// People are no rows that a key may delete along: whom they refer to stays empty, and they stay.
#[test]
fn a_row_that_other_people_refer_to_themselves_stays_and_so_do_they() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        database
            .run(
                "CREATE TABLE comments (id integer PRIMARY KEY, author integer, body text NOT NULL);
                 CREATE TABLE people (id integer PRIMARY KEY, name text,
                    favourite integer REFERENCES comments (id) ON DELETE CASCADE);
                 INSERT INTO comments VALUES (1, 1, 'text 1'), (2, 1, 'text 2');
                 INSERT INTO people VALUES (1, 'a', NULL), (2, 'b', 1);",
            )
            .await;
        let world = world(&said(&[("core", database)], FAVOURITES)).await;
        let (planned, looked) = world.erase(&id(1)).await;
        assert!(looked.is_clean(), "{:?} {looked:?}", steps(&planned));
        assert_eq!(database.rows("SELECT id, author, body FROM comments").await, ["1||(removed)"]);
        assert_eq!(database.rows("SELECT id, name, favourite FROM people").await, ["2|b|1"]);
    });
}

fn trees() -> impl Strategy<Value = (Comments, Vec<(u32, u32)>, u32, usize)> {
    let comment = (1..5_u32, prop::option::weighted(0.8, 0..20_usize));
    let comments = prop::collection::vec(comment, 0..10);
    (comments, prop::collection::vec((1..4_u32, 0..20_usize), 0..4), 1..4_u32, 0..8_usize).prop_map(
        |(raw, votes, person, crash)| {
            let mut comments = Comments::new();
            for (at, (author, parent)) in raw.iter().enumerate() {
                let parent = parent.filter(|_| at > 0).map(|parent| u32::try_from(parent % at).unwrap() + 1);
                // The fourth author went before.
                comments.insert(u32::try_from(at).unwrap() + 1, ((*author < 4).then_some(*author), parent));
            }
            let count = comments.len();
            let votes = votes
                .into_iter()
                .filter(|_| count > 0)
                .map(|(voter, comment)| (voter, u32::try_from(comment % count.max(1)).unwrap() + 1))
                .collect();
            (comments, votes, person, crash)
        },
    )
}

async fn check(comments: Comments, votes: Vec<(u32, u32)>, person: u32, crash: usize, database: Database) {
    load(&database, &comments, &votes, crash.is_multiple_of(2)).await;
    let world = world(&said(&[("core", &database)], MAP)).await;
    let planned = world.plan(&id(person)).await.unwrap_or_else(|error| panic!("{error}"));
    world.execute_crashing(&planned, crash).await;
    let (left, _) = after(&comments, &votes, person);
    assert_eq!(
        state(&database).await,
        expected(&left),
        "after the erasure of {person}: {:?}",
        steps(&planned)
    );
    let looked = look(&world.graph, &world.stores, &planned.plan, &planned.material).await.unwrap();
    assert!(looked.remaining.is_empty() && looked.unplanned.is_empty(), "{looked:?}");
}

fn cases(engine: Engine, cases: u32) {
    on_engine(engine, 1, move |databases| async move {
        each_case(trees(), cases, |(comments, votes, person, crash)| {
            check(comments, votes, person, crash, databases[0].clone())
        })
        .await;
    });
}

#[test]
fn random_trees_agree_with_the_plain_rule() {
    cases(Engine::Sqlite, 60);
    cases(Engine::Postgres, 15);
    cases(Engine::MariaDb, 10);
}
