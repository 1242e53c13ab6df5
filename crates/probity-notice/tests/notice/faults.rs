//! Faults are found where they are, and none in a notice without them.

use probity_notice::{lint, read};

fn codes(text: &str) -> Vec<&'static str> {
    lint(text, &read(text)).into_iter().map(|finding| finding.code).collect()
}

/// A notice that says all that it must.
const CLEAN: &str = include_str!("clean.txt");

#[test]
fn a_clean_notice_has_no_fault() {
    let findings = lint(CLEAN, &read(CLEAN));
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn each_fault_put_into_a_clean_notice_is_found() {
    for (line, code) in [
        ("11.1. This policy may change at any time without prior notice.", "change.no_notice"),
        ("11.1. We adhere to the Safe Harbor Privacy Principles.", "law.repealed_framework"),
        ("11.1. We comply with the EU Directive.", "law.repealed_directive"),
        ("11.1. By using this website you consent to the processing of your data.", "consent.implied"),
        ("11.1. We take every security measure there is.", "security.overpromise"),
        ("11.1. Backups are kept for a limited period.", "retention.unspecified_period"),
        (
            "11.1. The data that we collect may include, but is not limited to, your name.",
            "collects.open_ended",
        ),
        ("11.1. We will make reasonable efforts to delete your data.", "erasure.hedged"),
        ("11.1. We want to to be clear.", "text.typo"),
        ("11.1. Our cookies are listed here:", "list.empty"),
        ("11.3. A number is left out.", "clause.out_of_order"),
        ("11.1. We will respond to some requests within 90 days of receipt.", "deadline.beyond_law"),
        (
            "11.1. We are only required to respond to two requests per customer each year.",
            "limit.two_requests",
        ),
    ] {
        let text = format!(
            "{CLEAN}11. More\n{}{line}\n12. End\n12.1. Thank you.\n",
            if code == "clause.out_of_order" { "11.1. Thank you.\n" } else { "" }
        );
        let found = codes(&text);
        assert!(found.contains(&code), "{code} is missing for {line}: {found:?}");
    }
}

#[test]
fn each_duty_taken_out_of_a_clean_notice_is_missed() {
    for (words, code) in [
        ("data protection officer", "dpo.missing"),
        ("breach", "breach.missing"),
        ("within 20 days of receipt", "deadline.missing"),
        (" Ltd.", "controller.missing"),
    ] {
        let without: String = CLEAN
            .lines()
            .filter(|line| !line.to_lowercase().contains(&words.to_lowercase()))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_ne!(without, CLEAN, "{words} does not stand in the notice");
        let found = codes(&without);
        assert!(found.contains(&code), "{code} is missing: {found:?}");
    }
}
