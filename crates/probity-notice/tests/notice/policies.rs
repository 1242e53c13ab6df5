//! What a new version of policy code takes and gives.

mod pairs;
mod renamed;

use pairs::PAIRS;
use probity_notice::{
    Direction, Mail, PolicyDifference, policy_difference, policy_difference_mail, policy_difference_page,
};
use probity_policy::project::{Files, Project, compile};
use proptest::prelude::*;

struct One<'t>(&'t str);

impl Files for One<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.as_bytes().to_vec())
    }
}

fn project(text: &str) -> Project {
    let project = compile(&["policy.probity".to_owned()], &One(text));
    let unread: Vec<_> = project
        .diagnostics
        .iter()
        .filter(|one| {
            ["P0100", "P0101", "P0102", "P0103", "P0104", "P0105"].contains(&one.code.to_string().as_str())
        })
        .collect();
    assert!(unread.is_empty(), "{text}: {unread:#?}");
    project
}

fn compared(old: &str, new: &str) -> PolicyDifference {
    policy_difference(&project(old), &project(new))
}

fn directions(found: &PolicyDifference) -> Vec<(&'static str, Direction)> {
    let mut all: Vec<_> = found.changes.iter().map(|change| (change.topic, change.direction)).collect();
    all.sort_unstable();
    all
}

fn flipped(direction: Direction) -> Direction {
    match direction {
        Direction::LessProtective => Direction::MoreProtective,
        Direction::MoreProtective => Direction::LessProtective,
        other => other,
    }
}

#[test]
fn each_kind_of_change_goes_the_right_way_and_back() {
    for (old, new, topic, direction) in PAIRS {
        let found = compared(old, new);
        assert!(directions(&found).contains(&(topic, *direction)), "{old} → {new}: {:#?}", found.changes);
        let back = compared(new, old);
        assert!(
            directions(&back).contains(&(topic, flipped(*direction))),
            "{new} → {old}: {:#?}",
            back.changes
        );
    }
}

#[test]
fn what_says_the_same_in_another_way_is_no_change() {
    for (old, new) in [
        ("offer access, erasure", "offer erasure\noffer access §7"),
        ("keep log.* at most 12 months after collected", "keep log.* at most 1 year after collected"),
        ("answer any request within 7 days of receipt", "answer any request within 1 week of receipt §9"),
        (
            "in PA {\n answer any request within 7 days of receipt\n}",
            "answer any request within 7 days of receipt for people in PA",
        ),
        ("share a.b, a.c with x for p", "share a.c with x for p\nshare a.b with x for p"),
        ("offer access for people in PA\noffer access", "offer access"),
        ("never collect contact.*\nnever collect contact.email", "never collect contact.*"),
        (
            "recipient b \"B\" { role processor }\nrecipient a \"A\" { role agent }",
            "recipient a \"A\" {\n  role agent\n}\n\nrecipient b \"B\" {\n  role processor\n}",
        ),
    ] {
        let found = compared(old, new);
        assert!(found.changes.is_empty(), "{old} → {new}: {:#?}", found.changes);
    }
}

#[test]
fn a_change_names_only_what_changed_and_shows_both_statements() {
    let old = "share contact.email, contact.name with partners for ads";
    let new = "share contact.email, contact.name, contact.phone with partners for ads §8";
    let found = compared(old, new);
    let [change] = &found.changes[..] else { panic!("{:#?}", found.changes) };
    assert!(change.says.contains("phone") && !change.says.contains("mail"), "{}", change.says);
    assert!(change.significant && change.spoken && change.old.is_none());
    let place = change.new.as_ref().unwrap();
    assert_eq!((place.line, place.quote.as_str(), &place.clauses[..]), (1, new, &["8".to_owned()][..]));
}

#[test]
fn a_block_that_came_says_all_that_it_holds_once() {
    let found =
        compared("", "recipient box \"Box Ltd.\" {\n role processor\n country US\n gets contact.email\n}");
    let [change] = &found.changes[..] else { panic!("{:#?}", found.changes) };
    assert_eq!((change.topic, change.direction), ("recipient", Direction::LessProtective));
    assert!(change.says.contains("Box Ltd.") && change.says.contains("e-mail"), "{}", change.says);
}

#[test]
fn the_old_versions_promise_and_the_law_say_who_must_be_told_and_until_when() {
    let old = "policy \"P\" version 1 { laws eu-gdpr }\ntell people of a change by mail 14 days before when significant\nbefore a new purpose tell people";
    let new = "policy \"P\" version 2 {\n laws eu-gdpr\n effective 2027-03-01 in Europe/Paris\n}\npurpose ads \"advertising\" { basis consent }";
    let found = compared(old, new);
    let promised = found.duties.iter().find(|duty| duty.by.is_some()).unwrap();
    assert_eq!(promised.by.as_deref(), Some("2027-02-15"));
    assert_eq!(promised.promise.as_ref().map(|place| place.line), Some(2));
    let laws: Vec<&str> = found.duties.iter().filter_map(|duty| duty.law).collect();
    assert!(
        laws.iter().any(|law| law.contains("13(3)")) && laws.iter().any(|law| law.contains("7")),
        "{laws:?}"
    );
    assert!(found.duties.iter().any(|duty| duty.what.contains("new purpose")), "{:#?}", found.duties);
    // Nobody is bothered with what only changes its words.
    assert!(compared(old, &old.replace("version 1", "version 2")).duties.is_empty());
}

