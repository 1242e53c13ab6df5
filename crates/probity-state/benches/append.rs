//! How fast the ledger takes entries, against two floors: what a core can do, and what the disk asks for.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints its result, and ends when it cannot be made"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use probity_ledger::{Clock, Entry, Kind, Pseudonym, RequestId, SealingKey};
use probity_state::ledger::{PreparedEntry, append_prepared};
use probity_state::{LedgerWriter, OperatingSystemRandom, State, StateError, transaction};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const ENTRIES: u32 = 400_000;
const BATCH: usize = 8_192;
const TASKS: usize = 64;
const SINGLE: u32 = 400;
const BYTES_OF_AN_ENTRY: usize = 316;

/// Entries like those of a step of a request: about 320 bytes, with a person and a request.
fn entries(count: u32) -> Vec<PreparedEntry> {
    let key = SealingKey::new([1; 32]);
    (0..count)
        .map(|number| {
            let mut person = [7; 16];
            person[..4].copy_from_slice(&(number / 20).wrapping_mul(0x9e37_79b9).to_be_bytes());
            let entry = Entry::new(Kind::StepDone, 1_767_225_600_000_000 + i64::from(number), Clock::Real)
                .person(Pseudonym::from_stored(person))
                .request(RequestId::from_stored(person))
                .fact("store", "core")
                .fact("table", "core.orders")
                .fact("rows", number)
                .seal(&key, [3; 24], b"{\"deleted\":3,\"kept\":1}")
                .unwrap();
            PreparedEntry::new(&entry).unwrap()
        })
        .collect()
}

/// On the file system of the target folder, which is a disk where `/tmp` may be none.
fn folder() -> tempfile::TempDir {
    let place = std::env::var_os("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
    tempfile::tempdir_in(place).unwrap()
}

async fn open(folder: &tempfile::TempDir) -> State {
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    State::open(&url("state.sqlite"), &url("keys.sqlite"), &OperatingSystemRandom).await.unwrap()
}

/// Processor time of all threads of this process, in seconds: user and system.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).unwrap().parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn group_commit(runtime: &Runtime) {
    let prepared = entries(ENTRIES);
    let folder = folder();
    runtime.block_on(async {
        let state = open(&folder).await;
        let (begin, cpu) = (Instant::now(), processor_seconds());
        for batch in prepared.chunks(BATCH) {
            let done: Result<_, StateError> = transaction!(state, |tx| append_prepared(tx, batch).await);
            done.unwrap();
        }
        let (wall, cpu) = (begin.elapsed().as_secs_f64(), processor_seconds() - cpu);
        println!(
            "rate: batches of {BATCH}: {:.0} entries a second, {:.0} entries per second of one core",
            f64::from(ENTRIES) / wall,
            f64::from(ENTRIES) / cpu
        );
    });
}

fn many_tasks(runtime: &Runtime) {
    let prepared = entries(ENTRIES);
    let folder = folder();
    runtime.block_on(async {
        let writer = LedgerWriter::start(open(&folder).await);
        let (begin, cpu) = (Instant::now(), processor_seconds());
        let tasks: Vec<_> = prepared
            .chunks(prepared.len() / TASKS)
            .map(|own| {
                let (writer, own) = (writer.clone(), own.to_vec());
                tokio::spawn(async move {
                    for few in own.chunks(100) {
                        writer.append_prepared(few.to_vec()).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let (wall, cpu) = (begin.elapsed().as_secs_f64(), processor_seconds() - cpu);
        println!(
            "rate: {TASKS} tasks of 100 entries at a time through the writer: {:.0} entries a second, {:.0} per second of one core",
            f64::from(ENTRIES) / wall,
            f64::from(ENTRIES) / cpu
        );
    });
}

/// One entry, one commit; and in turn with it, as many bytes to a file of its own and to the disk.
fn durable(runtime: &Runtime) {
    let prepared = entries(SINGLE);
    let folder = folder();
    let mut file = OpenOptions::new().create(true).append(true).open(folder.path().join("bare")).unwrap();
    let (mut appended, mut bare) = (Vec::new(), Vec::new());
    runtime.block_on(async {
        let state = open(&folder).await;
        for entry in &prepared {
            let bytes = [7; BYTES_OF_AN_ENTRY];
            let begin = Instant::now();
            file.write_all(&bytes).unwrap();
            file.sync_data().unwrap();
            bare.push(begin.elapsed());
            let begin = Instant::now();
            let one = std::slice::from_ref(entry);
            let done: Result<_, StateError> = transaction!(state, |tx| append_prepared(tx, one).await);
            done.unwrap();
            appended.push(begin.elapsed());
        }
    });
    let (appended, bare) = (middle(appended), middle(bare));
    println!(
        "ratio: one durable append takes {appended:.0?}, writing its bytes to a file and fdatasync {bare:.0?}: {:.2} times",
        appended.as_secs_f64() / bare.as_secs_f64(),
    );
}

fn append(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    group_commit(&runtime);
    many_tasks(&runtime);
    durable(&runtime);
    let prepared = entries(BATCH as u32);
    let folder = folder();
    let state = runtime.block_on(open(&folder));
    let mut group = criterion.benchmark_group("ledger");
    group.sample_size(10).throughput(Throughput::Elements(BATCH as u64));
    group.bench_function("append 8,192 entries in one commit", |bench| {
        bench.iter(|| {
            runtime.block_on(async {
                let done: Result<_, StateError> =
                    transaction!(state, |tx| append_prepared(tx, &prepared).await);
                done.unwrap()
            })
        });
    });
    group.finish();
}

criterion_group!(benches, append);
criterion_main!(benches);
