//! The example policy: it compiles, and it carries what the published text promises.

use super::common::{example, root, shared};
use probity_demo::policy::FILES;
use probity_policy::model::policy::{CategoryPattern, covers};
use probity_policy::model::promise::Promise;
use probity_source::Severity;
use probity_vocabulary::Category;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_example_compiles_without_findings() {
    let project = example();
    let findings: Vec<String> = project
        .diagnostics
        .iter()
        .filter(|one| matches!(one.severity, Severity::Error | Severity::Warning))
        .map(|one| format!("{}: {}", one.code.0, one.message))
        .collect();
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn the_folder_holds_the_files_of_the_program_and_no_others() {
    let folder: BTreeSet<String> = std::fs::read_dir(root().join("examples/marsproxies"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(folder, FILES.iter().map(|file| file.name.to_owned()).collect());
}

#[test]
fn the_example_is_written_as_the_formatter_writes() {
    for file in FILES.iter().filter(|file| file.name.ends_with(".probity")) {
        assert_eq!(probity_policy::format(file.text), file.text, "{}", file.name);
    }
}

#[test]
fn promises_by_kind_and_class() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for promise in &example().model.promises {
        *counts.entry(format!("{:?} {}", promise.class, promise.kind)).or_default() += 1;
    }
    let text: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind}: {count}")).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn every_category_has_a_word_in_the_vocabulary_or_in_the_policy() {
    let project = example();
    let own: BTreeSet<&str> =
        project.model.policy.categories.iter().map(|one| one.name.value.as_str()).collect();
    let unknown: BTreeSet<&str> = project
        .model
        .data_map
        .tables
        .iter()
        .flat_map(|table| &table.columns)
        .map(|column| column.category.as_str())
        .chain(
            project
                .model
                .policy
                .collected
                .iter()
                .flat_map(|one| &one.categories)
                .map(|one| one.value.as_str()),
        )
        .chain(project.model.policy.purposes.iter().flat_map(|one| &one.uses).map(|one| one.value.as_str()))
        .filter(|name| {
            let built_in = Category::find(name.strip_suffix(".*").unwrap_or(name)).is_some();
            !built_in && !own.iter().any(|own| covers(name, own))
        })
        .collect();
    assert_eq!(unknown, BTreeSet::new());
}

#[test]
fn every_column_is_collected_kept_for_a_time_and_used_for_something() {
    let project = example();
    let policy = &project.model.policy;
    let patterns = |lists: &[&[CategoryPattern]], category: &str| {
        lists.iter().copied().flatten().any(|pattern| covers(&pattern.value, category))
    };
    let collected: Vec<&[CategoryPattern]> = policy.collected.iter().map(|one| &*one.categories).collect();
    let kept: Vec<&[CategoryPattern]> = policy.retentions.iter().map(|one| &*one.categories).collect();
    let used: Vec<&[CategoryPattern]> = policy.purposes.iter().map(|one| &*one.uses).collect();
    let never: Vec<&[CategoryPattern]> =
        policy.never_collected.iter().chain(&policy.never_kept).map(|one| &*one.categories).collect();
    let mut faults = BTreeSet::new();
    for column in project.model.data_map.tables.iter().flat_map(|table| &table.columns) {
        let category = column.category.as_str();
        for (lists, wanted, fault) in [
            (&collected, true, "is not collected"),
            (&kept, true, "has no end"),
            (&used, true, "serves nothing"),
            (&never, false, "must not be there"),
        ] {
            if patterns(lists, category) != wanted {
                faults.insert(format!("{category} {fault}"));
            }
        }
    }
    assert_eq!(faults, BTreeSet::new());
}

#[test]
fn purposes_name_what_is_collected_and_recipients_get_it_for_declared_purposes() {
    let project = example();
    let policy = &project.model.policy;
    let purposes: BTreeSet<&str> = policy.purposes.iter().map(|one| one.name.value.as_str()).collect();
    for (_, gets_for) in policy.recipients.iter().flat_map(|one| &one.gets) {
        for purpose in gets_for {
            assert!(purposes.contains(purpose.value.as_str()), "{}", purpose.value);
        }
    }
    for purpose in &policy.purposes {
        assert!(!purpose.bases.is_empty(), "{}", purpose.name.value);
        let legitimate = purpose.bases.iter().any(|one| {
            one.people_in.is_empty() && one.bases.iter().any(|basis| basis.value == "legitimate-interest")
        });
        let panama = purpose.bases.iter().any(|one| one.people_in.iter().any(|place| place.value == "PA"));
        assert!(!legitimate || panama, "{} rests in Panama on nothing", purpose.name.value);
    }
}

/// A clause of the list of promises as a clause of the notice.
fn label(clause: &str) -> String {
    clause.trim_end_matches(" end").trim_end_matches(" intro").to_owned()
}

#[test]
fn every_promise_refusal_and_right_of_the_text_is_carried_by_its_statement() {
    let Some(rows) = shared("promises.json") else { return };
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    let promises = example().model.promises;
    let carried: BTreeMap<&str, &str> = CARRIED.iter().copied().collect();
    assert_eq!(carried.len(), CARRIED.len(), "a row is in the table twice");
    let mut uncovered = Vec::new();
    let mut seen = 0;
    for row in rows.as_array().unwrap().iter().filter(|row| row["seed"] == "S1") {
        if !matches!(row["kind"].as_str().unwrap(), "P" | "F" | "R") {
            continue;
        }
        seen += 1;
        let (id, clause) = (row["id"].as_str().unwrap(), label(row["clause"].as_str().unwrap()));
        let kind = carried.get(id).copied();
        let carries = |promise: &Promise| Some(promise.kind) == kind && promise.clauses.contains(&clause);
        if !promises.iter().any(carries) {
            uncovered.push(format!("{id} §{clause} {kind:?}: {}", row["text"].as_str().unwrap()));
        }
    }
    assert_eq!(uncovered, Vec::<String>::new());
    assert_eq!(seen, CARRIED.len(), "the table names rows that are not there");
}

#[test]
fn every_clause_of_the_text_has_a_statement_and_every_statement_a_clause_that_exists() {
    let project = example();
    let published = project.published.unwrap();
    let mut bound = BTreeSet::new();
    let mut statements: Vec<&probity_policy::grammar::Statement> = project.model.statements.iter().collect();
    while let Some(statement) = statements.pop() {
        bound.extend(statement.tail.clauses.iter().map(|clause| clause.value.clone()));
        statements.extend(&statement.block);
    }
    let labels: BTreeSet<String> = published.labels().map(str::to_owned).collect();
    assert_eq!(bound.difference(&labels).collect::<Vec<_>>(), Vec::<&String>::new());
    let headings =
        |label: &&String| label.parse::<u32>().is_err() && *label != "Privacy notice of MarsProxies";
    let unbound: Vec<&String> = labels.difference(&bound).filter(headings).collect();
    assert_eq!(unbound, Vec::<&String>::new());
}

#[test]
fn every_clause_number_of_the_published_text_is_in_the_notice() {
    let Some(text) = shared("seeds/001_02437cec95b85fe0.txt") else { return };
    let project = example();
    let published = project.published.unwrap();
    let numbers: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(|first| first.trim_end_matches('.'))
        .filter(|number| number.contains('.') && number.split('.').all(|part| part.parse::<u8>().is_ok()))
        .collect();
    assert!(numbers.len() > 80, "{}", numbers.len());
    let missing: Vec<&&str> = numbers.iter().filter(|number| published.clause(number).is_none()).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}

/// The words of a text in small letters, without addresses of pages and without clause numbers.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter(|word| !word.contains("://") && !word.starts_with(|first: char| first.is_ascii_digit()))
        .flat_map(|word| word.split(|one: char| !one.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn no_eight_words_in_a_row_are_those_of_the_published_text() {
    const RUN: usize = 8;
    let Some(text) = shared("seeds/001_02437cec95b85fe0.txt") else { return };
    let published = words(&text);
    let runs: BTreeSet<&[String]> = published.windows(RUN).collect();
    for file in FILES {
        let own = words(file.text);
        let copied: Vec<String> =
            own.windows(RUN).filter(|run| runs.contains(run)).map(|run| run.join(" ")).collect();
        assert_eq!(copied, Vec::<String>::new(), "{}", file.name);
    }
}

/// Which kind of statement carries a row of the list of promises. The clause comes from the list.
const CARRIED: &[(&str, &str)] = &[
    ("S1-005", "publish"),
    ("S1-009", "publish"),
    ("S1-011", "channels"),
    ("S1-014", "inform"),
    ("S1-016", "publish"),
    ("S1-017", "use-listed"),
    ("S1-018", "use-listed"),
    ("S1-019", "limit-to-need"),
    ("S1-020", "keep-accurate"),
    ("S1-022", "minimum-age"),
    ("S1-023", "refuse-children"),
    ("S1-028", "processor-for"),
    ("S1-030", "channels"),
    ("S1-033", "transfer"),
    ("S1-038", "transfers-reviewed"),
    ("S1-039", "attest"),
    ("S1-041", "tell-breach-authority"),
    ("S1-042", "tell-breach-people"),
    ("S1-043", "keep-as-needed"),
    ("S1-044", "delete-how"),
    ("S1-045", "never-collect"),
    ("S1-047", "never-keep"),
    ("S1-048", "verify-by"),
    ("S1-050", "one-document"),
    ("S1-051", "one-document"),
    ("S1-054", "contracts-complete"),
    ("S1-059", "limit-to-need"),
    ("S1-065", "collects"),
    ("S1-070", "never-collect"),
    ("S1-071", "never-monitor"),
    ("S1-073", "never-use"),
    ("S1-075", "never-collect"),
    ("S1-078", "tell-recording"),
    ("S1-081", "message-never"),
    ("S1-082", "use-listed"),
    ("S1-084", "ask-consent"),
    ("S1-085", "withdrawal"),
    ("S1-099", "message-never"),
    ("S1-102", "message-opt-out"),
    ("S1-103", "message-needed"),
    ("S1-105", "rights-by-law"),
    ("S1-107", "offer"),
    ("S1-108", "offer"),
    ("S1-109", "offer"),
    ("S1-110", "offer"),
    ("S1-111", "offer"),
    ("S1-112", "offer"),
    ("S1-113", "offer"),
    ("S1-114", "objection"),
    ("S1-115", "portability"),
    ("S1-116", "message-opt-out"),
    ("S1-117", "withdrawal"),
    ("S1-118", "opt-out"),
    ("S1-120", "restriction"),
    ("S1-121", "never-decide"),
    ("S1-123", "authority"),
    ("S1-124", "inform"),
    ("S1-125", "channels"),
    ("S1-127", "answer"),
    ("S1-128", "share-listed"),
    ("S1-129", "never-sell"),
    ("S1-130", "staff-may-see"),
    ("S1-131", "contracts-complete"),
    ("S1-146", "keep-as-needed"),
    ("S1-147", "delete-how"),
    ("S1-148", "keep"),
    ("S1-149", "verify-by"),
    ("S1-151", "keep"),
    ("S1-152", "keep"),
    ("S1-153", "keep"),
    ("S1-155", "delete-how"),
    ("S1-157", "dispose-media"),
    ("S1-158", "attest"),
    ("S1-159", "attest"),
    ("S1-160", "protect"),
    ("S1-161", "protect"),
    ("S1-162", "protect"),
    ("S1-163", "record"),
    ("S1-164", "assess"),
    ("S1-165", "attest"),
    ("S1-166", "backups"),
    ("S1-167", "attest"),
    ("S1-168", "attest"),
    ("S1-169", "attest"),
    ("S1-170", "attest"),
    ("S1-171", "attest"),
    ("S1-176", "collect"),
    ("S1-179", "publish"),
    ("S1-183", "rights-by-law"),
    ("S1-186", "cookies-mode"),
    ("S1-187", "ask-cookies"),
    ("S1-188", "cookie-withdrawal"),
    ("S1-189", "cookie-withdrawal"),
    ("S1-196", "cookie-list"),
    ("S1-200", "channels"),
];
