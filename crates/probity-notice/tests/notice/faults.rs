//! Faults are found where they are, and none in a notice without them.

use probity_notice::{Finding, Laws, lint, lint_against, read};

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
        ("11.1. By visiting our shop you accept this policy.", "consent.implied"),
        ("11.1. If you disagree, your sole and exclusive remedy is to leave the shop.", "remedy.waived"),
        (
            "11.1. Our seed games are designed for children from the age of six.",
            "children.no_parental_consent",
        ),
        (
            "11.1. We ask for your ethnic origin, your religious beliefs and your trade union.",
            "special_categories.no_basis",
        ),
        (
            "11.1. We collect your name, your email address and your orders when you buy plants from us and from our friends in the neighbouring gardens.\n11.2. We collect your name, your email address and your orders when you buy plants from us and from our friends in the neighbouring gardens.",
            "text.repeated",
        ),
        ("11.1. The exceptions stand in clause 47 below.", "reference.missing"),
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

/// What is said to people of another place is not measured by the law of the Union.
#[test]
fn duties_of_the_union_are_called_unmet_only_where_its_law_can_hold() {
    let elsewhere = "Privacy notice\nLast updated May 4, 2026.\nFern Games Ltd. built the Fern app in Singapore under the PDPA.\nWe collect your name. You can ask us to correct or delete your data at fern@fern.example.\nWe keep your name for 30 days.\n";
    let found = codes(elsewhere);
    for code in
        ["dpo.missing", "legal_basis.missing", "complaint.missing", "deadline.missing", "right.missing"]
    {
        assert!(!found.contains(&code), "{code}: {found:?}");
    }
    let union = elsewhere.replace("in Singapore under the PDPA", "for people in the EU");
    let findings = lint(&union, &read(&union));
    let basis = findings.iter().find(|finding| finding.code == "legal_basis.missing");
    assert!(basis.is_some_and(|finding| finding.message.contains("\u{201c}EU\u{201d}")), "{findings:#?}");
    assert!(findings.iter().any(|finding| finding.code == "controller.address_missing"), "{findings:#?}");
    assert!(!found.contains(&"controller.address_missing"), "{found:?}");
}

/// Nobody is named, nobody can be written to, and breaches have no hours, which are faults everywhere; the law of the
/// Union is cited where it can hold.
#[test]
fn the_law_of_the_union_is_cited_only_where_it_can_hold() {
    let elsewhere = "Privacy notice\nLast updated May 4, 2026.\nThis app is for people in Singapore under the PDPA.\nWe collect your name. You can ask us to correct or delete your data.\nWe will notify you of a data breach.\n";
    let union = elsewhere.replace("in Singapore under the PDPA", "in the EU");
    for (text, cited) in [(elsewhere, false), (union.as_str(), true)] {
        let findings = lint(text, &read(text));
        for code in ["controller.missing", "contact.missing", "breach.no_deadline"] {
            let told = findings.iter().find(|finding| finding.code == code);
            assert_eq!(told.map(|finding| finding.law.is_some()), Some(cited), "{code}: {findings:#?}");
        }
        assert!(
            cited || findings.iter().all(|finding| finding.law.is_none_or(|law| !law.starts_with("GDPR")))
        );
    }
    let children = "We do not knowingly collect data of children.\nThis app is for people in Singapore under the PDPA.\n";
    let findings = lint(children, &read(children));
    let aged = findings.iter().find(|finding| finding.code == "children.age_missing");
    assert_eq!(aged.map(|finding| finding.law), Some(Some("COPPA, 16 CFR 312.2")), "{findings:#?}");
}

/// Words that only look like a fault.
#[test]
fn what_is_said_with_care_is_no_fault() {
    for (line, code) in [
        ("11.1. They must not use the data for any other purpose.", "purpose.open_ended"),
        ("11.1. No garden can promise that its site is completely secure.", "security.overpromise"),
        (
            "11.1. We use your data for the following purposes:\nTo bring the plants.\nTo write invoices.",
            "list.empty",
        ),
        ("11.1. We do not share your data except as described in this policy.", "not_shared.hedged"),
        ("11.1. Residents of California under 18 may ask us to remove what they wrote.", "children.two_ages"),
    ] {
        let text = format!("{CLEAN}11. More\n{line}\n12. End\n12.1. Thank you.\n");
        let found = codes(&text);
        assert!(!found.contains(&code), "{code} is found for {line}: {found:?}");
    }
}

/// The faults of a text held against some laws.
fn against(text: &str, laws: &[&str]) -> Vec<Finding> {
    let laws = Laws::Named(laws.iter().map(|law| (*law).into()).collect());
    lint_against(text, &read(text), &laws)
}

const NAMES_NO_PLACE: &str = "Privacy notice\n\n1. Who we are\n1.1. Acme Inc. is the controller. Write to privacy@acme.example.\n\n2. Your rights\n2.1. You have the right to access your personal data.\n";