#[test]
fn the_mail_and_the_page_say_it_to_people() {
    let old = "answer any request within 10 days of receipt\nhold payment.* for lawsuit until 2027-06-30 by officer";
    let new = "policy \"<b>P\" version 2 { effective 2027-03-01 in Europe/Paris }\nanswer any request within 30 days of receipt";
    let found = compared(old, new);
    let mail = policy_difference_mail(&found, Mail::default());
    assert!(mail.contains("2027-03-01") && mail.contains("within 30 days"), "{mail}");
    assert!(!mail.contains("lawsuit"), "a legal hold is nobody's business: {mail}");
    let page = policy_difference_page("old", "new", &found);
    assert!(!page.contains("<b>P") && page.contains("&lt;b&gt;P") && !page.contains("<script"));
}

#[test]
fn the_examples_do_not_differ_from_themselves_and_differ_from_each_other_both_ways() {
    let read = |name: &str| {
        let folder = format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "probity"));
        files.sort();
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<Vec<_>>()
    };
    let (proxies, vpn) = (read("marsproxies"), read("vpn"));
    for files in [&proxies, &vpn] {
        let mut turned = files.clone();
        turned.reverse();
        let found = compared(&files.join("\n"), &turned.join("\n\n"));
        assert!(found.changes.is_empty() && found.data_map == 0, "{:#?}", found.changes);
    }
    let (there, back) =
        (compared(&proxies.join("\n"), &vpn.join("\n")), compared(&vpn.join("\n"), &proxies.join("\n")));
    assert!(there.changes.len() > 50);
    assert_mirrored(&there, &back);
}

fn assert_mirrored(there: &PolicyDifference, back: &PolicyDifference) {
    let mut one: Vec<_> = there
        .changes
        .iter()
        .map(|one| {
            (one.topic, one.direction, one.old.clone().map(|p| p.quote), one.new.clone().map(|p| p.quote))
        })
        .collect();
    let mut other: Vec<_> = back
        .changes
        .iter()
        .map(|one| {
            (
                one.topic,
                flipped(one.direction),
                one.new.clone().map(|p| p.quote),
                one.old.clone().map(|p| p.quote),
            )
        })
        .collect();
    one.sort();
    other.sort();
    assert_eq!(one, other);
}

fn policy() -> impl Strategy<Value = String> {
    let category = || prop_oneof!["contact\\.email", "contact\\.\\*", "device\\.ip", "anything"];
    let period = || {
        (1_u32..40, prop_oneof!["days", "weeks", "months", "years", "working days"])
            .prop_map(|(amount, unit)| format!("{amount} {unit}"))
    };
    let place = || {
        prop_oneof![
            Just(""),
            Just(" for people in PA"),
            Just(" for people in US-CO"),
            Just(" for people in US")
        ]
    };
    let tail = || {
        prop_oneof![
            Just(""),
            Just(" when asked"),
            Just(" when asked and paid"),
            Just(" unless disputed"),
            Just(" unconfirmed")
        ]
    };
    let sentence = prop_oneof![
        (category(), prop_oneof![Just("at most "), Just("at least "), Just("")], period(), tail()).prop_map(
            |(what, bound, period, tail)| format!("keep {what} {bound}{period} after collected{tail}")
        ),
        (period(), place(), tail()).prop_map(|(period, place, tail)| format!(
            "answer any request within {period} of receipt{place}{tail}"
        )),
        (prop_oneof!["access", "erasure"], place(), tail())
            .prop_map(|(right, place, tail)| format!("offer {right}{place}{tail}")),
        (category(), category(), prop_oneof!["partners", "anyone"], tail())
            .prop_map(|(one, other, with, tail)| format!("share {one}, {other} with {with} for ads{tail}")),
        category().prop_map(|what| format!("never collect {what}")),
        prop_oneof!["consent", "contract", "consent or contract", "legitimate-interest"]
            .prop_map(|basis| format!("purpose ads \"ads\" {{\n basis {basis}\n}}")),
        prop_oneof!["LT", "US", "LT, US", "DE"]
            .prop_map(|places| format!("recipient box \"Box\" {{\n country {places}\n}}")),
    ];
    proptest::collection::vec(sentence, 0..7).prop_map(|sentences| sentences.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_policy_does_not_differ_from_itself_in_another_order(text in policy()) {
        let turned: Vec<String> = print_each(&text).into_iter().rev().collect();
        prop_assert_eq!(compared(&text, &turned.join("\n")).changes, []);
    }

    #[test]
    fn the_way_back_takes_what_the_way_there_gave(one in policy(), other in policy()) {
        assert_mirrored(&compared(&one, &other), &compared(&other, &one));
    }

    #[test]
    fn what_changes_on_the_way_changes_in_one_of_its_steps(one in policy(), two in policy(), three in policy()) {
        let steps: Vec<&'static str> = [compared(&one, &two), compared(&two, &three)]
            .iter()
            .flat_map(|found| found.changes.iter().map(|change| change.topic).collect::<Vec<_>>())
            .collect();
        for change in compared(&one, &three).changes {
            // A block that came and one that is otherwise are the same thing to people.
            let topic = match change.topic { "basis" => "purpose", "recipient-country" => "recipient", other => other };
            prop_assert!(steps.contains(&change.topic) || steps.contains(&topic), "{:?}", change);
        }
    }
}

/// The statements of a policy one by one, in the canonical form.
fn print_each(text: &str) -> Vec<String> {
    let project = project(text);
    project
        .model
        .statements
        .iter()
        .map(|one| probity_policy::grammar::print(std::slice::from_ref(one)))
        .collect()
}
