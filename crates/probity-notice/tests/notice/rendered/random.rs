//! Random statements, written and read back.

use super::*;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const DATA: [&str; 9] = [
    "contact.email",
    "contact.*",
    "order.number",
    "device.ip",
    "log.*",
    "health.*",
    "payment.invoice",
    "media.photo",
    "marketing.interest",
];

fn data() -> impl Strategy<Value = String> {
    subsequence(DATA.to_vec(), 1..4).prop_map(|some| some.join(", "))
}

fn period() -> impl Strategy<Value = String> {
    (1..400_u32, select(vec!["hours", "days", "working days", "weeks", "months", "years"])).prop_map(
        |(amount, unit)| {
            if amount == 1 { format!("1 {}", unit.trim_end_matches('s')) } else { format!("{amount} {unit}") }
        },
    )
}

fn tail() -> impl Strategy<Value = String> {
    (
        select(vec!["", " for people in CY", " for people in US-CO, DE, EEA"]),
        select(vec![
            "",
            " when asked",
            " when risk or high-risk and not ticket",
            " when pool = full",
            " when age < 16 or (unblock and product != static)",
        ]),
        select(vec!["", " unless ordered-in-writing"]),
        select(vec!["", " because law", " because tax-law", " because house-rules"]),
    )
        .prop_map(|(people, when, unless, because)| format!("{people}{when}{unless}{because}"))
}

fn statement() -> impl Strategy<Value = String> {
    let names = || {
        subsequence(vec!["mail", "web-form", "rock-and-roll", "letter", "tls", "own-word"], 1..4)
            .prop_map(|some| some.join(", "))
    };
    let anchor = || {
        select(vec!["collected", "account end", "last use", "opt-out", "closure", "purpose end", "receipt"])
    };
    prop_oneof![
        (
            data(),
            select(vec!["", " of customer", " of customer, visitor, alien"]),
            select(vec!["", " from person", " from use", " from host", " from oddities"])
        )
            .prop_map(|(data, of, from)| format!("collect {data}{of}{from}")),
        data().prop_map(|data| format!("never collect {data}")),
        data().prop_map(|data| format!("never sell {data}")),
        (data(), data()).prop_map(|(one, other)| format!("link {one} with {other}")),
        (
            data(),
            select(vec!["at least ", "at most ", ""]),
            period(),
            anchor(),
            select(vec!["", ", then delete", ", then aggregate"])
        )
            .prop_map(|(data, bound, period, anchor, method)| format!(
                "keep {data} {bound}{period} after {anchor}{method}"
            )),
        (data(), period(), select(vec!["customer", "alien"])).prop_map(|(data, period, kind)| format!(
            "keep {data} while {kind}, then {period}, then anonymise"
        )),
        (data(), anchor()).prop_map(|(data, anchor)| format!("keep {data} until {anchor}")),
        (
            select(vec!["any request", "access", "erasure", "complaint"]),
            period(),
            select(vec!["receipt", "verification"]),
            select(vec!["", ", extend once by 2 months", ", extend once by 1 day with reason"])
        )
            .prop_map(|(right, within, start, more)| format!(
                "answer {right} within {within} of {start}{more}"
            )),
        (
            data(),
            select(vec!["host", "anyone", "host, strangers"]),
            select(vec!["", " for account", " for account, nothing-listed"])
        )
            .prop_map(|(data, with, purposes)| format!("share {data} with {with}{purposes}")),
        names().prop_map(|names| format!("accept requests by {names}")),
        names().prop_map(|names| format!("protect accounts by {names}")),
        (names(), 1..9_u32).prop_map(|(names, facts)| format!("verify requests by {names}, {facts} facts")),
        (1..30_u32, period()).prop_map(|(count, period)| format!("limit access to {count} in {period}")),
        (period(), period()).prop_map(|(window, within)| format!(
            "appeal within {window} of refusal, answer within {within}, to attorney-general"
        )),
        period().prop_map(|period| format!("backups expire after {period}, erase again on restore")),
        ("[A-Za-z][a-zäöü]{0,8}(,? [a-zäöü]{1,8}){0,3}", period())
            .prop_map(|(said, every)| format!("attest \"{said}\" by security-officer every {every}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn a_random_policy_reads_back_as_the_same_code(
        statements in proptest::collection::vec((statement(), tail()), 1..12),
        bases in select(vec!["consent", "contract or consent", "legitimate-interest"]),
        used in data(),
    ) {
        let mut code = format!(
            "policy \"A, b and c\" version 1 {{ effective 2026-02-28 }}\ncontroller \"Some Ltd.\" {{ country CY }}\npeople {{ kind customer \"has an account\"; kind visitor \"looks around, and leaves\" }}\npurpose account \"to run accounts, and more\" {{ basis {bases}; uses {used} }}\nrecipient host \"Host and Sons, Ltd.\" {{ role processor; country DE, US; gets {used} for account }}\n"
        );
        for (statement, tail) in &statements {
            code.push_str(&format!("{statement}{tail}\n"));
        }
        let project = project(&code);
        let unread: Vec<_> = project.diagnostics.iter().filter(|one| one.code.0.starts_with("P01")).collect();
        prop_assert!(unread.is_empty(), "{:#?}\n{}", unread, code);
        let notice = english(&project);
        assert_comes_back("text", &project, &notice.text());
        assert_comes_back("Markdown", &project, &notice.markdown());
    }
}
