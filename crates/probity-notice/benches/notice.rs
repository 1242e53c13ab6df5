//! Reading against what a person read: precision, recall and F1 per kind and per document, and speed.
//!
//! The gold is not part of the project: it is every `*.json` of the folder `PROBITY_GOLD`, or of `gold` where
//! `PROBITY_SHARED` says, each naming its text in `seeds` there. A practice is hit when one of the same kind and
//! clause has a span with a token F1 of at least one half. `--misses` names what was missed and read too much,
//! `--no-speed` measures no time.
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a measurement may stop"
)]

use probity_notice::{lint, read, report};
use regex::bytes::RegexSetBuilder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;

fn tokens(text: &str) -> Vec<String> {
    text.split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn token_f1(one: &str, other: &str) -> f64 {
    let (one, other) = (tokens(one), tokens(other));
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for word in &one {
        *counts.entry(word).or_default() += 1;
    }
    let mut common = 0_usize;
    for word in &other {
        if let Some(count) = counts.get_mut(word)
            && *count > 0
        {
            *count -= 1;
            common += 1;
        }
    }
    2.0 * common as f64 / (one.len() + other.len()).max(1) as f64
}

#[derive(Default, Clone, Copy)]
struct Score {
    gold: usize,
    read: usize,
    hit: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.read += other.read;
        self.hit += other.hit;
    }

    fn show(self, name: &str) {
        let precision = self.hit as f64 / self.read.max(1) as f64;
        let recall = self.hit as f64 / self.gold.max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        println!(
            "  {name:<24} gold {:>4} read {:>4} hit {:>4}  P {precision:.3} R {recall:.3} F1 {f1:.3}",
            self.gold, self.read, self.hit
        );
    }
}

const VALUES: [&str; 13] = [
    "within",
    "extension",
    "expiry",
    "min",
    "period",
    "lookback",
    "min_age",
    "per_year",
    "region",
    "country",
    "right",
    "authority",
    "name",
];

fn main() {
    let wanted = std::env::args().any(|word| word == "--misses");
    let Some(shared) = std::env::var_os("PROBITY_SHARED").map(std::path::PathBuf::from) else {
        println!("skipped: PROBITY_SHARED does not say where the gold is");
        return;
    };
    let begin = processor();
    let first = read("We collect your e-mail address.\n");
    println!(
        "the rules are ready after {:.1} ms ({} practices)",
        (processor() - begin) * 1e3,
        first.practices.len()
    );
    let folder = std::env::var_os("PROBITY_GOLD").map_or_else(|| shared.join("gold"), Into::into);
    let mut files: Vec<std::path::PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    let mut total = Total::default();
    for path in files {
        let gold: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let name = gold["seed"].as_str().unwrap();
        let text = std::fs::read_to_string(shared.join("seeds").join(name)).unwrap();
        let line_of = |at: usize| text[..at].matches('\n').count() + 1;
        let begin = processor();
        let reading = read(&text);
        let cold = (processor() - begin) * 1e3;
        let begin = processor();
        let faults = lint(&text, &reading).len();
        println!(
            "first time: read in {cold:.1} ms, linted in {:.1} ms ({faults} faults)",
            (processor() - begin) * 1e3
        );
        let mut scores: BTreeMap<String, Score> = BTreeMap::new();
        let mut all = Score::default();
        let (mut values, mut same) = (0, 0);
        // Gold has the practice that a sentence is, not what it says in passing.
        let stated: Vec<_> = reading.practices.iter().filter(|practice| !practice.is_beside).collect();
        let mut used = vec![false; stated.len()];
        let kind_of =
            |index: usize| serde_json::to_value(stated[index].kind).unwrap().as_str().unwrap().to_owned();
        for practice in gold["practices"].as_array().unwrap() {
            let kind = practice["kind"].as_str().unwrap();
            let quote = practice["quote"].as_str().unwrap();
            let line = practice["line"].as_u64().unwrap() as usize;
            let score = scores.entry(kind.to_owned()).or_default();
            score.gold += 1;
            all.gold += 1;
            let best = (0..stated.len())
                .filter(|index| !used[*index] && kind_of(*index) == kind)
                .filter(|index| line_of(stated[*index].span.start) == line)
                .map(|index| (index, token_f1(&text[stated[index].span.clone()], quote)))
                .filter(|(_, f1)| *f1 >= 0.5)
                .max_by(|one, other| one.1.total_cmp(&other.1));
            match best {
                Some((index, _)) => {
                    used[index] = true;
                    score.hit += 1;
                    all.hit += 1;
                    for key in VALUES {
                        let Some(expected) = practice["value"].get(key) else { continue };
                        values += 1;
                        let found = stated[index].value.get(key).unwrap_or(&Value::Null);
                        if found == expected {
                            same += 1;
                        } else if wanted {
                            println!("  VALUE {key} {expected} read {found} | {quote:.90}");
                        }
                    }
                }
                None if wanted => println!("  MISSED {kind} {} L{line} | {quote}", practice["clause"]),
                None => {}
            }
        }
        for (index, practice) in stated.iter().enumerate() {
            let score = scores.entry(kind_of(index)).or_default();
            score.read += 1;
            all.read += 1;
            if !used[index] && wanted {
                let line = line_of(practice.span.start);
                println!(
                    "  EXTRA {} {} L{line} | {}",
                    kind_of(index),
                    practice.rule,
                    &text[practice.span.clone()]
                );
            }
        }
        println!("{name}");
        for (kind, score) in &scores {
            score.show(kind);
        }
        all.show("ALL");
        println!("  values {same} of {values}");
        let faults = defects(&text, &gold, wanted);
        total.add(&scores, all, faults, (same, values));
        if !std::env::args().any(|word| word == "--no-speed") {
            speed(&text);
        }
    }
    total.show();
}

