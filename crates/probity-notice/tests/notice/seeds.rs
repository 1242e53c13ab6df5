//! The five published policies, where they are at hand.

use probity_notice::{Outline, draft, lint, read};
use std::collections::BTreeSet;
use std::path::PathBuf;

const NAMES: [&str; 5] = [
    "000_c89263eb15a556ca",
    "001_02437cec95b85fe0",
    "002_98dbc6b8ca01ffbb",
    "003_c796c3cd12b5b1b2",
    "004_6ca5f7a84aee5c3b",
];

/// Their texts; none, and a message, when nobody says where they are.
pub(crate) fn texts() -> Vec<(&'static str, String)> {
    let Some(shared) = std::env::var_os("PROBITY_SHARED").map(PathBuf::from) else {
        assert!(
            std::env::var_os("PROBITY_REQUIRE_SHARED").is_none(),
            "PROBITY_SHARED does not say where the texts are"
        );
        eprintln!("skipped: PROBITY_SHARED does not say where the texts are");
        return Vec::new();
    };
    NAMES
        .into_iter()
        .map(|name| (name, std::fs::read_to_string(shared.join(format!("seeds/{name}.txt"))).unwrap()))
        .collect()
}

/// One of the texts, by the beginning of its name.
pub(crate) fn text(name: &str) -> Option<String> {
    texts().into_iter().find(|(other, _)| other.starts_with(name)).map(|(_, text)| text)
}

fn codes(name: &str) -> Option<Vec<(&'static str, Vec<usize>)>> {
    let (_, text) = texts().into_iter().find(|(other, _)| other.starts_with(name))?;
    let reading = read(&text);
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    Some(
        lint(&text, &reading)
            .into_iter()
            .map(|finding| (finding.code, finding.evidence.iter().map(|range| line(range.start)).collect()))
            .collect(),
    )
}

#[test]
fn no_character_is_lost_and_ids_are_unique_and_in_order() {
    for (name, text) in texts() {
        let outline = Outline::read(&text);
        let mut at = 0;
        let mut ids = BTreeSet::new();
        for clause in &outline.clauses {
            assert!(
                text[at..clause.range.start].trim().is_empty(),
                "{name}: words before {} are in no clause",
                clause.id
            );
            assert!(clause.range.start <= clause.body.start && clause.body.end <= clause.range.end);
            assert!(ids.insert(clause.id.clone()), "{name}: {} stands twice", clause.id);
            at = clause.range.end;
        }
        assert!(text[at..].trim().is_empty(), "{name}: the end is in no clause");
    }
}

#[test]
fn drafts_compile_and_leave_little_over() {
    for (name, text) in texts() {
        let drafted = draft(&text, &read(&text), "notice.md");
        super::drafts::assert_sound(name, &drafted.code, &text);
        let left = drafted.left * 100 / (drafted.left + drafted.drafted);
        assert!(left <= 20, "{name}: {left} % of what was read became no statement");
    }
}

#[test]
fn the_app_announces_empty_lists_and_shares_images_after_all() {
    let Some(found) = codes("003") else { return };
    let empty = found.iter().filter(|(code, _)| *code == "list.empty").count();
    assert!(empty >= 8, "{empty} empty lists");
    for code in ["contradiction.images_never_shared", "limit.two_requests", "appeal.unclear_time"] {
        assert!(found.iter().any(|(other, _)| *other == code), "{code} is missing in {found:?}");
    }
}

#[test]
fn the_host_relies_on_a_dead_framework_and_names_no_periods() {
    let Some(found) = codes("004") else { return };
    for code in [
        "law.repealed_framework",
        "law.repealed_directive",
        "retention.unspecified_period",
        "deadline.missing",
    ] {
        assert!(found.iter().any(|(other, _)| *other == code), "{code} is missing in {found:?}");
    }
}

#[test]
fn the_proxies_list_a_cookie_twice_and_bundle_consent_in_one_version() {
    let Some(found) = codes("000") else { return };
    for code in ["cookie.listed_twice", "consent.bundled", "change.no_notice"] {
        assert!(found.iter().any(|(other, _)| *other == code), "{code} is missing in {found:?}");
    }
}

#[test]
fn the_proxies_print_two_versions_and_answer_late_in_the_other() {
    let Some(found) = codes("001") else { return };
    for code in ["version.duplicate_line", "deadline.beyond_law"] {
        assert!(found.iter().any(|(other, _)| *other == code), "{code} is missing in {found:?}");
    }
}

#[test]
fn the_tunnel_names_no_controller() {
    let Some(found) = codes("002") else { return };
    assert!(found.iter().any(|(code, _)| *code == "controller.missing"), "{found:?}");
}
