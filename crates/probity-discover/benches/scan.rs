//! How fast free text is searched, beside one scan of the same text by a plain set of seven expressions.
//!
//! The ratio is what counts: megabytes a second depend on the machine. Two texts: log lines full of digits, and prose.

#![expect(clippy::print_stdout, reason = "the ratio is for people to read")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use probity_discover::find_in_text;
use regex::RegexSet;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

const PLAIN: [&str; 7] = [
    r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}",
    r"\+[0-9][0-9 ().-]{7,18}[0-9]",
    r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
    r"\b[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,7}\b",
    r"\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b",
    r"\b[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\b",
    r"\b(?:1[0-3]|[1-9])-[0-9]{1,4}-[0-9]{1,5}\b",
];

fn dense(lines: usize) -> String {
    (0..lines).fold(String::new(), |mut text, at| {
        let something = match at % 10 {
            0 => format!("user=person{at}@example.com"),
            1 => format!("from=203.0.113.{}", at % 250),
            2 => "card=4111-1111-1111-1111".to_owned(),
            _ => format!("took={}ms", at % 977),
        };
        let _ = writeln!(
            text,
            "2026-03-{:02}T10:{:02}:07.123Z INFO id={:016x} {something} ok",
            at % 28 + 1,
            at % 60,
            at * 7_919
        );
        text
    })
}

fn prose(lines: usize) -> String {
    let sentence = "We keep what we must and delete the rest, and whoever asks is told why, when and by whom it was done. ";
    sentence.repeat(lines)
}

fn best(mut work: impl FnMut()) -> Duration {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn scan(criterion: &mut Criterion) {
    let Ok(set) = RegexSet::new(PLAIN) else { return };
    let mut group = criterion.benchmark_group("free text");
    for (name, text) in [("log lines", dense(10_000)), ("prose", prose(10_000))] {
        let plain = || text.lines().filter(|line| black_box(set.is_match(line))).count();
        let ours = best(|| drop(black_box(find_in_text(&text))));
        let theirs = best(|| {
            black_box(text.lines().map(|line| set.matches(line).iter().count()).sum::<usize>());
        });
        let megabytes = |time: Duration| text.len() as f64 / 1e6 / time.as_secs_f64();
        println!(
            "{name}: find_in_text {:.0} MB/s, seven plain expressions {:.0} MB/s, ratio {:.2}",
            megabytes(ours),
            megabytes(theirs),
            megabytes(ours) / megabytes(theirs)
        );
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        group.bench_with_input(BenchmarkId::new("find_in_text", name), &text, |bencher, text| {
            bencher.iter(|| find_in_text(black_box(text)));
        });
        group.bench_function(BenchmarkId::new("plain set", name), |bencher| bencher.iter(plain));
    }
    group.finish();
}

criterion_group!(benches, scan);
criterion_main!(benches);