/// All documents together.
#[derive(Default)]
struct Total {
    kinds: BTreeMap<String, Score>,
    all: Score,
    faults: Faults,
    values: (usize, usize),
}

impl Total {
    fn add(
        &mut self,
        kinds: &BTreeMap<String, Score>,
        all: Score,
        faults: Faults,
        (same, values): (usize, usize),
    ) {
        for (kind, score) in kinds {
            self.kinds.entry(kind.clone()).or_default().add(*score);
        }
        self.all.add(all);
        self.faults.add(faults);
        self.values = (self.values.0 + same, self.values.1 + values);
    }

    fn show(&self) {
        println!("all documents");
        for (kind, score) in &self.kinds {
            score.show(kind);
        }
        self.all.show("ALL");
        println!("  values {} of {}", self.values.0, self.values.1);
        self.faults.show();
    }
}

/// Defects that a person told and those of them that were found, findings and those of them that were right.
#[derive(Default, Clone, Copy)]
struct Faults {
    gold: usize,
    found: usize,
    read: usize,
    right: usize,
}

impl Faults {
    fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.read += other.read;
        self.right += other.right;
    }

    fn show(self) {
        println!(
            "  defects: {} of {} found (recall {:.3}); {} of {} findings right (precision {:.3})",
            self.found,
            self.gold,
            self.found as f64 / self.gold.max(1) as f64,
            self.right,
            self.read,
            self.right as f64 / self.read.max(1) as f64
        );
    }
}

/// Seconds that this thread had a core, so that others on the machine do not count; else those of the clock.
fn processor() -> f64 {
    static BEGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match told.split(' ').next().and_then(|first| first.parse::<u64>().ok()) {
        Some(nanoseconds) => nanoseconds as f64 / 1e9,
        None => BEGIN.elapsed().as_secs_f64(),
    }
}

/// Megabytes a second of one core for each step, and how that compares to reading the bytes through a set of the
/// same patterns.
fn speed(text: &str) {
    let of = |rounds: u32, step: &mut dyn FnMut() -> usize| {
        let begin = processor();
        let count: usize = (0..rounds).map(|_| step()).sum();
        assert!(count > 0, "nothing was done");
        text.len() as f64 * f64::from(rounds) / (processor() - begin) / 1e6
    };
    let reading = read(text);
    let findings = lint(text, &reading);
    let outlined = of(200, &mut || probity_notice::Outline::read(text).clauses.len());
    let alone = of(200, &mut || read(text).practices.len());
    let linted = of(200, &mut || lint(text, &reading).len());
    let written =
        of(200, &mut || serde_json::to_string(&report::json(text, &reading, &findings)).unwrap().len());
    let all = of(200, &mut || {
        let reading = read(text);
        let findings = lint(text, &reading);
        serde_json::to_string(&report::json(text, &reading, &findings)).unwrap().len()
    });
    println!(
        "  outline {outlined:.1} MB/s, read {alone:.1} MB/s, lint {linted:.1} MB/s, JSON {written:.1} MB/s, all {all:.1} MB/s"
    );
    if std::env::args().any(|word| word == "--no-set") {
        return;
    }
    let set = RegexSetBuilder::new(probity_notice::patterns())
        .unicode(false)
        .case_insensitive(true)
        .size_limit(1 << 30)
        .build()
        .unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let through =
        of(1, &mut || lines.iter().map(|line| set.matches(line.as_bytes()).iter().count()).sum::<usize>());
    println!(
        "  a set of the same patterns: {through:.2} MB/s; reading is {:.1} times as fast",
        alone / through
    );
}

/// A defect is hit by a finding whose lines touch its evidence; one of absence by a finding without a line of its area.
fn defects(text: &str, gold: &Value, wanted: bool) -> Faults {
    let line_of = |at: usize| text[..at].matches('\n').count() as u64 + 1;
    let findings = lint(text, &read(text));
    let lines: Vec<Vec<u64>> = findings
        .iter()
        .map(|finding| finding.evidence.iter().map(|range| line_of(range.start)).collect())
        .collect();
    let mut used = vec![false; findings.len()];
    let mut score = Score::default();
    for defect in gold["defects"].as_array().unwrap() {
        score.gold += 1;
        let code = defect["code"].as_str().unwrap();
        let area = code.split('.').next().unwrap();
        let absent = defect["absence"].as_bool().unwrap_or(false);
        let evidence: Vec<u64> = defect["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|evidence| evidence["line"].as_u64())
            .collect();
        let hits: Vec<usize> = (0..findings.len())
            .filter(|index| {
                if absent {
                    lines[*index].is_empty() && findings[*index].area() == area
                        || findings[*index].area() == area
                } else {
                    lines[*index].iter().any(|line| evidence.contains(line))
                }
            })
            .collect();
        if hits.is_empty() && wanted {
            println!("  DEFECT MISSED {code} {evidence:?} {}", defect["explanation"]);
        }
        score.hit += usize::from(!hits.is_empty());
        for index in hits {
            used[index] = true;
        }
    }
    for (index, finding) in findings.iter().enumerate() {
        if !used[index] && wanted {
            println!("  DEFECT EXTRA {} {:?} {}", finding.code, lines[index], finding.message);
        }
    }
    let faults = Faults {
        gold: score.gold,
        found: score.hit,
        read: findings.len(),
        right: used.iter().filter(|used| **used).count(),
    };
    faults.show();
    faults
}
