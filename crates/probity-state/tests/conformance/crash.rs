//! Killing the program at random moments loses no entry that was answered for, repeats none, and breaks nothing.

use crate::support::{self, Home, Repeating, second, seconds};
use probity_ledger::{Clock, Entry, Fact, Kind};
use probity_state::jobs::{self, NewJob};
use probity_state::{
    KeyOwner, LedgerWriter, OperatingSystemRandom, Random as _, State, StateError, check_ledger, ledger,
    transaction,
};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

const URLS: &str = "PROBITY_CRASH_TEST_URLS";
const ORIGIN: &str = "ledger.example/crash";
const TASKS: u32 = 4;

/// How many lines the parent waits for before it kills, and how much longer it lets the child run.
fn random_below(limit: u64) -> u64 {
    let mut bytes = [0; 8];
    OperatingSystemRandom.fill(&mut bytes).unwrap();
    u64::from_be_bytes(bytes) % limit
}

fn entry(round: u32, task: u32, number: u32) -> Entry {
    Entry::new(Kind::StepDone, i64::from(number), Clock::Real)
        .fact("round", round)
        .fact("task", task)
        .fact("number", number)
}

fn name_of(entry: &Entry) -> (i64, i64, i64) {
    let number = |name: &str| match entry.facts().get(name) {
        Some(Fact::Integer(number)) => *number,
        other => panic!("{name} is {other:?}"),
    };
    (number("round"), number("task"), number("number"))
}

/// Not a test by itself: the program that the tests below start and kill.
#[test]
#[ignore = "started by the other tests of this file"]
fn child() {
    let Ok(urls) = std::env::var(URLS) else { return };
    let mut words = urls.split(' ').map(str::to_owned);
    let (url, keys_url) = (words.next().unwrap(), words.next().unwrap());
    let round: u32 = words.next().unwrap().parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let state = State::open(&url, &keys_url, &Repeating::default()).await.unwrap();
        let writer = LedgerWriter::start(state.clone());
        let mut tasks = Vec::new();
        for task in 0..TASKS {
            let (writer, state) = (writer.clone(), state.clone());
            tasks.push(tokio::spawn(async move {
                for number in 0.. {
                    let position = match task {
                        // A change of state and its entry, in one transaction.
                        0 => with_a_job(&state, &entry(round, task, number)).await.unwrap(),
                        _ => writer.append(&entry(round, task, number)).await.unwrap(),
                    };
                    // One write per line: a killed process leaves no half line behind an answer.
                    let line = format!("answered {position} {round} {task} {number}\n");
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                    if number % 16 == 15 {
                        let signer = state.keys().ledger_signer(ORIGIN).await.unwrap();
                        transaction!(state, |tx| ledger::checkpoint(tx, &signer, second(0)).await).unwrap();
                    }
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
    });
}

async fn with_a_job(state: &State, entry: &Entry) -> Result<u64, StateError> {
    let job = NewJob {
        kind: "follow-up".to_owned(),
        payload: "{}".to_owned(),
        dedup_key: None,
        run_after: second(0),
        max_attempts: 3,
    };
    transaction!(state, |tx| {
        jobs::enqueue(tx, &job, second(0)).await?;
        Ok(ledger::append(tx, std::slice::from_ref(entry)).await?.start)
    })
}

/// Starts the child, kills it, and gives what it had answered for.
fn run_and_kill(home: &Home, round: u32) -> Vec<(u64, (i64, i64, i64))> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(URLS, format!("{} {} {round}", home.url, home.keys_url))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let enough = usize::try_from(random_below(60)).unwrap();
    let mut answered = Vec::new();
    let mut killed = false;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let Ok(line) = line else { break };
        // The test harness writes its own words in front of the first line.
        let Some((_, numbers)) = line.split_once("answered ") else { continue };
        let numbers: Vec<i64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        let [position, round, task, number] = numbers[..] else { panic!("{line}") };
        answered.push((u64::try_from(position).unwrap(), (round, task, number)));
        // What the child has written before it died is read to the end.
        if answered.len() > enough && !killed {
            killed = true;
            // SIGKILL: nothing in the child can react to it.
            child.kill().unwrap();
        }
    }
    assert!(killed, "the child ended by itself");
    child.wait().unwrap();
    answered
}

async fn killed_again_and_again(home: &Home) {
    let mut answered = BTreeMap::new();
    let state = home.open().await;
    for round in 0..8 {
        for (position, name) in run_and_kill(home, round) {
            assert_eq!(answered.insert(position, name), None, "two answers for position {position}");
        }
        let signer = state.keys().ledger_signer(ORIGIN).await.unwrap();
        let report = check_ledger(&mut state.view().await.unwrap(), signer.verifier()).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.faults);

        let mut view = state.view().await.unwrap();
        let kept = ledger::read_range(&mut view, 0..u64::MAX).await.unwrap();
        let mut names: Vec<_> = kept.iter().map(|placed| name_of(&placed.entry)).collect();
        for (position, name) in &answered {
            assert_eq!(
                names.get(usize::try_from(*position).unwrap()),
                Some(name),
                "an answered entry is lost"
            );
        }
        // Neither part of "a job and its entry" is ever there without the other.
        let with_jobs = names.iter().filter(|(_, task, _)| *task == 0).count();
        assert_eq!(jobs::list(&mut view, "ready", 100_000).await.unwrap().len(), with_jobs);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kept.len(), "an entry is there twice");
        // Each task's entries are there from its first on, without a hole.
        for ((round, task), last) in
            names.iter().map(|(round, task, number)| ((*round, *task), *number)).collect::<BTreeMap<_, _>>()
        {
            let count = names.iter().filter(|name| (name.0, name.1) == (round, task)).count();
            assert_eq!(i64::try_from(count).unwrap(), last + 1);
        }
    }
    assert!(!answered.is_empty());
    // After all that a job can still be claimed, and a key destroyed.
    let claim = transaction!(state, |tx| jobs::claim(tx, "after", second(1), seconds(1)).await).unwrap();
    assert!(claim.is_some());
    let owner = KeyOwner::Person(probity_ledger::Pseudonym::from_stored([1; 16]));
    state.keys().obtain(owner, &Repeating::default(), second(0)).await.unwrap();
    assert!(state.keys().destroy(owner, second(0)).await.unwrap());
}

#[test]
fn killed_on_sqlite() {
    support::on_sqlite(|home| Box::pin(killed_again_and_again(home)));
}

#[test]
fn killed_on_postgres() {
    support::on_postgres(|home| Box::pin(killed_again_and_again(home)));
}
