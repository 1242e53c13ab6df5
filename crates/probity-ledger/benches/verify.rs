//! How long it takes to verify a ledger, against the floor: hashing its bytes once.
#![expect(clippy::print_stdout, reason = "a measurement prints its result")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use probity_ledger::{Clock, Entry, Frontier, Kind, Pseudonym, RequestId, SealingKey, TreeHash, leaf_hash};
use sha2::{Digest as _, Sha256};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ENTRIES: u32 = 1_000_000;

/// Entries like those of a step of a request: about 400 bytes.
fn entries() -> Vec<Vec<u8>> {
    let key = SealingKey::new([1; 32]);
    (0..ENTRIES)
        .map_while(|number| {
            Entry::new(Kind::StepDone, 1_767_225_600_000_000 + i64::from(number), Clock::Real)
                .person(Pseudonym::from_stored([7; 16]))
                .request(RequestId::from_stored([9; 16]))
                .fact("store", "core")
                .fact("table", "core.orders")
                .fact("rows", number)
                .seal(&key, [3; 24], b"{\"deleted\":3,\"kept\":1}")
                .and_then(|entry| entry.encode())
                .ok()
        })
        .collect()
}

fn recompute_root(entries: &[Vec<u8>]) -> TreeHash {
    let mut frontier = Frontier::new();
    for entry in entries {
        if frontier.append(leaf_hash(entry)).is_err() {
            break;
        }
    }
    frontier.root()
}

fn hash_bytes(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for entry in entries {
        hasher.update(entry);
    }
    hasher.finalize().to_vec()
}

fn best_of_five(mut work: impl FnMut()) -> Duration {
    (0..5)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn verify(criterion: &mut Criterion) {
    let entries = entries();
    let bytes: u64 = entries.iter().map(|entry| entry.len() as u64).sum();
    let floor = best_of_five(|| {
        black_box(hash_bytes(black_box(&entries)));
    });
    let verified = best_of_five(|| {
        black_box(recompute_root(black_box(&entries)));
    });
    println!(
        "ratio: recomputing the root of {ENTRIES} entries of {bytes} bytes takes {verified:.1?}, hashing their bytes {floor:.1?}: {:.2} times",
        verified.as_secs_f64() / floor.as_secs_f64()
    );
    let mut group = criterion.benchmark_group("ledger");
    group.sample_size(10).throughput(Throughput::Elements(ENTRIES.into()));
    group.bench_function("hash the bytes of 1,000,000 entries", |bench| bench.iter(|| hash_bytes(&entries)));
    group.bench_function("recompute the root of 1,000,000 entries", |bench| {
        bench.iter(|| recompute_root(&entries));
    });
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
