//! How long a large policy takes: against the JSON parser on as many bytes, and against a tenth of itself.
//!
//! The two ratios are limits and not only figures: the benchmark fails when one of them is exceeded.

use criterion::{Criterion, criterion_group, criterion_main};
use probity_policy::grammar;
use probity_policy::project::{Files, Project, compile};
use probity_policy::syntax;
use probity_source::Sources;
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Compiling may take so many times as long as parsing JSON of as many bytes.
const JSON_LIMIT: f64 = 20.0;
/// Ten times the statements may take so many times as long.
const TENFOLD_LIMIT: f64 = 11.0;

/// How much time each sample takes, and how many are taken.
const SAMPLE: Duration = Duration::from_millis(400);
const SAMPLES: u32 = 5;

const STATEMENTS: usize = 10_000;
const TABLES: usize = 1_000;

struct Text(String);

impl Files for Text {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }
}

/// A policy of about so many sentences, blocks counted by their sentences, over a map of so many tables.
fn policy(statements: usize, tables: usize) -> Text {
    let mut text = String::from(
        "policy \"Large\" version 1 {\n    effective 2026-01-07 in Europe/Nicosia\n    laws eu-gdpr, pa-law-81, us-ca-ccpa\n}\n\
         controller \"Large Ltd\" {\n    country CY\n    mail privacy env PRIVACY_MAIL\n    authority commissioner\n}\n\
         people {\n    kind client \"has an account\"\n}\nconduct is never consent\n",
    );
    let mut written = 10;
    let mut at = 0;
    while written < statements {
        let _ = write!(
            text,
            "category own.c{at} \"a category\" like PersonalData\n\
             collect own.c{at} of client from person §5.{at}\n\
             purpose p{at} \"a purpose\" {{\n    basis contract                 §6.{at}\n    uses own.c{at}\n}}\n\
             recipient r{at} \"A recipient\" {{\n    role processor\n    country LT\n    contract \"contracts/{at}.pdf\" until 2028-01-01\n    gets own.c{at} for p{at} §8.{at}\n}}\n\
             keep own.c{at} {} days after collected, then delete because reason-{at} §9.{at}\n\
             share own.c{at} with r{at} for p{at} when tier = gold and not blocked §8.{at}\n",
            at % 700 + 1
        );
        written += 12;
        at += 1;
    }
    let categories = at.max(1);
    text.push_str("store core = postgres env CORE_DATABASE_URL\ntable core.people {\n    is client by id, email\n    on erasure delete\n}\n");
    for table in 0..tables {
        let _ = write!(
            text,
            "table core.t{table} {{\n    belongs to core.people by person_id\n    a own.c{}\n    b own.c{}\n    plain amount, currency\n    counts collected from created_at\n    on erasure keep because reason-{}, blank b\n}}\n",
            table % categories,
            (table + 1) % categories,
            table % categories
        );
    }
    Text(text)
}

fn compiled(text: &Text) -> Project {
    compile(&["policy.probity".to_owned()], text)
}

/// JSON of about as many bytes: the projection of the policy's sentences, as often as it takes.
fn json_of(text: &Text) -> String {
    let mut sources = Sources::new();
    let id = sources.add("policy.probity", text.0.as_str());
    let (tree, _) = syntax::parse(id, &text.0);
    let (statements, _) = grammar::read(&text.0, &tree);
    let serde_json::Value::Array(items) = grammar::to_json(&statements) else { return String::new() };
    let mut json = String::from("[");
    for item in items.iter().cycle() {
        if json.len() >= text.0.len() {
            break;
        }
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&item.to_string());
    }
    json.push(']');
    json
}

/// The time that this thread has spent on a processor, where the system tells it: other work on the
/// same machine does not count. Elsewhere the time on the wall.
fn spent(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The time of one run, from the best of a few samples of many runs: the system counts in ticks.
fn fastest<T>(mut work: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let mut best = Duration::MAX;
    for _ in 0..SAMPLES {
        let before = spent(start);
        let mut runs = 0_u32;
        while runs == 0 || spent(start).saturating_sub(before) < SAMPLE {
            black_box(work());
            runs += 1;
        }
        best = best.min(spent(start).saturating_sub(before) / runs);
    }
    best
}

#[expect(clippy::print_stdout, reason = "a measurement is told to whoever made it")]
fn ratios() {
    let small = policy(STATEMENTS, TABLES);
    let large = policy(STATEMENTS * 10, TABLES);
    let json = json_of(&small);
    let project = compiled(&small);
    let errors: Vec<_> =
        project.diagnostics.iter().filter(|one| one.severity.word() == "error").take(3).collect();
    assert!(errors.is_empty(), "the policy that is measured has errors: {errors:?}");
    let compile_small = fastest(|| compiled(&small));
    let compile_large = fastest(|| compiled(&large));
    let parse_json = fastest(|| serde_json::from_str::<serde_json::Value>(&json));
    let to_json = compile_small.as_secs_f64() / parse_json.as_secs_f64();
    let tenfold = compile_large.as_secs_f64() / compile_small.as_secs_f64();
    println!("{} bytes of policy, {} findings: {compile_small:?}", small.0.len(), project.diagnostics.len());
    println!(
        "{} bytes of JSON: {parse_json:?}; compiling takes {to_json:.1} times as long (limit {JSON_LIMIT})",
        json.len()
    );
    println!(
        "ten times the statements: {compile_large:?}, {tenfold:.1} times as long (limit {TENFOLD_LIMIT})"
    );
    assert!(to_json <= JSON_LIMIT, "compiling is slower than {JSON_LIMIT} times JSON");
    assert!(tenfold <= TENFOLD_LIMIT, "compiling does not grow with the number of statements alone");
}

fn compile_policies(criterion: &mut Criterion) {
    ratios();
    let text = policy(STATEMENTS, TABLES);
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(20);
    group.bench_function("10000 statements, 1000 tables", |bencher| {
        bencher.iter(|| compiled(black_box(&text)))
    });
    group.bench_function("lexing only", |bencher| bencher.iter(|| syntax::lex(black_box(&text.0))));
    group.finish();
}

criterion_group!(benches, compile_policies);
criterion_main!(benches);