#[test]
fn a_text_is_held_against_the_laws_that_are_named_and_no_others() {
    let found = |laws: &[&str]| {
        let findings = against(NAMES_NO_PLACE, laws);
        findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let of_california = found(&["us-ca-ccpa"]);
    assert!(of_california.contains(&"right.missing_california"), "{of_california:?}");
    let of_states = found(&["us-va-vcdpa", "us-co-cpa"]);
    for code in ["right.missing_state", "appeal.missing"] {
        assert_eq!(of_states.iter().filter(|one| **one == code).count(), 2, "{of_states:?}");
    }
    // What nobody verified says so, as the law itself has it.
    let appeals = against(NAMES_NO_PLACE, &["us-va-vcdpa"]);
    let appeal = appeals.iter().find(|finding| finding.code == "appeal.missing").unwrap();
    assert!(
        appeal.message.ends_with("nobody verified this against the text of the law"),
        "{}",
        appeal.message
    );
    assert_eq!(appeal.law, Some("Va. Code § 59.1-577(C)"));
    assert!(found(&["pa-law-81"]).contains(&"right.missing_panama"));
    assert!(found(&["us-coppa"]).contains(&"children.no_parental_consent"));
    // What every law demands is told under each of them.
    let nobody = against("We collect your name.\nWe will notify you of a breach.\n", &["us-va-vcdpa"]);
    let nobody: Vec<_> = nobody.iter().map(|finding| (finding.code, finding.law)).collect();
    assert!(nobody.contains(&("contact.missing", None)), "{nobody:?}");
    assert!(!nobody.iter().any(|(code, _)| *code == "breach.no_deadline"), "{nobody:?}");
    let of_the_union = found(&["eu-gdpr"]);
    assert!(of_the_union.contains(&"legal_basis.missing"), "{of_the_union:?}");
    assert!(!of_the_union.iter().any(|code| code.starts_with("right.missing_")), "{of_the_union:?}");
    for laws in [&["us-ca-ccpa"][..], &["us-va-vcdpa", "us-co-cpa", "us-ct-ctdpa"], &["pa-law-81"]] {
        for finding in against(NAMES_NO_PLACE, laws) {
            assert!(!finding.law.is_some_and(|law| law.starts_with("GDPR")), "{}: {laws:?}", finding.code);
        }
    }
    // Unasked, nothing is owed to people whom the text does not speak to.
    let unasked = codes(NAMES_NO_PLACE);
    assert!(!unasked.iter().any(|code| code.starts_with("right.missing_") || *code == "appeal.missing"));
}

#[test]
fn where_the_law_of_the_union_is_named_it_holds_for_a_notice_of_another_place() {
    let text = format!(
        "{NAMES_NO_PLACE}\n3. More\n3.1. We follow HIPAA. Acme Inc., 1 Main Street, Dover, DE 19901.\n"
    );
    assert!(!codes(&text).contains(&"dpo.missing"));
    let found = against(&text, &["eu-gdpr"]);
    let officer = found.iter().find(|finding| finding.code == "dpo.missing").unwrap();
    assert_eq!(officer.message, "no data protection officer is named");
}

#[test]
fn a_time_to_answer_is_held_against_the_named_laws_alone() {
    let text =
        NAMES_NO_PLACE.replace("is the controller", "is a company incorporated in the Republic of Panama");
    let text = format!("{text}2.2. We answer requests within 60 days.\n");
    let beyond =
        |laws: &[&str]| against(&text, laws).iter().any(|finding| finding.code == "deadline.beyond_law");
    assert!(beyond(&["pa-law-81"]));
    assert!(!beyond(&["us-ca-ccpa"]));
}

/// What the people of one state are told, those of another and of the Union are not told.
#[test]
fn what_a_section_tells_its_people_is_told_to_nobody_else() {
    let sections = "1. General\n1.1. The GDPR gives you rights. You have the right to access your data.\n\
        2. Residents of Virginia\nUnder the VCDPA, you have the right to correct your data.\n\
        We will answer your request within 45 days of its receipt.\n\
        3. Residents of Connecticut\nUnder the CTDPA, you have the right to delete your data.\n";
    let findings = lint(sections, &read(sections));
    let of = |people: &str| {
        let of_people =
            |finding: &&Finding| finding.code == "right.missing_state" && finding.message.contains(people);
        findings.iter().find(of_people).unwrap_or_else(|| panic!("{people}: {findings:#?}"))
    };
    assert!(of("Virginia").message.contains("to delete it"), "{findings:#?}");
    assert!(!of("Virginia").message.contains("to correct it"), "{findings:#?}");
    assert!(of("Connecticut").message.contains("to correct it"), "{findings:#?}");
    assert!(!of("Connecticut").message.contains("to see their data"), "{findings:#?}");
    assert!(findings.iter().any(|finding| finding.code == "deadline.missing"), "{findings:#?}");
}

/// `We do not sell` is no way out of sharing, and a browser's agent asks for nobody.
#[test]
fn people_in_california_are_shown_a_way_out_and_told_of_agents() {
    let told = "6. California\n6.1. California residents have the right to know. We do not sell your data.\n\
        6.2. We share identifiers with advertising partners. We log the user agent.\n\
        6.3. We do not provide a Do Not Sell My Personal Information link.\n";
    let found = codes(told);
    for code in ["ccpa.agent_missing", "ccpa.opt_out_link_missing"] {
        assert!(found.contains(&code), "{found:?}");
    }
    let better =
        told.replace("We do not provide a", "Our pages have a") + "An authorized agent can ask for you.\n";
    assert!(!codes(&better).iter().any(|code| code.starts_with("ccpa.")), "{:?}", codes(&better));
}
